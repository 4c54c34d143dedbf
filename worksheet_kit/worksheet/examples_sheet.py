"""*Contoh Isian*: filled-in examples of every form of the stage, for reading only."""

from worksheet_kit.core.layout import EXAMPLES_SHEET
from worksheet_kit.core.model import Required
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.core.words import READ_ONLY
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.reading_sheet import CELL, finish, write_head


def write(sheet: Sheet, contents: Contents) -> None:
    """Write *Contoh Isian*: downwards, one line a column and one column an example, the word CONTOH on every block."""
    most = max((len(form.form.examples) for form in contents.forms), default=0)
    widths = [24.0, *[36.0] * max(1, most)]
    row = write_head(sheet, contents, widths, title="CONTOH ISIAN", subtitle=READ_ONLY, code_width=sum(widths[:2]))
    for form in contents.forms:
        if form.form.examples:
            row = _write_form(sheet, form, row + 1, widths)
    finish(sheet, contents, widths, title=EXAMPLES_SHEET, heading_row=None, last_row=row, upright=True)


def _write_form(sheet: Sheet, form: FormContents, row: int, widths: list[float]) -> int:
    grey = style(CELL, bg_color=st.LOCKED, font_color=st.LOCKED_TEXT)
    head = style(st.HEADING, bg_color=st.PLAIN_BAND[0], font_color=st.WHITE)
    title = f"CONTOH {form.form.sheet}"
    sheet.text(row, 1, title, head)
    for n in range(len(form.form.examples)):
        sheet.text(row, 2 + n, f"Contoh {form.form.noun} {n + 1}", head)
    sheet.height(row, height(title, widths[0], st.HEADING_SIZE, bold=True, padding=6))
    for column in form.form.columns:
        if column.kind.is_computed:
            continue
        texts = [example.get(column.key, "") for example in form.form.examples]
        # P01 rather than GOV-P01: nothing on this sheet may pass for a row key.
        texts = [text if (code := parse_row_code(text)) is None else code.code for text in texts]
        if not any(texts):
            continue
        row += 1
        must = column.required in {Required.YES, Required.ANY}
        if must:
            sheet.starred(row, 1, column.heading, {"font_color": st.STAR, "bold": True}, grey, bold=True)
        else:
            sheet.text(row, 1, column.heading, grey)
        points = height(f"{column.heading} *" if must else column.heading, widths[0], bold=must)
        for n, text in enumerate(texts):
            sheet.text(row, 2 + n, text, grey, font_color=st.INK, italic=True)
            points = max(points, height(text, widths[1]))
        sheet.height(row, points)
    return row + 1
