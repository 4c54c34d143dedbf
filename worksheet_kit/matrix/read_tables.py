"""One table of a matrix workbook, read: each function takes a table that carries certain keys and gives what it holds.

A table begins at the cell that holds ``#kunci``; its rows carry row keys and its columns keys. Nothing is found by
position or by the name of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.model import Cell, Place, Profile, Raw, Request, Spelling, Unused
from worksheet_kit.core.words import UNUSED_WORDS
from worksheet_kit.formats.grid import Grid
from worksheet_kit.matrix import nominations, overlaps
from worksheet_kit.matrix.columns import TOTAL, cell_print
from worksheet_kit.matrix.content import Answer, At, Content, Decision, Proposal
from worksheet_kit.matrix.data_layout import DATA_PRINTS, sheet_name
from worksheet_kit.matrix.parts import PLACE_SIGN
from worksheet_kit.matrix.sheets import conflicts, consolidated, findings, long_texts, spellings, summary
from worksheet_kit.matrix.sheets.alignment import ALIGNMENT
from worksheet_kit.matrix.sheets.conflicts import is_own_sheet
from worksheet_kit.matrix.sheets.consolidated import REVIEWS
from worksheet_kit.values.text import display, is_blank

#: Columns people write in that are kept as reviews, on any sheet.
REVIEW_KEYS = (*REVIEWS, *ALIGNMENT, *nominations.HEADINGS, overlaps.AGREEMENT, summary.REQUEST)
#: Columns of *Matriks Konsolidasi* that are read otherwise, or are the program's own.
_KEPT = frozenset(
    {*REVIEWS, consolidated.PRINTS, consolidated.KIND_KEY, consolidated.CHECK_KEY, consolidated.STATE_KEY}
    | {consolidated.FILE_KEY}
)
_SENT = re.compile(r"R([1-9][0-9]*)-([0-9a-f]+)")
_EMPTY = cell_print(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedTable:
    """A table of a sheet: where its keys stand."""

    grid: Grid
    file: str
    key_row: int
    key_column: int
    columns: Mapping[str, int]
    name: str  # of the sheet, as we call it

    def rows(self) -> Iterator[tuple[int, str]]:
        """Row numbers below the keys, with the row key there (empty where none stands); numbers, too, may be keys."""
        for number in range(self.key_row + 1, len(self.grid.rows)):
            yield number, display(self.grid.at(number, self.key_column)).strip()

    def at(self, number: int, key: str) -> Raw:
        """What stands in a row under a key; line ends as Excel has them."""
        return _plain(self.grid.at(number, self.columns[key])) if key in self.columns else None

    def text(self, number: int, key: str) -> str:
        value = self.at(number, key)
        return value.strip() if isinstance(value, str) else ""

    def place(self, number: int, key: str) -> Place:
        return Place(self.file, self.name, a1(number, self.columns[key]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What somebody wrote about a row: its key, the column, the text. ``place`` is told where copies of it differ."""

    row: str
    column: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText:
    """A part of an answer that is longer than a cell."""

    row: str
    form: str
    column: str
    part: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent(Content):
    """What one table holds."""

    reviews: tuple[Review, ...] = ()
    shown: Mapping[str, str] | None = None  # row key -> form, where the table is *Matriks Konsolidasi*
    long_texts: tuple[LongText, ...] = ()


def read_table(table: KeyedTable, profile: Profile) -> TableContent:
    """What one table holds, according to the keys it carries."""
    columns = table.columns
    reviews = [review for key in REVIEW_KEYS if key in columns for review in _reviews(table, key)]
    content = TableContent()
    if {overlaps.AGREEMENT, summary.REQUEST, nominations.CHOSEN} & {*columns}:
        pass  # tables of their own, of reviews alone
    elif consolidated.PRINTS in columns:
        content = _consolidated(replace(table, name=consolidated.NAME), profile)
    elif spellings.ENTRY in columns:
        content = _spellings(replace(table, name=spellings.NAME))
    elif findings.ANSWER in columns:
        content = _filled_in(replace(table, name=findings.NAME))
    elif conflicts.DECISION in columns:
        content = _conflicts(replace(table, name=conflicts.NAME), profile)
    elif long_texts.TEXT in columns:
        content = TableContent(long_texts=tuple(_long_texts(table)))
    elif {*ALIGNMENT} & {*columns}:
        content = TableContent(loose=tuple(_free(table)))
    elif form := _form_of(table, profile):
        content = _answers(replace(table, name=sheet_name(profile.forms[form], ())), profile, form)
    return replace(content, reviews=tuple(reviews))


