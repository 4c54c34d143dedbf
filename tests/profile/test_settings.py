"""A profile as a settings workbook: it reads back whole, however it was saved, or is refused by sheet and cell."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.engines import Gnumeric
from tests.formats.test_gallery_files import by_node
from tests.office import Office, Validator
from tests.profile.test_profile import KOTA, UNKIND, copy_kota
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile, packaged_profiles, profile_files
from worksheet_kit.profile.settings.convert import settings_files, tables_of, to_toml, toml_files
from worksheet_kit.profile.settings.layout import all_tables
from worksheet_kit.profile.settings.write import settings_workbook

FILE = "Pengaturan.xlsx"


def put(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def made() -> bytes:
    """The settings workbook of the test region."""
    return settings_files(KOTA)[FILE]


@pytest.fixture
def folder(made: bytes, tmp_path: Path) -> Path:
    return put({FILE: made}, tmp_path / "kota")


def differences(one: Profile, other: Profile) -> list[str]:
    return [field.name for field in fields(Profile) if getattr(one, field.name) != getattr(other, field.name)]


def table(book: Workbook, key: str) -> tuple[Worksheet, int, int, dict[str, int]]:
    """The sheet of a table, its row and column of marks, and its columns by key; all counted from 1."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(rf"#{key} \d+", cell.value):
                    keys = {str(other.value): other.column for other in reversed(row) if other is not cell}
                    return sheet, cell.row, cell.column, keys
    raise KeyError(key)


def cell(book: Workbook, key: str, field: str, entry: int = 1) -> Any:
    """The cell of a field: of the n-th row of a table of rows, of the n-th column, or the one value."""
    sheet, row, marks, keys = table(book, key)
    kind = next(table.kind for _, table in all_tables() if table.key == key)
    if kind in ("rows", "seats"):
        head = next(n for n in range(row, row + 9) if sheet.cell(n, marks).value == "=")
        return sheet.cell(head + entry, keys[field])
    line = next(n for n in range(row, row + 40) if sheet.cell(n, marks).value == field)
    return sheet.cell(line, keys["value"] if kind == "values" else keys["entry"] + entry - 1)


def change(folder: Path, edit: Callable[[Workbook], object]) -> None:
    book = load_workbook(folder / FILE)
    edit(book)
    book.save(folder / FILE)


def refusals(folder: Path) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        load_profile(folder)
    lines = str(caught.value).split("\n")
    for line in lines:
        assert not UNKIND.search(line), line
        assert line.endswith("."), line
        assert line.startswith(("Pengaturan, lembar ", "Pengaturan.xlsx: ", "Masih ada ", str(folder))), line
        assert not OF_TOML.search(line.replace("Tambahan dalam TOML", "")), line
    return lines


#: What whoever fills in the workbook never meets: files, keys and words of TOML.
OF_TOML = re.compile(r"\.toml|TOML:|CSV|\[|\bhints\b|\bkunci\b|programmes|worksheet_kit|\brepeat\b|\blist\b|required")


# --- both ways --------------------------------------------------------------------------------------------------------


def test_the_test_region_is_the_same_from_toml_and_workbook(folder: Path, kota: Profile) -> None:
    assert differences(load_profile(folder), kota) == []
    assert profile_files(folder) == (folder / FILE,)


def test_a_packaged_region_is_the_same_and_names_what_only_toml_says(rembang: Profile, tmp_path: Path) -> None:
    files = settings_files("rembang")
    assert list(files) == [FILE]
    assert differences(load_profile(put(files, tmp_path)), rembang) == []


@pytest.mark.parametrize(
    ("key", "field", "typed"),
    [
        ("plan", "years", "2025–2029"),
        ("plan", "quarters", "TW I 2025 – TW IV 2029"),
        ("agencies", "singkatan", "Bagian Umum"),
        ("problem", "name", "Masalah yang lain"),
    ],
)
def test_examples_of_the_region_one_began_with_give_way_where_they_no_longer_fit(
    tmp_path: Path, key: str, field: str, typed: str
) -> None:
    folder = put(settings_files("rembang"), tmp_path / "daerah")

    def edit(book: Workbook) -> None:
        for entry in range(1, 8) if key == "problem" else (17,) if key == "agencies" else (1,):
            changed = cell(book, key, field, entry)
            changed.value = f"{typed} {entry}" if key == "problem" else typed

    change(folder, edit)
    profile = load_profile(folder)
    spellings = {text for form in profile.forms.values() for row in form.examples for text in row.values()}
    assert all(form.examples for form in profile.forms.values())
    assert ("Dinkominfo" in spellings) is (key != "agencies")
    for form in profile.forms.values():
        assert {name for row in form.examples for name in row} <= {column.key for column in form.columns}


