"""Charts that all look alike: no gridlines, the figures on the bars, the legend below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from worksheet_kit.excel.formulas import Area
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import FONT, GRID, INK, NAVY

_FONT = {"name": FONT, "size": 9, "color": INK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of a chart: the cells it is drawn from, on the sheet of the chart, and its look.

    ``name`` is text or the cell (row, column) that holds it; ``number_format`` is of the figures on the bars.
    """

    name: str | tuple[int, int]
    categories: Area
    values: Area
    colour: str
    ink: str = ""
    number_format: str = ""
    unlabelled: tuple[int, ...] = ()  # bars that bear no figure


def bar_chart(sheet: Sheet, at: tuple[int, int], title: str, series: Series, size: tuple[float, float]) -> None:
    """Lying bars, the first category at the top, over the cells from ``at`` on; ``size`` is in pixels, width first."""
    chart = sheet.shared.workbook.add_chart({"type": "bar"})
    chart.add_series(_series(sheet, series, {"name": FONT, "size": 9, "bold": True}))
    # For bars xlsxwriter takes the upright axis for y.
    chart.set_y_axis({**_NAMES, "reverse": True})
    chart.set_x_axis(_FIGURES)
    _place(sheet, at, chart, title, size)


def stacked_columns(
    sheet: Sheet, at: tuple[int, int], title: str, series: Sequence[Series], size: tuple[float, float]
) -> None:
    """Upright bars, each of several parts, over the cells from ``at`` on; ``size`` is width and height in pixels."""
    chart = sheet.shared.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for part in series:
        label = {"name": FONT, "size": 8, "color": part.ink}
        chart.add_series({**_series(sheet, part, label), "border": {"color": "#404040", "width": 0.5}})
    chart.set_x_axis(_NAMES)
    chart.set_y_axis(_FIGURES)
    _place(sheet, at, chart, title, size)


#: The axis with the names only; there is none for the figures, which stand on the bars.
_NAMES: dict[str, Any] = {
    "num_font": _FONT,
    "line": {"color": GRID},
    "major_tick_mark": "none",
    "major_gridlines": {"visible": False},
}
_FIGURES: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}


def _series(sheet: Sheet, series: Series, label: dict[str, Any]) -> dict[str, Any]:
    first, last = series.values[:2], series.values[2:]
    count = max(last[0] - first[0], last[1] - first[1]) + 1
    number_format = {"num_format": series.number_format} if series.number_format else {}
    none: list[dict[str, bool] | None] = [{"delete": True} if n in series.unlabelled else None for n in range(count)]
    custom = {"custom": none} if series.unlabelled else {}
    return {
        "name": series.name if isinstance(series.name, str) else [sheet.name, *series.name],
        "categories": [sheet.name, *series.categories],
        "values": [sheet.name, *series.values],
        "data_labels": {"value": True, "font": label, **number_format, **custom},
        "gap": 45,
        "fill": {"color": series.colour},
    }


def _place(sheet: Sheet, at: tuple[int, int], chart: Any, title: str, size: tuple[float, float]) -> None:
    heading = {"name": FONT, "size": 11, "bold": True, "color": NAVY}
    chart.set_title({"name": title, "name_font": heading, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT} if len(chart.series) > 1 else {"none": True})
    chart.set_chartarea({"border": {"color": GRID}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*at, chart)
