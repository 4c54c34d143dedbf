"""Story two: what came back becomes one dataset, one ledger, and a list of what to put right.

Files are found and read, each recipient's copies put together, the rows checked and counted. Every file ends in the
ledger with exactly one verdict; nothing that was typed is left out without a line that says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from worksheet_kit import checks
from worksheet_kit.checks.progress import completeness
from worksheet_kit.checks.similar import Spellings
from worksheet_kit.core.model import Dataset, Profile, Result, Row, Stage, ValueList
from worksheet_kit.intake.find import sources
from worksheet_kit.merging import ledger
from worksheet_kit.merging.dataset import build_dataset, ledger_lines, row_moves
from worksheet_kit.merging.sorting import SortedReturns, choose_stage, refuse_nothing, sort_returns
from worksheet_kit.merging.submissions import Merges, put_together
from worksheet_kit.returns.reader import Reader, Word
from worksheet_kit.returns.workers import read_in_workers

if TYPE_CHECKING:
    from worksheet_kit.matrix.content import MatrixContent

#: A matrix in one workbook or in several; None, or an empty one, where there is none.
Books: TypeAlias = Path | Sequence[Path] | None
#: Lists of codes of an earlier stage, by recipient code and name.
CodeLists: TypeAlias = dict[str, dict[str, ValueList]]


@dataclass(frozen=True, slots=True)
class Memory:
    """What one collection leaves to the next, so that only what is new is worked out. No result depends on it."""

    merges: Merges = field(default_factory=Merges)
    spellings: Spellings = field(default_factory=Spellings)


def collect(
    paths: Iterable[str | os.PathLike[str]],
    profile: Profile,
    *,
    stage: int | None = None,
    password: str | Sequence[str] | None = None,
    decisions: Books | Callable[[Stage], Books] = None,
    previous: Path | Callable[[Stage], Path | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
    reader: Reader = read_in_workers,
    memory: Memory | None = None,
) -> Result:
    """Collect the returns under files and folders.

    ``stage`` is the number of the bimtek; without it, the one that most returns carry. ``password`` opens workbooks
    that need one. ``decisions`` is the matrix of this stage whose decisions and reviews are kept, one workbook or
    several, with a ``keputusan.json`` of the page or that alone; ``previous`` is one of an earlier stage, for what
    answers refer to; either may be what names it once the stage is known. ``progress`` is told how many of how many
    files have been read, an archive counting as one. ``reader`` reads them: by default in worker processes,
    `returns.here.read_here` in this one. ``memory`` is given where much the same files are collected again and again.

    Raises UsageError for a path that does not exist, a folder in which nothing is ours, an unknown stage and a matrix
    that does not fit; AmbiguousStageError when two stages are carried by equally many returns.
    """
    memory = memory or Memory()
    given = [Path(path) for path in paths]
    if stage is not None:
        choose_stage((), profile, stage)  # refused before anything is read
    passwords = () if password is None else (password,) if isinstance(password, str) else tuple(password)
    read = list(reader(given, profile, passwords=passwords, watch=_counting(given, progress)))
    refuse_nothing(read, given, profile, stage)
    files = sort_returns(read, profile, stage)

    if callable(previous):
        previous = previous(files.stage)
    previous_rows, code_lists = ({}, {}) if previous is None else _earlier(previous, profile, files.stage)
    merged = put_together(files.ours, profile, files.stage, code_lists, memory.merges)
    lines = ledger_lines(files, merged, profile)
    dataset = build_dataset(profile, files, merged, previous_rows)
    decided, before = None, None
    if callable(decisions):
        decisions = decisions(files.stage)
    if decisions:
        dataset, decided = _decided(decisions, dataset, files, code_lists)
    if decided is not None and decided.standing is not None:
        is_same = decided.standing.returns == ledger.returns_print(lines)
        before = decided.before if is_same else decided.standing

    findings = checks.run(dataset, lines, memory.spellings)
    return Result(
        dataset=dataset,
        ledger=tuple(lines),
        findings=findings,
        completeness=completeness(dataset, findings),
        totals=ledger.totals(lines),
        reviews={} if decided is None else decided.reviews,
        sent={} if decided is None else decided.sent,
        before=before,
        noted=None if decided is None else decided.noted,
    )


# What reads a matrix back is loaded where one is given only.


def _earlier(matrix: Path, profile: Profile, stage: Stage) -> tuple[dict[str, tuple[Row, ...]], CodeLists]:
    """The rows of an earlier stage, by form, and the lists of their codes."""
    from worksheet_kit.matrix.previous import all_code_lists, read_previous  # noqa: PLC0415

    rows = read_previous(matrix, profile, stage)
    return rows, all_code_lists(profile, stage, rows)


def _decided(
    books: Path | Sequence[Path], dataset: Dataset, files: SortedReturns, code_lists: CodeLists
) -> tuple[Dataset, MatrixContent]:
    """The dataset as people have decided on the matrix that these books are, and what that holds."""
    from worksheet_kit.matrix import decide, readback  # noqa: PLC0415

    content = readback.read_decisions(books, dataset.profile, files.stage)
    decided = decide.follow(content, dataset, row_moves(files.ours))
    return decide.apply(dataset, decided, code_lists), decided


def _counting(given: Sequence[Path], progress: Callable[[int, int], None] | None) -> Callable[[Word], None] | None:
    """Tell of the files that have ended."""
    if progress is None:
        return None
    waiting = {source.file for source in sources(given)}
    total = len(waiting)

    def hear(word: Word) -> None:
        if word.ended and word.file in waiting:
            waiting.remove(word.file)
            progress(total - len(waiting), total)

    return hear
