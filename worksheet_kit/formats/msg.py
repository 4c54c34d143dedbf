"""Read a mail that Outlook saved (.msg): who sent it, when, what it says and what is attached.

Names of storages and properties: MS-OXMSG 2.1 to 2.3, MS-OXPROPS. Its container is opened with olefile, which bounds
every chain.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import olefile

from worksheet_kit.formats.guard import UnreadableError

MAX_ATTACHMENTS = 1_000
MAX_DEPTH = 10  # mails within each other

_SUBJECT, _BODY, _SENDER, _ADDRESS, _SMTP = 0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x5D01
_DATA, _SHORT_NAME, _LONG_NAME, _TYPE, _CONTENT_ID, _DISPLAY = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_ATTACHMENT = "__attach_version1.0_"
_TIME = 0x0040  # property type PtypTime
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookAttachment:
    """Something attached: a file, or a mail."""

    name: str
    type: str
    inline: bool  # shown within the text
    data: bytes = b""
    mail: OutlookMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookMail:
    """A mail as Outlook keeps it."""

    sender: str
    address: str
    subject: str
    sent: datetime | None
    body: str
    attachments: tuple[OutlookAttachment, ...]


def read_msg(data: bytes) -> OutlookMail:
    """The mail in a .msg file. Raises UnreadableError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _mail(ole, [], 0)
    except (UnreadableError, MemoryError):
        raise
    except Exception as problem:  # of broken sectors anything comes
        raise UnreadableError("damaged", detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _mail(ole: olefile.OleFileIO, place: list[str], depth: int) -> OutlookMail:
    if depth > MAX_DEPTH:
        raise UnreadableError("too_big", limit="nested", count=MAX_DEPTH)
    level = len(place)
    inside = (e for e in ole.listdir(streams=True, storages=True) if len(e) > level and e[:level] == place)
    storages = sorted({entry[level] for entry in inside if entry[level].startswith(_ATTACHMENT)})
    if len(storages) > MAX_ATTACHMENTS:
        raise UnreadableError("too_big", limit="parts", count=len(storages))
    address = _text(ole, place, _SMTP) or _text(ole, place, _ADDRESS)
    return OutlookMail(
        sender=_text(ole, place, _SENDER),
        address=address if "@" in address else "",  # an Exchange account has a path instead
        subject=_text(ole, place, _SUBJECT),
        sent=_sent(ole, place),
        body=_text(ole, place, _BODY),
        attachments=tuple(_attachment(ole, [*place, storage], depth) for storage in storages),
    )


def _attachment(ole: olefile.OleFileIO, place: list[str], depth: int) -> OutlookAttachment:
    name = _text(ole, place, _LONG_NAME) or _text(ole, place, _SHORT_NAME) or _text(ole, place, _DISPLAY)
    inside = [*place, f"__substg1.0_{_DATA:04X}000D"]
    mail = _mail(ole, inside, depth + 1) if ole.exists([*inside, "__properties_version1.0"]) else None
    return OutlookAttachment(
        name=name,
        type=_text(ole, place, _TYPE),
        inline=bool(_text(ole, place, _CONTENT_ID)),
        data=_stream(ole, [*place, f"__substg1.0_{_DATA:04X}0102"]),
        mail=mail,
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
