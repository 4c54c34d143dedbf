"""Regions that write their own forms: whatever a profile may say, what is typed into its worksheets arrives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.office import Formula, Input, Keyed, Office, Validator, by_keys, fill_fast
from tests.test_collect import values
from tests.worksheets import write_worksheet
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.layout import (
    EVENT_ROW,
    FIRST_COLUMN,
    FIRST_ROW,
    KEY_COLUMN,
    KEY_ROW,
    LEGEND_ROW,
    column_letters,
)
from worksheet_kit.core.model import Profile, Recipient, Result, Value, WorksheetContent
from worksheet_kit.generate import generate
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet.contents import prepare
from worksheet_kit.worksheet.paper import READABLE

PROFILE = """
name = "desa"
region = "Kota Wanasari"
edition = "WNS25"
event = "Gerakan Kota Cerdas"
head = "Wali Kota"
plan = "RPJMD 2025-2029"
paper = "A4"
years = [2025, 2026]
quarters = ["TW I 2025", "TW II 2025"]
agencies = "opd.csv"
steps = ["Simpan."]
instructions = ["Tanda * wajib diisi."]
attendance = 0
contact = { office = "Diskominfo" }
identity = [{ key = "nama", label = "Nama" }]
problem = [{ code = "K1", name = "Pelayanan Publik" }]
dimension = [{ code = "TATA", name = "Tata", subdimensions = ["Layanan"], members = ["DKI", "SETDA"] }]
"""
AGENCIES = "kode;nama;singkatan\nDKI;Dinas Komunikasi;Diskominfo\nSETDA;Sekretariat Daerah;Setda\n"


def column(key: str, kind: str, **more: object) -> str:
    """A column in TOML; its heading is its key unless one is given, and ``nama`` is what names a row."""
    table = {
        "key": key,
        "heading": key.capitalize(),
        "kind": kind,
        **({"role": "title"} if key == "nama" else {}),
        **more,
    }
    return "[[column]]\n" + "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in table.items()
    )


def form(name: str, prefix: str, *columns: str, **more: object) -> str:
    """A form file with one block of four rows."""
    top = {
        "name": name,
        "sheet": name.capitalize(),
        "title": name.upper(),
        "noun": name,
        **more,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()]
    lines += [f'[[block]]\nprefix = "{prefix}"\nrows = 4', column("kode", "code"), column("status", "status"), *columns]
    return "\n".join(lines)


def region(folder: Path, forms: Mapping[str, str], stages: Sequence[Sequence[str]] = (), more: str = "") -> Profile:
    """A profile with these forms, all in one stage unless stages are given."""
    (folder / "forms").mkdir(parents=True)
    for name, text in forms.items():
        (folder / "forms" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "opd.csv").write_text(AGENCIES, encoding="utf-8")
    text = PROFILE + more
    for n, names in enumerate(stages or [list(forms)], 1):
        text += f'[[stage]]\nnumber = {n}\ntitle = "Rencana"\ndates = "6 Mei"\nstart = 2025-05-06\ndeadline = "Kamis"\n'
        text += f"forms = {json.dumps(list(names))}\n"
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return load_profile(folder)


def returned(
    profile: Profile, folder: Path, rows: Keyed, *, stage: int = 1, spoil: Callable[[Worksheet], None] | None = None
) -> Result:
    """Collect the group's workbook, filled in; ``spoil`` is done to each of its sheets, and they change places."""
    (path,) = generate(profile, folder / "kk", stages=[stage])
    back = folder / "kiriman"
    back.mkdir()
    fill_fast(path, back / "isi.xlsx", rows)
    if spoil is not None:
        book = openpyxl.load_workbook(back / "isi.xlsx")
        for name in rows:
            spoil(book[name])
            book.move_sheet(name, -99)
        book.save(back / "isi.xlsx")
    return collect([back], profile, stage=stage)


# ---------------------------------------------------------------------------------------------------------------------
# Roles
# ---------------------------------------------------------------------------------------------------------------------


def test_two_forms_of_a_stage_cannot_play_one_role(tmp_path: Path) -> None:
    forms = {name: form(name, name[0].upper(), *ALIKE, role="programs") for name in ("usulan", "rencana")}
    with pytest.raises(ProfileError, match=r'stage\[1\].forms\[2\]: form usulan dan rencana sama-sama berperan "pro'):
        region(tmp_path / "satu", forms)

    profile = region(tmp_path / "dua", forms, stages=[["usulan"], ["rencana"]])

    assert [profile.forms[name].role for name in forms] == ["programs", "programs"]


