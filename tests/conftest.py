"""Fixtures that many tests share. Programs that are missing skip a test, with the reason."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import TESTS
from tests.office import Office, OfficeMissingError, Validator, ValidatorMissingError
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile

#: Markers of tests that need a program beside Python; `.ci/run` sees to it that none of them is skipped.
NEEDS = ("office", "validator")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say in the JUnit report which program a test needs."""
    for item in items:
        item.user_properties += [("needs", need) for need in NEEDS if item.get_closest_marker(need)]


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


@pytest.fixture(scope="session")
def package_index() -> None:
    """A package index that pip can install from."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "hatchling"]
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode:
            pytest.skip("no package index can be reached to install from")
