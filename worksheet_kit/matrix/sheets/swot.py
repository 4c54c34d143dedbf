"""*SWOT-TOWS*: factors at two sides, strategies where they meet, a page a dimension."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.core.model import Dimension, Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.page import A3, printed
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, LOCKED_TEXT, NAVY, QUIET, style
from worksheet_kit.excel.text_fit import line_height, lines, print_points
from worksheet_kit.matrix.parts import NONE_YET, file_code
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View, by_dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Which blocks of factors stand at the top and at the left, and which strategies where they meet."""

    top: tuple[str, ...]
    left: tuple[str, ...]
    meeting: Mapping[tuple[str, str], str]  # (top, left) -> strategy block


def applies(view: View) -> bool:
    """Where strategies combine factors of two kinds."""
    factors, strategies = view.roles.factors, view.roles.strategies
    return factors is not None and strategies is not None and _grid(strategies) is not None


def write(sheet: Sheet, view: View) -> None:
    """*SWOT-TOWS*: factors at two sides, strategies where they meet, a page a dimension."""
    factors, strategies = view.roles.factors, view.roles.strategies
    assert factors is not None
    assert strategies is not None
    grid = _grid(strategies)
    assert grid is not None
    _Swot(sheet, view, factors, strategies, grid).write()


def _grid(strategies: Roles) -> _Grid | None:
    """Read from the columns which factor blocks each strategy block combines."""
    series: dict[str, Mapping[str, str]] = {}
    for column in map(strategies.form.column, strategies.factors):
        series.setdefault(column.series or column.key, column.blocks)
    if len(series) != 2:
        return None
    inner, outer = series.values()
    top = tuple(dict.fromkeys(inner[block.prefix] for block in strategies.form.blocks if block.prefix in inner))
    left = tuple(dict.fromkeys(outer[block.prefix] for block in strategies.form.blocks if block.prefix in outer))
    both = [block.prefix for block in strategies.form.blocks if block.prefix in inner and block.prefix in outer]
    return _Grid(top=top, left=left, meeting={(inner[prefix], outer[prefix]): prefix for prefix in both})


