"""TOML and CSV to a `Profile` with its forms: whole, or refused with one sentence that names file and key path.

A profile is a folder: ``profile.toml``, the CSV files it names, and, if it wants forms of its own, ``forms/NAME.toml``.
A form that is not there is taken from the packaged ones. Nothing but `ProfileError` leaves this module for bad input.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from worksheet_kit.core.errors import ProfileError
from worksheet_kit.core.model import (
    Contact,
    Dimension,
    IdentityField,
    Kind,
    Paper,
    Problem,
    Profile,
    Quarter,
    Stage,
    Zone,
)
from worksheet_kit.core.names import SETTINGS_FILE
from worksheet_kit.core.row_code import parse_row_code
from worksheet_kit.kinds import KINDS, InputKind
from worksheet_kit.profile.agencies import agency_code, no_revision, read_agencies, read_programmes
from worksheet_kit.profile.faults import (
    Fault,
    Faults,
    Gather,
    UnknownKeyFault,
    at,
    describe,
    in_file,
    missing,
    named,
    short,
    wrong,
)
from worksheet_kit.profile.forms import OVERRIDES, Example, Overrides, load_forms, read_example
from worksheet_kit.profile.limits import HEADING_LIMIT, LABEL_LIMIT, NAME, PASSWORD_LIMIT, PROMPT_LIMIT, ROW_LIMIT
from worksheet_kit.profile.lists import check_list, read_item, read_list
from worksheet_kit.profile.mail import read_letters, read_mail_server
from worksheet_kit.profile.placeholders import placeholders
from worksheet_kit.profile.settings.shapes import printed_text
from worksheet_kit.profile.toml import (
    Table,
    checked_text,
    filled_text,
    matched,
    opened,
    read_toml,
    unique,
    whole,
    whole_phone,
)
from worksheet_kit.values.text import first_of, format_date, letters_only

PROFILE_FILE = "profile.toml"
PACKAGED_PROFILES = Path(__file__).parents[1] / "profiles"
UNFINISHED = "kosong"  # the packaged one that is yet to be filled in, offered to begin with
DEFAULT_FILE = "bawaan.txt"  # names the packaged profile that is taken where none is asked for

#: Paper known by name. Index as in ECMA-376 part 1, 18.3.1.63; F4 is what Indonesian offices call folio.
PAPERS = {
    "F4": Paper(name="F4", index=14, width=215.9, height=330.2),
    "A4": Paper(name="A4", index=9, width=210.0, height=297.0),
    "A3": Paper(name="A3", index=8, width=297.0, height=420.0),
}

_MOST_TOLD = 20  # sentences
_MOST_PLACES = 12  # of what is told in one sentence
_PLACE = re.compile(r"(.*?[,:] (?:sel|baris) )([A-Z]*[0-9]+)(: .*)", re.DOTALL)
_OTHER_FORMATS = (".ods", ".xls", ".xlsm", ".xlsb", ".numbers")  # in which people save the settings workbook

_CODE = re.compile(r"[A-Z][A-Z0-9]*")
_EDITION = re.compile(r"[A-Z]+[0-9]+")
_QUARTER = re.compile(r"TW (I|II|III|IV) ([0-9]{4})|([0-9]{4})-Q([1-4])")
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]')
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def load_profile(path: Path | str | None = None) -> Profile:
    """Load a profile.

    ``path`` is a profile folder, a settings workbook, a TOML file, or the name of a packaged profile; None takes
    ``Pengaturan.xlsx`` or ``profile.toml`` in the current folder, else the packaged default. Raises ProfileError with
    one Indonesian sentence, or, where several things are to be put right, a line of them each.
    """
    try:
        main = locate(path)
        if main == PACKAGED_PROFILES / UNFINISHED / PROFILE_FILE:
            raise Fault(
                f"Profil {UNFINISHED} masih kerangka. Buat folder kerja dengan worksheet-kit mulai FOLDER --profil "
                f"{UNFINISHED}, lalu isi {SETTINGS_FILE} di dalamnya."
            )
        return _load(main)
    except (Fault, Faults) as caught:
        lines = list({_cause(fault): _told(fault) for fault in reversed(caught.all)}.values())[::-1]
        lines = _told_once(lines)
        if len(lines) > _MOST_TOLD:
            lines[_MOST_TOLD:] = [f"Masih ada {len(lines) - _MOST_TOLD} hal lain; perbaiki dulu yang di atas."]
        raise ProfileError("\n".join(lines)) from None


def _cause(fault: Fault) -> str:
    """What is to be put right: a list that cannot be used is named by every column that takes it."""
    return fault.sentence if fault.path[-1:] == ["list"] else str(fault)


def _told(fault: Fault) -> str:
    """A fault's sentence. A key of the profile that stands below the head of a part belongs to that part in TOML."""
    if isinstance(fault, UnknownKeyFault) and len(fault.path) > 1 and fault.path[-1] in PROFILE_KEYS.split():
        fault.sentence = "tidak dikenal di bagian ini; pindahkan ke atas, sebelum kepala bagian [ ] yang pertama."
    return str(fault)


