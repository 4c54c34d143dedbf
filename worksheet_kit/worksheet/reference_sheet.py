"""Reference sheets: read-only tables for looking things up while filling in, such as *Acuan SWOT*."""

from worksheet_kit.core.layout import REFERENCE_TITLE
from worksheet_kit.core.model import ReferenceTable
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import height
from worksheet_kit.worksheet.contents import Contents
from worksheet_kit.worksheet.reading_sheet import CELL, finish, write_head
from worksheet_kit.worksheet.taken_up import taken_up


def write(sheet: Sheet, contents: Contents, table: ReferenceTable) -> None:
    """Write one reference sheet."""
    taken = taken_up(contents)
    if taken is not None and taken.earlier != table.form:
        taken = None
    headings = table.headings if taken is None else (*table.headings, f"Jumlah {taken.form.form.noun}")
    widths = [*table.widths, *[16.0] * (len(table.headings) - len(table.widths)), 10.0][: len(headings)]
    subtitle = f"{REFERENCE_TITLE} {contents.audience}; hanya dibaca."
    row = write_head(sheet, contents, widths, title=table.title, subtitle=subtitle, code_width=sum(widths))
    tall = 0.0
    for n, heading in enumerate(headings, 1):
        sheet.text(row, n, heading, st.HEADING, bg_color=st.BANDS[0][1])
        tall = max(tall, height(heading, widths[n - 1], st.HEADING_SIZE, bold=True, padding=6))
    sheet.height(row, tall)
    first = row
    for values in table.rows:
        row += 1
        count = None if taken is None else taken.count(values[0])
        if count is not None:
            sheet.formula(row, len(headings), *count, CELL, num_format='0;-0;"belum"', align="center")
        points = 15.0
        for n, value in enumerate(values, 1):
            if isinstance(value, int | float):
                sheet.number(row, n, value, CELL, num_format="#,##0.##" if isinstance(value, float) else "#,##0")
                continue
            sheet.text(row, n, value or "", CELL)
            points = max(points, height(value or "", widths[n - 1]))
        sheet.height(row, points)
    sheet.freeze(first + 1, 2)
    if table.rows:
        sheet.filter((first, 1, row, len(headings)))
    finish(sheet, contents, widths, title=table.sheet, heading_row=first, last_row=row)
