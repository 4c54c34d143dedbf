"""In a working folder no command needs an argument: what it takes, what it writes, and the line that says why."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests import DATA
from tests.cli.test_commands import run, sentence
from tests.test_collect import BANJIR, FULL, LAYANAN, Desk
from worksheet_kit.core.model import Profile


class Kerja(Desk):
    """A working folder with the returns of bimtek 2 being filled."""

    def __init__(self, kota: Profile, root: Path) -> None:
        self.root, self.results = root, root / "Bimtek 2" / "Hasil"
        shutil.copytree(DATA / "kota", root)
        (root / "Pengaturan.xlsx").touch()
        (root / "Bimtek 2").mkdir()
        super().__init__(kota, root / "Bimtek 2")
        self.folder = self.folder.rename(self.folder.with_name("Kiriman"))

    def standing(self) -> set[str]:
        return {
            path.relative_to(self.results).as_posix()
            for path in self.results.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }


@pytest.fixture
def kerja(kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kerja:
    kerja = Kerja(kota, tmp_path / "Kerja Kota 2025")
    monkeypatch.chdir(kerja.root)
    return kerja


ROUND = {
    *("Matriks bimtek 2.xlsx", "Kerja sekretariat bimtek 2.xlsx", "Rekap bimtek 2.txt"),
    "Lembar Perbaikan/Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx",
}


def test_a_round_needs_no_arguments(kerja: Kerja) -> None:
    assert "Simpan di sana" in sentence(run("merge"), 2)
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    checked = run("check")
    assert checked.stdout.startswith(
        "Bimtek 2 (bimtek terakhir yang sudah ada kirimannya), dari Bimtek 2/Kiriman.\n\nBimtek 2: "
    )
    assert not kerja.results.exists()

    merged = run("merge")
    assert (merged.exit_code, merged.stderr) == (0, "")
    assert merged.stdout.startswith("Bimtek 2 (bimtek terakhir")
    assert "isi kiriman sampai Selasa, 3 Juni 2025, 16.00 WIB" in re.sub(r"\s+", " ", merged.stdout)
    assert {name for name in kerja.standing() if not name.startswith("Rekap per OPD/")} == ROUND
    assert "Rekap per OPD/Berita Acara Kelompok.xlsx" in kerja.standing()
    assert "Arsip" not in merged.stdout

    before = {path: path.read_bytes() for path in kerja.results.rglob("*") if path.is_file()}
    assert "Arsip" not in run("merge").stdout
    assert {path: path.read_bytes() for path in kerja.results.rglob("*") if path.is_file()} == before


def test_what_is_put_right_moves_the_correction_to_the_archive(kerja: Kerja) -> None:
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    run("merge")
    first = {name: (kerja.results / name).read_bytes() for name in ROUND}
    kerja.put("tata.xlsx", FULL, at="10:30")

    merged = run("gabung")
    archive = kerja.results / "Arsip" / "2025-06-03 16.00"
    assert f"di {archive.relative_to(kerja.root)}" in merged.stdout
    assert {name: (archive / name).read_bytes() for name in ROUND} == first
    assert not (kerja.results / "Lembar Perbaikan").exists()


def test_what_people_changed_stays_and_is_named(kerja: Kerja) -> None:
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    run("merge")
    correction = next((kerja.results / "Lembar Perbaikan").iterdir())
    book = openpyxl.load_workbook(correction)
    book["Program Kerja"]["I9"].value = "diketik di sini"
    book.save(correction)
    text = kerja.results / "Rekap bimtek 2.txt"
    text.write_text("Yth. semua\n" + text.read_text(encoding="utf-8"), encoding="utf-8")
    typed = {path: path.read_bytes() for path in (correction, text)}
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": "xyz"}}, at="10:30")

    merged = run("merge")
    assert {path: path.read_bytes() for path in typed} == typed
    for path in typed:
        assert f"{path.name} sudah diubah orang, jadi dibiarkan di tempatnya." in merged.stdout
        assert path.with_stem(f"{path.stem} (baru)").is_file()
        assert path.with_stem(f"{path.stem} (baru)").name in merged.stdout


def test_parts_are_turned_off_or_put_elsewhere(kerja: Kerja, tmp_path: Path) -> None:
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    kerja.put("pupr.xlsx", {"TATA-DUKCAPIL-P01": BANJIR}, to="TATA-DUKCAPIL")
    elsewhere = tmp_path / "lain"
    result = run("merge", "--no-per-opd", "--tanpa-pesan", "--corrections", elsewhere)
    assert result.exit_code == 0, result.stderr
    assert kerja.standing() == {
        *("Matriks bimtek 2.xlsx", "Kerja sekretariat bimtek 2.xlsx"),
        "Draf Kelompok/Draf Kelompok - Bimtek 2 - Kota Melayani.xlsx",  # only of whom a member has sent
    }
    assert [path.name for path in elsewhere.iterdir()] == ["Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx"]
    single = run("merge", "-o", tmp_path / "satu buku")
    assert single.exit_code == 0
    assert (tmp_path / "satu buku.xlsx").is_file()
    assert len(kerja.standing()) == 3


def test_a_later_bimtek_goes_on_from_the_one_before_or_says_that_it_does_not(kerja: Kerja) -> None:
    assert run("generate").stdout.startswith("Bimtek 1 (bimtek pertama yang belum punya matriks), ke Bimtek 1/Kirim.\n")
    assert (kerja.root / "Bimtek 1/Kirim/Bimtek 1 - Kota Melayani.xlsx").is_file()
    said = sentence(run("generate", "--stage", "2"), 2)
    assert said.startswith("Kertas kerja bimtek 2 melanjutkan hasil bimtek 1, tetapi di Bimtek 1/Hasil belum ada")
    assert run("buat", "--bimtek", "2", "--tanpa-bekal").exit_code == 0
    assert len(list((kerja.root / "Bimtek 2/Kirim").iterdir())) == 3
    kerja.put("tata.xlsx", FULL)
    assert run("merge").exit_code == 0
    (kerja.root / "Bimtek 2/Hasil").rename(kerja.root / "Bimtek 2/Hasil lama")
    assert "ada di dalam folder kiriman" in sentence(run("generate", "--stage", "1", "-o", "Bimtek 2/Kiriman"), 2)


def test_the_folder_may_be_named_from_anywhere(kerja: Kerja, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kerja.put("tata.xlsx", FULL)
    monkeypatch.chdir(tmp_path)
    assert run("check", "--map", kerja.root).stdout.startswith("Bimtek 2 (")
    assert run("check", "--folder", kerja.root, "--stage", "2").stdout.startswith("Bimtek 2 (disebut), dari")
    assert "Sebutkan KIRIMAN" in sentence(run("check"), 2)


def test_a_single_matrix_has_a_name_of_its_own(kerja: Kerja, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kerja.put("tata.xlsx", FULL)
    monkeypatch.chdir(tmp_path)
    for output in ([], ["-o", "hasil/"], ["-o", tmp_path / "hasil"]):
        assert run("merge", kerja.folder, "--profile", DATA / "kota", *output).exit_code == 0
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {"Matriks bimtek 2.xlsx"}
    assert {path.name for path in (tmp_path / "hasil").iterdir()} == {"Matriks bimtek 2.xlsx"}
