"""A quarter of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from worksheet_kit.core.model import Cell, Column, Quarter, Raw, ShownDay, Trouble
from worksheet_kit.kinds.kind import CHOICE_LOOK, InputKind, register
from worksheet_kit.kinds.reading import Ground, OnSheet, Outcome, Pending, Reader, ambiguous, fault
from worksheet_kit.kinds.sheet import list_check, list_rule
from worksheet_kit.values import periods
from worksheet_kit.values.text import display, says_nothing, tidy


@dataclass(frozen=True, slots=True)
class Span(Pending):
    """A cell that covers several quarters: the first goes where a start is asked for, the last where an end is."""

    first: Quarter
    last: Quarter

    def settle(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """Put the end that the column asks for in its cell; ambiguous where it asks for neither."""
        plan = ground.profile.quarters
        first, last = (_in_plan(quarter, plan, "rentang waktu") for quarter in (self.first, self.last))
        partner = ground.partner(column)
        if first == last or (partner is not None and partner[1]):
            mine = first
        elif partner is not None:
            mine = last
        else:
            mine = ambiguous(self.first.label, self.last.label, trouble="ambiguous_quarter")
        cells[column.key] = cell._replace(value=mine.value, trouble=mine.trouble, rule=mine.rule)

    def finish(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """The other end goes to the other column where that is empty; where it says another, that is told."""
        partner = ground.partner(column)
        if partner is None:
            return
        key, is_start = partner
        quarter = self.last if is_start else self.first
        other, there = _in_plan(quarter, ground.profile.quarters, "rentang waktu"), cells.get(key)
        if there is None:
            cells[key] = cell._replace(value=other.value, trouble=other.trouble, rule=other.rule)
        elif there.value is None and there.trouble is None and other.trouble is None:  # a dash holds the place
            cells[key] = there._replace(value=other.value, rule=other.rule)
        elif there.trouble is None and there.value != other.value and cells[column.key].trouble is None:
            data = {"ujung": quarter.label, "kolom_lain": ground.columns[key].heading, "nilai": display(there.raw)}
            cells[column.key] = cell._replace(trouble=Trouble("other_end", data), rule="")


def _reader(plan: Sequence[Quarter]) -> Reader:
    labels = {quarter.label: quarter.stored for quarter in plan}
    memo: dict[Raw, Outcome] = {label: Outcome(stored) for label, stored in labels.items()}

    def when(text: str) -> Outcome:
        if text in labels.values():
            return Outcome(text)
        tidied, rule = tidy(text)
        if tidied in labels:
            return Outcome(labels[tidied], None, rule)
        return _parsed(text, plan)

    def read(raw: Raw, sheet: OnSheet) -> Outcome:
        if isinstance(raw, str):
            outcome = memo.get(raw)
            if outcome is None:
                outcome = memo[raw] = when(raw)
            return outcome
        faulty = fault(raw, bool)
        if faulty is not None:
            return faulty
        if isinstance(raw, ShownDay) and not raw.has_year:
            return when(raw.text)
        if isinstance(raw, date):
            return _in_plan(periods.quarter_of(raw), plan, "tanggal")
        day = raw + (periods.DAYS_TO_1904 if sheet.from_1904 else 0) if isinstance(raw, int | float) else 0
        serial = periods.from_serial(day, plan)
        if serial is not None:
            return _in_plan(serial, plan, "nomor tanggal")
        return when(display(raw))

    return Reader(read, memo)


def _parsed(text: str, plan: Sequence[Quarter]) -> Outcome:
    if says_nothing(text):
        return Outcome(None, None, "tanpa data")
    period = periods.parse(text, plan)
    if period.first is not None and period.last is not None:
        if period.rule == "rentang waktu":
            return Outcome(None, None, "rentang waktu", Span(period.first, period.last))
        return _in_plan(period.first, plan, period.rule)
    if len(period.readings) > 1:
        return ambiguous(*(quarter.label for quarter in period.readings), trouble="ambiguous_quarter")
    return Outcome(None, Trouble("not_a_quarter", {}, period.nearest.label if period.nearest else ""))


def _in_plan(quarter: Quarter, plan: Sequence[Quarter], rule: str) -> Outcome:
    if quarter in plan:
        return Outcome(quarter.stored, None, rule)
    span = f" {plan[0].label} s.d. {plan[-1].label}" if plan else ""
    return Outcome(None, Trouble("not_in_list", {"daftar": f"triwulan{span}"}))


QUARTER = register(
    InputKind(
        name="quarter",
        is_period=True,
        meaning="triwulan dalam masa rencana",
        expected="triwulan dari daftar",
        how="pilih satu triwulan dari daftar",
        may_say=("required", "list"),
        own_list="triwulan",
        rule=list_rule,
        check=list_check,
        reader=lambda _column, ground: ground.once("quarter", lambda: _reader(ground.profile.quarters)),
        rules={
            "triwulan": "Penulisan triwulan disesuaikan dengan daftar.",
            "bulan": "Bulan dibaca sebagai triwulannya.",
            "tanggal": "Tanggal dibaca sebagai triwulannya.",
            "nomor tanggal": "Nomor tanggal dari program lembar kerja dibaca sebagai triwulannya.",
            "rentang waktu": "Rentang waktu dibaca sebagai triwulan mulai dan triwulan selesai.",
        },
        troubles={
            "not_a_quarter": (),
            "ambiguous_quarter": ("a", "b", "pilihan"),
            "other_end": ("ujung", "kolom_lain", "nilai"),  # a span whose other end is not what the other column says
        },
        look=CHOICE_LOOK,
    )
)
