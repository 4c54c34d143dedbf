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
3. Rows meet by key. Rows that are plainly different programs (`plainly_different`) are both kept: the earlier saved
   keeps ``P03``, the other becomes ``P03b``, and the references in its own file follow. So do two different rows that
   use one key on one sheet; two sheets of a form in one file are two copies.
4. Within a row, cell by cell: equal is one; one side blank is the filled one; both filled and different is a conflict,
   the higher-ranked value standing for now. Between two corrections of one revision a value that is still the seeded
   one gives way to one that was changed.

Every filled cell of every copy is therefore in the rows, in a conflict, or in a superseded file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum

from worksheet_kit.core.facts import Datum, FactName
from worksheet_kit.core.model import Cell, Conflict, Fact, Form, Place, Raw, Reading, Row
from worksheet_kit.core.row_code import base_code, code_order, next_code, row_key, shown_code
from worksheet_kit.worksheet.kit import answer_mark

#: `Cell.rule` of a reference that followed its program to a new code.
FOLLOWED = "rujukan ikut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The filled rows of one file of the recipient, normalised. ``loose`` are its filled rows without a key."""

    file: str
    sha256: str
    revision: int = 0
    saved: datetime | None = None
    rows: tuple[Row, ...] = ()
    loose: tuple[Row, ...] = ()
    seeds: frozenset[str] = frozenset()  # hashes of the files a correction was seeded with; empty where unknown
    seeded: frozenset[tuple[str, str]] = frozenset()  # (code, mark) of each answer it was seeded with
    gone: int = 0  # its rows that a draft of another recipient has taken in: superseded


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

    def tally(self, sha256: str) -> Tally:
        """What became of the rows of a file; nothing for one that was not merged."""
        return self.tallies.get(sha256, Tally())


class _Mode(IntEnum):
    """How a copy stands to the highest revision."""

    SEED = 0  # the highest revision was seeded with it
    OLDER = 1  # taken for a seed by its time alone
    LATE = 2  # a lower revision with edits of its own
    TOP = 3  # of the highest revision


@dataclass(frozen=True, slots=True)
class _Unit:
    """One row of one copy on its way into a merged row."""

    copy: Copy
    mode: _Mode
    row: Row


def rank(copy: Copy) -> tuple[int, datetime, str]:
    """The order of copies: revision, time of saving (unknown is earliest), hash."""
    return (copy.revision, _when(copy.saved), copy.sha256)


def merge(
    copies: Iterable[Copy],
    forms: Sequence[Form],
    fold: Callable[[str], str] | None = None,
    show: Callable[[Raw], str] = str,
) -> Merged:
    """Merge the copies of one recipient.

    ``fold`` reduces a title to what counts when two are compared; ``show`` is how a cell that could not be read is put
    into a correction.
    """
    fold = fold or _fold
    ranked = sorted({copy.sha256: copy for copy in sorted(copies, key=lambda c: c.file)[::-1]}.values(), key=rank)
    modes = {copy.sha256: mode for copy, mode in _modes(ranked)}
    work = _Work(ranked, modes, fold, show)
    rows: dict[str, tuple[Row, ...]] = {}
    current = [(copy, {form.name: [r for r in copy.rows if r.form == form.name] for form in forms}) for copy in ranked]
    for form in _referenced_first(forms):
        followers = [work.follow(copy, form, by_form[form.name]) for copy, by_form in current]
        rows[form.name] = work.form(form, [(copy, found) for (copy, _), found in zip(current, followers, strict=True)])
    work.settle(ranked, rows)
    tallies = {copy.sha256: work.tally(copy) for copy in ranked}
    work.note_old_revisions(ranked)
    place = {(form.name, row.key): (n, m) for n, form in enumerate(forms) for m, row in enumerate(rows[form.name])}
    return Merged(
        rows={form.name: rows[form.name] for form in forms},
        conflicts=tuple(sorted(work.conflicts, key=lambda c: place[c.form, c.row])),
        tallies=tallies,
        superseded=frozenset(
            sha256
            for sha256, tally in tallies.items()
            if modes[sha256] is not _Mode.TOP and not tally.merged and not tally.held
        ),
        settled=frozenset(work.settled),
        facts=tuple(work.facts),
    )


