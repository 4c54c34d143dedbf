"""What goes back: corrections with a mark on each fault, drafts of a group, and what the next merge makes of them.

Every case is played on real files: worksheets are generated, filled in, collected, corrected and collected again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.checks.test_checks import CASES
from tests.matrix.test_decide import answer
from tests.office import fill_fast, key_places
from tests.worksheets import write_worksheet
from tests.worlds import clean, result_of
from worksheet_kit.checks.registry import CHECKS
from worksheet_kit.collect import collect
from worksheet_kit.core.model import (
    CellError,
    Conflict,
    Profile,
    Result,
    Row,
    Severity,
    Uncomputed,
    Verdict,
    WorksheetContent,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback import corrections
from worksheet_kit.feedback import drafts as group_drafts
from worksheet_kit.feedback.filling import Numbers
from worksheet_kit.matrix.workbook import write_matrix

PROGRAM: Mapping[str, str | float] = {
    "nama_program": "Satu Pintu",
    "subdimensi": "Layanan warga",
    "masalah": "K1 Pelayanan Publik",
    "deskripsi": "Semua layanan dalam satu aplikasi.",
    "sasaran": "Warga kota",
    "indikator": "Jumlah layanan",
    "satuan": "layanan",
    "target_akhir": 40,
    "jangka_waktu": "Menengah (s.d. 2029)",
    "status_program": "Baru",
    "opd_pengampu": "Diskominfo",
}
ACTION: Mapping[str, str | float] = {
    "kode_program": "TATA-P01",
    "rencana_aksi": "Menyatukan antrean",
    "jenis": "Aplikasi pendukung",
    "indikator": "Jumlah layanan",
    "satuan": "layanan",
    "target_2025": 10,
    "sumber_dana": "Tidak perlu anggaran",
    "mulai": "TW II 2025",
    "selesai": "TW III 2025",
    "opd_pj": "Diskominfo",
}
IDENTITY = {"nama_pengisi": {"": "Siti"}, "opd_pengisi": {"": "Diskominfo"}, "nomor_hp": {"": "0812"}}


class Secretariat:
    """Generates, fills in and collects workbooks of one stage of a profile in a folder."""

    def __init__(self, profile: Profile, folder: Path, stage: int = 2) -> None:
        self.profile, self.folder, self.stage = profile, folder, profile.stage(stage)
        self.returned = folder / "kiriman"
        self.returned.mkdir()

    def blank(self, code: str, content: WorksheetContent | None = None) -> Path:
        recipient = recipient_of(self.profile, code)
        assert recipient is not None
        path = self.folder / f"{code}.xlsx"
        write_worksheet(path, self.profile, self.stage, recipient, content or WorksheetContent())
        return path

    def fill(self, source: Path, name: str, **sheets: Mapping[str, Mapping[str, object]]) -> Path:
        """A workbook filled in by row keys; the sheets by name, with ``_`` for a space."""
        rows = {sheet.replace("_", " "): dict(keyed) for sheet, keyed in sheets.items()}
        return fill_fast(source, self.returned / name, rows)  # type: ignore[arg-type]

    def collect(self) -> Result:
        return collect([self.returned], self.profile, stage=self.stage.number)

    def decide(self, matrix: Path) -> Result:
        return collect([self.returned], self.profile, stage=self.stage.number, decisions=matrix)

    def corrections(self, result: Result) -> list[Path]:
        return corrections.write_corrections(result, self.folder / "perbaikan")

    def drafts(self, result: Result) -> list[Path]:
        return group_drafts.write_drafts(result, self.folder / "draf")


@pytest.fixture
def desk(kota: Profile, tmp_path: Path) -> Secretariat:
    return Secretariat(kota, tmp_path)


def errors(result: Result) -> list[str]:
    return [f"{f.row}.{f.column}" for f in result.findings if f.severity is Severity.ERROR]


def row(result: Result, key: str) -> Row:
    return next(row for rows in result.dataset.rows.values() for row in rows if row.key == key)


def values(result: Result, key: str) -> dict[str, object]:
    return {name: cell.value for name, cell in row(result, key).cells.items()}


def noted(path: Path) -> dict[str, str]:
    """The notes of a workbook by row key and column key; a tinted cell without one has an empty note."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet, keyed in key_places(path).items():
        for key, places in keyed.items():
            for column, place in places.items():
                cell = book[sheet][place]
                if cell.comment is not None:
                    found[f"{key}.{column}"] = cell.comment.text
    book.close()
    return found


