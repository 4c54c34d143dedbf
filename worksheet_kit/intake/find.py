"""Which files there are: paths and folders become sources, in a fixed order. Nothing is opened here.

Names are as reached from the argument, with ``/``. Whatever the system says of one of them costs that one alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.facts import Datum
from worksheet_kit.intake.candidate import Source
from worksheet_kit.intake.chat import is_chat_name

MAX_FOLDERS = 64  # folders within each other; a path of more is a mistake, and some systems cannot open it

CONTENT_TYPES = "[Content_Types].xml"  # the part every Office file has at its top


def sources(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """All that is to be opened under files and folders, folders read recursively, in a fixed order.

    A file reached twice by the same name counts once; one reached again by another is told of. Raises UsageError,
    before anything is read, for a path that does not exist.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise UsageError(f"Berkas atau folder {_shown(path)} tidak ditemukan. Cek tulisannya, lalu jalankan ulang.")
    return _walk(given)


def _walk(given: Sequence[Path]) -> Iterator[Source]:
    seen: dict[str, Path] = {}  # by real path: the first path that led there
    waiting = [(path, 0) for path in reversed(given)]
    while waiting:
        path, depth = waiting.pop()
        try:
            source, inside = _look(path, depth, seen)
        except Exception:  # whatever a file system answers costs this path
            source, inside = _refused(path, "unreadable"), []
        if source is not None:
            yield source
        waiting += [(path / name, depth + 1) for name in reversed(inside)]


def _look(path: Path, depth: int, seen: dict[str, Path]) -> tuple[Source | None, list[str]]:
    """The source that a path is, if any, and the names in it that are to be looked at on their own."""
    mode = path.stat().st_mode
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        return _refused(path, "unreadable"), []  # a device or pipe would never end
    if depth > MAX_FOLDERS:
        return _refused(path, "too_deep", limit="nested", count=MAX_FOLDERS), []
    real = os.path.normcase(os.path.realpath(path))
    if real in seen:
        first = seen[real]
        is_same = os.path.normpath(first.absolute()) == os.path.normpath(path.absolute())
        return (None if is_same else _refused(path, "linked", first=_shown(first))), []
    seen[real] = path
    if stat.S_ISREG(mode):
        return Source(path=os.fspath(path), file=_shown(path)), []
    names = sorted((entry.name for entry in path.iterdir()), key=lambda name: (os.path.normcase(name), name))
    if CONTENT_TYPES in names and "xl" in names and (path / "xl").is_dir():
        return Source(path=os.fspath(path), file=_shown(path), parts=tuple(_all_under(path))), []
    if not any(is_chat_name(name) for name in names):
        return None, names
    files = {os.path.normcase(os.path.realpath(path / name)): name for name in names if _is_plain_file(path / name)}
    new = {real: name for real, name in files.items() if real not in seen}
    seen.update({real: path / name for real, name in new.items()})
    chat = Source(path=os.fspath(path), file=_shown(path), parts=tuple(new.values()), is_chat=True)
    return chat, [name for name in names if name not in files.values()]


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _all_under(folder: Path) -> Iterator[str]:
    """All files under a folder that holds one workbook, some browsers and phones unpack each zip they download."""
    for root, _, names in os.walk(folder):
        for name in names:
            yield (Path(root) / name).relative_to(folder).as_posix()


def _refused(path: Path, reason: str, **words: Datum) -> Source:
    return Source(path=os.fspath(path), file=_shown(path), reason=reason, words=words)


def _shown(path: Path) -> str:
    """The path for people and outputs: ``/`` on every system, bytes that are no text replaced."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
