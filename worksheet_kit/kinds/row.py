"""One returned row + its columns → typed cells, or why not.

What is unambiguous is accepted and the change named (`RULES`); what is ambiguous becomes a trouble with its readings
(`TROUBLES`); a suggestion is never applied. A `Normaliser` is prepared once per profile, form and recipient; cells then
cost a dictionary look-up, and a closer reading only where that misses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from worksheet_kit.core.layout import column_letters
from worksheet_kit.core.lists import named_list
from worksheet_kit.core.model import (
    Cell,
    CellError,
    Column,
    Form,
    Kind,
    Place,
    Profile,
    Quarter,
    Raw,
    Recipient,
    ReturnedRow,
    ReturnedSheet,
    RuleKind,
    Trouble,
    Uncomputed,
    Value,
    ValueList,
)
from worksheet_kit.values import numbers, periods
from worksheet_kit.values.choices import Choices, Match, References
from worksheet_kit.values.text import (
    CELL_LIMIT,
    PRECISION_LIMIT,
    display,
    format_number,
    is_blank,
    squash,
    tidy,
)

#: Every rule a `Cell.rule` can name, with what people read about it on *Penyesuaian Otomatis*.
RULES: Mapping[str, str] = {
    "spasi": "Spasi di awal, di akhir, atau berlebih dirapikan.",
    "tak tampak": "Spasi khusus atau tanda yang tidak tampak dibuang.",
    "karakter kendali": "Karakter kendali yang terbawa dari program lain dibuang.",
    "huruf": "Huruf besar dan kecil disesuaikan dengan daftar.",
    "huruf mirip": "Huruf lebar atau huruf dari aksara lain yang tampak sama dibaca sebagai huruf biasa.",
    "tanda baca": "Tanda baca dan spasi disesuaikan dengan daftar.",
    "kode": "Kode yang diketik dibaca sebagai pilihan yang berkode itu.",
    "alias": "Nama lain dibaca sebagai pilihan dalam daftar.",
    "tanda centang": "Tanda centang atau jawaban singkat dibaca sebagai Ya atau Tidak.",
    "dibagi": "Beberapa pilihan dalam satu sel dibagi ke kolom-kolom yang masih kosong.",
    "angka dari teks": "Angka yang tersimpan sebagai teks dijadikan angka.",
    "desimal menurut kolom": "Titik atau koma dibaca seperti pada angka lain di kolom yang sama.",
    "satuan dipisah": "Satuan yang ikut tertulis sama dengan kolom Satuan, jadi diambil angkanya saja.",
    "persen": "Tanda persen dilepas karena satuannya %.",
    "rupiah": "Penulisan rupiah dijadikan angka penuh.",
    "triwulan": "Penulisan triwulan disesuaikan dengan daftar.",
    "bulan": "Bulan dibaca sebagai triwulannya.",
    "tanggal": "Tanggal dibaca sebagai triwulannya.",
    "nomor tanggal": "Nomor tanggal dari program lembar kerja dibaca sebagai triwulannya.",
    "rentang waktu": "Rentang waktu dibaca sebagai triwulan mulai dan triwulan selesai.",
    "tanpa data": "Tanda belum ada data dibaca sebagai kosong, bukan nol.",
    "teks dari angka": "Angka di kolom teks disimpan sebagai teks seperti yang tampak.",
    "teks dari tanggal": "Tanggal di kolom teks disimpan sebagai teks.",
    "teks dari nilai logika": "Nilai TRUE atau FALSE di kolom teks disimpan sebagai teks.",
    "rujukan ikut": "Rujukan mengikuti barisnya, yang mendapat kode baru karena kodenya dipakai dua kali.",
}

#: Every trouble a cell can have, with the keys of its `Trouble.data`.
TROUBLES: Mapping[str, tuple[str, ...]] = {
    "not_in_list": ("daftar",),  # list title
    "ambiguous_choice": (
        "daftar",
        "a",
        "b",
        "pilihan",
    ),  # two readings; all of them, joined with "; "
    "several_choices": (
        "daftar",
        "a",
        "b",
        "pilihan",
        "jumlah",
        "tempat",
    ),  # more entries in one cell than its columns can take
    "not_a_number": (),  # with "satuan" where the text has a unit that is not the row's, "tambahan" for other words
    "ambiguous_number": ("a", "b"),
    "not_whole": (),
    "negative": (),
    "not_a_quarter": (),
    "ambiguous_quarter": ("a", "b", "pilihan"),
    "other_end": ("ujung", "kolom_lain", "nilai"),  # a span whose other end is not what the other column says
    "error_cell": ("galat",),
    "uncomputed": ("rumus",),
    "wrong_type": ("jenis",),
    "precision_lost": (),
    "too_large": (),  # a text of more digits than a sheet can count with
    "too_long": ("panjang",),
}

#: Words that say there is no figure. They are not zero.
NO_DATA = frozenset(
    squash(word)
    for word in (
        *("n/a", "na", "none", "null", "nil", "nihil", "kosong", "tba", "tbd"),
        *("tidak ada", "tdk ada", "tidak ada data", "tdk ada data", "data tidak ada", "tidak tersedia"),
        *("belum", "belum ada", "blm ada", "belum ada data", "blm ada data", "data belum ada", "belum tersedia"),
        *("data belum tersedia", "belum diketahui", "belum terdata", "belum diukur", "belum dihitung"),
    )
)
_CURRENCY = re.compile(r"^rp\b\.?", re.IGNORECASE)
_DASHES = frozenset("-–—−_.…~*?/\\= ")


class _Several(NamedTuple):
    """A cell that lists several entries, to be spread over its series."""

    values: tuple[str, ...]
    ambiguous: Match


class _Span(NamedTuple):
    """A quarter cell that covers several quarters."""

    first: Quarter
    last: Quarter


class _Counted(NamedTuple):
    """A number that came with a unit, to be held against the unit of its row."""

    number: numbers.Number


class _Outcome(NamedTuple):
    value: Value
    trouble: Trouble | None = None
    rule: str = ""
    more: _Several | _Span | _Counted | None = None


_Reader = Callable[[Raw, ReturnedSheet], _Outcome]


class _Known(NamedTuple):
    """What reads the cells of a column, and the texts it has read before or knew beforehand."""

    read: _Reader
    texts: Mapping[Raw, _Outcome] = {}


#: Makes a named tuple of its fields in half the time its class takes; there is one of each kind to a cell.
_new = tuple.__new__


@lru_cache(maxsize=256)
def _choices(values: ValueList, leading: bool = False) -> Choices:
    """Lists are shared by columns and recipients, and preparing a long one costs more than reading a sheet."""
    return Choices(values, leading=leading)


class Normaliser:
    """Turns the raw rows of one form of one recipient into typed cells.

    ``codes`` are codes of other forms that may be named besides those laid out for this recipient; ``lists`` are lists
    known only now, by the name a column gives them (``@strategi`` or ``strategi``). A reference to a form that no stage
    has together with this one is free text until such a list is given; only a code that leads it is told apart.
    ``group`` is the one of the group that an agency belongs to: its lists have the same entries.
    """

    def __init__(
        self,
        profile: Profile,
        form: Form,
        recipient: Recipient,
        *,
        codes: Mapping[str, Collection[str]] | None = None,
        lists: Mapping[str, ValueList] | None = None,
        group: Normaliser | None = None,
    ) -> None:
        self.profile, self.form, self.recipient = profile, form, recipient
        self._group = group
        self._codes, self._lists = codes or {}, lists or {}
        self._plan = profile.quarters
        self._labels = {quarter.label: quarter.stored for quarter in profile.quarters}
        self._columns = {column.key: column for column in form.inputs}
        self._list = lru_cache(maxsize=None)(self._prepare)  # the columns of a series take one list
        self._choice = lru_cache(maxsize=None)(self._make_choice)
        self._readers = {key: self._reader(column) for key, column in self._columns.items()}
        together: dict[str, list[str]] = defaultdict(list)
        for key, column in self._columns.items():
            together[column.series].append(key)
        self._series = {key: tuple(together[c.series]) if c.series else () for key, c in self._columns.items()}
        self._last = {rule.columns[1]: rule.columns[0] for rule in form.rules if rule.kind is RuleKind.ORDER}
        self._first = {first: last for last, first in self._last.items()}
        self._units = {column.unit for column in form.inputs}
        self._sheet: ReturnedSheet | None = None  # the sheet that the columns and decimal signs below are of
        self._columns_on: Sequence[tuple[str, str, _Reader, Mapping[Raw, _Outcome]]] = ()
        self._signs: dict[str, str] = {}

    def row(self, row: ReturnedRow, sheet: ReturnedSheet, file: str) -> dict[str, Cell]:
        """The filled input cells of a returned row, in the order of the form's columns."""
        cells: dict[str, Cell] = {}
        later: list[tuple[Column, Cell, _Several | _Span | _Counted]] = []
        raw_of, name, line = row.cells.get, sheet.sheet, str(row.number + 1)
        for key, letters, read, known in self._on(sheet):
            raw = raw_of(key)
            if raw is None:
                continue
            outcome = known.get(raw)
            if outcome is None:
                if is_blank(raw):
                    continue
                outcome = read(raw, sheet)
            value, trouble, rule, more = outcome
            place = _new(Place, (file, name, letters + line if letters else ""))
            cells[key] = cell = _new(Cell, (raw, value, place, trouble, rule))
            if more is not None:
                later.append((self._columns[key], cell, more))
        for column, cell, more in later:
            if isinstance(more, _Counted):
                cells[column.key] = self._counted(column, cell, more.number, cells)
            elif isinstance(more, _Span):
                self._spanned(column, cell, more, cells)
            else:
                self._spread(column, cell, more, cells)
        for column, cell, more in later:
            if isinstance(more, _Span):
                self._other_end(column, cell, more, cells)
        if later:
            return {key: cells[key] for key in self._readers if key in cells}
        return cells

    def _on(self, sheet: ReturnedSheet) -> Sequence[tuple[str, str, _Reader, Mapping[Raw, _Outcome]]]:
        """Each column with its letters on this sheet and what reads it; rows of one sheet come one after the other."""
        if self._sheet is not sheet:
            self._sheet, self._signs = sheet, {}
            letters = {key: column_letters(column) for key, column in sheet.columns.items()}
            self._columns_on = [(key, letters.get(key, ""), *known) for key, known in self._readers.items()]
        return self._columns_on

    # -- what reads a column --------------------------------------------------------------------------------------

    def _of(self, column: Column | None) -> Choices | References | None:
        """What a column's texts are looked up in, if it is one of choices."""
        if column is None or column.list is None:
            return None
        return self._list(column.list, column.refers_to, column.key if column.key in self._lists else "")

    def _prepare(self, name: str, form: str | None, key: str) -> Choices | References | None:
        if form is None and self._group is not None:
            return self._group._list(name, form, key)
        if form is None:
            return _choices(named_list(self.profile, self.form, name, self.recipient))
        given = self._lists.get(name) or self._lists.get(form) or self._lists.get(key)
        if given is not None:
            return _choices(given, leading=True)
        together = any(self.form.name in stage.forms and form in stage.forms for stage in self.profile.stages)
        if not together and form not in self._codes:
            return None
        return References(self.profile, self.profile.forms[form], self.recipient, self._codes.get(form, ()))

    def _reader(self, column: Column) -> _Known:
        if column.kind is Kind.CHOICE:
            found = self._of(column)
            if found is None:
                return _Known(self._unlisted(column))
            shared = self._group if self._group is not None and column.refers_to is None else self
            return shared._choice(found)
        if column.kind in {Kind.NUMBER, Kind.MONEY}:
            return _Known(self._number(column))
        return self._quarter() if column.kind is Kind.QUARTER else _Known(_read_text)

    def _unlisted(self, column: Column) -> _Reader:
        """A reference to a form of an earlier stage whose rows are not known: a code if it names one, else text."""
        codes = References(self.profile, self.profile.forms[column.refers_to or ""], self.recipient)

        def read(raw: Raw, _sheet: ReturnedSheet) -> _Outcome:
            found = codes.find(raw) if isinstance(raw, str) else None
            if found is None and isinstance(raw, str) and _says_nothing(raw):
                return _Outcome(None, None, "tanpa data")
            return _text_value(raw) if found is None else _Outcome(found.value, None, found.rule)

        return read

    def _make_choice(self, choices: Choices | References) -> _Known:
        memo: dict[Raw, _Outcome] = {text: _Outcome(stored) for text, stored in choices.exact.items()}

        def read(raw: Raw, _sheet: ReturnedSheet) -> _Outcome:
            if isinstance(raw, str):
                outcome = memo.get(raw)
                if outcome is None:
                    outcome = memo[raw] = self._choose(choices, raw)
                return outcome
            fault = _fault(raw)
            if fault is not None:
                return fault
            if isinstance(raw, bool):
                answer = None if isinstance(choices, References) else (choices.yes if raw else choices.no)
                return _wrong_type("nilai logika") if answer is None else _Outcome(answer, None, "tanda centang")
            if isinstance(raw, date):
                return _wrong_type("tanggal")
            outcome = self._choose(choices, display(raw))
            fraction = isinstance(raw, float) and not raw.is_integer()
            longer = choices.find(f"{display(raw)}0") if fraction else None  # 1.10 typed is the number 1,1
            if longer is not None and None not in {longer.value, outcome.value}:
                return _Outcome(None, choices.ambiguous([str(outcome.value), str(longer.value)]).trouble)
            return outcome if outcome.trouble else outcome._replace(rule="teks dari angka")

        return _Known(read, memo)

    def _choose(self, choices: Choices | References, text: str) -> _Outcome:
        found = choices.find(text)
        if found is None and _says_nothing(text) and not choices.begins(text):
            return _Outcome(None, None, "tanpa data")
        if found is None:
            parts = choices.split(text)
            if parts is not None and len(parts) == 1:
                return _Outcome(parts[0], None, "tanda baca")
            if parts is not None:
                return _Outcome(None, None, "", _Several(parts, choices.ambiguous(parts)))
        found = found or choices.match(text)
        return _Outcome(found.value, found.trouble, "" if found.value == text else found.rule)

    def _number(self, column: Column) -> _Reader:
        money = column.kind is Kind.MONEY
        memo: dict[str, _Outcome] = {}

        def read(raw: Raw, sheet: ReturnedSheet) -> _Outcome:
            if raw.__class__ is float or raw.__class__ is int:
                if 0 <= raw < PRECISION_LIMIT and (whole := int(raw)) == raw:  # as nearly all are
                    return _new(_Outcome, (whole, None, "", None))
                return _checked(column, raw, "")
            if isinstance(raw, str):
                outcome = memo.get(raw)
                if outcome is None:
                    outcome = self._count(column, raw, money, "")
                    if outcome.trouble is None or outcome.trouble.name != "ambiguous_number":
                        memo[raw] = outcome
                if outcome.trouble is not None and outcome.trouble.name == "ambiguous_number" and not money:
                    sign = self._sign(column, sheet)
                    if sign:
                        return self._count(column, raw, money, sign)
                return outcome
            return _fault(raw) or _wrong_type("tanggal" if isinstance(raw, date) else "nilai logika")

        return read

    def _count(self, column: Column, text: str, money: bool, sign: str) -> _Outcome:
        if _says_nothing(text, number=True):
            return _Outcome(None, None, "tanpa data")
        number = numbers.parse(text, money=money, decimal=sign)
        if number.readings:
            a, b = (format_number(reading) for reading in number.readings)
            return _Outcome(None, Trouble("ambiguous_number", {"a": a, "b": b}))
        if number.value is None:
            suggestion = "" if number.nearest is None else format_number(number.nearest)
            return _Outcome(None, Trouble("not_a_number", {}, suggestion))
        if money:
            if number.unit:
                suggestion = format_number(number.value) if numbers.is_remark(number.unit) else ""
                return _Outcome(None, Trouble("not_a_number", {"tambahan": _as_typed(number.unit, text)}, suggestion))
            return _checked(column, number.value, "rupiah" if number.currency or number.scaled else "angka dari teks")
        if number.unit or number.currency or number.scaled:
            return _Outcome(number.value, None, "", _Counted(number))
        return _checked(column, number.value, "desimal menurut kolom" if sign else "angka dari teks")

    def _quarter(self) -> _Known:
        memo: dict[Raw, _Outcome] = {label: _Outcome(stored) for label, stored in self._labels.items()}

        def read(raw: Raw, sheet: ReturnedSheet) -> _Outcome:
            if isinstance(raw, str):
                outcome = memo.get(raw)
                if outcome is None:
                    outcome = memo[raw] = self._when(raw)
                return outcome
            fault = _fault(raw)
            if fault is not None:
                return fault
            if isinstance(raw, bool):
                return _wrong_type("nilai logika")
            if isinstance(raw, date):
                return self._in_plan(periods.quarter_of(raw), "tanggal")
            day = raw + (periods.DAYS_TO_1904 if sheet.from_1904 else 0) if isinstance(raw, int | float) else 0
            serial = periods.from_serial(day, self._plan)
            if serial is not None:
                return self._in_plan(serial, "nomor tanggal")
            return self._when(display(raw))

        return _Known(read, memo)

    def _when(self, text: str) -> _Outcome:
        if text in self._labels.values():
            return _Outcome(text)
        tidied, rule = tidy(text)
        if tidied in self._labels:
            return _Outcome(self._labels[tidied], None, rule)
        if _says_nothing(text):
            return _Outcome(None, None, "tanpa data")
        period = periods.parse(text, self._plan)
        if period.first is not None and period.last is not None:
            if period.rule == "rentang waktu":
                return _Outcome(None, None, "rentang waktu", _Span(period.first, period.last))
            return self._in_plan(period.first, period.rule)
        if len(period.readings) > 1:
            labels = [quarter.label for quarter in period.readings]
            data = {"a": labels[0], "b": labels[-1], "pilihan": "; ".join(labels)}
            return _Outcome(None, Trouble("ambiguous_quarter", data))
        return _Outcome(None, Trouble("not_a_quarter", {}, period.nearest.label if period.nearest else ""))

    def _in_plan(self, quarter: Quarter, rule: str) -> _Outcome:
        if quarter in self._plan:
            return _Outcome(quarter.stored, None, rule)
        span = f" {self._plan[0].label} s.d. {self._plan[-1].label}" if self._plan else ""
        return _Outcome(None, Trouble("not_in_list", {"daftar": f"triwulan{span}"}))

    # -- what needs the rest of the row or column -----------------------------------------------------------------

    def _counted(self, column: Column, cell: Cell, number: numbers.Number, cells: Mapping[str, Cell]) -> Cell:
        """A number with a unit: taken when it is the unit of its row."""
        assert number.value is not None
        of_row = cells.get(column.unit)
        stored = "" if of_row is None else display(of_row.raw) if of_row.value is None else str(of_row.value)
        if number.scaled and numbers.same_scale(number.scaled, stored):
            data = {"a": format_number(number.unscaled), "b": format_number(number.value)}
            return cell._replace(value=None, trouble=Trouble("ambiguous_number", data))
        unit = number.unit or ("Rp" if number.currency else "")
        if unit and not (stored and self._is_unit(column, unit, stored)):
            what = "tambahan" if of_row is None or of_row.value is None else "satuan"
            data = {what: _as_typed(unit, display(cell.raw))}
            return cell._replace(value=None, trouble=Trouble("not_a_number", data, format_number(number.value)))
        rule = "persen" if unit == "%" else "satuan dipisah" if unit else "angka dari teks"
        outcome = _checked(column, number.value, rule)
        return cell._replace(value=outcome.value, trouble=outcome.trouble, rule=outcome.rule)

    def _is_unit(self, column: Column, typed: str, stored: str) -> bool:
        choices = self._of(self._columns.get(column.unit))
        if isinstance(choices, Choices):
            found = choices.find(typed)
            if found is not None and found.value is not None:
                return found.value == stored
        return numbers.same_unit(typed, stored)

    def _spanned(self, column: Column, cell: Cell, span: _Span, cells: dict[str, Cell]) -> None:
        """A span of quarters: its first one where a start is asked for, its last one where an end is."""
        first, last = (self._in_plan(quarter, "rentang waktu") for quarter in (span.first, span.last))
        if column.key in self._first or first == last:
            mine = first
        elif column.key in self._last:
            mine = last
        else:
            data = {"a": span.first.label, "b": span.last.label}
            mine = _Outcome(None, Trouble("ambiguous_quarter", data | {"pilihan": "; ".join(data.values())}))
        cells[column.key] = cell._replace(value=mine.value, trouble=mine.trouble, rule=mine.rule)

    def _other_end(self, column: Column, cell: Cell, span: _Span, cells: dict[str, Cell]) -> None:
        """The other end of a span goes to the other column where that is empty; where it says another, that is told."""
        partner = self._first.get(column.key) or self._last.get(column.key)
        if partner is None:
            return
        quarter = span.last if column.key in self._first else span.first
        other, there = self._in_plan(quarter, "rentang waktu"), cells.get(partner)
        if there is None:
            cells[partner] = cell._replace(value=other.value, trouble=other.trouble, rule=other.rule)
        elif there.value is None and there.trouble is None and other.trouble is None:  # a dash holds the place
            cells[partner] = there._replace(value=other.value, rule=other.rule)
        elif there.trouble is None and there.value != other.value and cells[column.key].trouble is None:
            data = {"ujung": quarter.label, "kolom_lain": self._columns[partner].heading, "nilai": display(there.raw)}
            cells[column.key] = cell._replace(trouble=Trouble("other_end", data), rule="")

    def _spread(self, column: Column, cell: Cell, several: _Several, cells: dict[str, Cell]) -> None:
        """Several entries in one cell go to the free columns of its series, in order, if there is room for all."""
        series = self._series[column.key]
        taken = {other.value for key in series if key != column.key and (other := cells.get(key)) is not None}
        values = [value for value in several.values if value not in taken]
        free = [key for key in series if key == column.key or key not in cells]
        if not values or len(values) > len(free):
            assert several.ambiguous.trouble is not None
            data = several.ambiguous.trouble.data
            if column.key in self._units and "/" in display(cell.raw):  # "orang/tahun" is one unit, of what is counted
                trouble = Trouble("not_in_list", {"daftar": data["daftar"]}, data["a"])
            else:
                counts = {"jumlah": str(len(several.values)), "tempat": str(max(1, len(free)))}
                trouble = Trouble("several_choices", {**data, **counts})
            cells[column.key] = cell._replace(trouble=trouble)
            return
        free.remove(column.key)
        for key, value in zip([column.key, *free], values, strict=False):
            cells[key] = cell._replace(value=value, trouble=None, rule="dibagi")

    def _sign(self, column: Column, sheet: ReturnedSheet) -> str:
        """The decimal sign that the other texts of a column (or of its series) show; nothing if none or both."""
        self._on(sheet)
        if column.key not in self._signs:
            keys = self._series[column.key] or (column.key,)
            texts = (row.cells.get(key) for row in sheet.rows for key in keys)
            signs = {numbers.convention(text) for text in texts if isinstance(text, str)} - {""}
            self._signs[column.key] = signs.pop() if len(signs) == 1 else ""
        return self._signs[column.key]


