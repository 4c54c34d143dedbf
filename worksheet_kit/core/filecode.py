"""The visible file code: how a worksheet workbook says what it is when every hidden sheet, name and property is gone.

``EDITION-Bn-RECIPIENT[-Rn]-CHECK``. CHECK covers the other parts and the columns of the stage's forms, each by its key
and kind, never wording, lists or row room: mending a heading or adding an OPD disowns no sheet already sent. Nor does
adding a column: a code is genuine for every column set that its forms have had, or that still stands in the file. A
column that was removed, or is of another kind by now, fits none.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from worksheet_kit.core.model import Column, FileCode, Form, Profile, Recipient, Stage

#: The columns of a stage's forms, by form name, in the order of the stage.
ColumnSets = Mapping[str, Sequence[Column]]

#: Crockford's base 32: no I, L, O, U, so that a code read over the telephone comes back the same.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_LENGTH = 4
_MOST_SETS = 5_000  # that are tried: far more than forms have editions
_PATTERN = re.compile(
    r"(?P<edition>[A-Z]+[0-9]+)-B(?P<stage>[1-9][0-9]?)-(?P<recipient>[A-Z0-9]+(?:-[A-Z0-9]+)*?)"
    r"(?:-R(?P<revision>[1-9][0-9]?))?-(?P<check>[0-9A-HJKMNP-TV-Z]{4})"
)


def file_code(profile: Profile, stage: Stage, recipient: Recipient, revision: int = 0) -> FileCode:
    """The code of one worksheet workbook. ``revision`` 0 is the workbook first sent, 1 its first correction."""
    described = [_keys_and_kinds(form.name, form.columns) for form in profile.stage_forms(stage)]
    return FileCode(
        edition=profile.edition,
        stage=stage.number,
        recipient=recipient.code,
        revision=revision,
        check=_check(profile.edition, stage.number, recipient.code, revision, described),
    )


def parse_file_code(text: str) -> FileCode | None:
    """The code that is the whole of ``text`` (case and surrounding blanks aside), or None."""
    match = _PATTERN.fullmatch(text.strip().upper())
    if match is None:
        return None
    return FileCode(
        edition=match["edition"],
        stage=int(match["stage"]),
        recipient=match["recipient"],
        revision=int(match["revision"] or 0),
        check=match["check"],
    )


def sent_columns(code: FileCode, profile: Profile, standing: ColumnSets | None = None) -> ColumnSets | None:
    """The columns that a workbook with this code went out with; None where CHECK fits none that it may have had.

    That is any edition of each form, or what the keys in the workbook itself say: ``standing`` has the columns of ours
    that stand there, by form name and in the order of the sheet.
    """
    stage = next((stage for stage in profile.stages if stage.number == code.stage), None)
    forms = () if stage is None else profile.stage_forms(stage)
    for sets, described in _column_sets(forms, standing or {}):
        if code.check == _check(code.edition, code.stage, code.recipient, code.revision, described):
            return sets
    return None


def region_of(edition: str) -> str:
    """The letters an edition begins with; editions of one region share them."""
    return edition.rstrip("0123456789")


def _column_sets(forms: Sequence[Form], standing: ColumnSets) -> Iterator[tuple[ColumnSets, Sequence[str]]]:
    """The column sets that forms may have gone out with, the likeliest first, each with what CHECK covers of it."""
    names = [form.name for form in forms]
    there = [[standing[name]] if name in standing else [] for name in names]
    editions = [[*form.editions, *own] for form, own in zip(forms, there, strict=True)]
    # Version 0.1.0 knew no editions, and covered keys alone.
    firsts = [
        [form.editions[-1], *([column for column in own if column.since == 1] for own in keys)]
        for form, keys in zip(forms, there, strict=True)
    ]
    for choices, described in (editions, _keys_and_kinds), (firsts, _keys):
        for columns in islice(product(*choices), _MOST_SETS):
            yield dict(zip(names, columns, strict=True)), list(map(described, names, columns))


def _keys_and_kinds(form: str, columns: Sequence[Column]) -> str:
    return f"{form}:{','.join(f'{column.key}={column.kind}' for column in columns)}"


def _keys(form: str, columns: Sequence[Column]) -> str:
    return f"{form}:{','.join(column.key for column in columns)}"


def _check(edition: str, stage: int, recipient: str, revision: int, described: Sequence[str]) -> str:
    text = "|".join([edition, str(stage), recipient, str(revision), *described])
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
    letters = []
    for _ in range(_CHECK_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)
