"""The matrix workbook: what one collection gives, for everyone who reads it, and read back again.

`write_matrix` writes it sheet by sheet, each reader's sheets under one tab colour; `read_matrix` finds in it what
people decided, noted and changed.
"""

from __future__ import annotations

from pathlib import Path

from worksheet_kit.core.model import Result
from worksheet_kit.matrix.agency_books import MINUTES, agency_file, concerned, write_agency_book, write_minutes
from worksheet_kit.matrix.book import Book
from worksheet_kit.matrix.readback import Decision, MatrixContent, Proposal, read_matrix, review_name
from worksheet_kit.matrix.sheets.alignment import write_alignment
from worksheet_kit.matrix.sheets.book_tables import write_book_tables
from worksheet_kit.matrix.sheets.card import write_card
from worksheet_kit.matrix.sheets.conflicts import write_adjustments, write_conflicts
from worksheet_kit.matrix.sheets.crosstab_sheets import write_agencies, write_budget, write_coverage
from worksheet_kit.matrix.sheets.data import is_live, tables, write_data
from worksheet_kit.matrix.sheets.links import write_links
from worksheet_kit.matrix.sheets.matrix_sheet import write_matrix_sheet
from worksheet_kit.matrix.sheets.overlaps import write_overlaps
from worksheet_kit.matrix.sheets.quick_wins import write_quick_wins
from worksheet_kit.matrix.sheets.roadmap import write_roadmap
from worksheet_kit.matrix.sheets.secretariat import write_completeness, write_findings, write_ledger
from worksheet_kit.matrix.sheets.summary import write_summary
from worksheet_kit.matrix.sheets.swot import write_swot
from worksheet_kit.matrix.view import view_of

__all__ = ["Decision", "MatrixContent", "Proposal", "read_matrix", "review_name", "write_agency_books", "write_matrix"]


def write_matrix(path: Path, result: Result, *, presentation: bool = False) -> None:
    """Write the matrix workbook of a collection.

    ``presentation`` leaves out the secretariat's and the data sheets, contacts, faults and links to files; its figures
    are values. Links are relative to the folder of ``path``. The same result gives the same content on any day.

    Raises UsageError when a form has more rows than a sheet holds.
    """
    view = view_of(result)
    laid = tables(view)
    title = f"Matriks bimtek {view.stage.number} {view.profile.region}"
    live = is_live(view) and not presentation
    book = Book(path, view.profile, view.stage, title=title, live=live, links=not presentation)
    write_summary(book, view, laid)
    write_quick_wins(book, view, laid)
    write_matrix_sheet(book, view, presentation=presentation)
    write_coverage(book, view, laid)
    write_card(book, view)
    write_swot(book, view)
    write_agencies(book, view, laid)
    write_budget(book, view, laid)
    write_roadmap(book, view)
    write_links(book, view)
    write_overlaps(book, view)
    write_alignment(book, view)
    write_book_tables(book, view)
    if not presentation:
        write_completeness(book, view)
        write_findings(book, view)
        write_conflicts(book, view)
        write_adjustments(book, view)
        write_ledger(book, view)
        write_data(book, view, laid)
    book.close()


def write_agency_books(folder: Path, result: Result) -> list[Path]:
    """Write a *Rekap* workbook for each agency that is named in the answers, and the minutes of the groups.

    ``folder`` must exist; files of these names in it are replaced. Returns the files, agencies in protocol order.
    """
    view = view_of(result)
    written = []
    for agency in concerned(view):
        written.append(folder / agency_file(agency))
        write_agency_book(written[-1], view, agency)
    written.append(folder / MINUTES)
    write_minutes(written[-1], view)
    return written
