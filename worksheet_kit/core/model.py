"""The nouns of the project: what every other module passes on, and nothing that acts.

All are frozen, keyword-only dataclasses, most of them slotted, or enums; only small look-ups and derived properties
live here. Nothing here imports more than the names of facts, so any module may import it. The groups below follow the
way of the data: profile, worksheet, return, dataset, finding, ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache, reduce
from typing import Any, NamedTuple, Self, TypeVar

from worksheet_kit.core.facts import Datum, FactName, RefusalName

T = TypeVar("T")


def first(fitting: Iterable[T], key: object) -> T:
    """The first of those that fit a key. Raises KeyError where there is none."""
    for entry in fitting:
        return entry
    raise KeyError(key)


# ---------------------------------------------------------------------------------------------------------------------
# Profile and forms: what a region and its kertas kerja are
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """What a column holds, as far as anybody may ask without knowing how it is read, checked or shown.

    There is one object of each kind, made and registered in room `kinds`, where the rest of what a kind means stands
    beside these answers (`kinds.whole`). Callers ask a question; none compares kinds.
    """

    name: str  # as a form's TOML says it
    is_input: bool  # a participant types into it; every other column is locked
    is_code: bool = False  # the row's Kode, printed
    is_status: bool = False  # the in-sheet status
    is_carried: bool = False  # carried over from an earlier stage
    is_computed: bool = False  # the sheet's own formula fills it
    is_number: bool = False  # its values are numbers
    adds_up: bool = False  # they are amounts of rupiah, whose sum over rows says something
    is_period: bool = False  # its values are periods of the plan, in order of time
    is_choice: bool = False  # one entry of a list; several such columns together are one answer
    is_words: bool = False  # its values are words, which may name a row
    is_long_text: bool = False  # words of one's own, of any length

    def __str__(self) -> str:
        return self.name


class Required(StrEnum):
    """How much a column is asked for."""

    YES = "yes"
    ANY = "any"  # at least one column of the series
    RECOMMENDED = "recommended"  # its absence is a note, never a fault
    KNOWN = "known"  # as YES in a sheet that offers the codes it takes, else as RECOMMENDED
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list: ``label`` is what the dropdown shows, ``code`` what is stored where the list has codes."""

    label: str
    code: str | None = None
    aliases: tuple[str, ...] = ()
    until: int | None = None  # the last year that it means, where it is a term

    @property
    def stored(self) -> str:
        """What a cell with this entry is stored as: the code where there is one, else the label."""
        return self.label if self.code is None else self.code

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that it may be called by."""
        return (self.label, self.code, *self.aliases) if self.code else (self.label, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A spelling that is never taken by itself: one label makes it a suggestion, several make it ambiguous."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueList:
    """A list behind dropdowns, in its fixed order."""

    name: str
    title: str  # what people call it, for messages: "satuan", "OPD"
    items: tuple[Item, ...]
    hints: tuple[Hint, ...] = ()
    region: str = ""  # whose name behind an entry says nothing: "Kabupaten Rembang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A main problem of the regency's medium-term plan (RPJMD)."""

    code: str
    name: str
    indicator: str = ""  # what a planner would measure it by; shown as help on the reference part of Petunjuk

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency (OPD). ``district`` marks a kecamatan, a supporter of any group that need not sit in one."""

    code: str
    name: str  # official name
    short: str  # the singkatan that dropdowns show
    aliases: tuple[str, ...] = ()
    district: bool = False
    contact: str = ""  # who answers there, where known
    phone: str = ""  # its WhatsApp
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """An entry of the national programme nomenclature, under the agencies likely to run it."""

    code: str
    name: str
    agencies: tuple[str, ...]  # agency codes

    @property
    def label(self) -> str:
        return f"{self.code} Program {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A smart-city dimension and the group of agencies that works on it."""

    code: str
    name: str
    subdimensions: tuple[Item, ...]
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # agency codes, in protocol order
    room: Mapping[str, int] = field(default_factory=dict)  # form name -> rows per block, where it differs from the form
    chair: str = ""
    chair_email: str = ""
    note_taker: str = ""
    note_taker_email: str = ""
    email: str = ""  # of the group as a whole
    phone: str = ""


