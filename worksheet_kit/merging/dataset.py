"""One dataset and one ledger from the merged files of all recipients."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from worksheet_kit.core.facts import FactName, RefusalName
from worksheet_kit.core.model import (
    Dataset,
    Fact,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Refusal,
    Return,
    Row,
    Stage,
    Verdict,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.merging import ledger
from worksheet_kit.merging.sorting import SortedReturns
from worksheet_kit.merging.submissions import MergedFiles


def ledger_lines(files: SortedReturns, merged: Sequence[MergedFiles], profile: Profile) -> list[LedgerLine]:
    """One line a file, by name."""
    lines = [
        *(line for recipient in merged for line in recipient.lines),
        *(ledger.identical(returned, first, profile) for returned, first in files.identical),
        *(ledger.other_stage(returned, profile, files.stage) for returned in files.others),
        *(ledger.refused(refusal, profile, files.stage) for refusal in files.refusals),
    ]
    return sorted(lines, key=lambda line: line.file)


def build_dataset(
    profile: Profile, files: SortedReturns, merged: Sequence[MergedFiles], previous: dict[str, tuple[Row, ...]]
) -> Dataset:
    """The dataset of a stage, recipients in profile order; ``previous`` are rows of an earlier stage, by form."""
    everyone = all_recipients(profile)
    ordered = sorted(merged, key=lambda part: everyone.index(part.recipient))
    back = {part.recipient for part in ordered if part.submission is not None}
    # An agency whose rows stand in the draft of its group by now has sent them.
    included = {part.recipient for part in ordered if part.recipient not in back and any(map(_is_included, part.lines))}
    refusals = [refusal for refusal in files.refusals if ledger.is_told(refusal)]
    return Dataset(
        profile=profile,
        stage=files.stage,
        rows={
            form.name: tuple(row for part in ordered for row in part.merged.rows[form.name])
            for form in profile.stage_forms(files.stage)
        },
        submissions={part.recipient.code: part.submission for part in ordered if part.submission is not None},
        expected=tuple(r for r in everyone if _is_expected(r, back) and (r.is_group or r not in included)),
        facts=(
            *map(_refusal, refusals),
            *map(_other_stage, files.others),
            *filter(_is_message, chain.from_iterable(file.facts for file in _not_merged(files))),
            *(fact for part in ordered for fact in part.facts),
        ),
        conflicts=tuple(conflict for part in ordered for conflict in part.merged.conflicts),
        loose=tuple(row for part in ordered for row in part.loose),
        held=_held(files.refusals, files.stage),
        previous=previous,
        columns={(file.file, sheet.sheet): sheet.columns for file in files.ours for sheet in file.sheets},
        offered={file.file: file.offered for file in files.ours if file.offered},
    )


def row_moves(returns: Iterable[Return]) -> dict[str, str]:
    """The keys that rows of members had before drafts of their groups included them, with those they have there."""
    drafts = sorted(returns, key=lambda returned: returned.code.revision)
    return {old: new for draft in drafts for new, old in draft.origins.items()}


def _is_expected(recipient: Recipient, back: set[Recipient]) -> bool:
    """A group always; its members once one of their own workbooks is back."""
    return recipient.is_group or any(r.dimension == recipient.dimension and not r.is_group for r in back)


def _is_included(line: LedgerLine) -> bool:
    """Whether the rows of a file are in another file by now."""
    return line.verdict is Verdict.SUPERSEDED and line.rows_read > 0


def _held(refusals: Iterable[Refusal], stage: Stage) -> dict[str, tuple[str, ...]]:
    """The held files that say whose they are."""
    held: dict[str, tuple[str, ...]] = {}
    for refusal in refusals:
        if refusal.code is not None and refusal.code.stage == stage.number and not refusal.skipped:
            held[refusal.code.recipient] = (*held.get(refusal.code.recipient, ()), refusal.file)
    return held


def _not_merged(files: SortedReturns) -> Iterator[Return]:
    """The returns of which nothing else is told than what was written beside them."""
    yield from (returned for returned, _ in files.identical)
    yield from files.others


def _is_message(fact: Fact) -> bool:
    return fact.name is FactName.MESSAGE


def _refusal(refusal: Refusal) -> Fact:
    code = "" if refusal.code is None else str(refusal.code)
    place = Place(refusal.file, str(refusal.data.get("sheet", "")), str(refusal.data.get("cell", "")))
    return Fact(name=refusal.name, place=place, data={**refusal.data, "code": code})


def _other_stage(returned: Return) -> Fact:
    return Fact(name=RefusalName.OTHER_STAGE, place=Place(returned.file), data={"code": str(returned.code)})
