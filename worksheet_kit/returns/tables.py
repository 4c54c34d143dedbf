"""Find the table of a form on a sheet, wherever it was moved or pasted to, from what is left of its keys.

Most robust first: the mark where key row and key column meet; the row of column keys alone; the column numbers and the
headings. Where two of these tell different things the workbook is held, not guessed at.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.layout import EXAMPLES_SHEET, KEY_MARK, LEGEND_ROW, ORIGIN_KEY
from worksheet_kit.core.model import Column, Form, Profile, Recipient
from worksheet_kit.core.row_code import own_code, parse_row_code, parse_typed_row_code, row_key, shown_code
from worksheet_kit.formats.grid import Grid, transposed
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.returns.cells import asked, bare, text_of, words_of

_NUMBER = re.compile(r"\((\d{1,3})\)")
_EXAMPLE = "CONTOH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where a form's table stands on a sheet. Rows and columns are zero-based."""

    form: Form
    grid: Grid
    head: int  # last row of the head; the rows of the table follow
    headings: int  # row of the headings; -1 when not found
    end: int  # first row that is no longer part of it
    key_column: int | None
    columns: Mapping[str, int]  # column key -> sheet column
    right: int  # first column that is no longer part of it
    numbers: int = -1  # row of the column numbers: the head, or below rows that somebody typed there; -1 when not found
    extra: frozenset[int] = frozenset()  # further columns of ours that hold no answers

    @property
    def body(self) -> list[int]:
        """The sheet rows below the head, but for the one that numbers the columns."""
        return [number for number in range(self.head + 1, self.end) if number != self.numbers]

    @property
    def head_row(self) -> int:
        """The row of the sheet above which its head stands."""
        return min(self.columns.values(), default=0) if self.grid.turned else self.head

    @property
    def code_column(self) -> int | None:
        """The sheet column of the visible Kode."""
        return self.columns.get(self.form.code_key)


class RowKeys:
    """The row keys that a form has for one recipient."""

    def __init__(self, form: Form, recipient: str) -> None:
        self.form, self.recipient = form, recipient
        self._blocks = {block.prefix: block for block in form.blocks}
        self.find = cache(self._find)

    def _find(self, text: str) -> str:
        """The row key that a key cell or a visible Kode names, or nothing.

        A code that somebody typed again (``gov – p3`` for ``GOV-P03``) names the same row.
        """
        code = parse_typed_row_code(text)
        if code is None or code.prefix not in self._blocks or code.owner not in ("", self.recipient):
            return ""
        return row_key(self.recipient, self._blocks[code.prefix].code(code.number) + code.suffix)

    def foreign(self, text: str) -> str:
        """The recipient code in front of a code of this form, when it is another one."""
        code = parse_typed_row_code(text)
        is_foreign = code is not None and code.prefix in self._blocks and code.owner != self.recipient
        return code.owner if code is not None and is_foreign else ""

    def shown(self, key: str) -> str:
        """The Kode as printed in the row with this key."""
        return shown_code(self.form, self.recipient, own_code(self.recipient, key))


def marked_tables(grid: Grid, profile: Profile) -> list[Table]:
    """The tables whose keys meet at the mark, those in cards among them: there the column keys stand below it."""
    tables = _marked_tables(grid, profile)
    count = sum(row.count(KEY_MARK) for row in grid.rows)
    return tables if len(tables) == count else [*tables, *_marked_tables(transposed(grid), profile)]


def _marked_tables(grid: Grid, profile: Profile) -> list[Table]:
    marks = [
        (row, column)
        for row, cells in enumerate(grid.rows)
        if KEY_MARK in cells
        for column, value in enumerate(cells)
        if value == KEY_MARK
    ]
    tables = []
    for row, column in marks:
        right = min((c for r, c in marks if r == row and c > column), default=len(grid.rows[row]))
        keys = _keys(grid.rows[row], column + 1, right)
        end = min((r for r, c in marks if r > row and c < right), default=len(grid.rows))
        form = _form_of(keys, tuple(profile.forms.values()), grid.rows[row + 1 : end])
        if form is not None:
            tables.append(_table(form, grid, keys, head=row, end=end, key_column=column, right=right))
    return tables


