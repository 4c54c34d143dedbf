"""Read one returned workbook: whose it is, where its table stands, and every cell in it, by keys and never by position.

`read` is one picklable call, so that a worker process can run it. It judges nothing: what it notices on the way (a lost
column, a row without key) it carries along as facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit import filecode
from worksheet_kit.excel.book import Book, open_book
from worksheet_kit.excel.grid import Grid, raw
from worksheet_kit.excel.guard import UnreadableError
from worksheet_kit.intake import Candidate
from worksheet_kit.layout import (
    EXAMPLES_SHEET,
    IDENTITY_MARK,
    KEY_MARK,
    KIT_SHEET,
    LISTS_SHEET,
    a1,
    recipient_of,
    row_key,
    shown_code,
)
from worksheet_kit.model import (
    Fact,
    FileCode,
    Form,
    Kind,
    Place,
    Profile,
    Raw,
    Refusal,
    Return,
    ReturnedRow,
    ReturnedSheet,
)

#: Stands in the first cell of a hidden sheet of our own matrix workbooks.
MATRIX_MARK = "#matriks"

#: Our sheets that hold no answers; they are read only when the file code is found nowhere else.
_QUIET = frozenset({LISTS_SHEET, KIT_SHEET, EXAMPLES_SHEET})
_TOP = 15  # rows in which a sheet without a table shows its file code

_CODE_WORD = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-[A-Z0-9-]+", re.IGNORECASE)
_MATRIX_WORD = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-MATRIKS\b", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{64}")


def read(candidate: Candidate, profile: Profile) -> Return | Refusal:
    """What came back in this file, or why it is no usable return. Never raises for what a file holds."""
    if not candidate.readable:
        return refuse(candidate, candidate.kind)
    try:
        book = open_book(candidate.data, candidate.kind, candidate.passwords)
        return _Reading(candidate, profile, book).result()
    except UnreadableError as problem:
        return refuse(candidate, problem.name, problem.code, **problem.data)


def refuse(candidate: Candidate, name: str, code: FileCode | None = None, /, **data: str) -> Refusal:
    """The refusal of a candidate under this name."""
    if candidate.detail:
        data.setdefault("detail", candidate.detail)
    return Refusal(
        file=candidate.file,
        sha256=candidate.sha256,
        name=name,
        skipped=name == "noise",
        code=code,
        data=data,
        sender=candidate.sender,
        subject=candidate.subject,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a form's table stands on a sheet. Rows and columns are zero-based."""

    form: Form
    grid: Grid
    head: int  # the key row
    end: int  # first row that is no longer looked at
    key_column: int | None
    columns: Mapping[str, int]


