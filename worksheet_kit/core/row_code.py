"""Row codes: ``P03b`` within a workbook, ``GOV-P03b`` among all rows. The one place that knows how they are built.

A code is the prefix of a block (capitals), a number as wide as the block prints it, and a suffix where a merge kept
several rows under one number: ``P03``, ``P03b``, ``P03c``. A row key is the code of the recipient whose row it is, a
dash, and the row's code. No code has a dash, so the last dash of a key always stands before its code; and no prefix has
a figure, so ``SO1`` is never row 1 of a block S.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from worksheet_kit.core.model import Form, Recipient

#: What follows the number: one letter, and beyond ``z`` one more for each round (``P03z``, ``P03zb``).
_SUFFIX = "z*[a-z]"
_MOST_DIGITS = 9  # a longer number is no row of any sheet, and takes ever longer to read
_KEY = re.compile(
    rf"(?:(?P<owner>[A-Z0-9]+(?:-[A-Z0-9]+)*)-)?"
    rf"(?P<prefix>[A-Z]+)(?P<number>[0-9]{{1,{_MOST_DIGITS}}})(?P<suffix>(?:{_SUFFIX})?)"
)
_TYPED_KEY = re.compile(_KEY.pattern, re.IGNORECASE)
_DASH, _BLANK = re.compile(r"[\u2010-\u2015\u2212_]"), re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCode:
    """A row's code and, where it is known, whose row it is. ``digits`` is how many the number shows at least."""

    prefix: str
    number: int
    suffix: str = ""
    owner: str = ""  # recipient code
    digits: int = field(default=1, compare=False)

    @property
    def base(self) -> str:
        """The code without suffix: ``P03`` of ``P03b``."""
        return f"{self.prefix}{self.number:0{self.digits}d}"

    @property
    def code(self) -> str:
        """The code within its recipient's workbook: ``P03b``."""
        return self.base + self.suffix

    def __str__(self) -> str:
        return f"{self.owner}-{self.code}" if self.owner else self.code


@lru_cache(maxsize=8_192)
def parse_row_code(text: str) -> RowCode | None:
    """The row code or row key that is the whole of ``text``, as this package writes it; else None."""
    return _row_code(_KEY.fullmatch(text))


def parse_typed_row_code(text: str) -> RowCode | None:
    """As `parse_row_code`, for one that somebody typed again: any case, blanks and dashes (``gov – p3``)."""
    return _row_code(_TYPED_KEY.fullmatch(_DASH.sub("-", _BLANK.sub("", text))))


def _row_code(match: re.Match[str] | None) -> RowCode | None:
    if match is None:
        return None
    return RowCode(
        prefix=match["prefix"].upper(),
        number=int(match["number"]),
        suffix=match["suffix"].lower(),
        owner=(match["owner"] or "").upper(),
        digits=len(match["number"]),
    )


def row_key(recipient: Recipient | str, code: str) -> str:
    """A row's key, unique over all recipients: ``GOV-P03``."""
    return f"{recipient if isinstance(recipient, str) else recipient.code}-{code}"


def shown_code(form: Form, recipient: Recipient | str, code: str) -> str:
    """The Kode as printed and as chosen in dropdowns."""
    return row_key(recipient, code) if form.show_recipient else code


def own_code(recipient: Recipient | str, key: str) -> str:
    """The code of a row key of this recipient; the key of another's row stays whole."""
    return key.removeprefix(row_key(recipient, ""))


def owner_of(key: str) -> str:
    """The code of the recipient whose row has this key."""
    return key.rsplit("-", 1)[0]


def group_of(recipient: str) -> str:
    """The code of the dimension that a recipient code names first."""
    return recipient.split("-", maxsplit=1)[0]


def base_code(code: str) -> str:
    """A code without its suffix: rows with the same one were entered under one number."""
    parsed = parse_row_code(code)
    return code if parsed is None else parsed.base


def next_code(code: str, taken: Collection[str]) -> str:
    """The code of one more row under a number: ``P03b`` beside ``P03``, ``P03c`` beside these two."""
    base = base_code(code)
    rounds = (f"{base}{'z' * n}{letter}" for n in count() for letter in "bcdefghijklmnopqrstuvwxyz")
    return next(code for code in rounds if code not in taken)


def code_order(form: Form, code: str) -> tuple[int, int, str, str]:
    """Sorts the codes of a form: blocks in their order, then by number, ``P03b`` right after ``P03``."""
    prefixes = [block.prefix for block in form.blocks]
    parsed = parse_row_code(code)
    if parsed is None:
        return (len(prefixes), 0, code, "")
    place = prefixes.index(parsed.prefix) if parsed.prefix in prefixes else len(prefixes)
    return (place, parsed.number, parsed.prefix, parsed.suffix)


def spelled_codes(prefixes: Iterable[str], owners: Iterable[str]) -> re.Pattern[str]:
    """Finds codes of these blocks, and whose they are, in casefolded words: ``gov p01``, ``p1``, ``p-01``.

    Its groups are ``owner`` (None where nobody is named), ``prefix``, ``number`` and ``suffix``, as they are spelled.
    """
    gap = r"[\s\-_.:/]*"

    def any_of(words: Iterable[str]) -> str:
        parts = (re.split(r"\W+", word.casefold()) for word in sorted(words, key=len, reverse=True))
        return "|".join(gap.join(map(re.escape, word)) for word in parts)

    return re.compile(
        rf"(?:(?P<owner>{any_of(owners)}){gap})?"
        rf"(?P<prefix>{any_of(prefixes)}){gap}0*(?P<number>[1-9]\d*)(?P<suffix>(?:{_SUFFIX})?)(?!\w)"
    )
