"""The values that the modules of this room pass on: a returned workbook, before and after it is known whose it is."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.layout import COLUMNS_SHEET, EXAMPLES_SHEET, INSTRUCTIONS_SHEET, KIT_SHEET, LISTS_SHEET
from worksheet_kit.core.model import FileCode, Form, Place, Profile, Recipient, Stage
from worksheet_kit.formats.grid import Book, Grid
from worksheet_kit.returns.cells import bare, text_of, words_of
from worksheet_kit.returns.printed import Printed
from worksheet_kit.returns.tables import RowKeys, Table
from worksheet_kit.worksheet.kit import FORMS, TO_READ, Kit, printed_mark, read_kit

#: Stands in the first cell of a hidden sheet of our own matrix workbooks.
MATRIX_MARK = "#matriks"
_MATRIX_CODE = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-MATRIKS\b", re.IGNORECASE)

#: Our sheets that hold no answers; they are parsed only when something is asked of them.
_HIDDEN = frozenset({LISTS_SHEET, KIT_SHEET})


class Lookups:
    """What is the same in all workbooks of a region, worked out once by whoever reads many of them."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        #: The words printed on the workbooks of the stage with this number.
        self.printed = cache(lambda number: Printed(profile, profile.stage(number)))
        #: The row keys of the form with this name for the recipient with this code.
        self.row_keys = cache(lambda form, recipient: RowKeys(profile.forms[form], recipient))


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """The sheets of a returned workbook, by what they are for."""

    book: Book
    grids: tuple[Grid, ...]  # where answers may stand, and whatever was added
    matrix: tuple[Grid, ...]  # sheets of our own matrix workbooks: they quote codes and keys of every recipient

    @cached_property
    def hidden(self) -> tuple[Grid, ...]:
        """*Daftar* and `_kit`."""
        lists = (self.book.load(n) for n, name in enumerate(self.book.names) if name == LISTS_SHEET)
        return (*lists, *self._kits)

    @cached_property
    def _kits(self) -> tuple[Grid, ...]:
        return tuple(self.book.load(n) for n, name in enumerate(self.book.names) if name == KIT_SHEET)

    @property
    def has_kit(self) -> bool:
        """Whether `_kit` is still there."""
        return KIT_SHEET in self.book.names

    @cached_property
    def kit(self) -> Kit:
        """What `_kit` still says."""
        return read_kit([row for grid in self._kits for row in grid.rows])


def load_sheets(book: Book) -> Sheets:
    """Parse all sheets but the hidden ones. Raises UnreadableError.

    A *Daftar* without `_kit` beside it may be somebody's own: ours begins with the file code.
    """
    hidden = _HIDDEN if KIT_SHEET in book.names else frozenset({KIT_SHEET})
    loaded = [book.load(n) for n, name in enumerate(book.names) if name not in hidden]
    loaded = [grid for grid in loaded if grid.name != LISTS_SHEET or parse_file_code(text_of(grid.at(0, 0))) is None]
    of_matrix = [_is_of_matrix(grid) for grid in loaded]
    return Sheets(
        book=book,
        grids=tuple(grid for grid, quotes in zip(loaded, of_matrix, strict=True) if not quotes),
        matrix=tuple(grid for grid, quotes in zip(loaded, of_matrix, strict=True) if quotes),
    )


def _is_of_matrix(grid: Grid) -> bool:
    texts = (value for row in grid.rows[:3] for value in row if isinstance(value, str))
    return any(text.strip() == MATRIX_MARK or _MATRIX_CODE.search(text) for text in texts)


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A returned workbook of which is known whose it is and where its tables stand."""

    file: str
    sheets: Sheets
    tables: tuple[Table, ...]
    code: FileCode
    showing: frozenset[str]  # names of the sheets that show the file code
    recipient: Recipient
    stage: Stage
    lookups: Lookups

    @property
    def profile(self) -> Profile:
        return self.lookups.profile

    @cached_property
    def printed(self) -> Printed:
        """The words printed on workbooks of its stage."""
        return self.lookups.printed(self.stage.number)

    def was_printed(self, value: object, kind: str) -> bool:
        """Whether this text was printed on sheets of this kind when it went out, whatever the settings say by now."""
        return isinstance(value, str) and printed_mark(value) in self.sheets.kit.printed.get(kind, ())

    def on_a_form(self, value: object) -> bool:
        """Whether a cell around a table says what we printed there."""
        return self.printed.on_a_form(value, begun=FORMS not in self._remembered) or self.was_printed(value, FORMS)

    def on_petunjuk(self, value: object) -> bool:
        """Whether a cell of *Petunjuk*, *Daftar Isian* or *Contoh Isian* says what we printed there."""
        begun = TO_READ not in self._remembered
        return self.printed.on_petunjuk(value, begun=begun) or self.was_printed(value, TO_READ)

    def in_a_band(self, value: object) -> bool:
        """Whether a cell between the rows of a table is the band of a block."""
        return self.was_printed(value, FORMS) or (FORMS not in self._remembered and self.printed.in_a_band(value))

    @cached_property
    def _remembered(self) -> frozenset[str]:
        """The kinds of sheets of which it knows all that was printed: no name or date of ours can be news to it.

        Where a program has cut the list (SheetJS, in an .xls), the last mark is shorter than the others.
        """
        return frozenset(kind for kind, marks in self.sheets.kit.printed.items() if len(set(map(len, marks))) == 1)

    def row_keys(self, form: Form) -> RowKeys:
        """The row keys of a form for its recipient."""
        return self.lookups.row_keys(form.name, self.recipient.code)

    def place(self, grid: Grid, cell: str) -> Place:
        """A cell (A1) of one of its sheets."""
        return Place(self.file, grid.name, cell, grid.turned)

    @cached_property
    def typed_texts(self) -> frozenset[str]:
        """All texts in its inputs, which a lookup may show."""
        places = [
            (table, table.columns[column.key])
            for table in self.tables
            for column in table.form.columns
            if not column.kind.is_computed and column.key in table.columns
        ]
        rows = ((row, c) for table, c in places for row in table.grid.rows[table.head + 1 : table.end])
        return frozenset(words_of(row[c]) for row, c in rows if c < len(row)) - {""}

    @cached_property
    def printed_headings(self) -> frozenset[str]:
        """Headings as it printed them elsewhere: an older wording was not changed by the participant."""
        own = (EXAMPLES_SHEET, COLUMNS_SHEET, INSTRUCTIONS_SHEET)
        grids = [grid for grid in self.sheets.grids if grid.name in own]
        texts = (text_of(value) for grid in grids for row in grid.rows for value in row)
        return frozenset(bare(text) for text in texts if text)
