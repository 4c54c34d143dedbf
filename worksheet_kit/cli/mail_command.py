"""``mail``: worksheets, corrections, drafts, reminders and the matrix to those they are for, prepared or sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from worksheet_kit.cli.console import Progress, say
from worksheet_kit.cli.exits import OK, TO_PUT_RIGHT
from worksheet_kit.cli.indonesian import Command, nearest
from worksheet_kit.cli.options import folder_option, option, profile_option, quiet_option, stage_option
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from worksheet_kit.core.model import Mailing, MailServer, Profile
    from worksheet_kit.folder.names import WorkingFolder
    from worksheet_kit.post.journal import Writer
    from worksheet_kit.post.letters import Message
    from worksheet_kit.post.round import Round

PASSWORD = "WORKSHEET_KIT_SMTP_PASSWORD"  # the variable of the system that may hold it


def _to_mailing(_: click.Context, __: click.Parameter, value: str | None) -> Mailing:
    """What is to be sent, by either name. Raises UsageError for another word."""
    from worksheet_kit.core.model import Mailing
    from worksheet_kit.post.attachments import MAILING_WORDS

    named = {words.replace(" ", "-"): mailing for mailing, words in MAILING_WORDS.items()}
    words = {**named, **{mailing.value: mailing for mailing in Mailing}}
    word = Mailing.SHEETS.value if value is None else value.casefold().replace(" ", "-")
    if word not in words:
        near = nearest(word, words)
        hint = "" if near is None else f" Mungkin maksudnya {near}."
        raise UsageError(f'Pilihan --isi tidak mengenal "{value}".{hint} Yang ada: {", ".join(named)}.')
    return words[word]


@click.command(
    "mail", cls=Command, also="surel", short_help="Menyiapkan surel dan WhatsApp untuk setiap penerima, atau mengirim."
)
@option(
    "--what --isi mailing",
    "ISI",
    "Yang dikirim: sheets/kertas-kerja (bila tidak disebut), corrections/perbaikan, drafts/draf, reminders/pengingat, "
    "presentation/paparan.",
    callback=_to_mailing,
)
@option("--send --kirim", None, "Mengirim lewat server surel di Pengaturan, sesudah bertanya sekali.", is_flag=True)
@option("--dry-run --coba", None, "Menampilkan apa yang akan disiapkan atau dikirim, tanpa melakukannya.", is_flag=True)
@option("--try --uji trial", "ALAMAT", "Mengirim surel pertama ke alamat ini saja, untuk dilihat dulu.")
@option(
    "--again --ulang", "NAMA", "Bersama --kirim: mengirim lagi ke penerima ini; boleh beberapa kali.", multiple=True
)
@option("--mark --tandai", "NAMA", "Mencatat bahwa penerima ini dikirimi sendiri; boleh beberapa kali.", multiple=True)
@option("--open --buka open_page", None, "Membuka kirim.html sesudah disiapkan.", is_flag=True)
@folder_option
@profile_option
@stage_option("Nomor bimtek. Tanpa ini: menurut isi folder kerja.")
@quiet_option
def mail(
    *,
    mailing: Mailing,
    send: bool,
    dry_run: bool,
    trial: str | None,
    again: tuple[str, ...],
    mark: tuple[str, ...],
    open_page: bool,
    folder: WorkingFolder | None,
    profile: Path | None,
    stage: int | None,
) -> int:
    """Menyiapkan surel untuk setiap penerima di Kirim/Surel, dan halaman kirim.html untuk mengirimnya sendiri.

    Dengan --kirim program mengirimnya lewat server surel. Tidak ada penerima yang mendapat berkas yang sama dua kali.

    \b
    Contoh:
      worksheet-kit surel
      worksheet-kit surel --isi perbaikan --kirim
      worksheet-kit surel --tandai "Smart Living"
    """
    from worksheet_kit.profile.profile import load_profile

    if folder is None:
        more = "Bantuan: worksheet-kit surel --bantuan."
        raise UsageError(f"Jalankan di folder kerja, atau sebutkan --map FOLDER. {more}")
    if again and not send:
        raise UsageError("--ulang hanya berlaku bersama --kirim. Sebutkan juga --kirim.")
    if mark and send:
        raise UsageError("--tandai mencatat yang dikirim sendiri, jadi tidak bersama --kirim. Jalankan satu per satu.")
    region = load_profile(profile or folder.root)
    this_round = _round(folder, region, mailing, stage)
    for trouble in this_round.troubles:
        say(trouble)
    marked, repeated = this_round.named(mark), this_round.named(again)
    if trial is not None:
        return _try(this_round, trial)
    if dry_run:
        if send:
            _show_sending(this_round, repeated)
        else:
            _show_drafts(this_round)
        say("Tidak ada yang ditulis atau dikirim.")
        return OK
    code = _carry_out(this_round, marked, repeated, send=send)
    if open_page and not send:
        _open(this_round)
    return code


def _carry_out(this_round: Round, marked: Sequence[Message], repeated: Sequence[Message], *, send: bool) -> int:
    """Prepare the drafts and the page, and note what went by hand, or send."""
    from dataclasses import replace

    from worksheet_kit.post.journal import JOURNAL, Way, line_of, writing
    from worksheet_kit.post.page import PAGE

    with writing(this_round.folder / JOURNAL) as writer:
        this_round = replace(this_round, journal=writer.journal)
        writer.add(line_of(message, Way.BY_HAND) for message in marked)
        _write(this_round, writer)
        if send:
            return _send(this_round, repeated, writer)
    if marked:
        say(f"Dicatat dikirim sendiri: {_names(marked)}.")
    else:
        _show_drafts(this_round)
        say(f"Selesai. {len(this_round.messages)} draf ada di {this_round.folder}. Buka: {PAGE}")
    return OK


def _open(this_round: Round) -> None:
    from worksheet_kit.post.page import PAGE

    if click.launch(str(this_round.folder / PAGE)):
        say("Halaman tidak dapat dibuka dari sini. Bukalah dengan klik dua kali.", err=True)


def _round(folder: WorkingFolder, region: Profile, mailing: Mailing, number: int | None) -> Round:
    """The mailing, with its first line said. Reminders need to know who has answered."""
    from contextlib import suppress

    from worksheet_kit.collect import collect
    from worksheet_kit.core.errors import NothingReadError
    from worksheet_kit.core.model import Mailing
    from worksheet_kit.folder.round import standing_decisions
    from worksheet_kit.post import round as rounds

    on = rounds.stage_of(folder, region, mailing, number)
    say(on.why)
    result = None
    if mailing is Mailing.REMINDERS and folder.under(on.places.returns):
        # Returns that are but photos answer nothing: everybody is reminded.
        with Progress() as progress, suppress(NothingReadError):
            result = collect(
                [on.places.returns],
                region,
                stage=on.stage.number,
                decisions=standing_decisions(folder, region, on.stage),
                progress=progress,
            )
    return rounds.plan(folder, region, mailing, on, result)


def _write(this_round: Round, writer: Writer) -> None:
    """Put drafts and page in place, and say what was taken away."""
    from worksheet_kit.post.round import put_in_place

    for path in put_in_place(this_round, writer):
        say(f"Dihapus karena sudah diganti: {path.name}")


def _send(this_round: Round, repeated: Sequence[Message], writer: Writer) -> int:
    """Show what goes out, ask once, and send it."""
    from datetime import datetime

    from worksheet_kit.post.journal import Way
    from worksheet_kit.post.smtp import send

    server = _server(this_round)
    waiting = _show_sending(this_round, repeated)
    if not waiting:
        say("Tidak ada yang menunggu dikirim.")
        return OK
    if not _agreed(f"Kirim {len(waiting)} surel dari {server.sender} lewat {server.host}?"):
        say("Tidak ada yang dikirim.")
        return OK
    password = _password(server)
    ended = []
    try:
        for message, line, refused in send(server, password, waiting, writer, now=lambda: datetime.now().astimezone()):
            ended.append(line.way)
            say(f"{message.name}: {line.way.words}{f' ({line.words})' if line.words else ''}")
            for person in refused:
                say(f"  ditolak server: {person.address}. Cek di Pengaturan.")
    finally:
        _write(this_round, writer)
    sent = ended.count(Way.SENT)
    say(f"Selesai. {sent} dari {len(waiting)} surel terkirim; catatannya di {this_round.folder}.")
    return OK if sent == len(waiting) else TO_PUT_RIGHT


def _try(this_round: Round, address: str) -> int:
    """Send the first message to an address of one's own."""
    from datetime import datetime

    from worksheet_kit.post.drafts import is_address
    from worksheet_kit.post.smtp import send_to_oneself

    if not is_address(address):
        raise UsageError(f'"{address}" bukan satu alamat surel. Contoh: --uji nama@contoh.go.id.')
    server = _server(this_round)
    message = (*this_round.going(), *this_round.messages)[0]
    send_to_oneself(server, _password(server), message, address, at=datetime.now().astimezone())
    say(f"Selesai. Surel untuk {message.name} terkirim ke {address} saja; penerimanya belum dikirimi.")
    return OK


