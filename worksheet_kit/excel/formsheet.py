"""One form as a sheet: head, bands, headings, keys, rows, rules, colours, print.

Where a cell stands is decided in `layout`, what it shows in `contents`, what its status says in `status`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from worksheet_kit.excel import style as st
from worksheet_kit.excel import validation
from worksheet_kit.excel.computed import lookup, total
from worksheet_kit.excel.contents import Contents, FormContents
from worksheet_kit.excel.daftar import status_name
from worksheet_kit.excel.paper import Pages, plan_pages, set_up
from worksheet_kit.excel.style import style
from worksheet_kit.excel.textfit import column_pixels, fit_size, height, lines, text_width
from worksheet_kit.excel.writer import Area, Book, Sheet, literal, span
from worksheet_kit.layout import (
    BAND_ROW,
    EVENT_ROW,
    FIRST_COLUMN,
    FIRST_ROW,
    GAP_ROW,
    HEADING_ROW,
    INSTRUCTIONS_SHEET,
    KEY_COLUMN,
    KEY_MARK,
    KEY_ROW,
    LEGEND_ROW,
    NOTE_MARK,
    NUMBER_ROW,
    ORIGIN_HEADING,
    ORIGIN_KEY,
    TITLE_ROW,
    RowPlace,
    a1,
    column_letters,
)
from worksheet_kit.model import Block, Column, Kind, Mark, Required, Rule, RuleKind

#: Smallest height of a row: two lines. A key in this size, in the hidden column, keeps it from shrinking below.
_ROW_POINTS, _KEY_SIZE = 28.5, 24
#: Columns up to this width have their content centred, if it is chosen from a list.
_NARROW = 11.0
_CHECK_FUNDING = "Cek anggaran dan sumber dana"
#: Width of a column whose dropdown offers codes with their wording.
_WORDED = 30.0
_CODE_SIZES = (11, 10, 9, 8)
_HEADING_PAD = 6.0

LEGEND: tuple[tuple[str, st.Style], ...] = (
    ("isi di sini", {"bg_color": st.INPUT}),
    ("terisi sendiri", {"bg_color": st.LOCKED, "font_color": st.LOCKED_TEXT}),
    ("wajib, belum diisi", {"bg_color": st.WANTED, "font_color": st.WANTED_TEXT}),
    ("perlu dicek lagi", {"bg_color": st.WRONG, "font_color": st.WRONG_TEXT}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a column looks: its width and the tints of its band."""

    column: Column
    place: int
    width: float
    band: tuple[str, str]
    opens_band: bool  # first column of its band


def write(book: Book, sheet: Sheet, contents: Contents, form: FormContents) -> None:
    """Write the sheet of one form."""
    looks = _looks(contents, form)
    for look in looks:
        sheet.width(look.place, look.width)
    sheet.width(KEY_COLUMN, 12, hidden=True)
    pages = _pages(contents, form, looks)
    _head(sheet, contents, form, looks)
    _headings(sheet, form, looks, pages)
    _rows(sheet, contents, form, looks)
    areas = _row_areas(form)
    validation.apply(sheet, form, areas)
    _highlights(sheet, form, looks, areas)
    _finish(sheet, contents, form, looks, pages)


def _looks(contents: Contents, form: FormContents) -> list[_Look]:
    bands = {title: st.BANDS[n % len(st.BANDS)] for n, title in enumerate(_band_titles(form.form.columns))}
    looks: list[_Look] = []
    previous: str | None = None
    for column, place in form.sheet.columns:
        tint = bands.get(column.band, st.PLAIN_BAND)
        opens = previous is not None and column.band != previous
        looks.append(
            _Look(column=column, place=place, width=_width(contents, form, column), band=tint, opens_band=opens)
        )
        previous = column.band
    return looks


def _band_titles(columns: Sequence[Column]) -> list[str]:
    """Titles that get a colour: all but the one over Kode and Status, which stays grey."""
    plain = {column.band for column in columns if column.kind in {Kind.CODE, Kind.STATUS}}
    return [title for title in dict.fromkeys(column.band for column in columns) if title and title not in plain]


