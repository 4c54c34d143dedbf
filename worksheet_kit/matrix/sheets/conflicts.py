"""*Isian Berbeda*: where copies differ, for people to decide.

Its rows carry the row key and the column's key, so that a decision is found again at the next merge; what was decided
is kept as the value itself, because the order of the values may have changed by then.
"""

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Cell, Conflict, Profile, Reading, Row, Value
from worksheet_kit.core.row_code import owner_of
from worksheet_kit.core.words import UNUSED_WORDS
from worksheet_kit.excel.dropdown import dropdown, fits_dropdown
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT, QUIET, Style
from worksheet_kit.excel.text_fit import line_height
from worksheet_kit.matrix.data_layout import sheet_name
from worksheet_kit.matrix.parts import (
    AS_TYPED,
    CELL,
    LABEL,
    WANTED_TINT,
    banner,
    cell_lines,
    code_column,
    headings,
    place_text,
    plain_text,
    saved_text,
    table_page,
)
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.sheets import consolidated
from worksheet_kit.matrix.view import View, heading
from worksheet_kit.values.text import display

NAME = "Isian Berbeda"
#: Column keys of the sheet; readings follow as ``nilai_1``, ``berkas_1``, ``disimpan_1`` …
FORM, COLUMN, DECISION, OTHER = "_form", "_kolom", "keputusan_isian", "nilai_lain"
#: Column keys of decisions that are not used, where there are any, with the reason.
UNUSED, REASON = "keputusan_lama", "sebab"
CHOICE, OTHER_CHOICE = "Nilai {n}", "Nilai lain"
#: What is said, and may be typed, where a cell is to be empty.
EMPTY = "(kosong)"
#: Widths of the columns of row codes (at least), of a reading and of its file.
_CODE, _READING, _FILE = 13.0, 30.0, 44.0


def is_own_sheet(profile: Profile, sheet: str) -> bool:
    """Whether what stands on a sheet of this name was typed on a matrix, and not in a worksheet."""
    return sheet in (NAME, consolidated.NAME, *(sheet_name(form, ()) for form in profile.forms.values()))


def shown(view: View, conflict: Conflict, cell: Cell) -> Value:
    """A reading as people know it: the label of a choice, a number, else what was typed."""
    recipient = owner_of(conflict.row)
    cells = {conflict.column: cell}
    row = Row(key=conflict.row, code="", form=conflict.form, recipient=recipient, cells=cells, place=cell.place)
    return view.shown_value(row, conflict.column)


def _choice_of(view: View, conflict: Conflict) -> tuple[str, str]:
    """What stands under *Keputusan* and *Nilai lain* for a decision taken before."""
    if not conflict.decision:
        return "", ""
    for n, reading in enumerate(conflict.readings, start=1):
        cell = reading.cell
        spellings = {plain_text(shown(view, conflict, cell)), display(cell.raw) or EMPTY, plain_text(cell.value)}
        if conflict.decision in spellings:
            return CHOICE.format(n=n), ""
    return OTHER_CHOICE, conflict.decision


def _value(view: View, conflict: Conflict, cell: Cell) -> Value:
    """A reading as it is shown; one that was typed on a matrix as it was typed, since it is read back from here."""
    if not is_own_sheet(view.profile, cell.place.sheet):
        return shown(view, conflict, cell)
    return cell.raw if isinstance(cell.raw, str | float) else display(cell.raw)


def applies(view: View) -> bool:
    """Where copies differ, or a decision is kept."""
    return bool(view.dataset.conflicts or view.dataset.kept_decisions)


