"""What the groups of the made-up city type in its three bimtek, by row code and column key.

Everything in a cell is written as a person writes it: labels for choices, plain numbers, quarters as ``TW II 2025``.
What is to become of it is not said here but in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.office import Formula, Input, Typed

Rows = dict[str, dict[str, Input]]
#: sheet -> row code -> column key -> what is typed
Sheets = dict[str, Rows]


def factor(text: str, part: str, **more: Input) -> dict[str, Input]:
    return {"uraian": text, "bukti": "Renstra 2024", "subdimensi": part, **more}


def strategy(inner: str, outer: str, text: str, part: str, problem: str, **more: Input) -> dict[str, Input]:
    return {
        "faktor_internal_1": inner,
        "faktor_eksternal_1": outer,
        "rumusan": text,
        "subdimensi": part,
        "masalah": problem,
        **more,
    }


def program(name: str, part: str, problem: str, strategy_: str, lead: str, **more: Input) -> dict[str, Input]:
    return {
        "nama_program": name,
        "subdimensi": part,
        "masalah": problem,
        "strategi": strategy_,
        "deskripsi": f"{name}: keadaan sekarang dan apa yang diubah.",
        "sasaran": "Warga kota",
        "indikator": f"Hasil {name}",
        "satuan": "layanan",
        "target_akhir": 40,
        "jangka_waktu": "Menengah (s.d. 2029)",
        "status_program": "Baru",
        "opd_pengampu": lead,
        **more,
    }


KINDS = {
    "Menyusun SOP": "Kebijakan dan kelembagaan",
    "Memindai arsip": "Infrastruktur pendukung",
    "Memasang mesin absensi": "Infrastruktur pendukung",
    "Mendaftarkan pedagang": "Literasi smart city",
    "Melatih pemandu": "Pengembangan SDM",
    "Melatih juru masak": "Pengembangan SDM",
    "Memasang sensor": "Infrastruktur pendukung",
    "Melatih ronda air": "Pengembangan SDM",
    "Menimbang sampah": "Literasi smart city",
    "Membuka loket bank sampah": "Infrastruktur pendukung",
}


def action(of: str, text: str, lead: str, **more: Input) -> dict[str, Input]:
    return {
        "kode_program": of,
        "rencana_aksi": text,
        "jenis": KINDS.get(text, "Aplikasi pendukung"),
        "indikator": f"Jumlah hasil: {text}",
        "satuan": "unit",
        "target_2026": 4,
        "anggaran_2026": 100_000_000,
        "sumber_dana": "APBD Kota",
        "mulai": "TW II 2025",
        "selesai": "TW IV 2026",
        "opd_pj": lead,
        **more,
    }


# ---------------------------------------------------------------------------------------------------------------------
# Bimtek 1: 19 rows
# ---------------------------------------------------------------------------------------------------------------------

ONE_DOOR = "Menyatukan layanan seluruh OPD agar warga cukup mengurus dari rumah"  # 67 characters
PUMPS = "Menjaga pompa dan saluran bersama warga tepi sungai"
#: What the secretariat makes of `PUMPS` in the data sheet, between the bimtek.
PUMPS_AMENDED = "Menjaga pompa, saluran, dan pintu air bersama warga tepi sungai"

STAGE_1: dict[str, Sheets] = {
    "TATA": {
        "SWOT": {
            "S1": factor("Aplikasi layanan dikelola pegawai sendiri", "Layanan warga", opd_terkait_1="Diskominfo"),
            "S2": factor("Pegawai terlatih di tiap kecamatan", "Birokrasi", keterangan="=1+1 bukan rumus"),
            "W1": factor("Data antar-OPD belum terhubung", "Birokrasi", masalah="K1 Pelayanan Publik"),
            "O1": factor("Pendampingan kementerian", "Lintas subdimensi"),
            "T1": factor("Serangan siber makin sering", "Layanan warga"),
        },
        "Strategi": {
            "SO1": strategy("S1", "O1", ONE_DOOR, "Layanan warga", "K1 Pelayanan Publik", faktor_internal_2="S2"),
            "WT1": strategy("W1", "T1", "Menetapkan petugas data", "Birokrasi", "K1 Pelayanan Publik"),
        },
    },
    "EKO": {
        "SWOT": {
            "S1": factor("Pasar rakyat ramai", "Usaha kecil"),
            "W1": factor("Pelatihan belum sesuai lowongan", "Tenaga kerja", masalah="K3 Lapangan Kerja"),
            "O1": factor("Wisatawan bertambah", "Wisata"),
            "T1": factor("Harga bahan baku naik", "Usaha kecil"),
        },
        "Strategi": {
            "SO1": strategy("S1", "O1", "Membawa usaha kecil ke wisatawan", "Wisata", "K3 Lapangan Kerja"),
            "WO1": strategy("W1", "O1", "Melatih pemandu dan juru masak", "Tenaga kerja", "K3 Lapangan Kerja"),
        },
    },
    "LING": {
        "SWOT": {
            "S1": factor("Rumah pompa di lima titik", "Air", opd_terkait_1="Dinas PU", opd_terkait_2="DLH"),
            "W1": factor("Sampah menutup saluran", "Sampah"),
            "O1": factor("Warga tepi sungai siap ronda", "Air"),
            "T1": factor("Hujan makin lebat", "Air", masalah="K2 Banjir dan Genangan"),
        },
        "Strategi": {
            "SO1": strategy("S1", "O1", PUMPS, "Air", "K2 Banjir dan Genangan", opd_pengampu="Dinas PU"),
            "ST1": strategy("S1", "T1", "Menyalakan pompa sebelum hujan", "Air", "K2 Banjir dan Genangan"),
        },
    },
}
IDENTITY = {"nama_pengisi": "Nirmala Rekawati", "nomor_hp": "0812-3456-7890", "notulis": "Bu Rini"}
AGENCY = {"TATA": "Diskominfo", "EKO": "Disnaker", "LING": "DLH", "TATA-DUKCAPIL": "Disdukcapil"}

# ---------------------------------------------------------------------------------------------------------------------
# Bimtek 2: two copies of one group, an agency's own workbook, a clean group, one full of faults
# ---------------------------------------------------------------------------------------------------------------------

#: A dropdown's entry of a strategy of bimtek 1: code and wording, at most 70 characters.
SO1 = "SO1 Menyatukan layanan seluruh OPD agar warga cukup mengurus dari …"

#: The first copy, saved at nine in the morning.
TATA_MORNING: Sheets = {
    "Program Kerja": {
        "P01": program("Satu Loket", "Layanan warga", "K1 Pelayanan Publik", SO1, "Diskominfo", target_akhir=30),
        "P02": program(
            "Arsip Digital",
            "Birokrasi",
            "K1 Pelayanan Publik",
            "WT1 Menetapkan petugas data",
            "Setda",
            kondisi_awal=12,
            quick_win="Ya",
        ),
        "P03": program(
            "Absensi Wajah", "Birokrasi", "K4 Kemacetan", "WT1 Menetapkan petugas data", "Bappeda", satuan="orang"
        ),
    },
    "Rencana Aksi": {
        "A001": action("TATA-P01", "Menyatukan antrean", "Diskominfo"),
        "A002": action("TATA-P01", "Menyusun SOP", "Setda", anggaran_2026=None, sumber_dana="Tidak perlu anggaran"),
        "A003": action("TATA-P02", "Memindai arsip", "Setda", anggaran_2027=50_000_000),
        "A004": action("TATA-P03", "Memasang mesin absensi", "Bappeda"),
    },
}
#: The second copy, saved in the afternoon: one target, one budget and one program differ; a note was added.
TATA_AFTERNOON: Sheets = {
    "Program Kerja": {
        "P01": TATA_MORNING["Program Kerja"]["P01"] | {"target_akhir": 25, "keterangan": "Dibahas di pleno"},
        "P02": {k: v for k, v in TATA_MORNING["Program Kerja"]["P02"].items() if k != "kondisi_awal"},
        "P03": program(
            "Peta Aset Kota",
            "Layanan warga",
            "K1 Pelayanan Publik",
            SO1,
            "Diskominfo",
            satuan="titik",
            target_akhir=700,
            jangka_waktu="Panjang (setelah 2029)",
        ),
    },
    "Rencana Aksi": TATA_MORNING["Rencana Aksi"]
    | {
        "A001": TATA_MORNING["Rencana Aksi"]["A001"] | {"anggaran_2026": 120_000_000},
        "A004": action(
            "TATA-P03",
            "Menggambar peta aset",
            "Diskominfo",
            satuan="titik",
            target_2026=200,
            anggaran_2026=30_000_000,
            mulai="TW I 2026",
            selesai="TW I 2027",
        ),
    },
}
DUKCAPIL: Sheets = {
    "Program Kerja": {
        "P01": program("KTP Keliling", "Layanan warga", "K1 Pelayanan Publik", SO1, "Disdukcapil", quick_win="Ya"),
    },
    "Rencana Aksi": {
        "A001": action("TATA-DUKCAPIL-P01", "Membeli mobil layanan", "Disdukcapil", anggaran_2026=400_000_000),
        "A002": action("TATA-DUKCAPIL-P01", "Menjadwalkan kunjungan", "Disdukcapil", target_2027=12),
    },
}
EKO: Sheets = {
    "Program Kerja": {
        "P01": program(
            "Pasar Daring",
            "Usaha kecil",
            "K3 Lapangan Kerja",
            "SO1 Membawa usaha kecil ke wisatawan",
            "Disnaker",
            quick_win="Ya",
            opd_pendukung_1="Seluruh OPD",
        ),
        "P02": program(
            "Kampus Vokasi", "Tenaga kerja", "K3 Lapangan Kerja", "WO1 Melatih pemandu dan juru masak", "Disnaker"
        ),
    },
    "Rencana Aksi": {
        "A001": action("EKO-P01", "Mendaftarkan pedagang", "Disnaker", lokasi="Kec. Hulu"),
        "A002": action("EKO-P02", "Melatih pemandu", "Dispar", anggaran_2025=75_000_000, target_2025=20),
        "A003": action("EKO-P02", "Melatih juru masak", "Disnaker", sumber_dana="DAK Nonfisik"),
    },
}
#: With slips that have one meaning: the alias DPUPR, persen, Rp 80 juta, Triwulan 2 2025.
LING_SOUND: Sheets = {
    "Program Kerja": {
        "P01": program(
            "Pompa Siaga",
            "Air",
            "K2 Banjir dan Genangan",
            "ST1 Menyalakan pompa sebelum hujan",
            "DPUPR",
            satuan="persen",
            quick_win="Ya",
        ),
        "P02": program(
            "Bank Sampah Digital", "Sampah", "K2 Banjir dan Genangan", f"SO1 {PUMPS_AMENDED}", "DLH", satuan="titik"
        ),
    },
    "Rencana Aksi": {
        "A001": action("LING-P01", "Memasang sensor", "Dinas PU", anggaran_2026="Rp 80 juta", mulai="Triwulan 2 2025"),
        "A002": action("LING-P01", "Melatih ronda air", "Dinas PU", keterangan="Bersama RT"),
        "A003": action("LING-P02", "Menimbang sampah", "DLH"),
        "A004": action("LING-P02", "Membuka loket bank sampah", "DLH", anggaran_2026=25_000_000),
    },
}


@dataclass(frozen=True)
class Fault:
    """A planted fault: what stands in a cell instead of what was meant, and what is to be said of it.

    ``at`` is the column it is told at where that is another one; ``stored`` what is kept of it as a value.
    """

    sheet: str
    code: str
    column: str
    typed: Input
    finding: str
    shown: str | None = None
    at: str = ""
    stored: str | float | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        return self.sheet, f"LING-{self.code}", self.at or self.column


FAULTS: tuple[Fault, ...] = (
    Fault("Program Kerja", "P01", "sasaran", None, "S201"),
    Fault("Program Kerja", "P01", "target_akhir", "puluhan", "S203", "puluhan"),
    Fault("Program Kerja", "P02", "masalah", "Banjir dan Genangn", "S202", "Banjir dan Genangn"),
    Fault("Program Kerja", "P02", "strategi", "SO9", "S202", "SO9"),  # there are SO1 and ST1
    Fault("Rencana Aksi", "A001", "selesai", "TW I 2025", "S202", "TW I 2025"),  # the plan begins with TW II 2025
    Fault("Rencana Aksi", "A002", "mulai", "TW I 2027", "R301", "TW IV 2026", at="selesai", stored="2027-Q1"),
    Fault("Rencana Aksi", "A002", "kode_program", "LING-P05", "R302", "LING-P05", stored="LING-P05"),
    Fault("Rencana Aksi", "A002", "anggaran_2026", Typed("-5000000"), "S205", "-5000000"),
    Fault("Rencana Aksi", "A003", "target_2026", None, "R304", at="target_2025"),
    Fault("Rencana Aksi", "A003", "selesai", "akhir tahun", "S209", "akhir tahun"),
    Fault("Rencana Aksi", "A004", "target_2026", Formula("=1/0"), "S208", "#DIV/0!"),
    Fault("Rencana Aksi", "A004", "target_2027", "1.234", "S204", "1.234"),
    Fault("Rencana Aksi", "A004", "opd_pj", "Dinas Kebersihan", "S202", "Dinas Kebersihan"),
)


def with_faults() -> Sheets:
    """The group's workbook as it came back: the planted faults in it."""
    spoilt = {sheet: {code: dict(row) for code, row in rows.items()} for sheet, rows in LING_SOUND.items()}
    for fault in FAULTS:
        spoilt[fault.sheet][fault.code][fault.column] = fault.typed
    return spoilt


