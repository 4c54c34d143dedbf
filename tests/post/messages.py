"""A mailing to a small region, and what hostile people could put into every field of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.profile.test_profile import KOTA
from worksheet_kit.core.model import Mailing, MailServer, Profile, Recipient, Security
from worksheet_kit.post.attachments import Attachment
from worksheet_kit.post.letters import Message, messages
from worksheet_kit.profile import load_profile

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Bu 'Kutip' \"Ganda\", S.Kom; M.T",
    "\u202eterbalik\u202c \u200fkanan",
    "</pre></style></script><!--",
    '=HYPERLINK("http://x")',
    "&amp;lt; &#39; %0d%0aBcc: x@y.id",
    "panjang " * 40,
    "Ñandú 🏛 كوتا",
)
SERVER = MailServer(host="localhost", port=0, security=Security.STARTTLS, sender="kominfo@kota.go.id")


def region(groups: int = 3) -> Profile:
    """The test region with so many groups, each with an address of its own."""
    profile = load_profile(KOTA)
    first = profile.dimensions[0]
    dimensions = (
        replace(
            first, code=f"G{n}", name=f"Kelompok {n}", aliases=(), email=f"g{n}@kota.go.id", phone=f"0812-0000-{n:04}"
        )
        for n in range(1, groups + 1)
    )
    return replace(profile, dimensions=tuple(dimensions))


def attachment(name: str = "Bimtek 1 - Kota Melayani.xlsx", data: bytes = b"PK isi", **more: object) -> Attachment:
    return Attachment(path=Path(name), data=data, sha256=hashlib.sha256(data).hexdigest(), **more)  # type: ignore[arg-type]


def mailing(
    profile: Profile, what: Mailing = Mailing.SHEETS, only: Iterable[str] = (), **more: object
) -> tuple[Message, ...]:
    """A message to each group, each with a file of its own."""
    recipients = [Recipient(dimension=one.code) for one in profile.dimensions if not only or one.code in only]
    names = {one: f"{one.code}.xlsx" for one in recipients}
    files = {one: attachment(name, one.code.encode() * 50, **more) for one, name in names.items()}
    return messages(profile, profile.stages[0], what, names if what is Mailing.REMINDERS else files)