def identity(
    profile: Profile, recipient: Recipient, raw: Mapping[str, Raw], places: Mapping[str, Place] | None = None
) -> dict[str, Cell]:
    """The filled lines of *Petunjuk*, read like the cells of a form; ``places`` tells where each stands.

    A choice that is not in its list stays as typed: who filled in a sheet is for people to read.
    """
    where = places or {}
    lists = {field.key: field.list for field in profile.identity if field.list is not None}
    cells: dict[str, Cell] = {}
    for key, typed in raw.items():
        if is_blank(typed):
            continue
        outcome = _text_value(typed)
        expression = lists.get(key)
        if expression is not None and isinstance(outcome.value, str):
            found = _choices(named_list(profile, None, expression, recipient)).find(outcome.value)
            if found is not None and found.value is not None:
                outcome = _Outcome(found.value, None, found.rule)
        cells[key] = Cell(typed, outcome.value, where.get(key, Place()), outcome.trouble, outcome.rule)
    return cells


def _text_value(raw: Raw) -> _Outcome:
    """A cell of a text column: text as typed, tidied; numbers and dates as they are shown."""
    if isinstance(raw, str):
        text, rule = tidy(raw)
        if len(text) > CELL_LIMIT:
            return _Outcome(None, Trouble("too_long", {"panjang": str(len(text))}))
        return _Outcome(text, None, rule)
    fault = _fault(raw)
    if fault is not None:
        return fault
    if isinstance(raw, bool):
        return _Outcome(display(raw), None, "teks dari nilai logika")
    if isinstance(raw, int | float) and abs(raw) >= PRECISION_LIMIT:
        return _Outcome(display(raw), Trouble("precision_lost"))
    return _Outcome(display(raw), None, "teks dari tanggal" if isinstance(raw, date) else "teks dari angka")


