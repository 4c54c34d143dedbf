"""Put damaged files into mails, mailboxes, chats and archives, damage those too, and collect them beside good returns.

Run ``python -m tests.fuzz_doors --files 20000 --seed 1``; the same seed makes the same files. Every file must be in the
ledger, the good returns merged with the same rows as alone, and neither time nor memory may run away. It says how many
lines got which verdict, and keeps what took its worker with it with ``--keep FOLDER``. A short run is a test.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests import SAMPLES
from tests.fuzz import DAMAGES, LOST, Damage, blank_out, dated, flip_bits, reworded, truncate
from tests.zips import repeating_ods
from worksheet_kit.collect import collect
from worksheet_kit.core.filecode import file_code
from worksheet_kit.core.model import LedgerLine, Profile, Recipient, Refusal, Result, Return, Verdict, WorksheetContent
from worksheet_kit.profile.profile import load_profile
from worksheet_kit.returns.reader import Reader, Word
from worksheet_kit.returns.workers import read_in_workers
from worksheet_kit.worksheet.workbook import worksheet_bytes

if sys.platform != "win32":
    import resource

STAGE = 2
BATCH = 50  # files collected together
MOST_SECONDS = 300.0  # for one file, on a machine that does other things, too
MOST_MEMORY = 300 * 2**20  # of the collecting process

Made = tuple[str, bytes]


@dataclass(slots=True)
class Told:
    """What a run has told."""

    lines: list[LedgerLine] = field(default_factory=list)
    files: int = 0
    slowest: float = 0.0
    memory: int = 0  # bytes, the most this process ever had


# ---------------------------------------------------------------------------------------------------------------------
# Good returns, and whole files to damage
# ---------------------------------------------------------------------------------------------------------------------


def answers(recipient: Recipient) -> WorksheetContent:
    rows = {f"{recipient.code}-P{n:02}": {"nama_program": f"Program {n} dari {recipient.code}"} for n in range(1, 6)}
    return WorksheetContent(answers=rows)


def good_returns(profile: Profile) -> list[Made]:
    """A return of each of the first six groups."""
    groups = [Recipient(dimension=dimension.code) for dimension in profile.dimensions[:6]]
    stage = profile.stage(STAGE)
    return [(f"{r.code}.xlsx", worksheet_bytes(profile, stage, r, answers(r))) for r in groups]


def whole_files(profile: Profile) -> list[Made]:
    """Workbooks of single agencies, so that nothing of what becomes of them is in the rows of a group."""
    stage, dimension = profile.stage(STAGE), profile.dimensions[0]
    made: list[Made] = []
    for agency in dimension.members[:3]:
        recipient = Recipient(dimension=dimension.code, agency=agency)
        made.append((f"Kertas kerja {agency}.xlsx", worksheet_bytes(profile, stage, recipient, answers(recipient))))
    made.append(
        ("Kertas kerja.ods", _as_agency(profile, recipient, SAMPLES / "bimtek-2" / "WA 21-07-2022 Smart Economy.ods"))
    )
    return [
        *made,
        ("ulang.ods", repeating_ods(b"40")),
        ("foto.jpg", b"\xff\xd8\xff\xe0JFIF" * 9),
        ("surat.pdf", b"%PDF-1.4"),
    ]


def _as_agency(profile: Profile, recipient: Recipient, path: Path) -> bytes:
    """An .ods of a group as one of an agency: another file code, other keys."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "content.xml":
                code = str(file_code(profile, profile.stage(STAGE), recipient)).encode()
                content = re.sub(rb"RBG22-B2-ECO-[A-Z0-9]{4}", code, content)
                content = re.sub(rb"ECO-([PA][0-9]+)", recipient.code.encode() + rb"-\1", content)
            new.writestr(info.filename, content)
    return out.getvalue()


# ---------------------------------------------------------------------------------------------------------------------
# Containers
# ---------------------------------------------------------------------------------------------------------------------


