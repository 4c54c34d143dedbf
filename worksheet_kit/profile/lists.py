"""Lists of choices, of a profile or of a form: read from TOML, and checked where a column names them."""

from collections.abc import Callable, Iterable

from worksheet_kit.core import lists
from worksheet_kit.core.model import Dimension, Form, Hint, Item, Profile, Recipient, ValueList
from worksheet_kit.profile.faults import Fault, at, caused_by, nearest, short
from worksheet_kit.profile.limits import CELL_LIMIT, LABEL_LIMIT
from worksheet_kit.profile.toml import checked_text, no_fill, one_of, opened
from worksheet_kit.values.text import letters_only, plain


def read_list(name: str, entry: object, fill: Callable[[str], str] = no_fill) -> ValueList:
    """A list of a profile or a form. Items are labels, or tables with label, code and aliases."""
    if name in lists.MADE:
        raise Fault(f'nama "{name}" dibuat sendiri dari isi profil; pakai nama lain.')
    with opened(entry, "title items hints", fill) as table:
        values = ValueList(
            name=name,
            title=table.words("title", name.replace("_", " "), limit=60),
            items=table.each("items", lambda value: read_item(value, fill)),
            hints=table.each("hints", lambda value: _hint(value, fill), ()),
        )
        owners = _owners(values)
        for n, hint in enumerate(values.hints, 1):
            with table.gather, at("hints", f"[{n}]"):
                if letters_only(hint.text) in owners:
                    raise Fault(f'"{hint.text}" sudah menjadi isi atau alias daftar; hapus dari hints.', "text")
                for m, label in enumerate(hint.labels, 1):
                    with at("labels", f"[{m}]"):
                        one_of(label, [item.label for item in values.items], "isi daftar")
    return values


def read_item(value: object, fill: Callable[[str], str] = no_fill) -> Item:
    """An entry of a list: a label, or a table with label, code, aliases and the last year that a term means."""
    if not isinstance(value, dict):
        label = checked_text(fill(checked_text(value, CELL_LIMIT)), LABEL_LIMIT)
        if not label:
            raise Fault("masih kosong; isi dengan teks atau hapus.")
        return Item(label=label)
    with opened(value, "label code aliases until", fill) as part:
        code = part.text("code", "", limit=60)
        label = part.words("label", limit=LABEL_LIMIT)
        until = part.integer("until", 1900, 2999) if "until" in part else None
        aliases = part.texts("aliases", (), limit=LABEL_LIMIT)
        return Item(label=label, code=code or None, aliases=aliases, until=until)


def _hint(value: object, fill: Callable[[str], str]) -> Hint:
    with opened(value, "text labels", fill) as part:
        return Hint(text=part.words("text", limit=LABEL_LIMIT), labels=part.texts("labels", limit=LABEL_LIMIT))


def _twice(label: str, other: str) -> str:
    """That two labels are one to whoever reads what people type."""
    if plain(label).casefold() == plain(other).casefold():
        return f'"{label}" ada dua kali'
    return f'"{label}" terbaca sama dengan "{other}" (tanda baca dan spasi tidak membedakan)'


def _owners(values: ValueList) -> dict[str, str]:
    """Spelling to label over a whole list; refuses a spelling that two entries have."""
    owners: dict[str, str] = {}
    labels: dict[str, str] = {}
    stored: set[str] = set()
    for n, item in enumerate(values.items, 1):
        with at("items", f"[{n}]"):
            if (other := labels.get(letters_only(item.label))) is not None:
                raise Fault(f"{_twice(item.label, other)} dalam daftar; hapus yang kembar.")
            if item.stored in stored:
                raise Fault(f'kode "{item.stored}" ada dua kali dalam daftar; pakai kode lain.')
            labels[letters_only(item.label)] = item.label
            stored.add(item.stored)
            for spelling in item.spellings:
                owner = owners.setdefault(letters_only(spelling), item.label)
                if owner != item.label:
                    raise Fault(
                        f'"{spelling}" sudah dipakai "{short(owner)}"; satu sebutan hanya untuk satu isi, '
                        "yang bermakna ganda ditulis di hints."
                    )
    return owners


def names_in(expression: str) -> list[str]:
    """The names in a list expression, or the columns before the arrow of a lookup."""
    return [name.strip() for name in expression.split("+")]


def check_names(expression: str, own: Iterable[str], profile: Profile) -> None:
    """Refuse an unknown or empty list; ``own`` are those of the form."""
    names = [*lists.MADE, *profile.lists, *own]
    for name in names_in(expression):
        if name not in names:
            with caused_by("list", name):
                raise Fault(f'daftar "{short(name)}" tidak ada{nearest(name, names)}.')
        if name == "program_pd" and not profile.programmes:
            with caused_by("programmes"):
                raise Fault("daftar program_pd masih kosong; sebutkan berkas CSV-nya pada kunci programmes di profil.")


def check_list(expression: str, form: Form | None, profile: Profile) -> None:
    """Refuse an unknown or empty list, and entries that meet when lists are joined."""
    check_names(expression, [values.name for values in form.lists] if form is not None else (), profile)
    for dimension in profile.dimensions:
        joined = lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        with caused_by("list", names_in(expression)[-1]):
            _check_joined(joined, expression, dimension)


def _check_joined(joined: ValueList, expression: str, dimension: Dimension) -> None:
    """Refuse entries that meet in a list that others were joined into, for one group."""
    seen: dict[str, str] = {}
    for item in joined.items:
        if (other := seen.get(letters_only(item.label))) is not None:
            raise Fault(f'{_twice(item.label, other)} dalam daftar "{expression}" untuk {dimension.name}.')
        seen[letters_only(item.label)] = item.label
    if joined.name == "program_pd":  # programmes of several agencies may bear one name; their codes tell them apart
        return
    owners: dict[str, str] = {}
    for item in joined.items:
        for spelling in item.spellings:
            owner = owners.setdefault(letters_only(spelling), item.stored)
            if owner != item.stored:
                raise Fault(f'"{spelling}" berarti "{owner}" dan juga "{item.stored}" dalam daftar "{expression}".')


def labels(expression: str, form: Form, profile: Profile) -> dict[str, str]:
    """The labels of a list over all dimensions, in order, with what each is stored as."""
    of_dimensions = (
        lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        for dimension in profile.dimensions
    )
    return {item.label: item.stored for values in of_dimensions for item in values.items}
