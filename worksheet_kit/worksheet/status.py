"""The *Status* of a row: a formula in the sheet, and its mirror in Python for the value the formula starts with.

A row's status is empty while nothing is typed in it, ``Lengkap`` when nothing in it has to be put right, else the first
thing to put right in the order of the columns, and how many more there are: ``Isi: Satuan (+3 lagi)``.

Cutting and pasting drags references to the moved cells along, so that a formula with the row's own references would go
on watching a cell that is now elsewhere. Every input is therefore addressed as ``INDEX(D:D,ROW())``: a whole column
cannot be moved cell by cell. Only functions that every office program has are used; lists are compared with
``SUMPRODUCT``, as ``MATCH`` and ``COUNTIF`` take ``*`` and ``?`` for patterns. The choice among messages is by
``INDEX`` over a list on the hidden sheet: nested IF and CHOOSE have limits that a long form passes. Checks that the
formula has no room for are worked out on the hidden sheet, some in each cell.

`Lengkap` means: collection finds no error in that row. The reverse holds where the values are stored as typed;
collection also reads spellings (``Rp 80 juta``) that the sheet asks to be written as a number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from worksheet_kit.core.layout import SheetLayout
from worksheet_kit.core.model import Column, Required, RuleKind
from worksheet_kit.core.words import COMPLETE, UNKNOWN_FAULT
from worksheet_kit.excel.formulas import literal
from worksheet_kit.kinds import input_kind
from worksheet_kit.kinds.rules import any_check, order_check
from worksheet_kit.kinds.sheet import (
    CheckedCell,
    Codes,
    Entries,
    RowShown,
    Shown,
    StatusCheck,
    heading,
    seen,
    trimmed,
)

#: The defined name of the cell with the name that is preset in blank rows.
OWN_AGENCY_NAME = "opd_sendiri"

#: MIN and MAX take 30 arguments in old formats.
_GROUP = 25

#: Bytes of a compiled formula ("tokens") that every program takes: .xls holds 4,096, and LibreOffice writes #N/A there
#: for a longer one. A cell of the hidden sheet has less, as its references name a sheet.
_MOST_TOKENS, _MOST_TOKENS_APART = 3_900, 2_400
#: What the cells with checks that stand apart take of a formula, of which there are some.
_TOKENS_OF_CELLS = 200
#: Columns of which a formula has room to say which is the first with an error cell.
_MOST_NAMED = 70
_TOKEN = re.compile(r'"[^"]*(?:""[^"]*)*"|[A-Z]+:[A-Z]+|\$\d+:\$\d+|[A-Za-z_][\w.]*\(?|[0-9.]+|<>|[-+*/&=<>(]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What stands behind the choices of one form: by column key, and for references also by block prefix."""

    entries: Mapping[str, Entries] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Codes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlan:
    """The status of all rows of one sheet. ``messages`` and ``suffixes`` are to stand in the ranges of those names."""

    messages: tuple[str, ...]
    suffixes: tuple[str, ...]
    messages_name: str
    suffixes_name: str
    checks: Mapping[str, tuple[StatusCheck, ...]]  # block prefix -> its checks
    first: Mapping[str, Sequence[int]]  # block prefix -> number of each check's first message
    started: str
    faults: str
    inputs: tuple[str, ...]
    presets: Mapping[str, str]
    runs: Mapping[str, tuple[slice, ...]] = field(default_factory=dict)  # block prefix -> its last checks, cell by cell

    @property
    def complete(self) -> int:
        """The number of the message that says so."""
        return self.messages.index(COMPLETE) + 1

    def formula(self, prefix: str, apart: Sequence[tuple[str, str]] = ()) -> str:
        """The formula of a row in the block with this prefix. It is the same in every row of the block.

        ``apart`` are the cells in which `runs` are worked out, those of its checks that are too many for one formula.
        """
        if not self.checks[prefix]:
            return f'=IFERROR(IF({seen(self.started)}="","",{literal(COMPLETE)}),{literal(UNKNOWN_FAULT)})'
        first, count = self.part(prefix, slice(self.runs[prefix][0].start) if apart else slice(None), apart)
        chosen = f"INDEX({self.messages_name},{first})"
        more = f"INDEX({self.suffixes_name},1+{count})"
        fault = literal(UNKNOWN_FAULT)
        if self.faults:
            fault = f"IFERROR(INDEX({self.messages_name},{self.complete}+{self.faults}),{fault})"
        return f'=IFERROR(IF({seen(self.started)}="","",{chosen}&{more}),{fault})'

    def part(self, prefix: str, run: slice, apart: Sequence[tuple[str, str]] = ()) -> tuple[str, str]:
        """Formulas of the number of the first message, and of how many faults there are, over a run of checks.

        ``apart`` are the cells that say the same of other runs.
        """
        firsts, counts = [first for first, _ in apart], [count for _, count in apart]
        for check, number in zip(self.checks[prefix][run], self.first[prefix][run], strict=True):
            numbers = [str(number + n) for n in range(len(check.messages))]
            firsts.append(_numbered(check.first, numbers, self.complete))
            counts.append(check.count)
        return _over("MIN", firsts), "+".join(counts)

    def part_values(
        self, prefix: str, run: slice, cells: Mapping[str, Shown], filled: Mapping[str, frozenset[str]]
    ) -> tuple[int, int]:
        """What the formulas of `part` give for these cells."""
        row = RowShown(cells, filled)
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
        row = RowShown(cells, {})
        return any(
            not row.is_blank(key) and row.text(key).casefold() != self.presets.get(key, "").casefold()
            for key in self.inputs
        )


