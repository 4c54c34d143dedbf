"""What a workbook that goes back is made from: a collection's rows by recipient, and what else its worksheet held."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.lists import named_list, origin_key
from worksheet_kit.core.model import (
    CellError,
    Form,
    Profile,
    Recipient,
    Result,
    Row,
    Stage,
    Uncomputed,
    Value,
    Verdict,
    WorksheetContent,
)
from worksheet_kit.core.row_code import base_code, parse_row_code
from worksheet_kit.feedback import next_stage
from worksheet_kit.merging.sameness import is_renamed
from worksheet_kit.values.text import display, fold

#: What became of files whose answers stand in the collection.
_ANSWERED = frozenset({Verdict.MERGED, Verdict.NOTES, Verdict.DUPLICATE, Verdict.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Source:
    """A collection with its rows by key and by recipient code. Made by `source_of`."""

    result: Result
    rows: Mapping[str, Row]
    rows_by_recipient: Mapping[str, tuple[Row, ...]]

    @property
    def profile(self) -> Profile:
        return self.result.dataset.profile

    @property
    def stage(self) -> Stage:
        return self.result.dataset.stage

    @property
    def forms(self) -> tuple[Form, ...]:
        return self.profile.stage_forms(self.stage)

    def rows_of(self, recipient: Recipient) -> tuple[Row, ...]:
        return self.rows_by_recipient.get(recipient.code, ())

    def uncoded_rows_of(self, recipient: Recipient) -> tuple[Row, ...]:
        """The rows of a recipient that stood in its files without a code."""
        return tuple(row for row in self.result.dataset.loose if row.recipient == recipient.code)


def source_of(result: Result) -> Source:
    """A collection, prepared to make workbooks from."""
    rows = result.dataset.all_rows
    by_recipient: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_recipient[row.recipient].append(row)
    return Source(
        result=result,
        rows={row.key: row for row in rows},
        rows_by_recipient={code: tuple(own) for code, own in by_recipient.items()},
    )


def readable_answers(form: Form, row: Row) -> dict[str, Value]:
    """What could be read of a row's answers, by column key."""
    values = ((column.key, row.value(column.key)) for column in form.inputs)
    return {key: value for key, value in values if value is not None}


def unreadable_answers(form: Form, row: Row) -> dict[str, str | float]:
    """What could not be read, as it was typed, by column key.

    Without what no cell can hold, as an error. A number that has lost digits stays one: as a text it would look whole.
    """
    cells = ((column.key, row.cells.get(column.key)) for column in form.inputs)
    return {
        key: cell.raw if isinstance(cell.raw, float) and cell.trouble.name == "precision_lost" else display(cell.raw)
        for key, cell in cells
        if cell is not None
        and cell.value is None
        and cell.trouble is not None
        and not isinstance(cell.raw, CellError | Uncomputed)
    }


def carried_content(source: Source, recipient: Recipient, blank: Sequence[Row] = ()) -> WorksheetContent:
    """What a recipient's worksheet carried over from earlier stages, with the rows that were given in it.

    ``blank`` are given rows that came back without an answer, where they are at hand.
    Those that came back filled in keep their places, which other rows of the earlier stage may have by now.
    """
    dataset = source.result.dataset
    content = next_stage.content_for(source.profile, source.stage, recipient, dataset.previous) or WorksheetContent()
    given = dict(content.given)
    for form in source.forms:
        own = {
            code.number: row
            for row in (*source.rows_of(recipient), *blank)
            if row.form == form.name
            and (row.is_given or form.name not in given)
            and (code := parse_row_code(row.code)) is not None
            and not code.suffix
        }
        if form.rows_from and own:
            given[form.name] = tuple(_in_place(source.profile, form, own, given.get(form.name, ())))
    return replace(content, given=given)


#: What a row carries over from an earlier stage, by column key.
Given = Mapping[str, Value]

_Name = tuple[str, str]  # the code and the title of a row that others go on from

#: Whether two rows go on from the same row, by these; the surest first.
_SAME: tuple[Callable[[_Name, _Name], bool], ...] = (
    lambda name, other: name == other,
    lambda name, other: name[1] == other[1] and base_code(name[0]) == base_code(other[0]),  # ``P03b``, once ``P03``
    lambda name, other: name[0] == other[0] and (not name[1] or not other[1] or is_renamed(name[1], other[1])),
)


def paired(
    profile: Profile, form: Form, rows: Mapping[int, Given], given: Mapping[int, Given]
) -> Iterator[tuple[int, int]]:
    """The numbers of rows with those of the given rows that go on from the same row, as far as is known."""
    origin = origin_key(profile, form) or next((column.key for column in form.carried), "")

    def name(row: Given) -> _Name:
        return display(row.get(origin)), fold(display(row.get(form.title_column)))

    waiting = {n: name(row) for n, row in rows.items() if row.get(origin) is not None}
    left = {n: name(row) for n, row in given.items()}
    for is_same in _SAME:
        for n, wanted in list(waiting.items()):
            found = next((m for m, there in left.items() if is_same(wanted, there)), None)
            if found is not None:
                del waiting[n], left[found]
                yield n, found


def _in_place(profile: Profile, form: Form, own: Mapping[int, Row], anew: Sequence[Given]) -> Iterator[Given]:
    """The given rows by number: those that came back, with what the earlier stage says of them now, then the others."""
    placed: dict[int, Given] = {n: carried_of(form, row) for n, row in own.items()}
    left = dict(enumerate(anew, 1))
    for n, found in [*paired(profile, form, placed, left)]:
        placed[n] = left.pop(found)
    moved = [left.pop(n) for n in sorted(left.keys() & placed.keys())]
    placed |= left
    free = (n for n in count(1) if n not in placed)
    placed |= {next(free): given for given in moved}
    return (placed.get(n, {}) for n in range(1, max(placed) + 1))


def carried_of(form: Form, row: Row) -> dict[str, Value]:
    """What came back of a row that was carried over."""
    values = ((column.key, row.value(column.key)) for column in form.carried)
    return {key: value for key, value in values if value is not None}


def identity_of(source: Source, recipient: Recipient) -> dict[str, str]:
    """Who filled in, as it stood on the sheet: entries of lists by their labels."""
    submission = source.result.dataset.submissions.get(recipient.code)
    if submission is None:
        return {}
    labels: dict[str, dict[str, str]] = {}
    for line in source.profile.identity:
        if line.list is not None:
            items = named_list(source.profile, None, line.list, recipient).items
            labels[line.key] = {item.stored: item.label for item in items}
    return {key: labels.get(key, {}).get(text, text) for key, text in submission.identity.items()}


def next_revision(result: Result, recipient: Recipient) -> int:
    """One more than the highest revision seen of a recipient, also in files that do not count."""
    codes = [parse_file_code(line.code) for line in result.ledger if line.recipient == recipient.code]
    seen = [code.revision for code in codes if code is not None]
    submission = result.dataset.submissions.get(recipient.code)
    return max([*seen, submission.revision if submission is not None else 0]) + 1


def answered_files(result: Result, owners: Iterable[Recipient]) -> tuple[str, ...]:
    """The hashes of the files of these recipients whose answers stand in the collection."""
    codes = {owner.code for owner in owners}
    lines = (line for line in result.ledger if line.recipient in codes and line.verdict in _ANSWERED)
    return tuple(sorted({line.sha256 for line in lines}))