def _width(contents: Contents, form: FormContents, column: Column) -> float:
    """The width from the spec; more where codes would not fit."""
    if column.refers_to is not None and column.key in form.sources.entries:
        # Codes of an earlier stage are offered with their wording.
        return max(column.width, _WORDED)
    codes: Sequence[str] = ()
    if column.kind is Kind.CODE:
        codes = [row.shown for row in form.sheet.rows]
    elif column.key in form.sources.codes:
        target = contents.form(form.sources.codes[column.key][""].form)
        codes = [row.shown for row in target.sheet.rows] if target is not None else ()
    longest = max(codes, key=len, default="")
    # Codes of an agency's workbook are long; they break at their hyphens.
    parts = [f"{part}-" for part in longest.split("-")]
    needed = max((text_width(part, st.BODY_SIZE - 1, bold=True) for part in parts), default=0.0)
    return max(column.width, round((needed + 6) / 7, 1)) if longest else column.width


def _head(sheet: Sheet, contents: Contents, form: FormContents, looks: Sequence[_Look]) -> None:
    """Four rows: what this is and who it is for, how far it is, what the colours mean, ways to other sheets."""
    for row, points in ((TITLE_ROW, 26), (EVENT_ROW, 14.5), (LEGEND_ROW, 15.5), (GAP_ROW, 15.5)):
        sheet.row(row, points)
    start = max(FIRST_COLUMN + 2, form.sheet.frozen_columns)
    left = sum(look.width for look in looks if look.place < start)
    size = fit_size(contents.code, left, _CODE_SIZES, bold=True)
    area = (TITLE_ROW, FIRST_COLUMN, TITLE_ROW, start - 1)
    sheet.merged(area, contents.code, st.FILE_CODE, font_size=size, text_wrap=True)
    title = form.form.title
    if contents.content.draft:
        title += " · DRAF KELOMPOK"
    elif contents.content.revision:
        title += f" · LEMBAR PERBAIKAN VERSI {contents.content.revision}"
    sheet.text(TITLE_ROW, start, title, st.TITLE)
    stage, profile = contents.stage, contents.profile
    event = f"Bimtek {stage.number} {stage.title} · {profile.region}, {stage.dates}"
    sheet.text(EVENT_ROW, start, f"Dimensi {contents.audience} · {event}", st.EVENT)

    _totals(sheet, form, start)
    _legend(sheet, start, looks)
    _links(sheet, contents, form, start, looks)


def _totals(sheet: Sheet, form: FormContents, start: int) -> None:
    """How many rows are filled in and complete, and how many have a source of money that does not go with the amounts.

    It stands left of all inputs: a formula above them would lie in the columns that it depends on through *Status*.
    """
    name = status_name(form.slug)
    filled = f'SUMPRODUCT(--({name}<>""))'
    complete = f'COUNTIF({name},"Lengkap")'
    formula = (
        f'=IF({filled}=0,"Belum ada baris terisi",{filled}&" baris terisi: "&{complete}&" lengkap, "'
        f'&({filled}-{complete})&" perlu dilengkapi")'
    )
    value = totals_text(form.filled, form.complete)
    area = (EVENT_ROW, FIRST_COLUMN, GAP_ROW, start - 1)
    funding = next((rule for rule in form.form.rules if rule.kind is RuleKind.FUNDING), None)
    if funding is not None:
        count, n = _funding_count(form, funding)
        formula += f'&IF({count}=0,"",{literal(f" · {_CHECK_FUNDING}: ")}&{count}&" baris")'
        value += f" · {_CHECK_FUNDING}: {n} baris" if n else ""
        sheet.highlight([area], f"{count}>0", font_color=st.WANTED_TEXT)
    limits = [rule for rule in form.form.rules if rule.kind is RuleKind.LIMIT and rule.limit]
    for rule in limits:
        count, n = _value_count(form, rule)
        head, tail = f" · {form.form.column(rule.columns[0]).heading}: ", f", paling banyak {rule.limit}"
        formula += f'&IF({count}>{rule.limit},{literal(head)}&{count}&{literal(tail)},"")'
        value += f"{head}{n}{tail}" if n > rule.limit else ""
    sheet.merged(area, "", st.HEAD_TOTALS)
    sheet.formula(EVENT_ROW, FIRST_COLUMN, formula, value, st.HEAD_TOTALS)


