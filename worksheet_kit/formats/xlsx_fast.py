"""The cells of a sheet in one pass, where all of them have the shape that office programs give them.

Reading XML element by element takes five times as long. Nearly every program writes a cell as
``<c r="B7" s="3" t="s"><v>12</v></c>``; so a pattern finds those, and what there is of values and formulas is counted
beside it. If the figures differ, or anything else is unusual, `plain_cells` says so, and the sheet is read by
`xlsx.read_cells`. Nothing is skipped for being unknown. Element names: ECMA-376 part 1, 18.3.1.
"""

import re
from collections.abc import Callable, Sequence
from math import isfinite

from worksheet_kit.formats.grid import MAX_COLUMNS, MAX_ROWS, Cells, Spot, column_number
from worksheet_kit.formats.guard import refuse_entities

# Each pattern begins with plain text, which the regular expression engine finds at the speed of memory.
_FORMULA = re.compile(rb"<f(?: [^>]*)?(?:/>|>(?!(?:_xlfn\.)?DISPIMG\()[^<]*+</f>)")
_CELL = re.compile(  # possessive: most cells are blank, and looked at once
    rb'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]{1,5}+)")?+(?: t="([a-z]++)")?+>(<f/>)?+<v>([^<]++)</v></c>'
)
_BARE_FORMULA = b"<f/>"
_BLANK_RESULT = b' t="str"><f/><v></v></c>'
#: What is not plain among rows, and a rare character of it: one is found at the speed of memory, several are not.
_UNUSUAL = (
    (b"x", b"xmlns"),  # another vocabulary
    (b"x", b"<extLst"),
    (b"!", b"<!"),
    (b"S", b"inlineStr"),
    (b"(", b"DISPIMG("),  # a picture in a cell
    (b"-", b't="s"><v>-'),  # a shared string counted from the end, to Python
)
_ENCODING = re.compile(rb"<\?xml [^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_ITEM = re.compile(r"<si>(?:<t(?: xml:space=\"preserve\")?+>([^<]*+)</t></si>|(<r>.*?)</si>)", re.DOTALL)
_BEFORE_ITEMS = re.compile(r"\ufeff?(?:<\?xml [^<>]*\?>)?\s*<sst(?: [^<>]*)?>\s*")
_RUN = re.compile(r"<r>(?:<rPr>.*?</rPr>)?<t(?: xml:space=\"preserve\")?>([^<]*)</t></r>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"/>')
_FORMAT = re.compile(rb'<numFmt numFmtId="([0-9]{1,9})" formatCode="([^"<]*)"/>')
_STYLE = re.compile(rb'<xf numFmtId="([0-9]{1,9})" [^<>]*>')
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def plain_cells(
    xml: bytes, strings: Sequence[str], formats: Sequence[str], show: Callable[[float, str], object]
) -> Cells | None:
    """The cells of a sheet, or None where it is not plain.

    ``strings`` are the shared strings, ``formats`` what each cell style shows a number as; ``show`` makes a number of
    one of these formats what people see.
    """
    if not _is_ordinary(xml, b"</worksheet>"):
        return None
    try:
        return _plain_cells(xml, strings, formats, show)
    except (ValueError, IndexError):  # no number, no UTF-8, no such string or character
        return None


def _plain_cells(
    xml: bytes, strings: Sequence[str], formats: Sequence[str], show: Callable[[float, str], object]
) -> Cells | None:
    xml, formulas = _FORMULA.subn(_BARE_FORMULA, xml)  # nine tenths of our own sheets
    start, end = xml.find(b"<sheetData"), xml.find(b"</sheetData>")
    before, rows_xml, behind = xml[:start], xml[start:end], xml[end:]
    if not 0 < start < end or before.count(b" xmlns=") > 1 or b"<row" in behind or b"</v>" in behind:
        return None
    if b"<!" in before or b"<!" in behind or any(rare in rows_xml and mark in rows_xml for rare, mark in _UNUSUAL):
        return None
    cells = _CELL.findall(rows_xml)
    blank = rows_xml.count(_BLANK_RESULT)
    if rows_xml.count(b"</v>") != len(cells) + blank:
        return None
    columns = {letters: column_number(letters.decode()) for letters in {cell[0] for cell in cells}}
    width = max(columns.values(), default=-1) + 1
    if width > MAX_COLUMNS:
        return None
    rows: list[list[object]] = []
    computed: list[Spot] = []
    at = b""
    line: list[object] = []
    for letters, number, style, kind, formula, content in cells:
        if number != at:
            row = int(number)
            if not len(rows) < row <= MAX_ROWS:
                return None  # out of order, or so far out that it is no row of a table
            rows.extend([] for _ in range(row - len(rows) - 1))
            at, line = number, [""] * width
            rows.append(line)
        if formula:
            computed.append((len(rows) - 1, columns[letters]))
        if kind == b"s" and not formula:
            line[columns[letters]] = strings[int(content)]
        else:
            line[columns[letters]] = _value(kind, style, content, formats, show)
    return Cells(rows, computed, is_plain=True) if len(computed) + blank == formulas else None


def plain_strings(xml: bytes) -> list[str] | None:
    """The shared strings of a workbook, or None where they are not all plain."""
    if not _is_ordinary(xml, b"</sst>") or b"\r" in xml:
        return None
    try:
        before, *items = _ITEM.split(xml.decode("utf-8"))  # of each its text or its runs, and what stands behind it
        between = {text.strip() for text in {*items[2:-1:3]}}
        if not _BEFORE_ITEMS.fullmatch(before) or before.count(" xmlns=") > 1 or between - {""}:
            return None
        if not items or items[-1].strip() != "</sst>":
            return None
        pairs = zip(items[::3], items[1::3], strict=True)
        return [text if rich is None and "&" not in text else _resolved(text or _runs(rich)) for text, rich in pairs]
    except ValueError:  # no UTF-8, no such character
        return None


def _runs(rich: str) -> str:
    """The text of a string of several formats. Raises ValueError where there is more than that."""
    runs: list[str] = _RUN.findall(rich)
    if len(runs) != rich.count("<t") or len(runs) != rich.count("<r>") or "<rPh" in rich or "<!" in rich:
        raise ValueError(rich)
    return "".join(runs)


def plain_merges(xml: bytes) -> list[str] | None:
    """The merged ranges of a sheet, or None where they are not plain."""
    tail = xml[max(0, xml.rfind(b"</sheetData>")) :]
    in_extension = tail.count(b"<extLst") != tail.count(b"</extLst>")
    if not tail.startswith(b"</") or in_extension or b"<!" in tail:
        return None
    if b"mergeCell" not in tail:
        return []
    own = tail.partition(b"<extLst")[0]
    start, end = own.find(b"<mergeCells"), own.find(b"</mergeCells>")
    ranges = _MERGE.findall(own, start, end)
    if not 0 < start < end or b"xmlns" in own or len(ranges) != own.count(b"mergeCell "):
        return None
    return [text.decode() for text in ranges]


def plain_formats(xml: bytes) -> tuple[list[tuple[int, str]], list[int]] | None:
    """The number formats that a workbook defines, and the number of each cell style's, or None where not plain."""
    start, end = xml.find(b"<cellXfs"), xml.find(b"</cellXfs>")
    if not 0 < start < end or not _is_ordinary(xml, b"</styleSheet>") or b"<!" in xml:
        return None
    if xml.count(b" xmlns=", 0, end) > 1 or xml.find(b"<extLst", 0, end) >= 0:
        return None  # another vocabulary, or an extension, may have formats of its own
    codes, styles = _FORMAT.findall(xml, 0, xml.find(b"</numFmts>", 0, end)), _STYLE.findall(xml, start, end)
    if len(codes) != xml.count(b"numFmt ", 0, end) or len(styles) != xml.count(b"xf ", start, end):
        return None
    try:
        return [(int(number), _resolved(code.decode("utf-8"))) for number, code in codes], [*map(int, styles)]
    except ValueError:  # no UTF-8, no such character
        return None


def _is_ordinary(xml: bytes, end: bytes) -> bool:
    """Whether a part is in UTF-8, whole, and without a prefix to its names. Raises UnreadableError for entities."""
    refuse_entities(xml)
    head = xml[:200]
    return xml.rstrip().endswith(end) and b"\x00" not in head and not _ENCODING.search(head)


def _value(
    kind: bytes, style: bytes, content: bytes, formats: Sequence[str], show: Callable[[float, str], object]
) -> object:
    """What a cell holds, by its type, style and content. Raises ValueError where that is not plain."""
    if kind in (b"", b"n"):
        value = float(content)
        number = int(style or 0)
        shown = formats[number] if number < len(formats) else ""
        return show(value, shown) if shown or not isfinite(value) else value
    if kind == b"str":
        return _text(content)
    if kind == b"b" and content in (b"0", b"1"):
        return content == b"1"
    raise ValueError(kind)


def unescape(text: str) -> str:
    """A text of a cell without the escapes for what XML cannot hold (``_x000D_``), ECMA-376 part 1, 22.9.2.19."""
    return _ESCAPED.sub(_escaped, text) if "_x" in text else text


def _escaped(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return match[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # half a character is none


def _text(content: bytes) -> str:
    if b"\r" in content:  # XML has no such line ends: they would have to become others
        raise ValueError(content)
    return unescape(_resolved(content.decode("utf-8")))


def _resolved(text: str) -> str:
    """A text with its character references resolved. Raises ValueError for an ampersand that is none."""
    if "&" not in text:
        return text
    resolved, count = _REFERENCE.subn(_character, text)
    if count != text.count("&"):
        raise ValueError(text)
    return resolved


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    character = _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))
    # ECMA-376 is XML 1.0, whose section 2.2 has these characters and no others.
    if (
        not (character >= " " or character in "\t\n\r")
        or "\ud800" <= character <= "\udfff"
        or character in "\ufffe\uffff"
    ):
        raise ValueError(match[0])
    return character
