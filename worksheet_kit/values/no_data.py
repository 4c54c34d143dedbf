"""Words and signs that say there is no answer: dashes, ``n/a``, ``belum ada data``. They are blank, never zero."""

import re

from worksheet_kit.values.text import letters_only

#: Words that say there is no figure, letters only. They are not zero.
NO_DATA = frozenset(
    letters_only(word)
    for word in (
        *("n/a", "na", "none", "null", "nil", "nihil", "kosong", "tba", "tbd"),
        *("tidak ada", "tdk ada", "tidak ada data", "tdk ada data", "data tidak ada", "tidak tersedia"),
        *("belum", "belum ada", "blm ada", "belum ada data", "blm ada data", "data belum ada", "belum tersedia"),
        *("data belum tersedia", "belum diketahui", "belum terdata", "belum diukur", "belum dihitung"),
    )
)
_CURRENCY = re.compile(r"^rp\b\.?", re.IGNORECASE)
_DASHES = frozenset("-–—−_.…~*?/\\= ")


def says_nothing(text: str, *, number: bool = False) -> bool:
    """Whether a text says that there is no answer: dashes, ``n/a``, ``belum ada data``, for a number a mere ``Rp``.

    ``#N/A`` as text is what is left of a formula: something stood there once.
    """
    figure = _CURRENCY.sub("", text.lstrip(), count=1) if number else text.strip()
    return all(sign in _DASHES for sign in figure) or (not figure.startswith("#") and letters_only(figure) in NO_DATA)
