"""Where everything stands in a worksheet workbook: the one module that decides where a cell is.

The writer puts cells where this module says. The reader does not ask it: it finds rows and columns by the keys written
here, so that an inserted row or a moved column shifts nothing.

A form sheet, downwards: title, event, legend, gap, bands over blocks of columns, headings, the hidden row of column
keys, column numbers, then the rows (with a band before each titled block), and one locked row that closes the table.
The hidden first column holds the row keys; where it meets the key row stands `KEY_MARK`.

A form in cards (``layout = "card"``) is the same table turned below its title, event, legend and gap: the questions go
down, each row is a card beside the others. Everybody counts rows and columns as in the table; `SheetLayout.place` and
what rests on it say where these stand on the sheet.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate

from worksheet_kit.core.model import Block, Column, Dimension, Form, Profile, Recipient, first
from worksheet_kit.core.row_code import row_key, shown_code

#: Stands where key row and key column meet, and nowhere else.
KEY_MARK = "#kunci"
#: Stands in the key column of *Petunjuk* above the keys of the identity lines.
IDENTITY_MARK = "#identitas"
#: Above the identity lines, as printed.
IDENTITY_TITLE = "IDENTITAS PENGISI"
#: Parts the keys of one identity line, one for each column right of the key column; an empty part is no input.
IDENTITY_SEPARATOR = "|"
#: Stands in the key row of a draft above the column that shows which key a row had in another workbook (*Asal*). It
#: holds no answers. Keys that begin with ``#`` are never column keys.
ORIGIN_KEY = "#asal"
ORIGIN_HEADING = "Asal"
#: Begins every note (cell comment) that a correction workbook carries, so that it is not taken for a participant's.
NOTE_MARK, NOTE_REMEDY = "Perbaikan: ", "Yang diharapkan: "

INSTRUCTIONS_SHEET = "Petunjuk"
EXAMPLES_SHEET = "Contoh Isian"
COLUMNS_SHEET = "Daftar Isian"
LISTS_SHEET = "Daftar"
KIT_SHEET = "_kit"
CORRECTIONS_SHEET = "Perbaikan"
#: How the lists for reading begin to say what they are, by which they are known when renamed.
CORRECTIONS_TITLE, REFERENCE_TITLE = "YANG PERLU DIPERBAIKI", "Acuan untuk"

#: Width that frozen columns take at most, in Excel's units: 60 % of a small laptop's screen stays for the others.
FROZEN_WIDTH = 78.0

#: Stands in the cell of a question of a card between its heading and its help.
HELP_MARK = "\n— "

_TYPED_NUMBER = re.compile(r"(?i)^\s*kertas kerja \d+\s*[:.–-]?\s*")

_SHEET_NAME = 31  # characters that Excel takes

KEY_COLUMN = 0
FIRST_COLUMN = 1
#: Columns of *Petunjuk*: the input of who filled in, and the first of the two inputs of who sat in the group.
IDENTITY_COLUMN, ATTENDANCE_COLUMN = 7, 10
TITLE_ROW, EVENT_ROW, LEGEND_ROW, GAP_ROW, BAND_ROW, HEADING_ROW, KEY_ROW, NUMBER_ROW, FIRST_ROW = range(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """A row of a form sheet: ``shown`` is the printed Kode, ``key`` its row key, ``row`` its zero-based sheet row."""

    code: str
    shown: str
    key: str
    block: Block
    row: int


@dataclass(frozen=True, kw_only=True)  # what is asked for again and again is kept with it
class SheetLayout:
    """Where a form stands on its sheet. Rows and columns are zero-based, on cards those of the table."""

    form: Form
    recipient: Recipient
    rows: tuple[RowPlace, ...]
    bands: tuple[tuple[Block, int], ...]  # titled blocks and the row of their band
    closing_row: int  # the locked row below the table

    @property
    def sheet(self) -> str:
        return self.form.sheet

    @cached_property
    def columns(self) -> tuple[tuple[Column, int], ...]:
        """Every column with its zero-based sheet column."""
        return tuple((column, FIRST_COLUMN + n) for n, column in enumerate(self.form.columns))

    @property
    def last_column(self) -> int:
        return FIRST_COLUMN + len(self.form.columns) - 1

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.key: place for column, place in self.columns}

    @cached_property
    def frozen_columns(self) -> int:
        """How many sheet columns stay in view: the key column and all up to the form's ``freeze`` column.

        Fewer where these would leave no room for others to move in. Of a card, Kode and Status.
        """
        if self.form.in_cards:
            return FIRST_COLUMN + 2
        if not self.form.freeze:
            return FIRST_COLUMN
        wanted = min(self.column_of(self.form.freeze), self.last_column - 1)
        widths = accumulate(column.width for column, place in self.columns if place <= wanted)
        return FIRST_COLUMN + sum(width <= FROZEN_WIDTH for width in widths)

    @property
    def head_column(self) -> int:
        """Where the title of the sheet and what bands say begin: right of the frozen columns, of two at least."""
        return max(FIRST_COLUMN + 2, self.frozen_columns)

    def column_of(self, key: str) -> int:
        """The zero-based sheet column of a column key. Raises KeyError."""
        return self._places[key]

    def row_of(self, key: str) -> int:
        """The zero-based sheet row of a row key. Raises KeyError."""
        return first((place.row for place in self.rows if place.key == key), key)

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell of the table stands on the sheet: row and column."""
        return (column + BAND_ROW, row - BAND_ROW) if self.form.in_cards else (row, column)

    def area(self, top: int, left: int, bottom: int, right: int) -> tuple[int, int, int, int]:
        """Where cells of the table stand: first row and column, last row and column."""
        return (*self.place(top, left), *self.place(bottom, right))

    def cell(self, row: int, column: int) -> str:
        """The A1 reference of a cell of the table."""
        return a1(*self.place(row, column))

    def fixed(self, row: int, column: int, *, row_moves: bool = False) -> str:
        """The reference of a cell that stays (``$D$8``), or follows the row of the table alone (``$D8``)."""
        down, across = self.place(row, column)
        before_letters, before_number = ("", "$") if self.form.in_cards else ("$", "")
        if not row_moves:
            before_letters = before_number = "$"
        return f"{before_letters}{column_letters(across)}{before_number}{down + 1}"

    def span(self, column: int, first: int, last: int) -> str:
        """The cells of a column of the table, as a reference that stays."""
        return f"{self.fixed(first, column)}:{self.fixed(last, column)}"

    def number(self, row: RowPlace) -> int:
        """The number of a row on the sheet, or of its column where it is a card, counted from 1."""
        return self.place(row.row, 0)[self.form.in_cards] + 1

    def in_own_row(self, column: int) -> str:
        """A cell of the formula's own row: whole columns cannot be moved cell by cell, as single references can."""
        if self.form.in_cards:
            line = self.place(0, column)[0] + 1
            return f"INDEX(${line}:${line},1,COLUMN())"  # a row without $ becomes #REF! in an .xls
        letters = column_letters(column)
        return f"INDEX({letters}:{letters},ROW())"

    def series(self, stem: str) -> tuple[tuple[Column, int], ...]:
        """The columns of a series such as ``target``, with their sheet columns."""
        return tuple((column, place) for column, place in self.columns if column.series == stem)


