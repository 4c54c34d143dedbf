"""Read the sheets of an .xlsb from its binary parts.

A part is a row of records: a type and a size, 7 bits a byte, then the content (MS-XLSB 2.1.4). Quick parsers skip the
short cell records that some programs write, and show error cells as blank; the few kinds of cells are read here.
"""

import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import CellError
from worksheet_kit.formats.grid import Book, Comment, Grid, Spot, dense
from worksheet_kit.formats.guard import Package, UnreadableError, refuse_cells
from worksheet_kit.formats.number_format import BUILT_IN, shown
from worksheet_kit.formats.xls import ERRORS
from worksheet_kit.formats.xlsx_drawn import drawn
from worksheet_kit.formats.xlsx_parts import SheetPart, carried, relations, saved

# Record types, MS-XLSB 2.3. The cells from 12 on are short: they follow the cell before and do not name their column.
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_SHORT, _SHORT_LAST, _RICH_TEXT = 12, 18, 62
_STRING_ITEM, _FORMAT, _STYLE, _WORKBOOK, _SHEET = 19, 44, 47, 153, 156
_BEGIN_STYLES, _END_STYLES, _MERGE = 617, 618, 176
_AUTHOR, _BEGIN_COMMENT, _COMMENT_TEXT = 632, 635, 637

