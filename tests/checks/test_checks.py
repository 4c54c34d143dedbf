"""Every check sets off where it should, alone, and in words that help.

The registry gives the cases: a code without one fails, and each case holds that one fault in an otherwise clean world
is one finding, at the right place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.worlds import World, clean, file_of
from worksheet_kit.checks import registry, run
from worksheet_kit.checks.files import refusal_reason
from worksheet_kit.checks.grouping import group_findings
from worksheet_kit.checks.progress import completeness
from worksheet_kit.checks.registry import CHECKS, fill
from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.model import (
    Cell,
    CellError,
    Conflict,
    Fact,
    Form,
    LedgerLine,
    Place,
    Profile,
    Reading,
    Recipient,
    Rule,
    RuleKind,
    Severity,
    Trouble,
    Uncomputed,
    Verdict,
)
from worksheet_kit.formats import sniff
from worksheet_kit.kinds import KINDS, TROUBLES
from worksheet_kit.merging.ledger import SKIPPED
from worksheet_kit.profile import load_profile

FORBIDDEN = re.compile(r"\b(anda|error|invalid|gagal|temuan|salah)\b", re.IGNORECASE)
TATA = file_of("TATA")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fault: what is typed where (``changes``) or noticed (``facts``), and what is said of it once.

    The finding stands at the first change, unless ``at`` says another place, written as in ``changes``.
    """

    stage: int = 2
    changes: Mapping[str, object] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    more: Callable[[World], object] | None = None
    profile: Callable[[Profile], Profile] = lambda profile: profile
    at: str | None = None
    cell: str = ""
    message: str

    @property
    def place(self) -> tuple[str, str]:
        """The row and the column that the finding must name."""
        row, _, column = (next(iter(self.changes), "") if self.at is None else self.at).partition(".")
        return row, column


def refused(name: str, file: str = "kiriman/x.bin", **data: Datum) -> tuple[Fact, ...]:
    return (Fact(name=RefusalName(name), place=Place(file), data=data),)


def noticed(
    name: str, cell: str = "", row: str = "", column: str = "", sheet: str = "", **data: Datum
) -> tuple[Fact, ...]:
    return (Fact(name=FactName(name), place=Place(TATA, sheet, cell), row=row, column=column, data=data),)


def _held_alone(world: World) -> None:
    world.ledger.append(
        LedgerLine(file="kiriman/x.xlsx", sha256="0", verdict=Verdict.HELD, reason="Dua salinan berbeda.")
    )


def _with_minimum(profile: Profile, form: str, column: str, minimum: float) -> Profile:
    old = profile.forms[form]
    columns = tuple(replace(c, minimum=minimum) if c.key == column else c for c in old.columns)
    return replace(profile, forms={**profile.forms, form: replace(old, columns=columns)})


def _with_kind(profile: Profile, form: str, column: str, kind: str) -> Profile:
    old = profile.forms[form]
    columns = tuple(replace(c, kind=KINDS[kind]) if c.key == column else c for c in old.columns)
    return replace(profile, forms={**profile.forms, form: replace(old, columns=columns)})


def _lose(code: str) -> Callable[[World], None]:
    """The group has sent nothing; what only it had is led and answered by another row."""

    def lose(world: World) -> None:
        world.recipients = [recipient for recipient in world.recipients if recipient.code != code]

    return lose


def _limited(profile: Profile) -> Profile:
    """A second limit on programs, of a column that marks no quick wins."""
    form = profile.forms["program_kerja"]
    rule = Rule(kind=RuleKind.LIMIT, columns=("status_program",), value="Baru", limit=2)
    return replace(profile, forms={**profile.forms, form.name: replace(form, rules=(*form.rules, rule))})


def _without_rules(profile: Profile, kind: RuleKind) -> Profile:
    def left(form: Form) -> Form:
        return replace(form, rules=tuple(rule for rule in form.rules if rule.kind is not kind))

    return replace(profile, forms={name: left(form) for name, form in profile.forms.items()})


def _until(profile: Profile, year: int) -> Profile:
    """The second term means so long; the others do not say."""
    terms = profile.lists["jangka_waktu"]
    items = (terms.items[0], replace(terms.items[1], until=year), *terms.items[2:])
    return replace(profile, lists={**profile.lists, "jangka_waktu": replace(terms, items=items)})


def _conflict(world: World, *texts: str, origin: str = "copies", decision: str = "") -> None:
    def reading(text: str, file: str) -> Reading:
        return Reading(cell=Cell(text, text, Place(file, "Program Kerja", "I9")), saved=datetime(2026, 3, 4))

    world.conflicts.append(
        Conflict(
            row="TATA-P01",
            form="program_kerja",
            column="sasaran",
            readings=tuple(reading(text, f"{text}.xlsx") for text in texts or ("Warga", "ASN")),
            origin=origin,
            decision=decision,
        )
    )


def _know_strategies(world: World, *more: str) -> None:
    """What bimtek 1 gave: the strategies that all programs rest on, and some that none does."""
    rows = clean(world.profile, 1).dataset().rows["strategi"]
    world.previous["strategi"] = tuple(row for row in rows if row.code == "SO1" or row.key in more)


def _only_program(world: World) -> None:
    """TATA keeps its programs and sends an empty action sheet."""
    for key in [key for key in world.rows if key.startswith("TATA-A")]:
        del world.rows[key]


