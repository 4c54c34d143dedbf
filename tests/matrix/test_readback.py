"""What people leave in a matrix workbook is found again, whichever program saved it and wherever it was moved to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.candidates import find
from tests.office import Office
from tests.worlds import World, clean, result_of
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import (
    Cell,
    Conflict,
    LedgerLine,
    Place,
    Profile,
    Reading,
    Refusal,
    Result,
    Standing,
    Verdict,
)
from worksheet_kit.matrix.content import Decision, MatrixContent, Proposal
from worksheet_kit.matrix.decide import apply
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.sheets.consolidated import PLANNING_NOTE
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.returns.read import read


def conflicting(world: World) -> World:
    """A world in which two copies differ in who leads a program, and in a target."""
    rows = {row.key: row for row in world.dataset().rows["program_kerja"]}
    place = Place("kiriman/TATA (2).xlsx", "Program Kerja", "R9")
    for column, other in (("opd_pengampu", Cell("DLH", "DLH", place)), ("target_akhir", Cell(75.0, 75, place))):
        readings = (Reading(cell=rows["TATA-P01"].cells[column], saved=None), Reading(cell=other, saved=None))
        world.conflicts.append(Conflict(row="TATA-P01", form="program_kerja", column=column, readings=readings))
    return world


def matrix(path: Path, world: World, **more: object) -> Path:
    write_matrix(path, replace(result_of(world), **more))  # type: ignore[arg-type]
    return path


def places(sheet: Worksheet) -> tuple[dict[str, int], dict[str, int]]:
    """Sheet rows by row key (the last of equal ones) and sheet columns by column key."""
    mark = next(cell for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK)
    columns = {str(cell.value): cell.column for cell in sheet[mark.row] if cell.value}
    rows = {str(sheet.cell(n, mark.column).value): n for n in range(mark.row + 1, sheet.max_row + 1)}
    return rows, columns


def put(sheet: Worksheet, row: str, column: str, value: object) -> None:
    rows, columns = places(sheet)
    sheet.cell(rows[row], columns[column]).value = value  # type: ignore[assignment]


def edited(path: Path, edit: Callable[[Workbook], None]) -> Path:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def work(book: Workbook | Mapping[str, Worksheet]) -> None:
    """What a plenary does: change cells, review, decide, align, mend the data."""
    put(book["Matriks Konsolidasi"], "TATA-P02", "program_kerja.deskripsi", "Diubah di layar")
    put(book["Matriks Konsolidasi"], "TATA-A001", "rencana_aksi.anggaran_2026", 200_000_000)
    put(book["Matriks Konsolidasi"], "TATA-A002", "rencana_aksi.mulai", None)
    put(book["Matriks Konsolidasi"], "TATA-A002", "keputusan", "Tunda")
    put(book["Matriks Konsolidasi"], "EKO-P01", "catatan_pembimbing", "Bagus,\nlanjutkan")
    put(book["Keselarasan"], "EKO-P01", "keselarasan_sasaran", "=IKU 3")
    put(book["Data Program"], "LING-P01", "sasaran", "Warga bantaran sungai")
    put(book["Keterkaitan"], "TATA-P01", "kesepakatan_irisan", "Memang berbeda")
    put(book["Quick Win"], "LING-P01", "qw_terpilih", "Ya")
    rows, columns = places(book["Ringkasan"])
    book["Ringkasan"].cell(rows["1"], columns["keputusan_dimohon"]).value = "Menambah bandwidth balai desa"
    decide(book["Isian Berbeda"], "opd_pengampu", "Nilai 2", None)
    decide(book["Isian Berbeda"], "target_akhir", "Nilai lain", 80)


def decide(sheet: Worksheet, column: str, choice: str, other: object) -> None:
    _, columns = places(sheet)
    row = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, columns["_kolom"]).value == column)
    sheet.cell(row, columns["keputusan_isian"]).value = choice
    sheet.cell(row, columns["nilai_lain"]).value = other  # type: ignore[assignment]


def told(content: MatrixContent) -> dict[str, object]:
    """What was read, in the words of the tests."""
    return {
        "proposals": {(p.row, p.column): p.value for p in content.proposals},
        "reviews": content.reviews,
        "decisions": {(d.row, d.form, d.column): d.value for d in content.decisions},
        "sasaran": content.rows["program_kerja"]["LING-P01"]["sasaran"],
    }


WORKED = {
    "proposals": {
        ("TATA-P02", "deskripsi"): "Diubah di layar",
        ("TATA-A001", "anggaran_2026"): 200_000_000.0,
        ("TATA-A002", "mulai"): None,
        ("LING-P01", "sasaran"): "Warga bantaran sungai",
    },
    "reviews": {
        "TATA-A002": {"keputusan": "Tunda"},
        "EKO-P01": {"catatan_pembimbing": "Bagus,\nlanjutkan", "keselarasan_sasaran": "=IKU 3"},
        "TATA-P01": {"irisan LING-P03": "Memang berbeda"},
        "LING-P01": {"qw_terpilih": "Ya"},
        "#ringkasan": {"keputusan_dimohon 1": "Menambah bandwidth balai desa"},
    },
    "decisions": {
        ("TATA-P01", "program_kerja", "opd_pengampu"): "DLH",
        ("TATA-P01", "program_kerja", "target_akhir"): 80.0,
    },
    "sasaran": "Warga bantaran sungai",
}


@pytest.fixture(scope="session")
def worked_once(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def edit(book: Workbook) -> None:
        work(book)
        sheet = book["Keselarasan"]
        rows, columns = places(sheet)
        sheet.cell(rows["EKO-P01"], columns["keselarasan_sasaran"]).data_type = "s"

    world = clean(kota, 2).change(
        {
            "LING-P02.deskripsi": "=1+1",
            "LING-P03.deskripsi": "0012",
            "TATA-P01.nama_program": "Bank Sampah Digital",
            "LING-P03.nama_program": "Bank Sampah Digital Kota",
        }
    )
    return edited(matrix(tmp_path_factory.mktemp("pleno") / "m.xlsx", conflicting(world)), edit)


@pytest.fixture
def two_books(kota: Profile, tmp_path: Path) -> tuple[Path, Path]:
    """The book for everybody and the secretariat's, worked in like the single one."""
    world = clean(kota, 2).change(
        {"TATA-P01.nama_program": "Bank Sampah Digital", "LING-P03.nama_program": "Bank Sampah Digital Kota"}
    )
    everybodys, secretariats = tmp_path / "Matriks.xlsx", tmp_path / "Kerja.xlsx"
    write_matrix(everybodys, result_of(conflicting(world)), secretariat=secretariats)
    books = [openpyxl.load_workbook(path) for path in (everybodys, secretariats)]
    work({sheet.title: sheet for book in books for sheet in book.worksheets})
    rows, columns = places(books[0]["Keselarasan"])
    books[0]["Keselarasan"].cell(rows["EKO-P01"], columns["keselarasan_sasaran"]).data_type = "s"
    for book, path in zip(books, (everybodys, secretariats), strict=True):
        book.save(path)
    return everybodys, secretariats


