"""Which bimtek is on is told by which files there are, whatever people and systems have left beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Profile
from worksheet_kit.folder.names import WorkingFolder, working_folder
from worksheet_kit.folder.stages import due_after, earlier_matrix, to_collect, to_send
from worksheet_kit.profile import load_profile

ROOT = Path("Kerja Kota")


def folder(*files: str) -> WorkingFolder:
    return WorkingFolder(ROOT, frozenset(["Pengaturan.xlsx", *files]))


@pytest.mark.parametrize(
    ("files", "number"),
    [
        (["Bimtek 1/Kiriman/a.xlsx"], 1),
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/dalam/semua.zip"], 2),
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/", "Bimtek 2/Kirim/b.xlsx"], 1),
        # What Excel, OneDrive and Windows leave behind has nobody sent.
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/~$a.xlsx", "Bimtek 2/Kiriman/Desktop.ini"], 1),
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/Thumbs.db", "Bimtek 2/Kiriman/.~lock.a.xlsx#"], 1),
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/.DS_Store", "Bimtek 2/Kiriman/dalam/"], 1),
        # A folder that somebody has renamed, or writes in other letters.
        (["Bimtek 1/Kiriman/a.xlsx", "BIMTEK 02 - Masterplan/kiriman/a.xlsx"], 2),
        *(
            (["Bimtek 1/Kiriman/a.xlsx", f"{name}/Kiriman/a.xlsx"], 2)
            for name in ("bimtek2", "Bimtek II", "Bimtek ke-2")
        ),
        *(
            (["Bimtek 1/Kiriman/a.xlsx", f"{name}/Kiriman/a.xlsx"], 2)
            for name in ("2. Bimtek 2", "02 Bimtek ii Rembang")
        ),
    ],
)
def test_returns_are_read_of_the_last_bimtek_that_has_any(kota: Profile, files: list[str], number: int) -> None:
    on = to_collect(folder(*files), kota)
    assert on.stage.number == number
    assert on.why == f"Bimtek {number} (bimtek terakhir yang sudah ada kirimannya), dari {_shown(on.places.returns)}."
    assert any(file.startswith(_shown(on.places.returns)) for file in files)


@pytest.mark.parametrize(
    ("files", "unread"),
    [
        # A copy of a folder is not the folder.
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kiriman/", "Bimtek 2 - Copy/Kiriman/a.xlsx"], "Bimtek 2 - Copy/"),
        (["Bimtek 2 (lama)/Kiriman/b.xlsx", "Bimtek 2/Kiriman/a.xlsx"], "Bimtek 2 (lama)/"),
        # A book that a cloud or a person has given another name may hold what was typed.
        (["Bimtek 2/Hasil/Matriks bimtek 2-LAPTOP.xlsx"], "Bimtek 2/Hasil/Matriks bimtek 2-LAPTOP.xlsx"),
        (
            ["Bimtek 2/Hasil/Copy of Kerja Sekretariat bimtek 2.ods"],
            "Bimtek 2/Hasil/Copy of Kerja Sekretariat bimtek 2.ods",
        ),
        (["Bimtek 2/Kiriman/a.xlsx", "Bimtek 2/Kiriman (2)/b.xlsx"], "Bimtek 2/Kiriman (2)/"),
        # The books themselves, what was replaced, and what people have beside them.
        (["Bimtek 2/Hasil/matriks bimtek 2.XLSX", "Bimtek 2/Hasil/Kerja sekretariat bimtek 2.xlsx"], ""),
        (["Bimtek 2/Hasil/~$Matriks bimtek 2.xlsx", "Bimtek 2/Hasil/Matriks bimtek 2 (sebelumnya).xlsx"], ""),
        (["Bimtek 2/Hasil/Daftar hadir.xlsx", "Bimtek 2/Hasil/Matriks bimtek 2.pdf", "Bimtek 2 - Copy/"], ""),
    ],
)
def test_what_seems_to_be_of_a_bimtek_and_is_not_read_is_named(kota: Profile, files: list[str], unread: str) -> None:
    why = to_collect(folder("Bimtek 1/Kiriman/a.xlsx", *files), kota).why
    assert why.partition("Kiriman.")[2] == (f" Tidak dibaca, jadi cek isinya: {unread}." if unread else "")


@pytest.mark.parametrize("name", ["Bimtek 20", "Bimtek 2x", "Bimtek dua", "3. Bimtek", "Bimbingan Teknis 2", "kiriman"])
def test_a_folder_that_may_be_meant_for_a_bimtek_is_named(kota: Profile, name: str) -> None:
    there = folder("Bimtek 1/Kiriman/a.xlsx", f"{name}/Kiriman/b.xlsx", "Bimtek empat/", "Foto Bimtek/1.jpg")
    told = f' Bukan folder bimtek di pengaturan, jadi tidak dibaca: {name}. Namai "Bimtek 1" atau "Bimtek 2", atau '
    assert to_collect(there, kota).why.endswith(f"Kiriman.{told}pindahkan isinya.")
    assert to_send(there, kota).why.endswith(f"Kirim.{told}pindahkan isinya.")
    with pytest.raises(UsageError, match="Belum ada kiriman") as refused:
        to_collect(folder(f"{name}/Kiriman/b.xlsx"), kota)
    assert str(refused.value).endswith(f"{told}pindahkan isinya.")


def test_nothing_has_come(kota: Profile) -> None:
    with pytest.raises(UsageError, match=r"Belum ada kiriman di Bimtek 1/Kiriman, Bimtek 2/Kiriman"):
        to_collect(folder("Bimtek 1/Kiriman/~$a.xlsx"), kota)
    with pytest.raises(UsageError, match=r"Belum ada kiriman di Bimtek 2/Kiriman\. "):
        to_collect(folder("Bimtek 1/Kiriman/a.xlsx"), kota, 2)
    with pytest.raises(UsageError, match="Bimtek 9 tidak ada"):
        to_collect(folder("Bimtek 1/Kiriman/a.xlsx"), kota, 9)


@pytest.mark.parametrize(
    ("files", "number", "why"),
    [
        ([], 1, "bimtek pertama"),
        (["Bimtek 1/Kirim/a.xlsx"], 1, "bimtek terakhir yang sudah ada kertas kerjanya"),
        (["Bimtek 1/Kiriman/a.xlsx"], 1, "bimtek terakhir yang sudah ada kirimannya"),
        (["Bimtek 1/Kiriman/a.xlsx", "Bimtek 2/Kirim/a.xlsx"], 2, "bimtek terakhir yang sudah ada kertas kerjanya"),
    ],
)
def test_what_is_added_is_of_the_last_bimtek_with_worksheets(
    kota: Profile, files: list[str], number: int, why: str
) -> None:
    on = to_collect(folder(*files), kota, are_added=True)
    assert on.why == f"Bimtek {number} ({why}), dari Bimtek {number}/Kiriman dan berkas yang ditambahkan."
    assert to_collect(folder(*files), kota, 2, are_added=True).stage.number == 2


def test_worksheets_go_out_for_the_first_bimtek_without_a_matrix(kota: Profile) -> None:
    matrices = ["Bimtek 1/Hasil/Matriks bimtek 1.xlsx", "Bimtek 2/hasil/kerja sekretariat BIMTEK 2.xlsx"]
    numbers = [to_send(folder(*matrices[:n]), kota).stage.number for n in (0, 1)]
    assert numbers == [1, 2]
    assert to_send(folder(*matrices), kota, 1).why == "Bimtek 1 (disebut), ke Bimtek 1/Kirim."
    # Nor does what an earlier merge made count.
    archived = folder("Bimtek 1/Hasil/Arsip/2025-06-05 19.00/Matriks bimtek 1.xlsx")
    assert to_send(archived, kota).stage.number == 1
    first, second = kota.stages
    assert due_after(None, kota, first) == due_after(archived, kota, first) == second
    assert due_after(folder("Bimtek 2/Kirim/a.xlsx"), kota, first) is due_after(archived, kota, second) is None
    with pytest.raises(UsageError, match=r"Semua bimtek sudah punya matriks\. .*--bimtek 2"):
        to_send(folder(*matrices), kota)


def test_a_bimtek_goes_on_from_the_one_just_before(kota: Profile) -> None:
    there = folder("Bimtek 1/Hasil/Matriks bimtek 1.xlsx", "Bimtek 1/Hasil/Kerja sekretariat bimtek 1.xlsx")
    assert earlier_matrix(there, kota, kota.stage(2)) == ROOT / "Bimtek 1/Hasil/Kerja sekretariat bimtek 1.xlsx"
    assert earlier_matrix(there, kota, kota.stage(1)) is None
    rembang = load_profile("rembang")
    assert earlier_matrix(there, rembang, rembang.stage(3)) is None  # of bimtek 2


def test_two_folders_for_one_bimtek_are_asked_about(kota: Profile) -> None:
    with pytest.raises(UsageError, match='"Bimtek 2 a" dan "Bimtek 2 b"'):
        to_collect(folder("Bimtek 2 a/Kiriman/a.xlsx", "Bimtek 2 b/Kiriman/a.xlsx"), kota)


def test_a_folder_is_listed_without_what_has_been_put_away(tmp_path: Path, kota: Profile) -> None:
    assert working_folder(tmp_path) is None
    for name in ("Bimtek 1/Kiriman/a b.xlsx", "Bimtek 1/Hasil/Arsip/tanpa waktu/c.xlsx", "Lain/d.xlsx", "e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "Bimtek 1/Kiriman/putar").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "~$Pengaturan.xlsx").write_text("", encoding="utf-8")
    assert working_folder(tmp_path) is None
    (tmp_path / "Pengaturan.xlsx").write_text("", encoding="utf-8")
    there = working_folder(tmp_path)
    assert there is not None
    assert {path for path in there.listing if not path.endswith("/")} == {
        *("Bimtek 1/Kiriman/a b.xlsx", "e.txt", "Pengaturan.xlsx", "~$Pengaturan.xlsx")
    }
    assert "Bimtek 1/Hasil/" in there.listing
    assert there.under(to_collect(there, kota).places.returns) == [tmp_path / "Bimtek 1/Kiriman/a b.xlsx"]


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
