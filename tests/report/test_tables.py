"""A collection as DataFrames, and the files of tables: what stands in them, where it came from, and what never runs."""

from __future__ import annotations

import csv
import math
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.profile.test_own_forms import column, form, region, returned
from tests.test_collect import AKSI, BANJIR, LAYANAN, Desk
from worksheet_kit.core.model import Cell, Place, Profile, Result, Trouble, Uncomputed
from worksheet_kit.report import json, tables
from worksheet_kit.report.frames import Frames, frames
from worksheet_kit.report.tables import ALL_CELLS, CELLS, FORMULA_BEGINNINGS, SOURCE, STANDING

#: What must never be run by a program that opens a table: each way a formula may begin.
FORMULAS = [f"{before}{mark}cmd|'/c calc'!A1" for mark in FORMULA_BEGINNINGS for before in ("", " ", "\u00a0 ")]


@pytest.fixture(scope="module")
def result(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> Result:
    desk = Desk(kota, tmp_path_factory.mktemp("tabel"))
    money = {**AKSI, "sumber_dana": "APBD Kota", "anggaran_2025": 150_000_000}
    desk.put("tata.xlsx", {"TATA-P01": LAYANAN, "TATA-P02": {"nama_program": "Rapi"}, "TATA-A001": money})
    desk.put("air.xlsx", {"LING-P01": {**BANJIR, "subdimensi": "Air", "target_akhir": 12.5}}, to="LING")
    return desk.collect()


@pytest.fixture(scope="module")
def all_frames(result: Result) -> Frames:
    return frames(result)


def spoiled(result: Result, key: str, **cells: Cell) -> Result:
    """The result with other cells in a row."""
    rows = {
        form: tuple(replace(row, cells={**row.cells, **cells}) if row.key == key else row for row in own)
        for form, own in result.dataset.rows.items()
    }
    return replace(result, dataset=replace(result.dataset, rows=rows))


def typed(raw: str) -> Cell:
    return Cell(raw=raw, value=raw, place=Place("a.xlsx", "Program Kerja", "C9"))


def write_csv(path: Path, result: Result, name: str = "program_kerja", *, guard: bool = True) -> None:
    """Write one of a result's tables, by its name."""
    (table,) = [table for table in tables.tables(result) if table.name == name]
    tables.write_csv(path, table, guard=guard)


def write_workbook(path: Path, result: Result) -> None:
    tables.write_workbook(path, result, tables.tables(result))


def test_one_table_a_form_of_the_stage(result: Result, all_frames: Frames) -> None:
    assert list(all_frames) == list(result.dataset.stage.forms)
    assert len(all_frames) == len(result.dataset.stage.forms)
    with pytest.raises(KeyError):
        all_frames["swot"]


def test_a_table_is_indexed_by_row_key_with_the_columns_by_key(result: Result, all_frames: Frames) -> None:
    table = all_frames["program_kerja"]
    assert list(table.index) == ["TATA-P01", "TATA-P02", "LING-P01"]
    assert table.index.name == "row"
    keys = [column.key for column in result.dataset.profile.forms["program_kerja"].columns if column.holds_answer]
    assert list(table.columns) == [*STANDING, *keys, *SOURCE]
    assert table.loc["LING-P01", "nama_program"] == "Pemantau Genangan"
    assert table.loc["TATA-P01", "opd_pengampu"] == "DISKOMINFO"


@pytest.mark.parametrize(
    ("form", "column", "dtype"),
    [
        ("program_kerja", "nama_program", "string"),
        ("program_kerja", "masalah", "string"),
        ("program_kerja", "target_akhir", "Float64"),
        ("rencana_aksi", "anggaran_2025", "Int64"),
        ("rencana_aksi", "mulai", "string"),
        ("rencana_aksi", "_state", "string"),
    ],
)
def test_a_column_has_the_dtype_of_its_kind_also_without_rows(
    form: str, column: str, dtype: str, result: Result, all_frames: Frames
) -> None:
    assert str(all_frames[form][column].dtype) == dtype
    empty = replace(result, dataset=replace(result.dataset, rows={}))
    assert str(frames(empty)[form][column].dtype) == dtype
    assert len(frames(empty)[form]) == 0


def test_figures_can_be_reckoned_with(all_frames: Frames) -> None:
    assert all_frames["rencana_aksi"]["anggaran_2025"].sum() == 150_000_000
    assert all_frames["program_kerja"].groupby("_dimension")["target_akhir"].sum().to_dict() == {
        "TATA": 40,
        "LING": 12.5,
    }


def test_every_row_says_whose_it_is_how_it_stands_and_where_it_stood(result: Result, all_frames: Frames) -> None:
    table = all_frames["program_kerja"]
    assert table["_recipient"].to_list() == ["TATA", "TATA", "LING"]
    assert table["_state"].to_dict() == {"TATA-P01": "complete", "TATA-P02": "partial", "LING-P01": "complete"}
    for row in result.dataset.rows["program_kerja"]:
        assert tuple(table.loc[row.key, list(SOURCE)]) == row.place[:3]
    assert table.loc["TATA-P01", "_file"].endswith("kiriman/tata.xlsx")


def test_the_dimension_of_an_agency_is_that_of_its_group(kota: Profile, tmp_path: Path) -> None:
    desk = Desk(kota, tmp_path)
    desk.put("pu.xlsx", {"LING-DPU-P01": {**BANJIR, "subdimensi": "Air"}}, to="LING-DPU")
    table = frames(desk.collect())["program_kerja"]
    assert table.loc["LING-DPU-P01", ["_recipient", "_dimension"]].to_list() == ["LING-DPU", "LING"]


def test_a_refused_value_is_na_and_stands_in_cells_as_it_was_typed(result: Result) -> None:
    refused = Cell(raw="sekitar 40", value=None, place=Place("a.xlsx", "PK", "M9"), trouble=Trouble("not_a_number"))
    own = frames(spoiled(result, "TATA-P01", target_akhir=refused))
    assert own["program_kerja"].loc["TATA-P01", "target_akhir"] is pd.NA
    line = own.cells[(own.cells["row"] == "TATA-P01") & (own.cells["column"] == "target_akhir")].squeeze()
    assert line["raw"] == "sekitar 40"
    assert line["value"] is None
    assert tuple(line[["file", "sheet", "cell"]]) == ("a.xlsx", "PK", "M9")


def test_cells_hold_every_filled_cell_once(result: Result, all_frames: Frames) -> None:
    cells = all_frames.cells
    assert tuple(cells.columns) == CELLS
    kept = {
        (row.key, key): (json.raw(cell.raw), cell.value, *cell.place[:3])
        for form in result.dataset.stage.forms
        for row in result.dataset.rows[form]
        for key, cell in row.cells.items()
    }
    assert {(line.row, line.column): tuple(line)[2:] for line in cells.itertuples(index=False)} == kept
    assert len(cells) == len(kept)


# ---------------------------------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------------------------------


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_program_takes_a_text_for_a_formula(result: Result, tmp_path: Path, text: str) -> None:
    own = spoiled(result, "TATA-P01", nama_program=typed(text))
    for name in ("program_kerja", ALL_CELLS):
        write_csv(tmp_path / "aman.csv", own, name)
        write_csv(tmp_path / "apa adanya.csv", own, name, guard=False)
        safe = [value for line in read_csv(tmp_path / "aman.csv") for value in line.values()]
        assert not [value for value in safe if value.strip().startswith(FORMULA_BEGINNINGS)]
        assert f"'{text}" in safe
        assert text in [value for line in read_csv(tmp_path / "apa adanya.csv") for value in line.values()]


def test_whatever_a_row_is_called_is_guarded_too(result: Result, tmp_path: Path) -> None:
    """Names of files, sheets and keys come from outside as well."""
    place = Place("=a.xlsx", "+PK", "@1")
    row = replace(result.dataset.rows["program_kerja"][0], key="=KEY", place=place)
    write_csv(tmp_path / "t.csv", replace(result, dataset=replace(result.dataset, rows={"program_kerja": (row,)})))
    (line,) = read_csv(tmp_path / "t.csv")
    assert (line["row"], line["_file"], line["_sheet"], line["_cell"]) == ("'=KEY", "'=a.xlsx", "'+PK", "'@1")


def test_a_formula_without_result_is_guarded_among_the_cells(result: Result, tmp_path: Path) -> None:
    cell = Cell(raw=Uncomputed("=SUM(A1)"), value=None, place=Place(), trouble=Trouble("uncomputed"))
    write_csv(tmp_path / "sel.csv", spoiled(result, "TATA-P01", target_akhir=cell), ALL_CELLS)
    assert "'=SUM(A1)" in {line["raw"] for line in read_csv(tmp_path / "sel.csv")}


def test_numbers_are_not_guarded(result: Result, tmp_path: Path) -> None:
    below = Cell(raw=-3.0, value=-3, place=Place())
    own = spoiled(result, "TATA-P01", target_akhir=below)
    write_csv(tmp_path / "t.csv", own)
    write_csv(tmp_path / "sel.csv", own, ALL_CELLS)
    assert read_csv(tmp_path / "t.csv")[0]["target_akhir"] == "-3.0"
    assert {"-3.0"} == {line["raw"] for line in read_csv(tmp_path / "sel.csv") if line["raw"].startswith("-")}
    assert pd.read_csv(tmp_path / "t.csv")["target_akhir"].sum() == pytest.approx(-3 + 12.5)


@pytest.mark.parametrize("text", ["0812", 'dua\nbaris "kutip", koma', "satu\rbaris", "a\tb", "ta\u2013ta \u2713"])
def test_csv_holds_text_as_it_is(result: Result, tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "t.csv", spoiled(result, "TATA-P01", nama_program=typed(text)))
    assert read_csv(tmp_path / "t.csv")[0]["nama_program"] == text
    table = pd.read_csv(tmp_path / "t.csv", dtype={"nama_program": "string"}, index_col="row")
    assert table.loc["TATA-P01", "nama_program"] == text
    assert (tmp_path / "t.csv").read_bytes().startswith(b'"row","_recipient",')


def test_a_lone_surrogate_does_not_stop_a_table(result: Result, tmp_path: Path) -> None:
    own = spoiled(result, "TATA-P01", nama_program=typed("a\ud800b"))
    write_csv(tmp_path / "t.csv", own)
    write_workbook(tmp_path / "t.xlsx", own)
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["Program Kerja"]["E2"].value == "a\ufffdb"


@pytest.mark.parametrize("text", [*FORMULAS, "{=1+1}", "0812", "https://contoh.go.id", "1e5", "TRUE"])
def test_in_the_workbook_text_is_text(result: Result, tmp_path: Path, text: str) -> None:
    write_workbook(tmp_path / "t.xlsx", spoiled(result, "TATA-P01", nama_program=typed(text)))
    with zipfile.ZipFile(tmp_path / "t.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 3
        assert not [name for name in parts.namelist() if "rels" in name and "sheets/_rels" in name]
    assert not any(re.search(r"<f[ >]|<hyperlink", sheet) for sheet in sheets)
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["Program Kerja"]["E2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert str(cell.value).replace("_x000D_", "\r") == text


def test_the_workbook_speaks_to_people(result: Result, tmp_path: Path) -> None:
    write_workbook(tmp_path / "t.xlsx", result)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Program Kerja", "Rencana Aksi", "Semua Sel"]
    first, second, *_ = book["Rencana Aksi"].iter_rows(values_only=True)
    line = dict(zip(first, second, strict=True))
    assert line["Mulai"] == "TW II 2025"
    assert line["OPD penanggung jawab"] == "Diskominfo"
    assert line["Keadaan"] in ("Lengkap", "Perlu dilengkapi")
    assert line["Perkiraan anggaran 2025 (Rp)"] == 150_000_000
    sheet = book["Program Kerja"]
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(sheet.max_column - 2)}4"


def test_in_the_workbook_a_truth_value_is_text_as_excel_shows_it(result: Result, tmp_path: Path) -> None:
    own = spoiled(result, "TATA-P01", target_akhir=Cell(raw=True, value=None, place=Place(), trouble=Trouble("bool")))
    write_workbook(tmp_path / "t.xlsx", own)
    lines = openpyxl.load_workbook(tmp_path / "t.xlsx")["Semua Sel"].iter_rows(values_only=True)
    assert [line[2] for line in lines if line[:2] == ("TATA-P01", "target_akhir")] == ["TRUE"]
    write_csv(tmp_path / "sel.csv", own, ALL_CELLS)
    assert '"TATA-P01","target_akhir",True,' in (tmp_path / "sel.csv").read_text(encoding="utf-8")


def test_a_column_may_be_called_as_the_row_keys_are(tmp_path: Path) -> None:
    own = form("usulan", "U", column("nama", "text"), column("row", "text", heading="Lajur"))
    profile = region(tmp_path / "profil", {"usulan": own})
    result = returned(profile, tmp_path, {"Usulan": {"TATA-U1": {"nama": "Taman", "row": "kiri"}}})
    write_csv(tmp_path / "t.csv", result, "usulan")
    write_workbook(tmp_path / "t.xlsx", result)

    assert frames(result)["usulan"].loc["TATA-U1", "row"] == "kiri"
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as stream:
        head, line = csv.reader(stream)
    assert [value for name, value in zip(head, line, strict=True) if name == "row"] == ["TATA-U1", "kiri"]
    first, second = openpyxl.load_workbook(tmp_path / "t.xlsx")["Usulan"].iter_rows(values_only=True)
    shown = dict(zip(first, second, strict=True))
    assert (shown["Baris"], shown["Lajur"]) == ("TATA-U1", "kiri")


def test_a_text_too_long_for_a_cell_is_cut_in_the_workbook_alone(result: Result, tmp_path: Path) -> None:
    own = spoiled(result, "TATA-P01", deskripsi=typed("x" * 40_000))
    write_workbook(tmp_path / "t.xlsx", own)
    write_csv(tmp_path / "t.csv", own)
    texts = [value for row in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0].values for value in row]
    (cut,) = (text for text in texts if isinstance(text, str) and text.startswith("xxx"))
    assert (len(cut), cut[-1]) == (32_767, "…")
    csv.field_size_limit(100_000)
    assert read_csv(tmp_path / "t.csv")[0]["deskripsi"] == "x" * 40_000


def test_the_same_result_gives_the_same_files(result: Result, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", result)
        write_csv(tmp_path / f"{name}.csv", result, ALL_CELLS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_nothing_is_not_a_number(result: Result, tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", result)
    assert math.isnan(pd.read_csv(tmp_path / "t.csv", index_col="row").loc["TATA-P02", "target_akhir"])
