"""The door between the page's worker and `worksheet_kit.desk`: text in and out, one word around every file.

`desk_page` is the worker's own module: it passes what it is told on to the page at once, also while Python runs.
"""

import json

import cryptography_stand_in
import desk_page
from pyodide.ffi import to_js

cryptography_stand_in.install()

from worksheet_kit.desk import ACTIONS, Session  # noqa: E402  (needs the ciphers)


def _kept(key: str, data: bytes) -> None:
    desk_page.kept(key, to_js(data))  # bytes by themselves would arrive as a handle that cannot be posted


_SESSION = Session(start=desk_page.start, kept=_kept, done=desk_page.done)


def act(action: str, given: str) -> str:
    """Run one action: what it is given and what it gives are JSON."""
    return json.dumps(ACTIONS[action](json.loads(given), _SESSION), ensure_ascii=False)


def touched(paths: object) -> None:
    """Know that files were stored, new ones or others under the same name."""
    _SESSION.touched(paths.to_py())


def resume(key: str, data: object) -> None:
    """Take over what an earlier worker has read."""
    _SESSION.resume(key, bytes(data.to_py()))


def lose(key: str, reason: str) -> None:
    """Know that a file ended or outlasted an earlier worker."""
    _SESSION.lose(key, reason)
