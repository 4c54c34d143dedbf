"""Strategies become programs: a worksheet that offers the codes of an earlier stage asks for one of them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests import SAMPLES
from tests.feedback.test_next_stage import dropdown
from tests.office import Keyed, Office, fill_fast
from tests.profile.test_own_forms import column, form, region
from tests.workbooks import workbook
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import KIT_SHEET
from worksheet_kit.core.model import Profile, Required, Result, Severity, State
from worksheet_kit.feedback.corrections import corrections, write_corrections
from worksheet_kit.feedback.drafts import drafts
from worksheet_kit.feedback.next_stage import contents
from worksheet_kit.generate import generate
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.report import board
from worksheet_kit.report.json import document
from worksheet_kit.worksheet.contents import prepare

FACTORS = form("keadaan", "K", column("nama", "text", required=True), role="factors", sheet="Keadaan Kota")
STRATEGIES = form(
    "jalan",
    "J",
    column("nama", "text", required=True),
    column("faktor", "choice", list="@keadaan", role="factor", required=True),
    role="strategies",
    sheet="Jalan Keluar",
    noun="jalan keluar",
)
BASIS = column("dasar", "choice", list="@jalan", role="basis", required="known", outside="Tanpa jalan keluar")
PROGRAMS = form("usaha", "U", column("nama", "text", required=True), BASIS, role="programs", noun="usaha")
STAGES = [["keadaan", "jalan"], ["usaha"]]
#: Too long for an entry of a dropdown, and with what other functions take for patterns.
LONG = "Menyatukan pelayanan kelurahan, kecamatan, dan dinas? Semua *sekali* urus lewat satu pintu"


@pytest.fixture
def town(tmp_path: Path) -> Profile:
    return region(tmp_path / "profil", {"keadaan": FACTORS, "jalan": STRATEGIES, "usaha": PROGRAMS}, STAGES)


def matrix_of(profile: Profile, folder: Path, titles: Mapping[str, str]) -> Path:
    """The matrix of bimtek 1 in which the group has these strategies, all of them on its first factor of two."""
    (blank,) = generate(profile, folder / "kk 1", stages=[1])
    back = folder / "kiriman 1"
    back.mkdir()
    jalan = {f"TATA-{code}": {"nama": title, "faktor": "K1"} for code, title in titles.items()}
    keadaan = {"TATA-K1": {"nama": "Warga daring"}, "TATA-K2": {"nama": "Sinyal lemah"}}
    fill_fast(blank, back / "isi.xlsx", {"Keadaan Kota": keadaan, "Jalan Keluar": jalan})
    write_matrix(folder / "Matriks 1.xlsx", collect([back], profile, stage=1))
    return folder / "Matriks 1.xlsx"


def seeded(profile: Profile, folder: Path, matrix: Path | None, *, per_agency: bool = False) -> list[Path]:
    """The worksheets of bimtek 2, made with a matrix of bimtek 1 or without one."""
    stage = profile.stage(2)
    carried = (
        None if matrix is None else contents(profile, stage, read_previous(matrix, profile, stage), per_agency=True)
    )
    return generate(profile, folder / "kk 2", stages=[2], contents=carried, per_agency=per_agency)


def merged(profile: Profile, folder: Path, blank: Path, rows: Keyed, matrix: Path | None) -> Result:
    """What the filled worksheet gives, merged with the matrix of bimtek 1 or without one."""
    back = folder / "kiriman 2"
    back.mkdir(exist_ok=True)
    fill_fast(blank, back / blank.name, rows)
    return collect([back], profile, stage=2, previous=matrix)


def told(result: Result, column: str = "dasar") -> list[tuple[str, str]]:
    """The findings about a column or, where they name several, with its heading in their words."""
    named = (f for f in result.findings if f.column == column or f"{column.capitalize()}" in f.message)
    return [(f.code, f.row) for f in named]


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cells in sheet.iter_rows() for cell in cells if cell.value is not None]


def is_starred(path: Path) -> bool:
    return any(text.startswith("Dasar") and text.endswith("*") for text in texts(openpyxl.load_workbook(path)["Usaha"]))


TWO = {"J1": "Melatih petugas", "J2": LONG}
FILLED = {
    "Usaha": {
        "TATA-U1": {"nama": "Satu pintu", "dasar": "J1 Melatih petugas"},
        "TATA-U2": {"nama": "Balai warga", "dasar": "di luar jalan  keluar"},
        "TATA-U3": {"nama": "Kelas malam"},
        "TATA-U4": {"nama": "Data", "dasar": "-"},
    }
}
SPARED = {"Usaha": {"TATA-U1": {"nama": "Satu pintu", "dasar": "tanpa jalan keluar"}}}


def test_a_strategy_must_be_chosen_where_the_sheet_offers_some(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix)
    offered = dropdown(path, "Usaha", "TATA-U1", "dasar")
    assert offered[0] == "J1 Melatih petugas"
    assert offered[1].startswith("J2 Menyatukan")
    assert offered[1].endswith(" …")
    assert offered[2:] == ["Tanpa jalan keluar"]
    assert is_starred(path)
    for known in (matrix, None):  # what the sheet asked for counts, not what is at hand now
        result = merged(town, tmp_path, path, FILLED, known)
        unlisted = [] if known is None else [("S202", "TATA-U2")]
        assert [f for f in told(result) if f[0][0] == "S"] == [*unlisted, ("S201", "TATA-U3"), ("S201", "TATA-U4")]


def test_it_is_recommended_where_the_sheet_offers_none(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, None)
    assert not is_starred(path)
    assert "bekal" not in texts(openpyxl.load_workbook(path)[KIT_SHEET])
    for known in (matrix, None):
        result = merged(town, tmp_path, path, FILLED, known)
        assert [finding for finding in told(result) if finding[0] == "S217"] == [
            ("S217", "TATA-U3"),
            ("S217", "TATA-U4"),
        ]
        assert not [finding for finding in told(result) if finding[0] == "S201"]
        assert [line.complete for line in result.completeness if line.form == "usaha"] == [3 if known else 4]


def test_without_strategies_nothing_is_offered_and_nothing_required(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, {})
    (path,) = seeded(town, tmp_path, matrix)
    assert told(merged(town, tmp_path, path, FILLED, matrix))[-1][0] == "S217"


def test_a_sheet_that_lost_its_own_account_is_not_held_to_more_than_it_says(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix)
    book = openpyxl.load_workbook(path)
    del book[KIT_SHEET]
    book.save(path)
    assert not [finding for finding in told(merged(town, tmp_path, path, FILLED, matrix)) if finding[0] == "S201"]


@pytest.mark.sampled
@pytest.mark.parametrize("offers", [True, False])
@pytest.mark.parametrize("with_matrix", [True, False])
def test_that_none_fits_is_an_answer_everywhere(
    town: Profile, tmp_path: Path, *, offers: bool, with_matrix: bool
) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix if offers else None)
    result = merged(town, tmp_path, path, SPARED, matrix if with_matrix else None)
    (row,) = result.dataset.rows["usaha"]
    assert row.value("dasar") == "Tanpa jalan keluar"
    assert told(result) == []
    assert {line.state for line in result.completeness if line.recipient == "TATA"} == {State.COMPLETE}


def test_that_none_fits_goes_into_the_draft_of_the_group(town: Profile, tmp_path: Path) -> None:
    """Also of an agency that had strategies of its own."""
    matrix = matrix_of(town, tmp_path, TWO)
    (_, agency, *_) = seeded(town, tmp_path, matrix, per_agency=True)
    previous = read_previous(matrix, town, town.stage(2))
    rows = {"Usaha": {"TATA-DKI-U1": {"nama": "Satu pintu", "dasar": "Tanpa jalan keluar"}}}
    result = merged(town, tmp_path, agency, rows, matrix)
    own = tuple(replace(row, recipient="TATA-DKI", key=f"TATA-DKI-{row.code}") for row in previous["jalan"])
    result = replace(result, dataset=replace(result.dataset, previous={**previous, "jalan": own}))
    ((_, content),) = drafts(result)
    assert [answers["dasar"] for answers in content.answers.values()] == ["Tanpa jalan keluar"]
    assert content.marks == ()


def test_a_correction_asks_for_what_its_sheet_offers(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix)
    ((recipient, content),) = corrections(merged(town, tmp_path, path, FILLED, matrix))
    assert {(mark.row, mark.column) for mark in content.marks} == {
        ("TATA-U2", "dasar"),
        ("TATA-U3", "dasar"),
        ("TATA-U4", "dasar"),
    }
    assert prepare(town, town.stage(2), recipient, content).forms[0].statuses["TATA-U3"] == "Isi: Dasar"
    (back,) = write_corrections(merged(town, tmp_path, path, FILLED, matrix), tmp_path / "perbaikan")
    assert dropdown(back, "Usaha", "TATA-U3", "dasar")[-1] == "Tanpa jalan keluar"
    again = merged(town, tmp_path, back, {"Usaha": {"TATA-U2": {"dasar": "J2"}, "TATA-U3": {"dasar": "J1"}}}, matrix)
    assert told(again) == [("S201", "TATA-U4")]


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (BASIS.replace("@jalan", "@usaha").replace('role = "basis"\n', ""), r"outside: outside hanya untuk kolom"),
        (
            BASIS.replace('outside = "Tanpa jalan keluar"\n', "")
            .replace("@jalan", "masalah")
            .replace('role = "basis"\n', ""),
            r"required: .*hanya untuk kolom yang merujuk form bimtek sebelumnya",
        ),
        (BASIS.replace("Tanpa jalan keluar", "J01"), r'outside: "J01" tampak seperti kode baris'),
        (BASIS.replace("known", "diketahui"), r'"recommended", "known", atau "any"'),
    ],
)
def test_such_a_column_refers_to_an_earlier_stage(tmp_path: Path, basis: str, said: str) -> None:
    forms = {"keadaan": FACTORS, "jalan": STRATEGIES, "usaha": PROGRAMS.replace(BASIS, basis)}
    with pytest.raises(ProfileError, match=said):
        region(tmp_path / "profil", forms, STAGES)


def test_the_packaged_form_says_so_of_its_strategies(rembang: Profile) -> None:
    strategy = rembang.forms["program_kerja"].column("strategi")
    assert (strategy.required, strategy.outside) == (Required.KNOWN, "Di luar strategi")


# ---------------------------------------------------------------------------------------------------------------------
# Counted while one types
# ---------------------------------------------------------------------------------------------------------------------

NAMED = "SO2, SO3, SO4, SO5, SO6, SO7, SO8, ST1, ST2, ST3, ST4, ST5"


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("count", "sentence", "counts"),
    [
        (1, "1 dari 1 strategi sudah punya program.", [3]),
        (2, "2 dari 2 strategi sudah punya program.", [2, 1]),
        (32, f"2 dari 32 strategi sudah punya program; belum: {NAMED}, dan 18 lainnya.", [2, *[0] * 30, 1]),
    ],
)
def test_a_seeded_worksheet_counts_what_is_taken_up(count: int, sentence: str, counts: list[int]) -> None:
    """What is counted here is what each engine of `test_engines` gives."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(f"{count} strategi")), data_only=True)
    assert sentence in texts(book["Petunjuk"])
    assert counted(book["Acuan Strategi"], "Jumlah program") == counts


