"""Sheets of a matrix whose hidden marks are gone: what they held, and their tables by visible codes and headings.

Excel's document inspector takes hidden rows and columns away, and a copy of the values alone may lack them. A table is
found again only where that is certain: each heading that people write under stands once in one line, and each code that
is read is the whole key of a row of somebody in the profile. Which answers were changed is not known any more then: the
prints that tell of it were hidden, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from worksheet_kit.core.model import Form, Profile, Raw
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.formats.grid import Grid
from worksheet_kit.matrix import nominations, overlaps
from worksheet_kit.matrix.crosstabs import RECIPIENT
from worksheet_kit.matrix.data_layout import DATA_TITLE, DERIVED, data_columns, sheet_names
from worksheet_kit.matrix.read_tables import KeyedTable
from worksheet_kit.matrix.sheets import (
    alignment,
    conflicts,
    consolidated,
    findings,
    logic_chain,
    quick_wins,
    spellings,
    summary,
)
from worksheet_kit.values.text import display

_TOP = 12  # lines in which titles and headings stand
_CODE, _KEY = "_kode_tampak", "#"  # stand for the column with the visible codes, and for the row keys it gives
_READING = re.compile(r"(berkas )?nilai ([1-9][0-9]*)( \(sementara dipakai\))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSheet:
    """A sheet that people write in: its name, what they write there, how it is known, its table by headings."""

    name: str
    holds: str
    is_it: Callable[[Grid], bool]
    table: Callable[[Grid, str], KeyedTable | None]
    heading: str = ""  # of the column that people write in, where older matrices have the sheet without it

    def is_written(self, grid: Grid) -> bool:
        """Whether people can have written in this sheet."""
        return not self.heading or any(_folded(self.heading) in map(_folded, row) for row in grid.rows)


def written_sheets(profile: Profile, forms: Sequence[Form]) -> tuple[WrittenSheet, ...]:
    """The sheets people write in, for a stage with these forms."""
    owners = frozenset(recipient.code for recipient in all_recipients(profile))
    reviews = {key: consolidated.review_heading(profile, key) for key in consolidated.REVIEWS}
    aligned = {key: alignment.alignment_heading(profile, key) for key in alignment.ALIGNMENT}
    paired = {overlaps.OTHER: "Kode 2", overlaps.AGREEMENT: "Kesepakatan"}
    links = {heading: heading for heading in (findings.SAID, findings.LINK, findings.FILE)}
    decisions = {"_isian": "Isian", conflicts.DECISION: "Keputusan", conflicts.OTHER: "Nilai lain"}

    def titled(name: str, holds: str, code: str, wanted: Mapping[str, str]) -> WrittenSheet:
        def table(grid: Grid, file: str) -> KeyedTable | None:
            return _by_headings(grid, file, name, {_CODE: code, **wanted}, lambda at: _shown_key(at(_CODE), owners))

        return WrittenSheet(name=name, holds=holds, is_it=lambda grid: _begins(grid, name.upper()), table=table)

    first_condition = next(iter(nominations.HEADINGS.values()))
    about_conflicts = titled(conflicts.NAME, "keputusan tentang isian berbeda", "Baris", decisions)
    return (
        WrittenSheet(
            name=summary.SHEET.name,
            holds="keputusan yang dimohon",
            is_it=lambda grid: _begins(grid, summary.SHEET.name.upper()),
            table=_requests,
        ),
        titled(consolidated.NAME, f"{', '.join(reviews.values())}, dan isian yang diubah", "Kode", reviews),
        replace(titled(quick_wins.NAME, "nominasi quick win", "Kode", nominations.HEADINGS), heading=first_condition),
        titled(alignment.NAME, ", ".join(aligned.values()), "Kode", aligned),
        titled(overlaps.OLD_NAME, "kesepakatan tentang program yang mirip", "Kode 1", paired),
        replace(titled(logic_chain.NAME, "kesepakatan tentang program yang mirip", "Kode 1", paired), heading="Nama 1"),
        replace(about_conflicts, table=lambda grid, file: _conflicts(about_conflicts.table(grid, file), forms)),
        WrittenSheet(
            name=findings.NAME,
            holds="isian yang benar, dan kata siapa",
            is_it=lambda grid: _begins(grid, findings.NAME.upper()),
            table=titled(findings.NAME, "", "Baris", {**findings.HEADINGS, **links}).table,
            heading=findings.HEADINGS[findings.ANSWER],
        ),
        WrittenSheet(
            name=spellings.NAME,
            holds="maksud ejaan yang tidak ada di daftar",
            is_it=lambda grid: _begins(grid, spellings.NAME.upper()),
            table=lambda grid, file: None,
            heading=spellings.HEADINGS[spellings.ENTRY],
        ),
        *(_data_sheet(name, form, owners) for name, form in zip(sheet_names(forms), forms, strict=True)),
    )


def _begins(grid: Grid, title: str) -> bool:
    """Whether a text near the top of a sheet begins like this."""
    return any(value.startswith(title) for row in grid.rows[:_TOP] for value in row if isinstance(value, str))


def _shown_key(value: Raw, owners: frozenset[str]) -> str:
    """The row key that is shown, empty where none is."""
    code = parse_row_code(value.strip()) if isinstance(value, str) else None
    return str(code) if code is not None and code.owner in owners else ""


_At = Callable[[str], Raw]  # what stands in a line under a key


def _by_headings(
    grid: Grid, file: str, name: str, wanted: Mapping[str, str], row_key: Callable[[_At], str]
) -> KeyedTable | None:
    """The table under these headings, by the keys they stand for; None where one is missing or stands there twice."""
    for number, row in enumerate(grid.rows):
        texts = [_folded(value) for value in row]
        if all(texts.count(_folded(heading)) == 1 for heading in wanted.values()):
            columns = {key: texts.index(_folded(heading)) for key, heading in wanted.items()}
            table = KeyedTable(grid=grid, file=file, key_row=number, key_column=0, columns=columns, name=name)
            return _marked(table, (_KEY,), lambda at: (row_key(at),))
    return None


def _folded(value: object) -> str:
    return " ".join(value.split()).casefold() if isinstance(value, str) else ""


def _marked(table: KeyedTable, names: Sequence[str], marks: Callable[[_At], Sequence[str]]) -> KeyedTable:
    """The table with columns behind its last: what ``marks`` gives for each line, the row key first."""
    grid, head = table.grid, table.key_row
    width = max(map(len, grid.rows))

    def line(number: int) -> Sequence[object]:
        row = grid.rows[number]
        return [*row, *[None] * (width - len(row)), *marks(lambda key: grid.at(number, table.columns[key]))]

    rows = [*grid.rows[: head + 1], *(line(number) for number in range(head + 1, len(grid.rows)))]
    columns = {**table.columns, **{name: width + n for n, name in enumerate(names)}}
    return replace(table, grid=replace(grid, rows=rows), key_column=width, columns=columns)


def _requests(grid: Grid, file: str) -> KeyedTable | None:
    """The numbered lines below what is asked of the head of the region."""
    for number, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith(summary.REQUESTED):
                columns = {_CODE: column, summary.REQUEST: column + 1}
                table = KeyedTable(
                    grid=grid, file=file, key_row=number, key_column=0, columns=columns, name=summary.SHEET.name
                )
                return _marked(table, (_KEY,), lambda at: (_number(at(_CODE)),))
    return None


def _number(value: Raw) -> str:
    text = display(value).strip()
    return text if re.fullmatch("[1-5]", text) else ""


def _conflicts(table: KeyedTable | None, forms: Sequence[Form]) -> KeyedTable | None:
    """*Isian Berbeda*: which column a line is about is certain where one form alone has its code and its heading."""
    if table is None:
        return None
    columns = dict(table.columns)
    for column, value in enumerate(table.grid.rows[table.key_row]):
        reading = _READING.fullmatch(_folded(value))
        if reading:
            columns[f"{'_berkas' if reading[1] else 'nilai'}_{reading[2]}"] = column

    def meant(at: _At) -> Sequence[str]:
        key = display(at(_KEY))
        code = parse_row_code(key)
        fitting = [
            (key, form.name, column.key)
            for form in forms
            if code is not None and any(block.prefix == code.prefix for block in form.blocks)
            for column in form.inputs
            if _folded(column.heading) == _folded(at("_isian"))
        ]
        return fitting[0] if len(fitting) == 1 else (key, "", "")

    marked = _marked(replace(table, columns=columns), (_KEY, conflicts.FORM, conflicts.COLUMN), meant)
    lost = any(key and not marked.text(number, conflicts.FORM) for number, key in marked.rows())
    return None if lost else marked


def _data_sheet(name: str, form: Form, owners: frozenset[str]) -> WrittenSheet:
    recipient = {} if form.show_recipient else {RECIPIENT: DERIVED[RECIPIENT]}
    editions = [{column.key: column.heading for column in columns} for columns in map(data_columns, form.editions)]

    def row_key(at: _At) -> str:
        owner = "" if form.show_recipient else f"{display(at(RECIPIENT))}-"
        return _shown_key(owner + display(at(form.code_key)), owners)

    def table(grid: Grid, file: str) -> KeyedTable | None:
        found = (_by_headings(grid, file, name, {**wanted, **recipient}, row_key) for wanted in editions)
        return next(filter(None, found), None)

    return WrittenSheet(
        name=name,
        holds="isian yang diubah",
        is_it=lambda grid: _begins(grid, f"{DATA_TITLE}{form.sheet}, satu baris"),
        table=table,
    )
