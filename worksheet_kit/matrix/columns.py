"""The columns of *Matriks Konsolidasi*: which columns of which forms stand in one.

Columns that mean the same share one: those with the same key, and those that play the same part (`roles`).
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from worksheet_kit.core.model import Column, Form, Kind, Raw, Required
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.text_cells import fitting
from worksheet_kit.excel.text_fit import money_width, print_points
from worksheet_kit.kinds.money import MONEY
from worksheet_kit.kinds.text import TEXT
from worksheet_kit.matrix.data_layout import CONTINUED, data_columns
from worksheet_kit.matrix.view import View

#: Key of the column that sums up money.
TOTAL = "_jumlah"
#: Size of type on the sheet, in points.
SIZE = 9


@dataclass(slots=True, kw_only=True)
class MatrixColumn:
    """A column of the matrix: which column of which form it shows, or what is worked out for it."""

    key: str
    sources: dict[str, str] = field(default_factory=dict)  # form name -> column key
    joins: dict[str, tuple[str, ...]] = field(default_factory=dict)  # form name -> columns shown together, to read only
    heading: str = ""
    band: str = ""
    width: float = 12
    kind: Kind = TEXT
    role: str = ""
    rank: int = 9  # how early a meeting needs it, 0 first
    detail: bool = False  # folded away at first and not printed
    year: int | None = None
    place: int = 0  # on the sheet

    @property
    def shown_key(self) -> str:
        """What stands for the column in the key row: the form's columns it shows."""
        return "+".join(f"{form}.{key}" for form, key in self.sources.items()) or self.key


#: How early a meeting needs the columns of a role, 0 first, and how wide such a column is at most.
_RANKS = {
    **dict.fromkeys(("lead", "indicator", "goal", "start", "end", "total", "series"), 0),
    **dict.fromkeys(("unit", "funding", "quick_win"), 1),
    "supporters": 2,
}
_ASKED, _TOLD, _LAST = 3, 4, 9  # what is required; long texts that are asked for; the rest, which stays folded
_WIDEST = {"lead": 12.0, "supporters": 11.0, "indicator": 22.0, "funding": 11.0, "start": 9.5, "end": 9.5, "unit": 8.0}
#: Roles whose columns stand in one column of the matrix, whatever form they are of; budgets do so by year.
_PAIRED = ("problem", "subdimension", "indicator", "unit", "funding", "start", "end", "lead")


def columns_of(view: View, room: float, beside: float) -> tuple[MatrixColumn, ...]:
    """The columns of the matrix after code and title, in order: main ones, then the details.

    Main are those a meeting needs first, as many as a page has room for (in points, ``beside`` being taken already);
    the very first take a second page rather than being left out.
    """
    columns: list[MatrixColumn] = []
    for form in tree_forms(view):
        roles = view.roles.forms[form.name]
        skip = {roles.title, roles.parent if view.roles.actions is roles else ""}
        for column in data_columns(form.columns):
            if column.kind.is_code or column.key in skip:
                continue
            together = _together(form, column)
            if together:
                _join(columns, form, roles, together)
            _place(columns, view, form, column)
        _add_total(columns, form, roles)
    _widen_money(view, columns)
    for shown in sorted(columns, key=lambda shown: shown.rank):
        width = print_points(shown.width)
        shown.detail = shown.rank == _LAST or (shown.rank > 0 and beside + width > room)
        beside += 0 if shown.detail else width
    return tuple(sorted(columns, key=lambda shown: shown.detail))


def tree_forms(view: View) -> tuple[Form, ...]:
    """The forms of the stage in the order their rows stand: programs, their actions, then the others."""
    first = [roles.form for roles in view.tree]
    return (*first, *(form for form in view.forms if form not in first))


def _role(roles: Roles, column: Column) -> str:
    if column in roles.budget:
        return "budget"
    return next((name for name in _PAIRED if getattr(roles, name) == column.key), "")


def _together(form: Form, column: Column) -> tuple[Column, ...]:
    """The columns of a choice that may be made several times, where this is the first of them."""
    if not column.series or column.year is not None or not column.kind.is_choice:
        return ()
    series = tuple(other for other in form.columns if other.series == column.series)
    return series if len(series) > 1 and series[0].key == column.key else ()


