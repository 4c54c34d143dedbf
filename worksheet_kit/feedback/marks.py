"""What a recipient has to put right, as marks in its workbook: faults, open conflicts, rows reviewers send back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Column, Conflict, Finding, Form, Mark, Profile, Recipient, Required, Result, Row
from worksheet_kit.core.names import base_name
from worksheet_kit.core.row_code import code_order
from worksheet_kit.core.words import LATER
from worksheet_kit.feedback.sources import Source
from worksheet_kit.matrix.columns import cell_print
from worksheet_kit.matrix.previous import code_lists
from worksheet_kit.matrix.sheets.consolidated import REVIEWS, review_heading
from worksheet_kit.values.text import display, format_date, one_line

#: What a reviewer chooses to have a row put right.
SENT_BACK = "Perbaiki"

_CELL = re.compile(r"\b([Ss])el [A-Z]{1,3}[1-9][0-9]*\b")
_LONGEST_QUOTE = 80


def marks_of(source: Source, recipient: Recipient) -> tuple[Mark, ...]:
    """What a recipient has to put right, in the order of its sheets, rows and columns."""
    result = source.result
    marks: list[Mark] = []
    uncoded = {(*row.place[:2], row.place.line) for row in source.uncoded_rows_of(recipient)}  # have marks of their own
    for finding in result.faults:
        line = (*finding.place[:2], finding.place.line)
        if finding.recipient == recipient.code and (finding.row or line not in uncoded):
            marks.append(_mark_of_finding(finding, source.rows))
    own = {row.key: row for row in source.rows_of(recipient)}
    for conflict in result.dataset.conflicts:
        if conflict.row in own and not conflict.decision:
            marks.append(_mark_of_conflict(conflict, source.profile.forms[own[conflict.row].form]))
    for key, review in result.reviews.items():
        if key in own and is_asked_for(result, own[key], review):
            marks.append(_mark_of_review(result.dataset.profile, review, own[key]))
    marks += _marks_of_new_columns(source, recipient)
    by_cell: dict[tuple[str, str, str], list[Mark]] = {}
    for mark in marks:
        by_cell.setdefault((mark.form, mark.row, mark.column), []).append(mark)
    return tuple(mark for cell in sorted(by_cell, key=lambda cell: _order(cell, source)) for mark in by_cell[cell])


def marks_of_entries(source: Source, recipient: Recipient) -> Iterator[Mark]:
    """What the secretariat has filled in, for a recipient to see; who said so stays with the secretariat."""
    own = {row.key for row in source.rows_of(recipient)}
    for entry in source.result.dataset.entries:
        if entry.row in own and entry.unused is None:
            yield Mark(
                row=entry.row,
                column=entry.column,
                form=entry.form,
                message="Diisi sekretariat.",
                typed="" if entry.before is None else display(entry.before.raw),
                expected="Biarkan bila sudah tepat, atau ganti.",
                may_stay=True,
            )


def one_mark_a_cell(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks with all that is to be said about one cell in one; those that stand at no row stay by themselves."""
    by_cell: dict[tuple[str, str, str], list[Mark]] = {}
    for n, mark in enumerate(dict.fromkeys(marks)):  # members of a group may lack the same
        by_cell.setdefault((mark.form, mark.row or f"#{n}", mark.column), []).append(mark)
    return tuple(_joined(at_cell) for at_cell in by_cell.values())


def is_sent_back(review: Mapping[str, str]) -> bool:
    """Whether reviewers want a row put right."""
    return any(text.strip().casefold() == SENT_BACK.casefold() for text in review.values())


def is_asked_for(result: Result, row: Row, review: Mapping[str, str]) -> bool:
    """Whether reviewers want a row put right, and have not had an answer to just that yet."""
    if not is_sent_back(review):
        return False
    request = result.sent.get(row.key)
    submission = result.dataset.submissions.get(row.recipient)
    if request is None or submission is None or submission.revision < request.revision:
        return True
    return request.print != review_print(result.dataset.profile, review, row)


def review_print(profile: Profile, review: Mapping[str, str], row: Row) -> str:
    """A short print of what reviewers say of a row they sent back."""
    return cell_print(_mark_of_review(profile, review, row).message)


def shortened(text: str) -> str:
    """A text on one line, short enough to be quoted in a sentence."""
    return one_line(text, _LONGEST_QUOTE)


def _mark_of_finding(finding: Finding, rows: Mapping[str, Row]) -> Mark:
    """A fault at its row, or at none where that is not among the rows that were merged."""
    row = rows.get(finding.row)
    message, expected = _without_cells(finding.message), _without_cells(finding.remedy)
    if finding.suggestion and finding.suggestion not in message:
        expected += f' Mungkin maksudnya "{finding.suggestion}".'
    return Mark(
        row="" if row is None else row.key,
        column="" if row is None else finding.column,
        form=finding.form if row is None else row.form,
        message=message,
        typed=finding.value or "",
        expected=expected,
    )


