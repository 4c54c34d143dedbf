"""How a matrix says what belongs to it: the sheets that are read back, and the other book where it is written as two.

The book for everybody and the secretariat's name each other, so that either is enough where the other lies beside it,
and list the sheets of both, so that one that is missing is told.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from worksheet_kit.core.model import Standing
from worksheet_kit.formats.grid import Grid
from worksheet_kit.matrix.view import View

#: Begins the line that lists the sheets people may write in: one that is not in it was never written.
LISTED, BETWEEN = "Lembar yang dibaca lagi: ", "; "
#: Begins the line that names the other book: in the book for everybody, in the secretariat's.
OF_EVERYBODY, OF_SECRETARIAT = "Kerja sekretariat ada di buku ", "Matriks untuk semua ada di buku "


#: Begins the line with the figures of a matrix, and with those of the one before it.
FIGURES, FIGURES_BEFORE = "Angka matriks ini: ", "Angka matriks sebelumnya: "
#: Begins the line that says up to when what was decided on the page is in a matrix.
NOTED = "Keputusan di halaman sampai "


class Other(NamedTuple):
    """What a book says of the other one."""

    book: str  # its name
    is_secretariats: bool


def told(view: View) -> Iterator[str]:
    """The lines that a book carries for reading it back."""
    if view.read_back:
        yield LISTED + BETWEEN.join(view.read_back)
    if view.other_book:
        yield (OF_EVERYBODY if view.presentation else OF_SECRETARIAT) + view.other_book
    if view.result.noted is not None:
        yield NOTED + view.result.noted.isoformat()


def listed_sheets(grids: Iterable[Grid]) -> tuple[str, ...]:
    """The sheets that a matrix says it was written with; none where it does not say, as older ones do not."""
    listed = next((text for text in _texts(grids) if text.startswith(LISTED)), LISTED)
    return tuple(listed.removeprefix(LISTED).split(BETWEEN))


def other_book(grids: Iterable[Grid]) -> Other | None:
    """The book that a matrix was written with as one of two; None where it is the only one."""
    for text in _texts(grids):
        for beginning, is_secretariats in ((OF_EVERYBODY, True), (OF_SECRETARIAT, False)):
            name = text.removeprefix(beginning)
            if name != text and name.endswith(".xlsx") and not {"/", "\\"} & {*name}:
                return Other(name, is_secretariats)
    return None


def noted_until(grids: Iterable[Grid]) -> datetime | None:
    """Up to when a matrix holds what was decided on the page; None where it holds nothing of that."""
    for text in _texts(grids):
        if text.startswith(NOTED):
            try:
                return datetime.fromisoformat(text.removeprefix(NOTED)).astimezone(UTC)
            except ValueError:
                return None
    return None


def figure_lines(standing: Standing, before: Standing | None) -> Iterator[str]:
    """The lines that keep the figures of a matrix, and those it is compared with."""
    for beginning, each in ((FIGURES, standing), (FIGURES_BEFORE, before)):
        if each is not None:
            kept = {"returns": each.returns, "as_of": each.as_of, "figures": dict(each.figures)}
            yield beginning + json.dumps(kept, ensure_ascii=False)


def standing(grids: Iterable[Grid], *, before: bool = False) -> Standing | None:
    """The figures that a matrix keeps, or those of the matrix before it; None where it has none that can be read."""
    beginning = FIGURES_BEFORE if before else FIGURES
    for text in _texts(grids):
        if text.startswith(beginning):
            try:
                kept = json.loads(text.removeprefix(beginning))
                figures = {str(name): int(figure) for name, figure in kept["figures"].items()}
                return Standing(returns=str(kept["returns"]), as_of=str(kept["as_of"]), figures=figures)
            except (ValueError, KeyError, TypeError, AttributeError):
                return None
    return None


def _texts(grids: Iterable[Grid]) -> Iterator[str]:
    return (value for grid in grids for row in grid.rows for value in row if isinstance(value, str))
