"""Limits that are kept before any spreadsheet parser runs, and the one way out of a zip container.

A parser trusts what a file says of itself: a size that is not true, a cell at XFD1048576, an entity that expands
without end. So the sizes are checked against what really comes out, document types are refused, and cells are counted.
The limits are far above what an office sends: a group's workbook has some 6,000 cells and inflates to 1 MB.
"""

import bz2
import contextlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import IO
from xml.parsers import expat

from worksheet_kit.core.facts import Datum, RefusalName
from worksheet_kit.core.model import FileCode

MAX_MEMBERS = 5_000  # members of a zip container, be it a workbook or an archive
MAX_MEMBER = 256 * 2**20  # bytes one member may inflate to
MAX_INFLATED = 512 * 2**20  # bytes all members that are read may inflate to
MAX_RATIO = 400  # inflated to packed; sheets of blank styled cells reach about 60
MAX_CELLS = 2_000_000  # cells of one sheet, blank ones included
MAX_DEPTH = 256  # elements within each other; freeing a deeper tree can exhaust a small stack
_SMALL = 2**20  # members below this size may have any ratio
_AT_ONCE = 2**16  # packed bytes of a member that may be deflated at once: 1,032 times as many come of it at most
_ENTRY = b"PK\x01\x02"  # begins every entry of a zip container's directory
_MAX_ENTRIES = 50_000  # such beginnings in a file that is looked into at all: containers in containers have some, too
_MAX_DICTIONARY = 64 * 2**20  # bytes an LZMA member may ask for before it gives the first one

_ELEMENT = re.compile(rb"<[^?!\s]")
_DECLARED = re.compile(rb"\bxmlns:?([\w.-]*)\s*=\s*[\"']([\x20-\x7e]*?)[\"']")
_ROOT = 8_192  # bytes at the beginning, in which programs declare their namespaces
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class UnreadableError(Exception):
    """The file cannot be read as a workbook; ``rows`` are the filled rows in it, where that is known."""

    def __init__(self, name: RefusalName, code: FileCode | None = None, /, **data: Datum) -> None:
        super().__init__(name)
        self.name = name
        self.code = code
        self.rows = 0
        self.data = data


class Archive:
    """A zip container: opened once its size is judged, and members come out of it only within the limits."""

    def __init__(self, content: bytes | IO[bytes], entries: int | None = None) -> None:
        """Open it. ``entries`` is what `count_entries` gives for a stream. Raises UnreadableError."""
        if entries is None:
            entries = count_entries(content) if isinstance(content, bytes) else 0
        if entries > _MAX_ENTRIES:
            raise UnreadableError(RefusalName.TOO_BIG, limit="members", count=entries)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)
            self.members: Sequence[zipfile.ZipInfo] = self._zip.infolist()
        except (*_DAMAGE, NotImplementedError) as problem:
            raise UnreadableError(RefusalName.DAMAGED) from problem
        if len(self.members) > MAX_MEMBERS:
            raise UnreadableError(RefusalName.TOO_BIG, limit="members", count=len(self.members))

    def read(self, info: zipfile.ZipInfo, passwords: Sequence[str] = (), most: int | None = None) -> bytes:
        """The content of a member of at most ``most`` bytes (default `MAX_MEMBER`).

        Raises UnreadableError: ``too_big``, ``password``, ``locked_zip`` (AES), ``packed`` (a method that is not
        opened here) or ``damaged``.
        """
        size, limit = info.file_size, MAX_MEMBER if most is None else most
        if max(size, info.compress_size) > limit or (size > _SMALL and size > MAX_RATIO * max(1, info.compress_size)):
            raise UnreadableError(RefusalName.TOO_BIG, limit="inflated")
        if info.compress_type == _AES:
            raise UnreadableError(RefusalName.LOCKED_ZIP)
        if not info.flag_bits & 1:
            return self._inflate(info, None)
        for password in passwords:
            try:
                return self._inflate(info, password.encode("utf-8"))
            except UnreadableError:
                continue  # a wrong password shows as damage, too
        raise UnreadableError(RefusalName.PASSWORD, given=int(bool(passwords)))

    def head(self, info: zipfile.ZipInfo, most: int) -> bytes:
        """The first bytes of a member, empty where only all of it can be had. Raises UnreadableError (``damaged``)."""
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return b""
        try:
            with self._zip.open(info) as stream:
                return stream.read(most)
        except _DAMAGE as problem:
            raise UnreadableError(RefusalName.DAMAGED, detail=info.filename[:200]) from problem

    def _inflate(self, info: zipfile.ZipInfo, password: bytes | None) -> bytes:
        """Never gives more than the size in the directory; a size that is not true fails the checksum."""
        try:
            if info.compress_type in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) and password is None:
                return _inflated(self._packed(info), info)
            with self._zip.open(info, pwd=password) as stream:
                is_small = info.compress_type == zipfile.ZIP_DEFLATED and info.compress_size <= _AT_ONCE
                content = _deflated(self._packed(info), info) if is_small and password is None else None
                return stream.read() if content is None else content
        except NotImplementedError as problem:
            raise UnreadableError(RefusalName.PACKED) from problem
        except _DAMAGE as problem:
            raise UnreadableError(RefusalName.DAMAGED, detail=info.filename[:200]) from problem

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        """A member as it stands in the container, behind its local header (APPNOTE.TXT 4.3.7)."""
        stream = self._zip.fp
        assert stream is not None
        stream.seek(info.header_offset)
        name, extra = struct.unpack("<26x2H", stream.read(30))
        stream.seek(info.header_offset + 30 + name + extra)
        return stream.read(info.compress_size)


