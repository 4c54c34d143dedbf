"""Family B: files that cannot be used, and what is worth knowing about files that can.

A refused file arrives as a fact named ``refusal:<name>``; its data may hold ``code`` (the file code found), ``sheet``,
``found`` and ``expected`` (where two things disagree), ``limit`` and ``detail``. `refusal_reason` gives the sentence of
the ledger from the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from worksheet_kit.checks.registry import CHECKS, CheckFunction, Hit, check
from worksheet_kit.checks.survey import Survey
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Place, Profile, Severity, Stage, Verdict
from worksheet_kit.core.names import base_name

_PREFIX = "refusal:"
_NOT_EXCEL = {"photo": "foto", "pdf": "PDF", "word": "dokumen Word"}
_TEXT_TABLES = {"html": "halaman web", "csv": "teks CSV"}
_OTHER_PROGRAMS = {"numbers": "Apple Numbers", "et": "WPS (.et)"}

#: The current edition, but a recipient or check that does not fit: told from `other_edition` by its code.
_NOT_GENUINE = "not_genuine"

_codes: dict[str, str] = {}


def _refusal(
    code: str, *names: str, severity: Severity = Severity.ERROR, **words: str
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check for refused files; ``names`` are the refusals it speaks for."""
    for name in names:
        _codes[name] = code
    return check(code, severity=severity, **words)


def refusal_reason(name: str, file: str, data: Mapping[str, str], profile: Profile, stage: Stage) -> str:
    """The sentence of the ledger for a refused file: what it is, and what to ask the sender for."""
    facts = _facts(name, file, data, profile, stage)
    words = CHECKS[_codes.get(_told(name, facts), _codes["stranger"])].finding(Hit(facts=facts))
    return f"{words.message.removesuffix('.')}; {words.remedy[0].lower()}{words.remedy[1:]}"


def _facts(name: str, file: str, data: Mapping[str, str], profile: Profile, stage: Stage) -> dict[str, str]:
    code = parse_file_code(data.get("code", ""))
    return {
        **({"detail": "berukuran 0 byte"} if name == "empty" else {}),
        **data,
        "berkas": base_name(file),
        "jenis": {**_NOT_EXCEL, **_TEXT_TABLES, **_OTHER_PROGRAMS}.get(name, ""),
        "tahap": f"bimtek {data.get('stage') or stage.number}",
        "tahap_berkas": f"bimtek {code.stage}" if code else "bimtek lain",
        "edisi_berkas": code.edition if code else "lain",
        "edisi": profile.edition,
        "daerah": profile.region,
    }


def _told(name: str, facts: Mapping[str, str]) -> str:
    """The name a refusal is told under: a file of this very edition is not an old one."""
    return _NOT_GENUINE if name == "other_edition" and facts["edisi_berkas"] == facts["edisi"] else name


def _refused(data: Survey, *names: str) -> Iterator[Hit]:
    for name in names:
        for fact in data.facts.get(_PREFIX + ("other_edition" if name == _NOT_GENUINE else name), ()):
            facts = _facts(name, fact.place.file, fact.data, data.profile, data.stage)
            if _told(fact.name.removeprefix(_PREFIX), facts) != name:
                continue
            yield Hit(facts=facts, place=fact.place, recipient=data.file_recipients.get(fact.place.file, ""))


@_refusal(
    "B001",
    "stranger",
    title="Bukan kertas kerja bimtek",
    message="{berkas} [({detail})] bukan kertas kerja dari sekretariat, jadi belum digabung.",
    remedy="Minta pengirim mengirim kertas kerja {tahap} yang sudah diisi.",
    why="Setiap kertas kerja membawa kode berkas di tiap lembar; berkas ini tidak memuat kode itu.",
)
def _stranger(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "stranger")
    for name in data.facts:  # a refusal nobody speaks for is a stranger, too
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _codes and name != f"{_PREFIX}noise":
            yield from _refused(data, name.removeprefix(_PREFIX))


