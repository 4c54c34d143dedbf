"""Files made to hurt: they are refused or read, each within a moment, and none takes the process with it."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest

from tests import SAMPLES
from tests.gallery import TYPED, cells, facts, surgery
from tests.outlook import compound_file
from tests.zips import repeating_ods, zipped, zipped_with
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.formats import guard, xlsx, xlsx_parts
from worksheet_kit.formats.guard import Package, UnreadableError, XmlReader
from worksheet_kit.returns.reader import Limits
from worksheet_kit.returns.workers import read_in_workers

SHEET = "xl/worksheets/sheet2.xml"
SECONDS = 10.0


def one(path: Path, profile: Profile) -> Return | Refusal:
    """What becomes of the file in a worker, as in real use."""
    (found,) = read_in_workers([path], profile, limits=Limits(file=SECONDS))
    return found


def name(found: Return | Refusal) -> str:
    return found.name if isinstance(found, Refusal) else "kiriman"


def in_sheet(path: Path, text: bytes) -> Path:
    """Put something at the end of the cells of a form's sheet."""
    return surgery(
        path, lambda part, data: data.replace(b"</sheetData>", text + b"</sheetData>") if part == SHEET else data
    )


# --- zip containers ---------------------------------------------------------------------------------------------------


def why(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        Package(data).xml("a.xml")
    return caught.value.name


def test_a_part_that_inflates_beyond_reason_is_not_read() -> None:
    assert why(zipped({"a.xml": bytes(8_000_000)})) == "too_big"


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_INFLATED", 1_000)
    assert why(zipped({"a.xml": b"x" * 600, "b.xml": b"y" * 600})) == "too_big"


def test_the_number_of_parts_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_MEMBERS", 2)
    assert why(zipped({f"{n}.xml": b"" for n in range(3)})) == "too_big"


def test_a_size_that_is_not_true_is_found_out() -> None:
    """The directory says 1,000 bytes; what would come out is a hundred times that."""
    data = bytearray(zipped({"a.xml": b"ab" * 50_000}))
    for at in (22, data.rfind(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 1_000)
    assert why(bytes(data)) == "damaged"


def test_a_directory_without_end_is_not_listed() -> None:
    """1.2 million entries: listing them would take 10 seconds and 1 GB."""
    entry = b"PK\x01\x02" + bytes(42)
    count = 1_200_000
    end = b"PK\x05\x06" + struct.pack("<4x2H2IH", 0xFFFF, 0xFFFF, len(entry) * count, 0, 0)
    directory = entry * count + end
    tracemalloc.start()
    try:
        assert why(directory) == "too_big"
        assert tracemalloc.get_traced_memory()[1] < 2 * len(directory)
    finally:
        tracemalloc.stop()


def lzma_zip(dictionary: int, *, damaged: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.xml", b"<a>" + bytes(range(65, 91)) * 100 + b"</a>")
    data = bytearray(out.getvalue())
    data[30 + 5 + 5 : 30 + 5 + 9] = struct.pack("<I", dictionary)
    if damaged:
        data[60:90] = b"\xff" * 30
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(lzma_zip(2**32 - 1), "too_big"), (lzma_zip(2**23, damaged=True), "damaged")],
)
def test_an_lzma_member_is_held_to_the_same_limits(data: bytes, reason: str) -> None:
    assert why(data) == reason


def test_a_whole_lzma_member_is_read() -> None:
    assert Package(lzma_zip(2**23)).xml("a.xml").startswith(b"<a>ABC")


@pytest.mark.slow
def test_a_method_that_inflates_without_end_gives_no_more_than_the_directory_says() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xml", bytes(200_000_000))
    data = bytearray(out.getvalue())
    for at in (22, data.rfind(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 1_000)
    tracemalloc.start()
    try:
        assert why(bytes(data)) == "damaged"
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("flag", "method", "reason"), [(1, 99, "locked_zip"), (0, 9, "packed"), (1, 8, "password")])
def test_a_member_that_is_not_opened_here_says_why(flag: int, method: int, reason: str) -> None:
    assert why(zipped_with(flag, method, "a.xml", b"<a/>")) == reason


@pytest.mark.parametrize(("depth", "refused"), [(256, False), (257, True), (100_000, True)])
def test_a_tree_is_never_made_of_xml_nested_too_deep(depth: int, refused: bool) -> None:
    package = Package(zipped({"_rels/.rels": b"<a>" * depth + b"</a>" * depth}))
    if refused:
        with pytest.raises(UnreadableError) as caught:
            xlsx_parts.tree(package, "_rels/.rels")
        assert (caught.value.name, caught.value.data["limit"]) == ("too_big", "elements")
    else:
        assert xlsx_parts.tree(package, "_rels/.rels").tag == "a"


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!-- a --><!doctype a SYSTEM "file:///etc/passwd"><a/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16"),
    ],
)
def test_document_types_are_refused(xml: bytes) -> None:
    assert why(zipped({"a.xml": xml})) == "too_big"


def test_an_entity_is_refused_where_it_is_read() -> None:
    """Also behind a comment that hides the document type from a quick look."""
    xml = b'<!-- <a --><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    with pytest.raises(UnreadableError) as caught:
        XmlReader().run(xml)
    assert caught.value.name == "too_big"


