"""Story 1: which workbooks are written, under which names, and when nothing is."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from worksheet_kit.core.errors import OutputError, UsageError
from worksheet_kit.core.model import Profile, WorksheetContent
from worksheet_kit.generate import generate, parts


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_one_workbook_for_each_group_of_the_stage(kota: Profile, tmp_path: Path) -> None:
    written = generate(kota, tmp_path, stages=[2])

    assert _names(tmp_path) == {
        "bimtek-2/Bimtek 2 - Kota Melayani.xlsx",
        "bimtek-2/Bimtek 2 - Kota Berdaya.xlsx",
        "bimtek-2/Bimtek 2 - Kota Lestari.xlsx",
    }
    assert written[0].name == "Bimtek 2 - Kota Melayani.xlsx"


def test_every_stage_and_group_unless_told_otherwise(kota: Profile, tmp_path: Path) -> None:
    generate(kota, tmp_path)

    assert len(_names(tmp_path)) == len(kota.stages) * len(kota.dimensions)


def test_a_workbook_for_each_member_besides_that_of_the_group(kota: Profile, tmp_path: Path) -> None:
    generate(kota, tmp_path, stages=[2], groups=["TATA"], per_agency=True)

    names = _names(tmp_path)
    assert "bimtek-2/Per OPD/Bimtek 2 - Kota Melayani - Diskominfo.xlsx" in names
    assert len(names) == 1 + len(kota.dimension("TATA").members)


def test_an_agency_finds_its_name_and_itself_as_lead(kota: Profile, tmp_path: Path) -> None:
    generate(kota, tmp_path, stages=[2], groups=["LING"], per_agency=True)

    book = openpyxl.load_workbook(tmp_path / "bimtek-2/Per OPD/Bimtek 2 - Kota Lestari - DLH.xlsx")
    shown = {cell.value for row in book["Petunjuk"].iter_rows() for cell in row}
    assert "Dinas Lingkungan Hidup" in shown
    sheet = book["Program Kerja"]
    place = next(cell.column for cell in sheet[7] if cell.value == "opd_pengampu")
    rows = [row for row in range(9, sheet.max_row + 1) if sheet.cell(row, 1).value]
    assert {sheet.cell(row, place).value for row in rows} == {"DLH"}
    assert {sheet.cell(row, 3).value.startswith("=") for row in rows} == {True}
    assert sheet.cell(rows[0], 2).value == "LING-DLH-P01"


def test_groups_go_by_code_name_or_alias(rembang: Profile, tmp_path: Path) -> None:
    written = generate(rembang, tmp_path, stages=[1], groups=["smart mobility", "gov"])

    assert [path.name for path in written] == ["Bimtek 1 - Smart Governance.xlsx", "Bimtek 1 - Smart Living.xlsx"]


def test_an_unknown_group_or_stage_names_those_there_are(rembang: Profile, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'"GVO" tidak ada.*GOV \(Smart Governance\).*ENV'):
        generate(rembang, tmp_path, groups=["GVO"])
    with pytest.raises(UsageError, match=r"Bimtek 9 tidak ada\. Yang ada: 1, 2"):
        generate(rembang, tmp_path, stages=[9])
    assert _names(tmp_path) == set()


def test_the_same_again_changes_nothing(kota: Profile, tmp_path: Path) -> None:
    written = generate(kota, tmp_path, stages=[1])
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in written}

    generate(kota, tmp_path, stages=[1])

    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in written} == before


def test_a_file_that_differs_stops_everything(kota: Profile, tmp_path: Path) -> None:
    first, *others = generate(kota, tmp_path, stages=[1])
    first.write_bytes(b"isian seseorang")
    for path in others:
        path.unlink()

    with pytest.raises(UsageError, match="sudah ada dan isinya lain"):
        generate(kota, tmp_path, stages=[1])

    assert first.read_bytes() == b"isian seseorang"
    assert not any(path.exists() for path in others)


def test_a_file_that_holds_the_same_packed_otherwise_does_not_differ(kota: Profile, tmp_path: Path) -> None:
    """As when another machine made it."""
    first, *_ = generate(kota, tmp_path, stages=[1])
    members = parts(first.read_bytes())
    assert members is not None
    with zipfile.ZipFile(first, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    before = first.read_bytes()

    generate(kota, tmp_path, stages=[1])

    assert first.read_bytes() == before


def test_stages_come_in_order_whatever_order_they_are_asked_for(kota: Profile, tmp_path: Path) -> None:
    written = generate(kota, tmp_path, stages=[2, 1])
    assert [path.parent.name for path in written] == ["bimtek-1"] * 3 + ["bimtek-2"] * 3


def test_force_replaces_what_differs(kota: Profile, tmp_path: Path) -> None:
    first, *_ = generate(kota, tmp_path, stages=[1])
    good = first.read_bytes()
    first.write_bytes(b"lain")

    generate(kota, tmp_path, stages=[1], force=True)

    assert first.read_bytes() == good


def test_content_goes_to_the_workbook_it_is_meant_for(kota: Profile, tmp_path: Path) -> None:
    stage, group = kota.stages[-1], kota.dimensions[0]
    content = WorksheetContent(identity={kota.identity[0].key: "Siti Aminah"})

    written = generate(kota, tmp_path, contents={(stage.number, group.code): content})

    def names(path: Path) -> bool:
        sheet = openpyxl.load_workbook(path)["Petunjuk"]
        return any(cell.value == "Siti Aminah" for row in sheet.iter_rows() for cell in row)

    assert [names(path) for path in written].count(True) == 1


def test_dimensions_that_come_to_one_file_name_stay_apart(kota: Profile, tmp_path: Path) -> None:
    one, other, *rest = kota.dimensions
    alike = replace(kota, dimensions=(replace(one, name="A/B"), replace(other, name="A?B"), *rest))

    written = generate(alike, tmp_path, stages=[kota.stages[0].number])

    assert len(set(written)) == len(alike.dimensions)
    assert all(path.exists() for path in written)


def test_a_folder_in_the_way_is_told_in_one_sentence(kota: Profile, tmp_path: Path) -> None:
    first, *_, place = generate(kota, tmp_path)
    first.write_bytes(b"lama")
    place.unlink()
    place.mkdir()
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(OutputError, match=re.escape(f"{place.name} bukan berkas biasa")):
        generate(kota, tmp_path, force=True)

    assert sorted(tmp_path.rglob("*")) == before, "no temporary file is left behind"
    assert first.read_bytes() == b"lama"
