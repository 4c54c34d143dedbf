"""One sheet of a workbook being written: its cells, rows and columns, rules, print set-up; and what sheets share."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from xlsxwriter.color import Color
from xlsxwriter.format import Format
from xlsxwriter.url import Url

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import a1, column_letters
from worksheet_kit.core.model import Paper, Place, Value
from worksheet_kit.excel import formulas
from worksheet_kit.excel.formulas import CELL_TEXT, Area, fits, quoted, reference, too_long
from worksheet_kit.excel.links import MAX_LINKS, file_target, file_url
from worksheet_kit.excel.package import own_text
from worksheet_kit.excel.page import MARGINS, Margins
from worksheet_kit.excel.style import BASE, INDENTED, LINK, Style, style
from worksheet_kit.excel.text_cells import cut, fitting, units, without_controls, writable

#: Points of a row that has been given no height.
ROW_HEIGHT = 15.0
#: Points a row can be high at most, and in what steps office programs keep heights.
_HIGHEST, _STEP = 409.0, 0.25


class Prepared(Style):
    """A style whose formats are at hand, for what many cells have in common. Put together with others it is a style."""

    format: Format
    text_format: Format


@dataclass(slots=True, kw_only=True)
class Shared:
    """What all sheets of a workbook share: its options, as `Book` explains them, and its formats.

    ``folder`` is what links are relative to.
    """

    workbook: Any
    base: Style = field(default_factory=lambda: BASE)
    header: str = ""
    footer: str = ""
    password: str = ""
    live: bool = True
    folder: Path | None = None
    continued: str = ""
    typed_text: bool = False
    indented: bool = False
    _formats: dict[tuple[Any, ...], Format] = field(default_factory=dict)
    _targets: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def format(self, *parts: Style, **more: Any) -> Format:
        """The format with these properties; equal ones are made once."""
        if not more and len(parts) == 1 and isinstance(parts[0], Prepared):
            return parts[0].format
        return self._format("cell", style(self.base, *parts, **more))

    def text_format(self, *parts: Style, **more: Any) -> Format:
        """The format of a cell with text: wrapped text in a box that is not told where to stand keeps off its line."""
        if not more and len(parts) == 1 and isinstance(parts[0], Prepared):
            return parts[0].text_format
        look = style(self.base, *parts, **more)
        if self.indented and "border" in look and look.get("text_wrap") and look.keys().isdisjoint(INDENTED):
            look |= INDENTED
        return self._format("cell", look)

    def url(self, place: Place) -> Url | None:
        """A link to a place in another file; None where there is none."""
        if self.folder is None or not place.file:
            return None
        if place.file not in self._targets:
            self._targets[place.file] = file_target(place.file, self.folder)
        target, is_file = self._targets[place.file]
        return file_url(place, target, is_file=is_file)

    def difference(self, **properties: Any) -> Format:
        """A format for a conditional format: only what it changes."""
        return self._format("difference", properties)

    def _format(self, use: str, properties: Style) -> Format:
        as_given = (use, *properties, *properties.values())
        if as_given not in self._formats:
            key = (use, *sorted(properties.items()))
            if key not in self._formats:
                self._formats[key] = self.workbook.add_format(
                    {name: _colour(value) if name.endswith("color") else value for name, value in properties.items()}
                )
            self._formats[as_given] = self._formats[key]
        return self._formats[as_given]


class Sheet:
    """One sheet of a `Book`. Rows and columns are zero-based; a style is looked up where a format is needed."""

    def __init__(self, shared: Shared, raw: Any) -> None:
        self.shared = shared
        self.name: str = raw.name
        self._raw = raw
        self._validated: dict[int, list[tuple[int, int]]] = {}  # column -> first and last rows, in order
        self._links = 0
        self.heights: dict[int, float] = {}  # of rows that have been given one
        self._pieced: dict[tuple[int, int], str] = {}  # texts in several styles, by row and column
        self.notes: list[str] = []  # of its cells

    @property
    def locked_texts(self) -> dict[tuple[int, int], str]:
        """The texts of locked cells, or what stands for them, by row and column; asked for before it is settled."""
        return {**self._raw.locked_texts(), **self._pieced}

    def prepared(self, *parts: Style, **more: Any) -> Prepared:
        """A style for many cells of the workbook."""
        ready = Prepared(style(*parts, **more))
        ready.format, ready.text_format = self.shared.format({**ready}), self.shared.text_format({**ready})
        return ready

    def text(self, row: int, column: int, text: str, *parts: Style, own: str = "", **more: Any) -> None:
        """Write text, never as anything else; empty text leaves a formatted blank, over which neighbours may run.

        ``own`` is the role of a text that names whom the workbook is for: it is filled in when the file is made.
        """
        if not text:
            self.blank(row, column, *parts, **more)
            return
        text = self._fitting(row, column, text)
        if self.shared.typed_text and text[0] in "=+-@":
            more = {**more, "quote_prefix": True}
        if self._raw.write_string(row, column, own_text(own) if own else text, self.shared.text_format(*parts, **more)):
            self._wrote(-1, row, column)

    def blank(self, row: int, column: int, *parts: Style, **more: Any) -> None:
        """Give an empty cell a format."""
        if self._raw.write_blank(row, column, None, self.shared.format(*parts, **more)):
            self._wrote(-1, row, column)

    def number(self, row: int, column: int, number: float, *parts: Style, **more: Any) -> None:
        """Write a number."""
        if self._raw.write_number(row, column, number, self.shared.format(*parts, **more)):
            self._wrote(-1, row, column)

    def value(self, row: int, column: int, value: Value, *parts: Style, **more: Any) -> None:
        """Write a number as a number, to the right unless told otherwise, and everything else as text."""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != float("inf"):
            self.number(row, column, value, {"align": "right"}, *parts, **more)
        else:
            self.text(row, column, "" if value is None else str(value), *parts, **more)

    def formula(self, row: int, column: int, formula: str, value: Value, *parts: Style, **more: Any) -> None:
        """Write a formula with its right initial value: programs that do not recalculate show that."""
        if not fits(formula):
            raise too_long(formula, self.at(row, column))
        if isinstance(value, str):
            value = without_controls(self._fitting(row, column, value))
        form = self.shared.format(*parts, **more)
        self._wrote(self._raw.write_formula(row, column, formula, form, "" if value is None else value), row, column)

    def figure(self, row: int, column: int, formula: str, value: Value, *parts: Style, **more: Any) -> None:
        """Write a figure: a formula with its value, or the value alone in a book without live figures.

        The value stands alone, too, where Excel would not take the formula.
        """
        if self.shared.live and fits(formula):
            self.formula(row, column, formula, value, *parts, **more)
        else:
            self.value(row, column, value, *parts, **more)

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, *parts: Style, **more: Any) -> None:
        """Write a link to a cell of this workbook."""
        target = f"internal:{quoted(sheet)}!{cell}"
        text = self._fitting(row, column, text)
        form = self.shared.text_format(*parts, **more)
        self._wrote(self._raw.write_url(row, column, target, form, text), row, column)

    def file_link(self, row: int, column: int, place: Place, text: str, *parts: Style, **more: Any) -> None:
        """Write a link to a cell of another file, or the text alone where the book or the sheet takes no more links."""
        url = self.shared.url(place) if self._links < MAX_LINKS else None
        if url is None:
            self.text(row, column, text, *parts, **more)
            return
        self._links += 1
        url.text = self._fitting(row, column, text)
        form = self.shared.text_format({"font_color": LINK, "underline": 1}, *parts, **more)
        self._wrote(self._raw.write_url(row, column, url, form), row, column)

    def _fitting(self, row: int, column: int, text: str) -> str:
        """Text that the cell can hold. Raises ProfileError for a longer one in a book that cuts none."""
        if self.shared.continued:
            return fitting(text, self.shared.continued)
        if units(text) > CELL_TEXT:
            raise ProfileError(
                f"Teks untuk sel {self.at(row, column)} lebih dari {CELL_TEXT} huruf. Pendekkan teksnya."
            )
        return writable(text)

    def span(self, row: int, first: int, last: int, text: str, *parts: Style, **more: Any) -> None:
        """Write text over several columns of one row."""
        self.merged((row, first, row, last), text, *parts, **more)

    def width(
        self,
        column: int,
        width: float,
        *,
        last: int | None = None,
        hidden: bool = False,
        level: int = 0,
        collapsed: bool = False,
    ) -> None:
        """Set the width of a column, or of all up to ``last``; ``level`` is that of a fold, ``collapsed`` its end."""
        options = {"hidden": hidden, "level": level, "collapsed": collapsed}
        check(self._raw.set_column(column, column if last is None else last, width, None, options), self.name)

    def widths(self, widths: Iterable[float], first: int = 0) -> None:
        """Set the widths of adjoining columns."""
        for column, width in enumerate(widths, start=first):
            self.width(column, width)

    def height(
        self,
        row: int,
        points: float,
        *,
        grows: bool = False,
        hidden: bool = False,
        level: int = 0,
        collapsed: bool = False,
    ) -> None:
        """Set the height of a row; one that ``grows`` is only given a height to begin with."""
        points = min(_HIGHEST, round(points / _STEP) * _STEP)
        options = {"hidden": hidden, "level": level, "collapsed": collapsed}
        check(self._raw.set_row(row, points, None, options), self.name)
        self.heights[row] = 0.0 if hidden else points
        if grows:
            self._raw.growing.add(row)

    def hide_row(self, row: int) -> None:
        """Hide a row of keys."""
        check(self._raw.set_row(row, None, None, {"hidden": True}), self.name)
        self.heights[row] = 0.0

    def fold_downwards(self) -> None:
        """Let the line of a fold stand above what it folds away, and its column to the left."""
        self._raw.outline_settings(True, False, False, False)

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns before a cell in sight."""
        self._raw.freeze_panes(row, column)

    def filter(self, area: Area) -> None:
        """Give the headings in the first row of an area buttons to filter with."""
        check(self._raw.autofilter(*area), self.name)

    def select(self, row: int, column: int) -> None:
        """The cell that is chosen when the sheet is opened."""
        self._raw.set_selection(row, column, row, column)

    def activate(self) -> None:
        """Let the workbook open on this sheet."""
        self._raw.activate()

    def hide_gridlines(self) -> None:
        """Show no gridlines, on screen and on paper."""
        self._raw.hide_gridlines(2)

    def zoom(self, percent: int) -> None:
        """How large the sheet is shown."""
        self._raw.set_zoom(percent)

    def text_numbers(self, areas: str) -> None:
        """Let Excel not warn of numbers that are kept as text; ``areas`` are ranges such as ``D8:D49 F8:F49``."""
        self._raw.ignore_errors({"number_stored_as_text": areas})

    def insert_chart(self, row: int, column: int, chart: Any) -> None:
        """Put a chart over cells; it keeps its size when rows and columns change theirs."""
        check(
            self._raw.insert_chart(row, column, chart, {"x_offset": 2, "y_offset": 2, "object_position": 2}), self.name
        )

    def repeat(self, row: int, like: int, columns: Sequence[int]) -> None:
        """Give a row the cells that another one has in adjoining columns, with formulas word for word.

        Other cells of the row are left and right of them.
        """
        self._raw.repeat(row, like, columns)

    def _wrote(self, result: int, row: int, column: int) -> None:
        if result:
            check(result, self.at(row, column))

    def at(self, row: int, column: int) -> str:
        """The place of a cell as a person names it, for messages."""
        return f"{self.name}!{a1(row, column)}"

    def starred(self, row: int, column: int, text: str, star: Style, *parts: Style, **more: Any) -> None:
        """Write text with a required-star behind it, on the same line as the last word."""
        own = style(*parts, **more)
        self.pieces(row, column, [(f"{text}\u00a0", own), ("*", style(*parts, star))], own)
        self._pieced[row, column] = text

    def pieces(self, row: int, column: int, pieces: Sequence[tuple[str, Style]], *parts: Style, **more: Any) -> None:
        """Write a text of several pieces, each in a style of its own, in a locked cell."""
        if len(pieces) == 1:
            self.text(row, column, pieces[0][0], *parts, **more)
            return
        self._pieced[row, column] = "".join(text for text, _ in pieces)
        fragments = [part for text, own in pieces for part in (self.shared.format(own), text)]
        form = self.shared.format(*parts, **more)
        self._wrote(self._raw.write_rich_string(row, column, *fragments, form), row, column)

    def merged(self, area: Area, text: str, *parts: Style, own: str = "", **more: Any) -> None:
        """Write text over merged cells; a single cell is written as such."""
        first_row, first, last_row, last = area
        if (first_row, first) == (last_row, last):
            self.text(first_row, first, text, *parts, own=own, **more)
            return
        form = self.shared.format(*parts, **more)
        check(self._raw.merge_range(first_row, first, last_row, last, "", form), self.at(first_row, first))
        self.text(first_row, first, text, *parts, own=own, **more)

    def merged_figure(self, area: Area, formula: str, value: Value, *parts: Style, **more: Any) -> None:
        """Write a figure over merged cells."""
        self.merged(area, "", *parts, **more)
        self.figure(area[0], area[1], formula, value, *parts, **more)

    def texts(self, row: int, first: int, texts: Iterable[str], *parts: Style, **more: Any) -> None:
        """Write texts side by side."""
        look = self.prepared(*parts, **more)
        for column, text in enumerate(texts, start=first):
            self.text(row, column, text, look)

    def fill(self, area: Area, *parts: Style, **more: Any) -> None:
        """Give blank cells a format."""
        form = self.shared.format(*parts, **more)
        for row in range(area[0], area[2] + 1):
            for column in range(area[1], area[3] + 1):
                self._raw.write_blank(row, column, None, form)

    def note(self, row: int, column: int, text: str, author: str) -> None:
        """Attach a note (comment) to a cell, large enough for its text."""
        text = cut(without_controls(writable(text)), CELL_TEXT)
        width = 260
        rows = sum(1 + len(line) // 40 for line in text.split("\n"))
        options = {
            "author": author,
            "width": width,
            "height": 24 + 15 * rows,
            "font_name": "Arial",
            "font_size": 9,
            "color": "#FFF4CC",
            "visible": False,
        }
        self._wrote(self._raw.write_comment(row, column, text, options), row, column)
        self.notes.append(text)

    def validate(self, areas: Sequence[Area], options: dict[str, Any]) -> None:
        """Attach one validation to all the areas, which none before it may touch."""
        first, *others = areas
        where = self.at(first[0], first[1])
        limits = (
            ("input_title", formulas.PROMPT_TITLE),
            ("input_message", formulas.PROMPT_TEXT),
            ("error_title", formulas.ERROR_TITLE),
            ("error_message", formulas.ERROR_TEXT),
        )
        for name, limit in limits:
            if len(options.get(name, "")) > limit:
                raise ProfileError(f'Petunjuk pada sel {where} lebih dari {limit} huruf: "{options[name]}". Pendekkan.')
        for area in areas:
            top, bottom = area[0], area[2]
            for column in range(area[1], area[3] + 1):
                runs = self._validated.setdefault(column, [])
                at = bisect(runs, (top, bottom))
                if (at and runs[at - 1][1] >= top) or (at < len(runs) and runs[at][0] <= bottom):
                    raise ProfileError(f"Sel {where} mendapat dua aturan isian.")
                runs.insert(at, (top, bottom))
        given = dict(options)
        if others:
            given["other_cells"] = [list(area) for area in others]
        check(self._raw.data_validation(*first, given), where)

    def highlight(self, areas: Iterable[Area], formula: str, *, stop: bool = False, **properties: Any) -> None:
        """Format cells for which the formula, written for the first cell of the first area, is true."""
        ordered = sorted(areas)
        if not ordered:
            return
        first = ordered[0]
        if not fits(formula):
            raise too_long(formula, self.at(*first[:2]))
        options: dict[str, Any] = {
            "type": "formula",
            "criteria": formula,
            "format": self.shared.difference(**properties),
            "stop_if_true": stop,
        }
        if len(ordered) > 1:
            options["multi_range"] = " ".join(f"{a1(a[0], a[1])}:{a1(a[2], a[3])}" for a in ordered)
        check(self._raw.conditional_format(*first, options), self.at(first[0], first[1]))

    def settle(self) -> None:
        """Put the sheet together, and change it no more.

        One with notes is not, whose XML depends on those of other sheets.
        """
        if not self.notes:
            self._raw.settle()

    def protect(self) -> None:
        """Lock the sheet but for its unlocked cells; widths, heights and the filter stay allowed."""
        allowed = {"format_columns": True, "format_rows": True, "autofilter": True}
        self._raw.protect(self.shared.password, allowed)

    def page(
        self,
        paper: Paper,
        *,
        landscape: bool = False,
        margins: Margins = MARGINS,
        fit: tuple[int, int] | None = (1, 0),
        scale: int | None = None,
        repeat_rows: tuple[int, int] | None = None,
        repeat_columns: tuple[int, int] | None = None,
        across: bool = False,
        footer: str | None = None,
    ) -> None:
        """Set up printing: paper, direction, margins, pages across and down (0: as many as it takes) or percent.

        ``across`` prints the pages beside one another first. ``footer`` is in Excel's codes; None is the book's.
        """
        raw = self._raw
        raw.set_paper(paper.index)
        if landscape:
            raw.set_landscape()
        raw.set_margins(left=margins.side, right=margins.side, top=margins.top, bottom=margins.bottom)
        if scale is not None:
            raw.set_print_scale(scale)
        elif fit is not None:
            raw.fit_to_pages(*fit)
        if repeat_rows is not None:
            raw.repeat_rows(*repeat_rows)
        if repeat_columns is not None:
            raw.repeat_columns(*repeat_columns)
        if across:
            raw.print_across()
        if self.shared.header:
            raw.set_header(self.shared.header, {"margin": 0.15})
        raw.set_footer(self.shared.footer if footer is None else footer, {"margin": margins.footer})

    def print_area(self, area: Area) -> None:
        """Print this area only."""
        check(self._raw.print_area(*area), self.name)

    def print_until(self, area: Area, last_column: int, row: str, column: str) -> None:
        """Print from the first cell of an area to the row and the column whose numbers stand in two cells.

        ``row`` and ``column`` are references without quotes, ``last_column`` the last that may be printed. While no
        number stands there, the whole area is printed. The condition comes first for exceljs, too: it takes what
        stands before the first comma for a cell, and cannot open a workbook where it finds none.
        """
        first, whole = reference(self.name, *area[:2]), reference(self.name, *area)
        corner = f"INDEX({quoted(self.name)}!$A:${column_letters(last_column)},{row},{column})"
        self._raw.print_area_range = f"IF({row}>0,{first}:{corner},{whole})"

    def center_on_page(self) -> None:
        """Print in the middle between the left and the right margin."""
        self._raw.center_horizontally()

    def break_pages(self, *, rows: Sequence[int] = (), columns: Sequence[int] = ()) -> None:
        """Begin further pages at these rows and columns."""
        if rows:
            self._raw.set_h_pagebreaks(list(rows))
        if columns:
            self._raw.set_v_pagebreaks(list(columns))


@lru_cache(maxsize=256)
def _colour(code: str) -> Color:
    """A colour as xlsxwriter reads it, which takes it long."""
    return Color(code)


def check(result: object, where: str) -> None:
    """Raise ProfileError where xlsxwriter has not written something."""
    if result not in (None, 0):
        raise ProfileError(f"{where}: tidak dapat ditulis ke Excel. Periksa panjang teks dan nama di pengaturan.")
