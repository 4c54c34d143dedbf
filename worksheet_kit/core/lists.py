"""Which list stands behind a column for one recipient: what its dropdown offers, what its cells are read against.

A column names a list expression: one name, or several joined with ``+`` (``opd + opd_bersama``). Some names are made
from the profile: ``masalah`` (problems), ``opd`` (agencies, the group's members first), ``subdimensi`` (of the
recipient's dimension), ``program_pd`` (nomenclature, members' programmes first), ``triwulan`` (quarters). Every other
name is a list of the form or the profile. ``@form`` names the codes filled in on another form and has no fixed entries.
"""

from dataclasses import replace

from worksheet_kit.core.model import Column, Form, Item, Profile, Recipient, ValueList

#: Names that are made from the profile's own tables and that no list of a profile may take.
MADE = ("masalah", "opd", "subdimensi", "program_pd", "triwulan")


def list_for(profile: Profile, form: Form, column: Column, recipient: Recipient) -> ValueList | None:
    """The entries a column takes from this recipient, or None for free input and for references to another form.

    Raises KeyError for a name that neither form nor profile has; a loaded profile holds none such.
    """
    if column.list is None or column.refers_to is not None:
        return None
    return named_list(profile, form, column.list, recipient)


def takes_agencies(column: Column) -> bool:
    """Whether a column takes agencies of the profile, alone or among others."""
    return column.list is not None and "opd" in (name.strip() for name in column.list.split("+"))


def with_outside(values: ValueList, column: Column) -> ValueList:
    """The codes of an earlier stage that a column takes, and behind them what one chooses where none fits."""
    return replace(values, items=(*values.items, Item(label=column.outside))) if column.outside else values


def labels(profile: Profile, form: Form, column: Column, dimension: str) -> dict[str, str]:
    """What people call the stored values of a column in a dimension's rows: stored form -> label.

    Empty where values are shown as they are stored, as in free text and references to another form.
    """
    if column.kind.is_period and column.list is None:
        return {quarter.stored: quarter.label for quarter in profile.quarters}
    if not any(own.code == dimension for own in profile.dimensions):
        return {}
    group = Recipient(dimension=dimension)
    entries = given_list(profile, column, group) if column.kind.is_carried else list_for(profile, form, column, group)
    shown = {} if entries is None else {item.stored: item.label for item in entries.items}
    if column.kind.is_period:
        shown = {**{quarter.stored: quarter.label for quarter in profile.quarters}, **shown}
    return shown


def origin(profile: Profile, column: Column) -> tuple[Form, Column] | None:
    """The form and column that a given column is carried over from; None for any other column."""
    name, _, key = column.source.partition(".")
    form = profile.forms.get(name) if column.kind.is_carried else None
    if form is None:
        return None
    return next(((form, other) for other in form.columns if other.key == key), None)


def origin_key(profile: Profile, form: Form) -> str:
    """The given column of a form that names the row it goes on from by its code, empty where none does."""
    sources = ((column.key, origin(profile, column)) for column in form.carried)
    return next((key for key, at in sources if at and at[0].name == form.rows_from and at[1].kind.is_code), "")


def given_list(profile: Profile, column: Column, recipient: Recipient) -> ValueList | None:
    """The entries behind the column that a given one is carried over from, or None where that takes none."""
    source = origin(profile, column)
    return None if source is None else list_for(profile, *source, recipient)


def named_list(profile: Profile, form: Form | None, expression: str, recipient: Recipient) -> ValueList:
    """The list that an expression stands for. Raises KeyError as `list_for` does."""
    parts = [_single(profile, form, name.strip(), recipient) for name in expression.split("+")]
    if len(parts) == 1:
        return parts[0]
    return ValueList(
        name="+".join(part.name for part in parts),
        title=parts[0].title,
        items=tuple(item for part in parts for item in part.items),
        hints=tuple(hint for part in parts for hint in part.hints),
        region=max(part.region for part in parts),
    )


def _single(profile: Profile, form: Form | None, name: str, recipient: Recipient) -> ValueList:
    if name == "masalah":
        items = tuple(Item(label=p.label, code=p.code, aliases=(p.name,)) for p in profile.problems)
        return ValueList(name=name, title="masalah utama", items=items)
    if name == "opd":
        return ValueList(name=name, title="OPD", items=_agencies(profile, recipient), region=profile.region)
    if name == "subdimensi":
        subdimensions = profile.dimension(recipient.dimension).subdimensions
        return ValueList(name=f"{name}:{recipient.dimension}", title="subdimensi", items=subdimensions)
    if name == "program_pd":
        return ValueList(name=name, title="program Renstra/RPJMD", items=_programmes(profile, recipient))
    if name == "triwulan":
        items = tuple(Item(label=q.label, code=q.stored) for q in profile.quarters)
        return ValueList(name=name, title="triwulan", items=items)
    for own in form.lists if form is not None else ():
        if own.name == name:
            return own
    return profile.lists[name]


def _members(profile: Profile, recipient: Recipient) -> tuple[str, ...]:
    members = profile.dimension(recipient.dimension).members
    if recipient.agency is None:
        return members
    return (recipient.agency, *(code for code in members if code != recipient.agency))


def _agencies(profile: Profile, recipient: Recipient) -> tuple[Item, ...]:
    """Members first in the group's order, then all others in protocol order: never alphabetical."""
    first = _members(profile, recipient)
    order = [*(profile.agency(code) for code in first), *(a for a in profile.agencies if a.code not in first)]
    return tuple(Item(label=a.short, code=a.code, aliases=(a.name, *a.aliases)) for a in order)


def _programmes(profile: Profile, recipient: Recipient) -> tuple[Item, ...]:
    first = _members(profile, recipient)
    rank = {code: n for n, code in enumerate(first)}
    order = sorted(
        profile.programmes, key=lambda p: min((rank.get(a, len(rank)) for a in p.agencies), default=len(rank))
    )
    return tuple(Item(label=p.label, code=p.code, aliases=(p.name, f"Program {p.name}")) for p in order)
