"""What is judged of forms that have been read: limits, references to columns, lists and forms, what a kind takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from worksheet_kit.core import layout
from worksheet_kit.core.lists import takes_agencies
from worksheet_kit.core.model import Column, Form, Kind, Profile, Required, Rule, RuleKind
from worksheet_kit.core.roles import COLUMN_ROLES, FORM_ROLES, columns_in_role, form_roles
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.kinds import KINDS, input_kind, kind_names, whole
from worksheet_kit.kinds.code import CODE
from worksheet_kit.kinds.kind import ATTRIBUTES, Source
from worksheet_kit.kinds.rules import TAKES
from worksheet_kit.kinds.status import STATUS
from worksheet_kit.profile.faults import Fault, Gather, at, caused_by, in_file, missing, nearest
from worksheet_kit.profile.limits import CELLS_LIMIT, COLUMN_LIMIT, SHEET_LIMIT
from worksheet_kit.profile.lists import check_list, labels, names_in
from worksheet_kit.profile.toml import one_of

REFERENCE_PREFIX = "acuan "  # read-only sheets of an earlier stage are named so


@dataclass(frozen=True, slots=True)
class LoadedForm:
    """A form with its file and, by column key, the step of the path to the column's spec."""

    form: Form
    path: Path
    steps: Mapping[str, str]
    own_examples: bool  # its examples are the profile's


def check_kind(column: Column) -> None:
    """Refuse an attribute the kind has no use for, and the lack of one it needs."""
    said = [name for name in ATTRIBUTES if getattr(column, name) not in (None, "", {}, Required.NO)]
    kind = whole(column.kind)
    for attribute in said:
        if attribute not in kind.may_say + kind.must_say:
            raise Fault(f'tidak berlaku untuk kolom berjenis "{column.kind}"; hapus.', attribute)
    for needed in kind.must_say:
        if needed not in said:
            raise Fault(f'belum ada; kolom berjenis "{column.kind}" memerlukannya.', needed)


def check_form(loaded: LoadedForm, profile: Profile, forms: Mapping[str, Form]) -> None:
    """Refuse what does not fit within a form, or between it, the profile and other forms."""
    form, gather = loaded.form, Gather()
    kinds: list[Kind] = [column.kind for column in form.columns]
    for place, kind in enumerate((CODE, STATUS)):
        if kinds.count(kind) != 1 or kinds.index(kind) != place:
            raise Fault(f'kolom ke-{place + 1}, dan hanya itu, harus berjenis "{kind}".', "column")
        if form.columns[place].since > 1:
            with at(loaded.steps[form.columns[place].key], "since"):
                raise Fault("tidak berlaku untuk kolom kode dan status, yang ada sejak edisi pertama; hapus.")
    if not form.inputs:
        raise Fault("belum ada kolom yang diisi peserta; tambahkan.", "column")
    if len(form.columns) >= COLUMN_LIMIT:
        raise Fault(f"berisi {len(form.columns)} kolom, lebih dari yang dimuat Excel.", "column")
    if form.carried and not form.rows_from:
        raise Fault('belum ada; kolom berjenis "given" memerlukannya.', "rows_from")
    for column in form.columns:
        with gather, at(loaded.steps[column.key]):
            _check_column(column, form, profile, forms)
            with at("role"):
                _check_column_role(column, form, forms)
    with gather:
        _check_later(loaded)
    gather.end()  # what follows builds on columns that are as they should be
    with gather, at("role"):
        _check_form_role(form)
    with gather:
        _check_series(loaded)
    with gather:
        _check_named_columns(form)
    for n, rule in enumerate(form.rules, 1):
        with gather, at("rule", f"[{n}]"):
            _check_rule(rule, form, profile)
    for n, row in enumerate(form.examples, 1):
        with gather, at("example", f"[{n}]"):
            _check_example(row, form, profile, own=loaded.own_examples)
    with gather:
        _check_rows(form, profile)
    gather.end()