def keyed_tables(grid: Grid, file: str) -> Iterator[KeyedTable]:
    """The table of a sheet, if it has one."""
    for number, row in enumerate(grid.rows):
        if KEY_MARK not in row:
            continue
        mark = list(row).index(KEY_MARK)
        keys = {v.strip(): c for c, v in enumerate(row) if c != mark and isinstance(v, str) and v.strip()}
        if consolidated.KIND_KEY in keys:  # only Matriks Konsolidasi, where keys of forms have the form before them
            keys = {consolidated.review_of_key(key): column for key, column in keys.items()}
        yield KeyedTable(grid=grid, file=file, key_row=number, key_column=mark, columns=keys, name=grid.name)
        return


def _form_of(table: KeyedTable, profile: Profile) -> str:
    """The form of a data sheet: named above its keys, else the one whose keys these are."""
    for row in table.grid.rows[: table.key_row]:
        for value in row:
            if isinstance(value, str) and value.strip() in profile.forms:
                return value.strip()
    scores = {name: sum(c.key in table.columns for c in form.columns) for name, form in profile.forms.items()}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= 2 else ""


def _answers(table: KeyedTable, profile: Profile, form: str) -> TableContent:
    """The answers of a data sheet, and those that were changed by hand since it was written."""
    columns = {column.key for column in profile.forms[form].columns}
    wanted = [key for key in table.columns if key in columns]
    rows: dict[str, dict[str, Raw]] = {}
    places: dict[tuple[str, str], Place] = {}
    for number, key in table.rows():
        if not key:
            continue
        rows[key] = {}
        for column in wanted:
            value = table.at(number, column)
            if value is not None:
                rows[key][column] = value
                places[key, column] = table.place(number, column)
    loose = _free(table, table.key_row + 2)  # its headings stand below its keys
    return TableContent(
        rows={form: rows}, places=places, proposals=tuple(_changes(table, profile, form)), loose=tuple(loose)
    )


def _changes(table: KeyedTable, profile: Profile, form: str) -> Iterator[Proposal]:
    """The answers that do not match their prints any more; none where the sheet has no prints."""
    inputs = [column.key for column in profile.forms[form].inputs if column.key in table.columns]
    for number, key in table.rows():
        text = table.text(number, DATA_PRINTS)
        if not key or not text:
            continue
        prints = _prints(text)
        for column in inputs:
            value = table.at(number, column)
            if cell_print(value) != prints.get(column, _EMPTY):
                yield Proposal(row=key, form=form, column=column, value=value, place=table.place(number, column))


def _reviews(table: KeyedTable, column: str) -> Iterator[Review]:
    """What was written in a column about rows, about pairs of rows (kept with the first), or asked of the head."""
    for number, key in table.rows():
        text, row, name = table.at(number, column), key, column
        if column == overlaps.AGREEMENT:
            other = table.text(number, overlaps.OTHER)
            row, name = key if other else "", overlaps.PAIRED_WITH + other
        elif column == summary.REQUEST:
            row, name = summary.REQUESTS if key else "", f"{summary.REQUEST} {key}"
        if row and text is not None:
            yield Review(row=row, column=name, text=display(text).strip(), place=table.place(number, column))


