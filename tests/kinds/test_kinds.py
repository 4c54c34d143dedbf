"""Every kind of column: what it takes, adjusts and refuses, and that its formula and its mirror agree.

A kind is tried in a form of its own, made for the test from the region ``tests/data/kontak``; a new kind needs one row
in `SPECS`, and a test fails without it.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import DATA, ROOT
from tests.office import Input, Office, by_keys, fill_fast
from worksheet_kit.core.layout import FIRST_ROW
from worksheet_kit.core.model import (
    Block,
    Cell,
    CellError,
    Column,
    Form,
    Profile,
    Raw,
    Recipient,
    Required,
    ReturnedRow,
    ReturnedSheet,
    ShownDay,
    Uncomputed,
    WorksheetContent,
)
from worksheet_kit.kinds import KINDS, RULES, TROUBLES, InputKind, LockedKind, input_kind, kind_names, whole
from worksheet_kit.kinds.kind import ATTRIBUTES, register
from worksheet_kit.kinds.row import FormReader
from worksheet_kit.profile import load_profile
from worksheet_kit.worksheet.contents import prepare
from worksheet_kit.worksheet.workbook import write_worksheet

PROFILE = load_profile(DATA / "kontak")
GROUP = Recipient(dimension="D1")
DAY = datetime(2022, 7, 20)

#: What stands in a cell, and what is stored for it.
Pairs = Sequence[tuple[Raw, object]]


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One kind: what is stored as typed, what by which rule, what is refused as which trouble, with its suggestion."""

    accepted: Pairs
    adjusted: Sequence[tuple[Raw, object, str]]
    refused: Sequence[tuple[Raw, str, str]]
    complete: Sequence[Input]  # with which the sheet says that the row is complete
    faulty: Sequence[Input]  # with which it does not
    status: str  # what it says then, before the heading
    list: str = ""  # what the column says besides


