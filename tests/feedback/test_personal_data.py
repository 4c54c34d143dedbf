"""Where people's names, numbers and addresses go: somebody is put into every input, and may appear where it is listed.

`docs/data-pribadi.md` tells officers the same. An output that begins to show people fails here until it is listed.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.gallery import text_box, with_drawing
from tests.matrix.test_readback import decide, places, put
from tests.office import edit_members, key_places
from tests.test_collect import Desk
from tests.worksheets import write_worksheet
from worksheet_kit.collect import collect
from worksheet_kit.core.model import IdentityField, Mailing, Profile, Result, Value, WorksheetContent
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback import next_stage
from worksheet_kit.feedback.merge_outputs import Targets, write_outputs
from worksheet_kit.feedback.messages import covering_texts
from worksheet_kit.generate import generate
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.post.attachments import read_attachments
from worksheet_kit.post.drafts import draft
from worksheet_kit.post.journal import Journal, Way, line_of
from worksheet_kit.post.letters import messages
from worksheet_kit.post.page import page
from worksheet_kit.report import board

GROUP, MEMBER = "Smart Governance", "Smart Governance - Inspektorat"

#: What goes back to those it came from. What other groups get is in none of the lists.
OWN = {f"{book} {GROUP}: Petunjuk" for book in ("corrections", "drafts")}
#: The hidden *Daftar* holds what was sent, by which *Perbaikan* tells what was put right since.
OWN_TABLE = {f"{book} {GROUP}: {sheet}" for book in ("corrections", "drafts") for sheet in ("Program Kerja", "Daftar")}
OWN_MARKS = OWN_TABLE | {f"{book} {GROUP}: Perbaikan" for book in ("corrections", "drafts")}
MEMBER_TABLE = {f"corrections {MEMBER}: Program Kerja", f"drafts {GROUP}: Program Kerja"}
#: What the secretariat keeps.
PEOPLE = {"matrix: Kelengkapan"}
FINDINGS = {"matrix: Perlu Diperbaiki", "json", "terminal"}
#: Where an answer goes: that is what it was given for.
PRESENTED = {
    f"{book}: {sheet}" for book in ("matrix", "presentation") for sheet in ("Matriks Konsolidasi", "Tabel Buku 2")
}
TABLES = {"tables program_kerja.csv", "tables _cells.csv"} | {
    f"tables Tabel bimtek 2: {sheet}" for sheet in ("Program Kerja", "Semua Sel")
}
ANSWER = PRESENTED | TABLES | {"matrix: Data Program", "json"}
NEXT = {f"next {GROUP}: Acuan Program Kerja"}

#: The letter with a correction names the first things to put right, for its recipient; the page shows all letters.
LETTER = {"mail page", "mail GOV"}
LETTERS = {"mail page", *(f"mail {code}" for code in ("GOV", "GOV-INSPEKTORAT", "ECO", "LIV"))}

#: Each input of the program, and the outputs that what somebody put there may appear in; nowhere else.
MAY_APPEAR: dict[str, set[str]] = {
    # who filled in a group's workbook; NIP and address are lines that an office has added
    "filler": OWN | PEOPLE | {"matrix: Perlu Diperbaiki", "json"},
    "phone": OWN | PEOPLE | {"matrix: Perlu Diperbaiki", "json"},  # as a value where it is no number
    "NIP": OWN | PEOPLE,
    "address": OWN | PEOPLE,
    "chair": OWN | PEOPLE | {f"per_agency Berita Acara Kelompok: {GROUP}"},
    "note-taker": OWN | PEOPLE | {f"per_agency Berita Acara Kelompok: {GROUP}"},
    "attendance": OWN,
    "line no longer asked for": set(),
    "filler of the earlier copy": set(),
    "filler of a member": {f"corrections {MEMBER}: Petunjuk", "matrix: Perlu Diperbaiki", "json"} | PEOPLE,
    # the table
    "answer": ANSWER | OWN_TABLE | NEXT,
    "answer that cannot be read": LETTER | ANSWER | OWN_MARKS | NEXT | FINDINGS | {"matrix: Isian Berbeda"},
    "answer of a member": ANSWER | MEMBER_TABLE,
    "answer that was decided against": {"matrix: Isian Berbeda", "json"},
    # beside the table
    "note beside the table": FINDINGS,
    "comment": FINDINGS,
    "text box": FINDINGS,
    "sheet of their own": FINDINGS,
    # around the workbook
    "author of the workbook": set(),
    "file name": OWN_MARKS
    | PEOPLE
    | FINDINGS
    | TABLES
    | {
        f"matrix: {sheet}"
        for sheet in (
            *("Daftar Berkas", "Data Program", "Isian Berbeda", "Matriks Konsolidasi", "Penyesuaian Otomatis"),
        )
    },
    "mail sender": {"matrix: Daftar Berkas", "json"},
    "mail subject": {"json"},
    "mail text": set(),
    "chat sender": {"matrix: Daftar Berkas"} | FINDINGS,
    "chat message": FINDINGS,
    # what the secretariat says
    "office contact": {"messages"}
    | LETTERS
    | {f"corrections {who}: Petunjuk" for who in (GROUP, MEMBER, "Smart Economy", "Smart Living")}
    | {f"drafts {who}: Petunjuk" for who in (GROUP, "Smart Economy", "Smart Living")}
    | {f"next {who}: Petunjuk" for who in (GROUP, "Smart Economy")},
    "agency contact": LETTERS - {"mail GOV"},
    "chair in the settings": LETTER,
    "who said what is right": {"matrix: Perlu Diperbaiki", "matrix: Penyesuaian Otomatis", "json"},
    "review": OWN_MARKS | LETTER | {f"{book}: Matriks Konsolidasi" for book in ("matrix", "presentation")},
    "decision asked for": {f"{book}: Ringkasan" for book in ("matrix", "presentation")},
    "value decided on": ANSWER | OWN_TABLE | NEXT | {"matrix: Isian Berbeda"},
}
SERIAL = {place: f"7301{n:04}" for n, place in enumerate(MAY_APPEAR)}

PROGRAM: Mapping[str, Value] = {"nama_program": "Layanan Satu Pintu", "target_akhir": 40.0}


def somebody(place: str) -> str:
    """Name, phone, NIP and address of somebody who stands in one input alone, known by a serial number."""
    serial = SERIAL[place]
    return f"Bu Kenari {serial}, HP 0812-{serial[:4]}-{serial[4:]}, NIP 1977{serial}200501, Jalan Kenari {serial}"


@pytest.fixture(scope="module")
def appearing(rembang: Profile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """For each input the outputs that somebody in it appears in."""
    more = (IdentityField(key="nip", label="NIP"), IdentityField(key="alamat", label="Alamat rumah"))
    agencies = (
        replace(
            a,
            contact=somebody("agency contact"),
            phone=SERIAL["agency contact"],
            email=f"{a.code.lower()}.{SERIAL['agency contact']}@example.org",
        )
        for a in rembang.agencies
    )
    chair = {
        "chair": somebody("chair in the settings"),
        "chair_email": f"{SERIAL['chair in the settings']}@example.org",
    }
    region = replace(
        rembang,
        identity=(*rembang.identity, *more),
        # a few rows on each sheet
        dimensions=tuple(
            replace(d, room=dict.fromkeys(rembang.forms, 5), **(chair if d.code == "GOV" else {}))
            for d in rembang.dimensions
        ),
        agencies=tuple(agencies),
        contact=replace(rembang.contact, name=somebody("office contact")),
    )
    folder = tmp_path_factory.mktemp("kenari")
    returns = Returns(region, folder)
    returns.from_group()
    returns.from_member()
    returns.from_others()
    write_outputs(Targets(matrix=folder / "first.xlsx"), collect([returns.folder], region, stage=2))
    work_in(folder / "first.xlsx")
    result = collect([returns.folder], region, stage=2, decisions=folder / "first.xlsx")
    found: dict[str, set[str]] = defaultdict(set)
    for name, text in everything(result, folder / "out"):
        for place in places_in(text):
            found[place].add(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("place", MAY_APPEAR)
def test_people_appear_where_they_may_and_nowhere_else(place: str, appearing: dict[str, set[str]]) -> None:
    assert appearing[place] - MAY_APPEAR[place] == set()


@pytest.mark.slow
def test_whoever_is_to_be_told_of_appears(appearing: dict[str, set[str]]) -> None:
    """So that the test above cannot pass because nobody was put in."""
    beside = {"note beside the table", "sheet of their own"}  # told by their cells
    assert {place for place in MAY_APPEAR if not appearing[place]} <= beside | {
        place for place, outputs in MAY_APPEAR.items() if not outputs
    }


def test_a_line_that_is_no_longer_asked_for_is_told_by_its_cell_alone(kota: Profile, tmp_path: Path) -> None:
    before = replace(kota, identity=(*kota.identity, IdentityField(key="nip", label="NIP pengisi")))
    group = recipient_of(kota, "TATA")
    assert group is not None
    content = WorksheetContent(identity={"nama_pengisi": "Sari", "nip": "1977"}, answers={"TATA-P01": PROGRAM})
    write_worksheet(tmp_path / "a.xlsx", before, before.stage(2), group, content)
    cell = key_places(tmp_path / "a.xlsx")["Petunjuk"]["nip"][""]
    result = collect([tmp_path / "a.xlsx"], kota)
    (told,) = [finding for finding in result.findings if finding.place.sheet == "Petunjuk" and finding.code != "K403"]
    assert (told.code, told.place.cell, told.value) == ("K406", cell, None)
    assert result.dataset.submissions["TATA"].identity == {"nama_pengisi": "Sari"}


@pytest.mark.parametrize(
    ("early", "late", "told"),
    [
        # somebody else, whose number is not known
        (
            {"nama_pengisi": "Sari", "nomor_hp": "0812", "notulis": "Tika"},
            {"nama_pengisi": "Budi"},
            {"nama_pengisi": "Budi", "notulis": "Tika"},
        ),
        # the same person, who leaves out what was said before
        (
            {"nama_pengisi": "Sari", "nomor_hp": "0812"},
            {"nama_pengisi": "SARI "},
            {"nama_pengisi": "SARI", "nomor_hp": "0812"},
        ),
        ({"nama_pengisi": "Sari", "nomor_hp": "0812"}, {}, {"nama_pengisi": "Sari", "nomor_hp": "0812"}),
    ],
)
def test_nobody_gets_the_number_of_another(
    early: dict[str, str], late: dict[str, str], told: dict[str, str], kota: Profile, tmp_path: Path
) -> None:
    desk = Desk(kota, tmp_path)
    desk.put("pagi.xlsx", {"TATA-P01": PROGRAM}, at="08:00", content=WorksheetContent(identity=early))
    desk.put(
        "sore.xlsx", {"TATA-P01": {**PROGRAM, "sasaran": "Warga"}}, at="16:00", content=WorksheetContent(identity=late)
    )
    assert desk.collect().dataset.submissions["TATA"].identity == told


class Returns:
    """A folder of returns with somebody in every input."""

    def __init__(self, region: Profile, folder: Path) -> None:
        self.region, self.folder, self.spare = region, folder / "kiriman", folder / "luar"
        self.folder.mkdir()
        self.spare.mkdir()

    def filled(self, code: str, answers: Mapping[str, Value], identity: Mapping[str, str], **asked: Profile) -> Path:
        """A workbook of the second bimtek with one program in it."""
        region, recipient = asked.get("asked", self.region), recipient_of(self.region, code)
        assert recipient is not None
        path = self.spare / f"{len(list(self.spare.iterdir()))}.xlsx"
        content = WorksheetContent(identity=identity, answers={f"{code}-P01": {**PROGRAM, **answers}})
        write_worksheet(path, region, region.stage(2), recipient, content)
        return path

    def from_group(self) -> None:
        """Two copies; the later one, written on in an office program, comes by mail."""
        asked_before = replace(self.region, identity=(*self.region.identity, IdentityField(key="nik", label="NIK")))
        keys = ("nama_pengisi", "nomor_hp", "nip", "alamat", "ketua", "notulis", "hadir_nama_1", "nik")
        identity = dict(zip(keys, map(somebody, MAY_APPEAR), strict=False))
        answers = {"deskripsi": somebody("answer"), "sasaran": somebody("answer that was decided against")}
        path = self.filled("GOV", answers, identity, asked=asked_before)
        book = openpyxl.load_workbook(path)
        sheet, at = book["Program Kerja"], key_places(path)["Program Kerja"]["GOV-P01"]
        sheet["AZ3"] = somebody("note beside the table")
        sheet[at["target_akhir"]] = somebody("answer that cannot be read")
        sheet[at["indikator"]].comment = Comment(somebody("comment"), somebody("comment"))
        book.create_sheet("Catatan")["A1"] = somebody("sheet of their own")
        book.properties.creator = book.properties.lastModifiedBy = somebody("author of the workbook")
        book.save(path)
        late = self.spare / f"{somebody('file name')}.xlsx"
        edit_members(path, late, {"docProps/core.xml": at_nine("2022-07-21")})
        mail = EmailMessage()
        mail["From"] = f'"{somebody("mail sender")}" <kenari@example.org>'
        mail["Subject"], mail["Date"] = somebody("mail subject"), "Thu, 21 Jul 2022 16:20:00 +0700"
        mail.set_content(somebody("mail text"))
        mail.add_attachment(late.read_bytes(), maintype="application", subtype="octet-stream", filename=late.name)
        (self.folder / "surat.eml").write_bytes(mail.as_bytes())
        early = self.filled("GOV", {"sasaran": "Warga"}, {"nama_pengisi": somebody("filler of the earlier copy")})
        with_drawing(early, text_box(somebody("text box")))
        edit_members(early, self.folder / "pagi.xlsx", {"docProps/core.xml": at_nine("2022-07-20")})

    def from_member(self) -> None:
        """One agency of the group by itself."""
        answers: Mapping[str, Value] = {"nama_program": "Arsip", "deskripsi": somebody("answer of a member")}
        path = self.filled("GOV-INSPEKTORAT", answers, {"nama_pengisi": somebody("filler of a member")})
        path.rename(self.folder / "anggota.xlsx")

    def from_others(self) -> None:
        """Two other groups, one by chat; each has something to put right."""
        self.filled("ECO", {"nama_program": "Pasar"}, {}).rename(self.folder / "pasar.xlsx")
        taman = self.filled("LIV", {"nama_program": "Taman"}, {})
        sender = somebody("chat sender").replace(", ", " ")
        chat = f"21/07/22 09.00 - {sender}: taman.xlsx (file terlampir)\n"
        chat += f"21/07/22 09.01 - {sender}: {somebody('chat message')}\n"
        with zipfile.ZipFile(self.folder / "Chat WhatsApp dengan Kelompok.zip", "w") as archive:
            archive.writestr("Chat WhatsApp dengan Kelompok.txt", chat)
            archive.write(taman, "taman.xlsx")


def at_nine(day: str) -> Callable[[bytes], bytes]:
    """Says in the properties of a workbook when it was saved."""
    moment = f"{day}T02:00:00Z".encode()
    return lambda core: re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, core)


def work_in(matrix: Path) -> None:
    """What people type into a matrix."""
    book = openpyxl.load_workbook(matrix)
    put(book["Matriks Konsolidasi"], "GOV-P01", "keputusan", "Perbaiki")
    put(book["Matriks Konsolidasi"], "GOV-P01", "catatan_pembimbing", somebody("review"))
    rows, columns = places(book["Ringkasan"])
    book["Ringkasan"].cell(rows["1"], columns["keputusan_dimohon"]).value = somebody("decision asked for")
    findings = book["Perlu Diperbaiki"]
    _, columns = places(findings)
    at = next(n for n in range(1, findings.max_row + 1) if findings.cell(n, columns["_kolom"]).value == "indikator")
    findings.cell(at, columns["isian_benar"]).value = "Jumlah layanan"
    findings.cell(at, columns["kata_siapa"]).value = somebody("who said what is right")
    decide(book["Isian Berbeda"], "sasaran", "Nilai lain", somebody("value decided on"))
    book.save(matrix)


def everything(result: Result, folder: Path) -> Iterator[tuple[str, str]]:
    """Every output as text, sheet by sheet, under the name that it has in `MAY_APPEAR`."""
    files = {"matrix": "matrix.xlsx", "presentation": "presentation.xlsx", "json": "all.json", "summary": "rekap.txt"}
    files |= {name: name for name in ("corrections", "drafts", "per_agency", "tables")}
    targets = Targets(**{name: folder / file for name, file in files.items()})  # type: ignore[arg-type]
    for group in write_outputs(targets, result):
        for path in group.files:
            name = group.name if len(group.files) == 1 else f"{group.name} {short(path)}"
            yield from texts(name, path)
    yield "terminal", board.render(result)
    yield from mail(result, list((folder / "corrections").iterdir()))
    region, third = result.dataset.profile, result.dataset.profile.stage(3)
    contents = next_stage.contents(region, third, read_previous(targets.matrix, region, third), per_agency=False)
    for path in generate(region, folder / "next", stages=[3], groups=["GOV", "ECO"], contents=contents):
        yield from texts(f"next {short(path)}", path)
    yield "messages", covering_texts(region, third)


def mail(result: Result, files: list[Path]) -> Iterator[tuple[str, str]]:
    """The letters that the corrections go out with, without those, and what stands beside them."""
    profile, stage = result.dataset.profile, result.dataset.stage
    attachments, _ = read_attachments(files, profile, stage, Mailing.CORRECTIONS)
    sent = messages(profile, stage, Mailing.CORRECTIONS, attachments)
    for message in sent:
        letter = message_from_bytes(draft(message, profile.contact.email), policy=default)
        body = letter.get_body(("plain",))
        assert body is not None
        headers = "\n".join(str(value) for value in letter.values())
        yield f"mail {message.recipient.code}", f"{headers}\n{body.get_content()}"
        yield f"mail text for WhatsApp {message.recipient.code}", message.chat
    refused = "550 5.1.1 <{}> tidak dikenal"
    journal = Journal(line_of(message, Way.REFUSED, refused.format(message.to[0].address)) for message in sent)
    yield "mail journal", "\n".join(str(line) for line in journal.lines)
    yield "mail page", unescape(page(profile, stage, sent, journal, Path("Kirim")))


def places_in(text: str) -> set[str]:
    """The inputs whose somebody stands in a text, however the number is written."""
    text = re.sub(r"\W+", "", text)
    return {place for place, serial in SERIAL.items() if serial in text}


def short(path: Path) -> str:
    """Whose a workbook is, by its name."""
    return re.sub(r".*Bimtek \d - ", "", path.stem) if path.suffix == ".xlsx" else path.name


def texts(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """What stands in a file; of a workbook by sheets, then all that its parts hold besides."""
    if path.suffix != ".xlsx":
        yield name, path.read_text(encoding="utf-8")
        return
    with zipfile.ZipFile(path) as archive:
        parts = "\n".join(archive.read(part).decode("utf-8", "replace") for part in archive.namelist())
    beside = places_in(parts)
    for sheet in openpyxl.load_workbook(path):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        said = [str(cell.value) for cell in cells]
        said += [cell.comment.text for cell in cells if cell.comment is not None]
        said += [str(cell.hyperlink.target) for cell in cells if cell.hyperlink is not None]
        text = "\n".join(said)
        beside -= places_in(text)
        yield f"{name}: {sheet.title}", text
    yield f"{name}: its parts", "\n".join(SERIAL[place] for place in beside)
