"""The parts of an .xlsx: its sheets, strings and number formats, every cell as people see it, comments, properties.

Cells of the usual shape are read in one pass of a pattern (`xlsx_fast`); a sheet that has others, such as an error cell
or a formula without result, is read element by element. Terms and element names: ECMA-376 part 1, 18.3 (worksheets)
and 18.8 (styles).
"""

import io
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import CellError, Uncomputed
from worksheet_kit.formats.grid import PICTURE, Book, Cells, Comment, Grid, Range, Spot, column_number, dense
from worksheet_kit.formats.guard import (
    MAX_CELLS,
    Package,
    UnreadableError,
    XmlReader,
    refuse_cells,
    refuse_deep,
    refuse_depth,
    refuse_entities,
)
from worksheet_kit.formats.number_format import BUILT_IN, shown
from worksheet_kit.formats.xlsx_fast import plain_cells, plain_formats, plain_merges, plain_strings, unescape

_SHORTEST_CELL = len(b'<c r="A1"/>')
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it; ``part`` is empty for what holds no cells (a chart) or leads nowhere."""

    name: str
    hidden: bool
    part: str
    is_lost: bool = False  # it should hold cells, but its part is not there


def around_cells(xml: bytes) -> ET.Element:
    """A sheet as a tree, without its cells. Raises UnreadableError when it is not well-formed."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if 0 <= start < end and b"<!" not in xml[:start]:
        with suppress(UnreadableError):  # one of these belongs to an extension
            return parsed(xml[:start] + xml[end + len(b"</sheetData>") :], "sheet")
    path: list[ET.Element] = []
    element: ET.Element
    with _damage_of("sheet"):
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


def place_of(reference: str) -> Spot | None:
    """The zero-based row and column of an A1 reference, or None."""
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


# ---------------------------------------------------------------------------------------------------------------------
# The workbook's own parts
# ---------------------------------------------------------------------------------------------------------------------


def local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition("}")[2]


def children(parent: ET.Element, *path: str) -> list[ET.Element]:
    """The elements at a path of local names, all in the namespace of the parent (transitional or strict).

    Extensions repeat names in other namespaces and places: ``x15:workbookPr`` is not the workbook's own.
    """
    return parent.findall("/".join(own_name(parent, name) for name in path))


def own_name(element: ET.Element, name: str) -> str:
    """A name in the namespace of an element."""
    return element.tag[: element.tag.rfind("}") + 1] + name


def related(element: ET.Element, name: str) -> str:
    """The relationship that an element names, empty without one (transitional or strict)."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"/relationships}}{name}")), "")


def tree(package: Package, name: str) -> ET.Element:
    """A small XML part. Raises UnreadableError when it is missing or cannot be parsed."""
    return parsed(package.xml(name), name)


def parsed(xml: bytes, name: str) -> ET.Element:
    """XML as a tree; ``name`` says of what part. Raises UnreadableError when it cannot be parsed."""
    refuse_deep(xml)
    with _damage_of(name):
        root: ET.Element = fromstring(xml)
    return root


@contextmanager
def _damage_of(part: str) -> Iterator[None]:
    try:
        yield
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise UnreadableError(RefusalName.DAMAGED, detail=part) from problem


#: Where the types of relationships begin, transitional, strict, and of later editions: others name other things.
_RELATIONS = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/|purl\.oclc\.org/ooxml/|schemas\.microsoft\.com/).*/(\w+(?:-\w+)*)"
)


def relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """The relationships of a part: id to the last word of its type and the part it leads to (empty when outside)."""
    if part in package.relations:
        return package.relations[part]
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    leads: dict[str, tuple[str, str]] = {}
    for element in children(tree(package, rels), "Relationship") if rels in package else ():
        kind = _RELATIONS.fullmatch(element.get("Type", ""))
        target = element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") == "External":
            path = ""
        elif target.startswith("/"):
            path = target.lstrip("/")
        else:
            path = posixpath.normpath(posixpath.join(folder, target))
        leads[element.get("Id", "")] = (kind[1] if kind else "", path)
    package.relations[part] = leads
    return leads


def workbook_part(package: Package) -> str:
    """The name of the workbook's main part."""
    for kind, path in relations(package, "").values():
        if kind == "officeDocument" and path in package:
            return path
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    raise UnreadableError(RefusalName.DAMAGED)


