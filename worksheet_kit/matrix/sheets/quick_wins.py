"""*Quick Win*: what each dimension can show within a year."""

from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.formulas import sum_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, NAVY, style
from worksheet_kit.excel.text_fit import height, line_height, lines
from worksheet_kit.matrix.crosstabs import TOTAL
from worksheet_kit.matrix.data_layout import PARENT
from worksheet_kit.matrix.parts import CELL, HEAD, MONEY, NONE_YET, WANTED_TINT, banner
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension


def applies(view: View) -> bool:
    """Where there are rows of a form that asks for quick wins."""
    return bool(view.rows(view.roles.quick_wins))


def write(sheet: Sheet, view: View) -> None:
    """*Quick Win*: what each dimension can show within a year; a dimension without one says so."""
    roles = view.roles.quick_wins
    assert roles is not None
    names = ["Dimensi", "Nama", "Masalah", "Manfaat", "Target", "OPD", "Perkiraan biaya (Rp)", "Mulai–selesai"]
    widths = [13.0, 24.0, 16.0, 22.0, 24.0, 13.0, 15.0, 13.0]
    at = banner(sheet, view, "QUICK WIN", f"{view.event} · hasil yang dirasakan warga dalam 6–12 bulan", len(names) - 1)
    sheet.texts(at, 0, names, HEAD, font_size=10)
    sheet.widths(widths)
    sheet.height(at, 30)
    chosen = by_dimension(view, [row for row in view.rows(roles) if view.quick(row) or not roles.quick_win])
    row = at + 1
    for n, dimension in enumerate(view.dimensions):
        candidates = chosen.get(dimension.code, [])
        tint = {"bg_color": BANDS[n % len(BANDS)][1]}
        label = style(CELL, tint, font_size=10, bold=True, valign="vcenter", align="center", font_color=NAVY)
        named = height(dimension.name, widths[0], 10, True)
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
    sheet.page(view.profile.paper, landscape=False, fit=(1, 1))
    sheet.center_on_page()


def _quick_win(sheet: Sheet, view: View, roles: Roles, line: tuple[int, Row, float]) -> None:
    """Write a candidate on a line: its sheet row, and the height that the name of its dimension needs of it."""
    at, row, least = line
    problem, benefit, lead = (view.text(row, key) for key in (roles.problem, roles.benefit, roles.lead))
    texts = [view.title(row), problem, benefit, view.target(row), lead]
    look = style(CELL, font_size=10, valign="vcenter")
    sheet.text(at, 1, texts[0], look, bold=True)
    sheet.texts(at, 2, texts[1:], look, bold=False)
    value = view.whole_cost(row)
    actions = view.roles.actions
    money = style(look, num_format=MONEY, align="right", text_wrap=False)
    if actions is not None and actions.budget and view.roles.programs is roles:
        table = view.data[actions.form.name]
        formula = f"={sum_where(table.range(TOTAL), (table.range(PARENT), row.key))}"
        sheet.figure(at, 6, formula, value, money)
    elif roles.budget:
        sheet.number(at, 6, value, money)
    else:
        sheet.blank(at, 6, look)
    sheet.text(at, 7, view.period(row), look)
    widths = (24.0, 16.0, 22.0, 24.0, 13.0)
    need = max(lines(text, width, 10, n == 0) for n, (text, width) in enumerate(zip(texts, widths, strict=True)))
    sheet.height(at, max(max(need, 3) * line_height(10) + 14, least))


SHEET = MatrixSheet(
    name="Quick Win",
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    about="Calon, lima syarat, dan yang terpilih.",
)
