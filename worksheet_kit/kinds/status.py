"""The locked in-sheet status of a row: the second column of every form. What it says is worked out in `worksheet`."""

from worksheet_kit.kinds.kind import LockedKind, register
from worksheet_kit.kinds.sheet import Look

STATUS = register(
    LockedKind(
        name="status",
        is_status=True,
        is_computed=True,
        meaning="Status baris, dihitung di lembarnya; selalu kolom kedua",
        content=lambda _column, row: row.status(),
        look=Look(sizes=(8,), bold=True),
    )
)
