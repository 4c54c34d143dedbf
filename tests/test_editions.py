"""A form that gains columns between sending and return: what is out stays readable, and is judged by what it had."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests import DATA
from tests.office import Keyed, fill_fast
from tests.profile.test_own_forms import column, form, region, values
from worksheet_kit.checks.files import refusal_reason
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.layout import HEADING_ROW, KEY_MARK, KEY_ROW
from worksheet_kit.core.model import Column, Finding, Profile, Refusal, Required, Result, Return, State, ValueList
from worksheet_kit.feedback.corrections import corrections, write_corrections
from worksheet_kit.feedback.drafts import write_drafts
from worksheet_kit.feedback.next_stage import contents
from worksheet_kit.generate import generate
from worksheet_kit.kinds import KINDS
from worksheet_kit.matrix.previous import read_previous
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.returns.here import read_here

SHEET = "Usulan"
FIRST = (
    column("nama", "text", required=True),
    column("alasan", "text", required=True),
    column("biaya_1", "money", series="biaya", required="any"),
    column("catatan", "text"),
)
#: A required column among the old ones, a part of a series, and one that nobody has to fill in.
SECOND = (
    FIRST[0],
    column("jenis", "choice", list="jenis", required=True, since=2),
    *FIRST[1:3],
    column("biaya_2", "money", series="biaya", required="any", since=2),
    FIRST[3],
    column("lokasi", "text", since=2),
)
LIST = '\n[list.jenis]\ntitle = "jenis"\nitems = ["Aplikasi", "Literasi"]\n'
NEXT = form("lanjut", "L", column("nama", "given", source="usulan.nama"), column("hasil", "text"), rows_from="usulan")
ROW = {"nama": "Taman baca", "alasan": "Sepi", "biaya_1": 5_000_000.0}
ROWS: Keyed = {SHEET: {"U1": ROW, "U2": {"nama": "Kelas daring", "alasan": "Jauh", "biaya_1": 1_000_000.0}}}


def edition(folder: Path, columns: Sequence[str]) -> Profile:
    return region(folder, {"usulan": form("usulan", "U", *columns) + LIST, "lanjut": NEXT}, [["usulan"], ["lanjut"]])


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return edition(tmp_path_factory.mktemp("lama") / "desa", FIRST)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return edition(tmp_path_factory.mktemp("baru") / "desa", SECOND)


def sent_back(
    profile: Profile, path: Path, rows: Keyed = ROWS, spoil: Callable[[Workbook], None] | None = None
) -> Path:
    """The group's workbook of this edition, filled in."""
    (blank,) = generate(profile, path.parent.parent / f"kk {path.stem}", stages=[1])
    path.parent.mkdir(exist_ok=True)
    fill_fast(blank, path, rows)
    if spoil is not None:
        book = openpyxl.load_workbook(path)
        spoil(book)
        book.save(path)
    return path


def told(result: Result, *codes: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code in codes]


def without_edition(result: Result) -> list[Finding]:
    return [finding for finding in result.findings if finding.code != "T114"]


def faults(result: Result) -> list[str]:
    return [finding.code for finding in result.faults]


# ---------------------------------------------------------------------------------------------------------------------
# Read, told once, judged without the columns, corrected with them
# ---------------------------------------------------------------------------------------------------------------------


def test_a_sheet_of_the_old_edition_is_read_told_once_and_judged_without_the_columns(
    old: Profile, new: Profile, tmp_path: Path
) -> None:
    sent_back(old, tmp_path / "kiriman" / "lama.xlsx")
    result = collect([tmp_path / "kiriman"], new)

    assert values(result)["TATA-U1"] == ROW
    (finding,) = told(result, "T114")
    assert finding.message == (
        "Lembar Usulan di lama.xlsx adalah edisi lama, tanpa kolom Jenis, Biaya_2, dan Lokasi; "
        "isinya dibaca dan dinilai tanpa kolom itu."
    )
    assert without_edition(result) == without_edition(collect([tmp_path / "kiriman"], old))
    assert not faults(result)
    assert [(line.state, line.complete) for line in result.completeness if line.form == "usulan"] == [
        (State.COMPLETE, 2)
    ]
    assert [line.reason for line in result.ledger] == ["1 lembar edisi lama."]


