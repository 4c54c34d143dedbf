"""What stands in the cells of one worksheet workbook, worked out before anything is written.

The layouts of its forms, the text each input shows, the lists behind the dropdowns, and the status of each row, from
which every formula gets its right initial value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import NamedTuple, TypeVar

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.filecode import file_code
from worksheet_kit.core.layout import FIRST_COLUMN, NUMBER_ROW, RowPlace, SheetLayout, sheet_layout, sheet_title
from worksheet_kit.core.lists import given_list, list_for, named_list, origin, with_outside
from worksheet_kit.core.model import (
    Column,
    Form,
    Profile,
    Recipient,
    RuleKind,
    Stage,
    Value,
    ValueList,
    WorksheetContent,
)
from worksheet_kit.core.row_code import parse_row_code, row_key, shown_code
from worksheet_kit.core.words import COMPLETE, NONE_FITS
from worksheet_kit.excel.formulas import PROMPT_TEXT, quoted
from worksheet_kit.excel.text_fit import text_width
from worksheet_kit.kinds import whole
from worksheet_kit.kinds.given import opened
from worksheet_kit.kinds.sheet import Codes, Entries, Shown
from worksheet_kit.values.choices import accepted
from worksheet_kit.values.text import as_excel
from worksheet_kit.worksheet.status import Sources, StatusPlan, plan

T = TypeVar("T")

#: Roles of texts that name whom a workbook is for; besides these, row codes and places in lists.
FILE_CODE, EVENT, OWN_AGENCY, AGENCY_NAME = "kode berkas", "acara", "opd sendiri", "nama opd"
TITLE, RECIPIENT, CODE_AGAIN = "judul", "penerima", "kode berkas sekali lagi"

_WHOLE_COLUMNS = re.compile(r"INDEX\(([A-Z]+:[A-Z]+|\$\d+:\$\d+),")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRange:
    """A list that is to stand on the hidden sheet: its labels and, below them, what is accepted besides."""

    slug: str
    values: ValueList
    source: tuple[Form | None, str] | None  # the form and the expression that name it; None for one given with content
    labels: tuple[str, ...]
    others: tuple[str, ...]  # codes, aliases, and labels as formulas trim them, where they are other texts then
    entries: Entries

    def of(self, values: ValueList) -> ListRange:
        """The range with these values instead."""
        labels = tuple(item.label for item in values.items)
        ordinal = {as_excel(item.label): n for n, item in enumerate(values.items, 1)}
        folded = set(ordinal)
        for n, item in enumerate(values.items, 1):
            for text in (*item.spellings, " ".join(item.label.split())):
                ordinal.setdefault(as_excel(text), n)
        others = tuple(text for text in accepted(values) if as_excel(text) not in folded)
        others += tuple(text for label in labels if (text := " ".join(label.split())) != label)
        texts = {as_excel(text): ordinal[as_excel(text)] for text in (*labels, *others)}
        return replace(self, values=values, labels=labels, others=others, entries=replace(self.entries, texts=texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRange:
    """The codes of a block (of all blocks under the empty prefix) that are to stand on the hidden sheet."""

    slug: str
    rows: tuple[RowPlace, ...]
    hint: str  # stands in the dropdown while no row is filled in
    circular: bool  # the form refers to itself, if only by way of others: its Status cannot tell which rows are filled
    codes: Codes


@dataclass(frozen=True, kw_only=True)  # what is asked for again and again is kept with it
class FormContents:
    """One form sheet: where its rows stand, what its cells show, what its statuses say."""

    form: Form
    title: str
    sheet: SheetLayout
    slug: str
    cells: Mapping[str, Mapping[str, Shown]]  # row key -> column key -> shown
    given: bool  # rows are carried over from an earlier stage
    sources: Sources
    status: StatusPlan
    statuses: Mapping[str, str]  # row key -> what Status shows

    def is_open(self, column: Column) -> bool:
        """Whether one may type in this column."""
        return column.is_input

    @cached_property
    def alike(self) -> dict[str, str]:
        """What a row is but for its Kode and its place, by row key: where this is equal, all else is."""
        return {row.key: f"{row.block.prefix} {self.cells[row.key]!r}" for row in self.sheet.rows}

    def by_row(self, work: Callable[[str, Mapping[str, Shown]], T]) -> dict[str, T]:
        """What is worked out of prefix and cells of each row, by row key; once for rows that are alike."""
        known: dict[str, T] = {}
        for row in self.sheet.rows:
            if self.alike[row.key] not in known:
                known[self.alike[row.key]] = work(row.block.prefix, self.cells[row.key])
        return {row.key: known[self.alike[row.key]] for row in self.sheet.rows}

    @cached_property
    def started(self) -> frozenset[str]:
        """The case-folded codes of the rows in which something stands."""
        started = self.by_row(lambda _, cells: self.status.is_started(cells))
        return frozenset(row.shown.casefold() for row in self.sheet.rows if started[row.key])

    def worked_out(self, filled: Mapping[str, frozenset[str]]) -> dict[str, str]:
        """The statuses by row key; ``filled`` is what is `started` in each form."""
        return self.by_row(lambda prefix, cells: self.status.value(prefix, cells, filled))

    @property
    def filled(self) -> int:
        return sum(1 for status in self.statuses.values() if status)

    @property
    def complete(self) -> int:
        return sum(1 for status in self.statuses.values() if status == COMPLETE)

    def shown(self, key: str, column: str) -> Shown:
        """What a cell shows, None when blank."""
        return self.cells.get(key, {}).get(column)

    def text(self, key: str, column: str) -> str:
        """The text of a cell just as it stands, as formulas over a whole column see it."""
        value = self.shown(key, column)
        return value if isinstance(value, str) else ""

    def area(self, column: str) -> str:
        """The cells of a column in formulas, from the row above the first one, so that rows inserted there count."""
        place = self.sheet.column_of(column)
        return f"{quoted(self.form.sheet)}!{self.sheet.span(place, NUMBER_ROW, self.sheet.closing_row)}"

    def row_number(self, row: int) -> str:
        """The number of a row in formulas: of its locked Kode, which follows when rows are inserted and stays."""
        function = "COLUMN" if self.form.in_cards else "ROW"
        return f"{function}({quoted(self.form.sheet)}!{self.sheet.fixed(row, FIRST_COLUMN)})"

    def elsewhere(self, formula: str, number: str) -> str:
        """A formula written for a row of this sheet as it says the same on another; ``number`` is that of the row."""
        name, own = quoted(self.form.sheet), "COLUMN()" if self.form.in_cards else "ROW()"
        return _WHOLE_COLUMNS.sub(lambda match: f"INDEX({name}!{match[1]},", formula).replace(own, number)

    def role(self, row: RowPlace, column: Column) -> str:
        """Which of the `Contents.own` a cell shows; empty when none."""
        if column.kind.is_code:
            return row.code if row.shown == row.key else ""
        preset = self.status.presets.get(column.key)
        return OWN_AGENCY if preset and self.text(row.key, column.key) == preset else ""

    def count(self, column: str, texts: Iterable[str]) -> int:
        """What `excel.formulas.count_texts` gives for such cells."""
        folded = {text.casefold() for text in texts}
        return sum(self.text(row.key, column).casefold() in folded for row in self.sheet.rows)


class OwnText(NamedTuple):
    """A text that names whom a workbook is for, and the longest that stands there in a workbook of its dimension."""

    text: str
    longest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One worksheet workbook.

    ``own`` has by its role what names whom it is for: the file code, the agency, row keys, entries of lists. How much
    room such a text is given follows the longest, so that sheets look alike in all workbooks of a dimension's agencies.
    """

    profile: Profile
    stage: Stage
    recipient: Recipient
    content: WorksheetContent
    code: str  # file code
    forms: tuple[FormContents, ...]
    lists: tuple[ListRange, ...]
    code_lists: tuple[CodeRange, ...]
    own: Mapping[str, OwnText]

    @property
    def event(self) -> str:
        """The line that says who the workbook is for, and what for."""
        event = f"Bimtek {self.stage.number} {self.stage.title} · {self.profile.region}, {self.stage.dates}"
        return f"Dimensi {self.audience} · {event}"

    def sent_to(self, recipient: Recipient) -> Contents:
        """The same blank workbook for another agency of the dimension. Its forms show what is this one's own."""
        code = file_code(self.profile, self.stage, recipient, self.content.revision)
        lists = []
        for listed in self.lists:
            values = listed.values if listed.source is None else named_list(self.profile, *listed.source, recipient)
            lists.append(listed if values.items == listed.values.items else listed.of(values))
        contents = replace(self, recipient=recipient, code=str(code), lists=tuple(lists))
        return replace(contents, own=_own(contents))

    def form(self, name: str) -> FormContents | None:
        """The sheet of a form, or None when it is not in this workbook."""
        return next((form for form in self.forms if form.form.name == name), None)

    @property
    def offered(self) -> frozenset[str]:
        """The forms of earlier stages whose codes its dropdowns offer."""
        columns = (form.form.column(key) for form in self.forms for key in form.sources.entries)
        return frozenset(column.refers_to for column in columns if column.refers_to is not None)

    @property
    def audience(self) -> str:
        """Who the workbook is for, as printed: the dimension, and the agency where it is for one."""
        name = self.profile.dimension(self.recipient.dimension).name
        return name if self.recipient.agency is None else f"{name} – {self.profile.agency(self.recipient.agency).short}"