def test_a_workbook_goes_before_toml_and_the_current_folder_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_kota(folder)
    change(folder, lambda book: cell(book, "region", "head").__setattr__("value", "Wali"))
    assert load_profile(folder).head == "Wali"
    monkeypatch.chdir(folder)
    assert load_profile().head == "Wali"
    assert load_profile(folder / "profile.toml").head == "Wali Kota"


def test_the_same_tables_give_the_same_bytes(made: bytes) -> None:
    assert settings_files(KOTA)[FILE] == made


def test_own_forms_words_and_examples_stand_beside_the_workbook(tmp_path: Path) -> None:
    copy_kota(tmp_path / "toml")
    with (tmp_path / "toml" / "profile.toml").open("a", encoding="utf-8") as file:
        file.write('\n[words]\nibu_kota = "Wanasari"\n[[example.swot]]\nkode = "S1"\nuraian = "Contoh {ibu_kota}"\n')
    files = settings_files(tmp_path / "toml")
    assert {"Tambahan/profile.toml", "Tambahan/forms/swot.toml"} <= set(files)
    there = load_profile(tmp_path / "toml")
    assert differences(load_profile(put(files, tmp_path / "buku")), there) == []
    back = toml_files(tmp_path / "buku")
    assert "forms/swot.toml" in back
    assert differences(load_profile(put(back, tmp_path / "lagi")), there) == []
    again = settings_files(tmp_path / "buku")
    assert again == files


def test_back_to_toml(folder: Path, kota: Profile, tmp_path: Path) -> None:
    files = toml_files(folder)
    assert sorted(files) == ["opd.csv", "profile.toml", "program_pd.csv"]
    assert b"[columns" not in files["profile.toml"], "what a form says itself is not said again"
    assert b"[letter" not in files["profile.toml"]
    assert differences(load_profile(put(files, tmp_path / "toml")), kota) == []


