"""What comes in containers: mailboxes, mails of Outlook, what mail programs add, exported chats, odd zips."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.candidates import find
from tests.outlook import attachment, compound_file, outlook_mail
from tests.zips import zipped, zipped_with
from worksheet_kit.formats.registry import ENDINGS
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.intake.candidate import Candidate

WIB = timezone(timedelta(hours=7))
PDF = b"%PDF-1.4 "


def found(path: Path) -> list[Candidate]:
    return list(find([path], zone=WIB))


def kinds(candidates: list[Candidate], root: Path) -> dict[str, str]:
    return {c.file.removeprefix(f"{root.as_posix()}/"): c.kind for c in candidates}


def mail(*attachments: tuple[str, bytes], sender: str = "siti@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "sekretariat@example.org", "Kertas kerja"
    message["Date"] = "Thu, 21 Jul 2022 10:30:00 +0700"
    message.set_content("Terlampir.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


# --- mailboxes --------------------------------------------------------------------------------------------------------


def mailbox(*mails: bytes, line: bytes = b"From - Thu Jul 21 10:30:00 2022") -> bytes:
    return b"".join(line + b"\n" + one.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for one in mails)


@pytest.mark.parametrize("name", ["Inbox", "kiriman.mbox", "kiriman.txt"])
@pytest.mark.parametrize("line", [b"From - Thu Jul 21 10:30:00 2022", b"From a@b.id Thu Jul 21 10:30:00 2022"])
def test_a_mailbox_is_all_its_mails(tmp_path: Path, name: str, line: bytes) -> None:
    mails = (mail(("a.pdf", PDF)), mail(("a.pdf", PDF + b"2"), sender="budi@example.org"), mail())
    (tmp_path / name).write_bytes(mailbox(*(one.as_bytes() for one in mails), line=line))
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {
        f"{name}!surat 1!a.pdf": "pdf",
        f"{name}!surat 2!a.pdf": "pdf",
        name: "mailbox",
    }
    assert [candidate.envelope.sender for candidate in seen] == ["siti@example.org", "budi@example.org", ""]
    assert seen[2].words == {"letters": 3, "skipped": ("1 bare",)}


def test_a_mail_that_was_deleted_in_a_mailbox_is_counted_only(tmp_path: Path) -> None:
    deleted = b"X-Mozilla-Status: 0009\n" + mail(("a.pdf", PDF)).as_bytes()
    read = b"X-Mozilla-Status: 0001\n" + mail(("b.pdf", PDF)).as_bytes()
    (tmp_path / "Inbox").write_bytes(mailbox(deleted, read))
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {"Inbox!surat 2!b.pdf": "pdf", "Inbox": "mailbox"}
    assert seen[-1].words["skipped"] == ("1 deleted",)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "own_draft"),
        ({"From": "sekretariat@example.org"}, "own_draft"),
        ({"Date": "Thu, 21 Jul 2022 10:30:00 +0700"}, "pdf"),  # somebody has sent it, and may have typed in it before
        ({"Received": "from mail.example.org"}, "pdf"),
        ({"X-Unsent": None}, "pdf"),
        ({"X-Kertas-Kerja": None}, "pdf"),  # a draft of others
    ],
)
def test_a_draft_of_ours_that_nobody_has_sent_is_no_return(
    tmp_path: Path, headers: dict[str, str | None], kind: str
) -> None:
    message = mail(("a.pdf", PDF))
    for name, value in {
        "From": None,
        "Date": None,
        "X-Kertas-Kerja": "corrections",
        "X-Unsent": "1",
        **headers,
    }.items():
        del message[name]
        if value is not None:
            message[name] = value
    data = message.as_bytes()
    (tmp_path / "draf.eml").write_bytes(data)
    (tmp_path / "draf.zip").write_bytes(zipped({"Surel/draf.eml": data}))
    (tmp_path / "Drafts").write_bytes(mailbox(data))
    inside = "" if kind == "own_draft" else "!a.pdf"
    seen = kinds(found(tmp_path), tmp_path)
    assert seen.pop("Drafts") == "mailbox"
    assert ("Drafts!surat 1!a.pdf" in seen) == bool(inside)
    seen.pop("Drafts!surat 1!a.pdf", None)
    assert seen == {f"draf.eml{inside}": kind, f"draf.zip!Surel/draf.eml{inside}": kind}


def test_a_line_that_begins_like_a_mail_is_none(tmp_path: Path) -> None:
    message = mail(("a.pdf", PDF))
    text = message.as_bytes().replace(b"Terlampir.", b"Terlampir.\nFrom kami sekelompok")
    (tmp_path / "Inbox").write_bytes(mailbox(text))
    assert list(kinds(found(tmp_path), tmp_path)) == ["Inbox!surat 1!a.pdf", "Inbox"]


# --- mails of Outlook -------------------------------------------------------------------------------------------------


def test_a_mail_of_outlook_gives_its_attachments(tmp_path: Path) -> None:
    inner = outlook_mail(attachment("dalam.pdf", PDF), sender="Budi", address="", subject="Asli", inner=True)
    whole = outlook_mail(
        attachment("Ékonomi.pdf", PDF),
        attachment("logo.png", b"\x89PNG\r\n\x1a\n", content_id="logo1", kind="image/png"),
        attachment("surat lama", inner),
    )
    (tmp_path / "surat.msg").write_bytes(compound_file(whole))
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {
        "surat.msg!Ékonomi.pdf": "pdf",
        "surat.msg!surat lama!dalam.pdf": "pdf",
        "surat.msg": "mail_parts",
    }
    assert seen[0].envelope.sender == "Siti Aminah <siti@example.org>"
    assert seen[0].envelope.subject == "Kertas kerja"
    assert seen[0].envelope.sent == datetime(2022, 7, 21, 3, 30, tzinfo=UTC)
    assert (seen[1].envelope.sender, seen[1].envelope.subject) == ("Budi", "Asli")
    assert seen[2].words == {"skipped": ("1 picture",)}


def test_a_mail_of_outlook_that_is_cut_is_damaged(tmp_path: Path) -> None:
    whole = compound_file(outlook_mail(attachment("a.pdf", PDF * 9_000)))
    (tmp_path / "surat.msg").write_bytes(whole[:1024] + whole[60_000:])
    assert kinds(found(tmp_path), tmp_path)["surat.msg"] in ("damaged", "stranger", "ole")


# --- what mail programs add -------------------------------------------------------------------------------------------


def test_what_a_mail_program_adds_is_counted_only(tmp_path: Path) -> None:
    message = mail(("a.pdf", PDF))
    message.add_attachment("<p>--</p>", subtype="html", filename="ATT00001.htm")
    message.add_attachment("--", filename="ATT00002.txt")
    message.add_attachment(b"BEGIN:VCARD", maintype="text", subtype="vcard", filename="siti.vcf")
    message.add_attachment(b"\x30\x82", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="undangan.ics")
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n",
        maintype="image",
        subtype="png",
        filename="image001.png",
        disposition="inline",
        cid="<x@y>",
    )
    (tmp_path / "surat.eml").write_bytes(message.as_bytes())
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {"surat.eml!a.pdf": "pdf", "surat.eml": "mail_parts"}
    assert seen[1].words == {"skipped": ("1 card", "2 insert", "1 invitation", "1 picture", "1 signature")}
    assert seen[1].envelope.sender == "siti@example.org"


def test_a_name_never_hides_what_may_hold_answers(tmp_path: Path) -> None:
    book = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    (tmp_path / "surat.eml").write_bytes(mail(("ATT00001.htm", book), ("siti.vcf", book + b" ")).as_bytes())
    assert kinds(found(tmp_path), tmp_path) == {"surat.eml!ATT00001.htm": "xlsx", "surat.eml!siti.vcf": "xlsx"}


def test_a_photo_that_somebody_attached_is_a_photo(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="IMG_1.jpg")
    (tmp_path / "surat.eml").write_bytes(message.as_bytes())
    assert kinds(found(tmp_path), tmp_path) == {"surat.eml!IMG_1.jpg": "photo"}


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"1234\nFrom: a@b\nTo: c@d\nSubject: x\n\nx", "1.emlx", "emlx"),
        (b"\x78\x9f\x3e\x22\x01", "winmail.dat", "winmail"),
        (
            b'<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            "a.fods",
            "fods",
        ),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "a.xml", "xml2003"),
        (b'// <!-- <mdb:mork:z v="1.4"/> -->', "Inbox.msf", "noise"),
        (compound_file(outlook_mail()), "surat.msg", "msg"),
        (b"From here on\n", "a.txt", "stranger"),
    ],
)
def test_what_is_not_opened_is_known_for_what_it_is(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name)[0] == kind


# --- chats ------------------------------------------------------------------------------------------------------------

ANDROID_ID = """21/07/22 10.28 - Pesan dan panggilan dienkripsi secara end-to-end.
21/07/22 10.29 - Siti Aminah: Pak, ini kertas kerja kami
21/07/22 10.30 - Siti Aminah: Kertas kerja.pdf (file terlampir)
dibaca dulu ya
21/07/22 10.31 - Budi: STK-20220721-WA0003.webp (file terlampir)
21/07/22 10.32 - Siti Aminah: besok saya kirim revisi
21/07/22 19.40 - Siti Aminah: selamat malam
22/07/22 08.00 - +62 812-1: Hilang.xlsx (file terlampir)
"""
IOS_ID = """[21/07/22 10.28.01] Kelompok: \u200ePesan dan panggilan dienkripsi secara end-to-end.
[21/07/22 10.29.11] Siti Aminah: Pak, ini kertas kerja kami
\u200e[21/07/22 10.30.00] Siti Aminah: Kertas kerja.pdf • \u200e1 halaman \u200e<terlampir: Kertas kerja.pdf>
dibaca dulu ya
[21/07/22 10.31.09] Budi: \u200e<terlampir: STK-20220721-WA0003.webp>
[21/07/22 10.32.00] Siti Aminah: besok saya kirim revisi
[21/07/22 19.40.00] Siti Aminah: selamat malam
[22/07/22 08.00.00] \u202a+62 812-1\u202c: \u200e<terlampir: Hilang.xlsx>
"""
ANDROID_EN = """7/21/22, 10:28 AM - Messages and calls are end-to-end encrypted.
7/21/22, 10:29 AM - Siti Aminah: Pak, ini kertas kerja kami
7/21/22, 10:30\u202fAM - Siti Aminah: Kertas kerja.pdf (file attached)
dibaca dulu ya
7/21/22, 10:31 AM - Budi: STK-20220721-WA0003.webp (file attached)
7/21/22, 10:32 AM - Siti Aminah: besok saya kirim revisi
7/21/22, 7:40 PM - Siti Aminah: selamat malam
7/22/22, 8:00 AM - +62 812-1: Hilang.xlsx (file attached)
"""
IOS_EN = """[21/07/2022, 10:28:01] Kelompok: \u200eMessages and calls are end-to-end encrypted.
[21/07/2022, 10:29:11] Siti Aminah: Pak, ini kertas kerja kami
[21/07/2022, 10:30:00] Siti Aminah: \u200e<attached: Kertas kerja.pdf>
dibaca dulu ya
[21/07/2022, 10:31:09] Budi: \u200e<attached: STK-20220721-WA0003.webp>
[21/07/2022, 10:32:00] Siti Aminah: besok saya kirim revisi
[21/07/2022, 19:40:00] Siti Aminah: selamat malam
[22/07/2022, 08:00:00] \u202a+62 812-1\u202c: \u200e<attached: Hilang.xlsx>
"""
CHATS = {
    "Chat WhatsApp dengan Kelompok Melayani.txt": ANDROID_ID,
    "_chat.txt": IOS_ID,
    "WhatsApp Chat with Kelompok Melayani.txt": ANDROID_EN,
    "_chat (1).txt": IOS_EN,
}
MEDIA = {
    "STK-20220721-WA0003.webp": b"RIFF\0\0\0\0WEBP",
    "PTT-20220721-WA0001.opus": b"OggS",
    "IMG-1.jpg": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("text", CHATS)
@pytest.mark.parametrize("folder", [False, True])
def test_an_exported_chat_says_who_sent_what_and_when(tmp_path: Path, text: str, folder: bool) -> None:
    members = {text: CHATS[text].encode(), "Kertas kerja.pdf": PDF, "lain.pdf": PDF, **MEDIA}
    if folder:
        (tmp_path / "k").mkdir()
        for name, data in members.items():
            (tmp_path / "k" / name).write_bytes(data)
        place, about = "k/", f"k/{text}"
    else:
        (tmp_path / "k.zip").write_bytes(zipped(members))
        place, about = "k.zip!", "k.zip"
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {f"{place}Kertas kerja.pdf": "pdf", f"{place}lain.pdf": "pdf", about: "chat"}
    envelope = seen[0].envelope
    assert envelope.sender == "Siti Aminah"
    assert envelope.subject == ("k" if text == "_chat.txt" else text.removesuffix(".txt"))
    assert envelope.sent == datetime(2022, 7, 21, 3, 30, tzinfo=UTC)
    assert envelope.remarks == (
        "Siti Aminah: Pak, ini kertas kerja kami",
        "Siti Aminah: dibaca dulu ya",
        "Siti Aminah: besok saya kirim revisi",
    )
    assert seen[1].envelope.sender == ""
    assert seen[2].words["skipped"] == ("1 photo", "1 sticker", "1 voice")
    assert seen[2].words["missing"] == ("Hilang.xlsx",)
    assert seen[2].words["messages"] == 7


def test_a_missing_file_of_any_format_that_is_read_is_told(tmp_path: Path) -> None:
    names = [f"Hilang{ending.upper()}" for ending in (*ENDINGS, ".zip")]
    lines = [f"21/07/22 10.29 - Siti: {name} (file terlampir)\n" for name in (*names, "IMG-1.jpg")]
    (tmp_path / "Chat WhatsApp dengan Siti.txt").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(PDF)
    chat = next(candidate for candidate in found(tmp_path) if candidate.kind == "chat")
    assert chat.words["missing"] == tuple(names)


def test_a_date_that_can_be_read_two_ways_gives_no_time(tmp_path: Path) -> None:
    text = "7/5/22, 10:29 AM - Siti: a.pdf (file attached)\n7/6/22, 10:29 AM - Siti: b.pdf (file attached)\n"
    (tmp_path / "k.zip").write_bytes(zipped({"WhatsApp Chat with X.txt": text.encode(), "a.pdf": PDF, "b.pdf": PDF}))
    assert [candidate.envelope.sent for candidate in found(tmp_path)] == [None] * 3


def test_a_workbook_in_a_chat_is_never_taken_for_a_picture(tmp_path: Path) -> None:
    book = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    (tmp_path / "k.zip").write_bytes(zipped({"_chat.txt": IOS_ID.encode(), "foto.jpg": book}))
    assert kinds(found(tmp_path), tmp_path) == {"k.zip!foto.jpg": "xlsx", "k.zip": "chat"}


def test_a_text_that_is_called_like_a_chat_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "_chat.txt").write_bytes(b"bukan percakapan")
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    assert kinds(found(tmp_path), tmp_path) == {"_chat.txt": "stranger", "foto.jpg": "photo"}


# --- zips -------------------------------------------------------------------------------------------------------------


def test_a_folder_with_content_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"isian/": PDF, "kosong/": b""}))
    assert kinds(found(tmp_path), tmp_path) == {"a.zip!isian": "pdf"}


def test_members_of_one_name_are_files_each(tmp_path: Path) -> None:
    data = zipped({"a.pdf": PDF, "b.pdf": PDF}).replace(b"b.pdf", b"a.pdf")
    (tmp_path / "a.zip").write_bytes(data)
    assert kinds(found(tmp_path), tmp_path) == {"a.zip!a.pdf": "pdf", "a.zip!a (2).pdf": "pdf"}


@pytest.mark.parametrize(("flag", "method", "kind"), [(1, 99, "locked_zip"), (0, 9, "packed"), (1, 8, "password")])
def test_a_member_that_is_not_opened_says_why(tmp_path: Path, flag: int, method: int, kind: str) -> None:
    (tmp_path / "a.zip").write_bytes(zipped_with(flag, method, "a.xlsx", PDF))
    assert kinds(found(tmp_path), tmp_path) == {"a.zip!a.xlsx": kind}


def test_a_large_archive_is_opened_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worksheet_kit.intake.members.MAX_FILE", 3_000)
    photo = b"\xff\xd8\xff" + struct.pack("<2000I", *range(2_000))
    (tmp_path / "a.zip").write_bytes(zipped({"_chat.txt": IOS_ID.encode(), "b.jpg": photo, "a.pdf": PDF}))
    seen = found(tmp_path)
    assert kinds(seen, tmp_path) == {"a.zip!a.pdf": "pdf", "a.zip": "chat"}
    (tmp_path / "a.zip").unlink()
    (tmp_path / "Inbox").write_bytes(mailbox(mail(("a.pdf", PDF)).as_bytes(), mail(("b.jpg", photo)).as_bytes()))
    assert kinds(found(tmp_path), tmp_path) == {
        "Inbox!surat 1!a.pdf": "pdf",
        "Inbox!surat 2": "too_big",
        "Inbox": "mailbox",
    }
