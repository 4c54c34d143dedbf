"""TOML tables and CSV rows by small typed getters, for people who write profiles in Notepad and Excel.

Where something cannot be used a getter raises `Fault`, whose path of keys grows while it unwinds
(``form.program_kerja.column[3].kind``; entries are counted from 1, as people do). Sentences are Indonesian.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

CELL_LIMIT = 32_767  # characters in an Excel cell
FILE_SIZE_LIMIT = 5_000_000  # bytes; a profile is some ten thousand

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")

T = TypeVar("T")


# ---------------------------------------------------------------------------------------------------------------------
# Faults and files
# ---------------------------------------------------------------------------------------------------------------------


class Fault(Exception):
    """Something that cannot be used: a sentence, and the path to it, which grows while it unwinds."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = list(path)
        self.file = ""

    def __str__(self) -> str:
        path = ""
        for step in self.path:
            joint = "" if step.startswith("[") or not path else ", " if " " in step else "."
            path += joint + short(step)
        return ": ".join(part for part in (self.file, path, self.sentence) if part)


@contextmanager
def at(*steps: str) -> Iterator[None]:
    """Prepend these steps to the path of a fault raised inside."""
    try:
        yield
    except Fault as fault:
        if not fault.file:
            fault.path[:0] = steps
        raise


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Name the file of a fault raised inside, unless a file within has been named."""
    try:
        yield
    except Fault as fault:
        fault.file = fault.file or str(path)
        raise


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise Fault("berkas ini tidak ada.") from None
    except (OSError, ValueError):
        raise Fault("berkas ini tidak dapat dibuka; cek namanya dan izin bacanya.") from None
    if len(data) > FILE_SIZE_LIMIT:
        raise Fault(f"berkas ini lebih besar dari {FILE_SIZE_LIMIT // 1_000_000} MB, jadi bukan berkas profil.")
    return data


def read_toml(path: Path) -> dict[str, object]:
    """The top table of a TOML file; a byte order mark, as Notepad writes it, is no matter."""
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault("berkas ini bukan teks UTF-8; simpan sebagai teks dengan penyandian UTF-8.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"line (\d+), column (\d+)", str(problem))
        where = f"baris {place[1]}, huruf ke-{place[2]}" if place else "akhir berkas"
        raise Fault(f"isi berkas belum terbaca sebagai TOML pada {where}; cek tanda kutip, kurung, dan =.") from None
    except (ValueError, RecursionError):
        raise Fault("isi berkas belum terbaca sebagai TOML; ada angka atau kurung yang terlalu panjang.") from None


# ---------------------------------------------------------------------------------------------------------------------
# Typed getters
# ---------------------------------------------------------------------------------------------------------------------


def what(value: object) -> str:
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
    """The beginning of a text on one line, for a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def nearest(word: str, known: Iterable[str]) -> str:
    """``; mungkin maksudnya "…"``, or nothing."""
    near = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f'; mungkin maksudnya "{near[0]}"' if near else ""


def missing(expected: str) -> Fault:
    """The fault of a key that is not there."""
    return Fault(f"belum ada; isi dengan {expected}.")


def wrong(value: object, expected: str) -> Fault:
    """The fault of a value of another type or range."""
    return Fault(f"berisi {what(value)}; yang diharapkan {expected}.")


def checked_text(value: object, limit: int, *, lines: bool = False) -> str:
    """A text without blanks at its ends, within ``limit`` characters and fit for a cell."""
    if not isinstance(value, str):
        raise wrong(value, "teks")
    text = value.strip()
    for letter in text:
        if letter == "\n" and lines:
            continue
        if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} or letter in "\ufffe\uffff":
            name = "ganti baris" if letter in "\r\n" else f"tanda U+{ord(letter):04X}"
            raise Fault(f'"{short(text)}" berisi {name}, yang tidak dapat dipakai di sini; hapus tanda itu.')
    length = len(text.encode("utf-16-le")) // 2  # as Excel counts
    if length > limit:
        raise Fault(f'"{short(text)}" panjangnya {length} huruf; paling panjang {limit} huruf.')
    return text


