"""A form in cards is its table turned: what is typed arrives alike, and is blamed on the cell it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.gallery import cells, facts
from tests.gallery import returned as read_one
from tests.office import Input, Keyed, Office, Validator, by_keys, fill_fast, key_places
from tests.profile.test_own_forms import column, form, region
from tests.test_collect import values
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import HELP_MARK, KEY_MARK
from worksheet_kit.core.model import Place, Profile, Result
from worksheet_kit.feedback.corrections import write_corrections
from worksheet_kit.feedback.drafts import write_drafts
from worksheet_kit.generate import generate

SHEET = "Usulan"
COLUMNS = (
    column("nama", "text", required=True, help="Nama yang mudah diingat.", band="Gagasan"),
    column("alasan", "text", required=True, help="Mengapa sekarang?", band="Gagasan"),
    column("masalah", "choice", list="masalah", required=True, band="Gagasan"),
    column("biaya_1", "money", series="biaya", required="any", band="Biaya"),
    column("biaya_2", "money", series="biaya", required="any", band="Biaya"),
    column("jumlah", "total", source="biaya", band="Biaya"),
    column("mulai", "quarter", required=True, band="Jadwal"),
    column("selesai", "quarter", required=True, band="Jadwal"),
    column("catatan", "text"),
)
RULE = '\n[[rule]]\nkind = "order"\ncolumns = ["mulai", "selesai"]\nmessage = "Selesai lebih awal"\n'
NEXT = (
    column("usulan", "choice", list="@usulan", required=True),
    column("sebutan", "lookup", source="usulan>usulan.nama"),
    column("nama", "text", required=True),
)
WHOLE: Mapping[str, Input] = {
    "nama": "Taman baca",
    "alasan": "Sepi",
    "masalah": "K1 Pelayanan Publik",
    "biaya_1": 5_000_000.0,
    "mulai": "TW I 2025",
    "selesai": "TW II 2025",
}
ROWS: Keyed = {
    SHEET: {"U1": WHOLE, "U3": {**WHOLE, "nama": "Kelas daring", "biaya_2": "lima juta kali", "alasan": None}}
}


def desa(folder: Path, layout: str) -> Profile:
    """A region whose form stands as a table or in cards, and has another one refer to it."""
    forms = {"usulan": form("usulan", "U", *COLUMNS, layout=layout) + RULE, "lanjut": form("lanjut", "L", *NEXT)}
    return region(folder / layout, forms)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return desa(tmp_path_factory.mktemp("kartu"), "card")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return desa(tmp_path_factory.mktemp("tabel"), "table")


def sent(profile: Profile, folder: Path, rows: Keyed = ROWS, spoil: Callable[[Spot], object] | None = None) -> Path:
    """The group's workbook, filled in and spoiled."""
    (blank,) = generate(profile, folder / "kk")
    path = folder / "isi.xlsx"
    fill_fast(blank, path, rows)
    if spoil is not None:
        places = key_places(path)[SHEET]
        book = openpyxl.load_workbook(path)
        spoil(Spot(book[SHEET], places))
        book.save(path)
    return path


class Spot:
    """A sheet in cards that is being spoiled: its cells by keys, and its mark."""

    def __init__(self, sheet: Worksheet, places: Mapping[str, Mapping[str, str]]) -> None:
        self.sheet = sheet
        self._places = places
        self.mark: Any = next(cell for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK)
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))

    def cell(self, row: str, key: str) -> Any:
        return self.sheet[self._places[f"TATA-{row}"][key]]

    def delete_keys(self) -> None:
        row, column = self.mark.row, self.mark.column
        self.sheet.delete_cols(column)
        self.sheet.delete_rows(row)

    def clear_keys(self, *, rows: bool = True, columns: bool = True) -> None:
        self.mark.value = None
        for line in self.sheet.iter_rows():
            for cell in line:
                if (rows and cell.row == self.mark.row) or (columns and cell.column == self.mark.column):
                    cell.value = None


