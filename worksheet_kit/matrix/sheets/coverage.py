"""*Dimensi x Masalah*: which main problems each dimension answers, with the codes of its programs.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from collections import defaultdict

from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Dimension
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.charts import Series, bar_chart
from worksheet_kit.excel.formulas import count_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, LOCKED, LOCKED_TEXT, NAVY, style
from worksheet_kit.excel.text_fit import height, line_height, lines
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, REST, answered
from worksheet_kit.matrix.data_layout import DataTable
from worksheet_kit.matrix.parts import CELL, COUNT, HEAD, MISSING, NONE_YET, TOTAL_CELL, banner, live_note
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View


def applies(view: View) -> bool:
    """Where there are rows that name the main problem they answer."""
    return view.roles.head is not None and bool(view.roles.head.problem and view.rows(view.roles.head))


def write(sheet: Sheet, view: View) -> None:
    """*Dimensi x Masalah*: how many programs of each dimension answer each main problem, with their codes."""
    assert view.roles.head is not None
    _Coverage(sheet, view, view.data[view.roles.head.form.name], view.roles.head).write()


class _Coverage:
    """The cross-tab of dimensions and main problems; two rows a dimension, counts above the codes they count."""

    def __init__(self, sheet: Sheet, view: View, table: DataTable, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.table = table
        self.roles = roles
        self.counts = answered(view.countable[roles.form.name], view.profile, roles.problem)
        self.codes = [problem.code for problem in view.profile.problems]
        self.named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in view.rows(roles):
            code = row.text(roles.problem)
            self.named[view.dimension(row), code if code in self.codes else REST].append(row.key)
        if self.counts[ALL, REST]:
            self.codes.append(REST)  # rows whose main problem is empty or unreadable
        self.last = len(self.codes) + 1

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.width(0, 22)
        sheet.width(1, 15, last=self.last - 1)
        sheet.width(self.last, 10)
        subtitle = f"{view.event} · banyaknya {self.roles.form.noun} menurut masalah utama"
        at = banner(sheet, view, "DIMENSI x MASALAH", subtitle, self.last)
        live_note(sheet, view, 2)
        names = ["Dimensi", *(problem.label for problem in view.profile.problems)]
        names += [UNREAD] if REST in self.codes else []
        sheet.texts(at, 0, [*names, "Jumlah"], HEAD)
        sheet.height(at, max(height(name, 15, 9, True, 8) for name in names))
        for n, dimension in enumerate(view.dimensions):
            self._dimension(at + 1 + 2 * n, dimension)
        bottom = at + 1 + 2 * len(view.dimensions)
        self._totals(bottom)
        self._chart(bottom + 2)
        sheet.freeze(at + 1, 1)
        sheet.page(view.profile.paper, landscape=True, fit=(1, 1))

    def _dimension(self, top: int, dimension: Dimension) -> None:
        sheet = self.sheet
        label = style(CELL, bold=True, valign="vcenter", font_size=10, bg_color=BANDS[0][1], font_color=NAVY)
        sheet.merged((top, 0, top + 1, 0), dimension.name, label)
        need = max(self._count((top, n), dimension, code) for n, code in enumerate(self.codes, start=1))
        total = f"={count_where((self.table.range(DIMENSION), dimension.code))}"
        sheet.merged_figure((top, self.last, top + 1, self.last), total, self.counts[dimension.code, ALL], TOTAL_CELL)
        sheet.height(top, 22)
        sheet.height(top + 1, max(need * line_height(8) + 5, height(dimension.name, 22, 10, True) - 22))

    def _count(self, at: tuple[int, int], dimension: Dimension, code: str) -> int:
        """Write a count and the codes it counts; returns the lines the codes need."""
        row, column = at
        figure = self.counts[dimension.code, code]
        where = (self.table.range(DIMENSION), dimension.code)
        if code == REST:
            count = f"{count_where(where)}-SUM({a1(row, 1)}:{a1(row, column - 1)})"
        else:
            count = count_where(where, (self.table.range(self.roles.problem), code))
        look = style(CELL, align="center", valign="vcenter", bottom=0, num_format=COUNT)
        below = style(CELL, align="center", font_size=8, font_color=LOCKED_TEXT, top=0)
        nothing = "-" if code == REST else NONE_YET
        if figure:
            look |= {"font_size": 14, "bold": True, "font_color": NAVY}
        elif code == REST:
            look |= {"font_color": LOCKED_TEXT}
        else:
            look |= {"bg_color": LOCKED, "font_color": LOCKED_TEXT, "italic": True}
            below |= {"bg_color": LOCKED}
        self.sheet.figure(row, column, f'=IF({count}=0,"{nothing}",{count})', figure or nothing, look)
        text = ", ".join(self.named[dimension.code, code])
        self.sheet.text(row + 1, column, text, below)
        return lines(text, 15, 8)

    def _totals(self, at: int) -> None:
        sheet = self.sheet
        sheet.text(at, 0, "Jumlah", TOTAL_CELL, align="left")
        for n, code in enumerate(self.codes, start=1):
            figure = self.counts[ALL, code]
            if code == REST:
                formula = f"{a1(at, self.last)}-SUM({a1(at, 1)}:{a1(at, n - 1)})"
            else:
                formula = count_where((self.table.range(self.roles.problem), code))
            look = TOTAL_CELL if figure else style(TOTAL_CELL, MISSING)
            self.sheet.figure(at, n, f'=IF({formula}=0,"{NONE_YET}",{formula})', figure or NONE_YET, look)
        sheet.figure(at, self.last, f"=COUNTA({self.table.range(KEY_MARK)})", self.counts[ALL, ALL], TOTAL_CELL)
        sheet.height(at, 24)

    def _chart(self, at: int) -> None:
        """Programs by main problem, most first; nothing is `0 – belum dijawab`."""
        sheet, view = self.sheet, self.view
        counts = [(self.counts[ALL, problem.code], problem) for problem in view.profile.problems]
        store = self.last + 2
        area = self.table.range(self.roles.problem)
        order = sorted(range(len(counts)), key=lambda n: -counts[n][0])
        for n, index in enumerate(order):
            count, problem = counts[index]
            sheet.text(at + n, store, problem.label if count else f"{problem.label}: 0 – belum dijawab", font_size=8)
            sheet.figure(at + n, store + 1, f"={count_where((area, problem.code))}", count, font_size=8)
        last = at + len(order) - 1
        series = Series(
            name=f"Jumlah {self.roles.form.noun}",
            categories=(at, store, last, store),
            values=(at, store + 1, last, store + 1),
            colour=BANDS[1][0],
        )
        title = f"Jumlah {self.roles.form.noun} per masalah utama"
        size = (22 * 7 + (self.last - 1) * 15 * 7 + 70, 50 + 22 * len(order))
        bar_chart(sheet, (at, 0), title, series, size, hidden=True)
        sheet.width(store, 12, last=store + 1, hidden=True)
        sheet.print_area((0, 0, at + 2 + (50 + 22 * len(order)) // 20, self.last))


SHEET = MatrixSheet(
    name="Dimensi x Masalah",
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    about="Masalah yang dijawab; jenis aksi.",
)
