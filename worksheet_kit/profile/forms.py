"""Form files: TOML to `Form`, each checked by itself and against the profile and the other forms.

Words of a form may hold placeholders such as ``{daerah}`` or ``{tahun_akhir}``, so that no form knows a region or a
year. They are filled in by plain replacement, once; what they stand for comes from the profile.

Limits are Excel's (ECMA-376 and "Excel specifications and limits"): xlsxwriter leaves a text that is too long out of
the workbook with a warning or none, so every text is measured here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from worksheet_kit.core import layout, lists
from worksheet_kit.core.model import (
    Block,
    Column,
    Form,
    Hint,
    Item,
    Kind,
    Profile,
    Recipient,
    Required,
    Rule,
    RuleKind,
    ValueList,
)
from worksheet_kit.profile.toml import (
    CELL_LIMIT,
    Fault,
    Gather,
    Table,
    at,
    checked_text,
    fold,
    in_file,
    matched,
    missing,
    nearest,
    no_fill,
    one_of,
    opened,
    read_toml,
    short,
    unique,
    what,
    whole,
    wrong,
)

PACKAGED_FORMS = Path(__file__).parents[1] / "forms"

#: Excel's limits, in characters unless said.
PROMPT_LIMIT = 255
LABEL_LIMIT = 255  # so that a label can stand as a literal in a formula
SHEET_LIMIT = 31
ROW_LIMIT = 1_048_576  # rows
COLUMN_LIMIT = 16_384  # columns
WIDTH_LIMIT = 255.0  # width units
#: Ours: a quarter of the cells that a returned sheet may have, so that it also can be read with what people add.
CELLS_LIMIT = 500_000
MESSAGE_LIMIT = 100  # stands in a narrow cell
#: Ours: a heading also stands in messages and, shortened, as the title of a prompt.
HEADING_LIMIT = 100

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PREFIX = re.compile(r"[A-Z]+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_RESERVED_SHEETS = (
    "History",
    layout.INSTRUCTIONS_SHEET,
    layout.EXAMPLES_SHEET,
    layout.LISTS_SHEET,
    layout.KIT_SHEET,
    layout.CORRECTIONS_SHEET,
)
_REFERENCE_PREFIX = "acuan "  # read-only sheets of an earlier stage are named so

#: One row of *Contoh Isian*, by column key.
Example = Mapping[str, str]


def read_list(name: str, entry: object, fill: Callable[[str], str] = no_fill) -> ValueList:
    """A list of a profile or a form. Items are labels, or tables with label, code and aliases."""
    if name in lists.MADE:
        raise Fault(f'nama "{name}" dibuat sendiri dari isi profil; pakai nama lain.')
    with opened(entry, "title items hints", fill) as table:
        found = ValueList(
            name=name,
            title=table.words("title", name.replace("_", " "), limit=60),
            items=table.each("items", lambda value: _item(value, fill)),
            hints=table.each("hints", lambda value: _hint(value, fill), ()),
        )
        owners = _owners(found)
        for n, one in enumerate(found.hints, 1):
            with table.gather.trying(), at("hints", f"[{n}]"):
                if fold(one.text) in owners:
                    raise Fault(f'"{one.text}" sudah menjadi isi atau alias daftar; hapus dari hints.', "text")
                for m, label in enumerate(one.labels, 1):
                    with at("labels", f"[{m}]"):
                        one_of(label, [item.label for item in found.items], "isi daftar")
    return found


def _item(value: object, fill: Callable[[str], str]) -> Item:
    if not isinstance(value, dict):
        label = checked_text(fill(checked_text(value, CELL_LIMIT)), LABEL_LIMIT)
        if not label:
            raise Fault("masih kosong; isi dengan teks atau hapus.")
        return Item(label=label)
    with opened(value, "label code aliases", fill) as part:
        code = part.text("code", "", limit=60)
        label = part.words("label", limit=LABEL_LIMIT)
        return Item(label=label, code=code or None, aliases=part.texts("aliases", (), limit=LABEL_LIMIT))


def _hint(value: object, fill: Callable[[str], str]) -> Hint:
    with opened(value, "text labels", fill) as part:
        return Hint(text=part.words("text", limit=LABEL_LIMIT), labels=part.texts("labels", limit=LABEL_LIMIT))


def _owners(found: ValueList) -> dict[str, str]:
    """Spelling to label over a whole list; refuses a spelling that two entries have."""
    owners: dict[str, str] = {}
    labels: set[str] = set()
    stored: set[str] = set()
    for n, item in enumerate(found.items, 1):
        with at("items", f"[{n}]"):
            if fold(item.label) in labels:
                raise Fault(f'"{item.label}" ada dua kali dalam daftar; hapus yang kembar.')
            if item.stored in stored:
                raise Fault(f'kode "{item.stored}" ada dua kali dalam daftar; pakai kode lain.')
            labels.add(fold(item.label))
            stored.add(item.stored)
            for spelling in (item.label, *([item.code] if item.code else []), *item.aliases):
                owner = owners.setdefault(fold(spelling), item.label)
                if owner != item.label:
                    raise Fault(
                        f'"{spelling}" sudah dipakai "{short(owner)}"; satu sebutan hanya untuk satu isi, '
                        "yang bermakna ganda ditulis di hints."
                    )
    return owners


def read_example(entry: object, fill: Callable[[str], str] = no_fill) -> Mapping[str, str]:
    """One row of *Contoh Isian*: texts by column key."""
    if not isinstance(entry, dict):
        raise wrong(entry, "tabel {…}")
    row = {}
    for key, value in entry.items():
        with at(key):
            row[fill(key)] = checked_text(fill(checked_text(value, CELL_LIMIT)), CELL_LIMIT)
    return row


def _filler(words: Mapping[str, str]) -> Callable[[str], str]:
    """A function that fills in placeholders, once, by plain replacement; an unknown one is a fault."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name not in words:
            raise Fault(
                f"{{{name}}} tidak dikenal{nearest(name, words)}; tambahkan di bagian [words] profil atau hapus."
            )
        return words[name]

    return lambda text: _PLACEHOLDER.sub(one, text)


