"""Text as people type and paste it: what counts as blank or no answer, what is invisible, how things are shown here.

Nothing here knows a column. `tidy` makes the text that is stored, `display` the text that is shown to people. Whether
two texts are the same is asked at one of four levels, from the strictest to the loosest:

- `as_seen`: nobody can see a difference. Two answers that are the same so are no conflict.
- `as_excel`: Excel's ``=`` and MATCH tell no difference: case and spacing aside.
- `fold`: the same words, punctuation and look-alike signs aside. Titles and entries of lists.
- `letters_only`: the same letters and figures, spaces aside too. What is printed on a sheet, and the loosest spelling
  of an entry: two entries of one list must differ here.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from worksheet_kit.core.model import CellError, Raw, ShownDay, ShownNumber, Uncomputed
from worksheet_kit.core.words import MONTHS

#: Excel's limit for the text of one cell, in characters.
CELL_LIMIT = 32_767
#: No number, period or choice is longer than this; a longer text is not looked into, as that takes ever longer.
LONGEST = 400
#: From here on a number has more digits than a spreadsheet keeps (15).
PRECISION_LIMIT = 1e15

# Blanks that look like a space (the Hangul fillers and the empty Braille cell among them), and signs that look like
# nothing. Joiners and selectors belong to some scripts and to emoji, so that they are only ignored in comparing, never
# taken out of a text (Unicode: White_Space, Default_Ignorable_Code_Point).
_SPACES = "\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0"
_NOTHING = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
_JOINERS = "\u180b-\u180d\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff"
_CONTROLS = "\x00-\x08\x09\x0b-\x1f\x7f-\x9f\u2028\u2029"
_ODD = re.compile(f"[{_SPACES}{_NOTHING}{_CONTROLS}]|_x00[01][0-9A-Fa-f]_|_x007[Ff]_")
_ESCAPE = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")
_TO_SPACE = re.compile(f"[{_SPACES}]")
_TO_NOTHING = re.compile(f"[{_NOTHING}]")
_TO_IGNORE = re.compile(f"[{_JOINERS}]")
_RAISED = re.compile("(?<=[0-9])[²³¹⁰⁴-⁹₀-₉]")  # a power or a footnote: 10² is not 102
_LINE_END = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_TO_CUT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANK = re.compile(f"(?:[\\s{_SPACES}{_NOTHING}{_JOINERS}{_CONTROLS}]|_x00[01][0-9A-Fa-f]_)*")
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
# Letters of other scripts that look like Latin ones; pasted text brings them along.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXo")
_PUNCTUATION = re.compile(r"[^\w%<>≤≥]+|_+")
_SIGN_WORDS = str.maketrans({"&": " dan ", **{sign: f" {sign} " for sign in "<>≤≥"}})
_BETWEEN_WORDS = re.compile(r"(?<!\d) | (?!\d)")


def is_blank(raw: Raw) -> bool:
    """Whether a cell holds nothing to see: empty, or only blanks and invisible signs."""
    if isinstance(raw, str):
        return not ("!" <= raw[:1] <= "~" and raw[0] != "_") and _BLANK.fullmatch(raw) is not None
    return raw is None


def tidy(text: str) -> tuple[str, str]:
    """The text to store, and the name of the rule that changed it (empty when it is as typed).

    Blanks at both ends go, whatever is no character of a text goes (control signs, their ``_x000D_`` spelling), blanks
    that only look like a space become one, line ends become ``\\n``. Words, quotes and inner spacing stay as typed.
    """
    if (text.isascii() and text.isprintable() and "_x" not in text) or _ODD.search(text) is None:
        stripped = text.strip()
        return stripped, "" if len(stripped) == len(text) else "spasi"
    plain = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    lines = _LINE_END.sub("\n", plain).replace("\t", " ")
    cut = _TO_CUT.sub("", lines)
    seen = _TO_NOTHING.sub("", _TO_SPACE.sub(" ", cut))
    rule = "karakter kendali" if cut != text else "tak tampak"
    return seen.strip(), rule


def plain(text: str) -> str:
    """A text in the plainest signs, for reading numbers, periods and labels.

    Full-width digits, ligatures, Roman numeral signs, letters that only look Latin become plain; quotes and dashes
    straight, blanks single.
    """
    if text.isascii() and _ODD.search(text) is None:
        return " ".join(text.split())
    tidied, _ = tidy(text)
    apart = _RAISED.sub(r"^\g<0>", tidied)
    straight = unicodedata.normalize("NFKC", apart).translate(_QUOTES).translate(_DASHES).translate(_LOOKALIKES)
    return " ".join(_TO_IGNORE.sub("", straight).split())


def as_seen(text: str) -> str:
    """A text as it looks: whichever way its accented letters are coded and its words are spaced."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=8_192)
