"""Numbers in words, as receipts repeat an amount: ``satu milyar lima ratus juta``, ``dua puluh lima``."""

import re

_ONES = {
    word: number
    for number, word in enumerate(
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"), start=1
    )
}
_ONE = "|".join(_ONES)
_BELOW_A_THOUSAND = re.compile(
    rf"(?:(?P<hundreds>{_ONE}|se)ratus)?"
    rf"(?:(?P<tens>{_ONE}|se)puluh(?P<after_tens>{_ONE})?|(?P<teens>{_ONE}|se)belas|(?P<ones>{_ONE}))?"
)
_SCALES = (
    (re.compile(r"(.+?)(?:tril+iun|trilyun)"), 10**12),
    (re.compile(r"(.+?)(?:mil+iar|milyar)(?:d(?!ua|elapan))?"), 10**9),
    (re.compile(r"(.+?)juta"), 10**6),
    (re.compile(r"(.+?)ribu"), 10**3),
)


def parse(text: str) -> int | None:
    """The whole number that a text in lower case spells, None where it is anything else."""
    rest = re.sub(r"[\s-]+", "", text)
    if rest == "nol":
        return 0
    total = 0
    for scale, size in _SCALES:
        part = scale.match(rest)
        if part is None:
            continue
        count = 1 if part[1] == "se" else _below_a_thousand(part[1])
        if count is None:
            return None
        total, rest = total + count * size, rest[part.end() :]
    last = _below_a_thousand(rest) if rest else 0
    return None if last is None or not total + last else total + last


def _below_a_thousand(text: str) -> int | None:
    match = _BELOW_A_THOUSAND.fullmatch(text)
    if match is None:
        return None
    hundreds, tens, after_tens, teens, ones = (
        1 if word == "se" else _ONES.get(word or "", 0) for word in match.groups()
    )
    return 100 * hundreds + 10 * tens + after_tens + (10 + teens if teens else 0) + ones
