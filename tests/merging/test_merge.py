"""Copies of one recipient's workbook become one set of rows. Drawn tables, no files.

A line is a row: its Kode, then its cells; ``.`` is an empty cell. P is a program (nama, satuan, target, opd), A an
action that belongs to a program (program, aksi, target). ``!5 desa`` is a cell whose text could not be read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from string import ascii_lowercase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.kinds import test_row
from worksheet_kit.core.model import FOLLOWED, Block, Cell, Column, Form, Place, Row, Trouble
from worksheet_kit.core.row_code import code_order
from worksheet_kit.kinds import KINDS, RULES
from worksheet_kit.merging.copy import Copy
from worksheet_kit.merging.merge import Merged, merge
from worksheet_kit.merging.sameness import is_untouched, says_nothing_new
from worksheet_kit.worksheet.kit import answer_mark

PROGRAM = replace(
    test_row.PROGRAM,
    columns=(
        Column(key="kode", heading="Kode", kind=KINDS["code"]),
        Column(key="nama", heading="Nama", kind=KINDS["text"], role="title"),
        Column(key="satuan", heading="Satuan", kind=KINDS["text"]),
        Column(key="target", heading="Target", kind=KINDS["text"]),
        Column(key="opd", heading="OPD", kind=KINDS["text"]),
    ),
)
ACTION = Form(
    name="aksi",
    sheet="Aksi",
    title="AKSI",
    noun="aksi",
    show_recipient=True,
    blocks=(Block(prefix="A", rows=9, digits=2),),
    columns=(
        Column(key="program", heading="Program", kind=KINDS["choice"], list="@program"),
        Column(key="aksi", heading="Aksi", kind=KINDS["text"], role="title"),
        Column(key="target", heading="Target", kind=KINDS["text"]),
    ),
)
FORMS = (ACTION, PROGRAM)  # the one that refers stands first on purpose
NOON = datetime(2022, 7, 20, 12)


def copy(
    file: str,
    table: str,
    *,
    hour: int | None = 0,
    revision: int = 0,
    seeds: Iterable[Copy] = (),
    loose: str = "",
    seeded: str = "",
) -> Copy:
    """A copy of GOV's workbook, saved ``hour`` hours after noon; None is a file that does not say when."""
    return Copy(
        file=file,
        sha256=f"hash of {file}",
        revision=revision,
        saved=None if hour is None else NOON + timedelta(hours=hour),
        rows=tuple(rows(file, table)),
        loose=tuple(replace(row, key="", code="") for row in rows(file, loose, first=50)),
        seeds=frozenset(seed.sha256 for seed in seeds),
        seeded=frozenset(mark for row in rows(file, seeded) for mark in marks(row)),
        columns={form.name: frozenset(column.key for column in form.columns) for form in FORMS},
    )


def rows(file: str, table: str, first: int = 10) -> Iterable[Row]:
    for number, line in enumerate((line for line in table.strip().splitlines() if line.strip()), first):
        code, *cells = (part.strip() for part in line.split("|"))
        form = PROGRAM if code.startswith("P") else ACTION
        keys = [column.key for column in form.columns if column.kind is not KINDS["code"]]
        filled = {
            key: cell(text, Place(file, form.sheet, f"{key}{number}"))
            for key, text in zip(keys, cells, strict=False)
            if text != "."
        }
        place = Place(file, form.sheet, f"B{number}")
        yield Row(key=f"GOV-{code}", code=code, form=form.name, recipient="GOV", cells=filled, place=place)


def marks(row: Row) -> Iterable[tuple[str, str]]:
    """What a correction keeps of a row it was seeded with."""
    for key, found in row.cells.items():
        yield row.code, answer_mark(key, str(found.raw) if found.value is None else found.value)


def cell(text: str, place: Place) -> Cell:
    if text.startswith("!"):
        return Cell(text[1:], None, place, Trouble("not_a_number"))
    return Cell(text, text, place)


def drawn(merged: Merged) -> str:
    """The merged rows as a table."""
    lines = []
    for form in FORMS[::-1]:
        for row in merged.rows[form.name]:
            keys = [column.key for column in form.columns if column.kind is not KINDS["code"]]
            texts = [
                "." if key not in row.cells else f"!{c.raw}" if (c := row.cells[key]).value is None else str(c.value)
                for key in keys
            ]
            lines.append(" | ".join([row.code, *texts]))
    return "\n".join(lines)


def table(text: str) -> str:
    return "\n".join(" | ".join(p.strip() for p in line.split("|")) for line in text.strip().splitlines())


def differing(merged: Merged) -> list[str]:
    return [
        f"{c.row} {c.column}: " + " / ".join(str(reading.cell.raw) for reading in c.readings) for c in merged.conflicts
    ]


