"""The quick reader of cells says what the careful one says, or leaves the sheet to it."""

from __future__ import annotations

from functools import partial

import pytest

from tests import SAMPLES
from worksheet_kit.core.model import Profile, Recipient, WorksheetContent
from worksheet_kit.formats import xlsx, xlsx_parts
from worksheet_kit.formats.grid import Cells, Spot, dense
from worksheet_kit.formats.guard import Package, UnreadableError
from worksheet_kit.formats.number_format import shown
from worksheet_kit.formats.xlsx_fast import plain_cells, plain_strings, unescape
from worksheet_kit.worksheet.workbook import worksheet_bytes

SAMPLES = sorted((SAMPLES).rglob("*.xlsx"))
STRINGS = ["nol", "satu", "dua"]
FORMATS = ["", "dd/mm/yyyy", "0%"]


def sheet(cells: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    ).encode()


def quick(xml: bytes) -> Cells | None:
    return plain_cells(xml, STRINGS, FORMATS, partial(shown, from_1904=False))


def careful(xml: bytes, strings: list[str] = STRINGS, formats: tuple[str, ...] = tuple(FORMATS)) -> Cells:
    parser = xlsx._Cells(strings, formats, False)
    parser.run(xml)
    rows, far = dense(parser.cells)
    assert not far
    return Cells(rows, parser.computed)


def filled(plain: Cells) -> dict[Spot, object]:
    return {(r, c): value for r, row in enumerate(plain.rows) for c, value in enumerate(row) if value != ""}


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ('<row r="1"><c r="A1" t="s"><v>2</v></c><c r="C1"><v>1.5</v></c></row>', [["dua", "", 1.5]]),
        ('<row r="2"><c r="B2" s="1"><v>44927</v></c></row>', [[], ["", shown(44927.0, "date")]]),
        ('<row r="1"><c r="A1" s="2"><v>0.5</v></c></row>', [["50%"]]),
        ('<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>', [[True, False]]),
        ('<row r="1"><c r="A1" t="str"><f>B1&amp;"x"</f><v>a &lt; b &#233; &#x1F600;</v></c></row>', [["a < b é 😀"]]),
        ('<row r="1"><c r="A1"><f aca="false">1+1</f><v>2</v></c></row>', [[2.0]]),
        ('<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1" s="1"/></row>', []),
        ('<row r="1"><c r="A1"><f t="shared" si="0"/><v>7</v></c></row>', [[7.0]]),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [[2.0, 1.0]]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [[2.0]]),  # the later one counts
        ('<row r="1"><c r="A1" t="str"><v>a_x000A_b_x005F_x000A__xD83D_</v></c></row>', [["a\nb_x000A__xD83D_"]]),
        ('<row r="1"><c r="AA1"><v>1e3</v></c></row>', [[*[""] * 26, 1000.0]]),
        ('<row r="1"><c r="A1"><v>1e9999</v></c></row>', [["inf"]]),
        ("", []),
    ],
)
def test_a_plain_sheet_is_read_at_once(cells: str, rows: list[list[object]]) -> None:
    found = quick(sheet(cells))
    assert found is not None
    assert found.rows == rows
    assert found.computed == careful(sheet(cells)).computed
    assert filled(careful(sheet(cells))) == filled(found)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>',
        '<row r="1"><c r="A1"><f>1+1</f></c></row>',  # never computed
        '<row r="1"><c r="A1"><f>1+1</f><v></v></c></row>',
        '<row r="1"><c r="A1"><f>1+1</f><v/></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>teks</t></is></c></row>',
        '<row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v/></c></row>',  # a picture
        '<row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>a</v></c></row>',
        '<row r="1"><c r="A1" t="str"><f>DISPIMG("ID_1",1)</f><v></v></c></row>',
        '<row r="1"><c r="A1" t="str"><f>IF(B1,DISPIMG("ID_1",1))</f><v>=DISPIMG("ID_1",1)</v></c></row>',
        '<row r="1" xmlns:x="a"><x:c r="A1"><x:v>1</x:v></x:c></row>',
        '<row r="1"><c r="A1" t="d"><v>2023-01-01</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>3</v></c></row>',  # no such string
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',  # nor that
        '<row r="1"><c r="A1" t="str"><v xml:space="preserve"> a</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a<!-- b -->c</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&apa;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c t="s" r="A1"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',  # its place follows from the cell before
        '<row r="1">\n<c r="A1">\n<v>1</v>\n</c>\n</row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>satu</v></c></row>',
    ],
)
def test_what_is_unusual_is_left_to_the_careful_reader(cells: str) -> None:
    assert quick(sheet(cells)) is None


