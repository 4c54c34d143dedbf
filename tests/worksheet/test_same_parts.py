"""What is put together once and used again gives, part by part, what putting together each cell gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from tests import ROOT
from worksheet_kit.collect import collect
from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Profile, Result, WorksheetContent
from worksheet_kit.core.names import all_recipients
from worksheet_kit.excel import raw
from worksheet_kit.excel.raw import RawSheet
from worksheet_kit.feedback.corrections import corrections
from worksheet_kit.feedback.drafts import drafts
from worksheet_kit.generate import generate, parts
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet import workbook
from worksheet_kit.worksheet.contents import FormContents
from worksheet_kit.worksheet.workbook import worksheet_bytes, worksheets_bytes

RECIPIENTS = [recipient.code for recipient in all_recipients(load_profile(Path("rembang")))]

Make = Callable[[], bytes]


@pytest.fixture
def agree(monkeypatch: pytest.MonkeyPatch) -> Callable[[Make], None]:
    """Holds a workbook to the plain way: there no row is like another, and xlsxwriter itself writes all cells."""

    def compare(make: Make) -> None:
        quick = make()
        with monkeypatch.context() as patch:
            patch.setattr(FormContents, "alike", property(lambda form: {row.key: row.key for row in form.sheet.rows}))
            for name in (
                "_write_rows",
                "_calculate_spans",
                "write_string",
                "_write_string",
                "write_blank",
                "write_number",
            ):
                patch.setattr(RawSheet, name, getattr(Worksheet, name))
            patch.setattr(raw, "text_item", plain_item)
            patch.setattr(RawSheet, "_write_cell", plain_cell)
            plain = make()
        assert parts(quick) is not None
        assert parts(quick) == parts(plain)

    return compare


def plain_cell(sheet: RawSheet, row: int, column: int, cell: Any) -> None:
    """As xlsxwriter, but that a formula which gives an empty text is one of text."""
    if not isinstance(cell, CellFormulaTuple) or cell.value != "":
        Worksheet._write_cell(sheet, row, column, cell)
        return
    look = [("s", cell.format._get_xf_index())] if cell.format else []
    sheet._xml_formula_element(cell.formula, "", [("r", a1(row, column)), *look, ("t", "str")])


def plain_item(text: str) -> str:
    strings, written = SharedStrings(), StringIO()
    strings._set_xml_writer(written)
    strings._write_si(text)
    return written.getvalue()


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[Profile, str], int]:
    """Holds the blank workbooks of a dimension to those made by themselves; how many are begun anew a stage."""
    begun: list[str] = []
    begin = workbook._finished
    monkeypatch.setattr(workbook, "_finished", lambda contents: begun.append(contents.code) or begin(contents))

    def compare(profile: Profile, dimension: str) -> int:
        owners = [recipient for recipient in all_recipients(profile) if recipient.dimension == dimension]
        for stage in profile.stages:
            begun.clear()
            made = list(worksheets_bytes(profile, stage, [(owner, WorksheetContent()) for owner in owners]))
            beginnings = len(begun)
            assert all(data == worksheet_bytes(profile, stage, own) for own, data in zip(owners, made, strict=True))
        return beginnings

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


@pytest.mark.sampled
@pytest.mark.parametrize("dimension", dict.fromkeys(code.partition("-")[0] for code in RECIPIENTS))
def test_worksheets_made_together(dimension: str, rembang: Profile, count: Callable[[Profile, str], int]) -> None:
    """Are those made by themselves, byte for byte, and only that of the group and one agency's are made in full."""
    assert count(rembang, dimension) == 2


def test_agencies_with_awkward_names(rembang: Profile, count: Callable[[Profile, str], int]) -> None:
    """Such as stand elsewhere in the workbook, too, need to be escaped, or differ in nothing but case and length."""
    group = rembang.dimension("ECO")
    problem, heading = rembang.problems[0].label, rembang.forms[rembang.stages[1].forms[0]].columns[2].heading
    shorts = [problem, heading, 'Dinas "A" & <B>', "=1+1", "_x0041_", "dlh", "DLH", "D" * 70, "P01"]
    codes = dict(zip((*group.members, "DINKOMINFO", "SETDA", "BAPPEDA", "BKD"), shorts, strict=False))
    profile = replace(
        rembang,
        agencies=tuple(replace(agency, short=codes.get(agency.code, agency.short)) for agency in rembang.agencies),
        dimensions=tuple(
            replace(own, members=tuple(codes)) if own.code == group.code else own for own in rembang.dimensions
        ),
    )
    assert count(profile, group.code) < len(codes)


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