# ---------------------------------------------------------------------------------------------------------------------
# Forms
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A form with its file and, by column key, the step of the path to the column's spec."""

    form: Form
    path: Path
    steps: Mapping[str, str]
    own_examples: bool  # its examples are the profile's


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a form is loaded with: the profile (yet without forms), its folder, the words and examples it lends."""

    profile: Profile
    folder: Path
    words: Mapping[str, str]
    examples: Mapping[str, tuple[Example, ...]]

    def file(self, name: str) -> Path:
        """The file of a form: the profile's own, else the packaged one. Raises Fault."""
        own = self.folder / "forms"
        for place in (own, PACKAGED_FORMS):
            if (place / f"{name}.toml").is_file():
                return place / f"{name}.toml"
        known = sorted({file.stem for place in (own, PACKAGED_FORMS) for file in place.glob("*.toml")})
        raise Fault(f'form "{short(name)}" tidak ada{nearest(name, known)}; yang ada {", ".join(known)}.')


def load_forms(
    profile: Profile, folder: Path, words: Mapping[str, str], examples: Mapping[str, tuple[Example, ...]]
) -> dict[str, Form]:
    """Every form a stage of the profile names, and those they refer to, in that order. Raises Fault."""
    sources = _Sources(profile, folder, words, examples)
    loaded: dict[str, _Loaded] = {}
    gather = Gather()
    for n, stage in enumerate(profile.stages, 1):
        for m, name in enumerate(stage.forms, 1):
            with gather.trying(), at("stage", f"[{n}]", "forms", f"[{m}]"):
                _load_form(name, sources, loaded)
    gather.end()
    for name in examples:
        with gather.trying(), at("example", name):
            one_of(name, loaded, "form")
    for n, dimension in enumerate(profile.dimensions, 1):
        for name in dimension.room:
            with gather.trying(), at("dimension", f"[{n}]", "room", name):
                one_of(name, loaded, "form")
    forms = {name: one.form for name, one in loaded.items()}
    for one in loaded.values():
        with gather.trying(), in_file(one.path), at("form", one.form.name):
            _check_form(one, profile, forms)
    with gather.trying():
        _check_together(loaded)
    gather.end()
    return forms


def _load_form(name: str, sources: _Sources, loaded: dict[str, _Loaded]) -> None:
    """Load a form and, after it, the forms it refers to."""
    if name in loaded:
        return
    path = sources.file(name)
    with in_file(path):
        raw = read_toml(path)
        with at("form", name):
            form, steps = _form(raw, name, sources)
            loaded[name] = _Loaded(form, path, steps, name in sources.examples)
            for column in form.columns:
                key, other = "list", column.refers_to
                if column.kind is Kind.GIVEN:
                    key, other = "source", column.source.partition(".")[0]
                if other is not None:
                    with at(steps[column.key], key):
                        _load_form(_form_name(other), sources, loaded)
            if form.rows_from:
                with at("rows_from"):
                    _load_form(_form_name(form.rows_from), sources, loaded)


