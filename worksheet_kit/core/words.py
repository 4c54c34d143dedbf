"""What people call how far a recipient is and what became of a file, on the screen as in the matrix workbook."""

from __future__ import annotations

from collections.abc import Mapping

from worksheet_kit.core.model import State, Verdict

STATE_WORDS: Mapping[State, str] = {
    State.COMPLETE: "Lengkap",
    State.PARTIAL: "Perlu dilengkapi",
    State.EMPTY: "Masih kosong",
    State.MISSING: "Belum mengirim",
    State.HELD: "Perlu keputusan",
}

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.MERGED: "Digabung",
    Verdict.NOTES: "Digabung, ada catatan",
    Verdict.HELD: "Perlu keputusan",
    Verdict.DUPLICATE: "Berkas sama",
    Verdict.SUPERSEDED: "Diganti versi baru",
    Verdict.SKIPPED: "Dilewati",
}
