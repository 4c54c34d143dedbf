"""Up to when a result speaks: the latest time at which a return that counts was saved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.worlds import World, result_of
from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.model import LedgerLine, Profile, Verdict

NOON = datetime(2025, 6, 5, 12, 0, tzinfo=UTC)


def line(saved: datetime | None, verdict: Verdict = Verdict.MERGED) -> LedgerLine:
    return LedgerLine(file="a.xlsx", sha256="1", verdict=verdict, saved=saved)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(NOON)], "isi kiriman sampai Kamis, 5 Juni 2025, 19.00 WIB"),
        ([line(NOON), line(NOON.replace(day=4)), line(None)], "isi kiriman sampai Kamis, 5 Juni 2025, 19.00 WIB"),
        # Late in the evening it is tomorrow there.
        ([line(NOON.replace(hour=17))], "isi kiriman sampai Jumat, 6 Juni 2025, 00.00 WIB"),
        # LibreOffice writes what the clock showed, without a zone.
        ([line(NOON.replace(tzinfo=None))], "isi kiriman sampai Kamis, 5 Juni 2025, 12.00 WIB"),
        ([line(NOON.replace(day=6), Verdict.HELD), line(NOON.replace(day=7), Verdict.DUPLICATE)], ""),
        ([line(None)], ""),
        ([], ""),
    ],
)
def test_a_result_speaks_up_to_the_latest_return_that_counts(
    kota: Profile, lines: list[LedgerLine], words: str
) -> None:
    assert as_of_words(result_of(World(profile=kota, stage=2, ledger=lines))) == words


def test_a_workbook_that_nobody_has_saved_since_it_was_made_says_nothing(kota: Profile) -> None:
    made = kota.stage(2).made
    lines = [line(made), line(made.replace(tzinfo=UTC))]
    assert as_of_words(result_of(World(profile=kota, stage=2, ledger=lines))) == ""
