"""The row's Kode, printed and locked: the first column of every form."""

from worksheet_kit.kinds.kind import TEXT_LOOK, Attributes, LockedKind, register, same

CODE = register(
    LockedKind(
        name="code",
        is_code=True,
        meaning="Kode baris, sudah tercetak dan terkunci; selalu kolom pertama",
        attributes=Attributes(),
        look=TEXT_LOOK,
        matrix_look=TEXT_LOOK,
        show=same,
        in_sheet=same,
        dtype="string",
        in_table=same,
    )
)
