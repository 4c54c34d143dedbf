"""Where the page is: in a package that was built with it, or in a checkout that holds it for download."""

import shutil
from pathlib import Path

from worksheet_kit.core.errors import OutputError, UsageError, os_reason

PAGE_NAME = "Meja Kerja Kota Cerdas.html"
_PACKAGE = Path(__file__).resolve().parents[1]
#: Where it may be, the first that is there counts.
PLACES = (_PACKAGE / "desk" / PAGE_NAME, _PACKAGE.parent / "unduh" / PAGE_NAME)


def place_page(folder: Path) -> Path:
    """Copy the page into a folder, which is made where it is missing, and give its path there.

    Raises UsageError when this installation has no page, OutputError when it cannot be written.
    """
    page = next((place for place in PLACES if place.is_file()), None)
    if page is None:
        raise UsageError(
            "Halaman Meja Kerja tidak ikut dalam pemasangan ini. "
            f'Unduh "{PAGE_NAME}" dari tempat program ini didapat, folder unduh.'
        )
    target = folder / PAGE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.resolve() != page.resolve():
            shutil.copyfile(page, target)
    except OSError as problem:
        raise OutputError(f"{target} tidak dapat ditulis: {os_reason(problem)}") from problem
    return target