@pytest.fixture
def worked(worked_once: Path, tmp_path: Path) -> Path:
    """A matrix that a plenary has worked in, for one test to do with as it likes."""
    return Path(shutil.copy(worked_once, tmp_path))


# -- as it was written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [1, 2])
def test_every_answer_is_read_back_as_it_is_stored(kota: Profile, tmp_path: Path, stage: int) -> None:
    """Agencies by their short names, as on all other sheets."""
    world, shorts = clean(kota, stage), {agency.code: agency.short for agency in kota.agencies}
    content = read_matrix(matrix(tmp_path / "m.xlsx", world), kota)

    assert (content.edition, content.stage) == ("WNS25", stage)
    for form, rows in world.dataset().rows.items():
        assert set(content.rows[form]) == {row.key for row in rows}
        for row in rows:
            stored = {key: value for key, value in content.rows[form][row.key].items() if key != "kode"}
            values = {key: cell.value for key, cell in row.cells.items() if cell.value is not None}
            assert stored == {key: shorts.get(str(value), value) for key, value in values.items()}
    assert content.proposals == ()
    assert content.decisions == ()
    assert content.reviews == {}
    assert content.loose == ()


def test_reviews_and_decisions_are_kept_from_one_matrix_to_the_next(kota: Profile, tmp_path: Path) -> None:
    reviews = {
        "TATA-P01": {"keputusan": "Perbaiki", PLANNING_NOTE: "Selaraskan", "keselarasan_catatan": "Cek IKU"},
        "EKO-P01": {"irisan LING-P01": "Dibagi peran"},
        "#ringkasan": {"keputusan_dimohon 2": "Menetapkan tim pelaksana"},
    }
    world = conflicting(clean(kota, 2))
    world.conflicts = [replace(world.conflicts[0], decision="DLH"), replace(world.conflicts[1], decision="90")]

    content = read_matrix(matrix(tmp_path / "m.xlsx", world, reviews=reviews), kota)

    assert content.reviews == reviews
    assert {d.column: d.value for d in content.decisions} == {"opd_pengampu": "DLH", "target_akhir": "90"}


