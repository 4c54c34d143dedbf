"""The hidden sheet *Daftar*: the lists behind dropdowns and statuses, as plain ranges with defined names."""

from collections.abc import Mapping, Sequence

from worksheet_kit.core.layout import FIRST_ROW, LISTS_SHEET, a1, column_letters
from worksheet_kit.core.words import COMPLETE
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.formulas import count_where, literal, quoted, span
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.kinds.sheet import seen
from worksheet_kit.values.text import as_excel
from worksheet_kit.worksheet import settled
from worksheet_kit.worksheet.contents import FILE_CODE, OWN_AGENCY, CodeRange, Contents, FormContents, ListRange
from worksheet_kit.worksheet.status import OWN_AGENCY_NAME, StatusPlan
from worksheet_kit.worksheet.taken_up import taken_up
from worksheet_kit.worksheet.taken_up import write as write_taken_up

_FIRST = 1  # row of the first entry; titles stand above


#: Where runs of the checks of a row are worked out: row key -> the cells of the first message and of the count.
Apart = Mapping[str, Sequence[tuple[str, str]]]


def write(book: Book, sheet: Sheet, contents: Contents) -> Apart:
    """Write every list of the workbook, one beside the other, and define its names. Gives where checks stand apart."""
    sheet.text(_FIRST - 1, 0, contents.code, {"bold": True}, own=FILE_CODE)
    column = 1
    for listed in contents.lists:
        column = _list(book, sheet, column, listed)
    for codes in contents.code_lists:
        column = _codes(book, sheet, column, codes, contents)
    for form in contents.forms:
        column = _messages(book, sheet, column, form.status)
        states = form.sheet.span(form.sheet.column_of(form.form.status_key), FIRST_ROW, form.sheet.closing_row)
        book.define(status_name(form.slug), f"={quoted(form.sheet.sheet)}!{states}")
    if OWN_AGENCY in contents.own:
        _title(sheet, column, OWN_AGENCY)
        sheet.text(_FIRST, column, contents.own[OWN_AGENCY].text, own=OWN_AGENCY)
        book.define(OWN_AGENCY_NAME, _range(column, 1))
        column += 1
    taken = taken_up(contents)
    if taken is not None:
        for n, title in enumerate((f"{taken.noun} dipakai", "belum", "sebutan")):
            _title(sheet, column + n, title)
        column = write_taken_up(book, sheet, (_FIRST, column), taken)
    column = settled.write(book, sheet, (_FIRST, column), contents)
    apart: dict[str, list[tuple[str, str]]] = {}
    filled = {form.form.name: form.started for form in contents.forms}
    for form in contents.forms:
        column = _checks(sheet, column, form, filled, apart)
    sheet.width(0, 24, last=max(0, column - 1))
    return apart


def _checks(
    sheet: Sheet,
    column: int,
    form: FormContents,
    filled: Mapping[str, frozenset[str]],
    apart: dict[str, list[tuple[str, str]]],
) -> int:
    """The checks that a Status formula is too short for: the number of each row, and two cells a run."""
    width = 2 * max(map(len, form.status.runs.values()), default=0)
    if not width:
        return column
    _title(sheet, column, f"baris {form.slug}")
    numbers, letters, column = column, column_letters(column), column + 1
    number = f"INDEX({letters}:{letters},ROW())"
    for n in range(width):
        _title(sheet, column + n, f"{'jumlah' if n % 2 else 'pertama'} {n // 2 + 1} {form.slug}")
    runs, part_values = form.status.runs, form.status.part_values
    formulas = {
        prefix: [f"={form.elsewhere(formula, number)}" for run in parts for formula in form.status.part(prefix, run)]
        for prefix, parts in runs.items()
    }
    values = form.by_row(
        lambda prefix, cells: [value for run in runs[prefix] for value in part_values(prefix, run, cells, filled)]
    )
    look = sheet.prepared()
    for at, row in enumerate(form.sheet.rows, _FIRST):
        sheet.formula(at, numbers, f"={form.row_number(row.row)}", form.sheet.number(row), look)
        cells = [f"{LISTS_SHEET}!{_fixed(at, column + n)}" for n in range(len(values[row.key]))]
        for place, (formula, value) in enumerate(zip(formulas[row.block.prefix], values[row.key], strict=True), column):
            sheet.formula(at, place, formula, value, look)
        if cells:
            apart[row.key] = list(zip(cells[::2], cells[1::2], strict=True))
    return column + width


