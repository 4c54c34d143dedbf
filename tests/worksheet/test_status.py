"""The *Status* of a row: what it says, in the sheet as LibreOffice computes it and in the mirror that starts it off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.office import Formula, Office, key_places
from tests.workbooks import REGIONS, region
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Column, Profile, Recipient, Required, Severity, Value, WorksheetContent
from worksheet_kit.core.words import STATUS_BEGINNINGS
from worksheet_kit.excel.formulas import FORMULA
from worksheet_kit.kinds import KINDS
from worksheet_kit.worksheet.contents import prepare
from worksheet_kit.worksheet.status import compiled_size
from worksheet_kit.worksheet.workbook import write_worksheet

GOV = Recipient(dimension="GOV")

#: Excel since 2007, WPS, LibreOffice, Google Sheets and ONLYOFFICE have them all.
FUNCTIONS = re.compile(
    r"IF|AND|OR|NOT|IFERROR|ISERROR|ISLOGICAL|ISNUMBER|ISTEXT|SUM|COUNT|COUNTA|COUNTIFS?|SUMIFS?|SUMPRODUCT|MATCH|INDEX|VLOOKUP|"
    r"OFFSET|LEN|TRIM|CLEAN|LEFT|MID|RIGHT|SUBSTITUTE|MIN|MAX|LARGE|INT|ROW|COLUMN|REPT|EXACT|HYPERLINK|ADDRESS"
)

PROGRAM: dict[str, Value] = {
    "nama_program": "Satu Pintu",
    "subdimensi": "Pelayanan publik",
    "masalah": "M1 Tata Kelola Pemerintahan",
    "deskripsi": "Layanan disatukan.",
    "sasaran": "Warga",
    "indikator": "Jumlah layanan",
    "satuan": "layanan",
    "target_akhir": 40,
    "jangka_waktu": "Menengah (s.d. 2026)",
    "status_program": "Baru",
    "opd_pengampu": "Dinkominfo",
}
ACTION: dict[str, Value] = {
    "kode_program": "GOV-P01",
    "rencana_aksi": "Menyusun SOP",
    "jenis": "Aplikasi pendukung",
    "indikator": "Jumlah SOP",
    "satuan": "dokumen",
    "target_2023": 2,
    "sumber_dana": "APBD Kabupaten",
    "mulai": "TW I 2023",
    "selesai": "TW IV 2023",
    "opd_pj": "Setda",
}

#: Code -> what differs from a complete program, and the status that gives. None takes an answer away.
PROGRAMS: Mapping[str, tuple[Mapping[str, Value], str]] = {
    "P01": ({}, "Lengkap"),
    "P02": ({"satuan": None}, "Isi: Satuan"),
    "P03": ({"satuan": None, "sasaran": None, "opd_pengampu": None}, "Isi: Sasaran/penerima manfaat (+2 lagi)"),
    "P04": ({"sasaran": " "}, "Isi: Sasaran/penerima manfaat"),
    "P05": ({"sasaran": "\u00a0"}, "Isi: Sasaran/penerima manfaat"),
    "P06": ({"satuan": "biji"}, "Pilih dari daftar: Satuan"),
    "P07": ({"satuan": "*"}, "Pilih dari daftar: Satuan"),  # no pattern
    "P08": ({"satuan": "layan?n"}, "Pilih dari daftar: Satuan"),
    "P09": ({"satuan": " LAYANAN "}, "Lengkap"),
    "P10": ({"opd_pengampu": "Dinas Komunikasi dan Informatika", "masalah": "M1", "satuan": "persen"}, "Lengkap"),
    "P11": ({"opd_pendukung_2": "Dinas Antariksa"}, "Pilih dari daftar: OPD pendukung 2"),
    "P12": ({"target_akhir": "empat puluh"}, "Isi angka: Target akhir"),
    "P13": ({"target_akhir": None}, "Isi: Target akhir"),
    "P14": ({"kondisi_awal": "-"}, "Isi angka: Kondisi awal"),
    "P15": ({"target_akhir": 0}, "Lengkap"),
    "P16": ({"target_akhir": -2.5}, "Lengkap"),
    "P17": (dict.fromkeys(PROGRAM) | {"keterangan": "nanti"}, "Isi: Nama program/inovasi (+9 lagi)"),
    "P18": (dict.fromkeys(PROGRAM) | {"keterangan": "   "}, ""),
    "P19": (dict.fromkeys(PROGRAM) | {"kondisi_awal": 0}, "Isi: Nama program/inovasi (+9 lagi)"),
    "P20": ({"deskripsi": "=A1+1"}, "Lengkap"),  # text, not a formula
    "P21": ({"satuan": "biji", "target_akhir": "x", "sasaran": None}, "Isi: Sasaran/penerima manfaat (+2 lagi)"),
    "P22": ({"sasaran": "\u200b\u2060"}, "Isi: Sasaran/penerima manfaat"),
    "P23": ({"deskripsi": "\ufeff\u00ad\u200c\u200d\u200e\u00a0 "}, "Isi: Deskripsi singkat"),
    "P24": ({"nama_program": " \n\n\t"}, "Isi: Nama program/inovasi"),
    "P25": ({"sasaran": "\u200bWarga\n"}, "Lengkap"),
    "P26": (dict.fromkeys(PROGRAM) | {"keterangan": "\n\u200b\u00a0"}, ""),
    "P27": ({"nama_program": "\r\n"}, "Isi: Nama program/inovasi"),
    "P28": ({"nama_program": "\u2800\u3164\u115f\u1160\uffa0"}, "Isi: Nama program/inovasi"),
    "P29": ({"deskripsi": "\u180e\u3000"}, "Isi: Deskripsi singkat"),
    "P30": (dict.fromkeys(PROGRAM) | {"keterangan": "\u2800\n\u3164"}, ""),
}
ACTIONS: Mapping[str, tuple[Mapping[str, Value], str]] = {
    "A001": ({}, "Lengkap"),
    "A002": ({"kode_program": "gov-p01"}, "Lengkap"),
    "A003": ({"kode_program": "GOV-P18"}, "Kode program belum terisi"),  # holds blanks only
    "A004": ({"kode_program": "GOV-P02"}, "Lengkap"),  # filled in, though not complete
    "A005": ({"kode_program": "GOV-P99"}, "Pilih dari daftar: Kode program"),
    "A006": ({"kode_program": "GOV-P*"}, "Pilih dari daftar: Kode program"),
    "A007": ({"kode_program": "(isi dulu Program Kerja)"}, "Pilih dari daftar: Kode program"),
    "A008": ({"target_2023": None}, "Isi target minimal satu tahun"),
    "A009": ({"target_2023": " "}, "Isi target minimal satu tahun"),
    "A010": ({"target_2024": "29 desa"}, "Isi angka: Target 2024"),
    "A011": ({"target_2022": "x", "target_2026": "y"}, "Isi angka: Target 2022 (+1 lagi)"),
    "A012": ({"anggaran_2022": 250_000_000, "anggaran_2026": 0}, "Lengkap"),
    "A013": ({"anggaran_2025": -1}, "Isi angka: Perkiraan anggaran 2025 (Rp)"),
    "A014": ({"anggaran_2022": 1500.5}, "Isi angka: Perkiraan anggaran 2022 (Rp)"),
    "A015": ({"anggaran_2022": 0.25}, "Isi angka: Perkiraan anggaran 2022 (Rp)"),
    "A016": ({"anggaran_2024": "Rp350 juta"}, "Isi angka: Perkiraan anggaran 2024 (Rp)"),
    "A017": ({"mulai": "TW II 2023", "selesai": "TW I 2023"}, "Selesai lebih awal dari Mulai"),
    "A018": ({"mulai": "TW I 2023", "selesai": "TW I 2023"}, "Lengkap"),
    "A019": ({"mulai": "TW IV 2022", "selesai": "TW I 2023"}, "Lengkap"),
    "A020": ({"mulai": "TW IV 22"}, "Pilih dari daftar: Mulai"),
    "A021": ({"mulai": None, "selesai": "TW I 2023"}, "Isi: Mulai"),
    "A022": ({"sumber_dana": "Tidak perlu anggaran"}, "Lengkap"),
    "A023": ({"sumber_dana": "Tidak perlu anggaran", "anggaran_2023": 5_000_000}, "Lengkap"),  # only to be looked at
    "A024": ({"mulai": "2023-Q1"}, "Lengkap"),
}


def _answers(rows: Mapping[str, tuple[Mapping[str, Value], str]], whole: Mapping[str, Value]) -> dict[str, object]:
    return {
        f"GOV-{code}": {key: value for key, value in {**whole, **change}.items() if value is not None}
        for code, (change, _) in rows.items()
    }


def _content() -> WorksheetContent:
    return WorksheetContent(answers={**_answers(PROGRAMS, PROGRAM), **_answers(ACTIONS, ACTION)})  # type: ignore[dict-item]


WANTED = {f"GOV-{code}": status for rows in (PROGRAMS, ACTIONS) for code, (_, status) in rows.items()}


def _shown(office: Office, path: Path, *, recalculated: bool = True) -> dict[str, object]:
    """Row key -> Status, of the rows that have a wanted one."""
    values = (office.recalculate if recalculated else office.read)(path, formulas_only=True)
    places = key_places(path)
    return {
        key: values[sheet].get(columns["status"], "")
        for sheet in ("Program Kerja", "Rencana Aksi")
        for key, columns in places[sheet].items()
    }


def test_the_mirror_says_what_is_wanted(rembang: Profile) -> None:
    contents = prepare(rembang, rembang.stage(2), GOV, _content())

    found = {key: status for form in contents.forms for key, status in form.statuses.items() if key in WANTED}

    assert found == WANTED


@pytest.mark.office
def test_the_sheet_says_what_is_wanted(office: Office, rembang: Profile, tmp_path: Path) -> None:
    path = tmp_path / "status.xlsx"
    write_worksheet(path, rembang, rembang.stage(2), GOV, _content())

    shown = _shown(office, path)

    assert {key: shown[key] for key in WANTED} == WANTED
    assert {shown[key] for key in shown.keys() - WANTED.keys()} == {""}
    assert _shown(office, path, recalculated=False) == shown


@pytest.mark.office
def test_complete_means_that_collection_finds_nothing_to_put_right(
    office: Office, rembang: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "status.xlsx"
    write_worksheet(path, rembang, rembang.stage(2), GOV, _content())

    result = collect([path], rembang, stage=2)

    faulty = {finding.row for finding in result.findings if finding.severity is Severity.ERROR and finding.row}
    repaired = {
        row.key
        for rows in result.dataset.rows.values()
        for row in rows
        if any(cell.rule for cell in row.cells.values())
    }
    complete = {key for key, status in _shown(office, path).items() if status == "Lengkap"}
    filled = {row.key for rows in result.dataset.rows.values() for row in rows}
    assert complete & faulty == set()
    assert filled - faulty - complete <= repaired
    assert filled == {key for key, status in WANTED.items() if status}


@pytest.mark.office
def test_an_error_cell_is_named(office: Office, rembang: Profile, tmp_path: Path) -> None:
    blank, filled = tmp_path / "kosong.xlsx", tmp_path / "galat.xlsx"
    write_worksheet(blank, rembang, rembang.stage(2), GOV, _content())
    faults = {"P01": {"satuan": Formula("=1/0")}, "P02": {"keterangan": Formula("=NA()")}}
    office.fill_by_keys(blank, filled, {"Program Kerja": faults})

    shown = _shown(office, filled)

    assert shown["GOV-P01"] == "Ketik ulang: Satuan"
    assert shown["GOV-P02"] == "Ketik ulang: Keterangan"


@pytest.mark.office
def test_an_inserted_row_shifts_no_status(office: Office, rembang: Profile, tmp_path: Path) -> None:
    before, after = tmp_path / "asli.xlsx", tmp_path / "disisipi.xlsx"
    write_worksheet(before, rembang, rembang.stage(2), GOV, _content())
    row = int(re.sub(r"\D", "", key_places(before)["Program Kerja"]["GOV-P02"]["status"]))
    step = {"do": "insert", "sheet": "Program Kerja", "rows": [row - 1, 2], "columns": None}

    office.edit(before, after, [step], unlock=["Program Kerja"])

    shown = _shown(office, after)
    assert {key: shown[key] for key in WANTED} == WANTED


def test_what_a_workbook_is_preset_with_fills_no_row(rembang: Profile) -> None:
    recipient = Recipient(dimension="ENV", agency="DLH")
    content = WorksheetContent(answers={"ENV-DLH-P02": {"opd_pengampu": "BPBD"}})

    (programs, _) = prepare(rembang, rembang.stage(2), recipient, content).forms

    assert programs.shown("ENV-DLH-P01", "opd_pengampu") == "DLH"
    assert programs.statuses["ENV-DLH-P01"] == ""
    assert programs.statuses["ENV-DLH-P02"] == "Isi: Nama program/inovasi (+8 lagi)"


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_only_functions_that_every_office_program_has(rembang: Profile, stage: int) -> None:
    for form in prepare(rembang, rembang.stage(stage), GOV, WorksheetContent()).forms:
        for block in form.form.blocks:
            formula = form.status.formula(block.prefix)
            assert all(FUNCTIONS.fullmatch(name) for name in re.findall(r"([A-Z.]+)\(", formula))
            # No reference to a cell that could be cut away: whole columns only.
            assert not re.search(r"\$?[A-Z]{1,2}\$?\d", formula)


@pytest.mark.sampled
@pytest.mark.parametrize("count", [30, 120])
def test_any_number_of_years_fits_into_formulas(rembang: Profile, tmp_path: Path, count: int) -> None:
    """Checks that the formula has no room for stand on the hidden sheet; MIN and MAX would not take so many."""
    action = rembang.forms["rencana_aksi"]
    number = Column(key="n", heading="Target", kind=KINDS["number"], required=Required.ANY, series="target")
    span = range(2025, 2025 + count)
    years = tuple(replace(number, key=f"target_{y}", heading=f"Target {y}", year=y) for y in span)
    kept = tuple(c for c in action.columns if c.series != "target")
    longer = replace(action, columns=(*kept[:6], *years, *kept[6:]))
    profile = replace(rembang, forms={**rembang.forms, "rencana_aksi": longer})

    path = tmp_path / "panjang.xlsx"
    write_worksheet(path, profile, profile.stage(2), GOV)

    book = openpyxl.load_workbook(path)
    formulas = {sheet.title: [cell.value for row in sheet for cell in row if cell.data_type == "f"] for sheet in book}
    assert max(len(formula) for several in formulas.values() for formula in several) < FORMULA
    assert max(map(compiled_size, formulas["Rencana Aksi"])) < 4_096  # what an .xls holds


@pytest.mark.office
def test_a_form_may_refer_to_its_own_rows(office: Office, rembang: Profile, tmp_path: Path) -> None:
    programs = rembang.forms["program_kerja"]
    own = Column(key="lanjutan_dari", heading="Lanjutan dari", kind=KINDS["choice"], list="@program_kerja")
    form = replace(programs, columns=(*programs.columns, own))
    profile = replace(rembang, forms={**rembang.forms, "program_kerja": form})
    answers = {
        "GOV-P01": PROGRAM,
        "GOV-P02": {**PROGRAM, "lanjutan_dari": "GOV-P01"},
        "GOV-P03": {**PROGRAM, "lanjutan_dari": "GOV-P04"},
        "GOV-P05": {**PROGRAM, "lanjutan_dari": "GOV-P05"},
    }
    path = tmp_path / "sendiri.xlsx"

    write_worksheet(path, profile, profile.stage(2), GOV, WorksheetContent(answers=answers))

    wanted = ("Lengkap", "Lengkap", "Lanjutan dari belum terisi", "", "Lengkap")
    for shown in (_shown(office, path), _shown(office, path, recalculated=False)):
        assert tuple(shown[f"GOV-P0{n}"] for n in range(1, 6)) == wanted


def test_the_reader_knows_all_that_a_status_may_say() -> None:
    """Words that a formula of ours has left as a value must not be taken for somebody's typing."""
    for profile in map(region, REGIONS):
        for stage in profile.stages:
            recipient = Recipient(dimension=profile.dimensions[0].code)
            for form in prepare(profile, stage, recipient, WorksheetContent()).forms:
                own = tuple(rule.message for rule in form.form.rules if rule.message)
                unknown = [
                    message
                    for message in form.status.messages
                    if not message.startswith((*STATUS_BEGINNINGS, *own)) and not message.endswith("belum terisi")
                ]
                assert unknown == []
