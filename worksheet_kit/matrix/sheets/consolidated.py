"""*Matriks Konsolidasi*: all rows of all dimensions in one folding table, with columns to review them in.

Programs and their actions share a table, so columns that mean the same stand in one: those with the same key or
playing the same part (`roles`). Where a stage has no programs, the rows of each of its forms follow one another under
their blocks.

What people change here by hand is found again at the next merge: the key row names which form's column each cell shows,
and the last, hidden column holds a short print of every cell as it was written.
"""

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Dimension, Form, Profile, Row, Value
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import cells, row_sum, span, sum_where
from worksheet_kit.excel.page import Margins, printed, safe
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, GRID, INPUT, NAVY, PLAIN_BAND, QUIET, Style, style
from worksheet_kit.excel.text_fit import code_width, height, line_height, lines, print_points
from worksheet_kit.kinds import whole
from worksheet_kit.matrix.columns import SIZE, MatrixColumn, cell_print, columns_of, tree_forms
from worksheet_kit.matrix.parts import (
    AS_TYPED,
    FIXED,
    GOOD_TINT,
    HEAD,
    INDENT,
    MONEY,
    WANTED_TINT,
    WRONG_TINT,
    cell_lines,
    place_text,
    span_width,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension, heading, plain

NAME = "Matriks Konsolidasi"
BAND_ROW, HEADING_ROW, KEY_ROW, NUMBER_ROW, FIRST_ROW = 3, 4, 5, 6, 7
KEY, KIND, CODE, CHECK, TITLE = range(5)
CHECK_WIDTH, TITLE_WIDTH = 3.6, 37.0  # of both together where there is a check
_LENT = 7.0  # of the title's width, to long codes
_WIDEST_REVIEW = 20.0
_SIDE = 0.3  # margin in inches
_SQUEEZE = 1.04  # how much wider than a page something may be to be squeezed onto it
_HEAD_SIZE = 8
PROGRAM_TINT = "#F3F6FB"
#: Key of the hidden column that holds the prints of a row's cells.
PRINTS = "_cetak"
#: Stands among the prints of a row that went back to its recipient as reviewers asked: its revision and their words.
SENT_KEY = "~dikirim"
#: Keys of the columns that are the program's own.
KIND_KEY, CHECK_KEY, STATE_KEY, FILE_KEY = "_jenis", "_cek", "_keadaan", "_berkas"
#: Columns people review in, with heading, width and, where there is one, the list to choose from.
REVIEW_LIST = ("Setuju", "Perbaiki", "Gabung", "Pindah dimensi", "Hapus", "Tunda")
#: What the planning office notes; in the key row its name stands in the key (`_review_key`).
PLANNING_NOTE = "catatan_perencana"
REVIEWS: Mapping[str, tuple[str, float, tuple[str, ...]]] = {
    "catatan_pembimbing": ("Catatan pembimbing", 10.5, ()),
    "keputusan": ("Keputusan", 9.5, REVIEW_LIST),
    PLANNING_NOTE: ("Catatan {planning_office}", 10.5, ()),
}
_HINT = (
    "! perlu diperbaiki   ? perlu dicek   Isian boleh diubah di sini: "
    "perubahannya menjadi usulan pada penggabungan berikutnya."
)


def review_heading(profile: Profile, key: str) -> str:
    """The heading of a column people review in."""
    return REVIEWS[key][0].format(planning_office=profile.planning_office)


def _review_key(profile: Profile, key: str) -> str:
    """What stands for a column people review in, in the key row: ``catatan_bapperida`` for the planning office's."""
    if key != PLANNING_NOTE:
        return key
    office = "_".join(re.findall(r"\w+", profile.planning_office.lower()))
    return key if f"catatan_{office}" in REVIEWS else f"catatan_{office}"


def review_of_key(key: str) -> str:
    """The column people review in that a key of the key row means, whatever the planning office was called then."""
    return PLANNING_NOTE if key.startswith("catatan_") and key not in REVIEWS else key


@dataclass(slots=True, kw_only=True)
class _Line:
    """One line of the table."""

    kind: str  # D dimension, G group, P row, A action, J grand total
    level: int
    text: str = ""
    row: Row | None = None
    children: int = 0  # actions right below a program
    last: int = 0  # sheet row of the last line that belongs to it


def _lines_of(view: View) -> list[_Line]:
    """All lines of the table from top to bottom."""
    table: list[_Line] = []
    per_form = {form.name: by_dimension(view, view.dataset.rows.get(form.name, ())) for form in tree_forms(view)}
    orphans = by_dimension(view, view.orphans)
    others = tree_forms(view)[len(view.tree) :]
    for dimension in view.dimensions:
        start = len(table)
        table.append(_Line(kind="D", level=0, text=_dimension_text(view, dimension, per_form)))
        if view.roles.programs is not None:
            table += _program_lines(view, per_form[view.roles.programs.form.name].get(dimension.code, []))
            if orphans.get(dimension.code):
                noun = view.roles.programs.form.noun
                table.append(_Line(kind="G", level=1, text=f"Belum terhubung ke {noun} yang terisi"))
                table += [_Line(kind="A", level=2, row=row) for row in orphans[dimension.code]]
        for form in others:
            table += _form_lines(form, per_form[form.name].get(dimension.code, []))
        if len(table) == start + 1:
            table.append(_Line(kind="G", level=1, text="Belum ada isian"))
        table[start].last = len(table) - 1
    return table


def _dimension_text(view: View, dimension: Dimension, per_form: Mapping[str, Mapping[str, Sequence[Row]]]) -> str:
    counts = [f"{len(per_form[f.name].get(dimension.code, []))} {f.noun}" for f in tree_forms(view)]
    return f"{dimension.name.upper()}   ·   {', '.join(counts)}"


def _program_lines(view: View, rows: Sequence[Row]) -> list[_Line]:
    """Programs under the problem they answer, each with its actions."""
    assert view.roles.programs is not None
    key, noun = view.roles.programs.problem, view.roles.programs.form.noun
    labels: dict[Value, str] = {problem.code: problem.label for problem in view.profile.problems} if key else {}
    groups: dict[Value, list[Row]] = {code: [] for code in (*labels, None)}
    for row in rows:
        groups[row.value(key) if row.value(key) in labels else None].append(row)
    labels[None] = "Masalah utama belum terisi/terbaca" if key else ""
    table: list[_Line] = []
    for code, members in groups.items():
        label = labels[code]
        if label and members:
            table.append(_Line(kind="G", level=1, text=f"{label}   ·   {len(members)} {noun}"))
        for row in members:
            children = view.children.get(row.key, ())
            table.append(_Line(kind="P", level=1, row=row, children=len(children)))
            table += [_Line(kind="A", level=2, row=child) for child in children]
    return table


def _form_lines(form: Form, rows: Sequence[Row]) -> list[_Line]:
    """The rows of a form under its blocks, those of no block at the end."""
    table: list[_Line] = []
    codes = {row.key: parse_row_code(row.code) for row in rows}
    prefixes = {key: "" if code is None else code.prefix for key, code in codes.items()}
    for block in form.blocks:
        members = [row for row in rows if prefixes[row.key] == block.prefix]
        if members:
            title = block.title or form.sheet
            table.append(_Line(kind="G", level=1, text=f"{title}   ·   {len(members)} {form.noun}"))
            table += [_Line(kind="P", level=2, row=row) for row in members]
    placed = {line.row.key for line in table if line.row is not None}
    return table + [_Line(kind="P", level=2, row=row) for row in rows if row.key not in placed]


def applies(view: View) -> bool:
    """Where anybody has answered anything."""
    return any(view.dataset.rows.get(form.name) for form in tree_forms(view))


def write(sheet: Sheet, view: View) -> None:
    """*Matriks Konsolidasi*: all rows under their dimensions, programs with their actions."""
    _Writer(sheet, view).write()


class _Writer:
    """Writes the sheet; holds what all its lines share."""

    def __init__(self, sheet: Sheet, view: View) -> None:
        self.sheet = sheet
        self.view = view
        self.lines = _lines_of(view)
        self.first = TITLE + 1
        self.code_width = code_width((line.row.key for line in self.lines if line.row is not None), SIZE)
        self.title_width = TITLE_WIDTH - (0 if view.presentation else CHECK_WIDTH)
        self.title_width -= min(_LENT, self.code_width - code_width((), SIZE))
        self.room = printed(view.profile.paper.height, 2 * _SIDE)
        reviewed = sum(print_points(width) for _, width, _ in REVIEWS.values())
        self.columns = columns_of(view, self.room, self._frozen() + reviewed)
        # Printed: main columns, then the review columns; then details, state and links outside the print area.
        main = sum(not column.detail for column in self.columns)
        for n, column in enumerate(self.columns):
            column.place = self.first + n + (len(REVIEWS) if column.detail else 0)
        self.reviews = {key: self.first + main + n for n, key in enumerate(REVIEWS)}
        self.details = {column.place for column in self.columns if column.detail}
        self.printed = self.first + main + len(REVIEWS) - 1
        self.state = self.printed + 1 + len(self.details)
        self.link, self.prints = self.state + 1, self.state + 2
        self.breaks = self._page_breaks()
        self.review_widths = self._review_widths()
        self.money_columns = [c for c in self.columns if c.role in ("budget", "total")]

    def _frozen(self) -> float:
        """Points of the columns that every page repeats."""
        check = 0 if self.view.presentation else CHECK_WIDTH
        return sum(print_points(width) for width in (self.code_width, check, self.title_width) if width)

    def write(self) -> None:
        sheet = self.sheet
        self._titles()
        self._head()
        for at, line in enumerate(self.lines, start=FIRST_ROW):
            if line.row is None:
                self._band_line(at, line)
            else:
                self._row_line(at, line, line.row)
        end = FIRST_ROW + len(self.lines) - 1
        bottom = end
        if self.money_columns:
            bottom = end + 1
            self._grand_total(bottom, end)
        self._review_lists(end)
        sheet.fold_downwards()
        sheet.freeze(FIRST_ROW, self.first)
        # With the hidden keys and prints, so that sorting moves them along.
        sheet.filter((NUMBER_ROW, KEY, end, self.prints))
        self._print(bottom)

    def _titles(self) -> None:
        """What stands above the table."""
        sheet, view = self.sheet, self.view
        sheet.text(0, self.first, "MATRIKS KONSOLIDASI", font_size=18, bold=True, font_color=NAVY, valign="vcenter")
        sheet.text(0, CODE, view.code, font_size=10, bold=True, valign="vcenter")
        sheet.height(0, 27)
        sheet.text(1, self.first, view.event, font_size=9, font_color=QUIET)
        hint = f"Tanda + di atas membuka {len(self.details)} kolom lain." if self.details else ""
        if not self.view.presentation:
            hint = f"{hint} {_HINT}" if view.live else f"{hint} {_HINT} {FIXED}"
        # On the first page across: what runs over its edge is cut.
        last = (self.breaks[0] if self.breaks else self.printed + 1) - 1
        sheet.span(2, self.first, last, hint, font_size=8, font_color=QUIET, text_wrap=True)
        widths = {place: width for place, *_, width in self._headings()}
        room = span_width([widths[place] for place in range(self.first, last + 1)])
        sheet.height(2, max(13, height(hint, room, 8)))

    def _headings(self) -> list[tuple[int, str, str, str, float]]:
        """Every column of the table from left to right: place, key, heading, band, width."""
        view = self.view
        titled = [form for form in tree_forms(view) if form.title_column]
        title_key = "+".join(f"{form.name}.{form.title_column}" for form in titled)
        title_heading = " / ".join(dict.fromkeys(heading(form, form.title_column) for form in titled))
        head: list[tuple[int, str, str, str, float]] = [
            (KIND, KIND_KEY, "", "", 3),
            (CODE, "kode", "Kode", "Baris", self.code_width),
            (CHECK, CHECK_KEY, "Cek", "Baris", CHECK_WIDTH),
            (TITLE, title_key, title_heading, "Baris", self.title_width),
        ]
        for column in self.columns:
            head.append((column.place, column.shown_key, column.heading, column.band, column.width))
        for key, width in self.review_widths.items():
            name = review_heading(view.profile, key)
            head.append((self.reviews[key], _review_key(view.profile, key), name, "Pembahasan", width))
        head += [
            (self.state, STATE_KEY, "Keadaan", "Sumber", 26),
            (self.link, FILE_KEY, "Berkas", "Sumber", 28),
            (self.prints, PRINTS, "", "Sumber", 3),
        ]
        return sorted(head)

    def _head(self) -> None:
        """The headings with their bands and numbers, the row of keys, and the widths of the columns."""
        sheet, head = self.sheet, self._headings()
        sheet.text(KEY_ROW, KEY, KEY_MARK)
        bands = dict.fromkeys(band for place, _, _, band, _ in head if place >= CODE)
        tints = {name: BANDS[n % len(BANDS)] for n, name in enumerate(bands)}
        number = 0
        for place, key, name, band, width in head:
            options: Style = {}
            if place in (KIND, self.prints) or (self.view.presentation and place in (CHECK, self.state, self.link)):
                options["hidden"] = True
            if place in self.details:
                options |= {"level": 1, "hidden": True}
            if place == self.printed and self.details:
                options["collapsed"] = True
            sheet.width(place, width, **options)
            sheet.text(KEY_ROW, place, key, font_size=7, font_color=QUIET)
            if place < CODE or place == self.prints:
                continue
            sheet.text(HEADING_ROW, place, name, HEAD, font_size=_HEAD_SIZE, bg_color=tints[band][1])
            number += 1
            edge = {"border": 1, "border_color": GRID, "bg_color": PLAIN_BAND[1], "align": "center"}
            sheet.text(NUMBER_ROW, place, f"({number})", edge, font_size=7, italic=True, font_color=QUIET)
        widths = {place: width for place, *_, width in head}
        self._bands([(h[0], h[3]) for h in head if CODE <= h[0] < self.prints], widths, tints)
        sheet.width(KEY, 12, hidden=True)
        sheet.hide_row(KEY_ROW)
        need = max(lines(h[2], h[4], _HEAD_SIZE, bold=True) for h in head if h[0] not in self.details)
        sheet.height(HEADING_ROW, line_height(_HEAD_SIZE) * min(need, 6) + 4)

    def _bands(
        self, places: Sequence[tuple[int, str]], widths: Mapping[int, float], tints: Mapping[str, tuple[str, str]]
    ) -> None:
        """Write the bands over runs of columns; a run ends where a page does, so that no merged cell is cut."""
        look = style(bold=True, font_size=SIZE, font_color="#FFFFFF", align="center", valign="vcenter", text_wrap=True)
        tall = 1
        ends = [*self.breaks, self.printed + 1]
        for (name, _), run in groupby(places, key=lambda column: (column[1], bisect(ends, column[0]))):
            columns = [place for place, _ in run]
            self.sheet.span(BAND_ROW, columns[0], columns[-1], name, look, bg_color=tints[name][0])
            if columns[0] not in self.details:
                tall = max(tall, lines(name, span_width([widths[place] for place in columns]), SIZE, bold=True))
        self.sheet.height(BAND_ROW, tall * line_height(SIZE) + 4)

    def _band_line(self, at: int, line: _Line) -> None:
        """A dimension's or group's line."""
        sheet = self.sheet
        dimension = line.kind == "D"
        fill, ink = (NAVY, "#FFFFFF") if dimension else (BANDS[0][1], NAVY)
        look = style(bold=True, font_size=11 if dimension else SIZE, valign="vcenter", bg_color=fill, font_color=ink)
        sheet.text(at, KIND, line.kind, font_size=7)
        sheet.fill((at, CODE, at, self.prints - 1), look)
        sheet.text(at, CODE, line.text, look)
        if dimension:
            self._sums(at, at + 1, FIRST_ROW + line.last, look)
        sheet.height(at, 16 if dimension else 13, level=line.level)

    def _sums(self, at: int, first: int, last: int, look: Style) -> None:
        """Write on a line what the money of the lines ``first`` to ``last`` comes to."""
        kinds = span(KIND, first, last)
        for column in self.money_columns:
            area = cells(first, column.place, last, column.place)
            formula = "=" + "+".join(sum_where(area, (kinds, kind)) for kind in self._leaf_kinds(column))
            value = sum(self._money(line, column) for line in self.lines[first - FIRST_ROW : last - FIRST_ROW + 1])
            money = {"font_size": SIZE, "num_format": MONEY, "align": "right"}
            self.sheet.figure(at, column.place, formula, value, look, money)

    def _leaf_kinds(self, column: MatrixColumn) -> tuple[str, ...]:
        """Kinds of lines whose own amounts make up a sum: what is summed from other lines is not counted twice."""
        actions, programs = self.view.roles.actions, self.view.roles.programs
        forms = [form for form in tree_forms(self.view) if form.name in column.sources or column.role == "total"]
        kinds = ("A" if actions is not None and form is actions.form else "P" for form in forms)
        if actions is not None and actions.form in forms and actions.budget and programs is not None:
            kinds = (kind for kind in kinds if kind == "A" or programs.form.name in column.sources)
        return tuple(dict.fromkeys(kinds))

    def _money(self, line: _Line, column: MatrixColumn) -> float:
        """A line's own readable amount in a money column; sums over other lines are none of its own."""
        if line.row is None:
            return 0
        if column.role == "total":
            return self.view.cost(line.row)
        key = column.sources.get(line.row.form)
        return line.row.amount(key) if key else 0

    def _row_line(self, at: int, line: _Line, row: Row) -> None:
        """A row of a form."""
        sheet, view = self.sheet, self.view
        roles = view.roles.forms[row.form]
        program = line.kind == "P" and view.roles.programs is roles and view.roles.actions is not None
        base: Style = {"font_size": SIZE, "border": 1, "border_color": GRID, "text_wrap": True}
        if program:
            base |= {"bg_color": PROGRAM_TINT}
        sheet.text(at, KEY, row.key, font_size=7)
        sheet.text(at, KIND, line.kind, font_size=7)
        self._flag(at, row, {**base, "bold": line.kind == "P"})
        bad = frozenset() if self.view.presentation else view.bad_columns(row)
        title = view.shown_value(row, roles.title) if roles.title else None
        action = line.kind == "A"
        look = style(base, bold=program, indent=2 if action else 1, align="left")
        sheet.value(at, TITLE, title, look, WRONG_TINT if roles.title in bad else {})
        prints = [f"{roles.title}={cell_print(title)}"] if roles.title else []
        need = [lines(row.key, self.code_width, SIZE, bold=True)]
        need += [lines(plain(title), self.title_width - (2 if action else 1) * INDENT, SIZE, bold=program)]
        for column in self.columns:
            shown = self._cell(at, line, column, base, bad)
            key = column.sources.get(row.form)
            if key is not None:
                prints.append(f"{key}={cell_print(shown)}")
            elif column.joins:
                prints.append(f"~{column.key}={cell_print(shown)}")
            if not column.detail:
                need.append(cell_lines(plain(shown), column.width, SIZE))
        need += self._row_end(at, row, base, prints)
        points = min(max(need) * line_height(SIZE) + 1, 409)
        sheet.height(at, points, level=line.level)

    def _flag(self, at: int, row: Row, look: Style) -> None:
        """The row's code, tinted and marked where something is to be put right."""
        findings = () if self.view.presentation else self.view.faults.get(row.key, ())
        errors = bool(self.view.errors(row)) and not self.view.presentation
        tint = WRONG_TINT if errors else WANTED_TINT if findings else {}
        self.sheet.text(at, CODE, row.key, look, WRONG_TINT if errors else {}, indent=0)
        mark = "!" if errors else "?" if findings else ""
        self.sheet.text(at, CHECK, mark, look, {"bold": True, "align": "center"}, tint)

    def _cell(self, at: int, line: _Line, column: MatrixColumn, base: Style, bad: frozenset[str]) -> Value:
        """Write one cell of a row and return what it shows of an answer; None where it shows none."""
        assert line.row is not None
        row = line.row
        place = column.place
        look = style(base, {"num_format": MONEY} if column.kind.adds_up else {})
        key = column.sources.get(row.form)
        if column.role == "total":
            self._row_total(at, line, row, place, look)
            return None
        if column.joins:
            text = self.view.joined(row, column.joins.get(row.form, ()))
            self.sheet.text(at, place, text, look)
            return text
        if key is None:
            if column.role == "budget" and line.children:
                self._sum_below(at, line, column, place, look)
            else:
                self.sheet.blank(at, place, look)
            return None
        value = self.view.shown_value(row, key)
        kind = whole(column.kind)
        if (kind.matrix_look or kind.look).centred_when_narrow and column.width <= 14.5:
            look["align"] = "center"
        self.sheet.value(at, place, value, look, WRONG_TINT if key in bad else {})
        return value

    def _row_total(self, at: int, line: _Line, row: Row, place: int, look: Style) -> None:
        columns = [column for column in self.columns if column.role == "budget"]
        own = any(row.form in column.sources for column in columns)
        if not own and not line.children:
            self.sheet.blank(at, place, look)
            return
        value = self.view.cost(row)
        if not own:
            value = sum(self.view.cost(child) for child in self.view.children[row.key])
        formula = row_sum(at, [column.place for column in columns])
        self.sheet.figure(at, place, formula, value, {"align": "right"}, look, bold=True)

    def _sum_below(self, at: int, line: _Line, column: MatrixColumn, place: int, look: Style) -> None:
        value = sum(self._money(inner, column) for inner in self.lines[at - FIRST_ROW + 1 :][: line.children])
        formula = f"=SUM({cells(at + 1, place, at + line.children, place)})"
        self.sheet.figure(at, place, formula, value, {"align": "right"}, look, italic=True)

    def _row_end(self, at: int, row: Row, base: Style, prints: Sequence[str]) -> list[int]:
        """Review columns, state, link and prints; returns the lines they need."""
        sheet, view = self.sheet, self.view
        reviews = view.result.reviews.get(row.key, {})
        need = []
        for key, width in self.review_widths.items():
            text = reviews.get(key, "")
            sheet.text(at, self.reviews[key], text, base, bg_color=INPUT, num_format=AS_TYPED)
            need.append(cell_lines(text, width, SIZE))
        sent = view.result.sent.get(row.key)
        if sent is not None:
            prints = [*prints, f"{SENT_KEY}=R{sent.revision}-{sent.print}"]
        sheet.text(at, self.prints, f"{row.form}|{';'.join(prints)}", font_size=7)
        if self.view.presentation:
            return need
        condition = view.condition(row)
        if sent is not None:
            back = view.revision(row.recipient) >= sent.revision
            condition += f"\nLembar Perbaikan R{sent.revision} {'sudah dijawab' if back else 'belum kembali'}"
        tint = GOOD_TINT if condition.startswith("Lengkap") else WANTED_TINT
        sheet.text(at, self.state, condition, base, tint)
        need.append(min(3, cell_lines(condition, 26, SIZE)))
        sheet.file_link(at, self.link, row.place, place_text(row.place, " · "), base, font_size=8)
        return need

    def _grand_total(self, at: int, end: int) -> None:
        sheet = self.sheet
        look = style(bold=True, font_size=SIZE, bg_color=PLAIN_BAND[1], top=2, valign="vcenter")
        sheet.fill((at, CODE, at, self.state - 1), look)
        sheet.text(at, KIND, "J", font_size=7)
        sheet.text(at, CODE, "JUMLAH", look)
        self._sums(at, FIRST_ROW, end, look)
        sheet.height(at, 18)

    def _review_lists(self, end: int) -> None:
        for key, (_, _, choices) in REVIEWS.items():
            name = review_heading(self.view.profile, key)
            if choices:
                place = self.reviews[key]
                prompt = "Pilih dari daftar; dibaca lagi saat penggabungan berikutnya."
                self.sheet.validate([(FIRST_ROW, place, end, place)], dropdown(choices, name, prompt=prompt))

    def _page_breaks(self) -> list[int]:
        """The columns that begin a further page across: as few as can be, between bands where that costs no page."""
        columns: list[tuple[int, float, int]] = []
        before: MatrixColumn | None = None
        for column in self.columns:
            if not column.detail:
                cost = 0 if before is None or before.band != column.band else 3 if column.year is not None else 1
                columns.append((column.place, print_points(column.width), cost))
                before = column
        for n, (key, (_, width, _)) in enumerate(REVIEWS.items()):
            columns.append((self.reviews[key], print_points(width), 3 if n else 0))
        room = self.room - self._frozen()
        if sum(width for _, width, _ in columns) <= room * _SQUEEZE:
            return []  # a little too much is made smaller
        cautious = _cut_pages(columns, printed(safe(self.view.profile.paper).height, 2 * _SIDE) - self._frozen())
        return cautious if len(cautious) == 1 else _cut_pages(columns, room)

    def _review_widths(self) -> dict[str, float]:
        """The columns people review in share what the page they stand on leaves free."""
        first = self.breaks[-1] if self.breaks else self.first
        beside = [column.width for column in self.columns if not column.detail and column.place >= first]
        widths = {key: width for key, (_, width, _) in REVIEWS.items() if self.reviews[key] >= first}
        room = printed(safe(self.view.profile.paper).height, 2 * _SIDE) if self.breaks else self.room
        spare = room - self._frozen() - sum(map(print_points, (*beside, *widths.values())))
        more = spare / len(widths) / (print_points(1) - print_points(0)) - 0.1
        wider = {key: max(width, round(min(_WIDEST_REVIEW, width + more), 1)) for key, width in widths.items()}
        return {key: wider.get(key, width) for key, (_, width, _) in REVIEWS.items()}

    def _print(self, bottom: int) -> None:
        """Landscape, two pages wide at most, code and name repeated on every page."""
        rows, columns, paper = (BAND_ROW, HEADING_ROW), (CODE, TITLE), self.view.profile.paper
        margins = Margins(side=_SIDE, top=0.35, bottom=0.42, footer=0.2)
        self.sheet.page(
            paper,
            landscape=True,
            fit=None if self.breaks else (1, 0),  # who fits to pages sees no breaks
            margins=margins,
            repeat_rows=rows,
            repeat_columns=columns,
            across=True,
        )
        self.sheet.break_pages(columns=self.breaks)
        self.sheet.print_area((0, CODE, bottom, self.printed))


def _cut_pages(columns: Sequence[tuple[int, float, int]], room: float) -> list[int]:
    """Where further pages begin, for columns of (place, width, cost of a cut before it): fewest, cheapest, fullest."""
    best: dict[int, tuple[int, int, list[int]]] = {len(columns): (0, 0, [])}
    for first in range(len(columns) - 1, -1, -1):
        used, layouts = 0.0, []
        for end in range(first + 1, len(columns) + 1):
            used += columns[end - 1][1]
            if used > room and end > first + 1:
                break
            pages, cost, cuts = best[end]
            own = columns[end][2] if end < len(columns) else 0
            layouts.append((pages + 1, cost + own, ([columns[end][0]] if end < len(columns) else []) + cuts))
        best[first] = min(layouts, key=lambda layout: (layout[0], layout[1], [-place for place in layout[2]]))
    return best[0][2]


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    read_back=True,
    about="Semua isian per dimensi; tempat catatan.",
)
