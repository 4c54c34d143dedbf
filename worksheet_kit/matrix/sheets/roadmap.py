"""*Peta Jalan*: when each program runs, as bars over the quarters of the plan."""

from collections import defaultdict
from collections.abc import Sequence

from worksheet_kit.core.model import Quarter, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, NAVY, PLAIN_BAND, style
from worksheet_kit.excel.text_fit import code_width, line_height, lines
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import CELL, HEAD, INDENT, NONE_YET, WANTED_TINT, banner, cell_lines, headings
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension

#: Widths of the columns of agency, begin and end, and of a quarter.
_OTHERS, _QUARTER = (12.5, 10.0, 10.0), 3.0


def applies(view: View) -> bool:
    """Where there are rows that have quarters, or that are of the roadmap itself."""
    return bool(view.rows(_timed(view)) or view.rows(view.roles.roadmap))


def write(sheet: Sheet, view: View) -> None:
    """*Peta Jalan*: when each program runs, as bars over the plan's quarters; quick wins first, actions folded away."""
    timed = _timed(view)
    if timed is not None:
        _Roadmap(sheet, view, timed).write()
    else:
        assert view.roles.roadmap is not None
        _write_horizons(sheet, view, view.roles.roadmap)


def _timed(view: View) -> Roles | None:
    """The programs, else the actions, where either say when they begin."""
    if not view.profile.quarters:
        return None
    return view.tree[0] if any(roles.start for roles in view.tree) else None


