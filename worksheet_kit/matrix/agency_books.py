"""What leaves the secretariat on paper: a *Rekap* workbook per agency to be signed, and the groups' minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.model import Agency, Dimension, Result, Row, Value
from worksheet_kit.core.names import NOT_IN_SHEET_NAMES, safe_name
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import cells
from worksheet_kit.excel.page import printed
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet
from worksheet_kit.excel.style import GRID, INPUT, NAVY, PLAIN_BAND, QUIET, Style, style
from worksheet_kit.excel.text_fit import height, line_height, lines, print_points
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.pages import Pages
from worksheet_kit.matrix.parts import CELL, HEAD, MONEY, NONE_YET
from worksheet_kit.matrix.sheet import Audience
from worksheet_kit.matrix.view import View, by_dimension, view_of
from worksheet_kit.values.text import format_grouped

#: Names of the workbooks with a sheet for each agency, to print them all at once, and with one of minutes per group.
EVERYBODY, MINUTES = "Rekap semua OPD.xlsx", "Berita Acara Kelompok.xlsx"
_LAST = 7  # last column of a page
_WIDTHS = (10.0, 18.0, 12.0, 10.2, 8.3, 8.3, 10.2, 12.8)
_SIZE = 9
_MARGIN = 0.45  # inches around a printed page
#: How much longer than a page what has one page may be.
_SQUEEZE = 1.25
_CELL = style(CELL, font_size=_SIZE)
_HEAD = style(HEAD, font_size=_SIZE)
_TOTAL = style(_HEAD, align="right", bg_color=PLAIN_BAND[1])
#: First and last column of each cell of a table, and what stands in the cells of a row; numbers are money.
_Spans = Sequence[tuple[int, int]]
_Values = Sequence[str | float]


def _by_agency(view: View, columns: Callable[[Roles], Iterable[str]]) -> defaultdict[Value, list[Row]]:
    """Rows by the code of each agency that these columns name."""
    named: defaultdict[Value, list[Row]] = defaultdict(list)
    for row in view.all_rows:
        for code in dict.fromkeys(row.value(key) for key in columns(view.roles_of(row)) if key):
            named[code].append(row)
    return named


def _widths(view: View) -> Sequence[float]:
    """Widths of a page's columns: codes take what they need to break at hyphens from the names."""
    codes = [parts.code_column((row.key for row in view.all_rows), _WIDTHS[column]) for column in (0, 3)]
    more = [width - _WIDTHS[column] for width, column in zip(codes, (0, 3), strict=True)]
    return codes[0], _WIDTHS[1] - more[0], _WIDTHS[2] - more[1], codes[1], *_WIDTHS[4:]


@uncollected()
def write_agency_books(folder: Path, result: Result) -> list[Path]:
    """Write a *Rekap* workbook for each agency that is named in the answers, one of all of them, and the minutes.

    ``folder`` must exist; files of these names in it are replaced. Returns the files, agencies in protocol order.
    """
    view = view_of(result)
    led, supported = _by_agency(view, lambda roles: [roles.lead]), _by_agency(view, lambda roles: roles.supporters)
    agencies = [agency for agency in view.profile.agencies if agency.code in led or agency.code in supported]
    written, widths, stage = [], _widths(view), f"bimtek {view.stage.number}"

    def book(name: str, title: str) -> Book:
        written.append(folder / name)
        return parts.new_book(written[-1], view, f"{title} {stage}", live=True, links=False)

    def page(to: Book, name: str, agency: Agency) -> None:
        sheet = parts.new_sheet(to, name, Audience.PLANNERS)
        _write_agency(_Page(sheet, view, widths), agency, led[agency.code], supported[agency.code])

    for agency in agencies:
        single = book(f"{safe_name(f'Rekap {agency.short}')}.xlsx", f"Rekap {agency.short}")
        page(single, "Rekap", agency)
        single.close()
    if agencies:
        together = book(EVERYBODY, "Rekap semua OPD")
        for agency, name in _sheet_names((agency, agency.short, agency.code) for agency in agencies):
            page(together, name, agency)
        together.close()
    minutes = book(MINUTES, "Berita acara")
    for dimension, name in _sheet_names((dimension, dimension.name, dimension.code) for dimension in view.dimensions):
        _write_minutes(_Page(parts.new_sheet(minutes, name, Audience.PRESENT), view, widths), dimension)
    minutes.close()
    return written


