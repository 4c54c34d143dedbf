"""What people left in a matrix workbook: answers changed in the data sheets, decisions, reviews, changes by hand.

Nothing is found by position or by the name of a sheet: a table begins at the cell that holds ``#kunci``, its rows carry
row keys and its columns keys, so that filtering, sorting, moved columns and renamed tabs do no harm. Any office
program may have saved the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.filecode import region_of
from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Place, Profile, Raw, Request, Stage
from worksheet_kit.formats.grid import Grid
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.registry import WORKBOOKS
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.matrix.columns import TOTAL, cell_print
from worksheet_kit.matrix.data_layout import CONTINUED, DATA_PRINTS, sheet_name
from worksheet_kit.matrix.sheets import alignment, conflicts, long_texts, overlaps
from worksheet_kit.matrix.sheets.alignment import ALIGNMENT, alignment_heading
from worksheet_kit.matrix.sheets.consolidated import (
    CHECK_KEY,
    FILE_KEY,
    KIND_KEY,
    PRINTS,
    REVIEWS,
    SENT_KEY,
    STATE_KEY,
    review_heading,
    review_of_key,
)
from worksheet_kit.matrix.sheets.consolidated import NAME as MATRIX_SHEET
from worksheet_kit.matrix.sheets.summary import REQUEST, REQUESTS
from worksheet_kit.values import display

#: Columns people write in that are kept as reviews, on any sheet.
REVIEW_KEYS = (*REVIEWS, *ALIGNMENT)
#: Columns of *Matriks Konsolidasi* that are read otherwise, or are the program's own.
_KEPT = frozenset({*REVIEWS, PRINTS, KIND_KEY, CHECK_KEY, STATE_KEY, FILE_KEY})
_CODE = re.compile(r"(?P<edition>[A-Z]+[0-9]+)-B(?P<stage>[1-9][0-9]?)-MATRIKS")
_SENT = re.compile(r"R([1-9][0-9]*)-([0-9a-f]+)")
_EMPTY = cell_print(None)
_TOP = 3  # rows in which the code of a matrix stands
_LOWER = 30  # rows in which it may stand by now, where people have put some above


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person chose on *Isian Berbeda*: the chosen value as it stands there, and all values there were."""

    row: str
    form: str
    column: str
    value: Raw
    place: Place
    seen: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A cell that was changed by hand on *Matriks Konsolidasi*: what stands there now, or on *Isian Berbeda* since."""

    row: str
    form: str
    column: str
    value: Raw
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixContent:
    """What a matrix workbook holds that a later step goes on with."""

    edition: str
    stage: int
    rows: Mapping[str, Mapping[str, Mapping[str, Raw]]] = field(
        default_factory=dict
    )  # form -> row key -> column -> raw
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)  # (row key, column key) -> its data cell
    decisions: tuple[Decision, ...] = ()
    reviews: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # row key -> review column -> text
    proposals: tuple[Proposal, ...] = ()
    loose: tuple[tuple[Place, str], ...] = ()  # typed where nothing is read from
    deleted: tuple[tuple[str, str, Place], ...] = ()  # row key, form and the sheet it is gone from
    sent: Mapping[str, Request] = field(default_factory=dict)  # row key -> what reviewers sent it back with, and when
    added: tuple[tuple[Place, int], ...] = ()  # sheets of people's own, with their filled cells


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of a sheet: where its keys stand."""

    grid: Grid
    file: str
    key_row: int
    key_column: int
    columns: Mapping[str, int]
    name: str  # of the sheet, as we call it

    def rows(self) -> Iterator[tuple[int, str]]:
        """Row numbers below the keys, with the row key there (empty where none stands)."""
        for number in range(self.key_row + 1, len(self.grid.rows)):
            key = self.grid.at(number, self.key_column)
            yield number, key.strip() if isinstance(key, str) else ""

    def at(self, number: int, key: str) -> Raw:
        return self.grid.at(number, self.columns[key]) if key in self.columns else None

    def text(self, number: int, key: str) -> str:
        value = self.at(number, key)
        return value.strip() if isinstance(value, str) else ""

    def place(self, number: int, key: str) -> Place:
        return Place(self.file, self.name, a1(number, self.columns[key]))


