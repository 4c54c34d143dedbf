"""One form as cards: the table of `form_sheet` turned, its questions down the left, one wide column a row of it.

Each question says what it asks for in small type, so that nobody looks it up; a group sees one quick win on one screen,
and prints three on a page.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from worksheet_kit.core import layout
from worksheet_kit.core.model import Column, Required
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import height, text_width
from worksheet_kit.kinds import whole
from worksheet_kit.worksheet import head, highlights, validation
from worksheet_kit.worksheet.columns import ColumnLook, looks_of
from worksheet_kit.worksheet.computed import sheet_rows
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.form_sheet import cell_shape, notes_of, row_areas, write_cell
from worksheet_kit.worksheet.lists_sheet import Apart
from worksheet_kit.worksheet.paper import plan_pages, set_up

#: Widths of the strip with the titles of bands, of the questions, of their numbers, and of a card.
_BAND, _QUESTION, _NUMBER, _CARD = 3.5, 31.0, 4.0, 38.0
#: Smallest height of a question: a line of an answer.
_LEAST = 18.0
_HELP_SIZE = 8
#: So many cards are printed on one page, upright.
_ON_A_PAGE = 3


def write(sheet: Sheet, contents: Contents, form: FormContents, apart: Apart) -> None:
    """Write the sheet of one form in cards. ``apart`` is where the checks of its rows stand, when not in *Status*."""
    looks = [replace(look, width=_CARD) for look in looks_of(contents, form)]
    cards = range(layout.FIRST_ROW - layout.BAND_ROW, form.sheet.place(form.sheet.closing_row, 0)[1])
    widths = {0: _BAND, 1: _QUESTION, 3: _NUMBER, **dict.fromkeys(cards, _CARD)}
    for place, width in widths.items():
        sheet.width(place, width)
    _, keys = form.sheet.place(layout.KEY_ROW, 0)
    sheet.width(keys, 12, hidden=True)
    head.write(sheet, contents, form, widths, cards.start)
    _questions(sheet, form, looks)
    _cards(sheet, contents, form, looks, apart)
    areas = row_areas(form)
    validation.apply(sheet, form, areas)
    highlights.apply(sheet, form, looks, areas)
    top, left = form.sheet.place(layout.FIRST_ROW, form.sheet.frozen_columns)
    sheet.freeze(top, left)
    sheet.select(top, left)
    sheet.hide_gridlines()
    sheet.zoom(100)
    _print(sheet, contents, form, widths, cards)
    sheet.protect()


def _questions(sheet: Sheet, form: FormContents, looks: Sequence[ColumnLook]) -> None:
    """What stands left of the cards: bands, questions with their help, hidden keys, and numbers."""
    place = form.sheet.place
    for band, group in groupby(looks, key=lambda look: look.column.band):
        run = list(group)
        area = form.sheet.area(layout.BAND_ROW, run[0].place, layout.BAND_ROW, run[-1].place)
        colours = style(bg_color=run[0].band[0], border_color=st.WHITE, font_color=st.WHITE)
        room = sum(_question_height(look) for look in run) * 96 / 72
        title = band if text_width(band, _HELP_SIZE, bold=True) <= room else ""
        turned = style(st.HEADING, colours, font_size=_HELP_SIZE, rotation=90, text_wrap=False)
        sheet.merged(area, title, turned)
    for look in looks:
        column = look.column
        tint = style(bg_color=look.band[1], align="left", valign="top", italic=not form.is_open(column))
        ink = style(font_size=st.HEADING_SIZE, bold=True)
        pieces = [(column.heading, ink)]
        if column.required in {Required.YES, Required.ANY}:
            pieces = [(f"{column.heading}\u00a0", ink), ("*", style(ink, font_color=st.STAR))]
        if _help(column):
            pieces.append((f"{layout.HELP_MARK}{_help(column)}", {"font_size": _HELP_SIZE, "font_color": st.QUIET}))
        # A program that keeps one style for a cell makes all of it plain, which takes no more room.
        sheet.pieces(*place(layout.HEADING_ROW, look.place), pieces, st.HEADING, tint, bold=not _help(column))
        sheet.text(*place(layout.KEY_ROW, look.place), column.key, {"font_color": st.QUIET})
        sheet.text(*place(layout.NUMBER_ROW, look.place), layout.column_number(look.place), st.NUMBER_ROW)
    sheet.text(*place(layout.KEY_ROW, layout.KEY_COLUMN), layout.KEY_MARK)
    sheet.height(place(0, layout.KEY_COLUMN)[0], 12, hidden=True)


def _help(column: Column) -> str:
    """What a question says below its heading: nothing of what stands at the head of every card."""
    return "" if column.kind.is_code or column.kind.is_status else column.help


def _question_height(look: ColumnLook) -> float:
    """Points that a question takes with its help."""
    column = look.column
    tall = height(f"{column.heading} *", _QUESTION, st.HEADING_SIZE, bold=True)
    if _help(column):
        tall += height(f"— {_help(column)}", _QUESTION, _HELP_SIZE, padding=1)
    return max(_LEAST, tall)


def _cards(sheet: Sheet, contents: Contents, form: FormContents, looks: Sequence[ColumnLook], apart: Apart) -> None:
    rows = sheet_rows(form, {other.form.name: other for other in contents.forms}, apart)
    marks, place = notes_of(contents, form), form.sheet.place
    for row in form.sheet.rows:
        sheet.text(*place(row.row, layout.KEY_COLUMN), row.key, own=row.code)
    for look in looks:
        column, tall = look.column, _question_height(look)
        for row in form.sheet.rows:
            down, across = place(row.row, look.place)
            notes = marks.get(row.key, {}).get(column.key, [])
            base = st.CODE_CELL if column.kind.is_code else st.INPUT_CELL if form.is_open(column) else st.LOCKED_CELL
            tint = style(bg_color=st.WRONG, font_color=st.WRONG_TEXT) if notes else {}
            edges = style(left=2, left_color=st.NAVY, right=2, right_color=st.NAVY, indent=1)
            content = whole(column.kind).content(column, rows[row.key])
            here = replace(look, place=across)
            shape = partial(cell_shape, sheet, here, style(base, edges, tint))
            role = form.role(row, column)
            tall = max(tall, write_cell(sheet, down, here, content, shape, role=role, contents=contents))
            if notes:
                sheet.note(down, across, "\n".join(notes), contents.profile.contact.office)
        sheet.height(place(0, look.place)[0], tall, grows=True)
    first, closing = layout.FIRST_COLUMN, form.sheet.closing_row
    sheet.fill(form.sheet.area(closing, first, closing, looks[-1].place), {"bg_color": "#D9D9D9"})
    sheet.width(place(closing, 0)[1], 1)
    _origins(sheet, contents, form, looks[-1].place + 1)
    sheet.text_numbers(f"{form.sheet.cell(layout.FIRST_ROW, first)}:{form.sheet.cell(closing, looks[-1].place)}")


def _origins(sheet: Sheet, contents: Contents, form: FormContents, line: int) -> None:
    """Below the cards of a draft, which key each had in the workbook it comes from."""
    origins = {row.row: contents.content.origins.get(row.key, "") for row in form.sheet.rows}
    if not any(origins.values()):
        return
    place = form.sheet.place
    shape = style(st.HEADING, bg_color=st.PLAIN_BAND[1], align="left")
    sheet.text(*place(layout.HEADING_ROW, line), layout.ORIGIN_HEADING, shape)
    sheet.text(*place(layout.KEY_ROW, line), layout.ORIGIN_KEY)
    for row, origin in origins.items():
        sheet.text(*place(row, line), origin, st.LOCKED_CELL, font_size=8)


def _print(sheet: Sheet, contents: Contents, form: FormContents, widths: dict[int, float], cards: range) -> None:
    """A few cards on one upright page; more of them on pages across, each with the questions."""
    pages = None
    if len(cards) > _ON_A_PAGE:
        repeated = range(cards.start)
        printed = {place: widths.get(place, 0.0) for place in range(cards.stop)}
        pages = plan_pages(
            printed, repeated=repeated, cuts=[cards[_ON_A_PAGE::_ON_A_PAGE]], paper=contents.profile.paper
        )
    set_up(
        sheet,
        contents,
        pages=pages,
        title=form.form.sheet,
        upright=pages is None,
        down=1,
        repeat_columns=(0, cards.start - 1),
    )
    bottom, right = form.sheet.place(form.sheet.closing_row, form.sheet.last_column)
    sheet.print_area((layout.TITLE_ROW, 0, bottom, right))
