"""Limits that are kept before any spreadsheet parser runs, and the one way out of a zip container.

A parser trusts what a file says of itself: a size that is not true, a cell at XFD1048576, an entity that expands
without end. So the sizes are checked against what really comes out, document types are refused, and cells are counted.
The limits are far above what an office sends: a group's workbook has some 6,000 cells and inflates to 1 MB.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from worksheet_kit.core.model import FileCode

MAX_PARTS = 5_000  # members of a workbook's zip container
MAX_PART = 256 * 2**20  # bytes one part may inflate to
MAX_INFLATED = 512 * 2**20  # bytes all parts may inflate to
MAX_RATIO = 400  # inflated to packed; sheets of blank styled cells reach about 60
_SMALL = 2**20  # parts below this size may have any ratio
MAX_CELLS = 2_000_000  # cells of one sheet, blank ones included

_ELEMENT = re.compile(rb"<[^?!\s]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class UnreadableError(Exception):
    """The file cannot be read as a workbook; ``name`` says why in the words of `Refusal`."""

    def __init__(self, name: str, code: FileCode | None = None, /, **data: str) -> None:
        super().__init__(name)
        self.name = name
        self.code = code
        self.data = data


class Package:
    """A zip container whose parts come out within the limits."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises UnreadableError when it is damaged or larger than allowed."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as problem:
            raise UnreadableError("damaged") from problem
        if len(members) > MAX_PARTS:
            raise UnreadableError("too_big", limit=f"{len(members)} bagian")
        if sum(info.file_size for info in members) > MAX_INFLATED:
            raise UnreadableError("too_big", limit="ukuran setelah dibuka")
        self._members = {}
        for info in members:
            if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
                raise UnreadableError("too_big", limit="ukuran setelah dibuka")
            self._members[info.filename.replace("\\", "/").lstrip("/").lower()] = info
        self._read: dict[str, bytes] = {}
        self.relations: dict[str, Mapping[str, tuple[str, str]]] = {}  # of parts, once somebody has read them

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts, in lower case, with ``/`` and none at the beginning."""
        return self._members.keys()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def part(self, name: str) -> bytes:
        """The content of one part. Raises UnreadableError when it is not there, damaged, encrypted or too large."""
        name = name.lower()
        if name not in self._read:
            info = self._members.get(name)
            if info is None:
                raise UnreadableError("damaged", detail=name)
            if info.flag_bits & 1:
                raise UnreadableError("password")
            if info.file_size > MAX_PART:
                raise UnreadableError("too_big", limit="ukuran setelah dibuka")
            try:
                # Never yields more than the size in the directory; a size that is not true fails the checksum.
                self._read[name] = self._archive.read(info)
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as problem:
                raise UnreadableError("damaged", detail=name) from problem
        return self._read[name]

    def xml(self, name: str) -> bytes:
        """The content of an XML part, in which no document type or entity is defined."""
        content = self.part(name)
        refuse_entities(content)
        return content


def refuse_entities(xml: bytes) -> None:
    """Raise UnreadableError for XML with a document type: no office program writes one, and entities can explode."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in xml[:64]:
        xml = xml.replace(b"\x00", b"")  # UTF-16: enough to see ASCII names
    root = _ELEMENT.search(xml)  # a document type stands before the first element or nowhere
    if _DOCTYPE.search(xml, 0, root.start() if root else len(xml)):
        raise UnreadableError("too_big", limit="entitas XML")


def refuse_cells(count: int) -> None:
    """Raise UnreadableError for a sheet with more cells than allowed."""
    if count > MAX_CELLS:
        raise UnreadableError("too_big", limit=f"{count} sel")


class XmlReader:
    """Runs expat over one part and calls `start` and `end` with local names; character data gathers in ``text``."""

    def __init__(self) -> None:
        self.text: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; the names of its attributes are as written."""

    def end(self, name: str) -> None:
        """An element ends."""

    def run(self, xml: bytes) -> None:
        """Parse a part. Raises UnreadableError when it is not well-formed or defines an entity."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: self.start(name.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda name: self.end(name.rpartition(":")[2])
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse_entity
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError, LookupError) as problem:
            raise UnreadableError("damaged", detail=str(problem)) from problem

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def _refuse_entity(*_: object) -> None:
    raise UnreadableError("too_big", limit="entitas XML")