SPECS: dict[str, Spec] = {
    "text": Spec(
        accepted=[("Air bersih", "Air bersih"), ("'teks", "'teks"), ("=A1", "=A1")],
        adjusted=[
            (" Air ", "Air", "spasi"),
            (5.0, "5", "teks dari angka"),
            (DAY, "20 Juli 2022", "teks dari tanggal"),
            (True, "TRUE", "teks dari nilai logika"),
        ],
        refused=[("x" * 40_000, "too_long", "")],
        complete=["Air", "-", 5, "\u00a0x"],
        faulty=["", " ", "\u00a0"],
        status="Isi",
    ),
    "choice": Spec(
        list="opd",
        accepted=[("Setda", "SETDA")],
        adjusted=[("setda", "SETDA", "huruf"), ("Setda.", "SETDA", "tanda baca"), ("-", None, "tanpa data")],
        refused=[
            ("Dinas Lain", "not_in_list", ""),
            ("Setda?", "not_in_list", "Setda"),
            (DAY, "wrong_type", ""),
            (True, "wrong_type", ""),
        ],
        complete=["Setda", "SETDA", " setda "],
        faulty=["Dinas Lain", "*", "Set?a", 5],
        status="Pilih dari daftar",
    ),
    "number": Spec(
        accepted=[(5.0, 5), (2.5, 2.5), (-3.0, -3)],
        adjusted=[
            ("1.500.000", 1_500_000, "angka dari teks"),
            ("2,5", 2.5, "angka dari teks"),
            ("n/a", None, "tanpa data"),
        ],
        refused=[("banyak", "not_a_number", ""), ("1.234", "ambiguous_number", ""), (DAY, "wrong_type", "")],
        complete=[5, 2.5, -3, 0],
        faulty=["5", "lima", "-"],
        status="Isi angka",
    ),
    "money": Spec(
        accepted=[(150_000_000.0, 150_000_000), (0.0, 0)],
        adjusted=[("Rp 80 juta", 80_000_000, "rupiah"), ("1.500.000", 1_500_000, "angka dari teks")],
        refused=[(-5.0, "negative", ""), (0.5, "not_whole", ""), ("beberapa juta", "not_a_number", "")],
        complete=[150_000_000, 0],
        faulty=[-5, 0.5, "80000000", 1_500_000.5],
        status="Isi angka",
    ),
    "quarter": Spec(
        accepted=[("TW II 2030", "2030-Q2"), ("2030-Q2", "2030-Q2")],
        adjusted=[("triwulan 2 2030", "2030-Q2", "triwulan"), ("Mei 2030", "2030-Q2", "bulan")],
        refused=[
            ("nanti", "not_a_quarter", ""),
            ("Mei 2030 (?)", "not_a_quarter", "TW II 2030"),
            ("2030", "ambiguous_quarter", ""),
            ("TW I 2040", "not_in_list", ""),
        ],
        complete=["TW II 2030", "2030-Q2", "tw ii 2030"],
        faulty=["triwulan 2 2030", "nanti", 2030],
        status="Pilih dari daftar",
    ),
    "phone": Spec(
        accepted=[
            ("081234567890", "081234567890"),
            ("081234567", "081234567"),
            ("0812345678901", "0812345678901"),
            ("0295691234", "0295691234"),
            ("02112345678", "02112345678"),
        ],
        adjusted=[
            ("+6281234567890", "081234567890", "telepon"),
            ("+62 812-3456-7890", "081234567890", "telepon"),
            ("+62 (0)812 3456 7890", "081234567890", "telepon"),
            ("62 812 3456 7890", "081234567890", "telepon"),
            ("6281234567890", "081234567890", "telepon"),
            ("0812.3456.7890", "081234567890", "telepon"),
            ("0812\u00a03456\u00a07890", "081234567890", "telepon"),
            ("81234567890", "081234567890", "telepon"),
            (81_234_567_890.0, "081234567890", "telepon"),
            (6_281_234_567_890.0, "081234567890", "telepon"),
            ("(0295) 691234", "0295691234", "telepon"),
            ("0295-691-234", "0295691234", "telepon"),
            (" 081234567890 ", "081234567890", "spasi"),
            ("'081234567890", "081234567890", "telepon"),
            ("belum ada", None, "tanpa data"),
        ],
        refused=[
            ("hubungi Budi", "unreadable", ""),
            ("08123456", "unreadable", ""),
            ("08123456789012", "unreadable", ""),
            ("691234", "unreadable", ""),
            ("112", "unreadable", ""),
            ("0112345678", "unreadable", ""),
            ("08e1234567", "unreadable", ""),
            ("0295 691234/5", "unreadable", "0295691234"),
            ("0812345678 / 0812345679", "ambiguous", ""),
            ("WA 081234567890 (Budi)", "unreadable", "081234567890"),
            (0.5, "unreadable", ""),
            (-81_234_567_890.0, "unreadable", ""),
            (DAY, "wrong_type", ""),
            (True, "wrong_type", ""),
        ],
        complete=[
            *("081234567890", "081234567", "0812345678901", "0812-3456-7890", "(0295) 691234", "0812.345.678"),
            *("0812\u00a03456\u00a07890", " 081234567890 "),
        ],
        faulty=[
            *("hubungi Budi", "08123456", "08123456789012", "+6281234567890", "0112345678", "0012345678", "08e1234567"),
            *(
                "0812e34567",
                "08123,45678",
                "0812,345,678",
                "08123,45670",
                "08:30:00 00",
                "08/12/2022",
                "0812345678/9",
                81_234_567_890,
                5,
                "*",
                "-",
            ),
        ],
        status="Tulis 08…",
    ),
    "date": Spec(
        accepted=[(DAY, "2022-07-20"), (date(2022, 7, 20), "2022-07-20"), ("2022-07-20", "2022-07-20")],
        adjusted=[
            ("20 Juli 2022", "2022-07-20", "tanggal dari teks"),
            ("Rabu, 20 Juli 2022", "2022-07-20", "tanggal dari teks"),
            ("20-Jul-2022", "2022-07-20", "tanggal dari teks"),
            ("July 20, 2022", "2022-07-20", "tanggal dari teks"),
            ("20/7/2022", "2022-07-20", "tanggal dari teks"),
            ("20.07.2022", "2022-07-20", "tanggal dari teks"),
            ("5/5/2022", "2022-05-05", "tanggal dari teks"),
            ("5 Agt 2022", "2022-08-05", "tanggal dari teks"),
            (datetime(2022, 7, 20, 13, 30), "2022-07-20", "tanggal tanpa jam"),
            ("20 Juli 2022 pukul 13.30 WIB", "2022-07-20", "tanggal tanpa jam"),
            (44_762.0, "2022-07-20", "tanggal dari nomor"),
            ("belum ada", None, "tanpa data"),
        ],
        refused=[
            ("5/7/2022", "ambiguous", ""),
            ("05-07-2022", "ambiguous", ""),
            ("31/2/2022", "unreadable", ""),
            ("Juli 2022", "unreadable", ""),
            (ShownDay(date(2022, 7, 1), "Jul-22", has_year=True), "unreadable", ""),  # its day is the computer's
            ("besok", "unreadable", ""),
            ("20/7/22", "unreadable", "20 Juli 2022"),
            ("Kamis, 20 Juli 2022", "unreadable", "20 Juli 2022"),  # it was a Wednesday
            ("Senin 20/7/22", "unreadable", "20 Juli 2022"),
            ("Senin, 5/7/2022", "unreadable", ""),  # neither 5 July nor 7 May
            ("Selasa, 5/7/2022", "ambiguous", ""),
            ("5/7/22", "unreadable", ""),
            (2022.0, "unreadable", ""),
            (datetime(1905, 7, 14), "unreadable", ""),
            (True, "wrong_type", ""),
        ],
        complete=[DAY.date(), 44_762],
        faulty=["20 Juli 2022", "besok", 2022, -5, 90_000, "44762"],
        status="Isi tanggal",
    ),
    "yesno": Spec(
        accepted=[("Ya", "Ya"), ("Tidak", "Tidak")],
        adjusted=[
            ("ya", "Ya", "huruf"),
            ("Y", "Ya", "alias"),
            ("t", "Tidak", "alias"),
            ("TRUE", "Ya", "tanda centang"),
            ("BENAR", "Ya", "tanda centang"),
            ("SALAH", "Tidak", "tanda centang"),
            ("Tdk.", "Tidak", "tanda centang"),
            ("v.", "Ya", "tanda centang"),
            ("false", "Tidak", "tanda centang"),
            (True, "Ya", "tanda centang"),
            (False, "Tidak", "tanda centang"),
            ("✓", "Ya", "alias"),
            ("✔", "Ya", "tanda centang"),
            ("Tidak.", "Tidak", "tanda baca"),
        ],
        refused=[
            ("x", "ambiguous_choice", ""),
            ("✗", "ambiguous_choice", ""),
            ("mungkin", "not_in_list", ""),
            ("ya?", "not_in_list", "Ya"),
            ("Tidak (?)", "not_in_list", "Tidak"),
            ("y?", "not_in_list", "Ya"),
            ("✓?", "not_in_list", ""),
            (1.0, "not_in_list", ""),
        ],
        complete=["Ya", "TIDAK", "y", "T", "✓"],
        faulty=["x", "mungkin", "*", 1, True, False, "TRUE"],
        status="Pilih dari daftar",
    ),
}


