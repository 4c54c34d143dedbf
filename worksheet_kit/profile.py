"""TOML and CSV to a `Profile` with its forms: whole, or refused with one sentence that names file and key path.

A profile is a folder: ``profile.toml``, the CSV files it names, and, if it wants forms of its own, ``forms/NAME.toml``.
A form that is not there is taken from the packaged ones. Small typed getters read the TOML; where something cannot be
used they raise `_Fault`, whose path of keys grows while it unwinds (``form.program_kerja.column[3].kind``; entries are
counted from 1, as people do). Nothing but `ProfileError` leaves this module for bad input.

Words of a form may hold placeholders such as ``{daerah}`` or ``{tahun_akhir}``, so that no form knows a region or a
year; `_placeholders` lists them. They are filled in by plain replacement, once.

Limits are Excel's (ECMA-376 and "Excel specifications and limits"): xlsxwriter leaves a text that is too long out of the
workbook with a warning or none, so every text is measured here.
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
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from worksheet_kit import layout, lists
from worksheet_kit.errors import ProfileError
from worksheet_kit.model import (
    Agency,
    Block,
    Column,
    Contact,
    Dimension,
    Form,
    Hint,
    IdentityField,
    Item,
    Kind,
    Paper,
    Problem,
    Profile,
    Programme,
    Quarter,
    Recipient,
    Required,
    Rule,
    RuleKind,
    Stage,
    ValueList,
)

PROFILE_FILE = "profile.toml"
DEFAULT_PROFILE = "rembang"
_PACKAGE = Path(__file__).parent
PACKAGED_PROFILES = _PACKAGE / "profiles"
PACKAGED_FORMS = _PACKAGE / "forms"

#: Paper known by name. Index as in ECMA-376 part 1, 18.3.1.63; F4 is what Indonesian offices call folio.
PAPERS = {
    "F4": Paper(name="F4", index=14, width=215.9, height=330.2),
    "A4": Paper(name="A4", index=9, width=210.0, height=297.0),
    "A3": Paper(name="A3", index=8, width=297.0, height=420.0),
}

#: Excel's limits, in characters unless said.
CELL_LIMIT = 32_767
PROMPT_LIMIT = 255
LABEL_LIMIT = 255  # so that a label can stand as a literal in a formula
SHEET_LIMIT = 31
ROW_LIMIT = 1_048_576  # rows
COLUMN_LIMIT = 16_384  # columns
WIDTH_LIMIT = 255.0  # width units
PASSWORD_LIMIT = 15  # the sheet protection hash is defined up to here
#: Ours: a heading also stands in messages and, shortened, as the title of a prompt.
HEADING_LIMIT = 100
FILE_SIZE_LIMIT = 5_000_000  # bytes; a profile is some ten thousand

_RESERVED_SHEETS = (
    "History",
    layout.INSTRUCTIONS_SHEET,
    layout.EXAMPLES_SHEET,
    layout.LISTS_SHEET,
    layout.KIT_SHEET,
    layout.CORRECTIONS_SHEET,
)
_REFERENCE_PREFIX = "acuan "  # read-only sheets of an earlier stage are named so

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z][A-Z0-9]*")
_AGENCY_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_PROGRAMME_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
_EDITION = re.compile(r"[A-Z]+[0-9]+")
_PREFIX = re.compile(r"[A-Z]+")
_REVISION = re.compile(r"R[1-9][0-9]?")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_QUARTER = re.compile(r"TW (I|II|III|IV) ([0-9]{4})|([0-9]{4})-Q([1-4])")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]')
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NUMERALS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()

T = TypeVar("T")


def load_profile(path: Path | str | None = None) -> Profile:
    """Load a profile.

    ``path`` is a profile folder, a TOML file, or the name of a packaged profile; None takes ``profile.toml`` in the
    current folder, else the packaged default. Raises ProfileError with one Indonesian sentence.
    """
    try:
        return _load(_locate(path))
    except _Fault as fault:
        raise ProfileError(str(fault)) from None


def packaged_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the package."""
    return tuple(sorted(folder.name for folder in PACKAGED_PROFILES.iterdir() if (folder / PROFILE_FILE).is_file()))


# ---------------------------------------------------------------------------------------------------------------------
# Faults and files
# ---------------------------------------------------------------------------------------------------------------------


