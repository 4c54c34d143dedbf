"""The tests; a package, so that they can share `tests.office` and the other helpers."""

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
#: Profiles of the tests' own.
DATA = TESTS / "data"
SAMPLES = ROOT / "sample_returns"