def unmarked_tables(grid: Grid, forms: Sequence[Form], recipient: Recipient) -> Iterator[Table]:
    """The table of one of these forms on a sheet that has lost the mark, at most one.

    Raises UnreadableError with ``code_mismatch`` when numbers and headings tell different columns.
    """
    if grid.name == EXAMPLES_SHEET or any(text_of(v).startswith(_EXAMPLE) for row in grid.rows for v in row[:4]):
        return
    other_side = cache(partial(transposed, grid))
    sides: tuple[Callable[[], Grid], ...] = (lambda: grid, other_side)
    tables = (find(side(), forms, recipient) for find in (_by_key_row, _by_headings, _by_numbers) for side in sides)
    table = next((table for table in tables if table is not None and _is_one(table, recipient)), None)
    if table is not None:
        yield table


def _is_one(table: Table, recipient: Recipient) -> bool:
    """Whether a table without the mark is one: in cards, only where codes stand above them, as no list of ours has."""
    if not table.grid.turned:
        return True
    row_keys, column = RowKeys(table.form, recipient.code), table.code_column
    return column is not None and any(row_keys.find(text_of(table.grid.at(row, column))) for row in table.body)


def lost_tables(
    grids: Sequence[Grid], tables: Sequence[Table], forms: Sequence[Form], recipient: Recipient
) -> tuple[Table, ...]:
    """Tables that have lost their mark, of those forms that are not among ``tables`` or are blank there.

    Raises UnreadableError as `unmarked_tables` does.
    """
    with_table = {table.grid.name for table in tables}
    present = {table.form.name for table in tables}
    filled = {table.form.name for table in tables if has_answers(table)}
    missing = [form for form in forms if form.name not in filled]
    lost: list[Table] = []
    for grid in grids:
        if missing and grid.name not in with_table:
            for table in unmarked_tables(grid, missing, recipient):
                if table.form.name not in present or has_answers(table):
                    missing.remove(table.form)
                    lost.append(table)
    return tuple(lost)


def standing_columns(
    grids: Sequence[Grid], tables: Sequence[Table], forms: Sequence[Form], recipient: Recipient
) -> dict[str, list[Column]]:
    """The columns of ours whose keys stand on the sheets, by form and in the order of the sheet.

    ``tables`` are those that have their mark; on other sheets the keys alone will do.
    """
    marked = {table.grid.name for table in tables}
    others = (
        _by_key_row(side, forms, recipient)
        for grid in grids
        if grid.name not in marked
        for side in (grid, transposed(grid))
    )
    standing: dict[str, list[Column]] = {}
    for table in (*tables, *filter(None, others)):
        columns = sorted(table.columns, key=lambda key: table.columns[key])
        standing.setdefault(table.form.name, [table.form.column(key) for key in columns])
    return standing


def with_columns(form: Form, columns: Sequence[Column]) -> Form:
    """The form as it was with these columns."""
    return form if tuple(columns) == form.columns else replace(form, columns=tuple(columns))


def as_sent(table: Table, forms: Sequence[Form]) -> Table:
    """The table as that of the form it went out with, and of whatever else of ours stands in it."""
    form = next((form for form in forms if form.name == table.form.name), table.form)
    sent = {column.key for column in form.columns}
    more = (column for column in table.form.columns if column.key in table.columns and column.key not in sent)
    return replace(table, form=with_columns(table.form, (*form.columns, *more)))


def has_answers(table: Table) -> bool:
    """Whether a table holds answers."""
    return next(_answered_rows(table), None) is not None


def answered_rows(table: Table) -> list[int]:
    """The rows of a table that hold answers."""
    return list(_answered_rows(table))


def _answered_rows(table: Table) -> Iterator[int]:
    places = [table.columns[c.key] for c in table.form.inputs if c.key in table.columns and not c.preset]
    rows = table.grid.rows
    return (n for n in table.body if any(c < len(rows[n]) and rows[n][c] != "" for c in places))


def is_in_another_head(tables: Sequence[Table], table: Table, row: int) -> bool:
    """Whether the head of another table on the same sheet reaches over a row."""
    return any(
        other is not table and other.grid is table.grid and other.headings - LEGEND_ROW - 3 <= row <= other.head
        for other in tables
    )


def is_in_another(tables: Sequence[Table], table: Table, row: int, column: int) -> bool:
    """Whether a cell belongs to another table on the same sheet."""
    return any(
        other is not table
        and other.grid is table.grid
        and (other.key_column or 0) <= column < other.right
        and other.headings - 1 <= row < other.end
        for other in tables
    )


def _form_of(keys: Mapping[str, int], forms: Sequence[Form], below: Sequence[Sequence[object]]) -> Form | None:
    """The form that most of these column keys belong to; of several, the one whose codes stand below them."""
    most = max((_hits(keys, form) for form in forms), default=0)
    return _of_codes([form for form in forms if _hits(keys, form) == most], below) if most >= 2 else None


