"""What a column may hold: one file a kind, each whole or not at all.

A kind says what its TOML may, its rule and check in the sheet, how what came back is read and how its values look.
Nothing here reads or writes a file or judges a return, and no other room compares kinds: it asks the kind. Open `kind`
first (the parts and the register), then any kind, such as `money`; `row` applies them to a returned row, `rules` holds
the rules over several cells.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from worksheet_kit.kinds.kind import KINDS, InputKind, LockedKind, WholeKind, input_kind, kind_names, whole

# A kind is there because its file is: no list of them has to be kept.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

_INPUTS = [kind for kind in KINDS.values() if isinstance(kind, InputKind)]

#: Every rule a `Cell.rule` can name, with what people read about it on *Penyesuaian Otomatis*.
RULES: Mapping[str, str] = {
    "spasi": "Spasi di awal, di akhir, atau berlebih dirapikan.",
    "tak tampak": "Spasi khusus atau tanda yang tidak tampak dibuang.",
    "karakter kendali": "Karakter kendali yang terbawa dari program lain dibuang.",
    "tanpa data": "Tanda belum ada data dibaca sebagai kosong, bukan nol.",
    **{rule: words for kind in _INPUTS for rule, words in kind.rules.items()},
}

#: Every trouble a cell can have, with the keys of its `Trouble.data`.
TROUBLES: Mapping[str, tuple[str, ...]] = {
    "error_cell": ("galat",),
    "uncomputed": ("rumus",),
    "wrong_type": ("jenis",),
    "unreadable": (),
    "ambiguous": ("a", "b", "pilihan"),
    **{trouble: words for kind in _INPUTS for trouble, words in kind.troubles.items()},
}

__all__ = [
    "KINDS",
    "RULES",
    "TROUBLES",
    "InputKind",
    "LockedKind",
    "WholeKind",
    "input_kind",
    "kind_names",
    "whole",
]
