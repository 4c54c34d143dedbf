"""What a number format shows is what was typed, as far as anybody can see: ``007``, ``29 desa``, ``Mar-23``."""

from __future__ import annotations

import io
import pickle
from datetime import date
from typing import cast

import pytest
import xlsxwriter

from worksheet_kit.core.model import FormattedNumber, Raw, ShownDay, ShownNumber
from worksheet_kit.formats import ods
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.kinds.text import text_value
from worksheet_kit.values.text import format_number

#: Number formats, a number, and what is seen of it; with words or figures of its own, and as digits alone. Held once
#: against LibreOffice, which shows the same but for "Rp -" (a cell is filled up there), and the two hidden numbers.
SHOWN = [
    ("000", 7, "007"),
    ("00000", 123, "00123"),
    ("0000-0000-0000", 81234567890, "0812-3456-7890"),
    ("(000) 000-0000", 2951234567, "(295) 123-4567"),
    ("00-00-0000", 1122025, "01-12-2025"),
    ('"NIP "0', 19650101, "NIP 19650101"),
    ('0" desa"', 29, "29 desa"),
    ("0 desa", 29, "29 desa"),  # as programs write it that do not know the rules
    ('#,##0" orang"', 12500, "12.500 orang"),
    ('0" desa";-0" desa";"nihil"', -3, "-3 desa"),
    ('0" desa";-0" desa";"nihil"', 0, "nihil"),
    ('0.0#" jt"', 1.5, "1,5 jt"),
    ('#,##0,," jt"', 150_000_000, "150 jt"),
    ('#,##0.0,," jt"', 1_450_000, "1,5 jt"),
    ('0.00E+00" m2"', 150_123_456, "150123456 m2"),  # which keeps what is seen as 1,50E+08
    ('General" km"', 2.5, "2,5 km"),
    ('0"%"', 50, "50%"),
    ('"TW "0', 3, "TW 3"),
    ("\\P00", 3, "P03"),
    ('0"/"0', 12, "1/2"),
    ('[>=10]0" banyak";0" sedikit"', 12, "12 banyak"),
    ('[>=10]0" banyak";0" sedikit"', 3, "3 sedikit"),
    ('[=1]"ya";[=0]"tidak";0', 0, "tidak"),
    ('[Blue][>5]0" tinggi";[Red]0" rendah"', 2, "2 rendah"),
    ('[<1]0%;0" kali"', 3, "3 kali"),
    ('[Red]0" kurang"', 3, "3 kurang"),
    ('"a;b "0;"c"', 3, "a;b 3"),
    ('0" unit";;;@" (teks)"', 4, "4 unit"),
    ("hh:mm", 8.5 / 24, "08:30"),
    ("h:mm", 8.5 / 24, "8:30"),
    ("hh.mm", 8.5 / 24, "08.30"),
    ('hh:mm" WIB"', 8.5 / 24, "08:30 WIB"),
    ("h:mm:ss", 8.5 / 24, "8:30:00"),
    ("h:mm AM/PM", 20.5 / 24, "8:30 PM"),
    ("hh:mm", 44986 + 8.5 / 24, "08:30"),
    ("[h]:mm", 1.5, "36:00"),
    ("[hh]:mm:ss", 0.5, "12:00:00"),
    ("[mm]:ss", 1.5 / 24, "90:00"),
    ("mm:ss.0", 30.25 / 1440, "30:15,0"),
    ("mmm-yy", 44986, "Mar-23"),
    ("mmmm yyyy", 44986, "Maret 2023"),
    ("mmm", 44986, "Mar"),
    ("d-mmm", 44986, "1-Mar"),
    ("m/yy", 45139, "8/23"),
    ("yyyy", 44986, "2023"),
    ('"TA "yyyy', 44986, "TA 2023"),
    ('"Tgl "d mmmm yyyy', 44986, "Tgl 1 Maret 2023"),
    ('d mmm yyyy hh:mm" WIB"', 44986 + 8.5 / 24, "1 Mar 2023 08:30 WIB"),
]
IN_A_TEXT = [
    ('"Rp"#,##0', 150_000_000, "Rp150.000.000"),
    ("[$Rp-421]#,##0.00", 1500.5, "Rp1.500,50"),
    ('_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-', 1500, "Rp 1.500"),
    ('_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-', -7, "-Rp 7"),
    ('_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-', 0, "Rp -"),
    ("#,##0;[Red](#,##0)", -1500, "(1.500)"),
    ("#,##0.00_);(#,##0.00)", -2.345, "(2,35)"),
    ("# ?/?", 2.5, "2 1/2"),
    ("# ??/??", 0.3333, "1/3"),
    ("# ?/8", 2.25, "2 2/8"),
    ("?/?", 1.5, "3/2"),
    ("[<=9999999]###-####;(###) ###-####", 2951234567, "(295) 123-4567"),
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
    assert isinstance(raw, ShownDay) or raw == pytest.approx(number)
    assert text_value(raw).value == text
    again = pickle.loads(pickle.dumps(raw))  # returns cross the border between processes
    assert (type(again), again, again.text) == (type(raw), raw, text)


@pytest.mark.parametrize(("code", "number", "text"), IN_A_TEXT)
def test_a_format_that_groups_rounds_or_names_the_currency_says_nothing_more(
    code: str, number: float, text: str
) -> None:
    """It is a number wherever one is asked for, and what was seen in a text."""
    raw = written(code, number)
    assert (type(raw), raw, getattr(raw, "text", "")) == (FormattedNumber, number, text)
    assert text_value(raw).value == text


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "@", ";;;", "0;-0;;@", "[$-421]General", "[>9]0;[<5]0", "# ?/?", "_(0_)", "0;-0", "[Red]0"),
        *("#,##0", "#,##0.00", "0.0", "#,##0.0,", ".00", "0.00E+00", "##0.0E+0", "[$-421]#,##0", "#,##0;-#,##0;-"),
    ],
)
@pytest.mark.parametrize("number", [7, 0, -1500])
def test_digits_that_are_grouped_rounded_or_hidden_are_the_number(code: str, number: float) -> None:
    """A text has all digits that were typed, and the hidden ones."""
    raw = written(code, number)
    assert (type(raw), raw) == (float, number)


