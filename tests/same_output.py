"""Compare everything that two checkouts of this repository write, part by part.

    python tests/same_output.py OLD NEW
    python tests/same_output.py OLD NEW --only worksheets --only odd
    python tests/same_output.py OLD NEW --without 'style="[a-z]+"'

Run it before landing a change that should not change what users get. OLD and NEW are folders; ``.`` is the usual NEW,
and ``git worktree add ../before main`` gives an OLD. Both checkouts run the same commands (``python -m worksheet_kit``)
in folders of the same names, on the same files: the sample returns of OLD, matrices and blank worksheets that OLD has
written, and worksheets that this script fills in. Everything written and printed is then compared byte for byte, of a
workbook each member of the zip by itself, because two zips of the same members may differ.

Scenes (``--only``):

- ``worksheets``: blank worksheets of every stage for groups and agencies, covering texts, seeding from a matrix;
- ``regions``: the same for the profiles of the tests, each checkout with its own copy of them;
- ``bimtek-1``, ``bimtek-2``: check and merge of the sample returns, with everything that merge can write;
- ``stage-3``: check and merge of a filled stage 3 in two rounds: first from groups and agencies with slips and
  contradictions between copies, then once more with decisions, notes and changes typed into the first matrix and
  with the correction workbooks filled in;
- ``odd``: check and merge of worksheets of all stages whose cells hold what people type: other spellings, units in
  cells, dates, blanks, errors; stage 2 once more with decisions. What goes where is drawn with a fixed seed.

Exit code: 0 when nothing differs, 1 when something differs, 2 when the comparison could not be made. Needs openpyxl;
LibreOffice is not needed. The result of a formula is missing in the filled worksheets, as after any save by openpyxl.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

#: What stands where the hidden key row meets the hidden key column, on a form's sheet and on the instructions.
KEY_MARK, IDENTITY_MARK, IDENTITY_SEPARATOR = "#kunci", "#identitas", "|"
#: Characters shown on either side of the first difference.
CONTEXT = 60
#: Differences printed in full for one scene; the rest is counted.
SHOWN = 40

Value = str | float | bool | date | None
#: (row key, column key, labels of the cell's dropdown) -> what is typed there; None leaves the cell alone
Answer = Callable[[str, str, Sequence[str]], Value]


# ---------------------------------------------------------------------------------------------------------------------
# Comparing
# ---------------------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What was compared, and what differs: one line of text a difference."""

    files: int = 0
    parts: int = 0
    differences: list[str] = field(default_factory=list)


def compare_folders(old: Path, new: Path, without: Sequence[re.Pattern[bytes]] = ()) -> Tally:
    """Compare all files below two folders, those of zips member by member, after taking out what is ``without``."""
    tally = Tally()
    olds, news = _files(old), _files(new)
    for name in sorted(olds | news):
        tally.files += 1
        if name not in news or name not in olds:
            tally.differences.append(f"{name}: only in {'NEW' if name in news else 'OLD'}")
            continue
        before, after = parts((old / name).read_bytes()), parts((new / name).read_bytes())
        tally.parts += len(before)
        if list(before) != list(after) and sorted(before) == sorted(after):
            tally.differences.append(f"{name}: the same parts in another order")
        for part in sorted(before.keys() | after.keys()):
            shown = f"{name} [{part}]" if part else name
            if part not in after or part not in before:
                tally.differences.append(f"{shown}: only in {'NEW' if part in after else 'OLD'}")
            elif before[part] != after[part]:
                one, other = before[part], after[part]
                for pattern in without:
                    one, other = pattern.sub(b"", one), pattern.sub(b"", other)
                if one != other:
                    tally.differences.append(f"{shown}: {first_difference(one, other)}")
    return tally


