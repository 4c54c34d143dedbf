"""References: what a typed text stands for among the codes of another form.

Codes are taken in any spelling that names one and no other; several in one text are no single reference, and what
merely resembles a code is a suggestion and never applied by itself.
"""

import re
from collections.abc import Collection, Iterable
from functools import cached_property

from worksheet_kit.core import layout
from worksheet_kit.core.model import Form, Profile, Recipient, Trouble
from worksheet_kit.core.names import all_recipients
from worksheet_kit.core.row_code import shown_code, spelled_codes
from worksheet_kit.values.choices import Match, ambiguous_match
from worksheet_kit.values.text import LONGEST, letters_only, plain, tidy, unasked


class References:
    """The codes of another form, in every spelling that names one: ``GOV-P01``, ``P01``, ``p1``, ``GOV P01``, ``P-01``.

    A code is taken whether or not the row is filled in; that is for a check to say.
    """

    def __init__(self, profile: Profile, form: Form, recipient: Recipient, codes: Collection[str] = ()) -> None:
        self.form = form
        self.exact = {row.shown: row.shown for row in layout.sheet_layout(form, profile, recipient).rows}
        self.exact |= {code: code for code in codes}
        self._profile, self._recipient = profile, recipient
        self._blocks = {block.prefix.casefold(): block for block in form.blocks}
        self._swapped = str.maketrans("oil|", "0111")

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {letters_only(shown): shown for shown in self.exact}

    @cached_property
    def _owners(self) -> dict[str, str]:
        return {letters_only(recipient.code): recipient.code for recipient in all_recipients(self._profile)}

    @cached_property
    def _code(self) -> re.Pattern[str]:
        return spelled_codes(self._blocks, self._owners.values())

    def find(self, text: str) -> Match | None:
        """The shown code that the text names, or None."""
        if text in self.exact:
            return Match(text)
        straight = plain(text).strip("'\" ")
        if len(straight) > LONGEST:
            return None
        if straight in self.exact:
            return Match(straight, tidy(text)[1] or "spasi")
        known = self._by_case.get(letters_only(straight))
        if known is not None:
            if "?" in straight:
                return None
            return Match(known, "huruf" if straight.casefold() == known.casefold() else "kode")
        folded = straight.casefold()
        code = self._code.match(folded)
        if code is None:
            return None
        rest = folded[code.end() :]
        if rest and (
            not re.match(r"[\s:.\-(]+(?!\d|dan\b|dst|dll|dkk|dsb|lain|s/d|sd\b|sampai|hingga)\w", rest)
            or self._code.search(re.sub(r"[^\w]", " ", rest))
        ):
            return None
        shown = self._shown(code)
        if shown is None:
            return None
        return Match(shown, "" if shown == text else "kode")

    def match(self, text: str) -> Match:
        """As `find`; else a trouble, with a suggestion where a letter stands for a digit (``PO1``) or it asks."""
        match = self.find(text)
        if match is not None:
            return match
        asked = self.find(unasked(text)) if "?" in plain(text) else None
        suggestion = self._digits(text) if asked is None or asked.value is None else asked.value
        return Match(None, "", Trouble("not_in_list", {"daftar": f"kode {self.form.sheet}"}, suggestion))

    def begins(self, text: str) -> bool:
        """No code begins with words that say there is none."""
        return False

    def split(self, text: str) -> tuple[str, ...] | None:
        """The shown codes of a text that lists several, or None when anything else stands in it."""
        straight = plain(text)
        if len(straight) > LONGEST:
            return None
        parts = [part for part in re.split(r"\s*[;,/&+|\n]\s*|\s+(?:dan\s+)?", straight) if part]
        matches = [self.find(part) for part in parts]
        values = [match.value for match in matches if match is not None and match.value is not None]
        return tuple(dict.fromkeys(values)) if values and len(values) == len(parts) else None

    def ambiguous(self, stored: Iterable[str]) -> Match:
        """The match of a text that names several codes where one is asked for."""
        return ambiguous_match(f"kode {self.form.sheet}", list(stored))

    def _shown(self, match: re.Match[str]) -> str | None:
        owner = self._owners[letters_only(match["owner"])] if match["owner"] else self._recipient.code
        if owner != self._recipient.code and not self.form.show_recipient:
            return None  # another group's code looks like an own one here
        code = self._blocks[match["prefix"]].code(int(match["number"])) + match["suffix"]
        return shown_code(self.form, owner, code)

    def _digits(self, text: str) -> str:
        word = letters_only(text)
        if len(word) > LONGEST:
            return ""
        for prefix in self._blocks:
            tail = word.removeprefix(letters_only(self._recipient.code)).removeprefix(prefix)
            number = tail.translate(self._swapped)
            code = self._by_case.get(letters_only(shown_code(self.form, self._recipient, f"{prefix}{number}")))
            if code is not None and number != tail and word.endswith(f"{prefix}{tail}"):
                return code
        return ""