def both_ways(*copies: Copy) -> Merged:
    """The merge, after making sure that it is the same in every order."""
    merged = merge(copies, FORMS)
    for order in itertools.permutations(copies):
        assert merge(order, FORMS) == merged
    return merged


# ---------------------------------------------------------------------------------------------------------------------
# Copies of one revision
# ---------------------------------------------------------------------------------------------------------------------


def test_one_copy_is_its_own_result() -> None:
    text = "P01 | Pasar Daring | unit | 5 | DLH\nA01 | GOV-P01 | Melatih pedagang | 3"
    only = copy("a", text)
    merged = merge([only], FORMS)
    assert drawn(merged) == table(text)
    assert merged.rows["program"][0].cells == only.rows[0].cells
    assert merged.conflicts == ()
    assert merged.tally(only.sha256).merged == 2


def test_equal_rows_are_one_and_count_once_as_a_duplicate() -> None:
    text = "P01 | Pasar Daring | unit | 5 | DLH"
    a, b = copy("a", text), copy("b", text, hour=1)
    merged = both_ways(a, b)
    assert drawn(merged) == table(text)
    assert (merged.tally(b.sha256).merged, merged.tally(b.sha256).duplicate) == (1, 0)
    assert (merged.tally(a.sha256).merged, merged.tally(a.sha256).duplicate) == (0, 1)
    assert merged.rows["program"][0].place.file == "b", "the latest copy is where people look"


def test_the_filled_one_of_two_stands_whichever_is_later() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | . | DLH")
    b = copy("b", "P01 | Pasar Daring | . | 5 | DLH", hour=1)
    merged = both_ways(a, b)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 5 | DLH"
    assert differing(merged) == []
    assert merged.rows["program"][0].cells["satuan"].place.file == "a"
    assert merged.rows["program"][0].cells["target"].place.file == "b"


def test_a_difference_is_a_conflict_and_the_later_saved_stands() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH", hour=1)
    b = copy("b", "P01 | Pasar Daring | unit | 7 | DLH", hour=0)
    merged = both_ways(a, b)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 5 | DLH"
    assert differing(merged) == ["GOV-P01 target: 5 / 7"]
    assert [reading.saved for reading in merged.conflicts[0].readings] == [a.saved, b.saved]


def test_a_file_that_does_not_say_when_it_was_saved_is_the_earliest() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH", hour=None)
    b = copy("b", "P01 | Pasar Daring | unit | 7 | DLH", hour=-999)
    assert differing(both_ways(a, b)) == ["GOV-P01 target: 7 / 5"]


def test_times_with_and_without_a_zone_compare() -> None:
    jakarta = timezone(timedelta(hours=7))
    a = replace(copy("a", "P01 | Pasar | unit | 5 | DLH"), saved=datetime(2022, 7, 20, 20, 0, tzinfo=jakarta))
    b = replace(copy("b", "P01 | Pasar | unit | 7 | DLH"), saved=datetime(2022, 7, 20, 14, 0, tzinfo=UTC))
    c = replace(copy("c", "P01 | Pasar | unit | 9 | DLH"), saved=datetime(2022, 7, 20, 13, 30))
    assert differing(both_ways(a, b, c)) == ["GOV-P01 target: 7 / 9 / 5"]


def test_saved_at_one_moment_the_hash_decides() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH")
    b = copy("b", "P01 | Pasar Daring | unit | 7 | DLH")
    assert differing(both_ways(a, b)) == ["GOV-P01 target: 7 / 5"]


def test_three_copies_list_each_value_once() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH")
    b = copy("b", "P01 | Pasar Daring | unit | 7 | DLH", hour=1)
    c = copy("c", "P01 | Pasar Daring | unit | 5 | DLH", hour=2)
    merged = both_ways(a, b, c)
    assert differing(merged) == ["GOV-P01 target: 5 / 7"]
    assert merged.conflicts[0].readings[0].cell.place.file == "c"


def test_what_could_not_be_read_differs_from_what_could() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | !lima | DLH", hour=1)
    b = copy("b", "P01 | Pasar Daring | unit | 5 | DLH")
    merged = both_ways(a, b)
    assert differing(merged) == ["GOV-P01 target: lima / 5"]
    assert drawn(merged) == "P01 | Pasar Daring | unit | !lima | DLH"


def test_a_row_only_in_the_earlier_copy_stays_and_is_noted() -> None:
    a = copy("a", "P01 | Pasar | unit | 5 | DLH\nP02 | Sampah | ton | 7 | DLH")
    b = copy("b", "P01 | Pasar | unit | 5 | DLH", hour=1)
    merged = both_ways(a, b)
    assert [row.code for row in merged.rows["program"]] == ["P01", "P02"]
    assert [(fact.name, fact.row) for fact in merged.facts] == [("only_in_earlier", "GOV-P02")]


