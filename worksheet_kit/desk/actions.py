"""The actions of the page: each takes what was chosen as plain data and gives what is to be shown as plain data.

Paths are relative to the folder Python runs in, as they would be typed on the command line there. A mistake that a
person can mend comes back as ``{"fault": sentence}``.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from worksheet_kit import generate as worksheets
from worksheet_kit.collect import collect
from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.errors import UsageError, WorksheetKitError
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Result, Return, Severity, Stage, State
from worksheet_kit.core.names import SETTINGS_FILE, recipient_name, recipient_of
from worksheet_kit.core.words import CHECKED_WORDS, VERDICT_WORDS
from worksheet_kit.desk import overview
from worksheet_kit.desk.participants import settings_for_participants
from worksheet_kit.desk.session import Session
from worksheet_kit.feedback import next_stage
from worksheet_kit.feedback.merge_outputs import Targets, write_outputs
from worksheet_kit.feedback.messages import covering_texts, summary
from worksheet_kit.feedback.own_copy import own_copy
from worksheet_kit.folder.archive import put_away
from worksheet_kit.folder.names import WorkingFolder, listed, working_folder
from worksheet_kit.folder.round import all_returns, earlier, round_targets, seed_of, standing_decisions
from worksheet_kit.folder.stages import to_collect, to_send
from worksheet_kit.matrix.decision_file import is_decision_file
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.view import view_of
from worksheet_kit.post.round import with_posted
from worksheet_kit.profile.profile import load_profile, packaged_profiles
from worksheet_kit.profile.settings.convert import settings_files
from worksheet_kit.report import board
from worksheet_kit.report import explain as explained
from worksheet_kit.report import json as report_json

Given = Mapping[str, Any]
Answer = dict[str, Any]

#: What a part of the command line, where a sentence names it, is called on the page.
_ON_THE_PAGE: Mapping[str, str] = {
    "Sebutkan --bimtek": "Pilih bimtek",
    "--bimtek": "bimtek",
    "--open-password": "isian Kata sandi",
    "gabungkan lagi dengan --decisions dan berkas itu": (
        "pilih berkas itu di isian Matriks bimtek ini yang lama, lalu gabungkan lagi"
    ),
    "Sebutkan nama lain": "Pilih berkas lain",
    "pakai --without-seed untuk membuatnya tanpa bekal": "pilih matriksnya di isian Matriks bimtek sebelumnya",
    "Sebutkan folder kiriman": "Pilih folder kiriman",
    "--previous": "isian Matriks bimtek sebelumnya",
    "--json": "keluaran Berkas JSON",
    "worksheet-kit jelaskan S202": "tulis kodenya di isian Kode",
    "worksheet-kit jelaskan": "kosongkan isian Kode",
    "worksheet-kit check": "tekan Periksa",
}
#: Dates of zip members: none, so that the same results give the same zip (the earliest that the format knows).
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def regions(_given: Given, _session: Session) -> list[Answer]:
    """The packaged regions, first the default: ``name`` for the other actions, ``region`` for people."""
    default = load_profile(None).name
    names = sorted(packaged_profiles(), key=lambda name: (name != default, name))
    return [{"name": name, "region": load_profile(Path(name)).region} for name in names]


def profile(given: Given, session: Session) -> Answer:
    """What there is to choose from in a region. ``profile`` is a packaged name or a folder with profile.toml."""
    loaded = session.profile(Path(given["profile"]))
    stages = [{"number": stage.number, "title": stage.title, "dates": stage.dates} for stage in loaded.stages]
    groups = [{"code": dimension.code, "name": dimension.name} for dimension in loaded.dimensions]
    return {"region": loaded.region, "edition": loaded.edition, "stages": stages, "groups": groups}


def settings(given: Given, _session: Session) -> Answer:
    """Write the settings of a region as a workbook, with what it names beside it, into folder ``into``."""
    written = []
    for name, data in settings_files(given["profile"]).items():
        target = Path(given["into"], name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return {"written": _names(written)}


def look(given: Given, session: Session) -> Answer:
    """What was dropped under ``paths``: a working folder with its settings and the bimtek that is on, or returns alone.

    ``act`` says what is next there: to ``make`` worksheets, or to ``merge`` what has come.
    """
    found = [folder for path in given["paths"] if (folder := working_folder(Path(path))) is not None]
    if len(found) != 1:
        return {"folder": None}
    folder = found[0]
    settings = folder.root / SETTINGS_FILE
    loaded = session.profile(settings)
    has_come = any(folder.under(returns) for returns in all_returns(folder, loaded))
    on = to_collect(folder, loaded) if has_come else to_send(folder, loaded)
    return {
        "folder": folder.root.as_posix(),
        "settings": settings.as_posix(),
        "stage": on.stage.number,
        "results": on.places.results.as_posix(),
        "sentence": f"{SETTINGS_FILE} {loaded.region} dan folder kerja dikenali. {on.why}",
        "act": "merge" if has_come else "make",
    }


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
        on = to_collect(folder, loaded, given["stage"])
        previous = _path(given["previous"]) or earlier(folder, loaded, on.stage)
        yield (
            {
                **given,
                "profile": settings,
                "paths": [on.places.returns.as_posix(), *others],
                "stage": on.stage.number,
                "previous": None if previous is None else previous.as_posix(),
                "into": into,
            },
            folder,
        )


def make(given: Given, session: Session) -> Answer:
    """Write the worksheets of a stage, or of all (None), for the ``groups`` named, or for all (none named).

    ``seed`` is the matrix of the stage before, or None; ``into`` the folder to write to. ``made`` counts the worksheets
    among what is written.
    """
    loaded, folder = session.profile(Path(given["profile"])), Path(given["into"])
    stages = worksheets.chosen_stages(loaded, None if given["stage"] is None else [given["stage"]])
    groups = [dimension.code for dimension in worksheets.chosen_groups(loaded, given["groups"] or None)]
    per_agency = bool(given["per_agency"])
    contents = None
    seed = _path(given["seed"])
    if seed is None and given.get("folder") is not None and len(stages) == 1:
        seed = seed_of(listed(Path(given["folder"])), loaded, stages[0])
    if seed is not None:
        if len(stages) > 1:
            raise UsageError("Pilih juga bimtek yang kertas kerjanya dibuat dari matriks itu.")
        before = read_previous(seed, loaded, stages[0])
        contents = next_stage.contents(loaded, stages[0], before, per_agency=per_agency)
    numbers = [stage.number for stage in stages]
    workbooks = worksheets.generate(
        loaded, folder, stages=numbers, groups=groups, per_agency=per_agency, force=True, contents=contents
    )
    texts = [covering_texts(loaded, stage, groups=groups, per_agency=per_agency) for stage in stages]
    text = folder / "pengantar.txt"
    text.write_text("\n".join(texts), encoding="utf-8", newline="\n")
    written = [*workbooks, text]
    packed = _zip(folder / "kertas kerja.zip", folder, written)
    return {"written": _names(written), "zip": packed, "made": len(workbooks)}


def check(given: Given, session: Session) -> Answer:
    """Collect the returns under ``paths`` and say what is there, what is missing and what is to be put right.

    Where a folder ``into`` is given, the same is written there for programs.
    """
    with _entered(given, session) as (there, working):
        return _check(there, session, working)


def _check(given: Given, session: Session, working: WorkingFolder | None) -> Answer:
    def decisions(stage: Stage) -> list[Path]:
        try:
            return _decisions(given, session, stage, Path(given.get("results", ".")), working)
        except UsageError:  # which matrix counts matters to a merge, that says so
            return [path for path in (_path(given.get("decided")),) if path is not None]

    result, folder = _collect(given, session, decisions), _path(given.get("into"))
    if working is not None:
        result = with_posted(result, working.stage(result.dataset.stage.number))
    answer = _collected(given, session, result, merged=False)
    if folder is None:
        return answer
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _OUTPUTS["json"]
    report_json.write_json(target, result)
    return {**answer, "written": _names([target])}


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
    result = _collect(given, session, lambda stage: _decisions(given, session, stage, folder, working))
    stage = result.dataset.stage
    standing = _decisions(given, session, stage, folder, working)
    read = next((path for path in standing if not is_decision_file(path)), None)
    if working is not None:
        places = working.stage(stage.number)
        targets = round_targets(places, [name for name in _OUTPUTS if name not in given["outputs"]])
        result = with_posted(result, places)
        groups = write_outputs(targets, result, arrange=partial(put_away, places))
        folder = Path()
    else:
        wanted: dict[str, Any] = {name: folder / path for name, path in _OUTPUTS.items() if name in given["outputs"]}
        targets = Targets(matrix=folder / _matrix_name(stage), raw_tables=bool(given.get("raw")), **wanted)
        groups = write_outputs(targets, result)
    written = [*(path for group in groups for path in group.files), *(group.kept for group in groups if group.kept)]
    answer = _collected(given, session, result, merged=True)
    if read is not None:
        is_here = working is None and read == targets.matrix
        place = "hasil penggabungan sebelumnya di halaman ini" if is_here else read.as_posix()
        answer["decided"] = f"Keputusan dan catatan dibaca dari {place}."
    return {**answer, "written": _names(written), "zip": _zip(Path(given["into"], "hasil.zip"), folder, written)}


def _matrix_name(stage: Stage) -> str:
    return f"Matriks bimtek {stage.number}.xlsx"


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
            f"Ada {len(found)} {target.name} yang berbeda di antara kiriman: {', '.join(_names(found))}. "
            "Pilih yang berlaku di isian Matriks bimtek ini yang lama, lalu gabungkan lagi."
        )
    return found[0] if found else None


#: The outputs of a merge beside the matrix, by their names in `Targets`, and where they stand among the results.
_OUTPUTS: Mapping[str, str] = {
    "presentation": "Paparan.xlsx",
    "json": "hasil.json",
    "summary": "rekap.txt",
    "corrections": "perbaikan",
    "drafts": "draf",
    "per_agency": "per-opd",
    "tables": "tabel",
}


#: Whom a participant asks whose workbook cannot be checked.
_ASK = "Tanyakan kepada sekretariat yang membagikan kertas kerja ini."
#: What people typed or drew beside the answers, which a workbook that is written anew does not hold.
_BESIDE = {
    *(FactName.OUTSIDE_TABLE, FactName.EXTRA_SHEET, FactName.COMMENT, FactName.DRAWN, FactName.COVERED),
    *(FactName.COLUMN_MISSING, FactName.DUPLICATE_KEY),
}


def own(given: Given, session: Session) -> Answer:
    """Check a participant's own workbook (``path``), with what was ``decided`` on the page filled in.

    Where a folder ``into`` is given, the workbook is written there as it is now, under its own name, with what is left
    marked; ``now`` is the time of day there, at which it was saved.
    """
    chosen, path = Path(given["profile"]), Path(given["path"])
    noted = [place for place in (_path(given["decided"]),) if place is not None]
    given = {**given, "paths": [given["path"]], "stage": None, "previous": None}
    try:
        result = _collect(given, session, lambda _: noted)
    except UsageError as problem:
        raise UsageError(f"{str(problem).split(chr(10) + '- ')[-1]} {_ASK}") from problem
    returned, dataset = session.result(given["path"], chosen), result.dataset
    owner = recipient_of(dataset.profile, returned.code.recipient) if isinstance(returned, Return) else None
    if not isinstance(returned, Return) or owner is None or owner not in dataset.expected:
        raise UsageError(f"{result.ledger[0].reason} {_ASK}")
    answer = _collected(given, session, replace(result, **_own_part(result, owner.code)), merged=False)
    left = [line for line in answer["board"] if line["key"] != State.COMPLETE]
    rows, complete = (sum(line[name] for line in answer["board"]) for name in ("rows", "complete"))
    faults = sum(finding["severity"] == Severity.ERROR for finding in answer["findings"])
    name = recipient_name(dataset.profile, owner)
    sheets = ", ".join(f"{line['form']}: {line['state'].lower()}" for line in left)
    said = f"{complete} dari {rows} baris lengkap" if left else f"{rows} baris, semuanya lengkap"
    answer |= {
        "name": name,
        "complete": not left,
        "sentence": f"{name}: {said}."
        + (f" {sheets}." if left else "")
        + (f" {faults} isian perlu diperbaiki." if faults else "")
        + (
            " Komentar, gambar, lembar tambahan, atau isian di luar tabel tidak ikut di berkas yang diunduh: kirimkan "
            "juga berkas aslinya."
            if any(fact.name in _BESIDE for fact in returned.facts)
            else ""
        ),
        "message": f"Terlampir kertas kerja {name}, bimtek {dataset.stage.number}: {path.name}, {said}.",
    }
    folder = _path(given.get("into"))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        target = (folder / path.name).with_suffix(".xlsx")
        target.write_bytes(own_copy(result, returned, owner, datetime.fromisoformat(given["now"])))
        answer["written"] = _names([target])
    return answer


def _own_part(result: Result, owner: str) -> dict[str, Any]:
    """Of a collection what is about one recipient."""
    return {
        "findings": tuple(finding for finding in result.findings if finding.recipient == owner),
        "completeness": tuple(line for line in result.completeness if line.recipient == owner),
    }


def participants(given: Given, _session: Session) -> Answer:
    """The settings of a region as a participants' page carries them, by file name."""
    return dict(settings_for_participants(given["profile"]))


