"""Every name and place in a working folder.

::

    Pengaturan.xlsx  BACA SAYA.txt  Meja Kerja Kota Cerdas.html
    Bimtek 2/Kirim/       worksheets that go out; Surel/ the mails that carry them
    Bimtek 2/Kiriman/     what came back, as it came
    Bimtek 2/Hasil/       what a merge makes of it; Arsip/ what it has replaced

People rename folders: another spelling of a name counts (``kiriman``, ``BIMTEK 2 Masterplan``, ``2. Bimtek II``), the
plain one first.
"""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.files import BEFORE
from worksheet_kit.core.names import SETTINGS_FILE
from worksheet_kit.core.words import CORRECTION, DRAFT

READ_ME = "BACA SAYA.txt"
TO_SEND, RETURNS, RESULTS = "Kirim", "Kiriman", "Hasil"
MAIL = "Surel"
ARCHIVE = "Arsip"
#: Remembers, beside the results, what the last merge wrote.
RECORD = ".hasil.json"

_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NUMBERED = r"(?:\d+[ ._)-]*)?"  # people number folders to have them in their order
_STAGE = re.compile(rf"{_NUMBERED}bimtek[ ._-]*(?:ke[ ._-]*)?(?:0*(\d+)|({'|'.join(_ROMAN)}))\b", re.IGNORECASE)
#: How the folder of a bimtek may be called that `_STAGE` does not know, or that of the returns where it is looked for.
_LIKE_STAGE = re.compile(rf"{_NUMBERED}(bimtek|bimbingan[ ._-]*teknis|{RETURNS}\b)", re.IGNORECASE)
#: What systems, clouds and office programs leave in a folder that somebody opens; no file of anybody.
_NOISE = re.compile(r"~\$.*|\..*|.*\.tmp|desktop\.ini|(eh)?thumbs\.db", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StagePlaces:
    """Where everything of one bimtek stands."""

    folder: Path  # Bimtek 2
    number: int
    to_send: Path
    returns: Path
    results: Path

    @property
    def mail(self) -> Path:
        """The folder of the mails that are prepared."""
        return self.to_send / MAIL

    @property
    def covering(self) -> Path:
        """The texts that go out with the worksheets."""
        return self.to_send / f"Pengantar bimtek {self.number}.txt"

    @property
    def matrix(self) -> Path:
        """The book for everybody."""
        return self.results / matrix_name(self.number)

    @property
    def secretariat(self) -> Path:
        """The secretariat's own book."""
        return self.results / f"Kerja sekretariat bimtek {self.number}.xlsx"

    @property
    def corrections(self) -> Path:
        """The folder of the *Lembar Perbaikan*."""
        return self.results / CORRECTION

    @property
    def drafts(self) -> Path:
        """The folder of the *Draf Kelompok*."""
        return self.results / DRAFT

    @property
    def per_agency(self) -> Path:
        """The folder of the *Rekap* of each agency and the minutes of each group."""
        return self.results / "Rekap per OPD"

    @property
    def summary(self) -> Path:
        """The text for WhatsApp."""
        return self.results / f"Rekap bimtek {self.number}.txt"

    @property
    def archive(self) -> Path:
        """The folder of what later merges have replaced. It is never read."""
        return self.results / ARCHIVE

    @property
    def record(self) -> Path:
        """What the last merge wrote, for the next one."""
        return self.results / RECORD


@dataclass(frozen=True, slots=True)
class WorkingFolder:
    """A working folder as a listing of what is in it: paths from its top with ``/``, which ends those of folders."""

    root: Path
    listing: frozenset[str]

    def stage(self, number: int) -> StagePlaces:
        """Where everything of a bimtek stands, or is to stand. Raises UsageError where two folders are called so."""
        plain, called = f"Bimtek {number}", self._called(number)
        alike = [name for name in called if name.casefold() == plain.casefold()]
        if len(called) > 1 and not alike:
            raise UsageError(f'Ada dua folder untuk bimtek {number}: "{called[0]}" dan "{called[1]}". Gabungkan dulu.')
        name = plain if plain in called else (*alike, *called, plain)[0]
        to_send, returns, results = (
            self.root / name / self._spelled(name, inner) for inner in (TO_SEND, RETURNS, RESULTS)
        )
        return StagePlaces(self.root / name, number, to_send, returns, results)

    def unread(self, number: int) -> list[str]:
        """What is not read though it seems to be of a bimtek: other folders of it, renamed copies of its books."""
        places = self.stage(number)
        folders = [f"{name}/" for name in self._called(number) if name != places.folder.name]
        inside = f"{places.folder.name}/"
        beside = (name for name in self._names(inside) if name.strip().casefold().startswith(RETURNS.casefold()))
        folders += [f"{inside}{name}/" for name in beside if name != places.returns.name]
        names = {path.name.casefold(): path for path in self.under(places.results) if path.parent == places.results}
        books = [book.name.casefold() for book in (places.matrix, places.secretariat)]
        copies = [
            self.shown(path)
            for name, path in names.items()
            if name not in books and any(book.removesuffix(".xlsx") in name for book in books)
            if path.suffix.lower() in _BOOKS and not path.stem.endswith(BEFORE)
        ]
        return [name for name in folders if any(path.startswith(name) for path in self.listing - {name})] + copies

    def strangers(self, numbers: Collection[int]) -> list[str]:
        """The folders with files in them that seem to be of a bimtek, and are of none of these numbers."""
        names = (name for name in self._names("") if _LIKE_STAGE.match(name) and _stage_number(name) not in numbers)
        return [name for name in names if self.under(self.root / name)]

    def find(self, path: Path) -> Path | None:
        """The file that stands there, in whatever case its name is; None where there is none."""
        wanted = self.shown(path).casefold()
        return next((self.root / there for there in self.listing if there.casefold() == wanted), None)

    def under(self, folder: Path) -> list[Path]:
        """The files under a folder, those of nobody left out."""
        top = f"{self.shown(folder)}/"
        files = (path for path in sorted(self.listing) if path.startswith(top) and not path.endswith("/"))
        return [self.root / path for path in files if not _NOISE.fullmatch(path.rpartition("/")[2])]

    def sent(self) -> list[Path]:
        """The workbooks in *Kirim* of every bimtek that has a folder, be it one of the settings or not."""
        numbers = sorted({number for name in self._names("") if (number := _stage_number(name)) is not None})
        places = [self.stage(number).to_send for number in numbers]
        return [path for place in places for path in self.under(place) if path.suffix.lower() == ".xlsx"]

    def shown(self, path: Path) -> str:
        """A path in here as people read it, from the top with ``/``."""
        return path.relative_to(self.root).as_posix()

    def _called(self, number: int) -> list[str]:
        """The names of the folders of a bimtek."""
        return [name for name in self._names("") if _stage_number(name) == number]

    def _spelled(self, folder: str, plain: str) -> str:
        names = self._names(f"{folder}/")
        alike = [name for name in names if name.strip().casefold() == plain.casefold()]
        return plain if plain in alike or not alike else alike[0]

    def _names(self, top: str) -> list[str]:
        """The names of the folders directly under another."""
        inside = (path.removeprefix(top) for path in self.listing if path.startswith(top))
        return sorted({name for path in inside if (name := path.partition("/")[0]) != path})


def _stage_number(name: str) -> int | None:
    """Which bimtek a folder of this name is of; None where it does not say."""
    match = _STAGE.match(name)
    if match is None:
        return None
    return int(match[1]) if match[1] else _ROMAN.index(match[2].lower()) + 1


def matrix_name(number: int) -> str:
    """What the matrix of a bimtek is called, in a working folder and elsewhere."""
    return f"Matriks bimtek {number}.xlsx"


def working_folder(root: Path) -> WorkingFolder | None:
    """The working folder that a folder is; None where it has no settings workbook. *Arsip* is not looked into."""
    return listed(root) if (root / SETTINGS_FILE).is_file() else None


def around(here: Path) -> WorkingFolder | None:
    """The working folder that a folder is, or that it lies in as the folder of a bimtek or one within that."""
    steps = here.resolve().parts
    for up in range(3):
        root = here.joinpath(*[".."] * up)
        if (root / SETTINGS_FILE).is_file():
            return listed(root) if up == 0 or _LIKE_STAGE.match(steps[-up]) else None
    return None


def listed(root: Path) -> WorkingFolder:
    """A folder as a working folder, whether it is one yet or not."""
    return WorkingFolder(root, frozenset(_listed(root, "", set())))


def _listed(folder: Path, top: str, seen: set[str]) -> Iterator[str]:
    """What is in a folder, and, of the folders in it, in those that belong to a bimtek; links are followed once."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        entries = list(folder.iterdir())
    except OSError:  # whatever the system says of one folder costs that one alone
        return
    for entry in entries:
        is_folder = entry.is_dir()
        yield f"{top}{entry.name}{'/' * is_folder}"
        if is_folder and entry.name != ARCHIVE and (top or _LIKE_STAGE.match(entry.name)):
            yield from _listed(entry, f"{top}{entry.name}/", seen)
