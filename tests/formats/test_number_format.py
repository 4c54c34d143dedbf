"""What a number format shows is what was typed, as far as anybody can see: ``007``, ``29 desa``, ``Mar-23``."""

from __future__ import annotations

import io
import pickle
from datetime import date

import pytest
import xlsxwriter

from worksheet_kit.core.model import Raw, ShownDay, ShownNumber
from worksheet_kit.formats import ods
from worksheet_kit.formats.workbook import open_book

SHOWN = [
    # format code                number           as it is shown
    ("000", 7, "007"),
    ("0000-0000-0000", 81234567890, "0812-3456-7890"),
    ('0" desa"', 29, "29 desa"),
    ('#,##0" orang"', 12500, "12500 orang"),
    ('0" desa";-0" desa"', -3, "-3 desa"),
    ('0.0#" jt"', 1.5, "1,5 jt"),
    ('General" km"', 2.5, "2,5 km"),
    ('0"%"', 50, "50%"),
    ('"TW "0', 3, "TW 3"),
    ("\\P00", 3, "P03"),
    ("mmm-yy", 44986, "Mar-23"),
    ("mmmm yyyy", 44986, "Maret 2023"),
    ("d-mmm", 44986, "1-Mar"),
    ("m/yy", 45139, "8/23"),
    ("yyyy", 44986, "2023"),
]


def written(code: str, number: float) -> Raw:
    """A number in a cell with this format, as it is read back."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, number, book.add_format({"num_format": code}))
    return open_book(buffer.getvalue(), "xlsx").load(0).at(0, 0)


@pytest.mark.parametrize(("code", "number", "text"), SHOWN)
def test_a_format_that_says_more_than_the_number(code: str, number: float, text: str) -> None:
    raw = written(code, number)
    assert isinstance(raw, ShownNumber | ShownDay)
    assert raw.text == text
    assert isinstance(raw, ShownDay) or raw == number
    again = pickle.loads(pickle.dumps(raw))  # returns cross the border between processes
    assert (type(again), again, again.text) == (type(raw), raw, text)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "0.00", "#,##0", "#,##0.00", "#,##0;-#,##0;-", "@", "0.00E+00", "# ?/?"),
        *('_-"Rp"* #,##0_-', "[$Rp-421] #,##0", '"Rp "#,##0', '0,," jt"'),
    ],
)
def test_a_format_that_groups_rounds_or_names_the_currency_says_nothing_more(code: str) -> None:
    assert type(written(code, 150_000_000)) is float


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "[$-421]d mmmm yyyy", "dddd, d mmmm yyyy", "d-mmm-yy"])
def test_a_whole_day_is_a_day(code: str) -> None:
    assert type(written(code, 44986)) is date


@pytest.mark.parametrize(("number", "text"), [("7", "007"), ("29", "29 desa"), ("150", "150 jt")])
def test_an_ods_keeps_the_text_that_its_format_shows(number: str, text: str) -> None:
    raw = ods._value({"office:value-type": "float", "office:value": number}, text)
    assert isinstance(raw, ShownNumber)
    assert (raw, raw.text) == (float(number), text)


@pytest.mark.parametrize(
    ("number", "text"), [("1500", "1.500"), ("1500", "Rp1.500"), ("1.5", "1,50"), ("1e15", "1E+15"), ("-5", "-5")]
)
def test_an_ods_cell_that_shows_its_number_is_a_number(number: str, text: str) -> None:
    assert type(ods._value({"office:value-type": "float", "office:value": number}, text)) is float


def test_an_ods_says_what_its_dates_leave_out() -> None:
    def day(text: str) -> object:
        return ods._value({"office:value-type": "date", "office:date-value": "2023-03-01"}, text)

    month, no_year = day("Mar-23"), day("1-Mar")
    assert isinstance(month, ShownDay)
    assert isinstance(no_year, ShownDay)
    assert (month.text, month.has_year, no_year.text, no_year.has_year) == ("Mar-23", True, "1-Mar", False)
    assert type(day("1 Maret 2023")) is type(day("01/03/23")) is date
