"""An .xlsx as a book of grids: its sheets, strings and number formats, every cell as people see it.

Cells of the usual shape are read in one pass of a pattern (`xlsx_fast`); a sheet that has others, such as an error cell
or a formula without result, is read element by element. Terms and element names: ECMA-376 part 1, 18.3 (worksheets)
and 18.8 (styles).
"""

import io
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial

from defusedxml.ElementTree import iterparse

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import CellError, Uncomputed
from worksheet_kit.formats.grid import PICTURE, Book, Cells, Grid, Range, Spot, dense
from worksheet_kit.formats.guard import (
    MAX_CELLS,
    Package,
    UnreadableError,
    XmlReader,
    refuse_cells,
    refuse_depth,
    refuse_entities,
)
from worksheet_kit.formats.number_format import BUILT_IN, shown
from worksheet_kit.formats.xlsx_drawn import comments, drawn, lost_parts, pictures
from worksheet_kit.formats.xlsx_fast import plain_cells, plain_formats, plain_merges, plain_strings, unescape
from worksheet_kit.formats.xlsx_parts import (
    SheetPart,
    carried,
    children,
    damage_of,
    iso_date,
    number_of,
    own_name,
    parsed,
    place_of,
    related,
    relations,
    remembered,
    saved,
    workbook_part,
)

_SHORTEST_CELL = len(b'<c r="A1"/>')


def around_cells(xml: bytes) -> ET.Element:
    """A sheet as a tree, without its cells. Raises UnreadableError when it is not well-formed."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if 0 <= start < end and b"<!" not in xml[:start]:
        with suppress(UnreadableError):  # one of these belongs to an extension
            return parsed(xml[:start] + xml[end + len(b"</sheetData>") :], "sheet")
    path: list[ET.Element] = []
    element: ET.Element
    with damage_of("sheet"):
        for event, element in iterparse(io.BytesIO(xml), ("start", "end")):
            if event == "start":
                path.append(element)
                refuse_depth(len(path))
            elif path.pop() is element and len(path) == 2 and path[1].tag == own_name(path[0], "sheetData"):
                path[1].clear()
    return element


def merges(xml: bytes, sheet: Callable[[], ET.Element]) -> tuple[Range, ...]:
    """The merged ranges of a sheet, zero-based and inclusive; ``sheet`` makes its tree (`around_cells`)."""
    ranges = plain_merges(xml)
    if ranges is None:
        ranges = [element.get("ref", "") for element in children(sheet(), "mergeCells", "mergeCell")]
    ends = [(place_of(first), place_of(last)) for first, _, last in (text.partition(":") for text in ranges)]
    return tuple((*first, *last) for first, last in ends if first and last)


def sheet_parts(package: Package, workbook: str) -> tuple[tuple[SheetPart, ...], bool]:
    """The sheets of a workbook in order, and whether it counts days from 1904."""
    leads = relations(package, workbook)
    listed, from_1904 = _listed(package.xml(workbook), workbook)
    sheets: list[SheetPart] = []
    for name, is_hidden, relation in listed:
        kind, path = leads.get(relation, ("", ""))
        is_lost = path not in package
        holds_cells = kind in ("worksheet", "xlMacrosheet") and not is_lost
        sheets.append(SheetPart(name=name, hidden=is_hidden, part=path if holds_cells else "", is_lost=is_lost))
    if all(sheet.is_lost for sheet in sheets):
        raise UnreadableError(RefusalName.DAMAGED, detail="no sheet is there")
    return tuple(sheets), from_1904


@remembered
def _listed(xml: bytes, part: str) -> tuple[tuple[tuple[str, bool, str], ...], bool]:
    """Of each sheet in a workbook's main part its name, whether it is hidden, and its relationship; and of days."""
    root = parsed(xml, part)
    from_1904 = any(element.get("date1904", "0") in ("1", "true") for element in children(root, "workbookPr"))
    sheets = children(root, "sheets", "sheet")
    return tuple(
        (e.get("name", ""), e.get("state", "visible") != "visible", related(e, "id")) for e in sheets
    ), from_1904


def number_formats(package: Package, workbook: str) -> tuple[str, ...]:
    """The number format of each cell style, empty where it shows a number as it is."""
    part = next((path for kind, path in relations(package, workbook).values() if kind == "styles"), "")
    if part not in package:
        return ()
    return _formats(package.xml(part), part)


@remembered
def _formats(xml: bytes, part: str) -> tuple[str, ...]:
    """The number format of each cell style in a part of styles."""
    codes, numbers = plain_formats(xml) or _formats_of(parsed(xml, part))
    own = {**BUILT_IN, **dict(codes)}
    return tuple(own.get(number, "") for number in numbers)


def _formats_of(styles: ET.Element) -> tuple[list[tuple[int, str]], list[int]]:
    """The number formats that a workbook defines, and the number of the one that each cell style has."""
    codes = [(number_of(e, "numFmtId"), e.get("formatCode", "")) for e in children(styles, "numFmts", "numFmt")]
    return codes, [number_of(element, "numFmtId") for element in children(styles, "cellXfs", "xf")]


# ---------------------------------------------------------------------------------------------------------------------
# Cells, one by one
# ---------------------------------------------------------------------------------------------------------------------


