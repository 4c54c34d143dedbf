"""The sheets around the forms: *Perbaikan*, references, *Contoh Isian* and the hidden `_kit`."""

from __future__ import annotations

from worksheet_kit.core.layout import (
    CORRECTIONS_SHEET,
    CORRECTIONS_TITLE,
    EXAMPLES_SHEET,
    INSTRUCTIONS_SHEET,
    REFERENCE_TITLE,
    a1,
)
from worksheet_kit.core.model import Mark, ReferenceTable, Required
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.excel import style as st
from worksheet_kit.excel.book import Book, Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import fit_size, height
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.given import GIVEN_MARK, given_mark
from worksheet_kit.worksheet.paper import set_up
from worksheet_kit.worksheet.seeded import ORIGIN_MARK, SEEDED_MARK, row_marks

_CELL = style(st.BOX, st.WRAP)


def _head(sheet: Sheet, contents: Contents, title: str, subtitle: str, width: float) -> int:
    """File code, title, subtitle and a way back; gives the first row below."""
    size = fit_size(contents.code, width, (11, 10, 9, 8), bold=True)
    sheet.text(0, 1, contents.code, st.FILE_CODE, font_size=size)
    sheet.row(0, 15)
    sheet.text(1, 1, title, st.TITLE)
    sheet.row(1, 26)
    sheet.text(2, 1, subtitle, st.EVENT)
    sheet.row(2, 15)
    sheet.link(3, 1, INSTRUCTIONS_SHEET, "A1", "‹ Petunjuk", st.LINK_STYLE)
    sheet.row(3, 16)
    return 4


def reference(sheet: Sheet, contents: Contents, table: ReferenceTable) -> None:
    """Write a read-only sheet for looking things up."""
    sheet.width(0, 1.5)
    widths = [*table.widths, *[16.0] * (len(table.headings) - len(table.widths))]
    for n, width in enumerate(widths, 1):
        sheet.width(n, width)
    row = _head(sheet, contents, table.title, f"{REFERENCE_TITLE} {contents.audience}; hanya dibaca.", sum(widths))
    tall = 0.0
    for n, heading in enumerate(table.headings, 1):
        sheet.text(row, n, heading, st.HEADING, bg_color=st.BANDS[0][1])
        tall = max(tall, height(heading, widths[n - 1], st.HEADING_SIZE, bold=True, padding=6))
    sheet.row(row, tall)
    first = row
    for values in table.rows:
        row += 1
        points = 15.0
        for n, value in enumerate(values, 1):
            if isinstance(value, int | float):
                sheet.number(row, n, value, _CELL, num_format="#,##0.##" if isinstance(value, float) else "#,##0")
                continue
            sheet.text(row, n, value or "", _CELL)
            points = max(points, height(value or "", widths[n - 1]))
        sheet.row(row, points)
    sheet.raw.freeze_panes(first + 1, 2)
    if table.rows:
        sheet.raw.autofilter(first, 1, row, len(table.headings))
    _finish(sheet, contents, table.sheet, first, (row, len(table.headings)))


def examples(sheet: Sheet, contents: Contents) -> None:
    """Write *Contoh Isian*: downwards, one line a column and one column an example, the word CONTOH on every line."""
    sheet.width(0, 1.5)
    most = max((len(form.form.examples) for form in contents.forms), default=0)
    widths = [9.0, 24.0, *[34.0] * max(1, most)]
    for n, width in enumerate(widths, 1):
        sheet.width(n, width)
    row = _head(sheet, contents, "CONTOH ISIAN", "Hanya untuk dibaca; isian di lembar ini tidak ikut digabung.", 43)
    for form in contents.forms:
        if form.form.examples:
            row = _example(sheet, form, row + 1, widths)
    _finish(sheet, contents, EXAMPLES_SHEET, None, (row, len(widths)))


def _example(sheet: Sheet, form: FormContents, row: int, widths: list[float]) -> int:
    grey = style(_CELL, bg_color=st.LOCKED, font_color=st.LOCKED_TEXT)
    head = style(st.HEADING, bg_color=st.PLAIN_BAND[0], font_color=st.WHITE)
    sheet.text(row, 1, "CONTOH", head)
    sheet.text(row, 2, f"Lembar {form.form.sheet}", head, align="left", indent=1)
    for n in range(len(form.form.examples)):
        sheet.text(row, 3 + n, f"Contoh {form.form.noun} {n + 1}", head)
    sheet.row(row, 17)
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
        sheet.text(row, 1, "CONTOH", grey, font_size=8, align="center", italic=True)
        if must:
            sheet.starred(row, 2, column.heading, {"font_color": st.STAR, "bold": True}, grey, bold=True)
        else:
            sheet.text(row, 2, column.heading, grey)
        points = height(f"{column.heading} *" if must else column.heading, widths[1], bold=must)
        for n, text in enumerate(texts):
            sheet.text(row, 3 + n, text, grey, font_color=st.INK, italic=True)
            points = max(points, height(text, widths[2]))
        sheet.row(row, points)
    return row + 1


