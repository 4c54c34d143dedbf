"""Read files in worker processes, so that whatever a file does, from its first byte on, costs that file and no more.

A worker opens, unpacks and reads; nothing of a file is looked at in this process but its name. It says at each step
where it is, so that one that hangs or dies is known to have done so at a certain file: that one is refused, and another
worker goes on behind it. A worker is kept as long as it behaves: for well-behaved files the price is one process and
the passing of a small `Return`.

This is not left to pebble's pool: it does not miss a worker that a parser ends with exit code 0, so that such a file
takes the whole time limit and is then called late; and every run would end a tenth of a second later.
"""

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.core.processes import METHOD, MOST, processors
from worksheet_kit.intake.candidate import Candidate, Closing, Opening, Position, Source, Step
from worksheet_kit.intake.containers import unpack
from worksheet_kit.intake.find import sources
from worksheet_kit.intake.members import Terms
from worksheet_kit.returns import read
from worksheet_kit.returns.reader import Budget, Limits, Word, addressed, attempt, refused, terms
from worksheet_kit.returns.workbook import Lookups

if sys.platform not in ("win32", "emscripten"):
    import resource

#: Bytes a worker may take beyond what it started with, where the system can limit that.
MEMORY = 1_500 * 2**20
#: Seconds a worker that is not forked may take to come up: on a slow machine that scans every file it loads, many.
_START = 60.0
#: Sources for which a further worker process is worth its start.
_FILES_PER_WORKER = 8
#: Sources that are found ahead of the one whose results come next.
_AHEAD = 64

Result = Return | Refusal


@dataclass(slots=True)
class _Job:
    """How far a source has come."""

    source: Source
    results: list[Result | Candidate] = field(default_factory=list)  # a candidate: its content is being read elsewhere
    after: Position = ()  # the last file of it that is settled
    avoid: set[Position] = field(default_factory=set)  # containers that are settled
    announced: set[Position] = field(default_factory=set)  # containers of which the first word was said
    open: list[Opening] = field(default_factory=list)
    reading: Candidate | None = None
    spent: float = 0.0  # seconds, by workers that are gone
    ended: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: _Job | None = None
    began: float = 0.0
    deadline: float = 0.0
    start: float = 0.0  # seconds still granted for coming up, until something has come from it


def read_in_workers(
    paths: Iterable[str | os.PathLike[str]],
    profile: Profile,
    *,
    passwords: Sequence[str] = (),
    watch: Callable[[Word], None] | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
) -> Iterator[Result]:
    """Read all files under paths, isolated from this process and from each other; a `Reader`.

    ``workers`` is the number of processes, by default as many as there are processors, at most 4.
    """
    to_open = sources(paths)  # before the first result is asked for: a path that is not there is said at once
    limits = limits or Limits()
    return _Run(profile, terms(profile, passwords, limits), limits, watch or (lambda _: None), workers).results(to_open)