def test_headings_that_people_change_are_kept_both_ways(folder: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, _, _, keys = table(book, "columns")
        for row in range(1, sheet.max_row):
            if (sheet.cell(row, keys["form"]).value, sheet.cell(row, keys["column"]).value) == ("swot", "bukti"):
                sheet.cell(row, keys["heading"]).value = "Bukti di {nama_daerah}"
                sheet.cell(row, keys["help"]).value = None
                sheet.cell(row, keys["required"]).value = "wajib"

    change(folder, edit)
    column = load_profile(folder).forms["swot"].column("bukti")
    assert (column.heading, column.help, column.required) == ("Bukti di Wanasari", "", "yes")
    back = put(toml_files(folder), tmp_path / "toml")
    assert load_profile(back).forms["swot"].column("bukti") == column
    said = '[columns.swot.bukti]\nhelp = ""\nrequired = true\nheading = "Bukti di {nama_daerah}"\n'
    assert (back / "profile.toml").read_text(encoding="utf-8").count("[columns") == 1
    assert said in (back / "profile.toml").read_text(encoding="utf-8")


#: Texts of all sorts that a cell can hold and a profile takes: what looks like formulas, numbers, dates, separators.
some_text = st.one_of(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"), exclude_characters="{}\ufffe\uffff"),
        max_size=30,
    ),
    st.sampled_from(
        [
            "=1+1",
            "+62",
            "'kutip",
            "0812",
            "1,5",
            "20 Juli 2022",
            "a|b",
            "|",
            "x",
            "TRUE",
            "ya",
            "#N/A",
            "_x0041_",
            "#opd 1",
        ]
    ),
)
filled = some_text.map(str.strip).filter(lambda text: bool(re.search(r"\w", text)))
aliases = st.lists(filled, max_size=3)
dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))
mail = st.sampled_from(["", "a.b@x.go.id", "kelompok+satu@contoh.id"])


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_profile_says_is_the_same_from_the_workbook(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """What people write in every sort of cell comes back as it was, or TOML refuses it, too."""
    raw = tables_of(KOTA / "profile.toml")
    draw = data.draw
    raw |= {"event": draw(filled), "plan": draw(filled), "steps": draw(st.lists(filled, min_size=1, max_size=3))}
    raw["contact"] = {"office": draw(filled), "name": draw(some_text), "email": draw(mail)}
    raw["years"] = sorted(draw(st.sets(st.integers(1990, 2060), min_size=1, max_size=6)))
    quarters = draw(st.sets(st.tuples(st.integers(2022, 2027), st.integers(1, 4)), min_size=1, max_size=9))
    raw["quarters"] = [f"{year}-Q{number}" for year, number in sorted(quarters)]
    raw["apbd_total"] = {str(year): draw(st.integers(10**9, 10**15)) for year in draw(st.sets(st.integers(2020, 2024)))}
    raw["paper"] = draw(st.sampled_from(["F4", "A3", {"name": "B4", "index": 12, "width": 257.5, "height": 364}]))
    raw["privacy"] = draw(some_text)
    raw["identity"][0] |= {"help": draw(some_text), "required": draw(st.booleans())}
    for stage in raw["stage"]:
        start = draw(dates)
        stage |= {"start": start, "place": draw(some_text), "bring": draw(aliases), "title": draw(filled)}
        stage["dates"] = draw(st.one_of(filled, st.just(f"{start.day} Mei {start.year}")))
        stage["deadline"] = draw(
            st.one_of(filled, st.just("Kamis, 8 Mei 2025"), st.just("Kamis, 8 Mei 2025, pukul 15.30"))
        )
    for n, dimension in enumerate(raw["dimension"]):
        dimension |= {"chair": draw(some_text), "chair_email": draw(mail), "phone": draw(st.sampled_from(["", "0812"]))}
        dimension["members"] = draw(st.permutations(dimension["members"]))
        dimension["subdimensions"] = [{"label": f"{draw(filled)} {n}", "aliases": draw(aliases)}, f"Lain {n}"]
    for agency in raw["agencies"]:
        agency |= {"nama": f"{draw(filled)} {agency['kode']}", "email": draw(mail), "kontak": draw(some_text)}
    raw["list"]["satuan"]["items"] = [{"label": draw(filled), "aliases": draw(aliases), "until": 2030}, "orang"]
    raw["columns"] = {"swot": {"uraian": {"heading": draw(filled), "help": draw(some_text), "required": "recommended"}}}
    raw["letter"]["sheets"]["body"] = f"{draw(filled)}\n\nBaris {draw(filled)}"

    folder = tmp_path_factory.mktemp("bolak")
    as_toml = folder / "profile.toml"
    as_toml.write_text(to_toml(raw), encoding="utf-8")
    (folder / FILE).write_bytes(settings_workbook(raw))
    profiles = []
    for path in (as_toml, folder / FILE):
        with contextlib.suppress(ProfileError):
            profiles.append(load_profile(path))
    assert len(profiles) in (0, 2), "both are refused, or none"
    assert not profiles or differences(*profiles) == []


# --- saved again ------------------------------------------------------------------------------------------------------


@pytest.mark.office
def test_saved_by_libreoffice(office: Office, folder: Path, kota: Profile, tmp_path: Path) -> None:
    assert differences(load_profile(office.resave(folder / FILE, tmp_path / "lagi.xlsx")), kota) == []


@pytest.mark.engine
def test_saved_by_gnumeric(gnumeric: Gnumeric, folder: Path, kota: Profile, tmp_path: Path) -> None:
    subprocess.run(["ssconvert", str(folder / FILE), str(tmp_path / "lagi.xlsx")], check=True, capture_output=True)
    assert differences(load_profile(tmp_path / "lagi.xlsx"), kota) == []


@pytest.mark.sampled
@pytest.mark.parametrize("library", ["exceljs", "sheetjs"])
def test_saved_by_javascript(library: str, folder: Path, kota: Profile, tmp_path: Path) -> None:
    assert differences(load_profile(by_node(library, folder / FILE, tmp_path / "lagi.xlsx")), kota) == []


def test_saved_by_openpyxl(folder: Path, kota: Profile) -> None:
    change(folder, lambda book: None)
    assert differences(load_profile(folder), kota) == []


def test_sheets_renamed_columns_moved_rows_inserted_and_own_ones_added(folder: Path, kota: Profile) -> None:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.title = f"{sheet.title} kita"
        book.move_sheet(book.worksheets[3], -3)
        book.create_sheet("Catatan").append(["apa saja", 1, date(2025, 1, 1)])
        sheet, row, _, keys = table(book, "agencies")
        width = sheet.max_column
        for number in range(row, sheet.max_row + 1):  # the first two columns change places, and one is people's own
            first, second = sheet.cell(number, keys["kode"]), sheet.cell(number, keys["nama"])
            first.value, second.value = second.value, first.value
            sheet.cell(number, width + 2).value = "catatan kami"
        sheet, row, _, _ = table(book, "problem")
        sheet.insert_rows(row + 4)
        sheet, row, _, _ = table(book, "region")
        sheet.insert_rows(1, 3)

    change(folder, edit)
    assert differences(load_profile(folder), kota) == []


def test_dates_may_be_typed_as_text(folder: Path, kota: Profile) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "stage", "start").value = "6 Mei 2025"
        cell(book, "stage", "end").value = "7/5/2025 "
        cell(book, "stage", "deadline").value = "Kamis sore"
        cell(book, "stage", "start", 2).value = datetime(2025, 6, 30)
        cell(book, "stage", "end", 2).value = date(2025, 7, 1)
        cell(book, "stage", "deadline", 2).value = datetime(2025, 7, 2, 9, 5)

    change(folder, edit)
    assert refusals(folder) == [
        'Pengaturan, lembar Kegiatan, sel D53 (Hari terakhir): "7/5/2025" belum terbaca sebagai satu tanggal; '
        "tulis misalnya 20 Juli 2022."
    ]
    change(folder, lambda book: cell(book, "stage", "end").__setattr__("value", "17/5/2025"))
    first, second = load_profile(folder).stages
    assert (first.start, first.dates, first.deadline) == (date(2025, 5, 6), "6–17 Mei 2025", "Kamis sore")
    assert (second.dates, second.deadline) == ("30 Juni–1 Juli 2025", "Rabu, 2 Juli 2025, pukul 09.05")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("21/07/2025 15:00", "Senin, 21 Juli 2025, pukul 15.00"),
        ("2025-07-21", "Senin, 21 Juli 2025"),
        ("senin 21-7-2025 pukul 15.00 wita", "Senin, 21 Juli 2025, pukul 15.00 WITA"),
        ("21/07/2025 00:00", "21/07/2025 00:00"),
        ("Senin sore, 21/7/2025", "Senin sore, 21/7/2025"),  # a sentence of theirs
        ("5/7/2025 15:00", "5/7/2025 15:00"),  # two days, for all we know
        ("selasa 21/7/2025", "selasa 21/7/2025"),
        ("21/7/2025 - 22/7/2025", "21/7/2025 - 22/7/2025"),
    ],
)
def test_days_in_figures_are_printed_in_words(folder: Path, typed: str, printed: str) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "stage", "deadline", 2).value = typed
        cell(book, "stage", "dates").value = typed

    change(folder, edit)
    first, second = load_profile(folder).stages
    assert second.deadline == printed
    assert first.dates in (typed, "21 Juli 2025", "21 Juli 2025 15.00", "21 Juli 2025 15.00 WITA")


