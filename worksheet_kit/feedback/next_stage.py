"""What the next bimtek is seeded with: the rows of an earlier stage become reference sheets, lists and given rows.

Nothing here knows a form. A stage refers to forms of earlier stages by its columns (``list = "@strategi"``,
``source = "program_kerja.nama_program"``) and by ``rows_from``; what is reached that way, and what that refers to in
turn, is carried over:

- a column that takes codes of an earlier form gets a list of them, each with its wording;
- a form whose rows are given gets one row for each row of the form it names, its given columns filled in;
- every form reached becomes a read-only sheet *Acuan …*.

A group is seeded with what it wrote; an agency with what it wrote itself, or with what its group wrote if it wrote
nothing. Codes stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import (
    Column,
    Form,
    Profile,
    Recipient,
    ReferenceTable,
    Required,
    Row,
    Stage,
    Value,
    WorksheetContent,
)
from worksheet_kit.core.names import recipients
from worksheet_kit.core.roles import form_roles
from worksheet_kit.core.row_code import shown_code
from worksheet_kit.kinds import whole
from worksheet_kit.matrix.previous import Previous, code_lists, rows_for
from worksheet_kit.values import display

#: Characters of a sheet's name.
_SHEET_NAME = 31
_ASKED = frozenset({Required.YES, Required.ANY, Required.RECOMMENDED})


def contents(
    profile: Profile, stage: Stage, previous: Previous, *, per_agency: bool = False
) -> dict[tuple[int, str], WorksheetContent]:
    """What each workbook of a stage carries over from earlier ones, by stage number and recipient code.

    With ``per_agency`` also for each agency of each group. Recipients that nothing is known of are left out.
    """
    found: dict[tuple[int, str], WorksheetContent] = {}
    for dimension in profile.dimensions:
        for recipient in recipients(dimension, per_agency=per_agency):
            content = content_for(profile, stage, recipient, previous)
            if content is not None:
                found[stage.number, recipient.code] = content
    return found


def content_for(profile: Profile, stage: Stage, recipient: Recipient, previous: Previous) -> WorksheetContent | None:
    """What one recipient's workbook of a stage carries over; None when there is nothing."""
    seed = _Seed(profile, stage, recipient, previous)
    lists, given, references = code_lists(profile, stage, recipient, previous), seed.given(), seed.references()
    if not lists and not given and not references:
        return None
    return WorksheetContent(lists=lists, given=given, references=references)


