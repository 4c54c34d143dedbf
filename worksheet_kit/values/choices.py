"""Choices: what a typed text stands for in a list.

Labels, codes and aliases are taken in any case and spacing; then without punctuation, then without spaces. What fits
two entries is ambiguous; what merely resembles one is a suggestion and never applied by itself. A question mark that is
no part of an entry asks, and answers nothing: what stands beside it is merely suggested.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from worksheet_kit.core.model import Trouble, ValueList
from worksheet_kit.values.similarity import (
    SHORT_WORD,
    SUGGESTED,
    SUGGESTED_SHORT,
    SUGGESTION_GAP,
    likeness,
    words_in_order,
)
from worksheet_kit.values.text import LONGEST, as_excel, fold, letters_only, plain, tidy

#: Pieces between separators that a text is taken apart into; no cell lists more entries.
MOST_PIECES = 24
#: Words of an entry that is looked for amid others.
MOST_WORDS = 12
#: Readings of an ambiguous text that are named.
MOST_READINGS = 6

_YES = frozenset(["ya", "y", "iya", "yes", "true", "benar", "✓", "✔", "√", "☑", "✅", "🗸", "v"])
_NO = frozenset(["tidak", "tdk", "tak", "bukan", "no", "n", "false", "salah", "☐"])
# A cross selects an option on an Indonesian answer sheet, and crosses one out elsewhere.
_CROSS = frozenset(["x", "✗", "✘", "✕", "✖", "×", "☒", "❌"])
_SEPARATORS = re.compile(
    r"(\s*[;,/&+|\n]\s*|\s+(?:dan|serta|atau|bersama(?:\s+dengan)?)\s+|\s+(?:[-–•]\s+|(?=(?:\d{1,2}|[a-z])[.)]\s)))",
    re.IGNORECASE,
)
_LIST_SIGNS = re.compile(r"[;,/&+|\n]")
#: Words that stand for others which are not named.
_AND_SO_ON = frozenset(["dll", "dkk", "dst", "dsb"])
_OTHERS = _AND_SO_ON | {"lainnya", "lain"}
_AND = frozenset(["dan", "serta", "sampai", "hingga", "atau"]) | _OTHERS
_BRACKETED = re.compile(r"(.+?)\s*\(([^()]+)\)")
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)]|[a-z][.)](?=\s)|[-–•*])\s*", re.IGNORECASE)
#: A stem and a number, as most codes are. The number suggests an entry (``1``, ``Masalah 1``, ``M-01``), unless the
#: stem is that of another code: ``P1`` may be a program.
_NUMBERED = re.compile(r"([^\W\d]*)\s?0*(\d+)")


class Match(NamedTuple):
    """What a text stands for: ``value`` as stored, with the rule that led to it; or ``trouble``."""

    value: str | None
    rule: str = ""
    trouble: Trouble | None = None


@lru_cache(maxsize=256)  # most lists are those of every recipient
def accepted(values: ValueList) -> tuple[str, ...]:
    """Every text that stands for exactly one entry when case and outer blanks are ignored.

    Labels first in their order, then codes, then aliases. The in-sheet status accepts these, and collection accepts at
    least these.
    """
    labels = [item.label for item in values.items]
    others = [item.code for item in values.items if item.code is not None]
    others += [alias for item in values.items for alias in item.aliases]
    meanings = _index(values, as_excel, "huruf")
    seen: dict[str, str] = {}
    for text in [*labels, *others]:
        key = as_excel(text)
        if key and len(meanings[key]) == 1:
            seen.setdefault(key, text)
    return tuple(seen.values())


def ambiguous_match(title: str, readings: Sequence[str]) -> Match:
    """The match of a text that can mean any of these readings of a list."""
    shown = [*readings[:MOST_READINGS], *(["…"] if len(readings) > MOST_READINGS else [])]
    data = {"daftar": title, "a": readings[0], "b": readings[1], "pilihan": "; ".join(shown)}
    return Match(None, "", Trouble("ambiguous_choice", data))


#: `fold` for the entries of lists, which the lists of all recipients have in common.
_fold_entry = lru_cache(maxsize=8_192)(fold)


def _index(values: ValueList, key: Callable[[str], str], label_rule: str) -> dict[str, dict[str, str]]:
    """What can be looked up in a list: from keys of texts to the entries each can mean, with the rule that applies.

    A label beats a code beats an alias: an alias that is another entry's label means that entry.
    """
    index: dict[str, dict[str, str]] = {}
    tiers: tuple[tuple[str, Iterable[tuple[str, str]]], ...] = (
        (label_rule, [(item.label, item.stored) for item in values.items]),
        ("kode", [(item.code, item.stored) for item in values.items if item.code is not None]),
        ("alias", [(alias, item.stored) for item in values.items for alias in item.aliases]),
    )
    for rule, texts in tiers:
        tier: dict[str, dict[str, str]] = {}
        for text, stored in texts:
            tier.setdefault(key(text), {}).setdefault(stored, rule)
        for word, meanings in tier.items():
            index.setdefault(word, meanings)
    return index


def _begins(whole: str, part: str) -> bool:
    """Whether a word may be short for another."""
    return whole == part or (len(part) > 2 and whole.startswith(part))


def _shortens(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words are short for the beginning of a name, some by their first letters: ``Dinas PU``, ``DPMD``."""
    if not words or not name:
        return not words
    if _begins(name[0], words[0]) and _shortens(words[1:], name[1:]):
        return True
    letters = [word[0] for word in name[: len(words[0])]]
    return len(words[0]) > 1 and letters == [*words[0]] and _shortens(words[1:], name[len(words[0]) :])