def test_rows_stand_in_the_order_of_their_codes() -> None:
    a = copy("a", "P09 | i | . | . | .\nP02 | b | . | . | .")
    b = copy("b", "P01 | a | . | . | .", hour=1)
    assert [row.code for row in both_ways(a, b).rows["program"]] == ["P01", "P02", "P09"]


def test_codes_sort_by_block_then_number_then_letter() -> None:
    form = replace(PROGRAM, blocks=(Block(prefix="S", rows=12), Block(prefix="O", rows=12)))
    codes = ["O1", "S10", "S2b", "S2", "S2c", "S1"]
    assert sorted(codes, key=lambda code: code_order(form, code)) == ["S1", "S2", "S2b", "S2c", "S10", "O1"]


# ---------------------------------------------------------------------------------------------------------------------
# Two programs on one code
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "other", "kept"),
    [
        ("quick_wins", "P02 | Antre daring", 2),
        ("quick_wins", "P01 | Antre daring", 1),  # the same program: its quick win was renamed
        ("quick_wins", "P02 | Loket malam", 1),  # the same quick win, with its program put right
        ("actions", "P02 | Antre daring", 1),
    ],
)
def test_quick_wins_of_two_programs_in_one_card_are_two(role: str, other: str, kept: int) -> None:
    """Cards go out with what was chosen; where that has changed since, most of what stands in them may be the same."""
    same_cells = tuple(Column(key=key, heading=key, kind=KINDS["text"]) for key in ("masalah", "opd"))
    form = replace(ACTION, role=role, columns=(*ACTION.columns, *same_cells))
    told = (f"A01 | {words} | . " for words in ("P01 | Loket malam", other))
    copies = [
        replace(copied, rows=tuple(replace(row, cells=row.cells | shared(row)) for row in copied.rows))
        for copied in (copy(f"{n}.xlsx", line, hour=n) for n, line in enumerate(told))
    ]
    assert len(merge(copies, (form, PROGRAM)).rows["aksi"]) == kept


def shared(row: Row) -> dict[str, Cell]:
    """The problem and the agency that all cards have."""
    return {key: cell(text, row.place) for key, text in (("masalah", "M1"), ("opd", "Setda"))}


def test_plainly_different_programs_are_both_kept_and_references_follow() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH\nA01 | GOV-P01 | Melatih pedagang | 3")
    b = copy("b", "P01 | Bank Sampah | ton | 9 | DLH\nA02 | GOV-P01 | Menimbang sampah | 4", hour=1)
    merged = both_ways(a, b)
    assert drawn(merged) == table(
        """
        P01  | Pasar Daring | unit     | 5 | DLH
        P01b | Bank Sampah  | ton      | 9 | DLH
        A01  | GOV-P01  | Melatih pedagang | 3
        A02  | GOV-P01b | Menimbang sampah | 4
        """
    )
    assert differing(merged) == []
    fact = next(fact for fact in merged.facts if fact.name == "two_programs")
    assert (fact.row, fact.data["code"], fact.data["file"]) == ("GOV-P01b", "GOV-P01", "b")
    followed = merged.rows["aksi"][1].cells["program"]
    assert (followed.raw, followed.rule) == ("GOV-P01", FOLLOWED), "what was typed is still told"
    assert FOLLOWED in RULES, "and people can read why"


def test_the_earlier_saved_keeps_the_code() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH", hour=1)
    b = copy("b", "P01 | Bank Sampah | ton | 9 | Dinkes", hour=0)
    assert [(row.code, row.text("nama")) for row in both_ways(a, b).rows["program"]] == [
        ("P01", "Bank Sampah"),
        ("P01b", "Pasar Daring"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        pytest.param(
            "Pasar Daring | unit | 5 | DLH", "PASAR  daring! | ton | 9 | X", ["P01"], id="the title is the same"
        ),
        pytest.param(
            "Pasar Daring | unit | 5 | DLH", "Bank Sampah | unit | 5 | DLH", ["P01"], id="all else is the same"
        ),
        pytest.param("Pasar Daring | unit | 5 | DLH", "Bank Sampah | unit | 5 | X", ["P01"], id="one of three differs"),
        pytest.param("Pasar | unit | 5 | .", "Sampah | unit | 9 | .", ["P01", "P01b"], id="one of two differs"),
        pytest.param("Pasar | unit | 5 | A", "Sampah | ton | 9 | A", ["P01", "P01b"], id="two of three differ"),
        pytest.param("Pasar | unit | . | .", "Sampah | . | 9 | .", ["P01", "P01b"], id="nothing else to compare"),
        pytest.param("Pasar Ikan | . | . | .", "Pasar Ikan Daring | . | . | .", ["P01"], id="a longer title alone"),
        pytest.param(". | unit | 5 | A", "Sampah | ton | 9 | B", ["P01"], id="one has no title"),
    ],
)
def test_plainly_different_means_title_and_half_of_the_rest(first: str, second: str, codes: list[str]) -> None:
    merged = both_ways(copy("a", f"P01 | {first}"), copy("b", f"P01 | {second}", hour=1))
    assert [row.code for row in merged.rows["program"]] == codes


