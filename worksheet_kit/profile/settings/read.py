"""Read `Pengaturan.xlsx`: by its hidden keys, into the raw tables that a TOML file gives.

Sheets may be renamed, columns moved, rows inserted, and anything may stand beside what has a key. What a key is missing
for is refused in a sentence with its place, never guessed.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from worksheet_kit.formats.guard import Package, UnreadableError
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.profile.faults import Fault, Faults, Gather, short
from worksheet_kit.profile.settings.entries import EmptyCell, Line, Placed, Places, Read, Spot, raw_of
from worksheet_kit.profile.settings.layout import HEADINGS, MARK, SEATS, SHEETS, Field, Table, all_tables
from worksheet_kit.profile.settings.shapes import Cell, text_of
from worksheet_kit.profile.settings.wording import in_cells
from worksheet_kit.profile.text_files import read_bytes

_INFLATED_LIMIT = 60_000_000  # bytes of all parts; a settings workbook is some two hundred thousand
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")  # control characters as Excel writes them
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream of a workbook with a password, MS-OFFCRYPTO 2.3.4.4
_BROKEN = "terpotong atau rusak, jadi belum terbaca; salin lagi berkasnya, atau pakai salinan sebelumnya."
_HOW = "buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx"


@dataclass(frozen=True, slots=True)
class Settings:
    """A settings workbook as raw tables of a profile, and where each of their keys stands."""

    values: dict[str, Any]
    places: Places
    path: Path
    base: str  # what the workbook names for what only TOML says; empty for none
    sheets: tuple[str, ...]  # the names of its sheets
    faults: list[Fault]  # in cells; something stands in for what these are about in ``values``

    def with_places(self, faults: Sequence[Fault]) -> list[Fault]:
        """The faults of the cells and these of the profile, with sheet and cell in place of the path of keys.

        What follows from a fault of a cell is not told.
        """
        of_cells = in_cells(faults, self.path, self.places, self.faults, self.values["list"])
        return _told([*self.faults, *of_cells], self.path, self.sheets)


def _told(faults: Sequence[Fault], path: Path, sheets: Sequence[str]) -> list[Fault]:
    """Let faults name their places of the workbook, in the order of its sheets and rows; others come first."""

    def place(fault: Fault) -> tuple[int, int, int]:
        if not isinstance(fault, Placed):
            return (-1, 0, 0)
        return (sheets.index(fault.spot.sheet), fault.spot.row, fault.spot.column or 0)

    for fault in faults:
        if isinstance(fault, Placed):
            fault.file, fault.path = f"{path.stem}, {fault.spot}", []
        elif not fault.file:
            fault.file, fault.path = path.name, []
    return sorted(faults, key=place)


def read_settings(path: Path) -> Settings:
    """Read a settings workbook. Raises Fault or Faults for what is none, with their places."""
    grids = _grids(_open(path))
    tops = _tops(grids)
    if not tops:
        raise Fault("bukan Pengaturan dari program ini: tidak ada tabel yang dikenal di dalamnya.")
    edition = max(int(mark[2]) for found in tops.values() for _, _, mark in found)
    gather, cells = Gather(), Gather()
    read = Read(lines={}, tops={})
    for layout in SHEETS:
        if gone := [table.title for table in layout.tables if table.key not in tops and table.since <= edition]:
            with gather:
                raise Fault(
                    f"lembar {layout.name}: tabel {', '.join(gone)}, atau baris tersembunyi di atasnya, tidak ada; "
                    "kembalikan dari berkas lama, atau tambahkan yang kosong dengan worksheet-kit mulai --perbarui."
                )
    for _, table in all_tables():
        places = tops.get(table.key, [])
        with gather:
            if len(places) > 1 and table.kind in ("rows", "seats"):
                names = " dan ".join(dict.fromkeys(grid.name for grid, _, _ in places))
                raise Fault(f"tabel {table.title} ada dua kali, di lembar {names}; hapus yang kembar.")
            if table.kind == "across" and places:
                read.lines[table.key] = _across(table, places, cells)
                read.tops[table.key] = Spot(places[0][0].name, places[0][1][0] + 1)
            for place in places if table.kind != "across" else ():
                _read_table(table, place, read, cells)
        if table.kind == "values" and places:
            _check_values(table, read.lines.get(table.key, []), edition, gather)
    if gather.found:
        raise Faults(_told(gather.found, path, [grid.name for grid in grids]))
    base = ""
    for line in read.lines.get("sheets", ()):
        base = str(line.values.pop("base", base)).strip()
    raw, where = raw_of(read, cells)
    sheets = tuple(grid.name for grid in grids)
    faulty = {fault.spot[:3] for fault in cells.found if isinstance(fault, Placed) and not isinstance(fault, EmptyCell)}
    faults = [fault for fault in cells.found if not (isinstance(fault, EmptyCell) and fault.spot[:3] in faulty)]
    return Settings(values=raw, places=where, path=path, base=base, sheets=sheets, faults=faults)


# ---------------------------------------------------------------------------------------------------------------------
# The file
# ---------------------------------------------------------------------------------------------------------------------


def checked_bytes(path: Path) -> bytes:
    """The content of a settings workbook that no parser has to fear. Raises Fault."""
    data = read_bytes(path)
    try:
        kind, _ = sniff(data)
        if kind == "ole" and _LOCKED in data:
            raise Fault("terkunci dengan kata sandi; buka di Excel atau LibreOffice, lalu simpan tanpa kata sandi.")
        if kind in ("damaged", "empty"):
            raise Fault(_BROKEN)
        if kind != "xlsx":
            raise Fault(f"bukan berkas .xlsx, walau bernama begitu; {_HOW}.")
        package = Package(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _INFLATED_LIMIT:
                raise Fault("terlalu besar untuk berkas pengaturan.")
        for name in package.names:
            if name.endswith((".xml", ".rels")):
                package.xml(name)
    except (UnreadableError, zipfile.BadZipFile):
        raise Fault(_BROKEN) from None
    return data


def _open(path: Path) -> tuple[Workbook, bytes]:
    data = checked_bytes(path)
    return opened(data), data


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook as openpyxl sees it; with ``values`` the stored results of formulas. Raises Fault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is no matter to who only reads
            return load_workbook(io.BytesIO(data), data_only=values)
    except Exception:  # openpyxl raises whatever its parts raise on what it does not expect
        raise Fault(f"belum terbaca; {_HOW}.") from None


@dataclass(slots=True)
class Grid:
    """The cells of one sheet that hold something, zero-based; a formula stands as a question mark until it is asked."""

    name: str
    cells: dict[tuple[int, int], Cell]
    errors: dict[tuple[int, int], str]  # such as #REF!
    formulas: set[tuple[int, int]]
    merged: set[tuple[int, int]]  # cells that others cover
    stored: Callable[[], Workbook]  # with the results of formulas

    def rows(self, first: int, last: int) -> Iterator[int]:
        """The numbers of the rows between these that hold something."""
        return iter(sorted({row for row, _ in self.cells if first <= row <= last}))

    def cell(self, row: int, column: int) -> Cell:
        """What stands there. Raises Fault for what is no content of a cell."""
        if (row, column) in self.merged:
            raise Placed(Spot(self.name, row, column), "tertutup sel lain yang digabung (merge); pisahkan, lalu isi.")
        value: Any = self.cells.get((row, column))
        shown = self.errors.get((row, column), "")
        if (row, column) in self.formulas:
            result = self.stored()[self.name].cell(row + 1, column + 1)
            value, shown = result.value, str(result.value) if result.data_type == "e" else ""
            if value is None:
                sentence = "berisi rumus yang belum dihitung; ketik isinya, atau simpan sekali dari Excel."
                raise Placed(Spot(self.name, row, column), sentence)
        if shown or not isinstance(value, str | int | float | date | None):
            said = shown or "sesuatu yang bukan teks, angka, atau tanggal"
            raise Placed(Spot(self.name, row, column), f"berisi {short(said)}; ketik lagi isinya.")
        return value


def _grids(book: tuple[Workbook, bytes]) -> list[Grid]:
    workbook, data = book
    stored = cache(lambda: opened(data, values=True))  # seldom needed: formulas stand in no input of ours
    grids = []
    for sheet in workbook.worksheets:
        grid = Grid(sheet.title, {}, {}, set(), set(), stored)
        for (row, column), cell in _cells(sheet):
            place, value = (row - 1, column - 1), cell.value
            if isinstance(cell, MergedCell):
                grid.merged.add(place)
            elif cell.data_type == "f":
                grid.formulas.add(place)
                value = "?"
            elif cell.data_type == "e":
                grid.errors[place] = str(value)
            elif isinstance(value, str):
                value = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value).replace("\r\n", "\n")
            if value is not None and not (isinstance(value, str) and not value.strip()):
                grid.cells[place] = value
        grids.append(grid)
    return grids


def _cells(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], Any]]:
    """The cells that are there: a sheet whose last cell is XFD1048576 has no more than others."""
    return iter(sorted(sheet._cells.items()))


# ---------------------------------------------------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------------------------------------------------

#: A sheet, the place of a mark in it, and what it says.
_Top = tuple[Grid, tuple[int, int], re.Match[str]]


def _tops(grids: list[Grid]) -> dict[str, list[_Top]]:
    """Where tables begin, by key."""
    known = {table.key for _, table in all_tables()}
    found: dict[str, list[_Top]] = {}
    for grid in grids:
        for place, value in sorted(grid.cells.items()):
            match = MARK.fullmatch(value) if isinstance(value, str) else None
            if match is not None and match[1] in known:
                found.setdefault(match[1], []).append((grid, place, match))
    return found


def _read_table(table: Table, top: _Top, read: Read, gather: Gather) -> None:
    grid, (row, marks), mark = top
    end = _end(grid, row, marks)
    keys = {column: grid.cell(row, column) for place, column in grid.cells if place == row and column != marks}
    if table.kind == "values":
        read.tops.setdefault(table.key, Spot(grid.name, row + 1))
        read.lines.setdefault(table.key, []).append(_values(table, grid, (row, end), keys, gather))
        return
    columns = {str(key): column for column, key in keys.items()}
    with_key = [str(key) for key in keys.values()]
    for field in table.fields:
        if field.key not in columns and field.since <= int(mark[2]):
            raise Placed(
                Spot(grid.name, row + 1), f'kolom "{field.heading}" tidak ada lagi di tabel {table.title}; kembalikan.'
            )
        if with_key.count(field.key) > 1:
            raise Placed(Spot(grid.name, row + 1), f'kolom "{field.heading}" ada dua kali; hapus yang kembar.')
    heads = [number for number in grid.rows(row + 1, end) if grid.cells.get((number, marks)) == HEADINGS]
    if not heads:
        raise Placed(Spot(grid.name, row + 1), f"baris judul tabel {table.title} tidak ada lagi; kembalikan.")
    read.tops.setdefault(table.key, Spot(grid.name, heads[0] + 1))
    if table.key == SEATS.key:
        crosses = [column for column, key in keys.items() if key == "entry"]
        if not crosses:
            raise Placed(Spot(grid.name, row + 1), f"kolom isian tabel {table.title} tidak dikenali lagi; kembalikan.")
        _read_seats(grid, (heads[0] + 1, end), (columns["opd"], min(crosses)), read)
        return
    for number in grid.rows(heads[0] + 1, end):
        line = Line(Spot(grid.name, number), {})
        for field in table.fields:
            if (column := columns.get(field.key)) is not None:
                with gather:
                    _take(line, field, grid, (number, column), headed=True)
        if line.values:
            read.lines.setdefault(table.key, []).append(line)


def _check_values(table: Table, lines: Sequence[Line], edition: int, gather: Gather) -> None:
    """Refuse rows that are gone, or there twice: an update adds what is new as a further part of a table."""
    for field in table.fields:
        spots = [line.spots[field.key] for line in lines if field.key in line.spots]
        with gather:
            if not spots and lines and field.since <= edition:
                raise Placed(
                    lines[0].spot, f'baris "{field.heading}" tidak ada lagi di tabel {table.title}; kembalikan.'
                )
            if len(spots) > 1:
                raise Placed(spots[1], f"sudah ada di {spots[0]}; hapus yang kembar.")


def _end(grid: Grid, row: int, marks: int) -> int:
    """The last row before the next mark."""
    later = (r for (r, c), value in grid.cells.items() if c == marks and r > row and _is_mark(value))
    return min(later, default=2_000_000) - 1


def _is_mark(value: Cell) -> bool:
    return isinstance(value, str) and MARK.fullmatch(value) is not None


def _take(line: Line, field: Field, grid: Grid, place: tuple[int, int], *, headed: bool = False) -> None:
    """Take the value of a field out of a cell, where there is one. Raises Fault.

    Where no column is ``headed``, messages name the field.
    """
    (row, column), label = place, "" if headed else field.heading
    spot = Spot(grid.name, row, column, label, field.help)
    line.spots[field.key] = spot
    cell = grid.cell(row, column)
    if cell is None:
        return
    line.values[field.key] = ""  # stands in where it cannot be read
    try:
        value = field.shape.to_raw(cell)
    except Fault as fault:
        raise Placed(spot, fault.sentence) from None
    line.values[field.key] = value


def _values(table: Table, grid: Grid, area: tuple[int, int], keys: Mapping[int, Cell], gather: Gather) -> Line:
    """The values of a table, by the keys of its rows."""
    row, end = area
    marks = next(column for column in range(1000) if _is_mark(grid.cells.get((row, column))))
    columns = [column for column, key in keys.items() if key == "value"]
    if len(columns) != 1:
        raise Placed(Spot(grid.name, row + 1), f"kolom isian tabel {table.title} tidak dikenali lagi; kembalikan.")
    line = Line(Spot(grid.name, row + 1), {})
    fields = {field.key: field for field in table.fields}
    for number in grid.rows(row + 1, end):
        key = grid.cells.get((number, marks))
        with gather:
            if key is None and (number, columns[0]) in grid.cells:
                raise Placed(
                    Spot(grid.name, number, columns[0]),
                    "isi ini berada di baris yang tidak dikenal, jadi tidak terbaca; pindahkan ke kolom lain.",
                )
            if key in line.spots:
                raise Placed(Spot(grid.name, number), f'baris "{fields[str(key)].heading}" ada dua kali; hapus satu.')
            if key in fields:
                _take(line, fields[str(key)], grid, (number, columns[0]))
    return line


def _across(table: Table, tops: Sequence[_Top], gather: Gather) -> list[Line]:
    """Entries side by side: every column with something in it is one, from the first that is marked on.

    What an update has added stands below the rest, in the same columns.
    """
    grid, (top, marks), mark = tops[0]
    if any(other is not grid or place[1] != marks for other, place, _ in tops):
        raise Fault(f"tabel {table.title} ada dua kali; hapus yang kembar.")
    areas = [(place[0], _end(grid, *place)) for _, place, _ in tops]
    rows: dict[str, int] = {}
    for (number, column), key in sorted(grid.cells.items()):
        if column == marks and any(row < number <= end for row, end in areas):
            if str(key) in rows:
                raise Placed(Spot(grid.name, number), f'kunci baris "{key}" ada dua kali; hapus yang kembar.')
            rows[str(key)] = number
    for field in table.fields:
        if field.key not in rows and field.since <= int(mark[2]):
            raise Placed(Spot(grid.name, top + 1), f'baris "{field.heading}" tidak ada lagi di tabel {table.title}.')
    first = min((column for (row, column), key in grid.cells.items() if row == top and key == "entry"), default=None)
    if first is None:
        raise Placed(Spot(grid.name, top + 1), f"kolom isian tabel {table.title} tidak dikenali lagi; kembalikan.")
    numbers = set(rows.values())
    lines = []
    for column in sorted({column for number, column in grid.cells if number in numbers and column >= first}):
        line = Line(Spot(grid.name, rows[table.fields[0].key], column), {})
        for field in table.fields:
            with gather:
                if field.key in rows:
                    _take(line, field, grid, (rows[field.key], column))
        lines.append(line)
    return lines


def _read_seats(grid: Grid, area: tuple[int, int], columns: tuple[int, int], read: Read) -> None:
    column, first = columns
    for number in grid.rows(*area):
        crosses = [
            (Spot(grid.name, number, place), grid.cell(number, place))
            for row, place in sorted(grid.cells)
            if row == number and place >= first and place != column
        ]
        read.seats.append((Spot(grid.name, number), text_of(grid.cell(number, column) or ""), crosses))
