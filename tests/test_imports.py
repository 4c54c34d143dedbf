"""Who may import what: the architecture as a table, held against the source text.

A module that is not in the table, or imports what the table does not allow, is a change of design: change the table
knowingly. Imports inside functions and for type checking count too, except where the table says otherwise.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import worksheet_kit
from benchmarks.startup import LIMIT, ratio

PACKAGE = Path(worksheet_kit.__file__).parent

#: Third-party libraries, and the only modules that may import them (a trailing dot: all modules of that package).
LIBRARIES: dict[str, set[str]] = {
    "click": {"cli"},
    "pandas": {"crosstabs"},
    "xlsxwriter": {"excel."},
    "xlrd": {"excel."},
    "olefile": {"excel."},
    "defusedxml": {"excel."},
    "msoffcrypto": {"excel."},
    "rapidfuzz": {"values.", "checks.", "excel.matrix."},
}

#: What each part may import of the package, besides `model`, `errors` and itself.
BASE = {"model", "errors"}
PURE = {*BASE, "layout", "lists", "filecode", "roles", "values"}
ALLOWED: dict[str, set[str]] = {
    "": set(),
    "__main__": {"cli"},
    "model": set(),
    "errors": set(),
    "layout": {"model"},
    "lists": {"model"},
    "filecode": {"model"},
    "roles": {"model"},
    "words": {"model"},
    "given": set(),
    "seeded": {"model"},
    "merge": {"model", "layout", "seeded"},
    "values": {"model", "layout", "lists"},
    "checks": PURE,
    "crosstabs": PURE,
    "intake": BASE,
    "isolation": {*BASE, "intake", "excel"},
    "excel": {*PURE, "intake", "checks", "crosstabs", "given", "outputs", "seeded", "words"},
    "profile": {*BASE, "layout", "lists", "getters", "formspec"},
    "getters": {*BASE, "layout", "lists"},
    "formspec": {*BASE, "layout", "lists", "getters"},
    "copies": {*PURE, "merge"},
    "handed": {*PURE, "merge", "copies", "ledger"},
    "ledger": {*PURE, "merge", "copies", "checks"},
    "decide": {*PURE, "merge", "excel"},
    "seeding": {*PURE, "merge", "excel"},
    "outputs": BASE,
    "jsonout": {"model"},
    "report": {"model", "layout", "checks", "words"},
    "explain": {*BASE, "checks"},
    "generate": {*PURE, "excel", "outputs"},
    "collect": {
        *PURE,
        *{"checks", "copies", "crosstabs", "decide", "excel", "handed", "intake", "isolation", "ledger", "seeding"},
    },
    "feedback": {*PURE, "merge", "seeding", "generate", "excel"},
    "messages": {*PURE, "generate", "report", "words"},
    "cli": {"errors", "model", "outputs"},  # at its top; what its commands import inside is free
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package by its dotted name within it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__").removesuffix("__init__"), path


def imported(path: Path, *, top: bool = False) -> set[str]:
    """The modules a source file imports, dotted, members resolved to their modules; ``top`` leaves out functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body if top else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            assert node.module is not None
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if _is_module(name) else node.module for name in inside}
    return found


def _is_module(name: str) -> bool:
    parts = name.split(".")
    if parts[0] != "worksheet_kit":
        return False
    path = PACKAGE.joinpath(*parts[1:])
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def part_of(name: str) -> str:
    """The row of the table a module of the package belongs to."""
    return name.removeprefix("worksheet_kit").lstrip(".").split(".")[0]


MODULES = dict(modules())


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_its_part_may(name: str) -> None:
    part = part_of(name)
    assert part in ALLOWED, f"{name} is a new part: say in the table what it may import"
    own = {m for m in imported(MODULES[name], top=part == "cli") if m.split(".")[0] == "worksheet_kit"}
    used = {part_of(module) for module in own} - {part}
    assert used <= ALLOWED[part]


@pytest.mark.parametrize("name", MODULES)
def test_heavy_libraries_stay_where_they_belong(name: str) -> None:
    standard = sys.stdlib_module_names
    for module in imported(MODULES[name]):
        library = module.split(".")[0]
        if library in standard or library == "worksheet_kit":
            continue
        assert library in LIBRARIES, f"{name} imports {library}, which is in no table"
        homes = LIBRARIES[library]
        assert name in homes or any(f"{name}.".startswith(home) for home in homes if home.endswith("."))


def test_the_table_speaks_of_nothing_that_is_gone() -> None:
    assert {part_of(name) for name in MODULES} == set(ALLOWED)


def test_the_architecture_page_names_every_part() -> None:
    page = (PACKAGE.parent / "docs" / "arsitektur.md").read_text(encoding="utf-8")
    table = "".join(line for line in page.splitlines() if line.startswith("|"))
    assert {part for part in ALLOWED if f"`{part}`" not in table} == {"", "__main__"}


def test_every_library_of_the_table_is_used_and_declared() -> None:
    used = {module.split(".")[0] for path in MODULES.values() for module in imported(path)}
    assert set(LIBRARIES) <= used
    pyproject = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[<>=]", line)[0].replace("-", "_") for line in pyproject["project"]["dependencies"]}
    assert {library.replace("msoffcrypto", "msoffcrypto_tool") for library in LIBRARIES} <= declared


HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "msoffcrypto", "rapidfuzz", "xlrd")


@pytest.mark.parametrize("arguments", [["--help"], ["merge", "--help"], ["--version"], ["nonsense"]])
def test_asking_for_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from worksheet_kit.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} + ('worksheet_kit.model', 'worksheet_kit.checks') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_asking_for_help_costs_little() -> None:
    """The best of a few tries: a busy machine can only make it look dearer than it is."""
    assert any(ratio(rounds=6)[0] <= LIMIT for _ in range(6))
