"""What is put together once and used again gives, part by part, what putting together each cell gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests import ROOT
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Result
from worksheet_kit.core.names import all_recipients
from worksheet_kit.excel.raw import RawSheet, RawWorkbook
from worksheet_kit.feedback.corrections import corrections
from worksheet_kit.feedback.drafts import drafts
from worksheet_kit.generate import generate, parts
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet.contents import FormContents
from worksheet_kit.worksheet.workbook import worksheet_bytes

RECIPIENTS = [recipient.code for recipient in all_recipients(load_profile(Path("rembang")))]

Make = Callable[[], bytes]


@pytest.fixture
def agree(monkeypatch: pytest.MonkeyPatch) -> Callable[[Make], None]:
    """Holds a workbook to the plain way: there no row is like another, and xlsxwriter itself writes all cells."""

    def compare(make: Make) -> None:
        quick = make()
        with monkeypatch.context() as patch:
            patch.setattr(FormContents, "alike", property(lambda form: {row.key: row.key for row in form.sheet.rows}))
            for name in ("_write_rows", "_calculate_spans", "write_string", "write_blank", "write_number"):
                patch.setattr(RawSheet, name, getattr(Worksheet, name))
            patch.setattr(RawWorkbook, "_get_packager", Workbook._get_packager)  # and the table of texts
            plain = make()
        assert parts(quick) is not None
        assert parts(quick) == parts(plain)

    return compare


@pytest.fixture(scope="module")
def result(rembang: Profile) -> Result:
    return collect([ROOT / "sample_returns" / "bimtek-2"], rembang)


@pytest.mark.sampled
@pytest.mark.parametrize("code", RECIPIENTS)
def test_a_blank_worksheet(code: str, rembang: Profile, agree: Callable[[Make], None]) -> None:
    recipient = next(recipient for recipient in all_recipients(rembang) if recipient.code == code)
    for stage in rembang.stages:
        agree(partial(worksheet_bytes, rembang, stage, recipient))


def test_corrections_and_drafts(result: Result, rembang: Profile, agree: Callable[[Make], None]) -> None:
    """With answers, seeds, marks, notes and origins."""
    sent_back, group_drafts = list(corrections(result)), list(drafts(result))
    assert sent_back
    assert group_drafts
    for recipient, content in (*sent_back[:2], *group_drafts[:2]):
        agree(partial(worksheet_bytes, rembang, result.dataset.stage, recipient, content))


def test_a_matrix(result: Result, tmp_path: Path, agree: Callable[[Make], None]) -> None:
    def make() -> bytes:
        write_matrix(tmp_path / "m.xlsx", result)
        return (tmp_path / "m.xlsx").read_bytes()

    agree(make)


def test_many_worksheets_made_side_by_side(rembang: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are those made one after another, and each is told of."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("worksheet_kit.core.processes.processors", lambda: 2)
    paths = generate(rembang, tmp_path, stages=[1], groups=["GOV"], per_agency=True, progress=lambda *n: told.append(n))
    owners = [recipient for recipient in all_recipients(rembang) if recipient.dimension == "GOV"]
    assert len(owners) > 8
    assert told == [(n, len(owners)) for n in range(1, len(owners) + 1)]
    stage = rembang.stage(1)
    assert [path.read_bytes() for path in paths] == [worksheet_bytes(rembang, stage, owner) for owner in owners]
