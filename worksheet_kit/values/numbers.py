"""Numbers and amounts as Indonesian offices write them: ``Rp. 1, 2 triliun``, ``1.500.000,-``, ``29 desa``, ``7.16``.

Indonesian reading first: a comma begins decimals, points group thousands. Where a text has two readings that differ,
both are given and none is chosen; only the column it stands in may decide (`convention`).
"""

import re
from decimal import Decimal
from typing import NamedTuple

from worksheet_kit.values.text import LONGEST, fold, plain, tidy

_POWERS = {
    3: "ribu rb rbu k",
    6: "juta jt jta",
    9: "miliar milyar miliard milyard milliar mlyr mlr m",
    12: "triliun trilyun trilliun tril t",
}
_SCALES = {word: power for power, words in _POWERS.items() for word in words.split()}
#: Scale signs of one letter, read so only in an amount.
_SHORT_SCALES = frozenset("kmt")

_DIGITS = r"\d(?:[\d.,']*\d)?"
_SHAPE = re.compile(
    rf"""(?P<open>\()? \s* (?P<sign>[-+])? \s* (?P<rp>rp\.?|idr\.?|rupiah)? \s* :? \s* (?P<sign2>[-+])? \s*
    (?P<digits>{_DIGITS})
    (?P<zero>\s*[.,][.,\s]*(?:-+|=+))? \s* (?P<rest>.*?) \s* (?(open)\)) [.;]?""",
    re.VERBOSE | re.DOTALL,
)
_CLOSING = re.compile(r"(?<=[a-z])\s*[.,]\s*[-=]+$")  # the stroke that closes an amount in words: "350 juta,-"
_ABOUT = re.compile(
    r"(?:±|\+/-|\+-|~|≈|>=|<=|>|<|≥|≤|kurang lebih|lebih kurang|k/l|sekitar|kira-kira|kisaran|lebih dari|kurang dari"
    r"|minimal|maksimal|paling sedikit|paling banyak|min\.?|maks\.?|sebanyak|hingga|sampai|mencapai)\s*"
)
_RANGE = re.compile(
    rf"(?:rp\.?\s*)?(?P<a>{_DIGITS})\s*(?:%|[a-z]*)\s*(?:-|s/d|s\.d\.?|sd|sampai(?: dengan)?|hingga|atau)\s*"
    rf"(?:rp\.?\s*)?(?P<b>{_DIGITS})(?P<rest>.*)"
)
_FOREIGN = re.compile(r"[$€£¥]|\busd\b")
#: What stands behind an amount and leaves it alone: ``(APBD)``, ``/tahun``, ``per desa``; not ``(dalam jutaan)``.
_REMARK = re.compile(r"(?!.*(?:ribu|juta|jt|milia?r|milyar|triliun))(?:[(/].*|per\b.*|\W+)")
_ODD_DIGITS = re.compile(r"(?<=\d)[²³¹⁰⁴-⁹]|[\u00bc-\u00be\u2150-\u215f]")  # 10² is not 102, nor 1½ 11/2
_TWO_LINES = re.compile(r"\d\s*\n\s*\d")
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d{1,2}")  # a larger number is no answer, and takes long to print
_GROUPED = {
    separator: re.compile(rf"\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+") for separator in (".", ",", "'", " ")
}


class Number(NamedTuple):
    """What a text says as a number.

    ``value`` is None where it says none or several things; ``readings`` then holds the two of an ambiguous text and
    ``nearest`` the number that it probably contains. ``unit`` is the rest of the text, ``currency`` whether it was
    written as rupiah, ``scaled`` the word that gave its size (juta) and ``unscaled`` the number without it.
    """

    value: int | float | None = None
    readings: tuple[int | float, ...] = ()
    nearest: int | float | None = None
    unit: str = ""
    currency: bool = False
    scaled: str = ""
    unscaled: int | float = 0
    convention: str = ""  # "." or ",": the decimal sign this text shows beyond doubt


def parse(text: str, *, money: bool, decimal: str = "") -> Number:
    """Read a text as a number. ``decimal`` is the decimal sign its column uses, where that is known."""
    straight = plain(text).casefold().lstrip("'").strip()
    if len(straight) > LONGEST or _ODD_DIGITS.search(text) or _TWO_LINES.search(tidy(text)[0]):
        return Number()
    straight = _CLOSING.sub("", straight)
    straight = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", straight) if _spaced(straight) else straight
    loose = re.sub(r"(?<=\d)\s*([.,])\s*(?=\d)", r"\1", straight)
    found = _SHAPE.fullmatch(loose)
    if found is None:
        return _inexact(loose, money, decimal)
    rest, scale, word = _scale(found["rest"], money or bool(found["rp"]))
    currency = bool(found["rp"]) or bool(found["zero"]) or re.match(r"rupiah\b", rest) is not None
    amount = currency or bool(word)
    rest = rest.removeprefix("rupiah").strip(" .,;:")
    if re.search(r"\d", rest):
        return _inexact(loose, money, decimal)
    if loose != straight and not amount:
        return Number(nearest=_plain_value(found["digits"]))
    if found["open"] and not amount and not money:  # bookkeepers write less than nothing so
        inner = parse(f"{found['digits']} {rest}", money=False, decimal=decimal)
        return Number(readings=(inner.value, -inner.value)) if inner.value and not rest else Number(nearest=inner.value)
    minus = "-" in (found["sign"] or "") + (found["sign2"] or "") or bool(found["open"])
    values, shown = _digits(found["digits"], money=money or amount, scaled=bool(scale), decimal=decimal)
    readings = tuple(_number((-v if minus else v).scaleb(scale)) for v in values)
    if len(readings) > 1:
        return Number(readings=readings)
    if not readings:
        return Number()
    return Number(
        value=readings[0], unit=rest, currency=currency, scaled=word, unscaled=_number(values[0]), convention=shown
    )


