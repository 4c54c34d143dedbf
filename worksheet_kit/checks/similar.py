"""Which rows have much the same title: a question for people, never a reason to merge.

Titles are compared by their words, order aside: nearly equal words (``pelayanan``, ``layanan``) count as one, words
that only join others count for nothing. Two titles whose numbers differ (``tahap 1``, ``tahap 2``) are two things.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from worksheet_kit.core.model import Row
from worksheet_kit.values.text import fold

#: Words in common, twice, by the words of both titles (Dice): three of four words on each side are much the same.
SIMILAR = 0.75
#: From this likeness (0 to 100) on, two words are spellings of one.
_SAME_WORD = 85
_JOINING = frozenset(
    [
        "dan",
        "atau",
        "di",
        "ke",
        "dari",
        "untuk",
        "bagi",
        "yang",
        "pada",
        "dalam",
        "dengan",
        "melalui",
        "oleh",
        "menuju",
        "serta",
        "berbasis",
    ]
)


def similar_rows(rows: Sequence[Row], title: str) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows with much the same title, the earlier row first; each row is paired once."""
    words = _Words()
    first: dict[frozenset[str], Row] = {}  # of each distinct title
    order: dict[frozenset[str], int] = {}
    containing: dict[str, list[frozenset[str]]] = defaultdict(list)
    for row in rows:
        mine = words.of(row.text(title))
        if not mine:
            continue
        if mine in first:
            yield first[mine], row
            continue
        # What is similar shares so many of my words that it has one of any so few: look where the rarest ones are.
        few = len(mine) - math.ceil(len(mine) * SIMILAR / (2 - SIMILAR)) + 1
        rarest = sorted(mine, key=lambda word: len(containing[word]))[:few]
        near = {other for word in rarest for other in containing[word]}
        alike = (other for other in near if 2 * len(mine & other) >= SIMILAR * (len(mine) + len(other)))
        best = min((other for other in alike if not _numbered_apart(mine, other)), key=order.__getitem__, default=None)
        if best is not None:
            yield first[best], row
        first[mine], order[mine] = row, len(order)
        for word in mine:
            containing[word].append(mine)


def _numbered_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (one, other))
    return bool(numbers and others and numbers != others)


class _Words:
    """The words of titles, each in the first spelling it was met in."""

    def __init__(self) -> None:
        self._spelling: dict[str, str] = {}
        self._known: list[str] = []

    def of(self, title: str) -> frozenset[str]:
        words = (word for word in fold(title).split() if word not in _JOINING and any(map(str.isalnum, word)))
        return frozenset(map(self._one, words))

    def _one(self, word: str) -> str:
        known = self._spelling.get(word)
        if known is None:
            near = None
            if not any(sign.isdigit() for sign in word):
                near = process.extractOne(word, self._known, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
            known = near[0] if near else word
            self._spelling[word] = known
            if near is None:
                self._known.append(word)
        return known