def _form_name(name: str) -> str:
    return matched(name, KEY, "nama form, misalnya program_kerja")


FORM_KEYS = (
    "name sheet title noun title_column show_recipient freeze strips instructions rows_from block column rule list "
    "example"
)


def _form(raw: object, name: str, sources: _Sources) -> tuple[Form, dict[str, str]]:
    """A form by itself, its repeats spelled out, and the steps to its columns."""
    profile, words = sources.profile, sources.words
    fill = _filler(words)
    with opened(raw, FORM_KEYS, fill) as top:
        with top.gather.trying():
            if top.text("name", limit=60) not in ("", name):
                raise Fault(f'berisi "{top.text("name")}"; samakan dengan nama berkasnya, "{name}".', "name")
        specs = top.each("column", lambda entry: _columns(entry, profile, words))
        columns = [(f"column[{n}]", column) for n, spec in enumerate(specs, 1) for column in spec]
        own = top.named("list", lambda title, entry: read_list(title, entry, fill))
        rows = sources.examples.get(name) or top.each("example", lambda entry: read_example(entry, fill), ())
        blocks = top.each("block", lambda entry: _block(entry, fill))
        form = Form(
            name=name,
            sheet=_sheet_name(top),
            title=top.words("title", limit=200),
            noun=top.words("noun", limit=60),
            blocks=blocks,
            columns=tuple(_with_example(column, rows) for _, column in columns),
            rules=top.each("rule", lambda entry: _rule(entry, fill), ()),
            # a list of the profile stands before one of the form
            lists=tuple(one for title, one in own.items() if title not in profile.lists),
            title_column=top.text("title_column", limit=60),
            show_recipient=top.flag("show_recipient"),
            freeze=top.text("freeze", "", limit=60),
            strips=top.texts("strips", (), limit=60),
            instructions=top.texts("instructions", (), limit=1000),
            examples=rows,
            rows_from=top.text("rows_from", "", limit=60),
        )
        for entries, what, key in (
            ([(step, column.key) for step, column in columns], "kunci kolom", "key"),
            ([(step, column.heading) for step, column in columns], "judul kolom", "heading"),
            ([(f"block[{n}]", block.prefix) for n, block in enumerate(blocks, 1)], "awalan kode", "prefix"),
        ):
            with top.gather.trying():
                unique(entries, what, key)
    return form, {column.key: step for step, column in columns}


def _with_example(column: Column, rows: Iterable[Mapping[str, str]]) -> Column:
    """The example of a column that states none is the first one in the example rows."""
    if column.example:
        return column
    return replace(column, example=next((row[column.key] for row in rows if row.get(column.key)), ""))


def _sheet_name(top: Table) -> str:
    name = top.words("sheet", limit=SHEET_LIMIT)
    with top.gather.trying(), at("sheet"):
        if _NOT_IN_SHEET_NAMES.search(name) or name.strip("'") != name:
            raise Fault(
                f'"{name}" memakai tanda yang tidak boleh ada di nama lembar: [ ] : * ? / \\ dan kutip di tepi.'
            )
        if name.casefold() in (reserved.casefold() for reserved in _RESERVED_SHEETS):
            raise Fault(f'"{name}" sudah dipakai untuk lembar lain di kertas kerja; pakai nama lain.')
        if name.casefold().startswith(_REFERENCE_PREFIX):
            raise Fault(f'"{name}" mirip nama lembar acuan; pakai nama yang tidak dimulai dengan Acuan.')
    return name


def _block(entry: object, fill: Callable[[str], str]) -> Block:
    with opened(entry, "prefix rows digits title note", fill) as table:
        return Block(
            prefix=table.matched("prefix", _PREFIX, "huruf besar saja, misalnya P"),
            rows=table.integer("rows", 1, ROW_LIMIT),
            digits=table.integer("digits", 1, 6, 1),
            title=table.words("title", "", limit=200),
            note=table.words("note", "", limit=500),
        )


