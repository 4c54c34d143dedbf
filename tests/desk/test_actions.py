"""The actions of the page, without a browser: plain data in and out, the same files as the command line writes."""

import io
import json
import os
import shutil
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests import SAMPLES
from tests.desk.pages import whole_merge
from tests.matrix.test_readback import edited, put
from tests.worlds import clean, result_of
from worksheet_kit.cli.commands import main
from worksheet_kit.core.model import Profile
from worksheet_kit.desk import ACTIONS, Session
from worksheet_kit.desk.overview import pictures_of
from worksheet_kit.feedback.merge_outputs import Targets
from worksheet_kit.matrix.view import view_of
from worksheet_kit.profile.profile import PACKAGED_PROFILES
from worksheet_kit.profile.settings.convert import settings_files

#: All that a merge can write beside the matrix.
OUTPUTS = [field.name for field in fields(Targets) if field.name not in ("matrix", "raw_tables")]


class Told:
    """A session that remembers what it was told, as the page does."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.kept: dict[str, bytes] = {}
        self.keys: dict[str, str] = {}
        self.session = Session(start=self.start, kept=self.kept.__setitem__, done=lambda _file, _key: None)

    def start(self, file: str, key: str) -> None:
        self.started.append(file)
        self.keys[file] = key


def given(**more: Any) -> dict[str, Any]:
    base = {"profile": "rembang", "paths": ["bimtek-2"], "stage": None, "passwords": [], "previous": None}
    return {**base, "decisions": None, **more}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the samples of bimtek 2."""
    shutil.copytree(SAMPLES / "bimtek-2", tmp_path / "bimtek-2")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_answer_is_plain_data(folder: Path) -> None:
    session = Told().session
    for action, asked in (
        ("regions", {}),
        ("profile", {"profile": "rembang"}),
        ("make", {"profile": "rembang", "stage": 1, "groups": [], "per_agency": False, "seed": None, "into": "kirim"}),
        ("check", given()),
        ("explain", {"code": "S201"}),
    ):
        answer = ACTIONS[action](asked, session)
        assert json.loads(json.dumps(answer)) == answer
    assert len(list(folder.glob("kirim/bimtek-1/*.xlsx"))) == 6


@pytest.mark.parametrize(("stage", "title"), [(2, "Anggaran per tahun (Rp)"), (3, "Anggaran (Rp)")])
def test_the_picture_of_the_money_says_that_it_is_by_year_where_it_is(rembang: Profile, stage: int, title: str) -> None:
    pictures = pictures_of(view_of(result_of(clean(rembang, stage))))
    assert [picture["title"] for picture in pictures if picture["name"] == "anggaran"] == [title]


def test_of_two_working_folders_none_is_taken_and_both_are_named(folder: Path) -> None:
    for name in ("Kota Lama", "Kota Baru"):
        (folder / name).mkdir()
        for file, data in settings_files("rembang").items():
            (folder / name / file).write_bytes(data)
    session = Told().session
    assert ACTIONS["look"]({"paths": ["Kota Baru", "bimtek-2"]}, session)["folder"] == "Kota Baru"
    refused = ACTIONS["look"]({"paths": ["Kota Lama", "bimtek-2", "Kota Baru"]}, session)
    assert "2 folder kerja: Kota Lama, Kota Baru." in refused["fault"]


def test_a_participant_is_told_what_the_copy_that_is_given_back_leaves_out(folder: Path) -> None:
    session = Told().session
    own = folder / "bimtek-2" / "kertas kerja SOCIETY (belum selesai).xlsx"
    asked = {"profile": "rembang", "path": own.relative_to(folder).as_posix(), "passwords": [], "decided": None}
    assert "berkas aslinya" not in ACTIONS["own"](asked, session)["sentence"]
    edited(own, lambda book: book.create_sheet("Catatan kami").append(["Usul tambahan"]))
    assert ACTIONS["own"](asked, session)["sentence"].endswith("kirimkan juga berkas aslinya.")


