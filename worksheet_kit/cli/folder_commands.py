"""The command that makes a working folder, or adds to one what it lacks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from worksheet_kit.cli.console import say
from worksheet_kit.cli.exits import OK
from worksheet_kit.cli.indonesian import Command, complete_path, nearest, to_path
from worksheet_kit.cli.options import option, profile_option, quiet_option
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from worksheet_kit.folder.names import WorkingFolder


@click.command(cls=Command, also="mulai", short_help="Membuat folder kerja dengan pengaturannya.")
@click.argument("folder", required=False, metavar="[FOLDER]", callback=to_path, shell_complete=complete_path)
@profile_option
@option(
    "--update --perbarui", None, "Menambahkan ke Pengaturan.xlsx yang belum ada, juga alias dari Ejaan.", is_flag=True
)
@option("--yes --ya", None, "Bersama --perbarui: lanjut walau ada yang hilang.", is_flag=True)
@quiet_option
def init(*, folder: Path | None, profile: Path | None, update: bool, yes: bool) -> int:
    """Membuat FOLDER kerja: pengaturan, satu folder untuk setiap bimtek, halaman Meja Kerja, dan petunjuk.

    Yang sudah ada tidak diubah; yang belum ada ditambahkan. Di dalam folder kerja, FOLDER tidak perlu disebut.

    \b
    Contoh:
      worksheet-kit mulai "Kota Cerdas" --profil rembang
      worksheet-kit mulai --perbarui
    """
    from pathlib import Path

    from worksheet_kit.core.files import Outputs
    from worksheet_kit.core.names import SETTINGS_FILE
    from worksheet_kit.desk.page import PAGE_NAME, PLACES, place_page
    from worksheet_kit.folder.begin import missing_files, missing_folders
    from worksheet_kit.folder.names import around, listed
    from worksheet_kit.profile.settings.convert import settings_files

    here = around(Path()) if folder is None else listed(folder)
    if here is None:
        raise UsageError('Sebutkan FOLDER, contoh: worksheet-kit mulai "Kota Cerdas".')
    settings = here.root / SETTINGS_FILE
    is_begun = settings.is_file()
    if update:
        _update(here, yes=yes)
    source = None if is_begun else profile or _own_profile(here.root) or _chosen()
    files = missing_files(here, {} if is_begun else settings_files(source))
    with Outputs() as outputs:
        for path, data in files.items():
            outputs.path(path).write_bytes(data)
    made = [*files]
    if any(place.is_file() for place in PLACES) and not (here.root / PAGE_NAME).exists():
        made.append(place_page(here.root))
    for path in missing_folders(here, _stage_numbers(settings)):
        path.mkdir(parents=True, exist_ok=True)
        made.append(path)
    for path in made:
        say(str(path))
    if is_begun and profile is not None:
        say(f"{SETTINGS_FILE} sudah ada, jadi --profil tidak dipakai.")
    if is_begun:
        say("Selesai." if made or update else f"Selesai. Semua sudah ada di {here.root}, dan tidak diubah.")
    else:
        say(f"Selesai. Isi dulu {settings}, lalu di folder itu:\n  worksheet-kit buat")  # a path takes any width
    return OK


def _update(folder: WorkingFolder, *, yes: bool) -> None:
    """Add to the settings what this version needs and which spellings people want them to know; the old file is kept.

    Raises UsageError where there are no settings yet, or where something in them would be lost, unless ``yes``.
    """
    from worksheet_kit.core.errors import ProfileError
    from worksheet_kit.core.files import Outputs, before, free_place
    from worksheet_kit.core.names import SETTINGS_FILE
    from worksheet_kit.folder.round import wanted_aliases
    from worksheet_kit.profile.profile import load_profile
    from worksheet_kit.profile.settings.update import update_settings
    from worksheet_kit.returns.sent import misfits

    settings = folder.root / SETTINGS_FILE
    if not settings.is_file():
        raise UsageError(f"{folder.root} belum berisi {SETTINGS_FILE}, jadi belum ada yang dapat diperbarui.")
    try:
        region = load_profile(settings)
        aliases = wanted_aliases(folder, region)
        for sentence in misfits(region, folder.sent()):
            say(sentence)
    except ProfileError:  # one that is not filled in yet has no results
        aliases = []
    updated = update_settings(settings, aliases, anyway=yes)
    for sentence in updated.refused:
        say(sentence)
    if updated.content is None and updated.lost:
        lost = "; ".join(updated.lost)
        raise UsageError(f"Bila {SETTINGS_FILE} diperbarui, ini hilang: {lost}. Bila memang boleh, tambahkan --ya.")
    if updated.content is None:
        say(f"Tidak ada yang perlu ditambahkan ke {SETTINGS_FILE}.")
        return
    kept = free_place(folder.root, before(settings).stem, settings.suffix)  # what an earlier update left out is there
    with Outputs() as outputs:
        outputs.put_away(settings, kept, remove=False)
        outputs.path(settings).write_bytes(updated.content)
    for words in updated.added:
        say(f"Ditambahkan ke {SETTINGS_FILE}: {words}")
    say(f"{SETTINGS_FILE} yang lama: {kept}")


def _stage_numbers(settings: Path) -> list[int]:
    """The bimtek of a settings workbook, also of one that is not filled in yet; none of one that cannot be read."""
    from worksheet_kit.profile.faults import Fault, Faults
    from worksheet_kit.profile.settings.read import read_settings

    try:
        stages = read_settings(settings).values.get("stage", [])
    except (Fault, Faults):
        return []
    return [number for stage in stages if isinstance(number := stage.get("number"), int)]


def _own_profile(folder: Path) -> Path | None:
    """The profile in TOML that a folder has; None where it has none."""
    from worksheet_kit.profile.profile import PROFILE_FILE

    return folder if (folder / PROFILE_FILE).is_file() else None


def _chosen() -> str | None:
    """The profile to begin with, of those there are: a person at the terminal is asked, else None for the usual one."""
    from worksheet_kit.profile.profile import UNFINISHED, load_profile, packaged_profiles

    offers = {name: load_profile(name) for name in packaged_profiles()}
    lines = [f"  {name}: {region.region}, {region.event}, {region.stages[0].dates}" for name, region in offers.items()]
    lines.append(f"  {UNFINISHED}: kerangka yang diisi sendiri, dengan bentuk kertas kerja yang sama")
    say("\n".join(["Pengaturan awal yang ada, untuk --profil:", *lines]))
    if not sys.stdin.isatty():
        say(f"Tanpa --profil, yang dipakai: {load_profile().region}.")
        return None
    names = [*offers, UNFINISHED]
    while (name := str(click.prompt("Pilih", default=UNFINISHED)).strip().casefold()) not in names:
        near = nearest(name, names)
        say(f'"{name}" tidak ada di daftar itu.{"" if near is None else f" Mungkin maksudnya {near}."}')
    return name
