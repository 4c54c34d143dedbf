"""How much two texts are alike: one measure, and from which likeness on each question is answered with yes.

Likeness is 0 to 100: the share of letters that both texts have in the same order. What is merely alike is only ever
suggested or shown to people; nothing is taken for another because of it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

#: Two words are spellings of one: ``pelayanan``, ``layanan``.
SAME_WORD = 85
#: A typed text suggests an entry of a list. Short ones need more, as any two of them are alike.
SUGGESTED, SUGGESTED_SHORT, SHORT_WORD = 85, 90, 5
#: A second entry this near to the best one makes a suggestion a guess.
SUGGESTION_GAP = 4
#: A key of a settings file, or a code on the command line, is one that was probably meant.
NEAR_KEY = 60
#: Titles of one agency, or of two dimensions, that people should look at side by side.
ALIKE_IN_AGENCY, ALIKE_ANYWHERE = 60, 75


def likeness(one: str, other: str, *, at_least: float = 0) -> float:
    """How much two texts are alike; 0 where that is less than ``at_least``."""
    return fuzz.ratio(one, other, score_cutoff=at_least)


def words_in_order(text: str) -> str:
    """A text with its words in alphabetical order, for a likeness that does not count their order."""
    return " ".join(sorted(text.split()))


def nearest(text: str, known: Iterable[str], *, at_least: float) -> str:
    """The first of the known texts that is most like this one; empty when none is alike enough."""
    best = process.extractOne(text, [*known], scorer=fuzz.ratio, score_cutoff=at_least)
    return "" if best is None else best[0]


class KnownWords:
    """Which of many words are alike, without comparing each with all.

    Words that are alike enough have most pairs of neighbouring letters in common: only those are compared that have as
    many. Since they have at least one of any few pairs of a word, they are looked up by its rarest ones.
    """

    def __init__(self, *, at_least: float) -> None:
        """``at_least`` is a likeness above 67."""
        self._at_least = at_least
        self._words: list[tuple[str, set[str]]] = []  # each with its pairs
        self._containing: dict[str, list[int]] = defaultdict(list)  # by pair, places in `_words`
        self._alike: dict[str, dict[str, float]] = {}  # by word

    def alike(self, word: str) -> Mapping[str, float]:
        """The words asked for so far that are alike enough, with their likeness; this one is known from now on."""
        if word in self._alike:
            return self._alike[word]
        pairs = _pairs(word)
        self._alike[word] = alike = {}
        for other in self._candidates(word, pairs):
            how_much = likeness(word, other, at_least=self._at_least)
            if how_much:
                alike[other] = self._alike[other][word] = how_much
        for pair in pairs:
            self._containing[pair].append(len(self._words))
        self._words.append((word, pairs))
        return alike

    def _candidates(self, word: str, pairs: set[str]) -> Iterator[str]:
        """Known words that have enough pairs in common."""
        enough = {length: len(pairs) - lost for length, lost in _lost_pairs(len(word), self._at_least / 100).items()}
        places: Iterable[int] = range(len(self._words))
        fewest = min(enough.values(), default=0)
        if fewest > 0:
            rarest = sorted(pairs, key=lambda pair: len(self._containing.get(pair, ())))[: len(pairs) - fewest + 1]
            places = {place for pair in rarest for place in self._containing.get(pair, ())}
        near = [self._words[place] for place in places if len(self._words[place][0]) in enough]
        return (other for other, own in near if len(pairs & own) >= enough[len(other)])


@lru_cache(maxsize=1_000)
def _lost_pairs(length: int, share: float) -> dict[int, int]:
    """By the lengths that words may have that are alike enough: how many pairs of letters at most are not in them."""
    lost = {}
    for other in range(2 * length + 1):
        alike = math.ceil(share * (length + other) / 2 - 1e-9)  # letters
        if alike <= min(length, other):  # a letter left out takes two pairs away, one put in takes one
            lost[other] = 2 * (length - alike) + other - alike
    return lost


def _pairs(word: str) -> set[str]:
    """Each two letters that stand beside each other, the ends of the word taken for letters."""
    whole = f"\0{word}\0"
    return {whole[n : n + 2] for n in range(len(word) + 1)}
