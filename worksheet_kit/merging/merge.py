"""Copies of one recipient's workbook become one set of rows: pure code over normalised rows, no file is read here.

The rules, in the order in which they are applied:

1. Copies are ranked by revision, then by the time they were saved (unknown is earliest), then by hash. The order in
   which files are found never matters, and a copy given twice counts once.
2. A higher revision supersedes a lower one, but only what it was seeded with. A correction names the hashes of the
   files it was seeded with (`Copy.seeds`), which are superseded whole, also where the correction has been emptied; and
   it has a mark of every answer it was seeded with (`Copy.seeded`). A lower revision that is *not* among the files was
   edited after the correction went out: each of its values that neither a mark nor a superseded file knows is a
   conflict (the correction's value stands for now) or fills an empty cell. Where a correction has lost its list, time
   decides: a lower revision saved before it is taken for a seed, unless the correction still says what a yet older
   copy said and this one does not; readable cells and rows that the correction leaves empty then stay, since nobody
   can know that they were emptied on purpose.
3. Rows meet by key, those that go on from an earlier stage by what they go on from (`given_rows`). Rows that are
   plainly different programs (`plainly_different`) are both kept: the earlier saved keeps ``P03``, the other becomes
   ``P03b``, and the references in its own file follow. So do two different rows that use one key on one sheet; two
   sheets of a form in one file are two copies.
4. Within a row, cell by cell: equal is one; one side blank is the filled one; both filled and different is a conflict,
   the higher-ranked value standing for now. Between two corrections of one revision a value that is still the seeded
   one gives way to one that was changed, and to an empty cell in the place of the seeded one. A row that one of them
   has emptied and the other worked on stays, and is told.

Every filled cell of every copy is therefore in the rows, in a conflict, or in a superseded file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import chain

from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import FOLLOWED, Cell, Conflict, Fact, Form, Place, Reading, Row
from worksheet_kit.core.row_code import base_code, code_order, next_code, row_key, shown_code
from worksheet_kit.merging import given_rows
from worksheet_kit.merging.copy import Copy
from worksheet_kit.merging.sameness import mark_of, plainly_different, same, same_row, says_all, says_one_of, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the rows of one file; ``read`` is the sum of the others."""

    merged: int = 0
    duplicate: int = 0
    superseded: int = 0
    held: int = 0

    @property
    def read(self) -> int:
        return self.merged + self.duplicate + self.superseded + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The rows of one recipient, by form and in order of their codes, with what was noticed while merging."""

    rows: Mapping[str, tuple[Row, ...]]
    conflicts: tuple[Conflict, ...] = ()
    tallies: Mapping[str, Tally] = field(default_factory=dict)  # by sha256
    superseded: frozenset[str] = frozenset()  # sha256 of files with nothing of their own against a higher revision
    settled: frozenset[Place] = frozenset()  # places of rows without a key that a later revision has put in order
    facts: tuple[Fact, ...] = ()

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows of all forms."""
        return tuple(chain.from_iterable(self.rows.values()))

    def tally(self, sha256: str) -> Tally:
        """What became of the rows of a file; nothing for one that was not merged."""
        return self.tallies.get(sha256, Tally())


class _Mode(IntEnum):
    """How a copy stands to the highest revision."""

    SEED = 0  # the highest revision was seeded with it
    OLDER = 1  # taken for a seed by its time alone
    LATE = 2  # a lower revision with edits of its own
    TOP = 3  # of the highest revision


class _Fate(StrEnum):
    """What becomes of a row; named as the counts of a `Tally`."""

    MERGED = "merged"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class _Source:
    """A copy among the others of its recipient."""

    copy: Copy
    mode: _Mode
    rank: int  # its place among them, the latest last
    corrected: frozenset[tuple[str, str]]  # (code, mark) of what its corrections were seeded with


@dataclass(frozen=True, slots=True)
class _Unit:
    """One row of one copy on its way into a merged row."""

    source: _Source
    row: Row

    @property
    def mode(self) -> _Mode:
        return self.source.mode

    @property
    def sha256(self) -> str:
        return self.source.copy.sha256

    @property
    def order(self) -> tuple[int, int]:
        """The earlier saved copy first, and in a copy the upper row."""
        return self.source.rank, self.row.place.line