def with_column(name: str, spec: Spec) -> Profile:
    """The region with a form that asks for one column of a kind, beside a note that makes a row started."""
    kind = input_kind(KINDS[name])
    column = Column(
        key="isi",
        heading="Isi kolom",
        kind=kind,
        required=Required.YES,
        list=kind.own_list or spec.list or None,
    )
    form = Form(
        name="uji",
        sheet="Uji",
        title="UJI",
        noun="uji",
        blocks=(Block(prefix="U", rows=40, digits=2),),
        columns=(
            Column(key="kode", heading="Kode", kind=KINDS["code"], width=9),
            Column(key="status", heading="Status", kind=KINDS["status"], width=30),
            Column(key="catatan", heading="Catatan", kind=KINDS["text"], width=20),
            column,
        ),
        lists=() if kind.entries is None else (kind.entries,),
    )
    stage = replace(PROFILE.stages[0], forms=("uji",))
    return replace(PROFILE, forms={"uji": form}, stages=(stage,))


def read(name: str, raw: Raw, *, from_1904: bool = False) -> Cell:
    """One cell of a kind, as it is read when it comes back."""
    profile = with_column(name, SPECS[name])
    row = ReturnedRow(key="D1-U01", number=FIRST_ROW, cells={"isi": raw})
    sheet = ReturnedSheet(form="uji", sheet="Uji", columns={"isi": 4}, rows=(row,), from_1904=from_1904)
    return FormReader(profile, profile.forms["uji"], GROUP).on(sheet, "a.xlsx").row(row)["isi"]


