"""What people decide on a matrix holds at every later merge, or it is said why not and stays where they see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.matrix.test_matrix import result_of
from tests.matrix.test_readback import decide, places
from tests.worlds import World, clean
from worksheet_kit.core.model import Conflict, Place, Profile, Raw, Reading, Result, Unused, Value
from worksheet_kit.matrix.decide import apply
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.report import board
from worksheet_kit.report.json import document

SHEET = "Isian Berbeda"


def two_copies(kota: Profile, row: str, column: str, *others: Raw) -> World:
    """A world in which other copies say other things in one cell."""
    world = clean(kota, 2)
    cells = []
    for number, other in enumerate((None, *others), start=1):
        changed = clean(kota, 2) if number == 1 else clean(kota, 2).change({f"{row}.{column}": other})
        (cell,) = (r.cells[column] for rows in changed.dataset().rows.values() for r in rows if r.key == row)
        cells.append(cell._replace(place=Place(f"kiriman/TATA ({number}).xlsx", cell.place.sheet, cell.place.cell)))
    form = next(name for name, rows in world.dataset().rows.items() if any(r.key == row for r in rows))
    readings = tuple(Reading(cell=cell, saved=None) for cell in cells)
    world.conflicts.append(Conflict(row=row, form=form, column=column, readings=readings))
    return world


def decided(kota: Profile, world: World, path: Path, column: str, choice: object, other: object) -> list[Result]:
    """The results of three merges after a decision was typed, each written over the matrix before it."""
    write_matrix(path, result_of(world))
    book = openpyxl.load_workbook(path)
    decide(book[SHEET], column, choice, other)  # type: ignore[arg-type]
    book.save(path)
    return [merged_again(kota, world, path) for _ in range(3)]


def merged_again(kota: Profile, world: World, path: Path) -> Result:
    result = result_of(world)
    result = replace(result, dataset=apply(result.dataset, read_matrix(path, kota)))
    write_matrix(path, result)
    return result


def value(result: Result, row: str, column: str) -> Value:
    (found,) = (r for rows in result.dataset.rows.values() for r in rows if r.key == row)
    return found.value(column)


CASES: dict[str, tuple[str, str, Raw, object, object, Value]] = {
    "one character for the number of the value": ("TATA-P01", "satuan", "orang", "%", None, "%"),
    "one letter that another copy says": ("TATA-P01", "deskripsi", "A", "A", None, "A"),
    "one letter as another value": ("TATA-P01", "deskripsi", "lain", "Nilai lain", "A", "A"),
    "one digit as another value": ("TATA-P01", "deskripsi", "lain", "Nilai lain", 5, "5"),
    "money as text": ("TATA-A001", "anggaran_2025", 5_000_000, "Nilai lain", "1.500.000", 1_500_000),
    "money as text, nothing chosen": ("TATA-A001", "anggaran_2025", 5_000_000, None, "1.500.000", 1_500_000),
    "money as text for its number": ("TATA-A001", "anggaran_2025", 5_000_000, "Rp 5.000.000", None, 5_000_000),
    "a number that stands there": ("TATA-A001", "anggaran_2025", 5_000_000, 5_000_000, None, 5_000_000),
    "a label in other letters": ("TATA-P01", "satuan", "orang", "ORANG", None, "orang"),
    "emptied": ("TATA-P01", "kondisi_awal", 7, "Nilai lain", "(kosong)", None),
    "emptied where the number belongs": ("TATA-P01", "kondisi_awal", 7, "Nilai lain", " (Kosong) ", None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_decision_counts_however_it_is_typed_and_merging_again_changes_nothing(
    kota: Profile, tmp_path: Path, case: str
) -> None:
    row, column, copy, choice, other, wanted = CASES[case]
    results = decided(kota, two_copies(kota, row, column, copy), tmp_path / "m.xlsx", column, choice, other)

    assert [value(result, row, column) for result in results] == [wanted] * 3
    assert [fact.name for fact in results[0].dataset.facts] == []
    assert board.decisions(results[0]) == "1 keputusan dipakai."
    first, *later = (document(result)["conflicts"] for result in results)
    assert later == [first, first]
    if other is not None:  # it is known by the cell it was typed in
        assert first[0]["readings"][0]["cell"] == "H7"


@pytest.mark.parametrize(
    ("choice", "other", "why"),
    [
        ("B", None, Unused.UNLISTED),
        (2, None, Unused.UNLISTED),
        ("Nilai 7", None, Unused.UNLISTED),
        ("Nilai 3", None, Unused.UNLISTED),  # there is one in another line
        ("Nilai lain", None, Unused.UNSAID),
        ("nilai lain", "  ", Unused.UNSAID),
    ],
)
def test_a_decision_that_cannot_be_used_is_told_with_its_reason_and_stays_on_the_sheet(
    kota: Profile, tmp_path: Path, choice: object, other: object, why: Unused
) -> None:
    world = two_copies(kota, "TATA-P01", "deskripsi", "A")
    world.conflicts += two_copies(kota, "TATA-P01", "sasaran", "x", "y").conflicts
    path = tmp_path / "m.xlsx"

    results = decided(kota, world, path, "deskripsi", choice, other)

    for result in results:
        (fact,) = result.dataset.facts
        assert (fact.column, fact.data["reason"]) == ("deskripsi", why)
        assert value(result, "TATA-P01", "deskripsi") == "Terisi"
        assert board.decisions(result).startswith("0 keputusan dipakai, 1 belum dapat dipakai: Deskripsi singkat pada")
    sheet = openpyxl.load_workbook(path)[SHEET]
    _, columns = places(sheet)
    line = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, columns["_kolom"]).value == "deskripsi")
    assert sheet.cell(line, columns["keputusan_lama"]).value == str(choice)

    # What is decided then takes its place.
    book = openpyxl.load_workbook(path)
    decide(book[SHEET], "deskripsi", "Nilai 2", None)
    book.save(path)
    result = merged_again(kota, world, path)
    assert (value(result, "TATA-P01", "deskripsi"), result.dataset.facts) == ("A", ())


@pytest.mark.parametrize("other", ["titik", "orang"])
def test_a_decision_that_no_longer_holds_stays_as_one_of_the_values(kota: Profile, tmp_path: Path, other: str) -> None:
    """A third copy came; or the copies meanwhile agree on something else."""
    path = tmp_path / "m.xlsx"
    before = two_copies(kota, "TATA-P01", "satuan", "orang")
    write_matrix(path, result_of(before))
    book = openpyxl.load_workbook(path)
    decide(book[SHEET], "satuan", "Nilai lain" if other == "titik" else "Nilai 2", other if other == "titik" else None)
    book.save(path)
    now = two_copies(kota, "TATA-P01", "satuan", "orang", "unit")
    if other == "orang":
        now = clean(kota, 2).change({"TATA-P01.satuan": "unit"})

    for _ in range(3):
        result = merged_again(kota, now, path)
        (conflict,) = result.dataset.conflicts
        assert other in [reading.cell.value for reading in conflict.readings]
        assert (conflict.decision, conflict.unused) == ("", (other, Unused.CHANGED))
        assert [fact.data["reason"] for fact in result.dataset.facts] == [Unused.CHANGED]
        said = "0 keputusan dipakai, 1 tidak berlaku lagi: Satuan pada TATA-P01"
        assert board.decisions(result).replace("\n", " ").startswith(said)
