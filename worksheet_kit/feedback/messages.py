"""Texts to paste into WhatsApp: what goes out with the worksheets, and how far the collecting is.

Short lines, no tables, ``*bold*`` as WhatsApp writes it; dates only from the profile, so that the same result gives the
same text on any day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from worksheet_kit.core.model import Completeness, Dimension, Profile, Recipient, Result, Stage, State
from worksheet_kit.core.names import recipient_name, recipients, worksheet_path
from worksheet_kit.core.words import STATE_WORDS
from worksheet_kit.report.board import row_counts

#: A line between two messages, so that each can be copied by itself.
RULE = "-" * 30


def covering_texts(
    profile: Profile, stage: Stage, *, groups: Iterable[str] | None = None, per_agency: bool = False
) -> str:
    """The texts that go out with the worksheets of a stage: one a group, and one a member with ``per_agency``.

    ``groups`` are dimension codes; without them, all of the profile's.
    """
    wanted = None if groups is None else set(groups)
    texts = [
        "\n".join(_covering(profile, stage, dimension, recipient))
        for dimension in profile.dimensions
        if wanted is None or dimension.code in wanted
        for recipient in recipients(dimension, per_agency=per_agency)
    ]
    return f"\n\n{RULE}\n\n".join(texts) + "\n"


def _covering(profile: Profile, stage: Stage, dimension: Dimension, recipient: Recipient) -> Iterator[str]:
    yield f"*Bimtek {stage.number} {profile.event}, {stage.dates}*"
    if recipient.agency is None:
        members = ", ".join(profile.agency(code).short for code in dimension.members)
        yield f"Kelompok {dimension.name}: {members}" if members else f"Kelompok {dimension.name}"
    else:
        yield f"{profile.agency(recipient.agency).short}, kelompok {dimension.name}"
    yield f"Berkas: {worksheet_path(profile, stage, recipient).name}"
    deadline = f" paling lambat {stage.deadline}" if stage.deadline else ""
    yield f"Mohon disimpan dulu di laptop, diisi, lalu dikirim ke nomor ini{deadline}."
    yield "Kirim sebagai Dokumen, bukan foto dan bukan tautan."
    if stage.place:
        yield f"Tempat: {stage.place}"
    if stage.bring:
        yield f"Bawa: {', '.join(stage.bring)}"
    contact = " ".join(part for part in (profile.contact.name, profile.contact.phone) if part)
    yield f"Kontak: {contact or profile.contact.office}"


def summary(result: Result, *, corrections: bool = True) -> str:
    """The state of a collection in a dozen lines: who is complete, who has something to put right, who is missing.

    ``corrections`` says that correction workbooks go out with it, in which recipients continue.
    """
    profile, stage = result.dataset.profile, result.dataset.stage
    by_state = _by_state(result)
    lines = [f"*Rekap kertas kerja bimtek {stage.number}, {stage.dates}*"]
    lines.append(f"{profile.region}: {row_counts(result.dataset)}")
    for state, words in STATE_WORDS.items():
        if by_state[state]:
            lines.append(f"{words}: {', '.join(_named(result, code, state) for code in by_state[state])}")
    groups = [recipient.code for recipient in result.dataset.expected if recipient.is_group]
    waiting = [code for code in by_state[State.MISSING] if code in {group.code for group in profile.dimensions}]
    if waiting:
        names = ", ".join(recipient_name(profile, code, brief=True) for code in waiting)
        lines.append(
            f"Sudah masuk {len(groups) - len(waiting)} dari {len(groups)} kelompok. Ditunggu: {names}. "
            "Mohon dikirim sebagai Dokumen, bukan foto. Terima kasih."
        )
    if by_state[State.PARTIAL] and corrections:
        lines.append(
            "Lembar Perbaikan dikirim ke ketua kelompok. Mohon lanjutkan di berkas *itu*, bukan di berkas sebelumnya."
        )
    return "\n".join(lines) + "\n"


def to_put_right(result: Result) -> dict[str, int]:
    """How many things each recipient has to put right: its faults and its conflicts without a decision."""
    numbers: dict[str, int] = defaultdict(int)
    for finding in result.faults:
        numbers[finding.recipient] += 1
    owners = {row.key: row.recipient for rows in result.dataset.rows.values() for row in rows}
    for conflict in result.dataset.conflicts:
        if not conflict.decision and conflict.row in owners:
            numbers[owners[conflict.row]] += 1
    return numbers


def _by_state(result: Result) -> dict[State, list[str]]:
    lines: dict[str, list[Completeness]] = defaultdict(list)
    for line in result.completeness:
        lines[line.recipient].append(line)
    by_state: dict[State, list[str]] = {state: [] for state in State}
    open_for = to_put_right(result)
    for code, own in lines.items():
        by_state[_state(own, open_for.get(code, 0))].append(code)
    return by_state


def _state(lines: Sequence[Completeness], open_things: int) -> State:
    """How a recipient stands over all its sheets."""
    states = {line.state for line in lines}
    if State.HELD in states:
        return State.HELD
    if len(states) == 1 and states != {State.COMPLETE}:
        return states.pop()
    return State.COMPLETE if states == {State.COMPLETE} and not open_things else State.PARTIAL


def _named(result: Result, code: str, state: State) -> str:
    name = recipient_name(result.dataset.profile, code, brief=True)
    number = to_put_right(result).get(code, 0)
    return f"{name} ({number} isian)" if state is State.PARTIAL and number else name
