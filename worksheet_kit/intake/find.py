"""Which files there are: paths, folders, archives and mails become candidates, told apart by content, in a fixed order.

Nothing here is judged and nothing is opened by a spreadsheet parser: a candidate says what a file *is* (its first
bytes and, for zip containers, the names inside decide, never the extension), and carries its bytes only when it may be
a workbook. Archives and mails are opened within limits, in memory, and never written to disk.

Names are as reached from the argument, with ``/``; what lies in a container follows ``!``: ``kiriman/a.zip!b.xlsx``.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path, PurePosixPath
from typing import IO

from worksheet_kit.core.errors import UsageError
from worksheet_kit.formats.sniff import GOOGLE, HEAD, WORKBOOKS, sniff, sniff_head

# ---------------------------------------------------------------------------------------------------------------------
# Limits: far above anything an office sends, far below what hurts
# ---------------------------------------------------------------------------------------------------------------------

MAX_FILE = 64 * 2**20  # bytes of a workbook, archive or mail that is opened at all
MAX_MEMBERS = 5_000  # members of one archive
MAX_INFLATED = 512 * 2**20  # bytes that one archive may inflate to, all members together
MAX_RATIO = 400  # inflated to packed bytes of one member; a sheet of blank cells reaches about 60
MAX_ZIPS = 2  # archives within each other
MAX_MAILS = 2  # mails within each other
_TYPES = "[Content_Types].xml"  # the part every Office file has at its top


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One file that was found: what it is called, what it is, and its bytes when the reader may want them."""

    file: str  # as reached from the argument, with "/"; inside containers after "!"
    sha256: str
    kind: str  # a name of `WORKBOOKS`, else what it is instead: "pdf", "photo", "noise" …
    data: bytes = field(default=b"", repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)  # to try on an encrypted workbook
    detail: str = ""  # more of what it is, in words of a message: "video", "PowerPoint"
    sender: str = ""  # of the mail it came in
    subject: str = ""
    sent: datetime | None = None  # the mail's date, aware, UTC

    @property
    def readable(self) -> bool:
        """Whether the reader can have a try; all others are refused for what they are."""
        return self.kind in WORKBOOKS


@dataclass(frozen=True, slots=True)
class _Context:
    """What a container passes on to its members."""

    passwords: tuple[str, ...]
    zips: int = 0
    mails: int = 0
    sender: str = ""
    subject: str = ""
    sent: datetime | None = None