def _rule(entry: object, fill: Callable[[str], str]) -> Rule:
    with opened(entry, "kind columns value limit message", fill) as table:
        return Rule(
            kind=RuleKind(table.choice("kind", list(RuleKind))),
            columns=table.texts("columns", limit=60),
            value=table.words("value", "", limit=LABEL_LIMIT),
            limit=table.integer("limit", 0, ROW_LIMIT, 0),
            message=table.words("message", "", limit=MESSAGE_LIMIT),
        )


COLUMN_KEYS = "key heading kind required list help example width band repeat series blocks source preset minimum unit"


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
    columns = [(_column(entry, {**words, word: text}), text, year) for word, text, year in parts]
    if len({one.heading for one, _, _ in columns}) < len(columns):
        raise Fault(f"sama untuk setiap ulangan; sisipkan {{{parts[0][0]}}}.", "heading")
    return tuple(replace(one, key=f"{one.key}_{text}", series=one.key, year=year) for one, text, year in columns)


def _column(entry: object, words: Mapping[str, str]) -> Column:
    """One column, checked by itself."""
    with opened(entry, COLUMN_KEYS, _filler(words)) as table:
        kind = Kind(table.choice("kind", list(Kind)))
        column = Column(
            key=table.matched("key", KEY, "huruf kecil, angka, dan garis bawah"),
            heading=table.words("heading", limit=HEADING_LIMIT),
            kind=kind,
            required=_required(table),
            list=table.text("list", limit=200) if "list" in table else None,
            help=table.words("help", "", limit=PROMPT_LIMIT, lines=True),
            example=table.words("example", "", limit=CELL_LIMIT),
            width=table.number("width", 1.0, WIDTH_LIMIT, 12.0),
            band=table.words("band", "", limit=100),
            series=table.text("series", "", limit=60),
            blocks=table.codes("blocks"),
            source=table.text("source", "", limit=500).replace(" ", ""),
            preset=table.choice("preset", ("opd",), ""),
            minimum=table.number("minimum", -1e15, 1e15) if "minimum" in table else None,
            unit=table.text("unit", "", limit=60),
        )
        if kind is Kind.QUARTER and column.list is None:
            column = replace(column, list="triwulan")
        if not table.gather.found:
            _check_kind(column)
    return column


def _required(table: Table) -> Required:
    known = {"any": Required.ANY, "recommended": Required.RECOMMENDED}
    value = table.values.get("required", False)
    if isinstance(value, bool):
        return Required.YES if value else Required.NO
    if isinstance(value, str) and value in known:
        return known[value]
    with table.gather.trying():
        near = nearest(value, known) if isinstance(value, str) else ""
        raise Fault(f'berisi {what(value)}; yang diharapkan true, false, "recommended", atau "any"{near}.', "required")
    return Required.NO


#: What each kind must and may say besides key, heading, kind, help, example, width and band.
_KIND_NEEDS = {Kind.CHOICE: "list", Kind.GIVEN: "source", Kind.LOOKUP: "source", Kind.TOTAL: "source"}
_KIND_MAY = {
    "required": {Kind.TEXT, Kind.CHOICE, Kind.NUMBER, Kind.MONEY, Kind.QUARTER},
    "list": {Kind.CHOICE, Kind.QUARTER},
    "blocks": {Kind.CHOICE},
    "preset": {Kind.CHOICE},
    "source": {Kind.GIVEN, Kind.LOOKUP, Kind.TOTAL},
    "minimum": {Kind.NUMBER, Kind.MONEY},
    "unit": {Kind.NUMBER},
}


def _check_kind(column: Column) -> None:
    """Refuse an attribute the kind has no use for, and the lack of one it needs."""
    said = {
        "required": column.required is not Required.NO,
        "list": column.list is not None,
        "blocks": bool(column.blocks),
        "preset": bool(column.preset),
        "source": bool(column.source),
        "minimum": column.minimum is not None,
        "unit": bool(column.unit),
    }
    for attribute, kinds in _KIND_MAY.items():
        if said[attribute] and column.kind not in kinds:
            raise Fault(f'tidak berlaku untuk kolom berjenis "{column.kind}"; hapus.', attribute)
    needed = _KIND_NEEDS.get(column.kind)
    if needed and not said[needed]:
        raise Fault(f'belum ada; kolom berjenis "{column.kind}" memerlukannya.', needed)


