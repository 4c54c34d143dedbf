"""*Daftar Berkas*: what became of each file, and totals that show that no row went missing."""

from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Place, Verdict
from worksheet_kit.core.words import VERDICT_WORDS
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import PLAIN_BAND, QUIET, style
from worksheet_kit.matrix import pair, parts
from worksheet_kit.matrix.parts import CELL, COUNT, GOOD_TINT, HEAD, QUIET_TINT, WANTED_TINT, WRONG_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

_VERDICT_TINTS = {
    Verdict.MERGED: GOOD_TINT,
    Verdict.NOTES: WANTED_TINT,
    Verdict.HELD: WRONG_TINT,
    Verdict.DUPLICATE: QUIET_TINT,
    Verdict.SUPERSEDED: QUIET_TINT,
    Verdict.SKIPPED: QUIET_TINT,
}


def write(sheet: Sheet, view: View) -> None:
    """*Daftar Berkas*: one line a file, and control totals that add up."""
    names = (
        *("Berkas", "Keadaan", "Kelompok", "Kode berkas", "Keterangan", "Pengirim", "Disimpan"),
        *("Baris terbaca", "Digabung", "Sama", "Diganti", "Perlu keputusan", "Sidik berkas (SHA-256)"),
    )
    ledger = view.result.ledger
    group, code = (
        parts.code_column(codes, least)
        for codes, least in (((line.recipient for line in ledger), 14.0), ((line.code for line in ledger), 24.0))
    )
    widths = (52.0, 20.0, group, code, 52.0, 24.0, 26.0, 9.0, 9.5, 9.0, 9.0, 10.5, 11.0)
    at = parts.banner(sheet, view, "DAFTAR BERKAS", f"{view.event} · satu baris satu berkas", 11, first=1)
    parts.headings(sheet, at, names, widths)
    first = at + 1
    for n, line in enumerate(ledger, start=first):
        sheet.file_link(n, 0, Place(line.file), line.file, CELL)
        sheet.text(n, 1, VERDICT_WORDS[line.verdict], CELL, _VERDICT_TINTS[line.verdict])
        sheet.text(n, 2, line.recipient, CELL, bold=True)
        sheet.texts(n, 3, (line.code, line.reason, line.sender, parts.saved_text(line.saved, view.profile.zone)), CELL)
        numbers = (line.rows_read, line.rows_merged, line.rows_duplicate, line.rows_superseded, line.rows_held)
        for m, number in enumerate(numbers):
            sheet.number(n, 7 + m, number, CELL, num_format=COUNT, align="center")
        sheet.text(n, 12, line.sha256, CELL, font_size=7, font_color=QUIET, text_wrap=False, align="fill")
        bold = parts.cell_lines(line.recipient, group, bold=True)
        parts.fit_row(sheet, n, (line.file, line.code, line.reason, line.sender), (52.0, code, 52.0, 24.0), least=bold)
    last = first + max(1, len(ledger)) - 1
    _ledger_totals(sheet, view, first, last)
    if ledger:
        sheet.filter((at, 0, last, len(names) - 1))
    for n, told in enumerate(pair.told(view), start=last + 4):
        sheet.text(n, 1, told, font_size=8, font_color=QUIET)
    sheet.freeze(at + 1, 0)
    parts.table_page(sheet, view, widths, (at, at), repeat_columns=(0, 0))


def _ledger_totals(sheet: Sheet, view: View, first: int, last: int) -> None:
    """The sums below the ledger, and whether they add up to what was read."""
    total = {**HEAD, "bg_color": PLAIN_BAND[1]}
    sheet.span(last + 1, 0, 6, "Jumlah baris", total, align="left")
    sums = view.result.totals
    values = (sums.read, sums.merged, sums.duplicate, sums.superseded, sums.held)
    for m, value in enumerate(values):
        formula = f"=SUM({a1(first, 7 + m)}:{a1(last, 7 + m)})"
        sheet.figure(last + 1, 7 + m, formula, value, total, num_format=COUNT)
    names = ("digabung", "sama", "diganti", "perlu keputusan")
    places = [a1(last + 1, 7 + m) for m in range(len(values))]
    matches = values[0] == sum(values[1:])
    fits, fails = "cocok", "tidak cocok, periksa"
    live = '&" + "&'.join(f'{place}&" {name}"' for place, name in zip(places[1:], names, strict=True))
    verdict = f'IF({places[0]}={"+".join(places[1:])},"{fits}","{fails}")'
    formula = f'="Dari "&{places[0]}&" baris terbaca: "&{live}&"; "&{verdict}&"."'
    parted = " + ".join(f"{value} {name}" for value, name in zip(values[1:], names, strict=True))
    said = f"Dari {values[0]} baris terbaca: {parted}; {fits if matches else fails}."
    tint = GOOD_TINT if matches else WRONG_TINT
    # Beside the column that each printed page repeats, and on the first page.
    sheet.merged_figure((last + 2, 1, last + 2, 4), formula, said, style(CELL, tint, bold=True, text_wrap=False))


SHEET = MatrixSheet(name="Daftar Berkas", audience=Audience.SECRETARIAT, write=write, about="Nasib setiap berkas.")
