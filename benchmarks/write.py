"""How long it takes to write workbooks: ours, beside openpyxl saving and bare xlsxwriter writing the same ones.

Run ``python -m benchmarks.write`` on a machine with two cores that does nothing else. All is measured in one run, in
alternating rounds, the best of each counts:

- the 41 worksheets of a stage (six groups, 35 agencies), each made by itself, and all made together, beside openpyxl,
  which has loaded them before and only saves them;
- the matrix of 41 returns filled in to the last row, beside xlsxwriter alone, which writes every cell of it with its
  value, its formula, its format (equal ones are one) and nothing else: no widths, heights, rules, links or charts;
- a merge of these returns with every output, beside one that writes the two books of the matrix alone, and beside one
  that writes the matrix as one book. All read the returns.

The first three are processor seconds in one process. The merges are wall-clock, since their workbooks are made in
several processes. It ends with code 1 when a limit is passed.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import xlsxwriter

from benchmarks.read import FULL, STAGE, make
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Result, WorksheetContent
from worksheet_kit.core.names import all_recipients
from worksheet_kit.excel import book as excel_book
from worksheet_kit.feedback.merge_outputs import Targets, write_outputs
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet.workbook import worksheet_bytes, worksheets_bytes

ROUNDS = 3
WORKSHEETS = "41 worksheets, each by itself / openpyxl saving them"
TOGETHER = "41 worksheets, made together / openpyxl saving them"
MATRIX = "matrix of 41 full returns / bare xlsxwriter"
MERGE = "merge with every output / with the two books alone"
MERGE_ONE = "merge with every output / with the matrix as one book"
#: The most that each figure may be.
LIMITS = {WORKSHEETS: 1.0, TOGETHER: 1 / 3, MATRIX: 1.5, MERGE: 2.0, MERGE_ONE: 2.0}

#: A cell: row, column, the method of xlsxwriter's sheet that writes it, what that takes, number of its format.
Cell = tuple[int, int, str, tuple[Any, ...], int]


def main() -> int:
    profile = load_profile(Path("rembang"))
    with tempfile.TemporaryDirectory() as name:
        figures = worksheets(profile)
        figures |= merges(profile, Path(name))
    for what, figure in figures.items():
        print(f"{what:56}{figure:6.2f}   (limit {LIMITS[what]:.2f})")
    return int(any(figure > LIMITS[what] for what, figure in figures.items()))


def worksheets(profile: Profile) -> dict[str, float]:
    stage, recipients = profile.stage(STAGE), all_recipients(profile)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl keeps no print area that is a formula
        loaded = [
            openpyxl.load_workbook(io.BytesIO(worksheet_bytes(profile, stage, recipient))) for recipient in recipients
        ]
    blank = [(recipient, WorksheetContent()) for recipient in recipients]
    plain, together, saved = alternately(
        lambda: [worksheet_bytes(profile, stage, recipient) for recipient in recipients],
        lambda: list(worksheets_bytes(profile, stage, blank)),
        lambda: [book.save(io.BytesIO()) for book in loaded],
    )
    print(
        f"{len(recipients)} worksheets: each by itself {plain:.2f} s, together {together:.2f} s, "
        f"openpyxl saving {saved:.2f} s"
    )
    return {WORKSHEETS: plain / saved, TOGETHER: together / saved}


def merges(profile: Profile, folder: Path) -> dict[str, float]:
    returns = folder / "kiriman"
    returns.mkdir()
    make(profile, profile.stage(STAGE), returns, len(all_recipients(profile)), FULL)
    result = collect([returns], profile, stage=STAGE)
    sheets, formats = cells_of(result, folder / "matriks.xlsx")
    count = sum(map(len, sheets))
    ours, bare = alternately(
        lambda: write_matrix(folder / "matriks.xlsx", result),
        lambda: write_bare(folder / "polos.xlsx", sheets, formats),
    )
    rows = sum(map(len, result.dataset.rows.values()))
    print(
        f"matrix, {rows} rows, {count} cells, {len(formats)} formats: ours {ours:.2f} s, bare xlsxwriter {bare:.2f} s"
    )
    everything, books, one = alternately(
        lambda: merge(profile, returns, whole(folder / "semua")),
        lambda: merge(profile, returns, Targets(matrix=folder / "semua.xlsx", secretariat=folder / "kerja.xlsx")),
        lambda: merge(profile, returns, Targets(matrix=folder / "satu.xlsx")),
        clock=time.perf_counter,
    )
    print(f"merge, wall-clock: every output {everything:.2f} s, the two books {books:.2f} s, one book {one:.2f} s")
    return {MATRIX: ours / bare, MERGE: everything / books, MERGE_ONE: everything / one}


def merge(profile: Profile, returns: Path, targets: Targets) -> None:
    write_outputs(targets, collect([returns], profile, stage=STAGE))


def whole(folder: Path) -> Targets:
    """Every output there is."""
    return Targets(
        matrix=folder / "matriks.xlsx",
        secretariat=folder / "kerja.xlsx",
        presentation=folder / "paparan.xlsx",
        json=folder / "hasil.json",
        summary=folder / "rekap.txt",
        corrections=folder / "perbaikan",
        drafts=folder / "draf",
        per_agency=folder / "opd",
        tables=folder / "tabel",
    )


def cells_of(result: Result, path: Path) -> tuple[list[list[Cell]], list[dict[str, Any]]]:
    """What stands in the cells of the matrix, sheet by sheet, and the formats."""
    formats: dict[Any, tuple[int, dict[str, Any]]] = {None: (0, {})}
    sheets: list[list[Cell]] = []

    class Recorder(excel_book.RawWorkbook):
        def add_format(self, properties: dict[str, Any]) -> Any:
            form = super().add_format(properties)
            formats[form] = len(formats), {key: value for key, value in properties.items() if key != "xf_index"}
            return form

        def close(self) -> None:
            texts = list(self.str_table.string_table)
            for sheet in self.worksheets():
                rows = sheet.table.items()
                cells = [(row, column, cell) for row, columns in rows for column, cell in columns.items()]
                sheets.append([(*place, *_call(cell, texts), formats[cell.format][0]) for *place, cell in cells])
            super().close()

    with mock.patch.object(excel_book, "RawWorkbook", Recorder):
        write_matrix(path, result)
    return sheets, [properties for _, properties in formats.values()]


def _call(cell: Any, texts: list[str]) -> tuple[str, tuple[Any, ...]]:
    """The method of xlsxwriter's sheet that writes a cell, and what stands in it."""
    match type(cell).__name__:
        case "String" | "RichString":
            return "write_string", (texts[cell.string],)
        case "Number":
            return "write_number", (cell.number,)
        case "Formula":
            return "write_formula", (cell.formula, cell.value)
        case "Blank":
            return "write_blank", (None,)
        case kind:
            raise AssertionError(f"no {kind} is expected in a matrix")