def _deflated(packed: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """What a deflated member holds, in one step into memory of the right size; None where that is not as it says."""
    try:
        content = zlib.decompress(packed, -zlib.MAX_WBITS, info.file_size)
    except zlib.error:
        return None
    return content if len(content) == info.file_size and zlib.crc32(content) == info.CRC else None


def _inflated(packed: bytes, info: zipfile.ZipInfo) -> bytes:
    """What a bzip2 or LZMA member holds. Raises UnreadableError, and what the decompressors raise.

    `zipfile` inflates these a packed piece at a time, however much comes of it: 150 bytes of bzip2 can be 200 MB.
    """
    if info.compress_type == zipfile.ZIP_BZIP2:
        content = bz2.BZ2Decompressor().decompress(packed, info.file_size + 1)
    else:
        # APPNOTE.TXT 5.8.8: version, size of the properties (5), then lc + 9 * (lp + 5 * pb) and the dictionary's size.
        size, mixed, dictionary = struct.unpack_from("<2xHBI", packed)
        if size != 5:
            raise ValueError(size)
        if dictionary > _MAX_DICTIONARY:
            raise UnreadableError(RefusalName.TOO_BIG, limit="memory")
        lp_pb, lc = divmod(mixed, 9)
        pb, lp = divmod(lp_pb, 5)
        method = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}
        content = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[method]).decompress(packed[9:], info.file_size + 1)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise zipfile.BadZipFile
    return content


_AES = 99  # the method WinZip and 7-Zip write for members encrypted with AES
#: What a zip container that is damaged makes the standard library raise.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, IndexError, RuntimeError, LookupError),
)


def count_entries(content: bytes | IO[bytes]) -> int:
    """How many entries the directory of a zip container can have at most, without listing it."""
    if isinstance(content, bytes):
        return content.count(_ENTRY)
    content.seek(0)
    count, rest = 0, b""
    while block := content.read(2**20):
        block = rest + block
        count += block.count(_ENTRY)
        rest = block[1 - len(_ENTRY) :]
    content.seek(0)
    return count


class Package:
    """A zip container whose parts come out within the limits."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises UnreadableError when it is damaged or larger than allowed."""
        self._archive = Archive(data)
        if sum(info.file_size for info in self._archive.members) > MAX_INFLATED:
            raise UnreadableError(RefusalName.TOO_BIG, limit="inflated")
        self._members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._archive.members}
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
                raise UnreadableError(RefusalName.DAMAGED, detail=name)
            self._read[name] = self._archive.read(info)
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
        raise UnreadableError(RefusalName.TOO_BIG, limit="entities")


