"""A region that shares nothing with Rembang works from its own profile alone: ``tests/data/kota``.

Four problems, nine OPD, three dimensions, its own years, quarters, lists and paper, a comma-separated OPD list as Excel
saves it. The commands are run as its secretariat would run them, in the folder of its profile.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import DATA, ROOT
from tests.office import Keyed, Office, fill_fast
from tests.worlds import clean, result_of
from worksheet_kit.core.model import Profile
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.workbook import write_matrix

KOTA = DATA / "kota"
NAMES = {"TATA": "Kota Melayani", "LING": "Kota Lestari"}

ANSWERS: dict[str, Keyed] = {
    "TATA": {
        "Petunjuk": {"nama_pengisi": {"": "Nirmala Rekawati"}, "opd_pengisi": {"": "Diskominfo"}},
        "Program Kerja": {
            "P01": {
                "nama_program": "Satu Loket",
                "subdimensi": "Layanan warga",
                "masalah": "K1 Pelayanan Publik",
                "deskripsi": "Loket terpisah; dijadikan satu.",
                "sasaran": "Warga kota",
                "indikator": "Waktu tunggu",
                "satuan": "titik",
                "kondisi_awal": 90,
                "target_akhir": 30,
                "jangka_waktu": "Menengah (s.d. 2029)",
                "status_program": "Baru",
                "opd_pengampu": "Diskominfo",
                "opd_pendukung_1": "Seluruh OPD",
                "program_pd": "2.16.03 Program Pengelolaan Aplikasi Informatika",
                "quick_win": "Ya",
            },
        },
        "Rencana Aksi": {
            "A001": {
                "kode_program": "TATA-P01",
                "rencana_aksi": "Menyatukan antrean",
                "indikator": "Jumlah layanan",
                "jenis": "Infrastruktur pendukung",
                "satuan": "layanan",
                "target_2025": 5,
                "target_2028": 10,
                "anggaran_2025": 150_000_000,
                "sumber_dana": "APBD Kota",
                "mulai": "TW II 2025",
                "selesai": "TW III 2028",
                "lokasi": "Kec. Hulu",
                "opd_pj": "Diskominfo",
                "posisi_anggaran": "Belum ada di Renstra",
            },
        },
    },
    "LING": {
        "Program Kerja": {
            "P05": {
                "nama_program": "Pompa Siaga",
                "subdimensi": "Air",
                "masalah": "K2 Banjir dan Genangan",
                "deskripsi": "Pompa dinyalakan dari jauh.",
                "sasaran": "Warga tepi sungai",
                "indikator": "Lama genangan",
                "satuan": "titik",
                "target_akhir": 45,
                "jangka_waktu": "Pendek (s.d. 2026)",
                "status_program": "Lanjutan",
                "opd_pengampu": "Dinas PU",
            },
        },
    },
}


def run(*arguments: str | Path, folder: Path, code: int = 0) -> str:
    command = [sys.executable, "-m", "worksheet_kit", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile's folder, with the workbooks of both stages in ``KIRIM`` and filled ones in ``KIRIMAN``."""
    folder = tmp_path_factory.mktemp("wanasari") / "kota"
    shutil.copytree(KOTA, folder)
    run("generate", "-o", "KIRIM", folder=folder)
    (folder / "KIRIMAN").mkdir()
    for path in sorted((folder / "KIRIM" / "bimtek-2").iterdir()):
        for code, rows in ANSWERS.items():
            if NAMES[code] in path.name:
                fill_fast(path, folder / "KIRIMAN" / path.name, rows)
    return folder


@pytest.mark.slow
def test_its_own_words_and_no_others(region: Path) -> None:
    books = sorted((region / "KIRIM").rglob("*.xlsx"))

    assert len(books) == 6
    for path in books:
        with zipfile.ZipFile(path) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels")))
        assert "Kota Wanasari".upper() in text.upper()
        assert ("kolom ini dipakai Bapperida" in text) == ("Bimtek 2" in path.name)
        for foreign in ("Rembang", "Kabupaten Rembang", "RBG22", "Lasem", "Dinbudpar", "Kemiskinan", "TW III 2022"):
            assert foreign not in text, f"{foreign} in {path.name}"
        assert re.search(r'<pageSetup[^>]* paperSize="8"', text)