def shown(path: Path, sheet: str, key: str, column: str) -> object:
    book = openpyxl.load_workbook(path)
    value = book[sheet][key_places(path)[sheet][key][column]].value
    book.close()
    return value


def code_of(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    code = next(
        cell.value for cells in book["Petunjuk"].iter_rows() for cell in cells if re.match(r"WNS25-B", str(cell.value))
    )
    book.close()
    return str(code)


# --- corrections -----------------------------------------------------------------------------------------------------


def test_each_fault_is_marked_at_its_cell_and_put_right_it_is_gone(desk: Secretariat) -> None:
    faulty = PROGRAM | {"satuan": "ember", "target_akhir": "29 desa", "opd_pengampu": None, "nama_program": "Dua"}
    desk.fill(
        desk.blank("TATA"),
        "kelompok.xlsx",
        Petunjuk=IDENTITY,
        Program_Kerja={"TATA-P01": PROGRAM, "TATA-P02": faulty},
        Rencana_Aksi={"TATA-A001": ACTION, "TATA-A002": ACTION | {"kode_program": "TATA-P02", "mulai": "segera"}},
    )
    first = desk.collect()
    planted = ["TATA-P02.satuan", "TATA-P02.target_akhir", "TATA-P02.opd_pengampu", "TATA-A002.mulai"]
    assert errors(first) == planted

    (correction,) = desk.corrections(first)
    assert correction.name == "Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx"
    assert re.match(r"WNS25-B2-TATA-R1-\w{4}$", code_of(correction))
    notes = noted(correction)
    assert list(notes) == planted
    assert '"29 desa"' in notes["TATA-P02.target_akhir"]
    assert "Pilih dari daftar pada selnya" in notes["TATA-P02.satuan"]
    assert shown(correction, "Program Kerja", "TATA-P02", "satuan") == "ember"  # stays until it is put right
    assert shown(correction, "Program Kerja", "TATA-P01", "masalah") == "K1 Pelayanan Publik"
    assert shown(correction, "Petunjuk", "nama_pengisi", "") == "Siti"
    assert shown(correction, "Petunjuk", "opd_pengisi", "") == "Diskominfo"

    desk.fill(
        correction,
        "perbaikan.xlsx",
        Program_Kerja={"TATA-P02": {"satuan": "unit", "target_akhir": 29, "opd_pengampu": "Setda"}},
        Rencana_Aksi={"TATA-A002": {"mulai": "TW II 2025"}},
    )
    second = desk.collect()
    assert errors(second) == []
    assert second.dataset.conflicts == ()
    assert values(second, "TATA-P02")["target_akhir"] == 29
    assert values(second, "TATA-P01") == values(first, "TATA-P01")
    assert {line.file.rsplit("/")[-1]: line.verdict for line in second.ledger} == {
        "kelompok.xlsx": Verdict.SUPERSEDED,
        "perbaikan.xlsx": Verdict.MERGED,
    }
    assert desk.corrections(second) == []


def test_the_first_sheet_lists_each_mark_with_a_link_to_its_cell(desk: Secretariat) -> None:
    faulty = PROGRAM | {"satuan": "ember", "target_akhir": "banyak"}
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P03": faulty}, Rencana_Aksi={"TATA-A001": {}})
    (correction,) = desk.corrections(desk.collect())
    book = openpyxl.load_workbook(correction)
    sheet: Worksheet = book.worksheets[0]
    assert sheet.title == "Perbaikan"
    cells = {str(cell.value): cell for cells in sheet.iter_rows() for cell in cells if cell.value}
    assert {"ember", "banyak", "TATA-P03", "Satuan", "Target akhir"} <= cells.keys()
    places = key_places(correction)["Program Kerja"]["TATA-P03"]
    links = {cell.hyperlink.location for cells in sheet.iter_rows() for cell in cells if cell.hyperlink}
    assert {f"'Program Kerja'!{places[key]}" for key in ("satuan", "target_akhir")} <= links
    book.close()


def test_what_a_cell_cannot_hold_stays_in_the_note(desk: Secretariat) -> None:
    rows = {"TATA-P01": PROGRAM | {"satuan": "#REF!"}}
    source = desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja=rows)
    book = openpyxl.load_workbook(source)
    cell = book["Program Kerja"][key_places(source)["Program Kerja"]["TATA-P01"]["satuan"]]
    cell.value, cell.data_type = "#REF!", "e"
    book.save(source)
    result = desk.collect()
    assert errors(result) == ["TATA-P01.satuan"]
    (correction,) = desk.corrections(result)
    assert "#REF!" in noted(correction)["TATA-P01.satuan"]
    assert shown(correction, "Program Kerja", "TATA-P01", "satuan") is None


