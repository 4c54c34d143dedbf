"""A profile's raw tables as what stands in the tables of the workbook, and back.

Raw tables are what a TOML file gives, but that agencies and programmes are rows with the names of their CSV columns.
Entries are values by key of field, still raw; the shapes of `layout` make cells of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from worksheet_kit.core.layout import a1
from worksheet_kit.profile.faults import Fault, Gather, nearest, short
from worksheet_kit.profile.settings.layout import all_tables
from worksheet_kit.profile.settings.shapes import Cell, last_day, parts_of, printed_days, text_of
from worksheet_kit.values.text import letters_only

Raw = Mapping[str, Any]
#: Values by key of field.
Entry = dict[str, Any]

#: Marks of a member, and of none, in the crosses of *Kelompok*.
CROSS = "x"
_YES = frozenset({"x", "v", "ya", "true", "✓", "✔", "√", "☑"})
_NO = frozenset({"", "-", "–", "tidak", "false"})

# ---------------------------------------------------------------------------------------------------------------------
# Raw tables to entries
# ---------------------------------------------------------------------------------------------------------------------


def entries_of(raw: Raw) -> dict[str, list[Entry]]:
    """What stands in each table of the workbook, by the key of the table; tables of values have one entry."""
    programmes = raw.get("programmes", {})
    flat = {**raw, "nomenclature": programmes.get("edition")}
    for part in ("contact", "mail"):
        flat |= {f"{part}.{key}": value for key, value in raw.get(part, {}).items()}
    lists = raw.get("list", {})
    return {
        "stage": [_stage(stage) for stage in raw.get("stage", ())],
        "apbd_total": [{"year": int(year), "rupiah": total} for year, total in raw.get("apbd_total", {}).items()],
        "dimension": list(raw.get("dimension", ())),
        "subdimension": [
            {"dimension": dimension.get("code"), **_item(item)}
            for dimension in raw.get("dimension", ())
            for item in dimension.get("subdimensions", ())
        ],
        "problem": list(raw.get("problem", ())),
        "agencies": [_agency(agency) for agency in raw.get("agencies", ())],
        "group": [{"dimension": entry.get("code"), **entry} for entry in raw.get("dimension", ())],
        "list": [
            {"list": name, **({"title": values["title"]} if "title" in values and n == 0 else {}), **_item(item)}
            for name, values in lists.items()
            for n, item in enumerate(values.get("items", ()))
        ],
        "hint": [{"list": name, **hint} for name, values in lists.items() for hint in values.get("hints", ())],
        "programmes": [{**entry, "opd": parts_of(entry.get("opd", ""))} for entry in programmes.get("rows", ())],
        "columns": [
            {"form": form, "column": column, **said}
            for form, columns in raw.get("columns", {}).items()
            for column, said in columns.items()
        ],
        "identity": list(raw.get("identity", ())),
        "letter": [{"what": what, **letter} for what, letter in raw.get("letter", {}).items()],
        **{key: [{"text": text} for text in raw.get(key, ())] for key in ("steps", "instructions")},
        "privacy": [{"text": raw["privacy"].strip()}] if raw.get("privacy", "").strip() else [],
    } | {table.key: [flat] for _, table in all_tables() if table.kind == "values"}


def _item(item: object) -> Entry:
    return dict(item) if isinstance(item, Mapping) else {"label": item}


def _agency(agency: Raw) -> Entry:
    return {**agency, "alias": parts_of(agency.get("alias", ""))}


def _stage(stage: Raw) -> Entry:
    """A stage with its last day, where that says the same as the printed days."""
    entry = dict(stage)
    if "start" in stage and "dates" in stage:
        end = last_day(stage["start"], stage["dates"].strip())
        if end is not None:
            del entry["dates"]
            entry["end"] = end if end != stage["start"] else None
    return entry


def seats_of(raw: Raw) -> Iterator[tuple[str, list[Cell]]]:
    """The rows of crosses: what an agency is called, and its mark in each group."""
    codes = [agency.get("kode", "") for agency in raw.get("agencies", ())]
    marks: list[dict[str, Cell]] = []
    for dimension in raw.get("dimension", ()):
        members = [member.strip() for member in dimension.get("members", ())]
        places = [codes.index(member) if member in codes else -1 for member in members]
        in_front = next(n for n in range(len(members) + 1) if places[n:] == sorted(places[n:]))
        marks.append({member: n + 1 if n < in_front else CROSS for n, member in enumerate(members)})
    for agency in raw.get("agencies", ()):
        yield agency.get("singkatan") or agency.get("kode", ""), [group.get(agency.get("kode", "")) for group in marks]


# ---------------------------------------------------------------------------------------------------------------------
# Entries to raw tables
# ---------------------------------------------------------------------------------------------------------------------


class Spot(NamedTuple):
    """Where something stands in the workbook; a whole row has no column."""

    sheet: str
    row: int
    column: int | None = None
    label: str = ""  # what its row says it is, where its sheet has no headings
    help: str = ""  # what belongs there

    def __str__(self) -> str:
        where = f"baris {self.row + 1}" if self.column is None else f"sel {a1(self.row, self.column)}"
        return f"lembar {self.sheet}, {where}" + (f" ({self.label})" if self.label else "")


class Placed(Fault):
    """A fault of the workbook itself, whose place is known."""

    def __init__(self, spot: Spot, sentence: str) -> None:
        super().__init__(sentence)
        self.spot = spot


class EmptyCell(Placed):
    """A cell that holds nothing, or something that could not be read, which is told already then."""


@dataclass(slots=True)
class Line:
    """An entry as it was read, with its places."""

    spot: Spot
    values: Entry
    spots: dict[str, Spot] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """The tables of a workbook as they were read, and the crosses of *Kelompok*."""

    lines: dict[str, list[Line]]
    tops: dict[str, Spot]  # where each table begins: its first row below headings, or its title
    seats: list[tuple[Spot, str, list[tuple[Spot, Cell]]]] = field(default_factory=list)


class Places:
    """Where the paths of a profile's keys stand in the workbook."""

    def __init__(self) -> None:
        self._spots: dict[tuple[str, ...], Spot] = {}

    def line(self, line: Line, *path: object) -> None:
        """Note an entry, and each of its fields."""
        self.spot(line.spot, *path)
        for key, spot in line.spots.items():
            self.spot(spot, *path, key)

    def spot(self, spot: Spot, *path: object) -> None:
        self._spots[tuple(map(str, path))] = spot

    def find(self, path: Sequence[str]) -> Spot | None:
        """The place of the longest beginning of a path that has one."""
        for end in range(len(path), 0, -1):
            if (spot := self._spots.get(tuple(path[:end]))) is not None:
                return spot
        return None


