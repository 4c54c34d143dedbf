"""*Dimensi x Masalah*: which main problems each dimension answers, with the codes of its programs; kinds of action.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from collections import defaultdict
from collections.abc import Mapping

from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Dimension
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import count_where
from worksheet_kit.excel.page import NARROW, printed
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet
from worksheet_kit.excel.style import BANDS, LOCKED, LOCKED_TEXT, NAVY, style
from worksheet_kit.excel.text_fit import height, line_height, lines
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, REST, answered, cross, dimension_codes
from worksheet_kit.matrix.data_layout import DataTable
from worksheet_kit.matrix.pages import Pages
from worksheet_kit.matrix.parts import (
    CELL,
    COUNT,
    HEAD,
    MISSING,
    MONEY,
    NONE_YET,
    TOTAL_CELL,
    banner,
    live_note,
    section,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View
from worksheet_kit.values.text import first_of

#: Widths of the first column, and of the others at least.
_NAME, _LEAST = 20.0, 11.5
#: Points of a row of counts.
_COUNTS = 18.0


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
        actions = view.roles.actions
        self.kinds: Mapping[str, str] = {}
        if actions is not None and actions.action_kind and view.actions:
            kind = actions.form.column(actions.action_kind)
            self.kinds = view.labels(actions.form, kind, view.dimensions[0].code)
        columns = max(self.last, len(self.kinds) + 1)
        room = parts.left_over(view, [_NAME, *[0.0] * (columns - 1)], 0, 20.0 * columns)  # of all, where a page is one
        self.widths = [_NAME, *[max(_LEAST, room / columns)] * columns]
        self.width = self.widths[1]

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.widths(self.widths)
        subtitle = f"{view.event} · banyaknya {self.roles.form.noun} menurut masalah utama"
        at = banner(sheet, view, "DIMENSI x MASALAH", subtitle, self.last)
        live_note(sheet, view)
        row = self._headings(at)
        sheet.freeze(row, 0)
        pages = self._pages(at)
        for dimension in view.dimensions:
            if pages is not None and pages.cut(row, self._height(dimension)):
                row = self._headings(row)
            self._dimension(row, dimension)
            row += 2
        self._totals(row)
        end = row + 1
        if self.kinds and view.roles.actions is not None:
            if pages is not None:
                pages.cut(row + 2, self._kinds_height())
            end = self._kinds(row + 2, view.roles.actions)
        if pages is not None:
            pages.print(footer=parts.footer(view, parts.SMALL))
        elif self.width > _LEAST:
            parts.one_page(sheet, view, end, landscape=True)
        else:
            parts.table_page(sheet, view, self.widths, (at, at), repeat_columns=(0, 0))

    def _headings(self, at: int) -> int:
        names = ["Dimensi", *(problem.label for problem in self.view.profile.problems)]
        names += [UNREAD] if REST in self.codes else []
        self.sheet.texts(at, 0, [*names, "Jumlah"], HEAD)
        self.sheet.height(at, max(height(name, self.width, 9, True, 6) for name in names))
        return at + 1

    def _pages(self, at: int) -> Pages | None:
        """The pages, where the columns have room on one across but the rows are too many for one."""
        paper = self.view.profile.paper
        tall = sum(self.sheet.heights.get(row, ROW_HEIGHT) for row in range(at + 1)) + self._kinds_height()
        tall += sum(map(self._height, self.view.dimensions))
        if self.width <= _LEAST or tall <= printed(paper.width, NARROW.top + NARROW.bottom) * parts.SQUEEZE:
            return None
        return Pages(self.sheet, paper, self.widths, landscape=True)

    def _height(self, dimension: Dimension) -> float:
        """Points of the rows of a dimension: its counts, and below them the codes."""
        named = (first_of(self.named[dimension.code, code], parts.NAMED) for code in self.codes)
        need = max(lines(text, self.width, 9) for text in named) * line_height(9) + 3
        return _COUNTS + max(need, height(dimension.name, _NAME - parts.INDENT, 10, True) - _COUNTS)

    def _kinds_height(self) -> float:
        """Points of the table of kinds, with the gap above it and the sums above that; more rather than less."""
        return 100 + ROW_HEIGHT * len(self.view.dimensions) if self.kinds else 20

    def _dimension(self, top: int, dimension: Dimension) -> None:
        sheet = self.sheet
        label = style(CELL, bold=True, valign="vcenter", font_size=10, bg_color=BANDS[0][1], font_color=NAVY)
        sheet.merged((top, 0, top + 1, 0), dimension.name, label)
        for n, code in enumerate(self.codes, start=1):
            self._count((top, n), dimension, code)
        total = f"={count_where((self.table.range(DIMENSION), dimension.code))}"
        sheet.merged_figure((top, self.last, top + 1, self.last), total, self.counts[dimension.code, ALL], TOTAL_CELL)
        sheet.height(top, _COUNTS)
        sheet.height(top + 1, self._height(dimension) - _COUNTS)

    def _count(self, at: tuple[int, int], dimension: Dimension, code: str) -> None:
        """Write a count and the codes it counts."""
        row, column = at
        figure = self.counts[dimension.code, code]
        where = (self.table.range(DIMENSION), dimension.code)
        if code == REST:
            count = f"{count_where(where)}-SUM({a1(row, 1)}:{a1(row, column - 1)})"
        else:
            count = count_where(where, (self.table.range(self.roles.problem), code))
        look = style(CELL, align="center", valign="vcenter", bottom=0, num_format=COUNT)
        below = style(CELL, align="center", font_color=LOCKED_TEXT, top=0)
        nothing = "-" if code == REST else NONE_YET
        if figure:
            look |= {"font_size": 12, "bold": True, "font_color": NAVY}
        elif code == REST:
            look |= {"font_color": LOCKED_TEXT}
        else:
            look |= {"bg_color": LOCKED, "font_color": LOCKED_TEXT, "italic": True}
            below |= {"bg_color": LOCKED}
        self.sheet.figure(row, column, f'=IF({count}=0,"{nothing}",{count})', figure or nothing, look)
        text = first_of(self.named[dimension.code, code], parts.NAMED)
        self.sheet.text(row + 1, column, text, below)

    def _totals(self, at: int) -> None:
        sheet = self.sheet
        sheet.text(at, 0, "Jumlah", TOTAL_CELL, parts.LABEL)
        for n, code in enumerate(self.codes, start=1):
            figure = self.counts[ALL, code]
            if code == REST:
                formula = f"{a1(at, self.last)}-SUM({a1(at, 1)}:{a1(at, n - 1)})"
            else:
                formula = count_where((self.table.range(self.roles.problem), code))
            look = TOTAL_CELL if figure else style(TOTAL_CELL, MISSING)
            self.sheet.figure(at, n, f'=IF({formula}=0,"{NONE_YET}",{formula})', figure or NONE_YET, look)
        sheet.figure(at, self.last, f"=COUNTA({self.table.range(KEY_MARK)})", self.counts[ALL, ALL], TOTAL_CELL)
        sheet.height(at, 18)

    def _kinds(self, at: int, actions: Roles) -> int:
        """Kinds of action by dimension; returns the next free row."""
        sheet, view, table = self.sheet, self.view, self.view.data[actions.form.name]
        column = actions.form.column(actions.action_kind)
        kinds = self.kinds
        codes, rows = dimension_codes(view.profile), view.countable[actions.form.name]
        figures = cross(rows, DIMENSION, codes, column.key, [*kinds])
        last = len(kinds) + 1
        section(sheet, at, 0, max(self.last, last), f"{column.heading.upper()} PER DIMENSI")
        names = ["Dimensi", *kinds.values(), "Jumlah"]
        sheet.texts(at + 1, 0, names, HEAD)
        sheet.height(at + 1, max(height(name, self.width, 9, True, 4) for name in names))
        look = style(CELL, align="center", valign="vcenter", num_format=MONEY)
        bottom = at + 2 + len(view.dimensions)
        for n, dimension in enumerate((*view.dimensions, None), start=at + 2):
            where = () if dimension is None else ((table.range(DIMENSION), dimension.code),)
            code, total = ALL if dimension is None else dimension.code, TOTAL_CELL if dimension is None else {}
            sheet.text(n, 0, "Jumlah" if dimension is None else dimension.name, CELL, total, parts.LABEL, bold=True)
            for place, stored in enumerate(kinds, start=1):
                formula = f"={count_where(*where, (table.range(column.key), stored))}"
                sheet.figure(n, place, formula, figures[code, stored], look, total)
            whole = f"={count_where(*where)}" if where else f"=COUNTA({table.range(KEY_MARK)})"
            sheet.figure(n, last, whole, figures[code, ALL], look, total, bold=True)
        sheet.height(bottom, 17)
        return bottom + 1


SHEET = MatrixSheet(
    name="Dimensi x Masalah",
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    about="Masalah yang dijawab; jenis aksi.",
)