def test_what_it_has_is_judged_as_ever(old: Profile, new: Profile, tmp_path: Path) -> None:
    rows: Keyed = {SHEET: {"U1": {"nama": "Taman baca"}}}
    sent_back(old, tmp_path / "kiriman" / "lama.xlsx", rows)
    result = collect([tmp_path / "kiriman"], new)

    assert [(finding.code, finding.column, finding.place.cell) for finding in result.faults] == [
        ("S201", "alasan", "E9"),
        ("R304", "biaya_1", "F9"),
    ]


def test_its_correction_has_the_columns_and_what_is_filled_in_there_counts(
    old: Profile, new: Profile, tmp_path: Path
) -> None:
    back = tmp_path / "kiriman"
    sent_back(old, back / "lama.xlsx")
    (correction,) = write_corrections(collect([back], new), tmp_path)
    lines = openpyxl.load_workbook(correction)["Perbaikan"].iter_rows(min_row=6, max_col=7, values_only=True)
    asked = "Kolom Jenis baru.\nIsi pada setiap baris yang terisi."
    assert [line[2:] for line in lines] == [(SHEET, None, None, None, asked)]  # some biaya is there already

    fill_fast(correction, back / "perbaikan.xlsx", {SHEET: {"U1": {"jenis": "Aplikasi"}}})
    result = collect([back], new)
    assert values(result)["TATA-U1"] == {**ROW, "jenis": "Aplikasi"}
    assert [(finding.code, finding.row, finding.column) for finding in result.faults] == [("S201", "TATA-U2", "jenis")]
    assert not told(result, "T114")


@pytest.mark.parametrize("is_known", [True, False])
def test_a_new_column_of_codes_is_asked_for_where_they_are_known(tmp_path: Path, is_known: bool) -> None:
    forms = {"usulan": form("usulan", "U", FIRST[0]), "lanjut": form("lanjut", "L", FIRST[0])}
    stages = [["usulan"], ["lanjut"]]
    source = column("asal", "choice", list="@usulan", required="known", since=2)
    old = region(tmp_path / "lama", forms, stages)
    new = region(tmp_path / "baru", {**forms, "lanjut": form("lanjut", "L", FIRST[0], source)}, stages)
    matrix = tmp_path / "m.xlsx"
    sent_back(old, tmp_path / "bimtek 1" / "a.xlsx", {SHEET: {"U1": {"nama": "Taman baca"}}})
    write_matrix(matrix, collect([tmp_path / "bimtek 1"], old))
    (blank,) = generate(old, tmp_path / "kk 2", stages=[2])
    (tmp_path / "bimtek 2").mkdir()
    rows: Keyed = {"Lanjut": {"L1": {"nama": "Taman baca"}, "L2": {"nama": "#REF!"}}}
    fill_fast(blank, tmp_path / "bimtek 2" / "b.xlsx", rows)
    result = collect([tmp_path / "bimtek 2"], new, previous=matrix if is_known else None)

    marks = [mark.message for _, content in corrections(result) for mark in content.marks]
    assert ("Kolom Asal baru." in marks) is is_known


def test_rules_about_new_columns_are_silent(tmp_path: Path) -> None:
    """Of a series that is wholly new, of money that the source of funds was asked without, of what is worked out."""
    first = (FIRST[0], column("sumber", "choice", list="sumber", required=True))
    second = (
        *first,
        column("hasil_1", "number", series="hasil", required="any", since=2),
        column("biaya_1", "money", series="biaya", since=2),
        column("jumlah", "total", source="biaya", since=2),
        column("dampak_1", "text", series="dampak", required="recommended", since=2),
    )
    more = '\n[list.sumber]\ntitle = "sumber"\nitems = ["APBD", "Tanpa biaya"]\n'
    rule = '[[rule]]\nkind = "funding"\ncolumns = ["sumber", "biaya"]\nvalue = "Tanpa biaya"\nmessage = "Cek biaya"\n'
    old = region(tmp_path / "lama", {"usulan": form("usulan", "U", *first) + more})
    new = region(tmp_path / "baru", {"usulan": form("usulan", "U", *second) + rule + more})
    back, rows = tmp_path / "kiriman", {"U1": {"nama": "Taman baca", "sumber": "APBD"}}
    sent_back(old, back / "lama.xlsx", {SHEET: rows})
    result = collect([back], new)
    assert without_edition(result) == without_edition(collect([back], old))
    assert "tanpa kolom Hasil_1, Biaya_1, dan Dampak_1;" in told(result, "T114")[0].message

    sent_back(new, tmp_path / "lagi" / "baru.xlsx", {SHEET: rows})
    assert {"R304", "R305", "S217"} <= {finding.code for finding in collect([tmp_path / "lagi"], new).findings}


