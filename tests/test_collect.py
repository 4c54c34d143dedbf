"""From files to a ledger: which files count, whose copies meet, what is said of each.

Returns are written by our own writer with answers in them and stamped with a time, which is quick; what office programs
make of a worksheet is the subject of other tests. Everything is done in the made-up city of `tests/data/kota`.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.gallery import rework, surgery
from tests.matrix.test_decide import answer
from tests.office import edit_members, fill_fast, grids, key_places, type_cells
from tests.worksheets import write_worksheet
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import AmbiguousStageError, UsageError
from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import (
    FILLED_IN,
    Cell,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Result,
    Severity,
    State,
    Value,
    Verdict,
    WorksheetContent,
)
from worksheet_kit.core.names import recipient_of
from worksheet_kit.feedback.corrections import corrections, write_corrections
from worksheet_kit.feedback.drafts import drafts, write_drafts
from worksheet_kit.matrix.sheets.conflicts import NAME as CONFLICTS
from worksheet_kit.matrix.sheets.findings import answer_print
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.report.json import document
from worksheet_kit.worksheet.contents import prepare

Answers = Mapping[str, Mapping[str, Value]]

LAYANAN: dict[str, Value] = {
    "nama_program": "Layanan Satu Pintu",
    "subdimensi": "Layanan warga",
    "masalah": "K1",
    "deskripsi": "Semua layanan dalam satu aplikasi.",
    "sasaran": "Warga kota",
    "indikator": "Jumlah layanan",
    "satuan": "layanan",
    "target_akhir": 40,
    "jangka_waktu": "Menengah (s.d. 2029)",
    "status_program": "Baru",
    "opd_pengampu": "DISKOMINFO",
}
BANJIR: dict[str, Value] = {
    **LAYANAN,
    "nama_program": "Pemantau Genangan",
    "masalah": "K2",
    "deskripsi": "Sensor di titik rawan.",
    "sasaran": "Warga bantaran",
    "indikator": "Jumlah titik terpantau",
    "satuan": "titik",
    "target_akhir": 12,
    "opd_pengampu": "DPU",
}
AKSI: dict[str, Value] = {
    "kode_program": "TATA-P01",
    "rencana_aksi": "Menyusun daftar layanan",
    "jenis": "Aplikasi pendukung",
    "indikator": "Jumlah daftar",
    "satuan": "unit",
    "target_2025": 1,
    "sumber_dana": "Tidak perlu anggaran",
    "mulai": "2025-Q2",
    "selesai": "2025-Q3",
    "opd_pj": "DISKOMINFO",
}
FULL: Answers = {"TATA-P01": LAYANAN, "TATA-A001": AKSI}
IDENTITY = {"nama_pengisi": "Sari", "opd_pengisi": "DISKOMINFO", "nomor_hp": "0812-1111-2222"}


class Desk:
    """A folder of returns being filled."""

    def __init__(self, kota: Profile, folder: Path) -> None:
        self.kota, self.folder = kota, folder / "kiriman"
        self.folder.mkdir()
        self.spare = itertools.count()

    def put(
        self,
        name: str,
        answers: Answers,
        *,
        to: str = "TATA",
        stage: int = 2,
        at: str = "09:00",
        content: WorksheetContent | None = None,
        profile: Profile | None = None,
    ) -> Path:
        """Put a workbook with these answers into the folder, saved at this time of 3 June."""
        kota = profile or self.kota
        recipient = recipient_of(kota, to)
        assert recipient is not None
        base = content or WorksheetContent(identity=IDENTITY)
        plain = self.folder.parent / f"plain {next(self.spare)}.xlsx"
        write_worksheet(plain, kota, kota.stage(stage), recipient, replace(base, answers={**base.answers, **answers}))
        return self.stamp(plain, name, at)

    def stamp(self, source: Path, name: str, at: str) -> Path:
        """Put a workbook into the folder as if it had been saved then."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        moment = f"2025-06-03T{at}:00Z".encode()
        mark = b"<dcterms:modified"

        def saved(core: bytes) -> bytes:
            start = core.index(b">", core.index(mark)) + 1
            return core[:start] + moment + core[core.index(b"<", start) :]

        return edit_members(source, target, {"docProps/core.xml": saved})

    def collect(self, **settings: object) -> Result:
        return collect([self.folder], self.kota, **settings)  # type: ignore[arg-type]


@pytest.fixture
def desk(kota: Profile, tmp_path: Path) -> Desk:
    return Desk(kota, tmp_path)


def lines(result: Result) -> dict[str, LedgerLine]:
    """The ledger by the files' own names."""
    return {line.file.rsplit("/", 1)[-1]: line for line in result.ledger}


def verdicts(result: Result) -> dict[str, Verdict]:
    return {name: line.verdict for name, line in lines(result).items()}


def values(result: Result) -> dict[str, dict[str, Value]]:
    return {
        row.key: {key: cell.value for key, cell in row.cells.items()}
        for rows in result.dataset.rows.values()
        for row in rows
    }


def errors(result: Result) -> list[tuple[str, str, str]]:
    return [(f.code, f.row, f.column) for f in result.findings if f.severity is Severity.ERROR]


def states(result: Result, recipient: str) -> list[State]:
    return [line.state for line in result.completeness if line.recipient == recipient]


def adds_up(result: Result) -> bool:
    """Whether the control totals hold, line by line and over all."""
    t = result.totals
    return t.read == t.merged + t.duplicate + t.superseded + t.held and all(
        line.rows_read == line.rows_merged + line.rows_duplicate + line.rows_superseded + line.rows_held
        for line in result.ledger
    )


# ---------------------------------------------------------------------------------------------------------------------
# One return
# ---------------------------------------------------------------------------------------------------------------------


def test_a_full_return_is_merged_and_says_what_was_answered(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL)
    result = desk.collect()
    assert verdicts(result) == {"tata.xlsx": Verdict.MERGED}
    assert values(result) == {key: dict(row) for key, row in FULL.items()}
    assert errors(result) == []
    assert states(result, "TATA") == [State.COMPLETE, State.COMPLETE]
    assert states(result, "EKO") == [State.MISSING, State.MISSING]
    line = lines(result)["tata.xlsx"]
    assert (line.recipient, line.rows_read, line.rows_merged, line.reason) == ("TATA", 2, 2, "")
    assert line.code.startswith("WNS25-B2-TATA-")
    assert (result.totals.read, result.totals.merged) == (2, 2)


