"""What is in a container: the files of an archive, a chat, a mail or a mailbox, and what is said of those left out.

Everything is read in memory. What reading a member raises costs that member; what opening a container raises goes on to
`containers`, where it costs the container. No name of a member passes for a place on this machine.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.formats.guard import Archive, UnreadableError
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import GOOGLE, HEAD, sniff_head
from worksheet_kit.intake import chat
from worksheet_kit.intake.candidate import Candidate, Envelope, Position
from worksheet_kit.intake.find import CONTENT_TYPES
from worksheet_kit.intake.letter import Letter, is_deleted, read_eml, split_mailbox
from worksheet_kit.intake.outlook import read_msg

MAX_FILE = 64 * 2**20  # bytes of a workbook or mail that is opened at all
LAST = 2**31  # the place of what is said of a container itself, behind its members


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
class Member:
    """A file in a container. What its reading raises costs it alone."""

    name: str
    read: Callable[[], bytes] = bytes
    head: Callable[[], bytes] = bytes  # its first bytes
    letter: Callable[[], Letter] | None = None  # a mail that came apart with the one it was attached to
    mark: str = ""  # tells it from others where it cannot be read
    envelope: Envelope = field(default_factory=Envelope)
    kind: str = ""  # where its container knows what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
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
        own = {"file": self.file, "sha256": self.sha256, "envelope": self.envelope, "position": (*self.position, LAST)}
        return Candidate(kind=kind, **{**own, **more})


def read_file(path: Path, most: int | None = None) -> bytes:
    """A file's content, or its first bytes. Raises OSError, and UnreadableError for one that is too large."""
    with path.open("rb") as stream:
        if most is None and os.fstat(stream.fileno()).st_size > MAX_FILE:
            raise UnreadableError(RefusalName.TOO_BIG)
        return stream.read(MAX_FILE + 1 if most is None else most)


def packed(parts: Mapping[str, bytes]) -> bytes:
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


# ---------------------------------------------------------------------------------------------------------------------
# Archives and chats
# ---------------------------------------------------------------------------------------------------------------------


def _zip_members(container: Container, terms: Terms) -> Iterator[Member | Candidate]:
    archive = Archive(container.content, container.entries)
    infos = [info for info in archive.members if info.file_size or not info.filename.endswith("/")]
    if not infos:
        yield container.remark("empty", detail="empty_zip")
        return
    unpacked: dict[str, list[zipfile.ZipInfo]] = {root: [] for root in _unpacked_in(infos)}
    files: list[Member] = []
    for info in sorted(infos, key=lambda info: info.filename):
        root = next((root for root in _folders(info.filename) if root in unpacked), None)
        if root is not None:
            unpacked[root].append(info)
            continue
        read = partial(archive.read, info, terms.passwords, MAX_FILE)
        files.append(Member(name=info.filename, read=read, head=partial(archive.head, info, HEAD)))
    for root, own in unpacked.items():
        read = partial(_packed_members, archive, root, own, terms.passwords)
        yield Member(name=_member_name(root), read=read, mark=root, envelope=container.envelope)
    yield from with_chats(files, container, terms)


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
    return packed({info.filename.removeprefix(root): archive.read(info, passwords, MAX_FILE) for info in infos})


def with_chats(
    files: Collection[Member], container: Container, terms: Terms, folder: str = ""
) -> Iterator[Member | Candidate]:
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


def _chat_of(text: Member, container: Container, files: Collection[str], terms: Terms) -> chat.Chat | None:
    """What the text of a chat says of these files; None where it cannot be read as one."""
    stem = PurePosixPath(re.split(r"[/!]", container.file if text.name.endswith("_chat.txt") else text.name)[-1]).stem
    try:
        content = text.read()[: chat.MAX_TEXT].decode("utf-8-sig", "replace")
        return chat.read_chat(content, stem, files, terms.zone)
    except Exception:
        return None  # its own line says why, once it is opened as a file like others


def _begins_like_a_container(file: Member) -> bool:
    """Whether a file that its name calls a picture or sound may be a workbook: a name never hides one."""
    try:
        return sniff_head(file.head(), "")[0] in WORKBOOKS | {"zip"}
    except (UnreadableError, OSError):
        return False


# ---------------------------------------------------------------------------------------------------------------------
# Mails and mailboxes
# ---------------------------------------------------------------------------------------------------------------------


def _eml_members(container: Container, _: Terms) -> Iterator[Member | Candidate]:
    assert isinstance(container.content, bytes), "mails are never streams"
    return _letter_members(container.letter() if container.letter else read_eml(container.content), container)


def _msg_members(container: Container, _: Terms) -> Iterator[Member | Candidate]:
    assert isinstance(container.content, bytes), "mails are never streams"
    return _letter_members(read_msg(container.content), container)


def _letter_members(letter: Letter, container: Container) -> Iterator[Member | Candidate]:
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
        yield Member(name=name, read=part.read, letter=part.letter, mark=f"{n} {name}", envelope=envelope)
    if not attached and GOOGLE.search(letter.body):
        yield container.remark("link", envelope=envelope)
    elif container.left_out is not None:
        container.left_out.extend(left_out if attached else ["bare"])
    elif not attached:
        yield container.remark("stranger", detail="mail_without_attachment", envelope=envelope)
    elif left_out:
        yield container.remark("mail_parts", words={"skipped": _counted(left_out)}, envelope=envelope)


def _mailbox_members(container: Container, _: Terms) -> Iterator[Member | Candidate]:
    content, left_out = container.content, container.left_out
    assert left_out is not None, "a mailbox counts what is left out"
    count = 0
    for mail in split_mailbox(io.BytesIO(content) if isinstance(content, bytes) else content, MAX_FILE):
        count += 1
        if mail is not None and is_deleted(mail):
            left_out.append("deleted")
            continue
        read = _too_big if mail is None else partial(bytes, mail)
        yield Member(name=f"surat {count}", read=read, mark=str(count), envelope=container.envelope, kind="eml")
    yield container.remark("mailbox", words={"letters": count, "skipped": _counted(left_out)})


def _counted(kinds: Iterable[str]) -> tuple[str, ...]:
    """What was left out, by kind: ``("2 photo", "1 sticker")``."""
    return tuple(f"{count} {kind}" for kind, count in sorted(Counter(kinds).items()))


def _too_big() -> bytes:
    raise UnreadableError(RefusalName.TOO_BIG)


#: What takes a container of each kind apart.
OPENERS: Mapping[str, Callable[[Container, Terms], Iterator[Member | Candidate]]] = {
    "zip": _zip_members,
    "eml": _eml_members,
    "msg": _msg_members,
    "mbox": _mailbox_members,
}
