"""One round in a working folder, from the settings to the worksheets of the next bimtek, as a secretariat goes it.

The commands are typed in the folder without arguments; settings, worksheets and books are filled in with LibreOffice;
the mails go to a real server. What is to come of it is worked out here from what is typed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import trustme

from tests.office import Office, key_places
from tests.post.server import OWN_LOGIN, PASSWORD, Post, authority, running
from tests.story import answers
from tests.story.desk import KOTA, Desk
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Security
from worksheet_kit.profile import load_profile

__all__ = ["authority"]  # a fixture

pytestmark = [pytest.mark.office, OWN_LOGIN]

GROUPS = {"TATA": "Kota Melayani", "EKO": "Kota Berdaya", "LING": "Kota Lestari"}
EVENT = "Gerakan Kota Cerdas 2025"
RESULTS, ARCHIVE = "Bimtek 1/Hasil", "Bimtek 1/Hasil/Arsip"
BOOK = f"{RESULTS}/Kerja sekretariat bimtek 1.xlsx"
CHAT = "03/06/25 09.30 - Sari: {0} (file terlampir)\n03/06/25 09.31 - Sari: mohon maaf terlambat\n"


class Kerja(Desk):
    """A working folder, which the commands are typed in, with somebody at LibreOffice."""

    def __init__(self, root: Path, office: Office) -> None:
        self.folder, self.office = root, office

    def edit_settings(self, cells: dict[tuple[str, str], list[str]]) -> None:
        """Type into the settings, from the first cell of an entry to the right, and save them."""
        book = openpyxl.load_workbook(self.path("Pengaturan.xlsx"))
        typed: dict[str, dict[str, str]] = {}
        for (sheet, key), texts in cells.items():
            (row,) = (cell.row for (cell,) in book[sheet].iter_rows(max_col=1) if cell.value == key)
            typed.setdefault(sheet, {}).update({f"{'DEF'[n]}{row}": text for n, text in enumerate(texts)})
        self.save("Pengaturan.xlsx", typed)

    def answer(self, row: str, texts: dict[str, str]) -> None:
        """Answer the fault of a row on *Perlu Diperbaiki* of the secretariat's book."""
        cells = list(openpyxl.load_workbook(self.path(BOOK))["Perlu Diperbaiki"].iter_rows())
        columns = {
            str(cell.value): cell.column_letter for line in cells for cell in line if cell.value in (*texts, KEY_MARK)
        }
        (line,) = (
            cell.row for line in cells for cell in line if cell.value == row and cell.column_letter == columns[KEY_MARK]
        )
        self.save(BOOK, {"Perlu Diperbaiki": {f"{columns[key]}{line}": text for key, text in texts.items()}})

    def save(self, name: str, cells: dict[str, dict[str, str]]) -> None:
        """Type into a workbook with LibreOffice and save it."""
        other = self.path(name).with_name("disimpan.xlsx")
        self.office.fill(self.path(name), other, cells)
        other.replace(self.path(name))

    def shown(self, folder: str) -> set[str]:
        """The files in a folder of the results, those in folders below it, too."""
        top = self.path(folder)
        files = (path for path in top.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {name for path in files if not (name := path.relative_to(top).as_posix()).startswith(("Arsip", "Rekap"))}


@dataclass
class Round:
    """What each step of the story has printed, and what stood in the results after it."""

    kerja: Kerja
    post: Post
    printed: dict[str, str]
    results: dict[str, set[str]]


@pytest.fixture(scope="module")
def played(office: Office, authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """The whole round, played once."""
    top, post = tmp_path_factory.mktemp("kota wanasari"), Post()
    certificate, printed, results = top / "authority.pem", {}, {}
    authority.cert_pem.write_to_path(certificate)
    with running(post, authority, Security.TLS) as server, pytest.MonkeyPatch.context() as system:
        system.setenv("SSL_CERT_FILE", str(certificate))
        system.setenv("WORKSHEET_KIT_SMTP_PASSWORD", PASSWORD)
        kerja = Kerja(top, office)
        printed["init"] = kerja.run("init", "Kerja Bimtek", "--profile", str(KOTA))
        kerja.folder = top / "Kerja Bimtek"
        kerja.edit_settings(
            {
                ("Kegiatan", "event"): [EVENT],
                ("Kelompok", "email"): [f"{code.lower()}@kota.go.id" for code in GROUPS],
                ("Kegiatan", "mail.host"): [server.host],
                ("Kegiatan", "mail.port"): [str(server.port)],
                ("Kegiatan", "mail.security"): [str(server.security)],
                ("Kegiatan", "mail.user"): [server.user],
                ("Kegiatan", "mail.from"): [server.sender],
            }
        )
        printed["generate"] = kerja.run("generate")
        printed["mail"] = kerja.run("mail")
        printed["send"] = kerja.run("mail", "--send", answer="y\n")
        _send_back(kerja)
        for step in ("first", "telephone"):
            printed[step] = kerja.run("merge")
            results[step] = kerja.shown(RESULTS)
            if step == "first":
                kerja.answer("TATA-S2", {"isian_benar": "Birokrasi", "kata_siapa": "Bu Rini"})
        printed["corrections"] = kerja.run("mail", "--what", "corrections", "--send", answer="y\n")
        correction = f"{RESULTS}/Lembar Perbaikan/Lembar Perbaikan R1 - Bimtek 1 - Kota Lestari.xlsx"
        right = {"Strategi": {"ST1": {"masalah": "K2 Banjir dan Genangan"}}}
        kerja.fill(correction, "Bimtek 1/Kiriman/Perbaikan Lestari.xlsx", right, saved="2025-06-04T03:00:00Z")
        printed["put right"] = kerja.run("merge")
        results["put right"] = kerja.shown(RESULTS)
        printed["next"] = kerja.run("generate")
        yield Round(kerja, post, printed, results)


def _send_back(kerja: Kerja) -> None:
    """Everybody answers: one in a chat, one from an office program of their own, two with something wrong."""
    wrong = {
        who: {sheet: {code: dict(row) for code, row in rows.items()} for sheet, rows in sheets.items()}
        for who, sheets in answers.STAGE_1.items()
    }
    wrong["TATA"]["SWOT"]["S2"]["subdimensi"] = "Keuangan daerah"
    wrong["LING"]["Strategi"]["ST1"]["masalah"] = "K9 Kekeringan"
    for who, name in (("TATA", "tata.xlsx"), ("EKO", "eko.ods"), ("LING", "lestari.xls")):
        blank = f"Bimtek 1/Kirim/Bimtek 1 - {GROUPS[who]}.xlsx"
        stamp = "2025-06-03T02:00:00Z" if name.endswith(".xlsx") else ""
        kerja.fill(blank, f"Bimtek 1/Kiriman/{name}", wrong[who], saved=stamp, who=who)
    sent = kerja.path("Bimtek 1/Kiriman/tata.xlsx")
    with zipfile.ZipFile(sent.with_name("Chat WhatsApp dengan Kelompok.zip"), "w") as archive:
        archive.writestr("Chat WhatsApp dengan Kelompok.txt", CHAT.format("Tata kelola.xlsx"))
        archive.write(sent, "Tata kelola.xlsx")
    sent.unlink()


def test_what_was_typed_into_the_settings_stands_in_worksheets_and_mails(played: Round) -> None:
    kerja = played.kerja
    region = load_profile(kerja.folder)
    assert region.event == EVENT
    assert {group.email for group in region.dimensions} == {"tata@kota.go.id", "eko@kota.go.id", "ling@kota.go.id"}
    assert kerja.written("Bimtek 1/Kirim") == sorted(f"Bimtek 1 - {name}.xlsx" for name in GROUPS.values())
    sheets = [mail for mail in played.post.mails if mail["subject"].startswith("Kertas kerja")]
    assert len(sheets) == 3
    assert all(EVENT in mail["subject"] for mail in sheets)
    attached = {str(mail["to"]): next(mail.iter_attachments()).get_content() for mail in sheets}
    for code, name in GROUPS.items():
        blank = kerja.path(f"Bimtek 1/Kirim/Bimtek 1 - {name}.xlsx").read_bytes()
        assert [data for to, data in attached.items() if f"{code.lower()}@kota.go.id" in to] == [blank]


def test_a_round_writes_what_it_needs_and_nothing_outdated_stays(played: Round) -> None:
    books = {"Matriks bimtek 1.xlsx", "Kerja sekretariat bimtek 1.xlsx"}
    corrections = {
        who: f"Lembar Perbaikan/Lembar Perbaikan R1 - Bimtek 1 - {GROUPS[who]}.xlsx" for who in ("TATA", "LING")
    }
    assert played.results == {
        "first": {*books, *corrections.values()},
        "telephone": {*books, corrections["LING"]},
        "put right": books,
    }
    archived = {
        path.relative_to(played.kerja.path(ARCHIVE)).as_posix()
        for path in played.kerja.path(ARCHIVE).rglob("*.xlsx")
        if "Rekap" not in path.as_posix()
    }
    one, two = sorted(path.name for path in played.kerja.path(ARCHIVE).iterdir())
    assert two == f"{one} (2)"
    assert archived == {
        *(f"{one}/{name}" for name in (*books, corrections["TATA"])),
        *(f"{two}/{name}" for name in (*books, corrections["LING"])),
    }


def test_nothing_typed_is_lost_on_the_way(played: Round) -> None:
    assert "19 digabung" in played.printed["first"].replace("\n", " ")
    assert "1 isian sekretariat dipakai" in played.printed["telephone"].replace("\n", " ")
    assert [str(mail["to"]) for mail in played.post.mails if "Perbaikan" in mail["subject"]] == [
        "Kota Lestari <ling@kota.go.id>"
    ]
    book = openpyxl.load_workbook(played.kerja.path(BOOK))
    sheets = [book["Data SWOT"], book["Data Strategi"]]
    merged = {cell.value for sheet in sheets for line in sheet.iter_rows() for cell in line}
    meant = {f"{who}-{code}" for who, sheets in answers.STAGE_1.items() for rows in sheets.values() for code in rows}
    assert meant <= merged


def test_the_next_bimtek_goes_on_from_this_one(played: Round) -> None:
    assert played.printed["next"].startswith("Bimtek 2 (bimtek pertama yang belum punya matriks), ke Bimtek 2/Kirim.\n")
    blank = played.kerja.path("Bimtek 2/Kirim/Bimtek 2 - Kota Lestari.xlsx")
    place = key_places(blank)["Program Kerja"]["LING-P01"]["strategi"]
    assert played.kerja.office.dropdown(blank, "Program Kerja", place) == [
        f"SO1 {answers.PUMPS}",
        "ST1 Menyalakan pompa sebelum hujan",
        "Di luar strategi",
    ]


def test_four_short_commands_lead_from_nothing_to_corrections_that_are_ready_to_be_sent(
    office: Office, tmp_path: Path
) -> None:
    begin, make, merge, mail = (
        *("worksheet-kit init . --profile rembang", "worksheet-kit generate"),
        *("worksheet-kit merge", "worksheet-kit mail --what corrections"),
    )
    assert max(map(len, (begin, make, merge, mail))) < 40
    kerja = Kerja(tmp_path / "Kota Wanasari", office)
    kerja.folder.mkdir()
    kerja.run(*begin.split()[1:])
    kerja.edit_settings(
        {
            ("Kegiatan", "region"): ["Kota Wanasari"],
            ("Kegiatan", "region_kind"): ["Kota"],
            ("Kegiatan", "edition"): ["WNS25"],
        }
    )
    kerja.run(*make.split()[1:])
    assert len(kerja.written("Bimtek 1/Kirim")) == 6
    blank = "Bimtek 1/Kirim/Bimtek 1 - Smart Living.xlsx"
    kerja.fill(blank, "Bimtek 1/Kiriman/living.xlsx", {"SWOT": {"S1": {"uraian": "Sungai", "subdimensi": "Entah"}}})
    kerja.run(*merge.split()[1:])
    assert kerja.path("Bimtek 1/Hasil/Matriks bimtek 1.xlsx").is_file()
    assert "Kota Wanasari" in openpyxl.load_workbook(kerja.path(BOOK)).properties.subject
    kerja.run(*mail.split()[1:])
    (draft,) = kerja.path("Bimtek 1/Kirim/Surel").glob("*.eml")
    assert b"Lembar Perbaikan R1 - Bimtek 1 - Smart Living.xlsx" in draft.read_bytes()
