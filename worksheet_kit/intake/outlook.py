"""Read a mail that Outlook saved (.msg): who sent it, when, what it says and what is attached.

Names of storages and properties: MS-OXMSG 2.1 to 2.3, MS-OXPROPS. Its container is opened with olefile, which bounds
every chain.
"""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta
from functools import partial

import olefile

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.intake.candidate import Envelope
from worksheet_kit.intake.letter import MAX_BODY, Letter, Part, one_line

MAX_ATTACHMENTS = 1_000
MAX_DEPTH = 10  # mails within each other

_SUBJECT, _BODY, _SENDER, _ADDRESS, _SMTP = 0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x5D01
_DATA, _SHORT_NAME, _LONG_NAME, _TYPE, _CONTENT_ID, _DISPLAY = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_ATTACHMENT = "__attach_version1.0_"
_TIME = 0x0040  # property type PtypTime
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read_msg(data: bytes) -> Letter:
    """A mail that Outlook saved. Raises UnreadableError for one that is damaged or beyond the limits."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _letter(ole, [], 0)
    except (UnreadableError, MemoryError):
        raise
    except Exception as problem:  # of broken sectors anything comes
        raise UnreadableError(RefusalName.DAMAGED, detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _letter(ole: olefile.OleFileIO, place: list[str], depth: int) -> Letter:
    if depth > MAX_DEPTH:
        raise UnreadableError(RefusalName.TOO_BIG, limit="nested", count=MAX_DEPTH)
    level = len(place)
    inside = (e for e in ole.listdir(streams=True, storages=True) if len(e) > level and e[:level] == place)
    storages = sorted({entry[level] for entry in inside if entry[level].startswith(_ATTACHMENT)})
    if len(storages) > MAX_ATTACHMENTS:
        raise UnreadableError(RefusalName.TOO_BIG, limit="parts", count=len(storages))
    name, address = _text(ole, place, _SENDER), _text(ole, place, _SMTP) or _text(ole, place, _ADDRESS)
    if "@" not in address:  # an Exchange account has a path instead
        address = ""
    sender = f"{name} <{address}>" if name and address else name or address
    return Letter(
        envelope=Envelope(
            sender=one_line(sender), subject=one_line(_text(ole, place, _SUBJECT)), sent=_sent(ole, place)
        ),
        parts=tuple(_part(ole, [*place, storage], depth) for storage in storages),
        body=_text(ole, place, _BODY)[:MAX_BODY],
    )


def _part(ole: olefile.OleFileIO, place: list[str], depth: int) -> Part:
    """Something attached: a file, or a mail."""
    inside = [*place, f"__substg1.0_{_DATA:04X}000D"]
    letter = _letter(ole, inside, depth + 1) if ole.exists([*inside, "__properties_version1.0"]) else None
    return Part(
        name=_text(ole, place, _LONG_NAME) or _text(ole, place, _SHORT_NAME) or _text(ole, place, _DISPLAY),
        type=_text(ole, place, _TYPE).lower(),
        inline=bool(_text(ole, place, _CONTENT_ID)),
        read=partial(bytes, _stream(ole, [*place, f"__substg1.0_{_DATA:04X}0102"])),
        letter=None if letter is None else lambda: letter,
    )


def _stream(ole: olefile.OleFileIO, place: list[str]) -> bytes:
    if not ole.exists(place) or ole.get_type(place) != olefile.STGTY_STREAM:
        return b""
    with ole.openstream(place) as stream:
        content: bytes = stream.read()
    return content


def _text(ole: olefile.OleFileIO, place: list[str], tag: int) -> str:
    """A text property: Unicode, or in the code page of the sender, which for Indonesian is Western."""
    text = _stream(ole, [*place, f"__substg1.0_{tag:04X}001F"]).decode("utf-16-le", "replace")
    if not text:
        text = _stream(ole, [*place, f"__substg1.0_{tag:04X}001E"]).decode("cp1252", "replace")
    return text.strip("\x00 ")


def _sent(ole: olefile.OleFileIO, place: list[str]) -> datetime | None:
    """When it was sent, from the property stream: 16 bytes each behind a header of 32, 24 or 8."""
    content = _stream(ole, [*place, "__properties_version1.0"])
    header = 32 if not place else 24
    times = {}
    for at in range(header, len(content) - 15, 16):
        kind, tag, value = struct.unpack_from("<2H4xQ", content, at)
        if kind == _TIME:
            times[tag] = value
    for tag in (_SUBMITTED, _DELIVERED):
        if tag in times:
            try:
                sent = _EPOCH + timedelta(microseconds=times[tag] // 10)
            except OverflowError:
                continue
            if sent.year > 1980:  # 1601 stands for none
                return sent
    return None
