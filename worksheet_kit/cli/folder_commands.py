"""The command that makes a working folder, or adds to one what it lacks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from worksheet_kit.cli.console import say
from worksheet_kit.cli.exits import OK
from worksheet_kit.cli.indonesian import Command, to_path
from worksheet_kit.cli.options import profile_option, quiet_option
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, also="mulai", short_help="Membuat folder kerja dengan pengaturannya.")
@click.argument("folder", metavar="FOLDER", callback=to_path)
@profile_option
@quiet_option
def init(*, folder: Path, profile: Path | None) -> int:
    """Membuat FOLDER kerja: pengaturan, satu folder untuk setiap bimtek, halaman Meja Kerja, dan petunjuk.

    Yang sudah ada tidak diubah; yang belum ada ditambahkan.

    \b
    Contoh:
      worksheet-kit init "Kota Cerdas" --profile kosong
      worksheet-kit init "Kota Cerdas"
    """
    from worksheet_kit.core.files import Outputs
    from worksheet_kit.desk.page import PAGE_NAME, PLACES, place_page
    from worksheet_kit.folder.begin import missing_files, missing_folders
    from worksheet_kit.folder.names import SETTINGS, listed
    from worksheet_kit.profile.settings.convert import settings_files

    settings = folder / SETTINGS
    source = settings if settings.is_file() else profile or _own_profile(folder) or _asked()
    there = listed(folder)
    files = missing_files(there, {} if settings.is_file() else settings_files(source))
    with Outputs() as outputs:
        for path, data in files.items():
            outputs.path(path).write_bytes(data)
    made = [*files]
    if any(place.is_file() for place in PLACES) and not (folder / PAGE_NAME).exists():
        made.append(place_page(folder))
    for path in missing_folders(there, _stage_numbers(settings)):
        path.mkdir(parents=True, exist_ok=True)
        made.append(path)
    for path in made:
        say(str(path))
    there_already = "" if settings in files else f" {SETTINGS} sudah ada dan tidak diubah."
    say(f"Selesai.{there_already} Isi dulu {settings}, lalu di folder itu: worksheet-kit generate")
    return OK


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


def _asked() -> str:
    """The profile that a person chooses. Raises UsageError, with what there is, where nobody can be asked."""
    from worksheet_kit.profile.profile import UNFINISHED, load_profile, packaged_profiles

    offers = {name: load_profile(name) for name in packaged_profiles()}
    lines = [f"  {name}: {region.region}, {region.event}, {region.stages[0].dates}" for name, region in offers.items()]
    lines.append(f"  {UNFINISHED}: kerangka yang diisi sendiri, dengan bentuk kertas kerja yang sama")
    names = [*offers, UNFINISHED]
    if not sys.stdin.isatty():
        offer = "\n".join(lines)
        raise UsageError(f"Sebutkan pengaturan awalnya, contoh: --profile {UNFINISHED}. Yang ada:\n{offer}")
    say("\n".join(["Pengaturan awal yang ada:", *lines]))
    return str(click.prompt("Pilih", type=click.Choice(names), default=UNFINISHED, show_choices=False))
