"""Our own words are never a participant's, whatever a program has made of them: values, numbers, text encoded twice."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.office import key_places
from tests.workbooks import of_regions, region, stages, workbook
from worksheet_kit.collect import collect
from worksheet_kit.core.layout import EXAMPLES_SHEET
from worksheet_kit.core.model import Profile

#: What blames somebody for a cell outside the table, a locked one, a comment.
BLAMES = {"T103", "T105", "T107", "T110"}
_NUMBER = re.compile(r"\(?[0-9]+(?:[.,][0-9]+)?\)?")


def blamed(data: bytes, folder: Path, profile: Profile, stage: int, edit: Callable[[Workbook], None]) -> list[str]:
    """What a collection blames on somebody after this edit; formulas are given up for what they say."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    edit(book)
    folder.mkdir(exist_ok=True)
    book.save(folder / "kiriman.xlsx")
    return [finding.message for finding in collect([folder], profile, stage=stage).findings if finding.code in BLAMES]


def untouched(_book: Workbook) -> None:
    """Nothing is edited."""


@pytest.mark.parametrize(("name", "stage"), of_regions(*stages()))
def test_what_formulas_said_is_ours_where_a_program_leaves_values(name: str, stage: int, tmp_path: Path) -> None:
    for made in ("kosong", "terisi"):
        assert blamed(workbook(f"{made} {name} {stage}"), tmp_path / made, region(name), stage, untouched) == []


@pytest.mark.parametrize(("name", "stage"), of_regions(*stages()))
def test_texts_of_ours_that_became_numbers_are_ours(name: str, stage: int, tmp_path: Path) -> None:
    def to_numbers(book: Workbook) -> None:
        for cell in locked_texts(book):
            if _NUMBER.fullmatch(str(cell.value)):
                sign = -1 if cell.value.startswith("(") else 1  # as Excel reads a number in brackets
                cell.value = sign * float(cell.value.strip("()").replace(",", "."))

    assert blamed(workbook(f"terisi {name} {stage}"), tmp_path, region(name), stage, to_numbers) == []


@pytest.mark.parametrize(("value", "is_ours"), [(5, True), (6, False)])
def test_a_name_that_is_a_number_is_looked_up_as_one(value: int, is_ours: bool, kota: Profile, tmp_path: Path) -> None:
    (tmp_path / "asli.xlsx").write_bytes(workbook("terisi kota 2"))
    places = key_places(tmp_path / "asli.xlsx")
    action = next(iter(places["Rencana Aksi"].values()))

    def name_programs(book: Workbook) -> None:
        for row in places["Program Kerja"].values():
            book["Program Kerja"][row["nama_program"]].value = "5"
        book["Rencana Aksi"][action["kode_program"]].value = "TATA-P01"
        book["Rencana Aksi"][action["nama_program"]].value = value

    told = blamed(workbook("terisi kota 2"), tmp_path / "kiriman", kota, 2, name_programs)
    assert any(action["nama_program"] in text for text in told) != is_ours


def test_a_number_of_somebody_is_told(rembang: Profile, tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        book[EXAMPLES_SHEET]["K40"].value = 987_654

    assert len(blamed(workbook("kosong rembang 2"), tmp_path, rembang, 2, write)) == 1


@pytest.mark.sampled
@pytest.mark.parametrize(
    "made",
    [
        html.escape,
        lambda text: html.escape(html.escape(text)),
        lambda text: "".join(f"&#{ord(sign)};" for sign in text),
        lambda text: f"\n{text}\n",
        lambda text: f"Bappeda Kabupaten Rembang:\n{text}",
    ],
)
def test_comments_of_ours_are_ours_however_encoded(
    made: Callable[[str], str], rembang: Profile, tmp_path: Path
) -> None:
    seen = []

    def encode(book: Workbook) -> None:
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment):
            seen.append(cell.coordinate)
            cell.comment = Comment(
                made(cell.comment.text), "Bappeda Kabupaten Rembang" if "Bappeda" in made("") else ""
            )

    assert blamed(workbook("perbaikan 2"), tmp_path, rembang, 2, encode) == []
    assert seen


def test_a_comment_of_somebody_is_told_encoded_or_not(rembang: Profile, tmp_path: Path) -> None:
    def comment(book: Workbook) -> None:
        book["Program Kerja"]["D9"].comment = Comment("Tolong &quot;dicek&quot;", "Siti")

    (told,) = blamed(workbook("perbaikan 2"), tmp_path, rembang, 2, comment)
    assert "D9" in told


def locked_texts(book: Workbook) -> Iterator[Cell]:
    """The cells that nobody may type into and that hold a text, hidden keys apart."""
    for sheet in book:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(min_col=2):
                yield from (cell for cell in row if isinstance(cell.value, str) and cell.protection.locked)
