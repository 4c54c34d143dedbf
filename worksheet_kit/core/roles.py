"""Which part a form and its columns play: found from the forms' specs, never from their names or headings.

The matrix and the checks speak of programs and their actions, of the main problem a program answers, of who leads it
and what it costs. A region may name, add or leave out forms and columns as it likes; here is decided, once, which of
them plays which part. A part nobody plays is an empty string, an empty tuple or None, and what it would be used for is
left out.

Only list names are taken as vocabulary: ``masalah``, ``opd``, ``subdimensi`` and ``program_pd``, which are made from
the profile's own tables, and ``jangka_waktu``, ``posisi_anggaran`` and ``sumber_dana``, which the packaged forms use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from worksheet_kit.core.model import Column, Form, Profile, Required, RuleKind, Stage

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The parts the columns of one form play; each is a column key, empty where no column plays it."""

    form: Form
    title: str = ""
    problem: str = ""  # the main problem: the first required column that takes the list of problems, else the first
    other_problems: tuple[str, ...] = ()
    subdimension: str = ""
    lead: str = ""  # the agency that leads or is responsible: required or preset before any other
    supporters: tuple[str, ...] = ()
    parent: str = ""  # the required reference to a row of another form
    parent_form: str = ""  # the form it refers to
    basis: str = ""  # a reference that is not required: the strategy a program rests on
    indicator: str = ""
    unit: str = ""
    baseline: str = ""
    goal: str = ""  # the one required number that stands alone
    targets: tuple[Column, ...] = ()  # numbers repeated over the plan years
    budget: tuple[Column, ...] = ()  # money: repeated over the plan years, else the columns that stand alone
    total: str = ""
    funding: str = ""
    no_funding: str = ""  # the value that says that nothing is to be paid
    start: str = ""
    end: str = ""
    quick_win: str = ""
    quick_win_value: str = ""
    term: str = ""
    position: str = ""  # how far the budget has come in the plans
    programme: str = ""  # of the national nomenclature
    activity: str = ""  # the text right behind the position that names the budgeted activity (sub kegiatan)
    narrative: tuple[str, ...] = ()  # required texts that are neither title nor indicator, in order

    @property
    def yearly(self) -> bool:
        """Whether the budget is given by year."""
        return any(column.year is not None for column in self.budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRoles:
    """The parts the forms of a stage play, and the roles of each form's columns by form name."""

    forms: Mapping[str, Roles]
    programs: Roles | None = None  # rows other forms' rows belong to, or that answer a problem and have a lead
    actions: Roles | None = None  # rows that each belong to a program
    factors: Roles | None = None  # SWOT: rows in blocks that strategies refer to
    strategies: Roles | None = None
    quick_wins: Roles | None = None  # rows that are quick wins, or of which some are marked as candidates
    roadmap: Roles | None = None  # rows carried over from an earlier stage, to say what they reach by when


def takes(column: Column, name: str) -> bool:
    """Whether the list ``name`` is among the lists of a column."""
    return column.list is not None and name in (part.strip() for part in column.list.split("+"))


def form_roles(form: Form) -> Roles:
    """Find the parts the columns of a form play."""
    columns = form.columns
    problems = [c for c in columns if takes(c, "masalah")]
    main = _first(c for c in problems if c.required is Required.YES) or _first(problems)
    agencies = [c for c in columns if takes(c, "opd")]
    alone = [c for c in agencies if not c.series]
    lead = (
        _first(c for c in alone if c.required is Required.YES)
        or _first(c for c in alone if c.preset == "opd")
        or _first(c for c in alone if c.required is Required.RECOMMENDED)
        or _first(alone)
    )
    references = [c for c in columns if c.refers_to is not None and not c.blocks]
    parent = _first(c for c in references if c.required is Required.YES)
    basis = _first(c for c in references if c is not parent)
    numbers = [c for c in columns if c.kind.is_number and c.is_input and not c.kind.adds_up]
    single = [c for c in numbers if not c.series]
    goal = _first(c for c in single if c.required is Required.YES)
    baseline = _first(c for c in single if c is not goal)
    money = [c for c in columns if c.kind.adds_up]
    unit = _first(c.unit for c in numbers if c.unit)
    order, funding, limit = (_rule(form, kind) for kind in (RuleKind.ORDER, RuleKind.FUNDING, RuleKind.LIMIT))
    indicator = _before(columns, unit) if unit else ""
    position = _key(_first(c for c in columns if takes(c, "posisi_anggaran")))
    return Roles(
        form=form,
        title=form.title_column or _key(_first(c for c in columns if c.kind.is_long_text)),
        problem=_key(main),
        other_problems=tuple(c.key for c in problems if c is not main),
        subdimension=_key(_first(c for c in columns if takes(c, "subdimensi"))),
        lead=_key(lead),
        supporters=tuple(c.key for c in agencies if c is not lead),
        parent=_key(parent),
        parent_form=(parent.refers_to or "") if parent else "",
        basis=_key(basis),
        indicator=indicator,
        unit=unit or "",
        baseline=_key(baseline),
        goal=_key(goal),
        targets=tuple(c for c in numbers if c.year is not None),
        budget=tuple(c for c in money if c.year is not None) or tuple(money),
        total=_key(_first(c for c in columns if c.kind.is_computed and c.kind.is_number)),
        funding=funding[0] if funding else _key(_first(c for c in columns if takes(c, "sumber_dana"))),
        no_funding=_rule_value(form, RuleKind.FUNDING),
        start=order[0] if len(order) == 2 else "",
        end=order[1] if len(order) == 2 else "",
        quick_win=limit[0] if limit else "",
        quick_win_value=_rule_value(form, RuleKind.LIMIT),
        term=_key(_first(c for c in columns if takes(c, "jangka_waktu"))),
        position=position,
        programme=_key(_first(c for c in columns if takes(c, "program_pd"))),
        activity=_after(columns, position),
        narrative=tuple(
            c.key
            for c in columns
            if c.kind.is_long_text and c.required is Required.YES and c.key not in (form.title_column, indicator)
        ),
    )


def stage_roles(profile: Profile, stage: Stage) -> StageRoles:
    """Find the parts the forms of a stage play."""
    forms = {form.name: form_roles(form) for form in profile.stage_forms(stage)}
    strategies = _first(r for r in forms.values() if any(c.blocks and c.refers_to for c in r.form.columns))
    factors = None
    if strategies is not None:
        names = [c.refers_to for c in strategies.form.columns if c.blocks and c.refers_to]
        factors = _first(forms[name] for name in names if name in forms)
    actions = _first(r for r in forms.values() if r.parent_form in forms and r is not strategies)
    programs = forms[actions.parent_form] if actions is not None else None
    # A form named like the column that marks candidates holds the quick wins that were chosen from them.
    marks = {form_roles(form).quick_win for form in profile.forms.values()} - {""}
    chosen = _first(r for r in forms.values() if r.form.name in marks)
    if programs is None:
        others = [r for r in forms.values() if r is not factors and r is not strategies and r is not chosen]
        programs = _first(r for r in others if r.problem and r.lead)
    return StageRoles(
        forms=forms,
        programs=programs,
        actions=actions,
        factors=factors,
        strategies=strategies,
        quick_wins=chosen or _first(r for r in forms.values() if r.quick_win),
        roadmap=_first(r for r in forms.values() if r.form.rows_from),
    )


def _first(items: Iterable[T]) -> T | None:
    return next(iter(items), None)


def _key(column: Column | None) -> str:
    return "" if column is None else column.key


def _rule(form: Form, kind: RuleKind) -> tuple[str, ...]:
    return next((rule.columns for rule in form.rules if rule.kind is kind), ())


def _rule_value(form: Form, kind: RuleKind) -> str:
    return next((rule.value for rule in form.rules if rule.kind is kind), "")


def _before(columns: tuple[Column, ...], key: str) -> str:
    """The text column nearest before ``key``: what a unit measures."""
    found = ""
    for column in columns:
        if column.key == key:
            return found
        if column.kind.is_long_text:
            found = column.key
    return ""


def _after(columns: tuple[Column, ...], key: str) -> str:
    """The free text that stands right behind ``key``."""
    for column, following in pairwise(columns):
        if column.key == key and following.kind.is_long_text:
            return following.key
    return ""
