"""Which tests are quick follows from what they use: nobody has to say it, and nothing that needs a program slips in."""

from __future__ import annotations

import tomllib

import pytest

from tests import ROOT
from tests.conftest import NEEDING, NOT_QUICK


def test_a_test_is_quick_unless_something_else_is_said_of_it(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    assert items
    for item in items:
        others = [name for name in NOT_QUICK if item.get_closest_marker(name)]
        assert bool(others) != bool(item.get_closest_marker("quick")), item.nodeid
        if isinstance(item, pytest.Function):
            assert {NEEDING[name] for name in item.fixturenames if name in NEEDING} <= set(others), item.nodeid


@pytest.mark.xdist_group("bersama")
def test_a_group_stays_on_one_worker(request: pytest.FixtureRequest) -> None:
    """By the name of a test pytest-xdist knows its group; not with a pytest that does not let it rename tests."""
    assert request.node.nodeid.endswith("@bersama") == hasattr(request.config, "workerinput")


def test_every_mark_is_explained() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    explained = {line.split(":")[0] for line in settings["markers"]}
    assert explained == {"quick", "sampled", *NOT_QUICK}
