"""Paper: its sizes, how much fits between its margins, and at which scale columns fit on a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from worksheet_kit.core.model import Paper
from worksheet_kit.excel.text_fit import print_points

A3 = Paper(name="A3", index=8, width=297, height=420)
A4 = Paper(name="A4", index=9, width=210, height=297)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Margins in inches; ``footer`` is how far the footer stands from the edge of the paper."""

    side: float
    top: float
    bottom: float
    footer: float


#: The margins of all sheets that are not told otherwise.
MARGINS = Margins(side=0.4, top=0.4, bottom=0.55, footer=0.25)

#: Of sheets with wide tables.
NARROW = Margins(side=0.3, top=0.37, bottom=0.45, footer=0.22)


def printed(edge: float, margins: float = 0.8) -> float:
    """Points between the margins (both, in inches) along an edge of a sheet of paper (in millimetres)."""
    return (edge / 25.4 - margins) * 72


def safe(paper: Paper) -> Paper:
    """What surely fits: A4 for paper a little larger (F4, Legal), as many printers know nothing between A4 and A3."""
    if paper.height >= A4.height * 1.25:
        return paper
    return replace(paper, width=min(paper.width, A4.width), height=min(paper.height, A4.height))


_SMALLEST = 40  # percent at which print can still be read


def fit_scale(paper: Paper, widths: Sequence[float], *, landscape: bool, margins: float = 0.8) -> int:
    """Percent at which columns of these widths take one page across, between `_SMALLEST` and 100.

    ``margins`` are both margins at the sides together, in inches. Paper is reckoned as `safe` has it.
    """
    paper = safe(paper)
    across = paper.height if landscape else paper.width
    return max(_SMALLEST, min(100, int(100 * printed(across, margins) / sum(print_points(width) for width in widths))))