def test_notes_of_a_planning_office_that_was_called_otherwise_are_kept(kota: Profile, tmp_path: Path) -> None:
    """Matrices written before the office got its present name carry its former one in the key of its column."""
    noted = {"TATA-P01": {PLANNING_NOTE: "Selaraskan"}}
    path = matrix(tmp_path / "m.xlsx", clean(replace(kota, planning_office="Badan Perencana"), 2), reviews=noted)
    sheet = openpyxl.load_workbook(path)["Matriks Konsolidasi"]
    assert "catatan_badan_perencana" in [cell.value for row in sheet.iter_rows() for cell in row]

    content = read_matrix(path, kota)

    assert content.reviews == noted
    assert content.loose == ()


def test_what_was_noted_for_rows_that_are_gone_is_told_by_heading(kota: Profile) -> None:
    world = clean(kota, 2)
    for key in ("TATA-P01", "LING-P01"):
        del world.rows[key]
    reviews = {
        "TATA-P01": {"keputusan": "Perbaiki", "keselarasan_sasaran": "Sasaran 2", "keselarasan_catatan": "Cek IKU"},
        "EKO-P01": {"irisan LING-P01": "Dibagi peran", "irisan EKO-P02": "Berbeda", "keputusan": "Setuju"},
        "#ringkasan": {"keputusan_dimohon 2": "Menetapkan tim pelaksana"},
    }

    told = apply(world.dataset(), MatrixContent(edition="WNS25", stage=2, reviews=reviews)).facts

    assert [(fact.row, fact.column, fact.data["decision"]) for fact in told] == [
        ("TATA-P01", "Keputusan", "Perbaiki"),
        ("TATA-P01", "Sasaran dan IKU RPJMD (Keselarasan)", "Sasaran 2"),
        ("TATA-P01", "Catatan Bapperida (Keselarasan)", "Cek IKU"),
        ("EKO-P01", "Kesepakatan dengan LING-P01 (Keterkaitan)", "Dibagi peran"),
    ]


def test_decisions_on_columns_that_a_form_no_longer_has_are_told(kota: Profile, worked: Path) -> None:
    """Whoever owns a form renames a column while a matrix with decisions on it is in use."""
    gone = {"deskripsi", "target_akhir", "anggaran_2026"}
    forms = {
        name: replace(form, columns=tuple(column for column in form.columns if column.key not in gone))
        for name, form in kota.forms.items()
    }
    renamed = replace(kota, forms=forms)

    content = read_matrix(worked, renamed)
    told = apply(clean(renamed, 2).dataset(), content).facts

    assert {(fact.name, fact.row, fact.column) for fact in told} == {
        ("decision_stale", "TATA-P02", "deskripsi"),
        ("decision_stale", "TATA-P01", "target_akhir"),
        ("decision_stale", "TATA-A001", "anggaran_2026"),
    }