def test_texts_carried_over_into_a_sheet_of_the_old_edition(tmp_path: Path) -> None:
    """What more the later edition carries over is nobody's to fill in, so there is nothing to tell."""
    usulan = form("usulan", "U", *FIRST)
    later = NEXT.replace(
        '[[column]]\nkey = "hasil"',
        column("sebab", "given", source="usulan.alasan", since=2) + '[[column]]\nkey = "hasil"',
    )
    old = edition(tmp_path / "desa", FIRST)
    new = region(tmp_path / "baru", {"usulan": usulan, "lanjut": later}, [["usulan"], ["lanjut"]])
    carried = contents(old, old.stage(2), read_previous(old_matrix(old, tmp_path), old, old.stage(2)))
    (path,) = generate(old, tmp_path / "kk 2", stages=[2], contents=carried)
    (tmp_path / "bimtek 2").mkdir()
    fill_fast(path, tmp_path / "bimtek 2" / "isi.xlsx", {"Lanjut": {"L1": {"hasil": "Dibuka"}}})
    result = collect([tmp_path / "bimtek 2"], new)
    assert values(result) == {"TATA-L1": {"nama": "Taman baca", "hasil": "Dibuka"}}
    assert result.findings == collect([tmp_path / "bimtek 2"], old).findings


def test_a_draft_asks_once_for_what_the_sheets_of_its_members_lack(old: Profile, new: Profile, tmp_path: Path) -> None:
    back = tmp_path / "kiriman"
    back.mkdir()
    for path in generate(old, tmp_path / "kk", stages=[1], per_agency=True):
        fill_fast(path, back / path.name, {SHEET: {"U1": {**ROW, "nama": path.stem}}})
    (draft,) = write_drafts(collect([back], new), tmp_path)
    book = openpyxl.load_workbook(draft)
    texts = [row[6] for row in book["Perbaikan"].iter_rows(min_row=6, max_col=7, values_only=True)]
    assert texts.count("Kolom Jenis baru.\nIsi pada setiap baris yang terisi.") == 1
    assert len(texts) == len(set(texts))


def test_a_correction_that_went_out_in_the_old_edition_comes_back(old: Profile, new: Profile, tmp_path: Path) -> None:
    back = tmp_path / "kiriman"
    sent_back(old, back / "lama.xlsx", {SHEET: {"U1": {"nama": "Taman baca", "biaya_1": 1.0}}})
    (correction,) = write_corrections(collect([back], old), tmp_path)
    fill_fast(correction, back / "perbaikan.xlsx", {SHEET: {"U1": ROW}})
    result = collect([back], new)

    assert values(result) == {"TATA-U1": ROW}
    assert [Path(finding.place.file).name for finding in told(result, "T114")] == ["perbaikan.xlsx"]
    assert not faults(result)
    assert result.dataset.submissions["TATA"].revision == 1


def test_what_went_out_before_a_third_edition_is_known_too(old: Profile, new: Profile, tmp_path: Path) -> None:
    third = edition(tmp_path / "desa", (*SECOND, column("mitra", "text", required=True, since=3)))
    back = tmp_path / "kiriman"
    for n, (name, profile) in enumerate((("lama", old), ("kedua", new), ("ketiga", third)), 1):
        sent_back(profile, back / f"{name}.xlsx", {SHEET: {f"U{n}": ROW}})
    result = collect([back], third)
    assert sorted(
        (finding.place.file.rpartition("/")[2], finding.message.partition("tanpa kolom ")[2].partition(";")[0])
        for finding in told(result, "T114")
    ) == [("kedua.xlsx", "Mitra"), ("lama.xlsx", "Jenis, Biaya_2, Lokasi, dan Mitra")]


# ---------------------------------------------------------------------------------------------------------------------
# Copies of both editions
# ---------------------------------------------------------------------------------------------------------------------

BOTH = {**ROW, "jenis": "Literasi", "lokasi": "Lasem"}


