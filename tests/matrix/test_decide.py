"""What people decide on a matrix holds at every later merge, or it is said why not and stays where they see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.matrix.test_readback import places, put
from tests.office import Input, Office, grids, type_cells
from tests.worlds import World, clean, file_of, result_of
from worksheet_kit.checks import run
from worksheet_kit.checks.progress import completeness
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.layout import KEY_MARK, a1, sheet_layout
from worksheet_kit.core.model import (
    Cell,
    Conflict,
    Item,
    Place,
    Profile,
    Raw,
    Reading,
    Result,
    Unused,
    Value,
    ValueList,
)
from worksheet_kit.matrix.content import Decision, MatrixContent
from worksheet_kit.matrix.decide import apply
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.sheets.findings import answer_print
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


Spot = tuple[str, str]  # row key and column key


def type_in(path: Path, name: str, keys: Sequence[str], texts: Mapping[Spot, Sequence[Input]]) -> dict[Spot, int]:
    """Type into the columns with these keys of a sheet; gives the lines of all cells that it lists."""
    rows = grids(path)[name]
    columns = next(row for row in rows if KEY_MARK in row)
    lines: dict[Spot, int] = {}
    for n, row in enumerate(rows):
        lines.setdefault((row[columns.index(KEY_MARK)], row[columns.index("_kolom")]), n)
    cells = {
        a1(lines[spot], columns.index(key)): text
        for spot, typed in texts.items()
        for key, text in zip(keys, typed, strict=True)
    }
    type_cells(path, path, {name: cells})
    return lines


def decide(path: Path, decisions: Mapping[Spot, Sequence[Input]]) -> dict[Spot, int]:
    """Choose values, or type another one."""
    return type_in(path, SHEET, ("keputusan_isian", "nilai_lain"), decisions)


def merged_again(kota: Profile, world: World, path: Path) -> Result:
    result = result_of(world)
    result = replace(result, dataset=apply(result.dataset, read_matrix(path, kota), world.lists))
    write_matrix(path, result)
    return result


def said_of(result: Result) -> str:
    """What is printed of the decisions, on one line."""
    return board.render(result).rsplit("\n\n", 1)[1].replace("\n", " ")


def value(result: Result, row: str, column: str) -> Value:
    (found,) = (r for rows in result.dataset.rows.values() for r in rows if r.key == row)
    return found.value(column)


#: Where decisions are typed; what the other copy says, what is typed into the two cells, and what counts then.
DECIDED: dict[Spot, tuple[Raw, Input, Input, Value]] = {
    # one character for the number of the value; a label in other letters
    ("TATA-P01", "satuan"): ("orang", "%", None, "%"),
    ("TATA-P02", "satuan"): ("orang", "ORANG", None, "orang"),
    # one letter that another copy says; one letter, or one digit, as another value
    ("TATA-P01", "deskripsi"): ("A", "A", None, "A"),
    ("TATA-P02", "deskripsi"): ("lain", "Nilai lain", "A", "A"),
    ("TATA-P03", "deskripsi"): ("lain", "Nilai lain", 5, "5"),
    # money as text; with nothing chosen; for its number; a number that stands there
    ("TATA-A001", "anggaran_2025"): (5_000_000, "Nilai lain", "1.500.000", 1_500_000),
    ("TATA-A002", "anggaran_2025"): (5_000_000, None, "1.500.000", 1_500_000),
    ("TATA-A003", "anggaran_2025"): (5_000_000, "Rp 5.000.000", None, 5_000_000),
    ("EKO-A001", "anggaran_2025"): (5_000_000, 5_000_000, None, 5_000_000),
    # emptied; emptied where the number belongs
    ("TATA-P01", "kondisi_awal"): (7, "Nilai lain", "(kosong)", None),
    ("TATA-P02", "kondisi_awal"): (7, "Nilai lain", " (Kosong) ", None),
}


def test_a_decision_counts_however_it_is_typed_and_merging_again_changes_nothing(kota: Profile, tmp_path: Path) -> None:
    path, world = tmp_path / "m.xlsx", clean(kota, 2)
    for spot, (copy, *_) in DECIDED.items():
        world.conflicts += two_copies(kota, *spot, copy).conflicts
    write_matrix(path, result_of(world))
    lines = decide(path, {spot: typed for spot, (_, *typed, _) in DECIDED.items()})
    results = [merged_again(kota, world, path) for _ in range(3)]

    for result in results:
        assert {spot: value(result, *spot) for spot in DECIDED} == {spot: case[-1] for spot, case in DECIDED.items()}
    assert [fact.name for fact in results[0].dataset.facts] == []
    assert said_of(results[0]) == f"{len(DECIDED)} keputusan dipakai."
    first, *later = (document(result)["conflicts"] for result in results)
    assert later == [first, first]
    cells = {(each["row"], each["column"]): each["readings"][0]["cell"] for each in first}
    for spot, (_, _, other, _) in DECIDED.items():
        if other is not None:  # it is known by the cell it was typed in
            assert cells[spot] == a1(lines[spot], 7)


UNUSABLE: dict[str, tuple[Input, Input, Unused]] = {
    "TATA-P01": ("B", None, Unused.UNLISTED),
    "TATA-P02": (2, None, Unused.UNLISTED),
    "TATA-P03": ("Nilai 7", None, Unused.UNLISTED),
    "EKO-P01": ("Nilai 3", None, Unused.UNLISTED),  # there is one in another line
    "EKO-P02": ("Nilai lain", None, Unused.UNSAID),
    "EKO-P03": ("nilai lain", "  ", Unused.UNSAID),
}


def test_a_decision_that_cannot_be_used_is_told_with_its_reason_and_stays_on_the_sheet(
    kota: Profile, tmp_path: Path
) -> None:
    path, world = tmp_path / "m.xlsx", two_copies(kota, "TATA-P01", "sasaran", "x", "y")
    for row in UNUSABLE:
        world.conflicts += two_copies(kota, row, "deskripsi", "A").conflicts
    write_matrix(path, result_of(world))
    decide(path, {(row, "deskripsi"): typed for row, (*typed, _) in UNUSABLE.items()})

    for _ in range(3):
        result = merged_again(kota, world, path)
        assert {(fact.row, fact.column): fact.data["reason"] for fact in result.dataset.facts} == {
            (row, "deskripsi"): why for row, (*_, why) in UNUSABLE.items()
        }
        assert {value(result, row, "deskripsi") for row in UNUSABLE} == {"Terisi"}
        said = f"0 keputusan dipakai, {len(UNUSABLE)} belum dapat dipakai: Deskripsi singkat pada"
        assert said_of(result).startswith(said)
    sheet = openpyxl.load_workbook(path)[SHEET]
    _, columns = places(sheet)
    cells = [[row[columns[key] - 1] for key in ("#kunci", "_kolom", "keputusan_lama")] for row in sheet.values]
    assert {row: typed for row, column, typed in cells if column == "deskripsi"} == {
        row: str(choice) for row, (choice, *_) in UNUSABLE.items()
    }

    # What is decided then takes its place.
    decide(path, {(row, "deskripsi"): ("Nilai 2", None) for row in UNUSABLE})
    result = merged_again(kota, world, path)
    assert ({value(result, row, "deskripsi") for row in UNUSABLE}, result.dataset.facts) == ({"A"}, ())


@pytest.mark.sampled
@pytest.mark.parametrize("other", ["titik", "orang"])
def test_a_decision_that_no_longer_holds_stays_as_one_of_the_values(kota: Profile, tmp_path: Path, other: str) -> None:
    """A third copy came; or the copies meanwhile agree on something else."""
    path = tmp_path / "m.xlsx"
    before = two_copies(kota, "TATA-P01", "satuan", "orang")
    write_matrix(path, result_of(before))
    decide(path, {("TATA-P01", "satuan"): ("Nilai lain", other) if other == "titik" else ("Nilai 2", None)})
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
        assert said_of(result).startswith(said)


@pytest.mark.slow
def test_a_decision_about_a_row_that_is_not_there_waits_for_it(kota: Profile, tmp_path: Path) -> None:
    """The file of its group may be missing from the folder this once."""
    path = tmp_path / "m.xlsx"
    write_matrix(path, result_of(two_copies(kota, "TATA-P01", "satuan", "orang")))
    decide(path, {("TATA-P01", "satuan"): ("Nilai 2", None)})
    without = clean(kota, 2).change({"TATA-P01": None})
    for _ in range(2):
        result = merged_again(kota, without, path)
        assert [fact.data["reason"] for fact in result.dataset.facts] == [Unused.GONE]
        assert result.dataset.conflicts == ()
        assert "1 tidak berlaku lagi: Satuan pada TATA-P01 (baris atau kolomnya tidak ada" in said_of(result)

    result = merged_again(kota, two_copies(kota, "TATA-P01", "satuan", "orang"), path)

    (conflict,) = result.dataset.conflicts
    assert (conflict.decision, conflict.unused) == ("", ("orang", Unused.CHANGED))


# -- faults answered where they are listed -----------------------------------------------------------------------------

FAULTS = "Perlu Diperbaiki"
FAULTY: dict[str, Raw] = {
    "TATA-P01.satuan": "lusin",
    "TATA-P01.target_akhir": None,
    "TATA-A001.anggaran_2025": "kira-kira seratus",
    "TATA-P02.opd_pengampu": "Dinas Antah Berantah",
}


def answer(path: Path, answers: Mapping[Spot, Sequence[Input]]) -> None:
    """Type answers to faults, and who said so."""
    type_in(path, FAULTS, ("isian_benar", "kata_siapa"), answers)


def faulty(kota: Profile, path: Path) -> World:
    world = clean(kota, 2).change(FAULTY)
    write_matrix(path, result_of(world))
    return world


def checked_again(kota: Profile, world: World, path: Path) -> Result:
    """One more merge over the matrix, as `collect` does it."""
    dataset = apply(world.dataset(), read_matrix(path, kota), world.lists)
    findings = run(dataset, world.ledger)
    result = replace(result_of(world), dataset=dataset, findings=findings, completeness=completeness(dataset, findings))
    write_matrix(path, result)
    return result


ANSWERS: dict[Spot, tuple[Input, Input]] = {
    ("TATA-P01", "satuan"): ("orang", "Ibu Rini, telepon 3 Juni"),
    ("TATA-P01", "target_akhir"): (75, "Ibu Rini"),
    ("TATA-A001", "anggaran_2025"): ("1.500.000", "Pak Budi"),
    ("TATA-P02", "opd_pengampu"): ("DLH", None),
}


def test_a_fault_is_answered_where_it_is_listed(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    assert {(f.row, f.column) for f in result_of(world).faults} == set(ANSWERS)

    answer(path, ANSWERS)
    results = [checked_again(kota, world, path) for _ in range(3)]

    for result in results:
        assert result.faults == ()
        assert [value(result, *spot) for spot in ANSWERS] == ["orang", 75, 1_500_000, "DLH"]
        assert said_of(result) == "4 isian sekretariat dipakai."
        assert result.dataset.conflicts == ()
        assert [fact.name for fact in result.dataset.facts] == []
    first, *later = (document(result)["adjustments"] for result in results)
    assert later == [first, first]
    said = {(each["row"], each["column"]): (each["rule"], each["source"], each["sheet"]) for each in first}
    assert {spot: said[spot] for spot in ANSWERS} == {
        spot: ("isian sekretariat", source or "", FAULTS) for spot, (_, source) in ANSWERS.items()
    }
    sheet = openpyxl.load_workbook(path)["Penyesuaian Otomatis"]
    lines = {(row[0], row[2]): row[3:6] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert lines["TATA-P01", "Satuan"] == ("lusin", "orang", "Diisi sekretariat menurut Ibu Rini, telepon 3 Juni.")
    assert lines["TATA-P02", "OPD pengampu"][2] == "Diisi sekretariat."
    stored = read_matrix(path, kota).rows["program_kerja"]  # what the next stage starts from
    assert stored["TATA-P01"]["target_akhir"] == 75
    assert stored["TATA-P02"]["opd_pengampu"] == "DLH"


@pytest.mark.slow
def test_an_answer_falls_away_when_the_recipient_sends_another_value_and_that_is_told(
    kota: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, ANSWERS)
    checked_again(kota, world, path)
    world.change({"TATA-P01.satuan": "unit", "TATA-P01.target_akhir": 75})  # another value, and the very same

    result = checked_again(kota, world, path)

    assert (value(result, "TATA-P01", "satuan"), value(result, "TATA-P01", "target_akhir")) == ("unit", 75)
    assert {(entry.row, entry.column) for entry in result.dataset.entries} == {
        ("TATA-A001", "anggaran_2025"),
        ("TATA-P02", "opd_pengampu"),
    }
    (finding,) = [finding for finding in result.findings if finding.code == "G614"]
    assert (finding.row, finding.column) == ("TATA-P01", "satuan")
    assert '"orang" menurut Ibu Rini, telepon 3 Juni, tidak dipakai: kelompok sudah mengirim' in finding.message
    assert "G614" not in {finding.code for finding in checked_again(kota, world, path).findings}


def test_an_answer_that_is_none_is_told_and_stays_where_it_was_typed(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, {("TATA-P01", "satuan"): ("selusin", "Rini"), ("TATA-P01", "target_akhir"): (None, "Budi")})

    for _ in range(2):
        result = checked_again(kota, world, path)
        assert ("TATA-P01", "satuan") in {(finding.row, finding.column) for finding in result.faults}
        assert [finding.value for finding in result.findings if finding.code == "G614"] == ["selusin"]
        assert "lusin" in [row.cells["satuan"].raw for row in result.dataset.rows["program_kerja"]]
    answer(path, {("TATA-P01", "satuan"): (None, None)})
    assert "G614" not in {finding.code for finding in checked_again(kota, world, path).findings}


@pytest.mark.slow
def test_an_answer_to_a_row_that_is_not_there_waits_for_it(kota: Profile, tmp_path: Path) -> None:
    """The file of its group may be missing from the folder this once."""
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, {("TATA-P02", "opd_pengampu"): ("DLH", "Rini")})
    row = world.rows.pop("TATA-P02")
    for _ in range(2):
        result = checked_again(kota, world, path)
        assert [(finding.row, finding.value) for finding in result.findings if finding.code == "G614"] == [
            ("TATA-P02", "DLH")
        ]
    world.rows["TATA-P02"] = row
    result = checked_again(kota, world, path)
    assert value(result, "TATA-P02", "opd_pengampu") == "DLH"
    assert "G614" not in {finding.code for finding in result.findings}


def test_what_was_filled_in_can_be_taken_back_or_be_empty(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, {**ANSWERS, ("TATA-A001", "anggaran_2025"): ("(kosong)", "Budi")})
    result = checked_again(kota, world, path)
    assert value(result, "TATA-A001", "anggaran_2025") is None
    answer(path, {("TATA-P01", "satuan"): (None, None)})
    for _ in range(2):
        result = checked_again(kota, world, path)
        assert [(finding.row, finding.column) for finding in result.faults] == [("TATA-P01", "satuan")]
        assert value(result, "TATA-A001", "anggaran_2025") is None
        assert len(result.dataset.entries) == 3


@pytest.mark.parametrize("is_certain", [True, False])
def test_answers_of_a_sheet_without_its_marks_are_found_by_what_their_lines_link_to_or_told(
    kota: Profile, tmp_path: Path, is_certain: bool
) -> None:
    """Where the row stands there no more, or says something else by now, none is used; and none is lost in silence."""
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, ANSWERS)
    book = openpyxl.load_workbook(path)
    sheet = book[FAULTS]
    sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() for cell in row if cell.value == "isian_benar"))
    book.save(path)

    if is_certain:
        for form in world.profile.stage_forms(world.profile.stage(2)):
            plan = sheet_layout(form, kota, world.recipients[0])
            world.columns[file_of("TATA"), form.sheet] = {column.key: n for column, n in plan.columns}

    dataset = apply(world.dataset(), read_matrix(path, kota), world.lists)

    assert [sheet.is_read for sheet in read_matrix(path, kota).unmarked] == [True]
    said = {str(fact.data["text"]) for fact in dataset.facts if fact.name is FactName.OUTSIDE_TABLE}
    if is_certain:
        assert {(entry.row, entry.column, entry.source) for entry in dataset.entries} == {
            (*spot, source or "") for spot, (_, source) in ANSWERS.items()
        }
        assert not said
        world.change({"TATA-P01.satuan": "rim"})
        dataset = apply(world.dataset(), read_matrix(path, kota), world.lists)
        assert {(entry.row, entry.column) for entry in dataset.entries} == set(ANSWERS) - {("TATA-P01", "satuan")}
        said = {str(fact.data["text"]) for fact in dataset.facts if fact.name is FactName.OUTSIDE_TABLE}
        assert said == {"TATA-P01: orang", "TATA-P01: Ibu Rini, telepon 3 Juni"}
    else:
        assert dataset.entries == ()
        assert {"TATA-P01: orang", "TATA-P01: Ibu Rini, telepon 3 Juni", "TATA-P02: DLH"} <= said


def test_what_a_line_is_known_by_never_looks_like_a_number() -> None:
    """A program that takes such a text for a number would change it."""
    assert not any(answer_print(Cell(n, None, Place()))[0].isdigit() for n in range(50))


def test_cells_for_answers_have_the_rule_of_their_column(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    faulty(kota, path)
    sheet = openpyxl.load_workbook(path)[FAULTS]
    _, columns = places(sheet)
    rules = {}
    for n in range(1, sheet.max_row + 1):
        cell = sheet.cell(n, columns["isian_benar"])
        spot = (str(sheet.cell(n, columns["#kunci"]).value), str(sheet.cell(n, columns["_kolom"]).value))
        for each in sheet.data_validations.dataValidation:
            if cell.coordinate in each.sqref:
                rules[spot] = (each.type, each.formula1)
    assert {spot: rule[0] for spot, rule in rules.items() if spot in ANSWERS} == {
        ("TATA-P01", "satuan"): "list",
        ("TATA-P01", "target_akhir"): "decimal",
        ("TATA-A001", "anggaran_2025"): "whole",
        ("TATA-P02", "opd_pengampu"): "list",
    }
    listed = sheet[str(rules["TATA-P01", "satuan"][1]).split("!")[1].replace("$", "")]
    assert "orang" in [cell.value for (cell,) in listed]


@pytest.mark.office
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_answers_hold_after_another_program_saved_them(
    office: Office, kota: Profile, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / "m.xlsx"
    world = faulty(kota, path)
    answer(path, ANSWERS)
    saved = office.resave(path, tmp_path / f"disimpan.{suffix}")
    dataset = apply(world.dataset(), read_matrix(saved, kota))
    assert {(entry.row, entry.column): (entry.source or None, entry.unused) for entry in dataset.entries} == {
        spot: (source, None) for spot, (_, source) in ANSWERS.items()
    }
    result = replace(result_of(world), dataset=dataset)
    assert [value(result, *spot) for spot in ANSWERS] == ["orang", 75, 1_500_000, "DLH"]


# -- what says something of several columns ----------------------------------------------------------------------------

FIRST, SECOND, THIRD = (f"opd_pendukung_{n}" for n in (1, 2, 3))
NOBODY = "Dinas Antah Berantah"

#: Of each row what the recipient says, what is answered at which cell, and what stands in the row then.
SPREAD: dict[str, tuple[dict[str, Raw], tuple[str, object], dict[str, Value]]] = {
    # two agencies in one cell; round one that stands there; one of them stands there
    "TATA-P01": (
        *({FIRST: NOBODY}, (FIRST, "Disdukcapil; Dispar")),
        {FIRST: "DUKCAPIL", SECOND: "DISPAR", THIRD: None},
    ),
    "TATA-P02": (
        *({FIRST: NOBODY, SECOND: "DLH"}, (FIRST, "Disdukcapil; Dispar")),
        {FIRST: "DUKCAPIL", SECOND: "DLH", THIRD: "DISPAR"},
    ),
    "TATA-P03": (
        *({FIRST: NOBODY, SECOND: "DLH"}, (FIRST, "Disdukcapil; DLH")),
        {FIRST: "DUKCAPIL", SECOND: "DLH", THIRD: None},
    ),
    # a span where a start, or an end, is asked for; over a dash; whose other end is said
    "TATA-A001": (
        *({"mulai": "segera", "selesai": None}, ("mulai", "TW I 2026 - TW III 2026")),
        {"mulai": "2026-Q1", "selesai": "2026-Q3"},
    ),
    "TATA-A002": (
        *({"mulai": None, "selesai": "segera"}, ("selesai", "TW I 2026 - TW III 2026")),
        {"mulai": "2026-Q1", "selesai": "2026-Q3"},
    ),
    "TATA-A003": (
        *({"mulai": "segera", "selesai": "-"}, ("mulai", "TW I 2026 - TW III 2026")),
        {"mulai": "2026-Q1", "selesai": "2026-Q3"},
    ),
    "EKO-A001": (
        *({"mulai": "segera", "selesai": "TW III 2026"}, ("mulai", "TW I 2026 - TW III 2026")),
        {"mulai": "2026-Q1", "selesai": "2026-Q3"},
    ),
}


def test_an_answer_that_says_something_of_several_columns_is_taken_whole(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    said = {f"{row}.{key}": value for row, (cells, *_) in SPREAD.items() for key, value in cells.items()}
    world = clean(kota, 2).change(said)
    wanted = {(row, key): value for row, (*_, cells) in SPREAD.items() for key, value in cells.items()}
    before = {spot: value(result_of(world), *spot) for spot in wanted}
    write_matrix(path, result_of(world))
    answer(path, {(row, column): (text, "Rini") for row, (_, (column, text), _) in SPREAD.items()})

    results = [checked_again(kota, world, path) for _ in range(3)]

    for result in results:
        assert {spot: value(result, *spot) for spot in wanted} == wanted
        assert (result.faults, result.dataset.facts) == ((), ())
        filled_in = {(entry.row, entry.column): (entry.source, entry.unused) for entry in result.dataset.entries}
        assert filled_in == {spot: ("Rini", None) for spot in wanted if wanted[spot] != before[spot]}
    first, *later = (document(result)["adjustments"] for result in results)
    assert later == [first, first]
    # Each can be taken back where it stands: one of each row, then the others.
    one_each = set({row: (row, column) for row, column in filled_in}.values())
    for spots in (one_each, set(filled_in) - one_each):
        answer(path, dict.fromkeys(spots, (None, None)))
        result = checked_again(kota, world, path)
        assert {spot: value(result, *spot) for spot in spots} == {spot: before[spot] for spot in spots}


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("row", "said", "answered"),
    [
        ("TATA-P01", {FIRST: NOBODY, SECOND: "DLH", THIRD: "Dispar"}, (FIRST, "Bappeda; Disdukcapil")),
        ("TATA-P01", {"opd_pengampu": NOBODY}, ("opd_pengampu", "Bappeda; Disdukcapil")),
        ("TATA-A001", {"mulai": "segera", "selesai": "TW IV 2026"}, ("mulai", "TW I 2026 - TW III 2026")),
    ],
)
def test_an_answer_that_finds_no_room_for_all_it_says_is_told(
    kota: Profile, tmp_path: Path, row: str, said: dict[str, Raw], answered: tuple[str, str]
) -> None:
    path = tmp_path / "m.xlsx"
    world = clean(kota, 2).change({f"{row}.{key}": value for key, value in said.items()})
    before = result_of(world).dataset.rows
    write_matrix(path, result_of(world))
    answer(path, {(row, answered[0]): (answered[1], "Rini")})

    for _ in range(2):
        result = checked_again(kota, world, path)
        assert result.dataset.rows == before
        (finding,) = [finding for finding in result.findings if finding.code == "G614"]
        assert (finding.column, finding.value) == answered
        assert "tidak dipakai: isinya lebih dari satu, dan kolom lain untuk sisanya" in finding.message


@pytest.mark.slow
def test_an_answer_for_several_columns_leaves_those_that_are_answered_themselves(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    world = clean(kota, 2).change({f"TATA-P01.{FIRST}": NOBODY, f"TATA-P01.{SECOND}": "Dinas Lain"})
    write_matrix(path, result_of(world))
    answers: dict[Spot, tuple[Input, Input]] = {
        ("TATA-P01", FIRST): ("Disdukcapil; Dispar", "Rini"),
        ("TATA-P01", SECOND): ("(kosong)", "Budi"),
    }
    answer(path, answers)
    result = checked_again(kota, world, path)
    assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND, THIRD)] == ["DUKCAPIL", "DISPAR", None]

    write_matrix(path, result_of(world))
    answer(path, {**answers, ("TATA-P01", SECOND): ("DLH", "Budi")})
    for _ in range(2):
        result = checked_again(kota, world, path)
        assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND, THIRD)] == ["DUKCAPIL", "DLH", "DISPAR"]


@pytest.mark.slow
def test_what_could_not_be_read_beside_a_faulty_answer_is_read_whole_beside_the_right_one(
    kota: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "m.xlsx"
    three = {FIRST: "Dispar; Disdukcapil; Bappeda", SECOND: NOBODY, "satuan": "lusin", "target_akhir": "75 orang"}
    world = clean(kota, 2).change({f"TATA-P01.{key}": value for key, value in three.items()})
    write_matrix(path, result_of(world))
    assert {finding.column for finding in result_of(world).faults} == set(three)
    answer(path, {("TATA-P01", SECOND): ("(kosong)", "Rini"), ("TATA-P01", "satuan"): ("orang", "Rini")})

    for _ in range(2):
        result = checked_again(kota, world, path)
        assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND, THIRD)] == ["DISPAR", "DUKCAPIL", "BAPPEDA"]
        assert value(result, "TATA-P01", "target_akhir") == 75
        assert result.faults == ()

    # Unless it is answered itself: the rest of it is then not the answer.
    write_matrix(path, result_of(world))
    answer(path, {("TATA-P01", SECOND): ("(kosong)", "Rini"), ("TATA-P01", FIRST): ("Bappeda", "Rini")})
    result = checked_again(kota, world, path)
    assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND, THIRD)] == ["BAPPEDA", None, None]


@pytest.mark.slow
def test_what_an_earlier_stage_knows_is_asked_of_answers_too(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    items = (Item(label="SO1 Satu", code="SO1"), Item(label="SO2 Dua", code="SO2"))
    strategies = ValueList(name="strategi", title="kode strategi", items=items)
    world = clean(kota, 2).change({"TATA-P01.strategi": "S99", "TATA-P02.strategi": "SO2", "TATA-P01.satuan": "lusin"})
    world.lists = {recipient.code: {"strategi": strategies} for recipient in world.recipients}
    for row in world.rows.values():
        row.update({"strategi": "SO1"} if row.get("strategi") == "Terisi" else {})
    write_matrix(path, result_of(world))
    faults = {("TATA-P01", "strategi"), ("TATA-P01", "satuan")}
    assert {(finding.row, finding.column) for finding in result_of(world).faults} >= faults

    answer(path, {("TATA-P01", "satuan"): ("orang", "Rini"), ("TATA-P01", "strategi"): ("entah apa", "Rini")})
    result = checked_again(kota, world, path)
    assert ("TATA-P01", "strategi") in {(finding.row, finding.column) for finding in result.faults}
    assert [finding.value for finding in result.findings if finding.code == "G614"] == ["entah apa"]

    answer(path, {("TATA-P01", "strategi"): ("SO2 Dua", "Rini")})
    assert value(checked_again(kota, world, path), "TATA-P01", "strategi") == "SO2"


@pytest.mark.slow
def test_a_decision_that_says_something_of_several_columns_is_taken_whole(kota: Profile, tmp_path: Path) -> None:
    """Also where one of the values is the beginning of it."""
    world = two_copies(kota, "TATA-P01", "opd_pengampu", "DLH")
    (conflict,) = world.conflicts
    world.change({f"TATA-P01.{FIRST}": "Bappeda"})
    world.conflicts[0] = replace(conflict, column=FIRST)
    path = tmp_path / "m.xlsx"
    write_matrix(path, result_of(world))
    decide(path, {("TATA-P01", FIRST): ("Nilai lain", "DLH; Dispar")})

    for _ in range(3):
        result = merged_again(kota, world, path)
        assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND)] == ["DLH", "DISPAR"]
        assert said_of(result) == "1 keputusan dipakai."
        assert len(result.dataset.conflicts[0].readings) == 3


@pytest.mark.slow
def test_a_change_by_hand_that_says_something_of_several_columns_is_taken_whole(kota: Profile, tmp_path: Path) -> None:
    """It begins with what stands there, and is a proposal all the same."""
    path = tmp_path / "m.xlsx"
    world = clean(kota, 2).change({f"TATA-P01.{FIRST}": "DLH", f"TATA-P01.{SECOND}": None})
    write_matrix(path, result_of(world))
    book = openpyxl.load_workbook(path)
    put(book["Data Program"], "TATA-P01", FIRST, "DLH; Dispar")
    book.save(path)
    (conflict,) = merged_again(kota, world, path).dataset.conflicts
    assert [reading.cell.raw for reading in conflict.readings] == ["DLH", "DLH; Dispar"]
    decide(path, {("TATA-P01", FIRST): ("Nilai 2", None)})

    for _ in range(3):
        result = merged_again(kota, world, path)
        assert [value(result, "TATA-P01", key) for key in (FIRST, SECOND)] == ["DLH", "DISPAR"]
        assert said_of(result) == "1 keputusan dipakai."


def test_a_value_decided_for_a_column_that_is_carried_over_counts(rembang: Profile) -> None:
    """People type into such a column where there was nothing to carry over."""
    dataset = clean(rembang, 3).dataset()
    row, *others = dataset.rows["peta_jalan"]
    place = Place("a.xlsx", row.place.sheet)
    cells = [Cell(name, name, place) for name in ("Satu", "Dua")]
    conflict = Conflict(
        row=row.key,
        form=row.form,
        column="nama_program",
        readings=tuple(Reading(cell=cell, saved=None) for cell in cells),
    )
    row = replace(row, cells={"nama_program": cells[0], **row.cells}, is_given=False)
    dataset = replace(dataset, rows={**dataset.rows, row.form: (row, *others)}, conflicts=(conflict,))
    decision = Decision(
        row=row.key,
        form=row.form,
        column="nama_program",
        value="Tiga",
        place=Place("m.xlsx", SHEET),
        seen=("Satu", "Dua"),
    )
    (now, *_) = apply(dataset, MatrixContent(edition="", stage=3, decisions=(decision,))).rows["peta_jalan"]
    assert now.value("nama_program") == "Tiga"
