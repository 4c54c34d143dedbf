"""The secretariat's own sheets: who still has to act, what to put right, which files came in.

They name people and faults, so they are never in the copy that is forwarded.
"""

from __future__ import annotations

from typing import Any

from worksheet_kit.checks import SEVERITY_WORDS
from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Completeness, Finding, IdentityField, Place, Severity, State, Submission, Verdict
from worksheet_kit.core.names import base_name, recipient_name
from worksheet_kit.core.words import STATE_WORDS, VERDICT_WORDS
from worksheet_kit.excel.style import BANDS, LOCKED, LOCKED_TEXT, PLAIN_BAND, QUIET
from worksheet_kit.excel.text_fit import height, line_height, lines
from worksheet_kit.matrix.book import A3, COUNT, TAB_WORK, Book, Sheet
from worksheet_kit.matrix.parts import (
    CELL,
    GOOD_TINT,
    HEAD,
    WANTED_TINT,
    WRONG_TINT,
    cell_text,
    file_name,
    headings,
    saved_text,
)
from worksheet_kit.matrix.view import View

#: Behind what nobody has to act upon.
_QUIET: dict[str, Any] = {"bg_color": LOCKED, "font_color": LOCKED_TEXT}
_STATE_TINTS = {
    State.MISSING: WRONG_TINT,
    State.HELD: WRONG_TINT,
    State.EMPTY: WANTED_TINT,
    State.PARTIAL: WANTED_TINT,
    State.COMPLETE: GOOD_TINT,
}
_SEVERITY_TINTS = {Severity.ERROR: WRONG_TINT, Severity.WARNING: WANTED_TINT, Severity.NOTE: _QUIET}
_VERDICT_TINTS = {
    Verdict.MERGED: GOOD_TINT,
    Verdict.NOTES: WANTED_TINT,
    Verdict.HELD: WRONG_TINT,
    Verdict.DUPLICATE: _QUIET,
    Verdict.SUPERSEDED: _QUIET,
    Verdict.SKIPPED: _QUIET,
}


def write_completeness(book: Book, view: View) -> None:
    """*Kelengkapan*: recipient by form, those who must act first."""
    sheet = book.sheet("Kelengkapan", TAB_WORK)
    forms = view.forms
    identity = [
        f for f in view.profile.identity if any(s.identity.get(f.key) for s in view.dataset.submissions.values())
    ]
    names = ["Kode", "Kelompok / OPD", "Keadaan", "Baris lengkap"]
    widths = [16.0, 34.0, 17.0, 10.0]
    for form in forms:
        names += [f"{form.sheet}: terisi", "Lengkap", "%", "Keadaan"]
        widths += [9, 9, 7, 17]
    names += [field.label for field in identity] + ["Berkas"]
    widths += [20.0 for _ in identity] + [44.0]
    at = sheet.banner("KELENGKAPAN", f"{view.event} · diurutkan menurut siapa yang perlu bertindak", 1 + len(forms) * 4)
    headings(sheet, at, names, widths)
    by_recipient: dict[str, dict[str, Completeness]] = {}
    for item in view.result.completeness:
        by_recipient.setdefault(item.recipient, {})[item.form] = item
    rank = {state: n for n, state in enumerate(State)}
    order = sorted(by_recipient, key=lambda code: min((rank[i.state] for i in by_recipient[code].values()), default=9))
    for n, code in enumerate(order, start=at + 1):
        items = by_recipient[code]
        worst = min((item.state for item in items.values()), key=lambda state: rank[state])
        sheet.text(n, 0, code, **CELL, bold=True)
        sheet.text(n, 1, recipient_name(view.profile, code), **CELL)
        sheet.text(n, 2, STATE_WORDS[worst], **{**CELL, **_STATE_TINTS[worst], "bold": True})
        done, filled = sum(i.complete for i in items.values()), sum(i.rows for i in items.values())
        _whole(sheet, n, len(forms), done / filled if filled else 0)
        place = 4
        for form in forms:
            if form.name in items:
                _form_state(sheet, n, place, items[form.name])
            place += 4
        submission = view.dataset.submissions.get(code)
        for field in identity:
            sheet.text(n, place, _identity(view, submission, field), **CELL)
            place += 1
        files = submission.files if submission else view.dataset.held.get(code, ())
        text = "\n".join(base_name(file) for file in files)
        if files:
            sheet.link(n, place, Place(files[0]), text, **CELL)
        else:
            sheet.blank(n, place, **CELL)
        sheet.height(n, max(height(text, 44, 9), height(recipient_name(view.profile, code), 34, 9)))
    last = at + len(order)
    if order:
        sheet.ws.autofilter(at, 0, last, len(names) - 1)
        _chart(book, sheet, last + 2, (at + 1, min(last, at + 40)))
    sheet.ws.freeze_panes(at + 1, 2)
    sheet.page(A3, landscape=True, repeat_rows=(at, at))


