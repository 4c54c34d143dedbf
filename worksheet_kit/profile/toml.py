"""TOML tables and CSV rows by small typed getters, for people who write profiles in Notepad and Excel.

Where something cannot be used a getter raises `Fault`, whose path of keys grows while it unwinds
(``form.program_kerja.column[3].kind``; entries are counted from 1, as people do). Sentences are Indonesian. What can be
read beside a fault is read, so that all faults of a file are told at once: `Gather` goes on after one.
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
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

CELL_LIMIT = 32_767  # characters in an Excel cell
FILE_SIZE_LIMIT = 5_000_000  # bytes; a profile is some ten thousand

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")

T = TypeVar("T")
P = ParamSpec("P")
Getter = Callable[Concatenate["Table", str, P], T]


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


class _Trying:
    """Keeps the faults raised inside a ``with``, and goes on behind it."""

    def __init__(self, found: list[Fault]) -> None:
        self.found = found

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> bool:
        if isinstance(problem, (Fault, Faults)):
            self.found += problem.all
            return True
        return False


class Gather:
    """Goes on after a fault, so that all of them are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def trying(self) -> _Trying:
        """Keep the faults raised inside a ``with``."""
        return _Trying(self.found)

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
            if not fault.file:
                fault.path[:0] = steps
        raise


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Name the file of a fault raised inside, unless a file within has been named."""
    try:
        yield
    except (Fault, Faults) as caught:
        for fault in caught.all:
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


def _decoded(data: bytes, kind: str, remedy: str) -> str:
    """Text as Windows programs save it: UTF-8, UTF-16 with a byte order mark, else Windows-1252."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Fault(f"berkas ini bukan {kind}; {remedy}.")
        return text
    raise Fault(f"huruf di berkas ini tidak terbaca; {remedy}.")


def read_toml(path: Path) -> dict[str, object]:
    """The top table of a TOML file, in any of the encodings Notepad writes."""
    text = _decoded(_bytes(path), "teks", "di Notepad pilih Simpan Sebagai (Save As), Pengodean (Encoding) UTF-8")
    text = re.sub("\r\n?", "\n", text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Fault(_toml_sentence(text, str(problem))) from None
    except (ValueError, RecursionError):
        raise Fault("isi berkas belum terbaca sebagai TOML; ada angka atau kurung yang terlalu panjang.") from None


_CURLY = "“”„‟‘’‚‛«»″′`´"
#: What a line that is no TOML shows, and what to do about it; the first that fits is said.
_TOML_HINTS: tuple[tuple[str, str], ...] = (
    (rf"=\s*\[?\s*[{_CURLY}]", 'ganti tanda kutip miring dengan kutip lurus "'),
    (r"^\s*[A-Za-z0-9_\"]+\s*:", "pakai tanda = sesudah kunci, bukan titik dua"),
    (r"=\s*(ya|tidak|yes|no|True|TRUE|False|FALSE|benar)\b", "tulis true atau false, dengan huruf kecil"),
    (r"=\s*\d{1,2}[-/. ]+(\d{1,2}|[A-Za-z]+)[-/. ]+\d{4}", "tulis tanggal dengan tahun di depan, misalnya 2025-05-06"),
    (r"=\s*\+?0\d[\d -]*(#.*)?$", "apit nomor dengan tanda kutip"),
    (r"=\s*-?\d+,\d+\s*(#.*)?$", "desimal memakai titik, misalnya 7.5"),
    (r"=\s*[\d.,]*\d[.,]\d{3}\b", "tulis angka tanpa titik dan koma ribuan"),
    (r"""=\s*(#.*)?$""", "isi sesudah tanda = masih kosong"),
    (r"""["']\s*["']""", "pisahkan isi daftar dengan koma"),
    (r"=\s*[A-Za-z]", 'apit teks dengan tanda kutip, misalnya "Kota Wanasari"'),
    (r"^[^=\[#]*$", "baris ini tidak memuat tanda =; tulis kunci = isi, atau beri # di depan catatan"),
    (r"^[^=]*[^\x00-\x7f]", "nama kunci hanya memakai huruf kecil a-z, angka, dan garis bawah, tanpa spasi lain"),
)


def _toml_sentence(text: str, problem: str) -> str:
    """Why a text is no TOML and what to do, from the line where the parser stopped."""
    place = re.search(r"line (\d+), column (\d+)", problem)
    lines = text.split("\n")
    number = int(place[1]) if place else max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
    line = lines[number - 1] if number <= len(lines) else ""
    rest = line[int(place[2]) - 1 :] if place else line
    if "overwrite" in problem or "twice" in problem or "already" in problem or "immutable" in problem:
        head = re.match(r"\s*\[+\s*([^\]]*?)\s*\]", line)
        advice = f"bagian yang berulang berkepala [[{head[1]}]] di setiap tempat" if head else "hapus yang kembar"
        return f'baris {number}: belum terbaca sebagai TOML: "{short(line)}" sudah ditulis sebelumnya; {advice}.'
    hint = "cek tanda kutip, kurung, koma, dan ="
    if "Unescaped '\\'" in problem or "escape" in problem:
        hint = "tanda \\ ditulis dua kali \\\\, atau pakai kutip tunggal"
    elif "Illegal character '\\n'" in problem or ("Unterminated" in problem and place is None):
        hint = "tanda kutip belum ditutup"
    elif "Unclosed array" in problem or "Unclosed inline" in problem:
        before = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), number)
        glued = re.search(r"""["']\s*["']|\d\s+[\d"']""", line)
        hint = (
            "pisahkan isi daftar dengan koma"
            if glued and rest[:1] in "\"'0123456789"
            else (f"koma atau kurung penutup belum ada di baris ini atau baris {before}")
        )
    elif found := next((said for pattern, said in _TOML_HINTS if re.search(pattern, line)), None):
        hint = found
    where = f"baris {number}" + (f", huruf ke-{place[2]}" if place else " (akhir berkas)")
    return f'{where}: belum terbaca sebagai TOML: "{short(line)}"; {hint}.'


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
    near = close(word, known)
    return f'; mungkin maksudnya "{near}"' if near else ""


