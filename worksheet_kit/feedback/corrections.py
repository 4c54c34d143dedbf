"""Corrections (*Lembar Perbaikan*): a fresh, locked worksheet with a recipient's own answers and a mark on each fault.

Each cell with a fault, each conflict and each row the reviewers sent back is marked. What could not be read stays in
its cell as it was typed, so that leaving it alone loses nothing, and in the note; what a cell cannot hold (an error, a
formula without a result) stays in the note alone. The workbook names the files it was made from
(`WorksheetContent.seeds`), so that the next merge knows what it stands for.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import Recipient, Request, Result, WorksheetContent
from worksheet_kit.core.names import all_recipients, worksheet_path
from worksheet_kit.core.words import CORRECTION
from worksheet_kit.feedback.filling import begin, finished, leave_open
from worksheet_kit.feedback.marks import is_asked_for, is_sent_back, marks_of_entries, marks_of_later, review_print
from worksheet_kit.feedback.sources import next_revision, source_of
from worksheet_kit.worksheet.workbook import write_worksheet


def write_corrections(result: Result, folder: Path, troubles: list[str] | None = None) -> list[Path]:
    """Write a correction workbook for each recipient with something to put right, and give their paths.

    ``troubles`` is as for `write_workbooks`. Raises OutputError when one cannot be written.
    """
    contents = corrections(result, troubles)
    titled = ((f"{CORRECTION} R{content.revision}", owner, content) for owner, content in contents)
    return write_workbooks(result, folder, titled, troubles)


def corrections(result: Result, troubles: list[str] | None = None) -> Iterator[tuple[Recipient, WorksheetContent]]:
    """What the correction workbooks carry. A recipient with nothing to put right gets none.

    ``troubles`` is as for `write_workbooks`.
    """
    source = source_of(result)
    for recipient in all_recipients(source.profile):
        if recipient.code in result.dataset.submissions:
            content = WorksheetContent()
            with one_apart(f"{CORRECTION} untuk {recipient.code}", troubles):
                filling = begin(source, recipient)
                leave_open(filling)
                if filling.marks:
                    filling.marks += (*marks_of_entries(source, recipient), *marks_of_later(source, recipient))
                content = finished(filling, [recipient])
            if content.marks:
                yield recipient, content


@contextmanager
def one_apart(workbook: str, troubles: list[str] | None) -> Iterator[None]:
    """Let a workbook that cannot be made stop none of the others: its sentence goes to ``troubles``.

    Without ``troubles`` the ProfileError goes on.
    """
    try:
        yield
    except ProfileError as problem:
        if troubles is None:
            raise
        troubles.append(f"{workbook} tidak dapat dibuat: {problem}")


def with_sent(result: Result, *, to_everyone: bool, to_groups: bool) -> Result:
    """The result that remembers which rows went back as reviewers asked, for the matrix to keep.

    ``to_everyone`` says that corrections were made, ``to_groups`` that drafts were. A row that was sent back and
    answered goes out again only when the reviewers say something else of it.
    """
    owners = {recipient.code: recipient for recipient in all_recipients(result.dataset.profile)}
    rows = {row.key: row for row in result.dataset.all_rows}
    sent = {}
    for key, review in result.reviews.items():
        row = rows.get(key)
        if row is None or not is_sent_back(review):
            continue
        owner = owners[row.recipient]
        if is_asked_for(result, row, review) and (to_everyone or (to_groups and owner.is_group)):
            sent[key] = Request(next_revision(result, owner), review_print(result.dataset.profile, review, row))
        elif key in result.sent:
            sent[key] = result.sent[key]
    return replace(result, sent=sent)


def write_workbooks(
    result: Result,
    folder: Path,
    contents: Iterable[tuple[str, Recipient, WorksheetContent]],
    troubles: list[str] | None = None,
) -> list[Path]:
    """Write worksheets that go back, each under a title and the name of the recipient's own workbook.

    One that cannot be made stops none of the others: its sentence is added to ``troubles``. Raises OutputError when a
    file cannot be written, and without ``troubles`` the ProfileError of one that cannot be made.
    """
    profile, stage = result.dataset.profile, result.dataset.stage
    paths: list[Path] = []
    for title, recipient, content in contents:
        path = folder / f"{title} - {worksheet_path(profile, stage, recipient).stem}.xlsx"
        if path in paths:  # two dimensions of one name
            path = path.with_stem(f"{path.stem} ({recipient.code})")
        with one_apart(path.stem, troubles):
            write_worksheet(path, profile, stage, recipient, content)
            paths.append(path)
    return paths
