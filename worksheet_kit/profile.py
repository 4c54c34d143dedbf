"""TOML and CSV to a `Profile` with its forms: whole, or refused with one sentence that names file and key path.

A profile is a folder: ``profile.toml``, the CSV files it names, and, if it wants forms of its own, ``forms/NAME.toml``.
A form that is not there is taken from the packaged ones. Nothing but `ProfileError` leaves this module for bad input.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from worksheet_kit.errors import ProfileError
from worksheet_kit.formspec import (
    HEADING_LIMIT,
    KEY,
    LABEL_LIMIT,
    PROMPT_LIMIT,
    ROW_LIMIT,
    Example,
    check_list,
    load_forms,
    read_example,
    read_list,
)
from worksheet_kit.getters import (
    Fault,
    Record,
    Table,
    at,
    checked_text,
    fold,
    in_file,
    matched,
    missing,
    one_of,
    read_csv,
    read_toml,
    short,
    split,
    unique,
    whole,
    yes,
)
from worksheet_kit.model import (
    Agency,
    Contact,
    Dimension,
    IdentityField,
    Paper,
    Problem,
    Profile,
    Programme,
    Quarter,
    Stage,
    Zone,
)

PROFILE_FILE = "profile.toml"
DEFAULT_PROFILE = "rembang"
PACKAGED_PROFILES = Path(__file__).parent / "profiles"

#: Paper known by name. Index as in ECMA-376 part 1, 18.3.1.63; F4 is what Indonesian offices call folio.
PAPERS = {
    "F4": Paper(name="F4", index=14, width=215.9, height=330.2),
    "A4": Paper(name="A4", index=9, width=210.0, height=297.0),
    "A3": Paper(name="A3", index=8, width=297.0, height=420.0),
}

PASSWORD_LIMIT = 15  # characters; the sheet protection hash is defined up to here

_CODE = re.compile(r"[A-Z][A-Z0-9]*")
_AGENCY_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_PROGRAMME_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
_EDITION = re.compile(r"[A-Z]+[0-9]+")
_REVISION = re.compile(r"R[1-9][0-9]?")
_QUARTER = re.compile(r"TW (I|II|III|IV) ([0-9]{4})|([0-9]{4})-Q([1-4])")
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]')
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NUMERALS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)


def load_profile(path: Path | str | None = None) -> Profile:
    """Load a profile.

    ``path`` is a profile folder, a TOML file, or the name of a packaged profile; None takes ``profile.toml`` in the
    current folder, else the packaged default. Raises ProfileError with one Indonesian sentence.
    """
    try:
        return _load(_locate(path))
    except Fault as fault:
        raise ProfileError(str(fault)) from None


def profile_files(path: Path | str | None = None) -> tuple[Path, ...]:
    """The files a profile is read from: its TOML file, and the tables and forms beside it. Raises ProfileError."""
    try:
        main = _locate(path)
    except Fault as fault:
        raise ProfileError(str(fault)) from None
    return (main, *sorted(main.parent.glob("*.csv")), *sorted((main.parent / "forms").glob("*.toml")))


def packaged_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the package."""
    return tuple(sorted(folder.name for folder in PACKAGED_PROFILES.iterdir() if (folder / PROFILE_FILE).is_file()))


def _locate(path: Path | str | None) -> Path:
    """The TOML file that is meant."""
    if path is None:
        here = Path(PROFILE_FILE)
        return here if here.is_file() else PACKAGED_PROFILES / DEFAULT_PROFILE / PROFILE_FILE
    given = Path(path)
    try:
        if given.is_file():
            return given
        if (given / PROFILE_FILE).is_file():
            return given / PROFILE_FILE
        is_folder = given.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if str(given) in packaged_profiles():
        return PACKAGED_PROFILES / given / PROFILE_FILE
    if is_folder:
        raise Fault(f"Folder profil {given} tidak berisi {PROFILE_FILE}; buat berkas itu di dalamnya.")
    names = ", ".join(packaged_profiles())
    raise Fault(f"Profil {given} tidak ditemukan; sebutkan folder atau berkas profil, atau profil bawaan: {names}.")


# ---------------------------------------------------------------------------------------------------------------------
# Profile
# ---------------------------------------------------------------------------------------------------------------------


def _load(path: Path) -> Profile:
    with in_file(path):
        raw = read_toml(path)
        profile, texts, examples = _profile(raw, path.parent)
        forms = load_forms(profile, path.parent, texts, examples)
        profile = replace(profile, forms=forms)
        _check_profile(profile)
    return profile


PROFILE_KEYS = (
    "name region edition event head plan paper years quarters attendance steps instructions password zone agencies "
    "programmes contact problem dimension list stage identity words example"
)