def _whole(sheet: Sheet, row: int, forms: int, value: float) -> None:
    """Complete ÷ filled rows over all forms."""
    done = "+".join(a1(row, 5 + 4 * n) for n in range(forms))
    filled = "+".join(a1(row, 4 + 4 * n) for n in range(forms))
    formula = f"=IF({filled}=0,0,({done})/({filled}))"
    sheet.formula(row, 3, formula, value, **CELL, num_format="0%", bold=True, align="center")


def _identity(view: View, submission: Submission | None, field: IdentityField) -> str:
    """An identity line as people know it: an agency by its short name."""
    text = submission.identity.get(field.key, "") if submission is not None else ""
    agency = view.agency(text) if field.list == "opd" else None
    return agency.short if agency is not None else text


def _chart(book: Book, sheet: Sheet, at: int, rows: tuple[int, int]) -> None:
    """How much of what each recipient filled in is complete."""
    first, last = rows
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Baris lengkap",
            "categories": [sheet.name, first, 1, last, 1],
            "values": [sheet.name, first, 3, last, 3],
            "fill": {"color": BANDS[1][0]},
            "data_labels": {"value": True, "num_format": "0%", "font": {"name": "Arial", "size": 9, "bold": True}},
            "gap": 45,
        }
    )
    sheet.plain_axes(chart, bars=True)
    sheet.chart(at, 0, chart, "Kelengkapan per kelompok", width=760, height=70 + 26 * (last - first + 1))


def _form_state(sheet: Sheet, row: int, column: int, item: Completeness) -> None:
    sheet.number(row, column, item.rows, **CELL, num_format=COUNT)
    sheet.number(row, column + 1, item.complete, **CELL, num_format=COUNT)
    ratio = f"=IF({a1(row, column)}=0,0,{a1(row, column + 1)}/{a1(row, column)})"
    value = item.complete / item.rows if item.rows else 0
    sheet.formula(row, column + 2, ratio, value, **CELL, num_format="0%", align="center")
    sheet.text(row, column + 3, STATE_WORDS[item.state], **{**CELL, **_STATE_TINTS[item.state]})


def write_findings(book: Book, view: View) -> None:
    """*Perlu Diperbaiki*: everything found, sorted by who must act, with a link to the cell."""
    sheet = book.sheet("Perlu Diperbaiki", TAB_WORK)
    names = (
        *("Keadaan", "Kelompok", "Baris", "Hal", "Yang ada", "Yang perlu dilakukan"),
        *("Isian", "Saran", "Buka sel", "Berkas", "Kode"),
    )
    widths = (16.0, 15.0, 12.0, 27.0, 52.0, 44.0, 24.0, 16.0, 24.0, 34.0, 8.0)
    ordered = sorted(view.result.findings, key=lambda finding: _finding_order(view, finding))
    counts = {severity: sum(f.severity is severity for f in ordered) for severity in Severity}
    told = " · ".join(f"{counts[severity]} {SEVERITY_WORDS[severity].lower()}" for severity in Severity)
    at = sheet.banner("PERLU DIPERBAIKI", f"{view.event} · {told}", 8)
    headings(sheet, at, names, widths)
    for n, finding in enumerate(ordered, start=at + 1):
        tint = {**CELL, **_SEVERITY_TINTS[finding.severity]}
        sheet.text(n, 0, SEVERITY_WORDS[finding.severity], **tint)
        sheet.text(n, 1, finding.recipient, **CELL)
        sheet.text(n, 2, finding.row, **CELL, bold=True)
        sheet.text(n, 3, finding.title, **CELL, bold=True)
        sheet.text(n, 4, finding.message, **CELL)
        sheet.text(n, 5, finding.remedy, **CELL)
        sheet.text(n, 6, finding.value or "", **CELL)
        sheet.text(n, 7, finding.suggestion or "", **CELL)
        sheet.link(n, 8, finding.place, cell_text(finding.place), **CELL)
        sheet.text(n, 9, file_name(finding.place), **CELL)
        sheet.text(n, 10, finding.code, **CELL, align="center")
        texts = (
            finding.row,
            finding.title,
            finding.message,
            finding.remedy,
            finding.value or "",
            file_name(finding.place),
        )
        room = (11.0, 26.0, 52.0, 44.0, 24.0, 34.0)
        need = max(lines(text, width, 9) for text, width in zip(texts, room, strict=True))
        sheet.height(n, min(need, 12) * line_height(9) + 4)
    if not ordered:
        sheet.span(at + 1, 0, len(names) - 1, "Tidak ada yang perlu diperbaiki.", **CELL, italic=True)
    sheet.ws.autofilter(at, 0, max(at + 1, at + len(ordered)), len(names) - 1)
    sheet.ws.freeze_panes(at + 1, 3)
    sheet.page(A3, landscape=True, repeat_rows=(at, at))


