"""Faults of a profile as whoever filled in the workbook meets them: with sheet and cell, and no word about TOML."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from worksheet_kit.core import lists
from worksheet_kit.profile.faults import Fault, named
from worksheet_kit.profile.forms import PACKAGED_FORMS
from worksheet_kit.profile.settings.entries import Placed, Places, Spot

#: Paths of what lacks groups, which follows from crosses that could not be read.
_FOLLOWS = re.compile(r"agencies\[\d+\]|dimension\.\[\d+\]\.members")
#: Of a list that is not there, and of an example that takes its entries.
_LACKING = re.compile(r'daftar "(\w+)" tidak ada|\{(\w+)_\d\} tidak dikenal.*')
_EMPTY = "masih kosong; isi sel ini."
#: What sentences about TOML say, and what stands for it in those about the workbook.
_IN_CELLS = (
    (r"(belum ada|masih kosong); isi dengan (teks|daftar \[…\]|tanggal, misalnya 2022-07-20)\.", _EMPTY),
    ("belum ada; isi dengan", "masih kosong; isi dengan"),
    ("daftar program_pd masih kosong; .*", "masih kosong; isi sedikitnya satu program."),
    (r'^(daftar "\w+" tidak ada.*)\.$', r"\1; tambahkan isinya."),
    ("tambahkan di bagian .words. profil atau hapus", "hapus"),
    ("kunci apbd_total adalah tahun, misalnya 2025 =.*", "tahunnya belum terbaca; isi misalnya 2025."),
    ("hapus dari hints|ditulis di hints", "tulis hanya di salah satu tabel"),
    ("perlu bersama list; hapus salah satunya", "perlu bersama Daftar; kosongkan satu"),
    ('"any" hanya untuk kolom berulang;.*', '"sedikitnya satu" hanya untuk kolom yang berulang; pilih yang lain.'),
    (
        'required = "known" hanya untuk kolom .*',
        '"wajib bila ada pilihannya" hanya untuk kolom yang merujuk kertas kerja bimtek sebelumnya; pilih yang lain.',
    ),
    (r" \((outside|required = \"known\")\)", ""),
    ("hapus later atau required", "pilih tidak"),
    ('kolom berjenis "[a-z]+"; hapus', "kolom ini; kosongkan"),
    (r"nama berkas form tanpa \.toml, dengan huruf kecil", "nama form, misalnya swot"),
    ("kurangi rows sampai", "kurangi banyak barisnya, sampai"),
    (r"dipakai di \[\d+\]; pakai yang lain", "disebut; sebut sekali"),
)


def in_cells(
    faults: Iterable[Fault], settings: Path, places: Places, of_cells: Collection[Fault], there: Collection[str]
) -> Iterator[Fault]:
    """Faults of a profile with the places of their keys, a missing list told once.

    Those of people's own TOML files stay as they are; what follows from faults ``of_cells`` is left out. A fault of a
    packaged form comes from the workbook, too: it says which keys it is about. ``there`` are the lists there are.
    """
    faulty = {fault.spot[:3] for fault in of_cells if isinstance(fault, Placed)}
    groups = places.find(("members",))
    unread = groups is not None and groups.sheet in {spot[0] for spot in faulty}
    lacking: set[str] = set()
    for fault in sorted(faults, key=lambda fault: fault.sentence.startswith("{")):
        if unread and _FOLLOWS.fullmatch(".".join(fault.path)):
            continue
        form = fault.path[1] if fault.file.startswith(f"{named(PACKAGED_FORMS)}/") else ""
        if not form and fault.file not in ("", named(settings)):
            yield fault
            continue
        steps = [step.removeprefix("kolom ") for step in re.findall(r"[^.\[\]]+", ".".join(fault.path))]
        if form and fault.cause:
            steps = list(fault.cause)
        sentence = fault.sentence
        if (match := _LACKING.match(sentence)) and (name := match[1] or match[2]) not in (*there, *lists.MADE):
            if name in lacking:
                continue
            lacking.add(name)
            if match[2]:
                sentence, steps = f'daftar "{name}" tidak ada.', ["list"]
        spot = places.find(steps)
        if spot is not None and spot[:3] in faulty:
            continue
        sentence = _in_cell(sentence, spot, places)
        if form:
            sentence = f"{sentence.removesuffix('.')} (kertas kerja {form})."
        yield Fault(sentence) if spot is None else Placed(spot, sentence)


def _in_cell(sentence: str, spot: Spot | None, places: Places) -> str:
    """A sentence about TOML as one about a cell; of an empty one it says what belongs there."""
    for said, instead in _IN_CELLS:
        sentence = re.sub(said, instead, sentence)
    sentence = re.sub(
        r"di (\w+)\[(\d+)\]", lambda match: f"di {places.find((match[1], match[2])) or 'baris lain'}", sentence
    )
    return f"{sentence} {spot.help}" if spot and spot.help and sentence == _EMPTY else sentence
