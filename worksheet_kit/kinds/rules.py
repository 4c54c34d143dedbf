"""Rules over several cells of a row or over all rows: which kinds they take, and each as formula and in Python.

*any*: at least one column of a series is filled in; it is said by the columns themselves (``required = "any"``).
*order*: the period in the second column is not earlier than the one in the first. *funding*: the first column holds
the rule's value exactly when the amounts of the second, a series, sum to nothing. *limit*: at most so many rows have
the rule's value in the column. *not_all*, *some*: not every row of a dimension, or at least one, has it; they are
looked at when all is merged. An order that is broken keeps a row from being complete; the others are worth a look.
"""

from collections.abc import Callable, Mapping, Sequence

from worksheet_kit.core.model import Column, Kind, Rule, RuleKind, Value
from worksheet_kit.core.words import EARLIER
from worksheet_kit.kinds.sheet import CheckedCell, RowShown, StatusCheck, trimmed

#: By rule, what each of its columns has to be.
TAKES: Mapping[RuleKind, tuple[Callable[[Kind], bool], ...]] = {
    RuleKind.ORDER: (lambda kind: kind.is_period, lambda kind: kind.is_period),
    RuleKind.FUNDING: (lambda kind: kind.is_choice, lambda kind: kind.is_number and kind.is_input),
    RuleKind.LIMIT: (lambda kind: kind.is_choice,),
    RuleKind.NOT_ALL: (lambda kind: kind.is_choice,),
    RuleKind.SOME: (lambda kind: kind.is_choice,),
}


def any_check(series: Sequence[tuple[Column, str]]) -> StatusCheck:
    """At least one column of a series, given with their addresses, is filled in."""
    first, keys = series[0][0], [column.key for column, _ in series]
    name = first.series.replace("_", " ")
    text = trimmed("&".join(address for _, address in series))
    return StatusCheck(
        messages=(f"Isi {name} minimal satu{' tahun' if first.year is not None else ''}",),
        first=f'IF({text}="",{{1}},{{ok}})',
        count=f'--({text}="")',
        probe=lambda row: (0, 0) if any(row.text(key) for key in keys) else (1, 1),
    )


def order_check(rule: Rule, start: CheckedCell, end: CheckedCell) -> StatusCheck:
    """The period in one cell is not earlier than the one in another; silent while either is missing."""
    before, after = start.entries, end.entries
    assert before is not None
    assert after is not None
    first = f"SUMPRODUCT(({before.accepted}={trimmed(start.address)})*{before.ordinals})"
    earlier = f"SUMPRODUCT(({after.accepted}={trimmed(end.address)})*({after.ordinals}<{first}))"

    def probe(row: RowShown) -> tuple[int, int]:
        start_ordinal = before.texts.get(row.text(start.column.key).casefold(), 0)
        end_ordinal = after.texts.get(row.text(end.column.key).casefold(), 0)
        return (1, 1) if 0 < end_ordinal < start_ordinal else (0, 0)

    return StatusCheck(
        messages=(rule.message or EARLIER,),
        first=f"IF({earlier},{{1}},{{ok}})",
        count=earlier,
        probe=probe,
    )


def order_broken(start: Value, end: Value) -> bool:
    """Whether a stored period is earlier than the one it should not be earlier than; unknown ones break nothing."""
    return isinstance(start, str) and isinstance(end, str) and end < start


def funding_formula(source: str, value: str, unpaid: str) -> str:
    """Whether source and amounts do not go together, as a formula over what each is written as.

    ``source`` is a cell or range, ``value`` the rule's value as a literal, ``unpaid`` says that the amounts are zero.
    Just one of both is to hold; IronCalc loses the brackets of comparisons that are compared.
    """
    return f"({source}={value})+({unpaid})=1"


def funding_broken(rule: Rule, source: str, *, paid: bool) -> bool:
    """The same in Python; as in a sheet, case makes no difference."""
    return (source.casefold() == rule.value.casefold()) == paid


def limit_broken(rule: Rule, count: int) -> bool:
    """Whether more rows than the rule allows have its value."""
    return count > rule.limit