def slug(text: str) -> str:
    """A name's part for Excel's defined names."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "daftar"


def prepare(profile: Profile, stage: Stage, recipient: Recipient, content: WorksheetContent) -> Contents:
    """Work out a workbook. Raises ProfileError for answers that no row or list of it can hold."""
    forms = tuple(_asked(form, content) for form in profile.stage_forms(stage))
    given = {form.name: len(_given(form, content)) or None for form in forms}
    forms = tuple(form if given[form.name] or not form.carried else opened(profile, form) for form in forms)
    layouts = {form.name: sheet_layout(form, profile, recipient, given[form.name]) for form in forms}
    _place_extra_rows(forms, layouts, recipient, content)
    slugs: dict[str, str] = {}
    for form in forms:
        slugs[form.name] = _free(slug(form.name), slugs.values())
    lists = _Lists(profile, recipient, content)
    on_instructions = [field.list for field in profile.identity if field.list is not None]
    for name in [*on_instructions, "opd"] if profile.attendance else on_instructions:
        lists.use(named_list(profile, None, name, recipient), (None, name), ordered=False)
    codes = _CodeLists(layouts, slugs, _circular(forms))
    prepared: list[FormContents] = []
    for number, form in enumerate(forms, 1):
        sources = _sources(form, lists, codes, layouts)
        status = plan(layouts[form.name], sources, _presets(form, profile, recipient), slugs[form.name])
        prepared.append(
            FormContents(
                form=form,
                title=sheet_title(form, number),
                sheet=layouts[form.name],
                slug=slugs[form.name],
                cells=_cells(form, layouts[form.name], lists),
                given=given[form.name] is not None,
                sources=sources,
                status=status,
                statuses={},
            )
        )
    filled = {form.form.name: form.started for form in prepared}
    code = file_code(profile, stage, recipient, content.revision)
    contents = Contents(
        profile=profile,
        stage=stage,
        recipient=recipient,
        content=content,
        code=str(code),
        forms=tuple(replace(form, statuses=form.worked_out(filled)) for form in prepared),
        lists=tuple(lists.ranges.values()),
        code_lists=tuple(codes.ranges.values()),
        own={},
    )
    return replace(contents, own=_own(contents))


def _own(contents: Contents) -> dict[str, OwnText]:
    """What names the recipient, by role. No row code has a blank, as the roles of lists have."""
    profile, recipient = contents.profile, contents.recipient
    others = profile.dimension(recipient.dimension).members if recipient.agency is not None else ()
    members = [recipient, *(Recipient(dimension=recipient.dimension, agency=agency) for agency in sorted(others))]
    widest = max((member.code for member in members), key=_width)
    codes = [str(file_code(profile, contents.stage, member, contents.content.revision)) for member in members]
    own = {
        FILE_CODE: OwnText(contents.code, max(codes, key=_width)),
        EVENT: OwnText(contents.event),
        TITLE: OwnText(f"Kertas kerja bimtek {contents.stage.number} – {contents.audience}"),
        RECIPIENT: OwnText(recipient.code),
        CODE_AGAIN: OwnText(contents.code),
    }
    if recipient.agency is not None:
        agencies = [profile.agency(member.agency or "") for member in members]
        for role, names in (
            (OWN_AGENCY, [agency.short for agency in agencies]),
            (AGENCY_NAME, [agency.name for agency in agencies]),
        ):
            own[role] = OwnText(names[0], max(names, key=_width))
    for form in contents.forms:
        rows = (row.code for row in form.sheet.rows)
        own |= {row: OwnText(row_key(recipient, row), row_key(widest, row)) for row in rows}
    for listed in contents.lists:
        own |= {f"{listed.slug} {n}": OwnText(text) for n, text in enumerate((*listed.labels, *listed.others))}
    return own


def _width(text: str) -> tuple[float, str]:
    return text_width(text, 10, bold=True), text


def _asked(form: Form, content: WorksheetContent) -> Form:
    """A form as it asks in this workbook, which may offer the codes of earlier stages or not."""

    def column_of(column: Column) -> Column:
        advice = f'{column.help} {NONE_FITS} "{column.outside}".'.strip()
        has_room = column.outside and column.refers_to in content.lists and len(advice) <= PROMPT_TEXT
        return replace(column, required=column.asked(content.lists), help=advice if has_room else column.help)

    return replace(form, columns=tuple(map(column_of, form.columns)))


def _circular(forms: Sequence[Form]) -> frozenset[str]:
    """The forms that refer to themselves, directly or by way of other forms of the stage."""
    targets = {form.name: {column.refers_to for column in form.inputs} for form in forms}
    circular = set()
    for name, direct in targets.items():
        reached, ahead = set(), set(direct)
        while ahead:
            other = ahead.pop()
            if other is not None and other in targets and other not in reached:
                reached.add(other)
                ahead |= targets[other]
        if name in reached:
            circular.add(name)
    return frozenset(circular)


def _given(form: Form, content: WorksheetContent) -> Sequence[Mapping[str, Value]]:
    """The rows carried over from an earlier stage; none when it had none, and then blank ones are laid out."""
    return content.given.get(form.name, ()) if form.rows_from else ()


def _place_extra_rows(
    forms: Iterable[Form], layouts: dict[str, SheetLayout], recipient: Recipient, content: WorksheetContent
) -> None:
    """Add rows for answers whose keys go beyond the form's own (P41, or P03b from two programs under one code)."""
    placed = {row.key for sheet in layouts.values() for row in sheet.rows}
    answers = {**content.answers, **content.raw}
    extra: dict[tuple[str, str], list[str]] = {}  # (form, prefix) -> codes, in order
    for key in sorted(answers.keys() - placed, key=_by_number):
        code = parse_row_code(key)
        homes = [
            form
            for form in forms
            if code is not None and any(block.prefix == code.prefix for block in layouts[form.name].form.blocks)
        ]
        columns = set(answers[key])
        homes = [form for form in homes if columns <= {column.key for column in form.columns}] or homes
        if code is None or code.owner != recipient.code or not homes:
            raise ProfileError(f"Baris {key} tidak punya tempat di kertas kerja {recipient.code}.")
        extra.setdefault((homes[0].name, code.prefix), []).append(code.code)
    for (form_name, prefix), codes in extra.items():
        layouts[form_name] = _with_rows(layouts[form_name], codes, prefix)