class _Reading:
    """The reading of one workbook."""

    def __init__(self, candidate: Candidate, profile: Profile, book: Book) -> None:
        self.candidate = candidate
        self.profile = profile
        self.book = book
        self.grids = [book.load(n) for n, name in enumerate(book.names) if name not in _QUIET]
        self.facts: list[Fact] = []

    def result(self) -> Return:
        """Identify the workbook and read its tables. Raises UnreadableError for what is no usable return."""
        self.refuse_matrix()
        tables = [table for grid in self.grids for table in self.marked_tables(grid)]
        code = self.file_code(tables)
        forms = self.profile.stage_forms(self.profile.stage(code.stage))
        sheets = tuple(self.sheet(table, code) for table in tables)
        present = {sheet.form for sheet in sheets}
        for form in forms:
            if form.name not in present:
                self.note("sheet_missing", sheet=form.sheet, form=form.name)
        return Return(
            file=self.candidate.file,
            sha256=self.candidate.sha256,
            code=code,
            saved=self.book.saved or self.candidate.sent,
            program=self.book.program,
            sender=self.candidate.sender,
            subject=self.candidate.subject,
            sheets=sheets,
            identity=self.identity(),
            seeds=self.seeds() if code.revision else (),
            facts=tuple(self.facts),
        )

    def note(self, name: str, *, sheet: str = "", cell: str = "", row: str = "", column: str = "", **data: str) -> None:
        place = Place(self.candidate.file, sheet, cell)
        self.facts.append(Fact(name=name, place=place, row=row, column=column, data=data))

    # -- what it is --------------------------------------------------------------------------------------------------

    def refuse_matrix(self) -> None:
        for grid in self.grids:
            for row in grid.rows[:3]:
                for value in row:
                    if isinstance(value, str) and (value.strip() == MATRIX_MARK or _MATRIX_WORD.search(value)):
                        raise UnreadableError("own_matrix")

    def file_code(self, tables: Sequence[_Table]) -> FileCode:
        """The file code all sheets agree on, checked against the profile."""
        heads = {table.grid.name: table.head for table in reversed(tables)}
        found: dict[FileCode, str] = {}
        for grid in self.grids:
            for code in _codes(grid.rows[: heads.get(grid.name, _TOP)]):
                found.setdefault(code, grid.name)
        if not found:
            for n, name in enumerate(self.book.names):
                if name in _QUIET:
                    for code in _codes(self.book.load(n).rows):
                        found.setdefault(code, name)
        if not found:
            raise UnreadableError("unknown" if tables else "stranger")
        code, *others = found
        if others:
            raise UnreadableError("code_mismatch", code, sheet=found[others[0]], kode1=str(others[0]), kode2=str(code))
        if filecode.region_of(code.edition) != filecode.region_of(self.profile.edition):
            raise UnreadableError("other_region", code)
        if code.edition != self.profile.edition:
            raise UnreadableError("other_edition", code)
        if code.stage not in {stage.number for stage in self.profile.stages}:
            raise UnreadableError("other_stage", code)
        if recipient_of(self.profile, code.recipient) is None or not filecode.is_genuine(code, self.profile):
            raise UnreadableError("other_edition", code)
        return code

    # -- where its tables are ----------------------------------------------------------------------------------------

    def marked_tables(self, grid: Grid) -> list[_Table]:
        """The tables whose keys meet at the mark, wherever on the sheet that is."""
        marks = [(r, row.index(KEY_MARK)) for r, row in enumerate(grid.rows) if KEY_MARK in row]
        tables = []
        for n, (row, column) in enumerate(marks):
            keys = {
                value.strip(): c
                for c, value in reversed(list(enumerate(grid.rows[row])))
                if c > column and isinstance(value, str)
            }
            form = self.form_of(keys)
            if form is None:
                continue
            end = marks[n + 1][0] if n + 1 < len(marks) else len(grid.rows)
            own = {c.key for c in form.columns}
            columns = {key: c for key, c in keys.items() if key in own}
            tables.append(_Table(form, grid, row, end, column, columns))
        return tables

    def form_of(self, keys: Mapping[str, int]) -> Form | None:
        """The form that most of these column keys belong to."""
        scores = [
            (sum(column.key in keys for column in form.columns), -len(form.columns), form)
            for form in self.profile.forms.values()
        ]
        best = max(scores, key=lambda score: score[:2], default=None)
        return best[2] if best is not None and best[0] >= 2 else None

    # -- what stands in them -----------------------------------------------------------------------------------------

    def sheet(self, table: _Table, code: FileCode) -> ReturnedSheet:
        form, grid = table.form, table.grid
        for column in form.columns:
            if column.key not in table.columns and column.is_input:
                self.note("column_missing", sheet=grid.name, column=column.key, form=form.name, heading=column.heading)
        wanted = [
            (column.key, table.columns[column.key])
            for column in form.columns
            if column.key in table.columns and (column.is_input or column.kind is Kind.GIVEN)
        ]
        codes = _Codes(form, code)
        shown_at = next((table.columns.get(c.key) for c in form.columns if c.kind is Kind.CODE), None)
        rows: list[ReturnedRow] = []
        seen: dict[str, int] = {}
        for number in range(table.head + 1, table.end):
            row = grid.rows[number]
            width = len(row)
            cells: dict[str, Raw] = {}
            for key, c in wanted:
                if c < width and row[c] != "" and (value := raw(row[c])) is not None:
                    cells[key] = value
            found = _text(grid.at(number, table.key_column)) if table.key_column is not None else ""
            shown = _text(grid.at(number, shown_at)) if shown_at is not None else ""
            key = codes.key(found) or codes.key(shown)
            if not cells:
                continue
            if not key:
                self.note("row_without_key", sheet=grid.name, cell=a1(number, min(c for _, c in wanted)), row="")
                rows.append(ReturnedRow(key="", number=number, cells=cells))
                continue
            if key in seen:
                self.note(
                    "duplicate_key",
                    sheet=grid.name,
                    cell=a1(number, shown_at or 0),
                    row=key,
                    n1=str(seen[key] + 1),
                    n2=str(number + 1),
                )
            seen.setdefault(key, number)
            rows.append(ReturnedRow(key=key, number=number, cells=cells))
        return ReturnedSheet(form=form.name, sheet=grid.name, columns=table.columns, rows=tuple(rows))

    def identity(self) -> dict[str, Raw]:
        """The identity part of *Petunjuk*, by the keys below its mark."""
        known = {field.key for field in self.profile.identity}
        values: dict[str, Raw] = {}
        for grid in self.grids:
            for start, row in enumerate(grid.rows):
                if IDENTITY_MARK not in row:
                    continue
                column = list(row).index(IDENTITY_MARK)
                for below in grid.rows[start + 1 :]:
                    key = _text(raw(below[column])) if column < len(below) else ""
                    if key in known and key not in values:
                        answers = [value for cell in below[column + 2 :] if (value := raw(cell)) is not None]
                        if answers:
                            values[key] = answers[0]
        return values

    def seeds(self) -> tuple[str, ...]:
        """Hashes of the files a correction was seeded with, where its hidden sheet still has them."""
        for n, name in enumerate(self.book.names):
            if name == KIT_SHEET:
                cells = (value for row in self.book.load(n).rows for value in row)
                return tuple(value for value in cells if isinstance(value, str) and _HASH.fullmatch(value))
        return ()


class _Codes:
    """The row keys a form has for one recipient."""

    def __init__(self, form: Form, code: FileCode) -> None:
        self.form = form
        self.recipient = code.recipient
        prefixes = "|".join(sorted((re.escape(block.prefix) for block in form.blocks), key=len, reverse=True))
        self.pattern = re.compile(rf"(?:{re.escape(code.recipient)}-)?((?:{prefixes})[0-9]+[a-z]?)")

    def key(self, text: str) -> str:
        """The row key that a key cell or a visible Kode names, or nothing."""
        match = self.pattern.fullmatch(text)
        return row_key(self.recipient, match[1]) if match else ""

    def shown(self, key: str) -> str:
        return shown_code(self.form, self.recipient, key[len(self.recipient) + 1 :])


def _text(value: Raw) -> str:
    return value.strip() if isinstance(value, str) else ""


def _codes(rows: Sequence[Sequence[object]]) -> Iterator[FileCode]:
    """The file codes in these rows, in reading order."""
    for row in rows:
        for value in row:
            if isinstance(value, str) and "-B" in value.upper():
                for word in _CODE_WORD.findall(value):
                    code = filecode.parse_file_code(word)
                    if code is not None:
                        yield code