def counted(sheet: Worksheet, heading: str) -> list[object]:
    """What stands below a heading."""
    place = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == heading)
    below = sheet.iter_rows(min_row=place.row + 1, min_col=place.column, max_col=place.column)
    return [cell.value for (cell,) in below]


def test_the_count_follows_what_is_typed(town: Profile, tmp_path: Path, office: Office) -> None:
    (path,) = seeded(town, tmp_path, matrix_of(town, tmp_path, {**TWO, "J3": "Menunggu"}))
    empty = openpyxl.load_workbook(path, data_only=True)
    assert "0 dari 3 jalan keluar sudah punya usaha; belum: J1, J2, J3." in texts(empty["Petunjuk"])
    assert counted(empty["Acuan Jalan Keluar"], "Jumlah usaha") == [0, 0, 0]
    long = dropdown(path, "Usaha", "TATA-U1", "dasar")[1]
    rows = {"TATA-U1": {"dasar": long}, "TATA-U2": {"dasar": "j2"}, "TATA-U4": {"dasar": "Tanpa jalan keluar"}}
    values = office.recalculate(fill_fast(path, tmp_path / "isi.xlsx", {"Usaha": rows}), formulas_only=True)
    assert "1 dari 3 jalan keluar sudah punya usaha; belum: J1, J3." in values["Petunjuk"].values()
    assert list(values["Acuan Jalan Keluar"].values()) == [0, 2, 0]


