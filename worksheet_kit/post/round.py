"""One mailing of a working folder: which files go to whom, what is written beside them, who still waits.

The command line and the page in the browser call the same functions, so both write the same bytes.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from worksheet_kit.core.counts import received_revisions, states
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Mailing, Profile, Recipient, Result, State
from worksheet_kit.core.names import all_recipients, recipient_of
from worksheet_kit.folder import archive
from worksheet_kit.folder.names import StagePlaces, WorkingFolder
from worksheet_kit.folder.stages import StageOn, to_collect, to_send
from worksheet_kit.post.attachments import MAILING_WORDS, Attachment, one_for_all, read_attachments
from worksheet_kit.post.drafts import draft, mailing_of
from worksheet_kit.post.journal import JOURNAL, Journal, Line, Way, Writer, line_of, read_journal
from worksheet_kit.post.letters import Message, messages
from worksheet_kit.post.page import PAGE, page
from worksheet_kit.values.text import letters_only


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A mailing as it stands: ``messages`` in the order of the profile, ``troubles`` a sentence each."""

    profile: Profile
    on: StageOn
    mailing: Mailing
    messages: tuple[Message, ...]
    troubles: tuple[str, ...]
    journal: Journal
    outdated: tuple[str, ...] = ()  # drafts of an earlier run, by name, that are none of this one

    @property
    def folder(self) -> Path:
        """Where drafts, page and journal stand."""
        return self.on.places.mail

    def going(self, again: Collection[Message] = ()) -> tuple[Message, ...]:
        """What goes out with the next sending: what is not on its way yet, and those that are to go again."""
        lines = ((message, self.journal.of(message)) for message in self.messages if message.to)
        return tuple(message for message, line in lines if line is None or line.way.is_open or message in again)

    def files(self) -> Mapping[str, bytes]:
        """The drafts, and the page that says of them that they stand there, by name.

        Raises UsageError for an address that no mail takes.
        """
        written = {message.draft: draft(message, _sender(self.profile)) for message in self.messages}
        journal = Journal((*self.journal.lines, *self.prepared()))
        text = page(self.profile, self.on.stage, self.messages, journal, self.folder)
        return {**written, PAGE: text.encode("utf-8", "replace")}

    def prepared(self) -> list[Line]:
        """What the journal is to hear of once the drafts stand there."""
        return [line_of(message, Way.PREPARED) for message in self.messages if self.journal.of(message) is None]

    def named(self, names: Iterable[str]) -> tuple[Message, ...]:
        """The messages to recipients of these names or codes. Raises UsageError for one that is none."""
        by_name = {
            letters_only(word): message
            for message in self.messages
            for word in (message.name, f"Kelompok {message.name}", message.recipient.code)
        }
        for name in names:
            if letters_only(name) not in by_name:
                there = ", ".join(message.recipient.code for message in self.messages)
                raise UsageError(f'"{name}" bukan penerima {MAILING_WORDS[self.mailing]}. Yang ada: {there}.')
        return tuple(dict.fromkeys(by_name[letters_only(name)] for name in names))


def stage_of(folder: WorkingFolder, profile: Profile, mailing: Mailing, number: int | None) -> StageOn:
    """The bimtek that a mailing is about. Raises UsageError where there is none.

    Sheets go out for the one that begins, all else for the last one of which something has come; reminders go out, too,
    where nothing has.
    """
    if mailing is Mailing.SHEETS:
        return to_send(folder, profile, number)
    try:
        return to_collect(folder, profile, number)
    except UsageError:
        if mailing is not Mailing.REMINDERS:
            raise
        return to_send(folder, profile, number)


def plan(folder: WorkingFolder, profile: Profile, mailing: Mailing, on: StageOn, result: Result | None = None) -> Round:
    """A mailing of the bimtek that is on; ``result`` is what has come back, where anything has, for reminders.

    Raises UsageError where there is nothing to send, and for a journal that cannot be read whole.
    """
    journal = read_journal(on.places.mail / JOURNAL)
    if mailing is Mailing.REMINDERS:
        attachments, troubles = _awaited(profile, journal, result)
    else:
        attachments, troubles = _files(folder, profile, mailing, on)
    if not attachments:
        made_by = {
            Mailing.SHEETS: "kertas kerjanya belum dibuat: worksheet-kit buat",
            Mailing.REMINDERS: "kertas kerjanya belum dikirim: worksheet-kit surel --kirim",
        }.get(mailing, "kirimannya belum digabung: worksheet-kit gabung")
        nothing = f"Tidak ada {MAILING_WORDS[mailing]} untuk dikirim. Bila {made_by}."
        raise UsageError("\n".join((nothing, *troubles)))
    mails = (path for path in folder.under(on.places.mail) if path.parent == on.places.mail)  # copies elsewhere stay
    drafts = {path.name: path.read_bytes() for path in mails if path.suffix == ".eml"}
    placed, outdated, edited = _beside_edited(
        messages(profile, on.stage, mailing, attachments), _sender(profile), drafts
    )
    return Round(
        profile=profile,
        on=on,
        mailing=mailing,
        messages=placed,
        troubles=(*troubles, *edited, *dict.fromkeys(filter(None, map(_warning, placed)))),
        journal=journal,
        outdated=outdated,
    )


