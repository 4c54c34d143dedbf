"""The next bimtek's worksheets carry what the last one gave: as lists, reference sheets and given rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.candidates import find
from tests.matrix.test_decide import answer
from tests.office import edit_members, fill_fast, key_places
from tests.worksheets import write_worksheet
from worksheet_kit.cli.commands import main
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Profile, ReferenceTable, Return, WorksheetContent
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback import corrections, next_stage
from worksheet_kit.feedback import drafts as group_drafts
from worksheet_kit.feedback.own_copy import own_copy
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.view import view_of
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.returns.read import read

FACTOR = {"uraian": "Warga terbiasa daring", "subdimensi": "Layanan warga", "opd_terkait_1": "Diskominfo"}
STRATEGY = {
    "faktor_internal_1": "S1",
    "faktor_internal_2": "S2",
    "faktor_eksternal_1": "O1",
    "rumusan": "Menyatukan layanan seluruh OPD ke dalam satu aplikasi agar warga cukup mengurus dari rumah",
    "subdimensi": "Layanan warga",
    "masalah": "K1 Pelayanan Publik",
    "prioritas": "Tinggi",
}


def worksheet(folder: Path, profile: Profile, stage: int, code: str, content: WorksheetContent | None = None) -> Path:
    recipient = recipient_of(profile, code)
    assert recipient is not None
    path = folder / f"{stage}-{code}.xlsx"
    write_worksheet(path, profile, profile.stage(stage), recipient, content or WorksheetContent())
    return path


def returned(folder: Path, blank: Path, **sheets: Mapping[str, Mapping[str, object]]) -> Path:
    folder.mkdir(exist_ok=True)
    rows = {sheet.replace("_", " "): dict(keyed) for sheet, keyed in sheets.items()}
    return fill_fast(blank, folder / blank.name, rows)  # type: ignore[arg-type]


def change(matrix: Path, sheet: str, key: str, column: str, value: object) -> None:
    """Type into a data sheet of a matrix."""
    book = openpyxl.load_workbook(matrix)
    book[sheet][key_places(matrix)[sheet][key][column]].value = value  # type: ignore[assignment]
    book.save(matrix)
    book.close()


def dropdown(path: Path, sheet: str, key: str, column: str) -> list[str]:
    """The entries behind the dropdown of a cell, by its defined name."""
    book = openpyxl.load_workbook(path)
    cell = key_places(path)[sheet][key][column]
    rule = next(r for r in book[sheet].data_validations.dataValidation if cell in r.sqref and r.type == "list")
    name = book.defined_names[rule.formula1.lstrip("=")]
    ((where, area),) = name.destinations
    found = [str(cells[0].value) for cells in book[where][area.replace("$", "")]]
    book.close()
    return found


@pytest.fixture(scope="module")
def first_bimtek(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What bimtek 1 has left: returns of a group and of an agency with a strategy of its own, and their matrix."""
    folder = tmp_path_factory.mktemp("bimtek-1")
    back = folder / "kiriman-1"
    returned(
        back,
        worksheet(folder, kota, 1, "TATA"),
        SWOT={"TATA-S1": FACTOR, "TATA-S2": FACTOR | {"uraian": "Pegawai terlatih"}, "TATA-O1": FACTOR},
        Strategi={"TATA-SO1": STRATEGY, "TATA-SO3": STRATEGY | {"rumusan": "Melatih petugas"}},
    )
    returned(
        back,
        worksheet(folder, kota, 1, "TATA-SETDA"),
        SWOT={"TATA-SETDA-S1": FACTOR, "TATA-SETDA-O1": FACTOR},
        Strategi={"TATA-SETDA-SO1": STRATEGY | {"rumusan": "Naskah dinas elektronik", "faktor_internal_2": None}},
    )
    write_matrix(folder / "Matriks bimtek 1.xlsx", collect([back], kota, stage=1))
    return folder


@pytest.fixture
def first_matrix(first_bimtek: Path, tmp_path: Path) -> Path:
    """The matrix of bimtek 1, with the returns beside it, for one test to change."""
    shutil.copytree(first_bimtek, tmp_path, dirs_exist_ok=True)
    return tmp_path / "Matriks bimtek 1.xlsx"


