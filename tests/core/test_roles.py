"""Which form and column plays which part follows from their specs, whatever they are called."""

from __future__ import annotations

from dataclasses import replace

from worksheet_kit.core.model import Block, Column, Form, Kind, Profile, Required, Rule, RuleKind
from worksheet_kit.core.roles import form_roles, stage_roles
from worksheet_kit.kinds import KINDS


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


def column(key: str, kind: Kind, **more: object) -> Column:
    return Column(key=key, heading=key.title(), kind=kind, **more)  # type: ignore[arg-type]


def test_columns_are_told_by_what_they_take() -> None:
    """A form in words of its own; the first problem is not required, so the second is the main one."""
    must = Required.YES
    form = Form(
        name="gagasan",
        sheet="Gagasan",
        title="GAGASAN",
        noun="gagasan",
        title_column="judul",
        blocks=(Block(prefix="G", rows=3),),
        columns=(
            column("nomor", KINDS["code"]),
            column("juga", KINDS["choice"], list="masalah"),
            column("pokok", KINDS["choice"], list="masalah", required=must),
            column("judul", KINDS["text"], required=must),
            column("cerita", KINDS["text"], required=must),
            column("diukur", KINDS["text"], required=must),
            column("takaran", KINDS["choice"], list="satuan"),
            column("kini", KINDS["number"], unit="takaran"),
            column("kelak", KINDS["number"], unit="takaran", required=must),
            column("kawan_1", KINDS["choice"], list="opd + opd_bersama", series="kawan"),
            column("kawan_2", KINDS["choice"], list="opd + opd_bersama", series="kawan"),
            column("ketua", KINDS["choice"], list="opd", required=must),
            column("biaya_2031", KINDS["money"], series="biaya", year=2031),
            column("biaya_2032", KINDS["money"], series="biaya", year=2032),
            column("dari", KINDS["quarter"]),
            column("sampai", KINDS["quarter"]),
            column("asal_uang", KINDS["choice"], list="uang"),
            column("unggulan", KINDS["choice"], list="ya_tidak"),
        ),
        rules=(
            Rule(kind=RuleKind.ORDER, columns=("dari", "sampai")),
            Rule(kind=RuleKind.FUNDING, columns=("asal_uang", "biaya"), value="Tanpa biaya"),
            Rule(kind=RuleKind.LIMIT, columns=("unggulan",), value="Ya", limit=2),
        ),
    )

    roles = form_roles(form)

    assert (roles.title, roles.problem, roles.other_problems) == ("judul", "pokok", ("juga",))
    assert (roles.lead, roles.supporters) == ("ketua", ("kawan_1", "kawan_2"))
    assert (roles.indicator, roles.unit, roles.baseline, roles.goal) == ("diukur", "takaran", "kini", "kelak")
    assert [money.key for money in roles.budget] == ["biaya_2031", "biaya_2032"]
    assert roles.yearly
    assert (roles.funding, roles.no_funding) == ("asal_uang", "Tanpa biaya")
    assert (roles.start, roles.end) == ("dari", "sampai")
    assert (roles.quick_win, roles.quick_win_value) == ("unggulan", "Ya")
    assert roles.narrative == ("cerita",)


def test_a_form_may_play_no_part_at_all() -> None:
    blank = Form(
        name="catatan",
        sheet="Catatan",
        title="CATATAN",
        noun="catatan",
        blocks=(),
        columns=(column("isi", KINDS["text"]),),
    )

    roles = form_roles(blank)

    assert roles.title == "isi"
    assert (roles.problem, roles.lead, roles.parent, roles.budget) == ("", "", "", ())


def test_actions_are_found_by_their_required_reference(rembang: Profile) -> None:
    """Made optional, the reference is what a row rests on, and there are no actions."""
    form = rembang.forms["rencana_aksi"]
    columns = tuple(
        replace(one, required=Required.RECOMMENDED) if one.key == "kode_program" else one for one in form.columns
    )
    changed = replace(rembang, forms={**rembang.forms, "rencana_aksi": replace(form, columns=columns)})

    roles = stage_roles(changed, changed.stage(2))

    assert roles.actions is None
    assert roles.programs is not None
    assert roles.programs.form.name == "program_kerja"
    assert roles.forms["rencana_aksi"].basis == "kode_program"
