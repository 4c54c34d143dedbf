"""The file formats that are read: a module each, and here a line each.

Every module has its own parser: the quick ones there are show a blank for error cells and for formulas without a
result, and end the process over some broken files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.formats import ods, xls, xlsb, xlsx
from worksheet_kit.formats.grid import Book


@dataclass(frozen=True, slots=True)
class Format:
    """A format of workbooks: the kind that `sniff` tells it by, how names of such files end, and what opens it.

    ``open`` takes the bytes and passwords to try. It gives the workbook, or the bytes of another one that was
    encrypted in it; it raises UnreadableError.
    """

    kind: str
    endings: tuple[str, ...]
    open: Callable[[bytes, Sequence[str]], Book | bytes]


FORMATS: Mapping[str, Format] = {
    line.kind: line
    for line in (
        Format("xlsx", (".xlsx", ".xlsm"), xlsx.open_xlsx),
        Format("xlsb", (".xlsb",), xlsb.open_xlsb),
        Format("ods", (".ods",), ods.open_ods),
        Format("ole", (".xls",), xls.open_ole),  # also a workbook of the newer formats that is encrypted
    )
}

#: Kinds that may be a return and are handed to the reader.
WORKBOOKS = frozenset(FORMATS)
#: How names of such files end.
ENDINGS = tuple(ending for line in FORMATS.values() for ending in line.endings)
