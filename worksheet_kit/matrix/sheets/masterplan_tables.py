"""*Tabel Buku 2*: the tables of the masterplan's second volume, ready to be copied, a page or more a dimension."""

from collections.abc import Iterable, Sequence

from worksheet_kit.core.model import Column, Dimension, Row
from worksheet_kit.excel.page import A4, MARGINS, fit_scale, printed
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import NAVY, style
from worksheet_kit.excel.text_fit import line_height, lines
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import CELL, HEAD, NONE_YET, budget_heading
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

_NUMBER, _NAME, _TEXT, _OUTPUT = 4.5, 31.0, 46.0, 31.0
_YEAR, _AGENCY = 7.5, 13.0
_SIZE = 8


def applies(view: View) -> bool:
    """Where there are programs."""
    return bool(view.programs)


def write(sheet: Sheet, view: View) -> None:
    """*Tabel Buku 2*: the three tables of each dimension that has programs."""
    _Tables(sheet, view).write()


class _Tables:
    """Three tables that share one grid of columns: number, name, text, output, a column a year, agency.

    Pages end where the sheet says: what goes on over a page begins there with its dimension, title and headings again.
    """

    def __init__(self, sheet: Sheet, view: View) -> None:
        assert view.roles.programs is not None
        self.sheet = sheet
        self.view = view
        self.programs = view.roles.programs
        self.actions = view.roles.actions
        self.years: tuple[Column, ...] = self.actions.targets if self.actions is not None else ()
        self.widths = [_NUMBER, _NAME, _TEXT, _OUTPUT, *[_YEAR] * max(2, len(self.years)), _AGENCY]
        self.last = len(self.widths) - 1
        paper = view.profile.paper
        self.scale = fit_scale(paper, self.widths, landscape=True)
        self.room = printed(min(paper.width, A4.width), MARGINS.top + MARGINS.bottom) * 100 / self.scale
        self.used = 0.0  # points of the page that is being written
        self.breaks: list[int] = []
        self.dimension = self.title = ""
        self.heads: tuple[list[tuple[int, int]], list[str]] = [], []

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.widths(self.widths)
        at = parts.banner(sheet, view, "TABEL BUKU 2", f"{view.event} · siap disalin ke naskah masterplan", self.last)
        self.used = 48
        by_code = by_dimension(view, view.programs)
        for dimension in view.dimensions:
            rows = by_code.get(dimension.code, [])
            if rows:
                self.dimension = dimension.name
                at = self._program_table(at, dimension, rows)
                if self.actions is not None:
                    at = self._action_table(at, dimension, rows)
                at = self._term_table(at, dimension, rows)
        sheet.break_pages(rows=self.breaks)
        sheet.page(view.profile.paper, landscape=True, fit=None, scale=self.scale)

    def _height(self, at: int, points: float) -> int:
        """Set a row's height, reckon with it, and return the next row."""
        self.sheet.height(at, points)
        self.used += points
        return at + 1

    def _table(self, at: int, title: str, spans: Sequence[tuple[int, int]], names: Iterable[str]) -> int:
        """Begin a table, on a new page where only its headings would fit."""
        is_first = title.startswith("(1)")
        if at > 3:
            at = self._height(at, 10)
        self.title, self.heads = title, (list(spans), list(names))
        if self.used + 100 > self.room:
            return self._new_page(at, "")
        return self._headings(at, "", name=is_first)

    def _new_page(self, at: int, goes_on: str) -> int:
        self.breaks.append(at)
        self.used = 0
        return self._headings(at, goes_on, name=True)

    def _headings(self, at: int, goes_on: str, *, name: bool) -> int:
        look = style(bold=True, valign="vcenter")
        if name:
            self.sheet.text(at, 0, f"{self.dimension.upper()}{goes_on}", look, font_size=13, font_color=NAVY)
            at = self._height(at, 20)
        self.sheet.text(at, 0, f"{self.title}{goes_on}", look, font_size=10)
        at = self._height(at, 16)
        return self._write(at, *self.heads, head=True)

    def _line(self, at: int, spans: Sequence[tuple[int, int]], values: Sequence[str | float]) -> int:
        """Write a row of the table, on the next page where this one has no room for it; returns the next row."""
        if self.used + self._needed(spans, values) > self.room:
            at = self._new_page(at, " (lanjutan)")
        return self._write(at, spans, values)

    def _needed(self, spans: Sequence[tuple[int, int]], values: Sequence[str | float], *, head: bool = False) -> float:
        texts = zip(spans, map(str, values), strict=True)
        need = max(lines(text, sum(self.widths[first : last + 1]), _SIZE, head) for (first, last), text in texts)
        return min(need * line_height(_SIZE) + (7 if head else 4), 400)

    def _write(
        self, at: int, spans: Sequence[tuple[int, int]], values: Sequence[str | float], *, head: bool = False
    ) -> int:
        """Write texts and numbers over runs of columns (first, last); the row is as high as the longest needs."""
        for (first, last), value in zip(spans, values, strict=True):
            number = isinstance(value, int | float)
            centred = {"align": "center"} if number or first == last == 0 else {}
            look = style(HEAD if head else CELL, centred, font_size=_SIZE)
            if number and first == last:
                self.sheet.value(at, first, value, look)
            else:
                self.sheet.span(at, first, last, str(value), look)
        return self._height(at, self._needed(spans, values, head=head))

    def _program_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """No, program, description, beneficiaries, indicator and target, agency, time."""
        view, roles = self.view, self.programs
        form = roles.form
        names = [form.column(key).heading for key in roles.narrative[:2]]
        names += [""] * (2 - len(names))
        years = (4, self.last - 2) if self.last - 2 >= 4 else (4, 4)
        spans = [(0, 0), (1, 1), (2, 2), (3, 3), years, (self.last - 1, self.last - 1), (self.last, self.last)]
        heads = ["No", form.noun.capitalize(), *names, "Indikator dan target", "Waktu", "OPD"]
        at = self._table(at, f"(1) {roles.form.sheet} {dimension.name}", spans, heads)
        for n, row in enumerate(rows, start=1):
            texts = [view.text(row, key) for key in roles.narrative[:2]]
            texts += [""] * (2 - len(texts))
            time = view.text(row, roles.term) or view.period(row)
            values = [str(n), view.title(row), *texts, view.target(row), time, view.text(row, roles.lead)]
            at = self._line(at, spans, values)
        return at

    def _action_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """No, program, action, output, volume by year, agency."""
        assert self.actions is not None
        view, roles = self.view, self.actions
        spans = [(n, n) for n in range(4)]
        years = [(4 + n, 4 + n) for n in range(len(self.years))] or [(4, self.last - 1)]
        heads = ["No", self.programs.form.noun.capitalize(), roles.form.sheet, "Keluaran"]
        heads += [*([budget_heading(column) for column in self.years] or [""]), "OPD"]
        places = [*spans, *years, (self.last, self.last)]
        at = self._table(at, f"(2) {roles.form.sheet} {dimension.name}", places, heads)
        number = 0
        for row in rows:
            for child in view.children.get(row.key, ()):
                number += 1
                output, unit = view.text(child, roles.indicator), view.text(child, roles.unit)
                values: list[str | float] = [str(number), view.title(row), view.title(child)]
                values.append(f"{output} ({unit})" if unit else output)
                volumes = [view.shown_value(child, column.key) for column in self.years]
                values += ["" if value is None else value for value in volumes] or [view.period(child)]
                values.append(view.text(child, roles.lead))
                at = self._line(at, places, values)
        if not number:
            self.sheet.span(at, 0, self.last, f"{roles.form.sheet} {NONE_YET}.", CELL, italic=True)
            at = self._height(at, 15)
        return at

    def _term_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """Programs by term: short, medium, long."""
        view, roles = self.view, self.programs
        if not roles.term:
            return at
        column = roles.form.column(roles.term)
        terms = view.labels(roles.form, column, dimension.code)
        edges = parts.shared_spans(self.widths, [1] * max(1, len(terms)))
        at = self._table(at, f"(3) Peta jalan {dimension.name}", edges, terms.values())
        titles = [[f"•  {view.title(row)}" for row in rows if row.value(roles.term) == stored] for stored in terms]
        return self._line(at, edges, ["\n".join(names) or NONE_YET for names in titles])


SHEET = MatrixSheet(
    name="Tabel Buku 2",
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    about="Tabel siap salin ke naskah Buku 2.",
)
