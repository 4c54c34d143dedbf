"""What a number format makes of a number: ``007``, ``29 desa``, ``Mar-23`` are what people see and take for typed.

A format that only groups, rounds or colours digits, or puts a currency beside them, says nothing more than the number.
Codes of number formats: ECMA-376 part 1, 18.8.31.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from worksheet_kit.core.model import ShownDay, ShownNumber
from worksheet_kit.core.words import MONTHS

#: A literal in quotes or behind a stroke, blanks of a width, a colour or currency, a place for a digit, any other sign.
_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|[_*].|\[(?:\$(?P<currency>[^\-\]]*))?[^\]]*\]|(?P<general>general)"
    r"|(?P<digits>[0#?]|[.,](?=[0#?.,]))|(?P<sign>.)",
    re.IGNORECASE,
)
_DATE_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<part>y+|m+|d+)|(?P<sign>.)", re.I
)
_CURRENCY = re.compile(r"(?<![^\W\d_])(?:rp|idr)(?![^\W\d_])", re.IGNORECASE)
_EXPONENT = re.compile(r"(?<=\d)E[+-]?\d+")


def format_kind(code: str) -> str:
    """What a number format shows a number as: date, time, elapsed, percent, or none of these (empty).

    A date or a number whose text leaves something out, or says more than its digits, has its code behind a colon.
    """
    section = code.replace("&quot;", '"').split(";")[0]
    code = re.sub(r'"[^"]*"|\\.|_.|\*.', "", section)
    if re.search(r"\[(?:h+|m+|s+)\]", code, re.IGNORECASE):
        return "elapsed"
    code = re.sub(r"\[[^\]]*\]", "", code)
    if "general" in code.lower() or "#" in code or re.search(r"0(?!\d*s)", code.lower().replace("ss.0", "")):
        return "percent" if "%" in code else f":{section}" if _says_more(section) else ""
    if re.search(r"[dyDY]|mmm", code, re.IGNORECASE):
        parts = {letter for letter in "dmyhs" if letter in code.lower()}
        is_whole = {"d", "m", "y"} <= parts or parts & {"h", "s"} or "ddd" in code.lower()
        return "date" if is_whole else f"date:{section}"
    if re.search(r"[hs]", code, re.IGNORECASE):
        return "time"
    return f"date:{section}" if re.search(r"m", code, re.IGNORECASE) else ""


def shown_number(number: float, section: str) -> float:
    """A number with the text that a section of a format code shows it as; its thousands are not grouped."""
    parts = list(_tokens(section))
    pattern = "".join(text for is_digits, text in parts if is_digits)
    whole_pattern, _, fraction_pattern = pattern.partition(".")
    if whole_pattern.endswith(",") or "E+" in section.upper():
        return number  # thousands or millions are left out, or it is written with an exponent
    whole, _, fraction = f"{abs(number):.{len(fraction_pattern)}f}".partition(".")
    while fraction and fraction_pattern[len(fraction) - 1] == "#" and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole.zfill(whole_pattern.count("0"))
    return ShownNumber(number, ("-" if number < 0 else "") + _filled(parts, [*whole], fraction, number).strip())


def _filled(parts: list[tuple[bool, str]], digits: list[str], fraction: str, number: float) -> str:
    """The parts of a format with digits in their places; the first place takes all digits there is no place for."""
    pattern = "".join(text for is_digits, text in parts if is_digits).partition(".")[0]
    places = sum(sign in "0#?" for sign in pattern)
    shown, in_fraction = [], False
    for is_digits, text in parts:
        if not is_digits:
            shown.append(text if text.lower() != "general" else f"{abs(number):.10g}".replace(".", ","))
        elif text == ".":
            in_fraction = True
            shown.append(f",{fraction}" if fraction else "")
        elif text != "," and not in_fraction:
            take = max(0, len(digits) - places + 1)
            shown.append("".join(digits[:take]))
            digits, places = digits[take:], places - 1
    return "".join(shown)


def shown_day(day: date, section: str) -> ShownDay:
    """A day with the text that a format without day or year shows it as."""
    texts = []
    for token in _DATE_TOKEN.finditer(section):
        part = (token["part"] or "").lower()
        if part.startswith("y"):
            texts.append(f"{day.year}" if len(part) > 2 else f"{day:%y}")
        elif part.startswith("m"):
            month = MONTHS[day.month - 1]
            texts.append(month if len(part) > 3 else month[:3] if len(part) == 3 else f"{day.month:0{len(part)}d}")
        elif part:
            texts.append(f"{day.day:0{len(part)}d}")
        else:
            texts.append(token["quoted"] or token["escaped"] or token["sign"] or "")
    return ShownDay(day, "".join(texts).strip(), has_year="y" in section.lower())


def _tokens(section: str) -> Iterator[tuple[bool, str]]:
    """The parts of a section: whether they are places for digits, and their text."""
    for token in _TOKEN.finditer(section):
        if token["digits"]:
            yield True, token["digits"]
        else:
            literal = (token[name] for name in ("quoted", "escaped", "currency", "general", "sign"))
            yield False, next((text for text in literal if text), "")


def says_more(text: str) -> bool:
    """Whether a number that is shown as this text says more than its digits."""
    return re.fullmatch(r"0\d+", text) is not None or _has_words(_EXPONENT.sub("", text))


def _has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]|%", _CURRENCY.sub("", text)) is not None


@lru_cache(maxsize=256)
def _says_more(section: str) -> bool:
    """Whether a format shows words or figures of its own beside the digits, or zeros in front of them."""
    parts = list(_tokens(section))
    pattern = "".join(text for is_digits, text in parts if is_digits)
    words = "".join(text for is_digits, text in parts if not is_digits and text.lower() != "general")
    padded = "." not in pattern and "," not in pattern and pattern.count("0") > 1
    return padded or _has_words(words) or re.search(r"\d", words) is not None