def _profile(raw: object, folder: Path) -> tuple[Profile, dict[str, str], dict[str, tuple[Example, ...]]]:
    """The profile without its forms, the words it lends to forms, and its own example rows by form."""
    top = Table.of(raw, PROFILE_KEYS)
    name, region = top.text("name", limit=60), top.text("region", limit=100)
    agencies = _agencies(top, folder)
    codes = [agency.code for agency in agencies]
    problems = top.each("problem", _problem)
    unique(((f"problem[{n}]", p.code) for n, p in enumerate(problems, 1)), "kode masalah", "code")
    unique(((f"problem[{n}]", p.name) for n, p in enumerate(problems, 1)), "nama masalah", "name")
    dimensions = top.each("dimension", lambda entry: _dimension(entry, codes))
    unique(((f"dimension[{n}]", d.code) for n, d in enumerate(dimensions, 1)), "kode dimensi", "code")
    unique(((f"dimension[{n}]", d.name) for n, d in enumerate(dimensions, 1)), "nama dimensi", "name")
    spellings = (
        (n, text) for n, d in enumerate(dimensions, 1) for text in {fold(t): t for t in (d.name, *d.aliases)}.values()
    )
    unique(((f"dimension[{n}]", text) for n, text in spellings), "sebutan dimensi", "aliases")
    stages = top.each("stage", _stage)
    with at("stage"):
        _ascending([stage.number for stage in stages], "number")
    identity = top.each("identity", _identity)
    unique(((f"identity[{n}]", field.key) for n, field in enumerate(identity, 1)), "kunci", "key")
    profile = Profile(
        name=name,
        region=region,
        edition=top.matched("edition", _EDITION, "huruf besar diikuti angka, misalnya RBG22"),
        event=top.text("event", limit=200),
        head=top.text("head", limit=60),
        plan=top.text("plan", limit=100),
        paper=_paper(top),
        years=_years(top),
        quarters=_quarters(top),
        contact=_contact(top),
        problems=problems,
        agencies=agencies,
        programmes=_programmes(top, folder, codes),
        dimensions=dimensions,
        lists=top.named("list", read_list),
        forms={},
        stages=stages,
        identity=identity,
        attendance=top.integer("attendance", 0, 200),
        steps=top.texts("steps", limit=1000),
        instructions=top.texts("instructions", limit=1000),
        password=top.text("password", "", limit=PASSWORD_LIMIT),
        zone=Zone(top.choice("zone", Zone, Zone.WIB)),
    )
    if not profile.password.isascii():
        raise Fault("memakai huruf di luar ASCII; pakai huruf dan angka biasa.", "password")
    own = top.named("words", lambda _, value: checked_text(value, 200))
    examples = top.named("example", _example_rows)
    return profile, placeholders(profile) | own, examples


def _beside(folder: Path, key: str, name: str) -> Path:
    """A file beside the profile, which is there. Raises Fault."""
    with at(key):
        try:
            if (folder / name).is_file():
                return folder / name
        except (OSError, ValueError):  # a name no file system takes
            pass
        raise Fault(f'berkas "{short(name)}" tidak ada di folder profil; cek namanya.')


def _agencies(top: Table, folder: Path) -> tuple[Agency, ...]:
    path = _beside(folder, "agencies", top.text("agencies", limit=200))

    def agency(record: Record) -> Agency:
        code = record["kode"]
        with at("kolom kode"):
            matched(code, _AGENCY_CODE, "huruf besar dan angka, misalnya DINKES atau KEC-SUMBER")
            _no_revision(code)
        with at("kolom singkatan"):
            checked_text(record["singkatan"], 60)
        with at("kolom nama"):
            checked_text(record["nama"], LABEL_LIMIT)
        with at("kolom alias"):
            aliases = tuple(checked_text(alias, LABEL_LIMIT) for alias in split(record["alias"]))
        found = Agency(
            code=code,
            name=record["nama"],
            short=record["singkatan"],
            aliases=aliases,
            district=yes(record, "kecamatan"),
            contact=record["kontak"],
            phone=record["telepon"],
        )
        for spelling in (code, found.short, found.name, *aliases):
            owner = owners.setdefault(fold(spelling), code)
            if owner != code:
                raise Fault(f'"{spelling}" sudah dipakai OPD {owner}; satu sebutan hanya untuk satu OPD.')
        if code in seen:
            raise Fault(f"kode {code} ada dua kali; satu OPD satu baris.", "kolom kode")
        seen.add(code)
        return found

    owners: dict[str, str] = {}
    seen: set[str] = set()
    return read_csv(path, "kode nama singkatan", "alias kecamatan kontak telepon", agency)