def _warning(message: Message) -> str:
    return "" if message.attachment is None else message.attachment.warning


def _sender(profile: Profile) -> str:
    return profile.contact.email if profile.mail_server is None else profile.mail_server.sender


def _beside_edited(
    planned: Sequence[Message], sender: str, standing: Mapping[str, bytes]
) -> tuple[tuple[Message, ...], tuple[str, ...], list[str]]:
    """The messages of a mailing, named so that no edited draft is replaced; outdated drafts; a sentence on each edited.

    ``standing`` are the drafts that stand there, by name. As with results, what somebody has edited stays.
    """
    prints = {name: hashlib.sha256(data).hexdigest() for name, data in standing.items()}
    drafts = ((name, *mailing_of(data)) for name, data in standing.items())
    ours = {name: (prints[name],) * is_as_made for name, of, is_as_made in drafts if of == planned[0].mailing}
    written = {message.draft: hashlib.sha256(draft(message, sender)).hexdigest() for message in planned}
    plan = archive.plan(written, (), archive.Record(files=ours), prints.get)
    sentences = [f"{name} sudah disunting orang, jadi tetap ada." for name in plan.changed]
    sentences += [f"Draf barunya: {place}" for name, place in plan.places.items() if place != name]
    messages = tuple(replace(message, draft=plan.places[message.draft]) for message in planned)
    return messages, plan.outdated, sentences


def put_in_place(this_round: Round, writer: Writer) -> list[Path]:
    """Put drafts and page in place, let the journal know, and take away the drafts that are outdated, which are given.

    A draft that somebody has edited since this was planned, as while mails go out, stays as it is.

    Raises UsageError for an address that no mail takes, OutputError when a file cannot be written.
    """
    this_round = replace(this_round, journal=writer.journal)
    with Outputs() as outputs:
        for name, data in this_round.files().items():
            place = this_round.folder / name
            if name == PAGE or not _is_edited(place):
                outputs.path(place).write_bytes(data)
    writer.add(this_round.prepared())
    there = (path for name in this_round.outdated if (path := this_round.folder / name).is_file())
    outdated = [path for path in there if not _is_edited(path)]
    for path in outdated:
        path.unlink()
    return outdated


def _is_edited(draft: Path) -> bool:
    return draft.is_file() and not mailing_of(draft.read_bytes())[1]


def _files(
    folder: WorkingFolder, profile: Profile, mailing: Mailing, on: StageOn
) -> tuple[Mapping[Recipient, Attachment | str], list[str]]:
    """The file of each recipient, and what stays behind."""
    places = on.places
    if mailing is Mailing.PRESENTATION:
        matrix = folder.find(places.matrix)
        return ({} if matrix is None else one_for_all(matrix, profile, on.stage)), []
    tops = {Mailing.SHEETS: places.to_send, Mailing.CORRECTIONS: places.corrections, Mailing.DRAFTS: places.drafts}
    files = [path for path in folder.under(tops[mailing]) if path.suffix.lower() == ".xlsx"]
    return read_attachments(files, profile, on.stage, mailing)


def _awaited(
    profile: Profile, journal: Journal, result: Result | None
) -> tuple[Mapping[Recipient, Attachment | str], list[str]]:
    """Those who are known to have got a workbook and have not returned it, with its name.

    Nobody is reminded of what he may never have got: a sentence names those who are not known to be written to.
    """
    answered = set() if result is None else _answered(result, journal)
    waiting = [(owner, journal.posted().get(owner.code)) for owner in all_recipients(profile) if owner not in answered]
    unsent = ", ".join(owner.code for owner, posted in waiting if posted is not None and not posted.sent)
    remedy = "Bila sudah: worksheet-kit surel --tandai NAMA."
    sentences = [f"Tidak diingatkan, sebab belum tercatat dikirim: {unsent}. {remedy}"] if unsent else []
    sent = ((owner, posted.sent[-1]) for owner, posted in waiting if posted and posted.sent)
    return {owner: journal.sent_file(owner.code, last) for owner, last in sent}, sentences


def _answered(result: Result, journal: Journal) -> set[Recipient]:
    """Those from whom nothing is awaited: their last workbook is back, or they lack nothing though it is not.

    A group has answered its first sheet where an agency of it has sent one.
    """
    received, state_of = received_revisions(result), states(result)
    profile, posted = result.dataset.profile, journal.posted()
    there = {recipient.dimension for code in received if (recipient := recipient_of(profile, code)) is not None}

    def is_answered(recipient: Recipient) -> bool:
        code = recipient.code
        last = max(posted[code].sent, default=0) if code in posted else 0
        by_members = [0] if recipient.is_group and recipient.dimension in there else []
        back = max((*received.get(code, ()), *by_members), default=-1)
        return back >= last or (back >= 0 and state_of.get(code) is State.COMPLETE)

    return {recipient for recipient in all_recipients(profile) if is_answered(recipient)}


def with_posted(result: Result, places: StagePlaces) -> Result:
    """The result with what the post knows. Raises UsageError for a journal that cannot be read whole."""
    return replace(result, posted=read_journal(places.mail / JOURNAL).posted())
