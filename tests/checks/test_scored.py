"""Notes on what the ministry scores go by roles and rules: a region with names of its own gets them, else none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.profile.test_own_forms import column, form, region
from tests.worlds import World
from worksheet_kit.core.model import Profile, Quarter, Raw, Recipient

SCORED = {"L508", "L509", "L510", "R307", "R308", "R309", "R310"}
LISTS = """
[list.ragam]
items = ["Perangkat lunak", "Belajar", "Kabel"]
[list.dari]
items = [{ label = "APBD Kota", code = "KAS" }, { label = "Sumbangan warga", code = "WRG" }, "Gratis"]
[list.tempo]
items = [{ label = "Kilat", until = 2025 }, "Santai"]
"""
IDEAS = form(
    "gagasan",
    "G",
    column("nama", "text", required=True),
    column("tempo", "choice", list="tempo", role="term"),
    column("sahabat", "text", role="partner"),
    role="programs",
)
TASKS = form(
    "kerja",
    "K",
    column("nama", "text", required=True),
    column("induk", "choice", list="@gagasan", role="parent"),
    column("ragam", "choice", list="ragam", role="action_kind"),
    column("dari", "choice", list="dari", role="funding"),
    column("juga", "choice", list="dari", role="other_funding"),
    column("awal", "quarter", role="start"),
    column("akhir", "quarter", role="end"),
    column("volume", "number", repeat="years", heading="Volume {tahun}", role="target"),
    '[[rule]]\nkind = "not_all"\nvalue = "Perangkat lunak"\n[[rule]]\nkind = "some"\nvalue = "Belajar"\n',
    role="actions",
)
WINS = form(
    "juara",
    "J",
    column("nama", "text", required=True),
    column("guna", "text", role="benefit"),
    column("awal", "quarter", role="start"),
    column("akhir", "quarter", role="end"),
    role="quick_wins",
)
CLEAN: Mapping[str, Mapping[str, Raw]] = {
    "TATA-G1": {"nama": "Satu", "tempo": "Kilat", "sahabat": "Kampus"},
    "TATA-K1": {
        "nama": "Menulis",
        "induk": "G1",
        "ragam": "Perangkat lunak",
        "dari": "APBD Kota",
        "awal": "TW I 2025",
        "akhir": "TW IV 2025",
        "volume_2025": 4.0,
    },
    "TATA-K2": {"nama": "Melatih", "induk": "G1", "ragam": "Belajar", "dari": "APBD Kota"},
    "TATA-J1": {"nama": "Antre", "guna": "Dipakai pedagang", "awal": "TW I 2025", "akhir": "TW I 2026"},
}


def town(folder: Path, *, roles: bool = True) -> Profile:
    forms = {"gagasan": IDEAS, "kerja": TASKS, "juara": WINS}
    if not roles:
        unruled = {name: text.split("[[rule]]")[0] for name, text in forms.items()}
        forms = {name: re.sub(r'(?m)^role = "(?!title").*\n', "", text) for name, text in unruled.items()}
    profile = region(folder / "desa", forms, more=LISTS)
    return replace(profile, quarters=tuple(Quarter(year, n) for year in (2025, 2026) for n in (1, 2, 3, 4)))


def notes(profile: Profile, changes: Mapping[str, Raw]) -> list[tuple[str, str]]:
    world = World(profile=profile, stage=1, rows={key: dict(row) for key, row in CLEAN.items()})
    world.recipients, world.identity = [Recipient(dimension="TATA")], {"TATA": {"nama": "Siti"}}
    found = world.change(changes).findings()
    return [(finding.code, finding.row) for finding in found if finding.code in SCORED]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, []),
        ({"TATA-K2.ragam": "Perangkat lunak"}, [("L508", ""), ("L509", "")]),
        ({"TATA-K2.ragam": "Kabel"}, [("L509", "")]),
        ({"TATA-K2.ragam": None}, []),  # it may be anything yet
        ({"TATA-K2.ragam": "Belajarr"}, []),
        ({"TATA-G1.sahabat": None}, [("L510", "")]),
        ({"TATA-G1.sahabat": "-", "TATA-K2.dari": "Gratis"}, []),
        ({"TATA-G1.sahabat": None, "TATA-K1.juga": "Sumbangan warga"}, []),
        ({"TATA-G1.sahabat": None, "TATA-K2.dari": None}, []),
        ({"TATA-K1.volume_2026": 1.0}, [("R307", "TATA-K1")]),
        ({"TATA-K1.volume_2026": 0.0}, []),
        ({"TATA-K1.volume_2026": 1.0, "TATA-K1.akhir": None}, []),
        ({"TATA-K1.akhir": "TW II 2026"}, [("R308", "TATA-G1")]),
        ({"TATA-K1.akhir": "TW II 2026", "TATA-G1.tempo": "Santai"}, []),
        ({"TATA-J1.akhir": "TW II 2026"}, [("R309", "TATA-J1")]),
        ({"TATA-J1.guna": None}, [("R310", "TATA-J1")]),
        ({"TATA-J1.guna": "Lebih cepat 30%"}, [("R310", "TATA-J1")]),
    ],
)
def test_each_note_has_its_reason(changes: Mapping[str, Raw], wanted: list[tuple[str, str]], tmp_path: Path) -> None:
    assert notes(town(tmp_path), changes) == wanted


def test_forms_without_these_roles_get_none(tmp_path: Path) -> None:
    changes = {"TATA-K2.ragam": "Perangkat lunak", "TATA-G1.sahabat": None, "TATA-K1.volume_2026": 1.0}
    assert notes(town(tmp_path, roles=False), {**changes, "TATA-J1.guna": None}) == []
