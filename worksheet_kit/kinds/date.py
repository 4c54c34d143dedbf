"""A day of the calendar, stored as ``2022-07-20`` and shown as ``20 Juli 2022``."""

import datetime

from worksheet_kit.core.model import Column, Raw, ShownDay, Value
from worksheet_kit.kinds.kind import InputKind, register
from worksheet_kit.kinds.reading import OnSheet, Outcome, Reader, ambiguous, fault, unreadable
from worksheet_kit.kinds.sheet import AGAIN, CellRule, Look, RowShown, Shown, shape_check
from worksheet_kit.values import dates
from worksheet_kit.values.text import format_date, says_nothing

_FIRST, _LAST = dates.to_serial(dates.EARLIEST), dates.to_serial(dates.LATEST)
_HOW = "tulis tanggal, bulan, dan tahun, contoh 20 Juli 2022"

# ---------------------------------------------------------------------------------------------------------------------
# In the sheet: a real date, which every program shows with the name of its month, so that a swap of day and month shows
# ---------------------------------------------------------------------------------------------------------------------


def _wrong(address: str) -> str:
    return f"IF(ISNUMBER({address}),({address}<{_FIRST})+({address}>={_LAST + 1})>0,1>0)"


def _is_wrong(row: RowShown, key: str) -> bool:
    number = row.number(key)
    return number is None or not _FIRST <= number < _LAST + 1


def _rule(_column: Column, _listed: bool) -> CellRule:
    how = "Tulis hari, nama bulan, dan tahun, contoh 20 Jul 2022."
    return CellRule(
        type="date",
        hint=how,
        error_title="Isi tanggal",
        error_message=f"Isian ini belum terbaca sebagai tanggal. {how} {AGAIN}",
        least=_FIRST,
        most=_LAST,
    )


def _in_sheet(value: Value) -> Shown:
    day = _stored(value)
    return float(dates.to_serial(day)) if day is not None else value


def _show(value: Value) -> Value:
    day = _stored(value)
    return format_date(day) if day is not None else value


def _stored(value: Value) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------------
# At collection
# ---------------------------------------------------------------------------------------------------------------------


def _read(raw: Raw, sheet: OnSheet) -> Outcome:
    if isinstance(raw, str):
        return _read_text(raw)
    faulty = fault(raw, bool)
    if faulty is not None:
        return faulty
    if isinstance(raw, ShownDay) and not raw.is_whole:  # its program put in what was not typed
        return unreadable()
    if isinstance(raw, datetime.date):
        return _taken(raw)
    day = dates.from_serial(raw, from_1904=sheet.from_1904) if isinstance(raw, int | float) else None
    return unreadable() if day is None else Outcome(day.isoformat(), None, "tanggal dari nomor")


def _taken(raw: datetime.date) -> Outcome:
    """A real date, its time of day left out."""
    day = raw.date() if isinstance(raw, datetime.datetime) else raw
    if not dates.EARLIEST <= day <= dates.LATEST:
        return unreadable()
    timed = isinstance(raw, datetime.datetime) and raw.time() != datetime.time()
    return Outcome(day.isoformat(), None, "tanggal tanpa jam" if timed else "")


def _read_text(text: str) -> Outcome:
    if says_nothing(text):
        return Outcome(None, None, "tanpa data")
    parsed = dates.parse(text)
    if len(parsed.readings) > 1:
        return ambiguous(*(format_date(day) for day in parsed.readings))
    if not parsed.readings:
        return unreadable("" if parsed.nearest is None else format_date(parsed.nearest))
    stored = parsed.readings[0].isoformat()
    rule = "tanggal dari teks" if parsed.at is None else "tanggal tanpa jam"
    return Outcome(stored, None, "" if stored == text else rule)


DATE = register(
    InputKind(
        name="date",
        meaning="tanggal lengkap dengan bulan dan tahun",
        expected="tanggal",
        how=_HOW,
        may_say=("required",),
        rule=_rule,
        check=lambda cell: shape_check(cell, _wrong(cell.address), _is_wrong, "Isi tanggal"),
        wrong=_wrong("{cell}"),
        reader=lambda _column, _ground: Reader(_read),
        rules={
            "tanggal dari teks": "Tanggal yang tersimpan sebagai teks dijadikan tanggal.",
            "tanggal dari nomor": "Nomor tanggal dari program lembar kerja dijadikan tanggal.",
            "tanggal tanpa jam": "Jam yang ikut tertulis dilepas dari tanggalnya.",
        },
        # The words of Indonesian (0x421), whatever language the program speaks.
        look=Look(number_format="[$-421]d mmmm yyyy", right=True),
        show=_show,
        in_sheet=_in_sheet,
        dtype="datetime64[s]",
    )
)
