"""A file that crashes, hangs or blows up its reader costs itself and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gallery import TYPED, cells, workbook
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.returns import read as reading
from worksheet_kit.returns import workers
from worksheet_kit.returns.reader import Limits, Word
from worksheet_kit.returns.workbook import Lookups
from worksheet_kit.returns.workers import read_in_workers

work = workers._work

Read = Callable[[Candidate, Profile, Lookups], Return | Refusal]

forked = pytest.mark.skipif(sys.platform != "linux", reason="misbehaviour is planted in the worker by forking")


@pytest.fixture
def folder(kota: Profile, tmp_path: Path) -> Path:
    """Five good returns."""
    for n in range(5):
        sent = workbook(kota, tmp_path / f"{n}.xlsx")
        with zipfile.ZipFile(sent, "a") as archive:
            archive.comment = f"{n}".encode()  # no two contents are the same: each is read
    return tmp_path


def misbehave(monkeypatch: pytest.MonkeyPatch, **acts: Callable[[], object]) -> None:
    """Make the worker do something else at the file with that name."""
    honest: Read = reading.read

    def read(candidate: Candidate, profile: Profile, known: Lookups) -> Return | Refusal:
        act = acts.get(f"file_{Path(candidate.file).stem}")
        if act is not None:
            act()
        return honest(candidate, profile, known)

    monkeypatch.setattr(reading, "read", read)


class Clock:
    """The clock of a run, which a test stops: however busy a machine is, nothing is late while it stands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, runs: bool) -> None:
        self._passed, self._since = 0.0, time.monotonic() if runs else None
        monkeypatch.setattr(workers, "time", self)

    def monotonic(self) -> float:
        return self._passed + (0.0 if self._since is None else time.monotonic() - self._since)

    def run(self, runs: bool) -> None:
        self._passed, self._since = self.monotonic(), time.monotonic() if runs else None

    def run_at(self, *names: str) -> Callable[[Word], None]:
        """A watch that lets the clock run while files, or containers, of these names are read."""
        return lambda word: self.run(not word.ended and word.file.rpartition("/")[2] in names)


def outcomes(found: Iterator[Return | Refusal]) -> list[str]:
    return [one.name if isinstance(one, Refusal) else "kiriman" for one in found]


@pytest.mark.parametrize("workers", [None, 1, 3])
def test_results_come_in_the_order_of_the_files(folder: Path, kota: Profile, workers: int | None) -> None:
    (folder / "2a.pdf").write_bytes(b"%PDF-1.4")
    done: list[str] = []
    found = list(
        read_in_workers([folder], kota, workers=workers, watch=lambda w: done.append(w.file) if w.ended else None)
    )
    order = [f"{folder.as_posix()}/{name}" for name in ("0.xlsx", "1.xlsx", "2.xlsx", "2a.pdf", "3.xlsx", "4.xlsx")]
    assert [one.file for one in found] == order
    assert sorted(done) == order
    assert [cells(one) for one in found if isinstance(one, Return)] == [TYPED] * 5


def test_a_worker_can_be_started_from_nothing(folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where nothing is forked and everything that crosses must be picklable."""
    monkeypatch.setattr(workers, "METHOD", "spawn")
    assert outcomes(read_in_workers([folder], kota)) == ["kiriman"] * 5


def come_up_slowly(*arguments: Any) -> None:
    """The life of a worker on a machine that looks through every file the program loads."""
    time.sleep(1.5)
    work(*arguments)


def test_coming_up_does_not_count_as_reading(folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "METHOD", "spawn")
    monkeypatch.setattr(workers, "_work", come_up_slowly)
    clock = Clock(monkeypatch, runs=True)  # until the first word
    found = read_in_workers([folder], kota, limits=Limits(file=1.0), workers=1, watch=lambda _: clock.run(runs=False))
    assert outcomes(found) == ["kiriman"] * 5


@forked
def test_a_crash_costs_one_file(
    folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    misbehave(monkeypatch, file_1=os.abort, file_3=lambda: os._exit(0))
    assert outcomes(read_in_workers([folder], kota)) == ["kiriman", "crash", "kiriman", "crash", "kiriman"]
    assert capfd.readouterr() == ("", "")


@forked
def test_a_hang_costs_its_time_and_one_file(folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, file_0=lambda: time.sleep(600))
    watch = Clock(monkeypatch, runs=False).run_at("0.xlsx")
    found = list(read_in_workers([folder], kota, limits=Limits(file=1.0), workers=1, watch=watch))
    assert [getattr(one, "name", "kiriman") for one in found] == ["timeout", *["kiriman"] * 4]
    assert isinstance(found[0], Refusal)
    assert found[0].data["seconds"] == 1


@forked
def test_a_blow_up_costs_one_file(folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, file_2=lambda: bytearray(8 * 2**30))
    assert outcomes(read_in_workers([folder], kota)) == ["kiriman", "kiriman", "too_big", "kiriman", "kiriman"]


class Panic(BaseException):
    """A panic of a parser, which is no Exception."""


@forked
def test_a_panic_costs_one_file(folder: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    def panic() -> None:
        raise Panic("called `Option::unwrap()` on a `None` value")

    misbehave(monkeypatch, file_4=panic)
    assert outcomes(read_in_workers([folder], kota)) == [*["kiriman"] * 4, "crash"]


def test_stopping_early_leaves_no_worker_behind(folder: Path, kota: Profile) -> None:
    results = read_in_workers([folder], kota)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_no_files_no_results(kota: Profile) -> None:
    assert list(read_in_workers([], kota)) == []
