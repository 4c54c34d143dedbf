"""What a matrix workbook holds that a later step goes on with: decisions, reviews, changes by hand, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from worksheet_kit.core.model import Place, Raw, Request, Spelling, Standing, Unused

#: Form, row and column of an answer; of a spelling nothing, its list and what was typed.
At = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A cell that was changed by hand on *Matriks Konsolidasi*: what stands there now, or on *Isian Berbeda* since."""

    row: str
    form: str
    column: str
    value: Raw
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Proposal):
    """What a person chose on *Isian Berbeda*: the chosen value as it stands there, and all values there were."""

    seen: tuple[Raw, ...] = ()
    among: bool = False  # typed where one of those is named: it counts as one of them, or not at all
    unused: Unused | None = None  # why it was not used at an earlier merge, or cannot be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Proposal):
    """What was typed on *Perlu Diperbaiki* in the place of a faulty answer, who said so, and prints of that answer."""

    source: str
    seen: str
    about: Place = Place()  # what its line links to, where the line has lost its hidden marks: ``column`` is empty then


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one table of a matrix workbook holds, or all of them."""

    # form -> row key -> column -> raw
    rows: Mapping[str, Mapping[str, Mapping[str, Raw]]] = field(default_factory=dict)
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)  # (row key, column key) -> its data cell
    decisions: tuple[Decision, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    answers: tuple[Answer, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    undecided: tuple[At, ...] = ()  # lines on which nothing is decided
    loose: tuple[tuple[Place, str], ...] = ()  # typed where nothing is read from
    sent: Mapping[str, Request] = field(default_factory=dict)  # row key -> what reviewers sent it back with, and when


class UnmarkedSheet(NamedTuple):
    """A sheet that is gone or has lost its hidden marks, what people write in it, and whether that was found still."""

    place: Place
    holds: str
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixContent(Content):
    """What a matrix workbook holds that a later step goes on with."""

    edition: str
    stage: int
    reviews: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # row key -> review column -> text
    # row key, review column and text, with the key of a row that is gone while another one has its code
    lost: tuple[tuple[str, str, str, str], ...] = ()
    deleted: tuple[tuple[str, str, Place], ...] = ()  # row key, form and the sheet it is gone from
    added: tuple[tuple[Place, int], ...] = ()  # sheets of people's own, with their filled cells
    unmarked: tuple[UnmarkedSheet, ...] = ()
    other_book: str = ""  # the name of the book that was written with it, where it is one of two
    standing: Standing | None = None  # its own figures
    before: Standing | None = None  # those of the last matrix that was made from other returns
    newer: tuple[tuple[str, str], ...] = ()  # names of copies saved after it, each with that of the book it copies
    saved: datetime | None = None  # when it was, by its own properties
    noted: datetime | None = None  # it holds what was decided on the page up to then
