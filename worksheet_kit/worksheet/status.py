"""The *Status* of a row: a formula in the sheet, and its mirror in Python for the value the formula starts with.

A row's status is empty while nothing is typed in it, ``Lengkap`` when nothing in it has to be put right, else the first
thing to put right in the order of the columns, and how many more there are: ``Isi: Satuan (+3 lagi)``.

Cutting and pasting drags references to the moved cells along, so that a formula with the row's own references would go
on watching a cell that is now elsewhere. Every input is therefore addressed as ``INDEX(D:D,ROW())``: a whole column
cannot be moved cell by cell. Only functions that every office program has are used; lists are compared with
``SUMPRODUCT``, as ``MATCH`` and ``COUNTIF`` take ``*`` and ``?`` for patterns. The choice among messages is by
``INDEX`` over a list on the hidden sheet: nested IF and CHOOSE have limits that a long form passes. Checks of more
columns than one formula can hold are worked out on the hidden sheet, some in each cell.

`Lengkap` means: collection finds no error in that row. The reverse holds where the values are stored as typed;
collection also reads spellings (``Rp 80 juta``) that the sheet asks to be written as a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from worksheet_kit.core.layout import SheetLayout, column_letters
from worksheet_kit.core.model import Column, Required, RuleKind
from worksheet_kit.excel.formulas import literal

COMPLETE = "Lengkap"
#: When a cell shows an error value and it cannot be said which.
UNKNOWN_FAULT = "Ada sel yang perlu diketik ulang"
#: MIN takes 30 arguments in old formats.
_GROUP = 25
#: Comes along with what is pasted from web pages; TRIM leaves it, collection takes it for a blank.
_FIXED_BLANK = "\u00a0"

#: Bytes of a compiled formula ("tokens") that every program takes: .xls holds 4,096, and LibreOffice writes #N/A there
#: for a longer one. A cell of the hidden sheet has less, as its references name a sheet.
_MOST_TOKENS, _MOST_TOKENS_APART = 3_900, 2_400
_TOKEN = re.compile(r'"(?:[^"]|"")*"|[A-Z]+:[A-Z]+|[A-Za-z_][\w.]*\(?|[0-9.]+|<>|[-+*/&=<>(]')

#: A cell as it stands in the sheet.
Shown = str | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A fixed list in the workbook, by the defined names of its ranges."""

    dropdown: str  # labels alone
    accepted: str  # labels, codes and aliases
    texts: Mapping[str, int]  # every accepted text, case folded -> its ordinal in the list, counted from 1
    ordinals: str = ""  # beside ``accepted``: the ordinal of the entry each stands for; only where order matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of one block of another form (of all its blocks under the empty prefix), by names of ranges."""

    form: str
    noun: str
    prefix: str
    codes: str
    filled: str  # beside ``codes``: 1 where the row of that code is filled in
    dropdown: str  # the codes filled in
    texts: frozenset[str]  # case folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What stands behind the choices of one form: by column key, and for references also by block prefix."""

    entries: Mapping[str, Entries] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Codes]] = field(default_factory=dict)