T = TypeVar("T")


def _sheet_names(named: Iterable[tuple[T, str, str]]) -> Iterator[tuple[T, str]]:
    """Each with the name of its sheet: its own, else its code."""
    taken: set[str] = set()
    for each, own, code in named:
        name = NOT_IN_SHEET_NAMES.sub(" ", own).strip("' ")[:31]
        name = name if name and name.lower() not in taken else code
        taken.add(name.lower())
        yield each, name


#: How the heads of some agencies are called, by the beginning of the agency's name (PP 18/2016); others are "Kepala".
_HEADS = {
    "Sekretariat Daerah": "Sekretaris Daerah",
    "Sekretariat DPRD": "Sekretaris DPRD",
    "Inspektorat": "Inspektur",
    "RSUD": "Direktur {name}",
    "Rumah Sakit": "Direktur {name}",
    "Kecamatan ": "Camat {rest}",
    "Distrik ": "Kepala {name}",
}


def _head_title(agency: Agency) -> str:
    """Who signs for an agency: ``Kepala Dinas Kesehatan``, ``Camat Lasem``."""
    for beginning, title in _HEADS.items():
        if agency.name.startswith(beginning):
            return title.format(name=agency.name, rest=agency.name.removeprefix(beginning))
    return f"Kepala {agency.name}"


@dataclass(frozen=True, slots=True)
class _Line:
    """Rows that stand on one page: their heights, and what writes them from a row of the sheet on.

    A page that begins with the line begins with its ``headings``, which are written in the same way.
    """

    heights: tuple[float, ...]
    write: Callable[[int], None]
    headings: tuple[_Line, ...] = ()
    follow: int = 0  # how many further lines the page must have room for


