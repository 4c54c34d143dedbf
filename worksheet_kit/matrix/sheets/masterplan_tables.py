"""*Tabel Buku 2*: the tables of the masterplan's second volume, ready to be copied, upright as its pages are."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from worksheet_kit.core.model import Column, Dimension, Row
from worksheet_kit.excel.page import NARROW
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, NAVY, Style, style
from worksheet_kit.excel.text_fit import line_height, lines, money_width, text_width
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.pages import Pages
from worksheet_kit.matrix.parts import CELL, HEAD, NONE_YET, budget_heading, cell_lines
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

#: Number and texts; then a column a year, and the agency.
_TEXTS = (3.5, 15.5, 13.0, 10.75, 10.75)
_FIRST_YEAR = len(_TEXTS)
_YEAR, _AGENCY = 5.0, 11.0
_SIZE = 9
#: Programs by whose texts widths are chosen, and what a column of texts has at least.
_SAMPLE, _LEAST = 60, 10.0
_MARGINS = replace(NARROW, side=0.25)
#: The line of a program, above its actions.
_PROGRAM = style(CELL, bold=True, bg_color=BANDS[0][1])


def applies(view: View) -> bool:
    """Where there are programs."""
    return bool(view.programs)


def write(sheet: Sheet, view: View) -> None:
    """*Tabel Buku 2*: the three tables of each dimension that has programs."""
    _Tables(sheet, view).write()


class _Tables:
    """Three tables that share one grid of columns; the cells of most take several of them.

    Pages end where the sheet says: what goes on over a page begins there with its dimension, title and headings again.
    """

    def __init__(self, sheet: Sheet, view: View) -> None:
        assert view.roles.programs is not None
        self.sheet = sheet
        self.view = view
        self.programs = view.roles.programs
        self.actions = view.roles.actions
        self.years: tuple[Column, ...] = self.actions.targets if self.actions is not None else ()
        self.widths = [*_TEXTS, *[self._year_width()] * max(5, len(self.years)), self._agency_width()]
        self.last = len(self.widths) - 1
        self.pages = Pages(sheet, view.profile.paper, self.widths, margins=_MARGINS)
        self.dimension = self.title = ""
        self.heads: tuple[list[tuple[int, int]], list[str]] = [], []

    def _year_width(self) -> float:
        """Wide enough for each volume that is a number."""
        rows = self.view.rows(self.actions)
        volumes = (row.value(column.key) for row in rows for column in self.years)
        return money_width(max((abs(v) for v in volumes if isinstance(v, int | float)), default=0), _SIZE, _YEAR)

    def _agency_width(self) -> float:
        """Wide enough for each word of the agencies' short names."""
        words = {word for agency in self.view.profile.agencies for word in agency.short.split()}
        widest = max((text_width(word, _SIZE) for word in words), default=0) / 7
        return min(16.0, max(_AGENCY, round(widest + parts.INDENT + 0.3, 1)))

    def _edges(self) -> tuple[int, int]:
        """Where description and beneficiaries end, so that the texts of a sample of programs take fewest lines."""
        narrative = [*self.programs.narrative[:2], "", ""][:2]
        texts = [
            (*(self.view.text(row, key) if key else "" for key in narrative), self.view.target(row))
            for row in self.view.programs[:_SAMPLE]
        ]

        def taken(edges: tuple[int, int]) -> int:
            widths = [parts.span_width(self.widths[first:end]) for first, end in pairwise((2, *edges, self.last))]
            return sum(max(map(cell_lines, row, widths)) for row in texts)

        middle = [e for e in combinations(range(3, self.last), 2) if self._are_readable(e)]
        return min(middle, key=taken, default=(_FIRST_YEAR, _FIRST_YEAR + 2 * (self.last - _FIRST_YEAR) // 5))

    def _are_readable(self, edges: tuple[int, int]) -> bool:
        return all(sum(self.widths[first:end]) >= _LEAST for first, end in pairwise((2, *edges, self.last)))

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        self.edges = self._edges()
        sheet.widths(self.widths)
        subtitle = f"{view.event} · siap disalin ke naskah masterplan"
        at = parts.banner(sheet, view, "TABEL BUKU 2", subtitle, self.last, room=sum(self.widths))
        by_code = by_dimension(view, view.programs)
        for dimension in view.dimensions:
            rows = by_code.get(dimension.code, [])
            if rows:
                self.dimension = dimension.name
                at = self._program_table(at, dimension, rows)
                if self.actions is not None:
                    at = self._action_table(at, dimension, rows)
                at = self._term_table(at, dimension, rows)
        self.pages.print()

    def _height(self, at: int, points: float) -> int:
        """Set a row's height and return the next row."""
        self.sheet.height(at, points)
        return at + 1

    def _table(self, at: int, title: str, spans: Sequence[tuple[int, int]], names: Iterable[str]) -> int:
        """Begin a table, on a new page where only its headings would fit."""
        is_first = title.startswith("(1)")
        if at > 3:
            at = self._height(at, 7)
        self.title, self.heads = title, (list(spans), list(names))
        return self._headings(at, "", name=self.pages.cut(at, 100) or is_first)

    def _headings(self, at: int, goes_on: str, *, name: bool) -> int:
        look = style(bold=True, valign="vcenter")
        if name:
            self.sheet.text(at, 0, self.dimension.upper(), look, font_size=13, font_color=NAVY)
            at = self._height(at, 18)
        self.sheet.text(at, 0, f"{self.title}{goes_on}", look, font_size=10)
        at = self._height(at, 16)
        return self._write(at, *self.heads, HEAD)

    def _line(
        self, at: int, spans: Sequence[tuple[int, int]], values: Sequence[str | float], look: Style = CELL
    ) -> int:
        """Write a row of the table, on the next page where this one has no room for it; returns the next row."""
        needed = self._needed(spans, values, look) * (1 if look is CELL else 4)  # a program stands with an action
        if self.pages.cut(at, needed):
            at = self._headings(at, " (lanjutan)", name=False)
        return self._write(at, spans, values, look)

    def _needed(self, spans: Sequence[tuple[int, int]], values: Sequence[str | float], look: Style) -> float:
        widths = [parts.span_width(self.widths[first : last + 1]) for first, last in spans]
        texts = list(zip(map(str, values), widths, strict=True))
        if look is HEAD:
            # Some programs break a line after a slash, some do not.
            shown = ((variant, width) for text, width in texts for variant in (text, text.replace("/", "/ ")))
            return max(lines(text, width, _SIZE, True) for text, width in shown) * line_height(_SIZE) + 5
        need = max(cell_lines(text, width, _SIZE, "bold" in look) for text, width in texts)
        return min(need * line_height(_SIZE) + 1.5, 400)

    def _write(
        self, at: int, spans: Sequence[tuple[int, int]], values: Sequence[str | float], look: Style = CELL
    ) -> int:
        """Write texts and numbers over runs of columns (first, last); the row is as high as the longest needs."""
        for (first, last), value in zip(spans, values, strict=True):
            number = isinstance(value, int | float)
            centred = {"align": "center"} if number or first == last == 0 else {}
            if number and first == last:
                self.sheet.value(at, first, value, centred, look)
            else:
                self.sheet.span(at, first, last, str(value), centred, look)
        return self._height(at, self._needed(spans, values, look))

    def _program_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """No, program, description, beneficiaries, indicator and target, agency and time."""
        view, roles = self.view, self.programs
        form = roles.form
        names = [form.column(key).heading for key in roles.narrative[:2]]
        names += [""] * (2 - len(names))
        told, served = self.edges
        spans = [(0, 0), (1, 1), (2, told - 1), (told, served - 1), (served, self.last - 1), (self.last, self.last)]
        heads = ["No", form.noun.capitalize(), *names, "Indikator dan target", "OPD, waktu"]
        at = self._table(at, f"(1) {roles.form.sheet} {dimension.name}", spans, heads)
        for n, row in enumerate(rows, start=1):
            texts = [view.text(row, key) for key in roles.narrative[:2]]
            texts += [""] * (2 - len(texts))
            who = filter(None, (view.text(row, roles.lead), view.text(row, roles.term) or view.period(row)))
            at = self._line(at, spans, [str(n), view.title(row), *texts, view.target(row), "\n".join(who)])
        return at

    def _action_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """No, action, output, volume by year, agency, under each program."""
        assert self.actions is not None
        view, roles = self.view, self.actions
        years = [(n, n) for n in range(self.last - len(self.years), self.last)]  # what is left of the grid is before
        years = years or [(_FIRST_YEAR, self.last - 1)]
        places = [(0, 0), (1, 2), (3, years[0][0] - 1), *years, (self.last, self.last)]
        volumes = [budget_heading(column) for column in self.years] or [""]
        heads = ["No", roles.form.sheet, "Keluaran", *volumes, "OPD"]
        at = self._table(at, f"(2) {roles.form.sheet} {dimension.name}", places, heads)
        children = [(row, view.children.get(row.key, ())) for row in rows]
        for n, (row, own) in enumerate(children, start=1):
            if own:
                at = self._line(at, [(0, 0), (1, self.last)], [str(n), view.title(row)], _PROGRAM)
            for m, child in enumerate(own, start=1):
                output, unit = view.text(child, roles.indicator), view.text(child, roles.unit)
                values: list[str | float] = [f"{n}.{m}", view.title(child), f"{output} ({unit})" if unit else output]
                shown = [view.shown_value(child, column.key) for column in self.years]
                values += ["" if value is None else value for value in shown] or [view.period(child)]
                at = self._line(at, places, [*values, view.text(child, roles.lead)])
        if not any(own for _, own in children):
            self.sheet.span(at, 0, self.last, f"{roles.form.sheet} {NONE_YET}.", CELL, italic=True)
            at = self._height(at, 15)
        return at

    def _term_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """Programs by term: short, medium, long."""
        view, roles = self.view, self.programs
        if not roles.term:
            return at
        form = roles.form
        column = form.column(roles.term)
        terms = view.labels(form, column, dimension.code)
        spans = [(0, 1), (2, self.last)]
        at = self._table(at, f"(3) Peta jalan {dimension.name}", spans, [column.heading, form.noun.capitalize()])
        for stored, label in terms.items():
            titles = [view.title(row) for row in rows if row.value(roles.term) == stored]
            at = self._line(at, spans, [label, "; ".join(titles) or NONE_YET])
        return at


SHEET = MatrixSheet(
    name="Tabel Buku 2",
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    about="Tabel siap salin ke naskah Buku 2.",
)
