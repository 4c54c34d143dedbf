"""What is written is well-formed and opens, whatever was typed."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

import openpyxl
import pytest

from tests.gallery import GROUP, returned, workbook
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import Profile, Recipient, Refusal, Return, Stage, WorksheetContent
from worksheet_kit.feedback import corrections as corrections_module
from worksheet_kit.feedback import drafts as drafts_module
from worksheet_kit.feedback.corrections import write_corrections, write_workbooks
from worksheet_kit.feedback.drafts import write_drafts
from worksheet_kit.feedback.filling import Filling
from worksheet_kit.feedback.sources import Source
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.returns.here import read_here
from worksheet_kit.worksheet.kit import answer_marks
from worksheet_kit.worksheet.workbook import CONTINUED, worksheet_bytes

TYPED = {
    "long": "x" * 40_000,
    "pairs": "😀" * 20_000,
    "no characters": "a\ufffeb\uffffc",
    "controls": "a\x01b\x0bc\x08",
    "escapes": "a_xFFFF_b_x000D_",
    "formula": "=1+1",
    "half": "a\ud800b",
    "runs": "<r><t>a</r>",
}


@pytest.mark.sampled
@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_what_is_written_is_well_formed_whatever_was_typed(kota: Profile, tmp_path: Path, typed: str) -> None:
    """In every cell of a return, in the name of its file, and in what its mail says."""
    (tmp_path / "k").mkdir()
    workbook(kota, tmp_path / "k" / "a.xlsx")

    def reader(paths: Iterable[str | os.PathLike[str]], profile: Profile, **_: object) -> Iterator[Return | Refusal]:
        for read in read_here(paths, profile):
            assert isinstance(read, Return)
            sheets = [
                replace(
                    sheet,
                    rows=tuple(
                        row._replace(cells={column.key: typed for column in profile.forms[sheet.form].inputs})
                        for row in sheet.rows
                    ),
                )
                for sheet in read.sheets
            ]
            file = f"k/{typed[:99]}:b.xlsx"
            identity = dict.fromkeys(read.identity, typed)
            yield replace(
                read, file=file, sender=typed[:99], subject=typed[:99], sheets=tuple(sheets), identity=identity
            )

    result = collect([tmp_path / "k"], kota, reader=reader)
    made = [*write_corrections(result, tmp_path), *write_drafts(result, tmp_path), tmp_path / "m.xlsx"]
    write_matrix(tmp_path / "m.xlsx", result)
    assert len(made) == 3
    for path in made:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".vml")):
                    expat.ParserCreate().Parse(archive.read(name), True)
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "s":
                        assert len(cell.value.encode("utf-16-le", "replace")) // 2 <= 32_767


def test_a_text_that_was_cut_says_so_and_comes_back_as_no_answer(kota: Profile, tmp_path: Path) -> None:
    """An .ods holds more than a cell of Excel: the correction shows the beginning, and where the rest is."""
    long = "Layanan " * 6_000
    content = WorksheetContent(
        revision=1,
        raw={"TATA-P01": {"subdimensi": long}},
        answers={"TATA-P01": {"nama_program": "A"}},
        seeds=("0" * 64,),
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(worksheet_bytes(kota, kota.stage(2), GROUP, content))
    found = returned(path, kota)
    shown = found.sheets[0].rows[0].cells["subdimensi"]
    assert isinstance(shown, str)
    assert shown.endswith(CONTINUED)
    assert len(shown) == 32_767
    assert found.seeded["TATA-P01"] == answer_marks({"subdimensi": shown, "nama_program": "A"})


def test_text_like_a_formula_stays_text_in_a_correction(kota: Profile, tmp_path: Path) -> None:
    content = WorksheetContent(revision=1, raw={"TATA-P01": {"target_akhir": "=1+1", "deskripsi": "=A1"}})
    path = tmp_path / "a.xlsx"
    path.write_bytes(worksheet_bytes(kota, kota.stage(2), GROUP, content))
    cells = [
        cell
        for row in openpyxl.load_workbook(path)["Program Kerja"].iter_rows()
        for cell in row
        if cell.value in ("=1+1", "=A1")
    ]
    assert [(cell.quotePrefix, cell.data_type) for cell in cells] == [(True, "s")] * 2


def test_the_trouble_of_one_recipient_stops_no_other(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = collect([workbook(kota, tmp_path / "a.xlsx")], kota)
    honest = corrections_module.write_worksheet
    recipients = [Recipient(dimension="TATA"), Recipient(dimension="EKO")]

    def write_worksheet(
        path: Path, profile: Profile, stage: Stage, recipient: Recipient, *rest: WorksheetContent
    ) -> None:
        if recipient.code == "TATA":
            raise ProfileError("Baris TATA-P99 tidak punya tempat.")
        honest(path, profile, stage, recipient, *rest)

    monkeypatch.setattr(corrections_module, "write_worksheet", write_worksheet)
    contents = [("Lembar Perbaikan R1", recipient, WorksheetContent(revision=1)) for recipient in recipients]
    troubles: list[str] = []
    made = write_workbooks(result, tmp_path, contents, troubles)
    assert [path.name for path in made] == ["Lembar Perbaikan R1 - Bimtek 2 - Kota Berdaya.xlsx"]
    assert troubles == [
        "Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani tidak dapat dibuat: Baris TATA-P99 tidak punya tempat."
    ]
    with pytest.raises(ProfileError):
        write_workbooks(result, tmp_path, contents)


def test_the_trouble_of_one_content_stops_no_other(
    kota: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot even be put together costs its own recipient alone, in corrections and in drafts."""
    (tmp_path / "k").mkdir()
    for recipient in (Recipient(dimension="TATA"), Recipient(dimension="EKO")):
        content = WorksheetContent(answers={f"{recipient.code}-P01": {"nama_program": "A"}})
        data = worksheet_bytes(kota, kota.stage(2), recipient, content)
        (tmp_path / "k" / f"{recipient.code}.xlsx").write_bytes(data)
    result = collect([tmp_path / "k"], kota)
    for module, write, title in (
        (corrections_module, write_corrections, "Lembar Perbaikan"),
        (drafts_module, write_drafts, "Draf Kelompok"),
    ):
        honest = module.begin

        def begin(source: Source, recipient: Recipient, honest: Callable[..., Filling] = honest) -> Filling:
            if recipient.code == "TATA":
                raise ProfileError("Baris TATA-P99 tidak punya tempat.")
            return honest(source, recipient)

        monkeypatch.setattr(module, "begin", begin)
        troubles: list[str] = []
        assert [("Berdaya" in path.name) for path in write(result, tmp_path, troubles)] == [True]
        assert troubles == [f"{title} untuk TATA tidak dapat dibuat: Baris TATA-P99 tidak punya tempat."]
        with pytest.raises(ProfileError):
            write(result, tmp_path)