# ---------------------------------------------------------------------------------------------------------------------
# As written
# ---------------------------------------------------------------------------------------------------------------------


def test_keys_of_columns_go_down_and_keys_of_rows_along(card: Profile, tmp_path: Path) -> None:
    (path,) = generate(card, tmp_path)
    sheet = openpyxl.load_workbook(path)[SHEET]
    mark: Any = next(cell for row in sheet.iter_rows() for cell in row if cell.value == KEY_MARK)

    down = [sheet.cell(row, mark.column).value for row in range(mark.row + 1, sheet.max_row + 1)]
    along = [sheet.cell(mark.row, n).value for n in range(mark.column + 1, sheet.max_column + 1)]
    assert [key for key in down if key] == [column.key for column in card.forms["usulan"].columns]
    assert [key for key in along if key] == ["TATA-U1", "TATA-U2", "TATA-U3", "TATA-U4"]
    assert sheet.row_dimensions[mark.row].hidden
    assert sheet.column_dimensions[mark.column_letter].hidden
    assert sheet.cell(mark.row + 3, mark.column - 1).value == f"Nama\u00a0*{HELP_MARK}Nama yang mudah diingat."


def test_status_stands_at_the_head_of_each_card_and_stays_in_sight(card: Profile, tmp_path: Path) -> None:
    (path,) = generate(card, tmp_path)
    sheet = openpyxl.load_workbook(path)[SHEET]
    at = key_places(path)[SHEET]["TATA-U1"]

    assert sheet.freeze_panes == at["nama"]
    assert sheet[at["status"]].data_type == "f"
    assert sheet[at["status"]].row + 1 == sheet[at["nama"]].row


def test_a_few_cards_are_printed_on_one_page(card: Profile, tmp_path: Path) -> None:
    text = form("usulan", "U", *COLUMNS, layout="card").replace("rows = 4", "rows = 3")
    (path,) = generate(region(tmp_path / "tiga", {"usulan": text}), tmp_path / "kk")
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}
    assert sheet.page_setup.orientation != "landscape"


def test_cards_have_no_titled_blocks(tmp_path: Path) -> None:
    text = form("usulan", "U", *COLUMNS, layout="card").replace("rows = 4", 'rows = 4\ntitle = "Usulan warga"')
    with pytest.raises(ProfileError, match='layout: "card" hanya untuk form yang deret kodenya tanpa judul'):
        region(tmp_path / "judul", {"usulan": text})


@pytest.mark.parametrize(("name", "value"), [("freeze", "nama"), ("strips", ["alasan"])])
def test_cards_have_no_frozen_columns_and_strips(tmp_path: Path, name: str, value: object) -> None:
    """They are parts of a table that is wider than a screen or a page."""
    with pytest.raises(ProfileError, match=f"{name}: hanya untuk form berupa tabel"):
        region(tmp_path / "desa", {"usulan": form("usulan", "U", *COLUMNS, **{"layout": "card", name: value})})


def test_a_layout_that_nobody_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match='layout: "kartu" tidak dikenal'):
        region(tmp_path / "kartu", {"usulan": form("usulan", "U", *COLUMNS, layout="kartu")})


def test_the_validator_finds_nothing_wrong(validator: Validator, card: Profile, tmp_path: Path) -> None:
    (blank,) = generate(card, tmp_path / "kk")
    result = collect([sent(card, tmp_path)], card, stage=1)
    corrections = [*write_corrections(result, tmp_path / "perbaikan")]
    assert validator.faulty([blank, *corrections]) == {}


# ---------------------------------------------------------------------------------------------------------------------
# As read
# ---------------------------------------------------------------------------------------------------------------------


def findings(result: Result) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.row, finding.column) for finding in result.findings]


