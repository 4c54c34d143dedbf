"""Workbooks for tests of reading: filled in, then done to what people and programs do to them.

All start from a freshly generated workbook of the tests' own city. Changes are made with openpyxl (`rework`), in the
zip itself (`surgery`), or by another program.
"""

from __future__ import annotations

import re
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


# --- what floats above the cells --------------------------------------------------------------------------------------


def text_box(*paragraphs: str, cell: tuple[int, int] = (10, 4), shape: str = "sp") -> str:
    """A box anchored at a cell (row and column from zero), by default the subdimension of TATA-P03, which is empty."""
    row, column = cell
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{column + 2}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row + 2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:{shape}>"
        '<xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/>'
        f"<xdr:txBody><a:bodyPr/>{lines}</xdr:txBody></xdr:{shape}><xdr:clientData/></xdr:twoCellAnchor>"
    )


def with_drawing(path: Path, *shapes: str, sheet: int = 2) -> Path:
    """Lay shapes over a sheet, counted from 1 in the order of the workbook."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    link = f'<Relationship Id="rIdBox" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    part = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    with zipfile.ZipFile(path) as archive:
        links = archive.read(part).decode() if part in archive.namelist() else ""
    links = links or (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )

    def change(name: str, data: bytes) -> bytes | None:
        if name == f"xl/worksheets/sheet{sheet}.xml":
            return re.sub(rb"(<legacyDrawing|</worksheet>)", rb'<drawing r:id="rIdBox"/>\1', data, count=1)
        return None if name == part else data

    surgery(path, change)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, links.replace("</Relationships>", link))
        archive.writestr(
            "xl/drawings/drawing1.xml",
            '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">' + "".join(shapes) + "</xdr:wsDr>",
        )
    return path
