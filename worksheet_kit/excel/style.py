"""How the worksheets look: the palette, the type, and formats made once a workbook.

Colours are chosen so that they stay apart in a black-and-white copy; where a colour says something, a word says it too.
"""

from typing import Any

FONT = "Arial"

WHITE = "#FFFFFF"
INK = "#1A1A1A"
NAVY = "#1F3864"
INPUT = "#FFFBE8"
LOCKED = "#F0F0F0"
LOCKED_TEXT = "#595959"
WANTED, WANTED_TEXT = "#FFE08A", "#5C3A00"
WRONG, WRONG_TEXT = "#F8D7D3", "#8B1A10"
COMPLETE, COMPLETE_TEXT = "#E3F1E6", "#1E6B3C"
GRID = "#BFBFBF"
STAR = "#C00000"
LINK = "#1F3FA0"
QUIET = "#6B6B6B"

#: Band and heading tints by block of columns, in turn. The first is for blocks without a title.
PLAIN_BAND = ("#5B5B5B", "#E4E4E4")
BANDS = (
    (NAVY, "#DCE4F2"),
    ("#1E6B5C", "#DDEFEA"),
    ("#7A4B12", "#F5E8D3"),
    ("#4A3A70", "#E6E1F1"),
    ("#7A2E3A", "#F5E1E4"),
    ("#2F5D7C", "#DDEAF2"),
)

#: Of what may follow later: lighter than all others.
LATER_BAND = ("#9AA5B1", "#F3F5F7")

#: Tab colours.
TAB_INSTRUCTIONS, TAB_FORM, TAB_REFERENCE, TAB_CORRECTIONS = NAVY, "#1E6B5C", "#8C8C8C", "#C00000"

TITLE_SIZE, HEADING_SIZE, BODY_SIZE, SMALL_SIZE = 18, 9, 10, 8

Style = dict[str, Any]

BASE: Style = {"font_name": FONT, "font_size": BODY_SIZE, "font_scheme": "none", "font_color": INK}


def style(*parts: Style, **more: Any) -> Style:
    """Format properties put together, later ones winning."""
    result: Style = {}
    for part in parts:
        result |= part
    return result | more


#: Of text that keeps off the line at its left.
INDENTED: Style = {"align": "left", "indent": 1}

BOX: Style = {"border": 1, "border_color": GRID}
WRAP: Style = {"text_wrap": True, "valign": "top"}
TITLE = style(font_size=TITLE_SIZE, bold=True, font_color=NAVY, valign="vcenter")
EVENT = style(font_size=9, font_color=NAVY, valign="vcenter")
FILE_CODE = style(bold=True, valign="vcenter", font_color=INK)
HEAD_TOTALS = style(font_size=9, bold=True, font_color=INK, text_wrap=True, valign="top")
LINK_STYLE = style(font_size=9, font_color=LINK, underline=1, valign="vcenter")
SECTION = style(bold=True, font_color=WHITE, bg_color=NAVY, valign="vcenter", indent=1)
CHIP = style(BOX, font_size=8, align="center", valign="vcenter")
HEADING = style(BOX, font_size=HEADING_SIZE, bold=True, align="center", valign="vcenter", text_wrap=True)
NUMBER_ROW = style(BOX, font_size=8, italic=True, align="center", valign="vcenter", font_color=QUIET, bg_color=WHITE)
INPUT_CELL = style(BOX, WRAP, bg_color=INPUT, locked=False)
LOCKED_CELL = style(BOX, WRAP, bg_color=LOCKED, font_color=LOCKED_TEXT)
CODE_CELL = style(LOCKED_CELL, bold=True, font_color=INK, align="center")
BODY = style(WRAP)
