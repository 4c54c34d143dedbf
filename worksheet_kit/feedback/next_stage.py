"""What the next bimtek starts from: the rows of an earlier stage become reference sheets, lists and given rows.

Nothing here knows a form. A stage refers to forms of earlier stages by its columns (``list = "@strategi"``,
``source = "program_kerja.nama_program"``) and by ``rows_from``; what is reached that way, and what that refers to in
turn, is carried over:

- a column that takes codes of an earlier form gets a list of them, each with its wording;
- a form whose rows are given gets one row for each row of the form it names, its given columns filled in;
- every form reached becomes a read-only sheet *Acuan …*;
- the programs that were chosen on *Quick Win* stand in the cards for quick wins, open to change.

A group goes on from what it wrote; an agency from what it wrote itself, or from what its group wrote if it wrote
nothing. Codes stay what they were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.core.layout import reference_sheet_name
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import (
    Column,
    Form,
    Profile,
    Recipient,
    ReferenceTable,
    Required,
    Row,
    Stage,
    Value,
    WorksheetContent,
)
from worksheet_kit.core.names import recipient_name, recipients
from worksheet_kit.core.roles import form_roles
from worksheet_kit.core.row_code import group_of, row_key, shown_code
from worksheet_kit.kinds import whole
from worksheet_kit.matrix.nominations import cards, quick_win_form
from worksheet_kit.matrix.previous import Previous, PreviousRows, code_lists, rows_for
from worksheet_kit.values.text import display

_ASKED = frozenset(Required) - {Required.NO}


def contents(
    profile: Profile, stage: Stage, previous: Previous, *, per_agency: bool = False
) -> dict[tuple[int, str], WorksheetContent]:
    """What each workbook of a stage carries over from earlier ones, by stage number and recipient code.

    With ``per_agency`` also for each agency of each group. Recipients of whom nothing is known are left out.
    """
    everyone = (
        recipient for dimension in profile.dimensions for recipient in recipients(dimension, per_agency=per_agency)
    )
    carried = {recipient.code: content_for(profile, stage, recipient, previous) for recipient in everyone}
    return {(stage.number, code): content for code, content in carried.items() if content is not None}


def goes_on(profile: Profile, stage: Stage) -> bool:
    """Whether the worksheets of a stage take anything from those of an earlier one."""
    earlier = {name for other in profile.stages if other.number < stage.number for name in other.forms}
    return any(form.name in earlier for form in _forms_reached(profile, stage))


def without_bequest(
    profile: Profile,
    stage: Stage,
    carried: Mapping[tuple[int, str], WorksheetContent],
    owners: Iterable[Recipient],
    matrix: str,
) -> str:
    """The sentence that names whose worksheets are to go on from a ``matrix`` and find nothing in it, else nothing."""
    if not goes_on(profile, stage):
        return ""
    none = WorksheetContent()
    contents_of = ((owner, carried.get((stage.number, owner.code), none)) for owner in owners)
    names = ", ".join(
        recipient_name(profile, owner, brief=True)
        for owner, content in contents_of
        if not (content.lists or content.references or any(content.given.values()))
    )
    return f"Tanpa bekal, sebab isiannya tidak ada di {matrix}: {names}." if names else ""


def content_for(profile: Profile, stage: Stage, recipient: Recipient, previous: Previous) -> WorksheetContent | None:
    """What one recipient's workbook of a stage carries over; None when there is nothing."""
    earlier = _Earlier(profile, recipient, previous)
    lists = code_lists(profile, stage, recipient, previous)
    given = {
        form.name: tuple(_given_row(earlier, form, row) for row in _rows_to_go_on_from(earlier, form.rows_from))
        for form in profile.stage_forms(stage)
        if form.rows_from and form.rows_from in previous
    }
    references = tuple(
        _reference_table(earlier, form, rows)
        for form in _forms_reached(profile, stage)
        if (rows := rows_for(recipient, previous, form.name))
    )
    answers = _nominated(earlier, stage)
    if not lists and not given and not references and not answers:
        return None
    return WorksheetContent(lists=lists, given=given, references=references, answers=answers)


def _nominated(earlier: "_Earlier", stage: Stage) -> dict[str, dict[str, Value]]:
    """What stands in the cards for quick wins of the programs that were chosen, open to change: row key -> answers.

    Those that agencies sent by themselves stand in their group's cards, too, behind the group's own and without a code:
    it is none of the group's.
    """
    form = quick_win_form(earlier.profile, stage.forms)
    chosen = earlier.rows.chosen if isinstance(earlier.rows, PreviousRows) else frozenset()
    if form is None or not chosen:
        return {}
    roles, answers = form_roles(form), dict[str, dict[str, Value]]()
    origins = [name for name in earlier.rows if earlier.profile.forms[name].role == "programs"]
    rows = [row for name in origins for row in _rows_to_go_on_from(earlier, name) if row.key in chosen]
    if earlier.recipient.is_group:
        members = (row for name in origins for row in earlier.rows[name] if row.recipient != earlier.recipient.code)
        rows += [row for row in members if row.key in chosen and group_of(row.recipient) == earlier.recipient.code]
    for code, row in zip(cards(form), rows, strict=False):
        program = form_roles(earlier.profile.forms[row.form])
        is_own = not earlier.recipient.is_group or row.recipient == earlier.recipient.code
        code_columns = [column.key for column in form.columns if column.refers_to == row.form and is_own]
        card = {
            roles.title: row.value(program.title),
            roles.problem: row.value(program.problem),
            roles.lead: row.value(program.lead),
            **dict.fromkeys(code_columns, shown_code(program.form, row.recipient, row.code)),
        }
        said: dict[str, Value] = {key: value for key, value in card.items() if key and value is not None}
        answers[row_key(earlier.recipient, code)] = said
    return answers


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The rows of earlier stages, and the recipient for whom they are carried over."""

    profile: Profile
    recipient: Recipient
    rows: Previous


def _rows_to_go_on_from(earlier: _Earlier, form: str) -> list[Row]:
    """The rows that are given; an agency that goes on from its group's rows gets those it leads, if it leads any."""
    rows = rows_for(earlier.recipient, earlier.rows, form)
    agency = earlier.recipient.agency
    if agency is None or any(row.recipient == earlier.recipient.code for row in rows):
        return rows
    lead = form_roles(earlier.profile.forms[form]).lead
    return [row for row in rows if lead and row.value(lead) == agency] or rows


