"""The result for the terminal: a board of who stands where, what to put right, and how the rows add up.

Lines of at most 80 columns: it is read on Windows consoles and pasted into messages. Colours are its caller's.
"""

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from worksheet_kit.checks.grouping import group_findings
from worksheet_kit.checks.registry import SEVERITY_WORDS
from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.chain import chain_of
from worksheet_kit.core.counts import adjusted_cells, dimensions_in, findings_by_severity, row_counts, state_words
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import (
    DECIDED_SPELLING,
    Fact,
    Finding,
    LedgerLine,
    Result,
    Severity,
    State,
    Unused,
    Verdict,
)
from worksheet_kit.core.names import all_recipients, base_name, recipient_name
from worksheet_kit.core.words import CHECKED_WORDS, UNUSED_WORDS, VERDICT_WORDS
from worksheet_kit.values.text import first_of, one_line

WIDTH = 80

#: Gives words the colour of what they tell of.
Paint = Callable[[str, State | Severity], str]

#: How many lines about findings of one severity are shown, shared among the recipients, before the rest is counted.
_MOST_LINES = {Severity.ERROR: 40, Severity.WARNING: 25, Severity.NOTE: 10}

#: Held files with the same cause are told together from this number on, and so many of them are named.
_MOST_SINGLE = 3
_MOST_NAMES = 8

#: Reasons for which decisions are not used, with what is said of their number.
_UNUSED = (
    ((Unused.GONE, Unused.CHANGED), "tidak berlaku lagi"),
    ((Unused.UNLISTED, Unused.UNSAID), "belum dapat dipakai"),
)


def needs_attention(result: Result) -> bool:
    """Whether something is to be put right, somebody is missing, or a person has to decide.

    Things worth a look (warnings on coverage, notes) do not count.
    """
    return (
        any(finding.severity is Severity.ERROR for finding in result.findings)
        or any(line.verdict is Verdict.HELD for line in result.ledger)
        or any(line.state is not State.COMPLETE for line in result.completeness)
        or any(not conflict.decision for conflict in result.dataset.conflicts)
    )


