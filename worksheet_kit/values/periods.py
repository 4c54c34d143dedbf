"""Quarters as people write them: ``TW I 2023``, ``Triwulan 1/2023``, ``Q1 2023``, ``Peb 2023``, ``Januari-Maret 2023``.

A text gives the first and the last quarter it covers. What leaves the year or the quarter open gives readings instead,
and so does a bare number, which may count months or quarters (``3/2023``). A year of two digits is a mere suggestion.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from worksheet_kit.core.model import Quarter
from worksheet_kit.values.text import LONGEST, plain, unasked

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
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ORDINALS |= {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "satu": 1, "dua": 2, "tiga": 3, "empat": 4}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_ROMAN_MONTHS = {
    word: n
    for n, word in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1)
}
_YEAR = r"20\d\d"
_GAP = r"[\s\-_./,:']*"
_TW = r"(?:tri\s?wulan|tri\s?bulan|triwln|trwln|trwl|triw|trw|t\.?w|kuartal|kwartal|quartal|kw|quarter|q)"
_TAHUN = r"(?:(?:tahun(?: anggaran)?|thn|th|t\.?\s?a)\.?)?"
_KE = r"(?:ke)?"

_QUARTER = re.compile(rf"{_TW}{_GAP}{_KE}{_GAP}(?P<q>{_ORDINAL})(?![a-z])(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?")
_QUARTER_AFTER = re.compile(rf"{_TAHUN}\s*(?P<y>20\d\d){_GAP}{_TW}{_GAP}{_KE}{_GAP}(?P<q>{_ORDINAL})")
#: Longer parts of a year, with the months each has.
_LONGER = {"semester": 6, "smstr": 6, "smt": 6, "sem": 6, "caturwulan": 4, "cawu": 4, "trimester": 0}
_PART_OF_YEAR = re.compile(
    rf"(?P<part>{'|'.join(_LONGER)}){_GAP}{_KE}{_GAP}(?P<q>{_ORDINAL})(?![a-z])(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?"
)
_MONTH_YEAR = re.compile(
    rf"(?:(?:minggu|pekan){_GAP}{_KE}{_GAP}[a-z\d]+\s+)?(?:(?:bulan|bln)\.?\s*)?(?:(?P<d>\d{{1,2}}){_GAP})?"
    rf"(?P<m>[a-z]{{3,}})\.?(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?"
)
_YEAR_MONTH = re.compile(rf"{_TAHUN}\s*(?P<y>{_YEAR}){_GAP}(?:(?:bulan|bln)\.?\s*)?(?P<m>[a-z]{{3,}})(?P<d>)")
_MONTH_NUMBER = re.compile(
    rf"(?:bulan|bln)\.?{_GAP}{_KE}{_GAP}(?P<m>\d{{1,2}})(?P<d>)(?:{_GAP}{_TAHUN}{_GAP}(?P<y>{_YEAR}))?"
)
_DAY = re.compile(rf"(?P<a>\d{{1,2}})[\-/.](?P<b>\d{{1,2}})[\-/.](?P<y>{_YEAR})(?: \d{{1,2}}[.:]\d\d(?:[.:]\d\d)?)?")
_ISO = re.compile(r"(?P<y>20\d\d)[-/](?P<m>\d{1,2})(?:[-/](?P<d>\d{1,2}))?(?:[ t]\d\d:\d\d(?::\d\d)?)?")
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_ROMAN_MONTHS, key=len, reverse=True))}"
_BETWEEN = r"[\s\-_./,:()]+"
_NUMBER_YEAR = re.compile(rf"(?P<n>{_NUMBER}){_BETWEEN}(?P<y>20\d\d)")
_YEAR_NUMBER = re.compile(rf"(?P<y>20\d\d){_BETWEEN}(?P<n>{_NUMBER})\)?")
_NUMBERS_YEAR = re.compile(r"(?P<a>\d{1,2})\s*-\s*(?P<b>\d{1,2})\s*[/\s]\s*(?P<y>20\d\d)")
_TWO_YEARS = re.compile(r"(?P<part>.*\S)\s+(?P<a>20\d\d)\s*(?:/|-|&|,|dan|atau)\s*(?P<b>20\d\d)")
_ALL_YEAR = re.compile(rf"(?:sepanjang|selama|setahun)\s+{_TAHUN}\s*(?P<y>20\d\d)")
_MID_YEAR = re.compile(rf"(?:per)?tengah(?:an)?\s+{_TAHUN}\s*(?P<y>20\d\d)")
_ANY_YEAR = re.compile(r"20\d\d")
_YEAR_ALONE = re.compile(rf"{_TAHUN}\s*(?P<y>20\d\d)")
_ORDINAL_ALONE = re.compile(rf"(?P<q>{_ORDINAL})(?:{_GAP}(?P<y>20\d\d))?")
_TO = re.compile(r"\s*(?:s\s?/\s?d|s\.\s?d\.?|sd|sampai dengan|sampai|hingga|-|–|dan|atau|&|,|;|/)\s*")
#: Between two ends these name both and nothing between them.
_BOTH = frozenset(["dan", "&", ",", ";"])
_EITHER = frozenset(["atau", "/"])
_SHORT_YEAR = re.compile(r"(?<!\d)'?(\d\d)$")
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
    unsure: bool = False  # it may be any of its quarters, or all


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
        return Period(nearest=parse(unasked(straight), plan).first)
    period = _bracketed(straight, plan) if "(" in straight else _parse(straight, plan)
    if period == Period() and re.search(r"\biiii\b", straight):
        four, three = (_parse(re.sub(r"\biiii\b", number, straight), plan).first for number in ("iv", "iii"))
        period = Period(readings=(four, three)) if four and three else period
    if period == Period():
        nearest = _parse(_SHORT_YEAR.sub(r"20\1", straight), plan).first
        period = Period(nearest=nearest if nearest in plan else None)
    if period == Period():  # a letter l or a digit 1 for the Roman I
        period = Period(nearest=_parse(re.sub(r"[l|1](?=[iv ]|[l|1])", "i", straight), plan).first)
    return period


def _bracketed(text: str, plan: Sequence[Quarter]) -> Period:
    """``2023 (TW I)``, ``TW III 2022 (Juli-September)``: where each part says a time, both must say the same."""
    period = _parse(" ".join(re.sub(r"[()]", " ", text).split()), plan)
    if period != Period():
        return period
    outer, inner = _BRACKET.sub(" ", text), " ".join(_BRACKET.findall(text)).strip("()")
    year = _ANY_YEAR.search(inner)
    if year is not None and _ANY_YEAR.search(outer) is None:  # "TW III (2022)"
        outer += f" {year[0]}"
    period = _parse(" ".join(outer.split()), plan)
    if period.first is not None:
        other = _parse(inner if year is not None else f"{inner} {period.first.year}", plan)
        if other.first is not None and other[:2] != period[:2]:
            return Period(readings=(period.first, other.first))
    return period


def _parse(text: str, plan: Sequence[Quarter]) -> Period:
    exact = _exact(text, plan)
    if exact is not None:
        return exact
    whole = _part(text)
    if whole is not None:
        return _close(whole, whole, plan)
    years = _TWO_YEARS.fullmatch(text)
    shared = None if years is None else _part(years["part"])
    if years is not None and shared is not None and not shared.year:
        return Period(readings=tuple(Quarter(int(years[end]), shared.first) for end in "ab"))
    for gap in _TO.finditer(text):
        left, right = text[: gap.start()], text[gap.end() :]
        a, b = _part(left), _part(right)
        if a is not None and b is not None:
            if not (a.alone and b.alone):
                return _close(a, b, plan, gap[0].strip())
            continue
        whole_a, whole_b = _exact(left, plan), _exact(right, plan)
        if whole_a and whole_b and whole_a.first and whole_b.last and whole_a.first <= whole_b.last:
            return Period(whole_a.first, whole_b.last, rule="rentang waktu")
    return _listed(text)


def _listed(text: str) -> Period:
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
    bare = _NUMBER_YEAR.fullmatch(text) or _YEAR_NUMBER.fullmatch(text)
    if bare is not None:
        month, year = _ROMAN_MONTHS.get(bare["n"]) or int(bare["n"]), int(bare["y"])
        return _either([*_in_month(month, year), *([Quarter(year, month)] if 1 <= month <= 4 else [])], "bulan")
    ends = _NUMBERS_YEAR.fullmatch(text)
    if ends is not None:
        return _numbers(int(ends["a"]), int(ends["b"]), int(ends["y"]))
    iso = _ISO.fullmatch(text)
    if iso is not None:
        day, month, year = int(iso["d"] or 1), int(iso["m"]), int(iso["y"])
        return _either([_quarter(month, year)] if _is_day(day, month, year) else [], "tanggal")
    figures = _DAY.fullmatch(text)
    if figures is not None:
        return _either(_days(int(figures["a"]), int(figures["b"]), int(figures["y"])), "tanggal")
    all_year = _ALL_YEAR.fullmatch(text)
    if all_year is not None:
        return Period(Quarter(int(all_year["y"]), 1), Quarter(int(all_year["y"]), 4), rule="rentang waktu")
    mid_year = _MID_YEAR.fullmatch(text)
    if mid_year is not None:
        return Period(readings=tuple(Quarter(int(mid_year["y"]), number) for number in (2, 3)))
    year_alone = _YEAR_ALONE.fullmatch(text)
    if year_alone is not None:
        year = int(year_alone["y"])
        inside = [quarter for quarter in plan if quarter.year == year]
        if not inside:  # whichever is meant, it is none of the plan's
            return Period(Quarter(year, 1), Quarter(year, 1), rule="triwulan")
        return _either(inside, "triwulan")
    if re.fullmatch(r"\d{5}", text):
        serial = from_serial(int(text), plan)
        return None if serial is None else Period(serial, serial, rule="nomor tanggal")
    return None


def _part(text: str) -> _Part | None:
    text = text.strip(" .,;'")
    match = _QUARTER.fullmatch(text) or _QUARTER_AFTER.fullmatch(text)
    if match is not None:
        number = _ORDINALS[match["q"]]
        return _Part(number, number, _year(match["y"]), "triwulan")
    match = _PART_OF_YEAR.fullmatch(text)
    if match is not None:
        return _part_of_year(_LONGER[match["part"]], _ORDINALS[match["q"]], _year(match["y"]))
    match = _MONTH_NUMBER.fullmatch(text) or _MONTH_YEAR.fullmatch(text) or _YEAR_MONTH.fullmatch(text)
    month = 0 if match is None else _month(match["m"])
    if match is not None and _is_day(int(match["d"] or 1), month, _year(match["y"])):
        number = (month + 2) // 3
        return _Part(number, number, _year(match["y"]), "tanggal" if match["d"] else "bulan", month=month)
    match = _ORDINAL_ALONE.fullmatch(text)
    if match is not None:
        number = _ORDINALS[match["q"]]
        return _Part(number, number, _year(match["y"]), "triwulan", alone=True)
    return None


def _part_of_year(months: int, number: int, year: int) -> _Part | None:
    """The quarters of a half or a third of a year; a trimester is a third to some and a quarter to others."""
    length = months or 4
    if number * length > 12:
        return None
    first, last = ((month + 2) // 3 for month in ((number - 1) * length + 1, number * length))
    return _Part(first, last, year, "rentang waktu", unsure=not months)


def _close(a: _Part, b: _Part, plan: Sequence[Quarter], between: str = "") -> Period:
    """The span from one end to the other, the year of either standing for both where one is missing.

    Where what stands between them names both ends and nothing between, these have to follow one another; where it says
    either, they have to be the same.
    """
    years = (a.year or b.year, b.year or a.year)
    if not all(years):
        if a.alone:
            return Period()
        readings = tuple(quarter for quarter in plan if quarter.number in {a.first, b.last})
        return (
            Period(readings[0], readings[0], rule=a.rule)
            if len(readings) == 1 and a is b
            else Period(readings=readings)
        )
    first, last = Quarter(years[0], a.first), Quarter(years[1], b.last)
    if last < first or (first == last and a.month and b.month and b.month < a.month):
        return Period()
    if first != last and (
        a.unsure
        or between in _EITHER
        or (between in _BOTH and 4 * (last.year - first.year) + last.number - first.number > 1)
    ):
        return Period(readings=(first, last))
    return Period(first, last, rule=a.rule if a is b else "rentang waktu")


def _numbers(a: int, b: int, year: int) -> Period:
    """``1-3/2023``: January to March, the first quarter to the third, or a day."""
    readings = _days(a, b, year)
    if 1 <= a < b <= 12:
        readings += [_quarter(a, year), _quarter(b, year)]
    if 1 <= a < b <= 4:
        readings += [Quarter(year, a), Quarter(year, b)]
    return _either(readings, "bulan")


def _days(a: int, b: int, year: int) -> list[Quarter]:
    """The quarters of the day that two numbers may be, in either order."""
    return [_quarter(month, year) for day, month in ((a, b), (b, a)) if _is_day(day, month, year)]


def _is_day(day: int, month: int, year: int) -> bool:
    """Whether there is this day, in some year where none is said."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or 2024, month)[1]


def _either(readings: list[Quarter], rule: str) -> Period:
    distinct = tuple(dict.fromkeys(readings))
    if len(distinct) == 1:
        return Period(distinct[0], distinct[0], rule=rule)
    return Period(readings=distinct)


def _in_month(month: int, year: int) -> list[Quarter]:
    return [_quarter(month, year)] if 1 <= month <= 12 else []


def _quarter(month: int, year: int) -> Quarter:
    return Quarter(year, (month + 2) // 3)


def _month(text: str) -> int:
    """A month, by its name or number; 0 where it is neither."""
    return int(text) if text.isdecimal() else MONTHS_BY_WORD.get(text, 0)


def _year(text: str | None) -> int:
    """A year; 0 where there is none."""
    return int(text or 0)