def test_copies_find_their_own_program_again() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH")
    b = copy("b", "P01 | Bank Sampah | ton | 9 | Dinkes", hour=1)
    c = copy("c", "P01 | Bank Sampah | ton | 8 | Dinkes", hour=2)
    d = copy("d", "P01 | Wisata Kuliner | kali | 1 | Setda", hour=3)
    merged = both_ways(a, b, c, d)
    assert [(row.code, row.text("nama")) for row in merged.rows["program"]] == [
        ("P01", "Pasar Daring"),
        ("P01b", "Bank Sampah"),
        ("P01c", "Wisata Kuliner"),
    ]
    assert differing(merged) == ["GOV-P01b target: 8 / 9"]


def test_a_new_code_never_takes_one_that_is_there() -> None:
    a = copy("a", "P01 | Pasar | unit | 5 | DLH\nP01b | Terminal | bus | 2 | Dinhub")
    b = copy("b", "P01 | Sampah | ton | 9 | Dinkes", hour=1)
    assert [(row.code, row.text("nama")) for row in both_ways(a, b).rows["program"]] == [
        ("P01", "Pasar"),
        ("P01b", "Terminal"),
        ("P01c", "Sampah"),
    ]


def test_two_rows_on_one_code_in_one_file_are_both_kept() -> None:
    a = copy("a", "P01 | Pasar | unit | 5 | DLH\nP01 | Pasar | unit | 6 | DLH\nA01 | GOV-P01 | Melatih | 3")
    merged = merge([a], FORMS)
    assert drawn(merged) == table(
        """
        P01  | Pasar | unit | 5 | DLH
        P01b | Pasar | unit | 6 | DLH
        A01  | GOV-P01 | Melatih | 3
        """
    )
    assert differing(merged) == []
    assert merged.tally(a.sha256).merged == 3
    assert [fact.name for fact in merged.facts] == [], "that the code is used twice, the reader has told"


def test_the_same_row_twice_in_one_file_is_one() -> None:
    a = copy("a", "P01 | Pasar | unit | 5 | DLH\nP01 | Pasar | unit | 5 | DLH")
    merged = merge([a], FORMS)
    assert [row.code for row in merged.rows["program"]] == ["P01"]
    assert (merged.tally(a.sha256).merged, merged.tally(a.sha256).duplicate) == (1, 1)


# ---------------------------------------------------------------------------------------------------------------------
# Corrections
# ---------------------------------------------------------------------------------------------------------------------

FIRST = "P01 | Pasar Daring | unit | !lima | DLH\nP02 | Bank Sampah | ton | 7 | DLH"


def test_a_correction_supersedes_what_it_was_seeded_with_also_what_it_emptied() -> None:
    a = copy("a", FIRST)
    r1 = copy("r1", "P01 | Pasar Daring | unit | 5 | .", hour=1, revision=1, seeds=[a])
    merged = both_ways(a, r1)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 5 | ."
    assert (differing(merged), merged.facts) == ([], ())
    assert merged.superseded == {a.sha256}
    assert (merged.tally(a.sha256).read, merged.tally(a.sha256).superseded) == (2, 2)


def test_an_old_file_edited_after_the_correction_went_out_makes_conflicts() -> None:
    a = copy("a", FIRST)
    edited = copy("a2", "P01 | Pasar Daring | unit | !lima | BPBD\nP02 | Bank Sampah | ton | 8 | DLH", hour=1)
    r1 = copy(
        "r1", "P01 | Pasar Daring | unit | 5 | DLH\nP02 | Bank Sampah | ton | 7 | DLH", hour=2, revision=1, seeds=[a]
    )
    merged = both_ways(a, edited, r1)
    assert drawn(merged) == table("P01 | Pasar Daring | unit | 5 | DLH\nP02 | Bank Sampah | ton | 7 | DLH")
    assert differing(merged) == ["GOV-P01 opd: DLH / BPBD", "GOV-P02 target: 7 / 8"]
    fact = next(fact for fact in merged.facts if fact.name == "old_revision")
    assert (fact.data["file"], fact.data["revision"], fact.data["newer"], fact.data["differing"]) == (
        "a2",
        0,
        1,
        2,
    )


