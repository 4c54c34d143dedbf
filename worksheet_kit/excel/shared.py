"""What all sheets of a workbook share: its formats, and how text, figures and links are written in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format

from worksheet_kit.excel.style import BASE, Style, style


@dataclass(slots=True, kw_only=True)
class Shared:
    """Options of a workbook, as `Book` explains them, and its formats. ``folder`` is what links are relative to."""

    workbook: Any
    base: Style = field(default_factory=lambda: BASE)
    footer: str = ""
    password: str = ""
    live: bool = True
    folder: Path | None = None
    continued: str = ""
    typed_text: bool = False
    _formats: dict[tuple[Any, ...], Format] = field(default_factory=dict)

    def format(self, *parts: Style, **more: Any) -> Format:
        """The format with these properties; equal ones are made once."""
        return self._format("cell", style(self.base, *parts, **more))

    def difference(self, **properties: Any) -> Format:
        """A format for a conditional format: only what it changes."""
        return self._format("difference", properties)

    def _format(self, use: str, properties: Style) -> Format:
        key = (use, *sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]
