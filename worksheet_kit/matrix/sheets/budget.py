"""*Anggaran*: the money by dimension, by source, by agency and position, each table to the same rupiah.

Every figure is a formula over the data sheets, with the value it has now; in a book too large to recalculate the values
stand alone, and the sheet says so.
"""

from collections.abc import Mapping
from itertools import pairwise, zip_longest

from worksheet_kit.core.funds import fund_groups
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import cells, count_where, sum_where
from worksheet_kit.excel.page import NARROW, fit_scale, printed, safe
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet
from worksheet_kit.excel.style import QUIET, style
from worksheet_kit.excel.text_fit import height, money_width
from worksheet_kit.matrix import crosstabs, parts
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, FUNDS, REST, ROWS, TOTAL
from worksheet_kit.matrix.parts import CELL, COUNT, HEAD, MONEY_CELL, MONEY_TOTAL, WANTED_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View

_LABEL, _MONEY = 20.0, 11.5  # widths of the first column, and of the others at least
_HEIGHT = 12.5


def applies(view: View) -> bool:
    """Where there are rows of a form that asks for money."""
    return bool(view.rows(view.budget))


def write(sheet: Sheet, view: View) -> None:
    """*Anggaran*: by dimension, by source, by agency and position; all of them add up to the same rupiah."""
    roles = view.budget
    assert roles is not None
    at = parts.banner(
        sheet, view, "ANGGARAN", f"{view.event} · perkiraan kebutuhan, dalam rupiah", len(roles.budget) + 1
    )
    parts.live_note(sheet, view)
    at = _unfunded(sheet, view, roles, at)
    per = "PER TAHUN DAN " if roles.yearly else "PER "
    tables = [("DIMENSI", "Dimensi", DIMENSION, {dimension.code: dimension.name for dimension in view.dimensions})]
    if roles.funding:
        groups = {name: name for name in fund_groups(view.profile)}
        tables.append(("KELOMPOK SUMBER DANA", "Kelompok sumber dana", FUNDS, groups))
        column = roles.form.column(roles.funding)
        sources = view.labels(roles.form, column, view.dimensions[0].code)
        tables.append(("SUMBER DANA", column.heading, column.key, dict(sources)))
    years = [column.key for column in roles.budget]
    whole = crosstabs.sums(view.countable[roles.form.name], DIMENSION, [], years)
    amounts = [[whole[ALL, key] for key in (*years, ALL)]]
    starts = []
    for title, name, key, entries in tables:
        starts.append(at)
        at = _by_year(sheet, view, roles, at, (f"{per}{title}", name, key, entries))
    end = at
    if roles.position and roles.lead:
        amounts.append(_by_position(sheet, view, roles, at))
    widths = [_LABEL, *(money_width(max(column), 9, _MONEY) for column in zip_longest(*amounts, fillvalue=0.0))]
    sheet.widths(widths)
    paper = view.profile.paper
    scale = fit_scale(paper, widths, landscape=True, margins=2 * NARROW.side)
    room = printed(safe(paper).width, NARROW.top + NARROW.bottom) * 100 / scale
    # A table that its page has no room for begins another; the last, which may take several, repeats its headings.
    breaks, top = [], 0
    for start, below in pairwise([*starts, end]):
        if start > starts[0] and sum(sheet.heights.get(row, ROW_HEIGHT) for row in range(top, below)) > room:
            breaks.append(start)
            top = start
    last = (end, end + 1) if roles.position and roles.lead else None
    sheet.break_pages(rows=[*breaks, end] if last else breaks)
    sheet.page(paper, landscape=True, fit=None, scale=scale, margins=NARROW, repeat_rows=last)


def _unfunded(sheet: Sheet, view: View, roles: Roles, at: int) -> int:
    """How many rows ask for no money and do not say that they need none."""
    noun, table = roles.form.noun, view.data[roles.form.name]
    count = crosstabs.unfunded(view.countable[roles.form.name], roles)
    nothing = (table.range(TOTAL), 0)
    formula = f"={count_where(nothing)}"
    if roles.funding and roles.no_funding:
        formula += f"-{count_where(nothing, (table.range(roles.funding), roles.no_funding))}"
    look = style(CELL, bold=True)
    label = f"{noun.capitalize()} tanpa anggaran"
    sheet.text(at, 0, label, look)
    sheet.figure(at, 1, formula, count, look, WANTED_TINT if count else {}, align="center", num_format=COUNT)
    if roles.no_funding:
        note = f"tidak termasuk {noun} dengan {roles.no_funding}"
        sheet.text(at, 2, note, font_size=8, italic=True, font_color=QUIET)
    sheet.height(at, max(13, height(label, _LABEL - parts.INDENT, 9, True)))
    sheet.height(at + 1, 5)
    return at + 2


