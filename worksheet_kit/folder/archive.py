"""What a merge puts away in *Arsip*, so that nothing outdated stays in sight, and what stays as people changed it.

After each merge a record beside the results says what was written, with its hash: a result whose hash is another now
was changed by people. That of a workbook leaves its properties out: a cloud writes into those, and programs that people
type in do not always.
The books of the matrix are replaced all the same: what people type there is read back.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from worksheet_kit.core.as_of import as_of
from worksheet_kit.core.files import Outputs, free_place
from worksheet_kit.core.model import Result
from worksheet_kit.feedback.merge_outputs import Arranged
from worksheet_kit.folder.names import ARCHIVE, StagePlaces

_NO_TIME = "tanpa waktu"
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d")


@dataclass(frozen=True, slots=True)
class Record:
    """What a merge wrote: up to when its returns speak, and the files by their names within the results.

    Each with its hash, and with that of what it replaced: the record is put in place first, and a computer may stop
    before the file is. For the same reason what is outdated is listed once more.
    """

    as_of: str = _NO_TIME
    files: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is put where; all names within the folder of the results, with ``/``."""

    places: Mapping[str, str]  # of what is written: where it is put
    replaced: tuple[str, ...]
    outdated: tuple[str, ...]  # written by the last merge, not by this one
    changed: tuple[str, ...]  # changed by people: they stay
    record: Record


def plan(
    written: Mapping[str, str],
    books: Collection[str],
    last: Record,
    standing: Callable[[str], str | None],
    state: str = _NO_TIME,
) -> Plan:
    """Plan what is put where.

    ``written`` gives the hash of each file that this merge writes, ``books`` those that are read back before they are
    replaced; ``standing`` gives that of what stands there, and ``state`` up to when the returns of this merge speak.
    """

    def is_changed(name: str, file: str | None) -> bool:
        return file is not None and file not in last.files.get(name, ())

    places = {}
    for name, new in written.items():
        for place in _names(name):
            file = standing(place)
            if name in books or file == new or not is_changed(place, file):
                places[name] = place
                break
    taken = {place: written[name] for name, place in places.items()}
    left = {name: file for name in sorted({*last.files, *written} - {*taken}) if (file := standing(name)) is not None}
    old = {place: file for place in sorted(taken) if (file := standing(place)) not in (None, taken[place])}
    changed = tuple(name for name, file in left.items() if is_changed(name, file))
    files = {place: (new, *([old[place]] if place in old else ())) for place, new in taken.items()}
    outdated = tuple(name for name in left if name not in changed)
    record = Record(state, {**{name: last.files[name] for name in left if name in last.files}, **files})
    if not outdated and all(standing(name) == new and new in last.files.get(name, ()) for name, new in taken.items()):
        record = last  # nothing is written, so neither is this
    return Plan(
        places=places,
        replaced=tuple(old),
        outdated=outdated,
        changed=changed,
        record=record,
    )


def _names(name: str) -> Iterator[str]:
    """The name of a result, and those it takes where people have changed what stands there."""
    yield name
    path = PurePosixPath(name)
    for n in count(1):
        yield path.with_name(f"{path.stem} (baru{f' {n}' if n > 1 else ''}){path.suffix}").as_posix()


def read_record(text: str) -> Record:
    """What the last merge wrote, by the text of its record; nothing where that is none."""
    try:
        said = json.loads(text)
        state, files = said["sampai"], said["berkas"]
        known = {name: tuple(map(str, hashes)) for name, hashes in files.items() if _is_inside(name)}
        return Record(state if _TIME.fullmatch(state) else _NO_TIME, known)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Record()


def _is_inside(name: str) -> bool:
    """Whether a name leads to a result: not out of the folder, nor to what has been put away."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not {"..", "/", ARCHIVE} & {*parts} and not re.search(r"[\\:]", name)


def put_away(places: StagePlaces, outputs: Outputs, result: Result) -> Arranged:
    """Have the outputs of a merge put in *Arsip* what they replace or leave outdated, and spare what people changed."""
    results, time = places.results, as_of(result)
    written = {
        target.relative_to(results).as_posix(): _hash(temporary)
        for target, temporary in outputs.waiting.items()
        if target.is_relative_to(results)
    }
    last = read_record(places.record.read_text(encoding="utf-8", errors="replace") if places.record.is_file() else "")
    books = {places.matrix.name, places.secretariat.name}
    state = _NO_TIME if time is None else f"{time:%Y-%m-%d %H.%M}"
    planned = plan(written, books, last, lambda name: _standing(results / name), state)
    for name, place in planned.places.items():
        if name != place:
            outputs.redirect(results / name, results / place)
    archive = free_place(places.archive, last.as_of)
    for name in (*planned.replaced, *planned.outdated):
        outputs.put_away(results / name, archive / name, remove=name in planned.outdated)
    record = {"sampai": planned.record.as_of, "berkas": planned.record.files}
    outputs.write_text(
        places.record, json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n", first=True
    )
    return Arranged(
        redirected={results / name: results / place for name, place in planned.places.items()},
        archive=archive,
        archived=tuple(archive / name for name in (*planned.replaced, *planned.outdated)),
        changed=tuple(results / name for name in planned.changed),
    )


def _standing(path: Path) -> str | None:
    return _hash(path) if path.is_file() else None


def _hash(path: Path) -> str:
    """The hash of a file; of a workbook that of its sheets, looks and charts, without its properties."""
    try:
        with zipfile.ZipFile(path) as parts:
            said = [f"{part.filename} {part.CRC} {part.file_size}" for part in parts.infolist()]
    except (zipfile.BadZipFile, ValueError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return hashlib.sha256("\n".join(sorted(line for line in said if line.startswith("xl/"))).encode()).hexdigest()
