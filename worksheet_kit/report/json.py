"""The result for machines: one JSON document, described in ``docs/json.md``.

Names and meanings are a contract: members are added, never renamed. The same returns give the same document, byte for
byte; files are named as reached from the argument, so that a relative one keeps the paths of this machine out of it.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from worksheet_kit.core.chain import chain_of
from worksheet_kit.core.counts import findings_by_severity
from worksheet_kit.core.model import (
    CellError,
    Column,
    Conflict,
    Finding,
    Place,
    Raw,
    Reading,
    Result,
    Row,
    ShownDay,
    ShownNumber,
    Uncomputed,
)

#: Counts up when a member changes its meaning or goes; added members do not count.
VERSION = 1


def document(result: Result) -> dict[str, Any]:
    """The result as plain dictionaries, lists, text, numbers and None."""
    dataset = result.dataset
    return {
        "version": VERSION,
        "profile": dataset.profile.name,
        "stage": dataset.stage.number,
        "ledger": [{**asdict(line), "saved": _iso(line.saved)} for line in result.ledger],
        "findings": [finding(each) for each in result.findings],
        "completeness": [{**asdict(line), "percent": line.percent} for line in result.completeness],
        "unused": {unused.part.form.name: [row.key for row in unused.rows] for unused in chain_of(dataset).unused()},
        "counts": {severity.value: number for severity, number in findings_by_severity(result).items()},
        "totals": asdict(result.totals),
        "rows": {
            form.name: [_row(row, form.columns) for row in dataset.rows.get(form.name, ())]
            for form in dataset.profile.stage_forms(dataset.stage)
        },
        "conflicts": [_conflict(conflict) for conflict in dataset.conflicts],
        "adjustments": list(_adjustments(result)),
    }


def dumps(result: Result) -> str:
    """The document as text: UTF-8 characters as they are, two spaces a level, one line end at the end."""
    return json.dumps(document(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_json(path: Path, result: Result) -> None:
    """Write the document to ``path``. Raises OSError as `Path.write_bytes` does."""
    path.write_bytes(dumps(result).encode("utf-8", "replace"))


def raw(value: Raw) -> str | float | bool | None:
    """A raw cell in JSON: text, numbers and booleans as they are; dates in ISO form; errors and formulas as text."""
    if isinstance(value, CellError | ShownNumber | ShownDay):
        return value.text
    if isinstance(value, Uncomputed):
        return value.formula
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def values(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    """One entry per physical column that holds an answer, None where it is empty or could not be read."""
    return {column.key: row.value(column.key) for column in columns if column.holds_answer}


def _iso(saved: datetime | None) -> str | None:
    return None if saved is None else saved.isoformat()


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    return {"key": row.key, "recipient": row.recipient, "values": values(row, columns), "source": _where(row.place)}


def finding(finding: Finding) -> dict[str, Any]:
    """What is said of one fault."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.title,
        "recipient": finding.recipient,
        "form": finding.form,
        **_where(finding.place),
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "suggestion": finding.suggestion,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    cell = reading.cell
    return {"value": cell.value, "raw": raw(cell.raw), **_where(cell.place), "saved": _iso(reading.saved)}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "row": conflict.row,
        "form": conflict.form,
        "column": conflict.column,
        "origin": conflict.origin,
        "decision": conflict.decision,
        "readings": [_reading(reading) for reading in conflict.readings],
    }


def _adjustments(result: Result) -> Iterator[dict[str, Any]]:
    """Every cell that was stored otherwise than typed, by the rule that did it."""
    sources = {(entry.row, entry.column): entry.source for entry in result.dataset.entries}
    for form in result.dataset.profile.stage_forms(result.dataset.stage):
        for row in result.dataset.rows.get(form.name, ()):
            for column in form.columns:
                cell = row.cells.get(column.key)
                if cell is not None and cell.rule:
                    yield {
                        "row": row.key,
                        "form": form.name,
                        "column": column.key,
                        "raw": raw(cell.raw),
                        "value": cell.value,
                        "rule": cell.rule,
                        "source": sources.get((row.key, column.key), ""),
                        **_where(cell.place),
                    }


def _where(place: Place) -> dict[str, str]:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}