def _check_named_columns(form: Form) -> None:
    """The columns that ``freeze`` and ``strips`` name."""
    keys = [column.key for column in form.columns]
    if form.freeze:
        with at("freeze"):
            one_of(form.freeze, keys, "kolom")
    if form.in_cards and any(block.title for block in form.blocks):
        raise Fault('"card" hanya untuk form yang deret kodenya tanpa judul; hapus title pada block.', "layout")
    for name in ("freeze", "strips"):
        if form.in_cards and getattr(form, name):
            raise Fault(f'hanya untuk form berupa tabel, bukan "card"; hapus {name}.', name)
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
            own = input_kind(column.kind).own_list
            if own and column.list != own:
                raise Fault(f'berisi "{column.list}"; kolom berjenis "{column.kind}" memakai daftar {own}.')
            check_list(column.list, form, profile)
    if column.preset and not takes_agencies(column):
        raise Fault("hanya untuk kolom yang memakai daftar opd; hapus.", "preset")
    if column.unit:
        with at("unit"):
            one_of(column.unit, keys, "kolom")
    with at("outside" if column.outside else "required"):
        _check_earlier(column, form, profile)
    with at("blocks"):
        _check_blocks(column, form, forms)
    with at("source"):
        _check_source(column, form, forms)


def _check_later(loaded: LoadedForm) -> None:
    """What may follow stands behind all other columns, in one band, and is not required."""
    columns = loaded.form.columns
    for column, following in zip(columns, (*columns[1:], None), strict=True):
        if column.later:
            with at(loaded.steps[column.key], "later"):
                if column.required not in (Required.NO, Required.RECOMMENDED):
                    raise Fault("tidak berlaku untuk kolom yang wajib; hapus later atau required.")
                if following is not None and not following.later:
                    raise Fault(f'kolom "{following.key}" sesudahnya tidak ber-later; pindahkan ke depannya.')


def _check_column_role(column: Column, form: Form, forms: Mapping[str, Form]) -> None:
    """A column can play its role, in this form, and is not the second where one column plays it."""
    role = COLUMN_ROLES.get(column.role)
    if role is None:
        return
    if not role.suits(column.kind):
        able = " atau ".join(f'"{name}"' for name in kind_names() if role.suits(KINDS[name]))
        raise Fault(f'peran "{role.name}" hanya untuk kolom berjenis {able}, bukan "{column.kind}".')
    if role.list.startswith("@"):
        other = forms[column.refers_to].role if column.refers_to is not None else ""
        if other != role.list[1:]:
            raise Fault(f'peran "{role.name}" memerlukan list = "@form" dari form dengan role = "{role.list[1:]}".')
    elif role.list and role.list not in names_in(column.list or ""):
        raise Fault(f'peran "{role.name}" memerlukan kolom dengan daftar {role.list}, bukan "{column.list}".')
    if role.forms and form.role not in role.forms:
        able = " atau ".join(f'"{name}"' for name in role.forms)
        raise Fault(f'peran "{role.name}" memerlukan form dengan role = {able}; tambahkan di kepala form, atau hapus.')
    first = columns_in_role(form.columns, role.name)[0]
    if not role.several and first is not column:
        raise Fault(f'peran "{role.name}" sudah dipegang kolom "{first.key}"; satu form hanya satu kolom.')
    if role.name == "quick_win" and not form_roles(form).quick_win_value:
        raise Fault('peran "quick_win" memerlukan [[rule]] dengan kind = "limit", value, dan limit; tambahkan.')


def _check_form_role(form: Form) -> None:
    """The form has the columns without which its role means nothing."""
    needs = FORM_ROLES[form.role].needs if form.role else ()
    if absent := [need for need in needs if not columns_in_role(form.columns, need)]:
        raise Fault(f'"{form.role}" memerlukan kolom dengan role = "{absent[0]}"; tambahkan di kolomnya.')


