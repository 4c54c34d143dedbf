"""The sheets of the matrix, one file each; `SHEETS` is the list, in the order of the workbook.

To add a sheet: write ``SHEET = MatrixSheet(…)`` in a new file here and add it to the list. The workbook is written from
it, and tests hold it against the documentation.
"""

from worksheet_kit.matrix.sheet import MatrixSheet
from worksheet_kit.matrix.sheets import (
    adjustments,
    agencies,
    alignment,
    budget,
    completeness,
    conflicts,
    consolidated,
    coverage,
    files,
    findings,
    logic_chain,
    masterplan_tables,
    quick_wins,
    readiness,
    roadmap,
    spellings,
    summary,
    swot,
)

#: Every sheet but the data sheets: of those there is one a form (`data.data_sheets`), and behind them `long_texts`.
SHEETS: tuple[MatrixSheet, ...] = (
    summary.SHEET,
    consolidated.SHEET,
    coverage.SHEET,
    swot.SHEET,
    quick_wins.SHEET,
    agencies.SHEET,
    budget.SHEET,
    roadmap.SHEET,
    logic_chain.SHEET,
    alignment.SHEET,
    masterplan_tables.SHEET,
    readiness.SHEET,
    completeness.SHEET,
    findings.SHEET,
    spellings.SHEET,
    conflicts.SHEET,
    adjustments.SHEET,
    files.SHEET,
)
