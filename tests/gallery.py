"""Workbooks for tests of reading: filled in, then done to what people and programs do to them.

All start from a freshly generated workbook of the tests' own city. Changes are made with openpyxl (`rework`), in the
zip itself (`surgery`), or by another program.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from tests.candidates import find
from tests.worksheets import write_worksheet
from worksheet_kit.core.model import Fact, Profile, Raw, Recipient, Refusal, Return, Value, WorksheetContent
from worksheet_kit.returns.read import read

GROUP = Recipient(dimension="TATA")
PROGRAMS, ACTIONS = "Program Kerja", "Rencana Aksi"

#: What the workbook of the gallery holds: row key -> column key -> value.
FILLED: Mapping[str, Mapping[str, Value]] = {
    "TATA-P01": {
        "nama_program": "Satu Layanan Warga",
        "subdimensi": "Layanan warga",
        "masalah": "K1",
        "satuan": "layanan",
        "kondisi_awal": 5,
        "target_akhir": 40,
        "opd_pengampu": "DISKOMINFO",
        "keterangan": "dibahas lagi",
    },
    "TATA-P03": {"nama_program": "Arsip Digital", "masalah": "K1", "target_akhir": 12.5},
    "TATA-A001": {
        "kode_program": "TATA-P01",
        "rencana_aksi": "Menyatukan antrean",
        "target_2026": 3,
        "anggaran_2026": 150_000_000,
        "mulai": "2026-Q1",
    },
}


def workbook(
    profile: Profile,
    path: Path,
    *,
    stage: int = 2,
    recipient: Recipient = GROUP,
    answers: Mapping[str, Mapping[str, Value]] = FILLED,
    revision: int = 0,
) -> Path:
    """A generated workbook with these answers."""
    content = WorksheetContent(
        answers=answers, identity={"nama_pengisi": "Wulan", "nomor_hp": "0812-1"}, revision=revision
    )
    write_worksheet(path, profile, profile.stage(stage), recipient, content)
    return path


def rework(path: Path, change: Callable[[Workbook], object], target: Path | None = None) -> Path:
    """Let openpyxl change a workbook and save it: protection off, stored formula results gone."""
    book = openpyxl.load_workbook(path)
    book.security = None
    for sheet in book.worksheets:
        sheet.protection.sheet = False
    change(book)
    book.save(target or path)
    return target or path


def surgery(path: Path, change: Callable[[str, bytes], bytes | None], target: Path | None = None) -> Path:
    """Rewrite the members of a zip; None leaves a member out."""
    with zipfile.ZipFile(path) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(target or path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members:
            changed = change(name, data)
            if changed is not None:
                new.writestr(name, changed)
    return target or path


def see(path: Path, profile: Profile, **options: str) -> Return | Refusal:
    """What the reader makes of the one file there."""
    (candidate,) = find([path], **options)
    return read(candidate, profile)


def returned(path: Path, profile: Profile, **options: str) -> Return:
    """What came back in a file that is a usable return."""
    found = see(path, profile, **options)
    assert isinstance(found, Return), found
    return found


def refused(path: Path, profile: Profile, **options: str) -> Refusal:
    """Why a file is no usable return."""
    found = see(path, profile, **options)
    assert isinstance(found, Refusal), found
    return found


def cells(found: Return) -> dict[str, dict[str, Raw]]:
    """All rows of a return: row key -> column key -> raw cell."""
    return {row.key: dict(row.cells) for sheet in found.sheets for row in sheet.rows}


def facts(found: Return, *names: str) -> list[Fact]:
    """The facts with these names, or all."""
    return [fact for fact in found.facts if not names or fact.name in names]


#: What the reader must find in the workbook of the gallery: as typed, lists by their labels.
TYPED: Mapping[str, Mapping[str, Raw]] = {
    "TATA-P01": {
        "nama_program": "Satu Layanan Warga",
        "subdimensi": "Layanan warga",
        "masalah": "K1 Pelayanan Publik",
        "satuan": "layanan",
        "kondisi_awal": 5.0,
        "target_akhir": 40.0,
        "opd_pengampu": "Diskominfo",
        "keterangan": "dibahas lagi",
    },
    "TATA-P03": {"nama_program": "Arsip Digital", "masalah": "K1 Pelayanan Publik", "target_akhir": 12.5},
    "TATA-A001": {
        "kode_program": "TATA-P01",
        "rencana_aksi": "Menyatukan antrean",
        "target_2026": 3.0,
        "anggaran_2026": 150_000_000.0,
        "mulai": "TW I 2026",
    },
}
