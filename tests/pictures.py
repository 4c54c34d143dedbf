"""Draw the pictures of ``docs/gambar``: sheets of what the sample returns give, printed by LibreOffice and cut out.

Run from the repository's top: ``python -m tests.pictures [FILE.png …]``, with LibreOffice and poppler's ``pdftoppm``.
A picture is the first page of a sheet, or what a small laptop shows of it.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl

from tests import ROOT, SAMPLES
from tests.office import Office, edit_members

TARGET = ROOT / "docs" / "gambar"
_SCREEN = (1_366 - 45, 560)  # pixels: without row numbers and scroll bar, between the ribbon and the tabs


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Which sheet of which workbook (see `books`); at most so many pixels high; as on screen, else as printed."""

    book: str
    sheet: str
    most: int = 700
    on_screen: bool = False


def _of(book: str, sheet: str, most: int = 700) -> Picture:
    return Picture(book=book, sheet=sheet, most=most)


def _on_screen(sheet: str) -> Picture:
    return Picture(book="kertas kerja", sheet=sheet, most=_SCREEN[1], on_screen=True)


PICTURES = {
    "petunjuk": _on_screen("Petunjuk"),
    "kertas-kerja": _on_screen("Program Kerja"),
    "rencana-aksi": _on_screen("Rencana Aksi"),
    "matriks": _of("matriks 2", "Ringkasan", 1_300),
    "matriks-konsolidasi": _of("matriks 2", "Matriks Konsolidasi"),
    "matriks-konsolidasi-bimtek-1": _of("matriks 1", "Matriks Konsolidasi"),
    "matriks-dimensi-masalah": _of("matriks 2", "Dimensi x Masalah"),
    "matriks-swot-tows": _of("matriks 1", "SWOT-TOWS"),
    "matriks-quick-win": _of("matriks 2", "Quick Win"),
    "matriks-rekap-opd": _of("matriks 2", "Rekap OPD"),
    "matriks-anggaran": _of("matriks 2", "Anggaran"),
    "matriks-peta-jalan": _of("matriks 2", "Peta Jalan"),
    "matriks-keterkaitan": _of("matriks 2", "Keterkaitan"),
    "matriks-keselarasan": _of("matriks 2", "Keselarasan"),
    "matriks-tabel-buku-2": _of("matriks 2", "Tabel Buku 2"),
    "matriks-siap-dinilai": _of("matriks 2", "Siap Dinilai", 1_000),
    "matriks-kelengkapan": _of("matriks 2", "Kelengkapan"),
    "matriks-perlu-diperbaiki": _of("matriks 2", "Perlu Diperbaiki"),
    "matriks-ejaan": _of("matriks 2", "Ejaan"),
    "matriks-isian-berbeda": _of("matriks 2", "Isian Berbeda"),
    "matriks-penyesuaian-otomatis": _of("matriks 2", "Penyesuaian Otomatis"),
    "matriks-daftar-berkas": _of("matriks 2", "Daftar Berkas"),
    "rekap-opd": _of("opd/Rekap Dinkominfo", "Rekap"),
    "berita-acara": _of("opd/Berita Acara Kelompok", "Smart Society", 900),
}


def books(folder: Path) -> None:
    """Merge the sample returns into a folder, where one group has two answers to a question, and a name no list has."""
    other = openpyxl.load_workbook(SAMPLES / "bimtek-2" / "Smart Branding FIX.xlsx")
    (answer,) = (cell for row in other["Program Kerja"] for cell in row if cell.value == "Peta Investasi Siap Tawar")
    answer.value = "Etalase Investasi Rembang"
    (key,) = (cell for cell in other["Rencana Aksi"][7] if cell.value == "opd_pendukung_2")
    for n in range(key.row + 2, key.row + 10):
        key.parent.cell(n, key.column).value = key.parent.cell(n, key.column).value or "Dinas Budaya Pariwisata"
    other.save(folder / "Smart Branding dari notulis.xlsx")
    worksheet = SAMPLES / "bimtek-2" / "kertas kerja SOCIETY (belum selesai).xlsx"
    (folder / "kertas kerja.xlsx").write_bytes(worksheet.read_bytes())
    first, second = folder / "matriks 1.xlsx", folder / "matriks 2.xlsx"
    merge = [sys.executable, "-m", "worksheet_kit", "merge", "-q"]
    subprocess.run([*merge, "sample_returns/bimtek-1", "-o", first], cwd=ROOT, check=True)
    more = ["--previous", first, "--per-opd", folder / "opd", "-o", second]
    returns = ["sample_returns/bimtek-2", folder / "Smart Branding dari notulis.xlsx"]
    subprocess.run([*merge, *returns, *more], cwd=ROOT, check=True)