def parts(content: bytes) -> dict[str, bytes]:
    """The members of a zip by name, in the zip's order; anything else is one part without a name."""
    if not content.startswith(b"PK\x03\x04"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def first_difference(old: bytes, new: bytes) -> str:
    """Where two unequal contents part, with what stands there in both."""
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    line = old.count(b"\n", 0, at) + 1
    start = max(at - CONTEXT, 0)
    shown = [content[start : at + CONTEXT].decode("utf-8", "backslashreplace") for content in (old, new)]
    return f"line {line}, byte {at}\n    OLD {shown[0]!r}\n    NEW {shown[1]!r}"


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------------------------------------------------------------
# Running both checkouts
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checkout:
    """A checkout, and the folder in which its commands run."""

    root: Path
    desk: Path

    def command(self, *arguments: str) -> str:
        """Run a command line of the program at the desk and give its exit code and all that it printed."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "worksheet_kit", *arguments],
            cwd=self.desk,
            env=os.environ
            | {"PYTHONPATH": str(self.root), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return f"exit code {done.returncode}\n-- standard output\n{done.stdout}-- standard error\n{done.stderr}"


class Pair:
    """Both checkouts at desks of their own, with the same files on them."""

    def __init__(self, old: Path, new: Path, scratch: Path) -> None:
        self.old = Checkout(old, scratch / "old")
        self.new = Checkout(new, scratch / "new")
        self._scratch = scratch

    @property
    def both(self) -> tuple[Checkout, Checkout]:
        return self.old, self.new

    def clear(self) -> None:
        """Begin a scene with empty desks."""
        for checkout in self.both:
            shutil.rmtree(checkout.desk, ignore_errors=True)
            checkout.desk.mkdir(parents=True)

    def give(self, source: Path, name: str) -> None:
        """Lay a file or a folder on both desks."""
        for checkout in self.both:
            target = checkout.desk / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy2(source, target)

    def run(self, *arguments: str) -> None:
        """Run a command in both checkouts at the same time; what they print is kept as a file like any other output."""
        with ThreadPoolExecutor(2) as two:
            answers = list(two.map(lambda checkout: checkout.command(*arguments), self.both))
        for checkout, answer in zip(self.both, answers, strict=True):
            printed = checkout.desk / "printed"
            printed.mkdir(exist_ok=True)
            name = f"{len(list(printed.iterdir())) + 1} {arguments[0]}.txt"
            (printed / name).write_text(f"$ {' '.join(arguments)}\n{answer}", encoding="utf-8", newline="")

    def check_and_merge(self, returns: str, out: str, *more: str) -> None:
        """Check a folder of returns and merge it into ``out``, with everything that these commands can write."""
        self.run("check", returns, "--json", f"{out}/check.json", *[m for m in more if m in ("--stage", "1", "2", "3")])
        outputs = {
            "-o": "matrix.xlsx",
            "--presentation": "presentation.xlsx",
            "--json": "merge.json",
            "--corrections": "corrections",
            "--drafts": "drafts",
            "--per-opd": "per-opd",
            "--summary": "summary.txt",
        }
        named = [word for option, name in outputs.items() for word in (option, f"{out}/{name}")]
        self.run("merge", returns, *named, *more)

    # -- files that both get, made by OLD and made once ----------------------------------------------------------------

    def _made(self, name: str, *arguments: str) -> Path:
        """What OLD writes when it runs a command in a folder of its own. Raises ComparisonError when it does not."""
        folder = self._scratch / "stock"
        folder.mkdir(exist_ok=True)
        answer = Checkout(self.old.root, folder).command(*arguments)
        if not (folder / name).exists():
            raise ComparisonError(f"OLD does not write {name}:\n{answer}")
        return folder / name

    @cached_property
    def first_matrix(self) -> Path:
        samples = self.old.root / "sample_returns" / "bimtek-1"
        return self._made("matrix-1.xlsx", "merge", str(samples), "-o", "matrix-1.xlsx")

    @cached_property
    def second_matrix(self) -> Path:
        samples = self.old.root / "sample_returns" / "bimtek-2"
        previous = str(self.first_matrix)
        return self._made("matrix-2.xlsx", "merge", str(samples), "-o", "matrix-2.xlsx", "--previous", previous)

    @cached_property
    def blank_third_stage(self) -> Path:
        seed = str(self.second_matrix)
        return self._made("blank", "generate", "--stage", "3", "--from", seed, "--per", "opd", "-o", "blank")


class ComparisonError(Exception):
    """The comparison cannot be made."""


# ---------------------------------------------------------------------------------------------------------------------
# Filling in worksheets
# ---------------------------------------------------------------------------------------------------------------------


def fill(source: Path, target: Path, answer: Answer, *, saved: str, identity: Mapping[str, str] | None = None) -> Path:
    """Type into the unlocked keyed cells of a workbook; ``saved`` is when, as its properties say (ISO, UTC)."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        for row_key, column_key, row, column in _input_cells(sheet):
            value = answer(row_key, column_key, _dropdown(book, sheet, row, column))
            if value is not None:
                cell = sheet.cell(row, column)
                cell.value = value
                if isinstance(value, str) and not value.startswith("#"):
                    cell.data_type = "s"  # also what looks like a formula
        for key, row, column in _identity_cells(sheet):
            if identity and key in identity:
                sheet.cell(row, column).value = identity[key]
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    book.close()
    _stamp(target, saved)
    return target


def _input_cells(sheet: Worksheet) -> Iterator[tuple[str, str, int, int]]:
    """Row key, column key, row and column of each unlocked cell in the table of a form."""
    mark = _mark(sheet, KEY_MARK)
    if mark is None:
        return
    top, left = mark
    columns = {n: str(key) for n in range(left + 1, sheet.max_column + 1) if (key := sheet.cell(top, n).value)}
    in_cards = any(key != key.lower() for key in columns.values())  # row keys stand there, column keys go down
    for row in range(top + 1, sheet.max_row + 1):
        row_key = sheet.cell(row, left).value
        if row_key:
            for column, column_key in columns.items():
                keys = (column_key, str(row_key)) if in_cards else (str(row_key), column_key)
                if not sheet.cell(row, column).protection.locked:
                    yield *keys, row, column


def _identity_cells(sheet: Worksheet) -> Iterator[tuple[str, int, int]]:
    """Key, row and column of each line about the people who fill in."""
    mark = _mark(sheet, IDENTITY_MARK)
    if mark is None:
        return
    top, left = mark
    for row in range(top + 1, sheet.max_row + 1):
        for n, key in enumerate(str(sheet.cell(row, left).value or "").split(IDENTITY_SEPARATOR)):
            if key:
                yield key, row, left + 1 + n


def _mark(sheet: Worksheet, mark: str) -> tuple[int, int] | None:
    cells = (cell for row in sheet.iter_rows(max_col=3) for cell in row if cell.value == mark)
    return next(((cell.row, cell.column) for cell in cells), None)


def _dropdown(book: Workbook, sheet: Worksheet, row: int, column: int) -> list[str]:
    """The labels that a cell offers; none without a dropdown, or when a formula works them out."""
    place = sheet.cell(row, column).coordinate
    formulas = (v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list" and place in v.sqref)
    name = str(next(formulas, ""))
    if name.startswith('"'):
        return name.strip('"').split(",")
    area = book.defined_names[name].attr_text if name in book.defined_names else ""
    found = re.fullmatch(r"'?([^'!]+)'?!(\$\w+\$\d+:\$\w+\$\d+)", area)
    if found is None:
        return []
    return [str(cell.value) for line in book[found[1]][found[2].replace("$", "")] for cell in line if cell.value]


def _stamp(path: Path, saved: str) -> None:
    """Put the moment of saving into the properties of a workbook."""
    content = parts(path.read_bytes())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), part)  # noqa: PLW2901
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)