def test_the_rows_of_a_matrix_come_back_as_they_were_collected(
    kota: Profile, tmp_path: Path, first_matrix: Path
) -> None:
    collected = collect([tmp_path / "kiriman-1"], kota, stage=1).dataset.rows
    read = read_previous(first_matrix, kota, kota.stage(2))
    for form, rows in collected.items():
        assert [row.key for row in read[form]] == [row.key for row in rows]
        for before, after in zip(rows, read[form], strict=True):
            assert {k: c.value for k, c in after.cells.items()} == {k: c.value for k, c in before.cells.items()}


def test_strategies_become_a_dropdown_and_read_only_sheets(kota: Profile, tmp_path: Path, first_matrix: Path) -> None:
    content = next_stage.contents(kota, kota.stage(2), read_previous(first_matrix, kota, kota.stage(2)))
    assert content.keys() == {(2, "TATA")}
    path = worksheet(tmp_path, kota, 2, "TATA", content[2, "TATA"])
    assert dropdown(path, "Program Kerja", "TATA-P01", "strategi") == [
        "SO1 Menyatukan layanan seluruh OPD ke dalam satu aplikasi agar warga …",
        "SO3 Melatih petugas",
        "Di luar strategi",
    ]
    book = openpyxl.load_workbook(path)
    assert [name for name in book.sheetnames if name.startswith("Acuan")] == ["Acuan SWOT", "Acuan Strategi"]
    texts = [[cell.value for cell in cells if cell.value is not None] for cells in book["Acuan Strategi"].iter_rows()]
    shown = ["SO1", STRATEGY["rumusan"], "S1, S2", "O1", "Layanan warga", "K1 Pelayanan Publik"]
    assert [*shown, "=INDEX(jumlah_rujukan,2)"] in texts
    assert book["Acuan Strategi"].protection.sheet
    for sheet in ("Petunjuk", "Program Kerja", "Rencana Aksi"):  # from where one looks things up
        shown = [cell.value for row in book[sheet].iter_rows() for cell in row if cell.hyperlink is not None]
        assert {"Acuan SWOT ›", "Acuan Strategi ›"} <= set(shown)
    book.close()


def test_what_was_changed_in_the_data_sheets_counts(kota: Profile, first_matrix: Path) -> None:
    change(first_matrix, "Data Strategi", "TATA-SO3", "rumusan", "Melatih dua petugas di tiap OPD")
    change(first_matrix, "Data Strategi", "TATA-SO3", "masalah", "kemacetan")  # typed as people type
    before = read_previous(first_matrix, kota, kota.stage(2))
    content = next_stage.contents(kota, kota.stage(2), before)[2, "TATA"]
    assert content.lists["strategi"].items[1].label == "SO3 Melatih dua petugas di tiap OPD"
    assert next(row for row in before["strategi"] if row.key == "TATA-SO3").value("masalah") == "K4"


def test_what_the_secretariat_filled_in_is_carried_over(kota: Profile, tmp_path: Path) -> None:
    """Once merged; until then it stands on the sheet alone."""
    faulty = {**STRATEGY, "rumusan": None, "masalah": "entah"}
    blank, matrix = worksheet(tmp_path, kota, 1, "TATA"), tmp_path / "m.xlsx"
    back = returned(tmp_path / "kiriman", blank, SWOT={"TATA-S1": FACTOR}, Strategi={"TATA-SO1": faulty}).parent
    write_matrix(matrix, collect([back], kota, stage=1))
    filled_in = {("TATA-SO1", "rumusan"): ("Satu pintu", "Rini"), ("TATA-SO1", "masalah"): ("K4", "Rini")}
    answer(matrix, filled_in)  # type: ignore[arg-type]
    write_matrix(matrix, collect([back], kota, stage=1, decisions=matrix))

    before = read_previous(matrix, kota, kota.stage(2))
    (row,) = before["strategi"]
    assert (row.value("rumusan"), row.value("masalah")) == ("Satu pintu", "K4")
    out = tmp_path / "keluar"
    command = [
        "generate",
        "--profile",
        str(Path(__file__).parents[1] / "data" / "kota"),
        "--stage",
        "2",
        "--from",
        str(matrix),
        "-o",
        str(out),
    ]
    assert CliRunner().invoke(main, command).exit_code == 0
    path = next(path for path in out.rglob("*.xlsx") if "TATA-P01" in key_places(path).get("Program Kerja", {}))
    assert "SO1 Satu pintu" in dropdown(path, "Program Kerja", "TATA-P01", "strategi")


