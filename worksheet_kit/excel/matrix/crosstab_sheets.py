"""Cross-tabs: *Dimensi x Masalah*, *Rekap OPD*, *Anggaran*.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from worksheet_kit.excel.matrix.book import COUNT, TAB_PRESENT, Book, Sheet, literal
from worksheet_kit.excel.matrix.data import Table
from worksheet_kit.excel.matrix.secretariat import CELL, HEAD
from worksheet_kit.excel.matrix.view import UNREAD, View, by_dimension
from worksheet_kit.excel.style import BANDS, LOCKED_TEXT, NAVY, PLAIN_BAND, QUIET, WANTED, WANTED_TEXT
from worksheet_kit.excel.textfit import height, line_height, lines
from worksheet_kit.layout import KEY_MARK, a1
from worksheet_kit.model import Dimension, Row
from worksheet_kit.roles import Roles

NONE_YET = "belum ada"
FIXED = "Nilai tetap, bukan rumus: datanya terlalu banyak untuk dihitung ulang setiap kali."


def live_note(book: Book, sheet: Sheet, row: int, column: int = 0) -> None:
    """Say that figures are values where they are."""
    if not book.live and book.links:
        sheet.text(row, column, FIXED, font_size=8, italic=True, font_color=QUIET)


def write_coverage(book: Book, view: View, laid: Mapping[str, Table]) -> None:
    """*Dimensi x Masalah*: how many programs of each dimension answer each main problem, with their codes."""
    roles = view.roles.programs or view.roles.strategies
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
        self.rows = view.rows(roles)
        self.known = {problem.code for problem in view.profile.problems}
        self.codes: list[str | None] = [problem.code for problem in view.profile.problems]
        if any(row.value(roles.problem) not in self.known for row in self.rows):
            self.codes.append(None)  # rows whose main problem is empty or unreadable
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
        names += [UNREAD] if None in self.codes else []
        for n, name in enumerate([*names, "Jumlah"]):
            sheet.text(at, n, name, **HEAD)
        sheet.height(at, max(height(name, 15, 9, True, 8) for name in names))
        found = by_dimension(view, self.rows)
        for n, dimension in enumerate(view.dimensions):
            self._dimension(at + 1 + 2 * n, dimension, found.get(dimension.code, []))
        self._totals(at + 1 + 2 * len(view.dimensions))
        sheet.ws.freeze_panes(at + 1, 1)
        sheet.page(view.profile.paper, landscape=True, fit=(1, 1))

    def _dimension(self, top: int, dimension: Dimension, members: Sequence[Row]) -> None:
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
        need = max(self._count((top, n), dimension, code, members) for n, code in enumerate(self.codes, start=1))
        total = f"=COUNTIFS({self.table.range('_dimensi')},{literal(dimension.code)})"
        sheet.area(top, self.last, top + 1, self.last, "", **_TOTAL)
        sheet.formula(top, self.last, total, len(members), **_TOTAL)
        sheet.height(top, 22)
        sheet.height(top + 1, need * line_height(8) + 5)

    def _count(self, at: tuple[int, int], dimension: Dimension, code: str | None, members: Sequence[Row]) -> int:
        """Write a count and the codes it counts; returns the lines the codes need."""
        row, column = at
        found = self._answering(members, code)
        count = f"COUNTIFS({self.table.range('_dimensi')},{literal(dimension.code)}"
        if code is None:
            count += f")-SUM({a1(row, 1)}:{a1(row, column - 1)})"
        else:
            count += f",{self.table.range(self.roles.problem)},{literal(code)})"
        style = {**CELL, "align": "center", "valign": "vcenter", "bottom": 0, "num_format": COUNT}
        below = {**CELL, "align": "center", "font_size": 8, "font_color": LOCKED_TEXT, "top": 0}
        nothing = "-" if code is None else NONE_YET
        if found:
            style |= {"font_size": 14, "bold": True, "font_color": NAVY}
        elif code is None:
            style |= {"font_color": LOCKED_TEXT}
        else:
            style |= _EMPTY
            below |= {"bg_color": WANTED}
        self.sheet.formula(row, column, f'=IF({count}=0,"{nothing}",{count})', len(found) or nothing, **style)
        text = ", ".join(self.view.shown(item) for item in found)
        self.sheet.text(row + 1, column, text, **below)
        return lines(text, 15, 8)

    def _totals(self, at: int) -> None:
        sheet = self.sheet
        sheet.text(at, 0, "Jumlah", **{**_TOTAL, "align": "left"})
        for n, code in enumerate(self.codes, start=1):
            found = self._answering(self.rows, code)
            if code is None:
                formula = f"{a1(at, self.last)}-SUM({a1(at, 1)}:{a1(at, n - 1)})"
            else:
                formula = f"COUNTIFS({self.table.range(self.roles.problem)},{literal(code)})"
            style = _TOTAL if found else {**_TOTAL, **_EMPTY}
            self.sheet.formula(at, n, f'=IF({formula}=0,"{NONE_YET}",{formula})', len(found) or NONE_YET, **style)
        sheet.formula(at, self.last, f"=COUNTA({self.table.range(KEY_MARK)})", len(self.rows), **_TOTAL)
        sheet.height(at, 24)

    def _answering(self, rows: Sequence[Row], code: str | None) -> list[Row]:
        if code is None:
            return [row for row in rows if row.value(self.roles.problem) not in self.known]
        return [row for row in rows if row.value(self.roles.problem) == code]


_TOTAL: dict[str, Any] = {
    **CELL,
    "bold": True,
    "font_size": 11,
    "align": "center",
    "valign": "vcenter",
    "bg_color": PLAIN_BAND[1],
    "num_format": COUNT,
}
_EMPTY: dict[str, Any] = {"bg_color": WANTED, "font_color": WANTED_TEXT, "font_size": 9, "italic": True, "bold": False}
