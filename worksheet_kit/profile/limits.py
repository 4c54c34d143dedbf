"""How long and how large what a profile says may be: Excel's limits and ours, in one place.

Excel's are those of ECMA-376 and of "Excel specifications and limits"; lengths count as Excel counts, in UTF-16 units.
xlsxwriter leaves a text that is too long out of the workbook with a warning or none, so every text is measured when
the profile is loaded.
"""

import re

from worksheet_kit.values import text

# Excel's
CELL_LIMIT = text.CELL_LIMIT  # characters in a cell
PROMPT_LIMIT = 255  # characters in the prompt of a cell
SHEET_LIMIT = 31  # characters in the name of a sheet
ROW_LIMIT = 1_048_576  # rows of a sheet
COLUMN_LIMIT = 16_384  # columns of a sheet
WIDTH_LIMIT = 255.0  # width units of a column
LABEL_LIMIT = 255  # characters of a label, so that it can stand as a literal in a formula
PASSWORD_LIMIT = 15  # characters; the sheet protection hash is defined up to here

# Ours
FILE_SIZE_LIMIT = 5_000_000  # bytes of a file of a profile; one is some ten thousand
CELLS_LIMIT = 500_000  # cells of a form: a quarter of what a returned sheet may have, so that people can add to it
EDITION_LIMIT = 99  # editions of a form
MESSAGE_LIMIT = 100  # characters of a rule's message, which stands in a narrow cell
HEADING_LIMIT = 100  # characters of a heading, which also stands in messages and, shortened, as the title of a prompt
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")  # keys of columns, names of forms and lists
