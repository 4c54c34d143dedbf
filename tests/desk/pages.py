"""The page in real browsers, opened from its file: Chromium by Playwright, Firefox by Marionette (its own protocol).

Nothing is evaluated in the page, as its policy forbids that to the page itself: what there is to know is read from the
title and the elements, as a person or a screen reader would.
"""

import importlib
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests import ROOT

BUILT = ROOT / "desk" / "dist" / "Meja Kerja Kota Cerdas.html"
#: Where the page puts each output of a merge, by the option of the command line.
OUTPUTS = {
    "--corrections": "perbaikan",
    "--drafts": "draf",
    "--per-opd": "per-opd",
    "--tables": "tabel",
    "--json": "hasil.json",
    "--presentation": "Paparan.xlsx",
    "--summary": "rekap.txt",
}
#: Seconds until something that should have happened counts as not happening. These machines may be busy.
PATIENCE = 400.0
T = TypeVar("T")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
)


def whole_merge(returns: str, stage: int) -> list[str]:
    """The command line that merges with every output, each in the place where the page puts it."""
    named = [part for option, name in OUTPUTS.items() for part in (option, f"hasil/{name}")]
    return ["merge", returns, "-o", f"hasil/Matriks bimtek {stage}.xlsx", *named]


class Page(Protocol):
    """What the tests do with a page, whatever browser it is in."""

    def open(self, address: str) -> None: ...
    def title(self) -> str: ...
    def click(self, selector: str) -> None: ...
    def select(self, selector: str, value: str) -> None: ...
    def choose(self, selector: str, paths: Iterable[Path]) -> None: ...
    def enter(self, selector: str, text: str) -> None: ...
    def texts(self, selector: str) -> list[str]: ...
    def attributes(self, selector: str, name: str) -> list[str]: ...
    def download(self, selector: str) -> bytes: ...
    def close(self) -> None: ...


def wait_until_idle(page: Page, *, title: str = "Siap") -> None:
    """Wait until the page's title says that it is ready, or that it cannot be (``title``)."""
    until(lambda: page.title().startswith(title), f"the title stays {page.title()!r}")


def settle(page: Page, act: Callable[[], object]) -> None:
    """Do what begins a job, and wait until that has ended and nothing else runs."""
    before = _ended(page)
    act()
    until(lambda: _ended(page) > before, "no job has ended")
    wait_until_idle(page)


def run(page: Page, selector: str) -> None:
    """Click, and wait until the job that begins has ended."""
    settle(page, lambda: page.click(selector))


def _ended(page: Page) -> int:
    """How many jobs of the page have ended."""
    (number,) = page.attributes("#keadaan", "data-selesai")
    return int(number or 0)


def until(happened: Callable[[], object], otherwise: str) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def wait_for(wanted: object, read: Callable[[], object]) -> None:
    """Wait until what is read is what is wanted; where it never is, say what was read last."""
    end = time.monotonic() + PATIENCE
    while (last := read()) != wanted:
        assert time.monotonic() < end, f"{last!r} is read, not {wanted!r}"
        time.sleep(0.05)


class Chromium:
    """Chromium without a window; every page has a context of its own."""

    def __init__(self, driver: Playwright, *options: str) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            pytest.skip("Chromium is not installed")
        self._browser = driver.chromium.launch(
            executable_path=program, args=[*_QUIET, *options], timeout=PATIENCE * 1000
        )

    def page(self, *, scripts: bool = True, at: str | None = None, before: str = "") -> "ChromiumPage":
        """A page without an address yet. ``at`` is what its clock says; ``before`` runs before its own scripts.

        It trusts the certificates of the tests.
        """
        context = self._browser.new_context(
            java_script_enabled=scripts, accept_downloads=True, ignore_https_errors=True
        )
        if at is not None:
            context.clock.set_fixed_time(at)
        if before:
            context.add_init_script(before)
        return ChromiumPage(context)

    def close(self) -> None:
        self._browser.close()


