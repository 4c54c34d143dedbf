"""Whose a returned workbook is: the file code that its sheets show, and who filled it in, as *Petunjuk* says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worksheet_kit.core import filecode, layout
from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.layout import a1, identity
from worksheet_kit.core.model import FileCode, Form, Place, Profile, Raw, Recipient
from worksheet_kit.core.names import recipient_of
from worksheet_kit.formats.grid import Grid
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.returns.cells import bare, text_of
from worksheet_kit.returns.tables import Table, answered_rows, standing_columns, unmarked_tables, with_columns
from worksheet_kit.returns.workbook import Sheets

_TOP = 15  # rows in which a sheet without a table shows its file code
_IDENTITY_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CODE_WORD = re.compile(r"[A-Z]+[0-9]+-B[0-9]+-[A-Z0-9-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose a workbook is, and what it went out with."""

    code: FileCode
    recipient: Recipient
    showing: frozenset[str]  # names of the sheets that show the code
    forms: tuple[Form, ...]  # of its stage, with the columns they had then


def identify(sheets: Sheets, tables: Sequence[Table], profile: Profile) -> Identified:
    """What the file code says that all sheets agree on.

    Raises UnreadableError where there is none, where sheets disagree, and for codes that are not of this profile.
    """
    showing = _shown_codes(sheets, tables)
    if not showing:
        raise _without_code(sheets, tables, profile)
    code = max(showing, key=lambda shown: len(showing[shown]))
    for other, names in showing.items():
        if other != code:
            raise UnreadableError(RefusalName.CODE_MISMATCH, code, sheet=names[0], found=str(other), expected=str(code))
    if filecode.region_of(code.edition) != filecode.region_of(profile.edition):
        raise UnreadableError(RefusalName.OTHER_REGION, code)
    if code.edition != profile.edition:
        raise UnreadableError(RefusalName.OTHER_EDITION, code)
    if code.stage not in {stage.number for stage in profile.stages}:
        raise UnreadableError(RefusalName.OTHER_STAGE, code)
    recipient, forms = recipient_of(profile, code.recipient), profile.stage_forms(profile.stage(code.stage))
    sent = None if recipient is None else filecode.sent_columns(code, profile)
    if sent is None and recipient is not None:
        sent = filecode.sent_columns(code, profile, standing_columns(sheets.grids, tables, forms, recipient))
    if sent is None or recipient is None:
        raise UnreadableError(RefusalName.NOT_GENUINE, code)
    return Identified(code, recipient, frozenset(showing[code]), tuple(with_columns(f, sent[f.name]) for f in forms))


def _shown_codes(sheets: Sheets, tables: Sequence[Table]) -> dict[FileCode, list[str]]:
    """The file codes in the heads of the sheets, with the names of these; else those of the hidden sheets."""
    heads = {table.grid.name: table.head_row for table in reversed(tables)}
    showing: dict[FileCode, list[str]] = {}
    for grid in sheets.grids:
        for code in _codes(grid.rows[: heads.get(grid.name, _TOP)]):
            showing.setdefault(code, []).append(grid.name)
    if not showing:
        for grid in sheets.hidden:
            for code in _codes(grid.rows):
                showing.setdefault(code, []).append(grid.name)
    return showing


def _codes(rows: Iterable[Sequence[object]]) -> Iterator[FileCode]:
    """The file codes in these rows, in reading order."""
    for row in rows:
        for value in row:
            if isinstance(value, str) and "-" in value:
                yield from filter(None, map(filecode.parse_file_code, _CODE_WORD.findall(value)))


def _without_code(sheets: Sheets, tables: Sequence[Table], profile: Profile) -> UnreadableError:
    """What a workbook without a file code is refused as; it tells its stage where its tables do."""
    tables = tables or _tables_of_anybody(sheets, profile)
    forms = {table.form.name for table in tables}
    stages = [stage.number for stage in profile.stages if forms & set(stage.forms)]
    data = {"stage": stages[0]} if len(stages) == 1 else {}
    problem = UnreadableError(RefusalName.CODE_MISSING if forms else RefusalName.STRANGER, None, **data)
    problem.rows = sum(len(answered_rows(table)) for table in tables)
    return problem


def _tables_of_anybody(sheets: Sheets, profile: Profile) -> list[Table]:
    """Tables known by their headings alone, of a workbook that does not say whose it is."""
    anybody = Recipient(dimension=profile.dimensions[0].code)
    latest = profile.forms.values()
    for ago in range(max(len(form.editions) for form in latest)):
        forms = [with_columns(form, form.editions[: ago + 1][-1]) for form in latest]
        try:
            return [table for grid in sheets.grids for table in unmarked_tables(grid, forms, anybody)]
        except UnreadableError:  # headings and numbers tell different columns: of another edition, or of nobody
            continue
    return []


def people(grids: Sequence[Grid], profile: Profile, file: str) -> tuple[dict[str, Raw], dict[str, Place]]:
    """The identity lines of *Petunjuk*: by key what stands in them, and where."""
    spots = _keyed_lines(grids, profile)
    if spots is None:
        spots = list(_labelled_lines(grids, profile))
    values: dict[str, Raw] = {}
    places: dict[str, Place] = {}
    for key, grid, row, column in spots:
        if key not in values and (value := grid.at(row, column)) is not None:
            values[key], places[key] = value, Place(file, grid.name, a1(row, column))
    return values, places


#: An identity line: its key, and the cell that is its input.
_Line = tuple[str, Grid, int, int]


def _keyed_lines(grids: Sequence[Grid], profile: Profile) -> list[_Line] | None:
    """The lines below the mark, by their keys; None where the mark is gone."""
    asked = asked_keys(profile)
    for grid in grids:
        if any(layout.IDENTITY_MARK in row for row in grid.rows):
            return [(key, grid, row, column) for key, row, column in keyed_inputs(grid) if key in asked]
    return None


def asked_keys(profile: Profile) -> frozenset[str]:
    """The keys of the identity lines that the profile asks for."""
    return frozenset(key for line in identity(profile) for key in line if key)


def keyed_inputs(grid: Grid) -> Iterator[tuple[str, int, int]]:
    """Key, row and column of each input below the mark, also of lines that the profile no longer asks for."""
    start, at = next(
        ((n, list(row).index(layout.IDENTITY_MARK)) for n, row in enumerate(grid.rows) if layout.IDENTITY_MARK in row),
        (len(grid.rows), 0),
    )
    for number in range(start + 1, len(grid.rows)):
        for n, key in enumerate(text_of(grid.at(number, at)).split(layout.IDENTITY_SEPARATOR)):
            if n and _IDENTITY_KEY.fullmatch(key):
                yield key, number, at + n + 1


def _labelled_lines(grids: Sequence[Grid], profile: Profile) -> Iterator[_Line]:
    """The lines by their labels: what stands next to the right of one, or after one more column of the label's."""
    labels = {bare(field.label): field.key for field in profile.identity}
    for grid in filter(is_instructions, grids):
        for number, row in enumerate(grid.rows):
            for c, label in enumerate(row):
                key = labels.get(bare(text_of(label))) if isinstance(label, str) else None
                right = next((n for n in (c + 1, c + 2) if grid.at(number, n) is not None), None)
                if key and right is not None:
                    yield key, grid, number, right


def is_instructions(grid: Grid) -> bool:
    """Whether this is *Petunjuk*, whatever it is called now."""
    return grid.name == layout.INSTRUCTIONS_SHEET or any(
        layout.IDENTITY_MARK in row or layout.IDENTITY_TITLE in row for row in grid.rows
    )
