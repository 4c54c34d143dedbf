"""A WhatsApp chat that was exported with its files: who sent which of them, when, and what was written beside it.

Android writes ``21/07/22 10.30 - Siti: Kertas kerja.xlsx (file terlampir)``, iOS ``[21/07/22 10.30.15] Siti:
<terlampir: 00000012-Kertas kerja.xlsx>``; words, marks and the order of a date differ by language and version. So a
file is known by its name alone, whatever words stand around it, and of a date that can be read two ways nothing is
taken.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from worksheet_kit.formats.registry import ENDINGS
from worksheet_kit.intake.candidate import Envelope

MAX_TEXT = 32 * 2**20  # bytes of a chat that are looked at
BESIDE = timedelta(minutes=30)  # how long before and after a file its sender's messages are about it
_MOST_REMARKS = 3  # on each side
_LONGEST_REMARK = 300

_NAME = re.compile(r"_chat(?: \(\d+\))?\.txt|(?:whatsapp chat|chat whatsapp)\b.*\.txt", re.IGNORECASE)
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2068\u2069\ufeff"))
_LINE = re.compile(
    r"\[?(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4}),?[ \u00a0]"
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2}))?"
    r"(?:[ \u00a0\u202f]?(?P<half>[ap])\.?[ \u00a0]?m\.?)?(?:\] | - )"
    r"(?:(?P<sender>[^:\n]{1,100}): )?(?P<text>.*)",
    re.IGNORECASE,
)
#: A file's name between words of any language: ``<terlampir: a.xlsx>``, ``a.xlsx (file terlampir)``.
_FILE = re.compile(r"<[^:<>]{3,30}: ([^<>]+)>|^(.+?\.\w{2,5}) \([^()]{3,30}\)$")
#: How names end of what may hold answers: that such a file is missing is told.
_DOCUMENTS = (*ENDINGS, ".zip", ".eml", ".msg")
_NOT_SAID = re.compile(r"<[^<>]*>")  # <Media tidak disertakan>

#: What is sent in a chat besides documents, by the ending of its name.
_MEDIA: Mapping[str, str] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "photo"),
    **dict.fromkeys(("mp4", "mov", "3gp", "avi", "mkv"), "video"),
    "webp": "sticker",
    "opus": "voice",
    **dict.fromkeys(("ogg", "m4a", "aac", "amr", "mp3", "wav"), "sound"),
    "vcf": "card",
}


def is_chat_name(name: str) -> bool:
    """Whether a file may be the text of an exported chat, by its name; `read_chat` says whether it is."""
    return _NAME.fullmatch(unicodedata.normalize("NFC", name.rpartition("/")[2]).translate(_MARKS)) is not None


def media(name: str) -> str:
    """What a file of a chat is besides a document (photo, sticker, voice note), empty for anything else."""
    return _MEDIA.get(name.rpartition(".")[2].lower(), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What a chat says of the files sent in it."""

    messages: int
    envelopes: Mapping[str, Envelope]  # by the name of the file as `plain_name` gives it
    missing: tuple[str, ...]  # documents that were sent, but are not among the files


@dataclass(frozen=True, slots=True)
class _Message:
    when: tuple[int, int, int, int, int, int]  # the date as written, its order not yet known
    padded: bool  # 07/03/22: only a date that is written 7/3/22 may have the month in front (American English)
    sender: str
    text: str


def plain_name(name: str) -> str:
    """A file's name as chats and file systems have it in common."""
    return unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]).translate(_MARKS).strip()


