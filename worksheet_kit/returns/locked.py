"""Which cells of ours were typed over: headings, codes, carried-over texts, and the results of our formulas."""

from collections.abc import Iterator, Sequence

from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Column
from worksheet_kit.core.words import STATUS_BEGINNINGS
from worksheet_kit.returns.cells import bare, formula_cells, is_result, says_something, text_of
from worksheet_kit.returns.rows import TableRows
from worksheet_kit.returns.tables import Table
from worksheet_kit.returns.workbook import Workbook


def typed_over(workbook: Workbook, content: TableRows) -> list[str]:
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
        heading = bare(text_of(table.grid.at(table.headings, c)))
        if heading != bare(column.heading) and (heading in own or heading not in workbook.printed_headings):
            yield a1(table.headings, c)


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
                yield a1(number, c)


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
    return all(part in texts or part.partition(" ")[2] in texts for part in text_of(value).split(" + "))


def _looks_like_status(table: Table, value: str) -> bool:
    if value.startswith(STATUS_BEGINNINGS):
        return True
    if table.grid.formulas is not None:
        return False
    # An .xls: nothing tells its formulas from words.
    rules = tuple(rule.message for rule in table.form.rules if rule.message)
    return ":" in value or value.endswith("belum terisi") or value.startswith(rules)
