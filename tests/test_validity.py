"""Microsoft's own validator finds nothing wrong in any workbook that this program writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import SAMPLES
from tests.office import Validator
from tests.samples import meant
from worksheet_kit.collect import collect
from worksheet_kit.core.model import Profile, Recipient, WorksheetContent
from worksheet_kit.generate import generate
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.report.tables import tables, write_workbook
from worksheet_kit.worksheet.workbook import write_worksheet

pytestmark = pytest.mark.validator


def test_blank_workbooks(validator: Validator, rembang: Profile, tmp_path: Path) -> None:
    written = generate(rembang, tmp_path)

    assert len(written) == len(rembang.stages) * len(rembang.dimensions)
    assert validator.faulty(written) == {}


def test_workbooks_of_a_second_region(validator: Validator, kota: Profile, tmp_path: Path) -> None:
    written = generate(kota, tmp_path)

    assert written
    assert validator.faulty(written) == {}


@pytest.mark.parametrize("stage", [1, 2])
def test_filled_workbooks(validator: Validator, rembang: Profile, tmp_path: Path, stage: int) -> None:
    rows = {f"GOV-{code}": dict(row) for part in meant(stage, "GOV").values() for code, row in part.items()}
    raw = {key: {"keterangan": '=1+1 <&> "kutip" \x07'} for key in rows}
    content = WorksheetContent(
        answers=rows, raw=raw, identity={"nama_pengisi": "Sri <Rekawati> & kawan", "nomor_hp": "0812"}
    )
    path = tmp_path / "terisi.xlsx"

    write_worksheet(path, rembang, rembang.stage(stage), Recipient(dimension="GOV"), content)

    assert validator(path) == []


@pytest.mark.parametrize("stage", [1, 2])
def test_matrices_and_tables(validator: Validator, rembang: Profile, tmp_path: Path, stage: int) -> None:
    result = collect([SAMPLES / f"bimtek-{stage}"], rembang, stage=stage)
    written = [tmp_path / "matriks.xlsx", tmp_path / "tabel.xlsx"]

    write_matrix(written[0], result)
    write_workbook(written[1], result, tables(result))

    assert validator.faulty(written) == {}
