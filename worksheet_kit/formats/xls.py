"""Tell OLE files apart, open what is encrypted, and read the sheets of an .xls.

An .xls is read with xlrd, which tells error cells, booleans and dates apart and shows comments; it is pure Python, so a
broken file raises instead of ending the process. What lies over the cells is read here, which xlrd leaves out. The
container is opened with olefile, which bounds every chain.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import takewhile

import msoffcrypto
import olefile
import xlrd
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError
from xlrd.book import unpack_SST_table

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import CellError, Uncomputed
from worksheet_kit.formats.grid import Book, Comment, Grid, Spot, loaded
from worksheet_kit.formats.guard import UnreadableError, refuse_cells, refuse_deep
from worksheet_kit.formats.number_format import shown

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


def _look(data: bytes) -> tuple[str, datetime | None, tuple[str, ...]]:
    """What an OLE container is (``xls``, ``encrypted``, or the name of a refusal), and the rest as `Book` has it.

    Raises UnreadableError.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            tops = {entry[0].lower() for entry in container.listdir(streams=True, storages=True)}
            kind = next((kind for name, kind in _STREAMS if name in tops), "")
            saved = _saved(container)
    except Exception as problem:  # of broken sectors anything comes, assertions too
        raise UnreadableError(RefusalName.DAMAGED) from problem
    if not kind:
        kind = "et" if any(name.startswith("et") for name in tops) else "stranger"
    return kind, saved, ("macro",) if "_vba_project_cur" in tops else ()


def _saved(container: olefile.OleFileIO) -> datetime | None:
    try:
        saved = container.get_metadata().last_saved_time
    except Exception:  # of broken properties anything comes
        return None
    is_known = isinstance(saved, datetime) and saved.year > 1980  # 1601 stands for none
    return saved.replace(tzinfo=UTC) if is_known else None


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted one. Raises UnreadableError with ``password`` when none of them fits."""
    refuse_deep(_stream(data, "EncryptionInfo")[8:])  # the description of the key, MS-OFFCRYPTO 2.3.4.10
    for password in (*passwords, _DEFAULT_PASSWORD):
        out = io.BytesIO()
        try:
            locked = msoffcrypto.OfficeFile(io.BytesIO(data))
            locked.load_key(password=password)
            locked.decrypt(out)
        except (InvalidKeyError, DecryptionError):
            continue
        except Exception as problem:
            raise UnreadableError(RefusalName.PASSWORD) from problem
        return out.getvalue()
    raise UnreadableError(RefusalName.PASSWORD)


def is_encrypted(data: bytes) -> bool:
    """Whether an .xls is encrypted."""
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:
        return False


def is_obfuscated(data: bytes) -> bool:
    """Whether an .xls is locked by XOR obfuscation, as Excel 95 did and some programs still do (MS-XLS 2.4.117)."""
    stream = _stream(data, *_WORKBOOK)
    return any(kind == _FILEPASS and stream[at : at + 2] == b"\0\0" for kind, at, _ in _records(stream))


def read_xls(data: bytes) -> list[Grid]:
    """All sheets of an .xls. Raises UnreadableError when nothing can make sense of it.

    Xlrd stumbles over fonts and borders, of which only the merged ranges would be missed; and it takes neither a loose
    directory nor a wrong count of strings, with both of which office programs open a workbook.
    """
    problem: Exception | None = None
    for mend, formatting in ((False, True), (False, False), (True, True), (True, False)):
        try:
            return _read_xls(_mended(data) if mend else data, formatting=formatting)
        except UnreadableError:
            raise
        except Exception as error:  # struct, index and assertion errors of broken records come through
            problem = problem or error
    raise UnreadableError(RefusalName.DAMAGED, detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


# Records, MS-XLS 2.3.1.
_BOF, _EOF, _CONTINUE, _FILEPASS, _SST, _SHEET, _DRAWING, _OBJECT, _TEXT, _FORMULA = (
    0x0809, 0x0A, 0x3C, 0x2F, 0xFC, 0x85, 0xEC, 0x5D, 0x1B6, 0x06,
)  # fmt: skip
#: The head of where a shape stands (MS-XLS 2.5.193): after it flags, column, and how far into it, row.
_ANCHOR = b"\0\0\x10\xf0\x12\0\0\0"
#: Of the kinds of objects (MS-XLS 2.5.143), charts and pictures, which embedded objects are too; and comments.
_CHART, _PICTURE, _NOTE = 5, 8, 0x19
_BIFF8 = 80  # Excel 97 and later
_WORKBOOK = ("Workbook", "Book")  # the stream of the records, by the version that wrote it


def _stream(data: bytes, *names: str) -> bytes:
    """The first of these streams that there is, empty without one, by a library that takes a loose directory."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for name in filter(container.exists, names):
                content: bytes = container.openstream(name).read()
                return content
    except Exception:  # of broken sectors anything comes; whoever opens the file says so
        return b""
    return b""


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, int]]:
    """The records of a sheet that begins here, or those before the sheets: kind, where the content begins and ends."""
    depth = 0  # charts stand within a sheet
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, at + 4, at + 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return
        at += 4 + length


