"""Dataset and findings counted: how far each recipient is with each form, and the rows as tables to count further.

The matrix workbook counts with live formulas; the tables here are the same figures for whoever goes on in Python, and
what the workbook's figures are held against. pandas is imported only when a table is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from worksheet_kit import layout
from worksheet_kit.model import Completeness, Dataset, Finding, Form, Recipient, Row, Severity, State
from worksheet_kit.roles import form_roles

if TYPE_CHECKING:
    import pandas as pd


def completeness(dataset: Dataset, findings: Iterable[Finding]) -> tuple[Completeness, ...]:
    """How far every recipient is with every form of the stage, recipients in profile order.

    A row is complete when it has no ``error``. An error about a whole column counts against every row of that file, and
    one about the sheet keeps the form from being complete.
    """
    faults = _Faults(findings)
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for name, found in dataset.rows.items():
        for row in found:
            rows[name, row.recipient].append(row)
    return tuple(
        _one(dataset, form, recipient, rows[form.name, recipient.code], faults)
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


def _one(dataset: Dataset, form: Form, recipient: Recipient, rows: Sequence[Row], faults: _Faults) -> Completeness:
    complete = sum(
        (form.name, row.key) not in faults.rows and (form.name, row.place.file) not in faults.columns for row in rows
    )
    submission = dataset.submissions.get(recipient.code)
    faulty = (form.name, recipient.code) in faults.forms
    if rows:
        state = State.COMPLETE if complete == len(rows) and not faulty else State.PARTIAL
    elif submission is not None:
        # A sheet that is not in any file has not been sent; rows that could not be taken are no empty sheet.
        state = State.MISSING if form.name not in submission.sheets else State.PARTIAL if faulty else State.EMPTY
    else:
        state = State.HELD if dataset.held.get(recipient.code) else State.MISSING
    return Completeness(recipient=recipient.code, form=form.name, state=state, rows=len(rows), complete=complete)


# ---------------------------------------------------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------------------------------------------------


def table(dataset: Dataset, form: str) -> pd.DataFrame:
    """The filled rows of a form of the stage: one line a row key, its dimension and recipient, then its input columns.

    Values are as stored; what is empty or could not be read is missing. Raises KeyError for a form of another stage.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and most runs need no table

    columns = [column.key for column in dataset.profile.forms[form].inputs]
    owners = {recipient.code: recipient.dimension for recipient in everyone(dataset)}
    rows = dataset.rows[form]
    return pd.DataFrame(
        [[owners[row.recipient], row.recipient, *(row.value(column) for column in columns)] for row in rows],
        index=pd.Index([row.key for row in rows], name="key"),
        columns=["dimension", "recipient", *columns],
    )


def answered(dataset: Dataset, form: str) -> pd.DataFrame:
    """How many rows of each dimension (lines) answer each main problem (columns), zeros included, in profile order."""
    import pandas as pd  # noqa: PLC0415

    rows, problem = table(dataset, form), form_roles(dataset.profile.forms[form]).problem
    return pd.crosstab(rows["dimension"], rows[problem]).reindex(
        index=[dimension.code for dimension in dataset.profile.dimensions],
        columns=[problem.code for problem in dataset.profile.problems],
        fill_value=0,
    )


def budget(dataset: Dataset, form: str) -> pd.DataFrame:
    """Rupiah by dimension (lines) and budget column of a form (columns), zeros included, in profile order."""
    columns = [column.key for column in form_roles(dataset.profile.forms[form]).budget]
    rows = table(dataset, form)
    amounts = rows[columns].astype("Int64").fillna(0).groupby(rows["dimension"]).sum()
    return amounts.reindex([dimension.code for dimension in dataset.profile.dimensions], fill_value=0).astype("int64")
