"""A profile from TOML and CSV as a settings workbook, and back: as files by name, which the caller writes."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.names import SETTINGS_FILE
from worksheet_kit.profile.agencies import AGENCY_COLUMNS, PROGRAMME_COLUMNS
from worksheet_kit.profile.csv import read_csv
from worksheet_kit.profile.faults import Fault, Faults
from worksheet_kit.profile.forms import OVERRIDES, PACKAGED_FORMS
from worksheet_kit.profile.mail import LETTERS
from worksheet_kit.profile.profile import (
    BORROWED,
    PACKAGED_PROFILES,
    PROFILE_FILE,
    PROFILE_KEYS,
    UNFINISHED,
    load_profile,
    locate,
    settings_base,
)
from worksheet_kit.profile.settings.read import checked_bytes, read_settings
from worksheet_kit.profile.settings.write import settings_workbook
from worksheet_kit.profile.toml import read_toml

#: Where what only TOML says stands beside a settings workbook.
_MORE = "Tambahan"


def settings_files(source: Path | str | None) -> dict[str, bytes]:
    """A profile as ``Pengaturan.xlsx`` and what it names beside it, by name with ``/``.

    ``source`` is what `load_profile` takes, or the name of the packaged profile that is yet to be filled in; a workbook
    is taken as it is. Raises ProfileError for a profile that does not load.
    """
    try:
        main = locate(source)
        if str(source) != UNFINISHED:
            load_profile(main)
        if main.suffix.lower() == ".xlsx":
            base = settings_base(read_settings(main).base, main.parent)
            more = {} if base is None or _is_packaged(base) else _beside(base, base.parent.relative_to(main.parent))
            return {SETTINGS_FILE: checked_bytes(main)} | more
        raw = tables_of(main)
        more = {}
        if _is_packaged(main):
            raw["base"] = main.parent.name if any(key in raw for key in BORROWED) else ""
        elif (main.parent / "forms").is_dir() or any(key in raw for key in BORROWED):
            more, raw["base"] = _beside(main, Path(_MORE)), _MORE
        return {SETTINGS_FILE: settings_workbook(raw)} | more
    except (Fault, Faults) as caught:
        raise ProfileError(str(caught)) from None


def _is_packaged(main: Path) -> bool:
    return main.parent.parent == PACKAGED_PROFILES


def _beside(base: Path, folder: Path) -> dict[str, bytes]:
    """What a settings workbook takes from a TOML file, to stand in a folder beside it."""
    raw = read_toml(base)
    words = {key: raw[key] for key in BORROWED if key in raw}
    forms = {(folder / "forms" / file.name).as_posix(): file.read_bytes() for file in _own_forms(base)}
    return {(folder / base.name).as_posix(): to_toml(words).encode("utf-8")} | forms


def _own_forms(main: Path) -> list[Path]:
    return sorted((main.parent / "forms").glob("*.toml"))


def tables_of(main: Path) -> dict[str, Any]:
    """The raw tables of a profile's TOML file, with the rows of its CSV files and the columns of its forms.

    The profile is one that loads, or an unfinished one of right types. Raises Fault.
    """
    raw: dict[str, Any] = read_toml(main)
    if isinstance(raw.get("agencies"), str):
        raw["agencies"] = list(read_csv(main.parent / raw["agencies"].strip(), *AGENCY_COLUMNS, dict))
    programmes = raw.get("programmes")
    if isinstance(programmes, str):
        programmes = {"file": programmes} if programmes.strip() else {}
    if isinstance(programmes, dict) and "file" in programmes:
        rows = list(read_csv(main.parent / programmes.pop("file").strip(), *PROGRAMME_COLUMNS, dict))
        programmes = {**programmes, "rows": rows}
    raw["programmes"] = programmes or {}
    said = raw.get("columns", {})
    forms = dict.fromkeys(form.strip() for stage in raw.get("stage", ()) for form in stage.get("forms", ()))
    columns = {form: form_columns(main.parent, form) or {} for form in forms}
    raw["columns"] = {
        form: {key: words | said.get(form, {}).get(key, {}) for key, words in columns[form].items()} for form in columns
    }
    raw["letter"] = {what: letter | raw.get("letter", {}).get(what, {}) for what, letter in default_letters().items()}
    return {"zone": "WIB"} | raw


def default_letters() -> dict[str, dict[str, str]]:
    """The letters that go out where a profile says nothing else."""
    parts = ("subject", "body", "chat")
    return {what.value: {part: getattr(letter, part) for part in parts} for what, letter in LETTERS.items()}


def form_columns(folder: Path, form: str) -> dict[str, dict[str, Any]] | None:
    """What a form, of a folder or packaged, says of its columns; None where there is none."""
    for file in (folder / "forms" / f"{form}.toml", PACKAGED_FORMS / f"{form}.toml"):
        if file.is_file():
            entries: Any = read_toml(file)["column"]
            return {entry["key"]: {key: entry[key] for key in OVERRIDES.split() if key in entry} for entry in entries}
    return None


# ---------------------------------------------------------------------------------------------------------------------
# To TOML
# ---------------------------------------------------------------------------------------------------------------------


def toml_files(source: Path | str) -> dict[str, bytes]:
    """A settings workbook as ``profile.toml``, its CSV files and forms, by name with ``/``. Raises ProfileError."""
    try:
        main = locate(source)
        load_profile(main)
        settings = read_settings(main)
        base = settings_base(settings.base, main.parent)
    except (Fault, Faults) as caught:
        raise ProfileError(str(caught)) from None
    raw = settings.values
    if base is not None:
        raw |= {key: value for key, value in read_toml(base).items() if key in BORROWED}
    forms = _own_forms(base or main) if base is None or not _is_packaged(base) else []
    files = {f"forms/{file.name}": file.read_bytes() for file in forms}
    files["opd.csv"] = _csv(raw["agencies"], AGENCY_COLUMNS)
    raw["agencies"] = "opd.csv"
    if rows := raw["programmes"].pop("rows"):
        files["program_pd.csv"] = _csv(rows, PROGRAMME_COLUMNS)
        said = {"file": "program_pd.csv"} | raw["programmes"]
        raw["programmes"] = said if "edition" in said else said["file"]
    letters = default_letters()
    raw["letter"] = {what: said for what, said in raw.get("letter", {}).items() if said != letters.get(what)}
    columns = {form: _said(base or main, form, said) for form, said in raw.get("columns", {}).items()}
    raw["columns"] = {form: said for form, said in columns.items() if said}
    files[PROFILE_FILE] = to_toml(raw).encode("utf-8")
    return files


def _said(main: Path, form: str, said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What a profile says of the columns of a form otherwise than the form itself."""
    nothing = {"help": "", "example": "", "required": False}
    words = {column: nothing | entry for column, entry in (form_columns(main.parent, form) or {}).items()}
    own = {
        column: {key: value for key, value in entry.items() if value != words.get(column, {}).get(key)}
        for column, entry in said.items()
    }
    return {column: entry for column, entry in own.items() if entry}


