"""A fact cannot be made without the data its words need, nor with data that nobody asked for."""

from __future__ import annotations

import pickle

import pytest

from worksheet_kit.core.facts import FactName, RefusalName
from worksheet_kit.core.model import Fact, Place, Refusal
from worksheet_kit.formats import sniff
from worksheet_kit.formats.registry import WORKBOOKS


def test_a_fact_needs_the_data_its_name_declares() -> None:
    Fact(name=FactName.OUTSIDE_TABLE, place=Place("a.xlsx"), data={"count": 2, "cells": ("A1", "B2")})
    with pytest.raises(ValueError, match=r"outside_table: lacks \['count'\]"):
        Fact(name=FactName.OUTSIDE_TABLE, place=Place("a.xlsx"), data={"cells": ("A1",)})


def test_a_fact_takes_no_data_that_its_name_does_not_know() -> None:
    with pytest.raises(ValueError, match=r"does not know \['sel'\]"):
        Fact(name=FactName.MACRO, place=Place("a.xlsx"), data={"sel": "A1"})


def test_a_refusal_is_held_to_its_data_too() -> None:
    with pytest.raises(ValueError, match="code_mismatch: lacks"):
        Refusal(file="a.xlsx", sha256="0", name=RefusalName.CODE_MISMATCH, data={"sheet": "SWOT"})


def test_names_stay_the_same_across_processes() -> None:
    for name in (*FactName, *RefusalName):
        again = pickle.loads(pickle.dumps(name))
        assert again is name
        assert again.needs == name.needs


def test_no_two_names_are_alike() -> None:
    names = [str(name) for name in (*FactName, *RefusalName)]
    assert len(names) == len(set(names))


def test_whatever_a_file_turns_out_to_be_has_a_name() -> None:
    kinds = {kind for *_, kind, _ in (*sniff._MAGIC, *sniff._MIMETYPES, *sniff._MEMBERS)}
    assert kinds - WORKBOOKS <= set(RefusalName)
