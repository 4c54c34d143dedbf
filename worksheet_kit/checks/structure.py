"""Family T: what became of sheets, columns, codes and everything else that is no answer.

The facts are the reader's.
"""

from collections.abc import Iterator

from worksheet_kit.checks.registry import Hit, check
from worksheet_kit.checks.survey import Survey, quote, texts
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Fact, Severity
from worksheet_kit.core.names import base_name


def _hits(data: Survey, name: FactName) -> Iterator[Hit]:
    for fact in data.facts.get(name, ()):
        form = data.form_of(fact)
        yield Hit(
            facts=_facts(data, fact, form),
            place=fact.place,
            row=fact.row,
            column=fact.column,
            value=fact.text("text") or None,
            recipient=data.file_recipients.get(fact.place.file, ""),
            form=form,
        )


def _fact_check(code: str, name: FactName, severity: Severity = Severity.ERROR, **words: str) -> None:
    """Register a check that tells of every fact of this name, in words that need nothing but its own data."""
    check(code, severity=severity, **words)(lambda data: _hits(data, name))


def _facts(data: Survey, fact: Fact, form_name: str) -> dict[str, str]:
    form = data.form(form_name)
    headings = {} if form is None else {column.key: column.heading for column in form.columns}
    return {
        **texts(fact.data),
        "berkas": base_name(fact.place.file),
        "lembar": fact.place.sheet or (form.sheet if form else ""),
        "sel": fact.place.cell,
        "baris": str(fact.place.row or ""),
        "kode": fact.row,
        "kolom": headings.get(fact.column, fact.column),
        "isi": quote(fact.text("text")),
    }


_fact_check(
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
    for hit in _hits(data, FactName.COLUMN_MISSING):
        form = data.form(hit.form)
        computed = form is not None and hit.column not in {column.key for column in form.inputs}
        if not computed:  # a lost column of ours holds no answer
            yield hit


_fact_check(
    "T103",
    FactName.ROW_WITHOUT_KEY,
    title="Baris tanpa kode",
    message="Baris {baris} di lembar {lembar} terisi, tetapi tidak punya kode.",
    remedy="Pindahkan isian ke baris berkode yang kosong.",
    why="Kode menghubungkan sebuah baris dengan lembar lain; baris sisipan tidak memilikinya.",
)


_fact_check(
    "T104",
    FactName.DUPLICATE_KEY,
    title="Kode baris ganda",
    message="Kode {kode} di lembar {lembar} dipakai pada lebih dari satu baris[, yaitu {cells}].",
    remedy="Pindahkan satu di antaranya ke baris berkode yang kosong.",
    why="Baris yang disalin membawa kodenya; dua baris dengan kode sama tidak dapat dibedakan.",
)


_fact_check(
    "T105",
    FactName.OUTSIDE_TABLE,
    severity=Severity.NOTE,
    title="Isian di luar tabel",
    message="{count} sel di luar tabel lembar {lembar}[ ({cells})] tidak ikut digabung.",
    remedy="Pindahkan ke tabel atau ke kolom Keterangan bila penting.",
    why="Hanya sel di dalam tabel yang punya baris dan kolom.",
)


_fact_check(
    "T106",
    FactName.EXTRA_SHEET,
    severity=Severity.NOTE,
    title="Lembar tambahan",
    message="Lembar {lembar} di {berkas} bukan bagian kertas kerja; {count} selnya tidak ikut digabung.",
    remedy="Pindahkan isi yang penting ke kertas kerja, atau simpan sebagai lampiran.",
    why="Lembar yang ditambahkan pengisi tidak punya kode, jadi hanya dicatat.",
)


_fact_check(
    "T107",
    FactName.LOCKED_CHANGED,
    severity=Severity.NOTE,
    title="Sel terkunci berubah",
    message="{count} sel terkunci di lembar {lembar}[ ({cells})] berbeda dari aslinya.",
    remedy="Cek apakah perubahan itu disengaja; isian pada sel krem tetap digabung.",
    why="Judul, petunjuk, dan rumus milik kertas kerja; perubahannya tidak dipakai.",
)


_fact_check(
    "T110",
    FactName.COMMENT,
    severity=Severity.NOTE,
    title="Komentar pada sel",
    message='Komentar di {sel} lembar {lembar}: "{isi}".',
    remedy="Pindahkan ke kolom Keterangan bila perlu dibaca kelompok.",
    why="Komentar bukan isian, jadi dicatat di sini agar tidak hilang.",
)


_fact_check(
    "T111",
    FactName.MERGED_CELLS,
    severity=Severity.WARNING,
    title="Sel digabung",
    message="Sel {cells} di lembar {lembar} digabung (merge), jadi hanya isian pertamanya yang terbaca.",
    remedy="Pisahkan lagi (Unmerge Cells), lalu isi setiap selnya.",
    why="Sel gabungan menyimpan satu isian saja, sehingga sel lain di dalamnya tampak kosong.",
)


@check(
    "T112",
    severity=Severity.NOTE,
    title="Kotak teks atau gambar",
    message='Di atas sel {sel} lembar {lembar} ada {jenis}[: "{isi}"], yang tidak ikut digabung.',
    remedy="Salin isinya ke sel atau ke kolom Keterangan bila penting.",
    why="Kotak teks dan gambar melayang di atas sel dan bukan isian, jadi dicatat di sini agar tidak hilang.",
)
def _drawn(data: Survey) -> Iterator[Hit]:
    for hit in _hits(data, FactName.DRAWN):
        yield hit.with_facts(jenis="kotak teks" if hit.value else "gambar")
