"""The journal: what it says after a crash, after an office program saved it, and what never stands in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.post.messages import mailing, region
from worksheet_kit.core.errors import OutputError, UsageError
from worksheet_kit.core.model import Mailing, Posted
from worksheet_kit.post.journal import JOURNAL, Journal, Way, line_of, read_journal, without_addresses, writing

MESSAGES = mailing(region(4))


def written(folder: Path) -> Path:
    """A journal of three messages: sent, begun, prepared."""
    path = folder / JOURNAL
    with writing(path) as writer:
        writer.add(line_of(message, Way.PREPARED) for message in MESSAGES[:3])
        writer.add([line_of(MESSAGES[0], Way.SENDING), line_of(MESSAGES[0], Way.SENT, '250 "OK"; 2.0.0')])
        writer.add([line_of(MESSAGES[1], Way.SENDING)])
    return path


def ways(path: Path) -> list[Way | None]:
    journal = read_journal(path)
    return [line.way if (line := journal.of(message)) is not None else None for message in MESSAGES]


EXPECTED = [Way.SENT, Way.SENDING, Way.PREPARED, None]


def test_the_last_word_counts_and_preparing_again_takes_nothing_back(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert ways(path) == EXPECTED
    with writing(path) as writer:
        writer.add(line_of(message, Way.PREPARED) for message in MESSAGES[:3])
    assert ways(path) == EXPECTED
    with writing(path) as writer:
        writer.add([line_of(MESSAGES[1], Way.BY_HAND)])
    assert ways(path) == [Way.SENT, Way.BY_HAND, Way.PREPARED, None]


def test_another_file_is_another_matter(tmp_path: Path) -> None:
    journal = read_journal(written(tmp_path))
    changed = [replace(message, sha256="0" * 64) for message in MESSAGES]
    assert [journal.of(message) for message in changed] == [None] * 4
    assert [journal.other_is_out(message) for message in changed] == [True, False, False, False]
    assert not any(journal.other_is_out(message) for message in MESSAGES)
    other = mailing(region(1), Mailing.CORRECTIONS, things=("SWOT: isi",), revision=1)[0]
    assert journal.of(other) is not None  # the same bytes, whatever they are called
    reminder = mailing(region(1), Mailing.REMINDERS)[0]
    assert journal.of(reminder) is None


def test_a_line_that_was_cut_off_anywhere_announced_nothing(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    with writing(path) as writer:
        writer.add([line_of(MESSAGES[2], Way.SENDING, "x")])
    added = path.read_bytes()[len(whole) :]
    for cut in range(1, len(added), 7):
        path.write_bytes(whole + added[:cut])
        before = ways(path)
        assert before in (EXPECTED, [Way.SENT, Way.SENDING, Way.SENDING, None])
        with writing(path) as writer:
            writer.add([line_of(MESSAGES[3], Way.SENT)])
        assert ways(path) == [*before[:3], Way.SENT]


def test_a_head_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:20])
    assert read_journal(path).lines == ()
    with writing(path) as writer:
        writer.add([line_of(MESSAGES[0], Way.SENT)])
    assert ways(path) == [Way.SENT, None, None, None]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_saved_again_by_an_office_program_it_says_the_same(
    tmp_path: Path, separator: str, encoding: str, end: str
) -> None:
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8-sig").replace('"250 ""OK""; 2.0.0"', "250 OK").replace(";", separator)
    path.write_bytes(text.replace("\n", end).encode(encoding))
    assert ways(path) == EXPECTED
    with writing(path) as writer:
        writer.add([line_of(MESSAGES[3], Way.SENT)])
    assert ways(path) == [*EXPECTED[:3], Way.SENT]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("penerima;", "siapa;"),
        (";terkirim;", ";sudah;"),
        (MESSAGES[0].sha256, "1,2E+63"),
        ("G1;", ";"),
        (";0;", ";nol;"),
    ],
)
def test_one_that_cannot_be_read_whole_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig")
    with pytest.raises(UsageError, match="terkirim dua kali"):
        read_journal(path)
    with pytest.raises(UsageError), writing(path):
        pass
    path.write_bytes(b"sesuatu yang lain")
    with pytest.raises(UsageError, match="bukan catatan kiriman"):
        read_journal(path)
    assert path.read_bytes() == b"sesuatu yang lain"


def test_sorted_by_an_office_program_it_sends_nothing_again(tmp_path: Path) -> None:
    path = written(tmp_path)
    with writing(path) as writer:  # refused at first, sent then
        for way in (Way.SENDING, Way.REFUSED, Way.SENDING, Way.SENT):
            writer.add([line_of(MESSAGES[2], way)])
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    for order in (sorted(lines), sorted(lines, reverse=True), sorted(lines, key=lambda line: line.split(";")[5])):
        path.write_text("\n".join([head, *order, ""]), encoding="utf-8-sig")
        assert ways(path)[2] in (Way.SENT, Way.SENDING)
        assert ways(path)[0] in (Way.SENT, Way.SENDING)
    path.write_text("\n".join([head, *lines, *lines[-1:], ""]), encoding="utf-8-sig")
    assert ways(path)[2] is Way.SENT


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / JOURNAL
    with writing(path), pytest.raises(OutputError, match="sedang dipakai"), writing(path):
        pass
    with writing(path):
        pass


def test_a_journal_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).mkdir()
    with pytest.raises(OutputError, match="tidak ada yang dikirim"), writing(tmp_path / JOURNAL):
        pass


@given(st.text(max_size=60), st.emails(), st.text(max_size=60))
def test_no_address_stays_in_what_a_server_says(before: str, address: str, after: str) -> None:
    words = without_addresses(f"{before} <{address}> {after}")
    assert address not in words
    assert words.isprintable()


def test_revisions_are_counted_of_workbooks_alone() -> None:
    first = mailing(region(2))
    corrected = mailing(region(1), Mailing.CORRECTIONS, things=("a",), revision=2)
    other = mailing(region(1), Mailing.PRESENTATION)
    journal = Journal(
        [
            *(line_of(message, Way.PREPARED) for message in (*first, *other)),
            line_of(first[0], Way.SENT),
            line_of(corrected[0], Way.PREPARED)._replace(sha256="0" * 64),
        ]
    )
    assert journal.posted() == {"G1": Posted((0, 2), (0,)), "G2": Posted((0,), ())}
