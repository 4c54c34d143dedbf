"""A worksheet workbook as it is sent: what stands where, what is locked, what the cells take, how it looks."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from tests.office import Office, Validator, key_places
from tests.worksheet.test_status import FUNCTIONS
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.filecode import file_code
from worksheet_kit.core.layout import KEY_MARK, NOTE_MARK, identity, sheet_layout
from worksheet_kit.core.model import (
    Column,
    Form,
    Item,
    Mark,
    Profile,
    Recipient,
    ReferenceTable,
    Stage,
    ValueList,
    WorksheetContent,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.words import described
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.style import LATER_BAND
from worksheet_kit.excel.text_fit import lines, shorten
from worksheet_kit.kinds import KINDS
from worksheet_kit.profile.profile import PAPERS
from worksheet_kit.worksheet.contents import prepare
from worksheet_kit.worksheet.head import totals_text
from worksheet_kit.worksheet.paper import READABLE, plan_pages
from worksheet_kit.worksheet.workbook import worksheet_bytes, write_worksheet

GOV = Recipient(dimension="GOV")
DLH = Recipient(dimension="ENV", agency="DLH")

PROGRAM = {
    "nama_program": "Satu Pintu",
    "subdimensi": "Pelayanan publik",
    "masalah": "M1",
    "deskripsi": "Layanan OPD masih di banyak aplikasi; disatukan dalam satu aplikasi dengan satu akun warga. " * 3,
    "sasaran": "Warga",
    "indikator": "Jumlah layanan",
    "satuan": "layanan",
    "target_akhir": 40,
    "jangka_waktu": "Menengah (s.d. 2026)",
    "status_program": "Baru",
    "opd_pengampu": "DINKOMINFO",
    "program_pd": "2.16.03",
}
ACTION = {
    "kode_program": "GOV-P01",
    "rencana_aksi": "Menyusun SOP",
    "jenis": "Aplikasi pendukung",
    "indikator": "Jumlah SOP",
    "satuan": "dokumen",
    "target_2023": 2.5,
    "anggaran_2023": 250_000_000,
    "anggaran_2024": 100_000_000,
    "sumber_dana": "Tidak perlu anggaran",
    "mulai": "2023-Q1",
    "selesai": "2023-Q4",
    "opd_pj": "SETDA",
}
FILLED = WorksheetContent(
    answers={"GOV-P01": PROGRAM, "GOV-P02": {**PROGRAM, "masalah": "M7"}, "GOV-A001": ACTION},
    raw={"GOV-A002": {"target_2023": "29 desa", "rencana_aksi": "=1+1", "satuan": "kilo"}},
    identity={"nama_pengisi": "Siti Aminah", "nomor_hp": "081234567890", "hadir_nama_2": "Budi"},
    revision=1,
    marks=(
        Mark(
            form="rencana_aksi",
            row="GOV-A002",
            column="target_2023",
            message='"29 desa" di kolom Target 2023 bukan angka.',
            typed="29 desa",
            expected="Tulis angkanya saja; satuan di kolom Satuan.",
        ),
        Mark(form="rencana_aksi", row="GOV-A002", column="target_2023", message="Satuannya berbeda."),
        Mark(form="program_kerja", row="GOV-P03", column="", message="Baris ini masih kosong."),
    ),
    references=(
        ReferenceTable(
            sheet="Acuan SWOT",
            title="ACUAN: SWOT",
            headings=("Kode", "Uraian", "Nilai"),
            widths=(8, 60, 10),
            rows=(("S1", "Aplikasi siap diluncurkan", 2.76), ("S2", None, 3)),
        ),
    ),
    origins={"GOV-P02": "GOV-DINKOMINFO-P01"},
    draft=True,
)


def _stage(profile: Profile, number: int) -> Stage:
    return profile.stage(number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, rembang: Profile, kota: Profile) -> Path:
    """Workbooks of every sort, written once."""
    folder = tmp_path_factory.mktemp("kertas")
    for stage in rembang.stages:
        write_worksheet(folder / f"b{stage.number}.xlsx", rembang, stage, GOV)
    write_worksheet(folder / "opd.xlsx", rembang, _stage(rembang, 2), DLH)
    write_worksheet(folder / "isi.xlsx", rembang, _stage(rembang, 2), GOV, FILLED)
    city = replace(kota, password="rahasia")
    write_worksheet(folder / "kota.xlsx", city, city.stages[-1], Recipient(dimension=city.dimensions[0].code))
    return folder


@pytest.fixture(scope="module")
def books(folder: Path) -> dict[str, Any]:
    return {path.stem: openpyxl.load_workbook(path) for path in folder.glob("*.xlsx")}


EVERY = ("b1", "b2", "b3", "opd", "isi", "kota")


def _form_sheets(book: Any, forms: dict[str, Form]) -> Iterator[tuple[Any, Form]]:
    for sheet in book.worksheets:
        form = next((one for one in forms.values() if one.sheet == sheet.title), None)
        if form is not None:
            yield sheet, form


def _tables(book: Any, forms: dict[str, Form]) -> Iterator[tuple[Any, Form]]:
    return ((sheet, form) for sheet, form in _form_sheets(book, forms) if not form.in_cards)


def _formulas(book: Any) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", str(cell.value)


def _columns(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[7] if cell.value and cell.column > 1}


# --- what stands where -----------------------------------------------------------------------------------------------


def test_sheets_in_their_order(books: dict[str, Any]) -> None:
    own = ["Daftar Isian", "Contoh Isian", "Daftar", "_kit"]
    assert books["b1"].sheetnames == ["Petunjuk", "SWOT", "Strategi", *own]
    assert books["b2"].sheetnames == ["Petunjuk", "Program Kerja", "Rencana Aksi", *own]
    assert books["isi"].sheetnames[:5] == ["Perbaikan", "Petunjuk", "Program Kerja", "Rencana Aksi", "Acuan SWOT"]
    assert {s.title: s.sheet_state for s in books["b2"].worksheets if s.sheet_state != "visible"} == {
        "Daftar": "hidden",
        "_kit": "hidden",
    }


@pytest.mark.parametrize("name", EVERY)
def test_the_file_code_stands_locked_on_every_visible_sheet(books: dict[str, Any], name: str) -> None:
    codes = set()
    for sheet in books[name].worksheets:
        if sheet.sheet_state == "visible":
            found = [
                c
                for row in itertools.islice(sheet.iter_rows(), 15)
                for c in row
                if re.match(r"[A-Z]+\d\d-B\d-", str(c.value))
            ]
            assert len(found) == 1, sheet.title
            assert found[0].protection.locked
            codes.add(found[0].value)
    assert len(codes) == 1


def test_the_file_code_is_that_of_the_recipient(rembang: Profile, books: dict[str, Any]) -> None:
    assert books["opd"]["Program Kerja"]["B1"].value == str(file_code(rembang, _stage(rembang, 2), DLH))
    assert books["isi"]["Rencana Aksi"]["B1"].value == str(file_code(rembang, _stage(rembang, 2), GOV, 1))


@pytest.mark.parametrize("name", ["b1", "b2", "b3", "opd", "isi"])
def test_keys_meet_at_the_mark_and_nothing_else_is_with_them(
    rembang: Profile, books: dict[str, Any], name: str
) -> None:
    for sheet, form in _tables(books[name], dict(rembang.forms)):
        marks = [cell for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK]
        assert [cell.coordinate for cell in marks] == ["A7"]
        assert [cell.value for cell in sheet["A"][:6]] == [None] * 6
        keys = [cell.value for cell in sheet[7][1:] if cell.value is not None]
        assert [key for key in keys if not key.startswith("#")] == [column.key for column in form.columns]
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[7].hidden
        numbers = [cell.value for cell in sheet[8] if cell.value]
        assert numbers == [f"({n})" for n in range(1, len(form.columns) + 1)]


def test_row_keys_and_codes(books: dict[str, Any]) -> None:
    swot = books["b1"]["SWOT"]
    rows = {swot.cell(row, 1).value: swot.cell(row, 2).value for row in range(9, swot.max_row + 1)}
    assert rows["GOV-S1"] == "S1"
    assert rows["GOV-T12"] == "T12"
    programs = books["b2"]["Program Kerja"]
    assert (programs["A9"].value, programs["B9"].value) == ("GOV-P01", "GOV-P01")
    assert (books["opd"]["Rencana Aksi"]["A9"].value, books["opd"]["Rencana Aksi"]["B9"].value) == (
        "ENV-DLH-A001",
        "ENV-DLH-A001",
    )


def _texts(sheet: Any, first: int, last: int) -> list[tuple[int, str]]:
    """The texts of some columns downwards, each with its row."""
    rows = sheet.iter_rows(min_col=first, max_col=last)
    return [(cell.row, str(cell.value)) for row in rows for cell in row if cell.value]


def _rows_of(texts: list[tuple[int, str]], parts: Sequence[str]) -> list[int]:
    return [next(row for row, text in texts if text.startswith(part)) for part in parts]


def test_a_phone_reads_the_instructions_down_the_left(books: dict[str, Any]) -> None:
    for book in books.values():
        sheet = book["Petunjuk"]
        widths = [d.width for d in sheet.column_dimensions.values() if not d.hidden and d.min <= 4]
        assert sum(widths) <= 45.5
        assert sheet.freeze_panes is None
    parts = [
        "Kertas Kerja Bimtek 2",
        "Smart Governance",
        "RBG22-B2",
        "Kirim paling lambat:",
        "Kontak: Dinas",
        "LANGKAH",
        "BAHAN YANG DIBAWA",
        "MASALAH UTAMA",
    ]
    rows = _rows_of(_texts(books["b2"]["Petunjuk"], 2, 4), parts)
    assert rows == sorted(rows)


@pytest.mark.parametrize("name", ["b1", "b2", "b3"])
def test_a_laptop_shows_at_once_what_one_begins_with(rembang: Profile, books: dict[str, Any], name: str) -> None:
    """1366 by 768 pixels: about 22 rows of 21 pixels below the ribbon, about 1,300 across."""
    sheet = books[name]["Petunjuk"]
    assert sum(7 * d.width + 5 for d in sheet.column_dimensions.values() if not d.hidden and d.min <= 12) < 1_270
    texts = _texts(sheet, 2, 12)
    begin = ["Kirim paling lambat:", "Kontak:", *rembang.steps, "IDENTITAS", "Tanggal", "PROGRES", "YANG HADIR"]
    assert max(_rows_of(texts, begin)) <= 22
    assert max(row for row, text in texts if text.startswith("=HYPERLINK")) <= 22
    assert "kirim" in rembang.steps[-1]


def test_the_instructions_take_two_pages_at_most(books: dict[str, Any]) -> None:
    for book in books.values():
        assert book["Petunjuk"].sheet_properties.pageSetUpPr.fitToPage
        assert (book["Petunjuk"].page_setup.fitToWidth or 1) == 1
        assert (book["Petunjuk"].page_setup.fitToHeight or 1) in (1, 2)


def test_every_column_is_explained_on_a_sheet_for_reading(rembang: Profile, books: dict[str, Any]) -> None:
    sheet = books["b2"]["Daftar Isian"]
    rows = [[cell.value for cell in row[1:4]] for row in sheet.iter_rows()]
    for form in rembang.stage_forms(_stage(rembang, 2)):
        for column in form.inputs:
            asked = [row for row in rows if str(row[0]).startswith(f"{column.heading}\n(")]
            assert [described(column), column.example or None] in [row[1:] for row in asked], column.heading
    assert sheet.protection.sheet
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert not [cell for cell in sheet["A"] if cell.value]


def test_the_contact_is_shown_as_far_as_it_is_known(rembang: Profile, kota: Profile, tmp_path: Path) -> None:
    mailed = replace(kota, contact=replace(kota.contact, email="wulan@wanasari.test"))
    shown = (
        (rembang, "Kontak: Dinas Komunikasi dan Informatika Kabupaten Rembang"),
        (mailed, "Kontak: Diskominfo Kota Wanasari, Wulan, WhatsApp 0812-0000-0000, wulan@wanasari.test"),
    )
    for region, contact in shown:
        path = tmp_path / f"{region.name}.xlsx"
        write_worksheet(path, region, _stage(region, 2), Recipient(dimension=region.dimensions[0].code))
        assert contact in [text for _, text in _texts(openpyxl.load_workbook(path)["Petunjuk"], 2, 4)]


def test_progress_links_to_the_first_row_that_lacks_something(rembang: Profile, tmp_path: Path) -> None:
    stage, path = _stage(rembang, 1), tmp_path / "a.xlsx"
    keys = [row.key for row in sheet_layout(rembang.forms["swot"], rembang, GOV).rows]
    content = WorksheetContent(answers={keys[0]: {"uraian": "Satu"}, keys[13]: {"uraian": "Dua"}})
    write_worksheet(path, rembang, stage, GOV, content)
    shown = openpyxl.load_workbook(path, data_only=True)["Petunjuk"]
    links = [text for _, text in _texts(shown, 2, 12) if text.endswith(" ›")]
    assert links[:2] == ["Lanjut ke S1 ›", "Mulai mengisi ›"]


def test_identity_lines_have_their_keys(rembang: Profile, books: dict[str, Any]) -> None:
    sheet = books["isi"]["Petunjuk"]
    mark = next(cell for cell in sheet["A"] if cell.value == "#identitas")
    lines_found = [cell for cell in sheet["A"][mark.row :] if cell.value]
    assert [tuple(cell.value.split("|")) for cell in lines_found] == list(identity(rembang))
    values = {}
    for cell in lines_found:
        for n, key in enumerate(cell.value.split("|"), 1):
            if key:
                values[key] = sheet.cell(cell.row, 1 + n)
    assert values["nama_pengisi"].value == "Siti Aminah"
    assert values["nomor_hp"].value == "081234567890"
    assert values["hadir_nama_2"].value == "Budi"
    assert not any(cell.protection.locked for cell in values.values())


def test_people_read_what_their_number_is_for_before_they_give_it(
    rembang: Profile, kota: Profile, tmp_path: Path
) -> None:
    for region, told in ((rembang, "dihapus paling lambat tiga bulan"), (kota, "dihapus setelah rangkaian bimtek")):
        path = tmp_path / f"{region.name}.xlsx"
        recipient = Recipient(dimension=region.dimensions[0].code)
        write_worksheet(path, region, _stage(region, 2), recipient, WorksheetContent())
        texts = [str(cell.value) for row in openpyxl.load_workbook(path)["Petunjuk"].iter_rows() for cell in row]
        said = next(n for n, text in enumerate(texts) if told in text)
        assert "hanya dipakai sekretariat" in texts[said]
        (first,) = [n for n, text in enumerate(texts) if "|nama_pengisi|" in text]
        assert texts.index("IDENTITAS PENGISI") < said < first


def test_problems_are_counted_by_program(books: dict[str, Any], folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "isi.xlsx", data_only=True)
    shown = {str(cell.value) for row in book["Petunjuk"].iter_rows() for cell in row}
    assert "M1 Tata Kelola Pemerintahan: 1 program" in shown
    assert "M7 Kemandirian Desa: 1 program" in shown
    assert "M5 Kemiskinan: belum ada" in shown
    assert "████████  2 dari 2 lengkap" in shown
    assert "████░░░░  1 dari 2 lengkap" in shown


def test_sheets_are_numbered_on_in_the_order_of_their_bimtek(kota: Profile, tmp_path: Path) -> None:
    stage = _stage(kota, 2)
    turned = replace(kota, stages=(replace(stage, forms=stage.forms[::-1]),))
    typed = replace(kota.forms["program_kerja"], title="KERTAS KERJA 7: PROGRAM KERJA")
    turned = replace(turned, forms={**kota.forms, "program_kerja": typed})
    path = tmp_path / "a.xlsx"
    write_worksheet(path, turned, turned.stages[0], Recipient(dimension="TATA"))
    book = openpyxl.load_workbook(path)
    titles = [str(cell.value) for form in stage.forms for cell in book[kota.forms[form].sheet][1] if cell.value][1::2]
    assert titles == ["KERTAS KERJA 2: PROGRAM KERJA", "KERTAS KERJA 1: RENCANA AKSI"]


def test_the_examples_can_never_be_taken_for_answers(books: dict[str, Any]) -> None:
    for name in ("b1", "b2", "b3", "opd"):
        sheet = books[name]["Contoh Isian"]
        rows = [[cell.value for cell in row[1:] if cell.value] for row in sheet.iter_rows(min_row=6)]
        blocks = [list(block) for filled, block in itertools.groupby(rows, key=bool) if filled]
        assert sum(map(len, blocks)) > 10
        assert len(blocks) == 2
        assert all(block[0][0].startswith("CONTOH ") for block in blocks)
        assert not [text for block in blocks for row in block[1:] for text in row if "CONTOH" in text]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        assert not [c.value for c in cells if re.fullmatch(r"[A-Z-]+-[A-Z]+\d+", str(c.value)) or c.value == KEY_MARK]
        assert all(cell.protection.locked for cell in cells)


# --- what is locked --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_inputs_are_unlocked_and_tinted_and_all_else_is_locked(
    rembang: Profile, kota: Profile, books: dict[str, Any], folder: Path, name: str
) -> None:
    book, places = books[name], key_places(folder / f"{name}.xlsx")
    for sheet, form in _form_sheets(book, dict(kota.forms if name == "kota" else rembang.forms)):
        keys = [c.key for c in form.columns if c.is_input or (c.kind is KINDS["given"] and name == "b3")]
        inputs = {row[key] for row in places[sheet.title].values() for key in keys}
        for row in sheet.iter_rows():
            for cell in row:
                inside = cell.coordinate in inputs
                if not isinstance(cell, MergedCell):
                    assert cell.protection.locked is not inside, f"{sheet.title}!{cell.coordinate}"
                if inside:
                    assert cell.fill.fgColor.rgb in {"FFFFFBE8", "FFF8D7D3"}
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.formatColumns, "widths may be changed"
        assert not sheet.protection.formatRows
        assert not sheet.protection.autoFilter
        assert sheet.protection.insertRows
        assert bool(sheet.protection.password) is (name == "kota")
    assert book.security.lockStructure
    assert bool(book.security.workbookPassword) is (name == "kota")


# --- what the cells take ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_every_input_has_a_prompt_and_every_rule_a_box_in_indonesian(
    rembang: Profile, kota: Profile, books: dict[str, Any], folder: Path, name: str
) -> None:
    forms, places = dict(kota.forms if name == "kota" else rembang.forms), key_places(folder / f"{name}.xlsx")
    for sheet, form in _form_sheets(books[name], forms):
        written = sheet.data_validations.dataValidation
        for column in form.inputs:
            cells = [row[column.key] for row in places[sheet.title].values()]
            rules = [rule for rule in written if any(cell in rule.sqref for cell in cells)]
            assert all(any(cell in rule.sqref for rule in rules) for cell in cells)
            for rule in rules:
                assert rule.promptTitle == shorten(column.heading, 32)
                assert rule.prompt == column.help
                assert rule.showInputMessage
                if rule.type in {None, "none"}:
                    continue
                assert rule.showErrorMessage
                assert rule.error
                assert rule.errorTitle
                if rule.type == "list":
                    assert re.fullmatch(r"[a-z_0-9]+", rule.formula1), "a defined name, and nothing else"
                    assert rule.formula1 in books[name].defined_names
            kinds = {rule.type for rule in rules}
            if column.kind is KINDS["money"]:
                assert (rules[0].type, rules[0].formula1, rules[0].formula2) == ("whole", "0", "100000000000000")
            if column.kind is KINDS["number"]:
                assert kinds == {"decimal"}
            if column.kind is KINDS["text"]:
                assert kinds <= {None, "none"}


@pytest.mark.parametrize("name", EVERY)
def test_formulas_work_in_every_office_program(books: dict[str, Any], name: str) -> None:
    formulas = list(_formulas(books[name]))
    formulas += [(n, str(d.attr_text)) for n, d in books[name].defined_names.items()]
    for sheet in books[name].worksheets:
        for ranges in sheet.conditional_formatting:
            for rule in ranges.rules:
                assert rule.type == "expression"
                assert "!" not in rule.formula[0], "no reference to another sheet"
                formulas.append((sheet.title, rule.formula[0]))
    assert formulas
    for place, formula in formulas:
        bare = re.sub(r'"(?:[^"]|"")*"', "", formula)
        assert all(FUNCTIONS.fullmatch(name) for name in re.findall(r"([A-Z][A-Z.]*)\(", bare)), (place, formula)
        assert "#REF!" not in formula


@pytest.mark.office
def test_dropdowns_offer_what_they_should(office: Office, rembang: Profile, folder: Path, tmp_path: Path) -> None:
    places = key_places(folder / "b2.xlsx")
    program = places["Program Kerja"]["GOV-P01"]

    def offered(column: str) -> list[str]:
        return office.dropdown(folder / "b2.xlsx", "Program Kerja", program[column])

    assert offered("subdimensi") == [item.label for item in rembang.dimension("GOV").subdimensions]
    assert offered("masalah") == [problem.label for problem in rembang.problems]
    members = [rembang.agency(code).short for code in rembang.dimension("GOV").members]
    others = [agency.short for agency in rembang.agencies if agency.short not in members]
    assert offered("opd_pengampu") == members + others
    assert offered("opd_pendukung_1")[-3:] == ["Seluruh OPD", "Seluruh kecamatan", "Seluruh desa/kelurahan"]
    assert offered("program_pd")[0].startswith("2.16.")
    action = places["Rencana Aksi"]["GOV-A001"]["kode_program"]
    assert office.dropdown(folder / "b2.xlsx", "Rencana Aksi", action) == ["(isi dulu Program Kerja)"]
    assert office.dropdown(folder / "isi.xlsx", "Rencana Aksi", action) == ["GOV-P01", "GOV-P02"]
    filled = office.fill_by_keys(
        folder / "b1.xlsx",
        tmp_path / "swot.xlsx",
        {"SWOT": {code: {"uraian": "Faktor"} for code in ("S1", "S3", "W2", "O1", "T4")}},
    )
    strategies = key_places(filled)["Strategi"]
    for code, column, codes in (
        ("SO1", "faktor_internal_1", ["S1", "S3"]),
        ("SO8", "faktor_eksternal_2", ["O1"]),
        ("WT3", "faktor_internal_3", ["W2"]),
        ("WT3", "faktor_eksternal_1", ["T4"]),
    ):
        assert office.dropdown(filled, "Strategi", strategies[f"GOV-{code}"][column]) == codes


@pytest.mark.office
def test_initial_values_are_what_recalculating_gives(office: Office, folder: Path) -> None:
    for name in EVERY:
        path = folder / f"{name}.xlsx"
        assert office.read(path, formulas_only=True) == office.recalculate(path, formulas_only=True), name


@pytest.mark.validator
@pytest.mark.parametrize("name", EVERY)
def test_the_validator_finds_nothing(validator: Validator, folder: Path, name: str) -> None:
    assert validator(folder / f"{name}.xlsx") == []


@pytest.mark.parametrize("name", ["isian", "bacaan"])
def test_a_list_may_be_called_as_a_text_that_is_filled_in(kota: Profile, name: str) -> None:
    """And an entry like a text in several styles."""
    forms = {
        form.name: replace(
            form,
            columns=tuple(replace(column, list=name) if column.list == "satuan" else column for column in form.columns),
        )
        for form in kota.forms.values()
    }
    units = replace(kota.lists["satuan"], name=name, items=(Item(label="<r>m</r>"), *kota.lists["satuan"].items))
    profile = replace(kota, forms=forms, lists={**kota.lists, name: units})
    lists = openpyxl.load_workbook(io.BytesIO(worksheet_bytes(profile, profile.stage(2), all_recipients(profile)[0])))
    columns = [[cell for cell in column if cell] for column in lists["Daftar"].iter_cols(values_only=True)]
    labels = [item.label for item in units.items]
    assert any(column[1 : len(labels) + 1] == labels for column in columns)


@pytest.mark.parametrize("label", ["per  orang", "per\u00a0orang"])
def test_an_entry_with_odd_blanks_is_taken_as_formulas_trim_it(kota: Profile, label: str) -> None:
    units = replace(kota.lists["satuan"], items=(Item(label=label),))
    profile = replace(kota, lists={**kota.lists, "satuan": units})
    contents = prepare(profile, profile.stage(2), all_recipients(profile)[0], WorksheetContent())
    listed = next(listed for listed in contents.lists if listed.values.name == "satuan")
    assert (listed.labels, listed.others) == ((label,), ("per orang",))
    assert listed.entries.texts["per orang"] == 1


def test_an_earlier_stages_codes_are_offered_once_they_are_known(rembang: Profile) -> None:
    items = (Item(label="SO1 Menyatukan layanan", code="SO1"), Item(label="WT2 Menata arsip", code="WT2"))
    known = ValueList(name="strategi", title="kode strategi", items=items)
    content = WorksheetContent(
        lists={"strategi": known}, answers={"GOV-P01": {**PROGRAM, "strategi": "SO1"}, "GOV-P02": {"strategi": "SO9"}}
    )

    (form, _) = prepare(rembang, _stage(rembang, 2), GOV, content).forms

    assert form.shown("GOV-P01", "strategi") == "SO1 Menyatukan layanan"
    assert form.statuses["GOV-P01"] == "Lengkap"
    assert form.statuses["GOV-P02"].startswith("Isi: Nama program/inovasi (+")
    without = prepare(rembang, _stage(rembang, 2), GOV, replace(content, lists={})).forms[0]
    assert without.shown("GOV-P01", "strategi") == "SO1"
    assert "strategi" not in without.sources.entries


# --- answers, marks, rows carried over -------------------------------------------------------------------------------


def test_stored_answers_are_shown_as_people_know_them(books: dict[str, Any]) -> None:
    programs, actions = books["isi"]["Program Kerja"], books["isi"]["Rencana Aksi"]
    columns = _columns(programs)
    assert programs.cell(9, columns["masalah"]).value == "M1 Tata Kelola Pemerintahan"
    assert programs.cell(9, columns["opd_pengampu"]).value == "Dinkominfo"
    assert programs.cell(9, columns["program_pd"]).value == "2.16.03 Program Pengelolaan Aplikasi Informatika"
    columns = _columns(actions)
    assert actions.cell(9, columns["mulai"]).value == "TW I 2023"
    assert actions.cell(9, columns["target_2023"]).value == 2.5
    assert actions.cell(9, columns["anggaran_2023"]).value == 250_000_000
    assert actions.cell(10, columns["target_2023"]).value == "29 desa"
    typed = actions.cell(10, columns["rencana_aksi"])
    assert (typed.value, typed.data_type) == ("=1+1", "s")


def test_totals_and_lookups_start_with_their_values(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "isi.xlsx", data_only=True)
    sheet = book["Rencana Aksi"]
    columns = _columns(sheet)
    assert sheet.cell(9, columns["total_anggaran"]).value == 350_000_000
    assert sheet.cell(9, columns["nama_program"]).value == "Satu Pintu"
    assert sheet["B2"].value == (
        "2 baris terisi: 1 lengkap, 1 perlu dilengkapi · Cek anggaran dan sumber dana: 1 baris"
    )


def test_marks_are_at_their_cells_and_on_the_first_sheet(books: dict[str, Any]) -> None:
    book = books["isi"]
    actions = book["Rencana Aksi"]
    cell = actions.cell(10, _columns(actions)["target_2023"])
    assert cell.fill.fgColor.rgb == "FFF8D7D3"
    assert cell.comment.text.startswith(f'{NOTE_MARK}"29 desa" di kolom Target 2023 bukan angka.')
    assert "Satuannya berbeda." in cell.comment.text
    code = book["Program Kerja"]["B11"]
    assert code.comment.text == f"{NOTE_MARK}Baris ini masih kosong."
    noted = [c.coordinate for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.comment]
    assert noted == ["B11", cell.coordinate]
    first = book["Perbaikan"]
    rows = [[c.value for c in row] for row in first.iter_rows(min_row=6, min_col=2)]
    assert [row[:5] for row in rows] == [
        ["1", "Rencana Aksi", "GOV-A002", "Target 2023", "29 desa"],
        ["2", "Rencana Aksi", "GOV-A002", "Target 2023", None],
        ["3", "Program Kerja", "GOV-P03", None, None],
    ]
    assert first["H6"].hyperlink.location == f"'Rencana Aksi'!{cell.coordinate}"
    assert first["H8"].hyperlink.location == "'Program Kerja'!B11"


def test_a_drafts_rows_say_where_they_come_from(books: dict[str, Any]) -> None:
    sheet = books["isi"]["Program Kerja"]
    place = next(cell.column for cell in sheet[7] if cell.value == "#asal")
    assert sheet.cell(6, place).value == "Asal"
    assert [sheet.cell(row, place).value for row in (9, 10, 11)] == [None, "GOV-DINKOMINFO-P01", None]
    assert sheet.cell(10, place).protection.locked


def test_rows_beyond_the_form_have_a_place(rembang: Profile) -> None:
    room = rembang.dimension("GOV").room["program_kerja"]
    extra = {f"GOV-P{room + 1}": PROGRAM, "GOV-P03b": PROGRAM}

    (programs, actions) = prepare(rembang, _stage(rembang, 2), GOV, WorksheetContent(answers=extra)).forms

    rows = {row.key: row.row for row in programs.sheet.rows}
    assert len(set(rows.values())) == room + 2
    assert programs.sheet.closing_row == max(rows.values()) + 1
    assert programs.statuses["GOV-P03b"] == programs.statuses[f"GOV-P{room + 1}"] == "Lengkap"
    assert "gov-p03b" in actions.sources.codes["kode_program"][""].texts
    with pytest.raises(ProfileError, match="GOV-X01"):
        prepare(rembang, _stage(rembang, 2), GOV, WorksheetContent(answers={"GOV-X01": PROGRAM}))


def test_given_rows_are_locked_and_otherwise_open(rembang: Profile, tmp_path: Path) -> None:
    given = {"peta_jalan": ({"kode_program": "GOV-P01", "nama_program": "Satu Pintu"}, {"kode_program": "GOV-P02"})}
    path = tmp_path / "b3.xlsx"

    write_worksheet(path, rembang, _stage(rembang, 3), GOV, WorksheetContent(given=given))

    sheet = openpyxl.load_workbook(path)["Peta Jalan"]
    columns = _columns(sheet)
    keys = [cell.value for cell in sheet["A"][8:] if cell.value]
    assert keys == ["GOV-J01", "GOV-J02"]
    assert sheet.cell(9, columns["nama_program"]).value == "Satu Pintu"
    assert sheet.cell(9, columns["nama_program"]).protection.locked
    assert not sheet.cell(9, columns["jangka_pendek"]).protection.locked


# --- what Excel would not take ---------------------------------------------------------------------------------------


def _book() -> Book:
    return Book(title="t", subject="s", author="a", company="c", created=datetime(2022, 7, 20, 8), locked=True)


@pytest.mark.parametrize(
    "act",
    [
        lambda book: book.sheet("a" * 32),
        lambda book: book.sheet("satu/dua"),
        lambda book: [book.sheet("Satu"), book.sheet("SATU")],
        lambda book: book.define("A1", "=1"),
        lambda book: book.define("dua kata", "=1"),
        lambda book: [book.define("sama", "=1"), book.define("Sama", "=2")],
        lambda book: book.sheet("x").text(0, 0, "a" * 32_768),
        lambda book: book.sheet("x").formula(0, 0, "=" + "1+" * 4_100 + "1", 0),
        lambda book: book.sheet("x").formula(0, 0, f'="{"a" * 256}"', ""),
        lambda book: book.sheet("x").validate([(0, 0, 1, 1)], {"validate": "any", "input_title": "a" * 33}),
        lambda book: book.sheet("x").validate([(0, 0, 1, 1)], {"validate": "any", "input_message": "a" * 256}),
        lambda book: book.sheet("x").validate(
            [(0, 0, 3, 0), (2, 0, 5, 0)], {"validate": "any", "input_message": "bertumpuk"}
        ),
        lambda book: book.sheet("x").text(1_048_576, 0, "di luar"),
        lambda book: book.sheet("x").link(0, 0, "y", "A1", "a" * 32_768),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_excel_would_drop_is_refused(act: Any) -> None:
    with pytest.raises(ProfileError):
        act(_book())


# --- how it looks ----------------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes(rembang: Profile) -> None:
    one, other = (worksheet_bytes(rembang, _stage(rembang, 2), GOV, FILLED) for _ in range(2))

    assert one == other
    core = zipfile.ZipFile(io.BytesIO(one)).read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2022-07-20T"}


@pytest.mark.parametrize("name", EVERY)
def test_printing_is_set_up(rembang: Profile, kota: Profile, books: dict[str, Any], name: str) -> None:
    profile = kota if name == "kota" else rembang
    for sheet in books[name].worksheets:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.page_setup.paperSize == profile.paper.index
        assert "-B" in sheet.oddFooter.center.text
        assert "&P" in sheet.oddFooter.right.text
    for sheet, form in _tables(books[name], dict(profile.forms)):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$5:$8"
        assert sheet.print_title_cols
        assert int(sheet.page_setup.scale or 100) >= 70, "type of at least 7 points"
        frozen = _columns(sheet)[form.freeze]
        assert sheet.freeze_panes == sheet.cell(9, frozen + 1).coordinate


def test_pages_across_are_as_few_as_can_be_read() -> None:
    widths = dict.fromkeys(range(1, 11), 20.0)
    paper = PAPERS["A4"]

    pages = plan_pages(widths, repeated=range(1, 2), cuts=[[4, 6, 8]], paper=paper)

    assert len(pages.breaks) == 1
    assert pages.scale >= READABLE
    assert plan_pages({1: 20.0, 2: 20.0}, repeated=(), cuts=[[2]], paper=paper).breaks == ()


def test_rows_are_tall_enough_for_their_text_and_may_grow(books: dict[str, Any], folder: Path) -> None:
    with zipfile.ZipFile(folder / "isi.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet3.xml").decode()
    rows = {int(n): attributes for n, attributes in re.findall(r'<row r="(\d+)"([^>]*)>', xml)}
    assert "customHeight" not in rows[9]
    long, short = (float(re.search(r'ht="([\d.]+)"', rows[n])[1]) for n in (9, 20))  # type: ignore[index]
    assert short == 13.5, "one line"
    assert long > 7 * 11.5, "276 characters in 40 units of width"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, 1),
        ("satu", 10, 1),
        ("satu\ndua", 10, 2),
        ("satu dua tiga empat", 10, 2),
        ("Perkiraan anggaran 2022 (Rp)", 15, 3),
        ("W" * 30, 10, 6),
        ("GOV-DINDAGKOPUKM-P01", 12, 3),
    ],
)
def test_lines_of_wrapped_text(text: str, width: float, expected: int) -> None:
    assert lines(text, width) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kode program", "Kode program"),
        ("Perkiraan anggaran tahun pertama (Rp)", "Perkiraan anggaran tahun…"),
        ("a" * 40, "a" * 31 + "…"),
    ],
)
def test_prompt_titles_are_cut_between_words(text: str, expected: str) -> None:
    assert shorten(text, 32) == expected


def test_head_of_a_sheet_in_words() -> None:
    assert totals_text(0, 0) == "Belum ada baris terisi"
    assert totals_text(12, 9) == "12 baris terisi: 9 lengkap, 3 perlu dilengkapi"


#: Pixels that a small laptop shows across, of which row numbers and the scroll bar take some; the zoom of the sheets.
SCREEN, BESIDE, ZOOM = 1366, 45, 0.9


def test_actions_are_asked_for_within_a_screen_and_a_half_and_stay_named(
    rembang: Profile, books: dict[str, Any]
) -> None:
    sheet, form = books["b2"]["Rencana Aksi"], rembang.forms["rencana_aksi"]

    def across(columns: list[Column]) -> float:
        widths = [sheet.column_dimensions[get_column_letter(_columns(sheet)[c.key])].width for c in columns]
        return sum(7 * width + 5 for width in widths) * ZOOM + BESIDE

    place = [column.key for column in form.columns].index(form.freeze)
    frozen, now = list(form.columns[: place + 1]), [column for column in form.columns if not column.later]
    assert {"code", "status", "parent", "title"} <= {c.role or c.kind.name for c in frozen}
    assert across(frozen) <= 0.4 * SCREEN
    assert across(now) <= 1.5 * SCREEN
    assert all(column.later for column in form.columns[len(now) :])
    asked = [column.role for column in now if column.role in ("title", "target", "lead", "funding", "start")]
    assert list(dict.fromkeys(asked)) == ["title", "target", "lead", "funding", "start"]
    later = [_columns(sheet)[column.key] for column in form.columns if column.later]
    assert {sheet.cell(6, n).fill.fgColor.rgb for n in later} == {f"FF{LATER_BAND[1].lstrip('#')}"}
    assert "Boleh menyusul" in [cell.value for cell in sheet[5]]