def _marks_of_new_columns(source: Source, recipient: Recipient) -> Iterator[Mark]:
    """What is asked for by now and was not on the sheets of an old edition that the rows came in."""
    lists = code_lists(source.profile, source.stage, recipient, source.result.dataset.previous)
    for fact in source.result.dataset.facts:
        if fact.name is not FactName.OLD_EDITION:
            continue
        form = source.profile.forms[fact.text("form")]
        rows = [row for row in source.rows_of(recipient) if (row.place.file, row.form) == (fact.place.file, form.name)]
        asked: dict[str, tuple[Column, set[str]]] = {}  # with the columns of which one has to be filled in
        for column in map(form.column, fact.texts("columns")):
            required = column.asked(lists)
            if required is Required.ANY and column.series:
                asked.setdefault(column.series, (column, {c.key for c in form.inputs if c.series == column.series}))
            elif required in (Required.YES, Required.ANY):
                asked[column.key] = column, {column.key}
        for column, one_of in asked.values():
            if any(one_of.isdisjoint(row.cells) for row in rows):
                message, expected = f"Kolom {column.heading} baru.", "Isi pada setiap baris yang terisi."
                yield Mark(row="", column="", form=form.name, message=message, expected=expected)


#: So many rows are named, more are counted.
_FEW = 5


def marks_of_later(source: Source, recipient: Recipient) -> Iterator[Mark]:
    """What may follow after the bimtek and is recommended, once a form: for a correction that goes out anyway.

    A year without an amount may be meant so.
    """
    for name in source.result.dataset.stage.forms:
        form, rows = source.profile.forms[name], [row for row in source.rows_of(recipient) if row.form == name]
        wanted = [c for c in form.inputs if c.later and c.required is Required.RECOMMENDED and c.year is None]
        empty = [row for row in rows if any(row.says_nothing(c.key) for c in wanted)]
        if empty:
            lacking = [c.heading for c in wanted if any(row.says_nothing(c.key) for row in empty)]
            rows_meant = ", ".join(row.key for row in empty) if len(empty) <= _FEW else f"{len(empty)} baris"
            message = f"{LATER}: {rows_meant} belum memuat {', '.join(lacking)}."
            yield Mark(row="", column="", form=name, message=message, expected="Lengkapi bila datanya sudah ada.")


def _mark_of_conflict(conflict: Conflict, form: Form) -> Mark:
    said = []
    for reading in conflict.readings:
        saved = f", disimpan {format_date(reading.saved)}" if reading.saved is not None else ""
        file = base_name(reading.cell.place.file)
        said.append(f'"{shortened(display(reading.cell.raw))}" ({file}{saved})')
    standing = display(conflict.readings[0].cell.raw)
    return Mark(
        row=conflict.row,
        column=conflict.column,
        form=form.name,
        message=f"Isian berbeda pada {form.column(conflict.column).heading}: {' dan '.join(said)}.",
        typed=standing,
        expected=f'Sementara dipakai "{shortened(standing)}"; biarkan bila sudah tepat, atau ganti.',
        may_stay=True,
    )


def _mark_of_review(profile: Profile, review: Mapping[str, str], row: Row) -> Mark:
    notes = [
        f"{review_heading(profile, key) if key in REVIEWS else key}: {text.strip()}"
        for key, text in review.items()
        if text.strip() and text.strip().casefold() != SENT_BACK.casefold()
    ]
    return Mark(
        row=row.key,
        column="",
        form=row.form,
        message="\n".join(["Pembahasan meminta baris ini diperbaiki.", *notes]),
        expected="Sesuaikan isian baris ini dengan catatan itu.",
    )


def _order(cell: tuple[str, str, str], source: Source) -> tuple[int, tuple[int, int, str, str], int]:
    """Where a form, row and column stand; what stands at no form comes last, at no row first."""
    name, row_key, column = cell
    forms = list(source.stage.forms)
    if name not in forms:
        return (len(forms), (0, 0, "", ""), 0)
    form = source.profile.forms[name]
    columns = [own.key for own in form.columns]
    row = source.rows.get(row_key)
    code = code_order(form, row.code) if row is not None else (-1, 0, "", "")
    return (forms.index(name), code, columns.index(column) if column in columns else -1)


def _joined(marks: list[Mark]) -> Mark:
    """One mark for a cell that several things are to be said about."""
    first = marks[0]
    if len(marks) == 1:
        return first
    return replace(
        first,
        message="\n".join(dict.fromkeys(mark.message for mark in marks)),
        typed=next((mark.typed for mark in marks if mark.typed), ""),
        expected="\n".join(dict.fromkeys(mark.expected for mark in marks if mark.expected)),
        may_stay=all(mark.may_stay for mark in marks),
    )


def _without_cells(text: str) -> str:
    """A text that names no cell: a mark stands at its own, which may have moved since the file was read."""
    return _CELL.sub(lambda match: "selnya" if match[1] == "s" else "Sel", text)
