"""The rows of a form sheet as kinds look at them, to say what stands in a cell: a sum, a status, what a code means."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from operator import add

from worksheet_kit.core.layout import HEADING_ROW, RowPlace, SheetLayout
from worksheet_kit.excel.formulas import quoted
from worksheet_kit.kinds import whole
from worksheet_kit.kinds.sheet import Content, RowShown, SheetRow, Shown, Wordings
from worksheet_kit.worksheet.contents import FormContents
from worksheet_kit.worksheet.lists_sheet import Apart

#: Stands in a formula for what differs from row to row.
_HOLE = "\0"


def sheet_rows(form: FormContents, forms: Mapping[str, FormContents], apart: Apart) -> dict[str, SheetRow]:
    """The rows of a form by key. ``forms`` are those of the workbook, ``apart`` the checks outside of *Status*."""
    addresses = [(column, form.sheet.in_own_row(place)) for column, place in form.sheet.columns]
    formulas = cache(partial(_status_formula, form))
    wordings = cache(partial(_wordings, forms))
    return {
        place.key: SheetRow(
            code=place.shown,
            shown=RowShown(form.cells[place.key], {}),
            addresses=addresses,
            status=partial(_status, form, place, formulas, apart.get(place.key, ())),
            wordings=wordings,
        )
        for place in form.sheet.rows
    }


def _status(
    form: FormContents, place: RowPlace, formulas: Callable[[str, int], list[str]], apart: Sequence[tuple[str, str]]
) -> Content:
    before, *behind = formulas(place.block.prefix, len(apart))
    cells = (cell for column in zip(*apart, strict=True) for cell in column)  # first messages, then counts
    return Content(form.statuses[place.key], before + "".join(map(add, cells, behind)))


def _status_formula(form: FormContents, prefix: str, apart: int) -> list[str]:
    """The formula of all rows of a block, in pieces between which go the cells that hold so many runs of its checks."""
    return form.status.formula(prefix, [(_HOLE, _HOLE)] * apart).split(_HOLE)


def _wordings(forms: Mapping[str, FormContents], target: str) -> Wordings | None:
    """What the column of a ``form.column`` shows for each code of the form."""
    name, _, key = (part.strip() for part in target.partition("."))
    form = forms.get(name)
    if form is None:
        return None
    column = form.form.column(key)
    content, rows = whole(column.kind).content, sheet_rows(form, forms, {}).values()
    return Wordings(
        codes=_range(form.sheet, form.form.code_key),
        texts=_range(form.sheet, key),
        by_code={row.code.casefold(): _text(content(column, row).value) for row in rows},
    )


def _text(value: Shown) -> str:
    """What a cell shows, as text: numbers as an Indonesian computer writes them."""
    return f"{value:.15g}".replace(".", ",") if isinstance(value, float) else " ".join((value or "").split())


def _range(sheet: SheetLayout, column: str) -> str:
    """A column of another sheet from its locked heading to the locked row below the table."""
    return f"{quoted(sheet.sheet)}!{sheet.span(sheet.column_of(column), HEADING_ROW, sheet.closing_row)}"