@pytest.mark.parametrize("column", ["kolom_lain", "kode", "status", ""])
def test_a_decision_on_no_answer_is_told(kota: Profile, column: str) -> None:
    """The hidden keys of a decision were typed over."""
    place = Place("m.xlsx", "Isian Berbeda", "B3")
    decision = Decision(row="TATA-P01", form="program_kerja", column=column, value="x", place=place)
    changed = Proposal(row="TATA-P01", form="program_kerja", column=column, value="x", place=place)
    dataset = clean(kota, 2).dataset()

    for content in (
        MatrixContent(edition="WNS25", stage=2, decisions=(decision,)),
        MatrixContent(edition="WNS25", stage=2, proposals=(changed,)),
    ):
        after = apply(dataset, content)
        assert [(fact.name, fact.column) for fact in after.facts] == [("decision_stale", column)]
        assert after.conflicts == ()


def test_what_could_not_be_read_comes_back_as_typed(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change({"TATA-P01.satuan": "lusin", "TATA-A001.anggaran_2025": "masih dihitung"})
    content = read_matrix(matrix(tmp_path / "m.xlsx", world), kota)

    assert content.rows["program_kerja"]["TATA-P01"]["satuan"] == "lusin"
    assert content.rows["rencana_aksi"]["TATA-A001"]["anggaran_2025"] == "masih dihitung"
    assert content.proposals == ()


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=40).filter(
    lambda text: text.strip() and "_x" not in text
)