CASES: dict[str, Case] = {
    "B001": Case(facts=refused("stranger", detail="text"), message="x.bin (teks) bukan kertas kerja"),
    "B002": Case(facts=refused("damaged"), message="x.bin rusak"),
    "B003": Case(facts=refused("password"), message="x.bin terkunci kata sandi."),
    "B004": Case(facts=refused("photo"), message="x.bin dilewatkan karena bukan Excel."),
    "B005": Case(facts=refused("link"), message="x.bin hanya pintasan"),
    "B006": Case(
        facts=refused("other_stage", code="WNS25-B1-TATA-0000"),
        message="x.bin adalah kertas kerja bimtek 1 Kota Wanasari; yang dikumpulkan bimtek 2.",
    ),
    "B007": Case(
        facts=refused("other_edition", code="WNS24-B2-TATA-0000"),
        message="x.bin dibuat dari edisi WNS24; edisi sekarang WNS25.",
    ),
    "B008": Case(
        facts=refused("code_mismatch", sheet="SWOT", found="WNS25-B2-TATA-0000", expected="WNS25-B2-EKO-0000"),
        message="Di lembar SWOT pada x.bin tertulis WNS25-B2-TATA-0000, padahal yang diharapkan WNS25-B2-EKO-",
    ),
    "B009": Case(
        facts=refused("other_region", code="ABC26-B2-TATA-0000"),
        message="x.bin adalah kertas kerja daerah lain (edisi ABC26), bukan Kota Wanasari.",
    ),
    "B010": Case(facts=refused("empty"), message="x.bin berukuran 0 byte"),
    "B011": Case(facts=refused("html"), message="x.bin sebenarnya berisi halaman web"),
    "B012": Case(facts=refused("archive"), message="x.bin adalah arsip RAR, 7z, atau tar"),
    "B013": Case(facts=refused("msg"), message="x.bin adalah surel Outlook"),
    "B014": Case(facts=refused("numbers"), message="x.bin disimpan dalam format Apple Numbers"),
    "B015": Case(facts=refused("crash"), message="x.bin membuat program pembaca terhenti"),
    "B016": Case(facts=refused("timeout", seconds=20.0), message="sampai batas waktu 20 detik"),
    "B017": Case(facts=refused("too_big", limit="cells", count=2_000_001), message="dibuka (2000001 sel)."),
    "B018": Case(facts=refused("own_matrix"), message="x.bin adalah matriks hasil penggabungan"),
    "B019": Case(facts=refused("code_missing"), message="kode berkasnya tidak ada lagi"),
    "B020": Case(facts=noticed("macro") * 2, message="TATA.xlsx memuat makro"),
    "B021": Case(facts=noticed("external_link", target="data.xlsx"), message="tautan ke berkas lain (data.xlsx)"),
    "B022": Case(facts=refused("unreadable"), message="x.bin tidak dapat dibuka"),
    "B023": Case(
        facts=refused("not_genuine", code="WNS25-B2-TATA-0000"), message="x.bin berkode WNS25-B2-TATA-0000, yang"
    ),
    "B024": Case(facts=refused("locked_zip"), message="x.bin ada di dalam arsip zip yang dikunci dengan cara AES"),
    "B025": Case(
        facts=noticed("message", text="Siti: besok saya kirim revisi"),
        message='Di samping TATA.xlsx, pengirimnya menulis "Siti: besok saya kirim revisi".',
    ),
    "B026": Case(facts=refused("locked_xls"), message="x.bin dikunci dengan cara Excel lama (XOR)"),
    "B027": Case(
        facts=noticed("lost_part", sheet="Catatan", part="comments"),
        message="TATA.xlsx tidak membawa komentar lembar Catatan, walaupun menyebutnya.",
    ),
    "B028": Case(
        facts=noticed("saved_too_late", saved="2031-01-02T01:00:00+00:00", sent="2026-03-04T02:30:00+00:00"),
        message="TATA.xlsx disimpan 2 Januari 2031 08.00 WIB, sesudah suratnya dikirim (4 Maret 2026 09.30 WIB); waktu",
    ),
    "B090": Case(more=_held_alone, message="x.xlsx belum digabung dan menunggu keputusan: Dua salinan berbeda."),
    "T101": Case(
        facts=noticed("sheet_missing", sheet="Rencana Aksi", form="rencana_aksi"),
        more=_only_program,
        message="Lembar Rencana Aksi tidak ada di TATA.xlsx.",
    ),
    "T102": Case(
        facts=noticed("column_missing", sheet="Program Kerja", column="sasaran", form="program_kerja"),
        changes={"TATA-P01.sasaran": None, "TATA-P02.sasaran": None, "TATA-P03.sasaran": None},
        at=".sasaran",
        message="Kolom Sasaran/penerima manfaat di lembar Program Kerja tidak ditemukan",
    ),
    "T103": Case(
        facts=noticed("row_without_key", sheet="Program Kerja", cell="D31", form="program_kerja"),
        cell="D31",
        message="Baris 31 di lembar Program Kerja terisi, tetapi tidak punya kode.",
    ),
    "T104": Case(
        facts=noticed("duplicate_key", "B12", "TATA-P01", sheet="Program Kerja", cells=("B9", "B12")),
        at="TATA-P01",
        cell="B12",
        message="Kode TATA-P01 di lembar Program Kerja dipakai pada lebih dari satu baris, yaitu B9, B12.",
    ),
    "T105": Case(
        facts=noticed("outside_table", sheet="Program Kerja", count=3, cells=("Z3", "Z5", "…")),
        message="3 sel di luar tabel lembar Program Kerja (Z3, Z5, …) tidak ikut digabung.",
    ),
    "T106": Case(
        facts=noticed("extra_sheet", sheet="Catatan", count=12, cells=("B2",)),
        message="Lembar Catatan di TATA.xlsx bukan bagian",
    ),
    "T107": Case(
        facts=noticed("locked_changed", sheet="Program Kerja", form="program_kerja", count=2, cells=("B1", "B2")),
        message="2 sel terkunci di lembar Program Kerja (B1, B2) berbeda dari aslinya.",
    ),
    "T110": Case(
        facts=noticed("comment", "D9", "TATA-P01", "nama_program", sheet="Program Kerja", text="cek lagi"),
        at="TATA-P01.nama_program",
        cell="D9",
        message='Komentar di D9 lembar Program Kerja: "cek lagi".',
    ),
    "T111": Case(
        facts=noticed("merged_cells", "F9", "TATA-P01", sheet="Program Kerja", form="program_kerja", cells=("F9:G9",)),
        at="TATA-P01",
        cell="F9",
        message="Sel F9:G9 di lembar Program Kerja digabung (merge)",
    ),
    "T112": Case(
        facts=noticed("drawn", "E9", sheet="Program Kerja", text="menyusul"),
        cell="E9",
        message='Di atas sel E9 lembar Program Kerja ada kotak teks: "menyusul", yang tidak ikut digabung.',
    ),
    "T113": Case(
        facts=noticed("covered", "F9", "TATA-P01", "masalah", "Program Kerja", form="program_kerja", text="K2"),
        at="TATA-P01.masalah",
        cell="F9",
        message='Di bawah sel gabungan, di F9 lembar Program Kerja, tersimpan "K2", yang tidak tampak',
    ),
    "T114": Case(
        facts=noticed("old_edition", sheet="Program Kerja", form="program_kerja", columns=("sasaran", "indikator")),
        changes={"TATA-P01.sasaran": None, "TATA-P01.indikator": None},
        at="",
        message="Lembar Program Kerja di TATA.xlsx adalah edisi lama, tanpa kolom Sasaran/penerima manfaat dan",
    ),
    "S201": Case(
        changes={"TATA-P01.indikator": None}, cell="K9", message="Indikator hasil (outcome) pada TATA-P01 belum diisi."
    ),
    "S202": Case(
        changes={"TATA-P01.satuan": "layanann"},
        cell="L9",
        message='"layanann" tidak ada dalam daftar satuan. Mungkin maksudnya "layanan".',
    ),
    "S203": Case(
        changes={"TATA-P01.target_akhir": "banyak"}, cell="O9", message='"banyak" di kolom Target akhir bukan angka.'
    ),
    "S204": Case(
        changes={"TATA-P01.target_akhir": "1.234", "TATA-P01.satuan": "orang"},
        cell="O9",
        message='"1.234" di kolom Target akhir dapat berarti 1234 atau 1,234.',
    ),
    "S205": Case(
        changes={"TATA-A001.anggaran_2027": -5_000_000.0},
        cell="V9",
        message="Perkiraan anggaran 2027 (Rp) pada TATA-A001 berisi -5000000, padahal paling kecil 0.",
    ),
    "S206": Case(
        changes={"TATA-A001.anggaran_2027": 350.0},
        cell="V9",
        message="hanya Rp350; mungkin ditulis dalam ribuan atau jutaan.",
    ),
    "S207": Case(
        changes={"TATA-P01.target_akhir": 9800.0},
        cell="O9",
        message="Target akhir pada TATA-P01 berisi 9.800 dengan satuan %; yang diharapkan 0 sampai 100.",
    ),
    "S208": Case(
        changes={"TATA-P01.indikator": CellError("#REF!")},
        cell="K9",
        message="Sel K9 di kolom Indikator hasil (outcome) berisi #REF!, bukan isian.",
    ),
    "S209": Case(
        changes={"TATA-A001.mulai": "segera"}, message='"segera" di kolom Mulai belum dapat dibaca sebagai triwulan.'
    ),
    "S210": Case(
        changes={"TATA-P01.quick_win": "x"}, message='"x" di kolom Calon quick win dapat berarti Ya atau Tidak.'
    ),
    "S211": Case(changes={"TATA-A001.mulai": "Q1"}, message='"Q1" di kolom Mulai dapat berarti TW I 2026'),
    "S212": Case(
        changes={"TATA-A001.anggaran_2027": 150.5},
        message='"150,5" di kolom Perkiraan anggaran 2027 (Rp) memuat pecahan',
    ),
    "S213": Case(
        changes={"TATA-P01.target_akhir": datetime(2026, 3, 4)},
        message='Kolom Target akhir berisi tanggal "4 Maret 2026"; yang diminta angka.',
    ),
    "S214": Case(changes={"TATA-P01.keterangan": 198501012010011001.0}, message='Keterangan berisi "198501012010011'),
    "S215": Case(changes={"TATA-P01.deskripsi": "x" * 32_768}, message="berisi 32768 karakter"),
    "S216": Case(
        profile=lambda profile: _with_minimum(profile, "program_kerja", "target_akhir", 10),
        changes={"TATA-P01.target_akhir": 5.0},
        message="Target akhir pada TATA-P01 berisi 5; paling kecil 10.",
    ),
    "S217": Case(
        changes={"TATA-P01.kondisi_awal": None, "TATA-P01.program_pd": "-"},
        message="TATA-P01 belum memuat Kondisi awal, Program dalam Renstra/RPJMD.",
    ),
    "S218": Case(
        changes={"TATA-P01.indikator": Uncomputed("=A1")},
        message="Sel K9 di kolom Indikator hasil (outcome) berisi rumus yang hasilnya tidak tersimpan.",
    ),
    "S219": Case(changes={"TATA-P01.target_akhir": 0.5}, message="berisi 0,5 dengan satuan %; mungkin maksudnya 50."),
    "S220": Case(
        changes={"TATA-P01.opd_pendukung_1": "Setda, DLH, Dispar, Bappeda"},
        message="di kolom OPD pendukung 1 memuat 4 pilihan, sedangkan tempatnya hanya untuk 3.",
    ),
    "S221": Case(
        changes={"TATA-A001.anggaran_2027": "150.000.000.000.000.000"},
        message='"150.000.000.000.000.000" di kolom Perkiraan anggaran 2027 (Rp) lebih dari 15 digit',
    ),
    "S222": Case(
        changes={"TATA-A001.mulai": "Januari-Maret 2026", "TATA-A001.selesai": "TW III 2026"},
        message='"Januari-Maret 2026" di kolom Mulai menyebut TW I 2026, sedangkan Selesai berisi "TW III 2026".',
    ),
    "S223": Case(
        profile=lambda profile: _with_kind(profile, "rencana_aksi", "keterangan", "phone"),
        changes={"TATA-A001.keterangan": "hubungi Budi"},
        message='"hubungi Budi" di kolom Keterangan belum terbaca sebagai nomor telepon.',
    ),
    "S224": Case(
        profile=lambda profile: _with_kind(profile, "rencana_aksi", "keterangan", "date"),
        changes={"TATA-A001.keterangan": "5/7/2026"},
        message='"5/7/2026" di kolom Keterangan dapat berarti 5 Juli 2026 atau 7 Mei 2026.',
    ),
    "S225": Case(
        changes={"TATA-A001.anggaran_2027": 15_000_000_000_000.0},
        cell="V9",
        message="berisi Rp15.000.000.000.000, lebih dari Rp10 triliun; mungkin kelebihan nol.",
    ),
    "S226": Case(
        changes={"TATA-P01.deskripsi": "Satu pintu", "TATA-P02.deskripsi": "s.d.a."},
        at="TATA-P02.deskripsi",
        message='TATA-P02 berisi "s.d.a." di kolom Deskripsi singkat; di atasnya, TATA-P01, tertulis "Satu pintu".',
    ),
    "R301": Case(
        changes={"TATA-A001.mulai": "TW I 2027", "TATA-A001.selesai": "TW III 2026"},
        at="TATA-A001.selesai",
        message="TATA-A001: Mulai TW I 2027 dan Selesai TW III 2026, jadi selesainya lebih awal.",
    ),
    "R302": Case(
        more=lambda world: world.copy("TATA-A001", "TATA-A004").change({"TATA-A004.kode_program": "P6"}),
        at="TATA-A004.kode_program",
        message="TATA-A004 merujuk TATA-P06, yang belum terisi di lembar Program Kerja.",
    ),
    "R303": Case(
        stage=1,
        changes={"TATA-SO1.faktor_internal_1": "W1"},
        message="Strategi TATA-SO1 memakai W1 di kolom Faktor internal 1; strategi SO memakai S.",
    ),
    "R304": Case(
        changes={f"TATA-A001.target_{year}": None for year in range(2025, 2030)},
        at="TATA-A001.target_2025",
        cell="J9",
        message="TATA-A001 belum punya target satu tahun pun.",
    ),
    "R305": Case(
        changes={"TATA-A001.sumber_dana": "Tidak perlu anggaran"},
        message='TATA-A001: Sumber dana utama "Tidak perlu anggaran", total anggaran Rp750.000.000; keduanya',
    ),
    "R307": Case(
        changes={"TATA-A001.selesai": "TW I 2027", "TATA-A001.target_2029": None},
        at="TATA-A001.target_2028",
        message="TATA-A001 berlangsung TW II 2025 sampai TW I 2027, sedangkan Target 2028, Perkiraan anggaran 2028 "
        "(Rp), dan Perkiraan anggaran 2029 (Rp) berisi angka.",
    ),
    "R308": Case(
        changes={"TATA-P01.jangka_waktu": "Menengah (s.d. 2029)"},
        profile=lambda profile: _until(profile, 2028),
        at="TATA-P01.jangka_waktu",
        message='TATA-P01 berisi "Menengah (s.d. 2029)" di kolom Jangka waktu, sedangkan TATA-A001 baru selesai TW IV ',
    ),
    "R309": Case(
        stage=3,
        profile=lambda _: load_profile(Path("rembang")),
        changes={"GOV-Q01.selesai": "TW IV 2023"},
        message="GOV-Q01 berlangsung TW III 2022 sampai TW IV 2023, lebih dari 12 bulan.",
    ),
    "R310": Case(
        stage=3,
        profile=lambda _: load_profile(Path("rembang")),
        changes={"GOV-Q01.manfaat": "Waktu tunggu turun 50%"},
        message="Manfaat/penerima pada GOV-Q01 belum menyebut siapa yang memakai atau menerimanya.",
    ),
    "R311": Case(
        changes={"TATA-P02.nama_program": "Bank Sampah", "TATA-A001.kode_program": "p1 bank sampah"},
        at="TATA-A001.kode_program",
        message='TATA-A001: "p1 bank sampah" di kolom Kode program memuat kode TATA-P01, tetapi nama TATA-P02; ',
    ),
    "R306": Case(
        changes={"TATA-P01.strategi": "yang pertama", "LING-P01.strategi": "S-O 1", "EKO-P01.strategi": "entah"},
        more=lambda world: world.previous.clear(),
        message='9 isian Strategi rujukan di lembar Program Kerja, mulai dari "yang pertama" di sel H9, tidak dapat '
        "dicocokkan dengan kode Strategi, karena matriks bimtek 1 tidak disertakan.",
    ),
    "K401": Case(
        more=_lose("LING"),
        changes={"EKO-P03.opd_pengampu": "Bappeda"},
        at="",
        message="Kota Lestari belum mengirim Program Kerja dan Rencana Aksi.",
    ),
    "K402": Case(more=_only_program, message="Lembar Rencana Aksi dari Kota Melayani masih kosong."),
    "K403": Case(
        more=lambda world: world.identity.update({"TATA": {"nama_pengisi": "-", "nomor_hp": "Belum ada"}}),
        message="Nama pengisi, OPD pengisi, dan Nomor HP di lembar Petunjuk dari Kota Melayani",
    ),
    "K404": Case(
        facts=noticed("identity_trouble", "C21", column="nama_pengisi", sheet="Petunjuk", text="198501012010011000"),
        at=".nama_pengisi",
        cell="C21",
        message="di lembar Petunjuk dari Kota Melayani tersimpan sebagai angka panjang, kemungkinan tidak utuh.",
    ),
    "K405": Case(
        profile=lambda profile: replace(
            profile,
            identity=tuple(replace(f, kind=KINDS["phone"] if f.list is None else None) for f in profile.identity),
        ),
        facts=noticed("identity_unreadable", "C21", column="nomor_hp", sheet="Petunjuk", text="hubungi Budi"),
        at=".nomor_hp",
        cell="C21",
        message="Nomor HP di lembar Petunjuk dari Kota Melayani belum terbaca sebagai nomor telepon.",
    ),
    "K406": Case(
        facts=noticed("not_asked", "D31", sheet="Petunjuk", count=1, cells=("D31",)),
        cell="D31",
        message="1 isian di lembar Petunjuk (D31) di TATA.xlsx tidak diminta lagi, jadi tidak dibaca.",
    ),
    "L501": Case(
        changes={"TATA-A001": None},
        at="TATA-P01",
        message="TATA-P01 Judul tata-p01 belum punya aksi di lembar Rencana Aksi.",
    ),
    "L502": Case(
        changes={"TATA-P02.masalah": "K1", "EKO-P03.masalah": "K1"},
        at="",
        message="K2 Banjir dan Genangan belum dijawab oleh satu program pun.",
    ),
    "L503": Case(
        at="",
        changes={"LING-P02.opd_pengampu": "Setda"},
        message="Bappeda belum mengampu program di kelompok mana pun.",
    ),
    "L504": Case(
        changes={"TATA-P01.quick_win": None},
        at=".quick_win",
        message='Kota Melayani memilih "Ya" di kolom Calon quick win pada 0 program; yang diharapkan 1 sampai 3.',
    ),
    "L505": Case(
        changes={"TATA-P01.nama_program": "Bank Sampah Digital", "EKO-P02.nama_program": "Bank Sampah Digital Desa"},
        message='TATA-P01 "Bank Sampah Digital" dan EKO-P02 "Bank Sampah Digital Desa" bernama mirip.',
    ),
    "L506": Case(
        profile=_limited,
        message='Kota Melayani memilih "Baru" di kolom Status program pada 3 program; paling banyak 2.',
        at=".status_program",
        changes={f"{group}-P0{n}.status_program": "Lanjutan" for group in ("EKO", "LING") for n in (1, 2, 3)},
    ),
    "L507": Case(
        more=lambda world: _know_strategies(world, "TATA-WO1", "TATA-WT1"),
        message="Kota Melayani: 2 strategi belum punya program (WO1, WT1).",
    ),
    "L508": Case(
        changes={f"EKO-A00{n}.jenis": "APL" for n in (1, 2, 3)},
        profile=lambda profile: _without_rules(profile, RuleKind.SOME),
        at=".jenis",
        message='Semua aksi Kota Berdaya (3) berisi "Aplikasi pendukung" di kolom Jenis aksi.',
    ),
    "L509": Case(
        changes={"TATA-A002.jenis": "Infrastruktur"},
        at=".jenis",
        message='Kota Melayani belum punya aksi yang berisi "Literasi smart city" di kolom Jenis aksi.',
    ),
    "L510": Case(
        changes={f"TATA-P0{n}.mitra": None for n in (1, 2, 3)},
        at=".sumber_dana",
        message="Kota Melayani belum menyebut satu mitra pun, dan semua sumber dananya dari APBD atau pusat/provinsi.",
    ),
    "G601": Case(
        more=_conflict,
        at="TATA-P01.sasaran",
        cell="I9",
        message='pada TATA-P01: "Warga" (Warga.xlsx) dan "ASN" (ASN.xlsx); sementara dipakai "Warga".',
    ),
    "G606": Case(
        more=lambda world: _conflict(world, origin="matrix"),
        at="TATA-P01.sasaran",
        message='pada TATA-P01 diubah di matriks menjadi "ASN"; sementara dipakai "Warga" dari Warga.xlsx.',
    ),
    "G602": Case(
        facts=noticed(
            "two_programs", "B9", "TATA-P01b", code="TATA-P01", new="TATA-P01b", file="k/b.xlsx", form="program_kerja"
        ),
        at="TATA-P01b",
        cell="B9",
        message="TATA-P01 dipakai dua program; yang dari b.xlsx menjadi TATA-P01b",
    ),
    "G603": Case(
        facts=noticed("old_revision", file=TATA, revision=0, newer=1, differing=4),
        message="TATA.xlsx adalah versi 0, sedangkan versi 1 sudah dikirim; 4 isian berbeda",
    ),
    "G604": Case(
        facts=noticed("only_in_earlier", "B9", "TATA-P01", file="k/a.xlsx", latest="k/b.xlsx", form="program_kerja"),
        at="TATA-P01",
        cell="B9",
        message="TATA-P01 terisi di a.xlsx, tetapi kosong di b.xlsx yang lebih baru",
    ),
    "G612": Case(
        facts=noticed("matrix_unread", sheet="Irisan Program", holds="kesepakatan"),
        message="Lembar Irisan Program di TATA.xlsx dihapus, atau tanda tersembunyinya hilang",
    ),
    "G616": Case(
        facts=noticed("too_many_chosen", group="TATA", count=4, places=3, codes="TATA-P01, TATA-P02"),
        message="TATA: 4 program ditandai Terpilih (TATA-P01, TATA-P02), sedangkan kartu Quick Win ada 3.",
    ),
    "G615": Case(
        facts=noticed("matrix_newer", file="m.xlsx"),
        message="TATA.xlsx disimpan sesudah m.xlsx, tetapi tidak dibaca.",
    ),
    "G613": Case(
        facts=noticed("matrix_unmarked", sheet="Irisan Program", holds="kesepakatan"),
        message="di TATA.xlsx tidak bertanda lagi; kesepakatan dibaca menurut kode dan judul kolom yang tampak.",
    ),
    "G614": Case(
        facts=noticed(
            *("entry_unused", "I9", "TATA-P01", "target_akhir"),
            **{"form": "program_kerja", "text": "75", "source": "Rini", "reason": "changed"},
        ),
        at="TATA-P01.target_akhir",
        message='Isian yang benar untuk Target akhir pada TATA-P01, "75" menurut Rini, tidak dipakai: kelompok sudah',
    ),
    "G611": Case(
        facts=noticed("emptied_elsewhere", "B9", "TATA-P01", file="k/a.xlsx", other="k/b.xlsx", form="program_kerja"),
        at="TATA-P01",
        cell="B9",
        message="TATA-P01 dikosongkan di a.xlsx, tetapi diubah di b.xlsx; isiannya tetap dipakai.",
    ),
    "G605": Case(
        facts=noticed(
            "decision_stale", "", "TATA-P01", "sasaran", decision="ASN", reason="changed", form="program_kerja"
        ),
        at="TATA-P01.sasaran",
        message='Keputusan untuk Sasaran/penerima manfaat pada TATA-P01, "ASN", tidak dipakai: isian di kiriman '
        "berubah sesudah keputusan dibuat.",
    ),
    "G607": Case(
        facts=noticed("row_deleted", row="TATA-P01", sheet="Matriks Konsolidasi", form="program_kerja", file=TATA),
        at="TATA-P01",
        message="TATA-P01 dihapus di lembar Matriks Konsolidasi, tetapi masih ada di TATA.xlsx; barisnya ditulis lagi.",
    ),
    "G608": Case(
        facts=noticed("review_stale", "", "TATA-P09", "Catatan Bappeda", decision="Cek", gone="TATA-P09"),
        at="TATA-P09",
        message='Catatan Bappeda untuk TATA-P09, "Cek", tidak dapat ditulis lagi, karena TATA-P09 tidak ada lagi',
    ),
    "G617": Case(
        facts=noticed("review_unlisted", "", "TATA-P01", "Keputusan", decision="Perbaikii", choices="Setuju, Perbaiki"),
        at="TATA-P01",
        message='Keputusan untuk TATA-P01, "Perbaikii", tidak ada di antara pilihannya: Setuju, Perbaiki.',
    ),
    "G610": Case(
        facts=noticed("edited_after_draft", "B9", "TATA-P01", form="program_kerja", new="TATA-P02"),
        at="TATA-P01",
        cell="B9",
        message="TATA-P01 sudah masuk Draf Kelompok sebagai TATA-P02, lalu diubah lagi di TATA.xlsx",
    ),
    "G609": Case(
        facts=noticed("matrix_sheet", sheet="Notulen", count=7),
        message="Lembar Notulen di TATA.xlsx bukan buatan program, jadi 7 selnya tidak ikut ke matriks yang baru.",
    ),
}


