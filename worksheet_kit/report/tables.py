"""A collection as plain tables with provenance, and those as files: a workbook for people, CSV for programs.

What ``docs/api.md`` says of columns, dtypes and files is a contract, as it is for the JSON.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from worksheet_kit.checks.progress import incomplete_rows
from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.lists import labels
from worksheet_kit.core.model import Column, Dataset, Form, Profile, Result, Row, State, Value
from worksheet_kit.core.names import recipient_of
from worksheet_kit.core.words import STATE_WORDS
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import MAX_ROWS
from worksheet_kit.excel.style import HEADING
from worksheet_kit.kinds import whole
from worksheet_kit.report import json
from worksheet_kit.values.text import display

#: Name of the column of row keys, the first of every table.
ROW = "row"
#: The columns before and after the answers; no key of a column begins with an underscore.
STANDING = ("_recipient", "_dimension", "_state")
SOURCE = ("_file", "_sheet", "_cell")
#: The columns of the table of all cells, and its name; no form has that.
CELLS = (ROW, "column", "raw", "value", "file", "sheet", "cell")
ALL_CELLS = "_cells"

#: What spreadsheet programs take for the beginning of a formula, in a CSV too (OWASP, CSV Injection).
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")

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


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table: its values, None where nothing is known, and what people are shown in their place."""

    name: str
    heading: str
    dtype: str  # the pandas type of the values
    values: Sequence[Any]
    shown: Sequence[Value]
    number_format: str = "General"  # of the numbers among those shown, as Excel writes it


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length, that of the row keys first; ``sheet`` is where they stand in the workbook."""

    name: str
    sheet: str
    fields: tuple[Field, ...]


def names(dataset: Dataset) -> tuple[str, ...]:
    """The names of the `tables` of a collection, in their order."""
    return (*(form.name for form in dataset.profile.stage_forms(dataset.stage)), ALL_CELLS)


def tables(result: Result) -> tuple[Table, ...]:
    """The rows of a collection: a table for each form of its stage, by the form's name, and last that of all cells.

    A form's table has the row keys; `STANDING`; by key, the columns of the form that hold an answer; `SOURCE`, the
    place of the row's *Kode*. `ALL_CELLS` has a row for each filled cell: ``raw`` as read, ``value`` as understood.
    """
    dataset = result.dataset
    forms = dataset.profile.stage_forms(dataset.stage)
    rows = {form.name: dataset.rows.get(form.name, ()) for form in forms}
    incomplete = incomplete_rows(dataset, result.findings)
    records = [
        (row.key, column.key, cell)
        for form in forms
        for row in rows[form.name]
        for column in _answers(form)
        if (cell := row.cells.get(column.key)) is not None
    ]
    raw = [json.raw(cell.raw) for _, _, cell in records]
    value = [cell.value for _, _, cell in records]
    fields = (
        _text(ROW, [key for key, _, _ in records]),
        _text("column", [column for _, column, _ in records]),
        Field("raw", _HEADINGS["raw"], "object", raw, [display(v) if isinstance(v, bool) else v for v in raw]),
        Field("value", _HEADINGS["value"], "object", value, value),
        *(
            _text(name, [cell.place[:3][n] for _, _, cell in records])
            for n, name in enumerate(("file", "sheet", "cell"))
        ),
    )
    is_taken = any(form.sheet.casefold() == _CELLS_SHEET.casefold() for form in forms)
    all_cells = Table(ALL_CELLS, f"{_CELLS_SHEET} 2" if is_taken else _CELLS_SHEET, fields)
    return (*(_form_table(dataset.profile, form, rows[form.name], incomplete) for form in forms), all_cells)


def write_csv(path: Path, table: Table, *, guard: bool = True) -> None:
    """Write a table for programs: UTF-8, commas, text in quotes, an empty field where nothing is known.

    Text that begins like a formula gets a ``'`` before it, since spreadsheet programs would run it; ``guard=False``
    leaves it as it is. Numbers are never touched. Raises OSError as `Path.open` does.
    """
    rows = zip(*(field.values for field in table.fields), strict=True)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        # Without quotes around all text, Python 3.11 leaves a lone carriage return bare, which readers take for a row.
        writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(field.name for field in table.fields)
        writer.writerows(map(_guarded, row) if guard else row for row in rows)


@uncollected()
def write_workbook(path: Path, result: Result, shown: Iterable[Table]) -> None:
    """Write tables for people, a sheet each: Indonesian headings, entries of lists by their labels.

    Text stays text whatever it looks like: no formula, number or link is made of it. A text longer than a cell holds is
    cut and ends in an ellipsis, and a table longer than a sheet is left out; the CSV has all of it. The same result
    gives the same file on any day.
    """
    profile, stage = result.dataset.profile, result.dataset.stage
    book = Book(
        path,
        title=f"Tabel bimtek {stage.number}",
        subject=f"{profile.event} {profile.region}, bimtek {stage.number}",
        author=profile.contact.office,
        created=stage.made,  # a fixed date: a file that somebody saved since is known by its own
        continued="…",
    )
    for table in shown:
        if len(table.fields[0].values) < MAX_ROWS:
            _write_sheet(book, table, f"{profile.edition}-B{stage.number}-MATRIKS-TABEL")
    book.close()


def _form_table(profile: Profile, form: Form, rows: Sequence[Row], incomplete: frozenset[tuple[str, str]]) -> Table:
    states = [State.PARTIAL if (form.name, row.key) in incomplete else State.COMPLETE for row in rows]
    dimensions = [_dimension(profile, row) for row in rows]
    fields = (
        _text(ROW, [row.key for row in rows]),
        _text("_recipient", [row.recipient for row in rows]),
        _text("_dimension", dimensions),
        replace(_text("_state", [state.value for state in states]), shown=[STATE_WORDS[state] for state in states]),
        *(_answer(profile, form, column, rows, dimensions) for column in _answers(form)),
        *(_text(name, [row.place[:3][n] for row in rows]) for n, name in enumerate(SOURCE)),
    )
    return Table(form.name, form.sheet, fields)


def _answer(profile: Profile, form: Form, column: Column, rows: Sequence[Row], dimensions: Sequence[str]) -> Field:
    """A column of a form; people are shown the labels of lists and quarters, and real dates."""
    kind = whole(column.kind)
    stored = [row.value(column.key) for row in rows]
    values = [None if value is None else kind.in_table(value) for value in stored]
    called = {code: labels(profile, form, column, code) for code in set(dimensions)}
    shown = [
        called[code].get(value, kind.in_sheet(value)) if isinstance(value, str) else value
        for code, value in zip(dimensions, stored, strict=True)
    ]
    # What is carried over may be a number, which has the format of text in a worksheet.
    number_format = "" if column.kind.is_carried else kind.look.number_format
    return Field(column.key, column.heading, kind.dtype, values, shown, number_format or "General")


def _answers(form: Form) -> tuple[Column, ...]:
    """The columns that hold an answer, typed or carried over, as in the JSON."""
    return tuple(column for column in form.columns if column.holds_answer)


def _text(name: str, values: Sequence[str]) -> Field:
    return Field(name, _HEADINGS[name], "string", values, values)


def _dimension(profile: Profile, row: Row) -> str:
    recipient = recipient_of(profile, row.recipient)
    return row.recipient if recipient is None else recipient.dimension


def _guarded(value: object) -> object:
    """A text that would run with a ``'`` before it; some programs pass over blanks before a formula."""
    runs = isinstance(value, str) and value.lstrip(" \u00a0").startswith(FORMULA_BEGINNINGS)
    return f"'{value}" if runs else value


def _write_sheet(book: Book, table: Table, code: str) -> None:
    """Write a table below one line of headings, which a filter and a pivot table take as it is."""
    sheet = book.sheet(table.sheet)
    as_text = sheet.prepared(num_format="@")
    for n, field in enumerate(table.fields):
        as_number = sheet.prepared(num_format=field.number_format)
        sheet.text(0, n, field.heading, HEADING)
        sheet.width(n, min(40, max(12, len(field.heading) + 4)))
        for row, value in enumerate(field.shown, start=1):
            if isinstance(value, str):
                sheet.text(row, n, value, as_text)
            elif value is not None:
                sheet.number(row, n, value, as_number)
    sheet.freeze(1, 1)
    sheet.filter((0, 0, len(table.fields[0].values), len(table.fields) - 1))
    # Beside the table, hidden: a workbook that lies among returns is known as ours.
    beside = len(table.fields) + 1
    sheet.text(0, beside, code)
    sheet.width(beside, 12, hidden=True)