def test_each_cell_says_where_it_stands(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    row = desk.collect().dataset.rows["program_kerja"][0]
    places = key_places(path)["Program Kerja"]["TATA-P01"]
    assert {key: cell.place.cell for key, cell in row.cells.items()} == {key: places[key] for key in LAYANAN}
    assert row.place.cell == places["kode"]
    assert row.place.file.endswith("kiriman/tata.xlsx")


def test_an_empty_cell_stands_where_its_column_is(desk: Desk) -> None:
    path = desk.put("tata.xlsx", {"TATA-P01": {k: v for k, v in LAYANAN.items() if k != "satuan"}})
    finding = next(f for f in desk.collect().findings if f.column == "satuan")
    assert finding.place.cell == key_places(path)["Program Kerja"]["TATA-P01"]["satuan"]


def test_a_blank_workbook_is_an_empty_one_and_no_answer(desk: Desk) -> None:
    desk.put("tata.xlsx", {})
    result = desk.collect()
    assert lines(result)["tata.xlsx"].verdict is Verdict.NOTES
    assert lines(result)["tata.xlsx"].reason == "Belum ada isian."
    assert states(result, "TATA") == [State.EMPTY, State.EMPTY]
    assert values(result) == {}


def test_the_preset_of_an_agency_workbook_fills_no_row(desk: Desk) -> None:
    desk.put("setda.xlsx", {}, to="TATA-SETDA")
    desk.put("dukcapil.xlsx", {"TATA-DUKCAPIL-P02": {"nama_program": "Antre Daring"}}, to="TATA-DUKCAPIL")
    result = desk.collect()
    assert states(result, "TATA-SETDA") == [State.EMPTY, State.EMPTY]
    assert list(values(result)) == ["TATA-DUKCAPIL-P02"]


# ---------------------------------------------------------------------------------------------------------------------
# Which files
# ---------------------------------------------------------------------------------------------------------------------


def test_a_byte_identical_copy_is_a_duplicate_whatever_its_name(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    shutil.copy(path, desk.folder / "tata (1).xlsx")
    shutil.copy(path, desk.folder / "a much longer name.dat")
    result = desk.collect()
    assert verdicts(result) == {
        "tata.xlsx": Verdict.MERGED,
        "tata (1).xlsx": Verdict.DUPLICATE,
        "a much longer name.dat": Verdict.DUPLICATE,
    }
    assert lines(result)["tata (1).xlsx"].reason == "Sama persis dengan tata.xlsx."
    assert (result.totals.read, result.totals.merged, result.totals.duplicate) == (6, 2, 4)
    assert adds_up(result)


def test_the_stage_most_returns_carry_is_taken_and_the_others_are_held(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL)
    desk.put("eko.xlsx", {}, to="EKO")
    desk.put("lama.xlsx", {"LING-S1": {"uraian": "Kali bersih"}}, to="LING", stage=1)
    result = desk.collect()
    assert result.dataset.stage.number == 2
    line = lines(result)["lama.xlsx"]
    assert (line.verdict, line.rows_read, line.rows_held) == (Verdict.HELD, 1, 1)
    assert "bimtek 1" in line.reason
    assert "bimtek 2" in line.reason
    assert [f.code for f in result.findings if f.place.file == line.file] == ["B006"]
    assert states(result, "LING") == [State.MISSING, State.MISSING]
    assert desk.collect(stage=1).dataset.stage.number == 1


def test_a_copy_does_not_tip_the_stage(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    shutil.copy(path, desk.folder / "tata (1).xlsx")
    desk.put("lama.xlsx", {}, to="LING", stage=1)
    with pytest.raises(
        AmbiguousStageError, match=r"^Ada kiriman bimtek 1 dan bimtek 2. Sebutkan --bimtek 1 atau --bimtek 2.$"
    ):
        desk.collect()


def test_an_unknown_stage_and_an_empty_folder_are_one_sentence(desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"^Folder kiriman masih kosong.$"):
        desk.collect()
    (desk.folder / "~$tata.xlsx").write_bytes(b"\x05Sari")
    with pytest.raises(UsageError, match=r"^Folder kiriman masih kosong.$"):
        desk.collect()
    desk.put("tata.xlsx", FULL)
    with pytest.raises(UsageError, match=r"^Bimtek 9 tidak ada di pengaturan Kota Wanasari; yang ada: 1, 2.$"):
        desk.collect(stage=9)


def test_every_file_has_one_line_with_a_reason(desk: Desk, rembang: Profile) -> None:
    path = desk.put("tata.xlsx", FULL)
    write_worksheet(desk.folder / "rembang.xlsx", rembang, rembang.stage(2), recipient_of(rembang, "GOV"))  # type: ignore[arg-type]
    desk.put("lama.xlsx", {}, profile=replace(desk.kota, edition="WNS24"))
    (desk.folder / "foto.xlsx").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 500)
    (desk.folder / "surat.pdf").write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    (desk.folder / "kosong.xlsx").touch()
    (desk.folder / "potong.xlsx").write_bytes(path.read_bytes()[:9000])
    (desk.folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with zipfile.ZipFile(desk.folder / "semua.zip", "w") as archive:
        archive.write(path, "dalam/tata.xlsx")
    result = desk.collect(stage=2)
    assert {name: line.verdict for name, line in lines(result).items()} == {
        "tata.xlsx": Verdict.DUPLICATE,  # the one in the archive, by its longer name
        "rembang.xlsx": Verdict.HELD,
        "lama.xlsx": Verdict.HELD,
        "foto.xlsx": Verdict.SKIPPED,
        "surat.pdf": Verdict.SKIPPED,
        "kosong.xlsx": Verdict.HELD,
        "potong.xlsx": Verdict.HELD,
        "Thumbs.db": Verdict.SKIPPED,
    }
    assert len(result.ledger) == 9
    assert Counter(line.verdict for line in result.ledger)[Verdict.MERGED] == 1
    for line in result.ledger:
        assert (line.verdict is Verdict.MERGED) == (line.reason == "")
        assert line.reason == "" or line.reason.endswith(".")
    # One finding a held file, one for photos and the like, and none for the rest.
    held = sorted(line.file for line in result.ledger if line.verdict is Verdict.HELD)
    assert sorted(f.place.file for f in result.findings if f.code.startswith("B") and f.code != "B004") == held
    said = "foto.xlsx, surat.pdf"
    assert [f.message for f in result.findings if f.code in ("B004", "K401")] == [
        f"{said} dilewatkan karena bukan Excel.",
        *(
            f"{group} belum mengirim Program Kerja dan Rencana Aksi; mungkin ada di antara yang bukan Excel: {said}."
            for group in ("Kota Berdaya", "Kota Lestari")
        ),
    ]
    assert states(result, "TATA") == [State.COMPLETE, State.COMPLETE]


def test_a_chat_gives_sender_and_remarks_and_a_time_where_there_is_none(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    timeless = edit_members(path, desk.folder.parent / "tanpa waktu.xlsx", {"docProps/core.xml": lambda _: b"<a/>"})
    text = (
        "03/06/25 09.29 - Sari: ini kertas kerja kami\n"
        "03/06/25 09.30 - Sari: kiriman.xlsx (file terlampir)\n"
        "03/06/25 09.31 - Sari: besok saya kirim revisi\n"
        "03/06/25 09.32 - Budi: STK-1.webp (file terlampir)\n"
    )
    with zipfile.ZipFile(desk.folder / "Chat.zip", "w") as archive:
        archive.writestr("Chat WhatsApp dengan Kelompok.txt", text)
        archive.write(timeless, "kiriman.xlsx")
        archive.writestr("STK-1.webp", b"RIFF0000WEBP")
    path.unlink()
    result = desk.collect()
    said = lines(result)
    assert said["Chat.zip!kiriman.xlsx"].sender == "Sari"
    assert said["Chat.zip!kiriman.xlsx"].saved == datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
    assert said["Chat.zip"].verdict is Verdict.SKIPPED
    assert said["Chat.zip"].reason == "Percakapan WhatsApp dengan 4 pesan; dilewatkan: 1 stiker."
    assert [finding.message for finding in result.findings if finding.code == "B025"] == [
        'Di samping Chat.zip!kiriman.xlsx, pengirimnya menulis "Sari: besok saya kirim revisi".',
        'Di samping Chat.zip!kiriman.xlsx, pengirimnya menulis "Sari: ini kertas kerja kami".',
    ]


def test_a_photo_in_the_folder_or_mail_of_a_group_is_known_as_its(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL)
    (desk.folder / "KOTA BERDAYA").mkdir()
    (desk.folder / "KOTA BERDAYA" / "IMG-1.jpg").write_bytes(b"\xff\xd8\xff1")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kota.lestari@example.org", "s@example.org", "Kiriman"
    message.set_content("Terlampir")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="isian.pdf")
    (desk.folder / "surat.eml").write_bytes(message.as_bytes())
    result = desk.collect()
    assert {name: line.recipient for name, line in lines(result).items()} == {
        "tata.xlsx": "TATA",
        "IMG-1.jpg": "EKO",
        "surat.eml!isian.pdf": "LING",
    }
    assert [finding.message for finding in result.findings if finding.code in ("B004", "K401")] == [
        "IMG-1.jpg (Kota Berdaya), surat.eml!isian.pdf (Kota Lestari) dilewatkan karena bukan Excel.",
        "Kota Berdaya belum mengirim Program Kerja dan Rencana Aksi; "
        "mungkin ada di antara yang bukan Excel: IMG-1.jpg.",
        "Kota Lestari belum mengirim Program Kerja dan Rencana Aksi; "
        "mungkin ada di antara yang bukan Excel: surat.eml!isian.pdf.",
    ]


def test_a_folder_in_which_nothing_is_ours_names_each_file(desk: Desk) -> None:
    (desk.folder / "surat.pdf").write_bytes(b"%PDF-1.7")
    (desk.folder / "a.rar").write_bytes(b"Rar!\x1a\x07\x00")
    with pytest.raises(UsageError) as caught:
        desk.collect()
    first, *rest = str(caught.value).split("\n")
    assert first == "Tidak ada kertas kerja yang terbaca di kiriman, jadi tidak ada yang ditulis."
    assert [line.split(" ")[1].rpartition("/")[2] for line in rest] == ["a.rar", "surat.pdf:"]


def test_a_held_file_that_says_whose_it_is_makes_its_recipient_held_not_missing(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    book = openpyxl.load_workbook(path)
    other = openpyxl.load_workbook(desk.put("eko.xlsx", {}, to="EKO"))
    code = next(
        c.value for row in other["Program Kerja"].iter_rows(max_row=4) for c in row if "-B2-EKO" in str(c.value)
    )
    cell = next(c for row in book["Program Kerja"].iter_rows(max_row=4) for c in row if "-B2-TATA" in str(c.value))
    cell.value = str(cell.value).replace(str(cell.value), str(code))
    book.save(path)
    result = desk.collect()
    assert lines(result)["tata.xlsx"].verdict is Verdict.HELD
    whose = lines(result)["tata.xlsx"].recipient
    assert whose in ("TATA", "EKO")
    assert states(result, "TATA") in ([State.HELD, State.HELD], [State.MISSING, State.MISSING])


def test_the_mail_a_return_came_in_is_in_the_ledger(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Sari <sari@wanasari.example>", "Kertas kerja bimtek 2"
    mail["Date"] = "Tue, 03 Jun 2025 16:20:00 +0700"
    mail.set_content("Terlampir.")
    mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename="isian.xlsx")
    (desk.folder / "surat.eml").write_bytes(mail.as_bytes())
    path.unlink()
    (line,) = desk.collect().ledger
    assert line.file.endswith("kiriman/surat.eml!isian.xlsx")
    assert (line.verdict, line.subject) == (Verdict.MERGED, "Kertas kerja bimtek 2")
    assert "sari@wanasari.example" in line.sender


def test_our_own_matrix_among_the_returns_is_none(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL)
    before = desk.collect()
    write_matrix(desk.folder / "Matriks.xlsx", before)
    result = desk.collect()
    assert lines(result)["Matriks.xlsx"].verdict is Verdict.SKIPPED
    assert values(result) == values(before)
    assert result.findings == before.findings


# ---------------------------------------------------------------------------------------------------------------------
# Copies
# ---------------------------------------------------------------------------------------------------------------------


def test_two_differing_copies_are_merged_cell_by_cell(desk: Desk) -> None:
    desk.put("pagi.xlsx", {"TATA-P01": LAYANAN, "TATA-P02": BANJIR}, at="08:00")
    desk.put("sore.xlsx", {"TATA-P01": {**LAYANAN, "target_akhir": 45}, "TATA-A001": AKSI}, at="16:00")
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-P02", "TATA-A001"}
    assert values(result)["TATA-P01"]["target_akhir"] == 45
    (conflict,) = result.dataset.conflicts
    assert (conflict.row, conflict.column) == ("TATA-P01", "target_akhir")
    assert [reading.cell.value for reading in conflict.readings] == [45, 40]
    assert verdicts(result) == {"pagi.xlsx": Verdict.NOTES, "sore.xlsx": Verdict.NOTES}
    assert "1 isian berbeda" in lines(result)["sore.xlsx"].reason
    assert "G601" in {f.code for f in result.findings}
    assert result.dataset.submissions["TATA"].files[0].endswith("sore.xlsx")
    assert adds_up(result)


def test_a_second_sheet_of_a_form_in_one_file_is_a_second_copy(desk: Desk) -> None:
    """Somebody copies the sheet within the workbook and goes on in the copy: its budget must not count twice."""
    path = desk.put("kiriman.xlsx", {**FULL, "TATA-P02": BANJIR})
    book = openpyxl.load_workbook(path)
    again = book.copy_worksheet(book["Program Kerja"])
    again.title = "Program Kerja (2)"
    places = key_places(path)["Program Kerja"]
    again[places["TATA-P01"]["target_akhir"]].value = 45
    for key in BANJIR:
        again[places["TATA-P02"][key]].value = f"Lain sama sekali: {key}"
    book.save(path)
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-P02", "TATA-P02b", "TATA-A001"}
    (conflict,) = result.dataset.conflicts
    assert (conflict.row, conflict.column) == ("TATA-P01", "target_akhir")
    assert sorted((r.cell.place.sheet, r.cell.value) for r in conflict.readings) == [
        ("Program Kerja", 40),
        ("Program Kerja (2)", 45),
    ]
    assert {"G601", "T104"} <= {f.code for f in result.findings}
    assert adds_up(result)
    (told,) = [f.message for f in result.findings if f.code == "G601"]
    assert '"40" (lembar Program Kerja) dan "45" (lembar Program Kerja (2))' in told


def test_the_same_answers_saved_again_are_a_duplicate(desk: Desk) -> None:
    desk.put("a.xlsx", FULL, at="08:00")
    desk.put("b.xlsx", FULL, at="16:00")
    result = desk.collect()
    assert verdicts(result) == {"a.xlsx": Verdict.DUPLICATE, "b.xlsx": Verdict.MERGED}
    assert lines(result)["a.xlsx"].reason == "Isinya sama dengan b.xlsx."
    assert (result.totals.merged, result.totals.duplicate) == (2, 2)
    assert errors(result) == []
    assert not result.dataset.conflicts


def remark(path: Path, change: Callable[[Workbook], object]) -> Path:
    """Let somebody write beside the tables of a workbook in the folder; the time of saving stays."""
    moment = zipfile.ZipFile(path).read("docProps/core.xml")
    rework(path, change)
    return surgery(path, lambda name, data: moment if name == "docProps/core.xml" else data)


def comment(cell: str, text: str) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book["Program Kerja"][cell].comment = Comment(text, "Bu Wulan")

    return change


BESIDE: Mapping[str, tuple[Callable[[Workbook], object], str, str]] = {
    "comment": (comment("C20", "tanya dinas"), "T110", "ada komentar pada sel"),
    "far right": (
        lambda book: book["Program Kerja"].__setitem__("AZ9", "lihat juga"),
        "T105",
        "ada isian di luar tabel",
    ),
    "extra sheet": (lambda book: book.create_sheet("Usulan").append(["x"]), "T106", "1 lembar tambahan tidak dibaca"),
    "title": (lambda book: book["Program Kerja"].__setitem__("B1", "PUNYA KAMI"), "T105", "ada isian di luar tabel"),
    "on Petunjuk": (lambda book: book["Petunjuk"].__setitem__("B60", "lihat juga"), "T105", "ada isian di luar tabel"),
}


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("kind", "fate"),
    [
        *((kind, "equal") for kind in BESIDE),
        *(("comment", fate) for fate in ("older", "seed", "untouched", "blank", "included")),
    ],
)
def test_what_stands_beside_the_table_of_a_file_that_does_not_count_is_told(desk: Desk, kind: str, fate: str) -> None:
    change, code, note = BESIDE[kind]
    path = desk.put("lain.xlsx", {} if fate == "blank" else FAULTY, at="08:00")
    if fate == "equal":
        desk.put("tata.xlsx", FAULTY, at="09:00")
    elif fate == "blank":
        desk.put("tata.xlsx", FULL, at="09:00")
    elif fate == "untouched":
        (path,) = write_corrections(desk.collect(), desk.folder)
    elif fate == "included":
        path = desk.put("setda.xlsx", {"TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA"}}, to="TATA-SETDA")
        (draft,) = write_drafts(desk.collect(), desk.folder.parent)
        desk.stamp(fill_fast(draft, draft, {"Program Kerja": {"TATA-P01": {"target_akhir": 15}}}), "draf.xlsx", "15:00")
    else:
        if fate == "seed":
            remark(path, change)
        correct(desk, "perbaikan.xlsx", {"TATA-P01": {"target_akhir": 40}})
    if fate != "seed":
        remark(path, change)
    result = desk.collect()
    line = lines(result)[path.name]
    assert line.verdict in (Verdict.DUPLICATE, Verdict.SUPERSEDED), line
    assert note in line.reason
    told = [f for f in result.findings if f.code == code and f.place.file.endswith(path.name)]
    assert len(told) == 1, [f.message for f in result.findings]
    assert told[0].recipient == line.recipient
    assert adds_up(result)


def test_an_unsent_correction_with_a_row_without_a_code_has_been_worked_on(desk: Desk) -> None:
    desk.put("tata.xlsx", FAULTY, at="08:00")
    (path,) = write_corrections(desk.collect(), desk.folder)
    remark(path, lambda book: book["Program Kerja"].__setitem__("D90", "Program baru"))
    result = desk.collect()
    assert lines(result)[path.name].verdict is Verdict.NOTES
    assert [f.code for f in result.findings if f.place.cell == "D90"] == ["T103"]


def test_one_comment_in_two_copies_is_told_once(desk: Desk) -> None:
    for name, at in (("a.xlsx", "08:00"), ("b.xlsx", "09:00")):
        remark(desk.put(name, FULL, at=at), comment("C20", "tanya dinas"))
    assert [f.code for f in desk.collect().findings if f.code == "T110"] == ["T110"]


def test_a_message_beside_the_very_same_file_is_told(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FULL)
    chat = "03/06/25 09.30 - Sari: kiriman.xlsx (file terlampir)\n03/06/25 09.31 - Sari: besok saya kirim revisi\n"
    with zipfile.ZipFile(desk.folder / "Chat.zip", "w") as archive:
        archive.writestr("Chat WhatsApp dengan Kelompok.txt", chat)
        archive.write(path, "kiriman.xlsx")
    result = desk.collect()
    assert verdicts(result)["Chat.zip!kiriman.xlsx"] is Verdict.DUPLICATE
    assert ["besok saya kirim revisi" in f.message for f in result.findings if f.code == "B025"] == [True]


def test_a_blank_beside_an_answered_copy_counts_for_nothing(desk: Desk) -> None:
    desk.put("isi.xlsx", FULL, at="08:00")
    desk.put("asli.xlsx", {}, at="16:00")
    result = desk.collect()
    assert verdicts(result) == {"isi.xlsx": Verdict.MERGED, "asli.xlsx": Verdict.SUPERSEDED}
    assert states(result, "TATA") == [State.COMPLETE, State.COMPLETE]
    assert {f.code for f in result.findings if f.recipient == "TATA"} <= {"S217", "L504", "L508", "L509"}


ROADMAP: Mapping[str, Value] = {
    "kode_program": "P01",
    "nama_program": "Sampah",
    "opd_pengampu": "Dinkominfo",
    "jangka_pendek": "Bank sampah di tiap desa",
    "regulasi": "-",
    "infrastruktur": "-",
    "aplikasi": "-",
    "sdm": "-",
}


def roadmap(desk: Desk, rembang: Profile, rows: Answers, content: WorksheetContent | None = None) -> Path:
    """A worksheet of bimtek 3 in whose roadmap this was typed, whatever was carried over into it."""
    path = desk.put("peta.xlsx", {}, to="GOV", stage=3, profile=rembang, content=content)
    return remark(path, lambda _: None) if not rows else fill_fast(path, path, {"Peta Jalan": rows})


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ({"kode_program": "P01", "nama_program": "Sampah"}, ["opd_pengampu"]),
        ({"nama_program": "Sampah"}, ["kode_program", "opd_pengampu"]),
        ({"aksi": "Memilah sampah"}, ["kode_program", "nama_program", "opd_pengampu"]),
        ({"sdm": "Dua petugas"}, ["kode_program", "nama_program", "opd_pengampu"]),
    ],
)
def test_a_row_of_what_nothing_was_carried_over_into_is_typed_and_asked_for(
    desk: Desk, rembang: Profile, typed: Mapping[str, Value], missing: list[str]
) -> None:
    roadmap(desk, rembang, {"GOV-J02": typed})
    result = collect([desk.folder], rembang, stage=3)
    (row,) = result.dataset.rows["peta_jalan"]
    assert row.key == "GOV-J02"
    assert {key: str(cell.raw) for key, cell in row.cells.items()} == typed
    assert [f.column for f in result.findings if f.code == "S201" and f.row == "GOV-J02"] == missing
    assert result.totals.read == result.totals.merged == 1
    (sent,) = [content for owner, content in corrections(result) if owner.code == "GOV"]
    assert not sent.given
    assert sent.answers["GOV-J02"].items() >= {k: v for k, v in typed.items() if k in ("kode_program", "aksi")}.items()
    # The sheet says the same, and what is put right in the correction settles it.
    (path,) = write_corrections(result, desk.folder)
    fill_fast(path, path, {"Peta Jalan": {"GOV-J02": {**ROADMAP, "aksi": "Memilah"}}})
    again = collect([desk.folder], rembang, stage=3)
    assert "S201" not in {f.code for f in again.findings if f.row == "GOV-J02"}
    assert again.dataset.rows["peta_jalan"][0].value("nama_program") == "Sampah"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"aksi": "Memilah sampah"}, "Isi: Kode program (+3 lagi)"),
        ({"kode_program": "P01", "nama_program": "Sampah"}, "Isi: OPD pengampu (+1 lagi)"),
        (ROADMAP, "Lengkap"),
    ],
)
def test_the_sheet_asks_for_what_nothing_was_carried_over_into(
    rembang: Profile, typed: Mapping[str, Value], status: str
) -> None:
    content = WorksheetContent(answers={"GOV-J02": typed})
    form = prepare(rembang, rembang.stage(3), Recipient(dimension="GOV"), content).form("peta_jalan")
    assert form is not None
    assert form.statuses["GOV-J02"] == status