# --- sheets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="60"><c r="XFD60"><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_at_the_end_of_the_sheet_is_listed_and_costs_nothing(sent: Path, kota: Profile, cell: bytes) -> None:
    found = one(in_sheet(sent, cell), kota)
    assert isinstance(found, Return)
    assert cells(found) == TYPED
    assert [fact.name for fact in facts(found)] == ["outside_table"]


def test_a_wrong_dimension_is_not_believed(sent: Path, kota: Profile) -> None:
    found = one(surgery(sent, lambda _, data: re.sub(rb'(<dimension ref=)"[^"]*"', rb'\1"A1"', data)), kota)
    assert isinstance(found, Return)
    assert cells(found) == TYPED


def test_cells_without_end_are_refused(sent: Path, kota: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 2_000)
    monkeypatch.setattr(guard, "MAX_CELLS", 2_000)
    found = one(in_sheet(sent, b'<row r="70">' + b'<c r="A70"/>' * 3_000 + b"</row>"), kota)
    assert name(found) == "too_big"


def test_an_exploding_entity_is_refused(sent: Path, kota: Profile) -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    doctype = b'<!DOCTYPE worksheet [<!ENTITY l0 "ha">' + laughs + b"]>"
    changed = surgery(
        sent, lambda part, data: data.replace(b"<worksheet", doctype + b"<worksheet", 1) if part == SHEET else data
    )
    assert name(one(changed, kota)) == "too_big"


def test_a_sheet_that_is_a_bomb_is_refused(sent: Path, kota: Profile) -> None:
    assert name(one(in_sheet(sent, b" " * 50_000_000), kota)) == "too_big"


@pytest.mark.parametrize("repeats", [b"1048576", b"99999999999999999999"])
def test_an_ods_that_repeats_a_cell_without_end_is_read(kota: Profile, tmp_path: Path, repeats: bytes) -> None:
    file = tmp_path / "a.ods"
    file.write_bytes(repeating_ods(repeats))
    assert name(one(file, kota)) in ("stranger", "too_big")


# --- OLE containers ---------------------------------------------------------------------------------------------------


