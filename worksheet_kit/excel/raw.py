"""What xlsxwriter leaves out: growing rows, a locked structure, print areas by formula, formulas whose result is empty.

These classes override methods that are not public: this is the module to look at when xlsxwriter changes.
"""

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from worksheet_kit.core.layout import a1


class RawSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows may grow and whose formulas are taken as written."""

    def _initialize(self, init_data: Any) -> None:
        super()._initialize(init_data)
        self.growing: set[int] = set()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # The original runs thirty regular expressions over each formula for functions that are not used here.
        return formula.removeprefix("=")

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

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ == "Formula" and cell.value == "":
            # Written as an empty number by the original, which some programs show as 0.
            attributes = [("r", a1(row, col))]
            if cell.format:
                attributes.append(("s", cell.format._get_xf_index()))
            attributes.append(("t", "str"))
            self._xml_formula_element(cell.formula, "", attributes)
            return
        super()._write_cell(row, col, cell)


class RawWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose print areas may be formulas: these are left out where its properties list ranges by sheet."""

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
