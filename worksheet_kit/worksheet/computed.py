"""Locked cells that compute: the name found by a code, the wording of the factors chosen, the sum over the years."""

from collections.abc import Mapping

from worksheet_kit.core.layout import HEADING_ROW, RowPlace, SheetLayout
from worksheet_kit.core.model import Column
from worksheet_kit.excel.formulas import quoted, span
from worksheet_kit.kinds.sheet import Shown, cell_address
from worksheet_kit.worksheet.contents import FormContents

#: What joins the factors of a strategy; its length is cut off in front of the first.
_JOIN = " + "


def total(form: FormContents, column: Column, key: str) -> tuple[str, float | str]:
    """Formula and value of the sum of a series; empty while there is no number."""
    series = form.sheet.series(column.source)
    cells = ",".join(cell_address(place) for _, place in series)
    formula = f'=IFERROR(IF(COUNT({cells})=0,"",SUM({cells})),"")'
    numbers = [value for one, _ in series if isinstance(value := form.shown(key, one.key), float)]
    return formula, sum(numbers) if numbers else ""


def lookup(form: FormContents, column: Column, key: str, others: Mapping[str, FormContents]) -> tuple[str, str]:
    """Formula and value of what a reference stands for: one text, or code and text of every code chosen."""
    stems, _, target = column.source.partition(">")
    wanted = [stem.strip() for stem in stems.split("+")]
    columns = [(c, p) for c, p in form.sheet.columns if c.key in wanted or (c.series and c.series in wanted)]
    name, _, field = (part.strip() for part in target.partition("."))
    other = others.get(name)
    if other is None or not columns:
        return '=""', ""
    codes = _range(other.sheet, other.form.code_key)
    texts = _range(other.sheet, field)
    found = {row.shown.casefold(): _text(other, field, row) for row in other.sheet.rows}
    typed = [form.text(key, one.key) for one, _ in columns]
    if len(columns) == 1:
        wanted_code = _exactly(cell_address(columns[0][1]))
        formula = f'=IFERROR(TRIM(INDEX({texts},MATCH({wanted_code},{codes},0))),"")'
        return formula, found.get(typed[0].casefold(), "")
    parts = [
        f'IFERROR("{_JOIN}"&TRIM(TRIM({cell})&" "&INDEX({texts},MATCH({_exactly(cell)},{codes},0))),"")'
        for cell in (cell_address(place) for _, place in columns)
    ]
    value = _JOIN.join(
        f"{code} {found[code.casefold()]}".rstrip() for code in typed if code and code.casefold() in found
    )
    return f"=MID({'&'.join(parts)},{len(_JOIN) + 1},32000)", value


def _text(form: FormContents, key: str, row: RowPlace) -> str:
    """What a cell of any kind but a lookup shows, as text: numbers as an Indonesian computer writes them."""
    column = form.form.column(key)
    value: Shown = form.shown(row.key, key)
    if column.kind.is_code:
        value = row.shown
    elif column.kind.is_status:
        value = form.statuses[row.key]
    elif column.kind.is_number and column.kind.is_computed:
        value = total(form, column, row.key)[1]
    if isinstance(value, str) or value is None:
        return " ".join((value or "").split())
    return f"{value:.15g}".replace(".", ",")


def _exactly(cell: str) -> str:
    """What a cell says, for MATCH, which takes ``*`` and ``?`` for patterns."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(TRIM({cell}),"~","~~"),"*","~*"),"?","~?")'


def _range(sheet: SheetLayout, column: str) -> str:
    """A column of another sheet from its locked heading to the locked row below the table."""
    return f"{quoted(sheet.sheet)}!{span(sheet.column_of(column), HEADING_ROW, sheet.closing_row)}"
