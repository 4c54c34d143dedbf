"""The flat data sheets: every filled row with its key, and what the cross-tabs count from.

They are laid out before anything is written, because the sheets that refer to them stand before them. Columns whose key
begins with ``_`` are worked out here for the cross-tabs and are no answers; reading back leaves them alone. A last,
hidden column holds a short print of every answer as it was written, so that what is changed by hand is known as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Form, Row, Value
from worksheet_kit.core.row_code import shown_code
from worksheet_kit.excel.formulas import MAX_ROWS, cells, reference
from worksheet_kit.excel.style import GRID, PLAIN_BAND, QUIET, WRONG
from worksheet_kit.matrix.book import CONTINUED, LIVE_ROWS, MAX_TEXT, MONEY, TAB_DATA, Book, Sheet, cut, fitting, units
from worksheet_kit.matrix.columns import cell_print
from worksheet_kit.matrix.crosstabs import DIMENSION, FUNDS, RECIPIENT, TOTAL
from worksheet_kit.matrix.view import UNREAD, View, data_columns, typed
from worksheet_kit.values import format_grouped

KEY_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
CONTINUATIONS = "Data Lanjutan"
CONTINUATIONS_KEY = "_isi"
#: Key of the hidden column that holds the prints of a row's answers.
DATA_PRINTS = "_cetak_data"

#: Worked out for the cross-tabs: key -> heading.
DERIVED = {
    DIMENSION: "Dimensi",
    RECIPIENT: "Penerima",
    "_induk": "Kode lengkap rujukan",
    FUNDS: "Kelompok sumber dana",
    TOTAL: "Total (Rp)",
    "_keadaan": "Keadaan",
    "_berkas": "Berkas",
    "_lembar": "Lembar",
    "_sel": "Sel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the rows of one form stand on its data sheet."""

    form: Form
    sheet: str
    keys: tuple[str, ...]  # column keys from the second column on
    rows: tuple[Row, ...]

    @property
    def last_row(self) -> int:
        return FIRST_ROW + max(1, len(self.rows)) - 1

    def column(self, key: str) -> int:
        """The zero-based sheet column of a column key."""
        return 1 + self.keys.index(key)

    def range(self, key: str) -> str:
        """Reference to all cells of a column; ``#kunci`` for the row keys."""
        column = 0 if key == KEY_MARK else self.column(key)
        return reference(self.sheet, FIRST_ROW, column, self.last_row)


def tables(view: View) -> Mapping[str, Table]:
    """Lay out the data sheets, by form name.

    Raises UsageError when a form has more rows than a sheet holds.
    """
    found: dict[str, Table] = {}
    for form in view.forms:
        rows = tuple(view.dataset.rows.get(form.name, ()))
        if len(rows) + FIRST_ROW > MAX_ROWS:
            raise UsageError(
                f"Ada {format_grouped(len(rows))} baris {form.sheet}, lebih dari yang muat di satu lembar Excel. "
                "Gabungkan per kelompok (satu folder satu matriks), atau pakai --json."
            )
        derived = [key for key in DERIVED if _applies(view, form, key)]
        before = [key for key in derived if key in (DIMENSION, RECIPIENT)]
        after = [key for key in derived if key not in before]
        keys = (*before, *(column.key for column in data_columns(form)), *after)
        name = sheet_name(form, [table.sheet for table in found.values()])
        found[form.name] = Table(form=form, sheet=name, keys=keys, rows=rows)
    return found


def is_live(view: View) -> bool:
    """Whether cross-tabs are formulas."""
    return sum(len(rows) for rows in view.dataset.rows.values()) <= LIVE_ROWS


def sheet_name(form: Form, taken: Iterable[str]) -> str:
    """``Data SWOT``, ``Data Program``, ``Data Aksi``: the sheet's word that says what a row is, else all its name."""
    words = form.sheet.split()
    nouns = form.noun.lower().split()
    word = " ".join(word for word in words if word.lower() in nouns) or form.sheet
    name = f"Data {word}"[:31]
    taken = {other.lower() for other in taken} | {CONTINUATIONS.lower()}
    number = 2
    while name.lower() in taken:
        name = f"{f'Data {word}'[:28]} {number}"
        number += 1
    return name


def write_data(book: Book, view: View, laid: Mapping[str, Table]) -> None:
    """Write the data sheets, and the sheet of continuations when a text is longer than a cell."""
    longer: list[tuple[str, str, str, str]] = []
    for table in laid.values():
        longer += _write_table(book, view, table)
    if longer:
        _write_continuations(book, longer)


def _applies(view: View, form: Form, key: str) -> bool:
    roles = view.roles.forms[form.name]
    if key == "_induk":
        return bool(roles.parent) and view.roles.actions is roles
    if key == FUNDS:
        return bool(roles.funding and roles.budget)
    return key != TOTAL or bool(roles.budget)