@settings(max_examples=settings().max_examples // 5)
@given(text=_TEXT)
def test_any_text_comes_back(kota: Profile, tmp_path: Path, text: str) -> None:
    result = result_of(clean(kota, 2))
    path = tmp_path / "m.xlsx"
    write_matrix(path, _with_text(result, text))

    content = read_matrix(path, kota)

    assert content.rows["program_kerja"]["TATA-P01"]["deskripsi"] == text
    assert content.proposals == ()


def test_text_longer_than_a_cell_comes_back_whole(kota: Profile, tmp_path: Path) -> None:
    text = " ".join(f"kata{n} 😀" for n in range(9000))
    path = tmp_path / "m.xlsx"
    write_matrix(path, _with_text(result_of(clean(kota, 2)), text))

    content = read_matrix(path, kota)

    assert content.rows["program_kerja"]["TATA-P01"]["deskripsi"] == text
    assert content.proposals == ()


def _with_text(result: Result, text: str) -> Result:
    first, *others = result.dataset.rows["program_kerja"]
    cell = first.cells["deskripsi"]._replace(raw=text, value=text)
    rows = {
        **result.dataset.rows,
        "program_kerja": (replace(first, cells={**first.cells, "deskripsi": cell}), *others),
    }
    return replace(result, dataset=replace(result.dataset, rows=rows))


# -- after people worked in it -----------------------------------------------------------------------------------------


def test_what_people_leave_is_found(kota: Profile, worked: Path) -> None:
    assert told(read_matrix(worked, kota)) == WORKED


def test_either_of_two_books_is_enough_where_they_lie_side_by_side(kota: Profile, two_books: tuple[Path, Path]) -> None:
    sheets = [openpyxl.load_workbook(path, read_only=True).sheetnames for path in two_books]
    assert not {*sheets[0]} & {*sheets[1]}
    later = replace(kota.stages[1], number=3)
    for books in (*two_books, two_books, two_books[::-1]):
        content = read_matrix(books, kota)
        assert told(content) == WORKED
        assert (content.loose, content.deleted, content.added, content.unmarked) == ((), (), (), ())
    assert read_previous(two_books[0], kota, later) == read_previous(two_books[1], kota, later)


def test_what_stands_in_the_book_that_is_missing_is_named(kota: Profile, two_books: tuple[Path, Path]) -> None:
    later = replace(kota.stages[1], number=3)
    everybodys, secretariats = two_books
    secretariats = secretariats.rename(secretariats.with_name("lain.xlsx"))
    content = read_matrix(everybodys, kota)
    assert content.reviews == WORKED["reviews"]
    assert {lost.place.sheet for lost in content.unmarked} == {"Isian Berbeda", "Perlu Diperbaiki", *DATA_SHEETS}
    with pytest.raises(UsageError, match=r'Taruh "Kerja\.xlsx" di folder yang sama'):
        read_previous(everybodys, kota, later)
    everybodys.unlink()
    content = read_matrix(secretariats, kota)
    assert {"Matriks Konsolidasi", "Keselarasan"} <= {lost.place.sheet for lost in content.unmarked}
    assert read_previous(secretariats, kota, later)["program_kerja"]


DATA_SHEETS = ("Data Program", "Data Aksi")


def test_books_of_two_stages_are_not_read_together(kota: Profile, tmp_path: Path) -> None:
    books = [matrix(tmp_path / f"{stage}.xlsx", clean(kota, stage)) for stage in (1, 2)]
    with pytest.raises(UsageError, match="dua bimtek"):
        read_matrix(books, kota)


def test_what_people_leave_in_the_copy_for_forwarding_is_found(kota: Profile, tmp_path: Path) -> None:
    path = tmp_path / "paparan.xlsx"
    write_matrix(path, result_of(clean(kota, 2)), presentation=True)

    def review(book: Workbook) -> None:
        put(book["Matriks Konsolidasi"], "TATA-P02", "program_kerja.deskripsi", "Diubah di layar")
        put(book["Matriks Konsolidasi"], "TATA-A002", "keputusan", "Tunda")

    content = read_matrix(edited(path, review), kota)

    assert [(p.row, p.column, p.value) for p in content.proposals] == [("TATA-P02", "deskripsi", "Diubah di layar")]
    assert content.reviews == {"TATA-A002": {"keputusan": "Tunda"}}
    assert (content.loose, content.deleted, content.added) == ((), (), ())


def test_it_is_found_after_filtering_sorting_moving_and_renaming(kota: Profile, worked: Path) -> None:
    def disturb(book: Workbook) -> None:
        sheet = book["Matriks Konsolidasi"]
        sheet.auto_filter.ref = None
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(5)
        sheet.insert_rows(3)
        sheet.row_dimensions[12].hidden = True
        sheet.title = "Hasil pleno"
        book["Data Program"].title = "Salinan data"
        book.move_sheet("Salinan data", -10)
        swapped = book["Isian Berbeda"]
        for row in swapped.iter_rows(min_row=1, max_row=swapped.max_row):
            row[3].value, row[4].value = row[4].value, row[3].value
        del book["Peta Jalan"]

    assert told(read_matrix(edited(worked, disturb), kota)) == WORKED


def sort(sheet: Worksheet, column: int) -> None:
    """Sort a sheet by a column with the buttons of its filter: from Z to A, hidden rows stay, other columns, too."""
    first, top, last, bottom = range_boundaries(str(sheet.auto_filter.ref))
    assert first
    assert top
    assert last
    assert bottom
    rows = [n for n in range(top + 1, bottom + 1) if not sheet.row_dimensions[n].hidden]
    lines = [[(c.value, c.data_type) for c in sheet[n][first - 1 : last]] for n in rows]
    lines.sort(key=lambda line: str(line[column - first][0]), reverse=True)
    for n, line in zip(rows, lines, strict=True):
        for cell, (value, kind) in zip(sheet[n][first - 1 : last], line, strict=True):
            cell.value = value
            cell.data_type = kind


def test_it_is_found_after_sorting_with_the_buttons_of_the_filter(kota: Profile, worked: Path) -> None:
    """Sorting moves what stands in the range of the filter and nothing else: the hidden keys have to stand in it."""

    def sorted_by_their_names(book: Workbook) -> None:
        for name, column in (
            *(("Matriks Konsolidasi", 5), ("Isian Berbeda", 6), ("Keselarasan", 2)),
            *(("Perlu Diperbaiki", 4), ("Data Program", 5), ("Data Aksi", 6)),
        ):
            sort(book[name], column)

    before = read_matrix(worked, kota)
    content = read_matrix(edited(worked, sorted_by_their_names), kota)
    assert told(content) == WORKED
    assert (content.rows, content.loose) == (before.rows, before.loose)


@pytest.mark.office
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_it_is_found_after_another_program_saved_it(office: Office, kota: Profile, worked: Path, suffix: str) -> None:
    saved = office.resave(worked, worked.with_name(f"disimpan.{suffix}"))

    content = read_matrix(saved, kota)

    assert told(content) == WORKED
    before = read_matrix(worked, kota)
    assert content.rows == before.rows


def test_what_is_typed_where_no_answer_stands_is_told(kota: Profile, tmp_path: Path) -> None:
    """Below the table, beside it, in a band, in a column of another form, where supporters are shown together."""

    def add(book: Workbook) -> None:
        sheet = book["Matriks Konsolidasi"]
        rows, columns = places(sheet)
        sheet.cell(sheet.max_row + 2, 5).value = "Usulan baru: taman baca"
        sheet.cell(rows["TATA-P01"], sheet.max_column + 1).value = "lihat Perwal"
        sheet.cell(rows["TATA-P01"] - 2, columns["keputusan"]).value = "bahas besok"
        put(sheet, "TATA-P02", "rencana_aksi.target_2025", 12)
        put(sheet, "TATA-P03", "_opd_pendukung", "DLH, DPU")
        put(sheet, "EKO-P01", "kode", "EKO-P1")
        aligned, data = book["Keselarasan"], book["Data Program"]
        aligned.cell(1, aligned.max_column + 2).value = "rapat 3 Juni"
        aligned.cell(places(aligned)[0]["EKO-P01"], aligned.max_column + 1).value = "cek RKPD"
        aligned.cell(aligned.max_row + 3, 3).value = "Bappeda: lengkapi"
        data.cell(data.max_row + 1, 2).value = "hapus baris ini?"
        differing = book["Isian Berbeda"]
        differing.cell(differing.max_row + 2, 3).value = "tanya Dinkominfo"

    content = read_matrix(edited(matrix(tmp_path / "m.xlsx", conflicting(clean(kota, 2))), add), kota)

    assert {text for _, text in content.loose} == {
        "Usulan baru: taman baca",
        "TATA-P01: lihat Perwal",
        "bahas besok",
        "TATA-P02: 12",
        "TATA-P03: DLH, DPU",
        "EKO-P01: EKO-P1",
        *("rapat 3 Juni", "EKO-P01: cek RKPD", "Bappeda: lengkapi", "hapus baris ini?", "tanya Dinkominfo"),
    }
    assert content.proposals == ()


# -- which workbook it is ----------------------------------------------------------------------------------------------


def test_a_matrix_is_never_taken_for_a_return(kota: Profile, tmp_path: Path) -> None:
    matrix(tmp_path / "m.xlsx", clean(kota, 2))
    write_matrix(tmp_path / "paparan.xlsx", result_of(clean(kota, 2)), presentation=True)

    found = [read(candidate, kota) for candidate in find([tmp_path])]

    assert [one.name for one in found if isinstance(one, Refusal)] == ["own_matrix", "own_matrix"]


def test_matrices_of_other_regions_are_refused(kota: Profile, rembang: Profile, tmp_path: Path) -> None:
    path = matrix(tmp_path / "m.xlsx", clean(kota, 2))

    with pytest.raises(UsageError, match=r"m\.xlsx adalah matriks daerah lain \(WNS25-B2-MATRIKS\)"):
        read_matrix(path, rembang)


def test_what_is_no_matrix_is_refused(kota: Profile, tmp_path: Path) -> None:
    (tmp_path / "foto.xlsx").write_bytes(b"\xff\xd8\xff\xe0 JFIF")
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04 terpotong")
    book = openpyxl.Workbook()
    book.save(tmp_path / "lain.xlsx")

    for name, said in (
        ("foto.xlsx", "bukan Matriks Konsolidasi"),
        ("rusak.xlsx", r"(bukan Matriks Konsolidasi|tidak dapat dibaca)"),
        ("lain.xlsx", "bukan Matriks Konsolidasi"),
        ("tidak ada.xlsx", "tidak dapat dibuka"),
    ):
        with pytest.raises(UsageError, match=said):
            read_matrix(tmp_path / name, kota)


# -- when its hidden marks are gone ------------------------------------------------------------------------------------


def inspected(path: Path, keep: frozenset[str] = frozenset()) -> Path:
    """The workbook after Excel's document inspector took hidden rows and columns away, but from the sheets to keep."""
    book, copied = openpyxl.load_workbook(path), openpyxl.Workbook()
    copied.remove(copied.worksheets[0])
    for sheet in book:
        hidden = set()
        for letter, dimension in sheet.column_dimensions.items():
            if dimension.hidden and sheet.title not in keep:
                hidden |= set(range(dimension.min or column_index_from_string(letter), (dimension.max or 0) + 1))
        copy = copied.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            if sheet.title in keep or not sheet.row_dimensions[row[0].row].hidden:
                copy.append([cell.value for cell in row if cell.column not in hidden])
                for cell in copy[copy.max_row]:
                    cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    copied.save(path)
    return path


def test_without_its_hidden_marks_it_is_read_by_what_is_visible_and_told(kota: Profile, worked: Path) -> None:
    before = read_matrix(worked, kota)

    content = read_matrix(inspected(worked), kota)

    assert (content.reviews, content.rows) == (before.reviews, before.rows)
    assert told(content)["decisions"] == WORKED["decisions"]
    assert [decision.seen for decision in content.decisions] == [decision.seen for decision in before.decisions]
    assert content.proposals == ()  # only hidden prints tell which answers were changed
    assert {sheet.place.sheet: sheet.is_read for sheet in content.unmarked} == dict.fromkeys(
        (*WRITTEN_IN, "Perlu Diperbaiki", "Data Program", "Data Aksi"), True
    )
    assert (content.loose, content.deleted, content.added) == ((), (), ())


WRITTEN_IN = ("Ringkasan", "Matriks Konsolidasi", "Quick Win", "Isian Berbeda", "Keselarasan", "Keterkaitan")


@pytest.mark.sampled
@pytest.mark.parametrize("row_of_keys", [True, False])
@pytest.mark.parametrize("name", WRITTEN_IN)
def test_a_sheet_that_lost_its_marks_alone_is_read_by_what_is_visible(
    kota: Profile, worked: Path, name: str, row_of_keys: bool
) -> None:
    """Its row of keys was deleted; or the sheet is a copy of the values alone, under another name."""
    before = read_matrix(worked, kota)
    names = frozenset(openpyxl.load_workbook(worked).sheetnames)

    def lose(book: Workbook) -> None:
        sheet = book[name]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        mark = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK)
        sheet.delete_rows(mark)
        sheet.title = "Salinan nilai"

    path = edited(worked, lose) if row_of_keys else inspected(worked, names - {name})
    content = read_matrix(path, kota)

    assert content.reviews == before.reviews
    assert told(content)["decisions"] == WORKED["decisions"]
    assert [sheet.is_read for sheet in content.unmarked] == [True]


