"""Read one returned workbook: whose it is, where its tables stand, and every cell in it, by keys and never by position.

`read` is one picklable call, so that a worker process can run it. It judges nothing: what it notices on the way (a lost
column, a row without key, a note beside the table) it carries along as facts. Only when the parts of a workbook
contradict each other, so that nobody can tell whose answers these are, is it refused for a person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import isfinite

from worksheet_kit.core import filecode
from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.layout import (
    CORRECTIONS_SHEET,
    CORRECTIONS_TITLE,
    EXAMPLES_SHEET,
    IDENTITY_MARK,
    IDENTITY_SEPARATOR,
    IDENTITY_TITLE,
    INSTRUCTIONS_SHEET,
    KEY_MARK,
    KIT_SHEET,
    LEGEND_ROW,
    LISTS_SHEET,
    NOTE_MARK,
    REFERENCE_TITLE,
    a1,
    identity,
)
from worksheet_kit.core.model import (
    CellError,
    Column,
    Fact,
    FileCode,
    Form,
    Place,
    Profile,
    Raw,
    Recipient,
    Refusal,
    Return,
    ReturnedRow,
    ReturnedSheet,
    Stage,
    Uncomputed,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.core.words import STATUS_BEGINNINGS
from worksheet_kit.formats.grid import RAW_TYPES, Comment, Grid, Spot, raw
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.workbook import Book, open_book
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.returns.printed import Printed
from worksheet_kit.returns.tables import RowKeys, Table, code_column, fold, marked_tables, text_of, unmarked_tables
from worksheet_kit.worksheet.kit import Kit, carried_mark, read_kit

#: Stands in the first cell of a hidden sheet of our own matrix workbooks.
MATRIX_MARK = "#matriks"

#: Our sheets that hold no answers; they are read only when something is not found elsewhere.
_QUIET = frozenset({LISTS_SHEET, KIT_SHEET})
_TOP = 15  # rows in which a sheet without a table shows its file code
_LISTED = 10  # cells named one by one in a fact

_CODE_WORD = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-[A-Z0-9-]+", re.IGNORECASE)
_MATRIX_WORD = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-MATRIKS\b", re.IGNORECASE)


class Known:
    """What is the same in all workbooks of a region, worked out once by whoever reads many of them."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._printed: dict[int, Printed] = {}
        self._row_keys: dict[tuple[str, str], RowKeys] = {}

    def printed(self, stage: Stage) -> Printed:
        """The words printed on the workbooks of a stage."""
        if stage.number not in self._printed:
            self._printed[stage.number] = Printed(self.profile, stage)
        return self._printed[stage.number]

    def row_keys(self, form: Form, recipient: str) -> RowKeys:
        """The row keys of a form for the recipient with this code."""
        if (form.name, recipient) not in self._row_keys:
            self._row_keys[form.name, recipient] = RowKeys(form, recipient)
        return self._row_keys[form.name, recipient]


def read(candidate: Candidate, profile: Profile, known: Known | None = None) -> Return | Refusal:
    """What came back in this file, or why it is no usable return. Never raises for what a file holds.

    ``known`` is of the same profile, and handed from one file to the next.
    """
    if not candidate.readable:
        return refuse(candidate, RefusalName(candidate.kind), **candidate.words)
    try:
        book = open_book(candidate.data, candidate.kind, candidate.passwords)
        return _Reading(candidate, known or Known(profile), book).result()
    except UnreadableError as problem:
        return refuse(candidate, RefusalName(problem.name), problem.code, problem.rows, **problem.data)


def refuse(
    candidate: Candidate, name: RefusalName, code: FileCode | None = None, rows: int = 0, /, **data: Datum
) -> Refusal:
    """The refusal of a candidate under this name."""
    if candidate.detail:
        data.setdefault("detail", candidate.detail)
    return Refusal(
        file=candidate.file,
        sha256=candidate.sha256,
        name=name,
        skipped=name is RefusalName.NOISE,
        code=code,
        data=data,
        rows=rows,
        sender=candidate.envelope.sender,
        subject=candidate.envelope.subject,
    )


