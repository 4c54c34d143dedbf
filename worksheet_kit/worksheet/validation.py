"""The rule of each input cell: its dropdown or kind, its prompt, and what is said when something else is typed."""

from collections.abc import Sequence
from typing import Any

from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Column
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import PROMPT_TITLE, Area
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import shorten
from worksheet_kit.kinds import input_kind
from worksheet_kit.kinds.sheet import LIST_MESSAGE, LIST_TITLE, CellRule, free_rule
from worksheet_kit.worksheet.contents import FormContents


def from_list(source: str) -> dict[str, Any]:
    """The dropdown of a range, and what is said of an entry that is not in it."""
    return dropdown(source, LIST_TITLE, refusal=LIST_MESSAGE)


def apply(sheet: Sheet, form: FormContents, runs: Sequence[tuple[str, int, int]]) -> None:
    """Attach one rule to every input column (one a block where blocks differ). ``runs`` are runs of adjoining rows."""
    for column, place in form.sheet.columns:
        if not form.is_open(column) or not runs:
            continue
        by_rule: dict[str, list[Area]] = {}
        for prefix, first, last in runs:
            source = ""
            if column.key in form.sources.codes:
                source = form.sources.codes[column.key][column.blocks.get(prefix, "")].dropdown
            elif column.key in form.sources.entries:
                source = form.sources.entries[column.key].dropdown
            by_rule.setdefault(source, []).append(form.sheet.area(first, place, last, place))
        for source, areas in by_rule.items():
            sheet.validate(areas, rule(column, source, a1(*areas[0][:2])))


def rule(column: Column, source: str, cell: str) -> dict[str, Any]:
    """The rule of one column. ``source`` names its dropdown's range, empty where it has none; ``cell`` is its first."""
    cell_rule = input_kind(column.kind).rule(column, bool(source)) if column.is_input else free_rule(column, False)
    prompt = {
        "input_title": shorten(column.heading.replace("\n", " "), PROMPT_TITLE),
        "input_message": column.help or cell_rule.hint,
        "ignore_blank": True,
    }
    return options(cell_rule, source, cell) | prompt


def options(cell_rule: CellRule, source: str, cell: str = "") -> dict[str, Any]:
    """A rule as the writer of workbooks takes it; ``source`` names a dropdown's range, ``cell`` is the first cell."""
    if cell_rule.type == "any":
        return {"validate": "any"}
    if cell_rule.type == "list":
        return dropdown(source, cell_rule.error_title, refusal=cell_rule.error_message)
    box = {"error_title": cell_rule.error_title, "error_message": cell_rule.error_message}
    if cell_rule.type == "custom":
        return {"validate": "custom", "value": f"={cell_rule.formula.format(cell=cell)}", **box}
    bounds = {"criteria": "between", "minimum": cell_rule.least, "maximum": cell_rule.most}
    return {"validate": cell_rule.type, **bounds, **box}
