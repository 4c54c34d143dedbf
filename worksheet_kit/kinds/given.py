"""What an earlier stage said, carried over and locked; open only where nothing was carried over."""

from dataclasses import replace

from worksheet_kit.core.lists import origin
from worksheet_kit.core.model import Column, Form, Profile, Required
from worksheet_kit.kinds.kind import LockedKind, Source, register
from worksheet_kit.kinds.text import TEXT

GIVEN = register(
    LockedKind(
        name="given",
        is_carried=True,
        is_words=True,
        meaning="isian bimtek sebelumnya yang dibawa serta, terkunci",
        must_say=("source",),
        source=Source.COLUMN,
        dtype="object",  # what it carries may be of any kind
    )
)


def opened(profile: Profile, form: Form) -> Form:
    """The form of a worksheet into which nothing was carried over: what would have been is typed there."""
    asked = needed(profile, form)

    def column_of(column: Column) -> Column:
        must = Required.YES if column in asked else column.required
        return replace(column, kind=TEXT, required=must) if column.kind.is_carried else column

    return replace(form, columns=tuple(map(column_of, form.columns)))


def needed(profile: Profile, form: Form) -> tuple[Column, ...]:
    """The carried columns no row can do without: the code of the row it goes on from, and what is required there."""

    def is_needed(column: Column) -> bool:
        source = origin(profile, column)
        if source is None or source[0].name != form.rows_from:
            return False
        return source[1].kind.is_code or source[1].required is Required.YES

    return tuple(column for column in form.carried if is_needed(column))
