"""The page in real browsers, opened from its file: what it makes is what the command line makes, whatever files do."""

import hashlib
import io
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.workbook import Workbook
from playwright.sync_api import Playwright

from tests import ROOT, TESTS
from tests.desk.conftest import CRASHES, GROWS, HANGS, SWELLS, desk_script
from tests.desk.pages import Chromium, ChromiumPage, Page, run, settle, until, wait_for, wait_until_idle, whole_merge
from tests.gallery import FILLED, rework, surgery, workbook
from tests.matrix.test_readback import edited, put
from tests.profile.test_profile import change
from tests.returns.test_readers import folder_of
from worksheet_kit.core.model import Profile

Opener = Callable[..., ChromiumPage]


def command_line(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run the program in a folder; what it prints."""
    command = [sys.executable, "-m", "worksheet_kit", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8", errors="replace"
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def merged(folder: Path, returns: str, stage: int) -> dict[str, bytes]:
    """Every output of a merge on the command line, in the places where the page puts them."""
    command_line(folder, *whole_merge(returns, stage))
    return on_disk(folder / "hasil")


#: What opens what a merge writes, and what else can be chosen for returns.
OUTPUTS, OPTIONS = "summary:has-text('Yang ikut ditulis')", "#pilihan > summary"


def lowered(versions: dict[str, str]) -> dict[str, str]:
    """Versions by names that are compared without regard to case, as the package index does."""
    return {name.lower(): version for name, version in versions.items()}


def file_lines(page: Page) -> dict[str, str]:
    """What the page says of each file, by its path."""
    return {line.split("\t")[0]: line for line in page.texts("#berkas tbody tr")}


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_each_browser_makes_and_merges_what_the_command_line_does(page: Page, samples: Path) -> None:
    page.select("#bimtek", "2")
    run(page, "#buat")
    command_line(samples, "generate", "--stage", "2", "-o", "kirim", "--messages", "kirim/pengantar.txt")
    assert unzipped(page.download("#semua")) == on_disk(samples / "kirim")

    (samples / "bimtek-2").rename(samples / "kiriman")  # what comes without a folder stands in one of this name
    page.choose("#files", sorted((samples / "kiriman").iterdir()))
    run(page, "#gabung")
    assert unzipped(page.download("#semua")) == merged(samples, "kiriman", 2)


def test_a_folder_is_checked_and_merged_byte_for_byte(open_page: Opener, samples: Path) -> None:
    page = open_page(wait=False)
    page.choose("#folder", [samples / "bimtek-1"])  # before Python is ready
    wait_until_idle(page)
    run(page, "#gabung")
    assert page.texts("#jumlah-kiriman")[0].startswith("7 berkas dari bimtek-1.")
    assert unzipped(page.download("#semua")) == merged(samples, "bimtek-1", 1)
    assert page.download('[data-path="hasil/rekap.txt"]') == (samples / "hasil" / "rekap.txt").read_bytes()
    matrix = samples / "hasil" / "Matriks bimtek 1.xlsx"
    command_line(
        samples,
        *("generate", "--stage", "2", "--per", "opd", "--from", str(matrix), "-o", "kirim"),
        *("--messages", "kirim/pengantar.txt"),
    )

    page.choose("#bekal", [matrix])
    page.select("#bimtek", "2")
    page.click("#per-opd")
    run(page, "#buat")
    made = unzipped(page.download("#semua"))
    assert made == on_disk(samples / "kirim")
    assert len(made) > 12

    page.click("#kosongkan")
    page.choose("#folder", [samples / "bimtek-2"])
    run(page, "#periksa")
    printed = command_line(samples, "check", "bimtek-2", code=1)
    assert page.hidden_text("#cetakan").strip() in printed  # which ends with the next command
    (board,) = page.texts("#board")
    assert "Smart Society" in board
    assert "Perlu dilengkapi" in board
    assert "K10" in page.attributes("[data-code=S201]", "data-cell")
    assert {name for name in page.attributes("[data-code]", "data-file") if name} <= set(file_lines(page))
    assert len(file_lines(page)) == len(list((samples / "bimtek-2").iterdir()))
    command_line(samples, "check", "bimtek-2", "--json", "hasil.json", code=1)
    assert page.download("#json") == (samples / "hasil.json").read_bytes()
    wait_until_idle(page)
    assert not page.errors


def test_a_merge_goes_on_from_the_decisions_of_the_one_before(open_page: Opener, samples: Path) -> None:
    page = open_page()
    page.choose("#folder", [samples / "bimtek-1"])
    page.click(OUTPUTS)
    page.click("#mentah")
    run(page, "#gabung")
    assert page.texts("#diputuskan") == []
    matrix = samples / "lama" / "Matriks bimtek 1.xlsx"
    matrix.parent.mkdir()
    matrix.write_bytes(page.download(f'[data-path="hasil/{matrix.name}"]'))
    run(page, "#gabung")
    assert "dari hasil penggabungan sebelumnya di halaman ini." in page.texts("#diputuskan")[0]
    first = unzipped(page.download("#semua"))
    assert first[matrix.name] == matrix.read_bytes()  # nothing was decided

    edited(matrix, lambda book: put(book["Matriks Konsolidasi"], "GOV-S1", "catatan_pembimbing", "Perjelas"))
    settle(page, lambda: page.choose("#folder", [matrix.parent]))
    run(page, "#gabung")
    assert page.texts("#diputuskan")[0].startswith(f"Keputusan dan catatan dibaca dari lama/{matrix.name}. ")
    chosen = ("lama", "--raw", "--decisions", f"lama/{matrix.name}")
    command_line(samples, *whole_merge("bimtek-1", 1), *chosen)
    assert unzipped(page.download("#semua")) == on_disk(samples / "hasil")
    assert not page.errors


def test_all_stages_for_one_group(open_page: Opener, tmp_path: Path) -> None:
    page = open_page()
    page.select("#bimtek", "0")
    for code in page.attributes("[data-kelompok]", "data-kelompok")[1:]:
        page.click(f'[data-kelompok="{code}"]')
    (group, *_) = page.attributes("[data-kelompok]", "data-kelompok")
    run(page, "#buat")
    command_line(tmp_path, "generate", "--group", group, "-o", "kirim", "--messages", "kirim/pengantar.txt")
    assert unzipped(page.download("#semua")) == on_disk(tmp_path / "kirim")

    page.type("#kode", "s201")
    run(page, "#jelaskan")
    assert page.texts("#penjelasan")[0].strip() == command_line(tmp_path, "explain", "S201").strip()
    page.type("#kode", "S999")
    run(page, "#jelaskan")
    assert "S999" in page.texts("#keadaan")[0]
    assert page.attributes("#keadaan", "class") == ["masalah"]


def test_results_are_written_into_a_folder_that_is_chosen(open_page: Opener, samples: Path) -> None:
    page = open_page(before=FOLDER_IN_MEMORY)
    page.choose("#folder", [samples / "bimtek-1"])
    page.click(OUTPUTS)
    for name in ("presentation", "json", "corrections", "drafts", "per_agency", "tables"):
        page.click(f'[data-keluaran="{name}"]')
    run(page, "#gabung")
    run(page, "#simpan")
    (said,) = page.texts("#keadaan")
    assert said.startswith(
        "2 berkas disimpan di folder Hasil. Yang lama tetap ada: Matriks bimtek 1 (sebelumnya).xlsx."
    )
    assert "Bila matriks lama itu berisi keputusan" in said
    written = {"Matriks bimtek 1.xlsx", "Matriks bimtek 1 (sebelumnya).xlsx", "rekap.txt"}
    assert set(page.attributes("html", "data-written")[0].split("|")) == written

    page.click("#kosongkan")
    page.choose("#files", [samples / "bimtek-1" / "Bimtek 1 - Smart Governance.xlsx"])
    run(page, "#gabung")
    run(page, "#simpan")
    # The first of all is there still; the one that this merge replaced is among its results, as on the command line.
    written |= {"Matriks bimtek 1 (sebelumnya 2).xlsx", "rekap (sebelumnya).txt"}
    assert set(page.attributes("html", "data-written")[0].split("|")) == written


#: A folder as the browser would hand it out, which holds another matrix already. It notes what is written into it.
FOLDER_IN_MEMORY = """
const files = new Map([["Matriks bimtek 1.xlsx", new Blob(["lama"])]]);
const missing = () => { throw new DOMException("none", "NotFoundError"); };
const folder = {
  name: "Hasil",
  getDirectoryHandle: async () => folder,
  getFileHandle: async (name, options) => ({
    getFile: async () => files.get(name),
    createWritable: async () => ({
      write: async (data) => {
        files.set(name, data);
        document.documentElement.dataset.written = [...files.keys()].join("|");
      },
      close: async () => undefined,
    }),
    ...(files.has(name) || options?.create ? {} : missing()),
  }),
};
window.showDirectoryPicker = async () => folder;
window.inFolder = files;
"""


# --- files that do harm -----------------------------------------------------------------------------------------------


def test_files_that_hang_crash_or_swell_cost_themselves(open_page: Opener, faulty: Path, samples: Path) -> None:
    folder = samples / "bimtek-2"
    good = (folder / "Smart Branding FIX.xlsx").read_bytes()
    for n, name in enumerate((HANGS, CRASHES, SWELLS)):
        (folder / name).write_bytes(good)
        with zipfile.ZipFile(folder / name, "a") as archive:
            archive.writestr(f"beda-{n}.txt", "isi lain")  # another content, so that it is read by itself
    surgery(
        folder / "Smart Branding FIX.xlsx",
        lambda name, data: b"<a>" * 100_000 + b"</a>" * 100_000 if name == "_rels/.rels" else data,
        folder / "DALAM.xlsx",
    )
    page = open_page(faulty)
    page.choose("#folder", [folder])
    run(page, "#periksa")
    lines = file_lines(page)
    assert "belum selesai dibaca sampai batas waktu 20 detik" in lines[f"bimtek-2/{HANGS}"]
    assert "membuat program pembaca terhenti" in lines[f"bimtek-2/{CRASHES}"]
    for name in (HANGS, CRASHES, SWELLS, "DALAM.xlsx"):
        assert "Perlu keputusan" in lines[f"bimtek-2/{name}"]
    (board,) = page.texts("#board")
    assert board.count("Lengkap") >= 8
    assert not page.errors


def test_a_job_can_be_stopped_and_a_large_one_leaves_no_memory_behind(
    open_page: Opener, faulty: Path, samples: Path
) -> None:
    sample = samples / "bimtek-2" / "Smart Branding FIX.xlsx"
    shutil.copyfile(sample, samples / "bimtek-1" / HANGS)
    page = open_page(faulty)
    page.choose("#folder", [samples / "bimtek-1"])
    page.click("#periksa")
    page.click("#berhenti")
    wait_until_idle(page)
    assert page.texts("#keadaan") == ["Dihentikan. Berkas yang sudah dipilih masih ada."]

    page.click("#kosongkan")
    sample.rename(samples / GROWS)
    files = [*sorted((samples / "bimtek-2").glob("*Governance*")), samples / GROWS]
    settle(page, lambda: page.choose("#files", files))  # checked once, by itself
    (large,) = page.attributes("#keadaan", "data-memory")
    assert int(large) > 600 * 2**20
    lines = file_lines(page)
    run(page, "#periksa")  # by the next worker, with what the first one has read
    (small,) = page.attributes("#keadaan", "data-memory")
    assert int(small) < 350 * 2**20
    assert file_lines(page) == lines
    assert not page.errors


def test_a_locked_return_is_read_with_its_password(open_page: Opener, samples: Path) -> None:
    good = samples / "bimtek-2" / "Smart Branding FIX.xlsx"
    with (samples / "terkunci.xlsx").open("wb") as out:
        OOXMLFile(io.BytesIO(good.read_bytes())).encrypt("rahasia & besar", out)
    page = open_page()
    page.choose("#files", [samples / "terkunci.xlsx", samples / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx"])
    run(page, "#periksa")
    assert "kata sandi" in file_lines(page)["kiriman/terkunci.xlsx"]
    page.type("#sandi", "salah\nrahasia & besar")
    run(page, "#periksa")
    assert "Terbaca" in file_lines(page)["kiriman/terkunci.xlsx"]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and the first line of whatever is asked of it."""
    heard: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:  # of whatever kind; browsers open connections that they never use
            heard.append(self.raw_requestline.decode("latin-1").strip())
            self.send_error(404)
            return False

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
        server.shutdown()


def test_hostile_files_cost_themselves_and_nothing_leaves(
    chromium: Chromium, open_page: Opener, kota: Profile, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, heard = listener
    other = chromium.page()
    (tmp_path / "lain.html").write_text(f"<img src='{address}/terdengar'>", encoding="utf-8")
    other.open((tmp_path / "lain.html").as_uri())
    other.close()
    assert heard == ["GET /terdengar HTTP/1.1"]  # it would be heard

    markup = f'<img src="{address}/gambar" onerror="document.title=1"><a href="{address}/tautan">x</a>'
    good = workbook(kota, tmp_path / "good.xlsx")
    folder = folder_of(tmp_path, good.read_bytes())
    first = next(iter(FILLED))
    typed = {first: {**FILLED[first], "opd_pengampu": markup}}
    sent = workbook(kota, folder / "tautan.xlsx", answers=typed)

    def add_links(book: Workbook) -> None:
        sheet = book.worksheets[-1]
        sheet["AZ1"].hyperlink = f"{address}/sel"
        sheet["AZ2"] = f'=WEBSERVICE("{address}/rumus")'
        sheet["AZ3"] = f'=HYPERLINK("{address}/hyperlink")'

    rework(sent, add_links)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", markup
    mail.add_alternative(f"<p>{markup}</p><link rel=stylesheet href='{address}/gaya'>", subtype="html")
    (folder / "surat.eml").write_bytes(mail.as_bytes())
    (folder / "foto\u202exslx.csv").write_bytes(b"isi")

    page = open_page()
    settle(page, lambda: page.choose("#pengaturan", [TESTS / "data" / "kota"]))
    page.choose("#folder", [folder])
    run(page, "#periksa")
    printed = command_line(tmp_path, "check", "kiriman", "--profile", str(TESTS / "data" / "kota"), code=1)
    assert "\u202e" in printed
    assert page.hidden_text("#cetakan").strip() in printed.replace("\u202e", "")  # which ends with the next command
    assert any(markup in text for text in page.texts("#temuan li"))
    assert page.page.locator("main img, main a[href^=http]").count() == 0
    run(page, "#gabung")
    assert page.title() == "Siap - Meja Kerja Kota Cerdas"
    assert page.texts("#semua")
    assert heard == ["GET /terdengar HTTP/1.1"]
    assert not page.errors


# --- where it cannot run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--js-flags=--jitless"], "mematikan WebAssembly"),
        (["--js-flags=--wasm-max-mem-pages=512"], "Memori komputer ini sedang penuh"),
    ],
    ids=["jitless", "memory"],
)
def test_where_it_cannot_start_it_says_why(driver: Playwright, built: Path, options: list[str], said: str) -> None:
    browser = Chromium(driver, *options)
    page = browser.page()
    page.open(built.as_uri())
    wait_until_idle(page, title="Tidak dapat dijalankan")
    (sentence,) = page.texts("#keadaan")
    browser.close()
    assert said in sentence
    assert sentence.count(".") <= 3