# -- the words --------------------------------------------------------------------------------------------------------


def _reads_well(text: str) -> None:
    assert not re.search(r"[{}\[\]]|  | ,| \.\Z|\.\.", text), text
    assert not FORBIDDEN.search(text), text
    assert len(text.splitlines()) == 1
    assert text[0].isupper() or not text[0].isalpha() or "." in text.split(maxsplit=1)[0], text


@pytest.mark.parametrize("code", CHECKS)
def test_a_fault_is_one_finding_in_the_right_place(code: str, kota: Profile) -> None:
    case = CASES[code]
    world = clean(case.profile(kota), case.stage).change(case.changes)
    world.facts += case.facts
    if case.more is not None:
        case.more(world)
    findings = world.findings()
    assert [finding.code for finding in findings] == [code], [finding.message for finding in findings]
    found = findings[0]
    assert case.message in found.message
    assert (found.row, found.column) == case.place
    if case.cell:
        assert found.place.cell == case.cell
    assert found.severity is CHECKS[code].severity
    for text in (found.title, found.message, found.remedy):
        _reads_well(text)
    assert found.message.endswith((".", '."'))
    assert found.remedy.endswith(".")


def test_no_case_is_left_of_a_check_that_is_gone() -> None:
    assert CASES.keys() <= CHECKS.keys()


