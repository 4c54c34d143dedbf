"""What the operating system refuses is told in Indonesian, whatever language the system speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from worksheet_kit.core.errors import OutputError
from worksheet_kit.core.files import Outputs


def test_a_folder_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("isi", encoding="utf-8")
    target = tmp_path / "berkas" / "bimtek-1" / "Bimtek 1.xlsx"

    with pytest.raises(OutputError) as told, Outputs() as outputs:
        outputs.path(target)

    assert str(told.value) == f"{tmp_path / 'berkas'} adalah berkas, bukan folder. Sebutkan nama folder lain."


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 300 + ".txt")

    with pytest.raises(OutputError) as told, Outputs() as outputs:
        outputs.write_text(target, "isi")

    assert str(told.value) == f"{target} tidak dapat ditulis (namanya terlalu panjang). Pilih tempat lain."
