"""The parts of an .xlsx: its sheets, strings and number formats, every cell as people see it, comments, properties.

Cells of the usual shape are read in one pass of a pattern (`xlsx_fast`); a sheet that has others, such as an error cell
or a formula without result, is read element by element. Terms and element names: ECMA-376 part 1, 18.3 (worksheets)
and 18.8 (styles).
"""

import math
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

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
    refuse_entities,
)
from worksheet_kit.formats.number_format import format_kind, shown_day, shown_number
from worksheet_kit.formats.xlsx_fast import plain_cells, plain_strings, unescape

_SHORTEST_CELL = len(b'<c r="A1"/>')
_LONGEST_PREFIX = 80
_MERGE = rb"<%smergeCell [^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it; ``part`` is empty for what holds no cells (a chart) or leads nowhere."""

    name: str
    hidden: bool
    part: str
    is_lost: bool = False  # it should hold cells, but its part is not there


def merges(xml: bytes) -> tuple[Range, ...]:
    """The merged ranges of a sheet, zero-based and inclusive."""
    after = max(0, xml.rfind(b"sheetData"))
    prefix = re.split(b"[</]", xml[max(0, after - _LONGEST_PREFIX) : after])[-1]
    own = re.compile(_MERGE % re.escape(prefix))  # an extension may call something of its own so
    return tuple(
        (int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode()))
        for left, top, right, bottom in own.findall(xml, after)
    )


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
    namespace = parent.tag[: parent.tag.rfind("}") + 1]
    return parent.findall("/".join(f"{namespace}{name}" for name in path))


def tree(package: Package, name: str) -> ET.Element:
    """A small XML part. Raises UnreadableError when it is missing or cannot be parsed."""
    xml = package.xml(name)
    refuse_deep(xml)
    try:
        root: ET.Element = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise UnreadableError(RefusalName.DAMAGED, detail=name) from problem
    return root


def relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """The relationships of a part: id to the last word of its type and the part it leads to (empty when outside)."""
    if part in package.relations:
        return package.relations[part]
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    leads: dict[str, tuple[str, str]] = {}
    for element in tree(package, rels) if rels in package else ():
        kind = element.get("Type", "").rpartition("/")[2]
        target = element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") == "External":
            path = ""
        elif target.startswith("/"):
            path = target.lstrip("/")
        else:
            path = posixpath.normpath(posixpath.join(folder, target))
        leads[element.get("Id", "")] = (kind, path)
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
        id_ = next((value for key, value in element.attrib.items() if key.endswith("/relationships}id")), "")
        kind, path = leads.get(id_, ("", ""))
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


