"""*Irisan Program*: programs that may be one, for people to settle; nothing is merged."""

from collections.abc import Sequence
from itertools import combinations

from worksheet_kit.checks.similar import similar_rows
from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Row
from worksheet_kit.core.roles import Roles
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT
from worksheet_kit.excel.text_fit import line_height
from worksheet_kit.matrix.parts import AS_TYPED, CELL, banner, fit_row, headings, merged_headings, section
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View
from worksheet_kit.values.similarity import ALIKE_ANYWHERE, ALIKE_IN_AGENCY, likeness, words_in_order

#: Two rows, how much their names are alike (0 to 100), and why they are shown.
_Pair = tuple[Row, Row, float, str]
NAME = "Irisan Program"
#: Column keys of the sheet, and how an agreement about a pair is kept among the reviews of its first row.
OTHER, AGREEMENT, PAIRED_WITH = "_kode_2", "kesepakatan_irisan", "irisan "

#: Pairs grow with the square of the rows; above this many only the plainly similar ones are looked for.
_MOST_ROWS = 1_500
#: Pairs that are listed; the others are counted.
_MOST_PAIRS = 500


def applies(view: View) -> bool:
    """Where programs have names."""
    return view.roles.programs is not None and bool(view.roles.programs.title)


def write(sheet: Sheet, view: View) -> None:
    """*Irisan Program*: names much alike, and agencies that lead in several dimensions. Nothing is merged."""
    roles = view.roles.programs
    assert roles is not None
    noun = roles.form.noun
    names = ["Kode 1", "Nama 1", "OPD 1", "Kode 2", "Nama 2", "OPD 2", "Mirip", "Mengapa", "Kesepakatan"]
    widths = [12.0, 34.0, 15.0, 12.0, 34.0, 15.0, 8.0, 24.0, 34.0]
    last = len(names)
    subtitle = f"{view.event} · sepakati: digabung, dibagi peran, atau memang berbeda"
    at = banner(sheet, view, "IRISAN PROGRAM", subtitle, last, first=1)
    section(sheet, at, 1, last, f"NAMA {noun.upper()} YANG MIRIP")
    headings(sheet, at + 1, names, widths, first=1)
    sheet.text(at + 2, 0, KEY_MARK)
    for place, key in ((4, OTHER), (last, AGREEMENT)):
        sheet.text(at + 2, place, key, font_size=7)
    sheet.hide_row(at + 2)
    sheet.width(0, 12, hidden=True)
    row = at + 3
    pairs = overlapping(view, roles)
    shown = _settled(view, roles, pairs[:_MOST_PAIRS])
    for pair in shown:
        _write_pair(sheet, view, roles, row, pair)
        row += 1
    if len(pairs) > _MOST_PAIRS:
        text = f"dan {len(pairs) - _MOST_PAIRS} pasangan lain yang kurang mirip"
        sheet.span(row, 1, last, text, CELL, italic=True)
        row += 1
    if not shown:
        sheet.span(row, 1, last, f"Tidak ada nama {noun} yang mirip.", CELL, italic=True)
        row += 1
    if roles.lead:
        row = _shared_leads(sheet, view, roles, row + 1, last)
    sheet.freeze(at, 0)
    sheet.page(view.profile.paper, landscape=True, fit=(1, 0))
    sheet.print_area((0, 1, row, last))


