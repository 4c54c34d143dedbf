"""Mails on the page: prepared as the command line prepares them, byte for byte. Nothing is sent from here."""

import shutil
from contextlib import chdir, suppress
from dataclasses import replace
from pathlib import Path

from worksheet_kit.core.errors import NothingReadError
from worksheet_kit.core.model import Mailing, Result, Stage
from worksheet_kit.desk.collecting import OUTPUTS, collect_returns, decisions_about
from worksheet_kit.desk.given import Answer, Given, as_texts, worded, zipped
from worksheet_kit.desk.overview import sent_words
from worksheet_kit.desk.session import Session
from worksheet_kit.folder.names import WorkingFolder, listed
from worksheet_kit.folder.stages import to_send
from worksheet_kit.post.journal import JOURNAL, Way, line_of, writing
from worksheet_kit.post.letters import Message
from worksheet_kit.post.page import PAGE
from worksheet_kit.post.round import Round, plan, put_in_place, stage_of


def mail(given: Given, session: Session) -> Answer:
    """Prepare the messages of a ``mailing``: drafts, the page beside them, and the journal.

    They go into the working ``folder``; without one into folder ``post``, which is laid out like one from what was
    written: worksheets under ``sheets``, the results of a merge under ``results``. ``marked`` names recipients, by
    their codes, to whom somebody has written by hand. All paths are given back within that folder.
    """
    profile, into, root = _absolute(given["profile"]), Path(given["into"]), Path(given.get("folder") or given["post"])
    loaded, mailing = session.profile(profile), Mailing(given["mailing"])
    if given.get("folder") is None:
        _lay_out(root, Path(given["sheets"]), Path(given["results"]), given["stage"])
    paths = [Path(path).absolute() for path in given["paths"] if path != given.get("folder")]
    given = {**given, "profile": profile.as_posix(), "results": Path(given["results"]).absolute().as_posix()}
    with chdir(root):
        folder = listed(Path())
        if given.get("folder") is None:  # what has come stands in no tree
            on = to_send(folder, loaded, given["stage"])
        else:
            on = stage_of(folder, loaded, mailing, given["stage"])
        returns = [on.places.returns.absolute()] if folder.under(on.places.returns) else []
        result = None
        if mailing is Mailing.REMINDERS and [*returns, *paths]:
            with suppress(NothingReadError):  # photos alone answer nothing: everybody is reminded
                result = _collected({**given, "paths": as_texts([*returns, *paths])}, session, on.stage, folder)
        this_round = plan(folder, loaded, mailing, on, result)
        with writing(this_round.folder / JOURNAL) as writer:
            writer.add(line_of(message, Way.BY_HAND) for message in this_round.named(given["marked"]))
            put_in_place(this_round, writer)
            this_round = replace(this_round, journal=writer.journal)
        written = _written(this_round)
        return {
            "sentence": " ".join(map(worded, (f"Bimtek {on.stage.number}.", *this_round.troubles))),
            "messages": [_told(message, this_round) for message in this_round.messages],
            "stage": on.stage.number,
            "sent": {code: sent_words(posted) for code, posted in this_round.journal.posted().items()},
            "page": (this_round.folder / PAGE).as_posix(),
            "place": on.places.to_send.as_posix(),
            "written": as_texts(written),
            "zip": zipped(into, Path(), written),
        }


def _absolute(profile: str) -> Path:
    """The settings that are named, wherever one goes; a packaged region has no place."""
    path = Path(profile)
    return path.absolute() if path.exists() else path


def _collected(given: Given, session: Session, stage: Stage, folder: WorkingFolder) -> Result:
    working = None if given.get("folder") is None else folder
    decided = decisions_about(given, session, stage, Path(given["results"]), working)
    return collect_returns({**given, "stage": stage.number}, session, lambda _: decided)


def _lay_out(root: Path, sheets: Path, results: Path, number: int) -> None:
    """Lay out what the page has written of a bimtek as a working folder has it."""
    places = listed(root).stage(number)
    matrix = results / OUTPUTS["presentation"]  # the books of everybody
    for source, target in (
        (sheets / f"bimtek-{number}", places.to_send),
        (results / OUTPUTS["corrections"], places.corrections),
        (results / OUTPUTS["drafts"], places.drafts),
    ):
        for old in target.rglob("*.xlsx"):
            old.unlink()  # of an earlier merge
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    places.matrix.unlink(missing_ok=True)
    if matrix.is_file():
        places.results.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(matrix, places.matrix)


def _written(this_round: Round) -> list[Path]:
    """What belongs together: drafts, page and journal, and the files that go out with them."""
    attached = {message.attachment.path for message in this_round.messages if message.attachment is not None}
    beside = (*(message.draft for message in this_round.messages), PAGE, JOURNAL)
    return [*(this_round.folder / name for name in beside), *sorted(attached)]


def _told(message: Message, this_round: Round) -> Answer:
    line = this_round.journal.of(message)
    return {
        "code": message.recipient.code,
        "name": message.name,
        "to": [person.address for person in message.to],
        "numbers": [{"name": one.name, "number": f"0{one.number.removeprefix('62')}"} for one in message.chat_to],
        "chat": message.chat,
        "draft": (this_round.folder / message.draft).as_posix(),
        "state": "" if line is None else line.way.words,
        "out": line is not None and line.way.is_out,
    }
