"""One returned row and the columns of its form → typed cells, or why not.

What is unambiguous is accepted and the change named (`kinds.RULES`); what is ambiguous becomes a trouble with its
readings (`kinds.TROUBLES`); a suggestion is never applied. A `FormReader` is prepared once for a form and a recipient;
cells then cost a dictionary look-up, and a closer reading only where that misses. What needs the rest of the row is
settled when all of the row has been read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from worksheet_kit.core.layout import column_letters
from worksheet_kit.core.lists import given_list, named_list, origin, with_outside
from worksheet_kit.core.model import (
    Cell,
    Column,
    Form,
    IdentityField,
    Place,
    Profile,
    Raw,
    Recipient,
    ReturnedRow,
    ReturnedSheet,
    RuleKind,
    Trouble,
    Value,
    ValueList,
)
from worksheet_kit.kinds.kind import input_kind, same, whole
from worksheet_kit.kinds.reading import Outcome, Pending, Reader
from worksheet_kit.kinds.text import text_value
from worksheet_kit.values import numbers
from worksheet_kit.values.choices import Choices
from worksheet_kit.values.references import References
from worksheet_kit.values.text import display, fold, is_blank

#: Numbers that have to agree on what a point or a comma means before another is read like them.
_WITNESSES = 2


@lru_cache(maxsize=256)
def _choices(values: ValueList, leading: bool = False) -> Choices:
    """Lists are shared by columns and recipients, and preparing a long one costs more than reading a sheet."""
    return Choices(values, leading=leading)


class FormReader:
    """What the columns of one form of one recipient are read with: a `kinds.reading.Ground`.

    ``codes`` are codes of other forms that may be named besides those laid out for this recipient; ``lists`` are lists
    known only now, by the name a column gives them (``@strategi`` or ``strategi``). A reference to a form that no stage
    has together with this one is free text until such a list is given; only a code that leads it is told apart.
    ``group`` is the one of the group that an agency belongs to: its lists have the same entries.
    """

    def __init__(
        self,
        profile: Profile,
        form: Form,
        recipient: Recipient,
        *,
        codes: Mapping[str, Collection[str]] | None = None,
        lists: Mapping[str, ValueList] | None = None,
        group: FormReader | None = None,
    ) -> None:
        self.profile, self.form, self.recipient = profile, form, recipient
        self.columns: Mapping[str, Column] = {column.key: column for column in form.inputs}
        self._group, self._codes, self._lists = group, codes or {}, lists or {}
        self._prepared = lru_cache(maxsize=None)(self._prepare)  # the columns of a series take one list
        self._made: dict[object, Reader] = {} if group is None else group._made
        together: dict[str, list[str]] = defaultdict(list)
        for key, column in self.columns.items():
            together[column.series].append(key)
        self._series = {stem: tuple(keys) for stem, keys in together.items() if stem}
        orders = [rule.columns for rule in form.rules if rule.kind is RuleKind.ORDER]
        self._partners = {end: (start, False) for start, end in orders} | {start: (end, True) for start, end in orders}
        self.readers = {key: input_kind(column.kind).reader(column, self) for key, column in self.columns.items()}

    def choices(self, column: Column | None) -> Choices | References | None:
        """What the texts of a column are looked up in; None where it takes no list, or one that is not known."""
        if column is None or column.list is None:
            return None
        refers_to = column.refers_to
        if refers_to is None:
            return self._prepared(column.list)
        given = self._lists.get(column.list) or self._lists.get(refers_to) or self._lists.get(column.key)
        return self._prepared(column.list, refers_to, None if given is None else with_outside(given, column))

    def series(self, column: Column) -> tuple[str, ...]:
        """The keys of the columns that stand in one series with this one; empty where it stands alone."""
        return self._series.get(column.series, ())

    def partner(self, column: Column) -> tuple[str, bool] | None:
        """The column that an order rule ties to this one, and whether this one is the start; None without a rule."""
        return self._partners.get(column.key)

    def once(self, key: object, make: Callable[[], Reader]) -> Reader:
        """The reader made for this key before, else a new one: columns with one list share what they have read."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def on(self, sheet: ReturnedSheet, file: str) -> SheetReader:
        """What reads the rows of one returned sheet."""
        return SheetReader(self, sheet, file)

    def _prepare(
        self, name: str, form: str | None = None, given: ValueList | None = None
    ) -> Choices | References | None:
        if form is None:
            if self._group is not None:
                return self._group._prepared(name)
            return _choices(named_list(self.profile, self.form, name, self.recipient))
        if given is not None:
            return _choices(given, leading=True)
        together = any(self.form.name in stage.forms and form in stage.forms for stage in self.profile.stages)
        if not together and form not in self._codes:
            return None
        return References(self.profile, self.profile.forms[form], self.recipient, self._codes.get(form, ()))


