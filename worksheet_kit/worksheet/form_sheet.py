"""One form as a sheet: bands, headings, keys, rows, rules, print; its head and its colours have modules of their own.

Where a cell stands is decided in `layout`, what it shows in `contents`, what its status says in `status`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import groupby

from worksheet_kit.core import layout
from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Block, Mark, Required
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import fit_size, height, lines
from worksheet_kit.kinds import whole
from worksheet_kit.kinds.sheet import Content, Look, Shown
from worksheet_kit.worksheet import head, highlights, print_area, validation
from worksheet_kit.worksheet.columns import ColumnLook, content_shape, looks_of
from worksheet_kit.worksheet.computed import sheet_rows
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.lists_sheet import Apart
from worksheet_kit.worksheet.paper import Pages, fit_down, page_height, plan_pages, set_up

#: Smallest height of a row: one line. A key in this size, in the hidden column, keeps it from shrinking below.
_ROW_POINTS, _KEY_SIZE = 13.5, 10.5
_ROW_PAD = 0.75
_HEADING_PAD = 6.0


def write(sheet: Sheet, lists: Sheet, contents: Contents, form: FormContents, apart: Apart) -> None:
    """Write the sheet of one form, and on the hidden sheet ``lists`` how far it is printed.

    ``apart`` is where the checks of its rows stand, when not in *Status*.
    """
    looks = looks_of(contents, form)
    for look in looks:
        sheet.width(look.place, look.width)
    sheet.width(layout.KEY_COLUMN, 12, hidden=True)
    pages = _pages(contents, form, looks)
    head.write(sheet, contents, form, {look.place: look.width for look in looks}, form.sheet.head_column)
    _headings(sheet, form, looks, pages)
    _rows(sheet, contents, form, looks, apart)
    areas = row_areas(form)
    validation.apply(sheet, form, areas)
    highlights.apply(sheet, form, looks, areas)
    _finish(sheet, form)
    _print(sheet, lists, contents, form, pages)


def _headings(sheet: Sheet, form: FormContents, looks: Sequence[ColumnLook], pages: Pages) -> None:
    sheet.height(layout.BAND_ROW, 16.5)
    edges = (form.sheet.frozen_columns, *pages.breaks)

    def part(look: ColumnLook) -> tuple[str, int]:
        # A merged band must not be cut by the edge of the frozen columns or of a printed page.
        return look.column.band, sum(look.place >= edge for edge in edges)

    for _, group in groupby(looks, key=part):
        band = list(group)
        area = (layout.BAND_ROW, band[0].place, layout.BAND_ROW, band[-1].place)
        tint, title = band[0].band[0], band[0].column.band
        size = fit_size(title, sum(look.width for look in band), (9, 8, 7), bold=True)
        colours = style(bg_color=tint, border_color=st.WHITE, font_color=st.WHITE)
        sheet.merged(area, title, st.HEADING, colours, font_size=size, text_wrap=False)
    points = 0.0
    for look in looks:
        heading = look.column.heading
        shape = style(bg_color=look.band[1], italic=not form.is_open(look.column) and not look.column.kind.is_code)
        if look.column.required in {Required.YES, Required.ANY}:
            sheet.starred(
                layout.HEADING_ROW, look.place, heading, {"font_color": st.STAR, "bold": True}, st.HEADING, shape
            )
            heading += "\u00a0*"
        else:
            sheet.text(layout.HEADING_ROW, look.place, heading, st.HEADING, shape)
        tall = lines(heading, look.width, st.HEADING_SIZE, bold=True) * 12 + _HEADING_PAD
        points = max(points, tall)
        sheet.text(layout.NUMBER_ROW, look.place, layout.column_number(look.place), st.NUMBER_ROW)
    sheet.height(layout.HEADING_ROW, points)
    sheet.text(layout.KEY_ROW, layout.KEY_COLUMN, layout.KEY_MARK)
    for look in looks:
        sheet.text(layout.KEY_ROW, look.place, look.column.key, {"font_color": st.QUIET})
    sheet.height(layout.KEY_ROW, 12, hidden=True)
    sheet.height(layout.NUMBER_ROW, 14)


def _rows(sheet: Sheet, contents: Contents, form: FormContents, looks: Sequence[ColumnLook], apart: Apart) -> None:
    rows = sheet_rows(form, {other.form.name: other for other in contents.forms}, apart)
    marks = notes_of(contents, form)
    for block, band in form.sheet.bands:
        _block_band(sheet, block, band, looks, form)
    last = looks[-1].place
    bases = {look.place: _base(form, look) for look in looks}
    shapes = {look.place: cache(partial(cell_shape, sheet, look, bases[look.place])) for look in looks}
    key_shape = sheet.prepared(font_size=_KEY_SIZE)
    rest = 1 + max(n for n, look in enumerate(looks) if look.column.kind.is_code or look.column.kind.is_status)
    shared = tuple(look.place for look in looks[rest:])
    drawn: dict[str, tuple[int, float]] = {}  # what rows show -> the first that does, and the height it needs for that
    for row in form.sheet.rows:
        sheet.text(row.row, layout.KEY_COLUMN, row.key, key_shape, own=row.code)
        notes = marks.get(row.key, {})
        like = None if notes else drawn.get(form.alike[row.key])
        if like is not None:
            sheet.repeat(row.row, like[0], shared)
        points = {}
        for look in looks[: None if like is None else rest]:
            column, place = look.column, look.place
            content = whole(column.kind).content(column, rows[row.key])
            shape: Callable[[float], st.Style] = shapes[place]
            if column.key in notes:
                wrong = style(bases[place], bg_color=st.WRONG, font_color=st.WRONG_TEXT)
                shape = partial(cell_shape, sheet, look, wrong)
            role = form.role(row, column)
            points[place] = write_cell(sheet, row.row, look, content, shape, role=role, contents=contents)
            if column.key in notes:
                sheet.note(row.row, place, "\n".join(notes[column.key]), contents.profile.contact.office)
        tall = max(_ROW_POINTS, *points.values(), 0.0 if like is None else like[1])
        if like is None and not notes:
            drawn[form.alike[row.key]] = row.row, max((points[place] for place in shared), default=0.0)
        origin = contents.content.origins.get(row.key)
        if origin:
            sheet.text(row.row, last + 1, origin, st.LOCKED_CELL, font_size=8)
        sheet.height(row.row, tall, grows=True)
    if any(row.key in contents.content.origins for row in form.sheet.rows):
        sheet.text(layout.HEADING_ROW, last + 1, layout.ORIGIN_HEADING, st.HEADING, bg_color=st.PLAIN_BAND[1])
        sheet.text(layout.KEY_ROW, last + 1, layout.ORIGIN_KEY)
        sheet.width(last + 1, 16)
    closing = form.sheet.closing_row
    sheet.fill((closing, layout.FIRST_COLUMN, closing, last), {"bg_color": "#D9D9D9", "top": 1, "top_color": st.GRID})
    sheet.height(closing, 6)
    # A phone number, a year or a sub-activity's code is text on purpose: no green corners.
    area = f"{a1(layout.FIRST_ROW, layout.FIRST_COLUMN)}:{a1(closing, last)}"
    sheet.text_numbers(area)


def _base(form: FormContents, look: ColumnLook) -> st.Style:
    """How the cells of a column look, but for what stands in them."""
    edge = style(right=2, right_color=st.NAVY) if look.place == form.sheet.frozen_columns - 1 else {}
    if look.opens_band:
        edge = style(edge, left=1, left_color="#7F7F7F")
    base = st.INPUT_CELL if form.is_open(look.column) else st.LOCKED_CELL
    return style(st.CODE_CELL if look.column.kind.is_code else base, edge)


def notes_of(contents: Contents, form: FormContents) -> dict[str, dict[str, list[str]]]:
    """The notes on this sheet's cells, by row key and column key."""
    notes: dict[str, dict[str, list[str]]] = {}
    for mark in contents.content.marks:
        if mark.form == form.form.name:
            cells = notes.setdefault(mark.row, {})
            cells.setdefault(mark.column or form.form.code_key, []).append(_note(mark))
    return notes


