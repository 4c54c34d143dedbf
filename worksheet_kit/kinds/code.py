"""The row's Kode, printed and locked: the first column of every form."""

from worksheet_kit.kinds.kind import LockedKind, register
from worksheet_kit.kinds.sheet import Content, Look

CODE = register(
    LockedKind(
        name="code",
        is_code=True,
        meaning="Kode baris, sudah tercetak dan terkunci; selalu kolom pertama",
        content=lambda _column, row: Content(row.code),
        look=Look(sizes=(10, 9, 8), bold=True),
    )
)
