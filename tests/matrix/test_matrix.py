"""The matrix workbook as its readers open it: what stands where, what adds up, what is never in the copy to forward."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import SAMPLES, TESTS
from tests.candidates import find
from tests.matrix.test_readback import conflicting
from tests.office import Office, Validator
from tests.worlds import World, clean, result_of
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.filecode import file_code
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import (
    Cell,
    Conflict,
    Item,
    LedgerLine,
    Place,
    Posted,
    Profile,
    Reading,
    Recipient,
    Refusal,
    Result,
    Submission,
    Totals,
    Verdict,
    Zone,
)
from worksheet_kit.excel.text_fit import line_height, lines
from worksheet_kit.matrix import data_layout, parts, view
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.parts import saved_text
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.sheet import Audience
from worksheet_kit.matrix.sheets import SHEETS
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile.profile import load_profile
from worksheet_kit.returns.read import read

READERS = (Audience.PRESENT, Audience.PLANNERS, Audience.SECRETARIAT)


def documented() -> list[list[str]]:
    """The sheets that the guide shows to each of `READERS`."""
    page = (Path(__file__).parents[2] / "docs" / "matriks.md").read_text(encoding="utf-8")
    parts = [part for part in page.split("\n## ") if re.search(r"\((hijau|biru|kuning)\)", part.split("\n")[0])]
    return [re.findall(r"^\*\*([^*]+)\*\*", part, re.MULTILINE) for part in parts]


#: Sheets of the stages with programs, for each reader: all that the guide shows but those it says are of bimtek 1.
PRESENTED, PLANNED, WORKED = ([name for name in names if name != "SWOT-TOWS"] for names in documented())

#: The secretariat's sheets where everything is in order.
FINISHED = ("Kelengkapan", "Daftar Berkas")

#: Functions every office program has; nothing else may stand in a formula.
FUNCTIONS = {
    *("IF", "AND", "OR", "NOT", "IFERROR", "ISERROR", "ISNUMBER", "ISTEXT", "SUM", "COUNT", "COUNTA", "COUNTIF"),
    *("COUNTIFS", "SUMIF", "SUMIFS", "SUMPRODUCT", "MATCH", "INDEX", "VLOOKUP", "OFFSET", "LEN", "TRIM", "LEFT", "MID"),
    *("RIGHT", "SUBSTITUTE", "MIN", "MAX", "ROW", "REPT", "HYPERLINK", "INT"),
}


def written(path: Path, result: Result, **options: Any) -> Workbook:
    write_matrix(path, result, **options)
    return openpyxl.load_workbook(path, data_only=True)


def texts(sheet: Worksheet) -> list[str]:
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]


def row_of(sheet: Worksheet, label: str, column: int = 1) -> list[Any]:
    """The values of the row whose cell in a column holds a label."""
    for row in sheet.iter_rows(values_only=True):
        if len(row) >= column and row[column - 1] == label:
            return list(row)
    raise AssertionError(f"{label} is not in column {column} of {sheet.title}")


def keyed(sheet: Worksheet) -> dict[str, dict[str, Any]]:
    """The rows below the mark, by row key and column key."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == KEY_MARK)
    keys = rows[head]
    return {str(row[0]): dict(zip(keys[1:], row[1:], strict=True)) for row in rows[head + 1 :] if row[0]}


# -- which sheets ------------------------------------------------------------------------------------------------------


def test_the_documentation_shows_every_sheet_in_order_and_under_its_reader() -> None:
    assert documented() == [[sheet.name for sheet in SHEETS if sheet.audience is reader] for reader in READERS]


