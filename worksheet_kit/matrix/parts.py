"""Parts all sheets of the matrix are made of: how cells and headings look, bands, tints, words said again and again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timezone
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from worksheet_kit.core.model import Column, Place, Value, Zone
from worksheet_kit.core.names import base_name
from worksheet_kit.excel import style as palette
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import cells, reference
from worksheet_kit.excel.page import NARROW, Margins, printed
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet
from worksheet_kit.excel.style import BANDS, INDENTED, NAVY, QUIET, Style, style
from worksheet_kit.excel.text_fit import EDGES, code_width, height, line_height, lines, print_points
from worksheet_kit.matrix.crosstabs import ALL, Figures
from worksheet_kit.matrix.data_layout import CONTINUED
from worksheet_kit.matrix.sheet import Audience
from worksheet_kit.matrix.view import View
from worksheet_kit.values.text import display, format_date

#: Formats of numbers: money and counts of money show none as a dash, and keep off the line at their right.
MONEY, COUNT = '#,##0_ ;-#,##0_ ;"-"_ ', "#,##0"
#: Of cells for people's own words: what is typed there (``4/5``, ``0012``) stays as it was typed.
AS_TYPED = "@"
#: Said where something is still to come.
NONE_YET = "belum ada"
#: Said where figures are values.
FIXED = "Nilai tetap, bukan rumus: datanya terlalu banyak untuk dihitung ulang setiap kali."

GOOD_TINT: Style = {"bg_color": palette.COMPLETE, "font_color": palette.COMPLETE_TEXT}
WANTED_TINT: Style = {"bg_color": palette.WANTED, "font_color": palette.WANTED_TEXT}
WRONG_TINT: Style = {"bg_color": palette.WRONG, "font_color": palette.WRONG_TEXT}
#: Behind what nobody has to act upon.
QUIET_TINT: Style = {"bg_color": palette.LOCKED, "font_color": palette.LOCKED_TEXT}
CELL: Style = {"border": 1, "border_color": palette.GRID, "text_wrap": True, "font_size": 9}
#: A cell that people type their own words into.
INPUT_CELL: Style = {**CELL, "bg_color": palette.INPUT, "num_format": AS_TYPED}
#: Of the labels of a table's lines, together with the style of its cells.
LABEL: Style = INDENTED
#: What the indent takes of a cell's width.
INDENT = 1.3
HEAD = style(CELL, bold=True, bg_color=BANDS[0][1], align="center", valign="vcenter")
MONEY_CELL: Style = {**CELL, "align": "right", "num_format": MONEY, "text_wrap": False}
TOTAL_CELL = style(HEAD, font_size=11, bg_color=palette.PLAIN_BAND[1], num_format=COUNT)
MONEY_TOTAL: Style = {**TOTAL_CELL, "font_size": 9, "num_format": MONEY, "align": "right"}
#: On a figure or word that says that something is not there.
MISSING: Style = {**WANTED_TINT, "font_size": 9, "italic": True, "bold": False}


#: How much larger than a page a table may be to be squeezed onto it, and what is said where it is smaller than that.
SQUEEZE = 1.06
SMALL, SMALL_PAGE = "Dicetak kecil supaya semua kolomnya muat", "Dicetak kecil supaya muat selembar"
#: Shows rupiah in millions, what is less than one as such, never like nothing; the cell holds the full amount.
MILLIONS = '[=0]"-"_ ;[<1000000]"<1"_ ;#,##0,,_ '
#: Codes that a cell names; of more it says how many.
NAMED = 24
#: What the button of an autofilter takes of a heading's width.
FILTER_BUTTON = 2.8


def new_book(path: Path, view: View, title: str, *, live: bool, links: bool) -> Book:
    """A workbook of a result, empty. What somebody typed stays what it is in it: text that is text, all of it."""
    start = view.stage.start
    return Book(
        path,
        title=title,
        subject=f"{view.profile.event} {view.profile.region}, bimtek {view.stage.number}",
        author=view.profile.contact.office,
        created=datetime(start.year, start.month, start.day, tzinfo=UTC),
        base=style(palette.BASE, valign="top"),
        # A figure right after &8 would read as part of the size: the text begins with a letter or a blank.
        header=f"&L&8 &A&R&8 {view.event.replace('&', '&&')[:200]}",
        footer=footer(view),
        live=live,
        links=links,
        continued=CONTINUED,
        typed_text=True,
        indented=True,
    )


def footer(view: View, said: str = "") -> str:
    """What is printed at the foot of each page, in Excel's codes: file code, what is said, number of the page."""
    return f"&L&8 {view.code}&C&8 {said}&R&8 Halaman &P dari &N" if said else f"&L&8 {view.code}&R&8 Halaman &P dari &N"


def new_sheet(book: Book, name: str, audience: Audience) -> Sheet:
    """Add a sheet in the colour of those it is for."""
    sheet = book.sheet(name, tab=audience.tab)
    sheet.hide_gridlines()
    return sheet