def same(a: Cell, b: Cell) -> bool:
    """Whether two filled cells say the same: by value where both could be read, else by what was typed.

    Spacing, and which of two codings an accented letter has, nobody sees and nobody could decide about.
    """
    if a.value is None or b.value is None:
        return a.value is b.value and _seen(str(a.raw)) == _seen(str(b.raw))
    if isinstance(a.value, str) and isinstance(b.value, str):
        return a.value == b.value or _seen(a.value) == _seen(b.value)
    return a.value == b.value and isinstance(a.value, str) == isinstance(b.value, str)


def _seen(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def plainly_different(a: Row, b: Row, form: Form, fold: Callable[[str], str] | None = None) -> bool:
    """Whether two rows on one code are plainly two programs.

    Their titles differ (folded for case, space and punctuation) and so do at least half of the other cells filled in
    both. Where no other cell is filled in both, titles that share half of their words are one program renamed.
    """
    fold = fold or _fold
    first, second = a.cells.get(form.title_column), b.cells.get(form.title_column)
    if first is None or second is None:
        return False
    title_a, title_b = fold(str(first.raw)), fold(str(second.raw))
    if title_a == title_b:
        return False
    others = [key for key in a.cells if key in b.cells and key != form.title_column and form.column(key).is_input]
    if not others:
        words_a, words_b = set(title_a.split()), set(title_b.split())
        return 2 * len(words_a & words_b) < max(1, min(len(words_a), len(words_b)))
    return 2 * sum(not same(a.cells[key], b.cells[key]) for key in others) >= len(others)


def is_untouched(copy: Copy, forms: Sequence[Form], show: Callable[[Raw], str] = str) -> bool:
    """Whether a correction or draft that knows what it was seeded with still says just that."""
    if not copy.seeded or copy.loose:
        return False
    inputs = {form.name: {column.key for column in form.inputs} for form in forms}
    said = {
        (row.code, mark_of(column, cell, show))
        for row in copy.rows
        for column, cell in row.cells.items()
        if column in inputs[row.form]
    }
    return said == copy.seeded


def nothing_new(copy: Copy, seeds: Iterable[Merged], forms: Sequence[Form]) -> bool:
    """Whether a correction or draft says just what it was seeded with: it has not been worked on.

    Compared are the values of all rows, wherever they stand and whatever code the row they refer to has there, since a
    draft gives rows other codes. What could not be read may be missing: not every cell can hold it.
    """
    rows, unread = _essences(copy.rows, forms)
    seeded: Counter[_Essence] = Counter()
    known: Counter[tuple[str, str, str]] = Counter()
    for merged in seeds:
        said, typed = _essences([row for found in merged.rows.values() for row in found], forms)
        seeded += said
        known += typed
    return rows == seeded and unread <= known


#: A row by what it says: form, and its readable cells.
_Essence = tuple[str, frozenset[tuple[str, object]]]


def _essences(rows: Sequence[Row], forms: Sequence[Form]) -> tuple[Counter[_Essence], Counter[tuple[str, str, str]]]:
    """What rows say, and their unreadable cells (form, column, text)."""
    by_name = {form.name: form for form in forms}
    titles = {
        (row.form, shown_code(by_name[row.form], row.recipient, row.code)): row.value(by_name[row.form].title_column)
        for row in rows
    }
    said: Counter[_Essence] = Counter()
    unread: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        targets = {column.key: column.refers_to for column in by_name[row.form].inputs if column.refers_to}
        readable = {key: cell.value for key, cell in row.cells.items() if cell.value is not None}
        if readable:
            meant = ((k, titles.get((targets.get(k, ""), str(v)), v)) for k, v in readable.items())
            said[row.form, frozenset(meant)] += 1
        unread.update((row.form, k, str(cell.raw).strip()) for k, cell in row.cells.items() if cell.value is None)
    return said, unread


def _when(saved: datetime | None) -> datetime:
    """A time that compares with every other, whether or not it knows its zone."""
    if saved is None:
        return datetime.min
    return saved if saved.tzinfo is None else saved.astimezone(UTC).replace(tzinfo=None)


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _modes(ranked: Sequence[Copy]) -> Iterable[tuple[Copy, _Mode]]:
    if not ranked:
        return
    highest = ranked[-1].revision
    top = [copy for copy in ranked if copy.revision == highest]
    went_out = min((_when(copy.saved) for copy in top if copy.saved is not None), default=datetime.min)
    for copy in ranked:
        seeds = frozenset[str]().union(*(c.seeds for c in ranked if c.revision > copy.revision))
        if copy.revision == highest:
            yield copy, _Mode.TOP
        elif seeds:
            yield copy, _Mode.SEED if copy.sha256 in seeds else _Mode.LATE
        elif _when(copy.saved) > went_out or _passed_over(copy, ranked, top):
            yield copy, _Mode.LATE
        else:
            yield copy, _Mode.OLDER


def _passed_over(copy: Copy, ranked: Sequence[Copy], top: Sequence[Copy]) -> bool:
    """Whether the correction still has what an older copy says where this copy says something else."""
    older = [other for other in ranked if rank(other) < rank(copy)]
    if not older:
        return False
    values = _values([copy])
    corrected, before = _values(top), _values(older)
    return any(
        _missing(cells, corrected[place]) and not _missing(corrected[place][:1], before[place])
        for place, cells in values.items()
        if place in corrected and place in before
    )


def _values(copies: Iterable[Copy]) -> dict[tuple[str, str, str], list[Cell]]:
    found: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for copy in copies:
        for row in copy.rows:
            for column, cell in row.cells.items():
                found[row.form, row.code, column].append(cell)
    return found


def mark_of(column: str, cell: Cell, show: Callable[[Raw], str] = str) -> str:
    """The mark of a cell, as a correction keeps it."""
    return answer_mark(column, show(cell.raw) if cell.value is None else cell.value)


def _missing(cells: Iterable[Cell], among: Sequence[Cell]) -> bool:
    """Whether one of ``cells`` equals none of ``among``."""
    return any(not any(same(cell, other) for other in among) for cell in cells)


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


class _Work:
    """What grows while the forms of one recipient are merged one after the other."""

    def __init__(
        self,
        ranked: Sequence[Copy],
        modes: Mapping[str, _Mode],
        fold: Callable[[str], str],
        show: Callable[[Raw], str],
    ) -> None:
        self.modes = modes
        self.places = {copy.sha256: n for n, copy in enumerate(ranked)}  # by rank
        self.fold = fold
        self.show = show
        self.seeded = {  # sha256 -> what the corrections of a copy were seeded with
            copy.sha256: frozenset[tuple[str, str]]().union(*(c.seeded for c in ranked if c.revision > copy.revision))
            for copy in ranked
        }
        self.conflicts: list[Conflict] = []
        self.facts: list[Fact] = []
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.renamed: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)  # sha256 -> (form, shown) -> shown
        self.differing: Counter[str] = Counter()  # sha256 of a late copy -> its cells in conflict
        self.settled: set[Place] = set()

    def follow(self, copy: Copy, form: Form, rows: Sequence[Row]) -> list[Row]:
        """The rows of a copy with their references to rows that took another code."""
        renamed = self.renamed[copy.sha256]
        columns = {c.key: c.refers_to for c in form.columns if c.is_input and c.refers_to is not None}
        if not renamed or not columns:
            return list(rows)
        followed = []
        for row in rows:
            cells = dict(row.cells)
            for key, target in columns.items():
                cell = cells.get(key)
                if cell is not None and (target, str(cell.value)) in renamed:
                    cells[key] = cell._replace(value=renamed[target, str(cell.value)], rule=FOLLOWED)
            followed.append(replace(row, cells=cells))
        return followed

    def form(self, form: Form, found: Sequence[tuple[Copy, Sequence[Row]]]) -> tuple[Row, ...]:
        """The merged rows of one form. ``found`` is in ascending rank."""
        known: dict[tuple[str, str], list[Cell]] = defaultdict(list)  # (code, column) -> what superseded files say
        seeded: dict[tuple[str, str], Cell] = {}  # the value a correction was seeded with
        units: dict[str, list[_Unit]] = defaultdict(list)
        for copy, rows in found:
            mode = self.modes[copy.sha256]
            if mode <= _Mode.OLDER:
                for row in rows:
                    for column, cell in row.cells.items():
                        known[row.code, column].append(cell)
                        if mode is _Mode.SEED:
                            seeded[row.code, column] = cell
            if mode is _Mode.SEED:
                self.counts[copy.sha256]["superseded"] += len(rows)
            else:
                for row in rows:
                    units[base_code(row.code)].append(_Unit(copy, mode, row))
        merged: list[Row] = []
        for together in units.values():
            first, *others = (unit.row for unit in together)
            alike = all(other.code == first.code and _equal(first, other) for other in others)
            clusters = {first.code: together} if alike else self._cluster(form, together)
            for code, cluster in clusters.items():
                self._rename(form, code, clusters)
                made = self._cells(form, code, cluster, known, seeded)
                if made is not None:
                    merged.append(made)
        merged.sort(key=lambda row: code_order(form, row.code))
        self._note_only_earlier(found, merged)
        return tuple(merged)

    def _cluster(self, form: Form, units: Sequence[_Unit]) -> dict[str, list[_Unit]]:
        """The rows on one code (``P03``, and what became ``P03b`` before), told apart into programs by their new code.

        The highest revision comes first, in it what is called ``P03b`` already, then the earlier saved. A row that is
        superseded by its time alone never starts a program beside one of the highest revision.
        """
        clusters: dict[str, list[_Unit]] = {}
        taken = {unit.row.code for unit in units}
        for unit in sorted(units, key=lambda u: (-u.mode, not _has_suffix(u.row), self._place(u))):
            home = self._home(form, unit, clusters)
            if home is not None:
                home.append(unit)
            elif unit.mode is _Mode.OLDER and clusters:
                self.counts[unit.copy.sha256]["superseded"] += 1
            else:
                code = unit.row.code if unit.row.code not in clusters else next_code(unit.row.code, taken)
                taken.add(code)
                clusters[code] = [unit]
        return clusters

    def _place(self, unit: _Unit) -> tuple[int, int]:
        """The earlier saved copy first, and in a copy the upper row."""
        return self.places[unit.copy.sha256], unit.row.place.row

    def _home(self, form: Form, unit: _Unit, clusters: Mapping[str, list[_Unit]]) -> list[_Unit] | None:
        """The program a row belongs to: one that says the same, or has its title, or is not plainly different."""
        own = clusters.get(unit.row.code)
        order = [own, *(c for c in clusters.values() if c is not own)] if own is not None else list(clusters.values())
        for cluster in order:
            if any(_equal(unit.row, other.row) and not _is_beside(unit, other) for other in cluster):
                return cluster
        title = self._title(form, unit.row)
        open_to_it = [c for c in order if all(_table(o) != _table(unit) for o in c)]
        for cluster in open_to_it:
            if title and any(self._title(form, other.row) == title for other in cluster):
                return cluster
        for cluster in open_to_it:
            if any(other.row.code == unit.row.code for other in cluster) and not plainly_different(
                cluster[-1].row, unit.row, form, self.fold
            ):
                return cluster
        return None

    def _title(self, form: Form, row: Row) -> str:
        cell = row.cells.get(form.title_column)
        return "" if cell is None else self.fold(str(cell.raw))

    def _rename(self, form: Form, code: str, clusters: Mapping[str, Sequence[_Unit]]) -> None:
        """Let the references of each file follow its rows that took another code, and tell of a new program."""
        cluster = clusters[code]
        recipient = cluster[0].row.recipient
        moved = [
            unit
            for unit in cluster
            # Two rows on one key in one file: its references mean the first, and the reader has told of it.
            if unit.row.code != code and not _has(clusters.get(unit.row.code, ()), unit.copy, unit.row.code)
        ]
        for unit in moved:
            old, shown = shown_code(form, recipient, unit.row.code), shown_code(form, recipient, code)
            self.renamed[unit.copy.sha256][form.name, old] = shown
        first = cluster[0]
        if first in moved:
            data: dict[str, Datum] = {
                "code": row_key(recipient, first.row.code),
                "new": row_key(recipient, code),
                "file": first.copy.file,
                "form": form.name,
            }
            place = first.row.place
            self.facts.append(Fact(name=FactName.TWO_PROGRAMS, place=place, row=row_key(recipient, code), data=data))

    def _cells(
        self,
        form: Form,
        code: str,
        cluster: Sequence[_Unit],
        known: Mapping[tuple[str, str], Sequence[Cell]],
        seeded: Mapping[tuple[str, str], Cell],
    ) -> Row | None:
        """One merged row out of the units of one program, with its conflicts and the counts of its units.

        None where the correction has emptied the row and the lower revisions say nothing of their own about it.
        """
        units = list(cluster)
        if len(units) > 1:
            units.sort(key=lambda u: (u.mode, self.places[u.copy.sha256], -u.row.place.row), reverse=True)
        if units[0].mode is not _Mode.TOP:  # whole rows: there is nothing to fill in, only to take or to leave
            units, gone = [u for u in units if self._own(u, known)], [u for u in units if not self._own(u, known)]
            for unit in gone:
                self.counts[unit.copy.sha256]["superseded"] += 1
            if not units:
                return None
            known, seeded = {}, {}
        first = units[0]
        key = row_key(first.row.recipient, code)
        if all(unit.mode is _Mode.TOP and (unit is first or _equal(unit.row, first.row)) for unit in units):
            self.counts[first.copy.sha256]["merged"] += 1
            for unit in units[1:]:
                self.counts[unit.copy.sha256]["duplicate"] += 1
            return first.row if first.row.key == key else replace(first.row, key=key, code=code)
        cells: dict[str, Cell] = {}
        giving = {id(first)}
        for column in form.columns:
            readings = self._readings(column.key, units, known, seeded)
            if not readings:
                continue
            giving.update(id(unit) for unit, _ in readings)
            cells[column.key] = readings[0][1]
            if len(readings) > 1:
                self.differing.update(unit.copy.sha256 for unit, _ in readings if unit.mode is _Mode.LATE)
                self.conflicts.append(
                    Conflict(
                        row=key,
                        form=form.name,
                        column=column.key,
                        readings=tuple(Reading(cell=cell, saved=unit.copy.saved) for unit, cell in readings),
                    )
                )
        for unit in units:
            fate = "merged" if id(unit) in giving else "duplicate" if unit.mode is _Mode.TOP else "superseded"
            self.counts[unit.copy.sha256][fate] += 1
        return replace(first.row, key=key, code=code, cells=cells)

    def _own(self, unit: _Unit, known: Mapping[tuple[str, str], Sequence[Cell]]) -> bool:
        """Whether a row of a lower revision says something that no superseded file said."""
        cells = unit.row.cells.items()
        return unit.mode is _Mode.OLDER or any(not self._is_known(unit, k, c, known) for k, c in cells)

    def _is_known(self, unit: _Unit, column: str, cell: Cell, known: Mapping[tuple[str, str], Sequence[Cell]]) -> bool:
        """Whether a cell of a lower revision says what a correction was seeded with, or a superseded file said."""
        if (unit.row.code, mark_of(column, cell, self.show)) in self.seeded[unit.copy.sha256]:
            return True
        return not _missing([cell], known.get((unit.row.code, column), ()))

    def _is_changed(self, unit: _Unit, column: str, cell: Cell, seed: Cell | None) -> bool:
        """Whether a cell of a correction says something else than it was seeded with."""
        if (unit.row.code, mark_of(column, cell, self.show)) in unit.copy.seeded:
            return False
        return seed is None or not same(cell, seed)

    def _readings(
        self,
        column: str,
        units: Sequence[_Unit],
        known: Mapping[tuple[str, str], Sequence[Cell]],
        seeded: Mapping[tuple[str, str], Cell],
    ) -> list[tuple[_Unit, Cell]]:
        """The different values of one cell, the one that stands first."""
        readings: list[tuple[_Unit, Cell]] = []
        corrected = units[0].mode is _Mode.TOP
        for unit in units:
            cell = unit.row.cells.get(column)
            if cell is None or any(same(cell, other) for _, other in readings):
                continue
            if (
                unit.mode is _Mode.OLDER
                and corrected
                and (cell.trouble or any(u.mode > unit.mode for u, _ in readings))
            ):
                continue
            if unit.mode is _Mode.LATE and corrected and self._is_known(unit, column, cell, known):
                continue
            readings.append((unit, cell))
        if len(readings) < 2 or not corrected:
            return readings
        seed = seeded.get((units[0].row.code, column))
        changed = [(u, c) for u, c in readings if u.mode is not _Mode.TOP or self._is_changed(u, column, c, seed)]
        return changed if any(u.mode is _Mode.TOP for u, _ in changed) else readings

    def _note_only_earlier(self, found: Sequence[tuple[Copy, Sequence[Row]]], merged: Iterable[Row]) -> None:
        """Note the rows that the latest copy does not have: they stay, and somebody may have meant to empty them."""
        live = [(copy, rows) for copy, rows in found if self.modes[copy.sha256] is not _Mode.SEED]
        if len(live) < 2:
            return
        latest, rows = live[-1]
        there = {row.code for row in rows}
        for row in merged:
            if row.code not in there and not _has_suffix(row) and row.place.file != latest.file:
                data = {"file": row.place.file, "latest": latest.file, "form": row.form}
                self.facts.append(Fact(name=FactName.ONLY_IN_EARLIER, place=row.place, row=row.key, data=data))

    def note_old_revisions(self, ranked: Sequence[Copy]) -> None:
        """Note each lower revision that says something of its own after the correction went out."""
        for copy in ranked:
            if self.modes[copy.sha256] is _Mode.LATE and self.counts[copy.sha256]["merged"]:
                data: dict[str, Datum] = {
                    "file": copy.file,
                    "revision": copy.revision,
                    "newer": ranked[-1].revision,
                    "differing": self.differing[copy.sha256],
                }
                place = copy.rows[0].place._replace(sheet="", cell="")
                self.facts.append(Fact(name=FactName.OLD_REVISION, place=place, data=data))

    def settle(self, ranked: Sequence[Copy], rows: Mapping[str, Sequence[Row]]) -> None:
        """Rows without a key are held, unless a later revision has given what they say a place in the table."""
        for copy in ranked:
            for loose in copy.loose:
                later = self.modes[copy.sha256] is not _Mode.TOP
                if later and any(_says_all(row, loose) for row in rows.get(loose.form, ())):
                    self.settled.add(loose.place)
                    self.counts[copy.sha256]["superseded"] += 1
                else:
                    self.counts[copy.sha256]["held"] += 1

    def tally(self, copy: Copy) -> Tally:
        counts = self.counts[copy.sha256]
        return Tally(
            merged=counts["merged"],
            duplicate=counts["duplicate"],
            superseded=counts["superseded"] + copy.gone,
            held=counts["held"],
        )