def test_every_kind_that_is_typed_into_has_a_row() -> None:
    assert set(SPECS) == {kind.name for kind in KINDS.values() if kind.is_input}


@pytest.mark.parametrize("name", SPECS)
def test_what_is_right_is_stored_as_typed(name: str) -> None:
    for raw, stored in SPECS[name].accepted:
        cell = read(name, raw)
        assert (cell.value, cell.rule, cell.trouble) == (stored, "", None), raw


@pytest.mark.parametrize("name", SPECS)
def test_what_is_adjusted_names_its_rule(name: str) -> None:
    for raw, stored, rule in SPECS[name].adjusted:
        cell = read(name, raw)
        assert (cell.value, cell.rule, cell.trouble) == (stored, rule, None), raw
        assert rule in RULES


@pytest.mark.parametrize("name", SPECS)
def test_what_is_refused_has_a_trouble_and_no_value(name: str) -> None:
    everywhere: list[tuple[Raw, str, str]] = [
        (CellError("#REF!"), "error_cell", ""),
        (Uncomputed("=A1"), "uncomputed", ""),
    ]
    for raw, trouble, suggestion in [*SPECS[name].refused, *everywhere]:
        cell = read(name, raw)
        assert cell.trouble is not None, raw
        assert (cell.trouble.name, cell.trouble.suggestion) == (trouble, suggestion), raw
        assert cell.value is None
        assert set(TROUBLES[trouble]) <= set(cell.trouble.data)


@pytest.mark.parametrize("name", SPECS)
def test_a_stored_value_comes_back_from_where_it_was_shown(name: str) -> None:
    """As in a correction workbook (`in_sheet`) and in the matrix (`show`)."""
    kind = input_kind(KINDS[name])
    for _, stored in SPECS[name].accepted:
        assert isinstance(stored, str | int | float)
        shown = kind.in_sheet(stored)
        if isinstance(shown, float) and isinstance(stored, str):
            assert kind.look.number_format.endswith("yyyy")  # a real date
        for raw in (shown, kind.show(stored), stored):
            assert read(name, raw).value == stored


@pytest.mark.parametrize("name", SPECS)
def test_the_mirror_says_what_the_row_needs(name: str, tmp_path: Path) -> None:
    spec = SPECS[name]
    for value, status in _expected(spec):
        if isinstance(value, bool | date):
            continue  # the mirror sees what we write: text and numbers
        assert _statuses(name, [value])[0] == status, value


@pytest.mark.office
def test_the_formula_says_what_its_mirror_says(office: Office, tmp_path: Path) -> None:
    """In LibreOffice, of every kind, whatever stands in the cell."""
    for name, spec in SPECS.items():
        profile = with_column(name, spec)
        blank = tmp_path / f"{name}.xlsx"
        write_worksheet(blank, profile, profile.stages[0], GROUP, WorksheetContent())
        expected = _expected(spec)
        rows = {f"U{n:02d}": {"catatan": "ada", "isi": value} for n, (value, _) in enumerate(expected, 1)}
        filled = fill_fast(blank, tmp_path / f"{name} terisi.xlsx", {"Uji": rows})
        shown = by_keys(office.recalculate(filled)["Uji"])
        for n, (value, status) in enumerate(expected, 1):
            assert shown[f"D1-U{n:02d}"]["status"] == status, (name, value)


