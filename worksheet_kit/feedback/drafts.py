"""Group drafts (*Draf Kelompok*): one fresh worksheet with what a group's workbook and its members' hold.

Rows of the members take free codes of the group, references follow them, and the old key stays visible as *Asal*. The
draft names the files it was made from (`WorksheetContent.seeds`), so that the next merge knows what it stands for.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from worksheet_kit.core.model import Form, Mark, Recipient, Result, Row, WorksheetContent
from worksheet_kit.core.names import recipients
from worksheet_kit.core.row_code import row_key, shown_code
from worksheet_kit.core.words import DRAFT
from worksheet_kit.feedback.corrections import one_apart, write_workbooks
from worksheet_kit.feedback.filling import (
    Codes,
    Filling,
    add_uncoded_rows,
    answers_here,
    begin,
    block_of,
    finished,
    free_code,
)
from worksheet_kit.feedback.marks import marks_of, marks_of_entries, shortened
from worksheet_kit.feedback.sources import Source, carried_of, paired, source_of, unreadable_answers
from worksheet_kit.values.text import display


def write_drafts(
    result: Result, folder: Path, troubles: list[str] | None = None, *, groups: Collection[str] | None = None
) -> list[Path]:
    """Write a draft for each group that something of is there, and give their paths.

    ``groups`` and ``troubles`` are as for `drafts`. Raises OutputError when one cannot be written.
    """
    titled = ((DRAFT, group, content) for group, content in drafts(result, troubles, groups=groups))
    return write_workbooks(result, folder, titled, troubles)


def drafts(
    result: Result, troubles: list[str] | None = None, *, groups: Collection[str] | None = None
) -> Iterator[tuple[Recipient, WorksheetContent]]:
    """What the drafts of the groups carry. A group that nothing of is there gets none.

    ``groups`` are the codes of the dimensions that are to get one; without them, all. ``troubles`` is as for
    `write_workbooks`.
    """
    source = source_of(result)
    for dimension in source.profile.dimensions:
        group, *members = recipients(dimension, per_agency=True)
        is_wanted = groups is None or dimension.code in groups
        if is_wanted and any(source.rows_of(owner) or source.uncoded_rows_of(owner) for owner in (group, *members)):
            content = None
            with one_apart(f"{DRAFT} untuk {group.code}", troubles):
                content = _draft(source, group, members)
            if content is not None:
                yield group, content


def _draft(source: Source, group: Recipient, members: Iterable[Recipient]) -> WorksheetContent:
    """A group's worksheet with its own rows and those of its members."""
    filling = begin(source, group)
    filling.marks += marks_of_entries(source, group)
    codes_elsewhere: dict[tuple[str, str], str] = {}
    for member in members:
        codes_elsewhere |= _take_rows(filling, member)
    _follow(filling, codes_elsewhere)
    return replace(finished(filling, [group, *members]), draft=True)


def _take_rows(filling: Filling, member: Recipient) -> Codes:
    """Take the rows of a member, under codes that are free; its own references follow.

    Returns the codes by which others may mean these rows, too: those that name their owner.
    """
    source = filling.source
    keys: dict[str, str] = {}  # key of a member's row -> its key here
    codes: dict[tuple[str, str], str] = {}
    for form in source.forms:
        for row in source.rows_of(member):
            if row.form != form.name:
                continue
            prefix = block_of(row, filling.blocks(form))
            code = _given_code(filling, form, row) if form.rows_from else free_code(filling, form, prefix)
            keys[row.key] = row_key(filling.recipient, code)
            codes[form.name, shown_code(form, member, row.code)] = shown_code(form, filling.recipient, code)
            if (form.name, code) not in filling.codes:
                filling.origins[keys[row.key]] = row.key
            filling.occupy(form.name, code)
    for row in source.rows_of(member):
        _add_row(filling, row, keys[row.key], codes)
    for mark in (*marks_of(source, member), *marks_of_entries(source, member)):
        key = keys.get(mark.row, "")
        filling.marks.append(replace(mark, row=key, column=mark.column if key else ""))
    add_uncoded_rows(filling, member, codes)
    return {old: new for old, new in codes.items() if source.profile.forms[old[0]].show_recipient}


def _given_code(filling: Filling, form: Form, row: Row) -> str:
    """The code of the given row that a member's row stands for; one more given row if the group has none such."""
    carried = carried_of(form, row)
    given_rows = filling.given.setdefault(form.name, [])
    found = next(paired(filling.source.profile, form, {0: carried}, dict(enumerate(given_rows, 1))), None)
    if found is not None:
        return form.blocks[0].code(found[1])
    given_rows.append(carried)
    return form.blocks[0].code(len(given_rows))


def _add_row(filling: Filling, row: Row, key: str, codes: Codes) -> None:
    """Add a row; where another one stands under that key (a given row), fill what it leaves open and mark the rest."""
    form = filling.source.profile.forms[row.form]
    answers, raw = filling.answers.setdefault(key, {}), filling.raw.setdefault(key, {})
    for name, value in answers_here(filling, row, key, codes).items():
        if name not in answers and name not in raw:
            answers[name] = value
        elif answers.get(name) != value:
            said = shortened(display(row.cells[name].raw))
            filling.marks.append(
                Mark(
                    row=key,
                    column=name,
                    form=row.form,
                    message=f'Isian berbeda pada {form.column(name).heading}: {row.key} menulis "{said}".',
                    typed=display(raw.get(name)) or str(answers.get(name, "")),
                    expected="Sepakati satu isian.",
                )
            )
    for name, text in unreadable_answers(form, row).items():
        if name not in answers:
            raw.setdefault(name, text)


def _follow(filling: Filling, codes_elsewhere: Codes) -> None:
    """Let every row that names a member's row follow it to its code here; the mark at such a reference is settled."""
    settled: set[tuple[str, str]] = set()
    for form in filling.source.forms:
        references = [(column.key, column.refers_to) for column in form.inputs if column.refers_to is not None]
        for key in (row_key(filling.recipient, code) for name, code in filling.codes if name == form.name):
            answers = filling.answers.get(key, {})
            for column, target in references:
                code = codes_elsewhere.get((target, str(answers.get(column))))
                if code is not None:
                    answers[column] = code
                    settled.add((key, column))
    filling.marks = [mark for mark in filling.marks if (mark.row, mark.column) not in settled]