def saved_in_order(*names: str) -> Callable[..., Iterator[Return | Refusal]]:
    """A reader by which these files were saved one after the other."""

    def read(paths: Iterable[str | os.PathLike[str]], profile: Profile, **more: object) -> Iterator[Return | Refusal]:
        for result in read_here(paths, profile):
            day = 1 + [name in result.file for name in names].index(True)
            yield replace(result, saved=datetime(2025, 5, day)) if isinstance(result, Return) else result

    return read


@pytest.mark.parametrize("order", [("lama", "baru"), ("baru", "lama")])
def test_an_absent_column_never_overrides_an_answer(
    order: tuple[str, str], old: Profile, new: Profile, tmp_path: Path
) -> None:
    back = tmp_path / "kiriman"
    sent_back(old, back / "lama.xlsx")
    sent_back(new, back / "baru.xlsx", {SHEET: {"U1": BOTH}})
    result = collect([back], new, reader=saved_in_order(*order))

    assert values(result)["TATA-U1"] == BOTH
    assert not result.dataset.conflicts
    assert not faults(result)


def test_a_correction_of_the_old_edition_beside_a_sheet_of_the_new_one(
    old: Profile, new: Profile, tmp_path: Path
) -> None:
    back = tmp_path / "kiriman"
    sent_back(old, back / "lama.xlsx", {SHEET: {"U1": {"nama": "Taman baca", "biaya_1": 1.0}}})
    (correction,) = write_corrections(collect([back], old), tmp_path)
    fill_fast(correction, back / "perbaikan.xlsx", {SHEET: {"U1": ROW}})
    sent_back(new, back / "baru.xlsx", {SHEET: {"U1": {"nama": "Taman baca", "jenis": "Literasi"}}})
    result = collect([back], new)

    assert values(result)["TATA-U1"] == {**ROW, "jenis": "Literasi"}


# ---------------------------------------------------------------------------------------------------------------------
# What is left of the keys
# ---------------------------------------------------------------------------------------------------------------------


