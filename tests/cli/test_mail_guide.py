"""Every command of ``docs/surel.md``, in a working folder with its settings workbook and a real server."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner

from tests import ROOT
from tests.post.server import OWN_LOGIN, PASSWORD, Post, running
from tests.profile.test_profile import change
from tests.profile.test_settings import put
from tests.worksheets import write_worksheet
from worksheet_kit.cli import commands, mail_command
from worksheet_kit.core.model import Security, WorksheetContent
from worksheet_kit.core.names import recipient_of
from worksheet_kit.profile import load_profile
from worksheet_kit.profile.profile import PACKAGED_PROFILES
from worksheet_kit.profile.settings.convert import settings_files

pytestmark = OWN_LOGIN


def told() -> list[str]:
    """The commands of the guide, each once: first what is done before anything has come back."""
    text = (ROOT / "docs" / "surel.md").read_text(encoding="utf-8")
    found = dict.fromkeys(re.findall(r"^worksheet-kit .*$|(?<=`)worksheet-kit surel[^`]*(?=`)", text, re.MULTILINE))
    return sorted(found, key=lambda command: "--isi" in command)


def put_returns(folder: Path) -> None:
    """One group has something to put right, and an agency of another has sent a sheet of its own."""
    region = load_profile(folder)
    returns = folder / "Bimtek 1" / "Kiriman"
    returns.mkdir()
    for code in ("SOC", "GOV-INSPEKTORAT"):
        owner = recipient_of(region, code)
        assert owner is not None
        content = WorksheetContent(answers={f"{code}-S1": {"uraian": "Arsip tertata"}})
        write_worksheet(returns / f"{code}.xlsx", region, region.stage(1), owner, content)


@pytest.mark.slow
@pytest.mark.usefixtures("trusted")
def test_every_command_of_the_guide_to_mail_runs(
    tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mail_command.PASSWORD, PASSWORD)
    source = shutil.copytree(PACKAGED_PROFILES / "rembang", tmp_path / "rembang") / "profile.toml"
    for code in ("GOV", "BRA", "ECO", "LIV", "SOC"):
        change(source, f'code = "{code}"', f'code = "{code}"\nemail = "{code.lower()}@contoh.go.id"')
    folder = tmp_path / "Rembang"
    post = Post()
    with running(post, authority, Security.TLS) as server:
        with source.open("a", encoding="utf-8") as file:
            file.write(
                f'\n[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "tls"\nuser = "{server.user}"\n'
            )
            file.write('from = "kominfo@contoh.go.id"\n')
        put(settings_files(source), folder)
        monkeypatch.chdir(folder)

        def run(command: str) -> str:
            result = CliRunner().invoke(commands.main, shlex.split(command)[1:], input="y\n")
            assert result.exit_code == 0, f"{command}\n{result.output}"
            return str(result.stdout)

        run("worksheet-kit buat")
        shown = {}
        for command in told():
            if "--isi" in command and not (folder / "Bimtek 1" / "Hasil").exists():
                put_returns(folder)
                run("worksheet-kit gabung")
            shown[command] = run(command)
    assert len(shown) >= 10
    # To oneself; to those with an address but the one who was written to by hand; to one of them once more.
    assert [to for (to,) in post.reached] == [
        f"{name}@contoh.go.id" for name in ("saya", "gov", "bra", "eco", "soc", "eco")
    ]
    assert "Dicatat dikirim sendiri: Smart Living." in shown['worksheet-kit surel --tandai "Smart Living"']
