"""A short run of the fuzzer: nothing that is damaged at random is left out, crashes or hangs."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests import fuzz_doors
from tests.fuzz import LOST, SAMPLES, run
from worksheet_kit.core.model import Profile, Verdict
from worksheet_kit.profile import load_profile


@pytest.mark.fuzz
def test_damaged_files_end_in_the_ledger(rembang: Profile, tmp_path: Path) -> None:
    names = ("Smart Branding FIX.xlsx", "WA 21-07-2022 Smart Economy.ods", "LIVING bimtek 2 - dari laptop lama.xls")
    lines = list(run(rembang, [SAMPLES / "bimtek-2" / name for name in names], 150, 20220720, tmp_path))
    assert len(lines) >= 150
    assert [line.file for line in lines if LOST.search(line.reason)] == []
    verdicts = Counter(line.verdict for line in lines)
    assert verdicts[Verdict.HELD] > 50, "the damage was too light to prove anything"
    assert verdicts[Verdict.MERGED] + verdicts[Verdict.NOTES] + verdicts[Verdict.DUPLICATE] > 5


def last_told(files: int, seed: int, folder: Path) -> fuzz_doors.Told:
    """What is told once all these files have been collected."""
    *_, told = fuzz_doors.run(load_profile(Path("rembang")), files, seed, folder)
    return told


@pytest.mark.fuzz
def test_damaged_containers_cost_themselves_alone(tmp_path: Path) -> None:
    """Mails, mailboxes, chats and archives, damaged, nested and repeated, beside six good returns."""
    # In a process of its own, whose memory holds nothing of other tests.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        told = apart.submit(last_told, 500, 20220720, tmp_path).result()
    assert told.files == 500
    verdicts = Counter(line.verdict for line in told.lines)
    assert verdicts[Verdict.HELD] > 200, "the damage was too light to prove anything"
    assert verdicts[Verdict.SKIPPED] > 100
    assert [line.file for line in told.lines if LOST.search(line.reason)] == []