@dataclass(frozen=True, slots=True)
class _Seed:
    """One recipient's part of the earlier stages."""

    profile: Profile
    stage: Stage
    recipient: Recipient
    previous: Previous

    def rows(self, form: str) -> list[Row]:
        """The rows of an earlier form that this recipient goes on from."""
        return rows_for(self.recipient, self.previous, form)

    def given(self) -> dict[str, tuple[Mapping[str, Value], ...]]:
        """The locked rows of every form whose rows come from an earlier one."""
        found: dict[str, tuple[Mapping[str, Value], ...]] = {}
        for form in self.profile.stage_forms(self.stage):
            if form.rows_from and form.rows_from in self.previous:
                found[form.name] = tuple(self._given_row(form, row) for row in self._led(form.rows_from))
        return found

    def _led(self, form: str) -> list[Row]:
        """The rows to go on from; an agency that goes on from its group's rows gets those it leads, if it leads any."""
        rows = self.rows(form)
        lead = form_roles(self.profile.forms[form]).lead
        if self.recipient.agency is None or any(row.recipient == self.recipient.code for row in rows):
            return rows
        led = [row for row in rows if lead and row.value(lead) == self.recipient.agency]
        return led or rows

    def _given_row(self, form: Form, row: Row) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for column in form.carried:
            name, _, key = column.source.partition(".")
            value = self._value(row, key) if name == row.form else self._of_children(name, key, row)
            if value is not None:
                values[column.key] = value
        return values

    def _value(self, row: Row, key: str) -> Value:
        form = self.profile.forms[row.form]
        if key == form.code_key:
            return shown_code(form, row.recipient, row.code)
        return _said(row, key)

    def _of_children(self, name: str, key: str, parent: Row) -> Value:
        """What the rows of another form that refer to this row say, one below the other."""
        form = self.profile.forms[name]
        code = shown_code(self.profile.forms[parent.form], parent.recipient, parent.code)
        links = [column.key for column in form.columns if column.refers_to == parent.form]
        texts = [
            self._shown(form, form.column(key), row)
            for row in self.previous.get(name, ())
            if row.recipient == parent.recipient and any(row.value(link) == code for link in links)
        ]
        return "\n".join(str(text) for text in texts if text is not None) or None

    def references(self) -> tuple[ReferenceTable, ...]:
        """A read-only sheet for every earlier form that is reached and was filled in."""
        tables: list[ReferenceTable] = []
        for form in self._reached():
            rows = self.rows(form.name)
            if rows:
                tables.append(self._table(form, rows))
        return tuple(tables)

    def _reached(self) -> Iterator[Form]:
        """The forms of other stages that this stage's forms refer to, and those that these refer to; by stage."""
        seen = set(self.stage.forms)
        waiting = list(self.stage.forms)
        while waiting:
            form = self.profile.forms[waiting.pop()]
            sources = [column.source.partition(".")[0] for column in form.carried]
            named = [form.rows_from, *sources, *(column.refers_to or "" for column in form.columns)]
            fresh = [name for name in dict.fromkeys(named) if name in self.profile.forms and name not in seen]
            seen.update(fresh)
            waiting += fresh
        order = [name for stage in self.profile.stages for name in stage.forms]
        for name in dict.fromkeys([*order, *self.profile.forms]):
            if name in seen and name not in self.stage.forms:
                yield self.profile.forms[name]

    def _table(self, form: Form, rows: Sequence[Row]) -> ReferenceTable:
        groups = list(_reference_columns(form, rows))
        return ReferenceTable(
            sheet=f"Acuan {form.sheet}"[:_SHEET_NAME].rstrip(),
            title=f"ACUAN {form.sheet.upper()}",
            headings=("Kode", *(_heading(form, columns) for columns in groups)),
            widths=(9.0, *(max(10.0, *(column.width for column in columns)) for columns in groups)),
            rows=tuple(
                (
                    shown_code(form, row.recipient, row.code),
                    *(self._joined(form, columns, row) for columns in groups),
                )
                for row in rows
            ),
        )

    def _joined(self, form: Form, columns: Sequence[Column], row: Row) -> Value:
        if len(columns) == 1:
            return self._shown(form, columns[0], row)
        values = [self._shown(form, column, row) for column in columns]
        return ", ".join(str(value) for value in values if value is not None) or None

    def _shown(self, form: Form, column: Column, row: Row) -> Value:
        """A value as its sheet showed it: labels for codes, quarters as TW I 2023."""
        value = _said(row, column.key)
        if not isinstance(value, str):
            return value
        if column.kind.is_period:
            return next((quarter.label for quarter in self.profile.quarters if quarter.stored == value), value)
        values = list_for(self.profile, form, column, self.recipient) if column.kind.is_choice else None
        shown = whole(column.kind).show(value)
        if values is None:
            return shown
        return next((item.label for item in values.items if item.stored == value), shown)


def _said(row: Row, key: str) -> Value:
    """What a cell says: its value, else what was typed."""
    cell = row.cells.get(key)
    if cell is None:
        return None
    return cell.value if cell.value is not None else display(cell.raw) or None


def _reference_columns(form: Form, rows: Sequence[Row]) -> Iterator[tuple[Column, ...]]:
    """What is worth looking up: the row's name first, then what is asked for; a series of choices is one column."""
    asked = [
        column
        for column in form.inputs
        if column.required in _ASKED and (not column.series or column.kind.is_choice or column.year is None)
    ]
    title = [column for column in form.inputs if column.key == form.title_column]
    done: set[str] = set()
    for column in [*title, *asked]:
        if column.key in done:
            continue
        group = [c for c in form.inputs if c.series == column.series] if column.series else [column]
        done.update(c.key for c in group)
        filled = tuple(c for c in group if any(c.key in row.cells for row in rows))
        if filled:
            yield filled


def _heading(form: Form, columns: Sequence[Column]) -> str:
    """The heading of a column, or what the headings of its series have in common."""
    series = columns[0].series
    words = [column.heading.split() for column in form.columns if series and column.series == series]
    common = (
        [word for n, word in enumerate(words[0]) if all(len(w) > n and w[n] == word for w in words)] if words else []
    )
    return " ".join(common) or columns[0].heading