class Quarter(NamedTuple):
    """A quarter of a calendar year; sorts by time."""

    year: int
    number: int  # 1 to 4

    @property
    def stored(self) -> str:
        """As stored in a dataset and in JSON: ``2023-Q1``."""
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        """As shown in the dropdown: ``TW I 2023``."""
        return f"TW {('I', 'II', 'III', 'IV')[self.number - 1]} {self.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who at the secretariat answers questions."""

    office: str
    name: str = ""
    phone: str = ""
    email: str = ""


class Mailing(StrEnum):
    """What goes out by mail, and the letter that goes with it."""

    SHEETS = "sheets"
    CORRECTIONS = "corrections"
    DRAFTS = "drafts"
    REMINDERS = "reminders"  # to those that were sent a sheet and have not returned it; nothing is attached
    PRESENTATION = "presentation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The texts of one mailing, with fields such as ``{kelompok}`` that are filled in for each recipient."""

    subject: str  # one line
    body: str
    chat: str  # for WhatsApp: no field in it stands for an answer or for a person


class Security(StrEnum):
    """How the way to a mail server is encrypted; there is no sending in the clear."""

    STARTTLS = "starttls"
    TLS = "tls"

    @property
    def port(self) -> int:
        """The port where mail is handed in this way (RFC 6409, RFC 8314)."""
        return 465 if self is Security.TLS else 587


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where the secretariat hands in its mail. The password is asked for, never kept."""

    host: str
    port: int
    security: Security
    user: str = ""  # who logs in; empty where the server asks for no login
    sender: str = ""  # the address that the mail is from


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A bimtek: a list of forms, with what its title block and covering text say."""

    number: int
    title: str  # "Penyusunan Masterplan Smart City"
    dates: str  # as printed: "20–21 Juli 2022"
    start: date  # the date that stands in document properties: no clock in any output
    place: str
    deadline: str  # as printed
    forms: tuple[str, ...]
    bring: tuple[str, ...] = ()  # bahan yang dibawa

    @property
    def made(self) -> datetime:
        """When its workbooks say that they were made, until somebody saves them."""
        return datetime.combine(self.start, time(8))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityField:
    """A line of the identity part of *Petunjuk*."""

    key: str
    label: str
    required: bool = False
    list: str | None = None  # name of a list for a dropdown
    kind: Kind | None = None  # how it is to be written, where it is neither free text nor from a list
    help: str = ""

    @property
    def column(self) -> Column:
        """The line as a column of its kind, which it must have."""
        assert self.kind is not None
        return Column(key=self.key, heading=self.label, kind=self.kind, help=self.help)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A series of pre-numbered codes in a form, such as S1 to S12."""

    prefix: str
    rows: int
    digits: int = 1  # P01 has two
    title: str = ""  # band over the block; none when empty
    note: str = ""  # a sentence in the band

    def code(self, n: int) -> str:
        """The code of the ``n``-th row, counted from 1."""
        return f"{self.prefix}{n:0{self.digits}d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One physical column of a form; a spec with ``repeat`` in TOML has become several of these when it is loaded."""

    key: str
    heading: str
    kind: Kind
    required: Required = Required.NO
    list: str | None = None  # name of a list of the profile or form, or "@form" for the codes filled in there
    help: str = ""
    example: str = ""
    width: float = 12.0
    band: str = ""  # title of the block of columns it stands under
    series: str = ""  # stem shared by repeated columns (opd_pendukung, target); empty when it stands alone
    year: int | None = None  # set for columns repeated over the plan years
    blocks: Mapping[str, str] = field(default_factory=dict)  # own block -> block of the form referred to (SO -> S)
    # lookup: "column>form.column", or several columns or series joined with + ("a+b>form.column"); total: the series
    # summed; given: "form.column", of another form than rows_from: of all its rows that refer to this row
    source: str = ""
    outside: str = ""  # what one chooses beside the codes of an earlier stage where none of them fits
    preset: str = ""  # "opd": in a workbook for one OPD the cell is preset with it
    minimum: float | None = None
    unit: str = ""  # key of the column that holds the unit of this number
    role: str = ""  # the part it plays in its form, a name of `roles.COLUMN_ROLES`; empty for none
    since: int = 1  # the edition of the form that first has it
    later: bool = False  # may follow after the bimtek: it stands behind the others and is never required
    used_by: str = ""  # who uses the answer, and where

    @property
    def is_input(self) -> bool:
        return self.kind.is_input

    @property
    def holds_answer(self) -> bool:
        """Whether it holds something said about the row: typed in, or carried over from an earlier stage."""
        return self.kind.is_input or self.kind.is_carried

    @property
    def refers_to(self) -> str | None:
        """The name of the form whose codes this column takes, or None."""
        return self.list[1:] if self.list and self.list.startswith("@") else None

    def asked(self, offered: Collection[str]) -> Required:
        """How much it is asked for in a sheet that offers the codes of these forms of earlier stages."""
        if self.required is not Required.KNOWN:
            return self.required
        return Required.YES if self.refers_to in offered else Required.RECOMMENDED


