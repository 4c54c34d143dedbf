"""Each picture of the documentation can be drawn again, none is left over, and what opens the README is true."""

from __future__ import annotations

import re

from PIL import Image

from tests import ROOT
from tests.desk import pictures as desk
from tests.pictures import PICTURES, TARGET


def test_every_picture_in_use_has_its_maker() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    used = {name for page in pages for name in re.findall(r"gambar/([\w.-]+)", page.read_text(encoding="utf-8"))}

    assert used == {f"{name}.png" for name in PICTURES} | desk.NAMES
    assert used == {path.name for path in TARGET.iterdir()}


def test_the_picture_that_opens_the_readme_says_what_the_returns_give() -> None:
    told = desk.caption(desk.figures())
    with Image.open(TARGET / desk.OPENING) as picture:
        assert picture.info["Description"] == told
        assert picture.width >= 1_800
    assert (TARGET / desk.OPENING).stat().st_size < 400_000
    assert told in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_the_recording_is_short_and_small() -> None:
    milliseconds = 0
    with Image.open(TARGET / desk.RECORDING) as recording:
        for number in range(recording.n_frames):
            recording.seek(number)
            recording.load()
            milliseconds += recording.info["duration"]
        assert recording.n_frames >= 8
    assert 10_000 < milliseconds <= 20_000
    assert (TARGET / desk.RECORDING).stat().st_size < 2_000_000