def convention(text: str) -> str:
    """The decimal sign that this text shows beyond doubt (``0.30`` a point, ``98,00`` a comma), or nothing."""
    return parse(text, money=False).convention


def _spaced(text: str) -> bool:
    """Whether blanks group thousands: ``1 500 000``."""
    return re.search(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])", text) is not None


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _plain_value(digits: str) -> int | float | None:
    values, _ = _digits(digits, money=False, scaled=False, decimal="")
    return _number(values[0]) if len(values) == 1 else None


def _scale(rest: str, money: bool) -> tuple[str, int, str]:
    """The rest of a text without its scale word, the power of ten it stands for, and the word."""
    found = re.match(r"([a-z]+)\.?(?=\W|$)\s*", rest)
    if found is None or found[1] not in _SCALES or (found[1] in _SHORT_SCALES and not money):
        return rest, 0, ""
    return rest[found.end() :].strip(), _SCALES[found[1]], found[1]


def _digits(digits: str, *, money: bool, scaled: bool, decimal: str) -> tuple[tuple[Decimal, ...], str]:
    """The readings of digits with separators, none when they are no number, and the decimal sign shown beyond doubt."""
    points, commas = digits.count("."), digits.count(",")
    if "'" in digits:
        return ((Decimal(digits.replace("'", "")),), "") if _GROUPED["'"].fullmatch(digits) else ((), "")
    if not points and not commas:
        return (Decimal(digits),), ""
    if points and commas:
        sign = "." if digits.rindex(".") > digits.rindex(",") else ","
        group = "," if sign == "." else "."
        whole, _, fraction = digits.rpartition(sign)
        if sign in whole or not _GROUPED[group].fullmatch(whole):
            return (), ""
        value = Decimal(f"{whole.replace(group, '')}.{fraction}")
        if money and len(fraction) == 3:  # no amount has three decimals: one of the two signs is a slip
            return (Decimal(whole.replace(group, "") + fraction), value), ""
        return (value,), sign
    sign = "." if points else ","
    if points + commas > 1:
        if not _GROUPED[sign].fullmatch(digits):
            return (), ""
        return (Decimal(digits.replace(sign, "")),), "," if sign == "." else "."
    return _one_sign(*digits.partition(sign), money=money, scaled=scaled, decimal=decimal)


def _one_sign(
    whole: str, sign: str, fraction: str, *, money: bool, scaled: bool, decimal: str
) -> tuple[tuple[Decimal, ...], str]:
    """`_digits` of digits with one separator: a decimal sign, or one that groups thousands."""
    as_decimal, as_group = Decimal(f"{whole}.{fraction}"), Decimal(whole + fraction)
    if money and not scaled and fraction.strip("0") == "" and len(whole) <= 3 and len(fraction) > 3:
        return (), ""  # 150.0000: a zero too many or one group too few
    if money and not scaled and len(fraction) == 3 and len(whole) > 3:  # nor has it here
        return (as_group, as_decimal), ""
    if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return (as_decimal,), sign
    if money:
        if sign == ".":
            return (as_group,), ""
        return ((as_decimal,), "") if scaled else ((as_group, as_decimal), "")
    if decimal:
        return (as_decimal if decimal == sign else as_group,), ""
    return (as_group, as_decimal), ""


def _inexact(text: str, money: bool, decimal: str) -> Number:
    """What can be said of a text that is not one exact number: the two ends of a range, the number in it."""
    if _FOREIGN.search(text) or text.startswith("#"):  # "#DIV/0!" holds no number
        return Number()
    if _EXPONENT.fullmatch(text):
        return Number(nearest=_number(Decimal(text.replace(",", "."))))
    ends = _RANGE.fullmatch(text)
    if ends is not None and not re.search(r"\d", ends["rest"]):
        _, scale, _ = _scale(ends["rest"].strip(), money)
        both = [_digits(ends[end], money=money, scaled=bool(scale), decimal=decimal)[0] for end in "ab"]
        if all(len(values) == 1 for values in both):
            return Number(readings=tuple(_number(values[0].scaleb(scale)) for values in both))
    about = _ABOUT.match(text)
    bare = re.sub(r"\(.*?\)", " ", text[about.end() :] if about else text).strip()
    if bare != text and _SHAPE.fullmatch(bare):
        inner = parse(bare, money=money, decimal=decimal)
        return Number(nearest=inner.value if inner.value is not None else inner.nearest)
    numbers = re.findall(rf"(?<![\w.,]){_DIGITS}(?![\w])", text)
    return Number(nearest=_plain_value(numbers[0]) if len(numbers) == 1 else None)


def is_remark(rest: str) -> bool:
    """Whether what follows an amount leaves the amount alone."""
    return _REMARK.fullmatch(rest) is not None


def same_scale(word: str, unit: str) -> bool:
    """Whether a unit counts in thousands, millions … of the very size that a scale word (``jt``) gives."""
    return any(_SCALES.get(part) == _SCALES[word] for part in fold(unit).split())
