"""Candidates for quick wins are held against five conditions on *Quick Win*; those chosen stand in the next cards."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.matrix.test_readback import edited, matrix, put
from tests.worlds import World, clean
from worksheet_kit.core.model import Profile, Recipient
from worksheet_kit.feedback.next_stage import content_for
from worksheet_kit.generate import generate
from worksheet_kit.matrix.decide import apply
from worksheet_kit.matrix.nominations import CONDITIONS, HEADINGS
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.readback import read_matrix


@pytest.fixture
def candidates(rembang: Profile) -> World:
    keys = [f"GOV-P0{n}" for n in range(1, 6)]
    marked = {f"{key}.quick_win": "Ya" for key in keys}
    return clean(rembang, 2).change({**marked, "GOV-P03.nama_program": "Antrean Daring"})


def chosen(path: Path, *keys: str) -> Path:
    def choose(book: Workbook) -> None:
        for key in keys:
            put(book["Quick Win"], key, "qw_dirasakan", "Sebagian")
            put(book["Quick Win"], key, "qw_terpilih", "Ya")

    return edited(path, choose)


def test_a_line_a_candidate_is_read_back_by_its_key(candidates: World, tmp_path: Path) -> None:
    path = matrix(tmp_path / "m.xlsx", candidates)
    lines = list(openpyxl.load_workbook(path)["Quick Win"].iter_rows(values_only=True))
    head = next(n for n, line in enumerate(lines) if line[0] == "Kode")
    assert lines[head][2:8] == (*CONDITIONS.values(), HEADINGS["qw_terpilih"])
    assert "GOV-P05" in [line[0] for line in lines[head:]]
    reviews = read_matrix(chosen(path, "GOV-P03"), candidates.profile).reviews
    assert reviews == {"GOV-P03": {"qw_dirasakan": "Sebagian", "qw_terpilih": "Ya"}}
    candidates.change({"GOV-P03.quick_win": "Tidak"})
    assert read_matrix(matrix(path, candidates, reviews=reviews), candidates.profile).reviews == reviews


def test_a_half_choice_is_told_with_what_can_be_chosen(candidates: World, tmp_path: Path) -> None:
    path = matrix(tmp_path / "m.xlsx", candidates)
    edited(path, lambda book: put(book["Quick Win"], "GOV-P03", "qw_terpilih", "Sebagian"))
    edited(path, lambda book: put(book["Quick Win"], "GOV-P03", "qw_pasti", "Sebagian"))
    dataset = apply(candidates.dataset(), read_matrix(path, candidates.profile))
    told = [fact.data for fact in dataset.facts if "choices" in fact.data]
    assert told == [{"decision": "Sebagian", "choices": "Ya, Tidak"}]


def test_those_chosen_stand_in_the_next_cards_open_to_change(candidates: World, tmp_path: Path) -> None:
    profile = candidates.profile
    path = chosen(matrix(tmp_path / "m.xlsx", candidates), "GOV-P05", "GOV-P03")
    stage = profile.stages[2]
    previous = read_previous(path, profile, stage)
    content = content_for(profile, stage, Recipient(dimension="GOV"), previous)
    assert content is not None
    row = next(row for row in previous["program_kerja"] if row.key == "GOV-P03")
    assert content.answers["GOV-Q01"] == {
        "nama": "Antrean Daring",
        "masalah": row.value("masalah"),
        "opd_pengampu": row.value("opd_pengampu"),
        "kode_program": "GOV-P03",
    }
    assert list(content.answers) == ["GOV-Q01", "GOV-Q02"]
    other = content_for(profile, stage, Recipient(dimension="BRA"), previous)
    assert other is not None
    assert other.answers == {}
    (book,) = generate(profile, tmp_path / "kk", stages=[3], groups=["GOV"], contents={(3, "GOV"): content})
    card = openpyxl.load_workbook(book)["Quick Win"]
    name = next(cell for line in card.iter_rows() for cell in line if cell.value == "Antrean Daring")
    assert not name.protection.locked


def test_those_of_a_member_that_sent_by_itself_stand_behind_those_of_its_group(
    candidates: World, tmp_path: Path
) -> None:
    owner, profile = Recipient(dimension="GOV", agency="DINKOMINFO"), candidates.profile
    candidates.recipients.append(owner)
    candidates.identity[owner.code] = candidates.identity["GOV"]
    candidates.copy("GOV-P03", f"{owner.code}-P01").copy("GOV-A001", f"{owner.code}-A001")
    path = chosen(matrix(tmp_path / "m.xlsx", candidates), f"{owner.code}-P01", "GOV-P05")
    content = content_for(
        profile, profile.stages[2], Recipient(dimension="GOV"), read_previous(path, profile, profile.stages[2])
    )
    assert content is not None
    assert content.answers["GOV-Q01"]["kode_program"] == "GOV-P05"
    assert content.answers["GOV-Q02"]["nama"] == "Antrean Daring"
    assert "kode_program" not in content.answers["GOV-Q02"]  # which is none of the group's


def test_more_than_there_are_cards_for_is_a_note(candidates: World, tmp_path: Path) -> None:
    path = chosen(matrix(tmp_path / "m.xlsx", candidates), *(f"GOV-P0{n}" for n in range(1, 5)))
    facts = apply(candidates.dataset(), read_matrix(path, candidates.profile)).facts
    (fact,) = (fact for fact in facts if fact.name == "too_many_chosen")
    assert (fact.data["group"], fact.data["count"], fact.data["places"]) == ("GOV", 4, 3)
    stage = candidates.profile.stages[2]
    previous = read_previous(path, candidates.profile, stage)
    content = content_for(candidates.profile, stage, Recipient(dimension="GOV"), previous)
    assert content is not None
    assert len(content.answers) == 3


def test_what_is_told_of_a_chosen_quick_win_stands_below(rembang: Profile, tmp_path: Path) -> None:
    world = clean(rembang, 3)
    told = {"keunikan": "Baru", "daya_tarik": "Dekat rumah", "pihak": "PKK dan desa", "sumber_daya": "Dua operator"}
    world.change({f"GOV-Q01.{key}": text for key, text in told.items()})
    cells = openpyxl.load_workbook(matrix(tmp_path / "m.xlsx", world))["Quick Win"].iter_rows(values_only=True)
    lines = [tuple(value for value in line if value is not None) for line in cells]
    head = next(n for n, line in enumerate(lines) if line[:1] == ("Kode",))
    headings = (*(rembang.forms["quick_win"].column(key).heading for key in told), "Peluang kemitraan")
    assert lines[head][2:7] == headings
    (line,) = (line for line in lines[head:] if line[:1] == ("GOV-Q01",))
    assert line[2:6] == tuple(told.values())