def check_stage_role(form: Form, others: Iterable[Form]) -> None:
    """Refuse a form whose role another form of the same stage plays already."""
    for other in others:
        if form.role and other.role == form.role:
            raise Fault(f'form {other.name} dan {form.name} sama-sama berperan "{form.role}"; satu bimtek hanya satu.')


def _check_earlier(column: Column, form: Form, profile: Profile) -> None:
    """``outside`` and ``required = "known"`` are for codes of an earlier stage, and the former is none of them."""
    if not column.outside and column.required is not Required.KNOWN:
        return
    key, other = "outside" if column.outside else 'required = "known"', column.refers_to
    if other in (None, form.name):
        raise Fault(f'{key} hanya untuk kolom yang merujuk form bimtek sebelumnya (list = "@form"); hapus.')
    for n, stage in enumerate(profile.stages, 1):
        if {form.name, other} <= set(stage.forms):
            with caused_by("stage", f"{n}", "forms"):
                raise Fault(
                    f"form {form.name} melanjutkan form {other} dari bimtek sebelumnya ({key}), jadi keduanya tidak "
                    "dapat di satu bimtek; pindahkan satu ke bimtek lain."
                )
    if column.outside and parse_row_code(column.outside) is not None:
        raise Fault(f'"{column.outside}" tampak seperti kode baris; pakai kata-kata.')


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
    source = whole(column.kind).source
    if source is Source.SERIES:
        summed = [other for other in form.columns if other.series == column.source]
        if not summed:
            raise Fault(f'deret kolom "{column.source}" tidak ada{nearest(column.source, _series(form))}.')
        if not all(other.is_input and other.kind.is_number for other in summed):
            raise Fault(f'deret kolom "{column.source}" bukan angka; pilih deret angka.')
    if source is Source.FOUND:
        stems, arrow, target = column.source.partition(">")
        if not arrow:
            raise Fault(f'berisi "{column.source}"; tulis kolom>form.kolom, misalnya kode_program>program_kerja.nama.')
        other = _source_column(target, forms)
        target_kind = forms[other].column(target.partition(".")[2].strip()).kind
        if whole(target_kind).source is Source.FOUND:
            raise Fault(f'kolom "{target.strip()}" juga berjenis "lookup"; sebutkan kolom asal isinya.')
        for stem in names_in(stems):
            before = [other for other in form.columns if stem in {other.key, other.series}]
            if not before:
                raise Fault(f'kolom "{stem}" tidak ada{nearest(stem, [c.key for c in form.columns])}.')
            if any(reference.refers_to != other for reference in before):
                raise Fault(f'kolom "{stem}" tidak merujuk form {other}; samakan dengan list kolom itu.')
    if source is Source.COLUMN:
        _source_column(column.source, forms)


def _source_column(target: str, forms: Mapping[str, Form]) -> str:
    """The form of a ``form.column`` that exists."""
    name, _, key = (part.strip() for part in target.partition("."))
    one_of(name, forms, "form")
    one_of(key, [column.key for column in forms[name].columns], f"kolom di form {name}")
    return name


def _series(form: Form) -> list[str]:
    return sorted({column.series for column in form.columns if column.series})