class RuleKind(StrEnum):
    """A rule over several cells of a row."""

    ORDER = "order"  # the quarter in columns[1] is not earlier than the one in columns[0]
    FUNDING = "funding"  # the source in columns[0] is ``value`` exactly when the series columns[1] sums to nothing
    LIMIT = "limit"  # at most ``limit`` rows per recipient have ``value`` in columns[0]
    NOT_ALL = "not_all"  # not every row of a dimension has ``value`` in columns[0]
    SOME = "some"  # at least one row of a dimension has ``value`` in columns[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a form over several cells; ``message`` is the short text of the in-sheet status."""

    kind: RuleKind
    columns: tuple[str, ...]  # those in the roles of `roles.RULE_ROLES` where the profile names none
    value: str = ""
    limit: int = 0
    message: str = ""


@dataclass(frozen=True, kw_only=True)  # what is asked for again and again is kept with it
class Form:
    """One kertas kerja: its columns and rules. All words in it are data, all keys are stable."""

    name: str
    sheet: str  # sheet name
    title: str  # "PROGRAM KERJA"
    noun: str  # what one row is: "program"
    blocks: tuple[Block, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    lists: tuple[ValueList, ...] = ()  # lists of this form alone
    role: str = ""  # the part it plays in a stage, a name of `roles.FORM_ROLES`; empty for none
    show_recipient: bool = False  # codes are shown as GOV-P01 rather than P01
    freeze: str = ""  # last frozen column
    strips: tuple[str, ...] = ()  # first column of each further printed page across
    in_cards: bool = False  # its table stands turned: each row is a card
    instructions: tuple[str, ...] = ()
    examples: tuple[Mapping[str, str], ...] = ()  # rows of Contoh Isian, by column key
    rows_from: str = ""  # form whose rows are given here (stage 3)
    first_order: tuple[str, ...] = ()  # keys of the columns as the first edition had them, where they have moved since

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    def shared_heading(self, column: Column) -> str:
        """What the headings of a column's series have in common; its own heading where that is nothing."""
        series = [other.heading.split() for other in self.columns if column.series and other.series == column.series]
        common = (words[0] for words in zip(*series, strict=False) if len({*words}) == 1)
        return " ".join(common) or column.heading

    @property
    def editions(self) -> tuple[tuple[Column, ...], ...]:
        """The column sets that the form has had, the latest first."""
        numbers = sorted({column.since for column in self.columns}, reverse=True)
        sets = [tuple(column for column in self.columns if column.since <= number) for number in numbers]
        if self.first_order:
            sets[-1] = tuple(column for key in self.first_order for column in self.columns if column.key == key)
        return tuple(sets)

    @cached_property
    def title_column(self) -> str:
        """The key of the column that names a row, empty where none does."""
        return next((column.key for column in self.columns if column.role == "title"), "")

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns a participant types into, in order."""
        return tuple(column for column in self.columns if column.is_input)

    @cached_property
    def carried(self) -> tuple[Column, ...]:
        """The columns carried over from an earlier stage, in order."""
        return tuple(column for column in self.columns if column.kind.is_carried)

    @cached_property
    def code_key(self) -> str:
        """The key of the column with the printed Kode."""
        return next((column.key for column in self.columns if column.kind.is_code), "")

    @cached_property
    def status_key(self) -> str:
        """The key of the column with the in-sheet status."""
        return next((column.key for column in self.columns if column.kind.is_status), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper size: ``index`` is the code of ECMA-376 part 1, 18.3.1.63 (pageSetup); sizes in millimetres, upright."""

    name: str
    index: int
    width: float
    height: float


class Zone(StrEnum):
    """One of Indonesia's three time zones, in which times are shown to people."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def offset(self) -> timedelta:
        """Ahead of UTC, all the year (Keputusan Presiden 41/1987)."""
        return timedelta(hours={"WIB": 7, "WITA": 8, "WIT": 9}[self.value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A region's data. No code knows a year, an OPD, a problem, a dimension or a heading."""

    name: str
    region: str  # the kind of region and its name: "Kota Wanasari"
    edition: str  # "RBG22": first part of every file code; its leading letters name the region
    event: str  # "Gerakan Menuju Smart City"
    head: str  # who the region's head is called: "Bupati"
    plan: str  # "RPJMD 2021-2026"
    paper: Paper
    years: tuple[int, ...]
    quarters: tuple[Quarter, ...]
    contact: Contact
    problems: tuple[Problem, ...]
    agencies: tuple[Agency, ...]  # protocol order
    programmes: tuple[Programme, ...]
    dimensions: tuple[Dimension, ...]
    lists: Mapping[str, ValueList]
    forms: Mapping[str, Form]
    stages: tuple[Stage, ...]
    identity: tuple[IdentityField, ...]
    attendance: int  # lines of the attendance table on Petunjuk
    steps: tuple[str, ...]  # tiga langkah pertama
    instructions: tuple[str, ...]  # aturan isi
    password: str = ""
    zone: Zone = Zone.WIB
    region_kind: str = ""  # the words of ``region`` before the name: "Kota"
    planning_office: str = ""  # who checks programs against the plans, as its columns and notes call it
    own_budget: str = ""  # what the region's own budget is called among the groups of funding sources
    apbd_total: Mapping[int, int] = field(default_factory=dict)  # the region's whole budget by year, in rupiah
    nomenclature: str = ""  # the edition of the programmes: the decree that their codes are from
    privacy: str = ""  # what the identity lines are for and when they are deleted, as *Petunjuk* says it
    letters: Mapping[Mailing, Letter] = field(default_factory=dict)
    mail_server: MailServer | None = None

    @property
    def region_name(self) -> str:
        """The region's name alone: ``Wanasari``."""
        return self.region.removeprefix(self.region_kind).strip()

    def stage(self, number: int) -> Stage:
        """The stage with this number. Raises KeyError."""
        return first((stage for stage in self.stages if stage.number == number), number)

    def dimension(self, code: str) -> Dimension:
        """The dimension with this code. Raises KeyError."""
        return first((dimension for dimension in self.dimensions if dimension.code == code), code)

    def agency(self, code: str) -> Agency:
        """The agency with this code. Raises KeyError."""
        return first((agency for agency in self.agencies if agency.code == code), code)

    def stage_forms(self, stage: Stage) -> tuple[Form, ...]:
        return tuple(self.forms[name] for name in stage.forms)

    def heading(self, form: str, column: str) -> str:
        """The heading of a column of a form; its key where there is no such column."""
        columns = self.forms[form].columns if form in self.forms else ()
        return next((own.heading for own in columns if own.key == column), column)

    def quarter_label(self, stored: str) -> str:
        """A stored quarter as the dropdown shows it; any other text as it is."""
        return next((quarter.label for quarter in self.quarters if quarter.stored == stored), stored)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Recipient:
    """Who a workbook is for: a dimension's group (``GOV``), or one agency in it (``GOV-DLH``)."""

    dimension: str
    agency: str | None = None

    @property
    def code(self) -> str:
        return self.dimension if self.agency is None else f"{self.dimension}-{self.agency}"

    @property
    def is_group(self) -> bool:
        return self.agency is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCode:
    """What a worksheet workbook is: ``RBG22-B2-GOV-R1-7K3Q``. Revision 0 is the first and is not printed."""

    edition: str
    stage: int
    recipient: str  # recipient code
    revision: int
    check: str

    def __str__(self) -> str:
        middle = f"-R{self.revision}" if self.revision else ""
        return f"{self.edition}-B{self.stage}-{self.recipient}{middle}-{self.check}"


# ---------------------------------------------------------------------------------------------------------------------
# Returns: what was read, before anyone judges it
# ---------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def _spot(cell: str) -> tuple[int, int]:
    """The zero-based row and column of a cell, -1 and -1 for no name."""
    letters = cell.rstrip("0123456789")
    column = reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)
    return int(cell[len(letters) :] or 0) - 1, column - 1