def read_chat(text: str, subject: str, files: Collection[str], zone: tzinfo) -> Chat | None:
    """What a chat says of these files; times in it are of ``zone``. None when the text is no chat."""
    messages = _messages(text)
    if not messages:
        return None
    order = _date_order(messages)
    times = [_time(message, order, zone) for message in messages]
    by_sender: dict[str, list[int]] = {}
    for n, message in enumerate(messages):
        by_sender.setdefault(message.sender, []).append(n)
    names = {plain_name(file) for file in files}
    envelopes: dict[str, Envelope] = {}
    missing: dict[str, None] = {}
    for n, message in enumerate(messages):
        name = _file_of(message)
        if name in names and name not in envelopes:
            own = by_sender[message.sender]
            remarks = _beside(n, own, messages, times)
            envelopes[name] = Envelope(sender=message.sender, subject=subject, sent=times[n], remarks=remarks)
        elif name and name not in names and name.lower().endswith(_DOCUMENTS):
            missing[name] = None
    return Chat(messages=len(messages), envelopes=envelopes, missing=tuple(missing))


def _messages(text: str) -> list[_Message]:
    messages: list[_Message] = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line.translate(_MARKS))
        if match is None:
            if messages and len(messages[-1].text) < 2_000:
                last = messages[-1]
                messages[-1] = replace(last, text=f"{last.text}\n{line.translate(_MARKS)}")
            continue
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        first, second, third = int(match["a"]), int(match["b"]), int(match["c"])
        when = (first, second, third, hour, int(match["minute"]), int(match["second"] or 0))
        padded = match["a"].startswith("0") or match["b"].startswith("0")
        messages.append(_Message(when, padded, (match["sender"] or "").strip(), match["text"].strip()))
    return messages


def _date_order(messages: Sequence[_Message]) -> str:
    """How dates are written: ``ymd``, ``dmy`` or ``mdy``; empty where both of the latter are possible.

    Messages stand in the order of time, so an order in which time runs back is not the one.
    """
    if any(message.when[0] > 31 for message in messages):
        return "ymd"
    if any(message.padded for message in messages):
        return "dmy"
    possible = [order for order in ("dmy", "mdy") if _runs_forward(messages, order)]
    return possible[0] if len(possible) == 1 else ("" if possible else "dmy")


def _runs_forward(messages: Sequence[_Message], order: str) -> bool:
    last = datetime(1970, 1, 1)
    for message in messages:
        now = _naive(message, order)
        if now is None or now < last - timedelta(days=1):  # clocks of phones differ a little
            return False
        last = max(last, now)
    return True


def _naive(message: _Message, order: str) -> datetime | None:
    parts = dict(zip(order, message.when, strict=False))
    year = parts["y"] + (2_000 if parts["y"] < 100 else 0)
    try:
        return datetime(year, parts["m"], parts["d"], *message.when[3:])
    except ValueError:
        return None


def _time(message: _Message, order: str, zone: tzinfo) -> datetime | None:
    """When a message was sent. Where the order of dates is unknown, only of dates that say the same either way."""
    orders = (order,) if order else ("dmy", "mdy")
    times = {_naive(message, order) for order in orders}
    naive = times.pop() if len(times) == 1 else None
    return None if naive is None or not 2_000 <= naive.year < 2_100 else naive.replace(tzinfo=zone).astimezone(UTC)


def _file_of(message: _Message) -> str:
    """The name of the file that a message carries, empty when it carries none."""
    first = message.text.partition("\n")[0]
    match = _FILE.search(first)
    return plain_name(match[1] or match[2]) if match else ""


def _beside(
    n: int, own: Sequence[int], messages: Sequence[_Message], times: Sequence[datetime | None]
) -> tuple[str, ...]:
    """What the sender of a file wrote shortly before and after it; ``own`` are the numbers of their messages."""
    at = bisect_left(own, n)
    near = [*own[max(0, at - _MOST_REMARKS) : at], *own[at : at + 1 + _MOST_REMARKS]]
    remarks = []
    for other in near:
        here, there = times[n], times[other]
        if here is not None and there is not None and abs(here - there) > BESIDE:
            continue
        if (here is None or there is None) and messages[other].when[:3] != messages[n].when[:3]:
            continue
        text = messages[other].text
        if _file_of(messages[other]):
            text = text.partition("\n")[2]  # what stands below a file is its caption
        text = " ".join(_NOT_SAID.sub(" ", text).split())
        if text:
            remarks.append(f"{messages[n].sender}: {text}"[:_LONGEST_REMARK])
    return tuple(remarks)
