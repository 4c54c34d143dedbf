"""What the sheets that are only for reading have in common: their head, the way back, and how they are printed."""

from collections.abc import Sequence

from worksheet_kit.core.layout import INSTRUCTIONS_SHEET
from worksheet_kit.excel import style as st
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import fit_size, print_points
from worksheet_kit.worksheet.contents import FILE_CODE, Contents
from worksheet_kit.worksheet.paper import Pages, fit_down, page_width, set_up

#: A cell of such a sheet.
CELL = style(st.BOX, st.WRAP)


def write_head(
    sheet: Sheet, contents: Contents, widths: Sequence[float], *, title: str, subtitle: str, code_width: float
) -> int:
    """Set the columns and write file code, title, subtitle and a way back to *Petunjuk*; gives the first row below.

    Widths are in Excel's units of column width; ``code_width`` is what the file code may take.
    """
    sheet.width(0, 1.5)
    sheet.widths(widths, first=1)
    size = fit_size(contents.own[FILE_CODE].longest, code_width, (11, 10, 9, 8), bold=True)
    sheet.text(0, 1, contents.code, st.FILE_CODE, own=FILE_CODE, font_size=size)
    sheet.height(0, 15)
    sheet.text(1, 1, title, st.TITLE)
    sheet.height(1, 26)
    sheet.text(2, 1, subtitle, st.EVENT)
    sheet.height(2, 15)
    sheet.link(3, 1, INSTRUCTIONS_SHEET, "A1", "‹ Petunjuk", st.LINK_STYLE)
    sheet.height(3, 16)
    return 4


def finish(
    sheet: Sheet,
    contents: Contents,
    widths: Sequence[float],
    *,
    title: str,
    heading_row: int | None,
    last_row: int,
    upright: bool = False,
    type_size: float = 10,
) -> None:
    """Set up the print and protect the sheet, whose table ends in ``last_row``; ``type_size`` is that of its texts.

    Printed is no more than the table is wide: a long subtitle must not make the type small.
    """
    sheet.hide_gridlines()
    repeat_rows = None if heading_row is None else (heading_row, heading_row)
    paper, heights = contents.profile.paper, [sheet.heights.get(row, ROW_HEIGHT) for row in range(last_row + 1)]
    across = min(100, int(100 * page_width(paper, upright=upright) / sum(map(print_points, widths))))
    repeated = () if heading_row is None else (heading_row,)
    scale = fit_down(heights, repeated, across, paper, upright=upright, type_size=type_size)
    set_up(
        sheet,
        contents,
        pages=Pages(breaks=(), scale=scale),
        title=title,
        upright=upright,
        repeat_rows=repeat_rows,
    )
    sheet.print_area((0, 1, last_row, len(widths)))
    sheet.protect()
