"""Equal findings told once to people: ``OPD pengampu tidak ada dalam daftar: 4 sel (GOV-P03, P07, P11, P12)``."""

from collections.abc import Iterable
from dataclasses import dataclass

from worksheet_kit.checks.registry import CHECKS, SEVERITY_WORDS, fill
from worksheet_kit.core.model import Finding, Profile, Severity
from worksheet_kit.core.names import base_name
from worksheet_kit.values.text import first_of

_MOST_LABELS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings of one code about one column: ``text`` is the line for people."""

    code: str
    severity: Severity
    text: str
    findings: tuple[Finding, ...]


def group_findings(findings: Iterable[Finding], profile: Profile) -> tuple[Group, ...]:
    """Group findings by code and column, the most serious first, otherwise in their given order.

    A single finding keeps its whole message.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.form, _column(finding)), []).append(finding)
    ranks = {severity: n for n, severity in enumerate(SEVERITY_WORDS)}
    grouped = [
        Group(code=alike[0].code, severity=alike[0].severity, text=_text(alike, profile), findings=tuple(alike))
        for alike in groups.values()
    ]
    return tuple(sorted(grouped, key=lambda group: ranks[group.severity]))


def _column(finding: Finding) -> str:
    """What keeps findings of one code apart: the column, where the grouped words name it."""
    return finding.column if "{kolom}" in CHECKS[finding.code].grouped else ""


def _text(findings: list[Finding], profile: Profile) -> str:
    first = findings[0]
    if len(findings) == 1:
        return first.message
    noun = profile.forms[first.form].noun if first.form else ""
    words = fill(CHECKS[first.code].grouped, {"kolom": profile.heading(first.form, first.column), "noun": noun})
    labels = list(dict.fromkeys(filter(None, map(_label, findings))))
    where = _listed(labels, list(dict.fromkeys(finding.recipient for finding in findings)))
    return f"{words}: {len(findings)}{_unit(findings)}" + (f" ({where})" if where else "")


def _unit(findings: list[Finding]) -> str:
    """What is counted, with a space before it; nothing where the words already say it."""
    if "{kolom}" in CHECKS[findings[0].code].grouped:
        return " sel" if all(finding.row for finding in findings) else ""
    rows = {finding.row for finding in findings}
    if all(rows):  # several of one row are not as many rows
        return " baris" if len(rows) == len(findings) else ""
    return " berkas" if findings[0].code[0] == "B" else ""


def _label(finding: Finding) -> str:
    """The shortest name of what a finding is about."""
    file, sheet, cell = finding.place[:3]
    if finding.row:
        return finding.row
    if cell:
        return f"{sheet} {cell}"
    return (base_name(file) if finding.code[0] == "B" else finding.value or finding.recipient) or base_name(file)


def _listed(labels: list[str], recipients: list[str]) -> str:
    """Labels in a line, the recipient only where it changes: ``GOV-P03, P07, SOC-P01``; cut off after a dozen."""
    shown: list[str] = []
    before = ""
    for label in labels:
        owner, _, code = label.rpartition("-")
        shown.append(code if owner == before and owner in recipients else label)
        before = owner
    return first_of(shown, _MOST_LABELS)