def test_a_fault_left_alone_in_an_optional_cell_is_not_lost(desk: Secretariat) -> None:
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM | {"kondisi_awal": "kira-kira 5"}})
    (correction,) = desk.corrections(desk.collect())
    desk.fill(correction, "b.xlsx", Program_Kerja={"TATA-P01": {"sumber_awal": "2024"}})
    again = desk.collect()
    assert errors(again) == ["TATA-P01.kondisi_awal"]
    assert row(again, "TATA-P01").cells["kondisi_awal"].raw == "kira-kira 5"
    (third,) = desk.corrections(again)
    assert "R2" in third.name


def test_a_correction_nobody_has_touched_counts_for_nothing(desk: Secretariat) -> None:
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM | {"satuan": "ember"}})
    first = desk.collect()
    (correction,) = desk.corrections(first)
    (desk.returned / "b.xlsx").write_bytes(correction.read_bytes())
    second = desk.collect()
    assert errors(second) == errors(first)
    assert {line.file.rsplit("/")[-1]: line.verdict for line in second.ledger}["b.xlsx"] is Verdict.DUPLICATE


def test_a_recipient_that_is_complete_or_missing_gets_none(desk: Secretariat) -> None:
    desk.fill(
        desk.blank("TATA"),
        "a.xlsx",
        Petunjuk=IDENTITY,
        Program_Kerja={"TATA-P01": PROGRAM},
        Rencana_Aksi={"TATA-A001": ACTION},
    )
    assert desk.corrections(desk.collect()) == []


def test_a_conflict_is_marked_with_both_values_and_gone_when_the_correction_is_back(desk: Secretariat) -> None:
    for name, target in (("a.xlsx", 40), ("b.xlsx", 50)):
        rows = {"TATA-P01": PROGRAM | {"target_akhir": target}}
        desk.fill(desk.blank("TATA"), name, Program_Kerja=rows, Rencana_Aksi={"TATA-A001": ACTION})
    first = desk.collect()
    assert [conflict.column for conflict in first.dataset.conflicts] == ["target_akhir"]
    (correction,) = desk.corrections(first)
    notes = noted(correction)
    assert list(notes) == ["TATA-P01.target_akhir"]
    assert all(part in notes["TATA-P01.target_akhir"] for part in ('"40"', '"50"', "a.xlsx", "b.xlsx"))
    desk.fill(correction, "c.xlsx", Program_Kerja={"TATA-P01": {"target_akhir": 45}})
    second = desk.collect()
    assert second.dataset.conflicts == ()
    assert values(second, "TATA-P01")["target_akhir"] == 45


def test_a_decided_conflict_is_not_sent_back(desk: Secretariat) -> None:
    for name, target in (("a.xlsx", 40), ("b.xlsx", 50)):
        rows = {"TATA-P01": PROGRAM | {"target_akhir": target}}
        desk.fill(desk.blank("TATA"), name, Program_Kerja=rows, Rencana_Aksi={"TATA-A001": ACTION})
    result = desk.collect()
    decided: tuple[Conflict, ...] = tuple(replace(c, decision="50") for c in result.dataset.conflicts)
    assert desk.corrections(replace(result, dataset=replace(result.dataset, conflicts=decided))) == []


