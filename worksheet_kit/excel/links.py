"""Links to places in other files, which Excel, LibreOffice and WPS all follow."""

import os
import re
from pathlib import Path
from urllib.parse import quote

from xlsxwriter.url import Url

from worksheet_kit.core.model import Place
from worksheet_kit.excel.formulas import quoted
from worksheet_kit.excel.text_cells import units, writable

#: Hyperlinks a sheet holds in Excel.
MAX_LINKS = 65_530

_UNSAFE = re.compile("""[%#?"<>\\[\\]^`{}|\\s\x00-\x1f\x7f\ufffe\uffff]""")
_DRIVE = re.compile(r"[A-Za-z]:/")


def file_target(file: str, folder: Path) -> tuple[str, bool]:
    """How links from a workbook in a folder name a file, or the archive that it lies in, and whether it is the file.

    The target is relative with forward slashes, which Excel, LibreOffice and WPS all take. It is looked up on the disk.
    """
    name, _, inside = file.partition("!")
    if not Path(name).exists() and Path(file).exists():
        name, inside = file, ""
    try:
        relative = os.path.relpath(Path(name).absolute(), folder)
    except ValueError:  # another drive on Windows
        relative = str(Path(name).absolute())
    target = _UNSAFE.sub(lambda match: quote(match[0], safe=""), writable(relative.replace("\\", "/")))
    if target.startswith("//"):
        target = f"file:{target}"
    elif _DRIVE.match(target):
        target = f"file:///{target}"
    else:
        target = target.replace(":", "%3A")  # part of a name, where the system has such
    return target, not inside


def file_url(place: Place, target: str, *, is_file: bool) -> Url | None:
    """A link to a place in a file as `file_target` names it; None where no link can be made."""
    url = Url("external:file.xlsx")  # xlsxwriter would escape once more, and turn slashes: what it made is replaced
    url._relationship_link = url._link = target
    url._anchor = f"{quoted(place.sheet)}!{place.cell or 'A1'}" if place.sheet and is_file else ""
    url._text = place.file
    return None if units(target) > Url.MAX_URL_LEN or units(url._anchor) > Url.MAX_URL_LEN else url