def totals_text(filled: int, complete: int) -> str:
    """What the head of a sheet says for these numbers of rows."""
    if not filled:
        return "Belum ada baris terisi"
    return f"{filled} baris terisi: {complete} lengkap, {filled - complete} perlu dilengkapi"


def _legend(sheet: Sheet, start: int, looks: Sequence[_Look]) -> None:
    """Chips that say what each colour means, over as many columns as each needs."""
    column = start
    for text, tint in LEGEND:
        last = _reach(looks, column, text_width(text, 8) + 14)
        if last is None:
            break
        sheet.merged((LEGEND_ROW, column, LEGEND_ROW, last), text, st.CHIP, tint)
        column = last + 1


def _links(sheet: Sheet, contents: Contents, form: FormContents, start: int, looks: Sequence[_Look]) -> None:
    """Ways to *Petunjuk* and to the forms before and after this one."""
    names = [one.form.sheet for one in contents.forms]
    here = names.index(form.form.sheet)
    links = [(INSTRUCTIONS_SHEET, f"‹ {INSTRUCTIONS_SHEET}")]
    links += [(names[here - 1], f"‹ {names[here - 1]}")] if here else []
    links += [(names[here + 1], f"{names[here + 1]} ›")] if here + 1 < len(names) else []
    column = start
    for name, text in links:
        last = _reach(looks, column, text_width(text, 9) + 10)
        if last is None:
            break
        if last > column:
            sheet.merged((GAP_ROW, column, GAP_ROW, last), "", st.LINK_STYLE)
        sheet.link(GAP_ROW, column, name, "A1", text, st.LINK_STYLE)
        column = last + 1


def _reach(looks: Sequence[_Look], column: int, needed: float) -> int | None:
    """The last of the columns from this one on that together hold so many pixels, None when there are too few."""
    room = -1.0
    for look in looks:
        if look.place >= column:
            room += column_pixels(look.width) + 1
            if room >= needed:
                return look.place
    return None


