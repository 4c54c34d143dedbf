"""Rules over several cells of a row or over all rows: which kinds they take, and each as formula and in Python.

*order*: the period in the second column is not earlier than the one in the first. *funding*: the first column holds
the rule's value exactly when the amounts of the second, a series, sum to nothing. *limit*: at most so many rows have
the rule's value in the column. An order that is broken keeps a row from being complete; the other two are worth a look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from worksheet_kit.core.model import Kind, RuleKind

#: By rule, what each of its columns has to be.
TAKES: Mapping[RuleKind, tuple[Callable[[Kind], bool], ...]] = {
    RuleKind.ORDER: (lambda kind: kind.is_period, lambda kind: kind.is_period),
    RuleKind.FUNDING: (lambda kind: kind.is_choice, lambda kind: kind.is_number and kind.is_input),
    RuleKind.LIMIT: (lambda kind: kind.is_choice,),
}
