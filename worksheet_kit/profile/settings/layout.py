"""Which sheet, table and column of the settings workbook is which key of a profile: the one table of it.

The first column of every sheet is hidden and holds marks: ``#agencies 1`` on the hidden row above a table, whose other
cells are the keys of its columns; ``=`` on the row of headings, below which the rows of the table stand; in tables of
values the key of each row. ``1`` is the edition of the layout. What stands in columns or rows without a key is people's
own. A table ends where the next begins.

Keys are those of the TOML file, or of the CSV for agencies and programmes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worksheet_kit.core.layout import IDENTITY_TITLE
from worksheet_kit.core.model import Mailing, Required, Security, Zone
from worksheet_kit.core.words import RULES_TITLE, STEPS_TITLE
from worksheet_kit.kinds import KINDS, InputKind
from worksheet_kit.profile.settings.shapes import (
    CODE,
    DAY,
    MOMENT,
    NAME,
    NAMES,
    PAPER,
    PARTS,
    QUARTERS,
    ROOM,
    RUPIAH,
    TEXT,
    WHOLE,
    YEARS,
    YES,
    Shape,
    one_of,
    words,
)

EDITION = 1
#: What stands on the row of headings in the column of marks.
HEADINGS = "="
MARK = re.compile(r"#([a-z_]+) (\d+)")

AGENCY_SHEET = "OPD"

#: Names of ranges that dropdowns take.
AGENCIES, DIMENSIONS, LISTS = "Pilihan_OPD", "Pilihan_Dimensi", "Pilihan_Daftar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: a column of a table, or a row of one with values. ``folded`` is what few touch, folded to the right."""

    key: str
    heading: str
    help: str = ""
    width: float = 20
    shape: Shape = TEXT
    needed: bool = False
    folded: bool = False
    fixed: bool = False  # what the rest of a row is about: not to be changed where it stands
    dropdown: str = ""  # the range it is chosen from
    since: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Fields that stand together.

    ``rows``: a column for each, an entry a row. ``values``: a row for each, one value. ``across``: a row for each, and
    an entry a column, whose first field heads it.
    """

    key: str
    title: str
    kind: str
    fields: tuple[Field, ...]
    note: str = ""
    spare: int = 3  # blank entries behind those that are there
    needed: bool = False  # at least one entry
    since: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """One sheet: its name, title, what is said at its head, and its tables from top to bottom."""

    name: str
    title: str
    note: str
    tables: tuple[Table, ...]


def _rows(key: str, title: str, *fields: Field, note: str = "", spare: int = 5, needed: bool = False) -> Table:
    return Table(key=key, title=title, kind="rows", fields=fields, note=note, spare=spare, needed=needed)


def _values(key: str, title: str, *fields: Field, note: str = "") -> Table:
    return Table(key=key, title=title, kind="values", fields=fields, note=note)


#: How much a column is asked for, as *Judul Kolom* says it.
REQUIRED = words(
    {
        "tidak": False,
        "wajib": True,
        "dianjurkan": Required.RECOMMENDED.value,
        "wajib bila ada pilihannya": Required.KNOWN.value,
        "sedikitnya satu": Required.ANY.value,
    }
)
#: What goes out by mail, as *Surel* says it.
LETTERS = words(
    {
        "kertas kerja": Mailing.SHEETS.value,
        "perbaikan": Mailing.CORRECTIONS.value,
        "draf kelompok": Mailing.DRAFTS.value,
        "pengingat": Mailing.REMINDERS.value,
        "paparan": Mailing.PRESENTATION.value,
    }
)
_KINDS = tuple(kind.name for kind in KINDS.values() if isinstance(kind, InputKind) and kind.stands_alone)
_PARTS = "Beberapa isi dipisahkan dengan tanda | atau ganti baris (Alt+Enter)."

_REGION = _values(
    "region",
    "DAERAH DAN ACARA",
    Field(key="region", heading="Nama daerah", help="Lengkap, misalnya Kabupaten Rembang.", needed=True),
    Field(key="region_kind", heading="Kata di depan nama", help="Kabupaten atau Kota; boleh kosong."),
    Field(key="head", heading="Sebutan kepala daerah", help="Bupati atau Wali Kota.", needed=True),
    Field(key="event", heading="Nama acara", help="Misalnya Gerakan Menuju Smart City.", needed=True),
    Field(
        key="edition",
        shape=CODE,
        heading="Awalan kode berkas",
        help="Huruf besar diikuti angka, misalnya RBG22. Jangan diganti sesudah kertas kerja dikirim.",
        needed=True,
    ),
    Field(key="name", heading="Nama singkat profil", help="Satu kata untuk program, misalnya rembang.", needed=True),
)
_PLAN = _values(
    "plan",
    "RENCANA",
    Field(key="plan", heading="Nama rencana", help="Misalnya RPJMD 2025-2029.", needed=True),
    Field(key="years", heading="Tahun rencana", help="Misalnya 2025–2029; menjadi kolom.", shape=YEARS, needed=True),
    Field(
        key="quarters",
        heading="Triwulan",
        help="Dari yang pertama sampai yang terakhir, misalnya TW III 2025 – TW IV 2029.",
        shape=QUARTERS,
        needed=True,
    ),
    Field(key="planning_office", heading="Sebutan perencana", help="Bappeda, Bapperida, …"),
    Field(key="own_budget", heading="Sebutan anggaran sendiri", help="Bila kosong: APBD dan kata di depan nama."),
    Field(key="nomenclature", heading="Edisi nomenklatur", help="Keputusan asal kode program pada lembar Nomenklatur."),
)
_CONTACT = _values(
    "contact",
    "SEKRETARIAT",
    Field(key="contact.office", heading="Kantor", help="Tampil di kertas kerja dan di surat.", needed=True),
    Field(key="contact.name", heading="Nama petugas"),
    Field(key="contact.phone", heading="Nomor WhatsApp", help="Angka saja, dimulai dengan 0."),
    Field(key="contact.email", heading="Alamat surel"),
)
_SHEETS = _values(
    "sheets",
    "KERTAS KERJA",
    Field(
        key="paper",
        heading="Kertas",
        shape=PAPER,
        needed=True,
        help="F4, A4, atau A3. Kertas lain: nama | kode | lebar | tinggi dalam mm, misalnya B4 | 12 | 257 | 364.",
    ),
    Field(key="attendance", heading="Baris daftar hadir", help="0 bila tidak dipakai.", shape=WHOLE, needed=True),
    Field(key="zone", heading="Zona waktu", help="Jam yang ditampilkan.", shape=one_of(*Zone)),
    Field(key="password", heading="Kata sandi kunci lembar", help="Bila kosong, lembar terkunci tanpa kata sandi."),
    Field(
        key="base",
        heading="Tambahan dalam TOML",
        help="Berkas TOML, foldernya, atau profil bawaan: kata sendiri, contoh isian, dan folder forms diambil dari "
        "sana. Bila kosong: folder forms di samping berkas ini.",
    ),
)
_MAIL = _values(
    "mail",
    "PENGIRIM SUREL",
    Field(key="mail.host", heading="Server SMTP", help="Misalnya smtp.gmail.com; kosong bila tidak dikirim langsung."),
    Field(key="mail.port", heading="Port", help="Bila kosong: 587, atau 465 untuk tls.", shape=WHOLE),
    Field(key="mail.security", heading="Pengamanan", help="starttls atau tls.", shape=one_of(*Security)),
    Field(key="mail.user", heading="Nama pengguna", help="Kata sandinya ditanyakan saat mengirim, tidak disimpan."),
    Field(key="mail.from", heading="Alamat pengirim", help="Bila kosong: alamat surel sekretariat."),
)
_STAGES = Table(
    key="stage",
    title="BIMTEK",
    kind="across",
    needed=True,
    spare=1,
    note="Satu kolom satu bimtek, dari kiri ke kanan.",
    fields=(
        Field(key="number", heading="Bimtek nomor", help="1, 2, 3, …", shape=WHOLE, needed=True),
        Field(key="title", heading="Judul", needed=True),
        Field(key="start", heading="Hari pertama", help="Tanggal, misalnya 20 Juli 2022.", shape=DAY, needed=True),
        Field(key="end", heading="Hari terakhir", help="Kosong bila satu hari.", shape=DAY),
        Field(key="place", heading="Tempat"),
        Field(
            key="deadline",
            heading="Kirim paling lambat",
            help="Tanggal dan jam, misalnya 21/07/2022 15:00, atau kalimat seperti yang ingin dicetak.",
            shape=MOMENT,
            needed=True,
        ),
        Field(
            key="forms",
            heading="Kertas kerja",
            help="Nama form menurut urutannya. Bawaan: swot | strategi | program_kerja | rencana_aksi | peta_jalan | "
            "quick_win.",
            shape=NAMES,
            needed=True,
        ),
        Field(key="bring", heading="Bahan yang dibawa", help=_PARTS, shape=PARTS),
        Field(
            key="dates",
            heading="Tanggal seperti dicetak",
            help="Hanya bila lain dari hari pertama dan terakhir di atas.",
        ),
    ),
)
_BUDGET = Table(
    key="apbd_total",
    title="APBD SELURUHNYA",
    kind="across",
    spare=2,
    note="Sejauh diketahui; dipakai untuk perbandingan di matriks.",
    fields=(
        Field(key="year", heading="Tahun", shape=WHOLE),
        Field(key="rupiah", heading="Rupiah penuh", shape=RUPIAH),
    ),
)
_DIMENSION_TABLE = _rows(
    "dimension",
    "DIMENSI",
    Field(
        key="code",
        heading="Kode",
        width=14,
        shape=CODE,
        needed=True,
        help="Huruf besar dan angka, misalnya GOV. Jangan diganti sesudah kertas kerja dikirim.",
    ),
    Field(key="name", heading="Nama dimensi", width=44, needed=True, help="Juga menjadi nama berkas."),
    Field(key="aliases", heading="Sebutan lain", width=50, shape=PARTS, help=_PARTS),
    Field(
        key="room",
        heading="Banyak baris",
        width=34,
        shape=ROOM,
        folded=True,
        help="Hanya bila lain dari formnya: nama form dan banyak baris, misalnya program_kerja 60 | rencana_aksi 180.",
    ),
    needed=True,
)
_SUBDIMENSIONS = _rows(
    "subdimension",
    "SUBDIMENSI",
    Field(key="dimension", heading="Dimensi", width=14, needed=True, dropdown=DIMENSIONS, help="Kode dimensinya."),
    Field(key="label", heading="Subdimensi", width=44, needed=True),
    Field(key="aliases", heading="Sebutan lain", width=50, shape=PARTS, help=_PARTS),
    Field(key="code", heading="Kode", width=14, folded=True, help="Yang disimpan menggantikan namanya."),
    Field(key="until", heading="Sampai tahun", width=14, shape=WHOLE, folded=True),
    needed=True,
)
_PROBLEMS = _rows(
    "problem",
    "MASALAH UTAMA",
    Field(key="code", heading="Kode", width=12, shape=CODE, needed=True, help="Huruf besar dan angka, misalnya M1."),
    Field(key="name", heading="Masalah utama", width=50, needed=True, help="Seperti di RPJMD."),
    Field(key="indicator", heading="Indikator yang biasa dipakai", width=60),
    needed=True,
)
AGENCY_TABLE = _rows(
    "agencies",
    "DAFTAR OPD",
    Field(
        key="kode",
        heading="Kode",
        width=17,
        shape=CODE,
        needed=True,
        help="Huruf besar, angka, dan tanda hubung, misalnya DINKES atau KEC-SUMBER. Jangan diganti sesudah kertas "
        "kerja dikirim.",
    ),
    Field(key="nama", heading="Nama resmi", width=46, needed=True),
    Field(key="singkatan", heading="Singkatan", width=18, needed=True, help="Yang tampil di dropdown."),
    Field(key="alias", heading="Sebutan lain", width=32, shape=PARTS, help=_PARTS),
    Field(
        key="kecamatan",
        heading="Kecamatan",
        width=11,
        shape=one_of("ya", "tidak"),
        help="ya untuk kecamatan, yang tidak harus masuk kelompok.",
    ),
    Field(key="email", heading="Surel", width=28, help="Ke sinilah kertas kerja OPD dikirim."),
    Field(key="telepon", heading="WhatsApp", width=17, help="Angka saja, dimulai dengan 0."),
    Field(key="kontak", heading="Penanggung jawab (PIC)", width=26),
    note="Urutan barisnya urutan protokol.",
    spare=10,
    needed=True,
)
_GROUPS = Table(
    key="group",
    title="KELOMPOK",
    kind="across",
    spare=1,
    note="Satu kolom satu dimensi.",
    fields=(
        Field(key="dimension", heading="Dimensi", dropdown=DIMENSIONS, help="Kode dimensi dari lembar Dimensi."),
        Field(key="chair", heading="Ketua"),
        Field(key="chair_email", heading="Surel ketua"),
        Field(key="note_taker", heading="Notulis"),
        Field(key="note_taker_email", heading="Surel notulis"),
        Field(key="email", heading="Surel kelompok", help="Bila ada, kertas kerja dikirim ke sini."),
        Field(key="phone", heading="WhatsApp kelompok", help="Angka saja, dimulai dengan 0."),
    ),
)
#: The crosses below the groups, in the same columns.
SEATS = Table(
    key="members",
    title="ANGGOTA",
    kind="seats",
    fields=(Field(key="opd", heading="OPD", dropdown=AGENCIES, help="Singkatan OPD dari lembar OPD."),),
    note="x: OPD ini anggota kelompoknya. 1, 2, …: urutan di depan. Singkatan dapat disalin dari lembar OPD.",
    spare=10,
)
_ITEMS = _rows(
    "list",
    "DAFTAR PILIHAN",
    Field(
        key="list",
        heading="Daftar",
        width=22,
        shape=NAME,
        needed=True,
        dropdown=LISTS,
        help="Nama tetap daftarnya, dengan huruf kecil dan garis bawah. Satu baris satu isi, menurut urutannya.",
    ),
    Field(key="label", heading="Isi", width=44, needed=True),
    Field(key="aliases", heading="Sebutan lain yang diterima", width=70, shape=PARTS, help=_PARTS),
    Field(key="code", heading="Kode", width=14, folded=True, help="Yang disimpan menggantikan isinya."),
    Field(
        key="until", heading="Sampai tahun", width=14, shape=WHOLE, folded=True, help="Tahun terakhir sebuah jangka."
    ),
    Field(key="title", heading="Sebutan daftar", width=22, folded=True, help="Cukup di satu baris tiap daftar."),
    spare=10,
    needed=True,
)
_HINTS = _rows(
    "hint",
    "SEBUTAN YANG DITANYAKAN DULU",
    Field(key="list", heading="Daftar", width=22, shape=NAME, needed=True, dropdown=LISTS),
    Field(key="text", heading="Sebutan", width=44, needed=True),
    Field(key="labels", heading="Isi yang mungkin dimaksud", width=70, shape=PARTS, needed=True, help=_PARTS),
    note="Satu kemungkinan: disarankan. Lebih dari satu: ditanyakan. Tidak pernah diganti sendiri.",
)
PROGRAMMES = "programmes"
_PROGRAMME_TABLE = _rows(
    PROGRAMMES,
    "NOMENKLATUR PROGRAM",
    Field(key="kode", heading="Kode", width=14, needed=True, help="Misalnya 2.16.03."),
    Field(key="nama", heading="Nama program", width=90, needed=True, help="Tanpa kata Program di depan."),
    Field(key="opd", heading="OPD", width=44, shape=PARTS, help="Kode OPD yang biasa menjalankannya. " + _PARTS),
    spare=10,
)
_COLUMNS = _rows(
    "columns",
    "JUDUL KOLOM",
    Field(key="form", heading="Form", width=17, shape=NAME, needed=True, fixed=True, help="Nama form; jangan diganti."),
    Field(key="column", heading="Kunci kolom", width=22, shape=NAME, needed=True, fixed=True, help="Jangan diganti."),
    Field(key="heading", heading="Judul", width=34, needed=True, help="Boleh diganti kapan saja."),
    Field(key="help", heading="Bantuan", width=70, help="Muncul saat sel dipilih; paling panjang 255 huruf."),
    Field(key="example", heading="Contoh", width=40),
    Field(key="required", heading="Wajib", width=17, shape=REQUIRED),
    note="Kata dalam kurung kurawal seperti {tahun} diganti sendiri. Kolom baru dan form sendiri ditulis dalam TOML.",
    spare=0,
)
_TEXT_WIDTH = 84


def _texts(key: str, title: str, heading: str, needed: bool = True, note: str = "") -> Table:
    field = Field(key="text", heading=heading, width=_TEXT_WIDTH, needed=True)
    return _rows(key, title, field, needed=needed, note=note, spare=2)


_IDENTITY = _rows(
    "identity",
    IDENTITY_TITLE,
    Field(key="label", heading="Yang ditanyakan", width=_TEXT_WIDTH, needed=True),
    Field(key="required", heading="Wajib", width=10, shape=YES),
    Field(key="help", heading="Bantuan", width=50, help="Muncul saat sel dipilih."),
    Field(
        key="key", heading="Kunci", width=18, shape=NAME, needed=True, folded=True, help="Huruf kecil; jangan diganti."
    ),
    Field(key="list", heading="Daftar", width=14, folded=True, help="Dipilih dari daftar ini, misalnya opd."),
    Field(key="kind", heading="Jenis", width=14, shape=one_of(*_KINDS), folded=True),
    note="Tanyakan hanya yang dipakai.",
    needed=True,
    spare=3,
)
_LETTER = _rows(
    "letter",
    "SURAT PENGANTAR",
    Field(key="what", heading="Surat", width=15, shape=LETTERS, needed=True, fixed=True),
    Field(key="subject", heading="Judul surel", width=36, needed=True),
    Field(key="body", heading="Isi surel", width=76, needed=True),
    Field(key="chat", heading="Teks WhatsApp", width=60, needed=True, help="Tanpa isian orang dan tanpa nama."),
    note="Kata dalam kurung kurawal diganti untuk setiap penerima: {penerima} {kelompok} {anggota} {daerah} {acara} "
    "{bimtek} {judul} {tanggal} {tempat} {bawa} {tenggat} {berkas} {jumlah} {kantor} {hal} {kontak}.",
    spare=0,
)


def _sheet(name: str, note: str, *tables: Table, title: str = "") -> SheetLayout:
    return SheetLayout(name=name, title=title or name, note=note, tables=tables)


#: The sheets in their order; what is said about a sheet stands at its head.
SHEETS = (
    _sheet(
        "Kegiatan",
        "Isi sel berwarna krem, lalu simpan. Tanda * wajib diisi. Baris, kolom, dan lembar boleh ditambah.",
        *(_REGION, _PLAN, _CONTACT, _STAGES, _SHEETS, _BUDGET, _MAIL),
        title="Pengaturan",
    ),
    _sheet(
        "Dimensi",
        "Dimensi smart city dan subdimensinya. Setiap dimensi mendapat satu kelompok.",
        *(_DIMENSION_TABLE, _SUBDIMENSIONS),
    ),
    _sheet(
        "Masalah",
        "Masalah utama menurut RPJMD; program dihitung menurut masalah yang dijawabnya.",
        _PROBLEMS,
        title="Masalah utama",
    ),
    _sheet(AGENCY_SHEET, "Satu baris satu OPD. Satu sebutan hanya untuk satu OPD.", AGENCY_TABLE),
    _sheet("Kelompok", "Siapa duduk di kelompok mana, dan ke mana kertas kerjanya dikirim.", _GROUPS, SEATS),
    _sheet(
        "Daftar",
        "Isi dropdown. Daftar masalah, OPD, subdimensi, program, dan triwulan dibuat dari lembar lain.",
        *(_ITEMS, _HINTS),
        title="Daftar pilihan",
    ),
    _sheet(
        "Nomenklatur",
        "Program perangkat daerah untuk dropdown; boleh kosong bila tidak ditanyakan.",
        _PROGRAMME_TABLE,
        title="Nomenklatur program",
    ),
    _sheet(
        "Judul Kolom",
        "Judul, bantuan, contoh, dan wajib tidaknya setiap kolom kertas kerja; boleh diganti kapan saja.",
        _COLUMNS,
        title="Judul kolom",
    ),
    _sheet(
        "Petunjuk",
        "Kalimat di lembar Petunjuk setiap kertas kerja.",
        _texts("steps", STEPS_TITLE, "Langkah"),
        _texts("instructions", RULES_TITLE, "Aturan"),
        _IDENTITY,
        _texts("privacy", "DATA PRIBADI", "Kalimat di samping identitas", needed=False, note="Satu kalimat saja."),
    ),
    _sheet("Surel", "Surat yang menyertai berkas.", _LETTER),
)


def all_tables() -> Iterator[tuple[SheetLayout, Table]]:
    """Every table, with the sheet it stands on."""
    return ((sheet, table) for sheet in SHEETS for table in sheet.tables)
