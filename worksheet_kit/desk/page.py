"""Where the page is: in a package that was built with it, or in a checkout that holds it for download."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from worksheet_kit.core.errors import OutputError, UsageError, os_reason
from worksheet_kit.desk.participants import page_for_participants

PAGE_NAME = "Meja Kerja Kota Cerdas.html"
#: What the page for participants is called.
FOR_PARTICIPANTS = "Periksa Kertas Kerja.html"
_PACKAGE = Path(__file__).resolve().parents[1]
#: Where it may be, the first that is there counts.
PLACES = (_PACKAGE / "desk" / PAGE_NAME, _PACKAGE.parent / "unduh" / PAGE_NAME)


def place_page(folder: Path, settings: Mapping[str, str] | None = None) -> Path:
    """Copy the page into a folder, which is made where it is missing, and give its path there.

    With ``settings``, as `settings_for_participants` gives them, it is the page for participants. Raises UsageError
    when this installation has no page, OutputError when it cannot be written.
    """
    page = next((place for place in PLACES if place.is_file()), None)
    if page is None:
        raise UsageError(
            "Halaman Meja Kerja tidak ikut dalam pemasangan ini. "
            f'Unduh "{PAGE_NAME}" dari tempat program ini didapat, folder unduh.'
        )
    target = folder / (PAGE_NAME if settings is None else FOR_PARTICIPANTS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if settings is not None:
            text = page_for_participants(page.read_text(encoding="utf-8"), settings)
            target.write_text(text, encoding="utf-8", newline="\n")
        elif target.resolve() != page.resolve():
            shutil.copyfile(page, target)
    except OSError as problem:
        raise OutputError(f"{target} tidak dapat ditulis: {os_reason(problem)}") from problem
    return target
