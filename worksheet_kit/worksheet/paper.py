"""Print set-up: paper and margins, how many pages across keep the type readable, and the footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from worksheet_kit.core.model import Paper
from worksheet_kit.excel.page import Margins
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import print_points, shorten
from worksheet_kit.worksheet.contents import Contents

_MARGINS = Margins(side=0.45, top=0.5, bottom=0.62, footer=0.3)
#: At less than this many percent, 10-point type is hard to read. A page more across is better then.
READABLE = 74
_LEAST = 30
_MOST_CUTS = 10
_FOOTER_TEXT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How a wide sheet is printed: first columns of the second and further pages across, and the scale in percent."""

    breaks: tuple[int, ...]
    scale: int


def plan_pages(widths: Mapping[int, float], *, repeated: Sequence[int], cuts: Sequence[int], paper: Paper) -> Pages:
    """Cut a sheet into the fewest pages across on which its type is readable, at some of the places given."""
    # Across a landscape page between the margins, with a little to spare for printers that scale.
    room = max(paper.width, paper.height) / 25.4 * 72 - 2 * _MARGINS.side * 72 - 6
    head = sum(print_points(widths[column]) for column in repeated)

    def scale(breaks: Sequence[int]) -> int:
        edges = [min(widths), *breaks, max(widths) + 1]
        most = 0.0
        for first, last in pairwise(edges):
            own = sum(print_points(width) for column, width in widths.items() if first <= column < last)
            most = max(most, own + (head if first not in repeated else 0))
        return max(10, min(100, int(100 * room / most)))

    best = Pages(breaks=(), scale=scale(()))
    cuts = cuts if len(cuts) <= _MOST_CUTS else cuts[:: 1 + len(cuts) // _MOST_CUTS]
    for count in range(len(cuts) + 1):
        tries = [Pages(breaks=chosen, scale=scale(chosen)) for chosen in combinations(cuts, count)]
        candidate = max(tries, key=lambda pages: pages.scale)
        if candidate.scale > best.scale:
            best = candidate
        if best.scale >= READABLE:
            break
    if best.scale < READABLE:
        anywhere = Pages(breaks=_full(widths, room * 100 / READABLE, head, repeated), scale=0)
        anywhere = replace(anywhere, scale=scale(anywhere.breaks))
        best = max(best, anywhere, key=lambda pages: pages.scale)
    return best


def fits_page(paper: Paper, points: float) -> bool:
    """Whether so many points of height can be read on one landscape page."""
    room = min(paper.width, paper.height) / 25.4 - _MARGINS.top - _MARGINS.bottom
    return points * READABLE / 100 <= room * 72


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
    # An upright page has no room for both beside the file code.
    # All of a footer is 255 characters at most.
    left = title if upright else f"{title} · {contents.audience}"
    left = shorten(left, _FOOTER_TEXT).replace("&", "&&")
    breaks = () if pages is None else pages.breaks
    sheet.page(
        contents.profile.paper,
        landscape=not upright,
        margins=_MARGINS,
        scale=None if pages is None else max(_LEAST, pages.scale),
        fit=(1, down),
        repeat_rows=repeat_rows,
        repeat_columns=repeat_columns,
        across=bool(breaks),
        footer=f"&L&8 {left}&C&8 {contents.code}&R&8 Halaman &P dari &N",
    )
    sheet.break_pages(columns=breaks)