def _server(this_round: Round) -> MailServer:
    from worksheet_kit.post.page import PAGE

    server = this_round.profile.mail_server
    if server is None or not server.sender:
        what = "server surel" if server is None else "alamat surel sekretariat"
        raise UsageError(
            f"Pengaturan belum menyebut {what}, jadi program tidak dapat mengirim. Lengkapi, atau kirim sendiri dari "
            f"{this_round.folder / PAGE}, yang dibuat oleh worksheet-kit surel tanpa --kirim."
        )
    return server


def _password(server: MailServer) -> str:
    """The password of who logs in, from the system or asked for; it is neither kept nor shown."""
    import os

    if not server.user:
        return ""
    given = os.environ.get(PASSWORD)
    return given if given is not None else str(click.prompt(f"Kata sandi {server.user}", hide_input=True, err=True))


def _agreed(question: str) -> bool:
    answer = str(click.prompt(f"{question} [y/t]", default="t", show_default=False, err=True))
    return answer.strip().casefold() in {"y", "ya"}


def _show_drafts(this_round: Round) -> None:
    for message in this_round.messages:
        say(f"{message.draft}: {_addresses(message)}")
    without = sum(not message.to for message in this_round.messages)
    if without:
        say(f"{without} penerima belum punya alamat surel; lengkapi di Pengaturan, atau kirim lewat WhatsApp.")


