"""Roles: which part a form plays in a stage, and a column in its form, as the form's TOML declares it.

``role = "lead"`` on a column or ``role = "programs"`` on a form says what the summaries, checks and sheets take it for.
Nothing follows from keys, headings, lists, order or what is required: a form without roles is merged and shown on its
data sheet, and no other sheet counts or names anything of it.

`COLUMN_ROLES` and `FORM_ROLES` are the definitions: profiles are checked against them when they are loaded, and
``docs/profil.md`` says of each what it brings. `form_roles` and `stage_roles` give what a loaded profile declares, for
those who use it; a role nobody plays is an empty string, an empty tuple or None, and what it would bring is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from worksheet_kit.core.model import Column, Form, Kind, Profile, RuleKind, Stage

# ---------------------------------------------------------------------------------------------------------------------
# Definitions
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormRole:
    """A part a form may play; in one stage one form at most plays it."""

    name: str
    needs: tuple[str, ...] = ()  # roles that columns of the form must play


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """A part a column may play."""

    name: str
    suits: Callable[[Kind], bool]  # whether a column of a kind can play it
    several: bool = False  # whether several columns of a form may play it
    list: str = ""  # the list that must be among the column's own, or "@" and the role of the form whose codes it takes
    forms: tuple[str, ...] = ()  # roles of a form in which it means something; empty for any form


def _entry(kind: Kind) -> bool:
    return kind.is_choice and kind.is_words


def _text(kind: Kind) -> bool:
    return kind.is_long_text


def _figure(kind: Kind) -> bool:
    return kind.is_number and kind.is_input and not kind.adds_up


def _period(kind: Kind) -> bool:
    return kind.is_period


_PLANS = ("programs", "actions", "quick_wins")  # what is to be done, by whom, when and for how much
_ANSWERS = ("programs", "strategies", "factors", "quick_wins")  # what is about a main problem or a subdimension
_ALL = ("factors", "strategies", "programs", "actions", "quick_wins")

FORM_ROLES: Mapping[str, FormRole] = {
    role.name: role
    for role in (
        FormRole("factors", needs=("title",)),
        FormRole("strategies", needs=("title", "factor")),
        FormRole("programs", needs=("title",)),
        FormRole("actions", needs=("title", "parent")),
        FormRole("quick_wins", needs=("title",)),
        FormRole("roadmap", needs=("title",)),
    )
}

COLUMN_ROLES: Mapping[str, ColumnRole] = {
    role.name: role
    for role in (
        ColumnRole("title", lambda kind: kind.is_words and not kind.is_computed),
        ColumnRole("problem", _entry, list="masalah", forms=_ANSWERS),
        ColumnRole("subdimension", _entry, list="subdimensi", forms=_ANSWERS),
        ColumnRole("lead", _entry, list="opd", forms=_ALL),
        ColumnRole("supporter", _entry, several=True, list="opd", forms=_ALL),
        ColumnRole("parent", _entry, list="@programs", forms=("actions",)),
        ColumnRole("basis", _entry, list="@strategies", forms=("programs",)),
        ColumnRole("factor", _entry, several=True, list="@factors", forms=("strategies",)),
        ColumnRole("indicator", _text, forms=_PLANS),
        ColumnRole("baseline", _figure, forms=_PLANS),
        ColumnRole("goal", _figure, forms=_PLANS),
        ColumnRole("target", _figure, several=True, forms=_PLANS),
        ColumnRole("budget", lambda kind: kind.adds_up, several=True, forms=_PLANS),
        ColumnRole("funding", _entry, forms=_PLANS),
        ColumnRole("other_funding", _entry, several=True, forms=_PLANS),
        ColumnRole("start", _period, forms=_PLANS),
        ColumnRole("end", _period, forms=_PLANS),
        ColumnRole("quick_win", lambda kind: kind.is_choice, forms=("programs",)),
        ColumnRole("term", _entry, forms=("programs",)),
        ColumnRole("programme", _entry, list="program_pd", forms=("programs",)),
        ColumnRole("position", _entry, forms=_PLANS),
        ColumnRole("action_kind", _entry, forms=("actions",)),
        ColumnRole("partner", _text, several=True, forms=_PLANS),
        ColumnRole("activity", _text, forms=("programs", "actions")),
        ColumnRole("narrative", _text, several=True, forms=("programs", "quick_wins")),
        ColumnRole("benefit", _text, forms=("programs", "quick_wins")),
        ColumnRole("carried", lambda kind: kind.is_carried, several=True, forms=("roadmap",)),
        ColumnRole("milestone", _text, several=True, forms=("roadmap",)),
        ColumnRole("prerequisite", _text, several=True, forms=("roadmap",)),
    )
}

#: The column roles a rule without ``columns`` speaks of, in the order of its columns: they are not named twice.
RULE_ROLES: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.ORDER: ("start", "end"),
    RuleKind.FUNDING: ("funding", "budget"),
    RuleKind.LIMIT: ("quick_win",),
    RuleKind.NOT_ALL: ("action_kind",),
    RuleKind.SOME: ("action_kind",),
}


def columns_in_role(columns: Sequence[Column], role: str) -> tuple[Column, ...]:
    """The columns that play a role, in order."""
    return tuple(column for column in columns if column.role == role)


def rule_columns(kind: RuleKind, columns: Sequence[Column]) -> tuple[str, ...]:
    """What a rule without ``columns`` is about: the columns in its roles; for a budget the series it is summed by.

    Empty where a role is not played, or where the budget is not one series.
    """
    named: list[str] = []
    for role in RULE_ROLES[kind]:
        names = {column.series if role == "budget" else column.key for column in columns_in_role(columns, role)}
        if len(names) != 1 or "" in names:
            return ()
        named += names
    return tuple(named)


# ---------------------------------------------------------------------------------------------------------------------
# What a profile declares
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The roles the columns of one form play: a column key each, empty where no column plays it.

    A role that one column plays has the field of its name.
    """

    form: Form
    title: str = ""
    problem: str = ""
    subdimension: str = ""
    lead: str = ""
    supporters: tuple[str, ...] = ()
    parent: str = ""
    parent_form: str = ""  # the form that ``parent`` refers to
    basis: str = ""
    factors: tuple[str, ...] = ()
    indicator: str = ""
    unit: str = ""  # the column that the goal, the baseline or the targets name as their unit
    baseline: str = ""
    goal: str = ""
    targets: tuple[Column, ...] = ()
    budget: tuple[Column, ...] = ()
    funding: str = ""
    other_funding: tuple[str, ...] = ()  # further sources
    no_funding: str = ""  # the value that says that nothing is to be paid, from the rule about the funding
    start: str = ""
    end: str = ""
    quick_win: str = ""
    quick_win_value: str = ""  # the value that marks a candidate, from the rule about the mark
    term: str = ""
    position: str = ""
    programme: str = ""
    activity: str = ""
    action_kind: str = ""
    partners: tuple[str, ...] = ()
    narrative: tuple[str, ...] = ()  # the benefit among them
    benefit: str = ""
    roadmap: tuple[Column, ...] = ()  # what stands beside a name on the roadmap: what was carried over comes first

    @property
    def yearly(self) -> bool:
        """Whether the budget is given by year."""
        return any(column.year is not None for column in self.budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRoles:
    """The roles the forms of a stage play, each in the field of its name, and those of all columns by form name."""

    forms: Mapping[str, Roles]
    factors: Roles | None = None
    strategies: Roles | None = None
    programs: Roles | None = None
    actions: Roles | None = None  # only where the programs they belong to are in the same stage
    quick_wins: Roles | None = None  # those that were chosen, else the programs that mark candidates
    roadmap: Roles | None = None

    @property
    def head(self) -> Roles | None:
        """The form that is counted by dimension and main problem: programs, else strategies, else quick wins."""
        return self.programs or self.strategies or self.quick_wins

    @property
    def playing(self) -> tuple[Roles, ...]:
        """The forms that play a role, in the order of the stage."""
        return tuple(roles for roles in self.forms.values() if roles.form.role)


def form_roles(form: Form) -> Roles:
    """The roles the columns of a form play."""

    def playing(*names: str) -> tuple[Column, ...]:
        return tuple(column for column in form.columns if column.role in names)

    def key_of(name: str) -> str:
        return next((column.key for column in playing(name)), "")

    def rule_value(kind: RuleKind, column: str) -> str:
        """The value a rule about a column speaks of."""
        values = (rule.value for rule in form.rules if column and rule.kind is kind and rule.columns[0] == column)
        return next(values, "")

    played = {role.name: key_of(role.name) for role in COLUMN_ROLES.values() if not role.several}
    parent = played["parent"]
    units = (column.unit for name in ("goal", "baseline", "target") for column in playing(name) if column.unit)
    return Roles(
        form=form,
        **played,
        supporters=tuple(column.key for column in playing("supporter")),
        other_funding=tuple(column.key for column in playing("other_funding")),
        partners=tuple(column.key for column in playing("partner")),
        parent_form=(form.column(parent).refers_to or "") if parent else "",
        factors=tuple(column.key for column in playing("factor")),
        unit=next(units, ""),
        targets=playing("target"),
        budget=playing("budget"),
        no_funding=rule_value(RuleKind.FUNDING, played["funding"]),
        quick_win_value=rule_value(RuleKind.LIMIT, played["quick_win"]),
        narrative=tuple(column.key for column in playing("narrative", "benefit")),
        roadmap=(*playing("carried"), *playing("milestone", "prerequisite")),
    )


def stage_roles(profile: Profile, stage: Stage) -> StageRoles:
    """The roles the forms of a stage play."""
    forms = {form.name: form_roles(form) for form in profile.stage_forms(stage)}
    played = {roles.form.role: roles for roles in forms.values() if roles.form.role}
    actions, programs = played.get("actions"), played.get("programs")
    if actions is not None and actions.parent_form not in forms:
        del played["actions"]
    if programs is not None and programs.quick_win:
        played.setdefault("quick_wins", programs)
    return StageRoles(forms=forms, **played)
