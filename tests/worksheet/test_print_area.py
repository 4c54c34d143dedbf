"""A form is printed as far as it is filled in: what its print area stands for is worked out anew by two engines."""

from __future__ import annotations

import html
import itertools
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tests.engines import Gnumeric, IronCalc, formula_cells, without_empty_numbers
from tests.office import Office, edit_members
from tests.worksheets import write_worksheet
from worksheet_kit.core.layout import FIRST_ROW, LISTS_SHEET, SheetLayout, a1, sheet_layout
from worksheet_kit.core.model import Mark, Profile, Recipient, Stage, WorksheetContent

GROUP = Recipient(dimension="BRA")  # with room for 40 programs and 120 actions

Engine = IronCalc | Gnumeric
#: Cells to type into: sheet -> A1 -> text.
Typed = Mapping[str, Mapping[str, str]]

_AREA = re.compile(rb'<definedName name="_xlnm.Print_Area" localSheetId="(\d+)">([^<]*)<')
_CORNER = re.compile(r":INDEX\(.*,Daftar!\$A\$(\d+),Daftar!\$A\$(\d+)\)")


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.engine) for name in ("ironcalc", "gnumeric")])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def print_areas(path: Path) -> dict[str, str]:
    """What the print areas of an .xlsx refer to, by sheet."""
    with zipfile.ZipFile(path) as archive:
        areas = _AREA.findall(archive.read("xl/workbook.xml"))
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    return {names[int(n)]: html.unescape(area.decode()) for n, area in areas}


def printed(engine: Engine, path: Path, typed: Typed | None = None) -> dict[str, str]:
    """The last cell that is printed of each form once this has been typed, as an engine works it out."""
    book = openpyxl.load_workbook(path)
    for sheet, texts in (typed or {}).items():
        for cell, text in texts.items():
            book[sheet][cell] = text
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment):
        cell.comment = None  # as openpyxl writes it, IronCalc does not find it
    book.save(path.with_stem("buku"))
    counted = without_empty_numbers(path.with_stem("buku"), path.with_stem("dihitung"))
    found = engine.results(counted, {LISTS_SHEET: formula_cells(counted)[LISTS_SHEET]})
    ends = {}
    for sheet, area in print_areas(path).items():
        if corner := _CORNER.search(area):
            row, column = (int(str(found[LISTS_SHEET, f"A{n}"]).removesuffix(".0")) for n in corner.groups())
            ends[sheet] = a1(row - 1, column - 1)
    return ends


def plans(profile: Profile, stage: Stage, recipient: Recipient) -> list[SheetLayout]:
    """The tables of a stage; cards are few, and are all printed."""
    return [sheet_layout(form, profile, recipient) for form in profile.stage_forms(stage) if not form.in_cards]


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_whatever_is_typed_is_printed_and_two_rows_more(
    engine: Engine, rembang: Profile, tmp_path: Path, stage: int
) -> None:
    """In the last block and the first, in any column, below the table and beside it; an error prints all."""
    path = tmp_path / "kosong.xlsx"
    write_worksheet(path, rembang, rembang.stage(stage), GROUP)
    sheets = plans(rembang, rembang.stage(stage), GROUP)
    blank = printed(engine, path)
    for sheet in sheets:
        (row, column) = coordinate_to_tuple(blank[sheet.sheet])
        assert FIRST_ROW < row <= sheet.closing_row
        assert column == sheet.last_column + 1

    def typed(row: Callable[[SheetLayout], int], column: Callable[[SheetLayout], int], text: str) -> dict[str, str]:
        return printed(engine, path, {sheet.sheet: {a1(row(sheet), column(sheet)): text} for sheet in sheets})

    last = {sheet.sheet: a1(sheet.rows[-1].row + 2, sheet.last_column) for sheet in sheets}
    assert typed(lambda sheet: sheet.rows[-1].row, lambda sheet: sheet.last_column, "Terakhir") == last
    assert typed(lambda sheet: sheet.rows[-1].row, first_input, "Terakhir") == last
    first = {sheet.sheet: a1(sheet.rows[0].row + 2, sheet.last_column) for sheet in sheets}
    assert typed(lambda sheet: sheet.rows[0].row, first_input, "Satu") == first
    below = {sheet.sheet: a1(sheet.closing_row + 9, sheet.last_column) for sheet in sheets}
    assert typed(lambda sheet: sheet.closing_row + 7, lambda sheet: 3, "Catatan rapat") == below
    beside = {sheet.sheet: a1(sheet.rows[2].row + 2, sheet.last_column + 4) for sheet in sheets}
    assert typed(lambda sheet: sheet.rows[2].row, lambda sheet: sheet.last_column + 4, "Catatan rapat") == beside
    fault = {sheet.sheet: a1(sheet.closing_row + 2, sheet.last_column) for sheet in sheets}
    assert typed(lambda sheet: sheet.rows[1].row, lambda sheet: sheet.last_column, "=1/0") == fault


def first_input(sheet: SheetLayout) -> int:
    return sheet.column_of(sheet.form.inputs[0].key)


def test_what_stands_in_blank_rows_is_not_typed(engine: Engine, rembang: Profile, tmp_path: Path) -> None:
    """The OPD of an OPD's own workbook; another one there is."""
    path, recipient = tmp_path / "opd.xlsx", Recipient(dimension="ENV", agency="DLH")
    write_worksheet(path, rembang, rembang.stage(2), recipient)
    actions = plans(rembang, rembang.stage(2), recipient)[1]
    row, lead = actions.rows[-1].row, actions.column_of("opd_pj")

    blank, other = printed(engine, path), printed(engine, path, {actions.sheet: {a1(row, lead): "SETDA"}})

    assert coordinate_to_tuple(blank[actions.sheet])[0] < row
    assert other[actions.sheet] == a1(row + 2, actions.last_column)


