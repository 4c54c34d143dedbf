"""*Data Lanjutan*: the rest of answers that are longer than a cell of Excel holds, to be put together by readers."""

from collections.abc import Iterator

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.excel.formulas import CELL_TEXT
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import QUIET
from worksheet_kit.excel.text_cells import cut, fitting, units
from worksheet_kit.matrix.data_layout import CONTINUATIONS, CONTINUED, FIRST_ROW, HEADING_ROW, KEY_ROW
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, typed

#: Keys of the columns: form, column key, number of the part, its text.
FORM, COLUMN, PART, TEXT = "_lembar_kerja", "_kolom", "_bagian", "_isi"


def long_texts(view: View) -> Iterator[tuple[str, str, str, str]]:
    """What is longer than a cell: row key, form, column key, text."""
    for table in view.data.values():
        for row in table.rows:
            for key in table.keys:
                value = typed(row.cells.get(key))
                if isinstance(value, str) and len(value) * 2 > CELL_TEXT and units(value) > CELL_TEXT:
                    yield row.key, row.form, key, value


def write(sheet: Sheet, view: View) -> None:
    """Write what did not fit into cells: row key, form, column key, part number, text."""
    sheet.text(0, 1, view.code, bold=True, font_color=QUIET)
    sheet.text(1, 1, "Lanjutan isian yang lebih panjang dari satu sel Excel.", font_color=QUIET)
    sheet.texts(KEY_ROW, 0, (KEY_MARK, FORM, COLUMN, PART, TEXT))
    sheet.texts(HEADING_ROW, 0, ("Baris", "Lembar", "Kolom", "Bagian", "Isi"), bold=True)
    at = FIRST_ROW
    for key, form, column, text in long_texts(view):
        rest = text[len(fitting(text, CONTINUED)) - len(CONTINUED) :]
        part = 1
        while rest:
            piece = cut(rest, CELL_TEXT - 100)
            rest = rest[len(piece) :]
            sheet.texts(at, 0, (key, form, column))
            sheet.number(at, 3, part)
            sheet.text(at, 4, piece)
            part += 1
            at += 1
    sheet.widths((14, 16, 16, 8, 80))


SHEET = MatrixSheet(
    name=CONTINUATIONS, audience=Audience.PROGRAMS, write=write, applies=lambda view: any(long_texts(view))
)
