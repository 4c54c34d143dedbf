"""What a kind says about its cells in a worksheet, as data: rule, in-sheet check, look. It loads no library.

A check is given three times over: as a formula for which message is due, as a formula for how many faults there are,
and as the same in Python, from which every formula gets its right initial value. Tests hold the three together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.core.model import Column, Required
from worksheet_kit.values.text import is_blank

#: A cell as it stands in the sheet.
Shown = str | float | None

#: Comes along with what is pasted from web pages; TRIM leaves it, collection takes it for a blank.
FIXED_BLANK = "\u00a0"
#: Signs that nobody sees, and that CLEAN leaves in Excel: they come along from chats and web pages. Those that are left
#: out, as a formula has no room for all, are seen at collection alone.
_UNSEEN = FIXED_BLANK + "\u00ad\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u2060\u2800\u3000\u3164\ufeff\uffa0"

AGAIN = "Tekan Cancel (Batal), lalu ketik ulang."
LIST_TITLE = "Pilih dari daftar"
LIST_MESSAGE = "Isian ini tidak ada dalam daftar. Tekan Cancel (Batal), klik panah di kanan sel, pilih satu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell looks besides its colours: ``number_format`` as Excel writes it (``@`` is text), empty for General."""

    number_format: str = ""
    right: bool = False  # else left
    centred_when_narrow: bool = False
    sizes: tuple[float, ...] = (10,)  # in points: the first at which it fits on a line, else the last
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRule:
    """What may be typed in a cell (a data validation of Excel), with what is said when something else is.

    ``type`` is ``any``, ``list``, ``integer``, ``decimal``, ``date`` (bounds are serial numbers) or ``custom``; then
    ``formula`` says what is right, with ``{cell}`` for the cell.
    """

    type: str
    hint: str  # shown while the cell is selected, where the column brings no help of its own
    error_title: str = ""
    error_message: str = ""
    least: float | None = None
    most: float | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A fixed list in the workbook, by the defined names of its ranges."""

    dropdown: str  # labels alone
    accepted: str  # labels, codes and aliases
    texts: Mapping[str, int]  # every accepted text, case folded -> its ordinal in the list, counted from 1
    ordinals: str = ""  # beside ``accepted``: the ordinal of the entry each stands for; only where order matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of one block of another form (of all its blocks under the empty prefix), by names of ranges."""

    form: str
    noun: str
    prefix: str
    codes: str
    filled: str  # beside ``codes``: 1 where the row of that code is filled in
    dropdown: str  # the codes filled in
    texts: frozenset[str]  # case folded


class RowShown:
    """One row as its cells show it, trimmed as Excel's TRIM does: what the Python side of a check looks at."""

    def __init__(self, cells: Mapping[str, Shown], filled: Mapping[str, frozenset[str]]) -> None:
        self.cells = cells
        self.filled = filled  # form -> the case-folded codes of its filled rows

    def text(self, key: str) -> str:
        value = self.cells.get(key)
        if isinstance(value, float | int):
            return f"{value:.15g}"
        return " ".join(part for part in (value or "").replace(FIXED_BLANK, " ").split(" ") if part)

    def is_blank(self, key: str) -> bool:
        value = self.cells.get(key)
        return value is None or (isinstance(value, str) and is_blank(value))

    def number(self, key: str) -> float | None:
        value = self.cells.get(key)
        return float(value) if isinstance(value, float | int) else None


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: the value it shows and, where the sheet works that out itself, the formula."""

    value: Shown
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """What the codes of another form stand for: the ranges of codes and texts, and the texts by case-folded code."""

    codes: str
    texts: str
    by_code: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row that is being written, with all that its locked cells are made of."""

    code: str  # the Kode as printed
    shown: RowShown  # what was typed or carried over
    addresses: Sequence[tuple[Column, str]]  # every column of the form, with the address of its cell in formulas
    status: Callable[[], Content]
    wordings: Callable[[str], Wordings | None]  # of ``form.column``; None where that form is not in the workbook


