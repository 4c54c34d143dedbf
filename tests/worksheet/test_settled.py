"""*Perbaikan* says while one types which of its lines are done; the workbook is computed anew by two engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.engines import Gnumeric, IronCalc, formula_cells, without_empty_numbers
from tests.office import key_places
from worksheet_kit.core.model import Mark, Profile, Recipient, WorksheetContent
from worksheet_kit.worksheet.workbook import worksheet_bytes

GROUP = Recipient(dimension="TATA")
P01, P02, P03, A01 = "TATA-P01", "TATA-P02", "TATA-P03", "TATA-A001"
SENT = WorksheetContent(
    revision=1,
    answers={P01: {"deskripsi": "Lama"}, P02: {"nama_program": "Dua", "target_akhir": 40}, A01: {"lokasi": "x"}},
    raw={P01: {"satuan": "ember"}, A01: {"kode_program": P03}},
    marks=(
        Mark(form="program_kerja", row=P01, column="satuan", message="Tidak ada di daftar.", typed="ember"),
        Mark(form="program_kerja", row=P01, column="deskripsi", message="Terlalu umum."),
        Mark(form="program_kerja", row=P01, column="", message="Pembahasan meminta baris ini diperbaiki."),
        Mark(form="program_kerja", row=P02, column="indikator", message="Belum diisi."),
        Mark(form="program_kerja", row=P02, column="target_akhir", message="Isian berbeda.", may_stay=True),
        Mark(form="program_kerja", row="", column="", message="Lembar ini lama."),
        Mark(form="rencana_aksi", row=A01, column="kode_program", message="Merujuk yang belum terisi.", typed=P03),
    ),
)
AS_SENT = ["belum", "belum", "belum", "belum", "boleh tetap", None, "belum"]

Typed = Mapping[tuple[str, str], object]
Engine = IronCalc | Gnumeric


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.engine) for name in ("ironcalc", "gnumeric")])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def states(engine: Engine, profile: Profile, folder: Path, typed: Typed) -> tuple[list[object], set[object]]:
    """What each line of *Perbaikan* says after something was typed, and what its head and *Petunjuk* count."""
    path = folder / "perbaikan.xlsx"
    path.write_bytes(worksheet_bytes(profile, profile.stage(2), GROUP, SENT))
    places = {key: row for sheet in key_places(path).values() for key, row in sheet.items()}
    cells = formula_cells(path)
    book = openpyxl.load_workbook(path)
    for (key, column), value in typed.items():
        book["Rencana Aksi" if key == A01 else "Program Kerja"][places[key][column]] = value
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment):
        cell.comment = None  # as openpyxl writes it, IronCalc does not find it
    book.save(folder / "buku.xlsx")
    results = engine.results(without_empty_numbers(folder / "buku.xlsx", path), cells)
    said = [results.get(("Perbaikan", f"H{row}"), results.get(("Perbaikan", f"I{row}"))) for row in range(6, 13)]
    counts = {str(text).partition(" · ")[0] for text in results.values() if " sudah" in str(text)}
    assert str(results["Perbaikan", "B3"]).partition(" · ")[0] in counts
    return said, counts


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ({}, {}),
        ({(P01, "satuan"): "unit"}, {0: "sudah", 2: "sudah"}),
        ({(P01, "satuan"): "gayung"}, {0: "cek lagi", 2: "sudah"}),
        ({(P01, "satuan"): " ember "}, {}),
        ({(P01, "deskripsi"): "Baru"}, {1: "sudah", 2: "sudah"}),
        ({(P01, "deskripsi"): None}, {1: "cek lagi", 2: "sudah"}),
        ({(P02, "indikator"): "Jumlah"}, {3: "sudah"}),
        ({(P02, "target_akhir"): 41}, {4: "diubah"}),
        ({(P03, "nama_program"): "Tiga"}, {6: "sudah"}),  # put right where the code was missing
        ({(A01, "kode_program"): P02}, {6: "sudah"}),
        ({(A01, "kode_program"): "TATA-P99"}, {6: "cek lagi"}),
        ({(A01, "kode_program"): "=1/0"}, {6: "cek lagi"}),
    ],
)
def test_a_line_says_whether_it_is_done(
    engine: Engine, kota: Profile, tmp_path: Path, typed: Typed, changes: Mapping[int, str]
) -> None:
    said, counts = states(engine, kota, tmp_path, typed)
    assert said == [changes.get(n, state) for n, state in enumerate(AS_SENT)]
    assert counts == {f"{list(changes.values()).count('sudah')} dari 5 sudah"}


def test_every_sheet_of_a_correction_leads_back_to_the_list(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "perbaikan.xlsx"
    path.write_bytes(worksheet_bytes(kota, kota.stage(2), GROUP, SENT))
    book = openpyxl.load_workbook(path)
    for name in ("Petunjuk", "Program Kerja", "Rencana Aksi"):
        links = [cell.hyperlink.location for row in book[name].iter_rows() for cell in row if cell.hyperlink]
        assert "'Perbaikan'!A1" in links
