"""*Keterkaitan*: factor, strategy, program, action; what hangs in the air first."""

from collections.abc import Iterable, Sequence

from worksheet_kit.core.model import Row
from worksheet_kit.excel.page import A3
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT, WANTED_TEXT, Style
from worksheet_kit.excel.text_fit import line_height, lines
from worksheet_kit.matrix.parts import CELL, banner, headings, section
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

_WANTED: Style = {"bg_color": INPUT, "font_color": WANTED_TEXT}


def applies(view: View) -> bool:
    """Where there are two steps to link."""
    return _Chain(view).steps >= 2


def write(sheet: Sheet, view: View) -> None:
    """*Keterkaitan*: factor → strategy → program → action; what hangs in the air comes first."""
    chain = _Chain(view)
    columns = [("Faktor", 48.0)] if chain.factors is not None else []
    if chain.strategies is not None or chain.basis:
        columns.append(("Strategi", 16.0 if chain.strategies is None else 48.0))
    columns += [(roles.form.sheet, 48.0) for roles in (chain.programs, chain.actions) if roles is not None]
    names, widths = [name for name, _ in columns], [width for _, width in columns]
    subtitle = f"{view.event} · dari {names[0].lower()} sampai {names[-1].lower()}"
    at = banner(sheet, view, "KETERKAITAN", subtitle, len(names))
    headings(sheet, at, ["Dimensi", *names], [14.0, *widths])
    first = at + 1
    loose = chain.loose()
    section(sheet, first, 0, len(names), f"BELUM TERHUBUNG ({len(loose)})")
    row = first + 1
    for dimension, cells in loose:
        row = _link_row(sheet, row, (dimension, cells, "belum terhubung"), widths)
    if not loose:
        sheet.span(row, 0, len(names), "Semua sudah terhubung.", CELL, italic=True)
        row += 1
    for name in view.dimensions:
        linked = chain.linked(name.code)
        if not linked:
            continue
        section(sheet, row, 0, len(names), name.name.upper())
        row += 1
        for cells in linked:
            row = _link_row(sheet, row, (name.code, cells, ""), widths)
    sheet.freeze(first, 1)
    sheet.page(A3, landscape=True, fit=(1, 0), repeat_rows=(at, at))


def _link_row(sheet: Sheet, at: int, line: tuple[str, Sequence[str], str], widths: Sequence[float]) -> int:
    """Write a line (dimension, cells, what its empty cells say) and return the next free row."""
    dimension, cells, why = line
    tint = _WANTED if why else {}
    sheet.text(at, 0, dimension, CELL, bold=True)
    for n, text in enumerate(cells, start=1):
        if text:
            sheet.text(at, n, text, CELL)
        else:
            beside = cells[max(0, n - 2) : n + 1]  # said only where the chain breaks, not all along
            sheet.text(at, n, why if any(beside) else "", CELL, tint, italic=True)
    need = max(lines(text, width, 9) for text, width in zip(cells, widths, strict=True))
    sheet.height(at, min(need * line_height(9) + 4, 400))
    return at + 1


class _Chain:
    """Who rests on whom, over this stage and what is known of earlier ones."""

    def __init__(self, view: View) -> None:
        self.view, self.chain = view, view.chain
        roles = view.chain.roles
        parts = (roles.factors, roles.strategies, roles.programs, roles.actions)
        self.factors, self.strategies, self.programs, self.actions = parts
        self.basis = self.programs.basis if self.programs is not None else ""
        self.steps = sum(part is not None for part in parts) + (1 if self.strategies is None and self.basis else 0)

    def _names(self, rows: Iterable[Row]) -> str:
        """Rows as a cell names them, a line a row."""
        return "\n".join(f"{row.key}  {self.view.title(row)}" for row in rows)

    def _cells(self, *, factor: str = "", strategy: str = "", program: str = "", action: str = "") -> list[str]:
        cells = [factor] if self.factors is not None else []
        cells += [strategy] if self.strategies is not None or self.basis else []
        cells += [program] if self.programs is not None else []
        return cells + ([action] if self.actions is not None else [])

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
        """The chains of a dimension, one line a program (or a strategy where there are no programs)."""
        last = self.strategies if self.programs is None else self.programs
        rows = [row for row in self.chain.rows(last) if self.view.dimension(row) == dimension]
        if self.programs is None:
            return [self._strategy_cells(row) for row in rows if self.chain.factors_of(row)]
        return [self._program_cells(row) for row in rows if self._is_linked(row)]

    def _program_cells(self, program: Row) -> list[str]:
        strategy = self.chain.strategy_of(program)
        return self._cells(
            factor=self._names(self.chain.factors_of(strategy)) if strategy is not None else "",
            strategy=self._strategy_text(program),
            program=self._names([program]),
            action=self._names(self.view.children.get(program.key, ())),
        )


SHEET = MatrixSheet(name="Keterkaitan", audience=Audience.PLANNERS, write=write, applies=applies)
