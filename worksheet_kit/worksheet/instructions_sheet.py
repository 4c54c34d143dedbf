"""The sheet *Petunjuk*: what a phone shows. One column of text, at most 45 characters wide, everything downwards."""

from collections.abc import Sequence

from worksheet_kit.core import layout
from worksheet_kit.core.layout import a1, identity
from worksheet_kit.core.lists import named_list
from worksheet_kit.core.model import Column, IdentityField, Required
from worksheet_kit.core.roles import stage_roles
from worksheet_kit.excel import style as st
from worksheet_kit.excel.formulas import PROMPT_TITLE, count_texts, literal
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import style
from worksheet_kit.excel.text_fit import fit_size, height, shorten
from worksheet_kit.kinds import input_kind
from worksheet_kit.worksheet.contents import Contents, FormContents
from worksheet_kit.worksheet.lists_sheet import status_counts
from worksheet_kit.worksheet.paper import Pages, set_up
from worksheet_kit.worksheet.taken_up import taken_up
from worksheet_kit.worksheet.validation import from_list, options

#: Columns: number or point, rest of a label, text or input; 45 characters together, as much as a phone shows.
_LEFT, _MIDDLE, _RIGHT = 1, 2, 3
_WIDTHS = {_LEFT: 3.0, _MIDDLE: 13.3, _RIGHT: 26.5}


def _room(first: int, last: int) -> float:
    """The width of merged columns; only the outer edges take room from the text."""
    return sum(_WIDTHS[column] for column in range(first, last + 1)) + 0.7 * (last - first)


_NONE = "belum ada"
_BAR = 8  # squares in a full bar
_LINE = 18.0  # points of a line one types in
#: A little air at the left of boxed text, and the width it takes.
_PADDED: st.Style = {"align": "left", "indent": 1}
_PADDING = 1.3

_ASKED = {
    Required.YES: "wajib",
    Required.ANY: "wajib, minimal satu",
    Required.RECOMMENDED: "dianjurkan",
    Required.NO: "boleh kosong",
}


