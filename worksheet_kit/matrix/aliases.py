"""The spellings that people want the settings to know: what `init --update` reads from a matrix."""

from collections.abc import Iterable
from typing import NamedTuple

from worksheet_kit.core.lists import named_list
from worksheet_kit.core.model import Profile, Recipient, Spelling
from worksheet_kit.matrix.spellings import folded, is_listed, list_parts


class Alias(NamedTuple):
    """Another name of an entry, as people asked for it to be kept in the settings."""

    list: str
    entry: str  # as it is stored
    spelling: str


def aliases_of(spellings: Iterable[Spelling], profile: Profile, stage: int) -> tuple[Alias, ...]:
    """The other names of entries that these decisions of a stage ask for; of what is no entry there are none."""
    forms = next((profile.stage_forms(known) for known in profile.stages if known.number == stage), ())
    columns = [(form, column) for form in forms for column in form.columns if is_listed(column)]
    stored: dict[tuple[str, str], tuple[str, str]] = {}  # list and folded label -> list that has the entry, and entry
    for form, column in columns:
        for part in list_parts(column.list or ""):
            for dimension in profile.dimensions:
                for item in named_list(profile, form, part, Recipient(dimension=dimension.code)).items:
                    for name in item.spellings:
                        stored.setdefault((list_parts(column.list or "")[0], folded(name)), (part, item.stored))
    return tuple(
        Alias(*stored[at], spelling=spelling.text)
        for spelling in spellings
        if spelling.is_alias and (at := (spelling.list, folded(spelling.entry))) in stored
    )
