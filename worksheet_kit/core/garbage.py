"""When Python need not look for garbage: where all that is made is needed, it looks in vain, ever longer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage: a seventh of the time of making a workbook, a third of merging."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