def _conflicts(table: KeyedTable, profile: Profile) -> TableContent:
    """What was decided on *Isian Berbeda*."""
    decisions: list[Decision] = []
    undecided: list[At] = []
    proposals: list[Proposal] = []
    loose: list[tuple[Place, str]] = []
    for number, key in table.rows():
        if not key:
            continue
        proposals += _proposed_before(table, number, key, profile)
        choice = display(table.at(number, conflicts.DECISION)).strip()
        other = table.at(number, conflicts.OTHER)
        other = None if is_blank(other) else other
        seen = tuple(value for value, file in _values(table, number) if file)
        numbered = re.fullmatch(r"nilai\s*(\d+)", choice.lower())
        value, where, among, unused = table.at(number, conflicts.DECISION), conflicts.DECISION, False, None
        if other is not None and not numbered:
            value, where = other, conflicts.OTHER
        elif numbered and table.text(number, f"_berkas_{numbered[1]}"):
            value = table.at(number, f"nilai_{numbered[1]}")
            if other is not None:
                loose.append((table.place(number, conflicts.OTHER), f"{key}: {display(other)}"))
        elif choice.lower() == conflicts.OTHER_CHOICE.lower():
            unused = Unused.UNSAID
        elif choice:
            among = True  # a value was typed instead of its number
        elif kept := table.text(number, conflicts.UNUSED):
            value, where, unused = kept, conflicts.UNUSED, _reason(table.text(number, conflicts.REASON))
        else:
            undecided.append((table.text(number, conflicts.FORM), key, table.text(number, conflicts.COLUMN)))
            continue
        decisions.append(
            Decision(
                row=key,
                form=table.text(number, conflicts.FORM),
                column=table.text(number, conflicts.COLUMN),
                value=None if display(value).strip().casefold() == conflicts.EMPTY else value,
                place=table.place(number, where),
                seen=seen,
                among=among,
                unused=unused,
            )
        )
    loose += _free(table, table.key_row + 1)
    return TableContent(
        decisions=tuple(decisions), undecided=tuple(undecided), proposals=tuple(proposals), loose=tuple(loose)
    )


def _spellings(table: KeyedTable) -> TableContent:
    """What was decided on *Ejaan*; what asks for an alias of nothing, or in other words than yes or no, is told."""
    decided: list[Spelling] = []
    undecided: list[At] = []
    loose: list[tuple[Place, str]] = []
    for number, key in table.rows():
        name, entry = table.text(number, spellings.LIST), display(table.at(number, spellings.ENTRY)).strip()
        alias = display(table.at(number, spellings.ALIAS)).strip()
        is_alias = alias.casefold() == spellings.YES.casefold()
        if key and alias and not is_alias and alias.casefold() != spellings.NO.casefold():
            loose.append((table.place(number, spellings.ALIAS), f"{key}: {alias}"))
        if key and name and entry:
            decided.append(Spelling(list=name, text=key, entry=entry, is_alias=is_alias))
            continue
        undecided.append(("", name, key))
        if is_alias or entry not in ("", spellings.HEADINGS[spellings.ENTRY]):
            column = spellings.ENTRY if entry else spellings.ALIAS
            loose.append((table.place(number, column), f"{key}: {entry or spellings.HEADINGS[column]}"))
    loose += _around(table, spellings.NAMES)
    return TableContent(spellings=tuple(decided), undecided=tuple(undecided), loose=tuple(loose))


def _filled_in(table: KeyedTable) -> TableContent:
    """What was typed on *Perlu Diperbaiki* in the place of faulty answers; what answers none is told."""
    answers: list[Answer] = []
    undecided: list[At] = []
    loose: list[tuple[Place, str]] = []
    for number, key in table.rows():
        value, source = table.at(number, findings.ANSWER), display(table.at(number, findings.SOURCE)).strip()
        column, about = table.text(number, findings.COLUMN), _linked(table, number)
        if not is_blank(value) and (column or (key and about.cell)):
            is_empty = display(value).strip().casefold() == conflicts.EMPTY
            said = Cell(table.at(number, findings.SAID), None, about)
            answers.append(
                Answer(
                    row=key,
                    form=table.text(number, findings.FORM),
                    column=column,
                    value=None if is_empty else value,
                    place=table.place(number, findings.ANSWER),
                    source=source,
                    seen=table.text(number, findings.SEEN) or findings.answer_print(said),
                    about=about,
                )
            )
        else:
            typed = {findings.ANSWER: display(value).strip(), findings.SOURCE: source}
            typed = {name: text for name, text in typed.items() if text not in ("", findings.HEADINGS[name])}
            undecided.append((table.text(number, findings.FORM), key, column))
            beside = f"{key}: " if key else ""
            loose += [(table.place(number, name), f"{beside}{text}") for name, text in typed.items()]
    loose += _around(table, findings.NAMES, findings.CODE)
    return TableContent(answers=tuple(answers), undecided=tuple(undecided), loose=tuple(loose))


