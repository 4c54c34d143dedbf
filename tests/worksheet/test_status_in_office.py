"""The *Status* formula in a real office program says what ``check`` says, whatever was typed.

A row that is complete gets one odd cell, over a hundred times; LibreOffice recalculates the workbook, the collector
reads it. ``Lengkap`` must mean that no error is found in the row; anything else that there is one, but where the
collector repairs what the sheet asks to be typed anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.office import Formula, Input, Office, by_keys
from tests.samples import meant
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Severity
from worksheet_kit.generate import generate

pytestmark = pytest.mark.office

#: Rows tried in one workbook: what the program sheet of the largest group has room for, but its first row.
CHUNK = 59

NBSP = "\u00a0"
BLANKS: tuple[Input, ...] = (None, " ", "   ", NBSP, f" {NBSP} ")
#: For cells that may be empty: of a fixed blank there the sheet asks to be typed anew what the collector lets pass.
SPACES: tuple[Input, ...] = (None, " ", "   ")
#: Of a text that a formula gives, LibreOffice stores 0 in an .xls: the sheet shows it, and the collector has no result.
TEXT_FORMULA = Formula('="#REF!"')
FAULTS: tuple[Input, ...] = (Formula("=1/0"), Formula("=NA()"), TEXT_FORMULA)
JOKERS: tuple[Input, ...] = ("*", "?", "d*", "~", "<>", "=", ">0")
EMPTY_SIGNS: tuple[Input, ...] = ("-", "n/a", "0", "belum ada data", "tidak ada", Formula('=""'))
OFFICES: tuple[Input, ...] = (
    "dinkes",
    "Dinas Kesehatan",
    "DKK",
    "Seluruh OPD",
    "Dinkes, RSUD",
    "Dinkess",
    "Camat Lasem",
)

#: What is tried in which column, one odd cell a row. Dates and truth values are left out of number columns: there they
#: are numbers to a formula, and only the collector, which sees the cell's format, can tell.
PROGRAMS: dict[str, tuple[Input, ...]] = {
    "nama_program": (*BLANKS, *FAULTS, *JOKERS, *EMPTY_SIGNS, 5, True, date(2022, 7, 21), "'teks", "a\nb"),
    "masalah": ("Kemiskinan", "M5", "m5 kemiskinan", "M5  Kemiskinan", "M5Kemiskinan", "M9 Lain", 5, *BLANKS),
    "kondisi_awal": ("7.16", "7,16", "1.500", "29 desa", "x", -4, 0, 0.5, *SPACES, *FAULTS, *EMPTY_SIGNS),
    "target_akhir": ("75", "75%", "0.75", "70-80", *BLANKS, *FAULTS[:1], *EMPTY_SIGNS),
    "quick_win": ("ya", "YA", "v", "x", "Tidak", "mungkin", 1, True, *SPACES),
}
ACTIONS: dict[str, tuple[Input, ...]] = {
    "kode_program": (
        "P01",
        "env-p01",
        "GOV-P01 ",
        "GOV-P60",
        "GOV-P99",
        "SOC-P01",
        1,
        *JOKERS[:3],
        *BLANKS,
        *FAULTS[:1],
    ),
    "satuan": ("DESA", " desa", "desa ", "desa,", "persen", "titik", "desa/kelurahan", 5, "-", *JOKERS, *BLANKS),
    "target_2022": ("x", "8 unit", "8", "1.500", -8, 0, 0.5, *SPACES, *FAULTS, "-"),
    "anggaran_2022": (
        "Rp 80 juta",
        "80000000",
        "80.000.000",
        "x",
        0,
        -1,
        0.5,
        1_500_000.5,
        100,
        "-",
        *SPACES,
        *FAULTS[:2],
    ),
    "sumber_dana": ("APBD", "apbd kabupaten", "DAK", "Tidak perlu anggaran", "CSR", "Utang", *BLANKS),
    "mulai": ("tw iv 2022", "TW IV 22", "Triwulan 4/2022", "2022-Q4", "TW V 2022", "TW IV 2026", 44910, *BLANKS),
    "selesai": ("TW III 2022", "Desember 2023", date(2023, 12, 1), "*", "2023", *BLANKS),
    "lokasi": ("Lasem", "Rembang", "Jepara", "-", *SPACES, *FAULTS[:1]),
    "opd_pj": (*OFFICES, *BLANKS),
    "opd_pendukung_1": ("Seluruh OPD", "Dinkes, RSUD", "Dinkes/RSUD", "Anu", 3, *SPACES),
    "keterangan": (*FAULTS, 5, True, "=1+1", "+62", "@x"),
}


def rows(tried: dict[str, tuple[Input, ...]], base: dict[str, Input]) -> list[dict[str, Input]]:
    """The cells of each row: the base with one odd cell."""
    return [base | {column: value} for column, values in tried.items() for value in values]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_lengkap_means_no_error_and_anything_else_means_one(
    office: Office, rembang: Profile, tmp_path: Path, kind: str
) -> None:
    (blank,) = generate(rembang, tmp_path, stages=[2], groups=["GOV"])
    program: dict[str, Input] = {**meant(2, "GOV")["program_kerja"]["P01"], "satuan": "%", "target_akhir": 75}
    action: dict[str, Input] = {**meant(2, "GOV")["rencana_aksi"]["A005"], "kode_program": "GOV-P01"}
    programs, actions = (
        [row for row in rows(tried, base) if kind != "xls" or TEXT_FORMULA not in row.values()]
        for tried, base in ((PROGRAMS, program), (ACTIONS, action))
    )

    wrong: list[str] = []
    for start in range(0, max(len(programs), len(actions)), CHUNK):
        some_programs, some_actions = programs[start : start + CHUNK], actions[start : start + CHUNK]
        sheets = {
            "Program Kerja": {"P01": program} | {f"P{n:02d}": cells for n, cells in enumerate(some_programs, 2)},
            "Rencana Aksi": {f"A{n:03d}": cells for n, cells in enumerate(some_actions, 1)},
        }
        wrong += disagreements(office, office.fill_by_keys(blank, tmp_path / f"{start}.{kind}", sheets), rembang)

    assert wrong == [], "\n".join(wrong)


def disagreements(office: Office, path: Path, profile: Profile) -> Iterator[str]:
    """Rows of a file in which Status and findings do not say the same."""
    values = office.recalculate(path)
    result = collect([path], profile, stage=2)
    faults: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.severity is Severity.ERROR and finding.row:
            faults.setdefault(finding.row, []).append(f"{finding.code} {finding.message}")
    merged = {row.key: row for form in result.dataset.rows.values() for row in form}
    for form in profile.stage_forms(profile.stage(2)):
        for key, cells in by_keys(values[form.sheet]).items():
            status, row = cells.get("status", ""), merged.get(key)
            repaired = row is not None and any(cell.rule for cell in row.cells.values())
            if (status == "") != (row is None):
                yield f"{key}: status {status!r}, but filled is {row is not None}"
            elif status == "Lengkap" and key in faults:
                yield f"{key}: Lengkap, but {faults[key]}"
            elif status not in ("", "Lengkap") and key not in faults and not repaired:
                yield f"{key}: {status!r}, but nothing to put right in {cells}"
