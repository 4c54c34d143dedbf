"""Runs in Pyodide's Python (`compile.mjs`): sources become bytecode in zips, so that the page has nothing to compile.

The bytecode is of the unchecked, hash-based kind (PEP 552), and members carry no dates: same sources, same bytes.
"""

import ast
import importlib._bootstrap_external as bootstrap
import importlib.util
import zipfile
from pathlib import Path

#: Of the standard library: what neither the package nor its dependencies use. Names of members begin so.
# fmt: off
UNUSED = (
    "_aix", "_android", "_apple", "_ios", "_osx", "_pydatetime", "_pydecimal", "_pyio", "_pyrepl/", "antigravity",
    "asyncio/__main__", "asyncio/proactor_events", "asyncio/tools", "asyncio/windows_", "bdb", "cProfile", "cmd.",
    "code.", "colorsys", "compileall", "concurrent/futures/interpreter", "concurrent/futures/process",
    "concurrent/interpreters", "configparser", "ctypes/_aix", "ctypes/macholib/", "ctypes/wintypes", "curses/", "dbm/",
    "doctest", "ensurepip/", "filecmp", "fileinput", "ftplib", "getopt", "getpass", "gettext", "graphlib",
    "http/cookiejar", "http/cookies", "http/server", "idlelib/", "imaplib", "lib2to3/", "logging/config",
    "logging/handlers", "mailbox", "modulefinder", "multiprocessing/dummy", "multiprocessing/forkserver",
    "multiprocessing/heap", "multiprocessing/managers", "multiprocessing/pool", "multiprocessing/popen_",
    "multiprocessing/queues", "multiprocessing/resource_", "multiprocessing/shared", "multiprocessing/spawn",
    "multiprocessing/synchronize", "netrc", "optparse", "pdb", "pickletools", "plistlib", "poplib", "profile.",
    "profiling/", "pstats", "pty", "py_compile", "pyclbr", "pydoc", "pydoc_data/", "rlcompleter", "sched.", "shelve",
    "smtplib", "socketserver", "sqlite3/", "statistics", "symtable", "tabnanny", "test/", "this.", "timeit",
    "tkinter/", "trace.", "turtle", "unittest/", "urllib/robotparser", "venv/", "wave.", "webbrowser", "wsgiref/",
    "xmlrpc/", "zipapp",
)
# fmt: on


def main(folder: str, stdlib: str) -> None:
    """Write ``app.zip`` and, unless it is there, ``stdlib.zip`` into ``folder``."""
    site = Path(folder, "site")
    members = {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    _pack(Path(folder, "app.zip"), members, "")
    target = Path(folder, "stdlib.zip")
    if target.exists():
        return
    with zipfile.ZipFile(stdlib) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(UNUSED)]
        members = {name: archive.read(name) for name in sorted(names)}
    half = Path(folder, "stdlib.part")  # a build that is broken off leaves no half of it under its name
    _pack(half, members, "/lib/python314.zip/")
    half.rename(target)


def _pack(target: Path, members: dict[str, bytes], prefix: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            is_source = name.endswith(".py")
            content = _compiled(data, prefix + name) if is_source else data
            archive.writestr(zipfile.ZipInfo(name + "c" if is_source else name), content)


def _compiled(source: bytes, name: str) -> bytes:
    code = compile(_without_docstrings(source), name, "exec", dont_inherit=True)
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def _without_docstrings(source: bytes) -> ast.Module:
    """The syntax tree of a module without what only people read: a tenth of the page. Assertions stay."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body[:1] = [] if node.body[1:] else [ast.copy_location(ast.Pass(), first)]
    return tree
