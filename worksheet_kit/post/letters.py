"""The messages of one mailing: who gets what, under which address, with which words.

Nothing is written or sent here. What a file holds says whose it is, whatever its name and its folder.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Agency, Dimension, Mailing, Profile, Recipient, Stage
from worksheet_kit.core.names import recipient_name, safe_name
from worksheet_kit.post.attachments import MAILING_WORDS, Attachment
from worksheet_kit.profile.placeholders import PLACEHOLDER

#: How many things to put right a letter lists.
_LISTED = 5
_MOBILE_OR_LINE = re.compile(r"62[2-9][0-9]{7,11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is written to: at an address, or at a number that WhatsApp takes (``6281…``)."""

    name: str
    address: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient gets in one mailing."""

    mailing: Mailing
    recipient: Recipient
    name: str  # what the recipient is called
    to: tuple[Person, ...]  # those with an address; empty where none is known
    chat_to: tuple[Person, ...]  # those with a number
    subject: str
    body: str = field(repr=False)
    chat: str = field(repr=False)
    attachment: Attachment | None  # None for a reminder
    file: str  # the name of what it is about
    sha256: str  # of the file, else of the words: by it the journal knows what was sent
    draft: str  # the name of its draft

    @property
    def revision(self) -> int:
        """The revision of the file, 0 where it has none."""
        return self.attachment.revision if self.attachment is not None else 0


def messages(
    profile: Profile,
    stage: Stage,
    mailing: Mailing,
    files: Mapping[Recipient, Attachment | str],
) -> tuple[Message, ...]:
    """A message for each recipient, in the order given: with a file, or about the one of this name, for a reminder.

    Raises UsageError where a field of an address or a subject holds a line break or another control character.
    """
    return tuple(_message(profile, stage, mailing, *entry) for entry in files.items())


def _message(
    profile: Profile, stage: Stage, mailing: Mailing, recipient: Recipient, about: Attachment | str
) -> Message:
    letter = profile.letters[mailing]
    attachment, file = (None, about) if isinstance(about, str) else (about, about.path.name)
    name = recipient_name(profile, recipient)
    things = attachment.things if attachment is not None else ()
    values = _fields(profile, stage, recipient, file, things)
    subject = filled(letter.subject, values)
    body = filled(letter.body, values)
    to, chat_to = people(profile, recipient)
    for what, text in ((f"judul surat {MAILING_WORDS[mailing]}", subject), (f"berkas untuk {name}", file)):
        _refuse_controls(what, text)
    revision = f" R{attachment.revision}" if attachment is not None and attachment.revision else ""
    called = f"{MAILING_WORDS[mailing].capitalize()}{revision} - {recipient.code} - {name}"
    return Message(
        mailing=mailing,
        recipient=recipient,
        name=name,
        to=to,
        chat_to=chat_to,
        subject=subject,
        body=body,
        chat=filled(letter.chat, values),
        attachment=attachment,
        file=file,
        sha256=attachment.sha256 if attachment is not None else _print(subject, body),
        draft=f"{safe_name(called)}.eml",
    )


def _fields(
    profile: Profile, stage: Stage, recipient: Recipient, file: str, things: Sequence[str]
) -> Mapping[str, str]:
    """What the fields of letters stand for, as `profile.mail.FIELDS` names them."""
    dimension = profile.dimension(recipient.dimension)
    contact = profile.contact
    listed = [f"{n}. {thing}" for n, thing in enumerate(things[:_LISTED], 1)]
    if len(things) > _LISTED:
        listed.append(f"dan {len(things) - _LISTED} hal lain, semuanya di lembar Perbaikan.")
    return {
        "penerima": f"Kelompok {dimension.name}" if recipient.agency is None else profile.agency(recipient.agency).name,
        "kelompok": recipient_name(profile, recipient),
        "anggota": ", ".join(profile.agency(code).short for code in dimension.members),
        "daerah": profile.region,
        "acara": profile.event,
        "bimtek": str(stage.number),
        "judul": stage.title,
        "tanggal": stage.dates,
        "tempat": stage.place,
        "bawa": ", ".join(stage.bring),
        "tenggat": stage.deadline,
        "berkas": file,
        "jumlah": str(len(things)) if things else "",
        "kantor": contact.office,
        "hal": "\n".join(listed),
        "kontak": " ".join(filter(None, (contact.name, contact.phone, contact.email))) or contact.office,
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields filled in, once, without the lines in which a field stands for nothing."""
    lines = (line for line in text.split("\n") if all(values[name] for name in PLACEHOLDER.findall(line)))
    whole = PLACEHOLDER.sub(lambda match: values[match[1]], "\n".join(lines))
    return re.sub("\n{3,}", "\n\n", whole).strip("\n")


