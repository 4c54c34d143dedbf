"""The page in real browsers, opened from its file: Chromium by Playwright, Firefox by Marionette (its own protocol).

Nothing is evaluated in the page, as its policy forbids that to the page itself: what there is to know is read from the
title and the elements, as a person or a screen reader would.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import sync_playwright

from tests import ROOT

BUILT = ROOT / "desk" / "dist" / "Meja Kerja Kota Cerdas.html"
#: Seconds until something that should have happened counts as not happening. These machines may be busy.
PATIENCE = 240.0
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
)


class Page(Protocol):
    """What the tests do with a page, whatever browser it is in."""

    def open(self, address: str) -> None: ...
    def title(self) -> str: ...
    def click(self, selector: str) -> None: ...
    def choose(self, selector: str, paths: Iterable[Path]) -> None: ...
    def texts(self, selector: str) -> list[str]: ...
    def attributes(self, selector: str, name: str) -> list[str]: ...
    def download(self, selector: str) -> bytes: ...
    def close(self) -> None: ...


def wait_until_idle(page: Page, *, title: str = "Siap") -> None:
    """Wait until the page's title says that it is ready, or that it cannot be (``title``)."""
    _wait(lambda: page.title().startswith(title), f"the title stays {page.title()!r}")


def run(page: Page, selector: str) -> None:
    """Click, and wait until what was begun has ended."""
    before = "|".join(page.texts("#keadaan"))
    page.click(selector)
    _wait(lambda: page.title().startswith("Bekerja") or "|".join(page.texts("#keadaan")) != before, "nothing began")
    wait_until_idle(page)


def _wait(happened: Any, otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


class Chromium:
    """A `Page` in Chromium without a window."""

    def __init__(self, *options: str, scripts: bool = True) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            pytest.skip("Chromium is not installed")
        self._driver = sync_playwright().start()
        self._browser = self._driver.chromium.launch(executable_path=program, args=[*_QUIET, *options])
        self._page = self._browser.new_page(java_script_enabled=scripts, accept_downloads=True)
        self.errors: list[str] = []
        self._page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, address: str) -> None:
        self._page.goto(address)

    def title(self) -> str:
        return self._page.title()

    def click(self, selector: str) -> None:
        self._page.click(selector)

    def choose(self, selector: str, paths: Iterable[Path]) -> None:
        self._page.set_input_files(selector, [str(path) for path in paths])

    def texts(self, selector: str) -> list[str]:
        return self._page.locator(selector).all_inner_texts()

    def attributes(self, selector: str, name: str) -> list[str]:
        return [element.get_attribute(name) or "" for element in self._page.locator(selector).all()]

    def download(self, selector: str) -> bytes:
        with self._page.expect_download() as started:
            self._page.click(selector)
        return Path(started.value.path()).read_bytes()

    def picture(self, path: Path) -> None:
        """A picture of the whole page."""
        self._page.screenshot(path=path, full_page=True)

    def close(self) -> None:
        self._browser.close()
        self._driver.stop()


class Firefox:
    """A `Page` in Firefox without a window."""

    def __init__(self) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            pytest.skip("Firefox is not installed")
        self._folder = Path(tempfile.mkdtemp(prefix="firefox"))
        self._downloads = self._folder / "downloads"
        self._downloads.mkdir()
        profile = self._folder / "profile"
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
        }
        lines = [f'user_pref("{name}", {value});' for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a library that the driver imports
            marionette = importlib.import_module("marionette_driver.marionette")
        self._client: Any = marionette.Marionette(
            host="127.0.0.1", port=2828, socket_timeout=PATIENCE, startup_timeout=PATIENCE
        )
        self._client.wait_for_port(timeout=PATIENCE)
        self._client.start_session()

    def open(self, address: str) -> None:
        self._client.navigate(address)

    def title(self) -> str:
        return str(self._client.title)

    def click(self, selector: str) -> None:
        self._find(selector)[0].click()

    def choose(self, selector: str, paths: Iterable[Path]) -> None:
        for path in paths:
            self._find(selector)[0].send_keys(str(path))

    def texts(self, selector: str) -> list[str]:
        return [str(element.text) for element in self._find(selector)]

    def attributes(self, selector: str, name: str) -> list[str]:
        return [str(element.get_attribute(name) or "") for element in self._find(selector)]

    def download(self, selector: str) -> bytes:
        for old in self._downloads.iterdir():
            old.unlink()
        self.click(selector)
        _wait(lambda: any(self._downloads.iterdir()) and not list(self._downloads.glob("*.part")), "no download came")
        time.sleep(0.5)
        (arrived,) = self._downloads.iterdir()
        return arrived.read_bytes()

    def close(self) -> None:
        self._client.delete_session()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _find(self, selector: str) -> Any:
        return self._client.find_elements("css selector", selector)
