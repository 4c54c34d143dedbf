"""Formulas read as text: what each says, and which shapes engines are known to count differently.

`shapes` parses a formula (openpyxl's tokens, a small tree) and names every forbidden shape in it, with the reason.
Nothing is computed, so that a formula is judged on a machine without any spreadsheet program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

#: What Excel since 2007, WPS, LibreOffice, ONLYOFFICE, Google Sheets, Gnumeric and IronCalc all have, and what each
#: gives. Conditional counts and sums are not among them: over formulas without stored results ONLYOFFICE gives 0.
FUNCTIONS = {
    **dict.fromkeys(("AND", "OR", "NOT", "ISERROR", "ISLOGICAL", "ISNUMBER", "ISTEXT", "EXACT"), "truth"),
    **dict.fromkeys(
        ("SUM", "COUNT", "COUNTA", "SUMPRODUCT", "MATCH", "LEN", "MIN", "MAX", "LARGE", "INT", "ROW", "COLUMN"),
        "number",
    ),
    **dict.fromkeys(("TRIM", "CLEAN", "LEFT", "MID", "RIGHT", "SUBSTITUTE", "REPT", "HYPERLINK", "ADDRESS"), "text"),
    **dict.fromkeys(("IF", "IFERROR", "INDEX", "OFFSET"), "any"),
}
#: Those that take ranges; every other one, given a range, is an error or one cell of it where no array is asked for.
TAKE_RANGES = {
    "SUM",
    "COUNT",
    "COUNTA",
    "SUMPRODUCT",
    "MATCH",
    "MIN",
    "MAX",
    "LARGE",
    "INDEX",
    "OFFSET",
    "ROW",
    "COLUMN",
}
#: Those that pass over truth values, or count them, as the engine likes.
ADD_UP = {"SUM", "COUNT", "SUMPRODUCT", "MIN", "MAX", "LARGE"}

_COMPARISONS = {"=", "<>", "<", ">", "<=", ">="}
_STRENGTH = {**dict.fromkeys(_COMPARISONS, 1), "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_RANGE = re.compile(r"(?:.*!)?\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+")
_WHOLE = re.compile(r"(?:.*!)?(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$\d+:\$\d+)")
_CELL = re.compile(r"(?:.*!)?\$?[A-Z]{1,3}\$?\d+")


@dataclass(frozen=True)
class Part:
    """A part of a formula: what it gives, whether for each cell of a range, and what it is made of."""

    text: str  # a function's name, an operator, or what stands there
    gives: str  # truth, number, text, any
    many: bool = False
    parts: tuple[Part, ...] = ()
    kind: str = "operand"

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()


def parse(formula: str, is_range: Callable[[str], bool] = lambda name: False) -> Part:
    """A formula as a tree; ``is_range`` says of a defined name whether it stands for several cells."""
    tokens = [token for token in Tokenizer("=" + formula.removeprefix("=")).items if token.type != Token.WSPACE]
    reader = _Reader(tokens, is_range)
    tree = reader.expression(0)
    assert reader.at == len(tokens), f"not read to its end: {formula}"
    return tree


class _Reader:
    def __init__(self, tokens: list[Token], is_range: Callable[[str], bool]) -> None:
        self.tokens = tokens
        self.is_range = is_range
        self.at = 0

    def next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, least: int) -> Part:
        left = self.operand()
        while (token := self.next()) is not None and token.type == Token.OP_IN and _STRENGTH[token.value] > least:
            right = (self.take(), self.expression(_STRENGTH[token.value]))[1]
            gives = "truth" if token.value in _COMPARISONS else "text" if token.value == "&" else "number"
            left = Part(token.value, gives, left.many or right.many, (left, right), "operator")
        return left

    def operand(self) -> Part:
        token = self.take()
        if token.type == Token.OP_PRE:
            inner = self.expression(5)
            return Part(token.value, "number", inner.many, (inner,), "sign")
        if token.type == Token.PAREN:
            inner = self.expression(0)
            self.take()
            return inner
        if token.type == Token.FUNC:
            return self.function(token.value.removesuffix("("))
        gives = {Token.NUMBER: "number", Token.TEXT: "text", Token.LOGICAL: "truth"}.get(token.subtype, "any")
        ranged = token.subtype == Token.RANGE
        whole = ranged and bool(_WHOLE.fullmatch(token.value))
        many = ranged and (
            whole
            or bool(_RANGE.fullmatch(token.value))
            or (not _CELL.fullmatch(token.value) and self.is_range(token.value))
        )
        return Part(token.value, gives, many, kind="whole" if whole else "operand")

    def function(self, name: str) -> Part:
        parts: list[Part] = []
        empty = Part("", "number", kind="missing")
        while (token := self.next()) is not None and not (token.type == Token.FUNC and token.subtype == Token.CLOSE):
            if token.type == Token.SEP:
                self.take()
                after = self.tokens[self.at]
                if after.type == Token.SEP or after.subtype == Token.CLOSE:
                    parts.append(empty)
            else:
                parts.append(self.expression(0))
        self.take()
        gives = FUNCTIONS.get(name, "any")
        if name == "IF":
            kinds = {part.gives for part in parts[1:]}
            gives = kinds.pop() if len(kinds) == 1 else "any"
        if name == "IFERROR":
            kinds = {part.gives for part in parts}
            gives = kinds.pop() if len(kinds) == 1 else "any"
        many = name not in TAKE_RANGES and any(part.many for part in parts)
        return Part(name, gives, many, tuple(parts), "function")


def shapes(formula: str, *, is_cell: bool, is_range: Callable[[str], bool] = lambda name: False) -> list[str]:
    """The forbidden shapes of a formula, each with the reason; ``is_cell``: it stands in a cell.

    (A rule for colours or entries may well be a truth value.)
    """
    tree = parse(formula, is_range)
    found = [shape for part in tree.walk() for shape in _shapes(part)]
    if is_cell and tree.gives == "truth":
        found.append("a cell that holds a truth value: a number in LibreOffice")
    if tree.many:
        found.append("a range where one value is wanted")
    return found


def _shapes(part: Part) -> Iterator[str]:
    names = " and ".join(one.text for one in part.parts)
    if part.kind == "operator" and part.text in _COMPARISONS:
        truths = [one.gives == "truth" for one in part.parts]
        if any(truths) and not all(truths):
            yield f"a truth value compared with something else ({names}): equal to a number in LibreOffice alone"
        if any(one.kind == "operator" and one.text in _COMPARISONS for one in part.parts):
            yield f"a comparison compared ({names}): IronCalc loses its brackets"
    if part.kind != "function":
        return
    if part.text not in FUNCTIONS:
        yield f"{part.text} is not in every engine, or not the same in each"
    if part.text == "INDEX" and any(one.text in ("0", "") for one in part.parts[1:3]):
        yield "INDEX of a whole row or column: #REF! in Gnumeric"
    if part.text not in TAKE_RANGES and any(one.many for one in part.parts):
        yield f"{part.text} over a range: an error in Gnumeric and IronCalc, where only operators work on ranges"
    if part.text == "INDEX" and any(one.many for one in part.parts[1:]):
        yield "INDEX with several places"
    if part.text != "INDEX" and any(one.kind == "whole" for one in part.parts):
        yield f"{part.text} over a whole column or row"
    if part.text in ADD_UP and any(one.gives == "truth" for one in part.parts):
        yield f"{part.text} of a truth value: counted by some, passed over by others"
    if len(part.parts) > 30:
        yield f"{part.text} of more than 30: the old formats hold no more"
