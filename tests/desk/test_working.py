"""One drop is enough: a working folder brings its settings, the bimtek that is on, returns and earlier books."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests import SAMPLES
from tests.desk.pages import ChromiumPage, Page, run, settle
from tests.desk.test_deciding import answer
from tests.desk.test_page import OPTIONS, command_line, on_disk, unzipped
from worksheet_kit.profile.settings.convert import settings_files

Opener = Callable[..., ChromiumPage]


@pytest.fixture
def kerja(tmp_path: Path) -> Path:
    """A working folder with what has come for bimtek 2."""
    folder = tmp_path / "Kerja"
    folder.mkdir()
    for name, data in settings_files("rembang").items():
        (folder / name).write_bytes(data)
    shutil.copytree(SAMPLES / "bimtek-2", folder / "Bimtek 2" / "Kiriman")
    return folder


def test_a_working_folder_is_merged_as_by_the_command_without_arguments(open_page: Opener, kerja: Path) -> None:
    page = open_page()
    settle(page, lambda: page.choose("#folder", [kerja]))
    (said,) = page.texts("#ditemukan")
    assert said == (
        "Pengaturan.xlsx Kabupaten Rembang dan folder kerja dikenali. "
        "Bimtek 2 (bimtek terakhir yang sudah ada kirimannya), dari Bimtek 2/Kiriman."
    )
    assert page.page.input_value("#wilayah") == "Kerja/Pengaturan.xlsx"
    answer(page, "Persentase desa", "Bu Rini")
    (kerja / "Bimtek 2" / "Hasil").mkdir()
    (kerja / "Bimtek 2" / "Hasil" / "keputusan.json").write_bytes(page.download("#simpan-keputusan"))
    run(page, "#gabung")
    made = unzipped(page.download("#semua"))
    assert "Bimtek 2/Hasil/Matriks bimtek 2.xlsx" in made
    assert any(name.startswith("Bimtek 2/Hasil/Lembar Perbaikan/") for name in made)
    command_line(kerja, "merge")
    ours = on_disk(kerja)
    assert {name: ours.get(name) for name in made} == made
    assert {name for name in ours if "/Hasil/" in name} - {*made} == {
        f"Bimtek 2/Hasil/{name}" for name in (".hasil.json", "keputusan.json")
    }

    run(page, "#gabung")  # goes on from what it has written itself
    command_line(kerja, "merge")
    again = on_disk(kerja)
    made = unzipped(page.download("#semua"))
    assert {name: again.get(name) for name in made} == made

    page.select("#isi-surel", "corrections")
    run(page, "#surel")
    run(page, "[data-tandai]")
    assert page.texts("#tanda-belum-disimpan")
    page.choose("#folder", [kerja])
    assert question(page, "Batal").startswith("Di halaman ini ada 1 tanda Sudah dikirim")
    page.page.wait_for_selector("#keadaan:has-text('belum diganti')")
    page.click("#kosongkan")
    asked = question(page, "Batal")
    assert asked.startswith("Di halaman ini ada hasil yang belum disimpan dan 1 tanda Sudah dikirim")
    assert page.texts("#ditemukan")
    page.click("#kosongkan")
    assert question(page, "Tetap teruskan") == asked
    page.page.wait_for_selector("#keadaan:has-text('dilepas dari halaman ini')")
    assert not page.texts("#ditemukan")

    shutil.copytree(SAMPLES / "bimtek-1", kerja / "Bimtek 1" / "Kiriman")
    settle(page, lambda: page.choose("#folder", [kerja]))
    page.click(OPTIONS)
    page.select("#bimtek-kiriman", "1")
    run(page, "#gabung")
    listed = page.texts("section:has(#judul-unduhan) li")
    assert any("Matriks bimtek 1.xlsx" in line for line in listed), listed
    assert not page.errors


def question(page: Page, answer: str) -> str:
    """What the page asks before something is lost, which is answered so."""
    page.page.wait_for_selector("#pertanyaan[open]")
    (asked,) = page.texts("#isi-pertanyaan")
    page.page.click(f"#pertanyaan button:has-text('{answer}')")
    page.page.wait_for_selector("#pertanyaan", state="detached")
    return asked


def test_faults_of_the_settings_are_told_by_sheet_and_cell(open_page: Opener, kerja: Path) -> None:
    book = openpyxl.load_workbook(kerja / "Pengaturan.xlsx")
    sheet = next(sheet for sheet in book.worksheets if "OPD" in sheet.title)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "DINDIKPORA":
                cell.value = "huruf kecil dan spasi"
    book.save(kerja / "Pengaturan.xlsx")
    page = open_page()
    settle(page, lambda: page.choose("#folder", [kerja]))
    assert sheet.title in page.texts("#keadaan")[0]
    run(page, "#gabung")  # nothing goes on with the settings of another region
    assert sheet.title in page.texts("#keadaan")[0]
    assert not page.texts("#semua")


def test_before_anything_has_come_worksheets_are_next(open_page: Opener, kerja: Path) -> None:
    shutil.rmtree(kerja / "Bimtek 2")
    page = open_page()
    settle(page, lambda: page.choose("#folder", [kerja]))
    assert "kertas kerja dapat dibuat" in page.texts("#keadaan")[0]
    assert page.texts("#berikut") == ["Buat kertas kerja"]
    run(page, "#berikut")
    assert page.texts("#semua")
    settle(page, lambda: page.choose("#files", [SAMPLES / "bimtek-1" / "SWOT Smart Branding.xlsx"]))
    page.page.wait_for_selector("#board")
    assert page.texts("#ditemukan")[0].endswith("Yang ditambahkan simpan juga ke Bimtek 1/Kiriman.")
    run(page, "#gabung")
    assert "Bimtek 1/Hasil/Matriks bimtek 1.xlsx" in unzipped(page.download("#semua"))