def review_name(profile: Profile, column: str) -> str:
    """What people call a column that is kept as a review, with its sheet where it is not *Matriks Konsolidasi*."""
    if column in ALIGNMENT:
        return f"{alignment_heading(profile, column)} ({alignment.NAME})"
    if column in REVIEWS:
        return review_heading(profile, column)
    return f"Kesepakatan dengan {column.removeprefix(overlaps.PAIRED_WITH)} ({overlaps.NAME})"


def read_matrix(path: Path, profile: Profile) -> MatrixContent:
    """Read a matrix workbook of this region back.

    Raises UsageError for a file that cannot be read, is no matrix workbook, or is one of another region.
    """
    try:
        data = path.read_bytes()
        kind, _ = sniff(data, path.name)
        if kind not in WORKBOOKS:
            raise UsageError(f"{path.name} bukan Matriks Konsolidasi. Pilih berkas matriks hasil penggabungan.")
        book = open_book(data, kind)
        grids = [book.load(n) for n in range(len(book.names))]
    except OSError as problem:
        if isinstance(problem, PermissionError) and path.is_file():
            raise UsageError(f"{path.name} sedang dibuka di program lain. Tutup dulu, lalu ulangi.") from problem
        raise UsageError(f"{path} tidak dapat dibuka. Periksa nama berkas dan foldernya.") from problem
    except UnreadableError as problem:
        raise UsageError(
            f"{path.name} tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu ulangi."
        ) from problem
    edition, stage = _identify(grids, path, profile)
    content = _Reading(profile, path.name)
    # A copy that somebody made of a sheet has a longer name; what stands on the sheet itself comes last and counts.
    for grid in sorted(grids, key=lambda grid: -len(grid.name)):
        for table in _tables(grid, path.name):
            content.take(table)
        if not any(_code_in(row) for row in grid.rows[:_LOWER]):
            content.take_added(grid)
    return content.result(edition, stage)


def read_decisions(path: Path, profile: Profile, stage: Stage) -> MatrixContent:
    """Read back the matrix of the very stage that is collected.

    Raises UsageError as `read_matrix` does, and for a matrix of another stage.
    """
    content = read_matrix(path, profile)
    if content.stage != stage.number:
        raise UsageError(
            f"{path.name} adalah matriks bimtek {content.stage}, sedangkan yang dikumpulkan bimtek {stage.number}. "
            "Sebutkan nama lain."
        )
    return content


def _identify(grids: Sequence[Grid], path: Path, profile: Profile) -> tuple[str, int]:
    for grid in grids:
        for row in grid.rows[:_TOP]:
            match = _code_in(row)
            if match is None:
                continue
            if region_of(match["edition"]) != region_of(profile.edition):
                raise UsageError(f"{path.name} adalah matriks daerah lain ({match[0]}), bukan {profile.region}.")
            return match["edition"], int(match["stage"])
    raise UsageError(f"{path.name} bukan Matriks Konsolidasi. Pilih berkas matriks hasil penggabungan.")


def _code_in(row: Sequence[object]) -> re.Match[str] | None:
    """The code of a matrix that stands in a row of a sheet."""
    found = (_CODE.fullmatch(value.strip()) for value in row if isinstance(value, str))
    return next((match for match in found if match is not None), None)


def _tables(grid: Grid, file: str) -> Iterator[_Table]:
    for number, row in enumerate(grid.rows):
        if KEY_MARK not in row:
            continue
        mark = list(row).index(KEY_MARK)
        keys = {v.strip(): c for c, v in enumerate(row) if c != mark and isinstance(v, str) and v.strip()}
        if KIND_KEY in keys:  # only Matriks Konsolidasi, where keys of forms have the form before them
            keys = {review_of_key(key): column for key, column in keys.items()}
        yield _Table(grid=grid, file=file, key_row=number, key_column=mark, columns=keys, name=grid.name)
        return


