"""One shape for a workbook and its sheets, whatever their format, so that the reader of returns knows no format.

A `Book` is an opened workbook. A `Grid` is a sheet as rows of cells from A1 on. A cell is blank (``""`` or None), text,
number, date, boolean, `CellError` or `Uncomputed`, and these never pass for one another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from math import isfinite
from typing import NamedTuple, cast

from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import CellError, Raw, Uncomputed

#: A cell: zero-based row and column.
Spot = tuple[int, int]
#: A cell range, zero-based and inclusive: first row, first column, last row, last column.
Range = tuple[int, int, int, int]

MAX_ROWS, MAX_COLUMNS = 20_000, 1_000  # within which cells are kept as rows; what lies farther out is listed


#: How WPS shows a picture that stands in a cell, to programs that do not know of such.
PICTURE = "=DISPIMG("
_CALL = PICTURE[1:]
#: "[Threaded comment]" and a sentence in the language of whoever wrote it, which ends with this link.
_FOR_OLDER_PROGRAMS = re.compile(r"\A\[[^]\n]{1,80}\]\s.{1,800}?linkid=870924\s+", re.DOTALL)

#: Types of cells that are raw as they are, but for empty text. (A number may turn out to be none.)
RAW_TYPES = frozenset({str, bool, date, datetime, CellError, Uncomputed})


class Comment(NamedTuple):
    """A comment on a cell, and who wrote it, where the file says so."""

    text: str
    author: str = ""

    @property
    def said(self) -> str:
        """What was said, without what Excel puts before a conversation for programs that do not know of such."""
        return _FOR_OLDER_PROGRAMS.sub("", self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet. ``rows`` begins at A1; rows may be shorter than the widest one."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden: bool = False
    merges: Sequence[Range] = ()
    comments: Mapping[Spot, Comment] = field(default_factory=dict)
    drawn: Sequence[tuple[Spot, str]] = ()  # boxes, pictures, objects: the cell below, the text, empty of a picture
    far: tuple[Spot, ...] = ()  # filled cells so far out that the rows do not reach them
    from_1904: bool = False  # days are counted from 1904
    formulas: Callable[[], frozenset[Spot]] | None = None  # which filled cells are computed, where the format tells
    turned: bool = False  # its rows are the columns of the sheet, its columns the rows
    lost: tuple[str, ...] = ()  # what the file says that it has, but has not: the sheet itself, comments, a drawing
    has_no_pictures: bool = False  # whoever read it knows that no cell holds one

    def at(self, row: int, column: int) -> Raw:
        """The cell, None when blank."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return raw(self.rows[row][column])
        return None

    def cell(self, row: int, column: int) -> str:
        """Where a cell of these rows stands on the sheet (A1)."""
        return a1(row, column, self.turned)


def transposed(grid: Grid) -> Grid:
    """The same sheet with its rows as columns and its columns as rows, each as long as it is filled."""
    formulas = grid.formulas
    rows: list[list[object]] = [[] for _ in range(max(map(len, grid.rows), default=0))]
    for number, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if value not in ("", None):
                rows[column] += [""] * (number - len(rows[column]))
                rows[column].append(value)
    return replace(
        grid,
        rows=rows,
        turned=not grid.turned,
        merges=[(left, top, right, bottom) for top, left, bottom, right in grid.merges],
        comments={(column, row): comment for (row, column), comment in grid.comments.items()},
        drawn=[((column, row), text) for (row, column), text in grid.drawn],
        far=tuple((column, row) for row, column in grid.far),
        formulas=None if formulas is None else lambda: frozenset((column, row) for row, column in formulas()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that was opened. ``load`` reads one sheet by its place in ``names``; it raises UnreadableError."""

    names: tuple[str, ...]
    load: Callable[[int], Grid]
    saved: datetime | None = None  # UTC, or without a zone: what the clock showed where it was saved
    carried: tuple[str, ...] = ()  # what it carries that could act: macro, external_link, dde


def loaded(grids: list[Grid], *, saved: datetime | None, carried: tuple[str, ...]) -> Book:
    """A workbook all of whose sheets are read at once."""
    return Book(names=tuple(grid.name for grid in grids), load=grids.__getitem__, saved=saved, carried=carried)


@dataclass(frozen=True, slots=True)
class Cells:
    """The filled cells of a sheet."""

    rows: list[list[object]]  # from A1 on
    computed: Sequence[Spot]  # those that hold a formula
    far: tuple[Spot, ...] = ()  # those so far out that the rows do not reach them
    rich: Mapping[Spot, int] = field(default_factory=dict)  # those whose value the metadata describe, and its number
    is_plain: bool = False  # none holds a picture, unless a shared string says so


def without_pictures(grid: Grid) -> Grid:
    """A sheet whose cells that hold a picture are blank, the pictures being `drawn` there."""
    if grid.has_no_pictures or not any(map(_is_picture, {*chain.from_iterable(grid.rows)})):
        return grid
    spots = [(r, c) for r, row in enumerate(grid.rows) for c, value in enumerate(row) if _is_picture(value)]
    rows = [list(row) for row in grid.rows]
    for row, column in spots:
        rows[row][column] = ""
    return replace(grid, rows=rows, drawn=(*grid.drawn, *((spot, "") for spot in spots)))


def _is_picture(value: object) -> bool:
    text = value.formula if isinstance(value, Uncomputed) else value
    return isinstance(text, str) and _CALL in text[:20]


def column_number(letters: str) -> int:
    """The zero-based number of column letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def raw(value: object) -> Raw:
    """A parser's value as a raw cell: blanks are None, whole numbers floats, times of day and durations text."""
    if type(value) in RAW_TYPES:
        return None if value == "" else cast("Raw", value)
    if value is None:
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


def dense(cells: Mapping[Spot, object]) -> tuple[list[list[object]], tuple[Spot, ...]]:
    """Rows from A1 on from filled cells, and the places of those too far out to be reached by rows."""
    near = [place for place in cells if place[0] < MAX_ROWS and place[1] < MAX_COLUMNS]
    far = () if len(near) == len(cells) else tuple(sorted(set(cells).difference(near)))
    rows: list[list[object]] = [[] for _ in range(max((row for row, _ in near), default=-1) + 1)]
    for row, column in sorted(near):
        line = rows[row]
        line.extend([""] * (column - len(line)))
        line.append(cells[row, column])
    return rows, far