_WORKBOOK_PART = "xl/workbook.bin"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of a workbook share."""

    strings: Sequence[str]
    formats: Sequence[str]
    from_1904: bool


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """The sheets of a workbook in order."""
    leads = relations(package, _WORKBOOK_PART)
    sheets = []
    for record, content in _records(package.part(_WORKBOOK_PART)):
        if record == _SHEET:
            relation, at = _wide(content, 8)
            name, _ = _wide(content, at)
            kind, part = leads.get(relation, ("", ""))
            hidden = content[:4] != bytes(4)
            is_lost = part not in package
            sheets.append(SheetPart(name, hidden, part if kind == "worksheet" and not is_lost else "", is_lost))
    if all(sheet.is_lost for sheet in sheets):
        raise UnreadableError(RefusalName.DAMAGED, detail="no sheet is there")
    return tuple(sheets)


def shared(package: Package) -> Shared:
    """Strings, formats and calendar of a workbook."""
    parts = {kind: part for kind, part in relations(package, _WORKBOOK_PART).values() if part in package}
    strings = []
    if "sharedStrings" in parts:
        for record, content in _records(package.part(parts["sharedStrings"])):
            if record == _STRING_ITEM:
                strings.append(_wide(content, 1)[0])
    formats = _formats(package.part(parts["styles"])) if "styles" in parts else []
    flags = next((content for record, content in _records(package.part(_WORKBOOK_PART)) if record == _WORKBOOK), b"\0")
    return Shared(strings, formats, bool(flags[0] & 1))


def _formats(styles: bytes) -> list[str]:
    own = {**BUILT_IN}
    kinds: list[str] = []
    inside = False
    for record, content in _records(styles):
        if record == _FORMAT and len(content) >= 6:
            own[int.from_bytes(content[:2], "little")] = _wide(content, 2)[0]
        elif record in (_BEGIN_STYLES, _END_STYLES):
            inside = record == _BEGIN_STYLES
        elif record == _STYLE and inside:
            number = int.from_bytes(content[2:4], "little")
            kinds.append(own.get(number, ""))
    return kinds


def read_sheet(package: Package, sheet: SheetPart, common: Shared) -> Grid:
    """One sheet. Raises UnreadableError when its records make no sense."""
    cells: dict[Spot, object] = {}
    merges = []
    formulas: set[Spot] = set()
    row = column = -1
    count = 0
    try:
        for record, content in _records(package.part(sheet.part)) if sheet.part else ():
            if record == _ROW:
                (row,), column = struct.unpack_from("<I", content), -1
            elif _BLANK <= record <= _SHORT_LAST or record == _RICH_TEXT:
                count += 1
                short = _SHORT <= record <= _SHORT_LAST
                column = column + 1 if short else struct.unpack_from("<I", content)[0]
                at = 0 if short else 4
                style = int.from_bytes(content[at : at + 3], "little")
                if _FORMULA_TEXT <= record <= _FORMULA_ERROR:
                    formulas.add((row, column))
                value = _value(record - 11 if short else record, content, at + 4, style, common)
                if value != "":
                    cells[row, column] = value
            elif record == _MERGE:
                top, bottom, left, right = struct.unpack_from("<4I", content)
                merges.append((top, left, bottom, right))
        remarks = _comments(package, sheet) if sheet.part else {}
    except (struct.error, IndexError) as problem:
        raise UnreadableError(RefusalName.DAMAGED, detail=sheet.part) from problem
    refuse_cells(count)
    rows, far = dense(cells)
    return Grid(
        name=sheet.name,
        rows=rows,
        far=far,
        hidden=sheet.hidden,
        merges=merges,
        comments=remarks,
        from_1904=common.from_1904,
        drawn=drawn(package, sheet.part, partial(ET.Element, "sheet")) if sheet.part else (),
        formulas=partial(frozenset, formulas),
    )


def _value(record: int, content: bytes, at: int, style: int, common: Shared) -> object:
    if record in (_TEXT, _FORMULA_TEXT):
        return _wide(content, at)[0]
    if record == _RICH_TEXT:
        return _wide(content, at + 1)[0]
    if record == _SHARED:
        (number,) = struct.unpack_from("<I", content, at)
        return common.strings[number] if number < len(common.strings) else ""
    if record in (_BOOL, _FORMULA_BOOL):
        return bool(content[at : at + 1] != b"\0")
    if record in (_ERROR, _FORMULA_ERROR):
        return CellError(ERRORS.get(content[at] if at < len(content) else -1, "#?"))
    if record in (_REAL, _FORMULA_NUMBER):
        (number,) = struct.unpack_from("<d", content, at)
    elif record == _RK:
        number = _rk(struct.unpack_from("<I", content, at)[0])
    else:
        return ""
    return shown(number, common.formats[style] if style < len(common.formats) else "", common.from_1904)


def _rk(packed: int) -> float:
    """A number packed into 30 bits, MS-XLSB 2.5.123."""
    number: float
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        (number,) = struct.unpack("<d", bytes(4) + struct.pack("<I", packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number


def _comments(package: Package, sheet: SheetPart) -> dict[Spot, Comment]:
    comments: dict[Spot, Comment] = {}
    for kind, part in relations(package, sheet.part).values():
        authors: list[str] = []
        spot, author = (0, 0), ""
        for record, content in _records(package.part(part)) if kind == "comments" and part in package else ():
            if record == _AUTHOR:
                authors.append(_wide(content, 0)[0])
            elif record == _BEGIN_COMMENT:
                number, top, _, left = struct.unpack_from("<4I", content)
                spot, author = (top, left), authors[number] if number < len(authors) else ""
            elif record == _COMMENT_TEXT:
                comments[spot] = Comment(_wide(content, 1)[0].strip(), author)
    return comments


def _wide(content: bytes, position: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    length = int.from_bytes(content[position : position + 4], "little")
    length = 0 if length == 0xFFFFFFFF else length
    end = position + 4 + 2 * length
    return content[position + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(part):
        record, position = _varint(part, position, 2)
        size, position = _varint(part, position, 4)
        yield record, part[position : position + size]
        position += size


def _varint(data: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for n in range(most):
        if position >= len(data):
            break
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            break
    return value, position


def open_xlsb(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """Open an .xlsb. Raises UnreadableError; encrypted ones are no zip container and come another way."""
    package = Package(data)
    sheets = sheet_parts(package)
    common = shared(package)
    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=lambda index: read_sheet(package, sheets[index], common),
        saved=saved(package),
        carried=carried(package),
    )
