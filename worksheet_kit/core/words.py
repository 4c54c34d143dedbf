"""Words with one home: those that several sheets and screens say, and those that are printed and recognised again."""

from collections.abc import Mapping

from worksheet_kit.core.model import Column, Place, Required, State, Unused, Verdict

#: What the in-sheet Status says of a row that lacks nothing.
COMPLETE = "Lengkap"
#: What it says when a cell shows an error value and it cannot be said which.
UNKNOWN_FAULT = "Ada sel yang perlu diketik ulang"
#: What it says of a row that ends before it begins, where the form's rule has no words of its own.
EARLIER = "Selesai lebih awal dari Mulai"
#: What *Perbaikan* says of a line: as sent; put right; changed but at fault; and of what may stay: as sent; changed.
NOT_DONE, DONE, AGAIN, MAY_STAY, CHANGED = "belum", "sudah", "cek lagi", "boleh tetap", "diubah"
#: What stands over the columns of *Daftar Isian*.
COLUMN_HEADINGS = ("Kolom", "Cara mengisi", "Contoh")
#: What stands over the columns that may follow after the bimtek.
LATER = "Boleh menyusul"
#: How all begins that a Status may say, but for ``… belum terisi`` and a form's own rules: so the reader knows it.
STATUS_BEGINNINGS = (COMPLETE, UNKNOWN_FAULT, "Isi", "Pilih", "Ketik ulang", "Tulis", "Cek", EARLIER)
#: Begins what is said beside the help of a column that offers codes and a way out.
NONE_FITS = "Bila tidak ada yang cocok, pilih"

#: Workbooks that go back: with a recipient's own answers, and of a whole group.
CORRECTION, DRAFT = "Lembar Perbaikan", "Draf Kelompok"
#: What *Petunjuk* calls its parts, and what it says of a form that nothing is filled in of.
STEPS_TITLE, PROGRESS_TITLE, RULES_TITLE = "LANGKAH PENGISIAN", "PROGRES PENGISIAN", "ATURAN ISI"
BRING_TITLE, NOTHING_YET = "BAHAN YANG DIBAWA", "belum ada isian"
#: What stands below the title of a sheet to look things up on.
READ_ONLY = "Hanya untuk dibaca; isian di lembar ini tidak ikut digabung."
#: What the sheet fills in by itself.
COMPUTED = "terisi sendiri"
#: What the colours of a form sheet mean: an input, what is computed, wanted, wrong.
LEGEND = ("isi di sini", COMPUTED, "wajib, belum diisi", "perlu dicek lagi")
#: How *Daftar Isian* says how much a column is asked for.
ASKED_WORDS: Mapping[Required, str] = {
    Required.YES: "wajib",
    Required.ANY: "wajib, minimal satu",
    Required.RECOMMENDED: "dianjurkan",
    Required.NO: "boleh kosong",
}

#: How far a recipient is with a form.
STATE_WORDS: Mapping[State, str] = {
    State.COMPLETE: COMPLETE,
    State.PARTIAL: "Perlu dilengkapi",
    State.EMPTY: "Masih kosong",
    State.MISSING: "Belum mengirim",
    State.HELD: "Perlu keputusan",
}

#: What became of a file.
VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.MERGED: "Digabung",
    Verdict.NOTES: "Digabung, ada catatan",
    Verdict.HELD: "Perlu keputusan",
    Verdict.DUPLICATE: "Berkas sama",
    Verdict.SUPERSEDED: "Diganti versi baru",
    Verdict.SKIPPED: "Dilewati",
}

#: The same of a file that was only read, to be checked.
CHECKED_WORDS: Mapping[Verdict, str] = {
    **VERDICT_WORDS,
    Verdict.MERGED: "Terbaca",
    Verdict.NOTES: "Terbaca, ada catatan",
}

#: Why a decision is not used, inside a sentence; printed on *Isian Berbeda* and read back from there.
UNUSED_WORDS: Mapping[Unused, str] = {
    Unused.GONE: "baris atau kolomnya tidak ada lagi di kiriman",
    Unused.CHANGED: "isian di kiriman berubah sesudah keputusan dibuat",
    Unused.UNLISTED: "bukan salah satu nilai di baris itu",
    Unused.UNSAID: "kolom Nilai lain masih kosong",
    Unused.UNREADABLE: "tidak terbaca sebagai isian kolom itu",
    Unused.NO_ROOM: "isinya lebih dari satu, dan kolom lain untuk sisanya sudah terisi atau tidak ada",
}

#: Why an entry of the secretariat is not used, where that is said otherwise.
ENTRY_WORDS: Mapping[Unused, str] = {**UNUSED_WORDS, Unused.CHANGED: "kelompok sudah mengirim isian lain"}

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")  # as `date.weekday` numbers them
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def described(column: Column) -> str:
    """What *Daftar Isian* says of a column: how it is filled in, and who uses the answer."""
    return "\n".join(filter(None, (column.help, column.used_by and f"Dipakai: {column.used_by}")))


def line_name(place: Place) -> str:
    """How people call the row of a table that a cell stands in: ``baris 9``; ``kolom F`` where it is a card."""
    return f"kolom {place.letters}" if place.turned else f"baris {place.sheet_row}"
