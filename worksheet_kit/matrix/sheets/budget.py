"""*Anggaran*: the money by dimension, by source, by agency and position, each table to the same rupiah.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from collections.abc import Sequence

from worksheet_kit.core.layout import a1
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import cells, criterion
from worksheet_kit.excel.page import fit_scale
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import QUIET, Style, style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.matrix import crosstabs, parts
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, FUNDS, REST, ROWS, TOTAL, Figures
from worksheet_kit.matrix.data_layout import DataTable
from worksheet_kit.matrix.parts import CELL, COUNT, HEAD, MONEY_CELL, MONEY_TOTAL, WANTED_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View


def applies(view: View) -> bool:
    """Where a form asks for money."""
    return view.budget is not None


def write(sheet: Sheet, view: View) -> None:
    """*Anggaran*: by dimension, by source, by agency and position; all of them add up to the same rupiah."""
    assert view.budget is not None
    _Budget(sheet, view, view.data[view.budget.form.name], view.budget).write()


class _Budget:
    """Tables of money, one below the other; each ends with what names none of its lines."""

    def __init__(self, sheet: Sheet, view: View, table: DataTable, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.table = table
        self.roles = roles
        self.rows = view.countable[roles.form.name]
        self.years = roles.budget

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.width(0, 36)
        sheet.width(1, 16.5, last=30)
        told = f"{view.event} · perkiraan kebutuhan, dalam rupiah"
        at = parts.banner(sheet, view, "ANGGARAN", told, len(self.years) + 1)
        parts.live_note(sheet, view, 2)
        at = self._unfunded(at)
        per = "PER TAHUN DAN " if self.roles.yearly else "PER "
        dimensions = [(d.name, d.code) for d in view.dimensions]
        at = self._by_year(at, f"{per}DIMENSI", "Dimensi", DIMENSION, dimensions)
        if self.roles.funding:
            groups = [(name, name) for name in crosstabs.fund_groups(self.view.profile)]
            at = self._by_year(at, f"{per}KELOMPOK SUMBER DANA", "Kelompok sumber dana", FUNDS, groups)
            form = self.roles.form
            column = form.column(self.roles.funding)
            items = view.labels(form, column, view.dimensions[0].code) if view.dimensions else {}
            lines_ = [(label, stored) for stored, label in items.items()]
            at = self._by_year(at, f"{per}SUMBER DANA", column.heading, self.roles.funding, lines_)
        columns = len(self.years) + 1
        if self.roles.position and self.roles.lead:
            sheet.break_pages(rows=[at])
            columns = max(columns, self._by_position(at))
        paper = view.profile.paper
        scale = fit_scale(paper, [36, *[16.5] * columns], landscape=True)
        sheet.page(paper, landscape=True, fit=None, scale=scale)

    def _unfunded(self, at: int) -> int:
        """How many rows ask for no money and do not say that they need none."""
        sheet = self.sheet
        noun = self.roles.form.noun
        count = crosstabs.unfunded(self.rows, self.roles)
        formula = f"=COUNTIFS({self.table.range(TOTAL)},0)"
        if self.roles.funding and self.roles.no_funding:
            funding = self.table.range(self.roles.funding)
            formula += f"-COUNTIFS({self.table.range(TOTAL)},0,{funding},{criterion(self.roles.no_funding)})"
        look = style(CELL, bold=True)
        sheet.text(at, 0, f"{noun.capitalize()} tanpa perkiraan anggaran", look)
        sheet.figure(at, 1, formula, count, look, WANTED_TINT if count else {}, align="center", num_format=COUNT)
        if self.roles.no_funding:
            note = f"tidak termasuk {noun} dengan {self.roles.no_funding}"
            sheet.text(at, 2, note, font_size=8, italic=True, font_color=QUIET)
        sheet.height(at, 16)
        return at + 2

    def _by_year(self, at: int, title: str, name: str, key: str, lines_: Sequence[tuple[str, str]]) -> int:
        """A table of lines by year; returns the next free row."""
        sheet = self.sheet
        last = len(self.years) + 1
        parts.section(sheet, at, 0, last, title)
        sheet.texts(at + 1, 0, [name, *(parts.budget_heading(column) for column in self.years), "Jumlah"], HEAD)
        first = at + 2
        criteria = self.table.range(key)
        stored = [entry for _, entry in lines_]
        found = crosstabs.sums(self.rows, key, stored, [column.key for column in self.years])
        for n, (label, entry) in enumerate(lines_, start=first):
            sheet.text(n, 0, label, CELL)
            sheet.height(n, max(15, height(label, 36, 9)))
            where = f"{criteria},{criterion(entry)}"
            formulas = [f"SUMIFS({self.table.range(column.key)},{where})" for column in self.years]
            self._money(n, formulas, (found, entry), MONEY_CELL)
        bottom = first + len(lines_)
        if crosstabs.sums(self.rows, key, stored, [ROWS])[REST, ALL]:
            sheet.text(bottom, 0, UNREAD, CELL, italic=True)
            above = [cells(first, m, bottom - 1, m) if lines_ else "0" for m in range(1, last)]
            whole = zip(self.years, above, strict=True)
            formulas = [f"SUM({self.table.range(column.key)})-SUM({those})" for column, those in whole]
            self._money(bottom, formulas, (found, REST), MONEY_CELL)
            bottom += 1
        sheet.text(bottom, 0, "Jumlah", MONEY_TOTAL, align="left")
        formulas = [f"SUM({cells(first, m, bottom - 1, m)})" for m in range(1, last)]
        self._money(bottom, formulas, (found, ALL), MONEY_TOTAL)
        sheet.height(bottom, 17)
        return bottom + 2

    def _money(self, at: int, formulas: Sequence[str], line: tuple[Figures, str], style: Style) -> None:
        """A line of money: a formula a year, with the figures of a line of a cross-tab, and their sum."""
        found, entry = line
        for m, (column, formula) in enumerate(zip(self.years, formulas, strict=True), start=1):
            self.sheet.figure(at, m, f"={formula}", found[entry, column.key], style)
        end = len(formulas)
        total = f"=SUM({cells(at, 1, at, end)})"
        self.sheet.figure(at, end + 1, total, found[entry, ALL], style, bold=True)

    def _by_position(self, at: int) -> int:
        """Agency by how far the money has come in the plans; returns how many columns of money it takes."""
        sheet, view, roles = self.sheet, self.view, self.roles
        column = roles.form.column(roles.position)
        items = view.labels(roles.form, column, view.dimensions[0].code)
        codes = [agency.code for agency in view.profile.agencies]
        found = crosstabs.cross(self.rows, roles.lead, codes, roles.position, list(items), amount=TOTAL)
        named = crosstabs.sums(self.rows, roles.lead, codes, [ROWS])
        agencies = [agency for agency in view.profile.agencies if named[agency.code, ROWS]]
        last = len(items) + 2
        parts.section(sheet, at, 0, last, f"PER OPD DAN {column.heading.upper()}")
        sheet.texts(at + 1, 0, ["OPD", *items.values(), UNREAD, "Jumlah"], HEAD)
        sheet.height(at + 1, max(height(text, 16.5, 9, True, 6) for text in items.values()))
        first = at + 2
        total = self.table.range(TOTAL)
        for n, agency in enumerate(agencies, start=first):
            sheet.text(n, 0, agency.short, CELL)
            ranges = (self.table.range(roles.lead), self.table.range(roles.position))
            for m, stored in enumerate(items, start=1):
                formula = f"=SUMIFS({total},{ranges[0]},{criterion(agency.code)},{ranges[1]},{criterion(stored)})"
                sheet.figure(n, m, formula, found[agency.code, stored], MONEY_CELL)
            above = f"{a1(n, 1)}:{a1(n, last - 2)}"
            formula = f"=SUMIFS({total},{ranges[0]},{criterion(agency.code)})-SUM({above})"
            sheet.figure(n, last - 1, formula, found[agency.code, REST], MONEY_CELL)
            formula = f"=SUM({a1(n, 1)}:{a1(n, last - 1)})"
            sheet.figure(n, last, formula, found[agency.code, ALL], MONEY_CELL, bold=True)
        bottom = first + len(agencies)
        self._position_end(bottom, first, list(items), found)
        return last

    def _position_end(self, at: int, first: int, items: Sequence[str], found: Figures) -> None:
        """The line for what names no agency, and the sums."""
        sheet, total, position = self.sheet, self.table.range(TOTAL), self.table.range(self.roles.position)
        sheet.text(at, 0, UNREAD, CELL, italic=True)
        sheet.text(at + 1, 0, "Jumlah", MONEY_TOTAL, align="left")
        named = [f"SUMIFS({total},{position},{criterion(item)})" for item in items]
        wholes = [*named, f"SUM({total})-({'+'.join(named)})", f"SUM({total})"]
        for m, (entry, whole) in enumerate(zip([*items, REST, ALL], wholes, strict=True), start=1):
            above = cells(first, m, at - 1, m) if at > first else "0"
            sheet.figure(at, m, f"={whole}-SUM({above})", found[REST, entry], MONEY_CELL)
            sheet.figure(at + 1, m, f"=SUM({cells(first, m, at, m)})", found[ALL, entry], MONEY_TOTAL)


SHEET = MatrixSheet(name="Anggaran", audience=Audience.PLANNERS, write=write, applies=applies)
