"""Which codes of an earlier stage the rows of a workbook take up, counted while one types: strategies with a program.

The counts stand on the hidden sheet, where the reference sheet and *Petunjuk* look them up. What is still without a row
is put into words there too, one code after the other down the column: a sentence of its own would grow with every code.
"""

from dataclasses import dataclass

from worksheet_kit.core.layout import LISTS_SHEET, a1
from worksheet_kit.core.model import Item
from worksheet_kit.core.roles import stage_roles
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import count_texts, literal, reference
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.worksheet.contents import Contents, FormContents

#: So many codes without a row are named; of the others it is said how many there are.
MOST_NAMED = 12
#: Defined names: how many rows take up each code (below a title), how many codes none does, and which.
_COUNTS, _OPEN, _NAMED = "jumlah_rujukan", "sisa_rujukan", "sebutan_rujukan"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """The codes of an earlier form, and the form whose rows take them up."""

    earlier: str
    noun: str  # what a code stands for: "strategi"
    form: FormContents
    area: str  # where the rows say which, in formulas
    items: tuple[Item, ...]
    counts: tuple[int, ...]  # how many rows take up each item

    @property
    def sentence(self) -> tuple[str, str]:
        """How many codes are taken up and which are not: the formula, and what it gives."""
        free = [item.stored for item, count in zip(self.items, self.counts, strict=True) if not count]
        total, rest = len(self.items), len(free) - MOST_NAMED
        said = f" dari {total} {self.noun} sudah punya {self.form.form.noun}"
        more = f'IF({_OPEN}>{MOST_NAMED},", dan "&{_OPEN}-{MOST_NAMED}&" lainnya","")'
        formula = f'={total}-{_OPEN}&{literal(said)}&IF({_OPEN}=0,"","; belum: "&{_NAMED}&{more})&"."'
        return formula, f"{total - len(free)}{said}{_but(free[:MOST_NAMED], rest)}."

    @property
    def longest(self) -> str:
        """A sentence as long as it can become."""
        codes = sorted((item.stored for item in self.items), key=len)[-MOST_NAMED:]
        return f"99 dari 99 {self.noun} sudah punya {self.form.form.noun}{_but(codes, 99)}."

    def count(self, code: object) -> tuple[str, int] | None:
        """How many rows take up a code: the formula, and what it gives; None for what is no code of the list."""
        places = (n for n, item in enumerate(self.items) if item.stored == code)
        return next(((f"=INDEX({_COUNTS},{n + 2})", self.counts[n]) for n in places), None)


def _but(free: list[str], rest: int) -> str:
    return f"; belum: {', '.join(free)}{f', dan {rest} lainnya' if rest > 0 else ''}" if free else ""


def taken_up(contents: Contents) -> TakenUp | None:
    """What the programs of a workbook take up, by the roles of its forms; None where it offers no codes for that."""
    programs = stage_roles(contents.profile, contents.stage).programs
    if programs is None or not programs.basis:
        return None
    form, earlier = contents.form(programs.form.name), programs.form.column(programs.basis).refers_to or ""
    offered = contents.content.lists.get(earlier)
    if form is None or offered is None or not offered.items:
        return None
    return TakenUp(
        earlier=earlier,
        noun=contents.profile.forms[earlier].noun,
        form=form,
        area=form.area(programs.basis),
        items=offered.items,
        counts=tuple(form.count(programs.basis, item.spellings) for item in offered.items),
    )


def write(book: Book, sheet: Sheet, first: tuple[int, int], taken: TakenUp) -> int:
    """Write the counts on the hidden sheet, from this cell downwards, and give the next free column."""
    row, column = first
    free: list[str] = []
    for at, (item, count) in enumerate(zip(taken.items, taken.counts, strict=True), row):
        here, running = a1(at, column), a1(at, column + 1)
        above, before = a1(at - 1, column + 1), a1(at - 1, column + 2)
        free += [] if count else [item.stored]
        sheet.formula(at, column, f"={count_texts(taken.area, dict.fromkeys(item.spellings))}", count)
        code = literal(item.stored)
        if at == row:
            sheet.formula(at, column + 1, f"=IF({here}=0,1,0)", len(free))
            sheet.formula(at, column + 2, f'=IF({here}=0,{code},"")', ", ".join(free))
            continue
        sheet.formula(at, column + 1, f"={above}+IF({here}=0,1,0)", len(free))
        added = f'{before}&IF({before}="","",", ")&{code}'
        formula = f"=IF({here}=0,IF({running}<={MOST_NAMED},{added},{before}),{before})"
        sheet.formula(at, column + 2, formula, ", ".join(free[:MOST_NAMED]))
    last = row + len(taken.items) - 1
    # With the title above them: Gnumeric has no INDEX of a range that is one cell.
    for name, place in ((_COUNTS, (row - 1, column, last)), (_OPEN, (last, column + 1)), (_NAMED, (last, column + 2))):
        book.define(name, f"={reference(LISTS_SHEET, *place)}")
    return column + 3