@pytest.mark.parametrize(
    "xml",
    [
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>')[:-20],  # cut off
        sheet("").replace(b"<sheetData></sheetData>", b"<sheetData/>"),
        sheet("").replace(b"<sheetData>", b"<!-- <sheetData> --><sheetData>"),
        sheet("").replace(b"</worksheet>", b'<row r="1"><c r="A1"><v>1</v></c></row></worksheet>'),
        sheet("").replace(b"</worksheet>", b'<c r="A1"><v>1</v></c></worksheet>'),
        sheet("").replace(b"UTF-8", b"ISO-8859-1"),
        sheet("").decode().encode("utf-16"),
        sheet('<row r="1"><c r="A1" t="str"><v>\xe9</v></c></row>').decode().encode("latin-1"),
        b'<x:worksheet xmlns:x="a"><x:sheetData><x:c r="A1"><x:v>1</x:v></x:c></x:sheetData></x:worksheet>',
    ],
)
def test_another_encoding_or_prefix_is_left_to_the_careful_reader(xml: bytes) -> None:
    assert quick(xml) is None


def test_a_document_type_is_refused_before_anything_is_read() -> None:
    xml = sheet("").replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    with pytest.raises(UnreadableError):
        quick(xml)
    with pytest.raises(UnreadableError):
        plain_strings(b"<!DOCTYPE a><sst><si><t>a</t></si></sst>")


@pytest.mark.parametrize(
    ("items", "strings"),
    [
        ('<si><t>a</t></si><si><t xml:space="preserve"> b </t></si>', ["a", " b "]),
        ("<si><t>R&amp;D &lt;1&gt; &#10;</t></si>", ["R&D <1> \n"]),
        ('<si><r><t>te</t></r><r><rPr><b/><sz val="9"/></rPr><t xml:space="preserve">bal </t></r></si>', ["tebal "]),
        ("<si><t></t></si>", [""]),
        ("<si><t/></si>", None),
        ('<si><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></si>', None),
        ('<si><r><t>a</t></r><rPh sb="0" eb="1"><t>b</t></rPh></si>', None),
        ("<si><t>a<!-- b --></t></si>", None),
        ("<si><t>a & b</t></si>", None),
        ("<si><t>a\r\nb</t></si>", None),
        ("\n  <si><t>a</t></si>\n  <si><t>b</t></si>\n", ["a", "b"]),
        ("<!-- a --><si><t>a</t></si>", None),
        ("<si><t>a</t></si><!-- <si><t>b</t></si> -->", None),
        ("<si><t>a</t></si><![CDATA[ ]]><si><t>b</t></si>", None),
        ("<si><r><rPr><!-- </rPr><t>b</t></r> --></rPr><t>a</t></r></si>", None),
        ('<si><t>a</t></si><extLst><ext xmlns="b"><si><t>c</t></si></ext></extLst>', None),
        ('<si xmlns="b"><t>c</t></si><si><t>a</t></si>', None),
        ('<si><t>a</t></si><x xmlns="b"><si><t>c</t></si></x>', None),
    ],
)
def test_shared_strings(items: str, strings: list[str] | None) -> None:
    xml = f'<?xml version="1.0"?><sst xmlns="a">{items}</sst>'.encode()
    assert plain_strings(xml) == strings
    if strings is not None:
        parser = xlsx._Strings()
        parser.run(xml)
        assert parser.strings == strings


def agree(data: bytes) -> tuple[int, int]:
    """How many sheets of a workbook are plain, and of how many; those that are say what the careful reader says."""
    package = Package(data)
    workbook = xlsx_parts.workbook_part(package)
    formats = xlsx.number_formats(package, workbook)
    parser = xlsx._Strings()
    parser.run(package.xml("xl/sharedStrings.xml"))
    strings = xlsx.shared_strings(package, workbook)
    assert strings == [unescape(string) for string in parser.strings]
    sheets, from_1904 = xlsx.sheet_parts(package, workbook)
    count = 0
    for one in sheets:
        xml = package.part(one.part)
        found = plain_cells(xml, strings, formats, partial(shown, from_1904=from_1904))
        if found is not None:
            count += 1
            expected = careful(xml, strings, formats)
            assert filled(found) == filled(expected), one.name
            assert found.computed == expected.computed, one.name
    return count, len(sheets)


def test_our_worksheets_are_plain_throughout(kota: Profile) -> None:
    recipient = Recipient(dimension=kota.dimensions[0].code)
    count, sheets = agree(worksheet_bytes(kota, kota.stages[1], recipient, WorksheetContent()))
    assert count == sheets >= 5


def test_the_samples_say_the_same_to_both_readers() -> None:
    counts = [agree(path.read_bytes()) for path in SAMPLES if path.read_bytes()[:2] == b"PK"]
    assert len(counts) >= 5
    assert sum(plain for plain, _ in counts) > sum(sheets for _, sheets in counts) / 2
