"""The page that goes to participants: it knows one region, without its people, its password and its post."""

import csv
import io
import json
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from worksheet_kit.core.names import SETTINGS_FILE
from worksheet_kit.profile.profile import PROFILE_FILE
from worksheet_kit.profile.settings.convert import settings_files, to_toml, toml_files

#: What stands before the last part of the page; the block with the settings is put there.
_LAST_PART = '<script type="text/plain" id="bagian-akhir">'
#: Keys of the settings that are left out, of the whole and of a group.
_LEFT_OUT = ("password", "letter", "mail")
_OF_GROUPS = ("chair", "chair_email", "note_taker", "note_taker_email", "email", "phone")
_OF_AGENCIES = ("kontak", "telepon", "email")


def settings_for_participants(source: Path | str | None) -> dict[str, str]:
    """The settings of a region as TOML and CSV by name, without contacts, password and post. Raises ProfileError."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in settings_files(source).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        files = {name: data.decode("utf-8-sig") for name, data in toml_files(Path(folder, SETTINGS_FILE)).items()}
    raw: dict[str, Any] = tomllib.loads(files[PROFILE_FILE])
    raw = {key: value for key, value in raw.items() if key not in _LEFT_OUT}
    raw["contact"] = {"office": raw["contact"]["office"]}
    raw["dimension"] = [_without(group, _OF_GROUPS) for group in raw["dimension"]]
    files[PROFILE_FILE] = to_toml(raw)
    if isinstance(raw["agencies"], str):
        files[raw["agencies"]] = _agencies(files[raw["agencies"]])
    return files


def page_for_participants(page: str, settings: Mapping[str, str]) -> str:
    """The page with the settings in it, as a block that nothing runs; it opens on what is for participants."""
    text = json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")
    block = f'<script type="text/plain" id="wilayah-peserta">{text}</script>\n'
    before, after = page.rsplit(_LAST_PART, 1)
    return before.replace('<html lang="id">', '<html lang="id" data-peserta>', 1) + block + _LAST_PART + after


def _without(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _agencies(text: str) -> str:
    """The table of agencies without whom to reach there."""
    reader = csv.DictReader(io.StringIO(text), delimiter=";")
    columns = [name for name in reader.fieldnames or () if name not in _OF_AGENCIES]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(reader)
    return out.getvalue()