def _check_series(loaded: LoadedForm) -> None:
    """Columns of one series are of one kind and asked for alike where one of several is enough."""
    form = loaded.form
    for column in form.columns:
        with at(loaded.steps[column.key]):
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
    wanted = TAKES[rule.kind]
    if len(rule.columns) != len(wanted):
        raise Fault(f'berisi {len(rule.columns)} kolom; aturan "{rule.kind}" memakai {len(wanted)}.', "columns")
    for n, (name, takes) in enumerate(zip(rule.columns, wanted, strict=True), 1):
        with at("columns", f"[{n}]"):
            series = rule.kind is RuleKind.FUNDING and n == 2
            columns = [column for column in form.columns if name == (column.series if series else column.key)]
            if not columns:
                word = "deret kolom" if series else "kolom"
                raise Fault(f'{word} "{name}" tidak ada{nearest(name, _series(form) if series else keys)}.')
            if not all(takes(column.kind) for column in columns):
                fitting = " atau ".join(kind.name for kind in KINDS.values() if takes(kind))
                raise Fault(f'kolom "{name}" tidak berjenis {fitting}.')
    if rule.kind is RuleKind.ORDER:
        if rule.value or rule.limit:
            raise Fault('tidak dipakai aturan "order"; hapus.', "value" if rule.value else "limit")
    else:
        expression = form.column(rule.columns[0]).list or ""
        with at("value"):
            if not rule.value:
                raise missing("isi daftar yang dimaksud")
            if not expression.startswith("@"):
                stored = labels(expression, form, profile)
                with caused_by("list", names_in(expression)[0]):
                    if stored[one_of(rule.value, stored, "isi daftar")] != rule.value:
                        raise Fault(f'"{rule.value}" disimpan sebagai kode; aturan hanya untuk isi daftar tanpa kode.')
    if rule.kind is RuleKind.LIMIT and not rule.limit:
        with at("limit"):
            raise missing("bilangan bulat di atas nol")
    if rule.kind in (RuleKind.ORDER, RuleKind.FUNDING) and not rule.message:
        with at("message"):
            raise missing("teks pendek untuk kolom Status")


def _check_example(row: Mapping[str, str], form: Form, profile: Profile, *, own: bool) -> None:
    """An example names columns of the form and, where there is a list, entries of it.

    A form's example is not held to the lists of the profile: it was written without knowing them.
    """
    own_lists = {values.name for values in form.lists}
    keys = [column.key for column in form.columns]
    for key, value in row.items():
        with at(key):
            one_of(key, keys, "kolom")
            column = form.column(key)
            if value and column.list and column.refers_to is None and (own or set(names_in(column.list)) <= own_lists):
                one_of(value, labels(column.list, form, profile), "isi daftar")


def examples_fit(form: Form, profile: Profile) -> bool:
    """Whether the examples of a form name nothing but columns of it and entries of the lists."""
    gather = Gather()
    for row in form.examples:
        with gather:
            _check_example(row, form, profile, own=True)
    return not gather.found


def _check_rows(form: Form, profile: Profile) -> None:
    """Every group's rows fit on a sheet that can be read when it comes back."""
    for n, dimension in enumerate(profile.dimensions, 1):
        rows = sum(block.rows + bool(block.title) for block in layout.blocks(form, dimension))
        if (layout.FIRST_ROW + rows + 1) * (len(form.columns) + 1) > CELLS_LIMIT:
            sentence = f"berisi {rows} baris dan {len(form.columns)} kolom untuk {dimension.name}, terlalu banyak untuk"
            most = CELLS_LIMIT // (len(form.columns) + 1) - 20
            with caused_by("dimension", f"{n}", "room"):
                raise Fault(f"{sentence} satu lembar; kurangi rows sampai paling banyak {most} baris.", "block")


def check_together(loaded: Mapping[str, LoadedForm]) -> None:
    """Sheet names and code series are told apart over all forms."""
    sheets: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for name, entry in loaded.items():
        with in_file(entry.path), at("form", name):
            sheet = entry.form.sheet
            beginning = sheet.casefold()[: SHEET_LIMIT - len(REFERENCE_PREFIX)].rstrip()
            owner = sheets.setdefault(beginning, name)
            if owner != name:
                shown = f"{sheet[: len(beginning)]}…" if len(beginning) < len(sheet) else sheet
                raise Fault(f'nama lembar "{shown}" sudah dipakai form {owner}; pakai yang lain.', "sheet")
            for n, block in enumerate(entry.form.blocks, 1):
                owner = prefixes.setdefault(block.prefix, name)
                if owner != name:
                    sentence = f'awalan kode "{block.prefix}" sudah dipakai form {owner}; pakai yang lain.'
                    raise Fault(sentence, "block", f"[{n}]", "prefix")