IDENTITY = {
    "nama_pengisi": "Siti Aminah",
    "opd_pengisi": "Dinkominfo",
    "nomor_hp": "081234567890",
    "notulis": "Budi Santoso",
    "tanggal": "20 Juli 2022",
    "hadir_opd_1": "Dinkominfo",
    "hadir_nama_1": "Budi Santoso",
}


def third_stage(recipient: str, *, other: bool = False) -> Answer:
    """A filled stage 3 as a careful group sends it, with a slip here and there; ``other`` is a contradicting copy."""

    def answer(row: str, column: str, labels: Sequence[str]) -> Value:
        number = int(row[-2:])
        road_map: dict[str, Value] = {
            "jangka_pendek": None if number == 2 else f"Hasil pertama {row} tersedia di dua kecamatan",
            "jangka_menengah": f"Hasil {row} tersedia di semua kecamatan"
            + (" dan desa" if other and number == 1 else ""),
            "jangka_panjang": None if number % 2 else f"Hasil {row} menjadi layanan tetap",
            "regulasi": None if number == 3 else "Peraturan Bupati; SOP  tiap\u00a0OPD",
            "infrastruktur": "Jaringan antar-OPD\ndan pusat data",
            "aplikasi": "-" if number == 4 else "Akun tunggal warga",
            "sdm": "Dua admin tiap OPD",
        }
        quick_win: dict[str, Value] = {
            "nama": f"Cepat tanggap {recipient} {number}",
            "kode_program": f"{recipient}-P{number:02}",
            "masalah": None if number == 3 else _at(labels, number),
            "keunikan": "Satu nomor untuk semua loket",
            "manfaat": "Waktu tunggu lebih pendek bagi 12.000 warga",
            "indikator": "Rata-rata waktu tunggu",
            "satuan": _at(labels, number),
            "kondisi_awal": 90 if number == 1 else "90",
            "target": "45 menit" if number == 2 else 45,
            "mulai": "TW IV 2022",
            "selesai": "TW I 2022" if number == 2 else "Triwulan 2 2023",
            "kemitraan": "Relawan TIK" if number == 1 else None,
            "pengembangan": "=Diperluas ke semua kecamatan",
            "keberlanjutan": "SOP ditetapkan",
            "risiko": "Petugas tidak memperbarui antrean",
            "mitigasi": "Satu admin pengganti",
            "anggaran": {1: 150_000_000, 2: "Rp 1,5 M", 3: "seratus juta"}.get(number),
            "sumber_dana": _at(labels, 0),
            "opd_pengampu": "dinkominfo" if number == 2 else _at(labels, number + other),
            "pic": "Kepala Bidang",
            "keterangan": "Tidak perlu anggaran?" if number == 3 else None,
        }
        if "-Q" in row:
            return quick_win.get(column) if number <= (2 if other else 3) else None
        return road_map.get(column)

    return answer


