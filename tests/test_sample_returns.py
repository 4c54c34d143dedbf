"""The whole run on ``sample_returns/``, held against what its README promises.

Every expectation here was worked out by hand from what was planted in the files, never copied from a run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT, SAMPLES
from tests.office import Office
from tests.samples import meant, returns
from tests.samples.build import write_return
from tests.worksheet.test_print_area import pages
from worksheet_kit.collect import collect
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Form, Profile, Recipient, Return
from worksheet_kit.generate import generate
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.returns.here import read_here

GROUPS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")
SOCIETY = "kertas kerja SOCIETY (belum selesai).xlsx"
ENVIRONMENT = "Smart Environment DLH.xlsx"


class Run:
    """One ``merge`` of a sample folder: what it printed and the JSON it wrote."""

    def __init__(self, stage: int, folder: Path) -> None:
        self.matrix = folder / f"matriks {stage}.xlsx"
        report = folder / f"hasil {stage}.json"
        command = [sys.executable, "-m", "worksheet_kit", "merge", f"sample_returns/bimtek-{stage}"]
        done = subprocess.run(
            [*command, "-o", str(self.matrix), "--json", str(report)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.printed = done.stdout
        self.json: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))

    def ledger(self) -> dict[str, dict[str, Any]]:
        return {base(line["file"]): line for line in self.json["ledger"]}

    def findings(self, *severities: str) -> list[dict[str, Any]]:
        return [f for f in self.json["findings"] if f["severity"] in severities]

    def values(self, form: str) -> dict[str, dict[str, Any]]:
        return {row["key"]: row["values"] for row in self.json["rows"][form]}


def base(file: str) -> str:
    return file.rsplit("/", 1)[-1]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(2, tmp_path_factory.mktemp("dua"))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(1, tmp_path_factory.mktemp("satu"))


# ---------------------------------------------------------------------------------------------------------------------
# Bimtek 2
# ---------------------------------------------------------------------------------------------------------------------


def test_every_file_has_its_verdict(second: Run) -> None:
    found = {name: (line["verdict"], line["recipient"]) for name, line in second.ledger().items()}

    assert found == {
        "Bimtek 2 - Smart Governance.xlsx": ("merged", "GOV"),
        "Bimtek 2 - Smart Governance (1).xlsx": ("duplicate", "GOV"),
        "Smart Branding FIX.xlsx": ("merged", "BRA"),
        "WA 21-07-2022 Smart Economy.ods": ("merged", "ECO"),
        "LIVING bimtek 2 - dari laptop lama.xls": ("merged", "LIV"),
        SOCIETY: ("merged", "SOC"),
        "Smart Environment final2.xlsx": ("merged", "ENV"),
        "Bimtek 1 - Smart Living.xlsx": ("held", "LIV"),
        "IMG-20220721-WA0007.jpg": ("skipped", ""),
        "~$Smart Branding FIX.xlsx": ("skipped", ""),
        ".~lock.WA 21-07-2022 Smart Economy.ods#": ("skipped", ""),
    }
    assert second.json["stage"] == 2


def test_control_totals_add_up(second: Run) -> None:
    assert second.json["totals"] == {"read": 148, "merged": 108, "duplicate": 18, "superseded": 0, "held": 22}
    assert second.ledger()["Bimtek 2 - Smart Governance (1).xlsx"]["rows_duplicate"] == 18
    assert second.ledger()["Bimtek 1 - Smart Living.xlsx"]["rows_held"] == 22


def test_each_planted_fault_is_found_at_its_cell_and_nothing_else(second: Run) -> None:
    found = {
        (f["code"], base(f["file"]), f["sheet"], f["cell"], f["row"], f["column"], f["value"])
        for f in second.findings("error")
        if f["row"]
    }

    assert found == {
        ("S201", SOCIETY, "Program Kerja", "K10", "SOC-P02", "indikator", None),
        ("S201", SOCIETY, "Program Kerja", "J12", "SOC-P04", "sasaran", None),
        ("R304", SOCIETY, "Rencana Aksi", "J14", "SOC-A006", "target_2022", None),
        ("S201", SOCIETY, "Rencana Aksi", "O18", "SOC-A010", "opd_pj", None),
        ("R302", SOCIETY, "Rencana Aksi", "D20", "SOC-A012", "kode_program", "SOC-P07"),
    }
    assert {base(f["file"]) for f in second.findings("error") if not f["row"]} == {
        "Bimtek 1 - Smart Living.xlsx",
    }
    assert second.findings("warning") == []


def test_what_is_merely_missing_is_a_note(second: Run) -> None:
    notes = [(f["code"], f["row"]) for f in second.findings("note")]

    without_baseline = {"GOV-P02", "GOV-P03", "GOV-P05", "BRA-P03", "ECO-P03", "LIV-P03", "ENV-P01", "SOC-P06"}
    without_nomenclature = {"ECO-P01"}
    assert {row for code, row in notes if code == "S217"} == without_baseline | without_nomenclature | {"SOC-A009"}
    assert sorted(f["value"] for f in second.findings("note") if f["code"] == "L503") == [
        "BKD",
        "Inspektorat",
        "Kesbangpol",
        "Setda",
        "Setwan",
    ]
    assert [f["recipient"] for f in second.findings("note") if f["code"] == "L509"] == ["GOV", "LIV", "SOC", "ENV"]
    (identity,) = [f for f in second.findings("note") if f["code"] == "K403"]
    assert base(identity["file"]) == SOCIETY
    assert "Nomor HP" in identity["message"]
    # R306: without the matrix of bimtek 1
    assert {code for code, _ in notes} == {"S217", "L503", "L509", "K403", "B004", "R306"}


def test_slips_with_one_meaning_are_repaired(second: Run) -> None:
    programs, actions = second.values("program_kerja"), second.values("rencana_aksi")

    assert programs["SOC-P01"]["kondisi_awal"] == 7.16
    assert programs["SOC-P03"]["opd_pendukung_3"] == "DINHUB"
    assert programs["SOC-P04"]["opd_pendukung_3"] == "DINDAGKOPUKM"
    assert programs["SOC-P05"]["satuan"] == "%"
    assert programs["SOC-P06"]["kondisi_awal"] is None
    assert actions["SOC-A001"]["mulai"] == "2022-Q4"
    assert actions["SOC-A004"]["anggaran_2023"] == 350_000_000
    assert actions["SOC-A008"]["target_2023"] == 29
    assert actions["SOC-A012"]["kode_program"] == "SOC-P07"


def test_the_board_says_who_is_done(second: Run) -> None:
    board = {(line["recipient"], line["form"]): line for line in second.json["completeness"]}

    assert set(board) == {(group, form) for group in GROUPS for form in ("program_kerja", "rencana_aksi")}
    for (group, form), line in board.items():
        rows = 6 if form == "program_kerja" else 12
        if group != "SOC":
            assert (line["state"], line["rows"], line["complete"], line["percent"]) == ("complete", rows, rows, 100)
    assert board["SOC", "program_kerja"]["complete"] == 4
    assert board["SOC", "program_kerja"]["percent"] == 66
    assert board["SOC", "rencana_aksi"]["complete"] == 9
    assert board["SOC", "rencana_aksi"]["state"] == "partial"


def test_programs_problems_and_money_are_those_of_the_plan(second: Run) -> None:
    programs, actions = second.values("program_kerja"), second.values("rencana_aksi")

    assert Counter(row["masalah"] for row in programs.values()) == {
        "M1": 7,
        "M2": 4,
        "M3": 5,
        "M4": 8,
        "M5": 3,
        "M6": 5,
        "M7": 4,
    }
    assert len(actions) == 72
    budget = sum(row[f"anggaran_{year}"] or 0 for row in actions.values() for year in range(2022, 2027))
    assert budget == 130_370_000_000
    assert sum(actions["LIV-A008"][f"anggaran_{year}"] or 0 for year in range(2022, 2027)) == 60_000_000_000
    assert [key for key, row in programs.items() if row["quick_win"] == "Ya"] == [
        "GOV-P01",
        "GOV-P04",
        "BRA-P01",
        "BRA-P05",
        "ECO-P02",
        "LIV-P01",
        "LIV-P02",
        "SOC-P04",
        "ENV-P01",
    ]


def test_what_was_typed_is_what_is_merged(second: Run, rembang: Profile) -> None:
    """Every cell of the clean groups arrives, whatever program saved the file."""
    for group in set(GROUPS) - {"SOC"}:
        for name, rows in meant(2, group).items():
            form, merged = rembang.forms[name], second.values(name)
            for code, row in rows.items():
                kept = {key: value for key, value in merged[f"{group}-{code}"].items() if value is not None}
                stored = {key: _stored(rembang, form, key, value, group) for key, value in row.items()}
                assert kept == stored, f"{group}-{code}"


def _stored(profile: Profile, form: Form, key: str, value: str | float, group: str) -> str | float:
    """What is stored for a choice: its code, where its list has codes."""
    entries = list_for(profile, form, form.column(key), Recipient(dimension=group))
    return next((e.stored for e in entries.items if e.label == value), value) if entries else value


@pytest.mark.parametrize("name", ["Smart Branding FIX.xlsx", "WA 21-07-2022 Smart Economy.ods"])
def test_they_are_made_anew_the_same(name: str, office: Office, rembang: Profile, tmp_path: Path) -> None:
    """From their content and today's worksheets: an .xlsx byte for byte, which LibreOffice does not do for an .ods."""
    (sent,) = (one for one in returns(2)["return"] if one["file"] == name)
    (template,) = generate(rembang, tmp_path, stages=[2], groups=[sent["group"]])
    paths = [tmp_path / f"{n} {name}" for n in (1, 2)]
    for path in paths:
        write_return(path, template, 2, sent, office, rembang)

    assert name.endswith(".ods") or paths[0].read_bytes() == paths[1].read_bytes()
    kept, made = read_here([SAMPLES / "bimtek-2" / name, paths[0]], rembang)
    assert isinstance(kept, Return)
    assert isinstance(made, Return)
    assert [sheet.rows for sheet in made.sheets] == [sheet.rows for sheet in kept.sheets]


