"""The figures of the cross-tabs: rows counted, and money summed up, by what stands in their columns.

The matrix workbook counts with live formulas; here are the values they have now.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import product

from worksheet_kit.core import lists
from worksheet_kit.core.funds import fund_group
from worksheet_kit.core.model import Dataset, Profile, Recipient, Value
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.roles import Roles, form_roles

#: Columns of `countable_rows` that are worked out, under the keys they have on the data sheets of the matrix: the code
#: of the dimension, the recipient, the group of funding sources, all the money of the row.
DIMENSION, RECIPIENT, FUNDS, TOTAL = "_dimensi", "_penerima", "_dana", "_total"
#: Holds 1 in every row, so that rows are counted as money is summed up.
ROWS = "_baris"
#: What a cross-tab has besides the entries asked for: rows with none of them, and all rows.
REST, ALL = "_lainnya", "_semua"

#: Rows to count: row key -> column key -> entry.
CountableRows = Mapping[str, Mapping[str, Value]]


class Figures(dict[tuple[str, str], int | float]):
    """A cross-tab: the figure under each line and column, 0 where nothing falls on both."""

    def __missing__(self, at: tuple[str, str]) -> int:
        return 0


def countable_rows(dataset: Dataset, form: str) -> CountableRows:
    """The filled rows of a form of the stage, to count in, in the order of the dataset.

    Columns are ``DIMENSION``, ``RECIPIENT``, those of the form that are typed or given, by key, ``ROWS``, ``FUNDS``
    (empty where no source is named) and ``TOTAL``. Entries are as stored, None where empty or unreadable; the columns
    of the budget and ``TOTAL`` are whole rupiah, 0 where empty or unreadable. Raises KeyError for a form of another
    stage.
    """
    profile = dataset.profile
    roles = form_roles(profile.forms[form])
    answers = [column.key for column in roles.form.columns if column.holds_answer]
    dimensions = {recipient.code: recipient.dimension for recipient in all_recipients(profile)}
    source_names = _source_names(profile, roles)
    counted: dict[str, dict[str, Value]] = {}
    for row in dataset.rows[form]:
        money = {column.key: row.amount(column.key) for column in roles.budget}
        source = row.text(roles.funding) if roles.funding else ""
        counted[row.key] = {
            DIMENSION: dimensions.get(row.recipient),
            RECIPIENT: row.recipient,
            **{key: row.value(key) for key in answers},
            **money,
            ROWS: 1,
            FUNDS: fund_group(profile, source_names.get(source, source)),
            TOTAL: sum(money.values()),
        }
    return counted


def sums(rows: CountableRows, by: str, entries: Collection[str], columns: Iterable[str]) -> Figures:
    """Sums of columns of a `countable_rows` by what stands under ``by``.

    Lines are the entries, ``REST`` and ``ALL``; columns those asked for and ``ALL``.
    """
    asked = tuple(columns)
    return _figures((_entry(row, by, entries), key, _amount(row, key)) for row in rows.values() for key in asked)


def cross(
    rows: CountableRows, by: str, entries: Collection[str], across: str, others: Collection[str], *, amount: str = ROWS
) -> Figures:
    """How many rows of a `countable_rows`, or how much of an amount, fall on each pair of entries of two columns.

    Lines are the entries of ``by``, columns the other entries, of ``across``; both with ``REST`` and ``ALL``.
    """
    return _figures(
        (_entry(row, by, entries), _entry(row, across, others), _amount(row, amount)) for row in rows.values()
    )


def answered(rows: CountableRows, profile: Profile, problem: str) -> Figures:
    """How many rows of each dimension (lines) answer each problem (columns); ``problem`` is the column that says it."""
    return cross(rows, DIMENSION, dimension_codes(profile), problem, [each.code for each in profile.problems])


def unfunded(rows: CountableRows, roles: Roles) -> int:
    """How many rows ask for no money although they do not say that they need none."""
    unpaid = [row for row in rows.values() if row[TOTAL] == 0]
    return sum(not roles.funding or row[roles.funding] != roles.no_funding for row in unpaid)


def dimension_codes(profile: Profile) -> list[str]:
    """The codes of all dimensions, in profile order."""
    return [dimension.code for dimension in profile.dimensions]


def _source_names(profile: Profile, roles: Roles) -> dict[str, str]:
    """The labels of all funding sources, by what is stored for them."""
    labels: dict[str, str] = {}
    for dimension in profile.dimensions if roles.funding else ():
        recipient = Recipient(dimension=dimension.code)
        sources = lists.list_for(profile, roles.form, roles.form.column(roles.funding), recipient)
        labels |= {item.stored: item.label for item in sources.items} if sources is not None else {}
    return labels


def _entry(row: Mapping[str, Value], key: str, entries: Collection[str]) -> str:
    """The entry a row falls on, ``REST`` where it is none of them."""
    value = row[key]
    return value if isinstance(value, str) and value in entries else REST


def _amount(row: Mapping[str, Value], key: str) -> int | float:
    value = row[key]
    return value if isinstance(value, int | float) else 0


def _figures(amounts: Iterable[tuple[str, str, int | float]]) -> Figures:
    """Amounts summed up by line and column, and over all of them."""
    figures = Figures()
    for line, column, amount in amounts:
        for at in product((line, ALL), (column, ALL)):
            figures[at] += amount
    return figures