def test_what_is_typed_into_cards_arrives_as_from_a_table(card: Profile, table: Profile, tmp_path: Path) -> None:
    both = [collect([sent(p, tmp_path / str(n))], p, stage=1) for n, p in enumerate((card, table))]
    assert values(both[0]) == values(both[1])
    assert findings(both[0]) == findings(both[1])
    assert findings(both[0])


@pytest.mark.parametrize("written", ["card", "table"])
def test_each_layout_is_read_whatever_the_form_says_by_now(
    card: Profile, table: Profile, tmp_path: Path, written: str
) -> None:
    profiles = {"card": card, "table": table}
    path = sent(profiles.pop(written), tmp_path)
    (other,) = profiles.values()
    found = read_one(path, other)
    assert set(cells(found)) == {"TATA-U1", "TATA-U3"}
    assert found.facts == ()


def test_every_finding_names_the_cell_of_the_card(card: Profile, tmp_path: Path) -> None:
    path = sent(card, tmp_path)
    places = key_places(path)[SHEET]
    result = collect([path], card, stage=1)

    blamed = {(f.row, f.column): f.place for f in result.findings if f.column}
    assert {("TATA-U3", "alasan"), ("TATA-U3", "biaya_2")} <= set(blamed)
    for (row, key), place in blamed.items():
        assert (place.sheet, place.cell) == (SHEET, places[row][key])
    for filled in result.dataset.rows["usulan"]:
        own = places[filled.key]
        assert filled.place.cell == own["kode"]
        assert {key: cell.place.cell for key, cell in filled.cells.items()} == {key: own[key] for key in filled.cells}


SPOILS: Mapping[str, Callable[[Spot], object]] = {
    "tanda hilang": lambda spot: setattr(spot.mark, "value", None),
    "kunci baris hilang": lambda spot: spot.clear_keys(columns=False),
    "kunci kolom hilang": lambda spot: spot.clear_keys(rows=False),
    "semua kunci hilang": lambda spot: spot.clear_keys(),
    "lajur kunci dihapus": lambda spot: spot.delete_keys(),
    "kolom disisipkan": lambda spot: spot.sheet.insert_cols(spot.cell("U1", "nama").column),
    "kolom disisipkan di kiri": lambda spot: spot.sheet.insert_cols(1, 2),
    "baris disisipkan": lambda spot: spot.sheet.insert_rows(spot.cell("U1", "alasan").row, 2),
    "baris disisipkan di atas": lambda spot: spot.sheet.insert_rows(1, 3),
    "kartu lain dihapus": lambda spot: spot.sheet.delete_cols(spot.cell("U2", "nama").column),
    "kolom nomor dihapus": lambda spot: spot.sheet.delete_cols(spot.mark.column + 1),
    "lembar diganti nama": lambda spot: setattr(spot.sheet, "title", "Sheet1"),
    "baris disembunyikan": lambda spot: setattr(spot.sheet.row_dimensions[9], "hidden", True),
}


@pytest.mark.parametrize("name", SPOILS)
def test_cards_that_were_cut_about_are_read(card: Profile, tmp_path: Path, name: str) -> None:
    rows = cells(read_one(sent(card, tmp_path / "a"), card))
    found = read_one(sent(card, tmp_path / "b", spoil=SPOILS[name]), card)
    assert cells(found) == rows
    assert facts(found) == []
    (sheet,) = (sheet for sheet in found.sheets if sheet.form == "usulan")
    assert sheet.turned


def test_a_card_without_a_key_is_told_with_its_column(card: Profile, tmp_path: Path) -> None:
    def spoil(spot: Spot) -> None:
        row, column = spot.cell("U2", "nama").row, spot.cell("U2", "nama").column
        spot.sheet.insert_cols(column)
        spot.sheet.cell(row, column).value = "Sisipan"
        spot.sheet.cell(row + 1, column).value = "Lupa"

    result = collect([sent(card, tmp_path, spoil=spoil)], card, stage=1)
    (told,) = (finding for finding in result.findings if finding.code == "T103")
    assert told.place.cell == "F8"
    assert told.message.startswith("Kolom F di lembar Usulan terisi")
    assert [line.reason for line in result.ledger] == ["1 kartu tanpa kode belum digabung."]


