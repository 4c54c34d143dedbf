"""Open a workbook of any format as sheets of one shape."""

from collections.abc import Sequence
from dataclasses import replace

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.formats.grid import Book, without_pictures
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.registry import FORMATS
from worksheet_kit.formats.sniff import sniff


def open_book(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Book:
    """Open a workbook of one of the kinds of `registry.FORMATS`, trying passwords where it is encrypted.

    Raises UnreadableError when it cannot be read, or turns out to be none.
    """
    opened = FORMATS[kind].open(data, passwords)
    if isinstance(opened, Book):
        load = opened.load
        return replace(opened, load=lambda index: without_pictures(load(index)))
    inner, _ = sniff(opened)
    if inner not in ("xlsx", "xlsb"):
        raise UnreadableError(RefusalName(inner) if inner in ("word", "stranger") else RefusalName.DAMAGED)
    return open_book(opened, inner)
