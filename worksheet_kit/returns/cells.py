"""What one cell of a returned sheet says, for those who look for what we printed and for what somebody typed."""

import re
from functools import lru_cache

from worksheet_kit.core.layout import HELP_MARK
from worksheet_kit.core.model import CellError, Uncomputed
from worksheet_kit.formats.grid import Grid, Spot
from worksheet_kit.values.text import is_blank


def text_of(value: object) -> str:
    """A cell's text without blanks around it; empty for everything that is no text."""
    return value.strip() if isinstance(value, str) else ""


def words_of(value: object) -> str:
    """The same for what we printed: of a number what a program shows, since some make one of a text like ``5``."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.15g}" if is_number else text_of(value)


@lru_cache(maxsize=4_096)
def bare(printed: str) -> str:
    """A printed text without what an office program or a person may change about it: star, brackets, case, spacing."""
    return re.sub(r"[\W_]+", "", printed).casefold()


def asked(heading: str) -> str:
    """What a heading asks, bare: the question of a card without the help below it."""
    return bare(heading.partition(HELP_MARK)[0])


def says_something(value: object) -> bool:
    """Whether a cell holds more than blanks."""
    return value not in ("", None) and not (isinstance(value, str) and is_blank(value))


def is_result(value: object) -> bool:
    """Whether this may be what a program left of one of our formulas: nothing, an error, 0 (an .xls of a text)."""
    return isinstance(value, Uncomputed | CellError) or value == 0


def formula_cells(grid: Grid) -> frozenset[Spot]:
    """The cells that hold a formula, where the format tells."""
    return frozenset() if grid.formulas is None else grid.formulas()