def _expected(spec: Spec) -> list[tuple[Input, str]]:
    blank: list[tuple[Input, str]] = [(" ", "Isi: Isi kolom")]
    faulty = [(value, f"{spec.status}: Isi kolom") for value in spec.faulty]
    return [*((value, "Lengkap") for value in spec.complete), *faulty, *blank]


def _statuses(name: str, values: Sequence[Input]) -> list[str]:
    profile = with_column(name, SPECS[name])
    contents = prepare(profile, profile.stages[0], GROUP, WorksheetContent())
    status = contents.forms[0].status
    return [
        status.value("U", {"catatan": "ada", "isi": float(v) if isinstance(v, int | float) else v}, {})  # type: ignore[dict-item]
        for v in values
    ]


#: What telephone numbers are made of, and what is easily taken for one.
NUMBERS = st.text(alphabet="0012345678 .-()+,ex/'\u00a0", max_size=16)


@settings(max_examples=3 * settings().max_examples)
@given(text=NUMBERS.map(lambda text: f"08{text}") | NUMBERS)
@example(text="08123,45678")
def test_what_the_sheet_calls_a_telephone_number_is_taken(text: str) -> None:
    if _statuses("phone", [text])[0] == "Lengkap":
        assert read("phone", text).trouble is None


def test_days_count_from_1904_where_the_workbook_does() -> None:
    assert read("date", 43_300.0, from_1904=True).value == "2022-07-20"
    assert read("date", 43_300.0).value == "2018-07-19"


def test_a_kind_with_a_missing_part_cannot_be_made() -> None:
    for kind in (KINDS["phone"], KINDS["code"]):
        parts = {part.name: getattr(kind, part.name) for part in fields(kind) if part.init}
        type(kind)(**parts)
        needed = {part.name for part in fields(kind) if part.default is part.default_factory is MISSING}
        assert {"name", "meaning"} <= needed
        assert {"expected", "how", "rule", "check", "reader"} <= needed or not kind.is_input
        for name in needed - {"is_input"}:
            with pytest.raises(TypeError):
                type(kind)(**{key: value for key, value in parts.items() if key != name})
            for nothing in ("", None):
                with pytest.raises(ValueError, match=name):
                    type(kind)(**{**parts, name: nothing})


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="phone"):
        register(KINDS["phone"])


def test_a_kind_crosses_to_another_process_by_its_name() -> None:
    assert all(pickle.loads(pickle.dumps(kind)) is kind for kind in KINDS.values())
    assert pickle.loads(pickle.dumps(PROFILE)) == PROFILE
    assert copy.deepcopy(PROFILE) == PROFILE


def test_words_of_a_kind_fit_into_sentences() -> None:
    for kind in KINDS.values():
        if isinstance(kind, InputKind):
            assert kind.expected[0].islower() or kind.name == "yesno"
            assert kind.how[0].islower()
            assert not kind.how.endswith(".")


def test_kinds_are_told_apart_by_what_they_are() -> None:
    assert {kind.name for kind in KINDS.values() if isinstance(kind, LockedKind)} == {
        *("code", "status", "given", "lookup", "total"),
    }


def kinds_table() -> str:
    """The table of kinds as ``docs/profil.md`` has it."""
    lines = ["| jenis | isi | kunci lain |", "|---|---|---|"]
    for name in kind_names():
        kind = whole(KINDS[name])
        may, must = kind.may_say, kind.must_say
        keys = [f"**`{key}`**" if key in must else f"`{key}`" for key in ATTRIBUTES if key in may + must]
        lines.append(f"| `{name}` | {kind.meaning} | {', '.join(keys) or '–'} |")
    return "\n".join(lines) + "\n"


def test_the_guide_lists_every_kind() -> None:
    assert kinds_table() in (ROOT / "docs" / "profil.md").read_text(encoding="utf-8")