@pytest.mark.sampled
@pytest.mark.parametrize("name", WRITTEN_IN)
def test_a_sheet_that_is_gone_or_cannot_be_read_is_named_with_what_people_write_in_it(
    kota: Profile, worked: Path, name: str
) -> None:
    heading = {
        "Ringkasan": "KEPUTUSAN",
        "Quick Win": "Terpilih",
        "Keterkaitan": "Kesepakatan",
        "Keselarasan": "Sasaran dan IKU",
    }

    def spoil(book: Workbook) -> None:
        sheet = book[name]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value)
                if text == KEY_MARK or text.startswith(heading.get(name, "Keputusan")):
                    cell.value = "?"

    path = worked.with_name("lain.xlsx")
    path.write_bytes(worked.read_bytes())
    spoiled = read_matrix(edited(path, spoil), kota).unmarked
    assert [(sheet.place.sheet, sheet.is_read) for sheet in spoiled] == [(name, False)]
    deleted = read_matrix(edited(worked, lambda book: book.remove(book[name])), kota).unmarked
    assert deleted == (spoiled[0]._replace(place=Place(worked.name, name)),)
    assert deleted[0].holds


def test_a_sheet_that_was_never_written_is_not_missed(kota: Profile, tmp_path: Path) -> None:
    """The first stage has no programs to compare or align; older matrices do not say which sheets they had."""
    assert read_matrix(matrix(tmp_path / "m.xlsx", clean(kota, 1)), kota).unmarked == ()

    def older(book: Workbook) -> None:
        del book["Daftar Berkas"]
        del book["Keterkaitan"]

    assert read_matrix(edited(matrix(tmp_path / "n.xlsx", clean(kota, 2)), older), kota).unmarked == ()