def people(profile: Profile, recipient: Recipient) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Those with an address and those with a number who stand for a recipient, each address and number once.

    An agency has its own. A group has its own, else its chair and note-taker, else the contacts of its members.
    """
    dimension = profile.dimension(recipient.dimension)
    if recipient.agency is not None:
        steps: Sequence[Iterable[Person]] = [_agency(profile.agency(recipient.agency))]
    else:
        steps = [
            _persons(f"kelompok {dimension.code}", dimension.name, dimension.email, dimension.phone),
            _leaders(dimension),
            [person for code in dimension.members for person in _agency(profile.agency(code))],
        ]
    return _first(steps, "address"), _first(steps, "number")


def _leaders(dimension: Dimension) -> Iterable[Person]:
    where = f"kelompok {dimension.code}"
    yield from _persons(where, dimension.chair or f"Ketua {dimension.name}", dimension.chair_email)
    yield from _persons(where, dimension.note_taker or f"Notulis {dimension.name}", dimension.note_taker_email)


def _agency(agency: Agency) -> Iterable[Person]:
    return _persons(f"OPD {agency.code}", agency.contact or agency.short, agency.email, agency.phone)


def _persons(where: str, name: str, address: str, phone: str = "") -> Iterable[Person]:
    """Somebody, once for each of his numbers."""
    for text in (name, address):
        _refuse_controls(where, text)
    return [Person(name=name, address=address, number=number) for number in whatsapp_numbers(phone) or ("",)]


def _first(steps: Sequence[Iterable[Person]], part: str) -> tuple[Person, ...]:
    """Those of the first step in which somebody has an address (or number), each once."""
    for step in steps:
        having = {getattr(person, part).casefold(): person for person in reversed(list(step)) if getattr(person, part)}
        if having:
            return tuple(reversed(having.values()))
    return ()


def whatsapp_numbers(phone: str) -> tuple[str, ...]:
    """The telephone numbers in a text as ``https://wa.me/`` takes them; nothing of what is none for sure.

    >>> whatsapp_numbers("0812-3456 7890"), whatsapp_numbers("+62 (0)812.3456.7890"), whatsapp_numbers("tanya Budi")
    (('6281234567890',), ('6281234567890',), ())
    >>> whatsapp_numbers("(0295) 691234 / 0812 3456 7890 (Budi)")
    ('62295691234', '6281234567890')
    """
    written = re.findall(r"[+(]*\d[\d \t.\-‐–()]*", unicodedata.normalize("NFKC", phone))
    numbers = (re.sub("^(\\+?62)?0?", "62", re.sub(r"[^\d+]", "", text), count=1) for text in written)
    return tuple(filter(_MOBILE_OR_LINE.fullmatch, numbers))  # a + is left of any other country


def _refuse_controls(where: str, text: str) -> None:
    """Raise UsageError for a text that would end a header of a mail, or hide in it."""
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in text):
        shown = " ".join(re.sub(r"[^\w@.,()-]", " ", text).split())
        raise UsageError(
            f'Pengaturan, {where}: "{shown[:60]}" memuat ganti baris atau tanda yang tidak terlihat. Ketik lagi isinya.'
        )


def _print(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()
