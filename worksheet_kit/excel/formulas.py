"""Pieces of formulas as text: names of sheets, ranges, literals, criteria; and Excel's limits for what is written.

Nothing here writes, so that a room that only describes formulas as data does not load xlsxwriter.
Rows and columns are zero-based everywhere.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import a1, column_letters

#: Limits of Excel's own (support.microsoft.com, "Excel specifications and limits"), in characters unless said.
PROMPT_TITLE, PROMPT_TEXT = 32, 255
ERROR_TITLE, ERROR_TEXT = 32, 225
SHEET_NAME = 31
FORMULA = 8_192
FORMULA_LITERAL = 255
CELL_TEXT = 32_767
#: Rows of a sheet.
MAX_ROWS = 1_048_576

#: First row, first column, last row, last column; inclusive.
Area = tuple[int, int, int, int]

_LITERAL = re.compile(r'"([^"]*(?:""[^"]*)*)"')


def quoted(sheet: str) -> str:
    """A sheet's name as formulas and links write it."""
    return "'" + sheet.replace("'", "''") + "'"


def literal(text: str) -> str:
    """Text as it stands in formulas."""
    return '"' + text.replace('"', '""') + '"'


def span(column: int, first_row: int, last_row: int) -> str:
    """A range of one column with fixed ends, such as ``$D$8:$D$49``."""
    letters = column_letters(column)
    return f"${letters}${first_row + 1}:${letters}${last_row + 1}"


def reference(sheet: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> str:
    """An absolute reference to a cell or to cells of a sheet, such as ``'Data Aksi'!$D$8:$D$49``."""
    first = f"${column_letters(column)}${row + 1}"
    if last_row is None:
        return f"{quoted(sheet)}!{first}"
    last = f"${column_letters(column if last_column is None else last_column)}${last_row + 1}"
    return f"{quoted(sheet)}!{first}:{last}"


def cells(row: int, column: int, last_row: int, last_column: int) -> str:
    """A relative reference to cells of the same sheet, such as ``D8:F8``."""
    return f"{a1(row, column)}:{a1(last_row, last_column)}"


def row_sum(row: int, columns: Sequence[int]) -> str:
    """A formula that sums up cells of a row, as one run of cells where they adjoin."""
    first, last = columns[0], columns[-1]
    adjoining = last - first == len(columns) - 1
    return f"=SUM({cells(row, first, row, last) if adjoining else ','.join(a1(row, c) for c in columns)})"


def count_where(*conditions: tuple[str, str | int]) -> str:
    """How many rows meet every condition: a range of one column, and what its cell says.

    SUMPRODUCT, as COUNTIFS takes ``*`` and ``?`` for patterns, and counts 0 over formulas that have no stored result
    yet (measured in ONLYOFFICE).
    """
    return f"SUMPRODUCT({_conditions(conditions)})"


def count_texts(area: str, texts: Iterable[str]) -> str:
    """How many cells of a range of one column say one of these texts, whatever their case."""
    tests = [f"({area}={literal(text)})" for text in texts]
    return f"SUMPRODUCT({'+'.join(tests) if len(tests) > 1 else f'--{tests[0]}'})"


def sum_where(amounts: str, *conditions: tuple[str, str | int]) -> str:
    """The sum of a range over the rows that meet every condition; texts in it count as nothing."""
    first, _, last = amounts.rpartition("!")[2].partition(":")
    if first == last:  # one cell, which in Gnumeric does not go with a truth value in SUMPRODUCT
        return f"{count_where(*conditions)}*SUM({amounts})"
    return f"SUMPRODUCT({_conditions(conditions)},{amounts})"


def _conditions(conditions: Sequence[tuple[str, str | int]]) -> str:
    """1 for each row that meets them all, else 0: a number, since a truth value by itself counts as nothing."""
    tests = [f"({area}={literal(value) if isinstance(value, str) else value})" for area, value in conditions]
    return "*".join(tests) if len(tests) > 1 else f"--{tests[0]}"


@lru_cache(maxsize=2_048)  # the rows of a block have most in common
def fits(formula: str) -> bool:
    """Whether Excel takes a formula: neither it nor a text in it is too long."""
    if len(formula) <= FORMULA_LITERAL:
        return True
    parts = formula.split('"')
    doubled = "" in parts[2:-1:2]  # quotes within a text, which cut it up; else every second part is a text
    texts = _LITERAL.findall(formula) if doubled else parts[1::2]
    return len(formula) <= FORMULA and max(map(len, texts), default=0) <= FORMULA_LITERAL


def too_long(formula: str, where: str) -> ProfileError:
    """What is said of a formula that Excel would not take; ``where`` names its cell."""
    if len(formula) > FORMULA:
        return ProfileError(
            f"Rumus untuk {where} terlalu panjang ({len(formula)} huruf, paling banyak {FORMULA}). Kurangi kolomnya."
        )
    return ProfileError(f"Teks dalam rumus untuk {where} lebih dari {FORMULA_LITERAL} huruf. Pendekkan teksnya.")