def test_without_scripts_the_page_says_what_it_needs(open_page: Opener) -> None:
    page = open_page(wait=False, scripts=False)
    (said,) = page.texts("main")
    assert "memerlukan JavaScript" in said
    assert "sedang disiapkan" not in said


def test_a_page_that_was_cut_off_says_so(open_page: Opener, built: Path, tmp_path: Path) -> None:
    whole = built.read_bytes()
    spoilt = whole.index(b'id="bagian-wasm">') + 100_000
    for name, data in (
        ("short", whole[:-2_000_000]),
        ("spoilt", whole[:spoilt] + b"AAAAAAAA" + whole[spoilt + 8 :]),
    ):
        path = tmp_path / f"{name}.html"
        path.write_bytes(data)
        page = open_page(path, wait=False)
        wait_until_idle(page, title="Tidak dapat dijalankan")
        until(lambda page=page: "tidak utuh" in page.texts("#keadaan")[0], f"{name} is told otherwise")


@pytest.mark.parametrize(("years", "is_old"), [(0, False), (2, True)])
def test_a_page_older_than_a_year_says_so(open_page: Opener, years: int, is_old: bool) -> None:
    released = json.loads((ROOT / "desk" / "versions.json").read_text(encoding="utf-8"))["released"]
    year, rest = released.split("-", 1)
    page = open_page(wait=False, at=f"{int(year) + years}-{rest}T12:00:00Z")
    page.page.wait_for_selector("#periksa")
    assert bool(page.texts("#usang")) == is_old


