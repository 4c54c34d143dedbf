"""What an officer does after a command: a sentence in the words of the page, with the command that does it."""

import textwrap
from dataclasses import dataclass
from pathlib import Path

from worksheet_kit.core.counts import to_put_right
from worksheet_kit.core.model import Result, Stage
from worksheet_kit.report.board import WIDTH, needs_attention


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How the command was called, for the next one to be called alike; each part begins with a space, or is empty."""

    returns: str
    stage: str
    places: str  # of working folder and settings
    in_folder: bool  # whether results go where a working folder has them


def after_making(call: Call) -> str:
    """What comes next once worksheets are in a working folder."""
    return _step("Siapkan surel dan pesan WhatsApp-nya", f"surel{call.stage}{call.places}")


def after_check(result: Result, call: Call) -> str:
    """What comes next once returns were checked."""
    same = f"{call.returns}{call.stage}{call.places}"
    if not result.dataset.submissions:
        return _step("Lihat dulu berkas yang perlu keputusan, lalu ulangi", f"periksa{same}")
    if not needs_attention(result):
        return _step("Semua sudah lengkap. Tinggal digabung menjadi matriks", f"gabung{same}")
    if not to_put_right(result):
        return _step("Gabung menjadi matriks", f"gabung{same}")
    folder = "" if call.in_folder else " --perbaikan FOLDER"
    return _step("Gabung dan buat Lembar Perbaikan", f"gabung{same}{folder}")


def after_merge(result: Result, call: Call, *, matrix: Path, corrections: Path | None, due: Stage | None) -> str:
    """What comes next once returns were merged into ``matrix``; empty where nothing does.

    ``corrections`` is where correction workbooks were written, ``due`` the next bimtek if it has no worksheets yet.
    """
    if corrections is not None:
        words = "Kirim Lembar Perbaikan ke kelompoknya"
        by_mail = _step(words, f"surel --isi perbaikan{call.stage}{call.places}")
        return by_mail if call.in_folder else f"{words}; semuanya ada di {corrections}."
    if needs_attention(result) and call.in_folder:
        words = "Kiriman yang menyusul cukup disimpan ke Kiriman, lalu"
        return _step(words, f"gabung{call.returns}{call.stage}{call.places}")
    if to_put_right(result) and not call.in_folder:
        return "Untuk membuat Lembar Perbaikan, ulangi perintah ini dengan --perbaikan FOLDER."
    if needs_attention(result):
        return "Kiriman yang menyusul cukup ditambahkan, lalu ulangi perintah ini."
    if due is not None:
        seed = "" if call.in_folder else f' --dari "{matrix}" --ke FOLDER'
        words = f"Buat kertas kerja bimtek {due.number} dari matriks ini"
        return _step(words, f"buat --bimtek {due.number}{call.places}{seed}")
    return _step("Bagikan matriks", f"surel --isi paparan{call.stage}{call.places}") if call.in_folder else ""


def _step(words: str, command: str) -> str:
    """A sentence that ends with a command, in lines for the terminal that leave the command whole."""
    whole = f"worksheet-kit {command}".replace(" ", "\u00a0")
    lines = textwrap.wrap(f"{words}: {whole}", WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace("\u00a0", " ")
