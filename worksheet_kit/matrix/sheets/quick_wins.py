"""*Quick Win*: what each dimension can show within a year, and the candidates held against five conditions."""

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import sum_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, NAVY, QUIET, style
from worksheet_kit.excel.text_fit import height, line_height
from worksheet_kit.matrix.crosstabs import TOTAL
from worksheet_kit.matrix.data_layout import PARENT
from worksheet_kit.matrix.nominations import ANSWERS, CHOSEN, HEADINGS, YES
from worksheet_kit.matrix.parts import (
    CELL,
    HEAD,
    INDENT,
    INPUT_CELL,
    MILLIONS,
    NONE_YET,
    WANTED_TINT,
    banner,
    cell_lines,
    one_page,
    section,
    span_width,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

NAME = "Quick Win"
_WIDTHS = (9.8, 17.5, 10.8, 12.0, 16.8, 11.0, 8.2, 11.3)


def applies(view: View) -> bool:
    """Where there are rows of a form that asks for quick wins."""
    return bool(view.rows(view.roles.quick_wins))


def write(sheet: Sheet, view: View) -> None:
    """*Quick Win*: what each dimension can show within a year; a dimension without one says so."""
    roles = view.roles.quick_wins
    assert roles is not None
    names = ["Dimensi", "Nama", "Masalah", "Manfaat", "Target", "OPD", "Biaya (Rp juta)", "Mulai–selesai"]
    at = banner(sheet, view, "QUICK WIN", f"{view.event} · hasil yang dirasakan warga dalam 6–12 bulan", len(names) - 1)
    sheet.texts(at, 0, names, HEAD)
    sheet.widths(_WIDTHS)
    sheet.height(at, 28)
    chosen = by_dimension(view, [row for row in view.rows(roles) if view.quick(row) or not roles.quick_win])
    row = at + 1
    for dimension in view.dimensions:
        candidates = chosen.get(dimension.code, [])
        label = style(CELL, bg_color=BANDS[0][1], bold=True, valign="vcenter", align="center", font_color=NAVY)
        named = height(dimension.name, _WIDTHS[0], 9, True)
        if not candidates:
            sheet.text(row, 0, dimension.name, label)
            empty = {**CELL, **WANTED_TINT, "italic": True, "valign": "vcenter"}
            sheet.span(row, 1, len(names) - 1, f"{NONE_YET} calon quick win", empty)
            sheet.height(row, max(34, named))
            row += 1
            continue
        sheet.merged((row, 0, row + len(candidates) - 1, 0), dimension.name, label)
        for item in candidates:
            _quick_win(sheet, view, roles, (row, item, named / len(candidates)))
            row += 1
    row = (_nominations if roles.quick_win else _narratives)(sheet, view, roles, row + 1)
    one_page(sheet, view, row)
    sheet.print_area((0, 0, row - 1, len(names) - 1))
    sheet.center_on_page()


def _nominations(sheet: Sheet, view: View, roles: Roles, at: int) -> int:
    """A line a candidate, to be held against the conditions and chosen; returns the next free row."""
    reviews, last = view.result.reviews, len(_WIDTHS) - 1
    known = [row for row in view.rows(roles) if view.quick(row) or {*reviews.get(row.key, {})} & {*HEADINGS}]
    if not known:
        return at
    section(sheet, at, 0, last, "NOMINASI QUICK WIN · yang Terpilih menjadi kartu Quick Win di bimtek berikutnya")
    sheet.texts(at + 1, 2, tuple(HEADINGS), font_size=7, font_color=QUIET)
    sheet.text(at + 1, last + 1, KEY_MARK)
    sheet.hide_row(at + 1)
    sheet.width(last + 1, 12, hidden=True)
    names = ("Kode", "Nama", *HEADINGS.values())
    sheet.texts(at + 2, 0, names, HEAD, font_size=8)
    sheet.height(at + 2, max(height(name, width, 8, True, 5) for name, width in zip(names, _WIDTHS, strict=True)))
    first = at + 3
    for n, row in enumerate(known, start=first):
        said = reviews.get(row.key, {})
        sheet.texts(n, 0, (row.key, view.title(row)), CELL, bold=True, valign="vcenter")
        typed = style(INPUT_CELL, align="center", valign="vcenter")
        sheet.texts(n, 2, [said.get(key, "") for key in HEADINGS], typed)
        sheet.text(n, last + 1, row.key)
        sheet.height(n, max(18, height(view.title(row), _WIDTHS[1] - INDENT, 9, True, 3)))
    end = first + len(known) - 1
    sheet.validate([(first, 2, end, last - 1)], dropdown(ANSWERS, "Syarat"))
    sheet.validate([(first, last, end, last)], dropdown((YES, "Tidak"), HEADINGS[CHOSEN]))
    return end + 1


def _narratives(sheet: Sheet, view: View, roles: Roles, at: int) -> int:
    """What else is told of each quick win: what is new, what attracts, who takes part; returns the next free row."""
    told = [*(key for key in roles.narrative if key != roles.benefit), *roles.partners][: len(_WIDTHS) - 2]
    rows = view.rows(roles)
    if not told or not rows:
        return at
    section(sheet, at, 0, len(_WIDTHS) - 1, "URAIAN QUICK WIN")
    # The last of few takes what is left of the page.
    edges = [*range(2, 2 + len(told)), len(_WIDTHS)]
    spans = list(zip(told, edges[:-1], edges[1:], strict=True))
    names = ["Kode", "Nama", *(roles.form.column(key).heading for key in told)]
    sheet.texts(at + 1, 0, names, HEAD)
    if len(names) < len(_WIDTHS):
        sheet.span(at + 1, len(names) - 1, len(_WIDTHS) - 1, names[-1], HEAD)
    sheet.height(at + 1, 30)
    for n, row in enumerate(rows, start=at + 2):
        sheet.texts(n, 0, (row.key, view.title(row)), CELL, bold=True)
        tall = height(view.title(row), _WIDTHS[1] - INDENT, 9, True, 4)
        for key, first, end in spans:
            text = view.text(row, key)
            sheet.span(n, first, end - 1, text, CELL)
            tall = max(tall, height(text, span_width(_WIDTHS[first:end]) - INDENT, 9, padding=4))
        sheet.height(n, tall)
    return at + 2 + len(rows)


def _quick_win(sheet: Sheet, view: View, roles: Roles, line: tuple[int, Row, float]) -> None:
    """Write a candidate on a line: its sheet row, and the height that the name of its dimension needs of it."""
    at, row, least = line
    problem, benefit, lead = (view.text(row, key) for key in (roles.problem, roles.benefit, roles.lead))
    texts = [view.title(row), problem, benefit, view.target(row), lead]
    look = style(CELL, valign="vcenter")
    sheet.text(at, 1, texts[0], look, bold=True)
    sheet.texts(at, 2, texts[1:], look, bold=False)
    middle = style(look, align="center")
    sheet.text(at, 2, problem, middle)
    sheet.text(at, 5, lead, middle)
    value = view.whole_cost(row)
    actions = view.roles.actions
    money = style(look, num_format=MILLIONS, align="right", text_wrap=False)
    if actions is not None and actions.budget and view.roles.programs is roles:
        table = view.data[actions.form.name]
        formula = f"={sum_where(table.range(TOTAL), (table.range(PARENT), row.key))}"
        sheet.figure(at, 6, formula, value, money)
    elif roles.budget:
        sheet.number(at, 6, value, money)
    else:
        sheet.blank(at, 6, look)
    sheet.text(at, 7, view.period(row), middle)
    rooms = _WIDTHS[1:6]
    need = max(cell_lines(text, width, 9, n == 0) for n, (text, width) in enumerate(zip(texts, rooms, strict=True)))
    sheet.height(at, max(need * line_height(9) + 4, least))


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    read_back=True,
    about="Calon, lima syarat, dan yang terpilih.",
)
