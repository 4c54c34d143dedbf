"""Placeholders such as ``{daerah}`` in the words of forms, so that no form knows a region or a year.

They are filled in by plain replacement, once; what they stand for comes from the profile.
"""

import re
from collections.abc import Callable, Mapping

from worksheet_kit.core.model import Profile
from worksheet_kit.profile.faults import Fault, nearest

#: A placeholder in a text.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NUMERALS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)


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
        "nama_daerah": profile.region_name,
        "kepala_daerah": profile.head,
        "perencana": profile.planning_office,
        "acara": profile.event,
        "rencana": profile.plan,
        "nama_rencana": re.sub(r"\s*(Tahun\s*)?\d{4}\s*[-–]\s*\d{4}$", "", profile.plan) or profile.plan,
        "nomenklatur": profile.nomenclature,
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
        words[f"subdimensi_{n}"] = first.subdimensions[(n - 1) % len(first.subdimensions)].label
        words[f"opd_{n}"] = shorts[first.members[(n - 1) % len(first.members)]]
        for name, values in profile.lists.items():
            words[f"{name}_{n}"] = values.items[(n - 1) % len(values.items)].label
    return words


def filler(words: Mapping[str, str]) -> Callable[[str], str]:
    """A function that fills in placeholders, once, by plain replacement; an unknown one is a fault."""

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name not in words:
            raise Fault(
                f"{{{name}}} tidak dikenal{nearest(name, words)}; tambahkan di bagian [words] profil atau hapus."
            )
        return words[name]

    return lambda text: PLACEHOLDER.sub(filled, text)
