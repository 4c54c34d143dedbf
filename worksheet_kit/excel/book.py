"""Writing worksheets with xlsxwriter, where nothing is left out in silence.

xlsxwriter drops what Excel would not take (a prompt that is too long, a bad name, text over the limit) with a warning
or without one, and some of what it writes Excel would repair. Every call here is checked and refused instead, naming
the place. The rest is what xlsxwriter cannot do: locking the workbook's structure, rows that grow while someone types,
formulas whose stored result is empty text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import a1
from worksheet_kit.excel.formulas import (
    CELL_TEXT,
    ERROR_TEXT,
    ERROR_TITLE,
    PROMPT_TEXT,
    PROMPT_TITLE,
    SHEET_NAME,
    Area,
    check_formula,
    quoted,
)
from worksheet_kit.excel.style import BASE, Style, style

_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc]?[0-9]*|[Cc][0-9]*")
# What XML 1.0 cannot hold. xlsxwriter escapes the controls in shared strings itself.
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class RawSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows may grow and whose formulas are taken as written."""

    def _initialize(self, init_data: Any) -> None:
        super()._initialize(init_data)
        self.growing: set[int] = set()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # The original runs thirty regular expressions over each formula for functions that are not used here.
        return formula.removeprefix("=")

    def _write_row(self, row: int, spans: Any, row_info: Any = None, empty_row: bool = False) -> None:
        if row in self.growing and row_info is not None:
            attributes: list[tuple[str, Any]] = [("r", row + 1)]
            if spans:
                attributes.append(("spans", spans))
            # Without customHeight a row grows with what is typed into it, on a protected sheet too.
            attributes.append(("ht", f"{row_info.height * 0.75:.16g}"))
            if empty_row:
                self._xml_empty_tag_unencoded("row", attributes)
            else:
                self._xml_start_tag_unencoded("row", attributes)
            return
        super()._write_row(row, spans, row_info, empty_row)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ == "Formula" and cell.value == "":
            # Written as an empty number by the original, which some programs show as 0.
            attributes = [("r", a1(row, col))]
            if cell.format:
                attributes.append(("s", cell.format._get_xf_index()))
            attributes.append(("t", "str"))
            self._xml_formula_element(cell.formula, "", attributes)
            return
        super()._write_cell(row, col, cell)


