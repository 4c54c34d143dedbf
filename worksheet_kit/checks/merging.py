"""Family G: what became of copies that differ. The facts are the merger's."""

from collections.abc import Iterator
from dataclasses import replace

from worksheet_kit.checks.registry import Hit, check, fact_check, fact_hits
from worksheet_kit.checks.survey import Survey, quote
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import FOLLOWED, Place, Reading, Severity, Unused
from worksheet_kit.core.words import ENTRY_WORDS, UNUSED_WORDS
from worksheet_kit.values.text import display


@check(
    "G601",
    severity=Severity.WARNING,
    title="Isian berbeda",
    message='{kolom} pada {kode}: "{a}" ({berkas_a}) dan "{b}" ({berkas_b})[, ditambah {lain} isian lain]; '
    'sementara dipakai "{a}".',
    remedy="Pilih di lembar Isian Berbeda, kolom Keputusan.",
    why="Dua salinan memuat isian yang berbeda; yang disimpan paling akhir dipakai sementara, sampai ada keputusan.",
    grouped="{kolom} berbeda antarsalinan",
)
def _conflict(data: Survey) -> Iterator[Hit]:
    yield from _undecided(data, "copies")


@check(
    "G606",
    severity=Severity.WARNING,
    title="Diubah di matriks",
    message='{kolom} pada {kode} diubah di matriks menjadi "{b}"; sementara dipakai "{a}" dari {berkas_a}.',
    remedy="Pilih di lembar Isian Berbeda, kolom Keputusan.",
    why="Perubahan di matriks adalah usulan; yang berlaku tetap isian kelompok, sampai ada keputusan.",
    grouped="{kolom} diubah di matriks",
)
def _changed_by_hand(data: Survey) -> Iterator[Hit]:
    yield from _undecided(data, "matrix")


def _undecided(data: Survey, origin: str) -> Iterator[Hit]:
    """Conflicts of an origin that nobody has decided yet."""
    for conflict in data.dataset.conflicts:
        form = data.form(conflict.form)
        row = data.by_key.get(conflict.form, {}).get(conflict.row)
        if conflict.decision or conflict.origin != origin or form is None or row is None:
            continue
        first, second = conflict.readings[0], conflict.readings[1]
        file, other = _told_apart(first.cell.place, second.cell.place)
        yield Hit(
            facts={
                "kolom": form.column(conflict.column).heading,
                "kode": conflict.row,
                "a": _said(first),
                "b": _said(second),
                "berkas_a": file,
                "berkas_b": other,
                "lain": str(len(conflict.readings) - 2) if len(conflict.readings) > 2 else "",
            },
            place=first.cell.place,
            row=conflict.row,
            column=conflict.column,
            value=display(first.cell.raw),
            recipient=row.recipient,
            form=conflict.form,
        )


def _said(reading: Reading) -> str:
    cell = reading.cell
    followed = cell.rule == FOLLOWED  # the code that was typed is by now the code of another row
    return quote(display(cell.value if followed else cell.raw)) or "(kosong)"


def _told_apart(first: Place, second: Place) -> tuple[str, str]:
    """The names of two files, with as many of their folders as tell them apart; within one file, of two sheets."""
    if first.file == second.file:
        return f"lembar {first.sheet}", f"lembar {second.sheet}"
    a, b = first.file.split("/"), second.file.split("/")
    parts = 1
    while a[-parts:] == b[-parts:] and parts < max(len(a), len(b)):
        parts += 1
    return "/".join(a[-parts:]), "/".join(b[-parts:])


def _with_files(hit: Hit, fact: str, name: str) -> Hit:
    """A hit whose words call its file ``berkas``, and the file that a fact of it names ``name``, told apart."""
    file, other = _told_apart(Place(hit.facts["file"]), Place(hit.facts[fact]))
    return hit.with_facts(berkas=file, **{name: other})


def _of_no_form(hit: Hit) -> Hit:
    """A hit about a sheet of a matrix, which has no form, whatever it is called."""
    return replace(hit, form="")


fact_check(
    "G602",
    FactName.TWO_PROGRAMS,
    severity=Severity.NOTE,
    title="Dua program pada satu kode",
    message="{kode} dipakai dua {noun}; yang dari {berkas} menjadi {kode_baru} bersama baris yang merujuknya.",
    remedy="Cek nama keduanya dan baris yang merujuknya.",
    why="Dua orang dapat mulai mengisi dari kode yang sama; kedua isian disimpan, tidak ada yang ditimpa.",
)


