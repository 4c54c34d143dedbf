"""Nominations for quick wins: which candidates were chosen on *Quick Win*, and how many cards there are for them."""

from collections.abc import Iterable, Iterator, Mapping

from worksheet_kit.core.model import Form, Profile

#: Column keys of the table, with their headings: the five conditions of the form *Quick Win*, and what was decided.
CONDITIONS: Mapping[str, str] = {
    "qw_dirasakan": "Dirasakan warga dalam 6–12 bulan",
    "qw_menajamkan": "Menajamkan layanan yang sudah ada",
    "qw_nonfisik": "Bukan pembangunan fisik",
    "qw_pasti": "PIC dan biaya pasti",
    "qw_diteruskan": "Dapat diteruskan atau ditiru",
}
CHOSEN = "qw_terpilih"
HEADINGS: Mapping[str, str] = {**CONDITIONS, CHOSEN: "Terpilih"}
YES = "Ya"
#: What is answered to a condition, and what is decided.
ANSWERS, DECISIONS = (YES, "Sebagian", "Tidak"), (YES, "Tidak")


def chosen_keys(reviews: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The keys of the rows that were chosen."""
    return (key for key, review in reviews.items() if review.get(CHOSEN, "").strip().casefold() == YES.casefold())


def cards(form: Form) -> list[str]:
    """The codes of the cards that a form has for quick wins, in order."""
    return [block.code(n) for block in form.blocks for n in range(1, block.rows + 1)]


def quick_win_form(profile: Profile, forms: Iterable[str]) -> Form | None:
    """The form among these that asks for quick wins and has rows of its own."""
    named = (profile.forms[name] for name in forms)
    return next((form for form in named if form.role == "quick_wins" and not form.rows_from), None)