def _is_beside(unit: _Unit, other: _Unit) -> bool:
    """Whether two rows stand in one file under codes of their own, as ``P03`` and ``P03b`` of a correction do."""
    return unit.copy is other.copy and unit.row.code != other.row.code


def _table(unit: _Unit) -> tuple[str, str]:
    """The table a row stands in: two rows of one table are two programs, two sheets of one file are two copies."""
    return unit.copy.sha256, unit.row.place.sheet


def _has_suffix(row: Row) -> bool:
    """Whether a row bears a code that a merge gave it: ``P03b``."""
    return base_code(row.code) != row.code


def _has(cluster: Iterable[_Unit], copy: Copy, code: str) -> bool:
    """Whether a program holds a row that this copy has under this code."""
    return any(unit.copy is copy and unit.row.code == code for unit in cluster)


def _equal(a: Row, b: Row) -> bool:
    if a.cells.keys() != b.cells.keys():
        return False
    for key, cell in a.cells.items():
        other = b.cells[key]
        if (cell.value is None or cell.value != other.value) and not same(cell, other):
            return False
    return True


def _says_all(row: Row, other: Row) -> bool:
    """Whether a row says everything that another says."""
    return all(key in row.cells and same(cell, row.cells[key]) for key, cell in other.cells.items())
