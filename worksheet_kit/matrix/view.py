"""A collection's result as the matrix's sheets need it: who plays which part, what is shown, what belongs to what.

Nothing here writes; every sheet reads from here, so that a number or a name is worked out once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from worksheet_kit.core import lists
from worksheet_kit.core.chain import Chain, chain_of
from worksheet_kit.core.model import (
    Cell,
    Column,
    Dataset,
    Dimension,
    Finding,
    Form,
    Profile,
    Recipient,
    Result,
    Row,
    Severity,
    Stage,
    Value,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.roles import Roles, StageRoles, form_roles, stage_roles
from worksheet_kit.core.row_code import group_of, shown_code
from worksheet_kit.kinds import whole
from worksheet_kit.matrix import crosstabs
from worksheet_kit.matrix.data_layout import DataTable, lay_out
from worksheet_kit.values.text import display, format_grouped

#: Above this many rows figures are values only.
LIVE_ROWS = 20_000
#: What the figures of rows stand under whose entry is empty or cannot be read.
UNREAD = "Belum terisi/terbaca"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A result, prepared. Built once by `view_of`; read only from then on."""

    result: Result
    roles: StageRoles
    dimensions: tuple[Dimension, ...]
    faults: Mapping[str, tuple[Finding, ...]]  # row key -> its errors and warnings
    column_faults: Mapping[tuple[str, str], tuple[Finding, ...]]  # form and file -> errors about a whole column
    children: Mapping[str, tuple[Row, ...]]  # program row key -> its actions
    parents: Mapping[str, str]  # action row key -> its program's row key
    orphans: tuple[Row, ...]  # actions whose program is not there
    chain: Chain  # who rests on whom, over this stage and what is known of earlier ones
    data: Mapping[str, DataTable]  # form name -> where its rows stand on its data sheet
    countable: Mapping[str, crosstabs.CountableRows]  # form name -> its rows, to count in
    form_roles: Mapping[str, Roles]  # form name, of any stage -> the parts its columns play
    recipients: Mapping[str, Recipient]  # by code
    presentation: bool = False  # for everybody: without what is the secretariat's, links to files and live figures
    read_back: tuple[str, ...] = ()  # the sheets people write in, where the workbook lists them
    contents: tuple[tuple[str, str], ...] = ()  # the sheets behind the first, and what is said of each
    other_book: str = ""  # the name of the other book, where the matrix is written as two
    _labels: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def dataset(self) -> Dataset:
        return self.result.dataset

    @property
    def profile(self) -> Profile:
        return self.result.dataset.profile

    @property
    def stage(self) -> Stage:
        return self.result.dataset.stage

    @property
    def code(self) -> str:
        """What the workbook says it is, on every sheet: reading back knows it by that."""
        return f"{self.profile.edition}-B{self.stage.number}-MATRIKS"

    @property
    def live(self) -> bool:
        """Whether figures are formulas: thousands of conditional counts would make every keystroke slow."""
        return not self.presentation and len(self.all_rows) <= LIVE_ROWS

    @property
    def forms(self) -> tuple[Form, ...]:
        return self.profile.stage_forms(self.stage)

    @property
    def programs(self) -> tuple[Row, ...]:
        return self.rows(self.roles.programs)

    @property
    def actions(self) -> tuple[Row, ...]:
        return self.rows(self.roles.actions)

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The filled rows of all forms of the stage."""
        return self.dataset.all_rows

    @property
    def tree(self) -> tuple[Roles, ...]:
        """Programs and their actions, where the stage has them."""
        return tuple(roles for roles in (self.roles.programs, self.roles.actions) if roles is not None)

    def roles_of(self, row: Row) -> Roles:
        """The parts the columns of a row's form play, of this or an earlier stage."""
        return self.form_roles[row.form]

    def rows(self, roles: Roles | None) -> tuple[Row, ...]:
        """The filled rows of the form that plays a part, none where nobody plays it."""
        return () if roles is None else tuple(self.dataset.rows.get(roles.form.name, ()))

    def dimension(self, row: Row) -> str:
        """The code of the dimension a row belongs to."""
        recipient = self.recipients.get(row.recipient)
        return recipient.dimension if recipient is not None else group_of(row.recipient)

    def title(self, row: Row) -> str:
        """What names a row; says so where it has no name yet. Empty where no column of its form names rows."""
        key = self.roles_of(row).title
        return self.text(row, key) or "(belum bernama)" if key else ""

    def labels(self, form: Form, column: Column, dimension: str) -> Mapping[str, str]:
        """Stored choice -> label, for a column and dimension."""
        key = (form.name, column.key, dimension)
        if key not in self._labels:
            self._labels[key] = lists.labels(self.profile, form, column, dimension)
        return self._labels[key]

    def shown_value(self, row: Row, key: str) -> Value:
        """What stands in a cell, as people call it: labels for codes, the raw text where it could not be read."""
        cell = row.cells.get(key)
        if cell is None:
            return None
        if cell.value is None:
            return display(cell.raw)
        if isinstance(cell.value, str):
            form = self.profile.forms[row.form]
            column = form.column(key)
            if column.list is not None or column.kind.is_period or column.kind.is_carried:
                labels = self.labels(form, column, self.dimension(row))
                if cell.value in labels:
                    return labels[cell.value]
            source = lists.origin(self.profile, column)
            return whole(column.kind if source is None else source[1].kind).show(cell.value)
        return cell.value

    def text(self, row: Row, key: str) -> str:
        """The same as text, numbers as Indonesians write them."""
        return plain(self.shown_value(row, key)) if key else ""

    def joined(self, row: Row, keys: Iterable[str]) -> str:
        """Several cells as one text."""
        return ", ".join(dict.fromkeys(text for key in keys if (text := self.text(row, key))))

    def cost(self, row: Row) -> int | float:
        """All money a row asks for."""
        return sum(row.amount(column.key) for column in self.roles_of(row).budget)

    def errors(self, row: Row) -> tuple[Finding, ...]:
        """The errors of a row, with those that concern a whole column of its file."""
        own = tuple(f for f in self.faults.get(row.key, ()) if f.severity is Severity.ERROR)
        return own + self.column_faults.get((row.form, row.place.file), ())

    def bad_columns(self, row: Row) -> frozenset[str]:
        """Keys of the columns something is wrong with in a row."""
        return frozenset(f.column for f in self.errors(row) if f.column)

    def condition(self, row: Row) -> str:
        """How a row stands, in words."""
        errors = self.errors(row)
        if errors:
            form = self.profile.forms[row.form]
            names = [heading(form, f.column) or f.title for f in errors]
            return "Perlu diperbaiki: " + ", ".join(dict.fromkeys(names))
        return "Perlu dicek" if self.faults.get(row.key) else "Lengkap"

    def revision(self, recipient: str) -> int:
        """The highest revision a recipient has handed in."""
        submission = self.dataset.submissions.get(recipient)
        return 0 if submission is None else submission.revision

    def quick(self, row: Row) -> bool:
        """Whether a row is marked as a candidate for a quick win."""
        roles = self.roles_of(row)
        return bool(roles.quick_win) and row.value(roles.quick_win) == roles.quick_win_value

    def dimension_name(self, row: Row) -> str:
        code = self.dimension(row)
        return next((dimension.name for dimension in self.dimensions if dimension.code == code), code)

    def whole_cost(self, row: Row) -> int | float:
        """What a row asks for with all that belongs to it."""
        return self.cost(row) + sum(self.cost(child) for child in self.children.get(row.key, ()))

    def span(self, row: Row) -> tuple[str, str]:
        """First and last quarter of a row and what belongs to it, as stored; empty where unknown."""
        family = [(member, self.roles_of(member)) for member in (row, *self.children.get(row.key, ()))]
        starts = [member.text(roles.start) for member, roles in family if roles.start]
        ends = [member.text(roles.end) for member, roles in family if roles.end]
        return (min(filter(None, starts), default=""), max(ends, default=""))

    def period(self, row: Row) -> str:
        """When a row and what belongs to it begin and end: ``TW III 2022–TW IV 2024``."""
        start, end = (self.profile.quarter_label(stored) for stored in self.span(row))
        return f"{start} – {end}" if start and end else start or end

    def target(self, row: Row) -> str:
        """Indicator with where it stands and where it shall be: ``Jumlah layanan: dari 5 menjadi 40 layanan``."""
        roles = self.roles_of(row)
        indicator, unit = self.text(row, roles.indicator), self.text(row, roles.unit)
        start, goal = self.text(row, roles.baseline), self.text(row, roles.goal)
        unit = f" {unit}" if unit and unit != "%" else unit
        if not goal:
            return indicator
        way = f"dari {start} menjadi {goal}{unit}" if start else f"{goal}{unit}"
        return f"{indicator}: {way}" if indicator else way

    @property
    def budget(self) -> Roles | None:
        """The form that asks for money: the actions, else the programs, else the quick wins."""
        candidates = [self.roles.actions, self.roles.programs, self.roles.quick_wins]
        return next((roles for roles in candidates if roles is not None and roles.budget), None)

    @property
    def region_line(self) -> str:
        """Region and dates of the stage."""
        return f"{self.profile.region}, {self.stage.dates}"

    @property
    def event(self) -> str:
        """The line under each sheet's title."""
        return f"Bimtek {self.stage.number} {self.profile.event} · {self.profile.region} · {self.stage.dates}"


