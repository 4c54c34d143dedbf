"""A locked formula: what the code chosen in another column stands for."""

from worksheet_kit.kinds.kind import TEXT_LOOK, Attributes, LockedKind, Source, register, same

LOOKUP = register(
    LockedKind(
        name="lookup",
        is_computed=True,
        is_words=True,
        meaning="teks yang dicari sendiri menurut kode yang dipilih, terkunci",
        attributes=Attributes(may=("source",), must=("source",)),
        source=Source.FOUND,
        look=TEXT_LOOK,
        matrix_look=TEXT_LOOK,
        show=same,
        in_sheet=same,
        dtype="string",
        in_table=same,
    )
)