def test_nothing_is_counted_without_the_role(tmp_path: Path) -> None:
    """Nor in a sheet that was made without a matrix."""
    forms = {"keadaan": FACTORS, "jalan": STRATEGIES, "usaha": PROGRAMS.replace('role = "basis"\n', "")}
    plain = region(tmp_path / "profil", forms, STAGES)
    matrix = matrix_of(plain, tmp_path, TWO)
    (path,) = seeded(plain, tmp_path, matrix)
    book = openpyxl.load_workbook(path)
    assert "Jumlah usaha" not in texts(book["Acuan Jalan Keluar"])
    assert not [text for text in texts(book["Petunjuk"]) if "sudah punya" in text]
    assert dropdown(path, "Usaha", "TATA-U1", "dasar")[-1] == "Tanpa jalan keluar"


@pytest.mark.parametrize("ending", [".xls", ".ods", ".xlsx"])
def test_what_a_seeded_worksheet_says_is_nothing_that_was_typed(
    town: Profile, tmp_path: Path, office: Office, ending: str
) -> None:
    """Also when it came back in another format, and without its account of itself."""
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix)
    book = openpyxl.load_workbook(fill_fast(path, tmp_path / "isi.xlsx", SPARED))
    del book[KIT_SHEET]
    book["Petunjuk"]["P60"] = "2 dari 3 jalan sudah punya lampu."  # ours only looks like that
    book.save(tmp_path / "isi.xlsx")
    back = tmp_path / "kiriman 2"
    back.mkdir()
    office.resave(tmp_path / "isi.xlsx", back / f"isi{ending}")
    result = collect([back], town, stage=2, previous=matrix)
    assert [(f.code, f.place.cell) for f in result.findings if f.code[0] == "T"] == [("T105", "P60")]


