"""Changed settings are told what they do to workbooks that are out, before it hurts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from worksheet_kit.core.model import Profile
from worksheet_kit.generate import generate
from worksheet_kit.kinds import KINDS
from worksheet_kit.returns.sent import misfits


@pytest.fixture(scope="module")
def out(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("kirim")
    written = generate(kota, folder, stages=[1], groups=["TATA", "LING"])
    (folder / "catatan.xlsx").write_bytes(b"apa saja")
    return [*written, folder / "catatan.xlsx"]


def with_first_form(profile: Profile, change: Callable[..., object]) -> Profile:
    form = profile.forms["swot"]
    return replace(profile, forms={**profile.forms, "swot": change(form)})


def changed_column(profile: Profile, **changes: object) -> Profile:
    return with_first_form(
        profile,
        lambda form: replace(
            form, columns=tuple(replace(c, **changes) if c.key == "bukti" else c for c in form.columns)
        ),
    )


FINE: list[tuple[str, Callable[[Profile], Profile]]] = [
    ("nothing", lambda profile: profile),
    ("a heading and its help", lambda profile: changed_column(profile, heading="Bukti lain", help="Lain")),
    ("an agency more", lambda profile: replace(profile, agencies=profile.agencies[::-1])),
    ("fewer lists", lambda profile: replace(profile, lists={**profile.lists, "lokasi": profile.lists["satuan"]})),
    (
        "a new column",
        lambda profile: with_first_form(
            profile,
            lambda form: replace(
                form, columns=(*form.columns, replace(form.columns[-1], key="baru", heading="Baru", since=2))
            ),
        ),
    ),
]


@pytest.mark.parametrize("case", FINE, ids=lambda case: case[0])
def test_what_may_always_change(out: list[Path], kota: Profile, case: tuple[str, Callable[[Profile], Profile]]) -> None:
    assert misfits(case[1](kota), out) == ()


HURTS: list[tuple[Callable[[Profile], Profile], int, str]] = [
    (lambda profile: replace(profile, edition="WNS26"), 2, "awalan kode berkasnya WNS25, di Pengaturan sekarang WNS26"),
    (lambda profile: replace(profile, stages=profile.stages[1:]), 2, "bimtek 1 tidak ada lagi"),
    (
        lambda profile: replace(profile, dimensions=profile.dimensions[:2]),
        1,
        "LING tidak ada lagi di Pengaturan, atau kodenya diganti",
    ),
    (lambda profile: changed_column(profile, kind=KINDS["yesno"]), 2, "diganti jenisnya"),
    (lambda profile: changed_column(profile, key="dasar"), 2, "diganti kuncinya"),
    (
        lambda profile: with_first_form(
            profile, lambda form: replace(form, columns=tuple(c for c in form.columns if c.key != "bukti"))
        ),
        2,
        "dihapus",
    ),
]


@pytest.mark.parametrize("case", HURTS, ids=lambda case: case[2][:30])
def test_what_would_hurt_is_told_by_file(
    out: list[Path], kota: Profile, case: tuple[Callable[[Profile], Profile], int, str]
) -> None:
    change, number, words = case
    sentences = misfits(change(kota), out)
    assert len(sentences) == number
    assert all(words in sentence for sentence in sentences), sentences
    assert all(sentence.startswith("Bimtek 1 - Kota ") and sentence.endswith(".") for sentence in sentences)
