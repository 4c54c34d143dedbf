"""Open a workbook of any format as sheets of one shape.

python-calamine reads what is plain, because it is fast. What it would show wrongly or choke on is known beforehand,
from a scan of the parts, and read by our own readers (`xlsxparts`, `xlsbparts`, `odsparts`, `xlsparts`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain
from typing import Any, TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from worksheet_kit.excel import odsparts, xlsbparts, xlsparts, xlsxparts
from worksheet_kit.excel.grid import Grid, dense
from worksheet_kit.excel.guard import Package, UnreadableError
from worksheet_kit.intake import sniff

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that was opened. ``load`` reads one sheet by its place in ``names``; it raises UnreadableError."""

    names: tuple[str, ...]
    load: Callable[[int], Grid]
    saved: datetime | None = None  # aware, UTC
    program: str = ""
    carried: tuple[str, ...] = ()  # what it carries that could act: macro, external_link, dde


def open_book(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Book:
    """Open a workbook of one of the kinds of `intake.WORKBOOKS`. Raises UnreadableError."""
    if kind == "ole":
        return _open_ole(data, passwords)
    package = Package(data)
    if kind == "ods":
        return _open_ods(package)
    if kind == "xlsb":
        return _open_xlsb(package)
    return _open_xlsx(package, data)


class _Calamine:
    """python-calamine, opened when it is first asked for a sheet. It may panic with what is no Exception."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._book: CalamineWorkbook | None = None

    @property
    def book(self) -> CalamineWorkbook:
        if self._book is None:
            self._book = _calm(lambda: CalamineWorkbook.from_filelike(io.BytesIO(self._data)))
        return self._book

    def rows(self, name: str) -> Sequence[list[object]]:
        """The cells of a sheet from A1 on. Raises UnreadableError."""
        sheet: CalamineSheet = _calm(lambda: self.book.get_sheet_by_name(name))
        rows: Sequence[list[Any]] = _calm(lambda: sheet.to_python(skip_empty_area=False))
        return rows


def _calm(call: Callable[[], T]) -> T:
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        raise UnreadableError("damaged", detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _open_xlsx(package: Package, data: bytes) -> Book:
    workbook = xlsxparts.workbook_part(package)
    sheets, from_1904 = xlsxparts.sheet_parts(package, workbook)
    formats = xlsxparts.number_formats(package, workbook)
    percents = frozenset(n for n, kind in enumerate(formats) if kind == "percent")
    has_comments = any("comment" in name for name in package.names)
    calamine = _Calamine(data)
    strings: list[str] = []

    def rows_of(
        sheet: xlsxparts.SheetPart, xml: bytes
    ) -> tuple[Sequence[Sequence[object]], tuple[tuple[int, int], ...]]:
        scan = xlsxparts.scan(xml, percents)
        if not scan.hidden and not scan.sparse:
            try:
                rows = calamine.rows(sheet.name)
            except UnreadableError:
                rows = None
            if rows is not None and not {time, timedelta} & set(map(type, chain.from_iterable(rows))):
                return rows, ()
        if not strings:
            strings.extend(xlsxparts.shared_strings(package, workbook))
        return dense(xlsxparts.read_cells(xml, strings, formats, from_1904))

    def load(index: int) -> Grid:
        sheet = sheets[index]
        if not sheet.part:
            return Grid(name=sheet.name, rows=(), hidden=sheet.hidden)
        xml = package.part(sheet.part)
        rows, far = rows_of(sheet, xml)
        return Grid(
            name=sheet.name,
            rows=rows,
            far=far,
            hidden=sheet.hidden,
            merges=xlsxparts.merges(xml),
            comments=xlsxparts.comments(package, sheet.part) if has_comments else {},
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=xlsxparts.saved(package),
        program=xlsxparts.program(package),
        carried=xlsxparts.carried(package),
    )


def _open_xlsb(package: Package) -> Book:
    sheets = xlsbparts.sheet_parts(package)
    common = xlsbparts.shared(package)
    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=lambda index: xlsbparts.read_sheet(package, sheets[index], common),
        saved=xlsxparts.saved(package),
        program=xlsxparts.program(package),
        carried=xlsxparts.carried(package),
    )


def _open_ods(package: Package) -> Book:
    grids, carried = odsparts.read_sheets(package)
    saved, program = odsparts.properties(package)
    names = tuple(grid.name for grid in grids)
    return Book(names=names, load=grids.__getitem__, saved=saved, program=program, carried=carried)


def _open_ole(data: bytes, passwords: Sequence[str]) -> Book:
    ole = xlsparts.look(data)
    if ole.kind == "encrypted" or (ole.kind == "xls" and xlsparts.is_encrypted(data)):
        data = xlsparts.decrypt(data, passwords)
        if ole.kind == "encrypted":
            kind, _ = sniff(data)
            if kind not in ("xlsx", "xlsb"):
                raise UnreadableError(kind if kind in ("word", "stranger") else "damaged")
            return open_book(data, kind)
    if ole.kind not in ("xls", "encrypted"):
        raise UnreadableError(ole.kind)
    grids = xlsparts.read_xls(data)
    return Book(
        names=tuple(grid.name for grid in grids),
        load=grids.__getitem__,
        saved=ole.saved,
        program=ole.program,
        carried=("macro",) if ole.macro else (),
    )
