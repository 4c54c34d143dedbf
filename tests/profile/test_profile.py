"""Profiles and forms load whole, or are refused with one sentence that says where and what."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import DATA, ROOT
from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.filecode import file_code, parse_file_code
from worksheet_kit.core.lists import list_for, named_list
from worksheet_kit.core.model import Form, Profile, Quarter, Recipient, Required
from worksheet_kit.core.names import recipients
from worksheet_kit.core.roles import stage_roles
from worksheet_kit.kinds import KINDS
from worksheet_kit.profile import load_profile, packaged_profiles
from worksheet_kit.profile.forms import COLUMN_KEYS, FORM_KEYS, PACKAGED_FORMS
from worksheet_kit.profile.placeholders import placeholders
from worksheet_kit.profile.profile import PROFILE_KEYS
from worksheet_kit.values.choices import Choices

KOTA = DATA / "kota"
FORMS = ("swot", "strategi", "program_kerja", "rencana_aksi", "peta_jalan", "quick_win")
#: Words that no sentence for users holds (masalah and salah satu aside).
UNKIND = re.compile(r"\b(anda|error|invalid|gagal|temuan|salah)\b", re.IGNORECASE)


def copy_kota(folder: Path) -> Path:
    """The test profile with the packaged forms beside it, ready to be spoilt."""
    shutil.copytree(KOTA, folder, dirs_exist_ok=True)
    shutil.copytree(PACKAGED_FORMS, folder / "forms", dirs_exist_ok=True)
    return folder


def change(file: Path, old: str, new: str, count: int = 1) -> None:
    text = file.read_bytes().decode("utf-8")
    assert old in text, f"{file.name} no longer holds {old!r}"
    file.write_bytes(text.replace(old, new, count).encode("utf-8"))


def refusals(path: Path) -> list[str]:
    """What a profile is refused with, a line for each thing to put right."""
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    lines = str(caught.value).split("\n")
    for line in lines:
        assert not UNKIND.search(line), line
        assert line.endswith("."), line
    return [line.replace(f"{path}/", "") for line in lines]


def refusal(path: Path) -> str:
    """The one sentence a profile is refused with."""
    (line,) = refusals(path)
    return line


# --- what is packaged -------------------------------------------------------------------------------------------------


def test_rembang_holds_the_facts(rembang: Profile) -> None:
    assert (rembang.region, rembang.edition, rembang.plan) == ("Kabupaten Rembang", "RBG22", "RPJMD 2021-2026")
    assert [problem.code for problem in rembang.problems] == ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
    assert [dimension.code for dimension in rembang.dimensions] == ["GOV", "BRA", "ECO", "LIV", "SOC", "ENV"]
    assert all(len(dimension.subdimensions) == 3 for dimension in rembang.dimensions)
    assert sum(not agency.district for agency in rembang.agencies) == 27
    assert sum(agency.district for agency in rembang.agencies) == 14
    assert rembang.years == (2022, 2023, 2024, 2025, 2026)
    assert (rembang.quarters[0], rembang.quarters[-1], len(rembang.quarters)) == (
        Quarter(2022, 3),
        Quarter(2026, 4),
        18,
    )
    assert (rembang.paper.index, rembang.paper.width, rembang.paper.height) == (14, 215.9, 330.2)
    assert rembang.stage(1).forms == ("swot", "strategi")
    assert rembang.stage(2).forms == ("program_kerja", "rencana_aksi")
    assert rembang.stage(3).forms == ("peta_jalan", "quick_win")


def test_rembang_orders_agencies_by_protocol(rembang: Profile) -> None:
    codes = [agency.code for agency in rembang.agencies]
    assert codes[:4] == ["SETDA", "SETWAN", "INSPEKTORAT", "DINDIKPORA"]
    assert codes.index("DINARPUS") < codes.index("BAPPEDA") < codes.index("RSUD") < codes.index("KEC-SUMBER")
    assert [agency.district for agency in rembang.agencies] == [False] * 27 + [True] * 14


def test_every_office_of_rembang_sits_in_a_group_and_has_a_programme(rembang: Profile) -> None:
    seated = {member for dimension in rembang.dimensions for member in dimension.members}
    assert seated == {agency.code for agency in rembang.agencies if not agency.district}
    assert {code for programme in rembang.programmes for code in programme.agencies} == {
        agency.code for agency in rembang.agencies
    }


def test_groups_choose_their_own_first(rembang: Profile) -> None:
    gov = Recipient(dimension="GOV")
    shorts = [item.label for item in named_list(rembang, None, "opd", gov).items]
    assert shorts[:3] == ["Dinkominfo", "Setda", "Bappeda"]
    assert shorts[-1] == "Kec. Lasem"
    programmes = [item.label for item in named_list(rembang, None, "program_pd", gov).items]
    assert programmes[:2] == [
        "2.16.01 Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota",
        "2.16.02 Program Pengelolaan Informasi dan Komunikasi Publik",
    ]
    assert "2.16.03 Program Pengelolaan Aplikasi Informatika" in programmes


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("swot", "kode status uraian bukti subdimensi masalah opd_terkait_1 opd_terkait_2 keterangan"),
        (
            "strategi",
            "kode status faktor_internal_1 faktor_internal_2 faktor_internal_3 faktor_eksternal_1 faktor_eksternal_2 "
            "faktor_eksternal_3 ringkasan_faktor rumusan subdimensi masalah opd_pengampu prioritas keterangan",
        ),
        (
            "program_kerja",
            "kode status nama_program subdimensi masalah masalah_lain strategi deskripsi sasaran indikator satuan "
            "kondisi_awal sumber_awal target_akhir jangka_waktu status_program opd_pengampu opd_pendukung_1 "
            "opd_pendukung_2 opd_pendukung_3 mitra program_pd quick_win keterangan",
        ),
        (
            "rencana_aksi",
            "kode status kode_program rencana_aksi nama_program jenis indikator satuan target_2022 target_2023 "
            "target_2024 target_2025 target_2026 opd_pj opd_pendukung_1 sumber_dana mulai selesai anggaran_2022 "
            "anggaran_2023 anggaran_2024 anggaran_2025 anggaran_2026 total_anggaran sumber_dana_lain lokasi "
            "lokasi_rinci opd_pendukung_2 posisi_anggaran sub_kegiatan keterangan",
        ),
    ],
)
def test_packaged_forms_have_their_columns(rembang: Profile, name: str, keys: str) -> None:
    assert [column.key for column in rembang.forms[name].columns] == keys.split()


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("swot", "uraian subdimensi"),
        ("strategi", "faktor_internal_1 faktor_eksternal_1 rumusan subdimensi masalah"),
        (
            "program_kerja",
            "nama_program subdimensi masalah deskripsi sasaran indikator satuan target_akhir jangka_waktu opd_pengampu",
        ),
        ("rencana_aksi", "kode_program rencana_aksi jenis satuan opd_pj sumber_dana mulai selesai"),
    ],
)
def test_packaged_forms_ask_for_what_is_wajib(rembang: Profile, name: str, required: str) -> None:
    columns = rembang.forms[name].columns
    assert [column.key for column in columns if column.required is Required.YES] == required.split()


def test_room_per_group(rembang: Profile) -> None:
    assert rembang.dimension("GOV").room == {"program_kerja": 60, "rencana_aksi": 180}
    assert [(block.prefix, block.rows) for block in rembang.forms["swot"].blocks] == [(p, 12) for p in "SWOT"]
    assert {block.rows for block in rembang.forms["strategi"].blocks} == {8}
    assert rembang.forms["program_kerja"].blocks[0].code(7) == "P07"
    assert rembang.forms["rencana_aksi"].blocks[0].code(7) == "A007"


def texts(profile: Profile, form: Form) -> Iterator[tuple[str, str, int]]:
    """Every text of a form that goes where Excel has a limit: what, text, limit."""
    yield "sheet", form.sheet, 31
    for column in form.columns:
        yield f"{column.key} help", column.help, 255
        yield f"{column.key} heading", column.heading, 255
        for dimension in profile.dimensions:
            found = list_for(profile, form, column, Recipient(dimension=dimension.code))
            for item in found.items if found else ():
                yield f"{column.key} {item.label}", item.label, 255
    for rule in form.rules:
        yield "rule", rule.message, 255


@pytest.fixture(params=["rembang", "kota"])
def either(request: pytest.FixtureRequest, rembang: Profile, kota: Profile) -> Profile:
    return rembang if request.param == "rembang" else kota


def test_texts_fit_and_every_input_has_help_band_and_no_open_placeholder(either: Profile) -> None:
    for form in either.forms.values():
        for what, text, limit in texts(either, form):
            assert len(text) <= limit, f"{form.name}: {what}"
        for column in form.columns:
            assert column.help, f"{form.name}.{column.key} has no help"
            assert column.band, f"{form.name}.{column.key} stands under no band"
        words = [form.title, *form.instructions, *(c.heading + c.help + c.example for c in form.columns)]
        words += [value for row in form.examples for value in row.values()]
        assert not [word for word in words if "{" in word]
        assert not [word for word in words if UNKIND.search(word)]


def test_every_file_code_can_be_read_back(either: Profile) -> None:
    for stage in either.stages:
        for dimension in either.dimensions:
            for recipient in recipients(dimension, per_agency=True):
                code = file_code(either, stage, recipient, revision=2)
                assert parse_file_code(str(code)) == code


def test_packaged_forms_know_no_region() -> None:
    for file in PACKAGED_FORMS.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert not re.findall(r"Rembang|RPJMD|\b20[2-9][0-9]\b|\b(?:tujuh|enam) (?:masalah|dimensi)", text), file.name


def test_contoh_isian_is_complete(either: Profile) -> None:
    """An example row fills in every required column, so that Lengkap beside it is true."""
    for form in either.forms.values():
        for row in form.examples:
            for column in form.columns:
                if column.required is Required.YES:
                    assert row.get(column.key), f"{form.name} {row['kode']}: {column.key}"
            if any(column.required is Required.ANY for column in form.columns):
                assert any(row.get(c.key) for c in form.columns if c.required is Required.ANY), row["kode"]
    assert len(either.forms["program_kerja"].examples) == 2
    assert len(either.forms["rencana_aksi"].examples) == 3


def test_aliases_and_hints(rembang: Profile) -> None:
    funds = rembang.lists["sumber_dana"]
    assert {alias: item.label for item in funds.items for alias in item.aliases}["APBD II"] == "APBD Kabupaten"
    units = Choices(rembang.lists["satuan"])
    typed = ("Hektar", "thn.", "KK", "klp", "kepala keluarga", "Rp jt", "juta", "kel", "m2")
    assert [units.match(text).value for text in typed] == [
        *("ha", "tahun", "keluarga", "kelompok", "keluarga", "Rp juta"),
        *(None, None, None),  # what may be two units, or none of the list, is not guessed at
    ]
    assert [(hint.text, hint.labels) for hint in funds.hints] == [("DAK", ("DAK Fisik", "DAK Nonfisik"))]
    status = {one.name: one for one in rembang.forms["program_kerja"].lists}["status_program"]
    assert {hint.text for hint in status.hints} == {"eksisting", "Pengembangan (eksisting)"}


# --- another region ---------------------------------------------------------------------------------------------------


def test_another_region_needs_only_its_profile(kota: Profile) -> None:
    assert (len(kota.problems), len(kota.agencies), kota.paper.name) == (4, 9, "A3")
    action = kota.forms["rencana_aksi"]
    assert [c.key for c in action.columns if c.year] == [
        *(f"target_{year}" for year in range(2025, 2030)),
        *(f"anggaran_{year}" for year in range(2025, 2030)),
    ]
    assert action.column("anggaran_2027").heading == "Perkiraan anggaran 2027 (Rp)"
    program = kota.forms["program_kerja"]
    assert "satu dari empat masalah utama RPJMD 2025-2029" in program.column("masalah").help
    assert program.column("jangka_waktu").help.startswith("Pilih Pendek bila selesai paling lambat 2026, Menengah bila")
    assert (
        kota.forms["swot"]
        .column("uraian")
        .help.endswith("yang khas Wanasari, bukan satu kata dan bukan usulan kegiatan.")
    )
    assert program.column("nama_program").example == "Wanasari Satu Pintu Layanan Digital"
    assert not re.search("Rembang|RPJMD 2021|2022", repr(kota))


def test_who_gets_mail_stands_with_the_agency_and_the_dimension(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    bare = load_profile(tmp_path)
    assert {(d.chair, d.chair_email, d.note_taker, d.note_taker_email, d.email, d.phone) for d in bare.dimensions} == {
        ("",) * 6
    }
    assert {agency.email for agency in bare.agencies} == {""}
    change(
        tmp_path / "profile.toml",
        "[[dimension]]",
        '[[dimension]]\nchair = "Sri"\nchair_email = "sri@x.go.id"\nnote_taker = "Adi"\n'
        'note_taker_email = "adi@x.go.id"\nemail = "satu@x.go.id"\nphone = "0812 3456 7890"',
    )
    (tmp_path / "opd.csv").write_bytes(
        (tmp_path / "opd.csv")
        .read_bytes()
        .replace(b"alias,kecamatan", b"alias,kecamatan,kontak,telepon,email")
        .replace(b"Setda,,", b"Setda,,,Bu Rini,081234567890,setda@x.go.id")
    )
    profile = load_profile(tmp_path)
    group, agency = profile.dimensions[0], profile.agency("SETDA")
    assert (group.chair, group.chair_email, group.email) == ("Sri", "sri@x.go.id", "satu@x.go.id")
    assert (group.note_taker, group.note_taker_email, group.phone) == ("Adi", "adi@x.go.id", "0812 3456 7890")
    assert (agency.contact, agency.phone, agency.email) == ("Bu Rini", "081234567890", "setda@x.go.id")


def test_programme_names_do_not_say_program_twice(kota: Profile) -> None:
    labels = [programme.label for programme in kota.programmes]
    assert "2.07.03 Program Pelatihan Kerja dan Produktivitas Tenaga Kerja" in labels


# --- where a profile is found -----------------------------------------------------------------------------------------


def test_profile_by_folder_file_and_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_profile().name == "rembang"
    shutil.copytree(KOTA, tmp_path, dirs_exist_ok=True)
    assert load_profile().name == "kota"
    assert load_profile(tmp_path).name == load_profile(tmp_path / "profile.toml").name == "kota"
    assert load_profile("rembang").name == "rembang"
    (tmp_path / "rembang").mkdir()  # a folder without a profile does not hide the packaged one
    assert load_profile("rembang").name == "rembang"
    assert packaged_profiles() == ("lumajang", "rembang")


def test_a_form_beside_the_profile_comes_first(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "forms" / "swot.toml", 'heading = "Uraian faktor"', 'heading = "Faktor {nama_daerah}"')
    assert load_profile(tmp_path).forms["swot"].column("uraian").heading == "Faktor Wanasari"


def test_a_list_of_the_profile_stands_before_one_of_the_form(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "profile.toml", "[list]\n", '[list]\nprioritas = { items = ["Satu", "Dua"] }\n')
    profile = load_profile(tmp_path)
    column = profile.forms["strategi"].column("prioritas")
    found = list_for(profile, profile.forms["strategi"], column, Recipient(dimension="TATA"))
    assert found is not None
    assert [item.label for item in found.items] == ["Satu", "Dua"]


def test_a_stage_may_stand_alone(tmp_path: Path) -> None:
    """A form that others refer to is loaded even when no stage has it."""
    copy_kota(tmp_path)
    text = (tmp_path / "profile.toml").read_text(encoding="utf-8")
    first, second = text.index("[[stage]]"), text.rindex("[[stage]]")
    (tmp_path / "profile.toml").write_text(text[:first] + text[second:], encoding="utf-8")
    profile = load_profile(tmp_path)
    assert [stage.number for stage in profile.stages] == [2]
    assert set(profile.forms) == {"swot", "strategi", "program_kerja", "rencana_aksi"}


def test_stage_three_forms_load(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(
        tmp_path / "profile.toml", 'forms = ["program_kerja", "rencana_aksi"]', 'forms = ["peta_jalan", "quick_win"]'
    )
    profile = load_profile(tmp_path)
    roadmap = profile.forms["peta_jalan"]
    assert [c.key for c in roadmap.columns if c.kind is KINDS["given"]] == [
        "kode_program",
        "nama_program",
        "opd_pengampu",
        "aksi",
    ]
    assert roadmap.rows_from == "program_kerja"
    assert profile.forms["quick_win"].blocks[0].rows == 3


def test_repeat_by_number(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    file = tmp_path / "forms" / "swot.toml"
    change(
        file,
        'key = "keterangan"\nheading = "Keterangan"',
        'key = "catatan"\nrepeat = 3\nheading = "Catatan {nomor}"',
    )
    change(file, 'keterangan = "Dibahas lagi di pleno"', 'catatan_2 = "Dibahas lagi di pleno"')
    columns = load_profile(tmp_path).forms["swot"].columns[-3:]
    assert [(c.key, c.heading, c.series, c.year) for c in columns] == [
        ("catatan_1", "Catatan 1", "catatan", None),
        ("catatan_2", "Catatan 2", "catatan", None),
        ("catatan_3", "Catatan 3", "catatan", None),
    ]
    assert [c.example for c in columns] == ["", "Dibahas lagi di pleno", ""]


def test_values_that_look_like_placeholders_are_not_filled_in_twice(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "profile.toml", 'region = "Kota Wanasari"', 'region = "Kota {tahun_awal}"')
    assert load_profile(tmp_path).forms["swot"].column("uraian").help.count("{tahun_awal}") == 1


# --- CSV as Excel saves it --------------------------------------------------------------------------------------------

CSV = "kode;nama;singkatan;alias;kecamatan\r\n"
MAIL = "kode;nama;singkatan;telepon;email\r\n"


@pytest.mark.parametrize(
    ("separator", "encoding", "before"),
    [
        (";", "utf-8", ""),
        (";", "utf-8-sig", ""),
        (",", "utf-8-sig", ""),
        (";", "cp1252", ""),
        ("\t", "utf-8", ""),
        ("\t", "utf-16", ""),
        (",", "cp1252", ""),
        (";", "utf-8-sig", "sep=;\r\n"),
        (";", "utf-8", "\r\n;;;;\r\n"),
    ],
)
def test_csv_variants(tmp_path: Path, separator: str, encoding: str, before: str) -> None:
    """Names with commas, quotes and an accent arrive whole, whatever Excel used."""
    copy_kota(tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "opd.csv").read_text(encoding="utf-8-sig"))))
    rows[5][1:3] = 'Dinas "Café", Pariwisata dan Budaya', "Dis\u00a0 Par"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows([*rows, [""] * 5])
    (tmp_path / "opd.csv").write_bytes((before + out.getvalue()).encode(encoding))
    profile = load_profile(tmp_path)
    assert [agency.code for agency in profile.agencies] == [row[0] for row in rows[1:]]
    dispar = profile.agency("DISPAR")
    assert (dispar.name, dispar.short) == ('Dinas "Café", Pariwisata dan Budaya', "Dis Par")
    assert profile.agency("DPU").aliases == ("DPUPR", "PUPR")
    assert profile.agency("KEC-HULU").district


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ("opd.csv", "belum berisi")),
        (CSV, ("opd.csv", "belum berisi")),
        ("kode;nama\r\nA;B\r\n", ("baris 1", "singkatan", "belum ada")),
        ("kode;nama;singkatn\r\n", ("baris 1", '"singkatn" tidak dikenal', '"singkatan"')),
        ("kode;nama;singkatan;nama\r\n", ("baris 1", '"nama" ada dua kali')),
        (CSV + "SETDA;;Setda;;\r\n", ("baris 2", "kolom nama", "masih kosong")),
        (CSV + "\r\nsetda;Sekretariat;Setda;;\r\n", ("baris 3", "kolom kode", '"setda"')),
        (CSV + "R1;Satu;Satu;;\r\n", ("baris 2", "kolom kode", "nomor versi")),
        (CSV + "KEC-R12;Satu;Satu;;\r\n", ("baris 2", "kolom kode", "nomor versi")),
        (CSV + "A/B;Satu;Satu;;\r\n", ("baris 2", "kolom kode", "huruf besar dan angka")),
        (CSV + "AA;Satu;Satu;;\r\nAA;Dua;Dua;;\r\n", ("baris 3", "kolom kode", "ada dua kali")),
        (CSV + "AA;Satu;Satu;Uno;\r\nBB;Dua;Dua;uno;\r\n", ("baris 3", '"uno"', "OPD AA")),
        (CSV + "AA;Satu;Satu;;\r\nBB;Dua;SATU;;\r\n", ("baris 3", '"SATU"', "OPD AA")),
        (CSV + "AA;Satu;Satu;;mungkin\r\n", ("baris 2", "kolom kecamatan", "ya atau tidak")),
        (CSV + "AA;Satu;Satu;;;;lebih\r\n", ("baris 2", "lebih dari 5 kolom")),
        (CSV + f"AA;{'x' * 256};Satu;;\r\n", ("baris 2", "kolom nama", "256 huruf")),
        (CSV + 'AA;"Satu;Satu;;\r\n', ("opd.csv", "tanda kutip")),
        (MAIL + "AA;Satu;Satu;8,12346E+11;\r\n", ("baris 2", "kolom telepon", "dibulatkan")),
        (MAIL + "AA;Satu;Satu;81234567890;\r\n", ("baris 2", "kolom telepon", "081234567890")),
        (MAIL + "AA;Satu;Satu;;aa@contoh\r\n", ("baris 2", "kolom email", '"aa@contoh"')),
        (MAIL + "AA;Satu;Satu;;a@x.id, b@x.id\r\n", ("baris 2", "kolom email", "satu alamat")),
        (MAIL + 'AA;Satu;Satu;;"a@x.id\r\nBcc: b@x.id"\r\n', ("baris 2", "kolom email", "ganti baris")),
        (CSV + 'AA;"Sa\r\ntu";Satu;;\r\n', ("baris 2", "ganti baris")),
        (CSV + '"AA;Dinas Satu, Dua;Satu;;"\r\n', ("baris 2", "kolom nama", "masih kosong")),  # all in one column
    ],
)
def test_csv_refusals(tmp_path: Path, content: str, expected: Sequence[str]) -> None:
    copy_kota(tmp_path)
    (tmp_path / "opd.csv").write_bytes(content.encode("utf-8"))
    sentence = refusal(tmp_path)
    assert all(word in sentence for word in ("opd.csv", *expected)), sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\0\0", "bukan CSV"),
        ("kode;nama".encode("utf-16-le"), "bukan CSV"),
        (b"kode;\x81\x8d", "tidak terbaca"),
    ],
)
def test_csv_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    copy_kota(tmp_path)
    (tmp_path / "opd.csv").write_bytes(content)
    assert words in refusal(tmp_path)


# --- files that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\xff\xfe\x00", "UTF-8"),
        ('name = "kota"'.encode("utf-16-le"), "UTF-8"),
        (b'name = "kota"\nregion = Kota\n', "baris 2"),
        (b'name = "kota"\nname = "kota"\n', "TOML"),
        (b"x = " + b"[" * 5000, "TOML"),
        (b"x = " + b"9" * 5000, "TOML"),
        (b"#" * 5_000_001, "lebih besar dari 5 MB"),
        (b"", "belum ada"),
    ],
)
def test_files_that_are_no_toml(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "profile.toml").write_bytes(content)
    sentence = refusals(tmp_path)[0]
    assert "profile.toml" in sentence
    assert words in sentence


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_as_notepad_saves_it_is_no_matter(tmp_path: Path, encoding: str, ending: str) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "profile.toml", 'event = "', 'event = "Café “Kota” – ')
    for name in ("profile.toml", "opd.csv"):
        text = (tmp_path / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        (tmp_path / name).write_bytes(text.replace("\n", ending).encode(encoding))
    profile = load_profile(tmp_path)
    assert profile.event.startswith("Café “Kota” – ")
    assert profile.agencies[0].name == "Sekretariat Daerah"


@pytest.mark.parametrize("name", ["tiada", "tiada/profile.toml", "x" * 5000, "nol\0"])
def test_profiles_that_are_not_there(tmp_path: Path, name: str) -> None:
    assert "tidak ditemukan" in refusal(tmp_path / name)
    (tmp_path / "kosong").mkdir()
    assert "profile.toml" in refusal(tmp_path / "kosong")


# --- refusals: a good profile, one change, the path and the words -----------------------------------------------------

P, SWOT, STRATEGI, PROGRAM, AKSI, PETA = (
    "profile.toml",
    "forms/swot.toml",
    "forms/strategi.toml",
    "forms/program_kerja.toml",
    "forms/rencana_aksi.toml",
    "forms/peta_jalan.toml",
)

REFUSALS = [
    # the profile
    (P, 'head = "Wali Kota"', 'heads = "Wali Kota"', "heads:", 'mungkin maksudnya "head"'),
    (P, 'head = "Wali Kota"', "", "head:", "belum ada"),
    (P, 'head = "Wali Kota"', 'head = "  "', "head:", "masih kosong"),
    (P, 'head = "Wali Kota"', "head = 7", "head:", "berisi angka 7; yang diharapkan teks"),
    (P, 'head = "Wali Kota"', 'head = "Wali\\u0007Kota"', "head:", "U+0007"),
    (P, 'edition = "WNS25"', 'edition = "wns-25"', "edition:", "huruf besar diikuti angka"),
    (P, 'paper = "A3"', 'paper = "A33"', "paper:", 'mungkin maksudnya "A3"'),
    (P, 'paper = "A3"', 'paper = "A3"\nzone = "WITB"', "zone:", "pilihannya WIB, WITA, WIT"),
    (P, "years = [2025, 2026,", "years = [2025, 2025,", "years[2]:", "2025 tidak sesudah yang sebelumnya"),
    (P, "years = [2025, 2026,", "years = [2025, true,", "years[2]:", "bilangan bulat"),
    (P, '"TW II 2025", "TW III 2025"', '"TW III 2025", "TW II 2025"', "quarters[2]:", "TW II 2025 tidak sesudah"),
    (P, '"TW II 2025"', '"TW V 2025"', "quarters[1]:", "bukan triwulan"),
    (P, 'agencies = "opd.csv"', 'agencies = "dinas.csv"', "profile.toml: agencies:", 'berkas "dinas.csv" tidak ada'),
    (P, "attendance = 4", "attendance = -1", "attendance:", "0 sampai 200"),
    (P, "attendance = 4", "attendance = 4\napbd_total = { a = 1 }", "apbd_total.a:", "tahun"),
    (P, "attendance = 4", "attendance = 4\napbd_total = { 2026 = 1.9 }", "apbd_total.2026:", "bilangan bulat"),
    (P, 'phone = "0812-0000-0000"', 'fone = "1"', "contact.fone:", '"phone"'),
    (P, 'list = "opd" },', 'list = "opds" },', "identity[2].list:", '"opds" tidak ada; mungkin maksudnya "opd"'),
    (P, 'key = "notulis"', 'key = "nomor_hp"', "identity[4].key:", "sudah dipakai di identity[3]"),
    (P, 'code = "K2"', 'code = "K1"', "problem[2].code:", '"K1" sudah dipakai di problem[1]'),
    (P, 'name = "Kemacetan"', 'name = "lapangan  kerja"', "problem[4].name:", "sudah dipakai di problem[3]"),
    (P, 'code = "LING"', 'code = "TATA"', "dimension[3].code:", "sudah dipakai di dimension[1]"),
    (P, 'code = "LING"', 'code = "LING-1"', "dimension[3].code:", "huruf besar dan angka"),
    (P, 'region_kind = "Kota"', 'region_kind = "Kab."', "region_kind:", '"Kab." tidak ada di depan "Kota Wanasari"'),
    (P, 'code = "LING"', 'code = "R7"', "dimension[3].code:", "nomor versi"),
    (P, 'name = "Kota Lestari"', 'name = "Air/Sampah"', "dimension[3].name:", "nama berkas"),
    (P, 'name = "Kota Lestari"', 'name = "Smart governance"', "dimension[3].aliases:", "sudah dipakai"),
    (P, '["Air", "Sampah"]', '["Air", "air"]', "dimension[3].subdimensions[2]:", "sudah dipakai di [1]"),
    (P, '["Air", "Sampah"]', "[]", "dimension[3].subdimensions:", "masih kosong"),
    (P, '["DLH", "DPU"]', '["DLH", "DPUU"]', "dimension[3].members[2]:", '"DPUU" tidak ada; mungkin maksudnya "DPU"'),
    (P, '["DLH", "DPU"]', '["DLH", "DLH"]', "dimension[3].members[2]:", "sudah dipakai"),
    (
        P,
        'members = ["DLH", "DPU"]',
        'email = "dlh(a)x.id"\nmembers = ["DLH", "DPU"]',
        "dimension[3].email:",
        "satu alamat",
    ),
    (
        P,
        'members = ["DLH", "DPU"]',
        'chair = "A\\r\\nB"\nmembers = ["DLH", "DPU"]',
        "dimension[3].chair:",
        "ganti baris",
    ),
    (P, 'phone = "0812-0000-0000"', 'phone = "0812\\u0000"', "contact.phone:", "U+0000"),
    (P, 'name = "Wulan"', 'email = "Wulan <w@x.id>"', "contact.email:", "satu alamat"),
    (P, '["DLH", "DPU"]', "[]", "dimension[3].members:", "masih kosong"),
    (P, '["DLH", "DPU"]', '["DLH"]', "agencies[7]:", "OPD DPU belum menjadi anggota"),
    (P, "program_kerja = 8", "program_kerja = 0", "dimension[2].room.program_kerja:", "bilangan bulat 1"),
    (P, "program_kerja = 8", "program_krja = 8", "dimension[2].room.program_krja:", '"program_kerja"'),
    (P, "program_kerja = 8", "program_kerja = 1048570", "form.program_kerja.block:", "paling banyak 19980 baris"),
    (P, "number = 2", "number = 1", "stage[2].number:", "tidak sesudah"),
    (P, "start = 2025-06-03", 'start = "2025-06-03"', "stage[2].start:", "tanpa tanda kutip"),
    (P, "start = 2025-06-03", "start = 2025-06-03T10:00:00", "stage[2].start:", "tanggal"),
    (P, '"rencana_aksi"]', '"rencana_aks"]', "stage[2].forms[2]:", 'mungkin maksudnya "rencana_aksi"'),
    (P, '"rencana_aksi"]', '"../rencana"]', "stage[2].forms[2]:", "nama berkas form"),
    (P, '"rencana_aksi"]', '"program_kerja"]', "stage[2].forms[2]:", "sudah dipakai"),
    (P, "[list]\n", '[list]\nopd = { items = ["A"] }\n', "list.opd:", "dibuat sendiri"),
    (P, "[list]\n", "[list]\nkosong = { items = [] }\n", "list.kosong.items:", "masih kosong"),
    (P, '"Seluruh kecamatan"]', '"seluruh opd"]', "list.opd_bersama.items[2]:", "ada dua kali"),
    (P, '"Seluruh kecamatan"]', f'"{"x" * 256}"]', "list.opd_bersama.items[2]:", "256 huruf; paling panjang 255"),
    (P, '"Seluruh kecamatan"]', '"Diskominfo"]', "form.program_kerja.column[18].list:", '"Diskominfo" ada dua kali'),
    (P, '"Seluruh kecamatan"]', '"PUPR"]', "form.program_kerja.column[18].list:", '"PUPR" berarti "'),
    (P, '"Seluruh kecamatan"]', '"Seluruh-OPD"]', "list.opd_bersama.items[2]:", 'terbaca sama dengan "Seluruh OPD"'),
    (P, '"Seluruh kecamatan"]', '"SeluruhOPD"]', "list.opd_bersama.items[2]:", 'terbaca sama dengan "Seluruh OPD"'),
    (P, '"Seluruh kecamatan"]', '"Dis-kominfo"]', "form.program_kerja.column[18].list:", 'sama dengan "Diskominfo"'),
    (P, 'aliases = ["APBD", "APBD II"]', 'aliases = ["apbn"]', "list.sumber_dana.items[2]:", "sudah dipakai"),
    (P, 'text = "DAK"', 'text = "apbd"', "list.sumber_dana.hints[1].text:", "sudah menjadi isi atau alias"),
    (P, '"DAK Nonfisik"] }', '"DAK Non"] }', "list.sumber_dana.hints[1].labels[2]:", '"DAK Nonfisik"'),
    (P, "[list]\n", '[list]\nA-1 = { items = ["A"] }\n', "list.A-1:", "huruf kecil"),
    (P, "[list]\n", "[words]\nx = 1\n[list]\n", "words.x:", "teks"),
    (P, "[list]\n", "[[example.swot]]\nuraiann = 'x'\n[list]\n", "form.swot.example[1].uraiann:", '"uraian"'),
    (P, "[list]\n", "[[example.swt]]\nuraian = 'x'\n[list]\n", "example.swt:", '"swot"'),
    (P, "[list]\n", "[[example.swot]]\nsubdimensi = 'Api'\n[list]\n", "example[1].subdimensi:", '"Api" tidak ada'),
    (P, "[list]\n", 'password = "x"\n[list]\n', "stage[2].password:", "tidak dikenal"),
    (P, "attendance = 4", 'attendance = 4\npassword = "enam belas huruf"', "password:", "paling panjang 15"),
    (P, 'programmes = "program_pd.csv"', "", "form.program_kerja.column[22].list:", "program_pd masih kosong"),
    ("program_pd.csv", "2.11.11,", "1.03.10,", "baris 4, kolom kode:", "ada dua kali"),
    ("program_pd.csv", "Persampahan,DLH", "Persampahan,DLHK", "baris 4, kolom opd:", 'mungkin maksudnya "DLH"'),
    ("opd.csv", "KEC-HULU,", "KEC-P01,", "agencies[9], kolom kode:", "KEC-P01 mirip kode baris"),
    # one form by itself
    (SWOT, 'name = "swot"', 'name = "swat"', "form.swot.name:", "samakan dengan nama berkasnya"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "S/W"', "form.swot.sheet:", "tanda yang tidak boleh"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "\'SWOT"', "form.swot.sheet:", "kutip di tepi"),
    (SWOT, 'sheet = "SWOT"', f'sheet = "{"x" * 32}"', "form.swot.sheet:", "32 huruf; paling panjang 31"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "history"', "form.swot.sheet:", "sudah dipakai"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "PETUNJUK"', "form.swot.sheet:", "sudah dipakai"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "_Kit"', "form.swot.sheet:", "sudah dipakai"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "strategi"', "sheet:", "sudah dipakai form swot"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "Strategi"', "form.strategi.sheet:", "sudah dipakai form swot"),
    (SWOT, 'sheet = "SWOT"', 'sheet = "Acuan S"', "form.swot.sheet:", "lembar acuan"),
    (SWOT, 'noun = "faktor"', "", "form.swot.noun:", "belum ada"),
    (
        SWOT,
        'noun = "faktor"',
        'noun = "faktor"\ntitle_column = "uraian"',
        "form.swot.title_column:",
        'pada kolom "uraian"',
    ),
    (SWOT, 'freeze = "status"', 'freeze = "stat"', "form.swot.freeze:", '"status"'),
    (SWOT, 'prefix = "W"', 'prefix = "S"', "form.swot.block[2].prefix:", "sudah dipakai di block[1]"),
    (SWOT, 'prefix = "W"', 'prefix = "W1"', "form.swot.block[2].prefix:", "huruf besar saja"),
    (SWOT, "rows = 12", "rows = 0", "form.swot.block[1].rows:", "bilangan bulat 1"),
    (SWOT, "rows = 12", "rows = 1048577", "form.swot.block[1].rows:", "bilangan bulat 1"),
    (SWOT, 'heading = "Uraian faktor"', "", "form.swot.column[3].heading:", "belum ada"),
    (SWOT, 'heading = "Uraian faktor"', 'heading = "status"', "form.swot.column[3].heading:", "sudah dipakai"),
    (SWOT, 'heading = "Uraian faktor"', 'headng = "x"', "form.swot.column[3].headng:", '"heading"'),
    (SWOT, 'heading = "Uraian faktor"', f'heading = "{"x" * 101}"', "form.swot.column[3].heading:", "101 huruf"),
    (SWOT, 'key = "bukti"', 'key = "uraian"', "form.swot.column[4].key:", "sudah dipakai di column[3]"),
    (SWOT, 'key = "bukti"', 'key = "Bukti!"', "form.swot.column[4].key:", "huruf kecil"),
    (SWOT, 'kind = "text"', 'kind = "teks"', "form.swot.column[3].kind:", "code, status, choice, "),
    (SWOT, 'required = "recommended"', 'required = "recomended"', "form.swot.column[4].required:", '"recommended"'),
    (SWOT, 'required = "recommended"', 'required = "any"', "form.swot.column[4].required:", "kolom berulang"),
    (SWOT, "width = 44", "width = 256", "form.swot.column[3].width:", "1 sampai 255"),
    (SWOT, "width = 44", "width = nan", "form.swot.column[3].width:", "angka"),
    (SWOT, "width = 44", 'list = "opd"', "form.swot.column[3].list:", "tidak berlaku"),
    (SWOT, "width = 44", "minimum = 0", "form.swot.column[3].minimum:", "tidak berlaku"),
    (SWOT, "yang khas {nama_daerah}", f"{'x' * 255}", "form.swot.column[3].help:", "paling panjang 255"),
    (SWOT, "khas {nama_daerah}", "khas {nama_derah}", "form.swot.column[3].help:", 'mungkin maksudnya "nama_daerah"'),
    (SWOT, "khas {nama_daerah}", "khas {tahun}", "form.swot.column[3].help:", "{tahun} tidak dikenal"),
    (SWOT, 'list = "masalah"', 'list = "masala"', "form.swot.column[6].list:", 'mungkin maksudnya "masalah"'),
    (SWOT, 'list = "masalah"', 'list = "@strateg"', "form.swot.column[6].list:", 'form "strateg" tidak ada'),
    (SWOT, 'list = "masalah"', 'list = "@"', "form.swot.column[6].list:", "nama form"),
    (SWOT, 'list = "masalah"', "", "form.swot.column[6].list:", "belum ada"),
    (SWOT, 'list = "subdimensi + lintas"', 'list = "subdimensi + subdimensi"', "column[5].list:", "ada dua kali"),
    (SWOT, 'list = "masalah"', 'list = "masalah"\npreset = "opd"', "form.swot.column[6].preset:", "daftar opd"),
    (SWOT, 'kind = "status"', 'kind = "text"', "form.swot.column:", "kolom ke-2"),
    (
        SWOT,
        'series = "opd_terkait"\nhelp = "Pilih OPD yang',
        'series = "masalah"\nhelp = "Pilih OPD yang',
        ".series:",
        "",
    ),
    (SWOT, 'uraian = "Aplikasi', 'uraiann = "Aplikasi', "form.swot.example[1].uraiann:", '"uraian"'),
    (SWOT, 'uraian = "Aplikasi layanan', 'uraian = "{x} layanan', "form.swot.example[1].uraian:", "{x} tidak dikenal"),
    # between forms
    (STRATEGI, 'SO = "S", ST = "S", WO = "W", WT = "W"', 'SO = "S"', "column[3].blocks:", '"ST" belum disebut'),
    (STRATEGI, 'WT = "W" }', 'WT = "X" }', "form.strategi.column[3].blocks.WT:", "awalan kode"),
    (STRATEGI, "swot.uraian", "swot.uraia", "form.strategi.column[9].source:", '"uraian"'),
    (STRATEGI, "> swot.uraian", "", "form.strategi.column[9].source:", "kolom>form.kolom"),
    (STRATEGI, "faktor_internal + faktor", "faktor_dalam + faktor", "column[9].source:", '"faktor_dalam" tidak ada'),
    (STRATEGI, "faktor_internal + faktor", "rumusan + faktor", "column[9].source:", "tidak merujuk form swot"),
    (
        STRATEGI,
        '"Tinggi", "Sedang", "Rendah"',
        '"Tinggi", "tinggi"',
        "form.strategi.list.prioritas.items[2]:",
        "dua kali",
    ),
    (STRATEGI, 'prioritas = "Tinggi"', 'prioritas = "Tingi"', "form.strategi.example[1].prioritas:", '"Tinggi"'),
    (STRATEGI, 'strips = ["subdimensi"]', 'strips = ["status"]', "form.strategi.strips[1]:", "tidak sesudah"),
    (PROGRAM, 'value = "Ya"', 'value = "Iya"', "form.program_kerja.rule[1].value:", 'mungkin maksudnya "Ya"'),
    (PROGRAM, "limit = 3", "", "form.program_kerja.rule[1].limit:", "belum ada"),
    (PROGRAM, 'unit = "satuan"', 'unit = "satun"', "form.program_kerja.column[12].unit:", '"satuan"'),
    (PROGRAM, 'strips = ["indikator", "opd_pengampu"]', 'strips = ["mitra", "indikator"]', "strips[2]:", "urutkan"),
    (
        AKSI,
        'heading = "Target {tahun}"',
        'heading = "Target"',
        "form.rencana_aksi.column[9].heading:",
        "sisipkan {tahun}",
    ),
    (AKSI, "Tulis volume keluaran", "x" * 230, "form.rencana_aksi.column[9].help:", "paling panjang 255"),
    (AKSI, '\nrepeat = "years"', '\nrepeat = "tahun"', "form.rencana_aksi.column[9].repeat:", '"years"'),
    (AKSI, '\nrepeat = "years"', "\nrepeat = 0", "form.rencana_aksi.column[9].repeat:", "bilangan bulat"),
    (AKSI, '\nrepeat = "years"', '\nrepeat = "years"\nseries = "x"', "form.rencana_aksi.column[9].series:", "hapus"),
    (
        AKSI,
        'key = "lokasi_rinci"',
        'key = "target_2025"',
        "column[19].key:",
        '"target_2025" sudah dipakai di column[9]',
    ),
    (AKSI, 'source = "anggaran"', 'source = "anggran"', "form.rencana_aksi.column[16].source:", '"anggaran"'),
    (AKSI, 'source = "anggaran"', 'source = "opd_pendukung"', "column[16].source:", "bukan angka"),
    (AKSI, 'kind = "order"', 'kind = "order"\ncolumns = ["mulai", "selese"]', "rule[1].columns[2]:", '"selesai"'),
    (AKSI, 'kind = "order"', 'kind = "order"\ncolumns = ["mulai", "satuan"]', "rule[1].columns[2]:", "quarter"),
    (AKSI, 'kind = "order"', 'kind = "order"\ncolumns = ["mulai"]', "form.rencana_aksi.rule[1].columns:", "memakai 2"),
    (
        AKSI,
        'kind = "funding"',
        'kind = "funding"\ncolumns = ["sumber_dana", "total_anggaran"]',
        "columns[2]:",
        "deret kolom",
    ),
    (AKSI, 'value = "Tidak perlu anggaran"', 'value = "Tanpa biaya"', "form.rencana_aksi.rule[2].value:", "tidak ada"),
    (AKSI, 'message = "Cek anggaran dan sumber dana"', "", "form.rencana_aksi.rule[2].message:", "belum ada"),
    (AKSI, 'kind = "order"', 'kind = "urut"', "form.rencana_aksi.rule[1].kind:", "order, funding, limit"),
    (AKSI, 'kind = "quarter"', 'kind = "quarter"\nlist = "satuan"', "form.rencana_aksi.column[13].list:", "triwulan"),
    (AKSI, "later = 2", "later = 1", "form.rencana_aksi.column[15].later:", "bilangan bulat 2 sampai 30"),
    (AKSI, "later = true", "later = 2", "form.rencana_aksi.column[16].later:", "true atau false"),
    (
        AKSI,
        'required = "recommended"\nlist = "lokasi"',
        'required = true\nlist = "lokasi"',
        "form.rencana_aksi.column[18].later:",
        "tidak berlaku untuk kolom yang wajib",
    ),
    (AKSI, 'heading = "Nama program"', 'heading = "Nama program"\nlater = true', "[5].later:", 'kolom "jenis"'),
    # roles
    (SWOT, 'role = "factors"', 'role = "factor"', "form.swot.role:", 'mungkin maksudnya "factors"'),
    (SWOT, 'role = "title"', "", "form.swot.role:", '"factors" memerlukan kolom dengan role = "title"'),
    (SWOT, 'role = "problem"', 'role = "problm"', "form.swot.column[6].role:", 'mungkin maksudnya "problem"'),
    (SWOT, 'role = "problem"', 'role = "lead"', "form.swot.column[6].role:", 'daftar opd, bukan "masalah"'),
    (SWOT, 'role = "problem"', 'role = "budget"', "form.swot.column[6].role:", 'berjenis "money", bukan "choice"'),
    (SWOT, 'role = "problem"', 'role = "basis"', "form.swot.column[6].role:", 'dari form dengan role = "strategies"'),
    (SWOT, 'key = "bukti"', 'key = "bukti"\nrole = "title"', "column[4].role:", 'sudah dipegang kolom "uraian"'),
    (
        SWOT,
        'key = "bukti"',
        'key = "bukti"\nrole = "narrative"',
        "column[4].role:",
        'role = "programs" atau "quick_wins"',
    ),
    (AKSI, 'kind = "number"\nrole = "target"', 'kind = "number"\nrole = "goal"', "column[9].role:", "sudah dipegang"),
    (AKSI, 'role = "parent"', "", "form.rencana_aksi.role:", 'memerlukan kolom dengan role = "parent"'),
    (AKSI, 'role = "start"', "", "form.rencana_aksi.rule[1].columns:", 'tulis role = "start" dan role = "end"'),
    (AKSI, 'kind = "order"', 'kind = "order"\ncolumns = ["mulai", "selesai"]', "rule[1].columns:", "tidak perlu"),
    (PROGRAM, 'kind = "limit"', 'kind = "limit"\ncolumns = ["status_program"]\n#', "column[23].role:", "[[rule]]"),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: f"{case[0]} {case[3]} {case[2][:30]}")
def test_refusals(tmp_path: Path, case: tuple[str, str, str, str, str]) -> None:
    file, old, new, path, words = case
    copy_kota(tmp_path)
    change(tmp_path / file, old, new)
    sentence = refusal(tmp_path)
    assert path in sentence, sentence
    assert words in sentence, sentence


def test_a_kind_plays_a_role_by_what_it_is_not_by_its_name(tmp_path: Path) -> None:
    """A candidate for a quick win is marked by any choice, be it of the kind that is made for Ya and Tidak."""
    copy_kota(tmp_path)
    change(
        tmp_path / PROGRAM,
        'kind = "choice"\nrole = "quick_win"\nlist = "ya_tidak"',
        'kind = "yesno"\nrole = "quick_win"',
    )

    profile = load_profile(tmp_path)

    programs = stage_roles(profile, profile.stage(2)).programs
    assert programs is not None
    assert (programs.quick_win, programs.quick_win_value) == ("quick_win", "Ya")


#: A line of the profile as people write it in Notepad, and the line and the remedy that the sentence names.
SYNTAX = [
    (
        'region = "Kota Wanasari"',
        "region = “Kota Wanasari”",
        'baris 2, huruf ke-10: belum terbaca sebagai TOML: "region',
        "kutip lurus",
    ),
    ('region = "Kota Wanasari"', "region = Kota Wanasari", "baris 2,", "apit teks dengan tanda kutip"),
    ('region = "Kota Wanasari"', 'region : "Kota Wanasari"', "baris 2,", "pakai tanda ="),
    ('region = "Kota Wanasari"', 'region = "Kota Wanasari', "baris 2,", "tanda kutip belum ditutup"),
    ('region = "Kota Wanasari"', 'region = "Kota\\Wanasari"', "baris 2,", "ditulis dua kali"),
    ('region = "Kota Wanasari"', "region =", "baris 2,", "masih kosong"),
    ('region = "Kota Wanasari"', "daerah wanasari", "baris 2,", "tidak memuat tanda ="),
    ('region = "Kota Wanasari"', 'région = "Kota Wanasari"', "baris 2,", "huruf kecil a-z"),
    ('region = "Kota Wanasari"', 'name = "Kota Wanasari"', "baris 2:", "hapus yang kembar"),
    (
        'members = ["DISKOMINFO", "SETDA"',
        'members = ["DISKOMINFO" "SETDA"',
        '"members = [',
        "pisahkan isi daftar dengan koma",
    ),
    ("start = 2025-05-06", "start = 06-05-2025", '"start = ', "tahun di depan"),
    ("start = 2025-05-06", "start = 6 Mei 2025", '"start = ', "tahun di depan"),
    ("start = 2025-05-06", "start = 08123456", '"start = ', "apit nomor dengan tanda kutip"),
    ("[[dimension]]", "[dimension]", '"[[dimension]]" sudah ditulis sebelumnya', "di setiap tempat"),
    ("required = true", "required = ya", "baris 23,", "true atau false"),
    ("required = true", "required = True", "baris 23,", "true atau false"),
]


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case[1])
def test_a_line_that_is_no_toml_is_shown_with_what_to_do(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    old, new, place, words = case
    copy_kota(tmp_path)
    text = (tmp_path / "profile.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    (tmp_path / "profile.toml").write_text("\n".join(lines), encoding="utf-8")
    change(tmp_path / "profile.toml", old, new)
    sentence = refusal(tmp_path)
    assert place in sentence, sentence
    assert words in sentence, sentence


def test_everything_that_can_be_told_at_once_is(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "profile.toml", 'head = "Wali Kota"', 'haed = "Wali Kota"')
    change(tmp_path / "profile.toml", "years = [2025,", "years = [2026, 2025,")
    change(tmp_path / "profile.toml", "start = 2025-05-06", 'start = "2025-05-06"\ndate = ""')
    change(tmp_path / "profile.toml", 'members = ["DISKOMINFO"', 'members = ["Diskominfo"')
    assert [line.split(";")[0] for line in refusals(tmp_path)] == [
        "profile.toml: haed: kunci ini tidak dikenal",
        "profile.toml: dimension[1].members[1]: OPD disebut dengan kodenya",
        "profile.toml: stage[1].date: kunci ini tidak dikenal",
        'profile.toml: stage[1].start: berisi teks "2025-05-06"',
        "profile.toml: years[2]: 2025 tidak sesudah yang sebelumnya",
    ]


def test_every_form_and_every_row_of_a_table_is_looked_at(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / SWOT, 'kind = "text"', 'kind = "teks"')
    change(tmp_path / SWOT, 'list = "masalah"', 'lisr = "masalah"')
    change(tmp_path / PROGRAM, 'sheet = "Program Kerja"', 'sheet = "Program: Kerja"')
    assert [line.split(": ")[:2] for line in refusals(tmp_path)] == [
        ["forms/swot.toml", "form.swot.column[3].kind"],
        ["forms/swot.toml", "form.swot.column[6].lisr"],
        ["forms/program_kerja.toml", "form.program_kerja.sheet"],
    ]
    (tmp_path / "opd.csv").write_text(CSV + "setda;Satu;Satu;;\nAA;Dua;;;\nBB;Tiga;Tiga;;iya\n", encoding="utf-8")
    assert [line.split(": ")[:2] for line in refusals(tmp_path)] == [
        ["opd.csv", "baris 2, kolom kode"],
        ["opd.csv", "baris 3, kolom singkatan"],
        ["opd.csv", "baris 4, kolom kecamatan"],
    ]


def test_a_list_that_many_columns_take_is_told_once(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / "profile.toml", '"Seluruh kecamatan"]', '"Diskominfo"]')
    assert "form.program_kerja.column[18].list:" in refusal(tmp_path)


def test_letters_of_codes_that_two_forms_use(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    change(tmp_path / STRATEGI, 'prefix = "SO"', 'prefix = "S"')
    assert (
        'forms/strategi.toml: form.strategi.block[1].prefix: awalan kode "S" sudah dipakai form swot; pakai yang lain.'
        in refusals(tmp_path)
    )


STAGE_THREE = [
    ('rows_from = "program_kerja"', "", "form.peta_jalan.rows_from:", 'kolom berjenis "given"'),
    ('rows_from = "program_kerja"', 'rows_from = "programkerja"', "form.peta_jalan.rows_from:", '"program_kerja"'),
    ('source = "program_kerja.kode"', 'source = "program_kerja.kod"', "form.peta_jalan.column[3].source:", '"kode"'),
    ('source = "program_kerja.kode"', 'source = "program.kode"', "form.peta_jalan.column[3].source:", "tidak ada"),
    ('source = "program_kerja.kode"', 'source = "kode"', "form.peta_jalan.column[3].source:", "tidak ada"),
    ('source = "program_kerja.kode"', "", "form.peta_jalan.column[3].source:", "belum ada"),
    ('role = "milestone"\nrequired = "any"', "required = true", "column[8].required:", "harus sama"),
    ('role = "carried"', 'role = "lead"', "form.peta_jalan.column[5].role:", 'berjenis "choice", bukan "given"'),
    ('prefix = "J"', 'prefix = "P"', "prefix:", '"P" sudah dipakai form'),
]


@pytest.mark.parametrize("case", STAGE_THREE, ids=lambda case: f"{case[2]} {case[1][:30]}")
def test_refusals_of_stage_three(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    old, new, path, words = case
    copy_kota(tmp_path)
    change(
        tmp_path / "profile.toml", 'forms = ["program_kerja", "rencana_aksi"]', 'forms = ["peta_jalan", "quick_win"]'
    )
    change(tmp_path / "forms" / "peta_jalan.toml", old, new)
    sentence = refusal(tmp_path)
    assert path in sentence, sentence
    assert words in sentence, sentence


# --- whatever else stands in the files --------------------------------------------------------------------------------


def toml(value: object) -> str:
    """A value as inline TOML; JSON's strings are TOML's, but for DEL."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(entry)}" for key, entry in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
        case float():
            return repr(value)
        case _:
            return str(value)


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value within a TOML table, tables and lists themselves too."""
    yield path
    for key, entry in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(entry, (*path, key))


KOTA_TOML = tomllib.loads((KOTA / "profile.toml").read_text(encoding="utf-8"))
FORM_TOML = {name: tomllib.loads((PACKAGED_FORMS / f"{name}.toml").read_text(encoding="utf-8")) for name in FORMS}
FILES = {"profile": KOTA_TOML} | {
    name: FORM_TOML[name] for name in ("swot", "strategi", "program_kerja", "rencana_aksi")
}
PLACES = [(name, path) for name, table in FILES.items() for path in leaves(table) if path]

plain = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=True).filter(lambda number: number == number and abs(number) != float("inf")),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    st.sampled_from(["", "{", "{tahun}", "@", "@swot", "+", ">", "a>b.c", "opd", "R1", "'", "x" * 33_000, "2026-Q1"]),
    st.sampled_from(["years", "any", "code", "order", "limit", "../x", "=1+1", "\N{GRINNING FACE}" * 200]),
    st.sampled_from(sorted({str(step) for _, path in PLACES for step in path})),
)
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["label", "items", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def with_change(table: object, path: tuple[str | int, ...], value: object, how: str) -> object:
    """A copy of a TOML table with one value replaced, removed, or given once more."""
    if not path:
        return value
    key, *rest = path
    if isinstance(table, dict):
        if not rest and how == "remove":
            return {name: entry for name, entry in table.items() if name != key}
        if not rest and how == "rename":
            return {(str(value)[:40] if name == key else name): entry for name, entry in table.items()}
        return {
            name: with_change(entry, tuple(rest), value, how) if name == key else entry for name, entry in table.items()
        }
    assert isinstance(table, list)
    assert isinstance(key, int)
    if not rest and how == "remove":
        return table[:key] + table[key + 1 :]
    if not rest and how == "rename":
        return [*table, table[key]]
    return [with_change(entry, tuple(rest), value, how) if n == key else entry for n, entry in enumerate(table)]


@pytest.mark.fuzz
@settings(max_examples=3 * settings().max_examples)
@given(place=st.sampled_from(PLACES), value=values, how=st.sampled_from(["replace", "replace", "remove", "rename"]))
def test_nothing_but_a_sentence_comes_of_a_spoilt_file(
    tmp_path: Path, place: tuple[str, tuple[str | int, ...]], value: object, how: str
) -> None:
    """Any value may stand anywhere: the profile loads, or one sentence says where to look."""
    if not (tmp_path / "profile.toml").exists():
        copy_kota(tmp_path)
    spoilt, path = place
    for name, table in FILES.items():
        changed = with_change(table, path, value, how) if name == spoilt else table
        assert isinstance(changed, dict)
        file = tmp_path / "profile.toml" if name == "profile" else tmp_path / "forms" / f"{name}.toml"
        file.write_text("".join(f"{json.dumps(k)} = {toml(v)}\n" for k, v in changed.items()), encoding="utf-8")
    try:
        load_profile(tmp_path)
    except ProfileError as refused:
        for sentence in str(refused).split("\n")[:20]:
            assert len(sentence) < 1500
            assert re.search(r"\.(toml|csv): ", sentence), sentence


@settings(max_examples=settings().max_examples * 3 // 2)
@given(
    content=st.one_of(st.binary(max_size=60), st.text(st.sampled_from('ABab;,|"\n\r\t= ya'), max_size=60)),
    head=st.booleans(),
)
def test_nothing_but_a_sentence_comes_of_a_spoilt_csv(tmp_path: Path, content: bytes | str, head: bool) -> None:
    if not (tmp_path / "profile.toml").exists():
        copy_kota(tmp_path)
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (tmp_path / "opd.csv").write_bytes(CSV.encode("utf-8") * head + data)
    with pytest.raises(ProfileError, match=r"\.(csv|toml): "):
        load_profile(tmp_path)


# --- the guide --------------------------------------------------------------------------------------------------------

GUIDE = (ROOT / "docs" / "profil.md").read_text(encoding="utf-8")


def test_the_smallest_profile_of_the_guide_loads(tmp_path: Path) -> None:
    for name, content in re.findall(
        r"^`([a-z/_]+\.(?:toml|csv))`\n\n```[a-z]+\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    profile = load_profile(tmp_path)
    assert [column.key for column in profile.forms["usulan"].columns] == [
        "kode",
        "status",
        "nama",
        "masalah",
        "biaya_2025",
        "biaya_2026",
    ]
    assert profile.forms["usulan"].column("nama").help == "Tulis satu usulan per baris untuk Wanasari."


def test_the_guide_names_every_key_and_placeholder(rembang: Profile) -> None:
    keys = [*PROFILE_KEYS.split(), *FORM_KEYS.split(), *COLUMN_KEYS.split()]
    for module in ("profile", "forms", "lists"):  # and the keys of every table within
        source = (ROOT / "worksheet_kit" / "profile" / f"{module}.py").read_text(encoding="utf-8")
        tables = re.findall(r'opened\([^,]+(?:\[[^\]]+\])?, "([a-z_ ]+)"', source)
        assert len(tables) >= 2
        keys += [key for table in tables for key in table.split()]
    assert not [key for key in keys if f"`{key}`" not in GUIDE]
    words = [word for word in placeholders(rembang) if not word.endswith(("_2", "_3"))]
    lists_of_profile = [f"{name}_1" for name in rembang.lists if name != "lokasi"]
    assert not [word for word in words if word not in lists_of_profile and f"{{{word}}}" not in GUIDE]


def test_sheet_names_differ_where_a_reference_sheet_cuts_them(tmp_path: Path) -> None:
    """*Acuan* and a space go before the name of a form's sheet, within 31 characters."""
    copy_kota(tmp_path)
    change(tmp_path / "forms" / "swot.toml", 'sheet = "SWOT"', 'sheet = "Analisis keadaan daerah 1 awal"')
    change(tmp_path / "forms" / "strategi.toml", 'sheet = "Strategi"', 'sheet = "Analisis keadaan daerah 1 akhir"')
    assert 'form.strategi.sheet: nama lembar "Analisis keadaan daerah 1…" sudah dipakai form swot' in refusal(tmp_path)