def as_excel(text: str) -> str:
    """A text as Excel compares it after TRIM: case and plain spaces aside, no other blank."""
    return " ".join(part for part in text.split(" ") if part).casefold()


def fold(text: str) -> str:
    """A text without what does not tell two entries apart: case, spacing, invisible signs, punctuation.

    For matching list entries and for comparing titles. ``%``, ``<`` and ``>`` count as words, ``&`` as *dan*; a text of
    nothing but punctuation stays as it is, so that it equals no other.
    """
    straight = plain(text).casefold().translate(_SIGN_WORDS)
    folded = " ".join(_PUNCTUATION.sub(" ", straight).split())
    return folded or straight


@lru_cache(maxsize=4_096)
def letters_only(text: str) -> str:
    """`fold` without spaces: ``Sat Pol PP`` and ``SatpolPP`` are one. Figures stay apart: ``2.16.03`` is not 21603."""
    return _BETWEEN_WORDS.sub("", fold(text))


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
_NO_ANSWER = frozenset("-–—−_.…~*?/\\= ")


def says_nothing(text: str, *, number: bool = False) -> bool:
    """Whether a text says that there is no answer: dashes, ``n/a``, ``belum ada data``, for a number a mere ``Rp``.

    ``#N/A`` as text is what is left of a formula: something stood there once.
    """
    figure = _CURRENCY.sub("", text.lstrip(), count=1) if number else text.strip()
    return all(sign in _NO_ANSWER for sign in figure) or (
        not figure.startswith("#") and letters_only(figure) in NO_DATA
    )


def unasked(text: str) -> str:
    """A text without its question marks, alone or in brackets: what is doubted, to be suggested."""
    return text.replace("(?)", "").replace("?", "")


def one_line(text: str, most: int) -> str:
    """A text on one line, to be quoted in a sentence: at most so many characters, ``…`` the last where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def first_of(names: Sequence[str], most: int, between: str = ", ", rest: str = "lagi") -> str:
    """The first few of some names, and how many more there are: ``P01, P02, dan 3 lagi``."""
    more = [f"dan {len(names) - most} {rest}"] if len(names) > most else []
    return between.join((*names[:most], *more))


def format_number(value: float) -> str:
    """A number with decimal comma and no thousands points: ``1500``, ``2,76``."""
    if isinstance(value, int) or (abs(value) < 1e21 and value == int(value)):
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}".replace(".", ",")


def format_grouped(value: float) -> str:
    """A number as Indonesian documents print it: ``1.234.567,89``."""
    whole, _, rest = format_number(value).partition(",")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "") if whole != "-0" else f"-0,{rest}"


def format_rupiah(value: float) -> str:
    """An amount as it is printed: ``Rp1.500.000``."""
    return f"-Rp{format_grouped(-value)}" if value < 0 else f"Rp{format_grouped(value)}"


def format_date(value: date) -> str:
    """A day, and its time of day where it has one: ``20 Juli 2022``, ``20 Juli 2022 13.30``."""
    day = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{day} {value.hour:02d}.{value.minute:02d}"
    return day


def display(raw: Raw) -> str:
    """A raw cell as people see it in an Indonesian sheet; empty for an empty one."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, CellError | ShownNumber | ShownDay):
        return raw.text
    if isinstance(raw, Uncomputed):
        return raw.formula
    if isinstance(raw, int | float):
        return format_number(raw) if raw - raw == 0 else str(raw)  # infinite and undefined have no digits
    return format_date(raw)
