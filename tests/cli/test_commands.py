"""The command line: what people type, what they read, which code it ends with."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

import worksheet_kit
from tests import DATA
from tests.help_page import PAGE, page
from tests.office import fill_fast
from tests.test_collect import AKSI, BANJIR, FULL, LAYANAN, Desk, type_on_matrix
from worksheet_kit import collect
from worksheet_kit.cli import commands, console, exits
from worksheet_kit.cli.indonesian import Command, usage_sentence
from worksheet_kit.core.model import Profile
from worksheet_kit.core.words import STATE_WORDS, VERDICT_WORDS
from worksheet_kit.report.next_step import Call, after_merge

KOTA = str(DATA / "kota")
COMMANDS = list(commands.main.commands)
#: Words of click that nobody should read, and words we do not use.
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show|message|Error|Missing|Invalid|required|Anda|gagal)\b", re.IGNORECASE
)


def run(*arguments: str | Path) -> Result:
    """The program in this process, as `worksheet-kit` would run it."""
    return CliRunner().invoke(commands.main, [str(argument) for argument in arguments])


def sentence(result: Result, code: int) -> str:
    """The one sentence a refused call ends with: alone, on standard error, with this exit code."""
    assert (result.exit_code, result.stdout) == (code, "")
    (line,) = result.stderr.strip().splitlines()
    assert line.endswith(".")
    assert not ENGLISH.search(line), line
    return line


@pytest.fixture
def desk(kota: Profile, tmp_path: Path) -> Desk:
    """A folder of returns in which everybody has sent everything."""
    desk = Desk(kota, tmp_path)
    desk.put("tata.xlsx", FULL)
    for code, sub in (("EKO", "Wisata"), ("LING", "Air")):
        program = {**BANJIR, "subdimensi": sub, "nama_program": f"Program {sub}"}
        desk.put(
            f"{code}.xlsx", {f"{code}-P01": program, f"{code}-A001": {**AKSI, "kode_program": f"{code}-P01"}}, to=code
        )
    return desk


# ---------------------------------------------------------------------------------------------------------------------
# Help and wrong usage
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_indonesian_with_an_example(command: str) -> None:
    result = run(*filter(None, [command]), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Cara pakai: worksheet-kit {command}".rstrip())
    assert not ENGLISH.search(result.stdout)
    also = getattr(commands.main.commands.get(command), "also", "")
    assert f"  worksheet-kit {also}".rstrip() in result.stdout.split("Contoh:")[1]
    assert max(map(len, result.stdout.splitlines())) <= 90
    assert run(*filter(None, [command]), "-h").stdout == result.stdout


def test_without_a_command_the_help_is_shown() -> None:
    assert run().stdout == run("--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_indonesian_name(name: str) -> None:
    command = commands.main.commands[name]
    assert isinstance(command, Command)
    assert f"{name}, {command.also}" in run("--help").stdout
    assert run(command.also, "--help").stdout == run(name, "--help").stdout
    assert run(command.also.upper(), "--bantuan").exit_code == 0


#: Options that are no word of a language, or the same in both.
SAME_IN_BOTH = {"--json", "--per"}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_option_has_two_names_and_the_help_shows_them(name: str) -> None:
    command = commands.main.commands[name] if name else commands.main
    shown = run(*filter(None, [name]), "--help").stdout
    for option in (param for param in command.params if isinstance(param, click.Option)):
        long_names = [text for text in option.opts if text.startswith("--")]
        assert len(long_names) > 1 or long_names[0] in SAME_IN_BOTH, option.opts
        assert click.formatting.join_options(option.opts)[0] in shown
    assert "-h, --help, --bantuan" in shown


def test_no_sentence_names_a_command_or_an_option_in_english() -> None:
    """Both names work; what people read is Indonesian. Declarations begin with the option, docstrings are code."""
    known = commands.main.commands
    options = [option for command in known.values() for option in command.params if isinstance(option, click.Option)]
    english = {next(name for name in option.opts if name.startswith("--")) for option in options} - SAME_IN_BOTH
    named = re.compile(rf"(?:{'|'.join(english | {'--help'})}|worksheet-kit (?:{'|'.join(known)}))(?![\w-])")
    help_texts = [text for command in known.values() for text in [command.help or ""]]
    for path in Path(worksheet_kit.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        code = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in code]
        help_texts += [node.value for node in texts if isinstance(node.value, str) and not node.value.startswith("-")]
    assert [text for text in help_texts if named.search(text)] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            "ceck KIRIMAN",
            r'Perintah "ceck" tidak dikenal\. Mungkin maksudnya check\. Yang ada: mulai/init, buat/generate, .*\.',
        ),
        ("perksa KIRIMAN", r"Mungkin maksudnya periksa\."),
        ("check", r"Sebutkan KIRIMAN, atau jalankan di folder kerja"),
        ("merge", r"Sebutkan KIRIMAN, atau jalankan di folder kerja"),
        ("check --folder .", r"\. bukan folder kerja, sebab tidak berisi Pengaturan\.xlsx"),
        ("check KIRIMAN --stag 2", r"Pilihan --stag tidak dikenal\. Mungkin maksudnya --stage\."),
        ("check KIRIMAN --tahap", r"Pilihan --bimtek memerlukan satu isian"),
        ("check KIRIMAN --bimtk 2", r"Pilihan --bimtk tidak dikenal\. Mungkin maksudnya --bimtek\."),
        (
            "merge KIRIMAN -o m.xlsx --strict=ya",
            r"Pilihan --strict dipakai tanpa isian\. Bantuan: .* gabung --bantuan",
        ),
        ("generate --bantuan=ya", r"Pilihan --bantuan dipakai tanpa isian"),
        ("--", r"tidak dimengerti"),
        ("check KIRIMAN --stage dua", r'memerlukan angka, bukan "dua"'),
        ("check TIDAK-ADA", r"TIDAK-ADA tidak ditemukan"),
        ("check . --profile TIDAK-ADA", r"TIDAK-ADA tidak ditemukan; sebutkan"),
        ("check . --profile rembng", r"Profil rembng tidak ditemukan\. Mungkin maksudnya rembang\."),
        ("merge .", r"Folder \. masih kosong"),
        ("generate", r"Sebutkan --ke FOLDER, atau jalankan di folder kerja"),
        ("merge KIRIMAN -o Matriks.xls", r'berakhiran \.xlsx, bukan "Matriks\.xls"\. Contoh: Matriks\.xlsx\.'),
        ("generate -o kirim --messages kirim", r"kirim disebut untuk dua hasil"),
        ("merge . -o m.xlsx --raw", r"--mentah hanya berlaku bersama --tabel"),
        ("merge . --presentation salinan.ods", r'berakhiran \.xlsx, bukan "salinan\.ods"'),
        ("generate ekstra -o kirim", r"tidak dimengerti"),
        ("generate -o kirim --per kecamatan", r'hanya mengenal opd, bukan "kecamatan"'),
        ("generate -o kirim --stage 9", r"9 tidak ada"),
        ("generate -o kirim --group XYZ", r'"XYZ" tidak ada'),
        ("generate -o kirim --from .", r"Sebutkan juga bimtek"),
        ("generate -o kirim --stage 2 --from Matriks.xlsx", r"Matriks\.xlsx tidak ditemukan\. Cek tulisannya"),
        ('generate -o C:\\kirim" --stage 2', r'Tulis tanpa \\: "C:\\kirim"\.'),
        ("explain X999", r'Kode "X999" tidak ada'),
    ],
)
def test_wrong_usage_is_one_sentence_and_code_2(
    arguments: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.search(said, sentence(run(*arguments.split()), 2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("generate", "-o", ""), ("merge", "", "-o", "m.xlsx"), ("check", "")])
def test_an_empty_argument_is_not_the_current_folder(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.search(r'isian kosong ""', sentence(run(*arguments), 2))
    assert list(tmp_path.iterdir()) == []


def test_explain_tells_one_code_or_lists_all() -> None:
    assert "S202" in run("explain").stdout
    one = run("jelaskan", "s202")
    assert one.exit_code == 0
    assert one.stdout.startswith("S202")


# ---------------------------------------------------------------------------------------------------------------------
# generate
# ---------------------------------------------------------------------------------------------------------------------


def test_generate_writes_a_workbook_a_group_and_one_a_member(tmp_path: Path) -> None:
    out = tmp_path / "kirim" / "baru"
    result = run("buat", "--profil", KOTA, "--tahap", 2, "--kelompok", "LING", "--per", "OPD", "--ke", out)
    assert result.exit_code == 0
    assert sorted(str(p.relative_to(out)).replace("\\", "/") for p in out.rglob("*.xlsx")) == [
        "bimtek-2/Bimtek 2 - Kota Lestari.xlsx",
        "bimtek-2/Per OPD/Bimtek 2 - Kota Lestari - DLH.xlsx",
        "bimtek-2/Per OPD/Bimtek 2 - Kota Lestari - Dinas PU.xlsx",
    ]
    assert result.stdout.splitlines()[-1].startswith("Selesai. 3 kertas kerja")


def test_generate_overwrites_nothing_that_differs_unless_forced(tmp_path: Path) -> None:
    call = ("generate", "--profile", KOTA, "--stage", 1, "--group", "LING", "-o", tmp_path)
    assert run(*call).exit_code == 0
    (path,) = tmp_path.rglob("*.xlsx")
    fresh = path.read_bytes()
    assert run(*call).exit_code == 0, "the same again is no change"
    path.write_bytes(b"sudah diisi")
    assert "--paksa" in sentence(run(*call), 2)
    assert path.read_bytes() == b"sudah diisi"
    assert run(*call, "--force").exit_code == 0
    assert path.read_bytes() == fresh


def test_generate_writes_the_covering_texts(tmp_path: Path) -> None:
    messages = tmp_path / "teks" / "pengantar.txt"
    result = run(
        "generate", "--profile", KOTA, "--stage", 2, "--group", "EKO", "-o", tmp_path / "k", "--messages", messages
    )
    assert result.exit_code == 0
    assert "Bimtek 2 - Kota Berdaya.xlsx" in messages.read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------------------------
# check
# ---------------------------------------------------------------------------------------------------------------------


def test_a_clean_full_set_ends_with_0(desk: Desk) -> None:
    result = run("check", desk.folder, "--profile", KOTA)
    assert result.exit_code == 0, result.stdout
    assert result.stderr == ""
    assert "Harus diperbaiki" not in result.stdout
    assert result.stdout.count("Lengkap") >= 6


def lose_a_code(desk: Desk) -> None:
    """Fill in one more row and lose both its keys, as when it was pasted from somewhere else."""
    book = openpyxl.load_workbook(desk.folder / "tata.xlsx")
    sheet = book["Program Kerja"]
    columns = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "#kunci")
    row = next(cell.row for cell in sheet["A"] if cell.value == "TATA-P02")
    sheet.cell(row, columns.index("nama_program") + 1).value = "Program tanpa kode"
    for key in ("#kunci", "kode"):
        sheet.cell(row, columns.index(key) + 1).value = None
    book.save(desk.folder / "tata.xlsx")


@pytest.mark.sampled
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lose_a_code, id="a row has no code"),
        pytest.param(lambda desk: (desk.folder / "EKO.xlsx").unlink(), id="somebody is missing"),
        pytest.param(lambda desk: desk.put("EKO.xlsx", {}, to="EKO"), id="somebody is empty"),
        pytest.param(lambda desk: desk.put("tata.xlsx", {"TATA-P01": LAYANAN}), id="a sheet is empty"),
        pytest.param(lambda desk: (desk.folder / "x.rar").write_bytes(b"Rar!\x1a\x07\x00"), id="a file is held"),
        pytest.param(
            lambda desk: desk.put("tata.xlsx", {**FULL, "TATA-P02": {"nama_program": "Baru"}}), id="a cell is missing"
        ),
        pytest.param(
            lambda desk: desk.put("tata2.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": 1}}, at="11:00"),
            id="copies differ",
        ),
    ],
)
def test_something_to_put_right_ends_with_1(desk: Desk, spoil: Callable[[Desk], object]) -> None:
    spoil(desk)
    assert run("check", desk.folder, "--profile", KOTA).exit_code == 1


def test_check_writes_json_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = run("check", desk.folder, "--profile", KOTA, "--json", tmp_path / "hasil" / "h.json")
    assert result.exit_code == 0
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(after) - set(before) == {tmp_path / "hasil" / "h.json"}
    assert {path: after[path] for path in before} == before


def test_a_tie_of_stages_asks_for_one(desk: Desk) -> None:
    for name in ("EKO.xlsx", "LING.xlsx"):
        (desk.folder / name).unlink()
    desk.put("lama.xlsx", {}, stage=1)
    result = run("check", desk.folder, "--profile", KOTA)
    assert sentence(result, 2) == "Ada kiriman bimtek 1 dan bimtek 2. Sebutkan --bimtek 1 atau --bimtek 2."
    assert "bimtek 1" in run("check", desk.folder, "--profile", KOTA, "--tahap", "1").stdout.lower()


def test_the_stage_that_is_taken_is_said_where_there_are_others(desk: Desk) -> None:
    assert "Yang paling banyak" not in run("check", desk.folder, "--profile", KOTA).stdout
    desk.put("lama.xlsx", {}, stage=1)
    assert run("check", desk.folder, "--profile", KOTA).stdout.splitlines()[0] == (
        "Yang paling banyak dikirim: bimtek 2. Untuk bimtek lain: --bimtek."
    )


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "KIRIMAN").mkdir()
    assert sentence(run("check", tmp_path / "KIRIMAN"), 2) == "Folder KIRIMAN masih kosong."


def test_the_report_is_readable_in_80_columns(desk: Desk) -> None:
    long_name = "Sistem Informasi " * 12
    faulty = {**LAYANAN, "nama_program": long_name, "satuan": None, "target_akhir": None}
    desk.put("tata kelola dengan nama berkas yang sangat panjang sekali.xlsx", {"TATA-P02": faulty}, at="12:00")
    (desk.folder / "IMG-20220721-WA0007 foto papan tulis kelompok tiga.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 99)
    out = run("check", desk.folder, "--profile", KOTA).stdout
    assert max(len(line) for line in out.splitlines() if str(KOTA) not in line) <= 80  # the next command is one line
    for words in (
        "Kelompok",
        "Kota Melayani",
        "Perlu dilengkapi",
        "Harus diperbaiki: 2",
        "Hitung silang baris: 7 terisi = 7 terbaca",
    ):
        assert words in out


def test_long_names_that_begin_alike_are_told_apart_on_the_board(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(KOTA, tmp_path / "kota")
    profile = tmp_path / "kota" / "profile.toml"
    text = profile.read_text(encoding="utf-8")
    for n, name in enumerate(("Kota Melayani", "Kota Berdaya")):
        text = text.replace(f'name = "{name}"', f'name = "Kota Cerdas yang Berketahanan Bagian {n}"')
    profile.write_text(text, encoding="utf-8")
    board = run("check", desk.folder, "--profile", profile).stdout
    assert "\nTATA Kota Cerdas yang Berke…  Program Kerja" in board
    assert "\nEKO Kota Cerdas yang Berket…  Program Kerja" in board
    assert "\nKota Lestari " in board


# ---------------------------------------------------------------------------------------------------------------------
# merge
# ---------------------------------------------------------------------------------------------------------------------


def test_merge_writes_the_matrix_and_says_where(desk: Desk, tmp_path: Path) -> None:
    matrix = tmp_path / "HASIL" / "Matriks bimtek 2.xlsx"
    result = run("gabung", desk.folder, "--profil", KOTA, "--ke", matrix)
    assert result.exit_code == 0
    assert matrix.read_bytes().startswith(b"PK")
    assert result.stdout.splitlines()[-1] == f"Selesai. 3 kelompok, 3 program, 3 aksi. Buka: {matrix}"


def test_what_comes_next_is_named_outside_a_working_folder(desk: Desk, tmp_path: Path) -> None:
    call = (desk.folder, "--profile", KOTA)
    merge, folder = ("merge", *call, "-o", tmp_path / "m.xlsx"), tmp_path / "P"
    command = f'worksheet-kit gabung "{desk.folder}" --profil "{KOTA}"'

    def said(*arguments: str | Path) -> str:
        return " ".join(run(*arguments).stdout.split())  # how long the paths are says where the lines end

    here, result = Call(returns=" KIRIMAN", stage="", places="", in_folder=False), desk.collect()
    following = after_merge(
        result, here, matrix=Path("M 1.xlsx"), corrections=None, due=result.dataset.profile.stages[1]
    )
    assert following == (
        'Buat kertas kerja bimtek 2 dari matriks ini:\nworksheet-kit buat --bimtek 2 --dari "M 1.xlsx" --ke FOLDER'
    )
    inside = after_merge(result, replace(here, in_folder=True), matrix=Path("M 1.xlsx"), corrections=None, due=None)
    assert inside == "Bagikan matriks: worksheet-kit surel --isi paparan"
    assert said("check", *call).endswith(f" Semua sudah lengkap. Tinggal digabung menjadi matriks: {command}")
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}}, at="12:00")
    assert said("check", *call).endswith(f" Gabung dan buat Lembar Perbaikan: {command} --perbaikan FOLDER")
    assert json.loads(run("check", *call, "--json", "-").stdout)
    assert said(*merge).endswith(" Untuk membuat Lembar Perbaikan, ulangi perintah ini dengan --perbaikan FOLDER.")
    corrected = said(*merge, "--corrections", folder)
    assert corrected.endswith(f" Kirim Lembar Perbaikan ke kelompoknya; semuanya ada di {folder}.")
    (desk.folder / "EKO.xlsx").unlink()
    desk.put("tata.xlsx", FULL, at="14:00")
    assert said("check", *call).endswith(f" Gabung menjadi matriks: {command}")
    missing = said(*merge, "--corrections", folder)
    assert missing.endswith(" Kiriman yang menyusul cukup ditambahkan, lalu ulangi perintah ini.")
    assert "Lembar Perbaikan: " not in missing, "there are none"


def test_strict_ends_with_1_when_there_is_something_to_put_right(desk: Desk, tmp_path: Path) -> None:
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", "--strict")
    assert run(*call).exit_code == 0
    (desk.folder / "EKO.xlsx").unlink()
    assert run(*call).exit_code == 1
    assert run(*call[:-1]).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["m.ods", "m.xls"])
def test_merge_names_a_copy_of_the_matrix_that_was_saved_after_it(desk: Desk, tmp_path: Path, name: str) -> None:
    """LibreOffice keeps its own format beside the file it opened, an old Excel its own."""
    desk.put("tata.xlsx", FULL)
    matrix = tmp_path / "m.xlsx"
    call = ("merge", desk.folder, "--profile", KOTA, "-o", matrix)
    assert f"{name} " not in run(*call).output
    copy = tmp_path / name
    copy.write_bytes(matrix.read_bytes())
    os.utime(copy, (matrix.stat().st_mtime + 0.01,) * 2)
    said = run(*call).output
    assert f"{name} disimpan sesudah m.xlsx, tetapi tidak dibaca." in said
    assert '"Ada matriks yang lebih baru"' in json.dumps([*openpyxl.load_workbook(matrix)["Perlu Diperbaiki"].values])
    assert f"{name} " not in run(*call).output
    assert "tidak dibaca" not in run(*call, "--decisions", copy).output
    other = tmp_path / "m.xlsb"
    other.write_bytes(copy.read_bytes())
    for path in (copy, other):
        os.utime(path, (matrix.stat().st_mtime + 0.01,) * 2)
    assert f"Ada matriks yang lebih baru: 2 ({name}, m.xlsb)" in run(*call).output
    for path in (copy, other):
        os.utime(path, (0, 0))
    assert f"{name} " not in run(*call).output
    type_on_matrix(matrix, "TATA-P01", "catatan_pembimbing", "Sebutkan pasarnya")
    matrix.replace(copy)
    assert run(*call).exit_code == 0
    rows = [*openpyxl.load_workbook(matrix)["Matriks Konsolidasi"].values]
    assert "Sebutkan pasarnya" in json.dumps(rows, default=str), "where nothing else is left of it, it is read"


def test_merge_writes_everything_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    out = tmp_path / "HASIL"
    result = run(
        *("merge", desk.folder, "--profile", KOTA, "-o", out / "m.xlsx", "--json", out / "m.json"),
        *("--perbaikan", out / "perbaikan", "--draf", out / "draf", "--pesan", out / "rekap.txt"),
        *("--paparan", out / "paparan.xlsx", "--per-opd", out / "opd"),
    )
    assert result.exit_code == 0, result.stderr
    made = {str(path.relative_to(out)).replace("\\", "/") for path in out.rglob("*") if path.is_file()}
    assert {"m.xlsx", "m.json", "rekap.txt", "paparan.xlsx"} <= made
    assert "perbaikan/Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx" in made
    assert sum(name.startswith("perbaikan/") for name in made) == 1
    assert sum(name.startswith("draf/") for name in made) == 3
    assert "opd/Berita Acara Kelompok.xlsx" in made
    assert not [name for name in made if ".~" in name]


def test_a_wrong_folder_does_not_empty_a_matrix(desk: Desk, tmp_path: Path) -> None:
    matrix, wrong = tmp_path / "m.xlsx", tmp_path / "Foto"
    wrong.mkdir()
    (wrong / "IMG-1.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 99)
    (wrong / "a.docx").write_bytes(b"{\\rtf1")
    new = run("merge", wrong, "--profile", KOTA, "-o", tmp_path / "baru.xlsx")
    assert new.exit_code == 2
    assert not (tmp_path / "baru.xlsx").exists()
    for said in (
        "Tidak ada kertas kerja yang terbaca di Foto, jadi tidak ada yang ditulis.",
        "IMG-1.jpg: Foto, bukan Excel; dilewatkan.",
        "a.docx: Dokumen Word, bukan Excel; dilewatkan.",
    ):
        assert said in new.stderr
    run("merge", desk.folder, "--profile", KOTA, "-o", matrix)
    before = matrix.read_bytes()
    refused = run("merge", wrong, "--profile", KOTA, "-o", matrix, "--stage", "2")
    assert refused.exit_code == 2
    assert matrix.read_bytes() == before


def test_the_old_matrix_is_kept_when_something_changed(desk: Desk, tmp_path: Path) -> None:
    matrix, old = tmp_path / "m.xlsx", tmp_path / "m (sebelumnya).xlsx"
    call = ("merge", desk.folder, "--profile", KOTA, "-o", matrix)
    run(*call)
    first = matrix.read_bytes()
    assert "yang lama" not in run(*call).stdout
    assert matrix.read_bytes() == first
    assert not old.exists(), "the same returns give the same matrix: nothing to keep"
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": 41}})
    assert f"Matriks Konsolidasi yang lama: {old}\n" in run(*call).stdout
    assert old.read_bytes() == first
    assert matrix.read_bytes() != first


def test_a_matrix_among_the_returns_does_not_disturb(desk: Desk) -> None:
    matrix = desk.folder.parent / "Matriks.xlsx"
    for _ in range(2):
        result = run("merge", desk.folder, "--profile", KOTA, "-o", matrix, "--strict")
        assert result.exit_code == 0, result.stdout
        shutil.copy(matrix, desk.folder)


@pytest.mark.slow
def test_our_own_outputs_among_the_returns_are_no_returns(desk: Desk) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    here = desk.folder.parent / "hasil"
    call = (
        *("merge", desk.folder, "--profile", KOTA, "-o", here / "m.xlsx", "--presentation", here / "paparan.xlsx"),
        *("--corrections", here / "perbaikan", "--drafts", here / "draf", "--json", here / "h.json"),
        *("--summary", here / "rekap.txt", "--tables", here / "tabel"),
    )
    first = run(*call)
    assert first.exit_code == 0, first.stderr
    shutil.copytree(here, desk.folder / "hasil")
    again = run(*call)
    assert again.exit_code == 0, again.stderr
    assert "Dilewati 8" in again.stdout  # matrix, copy for forwarding, JSON, summary, tables
    assert "Perlu keputusan" not in again.stdout
    rows = [line for line in first.stdout.splitlines() if line.startswith(("Kota", "Selesai", "Harus"))]
    assert rows == [line for line in again.stdout.splitlines() if line.startswith(("Kota", "Selesai", "Harus"))]


def test_the_summary_speaks_of_corrections_only_when_there_are_some(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", "--summary", tmp_path / "rekap.txt")
    for more, said in (((), False), (("--corrections", tmp_path / "perbaikan"), True)):
        run(*call, *more)
        text = (tmp_path / "rekap.txt").read_text(encoding="utf-8")
        assert "Perlu dilengkapi: Kota Melayani (1 isian)" in text
        assert ("Lembar Perbaikan" in text) is said


def test_merge_writes_tables_for_people_and_programs(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "nama_program": "=HYPERLINK(0)"}})
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", "--tabel", tmp_path / "tabel")
    result = run(*call)
    assert result.exit_code == 0, result.stderr
    names = ["Tabel bimtek 2.xlsx", "_cells.csv", "program_kerja.csv", "rencana_aksi.csv"]
    assert sorted(path.name for path in (tmp_path / "tabel").iterdir()) == names
    assert f"Tabel: 4 di {tmp_path / 'tabel'}" in result.stdout
    file = tmp_path / "tabel" / "program_kerja.csv"
    assert '"\'=HYPERLINK(0)"' in file.read_text(encoding="utf-8")
    assert run(*call, "--raw").exit_code == 0
    assert '"=HYPERLINK(0)"' in file.read_text(encoding="utf-8")
    for path in (tmp_path / "tabel").iterdir():
        assert b"HYPERLINK(0)</f>" not in path.read_bytes()


def test_tables_replace_no_return_and_nothing_somebody_has_changed(desk: Desk, tmp_path: Path) -> None:
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", "--tables")
    stranger = tmp_path / "lain" / "program_kerja.csv"
    stranger.parent.mkdir()
    stranger.write_text("milik orang lain", encoding="utf-8")
    assert "program_kerja.csv adalah salah satu kiriman" in sentence(run(*call, stranger.parent, stranger), 2)
    assert stranger.read_text(encoding="utf-8") == "milik orang lain"
    assert run(*call, tmp_path / "tabel").exit_code == 0
    workbook = tmp_path / "tabel" / "Tabel bimtek 2.xlsx"
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0]["B2"] = "diubah"
    book.save(workbook)
    assert "sudah diubah orang sejak dibuat, jadi tidak ditimpa" in sentence(run(*call, tmp_path / "tabel"), 2)


def open_in_excel(monkeypatch: pytest.MonkeyPatch, locked: Path) -> None:
    """Make one file as Windows has it while it is open in a program: it can be read, but not written or renamed."""
    replace, open_ = Path.replace, Path.open

    def refuse(*paths: Path) -> None:
        if locked in paths:
            raise PermissionError(13, "sharing violation", str(locked))

    def replacing(self: Path, target: Path) -> Path:
        refuse(self, Path(target))
        return replace(self, target)

    def opening(self: Path, mode: str = "r", **more: Any) -> IO[Any]:
        if set(mode) & set("+wax"):
            refuse(self)
        return open_(self, mode, **more)

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(Path, "open", opening)


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("plain")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
def test_an_output_that_is_open_elsewhere_is_named_and_nothing_is_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "hasil"
    call: list[Any] = ["merge", desk.folder, "--profile", KOTA, "-o", out / "m.xlsx", "--json", out / "hasil.json"]
    call += ["--presentation", out / "paparan.xlsx", "--drafts", out / "draf", "--per-opd", out / "opd"]
    for answer in (39, 40):
        desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": answer}})
        assert run(*call).exit_code == 0
    before = contents(out)
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": 41}})
    draft = next((out / "draf").glob("*Kota Melayani*"))
    names = ("m.xlsx", "m (sebelumnya).xlsx", "paparan.xlsx", "hasil.json")
    for locked in (*(out / name for name in names), draft):
        with monkeypatch.context() as patch:
            open_in_excel(patch, locked)
            program = "Excel" if locked.suffix == ".xlsx" else "program lain"
            said = f"{locked.name} sedang dibuka di {program}. Tutup dulu, lalu ulangi."
            assert sentence(run(*call), 2) == said
        assert contents(out) == before, locked.name
    assert run(*call).exit_code == 0
    assert contents(out)["m (sebelumnya).xlsx"] == before["m.xlsx"]


def test_a_matrix_that_another_program_keeps_to_itself_is_not_called_a_stranger(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx")
    run(*call)
    read = Path.read_bytes

    def refusing(self: Path) -> bytes:
        if self.name == "m.xlsx":
            raise PermissionError(13, "sharing violation", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    assert sentence(run(*call), 2) == "m.xlsx sedang dibuka di program lain. Tutup dulu, lalu ulangi."


def test_a_worksheet_that_is_open_elsewhere_is_named_and_none_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("generate", "--profile", KOTA, "-o", tmp_path, "--force")
    first, last = (Path(line) for line in run(*call).stdout.splitlines()[:2])
    for path in (first, last):
        path.write_bytes(b"lama")
    open_in_excel(monkeypatch, last)
    assert sentence(run(*call), 2) == f"{last.name} sedang dibuka di Excel. Tutup dulu, lalu ulangi."
    assert [path.read_bytes() for path in (first, last)] == [b"lama", b"lama"]
    assert not list(tmp_path.rglob(".~*"))


def test_no_return_is_ever_written_to(desk: Desk, tmp_path: Path) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in desk.folder.iterdir()}
    given = ["merge", *before, "--profile", KOTA, "-o"]
    result = run(*given, tmp_path / "m.xlsx", "--json", desk.folder / "tata.xlsx")
    assert 'menulis teks, bukan "tata.xlsx"' in sentence(result, 2)
    assert not (tmp_path / "m.xlsx").exists()
    assert "tata.xlsx" in sentence(run(*given, desk.folder / "tata.xlsx"), 2)
    for extra in (["--summary", tmp_path / "m.xlsx"], ["--presentation", tmp_path / "m.xlsx"]):
        sentence(run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", *extra), 2)
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in desk.folder.iterdir()} == before


def test_check_replaces_no_return_with_its_json(desk: Desk) -> None:
    sent = (desk.folder / "tata.xlsx").rename(desk.folder / "tata")
    before = sent.read_bytes()
    result = run("check", *desk.folder.iterdir(), "--profile", KOTA, "--json", sent)
    assert "tata adalah salah satu kiriman" in sentence(result, 2)
    assert sent.read_bytes() == before


def test_nothing_a_command_reads_is_replaced(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(KOTA, tmp_path / "kota")
    monkeypatch.chdir(tmp_path / "kota")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    for name in before:
        for command in ("check", "merge"):
            more = ["-o", tmp_path / "m.xlsx"] if command == "merge" else []
            result = run(command, desk.folder, "--json", name, *more)
            assert f"{name} dibaca oleh perintah ini" in sentence(result, 2)
        assert f"{name} dibaca oleh" in sentence(run("generate", "-o", tmp_path / "kk", "--messages", name), 2)
    assert {path: path.read_bytes() for path in Path().iterdir()} == before
    assert not (tmp_path / "m.xlsx").exists()
    assert not (tmp_path / "kk").exists()


@pytest.mark.parametrize("read", ["--decisions", "--previous"])
def test_a_matrix_that_is_only_read_is_not_replaced_by_its_copy_for_forwarding(
    read: str, desk: Desk, tmp_path: Path
) -> None:
    old = tmp_path / "lama.xlsx"
    run("merge", desk.folder, "--profile", KOTA, "-o", old)
    before = old.read_bytes()
    result = run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", read, old, "--presentation", old)
    assert "lama.xlsx dibaca oleh perintah ini" in sentence(result, 2)
    assert old.read_bytes() == before


def test_a_file_that_is_no_matrix_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "Anggaran 2025.xlsx"
    target.write_bytes(b"milik orang lain")
    result = run("merge", desk.folder, "--profile", KOTA, "-o", target)
    assert "bukan matriks Kota Wanasari, jadi tidak ditimpa" in sentence(result, 2)
    assert target.read_bytes() == b"milik orang lain"


def test_many_strangers_are_told_together(desk: Desk) -> None:
    for n in range(12):
        (desk.folder / f"k-{n:02}.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes([n]) * 99)
    out = " ".join(run("check", desk.folder, "--profile", KOTA).stdout.split())
    assert "Arsip bukan zip: 12 berkas (k-00.rar, " in out
    assert "dan 4 lagi" in out
    assert out.count("k-") == 8


def test_files_of_another_stage_are_told_together(desk: Desk) -> None:
    out = " ".join(run("check", desk.folder, "--profile", KOTA, "--stage", "1").stdout.split())
    assert "Kertas kerja bimtek lain: 3 berkas (EKO.xlsx, LING.xlsx, tata.xlsx). Simpan di folder bimteknya" in out
    assert out.count("bimtek lain") == 1


def test_a_matrix_alone_is_nothing_to_collect(desk: Desk, tmp_path: Path) -> None:
    run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx")
    said = "m.xlsx hanya berisi matriks hasil penggabungan, bukan kiriman. Sebutkan folder kiriman."
    assert sentence(run("check", tmp_path / "m.xlsx", "--profile", KOTA), 2) == said


def test_an_output_that_is_a_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    said = f"{desk.folder} adalah folder. Sebutkan juga nama berkasnya."
    assert sentence(run("check", desk.folder, "--profile", KOTA, "--json", desk.folder), 2) == said
    (tmp_path / "m.xlsx").mkdir()
    assert "folder" in sentence(run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx"), 2)
    (tmp_path / "berkas").write_text("", encoding="utf-8")
    result = run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "x.xlsx", "--drafts", tmp_path / "berkas")
    assert "bukan folder" in sentence(result, 2)
    assert not (tmp_path / "x.xlsx").exists()


# ---------------------------------------------------------------------------------------------------------------------
# Whatever happens
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("windows", [False, True], ids=["broken pipe", "broken pipe on Windows"])
def test_a_reader_that_has_seen_enough_is_told_nothing(windows: bool) -> None:
    """As with ``worksheet-kit explain | more``, left half-way."""
    gone = (
        "import click, errno\ndef gone(*_, **__): raise OSError(errno.EINVAL, 'Invalid argument')\nclick.echo = gone\n"
    )
    program = f"{gone if windows else ''}from worksheet_kit.cli.commands import main\nmain(['explain'])"
    called = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert called.stdout is not None
    called.stdout.close()
    assert called.stderr is not None
    with called.stderr as stderr:
        assert (stderr.read(), called.wait()) == (b"", 0)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (RuntimeError("boom\nsecond line"), exits.OWN_FAULT),
        (KeyError("x"), exits.OWN_FAULT),
        (MemoryError(), exits.OWN_FAULT),
        (RecursionError(), exits.OWN_FAULT),
        (KeyboardInterrupt(), exits.STOPPED),
        (PermissionError(13, "denied", "a/b.xlsx"), exits.WRONG_USE),
        (OSError(28, "No space left on device"), exits.WRONG_USE),
    ],
)
def test_no_traceback_ever(problem: BaseException, code: int, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.delenv("WORKSHEET_KIT_DEBUG", raising=False)
    monkeypatch.setattr(collect, "collect", broken)
    sentence(run("check", desk.folder, "--profile", KOTA), code)


@pytest.mark.sampled
@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii", "utf-8"])
def test_any_console_will_do(desk: Desk, encoding: str) -> None:
    desk.put("ta\u2013ta \u2713 \u65e5.xlsx", {"TATA-P02": {"nama_program": "\u201cRapi\u201d \u2013 \u2713"}})
    done = subprocess.run(
        [sys.executable, "-m", "worksheet_kit", "check", str(desk.folder), "--profile", KOTA],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.returncode == 1
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    assert "Harus diperbaiki" in text
    assert ("\u2713" in text) == (encoding == "utf-8")


def test_plain_text_is_the_nearest_ascii() -> None:
    assert console.plain("20–21 Juli · “a” … é × 日", "ascii") == '20-21 Juli - "a" ... e x ?'
    assert console.plain("20–21 Juli …", "utf-8") == "20–21 Juli …"
    assert console.plain("é", None) == "e"


def test_progress_is_silent_unless_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with console.Progress() as progress:
        progress(3, 4)
        progress.writing()(1, 2)
    assert capsys.readouterr().err == ""
    with console.Progress(to_write=3) as progress:  # of which one turns out not to be needed
        progress.visible = True
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        progress(3, 4)
        assert "3/7" in capsys.readouterr().err
        progress(4, 4)
        progress.writing()(1, 2)
        assert re.search("Menulis.*5/6", capsys.readouterr().err)
        progress(2, 2)
        assert re.search("Menulis.*6/6", capsys.readouterr().err)


def test_the_bar_knows_of_everything_that_is_read_and_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, int, int]] = []
    monkeypatch.setattr(
        console.Progress, "__call__", lambda bar, done, total: steps.append((bar.label, done, total + bar.to_write))
    )
    with zipfile.ZipFile(desk.folder / "semua.zip", "w") as archive:
        for name in ("EKO.xlsx", "LING.xlsx"):
            archive.write(desk.folder / name, name)
    run("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx", "--tables", tmp_path / "tabel")
    assert steps == [*(("Membaca", n, 6) for n in (1, 2, 3, 4)), ("Membaca", 1, 2), ("Membaca", 2, 2)]
    steps.clear()
    run("generate", "--profile", KOTA, "--stage", "1", "-o", tmp_path / "kirim")
    assert steps == [("Menulis", n, 3) for n in (1, 2, 3)]


def test_colours_are_for_terminals(desk: Desk) -> None:
    (desk.folder / "EKO.xlsx").unlink()
    call = ["check", str(desk.folder), "--profile", KOTA]
    bare = run(*call).stdout
    assert "\x1b[" not in bare
    dyed = CliRunner().invoke(commands.main, call, color=True).stdout
    assert "\x1b[31mBelum mengirim\x1b[0m" in dyed
    assert "\x1b[32mLengkap\x1b[0m" in dyed
    assert click.unstyle(dyed) == bare
    assert CliRunner().invoke(commands.main, call, color=True, env={"NO_COLOR": "1"}).stdout == bare


def test_the_report_may_be_left_out_or_be_complete(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    call = ("--profile", KOTA, desk.folder)
    for quiet in ("-q", "--senyap"):
        done = run("check", *call, quiet)
        assert (done.exit_code, done.output) == (1, "")
    assert run("merge", *call, "-q", "-o", tmp_path / "m.xlsx").output == ""
    assert run("generate", "--profile", KOTA, "-q", "-o", tmp_path / "kirim").output == ""
    assert "tidak ditemukan" in run("check", "tidak-ada", "-q").stderr
    full = run("periksa", *call, "--rinci").stdout
    assert all(name in full for name in ("EKO.xlsx", "LING.xlsx"))
    assert "EKO.xlsx" not in run("check", *call).stdout


def test_json_alone_goes_to_standard_output(desk: Desk, tmp_path: Path) -> None:
    run("check", desk.folder, "--profile", KOTA, "--json", tmp_path / "h.json")
    expected = json.loads((tmp_path / "h.json").read_text(encoding="utf-8"))
    for call in (("check", desk.folder), ("merge", desk.folder, "-o", tmp_path / "m.xlsx")):
        done = run(*call, "--profile", KOTA, "--json", "-")
        assert json.loads(done.stdout) == expected
        assert "Bimtek 2" in done.stderr
        assert run(*call, "--profile", KOTA, "--json", "-", "-q").stderr == ""


def test_the_matrix_is_opened_when_that_is_wanted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", lambda path: opened.append(path) or len(opened) - 1)
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx")
    run(*call)
    assert opened == []
    assert run(*call, "--buka").stderr == ""
    assert opened == [str(tmp_path / "m.xlsx")]
    assert "klik dua kali" in run(*call, "--open").stderr


def test_every_file_that_is_written_is_named(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    out = tmp_path / "hasil"
    call: list[Any] = ["merge", desk.folder, "--profile", KOTA, "-o", out / "m.xlsx", "--json", out / "h.json"]
    call += ["--corrections", out / "perbaikan", "--drafts", out / "draf", "--per-opd", out / "opd"]
    call += ["--tables", out / "tabel", "--summary", out / "rekap.txt", "--presentation", out / "paparan.xlsx"]
    told = run(*call).stdout + run("check", desk.folder, "--profile", KOTA, "--json", out / "c.json").stdout
    told += run("generate", "--profile", KOTA, "-o", out / "kirim", "--messages", out / "teks.txt").stdout
    written = [path.name for path in out.rglob("*") if path.is_file()]
    assert len(written) > 20
    assert [name for name in written if name not in told] == []


@pytest.mark.parametrize("short", ["-V", "--versi"])
def test_the_version_is_told(short: str) -> None:
    assert re.fullmatch(r"worksheet-kit \d+\.\d+\.\d+\n", run(short).stdout)


def test_names_of_earlier_versions_go_on_working(desk: Desk, tmp_path: Path) -> None:
    call = ("merge", desk.folder, "--profile", KOTA, "-o", tmp_path / "m.xlsx")
    assert run(*call, "--tahap", 2, "--draft", tmp_path / "draf").exit_code == 0
    assert list((tmp_path / "draf").iterdir())
    assert not re.search(r"--tahap|--draft\b", run("merge", "--help").stdout)


def test_a_path_that_is_not_there_gets_a_suggestion(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = desk.folder.name
    for typed, meant in (
        (here.lower()[:-1] + "x", here),
        (f"{here}/EKO.xls", Path(here) / "EKO.xlsx"),
        (f"{here}x/EKO.xlsx", Path(here) / "EKO.xlsx"),
    ):
        assert sentence(run("check", typed), 2).endswith(f"tidak ditemukan. Mungkin maksudnya {meant}.")
    assert "Cek tulisannya" in sentence(run("check", f"{here}x/ini tidak ada.xlsx"), 2)
    said = sentence(run("merge", here, "-o", "m.xlsx", "--previous", f"{here}/tata.xslx"), 2)
    assert said.endswith(f"Mungkin maksudnya {Path(here) / 'tata.xlsx'}.")
    # What Windows makes of "KIRIMAN\\" --stage 2
    assert f'Tulis tanpa \\: "{here}".' in sentence(run("check", f'{here}" --stage 2'), 2)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ge", "plain,generate"),
        ("gab", "plain,gabung"),
        ("merge --pre", "plain,--previous"),
        ("check KIR", "file,KIR"),
        ("xyz a", ""),
    ],
)
def test_a_shell_completes_what_is_typed(typed: str, offered: str) -> None:
    words = f"worksheet-kit {typed}"
    shell = {"_WORKSHEET_KIT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    program = "from worksheet_kit.cli.commands import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=os.environ | shell, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    assert offered in done.stdout.splitlines() or done.stdout == offered == ""


def test_no_output_is_put_among_the_returns(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(tmp_path)
    call: list[Any] = ["merge", desk.folder, "--profile", KOTA, "-o"]
    inside = desk.folder / "hasil"
    for target in (inside / "m.xlsx", desk.folder / "m.xlsx"):
        assert "di dalam folder kiriman" in sentence(run(*call, target), 2)
    for option in ("--corrections", "--drafts", "--per-opd", "--tables"):
        for folder in (inside, desk.folder):
            said = sentence(run(*call, tmp_path / "m.xlsx", option, folder), 2)
            assert said.startswith(f"{folder} ada di dalam folder kiriman {desk.folder}")
    for option in ("--json", "--summary"):
        assert "di dalam folder kiriman" in sentence(run(*call, tmp_path / "m.xlsx", option, inside / "a"), 2)
    assert "di dalam folder kiriman" in sentence(run("check", desk.folder, "--json", inside / "a"), 2)
    monkeypatch.chdir(desk.folder)
    assert "di dalam folder kiriman" in sentence(run("merge", ".", "-o", "m.xlsx"), 2)
    assert contents(tmp_path) == before
    assert run("merge", "tata.xlsx", "--profile", KOTA, "-o", "m.xlsx").exit_code == 0, "a file is no folder"


@pytest.mark.parametrize(
    "problem",
    [
        click.NoSuchOption("--x", possibilities=["--y"]),
        click.BadOptionUsage("--x", "message"),
        click.BadParameter("message"),
        click.MissingParameter(),
        click.UsageError("message"),
    ],
)
def test_no_word_of_click_is_shown(problem: click.UsageError) -> None:
    words = usage_sentence(problem, None)
    assert words.endswith(".")
    assert not ENGLISH.search(words)


def test_every_state_and_verdict_has_a_word() -> None:
    words: Sequence[str] = [*STATE_WORDS.values(), *VERDICT_WORDS.values()]
    assert all(words)
    assert not any(ENGLISH.search(word) for word in words)


def test_the_page_of_commands_is_what_they_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.help_page writes it anew"


@pytest.mark.slow
def test_a_row_sent_back_goes_out_again_only_when_reviewers_say_something_else(desk: Desk, tmp_path: Path) -> None:
    matrix, folder = tmp_path / "M.xlsx", tmp_path / "P"

    def merge() -> list[str]:
        shutil.rmtree(folder, ignore_errors=True)
        done = run("merge", desk.folder, "-o", matrix, "--profile", KOTA, "--corrections", folder)
        assert done.exit_code == 0, done.output
        return sorted(path.name for path in folder.iterdir())

    assert merge() == []
    type_on_matrix(matrix, "EKO-P01", "keputusan", "Perbaiki")
    first = "Lembar Perbaikan R1 - Bimtek 2 - Kota Berdaya.xlsx"
    assert merge() == [first]
    assert "Lembar Perbaikan R1 belum kembali" in state_on_matrix(matrix, "EKO-P01")
    again = matrix.read_bytes()
    assert merge() == [first]  # it has not come back: the same once more
    assert matrix.read_bytes() == again
    fill_fast(folder / first, desk.folder / "EKO lagi.xlsx", {"Program Kerja": {"P01": {"sasaran": "Pedagang"}}})
    assert merge() == []
    assert "Lembar Perbaikan R1 sudah dijawab" in state_on_matrix(matrix, "EKO-P01")
    assert merge() == []
    type_on_matrix(matrix, "EKO-P01", "catatan_pembimbing", "Sebutkan pasarnya")
    assert merge() == ["Lembar Perbaikan R2 - Bimtek 2 - Kota Berdaya.xlsx"]


def state_on_matrix(matrix: Path, row: str) -> str:
    """What *Matriks Konsolidasi* says of how a row stands."""
    book = openpyxl.load_workbook(matrix)
    sheet = book["Matriks Konsolidasi"]
    place = next(cell.column for line in sheet.iter_rows(max_row=9) for cell in line if cell.value == "_keadaan")
    line = next(line[0].row for line in sheet.iter_rows() if line[0].value == row)
    return str(sheet.cell(line, place).value)