def render(result: Result, *, merged: bool = True, full: bool = False, paint: Paint = lambda words, tone: words) -> str:
    """The whole report, lines joined by line ends.

    ``merged`` says that the files were merged, not only read; ``full`` tells of every file and leaves out no finding;
    ``paint`` is given the words for a state, or over a list, with what they tell of.
    """
    parts = [
        *(_head(result), _board(result, paint), _unused(result)),
        *(_files(result, merged=merged, full=full), _findings(result, full=full, paint=paint)),
        *(_control(result, merged=merged), _decisions(result)),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def counts(result: Result) -> str:
    """What is there, in one phrase: ``6 kelompok, 41 program, 78 rencana aksi``. Agencies count for their group."""
    there, _ = dimensions_in(result)
    return f"{len(there)} kelompok, {row_counts(result.dataset)}"


def _decisions(result: Result) -> Iterator[str]:
    """What became of what people decided on the matrix, in one sentence; nothing where they did not."""
    used = sum(bool(conflict.decision) for conflict in result.dataset.conflicts)
    unused = [fact for fact in result.dataset.facts if fact.name is FactName.DECISION_STALE]
    filled_in = sum(entry.unused is None for entry in result.dataset.entries)
    parts = [f"{used} keputusan dipakai"] if used or unused else []
    spelled = sum(cell.rule == DECIDED_SPELLING for row in result.dataset.all_rows for cell in row.cells.values())
    parts += [f"ejaan yang diputuskan dipakai di {spelled} sel"] if spelled else []
    parts += [f"{filled_in} isian sekretariat dipakai"] if filled_in else []
    for reasons, words in _UNUSED:
        names = [_decided(result, fact) for fact in unused if Unused(fact.text("reason")) in reasons]
        if names:
            rest = f", dan {len(names) - _MOST_NAMES} lagi" if len(names) > _MOST_NAMES else ""
            parts.append(f"{len(names)} {words}: {'; '.join(names[:_MOST_NAMES])}{rest}")
    if parts:
        said = ", ".join(parts)
        yield from textwrap.wrap(f"{said[0].upper()}{said[1:]}.", WIDTH)


def _decided(result: Result, fact: Fact) -> str:
    """What a decision was about, and why it is not used."""
    heading = result.dataset.profile.heading(fact.text("form"), fact.column)
    return f"{heading} pada {fact.row} ({UNUSED_WORDS[Unused(fact.text('reason'))]})"


def _head(result: Result) -> Iterator[str]:
    stage = result.dataset.stage
    parts = (f"Bimtek {stage.number}: {stage.title}", result.dataset.profile.region, as_of_words(result))
    yield from textwrap.wrap(", ".join(filter(None, parts)), WIDTH)


def _board(result: Result, paint: Paint) -> Iterator[str]:
    profile = result.dataset.profile
    names = {line.recipient: recipient_name(profile, line.recipient, brief=True) for line in result.completeness}
    sheets = {line.form: profile.forms[line.form].sheet for line in result.completeness}
    wide = min(28, max((len(name) for name in names.values()), default=8))
    cut = Counter(one_line(name, wide) for name in names.values())
    # Names that differ behind the edge alone are told apart by their codes.
    names = {code: name if cut[one_line(name, wide)] == 1 else f"{code} {name}" for code, name in names.items()}
    sheet = min(20, max((len(name) for name in sheets.values()), default=6))
    yield f"{'Kelompok':{wide}}  {'Lembar':{sheet}}  {'Baris':>5}  {'Lengkap':>7}  {'%':>3}  Keadaan"
    before = ""
    for line in result.completeness:
        name = "" if line.recipient == before else names[line.recipient]
        before = line.recipient
        figures = f"{line.rows:>5}  {line.complete:>7}  {line.percent:>3}"
        words = f"{one_line(name, wide):{wide}}  {one_line(sheets[line.form], sheet):{sheet}}"
        yield f"{words}  {figures}  {paint(state_words(result, line.state, [line]), line.state)}"


def unused(result: Result) -> str:
    """What the next step leaves out, in one phrase: ``3 strategi belum punya program``; empty where that is nothing."""
    return ", ".join(str(left) for left in chain_of(result.dataset).unused() if left.rows)


def _unused(result: Result) -> Iterator[str]:
    said = unused(result)
    if said:
        yield from textwrap.wrap(f"Belum ditindaklanjuti: {said}.", WIDTH)


def _files(result: Result, *, merged: bool, full: bool) -> Iterator[str]:
    """Every file counted by verdict; then those a person has to look at: those alike together, others one by one.

    All of them with ``full``, each with its verdict.
    """
    ledger = result.ledger
    numbers = Counter(line.verdict for line in ledger)
    words = VERDICT_WORDS if merged else CHECKED_WORDS
    parts = [f"{words[verdict]} {numbers[verdict]}" for verdict in Verdict if numbers[verdict]]
    yield from textwrap.wrap(f"Berkas: {len(ledger)}. {'; '.join(parts)}.", WIDTH)
    if full:
        for line in ledger:
            yield from _item(f"{words[line.verdict]}: {_reason(line)}")
        return
    alike: dict[tuple[str, str], list[LedgerLine]] = {}
    causes = {finding.place.file: finding for finding in result.findings if finding.code[0] == "B"}
    for line in ledger:
        if line.verdict is Verdict.HELD and line.file in causes:
            said = _about(line).replace(base_name(line.file), "") if line.code else ""
            alike.setdefault((causes[line.file].title, said), []).append(line)
        elif line.verdict in (Verdict.HELD, Verdict.NOTES):
            yield from _item(_about(line))
    for (title, _), lines in alike.items():
        if len(lines) < _MOST_SINGLE:
            for line in lines:
                yield from _item(_about(line))
        else:
            names = [base_name(line.file) for line in lines]
            listed, remedy = first_of(names, _MOST_NAMES), causes[lines[0].file].remedy
            yield from _item(f"{title}: {len(lines)} berkas ({listed}). {remedy}")


def _reason(line: LedgerLine) -> str:
    """Why a file has its verdict, with its name."""
    name = base_name(line.file)
    return line.reason if name in line.reason else ": ".join(filter(None, (name, line.reason)))


def _about(line: LedgerLine) -> str:
    reason = _reason(line)
    return f"{VERDICT_WORDS[line.verdict]}: {reason}" if line.verdict is Verdict.HELD else reason


def _findings(result: Result, *, full: bool, paint: Paint) -> Iterator[str]:
    if not result.findings:
        yield "Tidak ada yang perlu diperbaiki pada isian."
        return
    # What is said of held files stands with the files already.
    held = {line.file for line in result.ledger if line.verdict is Verdict.HELD}
    shown = [finding for finding in result.findings if finding.code[0] != "B" or finding.place.file not in held]
    for severity, number in findings_by_severity(result).items():
        if not number:
            continue
        of_it = [finding for finding in shown if finding.severity is severity]
        above = f", {number - len(of_it)} di antaranya tentang berkas di atas" if len(of_it) < number else ""
        yield paint(f"{SEVERITY_WORDS[severity]}: {number}", severity) + above
        if of_it:
            yield from _of_one_severity(result, of_it, 0 if full else _MOST_LINES[severity])
        yield ""
    yield "Arti sebuah kode dan cara memperbaikinya: worksheet-kit jelaskan KODE"


def _of_one_severity(result: Result, findings: Sequence[Finding], most: int) -> Iterator[str]:
    """What is to be said by recipient and file, those of nobody first; ``most`` lines altogether, 0 for all.

    Where there is no room for a line each, they are told of all together; so are notes, which ask for nothing.
    """
    profile = result.dataset.profile
    places = {owner.code: n for n, owner in enumerate(all_recipients(profile), start=1)}
    alike = Counter(base_name(line.file) for line in result.ledger)
    owners: dict[tuple[str, str], list[Finding]] = {}
    crowded = len({(finding.recipient, finding.place.file) for finding in findings}) > most
    together = most and (crowded or findings[0].severity is Severity.NOTE)
    for finding in findings:
        owner = "" if together else finding.recipient
        owners.setdefault((owner, finding.place.file if owner else ""), []).append(finding)
    each = most // len(owners)
    left_out = 0
    for owner, file in sorted(owners, key=lambda key: places.get(key[0], 0)):
        groups = group_findings(owners[owner, file], profile)
        shown = groups[:each] if most else groups
        left_out += len(groups) - len(shown)
        if owner:
            name = base_name(file)
            whose = [recipient_name(profile, owner, brief=True), file if alike[name] > 1 else name]
            part = f" ({len(shown)} dari {len(groups)} hal)" if len(shown) < len(groups) else ""
            yield from _item(f"{', '.join(filter(None, whose))}{part}:", "  ")
        for group in shown:
            place = group.findings[0].place
            where = f" [{place.sheet} {place.cell}]" if len(group.findings) == 1 and place.cell else ""
            yield from _item(f"{group.code} {group.text}{where}")
    if left_out:
        yield f"  dan {left_out} hal lain (semuanya: -v)."


def _control(result: Result, *, merged: bool) -> Iterator[str]:
    totals = result.totals
    left, right = ("dibaca", "digabung") if merged else ("terisi", "terbaca")
    yield from textwrap.wrap(
        f"Hitung silang baris: {totals.read} {left} = {totals.merged} {right} + {totals.duplicate} sama "
        f"+ {totals.superseded} diganti versi baru + {totals.held} perlu keputusan.",
        WIDTH,
    )
    adjusted = adjusted_cells(result.dataset)
    if adjusted:
        yield f"Disesuaikan otomatis: {adjusted} isian (lembar Penyesuaian Otomatis di matriks)."


def _item(text: str, mark: str = "  - ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=mark, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
