"""Forms and columns play the roles that they declare, and no others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests import ROOT
from worksheet_kit.core.model import Block, Column, Form, Kind, Profile, Required, Rule, RuleKind
from worksheet_kit.core.roles import (
    COLUMN_ROLES,
    FORM_ROLES,
    RULE_ROLES,
    ColumnRole,
    FormRole,
    Roles,
    form_roles,
    rule_columns,
    stage_roles,
)
from worksheet_kit.kinds import KINDS, kind_names


def test_parts_of_the_packaged_stages(rembang: Profile) -> None:
    first, second, third = (stage_roles(rembang, rembang.stage(n)) for n in (1, 2, 3))

    assert first.programs is None
    assert first.factors is not None
    assert first.strategies is not None
    assert (first.factors.form.name, first.strategies.form.name) == ("swot", "strategi")
    assert second.programs is not None
    assert second.actions is not None
    assert (second.programs.form.name, second.actions.form.name) == ("program_kerja", "rencana_aksi")
    assert second.quick_wins is second.programs
    assert third.programs is None
    assert third.quick_wins is not None
    assert third.roadmap is not None
    assert (third.quick_wins.form.name, third.roadmap.form.name) == ("quick_win", "peta_jalan")
    assert [roles.head and roles.head.form.name for roles in (first, second, third)] == [
        "strategi",
        "program_kerja",
        "quick_win",
    ]


def column(key: str, kind: Kind, role: str = "", **more: object) -> Column:
    return Column(key=key, heading=key.title(), kind=kind, role=role, **more)  # type: ignore[arg-type]


#: A form in words of its own, whose columns stand in no particular order.
IDEAS = Form(
    name="gagasan",
    sheet="Gagasan",
    title="GAGASAN",
    noun="gagasan",
    role="programs",
    blocks=(Block(prefix="G", rows=3),),
    columns=(
        column("nomor", KINDS["code"]),
        column("juga", KINDS["choice"], list="masalah", required=Required.YES),
        column("untung", KINDS["text"], "benefit"),
        column("pokok", KINDS["choice"], "problem", list="masalah"),
        column("judul", KINDS["text"], "title"),
        column("cerita", KINDS["text"], "narrative"),
        column("kelak", KINDS["number"], "goal", unit="takaran"),
        column("diukur", KINDS["text"], "indicator"),
        column("takaran", KINDS["choice"], list="satuan"),
        column("kini", KINDS["number"], "baseline", unit="takaran"),
        column("kawan_1", KINDS["choice"], "supporter", list="opd + opd_bersama", series="kawan"),
        column("kawan_2", KINDS["choice"], "supporter", list="opd + opd_bersama", series="kawan"),
        column("ketua", KINDS["choice"], "lead", list="opd"),
        column("penonton", KINDS["choice"], list="opd", required=Required.YES, preset="opd"),
        column("biaya_2031", KINDS["money"], "budget", series="biaya", year=2031),
        column("biaya_2032", KINDS["money"], "budget", series="biaya", year=2032),
        column("pungutan", KINDS["money"]),
        column("sampai", KINDS["quarter"], "end"),
        column("dari", KINDS["quarter"], "start"),
        column("asal_uang", KINDS["choice"], "funding", list="uang"),
        column("unggulan", KINDS["choice"], "quick_win", list="ya_tidak"),
    ),
    rules=(
        Rule(kind=RuleKind.LIMIT, columns=("juga",), value="K1", limit=1),
        Rule(kind=RuleKind.FUNDING, columns=("asal_uang", "biaya"), value="Tanpa biaya"),
        Rule(kind=RuleKind.LIMIT, columns=("unggulan",), value="Ya", limit=2),
    ),
)


def test_columns_play_what_they_declare_wherever_they_stand() -> None:
    roles = form_roles(IDEAS)

    assert (roles.title, roles.problem) == ("judul", "pokok")
    assert (roles.lead, roles.supporters) == ("ketua", ("kawan_1", "kawan_2"))
    assert (roles.indicator, roles.unit, roles.baseline, roles.goal) == ("diukur", "takaran", "kini", "kelak")
    assert [money.key for money in roles.budget] == ["biaya_2031", "biaya_2032"]
    assert roles.yearly
    assert (roles.funding, roles.no_funding) == ("asal_uang", "Tanpa biaya")
    assert (roles.start, roles.end) == ("dari", "sampai")
    assert (roles.quick_win, roles.quick_win_value) == ("unggulan", "Ya")
    assert (roles.narrative, roles.benefit) == (("untung", "cerita"), "untung")


def test_a_form_without_roles_plays_none() -> None:
    """The same columns with all that was once taken for a role: lists, order, what is required, rules."""
    plain = replace(IDEAS, role="", columns=tuple(replace(one, role="") for one in IDEAS.columns))

    assert form_roles(plain) == Roles(form=plain)
    assert plain.title_column == ""


def test_rules_speak_of_the_columns_in_their_roles() -> None:
    assert rule_columns(RuleKind.ORDER, IDEAS.columns) == ("dari", "sampai")
    assert rule_columns(RuleKind.FUNDING, IDEAS.columns) == ("asal_uang", "biaya")
    assert rule_columns(RuleKind.LIMIT, IDEAS.columns) == ("unggulan",)
    assert rule_columns(RuleKind.ORDER, IDEAS.columns[:-3]) == ()
    alone = [replace(one, series="") for one in IDEAS.columns]
    assert rule_columns(RuleKind.FUNDING, alone) == (), "a budget that is no series cannot be summed"
    assert {role for roles in RULE_ROLES.values() for role in roles} <= set(COLUMN_ROLES)


def test_actions_count_where_their_programs_are(rembang: Profile) -> None:
    """In a stage without the programs they belong to, they are rows of a form like any other."""
    alone = replace(rembang.stage(2), forms=("rencana_aksi",))

    roles = stage_roles(rembang, alone)

    assert (roles.programs, roles.actions) == (None, None)


def test_definitions_fit_together() -> None:
    """What a role needs or stands in is a role, and what a form needs can stand in it."""
    for form_role in FORM_ROLES.values():
        for need in form_role.needs:
            assert COLUMN_ROLES[need].forms in ((), (form_role.name,)) or form_role.name in COLUMN_ROLES[need].forms
    for role in COLUMN_ROLES.values():
        assert set(role.forms) <= set(FORM_ROLES)
        assert any(map(role.suits, KINDS.values()))
        assert role.list.removeprefix("@") in {*FORM_ROLES, "", "masalah", "opd", "subdimensi", "program_pd"}


@pytest.mark.parametrize("role", [*FORM_ROLES.values(), *COLUMN_ROLES.values()], ids=lambda role: role.name)
def test_the_guide_lists_every_role_and_says_what_it_brings(role: FormRole | ColumnRole) -> None:
    guide = (ROOT / "docs" / "profil.md").read_text(encoding="utf-8")
    brings = [line.removeprefix(guide_line(role)) for line in guide.splitlines() if line.startswith(guide_line(role))]
    assert len(brings) == 1
    assert re.fullmatch(r"\w{3}.* \|", brings[0])


def guide_line(role: FormRole | ColumnRole) -> str:
    """How a role's line in ``docs/profil.md`` begins; what it brings stands behind, in the last cell."""
    if isinstance(role, FormRole):
        needs = ", ".join(f"`{need}`" for need in role.needs)
        return f"| `{role.name}` | {needs} | "
    number = "beberapa" if role.several else "satu"
    kinds = ", ".join(f"`{name}`" for name in kind_names() if role.suits(KINDS[name]))
    taken = f"kode form `{role.list[1:]}`" if role.list.startswith("@") else f"daftar `{role.list}`"
    source = f", {taken}" if role.list else ""
    forms = ", ".join(f"`{form}`" for form in role.forms) or "semua"
    return f"| `{role.name}` | {number} | {kinds}{source} | {forms} | "