def _keys(row: Sequence[object], first: int = 0, end: int | None = None) -> dict[str, int]:
    """The texts in a part of a row, as column keys, each with the column it stands in first."""
    keys: dict[str, int] = {}
    for c, text in enumerate(map(text_of, row[first:end]), first):
        if text:
            keys.setdefault(text, c)
    return keys


def _hits(keys: Mapping[str, int], form: Form) -> int:
    """How many of a form's column keys are among these."""
    return sum(column.key in keys for column in form.columns)


def _of_codes(forms: Sequence[Form], below: Sequence[Sequence[object]]) -> Form:
    """The form most of whose codes stand in these rows: no two forms of a profile share the letters of their codes."""
    if len(forms) == 1:
        return forms[0]
    letters = {block.prefix: n for n, form in enumerate(forms) for block in form.blocks}
    counts = Counter(
        letters[code.prefix]
        for row in below
        for text in map(text_of, row)
        if (code := parse_row_code(text)) is not None and code.prefix in letters
    )
    return forms[max(range(len(forms)), key=lambda n: counts[n])]


def _table(
    form: Form,
    grid: Grid,
    keys: Mapping[str, int],
    *,
    head: int,
    key_column: int | None,
    end: int | None = None,
    right: int | None = None,
    headings: int | None = None,
) -> Table:
    end = len(grid.rows) if end is None else end
    right = len(grid.rows[head]) if right is None else right
    columns = {column.key: keys[column.key] for column in form.columns if column.key in keys}
    above = range(head - 1, max(-1, head - 4), -1)
    if headings is None:
        headings = next((r for r in above if _heading_hits(grid, r, form, columns)), -1)
    if headings >= 0 and len(columns) < len(form.columns):
        columns |= _still_headed(grid, headings, form, columns, right)
    coded = [c for c in (key_column, columns.get(form.code_key)) if c is not None]
    above_codes = takewhile(
        lambda row: not any(parse_row_code(text_of(grid.at(row, c))) for c in coded), range(head + 1, end)
    )
    worded = [row for row in above_codes if any(map(words_of, grid.rows[row]))]  # rows may be inserted, and typed in
    numbers = next((row for row in worded if _is_numbered(grid, row, columns.values())), -1)
    used = max(columns.values(), default=0) + 1
    return Table(
        form=form,
        grid=grid,
        head=numbers if numbers in worded[:1] else head,
        numbers=numbers,
        headings=headings,
        end=end,
        key_column=key_column,
        columns=columns,
        right=min(right, used + (keys.get(ORIGIN_KEY) == used)),
        extra=frozenset({keys[ORIGIN_KEY]} if ORIGIN_KEY in keys else ()),
    )


def _is_numbered(grid: Grid, row: int, columns: Collection[int]) -> bool:
    """Whether a row numbers the columns: ``(7)``, of which some programs make -7 in each of them."""
    numbers = [grid.at(row, c) for c in columns]
    became = len(numbers) > 1 and all(isinstance(number, float) and number < 0 for number in numbers)
    hits = sum(bool(_NUMBER.fullmatch(text_of(value))) for value in grid.rows[row])
    return became or 2 * hits >= max(4, len(numbers))


def _heading_hits(grid: Grid, row: int, form: Form, columns: Mapping[str, int]) -> bool:
    cells = grid.rows[row]
    hits = sum(
        columns[column.key] < len(cells) and bare(column.heading) == asked(text_of(cells[columns[column.key]]))
        for column in form.columns
        if column.key in columns
    )
    return 2 * hits >= max(1, len(columns))


def _still_headed(grid: Grid, row: int, form: Form, columns: Mapping[str, int], right: int) -> dict[str, int]:
    """Columns that have lost their key alone and still have their heading, once."""
    named: dict[str, list[int]] = {}
    for c, value in enumerate(grid.rows[row][:right]):
        if text_of(value):
            named.setdefault(asked(text_of(value)), []).append(c)
    own = [bare(column.heading) for column in form.columns]
    headed = {}
    for column in form.columns:
        places = named.get(bare(column.heading), [])
        is_unique = len(places) == 1 and own.count(bare(column.heading)) == 1
        if is_unique and column.key not in columns and places[0] not in columns.values():
            headed[column.key] = places[0]
    return headed


