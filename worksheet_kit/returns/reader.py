"""The seam from paths to results: what a reader is, and what both readers have in common.

A reader takes paths and gives a `Return` or a `Refusal` for each file, in a fixed order, and says a word when a file
begins and when it ends. There are two: `workers` reads in processes of its own, `here` in this one; nobody else asks
where files are read.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from typing import NamedTuple, Protocol

from worksheet_kit.core.facts import FactName, RefusalName
from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.model import Fact, Place, Profile, Refusal, Return
from worksheet_kit.intake.candidate import Candidate, Envelope, Source
from worksheet_kit.intake.members import Terms
from worksheet_kit.returns import read
from worksheet_kit.returns.workbook import Lookups

#: How far the clocks of two computers, and what they take for the time zone, may be apart.
_CLOCKS_APART = timedelta(hours=3)


class Word(NamedTuple):
    """A file begins or ends. Between the words of a container stand those of what is in it.

    ``sha256`` tells contents apart (empty where they could not be read at all). The last word of a file that was read
    now, rather than known already, carries its ``result``: what `here.read_here` can be given again as ``kept``.
    """

    file: str
    sha256: str
    ended: bool = False
    is_container: bool = False
    result: Return | Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes that may be spent; what is beyond them is told of in one line each."""

    file: float = 20.0  # seconds for one file, kept where it can be broken off
    source: float = 300.0  # seconds for all files in one archive, mail or mailbox
    run: float = 3_600.0  # seconds for all
    run_bytes: int = 16 * 2**30  # bytes of all workbooks that are read


class Reader(Protocol):
    """What `collect` needs of whoever reads its files."""

    def __call__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        profile: Profile,
        *,
        passwords: Sequence[str] = (),
        watch: Callable[[Word], None] | None = None,
    ) -> Iterator[Return | Refusal]:
        """Read all files under paths. Raises UsageError, before anything is read, for one that does not exist."""


def terms(profile: Profile, passwords: Sequence[str], limits: Limits) -> Terms:
    """The terms on which the sources of a run are taken apart."""
    return Terms(passwords=tuple(passwords), zone=timezone(profile.zone.offset), seconds=limits.source)


@uncollected()
def attempt(candidate: Candidate, profile: Profile, lookups: Lookups) -> Return | Refusal:
    """Read one file, by its content alone: `addressed` says whose it is. What a parser throws is that file's fault."""
    bare = replace(candidate, envelope=Envelope())
    try:
        return read.read(bare, profile, lookups)
    except MemoryError:
        return read.refuse(bare, RefusalName.TOO_BIG)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as problem:  # panics of parsers included
        return read.refuse(bare, RefusalName.CRASH, detail=f"{type(problem).__name__}: {problem}"[:200])


def addressed(result: Return | Refusal, candidate: Candidate) -> Return | Refusal:
    """The result of reading a content as that of this file, which came in this envelope."""
    file, envelope = candidate.file, candidate.envelope
    if isinstance(result, Refusal):
        return replace(result, file=file, sender=envelope.sender, subject=envelope.subject)
    facts, places = result.facts, result.identity_places
    if result.file != file:
        facts = tuple(replace(fact, place=fact.place._replace(file=file)) for fact in facts)
        places = {key: place._replace(file=file) for key, place in places.items()}
    said = [Fact(name=FactName.MESSAGE, place=Place(file), data={"text": text}) for text in envelope.remarks]
    saved = result.saved or envelope.sent
    if saved is not None and envelope.sent is not None and saved > envelope.sent + _CLOCKS_APART:
        times = {"saved": saved.isoformat(), "sent": envelope.sent.isoformat()}
        said.append(Fact(name=FactName.SAVED_TOO_LATE, place=Place(file), data=times))
        saved = None
    return replace(
        result,
        file=file,
        saved=saved,
        sender=envelope.sender,
        subject=envelope.subject,
        facts=(*facts, *said),
        identity_places=places,
    )


def refused(candidate: Candidate) -> Refusal:
    """The refusal of a file that nobody tries to read, for what it is."""
    try:
        return read.refuse(candidate, RefusalName(candidate.kind), **candidate.words)
    except ValueError:  # a kind that nobody has a name for
        return read.refuse(candidate, RefusalName.STRANGER)


class Budget:
    """What a run may spend in all. ``clock`` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits, self._clock, self._start, self._bytes = limits, clock, clock(), 0

    def spend(self, size: int) -> None:
        """Note that a workbook of so many bytes is read."""
        self._bytes += size

    def refusal(self, source: Source) -> Refusal | None:
        """The refusal of a source for which nothing is left; None while there is."""
        candidate = Candidate(file=source.file, sha256="", kind="")
        if self._clock() - self._start > self._limits.run:
            return read.refuse(candidate, RefusalName.TIMEOUT, seconds=self._limits.run, whole=1)
        if self._bytes > self._limits.run_bytes:
            return read.refuse(candidate, RefusalName.TOO_BIG, limit="inflated", whole=1)
        return None
