"""Which files one merge writes, and in which order: all of them are put in place, or none is.

`check_targets` refuses what cannot be meant before anything is read; `write_outputs` writes what a collection gave. The
command line and the page in the browser call the same two.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copyfile

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.files import (
    Outputs,
    as_made,
    before,
    refuse_folder,
    refuse_inputs,
    refuse_inside,
    refuse_materials,
)
from worksheet_kit.core.model import Profile, Result
from worksheet_kit.core.names import safe_name
from worksheet_kit.core.processes import side_by_side
from worksheet_kit.core.words import CORRECTION, DRAFT
from worksheet_kit.feedback import messages
from worksheet_kit.feedback.corrections import with_sent, write_corrections
from worksheet_kit.feedback.drafts import write_drafts
from worksheet_kit.matrix.agency_books import write_agency_books
from worksheet_kit.matrix.decision_file import NAME as DECISIONS
from worksheet_kit.matrix.decision_file import is_decision_file
from worksheet_kit.matrix.readback import is_matrix, later_copies, read_matrix
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.merging import ledger
from worksheet_kit.report import json, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where a merge writes what: the matrix always, anything else only where a path is given."""

    matrix: Path
    secretariat: Path | None = None  # the book with the secretariat's work; ``matrix`` is the one for everybody then
    presentation: Path | None = None  # a copy of the matrix to be forwarded; of two books, of the one for everybody
    json: Path | None = None
    summary: Path | None = None  # a text for WhatsApp
    corrections: Path | None = None  # a folder, as all below
    drafts: Path | None = None
    drafts_where_needed: bool = False  # only for groups of which a member's workbook came back
    per_agency: Path | None = None
    tables: Path | None = None
    raw_tables: bool = False  # leave text in the CSV as it is that begins like a formula

    @property
    def files(self) -> tuple[Path, ...]:
        """The outputs that are single files, the matrix first."""
        paths = (self.matrix, self.secretariat, self.presentation, self.json, self.summary)
        return tuple(path for path in paths if path is not None)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The outputs that are folders."""
        paths = (self.corrections, self.drafts, self.per_agency, self.tables)
        return tuple(path for path in paths if path is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One output of a merge: ``name`` is its field of `Targets`, ``title`` what people call it."""

    name: str
    title: str
    target: Path
    files: tuple[Path, ...]  # in place; for a folder those written into it by this merge
    to_fill_in: bool = False  # whether the files go to people who send them back
    kept: Path | None = None  # what stood there before, where that was something else
    troubles: tuple[str, ...] = ()  # of workbooks that could not be made, a sentence each


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """What becomes of what stood among the results, as a working folder has it."""

    redirected: Mapping[Path, Path]  # by target: where it is put
    archive: Path
    archived: tuple[Path, ...]
    changed: tuple[Path, ...]  # by people; they stay where they are


#: Writes outputs where they wait to be put in place, in a process of its own where there are such.
_Job = Callable[[], tuple[Written, ...]]

#: The outputs of a merge by name, as they are listed.
_ORDER = (
    *("matrix", "json", "summary", "corrections", "drafts", "per_agency", "tables", "secretariat", "presentation"),
    "archive",
)


def check_targets(
    targets: Targets,
    profile: Profile,
    *,
    materials: Iterable[Path],
    decisions: Path | Sequence[Path] | None = None,
    previous: Path | None = None,
    returns: Iterable[Path] = (),
) -> tuple[Path, ...]:
    """Refuse outputs that would replace something else, and say whose decisions the merge goes on from.

    ``materials`` are the files of the profile; ``decisions`` and ``previous`` are as `collect.collect` takes them, and
    so are ``returns``, the files and folders of what came back. Returns ``decisions``, else the books of the matrix
    that are to be replaced, or where one is gone what people saved of it in another format, with what was noted on the
    page, given or beside it, as far as there are any. Raises UsageError for an output that is a folder, stands in a
    folder of returns or is read by the same merge, and for one that stands there and is no matrix of this region;
    nothing has been written then.
    """
    materials = tuple(materials)
    for path in targets.files:
        refuse_folder(path)
    for folder in targets.folders:  # several may be one
        refuse_inputs((*targets.files, folder), ())
    refuse_inside((*targets.files, *targets.folders), returns)
    refuse_materials(targets.files, (*materials, previous))
    books = tuple(book for book in (targets.secretariat, targets.matrix) if book is not None)  # the latter counts
    given = () if decisions is None else (decisions,) if isinstance(decisions, Path) else tuple(decisions)
    noted = given or (targets.matrix.with_name(DECISIONS),)
    refuse_materials([file for file in targets.files if file not in books], noted)
    for book in (*books, targets.presentation):
        if book is not None and book.exists() and not is_matrix(book, profile):
            remedy = "Sebutkan nama lain"
            if targets.secretariat is not None:  # a working folder decides the names itself
                remedy = "Bila rusak, pulihkan dari Arsip; bila bukan matriks, pindahkan dulu, lalu ulangi"
            raise UsageError(f"{book} sudah ada dan bukan matriks {profile.region}, jadi tidak ditimpa. {remedy}.")
    if any(not is_decision_file(path) for path in given):
        return given
    standing = [[book] if book.exists() else _copies(book, profile) for book in books]
    return (*(path for first in standing for path in first[:1]), *(path for path in noted if given or path.exists()))


