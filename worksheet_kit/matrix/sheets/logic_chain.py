"""*Keterkaitan*: factor, strategy, program, action; what hangs in the air first."""

from collections.abc import Sequence

from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.core.row_code import shown_code
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
    names, widths = [], []
    for roles, heading in (
        (chain.factors, "Faktor"),
        (chain.strategies, "Strategi"),
        (chain.programs, ""),
        (chain.actions, ""),
    ):
        if roles is not None or (heading == "Strategi" and chain.basis):
            names.append(heading or (roles.form.sheet if roles is not None else ""))
            widths.append(16.0 if roles is None else 48.0)
    at = banner(
        sheet, view, "KETERKAITAN", f"{view.event} · dari {names[0].lower()} sampai {names[-1].lower()}", len(names)
    )
    headings(sheet, at, ["Dimensi", *names], [14.0, *widths])
    first = at + 1
    loose = chain.loose()
    section(sheet, first, 0, len(names), f"BELUM TERHUBUNG ({len(loose)})")
    row = first + 1
    for dimension, cells, why in loose:
        row = _link_row(sheet, row, (dimension, cells, why), widths)
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
        self.view = view
        chain = view.chain
        self.factors, self.strategies, self.programs, self.actions = (
            chain.factors,
            chain.strategies,
            chain.programs,
            chain.actions,
        )
        self.basis = self.programs.basis if self.programs is not None else ""
        parts = (self.factors, self.strategies, self.programs, self.actions)
        self.steps = sum(part is not None for part in parts) + (1 if self.strategies is None and self.basis else 0)
        self.factor_rows = {(r.recipient, self._shown(self.factors, r)): r for r in self._rows(self.factors)}
        self.strategy_rows = {(r.recipient, self._shown(self.strategies, r)): r for r in self._rows(self.strategies)}

    def _rows(self, roles: Roles | None) -> tuple[Row, ...]:
        return self.view.known_rows(roles.form.name) if roles is not None else ()

    def _shown(self, roles: Roles | None, row: Row) -> str:
        return shown_code(roles.form, row.recipient, row.code) if roles is not None else row.code

    def _name(self, row: Row) -> str:
        return f"{row.key}  {self.view.title(row)}"

    def _used(self, strategy: Row) -> list[Row]:
        if self.strategies is None:
            return []
        codes = [strategy.text(key) for key in self.strategies.factors]
        return [
            self.factor_rows[strategy.recipient, code]
            for code in codes
            if (strategy.recipient, code) in self.factor_rows
        ]

    def _strategy_of(self, program: Row) -> Row | None:
        code = program.text(self.basis) if self.basis else ""
        return self.strategy_rows.get((program.recipient, code)) or self.strategy_rows.get(
            (program.recipient.split("-")[0], code)
        )

    def _cells(self, *, factor: str = "", strategy: str = "", program: str = "", action: str = "") -> list[str]:
        cells = [factor] if self.factors is not None else []
        cells += [strategy] if self.strategies is not None or self.basis else []
        cells += [program] if self.programs is not None else []
        return cells + ([action] if self.actions is not None else [])

    def _strategy_text(self, program: Row) -> str:
        strategy = self._strategy_of(program)
        if strategy is not None:
            return self._name(strategy)
        return program.text(self.basis) if self.basis and self.strategies is None else ""

    def loose(self) -> list[tuple[str, list[str], str]]:
        """What is not tied to anything: dimension, the cells of its line, what is missing."""
        view, found = self.view, []
        for row in view.orphans:
            found.append((view.dimension(row), self._cells(action=self._name(row)), "belum terhubung"))
        for row in self._rows(self.programs):
            strategy = self._strategy_text(row)
            children = view.children.get(row.key, ())
            lonely = (self.basis and not strategy) or (self.actions is not None and not children)
            if lonely:
                actions = "\n".join(self._name(child) for child in children)
                cells = self._cells(strategy=strategy, program=self._name(row), action=actions)
                found.append((view.dimension(row), cells, "belum terhubung"))
        if self.programs is not None and self.strategies is not None:
            used = {s.key for s in (self._strategy_of(row) for row in self._rows(self.programs)) if s is not None}
            for row in self._rows(self.strategies):
                if row.key not in used:
                    factors = "\n".join(self._name(factor) for factor in self._used(row))
                    found.append(
                        (view.dimension(row), self._cells(factor=factors, strategy=self._name(row)), "belum terhubung")
                    )
        if self.factors is not None and self.strategies is not None:
            used = {factor.key for row in self._rows(self.strategies) for factor in self._used(row)}
            for row in self._rows(self.factors):
                if row.key not in used:
                    found.append((view.dimension(row), self._cells(factor=self._name(row)), "belum terhubung"))
        return found

    def linked(self, dimension: str) -> list[list[str]]:
        """The chains of a dimension, one line a program (or a strategy where there are no programs)."""
        view, found = self.view, []
        if self.programs is None:
            for row in self._rows(self.strategies):
                factors = "\n".join(self._name(factor) for factor in self._used(row))
                if view.dimension(row) == dimension and factors:
                    found.append(self._cells(factor=factors, strategy=self._name(row)))
            return found
        for row in self._rows(self.programs):
            if view.dimension(row) != dimension:
                continue
            strategy, children = self._strategy_of(row), view.children.get(row.key, ())
            text = self._strategy_text(row)
            if (self.basis and not text) or (self.actions is not None and not children):
                continue
            found.append(
                self._cells(
                    factor="\n".join(self._name(factor) for factor in self._used(strategy))
                    if strategy is not None
                    else "",
                    strategy=text,
                    program=self._name(row),
                    action="\n".join(self._name(child) for child in children),
                )
            )
        return found


SHEET = MatrixSheet(name="Keterkaitan", audience=Audience.PLANNERS, write=write, applies=applies)