_WHOLE_ENTRIES = ("stage", "problem", "agencies", "identity")
_TEXTS = ("steps", "instructions")


def raw_of(read: Read, gather: Gather) -> tuple[dict[str, Any], Places]:
    """The raw tables that the entries of a workbook are, and where each key stands. Faults are gathered."""
    raw: dict[str, Any] = {}
    places = Places()
    for key, spot in read.tops.items():
        places.spot(spot, key)
    for _, table in all_tables():
        if table.kind == "values":
            for line in read.lines.get(table.key, ()):
                _flat(line, raw, places)
    for key in (*_WHOLE_ENTRIES, *_TEXTS):
        lines = read.lines.get(key, [])
        raw[key] = [line.values["text"] if key in _TEXTS else dict(line.values) for line in lines]
        for n, line in enumerate(lines, 1):
            places.line(line, key, n)
            if key in _TEXTS:
                places.spot(line.spots["text"], key, n)
    for stage, line in zip(raw["stage"], read.lines.get("stage", ()), strict=True):
        end = stage.pop("end", None)
        with gather:
            if isinstance(end, date) and isinstance(start := stage.get("start"), date) and end < start:
                raise Placed(line.spots["end"], "mendahului hari pertama; betulkan tanggalnya.")
        if not stage.get("dates"):
            start = stage.get("start")
            days = printed_days(start, end if isinstance(end, date) else None) if isinstance(start, date) else "?"
            stage["dates"] = days  # without a first day that alone is told
    for agency in raw["agencies"]:
        agency["alias"] = "|".join(agency.get("alias", ()))
    _budgets(read, raw, places, gather)
    _privacy(read, raw, places, gather)
    _dimensions(read, raw, places, gather)
    _lists(read, raw, places, gather)
    _programmes(read, raw, places, gather)
    _columns(read, raw, places, gather)
    _letters(read, raw, places, gather)
    return raw, places


