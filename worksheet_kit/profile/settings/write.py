"""Write `Pengaturan.xlsx`, by xlsxwriter: what `layout` says, what a profile's raw tables hold, and what is missing.

It is edited in any office program and updated in place by openpyxl, so nothing in it needs what openpyxl drops: no rich
text, shapes, notes, or rules over several sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from worksheet_kit.core.layout import a1, column_letters
from worksheet_kit.excel import style as st
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import PROMPT_TITLE, literal, quoted, reference
from worksheet_kit.excel.page import A4
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import height, shorten
from worksheet_kit.profile.settings.entries import Entry, entries_of, seats_of
from worksheet_kit.profile.settings.layout import (
    AGENCIES,
    AGENCY_SHEET,
    AGENCY_TABLE,
    DIMENSIONS,
    EDITION,
    HEADINGS,
    LISTS,
    PROGRAMMES,
    SEATS,
    SHEETS,
    Field,
    SheetLayout,
    Table,
)
from worksheet_kit.profile.settings.shapes import CODE, LONG_DAY, Cell, shown
from worksheet_kit.values.dates import to_serial

#: Columns: marks, label or first column, star, first value.
_MARKS, _LABEL, _STAR, _VALUE = 0, 1, 2, 3
_VALUE_WIDTH, _LABEL_WIDTH, _ACROSS = 32.0, 27.0, 3
#: Rows that rules and counts reach beyond what is there, so that a list may grow.
_BEYOND = 300
_TABS = (st.NAVY, *("#1E6B5C",) * 4, *("#7A4B12",) * 2, *("#4A3A70",) * 3)
_INPUT = style(st.INPUT_CELL, valign="top", indent=1)
_KEY = style(st.LOCKED_CELL, indent=1)
_LABELS = style(st.BOX, bg_color=st.BANDS[0][1], font_color=st.NAVY, valign="vcenter", indent=1, text_wrap=True)
_HELP = style(font_size=9, font_color=st.QUIET, valign="vcenter", indent=1)
_LINE = 15.75
#: Tables whose rows belong together by their first field, which a line parts.
_GROUPED = ("columns", "list", "subdimension")
#: Signs that are often typed into a code, which takes letters, digits and, of an agency, hyphens.
_NOT_IN_CODES = " .,/_("
_DONE = "Lengkap: tidak ada isian wajib yang kosong."


@dataclass(frozen=True, slots=True)
class _Need:
    """One line of the live check: where something may be missing, how much of it, and in which row first."""

    sheet: str
    title: str
    count: str  # a formula
    first: str  # another, of the number of the row
    column: int
    missing: int  # what the first formula gives


@dataclass(slots=True)
class _Workbook:
    book: Book
    raw: Mapping[str, Any]
    entries: dict[str, list[Entry]]
    needs: list[_Need] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)  # first and last row of tables of rows


def settings_workbook(raw: Mapping[str, Any]) -> bytes:
    """A settings workbook.

    ``raw`` are the raw tables of a profile that loads, or of one that is yet unfinished; under ``columns`` stand the
    headings of its forms' columns, under ``base`` what the workbook is to name for what only TOML says. The same
    tables give the same bytes on any day.
    """
    stages = raw.get("stage", ())
    start = stages[0].get("start") if stages else None
    office = raw.get("contact", {}).get("office", "")
    book = Book(
        title="Pengaturan",
        subject=raw.get("region", ""),
        author=office,
        created=datetime.combine(start or date(2022, 1, 1), time(8)),
        footer="&L&8&A&R&8&P / &N",
        typed_text=True,
    )
    workbook = _Workbook(book, raw, entries_of(raw))
    sheets = [book.sheet(sheet.name, tab=tab) for sheet, tab in zip(SHEETS, _TABS, strict=True)]
    check_rows = 4 + sum(
        _is_checked(workbook, table) for sheet in SHEETS for table in sheet.tables
    )  # one has two lines
    for n, (layout, sheet) in enumerate(zip(SHEETS, sheets, strict=True)):
        _write_sheet(workbook, layout, sheet, check_rows if n == 0 else 0)
    _write_check(workbook, sheets[0])
    return book.package().file({})


def _write_sheet(workbook: _Workbook, layout: SheetLayout, sheet: Sheet, room: int) -> None:
    sheet.width(_MARKS, 14, hidden=True)
    widths = _widths(layout)
    for column, (width, folded) in widths.items():
        sheet.width(column, width, level=1 if folded else 0, hidden=folded)
    if any(folded for _, folded in widths.values()):
        sheet.width(max(widths) + 1, 4, collapsed=True)
    sheet.height(0, 30)
    sheet.text(0, _LABEL, layout.title, st.TITLE)
    sheet.text(1, _LABEL, layout.note, st.EVENT)
    sheet.height(1, 16)
    sheet.page(A4, landscape=True)
    row = 2 + room
    for n, table in enumerate(layout.tables):
        last = n == len(layout.tables) - 1
        row = {"rows": _write_rows, "values": _write_values, "across": _write_across, "seats": _write_seats}[
            table.kind
        ](workbook, sheet, table, row, last)
    sheet.hide_gridlines()
    sheet.text_numbers(f"A1:{a1(row + _BEYOND, max(widths))}")
    sheet.select(2, _LABEL)


def _widths(layout: SheetLayout) -> dict[int, tuple[float, bool]]:
    """The width of each column, and whether it is folded away."""
    widths: dict[int, tuple[float, bool]] = {}
    for table in layout.tables:
        if table.kind == "rows":
            for column, spec in enumerate(table.fields, _LABEL):
                width, folded = widths.get(column, (0, True))
                widths[column] = (max(width, spec.width), folded and spec.folded)
        else:
            widths |= {_LABEL: (_LABEL_WIDTH, False), _STAR: (2.5, False)}
            width = 13.0 if table.key == SEATS.key else _VALUE_WIDTH
            widths |= dict.fromkeys(range(_VALUE, _VALUE + (10 if width < 20 else _ACROSS + 2)), (width, False))
    return widths


def _mark(sheet: Sheet, row: int, table: Table, keys: Mapping[int, str], across: int) -> int:
    """The hidden row of keys, the band that opens a table, and what is said about it; gives the row below."""
    sheet.hide_row(row)
    sheet.text(row, _MARKS, f"#{table.key} {EDITION}")
    for column, key in keys.items():
        sheet.text(row, column, key)
    sheet.fill((row + 1, _LABEL, row + 1, across), st.SECTION)
    sheet.text(row + 1, _LABEL, table.title, st.SECTION)
    sheet.height(row + 1, 18)
    if not table.note:
        return row + 2
    sheet.text(row + 2, _LABEL, table.note, _HELP, indent=0)
    return row + 3


def _cell(sheet: Sheet, row: int, column: int, spec: Field, value: object, *parts: st.Style) -> Cell:
    """Write what a field holds; gives what stands in the cell."""
    cell = None if value is None else spec.shape.to_cell(value)
    form: st.Style = {"num_format": spec.shape.number_format, "align": "left"}
    if isinstance(cell, date):
        if isinstance(cell, datetime) and cell.time() == time():
            form["num_format"] = LONG_DAY
        fraction = (cell.hour * 60 + cell.minute) / 1440 if isinstance(cell, datetime) else 0.0
        sheet.number(row, column, to_serial(date(cell.year, cell.month, cell.day)) + fraction, _INPUT, form, *parts)
    elif isinstance(cell, int | float):
        sheet.number(row, column, cell, _INPUT, form, *parts)
    else:
        sheet.text(row, column, cell or "", _INPUT, form, *parts)
    return cell


def _prompt(sheet: Sheet, area: tuple[int, int, int, int], spec: Field) -> None:
    """The dropdown of a field and what is said while its cell is chosen."""
    title = shorten(spec.heading, PROMPT_TITLE)
    said = {"input_title": title, "input_message": spec.help} if spec.help else {}
    if spec.shape.choices or spec.dropdown:
        rule = dropdown(spec.dropdown or spec.shape.choices, title, refusal="Pilih salah satu dari daftarnya.") | said
        if spec.dropdown or not spec.shape.strict:
            rule["error_type"] = "information"
            rule["error_message"] = "Isi ini belum ada di daftarnya. Tetap pakai?"
        sheet.validate([area], rule)
    elif said:
        sheet.validate([area], {"validate": "any", **said})


# ---------------------------------------------------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------------------------------------------------


def _write_rows(workbook: _Workbook, sheet: Sheet, table: Table, row: int, last: bool) -> int:
    entries = workbook.entries[table.key]
    columns = dict(enumerate(table.fields, _LABEL))
    visible = [column for column, spec in columns.items() if not spec.folded]
    head = _mark(sheet, row, table, {column: spec.key for column, spec in columns.items()}, visible[-1])
    sheet.text(head, _MARKS, HEADINGS)
    for column, spec in columns.items():
        heading = f"{spec.heading} *" if spec.needed else spec.heading
        sheet.text(head, column, heading, st.HEADING, bg_color=st.BANDS[0][1], font_color=st.NAVY)
        if spec.help:
            sheet.validate(
                [(head, column, head, column)],
                {"validate": "any", "input_title": shorten(spec.heading, PROMPT_TITLE), "input_message": spec.help},
            )
    sheet.height(head, 20)
    first, bottom = head + 1, head + len(entries) + table.spare
    before: object = None
    for number in range(first, bottom + 1):
        entry = entries[number - first] if number - first < len(entries) else {}
        points = _LINE
        lead = entry.get(table.fields[0].key) if table.key in _GROUPED else None
        edge = style(top=1, top_color=st.NAVY) if lead != before else {}
        before = lead
        for column, spec in columns.items():
            look = style(_KEY if spec.fixed and entry else {}, edge)
            text = shown(_cell(sheet, number, column, spec, entry.get(spec.key), look))
            points = max(points, height(text, spec.width - 1)) if not spec.folded else points
        sheet.height(number, points, grows=True)
    end = bottom + (_BEYOND if last else 1)
    for column, spec in columns.items():
        _prompt(sheet, (first, column, end, column), spec)
    workbook.spans[table.key] = (first, end)
    _needed_rows(workbook, sheet, table, (first, end), entries)
    names = {"agencies": (AGENCIES, "singkatan"), "dimension": (DIMENSIONS, "code"), "list": (LISTS, "list")}
    if table.key in names:
        name, key = names[table.key]
        column = next(column for column, spec in columns.items() if spec.key == key)
        workbook.book.define(name, f"={reference(sheet.name, first, column, end)}")
    if last and row <= 3:
        sheet.freeze(first, _LABEL + 1)
        sheet.page(A4, landscape=True, repeat_rows=(head, head))
        sheet.filter((head, _LABEL, bottom, max(columns)))
    return bottom + 2


def _needed_rows(
    workbook: _Workbook, sheet: Sheet, table: Table, span: tuple[int, int], entries: Sequence[Entry]
) -> None:
    """Colour what a row lacks, and count it."""
    first, end = span
    columns = dict(enumerate(table.fields, _LABEL))
    needed = {column: spec for column, spec in columns.items() if spec.needed}
    started = "0+" + "+".join(f'(${column_letters(column)}{first + 1}<>"")' for column in columns)
    for column in needed:
        sheet.highlight(
            [(first, column, end, column)],
            f'=AND({column_letters(column)}{first + 1}="",{started}>0)',
            bg_color=st.WANTED,
            font_color=st.WANTED_TEXT,
        )
    codes = [column for column, spec in columns.items() if spec.shape is CODE]
    for column in codes:
        sheet.highlight(
            [(first, column, end, column)],
            f"={_no_code(a1(first, column))}>0",
            bg_color=st.WANTED,
            font_color=st.WANTED_TEXT,
        )
    if not _is_checked(workbook, table):
        return
    areas = {column: reference(sheet.name, first, column, end) for column in columns}
    any_cell = "0+" + "+".join(  # a truth value by itself is more than any number
        f'({area}<>"")' for area in areas.values()
    )
    lacking = "+".join(f'({areas[column]}="")' for column in needed)
    matrix = "+".join((f"(({any_cell})>0)*({lacking})", *(_no_code(areas[column]) for column in codes)))
    lead = areas[min(needed)]
    needs_some = table.needed or table.key == PROGRAMMES
    none = f'+(SUMPRODUCT(--({lead}<>""))=0)' if needs_some else ""
    gaps = [_is_missing(entry, spec) for entry in entries for spec in table.fields]
    workbook.needs.append(
        _Need(
            sheet=sheet.name,
            title=table.title.lower(),
            count=f"SUMPRODUCT({matrix}){none}",
            first=_first_row(matrix, first),
            column=_LABEL,
            missing=sum(gaps) or int(needs_some and not entries),
        )
    )


def _no_code(area: str) -> str:
    """A formula that is above 0 for a cell that cannot be a code: one with a point or blank, or no letter in front."""
    letter = f'CODE(UPPER(LEFT({area}&"A",1)))'
    signs = "+".join(f"ISNUMBER(FIND({literal(sign)},{area}))" for sign in _NOT_IN_CODES)
    return f"(({letter}<65)+({letter}>90)+{signs}>0)"


def _first_row(matrix: str, first: int) -> str:
    """A formula of the number of the first row for which a column of figures is not 0; the first of all for none.

    MATCH within SUMPRODUCT looks through what is worked out for each row, without an array formula.
    """
    return f"IFERROR(SUMPRODUCT(MATCH(1,--(({matrix})>0),0)),1)+{first}"


def _label(sheet: Sheet, row: int, spec: Field) -> None:
    """What stands before the values of a row: its key, hidden, what it is, and a star where it has to be filled in."""
    sheet.text(row, _MARKS, spec.key)
    sheet.text(row, _LABEL, spec.heading, _LABELS)
    sheet.text(row, _STAR, "*" if spec.needed else "", _LABELS, font_color=st.STAR, bold=True, indent=0)


def _is_missing(entry: Entry, spec: Field) -> bool:
    return spec.needed and entry.get(spec.key) in (None, "", [])


def _write_values(workbook: _Workbook, sheet: Sheet, table: Table, row: int, last: bool) -> int:
    (entry,) = workbook.entries[table.key]
    first = _mark(sheet, row, table, {_VALUE: "value"}, _VALUE + _ACROSS - 1)
    for number, spec in enumerate(table.fields, first):
        _label(sheet, number, spec)
        cell = _cell(sheet, number, _VALUE, spec, entry.get(spec.key), {"valign": "vcenter"})
        sheet.text(number, _VALUE + 1, spec.help, _HELP)
        sheet.height(number, max(_LINE + 2, height(shown(cell), _VALUE_WIDTH - 1)), grows=True)
        _prompt(sheet, (number, _VALUE, number, _VALUE), spec)
    bottom = first + len(table.fields) - 1
    stars = reference(sheet.name, first, _STAR, bottom)
    inputs = reference(sheet.name, first, _VALUE, bottom)
    gaps = [_is_missing(entry, spec) for spec in table.fields]
    if any(spec.needed for spec in table.fields):
        matrix = f'({stars}="*")*({inputs}="")'
        need = _Need(
            sheet=sheet.name,
            title=table.title.lower(),
            count=f"SUMPRODUCT({matrix})",
            first=_first_row(matrix, first),
            column=_VALUE,
            missing=sum(gaps),
        )
        workbook.needs.append(need)
    sheet.highlight(
        [(first, _VALUE, bottom, _VALUE)],
        f'=AND({column_letters(_STAR)}{first + 1}="*",{column_letters(_VALUE)}{first + 1}="")',
        bg_color=st.WANTED,
    )
    return bottom + 2


def _write_across(workbook: _Workbook, sheet: Sheet, table: Table, row: int, last: bool) -> int:
    entries = workbook.entries[table.key]
    number = max(len(entries) + table.spare, _ACROSS)
    columns = range(_VALUE, _VALUE + number)
    first = _mark(sheet, row, table, dict.fromkeys(columns, "entry"), max(columns[-1], _VALUE + _ACROSS - 1))
    bottom = first + len(table.fields) - 1
    for place, spec in enumerate(table.fields, first):
        _label(sheet, place, spec)
        points = _LINE + 2
        for n, column in enumerate(columns):
            bold: st.Style = {"bold": True, "align": "center"} if place == first else {}
            cell = _cell(sheet, place, column, spec, entries[n].get(spec.key) if n < len(entries) else None, bold)
            points = max(points, height(shown(cell), 12 if table.key == "group" else _VALUE_WIDTH - 1))
        sheet.height(place, points, grows=True)
        _prompt(sheet, (place, columns[0], place, columns[-1]), spec)
    workbook.spans[table.key] = (first, bottom)
    head = reference(sheet.name, first, columns[0], first, columns[-1])
    stars = reference(sheet.name, first, _STAR, bottom)
    inputs = reference(sheet.name, first, columns[0], bottom, columns[-1])
    started = f'({head}<>"")' if table.needed else ""
    if started:
        letter = column_letters(columns[0])
        needed = f'AND(${column_letters(_STAR)}{first + 1}="*",{letter}${first + 1}<>"",{letter}{first + 1}="")'
        sheet.highlight([(first, columns[0], bottom, columns[-1])], f"={needed}", bg_color=st.WANTED)
        gaps = [_is_missing(entry, spec) for entry in entries for spec in table.fields]
        matrix = f'{started}*({stars}="*")*({inputs}="")'
        none = f"+(SUMPRODUCT(--{started})=0)"
        need = _Need(
            sheet=sheet.name,
            title=table.title.lower(),
            count=f"SUMPRODUCT({matrix}){none}",
            first=f"{first + 1}",
            column=_VALUE,
            missing=sum(gaps) if entries else 1,
        )
        workbook.needs.append(need)
    return bottom + 2


def _write_seats(workbook: _Workbook, sheet: Sheet, table: Table, row: int, last: bool) -> int:
    groups = max(len(workbook.entries["group"]) + 1, _ACROSS)
    columns = range(_VALUE, _VALUE + groups)
    head = _mark(sheet, row, table, {_LABEL: "opd"} | dict.fromkeys(columns, "entry"), columns[-1])
    sheet.text(head, _MARKS, HEADINGS)
    heading = style(st.HEADING, bg_color=st.BANDS[0][1], font_color=st.NAVY)
    sheet.text(head, _LABEL, table.fields[0].heading, heading)
    sheet.blank(head, _STAR, heading)
    top = workbook.spans["group"][0]
    for n, column in enumerate(columns):
        entries = workbook.entries["group"]
        value = entries[n].get("dimension", "") if n < len(entries) else ""
        here = f"{column_letters(column)}${top + 1}"
        sheet.formula(head, column, f'=IF({here}="","",{here})', value, heading)
    seats = list(seats_of(workbook.raw))
    seats += [("", [])] * table.spare
    for number, (name, marks) in enumerate(seats, head + 1):
        sheet.text(number, _LABEL, name, _INPUT, num_format="@", align="left")
        sheet.blank(number, _STAR, _INPUT)
        for column, mark in zip(columns, [*marks, *[None] * groups], strict=False):
            if isinstance(mark, int):
                sheet.number(number, column, mark, _INPUT, align="center")
            else:
                sheet.text(number, column, str(mark or ""), _INPUT, align="center")
    first, bottom = head + 1, head + len(seats)
    end = bottom + _BEYOND
    _prompt(sheet, (first, _LABEL, end, _LABEL), table.fields[0])
    sheet.validate(
        [(first, columns[0], end, columns[-1])],
        {
            "validate": "any",
            "input_title": "Anggota",
            "input_message": "x bila OPD ini anggota kelompoknya; 1, 2, … untuk yang ditulis di depan.",
        },
    )
    sheet.highlight(
        [(first, columns[0], end, columns[-1])],
        f'={a1(first, columns[0])}<>""',
        bg_color=st.COMPLETE,
        font_color=st.COMPLETE_TEXT,
    )
    sheet.freeze(head + 1, _VALUE)
    _need_seats(workbook, sheet, (first, end), columns)
    return bottom + 2


def _need_seats(workbook: _Workbook, sheet: Sheet, span: tuple[int, int], columns: Sequence[int]) -> None:
    """Agencies that are no kecamatan and have no cross in any group, be they named there by short name or by code."""
    first, end = workbook.spans["agencies"]
    fields = {spec.key: n for n, spec in enumerate(AGENCY_TABLE.fields, _LABEL)}
    area = {key: reference(AGENCY_SHEET, first, column, end) for key, column in fields.items()}
    named = reference(sheet.name, span[0], _LABEL, span[1])
    crosses = [reference(sheet.name, span[0], column, span[1]) for column in columns]
    counts = (f'COUNTIFS({named},{area[key]},{cross},"<>")' for key in ("singkatan", "kode") for cross in crosses)
    matrix = f'({area["kode"]}<>"")*({area["kecamatan"]}<>"ya")*(({"+".join(counts)})=0)'
    seated = {member for entry in workbook.raw.get("dimension", ()) for member in entry.get("members", ())}
    gaps = [
        agency.get("kode") not in seated and agency.get("kecamatan") != "ya" for agency in workbook.entries["agencies"]
    ]
    groups = workbook.spans["group"][0]
    empty = (
        f'({reference(sheet.name, groups, column)}<>"")*(COUNTA({cross})=0)'
        for column, cross in zip(columns, crosses, strict=True)
    )
    lacking = [not entry.get("members") for entry in workbook.raw.get("dimension", ())]
    workbook.needs.append(
        _Need(
            sheet=sheet.name,
            title="kelompok tanpa anggota",
            count="+".join(empty),
            first=f"{span[0] + 1}",
            column=columns[0],
            missing=sum(lacking),
        )
    )
    workbook.needs.append(
        _Need(
            sheet=AGENCY_SHEET,
            title="OPD yang belum masuk kelompok",
            count=f"SUMPRODUCT({matrix})",
            first=_first_row(matrix, first),
            column=_LABEL,
            missing=sum(gaps),
        )
    )


# ---------------------------------------------------------------------------------------------------------------------
# The live check
# ---------------------------------------------------------------------------------------------------------------------


def _is_checked(workbook: _Workbook, table: Table) -> bool:
    """Whether the check counts what a table lacks: a nomenclature where there is one, since forms offer it then."""
    if table.key == PROGRAMMES:
        return bool(workbook.entries[PROGRAMMES])
    return table.needed or table.key == SEATS.key or (table.kind == "values" and any(f.needed for f in table.fields))


def _write_check(workbook: _Workbook, sheet: Sheet) -> None:
    """What is still missing, counted live, with ways there."""
    top = 2
    sheet.fill((top, _LABEL, top, _VALUE + _ACROSS - 1), st.SECTION)
    sheet.text(top, _LABEL, "YANG PERLU DILENGKAPI", st.SECTION)
    sheet.height(top, 18)
    first = top + 2
    box = style(st.BOX, valign="vcenter", indent=1)
    for row, need in enumerate(workbook.needs, first):
        sheet.link(row, _LABEL, need.sheet, "A1", f"{need.sheet}: {need.title}", st.LINK_STYLE, box)
        sheet.blank(row, _STAR, box)
        sheet.formula(row, _VALUE + 1, f"={need.count}", need.missing, font_color=st.WHITE, font_size=8)
        count = a1(row, _VALUE + 1)
        target = f"{literal(f'#{quoted(need.sheet)}!{column_letters(need.column)}')}&({need.first})"
        label = f'IF({count}=0,"✓ lengkap",{count}&" perlu dilengkapi ›")'
        value = "✓ lengkap" if not need.missing else f"{need.missing} perlu dilengkapi ›"
        sheet.formula(row, _VALUE, f"=HYPERLINK({target},{label})", value, box, font_color=st.COMPLETE_TEXT)
        sheet.height(row, _LINE + 1)
    last = first + len(workbook.needs) - 1
    counts = f"{a1(first, _VALUE + 1)}:{a1(last, _VALUE + 1)}"
    sheet.highlight(
        [(first, _VALUE, last, _VALUE)],
        f"=${column_letters(_VALUE + 1)}{first + 1}>0",
        bg_color=st.WANTED,
        font_color=st.WANTED_TEXT,
        bold=True,
    )
    total = sum(need.missing for need in workbook.needs)
    text = f"Masih {total} hal yang perlu dilengkapi." if total else _DONE
    sheet.formula(
        top + 1,
        _LABEL,
        f'=IF(SUM({counts})=0,{literal(_DONE)},"Masih "&SUM({counts})&" hal yang perlu dilengkapi.")',
        text,
        bold=True,
        font_size=11,
        font_color=st.NAVY,
        valign="vcenter",
    )
    sheet.height(top + 1, 20)
