"""What the workbooks we send out show of themselves, so that everything else on them is known to be somebody's words.

Sheets are protected by default, but a note-taker may lift that, and then people write wherever there is room: above a
table, over an instruction, into *Contoh Isian*. A reader knows what is printed there by its words, wherever they were
moved to; what is not among them was typed. Punctuation, case and spacing do not count.
"""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import Protocol

from worksheet_kit.core import layout, words
from worksheet_kit.core.filecode import parse_file_code
from worksheet_kit.core.model import Form, Profile, Stage
from worksheet_kit.core.row_code import parse_row_code, shown_code
from worksheet_kit.returns.cells import bare

#: Words of our own, in any region: whole texts, and how texts begin that go on with names, dates or numbers.
_WORDS = (
    *(*words.LEGEND, layout.ORIGIN_HEADING, words.STEPS_TITLE, "TIGA LANGKAH PERTAMA", "LANGKAH PERTAMA"),
    *(words.PROGRESS_TITLE, "MASALAH UTAMA YANG DIJAWAB", words.RULES_TITLE, layout.IDENTITY_TITLE),
    *("YANG HADIR DALAM KELOMPOK", "No", "OPD", "Nama", words.BRING_TITLE, "Data"),
    *("BATAS WAKTU DAN KONTAK", "Kode berkas", "Lihat Contoh Isian", words.NOTHING_YET),
    *("Belum ada baris terisi", "Belum ada kartu terisi", words.READ_ONLY, "Lihat yang perlu diperbaiki"),
    *("Arti setiap kolom", "Contoh yang sudah terisi", layout.COLUMNS_SHEET, *words.COLUMN_HEADINGS),
)
_BEGINNINGS = ("Kirim paling lambat:", "Kontak:", "Kertas Kerja Bimtek", words.DRAFT, f"{words.CORRECTION} versi")
#: What 0.1.0 printed, whose workbooks keep no marks of it, and is worded otherwise by now: on forms, elsewhere.
_EARLIER_ON_FORMS = ("Tempat",)
_EARLIER = (
    "Pelayanan publik",
    "Manajemen birokrasi",
    "Satu baris satu faktor, strategi, program, atau aksi; baris boleh berselang, urutan tidak perlu rapi.",
    "Sebelum mencetak, saring kolom Status supaya baris kosong tidak ikut tercetak.",
    "Cukup satu quick win tiap dimensi; baris kedua dan ketiga untuk cadangan.",
    "Pilih subdimensi yang paling terkait, atau Lintas subdimensi bila menyangkut ketiganya.\nContoh: Pelayanan publik",
    "Pilih satu subdimensi yang paling dibantu oleh program ini.\nContoh: Pelayanan publik",
    (
        "Pilih program sesuai nomenklatur Permendagri 90/2019 dan pemutakhirannya, seperti tertulis dalam Renstra atau "
        "DPA.\nContoh: 2.16.03 Program Pengelolaan Aplikasi Informatika"
    ),
)
#: How far a group is: what a formula shows.
_PROGRESS = re.compile(
    r"\d+ (baris|kartu) terisi: .*|[█░]* *\d+ dari \d+ (lengkap|sudah)"
    r"|(Mulai mengisi|Semua lengkap|Lanjut ke .+) ›|\(\d+\)|\d+\.|[•‹›]"
)
#: Where SheetJS cuts a text that it stores in an .xls.
_CUT = 255
_CODE = re.compile(r"[A-Za-z0-9]+-[Bb][0-9]+-\S+")


