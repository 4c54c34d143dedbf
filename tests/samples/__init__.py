"""What the sample returns hold: per group what was meant, per file what was typed instead.

``bimtek-N/gov.toml`` and its sisters hold a group's answers by form, Kode and column key; ``bimtek-N/returns.toml``
says who sent which file and where it departs from that. `build` makes the files of ``sample_returns/`` from them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

#: form name -> Kode -> column key -> what is in the cell
Answers = dict[str, dict[str, dict[str, str | int | float]]]


def meant(stage: int, group: str) -> Answers:
    """A group's answers as it means them."""
    return tomllib.loads((FOLDER / f"bimtek-{stage}" / f"{group.lower()}.toml").read_text(encoding="utf-8"))


def returns(stage: int) -> dict[str, list[dict[str, Any]]]:
    """The files of one stage's folder: ``return``, ``copy`` and ``lock`` entries."""
    return tomllib.loads((FOLDER / f"bimtek-{stage}" / "returns.toml").read_text(encoding="utf-8"))


def typed(stage: int, sent: dict[str, Any]) -> Answers:
    """A group's answers as they stand in one ``return``: slips typed, gaps left out."""
    answers = meant(sent.get("stage", stage), sent["group"])
    for form, rows in sent.get("typed", {}).items():
        for code, cells in rows.items():
            row = answers[form][code] | cells
            answers[form][code] = {column: value for column, value in row.items() if value != ""}
    return answers