def _write_table(book: Book, view: View, table: Table) -> list[tuple[str, str, str, str]]:
    sheet = book.sheet(table.sheet, TAB_DATA)
    form = table.form
    sheet.text(0, 1, book.code, bold=True, font_color=QUIET)
    sheet.text(0, 3, form.name, font_size=8, font_color=QUIET)
    sheet.text(
        1, 1, f"Data mentah {form.sheet}, satu baris satu {form.noun}. Dibaca lagi oleh program.", font_color=QUIET
    )
    sheet.text(KEY_ROW, 0, KEY_MARK)
    columns = {column.key: column for column in data_columns(form)}
    money = _money(view, form)
    head: dict[str, Any] = {"bold": True, "bg_color": PLAIN_BAND[1], "border": 1, "border_color": GRID, "font_size": 9}
    for key in table.keys:
        place = table.column(key)
        sheet.text(KEY_ROW, place, key, font_size=8, font_color=QUIET)
        sheet.text(HEADING_ROW, place, columns[key].heading if key in columns else DERIVED[key], text_wrap=True, **head)
        width = 16.0 if key in money else min(30.0, columns[key].width) if key in columns else 14.0
        sheet.ws.set_column(place, place, width)
    sheet.text(KEY_ROW, len(table.keys) + 1, DATA_PRINTS, font_size=8, font_color=QUIET)
    for hidden in (0, len(table.keys) + 1):
        sheet.ws.set_column(hidden, hidden, 14, None, {"hidden": True})
    sheet.ws.set_row(KEY_ROW, None, None, {"hidden": True})
    sheet.height(HEADING_ROW, 30)
    longer: list[tuple[str, str, str, str]] = []
    for n, row in enumerate(table.rows):
        longer += _write_row(sheet, view, table, row, FIRST_ROW + n)
    sheet.ws.freeze_panes(FIRST_ROW, 1)
    sheet.ws.autofilter(HEADING_ROW, 1, table.last_row, len(table.keys))
    sheet.page(view.profile.paper, landscape=True, repeat_rows=(HEADING_ROW, HEADING_ROW))
    return longer


def _money(view: View, form: Form) -> frozenset[str]:
    return frozenset(column.key for column in view.roles.forms[form.name].budget) | {TOTAL}


def _write_row(sheet: Sheet, view: View, table: Table, row: Row, at: int) -> list[tuple[str, str, str, str]]:
    """Write one row; return what is longer than a cell: row key, form, column key, text."""
    longer: list[tuple[str, str, str, str]] = []
    prints: list[str] = []
    sheet.text(at, 0, row.key)
    money = _money(view, table.form)
    counted = view.countable(view.roles.forms[row.form])[row.key]
    for place, key in enumerate(table.keys, start=1):
        if key == TOTAL:
            budget = [table.column(column.key) for column in view.roles.forms[row.form].budget]
            formula = "=SUM(" + ",".join(cells(at, c, at, c) for c in budget) + ")"
            if budget[-1] - budget[0] == len(budget) - 1:
                formula = f"=SUM({cells(at, budget[0], at, budget[-1])})"
            sheet.formula(at, place, formula, counted[TOTAL], num_format=MONEY)
            continue
        if key in DERIVED:
            value: Value = str(counted[key] or UNREAD) if key in counted else _derived(view, row, key)
        elif key == table.form.code_key:
            value = shown_code(table.form, row.recipient, row.code)
        else:
            value = typed(row.cells.get(key))
        if value is None:
            continue
        if key not in DERIVED:
            prints.append(f"{key}={cell_print(value)}")
        if isinstance(value, str) and len(value) * 2 > MAX_TEXT and units(value) > MAX_TEXT:
            longer.append((row.key, row.form, key, value))
        cell = row.cells.get(key)
        tint = {"bg_color": WRONG} if cell is not None and cell.trouble is not None else {}
        number = {"num_format": MONEY} if key in money else {}
        sheet.value(at, place, value, **tint, **number)
    sheet.text(at, len(table.keys) + 1, ";".join(prints), font_size=7)
    return longer


def _derived(view: View, row: Row, key: str) -> str | None:
    match key:
        case "_induk":
            return view.parents.get(row.key)
        case "_keadaan":
            return view.condition(row)
        case "_berkas":
            return row.place.file
        case "_lembar":
            return row.place.sheet
        case _:
            return row.place.cell


def _write_continuations(book: Book, longer: Sequence[tuple[str, str, str, str]]) -> None:
    """Write what did not fit into cells: row key, form, column key, part number, text."""
    sheet = book.sheet(CONTINUATIONS, TAB_DATA)
    sheet.text(0, 1, book.code, bold=True, font_color=QUIET)
    sheet.text(1, 1, "Lanjutan isian yang lebih panjang dari satu sel Excel.", font_color=QUIET)
    for n, key in enumerate((KEY_MARK, "_lembar_kerja", "_kolom", "_bagian", CONTINUATIONS_KEY)):
        sheet.text(KEY_ROW, n, key)
    for n, name in enumerate(("Baris", "Lembar", "Kolom", "Bagian", "Isi")):
        sheet.text(HEADING_ROW, n, name, bold=True)
    at = FIRST_ROW
    for key, form, column, text in longer:
        rest = text[len(fitting(text)) - len(CONTINUED) :]
        part = 1
        while rest:
            piece = cut(rest, MAX_TEXT - 100)
            rest = rest[len(piece) :]
            for n, value in enumerate((key, form, column)):
                sheet.text(at, n, value)
            sheet.number(at, 3, part)
            sheet.text(at, 4, piece)
            part += 1
            at += 1
    sheet.widths((14, 16, 16, 8, 80))