class Row:
    """One row for the mirror: what its cells show, trimmed as Excel's TRIM does."""

    def __init__(self, cells: Mapping[str, Shown], filled: Mapping[str, frozenset[str]]) -> None:
        self.cells = cells
        self.filled = filled

    def text(self, key: str) -> str:
        value = self.cells.get(key)
        if isinstance(value, float | int):
            return f"{value:.15g}"
        return " ".join(part for part in (value or "").split(" ") if part)

    def is_blank(self, key: str) -> bool:
        """Whether nothing but blanks stands in the cell, the fixed blank that web pages use among them."""
        return not self.text(key).replace(_FIXED_BLANK, "").strip(" ")

    def number(self, key: str) -> float | None:
        value = self.cells.get(key)
        return float(value) if isinstance(value, float | int) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """One thing that can be wrong: as a formula for the first message's number, as one for how many, and in Python.

    ``first`` is written with ``{n}`` for the numbers of its messages and ``{ok}`` for that of `COMPLETE`.
    """

    messages: tuple[str, ...]
    first: str
    count: str
    probe: Callable[[Row], tuple[int, int]]  # which message (0 for none, counted from 1), how many faults


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlan:
    """The status of all rows of one sheet. ``messages`` and ``suffixes`` are to stand in the ranges of those names."""

    messages: tuple[str, ...]
    suffixes: tuple[str, ...]
    messages_name: str
    suffixes_name: str
    checks: Mapping[str, tuple[_Check, ...]]  # block prefix -> its checks
    first: Mapping[str, tuple[int, ...]]  # block prefix -> number of each check's first message
    started: str
    faults: str
    inputs: tuple[str, ...]
    presets: Mapping[str, str]
    runs: Mapping[str, tuple[slice, ...]] = field(default_factory=dict)  # block prefix -> its checks, cell by cell

    @property
    def complete(self) -> int:
        """The number of the message that says so."""
        return self.messages.index(COMPLETE) + 1

    def formula(self, prefix: str, apart: Sequence[tuple[str, str]] = ()) -> str:
        """The formula of a row in the block with this prefix. It is the same in every row of the block.

        ``apart`` are the cells in which its runs of checks are worked out, where they are.
        """
        if not self.checks[prefix]:
            return f'=IFERROR(IF({_trimmed(self.started)}="","",{literal(COMPLETE)}),{literal(UNKNOWN_FAULT)})'
        first, count = self.part(prefix, slice(None))
        if apart:
            first, count = _smallest([one for one, _ in apart]), "+".join(two for _, two in apart)
        chosen = f"INDEX({self.messages_name},{first})"
        more = f"INDEX({self.suffixes_name},1+{count})"
        fault = f"IFERROR(INDEX({self.messages_name},{self.complete}+{self.faults}),{literal(UNKNOWN_FAULT)})"
        return f'=IFERROR(IF({_trimmed(self.started)}="","",{chosen}&{more}),{fault})'

    def part(self, prefix: str, run: slice) -> tuple[str, str]:
        """Formulas of the number of the first message, and of how many faults there are, over a run of checks."""
        firsts, counts = [], []
        for check, number in zip(self.checks[prefix][run], self.first[prefix][run], strict=True):
            numbers = [str(number + n) for n in range(len(check.messages))]
            firsts.append(_numbered(check.first, numbers, self.complete))
            counts.append(check.count)
        return _smallest(firsts), "+".join(counts)

    def part_values(
        self, prefix: str, run: slice, cells: Mapping[str, Shown], filled: Mapping[str, frozenset[str]]
    ) -> tuple[int, int]:
        """What the formulas of `part` give for these cells."""
        row = Row(cells, filled)
        first, count = self.complete, 0
        for check, number in zip(self.checks[prefix][run], self.first[prefix][run], strict=True):
            which, times = check.probe(row)
            if which:
                first = min(first, number + which - 1)
            count += times
        return first, count

    def value(self, prefix: str, cells: Mapping[str, Shown], filled: Mapping[str, frozenset[str]]) -> str:
        """What the formula gives for these cells. ``filled`` is, by form, the case-folded codes of its filled rows."""
        if not self.is_started(cells):
            return ""
        first, count = self.part_values(prefix, slice(None), cells, filled)
        return self.messages[first - 1] + self.suffixes[count]

    def is_started(self, cells: Mapping[str, Shown]) -> bool:
        """Whether anything but blanks and presets stands in the inputs."""
        row = Row(cells, {})
        return any(
            not row.is_blank(key) and row.text(key).casefold() != self.presets.get(key, "").casefold()
            for key in self.inputs
        )


def plan(sheet: SheetLayout, sources: Sources, presets: Mapping[str, str], stem: str) -> StatusPlan:
    """Work out the status of a sheet. ``presets`` are the labels that stand in blank rows, by column key.

    ``stem`` begins the defined names of the two ranges of messages.
    """
    messages: list[str] = []
    checks: dict[str, tuple[_Check, ...]] = {}
    first: dict[str, tuple[int, ...]] = {}
    for prefix in dict.fromkeys(row.block.prefix for row in sheet.rows):
        found = tuple(_checks(sheet, sources, prefix))
        checks[prefix] = found
    # The same checks in every block but for the blocks they refer to: their messages stand together, in column order.
    width = max((len(found) for found in checks.values()), default=0)
    numbers: dict[str, list[int]] = {prefix: [] for prefix in checks}
    for n in range(width):
        for prefix, found in checks.items():
            wanted = found[n].messages
            place = _find(messages, wanted)
            if place is None:
                place = len(messages)
                messages.extend(wanted)
            numbers[prefix].append(place + 1)
    first = {prefix: tuple(found) for prefix, found in numbers.items()}
    inputs = sheet.form.inputs
    messages.append(COMPLETE)
    span = _span(sheet)
    messages.extend(f"Ketik ulang: {_short(column)}" for column, _ in span)
    most = sum(len(c.messages) for c in max(checks.values(), key=len, default=())) + len(inputs)
    suffixes = ("", "", *(f" (+{n} lagi)" for n in range(1, most + 1)))
    cells = {column.key: _cell(place) for column, place in sheet.columns}
    started = [
        f'IF(TRIM({cells[c.key]})={literal(presets[c.key])},"",{cells[c.key]})' if presets.get(c.key) else cells[c.key]
        for c in inputs
    ]
    made = StatusPlan(
        messages=tuple(messages),
        suffixes=suffixes,
        messages_name=f"pesan_{stem}",
        suffixes_name=f"lagi_{stem}",
        checks=checks,
        first=first,
        started="&".join(started),
        faults=f"SUMPRODUCT(MATCH(1,--ISERROR({_row_range(span[0][1], span[-1][1])}),0))" if span else "",
        inputs=tuple(c.key for c in inputs),
        presets=presets,
    )
    return replace(made, runs={prefix: _runs(made, prefix) for prefix in checks})


