"""The visible file code: how a worksheet workbook says what it is when every hidden sheet, name and property is gone.

``EDITION-Bn-RECIPIENT[-Rn]-CHECK``. CHECK covers the other parts and the column keys of the stage's forms, never
wording, lists or row room: mending a heading or adding an OPD disowns no sheet already sent.
"""

import hashlib
import re

from worksheet_kit.core.model import FileCode, Profile, Recipient, Stage

#: Crockford's base 32: no I, L, O, U, so that a code read over the telephone comes back the same.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_LENGTH = 4
_PATTERN = re.compile(
    r"(?P<edition>[A-Z]+[0-9]+)-B(?P<stage>[1-9][0-9]?)-(?P<recipient>[A-Z0-9]+(?:-[A-Z0-9]+)*?)"
    r"(?:-R(?P<revision>[1-9][0-9]?))?-(?P<check>[0-9A-HJKMNP-TV-Z]{4})"
)


def file_code(profile: Profile, stage: Stage, recipient: Recipient, revision: int = 0) -> FileCode:
    """The code of one worksheet workbook. ``revision`` 0 is the workbook first sent, 1 its first correction."""
    return FileCode(
        edition=profile.edition,
        stage=stage.number,
        recipient=recipient.code,
        revision=revision,
        check=_check(profile, stage, recipient.code, revision),
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


def is_genuine(code: FileCode, profile: Profile) -> bool:
    """Whether CHECK is what this profile and its forms give for the other parts of the code."""
    stages = [stage for stage in profile.stages if stage.number == code.stage]
    return bool(stages) and code.check == _check(profile, stages[0], code.recipient, code.revision)


def region_of(edition: str) -> str:
    """The letters an edition begins with; editions of one region share them."""
    return edition.rstrip("0123456789")


def _check(profile: Profile, stage: Stage, recipient: str, revision: int) -> str:
    keys = [f"{form.name}:{','.join(column.key for column in form.columns)}" for form in profile.stage_forms(stage)]
    text = "|".join([profile.edition, str(stage.number), recipient, str(revision), *keys])
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
    letters = []
    for _ in range(_CHECK_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)