def _at(labels: Sequence[str], number: int) -> str | None:
    return labels[number % len(labels)] if labels else None


#: What people type, into whatever cell.
TYPED: tuple[Value, ...] = (
    "-", "0", "ada", "belum ada data", "5 unit", "1.500", "1,500", "1.5", "12,5", "1.500.000,00", "Rp 2,5 M",
    "Rp. 150.000.000", "150 juta", "(200)", "50%", "½", "1e6", "≥ 10", "10-20", "10 s.d. 20", "TW II 2023",
    "tw 2 2023", "Triwulan II/2023", "2023 TW3", "TW V 2023", "TW I 1999", "Juni 2023", "2023", "20 Juli 2022",
    "20/7/2022", "3/4/2022", "Ya", "tidak", "y", "T", "x", "✓", "TRUE", "0812-3456-789", "+62 812 3456 789",
    "812345678", "hubungi Budi", "Dinkominfo", "DINKOMINFO ", "Dinas Komunikasi", "Semua OPD", "Semua Kecamatan",
    "GOV-P01", "gov-p1", "P01", "P1", "GOV-P99", "SOC-P01", "P01, P02", "M1", "M 1", "m1 Tata Kelola", "APBD",
    "APBD Kab", "Tidak perlu anggaran", "orang", "Orang ", "prosen", "S1", "W-2", "O3", "=1+1", "+62", "@nama",
    "  dua  spasi\u00a0", "baris\nkedua", "Pelatihan petugas", "pelatihan  petugas", "lain-lain", "n/a", "???",
    "#N/A", "#REF!", 0, 1, -3, 2.5, 40, 2023, 1_500_000, 150_000_000.5, 1e15, 99999999999, True, False,
    date(2022, 7, 20), date(2023, 1, 1),
)  # fmt: skip


