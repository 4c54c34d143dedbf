"""The hidden sheet `_kit`: what is written on it is read from it, and whatever became of it raises nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from worksheet_kit.worksheet.kit import Kit, answer_mark, answer_marks, carried_mark, read_kit

KIT = Kit(
    about=(("kit", "worksheet-kit", "1"), ("kode", "WNS25-B2-TATA-R1-7K3Q"), ("lembar", "program_kerja", "Program")),
    seeds=("0" * 64, "f" * 64),
    origins={"TATA-P02": "TATA-SETDA-P01", "TATA-P01": "TATA-DLH-P01"},
    seeded={"TATA-P01": answer_marks({"nama": "Layanan", "target": 4.0}), "TATA-P02": frozenset()},
    carried={"TATA-P01": carried_mark(["Layanan", None])},
)


def test_what_is_written_is_read() -> None:
    assert read_kit(list(KIT.lines())) == replace(KIT, about=())


def test_a_sheet_that_is_gone_says_nothing() -> None:
    assert read_kit([]) == Kit()


cells = st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(), st.sampled_from(["asal", "isian", "bawaan", "sumber"])
)


@given(st.lists(st.lists(cells, max_size=5), max_size=5))
def test_whatever_became_of_it_raises_nothing(rows: list[list[object]]) -> None:
    assert read_kit(rows).about == ()


def test_a_line_of_another_name_is_passed_over() -> None:
    assert read_kit([("kode", "TATA-P01", "x"), ("Asal", "TATA-P01", "x"), ("asal", "TATA-P01")]) == Kit()


def test_the_mark_of_carried_texts_heeds_neither_spacing_nor_case() -> None:
    assert carried_mark(["Satu  Layanan", None]) == carried_mark(["satu layanan ", ""])
    assert carried_mark(["Satu", "Layanan"]) != carried_mark(["Layanan", "Satu"])


def test_the_mark_of_an_answer_is_of_its_column_too() -> None:
    assert answer_mark("nama", "5") == answer_mark("nama", 5)
    assert answer_mark("nama", "5") != answer_mark("target", "5")
