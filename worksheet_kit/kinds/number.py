"""A number, whole or not; its unit stands in another column."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from worksheet_kit.core.model import Cell, Column, Raw, ShownNumber, Trouble
from worksheet_kit.kinds.kind import InputKind, register
from worksheet_kit.kinds.reading import Ground, OnSheet, Outcome, Pending, Reader, fault
from worksheet_kit.kinds.sheet import AGAIN, CellRule, CheckedCell, Look, RowShown, StatusCheck, is_number, shape_check
from worksheet_kit.values import numbers
from worksheet_kit.values.choices import Choices
from worksheet_kit.values.text import PRECISION_LIMIT, display, fold, format_number, says_nothing

#: `Cell.rule` of a number that was typed with the sign of a percentage, and with the unit of its row.
PERCENT_SIGN, UNIT_APART = "persen", "satuan dipisah"

_MOST = 10**15
NUMBER_HINT = "Tulis angkanya saja, tanpa satuan."
#: Tints a cell of any kind of number.
NO_NUMBER = f"{is_number('{cell}')}=0"

# ---------------------------------------------------------------------------------------------------------------------
# In the sheet
# ---------------------------------------------------------------------------------------------------------------------

#: Whether a number is one the column does not take.
IsBad = Callable[[Column, float], bool]


def number_check(cell: CheckedCell, wrong: str, is_bad: IsBad) -> StatusCheck:
    """That a cell holds a number that its column takes; ``wrong`` is a formula for whether it does not."""

    def is_wrong(row: RowShown, key: str) -> bool:
        number = row.number(key)
        return number is None or is_bad(cell.column, number)

    return shape_check(cell, wrong, is_wrong, "Isi angka")


def _is_bad(column: Column, number: float) -> bool:
    return column.minimum is not None and number < column.minimum


def _check(cell: CheckedCell) -> StatusCheck:
    least = cell.column.minimum
    more = "" if least is None else f"*({cell.address}>={least:.15g})"
    return number_check(cell, f"1-{is_number(cell.address)}{more}", _is_bad)


def _rule(column: Column, _listed: bool) -> CellRule:
    message = f"Kolom ini berisi angka saja, tanpa satuan; desimal memakai koma. {AGAIN}"
    if column.minimum is not None:
        least = f"{column.minimum:.15g}".replace(".", ",")
        message = f"Kolom ini berisi angka mulai dari {least}, tanpa satuan; desimal memakai koma. {AGAIN}"
    return CellRule(
        type="decimal",
        hint=NUMBER_HINT,
        error_title="Isi angka saja",
        error_message=message,
        least=-_MOST if column.minimum is None else column.minimum,
        most=_MOST,
    )


# ---------------------------------------------------------------------------------------------------------------------
# At collection
# ---------------------------------------------------------------------------------------------------------------------

#: What a kind makes of a text that holds a number, or several readings of one, on this sheet.
Take = Callable[[numbers.Number, str, OnSheet], Outcome]
#: A number, and the rule that made it one, held against what its kind allows.
Limit = Callable[[float, str], Outcome]


def number_reader(take: Take, limit: Limit, *, money: bool) -> Reader:
    """Reads numbers. ``take`` makes an outcome of a number read from a text, ``limit`` of one that is plain."""
    parse = cache(partial(numbers.parse, money=money))
    plain = lru_cache(maxsize=4_096)(limit)

    def read(raw: Raw, sheet: OnSheet) -> Outcome:
        if type(raw) is float:  # nearly all, and often the same in each year
            return plain(raw, "")
        if isinstance(raw, ShownNumber):
            number = parse(raw.text)
            said = max(number.readings) if number.value is None and number.scaled else number.value  # "150.000 rb"
            grown = said is not None and abs(said) >= 10 * abs(raw) > 0  # 150, shown as "150.000"
            is_rounded = said is not None and abs(said - raw) <= abs(raw) / 2  # 1.450.000, shown "1 jt"
            if said is not None and not is_rounded and (number.scaled or grown):
                return Outcome(None, ambiguous_number(float(raw), said))
            if number.unit:
                return take(number._replace(value=float(raw), readings=()), raw.text, sheet)
            if number.value is None and raw not in number.readings:  # "TW 3", "USD 5"
                return Outcome(None, Trouble("not_a_number", {}, format_number(raw)))
        if isinstance(raw, float | int) and not isinstance(raw, bool):
            return limit(raw, "")
        if not isinstance(raw, str):
            return fault(raw, bool, date) or Outcome(None)
        if says_nothing(raw, number=True):
            return Outcome(None, None, "tanpa data")
        number = parse(raw)
        if number.value is None and not number.readings:
            suggestion = "" if number.nearest is None else format_number(number.nearest)
            return Outcome(None, Trouble("not_a_number", {}, suggestion))
        return take(number, raw, sheet)

    return Reader(read)


def ambiguous_number(*readings: float) -> Trouble:
    """The trouble of a text that can mean any of these numbers."""
    *others, last = map(format_number, readings)
    return Trouble("ambiguous_number", {"a": ", ".join(others), "b": last})


def countable(value: float, rule: str) -> Outcome:
    """A number, if it has no more digits than a sheet keeps."""
    if value - value != 0:
        return Outcome(None, Trouble("not_a_number"))
    if abs(value) >= PRECISION_LIMIT:
        return Outcome(None, Trouble("too_large"))
    whole = int(value)
    if whole == value:
        return Outcome(whole, None, rule)
    precise = float(f"{value:.15g}")
    return Outcome(int(precise) if precise == int(precise) else precise, None, rule)


def as_typed(part: str, text: str) -> str:
    """A part of a text as it was typed, where it can be found in it."""
    start = text.casefold().find(part)
    return part if start < 0 or len(text.casefold()) != len(text) else text[start : start + len(part)]


@dataclass(frozen=True, slots=True)
class Counted(Pending):
    """A number that came with a unit, or has several readings: the unit of its row says more."""

    number: numbers.Number
    text: str
    sheet: OnSheet

    def settle(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """It is taken when its unit is that of its row, and others counted in that unit tell what its sign means."""
        value, trouble, rule, _ = self._settled(column, cells.get(column.unit), ground)
        cells[column.key] = cell._replace(value=value, trouble=trouble, rule=rule)

    def _settled(self, column: Column, of_row: Cell | None, ground: Ground) -> Outcome:
        stored = "" if of_row is None else display(of_row.raw) if of_row.value is None else str(of_row.value)
        number, sign = self.number, ""
        if number.readings:
            sign = self.sheet.decimal_sign(column, None if of_row is None else of_row.raw)
            number = numbers.parse(self.text, money=False, decimal=sign)
        unit = number.unit or ("Rp" if number.currency else "")
        same_scale = number.scaled and numbers.same_scale(number.scaled, stored)
        if unit and not same_scale and not (stored and _is_unit(column, unit, stored, ground)):
            what = "tambahan" if of_row is None or of_row.value is None else "satuan"
            suggestion = "" if number.value is None or numbers.is_rate(unit) else format_number(number.value)
            return Outcome(None, Trouble("not_a_number", {what: as_typed(unit, self.text)}, suggestion))
        if number.value is None:
            return Outcome(None, ambiguous_number(*number.readings))
        if same_scale:
            return Outcome(None, ambiguous_number(number.unscaled, number.value))
        rule = PERCENT_SIGN if unit == "%" else UNIT_APART if unit else "angka dari teks"
        return countable(number.value, "desimal menurut kolom" if sign and not unit else rule)


def _is_unit(column: Column, typed: str, stored: str, ground: Ground) -> bool:
    if numbers.is_rate(typed) != numbers.is_rate(stored):  # "/desa" is not "desa"
        return False
    choices = ground.choices(ground.columns.get(column.unit))
    if isinstance(choices, Choices):
        match = choices.find(typed)
        if match is not None and match.value is not None:
            return match.value == stored
    return fold(typed) == fold(stored)


def _take(number: numbers.Number, text: str, sheet: OnSheet) -> Outcome:
    if number.value is None or number.unit or number.currency or number.scaled:
        return Outcome(number.value, None, "", Counted(number, text, sheet))
    return countable(number.value, "angka dari teks")


NUMBER = register(
    InputKind(
        name="number",
        is_number=True,
        meaning="angka, bulat atau pecahan",
        expected="angka",
        how="tulis angkanya saja, tanpa satuan",
        may_say=("required", "minimum", "unit"),
        rule=_rule,
        check=_check,
        wrong=NO_NUMBER,
        reader=lambda _column, _ground: number_reader(_take, countable, money=False),
        rules={
            "angka dari teks": "Angka yang tersimpan sebagai teks dijadikan angka.",
            "desimal menurut kolom": "Titik atau koma dibaca seperti pada angka lain di kolom yang sama.",
            UNIT_APART: "Satuan yang ikut tertulis sama dengan kolom Satuan, jadi diambil angkanya saja.",
            PERCENT_SIGN: "Tanda persen dilepas karena satuannya %.",
        },
        troubles={
            "not_a_number": (),  # "satuan" where the text has a unit that is not the row's, "tambahan" for other words
            "ambiguous_number": ("a", "b"),
            "too_large": (),  # more digits than a sheet can count with
        },
        look=Look(right=True),
        matrix_look=Look(centred_when_narrow=True),
        dtype="Float64",
        in_table=float,
    )
)