def _told_once(lines: Iterable[str]) -> list[str]:
    """The same said of several cells or rows of a table is one line: ``lembar OPD, sel G7, G8, dan 3 lagi: …``."""
    places: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        placed = _PLACE.fullmatch(line)
        before, place, sentence = placed.groups() if placed else (line, "", "")
        places.setdefault((before, sentence), []).append(place)
    return [f"{before}{first_of(those, _MOST_PLACES)}{sentence}" for (before, sentence), those in places.items()]


def profile_files(path: Path | str | None = None) -> tuple[Path, ...]:
    """The files a profile is read from: its TOML file, and the tables and forms beside it. Raises ProfileError."""
    try:
        main = locate(path)
    except Fault as fault:
        raise ProfileError(str(fault)) from None
    return (main, *sorted(main.parent.glob("*.csv")), *sorted((main.parent / "forms").glob("*.toml")))


def packaged_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the package and load."""
    names = sorted(folder.name for folder in PACKAGED_PROFILES.iterdir() if (folder / PROFILE_FILE).is_file())
    return tuple(name for name in names if name != UNFINISHED)


def locate(path: Path | str | None) -> Path:
    """The settings workbook or TOML file that is meant. Raises Fault."""
    if path is None:
        default = (PACKAGED_PROFILES / DEFAULT_FILE).read_text(encoding="utf-8").strip()
        here = (Path(name) for name in (SETTINGS_FILE, PROFILE_FILE))
        return next((file for file in here if file.is_file()), PACKAGED_PROFILES / default / PROFILE_FILE)
    given = Path(path)
    try:
        for file in (given, given / SETTINGS_FILE, given / PROFILE_FILE):
            if file.is_file():
                if file.suffix.lower() in _OTHER_FORMATS:
                    raise Fault(f"{file.name} belum dapat dipakai; buka lalu Simpan Sebagai (Save As) .xlsx.")
                return file
        is_folder = given.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if str(given) in (*packaged_profiles(), UNFINISHED):
        return PACKAGED_PROFILES / given / PROFILE_FILE
    if is_folder:
        for other in (given / f"{Path(SETTINGS_FILE).stem}{ending}" for ending in _OTHER_FORMATS):
            if other.is_file():
                raise Fault(f"{other.name} belum dapat dipakai; buka lalu Simpan Sebagai (Save As) .xlsx.")
        raise Fault(f"Folder profil {given} tidak berisi {SETTINGS_FILE} atau {PROFILE_FILE}; buat satu di dalamnya.")
    names = ", ".join(packaged_profiles())
    raise Fault(f"Profil {given} tidak ditemukan; sebutkan folder atau berkas profil, atau profil bawaan: {names}.")


# ---------------------------------------------------------------------------------------------------------------------
# Profile
# ---------------------------------------------------------------------------------------------------------------------


def _load(path: Path) -> Profile:
    if path.suffix.lower() == ".xlsx":
        return _load_settings(path)
    with in_file(path):
        return _whole(read_toml(path), path.parent)


def _whole(raw: object, folder: Path, *, borrowed: bool = False) -> Profile:
    """The profile with its forms; ``borrowed`` where its examples are those of another."""
    profile, texts, examples, columns = _profile(raw, folder)
    profile = replace(profile, forms=load_forms(profile, folder, texts, examples, columns, borrowed=borrowed))
    _check_profile(profile)
    return profile


def _load_settings(path: Path) -> Profile:
    """A profile from a settings workbook, and from the TOML file that it names for what only TOML says."""
    from worksheet_kit.profile.settings.read import read_settings  # noqa: PLC0415 (loads openpyxl)

    with in_file(path):
        settings = read_settings(path)
    base: Path | None = None
    try:
        with in_file(path), at("base"):
            base = settings_base(settings.base, path.parent)
        borrowed: dict[str, object] = {}
        if base is not None:
            with in_file(base):
                borrowed = {key: value for key, value in read_toml(base).items() if key in BORROWED}
        with in_file(path):
            profile = _whole(settings.values | borrowed, (base or path).parent, borrowed=True)
    except (Fault, Faults) as caught:
        for fault in caught.all:
            if base is not None and fault.path[:1] and fault.path[0] in BORROWED and fault.file == named(path):
                fault.file = named(base)
        raise Faults(settings.with_places(caught.all)) from None
    if settings.faults:
        raise Faults(settings.with_places(()))
    return profile


#: What a settings workbook takes from the TOML file that it names.
BORROWED = ("words", "example")


def settings_base(name: str, folder: Path) -> Path | None:
    """The TOML file that a settings workbook in a folder names; None where it names none. Raises Fault."""
    if not name:
        return None
    if name in packaged_profiles():
        return PACKAGED_PROFILES / name / PROFILE_FILE
    for place in (folder / name, folder / name / PROFILE_FILE):
        try:
            if place.is_file() and place.suffix == ".toml":
                return place
        except (OSError, ValueError):  # a name no file system takes
            pass
    raise Fault(f'tambahan dalam TOML "{short(name)}" tidak ada di samping berkas ini; cek namanya atau kosongkan.')


PROFILE_KEYS = (
    "name region region_kind planning_office own_budget apbd_total edition event head plan paper years quarters "
    "attendance steps instructions privacy password zone agencies programmes contact problem dimension list stage "
    "identity words example letter mail columns"
)

#: What people are told beside the lines that ask who they are (UU 27/2022, pasal 21), unless the profile says more.
_PRIVACY = (
    "Isian identitas hanya dipakai sekretariat untuk menanyakan isian kertas kerja ini dan dihapus setelah rangkaian "
    "bimtek selesai."
)


def _profile(raw: object, folder: Path) -> tuple[Profile, dict[str, str], dict[str, tuple[Example, ...]], Overrides]:
    """The profile without its forms, and what it lends to them: words, own example rows, words about columns."""
    with opened(raw, PROFILE_KEYS) as top:
        region_kind = _region_kind(top)
        agencies, codes = read_agencies(top, folder)
        problems = top.each("problem", _problem)
        dimensions = top.each("dimension", lambda entry: _dimension(entry, codes))
        stages = top.each("stage", _stage)
        identity = top.each("identity", _identity)
        contact = _contact(top)
        programmes, nomenclature = read_programmes(top, folder, codes)
        profile = Profile(
            name=top.text("name", limit=60),
            region=top.text("region", limit=100),
            edition=top.matched("edition", _EDITION, "huruf besar diikuti angka, misalnya RBG22"),
            event=top.text("event", limit=200),
            head=top.text("head", limit=60),
            plan=top.text("plan", limit=100),
            paper=_paper(top),
            years=_years(top),
            quarters=_quarters(top),
            contact=contact,
            problems=problems,
            agencies=agencies,
            programmes=programmes,
            dimensions=dimensions,
            lists=top.named("list", read_list),
            forms={},
            stages=stages,
            identity=identity,
            attendance=top.integer("attendance", 0, 200),
            steps=top.texts("steps", limit=1000),
            instructions=top.texts("instructions", limit=1000),
            password=top.get("password", _password, "", default=""),
            zone=Zone(top.choice("zone", Zone, Zone.WIB)),
            region_kind=region_kind,
            planning_office=top.text("planning_office", "", limit=60) or "perencana daerah",
            own_budget=top.text("own_budget", "", limit=60) or f"APBD {region_kind}".strip(),
            apbd_total=_budgets(top),
            nomenclature=nomenclature,
            privacy=top.text("privacy", "", limit=500) or _PRIVACY,
            letters=read_letters(top),
            mail_server=read_mail_server(top, contact),
        )
        own = top.named("words", lambda _, value: checked_text(value, 200))
        examples = top.named("example", _example_rows)
        columns = top.named("columns", lambda _, entry: _overrides(entry))
        _check_unique(profile, top.gather)
    return profile, placeholders(profile) | own, examples, columns


def _check_unique(profile: Profile, gather: Gather) -> None:
    """Refuse codes, names and keys that are there twice, and stages out of order."""
    dimensions = profile.dimensions
    for entries, what, key in (
        ([(f"problem[{n}]", p.code) for n, p in enumerate(profile.problems, 1)], "kode masalah", "code"),
        ([(f"problem[{n}]", p.name) for n, p in enumerate(profile.problems, 1)], "nama masalah", "name"),
        ([(f"dimension[{n}]", d.code) for n, d in enumerate(dimensions, 1)], "kode dimensi", "code"),
        ([(f"dimension[{n}]", d.name) for n, d in enumerate(dimensions, 1)], "nama dimensi", "name"),
        (_spellings(dimensions), "sebutan dimensi", "aliases"),
        ([(f"identity[{n}]", field.key) for n, field in enumerate(profile.identity, 1)], "kunci", "key"),
    ):
        with gather:
            unique(entries, what, key)
    with gather, at("stage"):
        _ascending([stage.number for stage in profile.stages], "number")


def _password(value: object) -> str:
    text = checked_text(value, PASSWORD_LIMIT)
    if not text.isascii():
        raise Fault("memakai huruf di luar ASCII; pakai huruf dan angka biasa.")
    return text


def _overrides(entry: object) -> Mapping[str, Mapping[str, object]]:
    """What a profile says of the columns of a form; whether it fits is judged with the form."""
    if not isinstance(entry, dict):
        raise wrong(entry, "tabel {…}")
    gather = Gather()
    for column, said in entry.items():
        with gather, at(column), opened(said, OVERRIDES):
            pass
    gather.end()
    return entry


def _spellings(dimensions: Sequence[Dimension]) -> list[tuple[str, str]]:
    """Every spelling of each dimension, once, with its place; none when already their names are no different ones."""
    if len({letters_only(dimension.name) for dimension in dimensions}) < len(dimensions):
        return []
    return [
        (f"dimension[{n}]", text)
        for n, dimension in enumerate(dimensions, 1)
        for text in {letters_only(text): text for text in (dimension.name, *dimension.aliases)}.values()
    ]


def _problem(entry: object) -> Problem:
    with opened(entry, "code name indicator") as table:
        problem = Problem(
            code=table.matched("code", _CODE, "huruf besar dan angka, misalnya M1"),
            name=table.text("name", limit=200),
            indicator=table.text("indicator", "", limit=500),
        )
        with at("name"):
            checked_text(problem.label, LABEL_LIMIT)
    return problem


def _dimension(entry: object, owners: Mapping[str, str]) -> Dimension:
    with opened(
        entry, "code name subdimensions aliases members room chair chair_email note_taker note_taker_email email phone"
    ) as table:
        dimension = Dimension(
            code=table.matched("code", _CODE, "huruf besar dan angka, misalnya GOV"),
            name=table.text("name", limit=60),
            subdimensions=table.each("subdimensions", read_item),
            aliases=table.texts("aliases", (), limit=LABEL_LIMIT),
            members=table.each("members", lambda value: agency_code(value, owners)),
            room=table.named("room", lambda _, rows: whole(rows, 1, ROW_LIMIT)),
            chair=table.text("chair", "", limit=100),
            chair_email=table.email("chair_email"),
            note_taker=table.text("note_taker", "", limit=100),
            note_taker_email=table.email("note_taker_email"),
            email=table.email("email"),
            phone=table.get("phone", whole_phone, "", default=""),
        )
        with table.gather, at("code"):
            no_revision(dimension.code)
        with table.gather, at("name"):
            if _NOT_IN_FILE_NAMES.search(dimension.name) or dimension.name.endswith("."):
                raise Fault(
                    f'"{dimension.name}" dipakai sebagai nama berkas; '
                    'hapus titik di akhir dan tanda < > : " / \\ | ? *.'
                )
        for key, entries, what in (
            ("subdimensions", [item.label for item in dimension.subdimensions], "subdimensi"),
            ("members", dimension.members, "OPD"),
        ):
            with table.gather, at(key):
                unique(((f"[{n}]", one) for n, one in enumerate(entries, 1)), what)
    return dimension


def _stage(entry: object) -> Stage:
    with opened(entry, "number title dates start place deadline forms bring") as table:
        forms = table.each("forms", _form_name)
        with table.gather, at("forms"):
            unique(((f"[{n}]", form) for n, form in enumerate(forms, 1)), "form")
        return Stage(
            number=table.integer("number", 1, 99),
            title=table.text("title", limit=200),
            dates=table.get("dates", lambda value: printed_text(filled_text(value, 100), format_date), ""),
            start=table.day("start"),
            place=table.text("place", "", limit=200),
            deadline=table.get("deadline", lambda value: printed_text(filled_text(value, 200)), ""),
            forms=forms,
            bring=table.texts("bring", (), limit=1000),
        )


def _form_name(value: object) -> str:
    return matched(checked_text(value, 60), NAME, "nama berkas form tanpa .toml, dengan huruf kecil")


def _identity(entry: object) -> IdentityField:
    with opened(entry, "key label required list kind help") as table:
        return IdentityField(
            key=table.matched("key", NAME, "huruf kecil, angka, dan garis bawah"),
            label=table.text("label", limit=HEADING_LIMIT),
            required=table.flag("required"),
            list=table.text("list", limit=200) if "list" in table else None,
            kind=_identity_kind(table),
            help=table.text("help", "", limit=PROMPT_LIMIT),
        )


def _identity_kind(table: Table) -> Kind | None:
    """A kind that needs nothing else to be said, and no list."""
    if "kind" not in table:
        return None
    if "list" in table:
        raise Fault("tidak perlu bersama list; hapus salah satunya.", "kind")
    fitting = [kind.name for kind in KINDS.values() if isinstance(kind, InputKind) and kind.stands_alone]
    return KINDS[table.choice("kind", fitting)]


def _contact(top: Table) -> Contact:
    with top.gather, at("contact"):
        if "contact" not in top:
            raise missing("tabel {…} dengan office, name, phone, email")
        with opened(top.values["contact"], "office name phone email") as table:
            return Contact(
                office=table.text("office", limit=200),
                name=table.text("name", "", limit=100),
                phone=table.get("phone", whole_phone, "", default=""),
                email=table.email("email"),
            )
    return Contact(office="")


def _region_kind(top: Table) -> str:
    """The words of the region before its name: ``Kota`` of ``Kota Wanasari``; empty where none are named."""
    kind, region = top.text("region_kind", "", limit=60), top.values.get("region")
    with top.gather, at("region_kind"):
        if kind and isinstance(region, str) and not region.strip().startswith(f"{kind} "):
            raise Fault(f'"{kind}" tidak ada di depan "{short(region)}"; tulis kata di depan nama daerah.')
    return kind


def _paper(top: Table) -> Paper:
    """A paper known by name, or one described by a table."""
    value = top.values.get("paper")
    if not isinstance(value, dict):
        return PAPERS[top.choice("paper", PAPERS)]
    with top.gather, at("paper"), opened(value, "name index width height") as table:
        return Paper(
            name=table.text("name", limit=30),
            index=table.integer("index", 1, 118),
            width=table.number("width", 100, 900),
            height=table.number("height", 100, 1300),
        )
    return PAPERS["A4"]


def _budgets(top: Table) -> dict[int, int]:
    """The region's whole budget by year, in rupiah, of as many years as are known."""

    def budget(year: str, value: object) -> int:
        if not re.fullmatch(r"\d{4}", year):
            raise Fault("kunci apbd_total adalah tahun, misalnya 2025 = 1900000000000.")
        return whole(value, 10**9, 10**15)

    return {int(year): rupiah for year, rupiah in top.named("apbd_total", budget, like=None).items()}


