"""When two answers, two rows or two workbooks say the same, and when two rows are plainly two programs."""

from collections import Counter
from collections.abc import Iterable, Sequence

from worksheet_kit.core.model import Cell, Form, Row
from worksheet_kit.core.row_code import shown_code
from worksheet_kit.merging.copy import Copy
from worksheet_kit.values.text import as_seen, display, fold
from worksheet_kit.worksheet.kit import answer_mark


def same(a: Cell, b: Cell) -> bool:
    """Whether two filled cells say the same: by value where both could be read, else by what was typed.

    Spacing, and which of two codings an accented letter has, nobody sees and nobody could decide about.
    """
    if a.value is not None and type(a.value) is type(b.value) and a.value == b.value:
        return True
    if a.value is None or b.value is None:
        return a.value is b.value and as_seen(str(a.raw)) == as_seen(str(b.raw))
    if isinstance(a.value, str) and isinstance(b.value, str):
        return as_seen(a.value) == as_seen(b.value)
    return a.value == b.value and isinstance(a.value, str) == isinstance(b.value, str)


def says_one_of(cell: Cell, others: Iterable[Cell]) -> bool:
    """Whether a cell says the same as one of the others."""
    return any(same(cell, other) for other in others)


def same_row(a: Row, b: Row) -> bool:
    """Whether two rows are filled in the same cells and say the same in each."""
    return a.cells.keys() == b.cells.keys() and says_all(a, b)


def says_all(row: Row, other: Row) -> bool:
    """Whether a row says everything that another says."""
    cells = row.cells
    for key, cell in other.cells.items():
        mine = cells.get(key)
        if mine is None or not ((mine.value is cell.value and cell.value is not None) or same(cell, mine)):
            return False
    return True


def title_of(row: Row, form: Form) -> str:
    """A row's title as titles are compared, empty when it has none."""
    cell = row.cells.get(form.title_column)
    return "" if cell is None else fold(str(cell.raw))


def plainly_different(a: Row, b: Row, form: Form) -> bool:
    """Whether two rows on one code are plainly two programs.

    Their titles differ (folded for case, space and punctuation) and so do at least half of the other cells filled in
    both. Where no other cell is filled in both, titles that share half of their words are one program renamed. A quick
    win of another program is another one: problem and agency, which stand in its card already, are often the same.
    """
    if form.title_column not in a.cells or form.title_column not in b.cells:
        return False
    title_a, title_b = title_of(a, form), title_of(b, form)
    if title_a == title_b:
        return False
    others = [key for key in a.cells if key in b.cells and key != form.title_column and form.column(key).is_input]
    if form.role == "quick_wins" and any(
        form.column(key).refers_to and not same(a.cells[key], b.cells[key]) for key in others
    ):
        return True
    if not others:
        return not is_renamed(title_a, title_b)
    return 2 * sum(not same(a.cells[key], b.cells[key]) for key in others) >= len(others)


def is_renamed(title: str, other: str) -> bool:
    """Whether two titles share half of their words, so that they may be one program renamed."""
    words, words_there = set(title.split()), set(other.split())
    return 2 * len(words & words_there) >= max(1, min(len(words), len(words_there)))


def mark_of(column: str, cell: Cell) -> str:
    """The mark of a cell, as the hidden sheet of a correction keeps it."""
    return answer_mark(column, display(cell.raw) if cell.value is None else cell.value)


def is_untouched(copy: Copy, forms: Sequence[Form]) -> bool:
    """Whether a correction or draft that knows what it was seeded with still says just that."""
    if not copy.seeded:
        return False
    inputs = {form.name: {column.key for column in form.inputs} for form in forms}
    typed = {form.name: {column.key for column in form.columns} for form in forms}
    marks = {
        (row.code, mark_of(column, cell))
        for row in copy.rows
        for column, cell in row.cells.items()
        if column in (inputs if row.is_given else typed)[row.form]
    }
    return marks == copy.seeded


def says_nothing_new(rows: Sequence[Row], seeds: Iterable[Sequence[Row]], forms: Sequence[Form]) -> bool:
    """Whether the rows of a correction or draft say just what it was seeded with: it has not been worked on.

    ``seeds`` are the merged rows of each recipient it was made from. Compared are the values of all rows, wherever they
    stand and whatever code the row they refer to has there, since a draft gives rows other codes. What could not be
    read may be missing: not every cell can hold it.
    """
    readable, unread = _contents(rows, forms)
    seeded_readable: Counter[_Content] = Counter()
    seeded_unread: Counter[tuple[str, str, str]] = Counter()
    for seed in seeds:
        seed_readable, seed_unread = _contents(seed, forms)
        seeded_readable += seed_readable
        seeded_unread += seed_unread
    return readable == seeded_readable and unread <= seeded_unread


#: A row by what it says: form, and its readable cells.
_Content = tuple[str, frozenset[tuple[str, object]]]


def _contents(rows: Sequence[Row], forms: Sequence[Form]) -> tuple[Counter[_Content], Counter[tuple[str, str, str]]]:
    """What rows say, references by the title of the row they mean; and their unreadable cells (form, column, text)."""
    by_name = {form.name: form for form in forms}
    titles = {
        (row.form, shown_code(by_name[row.form], row.recipient, row.code)): row.value(by_name[row.form].title_column)
        for row in rows
    }
    readable: Counter[_Content] = Counter()
    unread: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        targets = {column.key: column.refers_to for column in by_name[row.form].inputs if column.refers_to}
        values = {key: cell.value for key, cell in row.cells.items() if cell.value is not None}
        if values:
            meant = ((k, titles.get((targets.get(k, ""), str(v)), v)) for k, v in values.items())
            readable[row.form, frozenset(meant)] += 1
        unread.update((row.form, k, str(cell.raw).strip()) for k, cell in row.cells.items() if cell.value is None)
    return readable, unread
