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
from worksheet_kit.intake.candidate import Candidate, Closing, Opening, Source
from worksheet_kit.intake.containers import Terms, unpack
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
) -> Iterator[Return | Refusal]:
    """Read all files under paths, in this process; a `Reader`.

    ``kept`` are results of earlier words, by sha256, that need not be read again; ``late`` the contents that broke an
    earlier run off, with why (`RefusalName.TIMEOUT` or `CRASH`).
    """
    limits = limits or Limits()
    found = sources(paths)  # before the first result is asked for: a path that is not there is said at once
    on = replace(terms(profile, passwords, limits), late={sha256: str(name) for sha256, name in (late or {}).items()})
    return _Run(profile, watch or (lambda _: None), limits, dict(kept or {})).results(found, on)


class _Run:
    """One run of the reader."""

    def __init__(
        self, profile: Profile, watch: Callable[[Word], None], limits: Limits, kept: dict[str, Return | Refusal]
    ) -> None:
        self.profile, self.watch, self.limits, self.kept = profile, watch, limits, kept
        self.budget = Budget(limits, time.monotonic)
        self.lookups = Lookups(profile)

    def results(self, found: Iterator[Source], on: Terms) -> Iterator[Return | Refusal]:
        for source in found:
            spent = self.budget.refusal(source)
            if spent is not None:
                yield spent
                continue
            open_ones: list[Opening] = []
            for step in unpack(source, on):
                if isinstance(step, Opening):
                    open_ones.append(step)
                    self.watch(Word(step.file, step.sha256, is_container=True))
                elif isinstance(step, Closing):
                    opening = open_ones.pop()
                    self.watch(Word(opening.file, opening.sha256, ended=True, is_container=True))
                else:
                    yield self.result(step, on)

    def result(self, candidate: Candidate, on: Terms) -> Return | Refusal:
        file, sha256 = candidate.file, candidate.sha256
        self.watch(Word(file, sha256))
        fresh = None
        if not candidate.readable:
            result: Return | Refusal = refused(candidate)
        else:
            if sha256 in on.late:
                why = RefusalName(on.late[sha256])
                data = {"seconds": self.limits.file} if why is RefusalName.TIMEOUT else {}
                self.kept[sha256] = read.refuse(candidate, why, **data)
            elif sha256 not in self.kept:
                self.budget.spend(len(candidate.data))
                fresh = self.kept[sha256] = attempt(candidate, self.profile, self.lookups)
            result = addressed(self.kept[sha256], candidate)
        self.watch(Word(file, sha256, ended=True, result=fresh))
        return result