def test_an_agency_goes_on_from_its_own_rows_else_from_its_groups(kota: Profile, first_matrix: Path) -> None:
    before = read_previous(first_matrix, kota, kota.stage(2))
    contents = next_stage.contents(kota, kota.stage(2), before, per_agency=True)
    assert set(contents) == {(2, f"TATA{who}") for who in ("", "-DISKOMINFO", "-SETDA", "-BAPPEDA", "-DUKCAPIL")}
    labels = {code: [item.label for item in c.lists["strategi"].items] for (_, code), c in contents.items()}
    assert labels["TATA-SETDA"] == ["SO1 Naskah dinas elektronik"]
    assert labels["TATA-BAPPEDA"] == labels["TATA"]


def test_a_chosen_strategy_is_stored_by_its_code_with_and_without_the_list(
    kota: Profile, tmp_path: Path, first_matrix: Path
) -> None:
    before = read_previous(first_matrix, kota, kota.stage(2))
    path = worksheet(tmp_path, kota, 2, "TATA", next_stage.contents(kota, kota.stage(2), before)[2, "TATA"])
    chosen = dropdown(path, "Program Kerja", "TATA-P01", "strategi")[0]
    back = tmp_path / "kiriman-2"
    returned(back, path, Program_Kerja={"TATA-P01": {"nama_program": "Satu Pintu", "strategi": chosen}})
    for previous in (None, first_matrix):
        (row,) = collect([back], kota, stage=2, previous=previous).dataset.rows["program_kerja"]
        assert row.value("strategi") == "SO1"


def test_a_correction_carries_the_lists_and_references_on(kota: Profile, tmp_path: Path, first_matrix: Path) -> None:
    back = tmp_path / "kiriman-2"
    rows = {"TATA-P01": {"nama_program": "Satu Pintu", "strategi": "SO9"}}
    returned(back, worksheet(tmp_path, kota, 2, "TATA"), Program_Kerja=rows)
    ((_, content),) = corrections.corrections(collect([back], kota, stage=2, previous=first_matrix))
    assert "strategi" in content.lists
    assert [table.sheet for table in content.references] == ["Acuan SWOT", "Acuan Strategi"]
    assert "strategi" in {mark.column for mark in content.marks}  # there is no SO9
    assert content.raw["TATA-P01"]["strategi"] == "SO9"


def test_a_members_own_strategy_is_not_taken_for_the_groups_in_a_draft(
    kota: Profile, tmp_path: Path, first_matrix: Path
) -> None:
    back = tmp_path / "kiriman-2"
    for code in ("TATA-SETDA", "TATA-BAPPEDA"):  # the first has a SO1 of its own, the second goes on from the group's
        rows = {f"{code}-P01": {"nama_program": code, "strategi": "SO1"}}
        returned(back, worksheet(tmp_path, kota, 2, code), Program_Kerja=rows)
    ((_, content),) = group_drafts.drafts(collect([back], kota, stage=2, previous=first_matrix))
    assert content.origins == {"TATA-P01": "TATA-SETDA-P01", "TATA-P02": "TATA-BAPPEDA-P01"}
    assert "strategi" not in content.answers["TATA-P01"]
    assert content.raw["TATA-P01"]["strategi"] == "TATA-SETDA-SO1"
    assert content.answers["TATA-P02"]["strategi"] == "SO1"
    marked = [mark.row for mark in content.marks if mark.column == "strategi"]
    assert marked == ["TATA-P01"]


def test_a_matrix_of_the_same_or_a_later_stage_is_refused(kota: Profile, first_matrix: Path) -> None:
    with pytest.raises(UsageError, match=r"Matriks bimtek 1\.xlsx adalah matriks bimtek 1; bekal bimtek 1"):
        read_previous(first_matrix, kota, kota.stage(1))


