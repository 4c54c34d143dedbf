"""*Perlu Diperbaiki*: everything that was found, sorted by who must act, with a link to the cell.

A fault in an answer is answered where it is listed: what the secretariat types under *Isian yang benar* stands in the
row from the next merge on, as its own entry. Such a line carries the keys of row, form and column, and a print of what
the recipient says, because the entry holds for that alone. What has been filled in stays on the sheet, at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from worksheet_kit.checks.registry import SEVERITY_WORDS
from worksheet_kit.core.counts import findings_by_severity
from worksheet_kit.core.layout import KEY_MARK, a1
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Cell, Entry, Finding, Place, Severity
from worksheet_kit.core.names import base_name
from worksheet_kit.core.row_code import owner_of, shown_code
from worksheet_kit.excel.formulas import Area
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT, QUIET, Style
from worksheet_kit.kinds import input_kind
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.columns import cell_print
from worksheet_kit.matrix.parts import AS_TYPED, CELL, GOOD_TINT, QUIET_TINT, WANTED_TINT, WRONG_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, heading
from worksheet_kit.values.text import display
from worksheet_kit.worksheet.validation import rule

NAME = "Perlu Diperbaiki"
#: Column keys of the sheet: what is typed, and the hidden ones a line is known by.
ANSWER, SOURCE = "isian_benar", "kata_siapa"
HEADINGS = {ANSWER: "Isian yang benar", SOURCE: "Kata siapa"}
#: What tells which answer a line is about where its hidden columns are gone, by headings.
SAID, LINK, FILE, CODE = "Isian", "Buka sel", "Berkas", "Kode"
FORM, COLUMN, SEEN = "_form", "_kolom", "_cetak_isian"
_ANSWER, _SOURCE, _KEYS = 8, 9, 13  # where they stand, and the first of the hidden ones
_LISTS = _KEYS + 4  # hidden columns with the lists of dropdowns
_SEVERITY_TINTS = {Severity.ERROR: WRONG_TINT, Severity.WARNING: WANTED_TINT, Severity.NOTE: QUIET_TINT}
NAMES = (
    *("Keadaan", "Kelompok", "Baris", "Hal", "Yang ada", "Yang perlu dilakukan", SAID, "Saran"),
    *(*HEADINGS.values(), LINK, FILE, CODE),
)
_WIDTHS = (16.0, 15.0, 12.0, 27.0, 52.0, 44.0, 24.0, 16.0, 24.0, 20.0, 24.0, 34.0, 8.0)


class Spot(NamedTuple):
    """An answer in whose place another can be given, and what that is known by."""

    row: str  # row key
    form: str
    column: str
    seen: str  # prints of what the recipient says


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the sheet; without a ``spot`` nothing can be filled in there."""

    state: str
    tint: Style
    texts: Sequence[str]  # from the group to the suggestion
    place: Place
    code: str = ""
    spot: Spot | None = None
    entry: Entry | None = None


def answer_print(cell: Cell | None) -> str:
    """A print of what a recipient says in a cell; equal for what looks equal, and never like a number."""
    return "c" + cell_print(display(None if cell is None else cell.raw).strip())


def applies(view: View) -> bool:
    """Where anything was found or filled in."""
    return any(True for _ in _lines(view))


