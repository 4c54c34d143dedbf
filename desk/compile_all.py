"""Runs in Pyodide's Python (`compile.mjs`): sources become bytecode in zips, so that the page has nothing to compile.

The bytecode is of the unchecked, hash-based kind (PEP 552), and members carry no dates: same sources, same bytes.
"""

import importlib._bootstrap_external as bootstrap
import importlib.util
import zipfile
from pathlib import Path

#: Of the standard library: what neither the package nor its dependencies use. Names of members begin so.
# fmt: off
UNUSED = (
    "antigravity", "cProfile", "cmd.", "code.", "colorsys", "concurrent/interpreters", "curses/", "dbm/", "doctest",
    "ensurepip/", "filecmp", "fileinput", "ftplib", "getpass", "http/cookiejar", "http/server", "idlelib/",
    "imaplib", "lib2to3/", "mailbox", "modulefinder", "multiprocessing/dummy", "netrc", "optparse", "pdb",
    "pickletools", "plistlib", "poplib", "profile.", "profiling/", "pstats", "pyclbr", "pydoc", "rlcompleter",
    "sched.", "shelve", "smtplib", "socketserver", "sqlite3/", "statistics", "symtable", "tabnanny", "test/",
    "this.", "timeit", "tkinter/", "trace.", "turtle", "unittest/", "venv/", "wave.", "webbrowser", "wsgiref/",
    "xmlrpc/", "zipapp", "_aix", "_android", "_apple", "_ios", "_osx", "_pyrepl/", "pydoc_data/",
)
# fmt: on


def main(folder: str, stdlib: str) -> None:
    """Write ``app.zip`` and ``stdlib.zip`` into ``folder``."""
    site = Path(folder, "site")
    members = {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    _pack(Path(folder, "app.zip"), members, "")
    with zipfile.ZipFile(stdlib) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(UNUSED)]
        members = {name: archive.read(name) for name in sorted(names)}
    _pack(Path(folder, "stdlib.zip"), members, "/lib/python314.zip/")


def _pack(target: Path, members: dict[str, bytes], prefix: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            is_source = name.endswith(".py")
            content = _compiled(data, prefix + name) if is_source else data
            archive.writestr(zipfile.ZipInfo(name + "c" if is_source else name), content)


def _compiled(source: bytes, name: str) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True)
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))
