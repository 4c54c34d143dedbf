"""The JSON result says what ``docs/json.md`` says, with values a program can go on with."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.office import fill_fast
from tests.test_collect import FULL, LAYANAN, Desk
from worksheet_kit.core.model import (
    Cell,
    CellError,
    Completeness,
    Conflict,
    Finding,
    LedgerLine,
    Place,
    Profile,
    Reading,
    Severity,
    State,
    Totals,
    Uncomputed,
    Value,
    Verdict,
)
from worksheet_kit.report import json as report_json

DOCUMENT = ROOT / "docs" / "json.md"


@pytest.fixture(scope="module")
def result(kota: Profile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A result with something in every list, as a program would load it."""
    desk = Desk(kota, tmp_path_factory.mktemp("json"))
    desk.put("pagi.xlsx", FULL, at="08:00")
    changed = {**LAYANAN, "target_akhir": 45, "deskripsi": None, "jangka_waktu": None}
    desk.put("sore.xlsx", {**FULL, "TATA-P01": {**changed}, "TATA-P02": {"nama_program": " Tepi   Kali "}}, at="16:00")
    (desk.folder / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 500)
    path = desk.folder.parent / "hasil.json"
    report_json.write_json(path, desk.collect())
    assert path.read_bytes().endswith(b"}\n")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def described() -> dict[str, list[str]]:
    """The members each section of the document lists, in its order; the first one under an empty name."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.strip("# `")
        elif match := re.match(r"\| `(\w+)` \|", line):
            found.setdefault(section, []).append(match[1])
    return found


def test_the_document_lists_every_member_in_order(result: dict[str, Any]) -> None:
    told = described()
    assert list(result) == told.pop("")
    assert list(result["totals"]) == told.pop("totals")
    for section, members in told.items():
        entries = result[section]["program_kerja"] if section == "rows" else result[section]
        assert entries, f"nothing to hold the section {section} against"
        for entry in entries:
            assert list(entry) == members
    for reading in result["conflicts"][0]["readings"]:
        assert list(reading) == ["value", "raw", "file", "sheet", "cell", "saved"]


def test_values_are_flat_typed_and_one_for_each_answer_column(result: dict[str, Any], kota: Profile) -> None:
    by_key = {row["key"]: row for rows in result["rows"].values() for row in rows}
    values = by_key["TATA-A001"]["values"]
    form = kota.forms["rencana_aksi"]
    assert list(values) == [column.key for column in form.columns if column.is_input]
    assert {column.key for column in form.columns if column.kind.is_computed and not column.kind.is_status}.isdisjoint(
        values
    )
    assert values["kode_program"] == "TATA-P01"
    assert values["opd_pj"] == "DISKOMINFO"
    assert values["sumber_dana"] == "Tidak perlu anggaran"
    assert (values["mulai"], values["selesai"]) == ("2025-Q2", "2025-Q3")
    assert (values["target_2025"], values["target_2026"]) == (1, None)
    assert by_key["TATA-P01"]["values"]["masalah"] == "K1"


def test_rows_and_findings_say_where_they_stand(result: dict[str, Any]) -> None:
    row = result["rows"]["program_kerja"][0]
    assert row["source"]["file"].endswith("kiriman/sore.xlsx")
    assert row["source"]["sheet"] == "Program Kerja"
    assert re.fullmatch(r"[A-Z]+[0-9]+", row["source"]["cell"])
    missing = [f for f in result["findings"] if f["row"] == "TATA-P02" and f["column"] == "satuan"]
    assert [(f["severity"], f["sheet"], f["value"]) for f in missing] == [("error", "Program Kerja", None)]


def test_numbers_dates_and_faults_become_json() -> None:
    assert report_json.raw(2.5) == 2.5
    assert report_json.raw(True) is True
    assert report_json.raw(datetime(2022, 7, 20, 12, tzinfo=UTC)) == "2022-07-20T12:00:00+00:00"
    assert report_json.raw(CellError("#REF!")) == "#REF!"
    assert report_json.raw(Uncomputed("=A1")) == "=A1"
    assert report_json.raw(None) is None


def test_the_same_returns_give_the_same_bytes(kota: Profile, tmp_path: Path) -> None:
    desk = Desk(kota, tmp_path)
    desk.put("a.xlsx", FULL)
    assert report_json.dumps(desk.collect()) == report_json.dumps(desk.collect())


#: Column -> what was typed in the morning, in the evening, and what it is stored as.
TYPED_TWICE: dict[str, tuple[tuple[str | float, Value], tuple[str | float, Value]]] = {
    "nama_program": ((" Layanan  Satu Pintu", "Layanan  Satu Pintu"), ("LAYANAN satu atap\n", "LAYANAN satu atap")),
    "masalah": (("k1", "K1"), ("K2 ", "K2")),
    "target_akhir": (("1250 ", 1250), (1300.0, 1300)),
    "opd_pengampu": (("diskominfo", "DISKOMINFO"), (" dpu", "DPU")),
    "status_program": (("baru", "Baru"), ("LANJUTAN", "Lanjutan")),
}


def test_the_readings_of_a_conflict_are_as_typed(kota: Profile, tmp_path: Path) -> None:
    desk = Desk(kota, tmp_path)
    plain = desk.put("a.xlsx", FULL)
    for n, name in enumerate(("pagi.xlsx", "sore.xlsx")):
        typed = {column: spellings[n][0] for column, spellings in TYPED_TWICE.items()}
        desk.stamp(fill_fast(plain, tmp_path / name, {"Program Kerja": {"P01": typed}}), name, f"1{n}:00")
    plain.unlink()
    conflicts = report_json.document(desk.collect())["conflicts"]
    assert {
        conflict["column"]: [(reading["raw"], reading["value"]) for reading in reversed(conflict["readings"])]
        for conflict in conflicts
    } == {column: list(spellings) for column, spellings in TYPED_TWICE.items()}


def test_every_member_holds_what_it_is_named_for(kota: Profile, tmp_path: Path) -> None:
    """Different facts in every place, so that none can stand in for another."""
    desk = Desk(kota, tmp_path)
    desk.put("a.xlsx", FULL)
    collected = desk.collect()
    place, moment = Place("berkas", "lembar", "C4"), datetime(2022, 7, 20, 12, tzinfo=UTC)
    line = LedgerLine(
        file="berkas",
        sha256="hash",
        verdict=Verdict.HELD,
        recipient="EKO",
        code="kode",
        reason="sebab",
        sender="pengirim",
        subject="perihal",
        saved=moment,
        rows_read=1,
        rows_merged=2,
        rows_duplicate=3,
        rows_superseded=4,
        rows_held=5,
    )
    finding = Finding(
        code="S1",
        severity=Severity.NOTE,
        title="judul",
        message="pesan",
        remedy="caranya",
        place=place,
        row="EKO-P01",
        column="satuan",
        value="isi",
        suggestion="saran",
        recipient="EKO",
        form="form",
    )
    reading = Reading(cell=Cell("mentah", "jadi", place), saved=moment)
    conflict = Conflict(
        row="EKO-P01", form="form", column="satuan", readings=(reading,), decision="pilihan", origin="matrix"
    )
    result = replace(
        collected,
        ledger=(line,),
        findings=(finding,),
        completeness=(Completeness(recipient="EKO", form="form", state=State.PARTIAL, rows=8, complete=2),),
        totals=Totals(read=1, merged=2, duplicate=3, superseded=4, held=5),
        dataset=replace(collected.dataset, conflicts=(conflict,)),
    )
    where, when = {"file": "berkas", "sheet": "lembar", "cell": "C4"}, "2022-07-20T12:00:00+00:00"
    told = report_json.document(result)
    assert told["ledger"] == [
        {
            **{"file": "berkas", "sha256": "hash", "verdict": "held", "recipient": "EKO", "code": "kode"},
            **{"reason": "sebab", "sender": "pengirim", "subject": "perihal", "saved": when},
            **{"rows_read": 1, "rows_merged": 2, "rows_duplicate": 3, "rows_superseded": 4, "rows_held": 5},
        }
    ]
    assert told["findings"] == [
        {
            **{"code": "S1", "severity": "note", "title": "judul", "recipient": "EKO", "form": "form", **where},
            **{"row": "EKO-P01", "column": "satuan", "value": "isi", "message": "pesan", "remedy": "caranya"},
            "suggestion": "saran",
        }
    ]
    assert told["completeness"] == [
        {"recipient": "EKO", "form": "form", "state": "partial", "rows": 8, "complete": 2, "percent": 25}
    ]
    assert told["totals"] == {"read": 1, "merged": 2, "duplicate": 3, "superseded": 4, "held": 5}
    assert told["conflicts"] == [
        {
            **{"row": "EKO-P01", "form": "form", "column": "satuan", "origin": "matrix", "decision": "pilihan"},
            "readings": [{"value": "jadi", "raw": "mentah", **where, "saved": when}],
        }
    ]
