"""How a run ends: the exit codes, and the one place where every error becomes a sentence.

0 done (``check``: nothing to put right); 1 something or someone is missing (``check``, ``merge --strict``); 2 wrong
usage or profile, or an output that cannot be written; 3 a fault of the program itself; 130 stopped with Ctrl+C. From 2
on, one sentence on standard error and nothing written.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from worksheet_kit.cli.console import say
from worksheet_kit.core.errors import WorksheetKitError, os_reason

OK, TO_PUT_RIGHT, WRONG_USE, OWN_FAULT, STOPPED = 0, 1, 2, 3, 130


@contextmanager
def sentence_for_errors() -> Iterator[None]:
    """Leave with one sentence on standard error and an exit code, never a traceback, whatever happens inside."""
    try:
        yield
    except WorksheetKitError as problem:
        _leave(WRONG_USE, str(problem))
    except (click.Abort, KeyboardInterrupt):
        _leave(STOPPED, "Dihentikan. Tidak ada yang diubah setelah ini.")
    except MemoryError:
        _leave(OWN_FAULT, "Memori komputer tidak cukup. Tutup program lain, atau periksa kiriman sedikit demi sedikit.")
    except OSError as problem:
        if problem.errno == errno.EINVAL and problem.filename is None:  # how Windows calls a broken pipe
            leave_silently()
        _leave(WRONG_USE, _os_sentence(problem))
    except RecursionError:
        _leave(OWN_FAULT, "Ada berkas yang bersarang terlalu dalam untuk dibaca.")
    except Exception as problem:  # the last net: a fault of ours, told in a sentence that helps to report it
        inner = problem.args[0] if problem.args else None
        if isinstance(inner, OSError):  # a writer's own wrapping of it
            _leave(WRONG_USE, _os_sentence(inner))
        if os.environ.get("WORKSHEET_KIT_DEBUG"):
            raise
        kind = f"{type(problem).__name__}: {problem}".splitlines()[0][:200]
        _leave(OWN_FAULT, f"Program terhenti karena keadaan yang tidak diduga ({kind}). Laporkan kalimat ini.")


def leave_silently() -> NoReturn:
    """End when the reader of a pipe has gone: nobody is left to tell, nor to be told when Python flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(OK)


def _leave(code: int, sentence: str) -> NoReturn:
    say(sentence, err=True)
    sys.exit(code)


def _os_sentence(problem: OSError) -> str:
    from pathlib import Path

    name = Path(str(problem.filename)).name if problem.filename else "Berkas"
    if isinstance(problem, PermissionError):
        return f"{name} tidak dapat dibuka atau ditulis. Tutup dulu di program lain, lalu ulangi."
    if isinstance(problem, FileNotFoundError):
        return f"{name} tidak ditemukan. Cek tulisannya, lalu ulangi."
    return f"{name} tidak dapat dibaca atau ditulis ({os_reason(problem)})."
