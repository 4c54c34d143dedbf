"""Spellings that no list knows, decided once: ``Dinas Entah`` in fourteen cells is one line on *Ejaan*.

A decision belongs to the spelling and the list, not to a cell: it holds in every copy that comes later. What was typed
stays what it was; the entry that people chose stands beside it as the value.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import (
    DECIDED_SPELLING,
    Cell,
    Column,
    Conflict,
    Dataset,
    Item,
    Profile,
    Row,
    Spelling,
)
from worksheet_kit.core.names import all_recipients, recipient_of
from worksheet_kit.merging.sameness import same
from worksheet_kit.values.similarity import likeness

_REFUSED = ("not_in_list", "ambiguous_choice")
#: List and folded spelling.
SpellingKey = tuple[str, str]
#: Reads a text as if it had been typed in a column of a row; None where that has no such entry.
ReadAs = Callable[[Row, str, str], Cell | None]


@dataclass(slots=True, kw_only=True)
class Refused:
    """A spelling with the cells that have it, and the entries of their lists, the nearest first."""

    spelling: Spelling
    title: str  # of the list
    cells: list[tuple[Row, Column]]
    entries: tuple[str, ...]


def _spelling_key(column: Column, text: str) -> SpellingKey:
    """``opd + opd_bersama`` takes what ``opd`` takes, and a group's own list what other groups' of that name do."""
    return list_parts(column.list or "")[0], folded(text)


def list_parts(expression: str) -> list[str]:
    """The names of the lists in a list expression."""
    return [part.strip() for part in expression.split("+")]


def folded(text: str) -> str:
    """A spelling without what makes no difference to people."""
    return " ".join(text.split()).casefold()


def is_listed(column: Column) -> bool:
    """Whether people choose in a column from entries that the settings name."""
    return column.list is not None and column.refers_to is None and column.is_input


def apply_spellings(
    rows: dict[tuple[str, str], Row],
    conflicts: dict[tuple[str, str, str], Conflict],
    profile: Profile,
    decided: Iterable[Spelling],
    read: ReadAs,
) -> None:
    """Put the entries that were decided for into the cells with these spellings, and into what copies say of them."""
    chosen = {(spelling.list, folded(spelling.text)): spelling.entry for spelling in decided if spelling.entry}
    if not chosen:
        return

    def settled(row: Row, column: Column, cell: Cell) -> Cell:
        entry = chosen.get(_spelling_key(column, str(cell.raw))) if _is_refused(column, cell) else None
        typed = None if entry is None else read(row, column.key, entry)
        return cell if typed is None else cell._replace(value=typed.value, trouble=None, rule=DECIDED_SPELLING)

    for at, row in rows.items():
        columns = {column.key: column for column in profile.forms[row.form].columns}
        cells = {key: settled(row, columns[key], cell) for key, cell in row.cells.items() if key in columns}
        if any(cell is not row.cells[key] for key, cell in cells.items()):
            rows[at] = replace(row, cells={**row.cells, **cells})
    for where, conflict in list(conflicts.items()):
        columns = {column.key: column for column in profile.forms[conflict.form].columns}
        own = rows.get((conflict.form, conflict.row))
        if own is None or conflict.column not in columns:
            continue
        column = columns[conflict.column]
        readings = tuple(replace(each, cell=settled(own, column, each.cell)) for each in conflict.readings)
        if readings != conflict.readings and all(same(each.cell, readings[0].cell) for each in readings):
            del conflicts[where]
        else:
            conflicts[where] = replace(conflict, readings=readings)


def _is_refused(column: Column, cell: Cell) -> bool:
    is_refused = cell.value is None and cell.trouble is not None and cell.trouble.name in _REFUSED
    return is_refused and isinstance(cell.raw, str) and is_listed(column)


def refused_spellings(dataset: Dataset) -> list[Refused]:
    """The spellings that stand refused in several cells, and all that were decided, most cells first."""
    decided = {(spelling.list, folded(spelling.text)): spelling for spelling in dataset.spellings}
    found: defaultdict[SpellingKey, list[tuple[Row, Column]]] = defaultdict(list)
    for form in dataset.profile.stage_forms(dataset.stage):
        columns = [column for column in form.columns if is_listed(column)]
        for row in dataset.rows.get(form.name, ()):
            for column in columns:
                cell = row.cells.get(column.key)
                if cell is not None and (_is_refused(column, cell) or cell.rule == DECIDED_SPELLING):
                    found[_spelling_key(column, str(cell.raw))].append((row, column))
    lines = []
    for key in dict.fromkeys([*found, *decided]):
        cells = found.get(key, [])
        if len(cells) < 2 and key not in decided:
            continue
        spelling = decided.get(key) or Spelling(list=key[0], text=_typed(cells[0]))
        items, title = _entries(dataset, key[0], cells)
        near = sorted(items, key=lambda item: -max(likeness(key[1], folded(name)) for name in item.spellings))
        labels = tuple(dict.fromkeys(item.label for item in near))
        lines.append(Refused(spelling=spelling, title=title, cells=cells, entries=labels))
    return sorted(lines, key=lambda line: (-len(line.cells), line.spelling.list, line.spelling.text))


def _typed(at: tuple[Row, Column]) -> str:
    row, column = at
    return " ".join(str(row.cells[column.key].raw).split())


def _entries(dataset: Dataset, name: str, cells: Sequence[tuple[Row, Column]]) -> tuple[list[Item], str]:
    """The entries of the lists of these cells, and what such a list is called; without cells, of all that have it."""
    items: dict[str, Item] = {}
    title, profile = name, dataset.profile
    places = [(profile.forms[row.form], column, recipient_of(profile, row.recipient)) for row, column in cells]
    if not places:
        forms, owners = profile.stage_forms(dataset.stage), all_recipients(profile)
        columns = [(form, column) for form in forms for column in form.columns if is_listed(column)]
        named = [place for place in columns if list_parts(place[1].list or "")[0] == name]
        places = [(form, column, owner) for form, column in named for owner in owners]
    for form, column, owner in places:
        entries = None if owner is None else list_for(profile, form, column, owner)
        if entries is not None:
            title = entries.title
            items |= {item.stored: item for item in entries.items}
    return list(items.values()), title
