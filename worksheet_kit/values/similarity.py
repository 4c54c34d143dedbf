"""How much two texts are alike: one measure, and from which likeness on each question is answered with yes.

Likeness is 0 to 100: the share of letters that both texts have in the same order. What is merely alike is only ever
suggested or shown to people; nothing is taken for another because of it.
"""

from collections.abc import Iterable

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
    found = process.extractOne(text, [*known], scorer=fuzz.ratio, score_cutoff=at_least)
    return "" if found is None else found[0]
