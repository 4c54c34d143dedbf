"""Who gets a workbook, and what recipients and files are called: in sentences, on disk, in a folder on Windows."""

import re
from pathlib import Path

from worksheet_kit.core.model import Dimension, Profile, Recipient, Stage

#: The settings of a region as people edit them; a folder that holds them is a working folder.
SETTINGS_FILE = "Pengaturan.xlsx"

#: Folder of the workbooks for single agencies.
PER_AGENCY = "Per OPD"

#: What Excel takes in no name of a sheet.
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 120  # characters of a file's name: Windows takes 260 for the whole path


def recipients(dimension: Dimension, *, per_agency: bool = False) -> tuple[Recipient, ...]:
    """The group of a dimension and, if asked for, each of its member agencies."""
    group = Recipient(dimension=dimension.code)
    members = tuple(Recipient(dimension=dimension.code, agency=code) for code in dimension.members)
    return (group, *members) if per_agency else (group,)


def all_recipients(profile: Profile) -> tuple[Recipient, ...]:
    """Every group and every member agency, in profile order: a group before its members."""
    return tuple(r for dimension in profile.dimensions for r in recipients(dimension, per_agency=True))


def recipient_of(profile: Profile, code: str) -> Recipient | None:
    """The recipient with this code, or None when the profile has none such."""
    name, dash, agency = code.partition("-")
    dimension = next((dimension for dimension in profile.dimensions if dimension.code == name), None)
    if dimension is None or (dash and agency not in dimension.members):
        return None
    return Recipient(dimension=name, agency=agency if dash else None)


def recipient_name(profile: Profile, recipient: Recipient | str, *, brief: bool = False) -> str:
    """What a recipient is called in a sentence: ``Smart Governance``, ``Dinkominfo (Smart Governance)``.

    ``brief`` names an agency's dimension by its code: ``Dinkominfo (GOV)``. The code of nobody is its own name.
    """
    owner = recipient_of(profile, recipient) if isinstance(recipient, str) else recipient
    if owner is None:
        return str(recipient)
    dimension = profile.dimension(owner.dimension)
    if owner.agency is None:
        return dimension.name
    return f"{profile.agency(owner.agency).short} ({dimension.code if brief else dimension.name})"


def worksheet_path(profile: Profile, stage: Stage, recipient: Recipient) -> Path:
    """Where a workbook stands within the output folder; a name that Windows takes."""
    folder = Path(f"bimtek-{stage.number}")
    name = f"Bimtek {stage.number} - {profile.dimension(recipient.dimension).name}"
    if recipient.agency is None:
        return folder / f"{safe_name(name)}.xlsx"
    return folder / PER_AGENCY / f"{safe_name(f'{name} - {profile.agency(recipient.agency).short}')}.xlsx"


def safe_name(text: str) -> str:
    """A file's name, without extension, that Windows takes too."""
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("-", text)).strip(" .-")[:_LONGEST].rstrip(" .")
    return f"{name}-" if _RESERVED.fullmatch(name) else name or "Kertas kerja"


def base_name(file: str) -> str:
    """A file's own name, without the folders it was reached through; a member keeps the archive it came in."""
    return file.rsplit("/", 1)[-1]