# ---------------------------------------------------------------------------------------------------------------------
# Told after the merge
# ---------------------------------------------------------------------------------------------------------------------


def test_what_nothing_takes_up_is_counted_alike_everywhere(rembang: Profile, tmp_path: Path) -> None:
    first = collect([SAMPLES / "bimtek-1"], rembang, stage=1)
    write_matrix(tmp_path / "1.xlsx", first)
    second = collect([SAMPLES / "bimtek-2"], rembang, stage=2, previous=tmp_path / "1.xlsx")
    write_matrix(tmp_path / "2.xlsx", second)

    notes = [finding for finding in second.findings if finding.code == "L507"]
    named = {part: sum(int(n.message.split(": ")[1].split()[0]) for n in notes if part in n.message) for part in NEXT}
    assert named == {"belum punya program": 3, "belum punya strategi": 20}
    assert {n.severity for n in notes} == {Severity.NOTE}
    assert {form: len(keys) for form, keys in document(second)["unused"].items()} == {"strategi": 3, "swot": 20}
    assert "3 strategi belum punya program, 20 faktor belum punya strategi" in " ".join(board.render(second).split())
    book = openpyxl.load_workbook(tmp_path / "2.xlsx")
    assert [
        t for t in texts(book["Ringkasan"]) if "3 strategi belum punya program, 20 faktor belum punya strategi" in t
    ]
    assert "BELUM TERHUBUNG (24)" in texts(book["Keterkaitan"])  # and an action
    assert document(first)["unused"].keys() == {"swot"}
    assert document(collect([SAMPLES / "bimtek-2"], rembang, stage=2))["unused"] == {}


NEXT = ("belum punya program", "belum punya strategi")


def test_it_is_told_of_any_region_by_its_roles(town: Profile, tmp_path: Path) -> None:
    matrix = matrix_of(town, tmp_path, TWO)
    (path,) = seeded(town, tmp_path, matrix)
    assert not unused(merged(town, tmp_path, path, {"Usaha": {}}, matrix))["jalan"]  # not begun yet
    rows = {"Usaha": {"TATA-U1": {"nama": "Balai", "dasar": "J2"}, "TATA-U2": {"nama": "Aula", "dasar": "J 1?"}}}
    result = merged(town, tmp_path, path, rows, matrix)
    assert unused(result) == {"jalan": [], "keadaan": ["TATA-K2"]}  # a slip is told as that slip
    (note,) = (finding for finding in result.findings if finding.code == "L507")
    assert note.message == "Tata: 1 keadaan belum punya jalan keluar (K2)."
    result = merged(town, tmp_path, path, SPARED, matrix)
    assert unused(result)["jalan"] == ["TATA-J1", "TATA-J2"]
    write_matrix(tmp_path / "2.xlsx", result)
    shown = texts(openpyxl.load_workbook(tmp_path / "2.xlsx")["Keterkaitan"])
    assert "BELUM TERHUBUNG (3)" in shown
    assert "Tanpa jalan keluar" in shown


def unused(result: Result) -> dict[str, list[str]]:
    found: dict[str, list[str]] = document(result)["unused"]
    return found


def test_it_is_not_told_without_the_roles(tmp_path: Path) -> None:
    forms = {"keadaan": FACTORS, "jalan": STRATEGIES, "usaha": PROGRAMS.replace('role = "basis"\n', "")}
    plain = region(tmp_path / "profil", forms, STAGES)
    matrix = matrix_of(plain, tmp_path, TWO)
    (path,) = seeded(plain, tmp_path, matrix)
    assert unused(merged(plain, tmp_path, path, SPARED, matrix)).keys() == {"keadaan"}
