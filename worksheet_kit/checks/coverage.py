"""Family L: what the rows of all recipients together leave open.

Nothing here knows a form by name: `roles` says which part a form and its columns play. Main problems are answered by
the programs of a stage, else by its strategies. A form with room for fewer rows than there are problems is not meant to
cover them.
"""

from collections.abc import Iterator
from dataclasses import replace

from worksheet_kit.checks.cells import cell_hit
from worksheet_kit.checks.registry import Hit, check
from worksheet_kit.checks.similar import similar_rows
from worksheet_kit.checks.survey import Survey, quote
from worksheet_kit.core import lists
from worksheet_kit.core.chain import chain_of
from worksheet_kit.core.funds import OTHER_FUNDS, fund_group
from worksheet_kit.core.layout import blocks
from worksheet_kit.core.model import Form, Place, Rule, RuleKind, Severity, Value
from worksheet_kit.core.roles import Roles, form_roles, stage_roles
from worksheet_kit.values.text import first_of


def _answering(data: Survey) -> Roles | None:
    """The form whose rows answer the main problems."""
    roles = stage_roles(data.profile, data.dataset.stage)
    answering = roles.programs or roles.strategies
    if answering is None or not answering.problem:
        return None
    room = max(sum(block.rows for block in blocks(answering.form, d)) for d in data.profile.dimensions)
    return answering if room >= len(data.profile.problems) else None


@check(
    "L501",
    severity=Severity.WARNING,
    title="Program belum punya rencana aksi",
    message="{kode} [{nama}] belum punya {noun} di lembar {lembar}.",
    remedy="Tambahkan minimal satu {noun} di lembar {lembar}.",
    why="Program tanpa langkah pelaksanaan tidak dapat dijadwalkan dan tidak dapat dianggarkan.",
    grouped="Belum punya baris di lembar lanjutannya",
)
def _childless(data: Survey) -> Iterator[Hit]:
    """Parents without a child. Silent where a recipient's child sheet is empty or missing: that has its own finding."""
    roles = stage_roles(data.profile, data.dataset.stage)
    if roles.programs is None or roles.actions is None:
        return
    parent, child = roles.programs.form, roles.actions.form
    started = {row.recipient for row in data.rows(child)}
    named = _named_parents(data, roles.actions, parent)
    for row in data.rows(parent):
        if row.recipient in started and row.key not in named:
            name = quote(row.text(parent.title_column))
            facts = {"kode": row.key, "nama": name, "noun": child.noun, "lembar": child.sheet}
            yield Hit(facts=facts, place=row.place, row=row.key, recipient=row.recipient, form=parent.name)


def _named_parents(data: Survey, roles: Roles, parent: Form) -> set[str]:
    """The row keys that children name, or may name."""
    shown = ((row.recipient, str(code)) for row in data.rows(roles.form) for code in row.meant(roles.parent))
    return {key for owner, code in shown if (key := data.key_of(parent.name, owner, code)) is not None}


@check(
    "L502",
    severity=Severity.WARNING,
    title="Masalah belum dijawab",
    message="{masalah} belum dijawab oleh satu {noun} pun.",
    remedy="Bahas di pleno {noun} mana yang menjawabnya.",
    why="Setiap masalah utama diharapkan dijawab oleh setidaknya satu kelompok; yang dihitung kolom masalah utama.",
    grouped="Masalah belum dijawab",
)
def _unanswered(data: Survey) -> Iterator[Hit]:
    roles = _answering(data)
    if roles is None or not data.rows(roles.form):
        return
    form = roles.form
    answered = {value for row in data.rows(form) for value in row.meant(roles.problem)}
    for problem in data.profile.problems:
        if answered.isdisjoint({problem.code, problem.label}):
            yield Hit(facts={"masalah": problem.label, "noun": form.noun}, value=problem.code, form=form.name)


@check(
    "L503",
    severity=Severity.NOTE,
    title="OPD belum mengampu program",
    message="{opd} belum mengampu {noun} di kelompok mana pun.",
    remedy="Tanyakan apakah memang hanya mendukung.",
    why="Pembimbing biasanya menanyakan OPD yang namanya tidak muncul sebagai pengampu.",
    grouped="OPD belum mengampu",
)
def _leaderless(data: Survey) -> Iterator[Hit]:
    """Agencies, districts aside, that lead no program. Silent while one of an agency's groups has sent nothing."""
    roles = stage_roles(data.profile, data.dataset.stage).programs
    if roles is None or not roles.lead or not data.rows(roles.form):
        return
    form = roles.form
    leading = {value for row in data.rows(form) for value in row.meant(roles.lead)}
    sent = {submission.recipient.dimension for submission in data.dataset.submissions.values()}
    waiting = {
        agency
        for dimension in data.profile.dimensions
        if dimension.code not in sent and dimension.code in {r.dimension for r in data.dataset.expected}
        for agency in dimension.members
    }
    for agency in data.profile.agencies:
        led = agency.district or not leading.isdisjoint({agency.code, agency.short})
        if not led and agency.code not in waiting:
            yield Hit(facts={"opd": agency.short, "noun": form.noun}, value=agency.short, form=form.name)