@pytest.mark.parametrize("code", CHECKS)
def test_a_code_has_words_of_its_own(code: str) -> None:
    check = CHECKS[code]
    assert not [other.code for other in CHECKS.values() if other is not check and other.title == check.title]
    assert set(re.findall(r"{.*?}", check.grouped)) <= {"{kolom}", "{noun}"}
    for text in (check.title, check.why, check.grouped.replace("{kolom}", "Kolom").replace("{noun}", "aksi")):
        _reads_well(text)


def test_only_faults_in_what_was_sent_are_errors() -> None:
    errors = {code[0] for code, check in CHECKS.items() if check.severity is Severity.ERROR}
    assert errors == {"B", "T", "S", "R"}


def test_a_part_in_brackets_goes_when_its_fact_is_missing() -> None:
    template = '"{isi}" tidak ada.[ Mungkin "{saran}".]'
    assert fill(template, {"isi": "a{b}", "saran": "ab"}) == '"a{b}" tidak ada. Mungkin "ab".'
    assert fill(template, {"isi": "[x]", "saran": ""}) == '"[x]" tidak ada.'
    assert fill("{berkas} [({detail})] ini", {"berkas": "a"}) == "a ini"


@pytest.mark.parametrize("code", [code for code in CHECKS if code[0] in "SR"])
def test_what_the_secretariat_filled_in_names_no_cell_where_it_has_none(code: str) -> None:
    for template in (CHECKS[code].message, CHECKS[code].remedy):
        names = re.findall(r"{([a-z_0-9]+)}", template)
        said = fill(template, {name: "" if name == "sel" else "A" for name in names})
        assert not re.search(r"  | [.,:;]", said)


