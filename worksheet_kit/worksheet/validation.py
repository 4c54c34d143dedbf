"""The rule of each input cell: its dropdown or kind, its prompt, and what is said when something else is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from worksheet_kit.core.model import Column
from worksheet_kit.excel.book import Sheet
from worksheet_kit.excel.formulas import PROMPT_TITLE, Area
from worksheet_kit.excel.text_fit import shorten
from worksheet_kit.worksheet.contents import FormContents

#: Largest amount taken, in rupiah.
MOST_MONEY = 10**14
_MOST_NUMBER = 10**15

_AGAIN = "Tekan Cancel (Batal), lalu ketik ulang."
FROM_LIST = {
    "error_title": "Pilih dari daftar",
    "error_message": "Isian ini tidak ada dalam daftar. Tekan Cancel (Batal), klik panah di kanan sel, pilih satu.",
}
_NUMBER = {
    "error_title": "Isi angka saja",
    "error_message": f"Kolom ini berisi angka saja, tanpa satuan; desimal memakai koma. {_AGAIN}",
}
_MONEY = {
    "error_title": "Isi rupiah penuh",
    "error_message": f"Tulis rupiah penuh dengan angka bulat, tanpa Rp dan tanpa titik, contoh 150000000. {_AGAIN}",
}


def apply(sheet: Sheet, form: FormContents, runs: Sequence[tuple[str, int, int]]) -> None:
    """Attach one rule to every input column (one a block where blocks differ). ``runs`` are runs of adjoining rows."""
    for column, place in form.sheet.columns:
        if not form.is_open(column) or not runs:
            continue
        by_rule: dict[str, list[Area]] = {}
        for prefix, first, last in runs:
            source = ""
            if column.key in form.sources.codes:
                source = form.sources.codes[column.key][column.blocks.get(prefix, "")].dropdown
            elif column.key in form.sources.entries:
                source = form.sources.entries[column.key].dropdown
            by_rule.setdefault(source, []).append((first, place, last, place))
        for source, areas in by_rule.items():
            sheet.validate(areas, rule(column, source))


def rule(column: Column, source: str) -> dict[str, Any]:
    """The rule of one column; ``source`` is the name of its dropdown's range, empty where it has none."""
    prompt = {
        "input_title": shorten(column.heading.replace("\n", " "), PROMPT_TITLE),
        "input_message": column.help or _hint(column, source),
        "ignore_blank": True,
    }
    if source:
        return {"validate": "list", "source": f"={source}", **prompt, **FROM_LIST}
    if column.kind.adds_up:
        least = max(0, int(column.minimum or 0))
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": least,
            "maximum": MOST_MONEY,
            **prompt,
            **_MONEY,
        }
    if column.kind.is_number:
        least_number = -_MOST_NUMBER if column.minimum is None else column.minimum
        bounds = {"criteria": "between", "minimum": least_number, "maximum": _MOST_NUMBER}
        return {"validate": "decimal", **bounds, **prompt, **_number_box(column)}
    return {"validate": "any", **prompt}


def _number_box(column: Column) -> dict[str, str]:
    if column.minimum is None:
        return _NUMBER
    least = f"{column.minimum:.15g}".replace(".", ",")
    message = f"Kolom ini berisi angka mulai dari {least}, tanpa satuan; desimal memakai koma. {_AGAIN}"
    return {"error_title": "Isi angka saja", "error_message": message}


def _hint(column: Column, source: str) -> str:
    if source:
        return "Klik panah di kanan sel, lalu pilih satu dari daftar."
    if column.kind.is_number:
        return "Tulis angkanya saja, tanpa satuan."
    return "Tulis singkat dan jelas."
