"""Story two: what came back becomes one dataset, one ledger, and a list of what to put right.

Files are found and read, each recipient's copies put together, the rows checked and counted. Every file ends in the
ledger with exactly one verdict; nothing that was typed is left out without a line that says so.
"""

from __future__ import annotations

import gc
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from worksheet_kit import checks
from worksheet_kit.checks.progress import completeness
from worksheet_kit.core.errors import AmbiguousStageError, UsageError
from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import (
    Dataset,
    Fact,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Refusal,
    Result,
    Return,
    Row,
    Stage,
    ValueList,
    Verdict,
)
from worksheet_kit.core.names import all_recipients, base_name
from worksheet_kit.merging import ledger
from worksheet_kit.merging.submissions import MergedFiles, put_together
from worksheet_kit.returns.reader import Reader, Word
from worksheet_kit.returns.workers import read_in_workers

if TYPE_CHECKING:
    from worksheet_kit.matrix.readback import MatrixContent


def collect(
    paths: Iterable[str | os.PathLike[str]],
    profile: Profile,
    *,
    stage: int | None = None,
    password: str | Sequence[str] | None = None,
    decisions: Path | None = None,
    previous: Path | None = None,
    progress: Callable[[int], None] | None = None,
    reader: Reader = read_in_workers,
) -> Result:
    """Collect the returns under files and folders.

    ``stage`` is the number of the bimtek; without it, the one that most returns carry. ``password`` opens workbooks
    that need one. ``decisions`` is a matrix workbook of this stage whose decisions and reviews are kept; ``previous``
    is one of an earlier stage, for what answers refer to. ``progress`` is told how many files have been read.
    ``reader`` reads them: by default in worker processes, `returns.here.read_here` in this one.

    Raises UsageError for a path that does not exist, a folder in which nothing is ours, an unknown stage and a matrix
    that does not fit; AmbiguousStageError when two stages are carried by equally many returns.
    """
    given = [Path(path) for path in paths]
    if stage is not None:
        choose_stage((), profile, stage)  # refused before anything is read
    passwords = () if password is None else (password,) if isinstance(password, str) else tuple(password)
    read = list(reader(given, profile, passwords=passwords, watch=_counting(progress)))
    if not any(isinstance(found, Return) or _is_ours(found, profile) for found in read):
        refusals = [found for found in read if isinstance(found, Refusal)]
        names = " dan ".join(path.name or str(path) for path in given)
        raise UsageError(_nothing_there(names, refusals, profile, stage))
    with _no_cycles():
        return _weighed(read, profile, stage, decisions, previous)


def _weighed(
    read: Sequence[Return | Refusal], profile: Profile, stage: int | None, decisions: Path | None, previous: Path | None
) -> Result:
    """The result of what has been read."""
    refusals = [found for found in read if isinstance(found, Refusal)]
    unique, identical = _apart([found for found in read if isinstance(found, Return)])
    chosen = choose_stage(unique or [one for one in refusals if _is_ours(one, profile)], profile, stage)
    ours = [returned for returned in unique if returned.code.stage == chosen.number]
    others = [returned for returned in unique if returned.code.stage != chosen.number]

    before, code_lists = _earlier(previous, profile, chosen)
    decided = None if decisions is None else _decided(decisions, profile, chosen)
    handed = put_together(ours, profile, chosen, code_lists)
    lines = [
        *(line for one in handed for line in one.lines),
        *(ledger.identical(returned, first, profile) for returned, first in identical),
        *(ledger.other_stage(returned, profile, chosen) for returned in others),
        *(ledger.refused(refusal, profile, chosen) for refusal in refusals),
    ]
    lines.sort(key=lambda line: line.file)
    facts = [*(_refusal(refusal) for refusal in refusals if ledger.is_told(refusal)), *map(_other_stage, others)]
    dataset = replace(
        _dataset(profile, chosen, handed, facts),
        held=_held(refusals, chosen),
        previous=before,
        columns={(returned.file, sheet.sheet): sheet.columns for returned in ours for sheet in returned.sheets},
    )
    if decided is not None:
        drafts = sorted(ours, key=lambda returned: returned.code.revision)
        moved = {old: new for draft in drafts for new, old in draft.origins.items()}
        dataset, decided = _apply(decided, dataset, moved)
    findings = checks.run(dataset, lines)
    return Result(
        dataset=dataset,
        ledger=tuple(lines),
        findings=findings,
        completeness=completeness(dataset, findings),
        totals=ledger.totals(lines),
        reviews={} if decided is None else decided.reviews,
        sent={} if decided is None else decided.sent,
    )


