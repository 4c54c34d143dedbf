"""A participant's own workbook, checked and filled in further: the same workbook, saved later.

It has the file code and revision of the one it is made from, and says of its seeds what that one says: to whoever
collects it is an ordinary later copy, never a correction. What is left to do is marked as in a correction.
"""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Recipient, Result, Return, WorksheetContent
from worksheet_kit.feedback.filling import begin, finished, leave_open
from worksheet_kit.feedback.sources import source_of
from worksheet_kit.merging.copy import Copies
from worksheet_kit.worksheet.workbook import worksheet_bytes


def own_copy(result: Result, returned: Return, owner: Recipient, now: datetime) -> bytes:
    """The workbook, saved ``now``; ``result`` is of this one return alone.

    It is later than what it is made from also where a clock is wrong. Raises UsageError where there are no answers.
    """
    content = _content(result, returned, owner)
    workbook = worksheet_bytes(result.dataset.profile, result.dataset.stage, owner, content)
    saved = returned.saved
    if saved is not None:
        now = max(now, (saved.replace(tzinfo=UTC) if saved.tzinfo is None else saved) + timedelta(seconds=1))
    return _saved_at(workbook, now)


def _content(result: Result, returned: Return, owner: Recipient) -> WorksheetContent:
    source = source_of(result)
    if owner.code not in result.dataset.submissions:
        raise UsageError("Kertas kerja itu belum berisi apa pun. Isi dulu, lalu periksa lagi.")
    ((_, copy),) = Copies().of([returned], result.dataset.profile, result.dataset.stage, {})
    filling = begin(source, owner, copy.blank)
    leave_open(filling)
    return replace(
        finished(filling, [owner]),
        revision=returned.code.revision,
        seeds=returned.seeds,
        seeded=returned.seeded,
        origins={**filling.origins, **returned.origins},
        draft=bool(returned.origins),
    )


def _saved_at(workbook: bytes, time: datetime) -> bytes:
    """A workbook that says it was saved at some time, as office programs write it when somebody has typed in it."""
    out = io.BytesIO()
    stamp = f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            new.writestr(part, data)
    return out.getvalue()
