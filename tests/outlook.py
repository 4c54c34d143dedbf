"""Make a mail as Outlook saves it (.msg): no library writes these containers."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise

Storage = Mapping[str, "bytes | Storage"]

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(root: Storage) -> bytes:
    """A compound file (MS-CFB) of sectors of 512 bytes. Streams are filled up to 4,096 bytes: none is a small one."""
    entries: list[tuple[str, int, bytes | Storage, list[int]]] = [("Root Entry", 5, root, [])]

    def add(parent: int, storage: Storage) -> None:
        for name, content in storage.items():
            number = len(entries)
            entries.append((name, 2 if isinstance(content, bytes) else 1, content, []))
            entries[parent][3].append(number)
            if not isinstance(content, bytes):
                add(number, content)

    add(0, root)
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    right = {own: later for _, _, _, children in entries for own, later in pairwise(children)}
    directory = b""
    for number, (name, kind, content, children) in enumerate(entries):
        start, size = _END, 0
        if isinstance(content, bytes):
            stored = content.ljust(4_096, b"\0")
            start, size = store(stored), len(stored)
        text = name.encode("utf-16-le") + b"\0\0"
        directory += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        directory += struct.pack("<III", _FREE, right.get(number, _FREE), children[0] if children else _FREE)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    directory_start = store(directory)
    tables = 1
    while tables * 128 < len(sectors) + tables:
        tables += 1
    first_table = len(sectors)
    fat = [*chains, *[_FAT] * tables]
    fat += [_FREE] * (tables * 128 - len(fat))
    places = [*range(first_table, first_table + tables), *[_FREE] * (109 - tables)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, tables, directory_start, 0, 0x1000, _END, 0, _END, 0, places[0])
    header += struct.pack("<108I", *places[1:])
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def text(tag: int, said: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}001F", said.encode("utf-16-le")


def attachment(name: str, data: bytes | Storage, *, content_id: str = "", kind: str = "") -> Storage:
    """A file, or a mail, as it is attached."""
    inside = "0102" if isinstance(data, bytes) else "000D"
    parts: dict[str, bytes | Storage] = dict([text(0x3707, name), (f"__substg1.0_3701{inside}", data)])
    parts |= dict(text(tag, said) for tag, said in ((0x3712, content_id), (0x370E, kind)) if said)
    return {**parts, "__properties_version1.0": bytes(8)}


def outlook_mail(
    *attachments: Storage,
    sender: str = "Siti Aminah",
    address: str = "siti@example.org",
    subject: str = "Kertas kerja",
    sent: datetime = datetime(2022, 7, 21, 3, 30, tzinfo=UTC),
    inner: bool = False,
) -> Storage:
    """The storage of a mail; ``inner`` for one that is attached to another."""
    ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    properties = bytes(24 if inner else 32) + struct.pack("<HHIQ", 0x40, 0x39, 6, ticks)
    return {
        "__properties_version1.0": properties,
        **dict([text(0x0037, subject), text(0x0C1A, sender), text(0x5D01, address), text(0x1000, "Terlampir.")]),
        **{f"__attach_version1.0_#{n:08X}": part for n, part in enumerate(attachments)},
    }