def test_the_copy_for_forwarding_is_refused(kota: Profile, tmp_path: Path, first_matrix: Path) -> None:
    path = tmp_path / "Paparan bimtek 1.xlsx"
    write_matrix(path, collect([tmp_path / "kiriman-1"], kota, stage=1), presentation=True)
    with pytest.raises(UsageError, match=r"Paparan bimtek 1\.xlsx tidak memuat lembar data untuk SWOT dan Strategi"):
        read_previous(path, kota, kota.stage(2))


def test_a_matrix_without_the_rows_to_go_on_from_is_refused(rembang: Profile, tmp_path: Path) -> None:
    returned(tmp_path / "kiriman-1", worksheet(tmp_path, rembang, 1, "GOV"), SWOT={"GOV-S1": {"uraian": "Ada"}})
    path = tmp_path / "Matriks bimtek 1.xlsx"
    write_matrix(path, collect([tmp_path / "kiriman-1"], rembang, stage=1))
    assert read_previous(path, rembang, rembang.stage(2))
    with pytest.raises(UsageError, match="tidak memuat Program Kerja, yang menjadi baris Peta Jalan"):
        read_previous(path, rembang, rembang.stage(3))


# --- given rows ------------------------------------------------------------------------------------------------------


SECOND = {
    "GOV-P02": {"nama_program": "Satu Pintu", "opd_pengampu": "Dinkominfo"},
    "GOV-P05": {"nama_program": "Satu Data", "opd_pengampu": "Bappeda"},
}


@pytest.fixture
def second_matrix(rembang: Profile, tmp_path: Path) -> Path:
    """The matrix of bimtek 2: two programs of a group, the first with two actions."""
    blank = worksheet(tmp_path, rembang, 2, "GOV")
    returned(
        tmp_path / "kiriman-2",
        blank,
        Program_Kerja=SECOND,
        Rencana_Aksi={
            "GOV-A001": {"kode_program": "GOV-P02", "rencana_aksi": "Menyatukan antrean"},
            "GOV-A004": {"kode_program": "GOV-P05", "rencana_aksi": "Melatih petugas data"},
            "GOV-A009": {"kode_program": "GOV-P02", "rencana_aksi": "Menyusun SOP"},
        },
    )
    path = tmp_path / "Matriks bimtek 2.xlsx"
    write_matrix(path, collect([tmp_path / "kiriman-2"], rembang, stage=2))
    return path


def test_programs_and_their_actions_become_given_rows(rembang: Profile, tmp_path: Path, second_matrix: Path) -> None:
    before = read_previous(second_matrix, rembang, rembang.stage(3))
    contents = next_stage.contents(rembang, rembang.stage(3), before)
    owners = [recipient_of(rembang, code) for code in ("GOV", "ECO")]
    said = next_stage.without_bequest(rembang, rembang.stage(3), contents, owners, "m.xlsx")
    assert said == "Tanpa bekal, sebab isiannya tidak ada di m.xlsx: Smart Economy."
    content = contents[3, "GOV"]
    assert content.given["peta_jalan"] == (
        {
            "kode_program": "GOV-P02",
            "nama_program": "Satu Pintu",
            "opd_pengampu": "DINKOMINFO",
            "aksi": "Menyatukan antrean\nMenyusun SOP",
        },
        {
            "kode_program": "GOV-P05",
            "nama_program": "Satu Data",
            "opd_pengampu": "BAPPEDA",
            "aksi": "Melatih petugas data",
        },
    )
    path = worksheet(tmp_path, rembang, 3, "GOV", content)
    places = key_places(path)["Peta Jalan"]
    assert list(places) == ["GOV-J01", "GOV-J02"]
    book = openpyxl.load_workbook(path)
    sheet = book["Peta Jalan"]
    assert sheet[places["GOV-J02"]["nama_program"]].value == "Satu Data"
    assert sheet[places["GOV-J02"]["opd_pengampu"]].value == "Bappeda"
    assert sheet[places["GOV-J02"]["nama_program"]].protection.locked
    assert not sheet[places["GOV-J02"]["jangka_pendek"]].protection.locked
    book.close()
    assert dropdown(path, "Quick Win", "GOV-Q01", "kode_program") == ["GOV-P02 Satu Pintu", "GOV-P05 Satu Data"]