def no_visible_code(book: Workbook) -> None:
    for name in {*book.sheetnames} - {"_kit"}:
        for row in book[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "WNS25-B1" in cell.value:
                    cell.value = None


def no_code(book: Workbook) -> None:
    no_visible_code(book)
    for name in ("_kit", "Daftar"):
        del book[name]


def no_row_keys(book: Workbook) -> None:
    for row in book[SHEET].iter_rows(max_col=1):
        row[0].value = None


def no_column_keys(book: Workbook) -> None:
    for cell in book[SHEET][KEY_ROW + 1]:
        cell.value = None


def no_keys(book: Workbook) -> None:
    no_row_keys(book)
    no_column_keys(book)


def numbers_alone(book: Workbook) -> None:
    no_column_keys(book)
    for cell in book[SHEET][HEADING_ROW + 1][3:]:
        cell.value = cell.value and "Isi"


def moved_columns(book: Workbook) -> None:
    sheet = book[SHEET]
    for row in sheet.iter_rows(min_row=KEY_ROW, min_col=4, max_col=5):
        first, second = row
        first.value, second.value = second.value, first.value


@pytest.mark.sampled
@pytest.mark.parametrize("spoil", [no_visible_code, no_row_keys, no_column_keys, no_keys, numbers_alone, moved_columns])
def test_a_worn_sheet_of_the_old_edition_is_read(
    spoil: Callable[[Workbook], None], old: Profile, new: Profile, tmp_path: Path
) -> None:
    sent_back(old, tmp_path / "kiriman" / "lama.xlsx", spoil=spoil)
    result = collect([tmp_path / "kiriman"], new)

    assert values(result)["TATA-U1"] == ROW
    assert len(told(result, "T114")) == 1
    assert not faults(result)


def test_without_any_code_its_table_is_still_known(old: Profile, new: Profile, tmp_path: Path) -> None:
    def spoil(book: Workbook) -> None:
        no_code(book)
        no_keys(book)

    path = sent_back(old, tmp_path / "kiriman" / "lama.xlsx", spoil=spoil)
    (refusal,) = read_here([path], new)
    assert isinstance(refusal, Refusal)
    assert (refusal.name, refusal.data["stage"], refusal.rows) == (RefusalName.CODE_MISSING, 1, 2)


def test_a_column_that_was_deleted_from_an_old_sheet_is_told_as_lost(
    old: Profile, new: Profile, tmp_path: Path
) -> None:
    sent_back(old, tmp_path / "kiriman" / "lama.xlsx", spoil=lambda book: book[SHEET].delete_cols(5))
    result = collect([tmp_path / "kiriman"], new)

    assert [finding.column for finding in told(result, "T102")] == ["alasan"]
    assert "Alasan" not in told(result, "T114")[0].message


UNSAID = tuple(text.replace("since = 2\n", "") for text in SECOND)


@pytest.mark.sampled
@pytest.mark.parametrize("columns", [UNSAID, tuple(reversed(SECOND)), tuple(reversed(UNSAID))])
@pytest.mark.parametrize("spoil", [None, no_row_keys])
def test_the_keys_in_the_file_say_what_nobody_declared(
    columns: Sequence[str], spoil: Callable[[Workbook], None] | None, old: Profile, tmp_path: Path
) -> None:
    sent_back(old, tmp_path / "kiriman" / "lama.xlsx", spoil=spoil)
    result = collect([tmp_path / "kiriman"], edition(tmp_path / "desa", columns))

    assert values(result)["TATA-U1"] == ROW
    assert len(told(result, "T114")) == 1
    assert not faults(result)


# ---------------------------------------------------------------------------------------------------------------------
# What does not fit any more
# ---------------------------------------------------------------------------------------------------------------------

CHANGED = {
    "removed": (*SECOND[:2], *SECOND[3:]),
    "of another kind": (*SECOND[:2], column("alasan", "number", required=True), *SECOND[3:]),
    "of another kind, since": (*SECOND[:2], column("alasan", "number", required=True, since=2), *SECOND[3:]),
    "under another key": (*SECOND[:2], column("sebab", "text", required=True, since=2), *SECOND[3:]),
}


@pytest.mark.sampled
@pytest.mark.parametrize("spoil", [None, no_column_keys])
@pytest.mark.parametrize("change", CHANGED)
def test_a_column_that_is_gone_or_means_something_else_holds_the_file(
    change: str, spoil: Callable[[Workbook], None] | None, old: Profile, tmp_path: Path
) -> None:
    path = sent_back(old, tmp_path / "kiriman" / "lama.xlsx", spoil=spoil)
    profile = edition(tmp_path / "desa", CHANGED[change])
    (refusal,) = read_here([path], profile)

    assert isinstance(refusal, Refusal)
    assert (refusal.name, refusal.rows) == (RefusalName.NOT_GENUINE, 2 if spoil is None else 0)
    data = {**refusal.data, "code": str(refusal.code)}
    assert "tidak cocok dengan kelompok dan susunan kolom pada pengaturan sekarang" in refusal_reason(
        refusal.name, path.name, data, profile, profile.stages[0]
    )


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ((*FIRST, column("jenis", "text", since=0)), "bilangan bulat 1 sampai 99"),
        ((*FIRST, column("jenis", "text", since="2")), "bilangan bulat 1 sampai 99"),
    ],
)
def test_what_since_may_say(columns: Sequence[str], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=sentence):
        edition(tmp_path / "desa", columns)


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (["kode", "status", "catatan", "nama", "alasan"], 'first_order: belum memuat "biaya_1"'),
        (["kode", "status", "catatan", "nama", "alasan", "biaya", "nama"], "menyebut sebuah kolom dua kali"),
        (["kode", "status", "catatan", "nama", "alasan", "biaya", "jenis"], '"jenis" tidak ada'),
    ],
)
def test_the_first_order_names_each_column_of_the_first_edition(
    order: Sequence[str], sentence: str, tmp_path: Path
) -> None:
    columns = (*FIRST, column("jenis", "text", since=2))
    text = form("usulan", "U", *columns).replace("[[block]]", f"first_order = {json.dumps(order)}\n\n[[block]]", 1)
    with pytest.raises(ProfileError, match=sentence):
        region(tmp_path / "desa", {"usulan": text})


def test_kode_and_status_are_there_from_the_first(tmp_path: Path) -> None:
    text = form("usulan", "U", *FIRST).replace('kind = "code"\n', 'kind = "code"\nsince = 2\n')
    with pytest.raises(ProfileError, match="since: tidak berlaku untuk kolom kode dan status"):
        region(tmp_path / "desa", {"usulan": text})


# ---------------------------------------------------------------------------------------------------------------------
# Matrices of the old edition
# ---------------------------------------------------------------------------------------------------------------------


