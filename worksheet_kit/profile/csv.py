"""CSV tables of a profile, as people save them from Excel: one row, one entry."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from worksheet_kit.profile.faults import Fault, Gather, at, in_file, nearest, short, wrong
from worksheet_kit.profile.limits import CELL_LIMIT
from worksheet_kit.profile.text_files import read_text
from worksheet_kit.profile.toml import checked_text, opened

T = TypeVar("T")

Record = Mapping[str, str]


def read_csv(path: Path, required: str, optional: str, read: Callable[[Record], T]) -> tuple[T, ...]:
    """What ``read`` makes of each row of a CSV file.

    Semicolons, commas or tabs; UTF-8 with or without byte order mark, else Windows-1252: as Excel in Indonesia
    saves it. A row number is the one Excel shows. Blank rows and a first line ``sep=;`` are passed over.
    """
    with in_file(path):
        text = read_text(path, "CSV", "di Excel pilih Simpan Sebagai (Save As), CSV UTF-8")
        rows = _records(text, [*required.split(), *optional.split()])
        records: list[T] = []
        header: list[str] = []
        width = 0
        gather = Gather()
        for number, cells in rows:
            if not header:
                with at(f"baris {number}"):
                    header, width = _header(cells, required.split(), optional.split()), len(cells)
                continue
            with gather, at(f"baris {number}"):
                split_up = f"berisi lebih dari {len(header)} kolom; apit isi yang memuat pemisah dengan kutip."
                if any(cells[len(header) :]):
                    raise Fault(split_up)
                padded = [*cells, *[""] * len(header)]
                record = {}
                for name, cell in zip(header, padded, strict=False):
                    with at(f"kolom {name}"):
                        record[name] = checked_text(cell, CELL_LIMIT)
                try:
                    records.append(_entry(record, required, optional, read))
                except Fault:
                    if len(cells) > width:  # a separator within a text has moved what stands behind it
                        raise Fault(split_up) from None
                    raise
        gather.end()
        if not records:
            raise Fault(f"belum berisi satu baris pun; baris judulnya {';'.join(required.split())}.")
        return tuple(records)


def read_rows(rows: object, required: str, optional: str, read: Callable[[Record], T]) -> tuple[T, ...]:
    """The same of rows that stand in the profile itself: tables whose keys are the names of the columns."""
    if not isinstance(rows, list):
        raise wrong(rows, "daftar […]")
    gather = Gather()
    records: list[T] = []
    for number, row in enumerate(rows, 1):
        with gather, at(f"[{number}]"), opened(row, f"{required} {optional}") as table:
            record = {}
            for name in row:
                with table.gather, at(f"kolom {name}"):
                    record[name] = checked_text(row[name], CELL_LIMIT)
            if not table.gather.found:
                records.append(_entry(dict.fromkeys(required.split(), "") | record, required, optional, read))
    gather.end()
    return tuple(records)


def _entry(record: Record, required: str, optional: str, read: Callable[[Record], T]) -> T:
    for name in required.split():
        if not record[name]:
            raise Fault("masih kosong; isi kolom ini.", f"kolom {name}")
    return read({**dict.fromkeys(optional.split(), ""), **record})


def _records(text: str, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their number; the separator is the one that finds most of the ``names``."""
    lines = text.splitlines()
    declared = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None
    head = next((line for line in lines[1 if declared else 0 :] if line.strip(" ;,\t")), "")
    wanted = set(names)
    separator = max(";,\t", key=lambda sign: len(wanted & {cell.strip(' "').casefold() for cell in head.split(sign)}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            cells = [cell.strip() for cell in row]
            if any(cells) and not (declared and number == 1):
                yield number, cells
    except csv.Error:
        raise Fault("belum terbaca sebagai CSV; cek tanda kutip di baris ini.", f"baris {number + 1}") from None


def _header(cells: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    header = [cell.casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    columns = [*required, *optional]
    if not set(header) & set(columns):
        raise Fault(f"baris judul belum ada di atas baris ini; tulis {';'.join(required)}.")
    for name in header:
        if name not in columns:
            raise Fault(
                f'judul kolom "{short(name)}" tidak dikenal{nearest(name, columns)}; kenal: {", ".join(columns)}.'
            )
    if double := [name for name, times in Counter(header).items() if times > 1]:
        raise Fault(f'judul kolom "{double[0]}" ada dua kali; pakai satu saja.')
    if absent := [name for name in required if name not in header]:
        raise Fault(f'judul kolom "{absent[0]}" belum ada; tambahkan.')
    return header


def split(text: str) -> tuple[str, ...]:
    """Several entries in one CSV cell."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def yes(record: Record, name: str) -> bool:
    """Whether a CSV cell says ya; blank is no."""
    answer = record[name].casefold()
    if answer not in {"", "ya", "tidak"}:
        raise Fault(f'berisi "{short(answer)}"; isi ya atau tidak.', f"kolom {name}")
    return answer == "ya"