def write(sheet: Sheet, view: View) -> None:
    """*Perlu Diperbaiki*: everything found, sorted by who must act, with a link to the cell."""
    numbers = findings_by_severity(view.result)
    by_severity = " · ".join(f"{number} {SEVERITY_WORDS[severity].lower()}" for severity, number in numbers.items())
    at = parts.banner(sheet, view, NAME.upper(), f"{view.event} · {by_severity}", 8, first=4)
    sheet.text(at, _KEYS, KEY_MARK)
    sheet.texts(at, _KEYS + 1, (FORM, COLUMN, SEEN))
    sheet.texts(at, _ANSWER, tuple(HEADINGS))
    sheet.hide_row(at)
    hint = "Jawaban yang didapat sekretariat ditulis di kolom krem; dipakai pada penggabungan berikutnya."
    sheet.text(1, _ANSWER, hint, font_size=9, font_color=QUIET)
    at += 1
    lines = list(_lines(view))
    code = parts.code_column((line.texts[1] for line in lines), _WIDTHS[2])
    widths = (*_WIDTHS[:2], code, *_WIDTHS[3:])
    parts.headings(sheet, at, NAMES, widths)
    for n, line in enumerate(lines, start=at + 1):
        _write_line(sheet, view, n, line, code)
    _rules(sheet, view, at + 1, lines)
    # With the hidden keys, so that sorting moves them along.
    sheet.filter((at, 0, at + len(lines), _LISTS - 1))
    sheet.freeze(at + 1, 3)
    parts.table_page(sheet, view, widths, (at, at), repeat_columns=(0, 3))
    sheet.print_area((0, 0, at + len(lines), len(NAMES) - 1))


def _lines(view: View) -> Iterator[_Line]:
    """The findings in the order of who must act, then what has been filled in where nothing is found any more."""
    rows = {row.key: row for row in view.all_rows}
    entries = {(entry.row, entry.column): entry for entry in view.dataset.entries}
    listed = set()  # of these, those that stand in a line
    for finding, spot in spots(view):
        at = (finding.row, finding.column)
        entry = entries.get(at)
        yield _Line(
            state=SEVERITY_WORDS[finding.severity],
            tint=_SEVERITY_TINTS[finding.severity],
            texts=(
                *(finding.recipient, finding.row, finding.title, finding.message, finding.remedy),
                *(finding.value or "", finding.suggestion or ""),
            ),
            place=finding.place,
            code=finding.code,
            spot=spot,
            entry=None if at in listed else entry,
        )
        listed.add(at)
    for entry in (entry for at, entry in entries.items() if at not in listed):
        row = rows[entry.row]
        name = heading(view.profile.forms[row.form], entry.column)
        said = f"{name} pada {row.key} diisi sekretariat{f' menurut {entry.source}' if entry.source else ''}."
        before = entry.before or Cell(None, None, row.place)
        is_back = display(before.raw) == display(entry.cell.raw)
        undo = "Bila keliru: tulis isian lain." if is_back else "Untuk membatalkan: kosongkan Isian yang benar."
        yield _Line(
            state="Sudah diisi",
            tint=GOOD_TINT,
            texts=(row.recipient, row.key, name, said, undo, display(before.raw), ""),
            place=before.place,
            spot=Spot(entry.row, entry.form, entry.column, entry.seen),
            entry=entry,
        )


def spots(view: View) -> Iterator[tuple[Finding, Spot | None]]:
    """The findings in the order of who must act, each with the answer that can be given in its place, if any."""
    rows = {row.key: row for row in view.all_rows}
    entries = {(entry.row, entry.column): entry for entry in view.dataset.entries}
    open_conflicts = {(c.row, c.column) for c in view.dataset.conflicts if not c.decision}
    for finding in sorted(view.result.findings, key=lambda finding: _finding_order(view, finding)):
        row, at = rows.get(finding.row), (finding.row, finding.column)
        entry = entries.get(at)
        inputs = () if row is None else view.profile.forms[row.form].inputs
        spot = None
        if entry is not None:
            spot = Spot(entry.row, entry.form, entry.column, entry.seen)
        elif row is not None and at not in open_conflicts and any(c.key == finding.column for c in inputs):
            spot = Spot(row.key, row.form, finding.column, answer_print(row.cells.get(finding.column)))
        yield finding, spot