def write_bare(path: Path, sheets: list[list[Cell]], formats: list[dict[str, Any]]) -> None:
    """Write the cells with xlsxwriter, as whoever knows nothing but what they say."""
    book = xlsxwriter.Workbook(path)
    looks = [book.add_format(properties) if properties else None for properties in formats]
    for cells in sheets:
        sheet = book.add_worksheet()
        write_string, write_number, write_blank = sheet.write_string, sheet.write_number, sheet.write_blank
        for row, column, method, values, look in cells:
            if method == "write_string":
                write_string(row, column, values[0], looks[look])
            elif method == "write_number":
                write_number(row, column, values[0], looks[look])
            elif method == "write_blank":
                write_blank(row, column, None, looks[look])
            else:
                sheet.write_formula(row, column, values[0], looks[look], values[1])
    book.close()


def processor() -> float:
    """Processor seconds of this process and of its workers that have ended."""
    return sum(os.times()[:4])


def alternately(*runs: Callable[[], object], clock: Callable[[], float] = processor) -> list[float]:
    """The shortest time of each; they take turns, so that a busy moment hits all alike."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, own in zip(runs, times, strict=True):
            start = clock()
            run()
            own.append(clock() - start)
    return [min(own) for own in times]


if __name__ == "__main__":
    sys.exit(main())
