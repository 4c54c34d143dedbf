"""Printing on any console: text that its encoding cannot show becomes the nearest plain ASCII; progress on one line.

No colours: what is printed is read on Windows consoles and pasted into messages.
"""

import sys
import unicodedata
from typing import IO

import click

_NEAREST = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "·": "-", "×": "x", "÷": "/", "“": '"', "”": '"', "‘": "'", "’": "'"}
    | {"\u00a0": " ", "→": "->", "≤": "<=", "≥": ">=", "│": "|", "─": "-", "■": "#", "□": "."}
)


def plain(text: str, encoding: str | None) -> str:
    """The text as a console with this encoding can show it: itself, else the nearest plain ASCII."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        bare = unicodedata.normalize("NFKD", text.translate(_NEAREST))
        return "".join(c for c in bare if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")
    return text


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines on standard output, or on standard error."""
    stream: IO[str] = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None)
    click.echo("\n".join(plain(line, encoding) for line in text.split("\n")), err=err)


class Progress:
    """One line on standard error that grows while files are read; silent when that is no terminal."""

    def __init__(self) -> None:
        self.shown = False
        self.visible = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Say that ``done`` files have been read."""
        if self.visible:
            click.echo(plain(f"\rMembaca {done} berkas … ", sys.stderr.encoding), nl=False, err=True)
            self.shown = True

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
