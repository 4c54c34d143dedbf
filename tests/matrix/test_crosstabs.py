"""The figures of the cross-tabs, counted by hand in the cases."""

from __future__ import annotations

import pytest

from tests.worlds import clean
from worksheet_kit.core.funds import fund_group, fund_groups
from worksheet_kit.core.model import Profile
from worksheet_kit.core.roles import form_roles
from worksheet_kit.matrix.crosstabs import (
    ALL,
    DIMENSION,
    FUNDS,
    REST,
    ROWS,
    TOTAL,
    Figures,
    answered,
    countable_rows,
    cross,
    dimension_codes,
    sums,
    unfunded,
)


def lines(found: Figures, names: list[str], columns: list[str]) -> dict[str, list[int | float]]:
    """A cross-tab as one list of figures a line."""
    return {name: [found[name, column] for column in columns] for name in names}


def test_rows_as_a_table(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.target_akhir": "banyak", "EKO-P01.keterangan": "=1+1"})
    found = countable_rows(world.dataset(), "program_kerja")
    assert list(found)[:4] == ["TATA-P01", "TATA-P02", "TATA-P03", "EKO-P01"]
    assert list(found["EKO-P01"])[:4] == ["_dimensi", "_penerima", "nama_program", "subdimensi"]
    assert [found["EKO-P01"][key] for key in ("_dimensi", "masalah", "keterangan")] == ["EKO", "K4", "=1+1"]
    assert [key for key, row in found.items() if row["target_akhir"] is None] == ["TATA-P01"]


def test_problems_answered_by_dimension(kota: Profile) -> None:
    world = clean(kota, 2).change({"LING-P03.masalah": "masalah lain", "EKO-P01.masalah_lain": "K3"})
    # TATA K1 K2 K3, EKO K4 K1 K2, LING K3 K4 and one that cannot be read; the second problem does not count
    found = answered(countable_rows(world.dataset(), "program_kerja"), kota, "masalah")
    dimensions = ["TATA", "EKO", "LING", REST, ALL]
    assert lines(found, dimensions, ["K1", "K2", "K3", "K4", REST, ALL]) == {
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
    found = sums(countable_rows(world.dataset(), "rencana_aksi"), DIMENSION, dimension_codes(kota), YEARS)
    assert lines(found, ["TATA", "EKO", "LING", REST, ALL], [*YEARS, REST, ALL]) == {
        "TATA": [450_000_001, *[450_000_000] * 4, 0, 2_250_000_001],
        "EKO": [*[450_000_000] * 4, 300_000_000, 0, 2_100_000_000],
        "LING": [0] * 7,
        REST: [0] * 7,
        ALL: [900_000_001, *[900_000_000] * 3, 750_000_000, 0, 4_350_000_001],
    }


def test_what_names_no_source_is_in_none_of_the_groups(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-A001.sumber_dana": None, "EKO-A001.sumber_dana": "tidak tahu"})
    rows = countable_rows(world.dataset(), "rencana_aksi")
    found = sums(rows, FUNDS, fund_groups(kota), [TOTAL])
    assert found[REST, TOTAL] == 2 * 750_000_000
    assert found[ALL, TOTAL] == 9 * 750_000_000
    assert sum(found[group, TOTAL] for group in fund_groups(kota)) == 7 * 750_000_000


def test_agencies_by_source_with_what_names_neither(kota: Profile) -> None:
    """All actions are one agency's and one source's, but for one without agency and one without source."""
    world = clean(kota, 2).change({f"{d}-A00{n}.opd_pj": "DLH" for d in ("TATA", "EKO", "LING") for n in (1, 2, 3)})
    source = kota.lists["sumber_dana"].items[0].stored
    world.change({f"{d}-A00{n}.sumber_dana": source for d in ("TATA", "EKO", "LING") for n in (1, 2, 3)})
    world.change({"TATA-A001.opd_pj": None, "EKO-A001.anggaran_2025": 149_999_999.0, "LING-A001.sumber_dana": None})
    found = cross(
        countable_rows(world.dataset(), "rencana_aksi"), "opd_pj", ["DLH", "DPU"], "sumber_dana", [source], amount=TOTAL
    )
    one = 750_000_000
    assert lines(found, ["DLH", "DPU", REST, ALL], [source, REST, ALL]) == {
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
    assert unfunded(countable_rows(world.dataset(), "rencana_aksi"), roles) == 2


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
def test_funding_sources_fall_into_three_groups(kota: Profile, source: str, group: int) -> None:
    assert fund_group(kota, source) == fund_groups(kota)[group]


def test_nobody_sent_is_a_table_of_zeros(kota: Profile) -> None:
    world = clean(kota, 2)
    world.recipients = []
    found = answered(countable_rows(world.dataset(), "program_kerja"), kota, "masalah")
    assert not any(found.values())
    assert found["TATA", "K1"] == found[ALL, ALL] == 0
    rows = countable_rows(world.dataset(), "rencana_aksi")
    assert sums(rows, DIMENSION, dimension_codes(kota), [ROWS])[REST, ALL] == 0
    assert unfunded(rows, form_roles(kota.forms["rencana_aksi"])) == 0