def sheet_parts(package: Package, workbook: str) -> tuple[tuple[SheetPart, ...], bool]:
    """The sheets of a workbook in order, and whether it counts days from 1904."""
    root = tree(package, workbook)
    leads = relations(package, workbook)
    sheets: list[SheetPart] = []
    from_1904 = any(element.get("date1904", "0") in ("1", "true") for element in children(root, "workbookPr"))
    for element in children(root, "sheets", "sheet"):
        kind, path = leads.get(related(element, "id"), ("", ""))
        is_lost = path not in package
        holds_cells = kind in ("worksheet", "xlMacrosheet") and not is_lost
        sheets.append(
            SheetPart(
                name=element.get("name", ""),
                hidden=element.get("state", "visible") != "visible",
                part=path if holds_cells else "",
                is_lost=is_lost,
            )
        )
    if all(sheet.is_lost for sheet in sheets):
        raise UnreadableError(RefusalName.DAMAGED, detail="no sheet is there")
    return tuple(sheets), from_1904


def lost_parts(package: Package, sheet: str) -> tuple[str, ...]:
    """What a sheet says that it has, but is not there: ``comments``, ``drawing``."""
    kinds = {"comments": "comments", "threadedComment": "comments", "drawing": "drawing"}
    gone = {kinds[kind] for kind, path in relations(package, sheet).values() if kind in kinds and path not in package}
    return tuple(sorted(gone))


def number_formats(package: Package, workbook: str) -> tuple[str, ...]:
    """The number format of each cell style, empty where it shows a number as it is."""
    part = next((path for kind, path in relations(package, workbook).values() if kind == "styles"), "")
    if part not in package:
        return ()
    codes, numbers = plain_formats(package.xml(part)) or _formats(tree(package, part))
    own = {**BUILT_IN, **dict(codes)}
    return tuple(own.get(number, "") for number in numbers)


def _formats(styles: ET.Element) -> tuple[list[tuple[int, str]], list[int]]:
    """The number formats that a workbook defines, and the number of the one that each cell style has."""
    codes = [(_number(e, "numFmtId"), e.get("formatCode", "")) for e in children(styles, "numFmts", "numFmt")]
    return codes, [_number(element, "numFmtId") for element in children(styles, "cellXfs", "xf")]


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
        if self.formula is not None and PICTURE[1:] in "".join(self.formula):
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
    if strings is None:
        parser = _Strings()
        parser.run(xml)
        strings = parser.strings
    return [unescape(string) for string in strings] if b"_x" in xml else strings


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


