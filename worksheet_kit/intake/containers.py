"""What is in a source: archives, mails, mailboxes and chats are opened within limits, in memory, never on disk.

`unpack` gives what it finds step by step, in a fixed order, so that a reading that was broken off can go on where it
stood. Whatever a member does costs that member, whatever a container does costs the container: nothing is raised.

A member's name follows ``!``: ``kiriman/a.zip!b.xlsx``.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from worksheet_kit.core.facts import Datum, RefusalName
from worksheet_kit.formats.guard import MAX_INFLATED, MAX_MEMBERS, Archive, UnreadableError, count_entries
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import HEAD, sniff, sniff_archive, sniff_head
from worksheet_kit.intake import members
from worksheet_kit.intake.candidate import Candidate, Closing, Envelope, Opening, Position, Source, Step
from worksheet_kit.intake.members import LAST, OPENERS, Container, Member, Terms, packed, read_file, with_chats

MAX_CONTAINER = 2 * 2**30  # bytes of an archive or mailbox, which are opened where they lie
MAX_FILES = 20_000  # files in one source, however they are nested
_HASHED = 256 * 2**20  # bytes of a file of no use that are worth a hash
_NO_HASH = hashlib.sha256(b"").hexdigest()

#: How often containers of a kind may lie within each other.
_NESTED = {"zip": 2, "mail": 5, "mailbox": 1}
_GROUP = {"zip": "zip", "eml": "mail", "msg": "mail", "mbox": "mailbox"}


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
        yield Candidate(file=source.file, sha256=walk.sha256, kind=kind, words=words, position=(LAST,))


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
            if len(sizes) > MAX_MEMBERS or sum(sizes) > members.MAX_FILE:
                raise UnreadableError(RefusalName.TOO_BIG)
            data = packed({part: (path / part).read_bytes() for part in source.parts})
            yield from self._content(data, source.file, (0,), Envelope())
            return
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size <= members.MAX_FILE:
                yield from self._content(stream.read(members.MAX_FILE + 1), source.file, (0,), Envelope())
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
            container = Container(
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
        outer: Container | None = None,
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
            container = Container(
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

    def _open(self, kind: str, container: Container) -> Iterator[Step]:
        """Open a container: whatever that raises is said of it, in a line behind what came out of it before."""
        sha256, position, group = container.sha256, container.position, _GROUP[kind]
        if position in self.terms.avoid:
            return
        if sha256 in self.terms.late:
            yield container.remark(self.terms.late[sha256])
            return
        if container.nested.get(group, 0) >= _NESTED[group]:
            yield container.remark("too_deep", words={"limit": "nested", "count": _NESTED[group]})
            return
        nested = {**container.nested, group: container.nested.get(group, 0) + 1}
        inner = replace(container, nested=nested, left_out=[] if group == "mailbox" else container.left_out)
        yield Opening(file=container.file, sha256=sha256, position=position, envelope=container.envelope)
        try:
            yield from self._members(OPENERS[kind](inner, self.terms), inner)
        except _SpentError:
            raise
        except Exception as problem:
            reason, words = _reason(problem)
            yield container.remark(reason, words=words)
        yield Closing(position=position)

    def _members(self, inside: Iterable[Member | Candidate], container: Container, mark: str = "!") -> Iterator[Step]:
        names: Counter[str] = Counter()
        for n, member in enumerate(inside):
            position = (*container.position, n)
            if isinstance(member, Candidate):
                yield replace(member, position=position)
            else:
                names[member.name] += 1  # two members of one name are two files
                name = member.name if names[member.name] == 1 else _numbered(member.name, names[member.name])
                yield from self._member(member, f"{container.file}{mark}{name}", position, container)

    def _member(self, member: Member, file: str, position: Position, container: Container) -> Iterator[Step]:
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
            Member(name=name, read=partial(read_file, folder / name), head=partial(read_file, folder / name, HEAD))
            for name in source.parts
        ]
        container = Container(file=source.file, sha256=_NO_HASH, position=(), envelope=Envelope(), nested={})
        yield from self._members(with_chats(files, container, self.terms, f"{source.file}/"), container, "/")


def _hash(stream: IO[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
    stream.seek(0)
    return digest.hexdigest()


def _numbered(name: str, n: int) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({n}){path.suffix}"))