def _by_year(sheet: Sheet, view: View, roles: Roles, at: int, lines: tuple[str, str, str, Mapping[str, str]]) -> int:
    """A table by year of title, heading, column key and entries (as stored -> label); returns the next free row."""
    title, name, key, entries = lines
    table, rows = view.data[roles.form.name], view.countable[roles.form.name]
    years = {column.key: table.range(column.key) for column in roles.budget}
    last = len(years) + 1
    parts.section(sheet, at, 0, last, title)
    sheet.texts(at + 1, 0, [name, *map(parts.budget_heading, roles.budget), "Jumlah"], HEAD)
    sheet.height(at + 1, max(13, height(name, _LABEL, 9, True, 2)))
    first = at + 2
    figures = crosstabs.sums(rows, key, entries, years)
    for n, (entry, label) in enumerate(entries.items(), start=first):
        sheet.text(n, 0, label, CELL, parts.LABEL)
        sheet.height(n, max(_HEIGHT, height(label, _LABEL - parts.INDENT, 9, padding=1)))
        where = (table.range(key), entry)
        formulas = {year: sum_where(area, where) for year, area in years.items()}
        parts.money_line(sheet, (n, 1), formulas, (figures, entry), MONEY_CELL)
    bottom = first + len(entries)
    if crosstabs.sums(rows, key, entries, [ROWS])[REST, ALL]:
        sheet.text(bottom, 0, UNREAD, CELL, parts.LABEL, italic=True)
        above = [cells(first, m, bottom - 1, m) if entries else "0" for m in range(1, last)]
        rest = zip(years.items(), above, strict=True)
        formulas = {year: f"SUM({area})-SUM({named})" for (year, area), named in rest}
        parts.money_line(sheet, (bottom, 1), formulas, (figures, REST), MONEY_CELL)
        bottom += 1
    sheet.text(bottom, 0, "Jumlah", MONEY_TOTAL, parts.LABEL)
    formulas = {year: f"SUM({cells(first, m, bottom - 1, m)})" for m, year in enumerate(years, start=1)}
    parts.money_line(sheet, (bottom, 1), formulas, (figures, ALL), MONEY_TOTAL)
    sheet.height(bottom, 13)
    sheet.height(bottom + 1, 6)
    return bottom + 2


def _by_position(sheet: Sheet, view: View, roles: Roles, at: int) -> list[float]:
    """Agency by how far the money has come in the plans; returns what its columns come to."""
    table, rows = view.data[roles.form.name], view.countable[roles.form.name]
    column = roles.form.column(roles.position)
    positions = view.labels(roles.form, column, view.dimensions[0].code)
    codes = [agency.code for agency in view.profile.agencies]
    figures = crosstabs.cross(rows, roles.lead, codes, roles.position, list(positions), amount=TOTAL)
    named = crosstabs.sums(rows, roles.lead, codes, [ROWS])
    agencies = [agency for agency in view.profile.agencies if named[agency.code, ROWS]]
    last = len(positions) + 2
    parts.section(sheet, at, 0, last, f"PER OPD DAN {column.heading.upper()}")
    sheet.texts(at + 1, 0, ["OPD", *positions.values(), UNREAD, "Jumlah"], HEAD)
    sheet.height(at + 1, max(height(text, _MONEY, 9, True, 6) for text in (*positions.values(), UNREAD)))
    first = at + 2
    total, lead, position = (table.range(key) for key in (TOTAL, roles.lead, roles.position))
    for n, agency in enumerate(agencies, start=first):
        sheet.text(n, 0, agency.short, CELL, parts.LABEL)
        sheet.height(n, max(_HEIGHT, height(agency.short, _LABEL - parts.INDENT, 9, padding=1)))
        own = (lead, agency.short)
        formulas = [f"={sum_where(total, own, (position, stored))}" for stored in positions]
        formulas.append(f"={sum_where(total, own)}-SUM({cells(n, 1, n, last - 2)})")
        for m, (entry, formula) in enumerate(zip([*positions, REST], formulas, strict=True), start=1):
            sheet.figure(n, m, formula, figures[agency.code, entry], MONEY_CELL)
        formula = f"=SUM({cells(n, 1, n, last - 1)})"
        sheet.figure(n, last, formula, figures[agency.code, ALL], MONEY_CELL, bold=True)
    # The line for what names no agency, and the sums.
    bottom = first + len(agencies)
    sheet.text(bottom, 0, UNREAD, CELL, parts.LABEL, italic=True)
    sheet.text(bottom + 1, 0, "Jumlah", MONEY_TOTAL, parts.LABEL)
    by_position = [sum_where(total, (position, stored)) for stored in positions]
    wholes = [*by_position, f"SUM({total})-({'+'.join(by_position)})", f"SUM({total})"]
    for m, (entry, whole) in enumerate(zip([*positions, REST, ALL], wholes, strict=True), start=1):
        above = cells(first, m, bottom - 1, m) if agencies else "0"
        sheet.figure(bottom, m, f"={whole}-SUM({above})", figures[REST, entry], MONEY_CELL)
        sheet.figure(bottom + 1, m, f"=SUM({cells(first, m, bottom, m)})", figures[ALL, entry], MONEY_TOTAL)
    return [figures[ALL, entry] for entry in (*positions, REST, ALL)]


SHEET = MatrixSheet(
    name="Anggaran",
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    about="Kebutuhan per tahun, sumber dana, OPD.",
)
