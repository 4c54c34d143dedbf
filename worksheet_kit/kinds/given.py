"""What an earlier stage said, carried over and locked; open only where nothing was carried over."""

from worksheet_kit.kinds.kind import TEXT_LOOK, Attributes, LockedKind, Source, register, same

GIVEN = register(
    LockedKind(
        name="given",
        is_carried=True,
        is_words=True,
        meaning="isian tahap sebelumnya yang dibawa serta, terkunci",
        attributes=Attributes(may=("source",), must=("source",)),
        source=Source.COLUMN,
        look=TEXT_LOOK,
        matrix_look=TEXT_LOOK,
        show=same,
        in_sheet=same,
        dtype="object",  # what it carries may be of any kind
        in_table=same,
    )
)