class Place(NamedTuple):
    """Where something stands. ``file`` is as reached from the argument, with ``/``; cell is A1; parts may be empty.

    ``turned`` says that it stands in a table whose rows are cards, side by side.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    turned: bool = False

    @property
    def letters(self) -> str:
        """The column letters of the cell."""
        return self.cell.rstrip("0123456789")

    @property
    def sheet_row(self) -> int:
        """The row of the sheet the cell stands in, counted from 1; 0 where no cell is named."""
        return _spot(self.cell)[0] + 1

    @property
    def spot(self) -> tuple[int, int]:
        """The zero-based row and column of the cell as its table counts them, -1 and -1 where no cell is named."""
        row, column = _spot(self.cell)
        return (column, row) if self.turned else (row, column)

    @property
    def line(self) -> int:
        """The row of its table that the cell stands in; the column of the sheet where that is a card."""
        return self.spot[0]


class CellError(NamedTuple):
    """An error cell such as ``#REF!``."""

    text: str


class Uncomputed(NamedTuple):
    """A formula without a stored result, with the formula's text where it is known."""

    formula: str


class FormattedNumber(float):
    """A number with the text that its format shows it as: ``Rp150.000``. It is a number but where a text is asked."""

    text: str

    def __new__(cls, number: float, text: str) -> Self:
        made = super().__new__(cls, number)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        return float(self), self.text


