"""The names of what can be noticed about a file, each with the data that its words need.

Intake, reader, merger and matrix read-back only notice: they make a `Fact` or a `Refusal` under one of these names. The
checks judge it and put it in words. So that no sentence lacks a word, neither can be made without the data its name
asks for, nor with other data; counts are numbers, lists of cells are tuples, and nothing here is said to people.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

#: One piece of data: a text, a number, or several texts such as cells in A1 notation.
Datum = str | int | float | tuple[str, ...]


class _Name(StrEnum):
    """A name that declares which data go with it: keys that it needs and keys that it may have besides."""

    needs: frozenset[str]
    may: frozenset[str]

    def __new__(cls, name: str, needs: str = "", may: str = "") -> Self:
        member = str.__new__(cls, name)
        member._value_ = name
        member.needs, member.may = frozenset(needs.split()), frozenset(may.split())
        return member

    def require(self, data: Mapping[str, Datum]) -> None:
        """Raise ValueError when the data lack a key that this name needs, or have one that it does not know."""
        lacking, unknown = self.needs - data.keys(), data.keys() - self.needs - self.may
        if lacking or unknown:
            raise ValueError(f"{self.value}: lacks {sorted(lacking)}, does not know {sorted(unknown)}")


class FactName(_Name):
    """What is noticed about a file that can be used.

    Data: ``form`` is a form's name; ``count`` a number of cells, of which ``cells`` names the first few; ``text`` what
    somebody typed; ``file``, ``latest`` files; ``code``, ``new`` row keys; ``revision``, ``newer`` revisions; ``saved``
    and ``sent`` times in ISO 8601.
    """

    # the reader's
    SHEET_MISSING = "sheet_missing", "form"
    COLUMN_MISSING = "column_missing", "form"
    OLD_EDITION = "old_edition", "form columns"  # keys of the columns that the form has had since
    ROW_WITHOUT_KEY = "row_without_key", "form"
    DUPLICATE_KEY = "duplicate_key", "cells"  # all of them; with their sheets, where these are several
    LOCKED_CHANGED = "locked_changed", "form count cells"
    OUTSIDE_TABLE = "outside_table", "count cells", "form text"
    NOT_ASKED = "not_asked", "count cells"  # inputs of identity lines that the profile has given up
    EXTRA_SHEET = "extra_sheet", "count cells"
    MERGED_CELLS = "merged_cells", "form cells"
    COVERED = "covered", "form text"  # what stands hidden below merged cells
    COMMENT = "comment", "text", "form"
    DRAWN = "drawn", "text"  # the text of a text box, empty for a picture
    MACRO = "macro"
    EXTERNAL_LINK = "external_link", "", "target"
    LOST_PART = "lost_part", "part"  # the sheet itself, its comments or its drawing
    MESSAGE = "message", "text"  # what the sender wrote beside the file
    SAVED_TOO_LATE = "saved_too_late", "saved", "sent"  # after its mail was sent, or long after all others were saved
    # the merger's
    TWO_PROGRAMS = "two_programs", "form code new file"
    OLD_REVISION = "old_revision", "file revision newer differing"  # the number of answers that differ
    ONLY_IN_EARLIER = "only_in_earlier", "form file latest"
    EMPTIED_ELSEWHERE = "emptied_elsewhere", "form file other"  # the row is empty in the file, worked on in the other
    EDITED_AFTER_DRAFT = "edited_after_draft", "form new"
    IDENTITY_TROUBLE = "identity_trouble", "text"
    IDENTITY_UNREADABLE = "identity_unreadable", "text"  # of a line that has a kind
    # of a matrix workbook that was worked on
    DECISION_STALE = "decision_stale", "form decision reason"  # the reason is an `Unused`
    ENTRY_UNUSED = "entry_unused", "form text source reason"  # the reason is an `Unused`
    ROW_DELETED = "row_deleted", "form file"
    REVIEW_STALE = "review_stale", "decision gone"  # the key of the row that is gone
    REVIEW_UNLISTED = "review_unlisted", "decision choices"  # it is none of the choices, in words
    TOO_MANY_CHOSEN = "too_many_chosen", "group count places codes"  # programs chosen for the cards of a group
    MATRIX_SHEET = "matrix_sheet", "count"
    MATRIX_UNREAD = "matrix_unread", "holds"  # what people write in the sheet, in words
    MATRIX_UNMARKED = "matrix_unmarked", "holds"
    MATRIX_NEWER = "matrix_newer", "file"  # the matrix that was read; the place is a copy saved after it


#: What any refusal may say besides: the file code found, and more of what the file is.
_ANY = "code detail"


class RefusalName(_Name):
    """Why a file is no usable return: what it is instead, or what is wrong with it.

    Data: ``sheet``, ``found`` and ``expected`` where two things disagree; ``limit`` which limit a file exceeds, with
    ``count`` by what it has; ``stage`` of the tables found; ``seconds`` granted; ``since`` the first file that was not
    read of a container; ``whole`` 1 for a limit of all files together; ``first`` the file that a link leads to;
    ``skipped`` what was left out of a container, each with its number (``2 photo``); ``missing`` names of files.
    """

    STRANGER = "stranger", "", _ANY
    DAMAGED = "damaged", "", _ANY
    PASSWORD = "password", "", f"given {_ANY}"  # whether one was given that does not fit
    LOCKED_ZIP = "locked_zip", "", _ANY  # encrypted in a way that is not opened here
    LOCKED_XLS = "locked_xls", "", _ANY  # the same of an .xls
    PACKED = "packed", "", _ANY  # by a method that is not opened here
    PHOTO = "photo", "", _ANY
    PDF = "pdf", "", _ANY
    WORD = "word", "", _ANY
    LINK = "link", "", _ANY
    OTHER_STAGE = "other_stage", "", _ANY
    OTHER_EDITION = "other_edition", "", _ANY
    NOT_GENUINE = "not_genuine", "", _ANY  # of this very edition, but with another recipient or other forms
    OTHER_REGION = "other_region", "", _ANY
    CODE_MISMATCH = "code_mismatch", "sheet found expected", f"cell {_ANY}"
    CODE_MISSING = "code_missing", "", f"stage {_ANY}"
    EMPTY = "empty", "", _ANY
    HTML = "html", "", _ANY
    CSV = "csv", "", _ANY
    ARCHIVE = "archive", "", _ANY
    MSG = "msg", "", _ANY
    NUMBERS = "numbers", "", _ANY
    FODS = "fods", "", _ANY
    XML2003 = "xml2003", "", _ANY
    WINMAIL = "winmail", "", _ANY
    EMLX = "emlx", "", _ANY
    ET = "et", "", _ANY
    CRASH = "crash", "", _ANY
    TIMEOUT = "timeout", "", f"seconds since whole {_ANY}"
    TOO_BIG = "too_big", "", f"limit count since whole {_ANY}"
    TOO_DEEP = "too_deep", "", f"limit count {_ANY}"
    UNREADABLE = "unreadable", "", _ANY
    # nobody has to do anything about these
    NOISE = "noise", "", _ANY
    LINKED = "linked", "first", _ANY
    CHAT = "chat", "messages skipped missing", _ANY
    MAIL_PARTS = "mail_parts", "skipped", _ANY
    MAILBOX = "mailbox", "letters skipped", _ANY
    OWN_MATRIX = "own_matrix", "", _ANY
    OWN_TEXT = "own_text", "", _ANY
    OWN_DRAFT = "own_draft", "", _ANY
