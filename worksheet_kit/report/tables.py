"""A collection as pandas tables with provenance, and those tables as files: a workbook for people, CSV for programs.

The only module that loads pandas, so nothing imports it before tables are asked for. What ``docs/api.md`` says of
columns, dtypes and files is a contract, as it is for the JSON.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from worksheet_kit.checks.progress import incomplete_rows
from worksheet_kit.core.lists import labels
from worksheet_kit.core.model import Column, Dataset, Form, Profile, Result, Row, State
from worksheet_kit.core.names import recipient_of
from worksheet_kit.core.words import STATE_WORDS
from worksheet_kit.kinds import whole
from worksheet_kit.report import json

#: Name of the index of every form's table, and of the column of row keys in `Frames.cells`.
ROW = "row"
#: The columns before and after the answers; no key of a column begins with an underscore.
STANDING = ("_recipient", "_dimension", "_state")
SOURCE = ("_file", "_sheet", "_cell")
#: The columns of `Frames.cells`.
CELLS = (ROW, "column", "raw", "value", "file", "sheet", "cell")

#: What spreadsheet programs take for the beginning of a formula, in a CSV too (OWASP, CSV Injection).
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")

#: Types of columns that are shown to people as they are, to be reckoned with.
_FIGURES = frozenset({"Float64", "Int64", "datetime64[s]"})

_HEADINGS = {
    ROW: "Baris",
    "column": "Kolom",
    "raw": "Yang diketik",
    "value": "Yang dipakai",
    "_recipient": "Penerima",
    "_dimension": "Dimensi",
    "_state": "Keadaan",
    **dict.fromkeys(("file", "_file"), "Berkas"),
    **dict.fromkeys(("sheet", "_sheet"), "Lembar"),
    **dict.fromkeys(("cell", "_cell"), "Sel"),
}
_CELLS_SHEET = "Semua Sel"
_MOST_ROWS, _MOST_TEXT = 1_048_576, 32_767  # of a sheet and of a cell (ECMA-376, 18.3.1.73 and Excel's own limits)
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, eq=False)
class Frames(Mapping[str, pd.DataFrame]):
    """The rows of a collection: one DataFrame a form, by the form's name, and `cells`, one row for each filled cell.

    A form's table is indexed by row key. Its columns are `STANDING`; then, by key, the columns of the form that hold an
    answer, with the dtype of their kind and NA where a cell is empty or could not be read; then `SOURCE`, the place of
    the row's *Kode*. `cells` has the columns `CELLS`: ``raw`` is a cell as read, ``value`` as understood.
    """

    forms: Mapping[str, pd.DataFrame]
    cells: pd.DataFrame

    def __getitem__(self, form: str) -> pd.DataFrame:
        return self.forms[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)


def frames(result: Result) -> Frames:
    """The rows of a collection as DataFrames: ``frames(result)["program_kerja"]``, ``frames(result).cells``."""
    dataset = result.dataset
    forms = dataset.profile.stage_forms(dataset.stage)
    return Frames(forms={form.name: _form_frame(result, form) for form in forms}, cells=_cells_frame(dataset, forms))


def write_csv(path: Path, frame: pd.DataFrame, *, guard: bool = True) -> None:
    """Write a table for programs: UTF-8, commas, text in quotes, an empty field where nothing is known.

    Text that begins like a formula gets a ``'`` before it, since spreadsheet programs would run it; ``guard=False``
    leaves it as it is. Numbers are never touched. Raises OSError as `Path.open` does.
    """
    # Row keys become the first column, whatever the form's columns are called.
    table = frame.reset_index(allow_duplicates=True) if frame.index.name else frame
    if guard:
        table = table.apply(lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(_guarded))
    with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        # Without quotes around all text, Python 3.11 leaves a lone carriage return bare, which readers take for a row.
        table.to_csv(stream, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")


def write_workbook(path: Path, result: Result, tables: Frames) -> None:
    """Write the tables for people, a sheet a form: Indonesian headings, entries of lists by their labels.

    Text stays text whatever it looks like: no formula, number or link is made of it. A text longer than a cell holds is
    cut and ends in an ellipsis; the CSV has all of it. The same result gives the same file on any day.
    """
    dataset = result.dataset
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    engine = {"options": options}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=engine, datetime_format="dd/mm/yyyy") as writer:
        # A fixed date: the same result gives the same file, and one that somebody saved since is known by its own.
        writer.book.set_properties({"created": dataset.stage.made})
        for name, frame in tables.items():
            form = dataset.profile.forms[name]
            headings = {**_HEADINGS, **{column.key: column.heading for column in form.columns}}
            table = _with_labels(dataset.profile, form, dataset.rows.get(name, ()), frame)
            names = [_HEADINGS[ROW], *(headings[key] for key in table.columns)]
            _write_sheet(writer, form.sheet, table.reset_index(allow_duplicates=True), names, dataset)
        if len(tables.cells) < _MOST_ROWS:
            taken = {name.casefold() for name in writer.sheets}
            name = _CELLS_SHEET if _CELLS_SHEET.casefold() not in taken else f"{_CELLS_SHEET} 2"
            _write_sheet(writer, name, tables.cells, [_HEADINGS[key] for key in CELLS], dataset)


def _form_frame(result: Result, form: Form) -> pd.DataFrame:
    dataset = result.dataset
    rows = dataset.rows.get(form.name, ())
    index = pd.Index([row.key for row in rows], dtype="string", name=ROW)
    incomplete = incomplete_rows(dataset, result.findings)
    standing = [
        [row.recipient for row in rows],
        [_dimension(dataset.profile, row) for row in rows],
        [(State.PARTIAL if (form.name, row.key) in incomplete else State.COMPLETE).value for row in rows],
    ]
    columns = dict(zip(STANDING, (_series(values, "string", index) for values in standing), strict=True))
    for column in _answers(form):
        kind = whole(column.kind)
        stored = (row.value(column.key) for row in rows)
        values = [None if value is None else kind.in_table(value) for value in stored]
        columns[column.key] = _series(values, kind.dtype, index)
    for n, name in enumerate(SOURCE):
        columns[name] = _series([row.place[n] for row in rows], "string", index)
    return pd.DataFrame(columns, index=index)


def _cells_frame(dataset: Dataset, forms: tuple[Form, ...]) -> pd.DataFrame:
    records = [
        (row.key, column.key, json.raw(cell.raw), cell.value, *cell.place)
        for form in forms
        for row in dataset.rows.get(form.name, ())
        for column in _answers(form)
        if (cell := row.cells.get(column.key)) is not None
    ]
    frame = pd.DataFrame(records, columns=list(CELLS), dtype=object)
    return frame.astype({name: "string" for name in CELLS if name not in ("raw", "value")})


def _answers(form: Form) -> tuple[Column, ...]:
    """The columns that hold an answer, typed or carried over, as in the JSON."""
    return tuple(column for column in form.columns if column.holds_answer)


def _series(values: list[Any], dtype: str, index: pd.Index) -> pd.Series[Any]:
    return pd.Series(values, dtype=dtype, index=index)


def _dimension(profile: Profile, row: Row) -> str:
    recipient = recipient_of(profile, row.recipient)
    return row.recipient if recipient is None else recipient.dimension


def _guarded(value: object) -> object:
    """A text that would run with a ``'`` before it; some programs pass over blanks before a formula."""
    runs = isinstance(value, str) and value.lstrip(" \u00a0").startswith(FORMULA_BEGINNINGS)
    return f"'{value}" if runs else value


