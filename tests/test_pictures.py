"""Each picture of the documentation can be drawn again, and none is left over."""

from __future__ import annotations

import re

from tests import ROOT
from tests.pictures import PICTURES, TARGET


def test_every_picture_in_use_has_its_maker() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    used = {name for page in pages for name in re.findall(r"gambar/([\w-]+)\.png", page.read_text(encoding="utf-8"))}

    assert used == set(PICTURES)
    assert used == {path.stem for path in TARGET.iterdir()}