def test_a_row_that_was_carried_over_and_not_gone_on_with_is_none(desk: Desk, rembang: Profile) -> None:
    given = {"peta_jalan": ({"kode_program": "P01", "nama_program": "Sampah"}, {"kode_program": "P02"})}
    roadmap(desk, rembang, {"GOV-J02": {"sdm": "Dua petugas"}}, WorksheetContent(given=given))
    result = collect([desk.folder], rembang, stage=3)
    assert [row.key for row in result.dataset.rows["peta_jalan"]] == ["GOV-J02"]
    assert "S201" not in {f.code for f in result.findings if f.form == "peta_jalan"}


@pytest.mark.sampled
@pytest.mark.parametrize("without", ["sheet", "rows"])
@pytest.mark.parametrize("later", ["program", "aksi"])
def test_the_sheets_of_a_group_may_come_in_two_files(desk: Desk, without: str, later: str) -> None:
    programs = desk.put("program.xlsx", {"TATA-P01": LAYANAN}, at="09:00" if later == "aksi" else "10:00")
    actions = desk.put("aksi.xlsx", {"TATA-A001": AKSI}, at="10:00" if later == "aksi" else "09:00")
    if without == "sheet":
        remark(programs, lambda book: book.remove(book["Rencana Aksi"]))
        remark(actions, lambda book: book.remove(book["Program Kerja"]))
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-A001"}
    assert {line.verdict for line in result.ledger} == {Verdict.MERGED}, result.ledger
    assert not {f.code for f in result.findings if f.recipient == "TATA"} & {"T101", "G608", "G609", "R302", "K402"}
    assert not [f for f in result.findings if f.code.startswith("G")]


