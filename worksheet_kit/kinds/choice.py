"""One entry of a list, or the code of a row of another form."""

import re
from dataclasses import dataclass
from datetime import date

from worksheet_kit.core.lists import with_outside
from worksheet_kit.core.model import FOLLOWED, Cell, Column, Raw, Trouble, ValueList
from worksheet_kit.kinds.kind import CHOICE_LOOK, InputKind, register
from worksheet_kit.kinds.reading import Ground, OnSheet, Outcome, Pending, Read, Reader, fault
from worksheet_kit.kinds.sheet import list_check, list_rule
from worksheet_kit.kinds.text import text_value
from worksheet_kit.values.choices import Choices, Match
from worksheet_kit.values.references import References
from worksheet_kit.values.text import display, says_nothing

_RATE = re.compile(r"/\s*(?:tahun|triwulan|bulan|minggu|hari|jam|menit|detik)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Several(Pending):
    """A cell that lists several entries, to be spread over its series."""

    values: tuple[str, ...]
    ambiguous: Match

    def settle(self, column: Column, cell: Cell, cells: dict[str, Cell], ground: Ground) -> None:
        """The entries go to the free columns of the series, in order, if there is room for all."""
        series = ground.series(column)
        taken = {other.value for key in series if key != column.key and (other := cells.get(key)) is not None}
        values = [value for value in self.values if value not in taken]
        free = [key for key in series if key == column.key or key not in cells]
        if not values or len(values) > len(free):
            cells[column.key] = cell._replace(trouble=self._too_many(column, cell, len(free), ground))
            return
        free.remove(column.key)
        for key, value in zip([column.key, *free], values, strict=False):
            cells[key] = cell._replace(value=value, trouble=None, rule="dibagi")

    def _too_many(self, column: Column, cell: Cell, room: int, ground: Ground) -> Trouble:
        assert self.ambiguous.trouble is not None
        data = self.ambiguous.trouble.data
        is_unit = any(other.unit == column.key for other in ground.columns.values())
        if is_unit and _RATE.search(display(cell.raw)):  # "orang/tahun" is one unit, of what is counted
            return Trouble("not_in_list", {"daftar": data["daftar"]}, data["a"])
        counts = {"jumlah": str(len(self.values)), "tempat": str(max(1, room))}
        return Trouble("several_choices", {**data, **counts})


def list_reader(column: Column, ground: Ground) -> Reader:
    """Reads entries of the list behind a column, or codes of the form it refers to."""
    choices = ground.choices(column)
    if choices is None:
        return Reader(_unlisted(column, ground))
    return ground.once(choices, lambda: _listed(choices))


def _unlisted(column: Column, ground: Ground) -> Read:
    """A reference to a form of an earlier stage whose rows are not known: a code if it names one, else text."""
    codes = References(ground.profile, ground.profile.forms[column.refers_to or ""], ground.recipient)
    others = Choices(with_outside(ValueList(name="", title="", items=()), column))

    def read(raw: Raw, _sheet: OnSheet) -> Outcome:
        match = codes.find(raw) or others.find(raw) if isinstance(raw, str) else None
        if match is None and isinstance(raw, str) and says_nothing(raw):
            return Outcome(None, None, "tanpa data")
        return text_value(raw) if match is None else Outcome(match.value, None, match.rule)

    return read


def _listed(choices: Choices | References) -> Reader:
    memo: dict[Raw, Outcome] = {text: Outcome(stored) for text, stored in choices.exact.items()}

    def read(raw: Raw, _sheet: OnSheet) -> Outcome:
        if isinstance(raw, str):
            outcome = memo.get(raw)
            if outcome is None:
                outcome = memo[raw] = _choose(choices, raw)
            return outcome
        if isinstance(raw, bool) and isinstance(choices, Choices):
            if (named := choices.exact.get(display(raw))) is not None:  # the list itself holds TRUE
                return Outcome(named)
            answer = choices.yes if raw else choices.no
            if answer is not None:
                return Outcome(answer, None, "tanda centang")
        faulty = fault(raw, bool, date)
        if faulty is not None:
            return faulty
        outcome = _choose(choices, display(raw))
        fraction = isinstance(raw, float) and not raw.is_integer()
        longer = choices.find(f"{display(raw)}0") if fraction else None  # 1.10 typed is the number 1,1
        if longer is not None and None not in {longer.value, outcome.value}:
            return Outcome(None, choices.ambiguous([str(outcome.value), str(longer.value)]).trouble)
        return outcome if outcome.trouble else outcome._replace(rule="teks dari angka")

    return Reader(read, memo)


def _choose(choices: Choices | References, text: str) -> Outcome:
    match = choices.find(text)
    if match is None and says_nothing(text) and not choices.begins(text):
        return Outcome(None, None, "tanpa data")
    if match is None:
        parts = choices.split(text)
        if parts is not None and len(parts) == 1:
            return Outcome(parts[0], None, "tanda baca")
        if parts is not None:
            return Outcome(None, None, "", Several(parts, choices.ambiguous(parts)))
    match = match or choices.match(text)
    return Outcome(match.value, match.trouble, "" if match.value == text else match.rule)


CHOICE = register(
    InputKind(
        name="choice",
        is_choice=True,
        is_words=True,
        meaning="satu isi daftar, atau kode baris form lain",
        expected="pilihan dari daftar",
        how="pilih satu dari daftar",
        may_say=("required", "outside", "blocks", "preset"),
        must_say=("list",),
        rule=list_rule,
        check=list_check,
        reader=list_reader,
        rules={
            "huruf": "Huruf besar dan kecil disesuaikan dengan daftar.",
            "huruf mirip": "Huruf lebar atau huruf dari aksara lain yang tampak sama dibaca sebagai huruf biasa.",
            "tanda baca": "Tanda baca dan spasi disesuaikan dengan daftar.",
            "kode": "Kode yang diketik dibaca sebagai pilihan yang berkode itu.",
            "alias": "Nama lain dibaca sebagai pilihan dalam daftar.",
            "tanda centang": "Tanda centang atau jawaban singkat dibaca sebagai Ya atau Tidak.",
            "dibagi": "Beberapa pilihan dalam satu sel dibagi ke kolom-kolom yang masih kosong.",
            FOLLOWED: "Rujukan mengikuti barisnya, yang mendapat kode baru karena kodenya dipakai dua kali.",
        },
        troubles={
            "not_in_list": ("daftar",),  # list title
            "ambiguous_choice": ("daftar", "a", "b", "pilihan"),  # two readings; all of them, joined with "; "
            # more entries in one cell than its columns can take
            "several_choices": ("daftar", "a", "b", "pilihan", "jumlah", "tempat"),
        },
        look=CHOICE_LOOK,
    )
)