#: What the built-in number formats show a number as, ECMA-376 part 1, 18.8.30.
FORMATS = {**dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date")}
FORMATS |= {16: format_kind("d-mmm"), 17: format_kind("mmm-yy")}
FORMATS |= {**dict.fromkeys((18, 19, 20, 21, 45, 47), "time"), 46: "elapsed", 9: "percent", 10: "percent"}
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_ONE_FORMAT = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_FORMAT_ID = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_OWN_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b.*?</(?:\w+:)?numFmts>", re.DOTALL)
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_FORMAT_CODE = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")


def number_formats(package: Package, workbook: str) -> tuple[str, ...]:
    """What each cell style shows a number as, in the words of `format_kind`."""
    part = next((path for kind, path in relations(package, workbook).values() if kind == "styles"), "")
    if part not in package:
        return ()
    xml = package.xml(part)
    own: dict[int, str] = {}
    formats = _OWN_FORMATS.search(xml)  # conditional formats have more, under numbers of their own
    for attributes in _OWN_FORMAT.findall(formats[0]) if formats else ():
        number, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if number and code:
            own[int(number[1])] = format_kind((code[1] or code[2] or b"").decode("utf-8", "replace"))
    block = _CELL_FORMATS.search(xml)
    kinds = []
    for attributes in _ONE_FORMAT.findall(block[0]) if block else ():
        number = _FORMAT_ID.search(attributes)
        identifier = int(number[1]) if number else 0
        kinds.append(own.get(identifier, FORMATS.get(identifier, "")))
    return tuple(kinds)


# ---------------------------------------------------------------------------------------------------------------------
# Cells, one by one
# ---------------------------------------------------------------------------------------------------------------------


class _Strings(XmlReader):
    """The shared strings of a workbook; phonetic guides are left out."""

    one_namespace = True

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

    one_namespace = True

    def __init__(self, strings: Sequence[str], formats: Sequence[str], epoch: bool) -> None:
        super().__init__()
        self.strings, self.formats, self.from_1904 = strings, formats, epoch
        self.cells: dict[Spot, object] = {}
        self.computed: list[Spot] = []
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
    return Cells(rows, parser.computed, far)


def iso_date(text: str) -> object:
    """A date in ISO 8601 as date or, with a time of day, datetime; other text as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == datetime.min.time() else moment


def shown(number: float, kind: str, from_1904: bool = False) -> object:
    """A number as its format (see `format_kind`) shows it: a date is a date, a time of day or a duration text.

    A percentage is typed and seen as ``50%`` and stored as 0.5, so it is text: the number would not be what was typed.
    """
    if not math.isfinite(number):
        return str(number)
    kind, _, code = kind.partition(":")
    if kind == "date":
        day = _as_date(number, from_1904)
        return shown_day(day, code) if code and isinstance(day, date) and not isinstance(day, datetime) else day
    if not kind and code:
        return shown_number(number, code)
    if kind == "percent":
        return f"{number * 100:.10g}%".replace(".", ",") if abs(number) < 1e10 else number
    if kind == "elapsed" or (kind == "time" and 0 <= number < 1):
        minutes, seconds = divmod(round(number * 86_400), 60)
        tail = f":{seconds:02d}" if seconds else ""
        return f"{minutes // 60}:{minutes % 60:02d}{tail}" if number >= 0 else number
    return number


def _as_date(serial: float, from_1904: bool) -> object:
    """The date of a serial number, ECMA-376 part 1, 18.17.4; the number itself where it is no date."""
    if not (0 if from_1904 else 1) <= serial < 2_958_466 - (1_462 if from_1904 else 0):
        return serial
    nineteen_hundred = date(1899, 12, 31 if serial < 60 else 30)  # a leap day in 1900 that never was
    base = date(1904, 1, 1) if from_1904 else nineteen_hundred
    day = base + timedelta(days=int(serial))
    seconds = round((serial % 1) * 86_400)
    return day if not seconds else datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)


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


def drawn(package: Package, sheet: str) -> tuple[tuple[Spot, str], ...]:
    """What lies over a sheet: the cell it begins at and its text, empty of a picture, a chart, an embedded object.

    Element names: ECMA-376 part 1, 20.5.2 (spreadsheet drawings), 21.1.2 (text) and 21.4 (diagrams).
    """
    shapes = []
    places: dict[str, Spot] = {}  # by the number of a shape
    for kind, path in relations(package, sheet).values():
        if kind != "drawing" or path not in package:
            continue
        root = tree(package, path)
        for parent in [*root.iter()]:  # what older programs show instead says the same again
            for fallback in [child for child in parent if local(child.tag) == "Fallback"]:
                parent.remove(fallback)
        for anchor in (element for element in root.iter() if local(element.tag).endswith("Anchor")):
            place = next((element for element in anchor if local(element.tag) == "from"), ())
            at = {local(number.tag): int(number.text or 0) for number in place if (number.text or "").isdecimal()}
            spot = at.get("row", 0), at.get("col", 0)
            elements = [*anchor.iter(), *_diagrams(package, path, anchor)]
            lines = (element for element in elements if local(element.tag) == "p")
            text = "\n".join("".join(t.text or "" for t in line.iter() if local(t.tag) == "t") for line in lines)
            if text.strip() or any(
                local(element.tag) in ("pic", "graphicFrame", "contentPart") for element in elements
            ):
                shapes.append((spot, text.strip()))
            places |= {element.get("id", ""): spot for element in elements if local(element.tag) == "cNvPr"}
    shapes += [(spot, "") for spot in _objects(package, sheet, places) if (spot, "") not in shapes]
    return tuple(shapes)


def _diagrams(package: Package, drawing: str, anchor: ET.Element) -> Iterator[ET.Element]:
    """What the diagrams (SmartArt) of a drawing hold, which is kept in parts of their own."""
    leads = relations(package, drawing)
    for element in anchor.iter():
        data = next((id_ for key, id_ in element.attrib.items() if key.endswith("/relationships}dm")), "")
        path = leads.get(data, ("", ""))[1]
        if path in package:
            yield from tree(package, path).iter()


_OBJECT = re.compile(rb"<(?:\w+:)?oleObject\b([^>]*[^>/]>.*?</(?:\w+:)?oleObject>|[^>]*/>)", re.DOTALL)
_SHAPE_ID = re.compile(rb"\bshapeId=[\"'](\d+)[\"']")
_FROM = re.compile(rb"<(?:\w+:)?from>.*?col>(\d+)<.*?row>(\d+)<", re.DOTALL)


def _objects(package: Package, sheet: str, places: Mapping[str, Spot]) -> list[Spot]:
    """Where embedded objects stand (ECMA-376 part 1, 18.3.1.59); ``places`` are those of shapes, by their number.

    An object that says nowhere where it stands is told at the first cell.
    """
    leads = relations(package, sheet).values()
    if not any(kind in ("oleObject", "package") and path in package for kind, path in leads):
        return []
    legacy = b"".join(package.part(path) for kind, path in leads if kind == "vmlDrawing" and path in package)
    found: dict[str, Spot] = {}  # an object is named again for older programs
    for element in _OBJECT.findall(package.part(sheet)):
        shape = _SHAPE_ID.search(element)
        number = shape[1].decode() if shape else ""
        start = _FROM.search(element)
        drawn_at = re.search(rb"_x0000_s%s\b.*?Anchor>\s*(\d+),\s*\d+,\s*(\d+)," % number.encode(), legacy, re.DOTALL)
        at = start or drawn_at
        if number not in found or at:
            found[number] = (int(at[2]), int(at[1])) if at else places.get(number, found.get(number, (0, 0)))
    return [*found.values()] or [(0, 0)]


_PICTURE_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=[\"'](\w+)[\"'][^>]*>(?:(?!</?(?:\w+:)?c\b).)*?DISPIMG\(", re.DOTALL
)
_RICH_VALUE = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\br=[\"'](\w+)[\"'])(?=[^>]*\bvm=[\"'](\d+)[\"'])[^>]*>")


def pictures(package: Package, workbook: str, xml: bytes) -> list[Spot]:
    """The cells of a sheet that hold a picture instead of a value: of WPS (DISPIMG) and of Excel (*Place in Cell*)."""
    found = _PICTURE_FORMULA.findall(xml) if b"DISPIMG(" in xml else []
    rich = _RICH_VALUE.findall(xml) if b" vm=" in xml else []
    if rich:
        numbers = _picture_values(package, workbook)
        found += [reference for reference, number in rich if int(number) in numbers]
    return [place for reference in found if (place := place_of(reference.decode()))]


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
        for element in block.iter()
        if local(element.tag) == "rvb"
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
_BY_LIBREOFFICE = re.compile(rb"<(?:\w+:)?Application>\s*LibreOffice")


def saved(package: Package) -> datetime | None:
    """When the workbook was last saved, by its own properties (W3CDTF in ``docProps/core.xml``).

    In UTC; without a zone where it is what some clock showed. So it is of LibreOffice: what that writes is local time,
    to which it adds the letter of UTC (measured on 7.4).
    """
    try:
        text = (tree(package, "docProps/core.xml").findtext(_MODIFIED) or "").strip()
    except UnreadableError:  # it is missing, or none
        return None
    if "docProps/app.xml" in package and _BY_LIBREOFFICE.search(package.part("docProps/app.xml")):
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
        "dde": any(b"ddeLink" in package.part(name) for name in links),
    }
    return tuple(name for name, is_there in carries.items() if is_there)


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
        for row, column in pictures(package, workbook, xml):
            if row < len(cells.rows) and column < len(cells.rows[row]):
                cells.rows[row][column] = PICTURE
        return Grid(
            name=sheet.name,
            rows=cells.rows,
            far=cells.far,
            from_1904=from_1904,
            hidden=sheet.hidden,
            merges=merges(xml),
            comments=comments(package, sheet.part),
            drawn=drawn(package, sheet.part),
            formulas=partial(frozenset, cells.computed),
            lost=lost_parts(package, sheet.part),
        )

    return Book(
        names=tuple(sheet.name for sheet in sheets),
        load=load,
        saved=saved(package),
        carried=carried(package),
    )
