"""No formula of ours has a shape that engines count differently: all of them, in every kind of workbook, as text.

`test_engines` computes them; this runs where no engine is installed, and says what is wrong and where.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from tests.formulas import parse, shapes
from tests.workbooks import WORKBOOKS, of_regions, workbook


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("($T$8:$T$12>0)=0", "a truth value compared"),
        ("SUMPRODUCT(--((T8:T12>0)=0))", "a truth value compared"),
        ("IF(ISNUMBER(A1)=1,2,3)", "a truth value compared"),
        ("SUMPRODUCT(--((A1:A9=1)<>(B1:B9=2)))", "a comparison compared"),
        ("IF(IF(A1=1,B1=2,C1=3)>0,2,3)", "a truth value compared"),
        ("SUM(INDEX(N:R,ROW(),0))", "INDEX of a whole"),
        ("SUM(INDEX(N:R,ROW(),))", "INDEX of a whole"),
        ("SUMPRODUCT(--(TRIM(A1:A9)=A2))", "TRIM over a range"),
        ("SUMPRODUCT(MATCH(1,--ISERROR(A1:D1),0))", "ISERROR over a range"),
        ('SUMPRODUCT((LEFT(liste,1)<>"(")*1)', "LEFT over a range"),
        ("TRIM(N:N)", "TRIM over a range"),
        ("A1:A9&A2", "a range where one value"),
        ('COUNTIF(A1:A9,"x")', "COUNTIF is not"),
        ('SUMIF(A1:A9,"x",B1:B9)', "SUMIF is not"),
        ("SUMPRODUCT(A1:A9=A1)", "of a truth value"),
        ("SUM(A1=1,B1=2)", "of a truth value"),
        ('TRIM(A1)=""', "a cell that holds a truth value"),
        (f"MIN({','.join(['A1'] * 31)})", "more than 30"),
    ],
)
def test_what_engines_count_differently_is_seen(formula: str, said: str) -> None:
    assert [shape for shape in shapes(formula, is_cell=True, is_range=lambda name: name == "liste") if said in shape]


@pytest.mark.parametrize(
    "formula",
    [
        "SUMPRODUCT((T8:T12<>1)*((U8:U12=2)+(0+(V8:V12>0)=0)=1))",
        "SUMPRODUCT(--(liste=TRIM(INDEX(D:D,ROW()))))",
        "SUMPRODUCT((A1:A9=1)*(B1:B9=2),C1:C9)",
        "IF(SUMPRODUCT(--(liste=A1))=0,1,2)",
        "MAX(ISERROR(INDEX(D:D,ROW()))*2,ISERROR(INDEX(E:E,ROW()))*1)",
        'IFERROR(INDEX(liste,MATCH(A1,liste,0)),"")',
        "OFFSET(Daftar!$A$1,0,0,MAX(1,MAX(Daftar!$B$1:$B$9)),1)",
        "-2^2+-A1/100",
    ],
)
def test_what_engines_count_alike_passes(formula: str) -> None:
    is_range = {"liste"}.__contains__
    assert shapes(formula, is_cell=not formula.startswith("OFFSET"), is_range=is_range) == []


@pytest.mark.parametrize("name", of_regions(*zip(WORKBOOKS, strict=True)))
def test_no_formula_has_a_shape_that_engines_count_differently(name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(name)))
    ranges = {title for title, defined in book.defined_names.items() if parse(defined.attr_text).many}
    ranges |= {title for title, defined in book.defined_names.items() if defined.attr_text.startswith("OFFSET(")}
    seen: dict[tuple[bool, str], list[str]] = {}
    wrong = []
    for place, formula, is_cell in formulas(book):
        general = is_cell, re.sub(r"(?<=[A-Z])(\$?)[1-9][0-9]*", r"\g<1>9", formula)
        if general not in seen:
            seen[general] = shapes(formula, is_cell=is_cell, is_range=ranges.__contains__)
            wrong += [f"{place}: {shape}\n  {formula}" for shape in seen[general]]
    assert seen or not name.startswith(("kosong", "terisi"))
    assert wrong == [], "\n".join(wrong)


def formulas(book: Workbook) -> Iterator[tuple[str, str, bool]]:
    """Every formula, its place, and whether it is that of a cell, not of a name, a colour or a rule for entries."""
    for title, defined in book.defined_names.items():
        if "(" in defined.attr_text:
            yield title, defined.attr_text, False
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", cell.value, True) for cell in row if cell.data_type == "f")
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                yield from ((f"{sheet.title}!{area.sqref}", formula, False) for formula in rule.formula)
        for rule in sheet.data_validations.dataValidation:
            yield from ((f"{sheet.title}!{rule.sqref}", formula, False) for formula in _of_rule(rule))


def _of_rule(rule: DataValidation) -> list[str]:
    """The formulas of a rule for entries: a list's source is a range and wants no single value."""
    return [] if rule.type == "list" else [formula for formula in (rule.formula1, rule.formula2) if formula]
