"""What intake hands on: a source on disk, and each file found in it, with what it is and how it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from worksheet_kit.core.facts import Datum
from worksheet_kit.formats.registry import WORKBOOKS

#: Where a file stands within its source: the numbers of the members on the way to it. Sorts in the order of reading.
Position = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something on disk that is opened on its own: a file, or a folder that is one thing.

    ``parts`` are the files of such a folder: a workbook that was unpacked, or a chat that was exported into it.
    ``reason`` is set where it cannot be opened at all, and ``words`` are what the message about that needs.
    """

    path: str  # for the system
    file: str  # for people: as reached from the argument, with "/"
    parts: tuple[str, ...] = ()  # names within the folder
    is_chat: bool = False
    reason: str = ""
    words: Mapping[str, Datum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the mail or chat that a file came in says of it."""

    sender: str = ""
    subject: str = ""
    sent: datetime | None = None  # aware, UTC
    remarks: tuple[str, ...] = ()  # what the sender wrote beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One file that was found: what it is called, what it is, and its bytes when the reader may want them."""

    file: str  # as reached from the argument, with "/"; inside containers after "!"
    sha256: str
    kind: str  # a name of `WORKBOOKS`, else what it is instead: "pdf", "photo", "noise" …
    data: bytes = field(default=b"", repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)  # to try on an encrypted workbook
    detail: str = ""  # more of what it is: "video", "slides"
    words: Mapping[str, Datum] = field(default_factory=dict)  # further words of the message
    envelope: Envelope = Envelope()
    position: Position = ()
    size: int = 0  # of its bytes, where they are left behind

    @property
    def readable(self) -> bool:
        """Whether the reader can have a try; all others are refused for what they are."""
        return self.kind in WORKBOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A container is about to be opened; what it holds follows, then a `Closing`."""

    file: str
    sha256: str
    position: Position
    envelope: Envelope = Envelope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Nothing more comes from the container at this position."""

    position: Position


#: What taking a source apart gives, one after the other.
Step = Opening | Candidate | Closing
