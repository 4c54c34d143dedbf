"""Whole runs over returns as people really send them, each found by trying to make the reader lie or lose something."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from tests.gallery import ACTIONS, FILLED, PROGRAMS, rework, surgery, workbook
from tests.office import key_places
from worksheet_kit.collect import collect
from worksheet_kit.core.layout import HEADING_ROW, KEY_ROW
from worksheet_kit.core.model import Item, Profile, Recipient, Trouble, ValueList, Verdict
from worksheet_kit.feedback.corrections import write_corrections
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.values import periods
from worksheet_kit.values.choices import Choices


def test_a_changed_kode_is_held_at_its_cell_with_its_rows_counted(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    place = key_places(path)[PROGRAMS]["TATA-P03"]["kode"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = "TATA-P07"

    result = collect([rework(path, change)], kota)
    (line,) = result.ledger
    assert line.verdict is Verdict.HELD
    assert (line.rows_read, line.rows_held) == (3, 3)
    assert result.totals.read == result.totals.held == 3
    (finding,) = [finding for finding in result.findings if finding.place.file]
    assert (finding.place.sheet, finding.place.cell) == (PROGRAMS, place)


def test_a_held_return_says_which_bimtek_is_collected_when_nothing_else_came(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx", stage=2)
    place = key_places(path)[PROGRAMS]["TATA-P03"]["kode"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = "TATA-P07"

    result = collect([rework(path, change)], kota)
    assert result.dataset.stage.number == 2
    states = {(c.recipient, c.form): c.state.value for c in result.completeness}
    assert states["TATA", "program_kerja"] == "held"


@pytest.mark.parametrize(
    ("column", "typed", "code", "suggestion"),
    [
        ("kondisi_awal", "#N/A", "S203", None),  # the rest of a formula is no "n/a"
        ("kondisi_awal", "#DIV/0!", "S203", None),  # and holds no figure 0
        ("satuan", "Rp", "S202", None),  # a unit that is not in the list, not an empty amount
        ("satuan", "-", "S201", None),  # what stands there is told
    ],
)
def test_odd_texts_are_neither_lost_nor_turned_into_something_near(
    kota: Profile, tmp_path: Path, column: str, typed: str, code: str, suggestion: str | None
) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    place = key_places(path)[PROGRAMS]["TATA-P01"][column]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = typed
        book[PROGRAMS][place].data_type = "s"

    result = collect([rework(path, change)], kota)
    (finding,) = [f for f in result.findings if (f.row, f.column) == ("TATA-P01", column)]
    assert (finding.code, finding.place.cell, finding.value) == (code, place, typed)
    assert finding.suggestion == suggestion


def test_entries_that_differ_by_a_figure_alone_are_not_suggested_for_each_other() -> None:
    terms = Choices(ValueList(name="lama", title="lama", items=(Item(label="Pendek", aliases=("1 tahun",)),)))
    assert terms.match("5 tahun").trouble == Trouble("not_in_list", {"daftar": "lama"}, "")
    assert terms.match("1 tahunn").trouble == Trouble("not_in_list", {"daftar": "lama"}, "Pendek")


def test_a_number_before_a_year_may_be_a_month_or_a_quarter(kota: Profile) -> None:
    parsed = periods.parse("4 2026", kota.quarters)
    assert (parsed.first, [quarter.number for quarter in parsed.readings]) == (None, [2, 4])


def test_copies_that_differ_in_spacing_alone_say_the_same(kota: Profile, tmp_path: Path) -> None:
    changed = {**FILLED, "TATA-P01": {**FILLED["TATA-P01"], "keterangan": "dibahas  lagi "}}
    workbook(kota, tmp_path / "a.xlsx")
    workbook(kota, tmp_path / "b.xlsx", answers=changed)
    result = collect([tmp_path], kota)
    assert result.dataset.conflicts == ()
    assert sorted(line.verdict.value for line in result.ledger) == ["duplicate", "merged"]


def test_a_conflict_between_files_of_one_name_tells_them_apart(kota: Profile, tmp_path: Path) -> None:
    changed = {**FILLED, "TATA-P01": {**FILLED["TATA-P01"], "keterangan": "sudah dibahas"}}
    for name in ("lama", "baru"):
        (tmp_path / name).mkdir()
    workbook(kota, tmp_path / "lama" / "a.xlsx")
    workbook(kota, tmp_path / "baru" / "a.xlsx", answers=changed)
    (finding,) = [finding for finding in collect([tmp_path], kota).findings if finding.code == "G601"]
    assert "(lama/a.xlsx)" in finding.message
    assert "(baru/a.xlsx)" in finding.message


def test_a_correction_leaves_empty_what_was_emptied_and_counts_for_nothing_until_it_is_edited(
    kota: Profile, tmp_path: Path
) -> None:
    setda = Recipient(dimension="TATA", agency="SETDA")
    path = workbook(
        kota, tmp_path / "a.xlsx", recipient=setda, answers={"TATA-SETDA-P01": {"nama_program": "Arsip Digital"}}
    )
    place = key_places(path)[PROGRAMS]["TATA-SETDA-P01"]["opd_pengampu"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = None

    result = collect([rework(path, change)], kota)
    (correction,) = write_corrections(result, tmp_path)
    assert openpyxl.load_workbook(correction)[PROGRAMS][place].value is None
    again = {line.file.rsplit("/", 1)[-1]: line.verdict for line in collect([tmp_path], kota).ledger}
    assert again == {"a.xlsx": Verdict.MERGED, correction.name: Verdict.DUPLICATE}


def _matrix_of_two(profile: Profile, folder: Path, *notes: str) -> Path:
    """The matrix of two copies that say different things under Keterangan of P01, the second one saved later."""
    for number, note in enumerate(notes):
        answers = {"TATA-P01": {**FILLED["TATA-P01"], "keterangan": note}}
        path = workbook(profile, folder / f"{number}.xlsx", answers=answers)
        stamp = f">2025-06-0{number + 3}T08:00:00Z</dcterms:modified>".encode()
        surgery(path, lambda _, data, stamp=stamp: re.sub(rb">[^<]*</dcterms:modified>", stamp, data))
    write_matrix(folder / "Matriks.xlsx", collect([folder], profile))
    return folder / "Matriks.xlsx"


@pytest.mark.sampled
@pytest.mark.parametrize(("typed", "stands", "told"), [("lama sekali", "lama sekali", []), ("ok", "baru", ["G605"])])
def test_a_value_typed_as_decision_is_obeyed_or_told(
    kota: Profile, tmp_path: Path, typed: str, stands: str, told: list[str]
) -> None:
    matrix = _matrix_of_two(kota, tmp_path, "lama sekali", "baru")

    def change(book: Workbook) -> None:
        (place,) = [
            cell for row in book["Isian Berbeda"].iter_rows() for cell in row if cell.value == "keputusan_isian"
        ]
        book["Isian Berbeda"].cell(place.row + 1, place.column).value = typed

    result = collect([tmp_path], kota, decisions=rework(matrix, change))
    (row,) = result.dataset.rows["program_kerja"]
    assert row.cells["keterangan"].value == stands
    assert [finding.code for finding in result.findings if finding.code == "G605"] == told


def test_a_cell_in_conflict_that_is_changed_on_the_matrix_too_is_told_truly(kota: Profile, tmp_path: Path) -> None:
    matrix = _matrix_of_two(kota, tmp_path, "lama", "baru")

    def change(book: Workbook) -> None:
        for row in book["Matriks Konsolidasi"].iter_rows():
            for cell in row:
                if cell.value == "baru":
                    cell.value = "usulan lain"

    result = collect([tmp_path], kota, decisions=rework(matrix, change))
    (conflict,) = result.dataset.conflicts
    assert [reading.cell.value for reading in conflict.readings] == ["baru", "lama", "usulan lain"]
    (finding,) = [finding for finding in result.findings if finding.code in ("G601", "G606")]
    assert finding.code == "G601"
    assert "ditambah 1 isian lain" in finding.message


def test_a_kode_that_was_typed_over_is_noted(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    place = key_places(path)[PROGRAMS]["TATA-P03"]["kode"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = "yang ketiga"

    result = collect([rework(path, change)], kota)
    assert [row.key for row in result.dataset.rows["program_kerja"]] == ["TATA-P01", "TATA-P03"]
    (finding,) = [finding for finding in result.findings if finding.code == "T107"]
    assert (finding.place.sheet, finding.place.cell) == (PROGRAMS, place)


def test_what_is_wrong_with_the_identity_is_told_at_its_cell(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    places = {key: place[""] for key, place in key_places(path)["Petunjuk"].items()}

    def change(book: Workbook) -> None:
        book["Petunjuk"][places["nomor_hp"]] = 198501012010011001  # a number: Excel keeps 15 digits
        book["Petunjuk"][places["opd_pengisi"]] = "-"
        book["Petunjuk"].title = "Pengantar"

    result = collect([rework(path, change)], kota)
    (broken,) = [finding for finding in result.findings if finding.code == "K404"]
    assert (broken.place.sheet, broken.place.cell) == ("Pengantar", places["nomor_hp"])
    (missing,) = [finding for finding in result.findings if finding.code == "K403"]
    assert "OPD pengisi di lembar" in missing.message


def test_a_day_that_lost_its_format_is_read_in_the_calendar_of_its_workbook(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    place = key_places(path)[ACTIONS]["TATA-A001"]["mulai"]

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book[ACTIONS][place] = (date(2026, 8, 1) - date(1904, 1, 1)).days  # in the other calendar a day in 2022

    result = collect([rework(path, change)], kota)
    (row,) = result.dataset.rows["rencana_aksi"]
    assert row.cells["mulai"].value == "2026-Q3"


def test_exchanged_headings_are_noted_and_the_keys_hold(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path)[PROGRAMS]
    places = key_places(path)[PROGRAMS]["TATA-P01"]
    unit, goal = (sheet.cell(HEADING_ROW + 1, sheet[places[key]].column).coordinate for key in ("satuan", "sasaran"))

    def change(book: Workbook) -> None:
        book[PROGRAMS][unit], book[PROGRAMS][goal] = sheet[goal].value, sheet[unit].value

    result = collect([rework(path, change)], kota)
    assert result.dataset.rows["program_kerja"][0].cells["satuan"].value == "layanan"
    (finding,) = [finding for finding in result.findings if finding.code == "T107"]
    assert f"({goal}, {unit})" in finding.message


def test_a_table_that_contradicts_itself_is_still_known_by_its_file_code(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    places = key_places(path)[PROGRAMS]["TATA-P01"]

    def change(book: Workbook) -> None:  # the key row is gone, and headings and column numbers disagree
        sheet = book[PROGRAMS]
        columns = [sheet[places[key]].column for key in ("satuan", "sasaran")]
        one, other = (sheet.cell(HEADING_ROW + 1, column) for column in columns)
        one.value, other.value = other.value, one.value
        sheet.delete_rows(KEY_ROW + 1)

    result = collect([rework(path, change)], kota)
    assert [(line.verdict, line.recipient) for line in result.ledger] == [(Verdict.HELD, "TATA")]
    assert result.dataset.stage.number == 2


def test_a_table_without_any_code_is_told_as_such_and_for_its_own_bimtek(kota: Profile, tmp_path: Path) -> None:
    """Pasted into a workbook of their own, twice: nobody knows whose, but it is no stranger's, and of bimtek 2."""
    sent = openpyxl.load_workbook(workbook(kota, tmp_path / "a.xlsx"))
    for number in (1, 2):
        book = openpyxl.Workbook()
        for row in sent[PROGRAMS].iter_rows(min_row=HEADING_ROW + 1, min_col=2):
            for cell in row:
                if cell.row != KEY_ROW + 1 and not str(cell.value).startswith("="):
                    book.active.cell(cell.row, cell.column + number).value = cell.value
        book.save(tmp_path / f"{number}.xlsx")
    (tmp_path / "a.xlsx").unlink()
    result = collect([tmp_path], kota)
    assert result.dataset.stage.number == 2
    told = [finding for finding in result.findings if finding.place.file]
    assert [finding.code for finding in told] == ["B019", "B019"]
    assert all("bimtek 2" in finding.remedy for finding in told)
    assert result.totals.read == result.totals.held == 4
