"""Family S: what is wrong inside one cell.

A cell that could not be read carries its trouble, noticed by `values`; the other checks here look at cells that could
be read, or that are empty. A cell is in one of the three, so it is never reported twice.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from worksheet_kit.checks.registry import Hit, check
from worksheet_kit.checks.survey import Survey, joined, quote, series_name
from worksheet_kit.core.model import Cell, Column, Required, Row, RuleKind, Severity
from worksheet_kit.kinds import input_kind
from worksheet_kit.kinds.given import needed
from worksheet_kit.kinds.number import PERCENT_SIGN, UNIT_APART
from worksheet_kit.values.text import display, format_grouped, format_rupiah, letters_only

#: Below this an amount of rupiah is more likely thousands or millions with the zeros left out.
SMALL_AMOUNT = 1_000_000
#: Above this an amount has zeros too many, where the profile does not say what the region's whole budget is.
LARGE_AMOUNT = 10_000_000_000_000
#: How a unit says that its numbers are percentages.
_PERCENT = frozenset({"%", "persen"})
#: Rules of cells that were typed as a text with the sign or the word, which no program turns into a fraction.
_SAYS_PERCENT = frozenset({PERCENT_SIGN, UNIT_APART})


def cell_hit(data: Survey, row: Row, column: Column, /, **facts: str) -> Hit:
    """A hit at one cell of a row, with the facts every message about a cell may use and those given besides."""
    cell, place = row.cells.get(column.key), data.place_of(row, column)
    typed = None if cell is None or cell.raw is None else display(cell.raw)
    suggestion = "" if cell is None or cell.trouble is None else cell.trouble.suggestion
    about = {"kode": row.key, "kolom": column.heading, "sel": place.cell, "isi": quote(typed or "")}
    return Hit(
        facts={**about, "saran": suggestion, **facts},
        place=place,
        row=row.key,
        column=column.key,
        value=typed,
        suggestion=suggestion,
        recipient=row.recipient,
        form=row.form,
    )


def _troubled(data: Survey, name: str) -> Iterator[Hit]:
    """A hit for each cell that could not be read for this reason; its words also know what is asked for there."""
    quarters = data.profile.quarters
    for row, column, cell in data.troubles.get(name, ()):
        assert cell.trouble is not None
        kind = input_kind(column.kind)
        facts = {
            "diminta": kind.expected,
            "cara": kind.how,
            "kolom_satuan": data.profile.heading(row.form, column.unit),
            "contoh": quarters[min(2, len(quarters) - 1)].label if quarters else "",
            **{key: quote(text) for key, text in cell.trouble.data.items()},
        }
        readings = cell.trouble.data.get("pilihan", "").split("; ")
        yield cell_hit(data, row, column, **{**facts, "pilihan": joined(list(map(quote, readings)), "atau")})


def _trouble_check(code: str, trouble: str, **words: str) -> None:
    """Register a check that tells of every cell with this trouble."""
    check(code, Severity.ERROR, **words)(lambda data: _troubled(data, trouble))


@check(
    "S201",
    title="Belum diisi",
    message='{kolom} pada {kode} belum diisi[; yang tertulis "{isi}"].',
    remedy="Isi {kolom}[ di sel {sel}].",
    why="Kolom bertanda * wajib diisi pada setiap baris yang dipakai.",
    grouped="{kolom} belum diisi",
)
def _required_empty(data: Survey) -> Iterator[Hit]:
    for form in data.forms:
        columns = [column for column in form.inputs if column.required in (Required.YES, Required.KNOWN)]
        typed = needed(data.profile, form)  # in rows that nothing was carried over into
        for row in data.rows(form):
            for column in columns if row.is_given else (*typed, *columns):
                if data.is_blank(row, column) and (column in typed or data.asked(row, column) is Required.YES):
                    yield cell_hit(data, row, column)


@check(
    "S202",
    title="Tidak ada dalam daftar",
    message='"{isi}" tidak ada dalam daftar {daftar}.[ Mungkin maksudnya "{saran}".]',
    remedy="Pilih dari daftar[ pada sel {sel}].",
    why="Rekap dihitung dari pilihan yang sama persis; ejaan yang tidak dikenal tidak diganti dengan menebak.",
    grouped="{kolom} tidak ada dalam daftar",
)
def _not_in_list(data: Survey) -> Iterator[Hit]:
    yield from _troubled(data, "not_in_list")
    for row, column, _, target in references(data):
        if target is None:  # no code of the other form at all, where `values` let it pass as text
            yield cell_hit(data, row, column, daftar=f"kode {data.profile.forms[column.refers_to or ''].sheet}")


def references(data: Survey) -> Iterator[tuple[Row, Column, Cell, str | None]]:
    """Every readable reference to another form, with the row key it means, or None when it is no code of that form.

    References to a form of an earlier stage are left out while nothing of that stage is known, and so is the answer
    that none of its codes fits.
    """

    def refers(column: Column) -> bool:
        form = data.form(column.refers_to or "")
        return form is not None and (form in data.forms or form.name in data.dataset.previous)

    for row, column, cell in data.cells(refers):
        if column.outside and cell.value == column.outside:
            continue
        yield row, column, cell, data.key_of(column.refers_to or "", row.recipient, str(cell.value))


_trouble_check(
    "S203",
    "not_a_number",
    title="Bukan angka",
    message='"{isi}" di kolom {kolom} bukan angka[, karena memuat satuan {satuan} yang berbeda dari satuan baris itu]'
    '[, karena memuat juga "{tambahan}"].',
    remedy="Tulis angkanya saja[ di sel {sel}][, misalnya {saran}][; satuan di kolom {kolom_satuan}].",
    why="Target dan anggaran dijumlahkan, jadi selnya hanya boleh berisi angka.",
    grouped="{kolom} bukan angka",
)


_trouble_check(
    "S204",
    "ambiguous_number",
    title="Angka bermakna ganda",
    message='"{isi}" di kolom {kolom} dapat berarti {a} atau {b}.',
    remedy="Tulis ulang[ di sel {sel}]; desimal memakai koma, ribuan tanpa titik.",
    why="Titik dapat berarti ribuan atau desimal; yang tidak pasti tidak ditebak.",
    grouped="{kolom} bermakna ganda",
)


_trouble_check(
    "S205",
    "negative",
    title="Anggaran bernilai minus",
    message="{kolom} pada {kode} berisi {isi}, padahal paling kecil 0.",
    remedy="Tulis angka nol ke atas[ di sel {sel}], atau kosongkan.",
    why="Perkiraan anggaran tidak dapat kurang dari nol.",
    grouped="{kolom} bernilai minus",
)


@check(
    "S206",
    severity=Severity.WARNING,
    title="Anggaran tampak terlalu kecil",
    message="{kolom} pada {kode} hanya Rp{nilai}; mungkin ditulis dalam ribuan atau jutaan.",
    remedy="Tulis rupiah penuh[ di sel {sel}], contoh 150000000.",
    why="Perkiraan anggaran setahun jarang di bawah satu juta rupiah; angka ringkas membuat total keliru jauh.",
    grouped="{kolom} tampak terlalu kecil",
)
def _small_amount(data: Survey) -> Iterator[Hit]:
    for row, column, cell in data.cells(lambda column: column.kind.adds_up):
        if isinstance(cell.value, int | float) and 0 < cell.value < SMALL_AMOUNT:
            yield cell_hit(data, row, column, nilai=format_grouped(cell.value))


@check(
    "S207",
    severity=Severity.WARNING,
    title="Persentase di luar 0–100",
    message="{kolom} pada {kode} berisi {nilai} dengan satuan %; yang diharapkan 0 sampai 100.",
    remedy="Cek koma desimal[ di sel {sel}] atau satuannya.",
    why="Persentase biasanya berada di antara 0 dan 100.",
    grouped="{kolom} di luar 0–100 dengan satuan %",
)
def _percentage(data: Survey) -> Iterator[Hit]:
    for row, column, _, value in _percentages(data):
        if not 0 <= value <= 100:
            yield cell_hit(data, row, column, nilai=format_grouped(value))


_trouble_check(
    "S208",
    "error_cell",
    title="Rumus tidak menghasilkan nilai",
    message="Sel[ {sel}] di kolom {kolom} berisi {galat}, bukan isian.",
    remedy="Ketik langsung nilainya, tanpa rumus atau tautan ke berkas lain.",
    why="Rumus yang merujuk berkas lain kehilangan sumbernya setelah dikirim.",
    grouped="{kolom} berisi rumus tanpa nilai",
)


_trouble_check(
    "S209",
    "not_a_quarter",
    title="Waktu tidak dikenali",
    message='"{isi}" di kolom {kolom} belum dapat dibaca sebagai triwulan.[ Mungkin maksudnya "{saran}".]',
    remedy="Pilih dari daftar[ pada sel {sel}], contoh {contoh}.",
    why="Peta jalan disusun per triwulan, jadi waktunya harus pasti.",
    grouped="{kolom} belum terbaca sebagai triwulan",
)


_trouble_check(
    "S210",
    "ambiguous_choice",
    title="Pilihan bermakna ganda",
    message='"{isi}" di kolom {kolom} dapat berarti {pilihan}.',
    remedy="Pilih satu dari daftar[ pada sel {sel}].",
    why="Singkatan yang dipakai lebih dari satu pilihan tidak diganti dengan menebak.",
    grouped="{kolom} bermakna ganda",
)


_trouble_check(
    "S211",
    "ambiguous_quarter",
    title="Waktu bermakna ganda",
    message='"{isi}" di kolom {kolom} dapat berarti {pilihan}.',
    remedy="Pilih satu triwulan dari daftar[ pada sel {sel}], contoh {contoh}.",
    why="Peta jalan disusun per triwulan; waktu yang tidak pasti tidak ditebak.",
    grouped="{kolom} bermakna ganda",
)


_trouble_check(
    "S212",
    "not_whole",
    title="Rupiah bukan bilangan bulat",
    message='"{isi}" di kolom {kolom} memuat pecahan; yang diminta rupiah penuh.',
    remedy="Tulis rupiah penuh[ di sel {sel}], contoh 150000000.",
    why="Titik ribuan yang terbaca sebagai desimal mengecilkan anggaran seribu kali.",
    grouped="{kolom} memuat pecahan rupiah",
)


_trouble_check(
    "S213",
    "wrong_type",
    title="Jenis isian berbeda",
    message='Kolom {kolom} berisi {jenis} "{isi}"; yang diminta {diminta}.',
    remedy="Ketik ulang isiannya[ di sel {sel}].",
    why="Tanggal, angka, dan centang yang berada di kolom lain jenis tidak diubah dengan menebak.",
    grouped="{kolom} berisi jenis lain",
)


_trouble_check(
    "S214",
    "precision_lost",
    title="Angka panjang tidak utuh",
    message='{kolom} berisi "{isi}" sebagai angka; hanya 15 digit pertamanya yang pasti utuh.',
    remedy="Ketik ulang seluruh nomornya[ di sel {sel}] dengan tanda petik tunggal di depan.",
    why="Program lembar kerja menyimpan 15 digit dari sebuah angka; nomor yang lebih panjang harus berupa teks.",
    grouped="{kolom} hanya utuh sampai 15 digit",
)


_trouble_check(
    "S215",
    "too_long",
    title="Teks terlalu panjang",
    message="{kolom} pada {kode} berisi {panjang} karakter, melebihi yang dapat ditampung satu sel.",
    remedy="Ringkas isian[ di sel {sel}]; lampirkan uraian panjang sebagai berkas tersendiri.",
    why="Satu sel Excel menampung paling banyak 32.767 karakter.",
    grouped="{kolom} terlalu panjang",
)


@check(
    "S216",
    title="Angka di bawah batas",
    message="{kolom} pada {kode} berisi {nilai}; paling kecil {batas}.",
    remedy="Tulis angka {batas} ke atas[ di sel {sel}], atau kosongkan bila belum ada.",
    why="Kolom ini punya batas bawah; angka di bawahnya biasanya keliru tanda atau koma.",
    grouped="{kolom} di bawah batas",
)
def _below_minimum(data: Survey) -> Iterator[Hit]:
    for row, column, cell in data.cells(lambda column: column.minimum is not None):
        least = column.minimum or 0
        if isinstance(cell.value, int | float) and cell.value < least:
            yield cell_hit(data, row, column, nilai=format_grouped(cell.value), batas=format_grouped(least))


@check(
    "S217",
    severity=Severity.NOTE,
    title="Dianjurkan diisi",
    message="{kode} belum memuat {daftar_kolom}.",
    remedy="Lengkapi bila datanya sudah ada; boleh kosong bila belum.",
    why="Kolom ini dianjurkan karena dipakai pembimbing dan perencana, tetapi tidak menghalangi status Lengkap.",
)
def _recommended_empty(data: Survey) -> Iterator[Hit]:
    """One hit a row, naming every recommended column that is empty; a recommended series counts as one.

    Money that a funding rule weighs against its source is left to that rule once the source is known.
    """
    for form in data.forms:
        columns = [c for c in form.inputs if c.required in (Required.RECOMMENDED, Required.KNOWN)]
        stems = {column.series: series_name(form, column) for column in columns if column.series}
        series = {stem: [column for column in form.inputs if column.series == stem] for stem in stems}
        weighed = {rule.columns[1]: rule.columns[0] for rule in form.rules if rule.kind is RuleKind.FUNDING}
        if not columns:
            continue
        for row in data.rows(form):
            empty = [c for c in columns if data.asked(row, c) is Required.RECOMMENDED and data.is_blank(row, c)]
            missing = [
                c
                for c in empty
                if (not c.series or all(data.is_blank(row, other) for other in data.had(row, series[c.series])))
                and row.value(weighed.get(c.series or c.key, "")) is None
            ]
            if missing:
                headings = list(dict.fromkeys(stems[c.series] if c.series else c.heading for c in missing))
                # of several cells, so none of them is quoted
                yield replace(cell_hit(data, row, missing[0], daftar_kolom=", ".join(headings)), value=None)


_trouble_check(
    "S218",
    "uncomputed",
    title="Rumus belum dihitung",
    message="Sel[ {sel}] di kolom {kolom} berisi rumus yang hasilnya tidak tersimpan.",
    remedy="Buka berkas di Excel, salin sel itu, lalu Tempel Nilai (Paste Values).",
    why="Beberapa program menyimpan rumus tanpa hasilnya; nilainya tidak dihitung sendiri.",
    grouped="{kolom} berisi rumus yang belum dihitung",
)


@check(
    "S219",
    severity=Severity.WARNING,
    title="Persentase tampak terlalu kecil",
    message="{kolom} pada {kode} berisi {nilai} dengan satuan %; mungkin maksudnya {kali}.",
    remedy="Cek[ di sel {sel}]; 50% ditulis 50, tanpa tanda %.",
    why="50% yang diketik dengan tanda % tersimpan sebagai 0,5, dan 100% sebagai 1.",
    grouped="{kolom} tampak terlalu kecil untuk satuan %",
)
def _small_percentage(data: Survey) -> Iterator[Hit]:
    for row, column, cell, value in _percentages(data):
        if 0 < value <= 1 and cell.rule not in _SAYS_PERCENT:
            times = format_grouped(round(value * 100, 6))
            yield cell_hit(data, row, column, nilai=format_grouped(value), kali=times)


_trouble_check(
    "S220",
    "several_choices",
    title="Beberapa pilihan dalam satu sel",
    message='"{isi}" di kolom {kolom} memuat {jumlah} pilihan, sedangkan tempatnya hanya untuk {tempat}.',
    remedy="Pilih satu untuk setiap sel[, mulai dari {sel}]; tulis sisanya di kolom lain yang sesuai.",
    why="Setiap sel memuat satu pilihan supaya dapat dihitung.",
    grouped="{kolom} memuat beberapa pilihan",
)


_trouble_check(
    "S221",
    "too_large",
    title="Angka terlalu panjang",
    message='"{isi}" di kolom {kolom} lebih dari 15 digit, jadi belum dapat dihitung.',
    remedy="Cek jumlah angka nolnya, lalu tulis ulang[ di sel {sel}] dengan paling banyak 15 digit.",
    why="Program lembar kerja menghitung paling banyak 15 digit; angka yang lebih panjang biasanya kelebihan nol.",
    grouped="{kolom} lebih dari 15 digit",
)


_trouble_check(
    "S222",
    "other_end",
    title="Rentang waktu berbeda dari kolom lain",
    message='"{isi}" di kolom {kolom} menyebut {ujung}, sedangkan {kolom_lain} berisi "{nilai}".',
    remedy="Pilih satu triwulan[ di sel {sel}], dan pastikan {kolom_lain} sudah sesuai.",
    why="Rentang menyebut mulai dan selesai sekaligus; bila kolomnya berbeda, hanya pengisi yang tahu.",
    grouped="{kolom} memuat rentang yang berbeda dari kolom lain",
)


_trouble_check(
    "S223",
    "unreadable",
    title="Isian belum terbaca",
    message='"{isi}" di kolom {kolom} belum terbaca sebagai {diminta}.[ Mungkin maksudnya "{saran}".]',
    remedy="Perbaiki[ sel {sel}]: {cara}.",
    why="Isian yang seragam dapat dicari, diurutkan, dan dihubungi; yang belum pasti tidak diganti dengan menebak.",
    grouped="{kolom} belum terbaca",
)


_trouble_check(
    "S224",
    "ambiguous",
    title="Isian bermakna ganda",
    message='"{isi}" di kolom {kolom} dapat berarti {pilihan}.',
    remedy="Perbaiki[ sel {sel}]: {cara}.",
    why="Isian yang dapat dibaca dengan dua cara tidak diganti dengan menebak; hanya pengisi yang tahu.",
    grouped="{kolom} bermakna ganda",
)


@check(
    "S225",
    severity=Severity.WARNING,
    title="Anggaran tampak terlalu besar",
    message="{kolom} pada {kode} berisi Rp{nilai}, lebih dari {batas}; mungkin kelebihan nol.",
    remedy="Cek jumlah angka nolnya[ di sel {sel}]; tulis rupiah penuh, contoh 150000000.",
    why="Anggaran satu baris tidak dapat melebihi APBD setahun; satu nol terlalu banyak membuat total keliru jauh.",
    grouped="{kolom} tampak terlalu besar",
)
def _large_amount(data: Survey) -> Iterator[Hit]:
    budgets = data.dataset.profile.apbd_total
    for row, column, cell in data.cells(lambda column: column.kind.adds_up):
        budget = budgets.get(column.year or 0, LARGE_AMOUNT)
        if isinstance(cell.value, int | float) and cell.value > budget:
            limit = f"seluruh APBD {column.year}, {format_rupiah(budget)}" if column.year in budgets else "Rp10 triliun"
            yield cell_hit(data, row, column, nilai=format_grouped(cell.value), batas=limit)


def _percentages(data: Survey) -> Iterator[tuple[Row, Column, Cell, float]]:
    """The numbers whose unit says that they are percentages."""
    for row, column, cell in data.cells(lambda column: bool(column.unit)):
        if isinstance(cell.value, int | float) and row.text(column.unit).strip().lower() in _PERCENT:
            yield row, column, cell, cell.value


#: How people write that something is as above: letters only, and signs alone.
_AS_ABOVE = re.compile(
    r"sda|ibid(?:em)?|(?:idem|ditto|sama)(?:sda|atas|diatas|sebelumnya)?"
    r"|(?:(?:sama)?(?:dengan|dgn|dg|seperti|spt|sprt)|lihat)(?:baris|isian|kartu)?(?:yang)?"
    r"(?:(?:di)?atas(?:nya)?|sebelumnya|(?:di)?(?:sebelah)?kiri(?:nya)?)"
)
_DITTO_SIGNS = frozenset("\"'-,„“”″〃^↑ ")


def _says_as_above(text: str) -> bool:
    """Whether a text only points at the row above: *sda*, *idem*, ``"``, ``-"-``."""
    if text and set(text) <= _DITTO_SIGNS:
        return bool(set(text) & set('"„“”″〃^↑')) or "''" in text or ",," in text
    return _AS_ABOVE.fullmatch(letters_only(text)) is not None


@check(
    "S226",
    severity=Severity.NOTE,
    title="Menunjuk isian sebelumnya",
    message='{kode} berisi "{isi}" di kolom {kolom}[; {letak}, {kode_atas}, tertulis "{saran}"].',
    remedy="Tulis lengkap[ di sel {sel}]; isian sebelumnya tidak disalin sendiri, karena letaknya dapat berpindah.",
    why="Tiap baris dibaca sendiri, sehingga tanda seperti sda kehilangan artinya di matriks.",
    grouped="{kolom} hanya menunjuk isian sebelumnya",
)
def _as_above(data: Survey) -> Iterator[Hit]:
    for row, column, cell in data.cells(lambda column: column.kind.is_long_text):
        if isinstance(cell.value, str) and _says_as_above(cell.value):
            above = [
                (other.place.line, text, other.key)
                for other in data.rows(row.form)
                if other.place[:2] == row.place[:2] and other.place.line < row.place.line
                if (text := other.text(column.key)) and not _says_as_above(text)
            ]
            _, text, key = max(above, default=(0, "", ""))
            where = "di kartu sebelah kirinya" if row.place.turned else "di atasnya"
            hit = cell_hit(data, row, column, letak=where, kode_atas=key, saran=quote(text))
            yield replace(hit, suggestion=text)
