"""Which returns count, and which time of saving is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worksheet_kit.core.model import FileCode, Profile, Return
from worksheet_kit.merging.sorting import sort_returns

FIRST = datetime(2025, 6, 4, 2, tzinfo=UTC)


def sent(name: str, days: float | None, *, stage: int = 2) -> Return:
    """A return that was saved so many days after the first one; None where its file does not say."""
    saved = None if days is None else FIRST + timedelta(days=days)
    code = FileCode(edition="WNS25", stage=stage, recipient="TATA", revision=0, check="0000")
    return Return(file=f"{name}.xlsx", sha256=name, code=code, saved=saved)


@pytest.mark.parametrize(
    ("days", "doubtful"),
    [
        ([0, 1, 61.5], "2.xlsx"),
        ([61.5, 0, 1], "0.xlsx"),  # in any order
        ([0, 2_400], "1.xlsx"),
        ([0, 60], ""),
        ([0, 30, 90], ""),  # the others came by and by
        ([0, 90, 91], ""),  # two say so
        ([2_400], ""),  # nothing to hold it against
        ([None, 2_400], ""),
        ([-2_400, 0, 1], ""),  # long before the others: it ranks as the earliest anyway
        ([-2_400, 0], ""),  # and is no witness against the one that is right
        ([-2_400, 0, 61.5], "2.xlsx"),
    ],
)
def test_a_return_saved_long_after_every_other_has_no_known_time(
    kota: Profile, days: list[float | None], doubtful: str
) -> None:
    read = [sent(str(n), day) for n, day in enumerate(days)]
    ours = sort_returns(read, kota, 2).ours
    told = [returned for returned in ours if returned.facts]
    assert [returned.file for returned in told] == ([doubtful] if doubtful else [])
    for before, after in zip(read, ours, strict=True):
        assert after.saved == (None if after in told else before.saved)
    for returned in told:
        (fact,) = returned.facts
        assert (fact.name, fact.place.file, set(fact.data)) == ("saved_too_late", doubtful, {"saved"})


def test_another_bimtek_and_the_same_file_again_say_nothing_of_the_time(kota: Profile) -> None:
    late = sent("b", 61.5)
    files = sort_returns([sent("a", 0), late, sent("c", 61, stage=1), replace(late, file="b (2).xlsx")], kota, 2)
    assert {returned.file: returned.saved for returned in files.ours} == {"a.xlsx": FIRST, "b.xlsx": None}


def test_a_correction_that_nobody_has_saved_says_nothing_of_the_time(kota: Profile) -> None:
    made = replace(sent("perbaikan", 0), saved=kota.stage(2).made.replace(tzinfo=UTC))
    assert not [returned for returned in sort_returns([made, sent("a", 400)], kota, 2).ours if returned.facts]
