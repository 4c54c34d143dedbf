"""*Ringkasan*: the one page for the head of the region."""

from __future__ import annotations

from typing import Any

from worksheet_kit.core.counts import dimensions_in
from worksheet_kit.core.funds import fund_groups
from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Dimension, Recipient
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.charts import Series, bar_chart, stacked_columns
from worksheet_kit.excel.formulas import count_where, sum_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, GRID, INK, INPUT, NAVY, PLAIN_BAND, QUIET, style
from worksheet_kit.excel.text_fit import height, lines
from worksheet_kit.matrix import crosstabs, pair, parts
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, FUNDS, REST, ROWS, TOTAL
from worksheet_kit.matrix.parts import AS_TYPED, CELL, COUNT, HEAD, NONE_YET, WANTED_TINT, merged_headings, section
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View

_WIDTH = 12  # columns of the page, all of one width
_UNIT = 8.2


def write(sheet: Sheet, view: View) -> None:
    """Write the sheet: who sent, how much there is, what it costs, what is missing, what to decide."""
    sheet.width(0, 1.5)
    sheet.width(1, _UNIT, last=_WIDTH)
    at = parts.banner(sheet, view, "RINGKASAN", view.event, _WIDTH, first=1)
    parts.live_note(sheet, view, 2, 1)
    at = _cards(sheet, view, at)
    at, money = _budget(sheet, view, at)
    at = _problems(sheet, view, at)
    at, bars = _dimensions(sheet, view, at)
    at = _charts(sheet, view, at, bars, money)
    at = _gaps(sheet, view, at)
    at = _decisions(sheet, view, at)
    sheet.page(view.profile.paper, fit=(1, 1), margins=parts.margins(0.5))
    sheet.print_area((0, 0, at, _WIDTH))
    sheet.center_on_page()


def _senders(view: View) -> list[Recipient]:
    recipients = (view.recipients.get(code) for code in view.dataset.submissions)
    return [recipient for recipient in recipients if recipient is not None]


def _agencies(view: View) -> int:
    """How many agencies stand behind what was sent: members of groups that sent, and those that sent themselves."""
    agencies: set[str] = set()
    for recipient in _senders(view):
        members = view.profile.dimension(recipient.dimension).members
        agencies |= {recipient.agency} if recipient.agency else set(members)
    return len(agencies)


def _cards(sheet: Sheet, view: View, at: int) -> int:
    """Large figures in a row."""
    there, awaited = dimensions_in(view.result)
    cards: list[tuple[str, str | None, Any]] = [
        ("kelompok sudah mengirim", None, f"{len(there)} dari {len(there) + len(awaited)}"),
        ("OPD anggota kelompok itu", None, _agencies(view)),
    ]
    roles = view.roles
    for part in (roles.programs, roles.actions) if roles.programs else roles.playing:
        if part is not None:
            rows = view.rows(part)
            cards.append((part.form.noun, f"=COUNTA({view.data[part.form.name].range(KEY_MARK)})", len(rows)))
    for part in roles.forms.values():
        if part.quick_win and view.rows(part):
            heading = part.form.column(part.quick_win).heading.lower()
            count = _by_dimension(view, part, part.quick_win)[ALL, ALL]
            area = view.data[part.form.name].range(part.quick_win)
            cards.append((heading, f"={count_where((area, part.quick_win_value))}", count))
    cards = cards[:6]
    span = _WIDTH // len(cards)
    card = style(align="center", bg_color=BANDS[0][1])
    number = style(card, font_size=20, bold=True, font_color=NAVY, valign="vcenter", num_format=COUNT)
    label = style(card, font_size=9, valign="top", text_wrap=True)
    for n, (name, formula, value) in enumerate(cards):
        first = 1 + n * span
        last = first + span - 1 if n < len(cards) - 1 else _WIDTH
        edge = {"left": 5, "left_color": "#FFFFFF"} if n else {}
        if formula is None:
            sheet.span(at, first, last, "", number, edge)
            sheet.value(at, first, value, number, edge)
        else:
            sheet.merged_figure((at, first, at, last), formula, value, number, edge)
        sheet.span(at + 1, first, last, name, label, edge)
    sheet.height(at, 32)
    sheet.height(at + 1, 26)
    sheet.height(at + 2, 8)
    return at + 3


