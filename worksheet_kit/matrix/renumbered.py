"""Rows that a merge has given another code since the matrix was written, known again by their titles.

Two programs on one code are told apart as ``P03`` and ``P03b``, the earlier saved first. A copy that comes later, or is
taken away, thus changes which of them is ``P03``: what people said of a program stays with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from worksheet_kit.core.model import Dataset
from worksheet_kit.core.row_code import base_code, owner_of, row_key
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
    """The keys that rows had with those they have now, where these are others; none for those that are gone."""
    for name, rows in dataset.rows.items():
        form = dataset.profile.forms[name]
        now: defaultdict[str, dict[str, str]] = defaultdict(dict)  # row key -> title, by the number they share
        for row in rows:
            now[row_key(row.recipient, base_code(row.code))][row.key] = title_of(row, form)
        found: dict[str, str] = {}
        before = _titles(content, name, form.title_column)
        for key, title in before.items():
            shared = now.get(row_key(owner_of(key), base_code(key)), {})
            new = [other for other, there in shared.items() if there == title]
            if title and shared.get(key) != title and len(new) == 1:
                found[key] = new[0]
        yield from found.items()
        yield from ((key, "") for key in found.values() if before.get(key) and key not in found)


def _titles(content: MatrixContent, form: str, column: str) -> Mapping[str, str]:
    """The titles that the rows of a form had, by key."""
    return {key: fold(display(answers.get(column))) for key, answers in content.rows.get(form, {}).items()}