class ShownNumber(FormattedNumber):
    """A number that its format shows as more than its digits: ``007``, ``29 desa``, ``08:30``."""


class ShownDay(date):
    """A day of which its format leaves out the day or the year, or to which it adds words: ``Mar-23``.

    What is left out, nobody typed; nothing is where it ``is_whole``.
    """

    text: str
    has_year: bool
    is_whole: bool

    def __new__(cls, day: date, text: str, *, has_year: bool, is_whole: bool = False) -> ShownDay:
        made = super().__new__(cls, day.year, day.month, day.day)
        made.text, made.has_year, made.is_whole = text, has_year, is_whole
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _shown_day, (date(self.year, self.month, self.day), self.text, self.has_year, self.is_whole)


def _shown_day(day: date, text: str, has_year: bool, is_whole: bool) -> ShownDay:
    return ShownDay(day, text, has_year=has_year, is_whole=is_whole)


#: One raw cell as read: nothing, text, number, date, boolean, error or uncomputed formula. These never pass for one
#: another (a bool is not a number here), and a float that is whole stays a float. Native types keep a Return small.
Raw = None | str | float | bool | datetime | date | CellError | Uncomputed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something intake, reader, values or merger noticed. It judges nothing; a check turns it into a finding.

    ``name`` is what was noticed, ``data`` what its words need. Raises ValueError for other data than the name declares.
    """

    name: FactName | RefusalName
    place: Place
    row: str = ""  # row key
    column: str = ""  # column key
    data: Mapping[str, Datum] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name.require(self.data)

    def text(self, key: str) -> str:
        """A piece of the data as text, empty where there is none."""
        return str(self.data.get(key, ""))

    def texts(self, key: str) -> tuple[str, ...]:
        """A piece of the data that is several texts, none where there is none."""
        several = self.data.get(key, ())
        return several if isinstance(several, tuple) else ()


class ReturnedRow(NamedTuple):
    """One keyed row of a returned sheet: only its non-blank cells, as read, by column key."""

    key: str  # row key, as found
    number: int  # zero-based row of the sheet
    cells: Mapping[str, Raw]
    is_given: bool = False  # the row was carried over from an earlier stage: its carried columns were not typed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSheet:
    """A sheet of a return that carries a form."""

    form: str
    sheet: str  # its name as found
    columns: Mapping[str, int]  # column key -> zero-based column of the sheet
    rows: tuple[ReturnedRow, ...]
    from_1904: bool = False  # its workbook counts days from 1904: a number that stands for a day is 1,462 smaller
    turned: bool = False  # its rows stand side by side, as cards: rows are columns there, and columns rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What came back in one file, read and identified, not judged. Small and picklable: it crosses process borders."""

    file: str
    sha256: str
    code: FileCode
    saved: datetime | None = None  # document property, else the mail's date; never the file's own time
    sender: str = ""  # from the mail it came in
    subject: str = ""
    sheets: tuple[ReturnedSheet, ...] = ()
    identity: Mapping[str, Raw] = field(default_factory=dict)
    identity_places: Mapping[str, Place] = field(default_factory=dict)  # where each of its lines stands
    seeds: tuple[str, ...] = ()  # from _kit: hashes of the files a correction was seeded with; empty where unknown
    seeded: Mapping[str, frozenset[str]] = field(default_factory=dict)  # from _kit: row key -> marks of its answers
    origins: Mapping[str, str] = field(default_factory=dict)  # from _kit of a draft: row key -> the key it had before
    offered: frozenset[str] = frozenset()  # from _kit: forms of earlier stages whose codes its dropdowns offered
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that is no usable return, and why. Raises ValueError for other data than the name declares."""

    file: str
    sha256: str
    name: RefusalName
    skipped: bool = False  # noise (lock files, Thumbs.db): skipped, not held
    code: FileCode | None = None
    data: Mapping[str, Datum] = field(default_factory=dict)
    rows: int = 0  # filled rows in it, for the control totals
    sender: str = ""
    subject: str = ""

    def __post_init__(self) -> None:
        self.name.require(self.data)


# ---------------------------------------------------------------------------------------------------------------------
# Dataset: the merged rows, each cell knowing where it came from
# ---------------------------------------------------------------------------------------------------------------------

#: A typed value: text, choice (its stored form) and quarter (``2023-Q1``) are str; number is int or float, money int.
Value = str | int | float | None


class Trouble(NamedTuple):
    """Why a raw cell has no typed value: ``name`` as known to the checks, with the words a message needs."""

    name: str  # not_in_list, ambiguous_choice, not_a_number, ambiguous_number, negative, not_a_quarter, error_cell …
    data: Mapping[str, str] = {}
    suggestion: str = ""


class Cell(NamedTuple):
    """One filled cell of the dataset.

    ``value`` is None where the cell could not be read; then ``trouble`` says why. ``rule`` names the normalisation that
    made ``value`` differ from ``raw`` and is empty where it was stored as typed.
    """

    raw: Raw
    value: Value
    place: Place
    trouble: Trouble | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A filled row of the merged dataset."""

    key: str  # GOV-P03
    code: str  # P03
    form: str
    recipient: str  # recipient code
    cells: Mapping[str, Cell]
    place: Place  # its Kode cell
    is_given: bool = False  # carried over from an earlier stage, so that nobody typed its carried columns
    origin: str = ""  # the code of the row of the earlier stage that it goes on from

    def value(self, column: str) -> Value:
        """The typed value under a column key, None where empty or unreadable."""
        cell = self.cells.get(column)
        return None if cell is None else cell.value

    def text(self, column: str) -> str:
        """The value as text, empty where there is none."""
        value = self.value(column)
        return "" if value is None else str(value)

    def meant(self, column: str) -> frozenset[Value]:
        """What a cell says, or may say: its value, else what it suggests and every reading it allows.

        For those who miss something: a slip in the one cell that has it is told as that slip, not a second time.
        """
        cell = self.cells.get(column)
        if cell is None or cell.trouble is None:
            return frozenset() if cell is None else frozenset({cell.value})
        return frozenset({cell.trouble.suggestion, *cell.trouble.data.get("pilihan", "").split("; ")} - {""})

    def says_nothing(self, column: str) -> bool:
        """Whether a cell is blank, or holds a placeholder that was read as blank."""
        cell = self.cells.get(column)
        return cell is None or (cell.value is None and cell.trouble is None)

    def amount(self, column: str) -> int | float:
        """The number under a column key, 0 where there is none to count."""
        value = self.value(column)
        return value if isinstance(value, (int, float)) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One of the values two copies give for the same cell."""

    cell: Cell
    saved: datetime | None


class Unused(StrEnum):
    """Why a decision is not used."""

    GONE = "gone"  # the row or the column it is about is not there any more
    CHANGED = "changed"  # the returns say something that was not on the sheet when it was taken
    UNLISTED = "unlisted"  # it names none of the values
    UNSAID = "unsaid"  # another value was chosen, but none typed
    UNREADABLE = "unreadable"  # it is nothing that its column can hold
    NO_ROOM = "no_room"  # it says several things, and other columns have no place for the rest


class UnusedDecision(NamedTuple):
    """A decision that is not used, as people see it."""

    text: str
    why: Unused


#: `Cell.rule` of what the secretariat has filled in, and of a spelling it has decided on.
FILLED_IN, DECIDED_SPELLING = "isian sekretariat", "ejaan diputuskan"

#: `Cell.rule` of a reference that followed its program to a new code.
FOLLOWED = "rujukan ikut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A spelling that a list does not know, and what people have decided it means."""

    list: str  # the first name of the list expression
    text: str
    entry: str = ""  # as people call it; empty where nothing is decided
    is_alias: bool = False  # whether the settings are to know it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the secretariat has filled in where a recipient's answer is faulty: never the recipient's own.

    ``cell`` is what was typed on the matrix, and where; it stands in the row unless ``unused`` says why not.
    """

    row: str  # row key
    form: str
    column: str
    cell: Cell
    source: str  # who said so, in the secretariat's words
    before: Cell | None  # what the recipient says
    seen: str  # prints of it and of the entries there have been, by which it is known
    unused: Unused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two copies of one recipient differ in a cell: ``readings[0]`` stands, ``decision`` is a person's choice."""

    row: str  # row key
    form: str
    column: str
    readings: tuple[Reading, ...]
    decision: str = ""
    origin: str = "copies"  # or "matrix": changed by hand on Matriks Konsolidasi
    unused: UnusedDecision | None = None  # a choice that could not be used; there is no ``decision`` then


