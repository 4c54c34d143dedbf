"""Names are looked up as children of their parent, in its namespace: extensions repeat them with another meaning."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from worksheet_kit.formats.grid import Comment, Grid
from worksheet_kit.formats.guard import Package
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.formats.xlsx_parts import saved

X14 = b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
X15 = b'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"'


def opened(change: Callable[[str, bytes], bytes], **options: object) -> Grid:
    """A sheet with a day, a number and a comment, read after each part went through ``change``."""
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, date(2025, 2, 1), book.add_format({"num_format": "d mmm yyyy"}))
        sheet.write_number(1, 0, 29, book.add_format({"num_format": '0" unit"'}))
        sheet.write_comment(0, 0, "Cek", {"author": "Siti"})
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return open_book(changed.getvalue(), "xlsx").load(0)


def replacing(part: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        assert old in data
        return data.replace(old, new, 1)

    return change


@pytest.mark.parametrize("namespace", [X14, X15])
@pytest.mark.parametrize("from_1904", [False, True])
def test_the_calendar_is_said_by_the_workbook_not_by_an_extension(namespace: bytes, from_1904: bool) -> None:
    prefix = namespace[6:9]
    own = b'<ext %s><%s:workbookPr date1904="%d"/></ext>' % (namespace, prefix, not from_1904)
    change = replacing("xl/workbook.xml", b"</workbook>", b"<extLst>%s</extLst></workbook>" % own)
    assert opened(change, date_1904=from_1904).at(0, 0) == date(2025, 2, 1)


def test_a_sheet_is_listed_among_the_sheets() -> None:
    other = b'<extLst><ext %s><x15:sheets><x15:sheet name="Lain"/></x15:sheets></ext></extLst></workbook>' % X15
    assert opened(replacing("xl/workbook.xml", b"</workbook>", other)).name == "Sheet1"


def test_the_number_formats_of_cells_are_not_those_of_conditional_formats() -> None:
    other = b'<dxfs count="1"><dxf><numFmt numFmtId="165" formatCode="0%"/></dxf></dxfs>'
    grid = opened(replacing("xl/styles.xml", b'<dxfs count="0"/>', other))
    assert grid.at(1, 0) == 29
    assert getattr(grid.at(1, 0), "text", "") == "29 unit"


STYLES = "xl/styles.xml"
UNIT = b'<numFmt numFmtId="165" formatCode="0&quot; unit&quot;"/>'
OTHER = b'<numFmts count="1"><numFmt numFmtId="165" formatCode="0%"/></numFmts>'
MORE = b'<cellXfs count="3"><xf numFmtId="9"/><xf numFmtId="9"/><xf numFmtId="9"/></cellXfs>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((b"<fonts ", b"<%s %s>%s</%s><fonts " % (b"x14:a", X14, inside, b"x14:a")) for inside in (OTHER, MORE)),
        (b"<fonts ", b"<a xmlns='urn:example'>%s%s</a><fonts " % (OTHER, MORE)),
        (
            b"<fonts ",
            b"<x14:numFmts %s>%s</x14:numFmts><fonts "
            % (X14, OTHER[len(b'<numFmts count="1">') : -len(b"</numFmts>")]),
        ),
        (b"<cellXfs ", b"<x14:cellXfs %s><xf numFmtId='9'/></x14:cellXfs><cellXfs " % X14),
        (b"</styleSheet>", b"<extLst><ext>%s%s</ext></extLst></styleSheet>" % (OTHER, MORE)),
        (b"<fonts ", b"<!-- %s%s --><fonts " % (OTHER, MORE)),
        (UNIT, b"<numFmt formatCode='0\" unit\"' numFmtId='165' />"),
        (UNIT, b'<numFmt numFmtId="165" formatCode="[>1]0&quot; unit&quot;;0"/>'),
    ],
)
def test_the_formats_of_cells_are_the_children_of_the_style_sheet(old: bytes, new: bytes) -> None:
    grid = opened(replacing(STYLES, old, new))
    assert getattr(grid.at(1, 0), "text", "") == "29 unit"
    assert grid.at(0, 0) == date(2025, 2, 1)


def test_the_names_of_styles_may_have_any_prefix() -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != STYLES:
            return data
        data = data.replace(b"</", b"\0").replace(b"<?", b"\1").replace(b"<", b"<s:").replace(b"\0", b"</s:")
        return data.replace(b"\1", b"<?").replace(b" xmlns=", b" xmlns:s=")

    assert getattr(opened(change).at(1, 0), "text", "") == "29 unit"


@pytest.mark.parametrize(
    "other",
    [
        b'<x14:Relationship %s Id="rId1" Type="t/worksheet" Target="no.xml"/>' % X14,
        b'<a xmlns="urn:example"><Relationship Id="rId1" Type="t/worksheet" Target="no.xml"/></a>',
        b'<Relationship Id="rId90" Type="http://example.org/relationships/styles" Target="no.xml"/>',
    ],
)
def test_what_leads_to_parts_are_relationships_of_the_standard(other: bytes) -> None:
    """One more of another vocabulary stands behind or before those of the workbook."""
    part = "xl/_rels/workbook.xml.rels"
    for old, new in (
        (b"</Relationships>", other + b"</Relationships>"),
        (b"<Relationship ", other + b"<Relationship "),
    ):
        assert getattr(opened(replacing(part, old, new)).at(1, 0), "text", "") == "29 unit"


@pytest.mark.parametrize(
    "extension",
    [
        b'<extLst><ext><c r="A2"><v>7</v></c></ext></extLst>',
        b'<ext xmlns="urn:example"><c r="A2"><v>7</v></c></ext>',
    ],
)
def test_cells_of_an_extension_of_a_row_are_none(extension: bytes) -> None:
    """What stands in a row or before the rows."""
    for old in (b"</row>", b"<sheetData>"):
        assert opened(replacing("xl/worksheets/sheet1.xml", old, extension + old)).at(1, 0) == 29


def test_cells_of_another_vocabulary_are_none_of_the_sheet() -> None:
    foreign = b'<extLst><ext %s><x14:row r="2"><x14:c r="A2"><x14:v>7</x14:v></x14:c></x14:row></ext></extLst>' % X14
    grid = opened(replacing("xl/worksheets/sheet1.xml", b"</worksheet>", foreign + b"</worksheet>"))
    assert grid.at(1, 0) == 29


def test_cells_of_an_extension_are_none_of_the_sheet() -> None:
    other = b'<extLst><ext><row r="2"><c r="A2"><v>7</v></c></row></ext></extLst>'
    assert opened(replacing("xl/worksheets/sheet1.xml", b"</worksheet>", other + b"</worksheet>")).at(1, 0) == 29


def test_a_comment_is_its_own_text() -> None:
    foreign = b'<extLst><x14:comment %s ref="A1" authorId="0"><x14:text>Lain</x14:text></x14:comment></extLst>' % X14
    grid = opened(replacing("xl/comments1.xml", b"</comments>", foreign + b"</comments>"))
    assert grid.comments == {(0, 0): Comment("Cek", "Siti")}


MERGES = b'<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "merged"),
    [
        (b"</sheetData>", b"</sheetData><mergeCells count='1'><mergeCell a='1' ref='A1:B1' /></mergeCells>", 1),
        (b"</worksheet>", b"<extLst><ext>%s</ext></extLst></worksheet>" % MERGES, 0),
        (b"</worksheet>", b"<extLst><ext><sheetData><row/></sheetData>%s</ext></extLst></worksheet>" % MERGES, 0),
        (b"</sheetData>", b"</sheetData><a xmlns='urn:example'>%s</a>" % MERGES, 0),
        (b"</sheetData>", b"</sheetData><!-- %s -->" % MERGES, 0),
    ],
)
def test_merged_cells_are_children_of_the_sheet(old: bytes, new: bytes, merged: int) -> None:
    assert len(opened(replacing(SHEET, old, new)).merges) == merged


@pytest.mark.parametrize(("prefix", "merged"), [(b"", [(0, 0, 0, 1)]), (b"x14:", [])])
def test_merged_cells_are_those_of_the_sheet(prefix: bytes, merged: list[tuple[int, ...]]) -> None:
    cells = b'<%smergeCells %s><%smergeCell ref="A1:B1"/></%smergeCells>' % (prefix, X14, prefix, prefix)
    change = replacing("xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData>" + cells)
    assert list(opened(change).merges) == merged


def test_the_time_of_saving_is_that_of_the_properties() -> None:
    part, foreign = "docProps/core.xml", b"<x14:modified %s>1999-01-01T00:00:00Z</x14:modified>" % X14
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            part,
            b'<p xmlns:d="http://purl.org/dc/terms/">%s<d:modified>2025-06-03T08:00:00Z</d:modified></p>' % foreign,
        )
    assert saved(Package(packed.getvalue())) == datetime(2025, 6, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_escapes_are_read_in_every_encoding(encoding: str) -> None:
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "a_x0041_b")
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            coded = text.replace("UTF-8", encoding.upper(), 1).encode(encoding) if "sharedStrings" in name else text
            target.writestr(name, coded)
    assert open_book(changed.getvalue(), "xlsx").load(0).at(0, 0) == "a_x0041_b"
