"""What the checks look at: a Dataset and its ledger, with the look-ups that several checks share.

Built once for a run; the checks read it and change nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from worksheet_kit.checks.similar import Spellings
from worksheet_kit.core import layout, names
from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.model import (
    Cell,
    Column,
    Dataset,
    Fact,
    Form,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Required,
    Row,
    Rule,
    RuleKind,
    Stage,
    Value,
)
from worksheet_kit.core.row_code import shown_code
from worksheet_kit.values.text import format_grouped, one_line

#: The longest piece of a typed value that a sentence quotes; the finding itself carries the whole.
_QUOTE_LENGTH = 60

#: A cell with its row and column.
Spot = tuple[Row, Column, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A Dataset and its ledger, indexed for the checks."""

    dataset: Dataset
    ledger: Sequence[LedgerLine]
    forms: tuple[Form, ...]  # of the stage
    troubles: Mapping[str, tuple[Spot, ...]]  # cells that could not be read, by the name of their trouble
    facts: Mapping[FactName | RefusalName, tuple[Fact, ...]]  # by the name of the fact
    by_key: Mapping[str, Mapping[str, Row]]  # form -> row key -> row, of this stage and the earlier ones
    file_recipients: Mapping[str, str]  # file -> recipient code
    missing_columns: frozenset[tuple[str, str, str]]  # file, form, column
    later_columns: frozenset[tuple[str, str, str]]  # the same of columns that the form did not have yet
    missing_sheets: frozenset[tuple[str, str]]  # recipient code, form
    recipients: Mapping[str, Recipient]  # expected or handed in, in profile order
    sheet_forms: Mapping[tuple[str, str], str]  # file and sheet -> form; no file: as the sheets were sent out
    spellings: Spellings = field(default_factory=Spellings)  # found before
    codes: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # made on demand by `key_of`
    seen: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # made on demand by `_seen`

    @property
    def profile(self) -> Profile:
        return self.dataset.profile

    @property
    def stage(self) -> Stage:
        return self.dataset.stage

    def rows(self, form: Form | str) -> tuple[Row, ...]:
        """The filled rows of a form."""
        return self.dataset.rows.get(form if isinstance(form, str) else form.name, ())

    def cells(self, wanted: Callable[[Column], bool]) -> Iterator[Spot]:
        """The readable filled cells of the inputs that are wanted."""
        for form in self.forms:
            columns = [column for column in form.inputs if wanted(column)]
            for row in self.rows(form):
                for column in columns:
                    cell = row.cells.get(column.key)
                    if cell is not None and cell.value is not None:
                        yield row, column, cell

    def rules(self, kind: RuleKind) -> Iterator[tuple[Form, Rule]]:
        """The rules of this kind, each with its form."""
        return ((form, rule) for form in self.forms for rule in form.rules if rule.kind is kind)

    def form(self, name: str) -> Form | None:
        """A form of the profile, whatever its stage."""
        return self.profile.forms.get(name)

    def form_of(self, fact: Fact) -> str:
        """The form a fact speaks of, empty when none."""
        return form_of(fact, self.sheet_forms)

    def asked(self, row: Row, column: Column) -> Required:
        """How much a column is asked for in the sheet a row came from."""
        return column.asked(self.dataset.offered.get(row.place.file, ()))

    def is_lost(self, row: Row, column: Column) -> bool:
        """Whether the column is missing from the file the row came from: then its emptiness says nothing."""
        return (row.place.file, row.form, column.key) in self.missing_columns

    def had(self, row: Row, columns: Iterable[Column]) -> list[Column]:
        """Those of some columns that the sheet a row came from had, or that another copy of it has an answer in."""
        file, form = row.place.file, row.form
        return [c for c in columns if c.key in row.cells or (file, form, c.key) not in self.later_columns]

    def is_blank(self, row: Row, column: Column) -> bool:
        """Whether a cell says nothing: blank, or a placeholder that was read as blank, in a column that is there."""
        return row.says_nothing(column.key) and not self.is_lost(row, column) and bool(self.had(row, [column]))

    def place_of(self, row: Row, column: Column) -> Place:
        """Where a cell of a row stands, also when it is empty."""
        cell = row.cells.get(column.key)
        if cell is not None:
            return cell.place
        columns = self.dataset.columns.get((row.place.file, row.place.sheet), {})
        if not row.place.cell or (columns and column.key not in columns):
            return row.place
        place = columns[column.key] if columns else self._guessed(row, column)
        return row.place._replace(cell=layout.a1(row.place.line, place, row.place.turned))

    def _guessed(self, row: Row, column: Column) -> int:
        """Where a column must stand when nobody says: as its filled cells show, else as laid out.

        The Kode itself where the table has been moved: an unknown cell is not blamed on another one.
        """
        seen = self._seen(row.place.file, row.place.sheet)
        if column.key in seen:
            return seen[column.key]
        form = self.profile.forms[row.form]
        for n, planned in enumerate(form.columns):
            if planned.kind.is_code and layout.FIRST_COLUMN + n != row.place.spot[1]:
                return row.place.spot[1]
        return layout.FIRST_COLUMN + [planned.key for planned in form.columns].index(column.key)

    def _seen(self, file: str, sheet: str) -> Mapping[str, int]:
        """Column key -> column of a table, as its filled cells show them."""
        if not self.seen:
            for form in self.forms:
                for row in self.rows(form):
                    for key, cell in row.cells.items():
                        seen = self.seen.setdefault(cell.place[:2], {})
                        if key not in seen and cell.place.cell:
                            seen[key] = cell.place.spot[1]
        return self.seen.get((file, sheet), {})

    def key_of(self, form_name: str, recipient: str, shown: str) -> str | None:
        """The row key a shown code of a form means for a recipient, or None when the form has no such code.

        An agency refers to what its group wrote in an earlier stage, unless it wrote something of its own then.
        """
        keys = self.codes.get((form_name, recipient))
        if keys is None:
            form, owner = self.profile.forms[form_name], recipient
            earlier = {row.recipient for row in self.dataset.previous.get(form_name, ())}
            if earlier and recipient not in earlier and recipient in self.recipients:
                owner = self.recipients[recipient].dimension
            keys = {shown_code(form, owner, code): key for code, key in self._codes(form, owner)}
            self.codes[form_name, recipient] = keys
        return keys.get(shown)

    def _codes(self, form: Form, code: str) -> Iterator[tuple[str, str]]:
        """Code and row key of every row the recipient's sheet has room for, and of rows a merge added."""
        recipient = self.recipients.get(code)
        if recipient is not None:
            for place in layout.sheet_layout(form, self.profile, recipient).rows:
                yield place.code, place.key
        for row in self.by_key.get(form.name, {}).values():
            if row.recipient == code:
                yield row.code, row.key

    def recipient_name(self, code: str) -> str:
        """What a recipient is called in a sentence: ``Smart Governance``, ``Dinkominfo (Smart Governance)``."""
        return names.recipient_name(self.profile, self.recipients.get(code, code))