def test_an_agency_is_given_the_programs_it_leads(rembang: Profile, second_matrix: Path) -> None:
    before = read_previous(second_matrix, rembang, rembang.stage(3))
    contents = next_stage.contents(rembang, rembang.stage(3), before, per_agency=True)
    names = {code: [row["nama_program"] for row in c.given["peta_jalan"]] for (_, code), c in contents.items()}
    assert names["GOV-BAPPEDA"] == ["Satu Data"]
    assert names["GOV-BKD"] == ["Satu Pintu", "Satu Data"]  # leads none: all, rather than an empty sheet


def test_answers_to_given_rows_go_back_to_their_rows(rembang: Profile, tmp_path: Path, second_matrix: Path) -> None:
    before = read_previous(second_matrix, rembang, rembang.stage(3))
    contents = next_stage.contents(rembang, rembang.stage(3), before, per_agency=True)
    back = tmp_path / "kiriman-3"
    group = worksheet(tmp_path, rembang, 3, "GOV", contents[3, "GOV"])
    returned(
        back, group, Peta_Jalan={"GOV-J01": {"jangka_pendek": "10 layanan"}}, Quick_Win={"GOV-Q01": {"nama": "Antre"}}
    )
    member = worksheet(tmp_path, rembang, 3, "GOV-BAPPEDA", contents[3, "GOV-BAPPEDA"])
    returned(back, member, Peta_Jalan={"GOV-BAPPEDA-J01": {"jangka_pendek": "Data mutakhir", "sdm": "Dua petugas"}})
    for previous in (second_matrix, None):
        result = collect([back], rembang, stage=3, previous=previous)
        drafts = dict(group_drafts.drafts(result))
        (content,) = drafts.values()
        assert content.answers["GOV-J01"] == {"jangka_pendek": "10 layanan"}
        assert content.answers["GOV-J02"] == {"jangka_pendek": "Data mutakhir", "sdm": "Dua petugas"}
        assert content.origins == {"GOV-J02": "GOV-BAPPEDA-J01"}
        assert [row["nama_program"] for row in content.given["peta_jalan"]] == ["Satu Pintu", "Satu Data"]
        # a choice that was carried over is stored by its code, as where it was made, and shown by its label
        leads = {row.key: row.value("opd_pengampu") for row in result.dataset.rows["peta_jalan"]}
        assert leads == {"GOV-J01": "DINKOMINFO", "GOV-BAPPEDA-J01": "BAPPEDA"}
        view = view_of(result)
        shown = [view.text(row, "opd_pengampu") for row in result.dataset.rows["peta_jalan"]]
        assert shown == ["Dinkominfo", "Bappeda"]
        sent = {recipient.code: content for recipient, content in corrections.corrections(result)}
        assert [row["nama_program"] for row in sent["GOV"].given["peta_jalan"]][:1] == ["Satu Pintu"]