# --- what the ministry counts, and what a worksheet asks for ----------------------------------------------------------


def test_each_column_one_fills_in_says_who_uses_its_answer(rembang: Profile) -> None:
    assert not [(f.name, c.key) for f in rembang.forms.values() for c in f.inputs if not c.used_by]


def test_six_programs_and_twelve_actions_require_no_more_than_before(rembang: Profile) -> None:
    """174 cells were required before actions had their kind; where strategies are known, *Strategi rujukan* counts."""
    programs, actions = (rembang.forms[name] for name in rembang.stage(2).forms)

    def required(form: Form) -> int:
        series = {column.series for column in form.inputs if column.required is Required.ANY}
        return len(series) + sum(column.asked({"strategi"}) is Required.YES for column in form.inputs)

    assert 6 * required(programs) + 12 * required(actions) <= 174


def test_an_action_has_one_of_the_kinds_that_the_ministry_counts(rembang: Profile) -> None:
    actions = rembang.forms["rencana_aksi"]
    (column,) = [column for column in actions.columns if column.role == "action_kind"]
    (kinds,) = [values for values in actions.lists if values.name == column.list]
    assert column.since == 2
    assert {alias: item.label for item in kinds.items for alias in item.aliases if len(alias) == 3} == {
        "SDM": "Pengembangan SDM",
        "INF": "Infrastruktur pendukung",
        "APL": "Aplikasi pendukung",
        "LIT": "Literasi smart city",
        "KEB": "Kebijakan dan kelembagaan",
    }
    for item in kinds.items:  # each with what it means and an example
        assert any(re.match(rf"{item.label}: .+; contoh: .+", line) for line in actions.instructions)