@_refusal(
    "B002",
    "damaged",
    title="Berkas tidak dapat dibaca",
    message="{berkas} rusak atau terpotong saat dikirim.",
    remedy="Minta pengirim membukanya, memilih Simpan Sebagai (Save As) .xlsx, lalu mengirim lagi sebagai Dokumen.",
    why="Kiriman lewat telepon genggam kadang terputus sebelum selesai, sehingga sebagian isi berkas hilang.",
)
def _damaged(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "damaged")


@_refusal(
    "B003",
    "password",
    title="Berkas memakai kata sandi",
    message="{berkas} terkunci kata sandi.",
    remedy="Minta kata sandinya dan pakai --open-password, atau minta berkas tanpa kata sandi.",
    why="Berkas yang dikunci untuk dibuka tidak dapat dibaca program mana pun tanpa kata sandinya.",
)
def _password(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "password")


@_refusal(
    "B004",
    *_NOT_EXCEL,
    title="Bukan berkas Excel",
    message="{berkas} berisi {jenis}, bukan Excel.",
    remedy="Minta berkas Excel aslinya; foto, PDF, dan Word tidak dapat digabung.",
    why="Isi foto, PDF, dan Word tidak punya sel, jadi tidak dapat dicocokkan dengan kertas kerja.",
)
def _not_excel(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, *_NOT_EXCEL)


@_refusal(
    "B005",
    "link",
    title="Tautan, bukan berkas",
    message="{berkas} hanya pintasan ke Google Sheets atau berkas daring lain; isinya tidak ikut terkirim.",
    remedy="Minta pengirim memilih File > Download > Microsoft Excel (.xlsx), lalu mengirim berkas itu.",
    why="Pintasan hanya memuat alamat; isian tetap berada di akun pengirim.",
)
def _link(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "link")


@_refusal(
    "B006",
    "other_stage",
    title="Kertas kerja tahap lain",
    message="{berkas} adalah kertas kerja {tahap_berkas} {daerah}; yang dikumpulkan {tahap}.",
    remedy="Simpan di folder tahapnya, atau minta kertas kerja {tahap}.",
    why="Satu pengumpulan memuat satu tahap; isian tahap lain punya lembar dan kode yang berbeda.",
)
def _other_stage(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "other_stage")


@_refusal(
    "B007",
    "other_edition",
    severity=Severity.WARNING,
    title="Edisi kertas kerja lama",
    message="{berkas} dibuat dari edisi {edisi_berkas}; edisi sekarang {edisi}.",
    remedy="Minta pengirim menyalin isiannya ke kertas kerja edisi sekarang.",
    why="Susunan kolom antaredisi dapat berbeda, jadi isian edisi lain tidak dicocokkan dengan menebak.",
)
def _other_edition(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "other_edition")


@_refusal(
    "B008",
    "code_mismatch",
    title="Kode berkas tidak cocok",
    message="Di lembar {sheet} pada {berkas} tertulis {found}, padahal yang diharapkan {expected}.",
    remedy="Tanyakan milik siapa dan baris mana yang dimaksud; lembar dan kode tidak boleh dipindah atau diganti.",
    why="Kode berkas dan kode baris menunjukkan milik siapa sebuah isian; bila berbeda, seseorang harus memutuskan.",
)
def _code_mismatch(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "code_mismatch")


@_refusal(
    "B009",
    "other_region",
    title="Kertas kerja daerah lain",
    message="{berkas} adalah kertas kerja daerah lain (edisi {edisi_berkas}), bukan {daerah}.",
    remedy="Kembalikan ke pengirim dan minta kertas kerja {tahap} {daerah}.",
    why="Huruf depan kode berkas menunjukkan daerahnya, dan isian antardaerah tidak digabung.",
)
def _other_region(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "other_region")


@_refusal(
    "B010",
    "empty",
    title="Berkas kosong",
    message="{berkas} {detail}, tidak ada isinya.",
    remedy="Minta pengirim mengirim lagi setelah berkas selesai disimpan.",
    why="Berkas 0 byte muncul bila pengiriman atau penyimpanan terputus di awal.",
)
def _empty(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "empty")


