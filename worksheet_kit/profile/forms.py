"""Form files: TOML to `Form`, each read by itself and then checked against the profile and the other forms."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from worksheet_kit.core import layout
from worksheet_kit.core.model import Block, Column, Form, Profile, Required, Rule, RuleKind, ValueList
from worksheet_kit.core.names import NOT_IN_SHEET_NAMES
from worksheet_kit.core.roles import COLUMN_ROLES, FORM_ROLES, RULE_ROLES, rule_columns
from worksheet_kit.core.words import LATER
from worksheet_kit.kinds import KINDS, InputKind, input_kind, kind_names
from worksheet_kit.profile import form_checks, limits
from worksheet_kit.profile.faults import Fault, Faults, Gather, at, describe, in_file, nearest, short, wrong
from worksheet_kit.profile.lists import check_names, read_list
from worksheet_kit.profile.placeholders import filler
from worksheet_kit.profile.toml import Table, checked_text, matched, no_fill, one_of, opened, read_toml, unique, whole

PACKAGED_FORMS = Path(__file__).parents[1] / "forms"

_PREFIX = re.compile(r"[A-Z]+")
_RESERVED_SHEETS = (
    "History",
    layout.INSTRUCTIONS_SHEET,
    layout.EXAMPLES_SHEET,
    layout.COLUMNS_SHEET,
    layout.LISTS_SHEET,
    layout.KIT_SHEET,
    layout.CORRECTIONS_SHEET,
)

#: One row of *Contoh Isian*, by column key.
Example = Mapping[str, str]
#: What a profile says of columns of forms, by form and key of the column as its TOML has it: see `OVERRIDES`.
Overrides = Mapping[str, Mapping[str, Mapping[str, object]]]
#: What it may say: words, and how much a column is asked for.
OVERRIDES = "heading help example required"


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a form is loaded with: the profile (yet without forms), its folder, the words and examples it lends."""

    profile: Profile
    folder: Path
    words: Mapping[str, str]
    examples: Mapping[str, tuple[Example, ...]]
    columns: Overrides
    borrowed: bool  # the examples are those of another profile

    def names(self) -> list[str]:
        """The forms there are."""
        own = self.folder / "forms"
        return sorted({file.stem for place in (own, PACKAGED_FORMS) for file in place.glob("*.toml")})

    def file(self, name: str) -> Path:
        """The file of a form: the profile's own, else the packaged one. Raises Fault."""
        own = self.folder / "forms"
        for place in (own, PACKAGED_FORMS):
            if (place / f"{name}.toml").is_file():
                return place / f"{name}.toml"
        names = self.names()
        raise Fault(f'form "{short(name)}" tidak ada{nearest(name, names)}; yang ada {", ".join(names)}.')


def load_forms(
    profile: Profile,
    folder: Path,
    words: Mapping[str, str],
    examples: Mapping[str, tuple[Example, ...]],
    columns: Overrides,
    *,
    borrowed: bool = False,
) -> dict[str, Form]:
    """Every form a stage of the profile names, and those they refer to, in that order. Raises Fault.

    Examples that are ``borrowed`` from another profile give way to those of a form where they do not fit.
    """
    sources = _Sources(profile, folder, words, examples, columns, borrowed)
    loaded: dict[str, form_checks.LoadedForm] = {}
    gather = Gather()
    for n, stage in enumerate(profile.stages, 1):
        for m, name in enumerate(stage.forms, 1):
            with gather, at("stage", f"[{n}]", "forms", f"[{m}]"):
                _load_form(name, sources, loaded)
                others = [loaded[other].form for other in stage.forms[: m - 1] if other in loaded]
                form_checks.check_stage_role(loaded[name].form, others)
    is_whole = not gather.found
    for name in examples if is_whole and not borrowed else ():
        with gather, at("example", name):
            one_of(name, loaded, "form")
    for name in columns:
        with gather, at("columns", name):
            one_of(name, [*loaded, *sources.names()], "form")
    for n, dimension in enumerate(profile.dimensions, 1):
        for name in dimension.room if is_whole else ():
            with gather, at("dimension", f"[{n}]", "room", name):
                one_of(name, loaded, "form")
    forms = {name: entry.form for name, entry in loaded.items()}
    for entry in loaded.values():
        if any(other not in loaded for _, other in _others(entry)):
            continue  # what it refers to is told already
        with gather, in_file(entry.path, of_form=True), at("form", entry.form.name):
            try:
                form_checks.check_form(entry, profile, forms)
            except (Fault, Faults) as caught:
                said = columns.get(entry.form.name, {})
                keys = {entry.steps[c.key]: c.key if c.key in said else c.series for c in entry.form.columns}
                _tell_where_said(caught.all, entry.form.name, said, keys)
                raise
    with gather:
        form_checks.check_together(loaded)
    gather.end()
    return forms


