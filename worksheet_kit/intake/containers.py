"""What is in a source: archives, mails, mailboxes and chats are opened within limits, in memory, never on disk.

`unpack` gives what it finds step by step, in a fixed order, so that a reading that was broken off can go on where it
stood. Whatever a member does costs that member, whatever a container does costs the container: nothing is raised.

A member's name follows ``!``: ``kiriman/a.zip!b.xlsx``. No name of it passes for a place on this machine.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from worksheet_kit.core.facts import Datum, RefusalName
from worksheet_kit.formats.guard import MAX_INFLATED, MAX_MEMBERS, Archive, UnreadableError, count_entries
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import GOOGLE, HEAD, sniff, sniff_archive, sniff_head
from worksheet_kit.intake import chat
from worksheet_kit.intake.candidate import Candidate, Closing, Envelope, Opening, Position, Source, Step
from worksheet_kit.intake.find import CONTENT_TYPES
from worksheet_kit.intake.letter import Letter, is_deleted, read_eml, split_mailbox
from worksheet_kit.intake.outlook import read_msg

MAX_FILE = 64 * 2**20  # bytes of a workbook or mail that is opened at all
MAX_CONTAINER = 2 * 2**30  # bytes of an archive or mailbox, which are opened where they lie
MAX_FILES = 20_000  # files in one source, however they are nested
_HASHED = 256 * 2**20  # bytes of a file of no use that are worth a hash
_LAST = 2**31  # the place of what is said of a container itself, behind its members
_NO_HASH = hashlib.sha256(b"").hexdigest()

#: How often containers of a kind may lie within each other.
_NESTED = {"zip": 2, "mail": 2, "mailbox": 1}
_GROUP = {"zip": "zip", "eml": "mail", "msg": "mail", "mbox": "mailbox"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a source is taken apart."""

    passwords: tuple[str, ...] = ()  # to try on members and workbooks
    zone: tzinfo = UTC  # of the clocks that chats give times by
    seconds: float = float("inf")  # all there are for a source; what is left then is told of in one line
    spent: float = 0.0  # of these, before it was broken off
    avoid: frozenset[Position] = frozenset()  # containers that are passed over: told of elsewhere
    late: Mapping[str, str] = field(default_factory=dict)  # sha256 of a container not to be opened -> why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A file in a container. What its reading raises costs it alone."""

    name: str
    read: Callable[[], bytes] = bytes
    head: Callable[[], bytes] = bytes  # its first bytes
    letter: Callable[[], Letter] | None = None  # a mail that came apart with the one it was attached to
    mark: str = ""  # tells it from others where it cannot be read
    envelope: Envelope = field(default_factory=Envelope)
    kind: str = ""  # where its container knows what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Container:
    """A container that is to be opened."""

    content: bytes | IO[bytes] = b""
    letter: Callable[[], Letter] | None = None
    entries: int | None = None  # of a zip container that is a stream
    file: str
    sha256: str
    position: Position
    envelope: Envelope
    nested: Mapping[str, int]
    left_out: list[str] | None = None  # of a mailbox: what is passed over in its mails, told of once

    def remark(self, kind: str, **more: Any) -> Candidate:
        """A remark about the container itself, which goes on as a file that nobody reads."""
        own = {"file": self.file, "sha256": self.sha256, "envelope": self.envelope, "position": (*self.position, _LAST)}
        return Candidate(kind=kind, **{**own, **more})


class _SpentError(UnreadableError):
    """A budget of the source is used up: what is left of it is told of in one line."""


def unpack(source: Source, terms: Terms) -> Iterator[Step]:
    """Everything a source holds, step by step. Never raises for what is in it."""
    walk = _Walk(terms)
    try:
        yield from walk.source(source)
    except Exception as problem:
        kind, words = _reason(problem)
        if isinstance(problem, _SpentError):
            words = {**words, "since": walk.at}
        yield Candidate(file=source.file, sha256=walk.sha256, kind=kind, words=words, position=(_LAST,))


