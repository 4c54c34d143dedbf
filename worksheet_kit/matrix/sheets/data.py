"""*Data …*: the flat sheets, every filled row with its key, and what the cross-tabs count from; a sheet a form.

A last, hidden column holds a short print of every answer as it was written, so that what is changed by hand is known as
such.
"""

from functools import partial

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.lists import takes_agencies
from worksheet_kit.core.model import Form, Row, Value
from worksheet_kit.core.row_code import shown_code
from worksheet_kit.excel.formulas import row_sum
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import GRID, PLAIN_BAND, QUIET, WRONG, Style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.matrix import data_layout
from worksheet_kit.matrix.columns import cell_print
from worksheet_kit.matrix.crosstabs import DIMENSION, FUNDS, RECIPIENT, TOTAL
from worksheet_kit.matrix.data_layout import DATA_TITLE, DERIVED, FIRST_ROW, HEADING_ROW, KEY_ROW, PARENT, DataTable
from worksheet_kit.matrix.parts import FILTER_BUTTON, MONEY, table_page
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View, typed


def data_sheets(view: View) -> tuple[MatrixSheet, ...]:
    """The data sheets of a matrix, in the order of the forms."""
    return tuple(
        MatrixSheet(name=table.sheet, audience=Audience.PROGRAMS, write=partial(_write, table=table), read_back=True)
        for table in view.data.values()
    )


def _write(sheet: Sheet, view: View, table: DataTable) -> None:
    form = table.form
    sheet.text(0, 1, view.code, bold=True, font_color=QUIET)
    sheet.text(0, 3, form.name, font_size=8, font_color=QUIET)
    note = f"{DATA_TITLE}{form.sheet}, satu baris satu {form.noun}. Dibaca lagi oleh program."
    sheet.text(1, 1, note, font_color=QUIET)
    sheet.text(KEY_ROW, 0, KEY_MARK)
    columns = {column.key: column for column in data_layout.data_columns(form.columns)}
    money = _money(view, form)
    head: Style = {"bold": True, "bg_color": PLAIN_BAND[1], "border": 1, "border_color": GRID, "font_size": 9}
    tallest, widths = 30.0, []
    for key in table.keys:
        place = table.column(key)
        sheet.text(KEY_ROW, place, key, font_size=8, font_color=QUIET)
        heading = columns[key].heading if key in columns else DERIVED[key]
        sheet.text(HEADING_ROW, place, heading, head, text_wrap=True)
        width = 16.0 if key in money else min(30.0, columns[key].width) if key in columns else 14.0
        tallest = max(tallest, height(heading, max(width - FILTER_BUTTON, width / 2), 9, True, 4))
        sheet.width(place, width)
        widths.append(width)
    sheet.text(KEY_ROW, len(table.keys) + 1, data_layout.DATA_PRINTS, font_size=8, font_color=QUIET)
    for hidden in (0, len(table.keys) + 1):
        sheet.width(hidden, 14, hidden=True)
    sheet.hide_row(KEY_ROW)
    sheet.height(HEADING_ROW, tallest)
    for n, row in enumerate(table.rows):
        _write_row(sheet, view, table, row, FIRST_ROW + n)
    sheet.freeze(FIRST_ROW, 1)
    # With the hidden keys and prints, so that sorting moves them along.
    sheet.filter((HEADING_ROW, 0, table.last_row, len(table.keys) + 1))
    table_page(sheet, view, widths, (HEADING_ROW, HEADING_ROW))


def _money(view: View, form: Form) -> frozenset[str]:
    return frozenset(column.key for column in view.roles.forms[form.name].budget) | {TOTAL}


def _write_row(sheet: Sheet, view: View, table: DataTable, row: Row, at: int) -> None:
    prints: list[str] = []
    sheet.text(at, 0, row.key)
    money = _money(view, table.form)
    counted = view.countable[row.form][row.key]
    values: dict[str, Value] = {key: typed(row.cells.get(key)) for key in table.keys}
    shorts: dict[Value, str] = {agency.code: agency.short for agency in view.profile.agencies}
    for column in table.form.inputs:
        if takes_agencies(column):
            values[column.key] = shorts.get(values[column.key], values[column.key])
    values |= {key: str(counted[key] or UNREAD) for key in (DIMENSION, RECIPIENT, FUNDS)}
    values |= {PARENT: view.parents.get(row.key), "_keadaan": view.condition(row)}
    values |= {"_berkas": row.place.file, "_lembar": row.place.sheet, "_sel": row.place.cell}
    values[table.form.code_key] = shown_code(table.form, row.recipient, row.code)
    for place, key in enumerate(table.keys, start=1):
        if key == TOTAL:
            formula = row_sum(at, [table.column(column.key) for column in view.roles_of(row).budget])
            sheet.figure(at, place, formula, counted[TOTAL], num_format=MONEY)
            continue
        value = values[key]
        if value is None:
            continue
        if key not in DERIVED:
            prints.append(f"{key}={cell_print(value)}")
        cell = row.cells.get(key)
        tint = {"bg_color": WRONG} if cell is not None and cell.trouble is not None else {}
        number = {"num_format": MONEY} if key in money else {}
        sheet.value(at, place, value, tint, number)
    sheet.text(at, len(table.keys) + 1, ";".join(prints), font_size=7)