def _budget(sheet: Sheet, view: View, at: int) -> tuple[int, tuple[str, list[Series]] | None]:
    """What it costs a year, and who pays; returns the next row, and title and series of a chart of it."""
    roles = view.budget
    if roles is None:
        return at, None
    table = view.data[roles.form.name]
    years = roles.budget
    groups = fund_groups(view.profile)
    figures = crosstabs.sums(view.countable[roles.form.name], FUNDS, groups, [column.key for column in years])
    section(sheet, at, 1, _WIDTH, "KEBUTUHAN ANGGARAN (perkiraan, Rp juta)")
    single = len(years) + 2 + 4 <= _WIDTH
    label_span = _WIDTH - len(years) - 2 if single else 4
    head = at + 1
    sheet.merged((head, 1, head, label_span), "Sumber dana", HEAD)
    spans = [(n, n) for n in range(label_span + 1, _WIDTH - 1)] + [(_WIDTH - 1, _WIDTH)]
    if not single:
        spans = _spans(len(years) + 1, label_span + 1)
    merged_headings(sheet, head, spans, [parts.budget_heading(column) for column in years] + ["Jumlah"])
    rest = [REST] if figures[REST, ALL] else []  # only where there is any, so that the lines add up
    entries = [*groups, *rest, ALL] if roles.funding else [ALL]
    for n, group in enumerate(entries, start=head + 1):
        look = style(CELL, bold=True, bg_color=PLAIN_BAND[1]) if group == ALL else CELL
        money = style(look, num_format=_MILLIONS, align="right", text_wrap=False)
        name = {ALL: "Semua sumber", REST: UNREAD}.get(group, group)
        sheet.span(n, 1, label_span, name, look)
        for (first, last), column in zip(spans, years, strict=False):
            area = table.range(column.key)
            formula = f"=SUM({area})" if group == ALL else f"={sum_where(area, (table.range(FUNDS), name))}"
            sheet.merged_figure((n, first, n, last), formula, figures[group, column.key], money)
        first, last = spans[-1]
        formula = "=" + "+".join(a1(n, place) for place, _ in spans[:-1])
        sheet.merged_figure((n, first, n, last), formula, figures[group, ALL], money, bold=True)
    end = head + 1 + len(entries)
    sheet.height(end, 8)
    if not (single and roles.funding and len(years) > 1):
        return end + 1, None
    highest = max(figures[ALL, column.key] for column in years)
    unit, shape = ("miliar", '#,##0.0,,,;;""') if highest >= 1e9 else ("juta", '#,##0,,;;""')
    first, last = label_span + 1, _WIDTH - 2
    stack = [
        Series(
            name=(row, 1),
            categories=(head, first, head, last),
            values=(row, first, row, last),
            colour=colour,
            ink=ink,
            number_format=shape,
        )
        for row, (colour, ink) in zip(range(head + 1, end - 1), _STACK, strict=False)
    ]
    return end + 1, (f"Kebutuhan anggaran per tahun (Rp {unit})", stack)


def _dimensions(sheet: Sheet, view: View, at: int) -> tuple[int, Series | None]:
    """Who sent and how much, a line a dimension; no bars for a chart where no form plays a role."""
    counted_forms = view.tree or view.roles.playing
    columns: list[tuple[str, Roles, str]] = [(part.form.noun.capitalize(), part, ROWS) for part in counted_forms]
    quick = view.roles.quick_wins
    if quick is not None and quick.quick_win:
        columns.append((quick.form.column(quick.quick_win).heading, quick, quick.quick_win))
    if view.budget is not None:
        columns.append(("Anggaran (Rp juta)", view.budget, TOTAL))
    counted = [_by_dimension(view, roles, key) for _, roles, key in columns]
    section(sheet, at, 1, _WIDTH, "PER DIMENSI")
    spans = [(1, 4), *_spans(len(columns) + 1, 5)]
    merged_headings(sheet, at + 1, spans, ["Dimensi", "Kiriman", *(name for name, _, _ in columns)])
    sheet.height(at + 1, 15.5)
    for n, dimension in enumerate(view.dimensions, start=at + 2):
        sheet.merged((n, 1, n, 4), dimension.name, CELL)
        state = sent_text(view, dimension)
        late = {} if state == SENT else WANTED_TINT
        sheet.merged((n, spans[1][0], n, spans[1][1]), state, **{**CELL, "align": "center", **late})
        for (first, last), (_, roles, key), figures in zip(spans[2:], columns, counted, strict=True):
            table = view.data[roles.form.name]
            where = (table.range(DIMENSION), dimension.code)
            look = style(CELL, align="center", num_format=COUNT)
            formula = f"={count_where(where)}"
            if key == TOTAL:
                look = style(CELL, align="right", num_format=_MILLIONS, text_wrap=False)
                formula = f"={sum_where(table.range(key), where)}"
            elif key != ROWS:
                formula = f"={count_where(where, (table.range(key), roles.quick_win_value))}"
            sheet.merged_figure((n, first, n, last), formula, figures[dimension.code, ALL], look)
        sheet.height(n, max(15.5, height(dimension.name, 4 * _UNIT, 9)))
    end = at + 2 + len(view.dimensions)
    sheet.height(end, 8)
    if not columns:
        return end + 1, None
    main = next((n for n, (_, roles, _) in enumerate(columns) if roles is view.roles.head), 0)
    place = spans[2 + main][0]
    bars = Series(
        name=f"Jumlah {(view.roles.head or view.roles.playing[0]).form.noun}",
        categories=(at + 2, 1, end - 1, 1),
        values=(at + 2, place, end - 1, place),
        colour=NAVY,
    )
    return end + 1, bars