def _load_form(name: str, sources: _Sources, loaded: dict[str, form_checks.LoadedForm]) -> None:
    """Load a form and, after it, the forms it refers to."""
    if name in loaded:
        return
    path = sources.file(name)
    with in_file(path, of_form=True):
        raw = read_toml(path)
        with at("form", name):
            form, steps = _form(raw, name, sources)
            loaded[name] = form_checks.LoadedForm(form, path, steps, form.examples == sources.examples.get(name))
            for place, other in _others(loaded[name]):
                with at(*place):
                    _load_form(_form_name(other), sources, loaded)


def _others(entry: form_checks.LoadedForm) -> Iterator[tuple[tuple[str, ...], str]]:
    """The forms that a form refers to, each with the path to where it does."""
    for column in entry.form.columns:
        if column.kind.is_carried:
            yield (entry.steps[column.key], "source"), column.source.partition(".")[0]
        elif column.refers_to is not None:
            yield (entry.steps[column.key], "list"), column.refers_to
    if entry.form.rows_from:
        yield ("rows_from",), entry.form.rows_from


def _form_name(name: str) -> str:
    return matched(name, limits.NAME, "nama form, misalnya program_kerja")


#: How a form stands on its sheet: one row below the other, or one card beside the other.
_LAYOUTS = ("table", "card")

FORM_KEYS = (
    "name sheet title noun role show_recipient layout freeze strips instructions rows_from first_order "
    "block column rule list example"
)