MakeContent = Callable[[Column, SheetRow], Content]


def as_put(column: Column, row: SheetRow) -> Content:
    """What was typed or carried over."""
    return Content(row.shown.cells.get(column.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCheck:
    """One thing that can be wrong: as a formula for the first message's number, as one for how many, and in Python.

    ``first`` is written with ``{1}``, ``{2}`` … for the numbers of its messages and ``{ok}`` for that of a row in which
    nothing is wrong. ``count`` gives a number, never a truth value: engines differ in what they make of one.
    ``columns`` are the keys of the columns that it looks at.
    """

    messages: tuple[str, ...]
    first: str
    count: str
    probe: Callable[[RowShown], tuple[int, int]]  # which message (0 for none, counted from 1), how many faults
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCell:
    """A cell that is to be checked: its column, its address in formulas, and what stands behind its dropdown."""

    column: Column
    address: str
    prefix: str = ""  # of the block the row is in
    entries: Entries | None = None
    codes: Mapping[str, Codes] | None = None  # by block prefix

    @property
    def needed(self) -> bool:
        return self.column.required is Required.YES


MakeCheck = Callable[[CheckedCell], StatusCheck | None]
#: The rule of a column; ``listed`` is whether it has a dropdown.
MakeRule = Callable[[Column, bool], CellRule]


def trimmed(text: str) -> str:
    """What is left of a cell without blanks, fixed ones among them, which TRIM takes in Gnumeric alone."""
    return f'TRIM(SUBSTITUTE({text},"{FIXED_BLANK}"," "))'


def without(text: str, signs: str) -> str:
    """A cell's text without these signs."""
    for sign in signs:
        text = f'SUBSTITUTE({text},"{sign}","")'
    return text


def seen(text: str) -> str:
    """What is left of a cell without blanks, line breaks and signs that nobody sees; of other text it is no use."""
    return f"TRIM({without(f'CLEAN({text})', _UNSEEN)})"


def is_number(cell: str) -> str:
    """1 for a cell with a number, else 0; LibreOffice keeps a truth value as one, and only its format tells."""
    return f"ISNUMBER({cell})*(1-ISLOGICAL({cell}))"


def heading(column: Column) -> str:
    """A column's heading on one line, for messages."""
    return column.heading.replace("\n", " ")


# ---------------------------------------------------------------------------------------------------------------------
# Rules that several kinds share
# ---------------------------------------------------------------------------------------------------------------------


def free_rule(_column: Column, _listed: bool) -> CellRule:
    """Anything may be typed."""
    return CellRule(type="any", hint="Tulis singkat dan jelas.")


def list_rule(column: Column, listed: bool) -> CellRule:
    """One entry of the dropdown; anything where there is none."""
    if not listed:
        return free_rule(column, listed)
    hint = "Klik panah di kanan sel, lalu pilih satu dari daftar."
    return CellRule(type="list", hint=hint, error_title=LIST_TITLE, error_message=LIST_MESSAGE)


# ---------------------------------------------------------------------------------------------------------------------
# Checks that several kinds share
# ---------------------------------------------------------------------------------------------------------------------


def needed_check(cell: CheckedCell) -> StatusCheck | None:
    """Only that something stands in a cell that has to be filled in."""
    if not cell.needed:
        return None
    key, text = cell.column.key, seen(cell.address)
    return StatusCheck(
        messages=(f"Isi: {heading(cell.column)}",),
        first=f'IF({text}="",{{1}},{{ok}})',
        count=f'--({text}="")',
        probe=lambda row: (1, 1) if row.is_blank(key) else (0, 0),
    )


def list_check(cell: CheckedCell) -> StatusCheck | None:
    """One of the entries or codes behind the dropdown; only `needed_check` where there are none."""
    if cell.codes is not None:
        return _code_check(cell, cell.codes)
    return needed_check(cell) if cell.entries is None else _entry_check(cell, cell.entries)


def _entry_check(cell: CheckedCell, entries: Entries) -> StatusCheck:
    key, text = cell.column.key, trimmed(cell.address)
    absent = f"SUMPRODUCT(--({entries.accepted}={text}))=0"
    return StatusCheck(
        messages=_messages(cell, "Pilih dari daftar"),
        first=_blank_or_wrong(cell, text, absent),
        count=f"--({absent})" if cell.needed else f'({text}<>"")*({absent})',
        probe=_probe(cell, lambda row: row.text(key).casefold() not in entries.texts),
    )


def _messages(cell: CheckedCell, asked: str) -> tuple[str, ...]:
    """What is said of a blank cell, where that has to be filled in, and of one with something else in it."""
    name = heading(cell.column)
    return (f"Isi: {name}", f"{asked}: {name}") if cell.needed else (f"{asked}: {name}",)


def _blank_or_wrong(cell: CheckedCell, text: str, wrong: str) -> str:
    """The formula of which of `_messages` is due; ``text`` is the cell without blanks, ``wrong`` whether it is."""
    blank, other = ("{1}", "{2}") if cell.needed else ("{ok}", "{1}")
    return f'IF({text}="",{blank},IF({wrong},{other},{{ok}}))'


def _probe(cell: CheckedCell, is_wrong: Callable[[RowShown], bool]) -> Callable[[RowShown], tuple[int, int]]:
    """The same in Python."""
    blank, wrong = ((1, 1), (2, 1)) if cell.needed else ((0, 0), (1, 1))
    return lambda row: blank if not row.text(cell.column.key) else wrong if is_wrong(row) else (0, 0)


def _code_check(cell: CheckedCell, codes: Mapping[str, Codes]) -> StatusCheck:
    """A code of another form: one there is, of the right block, and of a row that is filled in."""
    column, text, needed = cell.column, trimmed(cell.address), cell.needed
    own, every = codes[column.blocks.get(cell.prefix, "")], codes[""]
    filled = f"SUMPRODUCT(({own.codes}={text})*{own.filled})"
    known = f"SUMPRODUCT(--({own.codes}={text}))"
    anywhere = f"SUMPRODUCT(--({every.codes}={text}))"
    name = heading(column)
    messages = [f"Isi: {name}", f"{name} belum terisi", f"Pilih dari daftar: {name}"]
    missing, unfilled, unknown = "{1}", "{2}", "{3}"
    if own.prefix:
        messages.insert(3, f"Pilih {own.noun} {own.prefix}")
        unknown = f"IF({anywhere},{{4}},{{3}})"
    if not needed:
        missing = "{ok}"

    def probe(row: RowShown) -> tuple[int, int]:
        code = row.text(column.key).casefold()
        if not code:
            return (1, 1) if needed else (0, 0)
        if code in own.texts:
            return (0, 0) if code in row.filled.get(own.form, frozenset()) else (2, 1)
        return (4, 1) if own.prefix and code in every.texts else (3, 1)

    return StatusCheck(
        messages=tuple(messages),
        first=f'IF({text}="",{missing},IF({filled},{{ok}},IF({known},{unfilled},{unknown})))',
        count=f"--({filled}=0)" if needed else f'({text}<>"")*({filled}=0)',
        probe=probe,
    )


def shape_check(cell: CheckedCell, wrong: str, is_wrong: Callable[[RowShown, str], bool], asked: str) -> StatusCheck:
    """That what stands in a cell has the shape of its kind.

    ``wrong`` is a formula for whether it has not, ``is_wrong`` the same in Python; ``asked`` begins the message
    (``Isi tanggal``).
    """
    key, text = cell.column.key, trimmed(cell.address)
    return StatusCheck(
        messages=_messages(cell, asked),
        first=_blank_or_wrong(cell, text, wrong),
        count=f'IF({text}="",{int(cell.needed)},--({wrong}))',
        probe=_probe(cell, lambda row: is_wrong(row, key)),
    )
