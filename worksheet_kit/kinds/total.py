"""A locked formula: the sum of the columns of one series."""

from worksheet_kit.core.model import Column
from worksheet_kit.kinds.kind import LockedKind, Source, register
from worksheet_kit.kinds.money import MONEY
from worksheet_kit.kinds.sheet import Content, SheetRow, is_number


def _content(column: Column, row: SheetRow) -> Content:
    """The sum; empty while there is no number. SUM would count text that looks like a number in IronCalc."""
    series = [(other.key, address) for other, address in row.addresses if other.series == column.source]
    count = "+".join(is_number(address) for _, address in series)
    amount = "+".join(f"IF({is_number(address)},{address},0)" for _, address in series)
    numbers = [number for key, _ in series if (number := row.shown.number(key)) is not None]
    return Content(sum(numbers) if numbers else "", f'=IFERROR(IF({count}=0,"",{amount}),"")')


TOTAL = register(
    LockedKind(
        name="total",
        is_computed=True,
        is_number=True,
        meaning="jumlah satu deret kolom, terkunci",
        must_say=("source",),
        source=Source.SERIES,
        content=_content,
        look=MONEY.look,
        dtype="Float64",
        in_table=float,
    )
)
