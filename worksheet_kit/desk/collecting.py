"""Collecting on the page: returns checked or merged, in a working folder as the commands without arguments do it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from worksheet_kit.collect import collect
from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Result, Stage
from worksheet_kit.core.words import CHECKED_WORDS, VERDICT_WORDS
from worksheet_kit.desk import overview
from worksheet_kit.desk.given import Answer, Given, as_texts, path_of, worded, zipped
from worksheet_kit.desk.session import Session
from worksheet_kit.feedback.merge_outputs import Targets, write_outputs
from worksheet_kit.feedback.messages import summary
from worksheet_kit.folder.archive import put_away
from worksheet_kit.folder.names import WorkingFolder, listed, matrix_name
from worksheet_kit.folder.round import earlier, round_targets, standing_decisions
from worksheet_kit.folder.stages import to_collect
from worksheet_kit.matrix.decision_file import is_decision_file
from worksheet_kit.matrix.view import view_of
from worksheet_kit.post.round import with_posted
from worksheet_kit.report import board
from worksheet_kit.report import json as report_json


@contextmanager
def _entered(given: Given, session: Session) -> Iterator[tuple[Given, WorkingFolder | None]]:
    """Be in the working folder that was dropped, if one was, as on the command line: what is given there, and that."""
    root = given.get("folder")
    if root is None:
        yield given, None
        return
    above = Path(*[".." for _ in Path(root).parts])
    others = [(above / path).as_posix() for path in given["paths"] if path != root]
    into = None if given.get("into") is None else Path(given["into"]).absolute().as_posix()
    with chdir(root):
        folder, settings = listed(Path()), Path(given["profile"]).name
        loaded = session.profile(Path(settings))
        on = to_collect(folder, loaded, given["stage"], are_added=bool(others))
        previous = path_of(given["previous"]) or earlier(folder, loaded, on.stage)
        own = [on.places.returns.as_posix()] if folder.under(on.places.returns) or not others else []
        yield (
            {
                **given,
                "profile": settings,
                "paths": [*own, *others],
                "stage": on.stage.number,
                "previous": None if previous is None else previous.as_posix(),
                "into": into,
            },
            folder,
        )


def check(given: Given, session: Session) -> Answer:
    """Collect the returns under ``paths`` and say what is there, what is missing and what is to be put right.

    Where a folder ``into`` is given, the same is written there for programs.
    """
    with _entered(given, session) as (there, working):
        return _check(there, session, working)


def _check(given: Given, session: Session, working: WorkingFolder | None) -> Answer:
    def decisions(stage: Stage) -> list[Path]:
        try:
            return decisions_about(given, session, stage, Path(given.get("results", ".")), working)
        except UsageError:  # which matrix counts matters to a merge, that says so
            return [path for path in (path_of(given.get("decided")),) if path is not None]

    result, folder = collect_returns(given, session, decisions), path_of(given.get("into"))
    if working is not None:
        result = with_posted(result, working.stage(result.dataset.stage.number))
    answer = collected(given, session, result, merged=False)
    if folder is None:
        return answer
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / OUTPUTS["json"]
    report_json.write_json(target, result)
    return {**answer, "written": as_texts([target])}


def merge(given: Given, session: Session) -> Answer:
    """Merge the returns under ``paths``; write the matrix and the ``outputs`` that are named into folder ``into``.

    Without ``decisions``, those of the matrix that is replaced there are read, as on the command line, else of one that
    came with the returns under the name of the new one; with them in any case what was ``decided`` on the page.
    """
    with _entered(given, session) as (there, working):
        answer = _merge(there, session, working)
    if working is not None:
        answer["written"] = [f"{given['folder']}/{path}" for path in answer["written"]]
        answer["zip"] = f"{given['into']}/{Path(answer['zip']).name}"
    return answer


def _merge(given: Given, session: Session, working: WorkingFolder | None) -> Answer:
    folder = Path(given["into"])
    result = collect_returns(given, session, lambda stage: decisions_about(given, session, stage, folder, working))
    stage = result.dataset.stage
    standing = decisions_about(given, session, stage, folder, working)
    read = next((path for path in standing if not is_decision_file(path)), None)
    if working is not None:
        places = working.stage(stage.number)
        targets = round_targets(places, [name for name in OUTPUTS if name not in given["outputs"]])
        result = with_posted(result, places)
        groups = write_outputs(targets, result, arrange=partial(put_away, places))
        folder = Path()
    else:
        wanted: dict[str, Any] = {name: folder / path for name, path in OUTPUTS.items() if name in given["outputs"]}
        targets = Targets(matrix=folder / matrix_name(stage.number), raw_tables=bool(given.get("raw")), **wanted)
        groups = write_outputs(targets, result)
    written = [*(path for group in groups for path in group.files), *(group.kept for group in groups if group.kept)]
    answer = collected(given, session, result, merged=True)
    if read is not None:
        is_here = working is None and read == targets.matrix
        place = "hasil penggabungan sebelumnya di halaman ini" if is_here else read.as_posix()
        answer["decided"] = f"Keputusan dan catatan dibaca dari {place}."
    return {**answer, "written": as_texts(written), "zip": zipped(Path(given["into"], "hasil.zip"), folder, written)}


def _standing_matrix(target: Path, given: Given, session: Session) -> Path | None:
    """The matrix that a merge goes on from: the one it replaces, else one among the returns that is called the same.

    Raises UsageError where several that differ are.
    """
    if target.exists():
        return target
    named = sorted(path for root in given["paths"] for path in Path(root).rglob(target.name))
    found = [path for path in named if session.is_matrix(path.as_posix(), Path(given["profile"]))]
    if len({path.read_bytes() for path in found}) > 1:
        raise UsageError(
            f"Ada {len(found)} {target.name} yang berbeda di antara kiriman: {', '.join(as_texts(found))}. "
            "Pilih yang berlaku di isian Matriks bimtek ini yang lama, lalu gabungkan lagi."
        )
    return found[0] if found else None


#: The outputs of a merge beside the matrix, by their names in `Targets`, and where they stand among the results.
OUTPUTS: Mapping[str, str] = {
    "presentation": "Paparan.xlsx",
    "json": "hasil.json",
    "summary": "rekap.txt",
    "corrections": "perbaikan",
    "drafts": "draf",
    "per_agency": "per-opd",
    "tables": "tabel",
}


def decisions_about(
    given: Given, session: Session, stage: Stage, folder: Path, working: WorkingFolder | None
) -> list[Path]:
    """What holds decisions about a stage: a matrix, by default one among the results, and what the page has noted."""
    noted = path_of(given.get("decided"))
    if working is not None and given["decisions"] is None:
        books = standing_decisions(working, session.profile(Path(given["profile"])), stage)
        return [*(path for path in books if noted is None or not is_decision_file(path)), *([noted] if noted else [])]
    matrix = path_of(given["decisions"]) or _standing_matrix(folder / matrix_name(stage.number), given, session)
    return [path for path in (matrix, noted) if path is not None]


def collect_returns(given: Given, session: Session, decisions: Callable[[Stage], Sequence[Path]]) -> Result:
    """Collect what lies under the ``paths`` that are given, as far as it was not read before."""
    chosen = Path(given["profile"])
    return collect(
        given["paths"],
        session.profile(chosen),
        stage=given["stage"],
        password=given["passwords"] or None,
        decisions=decisions,
        previous=path_of(given["previous"]),
        reader=session.reader(chosen),
        memory=session.memory,
    )


def collected(given: Given, session: Session, result: Result, *, merged: bool) -> Answer:
    """What the page shows of a collection."""
    dataset, view = result.dataset, view_of(result)
    session.shown = view
    findings, lists = overview.findings_of(view)
    for finding in findings:
        finding["remedy"] = worded(finding["remedy"])
    files = overview.files_of(result, VERDICT_WORDS if merged else CHECKED_WORDS)
    for file in files:
        file["reason"] = worded(file["reason"])
    return {
        "heading": f"Bimtek {dataset.stage.number}, {dataset.profile.region}",
        "stage": dataset.stage.number,
        "edition": dataset.profile.edition,
        "until": as_of_words(result),
        "decided": "",
        "note": "" if given["stage"] is not None else _note(result),
        "counts": "; ".join(filter(None, (board.counts(result), board.unused(result)))),
        "board": overview.board_of(result),
        "files": files,
        "findings": findings,
        "lists": lists,
        "conflicts": overview.conflicts_of(view),
        "entries": overview.entries_of(view),
        "spellings": overview.spellings_of(view),
        "adjustments": overview.adjustments_of(view),
        "pictures": overview.pictures_of(view),
        "cards": overview.cards_of(view),
        "summary": summary(result, corrections=merged),
        "numbers": overview.numbers_of(result),
        "printed": board.render(result, merged=merged),
        "attention": board.needs_attention(result),
        "written": [],
    }


def _note(result: Result) -> str:
    """Which stage was taken, where there are returns of others."""
    number = result.dataset.stage.number
    codes = (parse_file_code(line.code) for line in result.ledger)
    if all(code is None or code.stage == number for code in codes):
        return ""
    return f"Yang paling banyak dikirim: bimtek {number}. Untuk yang lain, pilih bimteknya."
