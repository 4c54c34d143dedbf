"""What a cell of the settings workbook holds: how a value of a profile's raw tables stands in it, and how it is read.

What cannot be read as meant is handed on as it was typed: the profile's own code refuses it, with its own sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from worksheet_kit.core.model import Quarter
from worksheet_kit.core.words import MONTHS
from worksheet_kit.profile.faults import Fault, short
from worksheet_kit.values import dates
from worksheet_kit.values.text import display, format_date, format_grouped

#: What a cell may hold; blank cells are None.
Cell = str | int | float | bool | date | datetime | None

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_QUARTER = r"TW\s+(I{1,3}|IV)\s+(\d{4})"
_BETWEEN = r"\s*(?:–|-|s\.d\.|sampai)\s*"
_FIRST_YEAR = 1990
_IN_FIGURES = re.compile(r"\d\s*([-/.])\s*\d{1,2}\s*\1\s*\d")
_ZONE = re.compile(r"\s(WIB|WITA|WIT)\s*$", re.IGNORECASE)
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """``to_cell`` is never asked about None; ``to_raw`` neither. Both give None for nothing."""

    to_cell: Callable[[Any], Cell]
    to_raw: Callable[[Any], object]
    number_format: str = "@"  # text, so that a code such as 2.16.03 stays what was typed
    choices: tuple[str, ...] = ()
    strict: bool = True  # nothing but the choices


def text_of(cell: Cell) -> str:
    """What a cell shows, as text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell if isinstance(cell, str) else format_date(cell) if isinstance(cell, date) else display(cell)


def parts_of(cell: Cell) -> list[str]:
    """Several texts in one cell: a line each, or parted by ``|``."""
    text = text_of(cell)
    parts = [part.strip() for part in (text.split("\n") if "\n" in text else text.split("|"))]
    return [part for part in parts if part]


def joined(parts: Sequence[str]) -> str:
    """The converse of `parts_of`; a text that holds ``|`` itself stands on a line of its own."""
    if any("|" in part for part in parts):
        return "\n".join(parts) + "\n"
    return " | ".join(parts)


def _whole(cell: Cell) -> object:
    """A whole number; text of digits counts as one, with the points of thousands and Rp."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str):
        digits = re.sub(r"^Rp\.?\s*|\s", "", cell.strip())
        if re.fullmatch(r"\d{1,18}|\d{1,3}(\.\d{3}){1,6}", digits):
            return int(digits.replace(".", ""))
    return cell


def _yes(cell: Cell) -> object:
    words = {"ya": True, "tidak": False, "true": True, "false": False}
    text = text_of(cell).strip().casefold()
    if text not in words:
        raise Fault(f'berisi "{short(text)}"; isi ya atau tidak.')
    return words[text]


def _day(cell: Cell) -> object:
    """A day of our time: a number such as 20 is one of 1900 to a cell, and was meant as another."""
    day = _any_day(cell)
    if day.year < _FIRST_YEAR:
        raise Fault(f"berisi {format_date(day)}; ketik tanggalnya lengkap, misalnya 20 Juli 2022.")
    return day


def _any_day(cell: Cell) -> date:
    """A real date, or typed text that is one and no other."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = dates.from_serial(cell)
        if day is not None:  # a date whose format another program has dropped
            return day
    readings = dates.parse(text_of(cell)).readings
    if len(readings) != 1:
        raise Fault(f'"{short(text_of(cell))}" belum terbaca sebagai satu tanggal; tulis misalnya 20 Juli 2022.')
    return readings[0]


def _moment_to_cell(text: str) -> Cell:
    """A deadline as a real date, with its time of day, where that says the same."""
    match = re.fullmatch(r"\w+, (\d{1,2} \w+ \d{4})(?:, pukul (\d\d)\.(\d\d))?", text)
    readings = dates.parse(match[1]).readings if match else ()
    if match and len(readings) == 1:
        hour, minute = int(match[2] or 0), int(match[3] or 0)
        if hour < 24 and minute < 60:
            moment = datetime.combine(readings[0], time(hour, minute))
            return moment if _printed_moment(moment) == text else text
    return text


def _printed_moment(moment: date) -> str:
    """A deadline as it is printed: ``Kamis, 21 Juli 2022, pukul 15.00``."""
    day = f"{_DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    timed = isinstance(moment, datetime) and moment.time() != time()
    return f"{day}, pukul {moment:%H.%M}" if timed else day


