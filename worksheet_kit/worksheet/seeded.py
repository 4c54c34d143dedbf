"""What a correction or draft was seeded with, kept in its hidden sheet `_kit`: a short mark for each answer.

A mark says that a cell still holds what it held when the workbook went out. So an old file that is edited afterwards
can be told from one that is merely old, also when the files the correction was made from are no longer at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from worksheet_kit.core.model import Value

#: Stands in the first column of `_kit` in front of a row key and the marks of its answers.
SEEDED_MARK = "isian"
#: Stands in front of a row key of a draft and the key the row had in the workbook it was taken from.
ORIGIN_MARK = "asal"
_LENGTH = 10  # hexadecimal digits: enough for the few thousand answers of one workbook


def answer_mark(column: str, answer: Value) -> str:
    """The mark of one answer: a stored value, or the text of what could not be read."""
    text = f"{answer:.15g}" if isinstance(answer, int | float) else " ".join(str(answer).split())
    return hashlib.sha256(f"{column}={text}".encode()).hexdigest()[:_LENGTH]


def row_marks(answers: Mapping[str, Value]) -> str:
    """The marks of a row's answers, as they stand in one cell."""
    return " ".join(sorted(answer_mark(column, answer) for column, answer in answers.items() if answer is not None))
