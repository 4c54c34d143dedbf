"""A whole round into a working folder that the page may write into: what stands there then is what the commands write.

The folder is one of the browser's own (OPFS), which gives the same handles as one that a person picks. One page is
opened for all of it, since that takes longest.
"""

import base64
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.desk.pages import Chromium, ChromiumPage, run, settle, wait_until_idle
from tests.desk.test_deciding import answer
from tests.desk.test_page import command_line, on_disk, unzipped
from tests.desk.test_working import kerja

__all__ = ["kerja"]

#: Runs before the page: a picker that gives a folder of the browser's, and writers that fail when a test wants them to.
_PICKER = """
window.refusal = "";
window.showDirectoryPicker = async () => {
  const top = await navigator.storage.getDirectory();
  return top.getDirectoryHandle("Kerja", { create: true });
};
if (window.FileSystemFileHandle) {
  const honest = FileSystemFileHandle.prototype.createWritable;
  let begun = 0;
  FileSystemFileHandle.prototype.createWritable = async function () {
    if (window.refusal === "NotAllowedError") {
      throw new DOMException("withdrawn", window.refusal);
    }
    const stream = await honest.call(this);
    begun += 1;
    if (window.refusal === "QuotaExceededError" && begun % 3 === 0) {
      stream.write = () => Promise.reject(new DOMException("full", window.refusal));
    }
    if (window.refusal === "InvalidStateError" && this.name === "terkirim.csv") {
      const close = stream.close.bind(stream);
      stream.close = () => close().then(() => { throw new DOMException("in use", window.refusal); });
    }
    return stream;
  };
}
"""
_LISTED = """
async () => {
  const files = {};
  const walk = async (folder, above) => {
    for await (const [name, entry] of folder.entries()) {
      if (entry.kind === "directory") {
        await walk(entry, `${above}${name}/`);
      } else {
        const data = new Uint8Array(await (await entry.getFile()).arrayBuffer());
        files[above + name] = btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
      }
    }
  };
  await walk(await window.showDirectoryPicker(), "");
  return files;
}
"""
_PUT = """
async ([path, text]) => {
  const steps = path.split("/");
  let folder = await window.showDirectoryPicker();
  for (const step of steps.slice(0, -1)) {
    folder = await folder.getDirectoryHandle(step);
  }
  const stream = await (await folder.getFileHandle(steps[steps.length - 1])).createWritable();
  await stream.write(text);
  await stream.close();
}
"""
REKAP = "Bimtek 2/Hasil/Rekap bimtek 2.txt"
JOURNAL = "Bimtek 2/Kirim/Surel/terkirim.csv"
LINE = f"GOV;kertas kerja;Bimtek 2 - Smart Governance.xlsx;0;{'0' * 64};dikirim sendiri;\n"
NOTES = "Bimtek 2/Hasil/keputusan.json"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page(chromium: Chromium, built: Path) -> Iterator[ChromiumPage]:
    """The page in a context that browsers trust with a folder: served from this machine."""
    handler = functools.partial(_Quiet, directory=str(built.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.page(before=_PICKER)
        page.open(f"http://localhost:{server.server_address[1]}/{quote(built.name)}")
        wait_until_idle(page)
        yield page
        page.close()
        server.shutdown()


def granted(page: ChromiumPage) -> dict[str, bytes]:
    """What stands in the folder that was granted."""
    files: dict[str, str] = page.page.evaluate(_LISTED)
    return {name: base64.b64decode(data) for name, data in files.items()}


def save(page: ChromiumPage) -> str:
    run(page, "#simpan")
    return page.texts("#keadaan")[0]


def written(folder: Path) -> dict[str, bytes]:
    """What stands in a working folder beside the settings and the returns."""
    return {name: data for name, data in on_disk(folder).items() if "/Kiriman/" not in name and "/" in name}


def drop(page: ChromiumPage, folder: Path) -> None:
    settle(page, lambda: page.choose("#folder", [folder]))
    page.page.wait_for_selector("#board")


@pytest.mark.slow
def test_a_round_in_a_granted_folder(page: ChromiumPage, kerja: Path) -> None:
    drop(page, kerja)
    assert page.texts("#berikut") == ["Gabung dan buat Lembar Perbaikan"]
    run(page, "#berikut")
    assert page.texts("#berikut") == ["Simpan semua ke folder"]
    run(page, "#berikut")
    command_line(kerja, "merge")
    assert granted(page) == written(kerja)
    assert page.texts("#berikut") == ["Siapkan surel Lembar Perbaikan"]

    answer(page, "Persentase desa", "Bu Rini")  # it stands in the folder at once
    assert b"Persentase desa" in granted(page)[NOTES]
    assert page.texts("#belum-disimpan")[0].startswith("1 keputusan sudah disimpan.")

    (kerja / NOTES).write_bytes(granted(page)[NOTES])
    changed = (kerja / REKAP).read_text(encoding="utf-8") + "Tambahan dari sekretariat\n"
    (kerja / REKAP).write_text(changed, encoding="utf-8", newline="\n")
    page.page.evaluate(_PUT, [REKAP, changed])
    drop(page, kerja)
    run(page, "#gabung")
    assert "disimpan di folder Kerja." in save(page)
    command_line(kerja, "merge")
    there = granted(page)
    assert there == written(kerja)
    assert there[REKAP].decode() == changed
    assert REKAP.replace(".txt", " (baru).txt") in there
    assert any(name.startswith("Bimtek 2/Hasil/Arsip/") for name in there)

    page.select("#isi-surel", "corrections")
    run(page, "#surel")
    for refusal, sentence in (
        ("NotAllowedError", "Izin menulis ke folder Kerja tidak ada atau sudah dicabut, jadi tidak ada yang ditulis."),
        ("QuotaExceededError", "Tempat di folder Kerja tidak cukup, jadi tidak ada yang ditulis."),
    ):
        page.page.evaluate("name => { window.refusal = name; }", refusal)
        assert save(page).startswith(sentence)
        assert granted(page) == there
    page.page.evaluate("() => { window.refusal = ''; }")
    save(page)
    command_line(kerja, "mail", "--what", "corrections")
    assert granted(page) == written(kerja)
    drafts = unzipped(page.download("#semua-surel"))
    assert {name: written(kerja)[name] for name in drafts} == drafts

    (code, *_) = page.attributes("[data-tandai]", "data-tandai")
    theirs = (kerja / JOURNAL).read_text(encoding="utf-8") + LINE  # another computer has written since
    (kerja / JOURNAL).write_text(theirs, encoding="utf-8", newline="\n")
    page.page.evaluate(_PUT, [JOURNAL, theirs])
    run(page, f"[data-tandai={code}]")
    assert page.attributes(f"[data-penerima={code}]", "data-jalan") == ["dikirim sendiri"]
    assert any("R1" in line for line in page.texts(f"#board tr[data-recipient={code}]"))
    command_line(kerja, "mail", "--what", "corrections", "--mark", code)
    assert granted(page)[JOURNAL] == written(kerja)[JOURNAL]  # at once
    save(page)
    assert granted(page) == written(kerja)

    page.select("#isi-surel", "presentation")
    run(page, "#surel")
    theirs = (kerja / JOURNAL).read_text(encoding="utf-8") + LINE
    (kerja / JOURNAL).write_text(theirs, encoding="utf-8", newline="\n")
    page.page.evaluate(_PUT, [JOURNAL, theirs])
    page.page.evaluate("() => { window.refusal = 'InvalidStateError'; }")
    run(page, "#simpan")  # broken off when the journal is in place
    page.page.evaluate("() => { window.refusal = ''; }")
    save(page)
    command_line(kerja, "mail", "--what", "presentation")
    assert granted(page) == written(kerja)

    run(page, "#bimtek-berikut")
    save(page)
    command_line(kerja, "generate", "--stage", "3", "--messages", "Bimtek 3/Kirim/Pengantar bimtek 3.txt")
    assert granted(page) == written(kerja)
    assert not page.errors
