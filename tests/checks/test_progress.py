"""How far everyone is: counted from rows and findings, in agreement with both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.worlds import World, clean
from worksheet_kit.checks.progress import completeness, everyone
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Completeness, Conflict, Fact, Place, Profile, Recipient, State
from worksheet_kit.core.names import recipients

Line = tuple[State, int, int, int]


def lines(world: World, **changes: object) -> dict[tuple[str, str], Line]:
    dataset = replace(world.dataset(), **changes)
    return {
        (line.recipient, line.form): (line.state, line.rows, line.complete, line.percent)
        for line in completeness(dataset, world.findings())
    }


def test_all_in_order_is_complete(kota: Profile) -> None:
    found = lines(clean(kota, 2))
    assert set(found.values()) == {(State.COMPLETE, 3, 3, 100)}
    assert [recipient for recipient, _ in found] == ["TATA", "TATA", "EKO", "EKO", "LING", "LING"]


def test_a_row_with_an_error_is_not_complete(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.sasaran": None, "TATA-P01.indikator": None, "TATA-A002.satuan": "desaa"})
    found = lines(world)
    assert found["TATA", "program_kerja"] == (State.PARTIAL, 3, 2, 66)
    assert found["TATA", "rencana_aksi"] == (State.PARTIAL, 3, 2, 66)
    assert found["EKO", "program_kerja"] == (State.COMPLETE, 3, 3, 100)


def test_warnings_and_notes_leave_a_row_complete(kota: Profile) -> None:
    world = clean(kota, 2).change(
        {"TATA-P01.kondisi_awal": None, "TATA-A001.anggaran_2026": 350.0, "TATA-P02.quick_win": "Ya"}
    )
    assert {finding.severity for finding in world.findings()} == {"note", "warning"}
    assert set(lines(world).values()) == {(State.COMPLETE, 3, 3, 100)}


def test_nothing_right_is_partial_and_nothing_filled_is_empty(kota: Profile) -> None:
    world = clean(kota, 2).change({f"TATA-P0{n}.sasaran": None for n in (1, 2, 3)})
    world.change({f"EKO-A00{n}": None for n in (1, 2, 3)})
    found = lines(world)
    assert found["TATA", "program_kerja"] == (State.PARTIAL, 3, 0, 0)
    assert found["EKO", "rencana_aksi"] == (State.EMPTY, 0, 0, 0)
    assert found["EKO", "program_kerja"] == (State.COMPLETE, 3, 3, 100)


def test_who_has_not_sent_is_missing_or_held(kota: Profile) -> None:
    world = clean(kota, 2)
    world.recipients = [recipient for recipient in world.recipients if recipient.code == "TATA"]
    found = lines(world, held={"LING": ("kiriman/x.xlsx",)})
    assert found["EKO", "program_kerja"] == found["EKO", "rencana_aksi"] == (State.MISSING, 0, 0, 0)
    assert found["LING", "program_kerja"] == (State.HELD, 0, 0, 0)
    assert found["TATA", "program_kerja"] == (State.COMPLETE, 3, 3, 100)


def test_a_held_copy_does_not_hide_what_was_merged(kota: Profile) -> None:
    world = clean(kota, 2).change({f"EKO-A00{n}": None for n in (1, 2, 3)})
    found = lines(world, held={"TATA": ("kiriman/lama.xlsx",), "EKO": ("kiriman/eko lama.xlsx",)})
    assert found["TATA", "program_kerja"] == (State.COMPLETE, 3, 3, 100)
    assert found["EKO", "rencana_aksi"] == (State.EMPTY, 0, 0, 0)


def test_a_fault_of_the_sheet_keeps_it_from_being_complete(kota: Profile) -> None:
    world = clean(kota, 2)
    place = Place("kiriman/TATA.xlsx", "Program Kerja", "D31")
    world.facts.append(Fact(name=FactName.ROW_WITHOUT_KEY, place=place, data={"form": "program_kerja"}))
    found = lines(world)
    assert found["TATA", "program_kerja"] == (State.PARTIAL, 3, 3, 100)
    assert found["TATA", "rencana_aksi"] == (State.COMPLETE, 3, 3, 100)


def test_a_conflict_that_nobody_has_decided_keeps_a_sheet_from_being_complete(kota: Profile) -> None:
    world = clean(kota, 2)
    conflict = Conflict(row="TATA-P01", form="program_kerja", column="nama_program", readings=())
    found = lines(world, conflicts=(conflict,))
    assert found["TATA", "program_kerja"] == (State.PARTIAL, 3, 3, 100)
    assert found["TATA", "rencana_aksi"] == found["EKO", "program_kerja"] == (State.COMPLETE, 3, 3, 100)
    assert {state for state, *_ in lines(world, conflicts=(replace(conflict, decision="a"),)).values()} == {
        State.COMPLETE
    }


def test_a_sheet_of_rows_without_code_is_not_empty(kota: Profile) -> None:
    world = clean(kota, 2).change({f"TATA-A00{n}": None for n in (1, 2, 3)})
    place = Place("kiriman/TATA.xlsx", "Rencana Aksi", "D31")
    world.facts.append(Fact(name=FactName.ROW_WITHOUT_KEY, place=place, data={"form": "rencana_aksi"}))
    assert world.codes() == ["T103"]
    assert lines(world)["TATA", "rencana_aksi"] == (State.PARTIAL, 0, 0, 0)


def test_a_sheet_that_is_in_no_file_has_not_been_sent(kota: Profile) -> None:
    world = clean(kota, 2).change({f"TATA-A00{n}": None for n in (1, 2, 3)})
    sent = world.dataset().submissions
    without = replace(sent["TATA"], sheets={"program_kerja": Place("kiriman/TATA.xlsx", "Program Kerja")})
    found = lines(world, submissions={**sent, "TATA": without})
    assert found["TATA", "rencana_aksi"] == (State.MISSING, 0, 0, 0)
    assert found["TATA", "program_kerja"] == (State.COMPLETE, 3, 3, 100)


def test_members_stand_behind_their_group_in_profile_order(kota: Profile) -> None:
    world = clean(kota, 2)
    members = recipients(kota.dimension("EKO"), per_agency=True)
    expected = tuple(reversed((*members, Recipient(dimension="TATA"), Recipient(dimension="LING"))))
    dataset = replace(world.dataset(), expected=expected)
    assert [recipient.code for recipient in everyone(dataset)] == [
        "TATA",
        "EKO",
        "EKO-DISNAKER",
        "EKO-DISPAR",
        "EKO-DISKOMINFO",
        "LING",
    ]


@pytest.mark.parametrize(
    ("complete", "rows", "percent"), [(0, 0, 0), (1, 3, 33), (2, 3, 66), (199, 200, 99), (3, 3, 100)]
)
def test_a_hundred_percent_is_nothing_less(complete: int, rows: int, percent: int) -> None:
    line = Completeness(recipient="", form="", state=State.PARTIAL, rows=rows, complete=complete)
    assert line.percent == percent