def margins(inches: float) -> Margins:
    """Margins of a page but for the bottom, where the footer stands."""
    return Margins(side=inches, top=inches, bottom=0.55, footer=0.25)


def banner(sheet: Sheet, view: View, title: str, subtitle: str, width: int, *, first: int = 0, room: float = 0) -> int:
    """Write the title block at the top and return the first free row. The file code stands at its right end.

    ``room`` is the width of the columns from ``first`` to ``width``, where a page ends with them.
    """
    sheet.text(0, first, title, font_size=18, bold=True, font_color=NAVY, valign="vcenter")
    sheet.height(0, 27)
    quiet_line(sheet, 1, (first, width), subtitle, room, size=9, least=14, valign="vcenter")
    file_code(sheet, view, 0, width)
    sheet.height(2, 6)
    return 3


def quiet_line(
    sheet: Sheet, row: int, span: tuple[int, int], text: str, room: float, *, size: float, least: float, **look: Any
) -> None:
    """A quiet line over a page; one that names a long region or office goes on below, where it would be cut off."""
    points = height(text, room, size, padding=1) if room and lines(text, room, size) > 1 else 0
    if points:
        sheet.span(row, *span, text, text_wrap=True, font_size=size, font_color=QUIET, **look)
    else:
        sheet.text(row, span[0], text, font_size=size, font_color=QUIET, **look)
    sheet.height(row, max(least, points))


def file_code(sheet: Sheet, view: View, row: int, column: int) -> None:
    """Write the file code at the right end of a title."""
    sheet.text(row, column, view.code, font_size=8, font_color=QUIET, align="right", valign="vcenter")


def headings(sheet: Sheet, row: int, names: Sequence[str], widths: Sequence[float], *, first: int = 0) -> None:
    """Write the headings of a table and set its columns' widths."""
    for n, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.text(row, first + n, name, HEAD)
        sheet.width(first + n, width)
    rooms = ((name, max(width - FILTER_BUTTON, width / 2)) for name, width in zip(names, widths, strict=True))
    sheet.height(row, max(height(name, room, 9, True, 6) for name, room in rooms))


def merged_headings(
    sheet: Sheet, row: int, spans: Iterable[tuple[int, int]], names: Iterable[str], look: Style = HEAD
) -> None:
    """Write headings over runs of columns (first, last)."""
    for (first, last), name in zip(spans, names, strict=True):
        sheet.span(row, first, last, name, look)


def shared_spans(widths: Sequence[float], shares: Sequence[float]) -> list[tuple[int, int]]:
    """Runs of columns (first, last), one a share as long as there are columns, as near to the shares as can be."""
    shares = shares[: len(widths)]
    ideal = [sum(widths) * share / sum(shares) for share in shares]

    def runs(cuts: Iterable[int]) -> list[tuple[int, int]]:
        return [(first, last - 1) for first, last in pairwise((0, *cuts, len(widths)))]

    def unevenness(cuts: Iterable[int]) -> float:
        parts = zip(runs(cuts), ideal, strict=True)
        return sum((sum(widths[first : last + 1]) - wanted) ** 2 for (first, last), wanted in parts)

    return runs(min(combinations(range(1, len(widths)), len(shares) - 1), key=unevenness))


def fit_row(
    sheet: Sheet, row: int, texts: Iterable[str], widths: Iterable[float], *, least: int = 1, most: int = 99
) -> None:
    """Make a row as high as its longest text needs in a column of its width; ``least`` and ``most`` are lines."""
    need = max(cell_lines(text, width) for text, width in zip(texts, widths, strict=True))
    sheet.height(row, min(max(need, least), most) * line_height(9) + 4)


def span_width(widths: Sequence[float]) -> float:
    """Width of merged columns: the edges between them are room for text, too."""
    return sum(widths) + EDGES * (len(widths) - 1)


def cell_lines(text: str, width: float, size: float = 9, bold: bool = False) -> int:
    """Lines that text takes in a cell of this width that keeps it off the line at its left."""
    return lines(text, width - INDENT, size, bold)


def code_column(codes: Iterable[str], least: float) -> float:
    """Width of a column of codes of rows or recipients, in which they break at their hyphens only."""
    return max(least, round(code_width(codes, 9, 0) + INDENT, 1))


class HiddenLists:
    """The lists of dropdowns, in hidden columns at the right end of a sheet: each is written once."""

    def __init__(self, sheet: Sheet, first: int) -> None:
        self._sheet, self._first = sheet, first
        self._written: dict[tuple[str, ...], str] = {}

    def place(self, choices: tuple[str, ...]) -> str:
        """The range in which choices stand; empty where there are none."""
        if choices and choices not in self._written:
            column = self._first + len(self._written)
            for n, choice in enumerate(choices):
                self._sheet.text(n, column, choice)
            self._written[choices] = reference(self._sheet.name, 0, column, len(choices) - 1)
        return self._written.get(choices, "")

    def hide(self, first: int) -> None:
        """Hide the columns from ``first`` to the last list, or to where the first would stand."""
        self._sheet.width(first, 12, last=self._first + len(self._written), hidden=True)