def test_the_terminal_shows_what_stands_where(second: Run) -> None:
    for words in ("Smart Society", "SOC-P02", "IMG-20220721-WA0007.jpg", "36 program", "72 aksi"):
        assert words in second.printed
    assert second.matrix.stat().st_size > 10_000


# ---------------------------------------------------------------------------------------------------------------------
# Bimtek 1
# ---------------------------------------------------------------------------------------------------------------------


def test_the_first_bimtek(first: Run) -> None:
    verdicts = {name: line["verdict"] for name, line in first.ledger().items()}

    assert verdicts.pop("~$SWOT Smart Branding.xlsx") == "skipped"
    assert set(verdicts.values()) == {"merged"}
    assert len(verdicts) == 6
    assert first.json["totals"] == {"read": 132, "merged": 132, "duplicate": 0, "superseded": 0, "held": 0}
    assert len(first.values("swot")) == 96
    assert len(first.values("strategi")) == 36


def test_faults_of_the_first_bimtek(first: Run) -> None:
    found = {
        (f["code"], base(f["file"]), f["sheet"], f["cell"], f["row"], f["column"], f["value"])
        for f in first.findings("error", "warning")
    }

    assert found == {
        ("S201", ENVIRONMENT, "SWOT", "F12", "ENV-S3", "subdimensi", None),
        ("S202", ENVIRONMENT, "SWOT", "F39", "ENV-O4", "subdimensi", "Tata kelola sampah/limbah"),
        ("R303", ENVIRONMENT, "Strategi", "D19", "ENV-ST1", "faktor_internal_1", "W1"),
        ("S201", ENVIRONMENT, "Strategi", "K29", "ENV-WO2", "rumusan", None),
        ("R302", ENVIRONMENT, "Strategi", "G37", "ENV-WT1", "faktor_eksternal_1", "T9"),
    }
    (choice,) = [f for f in first.findings("error") if f["code"] == "S202"]
    assert choice["suggestion"] == "Tata kelola sampah dan limbah"
    assert first.values("swot")["ENV-O4"]["subdimensi"] is None
    assert first.values("swot")["ENV-W2"]["masalah"] == "M6"
    assert first.values("swot")["ENV-W3"]["opd_terkait_1"] == "DINHUB"


# ---------------------------------------------------------------------------------------------------------------------
# What is printed
# ---------------------------------------------------------------------------------------------------------------------


def test_the_book_for_everybody_prints_on_thirty_pages(
    office: Office, rembang: Profile, first: Run, tmp_path: Path
) -> None:
    result = collect([SAMPLES / "bimtek-2"], rembang, previous=first.matrix)
    write_matrix(tmp_path / "semua.xlsx", result, secretariat=tmp_path / "sekretariat.xlsx")

    assert pages(office.resave(tmp_path / "semua.xlsx", tmp_path / "semua.pdf")) <= 30
