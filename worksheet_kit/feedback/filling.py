"""A worksheet being filled again: what a recipient had answered, and its rows without a code under free ones.

A correction is such a worksheet as it is; a draft goes on by taking the rows of others into it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import blocks
from worksheet_kit.core.model import Block, Form, Mark, Recipient, Row, Value, WorksheetContent
from worksheet_kit.core.row_code import parse_row_code, row_key
from worksheet_kit.core.words import line_name
from worksheet_kit.feedback.marks import marks_of, one_mark_a_cell
from worksheet_kit.feedback.sources import (
    Source,
    answered_files,
    carried_content,
    identity_of,
    next_revision,
    readable_answers,
    unreadable_answers,
)

#: Codes of a form that mean a row of another code in this worksheet: form and code as written -> code as shown here.
Codes = Mapping[tuple[str, str], str]


@dataclass(slots=True)
class Numbers:
    """The numbers in use in a block; they only ever become more, so that no search begins anew."""

    used: set[int] = field(default_factory=set)
    last: int = 0
    gap: int = 1  # no number below this is free

    def add(self, number: int) -> None:
        """Note that a number is in use."""
        self.used.add(number)
        self.last = max(self.last, number)

    def free(self, room: int) -> int:
        """A number that is free: after the last one in use, else in a gap, else beyond the room."""
        if self.last < room:
            return self.last + 1
        while self.gap in self.used:
            self.gap += 1
        return min(self.gap, self.last + 1)


@dataclass(slots=True)
class Filling:
    """A worksheet while rows are put into it. Answers, raw texts and origins are by row key."""

    source: Source
    recipient: Recipient
    carried: WorksheetContent
    given: dict[str, list[Mapping[str, Value]]]
    answers: dict[str, dict[str, Value]] = field(default_factory=dict)
    raw: dict[str, dict[str, str | float]] = field(default_factory=dict)  # what could not be read, as it was typed
    marks: list[Mark] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)  # key here -> key in the workbook it was taken from
    codes: set[tuple[str, str]] = field(default_factory=set)  # form and code of every row in use
    numbers: dict[tuple[str, str], Numbers] = field(default_factory=dict)  # of these codes, by form and prefix

    def blocks(self, form: Form) -> tuple[Block, ...]:
        """The blocks of a form with the room this recipient has in them."""
        return blocks(form, self.source.profile.dimension(self.recipient.dimension))

    def occupy(self, form: str, code: str) -> None:
        """Note that a code of a form is in use."""
        self.codes.add((form, code))
        parsed = parse_row_code(code)
        if parsed is not None:
            self.numbers.setdefault((form, parsed.prefix), Numbers()).add(parsed.number)


def begin(source: Source, recipient: Recipient, blank: Sequence[Row] = ()) -> Filling:
    """A worksheet with a recipient's own rows under their own codes, and what it has to put right.

    ``blank`` is as for `carried_content`.
    """
    carried = carried_content(source, recipient, blank)
    given = {form: list(rows) for form, rows in carried.given.items()}
    filling = Filling(source, recipient, carried, given)
    for row in source.rows_of(recipient):
        form = source.profile.forms[row.form]
        filling.occupy(row.form, row.code)
        filling.answers[row.key] = readable_answers(form, row)
        filling.raw[row.key] = unreadable_answers(form, row)
    filling.marks += marks_of(source, recipient)
    add_uncoded_rows(filling, recipient, {})
    return filling


def leave_open(filling: Filling) -> None:
    """Keep columns open in which the recipient typed what would have been carried over, had there been any."""
    source = filling.source
    rows = source.rows_of(filling.recipient)
    for form in source.forms:
        own = [row for row in rows if row.form == form.name]
        if form.carried and own and not any(row.is_given for row in own):
            filling.given.pop(form.name, None)
            for row in own:
                typed = {column.key: row.value(column.key) for column in form.carried}
                filling.answers[row.key] |= {key: value for key, value in typed.items() if value is not None}


def finished(filling: Filling, owners: Sequence[Recipient]) -> WorksheetContent:
    """What the worksheet carries; ``owners`` are those whose answers went in."""
    source = filling.source
    return replace(
        filling.carried,
        revision=next_revision(source.result, filling.recipient),
        answers={key: answers for key, answers in filling.answers.items() if answers},
        raw={key: typed for key, typed in filling.raw.items() if typed},
        marks=one_mark_a_cell(filling.marks),
        identity=identity_of(source, filling.recipient),
        given={form: tuple(rows) for form, rows in filling.given.items()},
        origins=filling.origins,
        seeds=answered_files(source.result, owners),
    )


def add_uncoded_rows(filling: Filling, owner: Recipient, codes: Codes) -> None:
    """Give the rows that an owner wrote without a code a free one; a mark tells where each of them has gone."""
    source = filling.source
    for row in source.uncoded_rows_of(owner):
        form = source.profile.forms[row.form]
        code = free_code(filling, form, _block_above(source, form, row))
        key = row_key(filling.recipient, code)
        filling.occupy(form.name, code)
        filling.raw[key] = unreadable_answers(form, row)
        filling.answers[key] = answers_here(filling, row, key, codes)
        filling.marks.append(
            Mark(
                row=key,
                column="",
                form=form.name,
                message=f"Isian ini ditulis di {line_name(row.place)} tanpa kode; di sini ditempatkan pada {key}.",
                expected="Biarkan bila sudah tepat, atau pindahkan isinya ke baris yang dimaksud.",
                may_stay=True,
            )
        )


def answers_here(filling: Filling, row: Row, key: str, codes: Codes) -> dict[str, Value]:
    """The answers of a row, its references meaning here what they meant where it was written.

    ``key`` is the row's key in this worksheet, ``codes`` what the codes of its owner's rows are here. A code of an
    earlier stage by which a member means a row of its own would here mean one of the group's: it is shown with its
    owner, for people to choose.
    """
    form = filling.source.profile.forms[row.form]
    answers = readable_answers(form, row)
    for column in form.inputs:
        target, code = column.refers_to, str(answers.get(column.key, ""))
        if target is None or code in ("", column.outside):
            continue
        if row.recipient != filling.recipient.code and _means_own_rows(filling.source, target, row.recipient):
            del answers[column.key]
            filling.raw.setdefault(key, {})[column.key] = row_key(row.recipient, code)
            filling.marks.append(
                Mark(
                    row=key,
                    column=column.key,
                    form=form.name,
                    message=f"{column.heading} {code} berasal dari {row.recipient}, bukan dari kelompok.",
                    typed=code,
                    expected=f"Pilih {column.heading} kelompok yang sesuai.",
                )
            )
        else:
            answers[column.key] = codes.get((target, code), answers[column.key])
    return answers


def free_code(filling: Filling, form: Form, prefix: str) -> str:
    """A free code of a block: after the last one in use, else in a gap, else beyond the room."""
    block = next(block for block in filling.blocks(form) if block.prefix == prefix)
    return block.code(filling.numbers.setdefault((form.name, prefix), Numbers()).free(block.rows))


def block_of(row: Row, among: Iterable[Block]) -> str:
    """The prefix of the block a row's code is of. Raises ProfileError when there is none such."""
    code = parse_row_code(row.code)
    if code is None or code.prefix not in {block.prefix for block in among}:
        raise ProfileError(f"Baris {row.key} tidak punya tempat di kertas kerja yang baru.")
    return code.prefix


def _block_above(source: Source, form: Form, row: Row) -> str:
    """The prefix of the block that a row without a code stands in: that of the nearest coded row above it."""
    above = [
        other
        for other in source.rows_by_recipient.get(row.recipient, ())
        if other.form == form.name and other.place[:2] == row.place[:2] and other.place.line < row.place.line
    ]
    nearest = max(above, key=lambda other: other.place.line, default=None)
    return form.blocks[0].prefix if nearest is None else block_of(nearest, form.blocks)


def _means_own_rows(source: Source, form: str, recipient: str) -> bool:
    """Whether codes of an earlier form, as a recipient writes them, mean rows of its own without saying so."""
    earlier = source.result.dataset.previous.get(form, ())
    return not source.profile.forms[form].show_recipient and any(row.recipient == recipient for row in earlier)
