"""Family B: files that cannot be used, and what is worth knowing about files that can.

A refused file arrives as a fact under the name of its refusal. `refusal_reason` gives the sentence of the ledger from
the same words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timezone

from worksheet_kit.checks.registry import CHECKS, Hit, check
from worksheet_kit.checks.survey import NOT_EXCEL, Survey, not_excel, texts
from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Place, Profile, Severity, Stage, Verdict
from worksheet_kit.core.names import base_name, recipient_name
from worksheet_kit.values.text import first_of, format_date

_TEXT_TABLES = {RefusalName.HTML: "halaman web", RefusalName.CSV: "teks CSV"}
_OTHER_PROGRAMS = {
    RefusalName.NUMBERS: "Apple Numbers",
    RefusalName.ET: "WPS (.et)",
    RefusalName.FODS: "XML OpenDocument (.fods)",
    RefusalName.XML2003: "XML Spreadsheet 2003",
}
_MAILS = {
    RefusalName.MSG: "surel Outlook (.msg)",
    RefusalName.WINMAIL: "lampiran khusus Outlook (winmail.dat)",
    RefusalName.EMLX: "surel Apple Mail (.emlx)",
}
_ZIPS = {
    RefusalName.LOCKED_ZIP: "dikunci dengan cara AES",
    RefusalName.PACKED: "dimampatkan dengan cara yang jarang dipakai",
}

#: What a file is that is no workbook, more closely; what is not here is said as it is.
_DETAILS = {
    "sound": "rekaman suara",
    "slides": "presentasi",
    "slides_or_drawing": "presentasi atau gambar",
    "text": "teks",
    "android_app": "aplikasi Android",
    "mail_without_attachment": "surat tanpa lampiran",
    "empty_zip": "adalah arsip zip tanpa berkas",
    "blanks": "hanya berisi spasi",
}

#: Which limit a file exceeds; ``{count}`` is what it has, or the most there may be.
_LIMITS = {
    "members": "{count} berkas di dalamnya",
    "inflated": "ukuran setelah dibuka",
    "memory": "memori untuk membukanya",
    "entities": "entitas XML",
    "elements": "lebih dari {count} tingkat XML",
    "cells": "{count} sel",
    "nested": "lebih dari {count} tingkat",
    "parts": "{count} bagian",
    "lines": "{count} baris",
}

_NAMED = 20  # photos and the like that are named one by one

_codes: dict[RefusalName, str] = {}


def _hit(data: Survey, file: str, sheet: str = "", /, **facts: str) -> Hit:
    """A hit about a file, or a sheet of it."""
    about = {"berkas": base_name(file), **facts}
    return Hit(facts=about, place=Place(file, sheet), recipient=data.file_recipients.get(file, ""))


def refusal_reason(name: RefusalName, file: str, data: Mapping[str, Datum], profile: Profile, stage: Stage) -> str:
    """The sentence of the ledger for a refused file: what it is, and what to ask the sender for."""
    words = CHECKS[_codes[name]].finding(Hit(facts=_facts(name, file, data, profile, stage)))
    return f"{words.message.removesuffix('.')}; {words.remedy[0].lower()}{words.remedy[1:]}"


def _facts(name: RefusalName, file: str, data: Mapping[str, Datum], profile: Profile, stage: Stage) -> dict[str, str]:
    code = parse_file_code(str(data.get("code", "")))
    detail = str(data.get("detail", ""))
    limit = _LIMITS.get(str(data.get("limit", "")), "")
    return {
        **texts(data),
        "detail": _DETAILS.get(detail, detail) or ("berukuran 0 byte" if name is RefusalName.EMPTY else ""),
        "berkas": base_name(file),
        "jenis": {**_TEXT_TABLES, **_OTHER_PROGRAMS, **_MAILS, **_ZIPS}.get(name, ""),
        "ukuran": limit.format(count=data.get("count", "")),
        "sandi": "kata sandi yang diberikan" if data.get("given") else "",
        "cakupan": "untuk seluruh kiriman" if data.get("whole") else "",
        "tahap": f"bimtek {data.get('stage') or stage.number}",
        "tahap_berkas": f"bimtek {code.stage}" if code else "bimtek lain",
        "edisi_berkas": code.edition if code else "lain",
        "edisi": profile.edition,
        "daerah": profile.region,
    }


def _told(code: str, *names: RefusalName, severity: Severity = Severity.ERROR, **words: str) -> None:
    """Register a check that tells of every file refused under these names."""

    def find(data: Survey) -> Iterator[Hit]:
        for name in names:
            for fact in data.facts.get(name, ()):
                facts = _facts(name, fact.place.file, fact.data, data.profile, data.stage)
                yield replace(_hit(data, fact.place.file, **facts), place=fact.place)

    _codes.update(dict.fromkeys(names, code))
    check(code, severity=severity, **words)(find)


_told(
    "B001",
    RefusalName.STRANGER,
    title="Bukan kertas kerja bimtek",
    message="{berkas} [({detail})] bukan kertas kerja dari sekretariat, jadi belum digabung.",
    remedy="Minta pengirim mengirim kertas kerja {tahap} yang sudah diisi.",
    why="Setiap kertas kerja membawa kode berkas di tiap lembar; berkas ini tidak memuat kode itu.",
)


_told(
    "B002",
    RefusalName.DAMAGED,
    title="Berkas tidak dapat dibaca",
    message="{berkas} rusak atau terpotong saat dikirim.",
    remedy="Minta pengirim membukanya, memilih Simpan Sebagai (Save As) .xlsx, lalu mengirim lagi sebagai Dokumen.",
    why="Kiriman lewat telepon genggam kadang terputus sebelum selesai, sehingga sebagian isi berkas hilang.",
)


_told(
    "B003",
    RefusalName.PASSWORD,
    title="Berkas memakai kata sandi",
    message="{berkas} terkunci kata sandi[, dan {sandi} tidak cocok].",
    remedy="Minta kata sandinya dan pakai --kata-sandi, atau minta berkas tanpa kata sandi.",
    why="Berkas yang dikunci untuk dibuka tidak dapat dibaca program mana pun tanpa kata sandinya.",
)


_codes.update(dict.fromkeys(NOT_EXCEL, "B004"))


@check(
    "B004",
    severity=Severity.NOTE,
    title="Foto, PDF, dan Word dilewatkan",
    message="{daftar} dilewatkan karena bukan Excel.",
    remedy="Bila ada isian di dalamnya, minta berkas Excel aslinya; foto, PDF, dan Word tidak dapat digabung.",
    why="Isi foto, PDF, dan Word tidak punya sel, jadi tidak dapat dicocokkan dengan kertas kerja.",
)
def _not_excel(data: Survey) -> Iterator[Hit]:
    """All of them once; what they may be while a group has sent nothing is said with that group."""
    files = not_excel(data)
    if files:
        named = [_with_owner(file, data) for file in files]
        yield Hit(facts={"daftar": first_of(named, _NAMED, rest="berkas lain")}, place=Place(file=files[0]))


def _with_owner(file: str, data: Survey) -> str:
    """A file with whose it is, where its folder or mail says so."""
    owner = data.file_recipients.get(file, "")
    return f"{base_name(file)} ({recipient_name(data.profile, owner, brief=True)})" if owner else base_name(file)


_told(
    "B005",
    RefusalName.LINK,
    title="Tautan, bukan berkas",
    message="{berkas} hanya pintasan ke Google Sheets atau berkas daring lain; isinya tidak ikut terkirim.",
    remedy="Minta pengirim memilih File > Download > Microsoft Excel (.xlsx), lalu mengirim berkas itu.",
    why="Pintasan hanya memuat alamat; isian tetap berada di akun pengirim.",
)


_told(
    "B006",
    RefusalName.OTHER_STAGE,
    title="Kertas kerja bimtek lain",
    message="{berkas} adalah kertas kerja {tahap_berkas} {daerah}; yang dikumpulkan {tahap}.",
    remedy="Simpan di folder bimteknya, atau minta kertas kerja {tahap}.",
    why="Satu pengumpulan memuat satu bimtek; isian bimtek lain punya lembar dan kode yang berbeda.",
)


_told(
    "B007",
    RefusalName.OTHER_EDITION,
    severity=Severity.NOTE,
    title="Edisi kertas kerja lama",
    message="{berkas} dibuat dari edisi {edisi_berkas}; edisi sekarang {edisi}.",
    remedy="Minta pengirim menyalin isiannya ke kertas kerja edisi sekarang.",
    why="Susunan kolom antaredisi dapat berbeda, jadi isian edisi lain tidak dicocokkan dengan menebak.",
)


_told(
    "B008",
    RefusalName.CODE_MISMATCH,
    title="Kode berkas tidak cocok",
    message="Di lembar {sheet} pada {berkas} tertulis {found}, padahal yang diharapkan {expected}.",
    remedy="Tanyakan milik siapa dan baris mana yang dimaksud; lembar dan kode tidak boleh dipindah atau diganti.",
    why="Kode berkas dan kode baris menunjukkan milik siapa sebuah isian; bila berbeda, seseorang harus memutuskan.",
)


_told(
    "B009",
    RefusalName.OTHER_REGION,
    title="Kertas kerja daerah lain",
    message="{berkas} adalah kertas kerja daerah lain (edisi {edisi_berkas}), bukan {daerah}.",
    remedy="Kembalikan ke pengirim dan minta kertas kerja {tahap} {daerah}.",
    why="Huruf depan kode berkas menunjukkan daerahnya, dan isian antardaerah tidak digabung.",
)


_told(
    "B010",
    RefusalName.EMPTY,
    title="Berkas kosong",
    message="{berkas} {detail}, tidak ada isinya.",
    remedy="Minta pengirim mengirim lagi setelah berkas selesai disimpan.",
    why="Berkas 0 byte muncul bila pengiriman atau penyimpanan terputus di awal.",
)


_told(
    "B011",
    *_TEXT_TABLES,
    title="Tabel teks, bukan berkas Excel",
    message="{berkas} sebenarnya berisi {jenis}, walaupun dapat dibuka di Excel.",
    remedy="Minta pengirim mengisi kertas kerja asli dan menyimpannya sebagai .xlsx.",
    why="Berkas seperti ini hanya membawa satu tabel tanpa kode baris, jadi tidak dapat dicocokkan.",
)


_told(
    "B012",
    RefusalName.ARCHIVE,
    title="Arsip bukan zip",
    message="{berkas} adalah arsip RAR, 7z, atau tar, yang belum dibuka.",
    remedy="Ekstrak arsip itu lebih dahulu, atau minta pengirim mengirim berkas Excel tanpa dimampatkan.",
    why="Hanya arsip .zip yang dibuka langsung.",
)


_told(
    "B013",
    *_MAILS,
    title="Surel yang belum terbuka",
    message="{berkas} adalah {jenis}, yang lampirannya belum terbaca.",
    remedy="Buka surel itu, simpan lampirannya, lalu masukkan berkas Excel-nya ke folder kiriman.",
    why="Surel yang dibuka langsung hanya .eml, .msg, dan kotak surat .mbox.",
)


_told(
    "B014",
    *_OTHER_PROGRAMS,
    title="Format program lain",
    message="{berkas} disimpan dalam format {jenis}, yang belum dapat dibaca.",
    remedy="Minta pengirim menyimpannya sebagai Excel (.xlsx), lalu mengirim lagi.",
    why="Program itu dapat menyimpan sebagai .xlsx tanpa mengubah isi.",
)


_told(
    "B015",
    RefusalName.CRASH,
    title="Pembacaan terhenti",
    message="{berkas} membuat program pembaca terhenti, jadi isinya belum digabung.",
    remedy="Minta pengirim membukanya, memilih Simpan Sebagai (Save As) .xlsx, lalu mengirim lagi.",
    why="Setiap berkas dibaca terpisah; berkas yang menghentikan pembacaan tidak mengganggu berkas lain.",
)


_told(
    "B016",
    RefusalName.TIMEOUT,
    title="Terlalu lama dibaca",
    message=(
        "{berkas} belum selesai dibaca sampai batas waktu[ {seconds} detik][ {cakupan}][, mulai {since}], "
        "jadi dilewatkan dahulu."
    ),
    remedy="Minta pengirim menyalin isian sebagai nilai ke kertas kerja asli, lalu mengirim lagi.",
    why="Berkas dengan puluhan ribu baris kosong atau gambar besar dapat menahan pembacaan semua berkas lain.",
)


_told(
    "B017",
    RefusalName.TOO_BIG,
    RefusalName.TOO_DEEP,
    title="Berkas melebihi batas aman",
    message="{berkas} melebihi batas ukuran yang aman untuk dibuka[ ({ukuran})][ {cakupan}][, mulai {since}].",
    remedy="Minta kertas kerjanya saja, satu berkas Excel tanpa arsip bertingkat dan tanpa lembar tambahan.",
    why="Batas ukuran, jumlah, dan kedalaman arsip melindungi komputer dari berkas yang mengembang saat dibuka.",
)


_told(
    "B018",
    RefusalName.OWN_MATRIX,
    title="Matriks, bukan kiriman",
    message="{berkas} adalah matriks hasil penggabungan, bukan kiriman kelompok.",
    remedy="Pindahkan dari folder kiriman; untuk memakai isinya lagi, sebutkan berkas itu pada perintah merge.",
    why="Matriks dibuat dari kiriman; bila ikut digabung, isian yang sama terhitung dua kali.",
)


_told(
    "B019",
    RefusalName.CODE_MISSING,
    title="Kode berkas hilang",
    message="{berkas} memuat tabel kertas kerja, tetapi kode berkasnya tidak ada lagi, jadi belum digabung.",
    remedy="Minta pengirim menyalin isian sebagai nilai ke kertas kerja {tahap} yang asli.",
    why="Tanpa kode berkas tidak diketahui kelompok mana yang mengisi, dan itu tidak ditebak.",
)


_told(
    "B022",
    RefusalName.UNREADABLE,
    title="Berkas tidak dapat dibuka",
    message="{berkas} tidak dapat dibuka dari tempatnya.",
    remedy="Tutup berkas itu di program lain, cek izin foldernya, atau salin ke folder lain, lalu ulangi.",
    why="Berkas yang sedang dikunci program lain atau pintasan yang sumbernya hilang tidak dapat dibaca.",
)


_told(
    "B023",
    RefusalName.NOT_GENUINE,
    title="Kode berkas tidak dikenali",
    message="{berkas} berkode {code}, yang tidak cocok dengan kelompok dan susunan kolom pada pengaturan sekarang.",
    remedy="Cocokkan kode itu dengan kertas kerja yang dikirim, lalu minta isian pada kertas kerja edisi {edisi}.",
    why="Empat huruf terakhir kode dihitung dari bagian lainnya dan dari kolom, jadi kode yang diubah ketahuan, begitu "
    "pula kolom yang sesudah itu dihapus atau diganti jenisnya.",
)


_told(
    "B024",
    *_ZIPS,
    title="Zip yang tidak dapat dibuka dari sini",
    message="{berkas} ada di dalam arsip zip yang {jenis}, jadi belum terbuka.",
    remedy="Ekstrak arsip itu dengan 7-Zip atau WinRAR, lalu masukkan berkas Excel-nya ke folder kiriman.",
    why="Hanya zip biasa dan zip berkata sandi cara lama yang dibuka langsung.",
)


_told(
    "B026",
    RefusalName.LOCKED_XLS,
    title="Excel lama yang dikunci",
    message="{berkas} dikunci dengan cara Excel lama (XOR), yang tidak dapat dibuka dari sini.",
    remedy="Buka di Excel dengan kata sandinya, simpan sebagai .xlsx tanpa kata sandi, lalu masukkan berkas itu.",
    why="Penguncian cara lama tidak mengikuti aturan yang dapat dibuka program lain.",
)


_PARTS = {"sheet": "isi", "comments": "komentar", "drawing": "gambar atau kotak teks"}


@check(
    "B027",
    severity=Severity.WARNING,
    title="Bagian berkas hilang",
    message="{berkas} tidak membawa {bagian} lembar {lembar}, walaupun menyebutnya.",
    remedy="Tanyakan kepada pengirim apa yang ada di sana; bila ada isian, minta berkas aslinya.",
    why="Program lain kadang menyimpan berkas tanpa sebagian isinya; yang ada tetap dibaca.",
)
def _lost_part(data: Survey) -> Iterator[Hit]:
    for fact in data.facts.get(FactName.LOST_PART, ()):
        file, sheet = fact.place[:2]
        yield _hit(data, file, sheet, lembar=sheet, bagian=_PARTS[fact.text("part")])


@check(
    "B025",
    severity=Severity.NOTE,
    title="Pesan di samping berkas",
    message='Di samping {berkas}, pengirimnya menulis "{text}".',
    remedy="Baca pesannya; bila menjanjikan revisi, tunggu atau tanyakan.",
    why="Pesan di percakapan tidak mengubah isian, tetapi kadang mengatakan apa yang akan menyusul.",
)
def _message(data: Survey) -> Iterator[Hit]:
    for fact in data.facts.get(FactName.MESSAGE, ()):
        yield _hit(data, fact.place.file, **texts(fact.data))


@check(
    "B028",
    severity=Severity.NOTE,
    title="Waktu simpan tidak mungkin",
    message="Menurut berkasnya, {berkas} disimpan {waktu}, {alasan}; waktu itu tidak dipakai.",
    remedy="Bila ada salinan lain dari pengirim yang sama, tanyakan mana yang terbaru, lalu pilih di Isian Berbeda.",
    why="Jam laptop yang keliru membuat salinan lama tampak paling baru; tanpa waktu, berkas dianggap paling lama.",
)
def _saved_too_late(data: Survey) -> Iterator[Hit]:
    for fact in data.facts.get(FactName.SAVED_TOO_LATE, ()):
        saved, sent = (_on_the_clock(fact.text(key), data.profile) for key in ("saved", "sent"))
        reason = f"sesudah suratnya dikirim ({sent})" if sent else "lebih dari 60 hari sesudah kiriman lain"
        yield _hit(data, fact.place.file, waktu=saved, alasan=reason)


def _on_the_clock(moment: str, profile: Profile) -> str:
    """A moment in ISO 8601, in UTC where it names no zone, on the clocks of the region."""
    if not moment:
        return ""
    time = datetime.fromisoformat(moment)
    aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time
    return f"{format_date(aware.astimezone(timezone(profile.zone.offset)))} {profile.zone}"


def _noticed(code: str, name: FactName, **words: str) -> None:
    """Register a check that tells of what was noticed in a file, once, however often it was."""

    def find(data: Survey) -> Iterator[Hit]:
        first = {fact.place.file: fact for fact in reversed(data.facts.get(name, ()))}
        return (_hit(data, file, **texts(fact.data)) for file, fact in first.items())

    check(code, severity=Severity.NOTE, **words)(find)


_noticed(
    "B020",
    FactName.MACRO,
    title="Berkas memuat makro",
    message="{berkas} memuat makro, yang tidak dijalankan.",
    remedy="Pastikan berkas berasal dari pengirim yang dikenal sebelum membukanya di Excel.",
    why="Kertas kerja asli tidak punya makro; isinya tetap digabung, makronya diabaikan.",
)


_noticed(
    "B021",
    FactName.EXTERNAL_LINK,
    title="Berkas tertaut ke berkas lain",
    message="{berkas} memuat tautan ke berkas lain[ ({target})], yang tidak diikuti.",
    remedy="Cek sel yang isinya diambil dari berkas lain; sebaiknya ketik langsung nilainya.",
    why="Tautan hanya bekerja di komputer pengisi; nilai yang tersimpan dapat ketinggalan.",
)


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
            yield replace(_hit(data, line.file, alasan=line.reason.removesuffix(".")), recipient=line.recipient)