class _Workbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose structure is locked."""

    structure_hash: str | None = None

    def _write_book_views(self) -> None:
        attributes: list[tuple[str, Any]] = []
        if self.structure_hash:
            attributes.append(("workbookPassword", self.structure_hash))
        self._xml_empty_tag("workbookProtection", [*attributes, ("lockStructure", 1)])
        super()._write_book_views()


class Book:
    """A worksheet workbook being written. Raises ProfileError for what Excel would not take."""

    def __init__(
        self, *, title: str, subject: str, author: str, company: str, created: date, password: str = ""
    ) -> None:
        self._buffer = io.BytesIO()
        self._book = _Workbook(self._buffer, {"in_memory": True, "default_format_properties": BASE})
        self._formats: dict[tuple[Any, ...], Format] = {}
        self._names: set[str] = set()
        self.password = password
        stamp = datetime.combine(created, time(8))
        # Author and company as in any office file; a fixed date, as the same content gives the same file on any day.
        properties = {"title": title, "subject": subject, "author": author, "company": company, "created": stamp}
        self._book.set_properties(properties)
        self._book.set_calc_mode("auto")

    def format(self, *parts: Style, **more: Any) -> Format:
        """The format with these properties; equal ones are made once."""
        properties = style(BASE, *parts, **more)
        key: tuple[Any, ...] = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def difference(self, **properties: Any) -> Format:
        """A format for a conditional format: only what it changes."""
        key: tuple[Any, ...] = ("difference", *sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def property(self, name: str, value: str) -> None:
        """Set a custom document property."""
        self._book.set_custom_property(name, value, "text")

    def define(self, name: str, formula: str) -> str:
        """Define a name for the whole workbook and give it back."""
        folded = name.lower()
        if not _NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name) or len(name) > 255 or folded in self._names:
            raise ProfileError(f'Nama "{name}" tidak dapat dipakai di Excel. Ganti nama daftar atau lembarnya.')
        self._names.add(folded)
        _check(self._book.define_name(name, formula), f"nama {name}")
        return name

    def sheet(self, name: str, *, tab: str = "", hidden: bool = False) -> Sheet:
        """Add a sheet at the end."""
        if not name or len(name) > SHEET_NAME or _BAD_IN_SHEET_NAME.search(name) or name[0] == "'" or name[-1] == "'":
            raise ProfileError(
                f'Nama lembar "{name}" tidak dapat dipakai di Excel: paling panjang 31 huruf, tanpa []:*?/\\.'
            )
        if name.lower() in {sheet.name.lower() for sheet in self._book.worksheets()}:
            raise ProfileError(f'Nama lembar "{name}" dipakai dua kali.')
        raw = self._book.add_worksheet(name, worksheet_class=RawSheet)
        if tab:
            raw.set_tab_color(tab)
        if hidden:
            raw.hide()
        return Sheet(self, raw)

    def bytes(self) -> bytes:
        """Finish the workbook."""
        if self.password:
            self._book.structure_hash = self._book.worksheets()[0]._encode_password(self.password)
        self._book.close()
        return self._buffer.getvalue()


class Sheet:
    """One sheet of a `Book`. Rows and columns are zero-based; a style is looked up where a format is needed."""

    def __init__(self, book: Book, raw: Any) -> None:
        self.book = book
        self.raw = raw
        self.name: str = raw.name
        self._validated: list[tuple[int, int, int, int]] = []

    def at(self, row: int, column: int) -> str:
        """The place of a cell as a person names it, for messages."""
        return f"{self.name}!{a1(row, column)}"

    def text(self, row: int, column: int, text: str, *parts: Style, **more: Any) -> None:
        """Write text, never as anything else; empty text leaves a formatted blank, over which neighbours may run."""
        form = self.book.format(*parts, **more)
        if not text:
            _check(self.raw.write_blank(row, column, None, form), self.at(row, column))
            return
        if len(text) > CELL_TEXT:
            raise ProfileError(
                f"Teks untuk sel {self.at(row, column)} lebih dari {CELL_TEXT} huruf. Pendekkan teksnya."
            )
        _check(self.raw.write_string(row, column, _NOT_IN_XML.sub("\ufffd", text), form), self.at(row, column))

    def number(self, row: int, column: int, number: float, *parts: Style, **more: Any) -> None:
        """Write a number."""
        _check(self.raw.write_number(row, column, number, self.book.format(*parts, **more)), self.at(row, column))

    def starred(self, row: int, column: int, text: str, star: Style, *parts: Style, **more: Any) -> None:
        """Write text with a required-star behind it, on the same line as the last word."""
        pieces = [self.book.format(*parts, **more), f"{text}\u00a0", self.book.format(*parts, star), "*"]
        _check(self.raw.write_rich_string(row, column, *pieces, self.book.format(*parts, **more)), self.at(row, column))

    def formula(self, row: int, column: int, formula: str, value: str | float, *parts: Style, **more: Any) -> None:
        """Write a formula with its right initial value: programs that do not recalculate show that."""
        check_formula(formula, self.at(row, column))
        form = self.book.format(*parts, **more)
        _check(self.raw.write_formula(row, column, formula, form, value), self.at(row, column))

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, *parts: Style, **more: Any) -> None:
        """Write a link to a cell of this workbook."""
        if len(text) > CELL_TEXT:
            raise ProfileError(f"Teks untuk sel {self.at(row, column)} melebihi {CELL_TEXT} huruf. Pendekkan teksnya.")
        target = f"internal:{quoted(sheet)}!{cell}"
        form = self.book.format(*parts, **more)
        _check(self.raw.write_url(row, column, target, form, text), self.at(row, column))

    def merged(self, area: Area, text: str, *parts: Style, **more: Any) -> None:
        """Write text over merged cells; a single cell is written as such."""
        first_row, first, last_row, last = area
        if (first_row, first) == (last_row, last):
            self.text(first_row, first, text, *parts, **more)
            return
        form = self.book.format(*parts, **more)
        _check(self.raw.merge_range(first_row, first, last_row, last, "", form), self.at(first_row, first))
        self.text(first_row, first, text, *parts, **more)

    def fill(self, area: Area, *parts: Style, **more: Any) -> None:
        """Give blank cells a format."""
        form = self.book.format(*parts, **more)
        for row in range(area[0], area[2] + 1):
            for column in range(area[1], area[3] + 1):
                self.raw.write_blank(row, column, None, form)

    def note(self, row: int, column: int, text: str, author: str) -> None:
        """Attach a note (comment) to a cell, large enough for its text."""
        width = 260
        rows = sum(1 + len(line) // 40 for line in text.split("\n"))
        options = {
            "author": author,
            "width": width,
            "height": 24 + 15 * rows,
            "font_name": "Arial",
            "font_size": 9,
            "color": "#FFF4CC",
            "visible": False,
        }
        _check(self.raw.write_comment(row, column, text[:CELL_TEXT], options), self.at(row, column))

    def width(self, column: int, width: float, *, hidden: bool = False, last: int | None = None) -> None:
        """Set the width of a column, or of all up to ``last``."""
        options = {"hidden": True} if hidden else {}
        _check(self.raw.set_column(column, column if last is None else last, width, None, options), self.name)

    def row(self, row: int, points: float, *, grows: bool = False, hidden: bool = False) -> None:
        """Set the height of a row; one that ``grows`` is only given a height to begin with."""
        points = min(409.0, round(points * 4) / 4)
        _check(self.raw.set_row(row, points, None, {"hidden": True} if hidden else {}), self.name)
        if grows:
            self.raw.growing.add(row)

    def validate(self, areas: Sequence[Area], options: dict[str, Any]) -> None:
        """Attach one validation to all the areas, which none before it may touch."""
        first, *others = areas
        where = self.at(first[0], first[1])
        limits = (
            ("input_title", PROMPT_TITLE),
            ("input_message", PROMPT_TEXT),
            ("error_title", ERROR_TITLE),
            ("error_message", ERROR_TEXT),
        )
        for name, limit in limits:
            if len(options.get(name, "")) > limit:
                raise ProfileError(f'Petunjuk pada sel {where} lebih dari {limit} huruf: "{options[name]}". Pendekkan.')
        for area in areas:
            if any(_touch(area, other) for other in self._validated):
                raise ProfileError(f"Sel {where} mendapat dua aturan isian.")
            self._validated.append(area)
        given = dict(options)
        if others:
            given["other_cells"] = [list(area) for area in others]
        _check(self.raw.data_validation(*first, given), where)

    def highlight(self, areas: Iterable[Area], formula: str, *, stop: bool = False, **properties: Any) -> None:
        """Format cells for which the formula, written for the first cell of the first area, is true."""
        ordered = sorted(areas)
        if not ordered:
            return
        first = ordered[0]
        check_formula(formula, self.at(first[0], first[1]))
        options: dict[str, Any] = {
            "type": "formula",
            "criteria": formula,
            "format": self.book.difference(**properties),
            "stop_if_true": stop,
        }
        if len(ordered) > 1:
            options["multi_range"] = " ".join(f"{a1(a[0], a[1])}:{a1(a[2], a[3])}" for a in ordered)
        _check(self.raw.conditional_format(*first, options), self.at(first[0], first[1]))

    def protect(self) -> None:
        """Lock the sheet but for its unlocked cells; widths, heights and the filter stay allowed."""
        allowed = {
            "format_columns": True,
            "format_rows": True,
            "autofilter": True,
            "objects": False,
            "scenarios": False,
        }
        self.raw.protect(self.book.password, allowed)


def _touch(a: Area, b: Area) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _check(result: object, where: str) -> None:
    if result not in (None, 0):
        raise ProfileError(f"{where}: tidak dapat ditulis ke Excel. Periksa panjang teks dan nama di pengaturan.")