def _may_lead(stem: str, own: str) -> bool:
    """Whether what stands before a number may stand for the stem of a code: nothing, that stem, or a word."""
    return stem in {"", "no"} or stem.startswith(own) or len(stem) >= SHORT_WORD


class Choices:
    """The entries of one list, prepared for looking texts up.

    ``leading``: a code that leads a text is enough, whatever words follow. So it is for rows of an earlier stage, whose
    wording may have been mended since the sheet went out.
    """

    def __init__(self, values: ValueList, *, leading: bool = False) -> None:
        self.values, self.leading = values, leading
        self.exact = {item.label: item.stored for item in values.items}
        self._labels = {item.stored: item.label for item in values.items}
        by_label = {as_excel(item.label): item.stored for item in values.items}
        self.yes, self.no = by_label.get("ya"), by_label.get("tidak")
        self._longest = max([LONGEST, *map(len, self.exact)])

    # Each index is made when a text is first looked up in it; what was chosen from a dropdown never is.

    @cached_property
    def _words(self) -> dict[str, dict[str, str]]:
        return _index(self.values, as_excel, "huruf")

    @cached_property
    def _folded(self) -> dict[str, dict[str, str]]:
        return _index(self.values, _fold_entry, "tanda baca")

    @cached_property
    def _squashed(self) -> dict[str, dict[str, str]]:
        return _index(self.values, letters_only, "tanda baca")

    def label(self, stored: str) -> str:
        """What the dropdown shows for a stored value; the value itself where the list does not have it."""
        return self._labels.get(stored, stored)

    def find(self, text: str) -> Match | None:
        """What the whole text stands for, or None. Suggests nothing."""
        if text in self.exact:
            return Match(self.exact[text])
        tidied, invisible = tidy(text)
        if tidied in self.exact:
            return Match(self.exact[tidied], invisible)
        straight = plain(text)
        if len(straight) > self._longest:
            return None
        meanings = self._words.get(as_excel(straight))
        if meanings is None:
            hint = self._hint(straight)
            if hint is not None:
                return hint
            if "?" in straight or straight.startswith("/"):  # a question, and "per"
                return None
            meanings = self._folded.get(fold(straight))
        if meanings is None and not _LIST_SIGNS.search(tidied):  # "I, II" is not III
            meanings = self._squashed.get(letters_only(straight))
        if meanings is None:
            return self._mark(straight) or self._code_and_words(straight) or self._with_more(straight)
        if len(meanings) > 1:
            return self.ambiguous(meanings)
        ((stored, rule),) = meanings.items()
        if rule == "huruf" and straight in self.exact:
            rule = invisible or ("spasi" if " ".join(tidied.split()) == straight else "huruf mirip")
        return Match(stored, rule)

    def match(self, text: str) -> Match:
        """What the text stands for; where that cannot be said, a trouble, with a suggestion if one is near enough."""
        match = self.find(text)
        if match is not None:
            return match
        either = self._either(fold(text)) if len(text) <= LONGEST else ()
        if either:
            return self.ambiguous(either)
        return Match(None, "", Trouble("not_in_list", {"daftar": self.values.title}, self.suggest(text)))

    def begins(self, text: str) -> bool:
        """Whether an entry's name begins with these words: ``Belum ada`` may be short for ``Belum ada di Renstra``."""
        words = fold(text)
        return words.isascii() and any(fold(item.label).startswith(f"{words} ") for item in self.values.items)

    def split(self, text: str) -> tuple[str, ...] | None:
        """The stored values of a text that lists several entries, or None when any part of it is no entry.

        Labels may hold separators themselves (``CSR/TJSLP``), so the longest run of parts that is an entry counts.
        """
        tidied = tidy(text)[0]
        if len(tidied) > LONGEST or tidied.startswith("/"):
            return None
        pieces = _SEPARATORS.split(tidied)
        if len(pieces) > 2 * MOST_PIECES:
            return None
        stored: list[str] = []
        start = 0
        while start < len(pieces):
            if start and letters_only(pieces[start]) in _AND_SO_ON:  # whatever else it may be short for
                return None
            for end in range(len(pieces), start, -2):
                run = "".join(pieces[start:end])
                match = self.find(run) or self.find(_BULLET.sub("", run))
                if match is not None and match.value is not None:
                    stored.append(match.value)
                    start = end + 1
                    break
            else:
                if pieces[start].strip():
                    return None
                start += 2
        unique = tuple(dict.fromkeys(stored))
        return unique or None

    def ambiguous(self, stored: Iterable[str]) -> Match:
        """The match of a text that can mean any of these entries."""
        return ambiguous_match(self.values.title, [self.label(value) for value in stored])

    def suggest(self, text: str) -> str:
        """The label of the one entry that is clearly nearest to the text, or nothing.

        Nearest is the only entry that has its words (``APBD Prov``), the one it begins or ends with (``Dinas Kesehatan
        Kota Uji``), the one with its number (``Masalah 1``), else the most alike one.
        """
        straight = plain(text)
        if len(straight) > LONGEST:
            return ""
        wanted = fold(straight)
        if self._is_region(wanted.split()):
            return ""
        meant = self._part(wanted.split()) or self._begun(straight.split()) or self._numbered(wanted)
        meant = meant or self._shortened(wanted.split())
        if meant is not None:
            return self.label(meant)
        best: dict[str, float] = {}
        without, in_order = _DIGITS.sub("", wanted), words_in_order(wanted)
        for word, meanings in self._folded.items():
            score = max(likeness(wanted, word), likeness(in_order, words_in_order(word)))
            # "5 tahun" and "1 tahun": where only the figure differs, the figure is what is meant
            names = {"": ""} if word != wanted and _DIGITS.sub("", word) == without else meanings
            for stored in names:
                best[stored] = max(best.get(stored, 0), score)
        ranked = sorted(best.items(), key=lambda entry: -entry[1])
        if not ranked:
            return ""
        floor = SUGGESTED_SHORT if len(wanted) < SHORT_WORD else SUGGESTED
        stored, score = ranked[0]
        if score < floor or (len(ranked) > 1 and score - ranked[1][1] < SUGGESTION_GAP):
            return ""
        return self.label(stored)

    def _begun(self, words: list[str]) -> str | None:
        """The entry that these words begin or end with, if the other words are no entry themselves and no list."""
        for count in range(len(words) - 1, 0, -1):
            for some, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
                meanings = self._folded.get(fold(" ".join(some)), {})
                if len(meanings) != 1 or self._names(fold(" ".join(rest)).split()):
                    continue
                if not _SEPARATORS.search(f" {' '.join(rest)} ") and some[-1][-1] not in ";,/&+|":
                    return next(iter(meanings))
        return None

    def _numbered(self, text: str) -> str | None:
        """The one entry whose code has the number that the text has."""
        typed = _NUMBERED.fullmatch(text)
        if typed is None:
            return None
        stem, number = typed.groups()
        codes = [(_NUMBERED.fullmatch(fold(item.code)), item) for item in self.values.items if item.code is not None]
        fitting = [item.stored for code, item in codes if code and code[2] == number and _may_lead(stem, code[1])]
        return fitting[0] if len(fitting) == 1 else None

    def _part(self, words: list[str]) -> str | None:
        """The one entry that has all these words, or words that begin with them (``APBD Prov``), in any order."""
        if not words or max(map(len, words)) < SHORT_WORD - 1:
            return None
        fitting: set[str] = set()
        for entry, meanings in self._folded.items():
            there = entry.split()
            if all(any(_begins(other, word) for other in there) for word in words):
                fitting.update(meanings)
        return fitting.pop() if len(fitting) == 1 else None

    def _shortened(self, words: list[str]) -> str | None:
        """The one entry whose name, or the beginning of it, these words are short for."""
        if not 2 < sum(map(len, words)) <= LONGEST or len(words) > MOST_WORDS:
            return None
        names = ((entry.split(), meanings) for entry, meanings in self._folded.items())
        fitting = {
            stored
            for name, meanings in names
            if _shortens([word for word in words if word != "dan"], [word for word in name if word != "dan"])
            for stored in meanings
        }
        return fitting.pop() if len(fitting) == 1 else None

    def _either(self, text: str) -> tuple[str, ...]:
        """The two entries whose names begin with this text, or those of which it joins the first words of each."""
        longer = [meanings for entry, meanings in self._folded.items() if entry.startswith(f"{text} ")]
        stored = tuple(dict.fromkeys(itertools.chain(*longer)))
        if len(stored) == 2:
            return stored
        first, *others = text.split(" dan ")
        head = first.split(" ")[0]
        pieces = [first, *(piece if piece.startswith(f"{head} ") else f"{head} {piece}" for piece in others)]
        meant = [self._part(piece.split()) for piece in pieces] if others else []
        return tuple(dict.fromkeys(filter(None, meant))) if None not in meant and len({*meant}) > 1 else ()

    def _with_more(self, text: str) -> Match | None:
        """An entry twice over, ``Dinas Perhubungan (Dishub)``; with the own region; with the first word of its name."""
        twice = _BRACKETED.fullmatch(text)
        if twice is not None:
            outer, inner = self.find(twice[1]), self.find(twice[2])
            if outer is None or inner is None or outer.value is None or inner.value is None:
                return None
            same = outer.value == inner.value
            return Match(outer.value, "alias") if same else self.ambiguous((outer.value, inner.value))
        words, region = fold(text).split(), fold(self.values.region).split()
        typed = text.split()
        if self._is_region(words[-len(region) :]) and len(typed) > len(region):
            bare = self.find(" ".join(typed[: -len(region)]).rstrip(" ,-"))
            return None if bare is None or bare.value is None else Match(bare.value, "alias")
        meanings = self._folded.get(" ".join(words[1:]), {})
        if len(meanings) != 1 or words[0] in self._folded or _LIST_SIGNS.search(text):
            return None
        (stored,) = meanings
        names = (entry for entry, meant in self._folded.items() if stored in meant)
        return Match(stored, "alias") if any(entry.split()[0] == words[0] for entry in names) else None

    def _is_region(self, words: list[str]) -> bool:
        """Whether these words are the name of the own region, its kind shortened or not: ``Kab. Rembang``."""
        region = fold(self.values.region).split()
        return bool(region) and words[1:] == region[1:] and _begins(region[0], words[0])

    def _names(self, words: list[str]) -> bool:
        """Whether some of these words, in a row, are an entry."""
        runs = (words[start : start + count] for start in range(len(words)) for count in range(1, MOST_WORDS + 1))
        return any(" ".join(run) in self._folded for run in runs)

    def _hint(self, text: str) -> Match | None:
        wanted = fold(text)
        for hint in self.values.hints:
            if fold(hint.text) == wanted:
                if len(hint.labels) > 1:
                    return ambiguous_match(self.values.title, hint.labels)
                return Match(None, "", Trouble("not_in_list", {"daftar": self.values.title}, hint.labels[0]))
        return None

    def _mark(self, text: str) -> Match | None:
        """Tick marks and short answers in a list of yes and no."""
        word = text.casefold().rstrip(" .,")
        if self.yes is None or self.no is None:
            return None
        if word in _YES:
            return Match(self.yes, "tanda centang")
        if word in _NO:
            return Match(self.no, "tanda centang")
        return self.ambiguous((self.yes, self.no)) if word in _CROSS else None

    def _code_and_words(self, text: str) -> Match | None:
        """A code followed by words: taken when the words begin the entry's name; a contradiction means two things."""
        words = fold(text).split()
        for end in range(len(words) - 1, 0, -1):
            code, rest = " ".join(words[:end]), " ".join(words[end:])
            meanings = self._folded.get(code, {})
            if list(meanings.values()) != ["kode"]:
                continue
            (stored,) = meanings
            named = fold(self.label(stored)).removeprefix(code).strip()
            # Another entry's name, whole, or in front where it is the longer one: it tells better what is meant.
            names = (rest, *(" ".join(words[end:n]) for n in range(len(words) - 1, end + len(named.split()), -1)))
            others = {other: name for name in names for other in self._folded.get(name, {}) if other != stored}
            is_own = rest == named or stored in self._folded.get(rest, {})
            if others and not is_own and "kode" not in self._folded[next(iter(others.values()))].values():
                return self.ambiguous((stored, *others))
            if is_own or named.startswith(rest):
                return Match(stored, "kode")
            if rest.startswith(named + " "):  # what goes on with another entry means both
                more_words = rest.removeprefix(named).split()
                return None if self._names(more_words) or _OTHERS & {*more_words} else Match(stored, "kode")
            more = any("kode" in self._folded.get(word, {}).values() for word in words[end:])
            goes_on = words[end] in _AND or words[end].isdecimal()  # "P01-03": up to the third
            return Match(stored, "kode") if self.leading and not more and not goes_on else None
        return None
