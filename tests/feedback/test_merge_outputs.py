"""What one merge writes, asked for with paths as data: all of it in place and named, or nothing touched."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from tests.test_collect import FULL, LAYANAN, Desk
from worksheet_kit.core import processes
from worksheet_kit.core.errors import OutputError, UsageError
from worksheet_kit.core.model import Profile
from worksheet_kit.feedback.merge_outputs import Targets, check_targets, write_outputs

#: Fields that are no output.
SWITCHES = {"raw_tables", "drafts_where_needed"}


@pytest.fixture
def desk(kota: Profile, tmp_path: Path) -> Desk:
    desk = Desk(kota, tmp_path)
    desk.put("tata.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": None}})
    return desk


def everything(folder: Path) -> Targets:
    """A place for each output there is."""
    named = {field.name: folder / field.name for field in fields(Targets) if field.name not in SWITCHES}
    return Targets(
        **{**named, "matrix": folder / "m.xlsx", "presentation": folder / "p.xlsx", "secretariat": folder / "s.xlsx"}
    )


def test_whatever_is_asked_for_is_written_and_named(desk: Desk, tmp_path: Path) -> None:
    targets = everything(tmp_path / "hasil")
    written = write_outputs(targets, desk.collect())
    assert {group.name for group in written} == {field.name for field in fields(Targets)} - SWITCHES
    for group in written:
        assert group.target == getattr(targets, group.name)
        assert group.files
        assert all(path.is_file() for path in group.files)
    files = {path for path in (tmp_path / "hasil").rglob("*") if path.is_file()}
    assert files == {path for group in written for path in group.files}
    assert {group.name for group in written if group.to_fill_in} == {"corrections", "drafts"}


def test_what_was_typed_in_a_copy_to_be_shown_is_kept_beside_the_new_one(desk: Desk, tmp_path: Path) -> None:
    """It is not read back, as the matrix is."""
    targets = Targets(matrix=tmp_path / "m.xlsx", presentation=tmp_path / "p.xlsx")
    write_outputs(targets, desk.collect())
    (tmp_path / "p.xlsx").write_bytes(b"diketik")
    (copy,) = (group for group in write_outputs(targets, desk.collect()) if group.name == "presentation")
    assert copy.kept == tmp_path / "p (sebelumnya).xlsx"
    assert copy.kept.read_bytes() == b"diketik"


@pytest.mark.parametrize(("method", "count"), [("fork", 2), ("spawn", 2)])
def test_processes_write_what_one_process_writes(
    method: str, count: int, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And put it in place with all the rest, or not at all."""
    monkeypatch.setattr(processes, "METHOD", method)
    monkeypatch.setattr(processes, "processors", lambda: 1)
    write_outputs(everything(tmp_path / "hasil"), desk.collect())
    alone = {path: path.read_bytes() for path in (tmp_path / "hasil").rglob("*") if path.is_file()}
    (tmp_path / "hasil").rename(tmp_path / "sendiri")
    monkeypatch.setattr(processes, "processors", lambda: count)
    result = desk.collect()
    write_outputs(everything(tmp_path / "hasil"), result)
    assert {path: path.read_bytes() for path in alone} == alone
    (tmp_path / "hasil").rename(tmp_path / "bersama")
    (tmp_path / "hasil" / "per_agency").mkdir(parents=True)
    in_the_way = tmp_path / "hasil" / "per_agency" / "Berita Acara Kelompok.xlsx"
    in_the_way.write_text("diubah orang", encoding="utf-8")
    with pytest.raises(OutputError):
        write_outputs(everything(tmp_path / "hasil"), result)
    assert [path for path in (tmp_path / "hasil").rglob("*") if path.is_file()] == [in_the_way]


def test_the_matrix_alone_is_enough(desk: Desk, tmp_path: Path) -> None:
    (written,) = write_outputs(Targets(matrix=tmp_path / "m.xlsx"), desk.collect())
    assert (written.name, written.files) == ("matrix", (tmp_path / "m.xlsx",))


def test_a_standing_matrix_is_the_one_whose_decisions_count(desk: Desk, kota: Profile, tmp_path: Path) -> None:
    targets, other = Targets(matrix=tmp_path / "m.xlsx"), tmp_path / "lain.xlsx"
    assert check_targets(targets, kota, materials=()) == ()
    write_outputs(targets, desk.collect())
    assert check_targets(targets, kota, materials=()) == (targets.matrix,)
    assert check_targets(targets, kota, materials=(), decisions=other) == (other,)
    page = tmp_path / "keputusan.json"
    page.write_text("{}", encoding="utf-8")
    assert check_targets(targets, kota, materials=()) == (targets.matrix, page)
    assert check_targets(targets, kota, materials=(), decisions=other) == (other,)
    carried = tmp_path / "dari laptop.json"
    assert check_targets(targets, kota, materials=(), decisions=carried) == (targets.matrix, carried)


def test_both_books_of_a_matrix_that_is_replaced_count_and_are_kept(desk: Desk, kota: Profile, tmp_path: Path) -> None:
    single, targets = tmp_path / "m.xlsx", Targets(matrix=tmp_path / "m.xlsx", secretariat=tmp_path / "s.xlsx")
    write_outputs(Targets(matrix=single), desk.collect())
    assert check_targets(targets, kota, materials=()) == (single,)
    written = write_outputs(targets, desk.collect(decisions=single))
    assert {group.name: group.kept for group in written} == {
        "matrix": tmp_path / "m (sebelumnya).xlsx",
        "secretariat": None,
    }
    books = check_targets(targets, kota, materials=())
    assert {*books} == {targets.matrix, targets.secretariat}
    before = [path.read_bytes() for path in books]
    write_outputs(targets, desk.collect(decisions=books))
    assert [path.read_bytes() for path in books] == before
    (tmp_path / "s.xlsx").write_text("bukan matriks")
    with pytest.raises(UsageError, match=r"s\.xlsx sudah ada dan bukan matriks"):
        check_targets(targets, kota, materials=())


def test_one_output_that_cannot_be_meant_keeps_all_from_being_written(desk: Desk, tmp_path: Path) -> None:
    targets = everything(tmp_path / "hasil")
    (tmp_path / "hasil").mkdir()
    mine = desk.folder / "Draf Kelompok - Bimtek 2 - Kota Melayani.xlsx"
    desk.put(mine.name, FULL, at="08:00")
    before = mine.read_bytes()
    with pytest.raises(UsageError, match="salah satu kiriman"):
        write_outputs(Targets(matrix=targets.matrix, json=targets.json, drafts=desk.folder), desk.collect())
    assert mine.read_bytes() == before
    assert list((tmp_path / "hasil").iterdir()) == []


def test_one_folder_may_take_several_outputs(desk: Desk, tmp_path: Path) -> None:
    one = tmp_path / "hasil"
    targets = Targets(
        matrix=one / "m.xlsx", corrections=one, drafts=one, per_agency=tmp_path / "." / "hasil", tables=one
    )
    written = write_outputs(targets, desk.collect())
    named = {path.name for group in written for path in group.files}
    assert named == {path.name for path in one.iterdir()}
    assert len(named) == sum(len(group.files) for group in written)


def test_a_file_and_a_folder_of_one_name_are_refused(kota: Profile, tmp_path: Path) -> None:
    targets = Targets(matrix=tmp_path / "m.xlsx", tables=tmp_path / "m.xlsx")
    with pytest.raises(UsageError, match="disebut untuk dua hasil"):
        check_targets(targets, kota, materials=())
    assert list(tmp_path.iterdir()) == []
