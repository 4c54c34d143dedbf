"""What became of each file, in one line: verdict, counts, and one sentence that a person can act on."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from worksheet_kit.checks.files import refusal_reason
from worksheet_kit.checks.registry import fill
from worksheet_kit.checks.survey import NOT_EXCEL
from worksheet_kit.core.facts import Datum, FactName, RefusalName
from worksheet_kit.core.model import Fact, LedgerLine, Profile, Refusal, Return, Stage, Totals, Verdict
from worksheet_kit.core.names import base_name
from worksheet_kit.core.words import NOTHING_YET
from worksheet_kit.merging.copy import raw_rows
from worksheet_kit.merging.merge import Tally

#: What is said of a correction or draft that came back, or never went out, as it was made.
UNTOUCHED = "Berkas ini belum diubah sejak dibuat sekretariat; isinya sama dengan kiriman yang menjadi bekalnya."

#: What is worth saying about a merged file, by the fact noticed in it. Other facts leave a file plainly merged.
_NOTES: Mapping[FactName, str] = {
    FactName.SHEET_MISSING: "{n} lembar tidak ada",
    FactName.COLUMN_MISSING: "{n} kolom tidak ditemukan",
    FactName.OLD_EDITION: "{n} lembar edisi lama",
    FactName.ROW_WITHOUT_KEY: "{n} {baris} tanpa kode belum digabung",
    FactName.DUPLICATE_KEY: "{n} kode dipakai lebih dari satu {baris}",
    FactName.EXTRA_SHEET: "{n} lembar tambahan tidak dibaca",
    FactName.OUTSIDE_TABLE: "ada isian di luar tabel",
    FactName.NOT_ASKED: "ada isian identitas yang tidak diminta lagi",
    FactName.LOCKED_CHANGED: "ada sel terkunci yang berubah",
    FactName.MERGED_CELLS: "ada sel yang digabung",
    FactName.COVERED: "ada isian tersembunyi di bawah sel gabungan",
    FactName.COMMENT: "ada komentar pada sel",
    FactName.LOST_PART: "ada bagian berkas yang hilang",
    FactName.DRAWN: "ada kotak teks atau gambar",
    FactName.MACRO: "ada makro, tidak dijalankan",
    FactName.EXTERNAL_LINK: "ada tautan ke berkas lain, tidak diikuti",
    FactName.TWO_PROGRAMS: "{n} kode dipakai dua program",
    FactName.SAVED_TOO_LATE: "waktu simpannya tidak dipakai",
    FactName.OLD_REVISION: "versi lama yang masih diubah",
}


#: Files that need no decision, with what the ledger says of them.
SKIPPED: Mapping[RefusalName, str] = {
    RefusalName.NOISE: "Berkas sementara atau bawaan sistem, tanpa isian.",
    RefusalName.OWN_MATRIX: "Matriks hasil penggabungan, bukan kiriman.",
    RefusalName.OWN_TEXT: "Rekap, JSON, tabel, catatan, atau halaman buatan program ini, bukan kiriman.",
    RefusalName.OWN_DRAFT: "Draf surel sekretariat sendiri, bukan kiriman; lampirannya tidak dibaca.",
    RefusalName.PHOTO: "Foto, bukan Excel; dilewatkan.",
    RefusalName.PDF: "PDF, bukan Excel; dilewatkan.",
    RefusalName.WORD: "Dokumen Word, bukan Excel; dilewatkan.",
    RefusalName.LINKED: "Tautan ke berkas yang sama dengan {first}, yang dibaca satu kali.",
    RefusalName.CHAT: (
        "Percakapan WhatsApp dengan {messages} pesan[; dilewatkan: {skipped}]"
        "[; dikirim di sana, tetapi tidak ikut diekspor: {missing}]."
    ),
    RefusalName.MAIL_PARTS: "Bagian surat yang bukan kiriman dilewatkan: {skipped}.",
    RefusalName.MAILBOX: "Kotak surat dengan {letters} surat[; dilewatkan: {skipped}].",
}

#: What is left out of mails and chats, counted there.
_LEFT_OUT: Mapping[str, str] = {
    "photo": "foto",
    "video": "video",
    "sticker": "stiker",
    "voice": "pesan suara",
    "sound": "rekaman suara",
    "card": "kartu nama",
    "picture": "gambar dalam surat",
    "insert": "sisipan program surel",
    "signature": "tanda tangan digital",
    "invitation": "undangan kalender",
    "report": "laporan pengiriman",
    "bare": "surat tanpa lampiran",
    "deleted": "surat yang sudah dihapus",
    "own_draft": "draf surel sekretariat sendiri",
}


def is_told(refusal: Refusal) -> bool:
    """Whether the findings speak of a refused file."""
    return asks(refusal) or refusal.name in NOT_EXCEL


def asks(refusal: Refusal) -> bool:
    """Whether somebody has to do something about a refused file."""
    return not refusal.skipped and refusal.name not in SKIPPED


def refused(refusal: Refusal, profile: Profile, stage: Stage) -> LedgerLine:
    """A file that is no usable return: held, or skipped when nobody needs to do anything about it."""
    code = "" if refusal.code is None else str(refusal.code)
    if refusal.name in SKIPPED:
        reason = fill(SKIPPED[refusal.name], _said(refusal.data))
    else:
        reason = refusal_reason(refusal.name, refusal.file, {**refusal.data, "code": code}, profile, stage)
    rows = refusal.rows if asks(refusal) else 0
    return LedgerLine(
        file=refusal.file,
        sha256=refusal.sha256,
        verdict=Verdict.HELD if asks(refusal) else Verdict.SKIPPED,
        recipient=_owner(refusal, profile) if refusal.code is None else refusal.code.recipient,
        code=code,
        reason=reason,
        sender=refusal.sender,
        subject=refusal.subject,
        rows_read=rows,
        rows_held=rows,
    )


def _owner(refusal: Refusal, profile: Profile) -> str:
    """Whose a photo and the like is, where its folder or mail names one group; empty where it does not say."""
    if refusal.name not in NOT_EXCEL:
        return ""
    said = [_plain(text) for text in (*re.split("[/!]", refusal.file), refusal.sender, refusal.subject)]
    groups = {
        dimension.code
        for dimension in profile.dimensions
        for name in (dimension.name, *dimension.aliases)
        if len(name) > 3 and any(f" {_plain(name).strip()} " in text for text in said)
    }
    return groups.pop() if len(groups) == 1 else ""


def _plain(text: str) -> str:
    """A text as words in lower case with a blank between them, so that addresses and names of folders compare."""
    return f" {' '.join(re.findall('[0-9a-z]+', text.casefold()))} "


def _said(data: Mapping[str, Datum]) -> dict[str, str]:
    """The data of a skipped file as its sentence shows them."""
    said = {key: ", ".join(part) if isinstance(part, tuple) else str(part) for key, part in data.items()}
    skipped = data.get("skipped", ())
    if isinstance(skipped, tuple):
        counts = (part.split(" ", 1) for part in skipped)
        said["skipped"] = ", ".join(f"{count} {_LEFT_OUT.get(kind, kind)}" for count, kind in counts)
    return said


def is_own_output(line: LedgerLine) -> bool:
    """Whether a file is one we made and nobody has worked on since, lying among the returns."""
    return line.reason in (SKIPPED[RefusalName.OWN_MATRIX], SKIPPED[RefusalName.OWN_TEXT], UNTOUCHED)


def settled(returned: Return, verdict: Verdict, reason: str, *, rows: int = 0) -> LedgerLine:
    """A return whose rows all share one fate, which the verdict names: duplicate, superseded or held."""
    return line(returned, verdict, reason, Tally(**{verdict: rows}))


def merged(returned: Return, tally: Tally, facts: Iterable[Fact], conflicts: int) -> LedgerLine:
    """A return that went into the matrix, with what there is to say about it."""
    notes = _notes(facts)
    if conflicts:
        notes.append(f"{conflicts} isian berbeda dengan salinan lain")
    if tally.superseded:
        notes.append(f"{tally.superseded} baris sudah ada di versi yang lebih baru")
    if not tally.read:
        notes.insert(0, NOTHING_YET)
    text = "; ".join(notes)
    reason = f"{text[0].upper()}{text[1:]}." if text else ""
    return line(returned, Verdict.NOTES if notes else Verdict.MERGED, reason, tally)


def with_notes(told: LedgerLine, facts: Iterable[Fact]) -> LedgerLine:
    """The line of a file that does not count, with what stands beside its table."""
    return replace(told, reason="; ".join((told.reason.removesuffix("."), *_notes(facts))) + ".")


def _notes(facts: Iterable[Fact]) -> list[str]:
    facts = list(facts)
    counts = Counter(fact.name for fact in facts)
    in_rows = {fact.name for fact in facts if not fact.place.turned}
    return [
        words.format(n=counts[name], baris="baris" if name in in_rows else "kartu")
        for name, words in _NOTES.items()
        if counts[name]
    ]


def line(returned: Return, verdict: Verdict, reason: str, tally: Tally) -> LedgerLine:
    """The line of a return, with what became of its rows."""
    return LedgerLine(
        file=returned.file,
        sha256=returned.sha256,
        verdict=verdict,
        recipient=returned.code.recipient,
        code=str(returned.code),
        reason=reason,
        sender=returned.sender,
        subject=returned.subject,
        saved=returned.saved,
        rows_read=tally.read,
        rows_merged=tally.merged,
        rows_duplicate=tally.duplicate,
        rows_superseded=tally.superseded,
        rows_held=tally.held,
    )


def identical(returned: Return, first: Return, profile: Profile) -> LedgerLine:
    """A file that is the very same as another one."""
    name = base_name(first.file)
    reason = f"Sama persis dengan {first.file if name == base_name(returned.file) else name}."
    return settled(returned, Verdict.DUPLICATE, reason, rows=raw_rows(returned, profile))


def other_stage(returned: Return, profile: Profile, stage: Stage) -> LedgerLine:
    """A return of a bimtek that is not being collected."""
    reason = refusal_reason(RefusalName.OTHER_STAGE, returned.file, {"code": str(returned.code)}, profile, stage)
    return settled(returned, Verdict.HELD, reason, rows=raw_rows(returned, profile))


def returns_print(lines: Iterable[LedgerLine]) -> str:
    """A print of the files that a result is made from; the order and names of files make no difference."""
    merged = (Verdict.MERGED, Verdict.NOTES, Verdict.SUPERSEDED)
    sums = sorted({line.sha256 for line in lines if line.verdict in merged})
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()[:16]


def totals(ledger: Sequence[LedgerLine]) -> Totals:
    """The control totals over all files."""
    return Totals(
        read=sum(line.rows_read for line in ledger),
        merged=sum(line.rows_merged for line in ledger),
        duplicate=sum(line.rows_duplicate for line in ledger),
        superseded=sum(line.rows_superseded for line in ledger),
        held=sum(line.rows_held for line in ledger),
    )
