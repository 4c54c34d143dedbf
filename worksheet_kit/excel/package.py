"""The file of a workbook, put together once for all whom it is for: texts that name these are filled in at the end."""

import struct
import zlib
from collections.abc import Callable, Mapping
from itertools import chain

#: Stands around the role of a text that names whom a workbook is for, wherever it is to stand: half a character, which
#: no cell can hold and no file.
OWN = "\ud800"


def own_text(role: str) -> str:
    """What stands for the text with this role."""
    return f"{OWN}{role}{OWN}"


class Part:
    """A part of a workbook's file. What stands before the first of the own texts is deflated once for all files.

    ``written`` gives what is written for such a text.
    """

    def __init__(self, content: str, written: Callable[[str], str]) -> None:
        first, *self._rest = content.split(OWN)  # then role, text, role, …
        same = first.encode()
        self._written, self._crc, self._length = written, zlib.crc32(same), len(same)
        compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self._deflated = compressor.compress(same)
        if self._rest:
            self._compressor = compressor
        else:
            self._deflated += compressor.flush()

    def filled(self, own: Mapping[str, str]) -> tuple[int, int, bytes]:
        """Check sum, length and deflated bytes of the part with these texts, by role."""
        if not self._rest:
            return self._crc, self._length, self._deflated
        rest = self._rest[:]
        rest[::2] = (self._written(own[role]) for role in rest[::2])
        content, compressor = "".join(rest).encode(), self._compressor.copy()
        deflated = self._deflated + compressor.compress(content) + compressor.flush()
        return zlib.crc32(content, self._crc), self._length + len(content), deflated


class Package:
    """A finished workbook: its parts by their names, in the order of the file."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts

    def file(self, own: Mapping[str, str]) -> bytes:
        """The file with these own texts, by role: a zip archive, whose headers are those of APPNOTE.TXT 4.3.

        The library for such archives takes no member that is deflated already.
        """
        members: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for name, part in self._parts.items():
            crc, length, deflated = part.filled(own)
            # Version 2.0, no flags, deflated, midnight of 1 January 1980.
            about = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, crc, len(deflated), length, len(name), 0)
            members += b"PK\3\4", about, name.encode(), deflated
            directory += b"PK\1\2\x14\3", about, struct.pack("<3H2L", 0, 0, 0, 0o600 << 16, offset), name.encode()
            offset += 30 + len(name) + len(deflated)
        size, count = sum(map(len, directory)), len(self._parts)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, 0)
        return b"".join(chain(members, directory, (end,)))
