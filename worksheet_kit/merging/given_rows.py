"""Rows that go on from an earlier stage meet by what they go on from, not by where that stood when a copy was made.

Such rows are numbered as the earlier stage has them. Where that has got one more in between since the first worksheets
went out, ``J02`` is one program in them and another one in those that were made anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Fact, Form, Place, Row
from worksheet_kit.core.row_code import base_code, row_key, shown_code
from worksheet_kit.merging.copy import Copy
from worksheet_kit.merging.sameness import title_of


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Copies whose given rows have the codes that the latest copy has for them."""

    copies: Sequence[Copy]
    renamed: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # sha256, form, shown code -> new one
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes under which the rows of a form are known, by what tells them apart; the surest first."""

    form: Form
    taken: set[str]
    by_both: dict[tuple[str, str], str] = field(default_factory=dict)
    by_title: dict[tuple[str, str], str] = field(default_factory=dict)  # on one number: ``P03`` may be ``P03b`` by now
    by_origin: dict[str, str] = field(default_factory=dict)

    def code(self, row: Row, title: str, elsewhere: Iterable[str]) -> str:
        """The code of a row; ``elsewhere`` are those that other rows of its sheet have."""
        both, number = (row.origin, title), (base_code(row.origin), title)
        known = (self.by_both.get(both), self.by_title.get(number), self.by_origin.get(row.origin))
        code = next((code for code in known if code is not None and code not in elsewhere), None)
        if code is None:
            free = (self.form.blocks[0].code(n) for n in count(1))
            code = row.code if row.code not in self.taken else next(code for code in free if code not in self.taken)
        self.taken.add(code)
        self.by_both.setdefault(both, code)
        self.by_title.setdefault(number, code)
        self.by_origin.setdefault(row.origin, code)
        return code


def renumbered(copies: Iterable[Copy], forms: Iterable[Form]) -> Renumbered:
    """The copies of one recipient, with one code for each row that they go on from."""
    done = list(copies)
    renamed: dict[tuple[str, str, str], str] = {}
    facts: list[Fact] = []
    for form in forms:
        if not form.rows_from:
            continue
        codes = _Codes(
            form, {row.code for copy in done for row in copy.rows if row.form == form.name and not _is_given(row)}
        )
        for n in sorted(range(len(done)), key=lambda n: done[n].rank, reverse=True):
            copy = done[n]
            moved = _moved(copy, form, codes)
            if not moved:
                continue
            rows = tuple(_at(row, moved.get(row.place, row.code)) for row in copy.rows)
            new = {row.code: moved[row.place] for row in (*copy.rows, *copy.blank) if row.place in moved}
            seeded = frozenset((new.get(code, code), mark) for code, mark in copy.seeded)
            done[n] = replace(copy, rows=rows, seeded=seeded)
            for row in copy.rows:
                if row.place in moved:
                    old, there = (shown_code(form, row.recipient, code) for code in (row.code, moved[row.place]))
                    renamed[copy.sha256, form.name, old] = there
                    key = row_key(row.recipient, moved[row.place])
                    data = {"code": row.key, "new": key, "file": copy.file, "form": form.name}
                    facts.append(Fact(name=FactName.TWO_PROGRAMS, place=row.place, row=key, data=data))
    return Renumbered(done, renamed, tuple(facts))


def _moved(copy: Copy, form: Form, codes: _Codes) -> dict[Place, str]:
    """The codes of the rows of a copy that have another one, by their places."""
    moved: dict[Place, str] = {}
    on_sheet: defaultdict[str, set[str]] = defaultdict(set)
    for row in (*copy.rows, *copy.blank):
        if row.form != form.name or not _is_given(row):
            continue
        code = codes.code(row, title_of(row, form), on_sheet[row.place.sheet])
        on_sheet[row.place.sheet].add(code)
        if code != row.code:
            moved[row.place] = code
    return moved


def _is_given(row: Row) -> bool:
    return row.is_given and bool(row.origin)


def _at(row: Row, code: str) -> Row:
    """The row under a code."""
    return row if code == row.code else replace(row, code=code, key=row_key(row.recipient, code))