class ChromiumPage:
    """A `Page` in Chromium."""

    def __init__(self, context: BrowserContext) -> None:
        self._context, self.page = context, context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def title(self) -> str:
        return self.page.title()

    def click(self, selector: str) -> None:
        self.page.click(selector)

    def select(self, selector: str, value: str) -> None:
        self.page.select_option(selector, value)

    def type(self, selector: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        self.page.fill(selector, text)

    def enter(self, selector: str, text: str) -> None:
        """Type into a field, in place of what stands there, and press Enter."""
        self.type(selector, text)
        self.page.press(selector, "Enter")

    def choose(self, selector: str, paths: Iterable[Path]) -> None:
        self.page.set_input_files(selector, [str(path) for path in paths])

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def hidden_text(self, selector: str) -> str:
        """The text of an element that may be folded away."""
        return self.page.text_content(selector) or ""

    def attributes(self, selector: str, name: str) -> list[str]:
        found: list[str] = self.page.locator(selector).evaluate_all(
            "(all, name) => all.map((one) => one.getAttribute(name) ?? '')", name
        )
        return found

    def download(self, selector: str) -> bytes:
        with self.page.expect_download() as started:
            self.page.click(selector)
        return Path(started.value.path()).read_bytes()

    def resize(self, width: int, height: int) -> None:
        """Give the window a size, and wait until the page has it."""
        self.page.set_viewport_size({"width": width, "height": height})
        wait_for([width, height], lambda: self.page.evaluate("[innerWidth, innerHeight]"))

    def picture(self, path: Path, *, width: int, dark: bool = False) -> None:
        """A picture of the whole page."""
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.screenshot(path=path, full_page=True)

    def close(self) -> None:
        self._context.close()


class Firefox:
    """Firefox without a window; it has one page at a time."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            pytest.skip("Firefox is not installed")
        self._downloads, profile = folder / "downloads", folder / "profile"
        self._downloads.mkdir()
        profile.mkdir()
        settings = {
            "browser.download.folderList": "2",
            "browser.download.dir": f'"{self._downloads}"',
            "browser.download.useDownloadDir": "true",
            "browser.download.alwaysOpenPanel": "false",
            "browser.helperApps.neverAsk.saveToDisk": '"application/zip,application/octet-stream"',
            "browser.shell.checkDefaultBrowser": "false",
            "datareporting.policy.dataSubmissionEnabled": "false",
            "toolkit.telemetry.reportingpolicy.firstRun": "false",
            "marionette.port": "0",  # whichever is free
        }
        lines = [f'user_pref("{name}", {value});' for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told = profile / "MarionetteActivePort"
        until(lambda: told.is_file() and told.read_text(encoding="utf-8").strip(), "Firefox opens no port")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a library that the driver imports
            marionette = importlib.import_module("marionette_driver.marionette")
        port = int(told.read_text(encoding="utf-8"))
        self._client: Any = marionette.Marionette(host="127.0.0.1", port=port, socket_timeout=PATIENCE)
        self._client.start_session()
        self._refusal: type[Exception] = marionette.errors.MarionetteException

    def page(self) -> "FirefoxPage":
        """The page, at whatever address it was last."""
        return FirefoxPage(self._client, self._refusal, self._downloads)

    def close(self) -> None:
        self._client.delete_session()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)


class FirefoxPage:
    """A `Page` in Firefox. What is drawn anew while it is looked at, or not to be clicked yet, is tried again."""

    def __init__(self, client: Any, refusal: type[Exception], downloads: Path) -> None:
        self._client, self._refusal, self._downloads = client, refusal, downloads

    def open(self, address: str) -> None:
        self._client.navigate(address)

    def title(self) -> str:
        return str(self._client.title)

    def click(self, selector: str) -> None:
        self._act(selector, "click")

    def select(self, selector: str, value: str) -> None:
        self.click(f'{selector} option[value="{value}"]')

    def enter(self, selector: str, text: str) -> None:
        """Type into a field, in place of what stands there, and press Enter."""
        self._act(selector, "clear")
        self._act(selector, "send_keys", f"{text}\ue007")  # WebDriver, keyboard actions

    def choose(self, selector: str, paths: Iterable[Path]) -> None:
        for path in paths:
            self._act(selector, "send_keys", str(path))

    def texts(self, selector: str) -> list[str]:
        return self._patiently(lambda: [str(element.text) for element in self._find(selector)])

    def attributes(self, selector: str, name: str) -> list[str]:
        return self._patiently(lambda: [str(element.get_attribute(name) or "") for element in self._find(selector)])

    def download(self, selector: str) -> bytes:
        for old in self._downloads.iterdir():
            old.unlink()
        self.click(selector)
        until(self._has_arrived, "no download came")
        (arrived,) = self._downloads.iterdir()
        return arrived.read_bytes()

    def close(self) -> None:
        self._client.navigate("about:blank")

    def _has_arrived(self) -> bool:
        """Whether there is a file that is whole: Firefox makes an empty one first, and a part beside it."""
        files = list(self._downloads.iterdir())
        return len(files) == 1 and files[0].suffix != ".part" and files[0].stat().st_size > 0

    def _act(self, selector: str, what: str, *arguments: str) -> None:
        self._patiently(lambda: getattr(self._find(selector)[0], what)(*arguments))

    def _patiently(self, act: Callable[[], T]) -> T:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except (self._refusal, IndexError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _find(self, selector: str) -> Any:
        return self._client.find_elements("css selector", selector)
