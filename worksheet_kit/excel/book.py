"""Open a workbook of any format as sheets of one shape.

python-calamine reads what is plain, because it is fast. What it would show wrongly or choke on is known beforehand,
from a scan of the parts, and read by our own readers (`xlsxparts`, `xlsbparts`, `odsparts`, `xlsparts`).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, partial
from itertools import chain
from typing import Any, TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from worksheet_kit.excel import odsparts, xlsbparts, xlsparts, xlsxparts
from worksheet_kit.excel.grid import Grid, Spot, dense
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


def open_book(data: bytes, kind: str, passwords: Sequence[str] = (), quiet: frozenset[str] = frozenset()) -> Book:
    """Open a workbook of one of the kinds of `intake.WORKBOOKS`. Raises UnreadableError.

    Sheets named ``quiet`` will most likely not be asked for, so nothing is prepared for them.
    """
    if kind == "ole":
        return _open_ole(data, passwords, quiet)
    package = Package(data)
    if kind == "ods":
        return _open_ods(package)
    if kind == "xlsb":
        return _open_xlsb(package)
    return _open_xlsx(package, quiet)


class _Calamine:
    """python-calamine on the plain sheets of a workbook. It may panic with what is no Exception."""

    def __init__(self, data: bytes) -> None:
        self._book: CalamineWorkbook = _calm(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))

    def rows(self, name: str) -> Sequence[Sequence[object]]:
        """The cells of a sheet from A1 on. Raises UnreadableError."""
        sheet: CalamineSheet = _calm(lambda: self._book.get_sheet_by_name(name))
        rows: Sequence[Sequence[Any]] = _calm(lambda: sheet.to_python(skip_empty_area=False))
        if {time, timedelta} & set(map(type, chain.from_iterable(rows))):
            raise UnreadableError("damaged", detail="times of day hide negative numbers in cells with a date format")
        return rows


def _calm(call: Callable[[], T]) -> T:
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        raise UnreadableError("damaged", detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _open_xlsx(package: Package, quiet: frozenset[str]) -> Book:
    workbook = xlsxparts.workbook_part(package)
    sheets, from_1904 = xlsxparts.sheet_parts(package, workbook)
    has_comments = any("comment" in name for name in package.names)
    has_drawings = any("drawings/drawing" in name for name in package.names)
    quick = _quick(package, workbook, [sheet for sheet in sheets if sheet.part and sheet.name not in quiet])
    strings: list[str] = []

    def slowly(xml: bytes) -> tuple[Sequence[Sequence[object]], tuple[Spot, ...]]:
        if not strings:
            strings.extend(xlsxparts.shared_strings(package, workbook))
        formats = xlsxparts.number_formats(package, workbook)
        return dense(xlsxparts.read_cells(xml, strings, formats, from_1904))

    def load(index: int) -> Grid:
        sheet = sheets[index]
        if not sheet.part:
            return Grid(name=sheet.name, rows=(), hidden=sheet.hidden)
        xml = package.part(sheet.part)
        rows, far = (quick[sheet.name], ()) if sheet.name in quick else slowly(xml)
        return Grid(
            name=sheet.name,
            rows=rows,
            far=far,
            from_1904=from_1904,
            hidden=sheet.hidden,
            merges=xlsxparts.merges(xml),
            comments=xlsxparts.comments(package, sheet.part) if has_comments else {},
            drawn=xlsxparts.drawn(package, sheet.part) if has_drawings else (),
            formulas=cache(partial(xlsxparts.formula_cells, xml)),
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=xlsxparts.saved(package),
        program=xlsxparts.program(package),
        carried=xlsxparts.carried(package),
    )


def _quick(
    package: Package, workbook: str, sheets: Sequence[xlsxparts.SheetPart]
) -> dict[str, Sequence[Sequence[object]]]:
    """The rows of all plain sheets, by name. The parser is given no more than these, checked and unpacked."""
    percents = xlsxparts.percent_styles(package, workbook)
    parts = xlsxparts.quick_parts(package, workbook)
    strings = xlsxparts.string_count(package, workbook)
    names = [sheet.name for sheet in sheets]
    plain = []
    for sheet in sheets:
        xml = xlsxparts.lean(package.part(sheet.part), strings, percents)
        if xml is not None and names.count(sheet.name) == 1:
            parts[sheet.part] = xml
            plain.append(sheet.name)
    found: dict[str, Sequence[Sequence[object]]] = {}
    if plain:
        with contextlib.suppress(UnreadableError):  # then it is read cell by cell, and said if that fails too
            calamine = _Calamine(package.stored(parts))
            for name in plain:
                with contextlib.suppress(UnreadableError):
                    found[name] = calamine.rows(name)
    return found


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


def _open_ole(data: bytes, passwords: Sequence[str], quiet: frozenset[str]) -> Book:
    ole = xlsparts.look(data)
    if ole.kind == "encrypted" or (ole.kind == "xls" and xlsparts.is_encrypted(data)):
        data = xlsparts.decrypt(data, passwords)
        if ole.kind == "encrypted":
            kind, _ = sniff(data)
            if kind not in ("xlsx", "xlsb"):
                raise UnreadableError(kind if kind in ("word", "stranger") else "damaged")
            return open_book(data, kind, quiet=quiet)
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
