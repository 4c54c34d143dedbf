"""What is decided on the page: it counts at once, survives the tab, and is what the command line reads."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.pages import ChromiumPage, run, settle, until, wait_for, wait_until_idle, whole_merge
from tests.desk.test_page import FOLDER_IN_MEMORY, command_line, on_disk, unzipped
from tests.gallery import rework

Opener = Callable[..., ChromiumPage]

#: The fault in the samples that is answered: a cell that has to be filled in.
FAULT = "[data-code=S201][data-cell=K10]"


@pytest.fixture
def differing(samples: Path) -> Path:
    """The samples of bimtek 2, with a copy in which somebody else typed another indicator."""
    folder = samples / "bimtek-2"
    first = folder / "Bimtek 2 - Smart Governance.xlsx"

    def change(book: object) -> None:
        book["Program Kerja"]["K9"] = "Indikator dari laptop lain"  # type: ignore[index]

    rework(first, change, folder / "Governance laptop lain.xlsx")
    return folder


def dropped(page: ChromiumPage, *paths: Path, into: str = "#folder") -> None:
    """Drop files, and wait until they are checked."""
    settle(page, lambda: page.choose(into, paths))
    page.page.wait_for_selector("#board")


def answer(page: ChromiumPage, text: str, source: str) -> None:
    """Answer the fault where it stands, and wait until that counts."""
    page.type(f"{FAULT} input >> nth=1", source)
    page.type(f"{FAULT} input >> nth=0", text)
    settle(page, lambda: page.page.press(f"{FAULT} input >> nth=0", "Enter"))
    page.page.wait_for_selector("#isian", state="attached")


def focused(page: ChromiumPage) -> str:
    """The id of what has the focus."""
    return str(page.page.evaluate("document.activeElement.id"))


def leave_screen(page: ChromiumPage) -> None:
    """Press Escape until the board for a hall is gone: the whole screen goes first, where it was granted."""

    def is_gone() -> bool:
        page.page.keyboard.press("Escape")
        return page.texts("#layar-penuh") == []

    until(is_gone, "the board stays")


def test_a_title_that_is_hardly_too_long_is_shown_whole(open_page: Opener, differing: Path) -> None:
    title = "Satu aplikasi untuk semua layanan warga di kabupaten, kecamatan, desa, dan kelurahan kita"
    (differing / "Bimtek 2 - Smart Governance (1).xlsx").unlink()

    def rename(book: object) -> None:
        book["Program Kerja"]["D9"] = title  # type: ignore[index]

    for name in ("Bimtek 2 - Smart Governance.xlsx", "Governance laptop lain.xlsx"):
        rework(differing / name, rename, differing / name)
    page = open_page()
    dropped(page, differing)
    (conflict,) = page.texts("[data-conflict]")
    assert title in conflict
    assert "huruf lagi" not in conflict


def test_what_is_decided_survives_the_tab_and_is_obeyed_by_the_command_line(
    open_page: Opener, differing: Path, samples: Path
) -> None:
    page = open_page()
    dropped(page, differing)
    wait_for("ringkasan", lambda: focused(page))
    assert page.texts("#belum-disimpan") == []
    answer(page, "Persentase desa", "Bu Rini, telepon")
    assert page.attributes(FAULT, "data-severity") == ["answered"]  # it stays where it was answered
    assert page.page.evaluate("document.activeElement.closest('[data-code]').dataset.cell") == "K10"
    run(page, "[data-conflict] .nilai:nth-child(2) button")
    assert page.attributes("[data-conflict]", "data-decided") == ["true"]
    assert page.texts("#belum-disimpan")[0].startswith("2 keputusan belum disimpan.")
    notes = samples / "keputusan.json"
    notes.write_bytes(page.download("#simpan-keputusan"))
    until(
        lambda: page.texts("#belum-disimpan")[0].startswith("2 keputusan sudah disimpan."),
        "they are not saved",
    )
    kinds = [(entry["kind"], entry["row"]) for entry in json.loads(notes.read_text(encoding="utf-8"))["entries"]]
    assert kinds[0] == ("answer", "SOC-P02")
    assert kinds[1][0] == "conflict"
    run(page, "#gabung")
    decided = unzipped(page.download("#semua"))
    command_line(samples, *whole_merge("bimtek-2", 2), "--decisions", "keputusan.json")
    assert decided == on_disk(samples / "hasil")
    assert not page.errors

    other = open_page()  # the first tab is gone; the file is dropped with the returns
    other.choose("#files", [notes])
    dropped(other, differing)
    assert other.attributes("[data-conflict]", "data-decided") == ["true"]
    other.click("#kosongkan")
    wait_until_idle(other)
    dropped(other, differing)
    run(other, "#gabung")
    assert unzipped(other.download("#semua")) == decided

    shutil.rmtree(samples / "hasil")  # beside the matrix it is found by itself
    (samples / "hasil").mkdir()
    shutil.copy(notes, samples / "hasil")
    command_line(samples, *whole_merge("bimtek-2", 2))
    (samples / "hasil" / notes.name).unlink()
    assert on_disk(samples / "hasil") == decided


def test_a_decision_is_taken_back_and_a_foreign_file_of_decisions_does_no_harm(
    open_page: Opener, differing: Path, samples: Path
) -> None:
    page = open_page()
    page.choose("#files", [notes_of(samples, "rusak.json", "{"), notes_of(samples, "lain.json", FOREIGN)])
    dropped(page, differing)
    before = page.texts("#board")
    answer(page, "Persentase desa", "Bu Rini")
    assert page.texts("#board") != before
    run(page, f"{FAULT} button:has-text('Batalkan')")
    assert page.texts("#isian") == []
    assert page.texts("#board") == before
    assert page.attributes(FAULT, "data-severity") == ["error"]
    assert not page.errors
    with page.page.expect_event("dialog") as asked:
        page.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"  # two decisions are not saved
    asked.value.accept()


FOREIGN = json.dumps(
    {
        "keputusan": 1,
        "edition": "KOTA1",
        "entries": [
            {"kind": "answer", "stage": 2, "form": "x", "row": "y", "column": "z", "value": [1], "at": "kapan"},
            {
                **{"kind": "conflict", "stage": 2, "form": "program_kerja", "row": "GOV-P01", "column": "indikator"},
                **{"value": "dari kota lain", "seen": [], "at": "2999-01-01T00:00:00Z"},
            },
        ],
    }
)


def notes_of(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_findings_are_narrowed_led_to_and_drawn_in_portions(open_page: Opener, samples: Path) -> None:
    page = open_page()
    dropped(page, samples / "bimtek-2")
    drawn = len(page.attributes("#temuan > li", "id"))
    (counted,) = page.texts(".saring [role=status]")
    assert drawn == 25 < int(counted.split()[0])
    page.click("#ringkasan a:has-text('Kode rujukan')")
    page.page.wait_for_selector("#temuan > li:focus[data-code=R302]")
    page.page.select_option("[data-saring=title]", "")
    page.page.select_option("[data-saring=name]", "Smart Society")
    page.page.select_option("[data-saring=severity]", "error")
    wait_for({"error"}, lambda: {*page.attributes("#temuan > li", "data-severity")})
    page.click("#berikutnya")
    page.page.wait_for_selector("#temuan > li:focus")
    first = focused(page)
    page.click("#berikutnya")
    page.page.wait_for_selector(f"#temuan > li:focus:not([id='{first}'])")
    page.type("[data-saring=text]", "indikator")
    until(lambda: all("ndikator" in text for text in page.texts("#temuan > li")), "others are shown, too")
    assert not page.errors


def test_pictures_cards_screen_and_image(open_page: Opener, samples: Path) -> None:
    page = open_page()
    dropped(page, samples / "bimtek-2")
    page.click("#gambar > summary")
    assert page.attributes("[data-gambar]", "data-gambar") == [
        *("kelengkapan", "masalah", "jenis", "anggaran", "quick-win")
    ]
    assert "Smart Governance\t6" in page.texts("[data-gambar=masalah] table")[0]
    page.click("#kartu > summary")
    page.select("#pilih-kartu", "GOV-P01")
    page.page.wait_for_selector(".kartu")
    assert "Indikator dan target" in page.texts(".kartu")[0]
    page.click("#layar")
    page.page.wait_for_selector("#layar-penuh tr:has-text('Smart Society'):has-text('Perlu dilengkapi')")
    size = page.page.eval_on_selector("#layar-penuh td", "cell => parseFloat(getComputedStyle(cell).fontSize)")
    assert size >= 24
    leave_screen(page)
    page.page.context.clear_permissions()
    page.click("[data-salin=papan]")
    page.page.wait_for_selector("#keadaan:has-text('Gambar di')")
    assert not page.errors


def test_what_others_have_decided_in_the_folder_is_not_written_over(open_page: Opener, samples: Path) -> None:
    about = {"stage": 2, "form": "program_kerja", "row": "GOV-P01", "column": "indikator", "at": "2022-07-23T08:00:00Z"}
    entry = {**about, "kind": "answer", "value": "dari laptop lain", "source": "Pak Joko", "seen": "x"}
    theirs = json.dumps({"keputusan": 1, "edition": "RBG22", "entries": [entry]})
    newer = theirs.replace('"keputusan": 1', '"keputusan": 2')
    for text, kept in ((theirs, []), (newer, ["keputusan (sebelumnya).json"])):
        page = open_page(before=f"{FOLDER_IN_MEMORY}\nfiles.set('keputusan.json', new Blob([{json.dumps(text)}]));")
        dropped(page, samples / "bimtek-2")
        answer(page, "Persentase desa", "Bu Rini")
        run(page, "#gabung")
        run(page, "#simpan")
        names = page.page.evaluate("[...inFolder.keys()]")
        assert [name for name in names if name.startswith("keputusan (")] == kept
        (last,) = kept or ["keputusan.json"]
        there = json.loads(page.page.evaluate("name => inFolder.get(name).text()", last))
        assert entry in there["entries"]
        if not kept:  # what they have said counts here at once
            assert "Keputusan dari komputer lain ikut dihitung" in page.texts("#keadaan")[0]
            assert page.texts("#basi") == []
        assert "Persentase desa" in page.page.evaluate("inFolder.get('keputusan.json').text()")
        page.close()