def survey(dataset: Dataset, ledger: Sequence[LedgerLine], spellings: Spellings | None = None) -> Survey:
    """Index a Dataset and its ledger: one pass over the filled cells."""
    forms = dataset.profile.stage_forms(dataset.stage)
    troubles: dict[str, list[Spot]] = defaultdict(list)
    for form in forms:
        columns = {column.key: column for column in form.columns}
        for row in dataset.rows.get(form.name, ()):
            for key, cell in row.cells.items():
                if cell.trouble is not None and key in columns:
                    troubles[cell.trouble.name].append((row, columns[key], cell))
    facts: dict[FactName | RefusalName, list[Fact]] = defaultdict(list)
    for fact in sorted(dataset.facts, key=_fact_order):
        facts[fact.name].append(fact)
    file_recipients = {line.file: line.recipient for line in ledger if line.recipient}
    for code, submission in dataset.submissions.items():
        for file in submission.files:
            file_recipients.setdefault(file, code)
    sheet_forms = {("", form.sheet): form.name for form in forms}
    for name, place in _places(dataset):
        sheet_forms[place.file, place.sheet] = name
    by_key = {
        name: {row.key: row for row in rows}
        for source in (dataset.previous, dataset.rows)
        for name, rows in source.items()
    }
    return Survey(
        dataset=dataset,
        ledger=ledger,
        forms=forms,
        troubles={name: tuple(cells) for name, cells in troubles.items()},
        facts={name: tuple(several) for name, several in facts.items()},
        by_key=by_key,
        file_recipients=file_recipients,
        missing_columns=frozenset(
            (fact.place.file, form_of(fact, sheet_forms), fact.column)
            for fact in facts.get(FactName.COLUMN_MISSING, ())
        ),
        later_columns=frozenset(
            (fact.place.file, fact.text("form"), column)
            for fact in facts.get(FactName.OLD_EDITION, ())
            for column in fact.texts("columns")
        ),
        missing_sheets=frozenset(
            (file_recipients.get(fact.place.file, ""), form_of(fact, sheet_forms))
            for fact in facts.get(FactName.SHEET_MISSING, ())
        ),
        recipients=_recipients(dataset),
        sheet_forms=sheet_forms,
        spellings=spellings or Spellings(),
    )