class SheetReader:
    """Reads the rows of one returned sheet: a `kinds.reading.OnSheet`."""

    def __init__(self, form: FormReader, sheet: ReturnedSheet, file: str) -> None:
        self.form, self.sheet, self.file = form, sheet, file
        self.from_1904 = sheet.from_1904
        self._signs: dict[str, Mapping[str, Counter[str]]] = {}
        self._columns = [(key, _half(sheet, key), *reader) for key, reader in form.readers.items()]

    def row(self, row: ReturnedRow) -> dict[str, Cell]:
        """The filled input cells of a returned row, in the order of the form's columns."""
        cells: dict[str, Cell] = {}
        waiting: list[tuple[Column, Cell, Pending]] = []
        raw_of, file, name, turned = row.cells.get, self.file, self.sheet.sheet, self.sheet.turned
        other_half = column_letters(row.number) if turned else str(row.number + 1)
        for key, half, read, known in self._columns:
            raw = raw_of(key)
            if raw is None:
                continue
            outcome = known.get(raw)
            if outcome is None:
                if isinstance(raw, str) and is_blank(raw):
                    continue
                outcome = read(raw, self)
            value, trouble, rule, pending = outcome
            cell_name = "" if half is None else other_half + half if turned else half + other_half
            place = Place(file, name, cell_name, turned)
            cells[key] = cell = Cell(raw, value, place, trouble, rule)
            if pending is not None:
                waiting.append((self.form.columns[key], cell, pending))
        return self._settled(cells, waiting) if waiting else cells

    def put(self, cells: Mapping[str, Cell], key: str, raw: Raw, place: Place) -> dict[str, Cell]:
        """A row's cells with another text in one of them, and what that says of those that are empty."""
        others = {other: cell for other, cell in cells.items() if other != key}
        if is_blank(raw):
            return others
        value, trouble, rule, pending = self._outcome(key, raw)
        cell = Cell(raw, value, place, trouble, rule)
        waiting = [] if pending is None else [(self.form.columns[key], cell, pending)]
        return self._settled({**others, key: cell}, waiting)

    def settled_again(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """A row's cells, with what could not be read beside others as they were and can be as they are now."""
        settled = dict(cells)
        for key, cell in cells.items():
            pending = None if cell.trouble is None else self._outcome(key, cell.raw).pending
            if pending is not None:
                again = self._settled(dict(settled), [(self.form.columns[key], cell, pending)])
                if all(again[other].trouble is None for other in again if again[other] is not settled.get(other)):
                    settled = again
        return settled

    def _outcome(self, key: str, raw: Raw) -> Outcome:
        read, known = self.form.readers[key]
        return known.get(raw) or read(raw, self)

    def _settled(self, cells: dict[str, Cell], waiting: Sequence[tuple[Column, Cell, Pending]]) -> dict[str, Cell]:
        """The cells of a row in the order of its columns, when those have been settled that wait for the others."""
        for column, cell, pending in waiting:
            pending.settle(column, cell, cells, self.form)
        for column, cell, pending in waiting:
            pending.finish(column, cell, cells, self.form)
        return {column.key: cells[column.key] for column in self.form.form.columns if column.key in cells}

    def decimal_sign(self, column: Column, unit: Raw) -> str:
        """The decimal sign that at least two other texts of a column show, counted in this unit, and none belies.

        Other years and other units say nothing: who writes 2.5 km may write 1.500 people in the next row.
        """
        if column.key not in self._signs:
            by_unit: defaultdict[str, Counter[str]] = defaultdict(Counter)
            for row in self.sheet.rows:
                text = row.cells.get(column.key)
                sign = numbers.convention(text) if isinstance(text, str) else ""
                by_unit[fold(display(row.cells.get(column.unit)))].update([sign] if sign else [])
            self._signs[column.key] = by_unit
        signs = self._signs[column.key].get(fold(display(unit)), Counter())
        return max(signs) if len(signs) == 1 and signs.total() >= _WITNESSES else ""


def _half(sheet: ReturnedSheet, key: str) -> str | None:
    """What the column of a sheet says of the places of its cells: letters, or where it is turned a number."""
    column = sheet.columns.get(key)
    return None if column is None else str(column + 1) if sheet.turned else column_letters(column)


def read_carried(profile: Profile, column: Column, recipient: Recipient) -> Callable[[str], Value]:
    """What turns the text of a carried-over cell, as the sheet shows it, back into the value it was stored as.

    A choice is told by its code and a date as a date, as in the column it comes from; what that cannot say stays text.
    """
    source, values = origin(profile, column), given_list(profile, column, recipient)
    stored: dict[str, Value] = {} if values is None else {item.label: item.stored for item in values.items}
    if source is None or whole(source[1].kind).show is same:
        return lambda text: stored.get(text, text)
    form, shown = source
    sheet = ReturnedSheet(form=form.name, sheet="", columns={}, rows=())
    reader = FormReader(profile, form, recipient).on(sheet, "")

    def read(text: str) -> Value:
        value = reader.row(ReturnedRow(key="", number=0, cells={shown.key: text}))[shown.key].value
        return text if value is None else value

    return read


def identity(
    profile: Profile, recipient: Recipient, raw: Mapping[str, Raw], places: Mapping[str, Place] | None = None
) -> dict[str, Cell]:
    """The filled lines of *Petunjuk*, each as it was typed; ``places`` tells where each stands.

    Who filled in a sheet is for people to read: an agency is told by its code where it is in its list, anything else
    stays as it is, and a line that is not of the kind its field asks for has a trouble.
    """
    where = places or {}
    fields = {field.key: field for field in profile.identity}
    cells: dict[str, Cell] = {}
    for key, typed in raw.items():
        if is_blank(typed):
            continue
        value, trouble, rule, _ = text_value(typed)
        value = display(typed) if value is None else value
        field = fields.get(key)
        if field is not None and field.list is not None and isinstance(value, str):
            match = _choices(named_list(profile, None, field.list, recipient)).find(value)
            if match is not None and match.value is not None:
                value, rule = match.value, match.rule
        elif field is not None and field.kind is not None:
            trouble = trouble or _of_kind(profile, recipient, field, typed)
        cells[key] = Cell(typed, value, where.get(key, Place()), trouble, rule)
    return cells


def _of_kind(profile: Profile, recipient: Recipient, field: IdentityField, typed: Raw) -> Trouble | None:
    """What is wrong with a line as a cell of its kind."""
    form = Form(name="", sheet="", title="", noun="", blocks=(), columns=(field.column,))
    sheet = ReturnedSheet(form="", sheet="", columns={}, rows=())
    row = ReturnedRow(key="", number=0, cells={field.key: typed})
    return FormReader(profile, form, recipient).on(sheet, "").row(row)[field.key].trouble
