"""Fixtures of the page's tests: the page as it is built, and one with faults planted in its Python."""

import base64
import importlib.util
import io
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests import ROOT, SAMPLES
from tests.desk.pages import BUILT, Chromium, ChromiumPage, Firefox, Page, wait_until_idle

#: Files of these names hang, end Python for good, ask for more memory than there is, or take much of it, when read.
HANGS, CRASHES, SWELLS, GROWS = "MACET.xlsx", "RUSAK.xlsx", "BESAR.xlsx", "LAPANG.xlsx"
_PLANTED = f"""
import worksheet_kit.returns.here as here
import worksheet_kit.returns.read as read

honest_attempt, honest_read = here.attempt, read.read


def swelling(*_):
    return bytes(1_200_000_000)


def attempt(candidate, profile, known):
    name = candidate.file.rpartition("/")[2]
    if name == {HANGS!r}:
        while True:
            pass
    if name == {CRASHES!r}:
        import json
        json.loads("[" * 200_000)
    if name == {GROWS!r}:
        len(bytes(600 << 20))
    read.read = swelling if name == {SWELLS!r} else honest_read
    return honest_attempt(candidate, profile, known)


here.attempt = attempt
"""


@pytest.fixture(scope="package")
def built() -> Path:
    """The page as ``npm --prefix desk run build`` makes it of these sources."""
    desk = ROOT / "desk"
    if not (desk / "node_modules" / "pyodide").is_dir() or shutil.which("node") is None:
        pytest.skip("what the page is built with is not installed: npm --prefix desk ci")
    folders = (ROOT / "worksheet_kit", desk / "src", desk / "python", desk / "licences")
    sources = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    sources += [*desk.glob("*.*"), ROOT / "pyproject.toml"]
    if not BUILT.exists() or BUILT.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        subprocess.run([sys.executable, str(desk / "build.py")], check=True, stdin=subprocess.DEVNULL)
    return BUILT


@pytest.fixture(scope="package")
def faulty(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with a Python that misbehaves at files of certain names."""
    page = built.read_text(encoding="utf-8")
    before, rest = page.split('id="bagian-app">')
    packed, after = rest.split("</script>", 1)
    worker = (ROOT / "desk" / "python" / "desk_worker.py").read_text(encoding="utf-8")
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(zlib.decompress(base64.b64decode(packed)))) as old,
        zipfile.ZipFile(changed, "w") as new,
    ):
        for name in old.namelist():
            if name != "desk_worker.pyc":
                new.writestr(name, old.read(name))
        new.writestr("desk_worker.py", worker + _PLANTED)
    packed = base64.b64encode(zlib.compress(changed.getvalue(), 1)).decode("ascii")
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(f'{before}id="bagian-app">{packed}</script>{after}', encoding="utf-8")
    return path


def desk_script(name: str) -> ModuleType:
    """A script in ``desk/`` as a module."""
    spec = importlib.util.spec_from_file_location(f"desk_{name}", ROOT / "desk" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    """What speaks with Chromium."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(driver: Playwright) -> Iterator[Chromium]:
    """One Chromium for all tests here."""
    browser = Chromium(driver)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all tests here."""
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def page(request: pytest.FixtureRequest, built: Path) -> Iterator[Page]:
    """The page, ready, in each browser."""
    browser: Chromium | Firefox = request.getfixturevalue(request.param)
    opened = browser.page()
    opened.open(built.as_uri())
    wait_until_idle(opened)
    yield opened
    opened.close()


#: Opens the page, ready, in the browser of this name, in place of the one there is.
Opened = Callable[[str], Page]


@pytest.fixture
def opened(request: pytest.FixtureRequest, built: Path) -> Iterator[Opened]:
    """Opens the page in either browser; the one before is closed."""
    pages: list[Page] = []

    def open_one(name: str) -> Page:
        if pages:
            pages.pop().close()
        browser: Chromium | Firefox = request.getfixturevalue(name)
        pages.append(browser.page())
        pages[0].open(built.as_uri())
        wait_until_idle(pages[0])
        return pages[0]

    yield open_one
    pages.pop().close()


@pytest.fixture
def open_page(chromium: Chromium, built: Path) -> Iterator[Callable[..., ChromiumPage]]:
    """Opens pages in Chromium, which are closed in the end: ready ones, by default the page as built."""
    opened: list[ChromiumPage] = []

    def open_one(path: Path = built, *, wait: bool = True, **settings: Any) -> ChromiumPage:
        page = chromium.page(**settings)
        opened.append(page)
        page.open(path.as_uri())
        if wait:
            wait_until_idle(page)
        return page

    yield open_one
    for page in opened:
        page.close()


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Both sample sets in a folder of their own."""
    for name in ("bimtek-1", "bimtek-2"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    return tmp_path
