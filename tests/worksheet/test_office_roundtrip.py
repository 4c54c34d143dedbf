"""A worksheet workbook in a real office program: saved again, recalculated, cut about, its rules broken.

LibreOffice stands for all of them. What was filled in must come back the same from every format it saves, the Status
column must say what ``check`` says, and the rules in the cells must catch what is not in a list and nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import SAMPLES
from tests.candidates import find
from tests.office import Office, by_keys, key_places
from tests.samples import meant, returns, typed
from worksheet_kit.collect import collect
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Form, Profile, Raw, Recipient, Result, Return, Severity, Value, WorksheetContent
from worksheet_kit.generate import generate
from worksheet_kit.profile import load_profile
from worksheet_kit.returns.read import read
from worksheet_kit.worksheet.workbook import write_worksheet

pytestmark = pytest.mark.office

GROUPS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")
KINDS = ("xlsx", "ods", "xls")


@cache
def profile() -> Profile:
    return load_profile(Path("rembang"))


def sample_files() -> Iterator[tuple[int, dict[str, Any], Path]]:
    """Every return of its own stage among the samples."""
    for stage in (1, 2):
        for sent in returns(stage)["return"]:
            if sent.get("stage", stage) == stage:
                yield stage, sent, SAMPLES / f"bimtek-{stage}" / sent["file"]


each_sample = pytest.mark.parametrize(
    ("stage", "sent", "path"), [pytest.param(*one, id=one[2].name) for one in sample_files()]
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A blank workbook of each stage, as generated."""
    out = tmp_path_factory.mktemp("blank")
    return {int(p.parent.name[-1]): p for p in generate(profile(), out, groups=["ENV"])}


def answers(path: Path) -> tuple[dict[str, dict[str, Mapping[str, Raw]]], Mapping[str, Raw]]:
    """What the reader finds in a file: form -> row key -> column key -> raw cell, and the identity part."""
    (candidate,) = find([path])
    returned = read(candidate, profile())
    assert isinstance(returned, Return), returned
    rows = {sheet.form: {row.key: row.cells for row in sheet.rows} for sheet in returned.sheets}
    return rows, returned.identity


def inputs(rows: Mapping[str, Mapping[str, Raw]], form: Form) -> dict[str, dict[str, Raw]]:
    """The filled cells of the input columns."""
    keys = {column.key for column in form.inputs}
    kept = {key: {column: raw for column, raw in cells.items() if column in keys} for key, cells in rows.items()}
    return {key: cells for key, cells in kept.items() if cells}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", [1, 2])
