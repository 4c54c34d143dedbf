"""Read candidates in worker processes, so that a parser that crashes, hangs or blows up costs one file and no more.

A worker is kept as long as it behaves: for well-behaved files the price is one process and the passing of bytes one way
and a small `Return` the other. A worker that is late is ended; one that dies is replaced.

This is not left to pebble's pool: it does not miss a worker that a parser ends with exit code 0, so that such a file
takes the whole time limit and is then called late; and every run would end a tenth of a second later.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.intake.find import Candidate
from worksheet_kit.returns import read

if sys.platform != "win32":
    import resource

#: Seconds a file may take before it is given up.
TIMEOUT = 20.0
#: Bytes a worker may take beyond what it started with, where the system can limit that.
MEMORY = 1_500 * 2**20
#: Seconds a worker that is not forked may take to come up: on a slow machine that scans every file it loads, many.
_START = 60.0
#: Files for which a further worker process is worth its start.
_FILES_PER_WORKER = 8

# Forking is quick and safe here: the child only parses. Elsewhere it is unavailable (Windows) or unsound (macOS).
_METHOD = "fork" if sys.platform == "linux" else "spawn"


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    index: int = -1  # of the candidate it reads; -1 when idle
    deadline: float = 0.0
    timeout: float = 0.0
    start: float = 0.0  # seconds still granted for coming up, until something has come from it


def read_all(
    candidates: Iterable[Candidate],
    profile: Profile,
    *,
    timeout: float = TIMEOUT,
    workers: int | None = None,
    progress: Callable[[Candidate], None] | None = None,
) -> Iterator[Return | Refusal]:
    """Read every candidate, in the order given, each within ``timeout`` seconds and isolated from the others.

    ``workers`` is the number of processes, by default as many as there are processors, at most 4. ``progress`` is
    called with each candidate when it is done.
    """
    limit = workers or max(1, min(4, _processors()))
    pool: list[_Worker] = []
    done: dict[int, Return | Refusal] = {}
    known: dict[int, Candidate] = {}
    source = enumerate(candidates)
    emitted = 0
    exhausted = False
    try:
        while True:
            while not exhausted and len(known) - len(done) < 2 * limit + 2 and len(known) < 64:
                try:
                    index, candidate = next(source)
                except StopIteration:
                    exhausted = True
                    break
                known[index] = candidate
                if not candidate.readable:
                    done[index] = read.refuse(candidate, RefusalName(candidate.kind))
            _assign(pool, known, done, profile=profile, limit=limit, timeout=timeout)
            while emitted in done:
                result = done.pop(emitted)
                candidate = known.pop(emitted)
                emitted += 1
                if progress is not None:
                    progress(candidate)
                yield result
            if exhausted and not known:
                return
            if any(worker.index >= 0 for worker in pool):
                _collect(pool, known, done)
    finally:
        for worker in pool:
            _end(worker)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _assign(
    pool: list[_Worker],
    known: dict[int, Candidate],
    done: dict[int, Return | Refusal],
    *,
    profile: Profile,
    limit: int,
    timeout: float,
) -> None:
    """Give waiting candidates to idle workers, starting workers as needed."""
    busy = {worker.index for worker in pool if worker.index >= 0}
    waiting = [index for index in known if index not in done and index not in busy]
    for index in waiting:
        worker = next((worker for worker in pool if worker.index < 0), None)
        if worker is None:
            if len(pool) >= limit or (pool and len(waiting) < _FILES_PER_WORKER and _METHOD != "fork"):
                return
            worker = _start(profile)
            pool.append(worker)
        worker.index = index
        worker.deadline, worker.timeout = time.monotonic() + timeout + worker.start, timeout
        try:
            worker.pipe.send(known[index])
        except OSError:  # it died idle; its end is noticed when results are collected
            continue


def _collect(pool: list[_Worker], known: dict[int, Candidate], done: dict[int, Return | Refusal]) -> None:
    """Wait for a result, a death or a deadline, and note what came of it."""
    busy = [worker for worker in pool if worker.index >= 0]
    left = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    ready = wait([worker.pipe for worker in busy], timeout=left)
    for worker in busy:
        candidate = known[worker.index]
        if worker.pipe in ready:
            try:
                done[worker.index] = worker.pipe.recv()
                worker.index, worker.start = -1, 0.0
            except (EOFError, OSError):
                done[worker.index] = read.refuse(candidate, RefusalName.CRASH)
                pool.remove(worker)
                _end(worker)
        elif time.monotonic() >= worker.deadline:
            done[worker.index] = read.refuse(candidate, RefusalName.TIMEOUT, seconds=worker.timeout)
            pool.remove(worker)
            _end(worker)


def _start(profile: Profile) -> _Worker:
    context: Any = multiprocessing.get_context(_METHOD)
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, profile, ours if _METHOD == "fork" else None), daemon=True)
    with warnings.catch_warnings():
        # Newer Pythons warn that a child forked beside other threads may hang; ours has a deadline.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    return _Worker(process=process, pipe=ours, start=0.0 if _METHOD == "fork" else _START)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _work(pipe: Connection, profile: Profile, other_end: Connection | None) -> None:
    """The life of a worker: read what is sent until nothing more comes."""
    if other_end is not None:
        other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends its workers
    _hush()
    _limit_memory()
    known = read.Known(profile)
    while True:
        try:
            candidate: Candidate = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_read(candidate, profile, known))


def _read(candidate: Candidate, profile: Profile, known: read.Known) -> Return | Refusal:
    """Read one file; whatever a parser throws, panics included, is that file's fault alone."""
    try:
        return read.read(candidate, profile, known)
    except MemoryError:
        return read.refuse(candidate, RefusalName.TOO_BIG)
    except BaseException as problem:
        return read.refuse(candidate, RefusalName.CRASH, detail=f"{type(problem).__name__}: {problem}"[:200])


def _hush() -> None:
    """Keep a parser's last words off the terminal."""
    faulthandler.disable()
    with contextlib.suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)


def _limit_memory() -> None:
    if sys.platform == "win32":  # has no such limit
        return
    with contextlib.suppress(OSError, ValueError):
        with Path("/proc/self/statm").open(encoding="ascii") as statm:
            used = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = used + MEMORY if hard == resource.RLIM_INFINITY else min(used + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
