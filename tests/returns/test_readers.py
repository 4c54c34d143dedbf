"""Both readers of the seam, and the one in processes as on Windows: whatever a file does costs that file alone."""

from __future__ import annotations

import base64
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.gallery import TYPED, cells, workbook
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.returns import workers
from worksheet_kit.returns.here import read_here
from worksheet_kit.returns.reader import Reader, Word
from worksheet_kit.returns.workers import read_in_workers

work = workers._work


def work_on_windows(*arguments: Any) -> None:
    """The life of a worker where the system limits no memory."""
    workers._limit_memory = lambda: None
    work(*arguments)


@pytest.fixture(params=["workers", "windows", "here"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Reader:
    if request.param == "windows":
        monkeypatch.setattr(workers, "_METHOD", "spawn")
        monkeypatch.setattr(workers, "_work", work_on_windows)
    return read_here if request.param == "here" else read_in_workers


@pytest.fixture
def good(kota: Profile, tmp_path: Path) -> bytes:
    return workbook(kota, tmp_path / "a.xlsx").read_bytes()


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def mail(*attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "siti@example.org", "s@example.org", "Kiriman"
    message.set_content("Terlampir.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


HEAD = b"From: a@b\r\nTo: c@d\r\nMIME-Version: 1.0\r\n"


def attached(data: bytes, head: bytes = b"") -> bytes:
    """A mail by hand with a workbook in it, whatever else its headers say."""
    return (
        HEAD
        + head
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        + b"Content-Disposition: attachment; filename=a.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(data)
        + b"\r\n--b--\r\n"
    )


def many_entries(_: bytes) -> bytes:
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + struct.pack("<4x2H2IH", 0xFFFF, 0xFFFF, 46 * 1_200_000 % 2**32, 0, 0)
    return b"PK\x03\x04" + entry * 1_200_000 + end


def nameless(good: bytes) -> bytes:
    """Members called nothing at all, which no library writes."""
    data, directory = b"", b""
    for n, name in enumerate((b"", b"/", b"..", b"")):
        content = good + bytes([n])
        sizes = struct.pack("<3I2H", zlib.crc32(content), len(content), len(content), len(name), 0)
        directory += struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 0, 0, 0, 33) + sizes
        directory += struct.pack("<3H2I", 0, 0, 0, 0, len(data)) + name
        data += struct.pack("<4s5H", b"PK\x03\x04", 20, 0, 0, 0, 33) + sizes + name + content
    return data + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 4, 4, len(directory), len(data), 0)


def lzma_with_dictionary(good: bytes) -> bytes:
    data = bytearray(zipped([("a.xlsx", good)], zipfile.ZIP_LZMA))
    at = 30 + len("a.xlsx") + 5
    data[at : at + 4] = struct.pack("<I", 2**32 - 1)
    return bytes(data)


def lzma_damaged(good: bytes) -> bytes:
    data = bytearray(zipped([("a.xlsx", good)], zipfile.ZIP_LZMA))
    data[200:300] = b"\xff" * 100
    return bytes(data)


def unreadable_date(good: bytes) -> bytes:
    data = bytearray(zipped([("a.xlsx", good)]))
    at = data.rfind(b"PK\x01\x02")
    data[at + 12 : at + 16] = b"\xff" * 4
    return bytes(data)


def nested(deep: int) -> Callable[[bytes], bytes]:
    def make(_: bytes) -> bytes:
        head = b"".join(b"Content-Type: message/rfc822\r\n\r\nFrom: a@b\r\nTo: c@d\r\n" for _ in range(deep))
        return HEAD + head + b"\r\nx"

    return make


def nested_multipart(_: bytes) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000))
    return HEAD + opened + b"\r\nx"


