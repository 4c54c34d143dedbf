"""The journal ``terkirim.csv``: what is known of the way of each file to each recipient. It holds no address.

A line is on the disk before the step that it announces, so whatever stops the program, the journal never knows less
than the server: an attempt without an end is *belum pasti*. A last line that was cut off announced nothing yet.
"""

import csv
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple

from worksheet_kit.core.errors import OutputError, UsageError, os_reason
from worksheet_kit.core.model import Posted
from worksheet_kit.post.attachments import MAILING_WORDS
from worksheet_kit.post.letters import Message
from worksheet_kit.values.text import one_line
from worksheet_kit.worksheet.kit import SHA256

if sys.platform == "win32":
    import msvcrt
elif sys.platform != "emscripten":
    import fcntl

JOURNAL = "terkirim.csv"
_HEADINGS = ("penerima", "kiriman", "berkas", "versi", "sha256", "keadaan", "jawaban server")
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class Way(StrEnum):
    """How far a file is on its way to a recipient, in the words of the journal."""

    PREPARED = "disiapkan"
    SENDING = "mengirim"  # an attempt began; without a later line nobody knows how it ended
    SENT = "terkirim"
    BY_HAND = "dikirim sendiri"  # as somebody has noted
    REFUSED = "ditolak"
    POSTPONED = "ditunda"  # the server, or the line, was not there for it: it has not gone out

    @property
    def words(self) -> str:
        """As people are told it."""
        return "belum pasti" if self is Way.SENDING else self.value

    @property
    def is_out(self) -> bool:
        """Whether it went out."""
        return self in {Way.SENT, Way.BY_HAND}

    @property
    def is_open(self) -> bool:
        """Whether it goes out with the next sending."""
        return self in {Way.PREPARED, Way.REFUSED, Way.POSTPONED}


class Line(NamedTuple):
    """A line of the journal."""

    recipient: str
    mailing: str  # in the words of `MAILING_WORDS`
    file: str
    revision: int
    sha256: str
    way: Way
    words: str = ""  # the server's, without addresses


class Journal:
    """What a journal says. ``lines`` are in the order in which they were written."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = tuple(lines)
        self._latest: dict[tuple[str, str], Line] = {}
        out: dict[tuple[str, str], Line] = {}
        for line in self.lines:
            key = (line.recipient, line.sha256)
            if line.way.is_out:
                out[key] = line
            if line.way is not Way.PREPARED or key not in self._latest:
                # What went out once never waits again, whatever later attempts or another order of the lines say.
                self._latest[key] = out.get(key, line) if line.way.is_open else line

    def of(self, message: Message) -> Line | None:
        """The last word on a message's file on its way to its recipient, None where there is none."""
        return self._latest.get((message.recipient.code, message.sha256))

    def other_is_out(self, message: Message) -> bool:
        """Whether another file of the same mailing and revision has gone out to the same recipient."""
        about = (message.recipient.code, MAILING_WORDS[message.mailing], message.revision)
        lines = (line for line in self._latest.values() if (line.recipient, line.mailing, line.revision) == about)
        return any(line.way.is_out and line.sha256 != message.sha256 for line in lines)

    def sent_file(self, recipient: str, revision: int) -> str:
        """The name of the workbook of this revision that went out last. Raises IndexError where none has."""
        about = (recipient, revision, True)
        lines = (line for line in self._latest.values() if line.mailing in _WORKBOOKS)
        return [line.file for line in lines if (line.recipient, line.revision, line.way.is_out) == about][-1]

    def posted(self) -> Mapping[str, Posted]:
        """By recipient code, which revisions of its workbook were prepared, and which were sent."""
        revisions: dict[str, tuple[set[int], set[int]]] = {}
        for line in self._latest.values():
            if line.mailing in _WORKBOOKS:
                prepared, sent = revisions.setdefault(line.recipient, (set(), set()))
                prepared.add(line.revision)
                if line.way.is_out:
                    sent.add(line.revision)
        return {code: Posted(tuple(sorted(all_)), tuple(sorted(sent))) for code, (all_, sent) in revisions.items()}


#: The mailings of workbooks that come back.
_WORKBOOKS = {words for mailing, words in MAILING_WORDS.items() if mailing in {"sheets", "corrections", "drafts"}}


def line_of(message: Message, way: Way, words: str = "") -> Line:
    """A line about a message."""
    file = message.file if message.attachment is not None else ""
    called = MAILING_WORDS[message.mailing]
    return Line(message.recipient.code, called, file, message.revision, message.sha256, way, without_addresses(words))