def _form(raw: object, name: str, sources: _Sources) -> tuple[Form, dict[str, str]]:
    """A form by itself, its repeats spelled out, and the steps to its columns."""
    profile, words = sources.profile, sources.words
    fill, own_words = filler(words), sources.columns.get(name, {})
    retired = raw.pop("title_column", None) if isinstance(raw, dict) else None
    with opened(raw, FORM_KEYS, fill) as top:
        with top.gather:
            if retired is not None:
                column = f' "{short(retired)}"' if isinstance(retired, str) else ""
                raise Fault(f'kunci lama; hapus, lalu tulis role = "title" pada kolom{column}.', "title_column")
        with top.gather:
            if top.text("name", limit=60) not in ("", name):
                raise Fault(f'berisi "{top.text("name")}"; samakan dengan nama berkasnya, "{name}".', "name")
        specs = top.each("column", lambda entry: _columns(_overridden(entry, own_words), profile, words))
        _check_overrides(top, name, own_words)
        columns = [(f"column[{n}]", column) for n, spec in enumerate(specs, 1) for column in spec]
        own = top.named("list", lambda title, entry: read_list(title, entry, fill))
        brought, declared = _lists_of_kinds(columns), top.values.get("list")
        names = [*(declared if isinstance(declared, dict) else ()), *(values.name for values in brought)]
        for step, described in columns:
            if described.list and described.refers_to is None:
                with top.gather, at(step, "list"):
                    check_names(described.list, names, profile)
        blocks = top.each("block", lambda entry: _block(entry, fill))
        form = Form(
            name=name,
            sheet=_sheet_name(top),
            title=top.words("title", limit=200),
            noun=top.words("noun", limit=60),
            blocks=blocks,
            columns=tuple(column for _, column in columns),
            rules=top.each("rule", lambda entry: _rule(entry, [column for _, column in columns], fill), ()),
            # a list of the profile stands before one of the form
            lists=(*(values for title, values in own.items() if title not in profile.lists), *brought),
            role=top.choice("role", FORM_ROLES, ""),
            show_recipient=top.flag("show_recipient"),
            freeze=top.text("freeze", "", limit=60),
            strips=top.texts("strips", (), limit=60),
            in_cards=top.choice("layout", _LAYOUTS, "table") == "card",
            instructions=top.texts("instructions", (), limit=1000),
            examples=sources.examples.get(name, ()),
            rows_from=top.text("rows_from", "", limit=60),
        )
        lacks = bool(top.gather.found)
        if not form.examples or (sources.borrowed and not lacks and not form_checks.examples_fit(form, profile)):
            form = replace(form, examples=top.each("example", lambda entry: read_example(entry, fill), ()))
        form = replace(form, columns=tuple(_with_example(column, form.examples) for column in form.columns))
        for entries, what, key in (
            ([(step, column.key) for step, column in columns], "kunci kolom", "key"),
            ([(step, column.heading) for step, column in columns], "judul kolom", "heading"),
            ([(f"block[{n}]", block.prefix) for n, block in enumerate(blocks, 1)], "awalan kode", "prefix"),
        ):
            with top.gather:
                unique(entries, what, key)
        if not top.gather.found:
            form = replace(form, first_order=_first_order(top, form.columns))
    return form, {column.key: step for step, column in columns}


def _overridden(entry: object, columns: Mapping[str, Mapping[str, object]]) -> object:
    """A column of a form, with what the profile says of it instead."""
    said = columns.get(str(entry.get("key"))) if isinstance(entry, dict) else None
    return {**entry, **said} if isinstance(entry, dict) and said else entry


