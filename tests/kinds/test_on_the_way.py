"""The kinds on the way through everything: a form with telephone numbers, dates and yes or no, from blank to complete.

``tests/data/kontak`` uses them as any region would. Its worksheet is written, filled in, collected, shown in the matrix
and read back from there, corrected, filled in again, and seeds the next stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests import DATA
from tests.office import Input, Office, by_keys, fill_fast, key_places
from tests.worksheets import write_worksheet
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Result, Severity, WorksheetContent
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback.corrections import write_corrections
from worksheet_kit.feedback.next_stage import content_for
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile
from worksheet_kit.report.frames import frames
from worksheet_kit.report.tables import tables, write_csv, write_workbook

SHEET = "Narahubung"
DAY = datetime(2030, 7, 20)
GOOD: dict[str, Input] = {"nama": "Ani", "telepon": "081234567890", "mulai": DAY.date(), "bersedia": "Ya"}
ROWS: dict[str, dict[str, Input]] = {
    "N01": GOOD,
    "N02": {**GOOD, "nama": "Budi", "telepon": "+62 812-3456-7890", "mulai": "20 Juli 2030", "bersedia": "t"},
    "N03": {**GOOD, "nama": "Cici", "telepon": 81_234_567_890, "mulai": "20/7/2030", "bersedia": True, "ketua": "Ya"},
    "N04": {**GOOD, "nama": "Dedi", "kantor": "(0295) 691234", "selesai": datetime(2031, 1, 5, 13, 30)},
    "N05": {**GOOD, "nama": "Evi", "telepon": "hubungi Budi", "mulai": "5/7/2030", "bersedia": "x"},
}
STORED = {
    "N01": ("081234567890", "2030-07-20", "Ya"),
    "N02": ("081234567890", "2030-07-20", "Tidak"),
    "N03": ("081234567890", "2030-07-20", "Ya"),
    "N04": ("081234567890", "2030-07-20", "Ya"),
    "N05": (None, None, None),
}
STATUS = {
    "N01": "Lengkap",
    "N02": "Tulis 08…: Nomor HP (+1 lagi)",
    "N03": "Tulis 08…: Nomor HP (+2 lagi)",
    "N04": "Lengkap",
    "N05": "Tulis 08…: Nomor HP (+2 lagi)",
}


@pytest.fixture(scope="module")
def region() -> Profile:
    return load_profile(DATA / "kontak")


@pytest.fixture(scope="module")
def blank(region: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worksheet(region, tmp_path_factory.mktemp("kontak") / "kosong.xlsx", 1, WorksheetContent())


def worksheet(profile: Profile, path: Path, stage: int, content: WorksheetContent) -> Path:
    recipient = recipient_of(profile, "D1")
    assert recipient is not None
    write_worksheet(path, profile, profile.stage(stage), recipient, content)
    return path


def fill(
    source: Path, target: Path, rows: Mapping[str, Mapping[str, Input]], telephone: Input = "0812 3456 7890"
) -> Path:
    target.parent.mkdir(exist_ok=True)
    people: dict[str, dict[str, Input]] = {"nama": {"": "Siti"}, "telepon": {"": telephone}}
    return fill_fast(source, target, {"Petunjuk": people, SHEET: rows})


def stored(result: Result) -> dict[str, tuple[object, ...]]:
    rows = result.dataset.rows["narahubung"]
    return {row.code: tuple(row.value(key) for key in ("telepon", "mulai", "bersedia")) for row in rows}


def found(result: Result) -> set[tuple[str, str, str]]:
    return {(f.code, f.row, f.column) for f in result.findings if f.severity is Severity.ERROR}


def cell(sheet: Worksheet, places: Mapping[str, Mapping[str, str]], row: str, column: str) -> openpyxl.cell.Cell:
    return sheet[places[f"D1-{row}"][column]]  # type: ignore[no-any-return]


def test_the_sheet_says_what_may_be_typed(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    sheet, places = book[SHEET], key_places(blank)[SHEET]
    rules = {key: _rule(sheet, places["D1-N01"][key]) for key in ("telepon", "mulai", "bersedia")}
    assert [rule.type for rule in rules.values()] == ["custom", "date", "list"]
    assert all(rule.showErrorMessage and rule.error and rule.prompt for rule in rules.values())
    assert "contoh 081234567890" in rules["telepon"].prompt
    assert "20 Jul 2022" in rules["mulai"].prompt
    assert cell(sheet, places, "N01", "mulai").number_format == "[$-421]d mmmm yyyy"
    assert cell(sheet, places, "N01", "telepon").number_format == "@"
    people = _rule(book["Petunjuk"], key_places(blank)["Petunjuk"]["telepon"][""])
    assert (people.type, people.errorStyle) == ("custom", "warning")


def _rule(sheet: Worksheet, place: str) -> openpyxl.worksheet.datavalidation.DataValidation:
    return next(rule for rule in sheet.data_validations.dataValidation if place in rule.sqref)


def test_from_finding_to_matrix_to_correction_and_back(region: Profile, blank: Path, tmp_path: Path) -> None:
    fill(blank, tmp_path / "kiriman" / "a.xlsx", ROWS)
    result = collect([tmp_path / "kiriman"], region, stage=1)

    assert stored(result) == STORED
    assert found(result) == {
        ("S223", "D1-N05", "telepon"),
        ("S224", "D1-N05", "mulai"),
        ("S210", "D1-N05", "bersedia"),
    }
    assert [f.code for f in result.findings if f.column in ("nama", "tanggal") or f.code.startswith("K")] == []

    # The matrix shows people's words, and its rows are read back as they were.
    write_matrix(tmp_path / "matriks.xlsx", result)
    shown = _texts(tmp_path / "matriks.xlsx")
    assert {"20 Juli 2030", "081234567890", "0295691234", "5 Januari 2031", "hubungi Budi"} <= shown
    previous = read_previous(tmp_path / "matriks.xlsx", region, region.stage(2))
    read_back = {row.code: row for row in previous["narahubung"]}
    for row in result.dataset.rows["narahubung"]:
        assert {k: c.value for k, c in read_back[row.code].cells.items()} == {k: c.value for k, c in row.cells.items()}

    # The correction workbook has real dates, text for numbers, and what could not be read as it was typed.
    (correction,) = write_corrections(result, tmp_path / "perbaikan")
    sheet, places = openpyxl.load_workbook(correction)[SHEET], key_places(correction)[SHEET]
    assert cell(sheet, places, "N02", "mulai").value == DAY
    assert cell(sheet, places, "N02", "telepon").value == "081234567890"
    assert cell(sheet, places, "N02", "bersedia").value == "Tidak"
    assert cell(sheet, places, "N02", "status").value.startswith("=")
    faulty = {key: cell(sheet, places, "N05", key) for key in ("telepon", "mulai", "bersedia")}
    assert [one.value for one in faulty.values()] == ["hubungi Budi", "5/7/2030", "x"]
    assert all(one.comment is not None for one in faulty.values())
    assert "nomor telepon" in faulty["telepon"].comment.text

    # Put right, it comes back complete.
    right: dict[str, Input] = {"telepon": "0295-691234", "mulai": DAY.date(), "bersedia": "Tidak"}
    fill(correction, tmp_path / "kiriman" / "b.xlsx", {"N05": right})
    again = collect([tmp_path / "kiriman"], region, stage=1)
    assert found(again) == set()
    assert stored(again) == {**STORED, "N05": ("0295691234", "2030-07-20", "Tidak")}
    assert again.dataset.conflicts == ()
    table = frames(again)["narahubung"]
    assert [str(table[key].dtype) for key in ("mulai", "bersedia")] == ["datetime64[s]", "boolean"]
    assert table.loc["D1-N01", "mulai"] == DAY
    (line,) = [line for line in again.completeness if line.form == "narahubung"]
    assert (line.state.value, line.percent) == ("complete", 100)


def test_in_tables_each_kind_has_its_type(region: Profile, blank: Path, tmp_path: Path) -> None:
    fill(blank, tmp_path / "kiriman" / "D1.xlsx", ROWS)
    result = collect([tmp_path / "kiriman"], region)
    table = frames(result)["narahubung"]
    kinds = {key: str(table[key].dtype) for key in ("telepon", "mulai", "bersedia", "anggota", "honor", "triwulan")}
    assert list(kinds.values()) == ["string", "datetime64[s]", "boolean", "Float64", "Int64", "string"]
    assert table.loc["D1-N02", ["telepon", "bersedia"]].to_list() == ["081234567890", False]
    assert table.loc["D1-N03", "mulai"] == DAY
    assert table.loc["D1-N05", ["telepon", "mulai", "bersedia"]].isna().all()
    write_workbook(tmp_path / "t.xlsx", result, tables(result))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")[SHEET]
    first, *lines = sheet.iter_rows(values_only=True)
    shown = [dict(zip(first, line, strict=True)) for line in lines]
    assert [line["Bersedia dihubungi"] for line in shown] == ["Ya", "Tidak", "Ya", "Ya", None]
    assert [line["Mulai bertugas"] for line in shown] == [DAY, DAY, DAY, DAY, None]
    assert [line["Nomor HP"] for line in shown] == [*["081234567890"] * 4, None]
    write_csv(tmp_path / "t.csv", tables(result)[0])
    line = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[1]
    assert all(text in line for text in ('"081234567890"', '"2030-07-20"', "True"))


def test_the_next_stage_shows_what_was_said(region: Profile, blank: Path, tmp_path: Path) -> None:
    fill(blank, tmp_path / "kiriman" / "a.xlsx", {"N01": GOOD})
    result = collect([tmp_path / "kiriman"], region, stage=1)
    recipient = recipient_of(region, "D1")
    assert recipient is not None
    content = content_for(region, region.stage(2), recipient, result.dataset.rows)
    assert content is not None
    path = worksheet(region, tmp_path / "tahap2.xlsx", 2, content)
    sheet, places = openpyxl.load_workbook(path)["Kunjungan"], key_places(path)["Kunjungan"]
    carried = [cell(sheet, places, "K1", key).value for key in ("nama", "telepon", "mulai", "bersedia")]
    assert carried == ["Ani", "081234567890", "20 Juli 2030", "Ya"]
    (tmp_path / "kiriman 2").mkdir()
    fill_fast(path, tmp_path / "kiriman 2" / "a.xlsx", {"Kunjungan": {"K1": {"tanggal": "21 Juli 2030"}}})
    (row,) = collect([tmp_path / "kiriman 2"], region, stage=2).dataset.rows["kunjungan"]
    assert [row.value(key) for key in ("mulai", "bersedia", "tanggal")] == ["2030-07-20", "Ya", "2030-07-21"]


def test_a_fault_on_petunjuk_is_a_note(region: Profile, blank: Path, tmp_path: Path) -> None:
    fill(blank, tmp_path / "kiriman" / "a.xlsx", {"N01": GOOD}, telephone="hubungi Budi")
    result = collect([tmp_path / "kiriman"], region, stage=1)
    (note,) = [finding for finding in result.findings if finding.code == "K405"]
    assert note.severity is Severity.NOTE
    assert "Nomor HP di lembar Petunjuk dari Semua Urusan belum terbaca sebagai nomor telepon" in note.message
    assert result.dataset.submissions["D1"].identity["telepon"] == "hubungi Budi"
    assert found(result) == set()


@pytest.mark.office
def test_the_status_in_an_office_program(office: Office, blank: Path, tmp_path: Path) -> None:
    shown = by_keys(office.recalculate(fill(blank, tmp_path / "isi.xlsx", ROWS))[SHEET])
    assert {row: shown[f"D1-{row}"]["status"] for row in STATUS} == STATUS


def _texts(path: Path) -> set[object]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {value for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row}
