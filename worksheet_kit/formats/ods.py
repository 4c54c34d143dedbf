"""Read the sheets of an .ods from its ``content.xml``.

The format is small (OpenDocument 1.3 part 3, chapter 9), and the quick parsers show neither error cells, nor formulas
without result, nor comments, and lay out repeated cells without end; so it is read here, once, within limits.
"""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import CellError, ShownDay, ShownNumber, Uncomputed
from worksheet_kit.core.words import DAYS, MONTHS
from worksheet_kit.formats.grid import PICTURE, Book, Comment, Grid, Range, Spot, dense, loaded
from worksheet_kit.formats.guard import MAX_CELLS, Package, UnreadableError, XmlReader
from worksheet_kit.formats.number_format import says_more, seen, shown
from worksheet_kit.formats.xlsx_parts import children, iso_date, moment, own_name, tree

_ERROR = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?|Err:[0-9]{3}")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
#: Recorded changes hold cells that are no longer there; an object is a document of its own, with tables and styles; a
#: link keeps the table that it had last.
_NOT_OURS = frozenset({"table:tracked-changes", "draw:object", "table:dde-links"})
_SHAPES = frozenset(
    f"draw:{name}"
    for name in (
        *("custom-shape", "frame", "rect", "ellipse", "circle", "caption", "g", "line", "connector", "path"),
        *("polygon", "polyline", "regular-polygon", "measure"),
    )
)
_DC = "http://purl.org/dc/elements/1.1/"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0"
#: Namespaces by the prefix that they have here, whatever the file calls them.
_VOCABULARIES = {
    **{_ODF % name: name for name in ("office", "table", "text", "style")},
    **{_ODF % "drawing": "draw", _ODF % "svg-compatible": "svg", _DC: "dc"},
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_TEXTS = _PARAGRAPHS | {"dc:creator"}
_MAX_REPEATED = 250_000  # cells of a workbook that stand in it by being repeated; they cost nothing to write
_MOST_REPEATS = 1_000  # of one filled cell or row; more is no answer but a fill-down to the end of the sheet


@dataclass(slots=True)
class _Sheet:
    name: str
    hidden: bool = False
    cells: dict[Spot, object] = field(default_factory=dict)
    comments: dict[Spot, Comment] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    formulas: set[Spot] = field(default_factory=set)
    drawn: list[tuple[Spot, str]] = field(default_factory=list)


class _Content(XmlReader):
    """Walks ``content.xml``."""

    vocabularies = _VOCABULARIES

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.links = False
        self.dde = False
        self.ignore = 0  # depth inside what `_NOT_OURS` names
        self.depth = 0  # of tables: a table in a cell is no sheet
        self.row = self.row_repeat = self.column = self.column_repeat = 0
        self.row_cells: list[tuple[int, int, object, Comment]] = []
        self.row_merges: list[tuple[int, int, int]] = []
        self.attributes: Mapping[str, str] = {}
        self.in_cell = self.in_comment = False
        self.paragraphs: list[list[str]] = []
        self.remarks: list[list[str]] = []
        self.creator: list[str] = []
        self.shapes = 0  # depth inside shapes, whose text is not the cell's
        self.words: list[list[str]] = []
        self.picture = False
        self.total = self.repeated = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _NOT_OURS or self.ignore:
            self.ignore += 1
            self.picture |= bool(self.shapes) and name == "draw:object"
            self.dde |= name == "table:dde-links"
        elif self.shapes or (self.depth == 1 and not self.in_comment and name in _SHAPES):
            self.start_shape(name, attributes)
        elif name == "style:style":
            self.style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table:table":
            self.depth += 1
            if self.depth == 1:
                hidden = attributes.get("table:style-name", "") in self.hidden_styles
                self.sheets.append(_Sheet(name=attributes.get("table:name", ""), hidden=hidden))
                self.row = 0
        elif name == "table:table-row" and self.depth == 1:
            self.row_repeat = _count(attributes.get("table:number-rows-repeated"))
            self.column, self.row_cells, self.row_merges = 0, [], []
        elif name in _CELLS and self.depth == 1:
            self.attributes = attributes
            self.column_repeat = _count(attributes.get("table:number-columns-repeated"))
            self.in_cell, self.paragraphs, self.remarks, self.creator = True, [], [], []
        elif name in ("office:dde-source", "table:dde-link"):
            self.dde = True
        elif name in ("table:table-source", "table:cell-range-source"):
            self.links = True
        elif self.in_cell:
            self.start_text(name, attributes)

    def start_shape(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.shapes:
            self.words, self.picture = [], False
        self.shapes += 1
        self.picture |= name in ("draw:image", "draw:object-ole")
        if name in _PARAGRAPHS:
            self.words.append([])
        # What a picture is called is nothing that is seen.
        self.text = self.words[-1] if self.words and name not in ("svg:title", "svg:desc") else None

    def end_shape(self) -> None:
        self.shapes -= 1
        if not self.shapes:
            self.text = None
            text = "\n".join("".join(line) for line in self.words).strip()
            if text or self.picture:
                self.sheets[-1].drawn.append(((self.row, self.column), text))

    def start_text(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "office:annotation":
            self.in_comment, self.text = True, None
        elif name == "dc:creator" and self.in_comment:
            self.text = self.creator
        elif name in _PARAGRAPHS:
            self.text = []
            (self.remarks if self.in_comment else self.paragraphs).append(self.text)
        elif self.text is not None and name == "text:s":
            self.text.append(" " * min(_count(attributes.get("text:c")), 1_000))
        elif self.text is not None and name == "text:tab":
            self.text.append("\t")
        elif self.text is not None and name == "text:line-break":
            self.text.append("\n")

    def end(self, name: str) -> None:
        if self.ignore:
            self.ignore -= 1
        elif self.shapes:
            self.end_shape()
        elif name in _TEXTS:
            self.text = None
        elif name == "office:annotation":
            self.in_comment = False
        elif name == "table:table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif name in _CELLS:
            self.end_cell()
        elif name == "table:table-row":
            self.end_row()

    def end_cell(self) -> None:
        self.in_cell = False
        value = _value(self.attributes, "\n".join("".join(part) for part in self.paragraphs))
        text = "\n".join("".join(part) for part in self.remarks).strip()
        remark = Comment(text, "".join(self.creator))
        if value != "" or text:
            self.row_cells.append((self.column, min(self.column_repeat, _MOST_REPEATS), value, remark))
        if self.attributes.get("table:formula"):
            self.sheets[-1].formulas.add((self.row, self.column))
        down = _count(self.attributes.get("table:number-rows-spanned"))
        right = _count(self.attributes.get("table:number-columns-spanned"))
        if down > 1 or right > 1:
            self.row_merges.append((self.column, down, right))
        self.column += self.column_repeat

    def end_row(self) -> None:
        sheet = self.sheets[-1]
        for n in range(min(self.row_repeat, _MOST_REPEATS) if self.row_cells or self.row_merges else 0):
            row = self.row + n
            for column, repeat, value, remark in self.row_cells:
                self.total += repeat
                self.repeated += repeat if n else repeat - 1
                if self.total > MAX_CELLS or self.repeated > _MAX_REPEATED:
                    raise UnreadableError(RefusalName.TOO_BIG, limit="cells", count=self.total)
                if value != "":
                    sheet.cells.update({(row, column + m): value for m in range(repeat)})
                if remark.text:
                    sheet.comments[row, column] = remark
            sheet.merges.extend(
                (row, column, row + down - 1, column + right - 1) for column, down, right in self.row_merges
            )
        self.row += self.row_repeat


_WORDS = re.compile(r"[^\W_]+")
#: How the names of days and months begin, in the two languages that offices here work in.
_NAMES = frozenset(n[:3].casefold() for n in (*DAYS, *MONTHS, *calendar.day_name, *calendar.month_name, "AM", "PM"))


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 1


def _value(attributes: Mapping[str, str], text: str) -> object:
    """The raw value of a cell from its attributes and its text as shown."""
    formula = attributes.get("table:formula", "")
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(text)):
        return formula if PICTURE[1:] in formula else CellError(text)
    if formula and not kind:
        return Uncomputed(formula)
    if kind in ("float", "currency", "percentage"):
        try:
            number = float(attributes.get("office:value", ""))
        except ValueError:
            return text
        if kind == "percentage":
            return shown(number, f'0%"{text.partition("%")[2].replace(chr(34), "")}"')
        text = " ".join(text.split())
        return seen(number, text, says_more=says_more(text))
    if kind == "date":
        day = iso_date(attributes.get("office:date-value", text))
        parts = _WORDS.findall(text)
        is_whole = isinstance(day, datetime) or len(parts) > 2
        has_words = any(part.isalpha() and part[:3].casefold() not in _NAMES for part in parts)
        if isinstance(day, date) and (not is_whole or has_words):
            has_year = is_whole or (bool(parts) and parts[-1].isdecimal())
            return ShownDay(day, text, has_year=has_year, is_whole=is_whole)
        return day
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    if kind == "time":
        match = _DURATION.fullmatch(attributes.get("office:time-value", ""))
        if match is None:
            return text
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        number = timedelta(hours=hours, minutes=minutes, seconds=seconds) / timedelta(days=1)
        return ShownNumber(number, text) if text else shown(number, "[h]:mm")
    return text or attributes.get("office:string-value", "")


def read_sheets(content: bytes) -> tuple[list[Grid], tuple[str, ...]]:
    """All sheets of an OpenDocument, and which links it carries. Raises UnreadableError.

    ``content`` is XML in which no document type or entity is defined.
    """
    reader = _Content()
    reader.run(content)
    carried = [name for name, there in (("external_link", reader.links), ("dde", reader.dde)) if there]
    grids = []
    for sheet in reader.sheets:
        rows, far = dense(sheet.cells)
        grids.append(
            Grid(
                name=sheet.name,
                rows=rows,
                far=far,
                hidden=sheet.hidden,
                comments=sheet.comments,
                merges=sheet.merges,
                drawn=sheet.drawn,
                formulas=partial(frozenset, sheet.formulas),
            )
        )
    return grids, tuple(carried)


def _saved(package: Package) -> datetime | None:
    """When a file was saved, where its description (``office:meta``) says so.

    In UTC, or without a zone, as LibreOffice writes it: what the clock of its computer showed.
    """
    try:
        meta = next(iter(children(tree(package, "meta.xml"), "meta")), None)
    except UnreadableError:  # it is missing, or none
        return None
    names = (f"{{{_DC}}}date", f"{{{_ODF % 'meta'}}}creation-date")
    texts = () if meta is None else (meta.findtext(name) for name in names)
    return next((moment(text) for text in texts if text), None)


def _is_encrypted(package: Package) -> bool:
    """Whether the sheets are encrypted; so may be a library of macros alone (OpenDocument 1.3 part 2, 3.4)."""
    entries = (
        children(tree(package, "META-INF/manifest.xml"), "file-entry") if "meta-inf/manifest.xml" in package else []
    )
    path = own_name(entries[0], "full-path") if entries else ""
    sheets = ("content.xml", "encrypted-package")
    return any(entry.get(path) in sheets and children(entry, "encryption-data") for entry in entries)


def open_ods(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """Open an .ods. Raises UnreadableError, also for one that is encrypted."""
    package = Package(data)
    if _is_encrypted(package):
        raise UnreadableError(RefusalName.PASSWORD)
    grids, links = read_sheets(package.xml("content.xml"))
    return loaded(grids, saved=_saved(package), carried=_macro(package.names) + links)


def _macro(names: Iterable[str]) -> tuple[str, ...]:
    """Whether there are macros among the parts of a file, as `Book.carried` says it."""
    parts = (name for name in names if name.startswith(("basic/", "scripts/")))
    return ("macro",) if any(not name.endswith(("/", "-lc.xml")) for name in parts) else ()