def no_fill(text: str) -> str:
    """Leave placeholders alone."""
    return text


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table with typed getters. Absent keys give the default; where there is none they are a fault."""

    values: Mapping[str, object]
    fill: Callable[[str], str] = no_fill  # fills in the placeholders of words

    @classmethod
    def of(cls, raw: object, known: str, fill: Callable[[str], str] = no_fill) -> Table:
        """Take ``raw`` as a table with no keys but the ``known`` ones (blank-separated)."""
        if not isinstance(raw, dict):
            raise wrong(raw, "tabel dengan kunci " + ", ".join(known.split()))
        for key in raw:
            if key not in known.split():
                raise Fault(f"kunci ini tidak dikenal{nearest(key, known.split())}.", key)
        return cls(raw, fill)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text, not blank unless a default is given. Placeholders are left alone."""
        with at(key):
            if key not in self.values:
                if default is None:
                    raise missing("teks")
                return default
            text = checked_text(self.values[key], limit, lines=lines)
            if not text and default is None:
                raise Fault("masih kosong; isi dengan teks.")
            return text

    def words(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text with its placeholders filled in; the limit holds for the result."""
        text = self.text(key, default, lines=lines)
        with at(key):
            return checked_text(self.fill(text), limit, lines=lines)

    def texts(self, key: str, default: Sequence[str] | None = None, *, limit: int = CELL_LIMIT) -> tuple[str, ...]:
        """A list of texts, none blank, with placeholders filled in."""

        def one(value: object) -> str:
            text = checked_text(self.fill(checked_text(value, CELL_LIMIT, lines=True)), limit, lines=True)
            if not text:
                raise Fault("masih kosong; isi dengan teks atau hapus.")
            return text

        return self.each(key, one, None if default is None else tuple(default))

    def each(self, key: str, read: Callable[[object], T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """What ``read`` makes of each entry of a list; a list without default has at least one entry."""
        with at(key):
            if key not in self.values:
                if default is None:
                    raise missing("daftar […]")
                return default
            value = self.values[key]
            if not isinstance(value, list):
                raise wrong(value, "daftar […]")
            if not value and default is None:
                raise Fault("masih kosong; isi sedikitnya satu.")
            found = []
            for n, entry in enumerate(value, 1):
                with at(f"[{n}]"):
                    found.append(read(entry))
            return tuple(found)

    def named(self, key: str, read: Callable[[str, object], T]) -> dict[str, T]:
        """What ``read`` makes of each entry of a table with free names, by name; empty when absent."""
        with at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise wrong(value, "tabel {…}")
            found = {}
            for name, entry in value.items():
                with at(name):
                    if not _NAME.fullmatch(name):
                        raise Fault(
                            "nama ini belum cocok; pakai huruf kecil, angka, dan garis bawah, paling banyak 60."
                        )
                    found[name] = read(name, entry)
            return found

    def codes(self, key: str) -> dict[str, str]:
        """A table of block prefixes; empty when absent."""
        with at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise wrong(value, 'tabel {…} dengan awalan kode, misalnya {SO = "S"}')
            found = {}
            for own, other in value.items():
                with at(own):
                    found[own] = checked_text(other, 60)
            return found

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        with at(key):
            if key not in self.values:
                if default is None:
                    raise missing(f"bilangan bulat {low} sampai {high}")
                return default
            return whole(self.values[key], low, high)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number from ``low`` to ``high``."""
        with at(key):
            if key not in self.values:
                if default is None:
                    raise missing("angka")
                return default
            value = self.values[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise wrong(value, "angka")
            if not (low <= value <= high and math.isfinite(value)):
                raise wrong(value, f"angka {low:g} sampai {high:g}")
            return float(value)

    def flag(self, key: str, default: bool = False) -> bool:
        with at(key):
            value = self.values.get(key, default)
            if not isinstance(value, bool):
                raise wrong(value, "true atau false")
            return value

    def day(self, key: str) -> date:
        with at(key):
            if key not in self.values:
                raise missing("tanggal, misalnya 2022-07-20")
            value = self.values[key]
            if isinstance(value, datetime) or not isinstance(value, date):
                raise wrong(value, "tanggal tanpa tanda kutip, misalnya 2022-07-20")
            if not 1900 <= value.year <= 2999:
                raise wrong(value, "tanggal yang wajar")
            return value

    def matched(self, key: str, pattern: re.Pattern[str], rule: str) -> str:
        """A text of a fixed form, described by ``rule``."""
        text = self.text(key, limit=60)
        with at(key):
            return matched(text, pattern, rule)

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of the known words."""
        text = self.text(key, default, limit=60)
        with at(key):
            names = list(known)
            if text not in names and text != default:
                raise Fault(f'"{text}" tidak dikenal{nearest(text, names)}; pilihannya {", ".join(names)}.')
            return text


def whole(value: object, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise wrong(value, f"bilangan bulat {low} sampai {high}")
    return value


def matched(text: str, pattern: re.Pattern[str], rule: str) -> str:
    """The text, if it is of the fixed form that ``rule`` describes."""
    if not pattern.fullmatch(text):
        raise Fault(f'"{short(text)}" tidak dapat dipakai; pakai {rule}.')
    return text


def fold(text: str) -> str:
    """Text as compared between labels and aliases: case, width and runs of blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def unique(entries: Iterable[tuple[str, str]], what: str, key: str = "") -> None:
    """Refuse a value that a second entry has as well. ``entries`` are (step of the path, value)."""
    seen: dict[str, str] = {}
    for step, value in entries:
        if (folded := fold(value)) in seen:
            raise Fault(f'{what} "{value}" sudah dipakai di {seen[folded]}; pakai yang lain.', *_steps(step, key))
        seen[folded] = step


def _steps(step: str, key: str) -> list[str]:
    """``problem[3]`` and ``code`` as steps of a path."""
    return [step, key] if key else [step]


def one_of(word: str, known: Iterable[str], what: str) -> str:
    """The word, if it is known; ``what`` names its sort."""
    names = list(known)
    if word not in names:
        near = nearest(word, names) or ("; yang ada " + ", ".join(names) if 0 < len(names) <= 8 else "")
        raise Fault(f'{what} "{short(word)}" tidak ada{near}.')
    return word


# ---------------------------------------------------------------------------------------------------------------------
# CSV
# ---------------------------------------------------------------------------------------------------------------------

Record = Mapping[str, str]


def read_csv(path: Path, required: str, optional: str, read: Callable[[Record], T]) -> tuple[T, ...]:
    """What ``read`` makes of each row of a CSV file.

    Semicolons, commas or tabs; UTF-8 with or without byte order mark, else Windows-1252: as Excel in Indonesia
    saves it. A row number is the one Excel shows. Blank rows and a first line ``sep=;`` are passed over.
    """
    with in_file(path):
        data = _bytes(path)
        if b"\0" in data:
            raise Fault("berkas ini bukan CSV; di Excel pilih Simpan Sebagai, CSV UTF-8.")
        text = _decoded(data)
        rows = _records(text, [*required.split(), *optional.split()])
        found: list[T] = []
        header: list[str] = []
        for number, cells in rows:
            with at(f"baris {number}"):
                if not header:
                    header = _header(cells, required.split(), optional.split())
                    continue
                if any(cells[len(header) :]):
                    raise Fault(f"berisi lebih dari {len(header)} kolom; apit isi yang memuat pemisah dengan kutip.")
                padded = [*cells, *[""] * len(header)]
                record = {name: checked_text(padded[n], CELL_LIMIT) for n, name in enumerate(header)}
                for name in required.split():
                    if not record[name]:
                        raise Fault("masih kosong; isi kolom ini.", f"kolom {name}")
                found.append(read(dict.fromkeys(optional.split(), "") | record))
        if not found:
            raise Fault(f"belum berisi satu baris pun; baris judulnya {';'.join(required.split())}.")
        return tuple(found)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Fault("huruf di berkas ini tidak terbaca; di Excel pilih Simpan Sebagai, CSV UTF-8.")


def _records(text: str, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their number; the separator is the one that finds most of the ``names``."""
    lines = text.splitlines()
    declared = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None
    head = next((line for line in lines[1 if declared else 0 :] if line.strip(" ;,\t")), "")
    known = set(names)
    separator = max(";,\t", key=lambda sign: len(known & {cell.strip(' "').casefold() for cell in head.split(sign)}))
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
    known = [*required, *optional]
    for name in header:
        if name not in known:
            raise Fault(f'judul kolom "{short(name)}" tidak dikenal{nearest(name, known)}; kenal: {", ".join(known)}.')
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