def _read_text(raw: Raw, _sheet: ReturnedSheet) -> _Outcome:
    return _text_value(raw)


def _says_nothing(text: str, *, number: bool = False) -> bool:
    """Whether a text says that there is no answer: dashes, ``n/a``, ``belum ada data``, for a number a mere ``Rp``.

    ``#N/A`` as text is what is left of a formula: something stood there once.
    """
    figure = _CURRENCY.sub("", text.lstrip(), count=1) if number else text.strip()
    return all(sign in _DASHES for sign in figure) or (not figure.startswith("#") and squash(figure) in NO_DATA)


def _fault(raw: Raw) -> _Outcome | None:
    if isinstance(raw, CellError):
        return _Outcome(None, Trouble("error_cell", {"galat": raw.text}))
    if isinstance(raw, Uncomputed):
        return _Outcome(None, Trouble("uncomputed", {"rumus": raw.formula}))
    return None


def _as_typed(part: str, text: str) -> str:
    """A part of a text as it was typed, where it can be found in it."""
    start = text.casefold().find(part)
    return part if start < 0 or len(text.casefold()) != len(text) else text[start : start + len(part)]


def _wrong_type(what: str) -> _Outcome:
    return _Outcome(None, Trouble("wrong_type", {"jenis": what}))


def _checked(column: Column, value: float, rule: str) -> _Outcome:
    """A number as its kind allows it: no more digits than a sheet keeps; amounts whole and not negative."""
    if value - value != 0:
        return _Outcome(None, Trouble("not_a_number"))
    if abs(value) >= PRECISION_LIMIT:
        return _Outcome(None, Trouble("too_large" if rule else "precision_lost"))  # digits are lost in numbers only
    whole = int(value)
    number: int | float = whole if whole == value else float(f"{value:.15g}")
    if column.kind is Kind.MONEY and number < 0:
        return _Outcome(None, Trouble("negative"))
    if column.kind is Kind.MONEY and number != int(number):
        return _Outcome(None, Trouble("not_whole"))
    return _Outcome(int(number) if number == int(number) else number, None, rule)
