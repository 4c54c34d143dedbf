"""Worksheets as tests need them, each made once in a process: many tests begin with the same one."""

from __future__ import annotations

from pathlib import Path

from worksheet_kit.core.model import Profile, Recipient, Stage, WorksheetContent
from worksheet_kit.worksheet.workbook import worksheet_bytes

_BLANK = WorksheetContent()
#: By what a worksheet is made from. The profile stands beside its bytes, so that its id stays its own.
_made: dict[tuple[int, str, str, str], tuple[Profile, bytes]] = {}


def write_worksheet(
    path: Path, profile: Profile, stage: Stage, recipient: Recipient, content: WorksheetContent = _BLANK
) -> None:
    """`worksheet_kit.worksheet.workbook.write_worksheet`, remembering what it has made: same input, same bytes."""
    key = (id(profile), repr(stage), repr(recipient), repr(content))
    if key not in _made:
        _made[key] = profile, worksheet_bytes(profile, stage, recipient, content)
    path.write_bytes(_made[key][1])