class _Page:
    """An upright page of eight columns, or several of them, filled from top to bottom; nothing is written at first."""

    def __init__(self, sheet: Sheet, view: View, widths: Sequence[float]) -> None:
        self.sheet = sheet
        self.view = view
        self.widths = widths
        self.lines: list[_Line] = []
        self.together = 0  # from which line on all stand on one page, where there are several
        self.rows: list[int] = []  # of the sheet, in which lines begin
        sheet.widths(widths)
        # Beside the page, hidden: a book that lies among returns is known as ours, and is never taken for a matrix.
        sheet.text(0, _LAST + 1, f"{view.code}-REKAP", font_size=7, font_color=QUIET)
        sheet.width(_LAST + 1, 10, hidden=True)

    def add(self, write: Callable[[int], None], *heights: float, headings: tuple[_Line, ...] = ()) -> None:
        """A line of rows so high."""
        self.lines.append(_Line(heights, write, headings))

    def centred(self, text: str, size: int, *, bold: bool = True) -> None:
        """A line of the heading, over the whole page."""
        look = style(align="center", valign="vcenter", font_color=NAVY, text_wrap=True, font_size=size, bold=bold)
        points = max(size * 1.5, height(text, sum(_WIDTHS), size, bold))
        self.add(lambda at: self.sheet.span(at, 0, _LAST, text, look), points)

    def paragraph(self, text: str, **look: Any) -> None:
        """Text over the whole page."""
        points = height(text, sum(_WIDTHS) - 2, 10) + 2
        self.add(lambda at: self.sheet.span(at, 0, _LAST, text, look, text_wrap=True), points)

    def gap(self, points: float = 8) -> None:
        """A row with nothing in it."""
        self.add(lambda at: None, points)

    def listing(self, title: str, spans: _Spans, names: Sequence[str], rows: Sequence[_Values], nothing: str) -> None:
        """A section with a table of rows, or with what is said where there are none."""
        heads = self.table(spans, names)
        self.lines.append(replace(self.section(title), follow=2 if rows else 1))
        if rows:
            self.lines.append(heads)
        else:
            self.add(lambda at: self.sheet.span(at, 0, _LAST, nothing, _CELL, italic=True), ROW_HEIGHT)
        for values in rows:
            self.line(spans, values, (self.section(f"{title} · lanjutan"), heads))

    def section(self, title: str) -> _Line:
        """A dark band with a title."""
        return _Line((18.0,), lambda at: parts.section(self.sheet, at, 0, _LAST, title))

    def table(self, spans: _Spans, names: Sequence[str]) -> _Line:
        """Headings over runs of columns."""
        need = [lines(n, sum(self.widths[a : b + 1]), _SIZE, True) for (a, b), n in zip(spans, names, strict=True)]
        points = max(need) * line_height(_SIZE) + 8
        return _Line((points,), lambda at: parts.merged_headings(self.sheet, at, spans, names, _HEAD))

    def line(self, spans: _Spans, values: _Values, headings: tuple[_Line, ...], least: float = 0) -> None:
        """A row of a table; numbers are money."""

        def write(at: int) -> None:
            money = {"num_format": MONEY, "text_wrap": False, "align": "right"}
            for (first, last), value in zip(spans, values, strict=True):
                if isinstance(value, str):
                    self.sheet.span(at, first, last, value, _CELL)
                else:
                    self.sheet.span(at, first, last, "", _CELL, money)
                    self.sheet.value(at, first, value, _CELL, money)

        texts = ((v, self.widths[a : b + 1]) for (a, b), v in zip(spans, values, strict=True) if isinstance(v, str))
        need = max(parts.cell_lines(text, parts.span_width(widths), _SIZE) for text, widths in texts)
        self.add(write, max(least, need * line_height(_SIZE) + 4), headings=headings)

    def total(self, first: int, rows: Sequence[Row], label: Style, look: Style) -> None:
        """The sum of the money of the rows above, from a column to the right edge; it is live."""
        top = len(self.lines) - len(rows)

        def write(at: int) -> None:
            self.sheet.span(at, 0, first - 1, "Jumlah", label)
            # Headings between them are texts, which count for nothing.
            formula = f"=SUM({cells(self.rows[top], first, at - 1, first)})"
            value = sum(self.view.cost(row) for row in rows)
            self.sheet.merged_figure((at, first, at, _LAST), formula, value, look)

        self.add(write, ROW_HEIGHT, headings=self.lines[-1].headings)

    def finish(self, most: float) -> None:
        """Write it, on one page where that makes it at most so many times smaller, and say so; else on several."""
        sheet = self.sheet
        paper, margins = self.view.profile.paper, parts.margins(_MARGIN)
        high, wide = printed(paper.height, margins.top + margins.bottom), printed(paper.width, 2 * _MARGIN)
        room = sum(map(print_points, self.widths)) * high / wide
        tall = [sum(line.heights) for line in self.lines]
        pages = Pages(sheet, paper, self.widths, margins=margins) if sum(tall) >= room * most else None
        end = 0
        for n, line in enumerate(self.lines):
            needed = sum(tall[n:]) if n == self.together else sum(tall[n : n + 1 + line.follow])
            if pages is not None and pages.cut(end, needed):
                for heading in line.headings:
                    end = self._write(heading, end)
            self.rows.append(end)
            end = self._write(line, end)
        if pages is not None:
            pages.print()
        else:
            said = parts.footer(self.view, parts.SMALL_PAGE) if sum(tall) > room * parts.SQUEEZE else None
            sheet.page(paper, fit=(1, 1), margins=margins, footer=said)
        sheet.print_area((0, 0, end, _LAST))
        sheet.center_on_page()

    def _write(self, line: _Line, at: int) -> int:
        line.write(at)
        for n, points in enumerate(line.heights, start=at):
            self.sheet.height(n, points)
        return at + len(line.heights)


def _write_agency(page: _Page, agency: Agency, led: Sequence[Row], supported: Sequence[Row]) -> None:
    """What one agency takes upon itself: the rows that it leads, and those that it supports."""
    view = page.view
    page.centred(f"REKAP {agency.name.upper()}", 15)
    page.centred(f"{view.stage.title} · {view.region_line}", 10, bold=False)
    page.gap()
    if view.roles.programs is not None:
        _led(page, led, view.roles.programs)
    if view.roles.actions is not None:
        _carried(page, led, view.roles.actions)
    for roles in view.roles.forms.values():
        if roles not in (view.roles.programs, view.roles.actions) and roles.lead:
            _led(page, led, roles)
    _supported(page, supported)
    _signature(page, agency)
    page.finish(_SQUEEZE)


