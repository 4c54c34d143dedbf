"""What the sheet calls *Lengkap* is what collection finds no error in.

Rows of a clean world are spoilt at random with what people type; the status that the sheet shows (its mirror in Python,
which the tests with LibreOffice hold against the formula) is compared with the findings.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from tests import DATA, ROOT
from tests.worlds import World, clean
from worksheet_kit.checks.progress import completeness
from worksheet_kit.core import layout, lists
from worksheet_kit.core.model import Column, Form, Profile, Raw, Row, Severity, ShownNumber, WorksheetContent
from worksheet_kit.core.words import COMPLETE
from worksheet_kit.kinds import KINDS
from worksheet_kit.profile import load_profile
from worksheet_kit.values.text import is_blank
from worksheet_kit.worksheet.contents import prepare

ROUNDS = 100


def typed(profile: Profile, form: Form, column: Column, world: World, chance: random.Random) -> Raw:
    """Something a participant may type into a column, right or wrong."""
    pool: list[Raw] = [None, " ", "-", "*", "?", "tidak ada", "xyz", "\u00a0", "\u200b"]
    if column.kind in {KINDS["number"], KINDS["money"]}:
        pool += [0.0, -5.0, 0.5, 1.5, 12.0, 1e14, 150_000_000.0, "5", "1.234", "29 orang", "Rp5 juta"]
    elif column.kind is KINDS["quarter"]:
        pool += [quarter.label for quarter in profile.quarters]
        pool += [profile.quarters[0].stored, "2026", "Q1 2026", "TW I 2099", 2026.0, " TW I 2027 ", "TW  I 2027"]
    elif column.kind is KINDS["phone"]:
        pool += [
            "081234567890",
            "0812 3456 789",
            "(0295) 691234",
            "+62 812",
            "+6281234567890",
            "0811/0812",
            8e10,
            8.1e9,
        ]
        pool += ["0812345678", "08123456", "08123456789012", "0112345678", "08123456789\u00a0", "08-12-2022", "0812e9"]
        pool += ["\uff10\uff18123456789", "0812,345678", "0812345678%", "'0812345678", "0812\n345678", -812345678.0]
    elif column.kind is KINDS["date"]:
        pool += [date(2022, 7, 20), 44762.0, 44762.5, 18_263.0, 18_262.0, 73_415.0, 73_415.9, 73_416.0, 2022.0, -1.0]
        pool += ["20 Juli 2022", "44762", "5/7/2022", datetime(2022, 7, 20, 13, 30), 0.0]
    elif column.refers_to:
        pool += ["TATA-P01", "P01", "p1", "TATA-P06", "TATA-P99", "EKO-P01", "S1", "W1", "O1", "T1", "S2", "s1"]
    elif column.list:
        found = lists.list_for(profile, form, column, world.recipients[0])
        assert found is not None
        if column.kind is KINDS["yesno"]:
            pool += ["ya.", "YA ", "y a", "tdk", "x", "\u2713", "\u221a", "TRUE", 1.0, "Ya, tetapi"]
        item = chance.choice(found.items)
        pool += [item.label, item.label.upper(), f" {item.label} ", f"{item.label}x", item.code, *item.aliases, 1.0]
    else:
        pool += ["teks", 5.0, "=1", "x" * 300, "\n\t", "\u2060\ufeff ", "\u2800\u3164"]
    return chance.choice(pool)


def spoilt(profile: Profile, stage: int, chance: random.Random) -> World:
    """A world in which some cells of its first group say something else, and sometimes a row is gone."""
    world = clean(profile, stage)
    world.previous.clear()  # nor does the sheet know what was written earlier
    del world.recipients[1:]
    plans = [
        layout.sheet_layout(form, profile, world.recipients[0]) for form in profile.stage_forms(profile.stage(stage))
    ]
    for plan in plans:
        filled = [place.key for place in plan.rows if place.key in world.rows]
        if len(filled) == 1:
            for place in plan.rows[1:8]:
                world.copy(filled[0], place.key)
    rows = {place.key: plan.form for plan in plans for place in plan.rows if place.key in world.rows}
    for key in chance.choices(list(rows), k=chance.randint(1, 6)):
        column = chance.choice(rows[key].inputs)
        world.rows[key][column.key] = typed(profile, rows[key], column, world, chance)
    if chance.random() < 0.3:
        world.change({chance.choice(list(rows)): None})
    return world


def as_typed(row: Row, raw: Mapping[str, Raw]) -> bool:
    """Whether collection has taken every cell as it stands; it also takes for blanks what nobody sees."""
    unseen = any(isinstance(value, str) and is_blank(value) and value.strip(" ") for value in raw.values())
    return not unseen and all(not c.rule and c.value is not None for c in row.cells.values())


def in_sheet(typed: Raw) -> Raw:
    """What a cell holds: a day is a number there."""
    if not isinstance(typed, date):
        return typed
    hours = typed.hour / 24 if isinstance(typed, datetime) else 0
    return float((date(typed.year, typed.month, typed.day) - date(1899, 12, 30)).days + hours)


@pytest.fixture(scope="module")
def kontak() -> Profile:
    return load_profile(DATA / "kontak")


@pytest.mark.sampled
@pytest.mark.parametrize(("region", "stage"), [("kota", 1), ("kota", 2), ("kontak", 1)])
def test_complete_is_what_has_no_error(region: str, stage: int, request: pytest.FixtureRequest) -> None:
    profile: Profile = request.getfixturevalue(region)
    chance = random.Random(stage)
    seen: Counter[tuple[bool, bool]] = Counter()
    for _ in range(ROUNDS):
        world = spoilt(profile, stage, chance)
        faulty: dict[str, list[str]] = {}
        for finding in world.findings():
            if finding.severity is Severity.ERROR:
                faulty.setdefault(finding.row, []).append(finding.message)
        raw = {key: {c: v for c, v in row.items() if v is not None} for key, row in world.rows.items()}
        own = f"{world.recipients[0].code}-"
        stands = {key: {c: in_sheet(v) for c, v in row.items()} for key, row in raw.items() if key.startswith(own)}
        content = WorksheetContent(raw=stands)
        dataset = world.dataset()
        for form in prepare(profile, profile.stage(stage), world.recipients[0], content).forms:
            rows = {row.key: row for row in dataset.rows[form.form.name]}
            for key, status in form.statuses.items():
                if key not in rows:
                    assert status == ""
                    continue
                complete, errors = status == COMPLETE, faulty.get(key, [])
                seen[complete, bool(errors)] += 1
                assert not (complete and errors), (key, errors)
                if not complete and as_typed(rows[key], raw[key]):
                    assert errors, (key, status)
    assert seen[True, False] > 100
    assert seen[False, True] > 50


#: What a formula cannot see: the column, what collection reads in it, what the sheet counts with.
EXCEPTIONS = [
    ("target_akhir", datetime(2026, 7, 5), 46_208.0, "S213"),
    ("target_akhir", True, 1.0, "S213"),
    ("target_akhir", "50%", 0.5, "S203"),
    ("target_akhir", ShownNumber(29, "29 orang"), 29.0, "S203"),
    ("target_akhir", ShownNumber(150, "150 jt"), 150.0, "S204"),
    ("target_akhir", 1234567890123456.0, 1234567890123456.0, "S221"),
    ("keterangan", 198501012010011001.0, 198501012010011001.0, "S214"),
]


@pytest.mark.parametrize(("column", "read", "stands", "code"), EXCEPTIONS)
def test_what_a_formula_cannot_see_is_named_and_keeps_the_row_from_being_complete(
    kota: Profile, column: str, read: Raw, stands: Raw, code: str
) -> None:
    world = clean(kota, 2)
    world.change({f"TATA-P01.{column}": read, "TATA-P01.satuan": "unit"})
    group = next(recipient for recipient in world.recipients if recipient.code == "TATA")
    raw = {key: {c: v for c, v in row.items() if v is not None} for key, row in world.rows.items()}
    content = WorksheetContent(raw={"TATA-P01": {**raw["TATA-P01"], column: stands}})
    (form,) = [form for form in prepare(kota, kota.stage(2), group, content).forms if form.form.name == "program_kerja"]
    assert form.statuses["TATA-P01"] == COMPLETE

    findings = world.findings()
    assert [f.code for f in findings if f.row == "TATA-P01" and f.severity is Severity.ERROR] == [code]
    lines = {(line.recipient, line.form): line for line in completeness(world.dataset(), findings)}
    line = lines["TATA", "program_kerja"]
    assert line.complete == line.rows - 1
    _, _, named = (ROOT / "docs" / "panduan.md").read_text(encoding="utf-8").partition("### Lengkap di lembar")
    assert code in named
