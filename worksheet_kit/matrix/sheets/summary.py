"""*Ringkasan*: the one page for the head of the region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.counts import agencies_awaited, dimensions_in
from worksheet_kit.core.funds import fund_groups
from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Dimension, Standing
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.charts import Series, stacked_columns
from worksheet_kit.excel.formulas import count_where, reference, sum_where
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, GRID, INK, INPUT, LINK, NAVY, PLAIN_BAND, QUIET, style
from worksheet_kit.excel.text_fit import fit_size, height
from worksheet_kit.matrix import crosstabs, pair, parts
from worksheet_kit.matrix.crosstabs import ALL, DIMENSION, FUNDS, REST, ROWS, TOTAL
from worksheet_kit.matrix.parts import (
    AS_TYPED,
    CELL,
    COUNT,
    HEAD,
    MILLIONS,
    NONE_YET,
    WANTED_TINT,
    merged_headings,
    section,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import UNREAD, View
from worksheet_kit.merging.ledger import returns_print
from worksheet_kit.values.text import first_of, format_grouped, format_rupiah

_WIDTH = 12  # columns of the page, all of one width
_UNIT = 7.4


def write(sheet: Sheet, view: View) -> None:
    """Write the sheet: what is in the book, how much there is, what has changed, what is missing, what to decide."""
    sheet.width(0, 1.5)
    sheet.width(1, _UNIT, last=_WIDTH)
    state = as_of_words(view.result)
    subtitle = " · ".join(filter(None, (view.event, state)))
    at = parts.banner(sheet, view, SHEET.name.upper(), subtitle, _WIDTH, first=1, room=_UNIT * _WIDTH)
    parts.live_note(sheet, view, 1)
    at = _contents(sheet, view, at)
    at = _cards(sheet, view, at)
    at = _changes(sheet, view, at)
    at = _heat(sheet, view, at)
    at = _dimensions(sheet, view, at)
    at = _budget(sheet, view, at)
    at = _gaps(sheet, view, at)
    at = _decisions(sheet, view, at)
    parts.one_page(sheet, view, at, always=True)
    sheet.print_area((0, 0, at, _WIDTH))
    sheet.center_on_page()


def _contents(sheet: Sheet, view: View, at: int) -> int:
    """The other sheets of the book, each with a link and what it is for, in two columns."""
    rows = -(-len(view.contents) // 2)
    half = _WIDTH // 2
    room = parts.span_width([_UNIT] * 2)
    size = min((fit_size(name, room, (9, 8.5, 8)) for name, _ in view.contents), default=9)
    for n, (name, about) in enumerate(view.contents):
        row, first = at + n % rows, 1 + (n // rows) * half
        sheet.link(row, first, name, "A1", name, {"font_color": LINK, "underline": 1, "font_size": size})
        sheet.text(row, first + 2, about, font_size=9, font_color=QUIET, indent=1)
        sheet.height(row, 12.5)
    sheet.height(at + rows, 6)
    return at + rows + 1


def _figures(view: View) -> dict[str, int]:
    """The figures that are compared from one matrix to the next, by what people call them."""
    figures = {"kelompok yang mengirim": len(dimensions_in(view.result)[0])}
    for part in view.tree or view.roles.playing:
        figures[part.form.noun] = len(view.rows(part))
    for part in view.roles.forms.values():
        if part.quick_win:
            figures["calon quick win"] = int(_by_dimension(view, part, part.quick_win)[ALL, ALL])
    if view.roles.head is not None and view.roles.head.problem:
        figures["masalah utama yang dijawab"] = len(view.profile.problems) - len(_unanswered(view))
    if view.budget is not None:
        figures[_MONEY] = int(sum(view.cost(row) for row in view.rows(view.budget)))
    return figures


def _changes(sheet: Sheet, view: View, at: int) -> int:
    """What is otherwise than in the last matrix that was made from other returns."""
    before, figures = view.result.before, _figures(view)
    if before is None:
        return at
    changed = [
        _change(name, before.figures[name], figure)
        for name, figure in figures.items()
        if name in before.figures and before.figures[name] != figure
    ]
    since = f" ({before.as_of})" if before.as_of else ""
    text = f"Sejak matriks sebelumnya{since}: {'; '.join(changed) or 'angkanya tetap'}."
    look = style(text_wrap=True, italic=True, font_size=9, valign="vcenter", bg_color=PLAIN_BAND[1], indent=1)
    sheet.span(at, 1, _WIDTH, text, look)
    sheet.height(at, height(text, _UNIT * _WIDTH - 4, 9) + 4)
    sheet.height(at + 1, 6)
    return at + 2


#: The figure that is money, to the rupiah.
_MONEY = "rupiah kebutuhan anggaran"


def _change(name: str, before: int, now: int) -> str:
    """A figure then and now; money in a unit that is read at a glance, unless the change is too small for it."""
    if name != _MONEY:
        return f"{name} {format_grouped(before)} → {format_grouped(now)}"
    unit, word = (1e9, " miliar") if max(before, now) >= 1e9 else (1e6, " juta")
    told = [f"{format_rupiah(round(figure / unit, 1))}{word}" for figure in (before, now)]
    if told[0] == told[1]:
        told = [format_rupiah(figure) for figure in (before, now)]
    return f"{name.removeprefix('rupiah ')} {told[0]} → {told[1]}"


def _cards(sheet: Sheet, view: View, at: int) -> int:
    """Large figures in a row."""
    there, awaited = dimensions_in(view.result)
    cards: list[tuple[str, str | None, Any, str]] = [
        ("kelompok sudah mengirim", None, f"{len(there)} dari {len(there) + len(awaited)}", COUNT),
    ]
    roles = view.roles
    for part in (roles.programs, roles.actions) if roles.programs else roles.playing:
        if part is not None:
            rows = view.rows(part)
            keys = view.data[part.form.name].range(KEY_MARK)
            cards.append((part.form.noun, f"=COUNTA({keys})", len(rows), COUNT))
    head = roles.head
    if head is not None and head.lead:
        members = {code for dimension in view.dimensions for code in dimension.members}
        leading = members & {row.text(head.lead) for row in view.rows(head)}
        name = f"OPD anggota mengampu {head.form.noun}"
        cards.append((name, None, f"{len(leading)} dari {len(members)}", COUNT))
    for part in roles.forms.values():
        if part.quick_win and view.rows(part):
            heading = part.form.column(part.quick_win).heading.lower()
            count = _by_dimension(view, part, part.quick_win)[ALL, ALL]
            area = view.data[part.form.name].range(part.quick_win)
            cards.append((heading, f"={count_where((area, part.quick_win_value))}", count, COUNT))
    if view.budget is not None:
        area = view.data[view.budget.form.name].range(TOTAL)
        whole = sum(view.cost(row) for row in view.rows(view.budget))
        unit, shape = ("miliar", "#,##0.0,,,") if whole >= 1e9 else ("juta", '[=0]0;[<1000000]"<1";#,##0,,')
        cards.append((f"kebutuhan anggaran, Rp\u00a0{unit}", f"=SUM({area})", whole, shape))
    cards = cards[:6]
    card = style(align="center", bg_color=BANDS[0][1])
    number = style(card, font_size=20, bold=True, font_color=NAVY, valign="vcenter")
    label = style(card, font_size=8, valign="top", text_wrap=True)
    spans = _spans(len(cards), 1)
    for n, ((name, formula, value, shape), (first, last)) in enumerate(zip(cards, spans, strict=True)):
        edge = {"left": 5, "left_color": "#FFFFFF"} if n else {}
        shown = value if isinstance(value, str) else "9.999,9"
        edge["font_size"] = fit_size(shown, _UNIT * (last - first + 1), (20, 18, 16, 14, 12), bold=True)
        if formula is None:
            sheet.span(at, first, last, "", number, edge)
            sheet.value(at, first, value, number, edge)
        else:
            sheet.merged_figure((at, first, at, last), formula, value, number, edge, num_format=shape)
        sheet.span(at + 1, first, last, name, edge, label)
    sheet.height(at, 30)
    sheet.height(at + 1, 22)
    sheet.height(at + 2, 6)
    return at + 3


def _budget(sheet: Sheet, view: View, at: int) -> int:
    """What it costs a year, and who pays, as a table and as bars; returns the next row."""
    roles = view.budget
    if roles is None or not view.rows(roles):
        return at
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
        money = style(look, num_format=MILLIONS, align="right", text_wrap=False)
        name = {ALL: "Semua sumber", REST: UNREAD}.get(group, group)
        sheet.span(n, 1, label_span, name, look, parts.LABEL)
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
        return end + 1
    highest = max(figures[ALL, column.key] for column in years)
    unit, shape = ("miliar", '#,##0.0,,,;;""') if highest >= 1e9 else ("juta", '[=0]"";[<1000000]"<1";#,##0,,')
    first, last = label_span + 1, _WIDTH - 2
    tall = 205
    stack = [
        Series(
            name=(row, 1),
            categories=(head, first, head, last),
            values=(row, first, row, last),
            colour=colour,
            ink=ink,
            number_format=shape,
            # A figure that its part of the bar has no room for stands in the table alone.
            unlabelled=tuple(n for n, column in enumerate(years) if figures[group, column.key] < highest / 7),
        )
        for group, row, (colour, ink) in zip(entries, range(head + 1, end - 1), _STACK, strict=False)
    ]
    title = f"Kebutuhan anggaran per tahun (Rp {unit})"
    stacked_columns(sheet, (end, 1), title, stack, (_WIDTH * round(_UNIT * 7 + 5) - 6, tall))
    sheet.height(end, tall * 0.75 + 8)
    return end + 1


def _dimensions(sheet: Sheet, view: View, at: int) -> int:
    """Who sent and how much, a line a dimension."""
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
        sheet.merged((n, 1, n, 4), dimension.name, CELL, parts.LABEL)
        state = _sent_text(view, dimension)
        late = {} if state == SENT else WANTED_TINT
        sheet.merged((n, spans[1][0], n, spans[1][1]), state, **{**CELL, "align": "center", **late})
        for (first, last), (_, roles, key), figures in zip(spans[2:], columns, counted, strict=True):
            table = view.data[roles.form.name]
            where = (table.range(DIMENSION), dimension.code)
            look = style(CELL, align="center", num_format=COUNT)
            formula = f"={count_where(where)}"
            if key == TOTAL:
                look = style(CELL, align="right", num_format=MILLIONS, text_wrap=False)
                formula = f"={sum_where(table.range(key), where)}"
            elif key != ROWS:
                formula = f"={count_where(where, (table.range(key), roles.quick_win_value))}"
            sheet.merged_figure((n, first, n, last), formula, figures[dimension.code, ALL], look)
        sheet.height(n, max(15.5, height(dimension.name, 4 * _UNIT - parts.INDENT, 9)))
    end = at + 2 + len(view.dimensions)
    sheet.height(end, 8)
    return end + 1


def _by_dimension(view: View, roles: Roles, key: str) -> crosstabs.Figures:
    """Rows, money or, for the column that marks them, candidates for a quick win by dimension, under ``ALL``."""
    rows, codes = view.countable[roles.form.name], crosstabs.dimension_codes(view.profile)
    if key in (ROWS, TOTAL):
        return crosstabs.sums(rows, DIMENSION, codes, [key])
    marked = {code: row for code, row in rows.items() if row[key] == roles.quick_win_value}
    return crosstabs.sums(marked, DIMENSION, codes, [ROWS])


#: What the summary says of a dimension whose group or agencies have sent something.
SENT = "sudah"


def _sent_text(view: View, dimension: Dimension) -> str:
    """Whether a dimension's workbook is in."""
    codes = (*view.dataset.submissions, *view.dataset.held)
    mine = [c for c in codes if (r := view.recipients.get(c)) is not None and r.dimension == dimension.code]
    if any(code in view.dataset.submissions for code in mine):
        return SENT
    return "perlu keputusan" if mine else "belum"


