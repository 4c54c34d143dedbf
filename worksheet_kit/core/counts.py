"""The figures that several outputs tell of one result: terminal, messages, matrix and JSON take them from here."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from worksheet_kit.core.model import Dataset, Result, Severity, State


def findings_by_severity(result: Result) -> Mapping[Severity, int]:
    """How many findings there are of each severity, those about held files too."""
    numbers = Counter(finding.severity for finding in result.findings)
    return {severity: numbers[severity] for severity in Severity}


def to_put_right(result: Result) -> Mapping[str, int]:
    """How many things each recipient has to put right: its faults and its conflicts without a decision."""
    numbers: Counter[str] = Counter(finding.recipient for finding in result.faults)
    owners = {row.key: row.recipient for rows in result.dataset.rows.values() for row in rows}
    numbers.update(
        owners[conflict.row]
        for conflict in result.dataset.conflicts
        if not conflict.decision and conflict.row in owners
    )
    return numbers


def states(result: Result) -> Mapping[str, State]:
    """How each recipient stands over all its sheets, by its code, in the order of `Result.completeness`."""
    states_of: dict[str, set[State]] = defaultdict(set)
    for line in result.completeness:
        states_of[line.recipient].add(line.state)
    open_things = to_put_right(result)
    return {code: _whole_state(of_forms, open_things.get(code, 0)) for code, of_forms in states_of.items()}


def row_counts(dataset: Dataset) -> str:
    """How many rows of each form are there: ``41 program, 78 rencana aksi``."""
    forms = dataset.profile.stage_forms(dataset.stage)
    return ", ".join(f"{len(dataset.rows.get(form.name, ()))} {form.noun}" for form in forms)


def _whole_state(of_forms: set[State], open_things: int) -> State:
    if State.HELD in of_forms:
        return State.HELD
    if len(of_forms) == 1 and of_forms != {State.COMPLETE}:
        return next(iter(of_forms))
    return State.COMPLETE if of_forms == {State.COMPLETE} and not open_things else State.PARTIAL