def card(given: Given, session: Session) -> Answer:
    """All that is known of one program (``row``) of what was collected last; empty where there is none."""
    return {} if session.shown is None else overview.card_of(session.shown, given["row"])


def explain(given: Given, _session: Session) -> Answer:
    """What a ``code`` means and what to do about it; of an empty one, all there are."""
    code = given["code"].strip()
    return {"text": _worded(explained.explain(code) if code else explained.explain_all())}


def _decisions(given: Given, session: Session, stage: Stage, folder: Path, working: WorkingFolder | None) -> list[Path]:
    """What holds decisions about a stage: a matrix, by default one among the results, and what the page has noted."""
    noted = _path(given.get("decided"))
    if working is not None and given["decisions"] is None:
        books = standing_decisions(working, session.profile(Path(given["profile"])), stage)
        return [*(path for path in books if noted is None or not is_decision_file(path)), *([noted] if noted else [])]
    matrix = _path(given["decisions"]) or _standing_matrix(folder / _matrix_name(stage), given, session)
    return [path for path in (matrix, noted) if path is not None]


def _collect(given: Given, session: Session, decisions: Callable[[Stage], Sequence[Path]]) -> Result:
    chosen = Path(given["profile"])
    return collect(
        given["paths"],
        session.profile(chosen),
        stage=given["stage"],
        password=given["passwords"] or None,
        decisions=decisions,
        previous=_path(given["previous"]),
        reader=session.reader(chosen),
        memory=session.memory,
    )