fact_check(
    "G603",
    FactName.OLD_REVISION,
    severity=Severity.WARNING,
    title="Versi lama dikirim lagi",
    message="{berkas} adalah versi {r}, sedangkan versi {r_baru} sudah dikirim; {n} isian berbeda dan belum dipakai.",
    remedy="Pilih di lembar Isian Berbeda, lalu lanjutkan hanya di Lembar Perbaikan versi {r_baru}.",
    why="Berkas lama yang diedit setelah Lembar Perbaikan dikirim tidak boleh menimpa isian yang sudah diperbaiki.",
)


fact_check(
    "G604",
    FactName.ONLY_IN_EARLIER,
    severity=Severity.NOTE,
    title="Hanya ada di salinan lama",
    message="{kode} terisi di {berkas}, tetapi kosong di {berkas_baru} yang lebih baru; isiannya tetap dipakai.",
    remedy="Tanyakan apakah baris itu memang dihapus; bila ya, keluarkan berkas lama dari folder kiriman.",
    why="Sel kosong tidak pernah menimpa isian, karena kosong dapat berarti belum sempat disalin.",
    grouped="Hanya ada di salinan lama",
    change=lambda hit: _with_files(hit, "latest", "berkas_baru"),
)


fact_check(
    "G611",
    FactName.EMPTIED_ELSEWHERE,
    severity=Severity.NOTE,
    title="Dikosongkan, tetapi diubah",
    message="{kode} dikosongkan di {berkas}, tetapi diubah di {berkas_lain}; isiannya tetap dipakai.",
    remedy="Tanyakan apakah baris itu memang dihapus; bila ya, kosongkan juga di {berkas_lain}.",
    why="Dua orang mengerjakan Lembar Perbaikan yang sama; yang diubah seseorang tidak dibuang karena orang lain.",
    grouped="Dikosongkan, tetapi diubah di salinan lain",
    change=lambda hit: _with_files(hit, "other", "berkas_lain"),
)


fact_check(
    "G605",
    FactName.DECISION_STALE,
    severity=Severity.NOTE,
    title="Keputusan tidak dipakai",
    message='Keputusan untuk {kolom} pada {kode}, "{isi}", tidak dipakai: {sebab}.',
    remedy="Pilih ulang di lembar Isian Berbeda bila masih perlu; nilai di luar daftar diketik di kolom Nilai lain.",
    why="Keputusan hanya berlaku untuk isian yang terlihat ketika keputusan itu dibuat.",
    grouped="Keputusan {kolom} tidak dipakai",
    change=lambda hit: hit.with_facts(sebab=UNUSED_WORDS[Unused(hit.facts["reason"])]),
)


fact_check(
    "G614",
    FactName.ENTRY_UNUSED,
    severity=Severity.WARNING,
    title="Isian sekretariat tidak dipakai",
    message='Isian yang benar untuk {kolom} pada {kode}, "{isi}"[ menurut {siapa}], tidak dipakai: {sebab}.',
    remedy="Bila masih perlu, tulis lagi di lembar Perlu Diperbaiki, kolom Isian yang benar.",
    why="Isian sekretariat hanya berlaku untuk isian kelompok yang dijawabnya; kiriman baru selalu didahulukan.",
    grouped="Isian sekretariat untuk {kolom} tidak dipakai",
    change=lambda hit: hit.with_facts(siapa=hit.facts["source"], sebab=ENTRY_WORDS[Unused(hit.facts["reason"])]),
)


fact_check(
    "G607",
    FactName.ROW_DELETED,
    severity=Severity.WARNING,
    title="Baris dihapus di matriks",
    message="{kode} dihapus di lembar {lembar}, tetapi masih ada di {berkas}; barisnya ditulis lagi.",
    remedy="Bila tidak dipakai lagi: pilih Hapus di kolom Keputusan, dan minta kelompok mengosongkan baris itu.",
    why="Matriks ditulis dari kiriman; menghapus baris di matriks tidak menghapusnya di kiriman.",
)


fact_check(
    "G608",
    FactName.REVIEW_STALE,
    severity=Severity.NOTE,
    title="Catatan tanpa baris",
    message='{kolom} untuk {kode}, "{isi}", tidak dapat ditulis lagi, karena {hilang} tidak ada lagi di kiriman.',
    remedy="Salin ke baris penggantinya bila masih perlu.",
    why="Catatan dan keputusan pembahasan mengikuti barisnya, menurut kode dan judulnya.",
    change=lambda hit: replace(hit, column=""),  # which is no column of a form
)