def _given_row(earlier: _Earlier, form: Form, row: Row) -> dict[str, Value]:
    """What stands in the given columns of a form for an earlier row, by column key."""
    values: dict[str, Value] = {}
    for column in form.carried:
        name, _, key = column.source.partition(".")
        origin = earlier.profile.forms[name]
        if name != row.form:
            value = _said_by_referring_rows(earlier, origin, key, row)
        elif key == origin.code_key:
            value = shown_code(origin, row.recipient, row.code)
        else:
            value = _said(row, key)
        if value is not None:
            values[column.key] = value
    return values


def _said_by_referring_rows(earlier: _Earlier, form: Form, key: str, parent: Row) -> Value:
    """What the rows of a form that refer to a row say in a column, one below the other."""
    code = shown_code(earlier.profile.forms[parent.form], parent.recipient, parent.code)
    links = [column.key for column in form.columns if column.refers_to == parent.form]
    texts = [
        _shown(earlier, form, form.column(key), row)
        for row in earlier.rows.get(form.name, ())
        if row.recipient == parent.recipient and any(row.value(link) == code for link in links)
    ]
    return "\n".join(str(text) for text in texts if text is not None) or None


def _forms_reached(profile: Profile, stage: Stage) -> Iterator[Form]:
    """The forms of other stages that this stage's forms refer to, and those that these refer to; by stage."""
    seen = set(stage.forms)
    waiting = list(stage.forms)
    while waiting:
        form = profile.forms[waiting.pop()]
        sources = [column.source.partition(".")[0] for column in form.carried]
        named = [form.rows_from, *sources, *(column.refers_to or "" for column in form.columns)]
        fresh = [name for name in dict.fromkeys(named) if name in profile.forms and name not in seen]
        seen.update(fresh)
        waiting += fresh
    order = [name for any_stage in profile.stages for name in any_stage.forms]
    for name in dict.fromkeys([*order, *profile.forms]):
        if name in seen and name not in stage.forms:
            yield profile.forms[name]


def _reference_table(earlier: _Earlier, form: Form, rows: Sequence[Row]) -> ReferenceTable:
    """A read-only sheet with the rows of an earlier form."""
    groups = list(_reference_columns(form, rows))
    return ReferenceTable(
        form=form.name,
        sheet=reference_sheet_name(form),
        title=f"ACUAN {form.sheet.upper()}",
        headings=("Kode", *(form.shared_heading(columns[0]) for columns in groups)),
        widths=(9.0, *(max(10.0, *(column.width for column in columns)) for columns in groups)),
        rows=tuple(
            (shown_code(form, row.recipient, row.code), *(_joined(earlier, form, columns, row) for columns in groups))
            for row in rows
        ),
    )


def _joined(earlier: _Earlier, form: Form, columns: Sequence[Column], row: Row) -> Value:
    """What a row says in some columns: a value of its own type where it is one column, else text."""
    values = [_shown(earlier, form, column, row) for column in columns]
    if len(values) == 1:
        return values[0]
    return ", ".join(str(value) for value in values if value is not None) or None


def _shown(earlier: _Earlier, form: Form, column: Column, row: Row) -> Value:
    """A value as its sheet showed it: labels for codes, quarters as TW I 2023."""
    value = _said(row, column.key)
    if not isinstance(value, str):
        return value
    if column.kind.is_period:
        return earlier.profile.quarter_label(value)
    shown = whole(column.kind).show(value)
    entries = list_for(earlier.profile, form, column, earlier.recipient) if column.kind.is_choice else None
    if entries is None:
        return shown
    return next((item.label for item in entries.items if item.stored == value), shown)


def _said(row: Row, key: str) -> Value:
    """What a cell says: its value, else what was typed."""
    cell = row.cells.get(key)
    if cell is None:
        return None
    return cell.value if cell.value is not None else display(cell.raw) or None


def _reference_columns(form: Form, rows: Sequence[Row]) -> Iterator[tuple[Column, ...]]:
    """What is worth looking up: the row's name first, then what is asked for; a series of choices is one column."""
    asked = [
        column
        for column in form.inputs
        if column.required in _ASKED and (not column.series or column.kind.is_choice or column.year is None)
    ]
    title = [column for column in form.inputs if column.key == form.title_column]
    done: set[str] = set()
    for column in [*title, *asked]:
        if column.key in done:
            continue
        group = [c for c in form.inputs if c.series == column.series] if column.series else [column]
        done.update(c.key for c in group)
        filled = tuple(c for c in group if any(c.key in row.cells for row in rows))
        if filled:
            yield filled
