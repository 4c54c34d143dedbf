"""The public API: what ``docs/api.md`` says and shows, run as it stands there beside a copy of the samples."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import worksheet_kit
from tests import ROOT
from worksheet_kit.kinds import KINDS

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_block_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, as in a notebook; what a comment ``# ->`` says is what the line before it prints."""
    shutil.copytree(ROOT / "sample_returns", tmp_path / "sample_returns")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    assert len(BLOCKS) >= 4
    for block in BLOCKS:
        exec(compile(block, "docs/api.md", "exec"), names)
        said = re.findall(r"^\s*# -> (.*)$", block, re.MULTILINE)
        assert capsys.readouterr().out.splitlines() == said
    assert (tmp_path / "hasil" / "Matriks bimtek 2.xlsx").read_bytes().startswith(b"PK")


def test_the_page_names_all_there_is() -> None:
    listed = re.findall(r"^\| (.*?) \|", PAGE, re.MULTILINE)
    named = {name for cell in listed for name in re.findall(r"`(\w+)(?:\(.*?\))?`", cell)}
    assert {name for name in worksheet_kit.__all__ if name != "__version__"} <= named


def test_the_page_names_the_type_of_every_kind() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| `([\w\[\]]+)` \|", PAGE, re.MULTILINE))
    assert told == {kind.name: kind.dtype for kind in KINDS.values() if kind.is_input or kind.is_carried}


@pytest.mark.parametrize("name", worksheet_kit.__all__)
def test_every_public_name_is_there_and_is_no_module(name: str) -> None:
    assert getattr(worksheet_kit, name) is not None
    assert name in dir(worksheet_kit)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"worksheet_kit.{name}")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'collection'"):
        worksheet_kit.collection  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_nothing() -> None:
    program = (
        "import sys, worksheet_kit\n"
        "before = [m for m in sys.modules if m.startswith(('worksheet_kit.', 'pandas', 'click'))]\n"
        "worksheet_kit.Profile, worksheet_kit.load_profile, worksheet_kit.UsageError\n"
        "import worksheet_kit.generate, worksheet_kit.collect\n"
        "print(before, worksheet_kit.generate.__name__, worksheet_kit.collect.__name__, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["[]", "worksheet_kit.generate", "worksheet_kit.collect", "False"]


@pytest.mark.slow
def test_mypy_knows_what_the_names_are(tmp_path: Path) -> None:
    script = tmp_path / "uses_it.py"
    script.write_text(
        "import worksheet_kit\n"
        "from worksheet_kit import Result, frames\n"
        "def total(result: Result) -> int:\n"
        "    return len(frames(result)['program_kerja'])\n"
        "reveal_type(worksheet_kit.load_profile)\n"
        "worksheet_kit.no_such_name\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(script)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert "-> worksheet_kit.core.model.Profile" in done.stdout
    assert re.findall(r"error: (.*)", done.stdout) == ['Module has no attribute "no_such_name"  [attr-defined]']
