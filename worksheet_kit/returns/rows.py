"""What stands in the tables of a returned workbook: filled rows by their keys, and keys that stand there twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from worksheet_kit.core.facts import FactName, RefusalName
from worksheet_kit.core.model import Fact, Raw, ReturnedRow, ReturnedSheet
from worksheet_kit.core.names import recipient_of
from worksheet_kit.formats.grid import RAW_TYPES, raw
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.returns.cells import text_of
from worksheet_kit.returns.tables import RowKeys, Table, is_in_another_head
from worksheet_kit.returns.workbook import Workbook
from worksheet_kit.values.text import is_blank
from worksheet_kit.worksheet.kit import carried_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """What stands in one table."""

    table: Table
    rows: tuple[ReturnedRow, ...]  # those with an answer
    keyed: frozenset[int]  # sheet rows with a key, filled or not
    changed: tuple[str, ...]  # cells whose Kode or carried-over text is not what we wrote
    covered: tuple[tuple[int, str, Raw], ...] = ()  # sheet row, column key and what stands hidden below merged cells


def read_rows(workbook: Workbook, table: Table) -> TableRows:
    """Read the rows of a table. Raises UnreadableError (``code_mismatch``) where it cannot be told whose a row is."""
    row_keys = workbook.row_keys(table.form)
    places = [(c.key, table.columns[c.key]) for c in table.form.columns if c.holds_answer and c.key in table.columns]
    span = slice(min((c for _, c in places), default=0), max((c for _, c in places), default=-1) + 1)
    preset = _preset(workbook, table)
    hidden = _below_merged(table)
    covered: list[tuple[int, str, Raw]] = []
    carried = _Carried(workbook, table)
    last = _last_row(table, row_keys)
    sheets = workbook.sheets
    rows: list[ReturnedRow] = []
    keyed: set[int] = set()
    changed: list[str] = []
    for number in table.body:
        row = table.grid.rows[number]
        answers = row[span]
        cells = {} if answers.count("") == len(answers) else _cells(row, places)  # most rows are blank
        for key in [key for key in cells if key in hidden[number]] if number in hidden else ():
            below = cells.pop(key)
            if below != preset.get(key) and not is_blank(below):
                covered.append((number, key, below))
        key_text, shown = _text_at(row, table.key_column), _text_at(row, table.code_column)
        key, shown_key = row_keys.find(key_text), row_keys.find(shown)
        if key in carried.marks and not carried.is_kept(cells, key):
            changed.append(carried.changed_cell(cells, key, number))
        is_filled = _is_filled(cells) and not cells.items() <= preset.items()
        if is_filled and (key != shown_key or not key):
            _refuse_foreign(workbook, table, (key_text, shown))
        if key != shown_key and table.code_column is not None and shown and key:
            cell = table.grid.cell(number, table.code_column)
            if is_filled and shown_key:
                raise UnreadableError(
                    RefusalName.CODE_MISMATCH, sheet=table.grid.name, cell=cell, found=shown, expected=key
                )
            changed.append(cell)
        key = key or shown_key
        if key:
            keyed.add(number)
        if is_filled and (key or _is_row(workbook, table, cells, number, is_last=number >= last, shown=shown)):
            # Without `_kit` nobody knows what was carried over; most workbooks have it all.
            is_given = bool(key) and (key in sheets.kit.carried or not sheets.has_kit)
            rows.append(ReturnedRow(key=key, number=number, cells=cells, is_given=is_given))
    return TableRows(
        table=table, rows=tuple(rows), keyed=frozenset(keyed), changed=tuple(changed), covered=tuple(covered)
    )


def _cells(row: Sequence[object], places: Sequence[tuple[str, int]]) -> dict[str, Raw]:
    """The cells of a row that are not blank, by column key."""
    width = len(row)
    cells: dict[str, Raw] = {}
    for column, c in places:
        if c < width and (value := row[c]) != "":
            is_raw = type(value) in RAW_TYPES or (type(value) is float and isfinite(value))
            cells[column] = value if is_raw else raw(value)  # type: ignore[assignment]
    return cells


def _below_merged(table: Table) -> Mapping[int, frozenset[str]]:
    """The inputs of each sheet row that lie hidden below merged cells: some programs keep what was in them."""
    inputs = {column.key: table.columns[column.key] for column in table.form.inputs if column.key in table.columns}
    hidden: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for top, left, bottom, right in table.grid.merges:
        for number in range(max(top, table.head + 1), min(bottom + 1, table.end)):
            first = left + 1 if number == top else left
            hidden[number] |= {key for key, c in inputs.items() if first <= c <= right}
    return hidden


def _text_at(row: Sequence[object], column: int | None) -> str:
    return text_of(row[column]) if column is not None and column < len(row) else ""


def _is_filled(cells: Mapping[str, Raw]) -> bool:
    """Whether a row holds more than blanks."""
    return not all(map(is_blank, cells.values()))


def _preset(workbook: Workbook, table: Table) -> dict[str, Raw]:
    """What stands in the blank rows of a workbook for one agency: it makes no row filled."""
    if workbook.recipient.agency is None:
        return {}
    name = workbook.profile.agency(workbook.recipient.agency).short
    return {column.key: name for column in table.form.inputs if column.preset}


class _Carried:
    """The texts carried over into the rows of a table, and their marks where `_kit` still has them."""

    def __init__(self, workbook: Workbook, table: Table) -> None:
        self.table = table
        self.columns = [column.key for column in table.form.carried]
        is_whole = self.columns and set(self.columns) <= table.columns.keys()
        self.marks = workbook.sheets.kit.carried if is_whole else {}

    def mark(self, cells: Mapping[str, Raw]) -> str:
        return carried_mark(cells.get(column) for column in self.columns)

    def is_kept(self, cells: Mapping[str, Raw], key: str) -> bool:
        """Whether a row's texts are those it went out with; one that became a number has lost the 0 it began with."""
        texts = [cells.get(column) for column in self.columns]
        digits = [f"0{text:.15g}" if isinstance(text, float) else text for text in texts]
        return self.marks[key] in (carried_mark(texts), carried_mark(digits))

    def changed_cell(self, cells: Mapping[str, Raw], key: str, number: int) -> str:
        """The cell of a text that was changed. Raises UnreadableError for answers beside a text of another row."""
        mark = self.mark(cells)
        owner = next((key for key, own_mark in self.marks.items() if own_mark == mark), "")
        if owner and any(cells.get(column.key) is not None for column in self.table.form.inputs):
            raise UnreadableError(RefusalName.CODE_MISMATCH, sheet=self.table.grid.name, found=owner, expected=key)
        return self.table.grid.cell(number, self.table.columns[self.columns[0]])