def _show_sending(this_round: Round, repeated: Sequence[Message]) -> Sequence[Message]:
    """Show what goes out and what does not, and give the former."""
    from worksheet_kit.post.journal import Way

    waiting = this_round.going(repeated)
    lines = {message: this_round.journal.of(message) for message in this_round.messages if message not in waiting}
    for message in waiting:
        earlier = " (berkas lain sudah dikirim)" if this_round.journal.other_is_out(message) else ""
        say(f"{message.name}: {message.file}{earlier} ke {_addresses(message)}")
    for words, those in (
        ("Sudah dikirim", [m for m, line in lines.items() if line is not None and line.way.is_out]),
        ("Belum punya alamat surel", [m for m in lines if not m.to]),
    ):
        if those:
            say(f"{words}: {_names(those)}.")
    unsure = [m for m, line in lines.items() if line is not None and line.way is Way.SENDING]
    if unsure:
        say(f"Belum pasti, sebab terputus sebelum server menjawab: {_names(unsure)}. Tanyakan dulu kepada mereka.")
        say("Bila belum diterima: --kirim --ulang NAMA. Bila sudah diterima: --tandai NAMA.")
    return waiting


def _addresses(message: Message) -> str:
    return ", ".join(person.address for person in message.to) or "belum punya alamat surel"


def _names(those: Iterable[Message]) -> str:
    return ", ".join(message.name for message in those)