def _csv(rows: list[dict[str, str]], columns: tuple[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, " ".join(columns).split(), restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def to_toml(raw: Mapping[str, Any]) -> str:
    """Raw tables of a profile as the text of a TOML file; what is empty is left out."""
    order = {key: n for n, key in enumerate(PROFILE_KEYS.split())}
    entries = [(key, raw[key]) for key in sorted(raw, key=order.__getitem__) if raw[key] not in ("", [], {})]
    lines = [f"{key} = {_inline(value)}" for key, value in entries if not _is_table(value)]
    for key, value in entries:
        if _is_table(value):
            lines += _table(key, value)
    return "\n".join(lines) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _table(key: str, value: Any) -> Iterator[str]:
    """A table below its own head, and each entry of a list of tables."""
    if isinstance(value, list):
        for entry in value:
            yield from ("", f"[[{key}]]", *_pairs(entry))
    elif value and all(_is_table(entry) for entry in value.values()):
        for name, entry in value.items():
            yield from _table(f"{key}.{name}", entry)
    else:
        yield from ("", f"[{key}]", *_pairs(value))


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_inline(entry)}" for name, entry in table.items() if entry not in (None, [], {})]


def _inline(value: object) -> str:
    """A value as TOML on one line; JSON's strings are TOML's, but for DEL."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{name} = {_inline(entry)}" for name, entry in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case _:
            return str(value)