# --- refused ----------------------------------------------------------------------------------------------------------

REFUSED = [
    ("stage", "start", 1, 7, "lembar Kegiatan", "berisi 7 Januari 1900"),
    ("stage", "end", 1, date(2024, 5, 7), "lembar Kegiatan", "mendahului hari pertama"),
    ("columns", "required", 2, "perlu", "lembar Judul Kolom", "pilihannya tidak, wajib, dianjurkan"),
    ("letter", "what", 1, "undangan", "lembar Surel", "pilihannya kertas kerja, perbaikan"),
    ("region", "region", 1, None, "lembar Kegiatan, sel D24", "masih kosong; isi sel ini."),
    ("plan", "years", 1, "dua ribu", "lembar Kegiatan", "bukan tahun"),
    ("plan", "quarters", 1, "TW V 2025", "lembar Kegiatan", "bukan triwulan"),
    ("sheets", "attendance", 1, "banyak", "lembar Kegiatan", "bilangan bulat 0 sampai 200"),
    ("sheets", "paper", 1, "B4 | besar", "lembar Kegiatan", "kertas sendiri"),
    ("sheets", "base", 1, "tidak/ada", "lembar Kegiatan, sel D66", 'tambahan dalam TOML "tidak/ada" tidak ada'),
    ("contact", "contact.email", 1, "a@b", "lembar Kegiatan", "bukan satu alamat email"),
    ("stage", "number", 1, None, "lembar Kegiatan", "masih kosong; isi dengan bilangan bulat 1 sampai 99"),
    ("stage", "start", 2, "32 Juni 2025", "lembar Kegiatan", "satu tanggal"),
    ("stage", "forms", 1, "swot | stratgi", "lembar Kegiatan", 'mungkin maksudnya "strategi"'),
    ("apbd_total", "rupiah", 1, 5, "lembar Kegiatan", "tahunnya belum terbaca"),
    ("mail", "mail.host", 1, "smtp kita", "lembar Kegiatan", "bukan nama server"),
    ("dimension", "name", 2, "Kota Melayani", "lembar Dimensi, sel C7", "sudah dipakai"),
    ("dimension", "room", 1, "program_kerja 60000", "lembar Dimensi, sel E6", "kurangi banyak barisnya"),
    ("dimension", "room", 1, "swot empat", "lembar Dimensi", "bukan nama form dan banyak baris"),
    ("subdimension", "dimension", 3, "EKONOMI", "lembar Dimensi", '"EKONOMI" tidak ada di lembar Dimensi'),
    ("problem", "code", 1, "k 1", "lembar Masalah, sel B6", "tidak dapat dipakai"),
    ("agencies", "kode", 1, "D" * 61, "lembar OPD, sel B7", "paling panjang 60 huruf"),
    ("agencies", "email", 3, "x@y.id\r\nBcc: z@y.id", "lembar OPD, sel G9", "ganti baris"),
    ("agencies", "telepon", 3, "8,12E+11", "lembar OPD, sel H9", "dibulatkan"),
    ("agencies", "telepon", 3, 81234567890, "lembar OPD, sel H9", "081234567890"),
    ("agencies", "singkatan", 3, "Setda", "lembar OPD, baris 9", "sudah dipakai OPD SETDA"),
    ("agencies", "kecamatan", 3, "mungkin", "lembar OPD, sel F9", "isi ya atau tidak"),
    ("group", "dimension", 1, "TATAA", "lembar Kelompok, sel D6", 'mungkin maksudnya "TATA"'),
    ("group", "email", 2, "kelompok", "lembar Kelompok, sel E11", "bukan satu alamat email"),
    (
        "members",
        "opd",
        2,
        "Dishkominfo",
        "lembar Kelompok, baris 19",
        'tidak ada di lembar OPD; mungkin maksudnya "Diskominfo"',
    ),
    ("members", "entry", 2, "mungkin", "lembar Kelompok, sel D19", "bukan tanda anggota"),
    ("list", "list", 1, "Lintas-Sub", "lembar Daftar", "nama ini belum cocok"),
    ("hint", "list", 1, "sumber_dan", "lembar Daftar", 'mungkin maksudnya "sumber_dana"'),
    ("programmes", "kode", 1, 1e300, "lembar Nomenklatur, sel B6", "paling panjang 60 huruf"),
    (
        "programmes",
        "nama",
        1,
        "a" * 240,
        "lembar Nomenklatur, sel C6",
        "panjangnya 240 huruf; paling panjang 239 huruf",
    ),
    ("programmes", "opd", 1, "SETDAA", "lembar Nomenklatur", "tidak ada di lembar OPD"),
    ("columns", "column", 3, "uraiann", "lembar Judul Kolom, baris 9", "tidak ada di form swot"),
    ("columns", "form", 3, None, "lembar Judul Kolom, sel B9", "masih kosong"),
    ("columns", "column", 3, None, "lembar Judul Kolom, sel C9", "masih kosong"),
    ("columns", "heading", 3, "a" * 101, "lembar Judul Kolom, sel D9", "paling panjang 100 huruf"),
    ("columns", "required", 3, "mungkin", "lembar Judul Kolom, sel G9", "mungkin"),
    ("columns", "required", 3, "sedikitnya satu", "lembar Judul Kolom, sel G9", "hanya untuk kolom yang berulang"),
    ("identity", "kind", 1, "nomor", "lembar Petunjuk", "tidak dikenal"),
    ("letter", "subject", 1, "Yth {nama}", "lembar Surel", "{nama} tidak dikenal"),
    ("letter", "chat", 2, "{hal}", "lembar Surel", "tidak dipakai dalam teks WhatsApp"),
    ("region", "event", 1, "=1/0", "lembar Kegiatan", "berisi rumus yang belum dihitung"),
    ("region", "event", 1, "#REF!", "lembar Kegiatan", "berisi #REF!"),
]