def corrections(sheet: Sheet, contents: Contents) -> None:
    """Write *Perbaikan*: each cell to put right, with what stands there, what is expected, and a link to it."""
    sheet.width(0, 1.5)
    widths = (5.0, 15.0, 17.0, 24.0, 30.0, 46.0, 11.0)
    for n, width in enumerate(widths, 1):
        sheet.width(n, width)
    marks = contents.content.marks
    version = f" · versi {contents.content.revision}" if contents.content.revision else ""
    go_on = "Lanjutkan di berkas ini, bukan di berkas sebelumnya."
    subtitle = f"{contents.audience}{version} · {len(marks)} hal yang perlu diperbaiki. {go_on}"
    row = _head(sheet, contents, CORRECTIONS_TITLE, subtitle, 60)
    headings = ("No", "Lembar", "Kode", "Kolom", "Yang tertulis", "Yang diharapkan", "Ke selnya")
    for n, heading in enumerate(headings, 1):
        sheet.text(row, n, heading, st.HEADING, bg_color=st.BANDS[0][1])
    sheet.row(row, 18)
    first = row
    for n, mark in enumerate(marks, 1):
        row += 1
        _correction(sheet, contents, mark, (row, n), widths)
    sheet.raw.freeze_panes(first + 1, 0)
    _finish(sheet, contents, CORRECTIONS_SHEET, first, (row, len(widths)))


def _correction(sheet: Sheet, contents: Contents, mark: Mark, line: tuple[int, int], widths: tuple[float, ...]) -> None:
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
        sheet.text(row, place, text, _CELL, align)
        points = max(points, height(text, widths[place - 1]))
    cell = _place(form, mark)
    if cell and form is not None:
        sheet.link(row, len(texts) + 1, form.form.sheet, cell, "Buka ›", st.LINK_STYLE, _CELL, valign="top")
    else:
        sheet.text(row, len(texts) + 1, "", _CELL)
    sheet.row(row, points)


def _place(form: FormContents | None, mark: Mark) -> str:
    if form is None:
        return ""
    try:
        column = form.sheet.column_of(mark.column) if mark.column else 1
        return a1(form.sheet.row_of(mark.row), column)
    except KeyError:
        return "A1"


def kit(sheet: Sheet, contents: Contents) -> None:
    """Write the hidden sheet `_kit`: what this workbook is, for programs; a name in the first column, values behind."""
    profile, stage = contents.profile, contents.stage
    rows: list[tuple[str, ...]] = [
        ("kit", "worksheet-kit", "1"),
        ("kode", contents.code),
        ("edisi", profile.edition),
        ("profil", profile.name),
        ("tahap", str(stage.number)),
        ("penerima", contents.recipient.code),
        ("revisi", str(contents.content.revision)),
    ]
    rows += [("lembar", form.form.name, form.form.sheet) for form in contents.forms]
    rows += [("sumber", seed) for seed in contents.content.seeds]
    rows += [(ORIGIN_MARK, key, origin) for key, origin in sorted(contents.content.origins.items())]
    if contents.content.seeds:
        answers = contents.content.answers
        raw = contents.content.raw
        rows += [
            (SEEDED_MARK, key, row_marks({**raw.get(key, {}), **answers.get(key, {})}))
            for key in sorted({*answers, *raw})
        ]
    rows += [
        (GIVEN_MARK, row.key, given_mark(form.shown(row.key, key) for key in given))
        for form in contents.forms
        if form.given and (given := [column.key for column in form.form.carried])
        for row in form.sheet.rows
    ]
    for row, values in enumerate(rows):
        for column, text in enumerate(values):
            sheet.text(row, column, text)
    sheet.width(0, 14, last=2)


def _finish(sheet: Sheet, contents: Contents, title: str, heading_row: int | None, last: tuple[int, int]) -> None:
    """Set up the print, of no more than the table is wide: a long subtitle must not make the type small."""
    sheet.raw.hide_gridlines(2)
    set_up(sheet, contents, pages=None, title=title)
    sheet.raw.print_area(0, 1, *last)
    if heading_row is not None:
        sheet.raw.repeat_rows(heading_row)
    sheet.protect()


def identify(book: Book, contents: Contents) -> None:
    """Say what the workbook is in its custom properties, for those programs that keep them."""
    book.property("kode_berkas", contents.code)
    book.property("tahap", str(contents.stage.number))
    book.property("penerima", contents.recipient.code)
