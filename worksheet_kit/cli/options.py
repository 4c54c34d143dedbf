"""The options that several commands take, each declared once, and what builds an option.

An option has an English name first and an Indonesian one after it; its words of help are Indonesian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from worksheet_kit.cli.console import NOWHERE, REPORT, STDERR
from worksheet_kit.cli.indonesian import (
    complete_path,
    nearest,
    nearest_path,
    to_input,
    to_inputs,
    to_path,
    to_stage,
    to_text_path,
)
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from worksheet_kit.folder.names import WorkingFolder

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(names: str, metavar: str | None, words: str, **more: Any) -> Decorator:
    """An option: its names, with the argument's last where that is another, and its words of help."""
    return click.option(*names.split(), metavar=metavar, help=words, **more)


def path_option(names: str, metavar: str, words: str, **more: Any) -> Decorator:
    """An option that takes a path."""
    return option(names, metavar, words, **{"callback": to_path, "shell_complete": complete_path, **more})


def stage_option(words: str) -> Decorator:
    """The option that names a bimtek, with what it means to this command."""
    return option("--stage --bimtek", "N", words, callback=to_stage)


def to_profile(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path or packaged name of a profile. Raises UsageError where it is nearly another one."""
    path = to_path(ctx, param, value)
    if value is None or path is None or path.exists():
        return path
    from worksheet_kit.profile.profile import packaged_profiles

    names = packaged_profiles()
    near = None if value in names else nearest(value, names) or nearest_path(path)
    if near is not None:
        raise UsageError(f"Profil {value} tidak ditemukan. Mungkin maksudnya {near}.")
    return path


profile_option = path_option(
    "--profile --profil",
    "PROFIL",
    "Pengaturan daerah: Pengaturan.xlsx, berkas .toml, folder, atau nama bawaan. Tanpa ini: Pengaturan.xlsx atau "
    "profile.toml di folder ini, bila tidak ada, profil bawaan.",
    callback=to_profile,
)


def _to_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> WorkingFolder | None:
    """The working folder that is named, else the one around the current folder. Raises UsageError for any other."""
    from pathlib import Path

    from worksheet_kit.core.names import SETTINGS_FILE
    from worksheet_kit.folder.names import around, working_folder

    path = to_input(ctx, param, value)
    if path is None:
        return around(Path())
    folder = working_folder(path.parent if path.name == SETTINGS_FILE else path)
    if folder is None:
        raise UsageError(
            f"{path} bukan folder kerja, sebab tidak berisi {SETTINGS_FILE}. Buat dengan worksheet-kit mulai, lalu "
            "ulangi."
        )
    return folder


folder_option = path_option(
    "--folder --map",
    "FOLDER",
    "Folder kerja, yang berisi Pengaturan.xlsx. Tanpa ini: folder ini, bila berisi Pengaturan.xlsx.",
    callback=_to_folder,
)


def _json_place(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Where the JSON goes; on standard output it has to be alone."""
    if value == "-":
        ctx.meta.setdefault(REPORT, STDERR)
    return to_text_path(ctx, param, value)


def _be_quiet(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.meta[REPORT] = NOWHERE


json_option = path_option(
    "--json json_file",
    "BERKAS",
    "Menulis hasilnya juga sebagai JSON untuk program lain; - untuk keluaran standar.",
    callback=_json_place,
)
quiet_option = option(
    "-q --quiet --senyap",
    None,
    "Tidak menampilkan apa pun selain kesalahan.",
    is_flag=True,
    expose_value=False,
    callback=_be_quiet,
)
verbose_option = option("-v --verbose --rinci", None, "Menampilkan semua berkas dan semua temuan.", is_flag=True)
password_option = option(
    "--open-password --kata-sandi",
    "SANDI",
    "Kata sandi pembuka kiriman yang terkunci; boleh disebut beberapa kali.",
    multiple=True,
)
returns_argument = click.argument(
    "paths", nargs=-1, metavar="[KIRIMAN...]", callback=to_inputs, shell_complete=complete_path
)