def _by_number(key: str) -> tuple[str, int, str]:
    code = parse_row_code(key)
    return (key, 0, "") if code is None else (code.prefix, code.number, code.suffix)


def _with_rows(sheet: SheetLayout, codes: Sequence[str], prefix: str) -> SheetLayout:
    """The layout with these rows more at the end of a block; what stands below moves down."""
    last = max(row.row for row in sheet.rows if row.block.prefix == prefix)
    block = next(row.block for row in sheet.rows if row.block.prefix == prefix)
    new = [
        RowPlace(
            code=code,
            shown=shown_code(sheet.form, sheet.recipient, code),
            key=row_key(sheet.recipient, code),
            block=block,
            row=last + n,
        )
        for n, code in enumerate(codes, 1)
    ]
    rows = [replace(row, row=row.row + len(new)) if row.row > last else row for row in sheet.rows]
    place = next((n for n, row in enumerate(rows) if row.row > last), len(rows))
    bands = tuple((block, row + len(new) if row > last else row) for block, row in sheet.bands)
    closing_row = sheet.closing_row + len(new)
    return replace(sheet, rows=(*rows[:place], *new, *rows[place:]), bands=bands, closing_row=closing_row)


def _presets(form: Form, profile: Profile, recipient: Recipient) -> dict[str, str]:
    """What stands in blank rows: the agency's own name where a workbook is for one."""
    if recipient.agency is None:
        return {}
    return {column.key: profile.agency(recipient.agency).short for column in form.inputs if column.preset}