def test_what_was_asked_for_survives_keys_that_come_back_as_numbers(kota: Profile, worked: Path) -> None:
    def number(book: Workbook) -> None:
        sheet = book["Ringkasan"]
        rows, _ = places(sheet)
        mark = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK)
        for key in "12345":
            sheet.cell(rows[key], mark).value = int(key)

    assert read_matrix(edited(worked, number), kota).reviews["#ringkasan"] == WORKED["reviews"]["#ringkasan"]  # type: ignore[index]


def test_cells_for_notes_hold_text(kota: Profile, worked: Path) -> None:
    """``4/5`` and ``0012`` stay what was typed."""
    book = openpyxl.load_workbook(worked)
    for name, row, columns in (
        ("Matriks Konsolidasi", "TATA-P02", ("catatan_pembimbing", "keputusan", "catatan_bapperida")),
        ("Keselarasan", "TATA-P02", ("keselarasan_sasaran", "keselarasan_catatan", "keselarasan_keputusan")),
        ("Keterkaitan", "TATA-P01", ("kesepakatan_irisan",)),
        ("Isian Berbeda", "TATA-P01", ("keputusan_isian", "nilai_lain")),
        ("Ringkasan", "5", ("keputusan_dimohon",)),
    ):
        rows, places_of = places(book[name])
        for column in columns:
            assert book[name].cell(rows[row], places_of[column]).number_format == "@", (name, column)


# -- what has changed --------------------------------------------------------------------------------------------------


def test_figures_are_told_against_the_last_matrix_made_from_other_returns(kota: Profile, tmp_path: Path) -> None:
    def merged(sha256: str, before: Standing | None, rows: int) -> tuple[str, MatrixContent]:
        world = clean(kota, 2)
        world.ledger = [LedgerLine(file="a.xlsx", sha256=sha256, verdict=Verdict.MERGED)]
        for key in [key for key in world.rows if "-A" in key][rows:]:
            del world.rows[key]
        path = matrix(tmp_path / "m.xlsx", world, before=before)
        texts = [str(cell.value) for row in openpyxl.load_workbook(path)["Ringkasan"] for cell in row]
        return next((text for text in texts if text.startswith("Sejak")), ""), read_matrix(path, kota)

    said, first = merged("1", None, 5)
    assert said == ""
    assert first.standing is not None
    said, second = merged("2", first.standing, 9)
    assert "aksi 5 → 9" in said
    assert "; kebutuhan anggaran Rp3,8 miliar → Rp6,8 miliar." in said
    assert "program" not in said
    assert second.before == first.standing
    # From the same returns again, it is compared with what it was compared with.
    assert merged("2", second.before, 9)[0] == said