@pytest.mark.sampled
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]} {case[1]} {case[3]}"[:60])
def test_refusals_name_sheet_and_cell(folder: Path, case: tuple[str, str, int, object, str, str]) -> None:
    key, field, entry, value, place, words = case
    change(folder, lambda book: cell(book, key, field, entry).__setattr__("value", value))
    lines = refusals(folder)
    assert any(place in line and words in line for line in lines), lines
    assert all(field != "kode" or place in line for line in lines), "what names the code is not to blame"


#: Several mistakes in one workbook: what is told before the forms are looked at, and what they tell.
AT_ONCE = [
    [
        ("stage", "deadline", 1, None, "sel D55", "isi sel ini. Tanggal dan jam, misalnya 21/07/2022"),
        ("stage", "forms", 1, "swot | swot", "sel D56", "sebut sekali"),
        ("plan", "years", 1, "2026-2022", "sel D34", "terbalik; tulis dari yang paling awal: 2022–2026"),
        ("plan", "quarters", 1, "tw iv 2026 – TW III 2022", "sel D35", "TW III 2022 – TW IV 2026"),
        ("agencies", "kode", 1, "2.16", "lembar OPD, sel B7", '"2.16" tidak dapat dipakai'),
        ("agencies", "kode", 2, 2.16, "lembar OPD, sel B8", "pakai huruf besar dan angka, misalnya DINKES"),
        ("problem", "code", 2, "M1", "lembar Masalah, sel B7", "sudah dipakai di lembar Masalah, baris 6"),
    ],
    [
        ("programmes", "", 0, None, "lembar Nomenklatur, baris 6", "masih kosong; isi sedikitnya satu program"),
        ("list", "list", 1, "lintas_x", "lembar Daftar, baris 6", 'daftar "lintas" tidak ada; tambahkan isinya'),
        ("columns", "help", 3, "{entah}", "lembar Judul Kolom, sel E9", "{entah} tidak dikenal"),
    ],
    [
        ("columns", "required", 4, "wajib bila ada pilihannya", "lembar Judul Kolom, sel G10", "bimtek sebelumnya"),
        ("columns", "form", 5, "entah", "lembar Judul Kolom, baris 11", 'form "entah" tidak ada'),
        ("stage", "forms", 1, "swot | strategi | program_kerja", "lembar Kegiatan, sel D56", "di satu bimtek"),
    ],
    [
        ("programmes", "", 0, None, "lembar Nomenklatur, baris 6", "masih kosong; isi sedikitnya satu program"),
        ("columns", "required", 4, "wajib bila ada pilihannya", "lembar Judul Kolom, sel G10", "bimtek sebelumnya"),
        ("columns", "form", 5, "entah", "lembar Judul Kolom, baris 11", 'form "entah" tidak ada'),
    ],
    [("agencies", "kode", 2, "O01", "lembar OPD, sel B8", "O01 mirip kode baris kertas kerja; pakai kode lain")],
]


