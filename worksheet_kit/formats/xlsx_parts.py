"""The parts of an .xlsx package: XML as trees, the relationships that lead from one part to another, properties.

Terms and element names: ECMA-376 part 1, and part 2 for packages.
"""

import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.formats.grid import Spot, column_number
from worksheet_kit.formats.guard import Package, UnreadableError, refuse_deep

T = TypeVar("T")

_SMALL = 2**16  # bytes
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it; ``part`` is empty for what holds no cells (a chart) or leads nowhere."""

    name: str
    hidden: bool
    part: str
    is_lost: bool = False  # it should hold cells, but its part is not there


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
    with damage_of(name):
        root: ET.Element = fromstring(xml)
    return root


def remembered(read: Callable[[bytes, str], T]) -> Callable[[bytes, str], T]:
    """What reads the XML of a part, but remembers what it made of small ones: many workbooks share them."""
    again = lru_cache(maxsize=64)(read)
    return lambda xml, part: (again if len(xml) <= _SMALL else read)(xml, part)


@contextmanager
def damage_of(part: str) -> Iterator[None]:
    """Raise UnreadableError for whatever a parser says of a part."""
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
    rels = relations_of(part)
    leads = _leads(package.xml(rels), part) if rels in package else {}
    package.relations[part] = leads
    return leads


def relations_of(part: str) -> str:
    """The part that holds the relationships of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


@remembered
def _leads(xml: bytes, part: str) -> Mapping[str, tuple[str, str]]:
    folder = part.rpartition("/")[0]
    leads: dict[str, tuple[str, str]] = {}
    for element in children(parsed(xml, relations_of(part)), "Relationship"):
        kind = _RELATIONS.fullmatch(element.get("Type", ""))
        target = element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") == "External":
            path = ""
        elif target.startswith("/"):
            path = target.lstrip("/")
        else:
            path = posixpath.normpath(posixpath.join(folder, target))
        leads[element.get("Id", "")] = (kind[1] if kind else "", path)
    return leads


def workbook_part(package: Package) -> str:
    """The name of the workbook's main part."""
    for kind, path in relations(package, "").values():
        if kind == "officeDocument" and path in package:
            return path
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    raise UnreadableError(RefusalName.DAMAGED)


def place_of(reference: str) -> Spot | None:
    """The zero-based row and column of an A1 reference, or None."""
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def number_of(element: ET.Element, attribute: str) -> int:
    """A number that an attribute holds, -1 where it holds none."""
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


def iso_date(text: str) -> object:
    """A date in ISO 8601 as date or, with a time of day, datetime; other text as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == datetime.min.time() else moment
