"""What a typed cell means: one raw cell and its column → typed value, or why not.

Indonesian numbers and money, quarters, list labels and aliases, references. `Normaliser` is the door; the rest is
shared with those who show values (`display`, `format_number`, `format_rupiah`) or compare them (`fold`), and with the
worksheet writer, whose in-sheet status accepts what is accepted here (`accepted`).
"""

from worksheet_kit.kinds.row import NO_DATA, RULES, TROUBLES, Normaliser, identity
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
    "NO_DATA",
    "RULES",
    "TROUBLES",
    "Normaliser",
    "accepted",
    "display",
    "fold",
    "format_date",
    "format_grouped",
    "format_number",
    "format_rupiah",
    "identity",
    "is_blank",
    "tidy",
]
