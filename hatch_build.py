"""Puts the page for the browser into a wheel, where it was built; a wheel without it is a good one too."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "Meja Kerja Kota Cerdas.html"


class PageHook(BuildHookInterface[Any]):
    """Adds the page that was built last, else the one that is kept for download."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the page to what goes into the wheel."""
        for folder in ("desk/dist", "unduh"):
            page = Path(self.root, folder, NAME)
            if version == "standard" and page.is_file():
                build_data["force_include"][str(page)] = f"worksheet_kit/desk/{NAME}"
                return