@pytest.mark.parametrize("cases", AT_ONCE, ids=["cells", "lists", "forms", "lists and forms", "codes"])
def test_refusals_speak_of_the_workbook_alone(
    tmp_path: Path, cases: list[tuple[str, str, int, object, str, str]]
) -> None:
    folder = put(settings_files("rembang"), tmp_path)

    def edit(book: Workbook) -> None:
        for key, field, entry, value, _, _ in cases:
            if entry:
                cell(book, key, field, entry).value = value
            else:
                empty(book, key)

    change(folder, edit)
    lines = refusals(folder)
    for *_, place, words in cases:
        assert any(place in line and words in line for line in lines), (words, lines)


def empty(book: Workbook, key: str) -> None:
    """Empty a table of rows."""
    sheet, row, _, keys = table(book, key)
    for number in range(row + 3, sheet.max_row + 1):
        for column in keys.values():
            sheet.cell(number, column).value = None


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "region", "head").value = None
        cell(book, "stage", "start", 2).value = "nanti"
        cell(book, "agencies", "kode", 2).value = "2.16"
        cell(book, "members", "opd", 3).value = "Entah"
        for entry in (1, 3, 4):
            cell(book, "agencies", "email", entry).value = "bukan alamat"

    change(folder, edit)
    assert [line.partition(":")[0] for line in refusals(folder)] == [
        "Pengaturan, lembar Kegiatan, sel D26 (Sebutan kepala daerah)",
        "Pengaturan, lembar Kegiatan, sel E52 (Hari pertama)",
        "Pengaturan, lembar OPD, sel G7, G9, G10",
        "Pengaturan, lembar OPD, sel B8",
        "Pengaturan, lembar Kelompok, baris 20",
    ]


