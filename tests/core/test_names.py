"""What files and recipients are called."""

from __future__ import annotations

import pytest

from worksheet_kit.core.model import Profile, Recipient
from worksheet_kit.core.names import all_recipients, base_name, recipient_name, recipient_of, safe_name, worksheet_path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bimtek 2 - Smart Governance", "Bimtek 2 - Smart Governance"),
        ('a<b>c:d"e/f\\g|h?i*j', "a-b-c-d-e-f-g-h-i-j"),
        ("titik di belakang. ", "titik di belakang"),
        ("dua  spasi\tdan tab", "dua spasi-dan tab"),
        ("CON", "CON-"),
        ("???", "Kertas kerja"),
        ("Kelompok " * 30, ("Kelompok " * 13) + "Kel"),
    ],
)
def test_names_that_windows_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_group_stands_before_its_members_and_each_is_known_by_its_code(kota: Profile) -> None:
    everyone = all_recipients(kota)
    assert [recipient.code for recipient in everyone if recipient.is_group] == [d.code for d in kota.dimensions]
    assert everyone[0].is_group
    assert all(recipient_of(kota, recipient.code) == recipient for recipient in everyone)
    assert recipient_of(kota, "XYZ") is None


def test_an_agency_is_named_with_its_dimension(kota: Profile) -> None:
    member = next(recipient for recipient in all_recipients(kota) if recipient.agency is not None)
    dimension, short = kota.dimension(member.dimension), kota.agency(member.agency or "").short
    assert recipient_name(kota, member) == recipient_name(kota, member.code) == f"{short} ({dimension.name})"
    assert recipient_name(kota, member, brief=True) == f"{short} ({dimension.code})"
    assert recipient_name(kota, Recipient(dimension=dimension.code)) == dimension.name
    assert recipient_name(kota, "XYZ") == "XYZ"
    assert worksheet_path(kota, kota.stages[0], member).parts[1] == "Per OPD"


def test_a_file_keeps_the_archive_it_came_in() -> None:
    assert base_name("kiriman/wa/Kelompok 1.xlsx") == "Kelompok 1.xlsx"
    assert base_name("kiriman/semua.zip!Kelompok 1.xlsx") == "semua.zip!Kelompok 1.xlsx"
