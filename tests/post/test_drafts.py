"""Drafts: the same bytes for the same message, whatever is in its fields, and every header as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.post.messages import HOSTILE, mailing, region
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Mailing
from worksheet_kit.post.drafts import draft, outgoing
from worksheet_kit.post.letters import Message, Person

MESSAGE = mailing(region(1))[0]
#: What may stand in a header: `letters` refuses the rest.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def seen(text: str) -> str:
    """A text as a mail program shows it: blanks at its ends and in a row are not kept by headers."""
    return " ".join(text.split())


def test_a_draft_holds_what_it_should_and_nothing_that_changes() -> None:
    data = draft(MESSAGE, "kominfo@kota.go.id")
    assert data == draft(MESSAGE, "kominfo@kota.go.id")
    mail = read(data)
    assert mail["X-Unsent"] == "1"
    assert mail["Date"] is None
    assert mail["Message-ID"] is None
    assert mail["From"] == "kominfo@kota.go.id"
    assert mail["To"].addresses[0].addr_spec == "g1@kota.go.id"
    assert mail["To"].addresses[0].display_name == "Kelompok 1"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == f"{MESSAGE.body}\n"
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "G1.xlsx"
    assert MESSAGE.attachment is not None
    assert file.get_content() == MESSAGE.attachment.data
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_a_draft_without_address_sender_or_file() -> None:
    mail = read(draft(replace(MESSAGE, to=())))
    assert mail["To"] is None
    assert mail["From"] is None
    reminder = read(draft(mailing(region(1), Mailing.REMINDERS)[0]))
    assert list(reminder.iter_attachments()) == []
    assert reminder.get_content_type() == "text/plain"


@given(name=WORDS, subject=WORDS, file=WORDS.filter(str.strip))
def test_no_name_subject_or_file_makes_a_header_of_its_own(name: str, subject: str, file: str) -> None:
    to = tuple(Person(name=name, address=f"g{n}@kota.go.id") for n in range(3))
    mail = read(draft(replace(MESSAGE, to=to, subject=subject, file=file), "kominfo@kota.go.id"))
    headers = ["from", "to", "subject", "x-kertas-kerja", "x-unsent", "mime-version", "content-type"]
    assert sorted(key.lower() for key in mail) == sorted(headers)
    assert [address.addr_spec for address in mail["To"].addresses] == [person.address for person in to]
    assert seen(mail["Subject"]) == seen(subject)
    assert [seen(str(part.get_filename())) for part in mail.iter_attachments()] == [seen(file)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_every_field_come_back_as_they_were(text: str) -> None:
    hostile = replace(
        MESSAGE,
        subject=text,
        body=f"{text}\n.\n--=_kertas-kerja_=\nFrom x",
        file=f"{text.replace('/', '-')[:100]}.xlsx",
        to=(Person(name=text, address="a@kota.go.id"), Person(name="B", address="b@kota.go.id")),
    )
    mail = read(draft(hostile, "kominfo@kota.go.id"))
    assert seen(mail["Subject"]) == seen(text)
    # Python reads a blank between two encoded words of one name, which none is (RFC 2047, 6.2).
    assert [("".join(one.display_name.split()), one.addr_spec) for one in mail["To"].addresses] == [
        ("".join(text.split()), "a@kota.go.id"),
        ("B", "b@kota.go.id"),
    ]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == f"{hostile.body}\n"
    (file,) = mail.iter_attachments()
    assert file.get_filename() == hostile.file


@pytest.mark.parametrize("address", ["a@b.id, c@d.id", "a@b.id>", "a", "a b@c.id", "ä@b.id", "a@b.id\r\nBcc: x@y.id"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="Alamat surel untuk Kelompok 1"):
        draft(replace(MESSAGE, to=(Person(name="A", address=address),)))


def test_what_goes_to_a_server_is_the_same_with_a_date_and_a_number() -> None:
    at = datetime(2022, 7, 20, 8, 30, tzinfo=UTC)
    data = outgoing(MESSAGE, "kominfo@kota.go.id", MESSAGE.to, at)
    assert data == outgoing(MESSAGE, "kominfo@kota.go.id", MESSAGE.to, at)
    mail = read(data)
    assert mail["Date"].datetime == at
    assert mail["X-Unsent"] is None
    assert mail["Message-ID"].endswith("@kota.go.id>")

    def number(message: Message) -> str:
        return str(read(outgoing(message, "kominfo@kota.go.id", message.to, at))["Message-ID"])

    assert len({number(message) for message in mailing(region(3))}) == 3
