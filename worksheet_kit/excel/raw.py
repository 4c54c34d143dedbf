"""What xlsxwriter leaves out: growing rows, a locked structure, print areas by formula, formulas whose result is empty.

And what it does slowly: cells, of which there are hundreds of thousands, and sheets that many workbooks share. These
classes override methods that are not public: this is the module to look at when xlsxwriter changes.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from worksheet_kit.core.layout import a1, column_letters
from worksheet_kit.excel.package import OWN, Package, Part

#: Stands for the number of a row in cells that are written in several.
_ROW = "\0"
#: The part that holds the table of texts.
_STRINGS = "xl/sharedStrings.xml"
#: What stands in texts that are not written as they are, besides blanks at an end.
_ESCAPED = re.compile(r"[&<>\x00-\x1f_\ufffe\uffff]")


class RawSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows may grow and whose formulas are taken as written. Places are numbers, never ``A1``."""

    write_blank: Callable[..., int] = Worksheet._write_blank
    write_number: Callable[..., int] = Worksheet._write_number

    def _initialize(self, init_data: Any) -> None:
        super()._initialize(init_data)
        self.growing: set[int] = set()
        self.repeated: dict[int, tuple[int, Sequence[int]]] = {}  # row -> the row it repeats, in which columns
        self.fh: Any = None
        self._looks: dict[Any, str] = {}  # what is written of formats
        self._formulas: dict[str, str] = {}  # of formulas
        self._others: dict[tuple[type, Any, type], str] = {}  # and of other cells behind their place
        self.settled: Part | None = None

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # The original runs thirty regular expressions over each formula for functions that are not used here.
        return formula.removeprefix("=")

    def write_string(self, row: int, column: int, text: str, form: Any) -> int:
        """Write text, which is known to be short enough."""
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = CellStringTuple(self.str_table._get_shared_string_index(in_one_style(text)), form)
        return 0

    _write_string = write_string  # of links

    def write_formula(self, row: int, column: int, formula: str, form: Any, value: Any) -> int:
        """Write a formula. The original looks in each for functions that spill, which are not used here either."""
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = CellFormulaTuple(self._prepare_formula(formula), form, value)
        return 0

    def settle(self) -> None:
        """Put the sheet together: it takes no more cells."""
        self._set_xml_writer(StringIO())
        self._assemble_xml_file()
        self.settled, self.fh = Part(self.fh.getvalue(), text_data), None
        for told in (self.table, self.row_info, self.repeated, self.validations, self.cond_formats):
            told.clear()
        for written in (self._looks, self._formulas, self._others):
            written.clear()

    def _assemble_xml_file(self) -> None:
        if self.settled is None:
            super()._assemble_xml_file()

    def locked_texts(self) -> dict[tuple[int, int], str]:
        """The texts in cells that cannot be typed into, by row and column, but for those in several styles."""
        texts = list(self.str_table.string_table)
        cells = ((row, column, cell) for row, columns in self.table.items() for column, cell in columns.items())
        locked = ((row, column, cell) for row, column, cell in cells if type(cell) is CellStringTuple)
        return {(row, column): texts[cell.string] for row, column, cell in locked if cell.format.locked}

    def repeat(self, row: int, like: int, columns: Sequence[int]) -> None:
        """Give a row the cells that another one has in adjoining columns."""
        cells, own = self.table[like], self.table[row]
        for column in columns:
            cell = own[column] = cells[column]
            self.str_table.count += type(cell) is CellStringTuple
        self.repeated[row] = (like, columns)

    def _calculate_spans(self) -> None:
        edges: dict[int, list[int]] = {}
        for cells in (self.table, self.comments):
            for row, columns in cells.items():
                if columns:
                    edges.setdefault(row // 16, []).extend((min(columns), max(columns)))
        self.row_spans = {block: f"{min(columns) + 1}:{max(columns) + 1}" for block, columns in edges.items()}

    def _write_rows(self) -> None:
        """As the original does, but that equal cells and equal runs of cells are put together once."""
        self._calculate_spans()
        runs: dict[tuple[int, Sequence[int]], str] = {}
        starts: dict[tuple[Any, ...], str] = {}
        for row in sorted({*self.table, *self.row_info, *self.comments}):
            cells = self.table.get(row)
            spans, info = self.row_spans.get(row // 16), self.row_info.get(row)
            look = info and (info.height, info.row_format, info.hidden, info.level, info.collapsed)
            start = spans, look, row in self.growing, not cells
            if start not in starts:
                tag = self._written(self._write_row, row, spans, info, not cells)
                starts[start] = tag.removeprefix(f'<row r="{row + 1}"')
            self.fh.write(f'<row r="{row + 1}"{starts[start]}')
            if not cells:
                continue
            columns, run = sorted(cells), ""
            first = last = len(columns)
            like, shared = self.repeated.get(row, (row, ()))
            if shared and all(cells[column] is self.table[like][column] for column in shared):
                if (like, shared) not in runs:
                    runs[like, shared] = self._cells(like, shared, _ROW)
                run = runs[like, shared].replace(_ROW, str(row + 1))
                first, last = bisect(columns, shared[0]) - 1, bisect(columns, shared[-1])
            before, behind = self._cells(row, columns[:first], row + 1), self._cells(row, columns[last:], row + 1)
            self.fh.write(f"{before}{run}{behind}</row>")

    def _cells(self, row: int, columns: Iterable[int], number: int | str) -> str:
        """Cells of a row as they are written; ``number`` is that of the row, or what stands for it."""
        written = []
        for column in columns:
            cell = self.table[row][column]
            kind = type(cell)
            look = self._looks.get(cell.format)
            if look is None:
                index = cell.format._get_xf_index() if cell.format else 0
                look = self._looks[cell.format] = f' s="{index}"' if cell.format else ""
            if kind is CellStringTuple:
                rest = f'{look} t="s"><v>{cell.string}</v></c>'
            elif kind is CellBlankTuple:
                rest = f"{look}/>"
            elif kind is CellNumberTuple:
                rest = f"{look}><v>{cell.number:.16G}</v></c>"
            elif kind is CellFormulaTuple and (type(cell.value) in (int, float) or cell.value == ""):
                formula = self._formulas.get(cell.formula)
                if formula is None:
                    formula = self._formulas[cell.formula] = self._escape_data(cell.formula)
                # Without a type, as by the original, an empty text is an empty number, which some programs show as 0.
                look += "" if cell.value != "" else ' t="str"'
                rest = f"{look}><f>{formula}</f><v>{cell.value}</v></c>"
            else:
                other = kind, cell, type(getattr(cell, "value", None))  # True and 1 are equal, as cells of two kinds
                if other not in self._others:
                    self._others[other] = self._behind(row, column, cell)
                rest = self._others[other]
            written.append(f'<c r="{column_letters(column)}{number}"{rest}')
        return "".join(written)

    def _behind(self, row: int, column: int, cell: Any) -> str:
        """What is written of a cell behind its place."""
        return self._written(self._write_cell, row, column, cell).removeprefix(f'<c r="{a1(row, column)}"')

    def _written(self, write: Callable[..., None], *what: Any) -> str:
        """What a method of the original writes."""
        sheet, written = self.fh, StringIO()
        self.fh = written
        write(*what)
        self.fh = sheet
        return written.getvalue()

    def _write_row(self, row: int, spans: Any, row_info: Any = None, empty_row: bool = False) -> None:
        if row in self.growing and row_info is not None:
            attributes: list[tuple[str, Any]] = [("r", row + 1)]
            if spans:
                attributes.append(("spans", spans))
            # Without customHeight a row grows with what is typed into it, on a protected sheet too.
            attributes.append(("ht", f"{row_info.height * 0.75:.16g}"))
            if empty_row:
                self._xml_empty_tag_unencoded("row", attributes)
            else:
                self._xml_start_tag_unencoded("row", attributes)
            return
        super()._write_row(row, spans, row_info, empty_row)


class RawStrings(SharedStrings):  # type: ignore[misc]
    """The table of texts. Texts that name whom the workbook is for are left to be filled in."""

    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            self.fh.write(text if text.startswith(OWN) else text_item(text))


def text_item(text: str) -> str:
    """An entry of the table of texts. The original looks at each several times; most have nothing to be escaped."""
    if not _ESCAPED.search(text) and text == text.strip():
        return f"<si><t>{text}</t></si>"
    strings = SharedStrings()
    strings.fh = StringIO()
    strings._write_si(text)
    return str(strings.fh.getvalue())


def in_one_style(text: str) -> str:
    """Text for the table of texts. The original would take ``<r>…</r>`` for XML of a text in several styles."""
    if not (text.startswith("<r>") and text.endswith("</r>")):
        return text
    return f'<r><t xml:space="preserve">{XMLwriter()._escape_data(text)}</t></r>'


def own_item(text: str) -> str:
    """An entry of the table of texts that is filled in."""
    return text_item(in_one_style(text))


def text_data(text: str) -> str:
    """Text as it stands between the tags of any other part."""
    writer = XMLwriter()
    return str(writer._escape_control_characters(writer._escape_data(text)))


class RawPackager(Packager):  # type: ignore[misc]
    """The parts of a workbook's file, which become its `Package`."""

    def _create_package(self) -> list[Any]:
        files: list[Any] = super()._create_package()
        parts = {f"xl/worksheets/sheet{n}.xml": sheet.settled for n, sheet in enumerate(self.workbook.worksheets(), 1)}
        for content, name, _ in files:
            if parts.get(name) is None:
                parts[name] = Part(content.getvalue(), own_item if name == _STRINGS else text_data)
        self.workbook.package = Package({name: parts[name] for _, name, _ in files})
        return []

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            texts = RawStrings()
            texts.string_table = self.workbook.str_table
            texts._set_xml_writer(self._filename(_STRINGS))
            texts._assemble_xml_file()


class RawWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose print areas may be formulas: these are left out where its properties list ranges by sheet."""

    package: Package  # once it is closed

    def _get_packager(self) -> Packager:
        return RawPackager()

    def _extract_named_ranges(self, defined_names: list[Any]) -> Any:
        ranges = [line for line in defined_names if not line[2].startswith("IF(")]
        return super()._extract_named_ranges(ranges)


class LockedWorkbook(RawWorkbook):
    """A workbook whose structure is locked."""

    structure_hash: str | None = None

    def _write_book_views(self) -> None:
        attributes: list[tuple[str, Any]] = []
        if self.structure_hash:
            attributes.append(("workbookPassword", self.structure_hash))
        self._xml_empty_tag("workbookProtection", [*attributes, ("lockStructure", 1)])
        super()._write_book_views()