def _copies(book: Path, profile: Profile) -> list[Path]:
    """What people saved of a book in other formats, the newest first."""
    return [path for path in later_copies(book) if is_matrix(path, profile)]


def write_outputs(
    targets: Targets,
    result: Result,
    progress: Callable[[int, int], None] | None = None,
    arrange: Callable[[Outputs, Result], Arranged] | None = None,
) -> tuple[Written, ...]:
    """Write everything a merge is asked for, in place once all of it has been made, and say what was written.

    ``progress`` is told how many of how many outputs are made, a folder counting as one. ``arrange`` puts away what is
    replaced or outdated; without it, a matrix is kept beside the one that replaces it.
    Raises UsageError when an output is one of the returns, or when nothing could be merged and a matrix with rows in it
    would become an empty one; OutputError when a file cannot be written. What stood there is intact then.
    """
    returns = files_to_keep(result)
    refuse_inputs(targets.files, returns)
    _refuse_emptying(targets, result)
    written: list[Written] = []
    groups = _groups_with_members(result) if targets.drafts_where_needed else None
    if groups == frozenset():
        targets = replace(targets, drafts=None)

    def add(*outputs: Written) -> None:
        written.extend(outputs)
        if progress is not None:
            progress(len(written), len(targets.files) + len(targets.folders))

    with Outputs() as outputs:
        with side_by_side([*_jobs(outputs, targets, result, groups, keep=arrange is None)]) as made:
            if targets.json is not None:
                json.write_json(outputs.path(targets.json), result)
                add(_single("json", "JSON", targets.json))
            if targets.summary is not None:
                text = messages.summary(result, corrections=targets.corrections is not None)
                outputs.write_text(targets.summary, text)
                add(_single("summary", "Rekap", targets.summary))
            for done in made:
                add(*done)
        for output in written:
            if output.to_fill_in or output.name == "tables":
                refuse_inputs(output.files, returns)
        arranged = None if arrange is None else arrange(outputs, result)
    if arranged is not None:
        written = [*(_in_place(output, arranged) for output in written), *_put_away(arranged)]
    written.sort(key=lambda output: _ORDER.index(output.name))
    kept = {path.name: path for path in outputs.kept}
    return tuple(replace(output, kept=kept.get(before(output.target.resolve()).name)) for output in written)


def _groups_with_members(result: Result) -> frozenset[str]:
    """The groups, by the codes of their dimensions, of which a member's workbook is among what was merged."""
    senders = (submission.recipient for submission in result.dataset.submissions.values())
    return frozenset(sender.dimension for sender in senders if not sender.is_group)


def _in_place(output: Written, arranged: Arranged) -> Written:
    return replace(output, files=tuple(arranged.redirected.get(file, file) for file in output.files))


def _put_away(arranged: Arranged) -> Iterator[Written]:
    """What was put away, and what was not, because people had changed it."""
    troubles = tuple(
        f"{file.name} sudah diubah orang, jadi dibiarkan di tempatnya. Bila itu isian, pindahkan ke folder kiriman."
        for file in arranged.changed
    )
    if arranged.archived or troubles:
        archive = _folder("archive", "Arsip", arranged.archive, ())
        yield replace(archive, files=arranged.archived, troubles=troubles)


def files_to_keep(result: Result) -> list[str]:
    """The files that no output may replace: whatever was read, except what we had made ourselves."""
    return [line.file for line in result.ledger if not ledger.is_own_output(line)]