def _check_form(one: _Loaded, profile: Profile, forms: Mapping[str, Form]) -> None:
    """Refuse what does not fit within a form, or between it, the profile and other forms."""
    form, gather = one.form, Gather()
    kinds = [column.kind for column in form.columns]
    for place, kind in enumerate((Kind.CODE, Kind.STATUS)):
        if kinds.count(kind) != 1 or kinds.index(kind) != place:
            raise Fault(f'kolom ke-{place + 1}, dan hanya itu, harus berjenis "{kind}".', "column")
    if not form.inputs:
        raise Fault("belum ada kolom yang diisi peserta; tambahkan.", "column")
    if len(form.columns) >= COLUMN_LIMIT:
        raise Fault(f"berisi {len(form.columns)} kolom, lebih dari yang dimuat Excel.", "column")
    if Kind.GIVEN in kinds and not form.rows_from:
        raise Fault('belum ada; kolom berjenis "given" memerlukannya.', "rows_from")
    for column in form.columns:
        with gather.trying(), at(one.steps[column.key]):
            _check_column(column, form, profile, forms)
    gather.end()  # what follows builds on columns that are as they should be
    with gather.trying():
        _check_series(one)
    with gather.trying():
        _check_named_columns(form)
    for n, rule in enumerate(form.rules, 1):
        with gather.trying(), at("rule", f"[{n}]"):
            _check_rule(rule, form, profile)
    for n, row in enumerate(form.examples, 1):
        with gather.trying(), at("example", f"[{n}]"):
            _check_example(row, form, profile, own=one.own_examples)
    with gather.trying():
        _check_rows(form, profile)
    gather.end()


def _check_named_columns(form: Form) -> None:
    """The columns that ``title_column``, ``freeze`` and ``strips`` name."""
    keys = [column.key for column in form.columns]
    with at("title_column"):
        one_of(form.title_column, keys, "kolom")
        if form.column(form.title_column).kind not in {Kind.TEXT, Kind.CHOICE, Kind.GIVEN}:
            raise Fault(f'kolom "{form.title_column}" bukan teks; pilih kolom yang memuat nama baris.')
    if form.freeze:
        with at("freeze"):
            one_of(form.freeze, keys, "kolom")
    last = keys.index(form.freeze) if form.freeze else 0
    for n, strip in enumerate(form.strips, 1):
        with at("strips", f"[{n}]"):
            if keys.index(one_of(strip, keys, "kolom")) <= last:
                raise Fault(f'kolom "{strip}" tidak sesudah kolom beku atau kolom strips sebelumnya; urutkan.')
            last = keys.index(strip)


def _check_column(column: Column, form: Form, profile: Profile, forms: Mapping[str, Form]) -> None:
    keys = [other.key for other in form.columns]
    if column.list is not None and column.refers_to is None:
        with at("list"):
            if column.kind is Kind.QUARTER and column.list != "triwulan":
                raise Fault(f'berisi "{column.list}"; kolom berjenis "quarter" memakai daftar triwulan.')
            check_list(column.list, form, profile)
    if column.preset and (column.list is None or "opd" not in names_in(column.list)):
        raise Fault("hanya untuk kolom yang memakai daftar opd; hapus.", "preset")
    if column.unit:
        with at("unit"):
            one_of(column.unit, keys, "kolom")
    with at("blocks"):
        _check_blocks(column, form, forms)
    with at("source"):
        _check_source(column, form, forms)


def names_in(expression: str) -> list[str]:
    """The names in a list expression, or the columns before the arrow of a lookup."""
    return [name.strip() for name in expression.split("+")]


def check_list(expression: str, form: Form | None, profile: Profile) -> None:
    """Refuse an unknown or empty list, and entries that meet when lists are joined."""
    own = {one.name for one in form.lists} if form is not None else set()
    known = [*lists.MADE, *profile.lists, *own]
    for name in names_in(expression):
        if name not in known:
            raise Fault(f'daftar "{short(name)}" tidak ada{nearest(name, known)}.')
        if name == "program_pd" and not profile.programmes:
            raise Fault("daftar program_pd masih kosong; sebutkan berkas CSV-nya pada kunci programmes di profil.")
    for dimension in profile.dimensions:
        joined = lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        if twice := [label for label, times in Counter(fold(i.label) for i in joined.items).items() if times > 1]:
            raise Fault(f'"{twice[0]}" ada dua kali dalam daftar "{expression}" untuk {dimension.name}.')
        if joined.name == "program_pd":  # programmes of several agencies may bear one name; their codes tell them apart
            continue
        owners: dict[str, str] = {}
        for item in joined.items:
            for spelling in (item.label, *([item.code] if item.code else []), *item.aliases):
                owner = owners.setdefault(fold(spelling), item.stored)
                if owner != item.stored:
                    raise Fault(f'"{spelling}" berarti "{owner}" dan juga "{item.stored}" dalam daftar "{expression}".')


