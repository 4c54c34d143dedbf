"""An opened workbook, as the reader of every format gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from worksheet_kit.formats.grid import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that was opened. ``load`` reads one sheet by its place in ``names``; it raises UnreadableError."""

    names: tuple[str, ...]
    load: Callable[[int], Grid]
    saved: datetime | None = None  # aware, UTC
    program: str = ""  # that saved it, where it says so
    carried: tuple[str, ...] = ()  # what it carries that could act: macro, external_link, dde


def loaded(grids: list[Grid], *, saved: datetime | None, program: str, carried: tuple[str, ...]) -> Book:
    """A workbook all of whose sheets are read at once."""
    names = tuple(grid.name for grid in grids)
    return Book(names=names, load=grids.__getitem__, saved=saved, program=program, carried=carried)
