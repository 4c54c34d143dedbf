"""Work done side by side in processes of their own, where the system has such and more than one processor."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

T = TypeVar("T")

#: Forking is quick and safe here. Elsewhere it is unavailable (Windows) or unsound (macOS).
METHOD = "fork" if sys.platform == "linux" else "spawn"
#: Processes that are worth their memory.
MOST = 4

_jobs: Sequence[Callable[[], object]] = ()  # of a worker process, which gets them once


def processors() -> int:
    """How many processors this process may use; one where there are no processes."""
    if sys.platform == "emscripten":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def side_by_side(jobs: Sequence[Callable[[], T]], *, processes: int | None = None) -> Iterator[Iterator[T]]:
    """Have jobs done while the body of the ``with`` goes on; it is given what they return, in their order.

    Jobs must be such as can be pickled, and so must be what they return or raise. ``processes`` is how many work at
    once, by default as many as there are processors, at most `MOST`; with one, each job is done here once its result is
    asked for. Raises what a job raises. A job whose process is killed is done here once more.
    """
    most = min(len(jobs), processes or processors(), MOST)
    if most < 2:
        yield (job() for job in jobs)
        return
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415 - a browser has none
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    def result(job: Callable[[], T], future: Future[object]) -> T:
        try:
            return cast(T, future.result())
        except BrokenProcessPool:
            return job()

    context = multiprocessing.get_context(METHOD)
    with ProcessPoolExecutor(most, context, initializer=_begin, initargs=(jobs,)) as pool:
        with warnings.catch_warnings():
            # Newer Pythons warn that a child forked beside other threads may hang; none of ours runs beside a merge.
            warnings.simplefilter("ignore", DeprecationWarning)
            futures = [pool.submit(_do, n) for n in range(len(jobs))]
        try:
            yield map(result, jobs, futures)
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(jobs: Sequence[Callable[[], object]]) -> None:
    global _jobs  # noqa: PLW0603
    _jobs = jobs
    gc.freeze()  # what a job works on is looked through for garbage no more
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it at once, without a word


def _do(number: int) -> object:
    return _jobs[number]()
