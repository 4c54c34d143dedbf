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


#: How a spreadsheet of OpenDocument begins.
CONTENT = b"<office:document-content%s>" % b"".join(
    b' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (prefix, name)
    for prefix, name in (*((n, n) for n in (b"office", b"table", b"text", b"style")), (b"draw", b"drawing"))
)


def repeating_ods(times: bytes) -> bytes:
    """An .ods with a cell that is repeated so often, in a row that is, too."""
    content = (
        b'<office:body><office:spreadsheet><table:table table:name="A">'
        b'<table:table-row table:number-rows-repeated="%s">'
        b'<table:table-cell table:number-columns-repeated="%s" office:value-type="string"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
    ) % (times, times)
    content = CONTENT + content + b"</office:document-content>"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": b"<m/>"})
