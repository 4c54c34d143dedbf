"""What the reader finds in a workbook that people have changed: keys decide, positions never, and nothing is lost."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.gallery import (
    ACTIONS,
    FILLED,
    PROGRAMS,
    TYPED,
    cells,
    facts,
    refused,
    returned,
    rework,
    surgery,
    text_box,
    with_drawing,
    workbook,
)
from tests.office import key_places
from worksheet_kit.core.layout import FIRST_ROW, HEADING_ROW, KEY_ROW, NUMBER_ROW, a1, sheet_layout
from worksheet_kit.core.model import CellError, Mark, Profile, Recipient, Uncomputed, WorksheetContent, Zone
from worksheet_kit.core.names import recipient_of, recipients
from worksheet_kit.values.text import display
from worksheet_kit.worksheet.workbook import worksheet_bytes

KEYS, HEADINGS, NUMBERS, FIRST = KEY_ROW + 1, HEADING_ROW + 1, NUMBER_ROW + 1, FIRST_ROW + 1  # as openpyxl counts


def at(sheet: Worksheet, key: str) -> int:
    """The column of a column key, as openpyxl counts."""
    return next(cell.column for cell in sheet[KEYS] if cell.value == key)


def row_of(sheet: Worksheet, key: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == key)


# --- the workbook as generated ----------------------------------------------------------------------------------------


def test_a_filled_workbook_is_read_as_typed(sent: Path, kota: Profile) -> None:
    found = returned(sent, kota)
    assert cells(found) == TYPED
    assert found.identity == {"nama_pengisi": "Wulan", "nomor_hp": "0812-1"}
    assert (str(found.code.recipient), found.code.stage, found.facts) == ("TATA", 2, ())
    assert [sheet.form for sheet in found.sheets] == ["program_kerja", "rencana_aksi"]


def test_a_blank_workbook_has_no_rows(kota: Profile, tmp_path: Path) -> None:
    for stage in kota.stages:
        found = returned(workbook(kota, tmp_path / "kosong.xlsx", stage=stage.number, answers={}), kota)
        assert (cells(found), found.facts) == ({}, ())


def test_a_correction_brings_its_seeds_and_keeps_its_own_comments_to_itself(kota: Profile, tmp_path: Path) -> None:
    found = returned(workbook(kota, tmp_path / "perbaikan.xlsx", revision=2), kota)
    assert (found.code.revision, cells(found), found.facts) == (2, TYPED, ())


def test_a_corrections_own_comments_are_known_without_their_author(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        book[PROGRAMS]["D9"].comment = Comment("Perbaikan: Satuan belum diisi.\nYang diharapkan: Pilih satuan.", " ")
        book[PROGRAMS]["D10"].comment = Comment("Sudah diperbaiki", " ")
        book[PROGRAMS]["D11"].comment = Comment("Perbaikan: angkanya sudah kami ganti", " ")

    found = [fact for fact in returned(rework(sent, change), kota).facts if fact.name == "comment"]
    assert [fact.data["text"] for fact in found] == ["Sudah diperbaiki", "Perbaikan: angkanya sudah kami ganti"]


@pytest.mark.parametrize("author", ["", "Siti", None])
def test_a_comment_that_begins_like_one_of_a_correction_is_told(
    kota: Profile, tmp_path: Path, author: str | None
) -> None:
    """Also one that goes on where a correction's own ends, whose author is then that of the correction."""
    office = kota.contact.office
    mark = Mark(row="TATA-P01", column="satuan", form="program_kerja", message="Belum diisi.", expected="Pilih satuan.")
    group = recipient_of(kota, "TATA")
    assert group is not None
    path = tmp_path / "perbaikan.xlsx"
    path.write_bytes(worksheet_bytes(kota, kota.stage(2), group, WorksheetContent(revision=1, marks=(mark,))))
    own: list[str] = []

    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        comment = next(cell.comment for row in sheet.iter_rows() for cell in row if cell.comment)
        own.append(comment.text)
        sheet["D11"].comment = Comment(f"{comment.text}\nSudah kami ganti", author or office)
        sheet["D12"].comment = Comment("Perbaikan: sudah", author or office)
        sheet["D13"].comment = Comment(comment.text, "")

    found = [fact for fact in returned(rework(path, change), kota).facts if fact.name == "comment"]
    assert [fact.data["text"] for fact in found] == [f"{own[0]}\nSudah kami ganti", "Perbaikan: sudah"]


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_sheets_are_known_whatever_they_are_called_and_wherever_they_stand(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        book[PROGRAMS].title = "Sheet1"
        book[ACTIONS].sheet_state = "hidden"
        book.move_sheet("Sheet1", offset=3)

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])
    assert [sheet.sheet for sheet in found.sheets] == [ACTIONS, "Sheet1"]


def test_hidden_sheets_names_and_properties_are_not_needed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name in ("Daftar", "_kit", "Contoh Isian", "Petunjuk"):
            del book[name]
        book.defined_names.clear()
        book.custom_doc_props.props.clear()

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_a_missing_sheet_is_said(sent: Path, kota: Profile) -> None:
    found = returned(rework(sent, lambda book: book.remove(book[ACTIONS])), kota)
    assert [(fact.name, fact.data["form"]) for fact in facts(found)] == [("sheet_missing", "rencana_aksi")]
    assert "TATA-P01" in cells(found)


def test_an_extra_sheet_is_listed_with_its_cells(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Catatan Pak Camat")
        sheet["B2"], sheet["C5"], sheet["D9"] = "usulan", 12, "   "

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.name, fact.place.sheet, dict(fact.data)) == (
        "extra_sheet",
        "Catatan Pak Camat",
        {"count": 2, "cells": ("B2", "C5")},
    )


def test_a_copy_of_a_sheet_without_anything_of_its_own_is_left_out(sent: Path, kota: Profile) -> None:
    found = returned(rework(sent, lambda book: book.copy_worksheet(book[PROGRAMS])), kota)
    assert cells(found) == TYPED
    assert [sheet.form for sheet in found.sheets] == ["program_kerja", "rencana_aksi"]


def test_of_a_copy_of_a_sheet_only_what_differs_is_read_again(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[PROGRAMS])
        copy.cell(row_of(copy, "TATA-P03"), at(copy, "nama_program")).value = "Arsip Digital Kota"

    found = returned(rework(sent, change), kota)
    names = [row.cells["nama_program"] for sheet in found.sheets for row in sheet.rows if row.key == "TATA-P03"]
    assert names == ["Arsip Digital", "Arsip Digital Kota"]
    assert [(fact.name, fact.row) for fact in facts(found)] == [("duplicate_key", "TATA-P03")]


