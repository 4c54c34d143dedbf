"""Read files in this process: where there are no others to be had, as in a browser.

A file that hangs or ends the process cannot be stopped from here. Whoever runs this ends it from outside, and runs it
again with what had been read (``kept``) and the contents that did it (``late``).
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.intake.candidate import Candidate, Closing, Opening
from worksheet_kit.intake.containers import unpack
from worksheet_kit.intake.find import sources
from worksheet_kit.returns import read
from worksheet_kit.returns.reader import Budget, Limits, Word, addressed, attempt, refused, terms
from worksheet_kit.returns.workbook import Lookups


def read_here(
    paths: Iterable[str | os.PathLike[str]],
    profile: Profile,
    *,
    passwords: Sequence[str] = (),
    watch: Callable[[Word], None] | None = None,
    limits: Limits | None = None,
    kept: Mapping[str, Return | Refusal] | None = None,
    late: Mapping[str, RefusalName] | None = None,
    unchanged: Mapping[str, str] | None = None,
) -> Iterator[Return | Refusal]:
    """Read all files under paths, in this process; a `Reader`.

    ``kept`` are results of earlier words, by sha256, that need not be read again; ``late`` the contents that broke an
    earlier run off, with why (`RefusalName.TIMEOUT` or `CRASH`). ``unchanged`` are the sha256 of files, by name, that
    nobody has touched since they were read: where their result is kept they are not even opened.
    """
    limits = limits or Limits()
    say = watch or (lambda _: None)
    to_open = sources(paths)  # before the first result is asked for: a path that is not there is said at once
    on = replace(terms(profile, passwords, limits), late={sha256: str(name) for sha256, name in (late or {}).items()})
    read_before = dict(kept or {})
    budget, lookups = Budget(limits, time.monotonic), Lookups(profile)

    def result_of(candidate: Candidate) -> Return | Refusal:
        file, sha256 = candidate.file, candidate.sha256
        say(Word(file, sha256))
        fresh = None
        if not candidate.readable:
            result: Return | Refusal = refused(candidate)
        else:
            if sha256 in on.late:
                read_before[sha256] = _late(candidate, RefusalName(on.late[sha256]), limits)
            elif sha256 not in read_before:
                budget.spend(len(candidate.data))
                fresh = read_before[sha256] = attempt(candidate, profile, lookups)
            result = addressed(read_before[sha256], candidate)
        say(Word(file, sha256, ended=True, result=fresh))
        return result

    def results() -> Iterator[Return | Refusal]:
        for source in to_open:
            spent = budget.refusal(source)
            if spent is not None:
                yield spent
                continue
            sha256 = (unchanged or {}).get(source.file, "")
            if sha256 in read_before:
                say(Word(source.file, sha256))
                say(Word(source.file, sha256, ended=True))
                yield addressed(read_before[sha256], Candidate(file=source.file, sha256=sha256, kind=""))
                continue
            opened: list[Opening] = []
            for step in unpack(source, on):
                if isinstance(step, Candidate):
                    yield result_of(step)
                else:
                    say(_container_word(step, opened))

    return results()


def _late(candidate: Candidate, why: RefusalName, limits: Limits) -> Refusal:
    """The refusal of what broke an earlier run off."""
    data = {"seconds": limits.file} if why is RefusalName.TIMEOUT else {}
    return read.refuse(candidate, why, **data)


def _container_word(step: Opening | Closing, opened: list[Opening]) -> Word:
    """The word that a container is opened or has come to its end; ``opened`` are those that are open."""
    if isinstance(step, Opening):
        opened.append(step)
        return Word(step.file, step.sha256, is_container=True)
    opening = opened.pop()
    return Word(opening.file, opening.sha256, ended=True, is_container=True)