def _runs(made: StatusPlan, prefix: str) -> tuple[slice, ...]:
    """The checks of a block in runs that a cell each can hold; none when one formula holds them all."""
    if _tokens(made.formula(prefix)) <= _MOST_TOKENS:
        return ()
    edges = [0]
    for end in range(2, len(made.checks[prefix]) + 1):
        if max(map(_tokens, made.part(prefix, slice(edges[-1], end)))) > _MOST_TOKENS_APART:
            edges.append(end - 1)
    return tuple(slice(first, last) for first, last in pairwise([*edges, len(made.checks[prefix])]))


def _tokens(formula: str) -> int:
    """Bytes that a formula takes when compiled, a little above (MS-XLS 2.5.198)."""
    size = 0
    for token in _TOKEN.findall(formula):
        if token[0] == '"':
            size += 2 * len(token) - 1
        elif token[-1] == "(" and len(token) > 1:
            size += 16 if token == "IF(" else 4
        else:
            size += 9 if ":" in token else 5 if token[0].isalpha() else 3 if token[0].isdigit() else 1
    return size


def _span(sheet: SheetLayout) -> list[tuple[Column, int]]:
    """The columns from the first input to the last, with what is computed between them."""
    places = [place for column, place in sheet.columns if column.is_input]
    return [(column, place) for column, place in sheet.columns if places and places[0] <= place <= places[-1]]


def _row_range(first: int, last: int) -> str:
    """The cells of the formula's own row from one column to another, for use within SUMPRODUCT."""
    return f"INDEX({column_letters(first)}:{column_letters(last)},MAX(ROW()),0)"