def _cells(form: Form, sheet: SheetLayout, lists: _Lists) -> dict[str, dict[str, Shown]]:
    content = lists.content
    presets = _presets(form, lists.profile, lists.recipient)
    showers = {column.key: lists.shower(form, column) for column in lists.profile.forms[form.name].columns}
    given = _given(form, content)
    cells: dict[str, dict[str, Shown]] = {}
    for n, row in enumerate(sheet.rows):
        came_back = content.revision > 0 and (row.key in content.answers or row.key in content.raw)
        shown: dict[str, Shown] = {} if came_back else dict(presets)  # what was emptied stays empty
        answers = {**(given[n] if n < len(given) else {}), **content.answers.get(row.key, {})}
        for column in form.columns:
            if column.key in answers and column.holds_answer:
                shown[column.key] = showers[column.key](answers[column.key])
        shown |= content.raw.get(row.key, {})
        cells[row.key] = {key: value for key, value in shown.items() if value is not None and value != ""}
    return cells


def _sources(form: Form, lists: _Lists, codes: _CodeLists, layouts: Mapping[str, SheetLayout]) -> Sources:
    entries: dict[str, Entries] = {}
    references: dict[str, dict[str, Codes]] = {}
    ordered = {key for rule in form.rules if rule.kind is RuleKind.ORDER for key in rule.columns}
    for column in form.inputs:
        target = column.refers_to
        if target is not None and target in layouts:
            blocks = {"", *column.blocks.values()}
            references[column.key] = {prefix: codes.use(target, prefix, column) for prefix in sorted(blocks)}
            continue
        values = lists.behind(form, column)
        if values is not None:
            source = None if column.list is None or column.refers_to is not None else (form, column.list)
            entries[column.key] = lists.use(values, source, ordered=column.key in ordered)
    return Sources(entries=entries, codes=references)


