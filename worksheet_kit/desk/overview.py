"""What the page shows of a collection: board, files, findings, and what there is beside them, as plain data.

Where a fault can be answered and with what, conflicts with their values, what was filled in, what was stored otherwise
than typed, and the figures of the pictures: all from the rooms that write the matrix, so that both say the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from worksheet_kit.checks.registry import SEVERITY_WORDS
from worksheet_kit.core.counts import received_revisions, state_words
from worksheet_kit.core.lists import list_for
from worksheet_kit.core.model import Conflict, Form, Place, Posted, Profile, Result, Row, State, Verdict
from worksheet_kit.core.names import all_recipients, recipient_name, recipient_of
from worksheet_kit.core.roles import Roles
from worksheet_kit.core.row_code import owner_of
from worksheet_kit.core.words import ENTRY_WORDS, UNUSED_WORDS
from worksheet_kit.kinds import input_kind
from worksheet_kit.matrix import crosstabs
from worksheet_kit.matrix.parts import budget_heading, saved_text
from worksheet_kit.matrix.sheets import conflicts
from worksheet_kit.matrix.sheets.adjustments import adjustments
from worksheet_kit.matrix.sheets.completeness import revisions_words
from worksheet_kit.matrix.sheets.findings import Spot, choices, spots
from worksheet_kit.matrix.spellings import refused_spellings
from worksheet_kit.matrix.view import View, by_dimension, heading, plain
from worksheet_kit.report import json as report_json
from worksheet_kit.values.text import display

Answer = dict[str, Any]


def board_of(result: Result) -> list[Answer]:
    """How far each recipient is with each sheet, in words; which revisions went out and came back, where known."""
    dataset, posted, received = result.dataset, result.posted, received_revisions(result)
    names, forms = _names(dataset.profile), dataset.profile.forms
    return [
        {
            **asdict(line),
            "percent": line.percent,
            "name": names.get(line.recipient, line.recipient),
            "form": forms[line.form].sheet,
            "key": line.state.value,
            "sent": "" if posted is None else sent_words(posted.get(line.recipient, Posted())),
            "received": revisions_words(received.get(line.recipient, ())),
            "state": state_words(result, line.state, [line]),
        }
        for line in result.completeness
    ]


def sent_words(posted: Posted) -> str:
    """Which revisions went out, else which are prepared for it; empty where nothing is known."""
    if posted.sent or not posted.prepared:
        return revisions_words(posted.sent)
    return f"disiapkan: {revisions_words(posted.prepared)}"


def files_of(result: Result, words: Mapping[Verdict, str]) -> list[Answer]:
    """What became of each file, with ``words`` for the verdicts."""
    names = _names(result.dataset.profile)
    return [
        {
            "file": line.file,
            "name": names.get(line.recipient, line.recipient),
            "verdict": words[line.verdict],
            "reason": line.reason,
        }
        for line in result.ledger
    ]


def _names(profile: Profile) -> Mapping[str, str]:
    return {owner.code: recipient_name(profile, owner) for owner in all_recipients(profile)}


def findings_of(view: View) -> tuple[list[Answer], list[list[str]]]:
    """The findings, heaviest first, each with where it is answered; and the lists that can be chosen from.

    Such a place names row, form and column, a print of what is said there, the number of its list (-1: typed freely),
    how it is to be typed, and whether that is a number.
    """
    lists: dict[tuple[str, ...], int] = {}
    names = _names(view.profile)
    findings = [
        {
            **report_json.finding(finding),
            "name": names.get(finding.recipient, finding.recipient),
            "severity_word": SEVERITY_WORDS[finding.severity],
            "spot": None if spot is None else _spot(view, spot, lists),
        }
        for finding, spot in spots(view)
    ]
    return findings, [[*entries] for entries in lists]


def _spot(view: View, spot: Spot, lists: dict[tuple[str, ...], int]) -> Answer:
    column, entries = view.profile.forms[spot.form].column(spot.column), choices(view, spot)
    rule = input_kind(column.kind).rule(column, bool(entries))
    return {
        **spot._asdict(),
        "heading": column.heading,
        "list": lists.setdefault(entries, len(lists)) if entries else -1,
        "hint": column.help or rule.hint,
        "number": column.kind.is_number,
    }


def conflicts_of(view: View) -> list[Answer]:
    """Where copies differ: each value with its file and time, what is chosen, and why a choice is not used."""
    rows = {row.key: row for row in view.all_rows}
    return [_conflict(view, conflict, rows) for conflict in view.dataset.conflicts]


def _conflict(view: View, conflict: Conflict, rows: Mapping[str, Row]) -> Answer:
    row, unused = rows.get(conflict.row), conflict.unused
    return {
        **_about(view, conflict.form, conflict.row, conflict.column),
        "title": "" if row is None else view.title(row),
        "decision": conflict.decision,
        "unused": "" if unused is None else f"{unused.text}: {UNUSED_WORDS[unused.why]}",
        "readings": [
            {
                "text": plain(conflicts.shown(view, conflict, reading.cell)) or conflicts.EMPTY,
                "value": display(reading.cell.raw) or None,
                **_where(reading.cell.place),
                "saved": saved_text(reading.saved, view.profile.zone),
            }
            for reading in conflict.readings
        ],
    }


def entries_of(view: View) -> list[Answer]:
    """What the secretariat has filled in, with what the group says there, and why it is not used."""
    return [
        {
            **_about(view, entry.form, entry.row, entry.column),
            "value": display(entry.cell.raw) or conflicts.EMPTY,
            "source": entry.source,
            "before": "" if entry.before is None else display(entry.before.raw),
            "unused": "" if entry.unused is None else ENTRY_WORDS[entry.unused],
        }
        for entry in view.dataset.entries
    ]


def spellings_of(view: View) -> list[Answer]:
    """The spellings that several cells have and no list knows, with the entries they may mean, the nearest first."""
    return [
        {
            "list": line.spelling.list,
            "text": line.spelling.text,
            "title": line.title,
            "cells": [f"{row.key} {column.heading}" for row, column in line.cells],
            "entries": [*line.entries],
            "entry": line.spelling.entry,
            "alias": line.spelling.is_alias,
        }
        for line in refused_spellings(view.dataset)
    ]


def adjustments_of(view: View) -> list[Answer]:
    """What was stored otherwise than typed, and why."""
    return [
        {
            **_about(view, form.name, row.key, column.key),
            "raw": display(cell.raw),
            "value": plain(view.shown_value(row, column.key)) or conflicts.EMPTY,
            "rule": rule,
            **_where(cell.place),
        }
        for row, form, column, cell, rule in adjustments(view)
    ]


def _about(view: View, form: str, row: str, column: str) -> Answer:
    """Which answer something is about, with its names."""
    name = recipient_name(view.profile, owner_of(row))
    return {
        "form": form,
        "row": row,
        "column": column,
        "name": name,
        "heading": heading(view.profile.forms[form], column),
    }


def _where(place: Place) -> Answer:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}


def pictures_of(view: View) -> list[Answer]:
    """The figures of each picture: ``kind`` says how it is drawn, and its table is the picture in words.

    A table has headings, and lines of a name and its cells.
    """
    pictures = [_completeness(view), *_coverage(view), *_kinds(view), *_budget(view), *_quick_wins(view)]
    return [picture for picture in pictures if picture["lines"]]


def _picture(
    name: str, title: str, kind: str, heads: Sequence[str], lines: Iterable[Sequence[str | int | float]]
) -> Answer:
    return {"name": name, "title": title, "kind": kind, "heads": [*heads], "lines": [[*line] for line in lines]}


def _completeness(view: View) -> Answer:
    """How many of the rows of each recipient are complete."""
    rows: dict[str, tuple[int, int]] = {}
    for line in view.result.completeness:
        complete, filled = rows.get(line.recipient, (0, 0))
        rows[line.recipient] = complete + line.complete, filled + line.rows
    lines = ((recipient_name(view.profile, owner), *counts) for owner, counts in rows.items())
    return _picture("kelengkapan", "Kelengkapan", "share", ("Kelompok", "Baris lengkap", "Baris terisi"), lines)


def _coverage(view: View) -> Iterable[Answer]:
    """How many rows of each dimension answer each main problem."""
    roles = view.roles.head
    if roles is None or not roles.problem:
        return
    problems = view.profile.problems
    figures = crosstabs.answered(view.countable[roles.form.name], view.profile, roles.problem)
    names = [f"{problem.code} {problem.name}" for problem in problems]
    lines = [[d.name, *(figures[d.code, problem.code] for problem in problems)] for d in view.dimensions]
    yield _picture("masalah", f"Dimensi x Masalah: banyaknya {roles.form.noun}", "heat", ("Dimensi", *names), lines)


def _kinds(view: View) -> Iterable[Answer]:
    """How many actions are of which kind."""
    roles = view.roles.actions
    if roles is None or not roles.action_kind:
        return
    labels = _labels(view, roles.form, roles.action_kind)
    rows = view.countable[roles.form.name]
    figures = crosstabs.sums(rows, roles.action_kind, labels, [crosstabs.ROWS])
    lines = [(label, figures[stored, crosstabs.ROWS]) for stored, label in labels.items()]
    name = heading(roles.form, roles.action_kind)
    yield _picture("jenis", f"{name}: banyaknya {roles.form.noun}", "bars", (name, "Banyaknya"), lines if rows else [])


def _budget(view: View) -> Iterable[Answer]:
    """The money asked for, by year where it is asked for by year."""
    roles = view.budget
    if roles is None:
        return
    rows = view.countable[roles.form.name]
    keys = [column.key for column in roles.budget]
    figures = crosstabs.sums(rows, crosstabs.DIMENSION, crosstabs.dimension_codes(view.profile), keys)
    lines = [(budget_heading(column), figures[crosstabs.ALL, column.key]) for column in roles.budget]
    title, head = ("Anggaran per tahun (Rp)", "Tahun") if roles.yearly else ("Anggaran (Rp)", "Anggaran")
    yield _picture("anggaran", title, "bars", (head, "Rupiah"), lines if rows else [])


def _quick_wins(view: View) -> Iterable[Answer]:
    """What each dimension can show within a year."""
    roles = view.roles.quick_wins
    if roles is None:
        return
    chosen = [row for row in view.rows(roles) if view.quick(row) or not roles.quick_win]
    names = {dimension.code: dimension.name for dimension in view.dimensions}
    lines = [
        (names.get(code, code), view.title(row), view.target(row), view.text(row, roles.lead), view.period(row))
        for code, rows in by_dimension(view, chosen).items()
        for row in rows
    ]
    yield _picture("quick-win", "Quick Win", "list", ("Dimensi", "Nama", "Target", "OPD", "Waktu"), lines)


def _labels(view: View, form: Form, key: str) -> Mapping[str, str]:
    """The entries of a column's list, as stored, with their labels."""
    entries = list_for(view.profile, form, form.column(key), next(iter(view.recipients.values())))
    return {} if entries is None else {item.stored: item.label for item in entries.items}