def _programmes(top: Table, folder: Path, codes: Sequence[str]) -> tuple[Programme, ...]:
    name = top.text("programmes", "", limit=200)
    if not name:
        return ()

    def programme(record: Record) -> Programme:
        code = record["kode"]
        with at("kolom kode"):
            matched(code, _PROGRAMME_CODE, "angka yang dipisah titik, misalnya 2.16.03")
            if code in seen:
                raise Fault(f"kode {code} ada dua kali; satu program satu baris.")
            seen.add(code)
        with at("kolom opd"):
            agencies = split(record["opd"])
            for agency in agencies:
                one_of(agency, codes, "OPD")
        title = re.sub(r"(?i)^program\s+", "", record["nama"])  # the label puts the word before it
        found = Programme(code=code, name=title, agencies=agencies)
        with at("kolom nama"):
            checked_text(found.label, LABEL_LIMIT)
        return found

    seen: set[str] = set()
    return read_csv(_beside(folder, "programmes", name), "kode nama", "opd", programme)


def _no_revision(code: str) -> None:
    """A part such as R1 would be read as the revision in a file code."""
    for part in code.split("-"):
        if _REVISION.fullmatch(part):
            raise Fault(f'"{part}" dibaca sebagai nomor versi dalam kode berkas; pakai kode lain.')


def _problem(entry: object) -> Problem:
    table = Table.of(entry, "code name indicator")
    problem = Problem(
        code=table.matched("code", _CODE, "huruf besar dan angka, misalnya M1"),
        name=table.text("name", limit=200),
        indicator=table.text("indicator", "", limit=500),
    )
    with at("name"):
        checked_text(problem.label, LABEL_LIMIT)
    return problem


def _dimension(entry: object, codes: Sequence[str]) -> Dimension:
    table = Table.of(entry, "code name subdimensions aliases members room")
    code = table.matched("code", _CODE, "huruf besar dan angka, misalnya GOV")
    with at("code"):
        _no_revision(code)
    name = table.text("name", limit=60)
    if _NOT_IN_FILE_NAMES.search(name) or name.endswith("."):
        raise Fault(f'"{name}" dipakai sebagai nama berkas; hapus titik di akhir dan tanda < > : " / \\ | ? *.', "name")
    subdimensions = table.texts("subdimensions", limit=LABEL_LIMIT)
    with at("subdimensions"):
        unique(((f"[{n}]", sub) for n, sub in enumerate(subdimensions, 1)), "subdimensi")
    members = table.each("members", lambda value: one_of(checked_text(value, 60), codes, "OPD"))
    with at("members"):
        unique(((f"[{n}]", member) for n, member in enumerate(members, 1)), "OPD")
    return Dimension(
        code=code,
        name=name,
        subdimensions=subdimensions,
        aliases=table.texts("aliases", (), limit=LABEL_LIMIT),
        members=members,
        room=table.named("room", lambda _, rows: whole(rows, 1, ROW_LIMIT)),
    )


def _stage(entry: object) -> Stage:
    table = Table.of(entry, "number title dates start place deadline forms bring")
    forms = table.each("forms", lambda value: matched(checked_text(value, 60), KEY, "nama berkas form tanpa .toml"))
    with at("forms"):
        unique(((f"[{n}]", form) for n, form in enumerate(forms, 1)), "form")
    return Stage(
        number=table.integer("number", 1, 99),
        title=table.text("title", limit=200),
        dates=table.text("dates", limit=100),
        start=table.day("start"),
        place=table.text("place", "", limit=200),
        deadline=table.text("deadline", limit=200),
        forms=forms,
        bring=table.texts("bring", (), limit=1000),
    )


def _identity(entry: object) -> IdentityField:
    table = Table.of(entry, "key label required list help")
    return IdentityField(
        key=table.matched("key", KEY, "huruf kecil, angka, dan garis bawah"),
        label=table.text("label", limit=HEADING_LIMIT),
        required=table.flag("required"),
        list=table.text("list", limit=200) if "list" in table else None,
        help=table.text("help", "", limit=PROMPT_LIMIT),
    )


def _contact(top: Table) -> Contact:
    with at("contact"):
        if "contact" not in top:
            raise missing("tabel {…} dengan office, name, phone")
        table = Table.of(top.values["contact"], "office name phone")
        return Contact(
            office=table.text("office", limit=200),
            name=table.text("name", "", limit=100),
            phone=table.text("phone", "", limit=60),
        )


