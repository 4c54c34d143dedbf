"""A worksheet workbook: what is e-mailed, filled in offline, and comes back.

What stands in the cells is worked out first (`contents`), then every sheet is written by its own module. The same
profile and content give the same bytes on any day.

Every workbook is made without the texts that name whom it is for (`Contents.own`), which are filled in at the end. The
blank ones of a dimension's agencies differ in nothing else: they are made once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from worksheet_kit.core.files import Outputs
from worksheet_kit.core.garbage import uncollected
from worksheet_kit.core.layout import (
    BAND_ROW,
    COLUMNS_SHEET,
    CORRECTIONS_SHEET,
    EXAMPLES_SHEET,
    INSTRUCTIONS_SHEET,
    KIT_SHEET,
    LISTS_SHEET,
)
from worksheet_kit.core.model import Profile, Recipient, Stage, Value, WorksheetContent
from worksheet_kit.excel import style
from worksheet_kit.excel.book import Book
from worksheet_kit.excel.package import OWN, Package, own_text
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.text_cells import fitting, writable
from worksheet_kit.values.text import display
from worksheet_kit.worksheet import (
    card_sheet,
    columns_sheet,
    corrections_sheet,
    examples_sheet,
    form_sheet,
    instructions_sheet,
    lists_sheet,
    reference_sheet,
)
from worksheet_kit.worksheet.contents import (
    CODE_AGAIN,
    FILE_CODE,
    RECIPIENT,
    TITLE,
    Contents,
    FormContents,
    prepare,
)
from worksheet_kit.worksheet.kit import (
    FORMS,
    NOTES,
    PRINTED,
    TO_READ,
    Kit,
    answer_marks,
    carried_mark,
    mark_cells,
    printed_mark,
)
from worksheet_kit.worksheet.paper import footers

_BLANK = WorksheetContent()

#: Ends a text of a participant's that is longer than a cell of Excel holds.
CONTINUED = " … (terpotong; selengkapnya di berkas yang dikirim)"


def write_worksheet(
    path: Path, profile: Profile, stage: Stage, recipient: Recipient, content: WorksheetContent = _BLANK
) -> None:
    """Write one worksheet workbook.

    It is written under a temporary name and then renamed, so that what stood there before stays whole until then.
    Raises OutputError when it cannot be written, ProfileError when Excel would not take what the profile asks for.
    """
    data = worksheet_bytes(profile, stage, recipient, content)
    with Outputs() as outputs:
        outputs.path(path).write_bytes(data)


@uncollected()
def worksheet_bytes(profile: Profile, stage: Stage, recipient: Recipient, content: WorksheetContent = _BLANK) -> bytes:
    """One worksheet workbook as the bytes of its file. Raises ProfileError as `write_worksheet` does."""
    contents = prepare(profile, stage, recipient, content)
    return _finished(contents).file(contents)


def worksheets_bytes(
    profile: Profile, stage: Stage, wanted: Iterable[tuple[Recipient, WorksheetContent]]
) -> Iterator[bytes]:
    """Several workbooks of a stage, in order, each as `worksheet_bytes` gives it: what they share is made once."""
    first: dict[str, Contents] = {}  # by dimension, that of the first agency
    finished: dict[object, _Finished] = {}
    for recipient, content in wanted:
        with uncollected():
            if recipient.is_group or content != _BLANK:
                file = worksheet_bytes(profile, stage, recipient, content)
            else:
                known = first.get(recipient.dimension)
                contents = known.sent_to(recipient) if known else prepare(profile, stage, recipient, content)
                first.setdefault(recipient.dimension, contents)
                like = _pattern(contents)
                if like not in finished:
                    whole = prepare(profile, stage, recipient, content) if known else contents
                    finished[like] = _finished(whole)
                file = finished[like].file(contents)
        yield file


def _pattern(contents: Contents) -> object:
    """What all but the texts of its own follows from, in the blank workbook of an agency."""
    orders = [tuple(listed.entries.texts.values()) for listed in contents.lists if listed.entries.ordinals]
    return contents.recipient.dimension, *((role, own.longest) for role, own in contents.own.items()), *orders


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    """A workbook in which nothing is missing but the texts of its own."""

    package: Package
    printed: Mapping[str, frozenset[str]]  # where -> the texts that are printed there, or what stands for them

    def file(self, contents: Contents) -> bytes:
        """The file of the workbook with these contents."""
        own = {role: writable(own.text) for role, own in contents.own.items()} | footers(contents)
        for where, texts in self.printed.items():
            marks = {printed_mark(own[text.strip(OWN)] if text.startswith(OWN) else text) for text in texts}
            own |= {_marks_role(where, n): cell for n, cell in enumerate(mark_cells(marks, len(texts)))}
        return self.package.file(own)


def _finished(contents: Contents) -> _Finished:
    """Write a workbook with these contents."""
    profile, stage, content = contents.profile, contents.stage, contents.content
    goes_back = bool(content.revision or content.marks)  # what was typed stands in it, whatever that was
    book = Book(
        title=own_text(TITLE),
        subject=f"{stage.title}, {profile.region}",
        author=profile.contact.office,
        company=profile.region,
        created=stage.made,
        locked=True,
        password=profile.password,
        continued=CONTINUED if goes_back else "",
        typed_text=goes_back,
    )
    # Sheets stand in the order they are added in; Daftar is written first, as it defines the names all others use.
    correction = book.sheet(CORRECTIONS_SHEET, tab=style.TAB_CORRECTIONS) if content.marks or content.revision else None
    instructions = book.sheet(INSTRUCTIONS_SHEET, tab=style.TAB_INSTRUCTIONS)
    forms = [(book.sheet(form.form.sheet, tab=style.TAB_FORM), form) for form in contents.forms]
    references = [(book.sheet(table.sheet, tab=style.TAB_REFERENCE), table) for table in content.references]
    columns = book.sheet(COLUMNS_SHEET, tab=style.TAB_REFERENCE)
    examples = book.sheet(EXAMPLES_SHEET, tab=style.TAB_REFERENCE)
    lists = book.sheet(LISTS_SHEET, hidden=True)
    kit = book.sheet(KIT_SHEET, hidden=True)
    apart = lists_sheet.write(book, lists, contents)
    lists.protect()
    for sheet, form in forms:
        if form.form.in_cards:
            card_sheet.write(sheet, contents, form, apart)
        else:
            form_sheet.write(sheet, lists, contents, form, apart)
    for sheet, table in references:
        reference_sheet.write(sheet, contents, table)
    columns_sheet.write(columns, contents)
    examples_sheet.write(examples, contents)
    if correction is not None:
        corrections_sheet.write(correction, contents)
    instructions_sheet.write(instructions, contents)
    to_read = (instructions, columns, examples)
    printed = {
        FORMS: frozenset(text for sheet, form in forms for text in _outside_rows(sheet, form)),
        NOTES: frozenset(text for sheet, _ in forms for text in sheet.notes),
        TO_READ: frozenset(text for sheet in to_read for text in sheet.locked_texts.values()),
    }
    for sheet in (*(sheet for sheet, _ in (*forms, *references)), columns, examples, lists):
        sheet.settle()
    lines = [(line, {"kode": CODE_AGAIN, "penerima": RECIPIENT}.get(line[0], "")) for line in _kit(contents).lines()]
    for where, texts in printed.items():
        lines += [((PRINTED, where, where), _marks_role(where, n)) for n, _ in enumerate(mark_cells((), len(texts)))]
    for row, (line, role) in enumerate(lines):
        for column, text in enumerate(line):
            kit.text(row, column, text, own=role if column == len(line) - 1 else "")
    kit.width(0, 14, last=2)
    kit.protect()
    # Some programs keep these.
    book.property("kode_berkas", own_text(FILE_CODE))
    book.property("tahap", str(contents.stage.number))
    book.property("penerima", own_text(RECIPIENT))
    (correction or instructions).activate()
    return _Finished(package=book.package(), printed=printed)


def _marks_role(where: str, number: int) -> str:
    return (
        f"{PRINTED} {where} {number}"  # no entry of a list: those have the list's slug, which is one word, and a number
    )


def _outside_rows(sheet: Sheet, form: FormContents) -> Iterator[str]:
    """The texts that a form sheet shows around the rows of its table."""
    axis = form.form.in_cards
    rows = {form.sheet.number(place) - 1 for place in form.sheet.rows}
    return (text for spot, text in sheet.locked_texts.items() if spot[axis] not in rows or spot[0] < BAND_ROW)


def _as_shown(answers: Mapping[str, Value]) -> dict[str, Value]:
    """Answers as the cells hold them: one that was cut comes back cut, and is then known to be no answer of its own."""
    return {key: fitting(value, CONTINUED) if isinstance(value, str) else value for key, value in answers.items()}


def _texts(raw: Mapping[str, str | float]) -> dict[str, str]:
    return {key: display(typed) for key, typed in raw.items()}


def _kit(contents: Contents) -> Kit:
    """What the hidden sheet `_kit` is to say."""
    content = contents.content
    about = [
        ("kit", "worksheet-kit", "1"),
        ("kode", contents.code),
        ("edisi", contents.profile.edition),
        ("profil", contents.profile.name),
        ("tahap", str(contents.stage.number)),
        ("penerima", contents.recipient.code),
        ("revisi", str(content.revision)),
        *(("lembar", form.form.name, form.form.sheet) for form in contents.forms),
    ]
    carried = {
        row.key: carried_mark(form.shown(row.key, column) for column in columns)
        for form in contents.forms
        if form.given and (columns := [column.key for column in form.form.carried])
        for row in form.sheet.rows
    }
    answered = {*content.answers, *content.raw} if content.seeds else ()
    return Kit(
        about=tuple(about),
        seeds=content.seeds,
        offered=contents.offered,
        origins=content.origins,
        seeded=content.seeded
        if content.seeded is not None
        else {
            key: answer_marks(_as_shown({**_texts(content.raw.get(key, {})), **content.answers.get(key, {})}))
            for key in answered
        },
        carried=carried,
    )