def put_right() -> Sheets:
    """What the group types into its correction: at each fault what was meant, nothing elsewhere."""
    mended: Sheets = {}
    for fault in FAULTS:
        meant = LING_SOUND[fault.sheet][fault.code].get(fault.column)
        mended.setdefault(fault.sheet, {}).setdefault(fault.code, {})[fault.column] = meant
    return mended


# ---------------------------------------------------------------------------------------------------------------------
# Bimtek 3: rows are given; a few are filled in
# ---------------------------------------------------------------------------------------------------------------------

QUICK_WIN: dict[str, Input] = {
    "nama": "Antre dari Rumah",
    "kode_program": "TATA-P01 Satu Loket",
    "masalah": "K1 Pelayanan Publik",
    "keunikan": "Satu nomor untuk semua loket",
    "manfaat": "12.000 warga setahun",
    "indikator": "Waktu tunggu",
    "satuan": "layanan",
    "target": 45,
    "mulai": "TW III 2025",
    "selesai": "TW I 2026",
    "anggaran": 150_000_000,
    "sumber_dana": "APBD Kota",
    "opd_pengampu": "Diskominfo",
    "pic": "Kepala Bidang Layanan",
}
STAGE_3: dict[str, Sheets] = {
    "TATA": {
        "Peta Jalan": {
            "J01": {"jangka_pendek": "10 layanan terhubung", "jangka_menengah": "40 layanan", "regulasi": "Perwali"},
            "J04": {"jangka_panjang": "Semua aset terpetakan", "sdm": "Dua juru peta"},
        },
        "Quick Win": {"Q01": QUICK_WIN},
    },
    "LING": {"Peta Jalan": {"J01": {"jangka_pendek": "Lima pompa", "aplikasi": "Sensor"}}, "Quick Win": {}},
}