def refuse_deep(xml: bytes) -> None:
    """Raise UnreadableError for XML of more than `MAX_DEPTH` elements within each other, before a tree is made of it.

    Office programs nest some ten levels. XML that is not well-formed passes: whoever makes the tree says so.
    """
    if xml.count(b"<") <= MAX_DEPTH:
        return
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        refuse_depth(depth)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = _refuse_entity
    with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(xml, True)


def refuse_depth(depth: int) -> None:
    """Raise UnreadableError for an element that has more than `MAX_DEPTH` around it."""
    if depth > MAX_DEPTH:
        raise UnreadableError(RefusalName.TOO_BIG, limit="elements", count=MAX_DEPTH)


def refuse_cells(count: int) -> None:
    """Raise UnreadableError for a sheet with more cells than allowed."""
    if count > MAX_CELLS:
        raise UnreadableError(RefusalName.TOO_BIG, limit="cells", count=count)


class XmlReader:
    """Runs expat over one part and calls `start` and `end`; character data gathers in ``text``.

    Without ``vocabularies`` only for elements of the root's namespace, by their local names; what others and extensions
    hold is passed over as a whole. With them for all elements: names of elements and attributes have the prefix that
    ``vocabularies`` gives their namespace.
    """

    vocabularies: Mapping[str, str] = MappingProxyType({})

    def __init__(self) -> None:
        self.text: list[str] | None = None
        self._namespace: str | None = None
        self._foreign = 0  # depth inside an element of another namespace
        self._names: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def run(self, xml: bytes) -> None:
        """Parse a part. Raises UnreadableError when it is not well-formed or defines an entity."""
        are_usual = self._has_usual_prefixes(xml)
        parser = expat.ParserCreate(namespace_separator=None if are_usual else " ")
        parser.buffer_text = True
        if are_usual:
            parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        elif self.vocabularies:
            parser.StartElementHandler, parser.EndElementHandler = self._start_named, self._end_named
        else:
            parser.StartElementHandler, parser.EndElementHandler = self._start_own, self._end_own
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse_entity
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError, LookupError) as problem:
            raise UnreadableError(RefusalName.DAMAGED, detail=str(problem)) from problem

    def _has_usual_prefixes(self, xml: bytes) -> bool:
        """Whether all names have the prefixes of ``vocabularies`` as they are written, which saves a quarter."""
        declared = [(prefix.decode(), uri.decode()) for prefix, uri in _DECLARED.findall(xml[:_ROOT])]
        taken = {*self.vocabularies.values()}
        in_names = xml.count(b":xmlns:")  # as in urn:oasis:names:tc:opendocument:xmlns:table:1.0
        if not declared or not taken or xml.count(b"xmlns") - in_names != len(declared):
            return False
        return all(self.vocabularies.get(uri, "" if prefix in taken else prefix) == prefix for prefix, uri in declared)

    def _named(self, name: str) -> str:
        prefixed = self._names.get(name)
        if prefixed is None:
            namespace, _, bare = name.rpartition(" ")
            prefixed = self._names[name] = f"{self.vocabularies.get(namespace, '')}:{bare}"
        return prefixed

    def _start_named(self, name: str, attributes: Mapping[str, str]) -> None:
        self.start(self._named(name), {self._named(key): value for key, value in attributes.items()})

    def _end_named(self, name: str) -> None:
        self.end(self._named(name))

    def _start_own(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, bare = name.rpartition(" ")
        if self._namespace is None:
            self._namespace = namespace
        if self._foreign or namespace != self._namespace or bare == "extLst":
            self._foreign += 1
        else:
            self.start(bare, attributes)

    def _end_own(self, name: str) -> None:
        if self._foreign:
            self._foreign -= 1
        else:
            self.end(name.rpartition(" ")[2])

    def _characters(self, text: str) -> None:
        if self.text is not None and not self._foreign:
            self.text.append(text)


def _refuse_entity(*_: object) -> None:
    raise UnreadableError(RefusalName.TOO_BIG, limit="entities")
