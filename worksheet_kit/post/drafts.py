"""Messages as mail: drafts that an office program opens for sending (``.eml``), and what goes to a server.

The same message gives the same bytes: a draft has no date, no number, and one boundary for all. Headers are written
here, as the standard library loses addresses where it folds names in other scripts.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from worksheet_kit.core.errors import UsageError
from worksheet_kit.intake.letter import MARK
from worksheet_kit.post.letters import Message, Person

#: Never stands in quoted-printable text or base64, as no ``=`` is followed by ``_`` there (RFC 2045, 6.7).
_BOUNDARY = "=_kertas-kerja_="
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\U0010ffff<>()\[\]\\,;:\"@]+@[A-Za-z0-9.-]+")
#: What stands in a header as it is; all else is encoded.
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ]{0,58}[A-Za-z0-9])?")


def draft(message: Message, sender: str = "") -> bytes:
    """A draft that opens for sending in Outlook and Thunderbird; ``sender`` is the secretariat's address, where known.

    Raises UsageError for an address that no header takes.
    """
    mail = _mail(message, sender, message.to, "X-Unsent: 1")
    mark = f"{MARK}: {message.mailing}".encode("ascii")
    return mail.replace(mark, mark + b" " + _print(mail), 1)


def mailing_of(data: bytes) -> tuple[str, bool]:
    """Which mailing a draft is of, and whether it is as it was made; nothing for a mail that is no draft of ours."""
    head = data.partition(b"\r\n\r\n")[0]
    match = re.search(rf"\r\n{MARK}: ([a-z]+)( [0-9a-f]{{64}})\r\nX-Unsent: 1\r\n".encode("ascii"), head + b"\r\n")
    if match is None:
        return "", False
    return match[1].decode("ascii"), _print(data.replace(match[2], b"", 1)) == match[2].strip()


def _print(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode("ascii")


def outgoing(message: Message, sender: str, to: Iterable[Person], at: datetime) -> bytes:
    """What is handed to a server: the same mail with a date, and a number by which a second copy is known as one."""
    number = hashlib.sha256(f"{message.recipient.code}|{message.sha256}".encode()).hexdigest()[:32]
    dated = f"Date: {format_datetime(at)}"
    return _mail(message, sender, to, dated, f"Message-ID: <{number}@{sender.rpartition('@')[2]}>")


def is_address(text: str) -> bool:
    """Whether a header takes a text as one address."""
    return _ADDRESS.fullmatch(text) is not None


def _mail(message: Message, sender: str, to: Iterable[Person], *more: str) -> bytes:
    people = tuple(to)
    if not all(is_address(address) for address in (sender, *(one.address for one in people)) if address):
        raise UsageError(
            f"Alamat surel untuk {message.name} tidak dapat dipakai. Cek di Pengaturan, lembar Kelompok dan OPD."
        )
    headers = [f"From: {sender}"] if sender else []
    if people:
        headers.append("To: " + ",\r\n ".join(map(_addressed, people)))
    headers += [f"Subject: {_words(message.subject)}", f"{MARK}: {message.mailing}", *more]
    mail = EmailMessage(policy=SMTP)
    mail.set_content(f"{message.body}\n", cte="quoted-printable")
    if message.attachment is not None:
        main, sub = _XLSX
        mail.add_attachment(message.attachment.data, maintype=main, subtype=sub, filename=message.file)
        mail.set_boundary(_BOUNDARY)
    return "\r\n".join(headers).encode("ascii") + b"\r\n" + mail.as_bytes()


def _addressed(person: Person) -> str:
    return f"{_words(person.name)} <{person.address}>".lstrip()


def _words(text: str) -> str:
    """A text as a header takes it (RFC 2047)."""
    return text if _PLAIN_WORDS.fullmatch(text) else Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")
