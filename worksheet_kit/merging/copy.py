"""A return becomes a copy that can be merged: its filled rows with typed values, each cell with its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from worksheet_kit.core.as_of import utc
from worksheet_kit.core.layout import a1
from worksheet_kit.core.lists import origin_key
from worksheet_kit.core.model import (
    Cell,
    Column,
    Form,
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
from worksheet_kit.values.text import display, is_blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The filled rows of one file of a recipient, their values typed. ``loose`` are its filled rows without a key."""

    file: str
    sha256: str
    revision: int = 0
    saved: datetime | None = None
    rows: tuple[Row, ...] = ()
    loose: tuple[Row, ...] = ()
    blank: tuple[Row, ...] = ()  # what went out with it from an earlier stage and has no answer
    seeds: frozenset[str] = frozenset()  # hashes of the files a correction was seeded with; empty where unknown
    seeded: frozenset[tuple[str, str]] = frozenset()  # (code, mark) of each answer it was seeded with
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)  # form -> columns its sheet has
    gone: int = 0  # its rows that a draft of another recipient has taken in: superseded

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """The order of copies: revision, time of saving (unknown is earliest), hash."""
        return (self.revision, self.time, self.sha256)

    @property
    def time(self) -> datetime:
        """When it was saved, see `utc`."""
        return utc(self.saved)


@dataclass(frozen=True, slots=True)
class _FormCopier:
    """What copying the rows of one form takes, for one recipient."""

    form: Form
    recipient: Recipient
    reader: FormReader
    carried: tuple[tuple[Column, Callable[[str], Value]], ...]  # given columns, and what reads their texts
    preset: Mapping[str, str]  # what blank rows were sent out with
    origin: str  # the given column with the code of the row that a row goes on from, empty where there is none


class Copies:
    """Makes a copy of each return of a stage, and keeps those of the last time: typing cells costs more than merging.

    A copy is given again where the very same content came under the same name, and all it was typed by is the same.
    """

    def __init__(self) -> None:
        self._ground: tuple[Profile, Stage, Mapping[str, Mapping[str, ValueList]]] | None = None
        self._copy: Callable[[Return], tuple[Recipient, Copy]]  # on this ground
        self._last: dict[tuple[str, str], _Copied] = {}  # by file and sha256

    def of(
        self,
        returns: Iterable[Return],
        profile: Profile,
        stage: Stage,
        lists: Mapping[str, Mapping[str, ValueList]],
    ) -> list[tuple[Recipient, Copy]]:
        """A copy of each return, in their order, with whose it is.

        ``lists`` are lists known only now (the strategies of an earlier stage), by recipient code and list name.
        """
        if self._ground is None or self._ground[0] is not profile or self._ground[1:] != (stage, lists):
            self._ground, self._last = (profile, stage, lists), {}
            self._copy = _copy_maker(profile, stage, lists)
        copied = {}
        for returned in returns:
            key = (returned.file, returned.sha256)
            before = self._last.get(key)
            copied[key] = before if before and before.is_of(returned) else _Copied(returned, *self._copy(returned))
        self._last = copied
        return [(each.recipient, each.copy) for each in copied.values()]


@dataclass(frozen=True, slots=True)
class _Copied:
    """A return, whose it is, and its copy."""

    returned: Return
    recipient: Recipient
    copy: Copy

    def is_of(self, other: Return) -> bool:
        """Whether it is a copy of another return too: one reading of the same file, saved at the same time."""
        return self.returned.sheets is other.sheets and self.returned.saved == other.saved


def form_readers(
    profile: Profile, lists: Mapping[str, Mapping[str, ValueList]]
) -> Callable[[str, Recipient], FormReader]:
    """What gives the reader of a form for a recipient, each prepared once; ``lists`` are as in `Copies.of`."""

    @cache
    def reader(form_name: str, recipient: Recipient) -> FormReader:
        own = lists.get(recipient.code) or lists.get(recipient.dimension)
        group = None if recipient.is_group else reader(form_name, Recipient(dimension=recipient.dimension))
        return FormReader(profile, profile.forms[form_name], recipient, lists=own, group=group)

    return reader


