"""A telephone number: a mobile one of 9 to 13 digits that begin with 08, or one of a fixed line with its area code.

It is kept as text of nothing but digits that begins with 0 (Indonesian numbers, Fundamental Technical Plan 2000: the
trunk prefix 0, area codes that begin with 2 to 7 or 9, mobile ones with 8).
"""

import re
from datetime import date

from worksheet_kit.core.model import Column, Raw
from worksheet_kit.kinds.kind import InputKind, register
from worksheet_kit.kinds.reading import OnSheet, Outcome, Reader, ambiguous, fault, unreadable
from worksheet_kit.kinds.sheet import AGAIN, FIXED_BLANK, CellRule, RowShown, shape_check, without
from worksheet_kit.values.text import display, plain, says_nothing, tidy

#: What groups the digits and says nothing. No stroke: ``0295 691234/5`` are two numbers.
_GROUPING = FIXED_BLANK + " .-()"
_GROUPED = re.compile(r"[\s.\-()]+")
_NUMBER = re.compile(r"0[2-9][0-9]{7,11}")
_INSIDE = re.compile(r"\+?[0-9][0-9 .\-()]{6,}[0-9]")

# ---------------------------------------------------------------------------------------------------------------------
# In the sheet
# ---------------------------------------------------------------------------------------------------------------------


def _wrong(cell: str) -> str:
    """Whether a cell holds no telephone number.

    It does when 0 and what it is as a number are its digits again, 9 to 13 of them, and the second is no 1; what is no
    number is an error in the product, and the whole then 0. A 0 behind both tells a comma: a number drops it there.
    """
    digits = without(cell, _GROUPING)
    return f'IFERROR(("0"&(0+({digits}&0))={digits}&0)*((LEN({digits})-11)^2<5)*(MID({digits},2,1)<>"1"),0)=0'


def _is_wrong(row: RowShown, key: str) -> bool:
    text = row.text(key)
    for sign in _GROUPING:
        text = text.replace(sign, "")
    return _NUMBER.fullmatch(text) is None


def _rule(_column: Column, _listed: bool) -> CellRule:
    how = "Tulis nomornya dari angka 0, contoh 081234567890; telepon kantor dengan kode wilayah."
    digits = without("{cell}", _GROUPING + "+")
    return CellRule(
        type="custom",
        hint=how,
        error_title="Isi nomor telepon",
        error_message=f"Kolom ini berisi satu nomor telepon, angka saja. {how} {AGAIN}",
        formula=f"AND(ISNUMBER(0+{digits}),LEN({digits})>8,LEN({digits})<16)",
    )


# ---------------------------------------------------------------------------------------------------------------------
# At collection
# ---------------------------------------------------------------------------------------------------------------------


def _read(raw: Raw, _sheet: OnSheet) -> Outcome:
    faulty = fault(raw, bool, date)
    if faulty is not None:
        return faulty
    if isinstance(raw, int | float) and raw < 0:
        return unreadable()
    text = display(raw)
    if says_nothing(text):
        return Outcome(None, None, "tanpa data")
    number = _stored(text)
    if number:
        return Outcome(number, None, "" if number == raw else tidy(text)[1] if number == text.strip() else "telepon")
    inside = dict.fromkeys(filter(None, map(_stored, _INSIDE.findall(plain(text)))))
    return ambiguous(*inside) if len(inside) > 1 else unreadable("".join(inside))


def _stored(text: str) -> str:
    """The number a text is, as it is stored; empty when it is none."""
    digits = _GROUPED.sub("", plain(text).lstrip("'"))
    if digits.startswith("+62"):
        digits = f"0{digits[3:].removeprefix('0')}"
    elif digits.startswith("628"):
        digits = f"0{digits[2:]}"
    elif digits.startswith("8"):  # the 0 was lost where the number was stored as one
        digits = f"0{digits}"
    return digits if _NUMBER.fullmatch(digits) else ""


PHONE = register(
    InputKind(
        name="phone",
        meaning="nomor HP atau telepon dengan kode wilayah, disimpan sebagai teks 08…",
        expected="nomor telepon",
        how="tulis satu nomor dengan angka saja, contoh 081234567890",
        may_say=("required",),
        rule=_rule,
        check=lambda cell: shape_check(cell, _wrong(cell.address), _is_wrong, "Tulis 08…"),
        wrong=_wrong("{cell}"),
        reader=lambda _column, _ground: Reader(_read),
        rules={"telepon": "Nomor telepon ditulis seragam: diawali 0, angka saja."},
    )
)
