"""The registry of checks: what a code means, how its words are filled in, and who looks for it.

A check is a plain function over a `Survey` that yields hits; `check` gives it a permanent code and its words. Words are
templates: ``{name}`` stands for a fact of the hit, and a part in square brackets is left out when one of its facts is
empty: ``"{isi}" tidak ada dalam daftar {daftar}. [Mungkin maksudnya "{saran}".]``.

Families: B berkas (file), T tata letak (structure), S sel (cell), R baris (row), K kelengkapan (completeness),
L liputan (coverage), G gabung (merge). The first digit repeats the family, so that a code can be read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from worksheet_kit.checks.survey import Survey, quote, texts
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.model import Finding, Place, Severity
from worksheet_kit.core.names import base_name
from worksheet_kit.core.words import line_name

#: What a family is about, in the order of the codes.
FAMILIES: Mapping[str, str] = {
    "B": "Berkas",
    "T": "Tata letak",
    "S": "Isi sel",
    "R": "Isi baris",
    "K": "Kelengkapan",
    "L": "Liputan",
    "G": "Penggabungan",
}

#: How people call the severities.
SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.ERROR: "Harus diperbaiki",
    Severity.WARNING: "Perlu dicek",
    Severity.NOTE: "Catatan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing a check has seen: where it is, and the facts its words need."""

    facts: Mapping[str, str] = field(default_factory=dict)
    place: Place = Place()
    row: str = ""  # row key
    column: str = ""  # column key
    value: str | None = None  # as typed
    suggestion: str | None = None
    recipient: str = ""
    form: str = ""

    def with_facts(self, **facts: str) -> Hit:
        """The hit with more facts for its words."""
        return replace(self, facts={**self.facts, **facts})


CheckFunction = Callable[[Survey], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A code with its words.

    ``grouped`` says the same of several cells at once and knows only ``{kolom}`` and its form's ``{noun}``; without it,
    ``title`` does.
    """

    code: str
    severity: Severity
    title: str
    message: str
    remedy: str
    why: str
    grouped: str
    find: CheckFunction

    @property
    def family(self) -> str:
        return self.code[0]

    def finding(self, hit: Hit) -> Finding:
        """The finding of one hit, its words filled in."""
        return Finding(
            code=self.code,
            severity=self.severity,
            title=self.title,
            message=fill(self.message, hit.facts),
            remedy=fill(self.remedy, hit.facts),
            place=hit.place,
            row=hit.row,
            column=hit.column,
            value=hit.value,
            suggestion=hit.suggestion or None,
            recipient=hit.recipient,
            form=hit.form,
        )


_registry: dict[str, Check] = {}

#: Every check by its code. Filled while the family modules are imported, never afterwards.
CHECKS: Mapping[str, Check] = _registry

#: Data of facts that templates call otherwise.
_WORDS = {
    "new": "kode_baru",
    "revision": "r",
    "newer": "r_baru",
    "differing": "n",
    "gone": "hilang",
    "holds": "isinya",
    "choices": "pilihan",
}

_CODE = re.compile(r"[BTSRKLG][0-9]{3}")
_OPTIONAL = re.compile(r" ?\[([^\]]*)\]")
_FACT = re.compile(r"\{([a-z_0-9]+)\}")


def check(code: str, severity: Severity = Severity.ERROR, **words: str) -> Callable[[CheckFunction], CheckFunction]:
    """Register the decorated function under a permanent code; ``words`` are the fields of `Check`.

    Raises ValueError for a code that is taken or that no family has, TypeError for words that are missing or not known,
    so that such a module cannot be imported.
    """

    def register(find: CheckFunction) -> CheckFunction:
        if not _CODE.fullmatch(code) or int(code[1]) != list(FAMILIES).index(code[0]):
            raise ValueError(f"{code} is no code of a family")
        if code in _registry:
            raise ValueError(f"code {code} is taken by {_registry[code].title!r}")
        _registry[code] = Check(code=code, severity=severity, find=find, **{"grouped": words.get("title", ""), **words})
        return find

    return register


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Fill a template with facts. Raises KeyError when a fact outside square brackets is missing."""

    def optional(match: re.Match[str]) -> str:
        part = match.group(0).replace("[", "", 1).removesuffix("]")
        return part if all(facts.get(name) for name in _FACT.findall(part)) else ""

    return _FACT.sub(lambda match: facts[match[1]], _OPTIONAL.sub(optional, template)).strip()


def fact_check(
    code: str,
    name: FactName,
    severity: Severity = Severity.ERROR,
    change: Callable[[Hit], Hit] = lambda hit: hit,
    **words: str,
) -> None:
    """Register a check that tells of every fact of this name.

    ``change`` gives a hit what its words need besides the data of the fact, or takes away what does not hold for it.
    """
    check(code, severity=severity, **words)(lambda data: map(change, fact_hits(data, name)))


def fact_hits(data: Survey, name: FactName) -> Iterator[Hit]:
    """A hit for each fact of this name; its words know where it is and all of its data."""
    for fact in data.facts.get(name, ()):
        file, sheet, cell = fact.place[:3]
        form_name = data.form_of(fact)
        form, row = data.form(form_name), data.by_key.get(form_name, {}).get(fact.row)
        name_of_line = line_name(fact.place)
        facts = {
            **{_WORDS.get(key, key): text for key, text in texts(fact.data).items()},
            "berkas": base_name(fact.text("file") or file),
            "lembar": sheet or (form.sheet if form else ""),
            "sel": cell,
            "baris": name_of_line[0].upper() + name_of_line[1:],
            "kode": fact.text("code") or fact.row,
            "kolom": data.profile.heading(form_name, fact.column),
            "isi": quote(fact.text("text") or fact.text("decision")),
            "noun": form.noun if form else "baris",
        }
        yield Hit(
            facts=facts,
            place=fact.place,
            row=fact.row,
            column=fact.column,
            value=fact.text("text") or None,
            recipient=data.file_recipients.get(file) or (row.recipient if row else ""),
            form=form_name,
        )