def test_what_an_old_file_adds_fills_what_the_correction_leaves_empty() -> None:
    a = copy("a", FIRST)
    edited = copy("a2", f"{FIRST}\nP03 | Terminal | bus | 2 | Dinhub", hour=3)
    r1 = copy("r1", "P01 | Pasar Daring | unit | 5 | DLH", hour=2, revision=1, seeds=[a])
    merged = both_ways(a, edited, r1)
    assert drawn(merged) == table("P01 | Pasar Daring | unit | 5 | DLH\nP03 | Terminal | bus | 2 | Dinhub")
    assert (merged.tally(edited.sha256).merged, merged.tally(edited.sha256).superseded) == (1, 2)


def test_an_old_file_resaved_without_an_edit_says_nothing_of_its_own() -> None:
    a, again = copy("a", FIRST), copy("a2", FIRST, hour=9)
    r1 = copy("r1", "P01 | Pasar Daring | unit | 5 | DLH", hour=2, revision=1, seeds=[a])
    merged = both_ways(a, again, r1)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 5 | DLH"
    assert merged.superseded == {a.sha256, again.sha256}


def test_an_old_file_is_told_from_an_edited_one_when_what_was_seeded_is_gone() -> None:
    lost = copy("a", FIRST)
    edited = copy("a2", FIRST.replace("| 7 | DLH", "| 8 | DLH"), hour=3)
    r1 = copy("r1", FIRST.replace("!lima", "5"), hour=2, revision=1, seeds=[lost], seeded=FIRST)
    merged = both_ways(edited, r1)
    assert drawn(merged) == table("P01 | Pasar Daring | unit | 5 | DLH\nP02 | Bank Sampah | ton | 7 | DLH")
    assert differing(merged) == ["GOV-P02 target: 7 / 8"]
    merged = both_ways(copy("a3", FIRST, hour=4), r1)
    assert (differing(merged), merged.superseded) == ([], {"hash of a3"})


def test_a_correction_knows_whether_it_has_been_worked_on() -> None:
    assert is_untouched(copy("r1", FIRST, revision=1, seeded=FIRST), FORMS)
    assert not is_untouched(copy("r1", FIRST.replace("!lima", "5"), revision=1, seeded=FIRST), FORMS)
    assert not is_untouched(copy("r1", FIRST.replace("ton", "."), revision=1, seeded=FIRST), FORMS)
    assert not is_untouched(copy("r1", FIRST + "\nP03 | Baru | . | . | .", revision=1, seeded=FIRST), FORMS)
    assert not is_untouched(copy("r1", FIRST, revision=1), FORMS), "without its marks nobody knows"


EMPTIED = {
    "a cell": ("P01 | Pasar Daring | . | !lima | DLH\nP02 | Bank Sampah | ton | 7 | DLH", []),
    "a row": ("P01 | Pasar Daring | unit | !lima | DLH", []),
    "what could not be read": ("P01 | Pasar Daring | unit | . | DLH\nP02 | Bank Sampah | ton | 7 | DLH", []),
    "several": ("P01 | Pasar Daring | . | . | DLH", []),
}


@pytest.mark.parametrize("hour", [1, 3])
@pytest.mark.parametrize("case", EMPTIED)
@pytest.mark.parametrize("gone", [True, False])
def test_what_one_of_two_corrections_has_emptied_stays_empty(case: str, hour: int, gone: bool) -> None:
    """A colleague returns the same correction with another cell changed, sooner or later."""
    a = copy("a", FIRST)
    emptied = copy("r1", EMPTIED[case][0], hour=2, revision=1, seeds=[a], seeded=FIRST)
    changed = copy("r1 (2)", FIRST.replace("P01 | Pasar Daring", "P01 | Pasar Rakyat"), hour=hour, revision=1)
    changed = replace(changed, seeds=emptied.seeds, seeded=emptied.seeded)
    merged = both_ways(*([] if gone else [a]), emptied, changed)
    assert drawn(merged) == table(EMPTIED[case][0].replace("Daring", "Rakyat"))
    assert (differing(merged), merged.facts) == ([], ())
    for each in (emptied, changed):
        assert merged.tally(each.sha256).read == len(each.rows)


@pytest.mark.parametrize("hour", [1, 3])
def test_a_row_that_one_has_emptied_and_the_other_worked_on_stays_and_is_told(hour: int) -> None:
    a = copy("a", FIRST)
    emptied = copy("r1", FIRST.splitlines()[0], hour=2, revision=1, seeds=[a], seeded=FIRST)
    worked = copy("r1 (2)", FIRST.replace("ton | 7", "ton | 9"), hour=hour, revision=1, seeds=[a], seeded=FIRST)
    merged = both_ways(a, emptied, worked)
    assert drawn(merged) == table(FIRST.replace("ton | 7", "ton | 9"))
    assert [(fact.name, fact.row, fact.data["file"], fact.data["other"]) for fact in merged.facts] == [
        ("emptied_elsewhere", "GOV-P02", "r1", "r1 (2)")
    ]


