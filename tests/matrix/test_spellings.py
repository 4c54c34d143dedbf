"""A spelling that stands refused in several cells is decided once, and holds in whatever comes later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.matrix.test_readback import edited, matrix, put
from tests.worlds import World, clean, result_of
from worksheet_kit.core.model import DECIDED_SPELLING, Cell, Conflict, Place, Profile, Reading, Spelling
from worksheet_kit.matrix.aliases import Alias, aliases_of
from worksheet_kit.matrix.content import MatrixContent
from worksheet_kit.matrix.decide import apply
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.report import board

EMPTY = MatrixContent(edition="", stage=2)
ENTAH = {"TATA-P01.opd_pengampu": "Dinas Entah", "EKO-P01.opd_pengampu": "dinas  entah"}


def ejaan(path: Path) -> list[tuple[object, ...]]:
    """The lines of *Ejaan* below its headings, as people see them."""
    book = openpyxl.load_workbook(path)
    rows = list(book["Ejaan"].iter_rows(max_col=8, values_only=True)) if "Ejaan" in book.sheetnames else []
    return [row for row in rows[5:] if row[0]]


def decided(path: Path, text: str, entry: str, alias: str = "") -> Path:
    def choose(book: Workbook) -> None:
        put(book["Ejaan"], text, "maksud_ejaan", entry)
        put(book["Ejaan"], text, "simpan_alias", alias or None)

    return edited(path, choose)


def merged(world: World, path: Path, changes: Mapping[str, object]) -> dict[str, Cell | None]:
    """The cells of these changes after a merge that goes on from a matrix, which it replaces."""
    dataset = apply(world.dataset(), read_matrix(path, world.profile))
    world.change(changes)
    matrix(path, world, dataset=dataset)
    rows = {row.key: row for rows in dataset.rows.values() for row in rows}
    return {at: rows[at.split(".")[0]].cells.get(at.split(".")[1]) for at in changes}


def test_a_spelling_in_several_cells_stands_once_with_the_nearest_entries(kota: Profile, tmp_path: Path) -> None:
    once = {**ENTAH, "LING-P02.opd_pengampu": "Dinas Antah Berantah"}
    (line,) = ejaan(matrix(tmp_path / "m.xlsx", clean(kota, 2).change(once)))
    assert line[:3] == ("Dinas Entah", "OPD", 2)
    assert line[4:] == (None, None, "Belum diputuskan", "TATA-P01 OPD pengampu; EKO-P01 OPD pengampu")
    assert ejaan(matrix(tmp_path / "lain.xlsx", clean(kota, 2))) == []


def test_what_is_decided_holds_in_newer_copies_and_is_told(kota: Profile, tmp_path: Path) -> None:
    path = decided(matrix(tmp_path / "m.xlsx", clean(kota, 2).change(ENTAH)), "Dinas Entah", "DLH", "Ya")
    assert read_matrix(path, kota).spellings == (Spelling(list="opd", text="Dinas Entah", entry="DLH", is_alias=True),)
    assert aliases_of(read_matrix(path, kota).spellings, kota, 2) == (Alias("opd", "DLH", "Dinas Entah"),)
    for more in ({}, {"LING-P01.opd_pendukung_1": "DINAS ENTAH"}, {}):
        world = clean(kota, 2).change({**ENTAH, **more})
        cells = merged(world, path, {**ENTAH, **more})
        assert {at: (cell and cell.value) for at, cell in cells.items()} == dict.fromkeys([*ENTAH, *more], "DLH")
        assert all(cell is not None and cell.rule == DECIDED_SPELLING for cell in cells.values())
        (line,) = ejaan(path)
        assert line[2] == len(cells)
        assert line[4:7] == ("DLH", "Ya", f"Dipakai di {len(cells)} sel")
        told = [
            row[5] for row in openpyxl.load_workbook(path)["Penyesuaian Otomatis"].values if row[3] == "Dinas Entah"
        ]
        assert told == ["Ejaan ini diputuskan di lembar Ejaan."]
    merged(clean(kota, 2), path, {})
    (line,) = ejaan(path)
    assert line[4:] == ("DLH", "Ya", "Tidak perlu lagi: sudah dikenal, atau tidak ada di kiriman", None)
    assert line[1:3] == ("OPD", 0)
    assert line[3]  # it can still be chosen otherwise


def test_where_a_decided_spelling_is_used_is_printed(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change(ENTAH)
    path = matrix(tmp_path / "m.xlsx", world)
    assert "ejaan yang diputuskan" not in board.render(result_of(world))
    dataset = apply(world.dataset(), read_matrix(decided(path, "Dinas Entah", "DLH"), kota))
    said = board.render(replace(result_of(world), dataset=dataset))
    assert "Ejaan yang diputuskan dipakai di 2 sel." in said


def test_what_is_no_entry_is_used_nowhere_and_stays(kota: Profile, tmp_path: Path) -> None:
    path = decided(matrix(tmp_path / "m.xlsx", clean(kota, 2).change(ENTAH)), "Dinas Entah", "Dinas Lain Sama Sekali")
    cells = merged(clean(kota, 2).change(ENTAH), path, ENTAH)
    assert [cell and cell.value for cell in cells.values()] == [None, None]
    (line,) = ejaan(path)
    assert line[4:7] == ("Dinas Lain Sama Sekali", None, "2 sel tidak dapat memuatnya: bukan isi daftarnya")
    assert aliases_of(read_matrix(path, kota).spellings, kota, 2) == ()


def test_copies_that_differ_in_a_spelling_alone_are_no_conflict_any_more(kota: Profile) -> None:
    world = clean(kota, 2).change(ENTAH)
    dataset = world.dataset()
    cell = next(row for row in dataset.rows["program_kerja"] if row.key == "TATA-P01").cells["opd_pengampu"]
    other = Cell("DLH", "DLH", Place("lain.xlsx"))
    readings = (Reading(cell=cell, saved=None), Reading(cell=other, saved=None))
    conflict = Conflict(row="TATA-P01", form="program_kerja", column="opd_pengampu", readings=readings)
    dataset = replace(dataset, conflicts=(conflict,))
    content = replace(EMPTY, spellings=(Spelling(list="opd", text="dinas entah", entry="DLH"),))
    assert apply(dataset, content).conflicts == ()
    content = replace(EMPTY, spellings=(Spelling(list="opd", text="dinas entah", entry="Dinkes"),))
    assert len(apply(dataset, content).conflicts) == 1


@pytest.mark.parametrize(("alias", "told"), [("Ya", []), ("tidak", []), ("iya", ["Dinas Entah: iya"])])
def test_an_alias_asked_for_in_other_words_is_told_and_not_guessed(
    kota: Profile, tmp_path: Path, alias: str, told: list[str]
) -> None:
    path = decided(matrix(tmp_path / "m.xlsx", clean(kota, 2).change(ENTAH)), "Dinas Entah", "DLH", alias)
    content = read_matrix(path, kota)
    assert [text for _, text in content.loose] == told
    assert content.spellings == (Spelling(list="opd", text="Dinas Entah", entry="DLH", is_alias=alias == "Ya"),)


@pytest.mark.parametrize("name", ["Ejaan", "Perlu Diperbaiki"])
def test_what_is_typed_around_a_table_of_the_secretariat_is_told(kota: Profile, tmp_path: Path, name: str) -> None:
    """A merge replaces the book; only what stands in the columns for answers comes back."""
    world = clean(kota, 2).change(ENTAH)
    path = matrix(tmp_path / "m.xlsx", world)
    assert read_matrix(path, kota).loose == ()
    last = openpyxl.load_workbook(path)[name].max_row

    def note(book: Workbook) -> None:
        sheet = book[name]
        sheet["AF5"], sheet["AF6"], sheet[f"A{last + 2}"] = "Catatan kami", "ditelepon", "Catatan"

    edited(path, note)
    told = [(place.sheet, place.cell, text.split(": ")[-1]) for place, text in read_matrix(path, kota).loose]
    assert told == [(name, "AF5", "Catatan kami"), (name, "AF6", "ditelepon"), (name, f"A{last + 2}", "Catatan")]