def test_what_the_secretariat_filled_in_is_marked_as_its_own(desk: Secretariat) -> None:
    """Who said so is not told; and nobody gets a correction for that alone."""
    faulty = PROGRAM | {"satuan": "ember", "opd_pengampu": "Dinas Antah Berantah"}
    blank, matrix = desk.blank("TATA"), desk.folder / "m.xlsx"
    desk.fill(blank, "a.xlsx", Program_Kerja={"TATA-P01": faulty}, Rencana_Aksi={"TATA-A001": ACTION})
    write_matrix(matrix, desk.collect())
    answer(matrix, {("TATA-P01", "satuan"): ("layanan", "Ibu Rini")})
    (path,) = desk.corrections(desk.decide(matrix))
    note = "Perbaikan: Diisi sekretariat.\nTertulis: ember\nYang diharapkan: Biarkan bila sudah tepat, atau ganti."
    assert noted(path).keys() == {"TATA-P01.satuan", "TATA-P01.opd_pengampu"}
    assert noted(path)["TATA-P01.satuan"] == note
    assert shown(path, "Program Kerja", "TATA-P01", "satuan") == "layanan"

    # Sent back as it is, it changes nothing; with another unit, that is the group's.
    desk.fill(path, "b.xlsx", Program_Kerja={})
    result = desk.decide(matrix)
    assert [entry.unused for entry in result.dataset.entries] == [None]
    desk.fill(path, "b.xlsx", Program_Kerja={"TATA-P01": {"satuan": "unit"}})
    result = desk.decide(matrix)
    assert (values(result, "TATA-P01")["satuan"], result.dataset.entries) == ("unit", ())
    (desk.returned / "b.xlsx").unlink()

    answer(matrix, {("TATA-P01", "opd_pengampu"): ("DLH", None)})
    result = desk.decide(matrix)
    assert errors(result) == []
    assert desk.corrections(result) == []


@pytest.mark.parametrize("sent", ["layanan", "unit"])
def test_what_is_filled_in_anew_holds_when_a_correction_brings_back_what_it_was(desk: Secretariat, sent: str) -> None:
    """The group has sent nothing else: its correction says what the secretariat had filled in before."""
    faulty = PROGRAM | {"satuan": "ember", "target_akhir": None, "opd_pengampu": "Dinas Antah Berantah"}
    blank, matrix = desk.blank("TATA"), desk.folder / "m.xlsx"
    desk.fill(blank, "a.xlsx", Program_Kerja={"TATA-P01": faulty}, Rencana_Aksi={"TATA-A001": ACTION})
    write_matrix(matrix, desk.collect())
    answer(matrix, {("TATA-P01", "satuan"): ("Layanan ", "Rini"), ("TATA-P01", "target_akhir"): ("1,5 ribu", "Rini")})
    result = desk.decide(matrix)
    (path,) = desk.corrections(result)
    for satuan, target in (("orang", 30), ("titik", 40)):
        write_matrix(matrix, result)
        answer(matrix, {("TATA-P01", "satuan"): (satuan, "Budi"), ("TATA-P01", "target_akhir"): (target, "Budi")})
        result = desk.decide(matrix)

    desk.fill(path, "b.xlsx", Program_Kerja={"TATA-P01": {"opd_pengampu": "DLH", "satuan": sent}})
    told = [] if sent == "layanan" else ["satuan"]
    for _ in range(2):
        write_matrix(matrix, result)
        result = desk.decide(matrix)
        said = values(result, "TATA-P01")
        assert (said["target_akhir"], said["satuan"]) == (40, "titik" if sent == "layanan" else sent)
        assert [finding.column for finding in result.findings if finding.code == "G614"] == told
        told = []


def test_a_row_the_reviewers_sent_back_is_marked_at_its_code_with_their_notes(desk: Secretariat) -> None:
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM}, Rencana_Aksi={"TATA-A001": ACTION})
    result = desk.collect()
    reviews = {
        "TATA-P01": {"keputusan": "perbaiki ", "catatan_pembimbing": "Sasaran terlalu umum"},
        "TATA-A001": {"keputusan": "Setuju", "catatan_pembimbing": "Baik"},
    }
    (correction,) = desk.corrections(replace(result, reviews=reviews))
    notes = noted(correction)
    assert list(notes) == ["TATA-P01.kode"]
    assert "Catatan pembimbing: Sasaran terlalu umum" in notes["TATA-P01.kode"]