def test_sheets_of_a_stage_with_programs(kota: Profile, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", result_of(clean(kota, 2)))

    assert book.sheetnames == [*PRESENTED, *PLANNED, *FINISHED, "Data Program", "Data Aksi"]
    colours = [book[name].sheet_properties.tabColor.rgb for name in book.sheetnames]
    assert len(set(colours[: len(PRESENTED)])) == 1
    assert len(set(colours)) == 4


def test_the_two_books_have_few_tabs(kota: Profile, tmp_path: Path) -> None:
    changes = {"TATA-P02.satuan": "butir", "EKO-P01.satuan": "butir", "LING-P01.opd_pengampu": "dlh"}
    world = conflicting(clean(kota, 2).change(changes))
    everybodys = written(tmp_path / "m.xlsx", result_of(world), secretariat=tmp_path / "s.xlsx").sheetnames
    secretariats = openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames

    assert everybodys == [*PRESENTED, *PLANNED]
    assert len(everybodys) <= 11
    assert secretariats == [*WORKED, "Data Program", "Data Aksi"]
    assert len(WORKED) <= 7


def test_what_is_to_be_done_comes_right_after_the_first_sheet(kota: Profile, tmp_path: Path) -> None:
    todo = written(tmp_path / "m.xlsx", result_of(clean(kota, 2).change({"TATA-P01.satuan": None}))).sheetnames

    assert todo[:3] == ["Ringkasan", "Kelengkapan", "Perlu Diperbaiki"]
    assert {*todo} == {*PRESENTED, *PLANNED, *FINISHED, "Perlu Diperbaiki", "Data Program", "Data Aksi"}


def test_sheets_of_a_stage_with_factors_and_strategies(kota: Profile, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", result_of(clean(kota, 1)))

    assert book.sheetnames == [
        *("Ringkasan", "Matriks Konsolidasi", "Dimensi x Masalah", "SWOT-TOWS", "Keterkaitan"),
        *FINISHED,
        *("Data SWOT", "Data Strategi"),
    ]
    page = texts(book["SWOT-TOWS"])
    assert "KOTA MELAYANI" in page
    assert any(text.startswith("SO1  Judul tata-so1  (S1, O1)") for text in page)


def test_a_collection_without_answers_is_written(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    world.rows.clear()
    world.recipients.clear()

    book = written(tmp_path / "m.xlsx", result_of(world))

    assert {*book.sheetnames} == {
        *("Ringkasan", "Kelengkapan", "Perlu Diperbaiki", "Daftar Berkas"),
        *("Data Program", "Data Aksi"),
    }
    assert any("Kota Melayani, Kota Berdaya, Kota Lestari" in text for text in texts(book["Ringkasan"]))


def test_a_group_whose_sheets_came_back_empty_is_among_what_is_missing(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    for key in [key for key in world.rows if key.startswith("LING-")]:
        del world.rows[key]

    said = texts(written(tmp_path / "m.xlsx", result_of(world), presentation=True)["Ringkasan"])

    assert "Kelompok yang kertas kerjanya masih kosong: Kota Lestari." in said
    assert not any("belum masuk" in text for text in said)


def test_an_agency_whose_own_sheets_are_awaited_is_among_what_is_missing(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    result = result_of(world)
    submissions = {code: sent for code, sent in result.dataset.submissions.items() if code != "LING"}
    own = {f"LING-{agency}": Recipient(dimension="LING", agency=agency) for agency in ("DLH", "DPU")}

    def said(back: Mapping[str, Submission]) -> str:
        dataset = replace(result.dataset, submissions=back, expected=(*result.dataset.expected, *own.values()))
        book = written(tmp_path / "m.xlsx", replace(result, dataset=dataset), presentation=True)
        return "\n".join(texts(book["Ringkasan"]))

    member = {"LING-DLH": replace(result.dataset.submissions["LING"], recipient=own["LING-DLH"])}
    assert "OPD yang kertas kerjanya belum masuk: Dinas PU." in said({**submissions, **member})
    assert "belum masuk" not in said(result.dataset.submissions)  # the group has worked together


def test_every_sheet_says_what_it_is_and_prints_its_name_and_page_on_one_paper(kota: Profile, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", result_of(clean(kota, 2)))
    papers = set()

    for sheet in book:
        top = [value for row in sheet.iter_rows(max_row=3, values_only=True) for value in row]
        assert "WNS25-B2-MATRIKS" in top, sheet.title
        assert "&A" in str(sheet.oddHeader.left.text), sheet.title
        assert "&P" in str(sheet.oddFooter.right.text), sheet.title
        papers.add(sheet.page_setup.paperSize)
    assert len(papers) == 1


# -- rows --------------------------------------------------------------------------------------------------------------


def test_faulty_rows_are_in_it_and_flagged(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change({"TATA-P01.satuan": "lusin", "TATA-A001.kode_program": "TATA-P06"})
    book = written(tmp_path / "m.xlsx", result_of(world))

    rows = keyed(book["Matriks Konsolidasi"])
    assert set(world.rows) == set(rows)
    assert rows["TATA-P01"]["_cek"] == "!"
    assert rows["TATA-P01"]["_keadaan"] == "Perlu diperbaiki: Satuan"
    assert rows["TATA-P01"]["program_kerja.satuan+rencana_aksi.satuan"] == "lusin"
    assert rows["TATA-P02"]["_cek"] is None
    assert rows["TATA-P02"]["_keadaan"] == "Lengkap"
    sheet = book["Matriks Konsolidasi"]
    order = [row[0] or row[2] for row in sheet.iter_rows(min_row=8, values_only=True)]
    orphan = order.index("TATA-A001")
    assert order[orphan - 1] == "Belum terhubung ke program yang terisi"


def test_actions_stand_below_their_program_and_fold(kota: Profile, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", result_of(clean(kota, 2)))

    sheet = book["Matriks Konsolidasi"]
    lines = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=8) if row[0].value}
    assert lines["EKO-A001"] == lines["EKO-P01"] + 1
    levels = [sheet.row_dimensions[lines[key]].outlineLevel for key in ("EKO-P01", "EKO-A001")]
    assert levels == [1, 2]


def test_what_is_typed_stays_what_it_is(kota: Profile, tmp_path: Path) -> None:
    nasty = ["=1+1", "+62812", "-5 derajat", "@opd", "http://a.b", "00123", "a\nb", "<&>\"'", "ß “kutip” 😀"]
    world = clean(kota, 2)
    keys = [key for key in world.rows if "-P" in key]
    for key, text in zip(keys, nasty, strict=True):
        world.rows[key]["deskripsi"] = text
    world.rows[keys[0]]["target_akhir"] = 1234567.0

    book = written(tmp_path / "m.xlsx", result_of(world))

    stored = keyed(book["Data Program"])
    assert [stored[key]["deskripsi"] for key in keys] == nasty
    assert stored[keys[0]]["target_akhir"] == 1234567
    plain = openpyxl.load_workbook(tmp_path / "m.xlsx")
    place = next(cell for row in plain["Data Program"].iter_rows() for cell in row if cell.value == "=1+1")
    assert place.data_type == "s"
    assert place.quotePrefix


def test_text_longer_than_a_cell_goes_on_elsewhere(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    result = result_of(world)
    row = result.dataset.rows["program_kerja"][0]
    text = "".join(f"{n:05d} 😀 " for n in range(6000))
    cell = row.cells["deskripsi"]._replace(raw=text, value=text)
    changed = replace(row, cells={**row.cells, "deskripsi": cell})
    rows = {**result.dataset.rows, "program_kerja": (changed, *result.dataset.rows["program_kerja"][1:])}

    book = written(tmp_path / "m.xlsx", replace(result, dataset=replace(result.dataset, rows=rows)))

    first = keyed(book["Data Program"])[row.key]["deskripsi"]
    more = [r[4] for r in book["Data Lanjutan"].iter_rows(min_row=5, values_only=True) if r[0] == row.key]
    assert first.endswith("(lanjutannya di lembar Data Lanjutan)")
    assert first.split(" … (lanjutan")[0] + "".join(more) == text


# -- figures -----------------------------------------------------------------------------------------------------------


def test_budgets_are_one_and_the_same_on_all_sheets(kota: Profile, tmp_path: Path) -> None:
    """Nine actions ask for 150 million in each of five years; one asks for 1 rupiah more, one for an unreadable sum."""
    world = clean(kota, 2).change(
        {
            "TATA-A001.anggaran_2025": 150_000_001.0,
            "EKO-A001.anggaran_2026": "masih dihitung",
            "LING-A001.opd_pj": "Dinas Antah Berantah",
            "EKO-A002.kode_program": "EKO-P08",
        }
    )
    whole = 9 * 5 * 150_000_000 + 1 - 150_000_000

    book = written(tmp_path / "m.xlsx", result_of(world))

    assert row_of(book["Matriks Konsolidasi"], "JUMLAH", 3)
    rows = keyed(book["Data Aksi"])
    assert sum(row["_total"] for row in rows.values()) == whole
    totals = [row for row in book["Anggaran"].iter_rows(values_only=True) if row[0] == "Jumlah"]
    assert [next(v for v in reversed(row) if v is not None) for row in totals] == [whole] * 4
    agencies = row_of(book["Rekap OPD"], "Jumlah", 2)
    assert whole in agencies
    assert row_of(book["Rekap OPD"], "Belum terisi/terbaca", 2)[-1] == 5 * 150_000_000
    matrix = [v for v in row_of(book["Matriks Konsolidasi"], "JUMLAH", 3) if isinstance(v, int | float)]
    assert matrix[0] == whole
    assert sum(matrix[1:]) == whole
    summary = [v for v in row_of(book["Ringkasan"], "Semua sumber", 2) if isinstance(v, int | float)]
    assert summary[-1] == whole


def test_unreadable_money_is_seen_but_not_counted(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change({"TATA-A001.anggaran_2025": "masih dihitung", "TATA-A002.anggaran_2025": 1.5})
    book = written(tmp_path / "m.xlsx", result_of(world))

    rows = keyed(book["Data Aksi"])
    assert rows["TATA-A001"]["anggaran_2025"] == "masih dihitung"
    assert rows["TATA-A002"]["anggaran_2025"] == "1,5"
    assert rows["TATA-A001"]["_total"] == 4 * 150_000_000


def test_dimensions_by_problem(kota: Profile, tmp_path: Path) -> None:
    """Problems are given out in turn, three programs a dimension; two of the nine are changed."""
    world = clean(kota, 2)
    world.change({key + ".masalah": "K1 Pelayanan Publik" for key in ("TATA-P01", "TATA-P02", "TATA-P03")})
    world.change({"EKO-P01.masalah": "K9 Entah"})
    for key in ("EKO-P02", "EKO-P03", "LING-P01", "LING-P02", "LING-P03"):
        world.rows[key]["masalah"] = "K4 Kemacetan"

    book = written(tmp_path / "m.xlsx", result_of(world))
    sheet = book["Dimensi x Masalah"]

    assert row_of(sheet, "Kota Melayani")[1:7] == [3, "belum ada", "belum ada", "belum ada", "-", 3]
    assert row_of(sheet, "Kota Berdaya")[1:7] == ["belum ada", "belum ada", "belum ada", 2, 1, 3]
    assert row_of(sheet, "Jumlah")[1:7] == [3, "belum ada", "belum ada", 5, 1, 9]
    assert "TATA-P01, TATA-P02, TATA-P03" in texts(sheet)
    assert [v for v in row_of(book["Ringkasan"], "K2 Banjir dan Genangan", 2) if v is not None][1:] == [
        0,
        0,
        0,
        "belum ada",
    ]
    assert any("K2 Banjir dan Genangan, K3 Lapangan Kerja" in text for text in texts(book["Ringkasan"]))


def test_of_many_codes_a_cell_names_the_first(kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "NAMED", 2)
    world = clean(kota, 2)
    for n in range(1, 4):
        world.rows[f"TATA-P0{n}"] |= {"masalah": "K1 Pelayanan Publik", "opd_pengampu": "DLH"}

    book = written(tmp_path / "m.xlsx", result_of(world))

    for name in ("Dimensi x Masalah", "Rekap OPD"):
        assert any(re.fullmatch(r"TATA-P01, TATA-P02, dan \d lagi", text) for text in texts(book[name])), name


def test_agencies_in_protocol_order(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    for key in [key for key in world.rows if "-P" in key]:
        world.rows[key]["opd_pengampu"] = "DLH" if key.startswith("LING") else "Disnaker"
    world.rows["TATA-P01"]["opd_pendukung_1"] = "Seluruh OPD"
    world.rows["TATA-P02"]["opd_pendukung_1"] = "DLH"

    book = written(tmp_path / "m.xlsx", result_of(world))

    sheet = book["Rekap OPD"]
    names = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)]
    assert [name.split(" (")[0] for name in names] == [agency.name for agency in kota.agencies]
    led = {
        agency.code: row_of(sheet, next(n for n in names if n.startswith(agency.name)), 2) for agency in kota.agencies
    }
    assert led["DLH"][2:6] == [3, "LING-P01, LING-P02, LING-P03", "LING", 1]
    assert led["DISNAKER"][2] == 6
    assert led["SETDA"][2] == 0
    assert led["SETDA"][3] == "belum mengampu"
    assert any("Seluruh OPD (1)" in text for text in texts(sheet))


def test_quick_wins_by_dimension(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change({"LING-P01.quick_win": "Tidak", "EKO-P02.quick_win": "Ya"})
    book = written(tmp_path / "m.xlsx", result_of(world))

    rows = [row for row in book["Quick Win"].iter_rows(min_row=5, max_row=8, values_only=True) if row[1]]
    assert [row[1] for row in rows] == ["Judul tata-p01", "Judul eko-p01", "Judul eko-p02", "belum ada calon quick win"]
    assert rows[0][6] == 750_000_000
    assert rows[0][7] == "TW II 2025 – TW IV 2029"


def test_overlaps_are_shown_and_left_alone(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change(
        {
            "TATA-P01.nama_program": "Bank Sampah Digital Kelurahan",
            "LING-P02.nama_program": "Bank sampah kelurahan digital",
        }
    )
    book = written(tmp_path / "m.xlsx", result_of(world))

    pair = row_of(book["Keterkaitan"], "TATA-P01", 2)
    assert pair[4] == "LING-P02"
    assert pair[7] == 1
    assert {"TATA-P01", "LING-P02"} <= set(keyed(book["Data Program"]))


def test_links_tell_what_hangs_in_the_air_first(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    del world.rows["TATA-A002"]
    earlier = clean(kota, 1).dataset().rows
    world.previous = dict(earlier)
    for key in [key for key in world.rows if "-P" in key]:
        world.rows[key]["strategi"] = "SO1"

    book = written(tmp_path / "m.xlsx", result_of(world))

    sheet = book["Keterkaitan"]
    rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]
    head = rows.index(("Dimensi", "Faktor", "Strategi", "Program Kerja", "Rencana Aksi"))
    loose = [row for row in rows[head:] if str(row[-2:-1]).startswith("('TATA-P02")]
    assert loose[0][-1] == "belum terhubung"
    linked = next(row for row in rows if row[3:] and str(row[3]).startswith("TATA-P01"))
    assert linked[1] == "TATA-S1  Judul tata-s1\nTATA-O1  Judul tata-o1"
    assert linked[2] == "TATA-SO1  Judul tata-so1"
    assert linked[4] == "TATA-A001  Judul tata-a001"


def test_control_totals_add_up_in_the_ledger(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    world.ledger = [
        LedgerLine(file="a.xlsx", sha256="1", verdict=Verdict.MERGED, rows_read=9, rows_merged=9),
        LedgerLine(file="b.xlsx", sha256="2", verdict=Verdict.DUPLICATE, rows_read=4, rows_duplicate=4),
        LedgerLine(
            file="c.xlsx", sha256="3", verdict=Verdict.HELD, rows_read=5, rows_held=5, reason="Kode tidak cocok."
        ),
    ]
    totals = Totals(read=18, merged=9, duplicate=4, superseded=0, held=5)
    book = written(tmp_path / "m.xlsx", replace(result_of(world), totals=totals))

    sheet = book["Daftar Berkas"]
    assert row_of(sheet, "Jumlah baris")[7:12] == [18, 9, 4, 0, 5]
    said = "Dari 18 baris terbaca: 9 digabung + 4 sama + 0 diganti + 5 perlu keputusan; cocok."
    assert said in texts(sheet)
    assert row_of(sheet, "c.xlsx")[1] == "Perlu keputusan"


# -- links -------------------------------------------------------------------------------------------------------------


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Every link to another file: target as stored, and the place in it."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                continue
            relations = name.replace("worksheets/", "worksheets/_rels/") + ".rels"
            if relations not in archive.namelist():
                continue
            targets = dict(re.findall(r'Id="(rId\d+)"[^>]*?Target="([^"]*)"', archive.read(relations).decode("utf-8")))
            for link in re.findall(r"<hyperlink [^>]*>", archive.read(name).decode("utf-8")):
                match = re.search(r'r:id="(rId\d+)"', link)
                location = re.search(r'location="([^"]*)"', link)
                if match:
                    yield targets[match[1]], location[1] if location else ""


def test_links_work_from_the_folder_of_the_matrix(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "HASIL").mkdir()
    world = clean(kota, 2)
    world.ledger = [
        LedgerLine(file="KIRIMAN/100% benar #2.xlsx", sha256="1", verdict=Verdict.MERGED),
        LedgerLine(file="KIRIMAN/semua.zip!dalam/b.xlsx", sha256="2", verdict=Verdict.MERGED),
    ]
    write_matrix(tmp_path / "HASIL" / "m.xlsx", result_of(world))

    found = set(links(tmp_path / "HASIL" / "m.xlsx"))

    assert ("../KIRIMAN/100%25%20benar%20%232.xlsx", "") in found
    assert ("../KIRIMAN/semua.zip", "") in found
    assert ("../kiriman/TATA.xlsx", "&apos;Program Kerja&apos;!B9") in found or (
        "../kiriman/TATA.xlsx",
        "'Program Kerja'!B9",
    ) in found


def test_more_links_than_a_sheet_holds_become_text(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worksheet_kit.excel.sheet.MAX_LINKS", 3)
    world = clean(kota, 2)
    world.ledger = [LedgerLine(file=f"{n}.xlsx", sha256=str(n), verdict=Verdict.MERGED) for n in range(5)]
    book = written(tmp_path / "m.xlsx", result_of(world))

    cells = [book["Daftar Berkas"].cell(5 + n, 1) for n in range(5)]
    assert [cell.value for cell in cells] == [f"{n}.xlsx" for n in range(5)]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, True, False, False]


@pytest.mark.parametrize("name", ["Ringkasan", "Quick Win", "Tabel Buku 2", "Siap Dinilai"])
def test_an_upright_page_is_not_cut_off_where_the_names_of_a_region_are_long(
    kota: Profile, tmp_path: Path, name: str
) -> None:
    region = "Kabupaten Kepulauan Siau Tagulandang Biaro, Kepulauan Sangihe, dan Kepulauan Talaud"
    office = f"Dinas Komunikasi, Informatika, Statistik dan Persandian {region}"
    profile = replace(kota, region=region, contact=replace(kota.contact, office=office))
    sheet = written(tmp_path / "m.xlsx", result_of(clean(profile, 2)))[name]
    widths = {
        n: 0 if known.hidden else known.width
        for known in sheet.column_dimensions.values()
        for n in range(known.min, known.max + 1)
    }
    area = str(sheet.print_area or "").split("!")[-1]
    last = range_boundaries(area)[2] if area else max(n for n, width in widths.items() if width)
    long = [cell for row in sheet.iter_rows() for cell in row if region in str(cell.value)]
    assert len(long) == (2 if name == "Ringkasan" else 1)
    for cell in long:
        needed = lines(cell.value, sum(widths[n] for n in range(cell.column, last + 1)), cell.font.sz)
        assert needed > 1  # else it shows nothing
        assert cell.alignment.wrap_text
        assert sheet.row_dimensions[cell.row].height >= needed * line_height(cell.font.sz)
        (merged,) = (each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        assert merged.max_col == last


def test_the_tables_of_the_masterplan_have_no_gap_where_the_plan_has_few_years(tmp_path: Path) -> None:
    folder = shutil.copytree(TESTS / "data" / "kota", tmp_path / "kota")
    text = (folder / "profile.toml").read_text(encoding="utf-8").replace(", 2027, 2028, 2029]", "]")
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    sheet = written(tmp_path / "m.xlsx", result_of(clean(load_profile(folder), 2)))["Tabel Buku 2"]
    heads = next(row for row in sheet.iter_rows() if "Keluaran" in [cell.value for cell in row])
    covered = {n for area in sheet.merged_cells.ranges if area.min_row == heads[0].row for _, n in area.top}
    covered |= {cell.column for cell in heads if cell.value is not None}
    assert [cell.value for cell in heads if cell.value][-3:] == ["2025", "2026", "OPD"]
    assert covered == {cell.column for cell in heads}


# -- the copy to forward -----------------------------------------------------------------------------------------------


def test_the_copy_to_forward(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2).change({"TATA-P01.satuan": "lusin"})
    world.identity["TATA"]["nomor_hp"] = "0812-9999-0001"
    path = tmp_path / "paparan.xlsx"
    book = written(path, result_of(world), presentation=True)

    assert book.sheetnames == [*PRESENTED, *PLANNED]
    assert list(links(path)) == []
    everything = "\n".join(text for sheet in book for text in texts(sheet))
    for word in ("0812-9999-0001", "kiriman/TATA.xlsx", "TATA.xlsx", "Perlu diperbaiki", "perlu diperbaiki"):
        assert word not in everything
    assert "sudah lengkap" not in everything
    assert "Semua kelompok sudah mengirim." in everything
    assert keyed(book["Matriks Konsolidasi"])["TATA-P01"]["_cek"] is None
    formulas = openpyxl.load_workbook(path)
    assert not [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


# -- the whole workbook ------------------------------------------------------------------------------------------------


def test_same_returns_same_file(kota: Profile, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_matrix(tmp_path / name, result_of(clean(kota, 2)))

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_formulas_use_what_every_office_program_has(kota: Profile, tmp_path: Path) -> None:
    write_matrix(tmp_path / "m.xlsx", result_of(clean(kota, 2)))
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")

    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    without_text = [re.sub(r'"[^"]*"|\'[^\']*\'', "", formula) for formula in formulas]
    used = {name for formula in without_text for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", formula)}
    assert len(formulas) > 300
    assert used <= FUNCTIONS
    assert max(map(len, formulas)) <= 8192


def test_values_only_when_there_is_too_much_to_recalculate(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = written(tmp_path / "live.xlsx", result_of(clean(kota, 2)))
    monkeypatch.setattr(view, "LIVE_ROWS", 17)
    still = written(tmp_path / "still.xlsx", result_of(clean(kota, 2)))

    for name in ("Rekap OPD", "Anggaran", "Dimensi x Masalah"):
        assert any(text.startswith("Nilai tetap, bukan rumus") for text in texts(still[name]))
        assert not any(text.startswith("Nilai tetap, bukan rumus") for text in texts(live[name]))
    told = openpyxl.load_workbook(tmp_path / "still.xlsx")
    assert not [c for row in told["Rekap OPD"].iter_rows() for c in row if c.data_type == "f"]
    assert row_of(still["Rekap OPD"], "Jumlah", 2) == row_of(live["Rekap OPD"], "Jumlah", 2)


def test_more_rows_than_a_sheet_holds_are_refused(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_layout, "MAX_ROWS", 12)

    with pytest.raises(UsageError, match=r"^Ada 9 baris Program Kerja, lebih dari yang muat .* per kelompok"):
        write_matrix(tmp_path / "m.xlsx", result_of(clean(kota, 2)))

    assert not (tmp_path / "m.xlsx").exists()


def test_books_for_agencies_and_minutes(kota: Profile, rembang: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    for key in [key for key in world.rows if "-P" in key]:
        world.rows[key]["opd_pengampu"] = "DLH"
    for key in [key for key in world.rows if "-A" in key]:
        world.rows[key]["opd_pj"] = "DLH" if key.startswith("LING") else "Disnaker"
    world.identity["TATA"]["notulis"] = "Wulan Rekasari"

    paths = write_agency_books(tmp_path, result_of(world))
    (tmp_path / "m3").mkdir()

    singles = ["Rekap Disnaker.xlsx", "Rekap DLH.xlsx"]
    assert [path.name for path in paths] == [*singles, "Rekap semua OPD.xlsx", "Berita Acara Kelompok.xlsx"]
    page = openpyxl.load_workbook(tmp_path / "Rekap DLH.xlsx", data_only=True)["Rekap"]
    said = texts(page)
    assert "PROGRAM YANG DIAMPU (9)" in said
    assert "AKSI YANG DIKERJAKAN (3)" in said
    assert 3 * 750_000_000 in row_of(page, "Jumlah")
    assert said[said.index("Mengetahui,") + 1].startswith("Kepala ")
    minutes = openpyxl.load_workbook(tmp_path / "Berita Acara Kelompok.xlsx", data_only=True)
    assert minutes.sheetnames == ["Kota Melayani", "Kota Berdaya", "Kota Lestari"]
    said = texts(minutes["Kota Melayani"])
    assert {"(Wulan Rekasari)", "PEMERINTAH KOTA WANASARI", kota.contact.office.upper()} <= {*said}
    assert any(text.startswith("Nomor: …") for text in said)
    assert any(text.startswith("Wanasari, …") for text in said)
    write_agency_books(tmp_path / "m3", result_of(clean(rembang, 3)))
    said = texts(openpyxl.load_workbook(tmp_path / "m3" / "Berita Acara Kelompok.xlsx")["Smart Living"])
    assert said[said.index("Peta Jalan") :][1:3] == [
        "OPD pengampu",
        "Jangka pendek",
    ]  # no columns that are never filled in
    together = openpyxl.load_workbook(tmp_path / "Rekap semua OPD.xlsx", data_only=True)
    assert together.sheetnames == ["Disnaker", "DLH"]
    assert texts(together["DLH"]) == texts(page)


def test_the_place_of_signing_is_not_cut_off_and_the_minutes_name_none_that_is_not_known(
    kota: Profile, tmp_path: Path
) -> None:
    region = "Kepulauan Siau Tagulandang Biaro"
    stages = tuple(replace(stage, place="") for stage in kota.stages)
    profile = replace(kota, region=f"Kabupaten {region}", region_kind="Kabupaten", stages=stages)

    paths = write_agency_books(tmp_path, result_of(clean(profile, 2)))

    for path in (paths[0], paths[-1]):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        (place,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(f"{region}, …"))
        (area,) = (area for area in sheet.merged_cells.ranges if place.coordinate in area)
        assert place.alignment.wrap_text
        room = sum(sheet.column_dimensions[letter].width for letter in "EEGH")  # E is F, too
        assert area.size["columns"] == 4
        assert sheet.row_dimensions[place.row].height >= lines(place.value, room, 10) * line_height(10)
    said = texts(openpyxl.load_workbook(paths[-1]).worksheets[0])
    assert any(text.startswith(f"Pada bimbingan teknis tanggal {kota.stage(2).dates}, kelompok ") for text in said)


def test_minutes_do_not_say_that_a_group_agreed_which_has_handed_in_nothing(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    for key in [key for key in world.rows if key.startswith("LING-")]:
        del world.rows[key]

    minutes = openpyxl.load_workbook(write_agency_books(tmp_path, result_of(world))[-1])

    agreed = {
        sheet.title: any("menyepakati hal-hal berikut." in text for text in texts(sheet))
        for sheet in minutes.worksheets
    }
    assert agreed == {"Kota Melayani": True, "Kota Berdaya": True, "Kota Lestari": False}
    assert any(text.endswith("belum menyerahkan isian.") for text in texts(minutes["Kota Lestari"]))


def test_minutes_over_several_pages_have_headings_on_each_and_notes_beside_the_signatures(
    rembang: Profile, tmp_path: Path
) -> None:
    world = clean(rembang, 2)
    for key in [key for key in world.rows if key.startswith("GOV-A")]:
        world.rows[key]["rencana_aksi"] = "Menyiapkan perjanjian kerja sama dengan semua instansi vertikal " * 40

    write_agency_books(tmp_path, result_of(world))

    sheet = openpyxl.load_workbook(tmp_path / "Berita Acara Kelompok.xlsx")["Smart Governance"]
    *goes_on, last = [[sheet.cell(page.id + n, 1).value for n in (1, 2)] for page in sheet.row_breaks.brk]
    assert [first for first, _ in goes_on[1:]] == ["RENCANA AKSI (5 AKSI) · lanjutan"] * (len(goes_on) - 1)
    assert {second for _, second in goes_on} == {"Kode"}
    assert last[0] == "CATATAN DAN KESEPAKATAN KELOMPOK"
    assert row_of(sheet, "Jumlah")[6].startswith("=SUM(")
    inches = sum(sheet.column_dimensions[letter].width for letter in "ABCDEEGH") * 7 / 96  # E is F, too
    assert inches * (sheet.page_setup.scale or 100) / 100 <= 210 / 25.4 - 0.9  # else the last column is cut off


def test_books_for_agencies_are_known_as_ours_among_returns(kota: Profile, tmp_path: Path) -> None:
    paths = write_agency_books(tmp_path, result_of(clean(kota, 2)))

    found = [read(candidate, kota) for candidate in find([tmp_path])]

    assert len(paths) > 2
    assert {refusal.name for refusal in found if isinstance(refusal, Refusal)} == {"own_matrix"}
    with pytest.raises(UsageError, match="bukan Matriks Konsolidasi"):
        read_matrix(paths[0], kota)


def test_the_way_of_each_workbook_stands_where_there_is_a_post(kota: Profile, tmp_path: Path) -> None:
    result = result_of(clean(kota, 2))
    member = f"LING-{kota.dimension('LING').members[0]}"
    codes = [str(file_code(kota, kota.stage(2), Recipient(dimension="TATA"), revision)) for revision in (0, 1)]
    back = [LedgerLine(file=code, sha256=code, verdict=Verdict.DUPLICATE, code=code) for code in codes]
    posted = {"TATA": Posted((0, 1, 2), (0, 1)), member: Posted((0,), ())}
    known = replace(result, posted=posted, ledger=(*result.ledger, *back))
    sheet = written(tmp_path / "m.xlsx", known)["Kelengkapan"]
    headings = row_of(sheet, "Kode")
    place = headings.index("Disiapkan")

    assert headings[place : place + 3] == ["Disiapkan", "Dikirim", "Diterima"]
    assert row_of(sheet, "TATA")[place : place + 3] == [
        "lembar pertama, R1, R2",
        "lembar pertama, R1",
        "lembar pertama, R1",
    ]
    assert row_of(sheet, "EKO")[place : place + 3] == [None, None, None]
    assert row_of(sheet, member)[place : place + 3] == ["lembar pertama", None, None]
    assert row_of(sheet, member)[2] == "Belum mengirim"
    assert "Dikirim" not in row_of(written(tmp_path / "ohne.xlsx", result)["Kelengkapan"], "Kode")


def test_conflicts_are_listed_with_both_values(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    place = Place("kiriman/TATA (2).xlsx", "Program Kerja", "R9")
    lead = world.dataset().rows["program_kerja"][0].cells["opd_pengampu"]
    readings = (Reading(cell=lead, saved=None), Reading(cell=Cell("DLH", "DLH", place), saved=None))
    world.conflicts = [
        Conflict(row="TATA-P01", form="program_kerja", column="opd_pengampu", readings=readings, decision="DLH"),
        Conflict(row="TATA-P01", form="program_kerja", column="sasaran", readings=readings, decision="Warga"),
    ]
    book = written(tmp_path / "m.xlsx", result_of(world))

    rows = [row for row in book["Isian Berbeda"].iter_rows(values_only=True) if row[0] == "TATA-P01"]
    assert rows[0][3:8] == ("TATA-P01", "Judul tata-p01", "OPD pengampu", "Nilai 2", None)
    assert rows[0][8:11] == ("Setda", "DLH", "TATA.xlsx › Program Kerja › R9")
    assert rows[1][6:8] == ("Nilai lain", "Warga")


def test_many_copies_of_one_cell(kota: Profile, tmp_path: Path) -> None:
    world = clean(kota, 2)
    places = [Place(f"kiriman/TATA ({n}).xlsx", "Program Kerja", "D9") for n in range(40)]
    readings = tuple(Reading(cell=Cell(f"isi {n}", f"isi {n}", place), saved=None) for n, place in enumerate(places))
    world.conflicts = [
        Conflict(row="TATA-P01", form="program_kerja", column="sasaran", readings=readings, decision="isi 33")
    ]
    book = written(tmp_path / "m.xlsx", result_of(world))

    row = next(row for row in book["Isian Berbeda"].iter_rows(values_only=True) if row[0] == "TATA-P01")
    assert row[6] == "Nilai 34"
    assert list(row[8:48]) == [f"isi {n}" for n in range(40)]


def test_long_names_have_room_on_every_sheet(kota: Profile, tmp_path: Path) -> None:
    """A name in a cell of a fixed height is cut off below, and merged cells never grow by themselves."""
    name = "Kabupaten Cerdas yang Berketahanan dan Berkelanjutan Bagian Kepulauan Terluar"
    dimensions = tuple(replace(one, name=f"{name} {one.code}") for one in kota.dimensions)
    problems = tuple(replace(one, name=f"{name} {one.code}") for one in kota.problems)
    world = clean(replace(kota, dimensions=dimensions, problems=problems), 2)
    for key in [key for key in world.rows if key.startswith("LING-")]:
        del world.rows[key]  # a dimension without a quick win, too
    book = written(tmp_path / "m.xlsx", result_of(world))

    assert {"Ringkasan", "Quick Win", "Dimensi x Masalah", "Anggaran"} <= roomy(book, name)


def test_long_codes_have_room_on_every_sheet_and_pages_begin_with_headings(rembang: Profile, tmp_path: Path) -> None:
    owner, world = "GOV-DINKOMINFO", clean(rembang, 2)
    world.recipients.append(Recipient(dimension="GOV", agency="DINKOMINFO"))
    world.identity[owner] = dict.fromkeys(world.identity["GOV"], "Siti Nurhaliza Wulandari Kusumaningtyas")
    for n in range(1, 40):
        world.copy("GOV-P01", f"{owner}-P{n:02}").copy("GOV-A001", f"{owner}-A{n:03}")
        world.change({f"{owner}-P{n:02}.quick_win": "Ya", f"{owner}-P{n:02}.satuan": "prosen"})
        world.change({f"{owner}-P{n:02}.opd_pengampu": "Dinas Entah", f"{owner}-A{n:03}.kode_program": f"P{n:02}"})
    cell = Cell("DLH", "DLH", Place("kiriman/GOV (2).xlsx", "Program Kerja", "R9"))
    readings = (Reading(cell=cell, saved=None), Reading(cell=cell, saved=None))
    world.conflicts = [Conflict(row=f"{owner}-P01", form="program_kerja", column="opd_pengampu", readings=readings)]
    world.ledger = [LedgerLine(file="x", sha256="x", verdict=Verdict.MERGED, recipient=owner, code=f"RBG22-B2-{owner}")]
    result = result_of(world)
    book = written(tmp_path / "m.xlsx", result)

    others = {"Matriks Konsolidasi", "Kelengkapan", "Perlu Diperbaiki", "Isian Berbeda", "Daftar Berkas"}
    assert {*others, "Penyesuaian Otomatis", "Dimensi x Masalah", "Quick Win", "Keterkaitan"} <= roomy(book, owner)
    for name, heads in (
        ("Keterkaitan", ("NAMA PROGRAM", "OPD YANG", "FAKTOR")),
        ("Dimensi x Masalah", ("Dimensi", "JENIS")),
    ):
        begun = [
            str(book[name].cell(page.id + 1, 1 + (heads[0] != "Dimensi")).value) for page in book[name].row_breaks.brk
        ]
        assert begun
        assert all(text.startswith(heads) for text in begun), begun
    write_agency_books(tmp_path, result)
    roomy(openpyxl.load_workbook(tmp_path / "Berita Acara Kelompok.xlsx"), owner)


def roomy(book: Workbook, words: str) -> set[str]:
    """The sheets on which cells hold these words; all of them are high enough for what wraps in them."""
    checked = set()
    for sheet in book.worksheets:
        merged = {area.coord.partition(":")[0]: area for area in sheet.merged_cells.ranges}
        for cell in (cell for cells in sheet.iter_rows() for cell in cells if words in str(cell.value)):
            area = merged.get(cell.coordinate)
            columns = range(cell.column, (area.max_col if area else cell.column) + 1)
            rows = range(cell.row, (area.max_row if area else cell.row) + 1)
            heights = [sheet.row_dimensions[n].height for n in rows]
            folded = all(column_width(sheet, n) == 0 for n in columns)
            if folded or not cell.alignment.wrap_text or None in heights:
                continue  # nobody sees it, it flows over its neighbours, or it grows by itself
            width = sum(column_width(sheet, n) for n in columns)
            need = lines(str(cell.value), width, cell.font.sz, bool(cell.font.b)) * line_height(cell.font.sz)
            assert sum(heights) >= min(need, 400), (sheet.title, cell.coordinate)
            checked.add(sheet.title)
    return checked


def column_width(sheet: Worksheet, column: int) -> float:
    """The width of a column, 0 where it is hidden; openpyxl keeps one entry for a run of equal columns."""
    for found in sheet.column_dimensions.values():
        if found.min and found.min <= column <= found.max:
            return 0 if found.hidden else float(found.width)
    return 8.43


# -- in office programs ------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("stage", [1, 2])
def test_recalculated_values_are_the_initial_ones(office: Office, rembang: Profile, tmp_path: Path, stage: int) -> None:
    """On the sample returns, with their slips and gaps."""
    path = tmp_path / "m.xlsx"
    book = written(path, collect([SAMPLES / f"bimtek-{stage}"], rembang, stage=stage))
    formulas = openpyxl.load_workbook(path)

    recalculated = office.recalculate(path, formulas_only=True)

    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                initial = book[sheet.title][cell.coordinate].value
                now = recalculated[sheet.title][cell.coordinate]
                compared += 1
                if isinstance(now, float):
                    assert initial == pytest.approx(now), (sheet.title, cell.coordinate, cell.value)
                else:
                    assert (initial or "") == now, (sheet.title, cell.coordinate, cell.value)
    assert compared > 90


@pytest.mark.office
def test_labels_with_signs_of_criteria_are_counted_as_they_are(office: Office, kota: Profile, tmp_path: Path) -> None:
    """Entries that begin like a comparison or hold wildcards: each program is counted once, under its own entry."""
    labels = ("> Rp1 miliar", "<> lain", "=APBN", "Dana *", "Dana ?", "Dana ~", 'Dana "desa"')
    funds = replace(kota.lists["sumber_dana"], items=tuple(Item(label=label) for label in labels), hints=())
    profile = replace(kota, lists={**kota.lists, "sumber_dana": funds})
    world = clean(profile, 2)
    keys = [key for key in world.rows if "-A" in key]
    for n, key in enumerate(keys):
        world.rows[key]["sumber_dana"] = labels[n % len(labels)]
        world.rows[key]["anggaran_2025"] = float(10**n)

    book = written(tmp_path / "m.xlsx", result_of(world))
    recalculated = office.recalculate(tmp_path / "m.xlsx", formulas_only=True)["Anggaran"]

    sheet = book["Anggaran"]
    for n, label in enumerate(labels):
        row = next(cell.row for cells in sheet.iter_rows(max_col=1) for cell in cells if cell.value == label)
        expected = 10**n + (10 ** (n + 7) if n + 7 < len(keys) else 0)
        assert sheet.cell(row, 2).value == expected
        assert recalculated[f"B{row}"] == expected


@pytest.mark.office
def test_money_without_a_readable_source_has_a_line_of_its_own(office: Office, kota: Profile, tmp_path: Path) -> None:
    labels = ("APBD Kota", "Pusat/provinsi", "Non-APBD", "Belum terisi/terbaca", "Semua sumber")

    def lines(world: World) -> dict[object, float]:
        path = tmp_path / "m.xlsx"
        write_matrix(path, result_of(world))
        shown = office.recalculate(path)["Ringkasan"]
        ends = {cell[1:]: value for cell, value in shown.items() if cell[0] == "L" and isinstance(value, float)}
        return {value: ends[cell[1:]] for cell, value in shown.items() if cell[0] == "B" and value in labels}

    world = clean(kota, 2)
    assert "Belum terisi/terbaca" not in lines(world)
    before = lines(world)["Semua sumber"]
    found = lines(world.change({"TATA-A001.sumber_dana": None, "EKO-A001.sumber_dana": "kas kantor"}))
    total = found.pop("Semua sumber")
    assert total == before
    assert sum(found.values()) == total
    assert found["Belum terisi/terbaca"] > 0


@pytest.mark.validator
@pytest.mark.parametrize("stage", [1, 2])
def test_the_validator_finds_nothing(validator: Validator, kota: Profile, tmp_path: Path, stage: int) -> None:
    result = result_of(clean(kota, stage))
    form = kota.stage_forms(kota.stage(stage))[0]
    first, *others = result.dataset.rows[form.name]
    title = first.cells[form.title_column]._replace(value="Lonceng \x07 & <ikan> \ufffe", raw="")
    rows = {
        **result.dataset.rows,
        form.name: (replace(first, cells={**first.cells, form.title_column: title}), *others),
    }
    result = replace(result, dataset=replace(result.dataset, rows=rows))
    write_matrix(tmp_path / "m.xlsx", result)
    write_matrix(tmp_path / "p.xlsx", result, presentation=True)
    books = write_agency_books(tmp_path, result)

    paths = [tmp_path / "m.xlsx", tmp_path / "p.xlsx", books[0], books[-1]]
    assert {path.name: found for path in paths if (found := validator(path))} == {}


def test_saved_times_are_on_the_regions_clocks() -> None:
    saved = datetime(2022, 7, 20, 17, 5, tzinfo=UTC)
    assert saved_text(saved, Zone.WIB) == "21 Juli 2022 00.05 WIB"
    assert saved_text(saved, Zone.WIT) == "21 Juli 2022 02.05 WIT"
    assert saved_text(saved.replace(tzinfo=None), Zone.WIB) == "20 Juli 2022 17.05"
    assert saved_text(None, Zone.WITA) == ""


# -- for the evaluation ------------------------------------------------------------------------------------------------


def test_what_the_evaluation_asks_stands_with_its_figure_and_what_is_missing(rembang: Profile, tmp_path: Path) -> None:
    profile = replace(rembang, apbd_total={2023: 180_000_000_000, 2024: 180_000_000_000})
    gaps = dict.fromkeys(["GOV-A001.jenis", "GOV-P01.program_pd", "GOV-A001.sumber_dana"])
    world = clean(profile, 2).change(gaps)
    book = written(tmp_path / "m.xlsx", result_of(world))
    programs, actions = len(world.dataset().rows["program_kerja"]), len(world.dataset().rows["rencana_aksi"])

    lines = [tuple(v for v in row if v is not None) for row in book["Siap Dinilai"].iter_rows(values_only=True)]
    assert f"{programs} program, {actions} aksi" in next(line for line in lines if line[:1] == ("Baseline",))
    kinds = next(line for line in lines if line[1:2] == ("Jenis aksi",))
    assert kinds[2:] == (f"{actions - 1} dari {actions} aksi", "Dimensi x Masalah", "1 belum: GOV-A001")
    named = next(line for line in lines if str(line[1:2]).startswith("('Terlihat"))
    assert named[-1] == "1 belum: GOV-P01"
    per_kind = [line for line in lines if line[:1] == ("Jumlah",)]
    assert per_kind[1][-1] == per_kind[2][-1] == actions - 1
    shares = [line for line in lines if line[:1] in (("APBD Kabupaten/Kota",), ("Belum terisi/terbaca",))]
    assert shares[-2][-1] == "96,7%", shares
    by_dimension = row_of(book["Dimensi x Masalah"], "Smart Governance", 1)
    assert by_dimension[8] == len([row for row in world.dataset().rows["program_kerja"] if row.recipient == "GOV"])
