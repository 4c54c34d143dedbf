"""Sending to a real server: nobody twice, nobody stopped by another, and the truth in the journal."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from tests.post.messages import mailing, region
from tests.post.server import OWN_LOGIN, PASSWORD, Listening, Post, running
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import MailServer, Security
from worksheet_kit.post.journal import JOURNAL, Way, Writer, read_journal, writing
from worksheet_kit.post.letters import Message, Person
from worksheet_kit.post.smtp import send, send_to_oneself

NOW = datetime(2022, 7, 18, 9, 0, tzinfo=UTC)
MESSAGES = mailing(region(10))
pytestmark = [pytest.mark.usefixtures("trusted"), OWN_LOGIN]


@pytest.fixture(params=Security)
def security(request: pytest.FixtureRequest) -> Security:
    return Security(request.param)


def deliver(
    server: MailServer, folder: Path, messages: Iterable[Message] = MESSAGES, *, patience: float = 300.0
) -> list[Way]:
    """Send what the journal does not know as gone, as the command does, and say how each ended."""
    with writing(folder / JOURNAL) as writer:
        lines = ((message, writer.journal.of(message)) for message in messages)
        open_ones = [message for message, line in lines if line is None or line.way.is_open]
        return [
            line.way for _, line, _ in send(server, PASSWORD, open_ones, writer, now=lambda: NOW, patience=patience)
        ]


def numbers(post: Post) -> Iterator[str]:
    """The groups that got their file, in order."""
    return (mail["To"].addresses[0].addr_spec.partition("@")[0] for mail in post.mails)


def test_each_gets_one_mail_with_its_own_file(authority: trustme.CA, tmp_path: Path, security: Security) -> None:
    post = Post()
    with running(post, authority, security) as server:
        assert deliver(server, tmp_path) == [Way.SENT] * 10
        assert deliver(server, tmp_path) == []
    assert post.reached == [(f"g{n}@kota.go.id",) for n in range(1, 11)]
    assert post.logins == 1
    for n, mail in enumerate(post.mails, 1):
        (file,) = mail.iter_attachments()
        assert file.get_filename() == f"G{n}.xlsx"
        assert file.get_content() == f"G{n}".encode() * 50
        assert mail["Date"].datetime == NOW
        assert mail["X-Unsent"] is None
    text = (tmp_path / JOURNAL).read_text(encoding="utf-8-sig")
    assert "250 2.0.0 diterima sebagai 10" in text
    assert "@" not in text
    assert PASSWORD not in text


def test_a_refused_address_stops_nobody_else(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(
        refuses={"g3@kota.go.id": "550 5.1.1 <g3@kota.go.id> tidak dikenal", "g5@kota.go.id": "450 4.2.0 nanti"}
    )
    with running(post, authority, Security.STARTTLS) as server:
        ways = deliver(server, tmp_path)
        assert ways == [Way.SENT, Way.SENT, Way.REFUSED, Way.SENT, Way.POSTPONED, *[Way.SENT] * 5]
        journal = read_journal(tmp_path / JOURNAL)
        line = journal.of(MESSAGES[2])
        assert line is not None
        assert line.words == "550 5.1.1 … tidak dikenal"
        post.refuses.clear()
        assert deliver(server, tmp_path) == [Way.SENT, Way.SENT]
    assert sorted(numbers(post)) == sorted(f"g{n}" for n in range(1, 11))


def test_of_several_addresses_one_may_be_refused(authority: trustme.CA, tmp_path: Path) -> None:
    both = (*MESSAGES[0].to, Person(name="B", address="b@kota.go.id"))
    post = Post(refuses={"b@kota.go.id": "550 5.1.1 b@kota.go.id tidak dikenal"})
    with running(post, authority, Security.STARTTLS) as server, writing(tmp_path / JOURNAL) as writer:
        ((_, line, refused),) = send(server, PASSWORD, [replace(MESSAGES[0], to=both)], writer, now=lambda: NOW)
    assert [person.address for person in refused] == ["b@kota.go.id"]
    assert line.way is Way.SENT
    assert line.words.startswith("1 dari 2 alamat ditolak; 250 ")
    assert post.reached == [("g1@kota.go.id",)]


def test_a_line_lost_before_the_text_is_taken_up_again(
    authority: trustme.CA, tmp_path: Path, security: Security
) -> None:
    post = Post(drops_before_text={7})
    with running(post, authority, security) as server:
        assert deliver(server, tmp_path) == [Way.SENT] * 10
    assert list(numbers(post)) == [f"g{n}" for n in range(1, 11)]


def test_a_line_that_is_lost_every_time_puts_that_message_off(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(drops_before_text={7, 8})
    with running(post, authority, Security.STARTTLS) as server:
        assert deliver(server, tmp_path) == [*[Way.SENT] * 6, Way.POSTPONED, *[Way.SENT] * 3]
        assert deliver(server, tmp_path) == [Way.SENT]
    assert sorted(numbers(post)) == sorted(f"g{n}" for n in range(1, 11))


def test_a_line_lost_after_the_text_leaves_it_unsure_and_is_not_sent_again(
    authority: trustme.CA, tmp_path: Path, security: Security
) -> None:
    post = Post(drops_after_text={7})
    with running(post, authority, security) as server:
        assert deliver(server, tmp_path) == [*[Way.SENT] * 6, Way.SENDING, *[Way.SENT] * 3]
        assert deliver(server, tmp_path) == []
    line = read_journal(tmp_path / JOURNAL).of(MESSAGES[6])
    assert line is not None
    assert line.way.words == "belum pasti"
    assert len(post.got) == 10  # it had arrived, which nobody was told


def test_a_slow_server_is_waited_for_and_one_that_never_answers_is_left(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(slow={2: 1.0, 5: 600.0})
    with running(post, authority, Security.STARTTLS) as server:
        assert deliver(server, tmp_path, MESSAGES[:3]) == [Way.SENT] * 3
        assert deliver(server, tmp_path, MESSAGES[3:6], patience=5.0) == [Way.SENT, Way.SENDING, Way.SENT]


def test_text_that_is_refused_is_told(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(answers={1: "552 5.3.4 terlalu besar", 2: "451 4.3.0 penuh"})
    with running(post, authority, Security.STARTTLS) as server:
        assert deliver(server, tmp_path, MESSAGES[:3]) == [Way.REFUSED, Way.POSTPONED, Way.SENT]


def test_an_answer_to_the_text_that_says_nothing_leaves_it_unsure(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(answers={1: "Terima kasih", 2: "354 lanjutkan", 3: "999 entah"})
    with running(post, authority, Security.STARTTLS) as server:
        assert deliver(server, tmp_path, MESSAGES[:4]) == [*[Way.SENDING] * 3, Way.SENT]
        assert deliver(server, tmp_path, MESSAGES[:4]) == []
    assert post.begun == 4


@pytest.mark.parametrize("steps", range(1, 14))
def test_stopped_anywhere_and_gone_on_nobody_gets_it_twice(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """The program ends between any two lines of the journal, or in the middle of one, as by a power cut."""

    class Cut(BaseException):
        pass

    post, written = Post(), itertools.count(1)
    add = Writer.add

    def cut(writer: Writer, lines: Iterable[object]) -> None:
        if next(written) == steps:
            raise Cut
        add(writer, lines)  # type: ignore[arg-type]

    with running(post, authority, Security.STARTTLS) as server:
        monkeypatch.setattr(Writer, "add", cut)
        with pytest.raises(Cut):
            deliver(server, tmp_path, MESSAGES[:7])
        monkeypatch.setattr(Writer, "add", add)
        if steps % 3 == 0:  # half of a line is on the disk, too
            with (tmp_path / JOURNAL).open("ab") as file:
                file.write(b'G4;kertas kerja;"Bimtek')
        deliver(server, tmp_path, MESSAGES[:7])
    got = list(numbers(post))
    assert len(got) == len(set(got))
    journal = read_journal(tmp_path / JOURNAL)
    for message in MESSAGES[:7]:
        line = journal.of(message)
        assert line is not None
        if line.way is Way.SENT:
            assert message.recipient.code.lower() in got
        else:
            assert line.way is Way.SENDING
    assert sum(journal.of(message).way is Way.SENDING for message in MESSAGES[:7]) <= 1  # type: ignore[union-attr]


def test_a_server_that_goes_away_leaves_the_rest_for_the_next_time(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(drops_before_text={4}, is_gone_after=4)
    with running(post, authority, Security.STARTTLS) as server:
        with pytest.raises(UsageError, match="tidak dapat dihubungi"):
            deliver(server, tmp_path)
        post.is_gone_after = 10**9
        assert deliver(server, tmp_path) == [Way.SENT] * 7
    assert sorted(numbers(post)) == sorted(f"g{n}" for n in range(1, 11))


def test_the_wrong_password_a_stranger_and_no_server_are_told_in_a_sentence(
    authority: trustme.CA, tmp_path: Path, security: Security
) -> None:
    post = Post()
    with running(post, authority, security) as server:
        with pytest.raises(UsageError, match="nama pengguna atau kata sandi") as told, writing(tmp_path / JOURNAL) as w:
            list(send(server, "salah-kenari", MESSAGES, w, now=lambda: NOW))
        assert "kenari" not in str(told.value)
        with pytest.raises(UsageError, match="di luar ASCII"), writing(tmp_path / JOURNAL) as w:
            list(send(server, "sandi-é", MESSAGES, w, now=lambda: NOW))
    with running(post, authority, security, name="lain.go.id") as server, pytest.raises(UsageError, match="nama lain"):
        deliver(server, tmp_path)
    with running(post, trustme.CA(), security) as server, pytest.raises(UsageError, match="tidak dikenal komputer"):
        deliver(server, tmp_path)
    with pytest.raises(UsageError, match="tidak dapat dihubungi"):
        deliver(server, tmp_path, patience=5)
    assert post.got == []
    assert read_journal(tmp_path / JOURNAL).lines == ()


def test_without_starttls_nothing_goes_over_the_line(tmp_path: Path) -> None:
    post = Post()
    plain = Listening(post)
    plain.start()
    try:
        server = MailServer(host="localhost", port=plain.port, security=Security.STARTTLS, sender="k@kota.go.id")
        with pytest.raises(UsageError, match="STARTTLS"):
            deliver(server, tmp_path)
    finally:
        plain.stop()
    assert post.begun == 0


def test_one_may_send_the_first_to_oneself(authority: trustme.CA, tmp_path: Path) -> None:
    post = Post(refuses={"tidak@kota.go.id": "550 tidak dikenal"})
    with running(post, authority, Security.STARTTLS) as server:
        send_to_oneself(server, PASSWORD, MESSAGES[0], "saya@kota.go.id", at=NOW)
        with pytest.raises(UsageError, match="550 tidak dikenal"):
            send_to_oneself(server, PASSWORD, MESSAGES[0], "tidak@kota.go.id", at=NOW)
    assert post.reached == [("saya@kota.go.id",)]
    assert "g1@kota.go.id" not in post.got[0][1].decode()
    assert not (tmp_path / JOURNAL).exists()