def anything(recipient: str, seed: str, rows: int) -> Answer:
    """Answers drawn by chance: half of them from the dropdown of the cell, others from what people type anywhere."""
    draw = random.Random(f"{recipient} {seed}")
    started: set[str] = set()

    def answer(row: str, _: str, labels: Sequence[str]) -> Value:
        block = row.rstrip("0123456789")
        if row not in started and len([key for key in started if key.startswith(block)]) >= rows:
            return None
        started.add(row)
        chance = draw.random()
        if chance < 0.15:
            return None
        if labels and chance < 0.6:
            label = draw.choice(labels)
            return draw.choice((label, label, label, label.upper(), f" {label} ", label[:-1], label.split()[0]))
        if chance < 0.7:
            return f"{recipient}-{draw.choice('PSWOT')}{draw.randint(1, 4):02}"
        if chance < 0.8:
            return draw.randint(1, 200)
        return draw.choice(TYPED)

    return answer


# ---------------------------------------------------------------------------------------------------------------------
# Scenes
# ---------------------------------------------------------------------------------------------------------------------

GROUPS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")
NAMES = dict(zip(GROUPS, ("Governance", "Branding", "Economy", "Living", "Society", "Environment"), strict=True))


def worksheets(pair: Pair) -> None:
    pair.give(pair.first_matrix, "matrix-1.xlsx")
    pair.give(pair.second_matrix, "matrix-2.xlsx")
    pair.run("generate", "-o", "groups", "--messages", "groups/messages.txt")
    pair.run(
        "generate", "--per", "opd", "--group", "GOV", "--group", "LIV", "-o", "agencies", "--messages", "agencies.txt"
    )
    pair.run("generate", "--stage", "2", "--from", "matrix-1.xlsx", "-o", "second", "--messages", "second.txt")
    pair.run("generate", "--stage", "3", "--from", "matrix-2.xlsx", "--per", "opd", "-o", "third")
    pair.run("generate", "--stage", "2", "--from", "matrix-2.xlsx", "-o", "refused")


def regions(pair: Pair) -> None:
    for checkout in pair.both:
        for profile in sorted((checkout.root / "tests" / "data").glob("*/profile.toml")):
            shutil.copytree(profile.parent, checkout.desk / "profiles" / profile.parent.name)
    for name in sorted(path.name for path in (pair.old.desk / "profiles").iterdir()):
        pair.run("generate", "--profile", f"profiles/{name}", "-o", name, "--messages", f"{name}.txt")
    for checkout in pair.both:
        shutil.rmtree(checkout.desk / "profiles")


def first_samples(pair: Pair) -> None:
    pair.give(pair.old.root / "sample_returns" / "bimtek-1", "returns")
    pair.check_and_merge("returns", "out")


def second_samples(pair: Pair) -> None:
    pair.give(pair.old.root / "sample_returns" / "bimtek-2", "returns")
    pair.give(pair.first_matrix, "matrix-1.xlsx")
    pair.check_and_merge("returns", "out")
    pair.check_and_merge("returns", "linked", "--previous", "matrix-1.xlsx")


