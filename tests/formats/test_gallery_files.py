"""The same answers, whatever program saved them and whatever was put around them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests import ROOT, TESTS
from tests.candidates import find
from tests.gallery import (
    ACTIONS,
    PROGRAMS,
    TYPED,
    cells,
    facts,
    refused,
    returned,
    rework,
    surgery,
    text_box,
    with_drawing,
)
from tests.office import Formula, Office
from worksheet_kit.core.layout import FIRST_ROW, KEY_ROW
from worksheet_kit.core.model import CellError, Profile, Raw, Refusal, Return, Uncomputed
from worksheet_kit.formats.registry import FORMATS
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.returns.read import read

SCRIPT = TESTS / "resave.cjs"
#: Formats in which each program saves the workbook of the gallery.
BY_OFFICE = ("xlsx", "ods", "xls")
BY_SHEETJS = ("xlsx", "xlsb", "xls", "ods")
#: The smallest picture; XlsxWriter takes none so small as it is.
PIXEL = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;" + bytes(20)


def node_modules() -> str:
    """Where npm put the libraries: ``NODE_MODULES``, here, or beside the validator."""
    validator = os.environ.get("OOXML_VALIDATOR", "")
    places = [os.environ.get("NODE_MODULES", ""), str(ROOT / "node_modules")]
    places += [str(parent) for parent in Path(validator).parents if parent.name == "node_modules"]
    return next((place for place in places if place and (Path(place) / "exceljs").is_dir()), "")


def by_node(library: str, source: Path, target: Path) -> Path:
    """The workbook as a JavaScript library saves it."""
    modules = node_modules()
    if not modules or shutil.which("node") is None:
        pytest.skip("node with exceljs and xlsx is not installed (npm install exceljs xlsx)")
    subprocess.run(
        ["node", str(SCRIPT), library, str(source), str(target)],
        check=True,
        capture_output=True,
        env={**os.environ, "NODE_PATH": modules},
    )
    return target


# --- programs ---------------------------------------------------------------------------------------------------------


def test_every_format_that_is_read_is_tried() -> None:
    """A further one needs a program here that saves it."""
    assert {line.endings[0].removeprefix(".") for line in FORMATS.values()} == {*BY_OFFICE, *BY_SHEETJS}


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_libreoffice(office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str) -> None:
    found = returned(office.resave(sent, tmp_path / f"simpanan.{kind}"), kota)
    assert (cells(found), facts(found)) == (TYPED, [])
    assert found.identity == {"nama_pengisi": "Wulan", "nomor_hp": "0812-1"}
    assert found.saved is not None


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("library", "kind"),
    [("exceljs", "xlsx"), *(("sheetjs", kind) for kind in BY_SHEETJS)],
)
def test_javascript_libraries(sent: Path, kota: Profile, tmp_path: Path, library: str, kind: str) -> None:
    found = returned(by_node(library, sent, tmp_path / f"simpanan.{kind}"), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_openpyxl(sent: Path, kota: Profile) -> None:
    found = returned(rework(sent, lambda book: None), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def strict(name: str, data: bytes) -> bytes:
    """A part as Excel writes it when told to save as *Strict Open XML*."""
    for old, new in (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        data = data.replace(old, new)
    return data


def test_strict_open_xml(sent: Path, kota: Profile) -> None:
    found = returned(surgery(sent, strict), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_strict_open_xml_with_a_date_in_iso_8601(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        return strict(name, data).replace(b"><v>12.5</v>", b' t="d"><v>2026-07-20T00:00:00Z</v>')

    row = cells(returned(surgery(sent, change), kota))["TATA-P03"]
    assert str(row["target_akhir"]) == "2026-07-20"


def test_names_with_a_prefix(sent: Path, kota: Profile) -> None:
    """As some programs write their parts: every element under a prefix."""

    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return data
        data = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data)
        return data.replace(b"xmlns=", b"xmlns:x=", 1)

    found = returned(surgery(sent, change), kota)
    assert (cells(found), facts(found)) == (TYPED, [])


def test_a_workbook_with_macros(sent: Path, kota: Profile) -> None:
    def change(name: str, data: bytes) -> bytes:
        plain, macro = b"spreadsheetml.sheet.main+xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        return data.replace(b"application/vnd.openxmlformats-officedocument." + plain, macro)

    with zipfile.ZipFile(surgery(sent, change), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    found = returned(sent, kota)
    assert cells(found) == TYPED
    assert [fact.name for fact in facts(found)] == ["macro"]


# --- what a program hides ---------------------------------------------------------------------------------------------

BROKEN = {"target_akhir": Formula("=1/0"), "kondisi_awal": Formula('=VALUE("x")'), "sasaran": Formula("=NA()")}


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_error_cells_are_never_blank(office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str) -> None:
    saved = office.fill_by_keys(sent, tmp_path / f"galat.{kind}", {PROGRAMS: {"P03": BROKEN}})
    row = cells(returned(saved, kota))["TATA-P03"]
    assert row["target_akhir"] == CellError("#DIV/0!")
    assert row["kondisi_awal"] == CellError("Err:502" if kind == "ods" else "#VALUE!")
    assert row["sasaran"] == CellError("#N/A")


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_a_text_that_a_formula_gave_is_never_a_zero(
    office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str
) -> None:
    """LibreOffice stores 0 for it in cells of an .xls that are formatted as text."""
    typed = {"deskripsi": Formula('="satu "&"pintu"'), "target_akhir": Formula("=2-2")}
    row = cells(returned(office.fill_by_keys(sent, tmp_path / f"a.{kind}", {PROGRAMS: {"P03": typed}}), kota))
    assert row["TATA-P03"]["deskripsi"] == (Uncomputed("=") if kind == "xls" else "satu pintu")
    assert row["TATA-P03"]["target_akhir"] == 0


def _put(book: Workbook, values: dict[str, object]) -> None:
    sheet = book[PROGRAMS]
    columns = {cell.value: cell.column for cell in sheet[KEY_ROW + 1]}
    for key, value in values.items():
        sheet.cell(FIRST_ROW + 1, columns[key]).value = value  # type: ignore[assignment]


@pytest.mark.sampled
@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls"])
def test_error_values_are_never_blank(sent: Path, kota: Profile, tmp_path: Path, kind: str) -> None:
    rework(sent, lambda book: _put(book, {"target_akhir": "#REF!", "kondisi_awal": "#N/A"}))
    row = cells(returned(by_node("sheetjs", sent, tmp_path / f"galat.{kind}"), kota))["TATA-P01"]
    assert (row["target_akhir"], row["kondisi_awal"]) == (CellError("#REF!"), CellError("#N/A"))


def test_a_formula_without_result_is_never_blank(sent: Path, kota: Profile) -> None:
    rework(sent, lambda book: _put(book, {"target_akhir": "=2*20"}))
    assert cells(returned(sent, kota))["TATA-P01"]["target_akhir"] == Uncomputed("=2*20")


@pytest.mark.office
def test_an_ods_formula_without_result_is_never_blank(
    office: Office, sent: Path, kota: Profile, tmp_path: Path
) -> None:
    saved = office.fill_by_keys(sent, tmp_path / "a.ods", {PROGRAMS: {"P01": {"target_akhir": Formula("=2*20")}}})
    assert cells(returned(saved, kota))["TATA-P01"]["target_akhir"] == 40.0

    def change(name: str, data: bytes) -> bytes:
        result = rb' office:value-type="float" office:value="40" calcext:value-type="float"'
        return re.sub(rb'(table:formula="of:=2\*20")' + result, rb"\1", data)

    assert cells(returned(surgery(saved, change), kota))["TATA-P01"]["target_akhir"] == Uncomputed("of:=2*20")


@pytest.mark.sampled
@pytest.mark.parametrize("kind", ["xlsx", "xlsb"])
def test_comments_are_seen_in_every_format(sent: Path, kota: Profile, tmp_path: Path, kind: str) -> None:
    def change(book: Workbook) -> None:
        book[PROGRAMS].cell(FIRST_ROW + 1, 5).comment = Comment("perkiraan saja", "Siti")

    found = returned(by_node("sheetjs", rework(sent, change), tmp_path / f"a.{kind}"), kota)
    assert [(fact.name, fact.row, fact.data["text"]) for fact in facts(found)] == [
        ("comment", "TATA-P01", "perkiraan saja")
    ]


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_comments_spaces_dates_and_percentages_survive(
    office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str
) -> None:
    def change(book: Workbook) -> None:
        _put(
            book,
            {
                "sasaran": "warga  kota\nsemua",
                "deskripsi": "007",
                "kondisi_awal": 0.125,
                "sumber_awal": date(2025, 3, 1),
            },
        )
        row = book[PROGRAMS][FIRST_ROW + 1]
        columns = {cell.value: cell.column for cell in book[PROGRAMS][KEY_ROW + 1]}
        row[columns["kondisi_awal"] - 1].number_format = "0.0%"
        row[columns["sumber_awal"] - 1].number_format = "d mmm yyyy"
        row[columns["sasaran"] - 1].comment = Comment("perkiraan saja", "Siti")

    found = returned(office.resave(rework(sent, change), tmp_path / f"a.{kind}"), kota)
    row = cells(found)["TATA-P01"]
    assert (row["sasaran"], row["deskripsi"]) == ("warga  kota\nsemua", "007")
    assert (row["kondisi_awal"], str(row["sumber_awal"])) == ("12,5%", "2025-03-01")
    assert [(fact.name, fact.column, fact.data["text"]) for fact in facts(found)] == [
        ("comment", "sasaran", "perkiraan saja")
    ]


# --- an honest workbook, reshaped and saved again ---------------------------------------------------------------------


def reshape(book: Workbook) -> None:
    """Two columns swapped, a tab renamed, a column more, rows sorted with their keys."""
    sheet = book[PROGRAMS]
    keys = {cell.value: cell.column for cell in sheet[KEY_ROW + 1]}
    for cells_of in sheet.iter_rows(min_row=KEY_ROW, max_row=sheet.max_row):
        one, other = cells_of[keys["satuan"] - 1], cells_of[keys["keterangan"] - 1]
        one.value, other.value = other.value, one.value
    actions = book[ACTIONS]
    lines = [[cell.value for cell in actions[row]] for row in range(FIRST_ROW + 1, FIRST_ROW + 5)]
    for row, line in enumerate(reversed(lines), FIRST_ROW + 1):
        for column, value in enumerate(line, 1):
            actions.cell(row, column).value = value
    sheet.title = "Sheet2"
    actions.insert_cols(6)


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_a_reshaped_return_saved_by_libreoffice(
    office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str
) -> None:
    saved = office.resave(rework(sent, reshape), tmp_path / f"a.{kind}")
    assert cells(returned(saved, kota)) == TYPED


@pytest.mark.sampled
@pytest.mark.parametrize(("library", "kind"), [("exceljs", "xlsx"), ("sheetjs", "xlsx"), ("sheetjs", "xlsb")])
def test_a_reshaped_return_saved_by_a_javascript_library(
    sent: Path, kota: Profile, tmp_path: Path, library: str, kind: str
) -> None:
    assert cells(returned(by_node(library, rework(sent, reshape), tmp_path / f"a.{kind}"), kota)) == TYPED


# --- around a workbook ------------------------------------------------------------------------------------------------


def locked(path: Path, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt(password, out)
    return out.getvalue()


def test_a_password_is_asked_for_and_used(sent: Path, kota: Profile, tmp_path: Path) -> None:
    file = tmp_path / "terkunci.xlsx"
    file.write_bytes(locked(sent, "rahasia"))
    assert refused(file, kota).name == "password"
    assert refused(file, kota, password="lain").name == "password"
    assert cells(returned(file, kota, password="rahasia")) == TYPED


def test_excels_own_password_is_not_asked_for(sent: Path, kota: Profile, tmp_path: Path) -> None:
    """Excel encrypts a workbook whose structure is locked with a password of its own, and opens it without asking."""
    file = tmp_path / "terkunci.xlsx"
    file.write_bytes(locked(sent, "VelvetSweatshop"))
    assert cells(returned(file, kota)) == TYPED


def test_one_of_several_passwords_fits(sent: Path, kota: Profile, tmp_path: Path) -> None:
    file = tmp_path / "terkunci.xlsx"
    file.write_bytes(locked(sent, "rahasia"))
    (candidate,) = find([file], password=["lain", "rahasia"])
    assert isinstance(read(candidate, kota), Return)


def test_a_return_in_a_zip_in_a_mail(sent: Path, kota: Profile, tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("Kertas kerja.xlsx", surgery(sent, _without_properties).read_bytes())
    message = EmailMessage()
    message["From"] = "siti@example.org"
    message["Subject"] = "Kiriman"
    message["Date"] = "Wed, 04 Jun 2025 08:00:00 +0700"
    message.add_attachment(archive.getvalue(), maintype="application", subtype="zip", filename="kirim.zip")
    (tmp_path / "surat.eml").write_bytes(message.as_bytes())
    found = returned(tmp_path / "surat.eml", kota)
    assert found.file == f"{tmp_path.as_posix()}/surat.eml!kirim.zip!Kertas kerja.xlsx"
    assert (found.sender, found.subject) == ("siti@example.org", "Kiriman")
    assert found.saved == datetime(2025, 6, 4, 1, tzinfo=UTC)
    assert cells(found) == TYPED


def _without_properties(name: str, data: bytes) -> bytes | None:
    return None if name.startswith("docProps") else data


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_file_cut_off_on_the_way_is_damaged(sent: Path, kota: Profile, share: float) -> None:
    data = sent.read_bytes()
    sent.write_bytes(data[: int(len(data) * share)])
    assert refused(sent, kota).name == "damaged"


def test_old_office_files_are_told_apart(kota: Profile, tmp_path: Path) -> None:
    """An OLE container that is no workbook, and one that is nothing at all."""
    (tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000))
    assert refused(tmp_path / "a.xls", kota).name == "damaged"


def test_a_whole_folder_of_downloads(sent: Path, kota: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp"
    folder.mkdir()
    (folder / "IMG-20250603-WA0001.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "~$Kertas kerja.xlsx").write_bytes(bytes(165))
    (folder / "Kertas kerja (1).xlsx").write_bytes(sent.read_bytes())
    book = openpyxl.Workbook()
    book.save(folder / "Arisan.xlsx")
    found = [read(candidate, kota) for candidate in find([folder])]
    assert [one.name if isinstance(one, Refusal) else "kiriman" for one in found] == [
        "stranger",
        "photo",
        "kiriman",
        "noise",
    ]


def test_a_return_is_made_of_plain_types(sent: Path, kota: Profile) -> None:
    """It crosses process borders: nothing of a parser's own may travel with it."""
    found = returned(sent, kota)
    kinds: set[type[Raw]] = {type(value) for row in cells(found).values() for value in row.values()}
    assert kinds == {str, float}


