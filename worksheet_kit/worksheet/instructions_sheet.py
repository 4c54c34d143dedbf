"""The sheet *Petunjuk*: a column for the phone, 45 characters wide, and beside it what a laptop has room for.

Down the left run what this is, whom it is for, until when, and what to do. Beside it stand who fills in, how far they
are, who sat in the group, and below these the rules. All stand on rows of one height, over as many as they need, so
that neither side stretches the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from worksheet_kit.core import layout
from worksheet_kit.core.layout import ATTENDANCE_COLUMN, IDENTITY_COLUMN, a1, column_letters, identity
from worksheet_kit.core.lists import named_list
from worksheet_kit.core.model import Column, IdentityField
from worksheet_kit.core.roles import stage_roles
from worksheet_kit.core.words import (
    BRING_TITLE,
    COMPLETE,
    CORRECTION,
    DRAFT,
    NOTHING_YET,
    PROGRESS_TITLE,
    RULES_TITLE,
    STEPS_TITLE,
)
from worksheet_kit.excel import style as st
from worksheet_kit.excel.formulas import PROMPT_TITLE, count_texts, literal, quoted
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import fit_size, height, shorten
from worksheet_kit.kinds import input_kind
from worksheet_kit.worksheet import settled
from worksheet_kit.worksheet.contents import AGENCY_NAME, CODE_AGAIN, FILE_CODE, Contents, FormContents
from worksheet_kit.worksheet.lists_sheet import status_counts, status_name
from worksheet_kit.worksheet.paper import fits_page, set_up
from worksheet_kit.worksheet.taken_up import taken_up
from worksheet_kit.worksheet.validation import from_list, options

#: Widths by column: on the left number or point, rest of a label, text, together as much as a phone shows; after a gap
#: the same for who fills in; after another number, office and name of who sat in the group.
_WIDTHS = {1: 3.0, 2: 13.3, 3: 26.5, 4: 2.5, 5: 3.0, 6: 21.0, 7: 31.0, 8: 2.5, 9: 4.0, 10: 20.0, 11: 34.0}
_NONE = "belum ada"
_BAR = 8  # squares in a full bar
_GRID = 15.75  # points of a row
#: A little air at the left of boxed text, and the width it takes.
_PADDED: st.Style = {"align": "left", "indent": 1}
_PADDING = 1.3
_BOXED = style(st.BOX, _PADDED, valign="vcenter")


def _room(first: int, last: int) -> float:
    """The width of merged columns; only the outer edges take room from the text."""
    return sum(_WIDTHS[column] for column in range(first, last + 1)) + 0.7 * (last - first)


@dataclass(slots=True)
class _Pen:
    """Writes one line below the other into a strip of columns: the first for points, up to ``label`` for labels."""

    sheet: Sheet
    first: int
    label: int
    last: int
    row: int = 0

    def take(self, points: float) -> tuple[int, int]:
        """The first and the last of the rows that a text of this height takes."""
        first, self.row = self.row, self.row + math.ceil(points / _GRID)
        return first, self.row - 1

    def wide(
        self, text: str, *parts: st.Style, own: str = "", size: float = 10, bold: bool = False, padding: float = 2
    ) -> None:
        """Wrapped text over all columns; ``own`` is the role of one that names whom the workbook is for."""
        first, last = self.take(height(text, _room(self.first, self.last), size, bold, padding))
        area = (first, self.first, last, self.last)
        self.sheet.merged(area, text, st.BODY, {"valign": "vcenter"}, *parts, own=own, font_size=size, bold=bold)

    def hanging(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """Wrapped texts, each behind a number or a point in the first column."""
        for n, text in enumerate(texts, 1):
            first, last = self.take(height(text, _room(self.first + 1, self.last), padding=2))
            sign = f"{n}." if numbered else "•"
            self.sheet.text(first, self.first, sign, st.BODY, align="center", bold=True, font_color=st.NAVY)
            self.sheet.merged((first, self.first + 1, last, self.last), text, st.BODY)

    def section(self, title: str) -> None:
        """A band that opens a part, below a blank row."""
        self.row += 1 if self.row else 0
        self.sheet.merged((self.row, self.first, self.row, self.last), title, st.SECTION, font_size=10)
        self.row += 1

    def heading(self, title: str) -> None:
        """A heading within a part."""
        tint = style(_PADDED, bold=True, font_color=st.NAVY, bg_color=st.BANDS[0][1], valign="vcenter")
        self.sheet.merged((self.row, self.first, self.row, self.last), title, tint)
        self.row += 1

    def figure(self, formula: str, value: str, *parts: st.Style, padding: float = 2, longest: str = "") -> None:
        """A formula over all columns; ``longest`` is what it may give at most."""
        points = height(longest or value, _room(self.first, self.last) - _PADDING, padding=padding)
        first, last = self.take(points)
        self.sheet.merged((first, self.first, last, self.last), "", st.BODY, *parts)
        self.sheet.formula(first, self.first, formula, value, st.BODY, *parts)


def write(sheet: Sheet, contents: Contents) -> None:
    """Write *Petunjuk*."""
    sheet.width(layout.KEY_COLUMN, 10, hidden=True)
    for column, width in _WIDTHS.items():
        sheet.width(column, width)
    phone = _Pen(sheet, first=1, label=2, last=3)
    people, group = _Pen(sheet, first=5, label=6, last=7), _Pen(sheet, first=9, label=10, last=11)
    _title(phone, contents)
    phone.section(STEPS_TITLE)
    phone.hanging(contents.profile.steps, numbered=True)
    tall = _identity(people, group, contents)
    _progress(min(people, group, key=lambda pen: pen.row), contents)
    if contents.stage.bring:
        phone.section(BRING_TITLE)
        phone.hanging(contents.stage.bring)
    _problems(phone, contents)
    _strategies(phone, contents)
    wide = replace(people, last=group.last, row=max(people.row, group.row))
    _rules(wide, contents)
    end = max(phone.row, wide.row)
    for row in set(range(end)) - tall:
        sheet.height(row, _GRID)
    sheet.hide_gridlines()
    sheet.select(0, phone.first)
    set_up(
        sheet, contents, pages=None, title="Petunjuk", down=1 if fits_page(contents.profile.paper, end * _GRID) else 2
    )
    sheet.print_area((0, phone.first, end - 1, wide.last))
    sheet.center_on_page()
    sheet.protect()


def _title(pen: _Pen, contents: Contents) -> None:
    profile, stage, contact = contents.profile, contents.stage, contents.profile.contact
    revision = contents.content.revision
    title = f"Kertas Kerja Bimtek {stage.number}"
    if contents.content.draft:
        title = DRAFT
    elif revision:
        title = f"{CORRECTION} versi {revision}"
    pen.wide(title, {"font_color": st.NAVY}, size=18, bold=True)
    pen.wide(profile.dimension(contents.recipient.dimension).name, size=12, bold=True, padding=0)
    if contents.recipient.agency is not None:
        pen.wide(contents.own[AGENCY_NAME].longest, own=AGENCY_NAME, size=11, bold=True)
    when = ", ".join(part for part in (profile.region, stage.dates) if part)
    for parts in ((f"Bimtek {stage.number} {stage.title}", profile.event), (when, stage.place)):
        pen.wide(" · ".join(part for part in parts if part), {"font_color": st.NAVY}, size=9)
    longest = contents.own[FILE_CODE].longest
    size = fit_size(longest, _room(pen.last, pen.last), (12, 11, 10, 9, 8), bold=True)
    first, last = pen.take(height(longest, _room(pen.last, pen.last), size, bold=True, padding=0))
    label = style(font_size=9, font_color=st.QUIET, valign="vcenter")
    pen.sheet.merged((first, pen.first, last, pen.label), "Kode berkas", label)
    code = style(st.FILE_CODE, font_size=size, text_wrap=True)
    pen.sheet.merged((first, pen.last, last, pen.last), contents.code, code, own=CODE_AGAIN)
    if stage.deadline:
        pen.wide(f"Kirim paling lambat:\n{stage.deadline}", {"bg_color": st.BANDS[0][1]}, bold=True)
    phone = f"WhatsApp {contact.phone}" if contact.phone else ""
    who = ", ".join(part for part in (contact.office, contact.name, phone, contact.email) if part)
    if who:
        pen.wide(f"Kontak: {who}")
    if revision or contents.content.marks:
        pen.sheet.link(
            pen.row, pen.first, layout.CORRECTIONS_SHEET, "A1", "Lihat yang perlu diperbaiki ›", st.LINK_STYLE
        )
        pen.row += 1


def _progress(pen: _Pen, contents: Contents) -> None:
    """How far each form is, with ways to its sheet and to its first row that lacks something."""
    pen.section(PROGRESS_TITLE)
    done = settled.count(contents)
    if done is not None:
        box = style(_BOXED, bg_color=st.WHITE)
        pen.sheet.merged((pen.row, pen.first, pen.row, pen.label), "", box)
        pen.sheet.link(pen.row, pen.first, layout.CORRECTIONS_SHEET, "A1", layout.CORRECTIONS_SHEET, st.LINK_STYLE, box)
        pen.sheet.formula(pen.row, pen.last, *done, box, font_size=9, font_color=st.COMPLETE_TEXT)
        pen.row += 1
    for form in contents.forms:
        name = form.form.sheet
        first, last = pen.take(max(2 * _GRID, height(name, _room(pen.first, pen.label) - _PADDING)))
        box = style(_BOXED, bg_color=st.WHITE, text_wrap=True)
        pen.sheet.merged((first, pen.first, last, pen.label), "", box)
        pen.sheet.link(first, pen.first, name, "A1", name, st.LINK_STYLE, box, font_size=10)
        filled, complete = status_counts(form.slug)
        bar = f'REPT("█",{_BAR}*{complete}/{filled})&REPT("░",{_BAR}-LEN(REPT("█",{_BAR}*{complete}/{filled})))'
        formula = f'=IF({filled}=0,"{NOTHING_YET}",{bar}&"  "&{complete}&" dari "&{filled}&" lengkap")'
        text = _bar(form.filled, form.complete)
        pen.sheet.formula(first, pen.last, formula, text, box, font_size=9, font_color=st.COMPLETE_TEXT)
        pen.sheet.merged((first + 1, pen.last, last, pen.last), "", box)
        pen.sheet.formula(first + 1, pen.last, *_next_row(form), box, st.LINK_STYLE)


def _bar(filled: int, complete: int) -> str:
    if not filled:
        return NOTHING_YET
    full = int(_BAR * complete / filled)
    return f"{'█' * full}{'░' * (_BAR - full)}  {complete} dari {filled} lengkap"


def _next_row(form: FormContents) -> tuple[str, str]:
    """A formula that links to the first row of a form that lacks something, and what it says.

    It links to the first row of all while none does. Cells are named by the locked Kode: rows may be inserted.
    """
    name, rows, states = quoted(form.form.sheet), form.sheet.rows, status_name(form.slug)
    first_input = form.sheet.column_of(form.form.inputs[0].key)
    # MATCH within SUMPRODUCT looks through what is worked out for each row, without an array formula.
    place = f'IFERROR(SUMPRODUCT(MATCH(1,({states}<>"")*({states}<>{literal(COMPLETE)}),0)),0)'
    row = f"{form.row_number(layout.FIRST_ROW)}+{place}-1"
    number = f"IF({place}=0,{form.row_number(rows[0].row)},{row})"
    if form.form.in_cards:
        target = f"{literal(f'#{name}!')}&ADDRESS({form.sheet.place(0, first_input)[0] + 1},{number},4)"
    else:
        target = f"{literal(f'#{name}!{column_letters(first_input)}')}&{number}"
    code = form.elsewhere(form.sheet.in_own_row(layout.FIRST_COLUMN), row)
    filled, _ = status_counts(form.slug)
    done = f'IF({filled}=0,"Mulai mengisi ›","Semua lengkap ›")'
    label = f'IF({place}=0,{done},"Lanjut ke "&{code}&" ›")'
    lacking = next((row.shown for row in rows if form.statuses[row.key] not in ("", COMPLETE)), "")
    value = f"Lanjut ke {lacking} ›" if lacking else "Semua lengkap ›" if form.filled else "Mulai mengisi ›"
    return f"=HYPERLINK({target},{label})", value


def problem_column(contents: Contents) -> tuple[FormContents, Column] | None:
    """The column that says which main problem a row of the stage answers, with its form."""
    roles = stage_roles(contents.profile, contents.stage).head
    if roles is None or not roles.problem:
        return None
    form = next(form for form in contents.forms if form.form.name == roles.form.name)
    return form, roles.form.column(roles.problem)


def _problems(pen: _Pen, contents: Contents) -> None:
    """How many rows aim at each main problem."""
    asked = problem_column(contents)
    if asked is None or not contents.profile.problems:
        return
    form, column = asked
    noun = form.form.noun
    pen.section("MASALAH UTAMA YANG DIJAWAB")
    for problem in contents.profile.problems:
        spellings = dict.fromkeys((problem.label, problem.code, problem.name))
        count, n = count_texts(form.area(column.key), spellings), form.count(column.key, spellings)
        head = f"{problem.label}: "
        formula = f"={literal(head)}&IF({count}=0,{literal(_NONE)},{count}&{literal(f' {noun}')})"
        pen.figure(formula, head + (f"{n} {noun}" if n else _NONE), _BOXED, longest=f"{head}99 {noun}xx")


def _strategies(pen: _Pen, contents: Contents) -> None:
    """How many strategies of an earlier stage have a program, and which have none."""
    taken = taken_up(contents)
    if taken is not None:
        pen.section(f"{taken.noun} dan {taken.form.form.noun}".upper())
        pen.figure(*taken.sentence, _BOXED, longest=taken.longest)


def _identity(people: _Pen, group: _Pen, contents: Contents) -> set[int]:
    """Who filled this in, who sat in the group: inputs whose keys stand in the key column, as `layout.identity` says.

    Gives the rows whose height is set.
    """
    profile, sheet, given = contents.profile, people.sheet, contents.content.identity
    sheet.text(0, layout.KEY_COLUMN, layout.IDENTITY_MARK)
    if profile.identity:
        people.section(layout.IDENTITY_TITLE)
    if profile.attendance:
        group.section("YANG HADIR DALAM KELOMPOK")
    if profile.identity:
        privacy = replace(people, last=group.last if profile.attendance else people.last)
        privacy.wide(profile.privacy, {"font_color": st.QUIET, "valign": "top"}, size=9)
        people.row = privacy.row
    top = max(people.row, group.row) + 1
    if profile.identity:
        heading = style(st.HEADING, bg_color=st.PLAIN_BAND[1])
        sheet.merged((top - 1, people.first, top - 1, people.label), "Data", heading)
        sheet.text(top - 1, people.last, "Isi di sini", heading)
    if profile.attendance:
        sheet.texts(top - 1, group.first, ("No", "OPD", "Nama"), st.HEADING, bg_color=st.PLAIN_BAND[1])
    tall = set()
    for row, keys in enumerate(identity(profile), top):
        n = row - top
        label = profile.identity[n].label if n < len(profile.identity) else ""
        points = max(_GRID, height(f"{label} *", _room(people.first, people.label) - _PADDING))
        # The size of the hidden key keeps a row that grows from shrinking.
        sheet.text(row, layout.KEY_COLUMN, layout.IDENTITY_SEPARATOR.join(keys), font_size=24 if points > _GRID else 12)
        for place, key in enumerate(keys, layout.FIRST_COLUMN):
            if key:
                sheet.text(row, place, given.get(key, ""), st.INPUT_CELL, _PADDED, num_format="@", valign="vcenter")
        if n < len(profile.identity):
            _identity_label(people, contents, row, profile.identity[n])
        if n < profile.attendance:
            sheet.text(row, group.first, f"{n + 1}.", st.LOCKED_CELL, align="center", valign="vcenter", font_size=9)
        sheet.height(row, points, grows=True)
        tall.add(row)
    people.row = top + len(profile.identity) if profile.identity else 0
    group.row = top + profile.attendance if profile.attendance else 0
    if profile.attendance:
        _attendance_rules(group, contents, top, group.row - 1)
    return tall


def _identity_label(pen: _Pen, contents: Contents, row: int, field: IdentityField) -> None:
    cell = style(_BOXED, bg_color=st.LOCKED, text_wrap=True)
    pen.sheet.merged((row, pen.first, row, pen.label), field.label, cell)
    if field.required:
        pen.sheet.starred(row, pen.first, field.label, {"font_color": st.STAR, "bold": True}, cell)
    prompt = {
        "input_title": shorten(field.label, PROMPT_TITLE),
        "input_message": field.help or "Isi agar sekretariat mudah menghubungi.",
    }
    area = [(row, IDENTITY_COLUMN, row, IDENTITY_COLUMN)]
    if field.kind is not None:
        rule = options(input_kind(field.kind).rule(field.column, False), "", a1(row, IDENTITY_COLUMN))
        pen.sheet.validate(area, {**rule, **prompt, "error_type": "warning"})  # a fault here is a note
        return
    rule = {"validate": "any"} if field.list is None else from_list(list_name(contents, field.list))
    pen.sheet.validate(area, rule | prompt)


def list_name(contents: Contents, expression: str) -> str:
    """The defined name of the dropdown of a list used on *Petunjuk*."""
    wanted = named_list(contents.profile, None, expression, contents.recipient)
    labels = tuple(item.label for item in wanted.items)
    return next(listed.entries.dropdown for listed in contents.lists if listed.labels == labels)


def _attendance_rules(pen: _Pen, contents: Contents, first: int, last: int) -> None:
    office, name = ATTENDANCE_COLUMN, ATTENDANCE_COLUMN + 1
    prompt = {"input_title": "OPD", "input_message": "Pilih OPD yang diwakili.", "error_type": "warning"}
    pen.sheet.validate([(first, office, last, office)], from_list(list_name(contents, "opd")) | prompt)
    person = {"validate": "any", "input_title": "Nama", "input_message": "Tulis nama yang hadir."}
    pen.sheet.validate([(first, name, last, name)], person)


def _rules(pen: _Pen, contents: Contents) -> None:
    pen.section(RULES_TITLE)
    links = [(layout.COLUMNS_SHEET, "Arti setiap kolom ›"), (layout.EXAMPLES_SHEET, "Contoh yang sudah terisi ›")]
    links += [(table.sheet, f"{table.sheet} ›") for table in contents.content.references]
    for column, (sheet, text) in zip(range(pen.first, pen.last + 1, 2), links, strict=False):
        pen.sheet.link(pen.row, column, sheet, "A1", text, st.LINK_STYLE)
    pen.row += 1
    pen.hanging(contents.profile.instructions)
    for form in contents.forms:
        if form.form.instructions:
            pen.heading(form.form.sheet)
            pen.hanging(form.form.instructions)
