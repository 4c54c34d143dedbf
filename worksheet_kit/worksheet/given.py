"""A short mark of the texts that were carried over into a row.

The hidden sheet of a workbook keeps one for each prefilled row, under its key. When rows are sorted without their
locked texts, or the texts without their rows, the mark of what stands in a row is another row's: the reader can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

#: Names such a line on the hidden sheet: name, row key, mark.
GIVEN_MARK = "bawaan"


def given_mark(texts: Iterable[object]) -> str:
    """The mark of a row's given texts, in the order of the form's columns; spacing and case do not count."""
    said = "\n".join(" ".join(_text(text).split()).casefold() for text in texts)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:16]


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
