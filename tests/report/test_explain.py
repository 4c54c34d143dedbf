"""What is told about a code is what the registry says, and it helps whoever reads it."""

from __future__ import annotations

import re

import pytest

from tests import ROOT
from worksheet_kit.checks.registry import CHECKS, SEVERITY_WORDS, fill
from worksheet_kit.core.errors import UsageError
from worksheet_kit.report.explain import example, explain, explain_all, markdown

PAGE = ROOT / "docs" / "perlu-diperbaiki.md"
RENEW = (
    f'python -c "from {markdown.__module__} import markdown; from pathlib import Path; '
    "Path('docs/perlu-diperbaiki.md').write_text(markdown(), encoding='utf-8', newline='')\""
)


def test_the_page_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), f"renew it: {RENEW}"


@pytest.mark.parametrize("code", CHECKS)
def test_a_code_is_explained_within_eighty_columns(code: str) -> None:
    check = CHECKS[code]
    told = explain(code.lower())
    flat = " ".join(told.split())
    assert f"{code} {check.title}" in flat
    assert SEVERITY_WORDS[check.severity] in flat
    assert check.why in flat
    assert fill(check.message, example(code)) in flat
    assert fill(check.remedy, example(code)) in flat
    assert not re.search(r"[{}\[\]]", told)
    assert max(map(len, told.splitlines())) < 80


def test_all_codes_are_listed_by_family() -> None:
    listed = re.findall(r"^  ([A-Z][0-9]{3})  ", explain_all(), re.MULTILINE)
    assert sorted(listed) == sorted(CHECKS)
    assert [*dict.fromkeys(code[0] for code in listed)] == list("BTSRKLG")
    assert max(map(len, explain_all().splitlines())) < 80


@pytest.mark.parametrize(("typed", "meant"), [("S20", "S2"), ("tidak ada dlm daftar", "S202"), ("X999", "")])
def test_an_unknown_code_says_what_may_be_meant(typed: str, meant: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f'Kode "{typed}" tidak ada')) as told:
        explain(typed)
    assert (f"mungkin maksudnya {meant}" in str(told.value)) if meant else ("mungkin" not in str(told.value))
