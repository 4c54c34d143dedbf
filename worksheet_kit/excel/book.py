"""One shape for the sheets of every spreadsheet format, so that the reader of returns knows no format.

A `Grid` is a sheet as rows of cells from A1 on. A cell is blank (``""`` or None), text, number, date, boolean,
`CellError` or `Uncomputed`, and these never pass for one another.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from worksheet_kit.model import CellError, FileCode, Raw, Uncomputed

#: A cell range, zero-based and inclusive: first row, first column, last row, last column.
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet. ``rows`` begins at A1; rows may be shorter than the widest one."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden: bool = False
    merges: tuple[Range, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    far: tuple[tuple[int, int], ...] = ()  # filled cells so far out that the rows do not reach them

    def at(self, row: int, column: int) -> Raw:
        """The cell, None when blank."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return raw(self.rows[row][column])
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that was opened. ``load`` reads one sheet by its place in ``names``."""

    names: tuple[str, ...]
    load: Callable[[int], Grid]
    saved: datetime | None = None  # aware, UTC
    program: str = ""
    facts: tuple[str, ...] = ()  # names of what it carries: macro, external_link, dde


class UnreadableError(Exception):
    """The file cannot be read as a workbook; ``name`` says why in the words of `Refusal`."""

    def __init__(self, name: str, code: FileCode | None = None, /, **data: str) -> None:
        super().__init__(name)
        self.name = name
        self.code = code
        self.data = data


def raw(value: object) -> Raw:
    """A parser's value as a raw cell: blanks are None, whole numbers floats, times of day and durations text."""
    if value is None or value == "":
        return None
    if isinstance(value, str | bool | float | datetime | date | CellError | Uncomputed):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


def open_book(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Book:
    """Open a workbook of one of the kinds of `intake.WORKBOOKS`. Raises UnreadableError."""
    book = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    names = tuple(book.sheet_names)

    def load(index: int) -> Grid:
        sheet = _guarded(lambda: book.get_sheet_by_index(index))
        rows = _guarded(lambda: sheet.to_python(skip_empty_area=False))
        hidden = book.sheets_metadata[index].visible is not SheetVisibleEnum.Visible
        return Grid(name=names[index], rows=rows, hidden=hidden)

    return Book(names=names, load=load)


T = TypeVar("T")


def _guarded(call: Callable[[], T]) -> T:
    """Call into the parser. It may panic with what is no Exception."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:
        text = str(problem)
        raise UnreadableError("password" if "password" in text.lower() else "damaged", detail=text[:200]) from problem