def cards_of(view: View) -> list[Answer]:
    """The programs by name, each to be opened as a card."""
    return [{"row": row.key, "title": view.title(row), "name": view.dimension_name(row)} for row in view.programs]


def card_of(view: View, key: str) -> Answer:
    """All that a program's card shows; empty where there is no such program."""
    roles, row = view.roles.programs, next((row for row in view.programs if row.key == key), None)
    if roles is None or row is None:
        return {}
    form = roles.form
    facts = [(form.column(name).heading, view.text(row, name)) for name in roles.narrative]
    facts += [
        ("Indikator dan target", view.target(row)),
        ("OPD", view.text(row, roles.lead)),
        ("OPD pendukung", view.joined(row, roles.supporters)),
        ("Waktu", ", ".join(filter(None, (view.text(row, roles.term), view.period(row))))),
        ("Perkiraan biaya (Rp)", plain(view.whole_cost(row)) if view.budget is not None else ""),
        ("Keadaan", view.condition(row)),
    ]
    about = (view.dimension_name(row), view.text(row, roles.subdimension), view.text(row, roles.problem))
    return {
        "row": key,
        "title": view.title(row),
        "about": " · ".join(filter(None, about)),
        "facts": [{"name": name, "text": text} for name, text in facts if text],
        "actions": [_action(view, child, view.roles_of(child)) for child in view.children.get(key, ())],
    }


def _action(view: View, row: Row, roles: Roles) -> list[str]:
    return [view.title(row), view.text(row, roles.lead), view.period(row), plain(view.cost(row))]


def numbers_of(result: Result) -> list[Answer]:
    """Whom to call: the WhatsApp numbers, as far as the settings know them, of those who are not complete."""
    profile, incomplete = result.dataset.profile, {}
    for line in result.completeness:
        owner = recipient_of(profile, line.recipient)
        if owner is not None and line.state is not State.COMPLETE:
            place = profile.dimension(owner.dimension) if owner.agency is None else profile.agency(owner.agency)
            incomplete[recipient_name(profile, owner)] = place.phone
    return [{"name": name, "phone": phone} for name, phone in incomplete.items() if phone]
