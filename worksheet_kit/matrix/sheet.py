"""What a sheet of the matrix is: its name, whom it is for, when it is written and by what."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.matrix.view import View


class Audience(Enum):
    """Whom a sheet is for, by the colour of its tab, and so which of two books it stands in."""

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
        """Whether it stands in the book for everybody, where no faults, contacts and files are named."""
        return self in (Audience.PRESENT, Audience.PLANNERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSheet:
    """A sheet of the matrix. ``write`` fills the empty sheet; ``applies`` says whether there is anything for it."""

    name: str
    audience: Audience
    write: Callable[[Sheet, View], None]
    applies: Callable[[View], bool] = lambda view: True
    about: str = ""  # what *Ringkasan* says of it, a short sentence
    read_back: bool = False  # people write in it, and that is read at the next merge
