"""Quarters as people write them: ``TW I 2023``, ``Triwulan 1/2023``, ``Q1 2023``, ``Peb 2023``, ``Januari-Maret 2023``.

A text gives the first and the last quarter it covers. What leaves the year or the quarter open gives readings instead.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from worksheet_kit.core.model import Quarter
from worksheet_kit.values.text import LONGEST, plain

_MONTHS = {
    1: "januari jan january januar",
    2: "februari feb pebruari peb pebr febr february febuari",
    3: "maret mar mrt mart march",
    4: "april apr apl",
    5: "mei may",
    6: "juni jun june",
    7: "juli jul july",
    8: "agustus agu agt agts agst agust ags aug august agus",
    9: "september sep sept",
    10: "oktober okt oct october oktb",
    11: "november nov nopember nop nopb",
    12: "desember des dec december dess",
}
MONTHS_BY_WORD = {word: number for number, words in _MONTHS.items() for word in words.split()}
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "iiii": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ORDINALS |= {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "satu": 1, "dua": 2, "tiga": 3, "empat": 4}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_YEAR = r"(?:20\d\d|'?\d\d)"
_GAP = r"[\s\-_./,:']*"
_TW = r"(?:tri\s?wulan|triwln|trwln|trwl|triw|trw|t\.?w|kuartal|kwartal|quartal|kw|quarter|q)"
_TAHUN = r"(?:(?:tahun(?: anggaran)?|thn|th|t\.?\s?a)\.?)?"
_KE = r"(?:ke)?"

_QUARTER = re.compile(rf"{_TW}{_GAP}{_KE}{_GAP}(?P<q>{_ORDINAL})(?![a-z])(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?")
_QUARTER_AFTER = re.compile(rf"{_TAHUN}\s*(?P<y>20\d\d){_GAP}{_TW}{_GAP}{_KE}{_GAP}(?P<q>{_ORDINAL})")
_HALF = re.compile(
    rf"(?:semester|smstr|smt|sem){_GAP}{_KE}{_GAP}(?P<q>i|ii|1|2|pertama|kedua)(?![a-z])(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?"
)
_MONTH_YEAR = re.compile(
    rf"(?:(?:bulan|bln)\.?\s*)?(?:(?P<d>\d{{1,2}}){_GAP})?(?P<m>[a-z]{{3,}})\.?(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?"
)
_DAY = re.compile(rf"(?P<a>\d{{1,2}})[\-/.](?P<b>\d{{1,2}})[\-/.](?P<y>{_YEAR})(?: \d{{1,2}}[.:]\d\d(?:[.:]\d\d)?)?")
_ISO = re.compile(r"(?P<y>20\d\d)[-/](?P<m>\d{1,2})(?:[-/](?P<d>\d{1,2}))?(?:[ t]\d\d:\d\d(?::\d\d)?)?")
_NUMBER_YEAR = re.compile(r"(?P<n>\d{1,2})(?:\s*[/\-.]\s*|\s+)(?P<y>20\d\d)")
_ROMAN_YEAR = re.compile(r"(?P<q>i|ii|iii|iv)[\s/\-.]+(?P<y>20\d\d)")
_ANY_YEAR = re.compile(r"20\d\d")
_YEAR_ALONE = re.compile(rf"{_TAHUN}\s*(?P<y>20\d\d)")
_ORDINAL_ALONE = re.compile(rf"(?P<q>{_ORDINAL})(?:{_GAP}(?P<y>20\d\d))?")
_TO = re.compile(r"\s*(?:s\s?/\s?d|s\.\s?d\.?|sd|sampai dengan|sampai|hingga|-|–|dan|&|,|;)\s*")
#: Between two ends these name both and nothing between them.
_BOTH = frozenset(["dan", "&", ",", ";"])
_BRACKET = re.compile(r"\(.*?\)")

#: Day 0 of the serial numbers that spreadsheets store dates as.
EPOCH = date(1899, 12, 30)
#: By how much the serial numbers of workbooks that count from 1904 are smaller.
DAYS_TO_1904 = 1462


class Period(NamedTuple):
    """The quarters a text covers: first and last, or the ``readings`` it leaves open, or a mere ``nearest`` one."""

    first: Quarter | None = None
    last: Quarter | None = None
    readings: tuple[Quarter, ...] = ()
    rule: str = ""
    nearest: Quarter | None = None


class _Part(NamedTuple):
    """One end of a period: quarters within a year that may be missing."""

    first: int
    last: int
    year: int  # 0 where it is missing
    rule: str
    alone: bool = False  # only a number: a quarter because another end says so
    month: int = 0  # where one is named


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def from_serial(number: float, plan: Sequence[Quarter]) -> Quarter | None:
    """The quarter of a spreadsheet's date serial, None where that lies outside the plan's years."""
    if not plan or not 20_000 <= number <= 100_000:
        return None
    quarter = quarter_of(EPOCH + timedelta(days=int(number)))
    return quarter if plan[0].year <= quarter.year <= plan[-1].year else None


def parse(text: str, plan: Sequence[Quarter]) -> Period:
    """Read a text as a quarter or a span of quarters; ``plan`` are the quarters the profile knows, in order."""
    straight = plain(text).casefold().strip(" .,;'\"")
    if len(straight) > LONGEST:
        return Period()
    if "?" in straight:  # asks: what stands beside it is only suggested
        return Period(nearest=parse(straight.replace("(?)", "").replace("?", ""), plan).first)
    found = _parse(straight, plan)
    if found == Period() and "(" in straight:  # "TW III 2022 (Juli-September)": both must say the same
        outer, inner = _BRACKET.sub(" ", straight), " ".join(_BRACKET.findall(straight)).strip("()")
        year = _ANY_YEAR.search(inner)
        if year is not None and _ANY_YEAR.search(outer) is None:  # "TW III (2022)"
            outer += f" {year[0]}"
        found = _parse(" ".join(outer.split()), plan)
        if found.first is not None:
            other = _parse(inner if year is not None else f"{inner} {found.first.year}", plan)
            if other.first is not None and other[:2] != found[:2]:
                return Period(readings=(found.first, other.first))
    if found == Period():  # a letter l or a digit 1 for the Roman I
        found = Period(nearest=_parse(re.sub(r"[l|1](?=[iv ]|[l|1])", "i", straight), plan).first)
    return found


def _parse(text: str, plan: Sequence[Quarter]) -> Period:
    exact = _exact(text, plan)
    if exact is not None:
        return exact
    whole = _part(text)
    if whole is not None:
        return _close(whole, whole, plan)
    for gap in _TO.finditer(text):
        left, right = text[: gap.start()], text[gap.end() :]
        a, b = _part(left), _part(right)
        if a is not None and b is not None:
            if not (a.alone and b.alone):
                return _close(a, b, plan, both=gap[0].strip() in _BOTH)
            continue
        whole_a, whole_b = _exact(left, plan), _exact(right, plan)
        if whole_a and whole_b and whole_a.first and whole_b.last and whole_a.first <= whole_b.last:
            return Period(whole_a.first, whole_b.last, rule="rentang waktu")
    return _listed(text, plan)


def _listed(text: str, plan: Sequence[Quarter]) -> Period:
    """Several quarters in a row: ``TW I, II, III 2023``. A list with gaps is no span."""
    parts = [_part(piece) for piece in _TO.split(text)]
    if len(parts) < 3 or parts[0] is None or parts[0].alone:
        return Period()
    year = next((part.year for part in reversed(parts) if part and part.year), 0)
    quarters = [Quarter(part.year or year, part.first) for part in parts if part is not None]
    numbers = [4 * quarter.year + quarter.number for quarter in quarters]
    if not year or len(quarters) < len(parts) or any(b - a not in {0, 1} for a, b in pairwise(numbers)):
        return Period()
    return Period(quarters[0], quarters[-1], rule="rentang waktu")


def _exact(text: str, plan: Sequence[Quarter]) -> Period | None:
    """Dates and numbers with a year, which need no word."""
    iso = _ISO.fullmatch(text)
    if iso is not None:
        if iso["d"] is None and iso["m"] in {"1", "2", "3", "4"}:  # as with 3/2023
            month, year = int(iso["m"]), int(iso["y"])
            return _either([_quarter(month, year), Quarter(year, month)], "bulan")
        return _month(int(iso["m"]), int(iso["y"]))
    day = _DAY.fullmatch(text)
    if day is not None:
        a, b, year = int(day["a"]), int(day["b"]), _year(day["y"])
        readings = [_quarter(month, year) for other, month in ((a, b), (b, a)) if 1 <= month <= 12 and 1 <= other <= 31]
        return _either(readings, "tanggal")
    slash = _NUMBER_YEAR.fullmatch(text)
    if slash is not None:
        number, year = int(slash["n"]), int(slash["y"])
        readings = [_quarter(number, year)] if 1 <= number <= 12 else []
        if 1 <= number <= 4 and not slash["n"].startswith("0"):
            readings.append(Quarter(year, number))
        return _either(readings, "bulan")
    roman = _ROMAN_YEAR.fullmatch(text)
    if roman is not None:
        return Period(nearest=Quarter(int(roman["y"]), _ORDINALS[roman["q"]]))
    year_alone = _YEAR_ALONE.fullmatch(text)
    if year_alone is not None:
        year = int(year_alone["y"])
        inside = [quarter for quarter in plan if quarter.year == year]
        if not inside:  # whichever is meant, it is none of the plan's
            return Period(Quarter(year, 1), Quarter(year, 1), rule="triwulan")
        return _either([inside[0], inside[-1]], "triwulan")
    if re.fullmatch(r"\d{5}", text):
        serial = from_serial(int(text), plan)
        return None if serial is None else Period(serial, serial, rule="nomor tanggal")
    return None


def _part(text: str) -> _Part | None:
    text = text.strip(" .,;'")
    found = _QUARTER.fullmatch(text) or _QUARTER_AFTER.fullmatch(text)
    if found is not None:
        number = _ORDINALS[found["q"]]
        return _Part(number, number, _year(found["y"]), "triwulan")
    found = _HALF.fullmatch(text)
    if found is not None:
        number = _ORDINALS[found["q"]]
        return _Part(2 * number - 1, 2 * number, _year(found["y"]), "rentang waktu")
    found = _MONTH_YEAR.fullmatch(text)
    if found is not None and found["m"] in MONTHS_BY_WORD:
        month = MONTHS_BY_WORD[found["m"]]
        number = (month + 2) // 3
        return _Part(number, number, _year(found["y"]), "tanggal" if found["d"] else "bulan", month=month)
    found = _ORDINAL_ALONE.fullmatch(text)
    if found is not None:
        number = _ORDINALS[found["q"]]
        return _Part(number, number, _year(found["y"]), "triwulan", alone=True)
    return None


def _close(a: _Part, b: _Part, plan: Sequence[Quarter], *, both: bool = False) -> Period:
    """The span from one end to the other, the year of either standing for both where one is missing.

    ``both``: the two ends are named, not what is between them; then they have to follow one another.
    """
    years = (a.year or b.year, b.year or a.year)
    if not all(years):
        if a.alone:
            return Period()
        open_years = [q.year for q in plan if q.number == a.first]
        readings = tuple(Quarter(year, a.first) for year in dict.fromkeys(open_years))
        return (
            Period(readings[0], readings[0], rule=a.rule)
            if len(readings) == 1 and a is b
            else Period(readings=readings)
        )
    first, last = Quarter(years[0], a.first), Quarter(years[1], b.last)
    if last < first or (first == last and a.month and b.month and b.month < a.month):
        return Period()
    if both and 4 * (last.year - first.year) + last.number - first.number > 1:
        return Period(readings=(first, last))
    return Period(first, last, rule=a.rule if a is b else "rentang waktu")


def _either(readings: list[Quarter], rule: str) -> Period:
    distinct = tuple(dict.fromkeys(readings))
    if len(distinct) == 1:
        return Period(distinct[0], distinct[0], rule=rule)
    return Period(readings=distinct)


def _month(month: int, year: int) -> Period | None:
    return Period(_quarter(month, year), _quarter(month, year), rule="tanggal") if 1 <= month <= 12 else None


def _quarter(month: int, year: int) -> Quarter:
    return Quarter(year, (month + 2) // 3)


def _year(text: str | None) -> int:
    """A year of two or four digits; 0 where there is none."""
    if not text:
        return 0
    number = int(text.strip("'"))
    return number + 2000 if number < 100 else number
