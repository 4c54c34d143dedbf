"""How far a form that is a table is printed: to the last row in which anything is typed, and two more.

Its print area is a name that looks up its lower right corner on the hidden sheet, where formulas count along while
somebody types. A blank form is printed as far as one page goes, to be filled in by hand. Rows that are there to be
looked at, carried over from an earlier stage or marked in a correction, are printed in any case; so is what somebody
types below the table or beside it. What stands in blank rows from the beginning is not typed.

LibreOffice up to 7.4 knows no such name, and prints all rows.
"""

from collections.abc import Iterator
from itertools import accumulate, groupby

from worksheet_kit.core.layout import FIRST_COLUMN, FIRST_ROW, LISTS_SHEET, NUMBER_ROW, TITLE_ROW, a1
from worksheet_kit.core.model import Column
from worksheet_kit.excel.formulas import Area, fits, reference
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.worksheet.contents import Contents, FormContents

#: Blank rows that are printed below the last one with anything in it.
_MORE = 2
#: So many rows below a table, and columns beside it, are looked through for what is typed there.
_BELOW, _BESIDE = 200, 20
#: Cells of the hidden sheet for each form: a title, the last row typed in, the last row and the last column to print.
_CELLS = 4
#: MAX takes 30 arguments in old formats.
_MOST_AREAS = 25


def write(sheet: Sheet, lists: Sheet, contents: Contents, form: FormContents, page: float) -> None:
    """Give a form's sheet its print area. ``page`` is how many points of height one page of it takes."""
    layout, name = form.sheet, form.form.sheet
    closing, last = layout.closing_row, layout.last_column
    table = (TITLE_ROW, FIRST_COLUMN, closing, last)
    has_origins = any(row.key in contents.content.origins for row in layout.rows)
    beside = (TITLE_ROW, last + (2 if has_origins else 1), closing + _BELOW, last + 1 + _BESIDE)
    areas = [*_typed_in(form), (closing + 1, FIRST_COLUMN, closing + _BELOW, last), (NUMBER_ROW, *beside[1:])]
    typed = f"=MAX({','.join(_last(name, area, 'ROW') for area in areas)})"
    across = f"=MAX(COLUMN({reference(name, closing, last)}),{_last(name, beside, 'COLUMN')})"
    if len(areas) > _MOST_AREAS or not fits(typed):
        sheet.print_area(table)
        return
    top = 1 + _CELLS * contents.forms.index(form)
    lists.text(top, 0, f"cetak {form.slug}", {"bold": True})
    end = max((row.row for row in layout.rows if form.given or _is_marked(contents, row.key)), default=None)
    last_typed = max((row.row for row in layout.rows if _is_typed(form, row.key)), default=NUMBER_ROW)
    lists.formula(top + 1, 0, typed, last_typed + 1)
    bottom = a1(top + 1, 0)
    if end is None:
        page_end = _page_end(sheet, closing - 1, page)
        until = f"IF({bottom}=ROW({reference(name, NUMBER_ROW, FIRST_COLUMN)}),{_row(name, page_end)},{bottom}+{_MORE})"
        value = page_end if last_typed == NUMBER_ROW else last_typed + _MORE
    else:
        until, value = f"MAX({_row(name, end)},{bottom}+{_MORE})", max(end, last_typed + _MORE)
    lists.formula(top + 2, 0, f"={until}", value + 1)
    lists.formula(top + 3, 0, across, last + 1)
    row, column = (f"{LISTS_SHEET}!$A${top + n + 1}" for n in (2, 3))
    sheet.print_until(table, last + 1 + _BESIDE, row, column)


def _typed_in(form: FormContents) -> Iterator[Area]:
    """Runs of adjoining columns that are empty in blank rows: *Status*, and what one may type in but for presets.

    In a column where the bands of blocks say something, *Status* has to tell.
    """
    said = {form.sheet.head_column} if any(block.note for block, _ in form.sheet.bands) else set()
    columns = [place for column, place in form.sheet.columns if column.kind.is_status or _is_blank(form, column)]
    for _, run in groupby(enumerate(place for place in columns if place not in said), lambda item: item[1] - item[0]):
        places = [place for _, place in run]
        yield (NUMBER_ROW, places[0], form.sheet.closing_row, places[-1])


def _page_end(sheet: Sheet, last: int, page: float) -> int:
    """The last row of a table on its first page."""
    ends = accumulate(sheet.heights[row] for row in range(last + 1))
    return max(row for row, end in enumerate(ends) if end <= page or row == FIRST_ROW)


def _last(sheet: str, area: Area, which: str) -> str:
    """The number of the last row or column (``which``) of an area with anything in it, 0 without one.

    Where an error stands in it, that of its end. LARGE, as Gnumeric works out no array within MAX.
    """
    cells = reference(sheet, area[0], area[1], area[2], area[3])
    end = reference(sheet, area[2], area[3])
    return f'IFERROR(SUMPRODUCT(LARGE(({cells}<>"")*{which}({cells}),1)),{which}({end}))'


def _row(sheet: str, row: int) -> str:
    """The number of a row, by its locked Kode, which follows when rows are inserted."""
    return f"ROW({reference(sheet, row, FIRST_COLUMN)})"


def _is_typed(form: FormContents, key: str) -> bool:
    typed = form.cells[key]
    return bool(form.statuses[key]) or any(
        column.key in typed and _is_blank(form, column) for column in form.form.columns
    )


def _is_blank(form: FormContents, column: Column) -> bool:
    """Whether nothing stands in a column to begin with, and one may type in it."""
    return form.is_open(column) and column.key not in form.status.presets


def _is_marked(contents: Contents, key: str) -> bool:
    return any(mark.row == key for mark in contents.content.marks)
