"""*Keterkaitan*: names that are alike, for people to settle, then factor, strategy, program, action.

What hangs in the air comes before what is linked; nothing is merged.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Row
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import Style, style
from worksheet_kit.excel.text_fit import line_height
from worksheet_kit.matrix import overlaps, parts
from worksheet_kit.matrix.overlaps import AGREEMENT, OTHER, Overlap
from worksheet_kit.matrix.pages import Pages
from worksheet_kit.matrix.parts import AS_TYPED, CELL, HEAD, INPUT_CELL, WANTED_TINT, cell_lines, span_width
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

NAME = "Keterkaitan"
#: The table of names that are alike, and its widths; the chain takes runs of its columns.
_NAMES = ("Kode 1", "Nama 1", "OPD 1", "Kode 2", "Nama 2", "OPD 2", "Mirip", "Mengapa", "Kesepakatan")
_WIDTHS = (10.0, 24.5, 12.5, 10.0, 24.5, 12.5, 6.5, 15.5, 25.0)
_LAST = len(_NAMES)  # the last column; the first holds the hidden keys


def applies(view: View) -> bool:
    """Where there are two steps to link, and rows of one of them."""
    chain = _Chain(view)
    return chain.steps >= 2 and bool(chain.loose() or any(chain.linked(d.code) for d in view.dimensions))


def write(sheet: Sheet, view: View) -> None:
    """*Keterkaitan*: what may be one; then factor → strategy → program → action, what hangs in the air first."""
    chain = _Chain(view)
    at = parts.banner(sheet, view, NAME.upper(), view.event, _LAST, first=1)
    sheet.width(0, 12, hidden=True)
    # Codes take what they need to break at hyphens from the names.
    code = parts.code_column((row.key for row in view.programs), _WIDTHS[0])
    name = _WIDTHS[1] - (code - _WIDTHS[0])
    widths = (code, name, _WIDTHS[2], code, name, *_WIDTHS[5:])
    for n, width in enumerate(widths, start=1):
        sheet.width(n, width)
    pages = Pages(sheet, view.profile.paper, widths, landscape=True)
    if overlaps.applies(view):
        at = _overlaps(pages, view, at, widths) + 1
    pages.cut(at, 100)
    parts.section(sheet, at, 1, _LAST, " → ".join(chain.names).upper())
    spans = [(1, 1), *((2 + first, 2 + last) for first, last in parts.shared_spans(widths[1:], chain.shares))]
    parts.merged_headings(sheet, at + 1, spans, ["Dimensi", *chain.names])
    sheet.height(at + 1, 16)
    columns = [(first, last, span_width(widths[first - 1 : last])) for first, last in spans]
    printed = _links(sheet, at + 2, chain, columns)
    sheet.freeze(3, 0)
    pages.print((at + 1, at + 1), parts.footer(view, parts.SMALL))
    sheet.print_area((0, 1, printed, _LAST))


def _overlaps(pages: Pages, view: View, at: int, widths: Sequence[float]) -> int:
    """Names much alike, and agencies that lead in several dimensions; returns the next free row.

    Where a page begins among them, their headings are written again.
    """
    sheet = pages.sheet
    roles = view.roles.programs
    assert roles is not None
    noun = roles.form.noun
    title = f"NAMA {noun.upper()} YANG MIRIP · sepakati: digabung, dibagi peran, atau memang berbeda"
    parts.section(sheet, at, 1, _LAST, title)
    shown, left_out = overlaps.listed(view, roles)
    sheet.text(at + 1, 0, KEY_MARK)
    for place, key in ((4, OTHER), (_LAST, AGREEMENT)):
        sheet.text(at + 1, place, key, font_size=7)
    sheet.hide_row(at + 1)
    row = at + 2
    for n, overlap in enumerate(shown):
        texts = _pair(view, overlap, roles.lead)
        need = max(2, *(cell_lines(text, width, bold=True) for text, width in zip(texts, widths, strict=True)))
        points = need * line_height(9) + 4
        if pages.cut(row, points):
            parts.section(sheet, row, 1, _LAST, f"{title} · lanjutan")
            row += 1
        if n == 0 or row - 1 in pages.breaks:
            sheet.texts(row, 1, _NAMES, HEAD)
            row += 1
        _overlap(sheet, row, overlap, texts)
        sheet.height(row, points)
        row += 1
    said = f"dan {left_out} pasangan lain yang kurang mirip" if left_out else f"Tidak ada nama {noun} yang mirip."
    if left_out or not shown:
        sheet.span(row, 1, _LAST, said, CELL, italic=True)
        row += 1
    shared = list(overlaps.shared_leads(view, roles)) if roles.lead else []
    title, spans = f"OPD YANG MENGAMPU {noun.upper()} DI LEBIH DARI SATU DIMENSI", ((1, 2), (3, 3), (4, _LAST))
    for n, (agency, dimensions, led) in enumerate(shared):
        texts = [f"{agency.name} ({agency.short})", ", ".join(dimensions), _names(view, led)]
        rooms = [span_width(widths[first - 1 : last]) for first, last in spans]
        need = max(cell_lines(text, room, bold=n == 0) for n, (text, room) in enumerate(zip(texts, rooms, strict=True)))
        points = need * line_height(9) + 4
        if pages.cut(row, points + 18 * (n == 0)) or n == 0:
            parts.section(sheet, row, 1, _LAST, f"{title} · lanjutan" if n else title)
            row += 1
        for (first, last), text in zip(spans, texts, strict=True):
            sheet.span(row, first, last, text, CELL, bold=first == 1)
        sheet.height(row, points)
        row += 1
    return row


def _pair(view: View, overlap: Overlap, lead: str) -> list[str]:
    """What stands in the line of a pair; ``lead`` is the column that says who leads."""
    first, second = overlap.rows
    texts = [text for row in (first, second) for text in (row.key, view.title(row), view.text(row, lead))]
    agreed = view.result.reviews.get(first.key, {}).get(overlaps.PAIRED_WITH + second.key, "")
    return [*texts, "", overlap.why, agreed]


def _overlap(sheet: Sheet, at: int, overlap: Overlap, texts: Sequence[str]) -> None:
    sheet.text(at, 0, overlap.rows[0].key)
    for n, text in enumerate(texts[:-1], start=1):
        sheet.text(at, n, text, CELL, bold=n in (1, 4))
    sheet.number(at, 7, overlap.alike / 100, CELL, num_format="0%", align="center")
    sheet.text(at, _LAST, texts[-1], CELL, INPUT_CELL, num_format=AS_TYPED)


def _links(sheet: Sheet, row: int, chain: "_Chain", columns: "_Columns") -> int:
    """The chain below its headings; returns the last row of what is not linked, which is printed."""
    loose = chain.loose()
    parts.section(sheet, row, 1, _LAST, f"BELUM TERHUBUNG ({len(loose)})")
    row += 1
    for dimension, cells in loose:
        row = _link_rows(sheet, row, columns, [cells], (dimension, "belum terhubung"))
    if not loose:
        sheet.span(row, 1, _LAST, "Semua sudah terhubung.", CELL, italic=True)
        row += 1
    loose_end = row - 1
    whole = {own.code: chain.linked(own.code) for own in chain.view.dimensions}
    parts.section(
        sheet, row, 1, _LAST, f"SUDAH TERHUBUNG ({sum(map(len, whole.values()))}) · dibaca di layar, tidak ikut dicetak"
    )
    row += 1
    for code, linked in whole.items():
        for _, group in groupby(linked, key=lambda cells: cells[: chain.shared]):
            row = _link_rows(sheet, row, columns, list(group), (code, ""))
    return loose_end


#: First and last sheet column, and width, of each column of the chain.
_Columns = Sequence[tuple[int, int, float]]


def _link_rows(sheet: Sheet, at: int, columns: _Columns, group: Sequence[Sequence[str]], said: tuple[str, str]) -> int:
    """Write lines that begin alike, that beginning once, and return the next free row.

    ``said`` is the code of their dimension, and what stands in empty cells.
    """
    dimension, why = said
    tint: Style = WANTED_TINT if why else {}
    last = at + len(group) - 1
    need = [1] * len(group)
    for n, (first, end, width) in enumerate(columns):
        column = [dimension if n == 0 else cells[n - 1] for cells in group]
        if len(group) > 1 and len(set(column)) == 1:
            sheet.merged((at, first, last, end), column[0], CELL, bold=n == 0)
            if n:
                need[-1] = max(need[-1], cell_lines(column[0], width) - sum(need[:-1]))
            continue
        for m, text in enumerate(column):
            beside = group[m][max(0, n - 2) : n + 1]  # said only where the chain breaks, not all along
            missing = not text and any(beside)
            look = style(CELL, tint, italic=True) if missing else style(CELL, bold=n == 0)
            sheet.span(at + m, first, end, why if missing else text, look)
            if n:
                need[m] = max(need[m], cell_lines(text, width))
    for m, count in enumerate(need):
        sheet.height(at + m, min(count * line_height(9) + 3, 400))
    return last + 1


def _names(view: View, rows: Iterable[Row]) -> str:
    """Rows as a cell names them, a line a row."""
    return "\n".join(f"{row.key}  {view.title(row)}" for row in rows)


class _Chain:
    """Who rests on whom, over this stage and what is known of earlier ones."""

    def __init__(self, view: View) -> None:
        self.view, self.chain = view, view.chain
        roles = view.chain.roles
        self.factors, self.strategies, self.programs, self.actions = (
            *(roles.factors, roles.strategies),
            *(roles.programs, roles.actions),
        )
        self.basis = self.programs.basis if self.programs is not None else ""
        # What is named, and the share of the page it needs: several factors, or actions, stand beside one program.
        steps = [("Faktor", 1.4)] if self.factors is not None else []
        steps += [("Strategi", 1.0)] if self.strategies is not None or self.basis else []
        steps += [(self.programs.form.sheet, 0.8)] if self.programs is not None else []
        steps += [(self.actions.form.sheet, 1.4)] if self.actions is not None else []
        self.names, self.shares, self.steps = [name for name, _ in steps], [share for _, share in steps], len(steps)
        #: The steps that several lines may have in common: those before the last two, or all but the last.
        self.shared = max(1, self.steps - sum(part is not None for part in (self.programs, self.actions)))

    def _cells(self, *, factor: str = "", strategy: str = "", program: str = "", action: str = "") -> list[str]:
        cells = [factor] if self.factors is not None else []
        cells += [strategy] if self.strategies is not None or self.basis else []
        cells += [program] if self.programs is not None else []
        return cells + ([action] if self.actions is not None else [])

    def _names(self, rows: Iterable[Row]) -> str:
        return _names(self.view, rows)

    def _strategy_text(self, program: Row) -> str:
        strategy = self.chain.strategy_of(program)
        if strategy is not None:
            return self._names([strategy])
        if self.programs is None or not self.basis:
            return ""
        text = program.text(self.basis)
        return text if self.strategies is None or text == self.programs.form.column(self.basis).outside else ""

    def _is_linked(self, program: Row) -> bool:
        """Whether a program rests on a strategy and has actions, as far as these are asked for."""
        rests = bool(self._strategy_text(program)) or not self.basis
        return rests and (self.actions is None or bool(self.view.children.get(program.key)))

    def loose(self) -> list[tuple[str, list[str]]]:
        """What is not tied to anything: dimension, and the cells of its line."""
        view = self.view
        loose = [(row, self._cells(action=self._names([row]))) for row in view.orphans]
        for row in self.chain.rows(self.programs):
            if not self._is_linked(row):
                actions = self._names(view.children.get(row.key, ()))
                strategy = self._strategy_text(row)
                loose.append((row, self._cells(strategy=strategy, program=self._names([row]), action=actions)))
        for unused in self.chain.unused():
            for row in unused.rows:
                is_factor = unused.part is self.factors
                loose.append((row, self._cells(factor=self._names([row])) if is_factor else self._strategy_cells(row)))
        return [(view.dimension(row), cells) for row, cells in loose]

    def _strategy_cells(self, strategy: Row) -> list[str]:
        return self._cells(factor=self._names(self.chain.factors_of(strategy)), strategy=self._names([strategy]))

    def linked(self, dimension: str) -> list[list[str]]:
        """The chains of a dimension, a line a program or, without programs, a strategy; those that begin alike meet."""
        last = self.strategies if self.programs is None else self.programs
        rows = [row for row in self.chain.rows(last) if self.view.dimension(row) == dimension]
        if self.programs is None:
            return [self._strategy_cells(row) for row in rows if self.chain.factors_of(row)]
        linked = [self._program_cells(row) for row in rows if self._is_linked(row)]
        order = {tuple(cells[: self.shared]): n for n, cells in reversed(list(enumerate(linked)))}
        return sorted(linked, key=lambda cells: order[tuple(cells[: self.shared])])

    def _program_cells(self, program: Row) -> list[str]:
        strategy = self.chain.strategy_of(program)
        return self._cells(
            factor=self._names(self.chain.factors_of(strategy)) if strategy is not None else "",
            strategy=self._strategy_text(program),
            program=self._names([program]),
            action=self._names(self.view.children.get(program.key, ())),
        )


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    read_back=True,
    about="Nama yang mirip; yang belum terhubung.",
)