class _Reading:
    """Gathers what the tables of a workbook hold."""

    def __init__(self, profile: Profile, file: str) -> None:
        self.profile = profile
        self.file = file
        self.data_sheets = tuple(sheet_name(form, ()) for form in profile.forms.values())
        self.rows: dict[str, dict[str, dict[str, Raw]]] = {}
        self.places: dict[tuple[str, str], Place] = {}
        self.decisions: dict[tuple[str, str, str], Decision] = {}
        self.reviews: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.proposals: list[Proposal] = []
        self.loose: list[tuple[Place, str]] = []
        self.shown: dict[str, str] | None = None  # row key -> form, of Matriks Konsolidasi where it is there
        self.sent: dict[str, Request] = {}
        self.added: list[tuple[Place, int]] = []
        self.longer: defaultdict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)

    def take(self, table: _Table) -> None:
        """Take what one table holds, according to the keys it carries."""
        for key in REVIEW_KEYS:
            if key in table.columns:
                self._reviews(table, key)
        if overlaps.AGREEMENT in table.columns:
            self._agreements(table)
        elif REQUEST in table.columns:
            self._requests(table)
        elif PRINTS in table.columns:
            self._proposals(replace(table, name=MATRIX_SHEET))
        elif conflicts.DECISION in table.columns:
            self._decisions(replace(table, name=conflicts.NAME))
        elif long_texts.TEXT in table.columns:
            self._continuations(table)
        else:
            form = self._form_of(table)
            if form:
                named = replace(table, name=sheet_name(self.profile.forms[form], ()))
                self._answers(named, form)
                self._changes(named, form)

    def take_added(self, grid: Grid) -> None:
        """Take note of a sheet that is none of ours, where it says anything."""
        count = sum(value is not None for row in grid.rows for value in row)
        if count:
            self.added.append((Place(self.file, grid.name), count))

    def result(self, edition: str, stage: int) -> MatrixContent:
        """What was gathered, long texts put together again."""
        for (key, form, column), parts in self.longer.items():
            head = self.rows.get(form, {}).get(key, {}).get(column)
            if isinstance(head, str) and head.endswith(CONTINUED):
                whole = head.removesuffix(CONTINUED) + "".join(parts[n] for n in sorted(parts))
                self.rows[form][key][column] = whole
        return MatrixContent(
            edition=edition,
            stage=stage,
            rows=self.rows,
            places=self.places,
            decisions=tuple(self.decisions.values()),
            reviews=dict(self.reviews),
            proposals=tuple(self.proposals),
            loose=tuple(self.loose),
            deleted=tuple(self._deleted()),
            sent=self.sent,
            added=tuple(self.added),
        )

    def _deleted(self) -> Iterator[tuple[str, str, Place]]:
        """The rows that stand on one of the two sheets a row has, and no longer on the other."""
        if self.shown is None:
            return
        for form, rows in self.rows.items():
            gone = [key for key in rows if key not in self.shown]
            yield from ((key, form, Place(self.file, MATRIX_SHEET)) for key in gone)
        for key, form in self.shown.items():
            if form in self.rows and key not in self.rows[form]:
                yield key, form, Place(self.file, sheet_name(self.profile.forms[form], ()))

    def _form_of(self, table: _Table) -> str:
        """The form of a data sheet: named above its keys, else the one whose keys these are."""
        for row in table.grid.rows[: table.key_row]:
            for value in row:
                if isinstance(value, str) and value.strip() in self.profile.forms:
                    return value.strip()
        scores = {name: sum(c.key in table.columns for c in form.columns) for name, form in self.profile.forms.items()}
        best = max(scores, key=lambda name: scores[name], default="")
        return best if best and scores[best] >= 2 else ""

    def _answers(self, table: _Table, form: str) -> None:
        known = {column.key for column in self.profile.forms[form].columns}
        wanted = [key for key in table.columns if key in known]
        rows = self.rows.setdefault(form, {})
        for number, key in table.rows():
            if not key:
                continue
            rows[key] = {}
            for column in wanted:
                value = table.at(number, column)
                if value is not None:
                    rows[key][column] = plain(value)
                    self.places[key, column] = table.place(number, column)

    def _changes(self, table: _Table, form: str) -> None:
        """Answers that were changed by hand in a data sheet since it was written."""
        if DATA_PRINTS not in table.columns:
            return
        wanted = [column.key for column in self.profile.forms[form].inputs if column.key in table.columns]
        for number, key in table.rows():
            prints = table.text(number, DATA_PRINTS)
            if not key or not prints:
                continue
            was = dict(part.split("=", 1) for part in prints.split(";") if "=" in part)
            for column in wanted:
                value = plain(table.at(number, column))
                if cell_print(value) != was.get(column, _EMPTY):
                    place = table.place(number, column)
                    self.proposals.append(Proposal(row=key, form=form, column=column, value=value, place=place))

    def _reviews(self, table: _Table, column: str) -> None:
        for number, key in table.rows():
            value = table.at(number, column)
            text = plain(value)
            if key and text is not None:
                before = self.reviews[key].get(column)
                said = self.reviews[key][column] = display(text).strip()
                if before is not None and before != said:  # on a copy of the sheet
                    self.loose.append((table.place(number, column), f"{key}: {before}"))

    def _agreements(self, table: _Table) -> None:
        """What was agreed on for pairs of rows, kept with the first row of each."""
        for number, key in table.rows():
            other, text = table.text(number, overlaps.OTHER), table.at(number, overlaps.AGREEMENT)
            if key and other and text is not None:
                self.reviews[key][overlaps.PAIRED_WITH + other] = display(plain(text))

    def _requests(self, table: _Table) -> None:
        """What is asked of the head of the region."""
        for number, key in table.rows():
            text = table.at(number, REQUEST)
            if key and text is not None:
                self.reviews[REQUESTS][f"{REQUEST} {key}"] = display(plain(text))

    def _decisions(self, table: _Table) -> None:
        for number, key in table.rows():
            choice = display(plain(table.at(number, conflicts.DECISION))).strip()
            other = table.at(number, conflicts.OTHER)
            seen = self._seen(table, number, key) if key else ()
            if not key or (not choice and other is None):
                continue
            match = re.fullmatch(r"nilai\s*(\d+)", choice.lower())
            if other is not None and (not match or choice.lower() == conflicts.OTHER_CHOICE.lower()):
                value: Raw = None if display(plain(other)).strip().casefold() == conflicts.EMPTY else other
            elif match and f"nilai_{match[1]}" in table.columns:
                value = table.at(number, f"nilai_{match[1]}")
                if other is not None:
                    self.loose.append((table.place(number, conflicts.OTHER), f"{key}: {display(plain(other))}"))
            elif not choice or choice.lower() == conflicts.OTHER_CHOICE.lower():
                continue  # nothing is chosen yet
            else:  # a value was typed instead of its number: one that stands there, or it is said that it does not
                typed = choice.casefold()
                known = (table.at(number, name) for name in table.columns if re.fullmatch(r"nilai_\d+", name))
                value = next((one for one in known if display(plain(one)).strip().casefold() == typed), choice)
                seen = seen if value is not choice else ()
            form, column = table.text(number, conflicts.FORM), table.text(number, conflicts.COLUMN)
            place = table.place(number, conflicts.DECISION)
            decision = Decision(row=key, form=form, column=column, value=plain(value), place=place, seen=seen)
            before = self.decisions.get((key, form, column))
            self.decisions[key, form, column] = decision
            if before is not None and before.value != decision.value:  # on a copy of the sheet
                self.loose.append((before.place, f"{key}: {display(before.value)}"))

    def _seen(self, table: _Table, number: int, key: str) -> tuple[Raw, ...]:
        """All values of a conflict. One that came from a matrix and not from a file is proposed again."""
        form, column = table.text(number, conflicts.FORM), table.text(number, conflicts.COLUMN)
        seen: list[Raw] = []
        n = 1
        while f"nilai_{n}" in table.columns:
            where = table.text(number, f"_berkas_{n}")
            value = plain(table.at(number, f"nilai_{n}"))
            if where:
                seen.append(value)
            parts = where.split(" › ")
            if len(parts) > 2 and parts[-2] in (MATRIX_SHEET, conflicts.NAME, *self.data_sheets):
                place = Place(" › ".join(parts[:-2]), parts[-2], parts[-1])  # where it was typed
                self.proposals.append(Proposal(row=key, form=form, column=column, value=value, place=place))
            n += 1
        return tuple(seen)

    def _proposals(self, table: _Table) -> None:
        sources = {key: _sources(key) for key in table.columns}
        self.shown = self.shown or {}
        for number, key in table.rows():
            form, _, prints = table.text(number, PRINTS).partition("|")
            if key:
                self.shown[key] = form
            if not key or not prints:
                self._unknown_row(table, number, key)
                continue
            was = dict(part.split("=", 1) for part in prints.split(";") if "=" in part)
            request = _SENT.fullmatch(was.get(SENT_KEY, ""))
            if request:
                self.sent[key] = Request(int(request[1]), request[2])
            for name, shown in sources.items():
                column = shown.get(form)
                if column is None or column not in was:
                    continue
                value = plain(table.at(number, name))
                if cell_print(value) != was[column]:
                    place = table.place(number, name)
                    self.proposals.append(Proposal(row=key, form=form, column=column, value=value, place=place))
            self._beside(table, (number, key, form), was)

    def _beside(self, table: _Table, line: tuple[int, str, str], was: Mapping[str, str]) -> None:
        """What was typed on a row's line where none of its answers stands: it is told, with the row it stands by."""
        number, key, form = line
        names = {column: name for name, column in table.columns.items()}
        for column in range(len(table.grid.rows[number])):
            value, name = table.grid.at(number, column), names.get(column, "")
            if value is None or column == table.key_column or form in _sources(name) or name in _KEPT:
                continue
            if name == "kode":
                changed = value != key
            elif f"~{name}" in was:
                changed = cell_print(plain(value)) != was[f"~{name}"]
            else:
                changed = isinstance(value, str) or not self._is_money(name)
            if changed:
                self._tell(table, (number, column), f"{key}: {display(plain(value))}")

    def _is_money(self, name: str) -> bool:
        """Whether a column of the matrix holds money, where a line may hold a sum that no row answers for."""
        columns = (self.profile.forms[form].column(column) for form, column in _sources(name).items())
        return name == TOTAL or any(column.kind.adds_up for column in columns)

    def _unknown_row(self, table: _Table, number: int, key: str) -> None:
        """What was typed in a line that belongs to no row; bands of dimensions and groups have their own texts."""
        kind = table.text(number, KIND_KEY)
        band = table.columns.get("kode", 0) if kind or key else -1
        for column in range(len(table.grid.rows[number])):
            value = table.grid.at(number, column)
            own = column in (table.key_column, table.columns.get(KIND_KEY)) or column == band
            numbered = isinstance(value, str) and re.fullmatch(r"\(\d+\)", value)
            if value is not None and not own and not numbered and (isinstance(value, str) or not kind):
                self._tell(table, (number, column), display(plain(value)))

    def _tell(self, table: _Table, cell: tuple[int, int], text: str) -> None:
        self.loose.append((Place(table.file, table.grid.name, a1(*cell)), text))

    def _continuations(self, table: _Table) -> None:
        for number, key in table.rows():
            part, text = table.at(number, long_texts.PART), table.at(number, long_texts.TEXT)
            if key and isinstance(part, float) and isinstance(text, str):
                where = (key, table.text(number, long_texts.FORM), table.text(number, long_texts.COLUMN))
                self.longer[where][int(part)] = text


def plain(value: Raw) -> Raw:
    """A cell as it was written: line ends as Excel has them."""
    return value.replace("\r\n", "\n").replace("_x000D_\n", "\n") if isinstance(value, str) else value


def _sources(key: str) -> dict[str, str]:
    """Which column of which form a column of the matrix shows."""
    return dict(part.split(".", 1) for part in key.split("+") if "." in part)