def test_answers_stay_with_their_program_where_the_earlier_stage_has_one_more_by_now(
    rembang: Profile, tmp_path: Path, second_matrix: Path
) -> None:
    """A late return puts a program in between those of the worksheets that are out: ``J02`` is two programs now."""
    stage, later = rembang.stage(3), tmp_path / "kemudian"
    later.mkdir()
    old = next_stage.contents(rembang, stage, read_previous(second_matrix, rembang, stage))[3, "GOV"]
    returned(
        tmp_path / "kiriman-2",
        worksheet(later, rembang, 2, "GOV"),
        Program_Kerja={"GOV-P03": {"nama_program": "Satu Peta", "opd_pengampu": "Bappeda"}},
    ).rename(tmp_path / "kiriman-2" / "menyusul.xlsx")
    returned(tmp_path / "kiriman-2", worksheet(tmp_path, rembang, 2, "GOV"), Program_Kerja=SECOND)
    write_matrix(second_matrix, collect([tmp_path / "kiriman-2"], rembang, stage=2))
    new = next_stage.contents(rembang, stage, read_previous(second_matrix, rembang, stage))[3, "GOV"]

    back = tmp_path / "kiriman-3"
    first = returned(
        back,
        worksheet(tmp_path, rembang, 3, "GOV", old),
        Peta_Jalan={"GOV-J01": {"jangka_pendek": "10 layanan"}, "GOV-J02": {"jangka_pendek": "Data mutakhir"}},
        Quick_Win={"GOV-Q01": {"nama": "Antre"}},
    )
    result = collect([back], rembang, stage=3, previous=second_matrix)
    ((_, content),) = corrections.corrections(result)
    names = [row["nama_program"] for row in content.given["peta_jalan"]]
    assert names == ["Satu Pintu", "Satu Data", "Satu Peta"]
    assert content.answers["GOV-J02"] == {"jangka_pendek": "Data mutakhir"}

    # A program has its name of now, and is another one where the names have little in common.
    for title, wanted in (
        ("Satu Data Daerah", ["Satu Pintu", "Satu Data Daerah", "Satu Peta"]),
        ("Jalan Desa", ["Satu Pintu", "Satu Data", "Jalan Desa", "Satu Peta"]),
    ):
        change(second_matrix, "Data Program", "GOV-P05", "nama_program", title)
        result = collect([back], rembang, stage=3, previous=second_matrix)
        ((_, content),) = corrections.corrections(result)
        assert sorted(row["nama_program"] for row in content.given["peta_jalan"]) == sorted(wanted)
        assert content.given["peta_jalan"][1]["nama_program"] == wanted[1]

    first.rename(back / "lama.xlsx")
    returned(
        back,
        worksheet(tmp_path, rembang, 3, "GOV", new),
        Peta_Jalan={f"GOV-J0{n}": {"jangka_menengah": text} for n, text in enumerate(("20", "Peta", "Data"), 1)},
    )
    result = collect([back], rembang, stage=3, previous=second_matrix)
    rows = result.dataset.rows["peta_jalan"]
    assert {row.value("nama_program"): (row.value("jangka_pendek"), row.value("jangka_menengah")) for row in rows} == {
        "Satu Pintu": ("10 layanan", "20"),
        "Satu Peta": (None, "Peta"),
        "Satu Data": ("Data mutakhir", "Data"),
    }
    assert len(rows) == len({row.key for row in rows}) == 3
    assert result.dataset.conflicts == ()
    assert "G602" in {finding.code for finding in result.findings}

    # What one copy leaves blank has its code there, too, and what the latest has not a number that is free.
    for saved in ("lama", "baru"):
        stamp(back / "lama.xlsx", saved == "lama")
        path = returned(back, worksheet(tmp_path, rembang, 3, "GOV", new), Peta_Jalan={"GOV-J02": {"sdm": "Dua"}})
        stamp(path, saved == "baru")
        result = collect([back], rembang, stage=3, previous=second_matrix)
        names = {row.key: row.value("nama_program") for row in result.dataset.rows["peta_jalan"]}
        at = ("GOV-J01", "GOV-J03", "GOV-J02") if saved == "lama" else ("GOV-J01", "GOV-J02", "GOV-J03")
        assert names == dict(zip(at, ("Satu Pintu", "Satu Peta", "Satu Data"), strict=True))


def test_a_copy_of_ones_own_has_the_programs_that_are_yet_to_be_answered(
    rembang: Profile, tmp_path: Path, second_matrix: Path
) -> None:
    """The page in the browser makes it of the workbook alone."""
    content = next_stage.contents(rembang, rembang.stage(3), read_previous(second_matrix, rembang, rembang.stage(3)))
    sent = worksheet(tmp_path, rembang, 3, "GOV", content[3, "GOV"])
    filled = returned(tmp_path / "kiriman-3", sent, Peta_Jalan={"GOV-J02": {"jangka_pendek": "Data mutakhir"}})
    came = read(next(find([filled])), rembang)
    assert isinstance(came, Return)
    own = tmp_path / "salinan saya.xlsx"
    owner = recipient_of(rembang, "GOV")
    assert owner is not None
    own.write_bytes(own_copy(collect([filled], rembang, stage=3), came, owner, datetime(2022, 8, 24, tzinfo=UTC)))

    book, places = openpyxl.load_workbook(own), key_places(own)["Peta Jalan"]
    said = {
        key: [book["Peta Jalan"][cells[column]].value for column in ("kode_program", "nama_program", "jangka_pendek")]
        for key, cells in places.items()
    }
    book.close()
    assert said == {
        "GOV-J01": ["GOV-P02", "Satu Pintu", None],
        "GOV-J02": ["GOV-P05", "Satu Data", "Data mutakhir"],
    }


