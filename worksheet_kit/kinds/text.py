"""Free text, kept as typed but for blanks and signs that nobody sees."""

from datetime import date

from worksheet_kit.core.model import FormattedNumber, Raw, Trouble
from worksheet_kit.kinds.kind import InputKind, register
from worksheet_kit.kinds.reading import Outcome, Reader, fault
from worksheet_kit.kinds.sheet import free_rule, needed_check
from worksheet_kit.values.text import CELL_LIMIT, PRECISION_LIMIT, display, tidy


def text_value(raw: Raw) -> Outcome:
    """A cell of a text column: text as typed, tidied; numbers and dates as they are shown."""
    if isinstance(raw, str):
        text, rule = tidy(raw)
        if len(text) > CELL_LIMIT:
            return Outcome(None, Trouble("too_long", {"panjang": str(len(text))}))
        return Outcome(text, None, rule)
    faulty = fault(raw)
    if faulty is not None:
        return faulty
    if isinstance(raw, bool):
        return Outcome(display(raw), None, "teks dari nilai logika")
    if isinstance(raw, int | float) and abs(raw) >= PRECISION_LIMIT:
        return Outcome(None, Trouble("precision_lost"))
    text = raw.text if isinstance(raw, FormattedNumber) else display(raw)
    return Outcome(text, None, "teks dari tanggal" if isinstance(raw, date) else "teks dari angka")


TEXT = register(
    InputKind(
        name="text",
        is_words=True,
        is_long_text=True,
        meaning="kalimat atau nama, bebas",
        expected="teks",
        how="tulis singkat dan jelas",
        may_say=("required",),
        rule=free_rule,
        check=needed_check,
        reader=lambda _column, _ground: Reader(lambda raw, _sheet: text_value(raw)),
        rules={
            "teks dari angka": "Angka di kolom teks disimpan sebagai teks seperti yang tampak.",
            "teks dari tanggal": "Tanggal di kolom teks disimpan sebagai teks.",
            "teks dari nilai logika": "Nilai TRUE atau FALSE di kolom teks disimpan sebagai teks.",
        },
        troubles={"precision_lost": (), "too_long": ("panjang",)},
    )
)
