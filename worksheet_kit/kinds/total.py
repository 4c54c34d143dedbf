"""A locked formula: the sum of the columns of one series."""

from worksheet_kit.kinds.kind import Attributes, LockedKind, Source, register, same
from worksheet_kit.kinds.money import MONEY

TOTAL = register(
    LockedKind(
        name="total",
        is_computed=True,
        is_number=True,
        meaning="jumlah satu deret kolom, terkunci",
        attributes=Attributes(may=("source",), must=("source",)),
        source=Source.SERIES,
        look=MONEY.look,
        matrix_look=MONEY.matrix_look,
        show=same,
        in_sheet=same,
        dtype="Float64",
        in_table=same,
    )
)