def _check_overrides(top: Table, form: str, columns: Mapping[str, Mapping[str, object]]) -> None:
    """Tell a fault in what the profile says of a column where it says so, and refuse columns that are not there."""
    entries = top.values.get("column", ())
    keys = [str(entry.get("key")) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    _tell_where_said(top.gather.found, form, columns, {f"column[{n}]": key for n, key in enumerate(keys, 1)})
    for key in columns:
        with top.gather:
            if keys and key not in keys:
                said = Fault(
                    f'kolom "{short(key)}" tidak ada di form {form}{nearest(key, keys)}.', "columns", form, key
                )
                said.overrides = True
                raise said


def _tell_where_said(
    faults: Iterable[Fault], form: str, columns: Mapping[str, Mapping[str, object]], keys: Mapping[str, str]
) -> None:
    """Have faults in what the profile says of a column name that place; ``keys`` are those of columns by their step."""
    for fault in faults:
        step, *attribute = ".".join(fault.path).replace(".[", "[").split(".")[:2]
        if attribute and attribute[0] in columns.get(keys.get(step, ""), ()):
            fault.path, fault.overrides = ["columns", form, keys[step], *attribute], True


def _first_order(top: Table, columns: Sequence[Column]) -> tuple[str, ...]:
    """The columns of the first edition in the order they had then; one that repeats is named once."""
    said = top.texts("first_order", (), limit=60)
    firsts = [column for column in columns if column.since == 1]
    keys = [column.key for name in said for column in firsts if name in (column.key, column.series)]
    with top.gather, at("first_order"):
        absent = [column.key for column in firsts if column.key not in keys]
        if said and (absent or len(keys) > len(firsts)):
            about = f'belum memuat "{absent[0]}"' if absent else "menyebut sebuah kolom dua kali"
            raise Fault(f"{about}; sebut setiap kolom edisi pertama sekali.")
        for name in said:
            one_of(name, [text for column in firsts for text in (column.key, column.series)], "kolom edisi pertama")
    return tuple(keys)


def _with_example(column: Column, rows: Iterable[Mapping[str, str]]) -> Column:
    """The example of a column that states none is the first one in the example rows."""
    if column.example:
        return column
    return replace(column, example=next((row[column.key] for row in rows if row.get(column.key)), ""))


def _sheet_name(top: Table) -> str:
    name = top.words("sheet", limit=limits.SHEET_LIMIT)
    with top.gather, at("sheet"):
        if NOT_IN_SHEET_NAMES.search(name) or name.strip("'") != name:
            raise Fault(
                f'"{name}" memakai tanda yang tidak boleh ada di nama lembar: [ ] : * ? / \\ dan kutip di tepi.'
            )
        if name.casefold() in (reserved.casefold() for reserved in _RESERVED_SHEETS):
            raise Fault(f'"{name}" sudah dipakai untuk lembar lain di kertas kerja; pakai nama lain.')
        if name.casefold().startswith(form_checks.REFERENCE_PREFIX):
            raise Fault(f'"{name}" mirip nama lembar acuan; pakai nama yang tidak dimulai dengan Acuan.')
    return name


def _block(entry: object, fill: Callable[[str], str]) -> Block:
    with opened(entry, "prefix rows digits title note", fill) as table:
        return Block(
            prefix=table.matched("prefix", _PREFIX, "huruf besar saja, misalnya P"),
            rows=table.integer("rows", 1, limits.ROW_LIMIT),
            digits=table.integer("digits", 1, 6, 1),
            title=table.words("title", "", limit=200),
            note=table.words("note", "", limit=500),
        )


def _rule(entry: object, columns: Sequence[Column], fill: Callable[[str], str]) -> Rule:
    """A rule; without ``columns`` it is about the columns whose roles it speaks of."""
    with opened(entry, "kind columns value limit message", fill) as table:
        kind = RuleKind(table.choice("kind", list(RuleKind)))
        in_roles = rule_columns(kind, columns)
        named = table.texts("columns", in_roles, limit=60)
        declared = " dan ".join(f'role = "{role}"' for role in RULE_ROLES[kind])
        with table.gather, at("columns"):
            if columns and not table.values.get("columns") and not in_roles and "columns" not in table.meant:
                raise Fault(f"belum ada; sebut kolomnya, atau tulis {declared} pada kolomnya (budget: satu deret).")
            if "columns" in table and in_roles and named == in_roles:
                raise Fault(f"tidak perlu, karena kolomnya sudah ber-{declared}; hapus kunci ini.")
        return Rule(
            kind=kind,
            columns=named,
            value=table.words("value", "", limit=limits.LABEL_LIMIT),
            limit=table.integer("limit", 0, limits.ROW_LIMIT, 0),
            message=table.words("message", "", limit=limits.MESSAGE_LIMIT),
        )


COLUMN_KEYS = (
    "key heading kind role required list outside help example width band repeat series "
    "blocks source preset minimum unit since later used_by"
)


def _columns(entry: object, profile: Profile, words: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns one spec stands for: one, or one per plan year or per number when it repeats."""
    repeat = entry.get("repeat") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or repeat is None:
        return (_column(entry, words),)
    if "series" in entry:
        raise Fault("tidak perlu bersama repeat; hapus.", "series")
    parts: list[tuple[str, str, int | None]]
    with at("repeat"):
        if repeat == "years":
            parts = [("tahun", str(year), year) for year in profile.years]
        elif isinstance(repeat, str):
            raise wrong(repeat, 'angka atau "years"')
        else:
            parts = [("nomor", str(n), None) for n in range(1, whole(repeat, 1, 30) + 1)]
    columns = [(_column(entry, {**words, word: text}, n), text, year) for n, (word, text, year) in enumerate(parts, 1)]
    if len({column.heading for column, _, _ in columns}) < len(columns):
        raise Fault(f"sama untuk setiap ulangan; sisipkan {{{parts[0][0]}}}.", "heading")
    return tuple(
        replace(column, key=f"{column.key}_{text}", series=column.key, year=year) for column, text, year in columns
    )


def _column(entry: object, words: Mapping[str, str], repeat: int = 0) -> Column:
    """One column, checked by itself; of a spec that repeats, the one with this number."""
    with opened(entry, COLUMN_KEYS, filler(words)) as table:
        kind = KINDS[table.choice("kind", kind_names())]
        later = _later(table, repeat)
        column = Column(
            key=table.matched("key", limits.NAME, "huruf kecil, angka, dan garis bawah"),
            heading=table.words("heading", limit=limits.HEADING_LIMIT),
            kind=kind,
            required=_required(table),
            list=table.text("list", limit=200) if "list" in table else None,
            help=table.words("help", "", limit=limits.PROMPT_LIMIT, lines=True),
            example=table.words("example", "", limit=limits.CELL_LIMIT),
            width=table.number("width", 1.0, limits.WIDTH_LIMIT, 12.0),
            band=LATER if later else table.words("band", "", limit=100),
            series=table.text("series", "", limit=60),
            blocks=table.named("blocks", lambda _, prefix: checked_text(prefix, 60), like=None),
            source=table.text("source", "", limit=500).replace(" ", ""),
            outside=table.words("outside", "", limit=limits.LABEL_LIMIT),
            preset=table.choice("preset", ("opd",), ""),
            minimum=table.number("minimum", -1e15, 1e15) if "minimum" in table else None,
            unit=table.text("unit", "", limit=60),
            role=table.choice("role", COLUMN_ROLES, ""),
            since=table.integer("since", 1, limits.EDITION_LIMIT, 1),
            later=later,
            used_by=table.words("used_by", "", limit=200),
        )
        if not table.gather.found:
            form_checks.check_kind(column)
    if isinstance(kind, InputKind) and kind.own_list and column.list is None:
        column = replace(column, list=kind.own_list)
    return column


def _lists_of_kinds(columns: Iterable[tuple[str, Column]]) -> tuple[ValueList, ...]:
    """The lists that kinds of these columns bring along themselves, each once."""
    kinds = dict.fromkeys(input_kind(column.kind) for _, column in columns if column.is_input)
    return tuple(kind.entries for kind in kinds if kind.entries is not None)


def _later(table: Table, repeat: int) -> bool:
    """Whether a column may follow after the bimtek; of one that repeats perhaps only from a number on."""
    value = table.values.get("later", False)
    if isinstance(value, bool):
        return value
    with table.gather, at("later"):
        if not repeat:
            raise wrong(value, "true atau false")
        return repeat >= whole(value, 2, 30)
    return False


def _required(table: Table) -> Required:
    words = {asked.value: asked for asked in (Required.ANY, Required.RECOMMENDED, Required.KNOWN)}
    value = table.values.get("required", False)
    if isinstance(value, bool):
        return Required.YES if value else Required.NO
    if isinstance(value, str) and value in words:
        return words[value]
    with table.gather:
        expected = 'true, false, "recommended", "known", atau "any"'
        near = nearest(value, words) if isinstance(value, str) else ""
        raise Fault(f"berisi {describe(value)}; yang diharapkan {expected}{near}.", "required")
    return Required.NO


def read_example(entry: object, fill: Callable[[str], str] = no_fill) -> Mapping[str, str]:
    """One row of *Contoh Isian*: texts by column key."""
    if not isinstance(entry, dict):
        raise wrong(entry, "tabel {…}")
    row = {}
    for key, value in entry.items():
        with at(key):
            row[fill(key)] = checked_text(fill(checked_text(value, limits.CELL_LIMIT)), limits.CELL_LIMIT)
    return row