@check(
    "L504",
    severity=Severity.WARNING,
    title="Calon quick win",
    message='{dimensi} memilih "{nilai}" di kolom {kolom} pada {n} {noun}; yang diharapkan {harapan}.',
    remedy="Tandai {harapan}, yang hasilnya paling cepat dirasakan warga.",
    why="Tiap dimensi membawa beberapa calon ke bimtek berikutnya; tanpa calon atau terlalu banyak, sulit memilih.",
)
def _candidates(data: Survey) -> Iterator[Hit]:
    for rule, form, chosen, hit in _limited(data):
        if _marks_candidates(form, rule) and not 1 <= chosen <= rule.limit:
            expected = "1" if rule.limit == 1 else f"1 sampai {rule.limit}"
            yield hit.with_facts(harapan=expected)


def _marks_candidates(form: Form, rule: Rule) -> bool:
    return rule.columns[0] == form_roles(form).quick_win


def _limited(data: Survey) -> Iterator[tuple[Rule, Form, int, Hit]]:
    """How many rows of a dimension have what a rule limits: rule, form, rows, and a hit that says so.

    Counted over its group and members, since the choice is made by the dimension; only dimensions with filled rows.
    """
    for form, rule, dimension, answers in _answers(data, RuleKind.LIMIT):
        chosen = sum(rule.value in said for said in answers)
        yield rule, form, chosen, _hit(data, form, rule, dimension, chosen)


def _answers(data: Survey, kind: RuleKind) -> Iterator[tuple[Form, Rule, str, list[frozenset[Value]]]]:
    """What the rows of each dimension say in the column of each rule of a kind."""
    for form, rule in data.rules(kind):
        for dimension, answers in _said_by_dimension(data, form, rule.columns[0]).items():
            yield form, rule, dimension, answers


def _hit(data: Survey, form: Form, rule: Rule, dimension: str, count: int) -> Hit:
    """That so many rows of a dimension have what a rule is about."""
    column = form.column(rule.columns[0])
    facts = {
        "dimensi": data.recipient_name(dimension),
        "nilai": rule.value,
        "kolom": column.heading,
        "n": str(count),
        "noun": form.noun,
    }
    return Hit(facts=facts, column=column.key, recipient=dimension, form=form.name)


def _said_by_dimension(data: Survey, form: Form, column: str) -> dict[str, list[frozenset[Value]]]:
    """What the rows of each dimension, of its group and members, say or may say in a column."""
    dimensions = {code: recipient.dimension for code, recipient in data.recipients.items()}
    said: dict[str, list[frozenset[Value]]] = {}
    for row in data.rows(form):
        dimension = dimensions.get(row.recipient, row.recipient)
        said.setdefault(dimension, []).append(row.meant(column) - {None})
    return said


@check(
    "L505",
    severity=Severity.WARNING,
    title="Nama tampak mirip",
    message='{kode} "{nama}" dan {kode_lain} "{nama_lain}" bernama mirip.',
    remedy="Sepakati: digabung, dibagi peran, atau memang berbeda.",
    why="Dua kelompok yang menulis hal yang sama akan menganggarkannya dua kali.",
    grouped="Bernama mirip",
)
def _similar(data: Survey) -> Iterator[Hit]:
    roles = _answering(data)
    if roles is None:
        return
    form = roles.form
    for earlier, row in similar_rows(data.rows(form), form.title_column, data.spellings):
        facts = {
            "nama": quote(earlier.text(form.title_column)),
            "kode_lain": row.key,
            "nama_lain": quote(row.text(form.title_column)),
        }
        hit = cell_hit(data, earlier, form.column(form.title_column), **facts)
        yield replace(hit, value=earlier.text(form.title_column))


@check(
    "L506",
    severity=Severity.WARNING,
    title="Pilihan melebihi batas",
    message='{dimensi} memilih "{nilai}" di kolom {kolom} pada {n} {noun}; paling banyak {harapan}.',
    remedy="Sepakati mana yang tetap dipilih, lalu ganti pilihan pada baris lain.",
    why="Form ini membatasi banyaknya baris dengan pilihan itu untuk tiap dimensi.",
)
def _too_many(data: Survey) -> Iterator[Hit]:
    """Limits of columns that mark no quick wins: that none is chosen is fine."""
    for rule, form, chosen, hit in _limited(data):
        if not _marks_candidates(form, rule) and chosen > rule.limit:
            yield hit.with_facts(harapan=str(rule.limit))


