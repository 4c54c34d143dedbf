"""Read one returned workbook: whose it is, where its tables stand, and every cell in it, by keys and never by position.

`read` is one picklable call, so that a worker process can run it. It judges nothing: what it notices on the way (a lost
column, a row without key, a note beside the table) it carries along as facts. Only when the parts of a workbook
contradict each other, so that nobody can tell whose answers these are, is it refused for a person to decide.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timezone

from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.model import Fact, FileCode, Place, Profile, Refusal, Return
from worksheet_kit.formats.grid import Book
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.returns import strays
from worksheet_kit.returns.identity import identify, people
from worksheet_kit.returns.rows import gather, read_rows
from worksheet_kit.returns.tables import Table, answered_rows, as_sent, lost_tables, marked_tables
from worksheet_kit.returns.workbook import Lookups, Workbook, load_sheets
from worksheet_kit.worksheet.kit import Kit


def read(candidate: Candidate, profile: Profile, lookups: Lookups | None = None) -> Return | Refusal:
    """What came back in this file, or why it is no usable return. Never raises for what a file holds.

    ``lookups`` are of the same profile, and handed from one file to the next.
    """
    if not candidate.readable:
        return refuse(candidate, RefusalName(candidate.kind), **candidate.words)
    try:
        book = open_book(candidate.data, candidate.kind, candidate.passwords)
        return _returned(candidate, book, lookups or Lookups(profile))
    except UnreadableError as problem:
        return refuse(candidate, problem.name, problem.code, problem.rows, **problem.data)


def refuse(
    candidate: Candidate, name: RefusalName, code: FileCode | None = None, rows: int = 0, /, **data: Datum
) -> Refusal:
    """The refusal of a candidate under this name; ``rows`` are the filled rows in it, where that is identified."""
    if candidate.detail:
        data.setdefault("detail", candidate.detail)
    return Refusal(
        file=candidate.file,
        sha256=candidate.sha256,
        name=name,
        skipped=name is RefusalName.NOISE,
        code=code,
        data=data,
        rows=rows,
        sender=candidate.envelope.sender,
        subject=candidate.envelope.subject,
    )


def _returned(candidate: Candidate, book: Book, lookups: Lookups) -> Return:
    """Identify a workbook and read its tables. Raises UnreadableError for what is no usable return."""
    profile = lookups.profile
    sheets = load_sheets(book)
    tables = tuple(table for grid in sheets.grids for table in marked_tables(grid, profile))
    if sheets.matrix and not tables:
        raise UnreadableError(RefusalName.OWN_MATRIX)
    with _saying(None, tables):
        identified = identify(sheets, tables, profile)
    with _saying(identified.code, tables):
        tables = tuple(as_sent(table, identified.forms) for table in tables)
        tables += lost_tables(sheets.grids, tables, identified.forms, identified.recipient)
    workbook = Workbook(
        file=candidate.file,
        sheets=sheets,
        tables=tables,
        code=identified.code,
        showing=identified.showing,
        recipient=identified.recipient,
        stage=profile.stage(identified.code.stage),
        lookups=lookups,
    )
    with _saying(identified.code, tables):
        return _contents(candidate, workbook)


def _contents(candidate: Candidate, workbook: Workbook) -> Return:
    """What an identified workbook holds. Raises UnreadableError where its parts contradict each other."""
    contents = [read_rows(workbook, table) for table in workbook.tables]
    returned_sheets, repeated_keys = gather(workbook, contents)
    values, places = people(workbook.sheets.grids, workbook.profile, workbook.file)
    facts: list[Fact] = []
    for in_table, repeated in zip(strays.in_tables(workbook, contents), repeated_keys, strict=True):
        facts += [*in_table, *repeated]
    facts += _missing_sheets(workbook)
    facts += strays.on_other_sheets(workbook, frozenset(places.values()))
    facts += strays.what_could_act(workbook)
    book = workbook.sheets.book
    kit = workbook.sheets.kit if workbook.code.revision else Kit()
    return Return(
        file=workbook.file,
        sha256=candidate.sha256,
        code=workbook.code,
        saved=_in_utc(book.saved, workbook.profile) or candidate.envelope.sent,
        sender=candidate.envelope.sender,
        subject=candidate.envelope.subject,
        sheets=returned_sheets,
        identity=values,
        identity_places=places,
        seeds=kit.seeds,
        seeded=kit.seeded,
        origins=kit.origins,
        offered=workbook.sheets.kit.offered,
        facts=tuple(facts),
    )


def _in_utc(saved: datetime | None, profile: Profile) -> datetime | None:
    """A time of saving in UTC; one without a zone is what the clocks of the region showed."""
    if saved is None or saved.tzinfo is not None:
        return saved
    return saved.replace(tzinfo=timezone(profile.zone.offset)).astimezone(UTC)


@contextmanager
def _saying(code: FileCode | None, tables: Sequence[Table]) -> Iterator[None]:
    """Let a refusal say whose the workbook is, as far as is known, and how many filled rows it holds."""
    try:
        yield
    except UnreadableError as problem:
        problem.code = problem.code or code
        problem.rows = problem.rows or sum(len(answered_rows(table)) for table in tables)
        raise


def _missing_sheets(workbook: Workbook) -> Iterator[Fact]:
    present = {table.form.name for table in workbook.tables}
    for form in workbook.profile.stage_forms(workbook.stage):
        if form.name not in present:
            place = Place(workbook.file, form.sheet)
            yield Fact(name=FactName.SHEET_MISSING, place=place, data={"form": form.name})
