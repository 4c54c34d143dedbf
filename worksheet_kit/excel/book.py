"""Writing workbooks with xlsxwriter, where nothing is left out in silence.

xlsxwriter drops what Excel would not take (a prompt that is too long, a bad name, text over the limit) with a warning
or without one, and some of what it writes Excel would repair. Every call here is checked and refused instead, naming
the place.
"""

import io
import re
from datetime import datetime
from pathlib import Path

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.names import NOT_IN_SHEET_NAMES
from worksheet_kit.excel.formulas import SHEET_NAME
from worksheet_kit.excel.package import Package
from worksheet_kit.excel.raw import LockedWorkbook, RawSheet, RawWorkbook
from worksheet_kit.excel.sheet import Shared, Sheet, check
from worksheet_kit.excel.style import BASE, Style

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc]?[0-9]*|[Cc][0-9]*")


class Book:
    """A workbook being written. Raises ProfileError for what Excel would not take.

    It is written to ``path`` by `close`, or without one given as a `package`. The same calls give the same bytes on any
    day: ``created`` is the only date in it.

    ``base`` is the look of cells that are not told otherwise, ``header`` and ``footer`` what is printed above and below
    the pages of a sheet, in Excel's codes.
    ``locked`` locks the order and number of sheets, with the ``password`` of the sheets. ``live`` is whether
    `Sheet.figure` writes formulas, ``links`` whether `Sheet.file_link` makes links, relative to the folder of ``path``.
    ``continued`` ends a text that is longer than a cell holds; without it such a text is refused. With ``typed_text``,
    text that begins like a formula is marked so that it stays text when somebody edits the cell. With ``indented``,
    wrapped text in a box keeps off the line at its left.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        title: str,
        subject: str,
        author: str,
        company: str = "",
        created: datetime,
        base: Style = BASE,
        header: str = "",
        footer: str = "",
        locked: bool = False,
        password: str = "",
        live: bool = True,
        links: bool = True,
        continued: str = "",
        typed_text: bool = False,
        indented: bool = False,
    ) -> None:
        self._locked = locked
        self._names: set[str] = set()
        self._path = path
        options = {"in_memory": True, "max_url_length": 2079, "default_format_properties": BASE}
        self._workbook = (LockedWorkbook if locked else RawWorkbook)(io.BytesIO(), options)
        self._shared = Shared(
            workbook=self._workbook,
            base=base,
            header=header,
            footer=footer,
            password=password,
            live=live,
            folder=path.absolute().parent if path is not None and links else None,
            continued=continued,
            typed_text=typed_text,
            indented=indented,
        )
        # Author and company as in any office file; a fixed date, as the same content gives the same file on any day.
        properties = {"title": title, "subject": subject, "author": author, "company": company, "created": created}
        self._workbook.set_properties(properties)

    def property(self, name: str, value: str) -> None:
        """Set a custom document property."""
        self._workbook.set_custom_property(name, value, "text")

    def define(self, name: str, formula: str) -> str:
        """Define a name for the whole workbook and give it back."""
        folded = name.lower()
        if not _NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name) or len(name) > 255 or folded in self._names:
            raise ProfileError(f'Nama "{name}" tidak dapat dipakai di Excel. Ganti nama daftar atau lembarnya.')
        self._names.add(folded)
        check(self._workbook.define_name(name, formula), f"nama {name}")
        return name

    def sheet(self, name: str, *, tab: str = "", hidden: bool = False) -> Sheet:
        """Add a sheet at the end; ``tab`` is the colour of its tab."""
        if not name or len(name) > SHEET_NAME or NOT_IN_SHEET_NAMES.search(name) or name[0] == "'" or name[-1] == "'":
            raise ProfileError(
                f'Nama lembar "{name}" tidak dapat dipakai di Excel: paling panjang 31 huruf, tanpa []:*?/\\.'
            )
        if name.lower() in {sheet.name.lower() for sheet in self._workbook.worksheets()}:
            raise ProfileError(f'Nama lembar "{name}" dipakai dua kali.')
        raw = self._workbook.add_worksheet(name, worksheet_class=RawSheet)
        if tab:
            raw.set_tab_color(tab)
        if hidden:
            raw.hide()
        return Sheet(self._shared, raw)

    def close(self) -> None:
        """Finish the workbook, and write it to its path. Raises OSError as `Path.write_bytes` does."""
        if self._locked and self._shared.password:
            self._workbook.structure_hash = self._workbook.worksheets()[0]._encode_password(self._shared.password)
        self._workbook.close()
        if self._path is not None:
            self._path.write_bytes(self._workbook.package.file({}))

    def package(self) -> Package:
        """Finish a workbook without a path, and give what its file, or a file for each whom it is for, is made of."""
        self.close()
        package: Package = self._workbook.package
        return package
