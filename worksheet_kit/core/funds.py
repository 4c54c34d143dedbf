"""Who gives the money: the groups that funding sources fall into, by the words of Indonesian public finance."""

import re

from worksheet_kit.core.model import Profile

#: The groups of funding sources besides the region's own budget.
STATE_FUNDS, OTHER_FUNDS = "Pusat/provinsi", "Non-APBD"
_STATE_WORDS = re.compile(r"\b(APBN|PROVINSI|DAK|DID|DBHCHT|BANKEU|BANTUAN KEUANGAN|INSENTIF FISKAL|PUSAT)\b")


def fund_groups(profile: Profile) -> tuple[str, ...]:
    """The groups of funding sources, for charts: the region's own budget, the state and province, all others."""
    return (profile.own_budget, STATE_FUNDS, OTHER_FUNDS)


def fund_group(profile: Profile, source: str) -> str:
    """The group a funding source belongs to, by its label; empty for an empty one.

    A source that names a province or the state is theirs although it may say APBD.
    """
    words = source.upper()
    if not words:
        return ""
    if _STATE_WORDS.search(words):
        return STATE_FUNDS
    return profile.own_budget if "APBD" in words and "APBDES" not in words else OTHER_FUNDS
