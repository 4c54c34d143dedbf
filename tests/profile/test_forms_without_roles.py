"""A form without roles is merged, shown on its data sheet and in *Kelengkapan*, and counts on no other sheet.

``tests/data/teluk`` has such a form beside the packaged programs and actions, alike in everything but the roles, and
another one alone in a stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests import DATA
from tests.worlds import World, clean, result_of
from worksheet_kit.core.model import Profile, Result
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile

#: The sheets that list every row and finding, whatever role the form plays.
LISTING = {"Matriks Konsolidasi", "Kelengkapan", "Data Pelatihan", "Perlu Diperbaiki"}


@pytest.fixture(scope="module")
def bay() -> Profile:
    return load_profile(DATA / "teluk")


def filled(profile: Profile) -> World:
    """The first stage in full, each training for a program."""
    world = clean(profile, 1)
    for key, row in world.rows.items():
        if "-L" in key:
            row["kode_program"] = "PESISIR-P01"
    return world


def without_trainings(world: World) -> World:
    for key in [key for key in world.rows if "-L" in key]:
        del world.rows[key]
    return world


def cells(book: Workbook) -> Iterator[tuple[str, str, Any]]:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell.value


def matrix(path: Path, result: Result, *, presentation: bool = False) -> Workbook:
    write_matrix(path, result, presentation=presentation)
    return openpyxl.load_workbook(path)


def test_its_rows_change_no_sheet_that_needs_a_role(bay: Profile, tmp_path: Path) -> None:
    full, bare = result_of(filled(bay)), result_of(without_trainings(filled(bay)))
    assert full.dataset.rows["pelatihan"]
    assert not bare.dataset.rows["pelatihan"]

    shown = [
        [cell for cell in cells(matrix(tmp_path / f"{n}.xlsx", result, presentation=True)) if cell[0] not in LISTING]
        for n, result in enumerate((full, bare))
    ]

    assert shown[0] == shown[1]


def test_it_is_on_its_data_sheet_and_in_completeness(bay: Profile, tmp_path: Path) -> None:
    result = result_of(filled(bay))
    book = matrix(tmp_path / "m.xlsx", result)

    data = [value for sheet, _, value in cells(book) if sheet == "Data Pelatihan"]
    assert "PESISIR-L01" in data
    assert [value for sheet, _, value in cells(book) if sheet == "Kelengkapan" and "elatihan" in str(value)]
    rows = len(result.dataset.rows["pelatihan"])
    assert ("pelatihan", rows, rows) in {(line.form, line.rows, line.complete) for line in result.completeness}
    assert not read_matrix(tmp_path / "m.xlsx", bay).proposals


def test_its_money_is_no_budget(bay: Profile, tmp_path: Path) -> None:
    """On *Matriks Konsolidasi* a column of the same key stands by itself, and no sum takes it in."""
    sheet = matrix(tmp_path / "m.xlsx", result_of(filled(bay)))["Matriks Konsolidasi"]
    rows = {row[0].value or row[1].value: row for row in sheet.iter_rows()}
    keys = [cell.value for cell in rows["#kunci"]]
    own, budget = keys.index("pelatihan.anggaran_2030"), keys.index("rencana_aksi.anggaran_2030")

    assert rows["PESISIR-L01"][own].value == 150_000_000
    assert rows["PESISIR-L01"][keys.index("_jumlah")].value is None
    letter = rows["#kunci"][own].column_letter
    formulas = [cell.value for row in rows.values() for cell in row if str(cell.value).startswith("=")]
    assert rows["J"][budget].value.startswith("=SUMPRODUCT(")
    assert not [formula for formula in formulas if re.search(rf"\b{letter}[0-9]", formula)]


def test_no_finding_speaks_for_it(bay: Profile) -> None:
    """Agencies that lead no training, problems no training answers, trainings without actions: nobody said so."""
    for world in (filled(bay), without_trainings(filled(bay))):
        assert [finding.message for finding in world.findings() if finding.code[0] != "K"] == []


def test_agencies_named_in_it_alone_get_no_book(bay: Profile, tmp_path: Path) -> None:
    world = filled(bay)
    for key, row in world.rows.items():
        row |= {column: "DKP" for column in ("opd_pengampu", "opd_pj") if column in row}
        row |= {column: "Setda" for column in ("opd", "pendamping_1") if "-L" in key}

    books = write_agency_books(tmp_path, result_of(world))

    assert [path.name for path in books] == ["Rekap DKP.xlsx", "Rekap semua OPD.xlsx", "Berita Acara Kelompok.xlsx"]


def test_a_stage_of_such_forms_alone(bay: Profile, tmp_path: Path) -> None:
    """Who sent what is told, what it means is not."""
    world = clean(bay, 2)
    world.previous.clear()
    result = result_of(world)
    assert [finding.code for finding in result.findings] == []

    book = matrix(tmp_path / "m.xlsx", result)
    books = write_agency_books(tmp_path, result)

    assert [path.name for path in books] == ["Berita Acara Kelompok.xlsx"]
    assert book.sheetnames == ["Ringkasan", "Matriks Konsolidasi", "Kelengkapan", "Daftar Berkas", "Data Rapat"]
    summary = [str(value) for sheet, _, value in cells(book) if sheet == "Ringkasan"]
    assert "PER DIMENSI" in summary
    assert not [text for text in summary if "rapat" in text.lower()]
    assert "PESISIR-R1" in [value for sheet, _, value in cells(book) if sheet == "Matriks Konsolidasi"]
