"""Dataset and findings counted: how far each recipient is with each form."""

from __future__ import annotations

from collections.abc import Iterable

from worksheet_kit import layout
from worksheet_kit.model import Completeness, Dataset, Finding, Form, Recipient, Severity, State


def completeness(dataset: Dataset, findings: Iterable[Finding]) -> tuple[Completeness, ...]:
    """How far every recipient is with every form of the stage, recipients in profile order.

    A row is complete when it has no ``error``. An error about a whole column counts against every row of that file, and
    one about the sheet keeps the form from being complete.
    """
    faults = _Faults(findings)
    return tuple(
        _one(dataset, form, recipient, faults)
        for recipient in everyone(dataset)
        for form in dataset.profile.stage_forms(dataset.stage)
    )


class _Faults:
    """Where the errors are, from the narrowest to the widest."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.rows: set[tuple[str, str]] = set()  # form, row key
        self.columns: set[tuple[str, str]] = set()  # form, file: a column of it cannot be read
        self.forms: set[tuple[str, str]] = set()  # form, recipient: an error of any kind
        for finding in findings:
            if finding.severity is Severity.ERROR and finding.form:
                self.forms.add((finding.form, finding.recipient))
                if finding.row:
                    self.rows.add((finding.form, finding.row))
                elif finding.column:
                    self.columns.add((finding.form, finding.place.file))


def everyone(dataset: Dataset) -> tuple[Recipient, ...]:
    """All recipients that are expected, have been merged or are held, in profile order, a group before its members."""
    wanted = {recipient.code for recipient in dataset.expected} | set(dataset.submissions) | set(dataset.held)
    return tuple(
        recipient
        for dimension in dataset.profile.dimensions
        for recipient in layout.recipients(dataset.profile, dimension, per_agency=True)
        if recipient.code in wanted
    )


def _one(dataset: Dataset, form: Form, recipient: Recipient, faults: _Faults) -> Completeness:
    rows = [row for row in dataset.rows.get(form.name, ()) if row.recipient == recipient.code]
    complete = sum(
        (form.name, row.key) not in faults.rows and (form.name, row.place.file) not in faults.columns for row in rows
    )
    if rows:
        whole = complete == len(rows) and (form.name, recipient.code) not in faults.forms
        state = State.COMPLETE if whole else State.PARTIAL
    elif recipient.code in dataset.submissions:
        state = State.EMPTY
    else:
        state = State.HELD if dataset.held.get(recipient.code) else State.MISSING
    return Completeness(recipient=recipient.code, form=form.name, state=state, rows=len(rows), complete=complete)