def test_two_programs_on_one_code_are_both_there_with_their_actions(desk: Desk) -> None:
    desk.put("a.xlsx", FULL, at="08:00")
    desk.put("b.xlsx", {"TATA-P01": BANJIR, "TATA-A002": {**AKSI, "rencana_aksi": "Memasang sensor"}}, at="16:00")
    result = desk.collect()
    assert values(result)["TATA-P01"]["nama_program"] == LAYANAN["nama_program"]
    assert values(result)["TATA-P01b"]["nama_program"] == BANJIR["nama_program"]
    assert values(result)["TATA-A001"]["kode_program"] == "TATA-P01"
    assert values(result)["TATA-A002"]["kode_program"] == "TATA-P01b"
    assert errors(result) == []
    assert [f.row for f in result.findings if f.code == "G602"] == ["TATA-P01b"]


def test_a_group_and_its_members_stand_side_by_side(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL)
    own = {"TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA"}}
    desk.put("setda.xlsx", own, to="TATA-SETDA")
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-A001", "TATA-SETDA-P01"}
    assert not result.dataset.conflicts
    expected = [recipient.code for recipient in result.dataset.expected]
    assert expected == ["TATA", "TATA-DISKOMINFO", "TATA-SETDA", "TATA-BAPPEDA", "TATA-DUKCAPIL", "EKO", "LING"]


def test_the_order_of_files_changes_nothing(desk: Desk) -> None:
    desk.put("a.xlsx", FULL, at="08:00")
    desk.put("b.xlsx", {"TATA-P01": {**LAYANAN, "target_akhir": 45}, "TATA-P02": BANJIR}, at="16:00")
    desk.put("c.xlsx", {"TATA-P02": LAYANAN}, at="12:00")
    files = sorted(desk.folder.iterdir())
    expected = collect(files, desk.kota)
    for seed in range(4):
        random.Random(seed).shuffle(files)
        assert collect(files, desk.kota) == expected
    assert collect([*files, *files, desk.folder], desk.kota) == expected


# ---------------------------------------------------------------------------------------------------------------------
# Corrections and drafts
# ---------------------------------------------------------------------------------------------------------------------

FAULTY: Answers = {"TATA-P01": {**LAYANAN, "target_akhir": None}, "TATA-A001": AKSI}


def correct(desk: Desk, name: str, answers: Answers, *, at: str = "15:00") -> Path:
    """Send out the correction of what is in the folder, and put it back with these answers typed in."""
    (out,) = write_corrections(desk.collect(), desk.folder.parent / "perbaikan")
    typed: dict[str, dict[str, dict[str, Value]]] = {}
    for key, row in answers.items():
        sheet = "Program Kerja" if "-P" in key else "Rencana Aksi"
        typed.setdefault(sheet, {})[key] = dict(row)
    filled = fill_fast(out, desk.folder.parent / f"filled {next(desk.spare)}.xlsx", typed)
    return desk.stamp(filled, name, at)