class Verdict(StrEnum):
    """What became of a file."""

    MERGED = "merged"
    NOTES = "notes"
    HELD = "held"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One file seen, with its verdict; every row read counts once: read = merged + duplicate + superseded + held."""

    file: str
    sha256: str
    verdict: Verdict
    recipient: str = ""
    code: str = ""  # the file code as printed
    reason: str = ""  # one Indonesian sentence; empty for a plain merge
    sender: str = ""  # from the mail it came in
    subject: str = ""
    saved: datetime | None = None
    rows_read: int = 0
    rows_merged: int = 0
    rows_duplicate: int = 0
    rows_superseded: int = 0
    rows_held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one recipient handed in, over all its merged files."""

    recipient: Recipient
    files: tuple[str, ...]  # merged files, latest first
    sheets: Mapping[str, Place]  # form -> its sheet in the latest file that has it
    identity: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0  # highest revision merged
    #: file -> row key -> marks of the answers that it went out with, of corrections and drafts
    seeded: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The merged rows of one stage and everything noticed on the way."""

    profile: Profile
    stage: Stage
    rows: Mapping[str, tuple[Row, ...]]  # form -> filled rows, by recipient in profile order, then by code
    submissions: Mapping[str, Submission]  # recipient code -> what it handed in; only those merged
    expected: tuple[Recipient, ...]
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # recipient code -> files held
    facts: tuple[Fact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    previous: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)  # rows of earlier stages, by form
    # (file, sheet) as found -> column key -> zero-based column of that sheet: says where an empty cell stands
    columns: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    # file -> forms of earlier stages whose codes it offered; files that offered none are left out
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    loose: tuple[Row, ...] = ()  # filled rows without a key that no later file has settled; key and code are empty
    entries: tuple[Entry, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    kept_decisions: tuple[Conflict, ...] = ()  # decisions about rows or columns that are not there, without readings

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows of all forms of the stage."""
        return tuple(row for rows in self.rows.values() for row in rows)