def _nothing_there(names: str, refusals: Sequence[Refusal], profile: Profile, stage: int | None) -> str:
    """What to say of a folder in which nothing is a worksheet of ours: each file with its reason."""
    if not any(map(ledger.is_told, refusals)):
        if any(refusal.name is RefusalName.OWN_MATRIX for refusal in refusals):
            return f"{names} hanya berisi matriks hasil penggabungan, bukan kiriman. Sebutkan folder kiriman."
        return f"Folder {names} masih kosong."
    chosen = choose_stage((), profile, stage)
    lines = [ledger.refused(refusal, profile, chosen) for refusal in refusals if refusal.name is not RefusalName.NOISE]
    reasons = (line.reason if base_name(line.file) in line.reason else f"{line.file}: {line.reason}" for line in lines)
    return "\n- ".join([f"Tidak ada kertas kerja yang terbaca di {names}, jadi tidak ada yang ditulis.", *reasons])


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Spare Python the search for garbage in cycles: of all the small objects made meanwhile, each is kept."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # there and back: counted among what is old, it is not looked through at once
        gc.unfreeze()
        if enabled:
            gc.enable()


def choose_stage(returns: Iterable[Return | Refusal], profile: Profile, number: int | None = None) -> Stage:
    """The stage with this number; without one, the stage that most returns carry, the first one if there are none.

    Held files are asked only where nothing else came back, and those without a code only where no other has one.

    Raises UsageError for a number the profile does not have, AmbiguousStageError for a tie.
    """
    known = {stage.number: stage for stage in profile.stages}
    if number is not None:
        if number not in known:
            there = ", ".join(str(n) for n in known)
            raise UsageError(f"Bimtek {number} tidak ada di pengaturan {profile.region}; yang ada: {there}.")
        return known[number]
    asked = list(returns)
    said = [one.code.stage for one in asked if one.code is not None] or [
        n for one in asked if isinstance(one, Refusal) and isinstance(n := one.data.get("stage"), int)
    ]
    counts = Counter(number for number in said if number in known)
    most = sorted(n for n, count in counts.items() if count == max(counts.values()))
    if len(most) > 1:
        there = " dan ".join(f"bimtek {n}" for n in most)
        raise AmbiguousStageError(f"Ada kiriman {there}. Sebutkan {' atau '.join(f'--stage {n}' for n in most)}.")
    return known[most[0]] if most else profile.stages[0]


def _is_ours(refusal: Refusal, profile: Profile) -> bool:
    """Whether a file that cannot be used still says that it is a worksheet of this very edition."""
    if refusal.code is None:
        return "stage" in refusal.data
    return ledger.asks(refusal) and refusal.code.edition == profile.edition


def _apart(returns: Sequence[Return]) -> tuple[list[Return], list[tuple[Return, Return]]]:
    """The different returns, and those that are the very same file as one of them, each with that one."""
    same: dict[str, list[Return]] = defaultdict(list)
    for returned in sorted(returns, key=lambda r: (len(base_name(r.file)), r.file)):
        same[returned.sha256].append(returned)
    return [first for first, *_ in same.values()], [(other, first) for first, *more in same.values() for other in more]


def _earlier(
    path: Path | None, profile: Profile, stage: Stage
) -> tuple[dict[str, tuple[Row, ...]], Mapping[str, Mapping[str, ValueList]]]:
    """The rows of an earlier stage's matrix, and the lists of codes that this stage takes from them."""
    if path is None:
        return {}, {}
    from worksheet_kit.matrix.previous import all_code_lists, read_previous  # noqa: PLC0415 - most runs have none

    rows = read_previous(path, profile, stage)
    return rows, all_code_lists(profile, stage, rows)