class _Run:
    """One run of the reader: which worker does what, and what has come of it."""

    def __init__(
        self, profile: Profile, on: Terms, limits: Limits, watch: Callable[[Word], None], workers: int | None
    ) -> None:
        self.profile, self.terms, self.limits, self.watch = profile, on, limits, watch
        self.most = workers or min(MOST, processors())
        self.pool: list[_Worker] = []
        self.jobs: list[_Job] = []  # in the order of their sources; the first one's results come next
        self.waiting: list[_Job] = []
        self.read: dict[str, Result | None] = {}  # by sha256; None while it is being read
        self.budget = Budget(limits, time.monotonic)

    def results(self, to_open: Iterator[Source]) -> Iterator[Result]:
        """The results of all sources, in their order."""
        exhausted = False
        try:
            while True:
                while not exhausted and len(self.waiting) < 2 * self.most and len(self.jobs) < _AHEAD:
                    source = next(to_open, None)
                    if source is None:
                        exhausted = True
                    else:
                        self.jobs.append(_Job(source))
                        self.waiting.append(self.jobs[-1])
                self.assign()
                while self.jobs and self.is_settled(self.jobs[0]):
                    for result in self.jobs.pop(0).results:
                        yield self.copied(result) if isinstance(result, Candidate) else result
                if exhausted and not self.jobs:
                    return
                if any(worker.job is not None for worker in self.pool):
                    self.listen()
        finally:
            for worker in self.pool:
                _end(worker)

    def is_settled(self, job: _Job) -> bool:
        return job.ended and all(self.read[r.sha256] is not None for r in job.results if isinstance(r, Candidate))

    def copied(self, candidate: Candidate) -> Result:
        """The result of a file whose content was read as that of another."""
        result = self.read[candidate.sha256]
        assert result is not None, "its job is settled"
        return addressed(result, candidate)

    # -- giving work -------------------------------------------------------------------------------------------------

    def assign(self) -> None:
        """Give waiting sources to idle workers, starting workers as needed."""
        while self.waiting:
            spent = self.budget.refusal(self.waiting[0].source)
            if spent is not None:
                job = self.waiting.pop(0)
                job.results.append(spent)
                job.ended = True
                continue
            worker = next((worker for worker in self.pool if worker.job is None), None)
            if worker is None:
                few = self.pool and len(self.waiting) < _FILES_PER_WORKER and METHOD != "fork"
                if few or len(self.pool) >= self.most:
                    return
                worker = _start(self.profile)
                self.pool.append(worker)
            self.give(worker, self.waiting.pop(0))

    def give(self, worker: _Worker, job: _Job) -> None:
        worker.job, worker.began = job, time.monotonic()
        worker.deadline = worker.began + self.limits.file + worker.start
        on = replace(self.terms, spent=job.spent, avoid=frozenset(job.avoid))
        try:
            worker.pipe.send((job.source, on, job.after))
        except OSError:  # it died idle: no fault of this source
            self.replace(worker)
            self.waiting.insert(0, job)

    def replace(self, worker: _Worker) -> None:
        self.pool.remove(worker)
        _end(worker)

    # -- hearing of it -----------------------------------------------------------------------------------------------

    def listen(self) -> None:
        """Wait for a message, a death or a deadline, and note what came of it."""
        busy = [worker for worker in self.pool if worker.job is not None]
        left = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = wait([worker.pipe for worker in busy], timeout=left)
        for worker in busy:
            if worker.pipe in ready:
                try:
                    message = worker.pipe.recv()
                except Exception:  # it is dead, or died while it spoke
                    self.lost(worker, RefusalName.CRASH)
                else:
                    worker.start, worker.deadline = 0.0, time.monotonic() + self.limits.file
                    self.note(worker, message)
            elif time.monotonic() >= worker.deadline:
                self.lost(worker, RefusalName.TIMEOUT)

    def note(self, worker: _Worker, message: Step | Result | None) -> None:
        job = worker.job
        assert job is not None, "only busy workers are listened to"
        if message is None:
            job.ended, worker.job = True, None
        elif isinstance(message, Opening):
            job.open.append(message)
            if message.position not in job.announced:
                job.announced.add(message.position)
                self.watch(Word(message.file, message.sha256, is_container=True))
        elif isinstance(message, Closing):
            self.close(job)
        elif isinstance(message, Candidate):
            self.begin(worker, job, message)
        else:
            self.end(job, message)

    def begin(self, worker: _Worker, job: _Job, candidate: Candidate) -> None:
        """A file is reached: have it read, unless its content is known or of no use."""
        self.watch(Word(candidate.file, candidate.sha256))
        if candidate.readable and candidate.sha256 not in self.read:
            self.read[candidate.sha256] = None
            self.budget.spend(candidate.size)
            job.reading = candidate
        else:
            job.results.append(candidate if candidate.readable else refused(candidate))
            job.after = candidate.position
            self.watch(Word(candidate.file, candidate.sha256, ended=True))
        if candidate.readable:
            with contextlib.suppress(OSError):  # a worker that is dead is noticed when it is listened to
                worker.pipe.send(job.reading is not None)

    def end(self, job: _Job, result: Result) -> None:
        """The file that was being read is done."""
        candidate = job.reading
        assert candidate is not None, "a result is only given for a file that was asked for"
        self.read[candidate.sha256] = result
        job.results.append(addressed(result, candidate))
        job.after, job.reading = candidate.position, None
        self.watch(Word(candidate.file, candidate.sha256, ended=True, result=result))

    def close(self, job: _Job) -> None:
        opening = job.open.pop()
        job.avoid.add(opening.position)
        self.watch(Word(opening.file, opening.sha256, ended=True, is_container=True))

    def lost(self, worker: _Worker, why: RefusalName) -> None:
        """A worker is dead or late: refuse the file it was at, and have another one go on behind that."""
        job = worker.job
        assert job is not None, "only busy workers are listened to"
        job.spent += time.monotonic() - worker.began
        self.replace(worker)
        data = {"seconds": self.limits.file} if why is RefusalName.TIMEOUT else {}
        if job.reading is not None:
            self.end(job, read.refuse(job.reading, why, **data))
        else:
            where = job.open[-1] if job.open else Opening(file=job.source.file, sha256="", position=())
            at = Candidate(file=where.file, sha256=where.sha256, kind="", envelope=where.envelope)
            job.results.append(read.refuse(at, why, **data))
            job.avoid.add(where.position)
            if job.open:
                self.close(job)
            else:
                job.ended = True
        if not job.ended:
            job.open.clear()  # the next one opens them again
            self.waiting.insert(0, job)


def _start(profile: Profile) -> _Worker:
    context: Any = multiprocessing.get_context(METHOD)
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, profile, ours if METHOD == "fork" else None), daemon=True)
    with warnings.catch_warnings():
        # Newer Pythons warn that a child forked beside other threads may hang; ours has a deadline.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    return _Worker(process=process, pipe=ours, start=0.0 if METHOD == "fork" else _START)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _work(pipe: Connection, profile: Profile, other_end: Connection | None) -> None:
    """The life of a worker: do what is asked until nothing more comes."""
    if other_end is not None:
        other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends its workers
    _hush()
    _limit_memory()
    lookups = Lookups(profile)
    gc.freeze()  # what serves all files is looked through for garbage no more
    while True:
        try:
            source, on, after = pipe.recv()  # what to take apart, on which terms, and behind which place to begin
        except (EOFError, OSError):
            return
        for step in unpack(source, on):
            if not isinstance(step, Candidate):
                pipe.send(step)
            elif step.position > after:
                pipe.send(replace(step, data=b"", passwords=(), size=len(step.data)))
                if step.readable and pipe.recv():
                    pipe.send(attempt(step, profile, lookups))
        pipe.send(None)


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