def test_a_correction_put_right_and_sent_back_is_taken_without_a_finding(desk: Desk) -> None:
    desk.put("tata.xlsx", FAULTY)
    assert errors(desk.collect()) == [("S201", "TATA-P01", "target_akhir")]
    correct(desk, "perbaikan.xlsx", {"TATA-P01": {"target_akhir": 40}})
    result = desk.collect()
    assert values(result) == {key: dict(row) for key, row in FULL.items()}
    assert errors(result) == []
    assert not result.dataset.conflicts
    assert verdicts(result) == {"tata.xlsx": Verdict.SUPERSEDED, "perbaikan.xlsx": Verdict.MERGED}
    assert "R1" in lines(result)["tata.xlsx"].reason
    assert result.dataset.submissions["TATA"].revision == 1
    assert list(corrections(result)) == []
    assert adds_up(result)


def test_a_second_program_on_one_code_keeps_its_new_code_in_the_correction(desk: Desk) -> None:
    desk.put("a.xlsx", FULL, at="08:00")
    action = {**AKSI, "rencana_aksi": "Memasang sensor"}
    desk.put("b.xlsx", {"TATA-P01": {**BANJIR, "target_akhir": None}, "TATA-A002": action}, at="09:00")
    assert errors(desk.collect()) == [("S201", "TATA-P01b", "target_akhir")]
    correct(desk, "perbaikan.xlsx", {"TATA-P01b": {"target_akhir": 12}})
    result = desk.collect()
    assert verdicts(result) == {
        "a.xlsx": Verdict.SUPERSEDED,
        "b.xlsx": Verdict.SUPERSEDED,
        "perbaikan.xlsx": Verdict.MERGED,
    }
    assert set(values(result)) == {"TATA-P01", "TATA-P01b", "TATA-A001", "TATA-A002"}
    assert values(result)["TATA-P01b"] == BANJIR
    assert values(result)["TATA-A002"]["kode_program"] == "TATA-P01b"
    assert errors(result) == []
    assert not result.dataset.conflicts


def test_a_correction_marks_conflicts_and_settles_them(desk: Desk) -> None:
    desk.put("a.xlsx", FULL, at="08:00")
    desk.put("b.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "sasaran": "Pelaku usaha"}}, at="09:00")
    correct(desk, "perbaikan.xlsx", {"TATA-P01": {"sasaran": "Warga dan pelaku usaha"}})
    result = desk.collect()
    assert values(result)["TATA-P01"]["sasaran"] == "Warga dan pelaku usaha"
    assert not result.dataset.conflicts
    assert errors(result) == []


def test_what_a_correction_empties_stays_empty(desk: Desk) -> None:
    desk.put("tata.xlsx", {**FAULTY, "TATA-P02": {"nama_program": "Salah tulis"}})
    emptied = {"TATA-P01": {"target_akhir": 40}, "TATA-P02": {"nama_program": None}}
    correct(desk, "perbaikan.xlsx", emptied)
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-A001"}
    assert errors(result) == []


def test_what_a_correction_empties_stays_empty_beside_another_copy_of_it(desk: Desk) -> None:
    """One takes out a cell and a whole row, a colleague changes another cell of the same correction."""
    desk.put("tata.xlsx", {**FAULTY, "TATA-P02": {"nama_program": "Salah tulis"}}, at="08:00")
    (out,) = write_corrections(desk.collect(), desk.folder.parent / "perbaikan")
    for name, at, typed in (
        ("a.xlsx", "15:00", {"TATA-P01": {"sasaran": None}, "TATA-P02": {"nama_program": None}}),
        ("b.xlsx", "16:00", {"TATA-P01": {"target_akhir": 40}}),
    ):
        desk.stamp(fill_fast(out, desk.folder.parent / f"diisi {name}", {"Program Kerja": typed}), name, at)
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-A001"}
    assert (values(result)["TATA-P01"].get("sasaran"), values(result)["TATA-P01"]["target_akhir"]) == (None, 40)
    assert not result.dataset.conflicts
    assert adds_up(result)


def test_a_correction_that_was_emptied_altogether_leaves_nothing(desk: Desk) -> None:
    desk.put("tata.xlsx", {"TATA-P01": {"nama_program": "Salah tulis"}})
    correct(desk, "perbaikan.xlsx", {"TATA-P01": {"nama_program": None}})
    result = desk.collect()
    assert values(result) == {}
    assert verdicts(result) == {"tata.xlsx": Verdict.SUPERSEDED, "perbaikan.xlsx": Verdict.NOTES}
    assert states(result, "TATA") == [State.EMPTY, State.EMPTY]
    assert adds_up(result)


def test_an_unsent_correction_is_no_answer(desk: Desk) -> None:
    desk.put("tata.xlsx", FAULTY)
    before = desk.collect()
    write_corrections(before, desk.folder / "perbaikan")
    result = desk.collect()
    name = next(name for name in lines(result) if name.startswith("Lembar Perbaikan"))
    assert lines(result)[name].verdict is Verdict.DUPLICATE
    assert "belum diubah" in lines(result)[name].reason
    assert result.findings == before.findings
    assert values(result) == values(before)


def test_an_old_file_edited_after_the_correction_went_out_makes_conflicts(desk: Desk) -> None:
    desk.put("tata.xlsx", FAULTY, at="08:00")
    correct(desk, "perbaikan.xlsx", {"TATA-P01": {"target_akhir": 40}}, at="15:00")
    desk.put("tata lagi.xlsx", {**FAULTY, "TATA-A001": {**AKSI, "target_2025": 3}}, at="14:00")
    result = desk.collect()
    assert values(result)["TATA-A001"]["target_2025"] == 1
    assert [(c.row, c.column) for c in result.dataset.conflicts] == [("TATA-A001", "target_2025")]
    assert [f.place.file.rsplit("/", 1)[-1] for f in result.findings if f.code == "G603"] == ["tata lagi.xlsx"]
    assert verdicts(result)["tata lagi.xlsx"] is Verdict.NOTES
    assert adds_up(result)


def test_an_old_file_edited_in_place_makes_conflicts_of_its_edits_alone(desk: Desk) -> None:
    desk.put("tata.xlsx", {"TATA-P01": {**LAYANAN, "satuan": "orang"}, "TATA-A001": AKSI}, at="08:00")
    desk.put("tata2.xlsx", {"TATA-P01": LAYANAN, "TATA-A001": {**AKSI, "target_2025": None}}, at="09:00")
    correct(desk, "perbaikan.xlsx", {"TATA-P01": {"satuan": "titik"}}, at="15:00")
    (desk.folder / "tata2.xlsx").unlink()
    changed = {**AKSI, "target_2025": 1, "indikator": "Jumlah dokumen"}
    desk.put("tata.xlsx", {"TATA-P01": LAYANAN, "TATA-A001": changed}, at="14:00")
    result = desk.collect()
    assert [(c.row, c.column) for c in result.dataset.conflicts] == [("TATA-A001", "indikator")]
    assert values(result)["TATA-P01"]["satuan"] == "titik"
    assert verdicts(result) == {"tata.xlsx": Verdict.NOTES, "perbaikan.xlsx": Verdict.NOTES}


def test_an_unsent_correction_is_known_by_itself(desk: Desk) -> None:
    path = desk.put("tata.xlsx", FAULTY)
    (correction,) = write_corrections(desk.collect(), desk.folder)
    path.unlink()
    result = desk.collect()
    assert [line.verdict for line in result.ledger] == [Verdict.DUPLICATE]
    assert values(result) == {}
    (told,) = [f.message for f in result.findings if f.code == "K401" and f.recipient == "TATA"]
    assert f"; {correction.name} kembali tanpa diubah, dan kiriman yang menjadi bekalnya tidak ada: sertakan" in told
    assert states(result, "TATA") == [State.MISSING, State.MISSING]


@pytest.mark.slow
def test_a_draft_that_came_back_takes_in_the_members_it_was_made_from(desk: Desk) -> None:
    desk.put("tata.xlsx", FULL, at="08:00")
    own = {
        "TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA"},
        "TATA-SETDA-A001": {**AKSI, "kode_program": "TATA-SETDA-P01", "rencana_aksi": "Memasang sensor"},
    }
    desk.put("setda.xlsx", own, to="TATA-SETDA", at="09:00")
    before = desk.collect()
    (out,) = write_drafts(before, desk.folder / "draf")
    unsent = desk.collect()
    assert lines(unsent)[out.name].verdict is Verdict.DUPLICATE
    assert values(unsent) == values(before)
    new = next(key for key, content in next(drafts(before))[1].answers.items() if content.get("satuan") == "titik")
    filled = fill_fast(out, desk.folder.parent / "draf.xlsx", {"Program Kerja": {new: {"target_akhir": 15}}})
    out.unlink()
    desk.stamp(filled, "draf.xlsx", "15:00")
    result = desk.collect()
    assert verdicts(result) == {
        "tata.xlsx": Verdict.SUPERSEDED,
        "setda.xlsx": Verdict.SUPERSEDED,
        "draf.xlsx": Verdict.MERGED,
    }
    assert set(values(result)) == {"TATA-P01", "TATA-A001", "TATA-P02", "TATA-A002"}
    assert values(result)["TATA-P02"]["target_akhir"] == 15
    assert values(result)["TATA-A002"]["kode_program"] == "TATA-P02"
    assert [r.code for r in result.dataset.expected if r.dimension == "TATA"] == ["TATA"]
    assert adds_up(result)
    # Another agency sends its own: this one has nothing to send any more.
    desk.put("duk.xlsx", {"TATA-DUKCAPIL-P01": {**LAYANAN, "nama_program": "KTP Keliling"}}, to="TATA-DUKCAPIL")
    expected = {r.code for r in desk.collect().dataset.expected if r.dimension == "TATA"}
    assert expected == {"TATA", "TATA-DISKOMINFO", "TATA-BAPPEDA", "TATA-DUKCAPIL"}
    (desk.folder / "duk.xlsx").unlink()
    # The agency goes on in its old workbook: what the draft has is not there twice, what is new is not lost.
    later = {**own, "TATA-SETDA-P02": {**LAYANAN, "nama_program": "Arsip Digital"}}
    desk.put("setda lagi.xlsx", later, to="TATA-SETDA", at="16:00")
    result = desk.collect()
    assert set(values(result)) == {"TATA-P01", "TATA-A001", "TATA-P02", "TATA-A002", "TATA-SETDA-P02"}
    line = lines(result)["setda lagi.xlsx"]
    assert (line.rows_read, line.rows_merged, line.rows_superseded) == (3, 1, 2)
    assert adds_up(result)
    assert "G610" not in {f.code for f in result.findings}
    # A row that the draft has, edited in the old workbook, stands beside it: that is told.
    edited = {**later, "TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA", "sasaran": "Warga hulu"}}
    desk.put("setda lagi.xlsx", edited, to="TATA-SETDA", at="16:00")
    result = desk.collect()
    assert values(result)["TATA-SETDA-P01"]["sasaran"] == "Warga hulu"
    told = [f.message for f in result.findings if f.code == "G610"]
    assert len(told) == 1
    assert told[0].startswith("TATA-SETDA-P01 sudah masuk Draf Kelompok sebagai TATA-P02, lalu diubah lagi")
    assert adds_up(result)


