"""Which corrections of a workbook are done, told while one types: a cell is no more as sent, or its fault is gone.

What stood in the marked cells is kept on the hidden sheet, to compare with. A fault that the Status knows is done when
its own checks find none, wherever that was put right; of any other it can only be told that the cell has changed.
"""

from dataclasses import dataclass

from worksheet_kit.core.layout import CORRECTIONS_SHEET, LISTS_SHEET, RowPlace
from worksheet_kit.core.model import Mark
from worksheet_kit.core.words import AGAIN, CHANGED, DONE, MAY_STAY, NOT_DONE
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import count_where, fits, literal, reference
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.kinds.sheet import RowShown, StatusCheck
from worksheet_kit.worksheet.contents import Contents, FormContents

#: The defined name of what stood in the marked cells: a title, then a row for each mark.
_SENT = "terkirim"
#: Where the list on *Perbaikan* has its headings, and what it says of each mark.
HEADING_ROW, STATE_COLUMN = 4, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A mark at a row of the workbook. ``columns`` are those that it is about: all of a row marked at its Kode."""

    mark: Mark
    form: FormContents
    row: RowPlace
    columns: tuple[str, ...]

    @property
    def checks(self) -> tuple[StatusCheck, ...]:
        """The checks of the Status that look at the marked cell."""
        checks = self.form.status.checks[self.row.block.prefix]
        return tuple(check for check in checks if self.mark.column in check.columns)

    def state(self, place: int, contents: Contents) -> tuple[str, str]:
        """The formula of whether it is done, for the mark that was kept at this place, and what it gives.

        The formula is empty where Excel would not take it.
        """
        line = self.form.row_number(self.row.row)
        changes = []
        for n, column in enumerate(self.columns, 1):
            cell = self.form.elsewhere(self.form.sheet.in_own_row(self.form.sheet.column_of(column)), line)
            sent = f"INDEX({_SENT},{place + 2},{n})"
            changes.append(f'IF(EXACT(TRIM({cell}&""),TRIM({sent}&"")),0,1)')
        changed = f"{'+'.join(changes)}>0"
        if self.mark.may_stay:
            return _fitting(f"IF({changed},{literal(CHANGED)},{literal(MAY_STAY)})", CHANGED, MAY_STAY)
        if not self.checks:
            return _fitting(f"IF({changed},{literal(DONE)},{literal(NOT_DONE)})", AGAIN, NOT_DONE)
        faults = self.form.elsewhere("+".join(check.count for check in self.checks), line)
        shown = RowShown(self.form.cells[self.row.key], {form.form.name: form.started for form in contents.forms})
        if any(check.probe(shown)[0] for check in self.checks):
            formula = f"IF({faults}=0,{literal(DONE)},IF({changed},{literal(AGAIN)},{literal(NOT_DONE)}))"
        else:
            formula = f"IF({changed},IF({faults}=0,{literal(DONE)},{literal(AGAIN)}),{literal(NOT_DONE)})"
        return _fitting(formula, AGAIN, NOT_DONE)


def _fitting(formula: str, fault: str, value: str) -> tuple[str, str]:
    whole = f"=IFERROR({formula},{literal(fault)})"
    return (whole, value) if fits(whole) else ("", "")


def corrections(contents: Contents) -> tuple[Correction | None, ...]:
    """The marks of a workbook, each with its cells; None for one that stands at no row of it."""
    return tuple(_correction(contents, mark) for mark in contents.content.marks)


def _correction(contents: Contents, mark: Mark) -> Correction | None:
    form = contents.form(mark.form)
    row = None if form is None else next((row for row in form.sheet.rows if row.key == mark.row), None)
    if form is None or row is None:
        return None
    inputs = tuple(column.key for column in form.form.inputs)
    columns = (mark.column,) if mark.column in inputs else inputs
    return Correction(mark=mark, form=form, row=row, columns=columns)


def count(contents: Contents) -> tuple[str, str] | None:
    """How many corrections are done: the formula, and what it gives; None where that can be told of none."""
    due = ((n, each) for n, each in enumerate(corrections(contents)) if each and not each.mark.may_stay)
    total = sum(bool(each.state(n, contents)[0]) for n, each in due)
    if not total:
        return None
    last = HEADING_ROW + len(contents.content.marks)
    done = count_where((reference(CORRECTIONS_SHEET, HEADING_ROW, STATE_COLUMN, last), DONE))
    return f"={done}&{literal(f' dari {total} sudah')}", f"0 dari {total} sudah"


def write(book: Book, sheet: Sheet, place: tuple[int, int], contents: Contents) -> int:
    """Keep on the hidden sheet what stands in the marked cells, below a title, and give the next free column."""
    top, column = place
    kept = corrections(contents)
    width = max((len(one.columns) for one in kept if one), default=0)
    if not width:
        return column
    sheet.text(top - 1, column, "terkirim", {"bold": True})
    for row, one in enumerate(kept, top):
        if one is not None:
            for at, key in enumerate(one.columns, column):
                sheet.value(row, at, one.form.shown(one.row.key, key))
    book.define(_SENT, f"={reference(LISTS_SHEET, top - 1, column, top + len(kept) - 1, column + width - 1)}")
    return column + width
