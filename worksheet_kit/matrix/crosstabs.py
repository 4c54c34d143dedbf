"""Dataset and findings counted: how far each recipient is with each form, and the figures of the cross-tabs.

The matrix workbook counts with live formulas; here are the values they have now. pandas only counts: a table carries
row keys, and whoever wants to know where a figure comes from goes back to the rows. It is imported when a table is
asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from worksheet_kit.core import lists
from worksheet_kit.core.model import (
    Completeness,
    Dataset,
    Finding,
    Form,
    Kind,
    Profile,
    Recipient,
    Row,
    Severity,
    State,
    Value,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.roles import Roles, form_roles

if TYPE_CHECKING:
    import pandas as pd

    #: What the tables are, for modules that have no business with pandas itself.
    Frame = pd.DataFrame


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
    return tuple(recipient for recipient in all_recipients(dataset.profile) if recipient.code in wanted)


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

#: Columns of `table` that are worked out, under the keys they have on the data sheets of the matrix: the code of the
#: dimension, the recipient, the group of funding sources, all the money of the row.
DIMENSION, RECIPIENT, FUNDS, TOTAL = "_dimensi", "_penerima", "_dana", "_total"
#: Holds 1 in every row, so that rows are counted as money is summed up.
ROWS = "_baris"
#: What a cross-tab has besides the entries asked for: rows with none of them, and all rows.
REST, ALL = "_lainnya", "_semua"

#: Groups of funding sources, for charts: words of Indonesian public finance, the same in every region. A source that
#: names a province or the state belongs to the second group although it may say APBD; a source without any of these
#: words is the third.
FUND_GROUPS = REGENCY_FUNDS, STATE_FUNDS, OTHER_FUNDS = "APBD Kabupaten/Kota", "Pusat/provinsi", "Non-APBD"
_STATE_WORDS = ("APBN", "PROVINSI", "DAK", "DID", "DBHCHT", "BANKEU", "BANTUAN KEUANGAN", "INSENTIF FISKAL", "PUSAT")


def table(dataset: Dataset, form: str) -> pd.DataFrame:
    """The filled rows of a form of the stage, to count in: one line a row key, in the order of the dataset.

    Columns are ``DIMENSION``, ``RECIPIENT``, those of the form that are typed or given, by key, ``ROWS``, ``FUNDS``
    (empty where no source is named) and ``TOTAL``. Entries are as stored, None where empty or unreadable; the columns
    of the budget and ``TOTAL`` are whole rupiah, 0 where empty or unreadable. Raises KeyError for a form of another
    stage.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and most runs need no table

    profile, rows = dataset.profile, dataset.rows[form]
    roles = form_roles(profile.forms[form])
    answers = [column.key for column in roles.form.columns if column.is_input or column.kind is Kind.GIVEN]
    dimensions = {recipient.code: recipient.dimension for recipient in all_recipients(profile)}
    found: dict[str, list[Value]] = {
        DIMENSION: [dimensions.get(row.recipient) for row in rows],
        RECIPIENT: [row.recipient for row in rows],
        **{key: [row.value(key) for row in rows] for key in answers},
        **{column.key: [row.amount(column.key) for row in rows] for column in roles.budget},
        ROWS: [1 for _ in rows],
        FUNDS: [fund_group(source) for source in _sources(profile, roles, rows)],
        TOTAL: [sum(row.amount(column.key) for column in roles.budget) for row in rows],
    }
    # Python's own numbers: a sum of what people typed for money may be more than 64 bits hold.
    return pd.DataFrame(found, index=pd.Index([row.key for row in rows], name="key"), dtype=object)


def sums(rows: pd.DataFrame, by: str, entries: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Sums of columns of a `table` by what stands under ``by``.

    Lines are the entries, ``REST`` and ``ALL``; columns those asked for and ``ALL``. All are there, zeros included.
    """
    return _whole(rows[list(columns)].groupby(_named(rows[by], entries)).sum(), entries, columns)


def cross(
    rows: pd.DataFrame, by: str, entries: Sequence[str], across: str, others: Sequence[str], *, amount: str = ROWS
) -> pd.DataFrame:
    """How many rows of a `table`, or how much of an amount, fall on each pair of entries of two columns.

    Lines are the entries of ``by``, columns the other entries, of ``across``; both with ``REST`` and ``ALL``.
    """
    places = [_named(rows[by], entries), _named(rows[across], others)]
    return _whole(rows[amount].groupby(places).sum().unstack(fill_value=0), entries, others)


def answered(rows: pd.DataFrame, profile: Profile, problem: str) -> pd.DataFrame:
    """How many rows of each dimension (lines) answer each problem (columns); ``problem`` is the column that says it."""
    return cross(rows, DIMENSION, dimension_codes(profile), problem, [one.code for one in profile.problems])


def unfunded(rows: pd.DataFrame, roles: Roles) -> int:
    """How many rows ask for no money although they do not say that they need none."""
    open_ = rows[TOTAL] == 0
    if roles.funding:
        open_ &= rows[roles.funding] != roles.no_funding
    return int(open_.sum())


def figure(found: pd.DataFrame, line: str, column: str) -> int | float:
    """One figure of a cross-tab, a number of Python's own."""
    return cast("int | float", found.at[line, column])


def dimension_codes(profile: Profile) -> list[str]:
    """The codes of all dimensions, in profile order."""
    return [dimension.code for dimension in profile.dimensions]


def fund_group(source: str) -> str:
    """The group a funding source belongs to, by its label; empty for an empty one."""
    words = source.upper()
    if not words:
        return ""
    if any(word in words for word in _STATE_WORDS):
        return STATE_FUNDS
    return REGENCY_FUNDS if "APBD" in words and "APBDES" not in words else OTHER_FUNDS


def _sources(profile: Profile, roles: Roles, rows: Iterable[Row]) -> list[str]:
    """The labels of the funding sources of rows, empty where none is named."""
    labels: dict[str, str] = {}
    for dimension in profile.dimensions if roles.funding else ():
        known = lists.list_for(
            profile, roles.form, roles.form.column(roles.funding), Recipient(dimension=dimension.code)
        )
        labels |= {item.stored: item.label for item in known.items} if known is not None else {}
    return [labels.get(source, source) for source in (row.text(roles.funding) for row in rows)]


def _named(entries: pd.Series, known: Sequence[str]) -> pd.Series:
    return entries.where(entries.isin(known), REST)


def _whole(found: pd.DataFrame, entries: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """A cross-tab with every line and column, and their sums."""
    found = found.reindex(index=[*entries, REST], columns=[*columns, REST], fill_value=0).astype(object)
    found[ALL] = found.sum(axis=1)
    found.loc[ALL] = found.sum()
    return found
