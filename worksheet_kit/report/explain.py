"""What each code means, in words: ``worksheet-kit explain`` and the page ``docs/perlu-diperbaiki.md``.

Everything is told from the registry of checks, so that the program, its help and its documentation cannot disagree.
Messages are shown as an example, with made-up facts filled in.
"""

import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from worksheet_kit.checks.registry import CHECKS, FAMILIES, SEVERITY_WORDS, Check, fill
from worksheet_kit.core.errors import UsageError
from worksheet_kit.values.similarity import NEAR_KEY, nearest

_WIDTH = 79
_INTRO = """\
# Hal yang perlu diperbaiki

Setiap hal yang ditemukan saat kiriman diperiksa punya kode tetap. Huruf depannya menyebut kelompoknya, dan kode yang
sama selalu berarti hal yang sama. Di terminal, `worksheet-kit jelaskan S202` menampilkan penjelasan satu kode.

- **Harus diperbaiki**: berkas, lembar, baris, atau sel itu belum dapat dipakai sebagaimana mestinya.
- **Perlu dicek**: isian sudah dipakai, tetapi seseorang sebaiknya memastikannya.
- **Catatan**: untuk diketahui; tidak menghalangi apa pun.

Kalimat yang dikutip adalah contoh; nama berkas, kode, dan isinya rekaan.
"""

#: Made-up facts for the words of all codes, and in a table of its name what a code needs otherwise.
_EXAMPLES: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


def explain(code: str) -> str:
    """What one code means, why it is asked for and what to do. Raises UsageError for a code there is none of."""
    check = CHECKS.get(code.strip().upper())
    if check is None:
        raise UsageError(f'Kode "{code}" tidak ada{_near(code)}. Semua kode: worksheet-kit jelaskan.')
    facts = example(check.code)
    parts = {"Contoh": fill(check.message, facts), "Sebabnya": check.why, "Caranya": fill(check.remedy, facts)}
    head = f"{check.code} {check.title} ({FAMILIES[check.family]}; {SEVERITY_WORDS[check.severity]})"
    body = [line for name, text in parts.items() for line in _wrapped(f"{name:9} {text}", " " * 10)]
    return "\n".join([*_wrapped(head), "", *body])


def explain_all() -> str:
    """All codes with their titles, by family."""
    lines: list[str] = []
    for letter, name in FAMILIES.items():
        lines += ["", f"{letter}  {name}"]
        for check in _family(letter):
            lines += _wrapped(f"  {check.code}  {check.title} ({SEVERITY_WORDS[check.severity]})", "        ")
    return "\n".join([*lines[1:], "", "Penjelasan satu kode: worksheet-kit jelaskan S202"])


def markdown() -> str:
    """The page ``docs/perlu-diperbaiki.md``."""
    lines = [_INTRO]
    for letter, name in FAMILIES.items():
        lines += [f"## {letter}: {name}", ""]
        for check in _family(letter):
            lines += [
                f"### {check.code} {check.title}",
                "",
                f"*{SEVERITY_WORDS[check.severity]}.* {check.why}",
                "",
                f"> {fill(check.message, example(check.code))}",
                ">",
                f"> {fill(check.remedy, example(check.code))}",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def example(code: str) -> Mapping[str, str]:
    """Made-up facts for the words of a code."""
    shared = {name: text for name, text in _EXAMPLES.items() if isinstance(text, str)}
    return {**shared, **_EXAMPLES.get(code, {})}


def _family(letter: str) -> Iterator[Check]:
    return (CHECKS[code] for code in sorted(CHECKS) if code[0] == letter)


def _near(code: str) -> str:
    """A code or title much like what was typed, as a question."""
    titles = {check.title.casefold(): check.code for check in CHECKS.values()}
    names = [*titles, *(code.casefold() for code in CHECKS)]
    near = nearest(code.strip().casefold(), names, at_least=NEAR_KEY)
    return f"; mungkin maksudnya {titles.get(near, near.upper())}" if near else ""


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