def test_two_things_about_one_cell_are_one_mark(desk: Secretariat) -> None:
    for name, target in (("a.xlsx", "banyak"), ("b.xlsx", "sekali")):
        rows = {"TATA-P01": PROGRAM | {"target_akhir": target}}
        desk.fill(desk.blank("TATA"), name, Program_Kerja=rows, Rencana_Aksi={"TATA-A001": ACTION})
    result = desk.collect()
    ((_, content),) = corrections.corrections(result)
    mark, later = content.marks
    assert "bukan angka" in mark.message
    assert "Isian berbeda" in mark.message
    assert later.message == "Boleh menyusul: TATA-A001 belum memuat Lokasi, Posisi anggaran."


def test_what_may_follow_is_asked_for_only_in_a_correction_that_goes_out_anyway(desk: Secretariat) -> None:
    later = {"lokasi": "Kec. Hulu", "anggaran_2027": 5_000_000}
    rows = {"TATA-A001": ACTION, "TATA-A002": ACTION | later | {"posisi_anggaran": "Sudah di DPA 2025"}}
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM}, Rencana_Aksi=rows)
    assert not list(corrections.corrections(desk.collect()))

    rows["TATA-A002"] |= {"selesai": "kapan-kapan"}
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM}, Rencana_Aksi=rows)
    ((_, content),) = corrections.corrections(desk.collect())
    assert [mark.message for mark in content.marks if not mark.row] == [
        "Boleh menyusul: TATA-A001 belum memuat Lokasi, Posisi anggaran."
    ]


def test_the_second_program_on_a_code_keeps_its_new_code(desk: Secretariat) -> None:
    other = {key: "Lain sama sekali" if isinstance(value, str) else 7 for key, value in PROGRAM.items()} | {
        "subdimensi": "Birokrasi",
        "masalah": "K4 Kemacetan",
        "satuan": "orang",
        "jangka_waktu": "Pendek (s.d. 2026)",
        "status_program": "Lanjutan",
        "opd_pengampu": "Setda",
    }
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM}, Rencana_Aksi={"TATA-A001": ACTION})
    desk.fill(
        desk.blank("TATA"),
        "b.xlsx",
        Program_Kerja={"TATA-P01": other},
        Rencana_Aksi={"TATA-A005": ACTION | {"rencana_aksi": "Aksi lain", "mulai": "segera"}},
    )
    first = desk.collect()
    keys = {r.key for r in first.dataset.rows["program_kerja"]}
    assert keys == {"TATA-P01", "TATA-P01b"}
    (correction,) = desk.corrections(first)
    desk.fill(correction, "c.xlsx", Rencana_Aksi={"TATA-A005": {"mulai": "TW II 2025"}})
    second = desk.collect()
    assert errors(second) == []
    assert {r.key: r.text("nama_program") for r in second.dataset.rows["program_kerja"]} == {
        r.key: r.text("nama_program") for r in first.dataset.rows["program_kerja"]
    }
    assert row(second, "TATA-A005").value("kode_program") == row(first, "TATA-A005").value("kode_program")


def test_a_row_without_a_code_gets_a_free_one_with_a_mark(desk: Secretariat) -> None:
    source = desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja={"TATA-P01": PROGRAM, "TATA-P02": PROGRAM})
    book = openpyxl.load_workbook(source)
    sheet = book["Program Kerja"]
    place = key_places(source)["Program Kerja"]["TATA-P02"]["kode"]
    sheet[place].value = sheet[f"A{sheet[place].row}"].value = None
    book.save(source)
    result = desk.collect()
    assert [f.code for f in result.findings if f.severity is Severity.ERROR] == ["T103"]
    found = row(result, "TATA-P01")
    lost = replace(found, key="", code="", place=found.place._replace(cell=place))
    ((_, content),) = corrections.corrections(replace(result, dataset=replace(result.dataset, loose=(lost,))))
    assert content.answers["TATA-P02"] == content.answers["TATA-P01"]
    (mark,) = content.marks
    assert (mark.row, mark.column) == ("TATA-P02", "")
    assert "tanpa kode" in mark.message


