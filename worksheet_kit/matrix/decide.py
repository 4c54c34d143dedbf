"""What people decided on the matrix that is about to be replaced, applied to freshly merged rows.

A decision picks one value of a conflict; it holds as long as everything the returns say now was on the sheet when it
was taken. A cell changed by hand on *Matriks Konsolidasi* is a proposal: it becomes a conflict, and nothing is taken
before somebody decides. What no longer applies is said, never dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from worksheet_kit.core.facts import Datum, FactName
from worksheet_kit.core.lists import labels
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
    ReturnedSheet,
    Row,
    Unused,
    UnusedDecision,
    ValueList,
)
from worksheet_kit.core.names import base_name, recipient_of
from worksheet_kit.core.row_code import group_of
from worksheet_kit.kinds.row import SheetReader, read_carried
from worksheet_kit.matrix.content import Answer, Decision, MatrixContent, Proposal
from worksheet_kit.matrix.nominations import cards, chosen_keys, quick_win_form
from worksheet_kit.matrix.overlaps import PAIRED_WITH
from worksheet_kit.matrix.readback import review_choices, review_name
from worksheet_kit.matrix.renumbered import renumbered
from worksheet_kit.matrix.sheets.conflicts import EMPTY
from worksheet_kit.matrix.sheets.conflicts import NAME as CONFLICTS
from worksheet_kit.matrix.sheets.findings import answer_print
from worksheet_kit.matrix.sheets.quick_wins import NAME as QUICK_WINS
from worksheet_kit.matrix.spellings import apply_spellings
from worksheet_kit.merging.copy import carried_value, form_readers
from worksheet_kit.merging.sameness import mark_of, same
from worksheet_kit.values.text import display, is_blank

#: `Conflict.origin` of a value that was changed by hand on the matrix, and of copies that differ.
BY_HAND, COPIES = "matrix", "copies"

P = TypeVar("P", bound=Proposal)


class _Typed(NamedTuple):
    """What was typed on the matrix into a column of a row, and what it says of others that are empty there."""

    cell: Cell
    beside: Mapping[str, Cell] = MappingProxyType({})

    def says(self, cell: Cell) -> bool:
        """Whether it says just what a cell says."""
        return not self.beside and same(self.cell, cell)

    def is_like(self, cell: Cell) -> bool:
        """Whether it says the same, or looks the same to people."""
        return self.says(cell) or display(self.cell.raw) == display(cell.raw)


class _Reader:
    """Reads what is typed on the matrix as if it had been typed in the worksheet; each form is prepared once."""

    def __init__(self, profile: Profile, lists: Mapping[str, Mapping[str, ValueList]]) -> None:
        self._profile, self._forms = profile, form_readers(profile, lists)

    def typed(self, row: Row, column: str, value: Raw, place: Place) -> _Typed:
        """What was typed into a column of a row."""
        reader, empty = self._on(row, place), Cell(value, None, place)
        if reader is None or is_blank(value):
            return _Typed(empty)
        if column not in reader.form.columns:
            carried = read_carried(self._profile, reader.form.form.column(column), reader.form.recipient)
            return _Typed(empty._replace(value=carried_value(value, carried)))
        cells = reader.put(row.cells, column, value, place)
        beside = {key: cell for key, cell in cells.items() if key != column and cell is not row.cells.get(key)}
        return _Typed(cells[column], beside)

    def entry(self, row: Row, column: str, text: str) -> Cell | None:
        """A text as an entry of the list of a column of a row; None where it is none."""
        typed = self.typed(row, column, text, row.place)
        return None if typed.cell.value is None or typed.beside else typed.cell

    def settled_again(self, row: Row) -> Row:
        """The row, with what could not be read beside faulty answers and can be beside the right ones."""
        reader = self._on(row, row.place)
        return row if reader is None else replace(row, cells=reader.settled_again(row.cells))

    def _on(self, row: Row, place: Place) -> SheetReader | None:
        recipient = recipient_of(self._profile, row.recipient)
        sheet = ReturnedSheet(form=row.form, sheet=place.sheet, columns={}, rows=())
        return None if recipient is None else self._forms(row.form, recipient).on(sheet, place.file)


def apply(
    dataset: Dataset, content: MatrixContent, lists: Mapping[str, Mapping[str, ValueList]] | None = None
) -> Dataset:
    """The dataset with the proposals and decisions of a matrix workbook.

    ``lists`` are lists known only now, by recipient code and list name, as the rows of the dataset were read with.
    """
    merged = {(row.form, row.key): row for row in dataset.all_rows}
    rows = dict(merged)
    conflicts = {(conflict.form, conflict.row, conflict.column): conflict for conflict in dataset.conflicts}
    read, facts, kept_decisions = _Reader(dataset.profile, lists or {}), [], []
    apply_spellings(rows, conflicts, dataset.profile, content.spellings, read.entry)
    for proposal in content.proposals:
        at = (proposal.form, proposal.row, proposal.column)
        row = _answering(rows, dataset.profile, proposal)
        conflict = _proposed(row, conflicts.get(at), proposal, read) if row is not None else None
        if conflict is not None:
            conflicts[at] = conflict
        elif row is None:
            facts.append(_unused_fact(proposal, Unused.GONE))
    for decision in _alone_first(rows, dataset.profile, content.decisions, read):
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
                cell = conflict.readings[0].cell
                # What the returns say of other columns they say there.
                is_typed = cell.place.file == decision.place.file
                beside = read.typed(row, decision.column, cell.raw, cell.place).beside if is_typed else {}
                rows[decision.form, decision.row] = _with_cells(row, {decision.column: cell, **beside})
    answers, lost = _found_again(rows, dataset, content.answers)
    content = replace(content, loose=(*content.loose, *lost))
    entries, unused = _fill_in(rows, dataset, answers, read)
    facts += unused
    rows = {at: row if row is merged[at] else read.settled_again(row) for at, row in rows.items()}
    facts += _unused_reviews(dataset, content)
    facts += _unused_content(content, rows)
    facts += _too_many_chosen(dataset, content)
    decided = _put_back(dataset, rows, conflicts, facts)
    return replace(decided, entries=tuple(entries), spellings=content.spellings, kept_decisions=tuple(kept_decisions))


def _found_again(
    rows: Mapping[tuple[str, str], Row], dataset: Dataset, answers: Iterable[Answer]
) -> tuple[list[Answer], list[tuple[Place, str]]]:
    """The answers, those of lines that have lost their hidden marks by the cells they link to; and what is not certain.

    It is certain where the row stands there still, and says in that column what the line says that it does.
    """
    found, lost = [], []
    for answer in answers:
        where = answer.about
        row = next((row for row in rows.values() if row.key == answer.row and _is_there(row, where)), None)
        if answer.column:
            found.append(answer)
        elif row is not None and (column := _column_at(dataset, row, where, answer.seen)):
            found.append(replace(answer, form=row.form, column=column))
        else:
            said = (display(answer.value) or EMPTY, answer.source)
            lost += [(answer.place, f"{answer.row}: {text}") for text in said if text]
    return found, lost


def _is_there(row: Row, where: Place) -> bool:
    is_file = (base_name(row.place.file), row.place.sheet) == where[:2]
    return is_file and row.place.line == where._replace(turned=row.place.turned).line


def _column_at(dataset: Dataset, row: Row, where: Place, seen: str) -> str:
    """The one column of a row that stands at a place, if it looks as it was seen; empty where that is not certain."""
    at = where._replace(turned=row.place.turned).spot[1]
    columns = [key for key, column in dataset.columns.get(row.place[:2], {}).items() if column == at]
    is_same = len(columns) == 1 and seen == answer_print(row.cells.get(columns[0]))
    return columns[0] if is_same else ""


def _fill_in(
    rows: dict[tuple[str, str], Row], dataset: Dataset, answers: Iterable[Answer], read: _Reader
) -> tuple[list[Entry], list[Fact]]:
    """Put what the secretariat has filled in into the rows, and give it with what of it is not used.

    An entry holds as long as the recipient says what it says where the entry was typed, or what an entry there said:
    that comes back with a correction. One that cannot be read, or whose row is not there, is given as well, so that it
    stays where it was typed. What the recipient says itself by now is no entry any more. One that says something of
    several columns becomes an entry in each of them.
    """
    profile = dataset.profile
    entries: list[Entry] = []
    unused: list[Fact] = []
    for answer in _alone_first(rows, profile, answers, read):
        row, why = _answering(rows, profile, answer), None
        # Where the sheet is written anew the line moves: the entry is known by its row and column.
        place = answer.place._replace(cell="")
        typed = _Typed(Cell(answer.value, None, place))
        said: Mapping[str, Cell] = {}
        if row is None:
            why = Unused.GONE
        else:
            typed, said = read.typed(row, answer.column, answer.value, place), row.cells
            before = said.get(answer.column)
            if typed.says(before or Cell(None, None, row.place)) and not _came_back(dataset, row, answer, typed):
                continue
            why = _unreadable(typed) if _prints(answer.column, before) & {*answer.seen.split()} else Unused.CHANGED
        cells = {answer.column: typed.cell}
        if why is not None:
            unused.append(_unused_entry(answer, why))
        elif row is not None:
            cells = _apart(profile, row, answer.column, typed)
            filled_in = {key: cell._replace(rule=FILLED_IN) for key, cell in cells.items()}
            rows[answer.form, answer.row] = _with_cells(row, filled_in)
        if why is not Unused.CHANGED and _has_column(profile, answer):
            entries += (
                Entry(
                    row=answer.row,
                    form=answer.form,
                    column=column,
                    cell=cell,
                    source=answer.source,
                    before=said.get(column),
                    seen=_seen(answer, said.get(column), column, cell),
                    unused=why,
                )
                for column, cell in cells.items()
            )
    return entries, unused


def _came_back(dataset: Dataset, row: Row, answer: Answer, typed: _Typed) -> bool:
    """Whether what the recipient says is an entry that went out with a correction or draft and was left as it was."""
    mark = mark_of(answer.column, typed.cell)
    submission, cell = dataset.submissions.get(row.recipient), row.cells.get(answer.column)
    sent = {} if submission is None or cell is None else submission.seeded.get(cell.place.file, {})
    return mark in answer.seen.split() and mark in sent.get(row.key, ())


def _prints(column: str, cell: Cell | None) -> set[str]:
    """What a cell is known by: how it looks, and what it stands for, since corrections change how it looks."""
    return {answer_print(cell)} | (set() if cell is None or cell.raw is None else {mark_of(column, cell)})


def _seen(answer: Answer, before: Cell | None, column: str, entry: Cell) -> str:
    """The prints of what a recipient has said, with those of an entry that corrections may bring back."""
    prints = answer.seen if column == answer.column else answer_print(before)
    return " ".join(dict.fromkeys([*prints.split(), *sorted(_prints(column, entry))]))


def _alone_first(rows: Mapping[tuple[str, str], Row], profile: Profile, said: Iterable[P], read: _Reader) -> list[P]:
    """What was typed on the matrix, that which other columns have a part in last: it finds these as they are said."""

    def needs_others(each: P) -> bool:
        row = _answering(rows, profile, each)
        typed = None if row is None else read.typed(row, each.column, each.value, each.place)
        return typed is not None and bool(typed.beside or typed.cell.trouble)

    return sorted(said, key=needs_others)


def _unreadable(typed: _Typed) -> Unused | None:
    """Why what was typed cannot be taken, whole."""
    troubles = {cell.trouble.name for cell in (typed.cell, *typed.beside.values()) if cell.trouble is not None}
    if not troubles:
        return None
    return Unused.NO_ROOM if troubles & {"several_choices", "other_end"} else Unused.UNREADABLE


def _apart(profile: Profile, row: Row, column: str, typed: _Typed) -> dict[str, Cell]:
    """The cells that were typed in one, each with its own part as people call it; what the row says already is none."""
    if not typed.beside:
        return {column: typed.cell}
    form, owner = profile.forms[row.form], recipient_of(profile, row.recipient)
    cells = {}
    for key, cell in {column: typed.cell, **typed.beside}.items():
        shown = {} if owner is None else labels(profile, form, form.column(key), owner.dimension)
        if key not in row.cells or not same(cell, row.cells[key]):
            raw = shown.get(str(cell.value), display(cell.value))
            cells[key] = Cell(raw, cell.value, typed.cell.place)
    return cells


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
    """The content with what was said of rows that have another key by now said of what they are now.

    ``moved`` are those that a draft has taken in (old key -> new key). What the new row has been told otherwise stays
    with the old key.
    """
    content = renumbered(content, dataset)
    there = {row.key for row in dataset.all_rows}
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


def _proposed(row: Row, conflict: Conflict | None, proposal: Proposal, read: _Reader) -> Conflict | None:
    """A value changed by hand beside what the returns say, until somebody decides; None where it is nothing new."""
    typed = read.typed(row, proposal.column, proposal.value, proposal.place)
    readings = _readings(row, proposal.column, conflict)
    if any(typed.says(reading.cell) for reading in readings):
        return None
    return Conflict(
        row=row.key,
        form=row.form,
        column=proposal.column,
        readings=(*readings, Reading(cell=typed.cell, saved=None)),
        origin=_origin(proposal.place) if conflict is None else conflict.origin,
    )


def _unused(row: Row, conflict: Conflict | None, decision: Decision, read: _Reader) -> Unused | None:
    """Why a decision does not hold; None where it does, or the returns say what was decided.

    It holds as long as all that the returns say stood on the sheet when it was taken.
    """
    readings = _readings(row, decision.column, conflict)
    typed = read.typed(row, decision.column, decision.value, decision.place)
    if conflict is None and _reading_of(typed, readings) is not None:
        return None
    if decision.unused is not None:
        return Unused.CHANGED if decision.unused is Unused.GONE else decision.unused  # it is there again
    seen = [read.typed(row, decision.column, value, decision.place) for value in decision.seen]
    if decision.among and not any(typed.is_like(value.cell) for value in seen):
        return Unused.UNLISTED
    is_seen = all(any(value.is_like(reading.cell) for value in seen) for reading in readings)
    return None if is_seen else Unused.CHANGED


def _left_open(row: Row, conflict: Conflict | None, decision: Decision, why: Unused, read: _Reader) -> Conflict | None:
    """The conflict with a decision that is not used, so that it can be taken again; None where nothing is open."""
    if why is Unused.CHANGED:
        conflict = _proposed(row, conflict, decision, read) or conflict
    if conflict is None:
        return None
    return replace(conflict, unused=UnusedDecision(display(decision.value) or EMPTY, why))


def _decided(row: Row, conflict: Conflict | None, decision: Decision, read: _Reader) -> Conflict | None:
    """The conflict with the chosen value first; None where the returns meanwhile say so themselves."""
    readings = _readings(row, decision.column, conflict)
    typed = read.typed(row, decision.column, decision.value, decision.place)
    own = _reading_of(typed, readings)
    if conflict is None:
        if own is not None:
            return None
        origin = _origin(decision.place)
        conflict = Conflict(row=row.key, form=row.form, column=decision.column, readings=readings, origin=origin)
    own = own or Reading(cell=typed.cell, saved=None)
    others = tuple(
        reading for reading in readings if reading is not own and (typed.beside or not same(reading.cell, own.cell))
    )
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


def _reading_of(typed: _Typed, readings: Iterable[Reading]) -> Reading | None:
    """The reading that was decided for: the one that says or looks the same."""
    return next((reading for reading in readings if typed.is_like(reading.cell)), None)


def _readings(row: Row, column: str, conflict: Conflict | None) -> tuple[Reading, ...]:
    """What the returns say in a cell: the readings of a conflict, else the one there is."""
    if conflict is not None:
        return conflict.readings
    return (Reading(cell=row.cells.get(column) or Cell(None, None, row.place), saved=None),)


def _with_cells(row: Row, cells: Mapping[str, Cell]) -> Row:
    """The row with other cells, or without those that are empty."""
    return replace(row, cells={key: cell for key, cell in {**row.cells, **cells}.items() if cell.raw is not None})


def _unused_fact(typed: Proposal, why: Unused) -> Fact:
    """What was decided or proposed is not used."""
    data: dict[str, Datum] = {"form": typed.form, "decision": display(typed.value) or EMPTY, "reason": why}
    return Fact(name=FactName.DECISION_STALE, place=typed.place, row=typed.row, column=typed.column, data=data)


def _unused_reviews(dataset: Dataset, content: MatrixContent) -> Iterator[Fact]:
    """The reviews of rows that are no longer there, or that were compared with one that is not, or of no known word."""
    keys = {row.key for row in dataset.all_rows}
    for key, column, text, gone_key in content.lost:
        data: dict[str, Datum] = {"decision": text, "gone": f"{gone_key} yang dulu"}
        heading = review_name(dataset.profile, column)
        yield Fact(name=FactName.REVIEW_STALE, place=Place(), row=key, column=heading, data=data)
    for key, review in content.reviews.items():
        if key.startswith("#"):
            continue  # it belongs to a sheet, not to a row
        for column, text in review.items():
            other = column.removeprefix(PAIRED_WITH)
            wanted = (key,) if other == column else (key, other)
            gone = [row for row in wanted if row not in keys]
            choices = review_choices(column)
            heading = review_name(dataset.profile, column)
            if gone:
                data = {"decision": text, "gone": gone[0]}
                yield Fact(name=FactName.REVIEW_STALE, place=Place(), row=key, column=heading, data=data)
            elif choices and text.strip().casefold() not in map(str.casefold, choices):
                data = {"decision": text, "choices": ", ".join(choices)}
                yield Fact(name=FactName.REVIEW_UNLISTED, place=Place(), row=key, column=heading, data=data)


def _too_many_chosen(dataset: Dataset, content: MatrixContent) -> Iterator[Fact]:
    """The groups of which more programs were chosen for quick wins than a later stage has cards."""
    profile = dataset.profile
    later = [name for stage in profile.stages if stage.number > dataset.stage.number for name in stage.forms]
    form = quick_win_form(profile, later)
    if form is None:
        return
    chosen = {*chosen_keys(content.reviews)}
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for row in (row for row in dataset.all_rows if row.key in chosen):
        codes[group_of(row.recipient)].append(row.key)
    places = len(cards(form))
    for group, keys in codes.items():
        if len(keys) > places:
            data: dict[str, Datum] = {"group": group, "count": len(keys), "places": places, "codes": ", ".join(keys)}
            yield Fact(name=FactName.TOO_MANY_CHOSEN, place=Place("", QUICK_WINS), data=data)


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
    for copy, file in content.newer:
        yield Fact(name=FactName.MATRIX_NEWER, place=Place(copy), data={"file": file})
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


def _origin(place: Place) -> str:
    """Why a cell has two values, when one of them was typed on the matrix: what is decided there is no change of it."""
    return COPIES if place.sheet == CONFLICTS else BY_HAND