def _led(page: _Page, led: Sequence[Row], roles: Roles) -> None:
    view = page.view
    rows: list[_Values] = []
    for row in _of_form(led, roles):
        time = view.period(row) or view.text(row, roles.term)
        rows.append([row.key, view.title(row), view.text(row, roles.problem), view.target(row), time])
    title = f"{roles.form.noun.upper()} YANG DIAMPU ({len(rows)})"
    names = ["Kode", "Nama", "Masalah utama", "Indikator dan target", "Waktu"]
    spans = [(0, 0), (1, 2), (3, 4), (5, 6), (7, 7)]
    page.listing(title, spans, names, rows, f"Belum mengampu {roles.form.noun}.")
    page.gap()


def _of_form(rows: Iterable[Row], roles: Roles) -> list[Row]:
    return [row for row in rows if row.form == roles.form.name]


def _carried(page: _Page, led: Sequence[Row], roles: Roles) -> None:
    """Actions it answers for, with their cost, also by year."""
    view, own = page.view, _of_form(led, roles)
    rows: list[_Values] = []
    for row in own:
        values = [row.key, view.title(row), view.parents.get(row.key, NONE_YET), view.period(row)]
        rows.append([*values, view.text(row, roles.funding), float(view.cost(row))])
    title = f"{roles.form.noun.upper()} YANG DIKERJAKAN ({len(rows)})"
    names = ["Kode", roles.form.sheet, "Program", "Mulai–selesai", "Sumber dana", "Jumlah (Rp)"]
    spans = [(0, 0), (1, 2), (3, 3), (4, 5), (6, 6), (7, 7)]
    page.listing(title, spans, names, rows, f"Belum menjadi penanggung jawab {roles.form.noun}.")
    if own:
        page.total(_LAST, own, _TOTAL, style(_TOTAL, num_format=MONEY, text_wrap=False))
    if own and roles.yearly:
        amounts = [(column, sum(row.amount(column.key) for row in own)) for column in roles.budget]
        years = [f"{parts.budget_heading(column)}: Rp{format_grouped(amount)}" for column, amount in amounts if amount]
        page.paragraph("Per tahun: " + ("; ".join(years) or NONE_YET), font_size=9, italic=True, font_color=QUIET)
    page.gap()


def _supported(page: _Page, supported: Sequence[Row]) -> None:
    view = page.view
    rows = [[row.key, view.title(row), view.text(row, view.roles_of(row).lead)] for row in supported]
    spans, names = [(0, 0), (1, 5), (6, 7)], ["Kode", "Nama", "Dipimpin"]
    start = len(page.lines)
    page.listing(f"YANG DIDUKUNG ({len(rows)})", spans, names, rows, "Belum tercatat sebagai pendukung.")
    page.gap(14)
    page.together = start if len(rows) < 4 else len(page.lines) - 2  # the signature stands with some of what is signed


def _place_and_date(page: _Page) -> None:
    """Where and when it is signed, to be filled in by hand."""
    date = f"{page.view.profile.region_name}, …………………………… {page.view.stage.start.year}"
    points = max(15, height(date, sum(_WIDTHS[4:]), 10))
    page.add(lambda at: page.sheet.span(at, 4, _LAST, date, align="center", text_wrap=True), points)


def _signature(page: _Page, agency: Agency) -> None:
    """The block for the signature of the agency's head."""
    _place_and_date(page)
    title, look = _head_title(agency), style(align="center", text_wrap=True)

    def write(at: int) -> None:
        page.sheet.span(at, 4, _LAST, "Mengetahui,", look)
        page.sheet.span(at + 1, 4, _LAST, title, look, bold=True)
        page.sheet.span(at + 3, 4, _LAST, "……………………………………………………", look)
        page.sheet.span(at + 4, 4, _LAST, "NIP ……………………………………………", look)

    page.add(write, ROW_HEIGHT, height(title, sum(_WIDTHS[4:]), 10, True) + 4, 56, ROW_HEIGHT, ROW_HEIGHT)