def test_a_blank_workbook_saved_by_libreoffice_is_still_that_blank_workbook(
    office: Office, blank: dict[int, Path], tmp_path: Path, stage: int, kind: str
) -> None:
    saved = office.resave(blank[stage], tmp_path / f"kiriman.{kind}")

    before, after = answers(blank[stage])[0], answers(saved)[0]

    assert set(before) == {form.name for form in profile().stage_forms(profile().stage(stage))}
    for name, rows in before.items():
        assert inputs(rows, profile().forms[name]) == inputs(after[name], profile().forms[name]) == {}
        assert set(after[name]) == set(rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", [1, 2])
def test_answers_come_back_as_they_were_typed(
    office: Office, blank: dict[int, Path], tmp_path: Path, stage: int, kind: str
) -> None:
    wanted = meant(stage, "ENV")
    sheets = {profile().forms[form].sheet: rows for form, rows in wanted.items()}
    identity = {"Petunjuk": {"nama_pengisi": {"": "Tika Rekasari"}, "nomor_hp": {"": "081200000066"}}}

    filled = office.fill_by_keys(blank[stage], tmp_path / f"kiriman.{kind}", {**sheets, **identity})
    again = office.resave(filled, tmp_path / f"lagi.{kind}")

    for path in (filled, again):
        rows, people = answers(path)
        found = {name: inputs(rows[name], profile().forms[name]) for name in wanted}
        assert found == {name: {f"ENV-{code}": row for code, row in part.items()} for name, part in wanted.items()}
        assert people == {"nama_pengisi": "Tika Rekasari", "nomor_hp": "081200000066"}


def test_what_is_shown_before_recalculating_is_what_recalculating_gives(
    office: Office, blank: dict[int, Path], tmp_path: Path
) -> None:
    for stage, path in blank.items():
        assert office.read(path, formulas_only=True) == office.recalculate(path, formulas_only=True)
        filled = prefilled(tmp_path / f"terisi {stage}.xlsx", stage)
        shown = office.read(filled, formulas_only=True)
        assert shown == office.recalculate(filled, formulas_only=True)
        assert stage > 2 or any("Lengkap" in cells.values() for cells in shown.values())


def prefilled(path: Path, stage: int) -> Path:
    """A workbook written with answers: clean rows, rows with gaps, rows of things out of place."""
    answers: dict[str, dict[str, Value]] = {}
    raw: dict[str, dict[str, str]] = {}
    recipient = Recipient(dimension="ENV")
    for form in profile().stage_forms(profile().stage(stage)):
        rows = list(meant(stage, "ENV").get(form.name, {}).items()) if stage < 3 else []
        for n, (code, cells) in enumerate(rows):
            kept = dict(list(cells.items())[: len(cells) // 2]) if n % 3 == 1 else cells
            answers[f"ENV-{code}"] = {key: stored(form, key, value, recipient) for key, value in kept.items()}
            if n % 3 == 2:
                raw[f"ENV-{code}"] = {column.key: "*" for column in form.inputs[n % 5 :: 4]}
    write_worksheet(path, profile(), profile().stage(stage), recipient, WorksheetContent(answers=answers, raw=raw))
    return path


def stored(form: Form, key: str, value: Value, recipient: Recipient) -> Value:
    """A choice as a dataset stores it."""
    entries = list_for(profile(), form, form.column(key), recipient)
    return next((e.stored for e in entries.items if e.label == value), value) if entries else value


# ---------------------------------------------------------------------------------------------------------------------
# Status
# ---------------------------------------------------------------------------------------------------------------------


def statuses(office: Office, path: Path, stage: int) -> dict[str, str]:
    """Row key -> Status after a hard recalculation, for the rows where it says something."""
    values = office.recalculate(path)
    found: dict[str, str] = {}
    for form in profile().stage_forms(profile().stage(stage)):
        for key, row in by_keys(values[form.sheet]).items():
            if row.get("status"):
                found[f"{form.name} {key}"] = row["status"]
    return found


def disagreements(shown: Mapping[str, str], result: Result) -> list[str]:
    """Rows whose Status and findings do not say the same. What the collector repairs by itself is asked for too."""
    filled = {f"{name} {row.key}": row for name, rows in result.dataset.rows.items() for row in rows}
    faulty = {f"{f.form} {f.row}" for f in result.findings if f.severity is Severity.ERROR and f.row}
    wrong = [f"{key}: status {text!r}, but not filled" for key, text in shown.items() if key not in filled]
    for key, row in filled.items():
        text = shown.get(key, "")
        repaired = any(cell.rule for cell in row.cells.values())
        if not text:
            wrong.append(f"{key}: filled, but no status")
        elif text == "Lengkap" and key in faulty:
            wrong.append(f"{key}: Lengkap, but {[f.message for f in result.findings if f.row == row.key]}")
        elif text != "Lengkap" and key not in faulty and not repaired:
            wrong.append(f"{key}: {text!r}, but nothing to put right")
    return wrong


def alone(path: Path, stage: int) -> Result:
    return collect([path], profile(), stage=stage)


@each_sample
def test_status_agrees_with_check(office: Office, stage: int, sent: dict[str, Any], path: Path) -> None:
    shown = statuses(office, path, stage)

    assert len(shown) == sum(len(rows) for rows in typed(stage, sent).values())
    assert disagreements(shown, alone(path, stage)) == []
    if "typed" not in sent:
        assert set(shown.values()) == {"Lengkap"}


#: Status of the rows that are not complete, by file. Aliases (Dishub, persen) are accepted in the sheet too.
NOT_COMPLETE = {
    (2, "SOC"): {
        "SOC-P01": "Isi angka: Kondisi awal",
        "SOC-P02": "Isi: Indikator hasil (outcome)",
        "SOC-P04": "Isi: Sasaran/penerima manfaat",
        "SOC-P06": "Isi angka: Kondisi awal",
        "SOC-A001": "Pilih dari daftar: Mulai",
        "SOC-A004": "Isi angka: Perkiraan anggaran 2023 (Rp)",
        "SOC-A006": "Isi target minimal satu tahun",
        "SOC-A008": "Isi angka: Target 2023",
        "SOC-A010": "Isi: OPD penanggung jawab",
        "SOC-A012": "Kode program belum terisi",
    },
    (1, "ENV"): {
        "ENV-S3": "Isi: Subdimensi",
        "ENV-O4": "Pilih dari daftar: Subdimensi",
        "ENV-ST1": "Pilih faktor S",
        "ENV-WO2": "Isi: Rumusan strategi",
        "ENV-WT1": "Faktor eksternal 1 belum terisi",
    },
}


@pytest.mark.parametrize(("stage", "group"), NOT_COMPLETE)
def test_status_names_what_is_missing(office: Office, stage: int, group: str) -> None:
    (path,) = [path for number, sent, path in sample_files() if (number, sent["group"]) == (stage, group)]

    shown = statuses(office, path, stage)

    assert {key.split()[1]: text for key, text in shown.items() if text != "Lengkap"} == NOT_COMPLETE[stage, group]


#: First and last columns of what the locked columns of *Rencana Aksi* leave.
PIECES = (("kode_program", "rencana_aksi"), ("jenis", "anggaran_2026"), ("sumber_dana_lain", "keterangan"))


@pytest.mark.parametrize("kind", KINDS)
def test_status_agrees_with_check_after_cells_were_cut_and_pasted(office: Office, tmp_path: Path, kind: str) -> None:
    (path,) = [path for stage, sent, path in sample_files() if stage == 2 and sent["group"] == "ENV"]
    places = key_places(path)
    programs, actions = places["Program Kerja"], places["Rencana Aksi"]
    moves = [
        # a whole action, in the pieces its locked columns leave, to a row far below
        *(
            ("Rencana Aksi", f"{actions['ENV-A003'][first]}:{actions['ENV-A003'][last]}", actions["ENV-A030"][first])
            for first, last in PIECES
        ),
        # single cells: a unit to an empty row, a quarter over another quarter, a program's name over another's
        ("Program Kerja", programs["ENV-P02"]["satuan"], programs["ENV-P09"]["satuan"]),
        ("Rencana Aksi", actions["ENV-A005"]["selesai"], actions["ENV-A006"]["mulai"]),
        ("Program Kerja", programs["ENV-P05"]["nama_program"], programs["ENV-P06"]["nama_program"]),
    ]

    cut = office.cut_paste(path, tmp_path / f"dipotong.{kind}", moves)
    shown = statuses(office, cut, 2)

    assert "rencana_aksi ENV-A003" not in shown
    assert shown["rencana_aksi ENV-A030"] == "Lengkap"
    assert shown["program_kerja ENV-P02"].startswith("Isi: Satuan")
    assert shown["program_kerja ENV-P05"].startswith("Isi: Nama program/inovasi")
    assert shown["program_kerja ENV-P06"] == "Lengkap"
    assert shown["program_kerja ENV-P09"].startswith("Isi: Nama program/inovasi (+")
    assert shown["rencana_aksi ENV-A005"].startswith("Isi: Selesai")
    assert disagreements(shown, alone(cut, 2)) == []


def test_status_agrees_with_check_after_factors_were_cut_and_pasted(office: Office, tmp_path: Path) -> None:
    (path,) = [path for stage, sent, path in sample_files() if stage == 1 and sent["group"] == "BRA"]
    places = key_places(path)
    factors, strategies = places["SWOT"], places["Strategi"]
    moves = [
        ("SWOT", f"{factors['BRA-S1']['uraian']}:{factors['BRA-S1']['keterangan']}", factors["BRA-S9"]["uraian"]),
        ("SWOT", factors["BRA-T2"]["uraian"], factors["BRA-T7"]["uraian"]),
        ("Strategi", strategies["BRA-SO2"]["faktor_internal_1"], strategies["BRA-WO2"]["faktor_internal_1"]),
    ]

    cut = office.cut_paste(path, tmp_path / "dipotong.xlsx", moves)
    shown = statuses(office, cut, 1)

    assert "swot BRA-S1" not in shown
    assert shown["swot BRA-S9"] == "Lengkap"
    assert shown["swot BRA-T2"] == "Isi: Uraian faktor"
    assert shown["strategi BRA-SO1"] == "Faktor internal 1 belum terisi"  # it used S1
    assert shown["strategi BRA-SO2"] == "Isi: Faktor internal 1"
    assert shown["strategi BRA-WO2"] == "Pilih faktor W"  # it now holds S2
    assert disagreements(shown, alone(cut, 1)) == []


# ---------------------------------------------------------------------------------------------------------------------
# The rules in the cells
# ---------------------------------------------------------------------------------------------------------------------

#: What stands in the samples against the rule of its cell, by file and sheet: all of it planted in returns.toml.
AGAINST_THE_RULES: dict[str, dict[str, list[tuple[str, str]]]] = {
    "kertas kerja SOCIETY (belum selesai).xlsx": {
        "Program Kerja": [
            ("SOC-P01", "kondisi_awal"),  # 7.16 as text
            ("SOC-P03", "opd_pendukung_3"),  # Dishub
            ("SOC-P04", "opd_pendukung_3"),  # Dinindagkop UKM
            ("SOC-P05", "satuan"),  # persen
            ("SOC-P06", "kondisi_awal"),  # -
        ],
        "Rencana Aksi": [
            ("SOC-A001", "mulai"),  # Tw. 4 Tahun 2022
            ("SOC-A004", "anggaran_2023"),  # Rp350 juta
            ("SOC-A008", "target_2023"),  # 29 desa
            ("SOC-A012", "kode_program"),  # SOC-P07, which is empty
        ],
    },
    "Smart Environment DLH.xlsx": {
        "SWOT": [
            ("ENV-W2", "masalah"),  # Lingkungan Hidup
            ("ENV-W3", "opd_terkait_1"),  # Dishub
            ("ENV-O4", "subdimensi"),  # Tata kelola sampah/limbah
        ],
        "Strategi": [
            ("ENV-ST1", "faktor_internal_1"),  # W1 in a strategy of S and T
            ("ENV-WT1", "faktor_eksternal_1"),  # T9, which is empty
        ],
    },
}


@each_sample
def test_the_rules_in_the_cells_catch_what_was_planted_and_nothing_else(
    office: Office, stage: int, sent: dict[str, Any], path: Path, tmp_path: Path
) -> None:
    places = key_places(path if path.suffix == ".xlsx" else office.resave(path, tmp_path / "kiriman.xlsx"))
    planted = AGAINST_THE_RULES.get(path.name, {})

    flagged = office.show_invalid(path)

    assert {sheet: set(cells) for sheet, cells in flagged.items()} == {
        sheet: {places[sheet][row][column] for row, column in cells} for sheet, cells in planted.items()
    }


def test_a_dropdown_offers_the_codes_that_are_filled_in(office: Office, blank: dict[int, Path], tmp_path: Path) -> None:
    cell = key_places(blank[2])["Rencana Aksi"]["ENV-A001"]["kode_program"]
    assert office.dropdown(blank[2], "Rencana Aksi", cell) == ["(isi dulu Program Kerja)"]

    filled = office.fill_by_keys(
        blank[2],
        tmp_path / "dua.xlsx",
        {"Program Kerja": {"P02": {"nama_program": "Panen Air"}, "P07": {"satuan": "desa"}}},
    )

    assert office.dropdown(filled, "Rencana Aksi", cell) == ["ENV-P02", "ENV-P07"]


def test_samples_are_what_their_data_says(tmp_path: Path) -> None:
    """The files were made from the data as it stands: ``python -m tests.samples.build`` renews them."""
    for stage, sent, path in sample_files():
        shutil.copy(path, tmp_path / path.name)
        rows, _ = answers(tmp_path / path.name)
        wanted = typed(stage, sent)
        for name, part in wanted.items():
            found = inputs(rows[name], profile().forms[name])
            assert found == {f"{sent['group']}-{code}": row for code, row in part.items()}, path.name
