"""What each recipient handed in: which of its files count, what they say together, and what becomes of each.

Blank workbooks, corrections nobody has worked on and member workbooks that a group's draft has taken in are told apart
here, before the rest is merged; none of them counts as an answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from worksheet_kit.core.facts import FactName
from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.layout import INSTRUCTIONS_SHEET
from worksheet_kit.core.model import (
    Cell,
    Fact,
    Form,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Return,
    Row,
    Stage,
    Submission,
    ValueList,
    Verdict,
)
from worksheet_kit.core.names import base_name
from worksheet_kit.core.row_code import own_code, row_key, shown_code
from worksheet_kit.kinds.row import identity
from worksheet_kit.merging import ledger
from worksheet_kit.merging.copy import Copies, Copy
from worksheet_kit.merging.merge import Merged, Tally, merge
from worksheet_kit.merging.sameness import is_untouched, mark_of, says_nothing_new
from worksheet_kit.values.text import display, letters_only

_MERGED = (Verdict.MERGED, Verdict.NOTES)

#: What is wrong with the table of a file. Where another file stands for it, nobody has to put it right.
_OF_TABLES = (FactName.SHEET_MISSING, FactName.COLUMN_MISSING, FactName.OLD_EDITION, FactName.DUPLICATE_KEY)
#: Facts that quote all that was written.
_REMARKS = (FactName.COMMENT, FactName.COVERED, FactName.DRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFiles:
    """One recipient's files put together. ``submission`` is None when none of them counts any longer."""

    recipient: Recipient
    merged: Merged
    lines: tuple[LedgerLine, ...]
    facts: tuple[Fact, ...]
    submission: Submission | None
    loose: tuple[Row, ...] = ()  # filled rows without a key that no later file has settled


@dataclass(slots=True)
class _Files:
    """The files of one recipient while those that do not count are set aside; all by sha256."""

    recipient: Recipient
    returns: dict[str, Return] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)  # those that count
    blanks: dict[str, Copy] = field(default_factory=dict)
    lines: list[LedgerLine] = field(default_factory=list)  # of those set aside
    edited: dict[str, Fact] = field(default_factory=dict)  # by key: rows edited after a draft has taken them in

    def set_aside(self, copy: Copy, verdict: Verdict, reason: str) -> None:
        """Give a file that does not count its line."""
        self.copies.pop(copy.sha256, None)
        rows = len(copy.rows) + len(copy.loose)
        self.lines.append(ledger.settled(self.returns[copy.sha256], verdict, reason, rows=rows))


@uncollected(lasting=True)
def put_together(
    returns: Sequence[Return],
    profile: Profile,
    stage: Stage,
    lists: Mapping[str, Mapping[str, ValueList]],
    merges: "Merges",
) -> list[MergedFiles]:
    """Merge the returns of one stage, recipient by recipient, in order of their codes. No two of them are identical.

    ``lists`` are lists known only now (the strategies of an earlier stage), by recipient code and list name;
    ``merges`` makes copies of them and merges those.
    """
    forms = profile.stage_forms(stage)
    everyone: dict[str, _Files] = {}  # by recipient code
    for returned, (recipient, copy) in zip(returns, merges.copies.of(returns, profile, stage, lists), strict=True):
        files = everyone.setdefault(recipient.code, _Files(recipient))
        files.returns[copy.sha256] = returned
        # A correction without an answer left has been emptied; a draft may not have been begun.
        is_emptied = bool(copy.seeded) and not returned.origins
        (files.copies if copy.rows or copy.loose or is_emptied else files.blanks)[copy.sha256] = copy
    for files in everyone.values():
        _set_aside_unsent(files, everyone, forms)
    for files in everyone.values():
        _set_aside_included(files, everyone, forms)
    return [merges.of(files, profile, forms) for _, files in sorted(everyone.items())]


class Merges:
    """Merges what each recipient sent, and gives that of the last time again where not a thing has changed."""

    def __init__(self) -> None:
        self.copies = Copies()
        self._ground: tuple[Profile, Sequence[Form]] | None = None
        self._last: dict[str, tuple[_Files, MergedFiles]] = {}  # by recipient code

    def of(self, files: _Files, profile: Profile, forms: Sequence[Form]) -> MergedFiles:
        """What the files of one recipient say together, and what became of each."""
        if self._ground is None or self._ground[0] is not profile or self._ground[1] != forms:
            self._ground, self._last = (profile, forms), {}
        before = self._last.get(files.recipient.code)
        if before is None or before[0] != files:
            before = self._last[files.recipient.code] = (files, _together(files, profile, forms))
        return before[1]


