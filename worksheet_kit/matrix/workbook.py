"""Writes the matrix workbook, sheet by sheet."""

from pathlib import Path

from worksheet_kit.core.model import Result
from worksheet_kit.matrix.parts import new_book, new_sheet
from worksheet_kit.matrix.sheets import SHEETS, long_texts
from worksheet_kit.matrix.sheets.data import data_sheets
from worksheet_kit.matrix.view import view_of


def write_matrix(path: Path, result: Result, *, presentation: bool = False) -> None:
    """Write the matrix workbook of a collection.

    ``presentation`` leaves out the secretariat's and the data sheets, contacts, faults and links to files; its figures
    are values. Links are relative to the folder of ``path``. The same result gives the same content on any day.

    Raises UsageError when a form has more rows than a sheet holds.
    """
    view = view_of(result, presentation=presentation)
    title = f"Matriks bimtek {view.stage.number} {view.profile.region}"
    book = new_book(path, view, title, live=view.live, links=not presentation)
    for sheet in (*SHEETS, *data_sheets(view), long_texts.SHEET):
        if sheet.applies(view) and (sheet.audience.forwarded or not presentation):
            sheet.write(new_sheet(book, sheet.name, sheet.audience), view)
    book.close()