class _Roadmap:
    """Bars are tinted cells; begin and end stand beside them in words."""

    _FIRST = 5  # column of the first quarter

    def __init__(self, sheet: Sheet, view: View, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.roles = roles
        self.quarters = view.profile.quarters
        self.places = {quarter.stored: n for n, quarter in enumerate(self.quarters)}
        self.last = self._FIRST + len(self.quarters) - 1
        self._drawn: dict[tuple[int, int, str], int] = {}  # bar and its colour -> the first row with it
        self.code_width = code_width((row.key for row in view.all_rows), 9)
        beside = (self.code_width, *_OTHERS, *[_QUARTER] * len(self.quarters))
        self.name_width = parts.left_over(view, beside, 28.0, 46.0)

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        widths = (self.code_width, self.name_width, *_OTHERS)
        sheet.widths(widths)
        sheet.width(self._FIRST, _QUARTER, last=self.last)
        noun = view.tree[-1].form.noun
        at = banner(sheet, view, "PETA JALAN", f"{view.event} · tanda + di kiri membuka {noun}", self.last, first=2)
        at = self._head(at)
        first = at
        rows = view.rows(self.roles)
        quick = [row for row in rows if view.quick(row)]
        if quick:
            at = self._group(at, "CALON QUICK WIN", quick, ("#B8860B", "#F3DFA8"), folded=False)
        members = by_dimension(view, rows)
        for dimension in view.dimensions:
            at = self._group(at, dimension.name.upper(), members[dimension.code], BANDS[0], folded=True)
        if view.orphans:
            at = self._group(at, "BELUM TERHUBUNG", list(view.orphans), PLAIN_BAND, folded=True)
        sheet.fold_downwards()
        sheet.freeze(first, 2)
        bars = [_QUARTER] * len(self.quarters)
        parts.table_page(sheet, view, [*widths, *bars], (first - 2, first - 1), repeat_columns=(0, 1))

    def _head(self, at: int) -> int:
        sheet = self.sheet
        for n, name in enumerate(("Kode", "Nama", "OPD", "Mulai", "Selesai")):
            sheet.merged((at, n, at + 1, n), name, HEAD)
        years: dict[int, list[Quarter]] = defaultdict(list)
        for quarter in self.quarters:
            years[quarter.year].append(quarter)
        for quarters in years.values():
            first = self._FIRST + self.places[quarters[0].stored]
            last = self._FIRST + self.places[quarters[-1].stored]
            sheet.merged((at, first, at, last), str(quarters[0].year), HEAD)
            for quarter in quarters:
                place = self._FIRST + self.places[quarter.stored]
                sheet.text(at + 1, place, quarter.label.split()[1], HEAD, font_size=7, text_wrap=False)
        sheet.height(at, 15)
        sheet.height(at + 1, 12)
        return at + 2

    def _group(self, at: int, title: str, rows: Sequence[Row], tints: tuple[str, str], *, folded: bool) -> int:
        _band(self.sheet, at, self.last, title, tints[1])
        if not rows:
            self.sheet.text(at, 2, NONE_YET, italic=True, font_size=9, bg_color=tints[1], valign="vcenter")
        at += 1
        for row in rows:
            self._row(at, row, tints[0], bold=True)
            at += 1
            for child in self.view.children.get(row.key, ()) if folded else ():
                self._row(at, child, "#9AA5B8", bold=False)
                at += 1
        return at

    def _row(self, at: int, row: Row, colour: str, *, bold: bool) -> None:
        sheet, view = self.sheet, self.view
        start, end = view.span(row)
        title = view.title(row)
        look = style(CELL, valign="vcenter")
        sheet.text(at, 0, row.key, look, bold=bold, align="left")
        sheet.text(at, 1, title, look, bold=bold, align="left", indent=1 if bold else 2)
        lead = view.text(row, view.roles_of(row).lead)
        sheet.text(at, 2, lead, look)
        when = [view.profile.quarter_label(quarter) or NONE_YET for quarter in (start, end)]
        sheet.texts(at, 3, when, look, {} if start and end else WANTED_TINT, align="center")
        self._bar(at, self.places.get(start, -1), self.places.get(end, -1), colour)
        title_lines = cell_lines(title, self.name_width - (0 if bold else INDENT), 9, bold)
        code = lines(row.key, self.code_width, 9, bold)
        need = max(title_lines, cell_lines(lead, _OTHERS[0]), code) * line_height(9) + 5
        folded = {"collapsed": bool(view.children.get(row.key))} if bold else {"level": 1, "hidden": True}
        sheet.height(at, need, **folded)

    def _bar(self, at: int, first: int, last: int, colour: str) -> None:
        """The cells of the quarters, tinted from the first to the last."""
        like = self._drawn.setdefault((first, last, colour), at)
        if like != at:
            self.sheet.repeat(at, like, range(self._FIRST, self.last + 1))
            return
        for n in range(len(self.quarters)):
            edge = {"border": 1, "border_color": "#D9D9D9", "font_size": 6}
            if first >= 0 and first <= n <= last:
                edge |= {"bg_color": colour, "top": 5, "bottom": 5, "top_color": "#FFFFFF", "bottom_color": "#FFFFFF"}
            self.sheet.blank(at, self._FIRST + n, edge)


def _band(sheet: Sheet, at: int, last: int, title: str, tint: str) -> None:
    """The line that opens a group of rows."""
    sheet.fill((at, 0, at, last), bg_color=tint)
    sheet.text(at, 0, title, bold=True, font_color=NAVY, bg_color=tint, valign="vcenter")
    sheet.height(at, 16)


def _write_horizons(sheet: Sheet, view: View, roles: Roles) -> None:
    """What each program reaches by when and needs before, as the groups wrote it, a band a dimension."""
    columns = roles.roadmap
    widths = [11.0, 30.0, *(14.0 if column.kind.is_carried else 27.0 for column in columns)]
    names = ["Kode", "Nama", *(column.heading for column in columns)]
    at = banner(sheet, view, "PETA JALAN", view.event, len(names) - 1, first=2)
    headings(sheet, at, names, widths)
    row_number = at + 1
    by_code = by_dimension(view, view.rows(roles))
    for dimension in view.dimensions:
        members = by_code[dimension.code]
        text = dimension.name.upper() if members else f"{dimension.name.upper()} · {NONE_YET}"
        _band(sheet, row_number, len(names) - 1, text, BANDS[0][1])
        row_number += 1
        for row in members:
            texts = [row.key, view.title(row), *(view.text(row, column.key) for column in columns)]
            sheet.texts(row_number, 0, texts[:2], CELL, bold=True)
            sheet.texts(row_number, 2, texts[2:], CELL, bold=False)
            need = max(cell_lines(t, w, 9, k < 2) for k, (t, w) in enumerate(zip(texts, widths, strict=True)))
            sheet.height(row_number, min(need * line_height(9) + 4, 400))
            row_number += 1
    sheet.freeze(at + 1, 2)
    parts.table_page(sheet, view, widths, (at, at), repeat_columns=(0, 1))


SHEET = MatrixSheet(
    name="Peta Jalan", audience=Audience.PLANNERS, write=write, applies=applies, about="Kapan tiap program berjalan."
)
