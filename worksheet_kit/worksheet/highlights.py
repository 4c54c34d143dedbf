"""Colours that follow what is typed: wanted, wrong, complete. A word in *Status* says the same."""

from collections.abc import Iterator, Sequence

from worksheet_kit.core.model import Column, Required, RuleKind
from worksheet_kit.core.words import COMPLETE
from worksheet_kit.excel import style as st
from worksheet_kit.excel.formulas import Area, literal
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.kinds import input_kind
from worksheet_kit.kinds.rules import funding_formula
from worksheet_kit.kinds.sheet import seen, trimmed
from worksheet_kit.worksheet.columns import ColumnLook, money_columns
from worksheet_kit.worksheet.contents import FormContents


def apply(sheet: Sheet, form: FormContents, looks: Sequence[ColumnLook], runs: Sequence[tuple[str, int, int]]) -> None:
    """Colours that follow what is typed. Names only, and one rule over all columns of a kind."""
    if not runs:
        return
    top, bottom = runs[0][1], runs[-1][2]
    by_key = {look.column.key: look for look in looks}

    def areas(columns: Sequence[Column]) -> list[Area]:
        return [form.sheet.area(top, place, bottom, place) for place in (by_key[c.key].place for c in columns)]

    def first(columns: Sequence[Column]) -> str:
        return form.sheet.cell(top, min(by_key[c.key].place for c in columns))

    def wrong(areas: list[Area], formula: str) -> None:
        sheet.highlight(areas, formula, bg_color=st.WRONG, font_color=st.WRONG_TEXT)

    status = form.sheet.column_of(form.form.status_key)
    state = form.sheet.fixed(top, status, row_moves=True)
    place = [form.sheet.area(top, status, bottom, status)]
    sheet.highlight(place, f"{state}={literal(COMPLETE)}", bg_color=st.COMPLETE, font_color=st.COMPLETE_TEXT)
    sheet.highlight(place, f'{state}<>""', bg_color=st.WANTED, font_color=st.WANTED_TEXT)
    inputs = form.form.inputs
    wrong(areas(inputs), f"ISERROR({first(inputs)})")
    by_list: dict[str, list[Column]] = {}
    for key, entries in form.sources.entries.items():
        by_list.setdefault(entries.accepted, []).append(form.form.column(key))
    for name, columns in by_list.items():
        cell = trimmed(first(columns))
        wrong(areas(columns), f'AND({cell}<>"",SUMPRODUCT(--({name}={cell}))=0)')
    for column_key, codes in form.sources.codes.items():
        column, at = form.form.column(column_key), by_key[column_key].place
        for prefix, from_row, to_row in runs:
            own = codes[column.blocks.get(prefix, "")]
            cell = trimmed(form.sheet.cell(from_row, at))
            unfilled = f'AND({cell}<>"",SUMPRODUCT(({own.codes}={cell})*{own.filled})=0)'
            wrong([form.sheet.area(from_row, at, to_row, at)], unfilled)
    for formula in dict.fromkeys(input_kind(column.kind).wrong for column in inputs):
        if formula:
            columns = [column for column in inputs if input_kind(column.kind).wrong == formula]
            cell = first(columns)
            wrong(areas(columns), f'AND({trimmed(cell)}<>"",{formula.format(cell=cell)})')
    wanted = [column for column in inputs if column.required is Required.YES]
    if wanted:
        formula = f'AND({state}<>"",{seen(first(wanted))}="")'
        sheet.highlight(areas(wanted), formula, bg_color=st.WANTED)
    for stem in dict.fromkeys(c.series for c in inputs if c.required is Required.ANY):
        series = [column for column, _ in form.sheet.series(stem)]
        joined = "&".join(form.sheet.fixed(top, by_key[c.key].place, row_moves=True) for c in series)
        sheet.highlight(areas(series), f'AND({state}<>"",{trimmed(joined)}="")', bg_color=st.WANTED)
    for source, formula in _funding(form, by_key, top, state):
        sheet.highlight(areas([source]), formula, bg_color=st.WANTED, font_color=st.WANTED_TEXT)


def _funding(form: FormContents, by_key: dict[str, ColumnLook], top: int, state: str) -> Iterator[tuple[Column, str]]:
    """Where the source of money and the amounts do not go together: worth a look, no obstacle to *Lengkap*."""
    for rule in form.form.rules:
        if rule.kind is not RuleKind.FUNDING:
            continue
        source = by_key[rule.columns[0]]
        cell = form.sheet.fixed(top, source.place, row_moves=True)
        amounts = ",".join(form.sheet.fixed(top, place, row_moves=True) for _, place in money_columns(form, rule))
        mismatch = funding_formula(trimmed(cell), literal(rule.value), f"SUM({amounts})=0")
        formula = f'AND({state}<>"",{trimmed(cell)}<>"",{mismatch})'
        yield source.column, formula