def filled_third_stage(pair: Pair) -> None:
    stock = pair.old.desk.parent / "filled"
    blank = pair.blank_third_stage / "bimtek-3"
    for n, group in enumerate(GROUPS[:5]):  # one group has sent nothing
        source, saved = blank / f"Bimtek 3 - Smart {NAMES[group]}.xlsx", f"2022-08-25T0{n}:00:00Z"
        fill(source, stock / f"{group}.xlsx", third_stage(group), saved=saved, identity=IDENTITY)
    for n, source in enumerate(sorted((blank / "Per OPD").glob("*Governance*.xlsx"))[:2]):
        fill(source, stock / f"OPD {n}.xlsx", third_stage("GOV", other=bool(n)), saved=f"2022-08-24T0{n}:00:00Z")
    source = blank / "Bimtek 3 - Smart Branding.xlsx"
    fill(
        source, stock / "BRA (2).xlsx", third_stage("BRA", other=True), saved="2022-08-25T09:00:00Z", identity=IDENTITY
    )
    pair.give(stock, "returns")
    pair.give(pair.second_matrix, "matrix-2.xlsx")
    pair.check_and_merge("returns", "out", "--previous", "matrix-2.xlsx")

    # The second round: both get OLD's correction workbooks filled in, and OLD's matrix with what people typed there.
    again = pair.old.desk.parent / "second round"
    for source in sorted((pair.old.desk / "out" / "corrections").glob("*.xlsx")):
        fill(
            source, again / source.name, third_stage("GOV", other=True), saved="2022-08-26T01:00:00Z", identity=IDENTITY
        )
    pair.give(again, "returns")
    worked_on = work_on_matrix(pair.old.desk / "out" / "matrix.xlsx", again.with_name("worked on.xlsx"))
    pair.give(worked_on, "worked on.xlsx")
    pair.check_and_merge("returns", "again", "--previous", "matrix-2.xlsx", "--decisions", "worked on.xlsx")


