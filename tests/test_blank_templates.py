"""The blank workbooks in the repository are those that the packaged profile gives today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import ROOT
from worksheet_kit.core.model import Profile
from worksheet_kit.generate import generate, parts

TEMPLATES = ROOT / "blank_templates"
RENEW = "renew them with: worksheet-kit generate --profile rembang --force -o blank_templates"


@pytest.mark.slow
def test_blank_templates_are_up_to_date(rembang: Profile, tmp_path: Path) -> None:
    fresh = {path.relative_to(tmp_path).as_posix(): path for path in generate(rembang, tmp_path)}
    kept = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.xlsx")}

    assert sorted(kept) == sorted(fresh), RENEW
    for name, path in fresh.items():
        old, new = parts(kept[name].read_bytes()), parts(path.read_bytes())
        assert old is not None
        assert new is not None
        assert sorted(old) == sorted(new), f"{name}: {RENEW}"
        differing = [part for part in new if old[part] != new[part]]
        assert not differing, f"{name}: {', '.join(differing)}; {RENEW}"
