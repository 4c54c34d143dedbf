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

PACKAGE = Path(worksheet_kit.__file__).parent

#: Third-party libraries, and the only rooms that may import them.
LIBRARIES: dict[str, set[str]] = {
    "click": {"cli"},
    "pandas": {"report"},
    "xlsxwriter": {"excel"},
    "xlrd": {"formats"},
    "olefile": {"formats", "intake"},
    "defusedxml": {"formats"},
    "msoffcrypto": {"formats"},
    "rapidfuzz": {"values"},
    "openpyxl": {"profile"},
}

#: The rooms from the ground up, and what each may import of those below it.
ALLOWED: dict[str, set[str]] = {
    "core": set(),
    "excel": {"core"},
    "formats": {"core"},
    "values": {"core"},
    "intake": {"core", "formats"},
    "kinds": {"core", "values"},
    "profile": {"core", "excel", "formats", "values", "kinds"},
    "worksheet": {"core", "excel", "values", "kinds"},
    "checks": {"core", "values", "kinds"},
    "returns": {"core", "formats", "intake", "values", "worksheet"},
    "merging": {"core", "values", "kinds", "worksheet", "checks"},
    "matrix": {"core", "excel", "formats", "values", "kinds", "worksheet", "checks", "merging"},
    "report": {"core", "excel", "values", "kinds", "checks"},
    "generate": {"core", "worksheet"},
    "collect": {"core", "intake", "checks", "returns", "merging"},
    "feedback": {"core", "values", "kinds", "worksheet", "merging", "matrix", "report"},
    "folder": {"core", "merging", "matrix", "feedback"},
    "post": {"core", "formats", "intake", "values", "profile", "worksheet", "returns", "matrix", "folder"},
    "desk": {
        *("core", "values", "kinds", "profile", "checks", "returns", "matrix", "report"),
        *("generate", "collect", "feedback", "folder", "post"),
    },
    "cli": {"core"},
    "": set(),
    "__main__": {"cli"},
}

#: Imports inside functions, by module: the only ones there are, each for what it spares those who do not need it.
LAZY: dict[str, set[str]] = {
    "collect": {"matrix"},
    "profile.profile": {"profile"},
    "cli.options": {"core", "profile", "folder"},
    "cli.commands": {
        *("", "core", "profile", "generate", "collect", "matrix", "merging", "report", "feedback"),
        *("folder", "post", "desk", "returns"),
    },
    "cli.settings_commands": {"core", "profile"},
    "cli.folder_commands": {"core", "profile", "folder", "desk", "returns"},
    "cli.mail_command": {"core", "profile", "collect", "folder", "post"},
    # What other programs may rely on, loaded when it is asked for: `import worksheet_kit` costs nothing.
    "": {"core", "profile", "generate", "collect", "matrix", "report"},
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
def test_a_module_imports_only_what_its_room_may(name: str) -> None:
    room = part_of(name)
    assert room in ALLOWED, f"{name} is in a new room: say in the table what it may import"
    at_once = {m for m in imported(MODULES[name], top=True) if m.split(".")[0] == "worksheet_kit"}
    used = {part_of(module) for module in at_once} - {room}
    assert used <= ALLOWED[room]
    inside = {m for m in imported(MODULES[name]) if m.split(".")[0] == "worksheet_kit"} - at_once
    assert {part_of(module) for module in inside} <= LAZY.get(name, set())


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_where_they_belong(name: str) -> None:
    standard = sys.stdlib_module_names
    for module in imported(MODULES[name]):
        library = module.split(".")[0]
        if library in standard or library == "worksheet_kit":
            continue
        assert library in LIBRARIES, f"{name} imports {library}, which is in no table"
        assert part_of(name) in LIBRARIES[library]


def test_rooms_import_only_rooms_below_them() -> None:
    below: set[str] = set()
    for room, used in ALLOWED.items():
        assert used <= below | {"cli"} if room == "__main__" else used <= below, room
        below.add(room)


def test_the_table_speaks_of_nothing_that_is_gone() -> None:
    assert {part_of(name) for name in MODULES} == set(ALLOWED)
    assert set(LAZY) <= set(MODULES)
    ours = {name: {m for m in imported(path) if m.split(".")[0] == "worksheet_kit"} for name, path in MODULES.items()}
    for room, rooms in ALLOWED.items():
        used = {part_of(module) for name in MODULES if part_of(name) == room for module in ours[name]}
        assert rooms <= used, f"{room} uses no more: {rooms - used}"
    for name, rooms in LAZY.items():
        assert rooms <= {part_of(module) for module in ours[name]}, name


def test_the_architecture_page_names_every_room() -> None:
    page = (PACKAGE.parent / "docs" / "arsitektur.md").read_text(encoding="utf-8")
    assert {room for room in ALLOWED if f"| `{room}` |" not in page} == {"", "__main__"}


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
        "from worksheet_kit.cli.commands import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} + ('worksheet_kit.core.model', 'worksheet_kit.checks') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_collection_loads_no_writer() -> None:
    """Whoever only reads returns (a server, a notebook) does not load what writes workbooks, nor the matrix."""
    program = (
        "import sys\n"
        "import worksheet_kit.collect\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('xlsxwriter', 'pandas', 'openpyxl')\n"
        "    or m.startswith(('worksheet_kit.matrix', 'worksheet_kit.report', 'worksheet_kit.feedback'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["formats.workbook", "kinds", "worksheet", "worksheet.kit", "returns.read"])
def test_what_describes_or_reads_a_workbook_loads_no_writer(name: str) -> None:
    program = (
        f"import sys, worksheet_kit.{name}\n"
        "print([m for m in ('xlsxwriter', 'pandas', 'worksheet_kit.worksheet.status') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_only_frames_load_pandas() -> None:
    program = (
        "import sys\n"
        "import worksheet_kit.feedback.merge_outputs, worksheet_kit.report.board, worksheet_kit.report.tables\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"


def test_asking_for_help_loads_little_but_click() -> None:
    """What it costs is measured by `benchmarks/startup.py`; here is counted, as a clock tells of the machine, too."""
    program = (
        "import sys, click\n"
        "from click import _textwrap\n"
        "before = set(sys.modules)\n"
        "from worksheet_kit.cli.commands import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in set(sys.modules) - before if not m.startswith('worksheet_kit.cli')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert len(ast.literal_eval(done.stdout.splitlines()[-1])) <= 25
