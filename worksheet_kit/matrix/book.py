"""The workbook behind the matrix: formats, safe writing, heights, links and print set-up, and no content.

Every sheet of the matrix writes through `Sheet`: text stays text whatever it begins with, a formula carries its right
initial value, a link is relative to the folder the matrix lies in, and nothing depends on the clock.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.url import Url

from worksheet_kit.core.model import Paper, Place, Profile, Stage, Value
from worksheet_kit.excel.book import RawSheet
from worksheet_kit.excel.formulas import fits, quoted
from worksheet_kit.excel.style import BASE, FONT, GRID, INK, LINK, NAVY, QUIET
from worksheet_kit.excel.text_fit import print_points, text_width

#: UTF-16 units a cell holds in Excel; longer text goes on in the sheet of continuations.
MAX_TEXT = 32_767
#: Hyperlinks a sheet holds in Excel.
MAX_LINKS = 65_530

A3 = Paper(name="A3", index=8, width=297, height=420)
A4 = Paper(name="A4", index=9, width=210, height=297)

MONEY = '#,##0;-#,##0;"-"'
COUNT = "#,##0"


class Book:
    """An .xlsx being written. ``folder`` is where it will lie; links to other files are relative to it."""

    def __init__(
        self, path: Path, profile: Profile, stage: Stage, *, title: str, live: bool, links: bool = True
    ) -> None:
        self.profile = profile
        self.stage = stage
        self.live = live
        self.links = links
        self.folder = path.absolute().parent
        self.code = f"{profile.edition}-B{stage.number}-MATRIKS"
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.sheets: dict[str, Sheet] = {}
        self.workbook = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "max_url_length": 2079,
                "default_format_properties": BASE,
            },
        )
        self.workbook.set_properties(
            {
                "title": title,
                "subject": f"{profile.event} {profile.region}, bimtek {stage.number}",
                "author": profile.contact.office,
                "created": datetime(stage.start.year, stage.start.month, stage.start.day, tzinfo=UTC),
            }
        )

    def sheet(self, name: str, tab: str) -> Sheet:
        """Add a sheet. Names are at most 31 characters, as everywhere in Excel."""
        sheet = Sheet(self, name, self.workbook.add_worksheet(name, worksheet_class=RawSheet), tab)
        self.sheets[name] = sheet
        return sheet

    def format(self, **properties: Any) -> Any:
        """The one format with these properties (Arial 10, top aligned, unless told otherwise)."""
        merged = {**BASE, "valign": "top", **properties}
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(merged)
        return self._formats[key]

    def close(self) -> None:
        self.workbook.close()


class Sheet:
    """One worksheet and what was written to it; rows and columns are zero-based."""

    def __init__(self, book: Book, name: str, worksheet: Any, tab: str) -> None:
        self.book = book
        self.name = name
        self.ws = worksheet
        self._links = 0
        worksheet.set_tab_color(tab)
        worksheet.hide_gridlines(2)

    @property
    def quoted(self) -> str:
        """The sheet's name as formulas write it."""
        return quoted(self.name)

    def blank(self, row: int, column: int, **format_: Any) -> None:
        self.ws.write_blank(row, column, None, self.book.format(**format_))

    def text(self, row: int, column: int, text: str, **format_: Any) -> None:
        """Write text as it is, also where it looks like a formula; empty text leaves a formatted blank cell."""
        if text == "":
            self.blank(row, column, **format_)
        else:
            if text[0] in "=+-@":
                format_ = {**format_, "quote_prefix": True}  # so that it stays text when somebody edits the cell
            self.ws.write_string(row, column, fitting(text), self.book.format(**format_))

    def number(self, row: int, column: int, number: float, **format_: Any) -> None:
        self.ws.write_number(row, column, number, self.book.format(**format_))

    def value(self, row: int, column: int, value: Value, **format_: Any) -> None:
        """Write a number as a number and everything else as text."""
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) != float("inf"):
            self.number(row, column, value, **{"align": "right", **format_})
        else:
            self.text(row, column, "" if value is None else str(value), **format_)

    def formula(self, row: int, column: int, formula: str, value: Value, **format_: Any) -> None:
        """Write a live formula with its initial value.

        The value alone stands in a book too large to recalculate, and where Excel would not take the formula.
        """
        if not self.book.live or not fits(formula):
            self.value(row, column, value, **format_)
            return
        self.always(row, column, formula, value, **format_)

    def always(self, row: int, column: int, formula: str, value: Value, **format_: Any) -> None:
        """Write a formula that looks at its own sheet only, live in every copy of the book."""
        if isinstance(value, str):
            value = _NOT_IN_XML.sub("", fitting(value))  # a stored result is not escaped as text in a cell is
        self.ws.write_formula(row, column, formula, self.book.format(**format_), "" if value is None else value)

    def span(self, row: int, first: int, last: int, text: str, **format_: Any) -> None:
        """Write text over several columns of one row."""
        self.area(row, first, row, last, text, **format_)

    def area(self, row: int, column: int, last_row: int, last_column: int, text: str, **format_: Any) -> None:
        """Merge an area and write text in it; one cell is not merged."""
        if (row, column) == (last_row, last_column):
            self.text(row, column, text, **format_)
        else:
            self.ws.merge_range(row, column, last_row, last_column, "", self.book.format(**format_))
            self.text(row, column, text, **format_)

    def link(self, row: int, column: int, place: Place, text: str, **format_: Any) -> None:
        """A link to a cell of another file, relative to this workbook's folder; plain text in a copy to forward."""
        wanted = self.book.links and place.file and self._links < MAX_LINKS
        target = file_url(place, self.book.folder) if wanted else None
        if target is None:
            self.text(row, column, text, **format_)
            return
        self._links += 1
        target.text = fitting(text)
        self.ws.write_url(row, column, target, self.book.format(**{"font_color": LINK, "underline": 1, **format_}))

    def height(self, row: int, points: float, **options: Any) -> None:
        self.ws.set_row(row, min(round(points * 4) / 4, 409), None, options)

    def widths(self, widths: Sequence[float], first: int = 0) -> None:
        for n, width in enumerate(widths):
            self.ws.set_column(first + n, first + n, width)

    def page(
        self,
        paper: Paper,
        *,
        landscape: bool = False,
        fit: tuple[int, int] | None = (1, 0),
        scale: int | None = None,
        repeat_rows: tuple[int, int] | None = None,
        repeat_columns: tuple[int, int] | None = None,
        margins: float = 0.4,
    ) -> None:
        """Set up printing: paper, direction, pages across and down (0: as many as it takes), repeats, footer."""
        ws = self.ws
        ws.set_paper(paper.index)
        if landscape:
            ws.set_landscape()
        ws.set_margins(left=margins, right=margins, top=margins, bottom=0.55)
        if scale is not None:
            ws.set_print_scale(scale)
        elif fit is not None:
            ws.fit_to_pages(*fit)
        if repeat_rows is not None:
            ws.repeat_rows(*repeat_rows)
        if repeat_columns is not None:
            ws.repeat_columns(*repeat_columns)
        # A figure right after &8 would read as part of the size: the text begins with a letter or a blank.
        ws.set_footer(f"&L&8 {self.book.code}&C&8 &A&R&8 Halaman &P dari &N", {"margin": 0.25})

    def chart(self, row: int, column: int, chart: Any, title: str, *, width: float, height: float) -> None:
        """Put a chart over cells; all charts look alike: no gridlines, figures on the bars, legend below.

        ``width`` and ``height`` are pixels at 96 to the inch.
        """
        font = {"name": FONT, "size": 9, "color": INK}
        name_font = {"name": FONT, "size": 11, "bold": True, "color": NAVY}
        chart.set_title({"name": title, "name_font": name_font, "overlay": False})
        chart.set_legend({"position": "bottom", "font": font} if len(chart.series) > 1 else {"none": True})
        chart.set_chartarea({"border": {"color": GRID}, "fill": {"color": "#FFFFFF"}})
        chart.set_size({"width": width, "height": height})
        self.ws.insert_chart(row, column, chart, {"x_offset": 2, "y_offset": 2, "object_position": 2})

    def plain_axes(self, chart: Any, *, bars: bool = False) -> None:
        """Category axis with its names only, no value axis: the figures stand on the bars.

        ``bars`` lie, the first category at the top; xlsxwriter then takes the upright axis for y.
        """
        font = {"name": FONT, "size": 9, "color": INK}
        names = {
            "num_font": font,
            "line": {"color": GRID},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
        figures = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
        if bars:
            chart.set_y_axis({**names, "reverse": True})
            chart.set_x_axis(figures)
        else:
            chart.set_x_axis(names)
            chart.set_y_axis(figures)

    def banner(self, title: str, subtitle: str, width: int, *, first: int = 0, size: int = 18) -> int:
        """Write the title block at the top and return the first free row. The file code stands at its right end."""
        self.text(0, first, title, font_size=size, bold=True, font_color=NAVY, valign="vcenter")
        self.height(0, size * 1.5)
        self.text(1, first, subtitle, font_size=9, font_color=QUIET, valign="vcenter")
        self.height(1, 14)
        self.text(0, width, self.book.code, font_size=8, font_color=QUIET, align="right", valign="vcenter")
        self.height(2, 6)
        return 3


def money_width(amount: float, size: float, least: float) -> float:
    """Width of a column that shows an amount in bold without turning it into hashes."""
    return max(least, round((text_width(f"{amount:,.0f}", size, bold=True) + 8) / 7, 1))


def code_width(codes: Iterable[str], size: float, least: float) -> float:
    """Width of a column that breaks codes such as ``GOV-DINKOMINFO-P01`` at their hyphens only."""
    pieces = {piece for code in codes for piece in code.replace("-", "- ").split()}
    return max([least, *(round(text_width(piece, size, bold=True) / 7 + 0.8, 1) for piece in pieces)])


def printed(edge: float, margins: float = 0.8) -> float:
    """Points between the margins (both, in inches) along an edge of a sheet of paper (in millimetres)."""
    return (edge / 25.4 - margins) * 72


def fit_scale(paper: Paper, widths: Sequence[float], *, landscape: bool, least: int = 40) -> int:
    """Percent at which columns of these widths take one page across, between ``least`` and 100.

    Paper a little larger than A4 (F4, Legal) is reckoned as A4, because many printers know nothing between A4 and A3.
    """
    small = paper.height < A4.height * 1.25
    width, length = (min(paper.width, A4.width), min(paper.height, A4.height)) if small else (paper.width, paper.height)
    across = length if landscape else width
    return max(least, min(100, int(100 * printed(across) / sum(print_points(width) for width in widths))))


def units(text: str) -> int:
    """Length of text as Excel counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def fitting(text: str) -> str:
    """Text that a cell can hold: lone surrogates replaced, and the part past the limit left to the continuations."""
    if text.isascii() and len(text) <= MAX_TEXT:
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text) * 2 <= MAX_TEXT or units(text) <= MAX_TEXT:
        return text
    return cut(text, MAX_TEXT - len(CONTINUED)) + CONTINUED


#: Ends a cell whose text is longer than a cell can be.
CONTINUED = " … (lanjutannya di lembar Data Lanjutan)"


def cut(text: str, limit: int) -> str:
    """The beginning of text, at most ``limit`` UTF-16 units long."""
    if units(text) <= limit:
        return text
    data = text.encode("utf-16-le")[: limit * 2]
    return data.decode("utf-16-le", "ignore")


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNSAFE = re.compile(r"""[%#?"<>\[\]^`{}|\s]""")


def file_url(place: Place, folder: Path) -> Url | None:
    """A link target for a place in a file as reached from the current folder; None where no link can be made.

    The target is relative with forward slashes, which Excel, LibreOffice and WPS all take; a member of an archive links
    to the archive.
    """
    name, _, inside = place.file.partition("!")
    if not Path(name).exists() and Path(place.file).exists():
        name, inside = place.file, ""
    try:
        relative = os.path.relpath(Path(name).absolute(), folder)
    except ValueError:  # another drive on Windows
        relative = str(Path(name).absolute())
    target = _UNSAFE.sub(lambda match: quote(match[0], safe=""), relative.replace("\\", "/"))
    if target.startswith("//"):
        target = f"file:{target}"
    elif ":" in target:
        target = f"file:///{target}"
    url = Url("external:file.xlsx")  # xlsxwriter would escape once more, and turn slashes: what it made is replaced
    url._relationship_link = url._link = target
    url._anchor = f"{quoted(place.sheet)}!{place.cell or 'A1'}" if place.sheet and not inside else ""
    url._text = place.file
    return None if units(target) > Url.MAX_URL_LEN or units(url._anchor) > Url.MAX_URL_LEN else url