def close(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, letter case aside; empty when none is like it."""
    names = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word[:100].casefold(), list(names), n=1, cutoff=0.6)
    return names[near[0]] if near else ""


def _as_entry(value: object) -> str:
    """A text or number as an entry of a list."""
    return f'"{short(value)}"' if isinstance(value, str) else str(value) if isinstance(value, int | float) else "…"


def missing(expected: str) -> Fault:
    """The fault of a key that is not there."""
    return Fault(f"belum ada; isi dengan {expected}.")


def wrong(value: object, expected: str) -> Fault:
    """The fault of a value of another type or range."""
    return Fault(f"berisi {what(value)}; yang diharapkan {expected}.")


def checked_text(value: object, limit: int, *, lines: bool = False) -> str:
    """A text without blanks at its ends, within ``limit`` characters and fit for a cell."""
    if not isinstance(value, str):
        raise wrong(value, "teks dalam tanda kutip")
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


_NO_TEXTS: tuple[str, ...] = ()


def _or(stand_in: T) -> Callable[[Getter[P, T]], Getter[P, T]]:
    """Make a getter of `Table` keep its faults and go on with a stand-in, which nobody sees: the table is refused."""

    def lenient(getter: Getter[P, T]) -> Getter[P, T]:
        @wraps(getter)
        def get(table: Table, key: str, /, *args: P.args, **more: P.kwargs) -> T:
            if key in table.meant:  # there under another name, which is refused already
                return stand_in
            with table.gather.trying():
                return getter(table, key, *args, **more)
            return stand_in

        return get

    return lenient


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table with typed getters, open within `opened`. Absent keys give the default, else they are a fault."""

    values: Mapping[str, object]
    fill: Callable[[str], str] = no_fill  # fills in the placeholders of words
    gather: Gather = field(default_factory=Gather)
    meant: frozenset[str] = frozenset()  # absent keys that are there under a name like theirs

    def __contains__(self, key: str) -> bool:
        return key in self.values

    @_or("")
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

    @_or("")
    def words(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text with its placeholders filled in; the limit holds for the result."""
        text = self.text(key, default, lines=lines)
        with at(key):
            return checked_text(self.fill(text), limit, lines=lines)

    @_or(_NO_TEXTS)
    def texts(self, key: str, default: Sequence[str] | None = None, *, limit: int = CELL_LIMIT) -> tuple[str, ...]:
        """A list of texts, none blank, with placeholders filled in."""

        def one(value: object) -> str:
            text = checked_text(self.fill(checked_text(value, CELL_LIMIT, lines=True)), limit, lines=True)
            if not text:
                raise Fault("masih kosong; isi dengan teks atau hapus.")
            return text

        return self.each(key, one, None if default is None else tuple(default))

    def each(self, key: str, read: Callable[[object], T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """What ``read`` makes of each entry of a list; a list without default has at least one entry.

        No entries when one of them cannot be used, so that their numbers are never those of others.
        """
        found: list[T] = []
        faults = Gather()
        with faults.trying(), at(key):
            if key not in self.values:
                if default is None and key not in self.meant:
                    raise missing("daftar […]")
                return default or ()
            value = self.values[key]
            if isinstance(value, dict):
                raise Fault(f"berisi satu tabel; tulis kepalanya dengan dua kurung siku, [[{key}]].")
            if not isinstance(value, list):
                raise wrong(value, f"daftar dalam kurung siku, misalnya [{_as_entry(value)}]")
            if not value and default is None:
                raise Fault("masih kosong; isi sedikitnya satu.")
            for n, entry in enumerate(value, 1):
                with faults.trying(), at(key, f"[{n}]"):
                    found.append(read(entry))
        self.gather.found += faults.found
        return () if faults.found else tuple(found)

    def named(self, key: str, read: Callable[[str, object], T]) -> dict[str, T]:
        """What ``read`` makes of each entry of a table with free names, by name; empty when absent."""
        found: dict[str, T] = {}
        with self.gather.trying(), at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise wrong(value, "tabel {…}")
            for name, entry in value.items():
                with self.gather.trying(), at(key, name):
                    if not _NAME.fullmatch(name):
                        raise Fault(
                            "nama ini belum cocok; pakai huruf kecil, angka, dan garis bawah, paling banyak 60."
                        )
                    found[name] = read(name, entry)
        return found

    @_or(dict[str, str]())
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

    @_or(0)
    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        with at(key):
            if key not in self.values:
                if default is None:
                    raise missing(f"bilangan bulat {low} sampai {high}")
                return default
            return whole(self.values[key], low, high)

    @_or(0.0)
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

    @_or(False)
    def flag(self, key: str, default: bool = False) -> bool:
        with at(key):
            value = self.values.get(key, default)
            if not isinstance(value, bool):
                raise wrong(value, "true atau false")
            return value

    @_or(date.min)
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

    @_or("")
    def matched(self, key: str, pattern: re.Pattern[str], rule: str) -> str:
        """A text of a fixed form, described by ``rule``."""
        text = self.text(key, limit=60)
        with at(key):
            return matched(text, pattern, rule) if text else text

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of the known words."""
        names = list(known)
        text = self.text(key, default, limit=60)
        with self.gather.trying(), at(key):
            if text in names or text == default:
                return text
            if text:
                near = nearest(text, names)
                raise Fault(f'"{text}" tidak dikenal{near}; pilihannya {", ".join(names)}.')
        return names[0]


@contextmanager
def opened(raw: object, known: str, fill: Callable[[str], str] = no_fill) -> Iterator[Table]:
    """Take ``raw`` as a table with no keys but the ``known`` ones (blank-separated). Raises all its faults at the end.

    Within, a getter whose value cannot be used gives a stand-in.
    """
    if not isinstance(raw, dict):
        raise wrong(raw, "tabel dengan kunci " + ", ".join(known.split()))
    gather = Gather()
    strange = [key for key in raw if key not in known.split()]
    for key in strange:
        with gather.trying():
            raise UnknownKeyFault(f"kunci ini tidak dikenal{nearest(key, known.split())}.", key)
    meant = frozenset(close(key, known.split()) for key in strange) - raw.keys()
    with gather.trying():
        yield Table(raw, fill, gather, meant)
    gather.end()


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
        text = _decoded(_bytes(path), "CSV", "di Excel pilih Simpan Sebagai (Save As), CSV UTF-8")
        rows = _records(text, [*required.split(), *optional.split()])
        found: list[T] = []
        header: list[str] = []
        width = 0
        gather = Gather()
        for number, cells in rows:
            if not header:
                with at(f"baris {number}"):
                    header, width = _header(cells, required.split(), optional.split()), len(cells)
                continue
            with gather.trying(), at(f"baris {number}"):
                split_up = f"berisi lebih dari {len(header)} kolom; apit isi yang memuat pemisah dengan kutip."
                if any(cells[len(header) :]):
                    raise Fault(split_up)
                padded = [*cells, *[""] * len(header)]
                record = {name: checked_text(padded[n], CELL_LIMIT) for n, name in enumerate(header)}
                for name in required.split():
                    if not record[name]:
                        raise Fault("masih kosong; isi kolom ini.", f"kolom {name}")
                try:
                    found.append(read(dict.fromkeys(optional.split(), "") | record))
                except Fault:
                    if len(cells) > width:  # a separator within a text has moved what stands behind it
                        raise Fault(split_up) from None
                    raise
        gather.end()
        if not found:
            raise Fault(f"belum berisi satu baris pun; baris judulnya {';'.join(required.split())}.")
        return tuple(found)


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
    if not set(header) & set(known):
        raise Fault(f"baris judul belum ada di atas baris ini; tulis {';'.join(required)}.")
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
