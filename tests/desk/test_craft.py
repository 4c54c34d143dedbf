"""How the page is to use: by everybody, by keyboard alone, on every width, with long lists."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FileChooser

from tests import ROOT
from tests.desk.conftest import HANGS
from tests.desk.pages import ChromiumPage, run, settle, until, wait_for, wait_until_idle
from tests.desk.test_deciding import FAULT, dropped, focused, leave_screen
from tests.desk.test_page import FOLDER_IN_MEMORY, OUTPUTS, unzipped
from tests.desk.test_participant import check_own

Opener = Callable[..., ChromiumPage]

#: What axe finds against WCAG 2.2 AA, and how many of its rules were met.
_AXE = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations, passes } = await axe.run(document, { runOnly: tags });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  return [found, passes.length];
}"""


def faults_of(page: ChromiumPage) -> list[str]:
    """What axe finds in both themes, everything unfolded."""
    page.page.evaluate((ROOT / "desk" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    page.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations, passed = page.page.evaluate(_AXE)
        assert passed > 10  # it looked
        found += violations
    return found


#: The headings after a check, with their levels and without their figures.
_HEADINGS = """
1 Meja Kerja Kota Cerdas
2 Mulai dari sini
2 Siapkan
3 Wilayah
3 Buat kertas kerja
2 Kumpulkan
3 Periksa kiriman
3 Bimtek 2, Kabupaten Rembang
3 Yang perlu dilihat
3 5 dari 6 kelompok sudah lengkap
3 Berkas
2 Kembalikan
3 Gabung, dan tulis yang dikirim kembali
3 Rekap untuk WhatsApp
3 Surel dan WhatsApp untuk setiap penerima
3 Penjelasan kode
"""


def assert_outline(page: ChromiumPage) -> None:
    """What a screen reader lists of the page after a check: headings, landmarks, and buttons by name."""
    headings = page.page.get_by_role("heading").evaluate_all(
        "all => all.map(one => one.tagName[1] + ' ' + one.innerText)"
    )
    assert [re.sub(r" \(\d+\)$", "", heading) for heading in headings] == _HEADINGS.strip().split("\n")
    for landmark in ("banner", "navigation", "main", "search", "contentinfo"):
        assert page.page.get_by_role(landmark).count() == 1, landmark  # type: ignore[arg-type]
    tree = page.page.locator("body").aria_snapshot()
    for role in ("region", "button", "table"):
        names = [name for name in re.findall(rf'- {role} "([^"]*)"', tree) if not name.startswith("Penjelasan ")]
        assert len(names) > 1, role
        assert sorted(names) == sorted({*names}), role
    assert not re.findall(r"- (?:region|button|table|link|textbox|combobox|checkbox)[: ]*$", tree, re.MULTILINE)


def test_axe_finds_nothing_on_any_screen(open_page: Opener, samples: Path) -> None:
    page = open_page()
    assert faults_of(page) == []
    dropped(page, samples / "bimtek-2")
    assert_outline(page)
    assert faults_of(page) == []
    run(page, "#gabung")
    run(page, "#surel")
    assert page.texts("#penerima > li")
    assert faults_of(page) == []
    page.resize(1_280, 480)
    page.click("#layar")
    page.page.wait_for_selector("#layar-lanjut")  # six groups of two lines do not fit
    groups = page.texts("#layar-penuh tbody th")
    assert page.page.evaluate("(at => at.scrollHeight <= at.clientHeight)(document.querySelector('#layar-penuh'))")
    page.page.keyboard.press("PageDown")
    page.page.wait_for_selector("#layar-penuh:has-text('Halaman 2 dari')")
    assert not {*groups} & {*page.texts("#layar-penuh tbody th")}
    page.resize(1_280, 720)
    assert faults_of(page) == []
    leave_screen(page)
    page.click("#kosongkan")
    wait_until_idle(page)
    page.click("a[href='#peserta']")
    check_own(page, samples / "bimtek-2" / "kertas kerja SOCIETY (belum selesai).xlsx")
    assert faults_of(page) == []


def tab_to(page: ChromiumPage, wanted: str) -> None:
    """Press Tab until what fits the selector has the focus."""
    for _ in range(400):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no way to {wanted} by keyboard")


def test_the_whole_round_is_done_by_keyboard_alone(open_page: Opener, samples: Path) -> None:
    page = open_page()
    keys = page.page.keyboard
    choosers: list[FileChooser] = []
    page.page.on("filechooser", lambda chooser: choosers.append(chooser))  # noqa: PLW0108  (no builtin is taken)
    tab_to(page, "#folder")

    def is_asked() -> bool:
        keys.press("Enter")  # a browser that is busy may take it for no act of a person's
        page.page.wait_for_timeout(1_000)  # it hears events while it waits
        return choosers != []

    until(is_asked, "no way to choose a folder by keyboard")
    settle(page, lambda: choosers[0].set_files(str(samples / "bimtek-2")))
    wait_for("ringkasan", lambda: focused(page))
    tab_to(page, "#ringkasan li:nth-child(3) a")
    keys.press("Enter")
    page.page.wait_for_selector("#temuan > li:focus")
    tab_to(page, f"{FAULT} input")
    keys.type("Persentase desa")
    settle(page, lambda: keys.press("Enter"))
    page.page.wait_for_selector(f"{FAULT}[data-severity=answered]")
    tab_to(page, f"{FAULT} [type=submit] + button")  # taken back: the button goes, the focus stays
    settle(page, lambda: keys.press("Enter"))
    page.page.wait_for_selector(f"{FAULT}[data-severity=error]")
    page.page.wait_for_selector(f"{FAULT} input:focus")
    tab_to(page, "#gabung")
    settle(page, lambda: keys.press("Enter"))
    tab_to(page, "#semua")
    with page.page.expect_download() as started:
        keys.press("Enter")
    assert "Matriks bimtek 2.xlsx" in unzipped(Path(started.value.path()).read_bytes())
    assert not page.errors


def test_nothing_is_lost_at_twice_the_size_or_on_a_phone(open_page: Opener, samples: Path) -> None:
    page = open_page()
    dropped(page, samples / "bimtek-2")
    page.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width in (1366, 683, 360):  # 683: 1366 at 200 %
        page.resize(width, 700)
        beyond = page.page.evaluate(
            "(width) => [...document.querySelectorAll('body *')]"
            ".filter((part) => !part.closest('.gulir') && part.getBoundingClientRect().right > width + 1).length",
            width,
        )
        assert beyond == 0
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_long_lists_are_drawn_in_portions(open_page: Opener, samples: Path) -> None:
    folder = samples / "bimtek-2"
    source = folder / "kertas kerja SOCIETY (belum selesai).xlsx"
    for n in range(300):
        shutil.copy(source, folder / f"bukan {n:03}.xlsx")
        (folder / f"bukan {n:03}.xlsx").write_bytes(b"bukan berkas Excel %d" % n)
    page = open_page()
    dropped(page, folder)
    assert page.texts(".saring [role=status]")[0].startswith("3")  # hundreds
    assert page.page.evaluate("document.querySelectorAll('main *').length") < 4_000
    drawn = len(page.attributes("#temuan > li", "id"))
    page.click(".temuan + .lagi")
    page.page.wait_for_selector(f"#temuan > li:nth-child({drawn + 1}):focus")  # who asks for more reads on there
    assert len(page.attributes("#temuan > li", "id")) == 2 * drawn


def standing(page: ChromiumPage, kind: str, title: str) -> None:
    """Wait until the page shows the screen of a situation."""
    page.page.wait_for_selector(f"#langkah[data-langkah={kind}]:has-text('{title}')")


#: What not every browser has: a whole screen for an element, a clipboard.
_FEWER = """
delete Element.prototype.requestFullscreen;
delete Document.prototype.fullscreenElement;
delete Document.prototype.exitFullscreen;
delete Navigator.prototype.clipboard;
"""


def test_each_situation_has_its_screen(open_page: Opener, built: Path, faulty: Path, samples: Path) -> None:
    folder = samples / "bimtek-1"
    shutil.copyfile(samples / "bimtek-2" / "Smart Branding FIX.xlsx", folder / HANGS)
    page = open_page(faulty, before=FOLDER_IN_MEMORY + _FEWER)
    standing(page, "empty", "Mulai dengan satu folder")
    page.choose("#folder", [folder])
    standing(page, "busy", "Memeriksa kiriman")
    page.click("#berhenti")
    standing(page, "partly", "Dihentikan sebelum selesai")
    page.click("#kosongkan")
    standing(page, "empty", "Mulai dengan satu folder")
    wait_for("folder", lambda: focused(page))
    (samples / "Pengaturan.xlsx").write_bytes(b"bukan pengaturan")
    page.choose("#pengaturan-berkas", [samples / "Pengaturan.xlsx"])
    standing(page, "wrong", "Perbaiki pengaturannya, simpan, lalu pilih atau seret lagi")
    wait_for([], lambda: page.texts("#berikut"))  # no button helps
    page.choose("#files", [samples / "Pengaturan.xlsx"])  # a working folder is known by it
    page.page.wait_for_selector("#kosongkan")
    standing(page, "wrong", "Perbaiki pengaturannya, simpan, lalu pilih atau seret lagi")
    wait_for([], lambda: page.texts("#berikut"))
    page.click("#kosongkan")
    standing(page, "empty", "Mulai dengan satu folder")
    (folder / HANGS).unlink()
    dropped(page, folder)
    standing(page, "partly", "5 dari 6 kelompok sudah lengkap")
    page.click(OUTPUTS)
    for name in page.attributes("[data-keluaran]", "data-keluaran"):
        page.click(f'[data-keluaran="{name}"]')
    page.click("#berikut")
    standing(page, "complete", "Matriks sudah jadi")
    page.page.focus("#berikut")
    page.page.keyboard.press("Enter")
    standing(page, "nothing", "Tidak ada lagi yang perlu dikerjakan")
    page.page.wait_for_selector("#langkah:focus")  # the button is gone
    wait_for([], lambda: page.texts("#berikut"))
    page.click("#rekap + button")
    page.page.wait_for_selector("button:has-text('Blok teksnya')")
    page.click("#layar")
    page.page.wait_for_selector("#layar-penuh[open]")
    leave_screen(page)
    assert not page.errors
    short = samples / "page.html"
    short.write_bytes(built.read_bytes()[:-2_000_000])
    standing(open_page(short, wait=False), "wrong", "Halaman ini tidak dapat dijalankan")