class _Reading:
    """The reading of one workbook."""

    def __init__(self, candidate: Candidate, known: Known, book: Book) -> None:
        self.candidate = candidate
        self.known = known
        self.profile = known.profile
        self.book = book
        loaded = [book.load(n) for n, name in enumerate(book.names) if name not in _QUIET]
        self.quoted = [grid for grid in loaded if _is_of_matrix(grid)]  # it quotes codes and keys of every recipient
        self.grids = [grid for grid in loaded if not any(grid is other for other in self.quoted)]
        self.tables: list[Table] = []
        self.facts: list[Fact] = []
        self._printed: frozenset[str] | None = None
        self._texts: frozenset[str] | None = None
        self.noted: set[tuple[str, Spot]] = set()  # cells that a fact tells of: no other one does

    def result(self) -> Return:
        """Identify the workbook and read its tables. Raises UnreadableError for what is no usable return."""
        try:
            return self.identified()
        except UnreadableError as problem:
            if self.tables:
                # so that the control totals know what is held
                problem.rows = sum(1 for table in self.tables for _ in self.answered(table))
            raise

    def identified(self) -> Return:
        self.tables = [table for grid in self.grids for table in marked_tables(grid, self.profile)]
        if self.quoted and not self.tables:
            raise UnreadableError(RefusalName.OWN_MATRIX)
        code, ours = self.file_code()
        stage = self.profile.stage(code.stage)
        self.printed = self.known.printed(stage)
        recipient = recipient_of(self.profile, code.recipient)
        assert recipient is not None, "checked with the file code"
        try:
            self.tables += self.lost_tables(stage, recipient)
        except UnreadableError as problem:
            problem.code = problem.code or code  # it says whose the workbook is, whatever its tables say
            raise
        sheets = self.sheets(code, stage)
        people, places = self.identity()
        self.answered_places = frozenset(places.values())
        self.besides(ours)
        kit = self.kit if code.revision else Kit()
        return Return(
            file=self.candidate.file,
            sha256=self.candidate.sha256,
            code=code,
            saved=self.book.saved or self.candidate.envelope.sent,
            program=self.book.program,
            sender=self.candidate.envelope.sender,
            subject=self.candidate.envelope.subject,
            sheets=sheets,
            identity=people,
            identity_places=places,
            seeds=kit.seeds,
            seeded=kit.seeded,
            origins=kit.origins,
            facts=tuple(self.facts),
        )

    def note(
        self, name: FactName, *, sheet: str = "", cell: str = "", row: str = "", column: str = "", **data: Datum
    ) -> None:
        place = Place(self.candidate.file, sheet, cell)
        self.facts.append(Fact(name=name, place=place, row=row, column=column, data=data))

    # -- what it is --------------------------------------------------------------------------------------------------

    def file_code(self) -> tuple[FileCode, frozenset[str]]:
        """The file code all sheets agree on, checked against the profile, and the sheets that show it."""
        heads = {table.grid.name: table.head for table in reversed(self.tables)}
        found: dict[FileCode, list[str]] = {}
        for grid in self.grids:
            for code in _codes(grid.rows[: heads.get(grid.name, _TOP)]):
                found.setdefault(code, []).append(grid.name)
        if not found:
            for grid in self.quiet:
                for code in _codes(grid.rows):
                    found.setdefault(code, []).append(grid.name)
        if not found:
            self.tables = self.tables or self.nameless_tables()
            raise self.nameless()
        code = max(found, key=lambda one: len(found[one]))
        for other, places in found.items():
            if other != code:
                raise UnreadableError(
                    RefusalName.CODE_MISMATCH, code, sheet=places[0], found=str(other), expected=str(code)
                )
        if filecode.region_of(code.edition) != filecode.region_of(self.profile.edition):
            raise UnreadableError(RefusalName.OTHER_REGION, code)
        if code.edition != self.profile.edition:
            raise UnreadableError(RefusalName.OTHER_EDITION, code)
        if code.stage not in {stage.number for stage in self.profile.stages}:
            raise UnreadableError(RefusalName.OTHER_STAGE, code)
        if recipient_of(self.profile, code.recipient) is None or not filecode.is_genuine(code, self.profile):
            raise UnreadableError(RefusalName.NOT_GENUINE, code)
        return code, frozenset(name for places in found.values() for name in places)

    def nameless(self) -> UnreadableError:
        """What a workbook without a file code is refused as, with the stage that its tables tell."""
        forms = {table.form.name for table in self.tables}
        stages = [stage.number for stage in self.profile.stages if forms & set(stage.forms)]
        known = {"stage": stages[0]} if len(stages) == 1 else {}
        return UnreadableError(RefusalName.CODE_MISSING if forms else RefusalName.STRANGER, None, **known)

    def nameless_tables(self) -> list[Table]:
        """Tables known by their headings alone, of a workbook that does not say whose it is."""
        anybody = Recipient(dimension=self.profile.dimensions[0].code)
        forms = tuple(self.profile.forms.values())
        try:
            return [table for grid in self.grids for table in unmarked_tables(grid, forms, anybody)]
        except UnreadableError:  # headings and numbers tell different columns: there is a table
            return []

    @cached_property
    def quiet(self) -> tuple[Grid, ...]:
        """The hidden sheets of ours that hold no answers; parsed only when something is asked of them."""
        return tuple(self.book.load(n) for n, name in enumerate(self.book.names) if name in _QUIET)

    @cached_property
    def kit(self) -> Kit:
        return read_kit([row for grid in self.quiet if grid.name == KIT_SHEET for row in grid.rows])

    # -- where its tables are ----------------------------------------------------------------------------------------

    def lost_tables(self, stage: Stage, recipient: Recipient) -> list[Table]:
        """Tables that have lost their mark, of forms that are not found by it or are blank where they are."""
        taken = {table.grid.name for table in self.tables}
        filled = {table.form.name for table in self.tables if any(True for _ in self.answered(table))}
        missing = [form for form in self.profile.stage_forms(stage) if form.name not in filled]
        there = {table.form.name for table in self.tables}
        found: list[Table] = []
        for grid in self.grids:
            if missing and grid.name not in taken:
                for table in unmarked_tables(grid, missing, recipient):
                    if table.form.name not in there or any(True for _ in self.answered(table)):
                        missing.remove(table.form)
                        found.append(table)
        return found

    # -- what stands in them -----------------------------------------------------------------------------------------

    def sheets(self, code: FileCode, stage: Stage) -> tuple[ReturnedSheet, ...]:
        """All sheets that carry a form. A copy of a sheet without anything of its own is left out."""
        sheets: list[ReturnedSheet] = []
        filled: dict[str, dict[str, ReturnedRow]] = {}
        places: dict[tuple[str, str], tuple[str, str]] = {}
        for table in self.tables:
            sheet = self.sheet(table, code)
            known = filled.setdefault(sheet.form, {})
            copied = any(other.form == sheet.form for other in sheets)
            rows = [row for row in sheet.rows if not (copied and _same(known.get(row.key), row))]
            if copied and not rows:
                continue
            for row in rows:
                if row.key in known:
                    self.duplicate(table, row, places[sheet.form, row.key])
                elif row.key:
                    known[row.key] = row
                    places[sheet.form, row.key] = (table.grid.name, self.code_place(table, row))
            sheets.append(replace(sheet, rows=tuple(rows)))
        present = {sheet.form for sheet in sheets}
        for form in self.profile.stage_forms(stage):
            if form.name not in present:
                self.note(FactName.SHEET_MISSING, sheet=form.sheet, form=form.name)
        return tuple(sheets)

    def answered(self, table: Table) -> Iterator[int]:
        """The rows of a table that hold answers."""
        places = [table.columns[c.key] for c in table.form.inputs if c.key in table.columns and not c.preset]
        for number in range(table.head + 1, table.end):
            row = table.grid.rows[number]
            if any(c < len(row) and row[c] != "" for c in places):
                yield number

    def duplicate(self, table: Table, row: ReturnedRow, first: tuple[str, str]) -> None:
        sheet, cell = first
        here = self.code_place(table, row)
        cells = (cell, here) if sheet == table.grid.name else (f"{sheet}!{cell}", f"{table.grid.name}!{here}")
        self.note(FactName.DUPLICATE_KEY, sheet=table.grid.name, cell=here, row=row.key, cells=cells)

    def code_place(self, table: Table, row: ReturnedRow) -> str:
        """The cell in which a row says its code."""
        shown_at = code_column(table)
        return a1(row.number, shown_at if shown_at is not None else table.key_column or 0)

    def sheet(self, table: Table, code: FileCode) -> ReturnedSheet:
        form, grid = table.form, table.grid
        self.columns(table)
        row_keys = self.known.row_keys(form, code.recipient)
        shown_at = code_column(table)
        wanted = [
            (column.key, table.columns[column.key])
            for column in form.columns
            if column.key in table.columns and column.holds_answer
        ]
        rows: list[ReturnedRow] = []
        last = self.last_row(table, row_keys)
        carried = [column.key for column in form.carried]
        given = self.kit.carried if carried and set(carried) <= table.columns.keys() else {}
        preset = self.preset(table, code)
        keyed: set[int] = set()  # rows with a key, filled or not
        changed: list[str] = []
        for number in range(table.head + 1, table.end):
            row = grid.rows[number]
            width = len(row)
            cells: dict[str, Raw] = {}
            for column, c in wanted:
                if c < width and (value := row[c]) != "":
                    plain = type(value) in RAW_TYPES or (type(value) is float and isfinite(value))
                    cells[column] = value if plain else raw(value)  # type: ignore[assignment]
            key_text = text_of(row[at]) if (at := table.key_column) is not None and at < width else ""
            shown = text_of(row[at]) if (at := shown_at) is not None and at < width else ""
            key, shown_key = row_keys.find(key_text), row_keys.find(shown)
            if key in given and carried_mark(cells.get(column) for column in carried) != given[key]:
                changed.append(self.other_text(table, cells, key, number, code))
            filled = _filled(cells) and not cells.items() <= preset.items()
            if key != shown_key:
                if filled:
                    self.refuse_foreign(table, row_keys, key_text, shown, code)
                    if key and shown_key and shown_at is not None:
                        place = a1(number, shown_at)
                        raise UnreadableError(
                            RefusalName.CODE_MISMATCH, code, sheet=grid.name, cell=place, found=shown, expected=key
                        )
                if key and shown and shown_at is not None:
                    changed.append(a1(number, shown_at))
                key = key or shown_key
            elif filled and not key:
                self.refuse_foreign(table, row_keys, key_text, shown, code)
            if key:
                keyed.add(number)
            if filled and (key or self.is_row(table, cells, number, last, shown)):
                rows.append(ReturnedRow(key=key, number=number, cells=cells))
                if not key:
                    place = a1(number, min(table.columns[column] for column in cells))
                    self.note(FactName.ROW_WITHOUT_KEY, sheet=grid.name, cell=place, form=form.name)
        self.locked(table, [*changed, *self.typed_over(table, sorted(keyed))])
        self.outside(table, keyed, rows, code.recipient)
        self.merged(table, rows)
        self.comments(table, row_keys)
        return ReturnedSheet(
            form=form.name, sheet=grid.name, columns=table.columns, rows=tuple(rows), from_1904=grid.from_1904
        )

    def preset(self, table: Table, code: FileCode) -> dict[str, Raw]:
        """What stands in the blank rows of a workbook for one agency: it makes no row filled."""
        recipient = recipient_of(self.profile, code.recipient)
        if recipient is None or recipient.agency is None:
            return {}
        name = self.profile.agency(recipient.agency).short
        return {column.key: name for column in table.form.inputs if column.preset}

    def other_text(self, table: Table, cells: Mapping[str, Raw], key: str, number: int, code: FileCode) -> str:
        """The cell of a carried-over text that was changed. Refuses answers beside a text that is another row's."""
        carried = [column.key for column in table.form.carried]
        found = carried_mark(cells.get(column) for column in carried)
        owner = next((other for other, mark in self.kit.carried.items() if mark == found), "")
        if owner and any(cells.get(column.key) is not None for column in table.form.inputs):
            raise UnreadableError(RefusalName.CODE_MISMATCH, code, sheet=table.grid.name, found=owner, expected=key)
        return a1(number, table.columns[carried[0]])

    def last_row(self, table: Table, row_keys: RowKeys) -> int:
        """The last row of the table that has a key or a Kode."""
        shown_at = code_column(table)
        for number in range(table.end - 1, table.head, -1):
            row = table.grid.rows[number]
            for c in (table.key_column, shown_at):
                if c is not None and c < len(row) and row_keys.find(text_of(row[c])):
                    return number
        return table.head

    def is_row(self, table: Table, cells: Mapping[str, Raw], number: int, last: int, shown: str) -> bool:
        """Whether filled cells without a key are a row of the table, rather than the band of a block or a note."""
        filled = [key for key, value in cells.items() if not isinstance(value, str) or value.strip()]
        if shown and len(filled) == 1 and isinstance(cells[filled[0]], str):
            return False  # words where the Kode stands, and a sentence beside them: a band, printed by us
        if self.is_head(table, number) and all(map(self.printed.on_a_form, (cells[key] for key in filled))):
            return False  # title and headings of a table below this one
        return number < last or len(filled) > 1 or table.form.title_column in filled

    def refuse_foreign(self, table: Table, row_keys: RowKeys, key: str, shown: str, code: FileCode) -> None:
        """Refuse rows that belong to another recipient: they were copied from its workbook."""
        for text in (key, shown):
            owner = row_keys.foreign(text)
            if owner and recipient_of(self.profile, owner) is not None:
                raise UnreadableError(
                    RefusalName.CODE_MISMATCH, code, sheet=table.grid.name, found=text, expected=code.recipient
                )

    # -- what is noticed on the way ----------------------------------------------------------------------------------

    def columns(self, table: Table) -> None:
        for column in table.form.columns:
            if column.is_input and column.key not in table.columns:
                self.note(FactName.COLUMN_MISSING, sheet=table.grid.name, column=column.key, form=table.form.name)

    def locked(self, table: Table, changed: list[str]) -> None:
        """Note cells of ours that were overwritten: these, and headings."""
        if table.headings >= 0:
            own = {fold(column.heading) for column in table.form.columns}
            for column in table.form.columns:
                c = table.columns.get(column.key)
                if c is None:
                    continue
                heading = fold(text_of(table.grid.at(table.headings, c)))
                if heading != fold(column.heading) and (heading in own or heading not in self.printed_headings()):
                    changed.append(a1(table.headings, c))
        if changed:
            self.note(
                FactName.LOCKED_CHANGED,
                sheet=table.grid.name,
                cell=changed[0],
                form=table.form.name,
                count=len(changed),
                cells=_some(changed),
            )

    def typed_over(self, table: Table, rows: Sequence[int]) -> list[str]:
        """The cells in which words or numbers stand where a formula of ours was."""
        computed = [
            (column, table.columns[column.key])
            for column in table.form.columns
            if column.kind.is_computed and column.key in table.columns
        ]
        grid, formulas = table.grid, _computed(table.grid)
        return [
            a1(number, c)
            for number in rows
            for column, c in computed
            if c < len(grid.rows[number])
            and (number, c) not in formulas
            and not self.looks_computed(table, column, grid.rows[number], c)
        ]

    def looks_computed(self, table: Table, column: Column, row: Sequence[object], c: int) -> bool:
        """Whether a cell says what our formula there might say; not all that it might, but what it mostly does."""
        value = row[c]
        if not _says_something(value) or _is_result(value):
            return True
        if column.kind.is_status:
            if not isinstance(value, str) or value.startswith(STATUS_BEGINNINGS) or table.grid.formulas is not None:
                return isinstance(value, str) and value.startswith(STATUS_BEGINNINGS)
            rules = (
                rule.message for rule in table.form.rules if rule.message
            )  # an .xls: nothing tells its formulas from words
            return ":" in value or value.endswith("belum terisi") or value.startswith(tuple(rules))
        if column.kind.is_number:
            series = (table.columns.get(one.key) for one in table.form.columns if one.series == column.source)
            numbers = [row[at] for at in series if at is not None and at < len(row)]
            return value == sum(number for number in numbers if isinstance(number, float))
        texts = self.typed_texts()
        return all(part in texts or part.partition(" ")[2] in texts for part in text_of(value).split(" + "))

    def typed_texts(self) -> frozenset[str]:
        """All texts in the inputs of the workbook, which a lookup may show."""
        if self._texts is None:
            places = [
                (table, table.columns[column.key])
                for table in self.tables
                for column in table.form.columns
                if not column.kind.is_computed and column.key in table.columns
            ]
            rows = ((row, c) for table, c in places for row in table.grid.rows[table.head + 1 : table.end])
            self._texts = frozenset(text_of(row[c]) for row, c in rows if c < len(row)) - {""}
        return self._texts

    def printed_headings(self) -> frozenset[str]:
        """Headings as this workbook printed them elsewhere: an older wording was not changed by the participant."""
        if self._printed is None:
            places = [grid for grid in self.grids if grid.name in (EXAMPLES_SHEET, INSTRUCTIONS_SHEET)]
            texts = (text_of(value) for grid in places for row in grid.rows for value in row)
            self._printed = frozenset(fold(text) for text in texts if text)
        return self._printed

    def outside(self, table: Table, keyed: set[int], rows: Sequence[ReturnedRow], recipient: str) -> None:
        """Note what was written around the table, and in columns that have no key."""
        own = frozenset(table.columns.values()) | table.extra
        left = min(own, default=0)
        gaps = [c for c in range(left, table.right) if c not in own and c != table.key_column]
        taken = keyed | {row.number for row in rows}
        row_keys = self.known.row_keys(table.form, recipient)
        found: list[Spot] = []
        for number, row in enumerate(table.grid.rows[: table.end]):
            is_above = number <= table.head and number != table.headings
            places: Iterable[int]
            if is_above:
                places = range(len(row))
            elif number <= table.head or number in taken:
                places = (*range(left), *gaps, *range(table.right, len(row)))
            else:
                places = [c for c in range(len(row)) if c not in table.extra]
            said = [c for c in places if c < len(row) and _says_something(row[c]) and c != table.key_column]
            is_head = bool(said) and (is_above or self.is_head(table, number))
            for c in said:
                value = row[c]
                if self.covered(table, number, c):
                    continue
                if is_head and (self.printed.on_a_form(value) or _is_result(value)):
                    continue
                if number > table.head and number not in taken and self.printed.in_a_band(value):
                    continue
                if is_head and (number, c) in _computed(table.grid):
                    continue
                if c >= left or not (row_keys.find(text_of(value)) or value == KEY_MARK):
                    found.append((number, c))
        self.outside_cells(table.grid, [*found, *table.grid.far], form=table.form.name)

    def outside_cells(self, grid: Grid, found: Sequence[Spot], **data: str) -> None:
        """Note cells that are read nowhere, each once."""
        cells = [a1(*spot) for spot in found if (grid.name, spot) not in self.noted]
        self.noted.update((grid.name, spot) for spot in found)
        if cells:
            self.note(
                FactName.OUTSIDE_TABLE, sheet=grid.name, cell=cells[0], count=len(cells), cells=_some(cells), **data
            )

    def is_head(self, table: Table, row: int) -> bool:
        """Whether the head of another table on the same sheet reaches over a row."""
        return any(
            other is not table and other.grid is table.grid and other.headings - LEGEND_ROW - 3 <= row <= other.head
            for other in self.tables
        )

    def covered(self, table: Table, row: int, column: int) -> bool:
        """Whether a cell belongs to another table on the same sheet."""
        return any(
            other is not table
            and other.grid is table.grid
            and (other.key_column or 0) <= column < other.right
            and other.headings - 1 <= row < other.end
            for other in self.tables
        )

    def merged(self, table: Table, rows: Sequence[ReturnedRow]) -> None:
        """Note merged cells that cover several inputs: only the first of them can hold an answer."""
        inputs = {
            table.columns[column.key]
            for column in table.form.columns
            if column.is_input and column.key in table.columns
        }
        filled = {row.number: row for row in rows}
        for top, left, bottom, right in table.grid.merges:
            covered = [c for c in range(left, min(right, table.right) + 1) if c in inputs]
            if table.head < top < table.end and top in filled and (len(covered) > 1 or (covered and bottom > top)):
                self.note(
                    FactName.MERGED_CELLS,
                    sheet=table.grid.name,
                    cell=a1(top, left),
                    row=filled[top].key,
                    form=table.form.name,
                    cells=(f"{a1(top, left)}:{a1(bottom, right)}",),
                )

    def comments(self, table: Table, row_keys: RowKeys) -> None:
        """Carry along what was written into comments; a correction's own marks are comments too, and left out."""
        columns = {c: key for key, c in table.columns.items()}
        for (number, c), comment in sorted(table.grid.comments.items()):
            if not self.is_remark(comment):
                continue
            cells = table.grid.rows[number] if number < len(table.grid.rows) else ()
            places = (table.key_column, code_column(table))
            keys = (row_keys.find(text_of(cells[at])) for at in places if at is not None and at < len(cells))
            self.note(
                FactName.COMMENT,
                sheet=table.grid.name,
                cell=a1(number, c),
                row=next(filter(None, keys), ""),
                column=columns.get(c, ""),
                form=table.form.name,
                text=comment.text,
            )

    def is_remark(self, comment: Comment) -> bool:
        """Whether a comment is a participant's: a correction's own marks are comments, too."""
        ours = bool(comment.author) and comment.author == self.profile.contact.office
        return bool(comment.text) and not ours and not comment.text.lstrip().startswith(NOTE_MARK.strip())

    def besides(self, ours: frozenset[str]) -> None:
        """Note sheets that are not ours, and what the file carries that could act."""
        with_table = {table.grid.name for table in self.tables}
        for grid in (*self.grids, *self.quoted):
            for (row, c), text in grid.drawn:
                self.note(FactName.DRAWN, sheet=grid.name, cell=a1(row, c), text=text)
            if grid.name in with_table:
                continue
            for spot, comment in sorted(grid.comments.items()):
                if self.is_remark(comment):
                    self.note(FactName.COMMENT, sheet=grid.name, cell=a1(*spot), text=comment.text)
            cells = [
                (r, c) for r, row in enumerate(grid.rows) for c, value in enumerate(row) if _says_something(value)
            ] + list(grid.far)
            kind = "" if any(grid is other for other in self.quoted) else _own_sheet(grid)
            if kind == INSTRUCTIONS_SHEET:
                self.outside_cells(grid, self.unprinted(grid, cells))
            elif kind:
                self.outside_cells(grid, _beyond_list(grid, cells) if grid.name in ours else cells)
            elif cells:
                named = [a1(*spot) for spot in cells]
                self.note(FactName.EXTRA_SHEET, sheet=grid.name, cell=named[0], count=len(named), cells=_some(named))
        for name in self.book.carried:
            if name == "dde":
                self.note(FactName.EXTERNAL_LINK, target="DDE")
            else:
                self.note(FactName(name))

    def unprinted(self, grid: Grid, cells: Sequence[Spot]) -> list[Spot]:
        """The cells of *Petunjuk* or *Contoh Isian* that we did not print, and that are no line of the identity."""
        at = next((list(row).index(IDENTITY_MARK) for row in grid.rows if IDENTITY_MARK in row), -1)
        found = []
        for row, c in cells:
            value = grid.rows[row][c] if row < len(grid.rows) else ""
            if c == at or self.printed.on_petunjuk(value) or _is_result(value):
                continue
            if isinstance(value, float) and value in range(1, self.profile.attendance + 1) and c in (at + 1, 0, 1):
                continue  # the lines of the attendance table are numbered
            if Place(self.candidate.file, grid.name, a1(row, c)) not in self.answered_places and (
                row,
                c,
            ) not in _computed(grid):
                found.append((row, c))
        return found

    # -- who filled it in --------------------------------------------------------------------------------------------

    def identity(self) -> tuple[dict[str, Raw], dict[str, Place]]:
        """The identity part of *Petunjuk*, by its keys or its labels where those are lost, and where each line is."""
        known = {key for line in identity(self.profile) for key in line if key}
        values: dict[str, Raw] = {}
        places: dict[str, Place] = {}
        for grid in self.grids:
            for start, row in enumerate(grid.rows):
                if IDENTITY_MARK in row:
                    at = list(row).index(IDENTITY_MARK)
                    for number in range(start + 1, len(grid.rows)):
                        for n, key in enumerate(text_of(grid.at(number, at)).split(IDENTITY_SEPARATOR), 1):
                            if key in known and (value := grid.at(number, at + n)) is not None:
                                values.setdefault(key, value)
                                places.setdefault(key, Place(self.candidate.file, grid.name, a1(number, at + n)))
                    return values, places
        labels = {fold(field.label): field.key for field in self.profile.identity}
        for grid in self.grids:
            if _is_petunjuk(grid):
                for number, row in enumerate(grid.rows):
                    for c, label in enumerate(row):
                        found = labels.get(fold(text_of(label))) if isinstance(label, str) else None
                        right = (n for n in range(c + 1, len(row)) if grid.at(number, n) is not None)
                        if found and (answer := next(right, None)) is not None:
                            values.setdefault(found, grid.at(number, answer))
                            places.setdefault(found, Place(self.candidate.file, grid.name, a1(number, answer)))
        return values, places


