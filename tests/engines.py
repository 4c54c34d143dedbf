"""Spreadsheet engines besides LibreOffice: what their cells show after a full recalculation.

`Gnumeric` is the program ``ssconvert`` of the package ``gnumeric``, `IronCalc` the library of that name from PyPI. Both
are written apart from LibreOffice and from each other, and know no array where no array formula is asked for, as Excel
before 2019.
"""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from tests.office import ErrorCell, Office

_ERRORS = ("#DIV/0!", "#ERROR!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#CIRC!")
_RESULT = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(?: t="[a-z]+")?(><f>[^<]*</f>)<v>[^<]*</v>')


class EngineMissingError(Exception):
    """The engine is not on this machine."""


#: The cells with formulas: sheet -> A1 -> row and column, counted from 1.
Cells = Mapping[str, Mapping[str, tuple[int, int]]]
#: What they give, by sheet and A1.
Results = dict[tuple[str, str], str | float | ErrorCell]


class Gnumeric:
    """Raises EngineMissingError where ``ssconvert`` is not installed."""

    def __init__(self) -> None:
        if shutil.which("ssconvert") is None:
            raise EngineMissingError("Gnumeric (ssconvert) is not installed")

    def results(self, path: Path, cells: Cells) -> Results:
        """What the formulas of an .xlsx give."""
        target = path.with_suffix(".gnumeric.xlsx")
        command = ["ssconvert", "--recalc", str(path), str(target)]
        subprocess.run(command, capture_output=True, check=True, timeout=600)
        return stored_results(target, cells)


class IronCalc:
    """Raises EngineMissingError where the library is not installed."""

    def __init__(self) -> None:
        try:
            self.library = importlib.import_module("ironcalc")
        except ImportError:
            raise EngineMissingError("IronCalc (ironcalc of PyPI) is not installed") from None

    def results(self, path: Path, cells: Cells) -> Results:
        """What the formulas of an .xlsx give."""
        model = self.library.load_from_xlsx(str(path), "en", "UTC", "en")
        model.evaluate()
        numbers = {sheet["name"]: n for n, sheet in enumerate(model.get_worksheets_properties())}
        return {
            (sheet, cell): _result(model.get_cell_value(numbers[sheet], *place))
            for sheet, places in cells.items()
            for cell, place in places.items()
        }


class LibreOffice:
    """The office program of the other tests, asked the same."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def results(self, path: Path, cells: Cells) -> Results:
        """What the formulas of an .xlsx give; truth values are numbers there."""
        values = self.office.recalculate(path, formulas_only=True)
        return {(sheet, cell): values[sheet].get(cell, "") for sheet, places in cells.items() for cell in places}


def _result(value: object) -> str | float | ErrorCell:
    if isinstance(value, str):
        return ErrorCell(value) if value in _ERRORS else value
    if value is None or isinstance(value, bool):
        return "" if value is None else value
    assert isinstance(value, int | float)
    return float(value)


def formula_cells(path: Path) -> Cells:
    """The cells of an .xlsx that hold a formula."""
    return {
        sheet.title: {
            cell.coordinate: (cell.row, cell.column)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in openpyxl.load_workbook(path)
    }


def stored_results(path: Path, cells: Cells) -> Results:
    """What an .xlsx says its formulas give."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric writes a book without a default style
        book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet, cell): _result(book[sheet][cell].value) for sheet, places in cells.items() for cell in places}


def with_stale_results(source: Path, target: Path) -> Path:
    """An .xlsx whose formulas show a number that none gives, so that only what is computed anew is right."""
    return _with_cells(source, target, lambda part: _RESULT.sub(rb"\1\2<v>987654321</v>", part))


def without_empty_numbers(source: Path, target: Path) -> Path:
    """An .xlsx by openpyxl as others write it: its blank cells are said to be numbers, which IronCalc believes."""
    return _with_cells(source, target, lambda part: re.sub(rb'(<c [^>]*?) t="n" ?/>', rb"\1/>", part))


def _with_cells(source: Path, target: Path, edit: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info, edit(part) if info.filename.startswith("xl/worksheets/") else part)
    return target
