"""What an OpenDocument holds besides its own sheets is never taken for them, nor does it hide anything of them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from tests.zips import CONTENT
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.ods import open_ods

#: A chart as a flat file holds it: a document of its own, whose table and styles have names of their own.
OBJECT = (
    b'<draw:frame><draw:object><office:document><office:automatic-styles><style:style style:name="ta1">'
    b'<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body>'
    b'<table:table table:name="local-table"><table:table-row><table:table-cell office:value-type="float"'
    b' office:value="9"><text:p>9</text:p></table:table-cell></table:table-row></table:table></office:body>'
    b"</office:document></draw:object></draw:frame>"
)


TABLE = b"urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def cell(text: bytes, inside: bytes = b"") -> bytes:
    return (
        b'<table:table-cell office:value-type="string">' + inside + b"<text:p>" + text + b"</text:p></table:table-cell>"
    )


def sheet(name: bytes, *rows: bytes, before: bytes = b"") -> bytes:
    lines = b"".join(b"<table:table-row>" + row + b"</table:table-row>" for row in rows)
    return b'<table:table table:name="' + name + b'" table:style-name="ta1">' + before + lines + b"</table:table>"


def ods(*sheets: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.writestr("content.xml", CONTENT + b"".join(sheets) + b"</office:document-content>")
    return out.getvalue()


def test_a_document_within_a_sheet_is_not_the_sheet() -> None:
    """Neither its table nor its styles; and what follows it on the sheet and behind is read as ever."""
    book = open_ods(
        ods(
            sheet(b"A", cell(b"a", inside=OBJECT), cell(b"b"), before=b"<table:shapes>" + OBJECT + b"</table:shapes>"),
            sheet(b"B", cell(b"c")),
        )
    )
    assert book.names == ("A", "B")
    assert [book.load(n).rows for n in (0, 1)] == [[["a"], ["b"]], [["c"]]]
    assert not book.load(1).hidden


def test_the_table_that_a_link_had_last_is_no_sheet() -> None:
    link = b"<table:dde-links><table:dde-link>" + sheet(b"L", cell(b"x")) + b"</table:dde-link></table:dde-links>"
    book = open_ods(ods(sheet(b"A", cell(b"a")), link))
    assert (book.names, book.carried) == (("A",), ("dde",))


def test_a_table_in_a_box_is_a_part_of_the_box() -> None:
    frame = b"<draw:frame><draw:text-box>" + sheet(b"T", cell(b"dalam")) + b"</draw:text-box></draw:frame>"
    book = open_ods(ods(sheet(b"A", cell(b"a", inside=frame), cell(b"b")), sheet(b"B", cell(b"c"))))
    assert book.names == ("A", "B")
    assert (book.load(0).rows, book.load(0).drawn) == ([["a"], ["b"]], [((0, 0), "dalam")])


def test_an_object_without_a_picture_of_it_is_told() -> None:
    grid = open_ods(ods(sheet(b"A", cell(b"a", inside=OBJECT)))).load(0)
    assert (grid.rows, grid.drawn) == ([["a"]], [((0, 0), "")])


def test_what_a_merged_cell_covers_is_kept_with_the_merge() -> None:
    merged = cell(b"a").replace(b"<table:table-cell", b'<table:table-cell table:number-columns-spanned="2"')
    covered = cell(b"b").replace(b"table:table-cell", b"table:covered-table-cell")
    grid = open_ods(ods(sheet(b"A", merged + covered))).load(0)
    assert (grid.rows, grid.merges) == ([["a", "b"]], [(0, 0, 0, 1)])


def test_a_box_in_a_cell_is_not_its_text() -> None:
    frame = b"<draw:frame><draw:text-box><text:p>angka</text:p><text:p>menyusul</text:p></draw:text-box></draw:frame>"
    grid = open_ods(ods(sheet(b"A", cell(b"a") + cell(b"b", inside=frame)))).load(0)
    assert (grid.rows, grid.drawn) == ([["a", "b"]], [((0, 1), "angka\nmenyusul")])


def test_names_are_those_of_their_namespace_whatever_the_prefix() -> None:
    foreign = b'<text:p xmlns:text="urn:example">lain</text:p>'
    changed = (
        cell(b"a", inside=foreign)
        .replace(b"text:p>", b"teks:p>")
        .replace(foreign.replace(b"text:p>", b"teks:p>"), foreign)
    )
    own = changed.replace(
        b"<table:table-cell", b'<table:table-cell xmlns:teks="%s"' % b"urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    )
    assert open_ods(ods(sheet(b"A", own))).load(0).at(0, 0) == "a"


def test_names_without_a_prefix_are_those_of_their_namespace() -> None:
    content = ods(sheet(b"A", cell(b"a")), **{"mimetype": b""})
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(bare, "w") as target:
        text = source.read("content.xml").replace(b"<table:", b"<").replace(b"</table:", b"</")
        target.writestr("content.xml", text.replace(b"<table ", b'<table xmlns="%s" ' % TABLE))
    assert open_ods(bare.getvalue()).load(0).at(0, 0) == "a"


def test_words_in_any_drawn_shape_are_told() -> None:
    shapes = b"".join(
        b"<draw:%s><text:p>%s</text:p></draw:%s>" % (n, n, n) for n in (b"circle", b"polygon", b"measure")
    )
    grid = open_ods(ods(sheet(b"A", cell(b"a", inside=shapes)))).load(0)
    assert [text for _, text in grid.drawn] == ["circle", "polygon", "measure"]


MANIFEST = (
    b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="%s">'
    b"<m:encryption-data/></m:file-entry></m:manifest>"
)
META = b"""<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:dc="urn:example"><dc:date>1999-01-01T00:00:00</dc:date>
 <o:meta><dc:date>1999-01-01T00:00:00</dc:date><d:date>2025-06-03T08:00:00</d:date></o:meta></o:document-meta>"""


def test_a_file_is_locked_when_its_sheets_are() -> None:
    """A library of macros may have a password of its own."""
    assert open_ods(ods(sheet(b"A", cell(b"a")), **{"META-INF/manifest.xml": MANIFEST % b"Basic/Lib/M.xml"})).names
    with pytest.raises(UnreadableError, match="password"):
        open_ods(ods(sheet(b"A", cell(b"a")), **{"META-INF/manifest.xml": MANIFEST % b"content.xml"}))


def test_the_time_of_saving_is_that_of_the_description() -> None:
    assert open_ods(ods(sheet(b"A", cell(b"a")), **{"meta.xml": META})).saved == datetime(2025, 6, 3, 8)