def _is_of_matrix(grid: Grid) -> bool:
    """Whether this is a sheet of our own output."""
    texts = (value for row in grid.rows[:3] for value in row if isinstance(value, str))
    return any(text.strip() == MATRIX_MARK or _MATRIX_WORD.search(text) for text in texts)


def _says_something(value: object) -> bool:
    return value not in ("", None) and (not isinstance(value, str) or not value.isspace())


def _is_result(value: object) -> bool:
    """Whether this may be what a program left of one of our formulas: nothing, an error, 0 (an .xls of a text)."""
    return isinstance(value, Uncomputed | CellError) or value == 0


def _computed(grid: Grid) -> frozenset[Spot]:
    """The cells that hold a formula, where the format tells."""
    return frozenset() if grid.formulas is None else grid.formulas()


def _is_petunjuk(grid: Grid) -> bool:
    """Whether this is *Petunjuk*, whatever it is called now."""
    return grid.name == INSTRUCTIONS_SHEET or any(IDENTITY_MARK in row or IDENTITY_TITLE in row for row in grid.rows)


def _own_sheet(grid: Grid) -> str:
    """Which sheet of ours without a table this is, whatever it is called now; empty for any other."""
    texts = [fold(value) for row in grid.rows[:5] for value in row if isinstance(value, str)]
    if _is_petunjuk(grid):
        return INSTRUCTIONS_SHEET
    if grid.name == EXAMPLES_SHEET or fold(EXAMPLES_SHEET) in texts:
        return INSTRUCTIONS_SHEET  # known by the same words
    lists = (fold(CORRECTIONS_TITLE), fold(REFERENCE_TITLE))
    return CORRECTIONS_SHEET if any(text.startswith(lists) for text in texts) else ""