def _headings(sheet: Sheet, form: FormContents, looks: Sequence[_Look], pages: Pages) -> None:
    sheet.row(BAND_ROW, 16.5)
    edges = (form.sheet.frozen_columns, *pages.breaks)

    def part(look: _Look) -> tuple[str, int]:
        # A merged band must not be cut by the edge of the frozen columns or of a printed page.
        return look.column.band, sum(look.place >= edge for edge in edges)

    for _, group in groupby(looks, key=part):
        band = list(group)
        area = (BAND_ROW, band[0].place, BAND_ROW, band[-1].place)
        tint, title = band[0].band[0], band[0].column.band
        size = fit_size(title, sum(look.width for look in band), (9, 8, 7), bold=True)
        colours = style(bg_color=tint, border_color=st.WHITE, font_color=st.WHITE)
        sheet.merged(area, title, st.HEADING, colours, font_size=size, text_wrap=False)
    points = 0.0
    for look in looks:
        heading = look.column.heading
        shape = style(bg_color=look.band[1], italic=not form.is_open(look.column) and look.column.kind is not Kind.CODE)
        if look.column.required in {Required.YES, Required.ANY}:
            sheet.starred(HEADING_ROW, look.place, heading, {"font_color": st.STAR, "bold": True}, st.HEADING, shape)
            heading += "\u00a0*"
        else:
            sheet.text(HEADING_ROW, look.place, heading, st.HEADING, shape)
        tall = lines(heading, look.width, st.HEADING_SIZE, bold=True) * 12 + _HEADING_PAD
        points = max(points, tall)
        sheet.text(NUMBER_ROW, look.place, f"({look.place - FIRST_COLUMN + 1})", st.NUMBER_ROW)
    sheet.row(HEADING_ROW, points)
    sheet.text(KEY_ROW, KEY_COLUMN, KEY_MARK)
    for look in looks:
        sheet.text(KEY_ROW, look.place, look.column.key, {"font_color": st.QUIET})
    sheet.row(KEY_ROW, 12, hidden=True)
    sheet.row(NUMBER_ROW, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is needed to write a cell of a row."""

    sheet: Sheet
    form: FormContents
    others: Mapping[str, FormContents]


def _rows(sheet: Sheet, contents: Contents, form: FormContents, looks: Sequence[_Look]) -> None:
    job = _Job(sheet=sheet, form=form, others={one.form.name: one for one in contents.forms})
    marks = _marks(contents, form)
    for block, band in form.sheet.bands:
        _block_band(sheet, block, band, looks, form)
    last = looks[-1].place
    for row in form.sheet.rows:
        sheet.text(row.row, KEY_COLUMN, row.key, font_size=_KEY_SIZE)
        tall = _ROW_POINTS
        for look in looks:
            column, place = look.column, look.place
            notes = marks.get((row.key, column.key), [])
            edge = style(right=2, right_color=st.NAVY) if place == form.sheet.frozen_columns - 1 else {}
            if look.opens_band:
                edge = style(edge, left=1, left_color="#7F7F7F")
            tint = style(bg_color=st.WRONG, font_color=st.WRONG_TEXT) if notes else {}
            shown = _write_cell(job, look, row, style(edge, tint))
            if notes:
                sheet.note(row.row, place, "\n".join(notes), contents.profile.contact.office)
            size = st.SMALL_SIZE if column.kind is Kind.STATUS else _code_size(look, row.shown)
            if shown:
                bold = column.kind in {Kind.CODE, Kind.STATUS}
                tall = max(tall, height(shown, look.width, size, bold))
        origin = contents.content.origins.get(row.key)
        if origin:
            sheet.text(row.row, last + 1, origin, st.LOCKED_CELL, font_size=8)
        sheet.row(row.row, tall, grows=True)
    if any(row.key in contents.content.origins for row in form.sheet.rows):
        sheet.text(HEADING_ROW, last + 1, ORIGIN_HEADING, st.HEADING, bg_color=st.PLAIN_BAND[1])
        sheet.text(KEY_ROW, last + 1, ORIGIN_KEY)
        sheet.width(last + 1, 16)
    closing = form.sheet.closing_row
    sheet.fill((closing, FIRST_COLUMN, closing, last), {"bg_color": "#D9D9D9", "top": 1, "top_color": st.GRID})
    sheet.row(closing, 6)
    # An NIP, a year or a sub-activity's code is text on purpose: no green corners.
    area = f"{a1(FIRST_ROW, FIRST_COLUMN)}:{a1(closing, last)}"
    sheet.raw.ignore_errors({"number_stored_as_text": area})


def _marks(contents: Contents, form: FormContents) -> dict[tuple[str, str], list[str]]:
    """The notes on this sheet's cells, by row key and column key."""
    notes: dict[tuple[str, str], list[str]] = {}
    for mark in contents.content.marks:
        if mark.form == form.form.name:
            notes.setdefault((mark.row, mark.column or _code_key(form)), []).append(_note(mark))
    return notes


def _code_key(form: FormContents) -> str:
    return next(column.key for column in form.form.columns if column.kind is Kind.CODE)


def _code_size(look: _Look, shown: str) -> float:
    if look.column.kind is Kind.CODE:
        return fit_size(shown, look.width, (10, 9, 8), bold=True)
    return st.BODY_SIZE


def _note(mark: Mark) -> str:
    parts = [f"{NOTE_MARK}{mark.message}"]
    if mark.typed:
        parts.append(f"Tertulis: {mark.typed}")
    if mark.expected:
        parts.append(f"Yang diharapkan: {mark.expected}")
    return "\n".join(parts)


def _write_cell(job: _Job, look: _Look, at: RowPlace, more: st.Style) -> str:
    """Write one cell of a row; gives the text it shows."""
    sheet, form, column, place = job.sheet, job.form, look.column, look.place
    if column.kind is Kind.CODE:
        sheet.text(at.row, place, at.shown, st.CODE_CELL, more, font_size=_code_size(look, at.shown))
        return at.shown
    if column.kind is Kind.STATUS:
        text = form.statuses[at.key]
        sheet.formula(at.row, place, form.status.formula(at.block.prefix), text, st.STATUS_CELL, more)
        return text
    if column.kind is Kind.TOTAL:
        formula, value = total(form, column, at.key)
        shape = style(st.LOCKED_CELL, more, num_format=st.MONEY_FORMAT, align="right")
        sheet.formula(at.row, place, formula, value, shape)
        return "" if value == "" else f"{value:,.0f}"
    if column.kind is Kind.LOOKUP:
        formula, text = lookup(form, column, at.key, job.others)
        sheet.formula(at.row, place, formula, text, st.LOCKED_CELL, more, font_size=9)
        return text
    shown = form.shown(at.key, column.key)
    cell = st.INPUT_CELL if form.is_open(column) else st.LOCKED_CELL
    shape = style(cell, cell_shape(column, look.width), more)
    if isinstance(shown, str) or shown is None:
        text = shown or ""
        if text and column.kind in {Kind.NUMBER, Kind.MONEY}:
            shape = style(shape, align="left")
        sheet.text(at.row, place, text, shape)
        return text
    sheet.number(at.row, place, shown, shape)
    return f"{shown:,.0f}" if column.kind is Kind.MONEY else f"{shown:.15g}"


def cell_shape(column: Column, width: float) -> st.Style:
    """Number format and alignment by kind. Text keeps its leading zeros, and is never taken for a date."""
    if column.kind is Kind.MONEY:
        return {"num_format": st.MONEY_FORMAT}
    if column.kind is Kind.NUMBER:
        return {}
    if column.kind in {Kind.CHOICE, Kind.QUARTER} and width <= _NARROW:
        return {"num_format": "@", "align": "center"}
    return {"num_format": "@"}


def _block_band(sheet: Sheet, block: Block, row: int, looks: Sequence[_Look], form: FormContents) -> None:
    prefixes = [one.prefix for one, _ in form.sheet.bands]
    tint = st.BANDS[prefixes.index(block.prefix) % len(st.BANDS)][0]
    sheet.fill((row, FIRST_COLUMN, row, looks[-1].place), {"bg_color": tint})
    shape = style(bold=True, font_color=st.WHITE, bg_color=tint, valign="vcenter")
    sheet.text(row, FIRST_COLUMN, block.title, shape)
    if block.note:
        # Beside the frozen columns, which are repeated on every page across, so that the title is never cut.
        start = max(FIRST_COLUMN + 2, form.sheet.frozen_columns)
        title_room = sum(look.width for look in looks if look.place < start)
        fits = text_width(block.title, st.BODY_SIZE, bold=True) <= column_pixels(title_room)
        sheet.text(row, start if fits else start + 1, block.note, shape, bold=False, italic=True)
    sheet.row(row, 18)


def _row_areas(form: FormContents) -> list[tuple[str, int, int]]:
    """Runs of adjoining rows of one block: prefix, first and last row."""
    runs: list[tuple[str, int, int]] = []
    for row in form.sheet.rows:
        if runs and runs[-1][0] == row.block.prefix and runs[-1][2] == row.row - 1:
            runs[-1] = (row.block.prefix, runs[-1][1], row.row)
        else:
            runs.append((row.block.prefix, row.row, row.row))
    return runs


def _highlights(sheet: Sheet, form: FormContents, looks: Sequence[_Look], runs: Sequence[tuple[str, int, int]]) -> None:
    """Colours that follow what is typed. Names only, and one rule over all columns of a kind."""
    if not runs:
        return
    top, bottom = runs[0][1], runs[-1][2]
    by_key = {look.column.key: look for look in looks}

    def areas(columns: Sequence[Column]) -> list[Area]:
        return [(top, by_key[c.key].place, bottom, by_key[c.key].place) for c in columns]

    def first(columns: Sequence[Column]) -> str:
        return a1(top, min(by_key[c.key].place for c in columns))

    def wrong(columns: Sequence[Column], formula: str) -> None:
        sheet.highlight(areas(columns), formula, bg_color=st.WRONG, font_color=st.WRONG_TEXT)

    status = next(look.place for look in looks if look.column.kind is Kind.STATUS)
    state = f"${column_letters(status)}{top + 1}"
    place = [(top, status, bottom, status)]
    sheet.highlight(place, f'{state}="Lengkap"', bg_color=st.COMPLETE, font_color=st.COMPLETE_TEXT)
    sheet.highlight(place, f'{state}<>""', bg_color=st.WANTED, font_color=st.WANTED_TEXT)
    inputs = form.form.inputs
    wrong(inputs, f"ISERROR({first(inputs)})")
    for name, columns in _by_list(form):
        cell = f"TRIM({first(columns)})"
        wrong(columns, f'AND({cell}<>"",SUMPRODUCT(--({name}={cell}))=0)')
    for column_key, codes in form.sources.codes.items():
        column = form.form.column(column_key)
        cell = f"TRIM({first([column])})"
        for prefix, run in groupby(runs, key=lambda one: one[0]):
            own = codes[column.blocks.get(prefix, "")]
            for _, from_row, to_row in run:
                here = a1(from_row, by_key[column_key].place)
                cell = f"TRIM({here})"
                sheet.highlight(
                    [(from_row, by_key[column_key].place, to_row, by_key[column_key].place)],
                    f'AND({cell}<>"",SUMPRODUCT(({own.codes}={cell})*{own.filled})=0)',
                    bg_color=st.WRONG,
                    font_color=st.WRONG_TEXT,
                )
    numbers = [column for column in inputs if column.kind in {Kind.NUMBER, Kind.MONEY}]
    if numbers:
        cell = first(numbers)
        wrong(numbers, f'AND(TRIM({cell})<>"",NOT(ISNUMBER({cell})))')
    wanted = [column for column in inputs if column.required is Required.YES]
    if wanted:
        formula = f'AND({state}<>"",TRIM(SUBSTITUTE({first(wanted)},"\u00a0"," "))="")'
        sheet.highlight(areas(wanted), formula, bg_color=st.WANTED)
    for stem in dict.fromkeys(c.series for c in inputs if c.required is Required.ANY):
        series = [column for column, _ in form.sheet.series(stem)]
        joined = "&".join(f"${column_letters(by_key[c.key].place)}{top + 1}" for c in series)
        sheet.highlight(areas(series), f'AND({state}<>"",TRIM({joined})="")', bg_color=st.WANTED)
    for source, formula in _funding(form, by_key, top, state):
        sheet.highlight(areas([source]), formula, bg_color=st.WANTED, font_color=st.WANTED_TEXT)


def _by_list(form: FormContents) -> Iterator[tuple[str, list[Column]]]:
    names: dict[str, list[Column]] = {}
    for key, entries in form.sources.entries.items():
        names.setdefault(entries.accepted, []).append(form.form.column(key))
    yield from names.items()


def _funding(form: FormContents, by_key: dict[str, _Look], top: int, state: str) -> Iterator[tuple[Column, str]]:
    """Where the source of money and the amounts do not go together: worth a look, no obstacle to *Lengkap*."""
    for rule in form.form.rules:
        if rule.kind is not RuleKind.FUNDING:
            continue
        source = by_key[rule.columns[0]]
        cell = f"${column_letters(source.place)}{top + 1}"
        amounts = ",".join(f"${column_letters(place)}{top + 1}" for _, place in _money(form, rule))
        formula = f'AND({state}<>"",TRIM({cell})<>"",(TRIM({cell})={literal(rule.value)})<>(SUM({amounts})=0))'
        yield source.column, formula


def _funding_count(form: FormContents, rule: Rule) -> tuple[str, int]:
    """Formula for the number of rows whose source of money does not go with the amounts, and what it gives."""
    status = next(place for spec, place in form.sheet.columns if spec.kind is Kind.STATUS)
    bottom = form.sheet.closing_row
    money = _money(form, rule)
    # From the locked row of column numbers to the locked row below the table: no end can be cut away.
    source = span(form.sheet.column_of(rule.columns[0]), NUMBER_ROW, bottom)
    state = span(status, NUMBER_ROW, bottom)
    paid = "+".join(f"({span(place, NUMBER_ROW, bottom)}>0)" for _, place in money)
    started = f'({state}<>"")*(LEFT({state},1)<>"(")*({source}<>"")'
    count = f"SUMPRODUCT({started}*(({source}={literal(rule.value)})<>({paid}=0)))"
    n = 0
    for row in form.sheet.rows:
        typed = form.text(row.key, rule.columns[0])
        amounts = [form.shown(row.key, spec.key) for spec, _ in money]
        is_paid = any(isinstance(amount, str) or (amount or 0) > 0 for amount in amounts)
        if form.statuses[row.key] and typed and (typed.casefold() == rule.value.casefold()) == is_paid:
            n += 1
    return count, n


def _value_count(form: FormContents, rule: Rule) -> tuple[str, int]:
    """Formula for the number of rows with the value a rule limits, and what it gives."""
    place = form.sheet.column_of(rule.columns[0])
    count = f"SUMPRODUCT(--({span(place, NUMBER_ROW, form.sheet.closing_row)}={literal(rule.value)}))"
    wanted = rule.value.casefold()
    return count, sum(form.text(row.key, rule.columns[0]).casefold() == wanted for row in form.sheet.rows)


def _money(form: FormContents, rule: Rule) -> list[tuple[Column, int]]:
    """The columns of amounts a funding rule speaks of, by series or by key."""
    return [(spec, place) for spec, place in form.sheet.columns if rule.columns[1] in {spec.series, spec.key}]


def _pages(contents: Contents, form: FormContents, looks: Sequence[_Look]) -> Pages:
    """Pages across: cut where the form says, else where a band begins."""
    cuts = [form.sheet.column_of(key) for key in form.form.strips]
    if not cuts:
        cuts = [look.place for look in looks if look.opens_band and look.place >= form.sheet.frozen_columns]
    return plan_pages(
        {look.place: look.width for look in looks},
        repeated=range(FIRST_COLUMN, form.sheet.frozen_columns),
        cuts=cuts,
        paper=contents.profile.paper,
    )


def _finish(sheet: Sheet, contents: Contents, form: FormContents, looks: Sequence[_Look], pages: Pages) -> None:
    last = looks[-1].place
    sheet.raw.freeze_panes(FIRST_ROW, form.sheet.frozen_columns)
    rows = form.sheet.rows
    if rows:
        sheet.raw.autofilter(NUMBER_ROW, FIRST_COLUMN, rows[-1].row, last)
    sheet.raw.set_selection(FIRST_ROW, form.sheet.frozen_columns, FIRST_ROW, form.sheet.frozen_columns)
    sheet.raw.hide_gridlines(2)
    sheet.raw.set_zoom(90)
    set_up(sheet, contents, pages=pages, title=form.form.sheet)
    sheet.raw.repeat_rows(BAND_ROW, NUMBER_ROW)
    sheet.raw.repeat_columns(FIRST_COLUMN, max(FIRST_COLUMN, form.sheet.frozen_columns - 1))
    sheet.raw.print_area(TITLE_ROW, FIRST_COLUMN, form.sheet.closing_row, last)
    sheet.protect()