# ---------------------------------------------------------------------------------------------------------------------
# Findings and completeness
# ---------------------------------------------------------------------------------------------------------------------


class Severity(StrEnum):
    """How much a finding matters. ``error`` only for a fault in a row or a file, sheet or column that is unusable."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right: code, place, what was found, what is expected, what to do."""

    code: str
    severity: Severity
    title: str
    message: str
    remedy: str
    place: Place = Place()
    row: str = ""
    column: str = ""
    value: str | None = None  # as typed
    suggestion: str | None = None
    recipient: str = ""
    form: str = ""


class State(StrEnum):
    """How far a recipient is with a form."""

    MISSING = "missing"
    HELD = "held"
    EMPTY = "empty"
    PARTIAL = "partial"
    COMPLETE = "complete"


def percent(complete: int, filled: int) -> int:
    """Complete ÷ filled rows in whole percent, 0 when none is filled; 100 only when nothing is left to do."""
    return 100 * complete // filled if filled else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How far a recipient is with a form; ``percent`` is complete ÷ filled rows in whole percent, 0 when none."""

    recipient: str
    form: str
    state: State
    rows: int
    complete: int

    @property
    def percent(self) -> int:
        return percent(self.complete, self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Control totals: ``read`` is the sum of the other four."""

    read: int
    merged: int
    duplicate: int
    superseded: int
    held: int


class Request(NamedTuple):
    """That a row reviewers want put right went back: in which revision, and a short print of what they said."""

    revision: int
    print: str


class Posted(NamedTuple):
    """Which revisions of a recipient's workbook were prepared for sending, and which are known to be sent; 0 first."""

    prepared: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The figures of a matrix: what a later one tells its changes by."""

    returns: str  # a print of the returns it was made from
    as_of: str  # up to when they speak, in words
    figures: Mapping[str, int]  # by what people call them


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that one collection gives: what `collect.collect` returns and every output is written from."""

    dataset: Dataset
    ledger: tuple[LedgerLine, ...]
    findings: tuple[Finding, ...]
    completeness: tuple[Completeness, ...]
    totals: Totals
    reviews: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # row key -> review column -> text
    sent: Mapping[str, Request] = field(default_factory=dict)  # row key -> what reviewers sent it back with, and when
    before: Standing | None = None  # of the last matrix that was made from other returns
    noted: datetime | None = None  # up to when what was decided on the page counts; None where nothing was
    posted: Mapping[str, Posted] | None = None  # recipient code -> what the post knows; None where there is no post

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What recipients have to put right in what they wrote; what is said of held files is for others."""
        held = {line.file for line in self.ledger if line.verdict is Verdict.HELD}
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR and finding.recipient and finding.place.file not in held
        )


# ---------------------------------------------------------------------------------------------------------------------
# Worksheets: what the writer is given besides profile, stage and recipient
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell to tint in a correction workbook, with its note; shown again on *Perbaikan*."""

    row: str  # row key
    column: str  # column key; empty marks the row's Kode
    form: str
    message: str
    typed: str = ""
    expected: str = ""
    may_stay: bool = False  # what stands there may well be right


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceTable:
    """A read-only sheet for looking things up while filling in: the group's SWOT, its strategies."""

    sheet: str  # Acuan SWOT
    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Value, ...], ...]
    form: str = ""  # whose rows they are


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetContent:
    """What a worksheet workbook carries besides its blank rows."""

    revision: int = 0
    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)  # row key -> column key -> value (stored)
    raw: Mapping[str, Mapping[str, str | float]] = field(default_factory=dict)  # the same for what to show as typed
    marks: tuple[Mark, ...] = ()
    identity: Mapping[str, str] = field(default_factory=dict)
    references: tuple[ReferenceTable, ...] = ()
    lists: Mapping[str, ValueList] = field(default_factory=dict)  # lists known only now: strategies of the group
    given: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)  # form -> locked prefilled rows
    origins: Mapping[str, str] = field(default_factory=dict)  # row key -> Asal, the key it had in another workbook
    seeds: tuple[str, ...] = ()  # sha256 of the files the answers come from; written to _kit, one a row
    seeded: Mapping[str, frozenset[str]] | None = None  # row key -> marks of the answers it went out with, if others
    draft: bool = False