def _note(mark: Mark) -> str:
    parts = [f"{layout.NOTE_MARK}{mark.message}"]
    if mark.typed:
        parts.append(f"Tertulis: {mark.typed}")
    if mark.expected:
        parts.append(f"{layout.NOTE_REMEDY}{mark.expected}")
    return "\n".join(parts)


def cell_shape(sheet: Sheet, column: ColumnLook, base: st.Style, size: float) -> st.Style:
    """How the cells of a column look in a type size."""
    return sheet.prepared(base, content_shape(whole(column.column.kind).look, column.width), font_size=size)


def write_cell(
    sheet: Sheet,
    row: int,
    column: ColumnLook,
    content: Content,
    shape_in: Callable[[float], st.Style],
    *,
    role: str,
    contents: Contents,
) -> float:
    """Write one cell of a row; gives the points of height that what it shows needs.

    ``shape_in`` takes a type size, ``role`` is that of one of the ``contents``' own texts.
    """
    value, look = content.value, whole(column.column.kind).look
    text = contents.own[role].longest if role else _as_text(value, look)
    size = fit_size(text, column.width, look.sizes, look.bold)
    shape = shape_in(size)
    if content.formula:
        sheet.formula(row, column.place, content.formula, value, shape)
    elif isinstance(value, float):
        sheet.number(row, column.place, value, shape)
    elif value and look.right:
        sheet.text(row, column.place, value, shape, own=role, align="left", indent=0)
    else:
        sheet.text(row, column.place, value or "", shape, own=role)
    return height(text, column.width, size, look.bold, _ROW_PAD) if text else 0.0


