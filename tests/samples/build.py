"""Make the files of ``sample_returns/``: fresh worksheets, filled in through LibreOffice as the groups sent them.

Run from the repository's top: ``python -m tests.samples.build``. When they were saved is data like the answers. The
photo is kept as it is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from tests.office import Keyed, Office
from tests.samples import returns, typed
from worksheet_kit.core.layout import INSTRUCTIONS_SHEET
from worksheet_kit.core.model import Profile
from worksheet_kit.generate import generate
from worksheet_kit.profile import load_profile

TARGET = Path(__file__).resolve().parents[2] / "sample_returns"


def build(target: Path, office: Office, profile: Profile, scratch: Path) -> list[Path]:
    """Write the returns of both stages below ``target`` and say which."""
    templates = {
        (int(path.parent.name.removeprefix("bimtek-")), dimension.code): path
        for dimension in profile.dimensions
        for path in generate(profile, scratch / dimension.code, groups=[dimension.code])
    }
    written = []
    for stage in (1, 2):
        folder = target / f"bimtek-{stage}"
        folder.mkdir(parents=True, exist_ok=True)
        sent = returns(stage)
        for lock in sent.get("lock", []):
            (folder / lock["file"]).unlink(missing_ok=True)  # LibreOffice heeds it: the file would count as open
        for one in sent["return"]:
            template = templates[one.get("stage", stage), one["group"]]
            written.append(write_return(folder / one["file"], template, stage, one, office, profile))
        for copy in sent.get("copy", []):
            written.append(Path(shutil.copyfile(folder / copy["of"], folder / copy["file"])))
        for lock in sent.get("lock", []):
            (folder / lock["file"]).write_bytes(lock_file(lock["file"], lock["user"]))
            written.append(folder / lock["file"])
    return written


def write_return(
    path: Path, template: Path, stage: int, sent: dict[str, Any], office: Office, profile: Profile
) -> Path:
    """Fill in one return. The same content gives the same bytes but in .ods, whose styles LibreOffice numbers anew."""
    wanted, author = cells(stage, sent, profile), sent["identity"]["nama_pengisi"]
    office.fill_by_keys(template, path, wanted, saved=sent["saved"], author=author)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [(info, archive.read(info)) for info in archive.infolist()]
        with zipfile.ZipFile(path, "w") as archive:
            for info, data in members:
                info.date_time = sent["saved"].timetuple()[:6]
                archive.writestr(info, data)
    return path


def cells(stage: int, sent: dict[str, object], profile: Profile) -> Keyed:
    """What is typed where in one return, by sheet, row key and column key."""
    keyed = {profile.forms[form].sheet: rows for form, rows in typed(stage, sent).items()}
    identity = dict(sent["identity"])
    for n, (agency, name) in enumerate(sent["present"], 1):
        identity |= {f"hadir_opd_{n}": agency, f"hadir_nama_{n}": name}
    return keyed | {INSTRUCTIONS_SHEET: {key: {"": value} for key, value in identity.items()}}


def lock_file(name: str, user: str) -> bytes:
    """What an office program leaves beside a file that is open: Excel's 165 bytes, or LibreOffice's line."""
    if name.startswith("~$"):
        wide = user.encode("utf-16-le").ljust(108, b" ")
        return bytes([len(user)]) + user.encode("ascii").ljust(54) + bytes([len(user), 0]) + wide
    return f",{user},LAPTOP,21.07.2022 14:05,file:///C:/Users/user/AppData/Roaming/LibreOffice/4;".encode()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        office = Office(Path(scratch) / "libreoffice")
        try:
            for path in build(TARGET, office, load_profile(Path("rembang")), Path(scratch)):
                sys.stdout.write(f"{path}\n")
        finally:
            office.close()


if __name__ == "__main__":
    main()
