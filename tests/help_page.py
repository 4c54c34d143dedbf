"""The page ``docs/perintah.md``: every command as its own help tells it, with both its names, and the exit codes.

Run ``python -m tests.help_page`` to write it anew after a command has changed.
"""

from __future__ import annotations

from click.testing import CliRunner

from tests import ROOT
from worksheet_kit.cli import commands

PAGE = ROOT / "docs" / "perintah.md"

_HEAD = """\
# Perintah

Semua bantuan ini juga muncul di layar: `worksheet-kit --bantuan`, `worksheet-kit gabung --bantuan`, dan seterusnya.

Kode akhir, untuk skrip:

| kode | arti |
|---|---|
| 0 | selesai; untuk `periksa`: tidak ada yang perlu diperbaiki |
| 1 | `periksa` dan `gabung --ketat`: ada yang perlu diperbaiki atau ditunggu; `surel --kirim`: belum semua terkirim |
| 2 | perintah atau pengaturan belum dapat dijalankan, atau hasil tidak dapat ditulis; ada satu kalimat penjelasan |
| 3 | program terhenti karena keadaan yang tidak diduga; ada satu kalimat untuk dilaporkan |
| 130 | dihentikan dengan Ctrl+C |
"""


def page() -> str:
    """The page as it should stand."""
    lines = [_HEAD]
    for name in ["", *commands.main.commands]:
        shown = CliRunner().invoke(commands.main, [*filter(None, [name]), "--help"], terminal_width=80).stdout
        lines += [f"## {name or 'worksheet-kit'}", "", "```text", shown.rstrip(), "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
