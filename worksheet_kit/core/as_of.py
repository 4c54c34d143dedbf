"""Up to when the returns of a result speak: the latest time at which one of them was saved. No clock is asked."""

from datetime import UTC, datetime, timezone

from worksheet_kit.core.model import Profile, Result, Verdict
from worksheet_kit.core.words import DAYS, MONTHS

#: Files that are part of the result. The same file again says nothing new, and its time may be one that is doubted.
_COUNTING = (Verdict.MERGED, Verdict.NOTES, Verdict.SUPERSEDED)


def as_of(result: Result) -> datetime | None:
    """The latest time at which a return was saved, on the clocks of the region; None where no return says.

    The time at which we made a workbook is none: nobody has saved it since.
    """
    profile, stage = result.dataset.profile, result.dataset.stage
    saved = (line.saved for line in result.ledger if line.verdict in _COUNTING)
    return max((_local(time, profile) for time in saved if time and utc(time) != stage.made), default=None)


def as_of_words(result: Result) -> str:
    """The same for people: ``isi kiriman sampai Kamis, 21 Juli 2022, 15.04 WIB``; empty where no return says."""
    time = as_of(result)
    if time is None:
        return ""
    day = f"{DAYS[time.weekday()]}, {time.day} {MONTHS[time.month - 1]} {time.year}"
    return f"isi kiriman sampai {day}, {time:%H.%M} {result.dataset.profile.zone}"


def _local(time: datetime, profile: Profile) -> datetime:
    """A time on the clocks of the region. A time without a zone is what a clock showed there."""
    return time if time.tzinfo is None else time.astimezone(timezone(profile.zone.offset)).replace(tzinfo=None)


def utc(saved: datetime | None) -> datetime:
    """A time of saving, comparable with every other, with or without a zone; an unknown one is the earliest."""
    if saved is None or saved.tzinfo is None:
        return saved or datetime.min
    return saved.astimezone(UTC).replace(tzinfo=None)