# ---------------------------------------------------------------------------------------------------------------------
# Decisions
# ---------------------------------------------------------------------------------------------------------------------


def decide(matrix: Path, row: str, choice: str, other: Value = None) -> None:
    """Choose on *Isian Berbeda*, as somebody at the secretariat does."""
    rows = grids(matrix)[CONFLICTS]
    heads = {text: n for line in rows[:12] for n, text in enumerate(line) if text in ("Keputusan", "Nilai lain")}
    typed: dict[str, Value] = {}
    for n, line in enumerate(rows):
        if line[0] == row:
            typed |= {a1(n, heads["Keputusan"]): choice, a1(n, heads["Nilai lain"]): other}
    type_cells(matrix, matrix, {CONFLICTS: typed})


@pytest.fixture
def conflict(desk: Desk, tmp_path: Path) -> tuple[Desk, Path]:
    """Two copies that differ in one cell, and the matrix of them."""
    desk.put("pagi.xlsx", FULL, at="08:00")
    desk.put("sore.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": "unit"}}, at="16:00")
    matrix = tmp_path / "Matriks.xlsx"
    write_matrix(matrix, desk.collect())
    return desk, matrix


def test_a_decision_stands_at_the_next_merge_and_at_those_after(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai 2")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01"]["satuan"] == "layanan"
        assert [(c.row, c.decision) for c in result.dataset.conflicts] == [("TATA-P01", "layanan")]
        assert "G601" not in {f.code for f in result.findings}
        write_matrix(matrix, result)


def noted(path: Path, *entries: dict[str, object]) -> Path:
    """What the page writes of decisions about one answer of the conflict."""
    about = {"stage": 2, "form": "program_kerja", "row": "TATA-P01", "column": "satuan"}
    document = {"keputusan": 1, "edition": "WNS25", "entries": [{**about, **entry} for entry in entries]}
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")
    return path


def test_what_was_decided_on_the_page_stands_like_what_was_decided_on_the_matrix(
    conflict: tuple[Desk, Path], tmp_path: Path
) -> None:
    desk, matrix = conflict
    chosen = {"kind": "conflict", "value": "layanan", "seen": ["unit", "layanan"], "at": "2025-09-01T08:00:00.000Z"}
    page = noted(tmp_path / "keputusan.json", chosen)
    result = desk.collect(decisions=page)
    assert values(result)["TATA-P01"]["satuan"] == "layanan"
    assert [(c.decision, c.origin) for c in result.dataset.conflicts] == [("layanan", "copies")]

    decide(matrix, "TATA-P01", "Nilai 1")  # saved later than that, by its own properties
    result = desk.collect(decisions=(matrix, page))
    assert values(result)["TATA-P01"]["satuan"] == "unit"
    assert "TATA-P01: layanan" in {finding.value for finding in result.findings}  # it is told
    for entry, then in (
        ({**chosen, "at": "2999-01-01T00:00:00Z"}, "layanan"),
        ({"kind": "withdrawn", "at": "2999-01-01T00:00:00Z"}, "unit"),
        ({**chosen, "seen": ["layanan"], "at": "2999-01-01T00:00:00Z"}, "unit"),  # another copy has come since
    ):
        result = desk.collect(decisions=(matrix, noted(page, entry)))
        assert values(result)["TATA-P01"]["satuan"] == then
    write_matrix(matrix, desk.collect(decisions=(matrix, noted(page, {**chosen, "at": "2999-01-01T00:00:00Z"}))))
    assert values(desk.collect(decisions=matrix))["TATA-P01"]["satuan"] == "layanan"  # the matrix goes on from it
    assert desk.collect(decisions=noted(page, {**chosen, "stage": 1})).dataset.conflicts[0].decision == ""


def test_a_decision_of_the_page_that_was_emptied_on_the_matrix_since_is_taken_back(
    conflict: tuple[Desk, Path], tmp_path: Path
) -> None:
    desk, matrix = conflict
    chosen = {"kind": "conflict", "value": "layanan", "seen": ["unit", "layanan"], "at": "2025-09-01T08:00:00.250Z"}
    page = noted(tmp_path / "keputusan.json", chosen)

    def decision() -> str:
        return desk.collect(decisions=(matrix, page)).dataset.conflicts[0].decision

    decide(matrix, "TATA-P01", "")  # saved later than that, yet the matrix has not heard of it
    for _ in range(2):
        assert decision() == "layanan"
        write_matrix(matrix, desk.collect(decisions=(matrix, page)))
    decide(matrix, "TATA-P01", "")
    for _ in range(2):
        assert decision() == ""
        write_matrix(matrix, desk.collect(decisions=(matrix, page)))
    noted(page, {**chosen, "at": "2025-09-01T09:00:00Z"})  # decided anew
    assert decision() == "layanan"


def test_an_answer_typed_on_the_page_is_the_secretariats(desk: Desk, tmp_path: Path) -> None:
    desk.put("pagi.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": "lusin"}}, at="08:00")
    said = {"kind": "answer", "value": "orang", "source": "Bu Rini", "seen": answer_print(Cell("lusin", None, Place()))}
    page = noted(tmp_path / "keputusan.json", {**said, "at": "2025-09-01T08:00:00Z"})
    result = desk.collect(decisions=page)
    assert values(result)["TATA-P01"]["satuan"] == "orang"
    (entry,) = result.dataset.entries
    assert (entry.source, entry.cell.place) == ("Bu Rini", Place("keputusan.json", "Perlu Diperbaiki"))
    matrix = tmp_path / "Matriks.xlsx"
    write_matrix(matrix, result)
    answer(matrix, {("TATA-P01", "satuan"): ("", "")})
    assert not desk.collect(decisions=(matrix, page)).dataset.entries  # it was emptied there
    desk.put("sore.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": "kodi"}}, at="16:00")
    assert values(desk.collect(decisions=page))["TATA-P01"]["satuan"] != "orang"


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "[" * 100_000, '{"keputusan": 1, "edition": "WNS25", "entries": [{"stage": 2}]}'),
        '{"keputusan": 2, "edition": "WNS25", "entries": []}',
        '{"keputusan": 1, "edition": "REMBANG2022", "entries": []}',
    ],
)
def test_a_file_with_decisions_that_cannot_be_used_is_refused(desk: Desk, tmp_path: Path, text: str) -> None:
    desk.put("pagi.xlsx", FULL, at="08:00")
    page = tmp_path / "keputusan.json"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="keputusan"):
        desk.collect(decisions=page)