def section(sheet: Sheet, row: int, first: int, last: int, text: str) -> None:
    """A dark band that opens a part of a sheet."""
    sheet.span(row, first, last, text, bold=True, font_color="#FFFFFF", bg_color=NAVY, valign="vcenter", indent=1)
    sheet.height(row, 18)


def left_over(view: View, widths: Sequence[float], least: float, most: float) -> float:
    """Width of a further column of a table that is printed lengthwise: what other columns leave, within bounds."""
    points = printed(view.profile.paper.height, 2 * NARROW.side) - sum(map(print_points, widths))
    return round(min(most, max(least, (points - print_points(0)) / (print_points(1) - print_points(0)))), 1) - 0.1


def table_page(
    sheet: Sheet,
    view: View,
    widths: Sequence[float],
    repeat_rows: tuple[int, int],
    *,
    repeat_columns: tuple[int, int] | None = None,
) -> None:
    """Print a wide table: a page across where that leaves it readable, else two that both have its first columns.

    Where even so it is smaller, or no columns are to be repeated, the foot of the page says why.
    """
    paper = view.profile.paper
    room, wide = printed(paper.height, 2 * NARROW.side), sum(map(print_points, widths))
    pages = 1
    if wide > room * SQUEEZE and repeat_columns is not None:
        pages, wide = 2, wide + sum(map(print_points, widths[: repeat_columns[1] - repeat_columns[0] + 1]))
    said = footer(view, SMALL) if wide > pages * room * SQUEEZE else None
    sheet.page(
        paper,
        landscape=True,
        margins=NARROW,
        fit=(pages, 0),
        repeat_rows=repeat_rows,
        repeat_columns=repeat_columns if pages > 1 else None,
        across=pages > 1,
        footer=said,
    )


def fits_page(sheet: Sheet, view: View, rows: int, *, landscape: bool = False) -> bool:
    """Whether so many rows are readable on one page."""
    paper = view.profile.paper
    room = printed(paper.width if landscape else paper.height, NARROW.top + NARROW.bottom)
    return sum(sheet.heights.get(row, ROW_HEIGHT) for row in range(rows)) <= room * SQUEEZE


def one_page(sheet: Sheet, view: View, rows: int, *, landscape: bool = False, always: bool = False) -> None:
    """Print so many rows on one page where that leaves them readable, else on as many as they take.

    Where they are to be on one page ``always``, the foot of a page that is small then says why.
    """
    fits = fits_page(sheet, view, rows, landscape=landscape)
    said = footer(view, SMALL_PAGE) if always and not fits else None
    down = 1 if always or fits else 0
    sheet.page(view.profile.paper, landscape=landscape, fit=(1, down), margins=NARROW, footer=said)


def live_note(sheet: Sheet, view: View, column: int = 0) -> None:
    """Say below the banner that figures are values where they are; the copy to forward does not."""
    if not view.live and not view.presentation:
        sheet.text(2, column, FIXED, font_size=8, italic=True, font_color=QUIET)


def money_line(
    sheet: Sheet, at: tuple[int, int], formulas: Mapping[str, str], line: tuple[Figures, str], look: Style
) -> None:
    """Write a line of a cross-tab with money: a formula for each column, by its key, and behind them their sum."""
    row, first = at
    figures, entry = line
    for n, (key, formula) in enumerate(formulas.items(), start=first):
        sheet.figure(row, n, f"={formula}", figures[entry, key], look)
    end = first + len(formulas)
    sheet.figure(row, end, f"=SUM({cells(row, first, row, end - 1)})", figures[entry, ALL], look, bold=True)


def budget_heading(column: Column) -> str:
    """A money column's short heading: the year where it has one."""
    return str(column.year) if column.year is not None else "Perkiraan"


#: What stands between the parts of a place.
PLACE_SIGN = " › "


def place_text(place: Place, between: str = PLACE_SIGN) -> str:
    """A place as people read it: file, sheet, cell."""
    return between.join(filter(None, (base_name(place.file), place.sheet, place.cell)))


def cell_text(place: Place) -> str:
    """What a link to a place says: sheet and cell, or that it opens the file."""
    return place_text(place._replace(file="")) or ("buka berkas" if place.file else "")


def plain_text(value: Value) -> str:
    """A value as *Isian Berbeda* and *Penyesuaian Otomatis* show it."""
    return "" if value is None else display(value) if isinstance(value, str | float) else str(value)


def saved_text(saved: datetime | None, zone: Zone) -> str:
    """A saved time to the minute on the region's clocks, which is then said; empty where it is unknown."""
    if saved is None:
        return ""
    local = saved if saved.tzinfo is None else saved.astimezone(timezone(zone.offset))
    return f"{format_date(local.date())} {local:%H.%M}{f' {zone}' if saved.tzinfo is not None else ''}"