class _Lists:
    """The fixed lists of a workbook, each once however many columns use it."""

    def __init__(self, profile: Profile, recipient: Recipient, content: WorksheetContent) -> None:
        self.profile, self.recipient, self.content = profile, recipient, content
        self.ranges: dict[tuple[str, tuple[str, ...]], ListRange] = {}  # by name and labels, as written
        self._fixed: dict[tuple[str, str | None], ValueList | None] = {}  # by form and expression

    def behind(self, form: Form, column: Column) -> ValueList | None:
        """The list a column takes; for a reference to a form outside the workbook, one given with the content."""
        if column.refers_to is not None:
            given = self.content.lists.get(column.refers_to) or self.content.lists.get(column.key)
            return with_outside(given, column) if given is not None and given.items else None
        source = (form.name, column.list)
        if source not in self._fixed:
            self._fixed[source] = list_for(self.profile, form, column, self.recipient)
        return self._fixed[source]

    def shower(self, form: Form, column: Column) -> Callable[[Value], Shown]:
        """What a stored value of this column is shown as."""
        source = origin(self.profile, column)
        values = self.behind(form, column) if source is None else given_list(self.profile, column, self.recipient)
        labels = {item.stored: item.label for item in values.items} if values is not None else {}
        shown = whole(column.kind).in_sheet if source is None else whole(source[1].kind).show

        def show(value: Value) -> Shown:
            if isinstance(value, bool) or value is None:
                return None if value is None else str(value)
            if isinstance(value, int | float):
                return float(value)
            return labels[value] if value in labels else shown(value)

        return show

    def use(self, values: ValueList, source: tuple[Form | None, str] | None, *, ordered: bool) -> Entries:
        """Have the list stand on the hidden sheet; ``source`` as in `ListRange`."""
        labels = tuple(item.label for item in values.items)
        key = (values.name, labels)
        listed = self.ranges.get(key) or self._range(values, source)
        if ordered:
            listed = replace(listed, entries=replace(listed.entries, ordinals=f"urut_{listed.slug}"))
        self.ranges[key] = listed
        return listed.entries

    def _range(self, values: ValueList, source: tuple[Form | None, str] | None) -> ListRange:
        name = _free(slug(values.name.partition(":")[0])[:40], {listed.slug for listed in self.ranges.values()})
        entries = Entries(dropdown=f"daftar_{name}", accepted=f"ok_{name}", texts={})
        return ListRange(slug=name, values=values, source=source, labels=(), others=(), entries=entries).of(values)


