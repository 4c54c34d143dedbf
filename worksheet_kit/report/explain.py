"""What each code means, in words: ``worksheet-kit explain`` and the page ``docs/perlu-diperbaiki.md``.

Everything is told from the registry of checks, so that the program, its help and its documentation cannot disagree.
Messages are shown as an example, with made-up facts filled in.
"""

import textwrap
from collections.abc import Iterator, Mapping

from worksheet_kit.checks.registry import CHECKS, FAMILIES, SEVERITY_WORDS, Check, fill
from worksheet_kit.core.errors import UsageError
from worksheet_kit.values.similarity import NEAR_KEY, nearest

_WIDTH = 79
_INTRO = """\
# Hal yang perlu diperbaiki

Setiap hal yang ditemukan saat kiriman diperiksa punya kode tetap. Huruf depannya menyebut kelompoknya, dan kode yang
sama selalu berarti hal yang sama. Di terminal, `worksheet-kit explain S202` menampilkan penjelasan satu kode.

- **Harus diperbaiki**: berkas, lembar, baris, atau sel itu belum dapat dipakai sebagaimana mestinya.
- **Perlu dicek**: isian sudah dipakai, tetapi seseorang sebaiknya memastikannya.
- **Catatan**: untuk diketahui; tidak menghalangi apa pun.

Kalimat yang dikutip adalah contoh; nama berkas, kode, dan isinya rekaan.
"""

#: What the templates speak of, made up: no region, agency or year of anybody's.
_EXAMPLE: Mapping[str, str] = {
    "a": "Warga",
    "alasan": "dua salinan memakai kode yang sama",
    "b": "Pelaku usaha",
    "bagian": "komentar",
    "baris": "31",
    "batas": "0",
    "berkas": "Kelompok 3.xlsx",
    "berkas_a": "Kelompok 3 (baru).xlsx",
    "berkas_b": "Kelompok 3.xlsx",
    "berkas_baru": "Kelompok 3 (baru).xlsx",
    "blok": "S",
    "cakupan": "untuk seluruh kiriman",
    "cara": "tulis satu nomor dengan angka saja, contoh 081234567890",
    "cells": "Z4, Z5",
    "code": "ABC30-B2-GOV-7K3Q",
    "contoh": "TW III 2031",
    "count": "2",
    "daerah": "Daerah Contoh",
    "daftar": "satuan",
    "daftar_kolom": "Kondisi awal, Lokasi",
    "deret": "target",
    "detail": "presentasi",
    "dimensi": "Smart Governance",
    "diminta": "angka",
    "edisi": "ABC30",
    "edisi_berkas": "ABC29",
    "expected": "ABC30-B2-GOV-7K3Q",
    "faktor": "W2",
    "found": "ABC30-B2-ENV-2M8X",
    "galat": "#REF!",
    "harapan": "1 sampai 3",
    "isi": "desaa",
    "isian": "Nomor HP",
    "jenis": "foto",
    "jumlah": "5",
    "kali": "50",
    "kelompok": "Smart Governance",
    "kode": "GOV-P03",
    "kode_baru": "GOV-P03b",
    "kode_lain": "ENV-P01",
    "kolom": "Satuan",
    "kolom_awal": "Mulai",
    "kolom_lain": "Selesai",
    "kolom_satuan": "Satuan",
    "kontak": "kelompoknya: OPD A, OPD B, dan OPD C",
    "lain": "1",
    "lembar": "Program Kerja",
    "masalah": "M4 Banjir",
    "mulai": "TW IV 2032",
    "n": "5",
    "nama": "Bank Sampah Digital",
    "nama_lain": "Bank Sampah Digital Desa",
    "nilai": "350",
    "noun": "program",
    "noun_kecil": "strategi",
    "opd": "OPD A",
    "panjang": "40000",
    "pengisi": "pengisinya",
    "pilihan": "DAK Fisik atau DAK Nonfisik",
    "r": "0",
    "r_baru": "1",
    "rujukan": "GOV-P09",
    "saran": "desa",
    "satuan": "tahun",
    "seconds": "20",
    "sel": "L12",
    "selesai": "TW I 2031",
    "sheet": "SWOT",
    "since": "kiriman 41.xlsx",
    "sumber": "APBN",
    "tahap": "bimtek 2",
    "tahap_berkas": "bimtek 1",
    "tanpa": "Tidak perlu anggaran",
    "target": "data.xlsx",
    "tempat": "3",
    "text": "Siti: besok saya kirim revisi",
    "total": "Rp0",
    "ujung": "TW I 2031",
    "ukuran": "60000 sel",
}