def _moment_to_raw(cell: Cell) -> object:
    return _printed_moment(cell) if isinstance(cell, date) else text_of(cell)


def printed_text(text: str, printed: Callable[[date], str] = _printed_moment) -> str:
    """A text about days as it is printed: one day in figures as ``printed`` has it, anything else as it was typed.

    So is midnight, which is not printed in words: as a deadline it is not the end of its day.
    """
    day = dates.parse(text) if _IN_FIGURES.search(text) else dates.Day()
    if len(day.readings) != 1 or day.at == time():
        return text
    words = printed(day.readings[0] if day.at is None else datetime.combine(day.readings[0], day.at))
    zone = _ZONE.search(text)
    return words if zone is None else f"{words} {zone[1].upper()}"


def printed_days(start: date, end: date | None) -> str:
    """The days of an event as they are printed: ``20–21 Juli 2022``."""
    if end is None or end == start:
        return format_date(start)
    first = f"{start.day}"
    if start.year != end.year:
        first = format_date(start)
    elif start.month != end.month:
        first = f"{start.day} {MONTHS[start.month - 1]}"
    return f"{first}–{format_date(end)}"


def last_day(start: date, printed: str) -> date | None:
    """The last day of an event that begins on ``start`` and whose days are printed so; None for another wording."""
    ends = (start + timedelta(days=days) for days in range(62))
    return next((end for end in ends if printed_days(start, end) == printed), None)


def _years_to_cell(years: Sequence[int]) -> Cell:
    run = list(range(years[0], years[-1] + 1)) == list(years)
    return f"{years[0]}–{years[-1]}" if run and len(years) > 1 else ", ".join(map(str, years))


def _years_to_raw(cell: Cell) -> object:
    years: list[object] = []
    for part in re.split(r"[,;|\n]", text_of(cell)):
        run = re.fullmatch(rf"(\d{{4}})(?:{_BETWEEN}(\d{{4}}))?", part.strip())
        if run is None:
            raise Fault(f'"{short(part.strip())}" bukan tahun; tulis misalnya 2025–2029, atau 2025, 2027.')
        first, last = int(run[1]), int(run[2] or run[1])
        if last < first:
            raise Fault(f'"{short(part.strip())}" terbalik; tulis dari yang paling awal: {last}–{first}.')
        years += range(first, min(last, first + 99) + 1)
    return years


def _quarter(text: str) -> Quarter | None:
    """A quarter as a profile may write it: ``TW III 2022`` or ``2022-Q3``."""
    match = re.fullmatch(_QUARTER, text, re.IGNORECASE)
    if match:
        return Quarter(int(match[2]), _ROMAN.index(match[1].upper()) + 1)
    match = re.fullmatch(r"(\d{4})-Q([1-4])", text, re.IGNORECASE)
    return Quarter(int(match[1]), int(match[2])) if match else None


