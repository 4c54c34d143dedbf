"""The locked in-sheet status of a row: the second column of every form. What it says is worked out in `worksheet`."""

from worksheet_kit.kinds.kind import TEXT_LOOK, Attributes, LockedKind, register, same

STATUS = register(
    LockedKind(
        name="status",
        is_status=True,
        is_computed=True,
        meaning="Status baris, dihitung di lembarnya; selalu kolom kedua",
        attributes=Attributes(),
        look=TEXT_LOOK,
        matrix_look=TEXT_LOOK,
        show=same,
        in_sheet=same,
        dtype="string",
        in_table=same,
    )
)
