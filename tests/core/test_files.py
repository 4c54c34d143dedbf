"""Outputs replace only what they may: nothing that somebody has typed into since it was made."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.folder.test_archive import stop_at
from worksheet_kit.core import files
from worksheet_kit.core.errors import OutputError
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Profile, Recipient, WorksheetContent
from worksheet_kit.worksheet.workbook import write_worksheet

NAME = "Draf Kelompok.xlsx"


def draft(path: Path, profile: Profile, program: str) -> None:
    content = WorksheetContent(answers={"TATA-P01": {"nama_program": program}}, revision=1, draft=True)
    write_worksheet(path, profile, profile.stage(2), Recipient(dimension="TATA"), content)


def put(folder: Path, profile: Profile, program: str) -> None:
    with Outputs() as outputs:
        draft(outputs.folder(folder) / NAME, profile, program)
        outputs.write_text(folder / "rekap.txt", program)


def test_a_draft_nobody_touched_gives_way_to_a_newer_one(tmp_path: Path, kota: Profile) -> None:
    put(tmp_path, kota, "Satu Loket")
    put(tmp_path, kota, "Satu Pintu")

    draft(tmp_path / "harapan.xlsx", kota, "Satu Pintu")
    assert (tmp_path / NAME).read_bytes() == (tmp_path / "harapan.xlsx").read_bytes()


def test_a_draft_that_was_typed_into_stays_and_nothing_else_is_written(tmp_path: Path, kota: Profile) -> None:
    put(tmp_path, kota, "Satu Loket")
    book = openpyxl.load_workbook(tmp_path / NAME)
    book["Program Kerja"]["I9"].value = "diketik pada pukul 15.00"
    book.save(tmp_path / NAME)
    typed = (tmp_path / NAME).read_bytes()

    with pytest.raises(OutputError, match=r"Draf Kelompok\.xlsx sudah diubah orang sejak dibuat"):
        put(tmp_path, kota, "Satu Pintu")

    assert (tmp_path / NAME).read_bytes() == typed
    assert (tmp_path / "rekap.txt").read_text(encoding="utf-8") == "Satu Loket"
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "rekap.txt"]


def test_a_draft_that_is_damaged_stays_too(tmp_path: Path, kota: Profile) -> None:
    put(tmp_path, kota, "Satu Loket")
    with zipfile.ZipFile(tmp_path / NAME) as archive:
        properties = archive.getinfo("docProps/core.xml")
    damaged = bytearray((tmp_path / NAME).read_bytes())
    first = properties.header_offset + 30 + len(properties.filename)
    damaged[first : first + properties.compress_size] = b"\xff" * properties.compress_size
    (tmp_path / NAME).write_bytes(damaged)

    with pytest.raises(OutputError, match="tidak ditimpa"):
        put(tmp_path, kota, "Satu Pintu")

    assert (tmp_path / NAME).read_bytes() == damaged


def test_two_outputs_may_share_a_folder_however_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with Outputs() as outputs:
        (outputs.folder(tmp_path / "hasil") / "satu.txt").write_text("1", encoding="utf-8")
        (outputs.folder(tmp_path / "a" / ".." / "hasil") / "dua.txt").write_text("2", encoding="utf-8")

    assert sorted(path.name for path in (tmp_path / "hasil").iterdir()) == ["dua.txt", "satu.txt"]


def test_folders_made_for_outputs_that_came_to_nothing_are_gone(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()

    def write() -> None:
        with Outputs() as outputs:
            outputs.write_text(tmp_path / "satu" / "dua" / "rekap.txt", "isi")
            outputs.folder(tmp_path / "ada" / "tabel.xlsx")
            outputs.path(tmp_path / "ada" / "tabel.xlsx")

    with pytest.raises(OutputError, match="bukan berkas biasa"):
        write()
    assert [path.name for path in tmp_path.rglob("*")] == ["ada"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_stays_a_link_to_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "bersama").mkdir()
    (tmp_path / "bersama" / "rekap.txt").write_text("lama", encoding="utf-8")
    link = tmp_path / "rekap.txt"
    link.symlink_to(tmp_path / "bersama" / "rekap.txt")

    with Outputs() as outputs:
        outputs.write_text(link, "baru")

    assert link.is_symlink()
    assert (tmp_path / "bersama" / "rekap.txt").read_text(encoding="utf-8") == "baru"


@pytest.mark.parametrize("can_ask", [os.name != "nt", False])
def test_what_a_run_that_was_killed_left_is_taken_away_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_ask: bool
) -> None:
    """A folder may be shared: no process of another computer can be asked, nor any on Windows; there age decides."""
    monkeypatch.setattr(files, "_CAN_ASK", can_ask)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    here = files._computer()
    other = f"{int(here, 16) ^ 1:08x}"
    stay = {
        f".~{os.getpid()}@{here}-m.xlsx",
        f".~{gone.pid}@{other}-m.xlsx",
        f".~{gone.pid}x@{here}-m.xlsx",
        f".~{gone.pid}-m.xlsx",
        f"~{gone.pid}@{here}-m.xlsx",
        ".~lock.m.xlsx#",
        ".~-a",
        "m.xlsx",
    }
    go = {f".~{gone.pid}@{here}-m.xlsx", f".~{gone.pid}@{here}-Lembar\nPerbaikan.xlsx"}
    old = {f".~{os.getpid()}@{other}-lama.xlsx", f".~{gone.pid}@{other}-lama.xlsx"}
    for name in stay | go | old:
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / f".~{gone.pid}@{here}").mkdir()
    (tmp_path / f".~{gone.pid}@{here}" / "Lembar Perbaikan.xlsx").write_text("", encoding="utf-8")
    (tmp_path / f".~{gone.pid}@{here}-m").mkdir()  # nothing of ours is called so
    for name in old if can_ask else old | go | {f".~{gone.pid}@{here}", f".~{gone.pid}@{here}-m"}:
        os.utime(tmp_path / name, (0, 0))
    with Outputs() as outputs:
        outputs.write_text(tmp_path / "rekap.txt", "isi")
    assert {path.name for path in tmp_path.iterdir()} == {*stay, f".~{gone.pid}@{here}-m", "rekap.txt"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be killed at a step")
def test_what_is_kept_beside_is_there_wherever_a_computer_stops(tmp_path: Path) -> None:
    """What was typed in a matrix is read back from where it stands: it must not be missing there for a moment."""
    for step in range(9):
        (tmp_path / "m.xlsx").write_text("lama", encoding="utf-8")
        child = os.fork()
        if not child:
            stop_at(step)
            with Outputs() as outputs:
                outputs.path(tmp_path / "m.xlsx", keep=True).write_text("baru", encoding="utf-8")
            os._exit(0)
        is_whole = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        there = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
        assert there["m.xlsx"] == "lama" or (there["m.xlsx"], there["m (sebelumnya).xlsx"]) == ("baru", "lama")
        if is_whole:
            return
    pytest.fail("a merge takes more steps than this test stops at")


def test_a_full_disk_is_told_with_its_folder(tmp_path: Path) -> None:
    """What the system says of it names no file."""

    def write() -> None:
        with Outputs() as outputs:
            outputs.folder(tmp_path / "draf")
            outputs.write_text(tmp_path / "rekap.txt", "terisi")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match=rf"Folder {re.escape(str(tmp_path))} .*\(tempat penyimpanan penuh\)"):
        write()
    assert not [*tmp_path.iterdir()]