def test_a_card_that_points_at_the_one_before_is_told_where_that_stands(card: Profile, tmp_path: Path) -> None:
    result = collect([sent(card, tmp_path, {SHEET: {"U1": WHOLE, "U2": {**WHOLE, "alasan": "idem"}}})], card, stage=1)
    (told,) = (finding for finding in result.findings if finding.code == "S226")
    assert told.message.endswith('; di kartu sebelah kirinya, TATA-U1, tertulis "Sepi".')


def test_what_stands_beside_cards_is_told_where_it_stands(card: Profile, tmp_path: Path) -> None:
    def spoil(spot: Spot) -> None:
        sheet, last = spot.sheet, spot.cell("U4", "catatan")
        sheet.cell(2, last.column + 3).value = "di kepala"
        sheet.cell(last.row + 4, last.column).value = "di bawah"
        sheet.cell(spot.cell("U1", "nama").row, 2).value = "Judul lain"
        spot.cell("U2", "nama").comment = Comment("cek lagi", "Siti")

    found = read_one(sent(card, tmp_path, spoil=spoil), card)
    told = {str(fact.name): fact for fact in found.facts}
    places = key_places(tmp_path / "isi.xlsx")[SHEET]["TATA-U2"]
    assert set(told) == {"outside_table", "locked_changed", "comment"}
    assert told["outside_table"].data["cells"] == ("H20", "K2")
    assert told["locked_changed"].data["cells"] == ("B8",)
    comment = told["comment"]
    assert (comment.row, comment.column, comment.place.cell) == ("TATA-U2", "nama", places["nama"])


def test_words_below_a_dash_are_no_help_of_ours(card: Profile, tmp_path: Path) -> None:
    """A question goes on with its help; what somebody writes like that, there or elsewhere, is theirs."""

    def spoil(spot: Spot) -> None:
        name, why = (spot.sheet.cell(spot.mark.row + n, spot.mark.column - 1) for n in (3, 4))
        name.value = f"Nama *{HELP_MARK}Jawaban kami: Siaga Banjir"
        why.value += " Catatan kami: menunggu SK."
        spot.sheet["K2"] = f"Nama{HELP_MARK}usul kami dihapus saja"
        spot.sheet["K3"] = f"Nama *{HELP_MARK}Nama yang mudah diingat."  # a question of ours, copied

    told = {fact.name: fact.data["cells"] for fact in facts(read_one(sent(card, tmp_path, spoil=spoil), card))}

    assert told == {"locked_changed": ("B8", "B9"), "outside_table": ("K2",)}


def test_merged_answers_of_a_card_are_told(card: Profile, tmp_path: Path) -> None:
    def spoil(spot: Spot) -> None:
        first, last = spot.cell("U1", "nama"), spot.cell("U1", "alasan")
        spot.sheet.merge_cells(f"{first.coordinate}:{last.coordinate}")

    (told,) = facts(read_one(sent(card, tmp_path, spoil=spoil), card), "merged_cells")
    assert (told.place, told.row) == (Place(told.place.file, SHEET, "E8", True), "TATA-U1")
    assert told.data["cells"] == ("E8:E9",)


def test_a_copied_card_is_told_with_both_places(card: Profile, tmp_path: Path) -> None:
    def spoil(spot: Spot) -> None:
        for key in ("kode", "nama", "alasan"):
            spot.cell("U2", key).value = "Lain" if key == "nama" else spot.cell("U1", key).value
        spot.sheet.cell(spot.mark.row, spot.cell("U2", "nama").column, "TATA-U1")

    (told,) = facts(read_one(sent(card, tmp_path, spoil=spoil), card), "duplicate_key")
    assert told.data["cells"] == ("E6", "F6")


