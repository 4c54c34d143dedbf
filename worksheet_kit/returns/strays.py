"""What was typed or left beside the answers: around tables, over our own words, on other sheets, in comments.

Nothing of it is an answer, and none of it is lost: each becomes a fact that says where it stands. What we printed there
ourselves is known by its words (`printed`), so that everything else is somebody's.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, takewhile

from worksheet_kit.core import layout
from worksheet_kit.core.facts import Datum, FactName
from worksheet_kit.core.model import Column, Fact, Place
from worksheet_kit.core.words import STATUS_BEGINNINGS
from worksheet_kit.formats.grid import Comment, Grid, Spot
from worksheet_kit.returns.cells import asked, bare, formula_cells, is_result, says_something, text_of, words_of
from worksheet_kit.returns.identity import asked_keys, is_instructions, keyed_inputs
from worksheet_kit.returns.rows import TableRows
from worksheet_kit.returns.tables import Table, is_in_another, is_in_another_head
from worksheet_kit.returns.workbook import Workbook
from worksheet_kit.values.text import display
from worksheet_kit.worksheet.kit import FORMS, NOTES

_NAMED = 20  # cells, or runs of them, that a fact names
_RUN = 3  # cells in a row or column that are named as a range


def in_tables(workbook: Workbook, contents: Sequence[TableRows]) -> Iterator[list[Fact]]:
    """For each table what there is to tell of it and of what stands around it; a cell is told of once."""
    listed: set[tuple[str, Spot]] = set()
    for content in contents:
        form, grid = content.table.form.name, content.table.grid
        around = [spot for spot in _around(workbook, content) if (grid.name, spot) not in listed]
        listed.update((grid.name, spot) for spot in around)
        yield [
            *_lost_columns(workbook, content),
            *_later_columns(workbook, content.table),
            *_rows_without_key(workbook, content),
            *_cells(workbook, FactName.LOCKED_CHANGED, grid, _typed_over(workbook, content), form=form),
            *_cells(workbook, FactName.OUTSIDE_TABLE, grid, _names(grid, around), form=form),
            *_merged_cells(workbook, content),
            *_below_merged(workbook, content),
            *_comments(workbook, content),
        ]


def on_other_sheets(workbook: Workbook, identity: Collection[Place]) -> Iterator[Fact]:
    """What is drawn on any sheet, and what stands on sheets without a table; ``identity`` are inputs of *Petunjuk*."""
    with_table = {table.grid.name for table in workbook.tables}
    for grid in (*workbook.sheets.grids, *workbook.sheets.matrix):
        for part in grid.lost:
            yield Fact(name=FactName.LOST_PART, place=workbook.place(grid, ""), data={"part": part})
        for (row, column), text in grid.drawn:
            yield Fact(name=FactName.DRAWN, place=workbook.place(grid, grid.cell(row, column)), data={"text": text})
        if grid.name in with_table:
            continue
        for spot, comment in sorted(grid.comments.items()):
            if _is_remark(workbook, comment):
                yield Fact(
                    name=FactName.COMMENT, place=workbook.place(grid, grid.cell(*spot)), data={"text": comment.said}
                )
        for name, spots in _without_table(workbook, grid, identity):
            yield from _cells(workbook, name, grid, _names(grid, spots))


def what_could_act(workbook: Workbook) -> Iterator[Fact]:
    """Macros and links to other files that the workbook carries."""
    for name in workbook.sheets.book.carried:
        if name == "dde":
            yield Fact(name=FactName.EXTERNAL_LINK, place=Place(workbook.file), data={"target": "DDE"})
        else:
            yield Fact(name=FactName(name), place=Place(workbook.file))


def _names(grid: Grid, spots: Iterable[Spot]) -> list[str]:
    return [grid.cell(*spot) for spot in spots]


def _cells(workbook: Workbook, name: FactName, grid: Grid, cells: Sequence[str], **data: Datum) -> Iterator[Fact]:
    """The fact that tells of these cells of a sheet, if there are any."""
    if cells:
        runs = _runs(grid, cells)
        named = (*runs[:_NAMED], "…") if len(runs) > _NAMED else tuple(runs)
        counted: dict[str, Datum] = {"count": len(cells), "cells": named}
        yield Fact(name=name, place=workbook.place(grid, cells[0]), data={**data, **counted})


def _runs(grid: Grid, cells: Sequence[str]) -> list[str]:
    """Cells (A1) in their order, neighbours in a row or a column of the sheet as one range: ``AS20:AS34``."""
    left = {Place(cell=cell, turned=grid.turned).spot: cell for cell in cells}
    runs = []
    while left:
        row, column = first = next(iter(left))
        down = [first, *takewhile(left.__contains__, ((n, column) for n in count(row + 1)))]
        across = [first, *takewhile(left.__contains__, ((row, n) for n in count(column + 1)))]
        run = max(down, across, key=len)
        names = [left.pop(spot) for spot in (run if len(run) >= _RUN else run[:1])]
        runs.append(names[0] if len(names) == 1 else f"{names[0]}:{names[-1]}")
    return runs


# ---------------------------------------------------------------------------------------------------------------------
# Sheets with a table
# ---------------------------------------------------------------------------------------------------------------------


def _lost_columns(workbook: Workbook, content: TableRows) -> Iterator[Fact]:
    table = content.table
    for column in table.form.columns:
        if column.is_input and column.key not in table.columns:
            place = workbook.place(table.grid, "")
            yield Fact(name=FactName.COLUMN_MISSING, place=place, column=column.key, data={"form": table.form.name})


def _later_columns(workbook: Workbook, table: Table) -> Iterator[Fact]:
    """That a sheet went out before the form had all the columns that it has now."""
    form = workbook.profile.forms[table.form.name]
    sent = {column.key for column in table.form.columns}
    later = tuple(column.key for column in form.inputs if column.key not in sent)
    if later:
        data: dict[str, Datum] = {"form": form.name, "columns": later}
        yield Fact(name=FactName.OLD_EDITION, place=workbook.place(table.grid, ""), data=data)


def _rows_without_key(workbook: Workbook, content: TableRows) -> Iterator[Fact]:
    table = content.table
    for row in content.rows:
        if not row.key:
            cell = table.grid.cell(row.number, min(table.columns[column] for column in row.cells))
            place = workbook.place(table.grid, cell)
            yield Fact(name=FactName.ROW_WITHOUT_KEY, place=place, data={"form": table.form.name})


def _around(workbook: Workbook, content: TableRows) -> Iterator[Spot]:
    """What was written around a table, and in columns of it that have no key."""
    table = content.table
    own = frozenset(table.columns.values()) | table.extra
    left = min(own, default=0)
    beside = (*range(left), *(c for c in range(left, table.right) if c not in own and c != table.key_column))
    taken = content.keyed | {row.number for row in content.rows}
    loose = {row.number for row in content.rows if not row.key}
    row_keys = workbook.row_keys(table.form)
    for number, row in enumerate(table.grid.rows[: table.end]):
        is_above = number == table.numbers or (number <= table.head and number != table.headings)
        columns: Iterable[int]
        if is_above:
            columns = range(len(row))
        elif number <= table.head or number in taken:
            columns = beside if len(row) <= table.right else (*beside, *range(table.right, len(row)))
            if number in loose and table.code_column is not None:  # what stands where its Kode should
                columns = (*columns, table.code_column)
        else:
            columns = [c for c in range(len(row)) if c not in table.extra]
        said = [
            c for c in columns if c < len(row) and row[c] != "" and says_something(row[c]) and c != table.key_column
        ]
        in_head = bool(said) and (is_above or is_in_another_head(workbook.tables, table, number))
        for c in said:
            value = row[c]
            is_head = in_head or (table.grid.turned and c < left)  # what stands above cards
            if is_in_another(workbook.tables, table, number, c):
                continue
            if is_head and (_is_printed_on_form(workbook, value) or (number, c) in formula_cells(table.grid)):
                continue
            if number > table.head and number not in taken and workbook.in_a_band(value):
                continue
            if c >= left or not (row_keys.find(text_of(value)) or value == layout.KEY_MARK):
                yield number, c
    yield from table.grid.far


def _is_printed_on_form(workbook: Workbook, value: object) -> bool:
    words = words_of(value)
    if isinstance(value, float) and value < 0:
        words = f"({-value:.15g})"  # what became of the number of a column
    return workbook.on_a_form(words) or is_result(value)


def _merged_cells(workbook: Workbook, content: TableRows) -> Iterator[Fact]:
    """Merged cells that cover several inputs: only the first of them can hold an answer."""
    table = content.table
    inputs = {table.columns[column.key] for column in table.form.inputs if column.key in table.columns}
    filled = {row.number: row for row in content.rows}
    for top, left, bottom, right in table.grid.merges:
        covered = [c for c in range(left, min(right, table.right) + 1) if c in inputs]
        if table.head < top < table.end and top in filled and (len(covered) > 1 or (covered and bottom > top)):
            yield Fact(
                name=FactName.MERGED_CELLS,
                place=workbook.place(table.grid, table.grid.cell(top, left)),
                row=filled[top].key,
                data={
                    "form": table.form.name,
                    "cells": (f"{table.grid.cell(top, left)}:{table.grid.cell(bottom, right)}",),
                },
            )


def _below_merged(workbook: Workbook, content: TableRows) -> Iterator[Fact]:
    """What stands hidden below merged cells, where the program kept it: nobody sees it, so it is no answer."""
    table = content.table
    filled = {row.number: row.key for row in content.rows}
    for number, column, below in content.covered:
        yield Fact(
            name=FactName.COVERED,
            place=workbook.place(table.grid, table.grid.cell(number, table.columns[column])),
            row=filled.get(number, ""),
            column=column,
            data={"form": table.form.name, "text": display(below)},
        )


def _comments(workbook: Workbook, content: TableRows) -> Iterator[Fact]:
    table = content.table
    row_keys = workbook.row_keys(table.form)
    columns = {c: key for key, c in table.columns.items()}
    for (number, c), comment in sorted(table.grid.comments.items()):
        if _is_remark(workbook, comment):
            cells = table.grid.rows[number] if number < len(table.grid.rows) else ()
            codes = (cells[at] for at in (table.key_column, table.code_column) if at is not None and at < len(cells))
            yield Fact(
                name=FactName.COMMENT,
                place=workbook.place(table.grid, table.grid.cell(number, c)),
                row=next(filter(None, (row_keys.find(text_of(code)) for code in codes)), ""),
                column=columns.get(c, ""),
                data={"form": table.form.name, "text": comment.said},
            )


def _is_remark(workbook: Workbook, comment: Comment) -> bool:
    """Whether a comment is a participant's: a correction's own marks are comments, too, which some encode twice.

    Its hidden sheet knows them; without it, or where they were pasted, they are told by their author or their form.
    """
    author, text = _decoded(comment.author), _decoded(comment.text)
    office = workbook.profile.contact.office
    said = text.removeprefix(f"{author}:").removeprefix(f"{office}:").lstrip()  # as some programs begin each comment
    if NOTES in workbook.sheets.kit.printed:
        return bool(text) and not workbook.was_printed(said, NOTES)
    is_mark = said.startswith(layout.NOTE_MARK.strip()) and layout.NOTE_REMEDY.strip() in said
    return bool(text) and not (author and author == office) and not is_mark


def _decoded(text: str) -> str:
    """A text without marks of XML or HTML that a program has written as text, and without blanks around it."""
    return html.unescape(html.unescape(text)).strip()


# ---------------------------------------------------------------------------------------------------------------------
# Cells of ours that were typed over
# ---------------------------------------------------------------------------------------------------------------------


def _typed_over(workbook: Workbook, content: TableRows) -> list[str]:
    """The cells (A1) of a table that were locked and do not say any more what we wrote there."""
    computed = _over_formulas(workbook, content.table, sorted(content.keyed))
    return [*content.changed, *computed, *_over_headings(workbook, content.table)]


def _over_headings(workbook: Workbook, table: Table) -> Iterator[str]:
    if table.headings < 0:
        return
    own = {bare(column.heading) for column in table.form.columns}
    for column in table.form.columns:
        c = table.columns.get(column.key)
        if c is None:
            continue
        words = words_of(table.grid.at(table.headings, c))
        heading, below = asked(words), bare(words.partition(layout.HELP_MARK)[2])
        was_printed = workbook.was_printed(words, FORMS)
        was_ours = (was_printed or heading in workbook.printed_headings) and heading not in own
        is_ours = heading == bare(column.heading) or was_ours
        is_help = bare(column.help).startswith(below) or was_printed
        if not (is_ours and is_help):
            yield table.grid.cell(table.headings, c)


def _over_formulas(workbook: Workbook, table: Table, rows: Sequence[int]) -> Iterator[str]:
    """The cells in which words or numbers stand where a formula of ours was."""
    computed = [
        (column, table.columns[column.key])
        for column in table.form.columns
        if column.kind.is_computed and column.key in table.columns
    ]
    formulas = formula_cells(table.grid)
    for number in rows:
        row = table.grid.rows[number]
        for column, c in computed:
            if c < len(row) and (number, c) not in formulas and not _looks_computed(workbook, table, column, row):
                yield table.grid.cell(number, c)


def _looks_computed(workbook: Workbook, table: Table, column: Column, row: Sequence[object]) -> bool:
    """Whether a cell says what our formula there might say; not all that it might, but what it mostly does."""
    value = row[table.columns[column.key]]
    if not says_something(value) or is_result(value):
        return True
    if column.kind.is_status:
        return isinstance(value, str) and _looks_like_status(table, value)
    if column.kind.is_number:
        series = (table.columns.get(other.key) for other in table.form.columns if other.series == column.source)
        numbers = [row[c] for c in series if c is not None and c < len(row)]
        return value == sum(number for number in numbers if isinstance(number, float))
    texts = workbook.typed_texts
    return all(part in texts or part.partition(" ")[2] in texts for part in words_of(value).split(" + "))


def _looks_like_status(table: Table, value: str) -> bool:
    """Whether a text is what a *Status* may say, kept by a program that gives up formulas, as in every .xls."""
    first = re.sub(r" \(\+\d+ lagi\)$", "", value)
    rules = tuple(rule.message for rule in table.form.rules if rule.message)
    return first.startswith((*STATUS_BEGINNINGS, *rules)) or first.endswith(" belum terisi")


# ---------------------------------------------------------------------------------------------------------------------
# Sheets without a table
# ---------------------------------------------------------------------------------------------------------------------


def _without_table(
    workbook: Workbook, grid: Grid, identity: Collection[Place]
) -> Iterator[tuple[FactName, Sequence[Spot]]]:
    """What to tell of a sheet without a table: as which facts, and each of which cells."""
    filled = [(r, c) for r, row in enumerate(grid.rows) for c, v in enumerate(row) if v != "" and says_something(v)]
    filled += grid.far
    is_matrix = any(grid is other for other in workbook.sheets.matrix)
    kind = "" if is_matrix else _own_sheet(grid)
    if not kind:
        yield FactName.EXTRA_SHEET, filled
    elif kind == layout.INSTRUCTIONS_SHEET:
        asked = asked_keys(workbook.profile)
        dropped = {(row, column) for key, row, column in keyed_inputs(grid) if key not in asked}
        yield FactName.NOT_ASKED, [spot for spot in filled if spot in dropped]
        labels = {(row, column - n) for row, column in dropped for n in range(3)}
        others = [spot for spot in filled if spot not in labels]
        yield FactName.OUTSIDE_TABLE, list(_unprinted(workbook, grid, others, identity))
    else:
        yield FactName.OUTSIDE_TABLE, _beyond_list(grid, filled) if grid.name in workbook.showing else filled


def _own_sheet(grid: Grid) -> str:
    """Which sheet of ours without a table this is, whatever it is called now; empty for any other."""
    texts = [bare(value) for row in grid.rows[:5] for value in row if isinstance(value, str)]
    if is_instructions(grid):
        return layout.INSTRUCTIONS_SHEET
    if any(grid.name == name or bare(name) in texts for name in (layout.EXAMPLES_SHEET, layout.COLUMNS_SHEET)):
        return layout.INSTRUCTIONS_SHEET  # known by the same words
    lists = (bare(layout.CORRECTIONS_TITLE), bare(layout.REFERENCE_TITLE))
    return layout.CORRECTIONS_SHEET if any(text.startswith(lists) for text in texts) else ""


def _unprinted(workbook: Workbook, grid: Grid, cells: Sequence[Spot], identity: Collection[Place]) -> Iterator[Spot]:
    """The cells of *Petunjuk* or *Contoh Isian* that we did not print, and that are no input of the identity."""
    keys = next((list(row).index(layout.IDENTITY_MARK) for row in grid.rows if layout.IDENTITY_MARK in row), -1)
    numbers = range(1, workbook.profile.attendance + 1)
    for row, column in cells:
        value = grid.rows[row][column] if row < len(grid.rows) else ""
        words = words_of(value) if keys < 0 else value  # *Contoh Isian* shows numbers as texts, *Petunjuk* has none
        if column == keys or workbook.on_petunjuk(words) or is_result(value):
            continue
        if isinstance(value, float) and value in numbers and column in (keys + 1, 0, 1):
            continue  # the lines of the attendance table are numbered
        if workbook.place(grid, grid.cell(row, column)) not in identity and (row, column) not in formula_cells(grid):
            yield row, column


def _beyond_list(grid: Grid, cells: Sequence[Spot]) -> list[Spot]:
    """What was written around a list of ours that is only for reading."""
    top = range(min(8, len(grid.rows)))
    head = max(top, key=lambda r: sum(map(says_something, grid.rows[r])))  # its headings: the fullest of the first rows
    row = grid.rows[head]
    left = next(c for c, value in enumerate(row) if says_something(value))
    right = next((c for c in range(left, len(row)) if not says_something(row[c])), len(row)) - 1
    starts = {r: text_of(line[left]) for r, line in enumerate(grid.rows) if r > head and len(line) > left}
    is_numbered = any(bare(text_of(v)) == bare(layout.CORRECTIONS_TITLE) for line in grid.rows[:head] for v in line)
    listed = {r for r, text in starts.items() if text and (text.isdecimal() or not is_numbered)}
    return [(r, c) for r, c in cells if c > right or (r > head and r not in listed) or (r < head and c != left)]
