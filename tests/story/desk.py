"""The secretariat's desk: a folder with its profile, the commands as typed there, and LibreOffice for everyone else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from tests import DATA
from tests.office import Input, Office, edit_members
from tests.story.answers import AGENCY, IDENTITY, Sheets
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Form, Profile
from worksheet_kit.core.names import recipient_of
from worksheet_kit.kinds import KINDS

KOTA = DATA / "kota"
#: The made-up city has two bimtek of its own; a third is a few lines of its profile.
THIRD_STAGE = """
[[stage]]
number = 3
title = "Rencana Induk Kota Cerdas"
dates = "1–2 Juli 2025"
start = 2025-07-01
deadline = "Jumat, 4 Juli 2025"
forms = ["peta_jalan", "quick_win"]
"""


class Desk:
    """``folder`` is where the secretariat works; every command runs there."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder = folder / "kota"
        self.office = office
        shutil.copytree(KOTA, self.folder)
        profile = self.folder / "profile.toml"
        profile.write_text(profile.read_text(encoding="utf-8") + THIRD_STAGE, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0, answer: str | None = None) -> str:
        """Run a command and give what it printed; ``answer`` is what is typed when it asks.

        Nothing is ever said on standard error when it works, but for a question.
        """
        command = [sys.executable, "-m", "worksheet_kit", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, input=answer, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert code or answer or not done.stderr, done.stderr
        return done.stdout

    def path(self, name: str) -> Path:
        return self.folder / name

    def fill(self, blank: str, sent: str, sheets: Sheets, *, saved: str = "", who: str = "") -> Path:
        """Somebody fills in a workbook through LibreOffice and sends it. ``saved`` is when, as their office says."""
        target = self.path(sent)
        target.parent.mkdir(parents=True, exist_ok=True)
        rows: dict[str, Mapping[str, Mapping[str, Input]]] = {s: keyed for s, keyed in sheets.items() if keyed}
        if who:
            identity = IDENTITY | {"opd_pengisi": AGENCY[who]}
            rows["Petunjuk"] = {key: {"": text} for key, text in identity.items()}
        self.office.fill_by_keys(self.path(blank), target, rows)
        if saved:
            stamp(target, saved)
        return target

    def type_in(self, name: str, sheets: Mapping[str, Mapping[str, Mapping[str, Input]]]) -> None:
        """Type into a matrix in an office program and save it."""
        other = self.path(name).with_name("sedang diketik.xlsx")
        self.office.fill_by_keys(self.path(name), other, sheets)
        other.replace(self.path(name))

    def merge(self, returns: str, matrix: str, *more: str) -> Outcome:
        """Merge a folder into a matrix; what it gives for machines is read."""
        report = self.folder / "hasil.json"
        printed = self.run("merge", returns, "-o", matrix, "--json", report.name, *more)
        return Outcome.read(report, printed)

    def written(self, folder: str) -> list[str]:
        """The workbooks in a folder, by name."""
        return sorted(path.name for path in self.path(folder).glob("*.xlsx"))


class Outcome:
    """The JSON of a merge, by what tests ask of it."""

    def __init__(self, json_: dict[str, Any], printed: str = "") -> None:
        self.json = json_
        self.printed = printed

    @classmethod
    def read(cls, path: Path, printed: str = "") -> Outcome:
        return cls(json.loads(path.read_text(encoding="utf-8")), printed)

    @property
    def totals(self) -> dict[str, int]:
        totals: dict[str, int] = self.json["totals"]
        return totals

    def verdicts(self) -> dict[str, tuple[str, str]]:
        return {base(line["file"]): (line["verdict"], line["recipient"]) for line in self.json["ledger"]}

    def counts(self) -> dict[str, dict[str, int]]:
        """Of each file, what became of its rows; zeros left out."""
        fates = ("merged", "duplicate", "superseded", "held")
        return {
            base(line["file"]): {fate: line[f"rows_{fate}"] for fate in fates if line[f"rows_{fate}"]}
            for line in self.json["ledger"]
        }

    def values(self, form: str) -> dict[str, dict[str, Any]]:
        """The filled cells of a form's rows, by row key."""
        return {
            row["key"]: {key: value for key, value in row["values"].items() if value is not None}
            for row in self.json["rows"][form]
        }

    def findings(self, *severities: str) -> list[dict[str, Any]]:
        return [finding for finding in self.json["findings"] if finding["severity"] in severities]

    def conflicts(self) -> dict[tuple[str, str], list[Any]]:
        """The values of each conflict, the standing one first."""
        return {(c["row"], c["column"]): [r["value"] for r in c["readings"]] for c in self.json["conflicts"]}

    def decisions(self) -> dict[tuple[str, str], str]:
        return {(c["row"], c["column"]): c["decision"] for c in self.json["conflicts"] if c["decision"]}

    def states(self) -> dict[str, set[str]]:
        """How the sheets of each recipient stand."""
        found: dict[str, set[str]] = {}
        for line in self.json["completeness"]:
            found.setdefault(line["recipient"], set()).add(line["state"])
        return found


def base(file: str) -> str:
    return file.rsplit("/", 1)[-1]


def stored(profile: Profile, form: Form, recipient: str, row: Mapping[str, Input]) -> dict[str, Any]:
    """A row as it is kept: codes of choices, quarters as 2025-Q2; for what is typed as its list offers it."""
    who = recipient_of(profile, recipient)
    assert who is not None
    kept: dict[str, Any] = {}
    for key, typed in row.items():
        column = form.column(key)
        entries = list_for(profile, form, column, who)
        if typed is None:
            continue
        if column.kind is KINDS["quarter"]:
            kept[key] = next(quarter.stored for quarter in profile.quarters if quarter.label == typed)
        elif column.refers_to is not None:
            kept[key] = str(typed).split()[0]
        elif entries is not None:
            kept[key] = next(entry.stored for entry in entries.items if entry.label == typed)
        else:
            kept[key] = typed
    return kept


def notes(path: Path) -> dict[tuple[str, str], str]:
    """The notes on the cells of a workbook, by sheet and cell."""
    book = openpyxl.load_workbook(path)
    found = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    book.close()
    return found


def stamp(path: Path, saved: str) -> None:
    """Set when a workbook was saved, as its office program wrote it into the file."""
    before = path.with_name(f"{path.name}.lama")
    path.rename(before)
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
    edit_members(
        before, path, {"docProps/core.xml": lambda part: re.sub(pattern, rb"\g<1>" + saved.encode("ascii"), part)}
    )
    before.unlink()