def test_both_layouts_of_one_group_are_merged(card: Profile, table: Profile, tmp_path: Path) -> None:
    first = sent(table, tmp_path / "lama", {SHEET: {"U1": WHOLE}})
    second = sent(card, tmp_path / "baru", {SHEET: {"U1": {**WHOLE, "alasan": "Ramai"}, "U2": WHOLE}})
    result = collect([first, second], card, stage=1)

    assert [row.key for row in result.dataset.rows["usulan"]] == ["TATA-U1", "TATA-U2"]
    (conflict,) = result.dataset.conflicts
    blamed = {reading.cell.raw: reading.cell.place.cell for reading in conflict.readings}
    assert blamed == {
        "Sepi": key_places(first)[SHEET]["TATA-U1"]["alasan"],
        "Ramai": key_places(second)[SHEET]["TATA-U1"]["alasan"],
    }


# ---------------------------------------------------------------------------------------------------------------------
# Corrections, drafts, office programs
# ---------------------------------------------------------------------------------------------------------------------


def test_a_correction_marks_the_cells_of_the_card_and_leads_to_them(card: Profile, tmp_path: Path) -> None:
    result = collect([sent(card, tmp_path)], card, stage=1)
    (written,) = write_corrections(result, tmp_path / "perbaikan")
    places = key_places(written)[SHEET]["TATA-U3"]
    book = openpyxl.load_workbook(written)

    noted = {cell.coordinate for row in book[SHEET].iter_rows() for cell in row if cell.comment}
    assert noted == {places["alasan"], places["biaya_2"]}
    links = {cell.hyperlink.location for row in book["Perbaikan"].iter_rows() for cell in row if cell.hyperlink}
    assert {f"'{SHEET}'!{place}" for place in noted} <= links
    found = read_one(written, card)
    assert (set(cells(found)), found.facts) == ({"TATA-U1", "TATA-U3"}, ())


def test_a_draft_says_below_each_card_where_it_comes_from(card: Profile, tmp_path: Path) -> None:
    paths = [path for path in generate(card, tmp_path / "kk", per_agency=True) if "Diskominfo" in path.name]
    fill_fast(paths[0], tmp_path / "dki.xlsx", {SHEET: {"U1": WHOLE}})
    (draft,) = write_drafts(collect([tmp_path / "dki.xlsx"], card, stage=1), tmp_path / "draf")
    sheet = openpyxl.load_workbook(draft)[SHEET]
    line = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "#asal")

    assert sheet.cell(line, sheet[key_places(draft)[SHEET]["TATA-U1"]["nama"]].column).value == "TATA-DKI-U1"
    found = read_one(draft, card)
    assert (set(cells(found)), found.facts) == ({"TATA-U1"}, ())


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_cards_come_back_from_an_office_program(office: Office, card: Profile, tmp_path: Path, kind: str) -> None:
    (blank,) = generate(card, tmp_path / "kk")
    rows: Keyed = {SHEET: {"U1": WHOLE, "U2": {"nama": "Baru"}}, "Lanjut": {"L1": {"usulan": "U1", "nama": "Satu"}}}
    path = office.fill_by_keys(blank, tmp_path / f"isi.{kind}", rows)
    shown = office.recalculate(path)

    found = read_one(path, card)
    assert cells(found)["TATA-U1"] == WHOLE
    assert found.facts == ()
    usulan = by_keys(shown[SHEET])
    assert (usulan["TATA-U1"]["status"], usulan["TATA-U1"]["jumlah"]) == ("Lengkap", 5_000_000)
    assert usulan["TATA-U2"]["status"].startswith("Isi: Alasan (+")
    assert usulan["TATA-U3"].get("status", "") == ""
    lanjut = by_keys(shown["Lanjut"])["TATA-L1"]
    assert (lanjut["status"], lanjut["sebutan"]) == ("Lengkap", "Taman baca")
