"""Fixtures of the page's tests: the page as it is built, and one with faults planted in its Python."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests import ROOT, SAMPLES
from tests.desk.pages import BUILT, Chromium, Firefox, Page, wait_until_idle

#: Files of these names hang, end Python for good, or ask for more memory than there is, when they are read.
HANGS, CRASHES, SWELLS = "MACET.xlsx", "RUSAK.xlsx", "BESAR.xlsx"
_PLANTED = f"""
import worksheet_kit.returns.here as here

honest = here.attempt


def attempt(candidate, profile, known):
    name = candidate.file.rpartition("/")[2]
    if name == {HANGS!r}:
        while True:
            pass
    if name == {CRASHES!r}:
        import json
        json.loads("[" * 200_000)
    if name == {SWELLS!r}:
        def attempt_to_swell(*_):
            return bytes(3 << 29)
        import worksheet_kit.returns.read as read
        usual, read.read = read.read, attempt_to_swell
        try:
            return honest(candidate, profile, known)
        finally:
            read.read = usual
    return honest(candidate, profile, known)


here.attempt = attempt
"""


@pytest.fixture(scope="session")
def built() -> Path:
    """The page as ``npm --prefix desk run build`` made it."""
    if not BUILT.exists():
        pytest.skip("the page is not built: npm --prefix desk ci && npm --prefix desk run build")
    return BUILT


@pytest.fixture(scope="session")
def faulty(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with a Python that misbehaves at files of certain names."""
    builder = build_script()
    worker = (ROOT / "desk" / "python" / "desk_worker.py").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("page") / "page.html"
    builder.BUILD = path.parent / "build"
    path.write_bytes(builder.build({"desk_worker.py": (worker + _PLANTED).encode("utf-8")}))
    return path


def build_script() -> ModuleType:
    """``desk/build.py`` as a module."""
    spec = importlib.util.spec_from_file_location("desk_build", ROOT / "desk" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=[Chromium, Firefox], ids=["chromium", "firefox"])
def page(request: pytest.FixtureRequest, built: Path) -> Iterator[Page]:
    """The page, ready, in each browser."""
    opened: Page = request.param()
    opened.open(built.as_uri())
    wait_until_idle(opened)
    yield opened
    opened.close()


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    """Chromium, without a page yet."""
    opened = Chromium()
    yield opened
    opened.close()


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Both sample sets in a folder of their own."""
    for name in ("bimtek-1", "bimtek-2"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    return tmp_path