def _last_row(table: Table, row_keys: RowKeys) -> int:
    """The last row of the table that has a key or a Kode."""
    for number in range(table.end - 1, table.head, -1):
        row = table.grid.rows[number]
        if any(row_keys.find(_text_at(row, column)) for column in (table.key_column, table.code_column)):
            return number
    return table.head


def _is_row(
    workbook: Workbook, table: Table, cells: Mapping[str, Raw], number: int, *, is_last: bool, shown: str
) -> bool:
    """Whether filled cells without a key are a row of the table, rather than the band of a block or a note.

    ``is_last`` says that no row with a key follows; ``shown`` is what stands where the Kode should.
    """
    filled = [key for key, value in cells.items() if not is_blank(value)]
    if shown and len(filled) == 1 and isinstance(cells[filled[0]], str):
        return False  # words where the Kode stands, and a sentence beside them: a band, printed by us
    if is_in_another_head(workbook.tables, table, number) and all(workbook.on_a_form(cells[key]) for key in filled):
        return False  # title and headings of a table below this one
    return not is_last or len(filled) > 1 or table.form.title_column in filled


def _refuse_foreign(workbook: Workbook, table: Table, codes: Sequence[str]) -> None:
    """Refuse rows that belong to another recipient: they were copied from its workbook. Raises UnreadableError."""
    row_keys = workbook.row_keys(table.form)
    for text in codes:
        owner = row_keys.foreign(text)
        if owner and recipient_of(workbook.profile, owner) is not None:
            raise UnreadableError(
                RefusalName.CODE_MISMATCH, sheet=table.grid.name, found=text, expected=workbook.recipient.code
            )


def gather(workbook: Workbook, contents: Sequence[TableRows]) -> tuple[tuple[ReturnedSheet, ...], list[list[Fact]]]:
    """All sheets that carry a form, and for each table what there is to tell of keys that stand a second time.

    Rows that only repeat those of an earlier sheet of the form, word for word, are left out, and so is a copy of a
    sheet that has no others.
    """
    sheets: list[ReturnedSheet] = []
    repeated: list[list[Fact]] = []
    firsts: dict[str, dict[str, tuple[Table, ReturnedRow]]] = {}  # form -> row key -> where it stands first
    for content in contents:
        table = content.table
        is_copy = table.form.name in firsts
        first = firsts.setdefault(table.form.name, {})
        rows = list(content.rows)
        if is_copy:
            rows = [row for row in rows if row.key not in first or first[row.key][1].cells != row.cells]
        repeated.append([])
        if is_copy and not rows:
            continue
        for row in rows:
            if row.key in first:
                repeated[-1].append(_duplicate(workbook, table, row, first[row.key]))
            elif row.key:
                first[row.key] = table, row
        sheets.append(
            ReturnedSheet(
                form=table.form.name,
                sheet=table.grid.name,
                columns=table.columns,
                rows=tuple(rows),
                from_1904=table.grid.from_1904,
                turned=table.grid.turned,
            )
        )
    return tuple(sheets), repeated


def _duplicate(workbook: Workbook, table: Table, row: ReturnedRow, first: tuple[Table, ReturnedRow]) -> Fact:
    other, there, here = first[0], _code_cell(*first), _code_cell(table, row)
    is_same_sheet = other.grid.name == table.grid.name
    return Fact(
        name=FactName.DUPLICATE_KEY,
        place=workbook.place(table.grid, here),
        row=row.key,
        data={"cells": (there, here) if is_same_sheet else (f"{other.grid.name}!{there}", f"{table.grid.name}!{here}")},
    )


def _code_cell(table: Table, row: ReturnedRow) -> str:
    """The cell in which a row says its code."""
    return table.grid.cell(row.number, table.code_column if table.code_column is not None else table.key_column or 0)
