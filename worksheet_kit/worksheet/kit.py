"""The hidden sheet `_kit`: what a workbook says of itself to programs. The one module that knows its lines.

One line a row of the sheet, a name in the first column and its values behind. The writer puts `lines` on the sheet as
they are; the reader hands the sheet's rows to `read_kit`, which makes of them what it can and skips the rest: people
delete hidden sheets, and spreadsheets turn texts into numbers.

Marks are short hashes. A mark of an answer says that a cell still holds what it held when the workbook went out, so
that an old file which was edited can be told from one that is merely old, even when the files it was made from are
gone. A mark of a row's carried-over texts says which row they belong to, so that rows that were sorted without their
locked texts, or texts without their rows, are noticed. A mark of a printed text says that it is ours, though the
settings may have another wording by the time the workbook is back.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from worksheet_kit.core.model import Value
from worksheet_kit.values.text import letters_only

#: The names of lines that are read again.
_SEED = "sumber"  # the hash of a file that answers were taken from
_OFFERED = "bekal"  # a form of an earlier stage whose codes the dropdowns offer
_ORIGIN = "asal"  # a row key of a draft, the key the row had in the workbook it was taken from
_SEEDED = "isian"  # a row key, the marks of the answers the workbook went out with
_CARRIED = "bawaan"  # a row key, the mark of the texts that were carried over into it
PRINTED = "tercetak"  # where texts stand, the marks of texts that were printed there

#: Where printed texts stand, kept apart: on sheets to fill in, on sheets to read, in the notes of cells.
FORMS, TO_READ, NOTES = "isian", "bacaan", "catatan"

SHA256 = re.compile(r"[0-9a-f]{64}")
_ANSWER_MARK = 10  # hexadecimal digits: enough for the few thousand answers of one workbook
_CARRIED_MARK = 16
_PRINTED_MARK = 8
_PRINTED_LINE = 2_000  # marks in one cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What `_kit` says. ``about`` is what the workbook is, for whoever looks into it; it is not read again."""

    about: tuple[tuple[str, ...], ...] = ()
    seeds: tuple[str, ...] = ()  # sha256 of the files a correction or draft was made from
    offered: frozenset[str] = frozenset()  # forms of earlier stages whose codes the dropdowns offer
    origins: Mapping[str, str] = field(default_factory=dict)  # row key of a draft -> the key it had before
    seeded: Mapping[str, frozenset[str]] = field(default_factory=dict)  # row key -> marks of its answers
    carried: Mapping[str, str] = field(default_factory=dict)  # row key -> mark of its carried-over texts
    printed: Mapping[str, frozenset[str]] = field(default_factory=dict)  # where -> marks of the texts printed there

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The rows of the sheet, top to bottom."""
        yield from self.about
        yield from ((_SEED, seed) for seed in self.seeds)
        yield from ((_OFFERED, form) for form in sorted(self.offered))
        yield from ((_ORIGIN, key, origin) for key, origin in sorted(self.origins.items()))
        yield from ((_SEEDED, key, " ".join(sorted(marks))) for key, marks in sorted(self.seeded.items()))
        yield from ((_CARRIED, key, mark) for key, mark in self.carried.items())
        for kind, marks in self.printed.items():
            yield from ((PRINTED, kind, cell) for cell in mark_cells(marks, len(marks)))


def mark_cells(marks: Iterable[str], texts: int) -> list[str]:
    """The marks of so many texts, some of which may have one in common, as cells take them."""
    ordered = sorted(marks)
    return [" ".join(ordered[n : n + _PRINTED_LINE]) for n in range(0, texts, _PRINTED_LINE)]


def read_kit(rows: Sequence[Sequence[object]]) -> Kit:
    """What the rows of a returned `_kit` still say; nothing is missed that is not there."""
    texts = [[value if isinstance(value, str) else "" for value in row] for row in rows]
    pairs: dict[str, dict[str, str]] = {_ORIGIN: {}, _SEEDED: {}, _CARRIED: {}}
    printed: dict[str, frozenset[str]] = {}
    for name, key, value in (row[:3] for row in texts if len(row) > 2):
        if name in pairs:
            pairs[name][key.strip()] = value.strip()
        elif name == PRINTED:
            printed[key] = printed.get(key, frozenset()) | frozenset(value.split())
    return Kit(
        seeds=tuple(text for row in texts for text in row if SHA256.fullmatch(text)),
        offered=frozenset(row[1].strip() for row in texts if len(row) > 1 and row[0] == _OFFERED),
        origins=pairs[_ORIGIN],
        seeded={key: frozenset(marks.split()) for key, marks in pairs[_SEEDED].items()},
        carried=pairs[_CARRIED],
        printed=printed,
    )


def answer_mark(column: str, answer: Value) -> str:
    """The mark of one answer: a stored value, or the text of what could not be read."""
    text = f"{answer:.15g}" if isinstance(answer, int | float) else " ".join(str(answer).split())
    return hashlib.sha256(f"{column}={text}".encode("utf-8", "replace")).hexdigest()[:_ANSWER_MARK]


def answer_marks(answers: Mapping[str, Value]) -> frozenset[str]:
    """The marks of a row's answers (column key -> answer), blank ones left out."""
    return frozenset(answer_mark(column, answer) for column, answer in answers.items() if answer is not None)


def carried_mark(texts: Iterable[object]) -> str:
    """The mark of a row's carried-over texts, in the order of the form's columns; spacing and case do not count."""
    said = "\n".join(" ".join(_text(text).split()).casefold() for text in texts)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:_CARRIED_MARK]


@lru_cache(maxsize=4_096)  # all workbooks of a stage have most texts in common
def printed_mark(text: str) -> str:
    """The mark of a text that is printed on a workbook; spacing, case and punctuation do not count."""
    return hashlib.sha256(letters_only(text).encode("utf-8", "replace")).hexdigest()[:_PRINTED_MARK]


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
