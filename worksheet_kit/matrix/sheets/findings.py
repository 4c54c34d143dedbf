"""*Perlu Diperbaiki*: everything that was found, sorted by who must act, with a link to the cell."""

from worksheet_kit.checks.registry import SEVERITY_WORDS
from worksheet_kit.core.counts import findings_by_severity
from worksheet_kit.core.model import Finding, Severity
from worksheet_kit.core.names import base_name
from worksheet_kit.excel.page import A3
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import CELL, QUIET_TINT, WANTED_TINT, WRONG_TINT
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

_SEVERITY_TINTS = {Severity.ERROR: WRONG_TINT, Severity.WARNING: WANTED_TINT, Severity.NOTE: QUIET_TINT}


def write(sheet: Sheet, view: View) -> None:
    """*Perlu Diperbaiki*: everything found, sorted by who must act, with a link to the cell."""
    names = (
        *("Keadaan", "Kelompok", "Baris", "Hal", "Yang ada", "Yang perlu dilakukan"),
        *("Isian", "Saran", "Buka sel", "Berkas", "Kode"),
    )
    widths = (16.0, 15.0, 12.0, 27.0, 52.0, 44.0, 24.0, 16.0, 24.0, 34.0, 8.0)
    ordered = sorted(view.result.findings, key=lambda finding: _finding_order(view, finding))
    numbers = findings_by_severity(view.result)
    by_severity = " · ".join(f"{number} {SEVERITY_WORDS[severity].lower()}" for severity, number in numbers.items())
    at = parts.banner(sheet, view, "PERLU DIPERBAIKI", f"{view.event} · {by_severity}", 8)
    parts.headings(sheet, at, names, widths)
    for n, finding in enumerate(ordered, start=at + 1):
        words, value, file = (finding.message, finding.remedy), finding.value or "", base_name(finding.place.file)
        sheet.text(n, 0, SEVERITY_WORDS[finding.severity], CELL, _SEVERITY_TINTS[finding.severity])
        sheet.text(n, 1, finding.recipient, CELL)
        sheet.texts(n, 2, (finding.row, finding.title), CELL, bold=True)
        sheet.texts(n, 4, (*words, value, finding.suggestion or ""), CELL)
        sheet.file_link(n, 8, finding.place, parts.cell_text(finding.place), CELL)
        sheet.text(n, 9, file, CELL)
        sheet.text(n, 10, finding.code, CELL, align="center")
        rooms = (11.0, 26.0, 52.0, 44.0, 24.0, 34.0)
        parts.fit_row(sheet, n, (finding.row, finding.title, *words, value, file), rooms, most=12)
    if not ordered:
        sheet.span(at + 1, 0, len(names) - 1, "Tidak ada yang perlu diperbaiki.", CELL, italic=True)
    sheet.filter((at, 0, max(at + 1, at + len(ordered)), len(names) - 1))
    sheet.freeze(at + 1, 3)
    sheet.page(A3, landscape=True, repeat_rows=(at, at))


def _finding_order(view: View, finding: Finding) -> tuple[int, int, str, str, str, str]:
    severity = list(Severity).index(finding.severity)
    dimensions = [dimension.code for dimension in view.dimensions]
    recipient = view.recipients.get(finding.recipient)
    rank = dimensions.index(recipient.dimension) if recipient is not None else len(dimensions)
    return (severity, rank, finding.recipient, finding.row, finding.code, finding.place.cell)


SHEET = MatrixSheet(name="Perlu Diperbaiki", audience=Audience.SECRETARIAT, write=write)