def test_what_is_there_to_be_looked_at_is_printed(engine: Engine, rembang: Profile, tmp_path: Path) -> None:
    """Rows carried over from the stage before, and a blank row that a correction asks for."""
    path, stage = tmp_path / "bawaan.xlsx", rembang.stage(3)
    given = tuple({"kode_program": f"BRA-P{n:02d}", "nama_program": f"Program {n}"} for n in range(1, 60))
    write_worksheet(path, rembang, stage, GROUP, WorksheetContent(given={"peta_jalan": given}))
    assert printed(engine, path)["Peta Jalan"].endswith(f"{FIRST_ROW + len(given)}")

    marks = (Mark(form="program_kerja", row="BRA-P39", column="", message="Baris ini masih kosong."),)
    content = WorksheetContent(answers={"BRA-P01": {"nama_program": "Satu"}}, marks=marks, revision=1)
    path = tmp_path / "perbaikan.xlsx"
    write_worksheet(path, rembang, rembang.stage(2), GROUP, content)
    assert printed(engine, path)["Program Kerja"].endswith("47")


def six_and_twelve(profile: Profile) -> WorksheetContent:
    """The examples of the forms, over and over: six programs and twelve actions."""
    raw: dict[str, dict[str, str]] = {}
    for plan, count in zip(plans(profile, profile.stage(2), GROUP), (6, 12), strict=True):
        examples = itertools.cycle(plan.form.examples)
        for row, example in zip(plan.rows[:count], examples, strict=False):
            raw[row.key] = {column.key: example[column.key] for column in plan.form.inputs if column.key in example}
    return WorksheetContent(raw=raw)


@pytest.mark.parametrize(("filled", "most", "most_rows"), [(False, 12, 16), (True, 16, 19)])
def test_a_workbook_is_printed_on_few_pages(
    office: Office, ironcalc: IronCalc, rembang: Profile, tmp_path: Path, filled: bool, most: int, most_rows: int
) -> None:
    """Once with the names worked out and put in place as plain ranges; and as LibreOffice prints, which prints all."""
    path = tmp_path / "buku kerja.xlsx"
    content = six_and_twelve(rembang) if filled else WorksheetContent()
    write_worksheet(path, rembang, rembang.stage(2), GROUP, content)
    ends, areas = printed(ironcalc, path), print_areas(path)

    def as_ranges(part: bytes) -> bytes:
        for sheet, end in ends.items():
            row, column = coordinate_to_tuple(end)
            plain = f"'{sheet}'!$B$1:${get_column_letter(column)}${row}"
            part = part.replace(html.escape(areas[sheet], quote=False).encode(), plain.encode())
        return part

    plain = edit_members(path, tmp_path / "rentang.xlsx", {"xl/workbook.xml": as_ranges})
    assert "INDEX(" not in str(print_areas(plain))
    assert pages(office.resave(plain, tmp_path / "rentang.pdf")) <= most
    assert pages(office.resave(path, tmp_path / "semua.pdf")) <= most_rows


def pages(path: Path) -> int:
    """The pages of a PDF as LibreOffice writes it."""
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_the_name_is_a_formula_that_gives_that_range(office: Office, rembang: Profile, tmp_path: Path) -> None:
    """LibreOffice takes it for no print area, but can count its rows and columns."""
    path = tmp_path / "isi.xlsx"
    write_worksheet(path, rembang, rembang.stage(2), GROUP, six_and_twelve(rembang))
    area = print_areas(path)["Rencana Aksi"]
    book = openpyxl.load_workbook(path)
    book[LISTS_SHEET]["A900"], book[LISTS_SHEET]["A901"] = f"=ROWS({area})", f"=COLUMNS({area})"
    book.save(tmp_path / "tanya.xlsx")

    found = office.recalculate(tmp_path / "tanya.xlsx")[LISTS_SHEET]

    actions = plans(rembang, rembang.stage(2), GROUP)[1]
    assert (found["A900"], found["A901"]) == (FIRST_ROW + 12 + 2, len(actions.form.columns))


def test_rows_grow_with_what_is_typed(office: Office, rembang: Profile, tmp_path: Path) -> None:
    """Blank ones are one line high. Saved by LibreOffice, a row is as high as its text needs, and free to grow."""
    path, saved = tmp_path / "kosong.xlsx", tmp_path / "diketik.xlsx"
    write_worksheet(path, rembang, rembang.stage(2), GROUP)
    office.fill_by_keys(path, saved, {"Program Kerja": {"BRA-P02": {"deskripsi": "Layanan yang masih terpisah. " * 9}}})
    rows = row_heights(saved, 2)
    assert 13 <= rows[FIRST_ROW + 1] <= 14.5
    assert rows[FIRST_ROW + 2] > 5 * 12
    assert row_heights(path, 2)[FIRST_ROW + 1] == 13.5
    for agency in ("DINDAGKOPUKM", "KEC-KALIORI"):  # with long codes, which stay on one line
        write_worksheet(path, rembang, rembang.stage(2), Recipient(dimension="ECO", agency=agency))
        blank = {height for n in (2, 3) for row, height in row_heights(path, n).items() if row > FIRST_ROW}
        assert blank == {13.5}


def row_heights(path: Path, sheet: int) -> dict[int, float]:
    """The heights in points of the rows of a sheet that are free to grow."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    rows = (dict(re.findall(r'(\w+)="([^"]*)"', row)) for row in re.findall(r"<row ([^>]*)>", xml))
    return {int(row["r"]): float(row["ht"]) for row in rows if row.get("customHeight", "0") in ("0", "false")}
