"""Work done side by side: the same results in the same order, however many processes there are, and no word lost."""

from __future__ import annotations

import os
from functools import partial

import pytest

from worksheet_kit.core import processes
from worksheet_kit.core.errors import OutputError
from worksheet_kit.core.processes import side_by_side


@pytest.mark.parametrize(("method", "count"), [("fork", 1), ("fork", 2), ("spawn", 2)])
def test_results_come_in_the_order_of_the_jobs(method: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "METHOD", method)
    with side_by_side([partial(divmod, n, 3) for n in range(7)], processes=count) as results:
        assert list(results) == [divmod(n, 3) for n in range(7)]


def test_jobs_run_elsewhere_or_here() -> None:
    for count, here in ((1, True), (2, False)):
        with side_by_side([os.getpid, os.getpid], processes=count) as results:
            assert ({*results} == {os.getpid()}) is here


def _refuse(text: str) -> int:
    raise OutputError(text)


@pytest.mark.parametrize("count", [1, 2])
def test_what_a_job_raises_is_raised(count: int) -> None:
    with (
        pytest.raises(OutputError, match="penuh"),
        side_by_side([partial(_refuse, "penuh"), partial(int, 1)], processes=count) as results,
    ):
        list(results)


def _die_elsewhere(parent: int) -> str:
    if os.getpid() != parent:
        os._exit(1)
    return "selesai"


def test_a_job_whose_process_is_killed_is_done_here() -> None:
    with side_by_side([partial(_die_elsewhere, os.getpid())] * 2, processes=2) as results:
        assert list(results) == ["selesai"] * 2
