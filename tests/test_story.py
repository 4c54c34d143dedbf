"""The whole story on freshly made files: three bimtek of a made-up city, from the first worksheet to the last matrix.

The secretariat works with the commands alone, everyone else with LibreOffice. What is to come out of each step was
worked out by hand from what is typed (`tests.story.answers`), never copied from a run: nothing typed is lost, keys
hold from factor to quick win, the control totals add up, and what people decide is obeyed and kept.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.office import Office, Validator, by_keys, key_places
from tests.story import answers
from tests.story.answers import FAULTS, LING_SOUND, TATA_AFTERNOON, TATA_MORNING, Sheets
from tests.story.desk import Desk, Outcome, notes, stored
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile

pytestmark = pytest.mark.office

NAMES = {"TATA": "Kota Melayani", "EKO": "Kota Berdaya", "LING": "Kota Lestari"}
FIRST, SECOND, THIRD = (f"HASIL/Matriks bimtek {n}.xlsx" for n in (1, 2, 3))
MORNING, AFTERNOON = "Bimtek 2 - Kota Melayani.xlsx", "Melayani (Bu Rini).xlsx"
CORRECTION = "Lembar Perbaikan R1 - Bimtek 2 - Kota Lestari.xlsx"
DRAFT = "Draf Kelompok - Bimtek 2 - Kota Melayani.xlsx"
BACK = "Perbaikan Lestari dari Pak Joko.xlsx"
#: Matrices as LibreOffice saved them, with what people typed in.
TYPED_IN = ("dengan keputusan", "sebelumnya")


@dataclass
class Story:
    """What has happened so far; ``matrices`` are copies of the matrices as they were written."""

    desk: Desk
    profile: Profile
    office: Office
    matrices: dict[str, Path] = field(default_factory=dict)

    def keep(self, matrix: str, name: str) -> None:
        kept = self.desk.path(f"ARSIP/{name}.xlsx")
        kept.parent.mkdir(exist_ok=True)
        self.matrices[name] = Path(shutil.copyfile(self.desk.path(matrix), kept))

    def merge_second(self, *more: str) -> Outcome:
        return self.desk.merge(
            "KIRIMAN 2", SECOND, "--previous", FIRST, "--presentation", "HASIL/Paparan bimtek 2.xlsx", *more
        )

    def meant(self, who: str, sheets: Sheets) -> dict[str, dict[str, Any]]:
        """The rows of a recipient as they are kept, by row key, over all of its sheets."""
        return {
            f"{who}-{code}": stored(self.profile, form, who, row)
            for form in self.profile.forms.values()
            for code, row in sheets.get(form.sheet, {}).items()
        }


@pytest.fixture(scope="module")
def story(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Story:
    desk = Desk(tmp_path_factory.mktemp("wanasari"), office)
    return Story(desk=desk, profile=load_profile(desk.folder), office=office)


@pytest.fixture(scope="module")
def first(story: Story) -> Outcome:
    """Bimtek 1: three groups fill in their SWOT and strategies, saved by three kinds of office program."""
    desk = story.desk
    desk.run("generate", "--stage", "1", "-o", "KK")
    for who, ending in (("TATA", "xlsx"), ("EKO", "ods"), ("LING", "xls")):
        blank = f"KK/bimtek-1/Bimtek 1 - {NAMES[who]}.xlsx"
        desk.fill(blank, f"KIRIMAN 1/{who}.{ending}", answers.STAGE_1[who], who=who)
    outcome = desk.merge("KIRIMAN 1", FIRST)
    story.keep(FIRST, "bimtek 1")
    return outcome


@pytest.fixture(scope="module")
def second(story: Story, first: Outcome) -> Outcome:
    """Bimtek 2: worksheets from the amended matrix come back with faults, as two copies, from one agency by itself."""
    desk = story.desk
    desk.type_in(FIRST, {"Data Strategi": {"LING-SO1": {"rumusan": answers.PUMPS_AMENDED}}})
    desk.run("generate", "--stage", "2", "--from", FIRST, "--per", "opd", "-o", "KK", "--messages", "pengantar.txt")
    folder = "KK/bimtek-2"
    blank = f"{folder}/Bimtek 2 - {{}}.xlsx".format
    desk.fill(blank("Kota Melayani"), f"KIRIMAN 2/{MORNING}", TATA_MORNING, saved="2025-06-04T02:00:00Z", who="TATA")
    desk.fill(
        blank("Kota Melayani"), f"KIRIMAN 2/{AFTERNOON}", TATA_AFTERNOON, saved="2025-06-04T07:30:00Z", who="TATA"
    )
    own = f"{folder}/Per OPD/Bimtek 2 - Kota Melayani - Disdukcapil.xlsx"
    desk.fill(own, "KIRIMAN 2/dukcapil.xlsx", answers.DUKCAPIL, who="TATA-DUKCAPIL")
    desk.fill(blank("Kota Berdaya"), "KIRIMAN 2/ekonomi.ods", answers.EKO, who="EKO")
    desk.fill(blank("Kota Lestari"), "KIRIMAN 2/lestari.xls", answers.with_faults(), who="LING")
    outcome = story.merge_second(
        "--corrections", "PERBAIKAN", "--drafts", "DRAF", "--per-opd", "REKAP", "--summary", "rekap.txt"
    )
    story.keep(SECOND, "bimtek 2")
    return outcome


@pytest.fixture(scope="module")
def decided(story: Story, second: Outcome) -> Outcome:
    """The group puts its correction right; on the matrix people decide, review, and change a cell by hand."""
    desk = story.desk
    desk.fill(f"PERBAIKAN/{CORRECTION}", f"KIRIMAN 2/{BACK}", answers.put_right())
    desk.type_in(
        SECOND,
        {
            "Isian Berbeda": {
                "TATA-P01": {"keputusan_isian": "Nilai 2"},
                "TATA-A001": {"keputusan_isian": "Nilai lain", "nilai_lain": 110_000_000},
            },
            "Matriks Konsolidasi": {
                "TATA-P02": {"keputusan": "Setuju", "catatan_pembimbing": "Bagus, lanjutkan"},
                "EKO-P01": {"keputusan": "Perbaiki", "catatan_pembimbing": "Sebutkan pasarnya"},
                "LING-A001": {"catatan_bapperida": "Sudah ada di RKPD"},
                "EKO-P02": {"program_kerja.deskripsi": "Kampus vokasi bersama hotel di kota."},
            },
            "Keselarasan": {"TATA-P01": {"keselarasan_keputusan": "Selaras"}},
            "Data Aksi": {"EKO-A001": {"lokasi_rinci": "Pasar Kota"}},
        },
    )
    story.keep(SECOND, "dengan keputusan")
    outcome = story.merge_second("--corrections", "PERBAIKAN LAGI", "--drafts", "DRAF LAGI")
    story.keep(SECOND, "bimtek 2, sesudah keputusan")
    story.keep("HASIL/Matriks bimtek 2 (sebelumnya).xlsx", "sebelumnya")
    return outcome


@pytest.fixture(scope="module")
def settled(story: Story, decided: Outcome) -> Outcome:
    """The proposals are taken as well, and the second bimtek is over."""
    chosen = {row: {"keputusan_isian": "Nilai 2"} for row in ("EKO-P02", "EKO-A001")}
    story.desk.type_in(SECOND, {"Isian Berbeda": chosen})
    outcome = story.merge_second()
    story.keep(SECOND, "bimtek 2, akhir")
    return outcome


@pytest.fixture(scope="module")
def third(story: Story, settled: Outcome) -> Outcome:
    """Bimtek 3: roadmaps of the programs of bimtek 2, and a quick win."""
    desk = story.desk
    desk.run("generate", "--stage", "3", "--from", SECOND, "--per", "opd", "-o", "KK")
    for who, ending in (("TATA", "xlsx"), ("LING", "ods")):
        blank = f"KK/bimtek-3/Bimtek 3 - {NAMES[who]}.xlsx"
        desk.fill(blank, f"KIRIMAN 3/{who}.{ending}", answers.STAGE_3[who], who=who)
    outcome = desk.merge("KIRIMAN 3", THIRD, "--previous", SECOND, "--corrections", "PERBAIKAN 3")
    story.keep(THIRD, "bimtek 3")
    return outcome


# --- bimtek 1 ---------------------------------------------------------------------------------------------------------


def test_all_that_was_typed_in_the_first_bimtek_is_merged(story: Story, first: Outcome) -> None:
    meant = {key: row for who, sheets in answers.STAGE_1.items() for key, row in story.meant(who, sheets).items()}

    assert first.values("swot") | first.values("strategi") == meant
    assert first.totals == {"read": 19, "merged": 19, "duplicate": 0, "superseded": 0, "held": 0}
    assert set(first.verdicts().values()) == {("merged", "TATA"), ("merged", "EKO"), ("merged", "LING")}
    assert first.findings("error") == []
    # Strategies answer K1, K2 and K3; OPD pengampu and Subdimensi are filled in wherever they must be.
    assert [(f["code"], f["value"]) for f in first.findings("warning")] == [("L502", "K4")]


# --- bimtek 2 ---------------------------------------------------------------------------------------------------------


def test_worksheets_of_the_second_bimtek_carry_the_first_one(story: Story, second: Outcome) -> None:
    blank = story.desk.path("KK/bimtek-2/Bimtek 2 - Kota Lestari.xlsx")
    place = key_places(blank)["Program Kerja"]["LING-P01"]["strategi"]

    assert story.office.dropdown(blank, "Program Kerja", place) == [
        f"SO1 {answers.PUMPS_AMENDED}",
        "ST1 Menyalakan pompa sebelum hujan",
        "Di luar strategi",
    ]
    shown = story.office.read(blank)
    assert [sheet for sheet in shown if sheet.startswith("Acuan")] == ["Acuan SWOT", "Acuan Strategi"]
    assert "Rumah pompa di lima titik" in shown["Acuan SWOT"].values()
    assert "Berkas: Bimtek 2 - Kota Lestari.xlsx" in story.desk.path("pengantar.txt").read_text(encoding="utf-8")


def test_two_copies_are_put_together_and_nothing_of_either_is_lost(story: Story, second: Outcome) -> None:
    morning, afternoon = story.meant("TATA", TATA_MORNING), story.meant("TATA", TATA_AFTERNOON)
    followed = afternoon["TATA-A004"] | {"kode_program": "TATA-P03b"}
    found = second.values("program_kerja") | second.values("rencana_aksi")

    assert {key: row for key, row in found.items() if key.startswith("TATA-") and "DUKCAPIL" not in key} == {
        "TATA-P01": afternoon["TATA-P01"],
        "TATA-P02": morning["TATA-P02"],
        "TATA-P03": morning["TATA-P03"],
        "TATA-P03b": afternoon["TATA-P03"],
        "TATA-A001": afternoon["TATA-A001"],
        "TATA-A002": afternoon["TATA-A002"],
        "TATA-A003": afternoon["TATA-A003"],
        "TATA-A004": morning["TATA-A004"],
        "TATA-A004b": followed,
    }
    assert second.conflicts() == {
        ("TATA-P01", "target_akhir"): [25, 30],
        ("TATA-A001", "anggaran_2026"): [120_000_000, 100_000_000],
    }
    assert {(f["code"], f["row"]) for f in second.json["findings"] if f["code"][0] == "G"} == {
        ("G601", "TATA-P01"),
        ("G601", "TATA-A001"),
        ("G602", "TATA-P03b"),
        ("G602", "TATA-A004b"),
    }


def test_an_agencys_own_workbook_stands_beside_its_groups(story: Story, second: Outcome) -> None:
    found = second.values("program_kerja") | second.values("rencana_aksi")

    meant = story.meant("TATA-DUKCAPIL", answers.DUKCAPIL) | story.meant("EKO", answers.EKO)
    assert {key: row for key, row in found.items() if key in meant} == meant
    # One member has sent its own, so each of them is expected.
    assert second.states() == {
        "TATA": {"partial"},  # two cells of its two copies are not decided yet
        "TATA-DISKOMINFO": {"missing"},
        "TATA-SETDA": {"missing"},
        "TATA-BAPPEDA": {"missing"},
        "TATA-DUKCAPIL": {"complete"},
        "EKO": {"complete"},
        "LING": {"partial"},
    }


def test_each_planted_fault_is_told_once_at_its_cell_as_typed(story: Story, second: Outcome) -> None:
    blank = key_places(story.desk.path("KK/bimtek-2/Bimtek 2 - Kota Lestari.xlsx"))
    found = [(f["code"], f["sheet"], f["cell"], f["row"], f["column"], f["value"]) for f in second.findings("error")]

    assert len(found) == len(FAULTS)
    assert set(found) == {
        (fault.finding, sheet, blank[sheet][row][column], row, column, fault.shown)
        for fault in FAULTS
        for sheet, row, column in [fault.place]
    }
    assert {base(f["file"]) for f in second.findings("error")} == {"lestari.xls"}


def test_what_is_sound_beside_a_fault_is_merged(story: Story, second: Outcome) -> None:
    meant = story.meant("LING", sound())
    for fault in FAULTS:
        row = meant[f"LING-{fault.code}"]
        row.pop(fault.column, None)
        if fault.stored is not None:
            row[fault.column] = fault.stored
    found = second.values("program_kerja") | second.values("rencana_aksi")

    assert {key: row for key, row in found.items() if key.startswith("LING-")} == meant
    assert {(a["row"], a["column"], a["raw"], a["value"]) for a in second.json["adjustments"]} >= {
        ("LING-P01", "satuan", "persen", "%"),
        ("LING-P01", "opd_pengampu", "DPUPR", "DPU"),
        ("LING-A001", "anggaran_2026", "Rp 80 juta", 80_000_000),
        ("LING-A001", "mulai", "Triwulan 2 2025", "2025-Q2"),
    }


def test_rows_of_the_second_bimtek_add_up(second: Outcome) -> None:
    assert second.counts() == {
        MORNING: {"merged": 5, "duplicate": 2},  # A002 and A003 are those of the afternoon
        AFTERNOON: {"merged": 7},
        "dukcapil.xlsx": {"merged": 3},
        "ekonomi.ods": {"merged": 5},
        "lestari.xls": {"merged": 6},
    }
    assert second.totals == {"read": 28, "merged": 26, "duplicate": 2, "superseded": 0, "held": 0}
    assert f"Selesai. 3 kelompok, 9 program, 14 aksi. Buka: {SECOND}" in second.printed.splitlines()


def test_who_has_something_to_put_right_gets_a_correction_and_nobody_else(story: Story, second: Outcome) -> None:
    assert story.desk.written("PERBAIKAN") == [CORRECTION, "Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx"]


def test_a_correction_marks_each_fault_at_its_cell(story: Story, second: Outcome) -> None:
    path = story.desk.path(f"PERBAIKAN/{CORRECTION}")
    places = key_places(path)
    marked = notes(path)

    assert set(marked) == {
        (sheet, places[sheet][row][column]) for fault in FAULTS for sheet, row, column in [fault.place]
    }
    assert len(marked) == len(FAULTS)
    for fault in FAULTS:
        sheet, row, column = fault.place
        assert (fault.shown or "") in marked[sheet, places[sheet][row][column]]
    book = openpyxl.load_workbook(path)
    links = [cell for row in book["Perbaikan"].iter_rows() for cell in row if cell.value == "Buka ›"]
    targets = [(cell.hyperlink.location or "") if cell.hyperlink else "" for cell in links]
    book.close()
    later = "'Rencana Aksi'!A1"  # what may follow after the bimtek is asked for once a sheet
    assert sorted(targets) == sorted([later, *(f"'{sheet}'!{cell}" for sheet, cell in marked)])


def test_a_correction_shows_both_values_of_a_conflict(story: Story, second: Outcome) -> None:
    path = story.desk.path("PERBAIKAN/Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx")
    places, marked = key_places(path), notes(path)

    target = places["Program Kerja"]["TATA-P01"]["target_akhir"]
    budget = places["Rencana Aksi"]["TATA-A001"]["anggaran_2026"]
    assert set(marked) == {("Program Kerja", target), ("Rencana Aksi", budget)}
    for part in ('"25"', '"30"', MORNING, AFTERNOON):
        assert part in marked["Program Kerja", target]


def test_a_draft_holds_the_union_under_free_codes_and_references_follow(story: Story, second: Outcome) -> None:
    shown = story.office.read(story.desk.path(f"DRAF/{DRAFT}"))
    programs, actions = by_keys(shown["Program Kerja"]), by_keys(shown["Rencana Aksi"])
    filled = {key: row for key, row in programs.items() if row.get("nama_program")}
    linked = {key: row["kode_program"] for key, row in actions.items() if row.get("rencana_aksi")}

    assert {key: row["nama_program"] for key, row in filled.items()} == {
        "TATA-P01": "Satu Loket",
        "TATA-P02": "Arsip Digital",
        "TATA-P03": "Absensi Wajah",
        "TATA-P03b": "Peta Aset Kota",
        "TATA-P04": "KTP Keliling",
    }
    assert linked == {
        "TATA-A001": "TATA-P01",
        "TATA-A002": "TATA-P01",
        "TATA-A003": "TATA-P02",
        "TATA-A004": "TATA-P03",
        "TATA-A004b": "TATA-P03b",
        "TATA-A005": "TATA-P04",
        "TATA-A006": "TATA-P04",
    }
    origins = {key: row["#asal"] for key, row in (programs | actions).items() if row.get("#asal")}
    assert origins == {
        "TATA-P04": "TATA-DUKCAPIL-P01",
        "TATA-A005": "TATA-DUKCAPIL-A001",
        "TATA-A006": "TATA-DUKCAPIL-A002",
    }
    assert {row["status"] for row in [*filled.values(), *(actions[key] for key in linked)]} == {"Lengkap"}


def test_the_texts_and_copies_for_others(story: Story, second: Outcome) -> None:
    summary = story.desk.path("rekap.txt").read_text(encoding="utf-8")
    shown = openpyxl.load_workbook(story.desk.path("HASIL/Paparan bimtek 2.xlsx"), read_only=True)
    sheets = shown.sheetnames
    texts = [str(v) for sheet in shown for row in sheet.iter_rows(values_only=True) for v in row if v is not None]
    shown.close()

    assert "Perlu dilengkapi: Kota Melayani (2 isian), Kota Lestari (13 isian)" in summary
    assert "Lengkap: Disdukcapil (TATA), Kota Berdaya" in summary
    assert {"Ringkasan", "Matriks Konsolidasi"} <= set(sheets)
    assert not {"Kelengkapan", "Perlu Diperbaiki", "Isian Berbeda", "Daftar Berkas"} & set(sheets)
    assert not [sheet for sheet in sheets if sheet.startswith("Data ")]
    assert not [text for text in texts if "lestari.xls" in text or answers.IDENTITY["nomor_hp"] in text]
    for code in ("DISKOMINFO", "DLH", "DPU", "DUKCAPIL"):
        short = story.profile.agency(code).short
        assert [name for name in story.desk.written("REKAP") if short in name], short


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_correction_put_right_leaves_nothing_to_say(story: Story, decided: Outcome) -> None:
    found = decided.values("program_kerja") | decided.values("rencana_aksi")

    assert {key: row for key, row in found.items() if key.startswith("LING-")} == story.meant("LING", sound())
    assert decided.verdicts()[BACK] == ("merged", "LING")
    assert decided.verdicts()["lestari.xls"] == ("superseded", "LING")
    assert decided.findings("error") == []
    # Recommended cells may stay empty; nothing else is said of this group, and nothing of the corrected file.
    assert {f["code"] for f in decided.json["findings"] if f["recipient"] == "LING"} == {"S217", "L507", "L510"}
    assert [key for key in decided.conflicts() if key[0].startswith("LING-")] == []
    assert story.office.show_invalid(story.desk.path(f"KIRIMAN 2/{BACK}")) == {}


def test_decisions_are_obeyed_and_a_change_by_hand_is_proposed(story: Story, decided: Outcome) -> None:
    programs, actions = decided.values("program_kerja"), decided.values("rencana_aksi")
    typed = answers.EKO["Program Kerja"]["P02"]["deskripsi"]

    assert programs["TATA-P01"]["target_akhir"] == 30
    assert actions["TATA-A001"]["anggaran_2026"] == 110_000_000
    assert programs["EKO-P02"]["deskripsi"] == typed
    assert {key: values[0] for key, values in decided.conflicts().items()} == {
        ("TATA-P01", "target_akhir"): 30,
        ("TATA-A001", "anggaran_2026"): 110_000_000,
        ("EKO-P02", "deskripsi"): typed,
        ("EKO-A001", "lokasi_rinci"): None,
    }
    assert decided.conflicts()["EKO-P02", "deskripsi"][1:] == ["Kampus vokasi bersama hotel di kota."]
    assert decided.conflicts()["EKO-A001", "lokasi_rinci"][1:] == ["Pasar Kota"]
    assert decided.conflicts()["TATA-A001", "anggaran_2026"][1:] == [120_000_000, 100_000_000]
    # Two proposals, two codes that two programs share, three members, two factors, empty cells: nothing else is told.
    told = Counter(f["code"] for f in decided.json["findings"] if f["code"] != "S217")
    assert {f["message"] for f in decided.json["findings"] if f["code"] == "L507"} == {
        "Kota Berdaya: 1 faktor belum punya strategi (T1).",
        "Kota Lestari: 1 faktor belum punya strategi (W1).",
    }
    # Nobody names a partner, TATA neither teaches nor informs, and two actions have figures of a year after their end.
    scored = {"L509": 2, "L510": 3, "R307": 2}
    assert told == {"G606": 2, "G602": 2, "K401": 3, "L503": 1, "L507": 2, **scored}
    assert set(decided.decisions()) == {("TATA-P01", "target_akhir"), ("TATA-A001", "anggaran_2026")}
    assert decided.totals == {"read": 34, "merged": 26, "duplicate": 2, "superseded": 6, "held": 0}


def test_reviews_and_decisions_stand_in_the_new_matrix_and_the_old_one_is_kept(story: Story, decided: Outcome) -> None:
    asked = ("keputusan", "catatan_pembimbing", "catatan_bapperida", "keselarasan_keputusan", "keputusan_isian")
    shown = story.office.read(story.matrices["bimtek 2, sesudah keputusan"])
    found = {
        (key, column): row[column]
        for sheet in ("Matriks Konsolidasi", "Keselarasan", "Isian Berbeda")
        for key, row in by_keys(shown[sheet]).items()
        for column in asked
        if row.get(column)
    }

    assert {key: text for key, text in found.items() if key[1] != "keputusan_isian"} == {
        ("TATA-P02", "keputusan"): "Setuju",
        ("TATA-P02", "catatan_pembimbing"): "Bagus, lanjutkan",
        ("EKO-P01", "keputusan"): "Perbaiki",
        ("EKO-P01", "catatan_pembimbing"): "Sebutkan pasarnya",
        ("LING-A001", "catatan_bapperida"): "Sudah ada di RKPD",
        ("TATA-P01", "keselarasan_keputusan"): "Selaras",
    }
    assert {key for key, column in found if column == "keputusan_isian"} == {"TATA-P01", "TATA-A001"}
    assert story.matrices["sebelumnya"].read_bytes() == story.matrices["dengan keputusan"].read_bytes()


def test_a_row_sent_back_by_the_reviewers_goes_back_to_its_group(story: Story, decided: Outcome) -> None:
    name = "Lembar Perbaikan R1 - Bimtek 2 - Kota Berdaya.xlsx"
    path = story.desk.path(f"PERBAIKAN LAGI/{name}")
    places, actions = key_places(path)["Program Kerja"], key_places(path)["Rencana Aksi"]

    assert story.desk.written("PERBAIKAN LAGI") == [name]  # decided conflicts and corrected faults go to nobody
    marked = notes(path)
    assert set(marked) == {
        ("Program Kerja", places["EKO-P01"]["kode"]),
        ("Program Kerja", places["EKO-P02"]["deskripsi"]),
        ("Rencana Aksi", actions["EKO-A001"]["lokasi_rinci"]),
    }
    assert "Sebutkan pasarnya" in marked["Program Kerja", places["EKO-P01"]["kode"]]


def test_the_new_draft_says_what_was_decided(story: Story, decided: Outcome) -> None:
    path = story.desk.path(f"DRAF LAGI/{DRAFT}")
    shown = story.office.read(path)

    assert by_keys(shown["Program Kerja"])["TATA-P01"]["target_akhir"] == 30
    assert by_keys(shown["Rencana Aksi"])["TATA-A001"]["anggaran_2026"] == 110_000_000
    assert notes(path) == {}


def test_merging_again_keeps_every_decision(story: Story, settled: Outcome) -> None:
    again = story.merge_second()

    assert settled.values("program_kerja")["EKO-P02"]["deskripsi"] == "Kampus vokasi bersama hotel di kota."
    assert settled.values("rencana_aksi")["EKO-A001"]["lokasi_rinci"] == "Pasar Kota"
    assert len(settled.decisions()) == 4
    for outcome in (settled, again):
        assert outcome.values("program_kerja") == settled.values("program_kerja")
        assert outcome.values("rencana_aksi") == settled.values("rencana_aksi")
        assert outcome.conflicts() == settled.conflicts()
        assert outcome.decisions() == settled.decisions()
        assert outcome.totals == {"read": 34, "merged": 26, "duplicate": 2, "superseded": 6, "held": 0}
    assert again.json["findings"] == settled.json["findings"]


def test_a_draft_that_comes_back_stands_for_group_and_agency(story: Story, second: Outcome) -> None:
    desk = story.desk
    desk.fill(f"DRAF/{DRAFT}", "DRAF KEMBALI/draf.xlsx", {"Program Kerja": {"P01": {"target_akhir": 28}}})

    desk.run("merge", "KIRIMAN 2", "DRAF KEMBALI", "-o", "HASIL/coba.xlsx", "--previous", FIRST, "--json", "coba.json")
    found = Outcome.read(desk.path("coba.json"))
    programs, actions = found.values("program_kerja"), found.values("rencana_aksi")

    own = story.meant("TATA-DUKCAPIL", answers.DUKCAPIL)
    assert programs["TATA-P01"] == second.values("program_kerja")["TATA-P01"] | {"target_akhir": 28}
    assert programs["TATA-P04"] == own["TATA-DUKCAPIL-P01"]
    assert actions["TATA-A005"] == own["TATA-DUKCAPIL-A001"] | {"kode_program": "TATA-P04"}
    assert not [key for key in programs | actions if "DUKCAPIL" in key]
    assert {name: found.verdicts()[name][0] for name in (MORNING, AFTERNOON, "dukcapil.xlsx", "draf.xlsx")} == {
        MORNING: "superseded",
        AFTERNOON: "superseded",
        "dukcapil.xlsx": "superseded",
        "draf.xlsx": "merged",
    }
    assert [key for key in found.conflicts() if key[0].startswith("TATA")] == []
    assert {name: found.counts()[name] for name in (MORNING, AFTERNOON, "dukcapil.xlsx", "draf.xlsx")} == {
        MORNING: {"superseded": 7},
        AFTERNOON: {"superseded": 7},
        "dukcapil.xlsx": {"superseded": 3},
        "draf.xlsx": {"merged": 12},
    }


# --- bimtek 3 ---------------------------------------------------------------------------------------------------------


def test_programs_of_the_second_bimtek_are_the_rows_of_the_third(story: Story, third: Outcome) -> None:
    shown = story.office.read(story.desk.path("KK/bimtek-3/Bimtek 3 - Kota Melayani.xlsx"))
    own = story.office.read(story.desk.path("KK/bimtek-3/Per OPD/Bimtek 3 - Kota Melayani - Disdukcapil.xlsx"))

    assert {key: (row["kode_program"], row["nama_program"]) for key, row in by_keys(shown["Peta Jalan"]).items()} == {
        "TATA-J01": ("TATA-P01", "Satu Loket"),
        "TATA-J02": ("TATA-P02", "Arsip Digital"),
        "TATA-J03": ("TATA-P03", "Absensi Wajah"),
        "TATA-J04": ("TATA-P03b", "Peta Aset Kota"),
    }
    assert by_keys(shown["Peta Jalan"])["TATA-J01"]["aksi"] == "Menyatukan antrean\nMenyusun SOP"
    assert {row["kode_program"] for row in by_keys(own["Peta Jalan"]).values()} == {"TATA-DUKCAPIL-P01"}


def test_what_was_typed_in_the_third_bimtek_is_merged(story: Story, third: Outcome) -> None:
    found = third.values("peta_jalan") | third.values("quick_win")
    typed = {key: row for who, sheets in answers.STAGE_3.items() for key, row in story.meant(who, sheets).items()}

    assert {key: {column: row[column] for column in typed[key]} for key, row in found.items()} == typed
    assert found["TATA-J04"]["kode_program"] == "TATA-P03b"
    assert third.totals == {"read": 4, "merged": 4, "duplicate": 0, "superseded": 0, "held": 0}
    assert third.findings("error") == []
    assert story.desk.written("PERBAIKAN 3") == []


def test_the_quick_win_is_shown_with_what_it_is_good_for(story: Story, third: Outcome) -> None:
    shown = story.office.read(story.matrices["bimtek 3"])["Quick Win"]

    assert {"Antre dari Rumah", "12.000 warga setahun", "Diskominfo", 150_000_000} <= set(shown.values())
    assert "Kepala Bidang Layanan" not in shown.values()


def test_keys_hold_from_factor_to_quick_win(story: Story, first: Outcome, settled: Outcome, third: Outcome) -> None:
    quick_win = third.values("quick_win")["TATA-Q01"]
    roadmap = third.values("peta_jalan")["TATA-J01"]
    program = settled.values("program_kerja")[quick_win["kode_program"]]
    strategy = first.values("strategi")[f"TATA-{program['strategi']}"]
    factor = first.values("swot")[f"TATA-{strategy['faktor_internal_1']}"]
    actions = [key for key, row in settled.values("rencana_aksi").items() if row["kode_program"] == "TATA-P01"]

    assert quick_win["kode_program"] == roadmap["kode_program"] == "TATA-P01"
    assert program["nama_program"] == "Satu Loket"
    assert strategy["rumusan"] == answers.ONE_DOOR
    assert factor["uraian"] == "Aplikasi layanan dikelola pegawai sendiri"
    assert actions == ["TATA-A001", "TATA-A002"]
    chain = list(story.office.read(story.matrices["bimtek 2, akhir"])["Keterkaitan"].values())
    for text in (factor["uraian"], answers.ONE_DOOR, "Satu Loket", "Menyatukan antrean"):
        assert [value for value in chain if text in str(value)], text


# --- every workbook of the story --------------------------------------------------------------------------------------


def test_figures_of_every_matrix_are_what_recalculating_gives(
    story: Story, first: Outcome, settled: Outcome, third: Outcome
) -> None:
    for name, path in story.matrices.items():
        if name in TYPED_IN:
            continue
        shown = story.office.read(path, formulas_only=True)
        recalculated = story.office.recalculate(path, formulas_only=True)
        assert sum(map(len, shown.values())) > 20, name
        assert different(shown, recalculated) == {}, name


@pytest.mark.validator
def test_every_workbook_is_valid(validator: Validator, story: Story, third: Outcome) -> None:
    ours = [path for name, path in story.matrices.items() if name not in TYPED_IN]
    for folder in ("KK", "PERBAIKAN", "PERBAIKAN LAGI", "DRAF", "DRAF LAGI", "REKAP"):
        ours += sorted(story.desk.path(folder).rglob("*.xlsx"))
    ours.append(story.desk.path("HASIL/Paparan bimtek 2.xlsx"))

    with ThreadPoolExecutor(2) as two:
        told = zip(ours, two.map(validator, ours), strict=True)
        assert {path.name: found for path, found in told if found} == {}


def different(one: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        f"{sheet}!{cell}": (value, other[sheet][cell])
        for sheet, cells in one.items()
        for cell, value in cells.items()
        if other[sheet][cell] != value
    }


def sound() -> Sheets:
    """The group's workbook as it was meant, slips with one meaning written out."""
    programs, actions = LING_SOUND["Program Kerja"], LING_SOUND["Rencana Aksi"]
    return {
        "Program Kerja": programs | {"P01": programs["P01"] | {"satuan": "%", "opd_pengampu": "Dinas PU"}},
        "Rencana Aksi": actions | {"A001": actions["A001"] | {"anggaran_2026": 80_000_000, "mulai": "TW II 2025"}},
    }


def base(file: str) -> str:
    return file.rsplit("/", 1)[-1]