def test_all_faults_of_roles_are_told_at_once(tmp_path: Path) -> None:
    columns = (
        column("nama", "text"),
        column("judul", "text", role="title"),
        column("opd", "text", role="lead"),
        column("dana", "choice", list="masalah", role="lead"),
    )
    with pytest.raises(ProfileError) as caught:
        region(tmp_path, {"usulan": form("usulan", "U", *columns)})

    assert [line.split("usulan.")[-1].split(";")[0] for line in str(caught.value).split("\n")] == [
        'column[4].role: peran "title" sudah dipegang kolom "nama"',
        'column[5].role: peran "lead" hanya untuk kolom berjenis "choice", bukan "text".',
        'column[6].role: peran "lead" memerlukan kolom dengan daftar opd, bukan "masalah".',
    ]


# ---------------------------------------------------------------------------------------------------------------------
# Forms with the same column keys
# ---------------------------------------------------------------------------------------------------------------------


def no_mark(sheet: Worksheet) -> None:
    sheet.cell(KEY_ROW + 1, KEY_COLUMN + 1).value = None


def no_keys(sheet: Worksheet) -> None:
    sheet.delete_rows(KEY_ROW + 1)


ALIKE = (column("nama", "text", required=True), column("biaya", "money"))


@pytest.mark.parametrize("spoil", [None, no_mark, no_keys])
def test_forms_with_the_same_columns_are_told_apart_by_their_codes(
    tmp_path: Path, spoil: Callable[[Worksheet], None] | None
) -> None:
    profile = region(tmp_path, {"usulan": form("usulan", "U", *ALIKE), "rencana": form("rencana", "R", *ALIKE)})
    rows: Keyed = {"Usulan": {"U1": {"nama": "Taman"}}, "Rencana": {"R2": {"nama": "Pasar", "biaya": 5_000_000}}}

    result = returned(profile, tmp_path, rows, spoil=spoil)

    assert values(result) == {"TATA-U1": {"nama": "Taman"}, "TATA-R2": {"nama": "Pasar", "biaya": 5_000_000}}


def test_a_form_with_the_columns_of_one_of_another_stage(tmp_path: Path) -> None:
    forms = {
        "awal": form("awal", "U", *ALIKE, column("catatan", "text")),
        "lanjut": form("lanjut", "L", *ALIKE),
        "akhir": form("akhir", "K", *ALIKE),
    }
    profile = region(tmp_path, forms, [["awal"], ["lanjut"], ["akhir"]])

    result = returned(profile, tmp_path, {"Akhir": {"K1": {"nama": "Taman"}}}, stage=3)

    assert values(result) == {"TATA-K1": {"nama": "Taman"}}
    assert not [fact.name for fact in result.dataset.facts if fact.name == "sheet_missing"]


# ---------------------------------------------------------------------------------------------------------------------
# Forms of many columns
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_status_of_a_form_with_more_columns_than_a_formula_holds(office: Office, tmp_path: Path, kind: str) -> None:
    many = [
        made
        for n in range(19)
        for made in (
            column(f"angka_{n}", "number", minimum=0, required=n == 18),
            column(f"opd_{n}", "choice", list="opd", required=n == 9),
            column(f"teks_{n}", "text", required=n == 18),
        )
    ]
    profile = region(tmp_path, {"besar": form("besar", "U", column("nama", "text", required=True), *many)})
    (path,) = generate(profile, tmp_path / "kk")
    enough: dict[str, Input] = {"nama": "Taman", "opd_9": "Setda", "angka_18": 3, "teks_18": "ada"}
    rows: dict[str, dict[str, Input]] = {
        "U1": enough,
        "U2": {**enough, "angka_3": -1, "opd_12": "Dinas Lain", "teks_18": None},
        "U3": {**enough, "opd_18": Formula("=1/0")},
    }

    office.fill_by_keys(path, tmp_path / f"isi.{kind}", {"Besar": rows})
    shown = by_keys(office.recalculate(tmp_path / f"isi.{kind}")["Besar"])

    assert {key: row.get("status", "") for key, row in shown.items()} == {
        "TATA-U1": "Lengkap",
        "TATA-U2": "Isi angka: Angka_3 (+2 lagi)",
        "TATA-U3": "Ketik ulang: Opd_18",
        "TATA-U4": "",
    }
    assert office.read(path, formulas_only=True) == office.recalculate(path, formulas_only=True)


# ---------------------------------------------------------------------------------------------------------------------
# How they look
# ---------------------------------------------------------------------------------------------------------------------


def sheets(profile: Profile, folder: Path) -> Workbook:
    (path,) = generate(profile, folder / "kk")
    return openpyxl.load_workbook(path)


