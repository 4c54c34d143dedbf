"""``keputusan.json``: what people decided on the page in the browser, beside what the matrix itself holds of decisions.

It holds no more than a matrix does: what was filled in where an answer is faulty, which of several values was chosen,
and what a spelling means. Each entry knows when it was taken, so that of it and of a matrix that somebody saved, the
later counts. An entry that was withdrawn takes back what an older matrix says.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.filecode import region_of
from worksheet_kit.core.model import Place, Profile, Spelling, Stage
from worksheet_kit.matrix.content import Answer, At, Decision, MatrixContent, Proposal
from worksheet_kit.matrix.sheets import conflicts, findings
from worksheet_kit.values.text import display

NAME = "keputusan.json"
#: Counts up when a member changes its meaning; the number stands first in the file, by which it is known.
VERSION = 1
_DEEPEST = 8
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

P = TypeVar("P", Decision, Answer, Spelling)


def is_decision_file(path: Path) -> bool:
    """Whether a file with decisions is one of these, and no matrix, by its name."""
    return path.suffix.lower() == ".json"


def read_decision_file(path: Path, profile: Profile, stage: Stage) -> tuple[MatrixContent, Mapping[At, datetime]]:
    """What was decided about a stage, and when; what was withdrawn is there in the times alone.

    Raises UsageError for a file that cannot be read, is none of these, or is one of another region.
    """
    try:
        document = _loaded(path.read_text(encoding="utf-8-sig"))
        if document["keputusan"] > VERSION:
            raise UsageError(f"{path.name} dibuat versi yang lebih baru. Pakai versi terbaru untuk membacanya.")
        if region_of(document["edition"]) != region_of(profile.edition):
            raise UsageError(f"{path.name} berisi keputusan daerah lain, bukan {profile.region}.")
        entries = [entry for entry in document["entries"] if entry["stage"] == stage.number]
        times = {_at(entry): datetime.fromisoformat(entry["at"]).astimezone(UTC) for entry in entries}
        content = MatrixContent(
            edition=document["edition"],
            stage=stage.number,
            decisions=tuple(_decision(entry, path) for entry in entries if entry["kind"] == "conflict"),
            answers=tuple(_answer(entry, path) for entry in entries if entry["kind"] == "answer"),
            spellings=tuple(_spelling(entry) for entry in entries if entry["kind"] == "spelling"),
        )
    except OSError as problem:
        raise UsageError(f"{path} tidak dapat dibuka. Periksa nama berkas dan foldernya.") from problem
    except (KeyError, TypeError, ValueError) as problem:
        raise UsageError(f"{path.name} bukan berkas keputusan dari Meja Kerja, atau sudah rusak.") from problem
    return content, times


def joined(matrix: MatrixContent, decided: MatrixContent, times: Mapping[At, datetime]) -> MatrixContent:
    """A matrix with what the file says; of what both speak of, the later counts.

    What the matrix says instead of an earlier entry of the file is told where it differs. What it was written with, and
    people have emptied there, was taken back.
    """
    emptied = {at for at in matrix.undecided if at in times and matrix.noted and times[at] <= matrix.noted}
    newer = {at for at, time in times.items() if matrix.saved is None or time > in_utc(matrix.saved)}
    loose = [*matrix.loose]
    standing = {_place(said): said.value for said in (*matrix.decisions, *matrix.answers)}
    for said in (*decided.decisions, *decided.answers):
        at = _place(said)
        if at in standing and at not in newer and display(standing[at]) != display(said.value):
            loose.append((said.place, f"{said.row}: {display(said.value)}"))
    return replace(
        matrix,
        decisions=tuple(_later(matrix.decisions, decided.decisions, newer, emptied)),
        answers=tuple(_later(matrix.answers, decided.answers, newer, emptied)),
        spellings=tuple(_later(matrix.spellings, decided.spellings, newer, emptied)),
        loose=tuple(loose),
        noted=max([*times.values(), *([matrix.noted] if matrix.noted else [])], default=None),
    )


def in_utc(time: datetime) -> datetime:
    """A time, to be compared; one without a zone is what some clock showed."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _later(ours: Iterable[P], theirs: Iterable[P], newer: set[At], emptied: set[At]) -> Iterator[P]:
    """What the matrix says, but for what the file says anew, then that and what the file alone says."""
    kept = [one for one in ours if _place(one) not in newer]
    yield from kept
    there = emptied | {_place(one) for one in kept}
    yield from (one for one in theirs if _place(one) not in there)


def _loaded(text: str) -> dict[str, Any]:
    """The document. Raises ValueError for what is none, and for one nested deeper than ours ever is."""
    depth = 0
    for sign in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
    document = json.loads(text, parse_constant=_no_number)
    if not isinstance(document, dict):
        raise TypeError("no document")
    return document


def _no_number(name: str) -> None:
    raise ValueError(name)


def _decision(entry: Mapping[str, Any], path: Path) -> Decision:
    return Decision(**_proposal(entry, Place(path.name, conflicts.NAME)), seen=tuple(map(_raw, entry["seen"])))


def _answer(entry: Mapping[str, Any], path: Path) -> Answer:
    place = Place(path.name, findings.NAME)
    return Answer(**_proposal(entry, place), source=_text(entry["source"]), seen=_text(entry["seen"]))


def _spelling(entry: Mapping[str, Any]) -> Spelling:
    _, name, text = _at(entry)
    return Spelling(list=name, text=text, entry=_text(entry["value"]), is_alias=entry["alias"] is True)


def _proposal(entry: Mapping[str, Any], place: Place) -> dict[str, Any]:
    form, row, column = _at(entry)
    return {"row": row, "form": form, "column": column, "value": _raw(entry["value"]), "place": place}


def _raw(value: object) -> str | float | None:
    """What was typed: text, a number, nothing. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | None) or value in (math.inf, -math.inf):
        raise ValueError("no value of a cell")
    return float(value) if isinstance(value, int) else value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _at(entry: Mapping[str, Any]) -> At:
    return (_text(entry["form"]), _text(entry["row"]), _text(entry["column"]))


def _place(said: Proposal | Spelling) -> At:
    return ("", said.list, said.text) if isinstance(said, Spelling) else (said.form, said.row, said.column)