@_refusal(
    "B011",
    *_TEXT_TABLES,
    title="Tabel teks, bukan berkas Excel",
    message="{berkas} sebenarnya berisi {jenis}, walaupun dapat dibuka di Excel.",
    remedy="Minta pengirim mengisi kertas kerja asli dan menyimpannya sebagai .xlsx.",
    why="Berkas seperti ini hanya membawa satu tabel tanpa kode baris, jadi tidak dapat dicocokkan.",
)
def _text_table(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, *_TEXT_TABLES)


@_refusal(
    "B012",
    "archive",
    title="Arsip RAR atau 7z",
    message="{berkas} adalah arsip RAR atau 7z, yang belum dibuka.",
    remedy="Ekstrak arsip itu lebih dahulu, atau minta pengirim mengirim berkas Excel tanpa dimampatkan.",
    why="Hanya arsip .zip yang dibuka langsung.",
)
def _archive(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "archive")


@_refusal(
    "B013",
    "msg",
    title="Surel Outlook",
    message="{berkas} adalah surel Outlook (.msg), lampirannya belum terbaca.",
    remedy="Buka surel itu, simpan lampirannya, lalu masukkan berkas Excel-nya ke folder kiriman.",
    why="Surel yang dibuka langsung hanya yang berformat .eml.",
)
def _mail(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "msg")


@_refusal(
    "B014",
    *_OTHER_PROGRAMS,
    title="Format program lain",
    message="{berkas} disimpan dalam format {jenis}, yang belum dapat dibaca.",
    remedy="Minta pengirim menyimpannya sebagai Excel (.xlsx), lalu mengirim lagi.",
    why="Program itu dapat menyimpan sebagai .xlsx tanpa mengubah isi.",
)
def _other_program(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, *_OTHER_PROGRAMS)


@_refusal(
    "B015",
    "crash",
    title="Pembacaan terhenti",
    message="{berkas} membuat program pembaca terhenti, jadi isinya belum digabung.",
    remedy="Minta pengirim membukanya, memilih Simpan Sebagai (Save As) .xlsx, lalu mengirim lagi.",
    why="Setiap berkas dibaca terpisah; berkas yang menghentikan pembacaan tidak mengganggu berkas lain.",
)
def _crash(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "crash")


@_refusal(
    "B016",
    "timeout",
    title="Terlalu lama dibaca",
    message="{berkas} belum selesai dibaca sampai batas waktu[ {seconds} detik], jadi dilewatkan dahulu.",
    remedy="Minta pengirim menyalin isian sebagai nilai ke kertas kerja asli, lalu mengirim lagi.",
    why="Berkas dengan puluhan ribu baris kosong atau gambar besar dapat menahan pembacaan semua berkas lain.",
)
def _timeout(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "timeout")


@_refusal(
    "B017",
    "too_big",
    "too_deep",
    title="Berkas melebihi batas aman",
    message="{berkas} melebihi batas ukuran yang aman untuk dibuka[ ({limit})].",
    remedy="Minta kertas kerjanya saja, satu berkas Excel tanpa arsip bertingkat dan tanpa lembar tambahan.",
    why="Batas ukuran, jumlah, dan kedalaman arsip melindungi komputer dari berkas yang mengembang saat dibuka.",
)
def _too_big(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "too_big", "too_deep")


@_refusal(
    "B018",
    "own_matrix",
    title="Matriks, bukan kiriman",
    message="{berkas} adalah matriks hasil penggabungan, bukan kiriman kelompok.",
    remedy="Pindahkan dari folder kiriman; untuk memakai isinya lagi, sebutkan berkas itu pada perintah merge.",
    why="Matriks dibuat dari kiriman; bila ikut digabung, isian yang sama terhitung dua kali.",
)
def _own_matrix(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "own_matrix")


