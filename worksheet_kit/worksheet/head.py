"""The head of a form sheet: what it is and for whom, how far it is, what its colours mean, ways to other sheets."""

from collections.abc import Mapping

from worksheet_kit.core import layout
from worksheet_kit.core.model import Rule, RuleKind
from worksheet_kit.core.words import CORRECTION, DRAFT, LEGEND
from worksheet_kit.excel import style as st
from worksheet_kit.excel.formulas import Area, literal
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_fit import column_pixels, fit_size, text_width
from worksheet_kit.kinds.rules import funding_broken, funding_formula, limit_broken
from worksheet_kit.worksheet.columns import money_columns
from worksheet_kit.worksheet.contents import EVENT, FILE_CODE, Contents, FormContents
from worksheet_kit.worksheet.lists_sheet import status_counts

_CODE_SIZES = (11, 10, 9, 8)

_TINTS: tuple[st.Style, ...] = (
    {"bg_color": st.INPUT},
    {"bg_color": st.LOCKED, "font_color": st.LOCKED_TEXT},
    {"bg_color": st.WANTED, "font_color": st.WANTED_TEXT},
    {"bg_color": st.WRONG, "font_color": st.WRONG_TEXT},
)


def write(sheet: Sheet, contents: Contents, form: FormContents, widths: Mapping[int, float], start: int) -> None:
    """Four rows: what this is and who it is for, how far it is, what the colours mean, ways to other sheets.

    ``widths`` are those of the columns in sight, ``start`` is the first of them right of file code and counts.
    """
    for row, points in (
        (layout.TITLE_ROW, 26),
        (layout.EVENT_ROW, 14.5),
        (layout.LEGEND_ROW, 15.5),
        (layout.GAP_ROW, 15.5),
    ):
        sheet.height(row, points)
    first, left = min(widths), sum(width for place, width in widths.items() if place < start)
    size = fit_size(contents.own[FILE_CODE].longest, left, _CODE_SIZES, bold=True)
    area = (layout.TITLE_ROW, first, layout.TITLE_ROW, start - 1)
    sheet.merged(area, contents.code, st.FILE_CODE, own=FILE_CODE, font_size=size, text_wrap=True)
    title = form.title
    if contents.content.draft:
        title += f" · {DRAFT.upper()}"
    elif contents.content.revision:
        title += f" · {CORRECTION.upper()} VERSI {contents.content.revision}"
    sheet.text(layout.TITLE_ROW, start, title, st.TITLE)
    sheet.text(layout.EVENT_ROW, start, contents.event, st.EVENT, own=EVENT)
    _totals(sheet, form, first, start)
    _legend(sheet, start, widths)
    _links(sheet, contents, form, start, widths)


def _totals(sheet: Sheet, form: FormContents, first: int, start: int) -> None:
    """How many rows are filled in and complete, and how many have a source of money that does not go with the amounts.

    It stands left of all inputs: a formula above them would lie in the columns that it depends on through *Status*.
    """
    filled, complete = status_counts(form.slug)
    what = "kartu" if form.form.in_cards else "baris"
    formula = (
        f'=IF({filled}=0,"Belum ada {what} terisi",{filled}&" {what} terisi: "&{complete}&" lengkap, "'
        f'&({filled}-{complete})&" perlu dilengkapi")'
    )
    value = totals_text(form.filled, form.complete, what)
    area = (layout.EVENT_ROW, first, layout.GAP_ROW, start - 1)
    for rule in form.form.rules:
        if rule.kind is RuleKind.FUNDING:
            count, n = _funding_count(form, rule)
            formula += f'&IF({count}=0,"",{literal(f" · {rule.message}: ")}&{count}&" {what}")'
            value += f" · {rule.message}: {n} {what}" if n else ""
            sheet.highlight([area], f"{count}>0", font_color=st.WANTED_TEXT)
    limits = [rule for rule in form.form.rules if rule.kind is RuleKind.LIMIT and rule.limit]
    for rule in limits:
        count, n = _value_count(form, rule)
        about = rule.message or form.form.column(rule.columns[0]).heading
        head, tail = f" · {about}: ", f", paling banyak {rule.limit}"
        formula += f'&IF({count}>{rule.limit},{literal(head)}&{count}&{literal(tail)},"")'
        value += f"{head}{n}{tail}" if limit_broken(rule, n) else ""
    sheet.merged(area, "", st.HEAD_TOTALS)
    sheet.formula(layout.EVENT_ROW, first, formula, value, st.HEAD_TOTALS)


