"""What a number format makes of a number: ``007``, ``29 desa``, ``Mar-23`` are what people see and take for typed.

Codes of number formats: ECMA-376 part 1, 18.8.30 and 18.8.31; what they show, as a program set to Indonesian shows it.
The one library for this in Python is no longer kept and brings seven others, a calendar of Saudi Arabia among them.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import takewhile
from operator import eq, ge, gt, le, lt, ne

from worksheet_kit.core.model import FormattedNumber, ShownDay, ShownNumber
from worksheet_kit.core.words import DAYS, MONTHS

#: The codes of the built-in formats, by their number; 27-36 and 50-58 are days of calendars in the east.
BUILT_IN = {
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "d/m/yyyy"),
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "dd/mm/yyyy h:mm"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **{37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)"},
    **{41: '#,##0;-#,##0;"-"', 42: '"Rp"#,##0;-"Rp"#,##0;"-"', 43: "#,##0.00;-#,##0.00;-", 48: "##0.0E+0"},
    44: '"Rp"#,##0.00;-"Rp"#,##0.00;"-"',
}

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<elapsed>h+|m+|s+)\]"
    r"|\[\$(?P<currency>[^\-\]]*)[^\]]*\]|\[(?P<condition>[<>=]+-?[\d.]+)\]|\[(?P<colour>[^\]]*)\]|(?P<general>general)"
    r"|(?P<half>AM/PM|A/P)|(?P<exponent>E[+\-])|(?P<part>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)"
    r"|(?P<percent>%)|(?P<end>;)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|[<>=])(-?\d+\.?\d*)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "": lambda _number, _limit: True,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "<>": ne,
}
_CURRENCY = re.compile(r"(?<![^\W\d_])(?:rp|idr)(?![^\W\d_])", re.IGNORECASE)
_EXPONENT = re.compile(r"(?<=\d)E[+-]?\d+")
_FRACTION = re.compile(r"(.*?)([0#?]+) ?/ ?([0#?]+|[1-9]\d*)(.*)", re.DOTALL)

Token = tuple[str, str]  # the name of its group above, its text


@dataclass(frozen=True)
class Section:
    """A part of a format, for numbers of which a condition holds: all of them, those below nothing, nothing."""

    tokens: Sequence[Token]
    comparison: str = ""
    limit: float = 0.0
    is_negative: bool = False  # it shows the sign itself, where at all

    def holds(self, number: float) -> bool:
        """Whether it is there for this number."""
        return bool(_COMPARE[self.comparison](number, self.limit))

    @cached_property
    def is_plain(self) -> bool:
        """Whether it shows the digits of a number alone, or nothing."""
        names = {"digit", "point", "comma", "exponent", "width", "general"}
        others = "".join(text for name, text in self.tokens if name not in names)
        return not self.says_more and others.strip(" -@") == "" and not self.fraction

    @cached_property
    def letters(self) -> str:
        """The parts of days and hours, each by its letter."""
        return "".join(text[0].lower() for name, text in self.tokens if name in ("part", "elapsed"))

    @cached_property
    def kind(self) -> str:
        """What it shows a number as: ``day``, ``time``, ``elapsed``, ``percent`` or ``number``."""
        names = {name for name, _ in self.tokens}
        if "elapsed" in names:
            return "elapsed"
        if "part" in names and not _has_digits(self.tokens):
            months = any(text.lower().startswith("mmm") for name, text in self.tokens if name == "part")
            is_time = not set(self.letters) & {"y", "d"} and not months and set(self.letters) & {"h", "s"}
            return "time" if is_time else "day"
        return "percent" if "percent" in names else "number"

    @cached_property
    def fraction(self) -> re.Match[str] | None:
        """What stands before a fraction, its two parts, and what stands behind it; None where it shows none."""
        return _FRACTION.fullmatch(_plain(self.tokens)) if ("sign", "/") in self.tokens else None

    @cached_property
    def says_more(self) -> bool:
        """Whether it shows words or figures of its own beside the digits, or zeros in front of them."""
        words = "".join(text for name, text in self.tokens if name in ("quoted", "escaped", "currency", "sign", "part"))
        pattern = "".join(text for name, text in self.tokens if name in ("digit", "point", "comma", "exponent"))
        is_padded = re.fullmatch("[#?]*0[0#?]*0[0#?]*", pattern) is not None
        has_digits = re.search(r"\d", words) is not None and not self.fraction
        return is_padded or _has_words(words) or has_digits


def shown(number: float, code: str, from_1904: bool = False) -> object:
    """A number as its format shows it: a day is a date; a percentage, which is typed and seen as ``50%``, is text.

    What its format says more of it than its digits goes with it (`ShownNumber`, `ShownDay`), and how it groups and
    rounds them (`FormattedNumber`).
    """
    if not math.isfinite(number):
        return str(number)
    section = next((section for section in _sections(code) if section.holds(number)), None)
    if section is None or section.is_plain:
        return number
    if section.kind == "day":
        return _shown_day(_as_date(number, from_1904), section)
    if section.kind in ("time", "elapsed"):
        text = _moment(number, section) if number >= 0 else ""
        return ShownNumber(number, text) if text else number
    if section.kind == "percent":
        exact = f"{abs(number) * 100:.10g}".replace(".", ",")
        return _filled(section, exact, number) if abs(number) < 1e10 else number
    return seen(number, _number(number, section), says_more=section.says_more)


def seen(number: float, text: str, *, says_more: bool) -> float:
    """A number with the text that it is shown as, where that is more than its own digits grouped and rounded."""
    if says_more:
        return ShownNumber(number, text)
    return FormattedNumber(number, text) if _EXPONENT.sub("", text).strip("-0123456789., ") else number


def says_more(text: str) -> bool:
    """Whether a number that is shown as this text says more than its digits."""
    return re.search(r"^-?0\d|\d-\d", text) is not None or _has_words(_EXPONENT.sub("", text))


# ---------------------------------------------------------------------------------------------------------------------
# Sections
# ---------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    """The sections of a format for numbers; one for texts is none of them."""
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        if match.lastgroup == "end":
            parts.append([])
        elif match.lastgroup is not None:
            parts[-1].append((match.lastgroup, match[match.lastgroup]))
    texts = [n for n, part in enumerate(parts) if n and ("sign", "@") in part]
    parts = parts[: min([3, *texts])]
    is_own = any(name == "condition" for name, _ in parts[0])
    usual = {1: [""], 2: ["" if is_own else ">=0", ""], 3: [">0", "<0", ""]}[len(parts)]
    sections = []
    for n, part in enumerate(parts):
        own = next((text for name, text in part if name == "condition"), "")
        comparison, limit = _condition(own or usual[n])
        is_negative = (comparison in ("<", "<=") and limit <= 0) or (n == 1 and not own and not is_own)
        kept = tuple(token for token in part if token[0] not in ("condition", "colour"))
        sections.append(Section(kept, comparison, limit, is_negative))
    return tuple(sections)


def _condition(text: str) -> tuple[str, float]:
    match = _CONDITION.fullmatch(text)
    return (match[1], float(match[2])) if match else ("", 0.0)


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(text for _, text in tokens)


def _has_digits(tokens: Sequence[Token]) -> bool:
    """Whether there are places for digits other than those of parts of a second."""
    names = [name for name, _ in tokens]
    while "digit" in names and "part" in names[: names.index("digit")] and "point" in names[: names.index("digit")]:
        names.remove("digit")
    return "digit" in names or "general" in names


def _has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]|%", _CURRENCY.sub("", text)) is not None


# ---------------------------------------------------------------------------------------------------------------------
# Numbers
# ---------------------------------------------------------------------------------------------------------------------


def _number(number: float, section: Section) -> str:
    """A number in the digits of a section."""
    exact = Decimal(f"{abs(number):.15g}")
    if {"general", "exponent"} & dict(section.tokens).keys():  # with all its digits
        return _filled(section, f"{exact:f}".replace(".", ","), number)
    if fraction := section.fraction:
        return _signed(_as_fraction(exact, fraction), section, number)
    return _signed(_decimal(exact, section.tokens), section, number)


def _signed(text: str, section: Section, number: float) -> str:
    is_nothing = re.search(r"[1-9]", text) is None
    sign = "" if number >= 0 or section.is_negative or is_nothing else "-"
    return sign + re.sub(r" +", " ", text).strip()


def _decimal(number: Decimal, tokens: Sequence[Token]) -> str:
    """A number in the places for digits; the first place takes all digits that there is no place for."""
    names = [name for name, _ in tokens]
    point = names.index("point") if "point" in names else len(names)
    digits = [n for n, name in enumerate(names) if name == "digit"]
    whole, rest = [n for n in digits if n < point], [n for n in digits if n > point]
    first, last = (whole[0], whole[-1] + 1) if whole else (0, 0)
    left_out = [n for end in {last, *(n + 1 for n in digits[-1:])} for n in _commas(names, end)]
    rounded = number.scaleb(-3 * len(left_out)).quantize(Decimal(1).scaleb(-len(rest)), ROUND_HALF_UP)
    text, _, fraction = f"{rounded:f}".partition(".")
    while fraction and tokens[rest[len(fraction) - 1]][1] == "#" and fraction.endswith("0"):
        fraction = fraction[:-1]
    shown = {n: "" for n, name in enumerate(names) if name == "comma" and (first < n < last or n in left_out)}
    shown |= dict(
        zip(whole, _placed(text.lstrip("0"), [tokens[n][1] for n in whole], "comma" in names[first:last]), strict=False)
    )
    shown[point] = ("" if whole else text.lstrip("0")) + ("," if fraction else "")
    shown |= {n: fraction[at : at + 1] for at, n in enumerate(rest)}
    return "".join(shown.get(n, _literal(name, literal)) for n, (name, literal) in enumerate(tokens))


def _commas(names: Sequence[str], start: int) -> Sequence[int]:
    """The commas in a row from here: each leaves out thousands."""
    return range(start, start + len([*takewhile("comma".__eq__, names[start:])]))


def _placed(digits: str, places: Sequence[str], is_grouped: bool) -> list[str]:
    """The digits of a whole number in their places, from the right."""
    left = max(0, len(digits) - len(places))
    shown = []
    for n, place in enumerate(reversed(["#"] * left + [*places])):
        digit = digits[-1 - n] if n < len(digits) else {"0": "0", "?": " "}.get(place, "")
        shown.append(f"{digit}." if is_grouped and n and n % 3 == 0 and digit.isdigit() else digit)
    shown.reverse()
    return ["".join(shown[: left + 1]), *shown[left + 1 :]]


def _as_fraction(number: Decimal, pattern: re.Match[str]) -> str:
    before, _, below, after = pattern.groups()
    whole = int(number) if re.search(r"[0#?]", before) else 0
    rest = Fraction(number) - whole
    if below.isdecimal() and int(below):
        over, under = round(rest * int(below)), int(below)
    else:
        over, under = rest.limit_denominator(10 ** len(below) - 1).as_integer_ratio()
    if over == under and re.search(r"[0#?]", before):
        whole, over = whole + 1, 0
    shown = f"{over}/{under}" if over or not re.search(r"[0#?]", before) else ""
    return re.sub(r"[0#?]+", f"{whole}" if whole or not shown else "", before, count=1) + shown + after


def _filled(section: Section, digits: str, number: float) -> str:
    """The literals of a section with these digits in the place of its own."""
    names = [name for name, _ in section.tokens]
    places = [n for n, name in enumerate(names) if name in ("digit", "point", "comma", "general", "exponent")]
    shown = (
        (digits if n == places[0] else "") if n in places else _literal(name, text)
        for n, (name, text) in enumerate(section.tokens)
    )
    return _signed("".join(shown), section, number)


def _literal(name: str, text: str) -> str:
    """What a token shows of itself: blanks of a width are one, a sign that fills the cell is not repeated."""
    return {"width": " ", "fill": " " if text == " " else ""}.get(name, text)


# ---------------------------------------------------------------------------------------------------------------------
# Days and hours
# ---------------------------------------------------------------------------------------------------------------------


def _as_date(serial: float, from_1904: bool) -> object:
    """The date of a serial number, ECMA-376 part 1, 18.17.4; the number itself where it is no date."""
    if not (0 if from_1904 else 1) <= serial < 2_958_466 - (1_462 if from_1904 else 0):
        return serial
    nineteen_hundred = date(1899, 12, 31 if serial < 60 else 30)  # a leap day in 1900 that never was
    base = date(1904, 1, 1) if from_1904 else nineteen_hundred
    day = base + timedelta(days=int(serial))
    seconds = round((serial % 1) * 86_400)
    return day if not seconds else datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)


def _shown_day(day: object, section: Section) -> object:
    """A day, with the text that its format shows where that leaves out the day or the year, or has words of its own."""
    parts = set(section.letters)
    is_whole = {"d", "m", "y"} <= parts or bool(parts & {"h", "s"})
    is_whole |= any(name == "part" and text.lower().startswith("ddd") for name, text in section.tokens)
    words = "".join(text for name, text in section.tokens if name in ("quoted", "escaped", "sign"))
    if not isinstance(day, date) or (is_whole and not _has_words(words)):
        return day
    if isinstance(day, datetime) and not is_whole:
        return day
    moment = day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
    return ShownDay(day, _day_text(moment, section), has_year="y" in parts, is_whole=is_whole)


def _day_text(day: datetime, section: Section) -> str:
    texts = []
    for n, (name, text) in enumerate(section.tokens):
        letter, size = text[:1].lower(), len(text)
        if name != "part" or letter in "hs" or _is_minute(section.tokens, n):
            texts.append(_clock(section.tokens, n, day.hour * 3_600 + day.minute * 60 + day.second))
        elif letter == "y":
            texts.append(f"{day.year}" if size > 2 else f"{day:%y}")
        elif letter == "m":
            month = MONTHS[day.month - 1]
            texts.append(month if size > 3 else month[:3] if size == 3 else f"{day.month:0{size}d}")
        else:
            name_of_day = DAYS[day.weekday()]
            texts.append(name_of_day if size > 3 else name_of_day[:3] if size == 3 else f"{day.day:0{size}d}")
    return re.sub(r" +", " ", "".join(texts)).strip()


def _moment(number: float, section: Section) -> str:
    """A time of day, or how long something took."""
    seconds = round((number if section.kind == "elapsed" else number % 1) * 86_400)
    shown = (_clock(section.tokens, n, seconds) for n in range(len(section.tokens)))
    return re.sub(r" +", " ", "".join(shown)).strip()


def _clock(tokens: Sequence[Token], n: int, seconds: int) -> str:
    """What a token shows of a time: hours, minutes and seconds, the first of them without end where it is elapsed."""
    name, text = tokens[n]
    letter, size = text[:1].lower(), len(text)
    if name == "elapsed":
        return f"{seconds // {'h': 3_600, 'm': 60, 's': 1}[letter]:0{size}d}"
    if name == "half":
        return ("AM" if seconds % 86_400 < 43_200 else "PM")[: 1 if size == 3 else 2]
    if name == "part":
        hour = seconds // 3_600 % 24
        if any(other == "half" for other, _ in tokens):
            hour = (hour - 1) % 12 + 1
        return f"{ {'h': hour, 'm': seconds // 60 % 60, 's': seconds % 60}.get(letter, 0):0{min(size, 2)}d}"
    is_point = name == "point" and ("digit", "0") in tokens[n + 1 : n + 2]  # of parts of a second
    return "0" if name == "digit" else "," if is_point else _literal(name, text)


def _is_minute(tokens: Sequence[Token], n: int) -> bool:
    """Whether a part of one or two m stands for minutes: behind hours, before seconds."""
    if tokens[n][1].lower() not in ("m", "mm"):
        return False
    others = [(m, text[0].lower()) for m, (name, text) in enumerate(tokens) if name in ("part", "elapsed")]
    at = next(place for place, (m, _) in enumerate(others) if m == n)
    return (at > 0 and others[at - 1][1] == "h") or (at + 1 < len(others) and others[at + 1][1] == "s")