def _write_line(sheet: Sheet, view: View, n: int, line: _Line, code: float) -> None:
    """Write a line into a row of the sheet; ``code`` is the width of the column of row codes."""
    group, row, title, *others = line.texts
    file, source = base_name(line.place.file), "" if line.entry is None else line.entry.source
    sheet.text(n, 0, line.state, CELL, line.tint)
    sheet.text(n, 1, group, CELL)
    sheet.texts(n, 2, (row, title), CELL, bold=True)
    sheet.texts(n, 4, others, CELL)
    if line.spot is None:
        sheet.texts(n, _ANSWER, ("", ""), CELL)
    else:
        column = view.profile.forms[line.spot.form].column(line.spot.column)
        raw = None if line.entry is None else "(kosong)" if line.entry.cell.raw is None else line.entry.cell.raw
        look = {**CELL, "bg_color": INPUT, "num_format": input_kind(column.kind).look.number_format or "General"}
        sheet.value(n, _ANSWER, raw if isinstance(raw, str | float | None) else display(raw), {"align": "left"}, look)
        sheet.text(n, _SOURCE, source, {**CELL, "bg_color": INPUT, "num_format": AS_TYPED})
        sheet.texts(n, _KEYS, line.spot)
    sheet.file_link(n, 10, line.place, parts.cell_text(line.place), CELL)
    sheet.text(n, 11, file, CELL)
    sheet.text(n, 12, line.code, CELL, align="center")
    bold = max(parts.cell_lines(row, code, bold=True), parts.cell_lines(title, _WIDTHS[3], bold=True))
    texts = (group, *others[:3], source, file)
    parts.fit_row(sheet, n, texts, (_WIDTHS[1], *_WIDTHS[4:7], _WIDTHS[9], _WIDTHS[11]), least=bold, most=12)


def _rules(sheet: Sheet, view: View, first: int, lines: Sequence[_Line]) -> None:
    """Give each cell for an answer the dropdown or rule of its column, runs of lines with one rule at once."""
    lists = parts.HiddenLists(sheet, _LISTS)
    areas: dict[tuple[str, str, str], list[Area]] = {}
    for n, line in enumerate(lines, start=first):
        if line.spot is None:
            continue
        source = lists.place(choices(view, line.spot))
        runs = areas.setdefault((line.spot.form, line.spot.column, source), [])
        if runs and runs[-1][2] == n - 1:
            runs[-1] = (runs[-1][0], _ANSWER, n, _ANSWER)
        else:
            runs.append((n, _ANSWER, n, _ANSWER))
    for (form, column, source), runs in areas.items():
        sheet.validate(runs, rule(view.profile.forms[form].column(column), source, a1(*runs[0][:2])))
    lists.hide(_KEYS)


def choices(view: View, spot: Spot) -> tuple[str, ...]:
    """What can be chosen in a column of a row; nothing where it takes free input."""
    form, owner = view.profile.forms[spot.form], owner_of(spot.row)
    column, recipient = form.column(spot.column), view.recipients.get(owner)
    target = view.profile.forms.get(column.refers_to or "")
    if target is not None:
        rows = view.dataset.rows.get(target.name) or view.dataset.previous.get(target.name, ())
        codes = tuple(shown_code(target, row.recipient, row.code) for row in rows if row.recipient == owner)
        return (*codes, column.outside) if codes and column.outside else codes
    entries = None if recipient is None else list_for(view.profile, form, column, recipient)
    return () if entries is None else tuple(item.label for item in entries.items)


def _finding_order(view: View, finding: Finding) -> tuple[int, int, str, str, str, str]:
    severity = list(Severity).index(finding.severity)
    dimensions = [dimension.code for dimension in view.dimensions]
    recipient = view.recipients.get(finding.recipient)
    rank = dimensions.index(recipient.dimension) if recipient is not None else len(dimensions)
    return (severity, rank, finding.recipient, finding.row, finding.code, finding.place.cell)


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.SECRETARIAT,
    write=write,
    applies=applies,
    read_back=True,
    about="Yang perlu diperbaiki; dijawab di sana.",
)