def totals_text(filled: int, complete: int, what: str = "baris") -> str:
    """What the head of a sheet says for these numbers of rows."""
    if not filled:
        return f"Belum ada {what} terisi"
    return f"{filled} {what} terisi: {complete} lengkap, {filled - complete} perlu dilengkapi"


def _legend(sheet: Sheet, start: int, widths: Mapping[int, float]) -> None:
    """Chips that say what each colour means, over as many columns as each needs; few columns go without the second."""
    legend = tuple(zip(LEGEND, _TINTS, strict=True))
    for chips in (legend, (legend[0], *legend[2:])):
        areas: list[Area] = []
        for text, _ in chips:
            first = areas[-1][3] + 1 if areas else start
            last = _reach(widths, first, text_width(text, 8) + 14)
            if last is None:
                break
            areas.append((layout.LEGEND_ROW, first, layout.LEGEND_ROW, last))
        if len(areas) == len(chips):
            break
    for (text, tint), area in zip(chips, areas, strict=False):
        sheet.merged(area, text, st.CHIP, tint)


def _links(sheet: Sheet, contents: Contents, form: FormContents, start: int, widths: Mapping[int, float]) -> None:
    """Ways to *Petunjuk*, to the forms before and after this one, and to what one looks up."""
    names = [form.form.sheet for form in contents.forms]
    here = names.index(form.form.sheet)
    links = [(layout.INSTRUCTIONS_SHEET, f"‹ {layout.INSTRUCTIONS_SHEET}")]
    if contents.content.marks or contents.content.revision:
        links.append((layout.CORRECTIONS_SHEET, f"‹ {layout.CORRECTIONS_SHEET}"))
    links += [(names[here - 1], f"‹ {names[here - 1]}")] if here else []
    links += [(names[here + 1], f"{names[here + 1]} ›")] if here + 1 < len(names) else []
    links += [(table.sheet, f"{table.sheet} ›") for table in contents.content.references]
    column = start
    for name, text in links:
        last = _reach(widths, column, text_width(text, 9) + 10)
        if last is None:
            break
        if last > column:
            sheet.merged((layout.GAP_ROW, column, layout.GAP_ROW, last), "", st.LINK_STYLE)
        sheet.link(layout.GAP_ROW, column, name, "A1", text, st.LINK_STYLE)
        column = last + 1


def _reach(widths: Mapping[int, float], column: int, needed: float) -> int | None:
    """The last of the columns from this one on that together hold so many pixels, None when there are too few."""
    room = -1.0
    for place, width in widths.items():
        if place >= column:
            room += column_pixels(width) + 1
            if room >= needed:
                return place
    return None


def _funding_count(form: FormContents, rule: Rule) -> tuple[str, int]:
    """Formula for the number of rows whose source of money does not go with the amounts, and what it gives."""
    status = form.sheet.column_of(form.form.status_key)
    bottom = form.sheet.closing_row
    money = money_columns(form, rule)
    # From the locked row of column numbers to the locked row below the table: no end can be cut away.
    span = form.sheet.span
    source = span(form.sheet.column_of(rule.columns[0]), layout.NUMBER_ROW, bottom)
    state = span(status, layout.NUMBER_ROW, bottom)
    paid = "+".join(f"({span(place, layout.NUMBER_ROW, bottom)}>0)" for _, place in money)
    started = f'({state}<>"")*({state}<>{literal(layout.column_number(status))})*({source}<>"")'
    mismatch = funding_formula(source, literal(rule.value), f"0+{paid}=0")
    count = f"SUMPRODUCT({started}*({mismatch}))"
    n = 0
    for row in form.sheet.rows:
        typed = form.text(row.key, rule.columns[0])
        amounts = [form.shown(row.key, spec.key) for spec, _ in money]
        is_paid = any(isinstance(amount, str) or (amount or 0) > 0 for amount in amounts)
        if form.statuses[row.key] and typed and funding_broken(rule, typed, paid=is_paid):
            n += 1
    return count, n


def _value_count(form: FormContents, rule: Rule) -> tuple[str, int]:
    """Formula for the number of rows with the value a rule limits, and what it gives."""
    place = form.sheet.column_of(rule.columns[0])
    count = f"SUMPRODUCT(--({form.sheet.span(place, layout.NUMBER_ROW, form.sheet.closing_row)}={literal(rule.value)}))"
    wanted = rule.value.casefold()
    return count, sum(form.text(row.key, rule.columns[0]).casefold() == wanted for row in form.sheet.rows)
