"""``profile``: a settings workbook from a profile in TOML, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from worksheet_kit.cli.console import say
from worksheet_kit.cli.exits import OK
from worksheet_kit.cli.indonesian import Command, complete_path
from worksheet_kit.cli.options import path_option, quiet_option, to_profile
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command("profile", cls=Command, also="profil", short_help="Mengubah Pengaturan.xlsx ke TOML, dan sebaliknya.")
@click.argument("source", metavar="PROFIL", callback=to_profile, shell_complete=complete_path)
@path_option(
    "-o --output --ke",
    "TUJUAN",
    "Dari TOML: Pengaturan.xlsx yang dibuat, atau foldernya. Dari Pengaturan.xlsx: folder untuk berkas TOML.",
    required=True,
)
@quiet_option
def profile(*, source: Path, output: Path) -> int:
    """Menulis profil TOML atau profil bawaan sebagai Pengaturan.xlsx, dan Pengaturan.xlsx sebagai profil TOML.

    Yang sudah ada dan berbeda tidak ditimpa.

    \b
    Contoh:
      worksheet-kit profil rembang --ke Pengaturan.xlsx
      worksheet-kit profil Pengaturan.xlsx --ke profil
    """
    from worksheet_kit.core.files import Outputs
    from worksheet_kit.core.names import SETTINGS_FILE
    from worksheet_kit.profile.profile import PROFILE_FILE
    from worksheet_kit.profile.settings.convert import settings_files, toml_files

    to_toml = source.suffix.lower() == ".xlsx" or (source / SETTINGS_FILE).is_file()
    if to_toml and output.suffix.lower() == ".xlsx":
        raise UsageError(f"{source} sudah berupa Pengaturan.xlsx. Sebutkan folder untuk berkas TOML-nya.")
    files = toml_files(source) if to_toml else settings_files(source)
    name, folder = PROFILE_FILE if to_toml else SETTINGS_FILE, output
    if output.suffix.lower() in (".xlsx", ".toml"):
        folder = output.parent
        files = {output.name if file == name else file: content for file, content in files.items()}
    targets = {folder / file: content for file, content in files.items()}
    for path, content in targets.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise UsageError(f"{path} sudah ada dan berbeda. Pindahkan dulu, atau sebutkan tujuan lain.")
    with Outputs() as outputs:
        for path, content in targets.items():
            outputs.path(path).write_bytes(content)
    for path in targets:
        say(f"Ditulis: {path}")
    return OK