def test_a_code_is_given_once() -> None:
    words = {"severity": Severity.NOTE, "title": "t", "message": "m", "remedy": "r", "why": "w"}
    with pytest.raises(ValueError, match="S202 is taken"):
        registry.check("S202", **words)(lambda data: iter(()))
    for code in ("X101", "S101", "S2021", "s202"):
        with pytest.raises(ValueError, match="no code of a family"):
            registry.check(code, **words)(lambda data: iter(()))
    assert all(CHECKS[code].code == code for code in CHECKS)


# -- nothing where nothing is wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "stage"), [("kota", 1), ("kota", 2), ("rembang", 1), ("rembang", 2), ("rembang", 3)])
def test_a_full_answer_gives_no_finding(name: str, stage: int, request: pytest.FixtureRequest) -> None:
    world = clean(request.getfixturevalue(name), stage)
    assert [finding.message for finding in world.findings()] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"TATA-A001.sumber_dana": "Tidak perlu anggaran"}
        | {f"TATA-A001.anggaran_{year}": None for year in range(2025, 2030)},
        {f"TATA-A001.anggaran_{year}": None for year in range(2025, 2029)},
        {f"TATA-A001.target_{year}": "-" for year in range(2025, 2029)},
        {"TATA-A001.mulai": "TW I 2027", "TATA-A001.selesai": "TW I 2027"}
        | {f"TATA-A001.{what}_{year}": None for what in ("target", "anggaran") for year in (2025, 2026, 2028, 2029)},
        {"TATA-A001.kode_program": "p3", "TATA-A003.kode_program": "TATA P01"},
        {"TATA-P01.satuan": "orang", "TATA-P01.target_akhir": 9800.0, "TATA-P01.kondisi_awal": 0.5},
        {"TATA-P01.target_akhir": 0.0, "TATA-P02.target_akhir": 100.0},
        {"TATA-A001.anggaran_2026": 0.0, "TATA-A001.anggaran_2027": 1_000_000.0},
        {"TATA-P02.quick_win": "Ya", "TATA-P03.quick_win": "Ya"},
        {"TATA-P01.masalah_lain": "K1", "TATA-P01.keterangan": "-"},
        {"TATA-P01.nama_program": "Bank Sampah Tahap 1", "TATA-P02.nama_program": "Bank Sampah Tahap 2"},
    ],
)
def test_what_is_in_order_is_left_alone(changes: dict[str, object], kota: Profile) -> None:
    assert clean(kota, 2).change(changes).codes() == []


