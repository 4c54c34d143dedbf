"""`Pengaturan.xlsx` is updated in place: what is new is added, what people made of it stays."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill

from tests.office import Office, Validator
from tests.profile.test_profile import KOTA
from tests.profile.test_settings import FILE, cell, change, differences, put, table
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile
from worksheet_kit.profile.settings.convert import settings_files
from worksheet_kit.profile.settings.layout import MARK
from worksheet_kit.profile.settings.update import update_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put({FILE: settings_files(KOTA)[FILE]}, tmp_path / "kota")


def age(book: Workbook) -> None:
    """Make a workbook as an older version might have written it: without *Surel*, and parts of others."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for entry in row:
                if isinstance(entry.value, str) and MARK.fullmatch(entry.value):
                    entry.value = entry.value.replace(" 1", " 0")
    book.remove(book["Surel"])
    sheet, _, _, keys = table(book, "agencies")
    sheet.delete_cols(keys["email"], 3)
    sheet, row, _, _ = table(book, "mail")
    sheet.delete_rows(row, 20)
    sheet, row, marks, _ = table(book, "sheets")
    sheet.delete_rows(next(n for n in range(row, row + 9) if sheet.cell(n, marks).value == "zone"))
    sheet, row, _, _ = table(book, "columns")
    sheet.delete_rows(sheet.max_row - 5, 6)


def test_what_a_newer_version_needs_is_added_and_what_people_made_stays(folder: Path, kota: Profile) -> None:
    def edit(book: Workbook) -> None:
        age(book)
        book["OPD"]["C9"].fill = PatternFill("solid", fgColor="FFCC00")
        book["OPD"]["L9"] = "catatan kami"
        book.create_sheet("Rapat").append(["notulen", 3])
        book.move_sheet("Kelompok", 2)

    change(folder, edit)
    assert differences(load_profile(folder), kota) == [], "an older workbook is read, too"
    before = (folder / FILE).read_bytes()
    update = update_settings(folder / FILE)
    assert update.lost == ()
    assert (folder / FILE).read_bytes() == before, "nothing is written here"
    assert "lembar Surel" in update.added
    assert 'kolom "Surel" di lembar OPD' in update.added
    assert "tabel PENGIRIM SUREL di lembar Kegiatan" in update.added
    assert 'baris "Zona waktu" di lembar Kegiatan' in update.added
    assert sum("Judul Kolom" in said for said in update.added) == 6
    assert update.content is not None
    (folder / FILE).write_bytes(update.content)
    assert differences(load_profile(folder), kota) == []
    book = load_workbook(folder / FILE)
    assert {"Rapat", "Surel"} < set(book.sheetnames)
    assert book["OPD"]["C9"].fill.fgColor.rgb == "00FFCC00"
    assert book["OPD"]["L9"].value == "catatan kami"
    cell(book, "agencies", "email", 3).value = "capil@x.go.id"
    cell(book, "mail", "mail.host").value = "smtp.x.go.id"
    book.save(folder / FILE)
    profile = load_profile(folder)
    assert profile.agencies[2].email == "capil@x.go.id"
    assert profile.mail_server is not None
    assert update_settings(folder / FILE).added == (), "once is enough"


def test_nothing_is_written_where_nothing_is_to_be_added(folder: Path) -> None:
    assert update_settings(folder / FILE).content is None


@pytest.mark.office
def test_a_workbook_saved_by_libreoffice_loses_nothing(
    office: Office, folder: Path, kota: Profile, tmp_path: Path
) -> None:
    change(folder, age)
    saved = office.resave(folder / FILE, tmp_path / "lagi.xlsx")
    update = update_settings(saved)
    assert update.lost == ()
    assert update.content is not None
    saved.write_bytes(update.content)
    assert differences(load_profile(saved), kota) == []


@pytest.mark.validator
def test_an_updated_workbook_is_valid(validator: Validator, folder: Path) -> None:
    change(folder, age)
    update = update_settings(folder / FILE)
    assert update.content is not None
    (folder / FILE).write_bytes(update.content)
    assert validator(folder / FILE) == []


def test_the_same_file_gives_the_same_bytes_and_no_time_of_now(folder: Path) -> None:
    change(folder, age)
    update = update_settings(folder / FILE)
    assert update.content == update_settings(folder / FILE).content
    assert update.content is not None
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in ((folder / FILE).read_bytes(), update.content))
    assert {info.date_time[0] for info in new.infolist()} == {1980}
    stamps = [re.findall(rb"<dcterms:\w+[^>]*>([^<]*)", parts.read("docProps/core.xml")) for parts in (old, new)]
    assert stamps[0] == stamps[1]