def test_what_both_corrections_say_or_only_one_was_sent_out_with_stays() -> None:
    """Neither a column that a sheet has lost nor an answer it was not sent out with was emptied on purpose."""
    a = copy("a", FIRST)
    r1 = copy("r1", FIRST.replace("| unit", "| ."), hour=2, revision=1, seeds=[a], seeded=FIRST)
    other = copy("r1 (2)", FIRST.replace("!lima", "5"), hour=3, revision=1, seeds=[a], seeded=FIRST)
    wanted = table(FIRST.replace("!lima", "5"))
    assert drawn(both_ways(a, replace(r1, columns={"program": frozenset({"kode", "nama"})}), other)) == wanted
    fewer = copy("r1", FIRST.replace("| unit", "| ."), hour=2, revision=1, seeded=FIRST.replace("| unit", "| ."))
    assert drawn(both_ways(a, replace(fewer, seeds=r1.seeds), other)) == wanted


def test_a_correction_that_comes_back_after_the_next_one_brings_back_nothing() -> None:
    """What it was sent out with was there before the next one, which has it no longer."""
    first = copy("r1", FIRST.replace("| unit", "| ."), hour=2, revision=1, seeded=FIRST)
    second = copy("r2", FIRST.replace("| unit", "| .").replace("!lima", "5"), hour=4, revision=2, seeds=[first])
    second = replace(second, seeded=first.seeded)
    late = copy("r1 (2)", FIRST.replace("ton | 7", "ton | 9"), hour=5, revision=1, seeded=FIRST)
    merged = both_ways(first, second, late)
    assert drawn(merged) == table("P01 | Pasar Daring | . | 5 | DLH\nP02 | Bank Sampah | ton | 7 | DLH")
    assert differing(merged) == ["GOV-P02 target: 7 / 9"]


def test_without_its_list_of_seeds_time_decides() -> None:
    r1 = copy("r1", "P01 | Pasar Daring | unit | 5 | DLH", hour=2, revision=1)
    before = both_ways(copy("a", "P01 | Pasar Daring | unit | 4 | DLH", hour=1), r1)
    after = both_ways(copy("a", "P01 | Pasar Daring | unit | 4 | DLH", hour=3), r1)
    assert (differing(before), differing(after)) == ([], ["GOV-P01 target: 5 / 4"])


def test_without_its_list_of_seeds_nothing_is_taken_for_emptied_on_purpose() -> None:
    a = copy("a", FIRST)
    r1 = copy("r1", "P01 | Pasar Daring | unit | . | .", hour=2, revision=1)
    merged = both_ways(a, r1)
    assert drawn(merged) == table("P01 | Pasar Daring | unit | . | DLH\nP02 | Bank Sampah | ton | 7 | DLH")


def test_without_its_list_of_seeds_an_edit_it_never_saw_is_still_seen() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 4 | DLH")
    edited = copy("a2", "P01 | Pasar Daring | unit | 6 | DLH", hour=1)
    r1 = copy("r1", "P01 | Pasar Daring | unit | 4 | BPBD", hour=2, revision=1)
    assert differing(both_ways(a, edited, r1)) == ["GOV-P01 target: 4 / 6"]


def test_an_old_file_finds_its_program_under_the_code_that_the_correction_gave_it() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 5 | DLH")
    b = copy("b", "P01 | Bank Sampah | ton | 9 | Dinkes\nA01 | GOV-P01 | Menimbang | 3", hour=1)
    corrected = (
        "P01 | Pasar Daring | unit | 5 | DLH\nP01b | Bank Sampah | ton | 9 | Dinkes\nA01 | GOV-P01b | Menimbang | 3"
    )
    r1 = copy("r1", corrected, hour=2, revision=1, seeds=[a, b])
    again = copy("b2", "P01 | Bank Sampah | ton | 8 | Dinkes\nA01 | GOV-P01 | Menimbang | 3", hour=3)
    merged = both_ways(a, b, r1, again)
    assert drawn(merged) == table(corrected)
    assert differing(merged) == ["GOV-P01b target: 9 / 8"]
    assert [fact.name for fact in merged.facts] == ["old_revision"]


def test_two_people_correcting_two_copies_of_one_correction_are_both_heard() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 4 | DLH")
    mine = copy("r1 mine", "P01 | Pasar Daring | unit | 5 | DLH", hour=1, revision=1, seeds=[a])
    yours = copy("r1 yours", "P01 | Pasar Daring | unit | 4 | BPBD", hour=2, revision=1, seeds=[a])
    merged = both_ways(a, mine, yours)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 5 | BPBD"
    assert differing(merged) == []


