"""How much room text takes in Arial: lines, heights, and the largest size that fits.

Excel sizes a wrapped row only while someone types in it, and merged cells never; so heights are worked out here. Widths
of letters are those of Arial (Liberation Sans has the same), in thousandths of the type size.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat

# Advance widths of the characters 32 to 126, upright and bold.
_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 "
    "333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 "
    "611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_OTHERS = {"–": 556, "—": 1000, "…": 1000, "·": 278, "•": 350, "‹": 333, "›": 333, "█": 708, "░": 708, "\u00a0": 278}
_UNKNOWN = 800


class _Widths(dict[str, int]):
    def __missing__(self, letter: str) -> int:
        return _UNKNOWN


#: The advance width of a character, upright and bold.
_WIDTHS = {
    bold: _Widths({chr(32 + n): int(width) for n, width in enumerate(table.split())} | _OTHERS).__getitem__
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}

#: Pixels (96 to the inch) that one unit of column width adds, and that the cell's own edges take. Excel's default digit
#: is 7 pixels wide; a little less is reckoned with, so that no program finds a line too long.
_UNIT = 7.0
_EDGES = 5.0
#: The cell's edges, in units of column width.
EDGES = _EDGES / _UNIT


_BREAK = re.compile(r"(?<= )(?=[^ ])|(?<=-)(?=[^\W\d_])")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text in pixels at 96 to the inch; ``size`` in points."""
    return sum(map(_WIDTHS[bold], text)) * size * 96 / 72 / 1000


def column_pixels(width: float) -> float:
    """Pixels of text that fit into a column of this width (in Excel's units of one digit)."""
    return width * _UNIT - 1


def print_points(width: float) -> float:
    """Points a column of this width takes in print; measured a little above what the screen shows."""
    return (7.42 * width + _EDGES) * 0.75


@lru_cache(maxsize=8192)
def lines(text: str, width: float, size: float = 10, bold: bool = False) -> int:
    """Lines that text takes when wrapped in a column (or merged columns) of this width, at least 1."""
    room, advance = column_pixels(width) * 72 * 1000 / 96 / size, _WIDTHS[bold]
    count = 0
    for paragraph in map(str.rstrip, text.split("\n"), repeat(" ")):
        count += 1
        if sum(map(advance, paragraph)) <= room:
            continue
        used = 0.0
        for word in _words(paragraph):
            letters = word.rstrip(" ")
            length: float = sum(map(advance, letters))
            if used and used + length > room:
                count, used = count + 1, 0.0
            while length > room:  # a word longer than the column is broken where it ends
                count, length = count + 1, length - room
            used += length + advance(" ") * (len(word) - len(letters))
    return max(1, count)


def line_height(size: float = 10) -> float:
    """Points from one line of Arial to the next."""
    return 1.15 * size + 1.25


def height(text: str, width: float, size: float = 10, bold: bool = False, padding: float = 3) -> float:
    """Points of row height that wrapped text needs."""
    return lines(text, width, size, bold) * line_height(size) + padding


def money_width(amount: float, size: float, least: float) -> float:
    """Width of a column that shows an amount in bold without turning it into hashes."""
    return max(least, round((text_width(f"{amount:,.0f}", size, bold=True) + 8) / 7, 1))


_CODE_WIDTH = 10.0  # of a column that has short codes only


def code_width(codes: Iterable[str], size: float, least: float = _CODE_WIDTH) -> float:
    """Width of a column that breaks codes such as ``GOV-DINKOMINFO-P01`` at their hyphens only."""
    pieces = {piece for code in codes for piece in code.replace("-", "- ").split()}
    return max([least, *(round(text_width(piece, size, bold=True) / 7 + 0.8, 1) for piece in pieces)])


def fit_size(text: str, width: float, sizes: tuple[float, ...], bold: bool = False) -> float:
    """The first of the sizes (largest first) at which text fits on one line; the last one when none does."""
    for size in sizes[:-1]:
        if text_width(text, size, bold) <= column_pixels(width):
            return size
    return sizes[-1]


def shorten(text: str, limit: int) -> str:
    """Text of at most ``limit`` characters, cut between words and ending in an ellipsis where it was cut.

    Characters are UTF-16 code units, as Excel counts: an emoji is two, and is not cut in half.
    """
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    cut = units[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    head = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return head.rstrip(" ,;:(/-") + "…"


def _words(paragraph: str) -> list[str]:
    """The pieces between which a line may break: after blanks and after hyphens. They keep the blanks behind them."""
    if "-" in paragraph or "  " in paragraph:
        return _BREAK.split(paragraph)
    return paragraph.replace(" ", " \n").split("\n")  # the same, in a tenth of the time