def test_another_value_may_be_decided(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai lain", "titik")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01"]["satuan"] == "titik"
        assert errors(result) == []
        write_matrix(matrix, result)


@pytest.mark.slow
def test_what_is_typed_beside_the_list_of_decisions_is_obeyed_or_told(desk: Desk, tmp_path: Path) -> None:
    desk.put("pagi.xlsx", FULL, at="08:00")
    desk.put("sore.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "target_akhir": 77}}, at="16:00")
    matrix = tmp_path / "Matriks.xlsx"

    def after(choice: object, other: Value = None) -> tuple[object, list[str | None]]:
        write_matrix(matrix, desk.collect())
        decide(matrix, "TATA-P01", choice, other)  # type: ignore[arg-type]
        result = desk.collect(decisions=matrix)
        return values(result)["TATA-P01"].get("target_akhir"), [f.value for f in result.findings if f.code == "T105"]

    before = LAYANAN["target_akhir"]
    assert after(before) == (before, [])  # the number itself
    assert after("Nilai 2", 33) == (before, ["TATA-P01: 33"])
    assert after("Nilai lain", "(kosong)") == (None, [])


def test_a_decision_that_no_longer_applies_is_said(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai 2")
    desk.put("malam.xlsx", {**FULL, "TATA-P01": {**LAYANAN, "satuan": "orang"}}, at="20:00")
    result = desk.collect(decisions=matrix)
    assert [f.row for f in result.findings if f.code == "G605"] == ["TATA-P01"]
    assert values(result)["TATA-P01"]["satuan"] == "orang"
    (open_one,) = result.dataset.conflicts
    assert (open_one.decision, [r.cell.value for r in open_one.readings]) == ("", ["orang", "unit", "layanan"])


def test_a_decision_the_returns_have_caught_up_with_is_settled(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai 2")
    (desk.folder / "sore.xlsx").unlink()
    result = desk.collect(decisions=matrix)
    assert values(result)["TATA-P01"]["satuan"] == "layanan"
    assert not result.dataset.conflicts
    assert "G605" not in {f.code for f in result.findings}


def test_a_decision_outlives_the_copy_it_was_about(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai 2")
    (desk.folder / "pagi.xlsx").unlink()
    result = desk.collect(decisions=matrix)
    assert values(result)["TATA-P01"]["satuan"] == "layanan"
    assert [(c.column, c.decision) for c in result.dataset.conflicts] == [("satuan", "layanan")]
    for _ in range(2):  # nobody has changed anything on Matriks Konsolidasi
        assert [c.origin for c in result.dataset.conflicts] == ["copies"]
        write_matrix(matrix, result)
        result = desk.collect(decisions=matrix)


def type_on_matrix(matrix: Path, row: str, column: str, value: Value) -> None:
    """Type over a cell of *Matriks Konsolidasi*, as somebody does at the projector."""
    rows = grids(matrix)["Matriks Konsolidasi"]
    top, keys = next((n, line) for n, line in enumerate(rows) if "#kunci" in line)
    mark, place = keys.index("#kunci"), next(n for n, key in enumerate(keys) if column in key.split("+"))
    line = next(n for n, line in enumerate(rows) if n > top and line[mark] == row)
    type_cells(matrix, matrix, {"Matriks Konsolidasi": {a1(line, place): value}})


def test_a_cell_changed_by_hand_is_proposed_until_somebody_decides(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    type_on_matrix(matrix, "TATA-P01", "program_kerja.nama_program", "Layanan Satu Atap")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01"]["nama_program"] == "Layanan Satu Pintu"
        proposed = next(c for c in result.dataset.conflicts if c.column == "nama_program")
        assert [r.cell.raw for r in proposed.readings] == ["Layanan Satu Pintu", "Layanan Satu Atap"]
        assert (proposed.origin, proposed.decision) == ("matrix", "")
        write_matrix(matrix, result)
    decide(matrix, "TATA-P01", "Nilai 2")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01"]["nama_program"] == "Layanan Satu Atap"
        assert [c.decision for c in result.dataset.conflicts] == ["Layanan Satu Atap", "layanan"]
        write_matrix(matrix, result)


@pytest.mark.slow
def test_a_change_on_a_renamed_sheet_is_kept_and_merging_again_changes_nothing(
    conflict: tuple[Desk, Path], tmp_path: Path
) -> None:
    desk, matrix = conflict
    decide(matrix, "TATA-P01", "Nilai lain", "titik")
    type_on_matrix(matrix, "TATA-P01", "program_kerja.nama_program", "Layanan Satu Atap")
    seen = []
    for _ in range(3):
        book = openpyxl.load_workbook(matrix)
        book["Matriks Konsolidasi"].title = "Hasil pleno"
        book[CONFLICTS].title = "Beda"
        book.save(matrix)
        result = desk.collect(decisions=matrix)
        seen.append(document(result))
        write_matrix(matrix, result)
    assert {(c["column"], c["readings"][-1]["raw"]) for c in seen[0]["conflicts"]} == {
        ("nama_program", "Layanan Satu Atap"),
        ("satuan", "layanan"),
    }
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


def test_a_row_deleted_on_the_matrix_and_a_sheet_of_ones_own_are_told(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    book = openpyxl.load_workbook(matrix)
    for name, key in (("Matriks Konsolidasi", "TATA-P01"), ("Data Aksi", "TATA-A001")):
        lines = [line[0].row for line in book[name].iter_rows() if line[0].value == key]
        book[name].delete_rows(lines[0])
    book.create_sheet("Notulen")["B2"].value = "Pak Sekda minta dua program digabung"
    book.create_sheet("Kosong")
    book.save(matrix)
    result = desk.collect(decisions=matrix)
    told = {(f.code, f.row, f.place.sheet) for f in result.findings if f.code in ("G607", "G609")}
    assert told == {
        ("G607", "TATA-P01", "Matriks Konsolidasi"),
        ("G607", "TATA-A001", "Data Aksi"),
        ("G609", "", "Notulen"),
    }
    assert {"TATA-P01", "TATA-A001"} <= set(values(result))
    write_matrix(matrix, result)
    assert not {f.code for f in desk.collect(decisions=matrix).findings} & {"G607", "G609"}


@pytest.mark.slow
def test_of_a_sheet_and_its_copy_the_sheet_counts_and_what_the_copy_says_is_told(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    type_on_matrix(matrix, "TATA-P01", "catatan_pembimbing", "Lama")
    decide(matrix, "TATA-P01", "Nilai 1")
    book = openpyxl.load_workbook(matrix)
    for name in ("Matriks Konsolidasi", CONFLICTS):
        book.copy_worksheet(book[name]).title = f"{name} (2)"
        book.move_sheet(f"{name} (2)", -30 if name == CONFLICTS else 0)
    book.save(matrix)
    type_on_matrix(matrix, "TATA-P01", "catatan_pembimbing", "Baru")
    decide(matrix, "TATA-P01", "Nilai 2")
    result = desk.collect(decisions=matrix)
    assert result.reviews["TATA-P01"]["catatan_pembimbing"] == "Baru"
    assert [c.decision for c in result.dataset.conflicts] == ["layanan"]
    assert {f.value for f in result.findings if f.code == "T105"} == {"TATA-P01: Lama", "TATA-P01: unit"}


def test_a_choice_changed_by_hand_is_read_like_any_other(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    type_on_matrix(matrix, "TATA-P01", "program_kerja.opd_pengampu", "Setda")
    result = desk.collect(decisions=matrix)
    proposed = next(c for c in result.dataset.conflicts if c.column == "opd_pengampu")
    assert [r.cell.value for r in proposed.readings] == ["DISKOMINFO", "SETDA"]


def test_reviews_are_kept(conflict: tuple[Desk, Path]) -> None:
    desk, matrix = conflict
    type_on_matrix(matrix, "TATA-P01", "catatan_pembimbing", "Gabung dengan Dukcapil?")
    type_on_matrix(matrix, "TATA-P01", "keputusan", "Perbaikii")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert result.reviews["TATA-P01"]["catatan_pembimbing"] == "Gabung dengan Dukcapil?"
        assert result.reviews["TATA-P01"]["keputusan"] == "Perbaikii"
        assert [(f.row, f.column) for f in result.findings if f.code == "G617"] == [("TATA-P01", "")]
        assert not [c for c in result.dataset.conflicts if c.column != "satuan"]
        write_matrix(matrix, result)


def test_reviews_follow_a_row_into_the_draft_that_takes_it_in(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", FULL, at="08:00")
    own = {"TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA"}}
    desk.put("setda.xlsx", own, to="TATA-SETDA", at="09:00")
    result = desk.collect()
    matrix = tmp_path / "Matriks.xlsx"
    write_matrix(matrix, result)
    type_on_matrix(matrix, "TATA-SETDA-P01", "catatan_pembimbing", "Gabung dengan Dukcapil?")
    type_on_matrix(matrix, "TATA-SETDA-P01", "keputusan", "Setuju")
    (out,) = write_drafts(result, tmp_path)
    filled = fill_fast(out, tmp_path / "draf terisi.xlsx", {"Program Kerja": {"P02": {"target_akhir": 15}}})
    desk.stamp(filled, "draf.xlsx", "15:00")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert result.reviews == {"TATA-P02": {"catatan_pembimbing": "Gabung dengan Dukcapil?", "keputusan": "Setuju"}}
        assert "G608" not in {f.code for f in result.findings}
        write_matrix(matrix, result)


def test_reviews_stay_with_their_program_where_another_takes_its_code(desk: Desk, tmp_path: Path) -> None:
    """An earlier saved copy that comes later keeps the code; taken away again, it takes what was said of it along."""
    matrix = tmp_path / "Matriks.xlsx"
    desk.put("tata.xlsx", {"TATA-P01": LAYANAN}, at="09:00")
    write_matrix(matrix, desk.collect())
    type_on_matrix(matrix, "TATA-P01", "keputusan", "Hapus")
    type_on_matrix(matrix, "TATA-P01", "program_kerja.deskripsi", "Diubah di layar")
    earlier = desk.put("tata (1).xlsx", {"TATA-P01": BANJIR}, at="08:00")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01b"]["nama_program"] == LAYANAN["nama_program"]
        assert result.reviews == {"TATA-P01b": {"keputusan": "Hapus"}}
        assert [(c.row, c.column) for c in result.dataset.conflicts] == [("TATA-P01b", "deskripsi")]
        write_matrix(matrix, result)

    type_on_matrix(matrix, "TATA-P01", "keputusan", "Setuju")
    type_on_matrix(matrix, "TATA-P01", "program_kerja.sasaran", "Nelayan")
    earlier.unlink()
    result = desk.collect(decisions=matrix)
    assert result.reviews == {"TATA-P01": {"keputusan": "Hapus"}}
    assert [(c.row, c.column) for c in result.dataset.conflicts] == [("TATA-P01", "deskripsi")]
    told = [finding for finding in result.findings if finding.code == "G608"]
    assert ["Setuju" in finding.message and "TATA-P01 yang dulu" in finding.message for finding in told] == [True]
    assert "TATA-P01: Nelayan" in [finding.value for finding in result.findings]


def test_reviews_follow_a_program_that_is_typed_into_another_row(desk: Desk, tmp_path: Path) -> None:
    """Known by a title that no other row has, then or now; what shares its title stays with its code."""
    matrix = tmp_path / "Matriks.xlsx"
    twins = {"TATA-P04": BANJIR, "TATA-P05": {**BANJIR, "target_akhir": 13}}
    sent = desk.put(
        "tata.xlsx", {"TATA-P01": LAYANAN, "TATA-P02": {**LAYANAN, "nama_program": "Antre Daring"}, **twins}
    )
    write_matrix(matrix, desk.collect())
    for row in ("TATA-P01", "TATA-P02", "TATA-P04", "TATA-P05"):
        type_on_matrix(matrix, row, "catatan_pembimbing", f"Cek {row}")
    sent.unlink()
    desk.put("tata.xlsx", {"TATA-P01": {**LAYANAN, "nama_program": "Antre Daring"}, "TATA-P02": LAYANAN, **twins})
    result = desk.collect(decisions=matrix)
    assert {row: review["catatan_pembimbing"] for row, review in result.reviews.items()} == {
        "TATA-P02": "Cek TATA-P01",
        "TATA-P01": "Cek TATA-P02",
        "TATA-P04": "Cek TATA-P04",
        "TATA-P05": "Cek TATA-P05",
    }


def test_an_answer_of_the_page_stays_with_its_program_where_another_takes_its_code(desk: Desk, tmp_path: Path) -> None:
    matrix, without = tmp_path / "Matriks.xlsx", {"satuan": None}
    said = {"kind": "answer", "value": "orang", "source": "", "seen": answer_print(None)}
    page = noted(tmp_path / "keputusan.json", {**said, "at": "2025-09-01T08:00:00Z"})
    desk.put("tata.xlsx", {"TATA-P01": {**LAYANAN, **without}}, at="09:00")
    write_matrix(matrix, desk.collect(decisions=page))
    desk.put("tata (1).xlsx", {"TATA-P01": {**BANJIR, **without}}, at="08:00")
    for _ in range(3):
        result = desk.collect(decisions=(matrix, page))
        assert values(result)["TATA-P01b"]["satuan"] == "orang"
        assert "satuan" not in values(result)["TATA-P01"]
        write_matrix(matrix, result)


@pytest.mark.sampled
@pytest.mark.parametrize(("sent", "told"), [(None, []), (40, []), (41, ["G614"])])
def test_what_the_secretariat_filled_in_goes_into_corrections_until_something_else_is_sent(
    desk: Desk, tmp_path: Path, sent: int | None, told: list[str]
) -> None:
    desk.put("tata.xlsx", {"TATA-P01": {**LAYANAN, "target_akhir": None, "satuan": None}, "TATA-A001": AKSI})
    matrix = tmp_path / "Matriks.xlsx"
    write_matrix(matrix, desk.collect())
    answer(matrix, {("TATA-P01", "target_akhir"): (40, "Ibu Rini")})
    result = desk.collect(decisions=matrix)
    assert errors(result) == [("S201", "TATA-P01", "satuan")]
    (out,) = write_corrections(result, tmp_path / "perbaikan")
    write_matrix(matrix, result)
    typed: dict[str, Value] = {"satuan": "layanan"} if sent is None else {"satuan": "layanan", "target_akhir": sent}
    desk.stamp(fill_fast(out, tmp_path / "diisi.xlsx", {"Program Kerja": {"TATA-P01": typed}}), "kembali.xlsx", "15:00")
    kept = [] if sent == 41 else [("TATA-P01", "target_akhir", "Ibu Rini")]
    for _ in range(3):  # once more with the correction that is made meanwhile
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P01"]["target_akhir"] == (sent or 40)
        assert (errors(result), result.dataset.conflicts) == ([], ())
        assert [(entry.row, entry.column, entry.source) for entry in result.dataset.entries] == kept
        assert [line["source"] for line in document(result)["adjustments"] if line["rule"] == FILLED_IN] == [
            source for *_, source in kept
        ]
        assert [finding.code for finding in result.findings if finding.code == "G614"] == told
        write_matrix(matrix, result)
        told = []


@pytest.mark.sampled
def test_what_the_secretariat_filled_in_stays_its_own_through_a_draft(desk: Desk, tmp_path: Path) -> None:
    desk.put("tata.xlsx", FULL, at="08:00")
    desk.put(
        "setda.xlsx", {"TATA-SETDA-P01": {**BANJIR, "opd_pengampu": "SETDA", "target_akhir": None}}, to="TATA-SETDA"
    )
    matrix = tmp_path / "Matriks.xlsx"
    write_matrix(matrix, desk.collect())
    answer(matrix, {("TATA-SETDA-P01", "target_akhir"): (15, "Pak Joko")})
    result = desk.collect(decisions=matrix)
    write_matrix(matrix, result)
    (out,) = write_drafts(result, tmp_path)
    filled = fill_fast(out, tmp_path / "draf terisi.xlsx", {"Program Kerja": {"P02": {"keterangan": "Disepakati"}}})
    desk.stamp(filled, "draf.xlsx", "15:00")
    for _ in range(2):
        result = desk.collect(decisions=matrix)
        assert values(result)["TATA-P02"]["target_akhir"] == 15
        assert [(entry.row, entry.source) for entry in result.dataset.entries] == [("TATA-P02", "Pak Joko")]
        write_matrix(matrix, result)


def test_decisions_of_another_stage_are_refused(conflict: tuple[Desk, Path], tmp_path: Path) -> None:
    desk, _ = conflict
    other = Desk(desk.kota, tmp_path / "lain") if (tmp_path / "lain").mkdir() is None else desk
    other.put("tata.xlsx", {"TATA-S1": {"uraian": "Jaringan luas"}}, stage=1)
    matrix = tmp_path / "Matriks 1.xlsx"
    write_matrix(matrix, other.collect())
    with pytest.raises(UsageError, match=r"Matriks 1.xlsx adalah matriks bimtek 1"):
        desk.collect(decisions=matrix)