# -- one fault, one finding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        # an unreadable cell is not reported as empty, nor does its row rule speak
        ({"TATA-A001.mulai": "kapan saja"}, ["S209"]),
        ({"TATA-A001.sumber_dana": "uang kas"}, ["S202"]),
        ({"TATA-A001.sumber_dana": None}, ["S201"]),
        ({"TATA-A001.sumber_dana": "Tidak perlu anggaran", "TATA-A001.anggaran_2027": "banyak"}, ["S203"]),
        ({f"TATA-A001.target_{y}": None for y in range(2025, 2029)} | {"TATA-A001.target_2029": "banyak"}, ["S203"]),
        # a slip in the one cell that names a lead, a problem or a program does not leave that unnamed
        ({"LING-P02.opd_pengampu": "Bapeda"}, ["S202"]),
        ({"TATA-P02.masalah": "K2 Banjirr dan Genangan", "EKO-P03.masalah": "K3"}, ["S202"]),
        ({"TATA-A001.kode_program": "TATA-PO1"}, ["S202"]),
        # both ends of a fault that are two faults
        ({"TATA-A001.kode_program": None}, ["L501", "S201"]),
        # a reference outside the sheet is no unfilled row
        ({"TATA-A001.kode_program": "EKO-P01"}, ["L501", "S202"]),
        # all the recommended columns of a row are one note, all required ones one each
        ({"TATA-A001.lokasi": None, "TATA-A001.posisi_anggaran": "n/a"}, ["S217"]),
        ({"TATA-P01.indikator": None, "TATA-P01.sasaran": " "}, ["S201", "S201"]),
        # money without a source, and a source without money
        ({f"TATA-A001.anggaran_{year}": None for year in range(2025, 2030)}, ["R305"]),
        ({f"TATA-A001.anggaran_{year}": None for year in range(2025, 2030)} | {"TATA-A001.sumber_dana": None},
         ["S201", "S217"]),
    ],
)  # fmt: skip
def test_one_fault_is_one_finding(changes: dict[str, object], codes: list[str], kota: Profile) -> None:
    assert sorted(clean(kota, 2).change(changes).codes()) == codes


def test_every_trouble_of_a_cell_is_told(kota: Profile) -> None:
    """What `values` could not read is one finding at that cell, whatever the trouble."""
    for name, keys in TROUBLES.items():
        dataset = clean(kota, 2).dataset()
        row = dataset.rows["rencana_aksi"][0]
        column = "mulai" if "quarter" in name else "lokasi"
        data = {key: "TW I 2027; TW II 2027" if key == "pilihan" else "5" for key in keys}
        broken = Cell("xyz", None, row.cells[column].place, Trouble(name, data))
        changed = replace(row, cells={**row.cells, column: broken})
        rows = {**dataset.rows, "rencana_aksi": (changed, *dataset.rows["rencana_aksi"][1:])}
        found = run(replace(dataset, rows=rows), ())
        assert [(f.code[0], f.row, f.column, f.value) for f in found] == [("S", row.key, column, "xyz")], name


def test_a_lost_column_is_not_blamed_on_its_rows(kota: Profile) -> None:
    world = clean(kota, 2).change({f"TATA-A00{n}.target_{y}": None for n in (1, 2, 3) for y in range(2025, 2030)})
    world.facts += noticed("column_missing", sheet="Rencana Aksi", column="target_2027", form="rencana_aksi")
    findings = world.findings()
    assert [finding.code for finding in findings] == ["T102"]
    states = {(line.recipient, line.form): line for line in completeness(world.dataset(), findings)}
    assert states["TATA", "rencana_aksi"].complete == 0
    assert states["EKO", "rencana_aksi"].percent == 100


def test_a_lost_column_of_ours_is_no_fault(kota: Profile) -> None:
    world = clean(kota, 2)
    world.facts += noticed("column_missing", sheet="Rencana Aksi", column="total_anggaran", form="rencana_aksi")
    assert world.codes() == []


# -- where ------------------------------------------------------------------------------------------------------------