@pytest.fixture
def two_groups(folder: Path) -> Path:
    """The folder with the returns of one group, sent twice, and of another in another format."""
    for path in (folder / "bimtek-2").iterdir():
        if "Governance" not in path.name and path.suffix != ".ods":
            path.unlink()
    return folder


def zipped(answer: dict[str, Any]) -> dict[str, bytes]:
    with zipfile.ZipFile(answer["zip"]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def command_line(*arguments: str, code: int = 0) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code


def results() -> dict[str, bytes]:
    """What stands among the results."""
    paths = list(Path("hasil").rglob("*.*"))
    return {path.relative_to("hasil").as_posix(): path.read_bytes() for path in paths}


def decide(matrix: Path) -> None:
    """Write on a matrix what a plenary does."""
    edited(matrix, lambda book: put(book["Matriks Konsolidasi"], "GOV-P01", "catatan_pembimbing", "Perjelas"))


@pytest.mark.slow
@pytest.mark.parametrize("raw", [False, True])
def test_a_merge_writes_what_the_command_line_writes(two_groups: Path, raw: bool) -> None:
    answer = ACTIONS["merge"](given(outputs=OUTPUTS, into="hasil", raw=raw), Told().session)
    ours = zipped(answer)
    assert answer["decided"] == ""
    shutil.rmtree("hasil")
    command_line(*whole_merge("bimtek-2", 2), *(["--raw"] if raw else []))
    assert ours == results()
    assert [f"hasil/{name}" for name in sorted(ours)] == sorted(answer["written"])


def test_a_check_writes_for_programs_what_the_command_line_writes(two_groups: Path) -> None:
    answer = ACTIONS["check"](given(into="periksa"), Told().session)
    assert answer["written"] == ["periksa/hasil.json"]
    command_line("check", "bimtek-2", "--json", "hasil.json", code=1)
    assert Path("periksa/hasil.json").read_bytes() == Path("hasil.json").read_bytes()


@pytest.mark.slow
def test_a_merge_reads_the_decisions_in_the_matrix_that_it_replaces(two_groups: Path) -> None:
    session = Told().session
    merge = given(outputs=OUTPUTS, into="hasil")
    ACTIONS["merge"](merge, session)
    matrix = Path("hasil", "Matriks bimtek 2.xlsx")
    decide(matrix)
    worked_on = matrix.read_bytes()
    again = ACTIONS["merge"](merge, session)
    ours = zipped(again)
    assert again["decided"] == "Keputusan dan catatan dibaca dari hasil penggabungan sebelumnya di halaman ini."
    shutil.rmtree("hasil")
    matrix.parent.mkdir()
    matrix.write_bytes(worked_on)
    command_line(*whole_merge("bimtek-2", 2))
    assert ours == results()

    assert ours["Matriks bimtek 2 (sebelumnya).xlsx"] == worked_on

    shutil.rmtree("hasil")  # the same from a matrix that came with the returns
    lying = Path("bimtek-2", "hasil", matrix.name)
    lying.parent.mkdir()
    lying.write_bytes(worked_on)
    answer = ACTIONS["merge"](merge, session)
    assert answer["decided"] == "Keputusan dan catatan dibaca dari bimtek-2/hasil/Matriks bimtek 2.xlsx."
    assert "Perjelas" in shown(matrix)
    shutil.rmtree("hasil")

    with zipfile.ZipFile("bimtek-2/semua.zip", "w") as archive:  # one in an archive is not read, as it says in the docs
        archive.write(lying, matrix.name)
    lying.rename(two_groups / matrix.name)
    assert ACTIONS["merge"](merge, session)["decided"] == ""
    (two_groups / matrix.name).rename(lying)
    shutil.rmtree("hasil")

    shutil.copy(lying, lying.parents[1])  # a copy of it does no harm, another one does
    assert ACTIONS["merge"](merge, session)["decided"].endswith("bimtek-2/Matriks bimtek 2.xlsx.")
    shutil.rmtree("hasil")
    edited(lying, lambda book: put(book["Matriks Konsolidasi"], "GOV-P01", "catatan_pembimbing", "Lain"))
    refused = ACTIONS["merge"](merge, session)["fault"]
    assert refused.startswith("Ada 2 Matriks bimtek 2.xlsx yang berbeda di antara kiriman: bimtek-2/Matriks")
    assert not list(Path("hasil").glob("*"))
    chosen = ACTIONS["merge"]({**merge, "decisions": lying.as_posix()}, session)
    assert chosen["decided"].endswith("bimtek-2/hasil/Matriks bimtek 2.xlsx.")
    assert "Lain" in shown(matrix)


def test_a_return_that_is_called_like_the_matrix_is_read_as_a_return(two_groups: Path) -> None:
    named = two_groups / "bimtek-2" / "Matriks bimtek 2.xlsx"
    (two_groups / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx").rename(named)
    answer = ACTIONS["merge"](given(outputs=[], into="hasil"), Told().session)
    assert answer["decided"] == ""
    assert {line["verdict"] for line in answer["files"] if line["file"] == f"bimtek-2/{named.name}"} == {"Digabung"}


def shown(matrix: Path) -> str:
    """The texts of a matrix."""
    with zipfile.ZipFile(matrix) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


def test_nobody_is_told_to_type_an_option(folder: Path) -> None:
    session = Told().session
    everything = ACTIONS["explain"]({"code": ""}, session)["text"]
    assert "--" not in everything
    assert "worksheet-kit" not in everything
    assert everything.endswith("Penjelasan satu kode: tulis kodenya di isian Kode")
    unknown = ACTIONS["explain"]({"code": "X999"}, session)
    assert unknown == {"fault": 'Kode "X999" tidak ada. Semua kode: kosongkan isian Kode.'}
    shutil.copytree(SAMPLES / "bimtek-1", "bimtek-1")
    for path in [*folder.glob("bimtek-*/*")]:
        if path.name not in ("Bimtek 1 - Smart Governance.xlsx", "Bimtek 2 - Smart Governance.xlsx"):
            path.unlink()
    answer = ACTIONS["check"](given(paths=["bimtek-1", "bimtek-2"]), session)
    assert answer == {"fault": "Ada kiriman bimtek 1 dan bimtek 2. Pilih bimtek 1 atau bimtek 2."}
    with Path("bimtek-2", "terkunci.xlsx").open("wb") as out:
        OOXMLFile(io.BytesIO((SAMPLES / "bimtek-2" / "Smart Branding FIX.xlsx").read_bytes())).encrypt("x", out)
    answer = ACTIONS["check"](given(), session)
    (locked,) = [finding["remedy"] for finding in answer["findings"] if finding["file"].endswith("terkunci.xlsx")]
    assert "pakai isian Kata sandi, atau" in locked
    assert "pakai --kata-sandi, atau" in answer["printed"]


def test_what_was_read_is_not_read_again(folder: Path) -> None:
    first, second = Told(), Told()
    board = ACTIONS["check"](given(), first.session)
    for key, data in first.kept.items():
        second.session.resume(key, data)
    assert ACTIONS["check"](given(), second.session) == board
    assert second.started == first.started
    assert first.kept
    assert not second.kept


def test_what_was_read_for_another_region_is_read_again(folder: Path) -> None:
    told = Told()
    ACTIONS["check"](given(), told.session)
    kept = dict(told.kept)
    shutil.copytree(PACKAGED_PROFILES / "rembang", "pengaturan")
    file = Path("pengaturan", "profile.toml")
    file.write_text(file.read_text(encoding="utf-8") + "\n# catatan\n", encoding="utf-8")
    ACTIONS["check"](given(profile="pengaturan"), told.session)
    assert {key.split(":")[1] for key in told.kept} == {key.split(":")[1] for key in kept}
    assert len(told.kept) == 2 * len(kept)


def test_a_file_that_ended_an_earlier_life_is_refused_and_the_rest_is_read(folder: Path) -> None:
    first, second = Told(), Told()
    ACTIONS["check"](given(), first.session)
    file = "bimtek-2/Smart Branding FIX.xlsx"
    second.session.lose(first.keys[file], "timeout")
    board = ACTIONS["check"](given(), second.session)
    (line,) = [line for line in board["files"] if line["file"] == file]
    assert line["verdict"] == "Perlu keputusan"
    assert "batas waktu 20 detik" in line["reason"]
    assert {line["state"] for line in board["board"] if line["name"] == "Smart Governance"} == {"Lengkap"}


def test_a_mistake_comes_back_as_a_sentence(folder: Path) -> None:
    answer = ACTIONS["check"](given(paths=["tidak ada"]), Told().session)
    assert "tidak ada" in answer["fault"]
    assert "Traceback" not in answer["fault"]


def test_a_file_more_is_put_together_with_what_the_others_said(folder: Path) -> None:
    later = folder / "bimtek-2" / "Smart Branding FIX.xlsx"
    later.rename(folder / later.name)
    session = Told().session
    ACTIONS["check"](given(), session)
    (folder / later.name).rename(later)
    assert ACTIONS["check"](given(), session) == ACTIONS["check"](given(), Told().session)
    later.unlink()
    shutil.copyfile(folder / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx", later)  # another content, the same name
    assert ACTIONS["check"](given(), session) == ACTIONS["check"](given(), Told().session)


@pytest.mark.slow
def test_what_is_kept_of_earlier_checks_changes_no_answer(folder: Path) -> None:
    """Files go, come again, are renamed, and corrections come: as if all were checked for the first time."""
    returns, session = folder / "bimtek-2", Told().session
    ACTIONS["check"](given(), session)
    gone = [returns / name for name in ("Bimtek 2 - Smart Governance.xlsx", "LIVING bimtek 2 - dari laptop lama.xls")]

    def leave() -> None:
        for path in gone:
            path.rename(folder / path.name)

    def come_again() -> None:
        for path in gone:
            (folder / path.name).rename(path)

    def be_renamed() -> None:
        gone[0].rename(returns / "Governance baru.xlsx")

    def be_corrected() -> None:
        answer = ACTIONS["merge"](given(outputs=["corrections"], into="hasil"), session)
        for name in answer["written"]:
            if "Perbaikan" in name:
                shutil.copy(name, returns)

    def be_replaced() -> None:
        """By another of the same size and time, as the page stores it."""
        old, other = returns / "Smart Branding FIX.xlsx", returns / "Smart Environment final2.xlsx"
        size, time = max(old.stat().st_size, other.stat().st_size), old.stat().st_mtime_ns
        for path, data in ((old, other.read_bytes()), (other, old.read_bytes())):
            path.write_bytes(data.ljust(size, b"\0"))
            os.utime(path, ns=(time, time))
        session.touched([path.relative_to(folder).as_posix() for path in (old, other)])

    for change in (leave, come_again, be_renamed, be_corrected, be_replaced):
        change()
        assert ACTIONS["check"](given(), session) == ACTIONS["check"](given(), Told().session), change.__name__


def test_a_workbook_that_lies_unpacked_is_read_again_when_a_part_of_it_was_stored_anew(folder: Path) -> None:
    returns, session = folder / "bimtek-2", Told().session
    unpacked, other = returns / "Smart Branding", returns / "Smart Environment final2.xlsx"
    with zipfile.ZipFile(returns / "Smart Branding FIX.xlsx") as archive:
        archive.extractall(unpacked)
    before = ACTIONS["check"](given(), session)
    stamp = unpacked.stat()
    with zipfile.ZipFile(other) as archive:
        archive.extractall(unpacked)
        stored = [f"bimtek-2/Smart Branding/{name}" for name in archive.namelist()]
    os.utime(unpacked, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    session.touched(stored)
    after = ACTIONS["check"](given(), session)
    assert after == ACTIONS["check"](given(), Told().session)
    assert after != before