def _jobs(
    outputs: Outputs, targets: Targets, result: Result, groups: Collection[str] | None, *, keep: bool
) -> Iterator[_Job]:
    """What writes the workbooks, the longest first, so that no process works on while the others have nothing to do.

    ``groups`` are those that get a draft, ``keep`` keeps the matrix that is replaced.
    """
    to_groups = targets.drafts is not None and groups is None
    remembering = with_sent(result, to_everyone=targets.corrections is not None, to_groups=to_groups)
    places = {book: outputs.path(book, keep=keep) for book in (targets.matrix, targets.secretariat) if book is not None}
    copy = targets.presentation
    if copy is not None:  # what people have typed there is not read back
        places[copy] = outputs.path(copy, keep=not as_made(copy))
    yield partial(_write_books, targets, remembering, places)
    if targets.corrections is not None:
        output = _folder("corrections", CORRECTION, targets.corrections, (), to_fill_in=True)
        yield partial(_write_sheets, output, write_corrections, outputs.folder(output.target), result)
    if copy is not None and targets.secretariat is None:
        yield partial(_write_presentation, copy, remembering, places[copy])
    if targets.drafts is not None:
        output = _folder("drafts", DRAFT, targets.drafts, (), to_fill_in=True)
        write = partial(write_drafts, groups=groups)
        yield partial(_write_sheets, output, write, outputs.folder(output.target), result)
    if targets.tables is not None:
        files = {name: targets.tables / f"{safe_name(name)}.csv" for name in tables.names(result.dataset)}
        paths = {name: outputs.path(file) for name, file in files.items()}
        output = _folder("tables", "Tabel", targets.tables, files.values())
        yield partial(_write_tables, output, outputs.folder(output.target), paths, result, raw=targets.raw_tables)
    if targets.per_agency is not None:
        yield partial(_write_agencies, targets.per_agency, outputs.folder(targets.per_agency), result)


def _write_books(targets: Targets, result: Result, places: Mapping[Path, Path]) -> tuple[Written, ...]:
    """Write the matrix: as one workbook, or as two, of which the one for everybody is the copy to be forwarded, too.

    ``places`` are where that is written which is to stand at a target.
    """
    matrix, secretariat, copy = targets.matrix, targets.secretariat, targets.presentation
    written = [_single("matrix", "Matriks Konsolidasi", matrix)]
    if secretariat is None:
        write_matrix(places[matrix], result)
        return tuple(written)
    names = (matrix.name, secretariat.name)
    write_matrix(places[matrix], result, secretariat=places[secretariat], names=names)
    written.append(_single("secretariat", "Kerja sekretariat", secretariat))
    if copy is not None:
        copyfile(places[matrix], places[copy])
        written.append(_single("presentation", "Bahan paparan", copy))
    return tuple(written)


def _write_presentation(target: Path, result: Result, path: Path) -> tuple[Written, ...]:
    write_matrix(path, result, presentation=True)
    return (_single("presentation", "Bahan paparan", target),)


def _write_sheets(
    output: Written, write: Callable[[Result, Path, list[str]], list[Path]], folder: Path, result: Result
) -> tuple[Written, ...]:
    """Write worksheets into a folder that is going to be put in place as that of ``output``."""
    troubles: list[str] = []
    files = write(result, folder, troubles)
    return (replace(output, files=tuple(output.target / path.name for path in files), troubles=tuple(troubles)),)


def _write_agencies(target: Path, folder: Path, result: Result) -> tuple[Written, ...]:
    return (_folder("per_agency", "Rekap per OPD", target, write_agency_books(folder, result)),)


def _write_tables(
    output: Written, folder: Path, paths: Mapping[str, Path], result: Result, *, raw: bool
) -> tuple[Written, ...]:
    """Write the collection as tables: a workbook for people into a folder, and a CSV of each at its path."""
    all_tables = tables.tables(result)
    book = f"Tabel bimtek {result.dataset.stage.number}.xlsx"
    tables.write_workbook(folder / book, result, all_tables)
    for table in all_tables:
        tables.write_csv(paths[table.name], table, guard=not raw)
    return (replace(output, files=(output.target / book, *output.files)),)


def _single(name: str, title: str, file: Path) -> Written:
    return Written(name=name, title=title, target=file, files=(file,))


def _folder(name: str, title: str, folder: Path, files: Iterable[Path], *, to_fill_in: bool = False) -> Written:
    """What was written into a folder, by the names the files have once they are put in place."""
    in_place = tuple(folder / path.name for path in files)
    return Written(name=name, title=title, target=folder, files=in_place, to_fill_in=to_fill_in)


def _refuse_emptying(targets: Targets, result: Result) -> None:
    """Raise UsageError when nothing could be merged and the matrix that stands there holds rows."""
    standing = [book for book in (targets.matrix, targets.secretariat) if book is not None and book.exists()]
    if result.dataset.submissions or not standing:
        return
    if any(read_matrix(standing, result.dataset.profile).rows.values()):
        raise UsageError(
            f"Tidak ada kertas kerja yang dapat digabung, jadi {targets.matrix.name} yang sudah berisi tidak diganti. "
            "Periksa foldernya; keadaan tiap berkas: worksheet-kit periksa."
        )
