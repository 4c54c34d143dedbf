"""What the page in the browser does, as functions over plain data: one an action, text, numbers and lists in and out.

It calls the same functions as the command line, on files in the folder it runs in, and shows the same words. It knows
no page and no browser: what happens around each file is told to the `Session` it is handed. Open `actions` first.
"""

from worksheet_kit.desk.actions import ACTIONS
from worksheet_kit.desk.session import Session

__all__ = ["ACTIONS", "Session"]
