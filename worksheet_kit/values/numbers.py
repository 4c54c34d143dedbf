"""Numbers and amounts as Indonesian offices write them: ``Rp. 1, 2 triliun``, ``1.500.000,-``, ``29 desa``, ``7.16``.

Indonesian reading first: a comma begins decimals, points group thousands. Where a text has two readings that differ,
both are given and none is chosen; only the column it stands in may decide (`convention`).
"""

import re
from decimal import Decimal
from typing import NamedTuple

from worksheet_kit.values import spelled
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
#: A word that some write for a million and others for a thousand millions.
_UNSURE_SCALE = {"mil": (6, 9)}
#: From here on nobody groups thousands: what is no whole number of millions has decimals behind its comma.
_MILLIARD = 9

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
    rf"(?:rp\.?\s*)?(?P<a>{_DIGITS})\s*(?P<of_a>%|[a-z]*)\.?\s*(?:-|s/d|s\.d\.?|sd|sampai(?: dengan)?|hingga|atau)\s*"
    rf"(?:rp\.?\s*)?(?P<b>{_DIGITS})(?P<rest>.*)"
)
_FOREIGN = re.compile(r"[$€£¥]|\busd\b")
_SCALE_WORD = rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
#: What an amount, or a whole table of them, is counted in: ``(dalam ribu rupiah)``. It may mean this figure or not.
_IN_ALL = re.compile(rf"(?:\(\s*(?:dalam )?|dalam )(?:rp\.?\s*)?(?P<scale>{_SCALE_WORD})(?:an)?(?: rupiah)?\s*\)?")
#: A figure repeated in words: ``Rp1.500.000,- (satu juta lima ratus ribu rupiah)``, ``5 (lima) dokumen``.
_IN_WORDS = re.compile(r"(?:\(\s*(?:terbilang\b\s*:?)?|\bterbilang\b\s*:?)(?P<words>[a-z\s-]+)\.?\)?")
_WORDS_BEFORE = re.compile(r"(?P<words>[a-z][a-z\s-]*)\((?P<figure>[^()]*\d[^()]*)\)")
_PART = rf"(?:rp\.?\s*)?{_DIGITS}\s*{_SCALE_WORD}\.?"
_PARTS = re.compile(rf"{_PART}(?:\s+{_PART})+")
#: An amount given twice: ``Rp1.500.000.000 (1,5 M)``.
_AMOUNT = rf"{_PART}|rp\.?\s*{_DIGITS}(?:\s*,-)?"
_TWICE = re.compile(rf"(?P<a>{_AMOUNT})\s*\((?P<b>{_AMOUNT})\)\.?")
_ONE_AMOUNT = re.compile(rf"(?<![\w.,])(?:rp\.?\s*)?{_DIGITS}(?:\s*{_SCALE_WORD})?(?!\w)")
_ITEM = re.compile(rf"\d{{1,2}}\.\s+(?P<rest>{_DIGITS})")
_SIZE = re.compile(r"ribu|juta|jt|milia?r|milyar|triliun")
#: What stands behind an amount and leaves it alone: ``(APBD)``; not ``(dalam jutaan)``.
_REMARK = re.compile(rf"(?!.*(?:{_SIZE.pattern}))(?:\(.*|[^\w%]+)")
#: A price, a rate or the end of a span, which is no amount: ``/bln``, ``per desa``, ``@``, ``x 12``, ``s.d.``
_RATE = re.compile(
    r"(?<!\bs)(?<!\bk)/\s*[a-z]|\bper\b|@|[x×*]\s*\d|\d\s*[x×*]|\bs\s?[./]?\s?d\b|\b(?:se)?tiap\b|\bmasing"
    r"|\bse(?:tahun|bulan|minggu|hari|jam|orang|desa|unit)\b"
)
#: 10² is not 102, nor 1½ 11/2, nor 1O (a letter) 1.
_ODD_DIGITS = re.compile(r"(?<=\d)(?:[²³¹⁰⁴-⁹]|[oO]+(?![a-zA-Z]))|[\u00bc-\u00be\u2150-\u215f]")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: A smaller number amid words is no amount of rupiah.
_LEAST_AMOUNT = 10_000
_TWO_LINES = re.compile(r"\d\s*\n\s*\d")
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d{1,2}")  # a larger number is no answer, and takes long to print
_GROUPED = {separator: re.compile(rf"\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+") for separator in (".", ",", "'")}
#: Blanks that group thousands: nobody writes 000 as a number of its own, while ``100 200`` are two.
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* 000(?!\d)")
_GROUPED_TWO_MORE = re.compile(r"(?P<whole>\d{1,3}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*)(?P=sign)00")


