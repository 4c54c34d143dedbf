"""Which files go out: read before they are sent, so that each goes to those whose code it bears and to nobody else."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.layout import CORRECTIONS_SHEET
from worksheet_kit.core.model import Mailing, Profile, Recipient, Refusal, Stage
from worksheet_kit.core.names import all_recipients, recipient_name
from worksheet_kit.formats.grid import Grid
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.matrix.data_layout import DATA_TITLE
from worksheet_kit.matrix.sheets import SHEETS
from worksheet_kit.returns.reader import attempt
from worksheet_kit.returns.workbook import Lookups
from worksheet_kit.values.text import display, one_line
from worksheet_kit.worksheet.settled import HEADING_ROW

#: What each mailing is called: in a sentence, in the journal, on the command line.
MAILING_WORDS: Mapping[Mailing, str] = {
    Mailing.SHEETS: "kertas kerja",
    Mailing.CORRECTIONS: "perbaikan",
    Mailing.DRAFTS: "draf",
    Mailing.REMINDERS: "pengingat",
    Mailing.PRESENTATION: "paparan",
}
#: Characters of one thing to put right, as a letter lists it.
_LONGEST = 240
#: What still fits into a mail of 25 MB, the most that many servers take, in base64.
_MOST_BYTES = 18_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes out, with the bytes that were read of it."""

    path: Path
    data: bytes = field(repr=False)
    sha256: str
    revision: int = 0
    things: tuple[str, ...] = ()  # what a correction asks to be put right, a line each

    @property
    def warning(self) -> str:
        """What is to be said of a file that servers may refuse; empty for any other."""
        if len(self.data) <= _MOST_BYTES:
            return ""
        return (
            f"{self.path.name} berukuran {len(self.data) // 1_000_000} MB, dan banyak server surel menolaknya. Kirim "
            "lewat WhatsApp sebagai Dokumen, atau bagikan lewat folder bersama."
        )


def read_attachments(
    paths: Iterable[Path], profile: Profile, stage: Stage, mailing: Mailing
) -> tuple[dict[Recipient, Attachment], list[str]]:
    """The workbooks of a mailing by recipient, in the order of the profile, and a sentence for each that stays behind.

    A correction goes out in its latest revision. Raises OSError for a file that cannot be read.
    """
    by_recipient: dict[Recipient, list[Attachment]] = {}
    troubles: list[str] = []
    lookups = Lookups(profile)
    recipients = {recipient.code: recipient for recipient in all_recipients(profile)}
    for path in sorted(paths):
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        kind, _ = sniff(data)
        read = attempt(Candidate(file=path.name, sha256=sha256, kind=kind, data=data), profile, lookups)
        if isinstance(read, Refusal):
            troubles.append(f"{path.name} tidak dikirim karena bukan kertas kerja {profile.region} yang utuh.")
            continue
        if read.code.stage != stage.number:
            troubles.append(f"{path.name} tidak dikirim karena kertas kerja bimtek {read.code.stage}.")
            continue
        attachment = Attachment(
            path=path, data=data, sha256=sha256, revision=read.code.revision, things=_things(data, kind)
        )
        if not _is_of(mailing, attachment):
            troubles.append(f"{path.name} tidak dikirim karena bukan {MAILING_WORDS[mailing]}.")
            continue
        by_recipient.setdefault(recipients[read.code.recipient], []).append(attachment)
    chosen: dict[Recipient, Attachment] = {}
    for recipient in recipients.values():
        latest = _latest(by_recipient.get(recipient, []))
        if len(latest) > 1:
            names = " dan ".join(attachment.path.name for attachment in latest)
            troubles.append(
                f"{recipient_name(profile, recipient)}: ada dua berkas, {names}, jadi tidak satu pun dikirim. "
                "Pindahkan yang tidak dipakai."
            )
        elif latest:
            chosen[recipient] = latest[0]
    return chosen, troubles


def one_for_all(path: Path, profile: Profile, stage: Stage) -> dict[Recipient, Attachment]:
    """One file that every group gets: the book for everybody, of this stage.

    Raises UsageError for a matrix that holds sheets of the secretariat, with people's names and numbers in them,
    whatever they are called by now; OSError for a file that cannot be read.
    """
    data = path.read_bytes()
    kind, _ = sniff(data)
    tops: dict[str, set[str]] = {}
    with suppress(UnreadableError):
        if kind in WORKBOOKS:
            book = open_book(data, kind)
            tops = {name: {name.upper(), *_top(book.load(n))} for n, name in enumerate(book.names)}
    titles = {sheet.name.upper() for sheet in SHEETS if not sheet.audience.forwarded}
    private = [name for name, texts in tops.items() if titles & texts or any(map(_of_data, texts))]
    code = f"{profile.edition}-B{stage.number}-MATRIKS"
    if private or not any(code in texts for texts in tops.values()):
        why = f"memuat lembar {private[0]}, yang hanya untuk sekretariat" if private else f"bukan matriks {code}"
        raise UsageError(f"{path.name} {why}, jadi tidak dikirim. Gabungkan lagi: worksheet-kit gabung.")
    attachment = Attachment(path=path, data=data, sha256=hashlib.sha256(data).hexdigest())
    return {recipient: attachment for recipient in all_recipients(profile) if recipient.is_group}


def _top(grid: Grid) -> set[str]:
    """The texts in the first rows of a sheet that hold something: title, and code of the matrix."""
    rows = [texts for row in grid.rows if (texts := {value for value in row if isinstance(value, str)})]
    return set().union(*rows[:3])


def _of_data(text: str) -> bool:
    """Whether this is the title of a data sheet, which holds everything that was typed."""
    return text.startswith(DATA_TITLE)


def _latest(attachments: list[Attachment]) -> list[Attachment]:
    """Those of the highest revision, each content once."""
    last = max((attachment.revision for attachment in attachments), default=0)
    return list({one.sha256: one for one in attachments if one.revision == last}.values())


def _is_of(mailing: Mailing, attachment: Attachment) -> bool:
    """Whether a workbook may go out in a mailing: one to fill in is no correction. A draft may list things or not."""
    if mailing is Mailing.DRAFTS:
        return attachment.revision > 0
    return bool(attachment.things) if mailing is Mailing.CORRECTIONS else attachment.revision == 0


def _things(data: bytes, kind: str) -> tuple[str, ...]:
    """What the sheet *Perbaikan* of a workbook lists: sheet, row, column and what is expected there."""
    book = open_book(data, kind)
    if CORRECTIONS_SHEET not in book.names:
        return ()
    grid = book.load(book.names.index(CORRECTIONS_SHEET))
    rows = range(HEADING_ROW + 1, len(grid.rows))
    lines = ([display(grid.at(row, column)) for column in range(1, 7)] for row in rows)
    return tuple(
        one_line(f"{_cell(sheet, code, column, expected)}: {expected}", _LONGEST)
        for number, sheet, code, column, _typed, expected in lines
        if number and sheet
    )


def _cell(sheet: str, code: str, column: str, expected: str) -> str:
    """What is to be put right, as far as what is said of it does not name it itself."""
    return sheet if code and code in expected else ", ".join(filter(None, (sheet, code, column)))
