"""The texts for WhatsApp, word by word."""

from __future__ import annotations

from dataclasses import replace

from worksheet_kit.core.model import (
    Completeness,
    Conflict,
    Contact,
    Dataset,
    Finding,
    LedgerLine,
    Place,
    Profile,
    Recipient,
    Result,
    Row,
    Severity,
    State,
    Submission,
    Totals,
    Verdict,
)
from worksheet_kit.feedback import messages

FORMS = ("program_kerja", "rencana_aksi")


def result(profile: Profile, states: dict[str, tuple[State, State]], faults: dict[str, int] | None = None) -> Result:
    """A collection of bimtek 2 with these states of *Program Kerja* and *Rencana Aksi*, and so many faults."""
    recipients = {
        code: Recipient(dimension=code.partition("-")[0], agency=code.partition("-")[2] or None) for code in states
    }
    return Result(
        dataset=Dataset(
            profile=profile,
            stage=profile.stage(2),
            rows=dict.fromkeys(FORMS, ()),
            submissions={
                code: Submission(recipient=recipient, files=(f"{code}.xlsx",), sheets={})
                for code, recipient in recipients.items()
                if not {State.MISSING, State.HELD} & set(states[code])
            },
            expected=tuple(recipients.values()),
        ),
        ledger=(),
        findings=tuple(
            Finding(code="S201", severity=severity, title="", message="", remedy="", recipient=code)
            for code, number in (faults or {}).items()
            for severity in (Severity.ERROR,) * number + (Severity.WARNING,)
        ),
        completeness=tuple(
            Completeness(recipient=code, form=form, state=state, rows=2, complete=1)
            for code, pair in states.items()
            for form, state in zip(FORMS, pair, strict=True)
        ),
        totals=Totals(read=0, merged=0, duplicate=0, superseded=0, held=0),
    )


def test_covering_text_of_a_group(kota: Profile) -> None:
    assert messages.covering_texts(kota, kota.stage(2), groups=["LING"]) == (
        "*Bimtek 2 Gerakan Kota Cerdas, 3–4 Juni 2025*\n"
        "Kelompok Kota Lestari: DLH, Dinas PU\n"
        "Berkas: Bimtek 2 - Kota Lestari.xlsx\n"
        "Mohon disimpan dulu di laptop, diisi, lalu dikirim ke nomor ini paling lambat Jumat, 6 Juni 2025.\n"
        "Kirim sebagai Dokumen, bukan foto dan bukan tautan.\n"
        "Tempat: Balai Kota\n"
        "Bawa: Renstra, DPA\n"
        "Kontak: Wulan 0812-0000-0000\n"
    )


def test_every_group_and_member_gets_a_text_of_its_own(kota: Profile) -> None:
    texts = messages.covering_texts(kota, kota.stage(2), per_agency=True).split(messages.RULE)
    assert len(texts) == 3 + 4 + 3 + 2
    assert "DLH, kelompok Kota Lestari\nBerkas: Bimtek 2 - Kota Lestari - DLH.xlsx\n" in texts[-2]
    assert len(messages.covering_texts(kota, kota.stage(2)).split(messages.RULE)) == 3


def test_a_contact_without_name_or_number_is_the_office(kota: Profile) -> None:
    bare = replace(kota, contact=Contact(office="Diskominfo"))
    assert messages.covering_texts(bare, bare.stage(1)).strip().endswith("Kontak: Diskominfo")


def test_summary_names_everyone_once_where_they_stand(kota: Profile) -> None:
    states = {
        "TATA": (State.COMPLETE, State.COMPLETE),
        "TATA-SETDA": (State.MISSING, State.MISSING),
        "EKO": (State.PARTIAL, State.COMPLETE),
        "LING": (State.MISSING, State.MISSING),
    }
    assert messages.summary(result(kota, states, {"EKO": 3})) == (
        "*Rekap kertas kerja bimtek 2, 3–4 Juni 2025*\n"
        "Kota Wanasari: 0 program, 0 aksi\n"
        "Lengkap: Kota Melayani\n"
        "Perlu dilengkapi: Kota Berdaya (3 isian)\n"
        "Belum mengirim: Setda (TATA), Kota Lestari\n"
        "Sudah masuk 2 dari 3 kelompok. Ditunggu: Kota Lestari. Mohon dikirim sebagai Dokumen, bukan foto. "
        "Terima kasih.\n"
        "Lembar Perbaikan sudah disiapkan. Mohon lanjutkan di berkas *itu*, bukan di berkas sebelumnya.\n"
    )


def test_summary_when_all_is_there(kota: Profile) -> None:
    done = dict.fromkeys(("TATA", "EKO", "LING"), (State.COMPLETE, State.COMPLETE))
    text = messages.summary(result(kota, done))
    assert "Lengkap: Kota Melayani, Kota Berdaya, Kota Lestari\n" in text
    assert not any(word in text for word in ("Ditunggu", "Perlu", "Perbaikan"))


def test_one_sheet_empty_or_missing_is_not_complete_and_held_goes_first(kota: Profile) -> None:
    text = messages.summary(
        result(
            kota,
            {
                "TATA": (State.COMPLETE, State.EMPTY),
                "EKO": (State.EMPTY, State.EMPTY),
                "LING": (State.HELD, State.COMPLETE),
            },
        )
    )
    assert "Perlu dilengkapi: Kota Melayani\n" in text
    assert "Masih kosong: Kota Berdaya\n" in text
    assert "Perlu keputusan: Kota Lestari\n" in text


def test_complete_sheets_with_a_fault_left_are_not_complete(kota: Profile) -> None:
    done = dict.fromkeys(("TATA", "EKO", "LING"), (State.COMPLETE, State.COMPLETE))
    assert "Perlu dilengkapi: Kota Berdaya (1 isian)" in messages.summary(result(kota, done, {"EKO": 1}))


def test_a_conflict_is_to_be_put_right_until_somebody_decides(kota: Profile) -> None:
    done = result(kota, dict.fromkeys(("TATA", "EKO", "LING"), (State.COMPLETE, State.COMPLETE)))
    row = Row(key="EKO-P01", code="P01", form=FORMS[0], recipient="EKO", cells={}, place=Place())
    for decision, said in (
        ("", "Perlu dilengkapi: Kota Berdaya (1 isian)\n"),
        ("orang", "Kota Berdaya, Kota Lestari\n"),
    ):
        conflict = Conflict(row=row.key, form=row.form, column="satuan", readings=(), decision=decision)
        dataset = replace(done.dataset, rows={FORMS[0]: (row,)}, conflicts=(conflict,))
        assert said in messages.summary(replace(done, dataset=dataset))


def test_what_is_said_of_a_held_file_is_not_for_the_group_to_put_right(kota: Profile) -> None:
    done = result(kota, dict.fromkeys(("TATA", "EKO", "LING"), (State.COMPLETE, State.COMPLETE)), {"EKO": 1})
    held = LedgerLine(file="lama.xlsx", sha256="", verdict=Verdict.HELD, recipient="EKO")
    there = tuple(replace(finding, place=Place(file="lama.xlsx")) for finding in done.findings)
    text = messages.summary(replace(done, ledger=(held,), findings=there))
    assert "Lengkap: Kota Melayani, Kota Berdaya, Kota Lestari\n" in text