def _run(first: Quarter, last: Quarter) -> list[Quarter]:
    numbers = range(first.year * 4 + first.number - 1, last.year * 4 + last.number)
    return [Quarter(n // 4, n % 4 + 1) for n in numbers]


def _quarters_to_cell(texts: Sequence[str]) -> Cell:
    quarters = [quarter for text in texts if (quarter := _quarter(text)) is not None]
    if len(quarters) > 1 and quarters == _run(quarters[0], quarters[-1]):
        return f"{quarters[0].label} – {quarters[-1].label}"
    return ", ".join(quarter.label for quarter in quarters)


def _quarters_to_raw(cell: Cell) -> object:
    quarters: list[str] = []
    for part in re.split(r"[,;|\n]", text_of(cell)):
        ends = re.fullmatch(rf"({_QUARTER}){_BETWEEN}({_QUARTER})", part.strip(), re.IGNORECASE)
        first, last = (_quarter(ends[1]), _quarter(ends[4])) if ends else (None, None)
        if first is None or last is None or last.year - first.year >= 100:
            quarter = _quarter(part.strip())
            quarters.append(part.strip() if quarter is None else quarter.label)
        elif last < first:
            raise Fault(f'"{short(part.strip())}" terbalik; tulis dari yang paling awal: {last.label} – {first.label}.')
        else:
            quarters += [quarter.label for quarter in _run(first, last)]
    return quarters


_PAPERS = ("F4", "A4", "A3")


def _paper_to_cell(paper: object) -> Cell:
    if not isinstance(paper, Mapping):
        return str(paper)
    return joined([str(paper[key]) for key in ("name", "index", "width", "height")])


def _paper_to_raw(cell: Cell) -> object:
    name, *numbers = parts_of(cell)
    if not numbers:
        return _chosen(name, _PAPERS)
    if len(numbers) != 3 or not all(re.fullmatch(r"\d+([.,]\d+)?", number) for number in numbers):
        raise Fault("kertas sendiri ditulis nama | kode | lebar mm | tinggi mm, misalnya B4 | 12 | 257 | 364.")
    index, width, height = (float(number.replace(",", ".")) for number in numbers)
    return {"name": name, "index": int(index) if index.is_integer() else index, "width": width, "height": height}


def _name(text: str) -> str:
    """The name of a form or list, as people may write it: ``Program Kerja`` for ``program_kerja``."""
    return re.sub(r"\s+", "_", text.strip().lower())


def _room_to_raw(cell: Cell) -> object:
    room: dict[str, object] = {}
    for part in parts_of(cell):
        form, _, number = part.rpartition(" ")
        if not form.strip() or not number.isdecimal() or _name(form) in room:
            raise Fault(f'"{short(part)}" bukan nama form dan banyak baris; tulis misalnya program_kerja 60.')
        room[_name(form)] = int(number)
    return room


def words(pairs: Mapping[str, object]) -> Shape:
    """A choice of words, each of which stands for a value of the raw tables."""
    folded = {word.casefold(): value for word, value in pairs.items()}

    def to_raw(cell: Cell) -> object:
        text = text_of(cell).strip()
        if text.casefold() not in folded:
            raise Fault(f'"{short(text)}" tidak dikenal; pilihannya {", ".join(pairs)}.')
        return folded[text.casefold()]

    def to_cell(value: object) -> Cell:
        return next((word for word, meant in pairs.items() if meant == value), str(value))

    return Shape(to_cell=to_cell, to_raw=to_raw, choices=tuple(pairs))


def one_of(*choices: str) -> Shape:
    """A text that is chosen from a dropdown; another than these is handed on."""
    return Shape(to_cell=str, to_raw=lambda cell: _chosen(text_of(cell).strip(), choices), choices=choices)


def _chosen(text: str, choices: Sequence[str]) -> str:
    """The choice that a text is in whatever case, else the text."""
    return next((choice for choice in choices if choice.casefold() == text.casefold()), text)


#: The number format of a day with its weekday, in Indonesian.
LONG_DAY = "[$-421]dddd, d mmmm yyyy"

TEXT = Shape(to_cell=str, to_raw=text_of)
CODE = Shape(to_cell=str, to_raw=lambda cell: text_of(cell).strip().upper())
NAME = Shape(to_cell=str, to_raw=lambda cell: _name(text_of(cell)))
PARTS = Shape(to_cell=joined, to_raw=parts_of)
NAMES = Shape(to_cell=joined, to_raw=lambda cell: [_name(part) for part in parts_of(cell)])
WHOLE = Shape(to_cell=int, to_raw=_whole, number_format="0")
RUPIAH = Shape(to_cell=int, to_raw=_whole, number_format="#,##0")
YES = Shape(to_cell=lambda value: "ya" if value else None, to_raw=_yes, choices=("ya", "tidak"))
DAY = Shape(to_cell=lambda day: day, to_raw=_day, number_format="[$-421]d mmmm yyyy")
MOMENT = Shape(to_cell=_moment_to_cell, to_raw=_moment_to_raw, number_format=f'{LONG_DAY}", pukul "hh\\.mm')
YEARS = Shape(to_cell=_years_to_cell, to_raw=_years_to_raw)
QUARTERS = Shape(to_cell=_quarters_to_cell, to_raw=_quarters_to_raw)
ROOM = Shape(to_cell=lambda room: joined([f"{form} {number}" for form, number in room.items()]), to_raw=_room_to_raw)
PAPER = Shape(to_cell=_paper_to_cell, to_raw=_paper_to_raw, choices=_PAPERS, strict=False)


def shown(cell: Cell) -> str:
    """A cell as it looks in the workbook, for working out heights."""
    if isinstance(cell, date):
        return _printed_moment(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return format_grouped(cell)
    return "" if cell is None else str(cell)
