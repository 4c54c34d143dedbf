"""How the columns of a form sheet look: their widths, the tints of their bands, the shape of their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from worksheet_kit.core.model import Column, Rule
from worksheet_kit.excel import style as st
from worksheet_kit.excel.text_fit import column_pixels, text_width
from worksheet_kit.kinds.sheet import Look
from worksheet_kit.worksheet.contents import OWN_AGENCY, Contents, FormContents

#: Columns up to this width have their content centred, if it is chosen from a list.
_NARROW = 11.0
#: Numbers keep a little air from the text of the next column.
_RIGHT: st.Style = {"align": "right", "indent": 1}
#: Pixels that the head of a sheet takes right of the frozen columns, for its legend and what it is about.
_HEAD = 480.0
#: Width of a column whose dropdown offers codes with their wording.
_WORDED = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLook:
    """How a column looks: its width and the tints of its band."""

    column: Column
    place: int
    width: float
    band: tuple[str, str]
    opens_band: bool  # first column of its band


def looks_of(contents: Contents, form: FormContents) -> list[ColumnLook]:
    """The looks of all columns of a form, in their order."""
    bands = {title: st.BANDS[n % len(st.BANDS)] for n, title in enumerate(_band_titles(form.form.columns))}
    looks: list[ColumnLook] = []
    previous: str | None = None
    for column, place in form.sheet.columns:
        tint = st.LATER_BAND if column.later else bands.get(column.band, st.PLAIN_BAND)
        opens = previous is not None and column.band != previous
        looks.append(
            ColumnLook(column=column, place=place, width=_width(contents, form, column), band=tint, opens_band=opens)
        )
        previous = column.band
    return _as_wide_as_its_head(form, looks)


def _as_wide_as_its_head(form: FormContents, looks: list[ColumnLook]) -> list[ColumnLook]:
    """A table too narrow for the title and the legend above it is widened, where one writes most."""
    start = form.sheet.head_column
    room = sum(column_pixels(look.width) + 1 for look in looks if look.place >= start)
    lacking = max(_HEAD, text_width(form.title, st.TITLE_SIZE, bold=True)) - room
    beside = [look for look in looks if look.place >= start]
    wide = [look for look in beside if look.column.kind.is_words] or beside
    if lacking <= 0 or not wide:
        return looks
    more = round(lacking / len(wide) / 7, 1)
    places = {look.place for look in wide}
    return [replace(look, width=look.width + more) if look.place in places else look for look in looks]


def _band_titles(columns: Sequence[Column]) -> list[str]:
    """Titles that get a colour: all but the one over Kode and Status, which stays grey, and of what may follow."""
    plain = {column.band for column in columns if column.kind.is_code or column.kind.is_status or column.later}
    return [title for title in dict.fromkeys(column.band for column in columns) if title and title not in plain]


def _width(contents: Contents, form: FormContents, column: Column) -> float:
    """The width from the spec; more where codes would not fit."""
    if column.refers_to is not None and column.key in form.sources.entries:
        # Codes of an earlier stage are offered with their wording.
        return max(column.width, _WORDED)
    pieces: Sequence[str] = ()
    size = st.BODY_SIZE
    if column.kind.is_code or column.key in form.status.presets:
        # What stands in blank rows takes one line, a code in the smallest type.
        preset = column.key in form.status.presets
        pieces, size = (
            ([contents.own[OWN_AGENCY].longest], st.BODY_SIZE) if preset else (_codes(contents, form), st.SMALL_SIZE)
        )
    elif column.key in form.sources.codes:
        target = contents.form(form.sources.codes[column.key][""].form)
        # Codes of an agency's workbook are long; they break at their hyphens.
        codes = _codes(contents, target) if target is not None else []
        pieces, size = [f"{piece}-" for code in codes for piece in code.split("-")], st.BODY_SIZE - 1
    needed = max((text_width(piece, size, bold=True) for piece in set(pieces)), default=0.0)
    return max(column.width, round((needed + 6) / 7, 1)) if pieces else column.width


def _codes(contents: Contents, form: FormContents) -> list[str]:
    """The codes of a form as they are printed where they are longest."""
    return [contents.own[row.code].longest if row.shown == row.key else row.shown for row in form.sheet.rows]


def content_shape(look: Look, width: float) -> st.Style:
    """Number format, weight and alignment. Text keeps its leading zeros, and is never taken for a date."""
    shape: st.Style = {"num_format": look.number_format} if look.number_format else {}
    if look.bold:
        shape["bold"] = True
    if look.right:
        return {**shape, **_RIGHT}
    return {**shape, "align": "center"} if look.centred_when_narrow and width <= _NARROW else shape


def money_columns(form: FormContents, rule: Rule) -> list[tuple[Column, int]]:
    """The columns of amounts a funding rule speaks of, by series or by key."""
    return [(spec, place) for spec, place in form.sheet.columns if rule.columns[1] in {spec.series, spec.key}]
