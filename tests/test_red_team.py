"""Whole runs over returns as people really send them, each found by trying to make the reader lie or lose something."""

from __future__ import annotations

from pathlib import Path

from openpyxl.workbook import Workbook

from tests.gallery import PROGRAMS, rework, workbook
from tests.office import key_places
from worksheet_kit.collect import collect
from worksheet_kit.model import Profile, Verdict


def test_a_changed_kode_is_held_at_its_cell_with_its_rows_counted(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx")
    place = key_places(path)[PROGRAMS]["TATA-P03"]["kode"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = "TATA-P07"

    result = collect([rework(path, change)], kota)
    (line,) = result.ledger
    assert line.verdict is Verdict.HELD
    assert (line.rows_read, line.rows_held) == (3, 3)
    assert result.totals.read == result.totals.held == 3
    (finding,) = [finding for finding in result.findings if finding.place.file]
    assert (finding.place.sheet, finding.place.cell) == (PROGRAMS, place)


def test_a_held_return_says_which_bimtek_is_collected_when_nothing_else_came(kota: Profile, tmp_path: Path) -> None:
    path = workbook(kota, tmp_path / "a.xlsx", stage=2)
    place = key_places(path)[PROGRAMS]["TATA-P03"]["kode"]

    def change(book: Workbook) -> None:
        book[PROGRAMS][place] = "TATA-P07"

    result = collect([rework(path, change)], kota)
    assert result.dataset.stage.number == 2
    states = {(c.recipient, c.form): c.state.value for c in result.completeness}
    assert states["TATA", "program_kerja"] == "held"