def _set_aside_unsent(files: _Files, everyone: Mapping[str, _Files], forms: Sequence[Form]) -> None:
    """Drop corrections and drafts that still say just what they were seeded with: nobody has worked on them."""
    for copy in sorted(files.copies.values(), key=lambda copy: copy.rank):
        if copy.loose:
            continue
        seeds: dict[str, list[Copy]] = defaultdict(list)  # by recipient code
        for code, other in everyone.items():
            for seed in other.copies.values():
                by_time = other is files and seed.revision < copy.revision
                if seed.sha256 in copy.seeds or (by_time and not copy.seeds):
                    seeds[code].append(seed)
        seed_rows = (merge(copies, forms).all_rows for copies in seeds.values())
        if is_untouched(copy, forms) or (seeds and says_nothing_new(copy.rows, seed_rows, forms)):
            files.set_aside(copy, Verdict.DUPLICATE, ledger.UNTOUCHED)


def _set_aside_included(files: _Files, everyone: Mapping[str, _Files], forms: Sequence[Form]) -> None:
    """Drop member workbooks that a draft of this group already includes; keep rows edited after it."""
    for draft in _latest_first(files.copies):
        new_keys = {old: new for new, old in files.returns[draft.sha256].origins.items()}
        if not new_keys and not draft.seeds:
            continue
        for other in everyone.values():
            for copy in list(other.copies.values()) if other is not files else ():
                left = tuple(row for row in copy.rows if not _is_included(row, draft, files.recipient, new_keys, forms))
                if copy.sha256 in draft.seeds or not (left or copy.loose):
                    reason = f"Isinya sudah masuk Draf Kelompok, yaitu {base_name(draft.file)}."
                    other.set_aside(copy, Verdict.SUPERSEDED, reason)
                    continue
                for row in left:
                    if row.key in new_keys:
                        data = {"form": row.form, "new": new_keys[row.key]}
                        fact = Fact(name=FactName.EDITED_AFTER_DRAFT, place=row.place, row=row.key, data=data)
                        other.edited.setdefault(row.key, fact)
                if len(left) < len(copy.rows):
                    other.copies[copy.sha256] = replace(copy, rows=left, gone=copy.gone + len(copy.rows) - len(left))


def _is_included(row: Row, draft: Copy, group: Recipient, new_keys: Mapping[str, str], forms: Sequence[Form]) -> bool:
    """Whether a draft was made from this row as it stands; references mean the rows that were taken in with it.

    ``new_keys`` are the keys that the rows it was made from have in the draft, by their own.
    """
    if row.key not in new_keys:
        return False
    by_name = {form.name: form for form in forms}
    code = own_code(group, new_keys[row.key])
    for column in by_name[row.form].inputs:
        cell = row.cells.get(column.key)
        if cell is None:
            continue
        target = by_name.get(column.refers_to or "")
        meant = new_keys.get(row_key(row.recipient, own_code(row.recipient, str(cell.value))))
        if target is not None and meant is not None:
            cell = cell._replace(value=shown_code(target, group, own_code(group, meant)))
        if (code, mark_of(column.key, cell)) not in draft.seeded:
            return False
    return True


def _together(files: _Files, profile: Profile, forms: Sequence[Form]) -> MergedFiles:
    """Merge what counts, and say of each file what became of it."""
    merged = merge(files.copies.values(), forms)
    ranked = _latest_first(files.copies)
    noticed = {
        sha256: tuple(_facts_left(returned, ranked, files, merged)) for sha256, returned in files.returns.items()
    }
    lines = [
        *files.lines,
        *_blank_lines(files, ranked, noticed),
        *(_line(copy, files.returns[copy.sha256], merged, ranked, noticed[copy.sha256]) for copy in ranked),
    ]
    counted = [files.returns[line.sha256] for line in lines if line.verdict in _MERGED]
    order = [copy.sha256 for copy in (*ranked, *_latest_first(files.blanks))]
    counted.sort(key=lambda returned: order.index(returned.sha256))
    facts = [*merged.facts, *files.edited.values()]
    facts += chain.from_iterable(noticed[returned.sha256] for returned in counted)
    for n, line in enumerate(lines):
        if line.verdict not in _MERGED:
            beside = _beside(noticed[line.sha256], facts)
            lines[n] = ledger.with_notes(line, beside)
            facts += beside
    said = _identity(files.recipient, [files.returns[sha256] for sha256 in order], profile)
    if counted:
        facts += (_identity_trouble(profile, file, key, cell) for key, (file, cell) in said.items() if cell.trouble)
    return MergedFiles(
        recipient=files.recipient,
        merged=merged,
        lines=tuple(lines),
        facts=tuple(facts),
        submission=_submission(files.recipient, counted, said) if counted else None,
        loose=tuple(row for copy in ranked for row in copy.loose if row.place not in merged.settled),
    )


def _latest_first(copies: Mapping[str, Copy]) -> list[Copy]:
    return sorted(copies.values(), key=lambda copy: copy.rank, reverse=True)