fact_check(
    "G617",
    FactName.REVIEW_UNLISTED,
    severity=Severity.NOTE,
    title="Keputusan di luar pilihan",
    message='{kolom} untuk {kode}, "{isi}", tidak ada di antara pilihannya: {pilihan}. Isinya disimpan, tanpa akibat.',
    remedy="Pilih dari daftar bila harus berlaku; keterangan bebas ditulis di kolom catatan.",
    why="Baris dikirim kembali hanya dengan Perbaiki, dan quick win dipilih hanya dengan Ya; ejaan tidak ditebak.",
    change=lambda hit: replace(hit, column=""),  # which is no column of a form
)


fact_check(
    "G609",
    FactName.MATRIX_SHEET,
    severity=Severity.NOTE,
    title="Lembar sendiri di matriks",
    message="Lembar {lembar} di {berkas} bukan buatan program, jadi {count} selnya tidak ikut ke matriks yang baru.",
    remedy='Pindahkan ke berkas sendiri; matriks yang diganti ada di Arsip atau bertambahan "(sebelumnya)".',
    why="Matriks ditulis baru pada setiap penggabungan; hanya isian di lembarnya sendiri yang dibaca lagi.",
    change=_of_no_form,
)


fact_check(
    "G612",
    FactName.MATRIX_UNREAD,
    severity=Severity.WARNING,
    title="Lembar matriks tidak terbaca",
    message="Lembar {lembar} di {berkas} dihapus, atau tanda tersembunyinya hilang, jadi tidak dapat dibaca lagi. "
    "Yang biasanya ditulis di sana: {isinya}.",
    remedy='Tulis lagi yang masih perlu di matriks baru; matriks lama ada di Arsip atau bertambahan "(sebelumnya)".',
    why="Isian di matriks dikenali dari baris dan kolom tersembunyi; pemeriksa dokumen Excel dapat menghapusnya.",
    change=_of_no_form,
)


fact_check(
    "G616",
    FactName.TOO_MANY_CHOSEN,
    severity=Severity.NOTE,
    title="Terlalu banyak quick win terpilih",
    message="{group}: {count} program ditandai Terpilih ({codes}), sedangkan kartu Quick Win ada {places}.",
    remedy="Kosongkan Terpilih pada yang tidak dipakai di Quick Win; tanpa itu dipakai yang kodenya paling depan.",
    why="Tiap kelompok mengisi satu kartu untuk satu quick win yang terpilih.",
)


fact_check(
    "G615",
    FactName.MATRIX_NEWER,
    severity=Severity.WARNING,
    title="Ada matriks yang lebih baru",
    message="{baru} disimpan sesudah {berkas}, tetapi tidak dibaca.",
    remedy="Bila ada keputusan di {baru}, gabungkan lagi dengan --keputusan dan berkas itu.",
    why="Yang dibaca hanya satu matriks; keputusan di salinannya dengan format lain tidak ikut.",
    grouped="Ada matriks yang lebih baru",
    change=lambda hit: hit.with_facts(baru=hit.place.file),
)


fact_check(
    "G613",
    FactName.MATRIX_UNMARKED,
    severity=Severity.NOTE,
    title="Tanda lembar matriks hilang",
    message="Lembar {lembar} di {berkas} tidak bertanda lagi; {isinya} dibaca menurut kode dan judul kolom "
    "yang tampak.",
    remedy="Cek hasilnya. Isian tabel yang diubah di lembar itu tidak dikenali; ubah lagi di matriks baru.",
    why="Baris dan kolom tersembunyi di matriks mengenali isian yang diubah; jangan dihapus dengan pemeriksa dokumen.",
    grouped="Tanda lembar matriks hilang",
    change=_of_no_form,
)


@check(
    "G610",
    severity=Severity.WARNING,
    title="Diubah setelah masuk draf",
    message="{kode} sudah masuk Draf Kelompok sebagai {kode_baru}, lalu diubah lagi di {berkas}; "
    "sementara keduanya ada di matriks.",
    remedy="Tulis perubahannya pada {kode_baru} di berkas kelompok, lalu kosongkan {kode} di {berkas}.",
    why="Sesudah Draf Kelompok dikirim, isian dilanjutkan di draf itu; satu baris di dua tempat terhitung dua kali.",
)
def _edited_after_draft(data: Survey) -> Iterator[Hit]:
    for hit in fact_hits(data, FactName.EDITED_AFTER_DRAFT):
        rows = data.by_key.get(hit.form, {})
        if hit.row in rows and hit.facts["kode_baru"] in rows:
            yield hit
