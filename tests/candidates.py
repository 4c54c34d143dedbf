"""All files that intake finds, one after the other, in this process: what a reader would be given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo

from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.intake.containers import unpack
from worksheet_kit.intake.find import sources
from worksheet_kit.intake.members import Terms


def find(
    paths: Iterable[str | os.PathLike[str]], *, password: str | Sequence[str] = (), zone: tzinfo = UTC
) -> Iterator[Candidate]:
    """All files under paths and in containers; ``password`` is one, or several to try. Raises UsageError."""
    terms = Terms(passwords=(password,) if isinstance(password, str) else tuple(password), zone=zone)
    steps = (step for source in sources(paths) for step in unpack(source, terms))
    return (step for step in steps if isinstance(step, Candidate))
