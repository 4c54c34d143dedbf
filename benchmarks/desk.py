"""What the page in the browser costs, in multiples of what it stands on: bare Pyodide, and the command line.

Run ``python -m benchmarks.desk`` in a checkout whose page is built (``npm --prefix desk run build``), with Chromium.
All is measured in one run, medians of several alternating rounds, wall-clock. How long the page works is what its own
clock says, from the click, or the arrival of a file, to the board or the links. It ends with code 1 when a limit is
passed.
"""

import functools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.read import RETURNS, STAGE, USUAL, make
from tests import ROOT
from tests.desk.pages import BUILT, Chromium, ChromiumPage, run, settle, wait_until_idle, whole_merge
from worksheet_kit.profile import load_profile

ROUNDS = 3
#: The most that each figure may be.
LIMITS = {
    "page ready / bare Pyodide ready": 1.7,
    "check of 60 / command line on one core": 3.0,
    "merge with everything / command line on one core": 2.5,
    "board true after one more file / first check": 0.1,
    "longest gap of a 20 ms timer, at work / idle": 4.0,
    "memory of WebAssembly after the merge, MiB": 350.0,
    "size of the page, MB": 12.0,
}
#: A page with nothing but Pyodide as its package on npm has it, in the page itself.
BARE = """<!doctype html><title>...</title><script type="module">
import { loadPyodide } from "./pyodide.mjs";
await loadPyodide();
document.title = "Siap";
</script>"""
#: In the page: notes the longest time between two ticks of a timer that should tick every 20 ms, and how long the page
#: worked last: since the click, or the arrival of files, that made it begin.
CLOCKS = """
window.longest = 0;
window.worked = 0;
let last = performance.now(), begun = last;
setInterval(() => {
  const now = performance.now();
  window.longest = Math.max(window.longest, now - last);
  last = now;
}, 20);
const begin = () => { begun = performance.now(); };
addEventListener("change", begin, true);
addEventListener("click", begin, true);
let title = "";
new MutationObserver(() => {
  if (document.title !== title && document.title.startsWith("Siap")) {
    window.worked = performance.now() - begun;
  }
  title = document.title;
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver, served() as address:
        folder = Path(name)
        (folder / "kiriman").mkdir()
        profile = load_profile(Path("rembang"))
        *_, more = make(profile, profile.stage(STAGE), folder / "kiriman", RETURNS + 1, USUAL)
        more.rename(folder / more.name)
        chromium = Chromium(driver)
        rounds = [measured(chromium, address, folder, folder / more.name) for _ in range(ROUNDS)]
        chromium.close()
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    figures = ratios(medians)
    for name, seconds in medians.items():
        print(f"{name:52}{seconds:9.2f}   {' '.join(f'{one[name]:.2f}' for one in rounds)}")
    print()
    for name, figure in figures.items():
        print(f"{name:52}{figure:9.2f}   (limit {LIMITS[name]:g})")
    return int(any(figure > LIMITS[name] for name, figure in figures.items()))


def measured(chromium: Chromium, address: str, folder: Path, more: Path) -> dict[str, float]:
    """Seconds, and other figures, of one round."""
    figures: dict[str, float] = {}
    bare = chromium.page()
    figures["bare Pyodide ready, s"] = timed(lambda: (bare.open(address), wait_until_idle(bare)))
    bare.close()
    page = chromium.page(before=CLOCKS)
    figures["page ready, s"] = timed(lambda: (page.open(BUILT.as_uri()), wait_until_idle(page)))
    longest_gap(page)
    time.sleep(3)
    figures["longest gap, idle, ms"] = longest_gap(page)
    settle(page, lambda: page.choose("#folder", [folder / "kiriman"]))  # checked by itself, as it comes
    figures["check, s"] = worked(page)
    figures["longest gap, at work, ms"] = longest_gap(page)
    page.choose("#files", [more])  # checked by itself
    page.page.wait_for_selector(f'#berkas td:has-text("{more.name}")', state="attached")
    wait_until_idle(page)
    figures["board true after one more file, s"] = worked(page)
    page.click("#kosongkan")
    page.choose("#folder", [folder / "kiriman"])
    time.sleep(2)
    run(page, "#gabung")
    figures["merge with everything, s"] = worked(page)
    figures["memory, MiB"] = int(page.attributes("#keadaan", "data-memory")[0]) / 2**20
    page.close()
    figures["command line: check, s"] = timed(lambda: command_line(folder, "check", "kiriman"))
    merge = whole_merge("kiriman", STAGE)
    figures["command line: merge with everything, s"] = timed(lambda: command_line(folder, *merge))
    return figures


def ratios(medians: dict[str, float]) -> dict[str, float]:
    """The figures that have a limit."""
    found = (
        medians["page ready, s"] / medians["bare Pyodide ready, s"],
        medians["check, s"] / medians["command line: check, s"],
        medians["merge with everything, s"] / medians["command line: merge with everything, s"],
        medians["board true after one more file, s"] / medians["check, s"],
        medians["longest gap, at work, ms"] / medians["longest gap, idle, ms"],
        medians["memory, MiB"],
        BUILT.stat().st_size / 1e6,
    )
    return dict(zip(LIMITS, found, strict=True))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def longest_gap(page: ChromiumPage) -> float:
    """The longest gap since this was asked last, in milliseconds."""
    return float(page.page.evaluate("() => { const gap = window.longest; window.longest = 0; return gap; }"))


def worked(page: ChromiumPage) -> float:
    """Seconds that the page worked last."""
    return float(page.page.evaluate("() => window.worked")) / 1000


def command_line(folder: Path, *arguments: str) -> None:
    """Run the program on one core, as far as this system can hold it there."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pinned = ["taskset", "-c", "0"] if sys.platform == "linux" else []
    command = [*pinned, sys.executable, "-m", "worksheet_kit", *arguments]
    subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)


@contextmanager
def served() -> Iterator[str]:
    """The address of a page with bare Pyodide, on this machine."""
    package = ROOT / "desk" / "node_modules" / "pyodide"

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(BARE.encode())
            else:
                super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(package))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