def _linked(table: KeyedTable, number: int) -> Place:
    """The cell that a line of *Perlu Diperbaiki* links to, by what is visible; nowhere for one that has its marks."""
    sheet, between, cell = table.text(number, findings.LINK).rpartition(PLACE_SIGN)
    return Place(table.text(number, findings.FILE), sheet, cell) if between else Place()


def _reason(words: str) -> Unused:
    """Why a decision was not used, by the words of the sheet; without them it has to be taken again."""
    return next((why for why, said in UNUSED_WORDS.items() if said == words), Unused.CHANGED)


def _values(table: KeyedTable, number: int) -> Iterator[tuple[Raw, str]]:
    """All values of a conflict, each with the place it came from in words, empty where there is no such value."""
    n = 1
    while f"nilai_{n}" in table.columns:
        yield table.at(number, f"nilai_{n}"), table.text(number, f"_berkas_{n}")
        n += 1


def _proposed_before(table: KeyedTable, number: int, key: str, profile: Profile) -> Iterator[Proposal]:
    """The values of a conflict that came from a matrix and not from a file: they are proposed again."""
    form, column = table.text(number, conflicts.FORM), table.text(number, conflicts.COLUMN)
    for value, where in _values(table, number):
        *file, sheet, cell = where.split(" › ") if where.count(" › ") > 1 else ("", "", "")
        if is_own_sheet(profile, sheet):
            place = Place(" › ".join(file), sheet, cell)  # where it was typed
            yield Proposal(row=key, form=form, column=column, value=value, place=place)


def _consolidated(table: KeyedTable, profile: Profile) -> TableContent:
    """Answers changed by hand on *Matriks Konsolidasi*, and what was typed there where no answer stands."""
    sources = {key: _sources(key) for key in table.columns}
    shown: dict[str, str] = {}
    sent: dict[str, Request] = {}
    proposals: list[Proposal] = []
    loose: list[tuple[Place, str]] = []
    for number, key in table.rows():
        form, _, text = table.text(number, consolidated.PRINTS).partition("|")
        if key:
            shown[key] = form
        if not key or not text:
            loose += _on_no_row(table, number, key)
            continue
        prints = _prints(text)
        request = _SENT.fullmatch(prints.get(consolidated.SENT_KEY, ""))
        if request:
            sent[key] = Request(int(request[1]), request[2])
        for name, columns in sources.items():
            column = columns.get(form)
            if column is None or column not in prints:
                continue
            value = table.at(number, name)
            if cell_print(value) != prints[column]:
                place = table.place(number, name)
                proposals.append(Proposal(row=key, form=form, column=column, value=value, place=place))
        loose += _beside(table, profile, (number, key, form), prints)
    return TableContent(shown=shown, sent=sent, proposals=tuple(proposals), loose=tuple(loose))


def _beside(
    table: KeyedTable, profile: Profile, line: tuple[int, str, str], prints: Mapping[str, str]
) -> Iterator[tuple[Place, str]]:
    """What was typed on a row's line where none of its answers stands: it is told, with the row it stands by."""
    number, key, form = line
    names = {column: name for name, column in table.columns.items()}
    for column in range(len(table.grid.rows[number])):
        value, name = table.grid.at(number, column), names.get(column, "")
        if value is None or column == table.key_column or form in _sources(name) or name in _KEPT:
            continue
        if name == "kode":
            changed = value != key
        elif f"~{name}" in prints:
            changed = cell_print(_plain(value)) != prints[f"~{name}"]
        else:
            changed = isinstance(value, str) or not _is_money(name, profile)
        if changed:
            yield _place(table, number, column), f"{key}: {display(_plain(value))}"


