"""What an earlier stage said, carried over and locked; open only where nothing was carried over."""

from worksheet_kit.kinds.kind import LockedKind, Source, register

GIVEN = register(
    LockedKind(
        name="given",
        is_carried=True,
        is_words=True,
        meaning="isian tahap sebelumnya yang dibawa serta, terkunci",
        must_say=("source",),
        source=Source.COLUMN,
        dtype="object",  # what it carries may be of any kind
    )
)