def test_a_second_correction_supersedes_the_first() -> None:
    a = copy("a", "P01 | Pasar Daring | unit | 4 | DLH")
    r1 = copy("r1", "P01 | Pasar Daring | unit | 5 | DLH", hour=1, revision=1, seeds=[a])
    r2 = copy("r2", "P01 | Pasar Daring | unit | 6 | DLH", hour=2, revision=2, seeds=[a, r1])
    merged = both_ways(a, r1, r2)
    assert drawn(merged) == "P01 | Pasar Daring | unit | 6 | DLH"
    assert (differing(merged), merged.superseded) == ([], {a.sha256, r1.sha256})


def test_a_row_without_a_key_is_held_until_a_correction_gives_it_a_place() -> None:
    a = copy("a", "P01 | Pasar | unit | 5 | DLH", loose="P | Bank Sampah | ton | 7 | DLH")
    assert merge([a], FORMS).tally(a.sha256).held == 1
    r1 = copy("r1", "P01 | Pasar | unit | 5 | DLH", hour=1, revision=1, seeds=[a])
    ignored = both_ways(a, r1)
    assert (ignored.tally(a.sha256).held, ignored.superseded) == (1, frozenset())
    r1 = copy("r1", "P01 | Pasar | unit | 5 | DLH\nP02 | Bank Sampah | ton | 7 | DLH", hour=1, revision=1, seeds=[a])
    moved = both_ways(a, r1)
    assert (moved.tally(a.sha256).held, moved.superseded) == (0, {a.sha256})
    assert moved.settled == {a.loose[0].place}


def test_an_unsent_correction_says_nothing_new() -> None:
    a = copy("a", FIRST)
    seeds = [merge([a], FORMS).all_rows]
    untouched = "P01 | Pasar Daring | unit | . | DLH\nP02 | Bank Sampah | ton | 7 | DLH"
    assert says_nothing_new(copy("r1", untouched, revision=1).rows, seeds, FORMS)
    assert says_nothing_new(copy("r1", untouched.replace("P02", "P05"), revision=1).rows, seeds, FORMS), (
        "a draft moves rows"
    )
    assert not says_nothing_new(copy("r1", untouched.replace(". | DLH", "5 | DLH"), revision=1).rows, seeds, FORMS)
    assert not says_nothing_new(copy("r1", untouched.replace("DLH", "."), revision=1).rows, seeds, FORMS)
    assert says_nothing_new(copy("r1", FIRST, revision=1).rows, seeds, FORMS), "what could not be read stays as typed"
    assert not says_nothing_new(copy("r1", FIRST.replace("!lima", "!enam"), revision=1).rows, seeds, FORMS)
    assert not says_nothing_new(copy("r1", "P01 | Pasar Daring | unit | . | DLH", revision=1).rows, seeds, FORMS)


def test_a_changed_reference_is_something_new() -> None:
    programs = "P01 | Pasar | unit | 5 | DLH\nP02 | Sampah | ton | 7 | DLH"
    seeds = [merge([copy("a", f"{programs}\nA01 | GOV-P01 | Melatih | 3")], FORMS).all_rows]
    assert says_nothing_new(copy("r1", f"{programs}\nA01 | GOV-P01 | Melatih | 3", revision=1).rows, seeds, FORMS)
    assert not says_nothing_new(copy("r1", f"{programs}\nA01 | GOV-P02 | Melatih | 3", revision=1).rows, seeds, FORMS)


# ---------------------------------------------------------------------------------------------------------------------
# Laws
# ---------------------------------------------------------------------------------------------------------------------

WORDS = ("Pasar", "Bank Sampah", "pasar!", "unit", "ton", "5", "7", "!lima")


@st.composite
def a_row(draw: st.DrawFn) -> str:
    code = draw(st.sampled_from(["P01", "P02", "P01b", "A01", "A02"]))
    if code.startswith("P"):
        cells = [draw(st.sampled_from([".", *WORDS])) for _ in range(4)]
    else:
        program = draw(st.sampled_from([".", "GOV-P01", "GOV-P02", "!P7"]))
        cells = [program, *(draw(st.sampled_from([".", *WORDS])) for _ in range(2))]
    if all(text == "." for text in cells):
        cells[0] = "Pasar" if code.startswith("P") else "GOV-P01"
    return " | ".join([code, *cells])


