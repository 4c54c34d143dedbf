"""In a working folder no command needs an argument: what it takes, what it writes, and the line that says why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests import DATA
from tests.cli.test_commands import ENGLISH, run, sentence
from tests.matrix.test_readback import edited, put
from tests.test_collect import BANJIR, FULL, LAYANAN, Desk
from worksheet_kit.cli import commands
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import Profile
from worksheet_kit.desk.page import PAGE_NAME, PLACES
from worksheet_kit.profile import load_profile
from worksheet_kit.profile.settings.convert import settings_files


@cache
def settings() -> dict[str, bytes]:
    return settings_files(DATA / "kota")


class Kerja(Desk):
    """A working folder with the returns of bimtek 2 being filled."""

    def __init__(self, kota: Profile, root: Path) -> None:
        self.root, self.results = root, root / "Bimtek 2" / "Hasil"
        (root / "Bimtek 2").mkdir(parents=True)
        for name, data in settings().items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
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
    assert checked.stdout.endswith("\n\nGabung dan buat Lembar Perbaikan: worksheet-kit gabung\n")
    assert not kerja.results.exists()

    merged = run("merge")
    assert (merged.exit_code, merged.stderr) == (0, "")
    assert merged.stdout.startswith("Bimtek 2 (bimtek terakhir")
    assert "isi kiriman sampai Selasa, 3 Juni 2025, 16.00 WIB" in re.sub(r"\s+", " ", merged.stdout)
    assert {name for name in kerja.standing() if not name.startswith("Rekap per OPD/")} == ROUND
    assert "Rekap per OPD/Berita Acara Kelompok.xlsx" in kerja.standing()
    assert "Arsip" not in merged.stdout
    following = "\nKirim Lembar Perbaikan ke kelompoknya: worksheet-kit surel --isi perbaikan\n"
    assert merged.stdout.endswith(following)
    assert run("merge", "--stage", "2").stdout.endswith("\nworksheet-kit surel --isi perbaikan --bimtek 2\n")

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
    assert "Lembar Perbaikan: " not in merged.stdout, "there are none"
    assert merged.stdout.endswith("\nKiriman yang menyusul cukup disimpan ke Kiriman, lalu: worksheet-kit gabung\n")
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


#: The command line, killed for good once it is to put one of the two books in place.
KILLED = """
import os, signal, sys
from pathlib import Path
from worksheet_kit.cli.commands import main
def replace(self, target, real=Path.replace):
    if Path(target).name == "Kerja sekretariat bimtek 2.xlsx" and "Arsip" not in str(target):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
main(["merge"])
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a process that can be killed at a step")
def test_a_merge_that_is_killed_between_its_books_loses_nothing(kerja: Kerja) -> None:
    kerja.put("tata.xlsx", FULL)
    run("merge")
    matrix, own = kerja.results / "Matriks bimtek 2.xlsx", kerja.results / "Kerja sekretariat bimtek 2.xlsx"
    edited(matrix, lambda book: put(book["Matriks Konsolidasi"], "TATA-P01", "catatan_pembimbing", "dari rapat"))
    edited(own, lambda book: put(book["Data Program"], "TATA-P01", "deskripsi", "diketik sekretariat"))
    kerja.put("tata.xlsx", {**FULL, "TATA-P02": BANJIR}, at="10:30")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", KILLED], check=False, env=environment).returncode < 0
    assert list(kerja.results.rglob(".~*"))
    assert run("merge").exit_code == 0
    assert not list(kerja.results.rglob(".~*"))
    there = {
        cell for path in (matrix, own) for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row
    }
    assert {"dari rapat", "diketik sekretariat", "Pemantau Genangan"} <= there


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
    (kerja.root / "Bimtek 1/Kiriman").mkdir()
    for inside in ("Bimtek 1/Kiriman/m.xlsx", "Bimtek 2/Kiriman/dalam/m.xlsx"):
        assert "ada di dalam folder kiriman" in sentence(run("merge", "Bimtek 2/Kiriman", "-o", inside), 2)
    assert "ada di dalam folder kiriman" in sentence(run("merge", "Bimtek 2"), 2)
    assert "ada di dalam folder kiriman" in sentence(run("generate", "--stage", "1", "-o", "Bimtek 2/Kiriman"), 2)


