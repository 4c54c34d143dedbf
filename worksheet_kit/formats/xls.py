"""Tell OLE files apart, open what is encrypted, and read the sheets of an .xls.

An .xls is read with xlrd, which tells error cells, booleans and dates apart and shows comments; it is pure Python, so a
broken file raises instead of ending the process. Its container is opened with olefile, which bounds every chain.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msoffcrypto
import olefile
import xlrd
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from worksheet_kit.core.model import CellError
from worksheet_kit.formats.grid import Comment, Grid
from worksheet_kit.formats.guard import UnreadableError, refuse_cells
from worksheet_kit.formats.xlsx import format_kind, shown

#: With this password Excel locks a workbook for which none was set, and opens it without asking (MS-OFFCRYPTO 2.4.2.3).
_DEFAULT_PASSWORD = "VelvetSweatshop"

#: Error cells by the byte that binary formats store, MS-XLS 2.5.10.
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

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
    except Exception as problem:  # of broken sectors anything comes, assertions too
        raise UnreadableError("damaged") from problem
    if not kind:
        kind = "et" if any(name.startswith("et") for name in tops) else "stranger"
    return Ole(kind=kind, saved=saved, program=program, macro="_vba_project_cur" in tops)


def _properties(container: olefile.OleFileIO) -> tuple[datetime | None, str]:
    try:
        properties = container.get_metadata()
        saved, program = properties.last_saved_time, properties.creating_application
    except Exception:
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
        except Exception as problem:
            raise UnreadableError("password") from problem
        return out.getvalue()
    raise UnreadableError("password")


def is_encrypted(data: bytes) -> bool:
    """Whether an .xls is encrypted."""
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:
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
                from_1904=book.datemode == 1,
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
        return CellError(ERRORS.get(cell.value, "#?"))
    return ""
