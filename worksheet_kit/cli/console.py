"""Printing on any console: text that its encoding cannot show becomes the nearest plain ASCII; a bar for progress.

Colours are for terminals alone, and for those who have not said NO_COLOR: what is printed is pasted into messages.
"""

import os
import sys
import unicodedata
from types import TracebackType
from typing import IO, Any

import click

_NEAREST = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "·": "-", "×": "x", "÷": "/", "“": '"', "”": '"', "‘": "'", "’": "'"}
    | {"\u00a0": " ", "→": "->", "≤": "<=", "≥": ">=", "│": "|", "─": "-", "■": "#", "□": "."}
)
#: Where the report of a call goes when not to standard output, in the ``meta`` of click's context.
REPORT, NOWHERE, STDERR = f"{__name__}.report", "nowhere", "stderr"

#: By states and severities.
_COLOURS = {"complete": "green", "partial": "yellow", "held": "magenta", "empty": "red", "missing": "red"}
_COLOURS |= {"error": "red", "warning": "yellow", "note": "cyan"}


def plain(text: str, encoding: str | None) -> str:
    """The text as a console with this encoding can show it: itself, else the nearest plain ASCII."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        bare = unicodedata.normalize("NFKD", text.translate(_NEAREST))
        return "".join(c for c in bare if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")
    return text


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines where this call has its report, by default on standard output; or on standard error."""
    place = STDERR if err else _report()
    if place == NOWHERE:
        return
    stream: IO[str] = sys.stderr if place == STDERR else sys.stdout
    encoding = getattr(stream, "encoding", None)
    lines = "\n".join(plain(line, encoding) for line in text.split("\n"))
    click.echo(lines, err=place == STDERR, color=False if os.environ.get("NO_COLOR") else None)


def _report() -> str | None:
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(REPORT)


def paint(words: str, tone: str) -> str:
    """The words in the colour of a state or severity. `say` takes colours off where they do not belong."""
    return click.style(words, fg=_COLOURS[tone])


class Progress:
    """A bar on standard error over what is read and then written, ``to_write`` outputs; silent when no terminal."""

    def __init__(self, label: str = "Membaca", to_write: int = 0) -> None:
        self.label, self.to_write = label, to_write
        self.visible = sys.stderr is not None and sys.stderr.isatty() and _report() != NOWHERE
        self._bar: Any = None
        self._before = 0  # steps of what was done before this

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` steps are done."""
        if not self.visible:
            return
        length = self._before + total + self.to_write
        if self._bar is None:
            self._bar = click.progressbar(
                length=length, label=self.label, file=sys.stderr, show_eta=False, show_pos=True
            )
        self._bar.length = length  # an output that turned out not to be needed is none of it
        self._bar.update(self._before + done - self._bar.pos)

    def writing(self) -> "Progress":
        """The same bar, for what is written after all has been read."""
        self.to_write = 0
        if self._bar is not None:
            self._before, self._bar.label = self._bar.pos, "Menulis"
        return self