STRUCTURE: list[tuple[str, Callable[[Workbook], object], str]] = [
    (
        "a merged cell",
        lambda book: book["OPD"].merge_cells("D8:E8"),
        "lembar OPD, sel E8: tertutup sel lain yang digabung",
    ),
    (
        "a sheet is gone",
        lambda book: book.remove(book["OPD"]),
        "lembar OPD: tabel DAFTAR OPD, atau baris",
    ),
    ("a sheet twice", lambda book: book.copy_worksheet(book["OPD"]), "ada dua kali, di lembar OPD dan OPD Copy"),
    ("a column is gone", lambda book: book["OPD"].delete_cols(4), 'kolom "Singkatan" tidak ada lagi'),
    ("the row of keys is gone", lambda book: book["Masalah"].delete_rows(3), "lembar Masalah: tabel MASALAH UTAMA"),
    ("a key is gone", lambda book: table(book, "stage")[0].delete_rows(51), 'baris "Judul" tidak ada lagi'),
    ("the headings are gone", lambda book: book["Masalah"].delete_rows(5), "baris judul tabel MASALAH UTAMA"),
    (
        "a text beside no key",
        lambda book: (book["Kegiatan"].insert_rows(25), book["Kegiatan"].cell(25, 4, "apa ini")),
        "berada di baris yang tidak dikenal",
    ),
    (
        "the first sheet twice",
        lambda book: book.copy_worksheet(book["Kegiatan"]),
        "lembar Kegiatan Copy, sel D24 (Nama daerah): sudah ada di lembar Kegiatan, sel D24 (Nama daerah)",
    ),
    (
        "a row of a value is gone",
        lambda book: book["Kegiatan"].delete_rows(26),
        'baris "Sebutan kepala daerah" tidak ada lagi',
    ),
    (
        "a year twice",
        lambda book: [
            setattr(cell(book, "apbd_total", field, n), "value", value)
            for n in (1, 2)
            for field, value in (("year", 2025), ("rupiah", 2 * 10**12))
        ],
        "tahun 2025 ada dua kali",
    ),
    (
        "crosses below no dimension",
        lambda book: cell(book, "members", "entry", 2).offset(0, 3).__setattr__("value", "x"),
        "tidak berjudul dimensi",
    ),
    (
        "a dimension twice",
        lambda book: cell(book, "group", "dimension", 2).__setattr__("value", "Kota Melayani"),
        "sudah mempunyai kolom",
    ),
]


@pytest.mark.sampled
@pytest.mark.parametrize("case", STRUCTURE, ids=lambda case: case[0])
def test_what_has_lost_its_key_is_refused_and_never_guessed(
    folder: Path, case: tuple[str, Callable[[Workbook], object], str]
) -> None:
    change(folder, case[1])
    lines = refusals(folder)
    assert any(case[2] in line for line in lines), lines