class _Strings(XmlReader):
    """The shared strings of a workbook; phonetic guides are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.parts: list[str] = []
        self.phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t" and not self.phonetic:
            self.text = self.parts

    def end(self, name: str) -> None:
        if name == "t":
            self.text = None
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.strings.append("".join(self.parts))


class _Cells(XmlReader):
    """The filled cells of a sheet."""

    def __init__(self, strings: Sequence[str], formats: Sequence[str], epoch: bool) -> None:
        super().__init__()
        self.strings, self.formats, self.from_1904 = strings, formats, epoch
        self.cells: dict[Spot, object] = {}
        self.computed: list[Spot] = []
        self.rich: dict[Spot, int] = {}
        self.row = self.column = -1
        self.type = self.style = ""
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline: list[str] = []
        self.phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            place = place_of(attributes.get("r", ""))
            self.row, self.column = place or (self.row, self.column + 1)
            self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.value = self.formula = None
            self.inline = []
            if attributes.get("vm", "").isdecimal():
                self.rich[self.row, self.column] = int(attributes["vm"])
        elif name == "row":
            number = attributes.get("r", "")
            self.row, self.column = (int(number) - 1 if number.isdecimal() else self.row + 1), -1
        elif name == "v":
            self.text = self.value = []
        elif name == "f":
            self.text = self.formula = []
        elif name == "t" and not self.phonetic:
            self.text = self.inline
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        if name in ("v", "f", "t"):
            self.text = None
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            value = self.content()
            if value != "":
                if self.formula is not None:
                    self.computed.append((self.row, self.column))
                self.cells[self.row, self.column] = value

    def content(self) -> object:
        if self.type == "inlineStr":
            return unescape("".join(self.inline))
        if self.formula is not None and "".join(self.formula).removeprefix("_xlfn.").startswith(PICTURE[1:]):
            return PICTURE
        value = None if self.value is None else "".join(self.value)
        if self.formula is not None and not value and (self.type != "str" or value is None):
            return Uncomputed("=" + "".join(self.formula))
        if not value:
            return ""
        if self.type == "s":
            number = int(value) if value.strip().isdecimal() else -1
            if not 0 <= number < len(self.strings):
                raise UnreadableError(RefusalName.DAMAGED, detail=f"shared string {value}")
            return self.strings[number]
        if self.type == "b":
            return value.strip() in ("1", "true")
        if self.type == "e":
            return CellError(value.strip())
        if self.type == "d":
            return iso_date(value)
        if self.type == "str":
            return unescape(value)
        if self.type != "n":
            raise UnreadableError(RefusalName.DAMAGED, detail=f"cell type {self.type}")
        try:
            number_value = float(value)
        except ValueError:
            return value
        style = int(self.style) if self.style.isdecimal() else 0
        return shown(number_value, self.formats[style] if style < len(self.formats) else "", self.from_1904)


def shared_strings(package: Package, workbook: str) -> list[str]:
    """The shared strings of a workbook."""
    part = next((path for kind, path in relations(package, workbook).values() if kind == "sharedStrings"), "")
    if part not in package:
        return []  # a cell that needs one of them says so
    xml = package.xml(part)
    strings = plain_strings(xml)
    if strings is not None and b"_x" not in xml:
        return strings
    if strings is None:  # perhaps of another encoding
        parser = _Strings()
        parser.run(xml)
        strings = parser.strings
    return [unescape(string) for string in strings]


def read_cells(xml: bytes, strings: Sequence[str], formats: Sequence[str] = (), from_1904: bool = False) -> Cells:
    """The filled cells of a sheet. Raises UnreadableError when it is not well-formed, or beyond the limits.

    ``strings`` are the shared strings of the workbook, ``formats`` what its cell styles show a number as.
    """
    refuse_entities(xml)
    if len(xml) > MAX_CELLS * _SHORTEST_CELL:
        refuse_cells(xml.count(b"<c ") + xml.count(b":c "))
    plain = plain_cells(xml, strings, formats, partial(shown, from_1904=from_1904))
    if plain is not None:
        return plain
    parser = _Cells(strings, formats, from_1904)
    parser.run(xml)
    rows, far = dense(parser.cells)
    return Cells(rows, parser.computed, far, parser.rich)


def open_xlsx(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """Open an .xlsx or .xlsm. Raises UnreadableError; encrypted ones are no zip container and come another way."""
    package = Package(data)
    workbook = workbook_part(package)
    sheets, from_1904 = sheet_parts(package, workbook)
    strings = cache(partial(shared_strings, package, workbook))
    formats = cache(partial(number_formats, package, workbook))
    picturing = cache(lambda: PICTURE[1:] in "".join(strings()))

    def load(index: int) -> Grid:
        sheet = sheets[index]
        if not sheet.part:
            return Grid(name=sheet.name, rows=(), hidden=sheet.hidden, lost=("sheet",) if sheet.is_lost else ())
        xml = package.part(sheet.part)
        cells = read_cells(xml, strings(), formats(), from_1904)
        around = cache(partial(around_cells, xml))
        for row, column in pictures(package, workbook, cells.rich):
            if row < len(cells.rows) and column < len(cells.rows[row]):
                cells.rows[row][column] = PICTURE
        return Grid(
            name=sheet.name,
            rows=cells.rows,
            far=cells.far,
            from_1904=from_1904,
            hidden=sheet.hidden,
            merges=merges(xml, around),
            comments=comments(package, sheet.part),
            drawn=drawn(package, sheet.part, around),
            formulas=partial(frozenset, cells.computed),
            lost=lost_parts(package, sheet.part),
            has_no_pictures=cells.is_plain and not picturing(),
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=saved(package),
        carried=carried(package),
    )
