"""Programs that may be one, for people to settle on *Keterkaitan*; nothing is merged."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from worksheet_kit.checks.similar import similar_rows
from worksheet_kit.core.model import Agency, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.matrix.view import View
from worksheet_kit.values.similarity import ALIKE_ANYWHERE, ALIKE_IN_AGENCY, likeness, words_in_order

#: The sheet that older matrices have of their own for it.
OLD_NAME = "Irisan Program"
#: Column keys of the table, and how an agreement about a pair is kept among the reviews of its first row.
OTHER, AGREEMENT, PAIRED_WITH = "_kode_2", "kesepakatan_irisan", "irisan "

#: Pairs grow with the square of the rows; above this many only the plainly similar ones are looked for.
_MOST_ROWS = 1_500
#: Pairs that are listed; the others are counted.
_MOST_PAIRS = 100


class Overlap(NamedTuple):
    """Two rows whose names are alike, how much (0 to 100), and why they are shown."""

    rows: tuple[Row, Row]
    alike: float
    why: str


def applies(view: View) -> bool:
    """Where programs have names."""
    return view.roles.programs is not None and bool(view.roles.programs.title)


def listed(view: View, roles: Roles) -> tuple[list[Overlap], int]:
    """The overlaps to list, and how many are not; what was agreed on stays, also where names are no longer alike."""
    overlaps = _overlapping(view, roles)
    shown = overlaps[:_MOST_PAIRS]
    pairs = {tuple(row.key for row in overlap.rows) for overlap in shown}
    rows = {row.key: row for row in view.rows(roles)}
    for key, review in view.result.reviews.items():
        for column in review:
            second = column.removeprefix(PAIRED_WITH)
            if column != second and (key, second) not in pairs and key in rows and second in rows:
                pair = (rows[key], rows[second])
                shown.append(Overlap(pair, _likeness(*pair, roles), "pernah disepakati"))
    return shown, max(0, len(overlaps) - _MOST_PAIRS)


def _overlapping(view: View, roles: Roles) -> list[Overlap]:
    """Pairs of programs whose names are alike, most alike first."""
    rows = view.rows(roles)
    pairs: dict[tuple[str, str], Overlap] = {}
    for first, second in similar_rows(rows, roles.title):
        alike = max(_likeness(first, second, roles), float(ALIKE_ANYWHERE))
        pairs[first.key, second.key] = Overlap((first, second), alike, _how(alike, "nama mirip"))
    if len(rows) <= _MOST_ROWS:
        named = [(row, _words(row, roles), row.value(roles.lead), view.dimension(row)) for row in rows]
        for (first, name, lead, dimension), (second, name_2, lead_2, dimension_2) in combinations(named, 2):
            same, across = bool(roles.lead) and lead is not None and lead == lead_2, dimension != dimension_2
            if not (same or across) or (first.key, second.key) in pairs:
                continue
            alike = likeness(name, name_2, at_least=ALIKE_IN_AGENCY if same else ALIKE_ANYWHERE)
            if alike:
                how = _how(alike, "nama agak mirip")
                why = f"OPD sama, {how}" if same else f"{how}, lain dimensi"
                pairs[first.key, second.key] = Overlap((first, second), alike, why)
    return sorted(pairs.values(), key=lambda pair: (-pair.alike, *(row.key for row in pair.rows)))


def shared_leads(view: View, roles: Roles) -> Iterator[tuple[Agency, Sequence[str], Sequence[Row]]]:
    """Agencies that lead in more than one dimension, with these dimensions and what they lead there."""
    for agency in view.profile.agencies:
        led = [row for row in view.rows(roles) if row.value(roles.lead) == agency.code]
        dimensions = list(dict.fromkeys(view.dimension(row) for row in led))
        if len(dimensions) > 1:
            yield agency, dimensions, led


def _how(alike: float, otherwise: str) -> str:
    return "kata-katanya sama" if alike >= 100 else otherwise


def _words(row: Row, roles: Roles) -> str:
    """A name with its words in order of the alphabet, so that their order does not count."""
    return words_in_order(row.text(roles.title).lower())


def _likeness(first: Row, second: Row, roles: Roles) -> float:
    return likeness(_words(first, roles), _words(second, roles))
