"""When Python need not look for garbage: where all that is made is needed, it looks in vain, ever longer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(*, lasting: bool = False) -> Iterator[None]:
    """Let Python look for no garbage: a seventh of the time of making a workbook, a third of merging.

    ``lasting`` says that what was made stays for long: it is taken for old, which Python looks through seldom, and not
    gone through at once. Not for a process that has frozen what it has.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if lasting:
            gc.freeze()
            gc.unfreeze()  # into the oldest generation
        gc.enable()
