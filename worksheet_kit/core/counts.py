"""The figures that several outputs tell of one result: terminal, messages, matrix and JSON take them from here."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Completeness, Dataset, Dimension, Result, Severity, State, Verdict
from worksheet_kit.core.names import recipient_of
from worksheet_kit.core.words import STATE_WORDS

#: What keeps a sheet from being complete.
_FAULT, _CONFLICT = "harus diperbaiki", "isian berbeda"


def findings_by_severity(result: Result) -> Mapping[Severity, int]:
    """How many findings there are of each severity, those about held files too."""
    numbers = Counter(finding.severity for finding in result.findings)
    return {severity: numbers[severity] for severity in Severity}


def to_put_right(result: Result) -> Mapping[str, int]:
    """How many things each recipient has to put right: its faults and its conflicts without a decision."""
    return Counter(recipient for recipient, _, _ in _open_things(result))


def state_words(result: Result, state: State, lines: Collection[Completeness]) -> str:
    """The words for how a recipient stands over these sheets of its: what is open, where every row is complete."""
    if state is State.PARTIAL and all(line.rows == line.complete > 0 for line in lines):
        sheets = {(line.recipient, line.form) for line in lines}
        left = Counter(kind for recipient, form, kind in _open_things(result) if (recipient, form) in sheets)
        kind = _FAULT if left[_FAULT] else _CONFLICT
        if left:
            return f"{left[kind]} {kind}"
    return STATE_WORDS[state]


def _open_things(result: Result) -> Iterator[tuple[str, str, str]]:
    """What is to be put right, each with recipient and form: the faults, and the conflicts without a decision."""
    for finding in result.faults:
        yield finding.recipient, finding.form, _FAULT
    owners = {row.key: row.recipient for row in result.dataset.all_rows}
    for conflict in result.dataset.conflicts:
        if not conflict.decision and conflict.row in owners:
            yield owners[conflict.row], conflict.form, _CONFLICT


def states(result: Result) -> Mapping[str, State]:
    """How each recipient stands over all its sheets, by its code, in the order of `Result.completeness`."""
    states_of: dict[str, set[State]] = defaultdict(set)
    for line in result.completeness:
        states_of[line.recipient].add(line.state)
    open_things = to_put_right(result)
    return {code: _whole_state(of_forms, open_things.get(code, 0)) for code, of_forms in states_of.items()}


def received_revisions(result: Result) -> Mapping[str, tuple[int, ...]]:
    """Which revisions of its workbook each recipient has handed in, by its code; 0 is the workbook first sent."""
    revisions: dict[str, set[int]] = defaultdict(set)
    for line in result.ledger:
        code = parse_file_code(line.code)
        if code is not None and line.verdict is not Verdict.SKIPPED:
            revisions[code.recipient].add(code.revision)
    return {recipient: tuple(sorted(numbers)) for recipient, numbers in revisions.items()}


def dimensions_in(result: Result) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """The dimensions that something was handed in for, by the group or by an agency of it, and those still awaited."""
    profile, dataset = result.dataset.profile, result.dataset
    senders = {sender.dimension for code in dataset.submissions if (sender := recipient_of(profile, code)) is not None}
    awaited = {recipient.dimension for recipient in dataset.expected} - senders
    return (
        tuple(dimension for dimension in profile.dimensions if dimension.code in senders),
        tuple(dimension for dimension in profile.dimensions if dimension.code in awaited),
    )


def agencies_awaited(dataset: Dataset) -> list[str]:
    """The short names of agencies whose own workbooks are awaited, and whose group has handed in none either."""
    profile, back = dataset.profile, dataset.submissions
    return [
        profile.agency(recipient.agency).short
        for recipient in dataset.expected
        if recipient.agency is not None and not {recipient.code, recipient.dimension} & back.keys()
    ]


def row_counts(dataset: Dataset) -> str:
    """How many rows of each form are there: ``41 program, 78 rencana aksi``."""
    forms = dataset.profile.stage_forms(dataset.stage)
    return ", ".join(f"{len(dataset.rows.get(form.name, ()))} {form.noun}" for form in forms)


def adjusted_cells(dataset: Dataset) -> int:
    """How many answers are stored otherwise than typed, by a rule or because the secretariat has filled them in."""
    filled_in = {(entry.row, entry.column) for entry in dataset.entries if entry.unused is None}
    return sum(
        (row.key, column.key) in filled_in or (column.key in row.cells and bool(row.cells[column.key].rule))
        for form in dataset.profile.stage_forms(dataset.stage)
        for row in dataset.rows.get(form.name, ())
        for column in form.columns
    )


def _whole_state(of_forms: set[State], open_things: int) -> State:
    if State.HELD in of_forms:
        return State.HELD
    if len(of_forms) == 1 and of_forms != {State.COMPLETE}:
        return next(iter(of_forms))
    return State.COMPLETE if of_forms == {State.COMPLETE} and not open_things else State.PARTIAL