def _with_labels(profile: Profile, form: Form, rows: Sequence[Row], frame: pd.DataFrame) -> pd.DataFrame:
    """The table as people call what stands in it: labels of lists and quarters, words for how a row stands."""
    shown = frame.copy()
    words = {state.value: text for state, text in STATE_WORDS.items()}
    shown["_state"] = shown["_state"].map(words).astype("string")
    for column in _answers(form):
        kind = whole(column.kind)
        if kind.dtype in _FIGURES:
            continue
        called = {code: labels(profile, form, column, code) for code in frame["_dimension"].unique()}
        stored = zip(frame["_dimension"], (row.value(column.key) for row in rows), strict=True)
        values = [
            called[dimension].get(value, kind.show(value)) if isinstance(value, str) else value
            for dimension, value in stored
        ]
        shown[column.key] = _series(values, "object" if kind.dtype == "object" else "string", frame.index)
    return shown


def _write_sheet(
    writer: pd.ExcelWriter[Any], name: str, table: pd.DataFrame, headings: list[str], dataset: Dataset
) -> None:
    """Write a table below one line of headings, which a filter and a pivot table take as it is."""
    fitting = table.map(_fitting).set_axis(headings, axis="columns")
    fitting.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 1))
    sheet = writer.sheets[name]
    sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    formats = {"string": writer.book.add_format({"num_format": "@"})}
    formats["Int64"] = writer.book.add_format({"num_format": "#,##0"})
    for n, (heading, dtype) in enumerate(zip(headings, table.dtypes, strict=True)):
        width = min(40, max(12, len(heading) + 4))
        sheet.set_column(n, n, width, formats.get(str(dtype)))
    # Beside the table, hidden: a workbook that lies among returns is known as ours.
    beside = len(table.columns) + 1
    sheet.write_string(0, beside, f"{dataset.profile.edition}-B{dataset.stage.number}-MATRIKS-TABEL")
    sheet.set_column(beside, beside, None, None, {"hidden": True})


def _fitting(value: object) -> object:
    """A text as a cell can hold it; anything else as it is."""
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub("\ufffd", value)
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
