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


def file_url(place: Place, folder: Path) -> Url | None:
    """A link target for a place in a file as reached from the current folder; None where no link can be made.

    The target is relative with forward slashes, which Excel, LibreOffice and WPS all take; a member of an archive links
    to the archive.
    """
    name, _, inside = place.file.partition("!")
    if not Path(name).exists() and Path(place.file).exists():
        name, inside = place.file, ""
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
    url = Url("external:file.xlsx")  # xlsxwriter would escape once more, and turn slashes: what it made is replaced
    url._relationship_link = url._link = target
    url._anchor = f"{quoted(place.sheet)}!{place.cell or 'A1'}" if place.sheet and not inside else ""
    url._text = place.file
    return None if units(target) > Url.MAX_URL_LEN or units(url._anchor) > Url.MAX_URL_LEN else url
