"""The tests; a package, so that they can share `tests.office` and the other helpers."""
