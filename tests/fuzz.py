"""Damage workbooks at random and collect them: every file must end in the ledger, and nothing may crash or hang.

Run ``python -m tests.fuzz --files 3000 --seed 1``; the same seed makes the same files. It says how many got which
verdict, names what took its worker with it, and keeps such files with ``--keep FOLDER``. A short run is a test.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

from tests import SAMPLES
from worksheet_kit.collect import collect
from worksheet_kit.core.model import LedgerLine, Profile
from worksheet_kit.profile import load_profile

BATCH = 50  # files collected together
#: What a reason says when a worker was lost; the ledger has no names of refusals.
LOST = re.compile("membuat program pembaca terhenti|belum selesai dibaca")

Damage = Callable[[bytes, random.Random], bytes]


def flip_bits(data: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def blank_out(data: bytes, dice: random.Random) -> bytes:
    """Zeros over a stretch, as a download that went wrong leaves them."""
    start = dice.randrange(len(data))
    length = min(dice.choice((16, 512, 4_096)), len(data) - start)
    return data[:start] + bytes(length) + data[start + length :]


def move_blocks(data: bytes, dice: random.Random) -> bytes:
    """A block of 512 bytes written in another's place, as broken OLE chains have it."""
    damaged = bytearray(data)
    if len(damaged) > 2_048:
        a, b = (dice.randrange(len(damaged) // 512) * 512 for _ in range(2))
        damaged[a : a + 512] = data[b : b + 512]
    return bytes(damaged)


def dated(name: str) -> zipfile.ZipInfo:
    """A member of a zip that has the same bytes whenever it is written."""
    return zipfile.ZipInfo(name, (2022, 7, 21, 10, 30, 0))


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def _packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(dated(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def in_a_member(damage: Damage) -> Damage:
    """Damage inside a zip, so that the container is whole."""

    def act(data: bytes, dice: random.Random) -> bytes:
        try:
            members = _members(data)
        except zipfile.BadZipFile:
            return damage(data, dice)
        chosen = dice.choice([n for n, (_, content) in enumerate(members) if content])
        name, content = members[chosen]
        members[chosen] = name, damage(content, dice)
        return _packed(members)

    return act


def drop_a_member(data: bytes, dice: random.Random) -> bytes:
    try:
        members = _members(data)
    except zipfile.BadZipFile:
        return truncate(data, dice)
    members.pop(dice.randrange(len(members)))
    return _packed(members)


def reworded(data: bytes, dice: random.Random, words: Sequence[tuple[bytes, tuple[bytes, ...]]], times: int) -> bytes:
    """Data in which places that match a pattern were replaced by one of its choices, so many times."""
    for _ in range(times):
        pattern, choices = dice.choice(words)
        places = [match.span() for match in re.finditer(pattern, data)]
        if places:
            start, end = dice.choice(places)
            data = data[:start] + dice.choice(choices) + data[end:]
    return data


def damage_xml(data: bytes, dice: random.Random) -> bytes:
    """Text that stays mostly well-formed: numbers, references and types that say something else."""
    words: list[tuple[bytes, tuple[bytes, ...]]] = [
        (rb'r="[A-Z]+\d+"', (b'r="XFD1048576"', b'r="A0"', b'r=""', b'r="ZZZZ99999999"', b'r="A1"')),
        (rb't="\w+"', (b't="e"', b't="b"', b't="d"', b't="s"', b't="inlineStr"', b't="zzz"')),
        (rb"<v>[^<]*</v>", (b"<v>999999999</v>", b"<v>-1</v>", b"<v>1e999</v>", b"<v>nan</v>", b"<v></v>", b"")),
        (rb's="\d+"', (b's="99999"', b's="-1"', b's=""')),
        (rb"</?\w+", (b"<", b"</x", b"<!--", b"&bad;")),
        (rb'number-(?:rows|columns)-repeated="\d+"', (b'number-rows-repeated="1048576"',)),
        (rb'office:value="[^"]*"', (b'office:value="x"', b'office:value="1e999"', b'office:value="nan"')),
        (rb'numFmtId="\d+"', (b'numFmtId="14"', b'numFmtId="9"', b'numFmtId="999999"')),
        (rb'Target="[^"]*"', (b'Target="../../../etc/passwd"', b'Target=""')),
    ]
    return reworded(data, dice, words, dice.choice((1, 2, 10)))


DAMAGES: tuple[Damage, ...] = (
    flip_bits,
    truncate,
    blank_out,
    move_blocks,
    drop_a_member,
    in_a_member(flip_bits),
    in_a_member(truncate),
    in_a_member(blank_out),
    in_a_member(damage_xml),
    in_a_member(damage_xml),
    in_a_member(damage_xml),
)


def sources(files: list[Path]) -> list[tuple[str, bytes]]:
    """Whole files to damage: the workbooks, and an archive and a mail with one of them."""
    whole = [(path.suffix, path.read_bytes()) for path in files]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("Kertas kerja.xlsx", whole[0][1])
    message = EmailMessage()
    message["From"], message["Subject"] = "siti@example.org", "Kiriman"
    message.set_content("Terlampir")
    message.add_attachment(whole[0][1], maintype="application", subtype="octet-stream", filename="Kertas kerja.xlsx")
    return [*whole, (".zip", archive.getvalue()), (".eml", message.as_bytes())]


def damaged(whole: list[tuple[str, bytes]], count: int, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Names and contents of damaged files."""
    for n in range(count):
        ending, data = dice.choice(whole)
        act = dice.choice(DAMAGES)
        yield f"{n:05d}{ending}", act(data, dice)


def run(
    profile: Profile, files: list[Path], count: int, seed: int, folder: Path, keep: Path | None = None
) -> Iterator[LedgerLine]:
    """Damage and collect in batches; gives the ledger lines. Raises AssertionError for a file that has none."""
    dice = random.Random(seed)
    made = damaged(sources(files), count, dice)
    for start in range(0, count, BATCH):
        batch = folder / f"{start:05d}"
        batch.mkdir()
        for name, data in (pair for _, pair in zip(range(BATCH), made, strict=False)):
            (batch / name).write_bytes(data)
        began = time.monotonic()
        lines = collect([batch], profile, stage=2).ledger
        took = time.monotonic() - began
        seen = {line.file.split("!")[0] for line in lines}
        lost = {path.as_posix() for path in batch.iterdir()} - seen
        assert not lost, f"not in the ledger: {sorted(lost)}"
        assert took < 300, f"{batch} took {took:.0f} s"
        for line in lines:
            if keep is not None and LOST.search(line.reason):
                (keep / Path(line.file.split("!")[0]).name).write_bytes(Path(line.file.split("!")[0]).read_bytes())
            yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    workbooks = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in (".xlsx", ".xls", ".ods"))
    workbooks = [path for path in workbooks if not path.name.startswith("~$")]
    profile = load_profile(Path("rembang"))
    with tempfile.TemporaryDirectory() as folder:
        lines = list(run(profile, workbooks, options.files, options.seed, Path(folder), options.keep))
    for verdict, number in Counter(str(line.verdict) for line in lines).most_common():
        print(f"{number:6d} {verdict}")
    lost = [line for line in lines if LOST.search(line.reason)]
    print(f"{len(lost):6d} took their worker with them")
    for line in lost[:20]:
        print(f"       {Path(line.file).name}: {line.reason}")
    sys.exit(1 if any("belum selesai dibaca" in line.reason for line in lost) else 0)


if __name__ == "__main__":
    main()
