"""What goes back to the groups: corrections for those with something to put right, and a group's draft.

A *Lembar Perbaikan* is a fresh, locked worksheet with the recipient's own answers in it. Each cell with a fault, each
conflict and each row the reviewers sent back is marked. What could not be read stays in its cell as it was typed, so
that leaving it alone loses nothing, and in the note; what a cell cannot hold (an error, a formula without a result)
stays in the note alone.

A *Draf Kelompok* is one fresh worksheet with the union of what a group's workbook and its members' hold. Rows of the
members take free codes of the group, references follow, and the old key stays visible as *Asal*.

Both name the files they were made from (`WorksheetContent.seeds`), so that the next merge knows what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.layout import blocks
from worksheet_kit.core.lists import named_list
from worksheet_kit.core.model import (
    Block,
    Cell,
    CellError,
    Conflict,
    Dimension,
    Finding,
    Form,
    Mark,
    Profile,
    Recipient,
    Request,
    Result,
    Row,
    Stage,
    Uncomputed,
    Value,
    Verdict,
    WorksheetContent,
)
from worksheet_kit.core.names import all_recipients, base_name, recipients, worksheet_path
from worksheet_kit.core.row_code import code_order, parse_row_code, row_key, shown_code
from worksheet_kit.feedback import next_stage
from worksheet_kit.matrix.columns import cell_print
from worksheet_kit.matrix.sheets.matrix_sheet import REVIEWS
from worksheet_kit.values import display, format_date
from worksheet_kit.worksheet.workbook import write_worksheet

#: What a reviewer chooses to have a row put right.
SENT_BACK = "Perbaiki"

_ANSWERED = frozenset({Verdict.MERGED, Verdict.NOTES, Verdict.DUPLICATE, Verdict.SUPERSEDED})
_CELL = re.compile(r"\b([Ss])el [A-Z]{1,3}[1-9][0-9]*\b")


def write_corrections(result: Result, folder: Path) -> list[Path]:
    """Write a correction workbook for each recipient with something to put right, and give their paths.

    Raises OutputError when one cannot be written.
    """
    return _write(result, folder, [(f"Lembar Perbaikan R{c.revision}", r, c) for r, c in corrections(result)])


def write_drafts(result: Result, folder: Path) -> list[Path]:
    """Write a draft for each group that something of is there, and give their paths.

    Raises OutputError when one cannot be written.
    """
    return _write(result, folder, [("Draf Kelompok", recipient, content) for recipient, content in drafts(result)])


def with_sent(result: Result, *, to_everyone: bool, to_groups: bool) -> Result:
    """The result that remembers which rows went back as reviewers asked, for the matrix to keep.

    ``to_everyone`` says that corrections were made, ``to_groups`` that drafts were. A row that was sent back and
    answered goes out again only when the reviewers say something else of it.
    """
    work = _Work.of(result)
    sent = {}
    for key, review in result.reviews.items():
        row = work.by_key.get(key)
        if row is None or not _is_sent_back(review):
            continue
        recipient = next(one for one in work.everyone if one.code == row.recipient)
        if work.asks(row, review) and (to_everyone or (to_groups and recipient.is_group)):
            sent[key] = Request(work.next_revision(recipient), _print(review, row))
        elif key in result.sent:
            sent[key] = result.sent[key]
    return replace(result, sent=sent)


def _write(result: Result, folder: Path, made: Sequence[tuple[str, Recipient, WorksheetContent]]) -> list[Path]:
    profile, stage = result.dataset.profile, result.dataset.stage
    paths: list[Path] = []
    for title, recipient, content in made:
        path = folder / f"{title} - {worksheet_path(profile, stage, recipient).stem}.xlsx"
        if path in paths:  # two dimensions of one name
            path = path.with_stem(f"{path.stem} ({recipient.code})")
        write_worksheet(path, profile, stage, recipient, content)
        paths.append(path)
    return paths


def corrections(result: Result) -> Iterator[tuple[Recipient, WorksheetContent]]:
    """What the correction workbooks carry. A recipient with nothing to put right gets none."""
    work = _Work.of(result)
    for recipient in work.everyone:
        if recipient.code in result.dataset.submissions:
            content = _Content.of(work, recipient).finished([recipient])
            if content.marks:
                yield recipient, content


def drafts(result: Result) -> Iterator[tuple[Recipient, WorksheetContent]]:
    """What the drafts of the groups carry. A group that nothing of is there gets none."""
    work = _Work.of(result)
    profile = result.dataset.profile
    for dimension in profile.dimensions:
        group, *members = recipients(dimension, per_agency=True)
        if any(work.rows_of(recipient.code) or work.loose(recipient.code) for recipient in (group, *members)):
            draft = _Content.of(work, group)
            for member in members:
                draft.take(member)
            yield group, replace(draft.finished([group, *members]), draft=True)


@dataclass(slots=True)
class _Content:
    """What a workbook that goes back carries, while rows are taken into it."""

    work: _Work
    dimension: Dimension
    recipient: Recipient
    base: WorksheetContent
    given: dict[str, list[Mapping[str, Value]]]
    answers: dict[str, dict[str, Value]] = field(default_factory=dict)
    raw: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)  # (form, code)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)  # (form, shown code of a member) -> shown code here

    @classmethod
    def of(cls, work: _Work, recipient: Recipient) -> _Content:
        """A recipient's own rows under their own codes."""
        base = work.base(recipient)
        made = cls(
            work=work,
            dimension=work.profile.dimension(recipient.dimension),
            recipient=recipient,
            base=base,
            given={form: list(rows) for form, rows in work.given(recipient, base).items()},
        )
        for row in work.rows_of(recipient.code):
            made.taken.add((row.form, row.code))
            made.answers[row.key], made.raw[row.key] = work.answers(row), work.typed(row)
        made.marks += work.marks(recipient.code)
        made._take_loose(recipient, {})
        return made

    def finished(self, of: Sequence[Recipient]) -> WorksheetContent:
        """The content; ``of`` are those whose files went in."""
        self._follow()
        marks: dict[tuple[str, str, str], list[Mark]] = {}
        for n, mark in enumerate(self.marks):
            # Those that stand at no cell are told one by one.
            marks.setdefault((mark.form, mark.row or f"#{n}", mark.column), []).append(mark)
        return replace(
            self.base,
            revision=self.work.next_revision(self.recipient),
            answers={key: answers for key, answers in self.answers.items() if answers},
            raw={key: typed for key, typed in self.raw.items() if typed},
            marks=tuple(_one(at_cell) for at_cell in marks.values()),
            identity=self.work.identity(self.recipient),
            given={form: tuple(rows) for form, rows in self.given.items()},
            origins=self.origins,
            seeds=self.work.seeds(of),
        )

    def _take_loose(self, recipient: Recipient, shown: Mapping[tuple[str, str], str]) -> None:
        """Give the rows without a code a free one; a mark tells where each of them has gone."""
        for row in self.work.loose(recipient.code):
            form = self.work.form(row.form)
            code = self._free_code(form, self.work.block_above(row, form))
            key = row_key(self.recipient, code)
            self.taken.add((form.name, code))
            self.raw[key] = self.work.typed(row)
            self.answers[key] = self._meant(row, key, shown)
            line = row.place.row
            self.marks.append(
                Mark(
                    row=key,
                    column="",
                    form=form.name,
                    message=f"Isian ini ditulis di baris {line} tanpa kode; di sini ditempatkan pada {key}.",
                    expected="Biarkan bila sudah tepat, atau pindahkan isinya ke baris yang dimaksud.",
                )
            )

    def take(self, member: Recipient) -> None:
        """Take the rows of a member, under codes that are free; its references follow."""
        keys: dict[str, str] = {}
        shown: dict[tuple[str, str], str] = {}
        for form in self.work.forms:
            for row in self.work.rows_of(member.code, form.name):
                prefix = _prefix(blocks(form, self.dimension), row)
                code = self._given_code(form, row) if form.rows_from else self._free_code(form, prefix)
                keys[row.key] = row_key(self.recipient, code)
                shown[form.name, shown_code(form, member, row.code)] = shown_code(form, self.recipient, code)
                if (form.name, code) not in self.taken:
                    self.origins[keys[row.key]] = row.key
                self.taken.add((form.name, code))
        # A code that names its owner means the same row whoever wrote it; any other only in the member's own rows.
        self.moved |= {old: new for old, new in shown.items() if self.work.form(old[0]).show_recipient}
        for row in self.work.rows_of(member.code):
            self._add(row, keys[row.key], shown)
        for mark in self.work.marks(member.code):
            moved = keys.get(mark.row, "")
            self.marks.append(replace(mark, row=moved, column=mark.column if moved else ""))
        self._take_loose(member, shown)

    def _add(self, row: Row, key: str, shown: Mapping[tuple[str, str], str]) -> None:
        """Add a row; where another one stands on the same given row, what that one leaves open, else a mark."""
        form = self.work.form(row.form)
        answers, raw = self.answers.setdefault(key, {}), self.raw.setdefault(key, {})
        mine = self._meant(row, key, shown)
        for name, value in mine.items():
            if name not in answers and name not in raw:
                answers[name] = value
            elif answers.get(name) != value:
                said = _shortened(display(row.cells[name].raw))
                self.marks.append(
                    Mark(
                        row=key,
                        column=name,
                        form=row.form,
                        message=f'Isian berbeda pada {form.column(name).heading}: {row.key} menulis "{said}".',
                        typed=raw.get(name) or str(answers.get(name, "")),
                        expected="Sepakati satu isian.",
                    )
                )
        for name, text in self.work.typed(row).items():
            if name not in answers:
                raw.setdefault(name, text)

    def _meant(self, row: Row, key: str, shown: Mapping[tuple[str, str], str]) -> dict[str, Value]:
        """The answers of a row whose references mean here what they meant where it was written.

        A code of an earlier stage by which a member means a row of its own would here mean one of the group's: it is
        shown with its owner, for people to choose.
        """
        form, mine = self.work.form(row.form), self.work.answers(row)
        for column in form.inputs:
            target, code = column.refers_to, str(mine.get(column.key, ""))
            if target is None or not code:
                continue
            if self.work.is_own(target, row.recipient) and row.recipient != self.recipient.code:
                del mine[column.key]
                self.raw.setdefault(key, {})[column.key] = row_key(row.recipient, code)
                self.marks.append(
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
                mine[column.key] = shown.get((target, code), mine[column.key])
        return mine

    def _follow(self) -> None:
        """Let the rows that named a member's row follow it to its code here, where it is no stranger any longer."""
        followed: set[tuple[str, str]] = set()
        for form in self.work.forms:
            columns = {column.key: column.refers_to for column in form.inputs if column.refers_to is not None}
            for key in (row_key(self.recipient, code) for name, code in self.taken if name == form.name):
                answers = self.answers.get(key, {})
                for column, target in columns.items():
                    new = self.moved.get((target, str(answers.get(column))))
                    if new is not None:
                        answers[column] = new
                        followed.add((key, column))
        self.marks = [mark for mark in self.marks if (mark.row, mark.column) not in followed]

    def _free_code(self, form: Form, prefix: str) -> str:
        """A free code of a block: after the last one in use, else in a gap, else beyond the room."""
        block = next(block for block in blocks(form, self.dimension) if block.prefix == prefix)
        taken = (parse_row_code(code) for name, code in self.taken if name == form.name)
        used = {code.number for code in taken if code is not None and code.prefix == block.prefix}
        last = max(used, default=0)
        order = [*range(last + 1, block.rows + 1), *(n for n in range(1, last) if n not in used)]
        return block.code(order[0] if order else max(last, block.rows) + 1)

    def _given_code(self, form: Form, row: Row) -> str:
        """The code of the given row that a member's row stands for; one more given row if the group has none such."""
        locked = [column.key for column in form.carried]
        rows = self.given.setdefault(form.name, [])
        name = next((key for key in locked if row.value(key) is not None), "")
        for n, given in enumerate(rows, 1):
            if name and given.get(name) == row.value(name):
                return form.blocks[0].code(n)
        rows.append({key: row.value(key) for key in locked if row.value(key) is not None})
        return form.blocks[0].code(len(rows))


def _prefix(among: Iterable[Block], row: Row) -> str:
    """The prefix of the block a row's code is of. Raises ProfileError when there is none such."""
    code = parse_row_code(row.code)
    if code is None or code.prefix not in {block.prefix for block in among}:
        raise ProfileError(f"Baris {row.key} tidak punya tempat di kertas kerja yang baru.")
    return code.prefix


@dataclass(frozen=True, slots=True)
class _Work:
    """A result with the look-ups that corrections and drafts share."""

    result: Result
    forms: tuple[Form, ...]
    everyone: tuple[Recipient, ...]
    by_key: Mapping[str, Row]
    by_recipient: Mapping[str, tuple[Row, ...]]

    @classmethod
    def of(cls, result: Result) -> _Work:
        dataset = result.dataset
        by_recipient: dict[str, tuple[Row, ...]] = {}
        for rows in dataset.rows.values():
            for row in rows:
                by_recipient[row.recipient] = (*by_recipient.get(row.recipient, ()), row)
        return cls(
            result=result,
            forms=dataset.profile.stage_forms(dataset.stage),
            everyone=all_recipients(dataset.profile),
            by_key={row.key: row for rows in dataset.rows.values() for row in rows},
            by_recipient=by_recipient,
        )

    @property
    def profile(self) -> Profile:
        return self.result.dataset.profile

    @property
    def stage(self) -> Stage:
        return self.result.dataset.stage

    def form(self, name: str) -> Form:
        return self.profile.forms[name]

    def rows_of(self, recipient: str, form: str = "") -> tuple[Row, ...]:
        rows = self.by_recipient.get(recipient, ())
        return tuple(row for row in rows if row.form == form) if form else rows

    def loose(self, recipient: str) -> tuple[Row, ...]:
        """The rows of a recipient that stood in its files without a code."""
        return tuple(row for row in self.result.dataset.loose if row.recipient == recipient)

    def is_own(self, form: str, recipient: str) -> bool:
        """Whether codes of an earlier form, as a recipient writes them, mean rows of its own without saying so."""
        rows = self.result.dataset.previous.get(form, ())
        return not self.form(form).show_recipient and any(row.recipient == recipient for row in rows)

    def block_above(self, row: Row, form: Form) -> str:
        """The prefix of the block that a row without a code stands in: that of the nearest coded row above it."""
        line = row.place.row
        above = [
            (other.place.row, other)
            for other in self.rows_of(row.recipient, form.name)
            if other.place[:2] == row.place[:2]
        ]
        nearest = max(((n, other) for n, other in above if n < line), key=lambda found: found[0], default=None)
        return form.blocks[0].prefix if nearest is None else _prefix(form.blocks, nearest[1])

    def base(self, recipient: Recipient) -> WorksheetContent:
        """What the workbook carried over from an earlier stage."""
        content = next_stage.content_for(self.profile, self.stage, recipient, self.result.dataset.previous)
        return content or WorksheetContent()

    def given(self, recipient: Recipient, base: WorksheetContent) -> Mapping[str, tuple[Mapping[str, Value], ...]]:
        """The given rows of the workbook; where the earlier stage is not at hand, those of its filled rows."""
        given = dict(base.given)
        for form in self.forms:
            if not form.rows_from or form.name in given:
                continue
            columns = [column.key for column in form.carried]
            found = {
                code.number: {key: row.value(key) for key in columns if row.value(key) is not None}
                for row in self.rows_of(recipient.code, form.name)
                if (code := parse_row_code(row.code)) is not None
            }
            if found:
                given[form.name] = tuple(found.get(n, {}) for n in range(1, max(found) + 1))
        return given

    def identity(self, recipient: Recipient) -> dict[str, str]:
        """Who filled in, as it stood on the sheet."""
        submission = self.result.dataset.submissions.get(recipient.code)
        if submission is None:
            return {}
        labels: dict[str, dict[str, str]] = {}
        for line in self.profile.identity:
            if line.list is not None:
                items = named_list(self.profile, None, line.list, recipient).items
                labels[line.key] = {item.stored: item.label for item in items}
        return {key: labels.get(key, {}).get(text, text) for key, text in submission.identity.items()}

    def next_revision(self, recipient: Recipient) -> int:
        """One more than the highest revision seen of a recipient, also in files that do not count."""
        codes = [parse_file_code(line.code) for line in self.result.ledger if line.recipient == recipient.code]
        seen = [code.revision for code in codes if code is not None]
        submission = self.result.dataset.submissions.get(recipient.code)
        return max([*seen, submission.revision if submission is not None else 0]) + 1

    def seeds(self, of: Iterable[Recipient]) -> tuple[str, ...]:
        """The hashes of the files whose answers went in."""
        codes = {recipient.code for recipient in of}
        lines = self.result.ledger
        return tuple(sorted({line.sha256 for line in lines if line.recipient in codes and line.verdict in _ANSWERED}))

    def answers(self, row: Row) -> dict[str, Value]:
        """The readable answers of a row."""
        cells = ((column.key, row.cells.get(column.key)) for column in self.form(row.form).inputs)
        return {key: cell.value for key, cell in cells if cell is not None and cell.value is not None}

    def typed(self, row: Row) -> dict[str, str]:
        """What could not be read, as it was typed, where a cell can hold it."""
        cells = ((column.key, row.cells.get(column.key)) for column in self.form(row.form).inputs)
        return {key: display(cell.raw) for key, cell in cells if cell is not None and _stays(cell)}

    def asks(self, row: Row, review: Mapping[str, str]) -> bool:
        """Whether reviewers want a row put right, and have not had an answer to just that yet."""
        sent = self.result.sent.get(row.key)
        submission = self.result.dataset.submissions.get(row.recipient)
        back = sent is not None and submission is not None and submission.revision >= sent.revision
        return _is_sent_back(review) and not (back and sent is not None and sent.print == _print(review, row))

    # -- marks ----------------------------------------------------------------------------------------------------

    def marks(self, recipient: str) -> tuple[Mark, ...]:
        """What a recipient has to put right, in the order of the sheets."""
        found: dict[tuple[str, str, str], list[Mark]] = {}
        loose = {(*row.place[:2], row.place.row) for row in self.loose(recipient)}  # these get marks of their own
        for finding in self.result.faults:
            place = finding.place
            if finding.recipient == recipient and (finding.row or (*place[:2], place.row) not in loose):
                mark = self._of_finding(finding)
                found.setdefault((mark.form, mark.row, mark.column), []).append(mark)
        for conflict in self.result.dataset.conflicts:
            row = self.by_key.get(conflict.row)
            if row is not None and row.recipient == recipient and not conflict.decision:
                found.setdefault((row.form, row.key, conflict.column), []).append(self._of_conflict(conflict, row))
        for key, review in self.result.reviews.items():
            row = self.by_key.get(key)
            if row is not None and row.recipient == recipient and self.asks(row, review):
                found.setdefault((row.form, row.key, ""), []).append(_of_review(review, row))
        return tuple(mark for place in sorted(found, key=self._order) for mark in found[place])

    def _order(self, place: tuple[str, str, str]) -> tuple[int, tuple[int, int, str, str], int]:
        form, row, column = place
        names = [known.name for known in self.forms]
        if form not in names:
            return (len(names), (0, 0, "", ""), 0)
        keys = [known.key for known in self.form(form).columns]
        found = self.by_key.get(row)
        code = code_order(self.form(form), found.code) if found is not None else (-1, 0, "", "")
        return (names.index(form), code, keys.index(column) if column in keys else -1)

    def _of_finding(self, finding: Finding) -> Mark:
        here = finding.row in self.by_key
        expected = _without_cells(finding.remedy)
        message = _without_cells(finding.message)
        if finding.suggestion and finding.suggestion not in message:
            expected += f' Mungkin maksudnya "{finding.suggestion}".'
        return Mark(
            row=finding.row if here else "",
            column=finding.column if here else "",
            form=self.by_key[finding.row].form if here else finding.form,
            message=message,
            typed=finding.value or "",
            expected=expected,
        )

    def _of_conflict(self, conflict: Conflict, row: Row) -> Mark:
        column = self.form(row.form).column(conflict.column)
        texts = []
        for reading in conflict.readings:
            saved = f", disimpan {format_date(reading.saved)}" if reading.saved is not None else ""
            file = base_name(reading.cell.place.file)
            texts.append(f'"{_shortened(display(reading.cell.raw))}" ({file}{saved})')
        standing = display(conflict.readings[0].cell.raw)
        return Mark(
            row=row.key,
            column=conflict.column,
            form=row.form,
            message=f"Isian berbeda pada {column.heading}: {' dan '.join(texts)}.",
            typed=standing,
            expected=f'Sementara dipakai "{_shortened(standing)}"; biarkan bila sudah tepat, atau ganti.',
        )


def _without_cells(text: str) -> str:
    """A text that names no cell: a mark stands at its own, which may have moved since the file was read."""
    return _CELL.sub(lambda found: "selnya" if found[1] == "s" else "Sel", text)


def _stays(cell: Cell) -> bool:
    """Whether what could not be read can stand in a cell as text."""
    return cell.value is None and cell.trouble is not None and not isinstance(cell.raw, CellError | Uncomputed)


def _is_sent_back(review: Mapping[str, str]) -> bool:
    return any(text.strip().casefold() == SENT_BACK.casefold() for text in review.values())


def _print(review: Mapping[str, str], row: Row) -> str:
    """A short print of what reviewers say of a row they sent back."""
    return cell_print(_of_review(review, row).message)


def _of_review(review: Mapping[str, str], row: Row) -> Mark:
    notes = [
        f"{REVIEWS[key][0] if key in REVIEWS else key}: {text.strip()}"
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


def _one(marks: Sequence[Mark]) -> Mark:
    """One mark for a cell that several things are to be said about."""
    first = marks[0]
    if len(marks) == 1:
        return first
    return replace(
        first,
        message="\n".join(dict.fromkeys(mark.message for mark in marks)),
        typed=next((mark.typed for mark in marks if mark.typed), ""),
        expected="\n".join(dict.fromkeys(mark.expected for mark in marks if mark.expected)),
    )


def _shortened(text: str, length: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"
