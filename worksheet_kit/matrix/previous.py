"""The rows of an earlier stage, read back from its matrix, and the lists of codes that a later stage takes from them.

A worksheet of a later stage may refer to rows of an earlier one (``list = "@strategi"``): its answers can only be read
beside those rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import (
    Form,
    Item,
    Place,
    Profile,
    Recipient,
    ReturnedRow,
    ReturnedSheet,
    Row,
    Stage,
    ValueList,
)
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.row_code import code_order, own_code, parse_row_code, shown_code
from worksheet_kit.kinds.row import FormReader
from worksheet_kit.matrix.content import MatrixContent
from worksheet_kit.matrix.nominations import chosen_keys
from worksheet_kit.matrix.readback import read_matrix

#: Rows of earlier stages, by form: what `Dataset.previous` holds.
Previous = Mapping[str, Sequence[Row]]


class PreviousRows(dict[str, tuple[Row, ...]]):
    """The rows of an earlier stage, by form, and which of them were chosen for quick wins."""

    chosen: frozenset[str] = frozenset()


#: Characters of an entry of a list of codes: its code and as much of its wording as a dropdown can show.
ENTRY_LENGTH = 70


def read_previous(path: Path, profile: Profile, stage: Stage) -> PreviousRows:
    """The rows of the matrix of an earlier stage, by form, as they stand in its data sheets now.

    ``path`` may be either of two books that lie side by side.

    What was changed there by hand counts, and is read like anything that people type. Raises UsageError for a file that
    is no matrix of this region or whose stage is not before ``stage``.
    """
    content = read_matrix(path, profile)
    if content.stage >= stage.number:
        raise UsageError(
            f"{path.name} adalah matriks bimtek {content.stage}; bekal bimtek {stage.number} diambil dari matriks "
            "bimtek sebelumnya."
        )
    _refuse_incomplete(content, path, profile, stage)
    rows_by_form = PreviousRows()
    rows_by_form.chosen = frozenset(chosen_keys(content.reviews))
    for name, raw_rows in content.rows.items():
        form = profile.forms[name]
        rows = (_row(profile, form, owner, key, content) for owner, key in _owned(profile, form, raw_rows))
        rows_by_form[name] = tuple(row for row in rows if row is not None)
    return rows_by_form


def _refuse_incomplete(content: MatrixContent, path: Path, profile: Profile, stage: Stage) -> None:
    """Raise UsageError for a matrix that would leave the worksheets of a stage without their rows.

    That is one without its data sheets, such as the copy for forwarding, and one of a stage before the one whose rows
    the worksheets go on from.
    """
    own_forms = [
        form for earlier in profile.stages if earlier.number == content.stage for form in profile.stage_forms(earlier)
    ]
    lost = [form.sheet for form in own_forms if form.name not in content.rows]
    if lost:
        remedy = "Pakai matriks lengkapnya, bukan bahan paparan."
        if content.other_book:
            remedy = f'Taruh "{content.other_book}" di folder yang sama, lalu ulangi.'
        raise UsageError(f"{path.name} tidak memuat lembar data untuk {' dan '.join(lost)}. {remedy}")
    for form in profile.stage_forms(stage):
        if form.rows_from and form.rows_from not in (*content.rows, *stage.forms):
            raise UsageError(
                f"{path.name} adalah matriks bimtek {content.stage} dan tidak memuat "
                f"{profile.forms[form.rows_from].sheet}, yang menjadi baris {form.sheet}. "
                "Pakai matriks bimtek yang mengisinya."
            )


def _owned(profile: Profile, form: Form, keys: Iterable[str]) -> Iterator[tuple[Recipient, str]]:
    """Row keys with whose they are, in the profile's order and by code. Keys of nobody are left out."""
    parsed = [(code, key) for key in keys if (code := parse_row_code(key)) is not None]
    for owner in all_recipients(profile):
        own = [(code.code, key) for code, key in parsed if code.owner == owner.code]
        for _, key in sorted(own, key=lambda row: code_order(form, row[0])):
            yield owner, key


def _row(profile: Profile, form: Form, owner: Recipient, key: str, content: MatrixContent) -> Row | None:
    """A row of a data sheet, None when nothing is filled in."""
    raws = content.rows[form.name][key]
    sheet = ReturnedSheet(form=form.name, sheet="", columns={}, rows=())
    cells = FormReader(profile, form, owner).on(sheet, "").row(ReturnedRow(key=key, number=0, cells=raws))
    if not cells:
        return None
    places = content.places
    return Row(
        key=key,
        code=own_code(owner, key),
        form=form.name,
        recipient=owner.code,
        cells={name: cell._replace(place=places.get((key, name), cell.place)) for name, cell in cells.items()},
        place=places.get((key, form.code_key), Place()),
    )


def rows_for(recipient: Recipient, previous: Previous, form: str) -> list[Row]:
    """The rows of an earlier form that a recipient goes on from: its own, else those of its group."""
    rows = previous.get(form, ())
    own = [row for row in rows if row.recipient == recipient.code]
    if own or recipient.is_group:
        return own
    return [row for row in rows if row.recipient == recipient.dimension]


def code_lists(profile: Profile, stage: Stage, recipient: Recipient, previous: Previous) -> dict[str, ValueList]:
    """A list of a recipient's codes for every earlier form that a column of the stage takes codes of, by that form."""
    code_lists: dict[str, ValueList] = {}
    columns = (column for form in profile.stage_forms(stage) for column in form.columns)
    for target in dict.fromkeys(column.refers_to for column in columns):
        if target is None or target in stage.forms:
            continue
        origin = profile.forms[target]
        items = tuple(_entry(origin, row) for row in rows_for(recipient, previous, target))
        if items:
            code_lists[target] = ValueList(name=target, title=f"kode {origin.noun}", items=items)
    return code_lists


def all_code_lists(profile: Profile, stage: Stage, previous: Previous) -> dict[str, dict[str, ValueList]]:
    """The same for every recipient that has any, by its code."""
    by_recipient = {r.code: code_lists(profile, stage, r, previous) for r in all_recipients(profile)}
    return {code: lists for code, lists in by_recipient.items() if lists}


def _entry(form: Form, row: Row) -> Item:
    code = shown_code(form, row.recipient, row.code)
    words = " ".join(row.text(form.title_column).split())
    label = f"{code} {words}".strip()
    if len(label) > ENTRY_LENGTH:
        label = label[:ENTRY_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return Item(label=label, code=code)