def rezipped(made: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


def hostile(made: bytes) -> Iterable[tuple[str, bytes]]:
    sheet = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + sheet.split(b"?>", 1)[1]
    yield "entities", rezipped(made, {"xl/worksheets/sheet1.xml": bomb})
    yield "too large", rezipped(made, {"xl/worksheets/sheet1.xml": sheet + b" " * 70_000_000})
    yield "no sheet", rezipped(made, {"xl/worksheets/sheet1.xml": b"<x/>"})
    yield "cut", made[: len(made) // 2]
    yield "no workbook", b"PK\x03\x04nothing"
    yield "text", b"nama;kode\n"
    yield "nothing", b""
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(made)).encrypt("rahasia", locked)
    yield "terkunci dengan kata sandi", locked.getvalue()


@pytest.mark.sampled
@pytest.mark.parametrize("case", range(8))
def test_a_hostile_or_broken_file_is_a_sentence(folder: Path, made: bytes, case: int) -> None:
    _, data = list(hostile(made))[case]
    (folder / FILE).write_bytes(data)
    lines = refusals(folder)
    assert FILE in lines[0]
    assert len(lines) == 1
    assert "kata sandi" not in lines[0] or case == 7


def test_a_cell_at_the_far_end_costs_nothing(folder: Path, kota: Profile) -> None:
    change(folder, lambda book: book["OPD"].__setitem__("XFD1048576", "x"))
    assert differences(load_profile(folder), kota) == []


def test_another_format_is_to_be_saved_as_xlsx(folder: Path) -> None:
    (folder / FILE).rename(folder / "Pengaturan.ods")
    with pytest.raises(ProfileError, match=r"Pengaturan\.ods belum dapat dipakai; .* \.xlsx"):
        load_profile(folder)
    with pytest.raises(ProfileError, match=r"Pengaturan\.ods belum dapat dipakai; .* \.xlsx"):
        load_profile(folder / "Pengaturan.ods")


# --- the workbook itself ----------------------------------------------------------------------------------------------


@pytest.mark.validator
def test_the_validator_finds_nothing(validator: Validator, tmp_path: Path) -> None:
    put(settings_files(KOTA), tmp_path / "kota")
    put(settings_files("rembang"), tmp_path / "rembang")
    assert validator.faulty([tmp_path / "kota" / FILE, tmp_path / "rembang" / FILE]) == {}


def test_prompts_are_there_and_fit(made: bytes) -> None:
    book = load_workbook(io.BytesIO(made))
    prompts = [
        rule.prompt for sheet in book.worksheets for rule in sheet.data_validations.dataValidation if rule.prompt
    ]
    assert len(prompts) > 30
    assert max(map(len, prompts)) <= 255


def test_openpyxl_drops_nothing_of_ours(made: bytes) -> None:
    parts = zipfile.ZipFile(io.BytesIO(made))
    assert not [name for name in parts.namelist() if re.search("drawing|comment|media|chart", name)]
    texts = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<r>" not in texts
    assert b"x14:" not in texts


def test_what_is_missing_is_counted(tmp_path: Path) -> None:
    raw = tables_of(KOTA / "profile.toml")
    del raw["head"], raw["contact"]["office"], raw["stage"][1]["deadline"]
    raw["problem"][2]["name"] = ""
    raw["dimension"][0]["members"].remove("SETDA")
    book = load_workbook(io.BytesIO(settings_workbook(raw)), data_only=True)
    assert book["Kegiatan"]["B4"].value == "Masih 5 hal yang perlu dilengkapi."


def unfinished(tmp_path: Path) -> Path:
    """A folder with the settings that are yet to be filled in."""
    return put(settings_files("kosong"), tmp_path / "kosong")


def test_the_unfinished_one_counts_what_is_missing_and_is_refused_with_the_same(tmp_path: Path) -> None:
    folder = unfinished(tmp_path)
    book = load_workbook(folder / FILE, data_only=True)
    assert book["Kegiatan"]["B4"].value == "Masih 22 hal yang perlu dilengkapi."
    lines = refusals(folder)
    assert len(lines) == 21
    place = "Pengaturan, lembar Kegiatan, sel D24 (Nama daerah)"
    assert lines[0] == f"{place}: masih kosong; isi sel ini. Lengkap, misalnya Kabupaten Rembang."
    assert lines[-1].startswith("Masih ada 2 hal lain")
    assert "kosong" not in packaged_profiles()
    with pytest.raises(ProfileError, match=r"^Profil kosong masih kerangka\. Buat folder kerja dengan [^/]*$"):
        load_profile("kosong")


@pytest.mark.engine
@pytest.mark.parametrize("name", ["kosong", "rembang"])
def test_the_live_check_counts_the_same_in_another_program(
    gnumeric: Gnumeric, office: Office, tmp_path: Path, name: str
) -> None:
    folder = put(settings_files(name), tmp_path)
    book = load_workbook(folder / FILE, data_only=True)["Kegiatan"]
    cells = {f"B{row}": (row, 2) for row in range(4, 5)} | {f"E{row}": (row, 5) for row in range(5, 22)}
    stored = {cell: book[cell].value for cell in cells if book[cell].value is not None}
    assert len(stored) > 14
    again = gnumeric.results(folder / FILE, {"Kegiatan": cells})
    assert {cell: again["Kegiatan", cell] for cell in stored} == stored
    values = office.recalculate(folder / FILE)["Kegiatan"]
    assert {cell: values[cell] for cell in stored} == stored

    def cleared(edited: Workbook) -> None:
        edited["Nomenklatur"].delete_rows(6, edited["Nomenklatur"].max_row)

    change(folder, cleared)
    emptied = office.recalculate(folder / FILE)["Kegiatan"]
    (row,) = (row for row in range(5, 22) if book[f"B{row}"].value == "Nomenklatur: nomenklatur program")
    assert (stored[f"E{row}"], emptied[f"E{row}"]) == (0, 1)
    assert emptied["B4"] != stored["B4"]


def test_the_second_region_is_real_and_complete(tmp_path: Path) -> None:
    profile = load_profile("lumajang")
    assert sum(agency.district for agency in profile.agencies) == 21
    assert [stage.dates for stage in profile.stages] == ["26 Juni 2023", "2–3 Agustus 2023", "12 Oktober 2023"]
    assert (
        "rembang"
        not in "".join(map(str, (profile.steps, profile.lists, profile.agencies, profile.identity))).casefold()
    )
    assert differences(load_profile(put(settings_files("lumajang"), tmp_path)), profile) == []