def _collected(given: Given, session: Session, result: Result, *, merged: bool) -> Answer:
    dataset, view = result.dataset, view_of(result)
    session.shown = view
    findings, lists = overview.findings_of(view)
    for finding in findings:
        finding["remedy"] = _worded(finding["remedy"])
    files = overview.files_of(result, VERDICT_WORDS if merged else CHECKED_WORDS)
    for file in files:
        file["reason"] = _worded(file["reason"])
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


def _worded(sentence: str) -> str:
    """A sentence with the page's own names for what it says to use."""
    for option, name in _ON_THE_PAGE.items():
        sentence = sentence.replace(option, name)
    return sentence


def _zip(target: Path, folder: Path, files: Iterable[Path]) -> str:
    """All files in one zip, under their paths in ``folder``; its own path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_DATE)
            archive.writestr(member, path.read_bytes(), compress_type=zipfile.ZIP_STORED)
    return target.as_posix()


def _names(paths: Iterable[Path]) -> list[str]:
    return [path.as_posix() for path in paths]


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _spoken(action: Callable[[Given, Session], Any]) -> Callable[[Given, Session], Any]:
    """The action, with a mistake that a person can mend given back as a sentence."""

    def spoken(given: Given, session: Session) -> Any:
        try:
            return action(given, session)
        except WorksheetKitError as problem:
            return {"fault": _worded(str(problem))}

    return spoken


#: Every action by the name the page calls it by.
ACTIONS: Mapping[str, Callable[[Given, Session], Any]] = {
    action.__name__: _spoken(action)
    for action in (regions, profile, settings, look, make, check, merge, card, own, participants, explain)
}
