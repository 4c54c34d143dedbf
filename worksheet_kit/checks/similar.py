"""Which rows have much the same title: a question for people, never a reason to merge.

Titles are compared by their words, order aside: nearly equal words (``pelayanan``, ``layanan``) count as one, words
that only join others count for nothing. Two titles whose numbers differ (``tahap 1``, ``tahap 2``) are two things.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from worksheet_kit.core.model import Row
from worksheet_kit.values.similarity import SAME_WORD, KnownWords
from worksheet_kit.values.text import fold

#: Words in common, twice, by the words of both titles (Dice): three of four words on each side are much the same.
SIMILAR = 0.75
_JOINING = frozenset(
    [
        *("dan", "atau", "di", "ke", "dari", "untuk", "bagi", "yang", "pada", "dalam", "dengan", "melalui", "oleh"),
        *("menuju", "serta", "berbasis"),
    ]
)


class Spellings:
    """Which words are spellings of one, kept from one set of rows to the next: to compare words takes long."""

    def __init__(self) -> None:
        self._known = KnownWords(at_least=SAME_WORD)

    def first(self, words: Iterable[str]) -> dict[str, str]:
        """Each word with the first of these that is spelled most like it; words with figures are only themselves."""
        first: dict[str, str] = {}
        order: dict[str, int] = {}  # of words that are no other's spelling
        for word in words:
            if word in first:
                continue
            alike, has_figure = self._known.alike(word), any(map(str.isdigit, word))
            near = (other for other in alike if other in order and not has_figure)
            first[word] = min(near, key=lambda other: (-alike[other], order[other]), default=word)
            if first[word] == word:
                order[word] = len(order)
        return first


def similar_rows(rows: Sequence[Row], title: str, spellings: Spellings | None = None) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows with much the same title, the earlier row first; each row is paired once.

    ``spellings`` is what was found of other rows before, or of these.
    """
    words = [_words(row.text(title)) for row in rows]
    spelling = (spellings or Spellings()).first(word for own in words for word in own)
    first: dict[frozenset[str], Row] = {}  # of each distinct title
    order: dict[frozenset[str], int] = {}
    containing: dict[str, list[frozenset[str]]] = defaultdict(list)
    for row, its_words in zip(rows, words, strict=True):
        own = frozenset(spelling[word] for word in its_words)
        if not own:
            continue
        if own in first:
            yield first[own], row
            continue
        # A similar title shares so many of these words that it has at least one of any `few`: look among the rarest.
        few = len(own) - math.ceil(len(own) * SIMILAR / (2 - SIMILAR)) + 1
        rarest = sorted(own, key=lambda word: len(containing[word]))[:few]
        near = {other for word in rarest for other in containing[word]}
        alike = (other for other in near if 2 * len(own & other) >= SIMILAR * (len(own) + len(other)))
        best = min((other for other in alike if not _numbered_apart(own, other)), key=order.__getitem__, default=None)
        if best is not None:
            yield first[best], row
        first[own], order[own] = row, len(order)
        for word in own:
            containing[word].append(own)


def _numbered_apart(title: frozenset[str], other: frozenset[str]) -> bool:
    numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (title, other))
    return bool(numbers and others and numbers != others)


def _words(title: str) -> list[str]:
    """The words that a title is compared by."""
    return [word for word in fold(title).split() if word not in _JOINING and any(map(str.isalnum, word))]
