"""The comparison of two checkouts sees what it is for: it must fail when one byte of one part differs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests import ROOT, TESTS
from tests.same_output import NAMES, compare_folders, fill, third_stage

SCRIPT = TESTS / "same_output.py"


def _zip(path: Path, members: dict[str, bytes], day: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 7, day, 0, 0, 0)), content)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that hold the same: a workbook zipped at another time and a text."""
    for n, name in enumerate(("old", "new"), 1):
        _zip(tmp_path / name / "kirim" / "a.xlsx", {"one.xml": b"<a/>", "two.xml": b"<b>1</b>"}, day=n)
        (tmp_path / name / "rekap.txt").write_bytes(b"satu\ndua\n")
    return tmp_path / "old", tmp_path / "new"


def test_equal_parts_are_equal_whenever_they_were_zipped(folders: tuple[Path, Path]) -> None:
    tally = compare_folders(*folders)
    assert (tally.files, tally.parts, tally.differences) == (2, 3, [])


def test_a_changed_byte_is_told_with_file_part_and_place(folders: tuple[Path, Path]) -> None:
    _zip(folders[1] / "kirim" / "a.xlsx", {"one.xml": b"<a/>", "two.xml": b"<b>2</b>"})
    (folders[1] / "rekap.txt").write_bytes(b"satu\ndua.\n")
    part, text = compare_folders(*folders).differences
    assert part.splitlines() == ["kirim/a.xlsx [two.xml]: line 1, byte 3", "    OLD '<b>1</b>'", "    NEW '<b>2</b>'"]
    assert text.startswith("rekap.txt: line 2, byte 8")


def test_a_wanted_difference_can_be_left_out(folders: tuple[Path, Path]) -> None:
    _zip(folders[1] / "kirim" / "a.xlsx", {"one.xml": b"<a/>", "two.xml": b"<b>2</b>"})
    assert not compare_folders(*folders, [re.compile(rb"<b>.</b>")]).differences
    assert len(compare_folders(*folders, [re.compile(rb"<a/>")]).differences) == 1


def test_what_only_one_of_them_has_is_told(folders: tuple[Path, Path]) -> None:
    _zip(folders[1] / "kirim" / "a.xlsx", {"two.xml": b"<b>1</b>", "three.xml": b""})
    (folders[0] / "kirim" / "b.xlsx").write_bytes(b"")
    assert compare_folders(*folders).differences == [
        "kirim/a.xlsx [one.xml]: only in OLD",
        "kirim/a.xlsx [three.xml]: only in NEW",
        "kirim/b.xlsx: only in OLD",
    ]


def test_another_order_of_the_parts_is_told(folders: tuple[Path, Path]) -> None:
    _zip(folders[1] / "kirim" / "a.xlsx", {"two.xml": b"<b>1</b>", "one.xml": b"<a/>"})
    assert compare_folders(*folders).differences == ["kirim/a.xlsx: the same parts in another order"]


@pytest.mark.slow
def test_a_checkout_that_prints_another_word_fails(tmp_path: Path) -> None:
    """The whole way through the command, on the cheapest scene; the other checkout differs in one printed word."""
    for name in ("worksheet_kit", "sample_returns"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    board = tmp_path / "worksheet_kit" / "report" / "board.py"
    source = board.read_text(encoding="utf-8")
    assert (
        "Belum mengirim" in source + (board.parent / "__init__.py").read_text(encoding="utf-8") or "Keadaan" in source
    )
    board.write_text(source.replace("Keadaan", "Kaadaan"), encoding="utf-8")

    def run(new: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPT), str(ROOT), str(new), "--only", "bimtek-1"]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    done = run(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "bimtek-1: printed/1 check.txt: line" in done.stdout
    assert "Kaadaan" in done.stdout
    assert "matrix.xlsx" not in done.stdout
    nothing = run(tmp_path / "sample_returns")
    assert nothing.returncode == 2
    assert "is no checkout" in nothing.stderr


def test_the_filled_third_stage_is_filled(tmp_path: Path) -> None:
    """The hidden keys that the script looks for are those that worksheets have."""
    blank = ROOT / "blank_templates" / "bimtek-3" / f"Bimtek 3 - Smart {NAMES['SOC']}.xlsx"
    sent = fill(
        blank, tmp_path / "sent.xlsx", third_stage("SOC"), saved="2022-08-25T00:00:00Z", identity={"notulis": "1"}
    )
    book = openpyxl.load_workbook(sent)
    cells = {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row] for sheet in book.worksheets}
    assert "Cepat tanggap SOC 1" in cells["Quick Win"]
    assert any(str(cell).startswith("M2 ") for cell in cells["Quick Win"]), "chosen from the dropdown"
    assert "1" in cells["Petunjuk"]
    assert book.properties.modified.isoformat() == "2022-08-25T00:00:00"
    book.close()
