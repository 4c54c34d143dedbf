"""Which files are found, in what order, under which names, and what each is told to be."""

from __future__ import annotations

import os
import random
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.candidates import find
from tests.gallery import TYPED, cells, workbook
from tests.zips import zipped
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Profile, Return
from worksheet_kit.formats import guard
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.intake import members
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.returns.read import read

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def names(candidates: list[Candidate], root: Path) -> list[str]:
    return [candidate.file.removeprefix(f"{root.as_posix()}/") for candidate in candidates]


def mail(*attachments: tuple[str, bytes], sent: str = "Thu, 21 Jul 2022 10:30:00 +0700") -> bytes:
    message = EmailMessage()
    message["From"] = "Siti Aminah <siti@example.org>"
    message["To"] = "sekretariat@example.org"
    message["Subject"] = "Kertas kerja kelompok – final"
    message["Date"] = sent
    message.set_content("Terlampir. Terima kasih.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


# --- what a file is: by its content, whatever it is called -----------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "kiriman.xlsx", "empty"),
        (b" \r\n\t \n", "kiriman.xlsx", "empty"),
        (" \n".encode("utf-16"), "kiriman.csv", "empty"),
        (b"%PDF-1.7\n...", "kiriman.xlsx", "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "kiriman.xlsx", "photo"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "foto", "photo"),
        (b"\x00\x00\x00\x18ftypheic\x00", "IMG_1.HEIC", "photo"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "stiker.webp", "photo"),
        (b"BM\x36\x00\x0c\x00\x00\x00", "pindai.bmp", "photo"),
        (b"\x00\x00\x00\x18ftypmp42\x00", "VID-1.mp4", "stranger"),
        (b"OggS\x00\x02", "PTT-1.opus", "stranger"),
        (b"{\\rtf1\\ansi", "kiriman.doc", "word"),
        (b"Rar!\x1a\x07\x00", "semua.zip", "archive"),
        (b"7z\xbc\xaf\x27\x1c\x00", "semua.zip", "archive"),
        (b"<html xmlns:x='urn'><table><tr><td>S1</td></tr></table></html>", "kiriman.xls", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "a.xls", "xml2003"),
        ("Kode;Status;Uraian\nS1;Lengkap;Ada layanan\nS2;;Belum\n".encode("utf-16"), "kiriman.xls", "csv"),
        (b"Kode,Status\nS1,Lengkap\n", "kiriman.csv", "csv"),
        (b"Kode\nS1\n", "kiriman.xlsx", "csv"),
        (b"S1;Lengkap;Ada\nS2;;Belum\n", "kiriman", "csv"),
        (b"Bapak, Ibu\nini kertas kerjanya\n", "catatan.txt", "stranger"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "Kertas kerja.gsheet", "link"),
        (b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/1\r\n", "Kertas kerja.url", "link"),
        (b"https://docs.google.com/spreadsheets/d/1/edit\n", "tautan.txt", "link"),
        (b"bplist00\xd3\x01\x02", ".Kertas kerja.xlsx.icloud", "link"),
        (b"21/07/22 10.30 - Siti: pak ini kertas kerjanya\n", "_chat.txt", "stranger"),
        (b"\x78\x9f\x3e\x22\x01", "winmail.dat", "winmail"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "kiriman.xlsx", "word"),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "kiriman.xlsx", "stranger"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "kiriman.ods", "word"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "kiriman", "ods"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "kiriman.pdf", "xlsx"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "kiriman.xlsx", "xlsb"),
        (zipped({"Index/Document.iwa": b"", "Metadata/Properties.plist": b""}), "kiriman.xlsx", "numbers"),
        (zipped({"word/kiriman.txt": b"a folder that happens to have that name"}), "kiriman.zip", "zip"),
        (zipped({"xl/workbook.xml": bytes(5_000)})[:60], "kiriman.xlsx", "damaged"),
        (b"\x93\x01\x80" * 50, "kiriman.xlsx", "damaged"),
        (b"\x93\x01\x80" * 50, "kiriman.et", "et"),
        (b"\x93\x01\x80" * 50, "kiriman.bin", "stranger"),
        (OLE, "kiriman.xlsx", "ole"),
        (b"\x00" * 165, "~$kiriman.xlsx", "noise"),
        (b",siti,laptop,21.07.2022 10:30,file:///C:;", ".~lock.kiriman.ods#", "noise"),
        (OLE, "Thumbs.db", "noise"),
        (b"[.ShellClassInfo]", "desktop.ini", "noise"),
        (b"\x00\x00\x00\x01Bud1", ".DS_Store", "noise"),
        (b"L\x00\x00\x00\x01\x14\x02\x00", "kiriman.xlsx.lnk", "noise"),
        (b"\x00\x05\x16\x07\x00\x02", "__MACOSX/._kiriman.xlsx", "noise"),
        (b"\x00\x05\x16\x07\x00\x02", "._kiriman.xlsx", "noise"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "a.zip!__MACOSX/kiriman.xlsx", "xlsx"),
    ],
)
def test_a_file_is_told_by_its_content(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name)[0] == kind


