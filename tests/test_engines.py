"""Every engine counts alike: all formulas of every kind of workbook in LibreOffice, Gnumeric and IronCalc.

What a workbook is written with is worked out in Python; an engine that recalculates gives the same in every cell. What
people break (error cells, truth values, days in number cells) has no such value: there the engines are held against
LibreOffice, and so are the rules for colours and entries, which no file stores a result of.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from tests.engines import (
    Cells,
    Gnumeric,
    IronCalc,
    LibreOffice,
    Results,
    formula_cells,
    stored_results,
    with_stale_results,
    without_empty_numbers,
)
from tests.office import ErrorCell, Office, key_places
from tests.workbooks import WORKBOOKS, workbook
from worksheet_kit.core.layout import INSTRUCTIONS_SHEET

#: What an engine cannot compute, with the reason; it is looked at whether that is still so.
NOT_IN_GNUMERIC: Mapping[str, str] = dict.fromkeys(
    ("kosong pulau 3", "terisi pulau 3"),
    "an .xlsx whose sheet is named with an apostrophe: it takes '' for the name's end",
)
#: Its names stand for cells, never for a formula such as the one behind a dropdown of what is filled in elsewhere.
NOT_IN_IRONCALC = "pilih_"
#: What people put into input cells that no answer of ours is: error cells, results of formulas, days, truth values.
BROKEN = ("=1/0", "=NA()", '="Ya"', "=2+3", datetime(2022, 7, 20), "=#REF!", "'", "Ya\u00a0", True, "\u3164\u200b\n")
#: The first column that rules are written to, counted from 1: out of everything's way.
RULES = 5_000


class Engine(Protocol):
    def results(self, path: Path, cells: Cells) -> Results: ...


def differences(found: Results, wanted: Results) -> list[str]:
    """The cells in which two engines differ."""
    return [
        f"{sheet}!{cell}: {found[sheet, cell]!r}, not {value!r}"
        for (sheet, cell), value in wanted.items()
        if not alike(found[sheet, cell], value)
    ]


def alike(one: str | float | ErrorCell, other: str | float | ErrorCell) -> bool:
    """Whether two results are the same: of one type, numbers to 12 digits."""
    if type(one) is not type(other):
        return False
    return one == pytest.approx(other, rel=1e-12, abs=1e-12) if isinstance(one, float) else one == other


def recalculated(engine: Engine, name: str, folder: Path) -> list[str]:
    """The cells in which an engine differs from what a workbook was written with."""
    written = folder / "asli.xlsx"
    written.write_bytes(workbook(name))
    cells = formula_cells(written)
    return differences(
        engine.results(with_stale_results(written, folder / "usang.xlsx"), cells), stored_results(written, cells)
    )


@pytest.mark.parametrize("name", WORKBOOKS)
def test_in_libreoffice_each_formula_gives_what_it_was_written_with(name: str, office: Office, tmp_path: Path) -> None:
    assert recalculated(LibreOffice(office), name, tmp_path) == []


@pytest.mark.parametrize("name", WORKBOOKS)
def test_in_gnumeric_each_formula_gives_what_it_was_written_with(name: str, gnumeric: Gnumeric, tmp_path: Path) -> None:
    assert bool(recalculated(gnumeric, name, tmp_path)) == (name in NOT_IN_GNUMERIC)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_in_ironcalc_each_formula_gives_what_it_was_written_with(name: str, ironcalc: IronCalc, tmp_path: Path) -> None:
    assert recalculated(ironcalc, name, tmp_path) == []


@pytest.mark.parametrize("name", ["terisi rembang 1", "terisi rembang 2", "terisi rembang 3", "terisi kontak 1"])
def test_broken_cells_and_all_rules_count_alike(
    name: str, office: Office, gnumeric: Gnumeric, ironcalc: IronCalc, tmp_path: Path
) -> None:
    path = tmp_path / "rusak.xlsx"
    path.write_bytes(workbook(name))
    cells = formula_cells(path)
    inputs = {sheet: list(rows.values()) for sheet, rows in key_places(path).items() if sheet != INSTRUCTIONS_SHEET}
    book = openpyxl.load_workbook(path)
    for sheet, rows in inputs.items():
        break_cells(book[sheet], rows)
    told = {sheet.title: write_rules(sheet) for sheet in book}
    book.save(tmp_path / "buku.xlsx")
    without_empty_numbers(tmp_path / "buku.xlsx", path)
    cells = {sheet: {**places, **told[sheet]} for sheet, places in cells.items()}

    wanted = LibreOffice(office).results(path, cells)
    assert {wanted[sheet, cell] for sheet, places in told.items() for cell in places} >= {0.0, 1.0}
    assert differences(gnumeric.results(path, cells), wanted) == []
    computed = {at: value for at, value in wanted.items() if NOT_IN_IRONCALC not in book[at[0]][at[1]].value}
    assert differences(ironcalc.results(path, cells), computed) == []


def break_cells(sheet: Worksheet, rows: Sequence[Mapping[str, str]]) -> None:
    """Put `BROKEN` into the input cells of every second row, each row in another column.

    No TRUE where a format shows numbers: LibreOffice opens it as the number 1, and no formula can tell it from one.
    """
    broken = itertools.cycle(BROKEN)
    for n, row in enumerate(rows[:60:2]):
        places = [place for place in row.values() if not sheet[place].protection.locked]
        cell, value = sheet[places[n % len(places)]], next(broken)
        cell.value = next(broken) if value is True and "0" in cell.number_format else value


def write_rules(sheet: Worksheet) -> dict[str, tuple[int, int]]:
    """Write every rule for colours and entries as a formula far right in the rows that it is for, and say where.

    On a sheet in cards they stand far down: what a card works out looks through whole rows.

    1 is true; 0 is false or an error, which colours nothing and is no entry.
    """
    written: dict[str, tuple[int, int]] = {}
    in_cards = any("COLUMN()" in str(cell.value) for row in sheet.iter_rows(max_row=10) for cell in row)
    for number, (area, formula) in enumerate(rules(sheet), RULES):
        ranges = sorted((one.min_row, one.min_col, one.max_row, one.max_col) for one in area.ranges)
        base = f"{get_column_letter(ranges[0][1])}{ranges[0][0]}"
        (first_row, first, last_row, last) = ranges[len(ranges) // 2]
        for row in range(first_row, min(last_row, first_row + 40) + 1):
            column = first + row % (last - first + 1)
            moved = Translator(f"={formula}", origin=base).translate_formula(f"{get_column_letter(column)}{row}")
            at = (number * 50 + row, column) if in_cards else (row, number)
            written[sheet.cell(*at, f"=IFERROR(IF({moved.removeprefix('=')},1,0),0)").coordinate] = at
    return written


def rules(sheet: Worksheet) -> Iterator[tuple[MultiCellRange, str]]:
    """The formulas of the rules of a sheet, with the cells they are for; of a dropdown, whether it offers anything."""
    for area in sheet.conditional_formatting:
        yield from ((area.sqref, rule.formula[0]) for rule in area.rules)
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "custom":
            yield rule.sqref, rule.formula1
        elif rule.type == "list" and not rule.formula1.startswith('"'):
            yield rule.sqref, f'SUMPRODUCT(--({rule.formula1}<>""))'
