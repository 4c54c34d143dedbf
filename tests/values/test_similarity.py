"""One measure of how much texts are alike."""

from __future__ import annotations

import random

import pytest

from worksheet_kit.values.similarity import NEAR_KEY, SAME_WORD, KnownWords, likeness, nearest, words_in_order


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


@pytest.mark.parametrize("letters", ["ab", "abcdefgh", "abcdefghijklmnopqrstuvwxyz"])
@pytest.mark.parametrize("at_least", [70, SAME_WORD])
def test_known_words_that_are_alike_are_those_that_comparing_with_all_finds(letters: str, at_least: float) -> None:
    dice = random.Random(5)
    words, known, near = [""], KnownWords(at_least=at_least), 0
    known.alike("")
    for _ in range(700):
        changed = list(dice.choice(words)) if dice.random() < 0.6 else dice.choices(letters, k=dice.randrange(15))
        for _ in range(dice.randrange(4)):
            place = dice.randrange(len(changed) + 1)
            changed[place : place + dice.randrange(2)] = dice.choices(letters, k=dice.randrange(2))
        word = "".join(changed)
        if word not in words:
            alike = {other: likeness(word, other, at_least=at_least) for other in words}
            assert known.alike(word) == {other: much for other, much in alike.items() if much}
            near += len(known.alike(word))
            words.append(word)
    assert near > 30