def test_groups_without_anything_to_go_on_from_are_named(kerja: Kerja) -> None:
    second, kerja.folder = kerja.folder, kerja.root / "Bimtek 1" / "Kiriman"
    kerja.folder.mkdir(parents=True)
    factor = {"uraian": "Pegawai terlatih", "subdimensi": "Birokrasi"}
    strategy = {"rumusan": "Menata pegawai", "faktor_internal_1": "S1", "subdimensi": "Birokrasi"}
    kerja.put("tata.xlsx", {"TATA-S1": factor, "TATA-SO1": strategy}, stage=1)
    assert run("merge").exit_code == 0
    made = run("generate")
    assert made.stdout.startswith("Bimtek 2 (bimtek pertama yang belum punya matriks), ke Bimtek 2/Kirim.")
    assert (
        "Tanpa bekal, sebab isiannya tidak ada di Kerja sekretariat bimtek 1.xlsx: Kota Berdaya, Kota Lestari."
        in made.stdout
    )
    assert "Tanpa bekal" not in run("generate", "--without-seed", "--force").stdout
    kerja.folder = second
    kerja.put("tata.xlsx", FULL)
    assert run("merge").exit_code == 0
    books = [openpyxl.load_workbook(kerja.results / name) for name in kerja.standing() if "bimtek 2.xlsx" in name]
    texts = {cell.value for book in books for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "TATA-SO1  Menata pegawai" in texts  # what bimtek 1 says


def test_the_folder_may_be_named_from_anywhere(kerja: Kerja, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kerja.put("tata.xlsx", FULL)
    monkeypatch.chdir(tmp_path)
    assert run("check", "--map", kerja.root).stdout.startswith("Bimtek 2 (")
    assert run("check", "--map", kerja.root / "Pengaturan.xlsx").stdout.startswith("Bimtek 2 (")
    assert run("check", "--folder", kerja.root, "--stage", "2").stdout.startswith("Bimtek 2 (disebut), dari")
    assert "Sebutkan KIRIMAN" in sentence(run("check"), 2)
    for inside in ("Bimtek 2", "Bimtek 2/Kiriman"):  # where somebody may have opened the terminal
        monkeypatch.chdir(kerja.root / inside)
        assert run("check").stdout.startswith("Bimtek 2 (bimtek terakhir yang sudah ada kirimannya), dari Bimtek 2/Kir")
    (kerja.root / "Lain").mkdir()
    monkeypatch.chdir(kerja.root / "Lain")
    assert "Sebutkan KIRIMAN" in sentence(run("check"), 2)


@pytest.mark.parametrize("command", ["check", "merge"])
def test_returns_without_anything_to_read_say_how_to_read_those_of_another_bimtek(kerja: Kerja, command: str) -> None:
    (kerja.folder / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert "--bimtek" not in run(command).stderr
    (kerja.root / "Bimtek 1" / "Kiriman").mkdir(parents=True)
    (kerja.root / "Bimtek 1" / "Kiriman" / "a.xlsx").write_bytes(b"PK")
    refused = run(command)
    assert refused.exit_code == 2
    assert refused.stderr.endswith("foto.jpg: Foto, bukan Excel; dilewatkan.\nUntuk membaca bimtek lain: --bimtek 1.\n")


def test_a_text_replaces_no_book_and_nothing_that_is_read_and_stands_among_no_returns(kerja: Kerja) -> None:
    book = "Bimtek 2/Hasil/Matriks bimtek 2.xlsx"
    for command in (["check", "--json"], ["merge", "--summary"], ["generate", "--stage", "1", "--messages"]):
        assert "menulis teks" in sentence(run(*command, book), 2)
    assert "tercampur" in run("generate", "--stage", "1", "--messages", "Bimtek 2/Kiriman/p.txt").stderr
    (kerja.root / "Bimtek 1" / "Kiriman").mkdir(parents=True)
    kerja.put("tata.xlsx", FULL)
    assert "tercampur" in run("check", "--json", "Bimtek 1/Kiriman/a.json").stderr
    kerja.results.mkdir()
    (kerja.results / "keputusan.json").write_text("{}", encoding="utf-8")
    assert "dibaca oleh perintah ini" in run("merge", "--json", "Bimtek 2/Hasil/keputusan.json").stderr
    assert (kerja.results / "keputusan.json").read_text(encoding="utf-8") == "{}"


def test_a_book_that_cannot_be_read_is_to_be_brought_back_or_moved(kerja: Kerja) -> None:
    """As a cloud leaves one that it has not fetched yet; no other name can be given in a working folder."""
    kerja.put("tata.xlsx", FULL)
    for stage, words in ((2, "Bila rusak, pulihkan dari Arsip"), (1, "Pulihkan dari Arsip di sebelahnya")):
        book = kerja.root / f"Bimtek {stage}" / "Hasil" / f"Matriks bimtek {stage}.xlsx"
        book.parent.mkdir(parents=True, exist_ok=True)
        book.write_bytes(b"")
        for command in ("check", "merge"):
            refused = run(command)
            assert (refused.exit_code, words in refused.stderr) == (2, True), refused.stderr
            assert "nama lain" not in refused.stderr
        book.unlink()


def test_a_single_matrix_has_a_name_of_its_own(kerja: Kerja, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kerja.put("tata.xlsx", FULL)
    monkeypatch.chdir(tmp_path)
    for output in ([], ["-o", "hasil/"], ["-o", tmp_path / "hasil"]):
        assert run("merge", kerja.folder, "--profile", DATA / "kota", *output).exit_code == 0
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {"Matriks bimtek 2.xlsx"}
    assert {path.name for path in (tmp_path / "hasil").iterdir()} == {"Matriks bimtek 2.xlsx"}


# --- init -------------------------------------------------------------------------------------------------------------


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - {PAGE_NAME, "Tambahan"}


def test_a_working_folder_begins_with_its_settings_and_a_folder_for_each_bimtek(tmp_path: Path) -> None:
    folder = tmp_path / "Kota Wanasari" / "2025"
    begun = run("init", folder, "--profile", DATA / "kota")
    assert (begun.exit_code, begun.stderr) == (0, "")
    inner = {f"Bimtek {n}/{name}" for n in (1, 2) for name in ("Kirim", "Kiriman", "Hasil")}
    assert paths(folder) == {"Pengaturan.xlsx", "BACA SAYA.txt", "Bimtek 1", "Bimtek 2", *inner}
    assert (folder / PAGE_NAME).exists() == any(place.is_file() for place in PLACES)
    settled = folder / "Pengaturan.xlsx"
    assert begun.stdout.endswith(f"Selesai. Isi dulu {settled}, lalu di folder itu:\n  worksheet-kit buat\n")
    text = (folder / "BACA SAYA.txt").read_bytes().decode("ascii")
    assert text.count("\r\n") == text.count("\n") <= 60  # a page
    told = set(re.findall(r"worksheet-kit (\w+)", text))
    assert told <= {command.also for command in commands.main.commands.values()}  # type: ignore[attr-defined]


def test_what_is_there_is_not_touched_and_what_is_missing_is_added(kerja: Kerja) -> None:
    (kerja.root / "BACA SAYA.txt").write_text("catatan saya", encoding="utf-8")
    (kerja.root / "Bimtek 2").rename(kerja.root / "Bimtek 2 Masterplan")
    (kerja.root / "Bimtek 1" / "kiriman").mkdir(parents=True)
    before = {path: path.read_bytes() for path in kerja.root.rglob("*") if path.is_file()}
    again = run("mulai", ".", "--profil", "rembang")
    assert again.exit_code == 0, again.stderr
    assert "Pengaturan.xlsx sudah ada, jadi --profil tidak dipakai." in again.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert {name for name in paths(kerja.root) if name.count("/") == 1} == {
        *("Bimtek 1/Kirim", "Bimtek 1/kiriman", "Bimtek 1/Hasil"),
        *("Bimtek 2 Masterplan/Kirim", "Bimtek 2 Masterplan/Kiriman", "Bimtek 2 Masterplan/Hasil"),
    }
    assert run("mulai").stdout == "Selesai. Semua sudah ada di ., dan tidak diubah.\n"


def test_an_update_adds_the_spellings_that_people_want_the_settings_to_know(kerja: Kerja) -> None:
    assert "belum berisi Pengaturan.xlsx" in sentence(run("init", kerja.root / "Lain", "--update"), 2)
    assert run("init", "--update").stdout.startswith("Tidak ada yang perlu ditambahkan ke Pengaturan.xlsx.\n")
    wrong = {"opd_pengampu": "Dinas Entah"}
    kerja.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, **wrong}, "TATA-P02": {**BANJIR, **wrong}})
    run("merge")
    edited(kerja.results / "Kerja sekretariat bimtek 2.xlsx", _decide)
    before = (kerja.root / "Pengaturan.xlsx").read_bytes()
    kept = kerja.root / "Pengaturan (sebelumnya).xlsx"
    kept.write_bytes(b"of an earlier update")

    updated = run("mulai", "--perbarui")
    assert 'Ditambahkan ke Pengaturan.xlsx: sebutan "Dinas Entah" untuk DLH' in updated.stdout
    assert kept.read_bytes() == b"of an earlier update"
    assert (kerja.root / "Pengaturan (sebelumnya) (2).xlsx").read_bytes() == before
    assert "Dinas Entah" in load_profile(kerja.root).agency("DLH").aliases
    assert "Tidak ada yang perlu" in run("init", "--update").stdout
    assert "S202" not in run("check").stdout


def _decide(book: Workbook) -> None:
    put(book["Ejaan"], "Dinas Entah", "maksud_ejaan", "DLH")
    put(book["Ejaan"], "Dinas Entah", "simpan_alias", "Ya")


def test_a_folder_begins_with_the_usual_settings_and_says_which_others_there_are(tmp_path: Path) -> None:
    begun = run("init", tmp_path / "baru")
    assert begun.exit_code == 0
    for words in ("rembang: Kabupaten Rembang", "kosong: kerangka", "yang dipakai: Kabupaten Rembang."):
        assert words in begun.stdout
    assert load_profile(tmp_path / "baru") == load_profile("rembang")
    (tmp_path / "berkas").write_text("", encoding="utf-8")
    assert "bukan folder" in sentence(run("init", tmp_path / "berkas", "--profile", "rembang"), 2)


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal to type at")
@pytest.mark.parametrize(("typed", "region"), [("lumajan\nLumajang\n", "Kabupaten Lumajang"), ("\n", "")])
def test_a_person_at_the_terminal_is_asked_what_to_begin_with(tmp_path: Path, typed: str, region: str) -> None:
    keys, terminal = os.openpty()
    call = [sys.executable, "-m", "worksheet_kit", "init", str(tmp_path / "baru")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    os.write(keys, typed.encode())
    done = subprocess.run(call, stdin=terminal, capture_output=True, encoding="utf-8", check=True, env=environment)
    for end in (keys, terminal):
        os.close(end)
    assert done.stderr == ""
    assert done.stdout.count("Pilih [kosong]: ") == typed.count("\n")
    assert ('"lumajan" tidak ada di daftar itu. Mungkin maksudnya lumajang.' in done.stdout) == bool(region)
    assert not ENGLISH.search(done.stdout), done.stdout
    if region:
        assert load_profile(tmp_path / "baru").region == region
    else:
        with pytest.raises(ProfileError):  # it is to be filled in
            load_profile(tmp_path / "baru")


def test_an_unfinished_region_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", tmp_path / "Kota", "--profile", "kosong").exit_code == 0
    monkeypatch.chdir(tmp_path / "Kota")
    refused = run("generate")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Pengaturan, lembar " in refused.stderr
    assert (tmp_path / "Kota" / "Bimtek 1" / "Kiriman").is_dir()


def test_a_folder_with_a_profile_of_its_own_begins_with_that(tmp_path: Path) -> None:
    for path in (DATA / "kota").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert run("init", tmp_path).exit_code == 0
    assert run("generate", "--folder", tmp_path).exit_code == 0
    assert (tmp_path / "Bimtek 1/Kirim/Bimtek 1 - Kota Melayani.xlsx").is_file()