def _years(top: Table) -> tuple[int, ...]:
    years = top.each("years", lambda value: whole(value, 1900, 2999))
    with top.gather, at("years"):
        _ascending(years)
        if len(years) > 30:
            raise Fault(f"berisi {len(years)} tahun; paling banyak 30.")
    return years


def _quarters(top: Table) -> tuple[Quarter, ...]:
    def quarter(value: object) -> Quarter:
        text = checked_text(value, 60)
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise Fault(f'"{short(text)}" bukan triwulan; tulis misalnya TW III 2022.')
        return Quarter(int(match[2]), _ROMAN[match[1]]) if match[1] else Quarter(int(match[3]), int(match[4]))

    quarters = top.each("quarters", quarter)
    with top.gather, at("quarters"):
        _ascending(quarters)
    return quarters


def _ascending(values: Sequence[int] | Sequence[Quarter], *key: str) -> None:
    for n in range(1, len(values)):
        if not values[n - 1] < values[n]:  # type: ignore[operator]
            value = values[n]
            shown = value.label if isinstance(value, Quarter) else value
            raise Fault(f"{shown} tidak sesudah yang sebelumnya; urutkan dari yang paling awal.", f"[{n + 1}]", *key)


def _example_rows(name: str, entry: object) -> tuple[Example, ...]:
    if not isinstance(entry, list):
        raise Fault(f"berisi {describe(entry)}; tulis kepalanya dengan dua kurung siku, [[example.{name}]].")
    gather, rows = Gather(), []
    for n, row in enumerate(entry, 1):
        with gather, at(f"[{n}]"):
            rows.append(read_example(row))
    gather.end()
    return tuple(rows)


def _check_profile(profile: Profile) -> None:
    """Refuse what does not fit between the parts of a profile."""
    gather = Gather()
    for n, field in enumerate(profile.identity, 1):
        if field.list is not None:
            with gather, at("identity", f"[{n}]", "list"):
                check_list(field.list, None, profile)
    seated = {member for dimension in profile.dimensions for member in dimension.members}
    prefixes = {block.prefix for form in profile.forms.values() for block in form.blocks}
    for n, agency in enumerate(profile.agencies, 1):
        with gather, at(f"agencies[{n}]"):
            if agency.code not in seated and not agency.district:
                raise Fault(
                    f"OPD {agency.code} belum menjadi anggota kelompok mana pun; "
                    "jadikan anggota sebuah dimensi, atau tulis ya di kolom kecamatan."
                )
        with gather, at(f"agencies[{n}]", "kolom kode"):
            code = parse_row_code(agency.code.rpartition("-")[2])
            if code is not None and code.prefix in prefixes:
                raise Fault(
                    f"kode OPD {agency.code} mirip kode baris kertas kerja; "
                    "pakai kode lain, misalnya dari singkatannya: DINKES."
                )
    gather.end()
