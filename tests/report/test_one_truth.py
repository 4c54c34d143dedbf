"""One run tells the same figures wherever it tells them: terminal, message, matrix and JSON."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.test_collect import BANJIR, FULL, LAYANAN, Desk
from worksheet_kit.core.counts import state_words, states
from worksheet_kit.core.model import Place, Profile, Result, State, percent
from worksheet_kit.core.words import STATE_WORDS
from worksheet_kit.feedback.messages import summary
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.report import board
from worksheet_kit.report.json import document


@pytest.fixture(scope="module")
def result(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two of three programs complete, files that are held, an empty sheet, a difference that nobody has decided."""
    desk = Desk(kota, tmp_path_factory.mktemp("wanasari"))
    faulty = {**LAYANAN, "nama_program": "Arsip", "satuan": None, "target_akhir": None}
    desk.put("tata.xlsx", {**FULL, "TATA-P02": BANJIR, "TATA-P03": faulty})
    for name in ("rusak.xlsx", "putus.xlsx"):
        (desk.folder / name).write_bytes(b"PK\x03\x04" + name.encode())
    desk.put("eko.xlsx", {"EKO-P01": {**LAYANAN, "subdimensi": "Wisata", "opd_pengampu": "DISPAR"}}, to="EKO")
    for at, target in (("08:00", 40), ("16:00", 50)):
        desk.put(f"ling {target}.xlsx", lestari(target), to="LING", at=at)
    return desk.collect()


def lestari(target: int) -> dict[str, dict[str, object]]:
    program = {**LAYANAN, "subdimensi": "Air", "target_akhir": target, "opd_pengampu": "DLH"}
    return {"LING-P01": program, "LING-A001": {**FULL["TATA-A001"], "kode_program": "LING-P01", "opd_pj": "DLH"}}


@pytest.fixture(scope="module")
def sheets(result: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Worksheet]:
    path = tmp_path_factory.mktemp("hasil") / "m.xlsx"
    write_matrix(path, result)
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: sheet for sheet in book}


@pytest.mark.parametrize(
    ("severity", "words"), [("error", "Harus diperbaiki"), ("warning", "Perlu dicek"), ("note", "Catatan")]
)
def test_findings_are_counted_alike(severity: str, words: str, result: Result, sheets: dict[str, Worksheet]) -> None:
    told = document(result)
    number = Counter(finding["severity"] for finding in told["findings"])[severity]
    assert severity != "error" or number == 4  # two cells, two files
    assert told["counts"][severity] == number
    terminal = re.search(rf"^{words}: (\d+)", board.render(result), re.MULTILINE)
    assert (int(terminal[1]) if terminal is not None else 0) == number
    texts = [str(cell.value) for row in sheets["Perlu Diperbaiki"].iter_rows() for cell in row]
    assert any(f"{number} {words.lower()}" in text for text in texts)
    assert texts.count(words) == number


def test_what_to_put_right_is_told_by_group_and_file(result: Result) -> None:
    printed = board.render(result)
    assert "\n  Kota Melayani, tata.xlsx:\n  - S201 " in printed


def test_a_long_list_leaves_room_for_every_group(result: Result) -> None:
    """Forty lines, shared; all of them only when they are asked for."""
    codes = [f"S{n}" for n in (201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215)]
    many = [replace(result.faults[0], code=code, recipient=who) for who in ("TATA", "EKO", "LING") for code in codes]
    crowded = replace(result, findings=tuple(many))
    printed = board.render(crowded)
    assert printed.count(" (13 dari 15 hal):") == 3
    assert "\n  dan 6 hal lain (semuanya: -v)." in printed
    assert printed.count("  - S2") == 39
    assert board.render(crowded, full=True).count("  - S2") == 45
    files = [Place(file=f"{n}.xlsx", sheet="Program Kerja", cell="K10") for n in range(41)]
    printed = board.render(replace(result, findings=tuple(replace(many[0], place=place) for place in files)))
    assert printed.count("  - S2") == 1, "too many for a line each"
    assert ".xlsx:" not in printed.split("Harus diperbaiki")[1]


def test_adjusted_answers_are_counted_alike(kota: Profile, tmp_path: Path, result: Result) -> None:
    desk = Desk(kota, tmp_path)
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": "40 "}, "TATA-P02": BANJIR})
    adjusted = desk.collect()
    write_matrix(tmp_path / "m.xlsx", adjusted)
    rows = openpyxl.load_workbook(tmp_path / "m.xlsx")["Penyesuaian Otomatis"].iter_rows(values_only=True)
    (number,) = re.findall(r"(\d+) isian disimpan tidak persis", " ".join(str(value) for row in rows for value in row))
    assert int(number) > 0
    assert f"Disesuaikan otomatis: {number} isian (" in board.render(adjusted)
    assert "Disesuaikan" not in board.render(result)