@pytest.mark.parametrize(("code", "text"), [("0%", "50%"), ("0.00%", "50%"), ('0%" target"', "50% target")])
def test_a_percentage_is_text(code: str, text: str) -> None:
    assert written(code, 0.5) == text


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "[$-421]d mmmm yyyy", "dddd, d mmmm yyyy", "d-mmm-yy", "dd.mm.yyyy"])
def test_a_whole_day_is_a_day(code: str) -> None:
    assert type(written(code, 44986)) is date


def test_a_text_has_the_words_and_a_date_the_day_of_a_day_with_words() -> None:
    raw = written('"Tgl "d mmmm yyyy', 44986)
    assert text_value(raw).value == "Tgl 1 Maret 2023"
    assert isinstance(raw, ShownDay)
    assert raw.is_whole


@pytest.mark.parametrize(
    ("number", "text"),
    [("7", "007"), ("29", "29 desa"), ("150", "150 jt"), ("81234567890", "0812-3456-7890"), ("1122025", "01-12-2025")],
)
def test_an_ods_keeps_the_text_that_its_format_shows(number: str, text: str) -> None:
    raw = ods._value({"office:value-type": "float", "office:value": number}, text)
    assert isinstance(raw, ShownNumber)
    assert (raw, raw.text) == (float(number), text)


@pytest.mark.parametrize(
    ("number", "text"), [("1500", "1.500"), ("1500", "Rp1.500"), ("1.5", "1,50"), ("1e14", "1E+14"), ("-5", "-5")]
)
def test_an_ods_cell_that_shows_its_number_is_a_number(number: str, text: str) -> None:
    raw = ods._value({"office:value-type": "float", "office:value": number}, text)
    assert raw == float(number)
    assert not isinstance(raw, ShownNumber)
    assert text_value(cast("Raw", raw)).value == (text if "Rp" in text else format_number(float(number)))


def test_an_ods_keeps_a_time_as_it_is_shown() -> None:
    raw = ods._value({"office:value-type": "time", "office:time-value": "PT08H30M00S"}, "08.30 WIB")
    assert isinstance(raw, ShownNumber)
    assert raw.text == "08.30 WIB"


def test_an_ods_says_what_its_dates_leave_out() -> None:
    def day(text: str) -> object:
        return ods._value({"office:value-type": "date", "office:date-value": "2023-03-01"}, text)

    month, no_year = day("Mar-23"), day("1-Mar")
    assert isinstance(month, ShownDay)
    assert isinstance(no_year, ShownDay)
    assert (month.text, month.has_year, no_year.text, no_year.has_year) == ("Mar-23", True, "1-Mar", False)
    assert type(day("1 Maret 2023")) is type(day("01/03/23")) is type(day("Wednesday, 1 March 2023")) is date
    worded = day("Tgl 1 Maret 2023")
    assert isinstance(worded, ShownDay)
    assert (worded.text, worded.is_whole) == ("Tgl 1 Maret 2023", True)