class _Swot:
    """Writes the pages one below the other; each begins with its dimension and ends with a page break."""

    def __init__(self, sheet: Sheet, view: View, factors: Roles, strategies: Roles, grid: _Grid) -> None:
        self.sheet = sheet
        self.view = view
        self.factors = factors
        self.strategies = strategies
        self.grid = grid
        self.widths = [50.0, *[58.0] * len(grid.top)]
        self.points = 0.0  # how far down the page is written
        self.blocks = {block.prefix: block for block in (*factors.form.blocks, *strategies.form.blocks)}

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.widths(self.widths)
        factors = by_dimension(view, view.rows(self.factors))
        strategies = by_dimension(view, view.rows(self.strategies))
        at, breaks, tallest = 0, [], 0.0
        for dimension in view.dimensions:
            self.points = 0.0
            rows = (*factors.get(dimension.code, []), *strategies.get(dimension.code, []))
            at = self._page(at, dimension, rows)
            breaks.append(at)
            tallest = max(tallest, self.points)
        sheet.break_pages(rows=breaks[:-1])
        # The tallest page and all columns shall fit on the paper between its margins, as large as they can be.
        wide = printed(A3.height) / sum(print_points(width) for width in self.widths)
        high = printed(A3.width, 1.0) / max(tallest, 1)
        sheet.page(A3, landscape=True, fit=None, scale=max(40, min(140, int(100 * min(wide, high)))))
        sheet.print_area((0, 0, at - 1, len(self.grid.top)))
        sheet.center_on_page()

    def _height(self, row: int, points: float) -> None:
        self.sheet.height(row, points)
        self.points += points

    def _page(self, at: int, dimension: Dimension, rows: Sequence[Row]) -> int:
        sheet = self.sheet
        sheet.text(at, 0, dimension.name.upper(), font_size=20, bold=True, font_color=NAVY, valign="vcenter")
        file_code(sheet, self.view, at, len(self.grid.top))
        subtitle = f"SWOT-TOWS · {self.view.event} · dicetak di A3 untuk ditempel"
        sheet.text(at + 1, 0, subtitle, font_size=10, font_color=QUIET)
        self._height(at, 30)
        self._height(at + 1, 18)
        tops = [(prefix, self._items(rows, self.factors, prefix)) for prefix in self.grid.top]
        at = self._boxes(at + 2, [None, *tops], dimension)
        for left in self.grid.left:
            boxes: list[tuple[str, list[Row]] | None] = [(left, self._items(rows, self.factors, left))]
            for top in self.grid.top:
                prefix = self.grid.meeting.get((top, left))
                boxes.append((prefix, self._items(rows, self.strategies, prefix)) if prefix else None)
            at = self._boxes(at, boxes, dimension)
        self._height(at, 10)
        return at + 1

    def _items(self, rows: Iterable[Row], roles: Roles, prefix: str) -> list[Row]:
        own = [row for row in rows if row.form == roles.form.name and row.code.startswith(prefix)]
        return [row for row in own if row.code[len(prefix) :][:1].isdigit()]

    def _boxes(self, at: int, boxes: Sequence[tuple[str, list[Row]] | None], dimension: Dimension) -> int:
        """A band of boxes side by side: titles, then one line an item."""
        sheet = self.sheet
        depth = max([1, *(len(box[1]) for box in boxes if box is not None)])
        self._height(at, 20)
        needs = [1.0] * depth
        for column, box in enumerate(boxes):
            if box is None:
                self._corner(at, depth, column, dimension)
                continue
            prefix, items = box
            block = self.blocks[prefix]
            factor = prefix in self.grid.top or prefix in self.grid.left
            dark, tint = BANDS[0] if prefix in self.grid.top else BANDS[2] if factor else BANDS[1]
            light = tint if factor else "#FFFFFF"
            edge = {"left": 2, "right": 2, "left_color": dark, "right_color": dark}
            title = style(bold=True, font_size=13, font_color="#FFFFFF", bg_color=dark, valign="vcenter", indent=1)
            sheet.text(at, column, block.title or block.prefix, title)
            for n in range(depth):
                end = {"bottom": 2, "bottom_color": dark} if n == depth - 1 else {}
                text = self._item(items[n]) if n < len(items) else ""
                if not items and n == 0:
                    text = NONE_YET
                look = style(font_size=12, text_wrap=True, align="left", indent=1, bg_color=light)
                nothing = {} if items else {"italic": True, "font_color": LOCKED_TEXT}
                sheet.text(at + 1 + n, column, text, look, edge, end, nothing)
                needs[n] = max(needs[n], lines(text, self.widths[column] - 3, 12))  # less the indent
        for n, need in enumerate(needs):
            self._height(at + 1 + n, need * line_height(12) + 5)
        self._height(at + 1 + depth, 6)
        return at + 2 + depth

    def _corner(self, at: int, depth: int, column: int, dimension: Dimension) -> None:
        """The empty corner says which sub-dimensions the page is about."""
        text = "\n".join(["Subdimensi:", *(f"•  {item.label}" for item in dimension.subdimensions)])
        look = style(font_size=11, font_color=NAVY, text_wrap=True, valign="vcenter", align="left", indent=1)
        self.sheet.merged((at, column, at + depth, column), text, look)

    def _item(self, row: Row) -> str:
        """A factor or strategy in one line, strategies with the factors they rest on."""
        text = f"{row.code}  {self.view.title(row)}"
        if row.form == self.strategies.form.name:
            used = self.view.joined(row, self.strategies.factors)
            text += f"  ({used})" if used else ""
        return text


SHEET = MatrixSheet(
    name="SWOT-TOWS",
    audience=Audience.PRESENT,
    write=write,
    applies=applies,
    about="Faktor dan strategi tiap dimensi.",
)
