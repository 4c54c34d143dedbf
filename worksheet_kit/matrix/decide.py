"""What people decided on the matrix that is about to be replaced, applied to freshly merged rows.

A decision picks one value of a conflict; it holds as long as everything the returns say now was on the sheet when it
was taken. A cell changed by hand on *Matriks Konsolidasi* is a proposal: it becomes a conflict, and nothing is taken
before somebody decides. What no longer applies is said, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from worksheet_kit.core.facts import Datum, FactName
from worksheet_kit.core.model import (
    FILLED_IN,
    Cell,
    Conflict,
    Dataset,
    Entry,
    Fact,
    Place,
    Profile,
    Raw,
    Reading,
    Recipient,
    ReturnedRow,
    ReturnedSheet,
    Row,
    Unused,
    UnusedDecision,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.kinds.row import FormReader
from worksheet_kit.matrix.content import Answer, Decision, MatrixContent, Proposal
from worksheet_kit.matrix.readback import review_name
from worksheet_kit.matrix.sheets.conflicts import EMPTY
from worksheet_kit.matrix.sheets.conflicts import NAME as CONFLICTS
from worksheet_kit.matrix.sheets.findings import answer_print
from worksheet_kit.matrix.sheets.overlaps import PAIRED_WITH
from worksheet_kit.merging.sameness import same
from worksheet_kit.values.text import display

#: `Conflict.origin` of a value that was changed by hand on the matrix, and of copies that differ.
BY_HAND, COPIES = "matrix", "copies"


#: Reads a value that was typed on the matrix into a column of a row, as if it had been typed in the worksheet.
_Read = Callable[[Row, str, Raw, Place], Cell]


def apply(dataset: Dataset, content: MatrixContent) -> Dataset:
    """The dataset with the proposals and decisions of a matrix workbook."""
    rows = {(row.form, row.key): row for form_rows in dataset.rows.values() for row in form_rows}
    conflicts = {(conflict.form, conflict.row, conflict.column): conflict for conflict in dataset.conflicts}
    read, facts, kept_decisions = _reader(dataset.profile), [], []
    for proposal in content.proposals:
        at = (proposal.form, proposal.row, proposal.column)
        row = _answering(rows, dataset.profile, proposal)
        conflict = _proposed(row, conflicts.get(at), proposal, read) if row is not None else None
        if conflict is not None:
            conflicts[at] = conflict
        elif row is None:
            facts.append(_unused_fact(proposal, Unused.GONE))
    for decision in content.decisions:
        at = (decision.form, decision.row, decision.column)
        row = _answering(rows, dataset.profile, decision)
        why = Unused.GONE if row is None else _unused(row, conflicts.get(at), decision, read)
        if why is not None:
            facts.append(_unused_fact(decision, why))
        if row is None:
            kept_decisions += _kept_decision(dataset.profile, decision)
            continue
        if why is None:
            conflict = _decided(row, conflicts.get(at), decision, read)
        else:
            conflict = _left_open(row, conflicts.get(at), decision, why, read)
        if conflict is not None:
            conflicts[at] = conflict
            if why is None:
                rows[decision.form, decision.row] = _with_cell(row, decision.column, conflict.readings[0].cell)
    entries, unused = _fill_in(rows, dataset.profile, content.answers, read)
    facts += unused
    facts += _stale_reviews(dataset, content)
    facts += _unused_content(content, rows)
    decided = _put_back(dataset, rows, conflicts, facts)
    return replace(decided, entries=tuple(entries), kept_decisions=tuple(kept_decisions))


def _fill_in(
    rows: dict[tuple[str, str], Row], profile: Profile, answers: Iterable[Answer], read: _Read
) -> tuple[list[Entry], list[Fact]]:
    """Put what the secretariat has filled in into the rows, and give it with what of it is not used.

    An entry holds as long as the recipient says what it says where the entry was typed. One that cannot be read, or
    whose row is not there, is given as well, so that it stays where it was typed. What the recipient says itself by now
    is no entry any more.
    """
    entries: list[Entry] = []
    unused: list[Fact] = []
    for answer in answers:
        row, why = _answering(rows, profile, answer), None
        # Where the sheet is written anew the line moves: the entry is known by its row and column.
        place = answer.place._replace(cell="")
        cell, before = Cell(answer.value, None, place), None
        if row is None:
            why = Unused.GONE
        else:
            before, cell = row.cells.get(answer.column), read(row, answer.column, answer.value, place)
            if same(cell, before or Cell(None, None, row.place)):
                continue
            if answer_print(before) != answer.seen:
                why = Unused.CHANGED
            elif cell.trouble is not None:
                why = Unused.UNREADABLE
        if why is not None:
            unused.append(_unused_entry(answer, why))
        elif row is not None:
            row = _with_cell(row, answer.column, cell._replace(rule=FILLED_IN))
            rows[answer.form, answer.row] = _read_again(row, read)
        if why is not Unused.CHANGED and _has_column(profile, answer):
            entries.append(
                Entry(
                    row=answer.row,
                    form=answer.form,
                    column=answer.column,
                    cell=cell,
                    source=answer.source,
                    before=before,
                    seen=answer.seen,
                    unused=why,
                )
            )
    return entries, unused


def _read_again(row: Row, read: _Read) -> Row:
    """The row, with what could not be read beside a faulty answer and can be beside the right one."""
    cells = dict(row.cells)
    for key, cell in row.cells.items():
        if cell.trouble is not None:
            again = read(row, key, cell.raw, cell.place)
            cells[key] = again if again.trouble is None else cell
    return replace(row, cells=cells)


def _unused_entry(answer: Answer, why: Unused) -> Fact:
    text = display(answer.value) or EMPTY
    data: dict[str, Datum] = {"form": answer.form, "text": text, "source": answer.source, "reason": why}
    return Fact(name=FactName.ENTRY_UNUSED, place=answer.place, row=answer.row, column=answer.column, data=data)


def _answering(rows: Mapping[tuple[str, str], Row], profile: Profile, said: Proposal) -> Row | None:
    """The row that something was said of, if it is there and has such an answer: forms change between merges."""
    row = rows.get((said.form, said.row))
    columns = () if row is None else profile.forms[row.form].columns
    return row if any(column.key == said.column and column.holds_answer for column in columns) else None


def follow(content: MatrixContent, dataset: Dataset, moved: Mapping[str, str]) -> MatrixContent:
    """The content with what was said of rows that a draft has taken in (old key -> new key) said of what they are now.

    What the new row has been told otherwise stays with the old key.
    """
    there = {row.key for rows in dataset.rows.values() for row in rows}
    answers = (
        replace(a, row=moved[a.row]) if a.row not in there and moved.get(a.row) in there else a for a in content.answers
    )
    reviews = {key: dict(review) for key, review in content.reviews.items()}
    for old, new in moved.items():
        if old in reviews and old not in there and new in there:
            own, taken = reviews.get(new, {}), reviews.pop(old)
            reviews[new] = {**taken, **own}
            left = {column: text for column, text in taken.items() if own.get(column, text) != text}
            if left:
                reviews[old] = left
    return replace(content, reviews=reviews, answers=tuple(answers))


def _proposed(row: Row, conflict: Conflict | None, proposal: Proposal, read: _Read) -> Conflict | None:
    """A value changed by hand beside what the returns say, until somebody decides; None where it is nothing new."""
    cell = read(row, proposal.column, proposal.value, proposal.place)
    readings = _readings(row, proposal.column, conflict)
    if any(same(cell, reading.cell) for reading in readings):
        return None
    return Conflict(
        row=row.key,
        form=row.form,
        column=proposal.column,
        readings=(*readings, Reading(cell=cell, saved=None)),
        origin=_origin(proposal.place) if conflict is None else conflict.origin,
    )


def _unused(row: Row, conflict: Conflict | None, decision: Decision, read: _Read) -> Unused | None:
    """Why a decision does not hold; None where it does, or the returns say what was decided.

    It holds as long as all that the returns say stood on the sheet when it was taken.
    """
    readings = _readings(row, decision.column, conflict)
    if conflict is None and _is_said(row, readings, decision, read):
        return None
    if decision.unused is not None:
        return Unused.CHANGED if decision.unused is Unused.GONE else decision.unused  # it is there again
    seen = [read(row, decision.column, value, decision.place) for value in decision.seen]
    if decision.among and not _is_said(row, [Reading(cell=cell, saved=None) for cell in seen], decision, read):
        return Unused.UNLISTED
    is_seen = all(any(_alike(reading.cell, cell) for cell in seen) for reading in readings)
    return None if is_seen else Unused.CHANGED


def _left_open(row: Row, conflict: Conflict | None, decision: Decision, why: Unused, read: _Read) -> Conflict | None:
    """The conflict with a decision that is not used, so that it can be taken again; None where nothing is open."""
    if why is Unused.CHANGED:
        conflict = _proposed(row, conflict, decision, read) or conflict
    if conflict is None:
        return None
    return replace(conflict, unused=UnusedDecision(display(decision.value) or EMPTY, why))


def _decided(row: Row, conflict: Conflict | None, decision: Decision, read: _Read) -> Conflict | None:
    """The conflict with the chosen value first; None where the returns meanwhile say so themselves."""
    readings = _readings(row, decision.column, conflict)
    if conflict is None:
        if _is_said(row, readings, decision, read):
            return None
        origin = _origin(decision.place)
        conflict = Conflict(row=row.key, form=row.form, column=decision.column, readings=readings, origin=origin)
    chosen = _chosen(row, readings, decision, read)
    others = tuple(reading for reading in readings if not same(reading.cell, chosen))
    own = next((reading for reading in readings if same(reading.cell, chosen)), Reading(cell=chosen, saved=None))
    return replace(conflict, readings=(own, *others), decision=display(own.cell.raw) or EMPTY)


def _kept_decision(profile: Profile, decision: Decision) -> list[Conflict]:
    """A decision about what is not there, to stay on the sheet: its file may only be missing from the folder."""
    if not _has_column(profile, decision):
        return []
    unused = UnusedDecision(display(decision.value) or EMPTY, Unused.GONE)
    return [Conflict(row=decision.row, form=decision.form, column=decision.column, readings=(), unused=unused)]


def _has_column(profile: Profile, typed: Proposal) -> bool:
    """Whether there is, or can be, an answer where something was typed about one."""
    form = profile.forms.get(typed.form)
    return form is not None and any(column.key == typed.column and column.is_input for column in form.columns)


def _is_said(row: Row, readings: Iterable[Reading], decision: Decision, read: _Read) -> bool:
    """Whether one of the readings says what was decided."""
    chosen = _chosen(row, readings, decision, read)
    return any(same(chosen, reading.cell) for reading in readings)


def _chosen(row: Row, readings: Iterable[Reading], decision: Decision, read: _Read) -> Cell:
    """The cell that was decided for: the one of the returns that says or looks the same, else as typed."""
    typed = read(row, decision.column, decision.value, decision.place)
    return next((reading.cell for reading in readings if _alike(reading.cell, typed)), typed)


def _readings(row: Row, column: str, conflict: Conflict | None) -> tuple[Reading, ...]:
    """What the returns say in a cell: the readings of a conflict, else the one there is."""
    if conflict is not None:
        return conflict.readings
    return (Reading(cell=row.cells.get(column) or Cell(None, None, row.place), saved=None),)


def _with_cell(row: Row, column: str, cell: Cell) -> Row:
    """The row with another cell, or without one where it is empty."""
    cells = {**row.cells, column: cell}
    if cell.raw is None:
        del cells[column]
    return replace(row, cells=cells)


def _unused_fact(typed: Proposal, why: Unused) -> Fact:
    """What was decided or proposed is not used."""
    data: dict[str, Datum] = {"form": typed.form, "decision": display(typed.value) or EMPTY, "reason": why}
    return Fact(name=FactName.DECISION_STALE, place=typed.place, row=typed.row, column=typed.column, data=data)


def _stale_reviews(dataset: Dataset, content: MatrixContent) -> Iterator[Fact]:
    """The reviews of rows that are no longer there, or that were compared with one that is not."""
    keys = {row.key for rows in dataset.rows.values() for row in rows}
    for key, review in content.reviews.items():
        if key.startswith("#"):
            continue  # it belongs to a sheet, not to a row
        for column, text in review.items():
            other = column.removeprefix(PAIRED_WITH)
            wanted = (key,) if other == column else (key, other)
            gone = [row for row in wanted if row not in keys]
            if gone:
                name = review_name(dataset.profile, column)
                data: dict[str, Datum] = {"decision": text, "gone": gone[0]}
                yield Fact(name=FactName.REVIEW_STALE, place=Place(), row=key, column=name, data=data)


def _unused_content(content: MatrixContent, rows: Mapping[tuple[str, str], Row]) -> Iterator[Fact]:
    """What was written where no row is, rows deleted on the matrix that the returns still have, sheets of one's own."""
    for place, text in content.loose:
        data: dict[str, Datum] = {"count": 1, "cells": (place.cell,), "text": text}
        yield Fact(name=FactName.OUTSIDE_TABLE, place=place, data=data)
    for key, form, place in content.deleted:
        row = rows.get((form, key))
        if row is not None:
            data = {"form": form, "file": row.place.file}
            yield Fact(name=FactName.ROW_DELETED, place=place, row=key, data=data)
    for place, count in content.added:
        yield Fact(name=FactName.MATRIX_SHEET, place=place, data={"count": count})
    for sheet in content.unmarked:
        name = FactName.MATRIX_UNMARKED if sheet.is_read else FactName.MATRIX_UNREAD
        yield Fact(name=name, place=sheet.place, data={"holds": sheet.holds})