def _on_no_row(table: KeyedTable, number: int, key: str) -> Iterator[tuple[Place, str]]:
    """What was typed in a line that belongs to no row; bands of dimensions and groups have their own texts."""
    kind = table.text(number, consolidated.KIND_KEY)
    band = table.columns.get("kode", 0) if kind or key else -1
    own = (table.key_column, table.columns.get(consolidated.KIND_KEY), band)
    for column in range(len(table.grid.rows[number])):
        value = table.grid.at(number, column)
        numbered = isinstance(value, str) and re.fullmatch(r"\(\d+\)", value)
        if value is not None and column not in own and not numbered and (isinstance(value, str) or not kind):
            yield _place(table, number, column), display(_plain(value))


def _free(table: KeyedTable, first: int = 0) -> Iterator[tuple[Place, str]]:
    """What was typed from a line on where the sheet has nothing: under no key, or below the keys in a line of no row.

    Nothing where the keys are gone, as not all that the program wrote is known then.
    """
    if table.grid.at(table.key_row, table.key_column) != KEY_MARK:
        return
    own = {table.key_column, *table.columns.values()}
    rows = {number: key for number, key in table.rows() if key}
    for number, row in enumerate(table.grid.rows[first:], start=first):
        for column in range(len(row)):
            value = table.grid.at(number, column)
            if is_blank(value) or (column in own and (number <= table.key_row or number in rows)):
                continue
            beside = f"{rows[number]}: " if number in rows else ""
            yield _place(table, number, column), f"{beside}{display(_plain(value))}"


def _around(table: KeyedTable, names: Collection[str], sign: str = "") -> Iterator[tuple[Place, str]]:
    """What was typed beside or below a table with these headings, of whose lines all have a row key or the ``sign``.

    Lists of dropdowns, which begin in the first row, stand at its right. Nothing where the keys are gone.
    """
    grid, top = table.grid, table.key_row + 1
    if grid.at(table.key_row, table.key_column) != KEY_MARK or top >= len(grid.rows):
        return
    headings = {value: column for column, value in enumerate(grid.rows[top]) if value in names}
    renamed = range(table.key_column) if len(headings) < len(names) else ()
    lists = (column for column in range(table.key_column, len(grid.rows[0])) if grid.at(0, column) is not None)
    hidden = {table.key_column, *table.columns.values(), *lists}
    for number in range(top, len(grid.rows)):
        key = display(grid.at(number, table.key_column)).strip()
        is_line = number == top or key or (sign in headings and not is_blank(grid.at(number, headings[sign])))
        own = {*hidden, *headings.values(), *renamed} if is_line else hidden
        for column in range(len(grid.rows[number])):
            value = grid.at(number, column)
            if column not in own and not is_blank(value):
                yield _place(table, number, column), f"{f'{key}: ' if key else ''}{display(_plain(value))}"


def _is_money(name: str, profile: Profile) -> bool:
    """Whether a column of the matrix holds money, where a line may hold a sum that no row answers for.

    A column that its form no longer has may have held it.
    """
    columns = {(form.name, column.key): column for form in profile.forms.values() for column in form.columns}
    shown = [columns.get(source) for source in _sources(name).items()]
    return name == TOTAL or any(column is None or column.kind.adds_up for column in shown)


def _long_texts(table: KeyedTable) -> Iterator[LongText]:
    for number, key in table.rows():
        part, text = table.at(number, long_texts.PART), table.at(number, long_texts.TEXT)
        if key and isinstance(part, float) and isinstance(text, str):
            form, column = table.text(number, long_texts.FORM), table.text(number, long_texts.COLUMN)
            yield LongText(row=key, form=form, column=column, part=int(part), text=text)


def _place(table: KeyedTable, number: int, column: int) -> Place:
    """A place of the sheet under the name it has now."""
    return Place(table.file, table.grid.name, a1(number, column))


def _prints(text: str) -> dict[str, str]:
    """The prints of a row's cells, by column key."""
    return dict(part.split("=", 1) for part in text.split(";") if "=" in part)


def _plain(value: Raw) -> Raw:
    """A cell as it was written: line ends as Excel has them."""
    return value.replace("\r\n", "\n").replace("_x000D_\n", "\n") if isinstance(value, str) else value


def _sources(key: str) -> dict[str, str]:
    """Which column of which form a column of the matrix shows."""
    return dict(part.split(".", 1) for part in key.split("+") if "." in part)
