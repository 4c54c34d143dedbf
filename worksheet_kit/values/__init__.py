"""Typed text read as what it stands for, and values shown as Indonesians write them: pure functions over text.

Nothing here knows a column, a form or a file; nothing is guessed: what has two readings gives both. Open `text` first
(what counts as blank, what is invisible, how things are shown), then `numbers`, `periods`, `choices`.
"""

from worksheet_kit.values.choices import accepted
from worksheet_kit.values.text import (
    display,
    fold,
    format_date,
    format_grouped,
    format_number,
    format_rupiah,
    is_blank,
    tidy,
)

__all__ = [
    "accepted",
    "display",
    "fold",
    "format_date",
    "format_grouped",
    "format_number",
    "format_rupiah",
    "is_blank",
    "tidy",
]
