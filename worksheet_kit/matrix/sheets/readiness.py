"""*Siap Dinilai*: what the ministry's evaluation asks and the matrix can answer, with the figure and what is missing.

The figures are those of the returns; they do not recalculate.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from worksheet_kit.core.funds import OTHER_FUNDS, fund_groups
from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import LINK, PLAIN_BAND, QUIET, style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.matrix import crosstabs, parts
from worksheet_kit.matrix.crosstabs import ALL, FUNDS, REST
from worksheet_kit.matrix.nominations import chosen_keys
from worksheet_kit.matrix.parts import CELL, COUNT, HEAD, NONE_YET, WANTED_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.sheets import agencies, budget, coverage, quick_wins, roadmap
from worksheet_kit.matrix.sheets.alignment import NAME as ALIGNMENT
from worksheet_kit.matrix.view import UNREAD, View
from worksheet_kit.values.text import first_of, format_grouped

_WIDTH, _UNIT = 12, 7.4  # columns of the page, and how wide each is
_SPANS = ((1, 2), (3, 5), (6, 7), (8, 9), (10, _WIDTH))
_HEADS = ("Bagian", "Yang ditanyakan", "Angkanya", "Lembar", "Yang belum ada")
_OUTSIDE = (
    "Tidak dapat dijawab dari kertas kerja: dasar hukum, rapat dewan dan pelaksana, program dan aksi yang sudah "
    "berjalan, survei pengguna, keadaan sebelum dan sesudah. Siapkan buktinya tersendiri."
)
_NAMED = 5  # rows that are named where something is missing


class _Question(NamedTuple):
    part: str
    asked: str
    figure: str
    sheet: str
    missing: str = ""


def applies(view: View) -> bool:
    """Where there are programs with actions."""
    return bool(view.programs) and view.roles.actions is not None


def write(sheet: Sheet, view: View) -> None:
    """*Siap Dinilai*: questions with their figures, then kinds of action, programs and money by year."""
    sheet.width(0, 1.5)
    sheet.width(1, _UNIT, last=_WIDTH)
    subtitle = f"{view.event} · menurut pertanyaan evaluasi kementerian"
    at = parts.banner(sheet, view, SHEET.name.upper(), subtitle, _WIDTH, first=1, room=_UNIT * _WIDTH)
    parts.merged_headings(sheet, at, _SPANS, _HEADS)
    at += 1
    there = {name for name, _ in view.contents}
    for question in _questions(view):
        _question(sheet, at, question, linked=question.sheet in there)
        at += 1
    sheet.span(at, 1, _WIDTH, _OUTSIDE, CELL, italic=True, font_color=QUIET, font_size=8)
    sheet.height(at, height(_OUTSIDE, _UNIT * _WIDTH - parts.INDENT, 8, False, 3))
    at += 2
    for title, head, columns, counted in _tables(view):
        at = _table(sheet, at, (title, head, columns), counted)
    parts.one_page(sheet, view, at)
    sheet.print_area((0, 0, at, _WIDTH))
    sheet.center_on_page()


def _question(sheet: Sheet, at: int, question: _Question, *, linked: bool) -> None:
    texts = (question.part, question.asked, question.figure, "", question.missing or "lengkap")
    for n, ((first, last), text) in enumerate(zip(_SPANS, texts, strict=True)):
        tint = WANTED_TINT if n == 4 and question.missing else {}
        sheet.span(at, first, last, text, CELL, tint, bold=n == 2)
    place = _SPANS[3][0]
    if linked:
        look = style(CELL, font_color=LINK, underline=1)
        sheet.link(at, place, question.sheet, "A1", question.sheet, look)
    rooms = [parts.span_width([_UNIT] * (last - first + 1)) for first, last in _SPANS]
    parts.fit_row(sheet, at, texts, rooms)


def _table(sheet: Sheet, at: int, head: tuple[str, str, Sequence[str]], rows: Mapping[str, Sequence[str | int]]) -> int:
    """A table of title, heading and columns; returns the next free row."""
    title, name, columns = head
    first = _WIDTH - len(columns) + 1
    parts.section(sheet, at, 1, _WIDTH, title)
    parts.merged_headings(sheet, at + 1, [(1, first - 1)], [name])
    sheet.texts(at + 1, first, columns, HEAD)
    at += 2
    for label, figures in rows.items():
        total = {"bold": True, "bg_color": PLAIN_BAND[1]} if label == "Jumlah" else {}
        sheet.span(at, 1, first - 1, label, CELL, parts.LABEL, total)
        for place, figure in enumerate(figures, start=first):
            sheet.value(at, place, figure, {**CELL, "num_format": COUNT, "align": "center"}, total)
        sheet.height(at, max(14, height(label, (first - 1) * _UNIT - parts.INDENT, 9)))
        at += 1
    sheet.height(at, 6)
    return at + 1


def _named(keys: Sequence[str], said: str) -> str:
    """What is missing in some rows, with the first of them; empty where it is in none."""
    return f"{len(keys)} {said}: {first_of(keys, _NAMED)}" if keys else ""


def _without(rows: Iterable[Row], *columns: str) -> list[str]:
    """The keys of the rows that say nothing in any of the columns."""
    return [row.key for row in rows if not any(row.value(key) for key in columns)]


def _questions(view: View) -> Iterator[_Question]:
    programs, actions = view.roles.programs, view.roles.actions
    assert programs is not None
    assert actions is not None
    noun, step = programs.form.noun, actions.form.noun
    rows, steps = view.programs, view.actions
    whole = f"{len(rows)} {noun}, {len(steps)} {step}"
    loose = [row.key for row in (*rows, *steps) if not all(view.span(row))]
    said = _named(loose, "baris tanpa waktu")
    yield _Question("Baseline", f"Banyaknya {noun} dan {step}, tiap tahun", whole, roadmap.SHEET.name, said)
    members = {code for dimension in view.dimensions for code in dimension.members}
    for roles, words in ((programs, f"mengampu {noun}"), (actions, f"bertanggung jawab atas {step}")):
        if roles.lead:
            leading = members & {row.text(roles.lead) for row in view.rows(roles)}
            absent = [view.profile.agency(code).short for code in sorted(members - leading)]
            figure = f"{len(leading)} dari {len(members)} OPD"
            yield _Question("Output", f"OPD yang {words}", figure, agencies.SHEET.name, _named(absent, "belum"))
    if programs.programme:
        empty = _without(rows, programs.programme)
        heading = programs.form.column(programs.programme).heading
        figure = f"{len(rows) - len(empty)} dari {len(rows)} {noun}"
        yield _Question("Output", f"Terlihat dalam rencana: {heading}", figure, ALIGNMENT, _named(empty, "belum"))
    yield from _money(view)
    empty = [row.key for row in rows if not view.children.get(row.key)]
    figure = f"{len(rows) - len(empty)} dari {len(rows)} {noun} punya {step}"
    by = f"{noun.capitalize()} tiap dimensi yang dapat dijalankan"
    yield _Question("Outcome", by, figure, coverage.SHEET.name, _named(empty, f"tanpa {step}"))
    if actions.action_kind:
        empty = _without(steps, actions.action_kind)
        figure = f"{len(steps) - len(empty)} dari {len(steps)} {step}"
        heading = actions.form.column(actions.action_kind).heading
        yield _Question("Outcome", heading, figure, coverage.SHEET.name, _named(empty, "belum"))
    if programs.quick_win:
        lacking = [
            d.code for d in view.dimensions if not any(view.quick(r) for r in rows if view.dimension(r) == d.code)
        ]
        chosen = len({*chosen_keys(view.result.reviews)} & {row.key for row in rows})
        figure = f"{sum(map(view.quick, rows))} calon, {chosen} terpilih"
        said = _named(lacking, "dimensi tanpa calon") or ("" if chosen else f"{NONE_YET} yang terpilih")
        yield _Question("Quick win", "Calon tiap dimensi", figure, quick_wins.NAME, said)
    joint = (*programs.supporters, *programs.partners)
    if joint:
        empty = _without(rows, *joint)
        figure = f"{len(rows) - len(empty)} dari {len(rows)} {noun}"
        asked = "Dikerjakan bersama: OPD pendukung atau mitra"
        yield _Question("Kolaborasi", asked, figure, agencies.SHEET.name, _named(empty, "sendiri"))


def _money(view: View) -> Iterator[_Question]:
    roles = view.budget
    if roles is None or not roles.funding:
        return
    figures = _funds(view, roles)
    whole = figures[ALL, ALL]
    for group, words in ((view.profile.own_budget, "Porsi kebutuhan dari"), (OTHER_FUNDS, "Dana di luar APBD:")):
        amount = figures[group, ALL]
        millions = "kurang dari Rp1" if 0 < amount < 1e6 else f"Rp{format_grouped(int(amount / 1e6 + 0.5))}"
        share = f"{_percent(amount, whole)} ({millions} juta)"
        unpaid = crosstabs.unfunded(view.countable[roles.form.name], roles)
        missing = f"{unpaid} {roles.form.noun} tanpa perkiraan anggaran" if unpaid else ""
        if group == OTHER_FUNDS and not amount:
            missing = f"{NONE_YET} dana di luar APBD"
        yield _Question("Output", f"{words} {group}", share, budget.SHEET.name, missing)


def _funds(view: View, roles: Roles) -> crosstabs.Figures:
    columns = [column.key for column in roles.budget]
    return crosstabs.sums(view.countable[roles.form.name], FUNDS, fund_groups(view.profile), columns)


def _percent(part: float, whole: float) -> str:
    if not whole:
        return NONE_YET
    return "<0,1%" if 0 < part / whole < 0.0005 else f"{100 * part / whole:.1f}%".replace(".", ",")


_Table = tuple[str, str, Sequence[str], Mapping[str, Sequence[str | int]]]


def _tables(view: View) -> Iterator[_Table]:
    programs, actions, roles = view.roles.programs, view.roles.actions, view.budget
    assert programs is not None
    assert actions is not None
    years = list(dict.fromkeys(quarter.year for quarter in view.profile.quarters))
    heads = [*map(str, years), "Semua"]  # what has no time yet runs in none of the years

    def by_year(rows: Sequence[Row]) -> list[str | int]:
        """How many run in each year, and how many there are."""
        year_of = {quarter.stored: quarter.year for quarter in view.profile.quarters}
        spans = [(year_of.get(start, 9999), year_of.get(end, 0)) for start, end in map(view.span, rows)]
        return [*(sum(first <= year <= last for first, last in spans) for year in years), len(rows)]

    def together(groups: Mapping[str, list[Row]], count: Callable[[Sequence[Row]], list[str | int]]) -> _Rows:
        everything = [row for rows in groups.values() for row in rows]
        return {**{name: count(rows) for name, rows in groups.items()}, "Jumlah": count(everything)}

    named = {dimension.code: dimension.name for dimension in view.dimensions}
    own = {name: [row for row in view.programs if view.dimension(row) == code] for code, name in named.items()}
    if 0 < len(years) < _WIDTH - 4:
        title = f"{programs.form.noun.upper()} YANG BERJALAN, PER DIMENSI DAN TAHUN"
        yield title, "Dimensi", heads, together(own, by_year)
    if actions.action_kind:
        column = actions.form.column(actions.action_kind)
        kinds = view.labels(actions.form, column, view.dimensions[0].code)
        of_kind = {
            kind: [row for row in view.actions if row.value(column.key) == stored] for stored, kind in kinds.items()
        }
        heading = column.heading.upper()
        if 0 < len(years) < _WIDTH - 4:
            yield f"{heading}, PER TAHUN BERJALAN", column.heading, heads, together(of_kind, by_year)
        if len(named) < _WIDTH - 4:

            def by_dimension(rows: Sequence[Row]) -> list[str | int]:
                return [*(sum(view.dimension(row) == code for row in rows) for code in named), len(rows)]

            yield f"{heading}, PER DIMENSI", column.heading, [*named, "Jumlah"], together(of_kind, by_dimension)
    if roles is not None and roles.funding and roles.yearly and len(roles.budget) < _WIDTH - 4:
        columns = [*map(parts.budget_heading, roles.budget), "Jumlah"]
        yield "PORSI SUMBER DANA PER TAHUN", "Kelompok sumber dana", columns, _shares(view, roles)


def _shares(view: View, roles: Roles) -> Mapping[str, Sequence[str | int]]:
    """By year, the share of each group of sources, and where it is known that of the region's whole budget."""
    figures, own = _funds(view, roles), view.profile.own_budget
    keys = [*(column.key for column in roles.budget), ALL]
    groups = {group: group for group in fund_groups(view.profile)}
    groups |= {REST: UNREAD} if figures[REST, ALL] else {}
    shares = {
        name: [_percent(figures[group, key], figures[ALL, key]) for key in keys] for group, name in groups.items()
    }
    totals = [view.profile.apbd_total.get(column.year or 0, 0) for column in roles.budget]
    if any(totals):
        amounts = [figures[own, key] if total else 0 for key, total in zip(keys, totals, strict=False)]
        pairs = zip((*amounts, sum(amounts)), (*totals, sum(totals)), strict=True)
        shares[f"{own} dari seluruh APBD"] = [_percent(amount, total) for amount, total in pairs]
    return shares


_Rows = Mapping[str, Sequence[str | int]]

SHEET = MatrixSheet(
    name="Siap Dinilai",
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    about="Jawaban untuk evaluasi kementerian.",
)