class _Fault(Exception):
    """Something that cannot be used: a sentence, and the path to it, which grows while it unwinds."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = list(path)
        self.file = ""

    def __str__(self) -> str:
        path = "".join(step if step.startswith("[") else f".{step}" for step in self.path).removeprefix(".")
        return ": ".join(part for part in (self.file, path, self.sentence) if part)


@contextmanager
def _at(*steps: str) -> Iterator[None]:
    """Prepend these steps to the path of a fault raised inside."""
    try:
        yield
    except _Fault as fault:
        if not fault.file:
            fault.path[:0] = steps
        raise


@contextmanager
def _in_file(path: Path) -> Iterator[None]:
    """Name the file of a fault raised inside, unless a file within has been named."""
    try:
        yield
    except _Fault as fault:
        fault.file = fault.file or str(path)
        raise


def _locate(path: Path | str | None) -> Path:
    """The TOML file that is meant."""
    if path is None:
        here = Path(PROFILE_FILE)
        return here if here.is_file() else PACKAGED_PROFILES / DEFAULT_PROFILE / PROFILE_FILE
    given = Path(path)
    try:
        if given.is_file():
            return given
        if (given / PROFILE_FILE).is_file():
            return given / PROFILE_FILE
        is_folder = given.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if str(given) in packaged_profiles():
        return PACKAGED_PROFILES / given / PROFILE_FILE
    if is_folder:
        raise _Fault(f"folder profil {given} tidak berisi {PROFILE_FILE}; buat berkas itu di dalamnya.")
    names = ", ".join(packaged_profiles())
    raise _Fault(f"profil {given} tidak ditemukan; sebutkan folder atau berkas profil, atau profil bawaan: {names}.")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise _Fault("berkas ini tidak ada.") from None
    except (OSError, ValueError):
        raise _Fault("berkas ini tidak dapat dibuka; cek namanya dan izin bacanya.") from None
    if len(data) > FILE_SIZE_LIMIT:
        raise _Fault(f"berkas ini lebih besar dari {FILE_SIZE_LIMIT // 1_000_000} MB, jadi bukan berkas profil.")
    return data


def _toml(path: Path) -> dict[str, object]:
    """The top table of a TOML file; a byte order mark, as Notepad writes it, is no matter."""
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Fault("berkas ini bukan teks UTF-8; simpan sebagai teks dengan penyandian UTF-8.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"line (\d+), column (\d+)", str(problem))
        where = f"baris {place[1]}, huruf ke-{place[2]}" if place else "akhir berkas"
        raise _Fault(f"isi berkas belum terbaca sebagai TOML pada {where}; cek tanda kutip, kurung, dan =.") from None
    except (ValueError, RecursionError):
        raise _Fault("isi berkas belum terbaca sebagai TOML; ada angka atau kurung yang terlalu panjang.") from None


# ---------------------------------------------------------------------------------------------------------------------
# Typed getters
# ---------------------------------------------------------------------------------------------------------------------


def _what(value: object) -> str:
    """What a TOML value is, for a sentence."""
    match value:
        case bool():
            return f"{str(value).lower()} (ya/tidak)"
        case int() | float():
            shown = str(value)
            return f"angka {shown}" if len(shown) <= 40 else "angka yang sangat panjang"
        case str():
            return f'teks "{_short(value)}"'
        case list():
            return "daftar […]"
        case dict():
            return "tabel {…}"
        case datetime() | date():
            return f"tanggal {value}"
        case _:
            return "jenis isian lain"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _nearest(word: str, known: Iterable[str]) -> str:
    """``; mungkin maksudnya "…"``, or nothing."""
    near = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f'; mungkin maksudnya "{near[0]}"' if near else ""


def _missing(expected: str) -> _Fault:
    return _Fault(f"belum ada; isi dengan {expected}.")


def _wrong(value: object, expected: str) -> _Fault:
    return _Fault(f"berisi {_what(value)}; yang diharapkan {expected}.")


def _checked_text(value: object, limit: int, *, lines: bool = False) -> str:
    """A text without blanks at its ends, within ``limit`` characters and fit for a cell."""
    if not isinstance(value, str):
        raise _wrong(value, "teks")
    text = value.strip()
    for letter in text:
        if letter == "\n" and lines:
            continue
        if unicodedata.category(letter) in {"Cc", "Cs", "Cn"} or letter in "\u2028\u2029":
            name = "ganti baris" if letter in "\r\n" else f"tanda U+{ord(letter):04X}"
            raise _Fault(f'"{_short(text)}" berisi {name}, yang tidak dapat dipakai di sini; hapus tanda itu.')
    if len(text) > limit:
        raise _Fault(f'"{_short(text)}" panjangnya {len(text)} huruf; paling panjang {limit} huruf.')
    return text


def _no_fill(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class _Table:
    """A TOML table with typed getters. Absent keys give the default; where there is none they are a fault."""

    values: Mapping[str, object]
    fill: Callable[[str], str] = _no_fill  # fills in the placeholders of words

    @classmethod
    def of(cls, raw: object, known: str, fill: Callable[[str], str] = _no_fill) -> _Table:
        """Take ``raw`` as a table with no keys but the ``known`` ones (blank-separated)."""
        if not isinstance(raw, dict):
            raise _wrong(raw, "tabel dengan kunci " + ", ".join(known.split()))
        for key in raw:
            if key not in known.split():
                raise _Fault(f"kunci ini tidak dikenal{_nearest(key, known.split())}.", key)
        return cls(raw, fill)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text, not blank unless a default is given. Placeholders are left alone."""
        with _at(key):
            if key not in self.values:
                if default is None:
                    raise _missing("teks")
                return default
            text = _checked_text(self.values[key], limit, lines=lines)
            if not text and default is None:
                raise _Fault("masih kosong; isi dengan teks.")
            return text

    def words(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text with its placeholders filled in; the limit holds for the result."""
        text = self.text(key, default, lines=lines)
        with _at(key):
            return _checked_text(self.fill(text), limit, lines=lines)

    def texts(self, key: str, default: Sequence[str] | None = None, *, limit: int = CELL_LIMIT) -> tuple[str, ...]:
        """A list of texts, none blank, with placeholders filled in."""

        def one(value: object) -> str:
            text = _checked_text(self.fill(_checked_text(value, CELL_LIMIT, lines=True)), limit, lines=True)
            if not text:
                raise _Fault("masih kosong; isi dengan teks atau hapus.")
            return text

        return self.each(key, one, None if default is None else tuple(default))

    def each(self, key: str, read: Callable[[object], T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """What ``read`` makes of each entry of a list; a list without default has at least one entry."""
        with _at(key):
            if key not in self.values:
                if default is None:
                    raise _missing("daftar […]")
                return default
            value = self.values[key]
            if not isinstance(value, list):
                raise _wrong(value, "daftar […]")
            if not value and default is None:
                raise _Fault("masih kosong; isi sedikitnya satu.")
            found = []
            for n, entry in enumerate(value, 1):
                with _at(f"[{n}]"):
                    found.append(read(entry))
            return tuple(found)

    def named(self, key: str, read: Callable[[str, object], T]) -> dict[str, T]:
        """What ``read`` makes of each entry of a table with free names, by name; empty when absent."""
        with _at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise _wrong(value, "tabel {…}")
            found = {}
            for name, entry in value.items():
                with _at(name):
                    if not _KEY.fullmatch(name):
                        raise _Fault("nama ini memakai tanda lain; pakai huruf kecil, angka, dan garis bawah.")
                    found[name] = read(name, entry)
            return found

    def codes(self, key: str) -> dict[str, str]:
        """A table of block prefixes; empty when absent."""
        with _at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise _wrong(value, "tabel {…} dengan awalan kode, misalnya {SO = \"S\"}")
            found = {}
            for own, other in value.items():
                with _at(own):
                    found[own] = _checked_text(other, 60)
            return found

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        with _at(key):
            if key not in self.values:
                if default is None:
                    raise _missing(f"bilangan bulat {low} sampai {high}")
                return default
            return _integer(self.values[key], low, high)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number from ``low`` to ``high``."""
        with _at(key):
            if key not in self.values:
                if default is None:
                    raise _missing("angka")
                return default
            value = self.values[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise _wrong(value, "angka")
            if not (low <= value <= high and math.isfinite(value)):
                raise _wrong(value, f"angka {low:g} sampai {high:g}")
            return float(value)

    def flag(self, key: str, default: bool = False) -> bool:
        with _at(key):
            value = self.values.get(key, default)
            if not isinstance(value, bool):
                raise _wrong(value, "true atau false")
            return value

    def day(self, key: str) -> date:
        with _at(key):
            if key not in self.values:
                raise _missing("tanggal, misalnya 2022-07-20")
            value = self.values[key]
            if isinstance(value, datetime) or not isinstance(value, date):
                raise _wrong(value, "tanggal tanpa tanda kutip, misalnya 2022-07-20")
            if not 1900 <= value.year <= 2999:
                raise _wrong(value, "tanggal yang wajar")
            return value

    def matched(self, key: str, pattern: re.Pattern[str], rule: str) -> str:
        """A text of a fixed form, described by ``rule``."""
        text = self.text(key, limit=60)
        with _at(key):
            return _matched(text, pattern, rule)

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of the known words."""
        text = self.text(key, default, limit=60)
        with _at(key):
            names = list(known)
            if text not in names and text != default:
                raise _Fault(f'"{text}" tidak dikenal{_nearest(text, names)}; pilihannya {", ".join(names)}.')
            return text


def _integer(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _wrong(value, f"bilangan bulat {low} sampai {high}")
    return value


def _matched(text: str, pattern: re.Pattern[str], rule: str) -> str:
    if not pattern.fullmatch(text):
        raise _Fault(f'"{_short(text)}" tidak dapat dipakai; pakai {rule}.')
    return text


def _fold(text: str) -> str:
    """Text as compared between labels and aliases: case, width and runs of blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _unique(entries: Iterable[tuple[str, str]], what: str, key: str = "") -> None:
    """Refuse a value that a second entry has as well. ``entries`` are (step of the path, value)."""
    seen: dict[str, str] = {}
    for step, value in entries:
        if (folded := _fold(value)) in seen:
            raise _Fault(f'{what} "{value}" sudah dipakai di {seen[folded]}; pakai yang lain.', *_steps(step, key))
        seen[folded] = step


def _steps(step: str, key: str) -> list[str]:
    """``problem[3]`` and ``code`` as steps of a path."""
    return [step, key] if key else [step]


# ---------------------------------------------------------------------------------------------------------------------
# CSV
# ---------------------------------------------------------------------------------------------------------------------

Record = Mapping[str, str]


def _csv(path: Path, required: str, optional: str, read: Callable[[Record], T]) -> tuple[T, ...]:
    """What ``read`` makes of each row of a CSV file.

    Semicolons, commas or tabs; UTF-8 with or without byte order mark, else Windows-1252: as Excel in Indonesia saves it.
    A row number is the one Excel shows. Blank rows and a first line ``sep=;`` are passed over.
    """
    with _in_file(path):
        data = _bytes(path)
        if b"\0" in data:
            raise _Fault("berkas ini bukan CSV; di Excel pilih Simpan Sebagai, CSV UTF-8.")
        text = _decoded(data)
        rows = _records(text, [*required.split(), *optional.split()])
        found: list[T] = []
        header: list[str] = []
        for number, cells in rows:
            with _at(f"baris {number}"):
                if not header:
                    header = _header(cells, required.split(), optional.split())
                    continue
                if any(cells[len(header) :]):
                    raise _Fault(f"berisi lebih dari {len(header)} kolom; apit isi yang memuat pemisah dengan kutip.")
                padded = [*cells, *[""] * len(header)]
                record = {name: _checked_text(padded[n], CELL_LIMIT) for n, name in enumerate(header)}
                for name in required.split():
                    if not record[name]:
                        raise _Fault("masih kosong; isi kolom ini.", f"kolom {name}")
                found.append(read({name: "" for name in optional.split()} | record))
        if not found:
            raise _Fault(f"belum berisi satu baris pun; baris judulnya {';'.join(required.split())}.")
        return tuple(found)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Fault("huruf di berkas ini tidak terbaca; di Excel pilih Simpan Sebagai, CSV UTF-8.")


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
        raise _Fault("belum terbaca sebagai CSV; cek tanda kutip di baris ini.", f"baris {number + 1}") from None


def _header(cells: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    header = [cell.casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    known = [*required, *optional]
    for name in header:
        if name not in known:
            raise _Fault(f'judul kolom "{_short(name)}" tidak dikenal{_nearest(name, known)}; kenal: {", ".join(known)}.')
    if double := [name for name, times in Counter(header).items() if times > 1]:
        raise _Fault(f'judul kolom "{double[0]}" ada dua kali; pakai satu saja.')
    if absent := [name for name in required if name not in header]:
        raise _Fault(f'judul kolom "{absent[0]}" belum ada; tambahkan.')
    return header


def _split(text: str) -> tuple[str, ...]:
    """Several entries in one CSV cell."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _yes(record: Record, name: str) -> bool:
    answer = record[name].casefold()
    if answer not in {"", "ya", "tidak"}:
        raise _Fault(f'berisi "{_short(answer)}"; isi ya atau tidak.', f"kolom {name}")
    return answer == "ya"


# ---------------------------------------------------------------------------------------------------------------------
# Profile
# ---------------------------------------------------------------------------------------------------------------------


def _load(path: Path) -> Profile:
    with _in_file(path):
        raw = _toml(path)
        profile, texts, examples = _profile(raw, path.parent)
        forms = _forms(profile, path.parent, texts, examples)
        profile = replace(profile, forms=forms)
        _check_profile(profile)
    return profile


_PROFILE_KEYS = (
    "name region edition event head plan paper years quarters attendance steps instructions password agencies programmes "
    "contact problem dimension list stage identity words example"
)


def _profile(raw: object, folder: Path) -> tuple[Profile, dict[str, str], dict[str, tuple[Mapping[str, str], ...]]]:
    """The profile without its forms, the words it lends to forms, and its own example rows by form."""
    top = _Table.of(raw, _PROFILE_KEYS)
    name, region = top.text("name", limit=60), top.text("region", limit=100)
    agencies = _agencies(top, folder)
    codes = [agency.code for agency in agencies]
    problems = top.each("problem", _problem)
    _unique(((f"problem[{n}]", p.code) for n, p in enumerate(problems, 1)), "kode masalah", "code")
    _unique(((f"problem[{n}]", p.name) for n, p in enumerate(problems, 1)), "nama masalah", "name")
    dimensions = top.each("dimension", lambda entry: _dimension(entry, codes))
    _unique(((f"dimension[{n}]", d.code) for n, d in enumerate(dimensions, 1)), "kode dimensi", "code")
    _unique(((f"dimension[{n}]", d.name) for n, d in enumerate(dimensions, 1)), "nama dimensi", "name")
    stages = top.each("stage", _stage)
    with _at("stage"):
        _ascending([stage.number for stage in stages], "number")
    identity = top.each("identity", _identity)
    _unique(((f"identity[{n}]", field.key) for n, field in enumerate(identity, 1)), "kunci", "key")
    profile = Profile(
        name=name,
        region=region,
        edition=top.matched("edition", _EDITION, "huruf besar diikuti angka, misalnya RBG22"),
        event=top.text("event", limit=200),
        head=top.text("head", limit=60),
        plan=top.text("plan", limit=100),
        paper=_paper(top),
        years=_years(top),
        quarters=_quarters(top),
        contact=_contact(top),
        problems=problems,
        agencies=agencies,
        programmes=_programmes(top, folder, codes),
        dimensions=dimensions,
        lists=top.named("list", _list),
        forms={},
        stages=stages,
        identity=identity,
        attendance=top.integer("attendance", 0, 200),
        steps=top.texts("steps", limit=1000),
        instructions=top.texts("instructions", limit=1000),
        password=top.text("password", "", limit=PASSWORD_LIMIT),
    )
    if not profile.password.isascii():
        raise _Fault("memakai huruf di luar ASCII; pakai huruf dan angka biasa.", "password")
    own = top.named("words", lambda _, value: _checked_text(value, 200))
    examples = top.named("example", _example_rows)
    return profile, _placeholders(profile) | own, examples


def _agencies(top: _Table, folder: Path) -> tuple[Agency, ...]:
    path = folder / top.text("agencies", limit=200)

    def agency(record: Record) -> Agency:
        code = record["kode"]
        with _at("kolom kode"):
            _matched(code, _AGENCY_CODE, "huruf besar dan angka, misalnya DINKES atau KEC-SUMBER")
            _no_revision(code)
        with _at("kolom singkatan"):
            _checked_text(record["singkatan"], 60)
        with _at("kolom nama"):
            _checked_text(record["nama"], LABEL_LIMIT)
        with _at("kolom alias"):
            aliases = tuple(_checked_text(alias, LABEL_LIMIT) for alias in _split(record["alias"]))
        found = Agency(
            code=code,
            name=record["nama"],
            short=record["singkatan"],
            aliases=aliases,
            district=_yes(record, "kecamatan"),
            contact=record["kontak"],
            phone=record["telepon"],
        )
        for spelling in (code, found.short, found.name, *aliases):
            owner = owners.setdefault(_fold(spelling), code)
            if owner != code:
                raise _Fault(f'"{spelling}" sudah dipakai OPD {owner}; satu sebutan hanya untuk satu OPD.')
        if code in seen:
            raise _Fault(f"kode {code} ada dua kali; satu OPD satu baris.", "kolom kode")
        seen.add(code)
        return found

    owners: dict[str, str] = {}
    seen: set[str] = set()
    return _csv(path, "kode nama singkatan", "alias kecamatan kontak telepon", agency)


def _programmes(top: _Table, folder: Path, codes: Sequence[str]) -> tuple[Programme, ...]:
    name = top.text("programmes", "", limit=200)
    if not name:
        return ()

    def programme(record: Record) -> Programme:
        code = record["kode"]
        with _at("kolom kode"):
            _matched(code, _PROGRAMME_CODE, "angka yang dipisah titik, misalnya 2.16.03")
            if code in seen:
                raise _Fault(f"kode {code} ada dua kali; satu program satu baris.")
            seen.add(code)
        with _at("kolom opd"):
            agencies = _split(record["opd"])
            for agency in agencies:
                _known(agency, codes, "OPD")
        title = re.sub(r"(?i)^program\s+", "", record["nama"])  # the label puts the word before it
        found = Programme(code=code, name=title, agencies=agencies)
        with _at("kolom nama"):
            _checked_text(found.label, LABEL_LIMIT)
        return found

    seen: set[str] = set()
    return _csv(folder / name, "kode nama", "opd", programme)


def _known(word: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    if word not in names:
        raise _Fault(f'{what} "{_short(word)}" tidak ada{_nearest(word, names)}.')
    return word


def _no_revision(code: str) -> None:
    """A part such as R1 would be read as the revision in a file code."""
    for part in code.split("-"):
        if _REVISION.fullmatch(part):
            raise _Fault(f'"{part}" dibaca sebagai nomor versi dalam kode berkas; pakai kode lain.')


def _problem(entry: object) -> Problem:
    table = _Table.of(entry, "code name indicator")
    problem = Problem(
        code=table.matched("code", _CODE, "huruf besar dan angka, misalnya M1"),
        name=table.text("name", limit=200),
        indicator=table.text("indicator", "", limit=500),
    )
    with _at("name"):
        _checked_text(problem.label, LABEL_LIMIT)
    return problem


def _dimension(entry: object, codes: Sequence[str]) -> Dimension:
    table = _Table.of(entry, "code name subdimensions aliases members room")
    code = table.matched("code", _CODE, "huruf besar dan angka, misalnya GOV")
    with _at("code"):
        _no_revision(code)
    name = table.text("name", limit=60)
    if _NOT_IN_FILE_NAMES.search(name) or name.endswith("."):
        raise _Fault(f'"{name}" dipakai sebagai nama berkas; hapus titik di akhir dan tanda < > : " / \\ | ? *.', "name")
    subdimensions = table.texts("subdimensions", limit=LABEL_LIMIT)
    with _at("subdimensions"):
        _unique(((f"[{n}]", sub) for n, sub in enumerate(subdimensions, 1)), "subdimensi")
    members = table.each("members", lambda value: _known(_checked_text(value, 60), codes, "OPD"))
    with _at("members"):
        _unique(((f"[{n}]", member) for n, member in enumerate(members, 1)), "OPD")
    return Dimension(
        code=code,
        name=name,
        subdimensions=subdimensions,
        aliases=table.texts("aliases", (), limit=LABEL_LIMIT),
        members=members,
        room=table.named("room", lambda _, rows: _integer(rows, 1, ROW_LIMIT)),
    )


def _stage(entry: object) -> Stage:
    table = _Table.of(entry, "number title dates start place deadline forms bring")
    forms = table.each("forms", lambda value: _matched(_checked_text(value, 60), _KEY, "nama berkas form tanpa .toml"))
    with _at("forms"):
        _unique(((f"[{n}]", form) for n, form in enumerate(forms, 1)), "form")
    return Stage(
        number=table.integer("number", 1, 99),
        title=table.text("title", limit=200),
        dates=table.text("dates", limit=100),
        start=table.day("start"),
        place=table.text("place", "", limit=200),
        deadline=table.text("deadline", limit=200),
        forms=forms,
        bring=table.texts("bring", (), limit=1000),
    )


def _identity(entry: object) -> IdentityField:
    table = _Table.of(entry, "key label required list help")
    return IdentityField(
        key=table.matched("key", _KEY, "huruf kecil, angka, dan garis bawah"),
        label=table.text("label", limit=HEADING_LIMIT),
        required=table.flag("required"),
        list=table.text("list", limit=200) if "list" in table else None,
        help=table.text("help", "", limit=PROMPT_LIMIT),
    )


def _contact(top: _Table) -> Contact:
    with _at("contact"):
        if "contact" not in top:
            raise _missing("tabel {…} dengan office, name, phone")
        table = _Table.of(top.values["contact"], "office name phone")
        return Contact(
            office=table.text("office", limit=200),
            name=table.text("name", "", limit=100),
            phone=table.text("phone", "", limit=60),
        )


def _paper(top: _Table) -> Paper:
    """A paper known by name, or one described by a table."""
    with _at("paper"):
        value = top.values.get("paper")
        if isinstance(value, dict):
            table = _Table.of(value, "name index width height")
            return Paper(
                name=table.text("name", limit=30),
                index=table.integer("index", 1, 118),
                width=table.number("width", 100, 900),
                height=table.number("height", 100, 1300),
            )
    return PAPERS[top.choice("paper", PAPERS)]


def _years(top: _Table) -> tuple[int, ...]:
    years = top.each("years", lambda value: _integer(value, 1900, 2999))
    with _at("years"):
        _ascending(years)
    if len(years) > 30:
        raise _Fault(f"berisi {len(years)} tahun; paling banyak 30.", "years")
    return years


def _quarters(top: _Table) -> tuple[Quarter, ...]:
    def quarter(value: object) -> Quarter:
        text = _checked_text(value, 60)
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise _Fault(f'"{_short(text)}" bukan triwulan; tulis misalnya TW III 2022.')
        return Quarter(int(match[2]), _ROMAN[match[1]]) if match[1] else Quarter(int(match[3]), int(match[4]))

    quarters = top.each("quarters", quarter)
    with _at("quarters"):
        _ascending(quarters)
    return quarters


def _ascending(values: Sequence[int] | Sequence[Quarter], *key: str) -> None:
    for n, (one, other) in enumerate(pairwise(values), 2):
        if not one < other:
            shown = other.label if isinstance(other, Quarter) else other
            raise _Fault(f"{shown} tidak sesudah yang sebelumnya; urutkan dari yang paling awal.", f"[{n}]", *key)


def _list(name: str, entry: object, fill: Callable[[str], str] = _no_fill) -> ValueList:
    """A list of a profile or a form. Items are labels, or tables with label, code and aliases."""
    if name in lists.MADE:
        raise _Fault(f'nama "{name}" dibuat sendiri dari isi profil; pakai nama lain.')
    table = _Table.of(entry, "title items hints", fill)

    def item(value: object) -> Item:
        if not isinstance(value, dict):
            label = _checked_text(fill(_checked_text(value, CELL_LIMIT)), LABEL_LIMIT)
            if not label:
                raise _Fault("masih kosong; isi dengan teks atau hapus.")
            return Item(label=label)
        part = _Table.of(value, "label code aliases", fill)
        code = part.text("code", "", limit=60)
        label = part.words("label", limit=LABEL_LIMIT)
        return Item(label=label, code=code or None, aliases=part.texts("aliases", (), limit=LABEL_LIMIT))

    def hint(value: object) -> Hint:
        part = _Table.of(value, "text labels", fill)
        return Hint(text=part.words("text", limit=LABEL_LIMIT), labels=part.texts("labels", limit=LABEL_LIMIT))

    found = ValueList(
        name=name,
        title=table.words("title", name.replace("_", " "), limit=60),
        items=table.each("items", item),
        hints=table.each("hints", hint, ()),
    )
    owners = _owners(found)
    for n, one in enumerate(found.hints, 1):
        with _at("hints", f"[{n}]"):
            if _fold(one.text) in owners:
                raise _Fault(f'"{one.text}" sudah menjadi isi atau alias daftar; hapus dari hints.', "text")
            for m, label in enumerate(one.labels, 1):
                with _at("labels", f"[{m}]"):
                    _known(label, [item.label for item in found.items], "isi daftar")
    return found


def _owners(found: ValueList) -> dict[str, str]:
    """Spelling to label over a whole list; refuses a spelling that two entries have."""
    owners: dict[str, str] = {}
    stored: dict[str, str] = {}
    with _at("items"):
        for n, item in enumerate(found.items, 1):
            with _at(f"[{n}]"):
                if _fold(item.label) in (_fold(label) for label in stored.values()):
                    raise _Fault(f'"{item.label}" ada dua kali dalam daftar; hapus yang kembar.')
                if item.stored in stored:
                    raise _Fault(f'kode "{item.stored}" ada dua kali dalam daftar; pakai kode lain.')
                stored[item.stored] = item.label
                for spelling in (item.label, *([item.code] if item.code else []), *item.aliases):
                    owner = owners.setdefault(_fold(spelling), item.label)
                    if owner != item.label:
                        raise _Fault(
                            f'"{spelling}" sudah dipakai "{_short(owner)}"; satu sebutan hanya untuk satu isi, '
                            "yang bermakna ganda ditulis di hints."
                        )
    return owners


def _example_rows(_: str, entry: object) -> tuple[Mapping[str, str], ...]:
    return _Table({"rows": entry}).each("rows", lambda row: _example(row))


def _example(entry: object, fill: Callable[[str], str] = _no_fill) -> Mapping[str, str]:
    """One row of *Contoh Isian*: texts by column key."""
    if not isinstance(entry, dict):
        raise _wrong(entry, "tabel {…}")
    row = {}
    for key, value in entry.items():
        with _at(key):
            row[fill(key)] = _checked_text(fill(_checked_text(value, CELL_LIMIT)), CELL_LIMIT)
    return row


def _placeholders(profile: Profile) -> dict[str, str]:
    """What the placeholders in the words of a form stand for; ``[words]`` of the profile adds to them or replaces them.

    Numbered ones (``{opd_1}`` to ``{opd_3}``, ``{lokasi_1}`` and so for every list of the profile) begin again from the
    first when there are fewer.
    """
    first = profile.dimensions[0]
    years = profile.years
    shorts = {agency.code: agency.short for agency in profile.agencies}
    number = len(profile.problems)
    words = {
        "daerah": profile.region,
        "nama_daerah": re.sub(r"^(Kabupaten|Kota|Provinsi)\s+", "", profile.region),
        "kepala_daerah": profile.head,
        "acara": profile.event,
        "rencana": profile.plan,
        "nama_rencana": re.sub(r"\s*(Tahun\s*)?\d{4}\s*[-–]\s*\d{4}$", "", profile.plan) or profile.plan,
        "jumlah_masalah": _NUMERALS[number] if number < len(_NUMERALS) else str(number),
        "tahun_awal": str(years[0]),
        "tahun_kedua": str(years[min(1, len(years) - 1)]),
        "tahun_akhir": str(years[-1]),
        "triwulan_awal": profile.quarters[0].label,
        "triwulan_kedua": profile.quarters[min(1, len(profile.quarters) - 1)].label,
        "triwulan_akhir": profile.quarters[-1].label,
        "kelompok": first.code,
    }
    for n in range(1, 4):
        words[f"masalah_{n}"] = profile.problems[(n - 1) % number].label
        words[f"subdimensi_{n}"] = first.subdimensions[(n - 1) % len(first.subdimensions)]
        words[f"opd_{n}"] = shorts[first.members[(n - 1) % len(first.members)]]
        for name, one in profile.lists.items():
            words[f"{name}_{n}"] = one.items[(n - 1) % len(one.items)].label
    return words


def _filler(words: Mapping[str, str]) -> Callable[[str], str]:
    """A function that fills in placeholders, once, by plain replacement; an unknown one is a fault."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name not in words:
            raise _Fault(
                f"{{{name}}} tidak dikenal{_nearest(name, words)}; tambahkan di bagian [words] profil atau hapus."
            )
        return words[name]

    return lambda text: _PLACEHOLDER.sub(one, text)


# ---------------------------------------------------------------------------------------------------------------------
# Forms
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A form with its file and, by column key, the step of the path to the column's spec."""

    form: Form
    path: Path
    steps: Mapping[str, str]
    own_examples: bool  # its examples are the profile's


def _forms(
    profile: Profile,
    folder: Path,
    words: Mapping[str, str],
    examples: Mapping[str, tuple[Mapping[str, str], ...]],
) -> dict[str, Form]:
    """Every form a stage names, and those they refer to, in that order."""
    loaded: dict[str, _Loaded] = {}
    for n, stage in enumerate(profile.stages, 1):
        for m, name in enumerate(stage.forms, 1):
            with _at("stage", f"[{n}]", "forms", f"[{m}]"):
                _load_form(name, profile, folder, words, examples, loaded)
    for name in examples:
        with _at("example", name):
            _known(name, loaded, "form")
    for n, dimension in enumerate(profile.dimensions, 1):
        with _at("dimension", f"[{n}]", "room"):
            for name in dimension.room:
                with _at(name):
                    _known(name, loaded, "form")
    for one in loaded.values():
        with _in_file(one.path), _at("form", one.form.name):
            _check_form(one, profile, {name: other.form for name, other in loaded.items()})
    _check_together(loaded)
    return {name: one.form for name, one in loaded.items()}


def _load_form(
    name: str,
    profile: Profile,
    folder: Path,
    words: Mapping[str, str],
    examples: Mapping[str, tuple[Mapping[str, str], ...]],
    loaded: dict[str, _Loaded],
) -> None:
    """Load a form and, after it, the forms it refers to."""
    if name in loaded:
        return
    own = folder / "forms" / f"{name}.toml"
    path = own if own.is_file() else PACKAGED_FORMS / f"{name}.toml"
    if not path.is_file():
        known = {file.stem for place in (folder / "forms", PACKAGED_FORMS) for file in place.glob("*.toml")}
        raise _Fault(f'form "{name}" tidak ada{_nearest(name, known)}; yang ada {", ".join(sorted(known))}.')
    with _in_file(path):
        raw = _toml(path)
        with _at("form", name):
            form, steps = _form(raw, name, profile, words, examples.get(name, ()))
        loaded[name] = _Loaded(form, path, steps, name in examples)
        for column in form.columns:
            key, other = "list", column.refers_to
            if column.kind is Kind.GIVEN:
                key, other = "source", column.source.partition(".")[0]
            if other is not None:
                with _at("form", name, steps[column.key], key):
                    _reference(other)
                    _load_form(other, profile, folder, words, examples, loaded)
        if form.rows_from:
            with _at("form", name, "rows_from"):
                _reference(form.rows_from)
                _load_form(form.rows_from, profile, folder, words, examples, loaded)


def _reference(name: str) -> None:
    _matched(name, _KEY, "nama form sesudah @, misalnya @program_kerja")


_FORM_KEYS = (
    "name sheet title noun title_column show_recipient freeze strips instructions rows_from block column rule list example"
)


def _form(
    raw: object, name: str, profile: Profile, words: Mapping[str, str], examples: tuple[Mapping[str, str], ...]
) -> tuple[Form, dict[str, str]]:
    """A form by itself, its repeats spelled out, and the steps to its columns."""
    fill = _filler(words)
    top = _Table.of(raw, _FORM_KEYS, fill)
    if top.text("name", limit=60) != name:
        raise _Fault(f'berisi "{top.text("name")}"; samakan dengan nama berkasnya, "{name}".', "name")
    specs = top.each("column", lambda entry: _columns(entry, profile, words))
    columns = [(f"column[{n}]", column) for n, spec in enumerate(specs, 1) for column in spec]
    _unique(((step, column.key) for step, column in columns), "kunci kolom", "key")
    _unique(((step, column.heading) for step, column in columns), "judul kolom", "heading")
    own = top.named("list", lambda title, entry: _list(title, entry, fill))
    rows = examples or top.each("example", lambda entry: _example(entry, fill), ())
    blocks = top.each("block", lambda entry: _block(entry, fill))
    _unique(((f"block[{n}]", block.prefix) for n, block in enumerate(blocks, 1)), "awalan kode", "prefix")
    form = Form(
        name=name,
        sheet=_sheet_name(top),
        title=top.words("title", limit=200),
        noun=top.words("noun", limit=60),
        blocks=blocks,
        columns=tuple(_with_example(column, rows) for _, column in columns),
        rules=top.each("rule", lambda entry: _rule(entry, fill), ()),
        # a list of the profile stands before one of the form
        lists=tuple(one for title, one in own.items() if title not in profile.lists),
        title_column=top.text("title_column", limit=60),
        show_recipient=top.flag("show_recipient"),
        freeze=top.text("freeze", "", limit=60),
        strips=top.texts("strips", (), limit=60),
        instructions=top.texts("instructions", (), limit=1000),
        examples=rows,
        rows_from=top.text("rows_from", "", limit=60),
    )
    return form, {column.key: step for step, column in columns}


def _with_example(column: Column, rows: Iterable[Mapping[str, str]]) -> Column:
    """The example of a column that states none is the first one in the example rows."""
    if column.example:
        return column
    return replace(column, example=next((row[column.key] for row in rows if row.get(column.key)), ""))


def _sheet_name(top: _Table) -> str:
    name = top.words("sheet", limit=SHEET_LIMIT)
    with _at("sheet"):
        if _NOT_IN_SHEET_NAMES.search(name) or name[0] == "'" or name[-1] == "'":
            raise _Fault(f'"{name}" memakai tanda yang tidak boleh ada di nama lembar: [ ] : * ? / \\ dan kutip di tepi.')
        if name.casefold() in (reserved.casefold() for reserved in _RESERVED_SHEETS):
            raise _Fault(f'"{name}" sudah dipakai untuk lembar lain di kertas kerja; pakai nama lain.')
        if name.casefold().startswith(_REFERENCE_PREFIX):
            raise _Fault(f'"{name}" mirip nama lembar acuan; pakai nama yang tidak dimulai dengan Acuan.')
    return name


def _block(entry: object, fill: Callable[[str], str]) -> Block:
    table = _Table.of(entry, "prefix rows digits title note", fill)
    return Block(
        prefix=table.matched("prefix", _PREFIX, "huruf besar saja, misalnya P"),
        rows=table.integer("rows", 1, ROW_LIMIT),
        digits=table.integer("digits", 1, 6, 1),
        title=table.words("title", "", limit=200),
        note=table.words("note", "", limit=500),
    )


def _rule(entry: object, fill: Callable[[str], str]) -> Rule:
    table = _Table.of(entry, "kind columns value limit message", fill)
    return Rule(
        kind=RuleKind(table.choice("kind", list(RuleKind))),
        columns=table.texts("columns", limit=60),
        value=table.words("value", "", limit=LABEL_LIMIT),
        limit=table.integer("limit", 0, ROW_LIMIT, 0),
        message=table.words("message", "", limit=LABEL_LIMIT),
    )


_COLUMN_KEYS = (
    "key heading kind required list help example width band repeat series blocks source preset minimum unit"
)


def _columns(entry: object, profile: Profile, words: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns one spec stands for: one, or one per plan year or per number when it repeats."""
    table = _Table.of(entry, _COLUMN_KEYS)
    repeat = table.values.get("repeat")
    if repeat is None:
        return (_column(entry, words),)
    key = table.matched("key", _KEY, "huruf kecil, angka, dan garis bawah")
    if "series" in table:
        raise _Fault("tidak perlu bersama repeat; hapus.", "series")
    parts: list[tuple[str, str, int | None]]
    with _at("repeat"):
        if repeat == "years":
            parts = [("tahun", str(year), year) for year in profile.years]
        elif isinstance(repeat, str):
            raise _wrong(repeat, 'angka atau "years"')
        else:
            parts = [("nomor", str(n), None) for n in range(1, _integer(repeat, 1, 30) + 1)]
    return tuple(
        replace(_column(entry, {**words, word: text}), key=f"{key}_{text}", series=key, year=year)
        for word, text, year in parts
    )


def _column(entry: object, words: Mapping[str, str]) -> Column:
    """One column, checked by itself."""
    table = _Table.of(entry, _COLUMN_KEYS, _filler(words))
    kind = Kind(table.choice("kind", list(Kind)))
    required = _required(table)
    column = Column(
        key=table.matched("key", _KEY, "huruf kecil, angka, dan garis bawah"),
        heading=table.words("heading", limit=HEADING_LIMIT),
        kind=kind,
        required=required,
        list=table.text("list", limit=200) if "list" in table else None,
        help=table.words("help", "", limit=PROMPT_LIMIT, lines=True),
        example=table.words("example", "", limit=CELL_LIMIT),
        width=table.number("width", 1.0, WIDTH_LIMIT, 12.0),
        band=table.words("band", "", limit=100),
        series=table.text("series", "", limit=60),
        blocks=table.codes("blocks"),
        source=table.text("source", "", limit=500),
        preset=table.choice("preset", ("opd",), ""),
        minimum=table.number("minimum", -1e15, 1e15) if "minimum" in table else None,
        unit=table.text("unit", "", limit=60),
    )
    if kind is Kind.QUARTER and column.list is None:
        column = replace(column, list="triwulan")
    _check_kind(column)
    return column


def _required(table: _Table) -> Required:
    known = {"any": Required.ANY, "recommended": Required.RECOMMENDED}
    value = table.values.get("required", False)
    if isinstance(value, bool):
        return Required.YES if value else Required.NO
    if not isinstance(value, str) or value not in known:
        near = _nearest(value, known) if isinstance(value, str) else ""
        raise _Fault(f'berisi {_what(value)}; yang diharapkan true, false, "recommended", atau "any"{near}.', "required")
    return known[value]


#: What each kind must and may say besides key, heading, kind, help, example, width and band.
_KIND_NEEDS = {Kind.CHOICE: "list", Kind.GIVEN: "source", Kind.LOOKUP: "source", Kind.TOTAL: "source"}
_KIND_MAY = {
    "required": {Kind.TEXT, Kind.CHOICE, Kind.NUMBER, Kind.MONEY, Kind.QUARTER},
    "list": {Kind.CHOICE, Kind.QUARTER},
    "blocks": {Kind.CHOICE},
    "preset": {Kind.CHOICE},
    "source": {Kind.GIVEN, Kind.LOOKUP, Kind.TOTAL},
    "minimum": {Kind.NUMBER, Kind.MONEY},
    "unit": {Kind.NUMBER},
}


def _check_kind(column: Column) -> None:
    """Refuse an attribute the kind has no use for, and the lack of one it needs."""
    said = {
        "required": column.required is not Required.NO,
        "list": column.list is not None,
        "blocks": bool(column.blocks),
        "preset": bool(column.preset),
        "source": bool(column.source),
        "minimum": column.minimum is not None,
        "unit": bool(column.unit),
    }
    for attribute, kinds in _KIND_MAY.items():
        if said[attribute] and column.kind not in kinds:
            raise _Fault(f'tidak berlaku untuk kolom berjenis "{column.kind}"; hapus.', attribute)
    needed = _KIND_NEEDS.get(column.kind)
    if needed and not said[needed]:
        raise _Fault(f'belum ada; kolom berjenis "{column.kind}" memerlukannya.', needed)


def _check_form(one: _Loaded, profile: Profile, forms: Mapping[str, Form]) -> None:
    """Refuse what does not fit within a form, or between it, the profile and other forms."""
    form = one.form
    keys = [column.key for column in form.columns]
    kinds = [column.kind for column in form.columns]
    for place, kind in enumerate((Kind.CODE, Kind.STATUS)):
        if kinds.count(kind) != 1 or kinds.index(kind) != place:
            raise _Fault(f'kolom ke-{place + 1}, dan hanya itu, harus berjenis "{kind}".', "column")
    if not form.inputs:
        raise _Fault("belum ada kolom yang diisi peserta; tambahkan.", "column")
    if len(keys) >= COLUMN_LIMIT:
        raise _Fault(f"berisi {len(keys)} kolom, lebih dari yang dimuat Excel.", "column")
    for column in form.columns:
        with _at(one.steps[column.key]):
            _check_column(column, form, profile, forms)
    _check_series(one)
    with _at("title_column"):
        _known(form.title_column, keys, "kolom")
        if form.column(form.title_column).kind not in {Kind.TEXT, Kind.CHOICE, Kind.GIVEN}:
            raise _Fault(f'kolom "{form.title_column}" bukan teks; pilih kolom yang memuat nama baris.')
    if form.freeze:
        with _at("freeze"):
            _known(form.freeze, keys, "kolom")
    last = keys.index(form.freeze) if form.freeze else 0
    for n, strip in enumerate(form.strips, 1):
        with _at("strips", f"[{n}]"):
            if keys.index(_known(strip, keys, "kolom")) <= last:
                raise _Fault(f'kolom "{strip}" tidak sesudah kolom beku atau kolom strips sebelumnya; urutkan.')
            last = keys.index(strip)
    for n, rule in enumerate(form.rules, 1):
        with _at("rule", f"[{n}]"):
            _check_rule(rule, form, profile)
    for n, row in enumerate(form.examples, 1):
        with _at("example", f"[{n}]"):
            _check_example(row, form, profile, own=one.own_examples)
    _check_rows(form, profile)
    for column in form.columns:
        if column.kind is Kind.GIVEN and not form.rows_from:
            raise _Fault('belum ada; kolom berjenis "given" memerlukannya.', "rows_from")


def _check_column(column: Column, form: Form, profile: Profile, forms: Mapping[str, Form]) -> None:
    keys = [other.key for other in form.columns]
    if column.list is not None and column.refers_to is None:
        with _at("list"):
            if column.kind is Kind.QUARTER and column.list != "triwulan":
                raise _Fault(f'berisi "{column.list}"; kolom berjenis "quarter" memakai daftar triwulan.')
            _check_list(column.list, form, profile)
    if column.preset and (column.list is None or "opd" not in _names(column.list)):
        raise _Fault("hanya untuk kolom yang memakai daftar opd; hapus.", "preset")
    if column.unit:
        with _at("unit"):
            _known(column.unit, keys, "kolom")
    with _at("blocks"):
        _check_blocks(column, form, forms)
    with _at("source"):
        _check_source(column, form, forms)


def _names(expression: str) -> list[str]:
    return [name.strip() for name in expression.split("+")]


def _check_list(expression: str, form: Form | None, profile: Profile) -> None:
    """Refuse an unknown or empty list, and entries that meet when lists are joined."""
    own = {one.name for one in form.lists} if form is not None else set()
    known = [*lists.MADE, *profile.lists, *own]
    for name in _names(expression):
        if name not in known:
            raise _Fault(f'daftar "{_short(name)}" tidak ada{_nearest(name, known)}.')
        if name == "program_pd" and not profile.programmes:
            raise _Fault("daftar program_pd masih kosong; sebutkan berkas CSV-nya pada kunci programmes di profil.")
    for dimension in profile.dimensions:
        joined = lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        if twice := [label for label, times in Counter(_fold(i.label) for i in joined.items).items() if times > 1]:
            raise _Fault(f'"{twice[0]}" ada dua kali dalam daftar "{expression}" untuk {dimension.name}.')
        if joined.name == "program_pd":  # programmes of several agencies may bear one name; their codes tell them apart
            continue
        owners: dict[str, str] = {}
        for item in joined.items:
            for spelling in (item.label, *([item.code] if item.code else []), *item.aliases):
                owner = owners.setdefault(_fold(spelling), item.stored)
                if owner != item.stored:
                    raise _Fault(f'"{spelling}" berarti "{owner}" dan juga "{item.stored}" dalam daftar "{expression}".')


def _check_blocks(column: Column, form: Form, forms: Mapping[str, Form]) -> None:
    """``blocks`` gives for every block of this form a block of the form referred to."""
    if not column.blocks:
        return
    if column.refers_to is None:
        raise _Fault("hanya untuk kolom yang merujuk form lain (list = \"@form\"); hapus.")
    own = [block.prefix for block in form.blocks]
    theirs = [block.prefix for block in forms[column.refers_to].blocks]
    for mine, other in column.blocks.items():
        with _at(mine):
            _known(mine, own, "awalan kode")
            _known(other, theirs, "awalan kode")
    if absent := [prefix for prefix in own if prefix not in column.blocks]:
        raise _Fault(f'awalan kode "{absent[0]}" belum disebut; tambahkan.')


def _check_source(column: Column, form: Form, forms: Mapping[str, Form]) -> None:
    """What a computed or given column takes its content from exists and is of a kind that can give it."""
    if column.kind is Kind.TOTAL:
        summed = [other for other in form.columns if other.series == column.source]
        if not summed:
            raise _Fault(f'deret kolom "{column.source}" tidak ada{_nearest(column.source, _series(form))}.')
        if any(other.kind not in {Kind.NUMBER, Kind.MONEY} for other in summed):
            raise _Fault(f'deret kolom "{column.source}" bukan angka; pilih deret angka.')
    if column.kind is Kind.LOOKUP:
        stems, arrow, target = column.source.partition(">")
        if not arrow:
            raise _Fault(f'berisi "{column.source}"; tulis kolom>form.kolom, misalnya kode_program>program_kerja.nama.')
        other = _source_column(target, forms)
        for stem in _names(stems):
            found = [one for one in form.columns if stem in {one.key, one.series}]
            if not found:
                raise _Fault(f'kolom "{stem}" tidak ada{_nearest(stem, [c.key for c in form.columns])}.')
            if any(one.refers_to != other for one in found):
                raise _Fault(f'kolom "{stem}" tidak merujuk form {other}; samakan dengan list kolom itu.')
    if column.kind is Kind.GIVEN:
        _source_column(column.source, forms)


def _source_column(target: str, forms: Mapping[str, Form]) -> str:
    """The form of a ``form.column`` that exists."""
    name, _, key = (part.strip() for part in target.partition("."))
    _known(name, forms, "form")
    _known(key, [column.key for column in forms[name].columns], f"kolom di form {name}")
    return name


def _series(form: Form) -> list[str]:
    return sorted({column.series for column in form.columns if column.series})


def _check_series(one: _Loaded) -> None:
    """Columns of one series are of one kind and asked for alike where one of several is enough."""
    form = one.form
    for column in form.columns:
        with _at(one.steps[column.key]):
            if column.required is Required.ANY and not column.series:
                raise _Fault('"any" hanya untuk kolom berulang; beri repeat atau series.', "required")
            others = [other for other in form.columns if other.series and other.series == column.series]
            if any(other.kind is not column.kind for other in others):
                raise _Fault(f'kolom dalam deret "{column.series}" tidak sejenis; samakan kind-nya.', "series")
            if column.required is Required.ANY and any(other.required is not Required.ANY for other in others):
                raise _Fault(f'harus sama untuk semua kolom dalam deret "{column.series}".', "required")
            if column.series and column.series in {other.key for other in form.columns}:
                raise _Fault(f'"{column.series}" juga menjadi kunci kolom; pakai nama lain.', "series")


def _check_rule(rule: Rule, form: Form, profile: Profile) -> None:
    keys = [column.key for column in form.columns]
    wanted = {
        RuleKind.ORDER: ((Kind.QUARTER,), (Kind.QUARTER,)),
        RuleKind.FUNDING: ((Kind.CHOICE,), (Kind.MONEY, Kind.NUMBER)),
        RuleKind.LIMIT: ((Kind.CHOICE,),),
    }[rule.kind]
    if len(rule.columns) != len(wanted):
        raise _Fault(f'berisi {len(rule.columns)} kolom; aturan "{rule.kind}" memakai {len(wanted)}.', "columns")
    for n, (name, kinds) in enumerate(zip(rule.columns, wanted, strict=True), 1):
        with _at("columns", f"[{n}]"):
            series = rule.kind is RuleKind.FUNDING and n == 2
            found = [column for column in form.columns if name == (column.series if series else column.key)]
            if not found:
                what = "deret kolom" if series else "kolom"
                raise _Fault(f'{what} "{name}" tidak ada{_nearest(name, _series(form) if series else keys)}.')
            if any(column.kind not in kinds for column in found):
                raise _Fault(f'kolom "{name}" tidak berjenis {" atau ".join(kinds)}.')
    if rule.kind is RuleKind.ORDER:
        if rule.value or rule.limit:
            raise _Fault('tidak dipakai aturan "order"; hapus.', "value" if rule.value else "limit")
    else:
        expression = form.column(rule.columns[0]).list or ""
        with _at("value"):
            if not rule.value:
                raise _missing("isi daftar yang dimaksud")
            if not expression.startswith("@"):
                _known(rule.value, _labels(expression, form, profile), "isi daftar")
    if rule.kind is RuleKind.LIMIT and not rule.limit:
        with _at("limit"):
            raise _missing("bilangan bulat di atas nol")
    if rule.kind is not RuleKind.LIMIT and not rule.message:
        with _at("message"):
            raise _missing("teks pendek untuk kolom Status")


def _labels(expression: str, form: Form, profile: Profile) -> dict[str, None]:
    """The labels of a list over all dimensions, in order."""
    every = (
        lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        for dimension in profile.dimensions
    )
    return dict.fromkeys(item.label for one in every for item in one.items)


def _check_example(row: Mapping[str, str], form: Form, profile: Profile, *, own: bool) -> None:
    """An example names columns of the form and, where there is a list, entries of it.

    A form's example is not held to the lists of the profile: it was written without knowing them.
    """
    known = {one.name for one in form.lists}
    keys = [column.key for column in form.columns]
    for key, value in row.items():
        with _at(key):
            _known(key, keys, "kolom")
            column = form.column(key)
            if value and column.list and column.refers_to is None and (own or set(_names(column.list)) <= known):
                _known(value, _labels(column.list, form, profile), "isi daftar")


def _check_rows(form: Form, profile: Profile) -> None:
    """Every group's rows fit on a sheet."""
    for dimension in profile.dimensions:
        rows = sum(block.rows + bool(block.title) for block in layout.blocks(form, dimension))
        if layout.FIRST_ROW + rows + 1 > ROW_LIMIT:
            raise _Fault(f"berisi {rows} baris untuk {dimension.name}, lebih dari yang dimuat Excel.", "block")


def _check_together(loaded: Mapping[str, _Loaded]) -> None:
    """Sheet names and code series are told apart over all forms."""
    sheets: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for name, one in loaded.items():
        with _in_file(one.path), _at("form", name):
            owner = sheets.setdefault(one.form.sheet.casefold(), name)
            if owner != name:
                raise _Fault(f'nama lembar "{one.form.sheet}" sudah dipakai form {owner}; pakai yang lain.', "sheet")
            for n, block in enumerate(one.form.blocks, 1):
                owner = prefixes.setdefault(block.prefix, name)
                if owner != name:
                    raise _Fault(
                        f'awalan kode "{block.prefix}" sudah dipakai form {owner}; pakai yang lain.',
                        "block",
                        f"[{n}]",
                        "prefix",
                    )


def _check_profile(profile: Profile) -> None:
    """Refuse what does not fit between the parts of a profile."""
    for n, field in enumerate(profile.identity, 1):
        if field.list is not None:
            with _at("identity", f"[{n}]", "list"):
                _check_list(field.list, None, profile)
    seated = {member for dimension in profile.dimensions for member in dimension.members}
    for agency in profile.agencies:
        if agency.code not in seated and not agency.district:
            raise _Fault(
                f"OPD {agency.code} belum menjadi anggota kelompok mana pun; "
                "tambahkan ke members sebuah dimensi, atau tulis ya di kolom kecamatan.",
                "dimension",
            )
    prefixes = "|".join(block.prefix for form in profile.forms.values() for block in form.blocks)
    row_code = re.compile(rf"(?:{prefixes})[0-9]+")
    for agency in profile.agencies:
        if row_code.fullmatch(agency.code):
            raise _Fault(f"kode OPD {agency.code} mirip kode baris kertas kerja; pakai kode lain.", "agencies")
