"""worksheet_kit: locked Excel worksheets for smart-city workshops (bimtek), and one matrix from what comes back.

The way of the data::

    profile.toml + forms -> Profile -> generate -> worksheet .xlsx -> (people) -> files
    files -> intake, formats -> returns: Return -> merging (kinds): Dataset -> checks: findings -> Result
    Result -> matrix, report, feedback -> the matrix, the board, JSON and tables, corrections and drafts

The reader never judges, the checks never read, the merger never doubts, and `core.layout` alone decides where a cell
is. `generate` and `collect` are the two modules the project exists for; everything else is there so that they stay
short.

The promise: what a participant typed is never lost, never guessed at, and never blamed on the wrong cell.

What other programs and notebooks may rely on is in `__all__` here, described in ``docs/api.md`` and loaded on first
use: ``import worksheet_kit`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worksheet_kit.collect import collect as collect_returns
    from worksheet_kit.core.errors import AmbiguousStageError, OutputError, ProfileError, UsageError, WorksheetKitError
    from worksheet_kit.core.model import (
        Cell,
        Column,
        Completeness,
        Conflict,
        Dataset,
        Finding,
        Form,
        LedgerLine,
        Place,
        Profile,
        Recipient,
        Result,
        Row,
        Severity,
        Stage,
        State,
        Totals,
        Verdict,
    )
    from worksheet_kit.generate import generate as generate_worksheets
    from worksheet_kit.matrix.workbook import write_matrix
    from worksheet_kit.profile.profile import load_profile
    from worksheet_kit.report.frames import Frames, frames

__version__ = "0.1.0"

__all__ = [
    "AmbiguousStageError",
    "Cell",
    "Column",
    "Completeness",
    "Conflict",
    "Dataset",
    "Finding",
    "Form",
    "Frames",
    "LedgerLine",
    "OutputError",
    "Place",
    "Profile",
    "ProfileError",
    "Recipient",
    "Result",
    "Row",
    "Severity",
    "Stage",
    "State",
    "Totals",
    "UsageError",
    "Verdict",
    "WorksheetKitError",
    "__version__",
    "collect_returns",
    "frames",
    "generate_worksheets",
    "load_profile",
    "write_matrix",
]

#: Where each name is: its module, and its name there if that is another.
_HOMES = {
    "collect_returns": ("collect", "collect"),
    "generate_worksheets": ("generate", "generate"),
    "load_profile": ("profile.profile", "load_profile"),
    "write_matrix": ("matrix.workbook", "write_matrix"),
    "Frames": ("report.frames", "Frames"),
    "frames": ("report.frames", "frames"),
}

if not TYPE_CHECKING:  # a type checker shall say which names there are not

    def __getattr__(name: str) -> Any:
        """A public name, loaded when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home, there = _HOMES.get(name, ("core.errors" if name.endswith("Error") else "core.model", name))
        value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), there)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
