"""*Keselarasan*: each program against the plans, for the planning agency to fill in."""

from worksheet_kit.core.layout import KEY_MARK
from worksheet_kit.core.model import Profile
from worksheet_kit.excel.dropdown import dropdown
from worksheet_kit.excel.sheet import Sheet
from worksheet_kit.excel.style import INPUT, QUIET
from worksheet_kit.excel.text_fit import line_height
from worksheet_kit.matrix import parts
from worksheet_kit.matrix.parts import AS_TYPED, CELL, banner, cell_lines, headings, table_page
from worksheet_kit.matrix.sheet import Audience, MatrixSheet
from worksheet_kit.matrix.view import View

NAME = "Keselarasan"
#: Columns the planning agency fills in; read back by row key.
ALIGNMENT = {
    "keselarasan_sasaran": ("Sasaran dan IKU {plan}", 14.5),
    "keselarasan_catatan": ("Catatan {planning_office}", 12.5),
    "keselarasan_keputusan": ("Keputusan", 11.0),
}
_ALIGNMENT_CHOICES = ("Selaras", "Sesuaikan", "Usulkan perubahan", "Tidak selaras")


def alignment_heading(profile: Profile, key: str) -> str:
    """The heading of a column the planning agency fills in, with the name of the region's plan."""
    return ALIGNMENT[key][0].format(plan=profile.plan.split()[0], planning_office=profile.planning_office)


def applies(view: View) -> bool:
    """Where there are programs."""
    return bool(view.programs)


def write(sheet: Sheet, view: View) -> None:
    """*Keselarasan*: what the planning agency checks each program against the plans with."""
    roles = view.roles.programs
    assert roles is not None
    columns: list[tuple[str, str, float]] = [
        ("_kode", "Kode", parts.code_column((row.key for row in view.programs), 10.5)),
        ("_nama", "Nama", 20.0),
    ]
    columns += [("_masalah", roles.form.column(roles.problem).heading, 14.0)] if roles.problem else []
    columns += [("_program_pd", roles.form.column(roles.programme).heading, 24.0)] if roles.programme else []
    details = _detail_columns(view)
    columns += [(f"_{key}", heading, width) for key, heading, width in details]
    columns += [(key, alignment_heading(view.profile, key), width) for key, (_, width) in ALIGNMENT.items()]
    subtitle = f"{view.event} · diisi {view.profile.planning_office} pada kolom krem"
    at = banner(sheet, view, "KESELARASAN", subtitle, len(columns), first=3)
    headings(sheet, at, [name for _, name, _ in columns], [width for _, _, width in columns], first=1)
    sheet.text(at + 1, 0, KEY_MARK)
    sheet.texts(at + 1, 1, [key for key, _, _ in columns], font_size=7, font_color=QUIET)
    sheet.hide_row(at + 1)
    sheet.width(0, 12, hidden=True)
    first = at + 2
    for n, row in enumerate(view.programs, start=first):
        family = (row, *view.children.get(row.key, ()))
        texts = [row.key, view.title(row)]
        texts += [view.text(row, roles.problem)] if roles.problem else []
        texts += [view.text(row, roles.programme)] if roles.programme else []
        for key, _, _ in details:
            texts.append("\n".join(dict.fromkeys(t for t in (view.text(member, key) for member in family) if t)))
        reviews = view.result.reviews.get(row.key, {})
        said = [reviews.get(key, "") for key in ALIGNMENT]
        sheet.text(n, 0, row.key)
        sheet.texts(n, 1, texts[:2], CELL, bold=True)
        sheet.texts(n, 3, texts[2:], CELL, bold=False)
        sheet.texts(n, 1 + len(texts), said, CELL, bg_color=INPUT, num_format=AS_TYPED)
        need = max(cell_lines(text, columns[m][2], 9, m < 2) for m, text in enumerate([*texts, *said]))
        sheet.height(n, min(max(need, 2) * line_height(9) + 1, 400))
    last = first + max(1, len(view.programs)) - 1
    place = len(columns)
    sheet.validate([(first, place, last, place)], dropdown(_ALIGNMENT_CHOICES, "Keputusan"))
    sheet.freeze(first, 3)
    sheet.filter((at, 0, last, len(columns)))  # with the hidden keys, so that sorting moves them along
    table_page(sheet, view, [width for _, _, width in columns], (at, at), repeat_columns=(1, 2))
    sheet.print_area((0, 1, last, len(columns)))


def _detail_columns(view: View) -> list[tuple[str, str, float]]:
    """Columns that say how far a program has come in the plans, from programs or actions: key, heading, width."""
    return [
        (column.key, column.heading, 24.0 if column.key == roles.position else 18.0)
        for roles in view.tree
        for column in roles.form.columns
        if column.key in (roles.position, roles.activity)
    ]


SHEET = MatrixSheet(
    name=NAME,
    audience=Audience.PLANNERS,
    write=write,
    applies=applies,
    read_back=True,
    about="Diisi perangkat daerah perencana.",
)
