"""Messages: who is written to, what fields become, and what no text for WhatsApp says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.post.messages import HOSTILE, attachment, mailing, region
from tests.profile.test_profile import KOTA
from tests.worlds import clean, result_of
from worksheet_kit.collect import collect
from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Letter, Mailing, Profile, Recipient
from worksheet_kit.feedback.corrections import write_corrections
from worksheet_kit.generate import generate
from worksheet_kit.matrix.workbook import write_matrix
from worksheet_kit.post.attachments import one_for_all, read_attachments
from worksheet_kit.post.letters import filled, messages, people, whatsapp_numbers
from worksheet_kit.profile import load_profile

ROOT = Path(__file__).parents[2]


def addresses(profile_change: dict[str, str], agencies: dict[str, str] | None = None) -> list[str]:
    """Whom the first group is written to, with these fields of its own and these addresses of its members."""
    profile = load_profile(KOTA)
    group = replace(profile.dimensions[0], **profile_change)  # type: ignore[arg-type]
    members = tuple(replace(one, email=(agencies or {}).get(one.code, "")) for one in profile.agencies)
    profile = replace(profile, dimensions=(group, *profile.dimensions[1:]), agencies=members)
    return [person.address for person in people(profile, Recipient(dimension=group.code))[0]]


def test_a_group_is_written_to_at_its_own_address_else_its_leaders_else_its_members() -> None:
    members = load_profile(KOTA).dimensions[0].members
    of_members = {members[0]: "satu@kota.go.id", members[1]: "dua@kota.go.id"}
    leaders = {"chair": "Bu Ketua", "chair_email": "ketua@kota.go.id", "note_taker_email": "notulis@kota.go.id"}
    assert addresses({"email": "g@kota.go.id", **leaders}, of_members) == ["g@kota.go.id"]
    assert addresses(leaders, of_members) == ["ketua@kota.go.id", "notulis@kota.go.id"]
    assert addresses({"note_taker_email": "notulis@kota.go.id"}, of_members) == ["notulis@kota.go.id"]
    assert addresses({}, of_members) == ["satu@kota.go.id", "dua@kota.go.id"]
    assert addresses({}, {members[0]: "SATU@kota.go.id", members[1]: "satu@kota.go.id"}) == ["SATU@kota.go.id"]
    assert addresses({}) == []


def test_a_members_sheet_goes_to_that_agency_alone() -> None:
    profile = region()
    group = profile.dimensions[0]
    agency = replace(profile.agency(group.members[0]), email="opd@kota.go.id", contact="Bu Pic", phone="0812 1111 2222")
    profile = replace(profile, agencies=tuple(agency if a.code == agency.code else a for a in profile.agencies))
    recipient = Recipient(dimension=group.code, agency=agency.code)
    to, chat_to = people(profile, recipient)
    assert [(person.name, person.address) for person in to] == [("Bu Pic", "opd@kota.go.id")]
    assert [person.number for person in chat_to] == ["6281211112222"]
    (message,) = messages(profile, profile.stages[0], Mailing.SHEETS, {recipient: attachment()})
    assert message.body.startswith(f"Yth. {agency.name},")


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("081234567890", "6281234567890"),
        ("+62 812-3456-7890", "6281234567890"),
        ("62812.3456.7890", "6281234567890"),
        ("(0295) 691234", "62295691234"),
        ("81234567890", "6281234567890"),
        ("０８１２３４５６７８９０", "6281234567890"),
        ("+1 202 555 0100", ""),
        ("+65 9123 4567", ""),  # Singapore, and not 62 65 …
        ("+60 12-345 6789", ""),
        ("＋6281234567890", "6281234567890"),
        ("0812 3456 7890 / 0813 1111 2222", "6281234567890 6281311112222"),
        ("0295-691234\n+62 (0)813–1111‑2222 (Bu Ani)", "62295691234 6281311112222"),
        ("081234567890 081311112222", ""),  # where one ends is a guess
        ("8,12E+11", ""),
        ("", ""),
        ("wa.me/x?text=y", ""),
    ],
)
def test_numbers_as_whatsapp_takes_them(phone: str, number: str) -> None:
    assert " ".join(whatsapp_numbers(phone)) == number


def test_a_line_whose_field_is_empty_is_left_out() -> None:
    values = {"a": "isi", "b": "", "c": "{a} \\1"}
    assert filled("Satu {a}\nDua {b} {a}\n\nTiga {c}", values) == "Satu isi\n\nTiga {a} \\1"


def test_a_correction_lists_five_things_and_how_many_more() -> None:
    things = tuple(f"Program Kerja, GOV-P{n:02}, Satuan: Isi Satuan." for n in range(1, 13))
    message = mailing(region(), Mailing.CORRECTIONS, ["G1"], things=things, revision=1)[0]
    assert "Ada 12 hal yang perlu dilihat atau diperbaiki:" in message.body
    assert [line[:2] for line in message.body.splitlines() if re.match(r"\d\.", line)] == ["1.", "2.", "3.", "4.", "5."]
    assert "dan 7 hal lain, semuanya di lembar Perbaikan." in message.body
    assert "GOV-P06" not in message.body
    assert "Ada 12 hal" in message.chat
    assert "GOV-P" not in message.chat
    short = mailing(region(), Mailing.CORRECTIONS, ["G1"], things=things[:5], revision=1)[0]
    assert "hal lain" not in short.body


@pytest.mark.parametrize("what", Mailing)
def test_the_text_for_whatsapp_names_file_and_deadline_and_no_person(what: Mailing) -> None:
    profile = region()
    profile = replace(
        profile,
        contact=replace(profile.contact, name="Bu Kenari", email="kenari@kota.go.id"),
        dimensions=tuple(replace(d, chair="Pak Elang", chair_email="elang@kota.go.id") for d in profile.dimensions),
        agencies=tuple(replace(agency, contact="Pak Merak", phone="081277778888") for agency in profile.agencies),
    )
    for message in mailing(profile, what, things=("SWOT, G1-S1, Faktor: rahasia",), revision=1):
        assert message.chat.startswith(f"Yth. Kelompok {message.name},")
        assert message.file in message.chat
        assert (profile.stages[0].deadline in message.chat) == (what is not Mailing.PRESENTATION)
        for private in ("Kenari", "Elang", "Merak", "rahasia", "@", profile.contact.phone):
            assert private not in message.chat


@pytest.mark.parametrize("text", ["a\nBcc: x@y.id", "a\rb", "a\x00b", "a\u2028b"])
def test_a_control_in_a_name_or_address_is_refused_with_its_place(text: str) -> None:
    profile = region()
    for field in ("name", "email"):
        spoilt = replace(profile, dimensions=(replace(profile.dimensions[0], **{field: text}),))  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="Pengaturan, kelompok G1: "):
            mailing(spoilt)
    letter = Letter(subject=text, body="b {berkas}", chat="c {berkas}")
    with pytest.raises(UsageError, match="judul surat kertas kerja"):
        mailing(replace(profile, letters={Mailing.SHEETS: letter}))


def test_hostile_words_stay_words_and_are_filled_in_once() -> None:
    profile = region(len(HOSTILE))
    named = tuple(replace(d, name=text) for d, text in zip(profile.dimensions, HOSTILE, strict=True))
    for message, text in zip(mailing(replace(profile, dimensions=named)), HOSTILE, strict=True):
        assert text.strip() in message.body
    braces = replace(profile.dimensions[0], name="{hal} {nama}")
    assert "{hal} {nama}" in mailing(replace(profile, dimensions=(braces,)))[0].body


def test_files_go_to_those_whose_code_they_bear(tmp_path: Path) -> None:
    profile = load_profile(KOTA)
    stage = profile.stages[0]
    paths = generate(profile, tmp_path / "kk", stages=[stage.number], per_agency=True)
    other = generate(profile, tmp_path / "lain", stages=[profile.stages[1].number])[0]
    first, second = paths[0], paths[1]
    exchanged = [tmp_path / first.name, tmp_path / f"x {second.name}"]
    exchanged[0].write_bytes(second.read_bytes())
    exchanged[1].write_bytes(first.read_bytes())
    stranger = tmp_path / "Rapat.xlsx"
    stranger.write_bytes(b"rapat")
    read, troubles = read_attachments([*exchanged, stranger, other, *paths[2:]], profile, stage, Mailing.SHEETS)
    right, _ = read_attachments(paths, profile, stage, Mailing.SHEETS)
    assert {code: one.sha256 for code, one in read.items()} == {code: one.sha256 for code, one in right.items()}
    assert list(read) == list(right)
    assert len(troubles) == 2
    assert any(line.startswith("Rapat.xlsx tidak dikirim") for line in troubles)
    assert any(line.startswith(other.name) and f"bimtek {profile.stages[1].number}" in line for line in troubles)


def test_two_files_for_one_recipient_are_a_question_not_a_choice(tmp_path: Path) -> None:
    profile = load_profile(KOTA)
    stage = profile.stages[0]
    (path,) = generate(profile, tmp_path, stages=[stage.number], groups=[profile.dimensions[0].code])
    copy = path.with_name("salinan.xlsx")
    copy.write_bytes(path.read_bytes())
    read, troubles = read_attachments([path, copy], profile, stage, Mailing.SHEETS)
    assert len(read) == 1
    assert troubles == []
    renamed = replace(profile, event="Acara lain")
    (again,) = generate(renamed, tmp_path / "b", stages=[stage.number], groups=[profile.dimensions[0].code])
    read, troubles = read_attachments([path, again], profile, stage, Mailing.SHEETS)
    assert read == {}
    assert "ada dua berkas" in troubles[0]


def test_corrections_say_what_they_ask_for(tmp_path: Path) -> None:
    profile = load_profile("rembang")
    result = collect([ROOT / "sample_returns"], profile, stage=2)
    paths = write_corrections(result, tmp_path)
    read, troubles = read_attachments(paths, profile, profile.stage(2), Mailing.CORRECTIONS)
    assert troubles == []
    assert len(read) == len(paths)
    for recipient, one in read.items():
        assert one.revision >= 1
        assert any(f"{recipient.dimension}-" in thing for thing in one.things)
        assert all(": " in thing and "\n" not in thing for thing in one.things)
    _, troubles = read_attachments(paths, profile, profile.stage(2), Mailing.SHEETS)
    assert len(troubles) == len(paths)
    assert all("bukan kertas kerja." in line for line in troubles)


def test_the_book_for_everybody_goes_to_every_group_once_and_no_other_matrix(kota: Profile, tmp_path: Path) -> None:
    result = result_of(clean(kota, 2))
    book, private, whole = (tmp_path / name for name in ("Matriks.xlsx", "Kerja sekretariat.xlsx", "Utuh.xlsx"))
    write_matrix(book, result, secretariat=private)
    write_matrix(whole, result)
    assert [one.code for one in one_for_all(book, kota, kota.stage(2))] == ["TATA", "EKO", "LING"]
    for path in (private, whole):
        with pytest.raises(UsageError, match="hanya untuk sekretariat"):
            one_for_all(path, kota, kota.stage(2))
    with pytest.raises(UsageError, match="bukan matriks WNS25-B1-MATRIKS"):
        one_for_all(book, kota, kota.stage(1))
    named = openpyxl.load_workbook(whole)
    for n, sheet in enumerate(named.worksheets):
        sheet.title = f"Lembar {n}"
    named.save(whole)
    with pytest.raises(UsageError, match=r"memuat lembar Lembar \d+, yang hanya untuk sekretariat"):
        one_for_all(whole, kota, kota.stage(2))
    for sheet in named.worksheets:
        if not {
            "MATRIKS KONSOLIDASI",
            "Data mentah Program Kerja, satu baris satu program. Dibaca lagi oleh program.",
        } & {cell.value for row in sheet.iter_rows(max_row=3) for cell in row}:
            named.remove(sheet)
    named.save(whole)
    with pytest.raises(UsageError, match=r"memuat lembar Lembar \d+, yang hanya untuk sekretariat"):
        one_for_all(whole, kota, kota.stage(2))
    for data in (b"lain", book.read_bytes()[:5000], b""):
        book.write_bytes(data)
        with pytest.raises(UsageError, match="bukan matriks"):
            one_for_all(book, kota, kota.stage(2))