def _find(messages: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where these messages already stand one after the other."""
    for place in range(len(messages) - len(wanted) + 1):
        if list(messages[place : place + len(wanted)]) == list(wanted):
            return place
    return None


def _numbered(formula: str, numbers: Sequence[str], complete: int) -> str:
    for n, number in enumerate(numbers, 1):
        formula = formula.replace(f"{{{n}}}", number)
    return formula.replace("{ok}", str(complete))


def _smallest(terms: Sequence[str]) -> str:
    """MIN over any number of terms, in groups."""
    if len(terms) <= _GROUP:
        return f"MIN({','.join(terms)})"
    groups = [f"MIN({','.join(terms[n : n + _GROUP])})" for n in range(0, len(terms), _GROUP)]
    return _smallest(groups)


def _cell(column: int) -> str:
    letters = column_letters(column)
    return f"INDEX({letters}:{letters},ROW())"


def _trimmed(text: str) -> str:
    return f'TRIM(SUBSTITUTE({text},"{_FIXED_BLANK}"," "))'


def _short(column: Column) -> str:
    return column.heading.replace("\n", " ")


def _checks(sheet: SheetLayout, sources: Sources, prefix: str) -> Iterator[_Check]:
    """The checks of one block's rows, in column order; a rule comes after the last of its columns."""
    places = {column.key: place for column, place in sheet.columns}
    orders = {rule.columns[-1]: rule for rule in sheet.form.rules if rule.kind is RuleKind.ORDER}
    done: set[str] = set()
    for key, run in groupby(sheet.form.inputs, _run_key):
        columns = list(run)
        together = key is not None and len(columns) > 1 and _adjacent(columns, places)
        for column in columns:
            if column.required is Required.ANY and column.series not in done:
                done.add(column.series)
                yield _any(column, sheet.series(column.series))
            if together:
                continue
            cell = _cell(places[column.key])
            yield from _column_checks(column, cell, sources, prefix)
            rule = orders.get(column.key)
            if rule is not None and all(c in sources.entries for c in rule.columns):
                start, end = rule.columns[0], rule.columns[-1]
                yield _order(rule.message, (start, end), (_cell(places[start]), _cell(places[end])), sources)
        if together:
            yield _number_run(columns, places)


def _run_key(column: Column) -> object:
    """Numbers of one series are looked at together; every other column by itself."""
    if column.kind.is_number and column.series and column.required is not Required.YES:
        return (column.kind, column.series, column.minimum)
    return None


def _adjacent(columns: Sequence[Column], places: Mapping[str, int]) -> bool:
    return places[columns[-1].key] - places[columns[0].key] == len(columns) - 1


def _column_checks(column: Column, cell: str, sources: Sources, prefix: str) -> Iterator[_Check]:
    needed = column.required is Required.YES
    if column.kind.is_number:
        yield _number(column, cell, needed)
    elif column.key in sources.codes:
        yield _reference(column, cell, needed, sources.codes[column.key], prefix)
    elif column.key in sources.entries:
        yield _choice(column, cell, needed, sources.entries[column.key])
    elif needed:
        key = column.key
        yield _Check(
            messages=(f"Isi: {_short(column)}",),
            first=f'IF({_trimmed(cell)}="",{{1}},{{ok}})',
            count=f'({_trimmed(cell)}="")',
            probe=lambda row: (1, 1) if row.is_blank(key) else (0, 0),
        )


def _choice(column: Column, cell: str, needed: bool, entries: Entries) -> _Check:
    key = column.key
    absent = f"SUMPRODUCT(--({entries.accepted}=TRIM({cell})))=0"

    def probe(row: Row) -> tuple[int, int]:
        text = row.text(key)
        if not text:
            return (1, 1) if needed else (0, 0)
        if text.casefold() in entries.texts:
            return 0, 0
        return (2, 1) if needed else (1, 1)

    wrong = f"Pilih dari daftar: {_short(column)}"
    if needed:
        return _Check(
            messages=(f"Isi: {_short(column)}", wrong),
            first=f'IF(TRIM({cell})="",{{1}},IF({absent},{{2}},{{ok}}))',
            count=f"({absent})",
            probe=probe,
        )
    return _Check(
        messages=(wrong,),
        first=f'IF(TRIM({cell})="",{{ok}},IF({absent},{{1}},{{ok}}))',
        count=f'(TRIM({cell})<>"")*({absent})',
        probe=probe,
    )


def _reference(column: Column, cell: str, needed: bool, codes: Mapping[str, Codes], prefix: str) -> _Check:
    """A code of another form: one there is, of the right block, and of a row that is filled in."""
    key = column.key
    own, every = codes[column.blocks.get(prefix, "")], codes[""]
    filled = f"SUMPRODUCT(({own.codes}=TRIM({cell}))*{own.filled})"
    known = f"SUMPRODUCT(--({own.codes}=TRIM({cell})))"
    anywhere = f"SUMPRODUCT(--({every.codes}=TRIM({cell})))"
    messages = [f"Isi: {_short(column)}", f"{_short(column)} belum terisi", f"Pilih dari daftar: {_short(column)}"]
    missing, unfilled, unknown = "{1}", "{2}", "{3}"
    if own.prefix:
        messages.insert(3, f"Pilih {own.noun} {own.prefix}")
        unknown = f"IF({anywhere},{{4}},{{3}})"
    if not needed:
        missing = "{ok}"

    def probe(row: Row) -> tuple[int, int]:
        text = row.text(key).casefold()
        if not text:
            return (1, 1) if needed else (0, 0)
        if text in own.texts:
            return (0, 0) if text in row.filled.get(own.form, frozenset()) else (2, 1)
        return (4, 1) if own.prefix and text in every.texts else (3, 1)

    return _Check(
        messages=tuple(messages),
        first=f'IF(TRIM({cell})="",{missing},IF({filled},{{ok}},IF({known},{unfilled},{unknown})))',
        count=f"({filled}=0)" if needed else f'(TRIM({cell})<>"")*({filled}=0)',
        probe=probe,
    )


def _number(column: Column, cell: str, needed: bool) -> _Check:
    key = column.key
    bad = _bad_number(column, cell)
    missing = f"Isi: {_short(column)}"
    wrong = _number_message(column)

    def probe(row: Row) -> tuple[int, int]:
        if not row.text(key):
            return (1, 1) if needed else (0, 0)
        number = row.number(key)
        if number is not None and not _is_bad(column, number):
            return 0, 0
        return (2, 1) if needed else (1, 1)

    last = "{2}" if needed else "{1}"
    inner = f"IF({bad},{last},{{ok}})" if bad else "{ok}"
    low = f"--({bad})" if bad else "0"
    other = "1" if needed else f'--(TRIM({cell})<>"")'
    count = f"IF(ISNUMBER({cell}),{low},{other})"
    return _Check(
        messages=(missing, wrong) if needed else (wrong,),
        first=f'IF(TRIM({cell})="",{"{1}" if needed else "{ok}"},IF(ISNUMBER({cell}),{inner},{last}))',
        count=count,
        probe=probe,
    )


def _number_run(columns: Sequence[Column], places: Mapping[str, int]) -> _Check:
    """Optional numbers side by side, looked at together: many years would make the formula too long one by one."""
    first, last = (column_letters(places[c.key]) for c in (columns[0], columns[-1]))
    # MAX makes one number of ROW(), which inside SUMPRODUCT is an array.
    cells = f"INDEX({first}:{last},MAX(ROW()),0)"
    bad = _bad_number(columns[0], cells)
    is_good = f"ISNUMBER({cells})*(1-({bad}))" if bad else f"ISNUMBER({cells})"
    wrong = f'(TRIM({cells})<>"")*(1-{is_good})'

    def probe(row: Row) -> tuple[int, int]:
        which, count = 0, 0
        for n, column in enumerate(columns, 1):
            if not row.text(column.key):
                continue
            number = row.number(column.key)
            if number is None or _is_bad(column, number):
                which, count = which or n, count + 1
        return which, count

    return _Check(
        messages=tuple(_number_message(column) for column in columns),
        first=f"IFERROR(SUMPRODUCT(MATCH(1,{wrong},0))+{{1}}-1,{{ok}})",
        count=f"SUMPRODUCT({wrong})",
        probe=probe,
    )


def _bad_number(column: Column, cell: str) -> str:
    """Whether a number is one the column does not take; empty when it takes every number."""
    if column.kind.adds_up:
        # Below 0, or not whole: INT and MOD of a text would be an error inside SUMPRODUCT, its digits are not.
        low = max(0.0, column.minimum or 0.0)
        digits = f'SUBSTITUTE(SUBSTITUTE({cell},",",""),".","")'
        return f"({cell}<{low:.15g})+({cell}<1)*({cell}>0)+(LEN({digits})<LEN({cell}))>0"
    return "" if column.minimum is None else f"{cell}<{column.minimum:.15g}"


def _is_bad(column: Column, number: float) -> bool:
    if column.kind.adds_up:
        return number < max(0.0, column.minimum or 0.0) or number != int(number)
    return column.minimum is not None and number < column.minimum


def _number_message(column: Column) -> str:
    return f"Isi angka: {_short(column)}"


def _any(first: Column, series: Sequence[tuple[Column, int]]) -> _Check:
    keys = [column.key for column, _ in series]
    name = first.series.replace("_", " ")
    joined = "&".join(_cell(place) for _, place in series)
    return _Check(
        messages=(f"Isi {name} minimal satu{' tahun' if first.year is not None else ''}",),
        first=f'IF(TRIM({joined})="",{{1}},{{ok}})',
        count=f'(TRIM({joined})="")',
        probe=lambda row: (0, 0) if any(row.text(key) for key in keys) else (1, 1),
    )


def _order(message: str, keys: tuple[str, str], cells: tuple[str, str], sources: Sources) -> _Check:
    """The quarter in one column is not earlier than the one in another; silent while either is missing."""
    (start, end), (start_cell, end_cell) = keys, cells
    before, after = sources.entries[start], sources.entries[end]
    first = f"SUMPRODUCT(({before.accepted}=TRIM({start_cell}))*{before.ordinals})"
    second = f"SUMPRODUCT(({after.accepted}=TRIM({end_cell}))*{after.ordinals})"

    def probe(row: Row) -> tuple[int, int]:
        one = before.texts.get(row.text(start).casefold(), 0)
        two = after.texts.get(row.text(end).casefold(), 0)
        return (1, 1) if 0 < two < one else (0, 0)

    return _Check(
        messages=(message or "Selesai lebih awal dari Mulai",),
        first=f"IF(({second}>0)*({second}<{first}),{{1}},{{ok}})",
        count=f"({second}>0)*({second}<{first})",
        probe=probe,
    )
