"""The page in real browsers, opened from its file: what it makes is what the command line makes, whatever files do."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import ROOT
from tests.desk.conftest import CRASHES, HANGS, SWELLS
from tests.desk.pages import Chromium, Page, run, wait_until_idle


def command_line(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "worksheet_kit", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole_merge(folder: Path, stage: int) -> dict[str, bytes]:
    """Every output of a merge on the command line, in the places where the page puts them."""
    options = {"--corrections": "perbaikan", "--drafts": "draf", "--per-opd": "per-opd", "--json": "hasil.json"}
    options |= {"--presentation": "Paparan.xlsx", "--summary": "rekap.txt"}
    named = [part for option, name in options.items() for part in (option, f"hasil/{name}")]
    command_line(folder, "merge", f"bimtek-{stage}", "-o", f"hasil/Matriks bimtek {stage}.xlsx", *named)
    return on_disk(folder / "hasil")


def test_worksheets_are_those_of_the_command_line(page: Page, tmp_path: Path) -> None:
    run(page, "#buat")
    command_line(tmp_path, "generate", "--stage", "1", "-o", "kirim", "--messages", "kirim/pengantar.txt")
    assert unzipped(page.download("#semua")) == on_disk(tmp_path / "kirim")


@pytest.mark.parametrize("stage", [1, 2])
def test_a_merge_is_that_of_the_command_line_byte_for_byte(
    chromium: Chromium, built: Path, samples: Path, stage: int
) -> None:
    chromium.open(built.as_uri())
    wait_until_idle(chromium)
    chromium.choose("#folder", [samples / f"bimtek-{stage}"])
    run(chromium, "#gabung")
    assert unzipped(chromium.download("#semua")) == whole_merge(samples, stage)
    assert not chromium.errors


def test_a_check_shows_board_files_and_findings(page: Page, samples: Path) -> None:
    files = sorted(path for path in (samples / "bimtek-2").iterdir() if not path.name.startswith(("~", ".")))
    page.choose("#files", files)
    run(page, "#periksa")
    (board,) = page.texts("#board")
    assert "Smart Society" in board
    assert "Perlu dilengkapi" in board
    assert "S201" in page.attributes("[data-code]", "data-code")
    assert "K10" in page.attributes("[data-code=S201]", "data-cell")
    assert len(page.texts("#berkas tbody tr")) == len(files)


def test_files_chosen_before_python_is_ready_are_kept(chromium: Chromium, built: Path, samples: Path) -> None:
    page = chromium
    page.open(built.as_uri())
    page.choose("#folder", [samples / "bimtek-2"])
    wait_until_idle(page)
    run(page, "#periksa")
    assert page.texts("#board")


def test_files_that_hang_crash_or_swell_cost_themselves(chromium: Chromium, faulty: Path, samples: Path) -> None:
    page = chromium
    folder = samples / "bimtek-2"
    good = folder / "Smart Branding FIX.xlsx"
    for n, name in enumerate((HANGS, CRASHES, SWELLS)):
        data = good.read_bytes()
        (folder / name).write_bytes(data)
        with zipfile.ZipFile(folder / name, "a") as archive:
            archive.writestr(f"beda-{n}.txt", "isi lain")  # another content, so that it is read by itself
    page.open(faulty.as_uri())
    wait_until_idle(page)
    page.choose("#folder", [folder])
    run(page, "#periksa")
    lines = {line.split("\t")[0]: line for line in page.texts("#berkas tbody tr")}
    for name, said in ((HANGS, "batas waktu"), (CRASHES, ""), (SWELLS, "")):
        assert "Perlu keputusan" in lines[f"bimtek-2/{name}"]
        assert said in lines[f"bimtek-2/{name}"]
    (board,) = page.texts("#board")
    assert board.count("Lengkap") >= 8


def test_a_job_can_be_stopped_and_the_next_one_runs(chromium: Chromium, faulty: Path, samples: Path) -> None:
    page = chromium
    shutil.copyfile(samples / "bimtek-2" / "Smart Branding FIX.xlsx", samples / "bimtek-1" / HANGS)
    page.open(faulty.as_uri())
    wait_until_idle(page)
    page.choose("#folder", [samples / "bimtek-1"])
    page.click("#periksa")
    page.click("#berhenti")
    wait_until_idle(page)
    assert page.texts("#keadaan") == ["Dihentikan. Berkas yang sudah dipilih masih ada."]
    run(page, "#buat")
    assert page.texts("#semua")