@st.composite
def some_copies(draw: st.DrawFn) -> list[Copy]:
    made: list[Copy] = []
    for n in range(draw(st.integers(1, 4))):
        revision = draw(st.sampled_from([0, 0, 0, 1, 2]))
        lower = [other for other in made if other.revision < revision]
        seeds = draw(st.lists(st.sampled_from(lower), unique_by=lambda c: c.file)) if lower else []
        one = copy(
            f"f{n}",
            "\n".join(draw(st.lists(a_row(), max_size=4))),
            hour=draw(st.sampled_from([None, 0, 1, 2, 3])),
            revision=revision,
            seeds=seeds,
            loose="\n".join(draw(st.lists(a_row(), max_size=1))),
        )
        if draw(st.booleans()):
            sent = [row for found in merge(seeds, FORMS).rows.values() for row in found]
            one = replace(one, seeded=frozenset(mark for row in sent for mark in marks(row)))
        made.append(one)
    return made


def values(merged: Merged) -> list[tuple[str, dict[str, object]]]:
    return [(r.key, {k: c.value for k, c in r.cells.items()}) for found in merged.rows.values() for r in found]


@settings(max_examples=3 * settings().max_examples)
@given(some_copies(), st.randoms())
def test_the_order_of_files_never_matters(copies: Sequence[Copy], chance: object) -> None:
    shuffled = list(copies)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled, FORMS) == merge(copies, FORMS)


@settings(max_examples=3 * settings().max_examples)
@given(some_copies())
@example(  # what the first action becomes is the same as the second one says
    [
        copy("f0", "A01 | GOV-P01 | . | Pasar"),
        copy("f1", "A01 | . | Pasar | .\nA01 | GOV-P01 | Pasar | Pasar"),
    ]
)
def test_merging_again_changes_nothing(copies: Sequence[Copy]) -> None:
    once = merge(copies, FORMS)
    assert merge([*copies, *copies], FORMS) == once
    # Nor when what came of it goes out as a correction and comes back as it was.
    seeded = Copy(
        file="again",
        sha256="hash of again",
        revision=9,
        saved=NOON + timedelta(days=1),
        rows=tuple(row for form in FORMS for row in once.rows[form.name]),
        seeds=frozenset(one.sha256 for one in copies),
    )
    again = merge([*copies, seeded], FORMS)
    assert values(again) == values(once)
    assert again.conflicts == ()


def spots(row: Row) -> Iterable[tuple[str, str, str, object]]:
    """Form, code without its letter, column and what was typed, of each filled cell."""
    for column, typed in row.cells.items():
        yield row.form, row.code.rstrip(ascii_lowercase), column, typed.raw


@settings(max_examples=5 * settings().max_examples)
@given(some_copies())
def test_nothing_typed_is_lost(copies: Sequence[Copy]) -> None:
    """Each filled cell is in the rows, in a conflict, or in a file that a correction has superseded.

    What a file says that a correction supersedes by its time alone may have been emptied or replaced on purpose.
    """
    merged = merge(copies, FORMS)
    kept = {spot for found in merged.rows.values() for row in found for spot in spots(row)}
    for conflict in merged.conflicts:
        for reading in conflict.readings:
            code = conflict.row.removeprefix("GOV-").rstrip(ascii_lowercase)
            kept.add((conflict.form, code, conflict.column, reading.cell.raw))
    seeds = frozenset[str]().union(*(one.seeds for one in copies))
    corrections = {one.sha256: [other for other in copies if other.revision > one.revision] for one in copies}
    by_time = {sha256 for sha256, higher in corrections.items() if higher and not any(other.seeds for other in higher)}
    gone = [one for one in copies if one.sha256 in seeds | merged.superseded | by_time]
    kept |= {spot for one in gone for row in one.rows for spot in spots(row)}
    for one in copies:
        assert not {spot for row in one.rows for spot in spots(row)} - kept


@settings(max_examples=3 * settings().max_examples)
@given(some_copies())
def test_control_totals_add_up(copies: Sequence[Copy]) -> None:
    merged = merge(copies, FORMS)
    for one in copies:
        assert merged.tally(one.sha256).read == len(one.rows) + len(one.loose)
    rows_merged = sum(tally.merged for tally in merged.tallies.values())
    assert rows_merged >= sum(len(found) for found in merged.rows.values())


@settings(max_examples=3 * settings().max_examples)
@given(some_copies())
def test_keys_are_unique_and_readings_differ(copies: Sequence[Copy]) -> None:
    merged = merge(copies, FORMS)
    keys = [row.key for found in merged.rows.values() for row in found]
    assert len(keys) == len(set(keys))
    for conflict in merged.conflicts:
        raws = [(reading.cell.value, str(reading.cell.raw)) for reading in conflict.readings]
        assert len(raws) == len(set(raws)) > 1
        row = next(r for r in merged.rows[conflict.form] if r.key == conflict.row)
        assert row.cells[conflict.column] == conflict.readings[0].cell
