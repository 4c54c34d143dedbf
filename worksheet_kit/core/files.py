"""Writing results: under a temporary name beside the target, all of them, and only then renamed.

So a run that stops half-way leaves what stood there before, and an output that is open in Excel costs one sentence.
Inputs are never written to.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path
from types import TracebackType

from worksheet_kit.core.errors import OutputError, UsageError, os_reason

#: What the replaced matrix is kept as.
BEFORE = " (sebelumnya)"
#: A file or folder that is being written, by the number of the process that writes it and its computer.
_TEMPORARY = re.compile(r"\.~(\d{1,9})@([0-9a-f]{8})(-.+)?", re.DOTALL)
_LONGEST_RUN = 24 * 3600  # seconds
_CAN_ASK = os.name != "nt"  # whether a process is there; on Windows the question ends it


class Outputs:
    """The files one command writes. Use as a context manager: leaving it without an exception puts all in place."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Path, Path, bool]] = []  # temporary, target, whether the old one is kept
        self._folders: list[tuple[Path, Path]] = []  # temporary, target
        self.kept: list[Path] = []  # where that stands which was replaced and is kept, once all is in place
        self._made: list[Path] = []  # folders that were not there, each behind those it lies in
        self._copies: dict[Path, Path] = {}  # what stands there now: where a copy of it is to stand
        self._removed: list[Path] = []
        self._swept: set[Path] = set()

    def __enter__(self) -> Outputs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        in_place = False
        try:
            if isinstance(problem, OSError) and problem.errno == errno.ENOSPC and (places := self._places()):
                raise OutputError(f"{places} tidak dapat ditulisi ({os_reason(problem)}). Kosongkan, lalu ulangi.")
            if kind is None:
                self._put_in_place()
                in_place = True
        finally:
            for temporary, _ in self._folders:
                shutil.rmtree(temporary, ignore_errors=True)
            for temporary, _, _ in self._waiting:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
            for folder in [path.parent for path in self._removed] if in_place else reversed(self._made):
                with contextlib.suppress(OSError):  # something stands in it
                    folder.rmdir()

    def _places(self) -> str:
        """The folders that are written into, in words; no error of a disk that is full names a file."""
        targets = [target for waiting in (self._waiting, self._folders) for _, target, *_ in waiting]
        return ", ".join(dict.fromkeys(f"Folder {target.parent}" for target in targets))

    def _put_in_place(self) -> None:
        """Rename everything, once nothing stands in the way of any of it: all outputs are of one run, or none is.

        Copies of what is replaced come first and removals last, so that nothing is lost wherever this may stop.
        """
        for temporary, target in self._folders:
            _refuse_edited([file for file in _inside(temporary) if target / file.name not in self._copies], target)
        changed = [entry for entry in self._entries() if not _same(entry[0], entry[1])]
        for _, target, keep in changed:
            _refuse_locked(target)
            if keep:
                _refuse_locked(before(target))
        for path in self._removed:
            _refuse_locked(path)
        with contextlib.ExitStack() as undo:
            for standing, copy in self._copies.items():
                undo.callback(_bring_back, copy, _data(copy))
                self._copy(standing, copy)
            for temporary, target, keep in changed:
                for path in (target, before(target)) if keep else (target,):
                    undo.callback(_bring_back, path, _data(path))
                if _put(temporary, target, keep):
                    self.kept.append(before(target))
            for path in self._removed:
                undo.callback(_bring_back, path, _data(path))
                try:
                    path.unlink(missing_ok=True)
                except OSError as problem:
                    raise OutputError(_sentence(path, problem)) from problem
            undo.pop_all()

    def _copy(self, standing: Path, copy: Path) -> None:
        try:
            self._make(copy.parent)
            _copy_whole(standing, copy)
        except OSError as problem:
            raise OutputError(_sentence(copy, problem)) from problem

    def _entries(self) -> list[tuple[Path, Path, bool]]:
        inside = [(file, target / file.name, False) for folder, target in self._folders for file in _inside(folder)]
        return [*self._waiting, *inside]

    @property
    def waiting(self) -> dict[Path, Path]:
        """What is to be put in place: the file that has been written, by its target."""
        return {target: temporary for temporary, target, _ in self._entries()}

    def redirect(self, target: Path, other: Path) -> None:
        """Put what is to stand at ``target`` at another name in the same folder."""
        temporary = self.waiting[target]
        if temporary.parent == target.parent:
            self._waiting = [(file, other if place == target else place, keep) for file, place, keep in self._waiting]
        else:
            temporary.rename(temporary.with_name(other.name))

    def put_away(self, standing: Path, copy: Path, *, remove: bool) -> None:
        """Keep a copy of what stands there, which will be replaced or, with ``remove``, taken away."""
        self._copies[standing] = copy
        if remove:
            self._removed.append(standing)

    def path(self, target: Path, *, keep: bool = False) -> Path:
        """Where to write what is to stand at ``target``. ``keep`` keeps what stands there now beside it.

        Raises OutputError when nothing can be written there.
        """
        try:
            if target.exists() and not target.is_file():
                raise OutputError(f"{target} bukan berkas biasa. Sebutkan nama berkas lain.")
            if target.is_symlink():  # what it points to is replaced, not the link
                target = target.resolve()
            temporary = _temporary(target)
            self._make(target.parent)
            self._sweep(target.parent)
            temporary.touch()
        except OSError as problem:
            raise OutputError(_sentence(target, problem)) from problem
        self._waiting.append((temporary, target, keep))
        return temporary

    def folder(self, target: Path) -> Path:
        """Where to write the files that are to stand in the folder ``target``. Raises OutputError as `path` does.

        Several outputs may share a folder.
        """
        shared = next((temporary for temporary, other in self._folders if _real(other) == _real(target)), None)
        if shared is not None:
            return shared
        temporary = target / _writer()
        try:
            self._make(temporary)
            self._sweep(target)
        except OSError as problem:
            raise OutputError(_sentence(target, problem)) from problem
        self._folders.append((temporary, target))
        return temporary

    def _make(self, folder: Path) -> None:
        """Make a folder, with those it lies in. Raises OSError."""
        self._made += reversed([path for path in (folder, *folder.parents) if not path.exists()])
        folder.mkdir(parents=True, exist_ok=True)

    def _sweep(self, folder: Path) -> None:
        """Take away what a run that was killed has left in a folder. Raises OSError where that cannot be listed."""
        if folder in self._swept:
            return
        self._swept.add(folder)
        for path in list(folder.iterdir()):
            match = _TEMPORARY.fullmatch(path.name)
            with contextlib.suppress(OSError):  # it went by itself, or is in use
                if match is None or _is_in_use(int(match[1]), match[2], path):
                    continue
                if match[3] is None:
                    shutil.rmtree(path, ignore_errors=True)
                elif path.is_file():
                    path.unlink()

    def write_text(self, target: Path, text: str, *, first: bool = False) -> None:
        """Write a text file, UTF-8 with plain line ends; ``first`` has it put in place before what has been asked for.

        Raises OutputError when nothing can be written there.
        """
        self.path(target).write_text(text, encoding="utf-8", newline="\n")
        if first:
            self._waiting.insert(0, self._waiting.pop())


