"""TOML tables by small typed getters, for people who write profiles in Notepad.

A getter whose value cannot be used keeps a `Fault` with the path of keys, and its table is refused with all of them.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from worksheet_kit.profile.faults import Fault, Gather, UnknownKeyFault, at, close, missing, nearest, short, wrong
from worksheet_kit.profile.limits import CELL_LIMIT, NAME
from worksheet_kit.profile.text_files import read_text
from worksheet_kit.values.text import plain

T = TypeVar("T")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(
    rf"{_ATOM}(\.{_ATOM})*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?"
)


def read_toml(path: Path) -> dict[str, object]:
    """The top table of a TOML file, in any of the encodings Notepad writes."""
    text = read_text(path, "teks", "di Notepad pilih Simpan Sebagai (Save As), Pengodean (Encoding) UTF-8")
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
    (r"=\s*[A-Za-z]", 'apit teks dengan tanda kutip, misalnya "Aula Barat"'),
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
    elif known_mistake := next((said for pattern, said in _TOML_HINTS if re.search(pattern, line)), None):
        hint = known_mistake
    where = f"baris {number}" + (f", huruf ke-{place[2]}" if place else " (akhir berkas)")
    return f'{where}: belum terbaca sebagai TOML: "{short(line)}"; {hint}.'


# ---------------------------------------------------------------------------------------------------------------------
# Typed getters
# ---------------------------------------------------------------------------------------------------------------------


def _as_entry(value: object) -> str:
    """A text or number as an entry of a list."""
    return f'"{short(value)}"' if isinstance(value, str) else str(value) if isinstance(value, int | float) else "…"


def no_fill(text: str) -> str:
    """Leave placeholders alone."""
    return text


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table with typed getters, open within `opened`. Absent keys give the default, else they are a fault."""

    values: Mapping[str, object]
    fill: Callable[[str], str] = no_fill  # fills in the placeholders of words
    gather: Gather = field(default_factory=Gather)
    meant: frozenset[str] = frozenset()  # absent keys that are there under a name like theirs

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(
        self, key: str, read: Callable[[object], T], instead: T, expected: str = "teks", default: object = None
    ) -> T:
        """What ``read`` makes of the value under a key, or of the default; ``expected`` says what else is missing.

        A fault is kept, and ``instead`` goes on in place of what cannot be used: the table is refused in the end.
        """
        if key in self.meant:  # there under another name, which is refused already
            return instead
        with self.gather, at(key):
            value = self.values.get(key, default)
            if value is None:  # TOML knows no null
                raise missing(expected)
            return read(value)
        return instead

    def text(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT) -> str:
        """A text, not blank unless a default is given. Placeholders are left alone."""
        read = filled_text if default is None else checked_text
        return self.get(key, lambda value: read(value, limit), "", default=default)

    def words(self, key: str, default: str | None = None, *, limit: int = CELL_LIMIT, lines: bool = False) -> str:
        """A text with its placeholders filled in; the limit holds for the result."""
        read = filled_text if default is None else checked_text

        def filled_in(value: object) -> str:
            return checked_text(self.fill(read(value, CELL_LIMIT, lines=lines)), limit, lines=lines)

        return self.get(key, filled_in, "", default=default)

    def email(self, key: str) -> str:
        """An e-mail address, or nothing."""
        return self.get(key, email_address, "", default="")

    def texts(self, key: str, default: Sequence[str] | None = None, *, limit: int = CELL_LIMIT) -> tuple[str, ...]:
        """A list of texts, none blank, with placeholders filled in."""

        def entry(value: object) -> str:
            text = checked_text(self.fill(checked_text(value, CELL_LIMIT, lines=True)), limit, lines=True)
            if not text:
                raise Fault("masih kosong; isi dengan teks atau hapus.")
            return text

        return self.each(key, entry, None if default is None else tuple(default))

    def each(self, key: str, read: Callable[[object], T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """What ``read`` makes of each entry of a list; a list without default has at least one entry.

        No entries when one of them cannot be used, so that their numbers are never those of others.
        """
        entries: list[T] = []
        faults = Gather()
        with faults, at(key):
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
                with faults, at(key, f"[{n}]"):
                    entries.append(read(entry))
        self.gather.found += faults.found
        return () if faults.found else tuple(entries)

    def named(self, key: str, read: Callable[[str, object], T], like: re.Pattern[str] | None = NAME) -> dict[str, T]:
        """What ``read`` makes of each entry of a table with free names, by name; empty when absent."""
        entries: dict[str, T] = {}
        with self.gather, at(key):
            value = self.values.get(key, {})
            if not isinstance(value, dict):
                raise wrong(value, "tabel {…}")
            for name, entry in value.items():
                with self.gather, at(key, name):
                    if like is not None and not like.fullmatch(name):
                        raise Fault(
                            "nama ini belum cocok; pakai huruf kecil, angka, dan garis bawah, paling banyak 60."
                        )
                    entries[name] = read(name, entry)
        return entries

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        expected = f"bilangan bulat {low} sampai {high}"
        return self.get(key, lambda value: whole(value, low, high), 0, expected, default)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number from ``low`` to ``high``."""
        return self.get(key, lambda value: decimal(value, low, high), 0.0, "angka", default)

    def flag(self, key: str) -> bool:
        """True or false; false when absent."""
        return self.get(key, _true_or_false, False, default=False)

    def day(self, key: str) -> date:
        """A date."""
        return self.get(key, day, date.min, "tanggal, misalnya 2022-07-20")

    def matched(self, key: str, pattern: re.Pattern[str], rule: str) -> str:
        """A text of a fixed form, described by ``rule``."""
        return self.get(key, lambda value: matched(filled_text(value, 60), pattern, rule), "")

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of the known words; the first where it cannot be used."""
        names = list(known)

        def read(value: object) -> str:
            text = (filled_text if default is None else checked_text)(value, 60)
            if text and text not in (*names, default):
                raise Fault(f'"{text}" tidak dikenal{nearest(text, names)}; pilihannya {", ".join(names)}.')
            return text if text or default == "" else names[0]

        return self.get(key, read, names[0], default=default)


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
        with gather:
            raise UnknownKeyFault(f"kunci ini tidak dikenal{nearest(key, known.split())}.", key)
    meant = frozenset(close(key, known.split()) for key in strange) - raw.keys()
    with gather:
        yield Table(raw, fill, gather, meant)
    gather.end()


# ---------------------------------------------------------------------------------------------------------------------
# One value by itself
# ---------------------------------------------------------------------------------------------------------------------


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


def filled_text(value: object, limit: int, *, lines: bool = False) -> str:
    """The same of a text that is not blank."""
    text = checked_text(value, limit, lines=lines)
    if not text:
        raise Fault("masih kosong; isi dengan teks.")
    return text


def email_address(value: object) -> str:
    """One e-mail address that any server takes (RFC 5321, 4.1.2, without quoted names), or nothing."""
    text = checked_text(value, 254)
    if text and not (_EMAIL.fullmatch(text) and len(text.partition("@")[0]) <= 64):
        raise Fault(f'"{short(text)}" bukan satu alamat email; tulis misalnya dlh@contoh.go.id.')
    return text


def whole_phone(value: object) -> str:
    """A telephone number as it is written; a spreadsheet program may have rounded it to ``8,12E+11``, or cut its 0."""
    text = checked_text(value, 60)
    if re.fullmatch(r"\d([.,]\d+)?E\+?\d+", text, re.IGNORECASE):
        raise Fault(
            f'"{text}" sudah dibulatkan oleh pengolah angka; ketik lagi nomornya dalam sel berformat Teks (Text).'
        )
    if re.fullmatch(r"8\d{8,}", text):  # a mobile number of Indonesia as a number
        raise Fault(f'"{text}" kehilangan angka 0 di depannya; ketik lagi dalam sel berformat Teks (Text): 0{text}.')
    return text


def whole(value: object, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise wrong(value, f"bilangan bulat {low} sampai {high}")
    return value


def decimal(value: object, low: float, high: float) -> float:
    """A number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(value, "angka")
    if not (low <= value <= high and math.isfinite(value)):
        raise wrong(value, f"angka {low:g} sampai {high:g}")
    return float(value)


def _true_or_false(value: object) -> bool:
    """One of the two words of TOML."""
    if not isinstance(value, bool):
        raise wrong(value, "true atau false")
    return value


def day(value: object) -> date:
    """A date without a time of day, of this time or near it."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise wrong(value, "tanggal tanpa tanda kutip, misalnya 2022-07-20")
    if not 1900 <= value.year <= 2999:
        raise wrong(value, "tanggal yang wajar")
    return value


def matched(text: str, pattern: re.Pattern[str], rule: str) -> str:
    """The text, if it is of the fixed form that ``rule`` describes."""
    if not pattern.fullmatch(text):
        raise Fault(f'"{short(text)}" tidak dapat dipakai; pakai {rule}.')
    return text


def unique(entries: Iterable[tuple[str, str]], what: str, key: str = "") -> None:
    """Refuse a value that a second entry has as well. ``entries`` are (step of the path, value)."""
    seen: dict[str, str] = {}
    for step, value in entries:
        if (plainest := plain(value).casefold()) in seen:
            raise Fault(
                f'{what} "{value}" sudah dipakai di {seen[plainest]}; pakai yang lain.', step, *([key] if key else [])
            )
        seen[plainest] = step


def one_of(word: str, known: Iterable[str], what: str) -> str:
    """The word, if it is known; ``what`` names its sort."""
    names = list(known)
    if word not in names:
        near = nearest(word, names) or ("; yang ada " + ", ".join(names) if 0 < len(names) <= 8 else "")
        raise Fault(f'{what} "{short(word)}" tidak ada{near}.')
    return word