def write(sheet: Sheet, view: View) -> None:
    """*Isian Berbeda*: a line a conflict."""
    conflicts = (*view.dataset.conflicts, *view.dataset.kept_decisions)
    most = max([2, *(len(conflict.readings) for conflict in conflicts)])
    names = ["Baris", "Nama", "Isian", "Keputusan", "Nilai lain"]
    widths = [code_column((conflict.row for conflict in conflicts), _CODE), 30.0, 24.0, 14.0, 22.0]
    keys = ["_baris", "_nama", "_isian", DECISION, OTHER]
    if any(conflict.unused for conflict in conflicts):
        names += ["Keputusan yang tidak dipakai", "Sebab"]
        widths += [22.0, 26.0]
        keys += [UNUSED, REASON]
    readings = 3 + len(keys)
    for n in range(1, most + 1):  # side by side, as they are compared
        names.append(f"Nilai {n}" + (" (sementara dipakai)" if n == 1 else ""))
        widths.append(_READING)
        keys.append(f"nilai_{n}")
    for n in range(1, most + 1):
        names += [f"Berkas nilai {n}", f"Disimpan {n}"]
        widths += [_FILE, 16.0]
        keys += [f"_berkas_{n}", f"_disimpan_{n}"]
    subtitle = f"{view.event} · {len(view.dataset.conflicts) or 'tidak ada'} isian berbeda"
    at = banner(sheet, view, "ISIAN BERBEDA", subtitle, 2 + len(names), first=6)
    hint = "Pilih di kolom Keputusan. Untuk nilai di luar daftar: pilih Nilai lain, lalu ketik nilainya."
    sheet.text(at, 6, hint, font_size=9, font_color=QUIET)
    at += 1
    headings(sheet, at, names, widths, first=3)
    key_row = at + 1
    sheet.text(key_row, 0, KEY_MARK)
    sheet.texts(key_row, 1, [FORM, COLUMN, *keys], font_size=8, font_color=QUIET)
    sheet.hide_row(key_row)
    sheet.width(0, 10, last=2, hidden=True)
    first = key_row + 1
    rows = {row.key: row for row in view.all_rows}
    for n, conflict in enumerate(conflicts, start=first):
        _write_conflict(sheet, view, (n, readings, most), conflict, rows.get(conflict.row))
    last = first + len(conflicts) - 1
    _choices(sheet, first, last, most)
    sheet.freeze(first, 4)
    sheet.filter((at, 0, last, 2 + len(names)))  # with the hidden keys, so that sorting moves them along
    table_page(sheet, view, widths, (at, at), repeat_columns=(3, 5))
    sheet.print_area((0, 3, last, 2 + len(names)))


def _write_conflict(sheet: Sheet, view: View, place: tuple[int, int, int], conflict: Conflict, row: Row | None) -> None:
    """Write a line; ``place`` is its row, the column its readings begin in, and for how many there are columns."""
    at, first, most = place
    form = view.profile.forms[conflict.form]
    sheet.texts(at, 0, (conflict.row, conflict.form, conflict.column))
    title = view.title(row) if row is not None else ""
    name = heading(form, conflict.column) or conflict.column
    choice, other = _choice_of(view, conflict)
    answer = {**CELL, "bg_color": INPUT, "num_format": AS_TYPED}
    sheet.text(at, 3, conflict.row, CELL, bold=True)
    sheet.text(at, 4, title, CELL)
    sheet.text(at, 5, name, CELL, bold=True)
    sheet.text(at, 6, choice, answer, bold=True)
    sheet.text(at, 7, other, answer)
    need = [
        cell_lines(conflict.row, code_column([conflict.row], _CODE), bold=True),
        cell_lines(title, 30),
        cell_lines(name, 24, bold=True),
        cell_lines(other, 22),
    ]
    if conflict.unused is not None:
        texts = (conflict.unused.text, UNUSED_WORDS[conflict.unused.why])
        sheet.texts(at, 8, texts, CELL)
        need += [cell_lines(text, width) for text, width in zip(texts, (22, 26), strict=True)]
    elif first > 8:
        sheet.texts(at, 8, ("", ""), CELL)
    left = most - len(conflict.readings)
    sheet.texts(at, first + most - left, [""] * left, CELL)
    sheet.texts(at, first + 3 * most - 2 * left, [""] * 2 * left, CELL)
    for n, reading in enumerate(conflict.readings):
        need.append(_write_reading(sheet, view, (at, first + n, first + most + 2 * n), conflict, reading))
    sheet.height(at, min(max(need), 14) * line_height(9) + 4)


def _write_reading(sheet: Sheet, view: View, at: tuple[int, int, int], conflict: Conflict, reading: Reading) -> int:
    """Write a reading into a row, and its file and time from a further column on; returns the lines it needs."""
    row, column, file = at
    value = _value(view, conflict, reading.cell)
    stands = reading is conflict.readings[0]
    tint: Style = WANTED_TINT if stands else {}
    sheet.value(row, column, value, LABEL, CELL, tint)
    where = place_text(reading.cell.place)
    sheet.file_link(row, file, reading.cell.place, where, CELL)
    sheet.text(row, file + 1, saved_text(reading.saved, view.profile.zone), CELL)
    return max(2, cell_lines(plain_text(value), _READING), cell_lines(where, _FILE))


def _choices(sheet: Sheet, first: int, last: int, most: int) -> None:
    choices = [*(CHOICE.format(n=n) for n in range(1, most + 1)), OTHER_CHOICE]
    if not fits_dropdown(choices):
        return  # more copies than a dropdown can name: the choice is typed
    prompt = "Pilih nilai yang benar; dipakai pada penggabungan berikutnya."
    refusal = "Pilih salah satu dari daftar. Nilai di luar daftar ditulis di kolom Nilai lain."
    sheet.validate([(first, 6, last, 6)], dropdown(choices, "Keputusan", prompt=prompt, refusal=refusal))


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.SECRETARIAT,
    write=write,
    applies=applies,
    read_back=True,
    about="Dua kiriman berlainan; pilih yang benar.",
)