def iso_date(text: str) -> object:
    """A date in ISO 8601 as date or, with a time of day, datetime; other text as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == datetime.min.time() else moment


# ---------------------------------------------------------------------------------------------------------------------
# Comments, properties, and what it carries besides
# ---------------------------------------------------------------------------------------------------------------------


def comments(package: Package, sheet: str) -> dict[Spot, Comment]:
    """The comments on the cells of a sheet; a conversation is one text."""
    notes: dict[Spot, Comment] = {}
    threads: dict[Spot, list[str]] = {}
    for kind, path in relations(package, sheet).values():
        if kind not in ("comments", "threadedComment") or path not in package or path.lower().endswith(".bin"):
            continue
        root = tree(package, path)
        authors = [(element.text or "").strip() for element in children(root, "authors", "author")]
        for element in [*children(root, "commentList", "comment"), *children(root, "threadedComment")]:
            place = place_of(element.get("ref", ""))
            if place is None:
                continue
            runs = [*children(element, "text"), *children(element, "text", "t"), *children(element, "text", "r", "t")]
            text = "".join(run.text or "" for run in runs).strip()
            if kind == "comments":
                number = element.get("authorId", "")
                is_named = number.isdecimal() and int(number) < len(authors)
                notes[place] = Comment(text, authors[int(number)] if is_named else "")
            else:
                threads.setdefault(place, []).append(text)
    return {**notes, **{place: Comment(" / ".join(texts)) for place, texts in threads.items()}}


def drawn(package: Package, part: str, sheet: Callable[[], ET.Element]) -> tuple[tuple[Spot, str], ...]:
    """What lies over a sheet: the cell it begins at and its text, empty of a picture, a chart, an embedded object.

    ``part`` is the sheet's, ``sheet`` makes its tree. Element names: ECMA-376 part 1, 20.5.2 (spreadsheet drawings),
    21.1.2 (text) and 21.4 (diagrams).
    """
    shapes = []
    places: dict[str, Spot] = {}  # by the number of a shape
    for kind, path in relations(package, part).values():
        if kind != "drawing" or path not in package:
            continue
        root = _without_repeats(tree(package, path))
        for anchor in (element for element in root.iter() if element.tag.endswith("Anchor") and named(element)):
            spot = _corner(children(anchor, "from")) or (0, 0)
            elements = [element for element in (*anchor.iter(), *_diagrams(package, path, anchor)) if named(element)]
            lines = (element for element in elements if local(element.tag) == "p")
            text = "\n".join("".join(t.text or "" for t in line.iter() if named(t, "t")) for line in lines)
            if text.strip() or any(named(element, "pic", "graphicFrame", "contentPart") for element in elements):
                shapes.append((spot, text.strip()))
            places |= {element.get("id", ""): spot for element in elements if local(element.tag) == "cNvPr"}
    shapes += [(spot, "") for spot in _objects(package, part, sheet, places) if (spot, "") not in shapes]
    return tuple(shapes)


#: Drawings, their text and formulas, transitional and strict, and the ink that Excel draws.
_DRAWING = (
    *("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    *("http://purl.oclc.org/ooxml/officeDocument/math", "http://schemas.microsoft.com/office/excel/2010/spreadsheetDr"),
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def named(element: ET.Element, *names: str) -> bool:
    """Whether an element is of a drawing and has one of these names, or any."""
    return element.tag.startswith(_DRAWING, 1) and (not names or local(element.tag) in names)


def _without_repeats(root: ET.Element) -> ET.Element:
    """A tree without what older programs show instead, which says the same again, and without extensions."""
    for parent in [*root.iter()]:
        for child in [
            child for child in parent if child.tag == f"{_COMPATIBILITY}Fallback" or local(child.tag) == "extLst"
        ]:
            parent.remove(child)
    return root


def _corner(marks: Sequence[ET.Element]) -> Spot | None:
    """The cell at which something drawn begins, None where nothing says so."""
    at = {local(n.tag): int(n.text or 0) for mark in marks for n in mark if named(n) and (n.text or "").isdecimal()}
    return (at.get("row", 0), at.get("col", 0)) if at else None


def _diagrams(package: Package, drawing: str, anchor: ET.Element) -> Iterator[ET.Element]:
    """What the diagrams (SmartArt) of a drawing hold, which is kept in parts of their own."""
    leads = relations(package, drawing)
    for element in anchor.iter():
        path = leads.get(related(element, "dm"), ("", ""))[1]
        if path in package:
            yield from _without_repeats(tree(package, path)).iter()


def _objects(package: Package, part: str, sheet: Callable[[], ET.Element], places: Mapping[str, Spot]) -> list[Spot]:
    """Where embedded objects stand (ECMA-376 part 1, 18.3.1.59); ``places`` are those of shapes, by their number.

    An object that says nowhere where it stands is told at the first cell.
    """
    leads = relations(package, part).values()
    if not any(kind in ("oleObject", "package") and path in package for kind, path in leads):
        return []
    legacy = b"".join(package.part(path) for kind, path in leads if kind == "vmlDrawing" and path in package)
    root = _without_repeats(sheet())
    spots = []
    for element in (element for objects in children(root, "oleObjects") for element in objects.iter()):
        if element.tag != own_name(root, "oleObject"):
            continue
        number = element.get("shapeId", "")
        shape = rb"_x0000_s%s\b(?:(?!</\w+:shape>).)*?Anchor>\s*(\d+),\s*\d+,\s*(\d+)," % re.escape(number.encode())
        old = re.search(shape, legacy, re.DOTALL)
        spot = (int(old[2]), int(old[1])) if old else places.get(number, (0, 0))
        spots.append(_corner(children(element, "objectPr", "anchor", "from")) or spot)
    return spots or [(0, 0)]


def pictures(package: Package, workbook: str, rich: Mapping[Spot, int]) -> list[Spot]:
    """The cells that hold a picture (*Place in Cell*), of those whose values are described in the metadata."""
    numbers = _picture_values(package, workbook) if rich else ()
    return [spot for spot, number in rich.items() if number in numbers]


def _picture_values(package: Package, workbook: str) -> frozenset[int]:
    """Which values of the workbook's metadata are pictures (MS-XLSX 2.3.6.1), counted from 1 as cells name them."""
    parts = {kind: path for kind, path in relations(package, workbook).values() if path in package}
    wanted = [parts.get(kind, "") for kind in ("sheetMetadata", "rdRichValue", "rdRichValueStructure")]
    if not all(wanted):
        return frozenset()
    metadata, values, structures = (tree(package, part) for part in wanted)
    types = {n: element.get("t", "") for n, element in enumerate(children(structures, "s"))}
    kinds = {n: types.get(_number(element, "s"), "") for n, element in enumerate(children(values, "rv"))}
    blocks = [
        block
        for future in children(metadata, "futureMetadata")
        if future.get("name") == "XLRICHVALUE"
        for block in children(future, "bk")
    ]
    rich = {
        n: kinds.get(_number(element, "i"), "")
        for n, block in enumerate(blocks)
        for element in block.iter(own_name(values, "rvb"))
    }
    named = children(metadata, "valueMetadata", "bk")
    return frozenset(
        n
        for n, block in enumerate(named, 1)
        for element in children(block, "rc")
        if rich.get(_number(element, "v"), "").lower() in ("_localimage", "_webimage")
    )


