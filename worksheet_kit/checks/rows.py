"""Family R: cells of one row that do not fit together, and references that lead nowhere.

A rule stays silent where one of its cells is empty or unreadable: that cell has its own finding.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from worksheet_kit.checks.cells import cell_hit, references
from worksheet_kit.checks.registry import Hit, check
from worksheet_kit.checks.survey import Survey, joined, series_name, words
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Column, Form, Required, Row, RuleKind, Severity, Value
from worksheet_kit.core.roles import Roles, form_roles, stage_roles
from worksheet_kit.core.words import EARLIER
from worksheet_kit.kinds.rules import funding_broken, order_broken
from worksheet_kit.values.people import names_people
from worksheet_kit.values.text import fold, format_rupiah

#: A reference as people spell it, with words behind the code: ``P01 Pasar Daring``, ``GOV P-01 Pasar Daring``.
_CODE_AND_WORDS = re.compile(r"\D*\d+[a-z]? (.+)")


@check(
    "R301",
    title=EARLIER,
    message="{kode}: {kolom_awal} {mulai} dan {kolom} {selesai}, jadi selesainya lebih awal.",
    remedy="Tukar atau pilih ulang triwulannya[ di sel {sel}].",
    why="Sebuah kegiatan tidak dapat selesai sebelum dimulai; peta jalan tidak dapat menggambarnya.",
)
def _order(data: Survey) -> Iterator[Hit]:
    for form, rule in data.rules(RuleKind.ORDER):
        first, last = (form.column(key) for key in rule.columns[:2])
        for row in data.rows(form):
            start, end = row.value(first.key), row.value(last.key)
            if order_broken(start, end):
                yield cell_hit(data, row, last, kolom_awal=first.heading, **_said(data, start, end))


@check(
    "R302",
    title="Kode rujukan belum terisi",
    message="{kode} merujuk {rujukan}, yang belum terisi di lembar {lembar}.",
    remedy="Isi dulu {rujukan}, atau pilih kode lain[ di sel {sel}].",
    why="Rujukan menghubungkan baris dengan lembar lain; kode yang kosong tidak menunjuk apa pun.",
    grouped="{kolom} merujuk kode yang belum terisi",
)
def _dangling(data: Survey) -> Iterator[Hit]:
    for row, column, cell, target in references(data):
        if target is not None and target not in data.by_key.get(column.refers_to or "", {}):
            other = data.profile.forms[column.refers_to or ""]
            yield cell_hit(data, row, column, rujukan=str(cell.value), lembar=other.sheet)


@check(
    "R303",
    title="Faktor tidak sesuai jenis strategi",
    message="{noun} {kode} memakai {faktor} di kolom {kolom}; {noun_kecil} {jenis} memakai {blok}.",
    remedy="Pilih kode dari blok {blok}[ di sel {sel}].",
    why="Huruf kode menyebut faktornya: strategi SO memakai S dan O, ST memakai S dan T, dan seterusnya.",
    grouped="{kolom} tidak sesuai jenis barisnya",
)
def _wrong_block(data: Survey) -> Iterator[Hit]:
    for row, column, cell, target in references(data):
        wanted = column.blocks.get(_block(data.profile.forms[row.form], row.code))
        other = data.by_key.get(column.refers_to or "", {}).get(target or "")
        if wanted is None or other is None:
            continue
        form = data.profile.forms[row.form]
        if _block(data.profile.forms[other.form], other.code) != wanted:
            facts = {"noun": form.noun[:1].upper() + form.noun[1:], "noun_kecil": form.noun, "faktor": str(cell.value)}
            yield cell_hit(data, row, column, **facts, jenis=_block(form, row.code), blok=wanted)


def _block(form: Form, code: str) -> str:
    """The prefix of the block a code belongs to: the longest that fits, so that SO1 is SO and not S."""
    fitting = [block.prefix for block in form.blocks if code.startswith(block.prefix)]
    return max(fitting, key=len, default="")


@check(
    "R304",
    title="Target belum ada",
    message="{kode} belum punya {deret} satu {satuan} pun.",
    remedy="Isi {deret} pada {satuan} kegiatan berlangsung[, mulai dari sel {sel}].",
    why="Tanpa target, hasil sebuah aksi tidak dapat diukur.",
)
def _no_target(data: Survey) -> Iterator[Hit]:
    for form in data.forms:
        series: dict[str, list[Column]] = {}
        for column in form.inputs:
            if column.required is Required.ANY:
                series.setdefault(column.series or column.key, []).append(column)
        for columns in series.values():
            facts = {"deret": series_name(form, columns[0]), "satuan": "tahun" if columns[0].year else "kolom"}
            for row in data.rows(form):
                there = data.had(row, columns)
                if there and all(data.is_blank(row, column) for column in there):
                    yield replace(cell_hit(data, row, there[0], **facts), value=None)  # a dash is no value


@check(
    "R305",
    severity=Severity.WARNING,
    title="Anggaran dan sumber dana tidak cocok",
    message='{kode}: {kolom} "{sumber}", total anggaran {total}; keduanya belum cocok.',
    remedy='Cocokkan keduanya: isi anggaran beserta sumber yang membiayai, atau kosongkan dan pilih "{tanpa}".',
    why="Sumber dana menunjukkan siapa yang membiayai; tanpa biaya dan dengan biaya tidak dapat berlaku bersamaan.",
)
def _funding(data: Survey) -> Iterator[Hit]:
    for form, rule in data.rules(RuleKind.FUNDING):
        source = form.column(rule.columns[0])
        money = [column for column in form.inputs if rule.columns[1] in {column.series, column.key}]
        for row in data.rows(form):
            chosen = row.value(source.key)
            total = _total(data, row, data.had(row, money))
            if chosen is None or total is None or not funding_broken(rule, str(chosen), paid=total != 0):
                continue
            facts = {"sumber": words(chosen, data.profile), "total": format_rupiah(total), "tanpa": rule.value}
            yield cell_hit(data, row, source, **facts)


def _total(data: Survey, row: Row, columns: list[Column]) -> float | None:
    """The sum of a series, or None when a part of it is unreadable, lost or faulty, so that nothing can be said.

    The same where the sheet had no column of it yet.
    """
    if not columns:
        return None
    total: float = 0
    for column in columns:
        cell = row.cells.get(column.key)
        if data.is_lost(row, column) or (cell is not None and cell.trouble is not None):
            return None
        if cell is not None and isinstance(cell.value, int | float):
            if column.kind.adds_up and cell.value < 0:
                return None
            total += cell.value
    return total


@check(
    "R306",
    severity=Severity.NOTE,
    title="Rujukan tidak dapat dicocokkan",
    message='{jumlah} isian {kolom} di lembar {lembar}, mulai dari "{isi}"[ di sel {sel}], '
    "tidak dapat dicocokkan dengan kode {rujukan}, karena matriks {tahap} tidak disertakan.",
    remedy="Gabungkan lagi dengan matriks {tahap} (--sebelumnya).",
    why="Apakah sebuah kode ada, dan kode mana yang dimaksud sebuah nama, hanya terlihat di matriks bimtek asalnya.",
    grouped="{kolom} tidak dapat dicocokkan",
)
def _not_looked_up(data: Survey) -> Iterator[Hit]:
    """Once a column, whoever filled it in: it is the run that lacks something."""
    stages = {name: stage.number for stage in data.profile.stages for name in stage.forms}
    known = {form.name for form in data.forms} | set(data.dataset.previous)
    for form in data.forms:
        for column in form.inputs:
            other = data.form(column.refers_to or "")
            if other is None or other.name in known or other.name not in stages:  # no stage has it: nothing to give
                continue
            rows = [row for row in data.rows(form) if row.value(column.key) not in (None, column.outside)]
            if rows:
                is_code = [data.key_of(other.name, row.recipient, row.text(column.key)) is not None for row in rows]
                first = rows[is_code.index(min(is_code))]  # what is no code, if there is any
                about = {"lembar": form.sheet, "rujukan": other.sheet, "tahap": f"bimtek {stages[other.name]}"}
                yield cell_hit(data, first, column, jumlah=str(len(rows)), **about)


@check(
    "R307",
    severity=Severity.NOTE,
    title="Tahun di luar masa pelaksanaan",
    message="{kode} berlangsung {mulai} sampai {selesai}, sedangkan {daftar_kolom} berisi angka.",
    remedy="Cocokkan {kolom_awal} dan {kolom_akhir}, atau pindahkan angkanya ke tahun yang benar.",
    why="Target dan anggaran dihitung pada tahun kegiatan berlangsung.",
    grouped="{kolom} di luar masa pelaksanaan",
)
def _outside_its_years(data: Survey) -> Iterator[Hit]:
    """One hit a row, at the first column of a year in which it does not run."""
    for roles in map(form_roles, data.forms):
        yearly = [column for column in (*roles.targets, *roles.budget) if column.year is not None]
        for row, start, end in _periods(data, roles):
            runs = range(_year(start), _year(end) + 1)
            odd = [column for column in yearly if row.value(column.key) and column.year not in runs]
            if odd:
                first, last = roles.form.column(roles.start), roles.form.column(roles.end)
                facts = {"kolom_awal": first.heading, "kolom_akhir": last.heading, **_said(data, start, end)}
                yield cell_hit(data, row, odd[0], **facts, daftar_kolom=joined([column.heading for column in odd]))


@check(
    "R308",
    severity=Severity.NOTE,
    title="Aksi melewati jangka waktu program",
    message='{kode} berisi "{isi}" di kolom {kolom}, sedangkan {aksi} baru selesai {selesai}.',
    remedy="Cocokkan jangka waktu program[ di sel {sel}] dengan waktu {noun}.",
    why="Target akhir program dicapai pada akhir jangka waktunya; aksi yang selesai sesudahnya tidak ikut terhitung.",
    grouped="{kolom} lebih pendek dari waktu pelaksanaannya",
)
def _beyond_its_term(data: Survey) -> Iterator[Hit]:
    """One hit a program, for terms whose entry says the last year that it means."""
    roles = stage_roles(data.profile, data.dataset.stage)
    programs, actions = roles.programs, roles.actions
    if programs is None or actions is None or not programs.term or not actions.end:
        return
    term, late = programs.form.column(programs.term), dict[str, list[Row]]()
    for row in data.rows(actions.form):
        parent = data.key_of(programs.form.name, row.recipient, row.text(actions.parent))
        if parent is not None and row.value(actions.end) is not None:
            late.setdefault(parent, []).append(row)
    for program in data.rows(programs.form):
        entries = list_for(data.profile, programs.form, term, data.recipients[program.recipient])
        said = [item.until for item in (entries.items if entries else ()) if item.stored == program.value(term.key)]
        until = said[0] if said else None
        beyond = [row for row in late.get(program.key, ()) if until and _year(row.text(actions.end)) > until]
        if beyond:
            end = words(max(row.text(actions.end) for row in beyond), data.profile)
            keys = joined([row.key for row in beyond])
            yield cell_hit(data, program, term, aksi=keys, selesai=end, noun=actions.form.noun)


@check(
    "R309",
    severity=Severity.NOTE,
    title="Quick win lebih dari setahun",
    message="{kode} berlangsung {mulai} sampai {selesai}, lebih dari 12 bulan.",
    remedy="Bagi menjadi bagian yang hasilnya dirasakan dalam 12 bulan, atau pilih ulang waktunya[ di sel {sel}].",
    why="Quick win dinilai dari hasil yang dirasakan warga dalam 6 sampai 12 bulan.",
)
def _slow_quick_win(data: Survey) -> Iterator[Hit]:
    """Longer than a year for certain: a year and more lie between the quarters themselves."""
    for roles in _chosen(data):
        for row, start, end in _periods(data, roles):
            if _quarters(end) - _quarters(start) > 4:
                yield cell_hit(data, row, roles.form.column(roles.end), **_said(data, start, end))


@check(
    "R310",
    severity=Severity.NOTE,
    title="Pengguna quick win belum disebut",
    message="{kolom} pada {kode} belum menyebut siapa yang memakai atau menerimanya.",
    remedy="Sebut kelompok orangnya dan kira-kira jumlahnya[ di sel {sel}], misalnya 300 pedagang pasar.",
    why="Penilai menanyai orang yang memakai quick win; tanpa pengguna yang jelas, hasilnya tidak dapat dinilai.",
    grouped="{kolom} belum menyebut penggunanya",
)
def _nobody_named(data: Survey) -> Iterator[Hit]:
    """A text without any word for people; an empty cell that is required has its own finding."""
    for roles in _chosen(data):
        if not roles.benefit:
            continue
        column = roles.form.column(roles.benefit)
        for row in data.rows(roles.form):
            text = row.text(column.key)
            blank = data.is_blank(row, column) and data.asked(row, column) is not Required.YES
            if blank or (text and not names_people(text)):
                yield cell_hit(data, row, column)


@check(
    "R311",
    severity=Severity.WARNING,
    title="Kode dan nama rujukan berbeda",
    message='{kode}: "{isi}" di kolom {kolom} memuat kode {rujukan}, tetapi nama {lain}; sementara dipakai kodenya.',
    remedy="Tanyakan mana yang dimaksud, lalu pilih kodenya saja[ di sel {sel}].",
    why="Kode dan nama yang diketik bersama dapat berasal dari dua baris, misalnya sesudah barisnya berpindah.",
)
def _two_rows_meant(data: Survey) -> Iterator[Hit]:
    """A code with the title of another row behind it; words that are no row's title are no sign of one.

    A dropdown of rows of an earlier stage shows the beginning of a long title.
    """
    for row, column, cell, target in references(data):
        meant = data.by_key.get(column.refers_to or "", {}).get(target or "")
        named = _CODE_AND_WORDS.fullmatch(fold(str(cell.raw))) if cell.rule else None
        if meant is None or named is None:
            continue
        form = data.profile.forms[meant.form]
        words, is_cut = named[1], str(cell.raw).rstrip().endswith("…")

        def is_named(other: Row, form: Form = form, words: str = words, is_cut: bool = is_cut) -> bool:
            title = fold(other.text(form.title_column))
            return title == words or (is_cut and title.startswith(words))

        others = (other for other in data.by_key[form.name].values() if other.recipient == meant.recipient)
        other = None if is_named(meant) else next(filter(is_named, others), None)
        if other is not None:
            yield cell_hit(data, row, column, rujukan=str(cell.value), lain=other.key)


def _chosen(data: Survey) -> Iterator[Roles]:
    """The form of the quick wins that were chosen; candidates among programs are none yet."""
    return (roles for roles in map(form_roles, data.forms) if roles.form.role == "quick_wins")


def _periods(data: Survey, roles: Roles) -> Iterator[tuple[Row, str, str]]:
    """The rows of a form that say when they begin and end, with the two quarters as stored, the earlier first."""
    for row in data.rows(roles.form) if roles.start and roles.end else ():
        start, end = row.value(roles.start), row.value(roles.end)
        if isinstance(start, str) and isinstance(end, str) and not order_broken(start, end):
            yield row, start, end


def _said(data: Survey, start: Value, end: Value) -> dict[str, str]:
    """A beginning and an end as the words of a message name them."""
    return {"mulai": words(start, data.profile), "selesai": words(end, data.profile)}


def _year(quarter: str) -> int:
    return int(quarter[:4])


def _quarters(quarter: str) -> int:
    """A stored quarter as a number that counts on."""
    return 4 * _year(quarter) + int(quarter[-1])