# --- what floats above the cells --------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_text_box_saved_by_libreoffice_is_no_answer(
    office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str
) -> None:
    """In an .ods a box stands within the cell it is anchored to."""
    found = returned(office.resave(with_drawing(sent, text_box("angka menyusul")), tmp_path / f"a.{kind}"), kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.place.cell, fact.data["text"]) for fact in facts(found)] == [
        ("drawn", "E11", "angka menyusul")
    ]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_lies_over_a_sheet_is_alike_in_all_formats(office: Office, tmp_path: Path, kind: str) -> None:
    """A comment is none of it, nor is the arrow of a dropdown; LibreOffice loses columns of shapes beside no cell."""
    path, long = tmp_path / "a.xlsx", "catatan panjang " * 1_000
    with xlsxwriter.Workbook(path) as book:
        first, second = book.add_worksheet("Satu"), book.add_worksheet("Dua")
        for row in range(40):
            first.write_row(row, 0, ["isi"] * 30)
            second.write_row(row, 0, ["isi"] * 30)
        first.write_comment("B2", "komentar")
        first.data_validation("A1", {"validate": "list", "source": ["a", "b"]})
        first.autofilter("A1:C4")
        first.insert_textbox("C4", "Mohon dibantu:\nkata é – di kotak")
        first.insert_textbox("F9", "  ")
        first.insert_image("D7", "a.gif", {"image_data": io.BytesIO(PIXEL), "description": "logo"})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Satu!$A$1:$A$3"})
        first.insert_chart("H12", chart)
        second.insert_textbox("AB40", long)

    opened = open_book(office.resave(path, tmp_path / f"b.{kind}").read_bytes(), "ole" if kind == "xls" else kind)

    wanted = [((3, 2), "Mohon dibantu:\nkata é – di kotak"), ((6, 3), ""), ((11, 7), "")]
    assert sorted(opened.load(0).drawn) == wanted
    assert list(opened.load(1).drawn) == [((39, 27), long.strip())]


@pytest.mark.office
@pytest.mark.parametrize("kind", BY_OFFICE)
def test_what_is_typed_over_our_formulas_is_told_in_every_format(
    office: Office, sent: Path, kota: Profile, tmp_path: Path, kind: str
) -> None:
    def change(book: Workbook) -> None:
        _put(book, {"status": "sudah benar"})

    found = returned(office.resave(rework(sent, change), tmp_path / f"a.{kind}"), kota)
    assert cells(found) == TYPED
    assert [(fact.name, fact.place.sheet, fact.data["cells"]) for fact in facts(found)] == [
        ("locked_changed", PROGRAMS, ("C9",))
    ]