def _reason(problem: Exception) -> tuple[str, Mapping[str, Datum]]:
    """What a file is refused as when opening it raised this."""
    if isinstance(problem, UnreadableError):
        return problem.name, problem.data
    if isinstance(problem, MemoryError):
        return "too_big", {}
    if isinstance(problem, RecursionError):
        return "too_deep", {}
    if isinstance(problem, OSError):
        return "unreadable", {}
    return "crash", {"detail": f"{type(problem).__name__}: {problem}"[:200]}


class _Walk:
    """The taking apart of one source."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.until = time.monotonic() + terms.seconds - terms.spent
        self.inflated = self.files = 0
        self.at = ""  # the file it has come to
        self.sha256 = _NO_HASH  # of the source, once it is known

    # -- on disk -----------------------------------------------------------------------------------------------------

    def source(self, source: Source) -> Iterator[Step]:
        self.at = source.file
        if source.reason:
            yield Candidate(file=source.file, sha256=_NO_HASH, kind=source.reason, words=source.words, position=(0,))
            return
        if source.is_chat:
            yield from self._chat_folder(source)
            return
        path = Path(source.path)
        if source.parts:
            sizes = [(path / part).stat().st_size for part in source.parts[: MAX_MEMBERS + 1]]
            if len(sizes) > MAX_MEMBERS or sum(sizes) > MAX_FILE:
                raise UnreadableError(RefusalName.TOO_BIG)
            data = _packed({part: (path / part).read_bytes() for part in source.parts})
            yield from self._content(data, source.file, (0,), Envelope())
            return
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size <= MAX_FILE:
                yield from self._content(stream.read(MAX_FILE + 1), source.file, (0,), Envelope())
            else:
                yield from self._large(stream, size, source.file)

    def _large(self, stream: IO[bytes], size: int, file: str) -> Iterator[Step]:
        """A file too large for memory: an archive or a mailbox is opened where it lies, all others are only named."""
        head = stream.read(HEAD)
        kind, detail = sniff_head(head, file)
        entries = None
        if kind == "zip" and size <= MAX_CONTAINER:
            entries = count_entries(stream)
            kind, detail = sniff_archive(Archive(stream, entries))
        if kind in WORKBOOKS | {"eml", "msg"} or (kind in _GROUP and size > MAX_CONTAINER):
            kind = "too_big"
        hashed = kind in _GROUP or size <= _HASHED
        sha256 = _hash(stream) if hashed else hashlib.sha256(head + str(size).encode()).hexdigest()
        self.sha256 = sha256
        if kind in _GROUP:
            container = _Container(
                content=stream, entries=entries, file=file, sha256=sha256, position=(0,), envelope=Envelope(), nested={}
            )
            yield from self._open(kind, container)
        else:
            yield Candidate(file=file, sha256=sha256, kind=kind, detail=detail, position=(0,))

    # -- in memory ---------------------------------------------------------------------------------------------------

    def _content(
        self,
        data: bytes,
        file: str,
        position: Position,
        envelope: Envelope,
        *,
        outer: _Container | None = None,
        kind: str = "",
    ) -> Iterator[Step]:
        """The candidate that these bytes are, or what is in them when they are a container."""
        sha256 = hashlib.sha256(data).hexdigest()
        if outer is None:
            self.sha256 = sha256
        detail = ""
        if not kind:
            kind, detail = sniff(data, file)
        if kind in _GROUP:
            container = _Container(
                content=data,
                file=file,
                sha256=sha256,
                position=position,
                envelope=envelope,
                nested={} if outer is None else outer.nested,
                left_out=None if outer is None else outer.left_out,
            )
            yield from self._open(kind, container)
        else:
            is_workbook = kind in WORKBOOKS
            yield Candidate(
                file=file,
                sha256=sha256,
                kind=kind,
                data=data if is_workbook else b"",
                passwords=self.terms.passwords if is_workbook else (),
                detail=detail,
                envelope=envelope,
                position=position,
            )

    def _open(self, kind: str, container: _Container) -> Iterator[Step]:
        """Open a container: whatever that raises is said of it, in a line behind what came out of it before."""
        sha256, position, group = container.sha256, container.position, _GROUP[kind]
        if position in self.terms.avoid:
            return
        if sha256 in self.terms.late:
            yield container.remark(self.terms.late[sha256])
            return
        if container.nested.get(group, 0) >= _NESTED[group]:
            yield container.remark("too_deep")
            return
        nested = {**container.nested, group: container.nested.get(group, 0) + 1}
        inner = replace(container, nested=nested, left_out=[] if group == "mailbox" else container.left_out)
        yield Opening(file=container.file, sha256=sha256, position=position, envelope=container.envelope)
        try:
            yield from self._members(_OPENERS[kind](inner, self.terms), inner)
        except _SpentError:
            raise
        except Exception as problem:
            reason, words = _reason(problem)
            yield container.remark(reason, words=words)
        yield Closing(position=position)

    def _members(
        self, members: Iterable[_Member | Candidate], container: _Container, mark: str = "!"
    ) -> Iterator[Step]:
        names: Counter[str] = Counter()
        for n, member in enumerate(members):
            position = (*container.position, n)
            if isinstance(member, Candidate):
                yield replace(member, position=position)
            else:
                names[member.name] += 1  # two members of one name are two files
                name = member.name if names[member.name] == 1 else _numbered(member.name, names[member.name])
                yield from self._member(member, f"{container.file}{mark}{name}", position, container)

    def _member(self, member: _Member, file: str, position: Position, container: _Container) -> Iterator[Step]:
        self._spend(file)
        mark = hashlib.sha256(f"{container.sha256}!{member.mark or member.name}".encode("utf-8", "replace")).hexdigest()
        if member.letter is not None:
            letter = replace(
                container, letter=member.letter, file=file, sha256=mark, position=position, envelope=member.envelope
            )
            yield from self._open("eml", letter)
            return
        try:
            data = member.read()
        except Exception as problem:
            kind, words = _reason(problem)
            yield Candidate(file=file, sha256=mark, kind=kind, words=words, envelope=member.envelope, position=position)
            return
        self.inflated += len(data)
        yield from self._content(data, file, position, member.envelope, outer=container, kind=member.kind)

    def _spend(self, file: str) -> None:
        """Note what has been used up of the budgets. Raises _SpentError when one of them is."""
        self.at = file
        self.files += 1
        if self.files > MAX_FILES:
            raise _SpentError(RefusalName.TOO_BIG, limit="members", count=MAX_FILES)
        if self.inflated > MAX_INFLATED:
            raise _SpentError(RefusalName.TOO_BIG, limit="inflated")
        if time.monotonic() > self.until:
            raise _SpentError(RefusalName.TIMEOUT, seconds=self.terms.seconds)

    # -- chats that were exported into a folder ----------------------------------------------------------------------

    def _chat_folder(self, source: Source) -> Iterator[Step]:
        folder = Path(source.path)
        files = [
            _Member(name=name, read=partial(_read_file, folder / name), head=partial(_read_file, folder / name, HEAD))
            for name in source.parts
        ]
        container = _Container(file=source.file, sha256=_NO_HASH, position=(), envelope=Envelope(), nested={})
        members = _with_chats(files, container, self.terms, f"{source.file}/")
        yield from self._members(members, container, "/")


def _hash(stream: IO[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
    stream.seek(0)
    return digest.hexdigest()


def _read_file(path: Path, most: int | None = None) -> bytes:
    """A file's content, or its first bytes. Raises OSError, and UnreadableError for one that is too large."""
    with path.open("rb") as stream:
        if most is None and os.fstat(stream.fileno()).st_size > MAX_FILE:
            raise UnreadableError(RefusalName.TOO_BIG)
        return stream.read(MAX_FILE + 1 if most is None else most)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts, always the same bytes for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _member_name(name: str) -> str:
    """A member's name without what could pass for a place on this machine."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    shown = "/".join(parts) or "tanpa nama"
    return shown.encode("utf-8", "replace").decode("utf-8")


def _numbered(name: str, n: int) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({n}){path.suffix}"))


# ---------------------------------------------------------------------------------------------------------------------
# Archives and chats
# ---------------------------------------------------------------------------------------------------------------------


def _zip_members(container: _Container, terms: Terms) -> Iterator[_Member | Candidate]:
    archive = Archive(container.content, container.entries)
    infos = [info for info in archive.members if info.file_size or not info.filename.endswith("/")]
    if not infos:
        yield container.remark("empty", detail="empty_zip")
        return
    unpacked: dict[str, list[zipfile.ZipInfo]] = {root: [] for root in _unpacked_in(infos)}
    files: list[_Member] = []
    for info in sorted(infos, key=lambda info: info.filename):
        root = next((root for root in _folders(info.filename) if root in unpacked), None)
        if root is not None:
            unpacked[root].append(info)
            continue
        read = partial(archive.read, info, terms.passwords, MAX_FILE)
        files.append(_Member(name=info.filename, read=read, head=partial(archive.head, info, HEAD)))
    for root, own in unpacked.items():
        read = partial(_packed_members, archive, root, own, terms.passwords)
        yield _Member(name=_member_name(root), read=read, mark=root, envelope=container.envelope)
    yield from _with_chats(files, container, terms)


def _folders(name: str) -> Iterator[str]:
    """The folders a member lies in, each with its ``/``, the innermost first."""
    while name := name[:-1].rpartition("/")[0]:
        name += "/"
        yield name


def _unpacked_in(infos: Iterable[zipfile.ZipInfo]) -> list[str]:
    """The folders in an archive that are a workbook each, which was unpacked and packed again."""
    names = [info.filename for info in infos]
    workbooks = {name.partition("xl/workbook.")[0] for name in names if "/xl/workbook." in name}
    roots = {name.removesuffix(CONTENT_TYPES) for name in names if name.endswith(f"/{CONTENT_TYPES}")}
    return sorted(roots & workbooks)


def _packed_members(archive: Archive, root: str, infos: Sequence[zipfile.ZipInfo], passwords: Sequence[str]) -> bytes:
    if sum(info.file_size for info in infos) > MAX_FILE:
        raise UnreadableError(RefusalName.TOO_BIG)
    return _packed({info.filename.removeprefix(root): archive.read(info, passwords, MAX_FILE) for info in infos})


def _with_chats(
    files: Collection[_Member], container: _Container, terms: Terms, folder: str = ""
) -> Iterator[_Member | Candidate]:
    """The files beside each other; where the text of a chat is among them, with what it says of them.

    ``folder`` is the shown name of the folder they lie in on disk, empty in an archive.
    """
    envelopes: dict[str, Envelope] = {}
    texts: dict[str, chat.Chat] = {}
    for text in (file for file in files if chat.is_chat_name(file.name)):
        there = text.name.rpartition("/")[0]
        beside = {chat.plain_name(file.name): file.name for file in files if file.name.rpartition("/")[0] == there}
        conversation = _chat_of(text, container, beside, terms)
        if conversation is not None:
            texts[text.name] = conversation
            envelopes |= {beside[name]: envelope for name, envelope in conversation.envelopes.items()}
    left_out: list[str] = []
    for file in files:
        if file.name in texts:
            continue
        medium = chat.media(file.name) if texts else ""
        if medium and not _begins_like_a_container(file):
            left_out.append(medium)
            continue
        envelope = envelopes.get(file.name, container.envelope)
        yield replace(file, name=_member_name(file.name), mark=file.name, envelope=envelope)
    for name, conversation in texts.items():
        words = {"messages": conversation.messages, "skipped": _counted(left_out), "missing": conversation.missing[:10]}
        yield container.remark("chat", words=words, file=f"{folder}{name}" if folder else container.file)
        left_out = []


def _chat_of(text: _Member, container: _Container, files: Collection[str], terms: Terms) -> chat.Chat | None:
    """What the text of a chat says of these files; None where it cannot be read as one."""
    stem = PurePosixPath(re.split(r"[/!]", container.file if text.name.endswith("_chat.txt") else text.name)[-1]).stem
    try:
        content = text.read()[: chat.MAX_TEXT].decode("utf-8-sig", "replace")
        return chat.read_chat(content, stem, files, terms.zone)
    except Exception:
        return None  # its own line says why, once it is opened as a file like others


def _begins_like_a_container(file: _Member) -> bool:
    """Whether a file that its name calls a picture or sound may be a workbook: a name never hides one."""
    try:
        return sniff_head(file.head(), "")[0] in WORKBOOKS | {"zip"}
    except (UnreadableError, OSError):
        return False


# ---------------------------------------------------------------------------------------------------------------------
# Mails and mailboxes
# ---------------------------------------------------------------------------------------------------------------------


def _eml_members(container: _Container, _: Terms) -> Iterator[_Member | Candidate]:
    assert isinstance(container.content, bytes), "mails are never streams"
    return _letter_members(container.letter() if container.letter else read_eml(container.content), container)


def _msg_members(container: _Container, _: Terms) -> Iterator[_Member | Candidate]:
    assert isinstance(container.content, bytes), "mails are never streams"
    return _letter_members(read_msg(container.content), container)


def _letter_members(letter: Letter, container: _Container) -> Iterator[_Member | Candidate]:
    """The files of a mail; what mail programs add is left out and counted."""
    outer, own = container.envelope, letter.envelope
    envelope = replace(
        outer, sender=own.sender or outer.sender, subject=own.subject or outer.subject, sent=own.sent or outer.sent
    )
    if letter.is_own_draft:  # its attachment is what we send, and nobody's answer
        if container.left_out is None:
            yield container.remark("own_draft", envelope=envelope)
        else:
            container.left_out.append("own_draft")
        return
    left_out: list[str] = []
    attached = False
    for n, part in enumerate(letter.parts):
        try:
            word = part.added()
        except Exception:  # its own line says why, once it is opened
            word = ""
        if word:
            left_out.append(word)
            continue
        attached = True
        name = _member_name(part.name or ("surat.eml" if part.letter else "")).replace("!", "_")
        yield _Member(name=name, read=part.read, letter=part.letter, mark=f"{n} {name}", envelope=envelope)
    if not attached and GOOGLE.search(letter.body):
        yield container.remark("link", envelope=envelope)
    elif container.left_out is not None:
        container.left_out.extend(left_out if attached else ["bare"])
    elif not attached:
        yield container.remark("stranger", detail="mail_without_attachment", envelope=envelope)
    elif left_out:
        yield container.remark("mail_parts", words={"skipped": _counted(left_out)}, envelope=envelope)


def _mailbox_members(container: _Container, _: Terms) -> Iterator[_Member | Candidate]:
    content, left_out = container.content, container.left_out
    assert left_out is not None, "a mailbox counts what is left out"
    count = 0
    for mail in split_mailbox(io.BytesIO(content) if isinstance(content, bytes) else content, MAX_FILE):
        count += 1
        if mail is not None and is_deleted(mail):
            left_out.append("deleted")
            continue
        read = _too_big if mail is None else partial(bytes, mail)
        yield _Member(name=f"surat {count}", read=read, mark=str(count), envelope=container.envelope, kind="eml")
    yield container.remark("mailbox", words={"letters": count, "skipped": _counted(left_out)})


def _counted(kinds: Iterable[str]) -> tuple[str, ...]:
    """What was left out, by kind: ``("2 photo", "1 sticker")``."""
    return tuple(f"{count} {kind}" for kind, count in sorted(Counter(kinds).items()))


def _too_big() -> bytes:
    raise UnreadableError(RefusalName.TOO_BIG)


_OPENERS: Mapping[str, Callable[[_Container, Terms], Iterator[_Member | Candidate]]] = {
    "zip": _zip_members,
    "eml": _eml_members,
    "msg": _msg_members,
    "mbox": _mailbox_members,
}