def old_matrix(old: Profile, folder: Path) -> Path:
    """A matrix of the old edition in which an answer was changed by hand."""
    sent_back(old, folder / "kiriman" / "lama.xlsx")
    path = folder / "Matriks.xlsx"
    write_matrix(path, collect([folder / "kiriman"], old))
    book = openpyxl.load_workbook(path)
    sheet = book["Data Usulan"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Sepi")
    cell.value = "Sangat sepi"
    book.save(path)
    return path


def test_a_matrix_of_the_old_edition_is_read_for_its_decisions(old: Profile, new: Profile, tmp_path: Path) -> None:
    matrix = old_matrix(old, tmp_path)
    sent_back(new, tmp_path / "kiriman" / "baru.xlsx", {SHEET: {"U1": {"nama": "Taman baca", "jenis": "Literasi"}}})
    result = collect([tmp_path / "kiriman"], new, decisions=matrix)

    (conflict,) = result.dataset.conflicts
    assert (conflict.column, [reading.cell.value for reading in conflict.readings]) == (
        "alasan",
        ["Sepi", "Sangat sepi"],
    )
    assert values(result)["TATA-U1"]["jenis"] == "Literasi"


def test_a_matrix_of_the_old_edition_is_what_the_next_stage_starts_from(
    old: Profile, new: Profile, tmp_path: Path
) -> None:
    matrix = old_matrix(old, tmp_path)
    stage = new.stage(2)
    previous = read_previous(matrix, new, stage)
    (content,) = contents(new, stage, previous).values()
    assert [row["nama"] for row in content.given["lanjut"]] == ["Taman baca", "Kelas daring"]

    (path,) = generate(new, tmp_path / "kk 2", stages=[2], contents={(2, "TATA"): content})
    (tmp_path / "bimtek 2").mkdir()
    fill_fast(path, tmp_path / "bimtek 2" / "isi.xlsx", {"Lanjut": {"L1": {"hasil": "Dibuka"}}})
    result = collect([tmp_path / "bimtek 2"], new, previous=matrix)
    assert values(result)["TATA-L1"] == {"nama": "Taman baca", "hasil": "Dibuka"}
    assert [row.text("alasan") for row in result.dataset.previous["usulan"]] == ["Sangat sepi", "Jauh"]
    assert not faults(result)


def test_its_data_sheet_is_read_without_its_marks(old: Profile, new: Profile, tmp_path: Path) -> None:
    matrix = old_matrix(old, tmp_path)
    book = openpyxl.load_workbook(matrix)
    sheet = book["Data Usulan"]
    row = next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == KEY_MARK)
    sheet.delete_rows(row)
    sheet.delete_cols(1)
    book.save(matrix)
    (row_1, _) = read_previous(matrix, new, new.stage(2))["usulan"]
    assert row_1.text("alasan") == "Sangat sepi"


# ---------------------------------------------------------------------------------------------------------------------
# What version 0.1.0 sent out and wrote
# ---------------------------------------------------------------------------------------------------------------------

FIRST_VERSION = DATA / "0.1.0"
JENIS = Column(
    key="jenis_aksi",
    heading="Jenis aksi",
    kind=KINDS["choice"],
    required=Required.YES,
    list="jenis_aksi",
    since=2,
)
ENTRIES = ValueList(name="jenis_aksi", title="jenis aksi", items=())


@pytest.fixture(scope="module")
def later(rembang: Profile) -> Profile:
    """The packaged region after *Rencana Aksi* has gained a required column among the others."""
    actions = rembang.forms["rencana_aksi"]
    columns = (
        *actions.columns[:6],
        replace(JENIS, since=max(column.since for column in actions.columns) + 1),
        *actions.columns[6:],
    )
    actions = replace(actions, columns=columns, lists=(*actions.lists, ENTRIES))
    return replace(rembang, forms={**rembang.forms, "rencana_aksi": actions})


@pytest.fixture(scope="module")
def today(rembang: Profile) -> Result:
    return collect([FIRST_VERSION / "bimtek-2"], rembang)


