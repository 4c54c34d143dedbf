"""How long it takes to read returns: ours, with identification, values and checks, beside two bare readers.

Run ``python benchmarks/read.py``, with another number of returns than 60 behind it if so wished. It makes the returns
twice, as full as groups of office people make them and filled in to the last row, and reads the same files, in one run
and on one core, with (a) bare python-calamine, every sheet to Python lists; (b) this project: isolation in a worker
process, identification, keys, values, merge and checks; (c) pandas with openpyxl, every sheet. Prints processor seconds
and ratios. It ends with an AssertionError when a row, an answer or a finding is missing; one answer of each return is
in no list.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from worksheet_kit.collect import collect
from worksheet_kit.core.layout import sheet_layout
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import (
    Column,
    Form,
    Profile,
    Recipient,
    Required,
    Return,
    Stage,
    Value,
    WorksheetContent,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.kinds import KINDS
from worksheet_kit.profile import load_profile
from worksheet_kit.returns.workers import read_in_workers
from worksheet_kit.worksheet.workbook import worksheet_bytes

STAGE = 2
RETURNS = 60
#: Filled rows of the first form and of the others: what a group of the sample returns has, and all there are.
USUAL, FULL = (5, 10), (40, 80)
UNKNOWN = "Dinas Entah"  # one answer of each return, in no list
SYLLABLES = [
    "ba",
    "da",
    "ga",
    "ja",
    "ka",
    "la",
    "ma",
    "na",
    "pa",
    "ra",
    "sa",
    "ta",
    "wa",
    "ke",
    "se",
    "di",
    "ti",
    "si",
    "mu",
    "lu",
    "ru",
    "bu",
    "ngan",
    "lam",
    "tan",
    "kan",
    "rang",
]
ROUNDS = 5  # the best of these counts

Rows = tuple[int, int]


def main(count: int = RETURNS) -> None:
    profile = load_profile(Path("rembang"))
    stage = profile.stage(STAGE)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for rows in (USUAL, FULL):
        compare(profile, stage, rows, count)


def compare(profile: Profile, stage: Stage, filled: Rows, count: int) -> None:
    """Time the readers on returns with so many rows, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        paths = make(profile, stage, Path(folder), count, filled)
        size = sum(path.stat().st_size for path in paths)
        print(f"{len(paths)} returns of {filled[0]} + {filled[1]} rows, {size / 1e6:.1f} MB, one core\n")
        calamine = best(lambda: bare(paths))
        reading = best(lambda: ours(paths, profile, filled))
        collecting = best(lambda: everything(paths, profile, filled))
        pandas = best(lambda: with_pandas(paths), rounds=2)
    print(f"{'bare python-calamine':44}{calamine:8.2f} s")
    print(f"{'ours: isolated, identified, read by keys':44}{reading:8.2f} s {reading / calamine:6.1f} x calamine")
    print(f"{'ours: and values, merge and checks':44}{collecting:8.2f} s {collecting / calamine:6.1f} x calamine")
    print(f"{'pandas with openpyxl':44}{pandas:8.2f} s {pandas / collecting:6.1f} x ours with values and checks\n")


def make(profile: Profile, stage: Stage, folder: Path, count: int, filled: Rows) -> list[Path]:
    """Returns of the stage's groups and agencies in turn; who comes round again sends a copy with one cell more.

    Further copies of theirs hold the same, but are other files.
    """
    everyone = all_recipients(profile)
    paths = [folder / f"kiriman {n:03d}.xlsx" for n in range(count)]
    for n, path in enumerate(paths):
        if n < 2 * len(everyone):
            recipient = everyone[n % len(everyone)]
            rows = answers(profile, stage, recipient, filled)
            if n >= len(everyone):
                rows[next(iter(rows))]["keterangan"] = "Disalin dari laptop lama"
            content = WorksheetContent(answers=rows, raw={list(rows)[-1]: {lead(profile, stage): UNKNOWN}})
            path.write_bytes(worksheet_bytes(profile, stage, recipient, content))
        else:
            path.write_bytes(paths[len(everyone) + n % len(everyone)].read_bytes())
            with zipfile.ZipFile(path, "a") as archive:
                archive.comment = f"{n}".encode()
    return paths


def lead(profile: Profile, stage: Stage) -> str:
    """The first column of the last form that takes an agency."""
    form = profile.stage_forms(stage)[-1]
    return next(c.key for c in form.inputs if c.required is Required.YES and (c.list or "").startswith("opd"))


def answers(profile: Profile, stage: Stage, recipient: Recipient, filled: Rows) -> dict[str, dict[str, Value]]:
    """Rows with every required and recommended cell filled in."""
    rows: dict[str, dict[str, Value]] = {}
    for place, form in enumerate(profile.stage_forms(stage)):
        inputs = [column for column in form.inputs if column.required is not Required.NO]
        for m, row in enumerate(sheet_layout(form, profile, recipient).rows[: filled[min(place, 1)]]):
            cells = {column.key: answer(profile, form, column, recipient, m) for column in inputs}
            rows[row.key] = {key: value for key, value in cells.items() if value is not None}
    return rows


def answer(profile: Profile, form: Form, column: Column, recipient: Recipient, m: int) -> Value:
    if column.refers_to is not None:
        target = profile.forms[column.refers_to]
        here = target.name in {other.name for other in profile.stage_forms(profile.stage(STAGE))}
        return sheet_layout(target, profile, recipient).rows[m // 2].shown if here else None
    values = list_for(profile, form, column, recipient)
    if values is not None:
        return values.items[m % len(values.items)].stored
    if column.kind in (KINDS["number"], KINDS["money"]):
        return (m + 1) * (1_000_000 if column.kind is KINDS["money"] else 3)
    dice = random.Random(f"{recipient.code} {column.key} {m}")
    return " ".join(dice.sample(WORDS, dice.choice((4, 8, 14)))).capitalize()


def words(count: int) -> list[str]:
    """Made-up words, as many different ones as office prose has."""
    dice = random.Random(count)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3, 4))))] = None
    return list(found)


WORDS = words(800)


def best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Processor seconds of this process and its workers, so that what else runs on the machine does not count."""
    times = []
    for _ in range(rounds):
        start = sum(os.times()[:4])
        run()
        times.append(sum(os.times()[:4]) - start)
    return min(times)


def bare(paths: list[Path]) -> None:
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def ours(paths: list[Path], profile: Profile, filled: Rows) -> None:
    found = list(read_in_workers(paths, profile))
    assert all(isinstance(one, Return) for one in found)
    rows = [row for one in found if isinstance(one, Return) for sheet in one.sheets for row in sheet.rows]
    assert sum(len(row.cells) > 1 for row in rows) == sum(filled) * len(paths)  # a preset cell alone is no row


def everything(paths: list[Path], profile: Profile, filled: Rows) -> None:
    result = collect(paths, profile, stage=STAGE)
    senders = len(result.dataset.submissions)
    rows = [row for rows in result.dataset.rows.values() for row in rows]
    assert result.totals.read == result.totals.merged + result.totals.duplicate == sum(filled) * len(paths)
    assert len(rows) == sum(filled) * senders
    assert sum(row.text("keterangan") != "" for row in rows) == min(senders, len(paths) - senders)
    assert [finding.value for finding in result.findings if finding.code == "S202"] == [UNKNOWN] * senders


def with_pandas(paths: list[Path]) -> None:
    import pandas as pd  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl keeps no print area that is a formula
        for path in paths:
            pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