def _beyond_list(grid: Grid, cells: Sequence[Spot]) -> list[Spot]:
    """What was written around a list of ours that is only for reading."""
    top = range(min(8, len(grid.rows)))
    head = max(
        top, key=lambda r: sum(map(_says_something, grid.rows[r]))
    )  # its headings, the fullest of the first rows
    row = grid.rows[head]
    left = next(c for c, value in enumerate(row) if _says_something(value))
    right = next((c for c in range(left, len(row)) if not _says_something(row[c])), len(row)) - 1
    starts = {r: text_of(line[left]) for r, line in enumerate(grid.rows) if r > head and len(line) > left}
    is_numbered = any(fold(text_of(v)) == fold(CORRECTIONS_TITLE) for line in grid.rows[:head] for v in line)
    listed = {r for r, text in starts.items() if text and (text.isdecimal() or not is_numbered)}
    return [(r, c) for r, c in cells if c > right or (r > head and r not in listed) or (r < head and c != left)]


def _filled(cells: Mapping[str, Raw]) -> bool:
    """Whether a row holds more than blanks."""
    return any(not isinstance(value, str) or value.strip() for value in cells.values())


def _same(known: ReturnedRow | None, row: ReturnedRow) -> bool:
    return known is not None and known.cells == row.cells


def _some(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cells[:_LISTED])


def _codes(rows: Sequence[Sequence[object]]) -> Iterator[FileCode]:
    """The file codes in these rows, in reading order."""
    for row in rows:
        for value in row:
            if isinstance(value, str) and "-" in value:
                for word in _CODE_WORD.findall(value):
                    code = filecode.parse_file_code(word)
                    if code is not None:
                        yield code