def test_an_empty_cell_is_named_where_its_column_was_moved_to(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.indikator": None})
    assert world.findings()[0].place == Place(TATA, "Program Kerja", "K9")
    world.columns[TATA, "Program Kerja"] = {"indikator": 30}
    assert world.findings()[0].place == Place(TATA, "Program Kerja", "AE9")


def test_an_empty_cell_of_a_moved_table_is_named_by_its_code(kota: Profile) -> None:
    dataset = clean(kota, 2).dataset()
    row = dataset.rows["program_kerja"][0]
    cells = {key: cell for key, cell in row.cells.items() if key != "indikator"}
    moved = replace(row, cells=cells, place=Place("lain.xlsx", "Salinan", "D40"))
    rows = {**dataset.rows, "program_kerja": (moved, *dataset.rows["program_kerja"][1:])}
    assert run(replace(dataset, rows=rows), ())[0].place == Place("lain.xlsx", "Salinan", "D40")


# -- references to an earlier stage -----------------------------------------------------------------------------------


def test_references_to_an_earlier_stage_are_checked_once_it_is_known(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.strategi": "WT9", "TATA-P02.strategi": "SO2", "TATA-P03.strategi": "SO1"})
    known, world.previous = world.previous, {}
    assert world.codes() == ["R306"]  # that there is no WT9 cannot be seen
    others = [row.key for row in world.dataset().rows["program_kerja"] if row.recipient != "TATA"]
    world.change({f"{key}.strategi": "SO1" for key in others})
    world.previous = known
    assert [(finding.code, finding.row) for finding in world.findings()] == [("S202", "TATA-P01"), ("R302", "TATA-P02")]


def test_a_strategy_that_has_another_code_by_now_is_asked_about_by_what_its_dropdown_showed(kota: Profile) -> None:
    """Long titles are cut there; a title of one's own, or the beginning of the one that is meant, says nothing."""
    long = "Menyatukan layanan seluruh OPD ke dalam satu aplikasi agar warga cukup mengurus dari rumah"
    shown = "Menyatukan layanan seluruh OPD ke dalam satu aplikasi agar warga …"
    for typed, told in {
        f"SO1 {shown}": ["TATA-ST1"],
        f"ST1 {shown}": [],
        "SO1 Menyatukan": [],
        "SO1 Lain …": [],
    }.items():
        world = clean(kota, 2).change({"TATA-P01.strategi": typed})
        first = world.previous["strategi"][0]
        titled = {**first.cells, "rumusan": Cell(long, long, first.place)}
        other = replace(first, key="TATA-ST1", code="ST1", cells=titled)
        world.previous["strategi"] = (*world.previous["strategi"], other)
        messages = [finding.message for finding in world.findings() if finding.code == "R311"]
        assert [key for message in messages for key in ("TATA-SO1", "TATA-ST1") if f"nama {key}" in message] == told


def test_an_agency_refers_to_what_its_group_wrote_earlier(kota: Profile) -> None:
    agency = Recipient(dimension="TATA", agency="SETDA")
    world = clean(kota, 2)
    world.recipients.append(agency)
    world.identity[agency.code] = world.identity["TATA"]
    for key in [key for key in world.rows if key.startswith("TATA-")]:
        own = f"TATA-SETDA-{key.removeprefix('TATA-')}"
        world.copy(key, own)
        if "kode_program" in world.rows[own]:
            world.change({f"{own}.kode_program": str(world.rows[own]["kode_program"]).removeprefix("TATA-")})
        else:
            world.change({f"{own}.nama_program": f"Hal lain {own.lower()}", f"{own}.quick_win": None})
    world.change({f"{row.key}.strategi": "SO1" for row in world.dataset().rows["program_kerja"]})
    assert world.codes() == []
    world.change({"TATA-SETDA-P02.strategi": "SO2"})
    assert [(finding.code, finding.row) for finding in world.findings()] == [("R302", "TATA-SETDA-P02")]


# -- the whole --------------------------------------------------------------------------------------------------------


def test_findings_come_in_one_order(kota: Profile) -> None:
    world = clean(kota, 2).change(
        {
            "LING-P01.sasaran": None,
            "TATA-A002.lokasi": "di sana",
            "TATA-A002.rencana_aksi": None,
            "TATA-P03.sasaran": None,
            "TATA-P02.sasaran": None,
        }
    )
    world.facts += (*refused("pdf", "k/10.pdf"), *refused("pdf", "k/9.pdf"), *refused("stranger", "k/a.xlsx") * 2)
    expected = [
        ("B001", "k/a.xlsx", "", ""),
        ("B004", "k/9.pdf", "", ""),
        ("S201", TATA, "TATA-P02", "sasaran"),
        ("S201", TATA, "TATA-P03", "sasaran"),
        ("S201", TATA, "TATA-A002", "rencana_aksi"),
        ("S202", TATA, "TATA-A002", "lokasi"),
        ("S201", file_of("LING"), "LING-P01", "sasaran"),
    ]
    chance = random.Random(7)
    for _ in range(4):
        assert [(f.code, f.place.file, f.row, f.column) for f in world.findings()] == expected
        chance.shuffle(world.facts)


def test_a_file_that_is_refused_is_reasoned_in_one_sentence(kota: Profile) -> None:
    stage = kota.stage(2)
    assert refusal_reason(RefusalName.ARCHIVE, "k/Kiriman.rar", {}, kota, stage) == (
        "Kiriman.rar adalah arsip RAR, 7z, atau tar, yang belum dibuka; ekstrak arsip itu lebih dahulu, atau minta "
        "pengirim mengirim berkas Excel tanpa dimampatkan."
    )
    locked = refusal_reason(RefusalName.PASSWORD, "k/a.xlsx", {"given": 1}, kota, stage)
    assert locked.startswith(
        "a.xlsx terkunci kata sandi, dan kata sandi yang diberikan tidak cocok; minta kata sandinya"
    )
    for name in set(RefusalName) - SKIPPED.keys() | {RefusalName.OWN_MATRIX}:  # nobody is asked about the others
        data = {"code": "WNS25-B1-TATA-0000", **dict.fromkeys(name.needs, "SWOT")}
        reason = refusal_reason(name, "a.zip!b.xlsx", data, kota, stage)
        assert "a.zip!b.xlsx " in reason
        assert reason.endswith(".")
        _reads_well(reason)


def test_conflicts_that_are_decided_are_told_no_more(kota: Profile) -> None:
    world = clean(kota, 2)
    _conflict(world, decision="Warga")
    assert world.codes() == []


def test_more_than_two_readings_are_counted(kota: Profile) -> None:
    world = clean(kota, 2)
    _conflict(world, "Warga", "ASN", "Nelayan", "Petani")
    (found,) = world.findings()
    assert '"ASN" (ASN.xlsx), ditambah 2 isian lain; sementara dipakai "Warga".' in found.message


def test_a_held_file_of_a_group_is_not_a_missing_group(kota: Profile) -> None:
    world = clean(kota, 2).change({"EKO-P03.opd_pengampu": "Bappeda"})
    _lose("LING")(world)
    world.held["LING"] = ("kiriman/LING.xlsx",)
    world.facts += refused("password", "kiriman/LING.xlsx")
    assert world.codes() == ["B003"]


def test_an_empty_workbook_is_told_once(kota: Profile) -> None:
    world = clean(kota, 2)
    for key in [key for key in world.rows if key.startswith("TATA-")]:
        del world.rows[key]
    said = [finding.message for finding in world.findings() if finding.code == "K402"]
    assert said == ["Lembar Program Kerja dan Rencana Aksi dari Kota Melayani masih kosong."]


def test_an_agency_waits_for_its_group(kota: Profile) -> None:
    """While a group has sent nothing, nobody says that its own agencies lead nothing."""
    world = clean(kota, 2)
    _lose("LING")(world)
    said = [finding.value for finding in world.findings() if finding.code == "L503"]
    assert said == ["Bappeda"]


def test_equal_findings_are_told_once_to_people(kota: Profile) -> None:
    world = clean(kota, 2).change({f"{key}.satuan": "desaa" for key in ("TATA-P01", "TATA-P03", "LING-P02", "EKO-P01")})
    world.change({"TATA-A001.satuan": "desaa", "TATA-A001.mulai": "kapan saja"})
    groups = group_findings(world.findings(), kota)
    assert [group.text for group in groups] == [
        "Satuan tidak ada dalam daftar: 4 sel (TATA-P01, P03, EKO-P01, LING-P02)",
        '"desaa" tidak ada dalam daftar satuan.',
        '"kapan saja" di kolom Mulai belum dapat dibaca sebagai triwulan.',
    ]
    assert [len(group.findings) for group in groups] == [4, 1, 1]


def test_long_groups_are_cut(kota: Profile) -> None:
    world = clean(kota, 2).change({f"{key}.sasaran": None for key in clean(kota, 2).rows if "-P" in key})
    for key in ("TATA", "EKO", "LING"):
        for n in (4, 5, 6):
            world.copy(f"{key}-P01", f"{key}-P0{n}")
    group = next(group for group in group_findings(world.findings(), kota) if group.code == "S201")
    assert group.text.startswith("Sasaran/penerima manfaat belum diisi: 18 sel (TATA-P01, P02,")
    assert group.text.endswith(", dan 6 lagi)")


def test_the_most_serious_stand_first(kota: Profile) -> None:
    world = clean(kota, 2).change({"TATA-P01.kondisi_awal": None, "TATA-P01.quick_win": None, "LING-P01.sasaran": None})
    assert [group.severity for group in group_findings(world.findings(), kota)] == ["error", "warning", "note"]


def test_a_group_names_what_it_is_about(kota: Profile) -> None:
    world = clean(kota, 2).change({"LING-P02.opd_pengampu": "Setda", "LING-P01.opd_pengampu": "Setda"})
    world.change({"TATA-P01.kondisi_awal": None, "EKO-P02.kondisi_awal": None, "EKO-A002.kode_program": "EKO-P01"})
    world.change({"EKO-A003.kode_program": "EKO-P01"})
    world.identity["TATA"].clear()
    world.identity["LING"].clear()
    world.facts += (*refused("archive", "k/10.rar"), *refused("archive", "k/9.rar"))
    world.facts += (*noticed("row_without_key", "D31", sheet="Program Kerja", form="program_kerja"),)
    world.facts += (*noticed("row_without_key", "D32", sheet="Program Kerja", form="program_kerja"),)
    _know_strategies(world, "TATA-WO1", "TATA-WT1", "EKO-WO1")
    assert [group.text for group in group_findings(world.findings(), kota)] == [
        "Arsip bukan zip: 2 berkas (9.rar, 10.rar)",
        "Baris tanpa kode: 2 (Program Kerja D31, Program Kerja D32)",
        "Belum punya baris di lembar lanjutannya: 2 baris (EKO-P02, P03)",
        "OPD belum mengampu: 2 (Dinas PU, Bappeda)",
        "Identitas belum lengkap: 2 (TATA, LING)",
        "Belum ditindaklanjuti menjadi program: 2 (TATA, EKO)",
        "Dianjurkan diisi: 2 baris (TATA-P01, EKO-P02)",
    ]


def test_a_row_that_is_told_of_twice_is_not_counted_as_two(kota: Profile) -> None:
    world = clean(kota, 2)
    world.copy("TATA-P01", "TATA-P04")
    world.copy("TATA-P01", "TATA-P05")
    texts = [group.text for group in group_findings(world.findings(), kota) if group.code == "L505"]
    assert texts == ["Bernama mirip: 2 (TATA-P01)"]


def test_what_a_file_turns_out_to_be_is_said_in_indonesian(kota: Profile) -> None:
    details = {detail for *_, detail in (*sniff._MAGIC, *sniff._MIMETYPES, *sniff._MEMBERS)} - {"", "video"}
    for detail in details | {"text", "android_app", "mail_without_attachment"}:
        reason = refusal_reason(RefusalName.STRANGER, "a.bin", {"detail": detail}, kota, kota.stage(2))
        assert detail not in reason
    assert "a.zip adalah arsip zip tanpa berkas" in refusal_reason(
        RefusalName.EMPTY, "a.zip", {"detail": "empty_zip"}, kota, kota.stage(2)
    )


def test_an_amount_is_held_against_the_budget_of_its_year(kota: Profile) -> None:
    profile = replace(kota, apbd_total={2027: 1_900_000_000_000})
    amounts = {"anggaran_2026": 2_000_000_000_000.0, "anggaran_2027": 2_000_000_000_000.0}
    world = clean(profile, 2).change({f"TATA-A001.{column}": amount for column, amount in amounts.items()})
    told = [finding for finding in world.findings() if finding.code == "S225"]
    assert [finding.column for finding in told] == ["anggaran_2027"]
    assert "lebih dari seluruh APBD 2027, Rp1.900.000.000.000;" in told[0].message


AS_ABOVE = [
    "sda",
    "S.d.a",
    "Idem",
    '"',
    "''",
    '-"-',
    "- ,, -",
    "〃",
    "sama dengan di atas",
    "idem di atas",
    "Lihat atas",
]


MORE = (
    "Ibid.",
    "sama dg di atas",
    "sama seperti baris sebelumnya",
    "lihat isian sebelumnya",
    "^",
    "↑",
    "sama dgn kartu kiri",
)


@pytest.mark.parametrize("text", [*AS_ABOVE, "spt. baris di atas", "Sama seperti atas", "seperti di atasnya", *MORE])
def test_a_text_that_points_at_the_row_above_gets_what_stands_there_as_a_suggestion(kota: Profile, text: str) -> None:
    changes = {"TATA-P01.deskripsi": "Satu pintu", "TATA-P02.deskripsi": text, "TATA-P03.deskripsi": text}
    found = [f for f in clean(kota, 2).change(changes).findings() if f.code == "S226"]
    assert [(f.row, f.suggestion) for f in found] == [("TATA-P02", "Satu pintu"), ("TATA-P03", "Satu pintu")]


@pytest.mark.parametrize(
    "text", ["-", "SDA terpadu", "Sumber daya air", "aplikasi 'antre'", "idem per idem", "lihat atas bukit", "atas"]
)
def test_other_texts_do_not_point_at_the_row_above(kota: Profile, text: str) -> None:
    world = clean(kota, 2).change({"TATA-P01.deskripsi": "Satu pintu", "TATA-P02.deskripsi": text})
    assert "S226" not in world.codes()
