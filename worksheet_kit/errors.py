"""Errors a caller can act on. Each carries one Indonesian sentence, ready for a person: what is wrong, where, what to do."""

from __future__ import annotations


class WorksheetKitError(Exception):
    """Base of all errors of this package; ``str()`` of it is the sentence to show."""


class ProfileError(WorksheetKitError):
    """The profile or a form cannot be used. The sentence names the file and the key path or CSV row."""


class UsageError(WorksheetKitError):
    """The call cannot be carried out as asked (unknown group, stage, folder). Nothing has been written."""


class AmbiguousStageError(UsageError):
    """As many returns carry one stage as another, and none was named."""


class OutputError(WorksheetKitError):
    """An output cannot be written, for instance because it is open in Excel. What stood there before is intact."""
