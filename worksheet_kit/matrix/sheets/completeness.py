"""*Kelengkapan*: how far each recipient is with each form, those who must act first.

It names people, so it is never in the copy to forward.
"""

from collections.abc import Iterable, Mapping

from worksheet_kit.core.counts import received_revisions, state_words, states
from worksheet_kit.core.layout import a1
from worksheet_kit.core.model import Completeness, IdentityField, Place, Posted, State, Submission, percent
from worksheet_kit.core.names import base_name, recipient_name
from worksheet_kit.excel.charts import Series, bar_chart
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import CELL, COUNT, GOOD_TINT, WANTED_TINT, WRONG_TINT, banner, headings, table_page
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

_STATE_TINTS = {
    State.MISSING: WRONG_TINT,
    State.HELD: WRONG_TINT,
    State.EMPTY: WANTED_TINT,
    State.PARTIAL: WANTED_TINT,
    State.COMPLETE: GOOD_TINT,
}


def write(sheet: Sheet, view: View) -> None:
    """*Kelengkapan*: recipient by form, those who must act first."""
    forms = view.forms
    submissions = view.dataset.submissions
    identity = [f for f in view.profile.identity if any(s.identity.get(f.key) for s in submissions.values())]
    names = ["Kode", "Kelompok / OPD", "Keadaan", "Baris lengkap"]
    recipients = _recipients(view)
    widths = [parts.code_column((code for code, _, _ in recipients), 16.0), 34.0, 17.0, 10.0]
    for form in forms:
        names += [f"{form.sheet}: terisi", "Lengkap", "%", "Keadaan"]
        widths += [9, 9, 7, 17]
    on_the_way = () if view.result.posted is None else ("Disiapkan", "Dikirim", "Diterima")
    names += [*on_the_way, *(field.label for field in identity), "Berkas"]
    widths += [*(16.0 for _ in on_the_way), *(20.0 for _ in identity), 44.0]
    subtitle = f"{view.event} · diurutkan menurut siapa yang perlu bertindak"
    at = banner(sheet, view, "KELENGKAPAN", subtitle, 1 + len(forms) * 4, first=2)
    headings(sheet, at, names, widths)
    received = received_revisions(view.result)
    for n, (code, state, items) in enumerate(recipients, start=at + 1):
        sheet.text(n, 0, code, CELL, bold=True)
        sheet.text(n, 1, recipient_name(view.profile, code), CELL)
        sheet.text(n, 2, state_words(view.result, state, items.values()), CELL, _STATE_TINTS[state], bold=True)
        done, filled = sum(i.complete for i in items.values()), sum(i.rows for i in items.values())
        _whole(sheet, n, len(forms), percent(done, filled) / 100)
        place = 4
        for form in forms:
            if form.name in items:
                _form_state(sheet, view, n, place, items[form.name])
            place += 4
        if view.result.posted is not None:
            posted = view.result.posted.get(code, Posted())
            sheet.texts(n, place, map(revisions_words, (posted.prepared, posted.sent, received.get(code, ()))), CELL)
            place += len(on_the_way)
        submission = submissions.get(code)
        named = [_identity(view, submission, field) for field in identity]
        sheet.texts(n, place, named, CELL)
        place += len(identity)
        files = submission.files if submission else view.dataset.held.get(code, ())
        text = "\n".join(base_name(file) for file in files)
        if len(files) == 1:
            sheet.file_link(n, place, Place(files[0]), text, CELL)
        else:  # some programs show no second line of a link; each has its own on *Daftar Berkas*
            sheet.text(n, place, text, CELL)
        bold = parts.cell_lines(code, widths[0], bold=True)
        parts.fit_row(
            sheet, n, (recipient_name(view.profile, code), *named, text), (34.0, *widths[-1 - len(named) :]), least=bold
        )
    last = at + len(recipients)
    if recipients:
        sheet.filter((at, 0, last, len(names) - 1))
        _chart(sheet, last + 2, (at + 1, min(last, at + 40)))
    sheet.freeze(at + 1, 2)
    table_page(sheet, view, widths, (at, at), repeat_columns=(0, 1))
    sheet.print_area((0, 0, max(last, at), len(names) - 1))  # the chart is for the screen


def _recipients(view: View) -> list[tuple[str, State, Mapping[str, Completeness]]]:
    """Each recipient's code, how it stands, and how far each form is, by its name; those who must act come first.

    An agency that was sent a sheet of its own and has not returned it is one of them.
    """
    state_of = states(view.result)
    by_recipient: dict[str, dict[str, Completeness]] = {code: {} for code in state_of}
    by_recipient |= {code: {} for code in view.result.posted or ()}
    for item in view.result.completeness:
        by_recipient[item.recipient][item.form] = item
    rank = {state: n for n, state in enumerate(State)}
    lines = [(code, state_of.get(code, State.MISSING), items) for code, items in by_recipient.items()]
    return sorted(lines, key=lambda line: rank[line[1]])


def revisions_words(numbers: Iterable[int]) -> str:
    """Revisions of a workbook as people call them: ``lembar pertama, R1``."""
    return ", ".join(f"R{number}" if number else "lembar pertama" for number in numbers)


def _whole(sheet: Sheet, row: int, forms: int, value: float) -> None:
    """Complete ÷ filled rows over all forms."""
    done = "+".join(a1(row, 5 + 4 * n) for n in range(forms))
    filled = "+".join(a1(row, 4 + 4 * n) for n in range(forms))
    formula = _percentage(done, filled)
    sheet.figure(row, 3, formula, value, CELL, num_format="0%", bold=True, align="center")


def _percentage(complete: str, filled: str) -> str:
    """Whole percent as `model.percent` tells them: a cell that only shows them whole would round up."""
    return f"=IF({filled}=0,0,INT(100*({complete})/({filled}))/100)"


def _identity(view: View, submission: Submission | None, field: IdentityField) -> str:
    """An identity line as people know it: an agency by its short name."""
    text = submission.identity.get(field.key, "") if submission is not None else ""
    agencies = {agency.code: agency.short for agency in view.profile.agencies} if field.list == "opd" else {}
    return agencies.get(text, text)


def _chart(sheet: Sheet, at: int, rows: tuple[int, int]) -> None:
    """How much of what each recipient filled in is complete."""
    first, last = rows
    series = Series(
        name="Baris lengkap",
        categories=(first, 1, last, 1),
        values=(first, 3, last, 3),
        colour=BANDS[1][0],
        number_format="0%",
    )
    tall = 70 + 26 * (last - first + 1)
    bar_chart(sheet, (at, 0), "Kelengkapan per kelompok", series, (760, tall))


def _form_state(sheet: Sheet, view: View, row: int, column: int, item: Completeness) -> None:
    sheet.number(row, column, item.rows, CELL, num_format=COUNT, align="center")
    sheet.number(row, column + 1, item.complete, CELL, num_format=COUNT, align="center")
    formula = _percentage(a1(row, column + 1), a1(row, column))
    sheet.figure(row, column + 2, formula, item.percent / 100, CELL, num_format="0%", align="center")
    sheet.text(row, column + 3, state_words(view.result, item.state, [item]), CELL, _STATE_TINTS[item.state])


SHEET = MatrixSheet(name="Kelengkapan", audience=Audience.SECRETARIAT, write=write, about="Siapa yang sudah lengkap.")