def _decided(path: Path, profile: Profile, stage: Stage) -> MatrixContent:
    """What people decided on the matrix of this stage."""
    from worksheet_kit.matrix.readback import read_matrix  # noqa: PLC0415 - most runs have none

    content = read_matrix(path, profile)
    if content.stage != stage.number:
        raise UsageError(
            f"{path.name} adalah matriks bimtek {content.stage}, sedangkan yang dikumpulkan bimtek {stage.number}. "
            "Sebutkan nama lain."
        )
    return content


def _apply(decided: MatrixContent, dataset: Dataset, moved: Mapping[str, str]) -> tuple[Dataset, MatrixContent]:
    """The dataset with what was decided; what was said of rows that moved is said of what they are now."""
    from worksheet_kit.matrix import decide  # noqa: PLC0415 - most runs have none

    decided = decide.follow(decided, dataset, moved)
    return decide.apply(dataset, decided), decided


def _dataset(profile: Profile, stage: Stage, handed: Sequence[MergedFiles], facts: Sequence[Fact]) -> Dataset:
    by_code = {one.recipient.code: one for one in handed}
    everyone = all_recipients(profile)
    ordered = [by_code[recipient.code] for recipient in everyone if recipient.code in by_code]
    back = {one.recipient for one in ordered if one.submission is not None}
    # An agency whose rows stand in the draft of its group by now has sent them.
    taken_in = {one.recipient for one in ordered if one.recipient not in back and any(map(_is_taken_in, one.lines))}
    return Dataset(
        profile=profile,
        stage=stage,
        rows={
            form.name: tuple(row for one in ordered for row in one.merged.rows[form.name])
            for form in profile.stage_forms(stage)
        },
        submissions={one.recipient.code: one.submission for one in ordered if one.submission is not None},
        expected=tuple(r for r in everyone if _is_expected(r, back) and (r.is_group or r not in taken_in)),
        facts=(*facts, *(fact for one in ordered for fact in one.facts)),
        conflicts=tuple(conflict for one in ordered for conflict in one.merged.conflicts),
        loose=tuple(row for one in ordered for row in one.loose),
    )


def _is_expected(recipient: Recipient, back: set[Recipient]) -> bool:
    """A group always; its members once one of their own workbooks is back."""
    return recipient.is_group or any(r.dimension == recipient.dimension and not r.is_group for r in back)


def _is_taken_in(line: LedgerLine) -> bool:
    """Whether the rows of a file are in another file by now."""
    return line.verdict is Verdict.SUPERSEDED and line.rows_read > 0


def _held(refusals: Iterable[Refusal], stage: Stage) -> dict[str, tuple[str, ...]]:
    """The held files that say whose they are."""
    held: dict[str, tuple[str, ...]] = {}
    for refusal in refusals:
        if refusal.code is not None and refusal.code.stage == stage.number and not refusal.skipped:
            held[refusal.code.recipient] = (*held.get(refusal.code.recipient, ()), refusal.file)
    return held


def _refusal(refusal: Refusal) -> Fact:
    code = "" if refusal.code is None else str(refusal.code)
    place = Place(refusal.file, str(refusal.data.get("sheet", "")), str(refusal.data.get("cell", "")))
    return Fact(name=refusal.name, place=place, data={**refusal.data, "code": code})


def _other_stage(returned: Return) -> Fact:
    return Fact(name=RefusalName.OTHER_STAGE, place=Place(returned.file), data={"code": str(returned.code)})


def _counting(progress: Callable[[int], None] | None) -> Callable[[Word], None] | None:
    """Tell of the files that have ended."""
    if progress is None:
        return None
    count = 0

    def hear(word: Word) -> None:
        nonlocal count
        if word.ended and not word.is_container:
            count += 1
            progress(count)

    return hear
