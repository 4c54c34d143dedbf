"""Every kind of workbook that is written, each made once in a process: what all formulas of ours can be looked at in.

Worksheets blank, filled in and faulty, of the packaged region and of those of the tests; corrections and drafts; the
matrix of every stage, and what goes to one agency.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from _pytest.mark import ParameterSet

from tests import DATA, SAMPLES
from tests.worksheet.test_status_law import in_sheet, typed
from tests.worlds import World, clean, result_of
from worksheet_kit.collect import collect
from worksheet_kit.core import layout
from worksheet_kit.core.model import Profile, Recipient, Result, Stage, WorksheetContent
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback.corrections import write_corrections
from worksheet_kit.feedback.drafts import write_drafts
from worksheet_kit.feedback.next_stage import content_for
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet.workbook import worksheet_bytes

REGIONS = ("rembang", "kota", "kontak", "pulau", "teluk")


@cache
def region(name: str) -> Profile:
    """The packaged profile, or one of the tests' own."""
    return load_profile(Path(name) if name == "rembang" else DATA / name)


def of_regions(*cases: tuple[object, ...]) -> list[ParameterSet]:
    """Cases that begin with a region or a workbook: the quick loop tries the small city, the whole run all of them."""
    return [pytest.param(*case, marks=() if "kota" in str(case[0]) else pytest.mark.slow) for case in cases]


def stages() -> Iterator[tuple[str, int]]:
    """Every stage of every region."""
    for name in REGIONS:
        yield from ((name, stage.number) for stage in region(name).stages)


def recipient(profile: Profile, code: str = "") -> Recipient:
    """A recipient by its code, else the first group."""
    found = recipient_of(profile, code or profile.dimensions[0].code)
    assert found is not None
    return found


def _worksheet(name: str, stage: int, filled: bool = False) -> bytes:
    profile = region(name)
    content = _typed(profile, profile.stage(stage)) if filled else WorksheetContent()
    return worksheet_bytes(profile, profile.stage(stage), recipient(profile), content)


def _typed(profile: Profile, stage: Stage) -> WorksheetContent:
    """The rows of the first group: complete ones, and others with what people type into one column or several."""
    chance = random.Random(f"{profile.region} {stage.number}")
    group = recipient(profile)
    world = _filled(profile, stage.number, group)
    carried = _seed(profile, stage, group)
    plans = [layout.sheet_layout(form, profile, group) for form in profile.stage_forms(stage)]
    for plan in plans:
        good = [place.key for place in plan.rows if place.key in world.rows]
        for n, place in enumerate(plan.rows[:60]):
            world.copy(good[n % len(good)], place.key)
            if n % 8:
                for column in chance.sample(plan.form.inputs, min(n % 8 // 2 + 1, len(plan.form.inputs))):
                    world.rows[place.key][column.key] = typed(profile, plan.form, column, world, chance)
            if n % 8 == 7:
                del world.rows[place.key]
    raw = {
        key: {column: in_sheet(value) for column, value in row.items() if value is not None}
        for key, row in world.rows.items()
        if key.startswith(f"{group.code}-")
    }
    return WorksheetContent(raw=raw, lists=carried.lists, given=carried.given)  # type: ignore[arg-type]


def _filled(profile: Profile, stage: int, group: Recipient) -> World:
    world = clean(profile, stage)
    assert any(key.startswith(group.code) for key in world.rows)
    return world


def _seed(profile: Profile, stage: Stage, group: Recipient) -> WorksheetContent:
    """What a stage carries over from the one before it, where that is made from its rows."""
    before = [other.number for other in profile.stages if other.number < stage.number]
    rows = clean(profile, max(before)).dataset().rows if before else {}
    return content_for(profile, stage, group, rows) or WorksheetContent()


def _seeded() -> bytes:
    profile = region("rembang")
    group = recipient(profile)
    return worksheet_bytes(profile, profile.stage(3), group, _seed(profile, profile.stage(3), group))


def _offering(count: int) -> bytes:
    """A worksheet that offers so many strategies; the first and the last are taken up, in several spellings."""
    profile = region("rembang")
    stage, group, rows = profile.stage(2), recipient(profile), _collected(1).dataset.rows
    example = next(row for row in rows["strategi"] if row.recipient == group.code)
    codes = [f"{block.prefix}{n + 1}" for block in profile.forms["strategi"].blocks for n in range(block.rows)][:count]
    strategies = tuple(replace(example, code=code, key=f"{group.code}-{code}") for code in codes)
    content = content_for(profile, stage, group, {**rows, "strategi": strategies})
    assert content is not None
    first, last = content.lists["strategi"].items[0], content.lists["strategi"].items[-1]
    typed = [first.label, first.stored.lower(), last.label.upper(), "Di luar strategi", "SO9", "*", "?"]
    raw = {f"{group.code}-P{n:02d}": {"nama_program": f"Program {n}", "strategi": t} for n, t in enumerate(typed, 1)}
    return worksheet_bytes(profile, stage, group, replace(content, raw=raw))


@cache
def _collected(stage: int) -> Result:
    return collect([SAMPLES / f"bimtek-{stage}"], region("rembang"), stage=stage)


def _from_samples(stage: int, write: Callable[[Result, Path], object]) -> dict[str, bytes]:
    """What is written from the sample returns, by file name."""
    with TemporaryDirectory() as folder:
        write(_collected(stage), Path(folder))
        return {path.name: path.read_bytes() for path in sorted(Path(folder).rglob("*.xlsx"))}


def _first(files: dict[str, bytes]) -> bytes:
    return next(iter(files.values()))


def _matrix(result: Result) -> bytes:
    with TemporaryDirectory() as folder:
        write_matrix(Path(folder) / "Matriks.xlsx", result)
        return (Path(folder) / "Matriks.xlsx").read_bytes()


def _all() -> dict[str, Callable[[], bytes]]:
    made: dict[str, Callable[[], bytes]] = {}
    for name, stage in stages():
        made[f"kosong {name} {stage}"] = lambda name=name, stage=stage: _worksheet(name, stage)
        made[f"terisi {name} {stage}"] = lambda name=name, stage=stage: _worksheet(name, stage, filled=True)
        made[f"matriks {name} {stage}"] = lambda name=name, stage=stage: _matrix(result_of(clean(region(name), stage)))
    made["lanjutan rembang 3"] = _seeded
    for count in (1, 2, 32):
        made[f"{count} strategi"] = lambda count=count: _offering(count)
    for stage in (1, 2):
        made[f"matriks kiriman {stage}"] = lambda stage=stage: _matrix(_collected(stage))
        made[f"perbaikan {stage}"] = lambda stage=stage: _first(_from_samples(stage, _corrections))
        made[f"draf {stage}"] = lambda stage=stage: _first(_from_samples(stage, _drafts))
        made[f"rekap {stage}"] = lambda stage=stage: _first(_from_samples(stage, _books))
    return made


def _corrections(result: Result, folder: Path) -> object:
    return write_corrections(result, folder)


def _drafts(result: Result, folder: Path) -> object:
    return write_drafts(result, folder)


def _books(result: Result, folder: Path) -> object:
    return write_agency_books(folder, result)


_MAKERS = _all()
WORKBOOKS = tuple(_MAKERS)


@cache
def workbook(name: str) -> bytes:
    """The file of one of `WORKBOOKS`."""
    return _MAKERS[name]()