#: So many codes are named; of the others it is said how many there are.
_MOST_NAMED = 12


@check(
    "L507",
    severity=Severity.NOTE,
    title="Belum ditindaklanjuti",
    grouped="Belum ditindaklanjuti menjadi {noun}",
    message="{kelompok}: {n} {noun} belum punya {lanjutan} ({kode}).",
    remedy="Tambahkan {lanjutan} untuk yang penting; yang memang tidak diteruskan boleh dibiarkan.",
    why="Faktor diolah menjadi strategi dan strategi dituangkan ke program; yang tidak diteruskan hendaknya dipilih, "
    "bukan terlewat.",
)
def _not_taken_up(data: Survey) -> Iterator[Hit]:
    """One hit a recipient and step. Silent where a group has not begun the next step: that has its own finding."""
    for unused in chain_of(data.dataset).unused():
        form = unused.next.form
        for owner in dict.fromkeys(row.recipient for row in unused.rows):
            codes = [row.code for row in unused.rows if row.recipient == owner]
            facts = {
                "kelompok": data.recipient_name(owner),
                "n": str(len(codes)),
                "noun": unused.part.form.noun,
                "lanjutan": form.noun,
                "kode": first_of(codes, _MOST_NAMED, rest="lainnya"),
            }
            submission = data.dataset.submissions.get(owner)
            place = submission.sheets.get(form.name, Place()) if submission is not None else Place()
            yield Hit(facts=facts, place=place, recipient=owner, form=form.name)


@check(
    "L508",
    severity=Severity.NOTE,
    title="Semua berisi pilihan yang sama",
    message='Semua {noun} {dimensi} ({n}) berisi "{nilai}" di kolom {kolom}.',
    remedy="Bahas di pleno apakah ada {noun} jenis lain yang membuat hasilnya dipakai.",
    why="Penilai mencatat program yang hanya berupa aplikasi, tanpa orang, aturan, dan kebiasaan yang memakainya.",
)
def _all_alike(data: Survey) -> Iterator[Hit]:
    """Silent while a row of the dimension does not say, as in a sheet of an old edition."""
    for form, rule, dimension, answers in _answers(data, RuleKind.NOT_ALL):
        if all(said == {rule.value} for said in answers):
            yield _hit(data, form, rule, dimension, len(answers))


@check(
    "L509",
    severity=Severity.NOTE,
    title="Jenis yang belum ada",
    message='{dimensi} belum punya {noun} yang berisi "{nilai}" di kolom {kolom}.',
    remedy="Bahas di pleno apakah {noun} seperti itu memang tidak diperlukan.",
    why="Kementerian menghitung jenis ini tersendiri; yang tidak ada di rencana tidak dapat dilaporkan.",
)
def _kind_missing(data: Survey) -> Iterator[Hit]:
    """Silent while a row of the dimension does not say, as in a sheet of an old edition."""
    for form, rule, dimension, answers in _answers(data, RuleKind.SOME):
        if all(answers) and not any(rule.value in said for said in answers):
            yield _hit(data, form, rule, dimension, 0)


@check(
    "L510",
    severity=Severity.NOTE,
    title="Belum ada mitra atau dana di luar APBD",
    message="{dimensi} belum menyebut satu mitra pun, dan semua sumber dananya dari APBD atau pusat/provinsi.",
    remedy="Bahas di pleno siapa yang dapat diajak: perguruan tinggi, komunitas, bank, BUMD, CSR, atau swasta.",
    why="Kementerian menilai mitra dan dana di luar APBD; hampir semua daerah kurang di bagian ini.",
)
def _alone(data: Survey) -> Iterator[Hit]:
    """Silent where the stage does not ask for partners, and while a source of money is not known."""
    playing = stage_roles(data.profile, data.dataset.stage).playing
    partners = [(roles.form, key) for roles in playing for key in roles.partners]
    funded = [roles for roles in playing if roles.funding]
    helped, groups = set[str](), dict[str, set[str]]()
    for form, key in partners:
        helped |= {code for code, values in _said_by_dimension(data, form, key).items() if any(values)}
    for roles in funded:
        for key in (roles.funding, *roles.other_funding):
            column = roles.form.column(key)
            for code, values in _said_by_dimension(data, roles.form, key).items():
                labels = lists.labels(data.profile, roles.form, column, code)
                unsaid = {""} if key == roles.funding and not all(values) else set()
                sources = {str(source) for said in values for source in said - {roles.no_funding}} | unsaid
                groups.setdefault(code, set()).update(
                    fund_group(data.profile, labels.get(source, source)) for source in sources
                )
    for code, known in groups.items():
        if partners and known and code not in helped and known.isdisjoint({"", OTHER_FUNDS}):
            facts = {"dimensi": data.recipient_name(code)}
            yield Hit(facts=facts, column=funded[0].funding, recipient=code, form=funded[0].form.name)