def blocks(form: Form, dimension: Dimension) -> tuple[Block, ...]:
    """The code series of a form with the room this dimension's group has."""
    room = dimension.room.get(form.name)
    return form.blocks if room is None else tuple(replace(block, rows=room) for block in form.blocks)


def sheet_layout(form: Form, profile: Profile, recipient: Recipient, given_rows: int | None = None) -> SheetLayout:
    """Lay out one form for one recipient. ``given_rows`` is the number of prefilled rows of a form that has such."""
    rows: list[RowPlace] = []
    bands: list[tuple[Block, int]] = []
    row = FIRST_ROW
    for block in blocks(form, profile.dimension(recipient.dimension)):
        if block.title:
            bands.append((block, row))
            row += 1
        for n in range(1, (block.rows if given_rows is None else given_rows) + 1):
            code = block.code(n)
            shown, key = shown_code(form, recipient, code), row_key(recipient, code)
            rows.append(RowPlace(code=code, shown=shown, key=key, block=block, row=row))
            row += 1
    return SheetLayout(form=form, recipient=recipient, rows=tuple(rows), bands=tuple(bands), closing_row=row)


def identity(profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The input lines of the identity part of *Petunjuk*, in order: who filled in, and beside it who sat in the group.

    Each line is the keys of the columns right of the key column, empty where a column is no input: the first column is
    an input under ``tgl`` in ``("tgl",)``, the third in ``("", "", "tgl")``. In the sheet the line's cell in the key
    column holds them joined by `IDENTITY_SEPARATOR` (``||tgl``), below `IDENTITY_MARK`; a reader takes the value of a
    key from that many columns right of the cell it stands in, wherever that line now is and whichever columns it has.
    """
    people = [field.key for field in profile.identity]
    lines = []
    for n in range(max(len(people), profile.attendance)):
        line = [""] * (ATTENDANCE_COLUMN + 2 - FIRST_COLUMN)
        if n < len(people):
            line[IDENTITY_COLUMN - FIRST_COLUMN] = people[n]
        if n < profile.attendance:
            line[-2:] = f"hadir_opd_{n + 1}", f"hadir_nama_{n + 1}"
        lines.append(tuple(line))
    return tuple(lines)


def sheet_title(form: Form, number: int) -> str:
    """What a form's sheet is called at its head, by the form's place in its bimtek: ``KERTAS KERJA 2: RENCANA AKSI``.

    A number that a profile has typed before the title gives way to that.
    """
    return f"KERTAS KERJA {number}: {_TYPED_NUMBER.sub('', form.title)}"


def reference_sheet_name(form: Form) -> str:
    """The name of the sheet on which one looks up an earlier form's rows."""
    return f"Acuan {form.sheet}"[:_SHEET_NAME].rstrip()


def column_number(column: int) -> str:
    """What stands below the headings in a column of a form sheet: ``(1)`` for the first."""
    return f"({column - FIRST_COLUMN + 1})"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Column letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int, turned: bool = False) -> str:
    """A1 reference of a zero-based cell; ``turned``: of a table that stands turned on its sheet."""
    return a1(column, row) if turned else f"{column_letters(column)}{row + 1}"
