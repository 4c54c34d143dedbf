"""*Tabel Buku 2*: the tables of the masterplan's second volume, ready to be copied, a page or more a dimension."""

from collections.abc import Iterable, Sequence

from worksheet_kit.core.model import Column, Dimension, Row
from worksheet_kit.excel.page import fit_scale
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import NAVY, style
from worksheet_kit.excel.text_fit import line_height, lines
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import CELL, HEAD, NONE_YET, banner, budget_heading
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

_NUMBER, _NAME, _TEXT, _OUTPUT = 4.5, 27.0, 34.0, 25.0
_YEAR, _AGENCY = 8.5, 14.0


def applies(view: View) -> bool:
    """Where there are programs."""
    return bool(view.programs)


def write(sheet: Sheet, view: View) -> None:
    """*Tabel Buku 2*: the three tables of each dimension that has programs."""
    _Tables(sheet, view).write()


class _Tables:
    """Three tables that share one grid of columns: number, name, text, output, a column a year, agency."""

    def __init__(self, sheet: Sheet, view: View) -> None:
        assert view.roles.programs is not None
        self.sheet = sheet
        self.view = view
        self.programs = view.roles.programs
        self.actions = view.roles.actions
        self.years: tuple[Column, ...] = self.actions.targets if self.actions is not None else ()
        self.widths = [_NUMBER, _NAME, _TEXT, _OUTPUT, *[_YEAR] * max(2, len(self.years)), _AGENCY]
        self.last = len(self.widths) - 1

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.widths(self.widths)
        at = banner(sheet, view, "TABEL BUKU 2", f"{view.event} · siap disalin ke naskah masterplan", self.last)
        breaks = []
        by_code = by_dimension(view, view.programs)
        for dimension in view.dimensions:
            rows = by_code.get(dimension.code, [])
            if not rows:
                continue
            at = self._dimension(at, dimension, rows)
            breaks.append(at)
        sheet.break_pages(rows=breaks[:-1])
        paper = view.profile.paper
        sheet.page(paper, landscape=True, fit=None, scale=fit_scale(paper, self.widths, landscape=True))

    def _dimension(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        self.sheet.text(at, 0, dimension.name.upper(), font_size=14, bold=True, font_color=NAVY, valign="vcenter")
        self.sheet.height(at, 24)
        at = self._program_table(at + 1, dimension, rows)
        if self.actions is not None:
            at = self._action_table(at + 1, dimension, rows)
        return self._term_table(at + 1, dimension, rows) + 1

    def _title(self, at: int, number: int, text: str) -> int:
        self.sheet.text(at, 0, f"({number}) {text}", bold=True, font_size=10, valign="vcenter")
        self.sheet.height(at, 18)
        return at + 1

    def _line(
        self, at: int, spans: Iterable[tuple[int, int]], values: Iterable[str | float], *, head: bool = False
    ) -> int:
        """Write texts and numbers over runs of columns (first, last); the row is as high as the longest needs."""
        need = 1
        for (first, last), value in zip(spans, values, strict=True):
            number = isinstance(value, int | float)
            centred = {"align": "center"} if number or first == last == 0 else {}
            look = HEAD if head else style(CELL, centred)
            if number and first == last:
                self.sheet.value(at, first, value, look)
            else:
                self.sheet.span(at, first, last, str(value), look)
            need = max(need, lines(str(value), sum(self.widths[first : last + 1]), 9, head))
        self.sheet.height(at, min(need * line_height(9) + (8 if head else 4), 400))
        return at + 1

    def _program_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """No, program, description, beneficiaries, indicator and target, agency, time."""
        view, roles = self.view, self.programs
        at = self._title(at, 1, f"{roles.form.sheet} {dimension.name}")
        form = roles.form
        names = [form.column(key).heading for key in roles.narrative[:2]]
        names += [""] * (2 - len(names))
        years = (4, self.last - 2) if self.last - 2 >= 4 else (4, 4)
        spans = [(0, 0), (1, 1), (2, 2), (3, 3), years, (self.last - 1, self.last - 1), (self.last, self.last)]
        heads = ["No", form.noun.capitalize(), *names, "Indikator dan target", "Waktu", "OPD"]
        at = self._line(at, spans, heads, head=True)
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
        at = self._title(at, 2, f"{roles.form.sheet} {dimension.name}")
        spans = [(n, n) for n in range(4)]
        years = [(4 + n, 4 + n) for n in range(len(self.years))] or [(4, self.last - 1)]
        heads = ["No", self.programs.form.noun.capitalize(), roles.form.sheet, "Keluaran"]
        heads += [*([budget_heading(column) for column in self.years] or [""]), "OPD"]
        places = [*spans, *years, (self.last, self.last)]
        at = self._line(at, places, heads, head=True)
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
            at += 1
        return at

    def _term_table(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        """Programs by term: short, medium, long."""
        view, roles = self.view, self.programs
        if not roles.term:
            return at
        at = self._title(at, 3, f"Peta jalan {dimension.name}")
        column = roles.form.column(roles.term)
        terms = view.labels(roles.form, column, dimension.code)
        edges = parts.equal_spans(self.widths, max(1, len(terms)))
        at = self._line(at, edges, terms.values(), head=True)
        titles = [[f"•  {view.title(row)}" for row in rows if row.value(roles.term) == stored] for stored in terms]
        return self._line(at, edges, ["\n".join(names) or NONE_YET for names in titles])


SHEET = MatrixSheet(name="Tabel Buku 2", audience=Audience.PLANNERS, write=write, applies=applies)