def _check_blocks(column: Column, form: Form, forms: Mapping[str, Form]) -> None:
    """``blocks`` gives for every block of this form a block of the form referred to."""
    if not column.blocks:
        return
    if column.refers_to is None:
        raise Fault('hanya untuk kolom yang merujuk form lain (list = "@form"); hapus.')
    own = [block.prefix for block in form.blocks]
    theirs = [block.prefix for block in forms[column.refers_to].blocks]
    for mine, other in column.blocks.items():
        with at(mine):
            one_of(mine, own, "awalan kode")
            one_of(other, theirs, "awalan kode")
    if absent := [prefix for prefix in own if prefix not in column.blocks]:
        raise Fault(f'awalan kode "{absent[0]}" belum disebut; tambahkan.')


def _check_source(column: Column, form: Form, forms: Mapping[str, Form]) -> None:
    """What a computed or given column takes its content from exists and is of a kind that can give it."""
    if column.kind is Kind.TOTAL:
        summed = [other for other in form.columns if other.series == column.source]
        if not summed:
            raise Fault(f'deret kolom "{column.source}" tidak ada{nearest(column.source, _series(form))}.')
        if any(other.kind not in {Kind.NUMBER, Kind.MONEY} for other in summed):
            raise Fault(f'deret kolom "{column.source}" bukan angka; pilih deret angka.')
    if column.kind is Kind.LOOKUP:
        stems, arrow, target = column.source.partition(">")
        if not arrow:
            raise Fault(f'berisi "{column.source}"; tulis kolom>form.kolom, misalnya kode_program>program_kerja.nama.')
        other = _source_column(target, forms)
        if forms[other].column(target.partition(".")[2].strip()).kind is Kind.LOOKUP:
            raise Fault(f'kolom "{target.strip()}" juga berjenis "lookup"; sebutkan kolom asal isinya.')
        for stem in names_in(stems):
            found = [one for one in form.columns if stem in {one.key, one.series}]
            if not found:
                raise Fault(f'kolom "{stem}" tidak ada{nearest(stem, [c.key for c in form.columns])}.')
            if any(one.refers_to != other for one in found):
                raise Fault(f'kolom "{stem}" tidak merujuk form {other}; samakan dengan list kolom itu.')
    if column.kind is Kind.GIVEN:
        _source_column(column.source, forms)


def _source_column(target: str, forms: Mapping[str, Form]) -> str:
    """The form of a ``form.column`` that exists."""
    name, _, key = (part.strip() for part in target.partition("."))
    one_of(name, forms, "form")
    one_of(key, [column.key for column in forms[name].columns], f"kolom di form {name}")
    return name


def _series(form: Form) -> list[str]:
    return sorted({column.series for column in form.columns if column.series})


def _check_series(one: _Loaded) -> None:
    """Columns of one series are of one kind and asked for alike where one of several is enough."""
    form = one.form
    for column in form.columns:
        with at(one.steps[column.key]):
            if column.required is Required.ANY and not column.series:
                raise Fault('"any" hanya untuk kolom berulang; beri repeat atau series.', "required")
            others = [other for other in form.columns if other.series and other.series == column.series]
            if any(other.kind is not column.kind for other in others):
                raise Fault(f'kolom dalam deret "{column.series}" tidak sejenis; samakan kind-nya.', "series")
            if column.required is Required.ANY and any(other.required is not Required.ANY for other in others):
                raise Fault(f'harus sama untuk semua kolom dalam deret "{column.series}".', "required")
            if column.series and column.series in {other.key for other in form.columns}:
                raise Fault(f'"{column.series}" juga menjadi kunci kolom; pakai nama lain.', "series")