def _settled(view: View, roles: Roles, pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs to list: what was agreed on before stays, also where the names are no longer alike."""
    listed = {(first.key, second.key) for first, second, _, _ in pairs}
    rows = {row.key: row for row in view.rows(roles)}
    kept: list[_Pair] = []
    for key, review in view.result.reviews.items():
        for column in review:
            second = column.removeprefix(PAIRED_WITH)
            if column != second and (key, second) not in listed and key in rows and second in rows:
                pair = rows[key], rows[second]
                kept.append((*pair, _likeness(*pair, roles), "pernah disepakati"))
    return [*pairs, *kept]


def _write_pair(sheet: Sheet, view: View, roles: Roles, at: int, pair: _Pair) -> None:
    first, second, alike, why = pair
    texts = [text for row in (first, second) for text in (row.key, view.title(row), view.text(row, roles.lead))]
    agreed = view.result.reviews.get(first.key, {}).get(PAIRED_WITH + second.key, "")
    sheet.text(at, 0, first.key)
    for n, text in enumerate(texts, start=1):
        sheet.text(at, n, text, CELL, bold=n in (1, 4))
    sheet.number(at, 7, alike / 100, CELL, num_format="0%", align="center")
    sheet.text(at, 8, why, CELL)
    sheet.text(at, 9, agreed, CELL, bg_color=INPUT, num_format=AS_TYPED)
    widths = (12.0, 34.0, 15.0, 12.0, 34.0, 15.0, 24.0, 34.0)
    fit_row(sheet, at, [*texts, why, agreed], widths, least=2)


def overlapping(view: View, roles: Roles) -> list[_Pair]:
    """Pairs of programs whose names are alike: the rows, how much (0 to 100) and why; most alike first."""
    rows = view.rows(roles)
    pairs: dict[tuple[str, str], _Pair] = {}
    for first, second in similar_rows(rows, roles.title):
        alike = max(_likeness(first, second, roles), float(ALIKE_ANYWHERE))
        pairs[first.key, second.key] = (first, second, alike, "nama mirip")
    if len(rows) <= _MOST_ROWS:
        named = [(row, _words(row, roles), row.value(roles.lead), view.dimension(row)) for row in rows]
        for (first, name, lead, dimension), (second, name_2, lead_2, dimension_2) in combinations(named, 2):
            same, across = bool(roles.lead) and lead is not None and lead == lead_2, dimension != dimension_2
            if not (same or across) or (first.key, second.key) in pairs:
                continue
            alike = likeness(name, name_2, at_least=ALIKE_IN_AGENCY if same else ALIKE_ANYWHERE)
            if alike:
                why = "OPD sama, nama agak mirip" if same else "nama agak mirip, lain dimensi"
                pairs[first.key, second.key] = (first, second, alike, why)
    return sorted(pairs.values(), key=lambda pair: (-pair[2], pair[0].key, pair[1].key))


def _words(row: Row, roles: Roles) -> str:
    """A name with its words in order of the alphabet, so that their order does not count."""
    return words_in_order(row.text(roles.title).lower())


def _likeness(first: Row, second: Row, roles: Roles) -> float:
    return likeness(_words(first, roles), _words(second, roles))


def _shared_leads(sheet: Sheet, view: View, roles: Roles, at: int, last: int) -> int:
    """Agencies that lead in more than one dimension, with what they lead there; returns the last row."""
    section(sheet, at, 1, last, f"OPD YANG MENGAMPU {roles.form.noun.upper()} DI LEBIH DARI SATU DIMENSI")
    at += 1
    merged_headings(sheet, at, ((1, 2), (3, 3), (4, last)), ("OPD", "Dimensi", roles.form.sheet))
    at += 1
    shared = 0
    for agency in view.profile.agencies:
        led = [row for row in view.rows(roles) if row.value(roles.lead) == agency.code]
        dimensions = list(dict.fromkeys(view.dimension(row) for row in led))
        if len(dimensions) < 2:
            continue
        shared += 1
        text = "\n".join(f"{row.key}  {view.title(row)}" for row in led)
        sheet.merged((at, 1, at, 2), f"{agency.name} ({agency.short})", CELL, bold=True)
        sheet.text(at, 3, ", ".join(dimensions), CELL)
        sheet.merged((at, 4, at, last), text, CELL)
        sheet.height(at, max(len(led) * line_height(9) + 4, 28))
        at += 1
    if not shared:
        sheet.span(
            at, 1, last, f"Tidak ada: setiap OPD mengampu {roles.form.noun} di satu dimensi saja.", CELL, italic=True
        )
    return at


SHEET = MatrixSheet(name=NAME, audience=Audience.PLANNERS, write=write, applies=applies, read_back=True)
