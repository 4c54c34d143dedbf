"""Rows that have another code than when the matrix was written, known again by their titles.

Two programs on one code are told apart as ``P03`` and ``P03b``, the earlier saved first. A copy that comes later, or is
taken away, thus changes which of them is ``P03``; people type a program into another row; and rows that go on from an
earlier stage move as that has one more. What was said of a program stays with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from worksheet_kit.core.model import Dataset
from worksheet_kit.core.row_code import owner_of
from worksheet_kit.matrix.content import MatrixContent, Proposal
from worksheet_kit.matrix.overlaps import PAIRED_WITH
from worksheet_kit.merging.sameness import title_of
from worksheet_kit.values.text import display, fold

P = TypeVar("P", bound=Proposal)


def renumbered(content: MatrixContent, dataset: Dataset) -> MatrixContent:
    """The content with what was said of rows said of the codes that they have now.

    What was said of a row whose code another one has taken, and that is not there any more, belongs to no row: it is
    told.
    """
    codes = dict(_codes(content, dataset))
    if not codes:
        return content

    def at(key: str) -> str:
        return codes.get(key, key)

    def moved(said: tuple[P, ...]) -> tuple[P, ...]:
        return tuple(replace(each, row=at(each.row)) for each in said if at(each.row))

    typed = (*content.proposals, *content.decisions, *content.answers)
    reviews: dict[str, dict[str, str]] = {}
    lost: list[tuple[str, str, str, str]] = []
    for key, review in content.reviews.items():
        for column, text in review.items():
            other = column.removeprefix(PAIRED_WITH)
            if at(key) and at(other):
                reviews.setdefault(at(key), {})[column.removesuffix(other) + at(other)] = text
            else:
                lost.append((key, column, text, other if at(key) else key))
    return replace(
        content,
        reviews=reviews,
        lost=tuple(lost),
        proposals=moved(content.proposals),
        decisions=moved(content.decisions),
        answers=moved(content.answers),
        sent={at(key): request for key, request in content.sent.items() if at(key)},
        deleted=tuple((at(key), form, place) for key, form, place in content.deleted if at(key)),
        loose=(
            *content.loose,
            *((each.place, f"{each.row}: {display(each.value)}") for each in typed if not at(each.row)),
        ),
    )


def _codes(content: MatrixContent, dataset: Dataset) -> Iterator[tuple[str, str]]:
    """The keys that rows had with those they have now, where these are others; none for those that are gone.

    It is certain where a title is that of one row of its recipient, then and now.
    """
    for name, rows in dataset.rows.items():
        form = dataset.profile.forms[name]
        answers = content.rows.get(name, {})
        before = {key: fold(display(row.get(form.title_column))) for key, row in answers.items()}
        now = {row.key: title_of(row, form) for row in rows}
        there, were = _by_title(now), _by_title(before)
        found = {
            key: there[at][0]
            for at, (key, *others) in were.items()
            if at[1] and now.get(key) != at[1] and not others and len(there.get(at, ())) == 1
        }
        yield from found.items()
        yield from ((key, "") for key in found.values() if before.get(key) and key not in found)


def _by_title(titles: Mapping[str, str]) -> Mapping[tuple[str, str], list[str]]:
    """The keys of rows by whose they are and by their titles."""
    keys: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, title in titles.items():
        keys[owner_of(key), title].append(key)
    return keys
