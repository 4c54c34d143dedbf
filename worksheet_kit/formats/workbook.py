"""Open a workbook of any format as sheets of one shape.

Each format has a reader of its own (`xlsxparts`, `xlsbparts`, `odsparts`, `xlsparts`): the quick parsers there are show
a blank for error cells and for formulas without a result, and end the process over some broken files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from worksheet_kit.formats import ods, xls, xlsb, xlsx
from worksheet_kit.formats.grid import Grid
from worksheet_kit.formats.guard import Package, UnreadableError
from worksheet_kit.formats.sniff import sniff


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that was opened. ``load`` reads one sheet by its place in ``names``; it raises UnreadableError."""

    names: tuple[str, ...]
    load: Callable[[int], Grid]
    saved: datetime | None = None  # aware, UTC
    program: str = ""
    carried: tuple[str, ...] = ()  # what it carries that could act: macro, external_link, dde


def open_book(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Book:
    """Open a workbook of one of the kinds of `sniff.WORKBOOKS`. Raises UnreadableError."""
    if kind == "ole":
        return _open_ole(data, passwords)
    package = Package(data)
    if kind == "ods":
        return _open_ods(package)
    if kind == "xlsb":
        return _open_xlsb(package)
    return _open_xlsx(package)


def _open_xlsx(package: Package) -> Book:
    workbook = xlsx.workbook_part(package)
    sheets, from_1904 = xlsx.sheet_parts(package, workbook)
    has_comments = any("comment" in name for name in package.names)
    has_drawings = any("drawings/drawing" in name for name in package.names)
    strings = cache(partial(xlsx.shared_strings, package, workbook))
    formats = cache(partial(xlsx.number_formats, package, workbook))

    def load(index: int) -> Grid:
        sheet = sheets[index]
        if not sheet.part:
            return Grid(name=sheet.name, rows=(), hidden=sheet.hidden, lost=("sheet",) if sheet.is_lost else ())
        xml = package.part(sheet.part)
        cells = xlsx.read_cells(xml, strings(), formats(), from_1904)
        return Grid(
            name=sheet.name,
            rows=cells.rows,
            far=cells.far,
            from_1904=from_1904,
            hidden=sheet.hidden,
            merges=xlsx.merges(xml),
            comments=xlsx.comments(package, sheet.part) if has_comments else {},
            drawn=xlsx.drawn(package, sheet.part) if has_drawings else (),
            formulas=partial(frozenset, cells.computed),
            lost=xlsx.lost_parts(package, sheet.part),
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=xlsx.saved(package),
        program=xlsx.program(package),
        carried=xlsx.carried(package),
    )


def _open_xlsb(package: Package) -> Book:
    sheets = xlsb.sheet_parts(package)
    common = xlsb.shared(package)
    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=lambda index: xlsb.read_sheet(package, sheets[index], common),
        saved=xlsx.saved(package),
        program=xlsx.program(package),
        carried=xlsx.carried(package),
    )


def _open_ods(package: Package) -> Book:
    grids, carried = ods.read_sheets(package)
    saved, program = ods.properties(package)
    names = tuple(grid.name for grid in grids)
    return Book(names=names, load=grids.__getitem__, saved=saved, program=program, carried=carried)


def _open_ole(data: bytes, passwords: Sequence[str]) -> Book:
    ole = xls.look(data)
    if ole.kind == "xls" and xls.is_obfuscated(data):
        return _open_obfuscated(data, passwords, ole)
    if ole.kind == "encrypted" or (ole.kind == "xls" and xls.is_encrypted(data)):
        data = xls.decrypt(data, passwords)
        if ole.kind == "encrypted":
            kind, _ = sniff(data)
            if kind not in ("xlsx", "xlsb"):
                raise UnreadableError(kind if kind in ("word", "stranger") else "damaged")
            return open_book(data, kind)
    if ole.kind not in ("xls", "encrypted"):
        raise UnreadableError(ole.kind)
    return _of_grids(xls.read_xls(data), ole)


def _open_obfuscated(data: bytes, passwords: Sequence[str], ole: xls.Ole) -> Book:
    """A workbook locked the way of Excel 95: named as that when the passwords at hand do not open it."""
    try:
        return _of_grids(xls.read_xls(xls.decrypt(data, passwords)), ole)
    except UnreadableError as problem:
        raise UnreadableError("locked_xls") from problem


def _of_grids(grids: Sequence[Grid], ole: xls.Ole) -> Book:
    return Book(
        names=tuple(grid.name for grid in grids),
        load=grids.__getitem__,
        saved=ole.saved,
        program=ole.program,
        carried=("macro",) if ole.macro else (),
    )