#: Where a code needs other ones.
_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "B004": {"daftar": "IMG-1.jpg (Smart Governance), surat.pdf"},
    "B013": {"jenis": "surel Apple Mail (.emlx)"},
    "B024": {"jenis": "dikunci dengan cara AES"},
    "B010": {"detail": "berukuran 0 byte"},
    "B011": {"jenis": "halaman web"},
    "B014": {"jenis": "Apple Numbers"},
    "B023": {"edisi": "ABC30"},
    "G605": {"kolom": "Sasaran", "isi": "Warga"},
    "G607": {"lembar": "Matriks Konsolidasi"},
    "G608": {"kolom": "Catatan pembimbing", "isi": "Cek IKU", "hilang": "GOV-P03"},
    "G609": {"lembar": "Notulen", "berkas": "Matriks bimtek 2.xlsx"},
    "G610": {"kode": "GOV-DLH-P01", "kode_baru": "GOV-P09"},
    "G601": {"kolom": "Sasaran"},
    "G606": {"kolom": "Sasaran"},
    "K404": {"isian": "NIP", "isi": "198501012010011000", "lembar": "Petunjuk"},
    "K405": {"isian": "Nomor HP", "isi": "hubungi Budi", "lembar": "Petunjuk", "diminta": "nomor telepon"},
    "K401": {"lembar": "Program Kerja dan Rencana Aksi", "lain": "IMG-1.jpg, surat.pdf"},
    "K403": {"lembar": "Petunjuk"},
    "L501": {"noun": "aksi", "lembar": "Rencana Aksi"},
    "L504": {"kolom": "Calon quick win", "nilai": "Ya"},
    "L506": {"kolom": "Prioritas", "nilai": "Tinggi", "n": "4", "noun": "usulan", "harapan": "2"},
    "R301": {"kode": "GOV-A012", "kolom": "Selesai"},
    "R302": {"kode": "GOV-A012"},
    "R303": {"noun": "Strategi", "kode": "GOV-SO1", "kolom": "Faktor internal 1", "jenis": "SO"},
    "R304": {"kode": "GOV-A012"},
    "R305": {"kode": "GOV-A012", "kolom": "Sumber dana"},
    "S201": {"isi": "-"},
    "S203": {"isi": "29 desa", "kolom": "Target akhir", "satuan": "desa", "saran": "29"},
    "S204": {"isi": "1.234", "kolom": "Target akhir", "a": "1234", "b": "1,234"},
    "S205": {"kode": "GOV-A012", "kolom": "Anggaran", "isi": "-5000000"},
    "S206": {"kode": "GOV-A012", "kolom": "Anggaran"},
    "S207": {"kolom": "Target akhir", "nilai": "9.800"},
    "S208": {"kolom": "Target akhir"},
    "S209": {"isi": "TW3 31", "kolom": "Mulai", "saran": "TW III 2031"},
    "S210": {"isi": "DAK", "kolom": "Sumber dana"},
    "S211": {"isi": "TW III", "kolom": "Mulai", "pilihan": "TW III 2031 atau TW III 2032"},
    "S212": {"isi": "150,5", "kolom": "Anggaran"},
    "S213": {"kolom": "Target akhir", "jenis": "tanggal", "isi": "4 Maret 2031"},
    "S214": {"kolom": "Keterangan", "isi": "198501012010011000"},
    "S215": {"kolom": "Deskripsi"},
    "S216": {"kolom": "Target akhir", "nilai": "-3"},
    "S218": {"kolom": "Target akhir"},
    "S219": {"kolom": "Target akhir", "nilai": "0,5"},
    "S220": {"kolom": "OPD pendukung", "isi": "OPD A, OPD B, OPD C, OPD D, OPD E"},
    "S223": {"kolom": "Nomor HP", "isi": "hubungi Budi", "diminta": "nomor telepon", "saran": ""},
    "S224": {
        "kolom": "Tanggal mulai",
        "isi": "5/7/2031",
        "pilihan": "5 Juli 2031 atau 7 Mei 2031",
        "cara": "tulis tanggal, bulan, dan tahun, contoh 20 Juli 2022",
    },
    "S222": {"isi": "Januari-Maret 2031", "kolom": "Mulai", "nilai": "TW IV 2032"},
    "S221": {"kolom": "Anggaran", "isi": "150.000.000.000.000.000"},
    "T102": {"kolom": "Sasaran"},
    "T104": {"cells": "B11, B14"},
    "T106": {"lembar": "Catatan"},
    "T107": {"cells": "B1, B2"},
    "T110": {"isi": "angka ini dari mana?"},
    "T112": {"jenis": "kotak teks", "isi": "angka menyusul"},
    "T111": {"cells": "F11:G11"},
}