@pytest.mark.slow
def test_what_comes_back_is_checked_and_merged(region: Path) -> None:
    printed = run("check", "KIRIMAN", "--json", "hasil.json", folder=region, code=1)
    found: dict[str, Any] = json.loads((region / "hasil.json").read_text(encoding="utf-8"))

    assert found["profile"] == "kota"
    assert {base(line["file"]): (line["verdict"], line["recipient"]) for line in found["ledger"]} == {
        "Bimtek 2 - Kota Melayani.xlsx": ("merged", "TATA"),
        "Bimtek 2 - Kota Lestari.xlsx": ("merged", "LING"),
    }
    (action,) = found["rows"]["rencana_aksi"]
    assert (action["key"], action["values"]["kode_program"]) == ("TATA-A001", "TATA-P01")
    assert [action["values"][f"target_{year}"] for year in range(2025, 2030)] == [5, None, None, 10, None]
    assert (action["values"]["mulai"], action["values"]["selesai"]) == ("2025-Q2", "2028-Q3")
    programs = {row["key"]: row["values"] for row in found["rows"]["program_kerja"]}
    assert programs["TATA-P01"]["masalah"] == "K1"
    assert programs["LING-P05"]["opd_pengampu"] == "DPU"
    assert [f for f in found["findings"] if f["severity"] == "error"] == []
    assert sorted(f["value"] for f in found["findings"] if f["code"] == "L502") == ["K3", "K4"]
    assert [f["message"] for f in found["findings"] if f["code"] == "K401"] != []
    assert "Kota Berdaya" in printed


@pytest.mark.slow
def test_its_matrix_is_written(region: Path) -> None:
    run("merge", "KIRIMAN", "-o", "matriks.xlsx", folder=region)

    with zipfile.ZipFile(region / "matriks.xlsx") as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Satu Loket" in text
    assert "K3 Lapangan Kerja" in text
    assert "Rembang" not in text


@pytest.mark.office
def test_its_worksheets_work_in_an_office_program(office: Office, region: Path, tmp_path: Path) -> None:
    path = region / "KIRIMAN" / "Bimtek 2 - Kota Melayani.xlsx"

    shown = office.recalculate(path)

    assert "Lengkap" in shown["Program Kerja"].values()
    assert "Lengkap" in shown["Rencana Aksi"].values()
    assert office.show_invalid(path) == {}


def base(file: str) -> str:
    return file.rsplit("/", 1)[-1]


def test_its_planning_office_and_its_own_budget(kota: Profile, tmp_path: Path) -> None:
    """The matrix and what is printed for agencies call both as the profile does."""
    result = result_of(clean(kota, 2))
    write_matrix(tmp_path / "matriks.xlsx", result)
    paths = write_agency_books(tmp_path, result)

    texts = {text for path in (tmp_path / "matriks.xlsx", *paths) for text in texts_of(path)}

    assert {"Catatan Bapperida", "APBD Kota"} <= texts
    assert any("diisi Bapperida pada kolom krem" in text for text in texts)
    assert any(text.startswith("Wanasari, …") for text in texts)
    assert not [text for text in texts if "Catatan Bappeda" in text or "diisi Bappeda" in text]
    assert not [text for text in texts if "APBD Kabupaten" in text]


def texts_of(path: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


def test_no_code_says_a_word_of_one_region() -> None:
    """What differs from region to region is in profiles and forms; docstrings and help of settings give examples."""
    words = re.compile(r"bappeda|bapperida|kabupaten|rembang|wanasari|\bkota\b(?! cerdas)", re.IGNORECASE)
    said = []
    for path in sorted((ROOT / "worksheet_kit").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)}
        nodes = list(ast.walk(tree))
        help_texts = (
            {
                n.value.value
                for n in nodes
                if isinstance(n, ast.keyword) and n.arg == "help" and isinstance(n.value, ast.Constant)
            }
            if path.name == "layout.py"
            else set()
        )
        texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        said += [(path.name, text) for text in texts if words.search(text) and text not in docstrings | help_texts]
    assert said == []


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