def find(
    paths: Iterable[str | os.PathLike[str]], *, password: str | Sequence[str] | None = None
) -> Iterator[Candidate]:
    """All candidates under files and folders, folders read recursively, in a fixed order, each physical file once.

    ``password`` (one, or several to try) opens encrypted workbooks and zip members. Raises UsageError, before anything
    is read, for a path that does not exist.
    """
    if password is None:
        passwords: tuple[str, ...] = ()
    else:
        passwords = (password,) if isinstance(password, str) else tuple(password)
    given = [Path(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise UsageError(f"Berkas atau folder {_shown(path)} tidak ditemukan. Cek tulisannya, lalu jalankan ulang.")
    return _walk(given, _Context(passwords))


def _walk(paths: Iterable[Path], context: _Context) -> Iterator[Candidate]:
    seen: set[str] = set()  # real paths: a file named twice, or reached through a link again, counts once
    for path in paths:
        for file in _files(path, seen):
            real = _real(file)
            if real not in seen:
                seen.add(real)
                yield from _from_disk(file, context)


def _files(path: Path, seen: set[str]) -> Iterator[Path]:
    """The files under a path, folders in name order; a folder reached again through a link is left out."""
    try:
        is_folder = path.is_dir() and not _is_unpacked(path)
    except OSError:
        is_folder = False
    if not is_folder:
        yield path
        return
    real = _real(path)
    if real in seen:
        return
    seen.add(real)
    try:
        inside = sorted(path.iterdir())
    except OSError:
        yield path
        return
    for file in inside:
        yield from _files(file, seen)


def _is_unpacked(folder: Path) -> bool:
    """Whether a folder is a workbook that was unpacked: some browsers and phones do so to every zip they download."""
    return (folder / _TYPES).is_file() and (folder / "xl").is_dir()


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts, always the same bytes for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _shown(path: Path) -> str:
    """The path for people and outputs: ``/`` on every system, bytes that are no text replaced."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _from_disk(path: Path, context: _Context) -> Iterator[Candidate]:
    file = _shown(path)
    try:
        if path.is_dir() and _is_unpacked(path):
            files = sorted(one for one in path.rglob("*") if one.is_file())
            if len(files) > MAX_MEMBERS or sum(one.stat().st_size for one in files) > MAX_FILE:
                yield Candidate(file=file, sha256=hashlib.sha256(b"").hexdigest(), kind="too_big")
                return
            parts = {one.relative_to(path).as_posix(): one.read_bytes() for one in files}
            yield from _from_bytes(_packed(parts), file, context)
            return
        if path.is_file():
            with path.open("rb") as stream:
                yield from _from_stream(stream, path.stat().st_size, file, context)
            return
        reason = "unreadable"  # a folder that cannot be listed, a broken link, a device
    except OSError:
        reason = "unreadable"
    yield Candidate(file=file, sha256=hashlib.sha256(b"").hexdigest(), kind=reason)


def _from_stream(stream: IO[bytes], size: int, file: str, context: _Context) -> Iterator[Candidate]:
    if size <= MAX_FILE:
        yield from _from_bytes(stream.read(MAX_FILE + 1), file, context)
        return
    # Too big to open: its first bytes still say what it is (a video, mostly), and its hash goes to the ledger.
    head = stream.read(HEAD)
    digest = hashlib.sha256(head)
    while block := stream.read(2**20):
        digest.update(block)
    kind, detail = sniff_head(head, file)
    if kind in WORKBOOKS | {"zip", "eml"}:
        kind = "too_big"
    yield _candidate(file, digest.hexdigest(), kind, context, detail=detail)


def _candidate(
    file: str, sha256: str, kind: str, context: _Context, *, detail: str = "", data: bytes = b""
) -> Candidate:
    return Candidate(
        file=file,
        sha256=sha256,
        kind=kind,
        data=data,
        detail=detail,
        passwords=context.passwords if kind in WORKBOOKS else (),
        sender=context.sender,
        subject=context.subject,
        sent=context.sent,
    )


def _from_bytes(data: bytes, file: str, context: _Context) -> Iterator[Candidate]:
    """The candidate that these bytes are, or those in them when they are an archive or a mail."""
    sha256 = hashlib.sha256(data).hexdigest()
    kind, detail = sniff(data, file)
    if kind == "zip":
        if context.zips >= MAX_ZIPS:
            yield _candidate(file, sha256, "too_deep", context)
            return
        yield from _from_zip(data, file, sha256, context)
    elif kind == "eml":
        if context.mails >= MAX_MAILS:
            yield _candidate(file, sha256, "too_deep", context)
            return
        yield from _from_mail(data, file, sha256, context)
    else:
        yield _candidate(file, sha256, kind, context, detail=detail, data=data if kind in WORKBOOKS else b"")


# ---------------------------------------------------------------------------------------------------------------------
# Containers
# ---------------------------------------------------------------------------------------------------------------------


def _from_zip(data: bytes, file: str, sha256: str, context: _Context) -> Iterator[Candidate]:
    inner = replace(context, zips=context.zips + 1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if not members:
            yield _candidate(file, sha256, "empty", context, detail="adalah arsip zip tanpa berkas")
            return
        if len(members) > MAX_MEMBERS or sum(info.file_size for info in members) > MAX_INFLATED:
            yield _candidate(file, sha256, "too_big", context)
            return
        for root in _unpacked_in(members):
            own = [info for info in members if info.filename.startswith(root)]
            try:
                parts = {info.filename.removeprefix(root): _member(archive, info, context.passwords) for info in own}
            except _UNREADABLE:
                continue  # its parts are told of one by one
            members = [info for info in members if info not in own]
            yield from _from_bytes(_packed(parts), f"{file}!{_member_name(root)}", inner)
        for info in sorted(members, key=lambda info: info.filename):
            name = f"{file}!{_member_name(info.filename)}"
            try:
                content = _member(archive, info, context.passwords)
            except _TooBigError:
                yield _candidate(name, _member_mark(sha256, info), "too_big", context)
            except _LockedError:
                yield _candidate(name, _member_mark(sha256, info), "password", context)
            except _UNREADABLE:
                yield _candidate(name, _member_mark(sha256, info), "damaged", context)
            else:
                yield from _from_bytes(content, name, inner)


class _TooBigError(Exception):
    """A member is larger than allowed, or inflates beyond reason."""


class _LockedError(Exception):
    """A member is encrypted and no password fits."""


_UNREADABLE = (
    *(_TooBigError, _LockedError, zipfile.BadZipFile, zlib.error, OSError, EOFError),
    *(NotImplementedError, ValueError, RuntimeError),
)


def _unpacked_in(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The folders in an archive that are a workbook each, which was unpacked and packed again."""
    names = [info.filename for info in members]
    roots = [name.removesuffix(_TYPES) for name in names if name.endswith(f"/{_TYPES}")]
    return [root for root in sorted(roots) if any(name.startswith(f"{root}xl/workbook.") for name in names)]


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, passwords: Sequence[str]) -> bytes:
    if info.file_size > MAX_FILE or info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
        raise _TooBigError
    if not info.flag_bits & 1:
        with archive.open(info) as stream:
            return stream.read(MAX_FILE)
    for password in passwords:
        try:
            with archive.open(info, pwd=password.encode("utf-8")) as stream:
                return stream.read(MAX_FILE)
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
    raise _LockedError


def _member_name(name: str) -> str:
    """A member's name without what could pass for a place on this machine."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    shown = "/".join(parts) or "tanpa nama"
    return shown.encode("utf-8", "replace").decode("utf-8")


def _member_mark(sha256: str, info: zipfile.ZipInfo) -> str:
    """Stands in for the hash of a member that cannot be inflated: the same for the same archive and member."""
    return hashlib.sha256(f"{sha256}!{info.filename}".encode("utf-8", "replace")).hexdigest()


def _from_mail(data: bytes, file: str, sha256: str, context: _Context) -> Iterator[Candidate]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    inner = replace(
        context,
        mails=context.mails + 1,
        sender=_header(message, "from") or context.sender,
        subject=_header(message, "subject") or context.subject,
        sent=_sent(message) or context.sent,
    )
    found = False
    names: dict[str, int] = {}
    for part in _attachments(message):
        found = True
        name, content = _attachment(part)
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:  # two attachments of one name are two files
            path = PurePosixPath(name)
            name = f"{path.stem} ({names[name]}){path.suffix}"
        yield from _from_bytes(content, f"{file}!{name}", inner)
    if not found:
        if GOOGLE.search(_body(message)):
            yield _candidate(file, sha256, "link", inner)
        else:
            yield _candidate(file, sha256, "stranger", inner, detail="surat tanpa lampiran")


def _body(message: EmailMessage) -> str:
    """What a mail says, as far as it can be read."""
    try:
        part = message.get_body(("plain", "html"))
        return "" if part is None else str(part.get_content())
    except (ValueError, AttributeError, IndexError, TypeError, LookupError):
        return ""


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    """Everything in a mail that is a file: what is named or marked as attached, and mails attached as such."""
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _attachments(part)
        return
    try:
        named = message.get_filename() is not None or message.get_content_disposition() == "attachment"
    except (ValueError, AttributeError, IndexError, TypeError):  # the parser stumbles over broken headers
        named = True
    kind = message.get_content_type()
    if named or kind == "message/rfc822" or message.get_content_maintype() in ("application", "image"):
        yield message


def _attachment(part: EmailMessage) -> tuple[str, bytes]:
    try:
        name = _member_name(part.get_filename() or "").replace("!", "_")
    except (ValueError, AttributeError, IndexError, TypeError):
        name = "tanpa nama"
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return name, payload
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], email.message.Message):
        return (name if name != "tanpa nama" else "surat.eml"), inner[0].as_bytes()
    return name, b""


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message.get(name, "")
        text = str(value)
    except (ValueError, AttributeError, IndexError, TypeError):
        return ""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:200]


def _sent(message: EmailMessage) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(str(message.get("date", "")))
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