class _CodeLists:
    """The lists of codes filled in on other sheets of the workbook."""

    def __init__(self, layouts: Mapping[str, SheetLayout], slugs: Mapping[str, str], circular: frozenset[str]) -> None:
        self.layouts, self.slugs, self.circular = layouts, slugs, circular
        self.ranges: dict[tuple[str, str], CodeRange] = {}  # by form and prefix of a block

    def use(self, form: str, prefix: str, column: Column) -> Codes:
        """Have the codes of a block stand on the hidden sheet; of all blocks when the prefix is empty."""
        if (form, prefix) in self.ranges:
            return self.ranges[form, prefix].codes
        sheet = self.layouts[form]
        rows = tuple(row for row in sheet.rows if prefix in {"", row.block.prefix})
        if not rows:
            raise ProfileError(f'Kolom "{column.heading}" merujuk lembar {sheet.sheet} yang tidak punya baris.')
        name = self.slugs[form] + (f"_{slug(prefix)}" if prefix else "")
        codes = Codes(
            form=form,
            noun=sheet.form.noun,
            prefix=prefix,
            codes=f"kode_{name}",
            filled=f"isi_{name}",
            dropdown=f"pilih_{name}",
            texts=frozenset(row.shown.casefold() for row in rows),
        )
        hint = f"(isi dulu {sheet.sheet}{f' blok {prefix}' if prefix else ''})"
        self.ranges[form, prefix] = CodeRange(
            slug=name, rows=rows, hint=hint, circular=form in self.circular, codes=codes
        )
        return codes


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where it is taken."""
    names = (name if n == 1 else f"{name}_{n}" for n in count(1))
    return next(free for free in names if free not in taken)
