"""What a merge puts away: what it replaces and what is outdated, never what people changed; all of it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.worlds import World, result_of
from worksheet_kit.core.errors import OutputError
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Profile
from worksheet_kit.folder import archive
from worksheet_kit.folder.archive import Record, Standing, plan, read_record
from worksheet_kit.folder.names import WorkingFolder

BOOK = "Matriks bimtek 2.xlsx"
TEXT = "Rekap bimtek 2.txt"
LAST = Record("2025-06-05 19.00", {BOOK: "m1", TEXT: "t1", "Lembar Perbaikan/R1.xlsx": "r1"})


@pytest.mark.parametrize(
    ("there", "written", "places", "replaced", "outdated", "changed"),
    [
        # The first merge, and one that changes nothing.
        ({}, {BOOK: "m1"}, {BOOK: BOOK}, (), (), ()),
        (LAST.files, dict(LAST.files), {name: name for name in LAST.files}, (), (), ()),
        # A group is complete now: its correction goes with what is replaced.
        (LAST.files, {BOOK: "m2", TEXT: "t1"}, {BOOK: BOOK, TEXT: TEXT}, (BOOK,), ("Lembar Perbaikan/R1.xlsx",), ()),
        # People changed the text: it stays, and is told of as long as it stands there.
        (
            {**LAST.files, TEXT: "diubah"},
            {**LAST.files, TEXT: "t2"},
            {BOOK: BOOK, TEXT: "Rekap bimtek 2 (baru).txt", "Lembar Perbaikan/R1.xlsx": "Lembar Perbaikan/R1.xlsx"},
            (),
            (),
            (TEXT,),
        ),
        # ... and the new one as well.
        (
            {TEXT: "diubah", "Rekap bimtek 2 (baru).txt": "juga"},
            {TEXT: "t2"},
            {TEXT: "Rekap bimtek 2 (baru 2).txt"},
            (),
            (),
            (TEXT,),
        ),
        # Somebody has worked on a correction, and no new one is written.
        ({**LAST.files, "Lembar Perbaikan/R1.xlsx": "diisi"}, {}, {}, (), (BOOK, TEXT), ("Lembar Perbaikan/R1.xlsx",)),
        # Books are replaced whatever people typed: it has been read back.
        ({BOOK: "diketik"}, {BOOK: "m2"}, {BOOK: BOOK}, (BOOK,), (), ()),
        # What somebody has put away by hand, or put beside the results, is nobody's business.
        ({"Lembar Perbaikan/catatan.docx": "x"}, {BOOK: "m1"}, {BOOK: BOOK}, (), (), ()),
    ],
)
def test_what_is_put_where(
    there: Mapping[str, str],
    written: dict[str, str],
    places: dict[str, str],
    replaced: tuple[str, ...],
    outdated: tuple[str, ...],
    changed: tuple[str, ...],
) -> None:
    planned = plan(written, {BOOK}, LAST, lambda name: Standing(there[name], False) if name in there else None)
    assert (planned.places, planned.replaced, planned.outdated) == (places, replaced, outdated)
    assert planned.changed == changed
    assert set(planned.record.files) == {*places.values(), *(set(changed) & set(LAST.files))}


def test_a_workbook_that_nobody_has_saved_is_as_made_whatever_its_bytes() -> None:
    """A cloud that stores office files may write into them."""
    planned = plan({TEXT: "t2"}, set(), LAST, lambda _: Standing("lain", True))
    assert (planned.places, planned.replaced, planned.changed) == ({TEXT: TEXT}, (TEXT,), ())


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"sampai": 3, "berkas": {}}', '{"sampai": "x", "berkas": [1]}', "rusak"),
        '{"sampai": "../../x", "berkas": {"../a": "1", "/b": "1", "C:\\\\c": "1", "Arsip/d": "1", "": "1"}}',
    ],
)
def test_a_record_that_is_none_names_no_file_and_no_place(text: str) -> None:
    assert read_record(text) == Record("tanpa waktu", {})


@pytest.fixture
def results(kota: Profile, tmp_path: Path) -> Path:
    return WorkingFolder(tmp_path, frozenset()).stage(2).results


def put(results: Path, kota: Profile, files: dict[str, str]) -> tuple[str, ...]:
    """Write results as a merge does, and give what was put away."""
    places = WorkingFolder(results.parents[1], frozenset()).stage(2)
    with Outputs() as outputs:
        for name, text in files.items():
            outputs.write_text(results / name, text)
        arranged = archive.put_away(places, outputs, result_of(World(profile=kota, stage=2)))
    return tuple(path.relative_to(results).as_posix() for path in arranged.archived)


def standing(results: Path) -> dict[str, str]:
    files = (path for path in sorted(results.rglob("*")) if path.is_file() and path.name != ".hasil.json")
    return {path.relative_to(results).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_what_is_replaced_stands_in_the_archive(results: Path, kota: Profile) -> None:
    old, new = {BOOK: "m1", "Lembar Perbaikan/R1.txt": "r1"}, {BOOK: "m2"}
    assert put(results, kota, old) == ()
    assert put(results, kota, old) == ()
    assert standing(results) == old
    assert put(results, kota, new) == (
        "Arsip/tanpa waktu/Matriks bimtek 2.xlsx",
        "Arsip/tanpa waktu/Lembar Perbaikan/R1.txt",
    )
    assert standing(results) == new | {f"Arsip/tanpa waktu/{name}": text for name, text in old.items()}
    assert not (results / "Lembar Perbaikan").exists()
    assert put(results, kota, {BOOK: "m3"}) == ("Arsip/tanpa waktu (2)/Matriks bimtek 2.xlsx",)
    record = json.loads((results / ".hasil.json").read_text(encoding="utf-8"))
    assert set(record["berkas"]) == {BOOK}


@pytest.mark.parametrize("broken", ["replace", "unlink"])
def test_a_merge_that_fails_half_way_leaves_everything_as_it_was(
    results: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """As when a cloud takes hold of a file between the look at it and its turn."""
    put(results, kota, {BOOK: "m1", TEXT: "t1", "R1.txt": "r1"})
    before = standing(results) | {".hasil.json": (results / ".hasil.json").read_text(encoding="utf-8")}
    real = getattr(Path, broken)

    def fails(self: Path, *more: object, **named: object) -> object:
        if results / TEXT in more or (broken == "unlink" and self == results / "R1.txt"):
            raise PermissionError(13, "dipakai", str(self))
        return real(self, *more, **named)

    monkeypatch.setattr(Path, broken, fails)
    with pytest.raises(OutputError):
        put(results, kota, {BOOK: "m2", TEXT: "t2", "baru.txt": "b"})
    monkeypatch.undo()
    assert standing(results) | {".hasil.json": (results / ".hasil.json").read_text(encoding="utf-8")} == before
    assert not (results / "Arsip").exists()
