"""Pages of a sheet that are cut by us, so that what goes on over a page can begin there with its headings again."""

from collections.abc import Sequence

from worksheet_kit.core.model import Paper
from worksheet_kit.excel.page import NARROW, Margins, fit_scale, printed, safe
from worksheet_kit.excel.sheet import ROW_HEIGHT, Sheet


class Pages:
    """Cuts a sheet of these column widths into printed pages while it is written from top to bottom.

    Paper is reckoned as `safe` has it, so that no page is longer than a sheet of paper on any printer.
    """

    def __init__(
        self,
        sheet: Sheet,
        paper: Paper,
        widths: Sequence[float],
        *,
        landscape: bool = False,
        margins: Margins = NARROW,
    ) -> None:
        self.sheet, self.paper, self.landscape, self.margins = sheet, paper, landscape, margins
        self.scale = fit_scale(paper, widths, landscape=landscape, margins=2 * margins.side)
        sure = safe(paper)
        self.room = printed(sure.width if landscape else sure.height, margins.top + margins.bottom) * 100 / self.scale
        self.breaks: list[int] = []  # rows that begin a page

    def cut(self, at: int, points: float) -> bool:
        """Begin a page with a row, where the one that ends there has no room for so many points; whether it does."""
        top = self.breaks[-1] if self.breaks else 0
        used = sum(self.sheet.heights.get(row, ROW_HEIGHT) for row in range(top, at))
        if at == top or used + points <= self.room:
            return False
        self.breaks.append(at)
        return True

    def print(self, repeat_rows: tuple[int, int] | None = None, footer: str | None = None) -> None:
        """Set up printing; ``footer`` is what it says where it is printed small.

        Rows that are repeated stand below all that is cut here; pages below them cut themselves.
        """
        self.sheet.break_pages(rows=self.breaks)
        self.sheet.page(
            self.paper,
            landscape=self.landscape,
            margins=self.margins,
            fit=None,
            scale=self.scale,
            repeat_rows=repeat_rows,
            footer=footer if self.scale < 94 else None,
        )
