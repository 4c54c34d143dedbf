"""The letters and the mail server of a profile: defaults, what a profile may say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import ROOT
from tests.profile.test_profile import KOTA, copy_kota, refusals
from worksheet_kit.core.model import Mailing, MailServer, Security
from worksheet_kit.profile import load_profile
from worksheet_kit.profile.mail import FIELDS, LETTERS, NOT_IN_CHAT
from worksheet_kit.profile.placeholders import PLACEHOLDER


def with_lines(folder: Path, lines: str) -> Path:
    profile = copy_kota(folder)
    with (profile / "profile.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{lines}\n")
    return profile


def test_a_profile_without_letters_has_those_of_the_package() -> None:
    profile = load_profile(KOTA)
    assert profile.letters == LETTERS
    assert set(LETTERS) == set(Mailing)
    assert profile.mail_server is None


@pytest.mark.parametrize("mailing", Mailing)
def test_our_letters_keep_their_own_rules(mailing: Mailing) -> None:
    letter = LETTERS[mailing]
    assert set(PLACEHOLDER.findall(letter.body)) <= set(FIELDS)
    assert set(PLACEHOLDER.findall(letter.chat)) <= set(FIELDS) - set(NOT_IN_CHAT)
    assert "{berkas}" in letter.body
    assert "{berkas}" in letter.chat
    assert "\n" not in letter.subject
    assert not {"Anda", "salah", "temuan"} & set(letter.body.split() + letter.chat.split())


def test_a_profile_says_what_differs(tmp_path: Path) -> None:
    profile = load_profile(with_lines(tmp_path, '[letter.sheets]\nchat = """\nHalo {penerima},\nsilakan: {berkas}"""'))
    said = profile.letters[Mailing.SHEETS]
    assert said.chat == "Halo {penerima},\nsilakan: {berkas}"
    assert said.body == LETTERS[Mailing.SHEETS].body
    assert profile.letters[Mailing.DRAFTS] == LETTERS[Mailing.DRAFTS]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('[letter.sheet]\nchat = "x"', 'mungkin maksudnya "sheets"'),
        ('[letter.sheets]\nbody = "{tengat}"', 'letter.sheets.body: {tengat} tidak dikenal; mungkin maksudnya "tengg'),
        ('[letter.sheets]\nchat = "{hal}"', "letter.sheets.chat: {hal} tidak dipakai dalam teks WhatsApp"),
        ('[letter.sheets]\nchat = "{kontak}"', "{kontak} tidak dipakai dalam teks WhatsApp"),
        ('[letter.sheets]\nsubject = "{hal}"', "{hal} tidak dipakai dalam judul surel"),
        ('[letter.sheets]\nsubject = "a\\nBcc: b@x.id"', "letter.sheets.subject: "),
        ('[letter.sheets]\nbody = "a\\u0000b"', "U+0000"),
        ('[letter.sheets]\nsubject = " "', "letter.sheets.subject: masih kosong"),
        ("[letter]\nsheets = 3", "letter.sheets: "),
        (f'[letter.sheets]\nchat = "{"a" * 1001}"', "paling panjang 1000"),
        ('[mail]\nsecurity = "tls"', "mail.host: belum ada"),
        ('[mail]\nhost = "smtp.x.id:25"', "bukan nama server"),
        ('[mail]\nhost = "-x.id"', "bukan nama server"),
        ('[mail]\nhost = "x.id"\nsecurity = "none"', "mail.security: "),
        ('[mail]\nhost = "x.id"\nport = 0', "mail.port: "),
        ('[mail]\nhost = "x.id"\nfrom = "a@x.id\\nBcc: c@y.id"', "mail.from: "),
        ('[mail]\nhost = "x.id"\npassword = "rahasia"', "mail.password: "),
    ],
)
def test_what_a_letter_or_server_cannot_say(tmp_path: Path, lines: str, sentence: str) -> None:
    told = refusals(with_lines(tmp_path, lines))
    assert len(told) == 1
    assert sentence in told[0]
    assert "rahasia" not in told[0]


def test_the_server_has_the_port_of_its_security_and_the_address_of_the_office(tmp_path: Path) -> None:
    profile = load_profile(with_lines(tmp_path, '[mail]\nhost = "surat.kota.go.id"\nsecurity = "tls"'))
    assert profile.mail_server == MailServer(
        host="surat.kota.go.id", port=465, security=Security.TLS, sender=profile.contact.email
    )


def test_the_documentation_names_every_field() -> None:
    text = (ROOT / "docs" / "profil.md").read_text(encoding="utf-8")
    assert [f"| `{{{name}}}` | {what} |" for name, what in FIELDS.items()] == [
        line for line in text.splitlines() if line.startswith("| `{")
    ]
