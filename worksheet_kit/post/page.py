"""``kirim.html``: the page beside the drafts, from which each message goes out by hand where nothing else does.

It opens from the folder, asks nobody for anything, and does no more than copy texts. Every text in it is escaped.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from worksheet_kit.core.model import Profile, Stage
from worksheet_kit.post.attachments import MAILING_WORDS
from worksheet_kit.post.journal import Journal, Way
from worksheet_kit.post.letters import Message, Person

PAGE = "kirim.html"
_STYLE, _SCRIPT = (
    Path(__file__).with_name(f"kirim.{kind}").read_text(encoding="utf-8").strip() for kind in ("css", "js")
)


def page(profile: Profile, stage: Stage, messages: Sequence[Message], journal: Journal, folder: Path) -> str:
    """The page that stands in ``folder`` beside the drafts of these messages, of one mailing and at least one.

    Those without an address come first.
    """
    title = f"Kirim {MAILING_WORDS[messages[0].mailing]} bimtek {stage.number}"
    ordered = sorted(enumerate(messages), key=lambda entry: bool(entry[1].to))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="id">',
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy())}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            "<header>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{_text(f'{profile.event}, {profile.region}, {stage.dates}')}</p>",
            *_summary(messages, journal),
            "</header>",
            "<main>",
            *(line for number, message in ordered for line in _article(number, message, journal, folder)),
            "</main>",
            f"<script>{_SCRIPT}</script>",
            "</html>",
            "",
        ]
    )


def _policy() -> str:
    """What the page may do: its own style and script, and nothing over the network."""
    style, script = (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
        for text in (_STYLE, _SCRIPT)
    )
    return f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def _summary(messages: Sequence[Message], journal: Journal) -> Iterator[str]:
    lines = [journal.of(message) for message in messages]
    out = sum(line is not None and line.way.is_out for line in lines)
    without = sum(not message.to for message in messages)
    yield f"<p>{len(messages)} penerima, {out} sudah dikirim menurut catatan.</p>"
    if without:
        yield (
            f'<p class="perlu">{without} penerima belum punya alamat surel; lengkapi di Pengaturan, atau kirim lewat '
            "WhatsApp dan lampirkan berkasnya.</p>"
        )
    yield (
        "<p>Draf terbuka di program surel. Bila tidak dapat disunting di sana (Apple Mail, Outlook baru): tulis surel "
        "baru, salin alamat dan teksnya dari sini, lalu lampirkan berkasnya.</p>"
    )


def _article(number: int, message: Message, journal: Journal, folder: Path) -> Iterator[str]:
    line = journal.of(message)
    words, tone = ("belum disiapkan", "") if line is None else (line.way.words, _tone(line.way))
    yield "<article>"
    yield f'<div class="kepala"><h2>{_text(message.name)}</h2><span class="keadaan {tone}">{escape(words)}</span></div>'
    if line is not None and line.words:
        yield f'<p class="sepi">{_text(line.words)}</p>'
    yield '<div class="dua"><div>'
    yield from _who(number, message)
    yield from _file(message, folder)
    yield '<div class="tombol">'
    yield f'<a class="utama" href="{_address(Path(message.draft).parts)}">Buka draf</a>'
    for person in message.chat_to or (Person(name=""),):
        yield _chat_link(message, person)
    yield "</div></div><div>"
    yield "<h3>Teks WhatsApp</h3>"
    yield _copied(f"chat-{number}", message.chat, "Salin teks")
    yield "<details><summary>Teks surel</summary>"
    yield _copied(f"judul-{number}", message.subject, "Salin judul")
    yield _copied(f"surel-{number}", message.body, "Salin teks")
    yield "</details></div></div></article>"


def _tone(way: Way) -> str:
    return "keluar" if way.is_out else "" if way is Way.PREPARED else "perlu"


def _who(number: int, message: Message) -> Iterator[str]:
    yield "<h3>Kepada</h3>"
    if not message.to:
        yield '<p class="perlu">Belum ada alamat surel.</p>'
        return
    yield "<ul>"
    for person in message.to:
        yield f"<li>{_text(person.name)} · {_text(person.address)}</li>"
    yield "</ul>"
    addresses = ", ".join(person.address for person in message.to)
    yield f'<p hidden id="alamat-{number}">{escape(addresses)}</p>'
    yield f'<div class="tombol"><button type="button" data-salin="alamat-{number}">Salin alamat</button></div>'


def _file(message: Message, folder: Path) -> Iterator[str]:
    if message.attachment is None:
        return
    yield "<h3>Lampirkan</h3>"
    if message.attachment.warning:
        yield f'<p class="perlu">{_text(message.attachment.warning)}</p>'
    try:
        steps: Iterable[str] = Path(os.path.relpath(message.attachment.path, folder)).parts
    except ValueError:  # on another drive
        yield f"<p>{_text(str(message.attachment.path))}</p>"
        return
    inside = f'<span class="sepi">di folder {_text(message.attachment.path.parent.name)}</span>'
    yield f'<p><a href="{_address(steps)}">{_text(message.file)}</a> {inside}</p>'


def _chat_link(message: Message, person: Person) -> str:
    where = f"https://wa.me/{person.number}?text={quote(message.chat, safe='')}"
    called = _text(f"WhatsApp {person.name}") if person.number else "WhatsApp, pilih kontak"
    number = f" · 0{person.number.removeprefix('62')}" if person.number else ""
    return f'<a href="{escape(where)}" target="_blank" rel="noopener noreferrer">{called}{number}</a>'


def _copied(name: str, text: str, words: str) -> str:
    return (
        f'<pre id="{name}" dir="auto">{escape(text)}</pre>\n'
        f'<div class="tombol"><button type="button" data-salin="{name}">{words}</button></div>'
    )


def _text(text: str) -> str:
    """A text in its own direction, so that it turns nothing around that stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def _address(steps: Iterable[str]) -> str:
    """A relative address of a file, by the folders on the way to it."""
    return "/".join(quote(step, safe=".") for step in steps)