def view_of(result: Result) -> View:
    """Prepare a result. Raises UsageError when a form has more rows than a sheet of Excel holds."""
    dataset = result.dataset
    roles = stage_roles(dataset.profile, dataset.stage)
    faults: defaultdict[str, list[Finding]] = defaultdict(list)
    column_faults: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.row and finding.severity is not Severity.NOTE:
            faults[finding.row].append(finding)
        elif finding.column and finding.form and finding.severity is Severity.ERROR:
            column_faults[finding.form, finding.place.file].append(finding)
    children: defaultdict[str, list[Row]] = defaultdict(list)
    orphans: list[Row] = []
    chain = chain_of(dataset)
    programs, actions = chain.roles.programs, chain.roles.actions
    if actions is not None and programs is not None:
        parents = {}
        for row in chain.rows(programs):
            parents[row.recipient, shown_code(programs.form, row.recipient, row.code)] = row.key
            parents.setdefault((row.recipient, row.key), row.key)
        for row in chain.rows(actions):
            parent = parents.get((row.recipient, row.text(actions.parent)))
            if parent is None:
                orphans.append(row)
            else:
                children[parent].append(row)
    return View(
        result=result,
        roles=roles,
        dimensions=dataset.profile.dimensions,
        faults={key: tuple(findings) for key, findings in faults.items()},
        column_faults={at: tuple(findings) for at, findings in column_faults.items()},
        children={key: tuple(rows) for key, rows in children.items()},
        parents={child.key: parent for parent, rows in children.items() for child in rows},
        orphans=tuple(orphans),
        chain=chain,
        data=lay_out(dataset, roles),
        countable={name: crosstabs.countable_rows(dataset, name) for name in dataset.rows},
        form_roles={name: roles.forms.get(name) or form_roles(form) for name, form in dataset.profile.forms.items()},
        recipients={recipient.code: recipient for recipient in all_recipients(dataset.profile)},
    )


def plain(value: Value) -> str:
    """A value as text; numbers with decimal comma and grouped thousands."""
    if isinstance(value, int | float):
        return format_grouped(value)
    return value or ""


def heading(form: Form, key: str) -> str:
    """A column's heading, empty for a key the form has not."""
    return next((column.heading for column in form.columns if column.key == key), "")


def typed(cell: Cell | None) -> Value:
    """What a data sheet holds for a cell: the typed value, else what was typed, as text that no sum counts."""
    if cell is None:
        return None
    return display(cell.raw) if cell.value is None else cell.value


def by_dimension(view: View, rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by dimension code, every dimension of the profile in its order."""
    grouped: dict[str, list[Row]] = {dimension.code: [] for dimension in view.dimensions}
    for row in rows:
        grouped.setdefault(view.dimension(row), []).append(row)
    return grouped
