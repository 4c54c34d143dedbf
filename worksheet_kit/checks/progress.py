"""How far each recipient is with each form: *Lengkap*, *Sebagian*, *Kosong*, *Ditahan* or *Belum ada*.

Counted from rows and findings, so it always agrees with both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from worksheet_kit.core.model import Completeness, Dataset, Finding, Recipient, Row, Severity, State
from worksheet_kit.core.names import all_recipients


def completeness(dataset: Dataset, findings: Iterable[Finding]) -> tuple[Completeness, ...]:
    """How far every recipient is with every form of the stage, recipients in profile order.

    A row is complete when it has no ``error``. An error about a whole column counts against every row of that file. One
    about the sheet keeps the form from being complete, and so does a conflict that nobody has decided.
    """
    findings = tuple(findings)
    incomplete = incomplete_rows(dataset, findings)
    faulty_forms = {  # with an error of any kind
        (finding.form, finding.recipient) for finding in findings if finding.severity is Severity.ERROR
    }
    rows_of: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in dataset.all_rows:
        rows_of[row.form, row.recipient].append(row)
    undecided = {(conflict.form, conflict.row) for conflict in dataset.conflicts if not conflict.decision}

    lines = []
    for recipient in everyone(dataset):
        for form in dataset.profile.stage_forms(dataset.stage):
            rows = rows_of[form.name, recipient.code]
            complete = sum((form.name, row.key) not in incomplete for row in rows)
            settled = not any((form.name, row.key) in undecided for row in rows)
            all_right = settled and complete == len(rows) and (form.name, recipient.code) not in faulty_forms
            state = _state(dataset, form.name, recipient, rows, all_right=all_right)
            lines.append(
                Completeness(recipient=recipient.code, form=form.name, state=state, rows=len(rows), complete=complete)
            )
    return tuple(lines)


def incomplete_rows(dataset: Dataset, findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """The rows with an error, their own or one about a whole column of their file, as form and row key."""
    faulty_rows: set[tuple[str, str]] = set()  # form, row key
    faulty_columns: set[tuple[str, str]] = set()  # form, file
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.row:
            faulty_rows.add((finding.form, finding.row))
        elif finding.severity is Severity.ERROR and finding.column:
            faulty_columns.add((finding.form, finding.place.file))
    return frozenset(
        (row.form, row.key)
        for row in dataset.all_rows
        if (row.form, row.key) in faulty_rows or (row.form, row.place.file) in faulty_columns
    )


def everyone(dataset: Dataset) -> tuple[Recipient, ...]:
    """All recipients that are expected, have been merged or are held, in profile order, a group before its members."""
    wanted = {recipient.code for recipient in dataset.expected} | set(dataset.submissions) | set(dataset.held)
    return tuple(recipient for recipient in all_recipients(dataset.profile) if recipient.code in wanted)


def _state(dataset: Dataset, form: str, recipient: Recipient, rows: Sequence[Row], *, all_right: bool) -> State:
    if rows:
        return State.COMPLETE if all_right else State.PARTIAL
    submission = dataset.submissions.get(recipient.code)
    if submission is None:
        return State.HELD if dataset.held.get(recipient.code) else State.MISSING
    if form not in submission.sheets:
        return State.MISSING  # a sheet that is not in any file has not been sent
    return State.EMPTY if all_right else State.PARTIAL  # rows that could not be taken are no empty sheet
