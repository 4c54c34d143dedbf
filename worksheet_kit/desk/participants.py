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
from worksheet_kit.profile.forms import OVERRIDES
from worksheet_kit.profile.profile import PROFILE_FILE
from worksheet_kit.profile.settings.convert import settings_files, to_toml, toml_files

#: What stands before the last part of the page; the block with the settings is put there.
_LAST_PART = '<script type="text/plain" id="bagian-akhir">'
#: What may be said of something: by its key, and by ``*`` where keys are names; nothing more, of what is no table.
_Allowed = Mapping[str, "_Allowed"]


def _keys(names: str) -> _Allowed:
    return {key: {} for key in names.split()}


_ITEM = _keys("label code aliases until")
#: What it takes to check a worksheet and to write it anew. All else stays out, whatever settings may say one day.
_SHARED: _Allowed = {
    **_keys("name region region_kind planning_office own_budget edition event head plan years quarters attendance"),
    **_keys("steps instructions privacy zone agencies"),
    "apbd_total": _keys("*"),
    "paper": _keys("name index width height"),
    "programmes": _keys("file edition"),
    "contact": _keys("office"),
    "problem": _keys("code name indicator"),
    "dimension": {**_keys("code name aliases members"), "subdimensions": _ITEM, "room": _keys("*")},
    "list": {"*": {"title": {}, "items": _ITEM, "hints": _keys("text labels")}},
    "stage": _keys("number title dates start place deadline forms bring"),
    "identity": _keys("key label required list kind help"),
    "words": _keys("*"),
    "example": {"*": _keys("*")},
    "columns": {"*": {"*": _keys(OVERRIDES)}},
}
_OF_AGENCIES = "kode nama singkatan alias kecamatan"
_OF_PROGRAMMES = "kode nama opd"


def settings_for_participants(source: Path | str | None) -> dict[str, str]:
    """The settings of a region as TOML and CSV by name, without people, password and post. Raises ProfileError."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in settings_files(source).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        files = {name: data.decode("utf-8-sig") for name, data in toml_files(Path(folder, SETTINGS_FILE)).items()}
    raw = shared(tomllib.loads(files.pop(PROFILE_FILE)))
    tables = {name: _OF_AGENCIES if name == raw["agencies"] else _OF_PROGRAMMES for name in files if "/" not in name}
    shown = {name: _columns(text, tables[name]) if name in tables else text for name, text in files.items()}
    return {PROFILE_FILE: to_toml(raw), **shown}


def shared(raw: Any, allowed: _Allowed = _SHARED) -> Any:
    """Of the raw tables of a profile what participants may know."""
    if isinstance(raw, list):
        return [shared(entry, allowed) for entry in raw]
    if not isinstance(raw, dict):
        return raw
    parts = {key: allowed.get(key, allowed.get("*")) for key in raw}
    return {key: shared(raw[key], part) for key, part in parts.items() if part is not None}


def page_for_participants(page: str, settings: Mapping[str, str]) -> str:
    """The page with the settings in it, as a block that nothing runs; it opens on what is for participants."""
    text = json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")
    block = f'<script type="text/plain" id="wilayah-peserta">{text}</script>\n'
    before, after = page.rsplit(_LAST_PART, 1)
    return before.replace('<html lang="id">', '<html lang="id" data-peserta>', 1) + block + _LAST_PART + after


def _columns(text: str, allowed: str) -> str:
    """A table of the settings with these columns alone."""
    reader = csv.DictReader(io.StringIO(text), delimiter=";")
    columns = [name for name in reader.fieldnames or () if name in allowed.split()]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(reader)
    return out.getvalue()
