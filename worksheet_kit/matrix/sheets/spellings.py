"""*Ejaan*: each spelling that is refused in several cells, once, for people to say what it means."""

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT, QUIET, style
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import AS_TYPED, CELL, GOOD_TINT, WANTED_TINT, WRONG_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.spellings import Refused, refused_spellings
from worksheet_kit.matrix.view import View
from worksheet_kit.values.text import first_of

NAME = "Ejaan"
#: Column keys of the sheet: the list, what is chosen, and whether that is to be kept in the settings.
LIST, ENTRY, ALIAS = "_daftar_ejaan", "maksud_ejaan", "simpan_alias"
HEADINGS = {ENTRY: "Maksudnya", ALIAS: "Simpan sebagai alias"}
YES, NO = "Ya", "Tidak"
NAMES = ("Tertulis", "Daftar", "Sel", "Yang terdekat", *HEADINGS.values(), "Keadaan", "Di mana")
_WIDTHS = (32.0, 16.0, 7.0, 34.0, 34.0, 12.0, 30.0, 60.0)
_ENTRY, _ALIAS = 4, 5  # where they stand: in view without scrolling
_KEYS = len(NAMES)  # the first hidden column
_NEAR, _CELLS = 3, 12  # entries and cells that are named


def applies(view: View) -> bool:
    """Where a spelling is refused in several cells, or has been decided."""
    return bool(refused_spellings(view.dataset))


def write(sheet: Sheet, view: View) -> None:
    """*Ejaan*: a line a spelling, most cells first."""
    subtitle = f"{view.event} · sekali dipilih, berlaku seterusnya"
    at = parts.banner(sheet, view, NAME.upper(), subtitle, len(NAMES) - 1, first=1)
    sheet.texts(at, _KEYS, (KEY_MARK, LIST))
    sheet.texts(at, _ENTRY, (ENTRY, ALIAS), font_size=7, font_color=QUIET)
    sheet.hide_row(at)
    at += 1
    parts.headings(sheet, at, NAMES, _WIDTHS)
    lines = refused_spellings(view.dataset)
    lists = parts.HiddenLists(sheet, _KEYS + 2)
    for n, line in enumerate(lines, start=at + 1):
        _line(sheet, n, line)
        if line.entries:
            rule = dropdown(lists.place(line.entries), HEADINGS[ENTRY], refusal="Pilih dari daftar.")
            sheet.validate([(n, _ENTRY, n, _ENTRY)], rule)
    last = at + len(lines)
    sheet.validate([(at + 1, _ALIAS, last, _ALIAS)], dropdown((YES, NO), HEADINGS[ALIAS]))
    lists.hide(_KEYS)
    sheet.filter((at, 0, last, _KEYS + 1))
    sheet.freeze(at + 1, 1)
    parts.table_page(sheet, view, _WIDTHS, (at, at), repeat_columns=(0, 0))
    sheet.print_area((0, 0, last, len(NAMES) - 1))


def _line(sheet: Sheet, n: int, line: Refused) -> None:
    spelling, count = line.spelling, len(line.cells)
    places = [f"{row.key} {column.heading}" for row, column in line.cells]
    where, near = first_of(places, _CELLS, "; "), "; ".join(line.entries[:_NEAR])
    used = [row.cells[column.key].value is not None for row, column in line.cells]
    if not spelling.entry:
        state, tint = "Belum diputuskan", WANTED_TINT
    elif used and not all(used):
        state, tint = f"{count - sum(used)} sel tidak dapat memuatnya: bukan isi daftarnya", WRONG_TINT
    else:
        state, tint = (
            f"Dipakai di {count} sel" if used else "Tidak perlu lagi: sudah dikenal, atau tidak ada di kiriman",
            GOOD_TINT,
        )
    sheet.text(n, 0, spelling.text, CELL, bold=True)
    sheet.text(n, 1, line.title, CELL)
    sheet.number(n, 2, count, CELL, align="center")
    sheet.text(n, 3, near, CELL)
    typed = style(CELL, bg_color=INPUT, num_format=AS_TYPED)
    sheet.texts(n, _ENTRY, (spelling.entry, YES if spelling.is_alias else ""), typed)
    sheet.text(n, 6, state, CELL, tint)
    sheet.text(n, 7, where, CELL)
    sheet.texts(n, _KEYS, (spelling.text, spelling.list))
    texts = (spelling.text, line.title, "", near, spelling.entry, "", state, where)
    parts.fit_row(sheet, n, texts, _WIDTHS)


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.SECRETARIAT,
    write=write,
    applies=applies,
    read_back=True,
    about="Ejaan yang ditolak di beberapa sel.",
)
