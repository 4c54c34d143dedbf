"""Print set-up: paper and margins, how many pages across keep the type readable, and the footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from worksheet_kit.core.layout import CORRECTIONS_SHEET, INSTRUCTIONS_SHEET
from worksheet_kit.core.model import Paper
from worksheet_kit.excel.package import own_text
from worksheet_kit.excel.page import MARGINS
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import print_points, shorten
from worksheet_kit.worksheet.contents import FILE_CODE, Contents

#: At less than this many percent, 10-point type is hard to read. A page more across is better then.
READABLE = 73
_LEAST = 30
_MOST_CUTS = 10
_FOOTER_TEXT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How a wide sheet is printed: first columns of the second and further pages across, and the scale in percent."""

    breaks: tuple[int, ...]
    scale: int


def plan_pages(
    widths: Mapping[int, float], *, repeated: Sequence[int], cuts: Sequence[Sequence[int]], paper: Paper
) -> Pages:
    """Cut a sheet into the fewest pages across on which its type is readable.

    ``cuts`` are places to cut it at, the best ones first; where none of them give so few pages, it is cut anywhere.
    """
    room = page_width(paper)
    head = sum(print_points(widths[column]) for column in repeated)

    def pages(breaks: tuple[int, ...]) -> Pages:
        edges = [min(widths), *breaks, max(widths) + 1]
        most = 0.0
        for first, last in pairwise(edges):
            own = sum(print_points(width) for column, width in widths.items() if first <= column < last)
            most = max(most, own + (head if first not in repeated else 0))
        return Pages(breaks=breaks, scale=max(10, min(100, int(100 * room / most))))

    def filled(scale: int) -> Pages:
        return pages(_full(widths, room * 100 / scale, head, repeated))

    least = filled(READABLE)
    count = len(least.breaks)
    for places in cuts:
        some = places if len(places) <= _MOST_CUTS else places[:: 1 + len(places) // _MOST_CUTS]
        best = max(map(pages, combinations(some, count)), key=lambda tried: tried.scale, default=least)
        if best is not least and best.scale >= min(READABLE, least.scale):
            return best
    evened = (filled(scale) for scale in range(100, READABLE, -1))
    return next((tried for tried in evened if len(tried.breaks) == count and tried.scale >= least.scale), least)


def page_width(paper: Paper, *, upright: bool = False) -> float:
    """Points across a page between the margins, with a little to spare for printers that scale."""
    edge = paper.width if upright else paper.height
    return (edge / 25.4 - 2 * MARGINS.side) * 72 - 6


def page_height(paper: Paper, scale: int, *, upright: bool = False) -> float:
    """Points of height that a page takes at a scale in percent."""
    edge = paper.height if upright else paper.width
    return (edge / 25.4 - MARGINS.top - MARGINS.bottom) * 72 * 100 / scale


def fits_page(paper: Paper, points: float) -> bool:
    """Whether so many points of height can be read on one landscape page."""
    return points <= page_height(paper, READABLE)


def fit_down(
    heights: Sequence[float],
    repeated: Sequence[int],
    scale: int,
    paper: Paper,
    *,
    upright: bool = False,
    type_size: float = 10,
) -> int:
    """The largest scale, up to one that fits across, at which rows of these heights take the fewest pages downwards."""
    head = sum(heights[row] for row in repeated)
    least = round(READABLE * 10 / type_size)

    def pages(scale: int) -> int:
        page = page_height(paper, scale, upright=upright)
        count, used = 1, 0.0
        for points in heights:
            used += points
            if used > page:
                count, used = count + 1, head + points
        return count

    return min(range(scale, min(scale, least) - 1, -1), key=pages)


def _full(widths: Mapping[int, float], room: float, head: float, repeated: Sequence[int]) -> tuple[int, ...]:
    """The columns that begin a further page across when each page is filled up."""
    breaks, used = [], 0.0
    for column in sorted(widths):
        own = print_points(widths[column])
        if used and used + own > room and column not in repeated:
            breaks.append(column)
            used = head
        used += own
    return tuple(breaks)


def footer(title: str, *, upright: bool) -> str:
    """The footer of a sheet, in Excel's codes."""
    # An upright page has no room for whom it is for beside the file code.
    left = _footer_text(title) if upright else own_text(_footer_role(title))
    return f"&L&8 {left}&C&8 {own_text(FILE_CODE)}&R&8 Halaman &P dari &N"


def footers(contents: Contents) -> dict[str, str]:
    """What names in the footers whom the workbook is for, by role."""
    titles = [INSTRUCTIONS_SHEET, CORRECTIONS_SHEET, *(form.form.sheet for form in contents.forms)]
    titles += [table.sheet for table in contents.content.references]
    return {_footer_role(title): _footer_text(f"{title} · {contents.audience}") for title in titles}


def _footer_role(title: str) -> str:
    return f"kaki-{title.encode().hex()}"  # a title may hold what XML escapes; a list may have this slug, but a blank


def _footer_text(text: str) -> str:
    return shorten(text, _FOOTER_TEXT).replace("&", "&&")  # all of a footer is 255 characters at most


def set_up(
    sheet: Sheet,
    contents: Contents,
    *,
    pages: Pages | None,
    title: str,
    upright: bool = False,
    down: int = 0,
    repeat_rows: tuple[int, int] | None = None,
    repeat_columns: tuple[int, int] | None = None,
) -> None:
    """Set paper, margins, footer, pages across and what every page repeats; without ``pages`` one page wide.

    ``down`` is the most pages that it may then take downwards; 0: as many as it takes.
    """
    breaks = () if pages is None else pages.breaks
    sheet.page(
        contents.profile.paper,
        landscape=not upright,
        scale=None if pages is None else max(_LEAST, pages.scale),
        fit=(1, down),
        repeat_rows=repeat_rows,
        repeat_columns=repeat_columns,
        across=bool(breaks),
        footer=footer(title, upright=upright),
    )
    sheet.break_pages(columns=breaks)
