"""What lies over the cells of an .xlsx sheet, or in them as a picture: comments, shapes, embedded objects.

Element names: ECMA-376 part 1, 18.3 (worksheets), 20.5.2 (spreadsheet drawings), 21.1.2 (text) and 21.4 (diagrams).
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence

from worksheet_kit.formats.grid import Comment, Spot
from worksheet_kit.formats.guard import Package
from worksheet_kit.formats.xlsx_parts import children, local, number_of, own_name, place_of, related, relations, tree


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

    ``part`` is the sheet's, ``sheet`` makes its tree.
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
    kinds = {n: types.get(number_of(element, "s"), "") for n, element in enumerate(children(values, "rv"))}
    blocks = [
        block
        for future in children(metadata, "futureMetadata")
        if future.get("name") == "XLRICHVALUE"
        for block in children(future, "bk")
    ]
    rich = {
        n: kinds.get(number_of(element, "i"), "")
        for n, block in enumerate(blocks)
        for element in block.iter(own_name(values, "rvb"))
    }
    named = children(metadata, "valueMetadata", "bk")
    return frozenset(
        n
        for n, block in enumerate(named, 1)
        for element in children(block, "rc")
        if rich.get(number_of(element, "v"), "").lower() in ("_localimage", "_webimage")
    )


def lost_parts(package: Package, sheet: str) -> tuple[str, ...]:
    """What a sheet says that it has, but is not there: ``comments``, ``drawing``."""
    kinds = {"comments": "comments", "threadedComment": "comments", "drawing": "drawing"}
    gone = {kinds[kind] for kind, path in relations(package, sheet).values() if kind in kinds and path not in package}
    return tuple(sorted(gone))