def test_it_works_served_over_https_with_its_policy_as_a_header_and_has_no_way_to_send(
    chromium: Chromium, built: Path, samples: Path
) -> None:
    text = built.read_bytes()
    policy = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    asked: list[str] = []

    class Served(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-security-policy", policy[1].decode())
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    page = chromium.page()
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(secured)
    with ThreadingHTTPServer(("127.0.0.1", 0), Served) as server:
        # Each connection shakes hands in its own thread: browsers open some that they never use.
        server.socket = secured.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        page.open(f"https://127.0.0.1:{server.server_address[1]}/")
        wait_until_idle(page)
        page.choose("#folder", [samples / "bimtek-2"])
        run(page, "#periksa")
        assert "Smart Society" in page.texts("#board")[0]
        assert (
            page.page.evaluate("['RTCPeerConnection', 'webkitRTCPeerConnection'].some((name) => name in window)")
            is False
        )
        # A file that is dropped beside the inputs must not take the place of the page; on them the browser takes it.
        assert [page.page.evaluate(_DROPPED, place) for place in ("body", "#board", "#folder")] == [False, False, True]
        server.shutdown()
        thread.join()
    assert asked == ["/"]
    assert not page.errors
    page.close()


#: Whether a browser does what it does by itself with what is dropped on an element.
_DROPPED = (
    "(place) => document.querySelector(place).dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true}))"
)


def test_a_file_that_comes_after_a_check_is_checked_by_itself(open_page: Opener, samples: Path) -> None:
    later = samples / "Smart Branding FIX.xlsx"
    (samples / "bimtek-2" / later.name).rename(later)
    page = open_page()
    page.choose("#folder", [samples / "bimtek-2"])
    run(page, "#gabung")
    assert page.texts("#basi") == []
    settle(page, lambda: page.choose("#files", [later]))
    assert f"kiriman/{later.name}" in file_lines(page)
    assert page.texts("#basi") == []
    assert "Tekan Gabung lagi" in page.texts("#judul-unduhan ~ .masalah")[0]
    again = open_page()
    again.choose("#folder", [samples / "bimtek-2"])
    again.choose("#files", [later])
    run(again, "#periksa")
    assert again.hidden_text("#cetakan") == page.hidden_text("#cetakan")
    assert not page.errors


# --- what is chosen, and when -----------------------------------------------------------------------------------------

#: Runs before the page: what its workers answer arrives when a test lets it.
_HELD_ANSWERS = """
const honest = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage").set;
let held = [];
window.isHeld = false;
window.letGo = () => {
  window.isHeld = false;
  held.forEach((hear) => hear());
  held = [];
};
Object.defineProperty(Worker.prototype, "onmessage", {
  set(hear) {
    honest.call(this, (event) => {
      if (window.isHeld && event.data.kind === "answer") {
        held.push(() => hear.call(this, event));
      } else {
        hear.call(this, event);
      }
    });
  },
});
"""
#: Runs before the page: a file of this name cannot be read, as one that another program holds.
_UNREADABLE = """
const honest = Blob.prototype.arrayBuffer;
Blob.prototype.arrayBuffer = function () {
  const held = this.name === "terkunci.xlsx";
  return held ? Promise.reject(new DOMException("held", "NotReadableError")) : honest.call(this);
};
"""


def test_what_is_changed_while_a_job_runs_makes_its_answer_stale(
    chromium: Chromium, built: Path, samples: Path
) -> None:
    page = chromium.page(before=_HELD_ANSWERS)
    page.open(built.as_uri())
    wait_until_idle(page)
    page.choose("#folder", [samples / "bimtek-2"])
    page.click(OPTIONS)
    for job in ("#periksa", "#gabung"):
        run(page, job)
        assert page.texts("#basi") == [], job
        page.page.evaluate("() => { window.isHeld = true; }")
        page.click(job)
        wait_until_idle(page, title="Bekerja")
        page.select("#bimtek-kiriman", "2" if job == "#periksa" else "0")
        settle(page, lambda: page.page.evaluate("() => { window.letGo(); }"))
        assert len(page.texts("#basi")) == 1, job
    assert "Tekan Gabung lagi" in page.texts("#judul-unduhan ~ .masalah")[0]
    assert not page.errors
    page.close()


#: How far to the right anything reaches, but for large tables below, which are moved by themselves.
_WIDEST = (
    "Math.max(...[...document.querySelectorAll('main *')].filter((part) => !part.closest('details .gulir'))"
    ".map((part) => part.getBoundingClientRect().right))"
)


def test_a_folder_that_is_chosen_again_takes_the_place_of_the_first(open_page: Opener, samples: Path) -> None:
    folder, single = samples / "bimtek-2", samples / "LIVING bimtek 2 - dari laptop lama.xls"
    (folder / single.name).rename(single)
    page = open_page()
    page.choose("#folder", [folder])
    page.choose("#files", [single])
    run(page, "#periksa")
    assert page.texts("#hilang") == []
    (folder / "Smart Branding FIX.xlsx").rename(folder / "Branding.xlsx")
    (folder / "Smart Environment final2.xlsx").unlink()
    settle(page, lambda: page.choose("#folder", [folder]))
    (gone,) = page.texts("#hilang")
    assert gone.startswith("2 berkas tidak ada lagi di folder bimtek-2: ")
    assert "bimtek-2/Smart Branding FIX.xlsx, bimtek-2/Smart Environment final2.xlsx." in gone
    lines = {f"bimtek-2/{path.name}" for path in folder.iterdir()} | {f"kiriman/{single.name}"}
    assert set(file_lines(page)) == lines
    assert page.texts("#jumlah-kiriman")[0].startswith(f"{len(lines)} berkas dari bimtek-2, kiriman.")
    page.resize(360, 800)  # a phone: nothing is wider than the screen
    assert page.page.evaluate(_WIDEST) <= 360
    assert "6 dari 6 baris, 100%" in page.texts("#board")[0]


@pytest.mark.parametrize("name", ["hasil", ".hasil"])
def test_no_name_of_a_folder_is_the_page_s_own(open_page: Opener, samples: Path, name: str) -> None:
    folder = (samples / "bimtek-2").rename(samples / name)
    page = open_page()
    page.choose("#folder", [folder])
    page.select("#bimtek", "2")
    run(page, "#buat")
    run(page, "#gabung")
    run(page, "#gabung")
    run(page, "#periksa")
    shown = "hasil" if name == "hasil" else ".hasil (2)"
    folder.rename(samples / shown)
    printed = command_line(samples, "check", shown, code=1)
    assert page.hidden_text("#cetakan").strip() in printed  # which ends with the next command


def test_every_file_has_a_line_of_its_own_whatever_it_is_called(open_page: Opener, samples: Path) -> None:
    folder = samples / "kiriman"
    folder.mkdir()
    shutil.copyfile(samples / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx", folder / "a.xlsx")
    names = ["a.xlsx", "A.xlsx", "a.xlsx", "../../hasil/x.xlsx", "..", "b\nc.xlsx", "\u00e9" * 127 + "1.xlsx"]
    names += ["\u00e9" * 127 + "2.xlsx", "\u202ex.xlsx", " .xlsx", "x\\y.xlsx", "x"]
    page = open_page()
    files = [{"name": name, "mimeType": "", "buffer": f"isi {n}".encode()} for n, name in enumerate(names)]
    page.page.set_input_files("#files", files)
    page.choose("#folder", [folder])
    run(page, "#periksa")
    assert page.texts("#jumlah-kiriman")[0].startswith(f"{len(names) + 1} berkas dari kiriman, kiriman (2).")
    shown = page.attributes("#berkas tbody tr", "data-file")
    assert len(set(shown)) == len(shown) == len(names) + 1
    assert {"kiriman/a.xlsx", "kiriman/a (2).xlsx", "kiriman (2)/a.xlsx"} <= set(shown)
    assert not [line for line in page.texts("#berkas tbody tr") if "tidak dapat dibuka" in line]
    assert not page.errors


def test_a_file_that_the_browser_cannot_read_costs_itself(chromium: Chromium, built: Path, samples: Path) -> None:
    held = samples / "bimtek-2" / "terkunci.xlsx"
    held.write_bytes(b"isi")
    page = chromium.page(before=_UNREADABLE)
    page.open(built.as_uri())
    wait_until_idle(page)
    page.choose("#folder", [held.parent])
    run(page, "#periksa")
    held.unlink()
    held.symlink_to("tidak ada")  # what no program can read
    printed = command_line(samples, "check", "bimtek-2", code=1)
    assert page.hidden_text("#cetakan").strip() in printed  # which ends with the next command
    page.click("#kosongkan")
    wait_for(["Belum ada kiriman."], lambda: page.texts("#jumlah-kiriman"))
    assert not page.errors
    page.close()


#: Runs before the page: files cannot be handed to its workers as long as one of them has this name.
_NO_ROOM = """
const honest = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (request) {
  if (request.kind === "store" && request.files.some(({ path }) => path.endsWith("terlalu besar.xlsx"))) {
    throw new DOMException("Data cannot be cloned, out of memory.", "DataCloneError");
  }
  honest.call(this, request);
};
"""


def test_files_that_cannot_be_stored_have_not_come(chromium: Chromium, built: Path, samples: Path) -> None:
    page = chromium.page(before=_NO_ROOM)
    page.open(built.as_uri())
    wait_until_idle(page)
    page.choose("#folder", [samples / "bimtek-1"])
    run(page, "#periksa")
    before = page.texts("#jumlah-kiriman"), page.hidden_text("#cetakan")
    large = samples / "terlalu besar.xlsx"
    large.write_bytes(b"x")
    page.choose("#files", [large])
    until(lambda: "out of memory" in page.texts("#keadaan")[0], "no word of the memory")
    run(page, "#periksa")
    assert (page.texts("#jumlah-kiriman"), page.hidden_text("#cetakan")) == before
    assert not page.errors
    page.close()


def test_settings_that_are_read_again_keep_what_was_decided(open_page: Opener, samples: Path) -> None:
    kota = samples / "kota"
    shutil.copytree(TESTS / "data" / "kota", kota)
    change(kota / "profile.toml", 'code = "TATA"', 'code = "TATA"\nphone = "081234567890"')
    (kota / "profile.toml").rename(kota / "Profile.TOML")  # as Windows may have it
    page = open_page()
    settle(page, lambda: page.choose("#pengaturan", [kota]))
    number = page.attributes("#bimtek option", "value")[0]
    page.select("#bimtek", number)
    run(page, "#buat")
    for name, data in unzipped(page.download("#semua")).items():
        (samples / Path(name).name).write_bytes(data)
    page.choose("#files", sorted(samples.glob("*.xlsx")))
    run(page, "#gabung")
    settle(page, lambda: page.choose("#pengaturan", [kota]))
    run(page, "#gabung")
    assert "dari hasil penggabungan sebelumnya di halaman ini." in page.texts("#diputuskan")[0]
    page.page.context.grant_permissions(["clipboard-write"])
    page.click("button:has-text('Salin nomor')")
    page.page.wait_for_selector("button:has-text('Tersalin')")
    page.page.focus("#kode")
    page.page.keyboard.press("Control+V")
    until(lambda: page.page.input_value("#kode") == "081234567890", "the number is not on the clipboard")
    settle(page, lambda: page.select("#wilayah", "rembang"))
    assert not page.errors


def test_a_day_of_recordings_costs_no_memory(open_page: Opener, samples: Path) -> None:
    folder = samples / "bimtek-2"
    for n in range(3):
        with (folder / f"rekaman {n}.mp4").open("wb") as film:
            film.write(b"\0\0\0\x18ftypmp42" + bytes([n]))
            film.truncate(3 << 30)
    page = open_page()
    page.choose("#folder", [folder])
    run(page, "#periksa")
    printed = command_line(samples, "check", "bimtek-2", code=1)
    assert page.hidden_text("#cetakan").strip() in printed  # which ends with the next command
    (memory,) = page.attributes("#keadaan", "data-memory")
    assert int(memory) < 350 * 2**20
    assert not page.errors


def test_settings_that_are_chosen_before_python_is_ready_are_taken(open_page: Opener) -> None:
    page = open_page(wait=False)
    page.choose("#pengaturan", [TESTS / "data" / "kota"])
    page.page.wait_for_selector('#wilayah option[value="/pengaturan"]', state="attached")
    wait_until_idle(page)
    wait_for("/pengaturan", lambda: page.page.input_value("#wilayah"))


def test_settings_of_one_file_say_what_is_missing_beside_it(open_page: Opener, tmp_path: Path) -> None:
    kota = TESTS / "data" / "kota"
    shutil.copy(kota / "profile.toml", tmp_path)
    command = [sys.executable, "-m", "worksheet_kit", "generate", "--profile", "profile.toml", "-o", "kirim"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, encoding="utf-8")
    page = open_page()
    settle(page, lambda: page.choose("#pengaturan-berkas", [tmp_path / "profile.toml"]))
    mend, _, faults = page.texts("#keadaan")[0].partition("\n")
    assert mend.startswith("Perbaiki pengaturannya")
    assert ".csv" in faults
    assert faults in done.stderr
    files = [path for path in kota.iterdir() if path.is_file()]
    settle(page, lambda: page.choose("#pengaturan-berkas", files))
    run(page, "#buat")
    assert page.texts("#semua")


# --- what it carries --------------------------------------------------------------------------------------------------


def test_about_lists_exactly_what_is_packed(built: Path) -> None:
    builder = desk_script("build")
    page = built.read_text(encoding="utf-8")
    parts = dict(re.findall(r"data-part='([^']+)'><summary>\S+ (\S+) ", page))
    requirements = (ROOT / "desk" / "requirements.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", requirements, re.MULTILINE))
    versions = json.loads((ROOT / "desk" / "versions.json").read_text(encoding="utf-8"))
    own = {part.name: part.version for part in builder.own_parts(versions)}
    assert lowered(parts) == lowered(own | pinned)
    with zipfile.ZipFile(builder.BUILD / "app.zip") as app:
        packages = {name.split("/")[0].removesuffix(".pyc") for name in app.namelist()}
    ours = {path.stem for path in (ROOT / "desk" / "python").glob("*.py")}
    names = {name.lower().replace("-", "_").removesuffix("_tool") for name in parts}
    assert packages - ours == names - {"pyodide", "python", "preact"}
    digests = b"".join(hashlib.sha256(data).digest() for data in builder.carried().values())
    assert f"<code>{hashlib.sha256(digests).hexdigest()}</code>" in page
    assert len(page) < 12_000_000


def test_the_page_for_download_is_built_of_these_sources(built: Path) -> None:
    kept = ROOT / "unduh" / built.name
    if not kept.exists():
        return  # it is put there when a version is given out
    assert kept.read_bytes() == built.read_bytes()
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert kept.with_name(f"{built.name}.sha256").read_text(encoding="utf-8") == f"{digest}  {built.name}\n"


_NOW = "2022-07-23T08:00:00+00:00"


def test_every_action_runs_on_the_library_that_is_packed(built: Path, samples: Path) -> None:
    builder = desk_script("build")
    site = samples / "site"
    with zipfile.ZipFile(builder.BUILD / "app.zip") as app:
        app.extractall(site)
    returns = {
        "profile": "rembang",
        "paths": ["bimtek-2"],
        "stage": None,
        "passwords": ["rahasia"],
        "previous": "sebelum.xlsx",
        "decisions": None,
        "results": "hasil",
    }
    command_line(samples, "merge", "bimtek-1", "-o", "sebelum.xlsx")
    with (samples / "bimtek-2" / "terkunci.xlsx").open("wb") as out:
        OOXMLFile(io.BytesIO((samples / "bimtek-2" / "Smart Branding FIX.xlsx").read_bytes())).encrypt("rahasia", out)
    outputs = ["corrections", "drafts", "per_agency", "presentation", "summary", "json"]
    sheets = {"profile": "rembang", "stage": 2, "groups": [], "per_agency": False}
    mails = {
        "mailing": "sheets",
        "marked": ["GOV"],
        "sheets": "kirim",
        "stage": 2,
        "into": "surel.zip",
        "post": "surat",
    }
    asked = [
        ("regions", {}),
        ("profile", {"profile": "rembang"}),
        ("make", {**sheets, "seed": "sebelum.xlsx", "into": "kirim"}),
        ("check", returns),
        ("merge", {**returns, "outputs": outputs, "into": "hasil"}),
        ("mail", {**returns, **mails}),
        ("explain", {"code": ""}),
        ("card", {"row": "GOV-P01"}),
        ("own", {**returns, "path": "bimtek-2/Smart Branding FIX.xlsx", "decided": None, "into": "own", "now": _NOW}),
        ("participants", {"profile": "rembang"}),
    ]
    lines = "\n".join(json.dumps({"action": action, "given": given}) for action, given in asked)
    command = ["node", str(TESTS / "desk" / "run_in_node.mjs"), str(site), str(builder.BUILD / "stdlib.zip")]
    done = subprocess.run(
        [*command, str(samples)], input=lines, capture_output=True, check=False, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer for answer in answers if "fault" in answer] == []
    assert len(answers) == len(asked)
    merged = answers[4]
    (locked,) = [line for line in merged["files"] if line["file"].endswith("terkunci.xlsx")]
    assert "kata sandi" not in locked["reason"]
    assert all((samples / path).is_file() for path in merged["written"])
