"""Texts to paste into WhatsApp: what goes out with the worksheets, and how far the collecting is.

Short lines, no tables, ``*bold*`` as WhatsApp writes it; dates only from the profile, so that the same result gives the
same text on any day.
"""

from collections.abc import Iterable, Iterator, Mapping

from worksheet_kit.core.as_of import as_of_words
from worksheet_kit.core.counts import dimensions_in, row_counts, states, to_put_right
from worksheet_kit.core.model import Dimension, Profile, Recipient, Result, Stage, State
from worksheet_kit.core.names import recipient_name, recipients, worksheet_path
from worksheet_kit.core.words import STATE_WORDS

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
    by_state: dict[State, list[str]] = {state: [] for state in State}
    for code, state in states(result).items():
        by_state[state].append(code)
    open_things = to_put_right(result)
    lines = [f"*Rekap kertas kerja bimtek {stage.number}, {stage.dates}*"]
    lines.append(f"{profile.region}: {', '.join(filter(None, (row_counts(result.dataset), as_of_words(result))))}")
    for state, words in STATE_WORDS.items():
        if by_state[state]:
            counted = open_things if state is State.PARTIAL else {}
            lines.append(f"{words}: {', '.join(_named(profile, code, counted) for code in by_state[state])}")
    there, awaited = dimensions_in(result)
    waiting = [dimension.name for dimension in awaited if dimension.code in by_state[State.MISSING]]
    if waiting:
        lines.append(
            f"Sudah masuk {len(there)} dari {len(there) + len(awaited)} kelompok. Ditunggu: {', '.join(waiting)}. "
            "Mohon dikirim sebagai Dokumen, bukan foto. Terima kasih."
        )
    if by_state[State.PARTIAL] and corrections:
        lines.append("Lembar Perbaikan sudah disiapkan. Mohon lanjutkan di berkas *itu*, bukan di berkas sebelumnya.")
    return "\n".join(lines) + "\n"


def _named(profile: Profile, code: str, open_things: Mapping[str, int]) -> str:
    name, number = recipient_name(profile, code, brief=True), open_things.get(code, 0)
    return f"{name} ({number} isian)" if number else name
