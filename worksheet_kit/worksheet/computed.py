"""The rows of a form sheet as kinds look at them, to say what stands in a cell: a sum, a status, what a code means."""

from collections.abc import Mapping
from functools import cache, partial

from worksheet_kit.core.layout import HEADING_ROW, RowPlace, SheetLayout
from worksheet_kit.excel.formulas import quoted
from worksheet_kit.kinds import whole
from worksheet_kit.kinds.sheet import Content, RowShown, SheetRow, Shown, Wordings
from worksheet_kit.worksheet.contents import FormContents
from worksheet_kit.worksheet.lists_sheet import Apart


def sheet_rows(form: FormContents, forms: Mapping[str, FormContents], apart: Apart) -> dict[str, SheetRow]:
    """The rows of a form by key. ``forms`` are those of the workbook, ``apart`` the checks outside of *Status*."""
    addresses = [(column, form.sheet.in_own_row(place)) for column, place in form.sheet.columns]
    wordings = cache(partial(_wordings, forms))
    return {
        place.key: SheetRow(
            code=place.shown,
            shown=RowShown(form.cells[place.key], {}),
            addresses=addresses,
            status=partial(_status, form, place, apart),
            wordings=wordings,
        )
        for place in form.sheet.rows
    }


def _status(form: FormContents, place: RowPlace, apart: Apart) -> Content:
    return Content(form.statuses[place.key], form.status.formula(place.block.prefix, apart.get(place.key, ())))


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