def _by_key_row(grid: Grid, forms: Sequence[Form], recipient: Recipient) -> Table | None:
    for row, cells in enumerate(grid.rows):
        keys = _keys(cells)
        enough = [form for form in forms if _hits(keys, form) >= max(3, len(form.columns) // 2)]
        form = _form_of(keys, enough, grid.rows[row + 1 :])
        if form is not None:
            key_column = _key_column(grid, row + 1, RowKeys(form, recipient.code), keys)
            return _table(form, grid, keys, head=row, key_column=key_column)
    return None


def _key_column(grid: Grid, first: int, row_keys: RowKeys, keys: Mapping[str, int]) -> int | None:
    """The column that holds row keys, other than the visible Kode."""
    shown_in = {keys[c.key] for c in row_keys.form.columns if c.key in keys}
    counts: Counter[int] = Counter()
    for cells in grid.rows[first:]:
        for c, value in enumerate(cells):
            if c not in shown_in and isinstance(value, str) and row_keys.find(value.strip()):
                counts[c] += 1
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= 3 else None


def _by_headings(grid: Grid, forms: Sequence[Form], recipient: Recipient) -> Table | None:
    """By headings, and the column numbers below them where these are left."""
    best: list[Form] = []
    most, row = 0, -1
    for number, cells in enumerate(grid.rows):
        present = {asked(text) for value in cells if (text := text_of(value))}
        if len(present) < 3:
            continue
        for form in forms:
            hits = sum(bare(column.heading) in present for column in form.columns)
            if 2 * hits < len(form.columns) or hits < most:
                continue
            if hits > most:
                best, most, row = [], hits, number
            if number == row:
                best.append(form)
    if not best:
        return None
    form = _of_codes(best, grid.rows[row + 1 :])
    below = range(row + 1, min(row + 4, len(grid.rows)))
    numbers_row = next(
        (r for r in below if sum(bool(_NUMBER.fullmatch(text_of(v))) for v in grid.rows[r]) >= len(form.columns) // 2),
        None,
    )
    keys = _columns_by_headings(grid, form, row, numbers_row)
    head = row if numbers_row is None else numbers_row
    key_column = _key_column(grid, head + 1, RowKeys(form, recipient.code), keys)
    return _table(form, grid, keys, head=head, key_column=key_column, headings=row)


def _by_numbers(grid: Grid, forms: Sequence[Form], recipient: Recipient) -> Table | None:
    """By the column numbers alone, where every heading was reworded: codes of the form below them tell which it is."""
    for row, cells in enumerate(grid.rows):
        numbers = {int(match[1]): c for c, v in enumerate(cells) if (match := _NUMBER.fullmatch(text_of(v)))}
        if len(numbers) < 3:
            continue
        for form in forms:
            keys = {column.key: numbers[n] for n, column in enumerate(form.columns, 1) if n in numbers}
            row_keys = RowKeys(form, recipient.code)
            key_column = _key_column(grid, row + 1, row_keys, keys)
            shown_in = keys.get(form.code_key)
            codes = [c for c in (key_column, shown_in) if c is not None]
            below = sum(any(c < len(r) and row_keys.find(text_of(r[c])) for c in codes) for r in grid.rows[row + 1 :])
            if below >= 3 and max(numbers) <= len(form.columns):
                headings = next((r for r in range(row - 1, -1, -1) if any(map(text_of, grid.rows[r]))), -1)
                return _table(form, grid, keys, head=row, key_column=key_column, headings=headings)
    return None


def _columns_by_headings(grid: Grid, form: Form, row: int, numbers_row: int | None) -> dict[str, int]:
    named: dict[str, list[Column]] = {}
    for column in form.columns:
        named.setdefault(bare(column.heading), []).append(column)
    numbers = grid.rows[numbers_row] if numbers_row is not None else ()
    keys: dict[str, int] = {}
    for c in range(max(len(grid.rows[row]), len(numbers))):
        heading = text_of(grid.rows[row][c]) if c < len(grid.rows[row]) else ""
        number = _NUMBER.fullmatch(text_of(numbers[c])) if c < len(numbers) else None
        by_heading = named.get(asked(heading), []) if heading else []
        position = int(number[1]) - 1 if number else -1
        by_number = form.columns[position] if 0 <= position < len(form.columns) else None
        if by_number is not None and by_heading and by_number not in by_heading:
            raise UnreadableError(RefusalName.CODE_MISMATCH, sheet=grid.name, found=heading, expected=by_number.heading)
        meant = by_number or (by_heading[0] if len(by_heading) == 1 else None)
        if meant is not None:
            keys.setdefault(meant.key, c)
    return keys
