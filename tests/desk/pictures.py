"""Draw the pictures of the page, its silent recording and the picture that opens the README, from the sample returns.

Run from the repository's top, with the page built (``npm --prefix desk run build``): ``python -m tests.desk.pictures``,
with Chromium, LibreOffice and poppler's ``pdftoppm``. Screenshots are of the page itself, which also makes the matrix.
"""

from __future__ import annotations

import base64
import html
import io
import sys
import tempfile
from collections import Counter
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from tests import SAMPLES
from tests.desk.pages import BUILT, Chromium, ChromiumPage, run, wait_until_idle
from tests.desk.test_deciding import FAULT, answer, dropped
from tests.desk.test_participant import OWN, check_own
from tests.office import Office
from tests.pictures import TARGET, Picture, draw
from worksheet_kit import collect_returns, load_profile

RETURNS = SAMPLES / "bimtek-2"
OPENING, RECORDING = "pembuka.png", "meja-kerja.webp"
#: All files that are drawn here.
NAMES = {OPENING, RECORDING, "meja-mulai.png", "meja-temuan.png", "meja-peserta.png"}
_MATRIX = "Matriks bimtek 2"
_COMPOSED = """<style>
body {{ margin: 0; width: 1800px; font: 20px/1.3 sans-serif; color: #1b2838; background: white }}
main {{ display: grid; grid-template-columns: 310px 790px 630px; gap: 15px; padding: 20px; box-sizing: border-box }}
h2 {{ font-size: 27px; line-height: 1.25; color: #14507d; margin: 0 0 16px; min-height: 68px }}
p {{ margin: 0 0 11px; padding: 10px 12px; background: #e2f5d8; border-radius: 10px; overflow-wrap: anywhere }}
p b {{ float: right; font-size: 16px; color: #56705a; margin-left: 10px }}
img {{ width: 100%; border: 1px solid #c8d0d8; box-sizing: border-box; display: block; margin-bottom: 16px }}
</style><main><div><h2>{left}</h2>{files}</div><div><h2>{middle}</h2>{board}</div>
<div><h2>{right}</h2>{matrix}</div></main>"""
_SUBTITLE = """text => {
    const bar = document.querySelector("#takarir") ?? document.body.appendChild(document.createElement("div"));
    bar.id = "takarir";
    bar.textContent = text;
    bar.style = "position:fixed; inset:auto 0 0; padding:14px 32px; " +
        "background:#14213d; color:white; font:600 22px sans-serif";
}"""


def figures() -> Counter[str]:
    """What the returns give: ``files``, ``groups``, rows by the key of their form, ``faults`` to be put right."""
    result = collect_returns([RETURNS], load_profile("rembang"), stage=2)
    counted = Counter(files=len(result.ledger), faults=len(result.faults))
    counted["groups"] = len({part.recipient for part in result.completeness if part.rows})
    for part in result.completeness:
        counted[part.form] += part.rows
    return counted


def caption(counted: Counter[str]) -> str:
    """The sentence below the picture that opens the README."""
    return (
        f"{counted['files']} berkas seperti yang tiba dari WhatsApp menjadi satu matriks: "
        f"{counted['groups']} kelompok, {counted['program_kerja']} program, {counted['rencana_aksi']} aksi, "
        f"dan {counted['faults']} isian yang harus diperbaiki, disebut sampai selnya, tanpa memasang apa pun."
    )


def opened(chromium: Chromium, width: int, height: int) -> ChromiumPage:
    """The page, ready, in a window of this size."""
    page = chromium.page()
    page.page.set_viewport_size({"width": width, "height": height})
    page.open(BUILT.as_uri())
    wait_until_idle(page)
    return page


def cut(page: ChromiumPage, *selectors: str) -> Image.Image:
    """The first element of each selector below one another, on the colour around them."""
    parts = []
    page.page.evaluate("scrollTo(0, 0)")  # what sticks to the top of the window would lie over them
    for selector in selectors:
        box = page.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        parts.append(Image.open(io.BytesIO(page.page.screenshot(full_page=True, clip=box))).convert("RGB"))
    gap = 12
    size = (max(part.width for part in parts) + 2 * gap, sum(part.height + gap for part in parts) + gap)
    whole, top = Image.new("RGB", size, parts[0].getpixel((1, 1))), gap
    for part in parts:
        whole.paste(part, (gap, top))
        top += part.height + gap
    return whole


def window(page: ChromiumPage) -> Image.Image:
    """What the window shows."""
    return Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")


def save(image: Image.Image, name: str, description: str = "") -> None:
    """Save a picture, small, with what it shows in words where a test holds that."""
    info = PngInfo()
    if description:
        info.add_text("Description", description)
    image.quantize(128, dither=Image.Dither.NONE).save(TARGET / name, optimize=True, pnginfo=info)


def inline(image: Image.Image) -> str:
    """An image as an element of HTML."""
    data = io.BytesIO()
    image.save(data, "png")
    return f'<img src="data:image/png;base64,{base64.b64encode(data.getvalue()).decode("ascii")}">'


