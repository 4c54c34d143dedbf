"""*Penyesuaian Otomatis*: every answer that was stored otherwise than typed, with the rule and the place."""

from collections.abc import Iterator

from worksheet_kit.core.model import DECIDED_SPELLING, Cell, Column, Form, Row
from worksheet_kit.core.names import base_name
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.kinds import RULES
from worksheet_kit.matrix.parts import (
    CELL,
    LABEL,
    MONEY,
    banner,
    cell_lines,
    cell_text,
    code_column,
    fit_row,
    headings,
    plain_text,
    table_page,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.sheets.spellings import NAME as SPELLINGS
from worksheet_kit.matrix.view import View
from worksheet_kit.values.text import display


def applies(view: View) -> bool:
    """Where anything is stored otherwise than typed."""
    return any(True for _ in adjustments(view))


def write(sheet: Sheet, view: View) -> None:
    """*Penyesuaian Otomatis*: every value that was stored otherwise than typed, with the rule and the place."""
    names = ("Baris", "Lembar", "Isian", "Tertulis", "Disimpan", "Penyesuaian", "Buka sel", "Berkas")
    adjusted = list(adjustments(view))
    widths = (code_column((row.key for row, *_ in adjusted), 13.0), 16.0, 28.0, 30.0, 30.0, 46.0, 24.0, 40.0)
    subtitle = f"{view.event} · {len(adjusted)} isian disimpan tidak persis seperti tertulis"
    at = banner(sheet, view, "PENYESUAIAN OTOMATIS", subtitle, 5, first=1)
    headings(sheet, at, names, widths)
    for n, (row, form, column, cell, rule) in enumerate(adjusted, start=at + 1):
        value = "(kosong)" if row.value(column.key) is None else view.shown_value(row, column.key)
        typed, file = display(cell.raw), base_name(cell.place.file)
        sheet.text(n, 0, row.key, CELL, bold=True)
        sheet.texts(n, 1, (form.sheet, column.heading, typed), CELL)
        number = {"num_format": MONEY} if column.kind.adds_up else {}
        sheet.value(n, 4, value, LABEL, CELL, number)
        sheet.text(n, 5, rule, CELL)
        sheet.file_link(n, 6, cell.place, cell_text(cell.place), CELL)
        sheet.text(n, 7, file, CELL)
        texts = (column.heading, typed, plain_text(value), rule, file)
        fit_row(sheet, n, texts, (*widths[2:6], widths[7]), least=cell_lines(row.key, widths[0], bold=True), most=10)
    sheet.filter((at, 0, at + len(adjusted), len(names) - 1))
    sheet.freeze(at + 1, 1)
    table_page(sheet, view, widths, (at, at), repeat_columns=(0, 0))


def adjustments(view: View) -> Iterator[tuple[Row, Form, Column, Cell, str]]:
    """Each answer that is stored otherwise than typed: its row, form and column, what was typed, and why in words."""
    entries = {(entry.row, entry.column): entry for entry in view.dataset.entries if entry.unused is None}
    for form in view.forms:
        for row in view.dataset.rows.get(form.name, ()):
            for column in form.columns:
                cell, entry = row.cells.get(column.key), entries.get((row.key, column.key))
                if entry is not None:
                    said = f"Diisi sekretariat menurut {entry.source}." if entry.source else "Diisi sekretariat."
                    yield row, form, column, entry.before or Cell(None, None, row.place), said
                elif cell is not None and cell.rule == DECIDED_SPELLING:
                    yield row, form, column, cell, f"Ejaan ini diputuskan di lembar {SPELLINGS}."
                elif cell is not None and cell.rule:
                    yield row, form, column, cell, RULES.get(cell.rule, cell.rule)


SHEET = MatrixSheet(
    name="Penyesuaian Otomatis",
    audience=Audience.SECRETARIAT,
    write=write,
    applies=applies,
    about="Yang disimpan agak lain dari tertulis.",
)