@pytest.mark.parametrize(
    "code", [code for code in CHECKS if code[0] in "SR" and CHECKS[code].severity is Severity.ERROR]
)
def test_every_fault_of_a_cell_or_row_gets_its_mark_and_keeps_what_was_typed(code: str, kota: Profile) -> None:
    case = CASES[code]
    profile = case.profile(kota)
    world = clean(profile, case.stage).change(case.changes)
    if case.more is not None:
        case.more(world)
    result = result_of(world)
    ((recipient, content),) = corrections.corrections(result)
    assert recipient.code == result.findings[0].recipient
    assert [(mark.row, mark.column) for mark in content.marks] == [case.place]
    for rows in result.dataset.rows.values():
        for found in rows:
            for key, cell in found.cells.items():
                if found.recipient == recipient.code and not isinstance(cell.raw, CellError | Uncomputed):
                    kept = content.answers.get(found.key, {}).get(key), content.raw.get(found.key, {}).get(key)
                    assert kept != (None, None) or cell.rule == "tanpa data"


def test_a_number_that_lost_digits_stays_a_number(kota: Profile) -> None:
    """As a text it would look whole when the correction comes back untouched."""
    world = clean(kota, 2).change(CASES["S214"].changes)
    ((_, content),) = corrections.corrections(result_of(world))
    assert content.raw["TATA-P01"]["keterangan"] == 198501012010011001.0
    assert "keterangan" not in content.answers["TATA-P01"]


# --- drafts ----------------------------------------------------------------------------------------------------------


def hand_in_with_a_member(desk: Secretariat) -> Result:
    """A group's workbook, and one of its member's with a program and an action of its own."""
    desk.fill(
        desk.blank("TATA"),
        "kelompok.xlsx",
        Petunjuk=IDENTITY,
        Program_Kerja={"TATA-P01": PROGRAM, "TATA-P03": PROGRAM | {"nama_program": "Tiga"}},
        Rencana_Aksi={"TATA-A001": ACTION},
    )
    desk.fill(
        desk.blank("TATA-SETDA"),
        "setda.xlsx",
        Program_Kerja={"TATA-SETDA-P01": PROGRAM | {"nama_program": "Naskah Dinas", "target_akhir": "banyak"}},
        Rencana_Aksi={"TATA-SETDA-A001": ACTION | {"kode_program": "TATA-SETDA-P01"}},
    )
    return desk.collect()


def test_a_draft_holds_what_group_and_members_wrote_under_codes_of_the_group(desk: Secretariat) -> None:
    result = hand_in_with_a_member(desk)
    (draft,) = desk.drafts(result)
    assert draft.name == "Draf Kelompok - Bimtek 2 - Kota Melayani.xlsx"
    assert "-TATA-R1-" in code_of(draft)
    sheet = "Program Kerja"
    assert shown(draft, sheet, "TATA-P01", "nama_program") == "Satu Pintu"
    assert shown(draft, sheet, "TATA-P04", "nama_program") == "Naskah Dinas"  # after the last code in use
    assert shown(draft, sheet, "TATA-P04", "#asal") == "TATA-SETDA-P01"
    assert shown(draft, "Rencana Aksi", "TATA-A002", "kode_program") == "TATA-P04"  # the reference has followed
    assert shown(draft, "Petunjuk", "nama_pengisi", "") == "Siti"
    assert list(noted(draft)) == ["TATA-P04.target_akhir"]


def test_a_draft_that_comes_back_stands_for_all_it_was_made_of(desk: Secretariat) -> None:
    first = hand_in_with_a_member(desk)
    (draft,) = desk.drafts(first)
    desk.fill(draft, "draf.xlsx", Program_Kerja={"TATA-P04": {"target_akhir": 12}})
    second = desk.collect()
    assert errors(second) == []
    assert [r.key for r in second.dataset.rows["program_kerja"]] == ["TATA-P01", "TATA-P03", "TATA-P04"]
    assert values(second, "TATA-P04")["nama_program"] == "Naskah Dinas"
    verdicts = {line.file.rsplit("/")[-1]: line.verdict for line in second.ledger}
    assert verdicts == {
        "draf.xlsx": Verdict.MERGED,
        "kelompok.xlsx": Verdict.SUPERSEDED,
        "setda.xlsx": Verdict.SUPERSEDED,
    }
    totals = second.totals
    assert totals.read == totals.merged + totals.duplicate + totals.superseded + totals.held == 10


