"""What people decided on the matrix that is about to be replaced, applied to freshly merged rows.

A decision picks one value of a conflict; it holds as long as everything the returns say now was on the sheet when it
was taken. A cell changed by hand on *Matriks Konsolidasi* is a proposal: it becomes a conflict, and nothing is taken
before somebody decides. What no longer applies is said, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from worksheet_kit.core.facts import Datum, FactName
from worksheet_kit.core.model import (
    Cell,
    Conflict,
    Dataset,
    Fact,
    Form,
    Place,
    Raw,
    Reading,
    Recipient,
    ReturnedRow,
    ReturnedSheet,
    Row,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.kinds.row import FormReader
from worksheet_kit.matrix.readback import Decision, MatrixContent, review_name
from worksheet_kit.matrix.sheets.conflicts import EMPTY
from worksheet_kit.matrix.sheets.conflicts import NAME as CONFLICTS
from worksheet_kit.matrix.sheets.overlaps import PAIRED_WITH
from worksheet_kit.merging.sameness import same
from worksheet_kit.values import display

#: `Conflict.origin` of a value that was changed by hand on the matrix, and of copies that differ.
BY_HAND, COPIES = "matrix", "copies"


def apply(dataset: Dataset, content: MatrixContent) -> Dataset:
    """The dataset with the proposals and decisions of a matrix workbook."""
    work = _Work(dataset)
    for proposal in content.proposals:
        work.propose(proposal.row, proposal.form, proposal.column, proposal.value, proposal.place)
    for decision in content.decisions:
        work.decide(decision)
    for key, review in content.reviews.items():
        work.review(key, review)
    for place, text in content.loose:
        work.loose(place, text)
    for key, form, place in content.deleted:
        work.deleted(key, form, place)
    for place, count in content.added:
        work.facts.append(Fact(name=FactName.MATRIX_SHEET, place=place, data={"count": count}))
    return work.result()


def follow(content: MatrixContent, dataset: Dataset, moved: Mapping[str, str]) -> MatrixContent:
    """The content with what was said of rows that a draft has taken in (old key -> new key) said of what they are now.

    What the new row has been told otherwise stays with the old key.
    """
    there = {row.key for rows in dataset.rows.values() for row in rows}
    reviews = {key: dict(review) for key, review in content.reviews.items()}
    for old, new in moved.items():
        if old in reviews and old not in there and new in there:
            own, taken = reviews.get(new, {}), reviews.pop(old)
            reviews[new] = {**taken, **own}
            left = {column: text for column, text in taken.items() if own.get(column, text) != text}
            if left:
                reviews[old] = left
    return replace(content, reviews=reviews)


class _Work:
    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.rows = {(name, row.key): row for name, rows in dataset.rows.items() for row in rows}
        self.conflicts = {(c.form, c.row, c.column): c for c in dataset.conflicts}
        self.keys = {key for _, key in self.rows}
        self.facts: list[Fact] = []
        self.readers: dict[tuple[str, Recipient], FormReader] = {}

    def result(self) -> Dataset:
        rows = {name: tuple(self.rows[name, row.key] for row in rows) for name, rows in self.dataset.rows.items()}
        forms = {form.name: form for form in self.dataset.profile.stage_forms(self.dataset.stage)}
        order = {
            (name, row.key, column.key): (n, m, k)
            for n, (name, form) in enumerate(forms.items())
            for m, row in enumerate(rows.get(name, ()))
            for k, column in enumerate(form.columns)
        }
        conflicts = sorted(self.conflicts.items(), key=lambda item: order[item[0]])
        return replace(
            self.dataset,
            rows=rows,
            conflicts=tuple(conflict for _, conflict in conflicts),
            facts=(*self.dataset.facts, *self.facts),
        )

    def propose(self, key: str, form: str, column: str, value: Raw, place: Place) -> None:
        """A value changed by hand stands beside what the returns say, until somebody decides."""
        row = self.rows.get((form, key))
        if row is None:
            self._stale(key, form, column, value, place)
            return
        proposed = self._cell(row, column, value, place)
        known = self._readings(row, column)
        if not any(same(proposed, reading.cell) for reading in known):
            before = self.conflicts.get((form, key, column))
            self.conflicts[form, key, column] = Conflict(
                row=key,
                form=form,
                column=column,
                readings=(*known, Reading(cell=proposed, saved=None)),
                origin=_origin(place) if before is None else before.origin,
            )

    def decide(self, decision: Decision) -> None:
        """Let the chosen value stand; say so when it no longer fits what there is."""
        row = self.rows.get((decision.form, decision.row))
        where = (decision.form, decision.row, decision.column)
        if row is None:
            self._stale(decision.row, decision.form, decision.column, decision.value, decision.place)
            return
        known = self._readings(row, decision.column)
        chosen = self._chosen(row, decision, known)
        conflict = self.conflicts.get(where)
        if conflict is None and any(same(chosen, reading.cell) for reading in known):
            return  # meanwhile the returns say so themselves
        if not all(self._was_seen(row, decision, reading.cell) for reading in known):
            self._stale(decision.row, decision.form, decision.column, decision.value, decision.place)
            return
        if conflict is None:
            conflict = Conflict(
                row=row.key, form=row.form, column=decision.column, readings=known, origin=_origin(decision.place)
            )
        others = tuple(reading for reading in known if not same(reading.cell, chosen))
        own = next((reading for reading in known if same(reading.cell, chosen)), Reading(cell=chosen, saved=None))
        text = display(own.cell.raw) or EMPTY
        self.conflicts[where] = replace(conflict, readings=(own, *others), decision=text)
        cells = {**row.cells, decision.column: own.cell}
        if own.cell.raw is None:
            del cells[decision.column]
        self.rows[decision.form, decision.row] = replace(row, cells=cells)

    def review(self, key: str, review: Mapping[str, str]) -> None:
        """Say so when a row that somebody has reviewed is no longer there, or the one it was compared with."""
        if key.startswith("#"):
            return  # it belongs to a sheet, not to a row
        for column, text in review.items():
            other = column.removeprefix(PAIRED_WITH)
            gone = [one for one in (key, other) if (one == key or other != column) and one not in self.keys]
            if gone:
                data = {"decision": text, "gone": gone[0]}
                name = review_name(self.dataset.profile, column)
                self.facts.append(Fact(name=FactName.REVIEW_STALE, place=Place(), row=key, column=name, data=data))

    def loose(self, place: Place, text: str) -> None:
        """Say so when somebody has written on the matrix where no row is."""
        data: dict[str, Datum] = {"count": 1, "cells": (place.cell,), "text": text}
        self.facts.append(Fact(name=FactName.OUTSIDE_TABLE, place=place, data=data))

    def deleted(self, key: str, form: str, place: Place) -> None:
        """Say so when a row that was deleted on the matrix is still in the returns."""
        row = self.rows.get((form, key))
        if row is not None:
            data = {"form": form, "file": row.place.file}
            self.facts.append(Fact(name=FactName.ROW_DELETED, place=place, row=key, data=data))

    def _readings(self, row: Row, column: str) -> tuple[Reading, ...]:
        conflict = self.conflicts.get((row.form, row.key, column))
        if conflict is not None:
            return conflict.readings
        cell = row.cells.get(column)
        return (Reading(cell=Cell(None, None, row.place) if cell is None else cell, saved=None),)

    def _chosen(self, row: Row, decision: Decision, known: Iterable[Reading]) -> Cell:
        typed = self._cell(row, decision.column, decision.value, decision.place)
        return next((reading.cell for reading in known if _alike(reading.cell, typed)), typed)

    def _was_seen(self, row: Row, decision: Decision, cell: Cell) -> bool:
        """Whether a value of the returns stood on the sheet when the decision was taken."""
        values = (self._cell(row, decision.column, value, decision.place) for value in decision.seen)
        return any(_alike(cell, value) for value in values)

    def _cell(self, row: Row, column: str, value: Raw, place: Place) -> Cell:
        """A value typed on the matrix, read as if it had been typed in the worksheet."""
        form = self.dataset.profile.forms[row.form]
        recipient = recipient_of(self.dataset.profile, row.recipient)
        if value is None or recipient is None:
            return Cell(value, None, place)
        others = {key: cell.raw for key, cell in row.cells.items() if key != column}
        sheet = ReturnedSheet(form=form.name, sheet=place.sheet, columns={}, rows=())
        reader = self._reader(form, recipient).on(sheet, place.file)
        read = reader.row(ReturnedRow(key=row.key, number=0, cells={**others, column: value}))
        return read[column]._replace(place=place) if column in read else Cell(value, None, place)

    def _reader(self, form: Form, recipient: Recipient) -> FormReader:
        known = self.readers.get((form.name, recipient))
        if known is None:
            known = self.readers[form.name, recipient] = FormReader(self.dataset.profile, form, recipient)
        return known

    def _stale(self, key: str, form: str, column: str, value: Raw, place: Place) -> None:
        data = {"form": form, "decision": display(value) or EMPTY}
        self.facts.append(Fact(name=FactName.DECISION_STALE, place=place, row=key, column=column, data=data))


def _origin(place: Place) -> str:
    """Why a cell has two values, when one of them was typed on the matrix: what is decided there is no change of it."""
    return COPIES if place.sheet == CONFLICTS else BY_HAND


def _alike(a: Cell, b: Cell) -> bool:
    """Whether two cells say the same, or look the same to people."""
    return same(a, b) or display(a.raw) == display(b.raw)
