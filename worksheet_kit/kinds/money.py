"""An amount in whole rupiah, not below 0."""

from math import ceil

from worksheet_kit.core.model import Column, Trouble
from worksheet_kit.kinds.kind import InputKind, register
from worksheet_kit.kinds.number import (
    NO_NUMBER,
    NUMBER_HINT,
    ambiguous_number,
    as_typed,
    countable,
    number_check,
    number_reader,
)
from worksheet_kit.kinds.reading import OnSheet, Outcome
from worksheet_kit.kinds.sheet import AGAIN, CellRule, CheckedCell, Look, StatusCheck
from worksheet_kit.values import numbers
from worksheet_kit.values.text import format_number

#: Largest amount taken, in rupiah.
MOST_MONEY = 10**14
MONEY_FORMAT = "#,##0;-#,##0;-"


def _is_bad(column: Column, number: float) -> bool:
    return number < _least(column) or number != int(number)


def _least(column: Column) -> int:
    return max(0, ceil(column.minimum or 0))


def _check(cell: CheckedCell) -> StatusCheck:
    # Not whole, below the least, or a text, which is an error to INT.
    right = f"IFERROR(--({cell.address}=MAX({_least(cell.column)},INT({cell.address}))),0)"
    return number_check(cell, f"1-(1-ISLOGICAL({cell.address}))*{right}", _is_bad)


def _rule(column: Column, _listed: bool) -> CellRule:
    how = "Tulis rupiah penuh dengan angka bulat, tanpa Rp dan tanpa titik, contoh 150000000."
    return CellRule(
        type="integer",
        hint=NUMBER_HINT,
        error_title="Isi rupiah penuh",
        error_message=f"{how} {AGAIN}",
        least=_least(column),
        most=MOST_MONEY,
    )


def _amount(value: float, rule: str) -> Outcome:
    outcome = countable(value, rule)
    if isinstance(outcome.value, int | float) and outcome.value < 0:
        return Outcome(None, Trouble("negative"))
    return Outcome(None, Trouble("not_whole")) if isinstance(outcome.value, float) else outcome


def _take(number: numbers.Number, text: str, _sheet: OnSheet) -> Outcome:
    if number.value is None:
        return Outcome(None, ambiguous_number(*number.readings))
    if number.unit:
        suggestion = format_number(number.value) if numbers.leaves_alone(number) else ""
        return Outcome(None, Trouble("not_a_number", {"tambahan": as_typed(number.unit, text)}, suggestion))
    return _amount(number.value, "rupiah" if number.currency or number.scaled else "angka dari teks")


MONEY = register(
    InputKind(
        name="money",
        is_number=True,
        adds_up=True,
        meaning="rupiah penuh, bilangan bulat tidak minus",
        expected="angka rupiah",
        how="tulis rupiah penuh, contoh 150000000",
        may_say=("required", "minimum"),
        rule=_rule,
        check=_check,
        wrong=NO_NUMBER,
        reader=lambda _column, _ground: number_reader(_take, _amount, money=True),
        rules={"rupiah": "Penulisan rupiah dijadikan angka penuh."},
        troubles={"not_whole": (), "negative": ()},
        look=Look(number_format=MONEY_FORMAT, right=True),
        dtype="Int64",
        in_table=int,
    )
)