def _paper(top: Table) -> Paper:
    """A paper known by name, or one described by a table."""
    with at("paper"):
        value = top.values.get("paper")
        if isinstance(value, dict):
            table = Table.of(value, "name index width height")
            return Paper(
                name=table.text("name", limit=30),
                index=table.integer("index", 1, 118),
                width=table.number("width", 100, 900),
                height=table.number("height", 100, 1300),
            )
    return PAPERS[top.choice("paper", PAPERS)]


def _years(top: Table) -> tuple[int, ...]:
    years = top.each("years", lambda value: whole(value, 1900, 2999))
    with at("years"):
        _ascending(years)
    if len(years) > 30:
        raise Fault(f"berisi {len(years)} tahun; paling banyak 30.", "years")
    return years


def _quarters(top: Table) -> tuple[Quarter, ...]:
    def quarter(value: object) -> Quarter:
        text = checked_text(value, 60)
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise Fault(f'"{short(text)}" bukan triwulan; tulis misalnya TW III 2022.')
        return Quarter(int(match[2]), _ROMAN[match[1]]) if match[1] else Quarter(int(match[3]), int(match[4]))

    quarters = top.each("quarters", quarter)
    with at("quarters"):
        _ascending(quarters)
    return quarters


def _ascending(values: Sequence[int] | Sequence[Quarter], *key: str) -> None:
    for n in range(1, len(values)):
        if not values[n - 1] < values[n]:  # type: ignore[operator]
            value = values[n]
            shown = value.label if isinstance(value, Quarter) else value
            raise Fault(f"{shown} tidak sesudah yang sebelumnya; urutkan dari yang paling awal.", f"[{n + 1}]", *key)


def _example_rows(_: str, entry: object) -> tuple[Example, ...]:
    return Table({"rows": entry}).each("rows", read_example)


def placeholders(profile: Profile) -> dict[str, str]:
    """What the placeholders in the words of a form stand for; ``[words]`` of the profile adds to them or replaces them.

    Numbered ones (``{opd_1}`` to ``{opd_3}``, ``{lokasi_1}`` and so for every list of the profile) begin again from the
    first when there are fewer.
    """
    first = profile.dimensions[0]
    years = profile.years
    shorts = {agency.code: agency.short for agency in profile.agencies}
    number = len(profile.problems)
    words = {
        "daerah": profile.region,
        "nama_daerah": re.sub(r"^(Kabupaten|Kota|Provinsi)\s+", "", profile.region),
        "kepala_daerah": profile.head,
        "acara": profile.event,
        "rencana": profile.plan,
        "nama_rencana": re.sub(r"\s*(Tahun\s*)?\d{4}\s*[-–]\s*\d{4}$", "", profile.plan) or profile.plan,
        "jumlah_masalah": _NUMERALS[number] if number < len(_NUMERALS) else str(number),
        "tahun_awal": str(years[0]),
        "tahun_kedua": str(years[min(1, len(years) - 1)]),
        "tahun_akhir": str(years[-1]),
        "triwulan_awal": profile.quarters[0].label,
        "triwulan_kedua": profile.quarters[min(1, len(profile.quarters) - 1)].label,
        "triwulan_akhir": profile.quarters[-1].label,
        "kelompok": first.code,
    }
    for n in range(1, 4):
        words[f"masalah_{n}"] = profile.problems[(n - 1) % number].label
        words[f"subdimensi_{n}"] = first.subdimensions[(n - 1) % len(first.subdimensions)]
        words[f"opd_{n}"] = shorts[first.members[(n - 1) % len(first.members)]]
        for name, one in profile.lists.items():
            words[f"{name}_{n}"] = one.items[(n - 1) % len(one.items)].label
    return words


def _check_profile(profile: Profile) -> None:
    """Refuse what does not fit between the parts of a profile."""
    for n, field in enumerate(profile.identity, 1):
        if field.list is not None:
            with at("identity", f"[{n}]", "list"):
                check_list(field.list, None, profile)
    seated = {member for dimension in profile.dimensions for member in dimension.members}
    for agency in profile.agencies:
        if agency.code not in seated and not agency.district:
            raise Fault(
                f"OPD {agency.code} belum menjadi anggota kelompok mana pun; "
                "tambahkan ke members sebuah dimensi, atau tulis ya di kolom kecamatan.",
                "dimension",
            )
    prefixes = "|".join(block.prefix for form in profile.forms.values() for block in form.blocks)
    row_code = re.compile(rf"(?:{prefixes})[0-9]+")
    for agency in profile.agencies:
        if row_code.fullmatch(agency.code.rpartition("-")[2]):
            raise Fault(f"kode OPD {agency.code} mirip kode baris kertas kerja; pakai kode lain.", "agencies")