def swap_in(path: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def make(good: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            return zipped(
                (name, change(archive.read(name)) if name == path else archive.read(name))
                for name in archive.namelist()
            )

    return make


def repeated_cells(_: bytes) -> bytes:
    content = (
        b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="1400">'
        b'<table:table-cell table:number-columns-repeated="1400" office:value-type="string"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped([("mimetype", mimetype), ("content.xml", content), ("META-INF/manifest.xml", b"<m/>")])


READ = "kiriman"
#: Files that hurt, and what becomes of each: the names of refusals, or a return.
HORRORS: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "directory.zip": (many_entries, {"too_big"}),
    "dictionary.zip": (lzma_with_dictionary, {"too_big"}),
    "lzma.zip": (lzma_damaged, {"damaged"}),
    "date.zip": (unreadable_date, {READ}),
    "nameless.zip": (nameless, {READ}),
    "folder with content.zip": (lambda good: zipped([("a/", good)]), {READ}),
    "one name.zip": (
        lambda good: zipped([("a.xlsx", good), ("b.xlsx", b"PK\x03\x04" + good)]),
        {READ, "stranger", "damaged", "code_missing"},
    ),
    "date 9999.eml": (lambda good: attached(good, b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n"), {READ}),
    "raw bytes.eml": (lambda good: attached(good, b"Subject: \xff\xfe\x80\r\nX-Mailer: \xe9\r\n"), {READ}),
    "forward.eml": (
        lambda _: (
            HEAD
            + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            + b"Subject: \xff yyy\r\nTo: x@y\r\n\r\nx\r\n--b--\r\n"
        ),
        {"stranger"},
    ),
    "encoded words.eml": (lambda good: attached(good, b"Subject:" + b" =?utf-8?q?a?=" * 20_000 + b"\r\n"), {READ}),
    "megabyte.eml": (
        lambda good: attached(good, b"Subject: " + b"x" * 2**20 + b"\r\nReceived: " + b"(" * 2**20 + b"\r\n"),
        {READ},
    ),
    "parameters.eml": (
        lambda _: (
            HEAD
            + b"Content-Type: application/octet-stream"
            + b"".join(b"; p*%d*=a" % n for n in range(40_000))
            + b"\r\n\r\nx"
        ),
        {"stranger", "empty"},
    ),
    "quotes.eml": (
        lambda _: HEAD + b'Content-Type: multipart/mixed; a="' + b';"' * 100_000 + b"\r\n\r\nx",
        {"stranger"},
    ),
    "parts.eml": (
        lambda _: HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\n\n" * 800_000,
        {"too_big"},
    ),
    "lines.eml": (lambda _: HEAD + b"\r\n" + b"\n" * 5_000_000, {"too_big"}),
    "forwards.eml": (nested(200), {"too_big"}),
    "multipart.eml": (nested_multipart, {"too_big"}),
    "encoding.eml": (
        lambda good: (
            HEAD
            + b"Content-Type: application/x; name=a.xlsx\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
            + b"begin 1 a\r\nM@\r\n"
        ),
        {"stranger", "empty", "csv", "damaged"},
    ),
    "rels.xlsx": (swap_in("_rels/.rels", lambda _: b"<a>" * 100_000 + b"</a>" * 100_000), {"too_big"}),
    "repeated.ods": (repeated_cells, {"too_big", "stranger", "timeout"}),
}


def folder_of(tmp_path: Path, good: bytes) -> Path:
    """The horrors between good returns, and what a file system may hold."""
    folder = tmp_path / "kiriman"
    folder.mkdir()
    for name, (make, _) in HORRORS.items():
        (folder / name).write_bytes(make(good))
    for n, name in enumerate(("0.xlsx", "m.xlsx", "z.xlsx")):
        data = bytearray(good)
        data[-2:] = struct.pack("<H", 1)
        (folder / name).write_bytes(bytes(data) + bytes([n]))  # a comment, so that no two contents are the same
    return folder


def outcome(found: Return | Refusal) -> str:
    return str(found.name) if isinstance(found, Refusal) else READ


def test_whatever_a_file_does_costs_that_file(reader: Reader, kota: Profile, good: bytes, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good)
    took: dict[str, float] = {}

    def watch(word: Word) -> None:
        name = word.file.removeprefix(f"{folder.as_posix()}/").split("!")[0]
        took[name] = took.get(name, 0) + time.monotonic() * (1 if word.ended else -1)

    found: dict[str, list[str]] = {}
    for one in reader([folder], kota, watch=watch):
        found.setdefault(one.file.removeprefix(f"{folder.as_posix()}/").split("!")[0], []).append(outcome(one))
        if isinstance(one, Return):
            assert cells(one) == TYPED
    assert found.keys() == {path.name for path in folder.iterdir()}
    wrong = {
        name: outcomes for name, outcomes in found.items() if not set(outcomes) <= HORRORS.get(name, (None, {READ}))[1]
    }
    assert wrong == {}
    assert {name: seconds for name, seconds in took.items() if seconds > 25} == {}
