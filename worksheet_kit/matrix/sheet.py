"""What a sheet of the matrix is: its name, whom it is for, when it is written and by what."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.matrix.view import View


class Audience(Enum):
    """Whom a sheet is for, by the colour of its tab. The copy to forward has those to present and for planners only."""

    PRESENT = "#1E6B5C"
    PLANNERS = "#1F3864"
    SECRETARIAT = "#E0A800"
    PROGRAMS = "#8C8C8C"

    @property
    def tab(self) -> str:
        """Colour of the tab."""
        return self.value

    @property
    def forwarded(self) -> bool:
        """Whether the sheet stands in the copy to forward: it names no faults, no contacts and no files."""
        return self in (Audience.PRESENT, Audience.PLANNERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSheet:
    """A sheet of the matrix. ``write`` fills the empty sheet; ``applies`` says whether a stage has anything for it."""

    name: str
    audience: Audience
    write: Callable[[Sheet, View], None]
    applies: Callable[[View], bool] = lambda view: True
