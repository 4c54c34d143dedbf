"""Text as a cell of Excel can hold it: its length in Excel's units, cut to the limit, without what XML refuses."""

import re

from worksheet_kit.excel.formulas import CELL_TEXT

# What XML 1.0 cannot hold at all. xlsxwriter escapes the controls in shared strings itself, but in no other place.
_NEVER = re.compile("[\ufffe\uffff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def units(text: str) -> int:
    """Length of text as Excel counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The beginning of text, at most ``limit`` UTF-16 units long; no character is cut in half."""
    return text if units(text) <= limit else text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


def writable(text: str) -> str:
    """Text with U+FFFD in place of what no cell can hold: halves of characters, and two that are none."""
    if text.isascii():
        return text
    return _NEVER.sub("\ufffd", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def without_controls(text: str) -> str:
    """Text without control characters, for the stored result of a formula: that is not escaped as text in a cell is."""
    return _CONTROLS.sub("", text)


def fitting(text: str, continued: str) -> str:
    """Text that a cell can hold, the part past Excel's limit replaced by ``continued``, which says where it goes on."""
    if text.isascii() and len(text) <= CELL_TEXT:
        return text
    text = writable(text)
    return text if units(text) <= CELL_TEXT else cut(text, CELL_TEXT - len(continued)) + continued
