"""Family T: what became of sheets, columns, codes and everything else that is no answer.

The facts are the reader's.
"""

from collections.abc import Iterator

from worksheet_kit.checks.registry import Hit, check, fact_check, fact_hits
from worksheet_kit.checks.survey import Survey, joined
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Severity

fact_check(
    "T101",
    FactName.SHEET_MISSING,
    title="Lembar tidak ada",
    message="Lembar {lembar} tidak ada di {berkas}.",
    remedy="Minta berkas lengkap; lembar tidak dipisah atau dihapus.",
    why="Lembar dikenali dari kode berkas dan kode barisnya, jadi mengganti nama lembar tidak menjadi soal.",
)


@check(
    "T102",
    title="Kolom tidak ditemukan",
    message="Kolom {kolom} di lembar {lembar} tidak ditemukan, jadi isinya belum terbaca.",
    remedy="Salin isian sebagai nilai ke kertas kerja asli.",
    why="Kolom dikenali dari kunci tersembunyi di bawah judulnya, yang hilang bila kolom dihapus atau disalin.",
    grouped="Kolom {kolom} tidak ditemukan",
)
def _column_missing(data: Survey) -> Iterator[Hit]:
    for hit in fact_hits(data, FactName.COLUMN_MISSING):
        form = data.form(hit.form)
        if form is None or hit.column in {column.key for column in form.inputs}:  # no other column holds answers
            yield hit


@check(
    "T114",
    severity=Severity.WARNING,
    title="Edisi lama tanpa kolom baru",
    message="Lembar {lembar} di {berkas} adalah edisi lama, tanpa kolom {daftar_kolom}; "
    "isinya dibaca dan dinilai tanpa kolom itu.",
    remedy="Minta kolom itu dilengkapi di Lembar Perbaikan atau di kertas kerja edisi sekarang, yang sudah memuatnya.",
    why="Kolom yang ditambahkan sesudah kertas kerja dikirim belum ada di sana, jadi tidak dianggap kosong.",
)
def _old_edition(data: Survey) -> Iterator[Hit]:
    for hit in fact_hits(data, FactName.OLD_EDITION):
        headings = [data.profile.forms[hit.form].column(key).heading for key in hit.facts["columns"].split(", ")]
        yield hit.with_facts(daftar_kolom=joined(headings))


fact_check(
    "T103",
    FactName.ROW_WITHOUT_KEY,
    title="Baris tanpa kode",
    message="{baris} di lembar {lembar} terisi, tetapi tidak punya kode.",
    remedy="Pindahkan isian ke baris berkode yang kosong.",
    why="Kode menghubungkan sebuah baris dengan lembar lain; baris sisipan tidak memilikinya.",
)


fact_check(
    "T104",
    FactName.DUPLICATE_KEY,
    title="Kode baris ganda",
    message="Kode {kode} di lembar {lembar} dipakai pada lebih dari satu baris[, yaitu {cells}].",
    remedy="Pindahkan satu di antaranya ke baris berkode yang kosong.",
    why="Baris yang disalin membawa kodenya; dua baris dengan kode sama tidak dapat dibedakan.",
)


fact_check(
    "T105",
    FactName.OUTSIDE_TABLE,
    severity=Severity.NOTE,
    title="Isian di luar tabel",
    message="{count} sel di luar tabel lembar {lembar}[ ({cells})] tidak ikut digabung.",
    remedy="Pindahkan ke tabel atau ke kolom Keterangan bila penting.",
    why="Hanya sel di dalam tabel yang punya baris dan kolom.",
)


fact_check(
    "T106",
    FactName.EXTRA_SHEET,
    severity=Severity.NOTE,
    title="Lembar tambahan",
    message="Lembar {lembar} di {berkas} bukan bagian kertas kerja; {count} selnya tidak ikut digabung.",
    remedy="Pindahkan isi yang penting ke kertas kerja, atau simpan sebagai lampiran.",
    why="Lembar yang ditambahkan pengisi tidak punya kode, jadi hanya dicatat.",
)


fact_check(
    "T107",
    FactName.LOCKED_CHANGED,
    severity=Severity.NOTE,
    title="Sel terkunci berubah",
    message="{count} sel terkunci di lembar {lembar}[ ({cells})] berbeda dari aslinya.",
    remedy="Cek apakah perubahan itu disengaja; isian pada sel krem tetap digabung.",
    why="Judul, petunjuk, dan rumus milik kertas kerja; perubahannya tidak dipakai.",
)


fact_check(
    "T110",
    FactName.COMMENT,
    severity=Severity.NOTE,
    title="Komentar pada sel",
    message='Komentar di {sel} lembar {lembar}: "{isi}".',
    remedy="Pindahkan ke kolom Keterangan bila perlu dibaca kelompok.",
    why="Komentar bukan isian, jadi dicatat di sini agar tidak hilang.",
)


fact_check(
    "T111",
    FactName.MERGED_CELLS,
    severity=Severity.WARNING,
    title="Sel digabung",
    message="Sel {cells} di lembar {lembar} digabung (merge), jadi hanya isian pertamanya yang terbaca.",
    remedy="Pisahkan lagi (Unmerge Cells), lalu isi setiap selnya.",
    why="Sel gabungan menyimpan satu isian saja, sehingga sel lain di dalamnya tampak kosong.",
)


fact_check(
    "T113",
    FactName.COVERED,
    severity=Severity.WARNING,
    title="Isian di bawah sel gabungan",
    message='Di bawah sel gabungan, di {sel} lembar {lembar}, tersimpan "{isi}", yang tidak tampak dan tidak dipakai.',
    remedy="Tanyakan apakah masih berlaku; bila ya, pisahkan selnya (Unmerge Cells), lalu ketik di sel {sel}.",
    why="LibreOffice dapat menyimpan isi sel yang tertutup saat sel digabung; pengisinya tidak melihatnya lagi.",
)


fact_check(
    "T112",
    FactName.DRAWN,
    severity=Severity.NOTE,
    title="Kotak teks, gambar, atau objek",
    message='Di atas sel {sel} lembar {lembar} ada {jenis}[: "{isi}"], yang tidak ikut digabung.',
    remedy="Salin isinya ke sel atau ke kolom Keterangan bila penting.",
    why="Kotak teks, gambar, dan objek bukan isian, juga yang diletakkan di dalam sel; dicatat agar tidak hilang.",
    change=lambda hit: hit.with_facts(jenis="kotak teks" if hit.value else "gambar atau objek"),
)
