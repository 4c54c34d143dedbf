"""The whole round on the page alone, in each browser: sheets, returns, decisions, corrections, the next bimtek.

It counts what hands do between the last return and the corrections: clicks, drops, fields, beside the answers.
"""

from pathlib import Path

import pytest

from benchmarks.read import answers
from tests.desk.conftest import Opened
from tests.desk.pages import Page, run, until, wait_until_idle, whole_merge
from tests.desk.test_page import command_line, on_disk, unzipped
from tests.gallery import rework
from worksheet_kit.core.model import WorksheetContent
from worksheet_kit.core.names import all_recipients
from worksheet_kit.profile.profile import load_profile
from worksheet_kit.worksheet.workbook import worksheet_bytes

FAULTS, SPELLED, CONFLICTS = 12, 2, 3
LEFT = 11  # the fault that goes back to its group
MOST_MOVES = 25


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """41 returns: one of every recipient, with 14 faults in them, and copies of three that differ in a cell."""
    profile = load_profile("rembang")
    stage, folder = profile.stage(2), tmp_path_factory.mktemp("story") / "kiriman"
    folder.mkdir()
    everyone = all_recipients(profile)
    copies = list(range(FAULTS + SPELLED, FAULTS + SPELLED + CONFLICTS))
    for n, place in enumerate([*range(41 - CONFLICTS), *copies]):
        rows = answers(profile, stage, everyone[place], (1, 2))
        key = next(iter(rows))
        raw: dict[str, dict[str, str | float]] = {}
        if n < FAULTS:
            del rows[key]["indikator"]
        elif n < FAULTS + SPELLED:
            raw[key] = {"opd_pengampu": "Dinas Entah"}
            del rows[key]["opd_pengampu"]
        elif n >= 41 - CONFLICTS:
            rows[key]["sasaran"] = "Menurut laptop lain"
        content = WorksheetContent(answers=rows, raw=raw)
        data = worksheet_bytes(profile, stage, everyone[place], content)
        (folder / f"kiriman {n:02d}.xlsx").write_bytes(data)
    return folder


class Hands:
    """A page, and how often hands moved on it; answers are counted apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.moves, self.answers = page, 0, 0

    def drop(self, selector: str, paths: list[Path]) -> None:
        self.moves += 1
        wanted = self._returns() + len(paths)
        self.page.choose(selector, paths)
        until(lambda: self._returns() == wanted, "not all have come")
        until(lambda: self.page.texts("#board"), "there is no board")
        wait_until_idle(self.page)

    def _returns(self) -> int:
        """How many files the page says it has: a browser may hand them over one by one."""
        first = self.page.texts("#jumlah-kiriman")[0].split()[0]
        return int(first) if first.isdigit() else 0

    def press(self, selector: str) -> None:
        self.moves += 1
        run(self.page, selector)

    def answer(self, selector: str, text: str) -> None:
        self.answers += 1
        self.page.enter(f"{selector} input", text)
        until(lambda: self.page.attributes(selector, "data-severity") == ["answered"], "the answer does not count")

    def decide(self, selector: str, how: str) -> None:
        self.answers += 1
        self.page.click(f"{selector} {how}")
        until(lambda: self.page.attributes(selector, "data-decided") == ["true"], "the decision does not count")


@pytest.mark.slow
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_whole_round(browser: str, opened: Opened, returns: Path, tmp_path: Path) -> None:
    page = opened(browser)
    page.select("#bimtek", "2")
    run(page, "#buat")
    assert len(unzipped(page.download("#semua"))) == 7  # six worksheets and the covering texts

    files = sorted(returns.iterdir())
    hands = Hands(page)
    for portion in (files[:14], files[14:28]):
        hands.drop("#files", portion)
    hands.moves = 0
    hands.drop("#files", files[28:])
    for n in range(FAULTS):
        if n != LEFT:
            hands.answer(f'[data-code="S201"][data-file="kiriman/kiriman {n:02d}.xlsx"]', f"Jawaban telepon {n}")
    for place in page.attributes("[data-conflict]", "data-conflict"):
        hands.decide(f'[data-conflict="{place}"]', ".nilai:nth-child(2) button")
    hands.decide('[data-ejaan="Dinas Entah"]', "button")
    wait_until_idle(page)
    hands.press("#gabung")
    hands.moves += 1
    made = unzipped(page.download("#semua"))
    assert hands.answers == FAULTS - 1 + CONFLICTS + 1
    assert hands.moves <= MOST_MOVES
    corrections = [name for name in made if name.startswith("perbaikan/")]
    assert len(corrections) == 1  # all others were answered
    page.select("#isi-surel", "corrections")
    run(page, "#surel")
    mails = unzipped(page.download("#semua-surel"))
    attached = f"Bimtek 2/Hasil/Lembar Perbaikan/{Path(corrections[0]).name}"
    assert mails[attached] == made[corrections[0]]
    beside = [name for name in mails if name.startswith("Bimtek 2/Kirim/Surel/")]
    assert len(beside) == 3  # the draft, kirim.html, the journal
    assert len([*mails]) == 4
    notes = tmp_path / "keputusan.json"
    notes.write_bytes(page.download("#simpan-keputusan"))

    (tmp_path / "kiriman").symlink_to(returns)
    command_line(tmp_path, *whole_merge("kiriman", 2), "--decisions", notes.name)
    assert on_disk(tmp_path / "hasil") == made  # the command line obeys what was decided here

    page = opened(browser)  # the tab is gone
    hands = Hands(page)
    page.choose("#files", [notes])
    hands.drop("#files", files)
    run(page, "#gabung")
    assert unzipped(page.download("#semua")) == made

    (cell,) = page.attributes(f'[data-code="S201"][data-file="kiriman/kiriman {LEFT:02d}.xlsx"]', "data-cell")
    back = tmp_path / Path(corrections[0]).name
    back.write_bytes(made[corrections[0]])
    rework(back, lambda book: book["Program Kerja"].__setitem__(cell, "Diperbaiki kelompok"))
    hands.drop("#files", [back])
    assert page.attributes('[data-severity="error"]', "data-code") == []
    run(page, "#gabung")
    matrix = tmp_path / "Matriks bimtek 2.xlsx"
    matrix.write_bytes(unzipped(page.download("#semua"))[matrix.name])
    run(page, "#bimtek-berikut")
    seeded = unzipped(page.download("#semua"))
    command_line(
        tmp_path,
        *("generate", "--stage", "3", "--from", matrix.name, "-o", "kirim", "--messages", "kirim/pengantar.txt"),
    )
    assert seeded == on_disk(tmp_path / "kirim")