def explain(code: str) -> str:
    """What one code means, why it is asked for and what to do. Raises UsageError for a code there is none of."""
    check = CHECKS.get(code.strip().upper())
    if check is None:
        raise UsageError(f'Kode "{code}" tidak ada{_near(code)}. Semua kode: worksheet-kit explain.')
    facts = example(check.code)
    parts = {
        "Contoh": fill(check.message, facts),
        "Sebabnya": check.why,
        "Caranya": fill(check.remedy, facts),
    }
    head = f"{check.code} {check.title} ({FAMILIES[check.family]}; {SEVERITY_WORDS[check.severity]})"
    return "\n".join([*_wrapped(head), "", *(line for name, text in parts.items() for line in _part(name, text))])


def explain_all() -> str:
    """All codes with their titles, by family."""
    lines: list[str] = []
    for letter, name in FAMILIES.items():
        lines += ["", f"{letter}  {name}"]
        for check in _family(letter):
            lines += _wrapped(f"  {check.code}  {check.title} ({SEVERITY_WORDS[check.severity]})", "        ")
    return "\n".join([*lines[1:], "", "Penjelasan satu kode: worksheet-kit explain S202"])


def markdown() -> str:
    """The page ``docs/perlu-diperbaiki.md``."""
    lines = [_INTRO]
    for letter, name in FAMILIES.items():
        lines += [f"## {letter}: {name}", ""]
        for check in _family(letter):
            lines += [
                f"### {check.code} {check.title}",
                "",
                f"*{SEVERITY_WORDS[check.severity]}.* {check.why}",
                "",
                f"> {fill(check.message, example(check.code))}",
                ">",
                f"> {fill(check.remedy, example(check.code))}",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def example(code: str) -> Mapping[str, str]:
    """Made-up facts for the words of a code."""
    return {**_EXAMPLE, **_EXAMPLES.get(code, {})}


def _family(letter: str) -> Iterator[Check]:
    return (CHECKS[code] for code in sorted(CHECKS) if code[0] == letter)


def _near(code: str) -> str:
    """A code or title much like what was typed, as a question."""
    titles = {check.title.casefold(): check.code for check in CHECKS.values()}
    known = [*titles, *(code.casefold() for code in CHECKS)]
    near = nearest(code.strip().casefold(), known, at_least=NEAR_KEY)
    return f"; mungkin maksudnya {titles.get(near, near.upper())}" if near else ""


def _part(name: str, text: str) -> list[str]:
    return textwrap.wrap(
        f"{name:9} {text}", _WIDTH, subsequent_indent=" " * 10, break_long_words=False, break_on_hyphens=False
    )


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
