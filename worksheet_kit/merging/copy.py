"""A return becomes a copy that can be merged: its filled rows, normalised, each cell with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import (
    Cell,
    Column,
    Place,
    Profile,
    Raw,
    Recipient,
    Return,
    ReturnedRow,
    ReturnedSheet,
    Row,
    Stage,
    Value,
    ValueList,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.core.row_code import own_code
from worksheet_kit.kinds.row import FormReader, read_carried
from worksheet_kit.merging.merge import Copy
from worksheet_kit.values import display, is_blank


class Copier:
    """Makes copies of returns of one stage; prepares what each form and recipient needs once.

    ``lists`` are lists known only now (the strategies of an earlier stage), by recipient code and list name.
    """

    def __init__(self, profile: Profile, stage: Stage, lists: Mapping[str, Mapping[str, ValueList]]) -> None:
        self.profile = profile
        self.forms = {form.name: form for form in profile.stage_forms(stage)}
        self.lists = lists
        self._reader = lru_cache(maxsize=None)(self._make)

    def copy(self, returned: Return) -> Copy:
        """The filled rows of a return, those without a key apart."""
        recipient = recipient_of(self.profile, returned.code.recipient)
        assert recipient is not None, "the reader refuses a recipient the profile does not have"
        rows = [row for sheet in returned.sheets for row in self._rows(returned, sheet, recipient)]
        return Copy(
            file=returned.file,
            sha256=returned.sha256,
            revision=returned.code.revision,
            saved=returned.saved,
            rows=tuple(row for row in rows if row.key),
            loose=tuple(row for row in rows if not row.key),
            seeds=frozenset(returned.seeds),
            seeded=frozenset(
                (own_code(recipient, key), mark) for key, marks in returned.seeded.items() for mark in marks
            ),
        )

    def _make(self, form: str, recipient: Recipient) -> FormReader:
        lists = self.lists.get(recipient.code) or self.lists.get(recipient.dimension)
        group = None if recipient.is_group else self._reader(form, Recipient(dimension=recipient.dimension))
        return FormReader(self.profile, self.forms[form], recipient, lists=lists, group=group)

    def _rows(self, returned: Return, sheet: ReturnedSheet, recipient: Recipient) -> Iterator[Row]:
        form = self.forms.get(sheet.form)
        if form is None:  # a sheet of another stage copied into this workbook
            return
        reader = self._reader(form.name, recipient).on(sheet, returned.file)
        code_column = sheet.columns.get(form.code_key, 0)
        given = [(column, read_carried(self.profile, column, recipient)) for column in form.carried]
        preset = {column.key: recipient.agency for column in form.inputs if column.preset == "opd" and recipient.agency}
        for found in sheet.rows:
            cells = reader.row(found)
            if all(key in preset and cells[key].value == preset[key] for key in cells):
                continue  # blank, but for what the workbook was preset with
            if given:
                for column, stored in given:
                    cell = _given(column, stored, found, sheet, returned.file)
                    if cell is not None:
                        cells[column.key] = cell
                cells = {column.key: cells[column.key] for column in form.columns if column.key in cells}
            yield Row(
                key=found.key,
                code=own_code(recipient, found.key),
                form=form.name,
                recipient=recipient.code,
                cells=cells,
                place=Place(returned.file, sheet.sheet, a1(found.number, code_column)),
            )


def raw_rows(returned: Return, profile: Profile) -> int:
    """How many rows of a return are filled, without reading what they say: for files that are held."""
    count = 0
    for sheet in returned.sheets:
        inputs = {c.key for c in profile.forms[sheet.form].inputs if not c.preset}
        count += sum(any(key in inputs and not is_blank(raw) for key, raw in row.cells.items()) for row in sheet.rows)
    return count


def _given(
    column: Column, stored: Callable[[str], Value], row: ReturnedRow, sheet: ReturnedSheet, file: str
) -> Cell | None:
    """What was carried over from an earlier stage, as it stands in the sheet; a choice by its code, as everywhere."""
    raw: Raw = row.cells.get(column.key)
    if raw is None or is_blank(raw):
        return None
    value: Value = raw if isinstance(raw, str | int | float) and not isinstance(raw, bool) else display(raw)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    elif isinstance(value, str):
        value = stored(value)
    return Cell(raw, value, Place(file, sheet.sheet, a1(row.number, sheet.columns[column.key])))
