"""What people left in a matrix workbook: answers changed in the data sheets, decisions, reviews, changes by hand.

Nothing is found by position or by the name of a sheet: a table begins at the cell that holds ``#kunci``, its rows carry
row keys and its columns keys, so that filtering, sorting, moved columns and renamed tabs do no harm. Any office
program may have saved the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.filecode import region_of
from worksheet_kit.core.model import Place, Profile, Raw, Request, Stage
from worksheet_kit.formats.grid import Grid
from worksheet_kit.formats.guard import UnreadableError
from worksheet_kit.formats.registry import ENDINGS, WORKBOOKS
from worksheet_kit.formats.sniff import sniff
from worksheet_kit.formats.workbook import open_book
from worksheet_kit.matrix import nominations, overlaps
from worksheet_kit.matrix.content import Answer, Decision, MatrixContent, UnmarkedSheet
from worksheet_kit.matrix.data_layout import CONTINUED, sheet_name
from worksheet_kit.matrix.decision_file import in_utc, is_decision_file, joined, read_decision_file
from worksheet_kit.matrix.pair import Other, listed_sheets, noted_until, other_book, standing
from worksheet_kit.matrix.read_tables import KeyedTable, TableContent, keyed_tables, read_table
from worksheet_kit.matrix.sheets import alignment, consolidated, logic_chain, quick_wins
from worksheet_kit.matrix.visible import WrittenSheet, written_sheets
from worksheet_kit.values.text import display

_CODE = re.compile(r"(?P<edition>[A-Z]+[0-9]+)-B(?P<stage>[1-9][0-9]?)-MATRIKS")
_TOP = 3  # rows in which the code of a matrix stands
_LOWER = 30  # rows in which it may stand by now, where people have put some above


def review_name(profile: Profile, column: str) -> str:
    """What people call a column that is kept as a review, with its sheet where it is not *Matriks Konsolidasi*."""
    if column in alignment.ALIGNMENT:
        return f"{alignment.alignment_heading(profile, column)} ({alignment.NAME})"
    if column in consolidated.REVIEWS:
        return consolidated.review_heading(profile, column)
    if column in nominations.HEADINGS:
        return f"{nominations.HEADINGS[column]} ({quick_wins.NAME})"
    return f"Kesepakatan dengan {column.removeprefix(overlaps.PAIRED_WITH)} ({logic_chain.NAME})"


def review_choices(column: str) -> tuple[str, ...]:
    """The list from which a review of this column is chosen, where it has one."""
    if column in consolidated.REVIEWS:
        return consolidated.REVIEWS[column][2]
    if column == nominations.CHOSEN:
        return nominations.DECISIONS
    return nominations.ANSWERS if column in nominations.CONDITIONS else ()


class _Book(NamedTuple):
    """One workbook of a matrix."""

    path: Path
    grids: list[Grid]
    edition: str
    stage: int
    other: Other | None
    saved: datetime | None


def read_matrix(books: Path | Iterable[Path], profile: Profile) -> MatrixContent:
    """Read a matrix of this region back: from one workbook, or from several that hold it together.

    Of what stands in two, the later counts. Where one of two books is given, the other is read with it if it lies
    beside it. Raises UsageError for a file that cannot be read, is no matrix workbook, or is one of another region, and
    for workbooks of two stages.
    """
    given = [_open(path, profile) for path in ((books,) if isinstance(books, Path) else books)]
    first, stages = given[0], {book.stage: book for book in given}
    if len(stages) > 1:
        named = " dan ".join(f"{book.path.name} (bimtek {stage})" for stage, book in stages.items())
        raise UsageError(f"Matriks dari dua bimtek tidak dapat dibaca bersama: {named}. Pilih yang sebimtek.")
    forms = next((profile.stage_forms(known) for known in profile.stages if known.number == first.stage), ())
    opened = [*_beside(given, profile), *given]
    grids = [(grid, book.path.name) for book in opened for grid in book.grids]
    tables, unmarked = _tables(grids, written_sheets(profile, forms))
    content = _together([read_table(table, profile) for table in tables], profile, first.path.name)
    return replace(
        content,
        edition=first.edition,
        stage=first.stage,
        added=tuple(added for book in opened for added in _added(book.grids, book.path.name)),
        unmarked=tuple(unmarked),
        standing=standing(grid for grid, _ in grids),
        before=standing((grid for grid, _ in grids), before=True),
        noted=noted_until(grid for grid, _ in grids),
        other_book="" if first.other is None else first.other.book,
        saved=max((book.saved for book in opened if book.saved is not None), key=in_utc, default=None),
    )


def is_matrix(path: Path, profile: Profile) -> bool:
    """Whether a workbook is (of) a matrix of this region. Raises UsageError when another program keeps it to itself."""
    try:
        _open(path, profile)
    except UsageError as problem:
        if isinstance(problem.__cause__, PermissionError):
            raise
        return False
    return True


def _beside(given: Sequence[_Book], profile: Profile) -> Iterator[_Book]:
    """The books that were written with those given, where they lie beside them and none like them is given."""
    said = [book.other for book in given if book.other is not None]
    for book in given:
        if book.other is None or any(other.is_secretariats != book.other.is_secretariats for other in said):
            continue
        path = book.path.with_name(book.other.book)
        if path.exists():
            other = _open(path, profile)
            if other.stage == book.stage:
                yield other


def _open(path: Path, profile: Profile) -> _Book:
    try:
        data = path.read_bytes()
        kind, _ = sniff(data, path.name)
        if kind not in WORKBOOKS:
            raise UsageError(f"{path.name} bukan Matriks Konsolidasi. Pilih berkas matriks hasil penggabungan.")
        book = open_book(data, kind)
        grids = [book.load(n) for n in range(len(book.names))]
    except OSError as problem:
        if isinstance(problem, PermissionError) and path.is_file():
            raise UsageError(f"{path.name} sedang dibuka di program lain. Tutup dulu, lalu ulangi.") from problem
        raise UsageError(f"{path} tidak dapat dibuka. Periksa nama berkas dan foldernya.") from problem
    except UnreadableError as problem:
        raise UsageError(
            f"{path.name} tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu ulangi."
        ) from problem
    edition, stage = _identify(grids, path, profile)
    # A copy that somebody made of a sheet has a longer name; what stands on the sheet itself comes last and counts.
    grids.sort(key=lambda grid: -len(grid.name))
    return _Book(path, grids, edition, stage, other_book(grids), book.saved)


def _tables(
    grids: Sequence[tuple[Grid, str]], written: Sequence[WrittenSheet]
) -> tuple[list[KeyedTable], list[UnmarkedSheet]]:
    """The tables of a matrix, by their marks or else by what is visible, and the sheets that lack their marks."""
    tables: list[KeyedTable] = []
    unmarked: list[UnmarkedSheet] = []
    there: set[str] = set()
    for grid, file in grids:
        sheet = next((sheet for sheet in written if sheet.is_it(grid) or sheet.name == grid.name), None)
        there |= {sheet.name} if sheet is not None else set()
        keyed = list(keyed_tables(grid, file))
        if sheet is not None and not keyed and sheet.is_written(grid):
            table = sheet.table(grid, file)
            keyed = [] if table is None else [table]
            unmarked.append(UnmarkedSheet(Place(file, grid.name), sheet.holds, table is not None))
        elif sheet is not None and sheet.name == consolidated.NAME and consolidated.PRINTS not in keyed[0].columns:
            unmarked.append(UnmarkedSheet(Place(file, grid.name), sheet.holds, True))
        tables += keyed
    listed = listed_sheets(grid for grid, _ in grids)
    gone = [sheet for sheet in written if sheet.name in listed and sheet.name not in there]
    place = Place(grids[-1][1])
    return tables, [*unmarked, *(UnmarkedSheet(place._replace(sheet=s.name), s.holds, False) for s in gone)]


def read_decisions(books: Path | Sequence[Path], profile: Profile, stage: Stage) -> MatrixContent:
    """Read back the matrix of the very stage that is collected, what was noted of decisions about it, or both.

    Raises UsageError as `read_matrix` and `read_decision_file` do, and for a matrix of another stage.
    """
    given = [books] if isinstance(books, Path) else books
    paths, noted = ([path for path in given if is_decision_file(path) is is_noted] for is_noted in (False, True))
    content = _of_stage(paths, profile, stage) if paths else MatrixContent(edition=profile.edition, stage=stage.number)
    for path in noted:
        content = joined(content, *read_decision_file(path, profile, stage))
    return content


def _of_stage(paths: Sequence[Path], profile: Profile, stage: Stage) -> MatrixContent:
    content = read_matrix(paths, profile)
    if content.stage != stage.number:
        raise UsageError(
            f"{paths[0].name} adalah matriks bimtek {content.stage}, sedangkan yang dikumpulkan bimtek {stage.number}. "
            "Sebutkan nama lain."
        )
    return replace(content, newer=tuple((copy.name, path.name) for path in paths for copy in later_copies(path)))


def later_copies(matrix: Path) -> list[Path]:
    """Workbooks of the matrix's name in formats that people alone write, saved after it if it stands; newest first."""
    endings = [ending for ending in ENDINGS if ending not in (".xlsx", matrix.suffix)]
    copies = [path for ending in endings if (path := matrix.with_suffix(ending)).exists()]
    saved = {path: path.stat().st_mtime for path in copies}
    least = matrix.stat().st_mtime if matrix.exists() else float("-inf")
    return sorted((path for path in copies if saved[path] > least), key=lambda path: saved[path], reverse=True)