#: The cells that copies have under a row's code and a column.
_Cells = Mapping[tuple[str, str], Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Superseded:
    """What copies that count no longer say, by row code and column."""

    cells: _Cells = field(default_factory=dict)
    seeds: Mapping[tuple[str, str], Cell] = field(default_factory=dict)  # what the corrections were seeded with


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What merging some rows gave."""

    rows: tuple[Row, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    facts: tuple[Fact, ...] = ()
    fates: tuple[tuple[str, _Fate], ...] = ()  # sha256 of a file, and what became of one of its rows
    renamed: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # sha256, form, shown code -> new one


def _join(outcomes: Iterable[_Outcome]) -> _Outcome:
    parts = list(outcomes)
    return _Outcome(
        rows=tuple(chain.from_iterable(part.rows for part in parts)),
        conflicts=tuple(chain.from_iterable(part.conflicts for part in parts)),
        facts=tuple(chain.from_iterable(part.facts for part in parts)),
        fates=tuple(chain.from_iterable(part.fates for part in parts)),
        renamed=dict(chain.from_iterable(part.renamed.items() for part in parts)),
    )


def merge(copies: Iterable[Copy], forms: Sequence[Form]) -> Merged:
    """Merge the copies of one recipient."""
    renumbered = given_rows.renumbered(copies, forms)
    sources = _sources(renumbered.copies)
    by_form: dict[str, _Outcome] = {}
    renamed = dict(renumbered.renamed)
    for form in _referenced_first(forms):
        tables = [(source, _followed(source.copy, form, renamed)) for source in sources]
        by_form[form.name] = _merge_form(form, tables)
        renamed |= by_form[form.name].renamed
    whole = _join(by_form.values())
    settled = frozenset(_settled(sources, whole.rows))
    loose = (
        (source.copy.sha256, _Fate.SUPERSEDED if row.place in settled else _Fate.HELD)
        for source in sources
        for row in source.copy.loose
    )
    counts = Counter([*whole.fates, *loose])
    tallies = {source.copy.sha256: _tally(source.copy, counts) for source in sources}
    lower = {source.copy.sha256 for source in sources if source.mode is not _Mode.TOP}
    rows = {form.name: by_form[form.name].rows for form in forms}
    order = {(form, row.key): (n, m) for n, form in enumerate(rows) for m, row in enumerate(rows[form])}
    return Merged(
        rows=rows,
        conflicts=tuple(sorted(whole.conflicts, key=lambda conflict: order[conflict.form, conflict.row])),
        tallies=tallies,
        superseded=frozenset(sha256 for sha256 in lower if not tallies[sha256].merged and not tallies[sha256].held),
        settled=settled,
        facts=(*renumbered.facts, *whole.facts, *_old_revisions(sources, tallies, whole.conflicts)),
    )


# ---------------------------------------------------------------------------------------------------------------------
# How the copies stand to each other
# ---------------------------------------------------------------------------------------------------------------------


def _sources(copies: Iterable[Copy]) -> list[_Source]:
    """The different copies, the latest last; of a copy given twice the one whose file name comes first."""
    unique = {copy.sha256: copy for copy in sorted(copies, key=lambda copy: copy.file, reverse=True)}
    ranked = sorted(unique.values(), key=lambda copy: copy.rank)
    return [
        _Source(
            copy,
            _mode(copy, ranked),
            rank,
            frozenset[tuple[str, str]]().union(*(c.seeded for c in ranked if c.revision > copy.revision)),
        )
        for rank, copy in enumerate(ranked)
    ]


def _mode(copy: Copy, ranked: Sequence[Copy]) -> _Mode:
    highest = ranked[-1].revision
    if copy.revision == highest:
        return _Mode.TOP
    seeds = frozenset[str]().union(*(c.seeds for c in ranked if c.revision > copy.revision))
    if seeds:
        return _Mode.SEED if copy.sha256 in seeds else _Mode.LATE
    top = [other for other in ranked if other.revision == highest]
    went_out = min((other.time for other in top if other.saved is not None), default=datetime.min)
    is_late = copy.time > went_out or _is_passed_over(copy, ranked, top)
    return _Mode.LATE if is_late else _Mode.OLDER


def _is_passed_over(copy: Copy, ranked: Sequence[Copy], top: Sequence[Copy]) -> bool:
    """Whether the correction still has what an older copy says where this copy says something else."""
    older = _cells_of(other.rows for other in ranked if other.rank < copy.rank)
    corrected = _cells_of(other.rows for other in top)
    return any(
        not says_one_of(cell, corrected[place]) and says_one_of(corrected[place][0], older[place])
        for place, cells in _cells_of([copy.rows]).items()
        if place in corrected and place in older
        for cell in cells
    )


def _cells_of(tables: Iterable[Iterable[Row]]) -> dict[tuple[str, str, str], list[Cell]]:
    """What rows say, by form, code and column."""
    cells: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for row in chain.from_iterable(tables):
        for column, cell in row.cells.items():
            cells[row.form, row.code, column].append(cell)
    return cells


def _referenced_first(forms: Sequence[Form]) -> list[Form]:
    """Forms in an order in which a form stands after those its columns refer to."""
    names = {form.name for form in forms}
    done: list[Form] = []
    rest = list(forms)
    while rest:
        placed = {form.name for form in done}
        ready = [
            form
            for form in rest
            if all(c.refers_to in placed or c.refers_to not in names or c.refers_to == form.name for c in form.columns)
        ]
        done += ready[:1] or rest[:1]
        rest.remove(done[-1])
    return done


# ---------------------------------------------------------------------------------------------------------------------
# The rows of one form
# ---------------------------------------------------------------------------------------------------------------------


def _followed(copy: Copy, form: Form, renamed: Mapping[tuple[str, str, str], str]) -> list[Row]:
    """The rows of a copy in one form, their references following rows that took another code."""
    rows = [row for row in copy.rows if row.form == form.name]
    targets = {column.key: column.refers_to for column in form.inputs if column.refers_to is not None}
    if not renamed or not targets:
        return rows
    followed = []
    for row in rows:
        cells = dict(row.cells)
        for key, target in targets.items():
            cell = cells.get(key)
            code = None if cell is None else renamed.get((copy.sha256, target, str(cell.value)))
            if cell is not None and code is not None:
                cells[key] = cell._replace(value=code, rule=FOLLOWED)
        followed.append(replace(row, cells=cells))
    return followed


def _merge_form(form: Form, tables: Sequence[tuple[_Source, Sequence[Row]]]) -> _Outcome:
    """The merged rows of one form. ``tables`` are its rows in each copy, the latest copy last."""
    superseded = _superseded(tables)
    tables, emptied = _without_emptied(form, tables)
    parts: list[_Outcome] = [emptied]
    units: dict[str, list[_Unit]] = defaultdict(list)  # by code without suffix
    for source, rows in tables:
        if source.mode is _Mode.SEED:
            parts.append(_Outcome(fates=((source.copy.sha256, _Fate.SUPERSEDED),) * len(rows)))
            continue
        for row in rows:
            units[base_code(row.code)].append(_Unit(source, row))
    for together in units.values():
        clusters, dropped = _cluster(form, together)
        parts.append(_Outcome(fates=tuple((unit.sha256, _Fate.SUPERSEDED) for unit in dropped)))
        for code, cluster in clusters.items():
            parts += _renames(form, code, clusters), _one_row(form, code, cluster, superseded)
    whole = _join(parts)
    rows = tuple(sorted(whole.rows, key=lambda row: code_order(form, row.code)))
    emptied_rows = {fact.row for fact in emptied.facts}
    earlier = _only_in_earlier(tables, (row for row in rows if row.key not in emptied_rows))
    return replace(whole, rows=rows, facts=(*whole.facts, *earlier))


def _without_emptied(
    form: Form, tables: Sequence[tuple[_Source, Sequence[Row]]]
) -> tuple[Sequence[tuple[_Source, Sequence[Row]]], _Outcome]:
    """Drop answers that a correction still has as it was sent out, and that another of its revision has emptied.

    Given beside are the fates of rows that say nothing any more, and the facts of rows that one has emptied and the
    other worked on: those stay whole.
    """
    sent = [
        (source, {(row.code, column) for row in rows for column in row.cells})
        for source, rows in tables
        if source.mode is _Mode.TOP and source.copy.seeded and form.name in source.copy.columns
    ]
    if len(sent) < 2:
        return tables, _Outcome()
    left: list[tuple[_Source, Sequence[Row]]] = []
    fates: list[tuple[str, _Fate]] = []
    facts: list[Fact] = []
    for source, rows in tables:
        others = [other for other in sent if other[0] is not source]
        kept: list[Row] = []
        if source.mode is not _Mode.TOP or not source.copy.seeded:
            left.append((source, rows))
            continue
        for row in rows:
            gone, emptying = _emptied(form, source, row, others)
            own = [column.key for column in form.inputs if column.key in row.cells and column.key not in gone]
            if gone and not own:
                fates.append((source.copy.sha256, _Fate.SUPERSEDED))
            elif emptying is not None:
                data = {"form": form.name, "file": emptying.file, "other": source.copy.file}
                facts.append(Fact(name=FactName.EMPTIED_ELSEWHERE, place=row.place, row=row.key, data=data))
                kept.append(row)
            else:
                kept.append(replace(row, cells={key: cell for key, cell in row.cells.items() if key not in gone}))
        left.append((source, kept))
    return left, _Outcome(fates=tuple(fates), facts=tuple(facts))


def _emptied(
    form: Form, source: _Source, row: Row, others: Sequence[tuple[_Source, set[tuple[str, str]]]]
) -> tuple[set[str], Copy | None]:
    """The columns of a row that another copy has emptied, and the copy that has emptied all of it."""
    gone: set[str] = set()
    emptying = None
    for other, filled in others:
        for column, cell in row.cells.items():
            mark = (row.code, mark_of(column, cell))
            if mark in source.copy.seeded and mark in other.copy.seeded and (row.code, column) not in filled:
                gone |= {column} & other.copy.columns[form.name]
        if gone and all(code != row.code for code, _ in filled):
            emptying = other.copy
    return gone, emptying


def _superseded(tables: Sequence[tuple[_Source, Sequence[Row]]]) -> _Superseded:
    cells: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    seeds: dict[tuple[str, str], Cell] = {}
    for source, rows in tables:
        if source.mode > _Mode.OLDER:
            continue
        for row in rows:
            for column, cell in row.cells.items():
                cells[row.code, column].append(cell)
                if source.mode is _Mode.SEED:
                    seeds[row.code, column] = cell
    return _Superseded(cells=cells, seeds=seeds)


# ---------------------------------------------------------------------------------------------------------------------
# Which rows on one code are one program
# ---------------------------------------------------------------------------------------------------------------------


def _cluster(form: Form, units: Sequence[_Unit]) -> tuple[dict[str, list[_Unit]], list[_Unit]]:
    """The rows on one code (``P03``, and what became ``P03b`` before), told apart into programs by their new code.

    The highest revision comes first, in it what is called ``P03b`` already, then the earlier saved. A row that is
    superseded by its time alone never starts a program beside one of the highest revision; such rows are given apart.
    """
    if len(units) == 1:
        return {units[0].row.code: [*units]}, []
    clusters: dict[str, list[_Unit]] = {}
    dropped: list[_Unit] = []
    taken = {unit.row.code for unit in units}
    for unit in sorted(units, key=lambda u: (-u.mode, not _has_suffix(u.row), u.order)):
        home = _home(form, unit, clusters)
        if home is not None:
            home.append(unit)
        elif unit.mode is _Mode.OLDER and clusters:
            dropped.append(unit)
        else:
            code = unit.row.code if unit.row.code not in clusters else next_code(unit.row.code, taken)
            taken.add(code)
            clusters[code] = [unit]
    return clusters, dropped


def _home(form: Form, unit: _Unit, clusters: Mapping[str, list[_Unit]]) -> list[_Unit] | None:
    """The program a row belongs to: one that says the same, or has its title, or is not plainly different."""
    own = clusters.get(unit.row.code)
    order = [*([] if own is None else [own]), *(cluster for cluster in clusters.values() if cluster is not own)]
    for cluster in order:
        if any(same_row(unit.row, other.row) and not _is_beside(unit, other) for other in cluster):
            return cluster
    title = title_of(unit.row, form) if clusters else ""
    open_to_it = [cluster for cluster in order if all(_table(other) != _table(unit) for other in cluster)]
    for cluster in open_to_it:
        if title and any(title_of(other.row, form) == title for other in cluster):
            return cluster
    for cluster in open_to_it:
        has_code = any(other.row.code == unit.row.code for other in cluster)
        if has_code and not plainly_different(cluster[-1].row, unit.row, form):
            return cluster
    return None


def _is_beside(unit: _Unit, other: _Unit) -> bool:
    """Whether two rows stand in one file under codes of their own, as ``P03`` and ``P03b`` of a correction do."""
    return unit.source is other.source and unit.row.code != other.row.code


def _table(unit: _Unit) -> tuple[str, str]:
    """The table a row stands in: two rows of one table are two programs, two sheets of one file are two copies."""
    return unit.sha256, unit.row.place.sheet


def _has_suffix(row: Row) -> bool:
    """Whether a row bears a code that a merge gave it: ``P03b``."""
    return base_code(row.code) != row.code


def _renames(form: Form, code: str, clusters: Mapping[str, Sequence[_Unit]]) -> _Outcome:
    """Which codes a program's rows had before in their files, and the fact that there is a new program."""
    cluster = clusters[code]
    recipient = cluster[0].row.recipient
    moved = [unit for unit in cluster if unit.row.code != code and not _keeps_its_code(unit, clusters)]
    renamed = {
        (unit.sha256, form.name, shown_code(form, recipient, unit.row.code)): shown_code(form, recipient, code)
        for unit in moved
    }
    first = cluster[0]
    if first not in moved:
        return _Outcome(renamed=renamed)
    old, new = row_key(recipient, first.row.code), row_key(recipient, code)
    data = {"code": old, "new": new, "file": first.source.copy.file, "form": form.name}
    fact = Fact(name=FactName.TWO_PROGRAMS, place=first.row.place, row=new, data=data)
    return _Outcome(renamed=renamed, facts=(fact,))


def _keeps_its_code(unit: _Unit, clusters: Mapping[str, Sequence[_Unit]]) -> bool:
    """Whether another row of the file goes on under this row's code.

    So it is with two rows on one key in one file: its references mean the first, and the reader has told of it.
    """
    there = clusters.get(unit.row.code, ())
    return any(other.source is unit.source and other.row.code == unit.row.code for other in there)


# ---------------------------------------------------------------------------------------------------------------------
# One program, cell by cell
# ---------------------------------------------------------------------------------------------------------------------


def _one_row(form: Form, code: str, cluster: Sequence[_Unit], superseded: _Superseded) -> _Outcome:
    """One merged row out of the rows of one program, with its conflicts.

    No row where the correction has emptied it and the lower revisions say nothing of their own about it.
    """
    units = list(cluster)
    if len(units) > 1:
        units.sort(key=lambda u: (u.mode, u.source.rank, -u.row.place.line), reverse=True)
    fates: list[tuple[str, _Fate]] = []
    if units[0].mode is not _Mode.TOP:  # whole rows: there is nothing to fill in, only to take or to leave
        fates = [(unit.sha256, _Fate.SUPERSEDED) for unit in units if not _says_its_own(unit, superseded)]
        units = [unit for unit in units if _says_its_own(unit, superseded)]
        superseded = _Superseded()
        if not units:
            return _Outcome(fates=tuple(fates))
    first, *others = units
    key = row_key(first.row.recipient, code)
    if first.mode is _Mode.TOP and all(u.mode is _Mode.TOP and same_row(u.row, first.row) for u in others):
        fates += [(first.sha256, _Fate.MERGED), *((unit.sha256, _Fate.DUPLICATE) for unit in others)]
        row = first.row if first.row.key == key else replace(first.row, key=key, code=code)
        return _Outcome(rows=(row,), fates=tuple(fates))
    readings = {column.key: _readings(column.key, units, superseded) for column in form.columns}
    conflicts = [
        Conflict(
            row=key,
            form=form.name,
            column=column,
            readings=tuple(Reading(cell=cell, saved=unit.source.copy.saved) for unit, cell in different),
        )
        for column, different in readings.items()
        if len(different) > 1
    ]
    giving = {first.row.place, *(unit.row.place for different in readings.values() for unit, _ in different)}
    for unit in units:
        unused = _Fate.DUPLICATE if unit.mode is _Mode.TOP else _Fate.SUPERSEDED
        fates.append((unit.sha256, _Fate.MERGED if unit.row.place in giving else unused))
    cells = {column: different[0][1] for column, different in readings.items() if different}
    row = replace(first.row, key=key, code=code, cells=cells)
    return _Outcome(rows=(row,), conflicts=tuple(conflicts), fates=tuple(fates))


def _readings(column: str, units: Sequence[_Unit], superseded: _Superseded) -> list[tuple[_Unit, Cell]]:
    """The different values of one cell, the one that stands first."""
    readings: list[tuple[_Unit, Cell]] = []
    is_corrected = units[0].mode is _Mode.TOP
    for unit in units:
        cell = unit.row.cells.get(column)
        if cell is None or says_one_of(cell, (other for _, other in readings)):
            continue
        if is_corrected and unit.mode is _Mode.OLDER and (cell.trouble or any(u.mode > unit.mode for u, _ in readings)):
            continue
        if is_corrected and unit.mode is _Mode.LATE and _is_superseded(unit, column, cell, superseded):
            continue
        readings.append((unit, cell))
    if len(readings) < 2 or not is_corrected:
        return readings
    seed = superseded.seeds.get((units[0].row.code, column))
    changed = [(u, c) for u, c in readings if u.mode is not _Mode.TOP or _is_changed(u, column, c, seed)]
    return changed if any(u.mode is _Mode.TOP for u, _ in changed) else readings


def _says_its_own(unit: _Unit, superseded: _Superseded) -> bool:
    """Whether a row of a lower revision says something that no superseded file said."""
    cells = unit.row.cells.items()
    return unit.mode is _Mode.OLDER or any(not _is_superseded(unit, key, cell, superseded) for key, cell in cells)


def _is_superseded(unit: _Unit, column: str, cell: Cell, superseded: _Superseded) -> bool:
    """Whether a cell of a lower revision says what it or a later one was seeded with, or a superseded file said."""
    if (unit.row.code, mark_of(column, cell)) in unit.source.corrected | unit.source.copy.seeded:
        return True
    return says_one_of(cell, superseded.cells.get((unit.row.code, column), ()))


def _is_changed(unit: _Unit, column: str, cell: Cell, seed: Cell | None) -> bool:
    """Whether a cell of a correction says something else than it was seeded with."""
    if (unit.row.code, mark_of(column, cell)) in unit.source.copy.seeded:
        return False
    return seed is None or not same(cell, seed)


# ---------------------------------------------------------------------------------------------------------------------
# What is noticed, and what became of each row
# ---------------------------------------------------------------------------------------------------------------------


def _only_in_earlier(tables: Sequence[tuple[_Source, Sequence[Row]]], merged: Iterable[Row]) -> Iterator[Fact]:
    """The rows that the latest copy does not have: they stay, and somebody may have meant to empty them.

    A copy without the sheet, or with nothing in it, says nothing about rows: a group may send its sheets one by one.
    """
    live = [(source.copy, rows) for source, rows in tables if source.mode is not _Mode.SEED and rows]
    if len(live) < 2:
        return
    latest, rows = live[-1]
    there = {row.code for row in rows}
    for row in merged:
        if row.code not in there and not _has_suffix(row) and row.place.file != latest.file:
            data = {"file": row.place.file, "latest": latest.file, "form": row.form}
            yield Fact(name=FactName.ONLY_IN_EARLIER, place=row.place, row=row.key, data=data)


def _old_revisions(
    sources: Sequence[_Source], tallies: Mapping[str, Tally], conflicts: Sequence[Conflict]
) -> Iterator[Fact]:
    """Each lower revision that says something of its own after the correction went out."""
    differing = Counter(reading.cell.place.file for conflict in conflicts for reading in conflict.readings)
    for source in sources:
        copy = source.copy
        if source.mode is _Mode.LATE and tallies[copy.sha256].merged:
            counts = {"revision": copy.revision, "newer": sources[-1].copy.revision, "differing": differing[copy.file]}
            place = Place(copy.rows[0].place.file)
            yield Fact(name=FactName.OLD_REVISION, place=place, data={"file": copy.file, **counts})


def _settled(sources: Sequence[_Source], rows: Sequence[Row]) -> Iterator[Place]:
    """Where rows without a key stand in lower revisions that a later one has given a place in the table."""
    for source in sources:
        if source.mode is not _Mode.TOP:
            for loose in source.copy.loose:
                if any(row.form == loose.form and says_all(row, loose) for row in rows):
                    yield loose.place


def _tally(copy: Copy, counts: Mapping[tuple[str, _Fate], int]) -> Tally:
    """The counts of a file; rows that a draft has taken in are superseded."""
    tally = Tally(**{fate: counts[copy.sha256, fate] for fate in _Fate})
    return replace(tally, superseded=tally.superseded + copy.gone)