def _by_dimension(view: View, roles: Roles, key: str) -> crosstabs.Figures:
    """Rows, money or, for the column that marks them, candidates for a quick win by dimension, under ``ALL``."""
    rows, codes = view.countable[roles.form.name], crosstabs.dimension_codes(view.profile)
    if key in (ROWS, TOTAL):
        return crosstabs.sums(rows, DIMENSION, codes, [key])
    marked = {code: row for code, row in rows.items() if row[key] == roles.quick_win_value}
    return crosstabs.sums(marked, DIMENSION, codes, [ROWS])


#: What the summary says of a dimension whose group or agencies have sent something.
SENT = "sudah"


def sent_text(view: View, dimension: Dimension) -> str:
    """Whether a dimension's workbook is in."""
    codes = (*view.dataset.submissions, *view.dataset.held)
    mine = [c for c in codes if (r := view.recipients.get(c)) is not None and r.dimension == dimension.code]
    if any(code in view.dataset.submissions for code in mine):
        return SENT
    return "perlu keputusan" if mine else "belum"


def _charts(sheet: Sheet, view: View, at: int, bars: Series | None, money: tuple[str, list[Series]] | None) -> int:
    """Rows by dimension, and money by year in groups of sources; side by side where there are both."""
    if bars is None:
        return at
    page = _WIDTH * int(_UNIT * 7 + 5)
    wide = (page / 2 if money is not None else page) - 8
    # Room for every name, in two lines at most, beside its bar: office programs leave out names that do not fit.
    rows = sum(min(2, lines(dimension.name, 24, 9)) for dimension in view.dimensions)
    tall = min(max(_CHART, 60 + 17 * rows), _HIGHEST)
    bar_chart(sheet, (at, 1), f"{bars.name} per dimensi", bars, (wide, tall))
    if money is not None:
        title, stack = money
        stacked_columns(sheet, (at, 1 + _WIDTH // 2), title, stack, (wide, tall))
    sheet.height(at, tall * 0.75 + 6)
    sheet.height(at + 1, 8)
    return at + 2


_CHART, _HIGHEST = 250, 530  # heights of the charts in pixels: a line of the sheet cannot be higher than the latter
_STACK = ((NAVY, "#FFFFFF"), ("#8FB8AE", INK), ("#EADFC4", INK), ("#FFFFFF", INK))


#: Shows rupiah in millions; the cell holds the full amount.
_MILLIONS = '#,##0,,;-#,##0,,;"-"'


def _spans(count: int, first: int) -> list[tuple[int, int]]:
    """Share the columns from ``first`` to the right edge among ``count`` cells."""
    room = _WIDTH - first + 1
    edges = [first + n * room // count for n in range(count + 1)]
    return [(edges[n], max(edges[n], edges[n + 1] - 1)) for n in range(count)]


def _problems(sheet: Sheet, view: View, at: int) -> int:
    """Each main problem with the number of programs that answer it, as a bar of characters."""
    roles = view.roles.head
    if roles is None or not roles.problem:
        return at
    noun = roles.form.noun
    section(sheet, at, 1, _WIDTH, f"MASALAH UTAMA {view.profile.plan.upper()} DAN {noun.upper()} YANG MENJAWABNYA")
    area = view.data[roles.form.name].range(roles.problem)
    figures = crosstabs.answered(view.countable[roles.form.name], view.profile, roles.problem)
    counts = [int(figures[ALL, problem.code]) for problem in view.profile.problems]
    longest = max([1, *counts])
    scale = max(1, -(-longest // 24))
    for n, (problem, count) in enumerate(zip(view.profile.problems, counts, strict=True), start=at + 1):
        formula = count_where((area, problem.code))
        empty = WANTED_TINT if not count else {}
        sheet.merged((n, 1, n, 5), problem.label, CELL)
        sheet.figure(n, 6, f"={formula}", count, **{**CELL, "align": "center", "bold": True, **empty}, num_format=COUNT)
        bar = "█" * -(-count // scale) if count else NONE_YET
        live = f'=IF({a1(n, 6)}=0,"{NONE_YET}",REPT("█",({a1(n, 6)}+{scale - 1})/{scale}))'
        sheet.merged_figure((n, 7, n, _WIDTH), live, bar, CELL, {"font_color": BANDS[1][0], "text_wrap": False}, empty)
        sheet.height(n, max(15.5, height(problem.label, 5 * _UNIT, 9)))
    end = at + 1 + len(counts)
    sheet.height(end, 8)
    return end + 1


def _gaps(sheet: Sheet, view: View, at: int) -> int:
    """Three sentences on what is missing."""
    section(sheet, at, 1, _WIDTH, "YANG MASIH KURANG")
    for n, text in enumerate((_gap_senders(view), _gap_problems(view), _gap_rows(view)), start=at + 1):
        sheet.text(n, 1, f"{n - at}", bold=True, font_color=NAVY, align="center")
        sheet.span(n, 2, _WIDTH, text, text_wrap=True)
        sheet.height(n, height(text, _UNIT * (_WIDTH - 1), 10) + 2)
    end = at + 4
    sheet.height(end, 8)
    return end + 1


def _gap_senders(view: View) -> str:
    _, awaited = dimensions_in(view.result)
    if awaited:
        return f"Kelompok yang kertas kerjanya belum masuk: {', '.join(dimension.name for dimension in awaited)}."
    return "Semua kelompok sudah mengirim kertas kerjanya."


def _gap_problems(view: View) -> str:
    roles = view.roles.head
    if roles is None or not roles.problem:
        return "Bimtek ini belum menghubungkan isian dengan masalah utama."
    figures = crosstabs.answered(view.countable[roles.form.name], view.profile, roles.problem)
    open_ = [problem.label for problem in view.profile.problems if not figures[ALL, problem.code]]
    if open_:
        return f"Masalah utama yang belum dijawab satu {roles.form.noun} pun: {', '.join(open_)}."
    return f"Semua {len(view.profile.problems)} masalah utama sudah dijawab oleh paling sedikit satu {roles.form.noun}."


def _gap_rows(view: View) -> str:
    """What rows lack; the copy to forward does not tell of faults."""
    actions, programs = view.roles.actions, view.roles.programs
    clauses = []
    if actions is not None and programs is not None:
        without = [row for row in view.programs if not view.children.get(row.key)]
        if without:
            clauses.append(f"{len(without)} {programs.form.noun} belum punya {actions.form.noun}")
        if view.orphans:
            clauses.append(f"{len(view.orphans)} {actions.form.noun} belum terhubung ke {programs.form.noun}")
    clauses += [str(unused) for unused in view.chain.unused() if unused.rows]
    budget = view.budget
    if budget is not None:
        unpaid = crosstabs.unfunded(view.countable[budget.form.name], budget)
        if unpaid:
            clauses.append(f"{unpaid} {budget.form.noun} belum punya perkiraan anggaran")
    faulty = sum(bool(view.errors(row)) for row in view.all_rows)
    if faulty and not view.presentation:
        clauses.append(f"{faulty} baris masih perlu diperbaiki")
    if not clauses:
        return "Tidak ada baris yang menggantung." if faulty else "Semua baris yang terisi sudah lengkap."
    return (", ".join(clauses[:-1]) + " dan " + clauses[-1] if len(clauses) > 1 else clauses[0]).capitalize() + "."


#: What is asked of the head of the region is kept among the reviews, under a key that is no row's.
REQUESTS, REQUEST = "#ringkasan", "keputusan_dimohon"
#: Begins the heading of what is asked.
REQUESTED = "KEPUTUSAN YANG DIMOHON DARI"


def _decisions(sheet: Sheet, view: View, at: int) -> int:
    """Blank lines to type the decisions that are asked for."""
    section(sheet, at, 1, _WIDTH, f"{REQUESTED} {view.profile.head.upper()}")
    line = style(bg_color=INPUT, num_format=AS_TYPED, bottom=1, bottom_color=GRID, text_wrap=True, valign="vcenter")
    at += 1
    hidden = _WIDTH + 2
    sheet.text(at, hidden, KEY_MARK)
    sheet.text(at, 2, REQUEST)
    sheet.hide_row(at)
    sheet.width(hidden, 8, hidden=True)
    for n, told in enumerate(pair.told(view) if view.other_book else ()):
        sheet.text(n, hidden, told)
    asked = view.result.reviews.get(REQUESTS, {})
    for n in range(1, 6):
        text = asked.get(f"{REQUEST} {n}", "")
        sheet.text(at + n, 1, f"{n}", bold=True, font_color=NAVY, align="center", valign="vcenter")
        sheet.span(at + n, 2, _WIDTH, text, line)
        sheet.text(at + n, hidden, f"{n}")
        sheet.height(at + n, max(22, height(text, _UNIT * (_WIDTH - 1), 10) + 4))
    note = f"Disusun dari kertas kerja yang diterima sampai {view.stage.dates} oleh {view.profile.contact.office}."
    sheet.text(at + 6, 1, note, font_size=8, italic=True, font_color=QUIET)
    return at + 6


SHEET = MatrixSheet(name="Ringkasan", audience=Audience.PRESENT, write=write, read_back=True)