def _identify(grids: Sequence[Grid], path: Path, profile: Profile) -> tuple[str, int]:
    for grid in grids:
        for row in grid.rows[:_TOP]:
            match = _code_in(row)
            if match is None:
                continue
            if region_of(match["edition"]) != region_of(profile.edition):
                raise UsageError(f"{path.name} adalah matriks daerah lain ({match[0]}), bukan {profile.region}.")
            return match["edition"], int(match["stage"])
    raise UsageError(f"{path.name} bukan Matriks Konsolidasi. Pilih berkas matriks hasil penggabungan.")


def _code_in(row: Sequence[object]) -> re.Match[str] | None:
    """The code of a matrix that stands in a row of a sheet."""
    matches = (_CODE.fullmatch(value.strip()) for value in row if isinstance(value, str))
    return next((match for match in matches if match is not None), None)


def _added(grids: Sequence[Grid], file: str) -> Iterator[tuple[Place, int]]:
    """The sheets that are none of ours and say anything, each with how many of its cells do."""
    for grid in grids:
        count = sum(value is not None for row in grid.rows for value in row)
        if count and not any(_code_in(row) for row in grid.rows[:_LOWER]):
            yield Place(file, grid.name), count


def _together(tables: Sequence[TableContent], profile: Profile, file: str) -> MatrixContent:
    """What all tables hold; of what stands in two, the later counts, and the earlier is told where it differs."""
    rows: dict[str, dict[str, dict[str, Raw]]] = {}
    places: dict[tuple[str, str], Place] = {}
    decisions: dict[tuple[str, str, str], Decision] = {}
    reviews: defaultdict[str, dict[str, str]] = defaultdict(dict)
    filled_in: dict[tuple[str, ...], Answer] = {}
    loose: list[tuple[Place, str]] = []
    shown: dict[str, str] | None = None
    sent: dict[str, Request] = {}
    for table in tables:
        for form, answers in table.rows.items():
            rows.setdefault(form, {}).update({key: dict(row) for key, row in answers.items()})
        places |= table.places
        for review in table.reviews:
            before = reviews[review.row].get(review.column)
            if before is not None and before != review.text:
                loose.append((review.place, f"{review.row}: {before}"))
            reviews[review.row][review.column] = review.text
        for decision in table.decisions:
            at = (decision.row, decision.form, decision.column)
            if at in decisions and decisions[at].value != decision.value:
                loose.append((decisions[at].place, f"{decision.row}: {display(decisions[at].value)}"))
            decisions[at] = decision
        for answer in table.answers:
            spot = (answer.row, answer.form, answer.column, *answer.about[:3])
            if spot in filled_in and filled_in[spot].value != answer.value:
                loose.append((filled_in[spot].place, f"{answer.row}: {display(filled_in[spot].value)}"))
            filled_in[spot] = answer
        loose += table.loose
        shown = shown if table.shown is None else {**(shown or {}), **table.shown}
        sent |= table.sent
    _complete(rows, tables)
    return MatrixContent(
        edition="",
        stage=0,
        rows=rows,
        places=places,
        decisions=tuple(decisions.values()),
        answers=tuple(filled_in.values()),
        spellings=tuple({(each.list, each.text): each for table in tables for each in table.spellings}.values()),
        undecided=tuple(at for table in tables for at in table.undecided),
        reviews=dict(reviews),
        proposals=tuple(proposal for table in tables for proposal in table.proposals),
        loose=tuple(loose),
        deleted=() if shown is None else tuple(_deleted(rows, shown, profile, file)),
        sent=sent,
    )


def _complete(rows: Mapping[str, Mapping[str, dict[str, Raw]]], tables: Sequence[TableContent]) -> None:
    """Put the rest of long texts behind their beginnings."""
    parts = [part for table in tables for part in table.long_texts]
    longer: defaultdict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    for part in parts:
        longer[part.form, part.row, part.column][part.part] = part.text
    for (form, key, column), texts in longer.items():
        row = rows.get(form, {}).get(key, {})
        head = row.get(column)
        if isinstance(head, str) and head.endswith(CONTINUED):
            row[column] = head.removesuffix(CONTINUED) + "".join(texts[n] for n in sorted(texts))


def _deleted(
    rows: Mapping[str, Mapping[str, object]], shown: Mapping[str, str], profile: Profile, file: str
) -> Iterator[tuple[str, str, Place]]:
    """The rows that stand on one of the two sheets a row has, and no longer on the other."""
    for form, answers in rows.items():
        for key in answers:
            if key not in shown:
                yield key, form, Place(file, consolidated.NAME)
    for key, form in shown.items():
        if form in rows and key not in rows[form]:
            yield key, form, Place(file, sheet_name(profile.forms[form], ()))
