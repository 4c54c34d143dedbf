"""A collection as DataFrames, for notebooks. The one module of the package that loads pandas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from worksheet_kit.core.model import Result
from worksheet_kit.report.tables import Table, tables


@dataclass(frozen=True, slots=True, eq=False)
class Frames(Mapping[str, pd.DataFrame]):
    """The rows of a collection: one DataFrame a form, by the form's name, and `cells`, one row for each filled cell.

    They have the columns of `report.tables`, a form's table indexed by row key, each with the dtype of its kind and NA
    where a cell is empty or could not be read.
    """

    forms: Mapping[str, pd.DataFrame]
    cells: pd.DataFrame

    def __getitem__(self, form: str) -> pd.DataFrame:
        return self.forms[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)


def frames(result: Result) -> Frames:
    """The rows of a collection as DataFrames: ``frames(result)["program_kerja"]``, ``frames(result).cells``."""
    *forms, cells = tables(result)
    return Frames(forms={table.name: _by_row(table) for table in forms}, cells=_frame(cells))


def _frame(table: Table, index: pd.Index | None = None) -> pd.DataFrame:
    fields = table.fields if index is None else table.fields[1:]
    return pd.DataFrame({f.name: pd.Series(f.values, dtype=f.dtype, index=index) for f in fields}, index=index)


def _by_row(table: Table) -> pd.DataFrame:
    """A table indexed by its row keys, whatever its other columns are called."""
    keys = table.fields[0]
    return _frame(table, pd.Index(keys.values, dtype=keys.dtype, name=keys.name))
