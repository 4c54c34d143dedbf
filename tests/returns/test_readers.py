"""Both readers of the seam, and the one in processes as on Windows: whatever a file does costs that file alone."""

from __future__ import annotations

import base64
import io
import os
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.gallery import TYPED, cells, workbook
from tests.returns.test_workers import Clock
from tests.zips import repeating_ods, zipped
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import FileCode, Profile, Refusal, Return
from worksheet_kit.intake import containers, members
from worksheet_kit.intake.candidate import Candidate, Envelope
from worksheet_kit.intake.letter import Letter
from worksheet_kit.returns import read as reading
from worksheet_kit.returns import workers
from worksheet_kit.returns.here import read_here
from worksheet_kit.returns.reader import Limits, Reader, Word, addressed
from worksheet_kit.returns.workers import read_in_workers

work = workers._work


def work_on_windows(*arguments: Any) -> None:
    """The life of a worker where the system limits no memory."""
    workers._limit_memory = lambda: None
    work(*arguments)


@pytest.fixture(params=["workers", "windows", "here"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Reader:
    if request.param == "windows":
        monkeypatch.setattr(workers, "METHOD", "spawn")
        monkeypatch.setattr(workers, "_work", work_on_windows)
    return read_here if request.param == "here" else read_in_workers


@pytest.fixture
def good(kota: Profile, tmp_path: Path) -> bytes:
    return workbook(kota, tmp_path / "a.xlsx").read_bytes()


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
    return repeating_ods(b"1400")


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


@pytest.mark.sampled
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
    assert {name: seconds for name, seconds in took.items() if seconds > 300} == {}


# --- words, and what they are good for --------------------------------------------------------------------------------


def names(found: Iterable[Return | Refusal], folder: Path) -> dict[str, str]:
    return {one.file.removeprefix(f"{folder.as_posix()}/"): outcome(one) for one in found}


def test_each_file_begins_and_ends_and_containers_hold_their_members(
    reader: Reader, kota: Profile, good: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped([("surat.eml", mail(("isian.xlsx", good))), ("b.pdf", b"%PDF-")]))
    words: list[str] = []

    def watch(word: Word) -> None:
        words.append(("/" if word.ended else "") + word.file.rpartition("/")[2].rpartition("!")[2])
        assert len(word.sha256) == 64

    list(reader([folder], kota, watch=watch))
    opened = ["a.zip", "b.pdf", "/b.pdf", "surat.eml", "isian.xlsx", "/isian.xlsx", "/surat.eml", "/a.zip"]
    assert words == opened


@pytest.mark.sampled
def test_identical_contents_are_read_once(reader: Reader, kota: Profile, good: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped([("x.xlsx", good), ("y.xlsx", good)]))
    (folder / "b.xlsx").write_bytes(good)
    (folder / "c.eml").write_bytes(mail(("z.xlsx", good)))
    read: list[Word] = []
    found = list(reader([folder], kota, watch=lambda word: read.append(word) if word.result else None))
    assert len(read) == 1
    assert names(found, folder) == dict.fromkeys(("a.zip!x.xlsx", "a.zip!y.xlsx", "b.xlsx", "c.eml!z.xlsx"), READ)
    for one in found:
        assert isinstance(one, Return)
        assert {place.file for place in one.identity_places.values()} == {one.file}
        assert one.sender == ("siti@example.org" if one.file.endswith("z.xlsx") else "")


def test_what_was_kept_is_not_read_again_and_what_was_late_is_not_tried(
    kota: Profile, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a browser goes on after it had to end its worker."""
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(good)
    (folder / "b.zip").write_bytes(zipped([("c.xlsx", good), ("d.xlsx", good[:-2] + b"\x01\x00x")]))
    (folder / "e.eml").write_bytes(mail(("f.xlsx", good)))
    words: list[Word] = []
    first = list(read_here([folder], kota, watch=words.append))
    kept = {word.sha256: word.result for word in words if word.result is not None}
    late = {word.sha256: RefusalName.TIMEOUT for word in words if word.file.endswith("!d.xlsx")}
    late |= {word.sha256: RefusalName.CRASH for word in words if word.file.endswith("e.eml")}

    def not_again(*_: object) -> Return:
        raise AssertionError("read again")

    monkeypatch.setattr(reading, "read", not_again)
    again = list(read_here([folder], kota, kept=kept, late=late))
    assert first[:2] == again[:2]
    assert names(again, folder) == {"a.xlsx": READ, "b.zip!c.xlsx": READ, "b.zip!d.xlsx": "timeout", "e.eml": "crash"}


@pytest.mark.parametrize("limits", [Limits(run=-1.0), Limits(run_bytes=-1)])
def test_a_run_has_a_budget(kota: Profile, good: bytes, tmp_path: Path, limits: Limits) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-")
    for read in (read_here, read_in_workers):
        found = list(read([tmp_path], kota, limits=limits))
        assert names(found, tmp_path) == dict.fromkeys(("a.xlsx", "b.pdf"), "timeout" if limits.run < 0 else "too_big")
        assert all(isinstance(one, Refusal) and one.data["whole"] == 1 for one in found)


def test_a_container_has_a_budget_of_time(kota: Profile, good: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(zipped([("c.xlsx", good)]))
    for read in (read_here, read_in_workers):
        found = list(read([tmp_path / "b.zip"], kota, limits=Limits(source=-1.0)))
        assert names(found, tmp_path) == {"b.zip": "timeout"}
        assert isinstance(found[0], Refusal)
        assert str(found[0].data["since"]).endswith("b.zip!c.xlsx")


@pytest.mark.parametrize(("limit", "words"), [("MAX_FILES", "members"), ("MAX_INFLATED", "inflated")])
def test_a_container_has_a_budget_of_files_and_bytes(
    kota: Profile, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(containers, limit, 2 if limit == "MAX_FILES" else len(good))
    inner = zipped([("a.xlsx", good), ("b.xlsx", good), ("c.xlsx", good)])
    (tmp_path / "b.zip").write_bytes(zipped([("d.zip", inner)]))
    found = list(read_here([tmp_path / "b.zip"], kota))
    assert outcome(found[-1]) == "too_big"
    assert isinstance(found[-1], Refusal)
    assert found[-1].data["limit"] == words
    assert found[-1].file == f"{tmp_path.as_posix()}/b.zip"


# --- what happens while a container is opened -------------------------------------------------------------------------

forked = pytest.mark.skipif(sys.platform != "linux", reason="misbehaviour is planted in the worker by forking")


@forked
@pytest.mark.parametrize(
    ("act", "reason"),
    [(os.abort, "crash"), (lambda: time.sleep(600), "timeout"), (lambda: bytearray(2**35), "too_big")],
)
def test_a_container_that_takes_its_worker_with_it_costs_itself(
    kota: Profile,
    good: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[], object],
    reason: str,
) -> None:
    honest = members.read_eml

    def read_eml(data: bytes) -> Letter:
        if b"misbehave" in data:
            act()
        return honest(data)

    monkeypatch.setattr(members, "read_eml", read_eml)
    folder = tmp_path / "k"
    folder.mkdir()
    bad = mail(("x.xlsx", good)).replace(b"Kiriman", b"misbehave")
    (folder / "a.zip").write_bytes(zipped([("1.eml", mail(("x.xlsx", good))), ("2.eml", bad), ("3.xlsx", good)]))
    (folder / "b.eml").write_bytes(bad.replace(b"siti", b"budi"))
    (folder / "c.xlsx").write_bytes(good)
    watch = Clock(monkeypatch, runs=False).run_at("a.zip!2.eml", "b.eml")
    found = list(read_in_workers([folder], kota, limits=Limits(file=1.5), workers=1, watch=watch))
    assert [(one.file.removeprefix(f"{folder.as_posix()}/"), outcome(one)) for one in found] == [
        ("a.zip!1.eml!x.xlsx", READ),
        ("a.zip!2.eml", reason),
        ("a.zip!3.xlsx", READ),
        ("b.eml", reason),
        ("c.xlsx", READ),
    ]


@forked
def test_a_member_that_takes_its_worker_with_it_costs_itself(
    kota: Profile, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = reading.read

    def read(candidate: Candidate, profile: Profile, known: reading.Known) -> Return | Refusal:
        if candidate.file.endswith(("b.xlsx", "d.xlsx")):
            os.abort()
        return honest(candidate, profile, known)

    monkeypatch.setattr(reading, "read", read)
    members = [(f"{name}.xlsx", good[:-2] + b"\x01\x00" + name.encode()) for name in "abcde"]
    (tmp_path / "z.zip").write_bytes(zipped(members))
    found = list(read_in_workers([tmp_path / "z.zip"], kota))
    assert [outcome(one) for one in found] == [READ, "crash", READ, "crash", READ]


@pytest.mark.sampled
def test_a_folder_too_deep_costs_that_folder(reader: Reader, kota: Profile, good: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "z.xlsx").write_bytes(good)
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(1_500):  # deeper than a path can say
            Path("dalam").mkdir()
            os.chdir("dalam")
    finally:
        os.chdir(here)
    found = list(reader([folder], kota))
    assert [outcome(one) for one in found] == ["too_deep", READ]
    remove_deep(folder / "dalam")


def remove_deep(folder: Path) -> None:
    """Take away folders within each other: the standard library cannot, where a path is too long."""
    here = Path.cwd()
    os.chdir(folder.parent)
    name, depth = folder.name, 0
    while Path(name).is_dir():
        os.chdir(name)
        name, depth = "dalam", depth + 1
    for _ in range(depth):
        os.chdir("..")
        Path("dalam").rmdir()
    os.chdir(here)


def test_a_path_that_is_not_there_is_said_before_anything_is_read(
    reader: Reader, kota: Profile, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="tidak ditemukan"):
        reader([tmp_path, tmp_path / "tiada"], kota)


@pytest.mark.parametrize(("hour", "believed"), [(1, True), (3, True), (5, False), (24 * 2_000, False)])
def test_a_file_saved_after_its_mail_was_sent_has_no_known_time(hour: int, believed: bool) -> None:
    """Clocks and time zones may be some hours apart, not more."""
    mailed = datetime(2025, 6, 4, 1, tzinfo=UTC)
    saved = mailed + timedelta(hours=hour)
    code = FileCode(edition="WNS25", stage=2, recipient="TATA", revision=0, check="0000")
    envelope = Envelope(sent=mailed)
    candidate = Candidate(file="a.eml!b.xlsx", sha256="", kind="xlsx", envelope=envelope)
    came = addressed(Return(file="b.xlsx", sha256="", code=code, saved=saved), candidate)
    assert isinstance(came, Return)
    assert came.saved == (saved if believed else None)
    told = [fact.place.file for fact in came.facts if fact.name == "saved_too_late"]
    assert told == ([] if believed else ["a.eml!b.xlsx"])
