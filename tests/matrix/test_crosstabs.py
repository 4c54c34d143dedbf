"""How far everyone is: counted from rows and findings, in agreement with both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.worlds import World, clean
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Completeness, Fact, Place, Profile, Recipient, State
from worksheet_kit.core.names import recipients
from worksheet_kit.core.roles import form_roles
from worksheet_kit.matrix.crosstabs import (
    ALL,
    DIMENSION,
    FUND_GROUPS,
    FUNDS,
    REST,
    ROWS,
    TOTAL,
    answered,
    completeness,
    cross,
    dimension_codes,
    everyone,
    figure,
    fund_group,
    sums,
    table,
    unfunded,
)

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


# -- tables -----------------------------------------------------------------------------------------------------------


def test_rows_as_a_table(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.target_akhir": "banyak", "EKO-P01.keterangan": "=1+1"})
    found = table(world.dataset(), "program_kerja")
    assert found.index[:4].tolist() == ["TATA-P01", "TATA-P02", "TATA-P03", "EKO-P01"]
    assert found.columns[:4].tolist() == ["_dimensi", "_penerima", "nama_program", "subdimensi"]
    assert found.loc["EKO-P01", ["_dimensi", "masalah", "keterangan"]].tolist() == ["EKO", "K4", "=1+1"]
    assert found["target_akhir"].isna().tolist() == [True, *[False] * 8]


def test_problems_answered_by_dimension(kota: Profile) -> None:
    world = clean(kota, 2).change({"LING-P03.masalah": "masalah lain", "EKO-P01.masalah_lain": "K3"})
    # TATA K1 K2 K3, EKO K4 K1 K2, LING K3 K4 and one that cannot be read; the second problem does not count
    found = answered(table(world.dataset(), "program_kerja"), kota, "masalah")
    assert found.columns.tolist() == ["K1", "K2", "K3", "K4", REST, ALL]
    assert {dimension: counts.tolist() for dimension, counts in found.iterrows()} == {
        "TATA": [1, 1, 1, 0, 0, 3],
        "EKO": [1, 1, 0, 1, 0, 3],
        "LING": [0, 0, 1, 1, 1, 3],
        REST: [0, 0, 0, 0, 0, 0],
        ALL: [2, 2, 2, 2, 1, 9],
    }


YEARS = [f"anggaran_{year}" for year in range(2025, 2030)]


def test_budget_by_dimension_to_the_rupiah(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-A001.anggaran_2025": 150_000_001.0, "EKO-A003.anggaran_2029": None})
    world.change({f"LING-A00{n}": None for n in (1, 2, 3)})
    found = sums(table(world.dataset(), "rencana_aksi"), DIMENSION, dimension_codes(kota), YEARS)
    assert found.columns.tolist() == [*YEARS, REST, ALL]
    assert found.loc["TATA"].tolist() == [450_000_001, *[450_000_000] * 4, 0, 2_250_000_001]
    assert found.loc["EKO"].tolist() == [*[450_000_000] * 4, 300_000_000, 0, 2_100_000_000]
    assert found.loc["LING"].tolist() == [0] * 7
    assert found.loc[ALL].tolist() == [900_000_001, *[900_000_000] * 3, 750_000_000, 0, 4_350_000_001]


def test_what_names_no_source_is_in_none_of_the_groups(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-A001.sumber_dana": None, "EKO-A001.sumber_dana": "tidak tahu"})
    rows = table(world.dataset(), "rencana_aksi")
    found = sums(rows, FUNDS, FUND_GROUPS, [TOTAL])
    assert figure(found, REST, TOTAL) == 2 * 750_000_000
    assert figure(found, ALL, TOTAL) == 9 * 750_000_000
    assert sum(figure(found, group, TOTAL) for group in FUND_GROUPS) == 7 * 750_000_000


def test_agencies_by_source_with_what_names_neither(kota: Profile) -> None:
    """All actions are one agency's and one source's, but for one without agency and one without source."""
    world = clean(kota, 2).change({f"{d}-A00{n}.opd_pj": "DLH" for d in ("TATA", "EKO", "LING") for n in (1, 2, 3)})
    source = kota.lists["sumber_dana"].items[0].stored
    world.change({f"{d}-A00{n}.sumber_dana": source for d in ("TATA", "EKO", "LING") for n in (1, 2, 3)})
    world.change({"TATA-A001.opd_pj": None, "EKO-A001.anggaran_2025": 149_999_999.0, "LING-A001.sumber_dana": None})
    found = cross(
        table(world.dataset(), "rencana_aksi"), "opd_pj", ["DLH", "DPU"], "sumber_dana", [source], amount=TOTAL
    )
    one = 750_000_000
    assert found.columns.tolist() == [source, REST, ALL]
    assert {agency: money.tolist() for agency, money in found.iterrows()} == {
        "DLH": [7 * one - 1, one, 8 * one - 1],
        "DPU": [0, 0, 0],
        REST: [one, 0, one],
        ALL: [8 * one - 1, one, 9 * one - 1],
    }


def test_a_row_that_needs_no_money_is_not_unfunded(kota: Profile) -> None:
    roles = form_roles(kota.forms["rencana_aksi"])
    world = clean(kota, 2)
    world.change({f"{key}.{year}": None for key in ("TATA-A001", "EKO-A001", "LING-A001") for year in YEARS})
    world.change({f"EKO-A001.{roles.funding}": roles.no_funding, f"LING-A001.{roles.funding}": None})
    assert roles.no_funding
    assert unfunded(table(world.dataset(), "rencana_aksi"), roles) == 2


@pytest.mark.parametrize(
    ("source", "group"),
    [
        ("APBD Kabupaten", 0),
        ("APBD Provinsi", 1),
        ("APBN", 1),
        ("DAK Fisik", 1),
        ("APBDes", 2),
        ("CSR", 2),
    ],
)
def test_funding_sources_fall_into_three_groups(source: str, group: int) -> None:
    assert fund_group(source) == FUND_GROUPS[group]


def test_nobody_sent_is_a_table_of_zeros(kota: Profile) -> None:
    world = clean(kota, 2)
    world.recipients = []
    found = answered(table(world.dataset(), "program_kerja"), kota, "masalah")
    assert found.shape == (5, 6)
    assert found.to_numpy().sum() == 0
    rows = table(world.dataset(), "rencana_aksi")
    assert sums(rows, DIMENSION, dimension_codes(kota), [ROWS]).shape == (5, 3)
    assert unfunded(rows, form_roles(kota.forms["rencana_aksi"])) == 0