def _put_back(
    dataset: Dataset,
    rows: Mapping[tuple[str, str], Row],
    conflicts: Mapping[tuple[str, str, str], Conflict],
    facts: Iterable[Fact],
) -> Dataset:
    """The dataset with these rows, and conflicts in the order of the forms, their rows and columns."""
    by_form = {name: tuple(rows[name, row.key] for row in old) for name, old in dataset.rows.items()}
    order = {
        (form.name, row.key, column.key): (n, m, k)
        for n, form in enumerate(dataset.profile.stage_forms(dataset.stage))
        for m, row in enumerate(by_form.get(form.name, ()))
        for k, column in enumerate(form.columns)
    }
    return replace(
        dataset,
        rows=by_form,
        conflicts=tuple(conflicts[at] for at in sorted(conflicts, key=lambda at: order[at])),
        facts=(*dataset.facts, *facts),
    )


def _reader(profile: Profile) -> _Read:
    """Reads what is typed on the matrix; what a form and recipient need for that is prepared once."""

    @cache
    def form_reader(form: str, recipient: Recipient) -> FormReader:
        return FormReader(profile, profile.forms[form], recipient)

    def read(row: Row, column: str, value: Raw, place: Place) -> Cell:
        recipient = recipient_of(profile, row.recipient)
        if value is None or recipient is None:
            return Cell(value, None, place)
        others = {key: cell.raw for key, cell in row.cells.items() if key != column}
        sheet = ReturnedSheet(form=row.form, sheet=place.sheet, columns={}, rows=())
        typed = ReturnedRow(key=row.key, number=0, cells={**others, column: value})
        cells = form_reader(row.form, recipient).on(sheet, place.file).row(typed)
        return cells[column]._replace(place=place) if column in cells else Cell(value, None, place)

    return read


def _origin(place: Place) -> str:
    """Why a cell has two values, when one of them was typed on the matrix: what is decided there is no change of it."""
    return COPIES if place.sheet == CONFLICTS else BY_HAND


def _alike(a: Cell, b: Cell) -> bool:
    """Whether two cells say the same, or look the same to people."""
    return same(a, b) or display(a.raw) == display(b.raw)