def draw(picture: Picture, folder: Path, office: Office, target: Path) -> None:
    """Draw one picture of a workbook in ``folder``, at 94 percent of what a screen shows, or 88 of what is printed."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # only who draws needs it

    source = folder / f"{picture.book}.xlsx"
    names = openpyxl.load_workbook(source, read_only=True).sheetnames
    number = names.index(picture.sheet)
    members = {f"xl/worksheets/sheet{n}.xml": _unselected for n in range(1, len(names) + 1)}
    members |= {"xl/workbook.xml": partial(_alone, number, picture.on_screen)}
    members |= {f"xl/worksheets/sheet{number + 1}.xml": partial(_page, picture.on_screen)}
    alone = edit_members(source, folder / "gambar.xlsx", members)
    pdf = office.resave(alone, folder / "gambar.pdf")
    dots = "90" if picture.on_screen else "84"
    page = subprocess.run(["pdftoppm", "-r", dots, "-l", "1", pdf], capture_output=True, check=True).stdout
    image = Image.open(io.BytesIO(page))
    left, top, right, bottom = ImageOps.invert(image.convert("L")).getbbox() or (0, 0, *image.size)
    right = min(right, left + _SCREEN[0]) if picture.on_screen else right
    image = image.crop((left - 8, top - 8, right + 8, min(bottom, top + picture.most) + 8))
    image.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


def _alone(number: int, on_screen: bool, part: bytes) -> bytes:
    """Hide all other sheets and take their print areas, without which they are not printed then."""
    counted = iter(range(1_000))

    def sheet(match: re.Match[bytes]) -> bytes:
        text = re.sub(rb' state="[^"]*"', b"", match[0])
        return text if next(counted) == number else text.replace(b"<sheet ", b'<sheet state="hidden" ')

    part = re.sub(rb"<sheet [^>]*>", sheet, part)
    part = re.sub(rb' (activeTab|firstSheet)="\d+"', b"", part)
    part = part.replace(b"<workbookView", b'<workbookView activeTab="%d"' % number, 1)
    own = b"" if on_screen else rb'(?![^>]*localSheetId="%d")' % number
    return re.sub(rb"<definedName " + own + rb"[^>]*_xlnm\.Print_[^>]*>[^<]*</definedName>", b"", part)


def _unselected(part: bytes) -> bytes:
    return part.replace(b' tabSelected="1"', b"").replace(b' tabSelected="true"', b"")


def _page(on_screen: bool, part: bytes) -> bytes:
    """Take the footer off, and for a picture of the screen whatever fits the sheet to its paper."""
    part = re.sub(rb"<headerFooter.*?</headerFooter>", b"", part, flags=re.DOTALL)
    if on_screen:
        part = re.sub(rb"<(row|col)Breaks .*?</\1Breaks>", b"", part, flags=re.DOTALL)
        part = re.sub(rb"<pageSetUpPr[^>]*/>", b"", part)
        part = re.sub(rb"<pageSetup [^>]*/>", b'<pageSetup paperSize="8" orientation="landscape"/>', part)
    return part


def main(names: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder, office = Path(scratch), Office(Path(scratch) / "libreoffice")
        try:
            books(folder)
            for name in names or PICTURES:
                stem = name.removesuffix(".png")
                draw(PICTURES[stem], folder, office, TARGET / f"{stem}.png")
                sys.stdout.write(f"docs/gambar/{stem}.png\n")
        finally:
            office.close()


if __name__ == "__main__":
    main(sys.argv[1:])