@_refusal(
    "B019",
    "code_missing",
    title="Kode berkas hilang",
    message="{berkas} memuat tabel kertas kerja, tetapi kode berkasnya tidak ada lagi, jadi belum digabung.",
    remedy="Minta pengirim menyalin isian sebagai nilai ke kertas kerja {tahap} yang asli.",
    why="Tanpa kode berkas tidak diketahui kelompok mana yang mengisi, dan itu tidak ditebak.",
)
def _code_missing(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "code_missing")


@_refusal(
    "B022",
    "unreadable",
    title="Berkas tidak dapat dibuka",
    message="{berkas} tidak dapat dibuka dari tempatnya.",
    remedy="Tutup berkas itu di program lain, cek izin foldernya, atau salin ke folder lain, lalu ulangi.",
    why="Berkas yang sedang dikunci program lain atau pintasan yang sumbernya hilang tidak dapat dibaca.",
)
def _unreadable(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, "unreadable")


@_refusal(
    "B023",
    _NOT_GENUINE,
    title="Kode berkas tidak dikenali",
    message="{berkas} berkode {code}, yang tidak cocok dengan kelompok dan susunan kolom pada pengaturan sekarang.",
    remedy="Cocokkan kode itu dengan kertas kerja yang dikirim, lalu minta isian pada kertas kerja edisi {edisi}.",
    why="Empat huruf terakhir kode dihitung dari bagian lainnya dan dari kolom, jadi kode yang diubah ketahuan.",
)
def _not_genuine(data: Survey) -> Iterator[Hit]:
    yield from _refused(data, _NOT_GENUINE)


@check(
    "B020",
    severity=Severity.NOTE,
    title="Berkas memuat makro",
    message="{berkas} memuat makro, yang tidak dijalankan.",
    remedy="Pastikan berkas berasal dari pengirim yang dikenal sebelum membukanya di Excel.",
    why="Kertas kerja asli tidak punya makro; isinya tetap digabung, makronya diabaikan.",
)
def _macro(data: Survey) -> Iterator[Hit]:
    yield from _noticed(data, "macro")


@check(
    "B021",
    severity=Severity.NOTE,
    title="Berkas tertaut ke berkas lain",
    message="{berkas} memuat tautan ke berkas lain[ ({target})], yang tidak diikuti.",
    remedy="Cek sel yang isinya diambil dari berkas lain; sebaiknya ketik langsung nilainya.",
    why="Tautan hanya bekerja di komputer pengisi; nilai yang tersimpan dapat ketinggalan.",
)
def _external_link(data: Survey) -> Iterator[Hit]:
    yield from _noticed(data, "external_link")


def _noticed(data: Survey, name: str) -> Iterator[Hit]:
    """One hit a file, however often the same thing was noticed in it."""
    seen: set[str] = set()
    for fact in data.facts.get(name, ()):
        file = fact.place.file
        if file not in seen:
            seen.add(file)
            facts = {**fact.data, "berkas": base_name(file)}
            yield Hit(facts=facts, place=Place(file=file), recipient=data.file_recipients.get(file, ""))


@check(
    "B090",
    severity=Severity.WARNING,
    title="Berkas perlu keputusan",
    message="{berkas} belum digabung dan menunggu keputusan[: {alasan}].",
    remedy="Buka berkasnya, tanyakan kepada pengirim, lalu jalankan lagi dengan berkas yang benar.",
    why="Berkas ini dapat dibaca, tetapi seseorang perlu menentukan apakah dan bagaimana isinya dipakai.",
)
def _undecided(data: Survey) -> Iterator[Hit]:
    """A held file about which nothing else is said, so that no held file goes without a finding."""
    explained = {fact.place.file for fact in data.dataset.facts}
    for line in data.ledger:
        if line.verdict is Verdict.HELD and line.file not in explained:
            facts = {"berkas": base_name(line.file), "alasan": line.reason.removesuffix(".")}
            yield Hit(facts=facts, place=Place(file=line.file), recipient=line.recipient)