def test_a_form_of_three_columns_is_as_wide_as_its_head(tmp_path: Path) -> None:
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text"))})
    sheet = sheets(profile, tmp_path)["Usulan"]

    legend = [cell.value for cell in sheet[LEGEND_ROW + 1] if cell.value]
    assert legend == ["isi di sini"]  # one column holds one of the four
    assert sheet.column_dimensions["D"].width * 7 > 480

    profile = region(
        tmp_path / "dua", {"usulan": form("usulan", "U", *(column(key, "text") for key in ("nama", "b", "c", "d")))}
    )
    sheet = sheets(profile, tmp_path / "dua")["Usulan"]
    assert len([cell.value for cell in sheet[LEGEND_ROW + 1] if cell.value]) == 4


@pytest.mark.parametrize(
    ("freeze", "frozen"),
    [("", 1), ("nama", 4), ("b", 4), ("c", 4)],
)
def test_frozen_columns_leave_room_for_the_others(tmp_path: Path, freeze: str, frozen: int) -> None:
    columns = (column("nama", "text", width=50), column("b", "text", width=50), column("c", "text"))
    profile = region(tmp_path, {"usulan": form("usulan", "U", *columns, freeze=freeze)})
    book = sheets(profile, tmp_path)

    assert book["Usulan"].freeze_panes == f"{column_letters(frozen)}{FIRST_ROW + 1}"


def test_not_all_columns_are_frozen(tmp_path: Path) -> None:
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text"), column("b", "text"), freeze="b")})

    assert sheets(profile, tmp_path)["Usulan"].freeze_panes == f"E{FIRST_ROW + 1}"


def test_a_wide_form_without_bands_is_printed_on_as_many_pages_as_keep_it_readable(tmp_path: Path) -> None:
    columns = [column("nama", "text"), *(column(f"c{n}", "text") for n in range(40))]
    profile = region(tmp_path, {"usulan": form("usulan", "U", *columns)})
    sheet = sheets(profile, tmp_path)["Usulan"]

    assert sheet.page_setup.scale >= READABLE
    assert len(sheet.col_breaks.brk) == 2  # A4 has room for 15 columns, then 14 beside Kode: 15 + 14 + 14


def test_the_name_of_a_sheet_is_not_cut_on_petunjuk(tmp_path: Path) -> None:
    name = "Rencana Tindak Lanjut Prioritas"
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text"), sheet=name)})
    sheet = sheets(profile, tmp_path)["Petunjuk"]

    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == name and cell.hyperlink]
    assert cell.alignment.wrap_text
    (area,) = [area for area in sheet.merged_cells.ranges if cell.coordinate in area]
    assert sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1)) > 25  # two lines


# ---------------------------------------------------------------------------------------------------------------------
# What the sheets say
# ---------------------------------------------------------------------------------------------------------------------


def test_one_of_several_choices_is_asked_for_wherever_they_stand(tmp_path: Path) -> None:
    dukung = column("dukung", "choice", repeat=2, list="opd", required="any", heading="Dukung {nomor}")
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text", required=True), dukung)})
    answers = {"TATA-U1": {"nama": "Taman"}, "TATA-U2": {"nama": "Pasar", "dukung_2": "SETDA"}}

    content = WorksheetContent(answers=answers)
    (sheet,) = prepare(profile, profile.stage(1), Recipient(dimension="TATA"), content).forms
    result = returned(
        profile, tmp_path, {"Usulan": {"U1": {"nama": "Taman"}, "U2": {"nama": "Pasar", "dukung_2": "Setda"}}}
    )

    assert [sheet.statuses[key] for key in answers] == ["Isi dukung minimal satu", "Lengkap"]
    assert [finding.row for finding in result.findings if finding.severity == "error"] == ["TATA-U1"]


@pytest.mark.office
def test_what_is_looked_up_is_there_before_anything_is_reckoned(office: Office, tmp_path: Path) -> None:
    kinds = {"nama": "text", "bobot": "number", "kode": "code", "jumlah": "total"}
    looked_up = [column(f"isu_{key}", "lookup", source=f"isu > isu.{key}") for key in kinds]
    own = (
        column("nama", "text"),
        column("bobot", "number"),
        column("biaya", "money", repeat=2, heading="Biaya {nomor}"),
    )
    isu = form("isu", "X", *own, column("jumlah", "total", source="biaya"))
    aksi = form("aksi", "Q", *looked_up, column("isu", "choice", list="@isu"), column("nama", "text"))
    profile = region(tmp_path, {"isu": isu, "aksi": aksi})
    answers: dict[str, dict[str, Value]] = {
        "TATA-X1": {"nama": "Banjir", "bobot": 2.5, "biaya_1": 1_000_000, "biaya_2": 500_000},
        "TATA-Q1": {"isu": "X1", "nama": "Pompa"},
    }
    path = tmp_path / "isi.xlsx"

    write_worksheet(path, profile, profile.stage(1), Recipient(dimension="TATA"), WorksheetContent(answers=answers))

    row = by_keys(office.read(path)["Aksi"])["TATA-Q1"]
    assert [row[f"isu_{key}"] for key in kinds] == ["Banjir", "2,5", "X1", "1500000"]
    assert office.read(path, formulas_only=True) == office.recalculate(path, formulas_only=True)


