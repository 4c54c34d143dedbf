"""What rests on what: factor, strategy, program, action, over a stage and what is known of earlier ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from worksheet_kit.core.model import Dataset, Row
from worksheet_kit.core.roles import Roles, StageRoles, stage_roles
from worksheet_kit.core.row_code import group_of, shown_code

#: Rows by recipient code and their own code as shown.
_ByCode = Mapping[tuple[str, str], Row]


class LeftOut(NamedTuple):
    """Rows that nothing of the next step takes up: strategies without a program, factors without a strategy."""

    part: Roles
    next: Roles
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        return f"{len(self.rows)} {self.part.form.noun} belum punya {self.next.form.noun}"


@dataclass(frozen=True, slots=True)
class Chain:
    """Who rests on whom. Made by `chain_of`."""

    dataset: Dataset
    roles: StageRoles  # factors, strategies, programs and actions of this stage, else of earlier ones that are known
    factors: _ByCode
    strategies: _ByCode

    def rows(self, part: Roles | None) -> tuple[Row, ...]:
        """The rows of a part of the chain, none where nobody plays it."""
        return known_rows(self.dataset, part.form.name) if part is not None else ()

    def factors_of(self, strategy: Row) -> list[Row]:
        """The factors that a strategy combines."""
        keys = self.roles.strategies.factors if self.roles.strategies is not None else ()
        codes = [(strategy.recipient, strategy.text(key)) for key in keys]
        return [self.factors[code] for code in codes if code in self.factors]

    def strategy_of(self, program: Row) -> Row | None:
        """The strategy a program rests on: the recipient's own, else that of its group."""
        basis = self.roles.programs.basis if self.roles.programs is not None else ""
        return self._strategy(program, program.text(basis)) if basis else None

    def _strategy(self, program: Row, code: str) -> Row | None:
        owners = (program.recipient, group_of(program.recipient))
        return next((self.strategies[owner, code] for owner in owners if (owner, code) in self.strategies), None)

    def unused(self) -> Iterator[LeftOut]:
        """What the next step leaves out, in groups that have begun it: the last step that knows both comes first.

        A slip that may mean a row is told as that slip, so that row counts as taken up.
        """
        factors, strategies, programs = self.roles.factors, self.roles.strategies, self.roles.programs
        if strategies is not None and programs is not None and programs.basis:
            rows = self.rows(programs)
            named = (self._strategy(row, code) for row in rows for code in _codes(row, programs.basis))
            used = {row.key for row in named if row is not None}
            yield _left(self.rows(strategies), strategies, programs, rows, used)
        if factors is not None and strategies is not None:
            rows = self.rows(strategies)
            codes = {(row.recipient, code) for row in rows for key in strategies.factors for code in _codes(row, key)}
            used = {self.factors[code].key for code in codes if code in self.factors}
            yield _left(self.rows(factors), factors, strategies, rows, used)


def _codes(row: Row, column: str) -> list[str]:
    """The codes that a cell says, or may say: a suggestion may have the wording behind the code."""
    return [str(value).partition(" ")[0] for value in row.meant(column)]


def _left(rows: tuple[Row, ...], part: Roles, following: Roles, begun: tuple[Row, ...], used: set[str]) -> LeftOut:
    groups = {group_of(row.recipient) for row in begun}
    return LeftOut(
        part, following, tuple(row for row in rows if row.key not in used and group_of(row.recipient) in groups)
    )


def chain_of(dataset: Dataset) -> Chain:
    """The chain that the rows of a collection make."""
    roles = _known_roles(dataset)

    def by_code(part: Roles | None) -> _ByCode:
        if part is None:
            return {}
        rows = known_rows(dataset, part.form.name)
        return {(row.recipient, shown_code(part.form, row.recipient, row.code)): row for row in rows}

    return Chain(dataset, roles, by_code(roles.factors), by_code(roles.strategies))


def known_rows(dataset: Dataset, form: str) -> tuple[Row, ...]:
    """The rows of a form of this stage, else of an earlier one."""
    return tuple(dataset.rows.get(form) or dataset.previous.get(form, ()))


def _known_roles(dataset: Dataset) -> StageRoles:
    """The parts that make a chain from factor to action: of this stage, else of an earlier one whose rows are known."""
    roles = stage_roles(dataset.profile, dataset.stage)
    for stage in dataset.profile.stages:
        if stage.number >= dataset.stage.number:
            continue
        earlier = stage_roles(dataset.profile, stage)
        for part in ("factors", "strategies", "programs", "actions"):
            then = getattr(earlier, part)
            if getattr(roles, part) is None and then is not None and dataset.previous.get(then.form.name):
                roles = replace(roles, **{part: then})
    return roles
