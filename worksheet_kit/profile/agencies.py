"""Agencies and programmes: the CSV tables of a profile, and what an agency is called in it."""

import re
from collections.abc import Mapping
from pathlib import Path

from worksheet_kit.core.model import Agency, Programme
from worksheet_kit.profile.csv import Record, read_csv, read_rows, split, yes
from worksheet_kit.profile.faults import Fault, at, short
from worksheet_kit.profile.limits import LABEL_LIMIT
from worksheet_kit.profile.toml import (
    Table,
    checked_text,
    email_address,
    matched,
    one_of,
    opened,
    whole_phone,
)
from worksheet_kit.values.text import letters_only

#: The columns of the two tables: those that must be filled in, and the others.
AGENCY_COLUMNS = ("kode nama singkatan", "alias kecamatan kontak telepon email")
PROGRAMME_COLUMNS = ("kode nama", "opd")

_AGENCY_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_PROGRAMME_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
_CODE_LIMIT = 60  # characters of a programme's code
_REVISION = re.compile(r"R[1-9][0-9]?")
#: What the edition of the programmes is called where a profile does not say.
_NOMENCLATURE = "Permendagri 90/2019 dan pemutakhirannya"


def _beside(folder: Path, key: str, name: str) -> Path:
    """A file beside the profile, which is there. Raises Fault."""
    with at(key):
        try:
            if (folder / name).is_file():
                return folder / name
        except (OSError, ValueError):  # a name no file system takes
            pass
        raise Fault(f'berkas "{short(name)}" tidak ada di folder profil; cek namanya.')


def read_agencies(top: Table, folder: Path) -> tuple[tuple[Agency, ...], Mapping[str, str]]:
    """The agencies, and what each is called by name, code first; none of either when the file cannot be used."""

    def agency(record: Record) -> Agency:
        code = record["kode"]
        with at("kolom kode"):
            checked_text(code, 60)
            matched(code, _AGENCY_CODE, "huruf besar dan angka, misalnya DINKES atau KEC-SUMBER")
            no_revision(code)
        with at("kolom singkatan"):
            checked_text(record["singkatan"], 60)
        with at("kolom nama"):
            checked_text(record["nama"], LABEL_LIMIT)
        with at("kolom alias"):
            aliases = tuple(checked_text(alias, LABEL_LIMIT) for alias in split(record["alias"]))
        with at("kolom telepon"):
            phone = whole_phone(record["telepon"])
        with at("kolom email"):
            email = email_address(record["email"])
        entry = Agency(
            code=code,
            name=record["nama"],
            short=" ".join(record["singkatan"].split()),  # as a worksheet compares it, which trims its cells
            aliases=aliases,
            district=yes(record, "kecamatan"),
            contact=record["kontak"],
            phone=phone,
            email=email,
        )
        for spelling in (code, entry.short, entry.name, *aliases):
            owner = owners.setdefault(letters_only(spelling), code)
            if owner != code:
                raise Fault(f'"{spelling}" sudah dipakai OPD {owner}; satu sebutan hanya untuk satu OPD.')
        if code in seen:
            raise Fault(f"kode {code} ada dua kali; satu OPD satu baris.", "kolom kode")
        seen.add(code)
        return entry

    owners: dict[str, str] = {}
    seen: set[str] = set()
    with top.gather:
        if isinstance(rows := top.values.get("agencies"), list):
            with at("agencies"):
                if not rows:
                    raise Fault("masih kosong; isi sedikitnya satu.")
                return read_rows(rows, *AGENCY_COLUMNS, agency), owners
        if name := top.text("agencies", limit=200):
            return read_csv(_beside(folder, "agencies", name), *AGENCY_COLUMNS, agency), owners
    return (), {}


def agency_code(value: object, owners: Mapping[str, str]) -> str:
    """The code of an agency that is there; ``owners`` is the code behind each of its spellings.

    There are none where the table of agencies cannot be used, which is told already.
    """
    if not owners:
        return str(value)
    text = checked_text(value, 60)
    codes = dict.fromkeys(owners.values())
    meant = owners.get(letters_only(text))
    if meant is not None and text not in codes:
        raise Fault(f'OPD disebut dengan kodenya; tulis "{meant}", bukan "{short(text)}".')
    return one_of(text, codes, "OPD")


def read_programmes(top: Table, folder: Path, owners: Mapping[str, str]) -> tuple[tuple[Programme, ...], str]:
    """The programmes of the nomenclature, and the edition they are from.

    ``owners`` is the code behind each spelling of an agency. A profile may lie beside files of several editions.
    """

    def programme(record: Record) -> Programme:
        code = record["kode"]
        with at("kolom kode"):
            matched(checked_text(code, _CODE_LIMIT), _PROGRAMME_CODE, "angka yang dipisah titik, misalnya 2.16.03")
            if code in seen:
                raise Fault(f"kode {code} ada dua kali; satu program satu baris.")
            seen.add(code)
        with at("kolom opd"):
            agencies = split(record["opd"])
            for agency in agencies:
                agency_code(agency, owners)
        title = re.sub(r"(?i)^program\s+", "", record["nama"])  # the label puts the word before it
        entry = Programme(code=code, name=title, agencies=agencies)
        with at("kolom nama"):
            checked_text(title, LABEL_LIMIT - len(entry.label) + len(title))
        return entry

    seen: set[str] = set()
    name, rows, edition = _nomenclature(top)
    with top.gather:
        if rows is not None:
            with at("programmes", "rows"):
                return read_rows(rows, *PROGRAMME_COLUMNS, programme), edition
        if name:
            return read_csv(_beside(folder, "programmes", name), *PROGRAMME_COLUMNS, programme), edition
    return (), edition


def _nomenclature(top: Table) -> tuple[str, object, str]:
    """The file of the programmes, or their rows where these stand in the profile itself, and their edition."""
    said = top.values.get("programmes")
    if not isinstance(said, dict):
        return top.text("programmes", "", limit=200), None, _NOMENCLATURE
    with top.gather, at("programmes"), opened(said, "file rows edition") as table:
        if "rows" in table:
            return "", table.values["rows"], table.text("edition", "", limit=100) or _NOMENCLATURE
        return table.text("file", limit=200), None, table.text("edition", limit=100)
    return "", None, _NOMENCLATURE


def no_revision(code: str) -> None:
    """A part such as R1 would be read as the revision in a file code."""
    for part in code.split("-"):
        if _REVISION.fullmatch(part):
            raise Fault(f'"{part}" dibaca sebagai nomor versi dalam kode berkas; pakai kode lain.')