class Printed:
    """The words printed on the workbooks of a stage: whether a cell says something that we printed there.

    ``on_a_form`` is asked of cells around a table (title, legend, links, bands, headings), ``on_petunjuk`` of those of
    *Petunjuk*, *Daftar Isian* and *Contoh Isian*, inputs apart. What merely begins like a text of ours may be one with
    another name or date in it, or have words of somebody behind it: ``begun`` says that such a text counts as ours.
    """

    def __init__(self, profile: Profile, stage: Stage) -> None:
        forms = profile.stage_forms(stage)
        bands = {bare(text) for form in forms for block in form.blocks for text in (block.title, block.note)} - {""}
        head = {*_WORDS, *_EARLIER_ON_FORMS, layout.INSTRUCTIONS_SHEET, layout.EXAMPLES_SHEET, layout.CORRECTIONS_SHEET}
        head |= set(map(layout.reference_sheet_name, profile.forms.values()))
        head |= {layout.KEY_MARK, layout.ORIGIN_KEY, *(text for form in forms for text in _head(form))}
        begins = {
            f"Bimtek {stage.number} {stage.title}",
            *(form.title for form in forms),
        }
        begins |= {layout.sheet_title(form, number) for number, form in enumerate(forms, 1)}
        begins |= {f"Dimensi {dimension.name}" for dimension in profile.dimensions}
        texts = {*_EARLIER, *_instructions(profile, forms)}
        also = {*_BEGINNINGS, *(problem.label for problem in profile.problems)}
        # Where codes of an earlier stage are offered, their column says one thing more, and they are counted.
        also |= {column.help or words.NONE_FITS for form in forms for column in form.columns if column.outside}
        counted = [
            (profile.forms[column.refers_to].noun, form.noun)
            for form in forms
            for column in form.columns
            if column.role == "basis" and column.refers_to is not None
        ]
        texts |= {f"{earlier} dan {noun}" for earlier, noun in counted}
        head_words = set(map(bare, head)) - {""}
        head_begins = bands | set(map(bare, begins)) - {""}
        # A unit such as % is nothing but a sign.
        all_words = head_words | set(map(bare, texts)) - {""} | {text for text in texts if not bare(text)}
        self._bands = tuple(bands)
        self.on_a_form = _recogniser(head_words, head_begins)
        answered = "|".join(re.escape(problem.label) for problem in profile.problems)  # by how many rows, or none yet
        said = (rf"\d+ dari \d+ {re.escape(e)} sudah punya {re.escape(noun)}(; belum: .+)?\." for e, noun in counted)
        count = re.compile("|".join((rf"({answered}): (\d+|belum) .+", *said)))
        self.on_petunjuk = _recogniser(all_words, head_begins | set(map(bare, also)) - {""}, count)

    def in_a_band(self, value: object) -> bool:
        """Whether a cell between the rows of a table is, or begins like, the band of a block."""
        return isinstance(value, str) and bare(value).startswith(self._bands)


class _Recogniser(Protocol):
    def __call__(self, value: object, *, begun: bool) -> bool: ...


def _recogniser(words: Set[str], begins: Iterable[str], shape: re.Pattern[str] = _PROGRESS) -> _Recogniser:
    """What tells whether a cell says one of these words, begins like that, or is of this shape."""
    beginnings = tuple(begins)

    @lru_cache(maxsize=2_048)  # each workbook of the stage has the same words
    def is_printed(value: str, begun: bool) -> bool:
        text = bare(_CODE.sub(lambda code: "" if parse_file_code(code[0]) else code[0], value))
        return (
            (text or value.strip()) in words
            or (text != bare(value) and (not text or text.startswith(beginnings)))
            or (begun and text.startswith(beginnings))
            or (text and len(value) == _CUT and any(word.startswith(text) for word in words))
            or bool(shape.fullmatch(value) or _PROGRESS.fullmatch(value.strip()))
        )

    return lambda value, *, begun: isinstance(value, str) and is_printed(value, begun)


def _head(form: Form) -> Iterator[str]:
    yield form.sheet
    for column in form.columns:
        yield column.key
        yield column.heading
        yield f"{column.heading}{layout.HELP_MARK}{column.help}"
        yield column.band


def _instructions(profile: Profile, forms: tuple[Form, ...]) -> Iterator[str]:
    yield from profile.steps
    yield from profile.instructions
    for stage in profile.stages:
        yield from stage.bring
        yield f"{profile.region}, {stage.dates} · {stage.place}"
        yield f"{profile.region} {stage.dates} {stage.place}"
    yield from (dimension.name for dimension in profile.dimensions)
    yield from (agency.name for agency in profile.agencies)
    yield from (profile.privacy, *(field.label for field in profile.identity))
    asked = (*words.ASKED_WORDS.values(), words.COMPUTED)
    for form in forms:
        yield from form.instructions
        yield from (f"Lembar {form.sheet}", f"CONTOH {form.sheet}")
        yield from (f"Contoh {form.noun} {n}" for n in range(1, len(form.examples) + 1))
        yield from (text for example in form.examples for text in example.values())
        yield from (shown_code(form, "", code).strip("-") for code in _example_codes(form))
        for column in form.columns:
            yield from (f"{column.heading} {word}" for word in asked)
            yield from (column.help, words.described(column), column.example)
            yield f"{column.help}\nContoh: {column.example}" if column.example else column.help


def _example_codes(form: Form) -> Iterator[str]:
    """Codes as the examples show them: without a recipient in front."""
    for example in form.examples:
        for text in example.values():
            code = parse_row_code(text)
            if code is not None and code.owner:
                yield code.code
