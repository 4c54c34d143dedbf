"""Dates as people write them: ``20 Juli 2022``, ``Rabu, 20-Jul-2022``, ``20/7/2022``, ``2022-07-20``.

Figures are read where only one order of day and month makes a date of them: ``5/7/2022`` has two readings. A year of
two digits is none, nor is a date that falls on another day of the week than the text says: what these probably mean is
merely the ``nearest``.
"""

import re
from datetime import date, time, timedelta
from typing import NamedTuple

from worksheet_kit.values.periods import DAYS_TO_1904, EPOCH, MONTHS_BY_WORD
from worksheet_kit.values.text import plain

#: Dates taken at all: what lies outside is a number that became a date, or a slip.
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

_LONGEST = 60
#: Days of the week as `date.weekday` numbers them.
_DAYS = ("senin", "selasa", "rabu", "kamis", "jumat jum'at", "sabtu", "minggu ahad")
_WEEKDAYS = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
_WEEKDAY = re.compile(rf"(?P<day>{'|'.join(_WEEKDAYS)})\b[\s,]*")
_TIME = re.compile(r"[\s,t]+(?:pukul|pkl\.?|jam)?\s*(\d{1,2})[.:](\d\d)(?:[.:]\d\d)?(?:\s*(?:wib|wita|wit))?$")
_GAP = r"[\s\-/.,]+"
_WORDED = re.compile(rf"(?P<d>\d{{1,2}}){_GAP}(?P<m>[a-z]{{3,}})\.?{_GAP}(?P<y>\d{{4}}|'?\d\d)")
_MONTH_FIRST = re.compile(rf"(?P<m>[a-z]{{3,}})\.?{_GAP}(?P<d>\d{{1,2}}){_GAP}(?P<y>\d{{4}})")
_FIGURES = re.compile(r"(?P<a>\d{1,2})\s*(?P<sign>[-/.\s])\s*(?P<b>\d{1,2})\s*(?P=sign)\s*(?P<y>\d{4}|\d\d)")
_ISO = re.compile(r"(?P<y>\d{4})\s*([-/.])\s*(?P<m>\d{1,2})\s*\2\s*(?P<d>\d{1,2})")


class Day(NamedTuple):
    """What a text says as a date: one reading, two, or none and perhaps the ``nearest``; ``at`` is its time of day."""

    readings: tuple[date, ...] = ()
    nearest: date | None = None
    at: time | None = None


def parse(text: str) -> Day:
    """Read a text as a date."""
    straight = plain(text).casefold().strip(" .,;'\"")
    if len(straight) > _LONGEST:
        return Day()
    weekday = _WEEKDAY.match(straight)
    if weekday is not None:
        straight = straight[weekday.end() :]
    timed = _TIME.search(straight)
    at = None
    if timed is not None and int(timed[1]) < 24 and int(timed[2]) < 60:
        at = time(int(timed[1]), int(timed[2]))
        straight = straight[: timed.start()]
    read = _parse(straight)
    if weekday is not None and not any(day.weekday() == _WEEKDAYS[weekday["day"]] for day in read.readings):
        return Day(nearest=read.readings[0]) if len(read.readings) == 1 else Day(nearest=read.nearest)
    return read._replace(at=at)


def _parse(text: str) -> Day:
    worded = _WORDED.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if worded is not None:
        month = MONTHS_BY_WORD.get(worded["m"], 0)
        return _read(worded["y"], [(month, int(worded["d"]))])
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _read(iso["y"], [(int(iso["m"]), int(iso["d"]))])
    figures = _FIGURES.fullmatch(text)
    if figures is None:
        return Day()
    a, b = int(figures["a"]), int(figures["b"])
    return _read(figures["y"], [(b, a), (a, b)])


def _read(year: str, pairs: list[tuple[int, int]]) -> Day:
    """The dates that pairs of month and day give."""
    has_century = len(year) == 4
    number = int(year.strip("'")) + (0 if has_century else 2000)
    days = dict.fromkeys(day for month, d in pairs if (day := _day(number, month, d)) is not None)
    if has_century:
        return Day(readings=tuple(days))
    return Day(nearest=next(iter(days)) if len(days) == 1 else None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        real_day = date(year, month, day)
    except ValueError:
        return None
    return real_day if EARLIEST <= real_day <= LATEST else None


def from_serial(number: float, *, from_1904: bool = False) -> date | None:
    """The day that a spreadsheet's date serial stands for, None outside of the dates taken."""
    days = number + (DAYS_TO_1904 if from_1904 else 0)
    return EPOCH + timedelta(days=int(days)) if to_serial(EARLIEST) <= days < to_serial(LATEST) + 1 else None


def to_serial(day: date) -> int:
    """A day as spreadsheets that count from 1900 store it."""
    return (day - EPOCH).days
