"""Fixtures that many tests share. Programs that are missing skip a test, with the reason."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from openpyxl.worksheet.merge import MergedCellRange

from tests import TESTS
from tests.engines import EngineMissingError, Gnumeric, IronCalc
from tests.gallery import workbook
from tests.office import Office, OfficeMissingError, Validator, ValidatorMissingError
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile
from worksheet_kit.returns.here import read_here

#: Markers of tests that need a program beside Python; `.ci/run` sees to it that none of them is skipped.
NEEDS = ("office", "validator", "browser", "engine")
#: Fixtures that stand for such a need, and the marker that a test gets for using one.
NEEDING = {
    "office": "office",
    "validator": "validator",
    "gnumeric": "engine",
    "ironcalc": "engine",
    "package_index": "network",
    "built": "browser",
    "chromium": "browser",
    "firefox": "browser",
}
#: A test with none of these markers belongs to the quick loop, `pytest -m quick`.
NOT_QUICK = (*NEEDS, "network", "fuzz", "slow")


def pytest_configure(config: pytest.Config) -> None:
    """Spare openpyxl the borders of merged cells, which take it a quarter of its time and which no test looks at.

    In the quick loop hypothesis tries a fifth of its examples (who wants more or fewer takes them times its number),
    and returns are read in this process: workers, which the whole run starts, take as long as the few files of a test.

    Where these variables are set, pytest draws the whole difference of what is not equal: for two workbooks in hours.
    """
    for name in ("CI", "BUILD_NUMBER"):
        os.environ.pop(name, None)
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    # A busy machine is no fault, and every run tries the same examples.
    settings.register_profile("whole", deadline=None, derandomize=True, suppress_health_check=checks)
    settings.register_profile("quick", settings.get_profile("whole"), max_examples=20)
    settings.load_profile("quick" if config.getoption("markexpr") == "quick" else "whole")
    if config.getoption("markexpr") == "quick":
        collect.__kwdefaults__["reader"] = read_here
    MergedCellRange.format = MergedCellRange._get_borders = lambda _: None


@pytest.hookimpl(tryfirst=True)  # before pytest's own hook applies -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test needs and whether it is quick, and keep together what shares a costly fixture.

    Nobody has to remember these marks: a need follows from the fixture, and quick is whatever else is not marked; of
    the cases of a sampled test, the first. Tests that share a fixture of their module go to one worker of pytest-xdist,
    so that it is made once; so do all that use a browser, and all that use LibreOffice: two of it refuse a file that
    the other has open.
    """
    sampled: set[str] = set()
    for item in items:
        needed = {NEEDING[name] for name in getattr(item, "fixturenames", ()) if name in NEEDING}
        for need in needed:
            item.add_marker(need)
        if not any(item.get_closest_marker(name) for name in NOT_QUICK):
            claim = item.nodeid.partition("[")[0]
            item.add_marker("slow" if claim in sampled else "quick")
            if item.get_closest_marker("sampled"):
                sampled.add(claim)
        if alone := [name for name in ("browser", "office") if item.get_closest_marker(name)]:
            item.add_marker(pytest.mark.xdist_group(alone[0]))
        elif shared := _module_fixtures(item):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}: {shared[0]}"))
        item.user_properties += [("needs", need) for need in NEEDS if item.get_closest_marker(need)]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test after bytes: an archive made for it holds the time, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None


def _module_fixtures(item: pytest.Item) -> list[str]:
    """The fixtures of module scope that a test uses, directly or through others."""
    definitions = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    return sorted(name for name, known in definitions.items() if known[-1].scope == "module")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One hidden LibreOffice for the whole run, set to Indonesian."""
    try:
        program = Office(tmp_path_factory.mktemp("libreoffice"))
    except OfficeMissingError as missing:
        pytest.skip(str(missing))
    yield program
    program.close()


@pytest.fixture(scope="session")
def gnumeric() -> Gnumeric:
    """Gnumeric, which counts in its own way."""
    try:
        return Gnumeric()
    except EngineMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def ironcalc() -> IronCalc:
    """IronCalc, which counts in its own way."""
    try:
        return IronCalc()
    except EngineMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def validator() -> Validator:
    """Microsoft's OOXML validator."""
    try:
        return Validator()
    except ValidatorMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def rembang() -> Profile:
    """The packaged default profile."""
    return load_profile(Path("rembang"))


@pytest.fixture(scope="session")
def kota() -> Profile:
    """A small made-up city: four problems, nine OPD, its own plan years, A3. The tests' own profile."""
    return load_profile(TESTS / "data" / "kota")


@pytest.fixture
def sent(kota: Profile, tmp_path: Path) -> Path:
    """The filled workbook of the gallery."""
    return workbook(kota, tmp_path / "kiriman.xlsx")


@pytest.fixture(scope="session")
def package_index() -> None:
    """A package index that pip can install from."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "hatchling"]
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode:
            pytest.skip("no package index can be reached to install from")
