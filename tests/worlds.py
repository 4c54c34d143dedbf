"""Datasets drawn in a test: a world in which everything is in order, and changes to it written next to the case.

A world fills in every row of a stage from the specs of its forms, for every group, so that no check finds anything. A
test changes single cells by name (``TATA-P01.satuan``) and sees what that alone sets off. Cells go through the real
readers: what is written in a change is what a participant types.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from worksheet_kit.checks import run
from worksheet_kit.checks.progress import completeness
from worksheet_kit.core import layout, lists
from worksheet_kit.core.chain import chain_of
from worksheet_kit.core.model import (
    Column,
    Conflict,
    Dataset,
    Fact,
    Finding,
    Form,
    LedgerLine,
    Place,
    Profile,
    Raw,
    Recipient,
    Required,
    Result,
    ReturnedRow,
    ReturnedSheet,
    Row,
    RuleKind,
    Submission,
    Totals,
    ValueList,
)
from worksheet_kit.kinds import KINDS
from worksheet_kit.kinds.row import FormReader


@dataclass(kw_only=True)
class World:
    """Raw rows by row key, and everything else that a Dataset is made of."""

    profile: Profile
    stage: int
    rows: dict[str, dict[str, Raw]] = field(default_factory=dict)
    recipients: list[Recipient] = field(default_factory=list)
    identity: dict[str, dict[str, str]] = field(default_factory=dict)  # recipient code -> line -> text
    facts: list[Fact] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    ledger: list[LedgerLine] = field(default_factory=list)
    held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    previous: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    columns: dict[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    lists: dict[str, dict[str, ValueList]] = field(default_factory=dict)  # known only now, by recipient and name

    def change(self, changes: Mapping[str, Raw]) -> World:
        """Type into cells: ``TATA-P01.satuan`` one cell, ``TATA-P01`` with None empties the whole row."""
        for target, value in changes.items():
            key, _, column = target.partition(".")
            if column:
                self.rows[key][column] = value
            else:
                del self.rows[key]
        return self

    def copy(self, key: str, other: str) -> World:
        """Fill in a free row with the answers of another one."""
        self.rows[other] = dict(self.rows[key])
        return self

    def dataset(self) -> Dataset:
        stage = self.profile.stage(self.stage)
        return Dataset(
            profile=self.profile,
            stage=stage,
            rows={form.name: tuple(self._rows(form)) for form in self.profile.stage_forms(stage)},
            submissions={recipient.code: self._submission(recipient) for recipient in self.recipients},
            expected=tuple(Recipient(dimension=dimension.code) for dimension in self.profile.dimensions),
            held=self.held,
            facts=tuple(self.facts),
            conflicts=tuple(self.conflicts),
            previous=self.previous,
            columns=self.columns,
        )

    def findings(self) -> tuple[Finding, ...]:
        return run(self.dataset(), self.ledger)

    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings()]

    def _submission(self, recipient: Recipient) -> Submission:
        forms = self.profile.stage_forms(self.profile.stage(self.stage))
        return Submission(
            recipient=recipient,
            files=(file_of(recipient),),
            sheets={form.name: Place(file_of(recipient), form.sheet) for form in forms},
            identity=self.identity[recipient.code],
        )

    def _rows(self, form: Form) -> Iterator[Row]:
        for recipient in self.recipients:
            plan = layout.sheet_layout(form, self.profile, recipient)
            columns = {column.key: place for column, place in plan.columns}
            reader = FormReader(self.profile, form, recipient, lists=self.lists.get(recipient.code))
            returned = [
                ReturnedRow(key=place.key, number=place.row, cells=self.rows[place.key])
                for place in plan.rows
                if place.key in self.rows
            ]
            sheet = ReturnedSheet(form=form.name, sheet=form.sheet, columns=columns, rows=tuple(returned))
            rows = reader.on(sheet, file_of(recipient))
            for row in returned:
                cells = rows.row(row)
                code = row.key.removeprefix(f"{recipient.code}-")
                place = Place(file_of(recipient), form.sheet, layout.a1(row.number, layout.FIRST_COLUMN))
                yield Row(
                    key=row.key,
                    code=code,
                    form=form.name,
                    recipient=recipient.code,
                    cells=cells,
                    place=place,
                    is_given=True,
                )


def result_of(world: World, **more: Any) -> Result:
    """The result of a world, checked and counted as a collection is."""
    dataset = world.dataset()
    findings = run(dataset, world.ledger)
    totals = Totals(read=0, merged=0, duplicate=0, superseded=0, held=0)
    return Result(
        dataset=dataset,
        ledger=tuple(world.ledger),
        findings=findings,
        completeness=completeness(dataset, findings),
        totals=totals,
        **more,
    )


def file_of(recipient: Recipient | str) -> str:
    return f"kiriman/{recipient if isinstance(recipient, str) else recipient.code}.xlsx"


def clean(profile: Profile, stage: int) -> World:
    """A world in which every group has sent every form, answered in full, in the stage before, too."""
    earlier = [other.number for other in profile.stages if other.number < stage]
    before = clean(profile, max(earlier)).dataset() if earlier else None
    world = World(profile=profile, stage=stage, previous={**before.previous, **before.rows} if before else {})
    leading = [agency for agency in profile.agencies if not agency.district]
    agencies = {form: itertools.cycle(leading) for form in profile.forms}
    problems = {form: itertools.cycle(profile.problems) for form in profile.forms}
    each = -(-max(len(profile.problems), len(leading)) // len(profile.dimensions))
    for dimension in profile.dimensions:
        recipient = Recipient(dimension=dimension.code)
        world.recipients.append(recipient)
        world.identity[recipient.code] = {line.key: "Terisi" for line in profile.identity}
        shown: dict[str, list[layout.RowPlace]] = {}
        for form in profile.stage_forms(profile.stage(stage)):
            plan = layout.sheet_layout(form, profile, recipient)
            several = len({place.block.prefix for place in plan.rows}) > 1
            shown[form.name] = []
            for prefix, group in itertools.groupby(plan.rows, key=lambda place: place.block.prefix):
                for n, place in enumerate(itertools.islice(group, 1 if several else each)):
                    shown[form.name].append(place)
                    world.rows[place.key] = {
                        column.key: _answer(profile, form, column, recipient, place, n, shown, prefix)
                        for column in form.inputs
                        if column.required is not Required.NO or column.role == "partner"
                    }
                    some = [rule for rule in form.rules if rule.kind is RuleKind.SOME]
                    for rule in some[n : n + 1]:
                        world.rows[place.key][rule.columns[0]] = rule.value
                    for column in form.inputs:
                        if column.list == "masalah" and column.required is Required.YES:
                            world.rows[place.key][column.key] = next(problems[form.name]).label
                        elif column.list == "opd" and column.preset:
                            world.rows[place.key][column.key] = next(agencies[form.name]).short
                        for rule in form.rules:
                            if rule.kind is RuleKind.LIMIT and column.key == rule.columns[0] and n == 0:
                                world.rows[place.key][column.key] = rule.value
    _forget_unused(world)
    return world


def _forget_unused(world: World) -> None:
    """Drop the earlier strategies that no program rests on, and the factors that only these used."""
    for _ in range(2 if world.previous else 0):
        for unused in chain_of(world.dataset()).unused():
            name = unused.part.form.name
            world.previous[name] = tuple(row for row in world.previous.get(name, ()) if row not in unused.rows)


def _answer(
    profile: Profile,
    form: Form,
    column: Column,
    recipient: Recipient,
    place: layout.RowPlace,
    n: int,
    shown: Mapping[str, Sequence[layout.RowPlace]],
    prefix: str,
) -> Raw:
    if column.key == form.title_column:
        return f"Judul {place.key.lower()}"
    if column.kind is KINDS["money"]:
        return 150_000_000.0
    if column.kind is KINDS["number"]:
        return 40.0
    if column.kind is KINDS["phone"]:
        return "081234567890"
    if column.kind is KINDS["date"]:
        return date(2026, 7, 20)
    if column.kind is KINDS["quarter"]:
        last = any(rule.kind is RuleKind.ORDER and column.key == rule.columns[1] for rule in form.rules)
        return profile.quarters[0 if not last else 3 if form.role == "quick_wins" else -1].label
    if column.role == "benefit":
        return "Warga"
    if column.refers_to in shown:
        block = column.blocks.get(prefix)
        rows = [other for other in shown[column.refers_to] if block in (None, other.block.prefix)]
        return rows[n % len(rows)].shown
    if column.refers_to is not None:
        return layout.sheet_layout(profile.forms[column.refers_to], profile, recipient).rows[0].shown
    found = lists.list_for(profile, form, column, recipient)
    return "Terisi" if found is None else found.items[-1 if column.role == "term" else 0].label