def test_what_is_looked_up_is_not_looked_up_in_turn(tmp_path: Path) -> None:
    tree = form(
        "pohon",
        "N",
        column("nama", "text"),
        column("induk", "choice", list="@pohon"),
        column("asal", "lookup", source="induk > pohon.asal"),
    )
    with pytest.raises(ProfileError, match=r'column\[5\]\.source: kolom "pohon\.asal" juga berjenis "lookup"'):
        region(tmp_path, {"pohon": tree})


def test_a_rule_says_its_own_words_above_the_table(tmp_path: Path) -> None:
    rules = """
[[rule]]
kind = "funding"
columns = ["dana", "biaya"]
value = "Gratis"
message = "Cocokkan dana"
[[rule]]
kind = "limit"
columns = ["dana"]
value = "Gratis"
limit = 1
message = "Program gratis"
[list.dana]
items = ["APBD", "Gratis"]
"""
    cost = column("biaya", "money", repeat=2, heading="Biaya {nomor}")
    usulan = form("usulan", "U", column("nama", "text"), column("dana", "choice", list="dana"), cost)
    profile = region(tmp_path, {"usulan": usulan + rules})
    answers = {"TATA-U1": {"dana": "Gratis", "biaya_1": 5}, "TATA-U2": {"dana": "Gratis"}}
    path = tmp_path / "isi.xlsx"

    write_worksheet(path, profile, profile.stage(1), Recipient(dimension="TATA"), WorksheetContent(answers=answers))

    shown = openpyxl.load_workbook(path, data_only=True)["Usulan"].cell(EVENT_ROW + 1, FIRST_COLUMN + 1).value
    assert shown == (
        "2 baris terisi: 2 lengkap, 0 perlu dilengkapi · Cocokkan dana: 1 baris · Program gratis: 2, paling banyak 1"
    )


def test_a_rule_about_an_entry_that_is_stored_as_a_code_is_refused(tmp_path: Path) -> None:
    """What is stored is compared, so that such a rule would never hold."""
    rule = '[[rule]]\nkind = "limit"\ncolumns = ["masalah"]\nvalue = "K1 Pelayanan Publik"\nlimit = 2\n'
    usulan = form("usulan", "U", column("nama", "text"), column("masalah", "choice", list="masalah"))
    with pytest.raises(ProfileError, match=r'rule\[1\]\.value: "K1 Pelayanan Publik" disimpan sebagai kode'):
        region(tmp_path, {"usulan": usulan + "\n" + rule})


def test_the_title_of_a_prompt_is_as_long_as_excel_takes(tmp_path: Path) -> None:
    """An emoji counts twice; a title that is too long makes Excel repair the workbook."""
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text", heading="\N{SEEDLING}" * 33))})
    sheet = sheets(profile, tmp_path)["Usulan"]

    (title,) = [rule.promptTitle for rule in sheet.data_validations.dataValidation]
    assert title == "\N{SEEDLING}" * 15 + "…"


def test_names_that_are_one_to_windows_are_told_apart(tmp_path: Path) -> None:
    profile = region(tmp_path, {"usulan": form("usulan", "U", column("nama", "text"))})
    first = replace(profile.dimensions[0], code="AA", name="Tata: Kelola")
    second = replace(profile.dimensions[0], code="BB", name="TATA- kelola")

    paths = generate(replace(profile, dimensions=(first, second)), tmp_path / "kk")

    assert [path.name for path in paths] == ["Bimtek 1 - Tata- Kelola.xlsx", "Bimtek 1 - TATA- kelola (BB).xlsx"]


@pytest.mark.validator
def test_microsofts_validator_finds_nothing_wrong_in_them(validator: Validator, tmp_path: Path) -> None:
    many = [
        column(f"c{n}", ("text", "number", "choice")[n % 3], **({"list": "opd"} if n % 3 == 2 else {}))
        for n in range(90)
    ]
    forms = {
        "besar": form("besar", "U", column("nama", "text", help="x" * 255, heading='<"&>' * 25), *many, freeze="c40"),
        "kecil": form("kecil", "K", column("nama", "text"), sheet="Isi 'n Usul & <b> \N{SEEDLING}"),
    }
    profile = region(tmp_path, forms)
    profile = replace(profile, password="a\"b'c&<>")

    paths = generate(profile, tmp_path / "kk", per_agency=True)

    assert [validator(path) for path in paths] == [[], [], []]
