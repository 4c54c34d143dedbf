"""*Quick Win*: what each dimension can show within a year, and the candidates held against five conditions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Dimension, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import sum_where
from worksheet_kit.excel.page import NARROW, fit_scale, printed, safe
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, NAVY, QUIET, style
from worksheet_kit.excel.text_fit import height, line_height
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.crosstabs import TOTAL
from worksheet_kit.matrix.data_layout import PARENT
from worksheet_kit.matrix.nominations import ANSWERS, CHOSEN, DECISIONS, HEADINGS
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
    fits_page,
    one_page,
    section,
    span_width,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

NAME = "Quick Win"
_WIDTHS = (9.8, 17.5, 10.8, 12.0, 16.8, 11.0, 8.2, 11.3)
_HEAD_HEIGHT = 28.0
_LEAST = 30  # letters that a text is reckoned with at least


def applies(view: View) -> bool:
    """Where there are rows of a form that asks for quick wins."""
    return bool(view.rows(view.roles.quick_wins))


def write(sheet: Sheet, view: View) -> None:
    """*Quick Win*: what each dimension can show within a year; a dimension without one says so."""
    roles = view.roles.quick_wins
    assert roles is not None
    names = ["Dimensi", "Nama", "Masalah", "Manfaat", "Target", "OPD", "Biaya (Rp\u00a0juta)", "Mulai–selesai"]
    widths = _widths(view, roles)
    subtitle = f"{view.event} · hasil yang dirasakan warga dalam 6–12 bulan"
    at = banner(sheet, view, "QUICK WIN", subtitle, len(names) - 1, room=sum(widths))
    sheet.widths(widths)
    label = style(CELL, bg_color=BANDS[0][1], bold=True, valign="vcenter", align="center", font_color=NAVY)
    paper = safe(view.profile.paper)
    scale = fit_scale(paper, widths, landscape=False, margins=2 * NARROW.side)
    room = printed(paper.height, NARROW.top + NARROW.bottom) * 100 / scale
    row, breaks = at, []
    for page in _pages(_lines(view, roles, widths), room - sum(sheet.heights.values()), room):
        if row > at:
            breaks.append(row)
        sheet.texts(row, 0, names, HEAD)
        sheet.height(row, _HEAD_HEIGHT)
        row += 1
        for name, lines in groupby(page, key=lambda line: line.dimension.name):
            first = row
            for line in lines:
                sheet.height(row, line.height)
                if line.row is None:
                    empty = {**CELL, **WANTED_TINT, "italic": True, "valign": "vcenter"}
                    sheet.span(row, 1, len(names) - 1, f"{NONE_YET} calon quick win", empty)
                else:
                    _quick_win(sheet, view, roles, row, line.row)
                row += 1
            sheet.merged((first, 0, row - 1, 0), name, label)
    below = row + 1
    row = (_nominations if roles.quick_win else _narratives)(sheet, view, roles, below, widths)
    if not breaks and fits_page(sheet, view, row):
        one_page(sheet, view, row)
    else:
        # The headings of the first table are written again where a page begins, those of the second are repeated.
        heads = (below, below + (2 if roles.quick_win else 1)) if row > below else None
        sheet.break_pages(rows=[*breaks, below] if heads else breaks)
        sheet.page(view.profile.paper, fit=None, scale=scale, margins=NARROW, repeat_rows=heads)
    sheet.print_area((0, 0, row - 1, len(names) - 1))
    sheet.center_on_page()


def _widths(view: View, roles: Roles) -> tuple[float, ...]:
    """Widths of the columns: codes, which stand below the dimensions, take some of what they need from the target."""
    code = parts.code_column((row.key for row in view.rows(roles)), _WIDTHS[0])
    return (code, *_WIDTHS[1:4], _WIDTHS[4] - min(2.5, code - _WIDTHS[0]), *_WIDTHS[5:])


class _Line(NamedTuple):
    """A candidate, or without one a dimension that has none; as high as its texts and the dimension's name need."""

    dimension: Dimension
    row: Row | None
    height: float


def _lines(view: View, roles: Roles, widths: Sequence[float]) -> Iterator[_Line]:
    """The lines of the candidates, dimension by dimension."""
    chosen = by_dimension(view, [row for row in view.rows(roles) if view.quick(row) or not roles.quick_win])
    for dimension in view.dimensions:
        candidates = chosen.get(dimension.code, [])
        named = height(dimension.name, widths[0], 9, True)
        if not candidates:
            yield _Line(dimension, None, max(34, named))
        for row in candidates:
            texts = enumerate(zip(_texts(view, roles, row), widths[1:6], strict=True))
            need = max(cell_lines(text, width, 9, n == 0) for n, (text, width) in texts)
            yield _Line(dimension, row, max(need * line_height(9) + 4, named / len(candidates)))