def _range(column: int, count: int) -> str:
    return f"={LISTS_SHEET}!{span(column, _FIRST, _FIRST + count - 1)}"


def _title(sheet: Sheet, column: int, title: str) -> None:
    sheet.text(_FIRST - 1, column, title, {"bold": True})


def _list(book: Book, sheet: Sheet, column: int, listed: ListRange) -> int:
    texts = (*listed.labels, *listed.others)
    _title(sheet, column, listed.values.title)
    look = sheet.prepared()
    for n, text in enumerate(texts):
        sheet.text(_FIRST + n, column, text, look, own=f"{listed.slug} {n}")
    book.define(listed.entries.dropdown, _range(column, len(listed.labels)))
    book.define(listed.entries.accepted, _range(column, len(texts)))
    if not listed.entries.ordinals:
        return column + 1
    _title(sheet, column + 1, f"urutan {listed.values.title}")
    for row, text in enumerate(texts, _FIRST):
        sheet.number(row, column + 1, listed.entries.texts[as_excel(text)], look)
    book.define(listed.entries.ordinals, _range(column + 1, len(texts)))
    return column + 2


def _codes(book: Book, sheet: Sheet, column: int, listed: CodeRange, contents: Contents) -> int:
    """Codes, whether each is filled in, a running count of those, and the codes filled in one below the other."""
    form = contents.form(listed.codes.form)
    assert form is not None
    status = form.sheet.column_of(form.form.status_key)
    count = len(listed.rows)
    for n, title in enumerate((f"kode {listed.slug}", "terisi", "hitungan", "pilihan")):
        _title(sheet, column + n, title)
    chosen = [row.shown for row in listed.rows if form.statuses[row.key]]
    running, look = 0, sheet.prepared()
    codes, counts = span(column, _FIRST, _FIRST + count - 1), span(column + 2, _FIRST, _FIRST + count - 1)
    for n, row in enumerate(listed.rows):
        at = _FIRST + n
        is_filled = 1 if form.statuses[row.key] else 0
        running += is_filled
        sheet.text(at, column, row.shown, look, own=row.code if row.shown == row.key else "")
        place = f"{quoted(form.sheet.sheet)}!{form.sheet.fixed(row.row, status)}"
        if listed.circular:  # told without its Status
            place = seen(form.elsewhere(form.status.started, form.row_number(row.row)))
        formula = f'=IF({place}="",0,1)'
        sheet.formula(at, column + 1, formula, is_filled, look)
        above = f"{a1(at - 1, column + 2)}+" if n else ""
        sheet.formula(at, column + 2, f"={above}{a1(at, column + 1)}", running, look)
        hint = listed.hint if n == 0 else ""
        value = chosen[n] if n < len(chosen) else hint
        sheet.formula(
            at, column + 3, f"=IFERROR(INDEX({codes},MATCH({n + 1},{counts},0)),{literal(hint)})", value, look
        )
    book.define(listed.codes.codes, _range(column, count))
    book.define(listed.codes.filled, _range(column + 1, count))
    first, counts = _fixed(_FIRST, column + 3), f"{LISTS_SHEET}!{counts}"
    book.define(listed.codes.dropdown, f"=OFFSET({LISTS_SHEET}!{first},0,0,MAX(1,MAX({counts})),1)")
    return column + 4


def _messages(book: Book, sheet: Sheet, column: int, status: StatusPlan) -> int:
    for n, (name, texts) in enumerate(
        ((status.messages_name, status.messages), (status.suffixes_name, status.suffixes))
    ):
        _title(sheet, column + n, name)
        for at, text in enumerate(texts):
            if text:
                sheet.text(_FIRST + at, column + n, text)
        book.define(name, _range(column + n, len(texts)))
    return column + 2


def status_name(slug: str) -> str:
    """The defined name of the Status cells of a form."""
    return f"status_{slug}"


def status_counts(slug: str) -> tuple[str, str]:
    """Formulas of how many rows of a form are filled in, and how many are complete."""
    return f'SUMPRODUCT(--({status_name(slug)}<>""))', count_where((status_name(slug), COMPLETE))


def _fixed(row: int, column: int) -> str:
    return f"${column_letters(column)}${row + 1}"