def _as_text(value: Shown, look: Look) -> str:
    """About what a cell shows, for the room it takes."""
    if isinstance(value, float):
        return f"{value:,.0f}" if look.number_format.startswith("#,##0") else f"{value:.15g}"
    return value or ""


def _block_band(sheet: Sheet, block: Block, row: int, looks: Sequence[ColumnLook], form: FormContents) -> None:
    prefixes = [block.prefix for block, _ in form.sheet.bands]
    tint = st.BANDS[prefixes.index(block.prefix) % len(st.BANDS)][0]
    sheet.fill((row, layout.FIRST_COLUMN, row, looks[-1].place), {"bg_color": tint})
    # The title stays within the frozen columns, which are repeated on every page across, so that it is never cut.
    start = form.sheet.head_column
    room = sum(look.width for look in looks if look.place < start)
    size = min(fit_size(other.title, room, (10, 9, 8), bold=True) for other, _ in form.sheet.bands)
    shape = style(bold=True, font_color=st.WHITE, bg_color=tint, valign="vcenter")
    sheet.text(row, layout.FIRST_COLUMN, block.title, shape, font_size=size)
    if block.note:
        sheet.text(row, start, block.note, shape, bold=False, italic=True)
    sheet.height(row, 18)


def row_areas(form: FormContents) -> list[tuple[str, int, int]]:
    """Runs of adjoining rows of one block: prefix, first and last row."""
    runs: list[tuple[str, int, int]] = []
    for row in form.sheet.rows:
        if runs and runs[-1][0] == row.block.prefix and runs[-1][2] == row.row - 1:
            runs[-1] = (row.block.prefix, runs[-1][1], row.row)
        else:
            runs.append((row.block.prefix, row.row, row.row))
    return runs


def _pages(contents: Contents, form: FormContents, looks: Sequence[ColumnLook]) -> Pages:
    """Pages across: cut where the form says, or where a band begins."""
    bands = [look.place for look in looks if look.opens_band and look.place >= form.sheet.frozen_columns]
    strips = [form.sheet.column_of(key) for key in form.form.strips]
    return plan_pages(
        {look.place: look.width for look in looks},
        repeated=range(layout.FIRST_COLUMN, max(layout.FIRST_COLUMN + 1, form.sheet.frozen_columns)),
        cuts=[strips, bands],
        paper=contents.profile.paper,
    )


def _finish(sheet: Sheet, form: FormContents) -> None:
    sheet.freeze(layout.FIRST_ROW, form.sheet.frozen_columns)
    rows = form.sheet.rows
    if rows:
        sheet.filter((layout.NUMBER_ROW, layout.FIRST_COLUMN, rows[-1].row, form.sheet.last_column))
    sheet.select(layout.FIRST_ROW, form.sheet.frozen_columns)
    sheet.hide_gridlines()
    sheet.zoom(90)
    sheet.protect()


def _print(sheet: Sheet, lists: Sheet, contents: Contents, form: FormContents, pages: Pages) -> None:
    named = (layout.FIRST_COLUMN, max(layout.FIRST_COLUMN, form.sheet.frozen_columns - 1))
    heads = (layout.BAND_ROW, layout.NUMBER_ROW)
    paper, heights = contents.profile.paper, [sheet.heights[row] for row in range(form.sheet.closing_row + 1)]
    pages = replace(pages, scale=fit_down(heights, range(heads[0], heads[1] + 1), pages.scale, paper))
    set_up(sheet, contents, pages=pages, title=form.form.sheet, repeat_rows=heads, repeat_columns=named)
    print_area.write(sheet, lists, contents, form, page_height(paper, pages.scale))