class _Pen:
    """Writes one line below the other."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = 0

    def wide(self, text: str, *parts: st.Style, size: float = 10, bold: bool = False, padding: float = 4) -> None:
        """A line of wrapped text over both columns."""
        area = (self.row, _LEFT, self.row, _RIGHT)
        self.sheet.merged(area, text, st.BODY, *parts, font_size=size, bold=bold)
        self.sheet.height(self.row, height(text, _room(_LEFT, _RIGHT), size, bold, padding))
        self.row += 1

    def hanging(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """Lines of wrapped text, each behind a number or a point."""
        for n, text in enumerate(texts, 1):
            sign = f"{n}." if numbered else "•"
            self.sheet.text(self.row, _LEFT, sign, st.BODY, align="center", bold=True, font_color=st.NAVY)
            self.sheet.merged((self.row, _MIDDLE, self.row, _RIGHT), text, st.BODY)
            self.sheet.height(self.row, height(text, _room(_MIDDLE, _RIGHT), padding=4))
            self.row += 1

    def section(self, title: str) -> None:
        """A band that opens a part, with a little air above it."""
        self.sheet.height(self.row, 8)
        self.row += 1
        self.sheet.merged((self.row, _LEFT, self.row, _RIGHT), title, st.SECTION, font_size=10)
        self.sheet.height(self.row, 18)
        self.row += 1

    def heading(self, title: str) -> None:
        """A heading within a part."""
        tint = style(_PADDED, bold=True, font_color=st.NAVY, bg_color=st.BANDS[0][1], valign="vcenter")
        self.sheet.merged((self.row, _LEFT, self.row, _RIGHT), title, tint)
        self.sheet.height(self.row, 16)
        self.row += 1


def write(sheet: Sheet, contents: Contents) -> None:
    """Write *Petunjuk*."""
    sheet.width(layout.KEY_COLUMN, 10, hidden=True)
    for column, width in _WIDTHS.items():
        sheet.width(column, width)
    pen = _Pen(sheet)
    _title(pen, contents)
    pen.section("TIGA LANGKAH PERTAMA" if len(contents.profile.steps) == 3 else "LANGKAH PERTAMA")
    pen.hanging(contents.profile.steps, numbered=True)
    _progress(pen, contents)
    _problems(pen, contents)
    _strategies(pen, contents)
    _identity(pen, contents)
    if contents.stage.bring:
        pen.section("BAHAN YANG DIBAWA")
        pen.hanging(contents.stage.bring)
    _rules(pen, contents)
    _columns(pen, contents)
    _deadline(pen, contents)
    sheet.hide_gridlines()
    sheet.select(0, _LEFT)
    set_up(sheet, contents, pages=Pages(breaks=(), scale=115), title="Petunjuk", upright=True)
    sheet.print_area((0, _LEFT, pen.row - 1, _RIGHT))
    sheet.center_on_page()
    sheet.protect()


def _title(pen: _Pen, contents: Contents) -> None:
    profile, stage = contents.profile, contents.stage
    revision = contents.content.revision
    title = f"Kertas Kerja Bimtek {stage.number}"
    if contents.content.draft:
        title = "Draf Kelompok"
    elif revision:
        title = f"Lembar Perbaikan versi {revision}"
    pen.wide(title, {"font_color": st.NAVY}, size=18, bold=True, padding=6)
    dimension = profile.dimension(contents.recipient.dimension).name
    pen.wide(dimension, size=13, bold=True)
    if contents.recipient.agency is not None:
        pen.wide(profile.agency(contents.recipient.agency).name, size=11, bold=True)
    when = ", ".join(part for part in (profile.region, stage.dates) if part)
    for parts in ((f"Bimtek {stage.number} {stage.title}", profile.event), (when, stage.place)):
        pen.wide(" · ".join(part for part in parts if part), {"font_color": st.NAVY}, size=9)
    row = pen.row
    label = style(font_size=9, font_color=st.QUIET, valign="vcenter")
    pen.sheet.merged((row, _LEFT, row, _MIDDLE), "Kode berkas", label)
    size = fit_size(contents.code, _room(_RIGHT, _RIGHT), (12, 11, 10, 9, 8), bold=True)
    pen.sheet.text(row, _RIGHT, contents.code, st.FILE_CODE, font_size=size, text_wrap=True)
    pen.sheet.height(row, max(18, height(contents.code, _room(_RIGHT, _RIGHT), size, bold=True)))
    pen.row += 1
    if revision:
        pen.sheet.link(pen.row, _LEFT, layout.CORRECTIONS_SHEET, "A1", "Lihat yang perlu diperbaiki ›", st.LINK_STYLE)
        pen.row += 1


def _progress(pen: _Pen, contents: Contents) -> None:
    pen.section("PROGRES PENGISIAN")
    for form in contents.forms:
        row = pen.row
        box = style(st.BOX, _PADDED, bg_color=st.WHITE)
        pen.sheet.merged((row, _LEFT, row, _MIDDLE), "", box)
        name = form.form.sheet
        tall = height(name, _room(_LEFT, _MIDDLE) - _PADDING)
        wrap = style(text_wrap=True) if tall > _LINE else {}
        pen.sheet.link(row, _LEFT, name, "A1", name, st.LINK_STYLE, box, wrap, font_size=10)
        filled, complete = status_counts(form.slug)
        bar = f'REPT("█",{_BAR}*{complete}/{filled})&REPT("░",{_BAR}-LEN(REPT("█",{_BAR}*{complete}/{filled})))'
        formula = f'=IF({filled}=0,"belum ada isian",{bar}&"  "&{complete}&" dari "&{filled}&" lengkap")'
        text = _bar(form.filled, form.complete)
        pen.sheet.formula(row, _RIGHT, formula, text, box, font_size=9, font_color=st.COMPLETE_TEXT, valign="vcenter")
        pen.sheet.height(row, max(_LINE, tall))
        pen.row += 1


def _bar(filled: int, complete: int) -> str:
    if not filled:
        return "belum ada isian"
    full = int(_BAR * complete / filled)
    return f"{'█' * full}{'░' * (_BAR - full)}  {complete} dari {filled} lengkap"


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
    pen.section("MASALAH UTAMA YANG DIJAWAB")
    for problem in contents.profile.problems:
        spellings = dict.fromkeys((problem.label, problem.code, problem.name))
        count, n = count_texts(form.area(column.key), spellings), form.count(column.key, spellings)
        head = f"{problem.label}: "
        noun = form.form.noun
        formula = f"={literal(head)}&IF({count}=0,{literal(_NONE)},{count}&{literal(f' {noun}')})"
        value = head + (f"{n} {noun}" if n else _NONE)
        row = pen.row
        box = style(st.BOX, st.BODY, _PADDED, valign="vcenter")
        pen.sheet.merged((row, _LEFT, row, _RIGHT), "", box)
        pen.sheet.formula(row, _LEFT, formula, value, box)
        pen.sheet.height(row, height(f"{head}99 {noun}xx", _room(_LEFT, _RIGHT) - _PADDING, padding=5))
        # Only once there is something to compare with: an empty sheet lacks nothing yet.
        lacking = f"AND({status_counts(form.slug)[0]}>0,RIGHT($B${row + 1},{len(_NONE)})={literal(_NONE)})"
        pen.sheet.highlight([(row, _LEFT, row, _RIGHT)], lacking, bg_color=st.WANTED, font_color=st.WANTED_TEXT)
        pen.row += 1


def _strategies(pen: _Pen, contents: Contents) -> None:
    """How many strategies of an earlier stage have a program, and which have none."""
    taken = taken_up(contents)
    if taken is None:
        return
    pen.section(f"{taken.noun} dan {taken.form.form.noun}".upper())
    box = style(st.BOX, st.BODY, _PADDED, valign="vcenter")
    pen.sheet.merged((pen.row, _LEFT, pen.row, _RIGHT), "", box)
    pen.sheet.formula(pen.row, _LEFT, *taken.sentence, box)
    pen.sheet.height(pen.row, height(taken.longest, _room(_LEFT, _RIGHT) - _PADDING, padding=5))
    pen.row += 1


def _identity(pen: _Pen, contents: Contents) -> None:
    """Who filled this in: inputs whose keys stand in the key column, as `layout.identity` says."""
    profile, sheet = contents.profile, pen.sheet
    pen.section(layout.IDENTITY_TITLE)
    sheet.text(pen.row - 1, layout.KEY_COLUMN, layout.IDENTITY_MARK)
    if profile.identity:
        pen.wide(profile.privacy, {"font_color": st.QUIET}, size=9)
    given = contents.content.identity
    fields = {field.key: field for field in profile.identity}
    for n, keys in enumerate(identity(profile), 1 - len(fields)):  # counted from the first line of the attendance
        label = fields.get(keys[-1])
        if n == 1:
            pen.heading("Yang hadir dalam kelompok")
            for place, text in ((_LEFT, "No"), (_MIDDLE, "OPD"), (_RIGHT, "Nama")):
                sheet.text(pen.row, place, text, st.HEADING, bg_color=st.PLAIN_BAND[1])
            sheet.height(pen.row, 15)
            pen.row += 1
        row = pen.row
        tall = label is not None and height(f"{label.label} *", _room(_LEFT, _MIDDLE) - _PADDING) > _LINE
        # The size of the hidden key keeps a row that grows from shrinking below its label, which lies in merged cells.
        sheet.text(row, layout.KEY_COLUMN, layout.IDENTITY_SEPARATOR.join(keys), font_size=24 if tall else 14)
        for place, key in enumerate(keys, layout.KEY_COLUMN + 1):
            if key:
                sheet.text(row, place, given.get(key, ""), st.INPUT_CELL, _PADDED, num_format="@", valign="vcenter")
        if label is not None:
            cell = style(st.BOX, _PADDED, bg_color=st.LOCKED, valign="vcenter", text_wrap=True)
            sheet.merged((row, _LEFT, row, _MIDDLE), label.label, cell)
            if label.required:
                sheet.starred(row, _LEFT, label.label, {"font_color": st.STAR, "bold": True}, cell)
            _identity_rule(pen, contents, row, label)
        else:
            sheet.number(row, _LEFT, n, st.LOCKED_CELL, align="center", valign="vcenter", font_size=9)
        sheet.height(row, 30 if tall else _LINE, grows=True)
        pen.row += 1
    if profile.attendance:
        _attendance_rules(pen, contents, pen.row - profile.attendance, pen.row - 1)


def _identity_rule(pen: _Pen, contents: Contents, row: int, field: IdentityField) -> None:
    prompt = {
        "input_title": shorten(field.label, PROMPT_TITLE),
        "input_message": field.help or "Isi agar sekretariat mudah menghubungi.",
    }
    area = [(row, _RIGHT, row, _RIGHT)]
    if field.kind is not None:
        rule = options(input_kind(field.kind).rule(field.column, False), "", a1(row, _RIGHT))
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
    prompt = {"input_title": "OPD", "input_message": "Pilih OPD yang diwakili.", "error_type": "warning"}
    pen.sheet.validate([(first, _MIDDLE, last, _MIDDLE)], from_list(list_name(contents, "opd")) | prompt)
    person = {"validate": "any", "input_title": "Nama", "input_message": "Tulis nama yang hadir."}
    pen.sheet.validate([(first, _RIGHT, last, _RIGHT)], person)


def _rules(pen: _Pen, contents: Contents) -> None:
    pen.section("ATURAN ISI")
    pen.hanging(contents.profile.instructions)
    for form in contents.forms:
        if form.form.instructions:
            pen.heading(form.form.sheet)
            pen.hanging(form.form.instructions)


def _columns(pen: _Pen, contents: Contents) -> None:
    """*Daftar isian*: every column one fills in, downwards, with how much it is asked for, help and example."""
    pen.section("DAFTAR ISIAN")
    sheet = pen.sheet
    sheet.link(pen.row, _LEFT, layout.EXAMPLES_SHEET, "A1", "Lihat Contoh Isian ›", st.LINK_STYLE)
    sheet.height(pen.row, 16)
    pen.row += 1
    for form in contents.forms:
        pen.heading(f"Lembar {form.form.sheet}")
        for column in form.form.columns:
            if column.kind.is_code or column.kind.is_status:
                continue
            asked = _ASKED[column.required] if column.is_input else "terisi sendiri"
            left = f"{column.heading}\n({asked})"
            text = f"{column.help}\nContoh: {column.example}" if column.example else column.help
            must = column.required in {Required.YES, Required.ANY}
            ink = style(font_color=st.INK if column.is_input else st.LOCKED_TEXT)
            label = style(st.BOX, st.BODY, _PADDED, ink, font_size=9, bold=must, bg_color="#FAFAFA")
            sheet.merged((pen.row, _LEFT, pen.row, _MIDDLE), left, label)
            sheet.text(pen.row, _RIGHT, text, st.BOX, st.BODY, _PADDED, ink, font_size=9)
            rooms = _room(_LEFT, _MIDDLE) - _PADDING, _room(_RIGHT, _RIGHT) - _PADDING
            tall = max(height(left, rooms[0], 9, bold=must), height(text, rooms[1], 9))
            sheet.height(pen.row, tall + 1)
            pen.row += 1


def _deadline(pen: _Pen, contents: Contents) -> None:
    contact = contents.profile.contact
    pen.section("BATAS WAKTU DAN KONTAK")
    if contents.stage.deadline:
        pen.wide(f"Kirim paling lambat: {contents.stage.deadline}", bold=True)
    who = ", ".join(part for part in (contact.office, contact.name, contact.phone) if part)
    if who:
        pen.wide(f"Kontak: {who}")