def _pages(lines: Iterable[_Line], first: float, room: float) -> Iterator[list[_Line]]:
    """The lines that a page has room for below the headings, in points; the first page has less."""
    page: list[_Line] = []
    left = first - _HEAD_HEIGHT
    for line in lines:
        if page and line.height > left:
            yield page
            page, left = [], room - _HEAD_HEIGHT
        page.append(line)
        left -= line.height
    yield page


def _nominations(sheet: Sheet, view: View, roles: Roles, at: int, widths: Sequence[float]) -> int:
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
    sheet.height(at + 2, max(height(name, width, 8, True, 5) for name, width in zip(names, widths, strict=True)))
    first = at + 3
    for n, row in enumerate(known, start=first):
        said = reviews.get(row.key, {})
        sheet.texts(n, 0, (row.key, view.title(row)), CELL, bold=True, valign="vcenter")
        typed = style(INPUT_CELL, align="center", valign="vcenter")
        sheet.texts(n, 2, [said.get(key, "") for key in HEADINGS], typed)
        sheet.text(n, last + 1, row.key)
        texts = zip((row.key, view.title(row)), widths, strict=False)
        sheet.height(n, max(18, *(height(text, width - INDENT, 9, True, 3) for text, width in texts)))
    end = first + len(known) - 1
    sheet.validate([(first, 2, end, last - 1)], dropdown(ANSWERS, "Syarat"))
    sheet.validate([(first, last, end, last)], dropdown(DECISIONS, HEADINGS[CHOSEN]))
    return end + 1


def _narratives(sheet: Sheet, view: View, roles: Roles, at: int, widths: Sequence[float]) -> int:
    """What else is told of each quick win: what is new, what attracts, who takes part; returns the next free row."""
    told = [*(key for key in roles.narrative if key != roles.benefit), *roles.partners][: len(_WIDTHS) - 2]
    rows = view.rows(roles)
    if not told or not rows:
        return at
    section(sheet, at, 0, len(_WIDTHS) - 1, "URAIAN QUICK WIN")
    # Where columns are left, the longest texts take them.
    shares = [sum(len(view.text(row, key)) for row in rows) / len(rows) + _LEAST for key in told]
    spans = [(key, 2 + a, 2 + b) for key, (a, b) in zip(told, parts.shared_spans(widths[2:], shares), strict=True)]
    sheet.texts(at + 1, 0, ("Kode", "Nama"), HEAD)
    for key, first, last in spans:
        sheet.span(at + 1, first, last, roles.form.column(key).heading, HEAD)
    sheet.height(at + 1, 30)
    for n, row in enumerate(rows, start=at + 2):
        sheet.texts(n, 0, (row.key, view.title(row)), CELL, bold=True)
        named = zip((row.key, view.title(row)), widths, strict=False)
        tall = max(height(text, width - INDENT, 9, True, 4) for text, width in named)
        for key, first, last in spans:
            text = view.text(row, key)
            sheet.span(n, first, last, text, CELL)
            tall = max(tall, height(text, span_width(widths[first : last + 1]) - INDENT, 9, padding=4))
        sheet.height(n, tall)
    return at + 2 + len(rows)


def _texts(view: View, roles: Roles, row: Row) -> tuple[str, str, str, str, str]:
    """What is said of a candidate: name, problem, benefit, target, agency."""
    problem, benefit, lead = (view.text(row, key) for key in (roles.problem, roles.benefit, roles.lead))
    return view.title(row), problem, benefit, view.target(row), lead


def _quick_win(sheet: Sheet, view: View, roles: Roles, at: int, row: Row) -> None:
    """Write a candidate on a line of the sheet."""
    title, problem, benefit, target, lead = _texts(view, roles, row)
    look = style(CELL, valign="vcenter")
    middle = style(look, align="center")
    sheet.text(at, 1, title, look, bold=True)
    sheet.text(at, 2, problem, middle)
    sheet.texts(at, 3, (benefit, target), look)
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


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    read_back=True,
    about="Calon, lima syarat, dan yang terpilih.",
)