def _budgets(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    raw["apbd_total"] = {}
    for line in read.lines.get("apbd_total", ()):
        year = text_of(line.values.get("year"))
        places.line(line, "apbd_total", year)
        with gather:
            if year in raw["apbd_total"]:
                raise Placed(line.spot, f"tahun {year} ada dua kali; pakai satu kolom.")
            if "rupiah" in line.values:
                raw["apbd_total"][year] = line.values["rupiah"]


def _columns(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    for line in read.lines.get("columns", ()):
        form, column = str(line.values.pop("form", "")), str(line.values.pop("column", ""))
        with gather:
            for key, value in (("form", form), ("column", column)):
                if not value.strip():
                    raise EmptyCell(line.spots[key], "masih kosong; isi sel ini.")
            if column in raw.setdefault("columns", {}).setdefault(form, {}):
                raise Placed(line.spot, f'kolom "{short(column)}" form {short(form)} ada dua kali; pakai satu baris.')
            raw["columns"][form][column] = {"help": "", "example": "", "required": False, **line.values}
            places.line(line, "columns", form, column)
            places.spot(places.find(("columns", form, *raw["columns"][form])[:3]) or line.spot, "columns", form)


def _letters(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    for line in read.lines.get("letter", ()):
        what = str(line.values.pop("what", ""))
        with gather:
            if what in raw.setdefault("letter", {}):
                raise Placed(line.spot, "surat ini ada dua kali; pakai satu baris.")
            raw["letter"][what] = line.values
            places.line(line, "letter", what)


def _flat(line: Line, raw: dict[str, Any], places: Places) -> None:
    """Values of the top table, and of the small tables within it."""
    for key, spot in line.spots.items():
        part, _, name = key.rpartition(".")
        places.spot(spot, *([part, name] if part else [key]))
    for key, value in line.values.items():
        part, _, name = key.rpartition(".")
        if part:
            raw.setdefault(part, {})[name] = value
        else:
            raw[key] = value
    if any(key.startswith("contact.") for key in line.spots):
        raw.setdefault("contact", {})


def _privacy(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    lines = read.lines.get("privacy", [])
    for line in lines[1:]:
        with gather:
            raise Placed(line.spot, "kalimat data pribadi hanya satu; gabungkan di baris di atasnya.")
    for line in lines[:1]:
        raw["privacy"] = line.values["text"]
        places.spot(line.spot, "privacy")


def _named(word: str, spellings: Mapping[str, str], what: str, sheet: str, spot: Spot) -> str:
    """What a spelling is of; ``spellings`` are what may be written, with the code of each, if any. Raises Fault."""
    meant = {letters_only(spelling): owner for spelling, owner in reversed(list(spellings.items()))}
    if letters_only(word) not in meant:
        raise Placed(spot, f'{what} "{short(word)}" tidak ada di lembar {sheet}{nearest(word, spellings)}.')
    if not (owner := meant[letters_only(word)]):
        raise Placed(spot, f'{what} "{short(word)}" belum berkode di lembar {sheet}; isi dulu kodenya di sana.')
    return owner


def _dimensions(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    lines = read.lines.get("dimension", [])
    raw["dimension"] = [{**line.values, "subdimensions": [], "members": []} for line in lines]
    known = {
        spelling: str(n)
        for n, line in enumerate(lines)
        for spelling in (line.values.get("code"), line.values.get("name"), *line.values.get("aliases", ()))
        if isinstance(spelling, str)
    }
    for n, line in enumerate(lines, 1):
        places.line(line, "dimension", n)
        for key, table in (("subdimensions", "subdimension"), ("members", "group")):
            if table in read.tops:
                places.spot(read.tops[table], "dimension", n, key)
    for line in read.lines.get("subdimension", ()):
        word = line.values.pop("dimension", None)
        with gather:
            if word is None:
                raise EmptyCell(line.spots["dimension"], "masih kosong; isi dengan kode dimensinya.")
            n = int(_named(word, known, "dimensi", "Dimensi", line.spots["dimension"]))
            items = raw["dimension"][n]["subdimensions"]
            items.append(line.values)
            places.line(line, "dimension", n + 1, "subdimensions", len(items))
    _groups(read, raw, known, places, gather)


def _groups(read: Read, raw: dict[str, Any], known: Mapping[str, str], places: Places, gather: Gather) -> None:
    """Who leads each group, and who sits in it."""
    columns: dict[int, int] = {}  # column of the sheet to dimension
    for line in read.lines.get("group", ()):
        spot = line.spots["dimension"]
        with gather:
            columns[spot.column or 0] = -1  # until it is known
            if "dimension" not in line.values:
                raise Placed(spot, "judul kolom ini kosong; isi dengan kode dimensi, atau kosongkan kolomnya.")
            n = int(_named(line.values.pop("dimension"), known, "dimensi", "Dimensi", spot))
            if n in columns.values():
                raise Placed(spot, "dimensi ini sudah mempunyai kolom; pakai satu kolom.")
            columns[spot.column or 0] = n
            raw["dimension"][n] |= line.values
            places.line(line, "dimension", n + 1)
            if (seats := read.tops.get("members")) is not None:
                places.spot(seats._replace(column=spot.column, label="Anggota"), "dimension", n + 1, "members")
    spellings = {
        spelling: agency.get("kode", "")
        for agency in raw["agencies"]
        for spelling in (*agency["alias"].split("|"), *(agency.get(key, "") for key in ("nama", "kode", "singkatan")))
        if spelling
    }
    marked: dict[int, list[tuple[float, int, str, Spot]]] = {}
    seen: set[str] = set()
    for number, (row, word, cells) in enumerate(read.seats):
        marks = [(spot, cell) for spot, cell in cells if text_of(cell).strip().casefold() not in _NO]
        with gather:
            if word:
                code = _named(word, spellings, "OPD", "OPD", row)
                if code in seen:
                    raise Placed(row, f'OPD "{short(word)}" ada dua kali; pakai satu baris.')
                seen.add(code)
            for spot, cell in marks:
                with gather:
                    if (place := _place(cell, spot, columns)) is None:  # in people's own column
                        continue
                    if not word:
                        raise Placed(spot, "ada tanda tanpa OPD; isi singkatan OPD di baris ini.")
                    marked.setdefault(columns[spot.column or 0], []).append((place, number, code, spot))
    marked.pop(-1, None)
    for n, members in marked.items():
        for m, (_, _, code, spot) in enumerate(sorted(members), 1):
            raw["dimension"][n]["members"].append(code)
            places.spot(spot, "dimension", n + 1, "members", m)


def _place(cell: Cell, spot: Spot, columns: Mapping[int, int]) -> float | None:
    """The place in its group that a mark gives; None beside the groups' columns. Raises Fault."""
    place = _order(cell)
    if spot.column in columns:
        if place is None:
            said = short(text_of(cell))
            raise Placed(spot, f'"{said}" bukan tanda anggota; isi x, angka untuk urutannya, atau kosongkan.')
        return place
    if place is not None:
        raise Placed(spot, "kolom ini tidak berjudul dimensi; isi kode dimensi di kepala kolomnya.")
    return None


def _order(cell: Cell) -> float | None:
    """The place in the group that a mark stands for: a number, or behind all numbers; None for what is no mark."""
    text = text_of(cell).strip().casefold()
    if text in _YES:
        return float("inf")
    return int(text) if text.isascii() and text.isdecimal() and int(text) > 0 else None


def _lists(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    raw["list"] = {}
    for key, part in (("list", "items"), ("hint", "hints")):
        for line in read.lines.get(key, ()):
            name, title = line.values.pop("list", None), line.values.pop("title", None)
            spot = line.spots["list"]
            with gather:
                if name is None:
                    raise EmptyCell(spot, "masih kosong; isi dengan nama daftarnya.")
                if part == "hints" and name not in raw["list"]:
                    raise Placed(spot, f'daftar "{short(name)}" tidak ada{nearest(name, raw["list"])}.')
                values = raw["list"].setdefault(name, {"items": [], "hints": []})
                if title is not None and values.setdefault("title", title) != title:
                    raise Placed(line.spots["title"], f'daftar ini sudah disebut "{short(values["title"])}"; samakan.')
                values[part].append(line.values)
                places.line(line, "list", name, part, len(values[part]))
                places.spot(places.find(("list", name, "items", "1")) or spot, "list", name)


def _programmes(read: Read, raw: dict[str, Any], places: Places, gather: Gather) -> None:
    edition = raw.pop("nomenclature", None)
    lines = read.lines.get("programmes", [])
    spellings = {word: agency.get("kode", "") for agency in raw["agencies"] for word in _words(agency)}
    entries = []
    for n, line in enumerate(lines, 1):
        entry = dict(line.values)
        codes = []
        for word in entry.get("opd", ()):
            with gather:
                codes.append(_named(word, spellings, "OPD", "OPD", line.spots["opd"]))
        entry["opd"] = "|".join(codes)
        entries.append(entry)
        places.line(line, "programmes", "rows", n)
    raw["programmes"] = {"rows": entries} | ({"edition": edition} if edition is not None else {})
    if (spot := places.find(("nomenclature",))) is not None:
        places.spot(spot, "programmes", "edition")


def _words(agency: Raw) -> Iterable[str]:
    return [agency[key] for key in ("kode", "singkatan", "nama") if agency.get(key)]
