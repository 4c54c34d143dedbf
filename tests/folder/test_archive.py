"""What a merge puts away: what it replaces and what is outdated, never what people changed; all of it, or nothing."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import World, result_of
from worksheet_kit.core.errors import OutputError
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Profile
from worksheet_kit.folder import archive
from worksheet_kit.folder.archive import Record, plan, read_record
from worksheet_kit.folder.names import WorkingFolder

BOOK = "Matriks bimtek 2.xlsx"
TEXT = "Rekap bimtek 2.txt"
LAST = Record("2025-06-05 19.00", {BOOK: ("m1",), TEXT: ("t1",), "Lembar Perbaikan/R1.xlsx": ("r1",)})
WROTE = {name: sha256 for name, (sha256,) in LAST.files.items()}


@pytest.mark.parametrize(
    ("there", "written", "places", "replaced", "outdated", "changed"),
    [
        # The first merge, and one that changes nothing.
        ({}, {BOOK: "m1"}, {BOOK: BOOK}, (), (), ()),
        (WROTE, WROTE, {name: name for name in WROTE}, (), (), ()),
        # A group is complete now: its correction goes with what is replaced.
        (WROTE, {BOOK: "m2", TEXT: "t1"}, {BOOK: BOOK, TEXT: TEXT}, (BOOK,), ("Lembar Perbaikan/R1.xlsx",), ()),
        # People changed the text: it stays, and is told of as long as it stands there.
        (
            {**WROTE, TEXT: "diubah"},
            {**WROTE, TEXT: "t2"},
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
        ({**WROTE, "Lembar Perbaikan/R1.xlsx": "diisi"}, {}, {}, (), (BOOK, TEXT), ("Lembar Perbaikan/R1.xlsx",)),
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
    planned = plan(written, {BOOK}, LAST, there.get)
    assert (planned.places, planned.replaced, planned.outdated) == (places, replaced, outdated)
    assert planned.changed == changed
    assert set(planned.record.files) == {*places.values(), *({*changed, *outdated} & set(LAST.files))}


def save(path: Path, typed: str, modified: str = "") -> None:
    """A workbook with one text in it, whose properties say when it was saved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = f"<dcterms:created>2025</dcterms:created><dcterms:modified>2025{modified}</dcterms:modified>"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("docProps/core.xml", times)
        parts.writestr("xl/sharedStrings.xml", typed)


@pytest.mark.parametrize("place", ["Lembar Perbaikan/R1.xlsx", "R1.xlsx"])
def test_what_was_typed_by_a_program_that_does_not_say_so_stays(results: Path, kota: Profile, place: str) -> None:
    """Gnumeric, exceljs and SheetJS leave the time of the last saving as it was; a cloud may change it."""
    write(results, kota, place, "r1")
    save(results / place, "r1", modified=" oleh awan")
    assert write(results, kota, place, "r2") == (f"Arsip/tanpa waktu/{place}",)
    save(results / place, "diketik")
    assert write(results, kota, place, "r3") == ()
    with zipfile.ZipFile(results / place) as parts:
        assert parts.read("xl/sharedStrings.xml") == b"diketik"
    assert (results / place.replace("R1", "R1 (baru)")).exists()


def write(results: Path, kota: Profile, place: str, text: str) -> tuple[str, ...]:
    """Write one workbook as a merge does, and give what was put away."""
    places = WorkingFolder(results.parents[1], frozenset()).stage(2)
    with Outputs() as outputs:
        target = results / place
        save(outputs.path(target) if target.parent == results else outputs.folder(target.parent) / target.name, text)
        arranged = archive.put_away(places, outputs, result_of(World(profile=kota, stage=2)))
    return tuple(path.relative_to(results).as_posix() for path in arranged.archived)


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
    record = (results / ".hasil.json").read_bytes()
    assert put(results, kota, new) == ()
    assert (results / ".hasil.json").read_bytes() == record
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be killed at a step")
def test_a_computer_that_stops_at_any_step_loses_nothing(results: Path, kota: Profile, tmp_path: Path) -> None:
    """The book is there at any time, as it was or as it is to be, and what it replaces is not gone."""
    old, new = {BOOK: "m1", TEXT: "t1", "R1.txt": "r1"}, {BOOK: "m2", TEXT: "t2"}
    for step in range(30):
        shutil.rmtree(results, ignore_errors=True)
        put(results, kota, old)
        child = os.fork()
        if not child:
            stop_at(step)
            put(results, kota, new)
            os._exit(0)
        is_whole = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        there = {path: path.read_text(encoding="utf-8") for path in results.rglob("*") if path.is_file()}
        assert there[results / BOOK] in ("m1", "m2")
        assert set(old.values()) <= set(there.values())
        put(results, kota, new)  # the next merge goes on from there
        assert {name for name in standing(results) if "Arsip" not in name} == set(new)  # nothing half written
        assert set(old.values()) <= set(standing(results).values())
        if is_whole:
            return
    pytest.fail("a merge takes more steps than this test stops at")


def stop_at(step: int) -> None:
    """Have this process die at the n-th time it moves, removes or copies a file."""
    left = itertools.count(step, -1)

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            if next(left) == 0:
                os._exit(9)
            return real(*given, **named)

        return done

    for place, name in ((Path, "replace"), (Path, "unlink"), (shutil, "copy2")):
        setattr(place, name, dying(getattr(place, name)))
