"""What has been read, sorted: the returns of the stage that is collected, those of others, the same file twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from worksheet_kit.core.as_of import utc
from worksheet_kit.core.errors import AmbiguousStageError, NothingReadError, UsageError
from worksheet_kit.core.facts import FactName, RefusalName
from worksheet_kit.core.model import Fact, Place, Profile, Refusal, Return, Stage
from worksheet_kit.core.names import base_name
from worksheet_kit.merging import ledger

#: A return that was saved so long after every other one of its bimtek was saved on a computer with a wrong clock, and
#: so was one that was saved so long before the bimtek.
_LATEST_AFTER_OTHERS = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedReturns:
    """All files of a collection, each in one of these."""

    stage: Stage
    ours: tuple[Return, ...]  # of this stage
    others: tuple[Return, ...]  # of another stage
    identical: tuple[tuple[Return, Return], ...]  # each with the one it is the very same file as
    refusals: tuple[Refusal, ...]


def sort_returns(read: Sequence[Return | Refusal], profile: Profile, number: int | None) -> SortedReturns:
    """Sort what has been read for the stage of this number; without one, see `choose_stage`, whose errors it raises."""
    refusals = tuple(file for file in read if isinstance(file, Refusal))
    unique, identical = _apart([file for file in read if isinstance(file, Return)])
    stage = choose_stage(unique or [refusal for refusal in refusals if _is_ours(refusal, profile)], profile, number)
    return SortedReturns(
        stage=stage,
        ours=_without_doubtful_time([returned for returned in unique if returned.code.stage == stage.number], stage),
        others=tuple(returned for returned in unique if returned.code.stage != stage.number),
        identical=tuple(identical),
        refusals=refusals,
    )


def refuse_nothing(
    read: Sequence[Return | Refusal], given: Sequence[Path], profile: Profile, number: int | None
) -> None:
    """Raise NothingReadError where nothing under the paths given is a worksheet of ours, with why for each file."""
    if any(isinstance(file, Return) or _is_ours(file, profile) for file in read):
        return
    names = " dan ".join(path.name or str(path) for path in given)
    refusals = [file for file in read if isinstance(file, Refusal)]
    if not any(map(ledger.is_told, refusals)):
        there = {refusal.name for refusal in refusals}
        if RefusalName.OWN_MATRIX in there or {RefusalName.OWN_DRAFT, RefusalName.OWN_TEXT} & there:
            what = "matriks hasil penggabungan" if RefusalName.OWN_MATRIX in there else "draf surel atau rekap sendiri"
            raise NothingReadError(f"{names} hanya berisi {what}, bukan kiriman. Sebutkan folder kiriman.")
        raise NothingReadError(f"Folder {names} masih kosong.")
    stage = choose_stage((), profile, number)
    lines = [ledger.refused(refusal, profile, stage) for refusal in refusals if refusal.name is not RefusalName.NOISE]
    reasons = (line.reason if base_name(line.file) in line.reason else f"{line.file}: {line.reason}" for line in lines)
    heading = f"Tidak ada kertas kerja yang terbaca di {names}, jadi tidak ada yang ditulis."
    raise NothingReadError("\n- ".join([heading, *reasons]))


def choose_stage(returns: Iterable[Return | Refusal], profile: Profile, number: int | None = None) -> Stage:
    """The stage with this number; without one, the stage that most returns carry, the first one if there are none.

    Held files are asked only where nothing else came back, and those without a code only where no other has one.

    Raises UsageError for a number the profile does not have, AmbiguousStageError for a tie.
    """
    stages = {stage.number: stage for stage in profile.stages}
    if number is not None:
        if number not in stages:
            there = ", ".join(str(n) for n in stages)
            raise UsageError(f"Bimtek {number} tidak ada di pengaturan {profile.region}; yang ada: {there}.")
        return stages[number]
    files = list(returns)
    numbers = [file.code.stage for file in files if file.code is not None] or [
        n for file in files if isinstance(file, Refusal) and isinstance(n := file.data.get("stage"), int)
    ]
    counts = Counter(number for number in numbers if number in stages)
    most = sorted(n for n, count in counts.items() if count == max(counts.values()))
    if len(most) > 1:
        there = " dan ".join(f"bimtek {n}" for n in most)
        raise AmbiguousStageError(f"Ada kiriman {there}. Sebutkan {' atau '.join(f'--bimtek {n}' for n in most)}.")
    return stages[most[0]] if most else profile.stages[0]


def _is_ours(refusal: Refusal, profile: Profile) -> bool:
    """Whether a file that cannot be used still says that it is a worksheet of this very edition."""
    if refusal.code is None:
        return "stage" in refusal.data
    return ledger.asks(refusal) and refusal.code.edition == profile.edition


def _without_doubtful_time(returns: Sequence[Return], stage: Stage) -> tuple[Return, ...]:
    """The returns, one that was saved long after every other with its time as unknown: the clock there was wrong.

    No clock is asked here: the same files give the same result at any time. A worksheet or correction that nobody has
    saved since it was made says nothing; nor does a time so long before the bimtek that there was no worksheet yet.
    """
    first = stage.made - _LATEST_AFTER_OTHERS
    by_people = (returned for returned in returns if returned.saved and stage.made != utc(returned.saved) > first)
    by_time = sorted(by_people, key=lambda returned: utc(returned.saved))
    if len(by_time) < 2 or utc(by_time[-1].saved) - utc(by_time[-2].saved) <= _LATEST_AFTER_OTHERS:
        return tuple(returns)
    last = by_time[-1]
    fact = Fact(name=FactName.SAVED_TOO_LATE, place=Place(last.file), data={"saved": utc(last.saved).isoformat()})
    doubtful = replace(last, saved=None, facts=(*last.facts, fact))
    return tuple(doubtful if returned is last else returned for returned in returns)


def _apart(returns: Sequence[Return]) -> tuple[list[Return], list[tuple[Return, Return]]]:
    """The different returns, and those that are the very same file as one of them, each with that one."""
    same: dict[str, list[Return]] = defaultdict(list)
    for returned in sorted(returns, key=lambda r: (len(base_name(r.file)), r.file)):
        same[returned.sha256].append(returned)
    return [first for first, *_ in same.values()], [(other, first) for first, *more in same.values() for other in more]
