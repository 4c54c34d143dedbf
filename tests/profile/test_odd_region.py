"""Profiles nobody has thought of: own forms under strange names, and forms that lack what the packaged ones have.

``tests/data/pulau`` has one dimension of one agency, stages 3 and 7, and three forms of its own. The packaged forms are
then robbed of one column after another: whatever a form lacks, its matrix is written and read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import DATA
from tests.office import fill_fast
from tests.worlds import clean, result_of
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Result
from worksheet_kit.feedback import drafts as group_drafts
from worksheet_kit.feedback import next_stage
from worksheet_kit.generate import generate
from worksheet_kit.kinds import KINDS
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.readback import read_matrix
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile

COMPLAINTS = "Keluhan 'n Usul & <b>"

# ---------------------------------------------------------------------------------------------------------------------
# A region of its own
# ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def island() -> Profile:
    return load_profile(DATA / "pulau")


@pytest.fixture
def collected(island: Profile, tmp_path: Path) -> Result:
    """Stage 3: the group's workbook with two faults, and that of its only agency."""
    generate(island, tmp_path / "kk", stages=[3], per_agency=True)
    folder = tmp_path / "kiriman"
    folder.mkdir()
    fill_fast(
        tmp_path / "kk/bimtek-3/Bimtek 3 - Semua Urusan.xlsx",
        folder / "kelompok.xlsx",
        {
            COMPLAINTS: {
                "DRT1": {"isi": "=Jalan rusak | a;b=c", "masalah_kita": "X Air & 'Listrik' <desa>", "bobot": 2},
                "LT002": {"isi": "Dermaga", "bobot": 0},
            },
            "Tindak": {
                "T1": {"uraian": "Menambal", "untuk_darat": "DRT1", "biaya_2030": 1_000_000, "pelaku": "Setda"},
                "T2": {"uraian": "Memasang lampu", "untuk_darat": "LT001", "pelaku": "Setda"},
            },
        },
    )
    fill_fast(
        tmp_path / "kk/bimtek-3/Per OPD/Bimtek 3 - Semua Urusan - Setda.xlsx",
        folder / "setda.xlsx",
        {
            COMPLAINTS: {"LT001": {"isi": "Laut", "bobot": 3}},
            "Tindak": {"T1": {"uraian": "Mengeruk", "untuk_darat": "LT001"}},  # Pelaku is preset
        },
    )
    return collect([folder], island)


def test_its_rows_are_read_by_its_own_keys(collected: Result) -> None:
    rows = {
        row.key: {key: cell.value for key, cell in row.cells.items()}
        for rows in collected.dataset.rows.values()
        for row in rows
    }

    assert collected.dataset.stage.number == 3
    assert rows == {
        "D1-DRT1": {"isi": "=Jalan rusak | a;b=c", "masalah_kita": "X", "bobot": 2},
        "D1-LT002": {"isi": "Dermaga", "bobot": 0},
        "D1-SETDA-LT001": {"isi": "Laut", "bobot": 3},
        "D1-T1": {"uraian": "Menambal", "untuk_darat": "DRT1", "biaya_2030": 1_000_000, "pelaku": "SETDA"},
        "D1-T2": {"uraian": "Memasang lampu", "untuk_darat": "LT001", "pelaku": "SETDA"},
        "D1-SETDA-T1": {"uraian": "Mengeruk", "untuk_darat": "LT001", "pelaku": "SETDA"},
    }
    assert {(f.row, f.column) for f in collected.findings if f.severity == "error"} == {
        ("D1-LT002", "bobot"),  # below its minimum of 1
        ("D1-T2", "untuk_darat"),  # LT001 is filled in by the agency, not by the group
    }


def test_its_draft_takes_codes_of_its_own_blocks(collected: Result) -> None:
    ((recipient, content),) = group_drafts.drafts(collected)

    assert recipient.code == "D1"
    assert content.answers["D1-LT001"] == {"isi": "Laut", "bobot": 3}  # a gap below LT002, the last of its block
    assert content.answers["D1-T3"] == {"uraian": "Mengeruk", "untuk_darat": "LT001", "pelaku": "SETDA"}
    assert content.origins == {"D1-LT001": "D1-SETDA-LT001", "D1-T3": "D1-SETDA-T1"}


def test_its_matrix_seeds_a_stage_that_is_not_the_next_number(
    island: Profile, collected: Result, tmp_path: Path
) -> None:
    matrix = tmp_path / "matriks.xlsx"
    write_matrix(matrix, collected)
    before = read_previous(matrix, island, island.stage(7))
    (path,) = generate(
        island, tmp_path / "kk", stages=[7], contents=next_stage.contents(island, island.stage(7), before)
    )
    folder = tmp_path / "kiriman 7"
    folder.mkdir()
    fill_fast(path, folder / "hasil.xlsx", {"Hasil": {"H1": {"capaian": 4, "lain": "LT002 Dermaga"}}})

    result = collect([folder], island, previous=matrix)

    (row,) = result.dataset.rows["hasil"]
    assert (row.key, row.value("capaian"), row.value("lain")) == ("D1-H1", 4, "LT002")
    assert (row.value("tindak"), row.value("uraian")) == ("D1-T1", "Menambal")
    write_matrix(tmp_path / "matriks 7.xlsx", result)
    assert set(read_matrix(tmp_path / "matriks 7.xlsx", island).rows["hasil"]) == {"D1-H1"}


# ---------------------------------------------------------------------------------------------------------------------
# Packaged forms that lack something
# ---------------------------------------------------------------------------------------------------------------------


def cases() -> Iterator[tuple[int, str, str]]:
    """Stage, form and one column, or one series of columns, that the form is to do without."""
    profile = load_profile(DATA / "kota")
    for stage in profile.stages:
        for form in profile.stage_forms(stage):
            names = [c.series or c.key for c in form.columns if c.kind not in (KINDS["code"], KINDS["status"])]
            for name in dict.fromkeys(names):
                if name not in (form.title_column, form.freeze):
                    yield stage.number, form.name, name


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "form", "lacking"), [*cases()])
def test_a_form_may_lack_any_column(kota: Profile, tmp_path: Path, stage: int, form: str, lacking: str) -> None:
    profile = without(kota, form, lacking)
    result = result_of(clean(profile, stage))

    write_matrix(tmp_path / "matriks.xlsx", result)
    write_matrix(tmp_path / "paparan.xlsx", result, presentation=True)
    write_agency_books(tmp_path, result)

    found = read_matrix(tmp_path / "matriks.xlsx", profile)
    assert {name: set(rows) for name, rows in found.rows.items()} == {
        name: {row.key for row in rows} for name, rows in result.dataset.rows.items()
    }
    assert found.proposals == ()


def without(profile: Profile, name: str, lacking: str) -> Profile:
    """The profile with a form that lacks a column or series, and all that speaks of it."""
    form = profile.forms[name]
    gone = {column.key for column in form.columns if lacking in (column.key, column.series)}
    words = gone | {lacking}
    robbed = replace(
        form,
        columns=tuple(
            c for c in form.columns if c.key not in gone and not words & set(c.source.replace(">", " ").split())
        ),
        rules=tuple(rule for rule in form.rules if not words & set(rule.columns)),
        strips=tuple(key for key in form.strips if key not in gone),
    )
    return replace(profile, forms={**profile.forms, name: robbed})