def test_a_workbook_that_begins_like_a_lock_file_is_a_workbook() -> None:
    """Noise is known by name, but what holds answers is never thrown away for its name."""
    assert sniff(zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "~$kiriman.xlsx")[0] == "xlsx"


def test_a_mail_is_told_from_text() -> None:
    assert sniff(mail(), "kiriman.txt")[0] == "eml"
    assert sniff(b"From: kami\nterima kasih\n", "a.txt")[0] == "stranger"


# --- files and folders ------------------------------------------------------------------------------------------------


def test_folders_are_read_recursively_in_name_order(tmp_path: Path) -> None:
    for name in ("b/a.xlsx", "a/kiriman.xlsx", "a/Ünïcode – наш 表.xlsx", "c.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF-1.4 " + name.encode())
    assert names(list(find([tmp_path])), tmp_path) == [
        "a/kiriman.xlsx",
        "a/Ünïcode – наш 表.xlsx",
        "b/a.xlsx",
        "c.pdf",
    ]


def test_names_begin_with_the_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kiriman/dalam").mkdir(parents=True)
    (tmp_path / "kiriman/dalam/a.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.chdir(tmp_path)
    assert [c.file for c in find(["kiriman"])] == ["kiriman/dalam/a.pdf"]
    assert [c.file for c in find(["./kiriman/dalam/a.pdf"])] == ["kiriman/dalam/a.pdf"]
    assert [c.file for c in find(["."])] == ["kiriman/dalam/a.pdf"]


def test_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4")
    (tmp_path / "salinan.pdf").write_bytes(b"%PDF-1.4")
    assert names(list(find([file, tmp_path, file])), tmp_path) == ["a.pdf", "salinan.pdf"]


@pytest.mark.skipif(os.name == "nt", reason="needs a right that Windows users do not have")
def test_links_lead_nowhere_twice(tmp_path: Path) -> None:
    (tmp_path / "dalam").mkdir()
    (tmp_path / "dalam/a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "dalam/lingkar").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "sama.pdf").symlink_to(tmp_path / "dalam/a.pdf")
    (tmp_path / "putus.xlsx").symlink_to(tmp_path / "tidak ada")
    found = list(find([tmp_path]))
    assert names(found, tmp_path) == ["dalam/a.pdf", "dalam/lingkar", "putus.xlsx", "sama.pdf"]
    assert [candidate.kind for candidate in found] == ["pdf", "linked", "unreadable", "linked"]
    assert found[3].words == {"first": f"{tmp_path.as_posix()}/dalam/a.pdf"}


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so the mode of a file would prove nothing
    assert [candidate.kind for candidate in find([tmp_path])] == ["unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.xlsx")
    assert [candidate.kind for candidate in find([tmp_path])] == ["unreadable"]


def test_a_path_that_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Kiriman Juli tidak ditemukan"):
        find([tmp_path, tmp_path / "Kiriman Juli"])


# --- archives and mails -----------------------------------------------------------------------------------------------


def test_archives_are_opened_to_two_levels(tmp_path: Path) -> None:
    deepest = zipped({"tiga.pdf": b"%PDF-1.4"})
    inner = zipped({"dua.pdf": b"%PDF-1.4", "lagi.zip": deepest})
    (tmp_path / "satu.zip").write_bytes(zipped({"ENV\\satu.pdf": b"%PDF-1.4", "dalam/dua.zip": inner, "folder/": b""}))
    found = list(find([tmp_path]))
    assert [(name, c.kind) for name, c in zip(names(found, tmp_path), found, strict=True)] == [
        ("satu.zip!ENV/satu.pdf", "pdf"),
        ("satu.zip!dalam/dua.zip!dua.pdf", "pdf"),
        ("satu.zip!dalam/dua.zip!lagi.zip", "too_deep"),
    ]


def test_a_member_never_names_a_place_on_this_machine(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zipped({"../../etc/passwd": b"%PDF-", "C:\\x.pdf": b"%PDF-", "/abs.pdf": b"%PDF-"})
    )
    assert names(list(find([tmp_path])), tmp_path) == ["a.zip!etc/passwd", "a.zip!abs.pdf", "a.zip!C:/x.pdf"]


def test_an_empty_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({}))
    assert [(candidate.kind, candidate.detail) for candidate in find([tmp_path])] == [("empty", "empty_zip")]


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    (tmp_path / "bom.zip").write_bytes(zipped({"besar.xlsx": bytes(30_000_000), "biasa.pdf": b"%PDF-1.4"}))
    assert [candidate.kind for candidate in find([tmp_path])] == ["too_big", "pdf"]


def test_too_many_members_are_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_MEMBERS", 3)
    (tmp_path / "banyak.zip").write_bytes(zipped({f"{n}.pdf": b"%PDF-" for n in range(4)}))
    assert [candidate.kind for candidate in find([tmp_path])] == ["too_big"]


def test_a_large_file_is_told_without_being_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_FILE", 10_000)
    (tmp_path / "film.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(20_000))
    book = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": random.Random(1).randbytes(20_000)})
    (tmp_path / "kiriman.xlsx").write_bytes(book)
    found = list(find([tmp_path]))
    assert [(candidate.kind, candidate.data) for candidate in found] == [("stranger", b""), ("too_big", b"")]


def test_a_mail_gives_its_attachments_with_sender_subject_and_date(tmp_path: Path) -> None:
    (tmp_path / "surat.eml").write_bytes(
        mail(("Ékonomi.pdf", b"%PDF-1"), ("sama.pdf", b"%PDF-2"), ("sama.pdf", b"%PDF-3"))
    )
    found = list(find([tmp_path]))
    assert names(found, tmp_path) == ["surat.eml!Ékonomi.pdf", "surat.eml!sama.pdf", "surat.eml!sama (2).pdf"]
    assert {candidate.envelope.sender for candidate in found} == {"Siti Aminah <siti@example.org>"}
    assert {candidate.envelope.subject for candidate in found} == {"Kertas kerja kelompok – final"}
    assert {candidate.envelope.sent for candidate in found} == {datetime(2022, 7, 21, 3, 30, tzinfo=UTC)}


def test_an_archive_in_a_mail_and_a_forwarded_mail_are_opened(tmp_path: Path) -> None:
    forward = EmailMessage()
    forward["From"] = "Budi <budi@example.org>"
    forward["Subject"] = "Fwd"
    forward.set_content("Diteruskan")
    inner = EmailMessage()
    inner["From"] = "Siti <siti@example.org>"
    inner["Subject"] = "Asli"
    inner.set_content("Terlampir")
    archive = zipped({"a.pdf": b"%PDF-"})
    inner.add_attachment(archive, maintype="application", subtype="zip", filename="k.zip")
    forward.add_attachment(inner)
    again = EmailMessage()
    again["From"], again["Subject"] = "Ani <ani@example.org>", "Fwd: Fwd"
    again.set_content("Diteruskan lagi")
    again.add_attachment(forward)
    (tmp_path / "surat").write_bytes(again.as_bytes())
    (found,) = find([tmp_path])
    assert found.file.removeprefix(f"{tmp_path.as_posix()}/") == "surat!surat.eml!surat.eml!k.zip!a.pdf"
    assert found.envelope.sender == "Siti <siti@example.org>"


def test_an_attachment_that_was_cut_on_the_way_is_damaged(tmp_path: Path) -> None:
    whole = mail(("k.xlsx", zipped({"xl/workbook.xml": b"x" * 300})))
    start = whole.index(b"UEsDB")  # a zip, in base64
    length = 4 * 10 + 1  # letters: no number of bytes
    (tmp_path / "a.eml").write_bytes(whole[: start + length] + b"\n\n" + whole[whole.rindex(b"\n--") :])
    other = whole.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: base64", 1)
    other = other.replace(b"Terlampir. Terima kasih.", b"VGVyb", 1)  # what the mail says is cut, not the file
    (tmp_path / "b.eml").write_bytes(other)
    damaged, read = find([tmp_path])
    assert (damaged.kind, read.kind) == ("damaged", "xlsx")


def test_a_mail_without_attachment_is_named(tmp_path: Path) -> None:
    (tmp_path / "surat.eml").write_bytes(mail())
    (found,) = find([tmp_path])
    assert (found.kind, found.detail, found.envelope.sender) == (
        "stranger",
        "mail_without_attachment",
        "Siti Aminah <siti@example.org>",
    )


@pytest.mark.parametrize("sent", ["", "kemarin", "Thu, 99 Jul 2022 99:99:99", "Thu, 21 Jul 2022 10:30:00 -0000"])
def test_a_mail_with_an_odd_date_is_read_all_the_same(tmp_path: Path, sent: str) -> None:
    (tmp_path / "surat.eml").write_bytes(mail(("a.pdf", b"%PDF-"), sent=sent))
    (found,) = find([tmp_path])
    assert found.kind == "pdf"
    assert found.envelope.sent is None or found.envelope.sent.tzinfo is UTC


def test_a_member_with_a_password_is_opened_with_it(tmp_path: Path, kota: Profile) -> None:
    """Python writes no encrypted zip; the flag alone is enough to see that the member is not taken for damaged."""
    data = bytearray(zipped({"a.xlsx": workbook(kota, tmp_path / "a").read_bytes()}))
    at = data.rfind(b"PK\x01\x02")
    data[6] |= 1
    data[at + 8] |= 1
    (tmp_path / "terkunci.zip").write_bytes(bytes(data))
    assert [c.kind for c in find([tmp_path / "terkunci.zip"], password="rahasia")] == ["password"]


def test_only_a_workbook_carries_its_bytes(tmp_path: Path, kota: Profile) -> None:
    file = workbook(kota, tmp_path / "kiriman.pdf")
    (found,) = find([file], password=["satu", "dua"])
    assert (found.kind, found.data, found.passwords) == ("xlsx", file.read_bytes(), ("satu", "dua"))
    assert "satu" not in repr(found)


@pytest.mark.parametrize(
    "head",
    [
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=b",
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x\r\nSubject: s\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b",
    ],
)
def test_a_web_archive_is_no_mail(head: bytes) -> None:
    page = b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n--b--\r\n"
    assert sniff(head + page, "isian.xls") == ("html", "MHTML")


def test_a_mail_with_pictures_in_its_text_is_a_mail() -> None:
    head = b"From: siti@example.org\r\nTo: b@example.org\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    assert sniff(head, "surat")[0] == "eml"


def test_a_mail_that_only_leads_to_a_sheet_elsewhere_is_a_link(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "siti@example.org", "Kiriman"
    message.set_content("Isian kami: https://docs.google.com/spreadsheets/d/abc/edit")
    (tmp_path / "surat.eml").write_bytes(message.as_bytes())
    assert [(one.kind, one.envelope.sender) for one in find([tmp_path])] == [("link", "siti@example.org")]


def test_an_unpacked_workbook_is_that_workbook(kota: Profile, tmp_path: Path) -> None:
    sent = workbook(kota, tmp_path / "a.xlsx")
    with zipfile.ZipFile(sent) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        archive.extractall(tmp_path / "k" / "Kertas kerja")
    sent.unlink()
    (tmp_path / "k" / "lagi.zip").write_bytes(zipped({f"Kiriman/b/{name}": data for name, data in parts.items()}))
    found = list(find([tmp_path / "k"]))
    assert names(found, tmp_path) == ["k/Kertas kerja", "k/lagi.zip!Kiriman/b"]
    first, second = (read(candidate, kota) for candidate in found)
    assert isinstance(first, Return)
    assert isinstance(second, Return)
    assert first.sha256 == second.sha256
    assert cells(first) == TYPED
