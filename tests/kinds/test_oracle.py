"""Typed spellings held against what a careful clerk makes of them: ``tests/data/oracle_values.csv``.

The table was written from the way Indonesian offices write, by somebody who had not seen the readers. Every row goes
the way of a cell: written into a workbook, read back from it, read by its kind in a form of the packaged profile's
region. What is read has one value; what is ambiguous is told with all its readings, nothing stored; what is refused is
told or counts as empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
import xlsxwriter

from tests import DATA
from tests.kinds.test_row import PROGRAM
from worksheet_kit.core.model import Block, Cell, Column, Form, Raw, Recipient, ReturnedRow, ReturnedSheet
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.kinds import KINDS, InputKind
from worksheet_kit.kinds.row import FormReader
from worksheet_kit.profile import load_profile
from worksheet_kit.values import dates
from worksheet_kit.values.text import format_number

PROFILE = load_profile()
GROUP = Recipient(dimension=PROFILE.dimensions[0].code)
#: Kind and list of the column that each kind of the table is typed into.
COLUMNS = {
    "money": ("money", None),
    "number": ("number", None),
    "quarter": ("quarter", "triwulan"),
    "agency": ("choice", "opd"),
    "unit": ("choice", "satuan"),
    "problem": ("choice", "masalah"),
    "ref": ("choice", "@program"),
    "phone": ("phone", None),
    "date": ("date", None),
    "yesno": ("yesno", "ya/tidak"),
    "text": ("text", None),
}
FORM = Form(
    name="uji",
    sheet="Uji",
    title="UJI",
    noun="baris",
    blocks=(Block(prefix="U", rows=9),),
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        *(
            Column(key=key, heading=key, kind=KINDS[kind], list=listed, unit="unit" if kind == "number" else "")
            for key, (kind, listed) in COLUMNS.items()
        ),
    ),
)


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    number: int
    kind: str
    typed: str
    way: str
    expect: str
    values: tuple[str, ...]
    reason: str

    @property
    def form(self) -> str:
        """What the cell is: ``text`` or ``number``."""
        return self.way.split("|")[0]

    @property
    def number_format(self) -> str:
        """The number format of a number cell."""
        return (self.way.split("|")[1:2] or [""])[0] if self.form == "number" else ""

    @property
    def unit(self) -> str:
        """The unit of the row."""
        place = 2 if self.form == "number" else 1
        return (self.way.split("|")[place : place + 1] or [""])[0]

    def __str__(self) -> str:
        return f"{self.number}-{self.kind}-{self.typed}-{self.way}"


def _lines() -> list[Line]:
    with (DATA / "oracle_values.csv").open(encoding="utf-8", newline="") as table:
        return [
            Line(
                number,
                row["kind"],
                row["typed"],
                row["as"],
                row["expect"],
                tuple(filter(None, [row["value"], *row["other"].split("|")])),
                row["reason"],
            )
            for number, row in enumerate(csv.DictReader(table), 2)
        ]


LINES = _lines()


@pytest.fixture(scope="module")
def raws() -> Mapping[int, Raw]:
    """What stands in the cells of one workbook that holds every row of the table, as it is read back."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Uji")
        for line in LINES:
            if line.form == "text":
                sheet.write_string(line.number, 0, line.typed)
            else:
                look = book.add_format({"num_format": line.number_format} if line.number_format else {})
                sheet.write_number(line.number, 0, float(line.typed), look)
    grid = open_book(buffer.getvalue(), "xlsx").load(0)
    return {line.number: grid.at(line.number, 0) for line in LINES}


YES_NO = KINDS["yesno"]
assert isinstance(YES_NO, InputKind)
assert YES_NO.entries is not None
READER = FormReader(
    replace(
        PROFILE,
        forms={**PROFILE.forms, "program": replace(PROGRAM, show_recipient=False), "uji": FORM},
        lists={**PROFILE.lists, YES_NO.own_list: YES_NO.entries},
        stages=(),
    ),
    FORM,
    GROUP,
    codes={"program": ()},
)


def _read(line: Line, raw: Raw) -> Cell:
    cells: dict[str, Raw] = {line.kind: raw}
    if line.unit:
        cells["unit"] = line.unit
    places = {column.key: number for number, column in enumerate(FORM.columns, 1)}
    row = ReturnedRow(key="U1", number=9, cells=cells)
    sheet = ReturnedSheet(form="uji", sheet="Uji", columns=places, rows=(row,))
    return READER.on(sheet, "uji.xlsx").row(row)[line.kind]


def _stored(line: Line, shown: str) -> str:
    """A reading that people are told, as the table writes it."""
    if line.kind == "quarter":
        return next(quarter.stored for quarter in PROFILE.quarters if quarter.label == shown)
    if line.kind in ("money", "number"):
        return shown.replace(",", ".")
    if line.kind == "agency":
        return next(agency.code for agency in PROFILE.agencies if agency.short == shown)
    if line.kind == "date":
        return dates.parse(shown).readings[0].isoformat()
    if line.kind == "problem":
        return shown.split(maxsplit=1)[0]
    return shown


def _said(line: Line, cell: Cell) -> tuple[str, frozenset[str]]:
    """What was made of a cell, in the words of the table."""
    if cell.trouble is None and cell.value is not None:
        value = cell.value if isinstance(cell.value, str) else format_number(cell.value).replace(",", ".")
        return "read", frozenset([value])
    if cell.trouble is None:
        return "refused", frozenset()
    told = cell.trouble.data
    if cell.trouble.name.startswith("ambiguous") or cell.trouble.name == "several_choices":
        readings = told["pilihan"].split("; ") if "pilihan" in told else [told["a"], told["b"]]
        return "ambiguous", frozenset(_stored(line, reading) for reading in readings)
    return "refused", frozenset()


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_spelling_is_read_as_a_careful_clerk_would(line: Line, raws: Mapping[int, Raw]) -> None:
    cell = _read(line, raws[line.number])
    said, values = _said(line, cell)
    assert (said, values) == (line.expect, frozenset(line.values)), (line.reason, cell)
    assert cell.trouble is None or cell.value is None