def _write_minutes(page: _Page, dimension: Dimension) -> None:
    """The minutes of one group: what it handed in, what it agreed on, and who signs."""
    view, stage = page.view, page.view.stage
    page.centred(f"PEMERINTAH {view.profile.region.upper()}", 14)
    page.centred(view.profile.contact.office.upper(), 11)
    page.add(lambda at: page.sheet.fill((at, 0, at, _LAST), top=5, top_color=NAVY), 10)
    page.centred("BERITA ACARA KELOMPOK", 15)
    page.centred(f"{dimension.name.upper()}", 12)
    page.centred("Nomor: …………………………………………", 10, bold=False)
    page.centred(f"Bimtek {stage.number} {stage.title}, {view.profile.region}", 10, bold=False)
    page.gap(10)
    members = [view.profile.agency(code).short for code in dimension.members]
    where = f" di {stage.place}" if stage.place else ""
    titled = [roles for roles in view.roles.forms.values() if roles.title]  # else there is nothing to call rows by
    has_rows = any(by_dimension(view, view.rows(roles)).get(dimension.code) for roles in titled)
    done = "telah menyusun dan menyepakati hal-hal berikut" if has_rows else "belum menyerahkan isian"
    page.paragraph(
        f"Pada bimbingan teknis tanggal {stage.dates}{where}, kelompok {dimension.name} yang "
        f"beranggotakan {', '.join(members)} {done}."
    )
    page.gap()
    for roles in titled:
        _rows(page, dimension, roles)
    _notes(page)
    _signatures(page, dimension, members)
    page.finish(parts.SQUEEZE)


def _rows(page: _Page, dimension: Dimension, roles: Roles) -> None:
    view = page.view
    rows = by_dimension(view, view.rows(roles)).get(dimension.code, [])
    # What neither of the usual two columns is asked for on a form gives place to what stands on the roadmap.
    others = iter([*(column.key for column in roles.roadmap), "", ""])
    third = roles.lead or roles.subdimension or next(others)
    fourth = roles.problem or ("" if roles.budget or roles.start else next(others))
    known = {roles.lead: "OPD", roles.problem: "Masalah utama"}
    names = [(known.get(key) or roles.form.column(key).heading) if key else "" for key in (third, fourth)]
    last = "Jumlah (Rp)" if roles.budget else names[1] or "Waktu"
    heads = ["Kode", "Nama" if roles.lead else roles.form.sheet, names[0], last]
    table: list[_Values] = []
    for row in rows:
        values = [row.key, view.title(row), view.text(row, third)]
        told = view.text(row, fourth) if fourth else view.period(row)
        table.append([*values, float(view.cost(row)) if roles.budget else told])
    title = f"{roles.form.sheet.upper()} ({len(rows)} {roles.form.noun.upper()})"
    spans = [(0, 0), (1, 3), (4, 5), (6, 7)]
    page.listing(title, spans, heads, table, f"{roles.form.sheet} {NONE_YET}.")
    if rows and roles.budget:
        look = style(_TOTAL, num_format=MONEY)
        page.total(6, rows, look, look)
    page.gap()


def _notes(page: _Page) -> None:
    """Blank lines to write on, on the page of the signatures."""
    page.together = len(page.lines)
    page.lines.append(page.section("CATATAN DAN KESEPAKATAN KELOMPOK"))
    look = style(bg_color=INPUT, bottom=1, bottom_color=GRID)
    for _ in range(4):
        page.add(lambda at: page.sheet.span(at, 0, _LAST, "", look), 20)
    page.gap(12)


def _signatures(page: _Page, dimension: Dimension, members: Sequence[str]) -> None:
    """Chair and note-taker of the group as it named them, and a line for each member."""
    _place_and_date(page)
    submission = page.view.dataset.submissions.get(dimension.code)
    named = submission.identity if submission is not None else {}

    def write(at: int) -> None:
        for first, last, label, key in ((0, 2, "Ketua kelompok", "ketua"), (4, 7, "Notulis", "notulis")):
            page.sheet.span(at, first, last, label, align="center", bold=True)
            page.sheet.span(at + 2, first, last, f"({named.get(key) or '……………………………………'})", align="center")

    page.add(write, ROW_HEIGHT, 56, ROW_HEIGHT)
    page.gap(10)
    spans = [(0, 0), (1, 2), (3, 5), (6, 7)]
    heads = page.table(spans, ["No", "OPD", "Nama", "Tanda tangan"])
    page.lines.append(heads)
    for n, member in enumerate(members, start=1):
        page.line(spans, [str(n), member, "", ""], (heads,), 28)