def plan(sheet: SheetLayout, sources: Sources, presets: Mapping[str, str], stem: str) -> StatusPlan:
    """Work out the status of a sheet. ``presets`` are the labels that stand in blank rows, by column key.

    ``stem`` begins the defined names of the two ranges of messages.
    """
    messages: list[str] = []
    prefixes = dict.fromkeys(row.block.prefix for row in sheet.rows)
    checks = {prefix: tuple(_checks(sheet, sources, prefix)) for prefix in prefixes}
    # The same checks in every block but for the blocks they refer to: their messages stand together, in column order.
    first: dict[str, list[int]] = {prefix: [] for prefix in checks}
    for alike in zip(*checks.values(), strict=True):
        for prefix, check in zip(checks, alike, strict=True):
            first[prefix].append(_place(messages, check.messages) + 1)
    inputs = sheet.form.inputs
    messages.append(COMPLETE)
    span = _span(sheet)
    messages.extend(f"Ketik ulang: {heading(column)}" for column, _ in span)
    most = sum(len(c.messages) for c in max(checks.values(), key=len, default=())) + len(inputs)
    suffixes = ("", "", *(f" (+{n} lagi)" for n in range(1, most + 1)))
    cells = {column.key: sheet.in_own_row(place) for column, place in sheet.columns}
    started = [
        f'IF({trimmed(cell)}={OWN_AGENCY_NAME},"",{cell})' if presets.get(key) else cell
        for key, cell in ((column.key, cells[column.key]) for column in inputs)
    ]
    status = StatusPlan(
        messages=tuple(messages),
        suffixes=suffixes,
        messages_name=f"pesan_{stem}",
        suffixes_name=f"lagi_{stem}",
        checks=checks,
        first=first,
        started="&".join(started),
        faults=_first_error([sheet.in_own_row(place) for _, place in span]) if len(span) <= _MOST_NAMED else "",
        inputs=tuple(c.key for c in inputs),
        presets=presets,
    )
    return replace(status, runs={prefix: _runs(status, prefix) for prefix in checks})


def _runs(made: StatusPlan, prefix: str) -> tuple[slice, ...]:
    """The checks of a block that its formula has no room for, in runs that a cell each can hold."""
    whole = compiled_size(made.formula(prefix))
    if whole <= _MOST_TOKENS:
        return ()
    sizes = [tuple(map(compiled_size, made.part(prefix, slice(n, n + 1)))) for n in range(len(made.checks[prefix]))]
    room = _MOST_TOKENS - _TOKENS_OF_CELLS - (whole - sum(map(sum, sizes)))
    edges = [sum(size <= room for size in accumulate(map(sum, sizes)))]
    for end in range(edges[0] + 2, len(sizes) + 1):
        if max(map(sum, zip(*sizes[edges[-1] : end], strict=True))) > _MOST_TOKENS_APART:
            edges.append(end - 1)
    return tuple(slice(first, last) for first, last in pairwise([*edges, len(sizes)]))


@lru_cache(maxsize=2_048)  # the forms of all recipients have most formulas in common
def compiled_size(formula: str) -> int:
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


def _place(messages: list[str], wanted: Sequence[str]) -> int:
    """Where these messages stand one after the other; at the end, to which they are added, if nowhere yet."""
    for place in range(len(messages) - len(wanted) + 1):
        if messages[place : place + len(wanted)] == [*wanted]:
            return place
    messages.extend(wanted)
    return len(messages) - len(wanted)


def _numbered(formula: str, numbers: Sequence[str], complete: int) -> str:
    for n, number in enumerate(numbers, 1):
        formula = formula.replace(f"{{{n}}}", number)
    return formula.replace("{ok}", str(complete))


def _over(function: str, terms: Sequence[str]) -> str:
    """MIN or MAX over any number of terms, in groups."""
    if len(terms) <= _GROUP:
        return f"{function}({','.join(terms)})"
    groups = [_over(function, terms[n : n + _GROUP]) for n in range(0, len(terms), _GROUP)]
    return _over(function, groups)


def _first_error(cells: Sequence[str]) -> str:
    """Which of some cells is the first with an error cell; one more than there are when none is."""
    after = len(cells) + 1
    return f"{after}-" + _over("MAX", [f"ISERROR({cell})*{after - n}" for n, cell in enumerate(cells, 1)])


def _checks(sheet: SheetLayout, sources: Sources, prefix: str) -> Iterator[StatusCheck]:
    """The checks of one block's rows, in column order; a rule comes after the last of its columns."""
    places = {column.key: place for column, place in sheet.columns}
    orders = {rule.columns[-1]: rule for rule in sheet.form.rules if rule.kind is RuleKind.ORDER}

    def checked(key: str) -> CheckedCell:
        return CheckedCell(
            column=sheet.form.column(key),
            address=sheet.in_own_row(places[key]),
            prefix=prefix,
            entries=sources.entries.get(key),
            codes=sources.codes.get(key),
        )

    done: set[str] = set()
    for column in sheet.form.inputs:
        if column.required is Required.ANY and column.series not in done:
            done.add(column.series)
            series = sheet.series(column.series)
            some = any_check([(other, sheet.in_own_row(place)) for other, place in series])
            yield replace(some, columns=tuple(other.key for other, _ in series))
        check = input_kind(column.kind).check(checked(column.key))
        if check is not None:
            yield replace(check, columns=(column.key,))
        rule = orders.get(column.key)
        if rule is not None and all(c in sources.entries for c in rule.columns):
            order = order_check(rule, checked(rule.columns[0]), checked(rule.columns[-1]))
            yield replace(order, columns=rule.columns)
