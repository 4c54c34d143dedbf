"""Mails of every make: who sent them, when, and the files in them, those that mail programs add told apart.

The standard library's parser takes a mail apart, but its newer readers of headers are left out: what they do with
20,000 encoded words or 40,000 parameters takes minutes and gigabytes. Headers are cut to a length no honest one has,
and a mail is judged by its size, lines, parts and nesting before anything is made of it.
"""

from __future__ import annotations

import email.errors
import email.header
import email.utils
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from functools import partial
from typing import IO, Any

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import HEAD, sniff_head
from worksheet_kit.intake.candidate import Envelope

#: The header of the mails that we make; it says which mailing one is of.
MARK = "X-Kertas-Kerja"

MAX_LINES = 2_000_000  # a mail of 64 MB in lines of 76 letters has 900,000
MAX_PARTS = 1_000
MAX_DEPTH = 30  # parts within each other
MAX_HEADER = 8_192  # letters of one header that are looked at
MAX_BODY = 200_000  # letters of a body that are searched for a link

#: Files that mail programs add of their own accord, by their names and types.
_ADDED = (
    (r"att\d{3,}(?:\.(?:html?|txt|c|dat|png|gif|jpe?g|bin))?", r"(?!)", "insert"),
    (r".*\.vcf", r"text/(?:x-)?vcard", "card"),
    (r"smime\.p7s|signature\.asc", r"application/(?:x-)?(?:pkcs7|pgp)-signature", "signature"),
    (r".*\.ics", r"text/calendar|application/ics", "invitation"),
    (r"(?!)", r"message/(?:delivery-status|disposition-notification)|text/rfc822-headers", "report"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file in a mail. ``letter`` is set for a mail that was attached as such, and ``read`` then never called."""

    name: str  # empty where it has none
    type: str = ""  # MIME type, lower case
    inline: bool = False  # a picture shown within the text
    read: Callable[[], bytes] = bytes
    letter: Callable[[], Letter] | None = None

    def added(self) -> str:
        """What this is if the mail program added it, in a word; empty for what somebody attached.

        A name never hides a workbook: what begins like one is an attachment.
        """
        if self.letter is not None:
            return ""
        if self.inline and self.type.startswith("image/"):
            word = "picture"
        else:
            word = next((word for name, kind, word in _ADDED if self._is(name, kind)), "")
        return word if word and sniff_head(self.read()[:HEAD], "")[0] not in WORKBOOKS | {"zip"} else ""

    def _is(self, name: str, kind: str) -> bool:
        return bool(re.fullmatch(name, self.name, re.I) or re.fullmatch(kind, self.type))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail: its envelope, its files, and what it says as far as that can be read.

    ``is_own_draft`` for one that we prepared and that nobody has sent: what was sent has a date or the way it came.
    """

    envelope: Envelope
    parts: tuple[Part, ...]
    body: str = ""
    is_own_draft: bool = False


class _Message(Message):
    """A part of a mail that knows how deep it lies, and how many there are."""

    depth = 0
    count: list[int]

    def __init__(self, policy: Any = None) -> None:
        super().__init__(policy=policy)
        self.count = [1]

    def attach(self, payload: Any) -> None:
        payload.depth, payload.count = self.depth + 1, self.count
        self.count[0] += 1
        if payload.depth > MAX_DEPTH:
            raise UnreadableError(RefusalName.TOO_BIG, limit="nested", count=MAX_DEPTH)
        if self.count[0] > MAX_PARTS:
            raise UnreadableError(RefusalName.TOO_BIG, limit="parts", count=MAX_PARTS)
        super().attach(payload)


class _Policy(Compat32):
    """Headers as they stand, cut to a length: nothing of them is parsed but what is asked for."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        length, lines = 0, [value.lstrip(" \t")]
        for line in sourcelines[1:]:
            length += len(line)
            if length > MAX_HEADER:
                break
            lines.append(line)
        return name[:200], "".join(lines)[:MAX_HEADER].rstrip("\r\n")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


# ---------------------------------------------------------------------------------------------------------------------
# .eml
# ---------------------------------------------------------------------------------------------------------------------


def read_eml(data: bytes) -> Letter:
    """A mail as it travels (RFC 5322). Raises UnreadableError for one beyond the limits."""
    lines = data.count(b"\n")
    if lines > MAX_LINES:
        raise UnreadableError(RefusalName.TOO_BIG, limit="lines", count=lines)
    return _letter(BytesParser(_class=_Message, policy=_Policy()).parsebytes(data))


def _letter(message: Message) -> Letter:
    envelope = Envelope(
        sender=_header(message, "from"), subject=_header(message, "subject"), sent=_moment(message.get("date"))
    )
    parts: list[Part] = []
    bodies: list[Message] = []
    for part, related in _leaves(message):
        file = _part(part, related=related)
        if file is not None:
            parts.append(file)
        elif part.get_content_maintype() == "text":
            bodies.append(part)
    is_own_draft = MARK in message and "X-Unsent" in message and not ("Date" in message or "Received" in message)
    body = "\n".join(map(_text, bodies[:4]))
    return Letter(envelope=envelope, parts=tuple(parts), body=body, is_own_draft=is_own_draft)


def _leaves(message: Message, related: bool = False) -> Iterator[tuple[Message, bool]]:
    """The parts of a mail that hold something, each with whether it belongs to a page of text and pictures."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        related = related or message.get_content_subtype() == "related"
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part, related)
    else:
        yield message, related


def _part(part: Message, *, related: bool) -> Part | None:
    """The file that a part is; None for what the mail says itself."""
    kind = part.get_content_type()
    name = decoded(str(part.get_filename() or ""))
    disposition = (part.get_content_disposition() or "").lower()
    payload = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return Part(name=name, type=kind, letter=partial(_letter, payload[0]))
    if not (name or disposition == "attachment" or kind.startswith(("application/", "image/", "message/"))):
        return None
    inline = disposition != "attachment" and (related or part.get("content-id") is not None)
    return Part(name=name, type=kind, inline=inline, read=partial(_attached, part))


def _attached(part: Message) -> bytes:
    """The file in an attachment. Raises UnreadableError for one that was cut on the way: it decodes to its own text."""
    content = _content(part)
    if any(isinstance(defect, email.errors.InvalidBase64LengthDefect) for defect in part.defects):
        raise UnreadableError(RefusalName.DAMAGED)
    return content


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    return _content(part)[:MAX_BODY].decode("utf-8", "replace")


def _header(message: Message, name: str) -> str:
    return one_line(decoded(str(message.get(name) or "")))


def one_line(text: str) -> str:
    """A sender or subject on one line, of a length that an honest one has."""
    return " ".join(text.split())[:200]


def decoded(text: str) -> str:
    """A header's text: encoded words (RFC 2047) read, raw bytes taken for UTF-8, or Latin where they are none."""
    try:
        raw = text.encode("ascii", "surrogateescape")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    if "=?" not in text:
        return text
    try:
        return "".join(_word(chunk, charset) for chunk, charset in email.header.decode_header(text))
    except (ValueError, email.errors.MessageError):
        return text


def _word(chunk: bytes | str, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    try:
        return chunk.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return chunk.decode("utf-8", "replace")


def _moment(value: Any) -> datetime | None:
    """A mail's date, where it says one that can be."""
    try:
        moment = email.utils.parsedate_to_datetime(str(value or "")[:200])
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except Exception:  # of a date like 31 Dec 9999 23:59:59 -2359 anything comes
        return None
    return moment


# ---------------------------------------------------------------------------------------------------------------------
# Mailboxes
# ---------------------------------------------------------------------------------------------------------------------


_DELETED = re.compile(rb"^X-Mozilla-Status: ([0-9a-f]{4})", re.MULTILINE | re.IGNORECASE)
_EXPUNGED = 0x0008  # the mail is deleted, but the file not yet compacted


def split_mailbox(stream: IO[bytes], most: int) -> Iterator[bytes | None]:
    """The mails of a mailbox in mbox format (RFC 4155), one at a time; None for one of more than ``most`` bytes."""
    lines: list[bytes] = []
    size = 0
    before = b""
    for line in iter(partial(stream.readline, 2**20), b""):
        if line.startswith(b"From ") and before.strip() == b"":
            if size:
                yield b"".join(lines) if size <= most else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
        before = line
    if size:
        yield b"".join(lines) if size <= most else None


def is_deleted(mail: bytes) -> bool:
    """Whether somebody has deleted this mail of a Thunderbird mailbox, in whose file it still stands."""
    match = _DELETED.search(mail[:HEAD])
    return match is not None and bool(int(match[1], 16) & _EXPUNGED)