def test_a_table_pasted_as_values_elsewhere_is_found(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        old, new = book[PROGRAMS], book.create_sheet("Tempelan")
        for row in old.iter_rows():
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("="):
                    new.cell(cell.row + 20, cell.column + 3).value = cell.value
        book.remove(old)

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_the_visible_part_pasted_on_another_sheet_is_found(sent: Path, kota: Profile) -> None:
    """Without the hidden key column, while the blank table is still where it was."""

    def change(book: Workbook) -> None:
        old, new = book[PROGRAMS], book.create_sheet("Tempelan")
        for row in old.iter_rows(min_row=HEADINGS, min_col=2):
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("="):
                    new.cell(cell.row, cell.column + 2).value = cell.value
                    if cell.row >= FIRST and cell.column > 3:
                        cell.value = None

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert {sheet.sheet for sheet in found.sheets if sheet.rows} == {"Tempelan", ACTIONS}
    assert facts(found) == []


# --- columns ----------------------------------------------------------------------------------------------------------


def test_swapped_columns_stay_what_they_are(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        one, other = at(sheet, "satuan"), at(sheet, "keterangan")
        for row in range(KEYS - 1, sheet.max_row + 1):
            a, b = sheet.cell(row, one), sheet.cell(row, other)
            a.value, b.value = b.value, a.value
        for row in (NUMBERS,):
            sheet.cell(row, one).value, sheet.cell(row, other).value = "(24)", "(11)"

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_what_is_written_beside_petunjuk_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Petunjuk"]
        sheet["N3"], sheet["N30"], sheet["O31"] = "Tolong tambah waktu", 2, "  "

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    (fact,) = facts(found)
    assert (fact.name, fact.place.sheet, fact.data["cells"]) == ("outside_table", "Petunjuk", ("N3", "N30"))


def test_an_inserted_column_shifts_nothing_and_its_cells_are_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.insert_cols(4)
        sheet.cell(FIRST, 4).value = "usulan Bappeda"
        sheet.cell(FIRST + 2, 4).value = 7

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    (fact,) = facts(found)
    assert (fact.name, fact.data["count"], fact.data["cells"]) == ("outside_table", 2, ("D9", "D11"))


def test_a_deleted_column_is_missing_not_empty(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.delete_cols(at(sheet, "satuan"))

    found = returned(rework(sent, change), kota)
    expected = {key: {c: v for c, v in row.items() if c != "satuan"} for key, row in TYPED.items()}
    assert cells(found) == expected
    assert [(fact.name, fact.column, fact.place.sheet) for fact in facts(found)] == [
        ("column_missing", "satuan", PROGRAMS)
    ]


def test_a_column_that_lost_only_its_key_is_known_by_its_heading(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(KEYS, at(sheet, "satuan")).value = None

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


# --- rows -------------------------------------------------------------------------------------------------------------


def test_rows_may_be_sorted_with_their_keys(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        rows = range(FIRST, FIRST + 6)
        lines = [[cell.value for cell in sheet[row]] for row in rows]
        for row, line in zip(rows, reversed(lines), strict=True):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).value = value

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_rows_may_be_inserted_deleted_hidden_and_filtered(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.delete_rows(row_of(sheet, "TATA-P02"))
        sheet.insert_rows(FIRST, 3)
        sheet.insert_rows(FIRST - 1, 2)  # between the keys and the numbers of the columns
        sheet.row_dimensions[row_of(sheet, "TATA-P03")].hidden = True

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


@pytest.mark.parametrize("row", [FIRST + 1, FIRST - 1], ids=["between rows", "above the numbers of the columns"])
def test_a_filled_row_without_a_key_is_kept_and_listed(row: int, sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.insert_rows(row)
        sheet.cell(row, at(sheet, "nama_program")).value = "Sisipan"

    found = returned(rework(sent, change), kota)
    assert cells(found) == {**TYPED, "": {"nama_program": "Sisipan"}}
    assert [(fact.name, fact.place.cell) for fact in facts(found)] == [("row_without_key", f"D{row}")]


def test_what_stands_for_the_kode_of_a_row_without_key_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.insert_rows(FIRST + 1)
        sheet.cell(FIRST + 1, at(sheet, "kode")).value = "usul Pak Camat"
        sheet.cell(FIRST + 1, at(sheet, "nama_program")).value = "Taman baca"
        sheet.cell(FIRST + 1, at(sheet, "deskripsi")).value = "Di tiap dusun"

    told = {fact.name: fact.place.cell for fact in facts(returned(rework(sent, change), kota))}
    assert told == {"row_without_key": "D10", "outside_table": "B10"}


def test_below_the_table_a_row_is_a_row_and_a_remark_a_remark(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        below = sheet.max_row + 2
        sheet.cell(below, at(sheet, "nama_program")).value = "Kehabisan baris"
        sheet.cell(below, at(sheet, "target_akhir")).value = 4
        sheet.cell(below + 2, at(sheet, "sasaran")).value = "Wanasari, 3 Juni 2025"
        sheet.cell(below + 3, 2).value = "Ketua kelompok"

    found = returned(rework(sent, change), kota)
    assert cells(found) == {**TYPED, "": {"nama_program": "Kehabisan baris", "target_akhir": 4.0}}
    assert [(fact.name, fact.data.get("count")) for fact in facts(found)] == [
        ("row_without_key", None),
        ("outside_table", 2),
    ]


def test_signs_that_nobody_sees_make_no_row(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        below = sheet.max_row + 1
        for n, sign in enumerate(("\u2800", "\u200b", "\u3164\n")):
            sheet.cell(below + n, at(sheet, "nama_program")).value = sign
            sheet.cell(below + n, at(sheet, "satuan")).value = sign

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_a_row_that_lost_its_key_is_known_by_its_kode(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(row_of(sheet, "TATA-P03"), 1).value = None

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_both_rows_with_one_key_are_carried(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        copied = row_of(sheet, "TATA-P02")
        sheet.cell(copied, 1).value = "TATA-P01"
        sheet.cell(copied, 2).value = "TATA-P01"
        sheet.cell(copied, at(sheet, "nama_program")).value = "Kembarannya"

    found = returned(rework(sent, change), kota)
    names = [row.cells.get("nama_program") for row in found.sheets[0].rows if row.key == "TATA-P01"]
    assert names == ["Satu Layanan Warga", "Kembarannya"]
    (fact,) = facts(found)
    assert (fact.name, fact.row, fact.data["cells"]) == ("duplicate_key", "TATA-P01", ("B9", "B10"))


def test_a_kode_that_contradicts_its_key_is_for_a_person_to_decide(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(row_of(sheet, "TATA-P03"), 2).value = "TATA-P05"

    found = refused(rework(sent, change), kota)
    assert (found.name, found.data["found"], found.data["expected"], found.data["sheet"]) == (
        "code_mismatch",
        "TATA-P05",
        "TATA-P03",
        PROGRAMS,
    )
    assert found.code is not None
    assert (found.code.recipient, found.rows) == ("TATA", 3)


def test_a_changed_kode_in_an_empty_row_is_only_noted(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(row_of(sheet, "TATA-P05"), 2).value = "P-lima"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.data["cells"]) for fact in facts(found)] == [("locked_changed", ("B13",))]


def test_an_overwritten_heading_is_noted(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(HEADINGS, at(sheet, "sasaran")).value = "Siapa saja"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert [fact.name for fact in facts(found)] == ["locked_changed"]


# --- keys lost --------------------------------------------------------------------------------------------------------


def test_without_the_key_column_code_and_kode_tell(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name in (PROGRAMS, ACTIONS, "Petunjuk"):
            book[name].delete_cols(1)

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])
    assert found.identity == {"nama_pengisi": "Wulan", "nomor_hp": "0812-1"}


def test_without_the_key_row_numbers_and_headings_tell(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name in (PROGRAMS, ACTIONS):
            book[name].delete_rows(KEYS)

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_without_any_keys_numbers_headings_and_kode_tell(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name in (PROGRAMS, ACTIONS):
            book[name].delete_rows(KEYS)
            book[name].delete_cols(1)

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_without_the_key_row_and_with_every_heading_reworded_the_numbers_tell(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name in (PROGRAMS, ACTIONS):
            sheet = book[name]
            for column in range(2, sheet.max_column + 1):
                if sheet.cell(HEADINGS, column).value:
                    sheet.cell(HEADINGS, column).value = f"Kolom nomor {column}"
            sheet.delete_rows(KEYS)

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert {fact.name for fact in facts(found)} <= {"locked_changed"}


def test_numbers_and_headings_that_contradict_each_other_are_for_a_person_to_decide(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        one, other = at(sheet, "satuan"), at(sheet, "sasaran")
        a, b = sheet.cell(HEADINGS, one), sheet.cell(HEADINGS, other)
        a.value, b.value = b.value, a.value
        sheet.delete_rows(KEYS)

    found = refused(rework(sent, change), kota)
    assert (found.name, found.data["sheet"]) == ("code_mismatch", PROGRAMS)


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_a_sheet_of_another_group_in_the_workbook_is_for_a_person_to_decide(
    sent: Path, kota: Profile, tmp_path: Path
) -> None:
    other = Recipient(dimension="EKO")
    answers = {"EKO-P01": {"nama_program": "Pasar Daring"}}
    theirs = workbook(kota, tmp_path / "lain.xlsx", recipient=other, answers=answers)

    def change(book: Workbook) -> None:
        source = openpyxl.load_workbook(theirs)[PROGRAMS]
        sheet = book.create_sheet("Program Kerja EKO")
        for row in source.iter_rows():
            for cell in row:
                sheet.cell(cell.row, cell.column).value = cell.value

    found = refused(rework(sent, change), kota)
    assert (found.name, found.data["sheet"]) == ("code_mismatch", "Program Kerja EKO")
    assert {found.data["found"].split("-")[2], found.data["expected"].split("-")[2]} == {"EKO", "TATA"}


def test_rows_of_another_group_are_for_a_person_to_decide(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        for column in (1, 2):
            sheet.cell(row_of(sheet, "TATA-P03") if column == 1 else FIRST + 2, column).value = "EKO-P03"

    found = refused(rework(sent, change), kota)
    assert (found.name, found.data["found"], found.data["expected"]) == ("code_mismatch", "EKO-P03", "TATA")


def _with_code(text: str) -> object:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and re.search(r"WNS25-B2-TATA-\w{4}", cell.value):
                        cell.value = re.sub(r"WNS25-B2-TATA-\w{4}", text, cell.value)

    return change


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("RBG22-B2-TATA-7K3Q", "other_region"),
        ("WNS24-B2-TATA-7K3Q", "other_edition"),
        ("WNS25-B9-TATA-7K3Q", "other_stage"),
        ("WNS25-B2-LAUT-7K3Q", "not_genuine"),
        ("WNS25-B2-TATA-0000", "not_genuine"),
    ],
)
def test_a_workbook_that_is_not_of_this_collection_says_whose_it_is(
    sent: Path, kota: Profile, code: str, name: str
) -> None:
    found = refused(rework(sent, _with_code(code)), kota)  # type: ignore[arg-type]
    assert (found.name, str(found.code)) == (name, code)


def test_a_code_that_is_nowhere_is_not_guessed(sent: Path, kota: Profile) -> None:
    found = refused(rework(sent, _with_code("")), kota)  # type: ignore[arg-type]
    assert (found.name, found.code) == ("code_missing", None)


def test_an_agency_is_told_from_its_group(kota: Profile, tmp_path: Path) -> None:
    recipient = Recipient(dimension="TATA", agency="SETDA")
    answers = {"TATA-SETDA-P02": {"nama_program": "Surat Elektronik"}}
    found = returned(workbook(kota, tmp_path / "opd.xlsx", recipient=recipient, answers=answers), kota)
    assert found.code.recipient == "TATA-SETDA"
    # The agency itself is preset in every row, and makes none of them filled.
    assert cells(found) == {"TATA-SETDA-P02": {"nama_program": "Surat Elektronik", "opd_pengampu": "Setda"}}


def test_any_other_workbook_is_a_stranger(kota: Profile, tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Anggaran rumah tangga"  # type: ignore[index]
    book.save(tmp_path / "lain.xlsx")
    assert refused(tmp_path / "lain.xlsx", kota).name == "stranger"


def test_our_own_matrix_is_no_return(sent: Path, kota: Profile) -> None:
    assert refused(rework(sent, _with_code("WNS25-B2-MATRIKS")), kota).name == "own_matrix"  # type: ignore[arg-type]


def test_a_sheet_of_the_matrix_pasted_into_a_return_costs_no_answer(sent: Path, kota: Profile, tmp_path: Path) -> None:
    """It quotes codes and keys of other recipients, and its data sheets have keys like those of a form."""
    answers = {"EKO-P01": {"nama_program": "Pasar Daring"}}
    theirs = workbook(kota, tmp_path / "lain.xlsx", recipient=Recipient(dimension="EKO"), answers=answers)
    source = openpyxl.load_workbook(theirs)[PROGRAMS]
    source["B1"].value = "WNS25-B2-MATRIKS"

    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Data Program", 0)
        for row in source.iter_rows():
            for cell in row:
                sheet.cell(cell.row, cell.column).value = cell.value

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.place.sheet) for fact in facts(found)] == [("extra_sheet", "Data Program")]


# --- cells ------------------------------------------------------------------------------------------------------------


def test_raw_cells_never_pass_for_one_another(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        row = book[ACTIONS][FIRST]
        sheet = book[ACTIONS]
        put = {
            "rencana_aksi": "007",
            "indikator": "a_x000D_b",
            "satuan": "  ",
            "target_2025": True,
            "target_2026": date(2026, 7, 20),
            "target_2027": 1.5,
            "anggaran_2025": "Rp 80 juta",
            "anggaran_2026": "=1/0",
            "anggaran_2027": datetime(2026, 7, 20, 10, 30),
        }
        for key, value in put.items():
            row[at(sheet, key) - 1].value = value
            row[at(sheet, key) - 1].number_format = "General"
        row[at(sheet, "target_2026") - 1].number_format = "dd/mm/yyyy"
        row[at(sheet, "anggaran_2027") - 1].number_format = "dd/mm/yyyy hh:mm"
        row[at(sheet, "target_2028") - 1].value = 0.5
        row[at(sheet, "target_2028") - 1].number_format = "0.0%"

    row = cells(returned(rework(sent, change), kota))["TATA-A001"]
    assert row == {
        "kode_program": "TATA-P01",
        "rencana_aksi": "007",
        "indikator": "a\rb",
        "satuan": "  ",
        "target_2025": True,
        "target_2026": date(2026, 7, 20),
        "target_2027": 1.5,
        "target_2028": "50%",
        "anggaran_2025": "Rp 80 juta",
        "anggaran_2026": Uncomputed("=1/0"),
        "anggaran_2027": datetime(2026, 7, 20, 10, 30),
        "mulai": "TW I 2026",
    }
    assert row["target_2025"] is True


def test_error_cells_are_named(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        old = rb'(<c r="[A-Z]+9" s="\d+")><v>12.5</v></c>'
        return re.sub(old.replace(b"9", b"11"), rb'\1 t="e"><f>#REF!*2</f><v>#REF!</v></c>', data)

    row = cells(returned(surgery(sent, change), kota))["TATA-P03"]
    assert row["target_akhir"] == CellError("#REF!")


def test_a_formula_with_its_result_is_that_value(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"<v>12.5</v>", b"<f>25/2</f><v>12.5</v>")

    assert cells(returned(surgery(sent, change), kota)) == TYPED


def test_our_own_formulas_are_never_read(sent: Path, kota: Profile) -> None:
    """Their stored results are stale or gone in most programs: nothing changes when they are."""
    gone = surgery(sent, lambda name, data: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data))
    found = returned(gone, kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_the_1904_calendar_gives_the_same_day(sent: Path, kota: Profile) -> None:
    def in_1904(name: str, data: bytes) -> bytes:
        if name == "xl/workbook.xml":
            return re.sub(rb"<workbookPr", rb'<workbookPr date1904="1"', data)
        return data.replace(b"<v>44762</v>", b"<v>43300</v>")

    def typed_a_day(book: Workbook) -> None:
        sheet = book[ACTIONS]
        cell = sheet.cell(FIRST, at(sheet, "mulai"))
        cell.value, cell.number_format = 44762, "mmm yyyy"

    rework(sent, typed_a_day)
    assert cells(returned(sent, kota))["TATA-A001"]["mulai"] == date(2022, 7, 20)
    assert cells(returned(surgery(sent, in_1904), kota))["TATA-A001"]["mulai"] == date(2022, 7, 20)


def test_rich_and_inline_text_is_text(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            rich = b"<r><t xml:space='preserve'>Arsip </t></r><r><t>Digital</t></r><rPh sb='0' eb='1'><t>x</t></rPh>"
            return data.replace(b"<t>Arsip Digital</t>", rich)
        return data

    assert cells(returned(surgery(sent, change), kota)) == TYPED


# --- rows carried over from an earlier stage --------------------------------------------------------------------------


@pytest.fixture
def carried_over(rembang: Profile, tmp_path: Path) -> Path:
    """A workbook with three rows that were filled in at an earlier stage, two of them gone on with."""
    names = ("Satu Layanan", "Arsip Digital", "Pasar Daring")
    given = tuple({"kode_program": f"GOV-P0{n}", "nama_program": name} for n, name in enumerate(names, 1))
    form = next(form for form in rembang.forms.values() if form.rows_from)
    keys = [f"GOV-{form.blocks[0].code(n)}" for n in (1, 2)]
    content = WorksheetContent(
        given={form.name: given}, answers={key: {form.inputs[0].key: f"isian {key}"} for key in keys}
    )
    path = tmp_path / "lanjutan.xlsx"
    path.write_bytes(worksheet_bytes(rembang, rembang.stage(3), Recipient(dimension="GOV"), content))
    return path


def _carried_sheet(book: Workbook, rembang: Profile) -> Worksheet:
    return book[next(form.sheet for form in rembang.forms.values() if form.rows_from)]


def test_carried_over_texts_come_along(carried_over: Path, rembang: Profile) -> None:
    found = returned(carried_over, rembang)
    assert [row.cells["nama_program"] for row in found.sheets[0].rows] == [
        "Satu Layanan",
        "Arsip Digital",
        "Pasar Daring",
    ]
    assert facts(found) == []


def test_inputs_sorted_away_from_their_locked_text_are_for_a_person_to_decide(
    carried_over: Path, rembang: Profile
) -> None:
    def change(book: Workbook) -> None:
        sheet = _carried_sheet(book, rembang)
        for key in ("kode_program", "nama_program"):
            one, other = sheet.cell(FIRST, at(sheet, key)), sheet.cell(FIRST + 1, at(sheet, key))
            one.value, other.value = other.value, one.value

    found = refused(rework(carried_over, change), rembang)
    assert found.name == "code_mismatch"
    assert found.data["found"] != found.data["expected"]


def test_a_locked_text_that_was_mended_is_only_noted(carried_over: Path, rembang: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = _carried_sheet(book, rembang)
        sheet.cell(FIRST, at(sheet, "nama_program")).value = "Satu Layanan Publik"

    assert [fact.name for fact in facts(returned(rework(carried_over, change), rembang))] == ["locked_changed"]


# --- beside the answers -----------------------------------------------------------------------------------------------


def test_comments_are_carried_with_their_place(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(row_of(sheet, "TATA-P03"), at(sheet, "target_akhir")).comment = Comment("angka sementara", "Siti")
        sheet["A1"].comment = Comment("catatan sekretariat", kota.contact.office)

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.name, fact.row, fact.column, fact.data["text"]) == (
        "comment",
        "TATA-P03",
        "target_akhir",
        "angka sementara",
    )


def test_merged_inputs_are_noted(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        column = at(sheet, "sasaran")
        sheet.cell(FIRST, column).value = "Semua warga"
        sheet.merge_cells(start_row=FIRST, end_row=FIRST + 2, start_column=column, end_column=column)

    found = returned(rework(sent, change), kota)
    assert cells(found)["TATA-P01"]["sasaran"] == "Semua warga"
    assert [(fact.name, fact.row) for fact in facts(found)] == [("merged_cells", "TATA-P01")]


def test_what_lies_below_merged_cells_is_no_answer_and_is_told(sent: Path, kota: Profile) -> None:
    """LibreOffice keeps it, hidden: here the title lies above the two columns right of it and the row below."""
    book = openpyxl.load_workbook(sent)
    column = at(book[PROGRAMS], "nama_program")
    area = f"{a1(FIRST - 1, column - 1)}:{a1(FIRST + 1, column + 2)}"

    def change(name: str, data: bytes) -> bytes:
        if name != f"xl/worksheets/sheet{book.sheetnames.index(PROGRAMS) + 1}.xml":
            return data
        return re.sub(rb"(<mergeCells[^>]*>)", rb'\1<mergeCell ref="%s"/>' % area.encode(), data)

    before = cells(returned(sent, kota))
    found = returned(surgery(sent, change), kota)
    hidden = {
        (row, key): raw
        for row in ("TATA-P01", "TATA-P03")
        for key, raw in before[row].items()
        if at(book[PROGRAMS], key) in range(column, column + 4) and (row, key) != ("TATA-P01", "nama_program")
    }
    told = {(fact.row, fact.column): fact.text("text") for fact in facts(found, "covered")}
    assert ("TATA-P03", "nama_program") in told
    assert told == {place: display(raw) for place, raw in hidden.items()}
    left = {(row, key) for row, line in cells(found).items() for key in line}
    assert left == {(row, key) for row, line in before.items() for key in line} - hidden.keys()


@pytest.mark.sampled
@pytest.mark.parametrize(
    "result", [b"<v/>", b'<v>=DISPIMG("ID_1",1)</v>', b"<v>#NAME?</v>"], ids=["none", "shown", "error"]
)
def test_a_picture_of_wps_in_a_cell_is_no_answer_and_is_told_there(sent: Path, kota: Profile, result: bytes) -> None:
    rework(sent, lambda book: _put(book, "sasaran", '=_xlfn.DISPIMG("ID_1",1)'))
    kind = b"e" if b"#" in result else b"str"
    at_cell = rb'<c r="(\w+)"( s="\d+")?><f>(_xlfn.DISPIMG[^<]*)</f><v ?/?>(</v>)?'

    def change(name: str, data: bytes) -> bytes:
        return re.sub(at_cell, rb'<c r="\1"\2 t="%s"><f>\3</f>%s' % (kind, result), data)

    found = returned(surgery(sent, change), kota)
    assert "sasaran" not in cells(found)["TATA-P01"]
    assert [(fact.place.sheet, fact.place.cell) for fact in facts(found, "drawn")] == [_where(sent, "sasaran")]


def _put(book: Workbook, column: str, value: object) -> None:
    sheet = book[PROGRAMS]
    sheet.cell(FIRST, at(sheet, column)).value = value


def _where(path: Path, column: str) -> tuple[str, str]:
    sheet = openpyxl.load_workbook(path)[PROGRAMS]
    return PROGRAMS, a1(FIRST - 1, at(sheet, column) - 1)


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
RICH = b'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"'
METADATA = (
    b"<metadata %s><metadataTypes><metadataType name='XLRICHVALUE'/></metadataTypes><futureMetadata name='XLRICHVALUE'>"
    b"<bk><extLst><ext><xlrd:rvb xmlns:%s i='0'/></ext></extLst></bk><bk><extLst><ext><xlrd:rvb xmlns:%s "
    b"i='1'/></ext></extLst></bk></futureMetadata><valueMetadata><bk><rc t='1' v='0'/></bk><bk><rc t='1' v='1'/></bk>"
    b"</valueMetadata></metadata>" % (MAIN, RICH.replace(b"xmlns", b"xlrd"), RICH.replace(b"xmlns", b"xlrd"))
)


@pytest.mark.parametrize(("number", "is_picture"), [(1, False), (2, True)])
def test_a_picture_placed_in_a_cell_is_told_there(sent: Path, kota: Profile, number: int, is_picture: bool) -> None:
    """Excel keeps it as a rich value behind an error; another rich value, such as a share's price, is no picture."""
    rework(sent, lambda book: _put(book, "sasaran", "#VALUE!"))
    types = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata",
        *(f"http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue{part}" for part in ("", "Structure")),
    )
    parts = ("metadata.xml", "richData/rdrichvalue.xml", "richData/rdrichvaluestructure.xml")

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            links = (f'<Relationship Id="x{n}" Type="{types[n]}" Target="{parts[n]}"/>' for n in range(3))
            return data.replace(b"</Relationships>", "".join(links).encode() + b"</Relationships>")
        return re.sub(
            rb'(<c r="\w+"(?: s="\d+")?) t="\w+"><v>#VALUE!</v>', rb'\1 t="e" vm="%d"><v>#VALUE!</v>' % number, data
        )

    surgery(sent, change)
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("xl/metadata.xml", METADATA)
        archive.writestr("xl/richData/rdrichvalue.xml", b'<rvData %s><rv s="0"/><rv s="1"/></rvData>' % RICH)
        structures = b'<rvStructures %s><s t="_stock"/><s t="_localImage"/></rvStructures>' % RICH
        archive.writestr("xl/richData/rdrichvaluestructure.xml", structures)
    found = returned(sent, kota)
    told = [(fact.place.sheet, fact.place.cell) for fact in facts(found, "drawn")]
    assert told == ([_where(sent, "sasaran")] if is_picture else [])
    assert isinstance(cells(found)["TATA-P01"].get("sasaran"), CellError) is not is_picture


@pytest.mark.parametrize("way", ["anchor", "drawing", "legacy", "nowhere"])
def test_an_embedded_object_is_told_once_at_its_cell(sent: Path, kota: Profile, way: str) -> None:
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = "xl/worksheets/sheet2.xml"
    start = "<from><xdr:col>4</xdr:col><xdr:row>10</xdr:row></from>" if way == "anchor" else ""
    element = (
        f'<oleObjects><mc:AlternateContent xmlns:mc="{MC}" xmlns:xdr="{XDR}" xmlns:r="{link}"><mc:Choice><oleObject '
        f'progId="AcroExch" shapeId="1025" r:id="rIdO"><objectPr><anchor>{start}</anchor></objectPr></oleObject>'
        '</mc:Choice><mc:Fallback><oleObject progId="AcroExch" shapeId="1025" r:id="rIdO"/></mc:Fallback>'
        "</mc:AlternateContent></oleObjects>"
    )
    if way == "drawing":
        with_drawing(sent, text_box().replace('id="2"', 'id="1025"'))
    part = "xl/worksheets/_rels/sheet2.xml.rels"
    with zipfile.ZipFile(sent) as archive:
        links = archive.read(part).decode() if part in archive.namelist() else ""
    links = (
        links or '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    more = f'<Relationship Id="rIdO" Type="{link}/oleObject" Target="../embeddings/oleObject1.bin"/>'
    more += f'<Relationship Id="rIdV" Type="{link}/vmlDrawing" Target="../drawings/v.vml"/>' if way == "legacy" else ""

    def change(name: str, data: bytes) -> bytes | None:
        if name == sheet:
            return data.replace(b"</worksheet>", element.encode() + b"</worksheet>")
        return None if name == part else data

    surgery(sent, change)
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr(part, links.replace("</Relationships>", f"{more}</Relationships>"))
        archive.writestr("xl/embeddings/oleObject1.bin", b"%PDF")
        shape = b'<v:shape id="_x0000_s1025"><x:Anchor>4, 0, 10, 0, 6, 0, 12, 0</x:Anchor></v:shape>'
        archive.writestr("xl/drawings/v.vml", shape)
    told = [fact.place.cell for fact in facts(returned(sent, kota), "drawn")]
    assert told == ["A1" if way == "nowhere" else "E11"]


def test_the_words_of_a_diagram_are_told(sent: Path, kota: Profile) -> None:
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    frame = (
        f'<xdr:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="d" xmlns:r="{link}" r:dm="rIdD"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    )
    with_drawing(sent, text_box().partition("<xdr:sp>")[0] + frame)
    kind = f'Type="{link}/diagramData" Target="../diagrams/data1.xml"'
    relations = f'<Relationships xmlns="p"><Relationship Id="rIdD" {kind}/></Relationships>'
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("xl/drawings/_rels/drawing1.xml.rels", relations)
        words = "<dgm:pt><dgm:t><a:p><a:r><a:t>Alur aduan</a:t></a:r></a:p></dgm:t></dgm:pt>"
        data = f'<dgm:dataModel xmlns:dgm="d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{words}</dgm:dataModel>'
        archive.writestr("xl/diagrams/data1.xml", data)
    assert [(fact.place.cell, fact.text("text")) for fact in facts(returned(sent, kota), "drawn")] == [
        ("E11", "Alur aduan")
    ]


def test_notes_beside_the_table_are_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        sheet.cell(2, 40).value = "hub. Bu Siti"
        sheet.cell(FIRST, 41).value = 5
        sheet.cell(900_000, 3).value = "jauh"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    (fact,) = facts(found)
    assert (fact.name, fact.data["count"], fact.data["cells"]) == ("outside_table", 3, ("AN2", "AO9", "C900000"))


@pytest.mark.slow
def test_phantom_rows_and_columns_cost_nothing_and_say_nothing(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        for row in range(200, 1_200):
            for column in range(1, 60):
                sheet.cell(row, column).number_format = "@"

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_macros_and_links_are_noted_and_left_alone(sent: Path, kota: Profile) -> None:
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        archive.writestr(
            "xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'
        )
    found = returned(sent, kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.data.get("target")) for fact in facts(found)] == [
        ("macro", None),
        ("external_link", None),
        ("external_link", "DDE"),
    ]


# --- when and by what it was saved ------------------------------------------------------------------------------------


def test_the_time_of_saving_is_the_property_never_the_file_time(sent: Path, kota: Profile) -> None:
    def stamp(text: bytes) -> Path:
        def change(name: str, data: bytes) -> bytes:
            return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + text, data)

        return surgery(sent, change)

    assert returned(stamp(b"2025-06-03T10:00:00Z"), kota).saved == datetime(2025, 6, 3, 10, tzinfo=UTC)
    assert returned(stamp(b"2025-06-03T10:00:00+07:00"), kota).saved == datetime(2025, 6, 3, 3, tzinfo=UTC)
    assert returned(stamp(b"2025-06-03T10:00:00"), kota).saved == datetime(2025, 6, 3, 10, tzinfo=UTC)
    assert returned(stamp(b"kemarin"), kota).saved is None
    gone = surgery(sent, lambda name, data: None if name.startswith("docProps") else data)
    assert returned(gone, kota).saved is None


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 3), ("WITA", 2), ("WIT", 1)])
def test_libreoffice_writes_the_time_of_the_wall_and_calls_it_utc(
    sent: Path, kota: Profile, zone: str, hour: int
) -> None:
    def change(name: str, data: bytes) -> bytes:
        data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-06-03T10:00:00Z", data)
        return re.sub(rb"(<Application>)[^<]*", rb"\g<1>LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40", data)

    profile = replace(kota, zone=Zone(zone))
    assert returned(surgery(sent, change), profile).saved == datetime(2025, 6, 3, hour, tzinfo=UTC)


def test_prefilled_rows_count_as_read_whatever_the_room(kota: Profile, tmp_path: Path) -> None:
    """Every row of the form can be filled, the last one too."""
    form = kota.forms["program_kerja"]
    recipient = Recipient(dimension="TATA")
    keys = [row.key for row in sheet_layout(form, kota, recipient).rows]
    answers = {key: {"nama_program": f"Program {key}"} for key in keys}
    found = returned(workbook(kota, tmp_path / "penuh.xlsx", answers=answers), kota)
    assert list(cells(found)) == keys
    assert FILLED.keys() - set(keys) == {"TATA-A001"}


# --- words on what we printed -----------------------------------------------------------------------------------------


def _unmerged(sheet: Worksheet) -> Worksheet:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def test_what_is_typed_above_left_or_on_the_head_of_a_table_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = _unmerged(book[PROGRAMS])
        sheet.insert_rows(1, 4)
        sheet.insert_cols(1, 2)
        sheet["A1"], sheet["F2"], sheet["A15"], sheet["H6"] = "Rapat Senin", "hub. Bu Siti", "cek!", "menimpa judul"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.data["cells"]) for fact in facts(found)] == [("outside_table", ("A1", "F2", "H6", "A15"))]


def test_words_behind_a_text_of_ours_are_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet, instructions = book[PROGRAMS], book["Petunjuk"]
        code = next(cell for row in sheet["A1:K3"] for cell in row if str(cell.value).startswith("WNS25-"))
        event = next(cell for row in sheet["A1:K3"] for cell in row if str(cell.value).startswith("Dimensi "))
        deadline = next(cell for row in instructions.iter_rows() for cell in row if "Kirim paling" in str(cell.value))
        for cell in (code, event, deadline):
            cell.value = f"{cell.value} diundur"
            changed.append(cell.coordinate)

    changed: list[str] = []
    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    listed = {fact.place.sheet: fact.data["cells"] for fact in facts(found)}
    assert listed == {PROGRAMS: tuple(changed[:2]), "Petunjuk": (changed[2],)}


def test_words_of_somebodys_own_behind_a_main_problem_are_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        problem = kota.problems[0].label
        for row, said in enumerate(("data menyusul dari camat", "2 program", "belum ada"), start=90):
            book["Petunjuk"].cell(row, 26).value = f"{problem}: {said}"

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.name, fact.data["cells"]) == ("outside_table", ("Z90",))


def test_many_cells_beside_a_table_are_named_as_ranges(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        for n in range(30):
            sheet.cell(10 + n, 40).value = f"catatan {n}"
        sheet["AP12"], sheet["AQ12"], sheet["AR12"], sheet["AP40"] = "a", "b", "c", "d"

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.data["count"], fact.data["cells"]) == (34, ("AN10:AN39", "AP12:AR12", "AP40"))


def test_a_sheet_of_ones_own_called_like_our_list_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        del book["Daftar"], book["_kit"]
        book.create_sheet("Daftar")["B2"] = "Yang hadir: Pak Camat"

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.name, fact.place.sheet, fact.data["cells"]) == ("extra_sheet", "Daftar", ("B2",))


def test_what_is_typed_on_the_sheets_for_reading_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        instructions, examples = _unmerged(book["Petunjuk"]), book["Contoh Isian"]
        instructions["B3"], instructions["D90"] = "Kami isi minggu depan", 12
        examples["D8"], examples["H8"] = "Program kami sendiri", "catatan"
        examples.title = "Contoh lama"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    listed = [(fact.name, fact.place.sheet, fact.data["cells"]) for fact in facts(found)]
    assert listed == [("outside_table", "Petunjuk", ("B3", "D90")), ("outside_table", "Contoh lama", ("D8", "H8"))]


def test_what_is_typed_beside_the_list_of_a_correction_is_listed(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "perbaikan.xlsx", revision=1)

    def change(book: Workbook) -> None:
        book["Perbaikan"]["K7"], book["Perbaikan"]["C30"] = "sudah diperbaiki", "yang ini tidak"

    listed = [(f.place.sheet, f.data["cells"]) for f in facts(returned(rework(path, change), kota))]
    assert listed == [("Perbaikan", ("K7", "C30"))]


def test_a_table_that_somebody_turned_on_its_side_is_read(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        turned = book.create_sheet("Balik")
        for row in book[PROGRAMS].iter_rows():
            for cell in row:
                turned.cell(cell.column, cell.row).value = cell.value
        del book[PROGRAMS]

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])
    places = {sheet.sheet: sheet.turned for sheet in found.sheets}
    assert places == {"Balik": True, ACTIONS: False}


def test_a_sheet_with_our_code_but_no_table_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(KEYS - 2, sheet.max_row)
        sheet.cell(KEYS, 4).value = "Daftar menyusul"

    found = returned(rework(sent, change), kota)
    assert {fact.name: fact.place.sheet for fact in facts(found)} == {
        "extra_sheet": PROGRAMS,
        "sheet_missing": PROGRAMS,
    }


@pytest.mark.parametrize("beside", [False, True])
def test_two_forms_on_one_sheet_are_two_forms(sent: Path, kota: Profile, beside: bool) -> None:
    def change(book: Workbook) -> None:
        upper, lower = book[PROGRAMS], book[ACTIONS]
        down, right = (0, upper.max_column + 2) if beside else (upper.max_row + 5, 0)
        for row in lower.iter_rows():
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("="):
                    upper.cell(cell.row + down, cell.column + right).value = cell.value
        del book[ACTIONS]

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_comments_are_listed_wherever_they_stand(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        for name, cell in (("Petunjuk", "E5"), ("Contoh Isian", "D8"), (book.create_sheet("Lain").title, "B2")):
            book[name][cell].comment = Comment(f"di {name}", "Siti")
        # A conversation of Excel, as it stays when a program has saved it that does not know of such.
        for_older = "[Komentar berutas]\n\nVersi Excel Anda …: https://go.microsoft.com/fwlink/?linkid=870924\n\n"
        book["Lain"]["B2"].comment = Comment(f"{for_older}Komentar:\n    target diturunkan", "tc={1}")

    found = facts(returned(rework(sent, change), kota))
    assert [fact.data["text"] for fact in found if fact.place.sheet == "Lain"] == ["Komentar:\n    target diturunkan"]
    assert sorted((fact.name, fact.place.sheet, fact.place.cell) for fact in found) == [
        ("comment", "Contoh Isian", "D8"),
        ("comment", "Lain", "B2"),
        ("comment", "Petunjuk", "E5"),
    ]


@pytest.mark.sampled
@pytest.mark.parametrize("revision", [0, 1])
def test_what_is_printed_is_known_for_every_group_and_agency(
    kota: Profile, rembang: Profile, tmp_path: Path, revision: int
) -> None:
    for profile in (kota, rembang):
        for stage in profile.stages:
            for recipient in recipients(profile.dimensions[0], per_agency=True)[:2]:
                path = workbook(
                    profile,
                    tmp_path / "kosong.xlsx",
                    stage=stage.number,
                    recipient=recipient,
                    answers={},
                    revision=revision,
                )
                assert facts(returned(path, profile)) == []


def test_what_is_typed_over_our_formulas_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        book[PROGRAMS].cell(FIRST, at(book[PROGRAMS], "status")).value = "sudah benar"
        actions = book[ACTIONS]
        actions.cell(FIRST, at(actions, "nama_program")).value = "Nama lain"
        actions.cell(FIRST, at(actions, "total_anggaran")).value = 7
        actions.cell(FIRST + 1, at(actions, "status")).value = "menyusul"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    listed = [(fact.place.sheet, fact.data["cells"]) for fact in facts(found, "locked_changed")]
    assert listed == [(PROGRAMS, ("C9",)), (ACTIONS, ("F9", "Y9", "C10"))]


def test_a_stale_result_of_our_formulas_is_not_taken_for_typed(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>lain sama sekali</v>", data) if "worksheets" in name else data

    found = returned(surgery(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_a_table_pasted_as_values_holds_nothing_typed_over(sent: Path, kota: Profile) -> None:
    values = openpyxl.load_workbook(sent, data_only=True)

    def change(book: Workbook) -> None:
        for name in (PROGRAMS, ACTIONS):
            for row in book[name].iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        cell.value = values[name][cell.coordinate].value

    found = returned(rework(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_a_kode_typed_again_in_another_spelling_names_the_same_row(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = book[PROGRAMS]
        for key, typed in (("TATA-P01", "tata – p1"), ("TATA-P03", "P3 ")):
            sheet.cell(row_of(sheet, key), 2).value = typed
        sheet.delete_cols(1)

    assert cells(returned(rework(sent, change), kota)) == TYPED


def test_a_code_on_two_sheets_is_told_with_both(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[PROGRAMS])
        copy.title = "Program Kerja (2)"
        copy.cell(FIRST, at(copy, "satuan")).value = "dokumen"

    (fact,) = facts(returned(rework(sent, change), kota))
    assert (fact.name, fact.place.sheet, fact.place.cell) == ("duplicate_key", "Program Kerja (2)", "B9")
    assert fact.data["cells"] == ("Program Kerja!B9", "Program Kerja (2)!B9")


def test_what_is_typed_over_column_numbers_and_keys_is_listed(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        book[PROGRAMS].cell(NUMBERS, 6).value = "wajib?"
        book[ACTIONS].cell(KEYS, at(book[ACTIONS], "lokasi")).value = "ini apa"

    found = returned(rework(sent, change), kota)
    assert cells(found) == TYPED
    assert [(f.place.sheet, f.data["cells"]) for f in facts(found)] == [(PROGRAMS, ("F8",)), (ACTIONS, ("AA7",))]


def test_petunjuk_is_known_without_its_name_and_keys(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        book["Petunjuk"].delete_cols(1)
        book["Petunjuk"].title = "Sampul"

    found = returned(rework(sent, change), kota)
    assert (found.identity, facts(found)) == ({"nama_pengisi": "Wulan", "nomor_hp": "0812-1"}, [])


def _identity_cells(path: Path) -> dict[str, str]:
    """The inputs of *Petunjuk*: identity key -> A1."""
    return {key: cell[""] for key, cell in key_places(path)["Petunjuk"].items()}


def test_identity_lines_are_read_as_they_stood_in_older_workbooks(sent: Path, kota: Profile) -> None:
    """Until 0.1.0 they stood one below the other, the attendance after the others."""

    def change(book: Workbook) -> None:
        sheet = _unmerged(book["Petunjuk"])
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = None
        sheet["A50"], sheet["B50"] = "#identitas", "IDENTITAS PENGISI"
        sheet["A51"], sheet["B51"], sheet["D51"] = "||nama_pengisi", "Nama pengisi", "Ratna"
        sheet["A52"], sheet["B52"], sheet["C52"], sheet["D52"] = "|hadir_opd_1|hadir_nama_1", 1, "Diskominfo", "Budi"

    found = returned(rework(sent, change), kota)
    assert found.identity == {"nama_pengisi": "Ratna", "hadir_opd_1": "Diskominfo", "hadir_nama_1": "Budi"}
    assert facts(found) == []


def test_identity_lines_move_with_inserted_rows_and_columns(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = _unmerged(book["Petunjuk"])
        places = _identity_cells(sent)
        sheet[places["hadir_nama_1"]] = "Budi"
        sheet.insert_rows(2, 3)
        sheet.insert_cols(1, 2)

    found = returned(rework(sent, change), kota)
    assert found.identity == {"nama_pengisi": "Wulan", "nomor_hp": "0812-1", "hadir_nama_1": "Budi"}
    assert facts(found) == []


def test_beside_a_line_that_is_not_asked_any_more_all_else_is_read_and_told(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        places = _identity_cells(sent)
        line = book["Petunjuk"][places["notulis"]]
        line.value = "Sari"
        book["Petunjuk"][f"M{line.row}"] = "datang siang"
        key = book["Petunjuk"][f"A{line.row}"]
        key.value = key.value.replace("notulis", "nip")
        book["Petunjuk"][places[f"hadir_nama_{line.row - book['Petunjuk'][places['nama_pengisi']].row + 1}"]] = "Budi"

    found = returned(rework(sent, change), kota)
    assert found.identity == {"nama_pengisi": "Wulan", "nomor_hp": "0812-1", "hadir_nama_4": "Budi"}
    told = [(fact.name, fact.data["cells"]) for fact in facts(found)]
    assert [name for name, _ in told] == ["not_asked", "outside_table"]
    assert told[1][1][0].startswith("M")


def test_an_attendance_is_not_taken_for_who_filled_in(sent: Path, kota: Profile) -> None:
    def change(book: Workbook) -> None:
        sheet = _unmerged(book["Petunjuk"])
        places = _identity_cells(sent)
        sheet[places["nama_pengisi"]], sheet[places["hadir_opd_1"]] = None, "Diskominfo"
        sheet.delete_cols(1)

    assert returned(rework(sent, change), kota).identity == {"nomor_hp": "0812-1"}


# --- what floats above the cells --------------------------------------------------------------------------------------

_IN_CHOICE = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"


@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        ([text_box("angka menyusul")], [("E11", "angka menyusul")]),
        ([text_box("baris satu", "baris dua")], [("E11", "baris satu\nbaris dua")]),
        ([text_box("ya", cell=(3, 0)), text_box("tidak")], [("A4", "ya"), ("E11", "tidak")]),
        ([text_box(shape="pic")], [("E11", "")]),  # a picture
        ([text_box(), text_box(" ")], []),  # a line, an empty box
        # as Excel writes what older versions cannot show, with what they show instead
        ([_IN_CHOICE.format(text_box("angka menyusul"), text_box("angka menyusul"))], [("E11", "angka menyusul")]),
    ],
)
def test_what_is_drawn_above_the_cells_is_told_at_its_cell(
    sent: Path, kota: Profile, shapes: list[str], told: list[tuple[str, str]]
) -> None:
    found = returned(with_drawing(sent, *shapes), kota)
    assert cells(found) == TYPED
    assert {(fact.name, fact.place.sheet) for fact in facts(found)} <= {("drawn", PROGRAMS)}
    assert [(fact.place.cell, fact.text("text")) for fact in facts(found)] == told


def test_what_is_drawn_on_petunjuk_is_told(sent: Path, kota: Profile) -> None:
    (fact,) = facts(returned(with_drawing(sent, text_box("mohon dibaca", cell=(0, 2)), sheet=1), kota))
    assert (fact.name, fact.place.sheet, fact.place.cell) == ("drawn", "Petunjuk", "C1")
    assert fact.text("text") == "mohon dibaca"
