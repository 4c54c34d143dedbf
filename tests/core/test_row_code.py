"""The grammar of row codes, as this package writes them and as people type them again."""

from __future__ import annotations

import pytest

from worksheet_kit.core.model import Form, Profile, Recipient
from worksheet_kit.core.row_code import (
    RowCode,
    base_code,
    code_order,
    next_code,
    own_code,
    parse_row_code,
    parse_typed_row_code,
    row_key,
    shown_code,
    spelled_codes,
)
from worksheet_kit.returns.tables import RowKeys


@pytest.mark.parametrize(
    ("text", "prefix", "number", "suffix", "owner"),
    [
        ("P03", "P", 3, "", ""),
        ("P3", "P", 3, "", ""),
        ("SO12", "SO", 12, "", ""),
        ("P03b", "P", 3, "b", ""),
        ("P03zb", "P", 3, "zb", ""),
        ("GOV-P03", "P", 3, "", "GOV"),
        ("GOV-KEC-SUMBER-P03c", "P", 3, "c", "GOV-KEC-SUMBER"),
        ("D2-P41", "P", 41, "", "D2"),
    ],
)
def test_a_code_is_read_and_written_the_same(text: str, prefix: str, number: int, suffix: str, owner: str) -> None:
    code = parse_row_code(text)
    assert code == RowCode(prefix=prefix, number=number, suffix=suffix, owner=owner)
    assert str(code) == text


@pytest.mark.parametrize("text", ["", "P", "03", "p03", "P03B", "P03bc", "-P03", "GOV-", "GOV–P03", "P03 ", "P-03"])
def test_anything_else_is_no_code(text: str) -> None:
    assert parse_row_code(text) is None


def test_how_many_figures_a_number_shows_makes_no_other_row() -> None:
    assert parse_row_code("P3") == parse_row_code("P003")
    assert str(parse_row_code("P003")) == "P003"


@pytest.mark.parametrize("text", ["gov – p03", "GOV - P03", "Gov_P03", "gov-p03", " GOV-P03\n"])
def test_a_code_typed_again_is_the_same_row(text: str) -> None:
    assert parse_typed_row_code(text) == parse_row_code("GOV-P03")


def test_a_number_no_sheet_has_room_for_is_no_code() -> None:
    """Python refuses to read a number of over 4,300 figures; a cell may hold 32,767."""
    assert parse_row_code("P" + "1" * 5_000) is None
    assert parse_typed_row_code("P" + "1" * 5_000) is None


def test_every_suffix_a_merge_gives_is_read_back(kota: Profile) -> None:
    """Also the 27th program that was entered under one code."""
    form = _form(kota)
    keys = RowKeys(form, "EKO")
    taken = {"P01"}
    for _ in range(60):
        code = next_code("P01", taken)
        assert code not in taken
        taken.add(code)
        assert base_code(code) == "P01"
        assert keys.find(f"EKO-{code}") == f"EKO-{code}"
    assert {"P01b", "P01z", "P01zb", "P01zz", "P01zzb"} <= taken
    assert next_code("P01b", {"P01", "P01b"}) == "P01c", "beside a row that has a suffix too"
    order = sorted(taken, key=lambda code: code_order(form, code))
    assert order[:3] == ["P01", "P01b", "P01c"]


def test_a_recipient_whose_code_begins_another_owns_only_its_rows() -> None:
    group, member = Recipient(dimension="GOV"), Recipient(dimension="GOV", agency="DLH")
    assert own_code(group, row_key(group, "P01")) == own_code(member, row_key(member, "P01")) == "P01"
    code = parse_row_code(row_key(member, "P01"))
    assert code is not None
    assert code.owner == member.code


def test_a_code_is_shown_with_its_recipient_where_the_form_says_so(kota: Profile) -> None:
    for form in kota.forms.values():
        assert shown_code(form, "EKO", "P01") == ("EKO-P01" if form.show_recipient else "P01")


@pytest.mark.parametrize(
    ("text", "owner", "prefix", "number"),
    [
        ("p1", None, "p", "1"),
        ("p-01", None, "p", "1"),
        ("so 3", None, "so", "3"),
        ("gov p 07", "gov", "p", "7"),
        ("gov kec sumber.p7", "gov kec sumber", "p", "7"),
    ],
)
def test_codes_are_found_however_they_are_spaced(text: str, owner: str | None, prefix: str, number: str) -> None:
    match = spelled_codes(["P", "S", "SO"], ["GOV", "GOV-KEC-SUMBER"]).match(text)
    assert match is not None
    assert (match["owner"], match["prefix"], match["number"]) == (owner, prefix, number)


@pytest.mark.parametrize("text", ["x1", "p", "p0", "p1dan", "program 1"])
def test_words_are_no_codes(text: str) -> None:
    assert spelled_codes(["P"], ["GOV"]).match(text) is None


def _form(profile: Profile) -> Form:
    return next(form for form in profile.forms.values() if [block.prefix for block in form.blocks] == ["P"])