def without_addresses(words: str) -> str:
    """What a server says, on one line, without the addresses in it and what a terminal would obey."""
    shown = "".join(sign if sign.isprintable() else " " for sign in words)
    return one_line(_ADDRESS.sub("…", shown), 300)


def read_journal(path: Path) -> Journal:
    """The journal in a file, an empty one where there is none.

    Office programs may have saved it in their own way. Raises UsageError for one that cannot be read whole: who takes
    it for empty sends everything again.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Journal()
    except OSError as problem:
        raise UsageError(f"{path} tidak dapat dibaca ({os_reason(problem)}). Tutup dulu di program lain.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return Journal(_lines(path, text))


def _lines(path: Path, text: str) -> Iterator[Line]:
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    end = text.rfind("\n") + 1
    rows = csv.reader(io.StringIO(text[:end], newline=""), delimiter=separator)
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if number == 1:
            if tuple(cells[: len(_HEADINGS)]) != _HEADINGS:
                raise UsageError(f"{path} bukan catatan kiriman: baris judulnya lain. {_REMEDY}")
        elif any(cells):
            line = _line(cells)
            if line is None:
                raise UsageError(f"{path}, baris {number}: isinya berubah sehingga tidak terbaca. {_REMEDY}")
            yield line
    if end:
        yield from _last(text[end:], separator)
    elif not _HEADING_LINE.startswith(text):
        raise UsageError(f"{path} bukan catatan kiriman. {_REMEDY}")


def _last(text: str, separator: str) -> Iterator[Line]:
    """The last line, which has no end: an editor has left it so, or it was cut off and then announced nothing."""
    cells = next(csv.reader([text], delimiter=separator), [])
    line = _line([cell.strip() for cell in cells])
    if line is not None:
        yield line


_HEADING_LINE = ";".join(_HEADINGS)
_REMEDY = "Kembalikan berkas aslinya, supaya tidak ada yang terkirim dua kali."


def _line(cells: Sequence[str]) -> Line | None:
    if len(cells) < len(_HEADINGS) - 1:
        return None
    recipient, mailing, file, revision, sha256, way, words = (*cells, "")[: len(_HEADINGS)]
    is_whole = SHA256.fullmatch(sha256) and revision.isdecimal() and way in set(Way) and recipient
    return Line(recipient, mailing, file, int(revision), sha256, Way(way), words) if is_whole else None


@contextmanager
def writing(path: Path) -> Iterator["Writer"]:
    """Open a journal for adding to it, alone: another program that sends at the same time is refused.

    Raises OutputError when it cannot be written, before anything is sent.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab+")
    except OSError as problem:
        raise OutputError(_sentence(path, problem)) from problem
    with file:
        try:
            _lock(file)
        except OSError:
            raise OutputError(f"{path.name} sedang dipakai; mungkin pengiriman lain masih berjalan.") from None
        yield Writer(path, file)


class Writer:
    """Adds lines to a journal, each on the disk before the call returns."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file = path, file
        self.journal = read_journal(path)
        file.seek(0)
        data = file.read()
        head = data.partition(b"\n")[0].decode("utf-8", "replace")
        self._separator = max(";,\t", key=head.count)
        end = data.rfind(b"\n") + 1
        if not end:
            file.truncate(0)
            self._write("\ufeff", [_HEADINGS])
        elif any(_last(data[end:].decode("utf-8", "replace"), self._separator)):
            self._write("\n", [])
        else:
            file.truncate(end)

    def add(self, lines: Iterable[Line]) -> None:
        """Add lines. Raises OutputError."""
        added = tuple(lines)
        self._write("", [tuple(map(str, line)) for line in added])
        self.journal = Journal((*self.journal.lines, *added))

    def _write(self, before: str, rows: Iterable[Sequence[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._separator, lineterminator="\n").writerows(rows)
        try:
            self._file.write((before + text.getvalue()).encode("utf-8", "replace"))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as problem:
            raise OutputError(_sentence(self._path, problem)) from problem


def _lock(file: BinaryIO) -> None:
    """Take a file for this process alone. Raises OSError when another has it."""
    if sys.platform == "win32":
        file.seek(2**30)  # a byte that nobody reads: Windows keeps it from everybody else
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    elif sys.platform != "emscripten":  # a page in the browser has nobody beside it
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sentence(path: Path, problem: OSError) -> str:
    return f"{path} tidak dapat ditulis ({os_reason(problem)}), jadi tidak ada yang dikirim. Tutup dulu, lalu ulangi."
