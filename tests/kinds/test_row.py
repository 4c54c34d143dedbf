"""What a typed cell means. The tables below are the specification: typed, stored, rule or trouble.

A form of a made-up region stands for every kind of column. Each case types one cell (or a row) and reads it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worksheet_kit.core.model import (
    Agency,
    Block,
    Cell,
    CellError,
    Column,
    Contact,
    Dimension,
    Form,
    FormattedNumber,
    Hint,
    IdentityField,
    Item,
    Paper,
    Place,
    Problem,
    Profile,
    Programme,
    Quarter,
    Raw,
    Recipient,
    Required,
    ReturnedRow,
    ReturnedSheet,
    Rule,
    RuleKind,
    ShownDay,
    ShownNumber,
    Stage,
    Uncomputed,
    ValueList,
)
from worksheet_kit.core.row_code import row_key
from worksheet_kit.kinds import KINDS, RULES, TROUBLES
from worksheet_kit.kinds.row import FormReader, identity
from worksheet_kit.values import text as values
from worksheet_kit.values.choices import Choices, accepted

UNITS = ValueList(
    name="satuan",
    title="satuan",
    items=(
        Item(label="%", aliases=("persen", "Persen (%)")),
        Item(label="desa"),
        Item(label="orang", aliases=("org",)),
        Item(label="tahun"),
        Item(label="Rp juta"),
        Item(label="OPD", aliases=("Perangkat Daerah",)),
        Item(label="TRUE"),
    ),
)
FUNDS = ValueList(
    name="dana",
    title="sumber dana",
    items=(
        Item(label="APBD Kabupaten", aliases=("APBD", "APBD II")),
        Item(label="APBD Provinsi/Bantuan Keuangan", aliases=("APBD I", "Bankeu")),
        Item(label="DAK Fisik"),
        Item(label="DAK Nonfisik"),
        Item(label="CSR/TJSLP", aliases=("CSR", "TJSLP")),
        Item(label="Tidak perlu anggaran"),
        Item(label="Belum ada sumber"),
    ),
    hints=(
        Hint(text="DAK", labels=("DAK Fisik", "DAK Nonfisik")),
        Hint(text="gratis", labels=("Tidak perlu anggaran",)),
    ),
)
YES_NO = ValueList(name="ya_tidak", title="ya atau tidak", items=(Item(label="Ya"), Item(label="Tidak")))

PROGRAM = Form(
    name="program",
    sheet="Program",
    title="PROGRAM",
    noun="program",
    blocks=(Block(prefix="P", rows=9, digits=2),),
    show_recipient=True,
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        Column(key="nama", heading="Nama", kind=KINDS["text"]),
    ),
)
FACTORS = Form(
    name="faktor",
    sheet="Faktor",
    title="FAKTOR",
    noun="faktor",
    blocks=tuple(Block(prefix=prefix, rows=12) for prefix in "SWOT"),
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        Column(key="isi", heading="Isi", kind=KINDS["text"]),
    ),
)
STRATEGY = Form(
    name="strategi",
    sheet="Strategi",
    title="STRATEGI",
    noun="strategi",
    blocks=(Block(prefix="SO", rows=4), Block(prefix="WT", rows=4)),
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        Column(key="isi", heading="Isi", kind=KINDS["text"]),
    ),
)
ACTION = Form(
    name="aksi",
    sheet="Aksi",
    title="AKSI",
    noun="aksi",
    blocks=(Block(prefix="A", rows=20, digits=2),),
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        Column(key="program", heading="Program", kind=KINDS["choice"], list="@program", required=Required.YES),
        Column(key="faktor_1", heading="Faktor 1", kind=KINDS["choice"], list="@faktor", series="faktor"),
        Column(key="faktor_2", heading="Faktor 2", kind=KINDS["choice"], list="@faktor", series="faktor"),
        Column(key="strategi", heading="Strategi", kind=KINDS["choice"], list="@strategi"),
        Column(key="uraian", heading="Uraian", kind=KINDS["text"], required=Required.YES),
        Column(key="masalah", heading="Masalah", kind=KINDS["choice"], list="masalah"),
        Column(key="opd", heading="OPD", kind=KINDS["choice"], list="opd", required=Required.YES),
        Column(key="opd_lain_1", heading="OPD lain 1", kind=KINDS["choice"], list="opd", series="opd_lain"),
        Column(key="opd_lain_2", heading="OPD lain 2", kind=KINDS["choice"], list="opd", series="opd_lain"),
        Column(key="opd_lain_3", heading="OPD lain 3", kind=KINDS["choice"], list="opd", series="opd_lain"),
        Column(key="program_pd", heading="Program PD", kind=KINDS["choice"], list="program_pd"),
        Column(key="satuan", heading="Satuan", kind=KINDS["choice"], list="satuan"),
        Column(key="awal", heading="Awal", kind=KINDS["number"], unit="satuan"),
        Column(key="target", heading="Target", kind=KINDS["number"], unit="satuan", required=Required.YES),
        Column(key="biaya", heading="Biaya", kind=KINDS["money"]),
        Column(key="dana", heading="Dana", kind=KINDS["choice"], list="dana"),
        Column(key="mulai", heading="Mulai", kind=KINDS["quarter"], list="triwulan"),
        Column(key="selesai", heading="Selesai", kind=KINDS["quarter"], list="triwulan"),
        Column(key="tinjau", heading="Tinjau", kind=KINDS["quarter"], list="triwulan"),
        Column(key="unggulan", heading="Unggulan", kind=KINDS["choice"], list="ya_tidak"),
        Column(key="total", heading="Total", kind=KINDS["total"], source="biaya"),
    ),
    rules=(Rule(kind=RuleKind.ORDER, columns=("mulai", "selesai")),),
)
PROFILE = Profile(
    name="uji",
    region="Kota Uji",
    edition="UJI24",
    event="Uji",
    head="Wali Kota",
    plan="RPJMD",
    paper=Paper(name="A4", index=9, width=210, height=297),
    years=(2022, 2023, 2024),
    quarters=tuple(Quarter(year, n) for year in (2022, 2023, 2024) for n in (1, 2, 3, 4) if (year, n) >= (2022, 3)),
    contact=Contact(office="Diskominfo"),
    problems=(Problem(code="M1", name="Tata Kelola"), Problem(code="M2", name="Kemiskinan")),
    agencies=(
        Agency(code="DINKES", name="Dinas Kesehatan", short="Dinkes", aliases=("DKK",)),
        Agency(code="DINHUB", name="Dinas Perhubungan", short="Dinhub", aliases=("Dishub",)),
        Agency(
            code="DIKPORA",
            name="Dinas Pendidikan, Pemuda dan Olahraga",
            short="Dikpora",
            aliases=("Dinas Pendidikan",),
        ),
        Agency(code="DINKOMINFO", name="Dinas Komunikasi dan Informatika", short="Dinkominfo", aliases=("Kominfo",)),
        Agency(code="SATPOLPP", name="Satuan Polisi Pamong Praja", short="Satpol PP"),
    ),
    programmes=(Programme(code="2.16.03", name="Pengelolaan Aplikasi Informatika", agencies=("DINKOMINFO",)),),
    dimensions=(
        Dimension(
            code="GOV", name="Smart Governance", subdimensions=(Item(label="Layanan"),), members=("DINKES", "DINHUB")
        ),
        Dimension(code="ENV", name="Smart Environment", subdimensions=(Item(label="Sampah"),)),
    ),
    lists={"satuan": UNITS, "dana": FUNDS, "ya_tidak": YES_NO},
    forms={form.name: form for form in (PROGRAM, ACTION, FACTORS, STRATEGY)},
    stages=(
        Stage(number=1, title="Satu", dates="", start=date(2022, 1, 1), place="", deadline="", forms=("strategi",)),
        Stage(
            number=2,
            title="Dua",
            dates="",
            start=date(2022, 2, 1),
            place="",
            deadline="",
            forms=("faktor", "program", "aksi"),
        ),
    ),
    identity=(
        IdentityField(key="nama", label="Nama"),
        IdentityField(key="opd", label="OPD", list="opd"),
        IdentityField(key="hp", label="HP"),
        IdentityField(key="nip", label="NIP"),
    ),
    attendance=0,
    steps=(),
    instructions=(),
)
GROUP = Recipient(dimension="GOV")
INPUTS = [column.key for column in ACTION.inputs]
COLUMNS = {column.key: n + 1 for n, column in enumerate(ACTION.columns)}


def read(
    cells: dict[str, Raw], *others: dict[str, Raw], recipient: Recipient = GROUP, **known: object
) -> dict[str, Cell]:
    """Read one row of the form *Aksi*, standing on the sheet with the rows of ``others``."""
    rows = tuple(
        ReturnedRow(key=row_key(recipient, f"A{n + 1:02d}"), number=8 + n, cells=row)
        for n, row in enumerate((cells, *others))
    )
    sheet = ReturnedSheet(form="aksi", sheet="Aksi (2)", columns=COLUMNS, rows=rows)
    reader = FormReader(PROFILE, ACTION, recipient, **known)  # type: ignore[arg-type]
    return reader.on(sheet, "kiriman/a.xlsx").row(rows[0])


def one(column: str, raw: Raw, **context: Raw) -> Cell:
    """Read one cell, with other cells of its row as context."""
    return read({column: raw, **context})[column]


def told(cell: Cell) -> tuple[str, dict[str, str], str]:
    """The trouble of a cell, which then has no value and no rule."""
    assert cell.trouble is not None
    assert (cell.value, cell.rule) == (None, "")
    return cell.trouble.name, dict(cell.trouble.data), cell.trouble.suggestion


# --- where a cell stands, and which cells count ----------------------------------------------------------------------


def test_a_cell_keeps_what_was_typed_and_where_it_stands() -> None:
    cell = read({"opd": "dishub"})["opd"]
    place = Place("kiriman/a.xlsx", "Aksi (2)", "I9")  # 8th column of the form
    assert cell == Cell("dishub", "DINHUB", place, None, "alias")


UNSEEN = ["\u2800\u3164", "\u180e\u115f", "\uffa0\ufe0f"]


@pytest.mark.parametrize("blank", [None, "", " ", "\u00a0 ", "\u200b", "\n", "\ufeff\u00a0", "_x000D_", *UNSEEN])
def test_blank_cells_do_not_count(blank: Raw) -> None:
    assert read({"uraian": blank, "target": blank, "opd": blank, "mulai": blank}) == {}


def test_locked_columns_and_strangers_are_not_read() -> None:
    assert read({"kode": "GOV-A01", "total": 5.0, "lain": "x"}) == {}


# --- text ------------------------------------------------------------------------------------------------------------

TEXT = [
    # typed                          stored                        rule
    ("Melatih petugas", "Melatih petugas", ""),
    ("  Melatih petugas ", "Melatih petugas", "spasi"),
    ("Melatih\u00a0petugas", "Melatih petugas", "tak tampak"),
    ("Melatih\u200b petugas", "Melatih petugas", "tak tampak"),
    ("Melatih petugas\u2800\u3164", "Melatih petugas", "tak tampak"),
    ("Satu_x000D_\nDua", "Satu\nDua", "karakter kendali"),
    ("Satu\r\nDua", "Satu\nDua", "karakter kendali"),
    ("Satu\x07Dua", "SatuDua", "karakter kendali"),
    ("“Kota” – ’22", "“Kota” – ’22", ""),  # quotes and dashes of a text are its own
    ("Kode _x0041_", "Kode _x0041_", ""),  # only control signs are ever spelt that way by mistake
    ("-", "-", ""),  # in a text a dash is a text
    ("=1+1", "=1+1", ""),
    (2022.0, "2022", "teks dari angka"),
    (2.76, "2,76", "teks dari angka"),
    (-0.5, "-0,5", "teks dari angka"),
    (81234567890.0, "81234567890", "teks dari angka"),
    (datetime(2022, 7, 20), "20 Juli 2022", "teks dari tanggal"),
    (datetime(2022, 7, 20, 13, 5), "20 Juli 2022 13.05", "teks dari tanggal"),
    (date(2024, 2, 1), "1 Februari 2024", "teks dari tanggal"),
    (True, "TRUE", "teks dari nilai logika"),
]


@pytest.mark.parametrize(("typed", "stored", "rule"), TEXT)
def test_text(typed: Raw, stored: str, rule: str) -> None:
    cell = one("uraian", typed)
    assert (cell.value, cell.rule, cell.trouble, cell.raw) == (stored, rule, None, typed)


def test_a_number_with_more_digits_than_a_sheet_keeps_is_told() -> None:
    cell = one("uraian", 198501012010011001.0)
    assert cell.trouble is not None
    assert cell.trouble.name == "precision_lost"
    assert cell.value is None
    assert told(one("biaya", 1234567890123456.0))[0] == told(one("biaya", "1234567890123456"))[0] == "too_large"
    assert told(one("awal", 1234567890123456.0))[0] == told(one("awal", "1234567890123456"))[0] == "too_large"
    assert one("uraian", "198501012010011001").value == "198501012010011001"  # what the finding asks for


def test_text_over_the_limit_of_a_cell_is_told() -> None:
    assert told(one("uraian", "a" * 32_768)) == ("too_long", {"panjang": "32768"}, "")
    assert one("uraian", "a" * 32_767).trouble is None


@pytest.mark.parametrize("column", ["uraian", "opd", "program", "target", "biaya", "mulai"])
def test_error_cells_and_formulas_without_a_result_are_told_in_every_kind_of_column(column: str) -> None:
    assert told(one(column, CellError("#REF!"))) == ("error_cell", {"galat": "#REF!"}, "")
    assert told(one(column, Uncomputed("=A1"))) == ("uncomputed", {"rumus": "=A1"}, "")


# --- choices ---------------------------------------------------------------------------------------------------------

CHOICES = [
    # column      typed                             stored             rule
    ("opd", "Dinkes", "DINKES", ""),
    ("opd", " Dinkes", "DINKES", "spasi"),
    ("opd", "Dinkes\u00a0", "DINKES", "tak tampak"),
    ("opd", "Din\u200bkes", "DINKES", "tak tampak"),
    ("opd", "DINKES", "DINKES", ""),  # the code itself
    ("opd", "dinkes", "DINKES", "huruf"),
    ("opd", "Ｄｉｎｋｅｓ", "DINKES", "huruf mirip"),  # full width
    ("opd", "Dink\u0435s", "DINKES", "huruf mirip"),  # a Cyrillic e
    ("opd", "Satpol  PP", "SATPOLPP", "spasi"),
    ("opd", "Dishub", "DINHUB", "alias"),
    ("opd", "dinas  perhubungan", "DINHUB", "alias"),
    ("opd", "Dinas Pendidikan Pemuda & Olahraga", "DIKPORA", "alias"),
    ("opd", "Dinas Pendidikan; Pemuda dan Olahraga", "DIKPORA", "alias"),
    ("opd", "SatpolPP", "SATPOLPP", "kode"),
    ("opd", "Sat Pol PP.", "SATPOLPP", "tanda baca"),
    ("opd", "Dinas Perhubungan (Dishub)", "DINHUB", "alias"),
    ("opd", "Dishub(Dinas Perhubungan)", "DINHUB", "alias"),
    ("opd", "Dinas Komunikasi dan Informatika Kota Uji", "DINKOMINFO", "alias"),  # the own region
    ("opd", "Dishub Kota Uji", "DINHUB", "alias"),
    ("opd", "Dinas Perhubungan (Dishub) Kota Uji", "DINHUB", "alias"),
    ("opd", "Dinas Kominfo", "DINKOMINFO", "alias"),  # one more word of its own name
    ("satuan", "% (persen)", "%", "alias"),
    ("opd", "1. Dinkes", "DINKES", "tanda baca"),  # a list of one
    ("opd", "Dinkes, Dinas Kesehatan", "DINKES", "tanda baca"),
    ("masalah", "M1 Tata Kelola", "M1", ""),
    ("masalah", "M1", "M1", ""),
    ("masalah", "m1", "M1", "kode"),
    ("masalah", "m-1", "M1", "kode"),
    ("masalah", "M 1", "M1", "kode"),
    ("masalah", "Tata kelola", "M1", "alias"),
    ("masalah", "M1 dan M2", None, ""),
    ("masalah", "M1: Tata Kelola", "M1", "tanda baca"),
    ("masalah", "M1 - Tata", "M1", "kode"),
    ("program_pd", "2.16.03", "2.16.03", ""),
    ("program_pd", "Pengelolaan Aplikasi Informatika", "2.16.03", "alias"),
    ("satuan", "%", "%", ""),
    ("satuan", "Persen", "%", "alias"),
    ("satuan", "rp. juta", "Rp juta", "tanda baca"),
    ("dana", "csr", "CSR/TJSLP", "alias"),
    ("dana", "CSR / TJSLP", "CSR/TJSLP", "tanda baca"),
    ("dana", "APBD II", "APBD Kabupaten", "alias"),
    ("program_pd", "2.16.03 Pengelolaan Aplikasi", None, ""),  # not the beginning of "Program Pengelolaan …"
    ("program_pd", "2.16.03 - Program Pengelolaan", "2.16.03", "kode"),
    ("unggulan", "Ya", "Ya", ""),
    ("unggulan", "✓", "Ya", "tanda centang"),
    ("unggulan", "✔\ufe0f", "Ya", "tanda centang"),  # as telephones write it
    ("masalah", "M1 Tata Kelola (prioritas)", "M1", "kode"),
    ("unggulan", "v", "Ya", "tanda centang"),
    ("unggulan", True, "Ya", "tanda centang"),
    ("unggulan", False, "Tidak", "tanda centang"),
    ("satuan", True, "TRUE", ""),  # picked from the list, which some programs turn into a value of logic
    ("unggulan", "tdk", "Tidak", "tanda centang"),
    ("unggulan", "-", None, "tanpa data"),
    ("opd_lain_1", "tidak ada", None, "tanpa data"),
]


@pytest.mark.parametrize(("column", "typed", "stored", "rule"), CHOICES)
def test_choices(column: str, typed: Raw, stored: str | None, rule: str) -> None:
    cell = one(column, typed)
    assert (cell.value, cell.rule) == (stored, rule)
    assert (cell.trouble is None) == (stored is not None or rule == "tanpa data")


UNREADABLE_CHOICES = [
    # column     typed              trouble             suggestion or readings
    ("opd", "Dinkomimfo", "not_in_list", "Dinkominfo"),
    ("opd", "Dinas", "not_in_list", ""),  # near to several: no guess
    ("opd", "Badan Riset", "not_in_list", ""),
    ("opd", "Dinas Kesehatan Kota Lain", "not_in_list", "Dinkes"),
    ("opd", "Dinas Kom", "not_in_list", "Dinkominfo"),  # short for a name, but no name of it
    ("opd", "DPPO", "not_in_list", "Dikpora"),
    ("opd", "Dinas Pendidikan PO", "not_in_list", "Dikpora"),
    ("opd", "Dinas Perhubungan (Dinkominfo)", "ambiguous_choice", "Dinhub; Dinkominfo"),
    ("opd", "Dinas Kesehatan dan Pemuda", "ambiguous_choice", "Dinkes; Dikpora"),
    ("opd", "Dinas Informatika dan Perhubungan", "ambiguous_choice", "Dinkominfo; Dinhub"),
    ("opd", "Dinkes bersama Dishub", "several_choices", "Dinkes; Dinhub"),
    ("opd", "Dinkes (Dinas Kesehatan) dan Dishub", "several_choices", "Dinkes; Dinhub"),
    ("opd", "Dinkes dll", "not_in_list", "Dinkes"),
    ("opd", "Dinkes, dkk.", "not_in_list", ""),  # and its companions, not DKK
    ("masalah", "M1 dan lainnya", "not_in_list", ""),
    ("masalah", "M1 Tata Kelola, dll.", "not_in_list", "M1 Tata Kelola"),
    ("masalah", "M1 Tata Kelola dan lain-lain", "not_in_list", ""),
    ("satuan", "orang/desa", "several_choices", "orang; desa"),
    ("satuan", "%/tahun", "not_in_list", "%"),
    ("opd", "Kepala Dinkes", "not_in_list", "Dinkes"),
    ("opd", "Dinkes Dinhub", "not_in_list", ""),
    ("opd", "Dinkominfo (koordinator)", "not_in_list", "Dinkominfo"),
    ("opd", "Dinas Kesehatan dan Rumah Sakit", "not_in_list", ""),  # two, one of which is unknown
    ("opd", "Dinas Pendidikan, Dinas Baru", "not_in_list", ""),
    ("opd", "Polisi Pamong Praja", "not_in_list", "Satpol PP"),
    ("opd", "Dinkes - Dinhub", "several_choices", "Dinkes; Dinhub"),
    ("opd", 5.0, "not_in_list", ""),
    ("opd", True, "wrong_type", ""),
    ("opd", datetime(2022, 1, 1), "wrong_type", ""),
    ("dana", "DAK", "ambiguous_choice", "DAK Fisik; DAK Nonfisik"),
    ("dana", "gratis", "not_in_list", "Tidak perlu anggaran"),
    ("dana", "belum ada", "not_in_list", "Belum ada sumber"),  # here it may be the answer
    ("satuan", "Orang/tahun", "not_in_list", "orang"),  # a rate, not two units
    ("satuan", "orang, desa", "several_choices", "orang; desa"),
    ("dana", "APBD Prov", "not_in_list", "APBD Provinsi/Bantuan Keuangan"),
    ("masalah", 1.0, "not_in_list", "M1 Tata Kelola"),
    ("masalah", "Masalah 2", "not_in_list", "M2 Kemiskinan"),
    ("masalah", "M-01", "not_in_list", "M1 Tata Kelola"),
    ("masalah", "No. 2", "not_in_list", "M2 Kemiskinan"),
    ("masalah", "P1.", "not_in_list", ""),  # the code of something else
    ("masalah", "M3", "not_in_list", ""),
    ("masalah", "Kelola", "not_in_list", "M1 Tata Kelola"),
    ("masalah", "M1 Tata Kelola, M2 Kemiskinan", "several_choices", "M1 Tata Kelola; M2 Kemiskinan"),
    ("masalah", "M1 Tata Kelola\nM2 Kemiskinan", "several_choices", "M1 Tata Kelola; M2 Kemiskinan"),
    ("masalah", "M1 Tata Kelola M2", "not_in_list", "M1 Tata Kelola"),
    ("masalah", "M1 Tata Kelola, Kemiskinan", "several_choices", "M1 Tata Kelola; M2 Kemiskinan"),
    ("program_pd", "21603", "not_in_list", ""),  # the points between figures say something
    ("program_pd", 21603.0, "not_in_list", ""),
    ("dana", "*", None, ""),
    ("masalah", "M1 Kemiskinan", "ambiguous_choice", "M1 Tata Kelola; M2 Kemiskinan"),
    ("unggulan", "x", "ambiguous_choice", "Ya; Tidak"),
    ("opd", "Dinkes, Dinhub", "several_choices", "Dinkes; Dinhub"),
    ("opd", "Dinkes, Badan Riset", "not_in_list", ""),
]


@pytest.mark.parametrize(("column", "typed", "trouble", "words"), UNREADABLE_CHOICES)
def test_what_is_no_choice_is_told_and_never_guessed(column: str, typed: Raw, trouble: str | None, words: str) -> None:
    cell = one(column, typed)
    if trouble is None:
        assert (cell.value, cell.trouble, cell.rule) == (None, None, "tanpa data")
        return
    name, data, suggestion = told(cell)
    assert name == trouble
    assert data.get("pilihan", suggestion) == words


def test_several_choices_in_one_cell_go_to_the_free_columns_of_their_series() -> None:
    cells = read({"opd_lain_1": "Dinkes, Dishub dan Dinas Pendidikan, Pemuda dan Olahraga"})
    assert [cells[f"opd_lain_{n}"].value for n in (1, 2, 3)] == ["DINKES", "DINHUB", "DIKPORA"]
    assert {cells[f"opd_lain_{n}"].rule for n in (1, 2, 3)} == {"dibagi"}
    assert {cells[f"opd_lain_{n}"].place.cell for n in (1, 2, 3)} == {"J9"}  # where all three were typed
    assert list(cells) == ["opd_lain_1", "opd_lain_2", "opd_lain_3"]


@pytest.mark.parametrize(
    "typed",
    ["1. Dinkes\n2. Dishub", "1. Dinkes 2. Dishub", "1) Dinkes, 2) Dishub", "a. Dinkes b. Dishub", "- Dinkes - Dishub"],
)
def test_a_numbered_list_in_one_cell_is_spread_too(typed: str) -> None:
    cells = read({"opd_lain_1": typed})
    assert [cells[f"opd_lain_{n}"].value for n in (1, 2)] == ["DINKES", "DINHUB"]


def test_several_choices_leave_filled_columns_alone() -> None:
    cells = read({"opd_lain_1": "Dinkes/Dinhub", "opd_lain_2": "Dinkominfo"})
    assert [cells[f"opd_lain_{n}"].value for n in (1, 2, 3)] == ["DINKES", "DINKOMINFO", "DINHUB"]
    assert [cells[f"opd_lain_{n}"].rule for n in (1, 2, 3)] == ["dibagi", "", "dibagi"]


def test_several_choices_without_room_for_all_stay_where_they_are() -> None:
    cells = read({"opd_lain_1": "Dinkes, Dinhub, Dikpora", "opd_lain_3": "Dinkominfo"})
    name, data, _ = told(cells["opd_lain_1"])
    assert (name, data["pilihan"]) == ("several_choices", "Dinkes; Dinhub; Dikpora")
    assert (data["jumlah"], data["tempat"]) == ("3", "2")
    assert set(cells) == {"opd_lain_1", "opd_lain_3"}


def test_a_label_that_holds_a_separator_is_one_choice() -> None:
    assert one("dana", "csr/tjslp").value == "CSR/TJSLP"
    assert one("dana", "APBD Provinsi / Bantuan Keuangan").value == "APBD Provinsi/Bantuan Keuangan"


def _choice_of(*items: Item) -> Choices:
    return Choices(ValueList(name="x", title="x", items=items))


ODD_LISTS = [
    # labels                                             typed                    means
    (("I", "II", "III"), "ii", ("II",)),
    (("I", "II", "III"), "I, II", ("I", "II")),  # without the comma it would be the third
    (("I", "II", "III"), "I/II", ("I", "II")),
    (("PAD", "Pad"), "Pad", ("Pad",)),
    (("PAD", "Pad"), "pad", ()),  # either
    (("Dinas", "Dinas Kesehatan", "Dinas Kesehatan Hewan"), "dinas kesehatan", ("Dinas Kesehatan",)),
    (("Dinas", "Dinas Kesehatan"), "Dinas Kesehatan, Dinas", ("Dinas Kesehatan", "Dinas")),
    (("Roti, Kue", "Roti", "Kue"), "roti,kue", ("Roti, Kue",)),
    (("Roti, Kue", "Roti", "Kue"), "Kue, Roti", ("Kue", "Roti")),
    (("A/B", "C dan D"), "A/B, C dan D", ("A/B", "C dan D")),
    (("1.000", "1000", "10"), "1000", ("1000",)),
    (("3-4 tahun", "34 orang"), "3 - 4 tahun", ("3-4 tahun",)),
    (("3-4", "5-6"), "34", ()),
    (("≥ 5", "< 5"), "5", ()),
    (("Tidak ada", "-"), "-", ("-",)),  # where a list has them, they are answers
    (("Tidak ada", "-"), "tidak ada", ("Tidak ada",)),
]


@pytest.mark.parametrize(("labels", "typed", "means"), ODD_LISTS)
def test_lists_of_any_labels(labels: tuple[str, ...], typed: str, means: tuple[str, ...]) -> None:
    choices = _choice_of(*(Item(label=label) for label in labels))
    found = choices.find(typed)
    got = (choices.split(typed) or ()) if found is None else (found.value,) if found.value else ()
    assert got == means


def test_a_number_cell_cannot_say_whether_a_code_ends_in_zero() -> None:
    profile = replace(PROFILE, problems=(Problem(code="1.1", name="Air"), Problem(code="1.10", name="Udara")))
    sheet = ReturnedSheet(form="aksi", sheet="Aksi", columns=COLUMNS, rows=())
    for typed, stored in ((1.1, None), ("1.1", "1.1"), ("1.10", "1.10")):
        row = ReturnedRow(key="GOV-A01", number=8, cells={"masalah": typed})
        assert FormReader(profile, ACTION, GROUP).on(sheet, "a.xlsx").row(row)["masalah"].value == stored


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("M1 Air Bersih", None),  # of a sheet that went out before the problems were numbered anew
        ("M2 Air", None),
        ("M1 Air Bersih dan Sanitasi", None),
        ("M1 - Air", "M1"),
        ("M2 Air Bersih dan Sanitasi", "M2"),
        ("M1 Air (prioritas)", "M1"),
    ],
)
def test_the_code_of_one_problem_beside_the_name_of_another_says_two_things(typed: str, means: str | None) -> None:
    problems = [
        Item(label=f"M{n} {name}", code=f"M{n}", aliases=(name,)) for n, name in ((1, "Air"), (2, "Air Bersih"))
    ]
    match = _choice_of(*problems).match(typed)
    assert match.value == means
    assert means or (match.trouble and match.trouble.name == "ambiguous_choice")


# --- references to other forms ---------------------------------------------------------------------------------------

REFERENCES = [
    # column      typed                           stored       rule
    ("program", "GOV-P01", "GOV-P01", ""),
    ("program", " gov-p01", "GOV-P01", "huruf"),
    ("program", "P01", "GOV-P01", "kode"),
    ("program", "'P01", "GOV-P01", "kode"),
    ("program", "p1", "GOV-P01", "kode"),
    ("program", "P-01", "GOV-P01", "kode"),
    ("program", "P01 Kapan Sampah Diangkut?", "GOV-P01", "kode"),  # the title asks, not who chose it
    ("program", "GOV P01", "GOV-P01", "kode"),
    ("program", "gov.p.1", "GOV-P01", "kode"),
    ("program", "P01 Satu Data Kota", "GOV-P01", "kode"),
    ("program", "GOV-P03b", "GOV-P03b", ""),  # the second of two programs on one code
    ("program", "p3b", "GOV-P03b", "kode"),
    ("program", "P12", "GOV-P12", "kode"),  # beyond the rows of the sheet: that it is not filled in, a check says
    ("program", "ENV-P02", "ENV-P02", ""),  # another group's: also for a check
    ("faktor_1", "S1", "S1", ""),
    ("faktor_1", "s01", "S1", "kode"),
    ("faktor_1", "GOV-O2", "O2", "kode"),
    # a form of an earlier stage whose rows are not known: a code that leads, else free text
    ("strategi", "SO1", "SO1", ""),
    ("strategi", "SO1 Menyatukan layanan", "SO1", "kode"),
    ("strategi", "Menyatukan layanan", "Menyatukan layanan", ""),
    ("strategi", "SO1 dan SO2", "SO1 dan SO2", ""),
    ("strategi", "-", None, "tanpa data"),
]


@pytest.mark.parametrize(("column", "typed", "stored", "rule"), REFERENCES)
def test_references(column: str, typed: str, stored: str | None, rule: str) -> None:
    cell = one(column, typed)
    assert (cell.value, cell.rule, cell.trouble) == (stored, rule, None)


UNREADABLE_REFERENCES = [
    ("program", "Satu Data", "not_in_list", ""),
    ("program", "PO1", "not_in_list", "GOV-P01"),  # letter O for zero
    ("program", "P01?", "not_in_list", "GOV-P01"),
    ("program", "gov p1 (?)", "not_in_list", "GOV-P01"),
    ("program", "P01 dan P02", "several_choices", ""),
    ("program", "P01 dan seterusnya", "not_in_list", ""),
    ("program", "P01 dll", "not_in_list", ""),
    ("program", "P01 lainnya", "not_in_list", ""),
    ("program", "P01-P03", "not_in_list", ""),
    ("program", "P01-03", "not_in_list", ""),
    ("program", "P1 - 3", "not_in_list", ""),
    ("program", "P1 2", "not_in_list", ""),
    ("program", "P1.2", "not_in_list", ""),
    ("program", "P1 (2)", "not_in_list", ""),
    ("program", "A01", "not_in_list", ""),
    ("faktor_1", "ENV-S1", "not_in_list", ""),  # would look like an own one
    ("faktor_1", "S", "not_in_list", ""),
]


@pytest.mark.parametrize(("column", "typed", "trouble", "suggestion"), UNREADABLE_REFERENCES)
def test_what_names_no_code_is_told(column: str, typed: str, trouble: str, suggestion: str) -> None:
    name, _, suggested = told(one(column, typed))
    assert (name, suggested) == (trouble, suggestion)


def test_several_factors_in_one_cell_are_spread() -> None:
    cells = read({"faktor_1": "S1, O2"})
    assert (cells["faktor_1"].value, cells["faktor_2"].value) == ("S1", "O2")


def test_an_agencys_own_codes_carry_its_name() -> None:
    own = Recipient(dimension="GOV", agency="DINKES")
    assert read({"program": "P1"}, recipient=own)["program"].value == "GOV-DINKES-P01"
    assert read({"program": "gov dinkes p01"}, recipient=own)["program"].value == "GOV-DINKES-P01"
    assert read({"program": "GOV-P01"}, recipient=own)["program"].value == "GOV-P01"  # the group's, not its own


def test_a_list_given_for_an_earlier_stage_is_held_to() -> None:
    known = ValueList(name="strategi", title="strategi", items=(Item(label="SO1 Menyatukan layanan", code="SO1"),))
    for typed in ("SO1 Menyatukan layanan", "so1", "SO-1", "SO1 Menyatukan semua layanan …"):  # the last: older words
        assert read({"strategi": typed}, lists={"@strategi": known})["strategi"].value == "SO1"
    for typed in ("SO4", "SO1 dan seterusnya", "SO1 atau SO4", "SO1-3", "SO1, 3"):
        assert told(read({"strategi": typed}, lists={"strategi": known})["strategi"])[0] == "not_in_list"


# --- numbers and amounts ---------------------------------------------------------------------------------------------

MONEY = [
    # typed                  rupiah           rule
    (250_000_000.0, 250_000_000, ""),
    (0.0, 0, ""),
    ("Rp. 1, 2 triliun", 1_200_000_000_000, "rupiah"),
    ("Rp.4,5 milyar", 4_500_000_000, "rupiah"),
    ("Rp. 790 juta", 790_000_000, "rupiah"),
    ("Rp 15 Miliar", 15_000_000_000, "rupiah"),
    ("Rp15 M", 15_000_000_000, "rupiah"),
    ("Rp20 juta", 20_000_000, "rupiah"),
    ("Rp350 juta,-", 350_000_000, "rupiah"),
    ("500 rb", 500_000, "rupiah"),
    ("1.500.000,-", 1_500_000, "rupiah"),
    ("Rp. 1.500.000,--", 1_500_000, "rupiah"),
    ("1.500.000.,-", 1_500_000, "rupiah"),
    ("1500000,0000", 1_500_000, "angka dari teks"),
    ("Rp104.571.400,00", 104_571_400, "rupiah"),
    ("IDR 5.000.000", 5_000_000, "rupiah"),
    ("5 juta rupiah", 5_000_000, "rupiah"),
    ("150000000", 150_000_000, "angka dari teks"),
    ("150.000.000", 150_000_000, "angka dari teks"),
    ("150,000,000", 150_000_000, "angka dari teks"),  # English grouping, but no other reading
    ("150,000,000.00", 150_000_000, "angka dari teks"),
    ("150 000 000", 150_000_000, "angka dari teks"),
    ("1.234", 1_234, "angka dari teks"),  # an amount: points group thousands
    ("1 miliar 500 juta", 1_500_000_000, "rupiah"),
    ("Rp. 1.500.000.000,- (satu milyar lima ratus juta rupiah)", 1_500_000_000, "rupiah"),
    ("Rp1.250 juta (satu miliar dua ratus lima puluh juta)", 1_250_000_000, "rupiah"),
    ("dua ratus lima puluh juta rupiah", 250_000_000, "rupiah"),
    ("Lima juta rupiah (Rp5.000.000,-)", 5_000_000, "rupiah"),
    ("1,25 miliar", 1_250_000_000, "rupiah"),
    ("4.5 milyar", 4_500_000_000, "rupiah"),
    ("１５０．０００", 150_000, "angka dari teks"),
    ("Rp\u00a05.000.000", 5_000_000, "rupiah"),
    ("'5000000", 5_000_000, "angka dari teks"),
    ("-", None, "tanpa data"),
    ("Rp -", None, "tanpa data"),
    ("tidak ada", None, "tanpa data"),
]


@pytest.mark.parametrize(("typed", "rupiah", "rule"), MONEY)
def test_money(typed: Raw, rupiah: int | None, rule: str) -> None:
    cell = one("biaya", typed)
    assert (cell.value, cell.rule) == (rupiah, rule)
    assert cell.value is None or type(cell.value) is int


UNREADABLE_MONEY = [
    ("$500", "not_a_number", {}),
    ("1.000,000", "ambiguous_number", {"a": "1000000", "b": "1000"}),
    ("1,500", "ambiguous_number", {"a": "1500", "b": "1,5"}),
    ("100jt - 200jt", "ambiguous_number", {"a": "100000000", "b": "200000000"}),
    ("10-12 juta", "ambiguous_number", {"a": "10000000", "b": "12000000"}),
    (-5_000_000.0, "negative", {}),
    ("(5.000.000)", "ambiguous_number", {"a": "5000000", "b": "-5000000"}),
    ("1.500 juta", "ambiguous_number", {"a": "1500000000", "b": "1500000"}),
    ("1.250 juta (dua ratus juta)", "ambiguous_number", {"a": "1250000000, 1250000", "b": "200000000"}),
    ("1 juta 500 juta", "not_a_number", {}),
    ("1 juta 5000 ribu", "not_a_number", {}),
    ("100 200", "not_a_number", {}),
    ("-Rp500.000", "negative", {}),
    (1500.5, "not_whole", {}),
    ("Rp1.500,50", "not_whole", {}),
    ("secukupnya", "not_a_number", {}),
    ("5 juta per desa", "not_a_number", {"tambahan": "per desa"}),
    ("Rp100.000.000 (APBD)", "not_a_number", {"tambahan": "(APBD)"}),
    ("100 juta/Tahun", "not_a_number", {"tambahan": "/Tahun"}),
    ("100 jutaan", "not_a_number", {"tambahan": "jutaan"}),  # about that much
    ("150 (dalam jutaan)", "ambiguous_number", {"a": "150", "b": "150000000"}),
    ("150 000.000", "ambiguous_number", {"a": "150000000", "b": "150000"}),
    ("150.0000", "not_a_number", {}),
    ("50\n100", "not_a_number", {}),
    ("150.000.000.000.000.000", "too_large", {}),
    ("1000000000000000", "too_large", {}),  # sixteen digits, all of them there
    (True, "wrong_type", {"jenis": "nilai logika"}),
    (datetime(2022, 1, 5), "wrong_type", {"jenis": "tanggal"}),
    (1e15, "too_large", {}),
    (float("nan"), "not_a_number", {}),
]


@pytest.mark.parametrize(("typed", "trouble", "data"), UNREADABLE_MONEY)
def test_what_is_no_amount_is_told(typed: Raw, trouble: str, data: dict[str, str]) -> None:
    name, given_data, _ = told(one("biaya", typed))
    assert (name, given_data) == (trouble, data)


NUMBERS = [
    # typed        stored     rule                 unit in the row
    (40.0, 40, "", None),
    (7.6, 7.6, "", None),
    (-3.0, -3, "", None),
    (0.1 + 0.2, 0.3, "", None),  # as the sheet shows it
    ("40", 40, "angka dari teks", None),
    ("40,", 40, "angka dari teks", None),
    ("7,16", 7.16, "angka dari teks", None),
    ("7.16", 7.16, "angka dari teks", None),
    ("98,00", 98, "angka dari teks", None),
    ("0.300", 0.3, "angka dari teks", None),  # no thousands begin with zero
    ("1.040.180", 1_040_180, "angka dari teks", None),
    ("1.234,5", 1234.5, "angka dari teks", None),
    ("1,234.5", 1234.5, "angka dari teks", None),
    ("-2,5", -2.5, "angka dari teks", None),
    ("\u2212 3", -3, "angka dari teks", None),
    ("29 desa", 29, "satuan dipisah", "desa"),
    ("29 DESA", 29, "satuan dipisah", "desa"),
    ("29 Perangkat Daerah", 29, "satuan dipisah", "OPD"),
    ("1.200 org", None, "", "orang"),  # 1200 or 1,2
    ("50%", 50, "persen", "%"),
    ("50 persen", 50, "satuan dipisah", "%"),
    ("12,5 %", 12.5, "persen", "persen"),
    ("1,2 juta orang", 1_200_000, "satuan dipisah", "orang"),
    ("2 juta", 2_000_000, "angka dari teks", "orang"),
    ("dua puluh lima", 25, "angka dari teks", "orang"),
    ("5 (lima) desa", 5, "satuan dipisah", "desa"),
    ("29 (desa)", 29, "satuan dipisah", "desa"),
    ("29 ekor", 29, "satuan dipisah", "Ekor"),  # the row's unit is not in the list, but it is the same
    ("-", None, "tanpa data", None),
    ("–", None, "tanpa data", None),
    ("N/A", None, "tanpa data", None),
    ("Belum ada data", None, "tanpa data", None),
    ("blm ada", None, "tanpa data", None),
]


@pytest.mark.parametrize(("typed", "stored", "rule", "unit"), NUMBERS)
def test_numbers(typed: Raw, stored: float | None, rule: str, unit: str | None) -> None:
    cell = one("awal", typed, satuan=unit)
    assert (cell.value, cell.rule) == (stored, rule)


UNREADABLE_NUMBERS = [
    # typed                 unit     trouble             data or suggestion
    ("1.234", "orang", "ambiguous_number", {"a": "1234", "b": "1,234"}, ""),
    ("1,234", "orang", "ambiguous_number", {"a": "1234", "b": "1,234"}, ""),
    ("10-12", "desa", "ambiguous_number", {"a": "10", "b": "12"}, ""),
    ("5 s/d 7 desa", "desa", "ambiguous_number", {"a": "5", "b": "7"}, ""),
    ("5 juta", "Rp juta", "ambiguous_number", {"a": "5", "b": "5000000"}, ""),
    ("29 desa", "orang", "not_a_number", {"satuan": "desa"}, "29"),
    ("29 desa", None, "not_a_number", {"tambahan": "desa"}, "29"),
    ("29 Ekor", "ekor besar", "not_a_number", {"tambahan": "Ekor"}, "29"),  # the unit cannot be read either
    ("(5)", "desa", "ambiguous_number", {"a": "5", "b": "-5"}, ""),
    ("10²", "desa", "not_a_number", {}, ""),
    ("1½", "desa", "not_a_number", {}, ""),
    ("1E-3", "desa", "not_a_number", {}, "0,001"),
    ("50\n100", "desa", "not_a_number", {}, ""),
    ("5 jt", "Rp juta", "ambiguous_number", {"a": "5", "b": "5000000"}, ""),
    ("50%", "desa", "not_a_number", {"satuan": "%"}, "50"),
    ("± 6.5", "desa", "not_a_number", {}, "6,5"),
    (">= 90", "%", "not_a_number", {}, "90"),
    ("18,7 (2021, SSGI)", "%", "not_a_number", {}, "18,7"),
    ("1, 5", "%", "not_a_number", {}, "1,5"),
    ("2.16.03", "desa", "not_a_number", {}, ""),
    ("12 desa dan 3 kelurahan", "desa", "not_a_number", {}, ""),
    ("lima-lima", "desa", "not_a_number", {}, ""),
    ("1. 40", "desa", "ambiguous_number", {"a": "1,4", "b": "40"}, ""),
    ("1.500 m", "desa", "not_a_number", {"satuan": "m"}, ""),
    ("1 t 3 m", "desa", "not_a_number", {}, ""),
    ("1,5E+08", "desa", "not_a_number", {}, "150000000"),
    ("1e9999", "desa", "not_a_number", {}, ""),  # no collection ends at the ten thousand digits of one cell
    ("9E999999999", "desa", "not_a_number", {}, ""),
    ("Rp5.000.000", "orang", "not_a_number", {"satuan": "Rp"}, "5000000"),
    ("14 kecamatan (287 desa)", "desa", "not_a_number", {}, ""),
    ("1O", "desa", "not_a_number", {}, ""),  # a letter O
    ("seperti tahun 2021", "desa", "not_a_number", {}, ""),
    ("Rp 5 juta", "Rp juta", "ambiguous_number", {"a": "5", "b": "5000000"}, ""),
]


@pytest.mark.parametrize(("typed", "unit", "trouble", "data", "suggestion"), UNREADABLE_NUMBERS)
def test_what_is_no_number_is_told(
    typed: Raw, unit: str | None, trouble: str, data: dict[str, str], suggestion: str
) -> None:
    assert told(one("awal", typed, satuan=unit)) == (trouble, data, suggestion)


def test_the_column_decides_what_a_point_means() -> None:
    asked = {"awal": "1.234", "satuan": "ha"}
    points = [{"awal": "0.30", "satuan": "ha"}, {"awal": "2.5", "satuan": "Ha"}]
    commas = [{"awal": "98,00", "satuan": "ha"}, {"awal": "2,5", "satuan": "ha"}]
    assert read(asked, *points)["awal"][:2] == ("1.234", 1.234)
    assert read(asked, *commas)["awal"][:2] == ("1.234", 1234)
    assert read(asked, *commas)["awal"].rule == "desimal menurut kolom"
    for others in (
        points[:1],  # one witness
        [*points, commas[0]],  # they do not agree
        [{**row, "satuan": "orang"} for row in points],  # 1.234 people are not counted as 2.5 ha are
        [{"awal": row["awal"]} for row in points],
        [{"target": row["awal"], "satuan": "ha"} for row in points],  # another column
    ):
        assert told(read(asked, *others)["awal"])[0] == "ambiguous_number"


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Rp100.000.000 (APBD)", "100000000"),
        ("5 mio", ""),
        ("APBD 150 jt", "150000000"),
        ("150jt APBD", "150000000"),
        ("DAK Rp 1,5 M", "1500000000"),
        ("APBD 1.250 M", ""),  # two readings
        ("150 jutaan", ""),
        ("(dalam jutaan) 150", ""),
        ("jutaan 150", ""),
        ("> 100 juta", "100000000"),
        ("200 jt (2025)", "200000000"),
        ("200 jt (3 tahun)", ""),
        ("200 jt setahun", ""),
        ("sama dengan 2024", ""),
        ("lihat tabel 5", ""),
        ("pagu 200000000", "200000000"),
        ("10%", ""),
        ("1OO jt", ""),
    ],
)
def test_an_amount_with_a_remark_is_suggested_unless_the_remark_changes_it(typed: str, suggestion: str) -> None:
    assert told(one("biaya", typed))[2] == suggestion


# --- quarters --------------------------------------------------------------------------------------------------------

QUARTERS = [
    # typed                         stored      rule
    ("TW I 2023", "2023-Q1", ""),
    (" TW I 2023", "2023-Q1", "spasi"),
    ("TW\u00a0I 2023", "2023-Q1", "tak tampak"),
    ("tw4 2022", "2022-Q4", "triwulan"),
    ("T.W. IV 2022", "2022-Q4", "triwulan"),
    ("Tribulan II 2023", "2023-Q2", "triwulan"),
    ("2023 (TW I)", "2023-Q1", "triwulan"),
    ("2023 Januari", "2023-Q1", "bulan"),
    ("Minggu ke-2 Juli 2023", "2023-Q3", "bulan"),
    ("Jul/Agt 2023", "2023-Q3", "rentang waktu"),
    ("I/2023", "2023-Q1", "bulan"),
    ("2023/VII", "2023-Q3", "bulan"),
    ("7-9/2023", "2023-Q3", "bulan"),
    ("Tw. IV Tahun 2022", "2022-Q4", "triwulan"),
    ("Triwulan 1/2023", "2023-Q1", "triwulan"),
    ("TRIWULAN III 2023", "2023-Q3", "triwulan"),
    ("Triwulan ke-2 2023", "2023-Q2", "triwulan"),
    ("Tri wulan pertama th. 2023", "2023-Q1", "triwulan"),
    ("TW Ⅲ 2023", "2023-Q3", "triwulan"),
    ("TW III T.A. 2023", "2023-Q3", "triwulan"),
    ("Tahun 2023 TW III", "2023-Q3", "triwulan"),
    ("TW III (2023)", "2023-Q3", "triwulan"),
    ("TW III (Juli-September 2023)", "2023-Q3", "triwulan"),
    ("“TW III 2023”", "2023-Q3", "triwulan"),
    ("Triwulan 2 Tahun Anggaran 2023", "2023-Q2", "triwulan"),
    ("TW III 2023 (Juli-September)", "2023-Q3", "triwulan"),
    ("Q1 2023", "2023-Q1", "triwulan"),
    ("2023-Q1", "2023-Q1", ""),
    ("2023 TW 2", "2023-Q2", "triwulan"),
    ("Kuartal II 2024", "2024-Q2", "triwulan"),
    ("Januari 2023", "2023-Q1", "bulan"),
    ("Peb 2023", "2023-Q1", "bulan"),
    ("bulan Maret 2023", "2023-Q1", "bulan"),
    ("2023/12", "2023-Q4", "bulan"),
    ("2023-1", "2023-Q1", "bulan"),
    ("Pebruari 2023", "2023-Q1", "bulan"),
    ("Nopember 2022", "2022-Q4", "bulan"),
    ("AGUST 2023", "2023-Q3", "bulan"),
    ("SEPT. 2023", "2023-Q3", "bulan"),
    ("Okt-2023", "2023-Q4", "bulan"),
    ("07/2023", "2023-Q3", "bulan"),
    ("1/2023", "2023-Q1", "bulan"),  # first month and first quarter are one
    ("20 Juli 2022", "2022-Q3", "tanggal"),
    ("20/07/2022", "2022-Q3", "tanggal"),
    ("05-06-2023", "2023-Q2", "tanggal"),  # 5 June or May 6: the same quarter
    ("2023-03-01", "2023-Q1", "tanggal"),
    (datetime(2023, 4, 1), "2023-Q2", "tanggal"),
    (date(2022, 12, 31), "2022-Q4", "tanggal"),
    (44927.0, "2023-Q1", "nomor tanggal"),  # 1 January 2023
    ("44927", "2023-Q1", "nomor tanggal"),
    ("Januari-Maret 2023", "2023-Q1", "rentang waktu"),
    ("Jan, Feb, Mar 2023", "2023-Q1", "rentang waktu"),
    ("1 Januari s/d 31 Maret 2023", "2023-Q1", "rentang waktu"),
    ("-", None, "tanpa data"),
    ("belum ada", None, "tanpa data"),
]


@pytest.mark.parametrize("column", ["mulai", "selesai", "tinjau"])
@pytest.mark.parametrize(("typed", "stored", "rule"), QUARTERS)
def test_quarters(column: str, typed: Raw, stored: str | None, rule: str) -> None:
    cell = one(column, typed)
    assert (cell.value, cell.rule, cell.trouble) == (stored, rule, None)


UNREADABLE_QUARTERS = [
    ("2023", "ambiguous_quarter", ("TW I 2023", "TW IV 2023")),
    (2022.0, "ambiguous_quarter", ("TW III 2022", "TW IV 2022")),
    ("3/2023", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),  # March, or the third quarter
    ("2023-3", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    ("2023-03", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    *(
        (f"3{between}2023", "ambiguous_quarter", ("TW I 2023", "TW III 2023"))
        for between in (",", ":", "_", ".", " ", "-", " - ", ", ")
    ),
    (3.2023, "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    ("III/2023", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    ("2023 (3)", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    ("1-3/2023", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),
    ("2-4 2023", "ambiguous_quarter", ("TW II 2023", "TW IV 2023")),
    ("TW III/IV 2023", "ambiguous_quarter", ("TW III 2023", "TW IV 2023")),
    ("Jun/Jul 2023", "ambiguous_quarter", ("TW II 2023", "TW III 2023")),
    ("TW I atau II 2023", "ambiguous_quarter", ("TW I 2023", "TW II 2023")),
    ("TW III 2023/2024", "ambiguous_quarter", ("TW III 2023", "TW III 2024")),
    ("TW III 2022-2024", "ambiguous_quarter", ("TW III 2022", "TW III 2024")),
    ("Trimester III 2023", "ambiguous_quarter", ("TW III 2023", "TW IV 2023")),
    ("Pertengahan tahun 2023", "ambiguous_quarter", ("TW II 2023", "TW III 2023")),
    ("TW IIII 2023", "ambiguous_quarter", ("TW IV 2023", "TW III 2023")),
    ("TW I dan III 2023", "ambiguous_quarter", ("TW I 2023", "TW III 2023")),  # not the second
    ("TW I, TW IV 2023", "ambiguous_quarter", ("TW I 2023", "TW IV 2023")),
    ("Maret s.d. Januari 2023", "not_a_quarter", None),
    ("2021", "not_in_list", None),  # no quarter of that year is in the plan
    ("05/10/2023", "ambiguous_quarter", ("TW IV 2023", "TW II 2023")),
    ("TW I", "ambiguous_quarter", ("TW I 2023", "TW I 2024")),
    ("Agustus", "ambiguous_quarter", ("TW III 2022", "TW III 2024")),
    ("TW I 2030", "not_in_list", None),
    (datetime(2019, 1, 1), "not_in_list", None),
    (12.0, "not_a_quarter", None),
    ("segera", "not_a_quarter", None),
    ("TW V 2023", "not_a_quarter", None),
    ("TW IV 2023 - TW I 2023", "not_a_quarter", None),
    ("13/2023", "not_a_quarter", None),
    ("TW I, III 2023 dan 2024", "not_a_quarter", None),
    ("TW III 2023 (April-Juni)", "ambiguous_quarter", ("TW III 2023", "TW II 2023")),
    (True, "wrong_type", None),
]


@pytest.mark.parametrize(("typed", "trouble", "readings"), UNREADABLE_QUARTERS)
def test_what_is_no_quarter_is_told(typed: Raw, trouble: str, readings: tuple[str, str] | None) -> None:
    name, data, _ = told(one("mulai", typed))
    assert name == trouble
    assert readings is None or (data["a"], data["b"]) == readings


def test_a_quarter_outside_the_plan_is_told_with_the_plan() -> None:
    assert told(one("mulai", "TW I 2030"))[1] == {"daftar": "triwulan TW III 2022 s.d. TW IV 2024"}


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("TW IV 22", "TW IV 2022"),
        ("TW3 23", "TW III 2023"),
        ("Nopember '22", "TW IV 2022"),
        ("Okt-23", "TW IV 2023"),  # or a day in October
        ("TW III 32", ""),  # no quarter of the plan
        ("12", ""),
    ],
)
def test_a_year_of_two_digits_is_suggested_not_taken(typed: str, suggestion: str) -> None:
    assert told(one("mulai", typed)) == ("not_a_quarter", {}, suggestion)


def test_a_letter_l_for_the_roman_one_is_suggested() -> None:
    assert told(one("mulai", "TW l 2023")) == ("not_a_quarter", {}, "TW I 2023")
    assert told(one("mulai", "TW 1V 2023")) == ("not_a_quarter", {}, "TW IV 2023")


SPANS = [
    ("Januari-Maret 2023", "2023-Q1", "2023-Q1"),
    ("Januari - Juni 2023", "2023-Q1", "2023-Q2"),
    ("TW I - TW IV 2023", "2023-Q1", "2023-Q4"),
    ("TW I s/d IV 2023", "2023-Q1", "2023-Q4"),
    ("TW III 2022 – TW II 2024", "2022-Q3", "2024-Q2"),
    ("Semester I 2023", "2023-Q1", "2023-Q2"),
    ("07/2022 - 12/2023", "2022-Q3", "2023-Q4"),
    ("TW I, II, III 2023", "2023-Q1", "2023-Q3"),
    ("TW III dan IV 2023", "2023-Q3", "2023-Q4"),
    ("Caturwulan II 2023", "2023-Q2", "2023-Q3"),
    ("Sepanjang tahun 2023", "2023-Q1", "2023-Q4"),
]


@pytest.mark.parametrize(("typed", "first", "last"), SPANS)
def test_a_span_is_a_start_and_an_end(typed: str, first: str, last: str) -> None:
    for column in ("mulai", "selesai"):
        cells = read({column: typed})
        assert (cells["mulai"].value, cells["selesai"].value) == (first, last)
        assert {cells[key].rule for key in ("mulai", "selesai")} == {"rentang waktu"}
        assert {cells[key].raw for key in ("mulai", "selesai")} == {typed}
    both = read({"mulai": typed, "selesai": typed})
    assert (both["mulai"].value, both["selesai"].value) == (first, last)


def test_a_span_never_takes_the_place_of_what_was_typed() -> None:
    cells = read({"mulai": "Januari - Juni 2023", "selesai": "TW IV 2024"})
    data = {"ujung": "TW II 2023", "kolom_lain": "Selesai", "nilai": "TW IV 2024"}
    assert told(cells["mulai"]) == ("other_end", data, "")
    assert cells["selesai"][:2] == ("TW IV 2024", "2024-Q4")
    cells = read({"mulai": "TW III 2022", "selesai": "Januari - Juni 2023"})
    assert told(cells["selesai"])[1] == {"ujung": "TW I 2023", "kolom_lain": "Mulai", "nilai": "TW III 2022"}
    same = read({"mulai": "Januari - Juni 2023", "selesai": "Juni 2023"})
    assert (same["mulai"].value, same["selesai"].value) == ("2023-Q1", "2023-Q2")


def test_two_spans_that_differ_are_told_once() -> None:
    cells = read({"mulai": "TW I-III 2023", "selesai": "TW II-IV 2023"})
    assert [cell.trouble is not None for cell in (cells["mulai"], cells["selesai"])] == [True, False]


def test_a_span_fills_the_place_of_a_dash() -> None:
    cells = read({"mulai": "Januari - Juni 2023", "selesai": "-"})
    assert cells["selesai"][:2] == ("-", "2023-Q2")
    assert cells["selesai"].place.cell != cells["mulai"].place.cell


def test_an_end_outside_the_plan_is_told() -> None:
    cells = read({"mulai": "Juli 2024 - Maret 2025"})
    assert cells["mulai"].value == "2024-Q3"
    assert told(cells["selesai"])[0] == "not_in_list"
    assert cells["selesai"].raw == "Juli 2024 - Maret 2025"


def test_a_span_where_neither_start_nor_end_is_asked_for_is_ambiguous() -> None:
    name, data, _ = told(one("tinjau", "Januari - Juni 2023"))
    assert (name, data["a"], data["b"]) == ("ambiguous_quarter", "TW I 2023", "TW II 2023")


# --- numbers and days as their formats show them ---------------------------------------------------------------------

MARCH = ShownDay(date(2023, 3, 1), "Mar-23", has_year=True)
FIRST_OF_MARCH = ShownDay(date(2023, 3, 1), "1-Mar", has_year=False)
SHOWN = [
    # column      cell                                  stored
    ("uraian", ShownNumber(7, "007"), "007"),
    ("uraian", ShownNumber(29, "29 desa"), "29 desa"),
    ("uraian", MARCH, "Mar-23"),
    ("uraian", FIRST_OF_MARCH, "1-Mar"),
    ("awal", ShownNumber(7, "007"), 7),
    ("awal", ShownNumber(29, "29 desa"), 29),
    ("awal", ShownNumber(2.76, "3 desa"), 2.76),  # its format rounds
    ("awal", ShownNumber(12500, "12.500 desa"), 12500),
    ("biaya", ShownNumber(150_000_000, "150 jt"), 150_000_000),
    ("biaya", ShownNumber(1_450_000, "1 jt"), 1_450_000),
    ("biaya", FormattedNumber(150_000, "Rp150.000"), 150_000),
    ("uraian", FormattedNumber(150_000, "Rp150.000"), "Rp150.000"),
    ("uraian", ShownNumber(8.5 / 24, "08.30"), "08.30"),
    ("biaya", ShownNumber(7, "007"), 7),
    ("mulai", MARCH, "2023-Q1"),
    ("mulai", ShownNumber(3, "TW 3 2023"), "2023-Q3"),
    ("masalah", ShownNumber(1, "M1"), "M1"),
]


@pytest.mark.parametrize(("column", "typed", "stored"), SHOWN)
def test_a_number_with_a_format_is_what_was_seen(column: str, typed: Raw, stored: object) -> None:
    cell = one(column, typed, satuan="desa")
    assert (cell.value, cell.trouble) == (stored, None)
    assert cell.raw is typed


RATES = (
    *("APBN 200 ribu/bln", "200 ribu/bln", "Rp 150.000.000/tahun", "5 juta per desa", "200rb/org", "Rp 5 juta / OPD"),
    *(
        "10 desa @ Rp 15.000.000",
        "Rp 150.000.000 x 3 tahun",
        "12 x 5 juta",
        "2×50 juta",
        "s.d. 200 juta",
        "s/d 200 juta",
    ),
    *(
        "5 juta/desa",
        "masing-masing 5 juta",
        "100 juta tiap desa",
        "50 orang setiap tahun",
        "50/bulan",
        "2 orang per desa",
    ),
)


@pytest.mark.parametrize("column", ["biaya", "awal"])
@pytest.mark.parametrize("typed", RATES)
def test_of_a_rate_no_amount_is_suggested(column: str, typed: str) -> None:
    """200 ribu a month is 2,4 million a year, or more: nobody but the writer knows."""
    name, _, suggestion = told(one(column, typed, satuan="desa"))
    assert (name, suggestion) == ("not_a_number", "")


def test_a_rate_is_read_where_the_row_counts_in_it() -> None:
    assert one("awal", "50 orang/bulan", satuan="orang/bulan").value == 50


@pytest.mark.parametrize("typed", ["200 juta (APBD)", "APBD 200 jt", "k/l 200 juta", "±200 juta", "Rp200 juta, APBN"])
def test_of_an_amount_with_a_remark_the_amount_is_suggested(typed: str) -> None:
    assert told(one("biaya", typed))[2] == "200000000"


def test_a_format_that_contradicts_the_column_is_told() -> None:
    assert told(one("awal", ShownNumber(29, "29 desa"), satuan="orang"))[:2] == ("not_a_number", {"satuan": "desa"})
    both = {"a": "150", "b": "150000000"}
    assert told(one("biaya", ShownNumber(150, "150 jt")))[:2] == ("ambiguous_number", both)
    assert told(one("awal", ShownNumber(150, "150 jt"), satuan="orang"))[:2] == ("ambiguous_number", both)
    assert told(one("biaya", ShownNumber(29, "29 desa")))[:2] == ("not_a_number", {"tambahan": "desa"})
    assert told(one("awal", ShownNumber(3, "TW 3"))) == ("not_a_number", {}, "3")
    assert told(one("biaya", ShownNumber(5, "USD 5"))) == ("not_a_number", {}, "5")
    assert told(one("awal", ShownNumber(705, "07-05")))[0] == "not_a_number"
    assert told(one("awal", ShownNumber(8.5 / 24, "08:30")))[0] == "not_a_number"
    assert told(one("awal", ShownNumber(8.5 / 24, "08.30")))[0] == "ambiguous_number"
    assert told(one("mulai", FIRST_OF_MARCH))[0] == "ambiguous_quarter"  # its year is the computer's
    assert told(one("awal", MARCH))[0] == "wrong_type"


# --- identity --------------------------------------------------------------------------------------------------------


def test_identity_lines_are_read_like_cells() -> None:
    typed: dict[str, Raw] = {
        "nama": " Siti ",
        "opd": "dishub",
        "hp": 81234567890.0,
        "nip": 198501012010011001.0,
        "x": "",
    }
    cells = identity(PROFILE, GROUP, typed)
    assert {key: cell.value for key, cell in cells.items()} == {
        "nama": "Siti",
        "opd": "DINHUB",
        "hp": "81234567890",
        "nip": "198501012010011008",
    }
    assert cells["nip"].trouble is not None
    assert identity(PROFILE, GROUP, {"opd": "Kantor Baru"})["opd"].value == "Kantor Baru"


# --- what others use -------------------------------------------------------------------------------------------------


def test_accepted_are_labels_then_codes_then_aliases_once_each_and_only_what_is_unambiguous() -> None:
    both = ValueList(
        name="x",
        title="x",
        items=(
            Item(label="APBD Kabupaten", code="A", aliases=("APBD", "dana daerah")),
            Item(label="APBD Provinsi", code="B", aliases=("Apbd", "a", "Bankeu")),
        ),
    )
    assert accepted(both) == ("APBD Kabupaten", "APBD Provinsi", "A", "B", "dana daerah", "Bankeu")


@pytest.mark.parametrize(
    ("value", "plain", "grouped"),
    [
        (1500, "1500", "1.500"),
        (2.76, "2,76", "2,76"),
        (1234567.89, "1234567,89", "1.234.567,89"),
        (-0.5, "-0,5", "-0,5"),
        (-1500.25, "-1500,25", "-1.500,25"),
        (1e-7, "0,0000001", "0,0000001"),
        (0, "0", "0"),
    ],
)
def test_numbers_are_shown_the_indonesian_way(value: float, plain: str, grouped: str) -> None:
    assert values.format_number(value) == plain
    assert values.format_grouped(value) == grouped


def test_amounts_are_shown_the_indonesian_way() -> None:
    assert values.format_rupiah(1_500_000) == "Rp1.500.000"
    assert values.format_rupiah(-5000) == "-Rp5.000"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MPP Rembang: Siap Digital!", "mpp  rembang siap\u00a0digital"),
        ("Satu-Data", "satu data"),
        ("“Sadar”", "SADAR"),
        ("Persen (%)", "persen %"),
    ],
)
def test_fold_takes_out_case_space_and_punctuation(a: str, b: str) -> None:
    assert values.fold(a) == values.fold(b)


def test_fold_keeps_apart_what_differs() -> None:
    assert len({values.fold(text) for text in ("P1", "P2", "%", "-", "Satu Data", "Satu Data 2")}) == 6


@pytest.mark.parametrize("piece", ["1", "1,", "(", "TW I - ", "Dinkes, ", "- ", " ", "dan ", "S1 ", "_x000D_", "GOV-"])
def test_a_cell_stuffed_with_anything_is_read_in_no_time(piece: str) -> None:
    stuffed = (piece * 32_767)[:32_760] + "x"
    start = time.process_time()
    read(dict.fromkeys(INPUTS, stuffed))
    assert time.process_time() - start < 60  # far from both: half a second, and minutes before lengths were limited


# --- laws ------------------------------------------------------------------------------------------------------------

RAWS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.,- RpjutaTWI%/", max_size=20),
    st.floats(),
    st.booleans(),
    st.datetimes(min_value=datetime(1900, 1, 1)),
    st.builds(CellError, st.just("#N/A")),
)


@given(st.dictionaries(st.sampled_from(INPUTS), RAWS))
def test_nothing_typed_is_lost_and_nothing_is_changed_in_silence(cells: dict[str, Raw]) -> None:
    got = read(cells)
    for key, raw in cells.items():
        if values.is_blank(raw):
            assert key not in got or got[key].trouble or got[key].rule in {"dibagi", "rentang waktu"}
            continue
        cell = got[key]
        assert cell.raw is raw
        assert cell.value is None or cell.trouble is None
        assert cell.value is not None or cell.trouble is not None or cell.rule == "tanpa data"
        assert cell.rule == "" or cell.rule in RULES
        if cell.trouble is not None:
            assert set(TROUBLES[cell.trouble.name]) <= set(cell.trouble.data)
        if isinstance(raw, str) and isinstance(cell.value, str) and not cell.rule:
            stored = {label for column in ("opd", "masalah") for label in _labels(column)}
            assert cell.value == raw or raw in stored or raw.startswith(("TW", "2.16.03"))


def _labels(column: str) -> list[str]:
    return [a.short for a in PROFILE.agencies] if column == "opd" else [p.label for p in PROFILE.problems]


@given(st.integers(0, 10**14))
def test_an_amount_is_read_from_every_way_it_is_printed(amount: int) -> None:
    printed = values.format_rupiah(amount)
    for text in (printed, f"{printed},-", f"{printed},00", printed.replace("Rp", "Rp. "), str(amount)):
        assert one("biaya", text).value == amount


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)))
def test_a_number_is_read_as_it_is_shown(number: float) -> None:
    cell = one("awal", values.format_number(number))
    assert cell.value == number


@given(
    st.sampled_from(PROFILE.quarters),
    st.sampled_from(["TW {r} {y}", "tw{n} {y}", "Triwulan {n}/{y}", "Q{n} {y}", "{y}-Q{n}"]),
)
def test_a_quarter_is_read_in_every_usual_spelling(quarter: Quarter, pattern: str) -> None:
    roman = ("I", "II", "III", "IV")[quarter.number - 1]
    text = pattern.format(r=roman, n=quarter.number, y=quarter.year)
    assert one("mulai", text).value == quarter.stored


@given(
    st.sampled_from([*accepted(UNITS), *accepted(FUNDS)]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_whatever_the_sheet_accepts_is_accepted(text: str, case: object) -> None:
    assert callable(case)
    column = "satuan" if text in accepted(UNITS) else "dana"
    assert one(column, f" {case(text)} ").trouble is None
