"""Cross-tabs: *Dimensi x Masalah*, *Rekap OPD*, *Anggaran*.

Every figure is a formula over the data sheets, with the value it has now, as `crosstabs` counts it; in a book too large
to recalculate the values stand alone, and the sheet says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Agency, Dimension, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import cells, criterion
from worksheet_kit.excel.style import BANDS, LOCKED, LOCKED_TEXT, NAVY, PLAIN_BAND, QUIET
from worksheet_kit.excel.text_fit import height, line_height, lines
from worksheet_kit.matrix.book import COUNT, MONEY, TAB_PLAN, TAB_PRESENT, Book, Sheet, fit_scale, money_width
from worksheet_kit.matrix.crosstabs import (
    ALL,
    DIMENSION,
    FUND_GROUPS,
    FUNDS,
    REST,
    ROWS,
    TOTAL,
    Figures,
    answered,
    cross,
    sums,
    unfunded,
)
from worksheet_kit.matrix.parts import (
    CELL,
    HEAD,
    MONEY_CELL,
    NONE_YET,
    WANTED_TINT,
    budget_heading,
    headings,
    live_note,
    section,
)
from worksheet_kit.matrix.sheets.data import Table
from worksheet_kit.matrix.view import UNREAD, View


def write_coverage(book: Book, view: View, laid: Mapping[str, Table]) -> None:
    """*Dimensi x Masalah*: how many programs of each dimension answer each main problem, with their codes."""
    roles = view.head
    if roles is not None and roles.problem:
        sheet = book.sheet("Dimensi x Masalah", TAB_PRESENT)
        _Coverage(sheet, view, laid[roles.form.name], roles).write()


class _Coverage:
    """The cross-tab of dimensions and main problems; two rows a dimension, counts above the codes they count."""

    def __init__(self, sheet: Sheet, view: View, table: Table, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.table = table
        self.roles = roles
        self.counts = answered(view.countable(roles), view.profile, roles.problem)
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
        sheet.ws.set_column(0, 0, 22)
        sheet.ws.set_column(1, self.last - 1, 15)
        sheet.ws.set_column(self.last, self.last, 10)
        told = f"{view.event} · banyaknya {self.roles.form.noun} menurut masalah utama"
        at = sheet.banner("DIMENSI x MASALAH", told, self.last)
        live_note(sheet.book, sheet, 2)
        names = ["Dimensi", *(problem.label for problem in view.profile.problems)]
        names += [UNREAD] if REST in self.codes else []
        for n, name in enumerate([*names, "Jumlah"]):
            sheet.text(at, n, name, **HEAD)
        sheet.height(at, max(height(name, 15, 9, True, 8) for name in names))
        for n, dimension in enumerate(view.dimensions):
            self._dimension(at + 1 + 2 * n, dimension)
        bottom = at + 1 + 2 * len(view.dimensions)
        self._totals(bottom)
        self._chart(bottom + 2)
        sheet.ws.freeze_panes(at + 1, 1)
        sheet.page(view.profile.paper, landscape=True, fit=(1, 1))

    def _dimension(self, top: int, dimension: Dimension) -> None:
        sheet = self.sheet
        label = {
            **CELL,
            "bold": True,
            "valign": "vcenter",
            "font_size": 10,
            "bg_color": BANDS[0][1],
            "font_color": NAVY,
        }
        sheet.area(top, 0, top + 1, 0, dimension.name, **label)
        need = max(self._count((top, n), dimension, code) for n, code in enumerate(self.codes, start=1))
        total = f"=COUNTIFS({self.table.range(DIMENSION)},{criterion(dimension.code)})"
        sheet.area(top, self.last, top + 1, self.last, "", **_TOTAL)
        sheet.formula(top, self.last, total, self.counts[dimension.code, ALL], **_TOTAL)
        sheet.height(top, 22)
        sheet.height(top + 1, max(need * line_height(8) + 5, height(dimension.name, 22, 10, True) - 22))

    def _count(self, at: tuple[int, int], dimension: Dimension, code: str) -> int:
        """Write a count and the codes it counts; returns the lines the codes need."""
        row, column = at
        found = self.counts[dimension.code, code]
        count = f"COUNTIFS({self.table.range(DIMENSION)},{criterion(dimension.code)}"
        if code == REST:
            count += f")-SUM({a1(row, 1)}:{a1(row, column - 1)})"
        else:
            count += f",{self.table.range(self.roles.problem)},{criterion(code)})"
        style = {**CELL, "align": "center", "valign": "vcenter", "bottom": 0, "num_format": COUNT}
        below = {**CELL, "align": "center", "font_size": 8, "font_color": LOCKED_TEXT, "top": 0}
        nothing = "-" if code == REST else NONE_YET
        if found:
            style |= {"font_size": 14, "bold": True, "font_color": NAVY}
        elif code == REST:
            style |= {"font_color": LOCKED_TEXT}
        else:
            style |= {"bg_color": LOCKED, "font_color": LOCKED_TEXT, "italic": True}
            below |= {"bg_color": LOCKED}
        self.sheet.formula(row, column, f'=IF({count}=0,"{nothing}",{count})', found or nothing, **style)
        text = ", ".join(self.named[dimension.code, code])
        self.sheet.text(row + 1, column, text, **below)
        return lines(text, 15, 8)

    def _totals(self, at: int) -> None:
        sheet = self.sheet
        sheet.text(at, 0, "Jumlah", **{**_TOTAL, "align": "left"})
        for n, code in enumerate(self.codes, start=1):
            found = self.counts[ALL, code]
            if code == REST:
                formula = f"{a1(at, self.last)}-SUM({a1(at, 1)}:{a1(at, n - 1)})"
            else:
                formula = f"COUNTIFS({self.table.range(self.roles.problem)},{criterion(code)})"
            style = _TOTAL if found else {**_TOTAL, **_EMPTY}
            self.sheet.formula(at, n, f'=IF({formula}=0,"{NONE_YET}",{formula})', found or NONE_YET, **style)
        sheet.formula(at, self.last, f"=COUNTA({self.table.range(KEY_MARK)})", self.counts[ALL, ALL], **_TOTAL)
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
            sheet.formula(at + n, store + 1, f"=COUNTIFS({area},{criterion(problem.code)})", count, font_size=8)
        chart = sheet.book.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": f"Jumlah {self.roles.form.noun}",
                "categories": [sheet.name, at, store, at + len(order) - 1, store],
                "values": [sheet.name, at, store + 1, at + len(order) - 1, store + 1],
                "fill": {"color": BANDS[1][0]},
                "data_labels": {"value": True, "font": {"name": "Arial", "size": 9, "bold": True}},
                "gap": 45,
            }
        )
        chart.show_hidden_data()
        sheet.plain_axes(chart, bars=True)
        width = 22 * 7 + (self.last - 1) * 15 * 7 + 70
        title = f"Jumlah {self.roles.form.noun} per masalah utama"
        sheet.chart(at, 0, chart, title, width=width, height=50 + 22 * len(order))
        sheet.ws.set_column(store, store + 1, 12, None, {"hidden": True})
        sheet.ws.print_area(0, 0, at + 2 + (50 + 22 * len(order)) // 20, self.last)


_TOTAL: dict[str, Any] = {
    **CELL,
    "bold": True,
    "font_size": 11,
    "align": "center",
    "valign": "vcenter",
    "bg_color": PLAIN_BAND[1],
    "num_format": COUNT,
}
_MONEY_TOTAL: dict[str, Any] = {**_TOTAL, "font_size": 9, "num_format": MONEY, "align": "right"}
_COUNT_CELL: dict[str, Any] = {**CELL, "align": "center", "num_format": MONEY}  # none is a dash, as in money
_EMPTY: dict[str, Any] = {**WANTED_TINT, "font_size": 9, "italic": True, "bold": False}


def write_agencies(book: Book, view: View, laid: Mapping[str, Table]) -> None:
    """*Rekap OPD*: what each agency leads, supports, carries out and needs, in protocol order."""
    if any(
        part is not None and part.lead for part in (view.roles.programs or view.roles.quick_wins, view.roles.actions)
    ):
        _Agencies(book.sheet("Rekap OPD", TAB_PLAN), view, laid).write()


def _leading(part: Roles | None) -> Roles | None:
    """A part whose rows name the agency that leads them; the others have no place on the sheet."""
    return part if part is not None and part.lead else None


class _Agencies:
    """One row an agency, and one for what names no agency that could be read, so that the sums agree."""

    def __init__(self, sheet: Sheet, view: View, laid: Mapping[str, Table]) -> None:
        self.sheet = sheet
        self.view = view
        self.laid = laid
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
        # What an agency leads is counted in these columns; behind the programs stand three more about them.
        columns = ((self.programs, 2), (self.actions, 6 if self.programs is not None else 2))
        self.places = [(part, place) for part, place in columns if part is not None]
        self.leading = {part.form.name: self._by_agency(part, part.lead, [ROWS]) for part, _ in self.places}
        if self.budget is not None:
            self.money = self._by_agency(self.budget, self.budget.lead, [column.key for column in self.budget.budget])

    def _by_agency(self, part: Roles, key: str, columns: Sequence[str]) -> Figures:
        return sums(self.view.countable(part), key, self.agencies, columns)

    def _leads(self, part: Roles, agency: str) -> int | float:
        return self.leading[part.form.name][agency, ROWS]

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        names, widths = ["No", "Perangkat Daerah"], [4.5, 32.0]
        if self.programs is not None:
            noun = self.programs.form.noun
            names += [f"Mengampu {noun}", f"Kode {noun}", "Dimensi", f"Mendukung {noun}"]
            widths += [12.0, 18.0, 10.5, 13.0]
        if self.actions is not None:
            names.append(f"Penanggung jawab {self.actions.form.noun}")
            widths.append(14.0)
        self.money_at = len(names)
        if self.budget is not None:
            names += [*(budget_heading(column) for column in self.budget.budget), "Jumlah (Rp)"]
            for column in self.budget.budget:
                widths.append(money_width(self.money[ALL, column.key], 9, 12.5))
            widths.append(money_width(self.money[ALL, ALL], 9, 13.0))
        names.append("Keterangan")
        widths.append(13.0)
        last = len(names) - 1
        at = sheet.banner("REKAP PERANGKAT DAERAH", f"{view.event} · urutan protokol · anggaran dalam rupiah", last)
        live_note(sheet.book, sheet, 2)
        headings(sheet, at, names, widths)
        first = at + 1
        for n, agency in enumerate(view.profile.agencies):
            self._agency(first + n, n + 1, agency, last)
        bottom = first + len(view.profile.agencies)
        self._rest(bottom, first, last)
        self._totals(bottom + 1, first, last)
        self._joint(bottom + 2)
        sheet.ws.freeze_panes(first, 2)
        sheet.ws.autofilter(at, 0, bottom, last)
        sheet.page(view.profile.paper, landscape=True, fit=(1, 0), repeat_rows=(at, at))

    def _agency(self, at: int, number: int, agency: Agency, last: int) -> None:
        sheet, view = self.sheet, self.view
        leads = self.led[agency.code]
        sheet.number(at, 0, number, **CELL, align="center")
        sheet.text(
            at, 1, agency.name if agency.district else f"{agency.name} ({agency.short})", **CELL, bold=bool(leads)
        )
        need = [lines(f"{agency.name} ({agency.short})", 32, 9, True)]
        code = criterion(agency.code)
        for part, place in self.places:
            formula = f"=COUNTIFS({self.laid[part.form.name].range(part.lead)},{code})"
            style = {**_COUNT_CELL, **({"bold": True} if part is self.programs else {})}
            sheet.formula(at, place, formula, self._leads(part, agency.code), **style)
        if self.programs is not None:
            table = self.laid[self.programs.form.name]
            codes = ", ".join(row.key for row in leads)
            sheet.text(at, 3, codes, **{**CELL, "font_size": 8})
            dimensions = ", ".join(dict.fromkeys(view.dimension(row) for row in leads))
            sheet.text(at, 4, dimensions, **CELL)
            need += [lines(codes, 18, 8), lines(dimensions, 10, 9)]
            parts = [f"COUNTIFS({table.range(key)},{code})" for key in self.programs.supporters]
            supported = sum(found[agency.code, ROWS] for found in self.supported)
            if parts:
                sheet.formula(at, 5, "=" + "+".join(parts), supported, **_COUNT_CELL)
            else:
                sheet.blank(at, 5, **CELL)
        if self.budget is not None:
            table, lead = self.laid[self.budget.form.name], self.budget.lead
            where = f"{table.range(lead)},{code}"
            formulas = [f"SUMIFS({table.range(column.key)},{where})" for column in self.budget.budget]
            self._money(at, agency.code, formulas, MONEY_CELL)
        if leads or agency.district or self.programs is None:
            sheet.blank(at, last, **CELL)
        else:
            sheet.text(at, last, "belum mengampu", **{**CELL, **_EMPTY, "align": "center"})
        sheet.height(at, max(need) * line_height(9) + 4)

    def _money(self, at: int, agency: str, formulas: Sequence[str], style: Mapping[str, Any]) -> None:
        """The money of an agency, of the rest or of all: a formula a column, and their sum."""
        assert self.budget is not None
        for n, (column, formula) in enumerate(zip(self.budget.budget, formulas, strict=True), start=self.money_at):
            self.sheet.formula(at, n, f"={formula}", self.money[agency, column.key], **style)
        end = self.money_at + len(formulas)
        total = f"=SUM({a1(at, self.money_at)}:{a1(at, end - 1)})"
        self.sheet.formula(at, end, total, self.money[agency, ALL], **{**style, "bold": True})

    def _above(self, at: int, first: int) -> list[str]:
        """The cells above in each column of money."""
        columns = range(self.money_at, self.money_at + len(self.budget.budget)) if self.budget is not None else ()
        return [cells(first, n, at - 1, n) for n in columns]

    def _rest(self, at: int, first: int, last: int) -> None:
        """What belongs to no agency of the profile: empty or unreadable."""
        sheet = self.sheet
        for n in range(last + 1):
            sheet.blank(at, n, **CELL)
        sheet.text(at, 1, UNREAD, **CELL, italic=True)
        for part, place in self.places:
            formula = f"=COUNTA({self.laid[part.form.name].range(KEY_MARK)})-SUM({cells(first, place, at - 1, place)})"
            sheet.formula(at, place, formula, self._leads(part, REST), **_COUNT_CELL)
        if self.budget is not None:
            table = self.laid[self.budget.form.name]
            above = zip(self.budget.budget, self._above(at, first), strict=True)
            formulas = [f"SUM({table.range(column.key)})-SUM({area})" for column, area in above]
            self._money(at, REST, formulas, MONEY_CELL)

    def _totals(self, at: int, first: int, last: int) -> None:
        sheet = self.sheet
        for n in range(last + 1):
            sheet.blank(at, n, **_TOTAL)
        sheet.text(at, 1, "Jumlah", **{**_TOTAL, "align": "left"})
        for part, place in self.places:
            sheet.formula(at, place, f"=SUM({cells(first, place, at - 1, place)})", self._leads(part, ALL), **_TOTAL)
        if self.budget is not None:
            self._money(at, ALL, [f"SUM({above})" for above in self._above(at, first)], _MONEY_TOTAL)
        sheet.height(at, 20)

    def _joint(self, at: int) -> None:
        """Entries that stand for many agencies are told, not spread."""
        if self.programs is None:
            return
        named = (row.text(key) for row in self.view.rows(self.programs) for key in self.programs.supporters)
        found = Counter(name for name in named if name and name not in self.agencies)
        if found:
            told = ", ".join(f"{name} ({n})" for name, n in found.items())
            text = f"Dukungan bersama, tidak dihitung per OPD: {told}."
            self.sheet.text(at, 1, text, font_size=8, italic=True, font_color=QUIET)


def write_budget(book: Book, view: View, laid: Mapping[str, Table]) -> None:
    """*Anggaran*: by dimension, by source, by agency and position; all of them add up to the same rupiah."""
    if view.budget is not None:
        _Budget(book.sheet("Anggaran", TAB_PLAN), view, laid[view.budget.form.name], view.budget).write()


class _Budget:
    """Tables of money, one below the other; each ends with what names none of its lines."""

    def __init__(self, sheet: Sheet, view: View, table: Table, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.table = table
        self.roles = roles
        self.rows = view.countable(roles)
        self.years = roles.budget

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.ws.set_column(0, 0, 36)
        sheet.ws.set_column(1, 30, 16.5)
        at = sheet.banner("ANGGARAN", f"{view.event} · perkiraan kebutuhan, dalam rupiah", len(self.years) + 1)
        live_note(sheet.book, sheet, 2)
        at = self._unfunded(at)
        per = "PER TAHUN DAN " if self.roles.yearly else "PER "
        dimensions = [(d.name, d.code) for d in view.dimensions]
        at = self._by_year(at, f"{per}DIMENSI", "Dimensi", DIMENSION, dimensions)
        if self.roles.funding:
            groups = [(name, name) for name in FUND_GROUPS]
            at = self._by_year(at, f"{per}KELOMPOK SUMBER DANA", "Kelompok sumber dana", FUNDS, groups)
            form = self.roles.form
            column = form.column(self.roles.funding)
            items = view.labels(form, column, view.dimensions[0].code) if view.dimensions else {}
            lines_ = [(label, stored) for stored, label in items.items()]
            at = self._by_year(at, f"{per}SUMBER DANA", column.heading, self.roles.funding, lines_)
        columns = len(self.years) + 1
        if self.roles.position and self.roles.lead:
            sheet.ws.set_h_pagebreaks([at])
            columns = max(columns, self._by_position(at))
        paper = view.profile.paper
        scale = fit_scale(paper, [36, *[16.5] * columns], landscape=True)
        sheet.page(paper, landscape=True, fit=None, scale=scale)

    def _unfunded(self, at: int) -> int:
        """How many rows ask for no money and do not say that they need none."""
        sheet = self.sheet
        noun = self.roles.form.noun
        count = unfunded(self.rows, self.roles)
        formula = f"=COUNTIFS({self.table.range(TOTAL)},0)"
        if self.roles.funding and self.roles.no_funding:
            funding = self.table.range(self.roles.funding)
            formula += f"-COUNTIFS({self.table.range(TOTAL)},0,{funding},{criterion(self.roles.no_funding)})"
        style = {**CELL, "bold": True, "align": "center"}
        sheet.text(at, 0, f"{noun.capitalize()} tanpa perkiraan anggaran", **CELL, bold=True)
        sheet.formula(at, 1, formula, count, **{**style, **(WANTED_TINT if count else {})}, num_format=COUNT)
        if self.roles.no_funding:
            note = f"tidak termasuk {noun} dengan {self.roles.no_funding}"
            sheet.text(at, 2, note, font_size=8, italic=True, font_color=QUIET)
        sheet.height(at, 16)
        return at + 2

    def _by_year(self, at: int, title: str, name: str, key: str, lines_: Sequence[tuple[str, str]]) -> int:
        """A table of lines by year; returns the next free row."""
        sheet = self.sheet
        last = len(self.years) + 1
        section(sheet, at, 0, last, title)
        for n, text in enumerate([name, *(budget_heading(column) for column in self.years), "Jumlah"]):
            sheet.text(at + 1, n, text, **HEAD)
        first = at + 2
        criteria = self.table.range(key)
        stored = [entry for _, entry in lines_]
        found = sums(self.rows, key, stored, [column.key for column in self.years])
        for n, (label, entry) in enumerate(lines_, start=first):
            sheet.text(n, 0, label, **CELL)
            sheet.height(n, max(15, height(label, 36, 9)))
            where = f"{criteria},{criterion(entry)}"
            formulas = [f"SUMIFS({self.table.range(column.key)},{where})" for column in self.years]
            self._money(n, formulas, (found, entry), MONEY_CELL)
        bottom = first + len(lines_)
        if sums(self.rows, key, stored, [ROWS])[REST, ALL]:
            sheet.text(bottom, 0, UNREAD, **CELL, italic=True)
            above = [cells(first, m, bottom - 1, m) if lines_ else "0" for m in range(1, last)]
            whole = zip(self.years, above, strict=True)
            formulas = [f"SUM({self.table.range(column.key)})-SUM({those})" for column, those in whole]
            self._money(bottom, formulas, (found, REST), MONEY_CELL)
            bottom += 1
        sheet.text(bottom, 0, "Jumlah", **{**_MONEY_TOTAL, "align": "left"})
        formulas = [f"SUM({cells(first, m, bottom - 1, m)})" for m in range(1, last)]
        self._money(bottom, formulas, (found, ALL), _MONEY_TOTAL)
        sheet.height(bottom, 17)
        return bottom + 2

    def _money(self, at: int, formulas: Sequence[str], line: tuple[Figures, str], style: Mapping[str, Any]) -> None:
        """A line of money: a formula a year, with the figures of a line of a cross-tab, and their sum."""
        found, entry = line
        for m, (column, formula) in enumerate(zip(self.years, formulas, strict=True), start=1):
            self.sheet.formula(at, m, f"={formula}", found[entry, column.key], **style)
        end = len(formulas)
        total = f"=SUM({cells(at, 1, at, end)})"
        self.sheet.formula(at, end + 1, total, found[entry, ALL], **{**style, "bold": True})

    def _by_position(self, at: int) -> int:
        """Agency by how far the money has come in the plans; returns how many columns of money it takes."""
        sheet, view, roles = self.sheet, self.view, self.roles
        column = roles.form.column(roles.position)
        items = view.labels(roles.form, column, view.dimensions[0].code)
        codes = [agency.code for agency in view.profile.agencies]
        found = cross(self.rows, roles.lead, codes, roles.position, list(items), amount=TOTAL)
        named = sums(self.rows, roles.lead, codes, [ROWS])
        agencies = [agency for agency in view.profile.agencies if named[agency.code, ROWS]]
        last = len(items) + 2
        section(sheet, at, 0, last, f"PER OPD DAN {column.heading.upper()}")
        for n, text in enumerate(["OPD", *items.values(), UNREAD, "Jumlah"]):
            sheet.text(at + 1, n, text, **HEAD)
        sheet.height(at + 1, max(height(text, 16.5, 9, True, 6) for text in items.values()))
        first = at + 2
        total = self.table.range(TOTAL)
        for n, agency in enumerate(agencies, start=first):
            sheet.text(n, 0, agency.short, **CELL)
            ranges = (self.table.range(roles.lead), self.table.range(roles.position))
            for m, stored in enumerate(items, start=1):
                formula = f"=SUMIFS({total},{ranges[0]},{criterion(agency.code)},{ranges[1]},{criterion(stored)})"
                sheet.formula(n, m, formula, found[agency.code, stored], **MONEY_CELL)
            above = f"{a1(n, 1)}:{a1(n, last - 2)}"
            formula = f"=SUMIFS({total},{ranges[0]},{criterion(agency.code)})-SUM({above})"
            sheet.formula(n, last - 1, formula, found[agency.code, REST], **MONEY_CELL)
            formula = f"=SUM({a1(n, 1)}:{a1(n, last - 1)})"
            sheet.formula(n, last, formula, found[agency.code, ALL], **{**MONEY_CELL, "bold": True})
        bottom = first + len(agencies)
        self._position_end(bottom, first, list(items), found)
        return last

    def _position_end(self, at: int, first: int, items: Sequence[str], found: Figures) -> None:
        """The line for what names no agency, and the sums."""
        sheet, total, position = self.sheet, self.table.range(TOTAL), self.table.range(self.roles.position)
        sheet.text(at, 0, UNREAD, **CELL, italic=True)
        sheet.text(at + 1, 0, "Jumlah", **{**_MONEY_TOTAL, "align": "left"})
        named = [f"SUMIFS({total},{position},{criterion(item)})" for item in items]
        wholes = [*named, f"SUM({total})-({'+'.join(named)})", f"SUM({total})"]
        for m, (entry, whole) in enumerate(zip([*items, REST, ALL], wholes, strict=True), start=1):
            above = cells(first, m, at - 1, m) if at > first else "0"
            sheet.formula(at, m, f"={whole}-SUM({above})", found[REST, entry], **MONEY_CELL)
            sheet.formula(at + 1, m, f"=SUM({cells(first, m, at, m)})", found[ALL, entry], **_MONEY_TOTAL)
