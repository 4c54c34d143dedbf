"""*Perbaikan*: the first sheet of a correction workbook, with a line for every cell to put right.

Each has a link to its cell and says whether it is done; the head counts those.
"""

from worksheet_kit.core.layout import CORRECTIONS_SHEET, CORRECTIONS_TITLE, FIRST_COLUMN, column_letters
from worksheet_kit.core.model import Mark
from worksheet_kit.core.words import AGAIN, DONE
from worksheet_kit.excel import style as st
from worksheet_kit.excel.formulas import literal
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import height
from worksheet_kit.worksheet import settled
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.reading_sheet import CELL, finish, write_head


def write(sheet: Sheet, contents: Contents) -> None:
    """Write *Perbaikan*: each cell to put right, with what stands there, what is expected, a link, and its state."""
    widths = (5.0, 15.0, 17.0, 24.0, 30.0, 46.0, 11.0, 12.0)
    marks = contents.content.marks
    version = f" · versi {contents.content.revision}" if contents.content.revision else ""
    go_on = "Lanjutkan di berkas ini, bukan di berkas sebelumnya."
    subtitle = f"{contents.audience}{version} · {len(marks) or 'tidak ada'} hal yang perlu diperbaiki. {go_on}"
    row = write_head(sheet, contents, widths, title=CORRECTIONS_TITLE, subtitle=subtitle, code_width=60)
    headings = ("No", "Lembar", "Kode", "Kolom", "Yang tertulis", "Yang diharapkan", "Ke selnya", "Sudah?")
    for n, heading in enumerate(headings, 1):
        sheet.text(row, n, heading, st.HEADING, bg_color=st.BANDS[0][1])
    sheet.height(row, 18)
    assert row == settled.HEADING_ROW
    first = row
    for mark, correction in zip(marks, settled.corrections(contents), strict=True):
        row += 1
        _write_line(sheet, contents, mark, (row, row - first), widths)
        formula, state = correction.state(row - first - 1, contents) if correction is not None else ("", "")
        if formula:
            sheet.formula(row, settled.STATE_COLUMN, formula, state, CELL)
        else:
            sheet.text(row, settled.STATE_COLUMN, "", CELL)
    _count(sheet, contents, row, f" · {contents.audience}{version}. ", go_on)
    sheet.freeze(first + 1, 0)
    finish(sheet, contents, widths, title=CORRECTIONS_SHEET, heading_row=first, last_row=row)


def _count(sheet: Sheet, contents: Contents, last: int, *about: str) -> None:
    """Let the head begin with how many are done, before what else it says, and tint the states."""
    column, top = settled.STATE_COLUMN, settled.HEADING_ROW + 1
    done = settled.count(contents)
    if done is None:
        return
    formula, value = done
    sheet.formula(top - 3, 1, "&".join((formula, *map(literal, about))), value + "".join(about), st.EVENT, bold=True)
    states = {DONE: (st.COMPLETE, st.COMPLETE_TEXT), AGAIN: (st.WANTED, st.WANTED_TEXT)}
    for state, (tint, ink) in states.items():
        rule = f"${column_letters(column)}{top + 1}={literal(state)}"
        sheet.highlight([(top, column, last, column)], rule, bg_color=tint, font_color=ink)


def _write_line(sheet: Sheet, contents: Contents, mark: Mark, line: tuple[int, int], widths: tuple[float, ...]) -> None:
    row, n = line
    form = contents.form(mark.form)
    column = next((c for c in form.form.columns if c.key == mark.column), None) if form is not None else None
    expected = mark.message if not mark.expected else f"{mark.message}\n{mark.expected}"
    texts = (
        str(n),
        form.form.sheet if form is not None else mark.form,
        mark.row,
        column.heading if column is not None else "",
        mark.typed,
        expected,
    )
    points = 16.0
    for place, text in enumerate(texts, 1):
        align = {"align": "center"} if place == 1 else {}
        sheet.text(row, place, text, CELL, align)
        points = max(points, height(text, widths[place - 1]))
    cell = _cell_to_correct(form, mark)
    if cell and form is not None:
        sheet.link(row, len(texts) + 1, form.form.sheet, cell, "Buka ›", st.LINK_STYLE, CELL, valign="top")
    else:
        sheet.text(row, len(texts) + 1, "", CELL)
    sheet.height(row, points)


def _cell_to_correct(form: FormContents | None, mark: Mark) -> str:
    if form is None:
        return ""
    try:
        column = form.sheet.column_of(mark.column) if mark.column else FIRST_COLUMN
        return form.sheet.cell(form.sheet.row_of(mark.row), column)
    except KeyError:
        return "A1"
