"""What a new working folder holds, and what an old one lacks: nothing that is there is touched."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from worksheet_kit.folder.names import READ_ME, WorkingFolder

_READ_ME = Path(__file__).with_name("baca_saya.txt")


def missing_folders(folder: WorkingFolder, stages: Iterable[int]) -> list[Path]:
    """The folders of these bimtek that are not there."""
    places = [folder.stage(number) for number in stages]
    wanted = [path for place in places for path in (place.to_send, place.returns, place.results)]
    return [path for path in wanted if f"{folder.shown(path)}/" not in folder.listing]


def missing_files(folder: WorkingFolder, settings: Mapping[str, bytes]) -> dict[Path, bytes]:
    """The files of a working folder that are not there; ``settings`` are those of its settings, by name."""
    text = _READ_ME.read_text(encoding="utf-8").replace("\n", "\r\n").encode("ascii")  # any Notepad shows it
    files = {folder.root / name: data for name, data in {**settings, READ_ME: text}.items()}
    return {path: data for path, data in files.items() if not path.exists()}