def refuse_inputs(outputs: Iterable[Path], inputs: Iterable[str]) -> None:
    """Raise UsageError when an output is one of the files that have been read, or two outputs are one file."""
    read = {_real(Path(file.split("!")[0])) for file in inputs}
    written: set[str] = set()
    for path in outputs:
        if _real(path) in read:
            raise UsageError(f"{path.name} adalah salah satu kiriman dan tidak akan ditimpa. Sebutkan nama lain.")
        if _real(path) in written:
            raise UsageError(f"{path.name} disebut untuk dua hasil. Sebutkan nama lain untuk salah satunya.")
        written.add(_real(path))


def refuse_inside(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise UsageError when an output is to stand in a folder of returns, where it would be read with them."""
    folders = {folder: Path(_real(folder)) for folder in inputs if folder.is_dir()}
    for path in outputs:
        for folder, real in folders.items():
            if Path(_real(path)).is_relative_to(real):
                raise UsageError(
                    f"{path} ada di dalam folder kiriman {folder}, sehingga hasil dan kiriman akan tercampur. "
                    "Sebutkan tempat lain."
                )


def refuse_materials(outputs: Iterable[Path], materials: Iterable[Path | None]) -> None:
    """Raise UsageError when an output would replace a file that the same call reads: its profile, an older matrix."""
    read = {path.resolve() for path in materials if path is not None}
    for path in outputs:
        if path.resolve() in read:
            raise UsageError(f"{path.name} dibaca oleh perintah ini dan tidak akan ditimpa. Sebutkan nama lain.")


def refuse_folder(path: Path) -> None:
    """Raise UsageError when an output file is to stand where a folder is."""
    if path.is_dir():
        raise UsageError(f"{path} adalah folder. Sebutkan juga nama berkasnya.")


def _refuse_edited(files: Iterable[Path], target: Path) -> None:
    """Raise OutputError when a workbook that somebody has typed into stands where one of these is to be put."""
    for file in files:
        standing = target / file.name
        if standing.exists() and standing.read_bytes() != file.read_bytes() and not as_made(standing):
            raise OutputError(
                f"{standing} sudah diubah orang sejak dibuat, jadi tidak ditimpa. "
                "Pindahkan dulu, ke folder kiriman bila itu isian, lalu ulangi."
            )


def as_made(path: Path) -> bool:
    """Whether a workbook was saved by nobody since it was made: every office program writes when it saved last.

    One that cannot be read is not known to be.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            text = parts.read("docProps/core.xml").decode("utf-8")
    except (OSError, EOFError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False
    times = {name: re.findall(rf"<dcterms:{name}[^>]*>([^<]*)<", text) for name in ("created", "modified")}
    return bool(times["created"]) and times["created"] == times["modified"]


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def before(target: Path) -> Path:
    """Where a replaced matrix is kept."""
    return target.with_name(f"{target.stem}{BEFORE}{target.suffix}")


def free_place(folder: Path, name: str, ending: str = "") -> Path:
    """The place of this name in a folder, with a number behind it where something stands there."""
    places = (folder / f"{name}{'' if n == 1 else f' ({n})'}{ending}" for n in count(1))
    return next(place for place in places if not place.exists())


def _temporary(target: Path, mark: str = "") -> Path:
    """Where a file is written before it is put in place."""
    return target.with_name(f"{_writer()}-{mark}{target.name}")


def _writer() -> str:
    """How what this process is writing is called: a folder may be shared by computers that count alike."""
    return f".~{os.getpid()}@{_computer()}"


@cache
def _computer() -> str:
    """A number for this computer, which does not tell its name."""
    import platform  # noqa: PLC0415 (only what writes needs it)

    return f"{zlib.crc32(platform.node().encode('utf-8', 'surrogateescape')):08x}"


def _is_in_use(process: int, computer: str, temporary: Path) -> bool:
    """Whether the process that writes a temporary file is there. Raises OSError where the file is gone.

    Where that cannot be asked, as of another computer, what is young is in use.
    """
    if not _CAN_ASK or computer != _computer():
        return time.time() - temporary.stat().st_mtime < _LONGEST_RUN
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        pass
    return True


def _copy_whole(source: Path, copy: Path) -> None:
    """Copy a file so that the copy is there whole or not at all. Raises OSError."""
    temporary = _temporary(source, "salinan-")
    try:
        shutil.copy2(source, temporary)
        temporary.replace(copy)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _same(temporary: Path, target: Path) -> bool:
    """Whether what is to be put there stands there already."""
    try:
        return target.read_bytes() == temporary.read_bytes()
    except OSError:
        return False


def _refuse_locked(target: Path) -> None:
    """Raise OutputError when a file cannot be replaced, as Windows has it with one that is open in Excel."""
    try:
        with target.open("r+b"):
            pass
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise OutputError(_sentence(target, problem)) from problem


def _data(path: Path) -> bytes | None:
    """What stands there; None where nothing does."""
    return path.read_bytes() if path.exists() else None


def _bring_back(path: Path, data: bytes | None) -> None:
    """Put back what stood there; take away what is there where nothing did."""
    with contextlib.suppress(OSError):
        if data is None:
            path.unlink(missing_ok=True)
        elif _data(path) != data:
            path.write_bytes(data)


def _put(temporary: Path, target: Path, keep: bool) -> bool:
    """Put a file in place, and say whether the one that stood there was kept: as a copy, so that it is never gone."""
    is_kept = keep and target.exists()
    try:
        if is_kept:
            _copy_whole(target, before(target))
        temporary.replace(target)
    except OSError as problem:
        raise OutputError(_sentence(target, problem)) from problem
    return is_kept


def _sentence(target: Path, problem: OSError) -> str:
    if isinstance(problem, FileExistsError | NotADirectoryError):
        file = next((path for path in (target, *target.parents) if path.is_file()), target)
        return f"{file} adalah berkas, bukan folder. Sebutkan nama folder lain."
    if not isinstance(problem, PermissionError):
        return f"{target} tidak dapat ditulis ({os_reason(problem)}). Pilih tempat lain."
    if target.is_dir():
        return f"Folder {target} tidak dapat ditulisi. Pilih folder lain."
    if not target.exists():
        return f"Folder {target.parent} tidak dapat ditulisi. Pilih folder lain."
    if not os.access(target, os.W_OK):
        return f"{target.name} hanya boleh dibaca (read-only). Sebutkan nama lain."
    program = "Excel" if target.suffix.lower() == ".xlsx" else "program lain"
    return f"{target.name} sedang dibuka di {program}. Tutup dulu, lalu ulangi."


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))