def _check_rule(rule: Rule, form: Form, profile: Profile) -> None:
    keys = [column.key for column in form.columns]
    wanted = {
        RuleKind.ORDER: ((Kind.QUARTER,), (Kind.QUARTER,)),
        RuleKind.FUNDING: ((Kind.CHOICE,), (Kind.MONEY, Kind.NUMBER)),
        RuleKind.LIMIT: ((Kind.CHOICE,),),
    }[rule.kind]
    if len(rule.columns) != len(wanted):
        raise Fault(f'berisi {len(rule.columns)} kolom; aturan "{rule.kind}" memakai {len(wanted)}.', "columns")
    for n, (name, kinds) in enumerate(zip(rule.columns, wanted, strict=True), 1):
        with at("columns", f"[{n}]"):
            series = rule.kind is RuleKind.FUNDING and n == 2
            found = [column for column in form.columns if name == (column.series if series else column.key)]
            if not found:
                what = "deret kolom" if series else "kolom"
                raise Fault(f'{what} "{name}" tidak ada{nearest(name, _series(form) if series else keys)}.')
            if any(column.kind not in kinds for column in found):
                raise Fault(f'kolom "{name}" tidak berjenis {" atau ".join(kinds)}.')
    if rule.kind is RuleKind.ORDER:
        if rule.value or rule.limit:
            raise Fault('tidak dipakai aturan "order"; hapus.', "value" if rule.value else "limit")
    else:
        expression = form.column(rule.columns[0]).list or ""
        with at("value"):
            if not rule.value:
                raise missing("isi daftar yang dimaksud")
            if not expression.startswith("@"):
                labels = _labels(expression, form, profile)
                if labels[one_of(rule.value, labels, "isi daftar")] != rule.value:
                    raise Fault(f'"{rule.value}" disimpan sebagai kode; aturan hanya untuk isi daftar tanpa kode.')
    if rule.kind is RuleKind.LIMIT and not rule.limit:
        with at("limit"):
            raise missing("bilangan bulat di atas nol")
    if rule.kind is not RuleKind.LIMIT and not rule.message:
        with at("message"):
            raise missing("teks pendek untuk kolom Status")


def _labels(expression: str, form: Form, profile: Profile) -> dict[str, str]:
    """The labels of a list over all dimensions, in order, with what each is stored as."""
    every = (
        lists.named_list(profile, form, expression, Recipient(dimension=dimension.code))
        for dimension in profile.dimensions
    )
    return {item.label: item.stored for one in every for item in one.items}


def _check_example(row: Mapping[str, str], form: Form, profile: Profile, *, own: bool) -> None:
    """An example names columns of the form and, where there is a list, entries of it.

    A form's example is not held to the lists of the profile: it was written without knowing them.
    """
    known = {one.name for one in form.lists}
    keys = [column.key for column in form.columns]
    for key, value in row.items():
        with at(key):
            one_of(key, keys, "kolom")
            column = form.column(key)
            if value and column.list and column.refers_to is None and (own or set(names_in(column.list)) <= known):
                one_of(value, _labels(column.list, form, profile), "isi daftar")


def _check_rows(form: Form, profile: Profile) -> None:
    """Every group's rows fit on a sheet that can be read when it comes back."""
    for dimension in profile.dimensions:
        rows = sum(block.rows + bool(block.title) for block in layout.blocks(form, dimension))
        if (layout.FIRST_ROW + rows + 1) * (len(form.columns) + 1) > CELLS_LIMIT:
            raise Fault(
                f"berisi {rows} baris dan {len(form.columns)} kolom untuk {dimension.name}, terlalu banyak untuk satu "
                f"lembar; kurangi rows sampai paling banyak {CELLS_LIMIT // (len(form.columns) + 1) - 20} baris.",
                "block",
            )


def _check_together(loaded: Mapping[str, _Loaded]) -> None:
    """Sheet names and code series are told apart over all forms."""
    sheets: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for name, one in loaded.items():
        with in_file(one.path), at("form", name):
            beginning = one.form.sheet.casefold()[: SHEET_LIMIT - len(_REFERENCE_PREFIX)].rstrip()
            owner = sheets.setdefault(beginning, name)
            if owner != name:
                shown = (
                    f"{one.form.sheet[: len(beginning)]}…" if len(beginning) < len(one.form.sheet) else one.form.sheet
                )
                raise Fault(f'nama lembar "{shown}" sudah dipakai form {owner}; pakai yang lain.', "sheet")
            for n, block in enumerate(one.form.blocks, 1):
                owner = prefixes.setdefault(block.prefix, name)
                if owner != name:
                    raise Fault(
                        f'awalan kode "{block.prefix}" sudah dipakai form {owner}; pakai yang lain.',
                        "block",
                        f"[{n}]",
                        "prefix",
                    )
