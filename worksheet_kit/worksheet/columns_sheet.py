"""*Daftar Isian*: every column one fills in, downwards, with how much it is asked for, help and example."""

from worksheet_kit.core.layout import COLUMNS_SHEET
from worksheet_kit.core.model import Column, Required
from worksheet_kit.core.words import ASKED_WORDS, COLUMN_HEADINGS, COMPUTED, READ_ONLY, described
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.worksheet.contents import Contents
from worksheet_kit.worksheet.reading_sheet import CELL, finish, write_head

_WIDTHS, _TYPE_SIZE = (16.0, 52.0, 34.0), 9


def write(sheet: Sheet, contents: Contents) -> None:
    """Write *Daftar Isian*."""
    row = write_head(
        sheet, contents, _WIDTHS, title=COLUMNS_SHEET.upper(), subtitle=READ_ONLY, code_width=sum(_WIDTHS[:2])
    )
    headings = row
    sheet.texts(row, 1, COLUMN_HEADINGS, st.HEADING, bg_color=st.PLAIN_BAND[1])
    sheet.height(row, 16)
    for form in contents.forms:
        row += 1
        sheet.merged((row, 1, row, len(_WIDTHS)), f"Lembar {form.form.sheet}", st.SECTION)
        sheet.height(row, 18)
        for column in form.form.columns:
            if not column.kind.is_code and not column.kind.is_status:
                row += 1
                _write_column(sheet, row, column)
    sheet.freeze(headings + 1, 0)
    finish(
        sheet,
        contents,
        _WIDTHS,
        title=COLUMNS_SHEET,
        heading_row=headings,
        last_row=row,
        upright=True,
        type_size=_TYPE_SIZE,
    )


def _write_column(sheet: Sheet, row: int, column: Column) -> None:
    asked = ASKED_WORDS[column.required] if column.is_input else COMPUTED
    must = column.required in {Required.YES, Required.ANY}
    ink = style(CELL, font_size=_TYPE_SIZE, font_color=st.INK if column.is_input else st.LOCKED_TEXT)
    texts = (f"{column.heading}\n({asked})", described(column), column.example)
    sheet.text(row, 1, texts[0], ink, bold=must, bg_color="#FAFAFA")
    sheet.texts(row, 2, texts[1:], ink)
    cells = zip(texts, _WIDTHS, (must, False, False), strict=True)
    sheet.height(row, max(height(text, width, _TYPE_SIZE, bold) for text, width, bold in cells))