def ole(fat: list[int], directory_start: int = 1, stream: str = "Workbook") -> bytes:
    """A minimal compound file with one stream: header, one sector of FAT, one of directory, one of content."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 0, 1, directory_start, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    sector = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    root = "Root Entry".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 22, 5, 1)
    root += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1) + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)
    book = stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(stream) + 2, 2, 1)
    book += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + bytes(36) + struct.pack("<IQ", 2, 8_192)
    return bytes(header) + sector + (root + book).ljust(512, b"\0") + bytes(512)


@pytest.mark.parametrize(
    "data",
    [
        ole([0xFFFFFFFD, 1]),  # the directory follows itself
        ole([0xFFFFFFFD, 0xFFFFFFFE, 2]),  # the workbook stream follows itself
        ole([0xFFFFFFFD, 2, 1]),  # directory and stream follow each other
        ole([0xFFFFFFFD, 0xFFFFFFFE, 99]),  # leads out of the file
        ole([0xFFFFFFFD, 0xFFFFFFFE], directory_start=77),
    ],
)
def test_a_chain_that_loops_ends(kota: Profile, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.xls"
    file.write_bytes(data)
    assert name(one(file, kota)) in ("damaged", "stranger")


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", "word"),
        ("PowerPoint Document", "stranger"),
        ("__nameid_version1.0", "msg"),
        ("__properties_version1.0", "stranger"),  # a mail without anything
        ("EncryptedPackage", "password"),
        ("ETExtData", "et"),
        ("Contents", "stranger"),
        ("Workbook", "damaged"),
    ],
)
def test_an_old_office_file_is_told_by_its_streams(kota: Profile, tmp_path: Path, stream: str, kind: str) -> None:
    file = tmp_path / "kiriman.xls"
    file.write_bytes(ole([0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE], stream=stream))
    assert name(one(file, kota)) == kind


# --- damage that a quick parser passes over ---------------------------------------------------------------------------


def drop(word: str) -> Callable[[str, bytes], bytes | None]:
    return lambda part, data: None if word in part else data


def in_form(old: bytes, new: bytes) -> Callable[[str, bytes], bytes | None]:
    return lambda part, data: re.sub(old, new, data, count=1) if part == SHEET else data


@pytest.mark.parametrize(
    "damage",
    [
        drop("sharedStrings"),
        drop("workbook.xml.rels"),
        in_form(rb'(<c r="D9"[^>]*><v>)\d+', rb"\g<1>99999"),
        in_form(rb'(<c r="D9"[^>]*><v>)\d+', rb"\g<1>-1"),
        in_form(rb'(<c r="D9"[^>]*t=)"s"', rb'\1"zzz"'),
        in_form(rb"</sheetData>[\s\S]*", rb""),
        in_form(rb'<row r="11"[\s\S]*', rb""),
    ],
)
def test_damage_inside_a_whole_container_is_never_a_blank_cell(
    sent: Path, kota: Profile, damage: Callable[[str, bytes], bytes | None]
) -> None:
    assert name(one(surgery(sent, damage), kota)) == "damaged"


@pytest.mark.parametrize(("written", "text"), [(b"nan", "nan"), (b"1e999", "inf"), (b"12,5", "12,5")])
def test_a_number_that_is_none_is_text(sent: Path, kota: Profile, written: bytes, text: str) -> None:
    found = one(surgery(sent, in_form(rb"<v>12\.5</v>", b"<v>" + written + b"</v>")), kota)
    assert isinstance(found, Return)
    assert cells(found)["TATA-P03"]["target_akhir"] == text


# --- what is there is read, what is not is told -----------------------------------------------------------------------


def lost(found: Return) -> list[tuple[str, str]]:
    return [(fact.place.sheet, fact.text("part")) for fact in found.facts if fact.name is FactName.LOST_PART]


def test_a_sheet_that_leads_nowhere_is_told_and_the_others_are_read(sent: Path, kota: Profile) -> None:
    found = one(surgery(sent, drop("sheet2.xml")), kota)
    assert isinstance(found, Return)
    assert cells(found) == {key: row for key, row in TYPED.items() if key.startswith("TATA-A")}
    assert lost(found) == [("Program Kerja", "sheet")]
    assert FactName.SHEET_MISSING in {fact.name for fact in found.facts}


def test_a_relation_that_leads_nowhere_is_told(sent: Path, kota: Profile) -> None:
    """Comments and drawings that are not there, and shared strings that no cell needs."""
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    dangling = "".join(
        f'<Relationship Id="x{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="../{kind}9.xml"/>'
        for kind in ("comments", "drawing", "printerSettings")
    ).encode()
    head = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    with zipfile.ZipFile(sent) as archive:
        has_rels = rels in archive.namelist()
    if has_rels:
        surgery(sent, lambda n, d: d.replace(b"</Relationships>", dangling + b"</Relationships>") if n == rels else d)
    else:
        with zipfile.ZipFile(sent, "a") as archive:
            archive.writestr(rels, head + dangling + b"</Relationships>")
    found = one(sent, kota)
    assert isinstance(found, Return)
    assert cells(found) == TYPED
    assert lost(found) == [("Program Kerja", "comments"), ("Program Kerja", "drawing")]


XLS = SAMPLES / "bimtek-2" / "LIVING bimtek 2 - dari laptop lama.xls"


def records(change: Callable[[bytearray], object]) -> bytes:
    """The records of the sample .xls, changed, in a container of their own."""
    with olefile.OleFileIO(XLS) as container, container.openstream("Workbook") as stream:
        content = bytearray(stream.read())
    change(content)
    return compound_file({"Workbook": bytes(content)})


def at(content: bytes, kind: int, nth: int = 0) -> int:
    """Where the content of a record begins."""
    place = 0
    while True:
        record, length = struct.unpack_from("<2H", content, place)
        if record == kind:
            if nth == 0:
                return place + 4
            nth -= 1
        place += 4 + length


def rows_of(found: Return | Refusal) -> dict[str, dict[str, object]]:
    assert isinstance(found, Return), found
    return {row.key: dict(row.cells) for sheet in found.sheets for row in sheet.rows}


@pytest.mark.sampled
@pytest.mark.parametrize("count", [0, 1, 100_000, 2**32 - 1])
def test_a_wrong_count_of_strings_is_not_believed(rembang: Profile, tmp_path: Path, count: int) -> None:
    file = tmp_path / "a.xls"
    file.write_bytes(records(lambda content: struct.pack_into("<I", content, at(content, 0xFC) + 4, count)))
    assert rows_of(one(file, rembang)) == rows_of(one(XLS, rembang))


def test_a_loose_directory_is_read(rembang: Profile, tmp_path: Path) -> None:
    """The directory says more than there is of a stream that follows, as some programs leave it."""
    data = bytearray(records(lambda _: None))
    data[44:48] = struct.pack("<I", 7)  # sectors of the table: a wrong number
    file = tmp_path / "a.xls"
    file.write_bytes(bytes(data))
    assert rows_of(one(file, rembang)) == rows_of(one(XLS, rembang))


def test_an_entry_of_an_xls_that_leads_nowhere_is_told(rembang: Profile, tmp_path: Path) -> None:
    file = tmp_path / "a.xls"
    file.write_bytes(records(lambda content: struct.pack_into("<I", content, at(content, 0x85), len(content) - 4)))
    found = one(file, rembang)
    assert isinstance(found, Return)
    assert [part for _, part in lost(found)] == ["sheet"]
    assert rows_of(found) == rows_of(one(XLS, rembang))


def test_an_xls_locked_the_old_way_is_named(rembang: Profile, tmp_path: Path) -> None:
    def lock(content: bytearray) -> None:
        place = at(content, 0x809) + 16
        content[place:place] = struct.pack("<2H3H", 0x2F, 6, 0, 0x1234, 0x5678)

    file = tmp_path / "a.xls"
    file.write_bytes(records(lock))
    assert name(one(file, rembang)) == "locked_xls"