def _copy_maker(
    profile: Profile, stage: Stage, lists: Mapping[str, Mapping[str, ValueList]]
) -> Callable[[Return], tuple[Recipient, Copy]]:
    forms = {form.name: form for form in profile.stage_forms(stage)}
    reader = form_readers(profile, lists)

    @cache
    def copier(form_name: str, recipient: Recipient) -> _FormCopier:
        form, agency = forms[form_name], recipient.agency
        carried = tuple((column, read_carried(profile, column, recipient)) for column in form.carried)
        preset = {column.key: agency for column in form.inputs if column.preset == "opd" and agency is not None}
        return _FormCopier(form, recipient, reader(form_name, recipient), carried, preset, origin_key(profile, form))

    def make(returned: Return) -> tuple[Recipient, Copy]:
        recipient = recipient_of(profile, returned.code.recipient)
        assert recipient is not None, "the reader refuses a recipient the profile does not have"
        # A sheet of another stage may have been copied into the workbook.
        sheets = [(sheet, copier(sheet.form, recipient)) for sheet in returned.sheets if sheet.form in forms]
        read = [row for sheet, how in sheets for row in _rows(sheet, returned.file, how)]
        rows = [row for row, is_blank in read if not is_blank]
        copy = Copy(
            file=returned.file,
            sha256=returned.sha256,
            revision=returned.code.revision,
            saved=returned.saved,
            rows=tuple(row for row in rows if row.key),
            loose=tuple(row for row in rows if not row.key),
            blank=tuple(row for row, is_blank in read if is_blank and row.key and row.origin),
            seeds=frozenset(returned.seeds),
            seeded=frozenset(
                (own_code(recipient, key), mark) for key, marks in returned.seeded.items() for mark in marks
            ),
            columns={sheet.form: frozenset(sheet.columns) for sheet in returned.sheets},
        )
        return recipient, copy

    return make


def _rows(sheet: ReturnedSheet, file: str, copier: _FormCopier) -> Iterator[tuple[Row, bool]]:
    """The filled rows of one sheet, with or without a key, and those that say just what they went out with: True."""
    form, recipient, preset = copier.form, copier.recipient, copier.preset
    reader = copier.reader.on(sheet, file)
    code_column = sheet.columns.get(form.code_key, 0)
    for returned_row in sheet.rows:
        cells = reader.row(returned_row)
        is_blank = all(key in preset and cells[key].value == preset[key] for key in cells)
        carried = {
            column.key: _carried_cell(column, read, returned_row, sheet, file) for column, read in copier.carried
        }
        carried_cells = {key: cell for key, cell in carried.items() if cell is not None}
        if is_blank and not carried_cells:
            continue  # blank, but for what the workbook was preset with
        if carried_cells:
            cells |= carried_cells
            cells = {column.key: cells[column.key] for column in form.columns if column.key in cells}
        row = Row(
            key=returned_row.key,
            code=own_code(recipient, returned_row.key),
            form=form.name,
            recipient=recipient.code,
            cells=cells,
            place=_place(returned_row, sheet, file, code_column),
            is_given=returned_row.is_given,
            origin=str(cells[copier.origin].value) if copier.origin in cells else "",
        )
        yield row, is_blank and returned_row.is_given


def _carried_cell(
    column: Column, read: Callable[[str], Value], row: ReturnedRow, sheet: ReturnedSheet, file: str
) -> Cell | None:
    """What was carried over from an earlier stage, as it stands in the sheet; a choice by its code, as everywhere."""
    raw: Raw = row.cells.get(column.key)
    if raw is None or is_blank(raw):
        return None
    return Cell(raw, carried_value(raw, read), _place(row, sheet, file, sheet.columns[column.key]))


def _place(row: ReturnedRow, sheet: ReturnedSheet, file: str, column: int) -> Place:
    return Place(file, sheet.sheet, a1(row.number, column, sheet.turned), sheet.turned)


def carried_value(raw: Raw, read: Callable[[str], Value]) -> Value:
    """What a filled cell says that is carried over from an earlier stage; ``read`` is from `kinds.row.read_carried`."""
    value: Value = raw if isinstance(raw, str | int | float) and not isinstance(raw, bool) else display(raw)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return read(value) if isinstance(value, str) else value


def raw_rows(returned: Return, profile: Profile) -> int:
    """How many rows of a return are filled, without reading what they say: for files that are held."""
    count = 0
    for sheet in returned.sheets:
        form = profile.forms[sheet.form]
        inputs = {c.key for c in form.inputs if not c.preset}
        typed = inputs | {c.key for c in form.carried}
        for row in sheet.rows:
            own = inputs if row.is_given else typed
            count += any(key in own and not is_blank(raw) for key, raw in row.cells.items())
    return count