def _blank_lines(files: _Files, ranked: Sequence[Copy], noticed: Mapping[str, Sequence[Fact]]) -> Iterator[LedgerLine]:
    """Workbooks without an answer: one of them counts as handed in empty if there is nothing else."""
    blanks = _latest_first(files.blanks)
    for n, copy in enumerate(blanks):
        returned = files.returns[copy.sha256]
        if ranked:
            reason = f"Belum ada isian di berkas ini; yang dipakai {base_name(ranked[0].file)}."
            yield ledger.settled(returned, Verdict.SUPERSEDED, reason)
        elif files.lines:
            yield ledger.settled(returned, Verdict.SUPERSEDED, "Belum ada isian di berkas ini.")
        elif n:
            reason = f"Sama-sama belum ada isian, seperti {base_name(blanks[0].file)}."
            yield ledger.settled(returned, Verdict.DUPLICATE, reason)
        else:
            yield ledger.merged(returned, Tally(), noticed[copy.sha256], 0)


def _line(copy: Copy, returned: Return, merged: Merged, ranked: Sequence[Copy], facts: Sequence[Fact]) -> LedgerLine:
    tally = merged.tally(copy.sha256)
    if copy.sha256 in merged.superseded:
        reason = f"Sudah diganti versi R{ranked[0].revision}, yaitu {base_name(ranked[0].file)}."
        return ledger.line(returned, Verdict.SUPERSEDED, reason, tally)
    same = next((other for other in ranked if merged.tally(other.sha256).merged), None)
    if tally.read and same is not None and not tally.merged and not tally.held:
        reason = f"Isinya sama dengan {base_name(same.file)}."
        return ledger.line(returned, Verdict.DUPLICATE, reason, tally)
    conflicts = sum(any(r.cell.place.file == copy.file for r in c.readings) for c in merged.conflicts)
    about = [*facts, *(fact for fact in merged.facts if fact.place.file == copy.file)]
    return ledger.merged(returned, tally, about, conflicts)


def _facts_left(returned: Return, ranked: Sequence[Copy], files: _Files, merged: Merged) -> Iterator[Fact]:
    """What was noticed in a file, without what another file of the recipient has put right."""
    settled = {(place.file, place.sheet, place.line) for place in merged.settled}
    elsewhere = {sheet.form for copy in ranked for sheet in files.returns[copy.sha256].sheets}
    for fact in returned.facts:
        if fact.name is FactName.SHEET_MISSING and fact.data.get("form") in elsewhere:
            continue
        if fact.name is FactName.ROW_WITHOUT_KEY and (fact.place.file, fact.place.sheet, fact.place.line) in settled:
            continue
        yield fact


def _beside(noticed: Iterable[Fact], told: Iterable[Fact]) -> list[Fact]:
    """What stands beside the table of a file that does not count; words that another file says there are told once."""
    said = {_remark(fact) for fact in told} - {None}
    return [fact for fact in noticed if fact.name not in _OF_TABLES and _remark(fact) not in said]


def _remark(fact: Fact) -> tuple[object, ...] | None:
    """What makes two remarks one: the same words at the same cell. None for facts that do not quote all words."""
    text = fact.text("text")
    return (fact.name, fact.place.sheet, fact.place.cell, text) if text and fact.name in _REMARKS else None


def _identity(recipient: Recipient, returns: Iterable[Return], profile: Profile) -> dict[str, tuple[str, Cell]]:
    """What the lines of *Petunjuk* say, with the file it is from: of each line the latest that is filled in.

    The required lines say who filled in. Those of a copy that somebody else filled in stay apart, so that nobody is
    called by another's number.
    """
    person = {field.key for field in profile.identity if field.required}
    said: dict[str, tuple[str, Cell]] = {}
    for returned in returns:
        lines = identity(profile, recipient, returned.identity, returned.identity_places)
        is_another = any(_differs(cell, said[key][1]) for key, cell in lines.items() if key in person & said.keys())
        for key, cell in lines.items():
            if not (is_another and key in person):
                said.setdefault(key, (returned.file, cell))
    return said


def _differs(line: Cell, other: Cell) -> bool:
    return letters_only(display(line.value)) != letters_only(display(other.value))


def _identity_trouble(profile: Profile, file: str, key: str, cell: Cell) -> Fact:
    has_kind = any(field.key == key and field.kind is not None for field in profile.identity)
    name = FactName.IDENTITY_UNREADABLE if has_kind else FactName.IDENTITY_TROUBLE
    place = cell.place._replace(file=file, sheet=cell.place.sheet or INSTRUCTIONS_SHEET)
    return Fact(name=name, place=place, column=key, data={"text": display(cell.raw)})


def _submission(recipient: Recipient, counted: Sequence[Return], said: Mapping[str, tuple[str, Cell]]) -> Submission:
    """What the recipient handed in; ``counted`` has the file that stands first in front."""
    sheets: dict[str, Place] = {}
    for returned in counted:
        for sheet in returned.sheets:
            sheets.setdefault(sheet.form, Place(returned.file, sheet.sheet))
    return Submission(
        recipient=recipient,
        files=tuple(returned.file for returned in counted),
        sheets=sheets,
        identity={k: display(c.raw) if c.value is None else str(c.value) for k, (_, c) in said.items()},
        revision=max(returned.code.revision for returned in counted),
        seeded={returned.file: returned.seeded for returned in counted if returned.seeded},
    )