def test_what_is_said_of_held_files_is_counted_where_it_is_not_listed_again(result: Result) -> None:
    printed = board.render(result)
    assert "Harus diperbaiki: 4, 2 di antaranya tentang berkas di atas" in printed
    assert printed.count("putus.xlsx") == 1


def test_whole_percents_are_alike_and_never_rounded_up(result: Result, sheets: dict[str, Worksheet]) -> None:
    line = next(line for line in document(result)["completeness"] if line["form"] == "program_kerja")
    assert (line["rows"], line["complete"], line["percent"]) == (3, 2, 66)
    assert re.search(r"Program Kerja +3 +2 +66 ", board.render(result))
    row = row_of(sheets["Kelengkapan"], "TATA")
    assert (row[4], row[5], row[6], row[3]) == (3, 2, 0.66, 0.75)
    assert (percent(999, 1000), percent(1000, 1000), percent(0, 0)) == (99, 100, 0)


def test_the_formula_of_a_percentage_gives_what_is_stored(result: Result, tmp_path: Path) -> None:
    write_matrix(tmp_path / "m.xlsx", result)
    formulas = row_of(openpyxl.load_workbook(tmp_path / "m.xlsx")["Kelengkapan"], "TATA")
    assert re.fullmatch(r"=IF\(E\d+=0,0,INT\(100\*\(F\d+\)/\(E\d+\)\)/100\)", str(formulas[6]))


def test_a_recipient_stands_alike_in_kelengkapan_and_in_the_message(
    result: Result, sheets: dict[str, Worksheet]
) -> None:
    assert states(result) == {"TATA": State.PARTIAL, "EKO": State.PARTIAL, "LING": State.PARTIAL}
    message = summary(result)
    assert "Perlu dilengkapi: Kota Melayani (2 isian), Kota Berdaya, Kota Lestari (1 isian)" in message
    for code, state in states(result).items():
        of_sheets = {line.state for line in result.completeness if line.recipient == code}
        assert (of_sheets == {State.COMPLETE}) == (state is State.COMPLETE)  # the board tells of sheets
        words = "1 isian berbeda" if code == "LING" else STATE_WORDS[state]
        assert row_of(sheets["Kelengkapan"], code)[2] == words


def test_where_every_row_is_complete_it_is_said_what_is_open(result: Result, sheets: dict[str, Worksheet]) -> None:
    lines = {(line.recipient, line.form): line for line in result.completeness}
    line = lines["LING", "program_kerja"]
    assert (line.state, line.percent, state_words(result, line.state, [line])) == (
        State.PARTIAL,
        100,
        "1 isian berbeda",
    )
    assert re.search(r"Program Kerja +1 +1 +100  1 isian berbeda", board.render(result))
    assert row_of(sheets["Kelengkapan"], "LING")[7] == "1 isian berbeda"
    fault = replace(result.faults[0], recipient="LING", form="program_kerja", row="")
    faulty = replace(result, findings=(*result.findings, fault, fault))
    assert state_words(faulty, line.state, [line]) == "2 harus diperbaiki"
    both = [line, replace(lines["LING", "rencana_aksi"], complete=0)]
    assert state_words(faulty, State.PARTIAL, both) == "Perlu dilengkapi"


def test_a_check_says_read_and_a_merge_says_merged(result: Result) -> None:
    merged, checked = board.render(result), board.render(result, merged=False)
    assert "Digabung" in merged
    assert re.search(r"\d dibaca = \d digabung", merged)
    assert "Terbaca" in checked
    assert re.search(r"\d terisi = \d terbaca", checked)
    assert "igabung" not in checked


def test_groups_that_have_sent_are_counted_alike(kota: Profile, tmp_path: Path) -> None:
    """One sent its sheets empty, of one an agency alone has sent, of one nothing is there."""
    desk = Desk(kota, tmp_path)
    desk.put("kosong.xlsx", {}, to="EKO")
    desk.put("setda.xlsx", {"TATA-SETDA-P01": LAYANAN}, to="TATA-SETDA")
    result = desk.collect()
    write_matrix(tmp_path / "m.xlsx", result)
    summary_sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["Ringkasan"]
    texts = [str(cell.value) for row in summary_sheet.iter_rows() for cell in row]
    assert board.counts(result).startswith("2 kelompok, 1 program")
    assert "2 dari 3" in texts
    assert "Kelompok yang kertas kerjanya belum masuk: Kota Lestari." in texts
    assert "Sudah masuk 2 dari 3 kelompok. Ditunggu: Kota Lestari." in summary(result)


def row_of(sheet: Worksheet, code: str) -> list[object]:
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == code)
