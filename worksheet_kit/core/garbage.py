"""When Python need not look for garbage: where all that is made is needed, it looks in vain, ever longer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage: it takes a seventh of the time of making a workbook, of merging up to a third."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
