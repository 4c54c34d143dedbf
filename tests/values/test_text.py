"""At which level two texts are the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worksheet_kit.core.model import Item, ValueList
from worksheet_kit.profile.faults import Fault
from worksheet_kit.profile.lists import read_list
from worksheet_kit.values.choices import Choices
from worksheet_kit.values.text import as_excel, as_seen, fold, letters_only

LEVELS = (as_seen, as_excel, fold, letters_only)


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ("caf\u00e9", "cafe\u0301", as_seen),
        ("Sat  Pol PP", "Sat Pol PP ", as_seen),
        ("Sat Pol PP", "SAT POL PP", as_excel),
        ("Tatap-muka", "Tatap muka", fold),
        ("Dinas Sosial & PPKB", "Dinas Sosial dan PPKB", fold),
        ("SatpolPP", "Sat Pol PP", letters_only),
        ("Jum’at", "Jum'at", fold),
    ],
)
def test_the_strictest_level_at_which_two_texts_are_one(one: str, other: str, first: Callable[[str], str]) -> None:
    assert next(level for level in LEVELS if level(one) == level(other)) is first
    assert letters_only(one) == letters_only(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2.16.03", "21603"), ("Target 2025", "Target"), ("< 50", "> 50"), ("50 %", "50"), ("-", "+")]
)
def test_what_says_something_else_is_another_text_at_every_level(one: str, other: str) -> None:
    assert all(level(one) != level(other) for level in LEVELS)


_WORDS = st.text(alphabet="abAB 12-/.&%<+_é’\u00a0", min_size=1, max_size=6).filter(str.strip).map(str.strip)


@given(labels=st.lists(_WORDS, min_size=2, max_size=5))
def test_what_a_profile_takes_collection_tells_apart(labels: list[str]) -> None:
    """Whatever list loads: each entry, in any case and without its punctuation, is that entry or none."""
    try:
        values = read_list("cara", {"items": labels})
    except Fault:
        return
    choices = Choices(values)
    for label in labels:
        match = choices.find(label)
        assert match is not None
        assert match.value == label
        for typed in (label.upper(), letters_only(label), fold(label)):
            found = choices.find(typed)
            assert found is None or found.value in (label, None), (typed, found)
            assert found is None or found.trouble is None, (typed, found)


def test_two_entries_that_differ_in_a_dash_alone_are_refused() -> None:
    values = ValueList(name="cara", title="cara", items=(Item(label="Tatap-muka"), Item(label="Tatap muka")))
    found = Choices(values).find("tatap muka.")
    assert found is not None
    assert found.trouble is not None  # what the profile spares whoever collects
    with pytest.raises(Fault, match='"Tatap muka" terbaca sama dengan "Tatap-muka"'):
        read_list("cara", {"items": [item.label for item in values.items]})