def _join(columns: list[MatrixColumn], form: Form, roles: Roles, series: Sequence[Column]) -> None:
    """Show the columns of a series together in one; supporters stand behind the lead."""
    first = series[0]
    supporting = first.key in roles.supporters
    role = "supporters" if supporting else f"series:{first.series}"
    keys = tuple(column.key for column in series)
    for other in columns:
        if other.role == role and other.joins and form.name not in other.joins:
            other.joins[form.name] = keys
            return
    width = 11.5 if supporting else max(9.0, _width(first))
    heading = re.sub(r"\s*\d+$", "", first.heading)
    key, band = f"_{first.series}", first.band or form.sheet
    joined = MatrixColumn(key=key, joins={form.name: keys}, heading=heading, band=band, width=width, role=role)
    joined.rank = _RANKS["supporters" if supporting else "series"]
    leads = [n for n, column in enumerate(columns) if column.sources.get(form.name) == roles.lead and roles.lead]
    if leads and supporting:
        joined.band = columns[leads[-1]].band
        columns.insert(leads[-1] + 1, joined)
    else:
        columns.append(joined)


def _add_total(columns: list[MatrixColumn], form: Form, roles: Roles) -> None:
    """A column for the sum of the money, behind the last of it."""
    money = {column.key for column in roles.budget}
    if len(money) < 2 or any(column.role == "total" for column in columns):
        return
    at = max(n for n, column in enumerate(columns) if column.sources.get(form.name) in money)
    total = MatrixColumn(key=TOTAL, heading="Jumlah (Rp)", band=columns[at].band, width=12, kind=MONEY, role="total")
    total.rank = _RANKS["total"]
    columns.insert(at + 1, total)


def _place(columns: list[MatrixColumn], view: View, form: Form, column: Column) -> None:
    """Let a form's column join the column of the matrix that means the same, or add it."""
    role = _role(view.roles.forms[form.name], column)
    rank = _rank(view, form, column, role)
    width = min(_width(column), _WIDEST.get(role, 99))
    for other in columns:
        # Money is added up, so that a key alone does not bring it together.
        alike = other.key == column.key and (not column.kind.adds_up or other.role == role)
        same = alike or (role and other.role == role)
        fits = other.kind.is_number == column.kind.is_number and other.year == column.year
        if same and fits and form.name not in other.sources:
            other.sources[form.name] = column.key
            if column.heading.lower() not in other.heading.lower() and column.year is None:
                other.heading = f"{other.heading} / {_without_common(other.heading, column.heading)}"
                other.width = max(other.width, width)
            other.rank = min(other.rank, rank)
            return
    name, band = column.heading, column.band or form.sheet
    if column.year is not None:
        band = re.sub(rf"\s*\b{column.year}\b", "", column.heading).strip()
        name = str(column.year)
    added = MatrixColumn(key=column.key, sources={form.name: column.key}, kind=column.kind, year=column.year)
    added.heading, added.band, added.width = name, band, width
    added.role, added.rank = role, rank
    columns.append(added)


def _without_common(heading: str, other: str) -> str:
    """A second heading without the words it begins with like the first: ``OPD pengampu / penanggung jawab``."""
    words, others = heading.split(), other.split()
    while words and len(others) > 1 and words[0] == others[0]:
        del words[0], others[0]
    return " ".join(others)


def _width(column: Column) -> float:
    """Width at the matrix's smaller type."""
    if column.kind.adds_up:
        return 12
    if column.year is not None:
        return 6.2
    if column.kind.is_choice and column.width < 10:
        return 6.5
    return round(min(column.width, 40) * (0.78 if column.width > 20 else 0.92), 1)


def _rank(view: View, form: Form, column: Column, role: str) -> int:
    """How early a meeting needs a column: what the matrix is read for, then what is asked for."""
    roles = view.roles.forms[form.name]
    together = bool(column.series) and column.year is None and column.kind.is_choice  # shown with its sisters
    in_tree = form in [roles.form for roles in view.tree]  # whose rows stand under their problem
    if together or column.year is not None or (column.key == roles.problem and in_tree):
        return _LAST
    if role == "budget" or (column.key == roles.problem and role):
        return 0
    if column.key == roles.subdimension and not in_tree:
        return 1
    played = next((name for name in ("quick_win", "goal") if getattr(roles, name) == column.key), role)
    if played in _RANKS:
        return _RANKS[played]
    if column.required in (Required.YES, Required.ANY):
        return _ASKED
    return _TOLD if column.required is Required.RECOMMENDED and column.kind.is_long_text else _LAST


def _widen_money(view: View, columns: Sequence[MatrixColumn]) -> None:
    """Money columns are as wide as their sum over everything needs."""
    for column in columns:
        if not column.kind.adds_up:
            continue
        if column.role == "total":
            most = sum(view.cost(row) for row in view.all_rows)
        else:
            most = sum(row.amount(column.sources[row.form]) for row in view.all_rows if row.form in column.sources)
        column.width = money_width(most, SIZE, 11.0)


def cell_print(value: Raw | int) -> str:
    """A short print of a cell's content; equal for what looks equal after a workbook was saved by another program."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = repr(float(value))
    elif isinstance(value, str | None):
        text = " ".join(fitting(value or "", CONTINUED).split())
    else:
        text = str(value)
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"