def test_a_draft_nobody_has_touched_changes_nothing(desk: Secretariat) -> None:
    first = hand_in_with_a_member(desk)
    (draft,) = desk.drafts(first)
    (desk.returned / "draf.xlsx").write_bytes(draft.read_bytes())
    second = desk.collect()
    assert second.dataset.rows == first.dataset.rows


def test_the_groups_own_references_to_a_members_program_follow_it(desk: Secretariat) -> None:
    desk.fill(
        desk.blank("TATA"),
        "a.xlsx",
        Program_Kerja={"TATA-P01": PROGRAM},
        Rencana_Aksi={"TATA-A001": ACTION | {"kode_program": "TATA-SETDA-P02"}},
    )
    theirs = {"TATA-SETDA-P02": PROGRAM | {"nama_program": "Naskah Dinas"}}
    desk.fill(desk.blank("TATA-SETDA"), "b.xlsx", Program_Kerja=theirs)
    ((_, content),) = group_drafts.drafts(desk.collect())
    assert content.answers["TATA-P02"]["nama_program"] == "Naskah Dinas"
    assert content.answers["TATA-A001"]["kode_program"] == "TATA-P02"
    assert content.marks == ()  # here the code is no stranger


def test_rows_go_into_gaps_and_then_beyond_the_room(desk: Secretariat) -> None:
    names = {f"TATA-P{n:02d}": PROGRAM | {"nama_program": f"Program {n}"} for n in (1, 2, 3, 4, 6)}  # room for six
    desk.fill(desk.blank("TATA"), "a.xlsx", Program_Kerja=names)
    theirs = {f"TATA-SETDA-P{n:02d}": PROGRAM | {"nama_program": f"Setda {n}"} for n in (1, 2)}
    desk.fill(desk.blank("TATA-SETDA"), "b.xlsx", Program_Kerja=theirs)
    ((_, content),) = group_drafts.drafts(desk.collect())
    assert content.origins == {"TATA-P05": "TATA-SETDA-P01", "TATA-P07": "TATA-SETDA-P02"}
    (draft,) = desk.drafts(desk.collect())
    assert shown(draft, "Program Kerja", "TATA-P07", "nama_program") == "Setda 2"


def test_a_draft_of_members_alone(desk: Secretariat) -> None:
    for member in ("SETDA", "BAPPEDA"):
        key = f"TATA-{member}-P01"
        desk.fill(desk.blank(f"TATA-{member}"), f"{member}.xlsx", Program_Kerja={key: PROGRAM | {"mitra": member}})
    ((group, content),) = group_drafts.drafts(desk.collect())
    assert group.code == "TATA"
    assert content.revision == 1
    assert content.origins == {"TATA-P01": "TATA-SETDA-P01", "TATA-P02": "TATA-BAPPEDA-P01"}
    assert len(content.seeds) == 2


def test_nothing_is_drafted_where_nothing_is_there(desk: Secretariat) -> None:
    desk.fill(desk.blank("TATA"), "a.xlsx", Petunjuk=IDENTITY)
    assert desk.drafts(desk.collect()) == []


def test_codes_are_found_as_quickly_for_many_rows_as_for_few() -> None:
    """After the last one in use, else in a gap, else beyond the room; and no search begins anew."""
    numbers = Numbers()
    for number in (1, 3, 5):
        numbers.add(number)
    given = []
    for _ in range(5):
        given.append(numbers.free(room=6))
        numbers.add(given[-1])
    assert given == [6, 2, 4, 7, 8]
    start = time.process_time()
    for _ in range(50_000):
        numbers.add(numbers.free(room=40))
    assert time.process_time() - start < 60  # far from both: a tenth of a second, and minutes if each began anew