def _finding_order(view: View, finding: Finding) -> tuple[int, int, str, str, str, str]:
    severity = list(Severity).index(finding.severity)
    dimensions = [dimension.code for dimension in view.dimensions]
    recipient = view.recipient(finding.recipient) if finding.recipient else None
    rank = dimensions.index(recipient.dimension) if recipient is not None else len(dimensions)
    return (severity, rank, finding.recipient, finding.row, finding.code, finding.place.cell)


def write_ledger(book: Book, view: View) -> None:
    """*Daftar Berkas*: one line a file, and control totals that add up."""
    sheet = book.sheet("Daftar Berkas", TAB_WORK)
    names = (
        "Berkas",
        "Keadaan",
        "Kelompok",
        "Kode berkas",
        "Keterangan",
        "Pengirim",
        "Disimpan",
        "Baris terbaca",
        "Digabung",
        "Sama",
        "Diganti",
        "Perlu keputusan",
        "Sidik berkas (SHA-256)",
    )
    widths = (52.0, 20.0, 14.0, 24.0, 52.0, 24.0, 26.0, 9.0, 9.5, 9.0, 9.0, 10.5, 20.0)
    at = sheet.banner("DAFTAR BERKAS", f"{view.event} · satu baris satu berkas", 11)
    headings(sheet, at, names, widths)
    ledger = view.result.ledger
    first = at + 1
    for n, line in enumerate(ledger, start=first):
        sheet.link(n, 0, Place(line.file), line.file, **CELL)
        sheet.text(n, 1, VERDICT_WORDS[line.verdict], **{**CELL, **_VERDICT_TINTS[line.verdict]})
        sheet.text(n, 2, line.recipient, **CELL, bold=True)
        sheet.text(n, 3, line.code, **CELL)
        sheet.text(n, 4, line.reason, **CELL)
        sheet.text(n, 5, line.sender, **CELL)
        sheet.text(n, 6, saved_text(line.saved, view.profile.zone), **CELL)
        numbers = (line.rows_read, line.rows_merged, line.rows_duplicate, line.rows_superseded, line.rows_held)
        for m, number in enumerate(numbers):
            sheet.number(n, 7 + m, number, **CELL, num_format=COUNT)
        sheet.text(
            n, 12, line.sha256, **{**CELL, "font_size": 7, "font_color": QUIET, "text_wrap": False, "align": "fill"}
        )
        need = max(
            lines(text, width, 9) for text, width in ((line.file, 52.0), (line.reason, 52.0), (line.sender, 24.0))
        )
        sheet.height(n, need * line_height(9) + 4)
    last = first + max(1, len(ledger)) - 1
    _ledger_totals(sheet, view, first, last)
    if ledger:
        sheet.ws.autofilter(at, 0, last, len(names) - 1)
    sheet.ws.freeze_panes(at + 1, 1)
    sheet.page(A3, landscape=True, repeat_rows=(at, at))


def _ledger_totals(sheet: Sheet, view: View, first: int, last: int) -> None:
    """The sums below the ledger, and whether they add up to what was read."""
    total = {**HEAD, "align": "right", "bg_color": PLAIN_BAND[1]}
    sheet.span(last + 1, 0, 6, "Hitung silang baris", **{**total, "align": "left"})
    sums = view.result.totals
    values = (sums.read, sums.merged, sums.duplicate, sums.superseded, sums.held)
    for m, value in enumerate(values):
        formula = f"=SUM({a1(first, 7 + m)}:{a1(last, 7 + m)})"
        sheet.formula(last + 1, 7 + m, formula, value, **total, num_format=COUNT)
    check = f'=IF({a1(last + 1, 7)}=SUM({a1(last + 1, 8)}:{a1(last + 1, 11)}),"cocok","tidak cocok, periksa")'
    matches = values[0] == sum(values[1:])
    sheet.span(last + 2, 0, 6, "Terbaca = digabung + sama + diganti + perlu keputusan", **{**CELL, "italic": True})
    sheet.formula(
        last + 2,
        7,
        check,
        "cocok" if matches else "tidak cocok, periksa",
        **{**CELL, "bold": True, "text_wrap": False, **(GOOD_TINT if matches else WRONG_TINT)},
    )