def _mended(data: bytes) -> bytes:
    """The records of a workbook by themselves, with the number of strings that there are. Raises whatever comes."""
    stream = bytearray(_stream(data, *_WORKBOOK))
    records = list(_records(bytes(stream)))
    first = next((n for n, (kind, _, _) in enumerate(records) if kind == _SST), None)
    if first is not None:
        table = [bytes(stream[records[first][1] : records[first][2]])]
        table += [bytes(stream[at:end]) for _, at, end in takewhile(_is_continued, records[first + 1 :])]
        low, high = 0, sum(map(len, table)) // 3  # a string takes three bytes at least
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _holds(table, middle) else (low, middle - 1)
        struct.pack_into("<I", stream, records[first][1] + 4, low)
    return bytes(stream)


def _is_continued(record: tuple[int, int, int]) -> bool:
    return record[0] == _CONTINUE


def _holds(table: list[bytes], count: int) -> bool:
    """Whether there are so many strings in a table."""
    try:
        return len(unpack_SST_table(table, count)[0]) == count
    except Exception:
        return False


def _drawn(stream: bytes, start: int) -> list[tuple[Spot, str]]:
    """What lies over the sheet that begins at ``start``, as `Grid` has it.

    Raises struct.error or IndexError of broken records. The cell stands in the drawing before each object, its text
    behind it (MS-XLS 2.4.181 and 2.4.329).
    """
    shapes: list[tuple[Spot, str]] = []
    spot, kind, text, left = (0, 0), 0, "", 0
    for record, at, end in _records(stream, start):
        if record == _DRAWING and (anchor := stream.rfind(_ANCHOR, at, end)) >= 0:
            _, column, _, row = struct.unpack_from("<4H", stream, anchor + len(_ANCHOR))
            spot = row, column
        elif record == _OBJECT:
            (kind,) = struct.unpack_from("<H", stream, at + 4)
            if kind in (_CHART, _PICTURE):
                shapes.append((spot, ""))
        elif record == _TEXT:
            text, (left,) = "", struct.unpack_from("<H", stream, at + 10)
        elif record == _CONTINUE and left > 0:
            text += (more := stream[at + 1 : end].decode("utf-16-le" if stream[at] else "latin-1", "replace"))
            left -= len(more)
            if left <= 0 and kind != _NOTE and text.strip():
                shapes.append((spot, text.strip().replace("\r", "\n")))
    return shapes


def _zeros(stream: bytes, start: int) -> Iterator[Spot]:
    """The formulas of the sheet that begins at ``start`` whose stored result is 0 (MS-XLS 2.4.127)."""
    for kind, at, _ in _records(stream, start):
        if kind == _FORMULA and stream[at + 6 : at + 14] == bytes(8):
            row, column = struct.unpack_from("<2H", stream, at)
            yield row, column


def _read_xls(data: bytes, *, formatting: bool) -> list[Grid]:
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=formatting, ragged_rows=True, logfile=io.StringIO(), on_demand=True
    )
    formats = [book.format_map[xf.format_key].format_str for xf in book.xf_list]
    stream = _stream(data, *_WORKBOOK) or data
    sheets = (at for record, at, _ in _records(stream) if record == _SHEET and stream[at + 5] == 0)  # no macro sheets
    starts = [struct.unpack_from("<I", stream, at)[0] for at in sheets]
    grids = []
    for number, name in enumerate(book.sheet_names()):
        try:
            sheet = book.sheet_by_index(number)
        except xlrd.XLRDError:  # an entry that leads to no sheet
            grids.append(Grid(name=name, rows=(), lost=("sheet",)))
            continue
        drawn: list[tuple[Spot, str]] = []
        zeros: list[Spot] = []
        lost: tuple[str, ...] = ()
        try:
            if book.biff_version >= _BIFF8:
                zeros = list(_zeros(stream, starts[number]))
                drawn = _drawn(stream, starts[number])
        except (struct.error, IndexError):
            lost = ("drawing",)
        refuse_cells(sum(sheet.row_len(row) for row in range(sheet.nrows)))
        rows = [[_xls_value(cell, formats, book.datemode == 1) for cell in row] for row in sheet.get_rows()]
        for row, column in zeros:
            if formatting and formats[sheet.cell_xf_index(row, column)] == "@":  # LibreOffice stores 0 there for a text
                rows[row][column] = Uncomputed("=")
        grids.append(
            Grid(
                name=sheet.name,
                hidden=sheet.visibility != 0,
                rows=rows,
                comments={
                    place: Comment(note.text.strip(), note.author) for place, note in sheet.cell_note_map.items()
                },
                merges=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
                from_1904=book.datemode == 1,
                drawn=drawn,
                lost=lost,
            )
        )
        book.unload_sheet(number)
    if all(grid.lost for grid in grids):
        raise xlrd.XLRDError("no sheet is there")
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


def open_ole(data: bytes, passwords: Sequence[str] = ()) -> Book | bytes:
    """Open an .xls, or give the bytes of a newer workbook that was encrypted. Raises UnreadableError."""
    kind, saved, carried = _look(data)
    if kind == "encrypted":
        return decrypt(data, passwords)
    if kind != "xls":
        raise UnreadableError(RefusalName(kind))
    if is_obfuscated(data):
        try:
            grids = read_xls(decrypt(data, passwords))
        except UnreadableError as problem:  # of that old way of locking a person should hear by name
            raise UnreadableError(RefusalName.LOCKED_XLS) from problem
    else:
        grids = read_xls(decrypt(data, passwords) if is_encrypted(data) else data)
    return loaded(grids, saved=saved, carried=carried)