class Number(NamedTuple):
    """What a text says as a number.

    ``value`` is None where it says none or several things; ``readings`` then holds those of an ambiguous text and
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
    straight = _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), straight)
    figure, words = _figure_and_words(straight)
    if words is not None:
        return _confirmed(parse(figure, money=money, decimal=decimal), words)
    twice = _TWICE.fullmatch(straight)
    if twice is not None:
        return _agreed(*(parse(twice[part], money=money, decimal=decimal) for part in "ab"))
    if _PARTS.fullmatch(straight):
        return _sum(straight, money, decimal)
    loose = re.sub(r"(?<=\d)\s*([.,])\s*(?=\d)", r"\1", straight)
    shape = _SHAPE.fullmatch(loose)
    if shape is None:
        count = spelled.parse(straight.removesuffix("rupiah"))
        return _inexact(loose, money, decimal) if count is None else Number(value=count, currency="rupiah" in straight)
    if shape["open"]:  # bookkeepers write less than nothing so
        inner = parse(straight.rstrip(".; ")[1:-1], money=money, decimal=decimal)
        return Number(readings=(inner.value, -inner.value)) if inner.value and not inner.unit else _nearest(inner)
    return _shaped(shape, straight, loose, money, decimal)


def _figure_and_words(text: str) -> tuple[str, int | None]:
    """A figure and the number that words beside it spell, one of the two in brackets; None where none is spelled."""
    before, behind = _WORDS_BEFORE.fullmatch(text), _IN_WORDS.search(text)
    if before is not None:
        return before["figure"], spelled.parse(before["words"].strip().removesuffix("rupiah"))
    if behind is not None:
        figure = f"{text[: behind.start()]} {text[behind.end() :]}"
        return figure, spelled.parse(behind["words"].strip().removesuffix("rupiah"))
    return "", None


def _shaped(shape: re.Match[str], straight: str, loose: str, money: bool, decimal: str) -> Number:
    """`parse` of digits with what may stand in front of and behind them; in ``loose``, no blanks part the digits."""
    rest, scale, word = _scale(shape["rest"], money or bool(shape["rp"]))
    currency = bool(shape["rp"]) or bool(shape["zero"]) or re.match(r"rupiah\b", rest) is not None
    amount = currency or bool(word)
    rest = rest.removeprefix("rupiah").strip(" .,;:")
    if re.search(r"\d", rest):
        return _inexact(loose, money, decimal)
    if loose != straight and not amount:
        item = _ITEM.fullmatch(straight)
        joined, alone = _plain_value(shape["digits"]), _plain_value(item["rest"]) if item else None
        return Number(readings=(joined, alone)) if joined and alone else Number(nearest=joined)
    minus = "-" in (shape["sign"] or "") + (shape["sign2"] or "")
    values, shown = _digits(shape["digits"], money=money or amount, scale=scale, decimal=decimal)
    values = tuple(-value if minus else value for value in values)
    in_all = None if word else _IN_ALL.fullmatch(rest)
    powers: tuple[int, ...] = (scale,)
    if in_all is not None and (money or in_all["scale"] not in _SHORT_SCALES):
        powers, rest = (0, _SCALES[in_all["scale"]]), ""
    elif money and rest in _UNSURE_SCALE:
        powers, rest = _UNSURE_SCALE[rest], ""
    readings = tuple(dict.fromkeys(_number(value.scaleb(power)) for value in values for power in powers))
    if len(readings) > 1:
        return Number(readings=readings, unit=rest, currency=currency, scaled=word)
    if not readings:
        return Number()
    return Number(
        value=readings[0], unit=rest, currency=currency, scaled=word, unscaled=_number(values[0]), convention=shown
    )


def _nearest(number: Number) -> Number:
    """What a text probably says, where it is not written so that it can be taken."""
    return Number(readings=number.readings, nearest=number.nearest if number.value is None else number.value)


def _confirmed(figure: Number, words: int) -> Number:
    """A figure with the same in words: read where they agree, ambiguous where not."""
    readings = figure.readings if figure.value is None else (figure.value,)
    if words in readings:
        return figure._replace(value=words, readings=())
    return figure._replace(value=None, readings=(*readings, words)) if readings else figure


def _agreed(one: Number, other: Number) -> Number:
    """An amount that is given twice: read where both can mean the same, ambiguous where not."""
    a, b = (number.readings if number.value is None else (number.value,) for number in (one, other))
    both = [value for value in a if value in b]
    return one._replace(value=both[0], readings=()) if len(both) == 1 else Number(readings=tuple(dict.fromkeys(a + b)))


def _sum(text: str, money: bool, decimal: str) -> Number:
    """``1 miliar 500 juta``: one amount where every part counts less than one of the part before it."""
    parts = [parse(part, money=money, decimal=decimal) for part in re.findall(_PART, text)]
    total, least = Decimal(0), Decimal("inf")
    for part in parts:
        if part.value is None or not part.scaled or part.value >= least:
            return Number()
        total, least = total + Decimal(str(part.value)), Decimal(10) ** _SCALES[part.scaled]
    return Number(value=_number(total), currency=any(part.currency for part in parts), scaled=parts[0].scaled)


def convention(text: str) -> str:
    """The decimal sign that this text shows beyond doubt (``0.30`` a point, ``98,00`` a comma), or nothing."""
    return parse(text, money=False).convention


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _plain_value(digits: str) -> int | float | None:
    values, _ = _digits(digits, money=False, scale=0, decimal="")
    return _number(values[0]) if len(values) == 1 else None


def _scale(rest: str, money: bool) -> tuple[str, int, str]:
    """The rest of a text without its scale word, the power of ten it stands for, and the word."""
    match = re.match(r"([a-z]+)\.?(?=\W|$)\s*", rest)
    if match is None or match[1] not in _SCALES or (match[1] in _SHORT_SCALES and not money):
        return rest, 0, ""
    return rest[match.end() :].strip(), _SCALES[match[1]], match[1]


def _digits(digits: str, *, money: bool, scale: int, decimal: str) -> tuple[tuple[Decimal, ...], str]:
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
        # No amount has three decimals, nor do people here write a point before them: one of the two signs is a slip.
        if len(fraction) == 3 and (money or (sign == "." and decimal != sign)):
            return (Decimal(whole.replace(group, "") + fraction), value), ""
        return (value,), sign
    sign = "." if points else ","
    if points + commas > 1:
        short = _GROUPED_TWO_MORE.fullmatch(digits) if money else None
        if short is not None:  # two zeros of cents, or of a group that lacks one
            cents = Decimal(short["whole"].replace(sign, ""))
            return (cents * 1000, cents), ""
        if not _GROUPED[sign].fullmatch(digits):
            return (), ""
        return (Decimal(digits.replace(sign, "")),), "," if sign == "." else "."
    return _one_sign(*digits.partition(sign), money=money, scale=scale, decimal=decimal)


def _one_sign(
    whole: str, sign: str, fraction: str, *, money: bool, scale: int, decimal: str
) -> tuple[tuple[Decimal, ...], str]:
    """`_digits` of digits with one separator: a decimal sign, or one that groups thousands."""
    as_decimal, as_group = Decimal(f"{whole}.{fraction}"), Decimal(whole + fraction)
    if money and not scale and fraction.strip("0") == "" and len(whole) <= 3 and len(fraction) > 3:
        return (), ""  # 150.0000: a zero too many or one group too few
    if money and not scale and len(fraction) == 3 and len(whole) > 3:  # nor has it here
        return (as_group, as_decimal), ""
    if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return (as_decimal,), sign
    if money and not scale and sign == ".":
        return (as_group,), ""
    if scale >= _MILLIARD and sign == ",":
        return (as_decimal,), ""
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
        word = _scale(ends["rest"].strip(), money)[2]
        own = _scale(ends["of_a"], money)[2] or word  # "500 jt - 1 M", "1,5 - 2 M"
        both = [parse(f"{ends[end]} {scale}", money=money, decimal=decimal) for end, scale in (("a", own), ("b", word))]
        values = tuple(number.value for number in both if number.value is not None)
        if len(values) == 2:
            return Number(readings=values)
    if is_rate(text):
        return Number()
    about = _ABOUT.match(text)
    bare = re.sub(r"\(.*?\)", " ", text[about.end() :] if about else text).strip()
    if any(re.search(r"\d", _YEAR.sub("", remark)) for remark in re.findall(r"\(.*?\)", text)):
        return Number()
    if bare != text and _SHAPE.fullmatch(bare) and (_SIZE.search(bare) or not _SIZE.search(text)):
        return Number(nearest=_nearest(parse(bare, money=money, decimal=decimal)).nearest)
    amounts = _ONE_AMOUNT.findall(text)
    if len(amounts) != 1 or len(re.findall(_DIGITS, text)) > 1 or _SIZE.search(text.replace(amounts[0], " ")):
        return Number()
    number = parse(amounts[0], money=money, decimal=decimal)
    is_amount = number.currency or number.scaled or (number.value or 0) >= _LEAST_AMOUNT
    if not about and (_YEAR.fullmatch(amounts[0]) or (money and not is_amount)):  # "seperti tahun 2024", "tabel 5"
        return Number()
    return Number(nearest=number.value)


def is_rate(text: str) -> bool:
    """Whether a text says a price of one, a rate or the end of a span, of which only its writer knows the amount."""
    return _RATE.search(text.casefold()) is not None


def leaves_alone(number: Number) -> bool:
    """Whether what follows an amount leaves the amount alone: a remark, or any word once its size has been said."""
    is_remark = _REMARK.fullmatch(number.unit) is not None
    return not is_rate(number.unit) and (is_remark or (bool(number.scaled) and not _SIZE.search(number.unit)))


def same_scale(word: str, unit: str) -> bool:
    """Whether a unit counts in thousands, millions … of the very size that a scale word (``jt``) gives."""
    return any(_SCALES.get(part) == _SCALES[word] for part in fold(unit).split())