def matrix(page: ChromiumPage, folder: Path) -> Image.Image:
    """The sheet *Dimensi x Masalah* of the matrix that the page makes of what was dropped."""
    run(page, "#gabung")
    (folder / f"{_MATRIX}.xlsx").write_bytes(page.download(f'[data-path="hasil/{_MATRIX}.xlsx"]'))
    office = Office(folder / "libreoffice")
    try:
        sheet = Picture(book=_MATRIX, sheet="Dimensi x Masalah", most=630)
        draw(sheet, folder, office, folder / "matriks.png")
    finally:
        office.close()
    return Image.open(folder / "matriks.png").convert("RGB")


def opening(chromium: Chromium, board: Image.Image, sheet: Image.Image) -> None:
    """The picture that opens the README: the files, the board with a fault, the sheet of the matrix."""
    counted = figures()
    names = sorted((path.name for path in RETURNS.iterdir()), key=lambda name: name.lstrip(".~$").casefold())
    files = (f"<p><b>{Path(name).suffix.strip('.#').upper()}</b>{html.escape(name)}</p>" for name in names)
    page = chromium.page()
    page.page.set_viewport_size({"width": 1_800, "height": 400})
    parts = {
        "left": f"{counted['files']} berkas, seperti yang tiba dari WhatsApp",
        "files": "".join(files),
        "middle": f"Siapa yang sudah lengkap, dan {counted['faults']} isian yang harus diperbaiki, sampai selnya",
        "board": inline(board),
        "right": f"{counted['program_kerja']} program dan {counted['rencana_aksi']} aksi dalam satu matriks",
        "matrix": inline(sheet),
    }
    page.page.set_content(_COMPOSED.format(**parts))
    whole = Image.open(io.BytesIO(page.page.screenshot(full_page=True))).convert("RGB")
    save(whole, OPENING, caption(counted))


def record(page: ChromiumPage, sheet: Image.Image) -> None:
    """The silent recording: from the drop to the matrix, in less than 20 seconds."""
    frames: list[Image.Image] = []
    lasting: list[int] = []

    def show(text: str, milliseconds: int, selector: str = "") -> None:
        if selector:
            page.page.locator(selector).first.evaluate("element => element.scrollIntoView({block: 'center'})")
        page.page.evaluate(_SUBTITLE, text)
        frames.append(window(page))
        lasting.append(milliseconds)

    show("Meja Kerja: satu berkas, dibuka dengan klik dua kali", 2_000)
    page.page.set_input_files("#folder", str(RETURNS))
    for _ in range(4):
        page.page.wait_for_timeout(300)
        show("Kiriman diseret ke halaman, lalu diperiksa sendiri", 400)
    page.page.wait_for_selector("#board")
    wait_until_idle(page)
    show("Papan: siapa yang lengkap, siapa yang belum", 2_600, "#board")
    show("Yang harus diperbaiki disebut sampai selnya", 2_400, FAULT)
    page.type(f"{FAULT} input >> nth=1", "Bu Rini, telepon")
    show("Jawaban lewat telepon diketik di situ juga", 1_200)
    page.type(f"{FAULT} input >> nth=0", "Persentase desa")
    show("Jawaban lewat telepon diketik di situ juga", 1_400)
    answer(page, "Persentase desa", "Bu Rini, telepon")
    show("Jawaban itu langsung dihitung", 1_800, FAULT)
    show("Papan: siapa yang lengkap, siapa yang belum", 1_400, "#board")
    run(page, "#gabung")
    show("Gabung: matriks, Lembar Perbaikan, dan semua hasil lain", 2_000, "[data-path]")
    page.page.goto("about:blank")
    page.page.set_content(
        f"<style>body {{ margin: 8px; text-align: center }} img {{ height: 630px }}</style>{inline(sheet)}"
    )
    show("Lembar Dimensi x Masalah di matriks", 3_000)
    first, *rest = frames
    first.save(TARGET / RECORDING, save_all=True, append_images=rest, duration=lasting, loop=0, quality=70, method=4)


def main() -> None:
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as scratch:
        chromium = Chromium(driver)
        page = opened(chromium, 1_000, 560)
        save(window(page), "meja-mulai.png")
        dropped(page, RETURNS)
        save(cut(page, "#board", "#ringkasan", FAULT), "meja-temuan.png")
        page.click("a[href='#peserta']")
        check_own(page, OWN)
        own = cut(page, "#peserta-hasil")
        save(own.crop((0, 0, own.width, min(own.height, 760))), "meja-peserta.png")
        small = opened(chromium, 870, 900)
        dropped(small, RETURNS)
        board = cut(small, "#board", FAULT)
        sheet = matrix(small, Path(scratch))
        opening(chromium, board, sheet)
        record(opened(chromium, 1_000, 700), sheet)
        chromium.close()
    sys.stdout.writelines(f"docs/gambar/{name}\n" for name in sorted(NAMES))


if __name__ == "__main__":
    main()
