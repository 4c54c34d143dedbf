"""Writes the matrix, sheet by sheet: as one workbook, or as one for everybody and one for the secretariat."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.model import Result, Severity
from worksheet_kit.matrix.parts import new_book, new_sheet
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.sheets import SHEETS, long_texts
from worksheet_kit.matrix.sheets.data import data_sheets
from worksheet_kit.matrix.view import View, view_of


def write_matrix(
    path: Path,
    result: Result,
    *,
    presentation: bool = False,
    secretariat: Path | None = None,
    names: tuple[str, str] | None = None,
) -> None:
    """Write the matrix of a collection.

    ``presentation`` leaves out the secretariat's and the data sheets, contacts, faults and links to files; its figures
    are values. With ``secretariat`` these sheets stand in a second workbook there, and the first is for everybody; each
    names the other, by ``names`` where the two are going to be called otherwise than they are written. Links are
    relative to the folder of the workbook. The same result gives the same content on any day.

    Raises UsageError when a form has more rows than a sheet holds.
    """
    view = view_of(result)
    if presentation and secretariat is None:
        _write(path, replace(view, presentation=True), [sheet for sheet in _forwarded(SHEETS) if sheet.applies(view)])
        return
    sheets = [sheet for sheet in (*SHEETS, *data_sheets(view), long_texts.SHEET) if sheet.applies(view)]
    view = replace(view, read_back=tuple(sheet.name for sheet in sheets if sheet.read_back))
    if secretariat is None:
        _write(path, view, _in_order(sheets, view))
        return
    everybodys, secretariats = names or (path.name, secretariat.name)
    _write(path, replace(view, presentation=True, other_book=secretariats), _forwarded(sheets))
    own = [sheet for sheet in sheets if not sheet.audience.forwarded]
    _write(secretariat, replace(view, other_book=everybodys), own)


def _forwarded(sheets: Iterable[MatrixSheet]) -> list[MatrixSheet]:
    return [sheet for sheet in sheets if sheet.audience.forwarded]


def _in_order(sheets: list[MatrixSheet], view: View) -> list[MatrixSheet]:
    """The sheets of the single book: while something is to be done, the secretariat's come right after the first."""
    findings = (finding for finding in view.result.findings if finding.severity is not Severity.NOTE)
    is_open = any(findings) or any(not conflict.decision for conflict in view.dataset.conflicts)
    first, *others = sheets
    return [first, *sorted(others, key=lambda sheet: sheet.audience is not Audience.SECRETARIAT)] if is_open else sheets


@uncollected()
def _write(path: Path, view: View, sheets: list[MatrixSheet]) -> None:
    view = replace(view, contents=tuple((sheet.name, sheet.about) for sheet in sheets[1:] if sheet.about))
    title = f"Matriks bimtek {view.stage.number} {view.profile.region}"
    book = new_book(path, view, title, live=view.live, links=not view.presentation)
    for sheet in sheets:
        sheet.write(new_sheet(book, sheet.name, sheet.audience), view)
    book.close()