@lru_cache(maxsize=16_384)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A sort key in which numbers inside a text count as numbers: A9 before A10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", text) if part)


def _fact_order(fact: Fact) -> tuple[object, ...]:
    """Facts in one order, whatever order they were noticed in."""
    file, sheet, cell = fact.place[:3]
    return (fact.name, natural(file), sheet, natural(cell), fact.row, fact.column, sorted(fact.data.items()))


def form_of(fact: Fact, sheet_forms: Mapping[tuple[str, str], str]) -> str:
    """The form a fact speaks of: named in its data, else told by its sheet, whatever that is called now."""
    file, sheet = fact.place[:2]
    return fact.text("form") or sheet_forms.get((file, sheet)) or sheet_forms.get(("", sheet), "")


def _places(dataset: Dataset) -> Iterator[tuple[str, Place]]:
    """Forms with the places they are known to stand in."""
    for submission in dataset.submissions.values():
        yield from submission.sheets.items()
    for name, rows in dataset.rows.items():
        for row in rows:
            yield name, row.place


def _recipients(dataset: Dataset) -> dict[str, Recipient]:
    """Everyone expected or merged, in profile order: a group before its members."""
    wanted = {recipient.code for recipient in dataset.expected} | set(dataset.submissions)
    everyone = names.all_recipients(dataset.profile)
    return {recipient.code: recipient for recipient in everyone if recipient.code in wanted}


# ---------------------------------------------------------------------------------------------------------------------
# Words
# ---------------------------------------------------------------------------------------------------------------------


def quote(text: str) -> str:
    """A typed text short enough for a sentence, on one line."""
    return one_line(text, _QUOTE_LENGTH)


#: What is passed over, although somebody may have sent answers that way.
NOT_EXCEL = (RefusalName.PHOTO, RefusalName.PDF, RefusalName.WORD)


def not_excel(data: Survey) -> list[str]:
    """The photos, PDF and Word files among the returns."""
    return sorted((fact.place.file for name in NOT_EXCEL for fact in data.facts.get(name, ())), key=natural)


def texts(data: Mapping[str, Datum]) -> dict[str, str]:
    """The data of a fact as a sentence shows them."""
    return {key: _listed(part) if isinstance(part, tuple) else _said(part) for key, part in data.items()}


def _said(part: str | int | float) -> str:
    return f"{part:g}" if isinstance(part, float) else str(part)


def _listed(cells: tuple[str, ...]) -> str:
    """Cells with commas; with their sheets in front (``SWOT!B9``) they are two."""
    return (" dan " if any("!" in cell for cell in cells) else ", ").join(cells)


def words(value: Value, profile: Profile) -> str:
    """A stored value as people read it: quarters as TW III 2023."""
    if value is None:
        return ""
    return format_grouped(value) if isinstance(value, int | float) else profile.quarter_label(value)


def joined(parts: Sequence[str], last: str = "dan") -> str:
    """``a``, ``a dan b``, ``a, b, dan c``."""
    if len(parts) < 3:
        return f" {last} ".join(parts)
    return ", ".join(parts[:-1]) + f", {last} {parts[-1]}"


def series_name(form: Form, column: Column) -> str:
    """What the headings of a series have in common, as inside a sentence: ``perkiraan anggaran``, ``OPD pendukung``."""
    name = form.shared_heading(column)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