ALIASES = [
    (("opd", "DPU", "Dinas PU Kota"), "agencies"),
    (("satuan", "orang", "jiwa"), "list"),
    (("subdimensi:TATA", "Birokrasi", "Tata kelola"), "subdimension"),
]


@pytest.mark.sampled
@pytest.mark.parametrize("case", ALIASES, ids=lambda case: case[1])
def test_an_alias_is_added_once(folder: Path, case: tuple[tuple[str, str, str], str]) -> None:
    alias, _ = case
    update = update_settings(folder / FILE, [alias])
    assert update.added == (f'sebutan "{alias[2]}" untuk {alias[1]}',)
    assert update.content is not None
    (folder / FILE).write_bytes(update.content)
    profile = load_profile(folder)
    named = {
        "opd": [agency.aliases for agency in profile.agencies],
        "satuan": [item.aliases for item in profile.lists["satuan"].items],
        "subdimensi:TATA": [item.aliases for item in profile.dimensions[0].subdimensions],
    }[alias[0]]
    assert sum(alias[2] in aliases for aliases in named) == 1
    assert update_settings(folder / FILE, [alias]).content is None


@pytest.mark.parametrize("lock", ["~$Pengaturan.xlsx", ".~lock.Pengaturan.xlsx#"])
def test_a_workbook_that_is_open_is_to_be_closed_before_something_is_added(folder: Path, lock: str) -> None:
    (folder / lock).write_bytes(b"")
    assert update_settings(folder / FILE).content is None
    with pytest.raises(ProfileError, match=r"Pengaturan\.xlsx: sedang dibuka; .* hapus .*Pengaturan\.xlsx"):
        update_settings(folder / FILE, [("opd", "DPU", "Dinas Entah")])


def test_an_alias_of_what_is_not_there_is_told(folder: Path) -> None:
    update = update_settings(folder / FILE, [("masalah", "K1", "Layanan"), ("opd", "ENTAH", "Dinas Entah")])
    assert update.content is None
    assert len(update.refused) == 2


def test_an_alias_that_means_something_else_is_told(folder: Path) -> None:
    wanted = [("opd", "DPU", "Kominfo"), ("sumber_dana", "DAK Fisik", "DAK"), ("satuan", "orang", "persen")]
    update = update_settings(folder / FILE, wanted)
    assert update.content is None
    assert [sentence.partition(": ")[2] for sentence in update.refused] == [
        "sudah menjadi sebutan isi lain.",
        "masih ada di antara sebutan yang ditanyakan dulu.",
        "sudah menjadi sebutan isi lain.",
    ]


def test_cells_that_people_have_merged_are_passed_over(folder: Path) -> None:
    book = load_workbook(folder / FILE)
    agencies, letters = book["OPD"], book["Surel"]
    (at,) = (cell.row for row in agencies.iter_rows() for cell in row if cell.value == "DPU")
    agencies.merge_cells(f"E{at - 1}:E{at}")
    last = letters.max_row
    for old in letters[last]:
        old.value = None
    letters.merge_cells(f"B{last - 1}:B{last}")
    book.save(folder / FILE)
    update = update_settings(folder / FILE, [("opd", "DPU", "Dinas Entah")])
    assert update.refused == (
        f'"Dinas Entah" untuk "DPU" tidak disimpan sebagai alias: sel E{at} di lembar OPD digabung (merge).',
    )
    assert update.content is not None
    assert load_workbook(io.BytesIO(update.content))["Surel"].cell(last + 1, 2).value == "paparan"


def test_what_would_be_lost_is_named_and_kept_from_being_lost(folder: Path) -> None:
    change(folder, age)
    before = load_workbook(folder / FILE)
    sheet = before["Masalah"]
    sheet["H9"] = CellRichText("dua ", TextBlock(InlineFont(b=True), "rupa"))
    before.save(folder / FILE)
    other = io.BytesIO()
    with xlsxwriter.Workbook(other) as drawn:
        drawn.add_worksheet().insert_textbox(0, 0, "kotak")
    with zipfile.ZipFile(other) as source, zipfile.ZipFile(folder / FILE, "a") as target:
        target.writestr("xl/drawings/drawing1.xml", source.read("xl/drawings/drawing1.xml"))
    update = update_settings(folder / FILE)
    assert update.content is None
    assert update.lost == ("gambar, bentuk, atau kotak teks", "huruf beraneka di satu sel (rich text)")
    assert update_settings(folder / FILE, anyway=True).content is not None


def test_another_file_is_told(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "lain.xlsx")
    with pytest.raises(ProfileError, match="bukan Pengaturan"):
        update_settings(tmp_path / "lain.xlsx")
