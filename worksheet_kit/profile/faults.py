"""What cannot be used in a profile: one sentence and the path of keys to it, and all of them in one pass.

Where something cannot be used, readers and checks raise `Fault`, whose path grows while it unwinds
(``form.program_kerja.column[3].kind``; entries are counted from 1, as people do). Sentences are Indonesian. What can be
read beside a fault is read, so that all faults of a file are reported at once: `Gather` goes on after one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from worksheet_kit.values import similarity
from worksheet_kit.values.text import one_line

_PACKAGE = Path(__file__).parents[1]


class Fault(Exception):
    """Something that cannot be used: a sentence, and the path to it, which grows while it unwinds."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = list(path)
        self.file = ""
        self.overrides = False  # in what the profile says of a form's column, which no step above belongs to
        self.cause: tuple[str, ...] = ()  # the keys of the profile that it comes from, where its path says others

    @property
    def all(self) -> tuple[Fault, ...]:
        return (self,)

    def __str__(self) -> str:
        path = ""
        for step in self.path:
            joint = "" if step.startswith("[") or not path else ", " if " " in step else "."
            path += joint + short(step)
        return ": ".join(part for part in (self.file, path, self.sentence) if part)


class UnknownKeyFault(Fault):
    """A key that its table does not have."""


class Faults(Exception):
    """Several faults, found in one pass."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.all = tuple(faults)


class Gather:
    """Keeps the faults raised inside a ``with`` and goes on behind it, so that all of them are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> bool:
        if isinstance(problem, (Fault, Faults)):
            self.found += problem.all
        return isinstance(problem, (Fault, Faults))

    def end(self) -> None:
        """Raise what was kept, if anything."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise Faults(self.found)


@contextmanager
def at(*steps: str) -> Iterator[None]:
    """Prepend these steps to the path of a fault raised inside."""
    try:
        yield
    except (Fault, Faults) as caught:
        for fault in caught.all:
            if not fault.file and not fault.overrides:
                fault.path[:0] = steps
        raise


@contextmanager
def caused_by(*keys: str) -> Iterator[None]:
    """Note of a fault raised inside, as in a form, which keys of the profile it comes from; the innermost holds."""
    try:
        yield
    except (Fault, Faults) as caught:
        for fault in caught.all:
            fault.cause = fault.cause or keys
        raise


@contextmanager
def in_file(path: Path, *, of_form: bool = False) -> Iterator[None]:
    """Name the file of a fault raised inside, unless a file within has been named.

    What a profile says of a column of a form stands in the file of the profile, not in that ``of_form``.
    """
    try:
        yield
    except (Fault, Faults) as caught:
        for fault in caught.all:
            if not (of_form and fault.overrides):
                fault.file = fault.file or named(path)
        raise


def named(path: Path) -> str:
    """A file as a sentence names it; one that comes with the program not by where that is installed."""
    return f"bawaan {path.relative_to(_PACKAGE).as_posix()}" if path.is_relative_to(_PACKAGE) else str(path)


# ---------------------------------------------------------------------------------------------------------------------
# Parts of sentences
# ---------------------------------------------------------------------------------------------------------------------


def describe(value: object) -> str:
    """What a TOML value is, for a sentence."""
    match value:
        case bool():
            return f"{str(value).lower()} (ya/tidak)"
        case int() | float():
            shown = str(value)
            return f"angka {shown}" if len(shown) <= 40 else "angka yang sangat panjang"
        case str():
            return f'teks "{short(value)}"'
        case list():
            return "daftar […]"
        case dict():
            return "tabel {…}"
        case datetime() | date():
            return f"tanggal {value}"
        case _:
            return "jenis isian lain"


def short(text: str) -> str:
    """A text as a sentence quotes it."""
    return one_line(text, 60)


def nearest(word: str, known: Iterable[str]) -> str:
    """``; mungkin maksudnya "…"``, or nothing."""
    near = close(word, known)
    return f'; mungkin maksudnya "{near}"' if near else ""


def close(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, letter case aside; empty when none is like it."""
    names = {name.casefold(): name for name in known}
    return names.get(similarity.nearest(word[:100].casefold(), names, at_least=similarity.NEAR_KEY), "")


def missing(expected: str) -> Fault:
    """The fault of a key that is not there."""
    return Fault(f"belum ada; isi dengan {expected}.")


def wrong(value: object, expected: str) -> Fault:
    """The fault of a value of another type or range."""
    return Fault(f"berisi {describe(value)}; yang diharapkan {expected}.")
