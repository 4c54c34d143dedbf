"""Where answers stand on the data sheets of the matrix, one sheet a form. Cross-tabs refer to these places.

Columns whose key begins with ``_`` are worked out for the cross-tabs and are no answers: reading back leaves them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Column, Dataset, Form, Row
from worksheet_kit.core.roles import StageRoles
from worksheet_kit.excel.formulas import MAX_ROWS, reference
from worksheet_kit.matrix.crosstabs import DIMENSION, FUNDS, RECIPIENT, TOTAL
from worksheet_kit.values.text import format_grouped

KEY_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
#: The sheet that goes on with texts too long for a cell.
CONTINUATIONS = "Data Lanjutan"
#: Ends a cell whose text is longer than a cell can be.
CONTINUED = " … (lanjutannya di lembar Data Lanjutan)"
#: Key of the column with a row's parent, whole: an action names its program's code only.
PARENT = "_induk"
#: Key of the hidden column that holds the prints of a row's answers.
DATA_PRINTS = "_cetak_data"

#: How the title of a data sheet begins, which holds everything that was typed.
DATA_TITLE = "Data mentah "
#: Worked out for the cross-tabs: key -> heading.
DERIVED = {
    DIMENSION: "Dimensi",
    RECIPIENT: "Penerima",
    PARENT: "Kode lengkap rujukan",
    FUNDS: "Kelompok sumber dana",
    TOTAL: "Total (Rp)",
    "_keadaan": "Keadaan",
    "_berkas": "Berkas",
    "_lembar": "Lembar",
    "_sel": "Sel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Where the rows of one form stand on its data sheet."""

    form: Form
    sheet: str
    keys: tuple[str, ...]  # column keys from the second column on
    rows: tuple[Row, ...]

    @property
    def last_row(self) -> int:
        return FIRST_ROW + max(1, len(self.rows)) - 1

    def column(self, key: str) -> int:
        """The zero-based sheet column of a column key."""
        return 1 + self.keys.index(key)

    def range(self, key: str) -> str:
        """Reference to all cells of a column; ``#kunci`` for the row keys."""
        column = 0 if key == KEY_MARK else self.column(key)
        return reference(self.sheet, FIRST_ROW, column, self.last_row)


def lay_out(dataset: Dataset, roles: StageRoles) -> dict[str, DataTable]:
    """The data tables of a stage, by form name.

    Raises UsageError when a form has more rows than a sheet holds.
    """
    tables: dict[str, DataTable] = {}
    names = sheet_names(dataset.profile.stage_forms(dataset.stage))
    for form in dataset.profile.stage_forms(dataset.stage):
        rows = tuple(dataset.rows.get(form.name, ()))
        if len(rows) + FIRST_ROW > MAX_ROWS:
            raise UsageError(
                f"Ada {format_grouped(len(rows))} baris {form.sheet}, lebih dari yang muat di satu lembar Excel. "
                "Gabungkan per kelompok (satu folder satu matriks), atau pakai --json."
            )
        derived = [key for key in DERIVED if _applies(roles, form, key)]
        before = [key for key in derived if key in (DIMENSION, RECIPIENT)]
        after = [key for key in derived if key not in before]
        keys = (*before, *(column.key for column in data_columns(form.columns)), *after)
        name = names[len(tables)]
        tables[form.name] = DataTable(form=form, sheet=name, keys=keys, rows=rows)
    return tables


def data_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Those of a form's columns that a data sheet carries: all that is typed or given, nothing computed."""
    return tuple(column for column in columns if not column.kind.is_computed)


def sheet_names(forms: Iterable[Form]) -> tuple[str, ...]:
    """The names of the data sheets of these forms."""
    names: list[str] = []
    for form in forms:
        names.append(sheet_name(form, names))
    return tuple(names)


def sheet_name(form: Form, taken: Iterable[str]) -> str:
    """``Data SWOT``, ``Data Program``, ``Data Aksi``: the sheet's word that says what a row is, else all its name."""
    words = form.sheet.split()
    nouns = form.noun.lower().split()
    word = " ".join(word for word in words if word.lower() in nouns) or form.sheet
    name = f"Data {word}"[:31]
    taken = {other.lower() for other in taken} | {CONTINUATIONS.lower()}
    number = 2
    while name.lower() in taken:
        name = f"{f'Data {word}'[:28]} {number}"
        number += 1
    return name


def _applies(roles: StageRoles, form: Form, key: str) -> bool:
    """Whether the data sheet of a form has a column that is worked out."""
    own = roles.forms[form.name]
    if key == PARENT:
        return bool(own.parent) and roles.actions is own
    if key == FUNDS:
        return bool(own.funding and own.budget)
    return key != TOTAL or bool(own.budget)
