"""Dropdowns and prompts as data: what `Sheet.validate` takes. Nothing here loads xlsxwriter."""

from collections.abc import Sequence
from typing import Any

from worksheet_kit.excel.formulas import FORMULA_LITERAL, PROMPT_TITLE


def dropdown(choices: Sequence[str] | str, title: str, *, prompt: str = "", refusal: str = "") -> dict[str, Any]:
    """A list to choose from: the entries themselves, or the range or name where they stand.

    ``title`` heads both the prompt beside the chosen cell, if there is one, and the box that says ``refusal`` when
    something else is typed; without ``refusal`` it names the entries.
    """
    title = title[:PROMPT_TITLE]
    entries = [] if isinstance(choices, str) else list(choices)
    return {
        "validate": "list",
        "source": entries or f"={choices}",
        **({"input_title": title, "input_message": prompt} if prompt else {}),
        "error_title": title,
        "error_message": refusal or f"Pilih salah satu dari daftar: {', '.join(entries)}.",
    }


def fits_dropdown(choices: Sequence[str]) -> bool:
    """Whether Excel takes these entries as a list written out; longer ones must stand in cells."""
    return len(",".join(choices)) <= FORMULA_LITERAL