def work_on_matrix(source: Path, target: Path, rows: int = 12) -> Path:
    """What a plenary does in a matrix: decide on contradictions, review, note, change and empty cells."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        mark = _mark(sheet, KEY_MARK)
        if mark is None:
            continue
        keys = {n: str(sheet.cell(mark[0], n).value or "_") for n in range(mark[1] + 1, sheet.max_column + 1)}
        columns = {key: n for n, key in keys.items() if not key.startswith("_") and key != "kode"}
        keyed = [n for n in range(mark[0] + 1, sheet.max_row + 1) if sheet.cell(n, mark[1]).value]
        for n, row in enumerate(keyed[:rows]):
            if "keputusan_isian" in columns:
                sheet.cell(row, columns["keputusan_isian"]).value = ("Nilai 2", "Nilai 1", "Nilai lain")[n % 3]
                sheet.cell(row, columns["nilai_lain"]).value = (None, None, 80)[n % 3]
                continue
            for column in sorted(columns.values())[n % 5 :: 5]:
                cell = sheet.cell(row, column)
                options = _dropdown(book, sheet, row, column)
                if cell.value is None:
                    cell.value = options[n % len(options)] if options else "Dibahas\ndi rapat"
                elif n % 7 == 3:
                    cell.value = None
                elif isinstance(cell.value, int | float):
                    cell.value += 1
                elif not str(cell.value).startswith("="):
                    cell.value = f"{cell.value} (diubah)"
    book.save(target)
    book.close()
    return target


def odd_answers(pair: Pair) -> None:
    blank = pair.old.root / "blank_templates"
    stock = pair.old.desk.parent / "odd"
    third = pair.blank_third_stage / "bimtek-3"
    for stage, folder in ((1, blank / "bimtek-1"), (2, blank / "bimtek-2"), (3, third)):
        for n, group in enumerate(GROUPS[:4]):
            source = folder / f"Bimtek {stage} - Smart {NAMES[group]}.xlsx"
            answers = anything(group, f"stage {stage}", rows=14 if stage == 2 else 6)
            saved = f"2022-07-2{stage}T0{n}:00:00Z"
            fill(source, stock / f"bimtek-{stage}" / f"{group}.xlsx", answers, saved=saved, identity=IDENTITY)
    source = blank / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx"
    copied = anything("GOV", "another copy", rows=14)
    fill(source, stock / "bimtek-2" / "GOV (2).xlsx", copied, saved="2022-07-23T00:00:00Z", identity=IDENTITY)
    pair.give(stock, "returns")
    pair.give(pair.second_matrix, "matrix-2.xlsx")
    for stage in (1, 2, 3):
        more = ("--previous", "matrix-2.xlsx") if stage == 3 else ()
        pair.check_and_merge(f"returns/bimtek-{stage}", f"out-{stage}", "--stage", str(stage), *more)
    worked_on = work_on_matrix(pair.old.desk / "out-2" / "matrix.xlsx", stock / "worked on.xlsx", rows=60)
    pair.give(worked_on, "worked on.xlsx")
    pair.check_and_merge("returns/bimtek-2", "decided", "--stage", "2", "--decisions", "worked on.xlsx")


SCENES: dict[str, Callable[[Pair], None]] = {
    "worksheets": worksheets,
    "regions": regions,
    "bimtek-1": first_samples,
    "bimtek-2": second_samples,
    "stage-3": filled_third_stage,
    "odd": odd_answers,
}


# ---------------------------------------------------------------------------------------------------------------------
# The command
# ---------------------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path, metavar="OLD", help="the checkout to compare with")
    parser.add_argument("new", type=Path, metavar="NEW", help="the checkout with the change")
    parser.add_argument(
        "--only", action="append", choices=SCENES, help="a scene to compare; may be given several times"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="REGEX",
        type=lambda text: re.compile(text.encode(), re.DOTALL),
        help="text to take out of every part before it is compared: a difference that is wanted",
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what both wrote below this folder")
    options = parser.parse_args(arguments)
    try:
        for root in (options.old, options.new):
            _refuse_other_package(root.resolve())
        with tempfile.TemporaryDirectory() as scratch:
            pair = Pair(options.old.resolve(), options.new.resolve(), Path(scratch))
            return _compare(pair, options.only or list(SCENES), options.without, options.keep)
    except ComparisonError as problem:
        print(problem, file=sys.stderr)
        return 2


def _compare(pair: Pair, scenes: Sequence[str], without: Sequence[re.Pattern[bytes]], keep: Path | None) -> int:
    total = Tally()
    for name in scenes:
        pair.clear()
        SCENES[name](pair)
        tally = compare_folders(pair.old.desk, pair.new.desk, without)
        if keep is not None:
            for checkout in pair.both:
                shutil.copytree(checkout.desk, keep / name / checkout.desk.name, dirs_exist_ok=True)
        for line in tally.differences[:SHOWN]:
            print(f"{name}: {line}")
        if len(tally.differences) > SHOWN:
            print(f"{name}: … and {len(tally.differences) - SHOWN} more")
        print(f"{name}: {_counts(tally)}", flush=True)
        total.files += tally.files
        total.parts += tally.parts
        total.differences += tally.differences
    print(f"All: {_counts(total)}")
    return 1 if total.differences else 0


def _counts(tally: Tally) -> str:
    return f"{len(tally.differences)} differences in {tally.files} files, {tally.parts} parts"


@cache
def _refuse_other_package(root: Path) -> None:
    """Raise ComparisonError unless Python finds the package of this checkout, not one installed beside it."""
    found = subprocess.run(
        [sys.executable, "-P", "-c", "import worksheet_kit; print(worksheet_kit.__file__)"],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not found.stdout or not Path(found.stdout.strip()).resolve().is_relative_to(root):
        raise ComparisonError(f"{root} is no checkout whose worksheet_kit can be run:\n{found.stdout}{found.stderr}")


if __name__ == "__main__":
    sys.exit(main())