def zipped(members: Sequence[Made], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in dict(members).items():
            archive.writestr(dated(name or "a"), data, method)
    return out.getvalue()


def in_zip(members: Sequence[Made], dice: random.Random) -> Made:
    method = dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
    prefix = dice.choice(("", "", "Kiriman/", "../", "a/b/c/"))
    return "kiriman.zip", zipped([(prefix + name, data) for name, data in members], method)


def in_mail(members: Sequence[Made], dice: random.Random) -> Made:
    message = EmailMessage()
    message["From"] = dice.choice(("siti@example.org", "Siti Aminah <siti@example.org>", "=?utf-8?q?Siti?= <a@b>"))
    message["To"], message["Subject"] = "sekretariat@example.org", dice.choice(("Kiriman", "", "Kertas kerja – final"))
    message["Date"] = dice.choice(("Thu, 21 Jul 2022 10:30:00 +0700", "kemarin", "Fri, 31 Dec 9999 23:59:59 -2359"))
    message.set_content(dice.choice(("Terlampir.", "https://docs.google.com/spreadsheets/d/a", "")))
    for name, data in members:
        if name.endswith(".eml") and dice.random() < 0.5:
            inner = EmailMessage()
            inner["From"], inner["To"] = "budi@example.org", "c@d"
            inner.set_content("lama")
            inner.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
            message.add_attachment(inner)
        else:
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if dice.random() < 0.3:
        message.add_attachment(b"--", maintype="text", subtype="html", filename="ATT00001.htm")
    for n, part in enumerate(part for part in message.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=={dice.randrange(10**9)}{n}==")  # else one is made up, another in every run
    return "surat.eml", message.as_bytes()


def in_mailbox(members: Sequence[Made], dice: random.Random) -> Made:
    mails = [in_mail([member], dice)[1] for member in members]
    return "Inbox", b"".join(b"From - Thu Jul 21 10:30:00 2022\n" + mail + b"\n\n" for mail in mails)


def in_chat(members: Sequence[Made], dice: random.Random) -> Made:
    form = dice.choice(
        (
            "21/07/22 10.3{n} - Siti: {name} (file terlampir)\nbesok saya kirim revisi\n",
            "[21/07/22 10.3{n}.00] Siti: \u200e<terlampir: {name}>\n",
            "7/21/22, 10:3{n} AM - Siti: {name} (file attached)\n",
        )
    )
    text = "".join(form.format(n=n % 10, name=name) for n, (name, _) in enumerate(members))
    name = dice.choice(("_chat.txt", "Chat WhatsApp dengan Kelompok.txt", "WhatsApp Chat with Kelompok.txt"))
    return "chat.zip", zipped([(name, text.encode()), *members, ("STK-1.webp", b"RIFF0000WEBP")])


CONTAINERS: tuple[Callable[[Sequence[Made], random.Random], Made], ...] = (in_zip, in_mail, in_mailbox, in_chat)


def repeat_part(data: bytes, dice: random.Random) -> bytes:
    """A stretch that stands there several times."""
    start = dice.randrange(len(data))
    piece = data[start : start + dice.choice((10, 300, 5_000))]
    return data[:start] + piece * dice.choice((2, 5, 200)) + data[start:]


def damage_text(data: bytes, dice: random.Random) -> bytes:
    """Headers, boundaries and dates that say something else."""
    words: list[tuple[bytes, tuple[bytes, ...]]] = [
        (rb'boundary="[^"]*"', (b'boundary=""', b"boundary=b", b'boundary="' + b"b" * 5_000 + b'"')),
        (
            rb"Content-Type: [^\r\n]*",
            (b"Content-Type: message/rfc822", b"Content-Type: multipart/mixed", b"Content-Type:"),
        ),
        (rb"Content-Transfer-Encoding: [^\r\n]*", (b"Content-Transfer-Encoding: x-uuencode", b"")),
        (rb'filename="[^"]*"', (b'filename=""', b"filename*=utf-8''%ff%fe", b'filename="../../a.xlsx"', b"; " * 999)),
        (rb"Subject: [^\r\n]*", (b"Subject: " + b"=?utf-8?q?a?= " * 999, b"Subject: \xff\xfe", b"\xe9: x")),
        (rb"Date: [^\r\n]*", (b"Date: Thu, 99 Jul 0000 99:99:99 +9999", b"Date:")),
        (rb"\n\n", (b"\n", b"\nFrom \n\n", b"\n\n--b\n\n" * 50)),
        (rb"\d\d/\d\d/\d\d", (b"99/99/99", b"00/00/00")),
    ]
    return reworded(data, dice, words, dice.choice((1, 2, 5)))


OUTER: tuple[Damage, ...] = (flip_bits, truncate, blank_out, repeat_part, damage_text, damage_text, damage_text)


def made_file(whole: Sequence[Made], dice: random.Random, depth: int = 0) -> Made:
    """One file: whole or damaged, in containers that are damaged too."""
    if depth and dice.random() < 0.55:
        name, data = dice.choice(whole)
        return name, dice.choice(DAMAGES)(data, dice) if dice.random() < 0.7 else data
    members = (
        [made_file(whole, dice, depth + 1) for _ in range(dice.choice((1, 1, 2, 3)))]
        if depth < 4
        else [dice.choice(whole)]
    )
    members = [(f"{n} {name}", data) for n, (name, data) in enumerate(members)]
    name, data = dice.choice(CONTAINERS)(members, dice)
    if dice.random() < 0.6:
        data = dice.choice(OUTER)(data, dice)
    return name, data


# ---------------------------------------------------------------------------------------------------------------------
# A run
# ---------------------------------------------------------------------------------------------------------------------


def rows_of(result: Result, groups: set[str]) -> dict[str, object]:
    """The rows of the groups, without the files they are from."""
    rows = (row for rows in result.dataset.rows.values() for row in rows if row.recipient in groups)
    return {row.key: {column: cell.value for column, cell in row.cells.items()} for row in rows}


def peak_memory() -> int:
    """The most memory this process ever had, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    status = Path("/proc/self/status")
    if status.is_file():  # what `getrusage` tells on Linux is at least what the process had that started this one
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))[1]) * 1024  # type: ignore[index]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def run(profile: Profile, count: int, seed: int, folder: Path, keep: Path | None = None) -> Iterator[Told]:
    """Make and collect so many files in batches, and tell after each. Raises AssertionError for what must not be."""
    dice = random.Random(seed)
    good, whole = good_returns(profile), whole_files(profile)
    groups = {name.removesuffix(".xlsx") for name, _ in good}
    told = Told()
    expected: dict[str, object] = {}
    while told.files < count or not expected:
        batch = folder / f"{told.files:06d}"
        batch.mkdir()
        for name, data in good:
            (batch / name).write_bytes(data)
        if expected:
            for n in range(min(BATCH, count - told.files)):
                name, data = made_file(whole, dice)
                (batch / f"{n:05d} {name}").write_bytes(data)
            told.files += min(BATCH, count - told.files)
        took: dict[str, float] = {}
        result = collect([batch], profile, stage=STAGE, reader=_timed(took))
        lines = {line.file: line for line in result.ledger}
        outer = {file.split("!")[0] for file in lines}
        lost = {path.as_posix() for path in batch.iterdir()} - outer
        assert not lost, f"not in the ledger: {sorted(lost)}"
        for name, _ in good:
            line = lines[f"{batch.as_posix()}/{name}"]
            assert line.verdict in (Verdict.MERGED, Verdict.NOTES), line
        rows = rows_of(result, groups)
        expected = expected or rows
        assert rows == expected, f"other rows beside {batch}"
        told.lines += result.ledger
        assert set(lines) <= set(took), f"without a word: {sorted(set(lines) - set(took))}"
        told.slowest = max(told.slowest, *took.values())
        assert told.slowest <= MOST_SECONDS, max(took.items(), key=lambda item: item[1])
        told.memory = peak_memory()
        assert told.memory < MOST_MEMORY, f"{told.memory / 2**20:.0f} MB"
        for line in result.ledger:
            if keep is not None and LOST.search(line.reason):
                path = Path(line.file.split("!")[0])
                (keep / f"{batch.name} {path.name}").write_bytes(path.read_bytes())
        for path in batch.iterdir():
            path.unlink()
        batch.rmdir()
        yield told


def _timed(took: dict[str, float]) -> Reader:
    """A reader in workers that notes for how many seconds each file was being read."""

    def reader(
        paths: Iterable[str | os.PathLike[str]],
        profile: Profile,
        *,
        passwords: Sequence[str] = (),
        watch: Callable[[Word], None] | None = None,
    ) -> Iterator[Return | Refusal]:
        began: dict[str, float] = {}

        def timed(word: Word) -> None:
            start = began.setdefault(word.file, time.monotonic())  # a container may have a line of its own, too
            if word.ended:
                took[word.file] = time.monotonic() - start
            if watch is not None:
                watch(word)

        return read_in_workers(paths, profile, passwords=passwords, watch=timed)

    return reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for told in run(load_profile(Path("rembang")), options.files, options.seed, Path(folder), options.keep):
            print(f"\r{told.files} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for verdict, number in Counter(str(line.verdict) for line in told.lines).most_common():
        print(f"{number:7d} {verdict}")
    lost = [line for line in told.lines if LOST.search(line.reason)]
    print(f"{len(lost):7d} took their worker with them")
    print(f"{told.files} files, {time.monotonic() - start:.0f} s, slowest {told.slowest:.1f} s, {told.memory >> 20} MB")


if __name__ == "__main__":
    main()
