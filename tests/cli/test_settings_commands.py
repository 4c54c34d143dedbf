"""``profile`` writes a settings workbook from TOML and TOML from a settings workbook, and replaces nothing."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_commands import run
from tests.profile.test_profile import KOTA
from tests.profile.test_settings import differences
from worksheet_kit.core.model import Profile
from worksheet_kit.profile import load_profile


def test_a_profile_is_converted_both_ways(tmp_path: Path, kota: Profile) -> None:
    there, back = tmp_path / "ke" / "Pengaturan.xlsx", tmp_path / "profil"
    result = run("profile", KOTA, "-o", there)
    assert (result.exit_code, result.stdout) == (0, f"Ditulis: {there}\n")
    assert run("profil", there, "--ke", back).exit_code == 0
    assert sorted(path.name for path in back.iterdir()) == ["opd.csv", "profile.toml", "program_pd.csv"]
    assert differences(load_profile(back), kota) == []
    assert run("profile", there.parent, "-o", back).exit_code == 0, "the same again is no matter"


def test_what_stands_there_is_not_replaced(tmp_path: Path) -> None:
    place = tmp_path / "Pengaturan.xlsx"
    place.write_bytes(b"lain")
    result = run("profile", "rembang", "-o", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"{place} sudah ada dan berbeda. Pindahkan dulu, atau sebutkan tujuan lain.\n"
    assert place.read_bytes() == b"lain"
    assert list(tmp_path.iterdir()) == [place]


def test_a_workbook_is_no_goal_of_a_workbook(tmp_path: Path) -> None:
    assert run("profile", "rembang", "-o", tmp_path / "a.xlsx").exit_code == 0
    result = run("profile", tmp_path / "a.xlsx", "-o", tmp_path / "b.xlsx")
    assert (result.exit_code, "sudah berupa Pengaturan.xlsx" in result.stderr) == (2, True)