def test_the_returns_of_the_first_version_say_what_they_said_then(today: Result, rembang: Profile) -> None:
    assert {line.recipient: line.rows_merged for line in today.ledger} == dict.fromkeys(
        ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV"), 18
    )
    then = read_previous(FIRST_VERSION / "Matriks bimtek 2.xlsx", rembang, rembang.stage(3))
    readable = {(row.key, column): cell for rows in then.values() for row in rows for column, cell in row.cells.items()}
    now = {(key, column): value for key, row in values(today).items() for column, value in row.items()}
    assert now["SOC-A001", "mulai"] is None  # "TW IV 22": a year of two digits is asked about by now
    now["SOC-A001", "mulai"] = "2022-Q4"
    assert {at: value for at, value in now.items() if value is not None} == {
        at: cell.value for at, cell in readable.items() if cell.value is not None
    }


def test_what_it_printed_is_ours_though_it_is_worded_otherwise_by_now(today: Result, rembang: Profile) -> None:
    assert not told(today, "T105")
    for stage in (1, 3):
        blank = collect([FIRST_VERSION / "kosong" / f"Bimtek {stage} - Smart Governance.xlsx"], rembang)
        assert not told(blank, "T104", "T105")
        assert told(blank, "K402")


@pytest.mark.parametrize("moved", [True, False])
def test_one_without_its_column_keys_is_known_by_the_order_of_the_first_edition(
    moved: bool, rembang: Profile, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(FIRST_VERSION / "bimtek-2" / "Bimtek 2 - Smart Governance.xlsx")
    for cell in book["Rencana Aksi"][KEY_ROW + 1]:
        cell.value = None
    book.save(tmp_path / "a.xlsx")
    actions = rembang.forms["rencana_aksi"]
    actions = replace(actions, first_order=actions.first_order if moved else ())
    profile = replace(rembang, forms={**rembang.forms, actions.name: actions})
    (read,) = read_here([tmp_path / "a.xlsx"], profile)
    if not moved:
        assert isinstance(read, Refusal)
        assert read.name is RefusalName.NOT_GENUINE
        return
    assert isinstance(read, Return)
    (sheet,) = [sheet for sheet in read.sheets if sheet.form == "rencana_aksi"]
    first = sheet.rows[0].cells
    assert (first["opd_pj"], first["sumber_dana"], first["mulai"]) == ("Dinkominfo", "APBD Kabupaten", "TW III 2022")


def test_they_are_after_a_column_was_added(today: Result, later: Profile) -> None:
    result = collect([FIRST_VERSION / "bimtek-2"], later)

    assert result.dataset.rows == today.dataset.rows
    assert without_edition(result) == without_edition(today)
    assert [(line.state, line.complete) for line in result.completeness] == [
        (line.state, line.complete) for line in today.completeness
    ]
    added = [finding for finding in told(result, "T114") if "Jenis aksi" in finding.message]
    assert sorted(finding.recipient for finding in added) == ["BRA", "ECO", "ENV", "GOV", "LIV", "SOC"]


@pytest.mark.sampled
@pytest.mark.parametrize("name", ["rembang", "later"])
def test_its_matrices_are_read_back(name: str, request: pytest.FixtureRequest) -> None:
    profile: Profile = request.getfixturevalue(name)
    first, second = (FIRST_VERSION / f"Matriks bimtek {n}.xlsx" for n in (1, 2))
    result = collect([FIRST_VERSION / "bimtek-2"], profile, decisions=second, previous=first)

    text = "Informasi wisata tersebar di banyak akun; satu portal menyatukannya."
    (conflict,) = result.dataset.conflicts
    assert (conflict.row, conflict.column, conflict.decision) == ("BRA-P01", "deskripsi", text)
    assert values(result)["BRA-P01"]["deskripsi"] == text
    assert result.reviews["BRA-P01"] == {"catatan_pembimbing": "Sudah baik."}
    assert result.reviews["SOC-P02"] == {"keputusan": "Perbaiki", "catatan_perencana": "Lengkapi sasaran RPJMD-nya."}
    assert result.reviews["GOV-P01"] == {"keselarasan_sasaran": "Sasaran 1.2, IKU indeks SPBE"}
    assert not told(result, "G605", "G608", "G612", "G613")

    assert {form: len(rows) for form, rows in result.dataset.previous.items()} == {"swot": 96, "strategi": 36}
    assert len(contents(profile, profile.stage(2), result.dataset.previous)) == 6
    third = contents(profile, profile.stage(3), read_previous(second, profile, profile.stage(3)))
    assert {code: len(content.given["peta_jalan"]) for (_, code), content in third.items()} == dict.fromkeys(
        ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV"), 6
    )