def _number(element: ET.Element, attribute: str) -> int:
    text = element.get(attribute, "")
    return int(text) if text.isdecimal() else -1


_MODIFIED = "{http://purl.org/dc/terms/}modified"


def saved(package: Package) -> datetime | None:
    """When the workbook was last saved, by its own properties (W3CDTF in ``docProps/core.xml``).

    In UTC; without a zone where it is what some clock showed. So it is of LibreOffice: what that writes is local time,
    to which it adds the letter of UTC (measured on 7.4).
    """
    parts = {kind: path for kind, path in relations(package, "").values() if path in package}
    try:
        text = (tree(package, parts.get("core-properties", "docProps/core.xml")).findtext(_MODIFIED) or "").strip()
    except UnreadableError:  # it is missing, or none
        return None
    program = parts.get("extended-properties", "docProps/app.xml")
    if program in package and b"LibreOffice" in package.part(program):
        with suppress(UnreadableError):
            names = [element.text or "" for element in children(tree(package, program), "Application")]
            if any(name.strip().startswith("LibreOffice") for name in names):
                return moment(text.removesuffix("Z"))
    time = moment(text)
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time


def moment(text: str) -> datetime | None:
    """A moment in ISO 8601, in UTC; without a zone where it names none."""
    try:
        time = datetime.fromisoformat(text.strip())
        return time if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def carried(package: Package) -> tuple[str, ...]:
    """What the workbook carries that could act: ``macro``, ``external_link``, ``dde``. Nothing of it is run."""
    names = package.names
    links = [name for name in names if name.startswith("xl/externallinks/externallink")]
    carries = {
        "macro": any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names),
        "external_link": bool(links) or "xl/connections.xml" in package,
        "dde": any(_is_dde(package, name) for name in links),
    }
    return tuple(name for name, is_there in carries.items() if is_there)


def _is_dde(package: Package, link: str) -> bool:
    try:
        return bool(children(tree(package, link), "ddeLink"))
    except UnreadableError:  # nothing of it is needed
        return b"ddeLink" in package.part(link)


def open_xlsx(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """Open an .xlsx or .xlsm. Raises UnreadableError; encrypted ones are no zip container and come another way."""
    package = Package(data)
    workbook = workbook_part(package)
    sheets, from_1904 = sheet_parts(package, workbook)
    strings = cache(partial(shared_strings, package, workbook))
    formats = cache(partial(number_formats, package, workbook))

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
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=saved(package),
        carried=carried(package),
    )