def test_a_member_stays_with_its_program_where_another_has_its_code_by_now(
    rembang: Profile, tmp_path: Path, second_matrix: Path
) -> None:
    """An earlier saved return of bimtek 2 comes late, and what was ``P05`` is ``P05b``."""
    stage = rembang.stage(3)
    before = read_previous(second_matrix, rembang, stage)
    old = next_stage.contents(rembang, stage, before, per_agency=True)[3, "GOV-BAPPEDA"]
    back = tmp_path / "kiriman-3"
    member = worksheet(tmp_path, rembang, 3, "GOV-BAPPEDA", old)
    returned(back, member, Peta_Jalan={"GOV-BAPPEDA-J01": {"jangka_pendek": "Data mutakhir"}})

    later, data = read_previous(second_matrix, rembang, stage), before["program_kerja"][1]
    name = data.cells["nama_program"]
    taken = {"nama_program": name._replace(raw="Satu Peta", value="Satu Peta")}
    later["program_kerja"] = (
        before["program_kerja"][0],
        replace(data, cells={**data.cells, **taken}),
        replace(data, key="GOV-P05b", code="P05b"),
    )
    result = collect([back], rembang, stage=3)
    result = replace(result, dataset=replace(result.dataset, previous=later))
    ((_, content),) = group_drafts.drafts(result)
    names = [row["nama_program"] for row in content.given["peta_jalan"]]
    assert names == ["Satu Pintu", "Satu Peta", "Satu Data"]
    assert content.answers == {"GOV-J03": {"jangka_pendek": "Data mutakhir"}}


def stamp(path: Path, is_later: bool) -> None:
    """Let a workbook have been saved on one of two days."""
    day = b"2022-08-%d" % (20 + is_later)
    saved = re.compile(rb"(<dcterms:modified[^>]*>)[^T]*")
    edit_members(path, path, {"docProps/core.xml": lambda core: saved.sub(rb"\g<1>" + day, core)})


# --- by the spec alone -----------------------------------------------------------------------------------------------


def test_reference_tables_show_what_is_asked_for_and_join_a_series(kota: Profile, first_matrix: Path) -> None:
    before = read_previous(first_matrix, kota, kota.stage(2))
    content = next_stage.contents(kota, kota.stage(2), before)[2, "TATA"]
    swot, strategies = content.references
    assert isinstance(swot, ReferenceTable)
    assert swot.headings == (
        "Kode",
        "Uraian faktor",
        "Subdimensi",
    )  # optional columns, and those nobody filled in, are left out
    assert [row[0] for row in swot.rows] == ["S1", "S2", "O1"]
    assert strategies.headings[:4] == ("Kode", "Rumusan strategi", "Faktor internal", "Faktor eksternal")
    assert strategies.rows[1][2] == "S1, S2"


def test_without_earlier_rows_nothing_is_carried_over(kota: Profile) -> None:
    assert next_stage.contents(kota, kota.stage(2), {}) == {}
    assert next_stage.contents(kota, kota.stage(1), {"program_kerja": ()}) == {}


def test_a_carried_over_choice_is_no_change_made_in_the_matrix(
    rembang: Profile, tmp_path: Path, second_matrix: Path
) -> None:
    before = read_previous(second_matrix, rembang, rembang.stage(3))
    contents = next_stage.contents(rembang, rembang.stage(3), before)
    back, matrix = tmp_path / "kiriman-3", tmp_path / "matriks-3.xlsx"
    returned(back, worksheet(tmp_path, rembang, 3, "GOV", contents[3, "GOV"]), Peta_Jalan={"GOV-J01": {"sdm": "Dua"}})
    write_matrix(matrix, collect([back], rembang, stage=3))
    again = collect([back], rembang, stage=3, decisions=matrix)
    assert again.dataset.rows["peta_jalan"][0].value("opd_pengampu") == "DINKOMINFO"
    assert not again.dataset.conflicts
