"""*Kartu Program*: one program on one page in large type, chosen in one cell."""

from typing import Any

from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.formulas import span
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import BANDS, INPUT, LOCKED, NAVY, QUIET, Style, style
from worksheet_kit.excel.text_fit import height
from worksheet_kit.matrix.parts import CELL, HEAD, MONEY, file_code, merged_headings
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

_CARD_LAST = 8  # last column of the card
_STORE = 11  # first column of the hidden store
_MOST_ACTIONS = 12


def applies(view: View) -> bool:
    """Where there are programs."""
    return bool(view.programs)


def write(sheet: Sheet, view: View) -> None:
    """*Kartu Program*: one program on one page in large type; its code is chosen in one cell."""
    assert view.roles.programs is not None
    _Card(sheet, view, view.roles.programs).write()


class _Card:
    """The card looks everything up in a hidden store on its own sheet, so that it works in any copy of the book."""

    def __init__(self, sheet: Sheet, view: View, roles: Roles) -> None:
        self.sheet = sheet
        self.view = view
        self.roles = roles
        self.rows = view.programs
        self.actions = min(_MOST_ACTIONS, max([1, *map(len, view.children.values())]))
        self.first = 4  # first row of the store
        self.stored = [self._store(row) for row in self.rows]
        self.fields = list(self.stored[0])

    def write(self) -> None:
        sheet, view = self.sheet, self.view
        sheet.widths((2.0, *[15.0] * 7, 17.0))
        noun = self.roles.form.noun
        sheet.text(0, 1, f"KARTU {noun.upper()}", font_size=18, bold=True, font_color=NAVY, valign="vcenter")
        sheet.height(0, 28)
        sheet.text(1, 1, view.event, font_size=9, font_color=QUIET)
        file_code(sheet, view, 0, _CARD_LAST)
        self._write_store()
        chosen = {"font_size": 16, "bold": True, "align": "center", "valign": "vcenter", "bg_color": INPUT, "border": 2}
        sheet.merged((2, 1, 2, 2), self.rows[0].key, chosen, border_color=NAVY)
        sheet.text(2, 3, f"‹ pilih kode {noun} di sini", font_size=10, italic=True, font_color=QUIET, valign="vcenter")
        sheet.height(2, 30)
        self._choice()
        self._body()
        sheet.page(view.profile.paper, landscape=True, fit=(1, 1))
        sheet.center_on_page()
        sheet.select(2, 1)

    def _store(self, row: Row) -> dict[str, str | float]:
        """All the card shows of a program, as text or number."""
        view, roles = self.view, self.roles
        about = (view.dimension_name(row), view.text(row, roles.subdimension), view.text(row, roles.problem))
        stored: dict[str, str | float] = {
            "nama": view.title(row),
            "dimensi": " · ".join(filter(None, about)),
            "target": view.target(row),
            "opd": view.text(row, roles.lead),
            "pendukung": view.joined(row, roles.supporters),
            "waktu": ", ".join(filter(None, (view.text(row, roles.term), view.period(row)))),
            "quick_win": "Calon quick win" if view.quick(row) else "",
            **{f"isi_{key}": view.text(row, key) for key in roles.narrative},
            "biaya": float(view.whole_cost(row)),
        }
        children = view.children.get(row.key, ())
        for n in range(self.actions):
            action: tuple[str | float, ...] = ("", "", "", "")
            if n < len(children):
                child = children[n]
                lead = view.text(child, view.roles_of(child).lead)
                action = (f"{n + 1}. {view.title(child)}", lead, view.period(child), float(view.cost(child)))
            names = (f"aksi_{n}", f"aksi_opd_{n}", f"aksi_waktu_{n}", f"aksi_biaya_{n}")
            stored.update(zip(names, action, strict=True))
        more = len(children) - self.actions
        stored["lagi"] = f"dan {more} lagi, lihat Matriks Konsolidasi" if more > 0 else ""
        return stored

    def _write_store(self) -> None:
        sheet = self.sheet
        sheet.texts(self.first - 1, _STORE, ["kode", *self.fields], font_size=7, font_color=QUIET)
        for at, (row, values) in enumerate(zip(self.rows, self.stored, strict=True), start=self.first):
            sheet.text(at, _STORE, row.key, font_size=7)
            for n, value in enumerate(values.values(), start=_STORE + 1):
                if isinstance(value, float):
                    sheet.number(at, n, value, font_size=7)
                elif value:
                    sheet.text(at, n, value, font_size=7)
        sheet.width(_STORE, 3, last=_STORE + len(self.fields), hidden=True)

    def _range(self, column: int) -> str:
        return span(column, self.first, self.first + len(self.rows) - 1)

    def _choice(self) -> None:
        prompt, refusal = "Pilih satu kode; seluruh kartu berganti isinya.", "Pilih kode dari daftar."
        codes = dropdown(self._range(_STORE), f"Kode {self.roles.form.noun}", prompt=prompt, refusal=refusal)
        self.sheet.validate([(2, 1, 2, 1)], codes)

    def _show(
        self, row: int, first: int, last: int, name: str, *parts: Style, money: bool = False, **more: Any
    ) -> None:
        """Something looked up over some columns of a row, with what it is for the first program."""
        at = _STORE + 1 + self.fields.index(name)
        stored = f"INDEX({self._range(at)},MATCH($B$3,{self._range(_STORE)},0))"
        formula = f'IF({stored}=0,"",{stored})' if money else f'{stored}&""'
        self.sheet.span(row, first, last, "", *parts, **more)
        self.sheet.formula(row, first, f'=IFERROR({formula},"")', self.stored[0][name] or "", *parts, **more)

    def _body(self) -> None:
        sheet, view, roles, form = self.sheet, self.view, self.roles, self.roles.form
        big = style(font_size=16, bold=True, font_color="#FFFFFF", bg_color=NAVY, valign="vcenter")
        self._show(3, 1, _CARD_LAST, "nama", big, text_wrap=True, indent=1)
        sheet.height(3, self._tallest("nama", 105.0, 16, True) + 8)
        under = style(font_size=12, font_color=NAVY, bg_color=BANDS[0][1], valign="vcenter", indent=1)
        self._show(4, 1, _CARD_LAST - 2, "dimensi", under, text_wrap=True)
        self._show(4, _CARD_LAST - 1, _CARD_LAST, "quick_win", under, bold=True, align="right")
        sheet.height(4, self._tallest("dimensi", 72, 12) + 8)
        at = 5
        label = style(CELL, font_size=11, bold=True, font_color=NAVY, bg_color=LOCKED, valign="vcenter")
        body = style(CELL, font_size=14, valign="vcenter")
        parts = [(form.column(key).heading, f"isi_{key}") for key in roles.narrative]
        parts += [("Indikator dan target", "target")]
        parts += [(form.column(roles.lead).heading, "opd")] if roles.lead else []
        parts += [("OPD pendukung", "pendukung")] if roles.supporters else []
        parts += [("Waktu", "waktu")]
        for name, field in parts:
            sheet.merged((at, 1, at, 2), name, label)
            self._show(at, 3, _CARD_LAST, field, body)
            sheet.height(at, max(24.0, self._tallest(field, 90, 14) + 6))
            at += 1
        if view.budget is not None:
            sheet.merged((at, 1, at, 2), "Perkiraan biaya (Rp)", label)
            look = style(body, bold=True, num_format=MONEY, align="left")
            self._show(at, 3, _CARD_LAST, "biaya", look, money=True)
            sheet.height(at, 24)
            at += 1
        if view.roles.actions is not None:
            self._actions(at + 1)
        sheet.height(at, 8)

    def _actions(self, at: int) -> None:
        sheet = self.sheet
        assert self.view.roles.actions is not None
        names = (self.view.roles.actions.form.sheet, "OPD", "Waktu", "Biaya (Rp)")
        merged_headings(sheet, at, ((1, 4), (5, 5), (6, 7), (8, 8)), names, style(HEAD, font_size=11))
        sheet.height(at, 20)
        body = style(CELL, font_size=12, valign="vcenter")
        amount = style(body, num_format=MONEY, align="right", text_wrap=False, font_size=11)
        for n in range(self.actions):
            row = at + 1 + n
            self._show(row, 1, 4, f"aksi_{n}", body)
            self._show(row, 5, 5, f"aksi_opd_{n}", body)
            self._show(row, 6, 7, f"aksi_waktu_{n}", body)
            self._show(row, 8, 8, f"aksi_biaya_{n}", amount, money=True)
            sheet.height(row, max(20.0, self._tallest(f"aksi_{n}", 58, 12) + 5))
        last = at + 1 + self.actions
        self._show(last, 1, _CARD_LAST, "lagi", font_size=10, italic=True, font_color=QUIET)

    def _tallest(self, field: str, width: float, size: float, bold: bool = False) -> float:
        """The height that the longest text needs: a merged cell does not grow when another program is chosen."""
        texts = {str(stored[field]) for stored in self.stored}
        return min(max(height(text, width, size, bold) for text in texts), 200)


SHEET = MatrixSheet(name="Kartu Program", audience=Audience.PRESENT, write=write, applies=applies)
