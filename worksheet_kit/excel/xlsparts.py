"""Read the sheets of an .xls, and find the error cells of an .xlsb.

An .xls is read with xlrd, which tells error cells, booleans and dates apart and shows comments; it is pure Python, so a
broken file raises instead of ending the process. Its container is opened with olefile, which bounds every chain.
An .xlsb is read with python-calamine; where it holds error cells, and how far out its cells lie, is seen from its
records (MS-XLSB 2.1.4 and 2.4: a record is a type and a size, 7 bits a byte, then its content).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msoffcrypto
import olefile
import xlrd
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

from worksheet_kit.excel.grid import Comment, Grid, Spot
from worksheet_kit.excel.guard import UnreadableError, refuse_cells
from worksheet_kit.excel.xlsxparts import format_kind, shown
from worksheet_kit.model import CellError

#: With this password Excel locks a workbook for which none was set, and opens it without asking (MS-OFFCRYPTO 2.4.2.3).
_DEFAULT_PASSWORD = "VelvetSweatshop"

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

# What an OLE file is, by the streams and storages at its top.
_STREAMS = (
    ("encryptedpackage", "encrypted"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("worddocument", "word"),
    ("powerpoint document", "stranger"),
    ("__properties_version1.0", "msg"),
    ("__nameid_version1.0", "msg"),
)


@dataclass(frozen=True, slots=True)
class Ole:
    """What an OLE container is, and what its properties say."""

    kind: str
    saved: datetime | None
    program: str
    macro: bool


def look(data: bytes) -> Ole:
    """What an OLE container is: ``xls``, ``encrypted``, or the name of a refusal. Raises UnreadableError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            tops = {entry[0].lower() for entry in container.listdir(streams=True, storages=True)}
            kind = next((kind for name, kind in _STREAMS if name in tops), "")
            saved, program = _properties(container)
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as problem:
        raise UnreadableError("damaged") from problem
    if not kind:
        kind = "et" if any(name.startswith("et") for name in tops) else "stranger"
    return Ole(kind=kind, saved=saved, program=program, macro="_vba_project_cur" in tops)


def _properties(container: olefile.OleFileIO) -> tuple[datetime | None, str]:
    try:
        properties = container.get_metadata()
        saved, program = properties.last_saved_time, properties.creating_application
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
        return None, ""
    if isinstance(program, bytes):
        program = program.decode("utf-8", "replace")
    known = isinstance(saved, datetime) and saved.year > 1980  # 1601 stands for none
    return saved.replace(tzinfo=UTC) if known else None, str(program or "").strip("\x00 ")


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted one. Raises UnreadableError with ``password`` when none of them fits."""
    for password in (*passwords, _DEFAULT_PASSWORD):
        out = io.BytesIO()
        try:
            locked = msoffcrypto.OfficeFile(io.BytesIO(data))
            locked.load_key(password=password)
            locked.decrypt(out)
        except (InvalidKeyError, DecryptionError):
            continue
        except (FileFormatError, OSError, ValueError, IndexError, KeyError, TypeError, AttributeError) as problem:
            raise UnreadableError("password") from problem
        return out.getvalue()
    raise UnreadableError("password", given="ya" if passwords else "")


def is_encrypted(data: bytes) -> bool:
    """Whether an .xls is encrypted."""
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except (FileFormatError, OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return False


def read_xls(data: bytes) -> list[Grid]:
    """All sheets of an .xls. Raises UnreadableError when xlrd cannot make sense of it."""
    try:
        return _read_xls(data, formatting=True)
    except Exception:  # it stumbles over fonts and borders, of which only the merged ranges would be missed
        try:
            return _read_xls(data, formatting=False)
        except UnreadableError:
            raise
        except Exception as problem:  # struct, index and assertion errors of broken records come through
            raise UnreadableError("damaged", detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _read_xls(data: bytes, *, formatting: bool) -> list[Grid]:
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=formatting, ragged_rows=True, logfile=io.StringIO(), on_demand=True
    )
    formats = [format_kind(book.format_map[xf.format_key].format_str) for xf in book.xf_list]
    grids = []
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        refuse_cells(sum(sheet.row_len(row) for row in range(sheet.nrows)))
        grids.append(
            Grid(
                name=sheet.name,
                hidden=sheet.visibility != 0,
                rows=[[_xls_value(cell, formats, book.datemode == 1) for cell in row] for row in sheet.get_rows()],
                comments={
                    place: Comment(note.text.strip(), note.author) for place, note in sheet.cell_note_map.items()
                },
                merges=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
            )
        )
        book.unload_sheet(number)
    return grids


def _xls_value(cell: xlrd.sheet.Cell, formats: Sequence[str], from_1904: bool) -> object:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return shown(cell.value, formats[cell.xf_index] if cell.xf_index is not None else "", from_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(_ERRORS.get(cell.value, "#?"))
    return ""


# Records of a binary sheet, MS-XLSB 2.3.
_ROW_HEADER, _BLANK, _CELL_ERROR, _LAST_CELL, _FORMULA_ERROR, _SHEET_ENTRY = 0, 1, 3, 11, 11, 156


def xlsb_sheets(workbook: bytes) -> list[tuple[str, bool, str]]:
    """The sheets of a binary workbook in order: name, whether hidden, and the id of the relation to its part."""
    sheets = []
    for record, content, size in _records(workbook):
        if record == _SHEET_ENTRY:
            relation, at = _wide(workbook, content + 8)
            name, at = _wide(workbook, at)
            if at > content + size:
                raise UnreadableError("damaged")
            sheets.append((name, workbook[content : content + 4] != b"\0\0\0\0", relation))
    return sheets


def _wide(data: bytes, position: int) -> tuple[str, int]:
    length = int.from_bytes(data[position : position + 4], "little")
    length = 0 if length == 0xFFFFFFFF else length
    end = position + 4 + 2 * length
    return data[position + 4 : end].decode("utf-16-le", "replace"), end


def scan_xlsb(part: bytes) -> tuple[dict[Spot, CellError], int, int]:
    """The error cells of a binary sheet, and the last row and column with a cell that is not blank."""
    errors: dict[Spot, CellError] = {}
    row = last_row = last_column = count = 0
    for record, content, size in _records(part):
        if record == _ROW_HEADER and size >= 4:
            row = int.from_bytes(part[content : content + 4], "little")
        elif record <= _LAST_CELL and size >= 8:
            count += 1
            if record != _BLANK:
                column = int.from_bytes(part[content : content + 4], "little")
                last_row, last_column = max(last_row, row), max(last_column, column)
                if record in (_CELL_ERROR, _FORMULA_ERROR) and size >= 9:
                    errors[row, column] = CellError(_ERRORS.get(part[content + 8], "#?"))
    refuse_cells(count)
    return errors, last_row, last_column


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a binary part: type, where the content begins, its size."""
    position = 0
    while position < len(part):
        record, position = _varint(part, position, 2)
        size, position = _varint(part, position, 4)
        yield record, position, size
        position += size


def _varint(data: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for n in range(most):
        if position >= len(data):
            break
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            break
    return value, position
