"""Zip files made in a test."""

import io
import zipfile
from collections.abc import Iterable, Mapping


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files by their names; pairs may say one name twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, data)
    return out.getvalue()


def zipped_with(flag: int, method: int, name: str, content: bytes) -> bytes:
    """A zip of one member that claims this flag and this method of packing (APPNOTE 4.4.4, 4.4.5)."""
    data = bytearray(zipped({name: content}))
    at = data.rfind(b"PK\x01\x02")
    data[6] |= flag
    data[at + 8] |= flag
    data[8] = data[at + 10] = method
    return bytes(data)
