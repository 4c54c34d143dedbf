"""What reading a cell gives, and what a kind's reader may ask for: the words that `row` and every kind have in common.

A reader is made once for a column (`MakeReader`) and then called for each of its cells that is not blank and not among
the texts it knows beforehand. What a cell means only together with the rest of its row (a unit, a span of quarters,
several choices in one cell) it leaves `Pending`, to be settled when the whole row has been read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, Protocol

from worksheet_kit.core.model import Cell, CellError, Column, Profile, Raw, Recipient, Trouble, Uncomputed, Value
from worksheet_kit.values.choices import Choices
from worksheet_kit.values.references import References


class Ground(Protocol):
    """What the columns of one form of one recipient are read against."""

    @property
    def profile(self) -> Profile: ...

    @property
    def recipient(self) -> Recipient: ...

    @property
    def columns(self) -> Mapping[str, Column]:
        """The inputs of the form, by key."""

    def choices(self, column: Column | None) -> Choices | References | None:
        """What the texts of a column are looked up in; None where it takes no list, or one that is not known."""

    def series(self, column: Column) -> tuple[str, ...]:
        """The keys of the columns that stand in one series with this one; empty where it stands alone."""

    def partner(self, column: Column) -> tuple[str, bool] | None:
        """The column that an order rule ties to this one, and whether this one is the start; None without a rule."""

    def once(self, key: object, make: Callable[[], Reader]) -> Reader:
        """The reader made for this key before, else a new one: columns with one list share what they have read."""


class OnSheet(Protocol):
    """The sheet a cell stands on, as far as reading the cell may depend on it."""

    @property
    def from_1904(self) -> bool:
        """Whether a number that stands for a day counts from 1904."""

    def decimal_sign(self, column: Column, unit: Raw) -> str:
        """The decimal sign that at least two other texts of a column show, counted in this unit, and none belies."""


class Pending(ABC):
    """What a cell means together with the rest of its row. Both are called when every cell of the row has been read."""

    @abstractmethod
    def settle(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """Put the finished cell in ``cells``, and what it says of others."""

    def finish(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """The same once more, after all of the row have been settled; nothing, unless a class says more."""
        return


class Outcome(NamedTuple):
    """What one raw cell means."""

    value: Value
    trouble: Trouble | None = None
    rule: str = ""
    pending: Pending | None = None


Read = Callable[[Raw, OnSheet], Outcome]


class Reader(NamedTuple):
    """What reads the cells of a column, and the texts it has read before or knew beforehand."""

    read: Read
    known: Mapping[Raw, Outcome] = MappingProxyType({})


MakeReader = Callable[[Column, Ground], Reader]


_TYPES = ((bool, "nilai logika"), (date, "tanggal"))


def fault(raw: Raw, *refused: type) -> Outcome | None:
    """What every kind says of an error cell and of a formula without a result, and this one of ``refused`` types.

    None for any other cell.
    """
    if isinstance(raw, CellError):
        return Outcome(None, Trouble("error_cell", {"galat": raw.text}))
    if isinstance(raw, Uncomputed):
        return Outcome(None, Trouble("uncomputed", {"rumus": raw.formula}))
    name = next((name for kind, name in _TYPES if kind in refused and isinstance(raw, kind)), None)
    return None if name is None else Outcome(None, Trouble("wrong_type", {"jenis": name}))


def unreadable(suggestion: str = "") -> Outcome:
    """A text that is nothing its kind knows; the check says what was expected in the kind's own words."""
    return Outcome(None, Trouble("unreadable", {}, suggestion))


def ambiguous(*readings: str, trouble: str = "ambiguous") -> Outcome:
    """A text that can mean any of these readings, as people would write them."""
    return Outcome(None, Trouble(trouble, {"a": readings[0], "b": readings[-1], "pilihan": "; ".join(readings)}))