def test_a_subdimension_may_be_called_as_it_was_before(rembang: Profile) -> None:
    labels = {alias: item.label for d in rembang.dimensions for item in d.subdimensions for alias in item.aliases}
    assert labels["Sarana transportasi"] == "Telekomunikasi dan transportasi"
    assert labels["Manajemen birokrasi"] == "Tata kelola birokrasi"
    assert [item.label for item in rembang.dimension("ENV").subdimensions] == [
        "Program proteksi lingkungan",
        "Tata kelola sampah dan limbah",
        "Tata kelola energi yang bertanggung jawab",
    ]


def test_the_nomenclature_says_its_edition_where_its_list_is_described(tmp_path: Path) -> None:
    copy_kota(tmp_path)
    assert "Permendagri 90/2019" in load_profile(tmp_path).forms["program_kerja"].column("program_pd").help
    shutil.copy(tmp_path / "program_pd.csv", tmp_path / "program_pd_2024.csv")
    change(
        tmp_path / "profile.toml",
        '"program_pd.csv"',
        '{ file = "program_pd_2024.csv", edition = "Kepmendagri 900.1.15.5-3406/2024" }',
    )
    profile = load_profile(tmp_path)
    assert "nomenklatur Kepmendagri 900.1.15.5-3406/2024," in profile.forms["program_kerja"].column("program_pd").help
    assert profile.programmes

    change(tmp_path / "profile.toml", ", edition =", ", edisi =")
    assert "programmes.edisi: kunci ini tidak dikenal" in refusal(tmp_path)