_STACK = ((NAVY, "#FFFFFF"), ("#8FB8AE", INK), ("#EADFC4", INK), ("#FFFFFF", INK))


def _spans(count: int, first: int) -> list[tuple[int, int]]:
    """Share the columns from ``first`` to the right edge among ``count`` cells."""
    room = _WIDTH - first + 1
    edges = [first + n * room // count for n in range(count + 1)]
    return [(edges[n], max(edges[n], edges[n + 1] - 1)) for n in range(count)]


#: Behind figures, from few to many (one alone is never many); a black-and-white copy shows them as well.
_HEAT = (("#DDEFEA", INK), ("#9CCBBE", INK), ("#1E6B5C", "#FFFFFF"))


def _heat(sheet: Sheet, view: View, at: int) -> int:
    """Programs by main problem and dimension; the more, the darker. Nothing is said in words."""
    roles = view.roles.head
    if roles is None or not roles.problem or len(view.dimensions) > _WIDTH - 5:
        return at
    noun, table = roles.form.noun, view.data[roles.form.name]
    section(sheet, at, 1, _WIDTH, f"{noun.upper()} MENURUT MASALAH UTAMA {view.profile.plan.upper()} DAN DIMENSI")
    figures = crosstabs.answered(view.countable[roles.form.name], view.profile, roles.problem)
    first = _WIDTH - len(view.dimensions)  # the dimensions stand at the right, before the sum
    merged_headings(sheet, at + 1, [(1, first - 1)], ["Masalah utama"])
    sheet.texts(at + 1, first, [*(dimension.code for dimension in view.dimensions), "Jumlah"], HEAD)
    sheet.height(at + 1, 14)
    look = style(CELL, align="center", num_format='#,##0;-#,##0;"·"')
    top = at + 2
    for n, problem in enumerate(view.profile.problems, start=top):
        sheet.span(n, 1, first - 1, problem.label, CELL, parts.LABEL)
        answering = (table.range(roles.problem), problem.code)
        for place, dimension in enumerate(view.dimensions, start=first):
            formula = f"={count_where(answering, (table.range(DIMENSION), dimension.code))}"
            sheet.figure(n, place, formula, figures[dimension.code, problem.code], look)
        count = figures[ALL, problem.code]
        missing = WANTED_TINT if not count else {}
        counting = count_where(answering)
        text = f'=IF({counting}=0,"{NONE_YET}",{counting})'
        fitted = style(look, missing, bold=True, text_wrap=False, shrink=True)
        sheet.figure(n, _WIDTH, text, count or NONE_YET, fitted)
        sheet.height(n, max(14, height(problem.label, (first - 1) * _UNIT, 9)))
    end = top + len(view.profile.problems)
    area = (top, first, end - 1, _WIDTH - 1)
    corner, whole = a1(top, first), reference(sheet.name, top, first, end - 1, _WIDTH - 1)
    for share, (fill, ink) in zip((0.67, 0.34, 0.0), reversed(_HEAT), strict=True):
        sheet.highlight(
            [area], f"={corner}>{share}*MAX(3,{whole})", stop=True, bg_color=fill, font_color=ink, bold=True
        )
    sheet.height(end, 6)
    return end + 1


def _gaps(sheet: Sheet, view: View, at: int) -> int:
    """A sentence on each gap there is."""
    section(sheet, at, 1, _WIDTH, "YANG MASIH KURANG")
    faultless = not any(view.errors(row) for row in view.all_rows)
    nothing = "Tidak ada: semua kelompok sudah mengirim, dan semua yang terisi sudah lengkap."
    gaps = list(_told_gaps(view)) or [nothing if faultless else "Semua kelompok sudah mengirim."]
    for n, text in enumerate(gaps, start=at + 1):
        sheet.text(n, 1, f"{n - at}", bold=True, font_color=NAVY, align="center", font_size=9)
        sheet.span(n, 2, _WIDTH, text, text_wrap=True, font_size=9)
        sheet.height(n, height(text, _UNIT * (_WIDTH - 1), 9) + 2)
    end = at + 1 + len(gaps)
    sheet.height(end, 6)
    return end + 1


def _told_gaps(view: View) -> Iterator[str]:
    """What is missing, a sentence each; the book for everybody does not tell of faults."""
    there, awaited = dimensions_in(view.result)
    filled = {view.dimension(row) for row in view.all_rows}
    empty = [dimension for dimension in there if dimension.code not in filled]
    for groups, state in ((awaited, "belum masuk"), (empty, "masih kosong")):
        if groups:
            yield f"Kelompok yang kertas kerjanya {state}: {', '.join(group.name for group in groups)}."
    if agencies := agencies_awaited(view.result.dataset):
        yield f"OPD yang kertas kerjanya belum masuk: {first_of(agencies, _NAMED)}."
    roles, actions, programs, budget = view.roles.head, view.roles.actions, view.roles.programs, view.budget
    unanswered = _unanswered(view)
    if roles is not None and unanswered:
        yield f"Masalah utama yang belum dijawab satu {roles.form.noun} pun: {', '.join(unanswered)}."
    if actions is not None and programs is not None:
        without = [row.key for row in view.programs if not view.children.get(row.key)]
        if without:
            named = first_of(without, _NAMED)
            yield f"{len(without)} {programs.form.noun} belum punya {actions.form.noun}: {named}."
        if view.orphans:
            loose = first_of([row.key for row in view.orphans], _NAMED)
            yield f"{len(view.orphans)} {actions.form.noun} belum terhubung ke {programs.form.noun}: {loose}."
    unused = [str(unused) for unused in view.chain.unused() if unused.rows]
    if unused:
        yield f"{', '.join(unused)}."
    unpaid = crosstabs.unfunded(view.countable[budget.form.name], budget) if budget is not None else 0
    if budget is not None and unpaid:
        yield f"{unpaid} {budget.form.noun} belum punya perkiraan anggaran."
    faulty = sum(bool(view.errors(row)) for row in view.all_rows)
    if faulty and not view.presentation:
        yield f"{faulty} baris masih perlu diperbaiki."


#: Rows that a gap names.
_NAMED = 6


def _unanswered(view: View) -> list[str]:
    """The main problems that nothing answers."""
    roles = view.roles.head
    if roles is None or not roles.problem:
        return []
    figures = crosstabs.answered(view.countable[roles.form.name], view.profile, roles.problem)
    return [problem.label for problem in view.profile.problems if not figures[ALL, problem.code]]


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
    standing = Standing(
        returns=returns_print(view.result.ledger), as_of=as_of_words(view.result), figures=_figures(view)
    )
    kept = (*pair.figure_lines(standing, view.result.before), *(pair.told(view) if view.other_book else ()))
    for n, line_of_book in enumerate(kept):
        sheet.text(n, hidden, line_of_book)
    asked = view.result.reviews.get(REQUESTS, {})
    for n in range(1, 6):
        text = asked.get(f"{REQUEST} {n}", "")
        sheet.text(at + n, 1, f"{n}", bold=True, font_color=NAVY, align="center", valign="vcenter")
        sheet.span(at + n, 2, _WIDTH, text, line)
        sheet.text(at + n, hidden, f"{n}")
        sheet.height(at + n, max(19, height(text, _UNIT * (_WIDTH - 1), 10) + 4))
    note = (
        f"Disusun oleh {view.profile.contact.office} dari {as_of_words(view.result) or 'kertas kerja yang diterima'}."
    )
    parts.quiet_line(sheet, at + 6, (1, _WIDTH), note, _UNIT * _WIDTH, size=8, least=15, italic=True)
    return at + 6


SHEET = MatrixSheet(name="Ringkasan", audience=Audience.PRESENT, write=write, read_back=True)
