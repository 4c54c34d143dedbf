"""One measure of how much texts are alike."""

from __future__ import annotations

import pytest

from worksheet_kit.values.similarity import NEAR_KEY, SAME_WORD, likeness, nearest, words_in_order


@pytest.mark.parametrize(
    ("text", "known", "near"),
    [
        ("A33", ["F4", "A4", "A3"], "A3"),
        ("DLHK", ["DLH", "DPU"], "DLH"),
        ("headng", ["key", "heading", "kind"], "heading"),
        ("warna", ["key", "heading", "kind"], ""),
        ("x", [], ""),
    ],
)
def test_the_name_that_was_probably_meant(text: str, known: list[str], near: str) -> None:
    assert nearest(text, known, at_least=NEAR_KEY) == near
    assert nearest(text, dict.fromkeys(known, "nama lain"), at_least=NEAR_KEY) == near


def test_the_order_of_words_can_be_left_out() -> None:
    one, other = "Pelayanan Perizinan Daring", "Perizinan Daring Pelayanan"
    assert likeness(one, other) < SAME_WORD
    assert likeness(words_in_order(one), words_in_order(other)) == 100
    assert likeness("pasar", "sampah", at_least=SAME_WORD) == 0
