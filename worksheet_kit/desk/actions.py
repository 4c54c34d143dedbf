"""The actions of the page: each takes what was chosen as plain data and gives what is to be shown as plain data.

Paths are relative to the folder Python runs in, as they would be typed on the command line there. A mistake that a
person can mend comes back as ``{"fault": sentence}``; with ``"settings": True`` where those are to be mended.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from worksheet_kit import generate as worksheets
from worksheet_kit.core.errors import ProfileError, UsageError, WorksheetKitError
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Result, Return, Severity, State
from worksheet_kit.core.names import SETTINGS_FILE, recipient_name, recipient_of, recipients
from worksheet_kit.desk import overview
from worksheet_kit.desk.collecting import check, collect_returns, collected, merge
from worksheet_kit.desk.given import Answer, Given, as_texts, path_of, worded, zipped
from worksheet_kit.desk.mailing import mail
from worksheet_kit.desk.participants import settings_for_participants
from worksheet_kit.desk.session import Session
from worksheet_kit.feedback import next_stage
from worksheet_kit.feedback.messages import covering_texts
from worksheet_kit.feedback.own_copy import own_copy
from worksheet_kit.folder.names import listed, working_folder
from worksheet_kit.folder.round import all_returns, seed_of
from worksheet_kit.folder.stages import first_without_matrix, to_collect, to_send
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.post.journal import JOURNAL
from worksheet_kit.profile.profile import load_profile, packaged_profiles
from worksheet_kit.profile.settings.convert import settings_files
from worksheet_kit.report import explain as explained


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
    return {"written": as_texts(written)}


def look(given: Given, session: Session) -> Answer:
    """What was dropped under ``paths``: a working folder with its settings and the bimtek that is on, or returns alone.

    ``act`` says what is next there: to ``make`` worksheets, or to ``merge`` what has come; ``makes`` is the bimtek of
    which worksheets are due, None where all have a matrix.
    """
    found = [folder for path in given["paths"] if (folder := working_folder(Path(path))) is not None]
    if not found:
        return {"folder": None}
    folder, *more = found
    if more:
        names = ", ".join(each.root.name for each in found)
        only = "Yang dikerjakan satu saja: tekan Kosongkan, lalu seret folder itu."
        raise UsageError(f"Di sini ada {len(found)} folder kerja: {names}. {only}")
    settings = folder.root / SETTINGS_FILE
    loaded = session.profile(settings)
    are_added = len(given["paths"]) > 1
    has_come = are_added or any(folder.under(returns) for returns in all_returns(folder, loaded))
    on = to_collect(folder, loaded, are_added=are_added) if has_come else to_send(folder, loaded)
    kept = f" Yang ditambahkan simpan juga ke {folder.shown(on.places.returns)}." if are_added else ""
    due = first_without_matrix(folder, loaded)
    return {
        "folder": folder.root.as_posix(),
        "settings": settings.as_posix(),
        "stage": on.stage.number,
        "results": {stage.number: folder.stage(stage.number).results.as_posix() for stage in loaded.stages},
        "journals": as_texts(folder.stage(stage.number).mail / JOURNAL for stage in loaded.stages),
        "sentence": f"{SETTINGS_FILE} {loaded.region} dan folder kerja dikenali. {on.why}{kept}",
        "act": "merge" if has_come else "make",
        "makes": None if due is None else due.number,
    }


def make(given: Given, session: Session) -> Answer:
    """Write the worksheets of a stage, or of all (None), for the ``groups`` named, or for all (none named).

    In a working ``folder`` they stand there as the command line has it, else in folder ``into``; ``seed`` is the matrix
    of the stage before, or None for the one that stands there. ``made`` counts the worksheets among what is written,
    ``bare`` is the sentence that names whose start from nothing.
    """
    loaded, into, root = session.profile(Path(given["profile"])), Path(given["into"]), given.get("folder")
    stages = worksheets.chosen_stages(loaded, None if given["stage"] is None else [given["stage"]])
    working = None if root is None else listed(Path(root))
    seed = path_of(given["seed"])
    if seed is None and working is not None and len(stages) == 1:
        seed = seed_of(working, loaded, stages[0])
    if seed is not None and len(stages) > 1:
        raise UsageError("Pilih juga bimtek yang kertas kerjanya dibuat dari matriks itu.")
    codes = [dimension.code for dimension in worksheets.chosen_groups(loaded, given["groups"] or None)]
    per_agency = bool(given["per_agency"])
    contents, bare = None, ""
    if seed is not None:
        before = read_previous(seed, loaded, stages[0])
        contents = next_stage.contents(loaded, stages[0], before, per_agency=per_agency)
        owners = [owner for code in codes for owner in recipients(loaded.dimension(code), per_agency=per_agency)]
        bare = next_stage.without_bequest(loaded, stages[0], contents, owners, seed.name)
    texts = [covering_texts(loaded, stage, groups=codes, per_agency=per_agency) for stage in stages]
    generate = partial(worksheets.generate, loaded, groups=codes, per_agency=per_agency, contents=contents)
    places = [] if working is None else [working.stage(stage.number) for stage in stages]
    if working is None:
        workbooks = generate(into, stages=[stage.number for stage in stages], force=True)
        letters = {into / "pengantar.txt": "\n".join(texts)}
    else:
        workbooks = [
            path for place in places for path in generate(place.to_send, stages=[place.number], folder_per_stage=False)
        ]
        letters = {place.covering: text for place, text in zip(places, texts, strict=True)}
    with Outputs() as outputs:
        for path, text in letters.items():  # people put words of their own into one in their folder
            outputs.path(path, keep=working is not None).write_text(text, encoding="utf-8", newline="\n")
    written = [*workbooks, *letters]
    packed = zipped(into / "kertas kerja.zip", into if root is None else Path(root), written)
    sent = as_texts(place.to_send for place in places)
    return {"written": as_texts(written), "zip": packed, "made": len(workbooks), "places": sent, "bare": bare}


#: Whom a participant asks whose workbook cannot be checked.
_ASK = "Tanyakan kepada sekretariat yang membagikan kertas kerja ini."
#: What people typed or drew beside the answers, which a workbook that is written anew does not hold.
_BESIDE = {
    *(FactName.OUTSIDE_TABLE, FactName.EXTRA_SHEET, FactName.COMMENT, FactName.DRAWN, FactName.COVERED),
    *(FactName.COLUMN_MISSING, FactName.DUPLICATE_KEY),
}


#: What only whoever merges can mend: the matrix of the bimtek before was not given.
_FOR_MERGING = "R306"


def own(given: Given, session: Session) -> Answer:
    """Check a participant's own workbook (``path``), with what was ``decided`` on the page filled in.

    Where a folder ``into`` is given, the workbook is written there as it is now, under its own name, with what is left
    marked; ``now`` is the time of day there, at which it was saved.
    """
    chosen, path = Path(given["profile"]), Path(given["path"])
    noted = [place for place in (path_of(given["decided"]),) if place is not None]
    given = {**given, "paths": [given["path"]], "stage": None, "previous": None}
    try:
        result = collect_returns(given, session, lambda _: noted)
    except UsageError as problem:
        raise UsageError(f"{str(problem).split(chr(10) + '- ')[-1]} {_ASK}") from problem
    returned, dataset = session.result(given["path"], chosen), result.dataset
    owner = recipient_of(dataset.profile, returned.code.recipient) if isinstance(returned, Return) else None
    if not isinstance(returned, Return) or owner is None or owner not in dataset.expected:
        raise UsageError(f"{result.ledger[0].reason} {_ASK}")
    answer = collected(given, session, replace(result, **_own_part(result, owner.code)), merged=False)
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
    folder = path_of(given.get("into"))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        target = (folder / path.name).with_suffix(".xlsx")
        target.write_bytes(own_copy(result, returned, owner, datetime.fromisoformat(given["now"])))
        answer["written"] = as_texts([target])
    return answer


def _own_part(result: Result, owner: str) -> dict[str, Any]:
    """Of a collection what is about one recipient."""
    return {
        "findings": tuple(
            finding for finding in result.findings if finding.recipient == owner and finding.code != _FOR_MERGING
        ),
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
    return {"text": worded(explained.explain(code) if code else explained.explain_all())}


def _spoken(action: Callable[[Given, Session], Any]) -> Callable[[Given, Session], Any]:
    """The action, with a mistake that a person can mend given back as a sentence."""

    def spoken(given: Given, session: Session) -> Any:
        try:
            return action(given, session)
        except ProfileError as problem:
            return {"fault": worded(str(problem)), "settings": True}
        except WorksheetKitError as problem:
            return {"fault": worded(str(problem))}

    return spoken


#: Every action by the name the page calls it by.
ACTIONS: Mapping[str, Callable[[Given, Session], Any]] = {
    action.__name__: _spoken(action)
    for action in (regions, profile, settings, look, make, check, merge, mail, card, own, participants, explain)
}
