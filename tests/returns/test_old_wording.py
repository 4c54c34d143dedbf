"""A workbook that went out before its settings were reworded: what was printed on it is nobody's answer or remark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.worksheets import write_worksheet
from worksheet_kit.collect import collect
from worksheet_kit.core.layout import KIT_SHEET
from worksheet_kit.core.model import Column, Fact, Form, Profile, Stage, WorksheetContent
from worksheet_kit.core.names import recipient_of

Reword = Callable[[Profile], Profile]


def column(**words: str) -> Reword:
    def reword(own: Column) -> Column:
        return replace(own, **words) if own.key == "deskripsi" else own  # type: ignore[arg-type]

    return form(lambda own: replace(own, columns=tuple(map(reword, own.columns))))


def form(reword: Callable[[Form], Form]) -> Reword:
    return lambda profile: replace(
        profile, forms={**profile.forms, "program_kerja": reword(profile.forms["program_kerja"])}
    )


def stage(reword: Callable[[Stage], Stage]) -> Reword:
    return lambda profile: replace(profile, stages=tuple(map(reword, profile.stages)))


OLD: dict[str, Reword] = {
    "as it is": lambda profile: profile,
    "heading": column(heading="Uraian pendek"),
    "heading without an example": lambda profile: form(lambda own: replace(own, examples=()))(OLD["heading"](profile)),
    "help": column(help="Tulis saja."),
    "example": column(example="Layanan lama"),
    "band": column(band="Kelompok kolom lama"),
    "title": form(lambda own: replace(own, title="Judul lembar lama")),
    "noun": form(lambda own: replace(own, noun="gagasan")),
    "instructions of a form": form(lambda own: replace(own, instructions=("Petunjuk lama.",))),
    "examples": form(lambda own: replace(own, examples=tuple({k: f"{k} lama" for k in e} for e in own.examples))),
    "block": form(
        lambda own: replace(own, blocks=tuple(replace(b, title="Blok lama", note="Catatan lama") for b in own.blocks))
    ),
    "instructions": lambda profile: replace(profile, instructions=("Aturan lama.",)),
    "steps": lambda profile: replace(profile, steps=("Langkah lama.", "Langkah kedua yang lama.")),
    "event": lambda profile: replace(profile, event="Acara lama"),
    "region": lambda profile: replace(profile, region="Kota Wanasari Raya"),
    "title of the stage": stage(lambda own: replace(own, title="Judul tahap lama")),
    "dates": stage(lambda own: replace(own, dates="1 Mei 2025")),
    "place": stage(lambda own: replace(own, place="Aula lama")),
    "deadline": stage(lambda own: replace(own, deadline="2 Mei 2025")),
    "what to bring": stage(lambda own: replace(own, bring=("Bekal lama",))),
    "identity": lambda profile: replace(
        profile, identity=tuple(replace(line, label=f"{line.label} (lama)") for line in profile.identity)
    ),
    "privacy": lambda profile: replace(profile, privacy="Kalimat lama."),
    "problems": lambda profile: replace(
        profile, problems=tuple(replace(own, name=f"{own.name} lama") for own in profile.problems)
    ),
    "dimensions": lambda profile: replace(
        profile, dimensions=tuple(replace(own, name=f"Dimensi lama {own.code}") for own in profile.dimensions)
    ),
    "agencies": lambda profile: replace(
        profile, agencies=tuple(replace(own, name=f"{own.name} lama") for own in profile.agencies)
    ),
    "contact": lambda profile: replace(profile, contact=replace(profile.contact, office="Kantor lama")),
}


def sent(path: Path, profile: Profile, reword: Reword, owner: str, content: WorksheetContent) -> Path:
    """A workbook with one program in it, written under settings that were worded otherwise."""
    old, recipient = reword(profile), recipient_of(profile, owner)
    assert recipient is not None
    write_worksheet(path, old, old.stage(2), recipient, content)
    return path


def told(path: Path, profile: Profile) -> list[Fact]:
    return list(collect([path], profile, stage=2).dataset.facts)


def one_program(owner: str, **more: object) -> WorksheetContent:
    answers = {f"{owner}-P01": {"nama_program": "Satu"}}
    return WorksheetContent(identity={"nama_pengisi": "Sari"}, answers=answers, **more)  # type: ignore[arg-type]


@pytest.mark.sampled
@pytest.mark.parametrize("owner", ["TATA", "TATA-SETDA"])
@pytest.mark.parametrize("reword", OLD.values(), ids=OLD)
def test_nothing_is_told_of_cells_that_nobody_touched(
    reword: Reword, owner: str, kota: Profile, tmp_path: Path
) -> None:
    assert told(sent(tmp_path / "lama.xlsx", kota, reword, owner, one_program(owner)), kota) == []


def test_nor_of_a_correction_with_several_rewordings(kota: Profile, tmp_path: Path) -> None:
    def reword(profile: Profile) -> Profile:
        for one in OLD.values():
            profile = one(profile)
        return profile

    path = sent(tmp_path / "perbaikan.xlsx", kota, reword, "TATA", one_program("TATA", revision=1))
    assert told(path, kota) == []


def test_what_was_typed_beside_the_old_words_is_told(kota: Profile, tmp_path: Path) -> None:
    path = sent(tmp_path / "lama.xlsx", kota, OLD["heading"], "TATA", one_program("TATA"))
    book = openpyxl.load_workbook(path)
    book["Program Kerja"]["AZ3"], book["Petunjuk"]["F9"] = "TATA-P03", "Tulis saja."
    book.save(path)
    assert [(fact.place.sheet, fact.data["cells"]) for fact in told(path, kota)] == [
        ("Program Kerja", ("AZ3",)),
        ("Petunjuk", ("F9",)),
    ]


def test_without_the_hidden_sheet_the_old_words_are_told_rather_than_lost(kota: Profile, tmp_path: Path) -> None:
    path = sent(tmp_path / "lama.xlsx", kota, OLD["steps"], "TATA", one_program("TATA"))
    book = openpyxl.load_workbook(path)
    book.security.lockStructure = False
    del book[KIT_SHEET]
    book.save(path)
    assert [fact.data["count"] for fact in told(path, kota)] == [2]
