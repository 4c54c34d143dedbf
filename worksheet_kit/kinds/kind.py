"""What a kind of column is made of, and the register of all kinds.

A kind is one object in a file of its own, whole or not at all: every part without a default has to be said when it is
made, so that a kind with a missing part cannot be imported, let alone used. `core.model.Kind` holds the questions that
anybody may ask of it; the parts here are what the rooms build on: what a form's TOML may say, what stands in a cell of
it, its rule and check in the sheet, the reader of what came back, the looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from worksheet_kit.core.model import Kind, Value, ValueList
from worksheet_kit.kinds.reading import MakeReader
from worksheet_kit.kinds.sheet import Look, MakeCheck, MakeContent, MakeRule, Shown, as_put

#: What a column may say in TOML besides key, heading, kind, help, example, width, band, repeat and series.
ATTRIBUTES = ("required", "list", "outside", "blocks", "preset", "source", "minimum", "unit")


class Source(StrEnum):
    """What ``source`` of a column says."""

    NONE = ""
    SERIES = "series"  # the series that is summed
    FOUND = "column>form.column"  # or several columns or series joined with +
    COLUMN = "form.column"


TEXT_LOOK = Look(number_format="@")
#: Words to choose: centred where the column is narrow.
CHOICE_LOOK = Look(number_format="@", centred_when_narrow=True)


def same(value: Any) -> Any:
    """For kinds whose values are shown as they are stored."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeKind(Kind):
    """What every kind has, locked or not. ``dtype`` is the pandas type of its column in a table."""

    meaning: str  # what it is for, as the page for owners of forms lists it
    must_say: tuple[str, ...] = ()  # which of `ATTRIBUTES` a column has to say
    may_say: tuple[str, ...] = ()  # and which it may say besides
    source: Source = Source.NONE
    content: MakeContent = as_put  # of a cell in a worksheet
    look: Look = TEXT_LOOK  # in a worksheet
    matrix_look: Look | None = None  # in the matrix, where it is another
    show: Callable[[Value], Value] = same  # a stored value as people read it
    in_sheet: Callable[[Value], Shown] = same  # a stored value as it is put in a worksheet's cell
    dtype: str = "string"
    in_table: Callable[[Any], object] = same  # a stored value as a column of that type takes it

    def __post_init__(self) -> None:
        if unknown := {*self.must_say, *self.may_say} - {*ATTRIBUTES}:
            raise ValueError(f"no attribute of a column: {', '.join(sorted(unknown))}")
        for part in fields(self):
            if part.default is part.default_factory is MISSING and getattr(self, part.name) in ("", None):
                raise ValueError(f"kind {self.name!r} says nothing for {part.name}")

    def __reduce__(self) -> tuple[Callable[[str], Kind], tuple[str]]:
        """Another process has kinds of its own: only the name crosses over, and stands there for the one object."""
        return named, (self.name,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LockedKind(WholeKind):
    """A kind that nobody types into: printed, carried over or computed."""

    is_input: bool = field(default=False, init=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputKind(WholeKind):
    """A kind that participants type into.

    ``own_list`` names the list behind every column of this kind, empty where the column chooses one or takes none;
    ``entries`` is that list where no profile makes it. ``wrong`` is a formula that tints a cell, with ``{cell}`` for
    it; empty where the list behind the column does. ``rules`` and ``troubles`` are those that only such kinds give:
    what people read about each adjustment, the words that each trouble brings along.
    """

    is_input: bool = field(default=True, init=False)
    expected: str  # what was asked for, in a sentence: "angka rupiah"
    how: str  # how to write it, in a sentence after a colon: "tulis rupiah penuh, contoh 150000000"
    own_list: str = ""
    entries: ValueList | None = None
    rule: MakeRule
    check: MakeCheck
    wrong: str = ""
    reader: MakeReader
    rules: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stands_alone(self) -> bool:
        """Whether it can be used where there is no list and no row: in a line of *Petunjuk*."""
        return not self.must_say and not self.own_list


K = TypeVar("K", bound=WholeKind)
_registry: dict[str, WholeKind] = {}

#: Every kind by its name. Filled while the modules of this room are imported, never afterwards.
KINDS: Mapping[str, WholeKind] = _registry


def register(kind: K) -> K:
    """Make a kind known under its name. Raises ValueError for a name that is taken."""
    if kind.name in _registry:
        raise ValueError(f"kind {kind.name!r} is there already")
    _registry[kind.name] = kind
    return kind


def kind_names() -> list[str]:
    """The names of all kinds, as people are told them: those of every form first, then those that are typed into."""
    order = sorted(KINDS.values(), key=lambda k: (not k.is_code, not k.is_status, not k.is_input, k.name))
    return [kind.name for kind in order]


def named(name: str) -> WholeKind:
    """The kind with this name. Raises KeyError."""
    return KINDS[name]


def whole(kind: Kind) -> WholeKind:
    """A kind with all its parts."""
    return KINDS[kind.name]


def input_kind(kind: Kind) -> InputKind:
    """A kind that participants type into, with all its parts. Raises TypeError for a locked one."""
    own = whole(kind)
    if not isinstance(own, InputKind):
        raise TypeError(f"nobody types into a column of kind {kind.name!r}")
    return own
