"""*Rekap OPD*: one row an agency, in protocol order, with what it leads, supports, carries out and needs.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Agency, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import cells, count_where, sum_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import QUIET, Style
from worksheet_kit.excel.text_fit import line_height, money_width
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.crosstabs import ALL, REST, ROWS, Figures, sums
from worksheet_kit.matrix.parts import CELL, MILLIONS, MISSING, MONEY, MONEY_CELL, MONEY_TOTAL, TOTAL_CELL, cell_lines
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View
from worksheet_kit.values.text import first_of

#: Widths of the columns of the codes of what an agency leads, of those of agencies' own rows, and of dimensions.
_CODES, _LONG_CODES, _DIMENSIONS = 14.5, 26.0, 8.5
#: Money is shown in millions, so that a page holds it.
_MONEY: Style = {**MONEY_CELL, "num_format": MILLIONS}
_COUNT_CELL: Style = {**CELL, "align": "center", "num_format": MONEY}  # none is a dash, as in money


def applies(view: View) -> bool:
    """Where there are rows that name the agency that leads them."""
    parts = (view.roles.programs or view.roles.quick_wins, view.roles.actions)
    return any(_leading(part) is not None and view.rows(part) for part in parts)


def write(sheet: Sheet, view: View) -> None:
    """*Rekap OPD*: what each agency leads, supports, carries out and needs, in protocol order."""
    _Agencies(sheet, view).write()


def _leading(part: Roles | None) -> Roles | None:
    """A part whose rows name the agency that leads them; the others have no place on the sheet."""
    return part if part is not None and part.lead else None


class _Agencies:
    """One row an agency, and one for what names no agency that could be read, so that the sums agree."""

    def __init__(self, sheet: Sheet, view: View) -> None:
        self.sheet = sheet
        self.view = view
        self.programs = _leading(view.roles.programs) or _leading(view.roles.quick_wins)
        self.actions = _leading(view.roles.actions)
        self.budget = _leading(view.budget)
        self.agencies = [agency.code for agency in view.profile.agencies]
        self.led: defaultdict[str, list[Row]] = defaultdict(list)
        self.supported: list[Figures] = []
        if self.programs is not None:
            for row in view.rows(self.programs):
                self.led[row.text(self.programs.lead)].append(row)
            self.supported = [self._by_agency(self.programs, key, [ROWS]) for key in self.programs.supporters]
        keys = (row.key for rows in self.led.values() for row in rows)
        self.codes_width = _CODES if parts.code_column(keys, 0) < _CODES else _LONG_CODES
        # What an agency leads is counted in these columns; behind the programs stand three more about them.
        columns = ((self.programs, 2), (self.actions, 6 if self.programs is not None else 2))
        self.places = [(part, place) for part, place in columns if part is not None]
        self.leading = {part.form.name: self._by_agency(part, part.lead, [ROWS]) for part, _ in self.places}
        if self.budget is not None:
            table = view.data[self.budget.form.name]
            self.years = {column.key: table.range(column.key) for column in self.budget.budget}
            self.money = self._by_agency(self.budget, self.budget.lead, list(self.years))

    def _by_agency(self, part: Roles, key: str, columns: Sequence[str]) -> Figures:
        return sums(self.view.countable[part.form.name], key, self.agencies, columns)

    def _leads(self, part: Roles, agency: str) -> int | float:
        return self.leading[part.form.name][agency, ROWS]

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        names, widths = ["No", "Perangkat Daerah"], [4.0]
        if self.programs is not None:
            noun = self.programs.form.noun
            names += [f"Mengampu {noun}", f"Kode {noun}", "Dimensi", f"Mendukung {noun}"]
            widths += [9.5, self.codes_width, _DIMENSIONS, 10.5]
        if self.actions is not None:
            names.append(f"Penanggung jawab {self.actions.form.noun}")
            widths.append(11.5)
        self.money_at = len(names)
        if self.budget is not None:
            names += [*(parts.budget_heading(column) for column in self.budget.budget), "Jumlah"]
            keys = (*(column.key for column in self.budget.budget), ALL)
            widths += [money_width(self.money[ALL, key] / 1e6, 9, 8.0) for key in keys]
        self.name_width = parts.left_over(view, widths, 28.0, 46.0)
        widths.insert(1, self.name_width)
        last = len(names) - 1
        subtitle = f"{view.event} · urutan protokol · anggaran dalam juta rupiah"
        at = parts.banner(sheet, view, "REKAP PERANGKAT DAERAH", subtitle, last, first=2)
        parts.live_note(sheet, view, 2)
        parts.headings(sheet, at, names, widths)
        first = at + 1
        for n, agency in enumerate(view.profile.agencies):
            self._agency(first + n, n + 1, agency)
        bottom = first + len(view.profile.agencies)
        self._rest(bottom, first, last)
        self._totals(bottom + 1, first, last)
        self._joint(bottom + 2)
        sheet.freeze(first, 2)
        sheet.filter((at, 0, bottom, last))
        parts.table_page(sheet, view, widths, (at, at), repeat_columns=(0, 1))

    def _agency(self, at: int, number: int, agency: Agency) -> None:
        sheet, view = self.sheet, self.view
        leads = self.led[agency.code]
        sheet.number(at, 0, number, CELL, align="center")
        sheet.text(at, 1, agency.name if agency.district else f"{agency.name} ({agency.short})", CELL, bold=bool(leads))
        need = [cell_lines(f"{agency.name} ({agency.short})", self.name_width, 9, bool(leads))]
        for part, place in self.places:
            formula = f"={count_where((self.view.data[part.form.name].range(part.lead), agency.short))}"
            bold = {"bold": True} if part is self.programs else {}
            sheet.figure(at, place, formula, self._leads(part, agency.code), _COUNT_CELL, bold)
        if self.programs is not None:
            table = self.view.data[self.programs.form.name]
            codes = first_of([row.key for row in leads], parts.NAMED)
            if codes or agency.district:
                sheet.text(at, 3, codes, CELL)
            else:
                sheet.text(at, 3, "belum mengampu", CELL, MISSING, align="center")
            dimensions = ", ".join(dict.fromkeys(view.dimension(row) for row in leads))
            sheet.text(at, 4, dimensions, CELL)
            need += [cell_lines(codes, self.codes_width), cell_lines(dimensions, _DIMENSIONS)]
            counts = [count_where((table.range(key), agency.short)) for key in self.programs.supporters]
            supported = sum(figures[agency.code, ROWS] for figures in self.supported)
            if counts:
                sheet.figure(at, 5, "=" + "+".join(counts), supported, _COUNT_CELL)
            else:
                sheet.blank(at, 5, CELL)
        if self.budget is not None:
            where = (view.data[self.budget.form.name].range(self.budget.lead), agency.short)
            formulas = {year: sum_where(area, where) for year, area in self.years.items()}
            self._money(at, agency.code, formulas, _MONEY)
        sheet.height(at, max(need) * line_height(9) + 4)

    def _money(self, at: int, agency: str, formulas: Mapping[str, str], look: Style) -> None:
        """The money of an agency, of the rest or of all."""
        parts.money_line(self.sheet, (at, self.money_at), formulas, (self.money, agency), look)

    def _above(self, at: int, first: int) -> dict[str, str]:
        """The cells above in each column of money."""
        return {year: cells(first, n, at - 1, n) for n, year in enumerate(self.years, start=self.money_at)}

    def _rest(self, at: int, first: int, last: int) -> None:
        """What belongs to no agency of the profile: empty or unreadable."""
        sheet = self.sheet
        sheet.fill((at, 0, at, last), CELL)
        sheet.text(at, 1, UNREAD, CELL, italic=True)
        for part, place in self.places:
            keys = self.view.data[part.form.name].range(KEY_MARK)
            formula = f"=COUNTA({keys})-SUM({cells(first, place, at - 1, place)})"
            sheet.figure(at, place, formula, self._leads(part, REST), _COUNT_CELL)
        if self.budget is not None:
            above = self._above(at, first)
            formulas = {year: f"SUM({area})-SUM({above[year]})" for year, area in self.years.items()}
            self._money(at, REST, formulas, _MONEY)

    def _totals(self, at: int, first: int, last: int) -> None:
        sheet = self.sheet
        sheet.fill((at, 0, at, last), TOTAL_CELL)
        sheet.text(at, 1, "Jumlah", TOTAL_CELL, parts.LABEL)
        for part, place in self.places:
            sheet.figure(at, place, f"=SUM({cells(first, place, at - 1, place)})", self._leads(part, ALL), TOTAL_CELL)
        if self.budget is not None:
            formulas = {year: f"SUM({above})" for year, above in self._above(at, first).items()}
            self._money(at, ALL, formulas, {**MONEY_TOTAL, "num_format": MILLIONS})
        sheet.height(at, 20)

    def _joint(self, at: int) -> None:
        """Name the entries that stand for many agencies: their programs are not spread over single ones."""
        if self.programs is None:
            return
        named = (row.text(key) for row in self.view.rows(self.programs) for key in self.programs.supporters)
        joint = Counter(name for name in named if name and name not in self.agencies)
        if joint:
            names = ", ".join(f"{name} ({n})" for name, n in joint.items())
            text = f"Dukungan bersama, tidak dihitung per OPD: {names}."
            self.sheet.text(at, 1, text, font_size=8, italic=True, font_color=QUIET)


SHEET = MatrixSheet(
    name="Rekap OPD",
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    about="Yang diampu dan dikerjakan tiap OPD.",
)
