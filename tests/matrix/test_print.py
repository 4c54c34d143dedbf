"""How the books come out of a printer: how small their type is, on how many pages, and that each says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests import SAMPLES
from tests.worlds import clean, result_of
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Paper, Profile, Result
from worksheet_kit.excel.page import A3, A4, printed
from worksheet_kit.excel.text_fit import print_points, text_width
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.workbook import write_matrix

#: Points of type that tables are printed in at least, of headings and marks, and of a table squeezed onto its page.
TABLE, MARK, SQUEEZED = 9.0, 7.0, 8.45
#: Begins what the foot of a page says where it is printed smaller.
WHY = "Dicetak kecil"
#: Row of the headings of *Matriks Konsolidasi*.
HEADINGS = 5
#: Column width that Excel adds for a cell's edges.
EDGES = 0.71


@dataclass(frozen=True)
class Print:
    """A sheet as printed: at which scale, with how much text in which size of type, on how many pages downwards."""

    name: str
    scale: float
    sizes: dict[float, int]
    pages: int
    across: int
    says_why: bool

    @property
    def size(self) -> float:
        """Size of the type that most of the sheet is printed in, in points."""
        return max(self.sizes, key=lambda size: self.sizes[size]) * self.scale


def printed_sheet(sheet: Worksheet, paper: Paper) -> Print:
    first, top, last, bottom = range_boundaries((sheet.print_area or sheet.dimensions).split("!")[-1].replace("$", ""))
    sizes: dict[float, int] = {}
    rows = [n for n in range(top, bottom + 1) if not sheet.row_dimensions[n].hidden]
    columns = {}
    for dimension in sheet.column_dimensions.values():
        width = 0.0 if dimension.hidden else print_points(dimension.width - EDGES)
        columns |= dict.fromkeys(range(dimension.min, dimension.max + 1), width)
    used = 0
    for n in rows:
        for cell in sheet[n][first - 1 : last]:
            if cell.value is not None and columns.get(cell.column, 1):
                sizes[cell.font.sz] = sizes.get(cell.font.sz, 0) + len(str(cell.value))
                used = max(used, cell.column)
    last = last if sheet.print_area else used
    landscape, margins = sheet.page_setup.orientation == "landscape", sheet.page_margins
    width, height = (paper.height, paper.width) if landscape else (paper.width, paper.height)
    across, down = printed(width, margins.left + margins.right), printed(height, margins.top + margins.bottom)
    wide = sum(columns.get(n, 0) for n in range(first, last + 1))
    heights = {n: sheet.row_dimensions[n].height or 15.0 for n in rows}
    scale, pages = (sheet.page_setup.scale or 100) / 100, 1 + len(sheet.col_breaks.brk)
    fits = bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    if fits:
        pages = 1 if sheet.page_setup.fitToWidth is None else int(sheet.page_setup.fitToWidth)
        one_page = sheet.page_setup.fitToHeight != 0
        scale = min(1.0, pages * across / wide, down / sum(heights.values()) if one_page else 1.0)
    said = sheet.oddFooter.center.text or ""  # after the size, which openpyxl takes off
    return Print(sheet.title, scale, sizes, _pages(sheet, heights, down / scale), pages, said.startswith(WHY))


def _pages(sheet: Worksheet, heights: dict[int, float], room: float) -> int:
    """Pages from top to bottom, with the repeated rows on each but the first."""
    titles = [int(number) for number in (sheet.print_title_rows or "").replace("$", "").split(":") if number]
    repeated = sum(heights.get(n, 0) for n in range(titles[0], titles[1] + 1)) if titles else 0.0
    breaks = {mark.id for mark in sheet.row_breaks.brk}
    pages, used = 1, 0.0
    for n, points in heights.items():
        if used + points > room + 0.01 or n - 1 in breaks:
            pages, used = pages + 1, repeated
        used += points
    return pages


def sheets_of(result: Result, folder: Path) -> Iterator[tuple[Worksheet, Print]]:
    """Every sheet that is printed: of the book for everybody, of the secretariat's but the data, of the agencies'."""
    write_matrix(folder / "m.xlsx", result, secretariat=folder / "s.xlsx")
    (folder / "opd").mkdir()
    paths = [folder / "m.xlsx", folder / "s.xlsx", *sorted(write_agency_books(folder / "opd", result))]
    for path in paths:
        for sheet in openpyxl.load_workbook(path).worksheets:
            paper = A3 if sheet.title == "SWOT-TOWS" else result.dataset.profile.paper
            assert sheet.page_setup.paperSize == paper.index
            yield sheet, printed_sheet(sheet, paper)


def cut(sheet: Worksheet) -> list[str]:
    """What begins in a column that each page across repeats, and runs beyond the last of them without a line break."""
    if not sheet.print_title_cols:
        return []
    first, last = (column_index_from_string(name) for name in sheet.print_title_cols.replace("$", "").split(":"))
    widths = dict.fromkeys(range(first, last + 1), 0.0)
    for dimension in sheet.column_dimensions.values():
        width = 0.0 if dimension.hidden else dimension.width
        widths |= {n: width for n in range(dimension.min, dimension.max + 1) if n in widths}
    texts = [
        cell for row in sheet.iter_rows(min_col=first, max_col=last) for cell in row if isinstance(cell.value, str)
    ]
    rooms = ((cell, sum(width for n, width in widths.items() if n >= cell.column)) for cell in texts)
    return [
        cell.value
        for cell, room in rooms
        if room and not cell.alignment.wrap_text and text_width(cell.value, cell.font.sz, bold=cell.font.b) / 7 > room
    ]


def small(sheets: list[Print], least: float) -> list[tuple[str, float]]:
    """The sheets that are printed smaller without saying why."""
    return [(sheet.name, round(sheet.size, 1)) for sheet in sheets if sheet.size < least and not sheet.says_why]


def test_the_sample_is_read_without_glasses_on_thirty_pages(rembang: Profile, tmp_path: Path) -> None:
    first = tmp_path / "bimtek 1.xlsx"
    write_matrix(first, collect([SAMPLES / "bimtek-1"], rembang, stage=1))
    result = collect([SAMPLES / "bimtek-2"], rembang, stage=2, previous=first)

    everything = list(sheets_of(result, tmp_path))

    prints = {sheet.name: sheet for _, sheet in everything}
    assert small(list(prints.values()), SQUEEZED) == []
    for name in ("Matriks Konsolidasi", "Tabel Buku 2", "Rekap OPD", "Anggaran", "Dimensi x Masalah"):
        assert round(prints[name].size, 1) >= TABLE, name
    assert min(min(sheet.sizes) * sheet.scale for _, sheet in everything if not sheet.says_why) >= MARK - 0.5
    everybodys = openpyxl.load_workbook(tmp_path / "m.xlsx").sheetnames
    counts = {name: prints[name].pages * prints[name].across for name in everybodys}
    assert sum(counts.values()) <= 30, counts
    assert prints["Ringkasan"].pages == 1
    for sheet, _ in everything:
        assert sheet.oddFooter.right.text == "Halaman &P dari &N"
        assert sheet.oddHeader.left.text == "&A"
        assert cut(sheet) == [], sheet.title


def test_tables_over_several_pages_have_their_headings_on_each(rembang: Profile, tmp_path: Path) -> None:
    world = clean(rembang, 2)
    world.change({f"{key}.quick_win": "Ya" for key in world.rows if "-P" in key})
    write_matrix(tmp_path / "m.xlsx", result_of(world))
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")

    sheet = book["Quick Win"]
    labels = {cell.row: str(cell.value) for cell in sheet["A"] if cell.value}
    heads = [row for row, label in labels.items() if label == "Dimensi"]
    (nominations,) = (row for row, label in labels.items() if label.startswith("NOMINASI"))
    assert len(heads) > 1
    assert [mark.id + 1 for mark in sheet.row_breaks.brk] == [*heads[1:], nominations]
    assert sheet.print_title_rows == f"${nominations}:${nominations + 2}"
    margins, heights = sheet.page_margins, {n: sheet.row_dimensions[n].height or 15 for n in range(1, nominations)}
    room = printed(rembang.paper.height, margins.top + margins.bottom) * 100 / sheet.page_setup.scale
    for first, end in pairwise([1, *heads[1:], nominations]):
        assert sum(heights[n] for n in range(first, end)) <= room
    budget = book["Anggaran"]
    (by_agency,) = (cell.row for cell in budget["A"] if str(cell.value).startswith("PER OPD"))
    assert budget.print_title_rows == f"${by_agency}:${by_agency + 1}"


@pytest.mark.parametrize("stage", [1, 2])
def test_nothing_is_printed_small_without_saying_why(kota: Profile, tmp_path: Path, stage: int) -> None:
    world = clean(replace(kota, paper=A4), stage)
    assert small([sheet for _, sheet in sheets_of(result_of(world), tmp_path)], SQUEEZED) == []


def test_the_last_stage_is_not_printed_small_and_its_review_columns_stand_together(
    rembang: Profile, tmp_path: Path
) -> None:
    everything = list(sheets_of(result_of(clean(rembang, 3)), tmp_path))
    assert small([sheet for _, sheet in everything], SQUEEZED) == []
    (matrix,) = (sheet for sheet, _ in everything if sheet.title == "Matriks Konsolidasi")
    (mark,) = matrix.col_breaks.brk
    assert not matrix.sheet_properties.pageSetUpPr.fitToPage  # who fits to pages sees no breaks
    last = range_boundaries(matrix.print_area.split("!")[-1].replace("$", ""))[2]
    beside = [cell.value for cell in matrix[HEADINGS][mark.id : last] if cell.value]
    assert beside[-3:] == ["Catatan pembimbing", "Keputusan", "Catatan Bappeda"]
