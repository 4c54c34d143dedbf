"""What changed settings do to workbooks that are out: which of them would no longer be taken when they come back.

Headings, help, examples, lists, agencies and their names may change at any time. A code that people were sent may not,
nor may a column of its forms go, or change its key or kind.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import FileCode, Profile, Refusal
from worksheet_kit.core.names import recipient_of
from worksheet_kit.intake.candidate import Candidate
from worksheet_kit.returns.read import read
from worksheet_kit.returns.workbook import Lookups


def misfits(profile: Profile, paths: Iterable[Path]) -> tuple[str, ...]:
    """A sentence for each of these sent workbooks that does not fit a profile, with its name and why.

    They are read as returns are, so that what is told is what would happen; what is no worksheet is passed over.
    """
    lookups = Lookups(profile)
    sentences = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:  # what cannot be read now says nothing about the settings
            continue
        candidate = Candidate(file=path.name, sha256=hashlib.sha256(data).hexdigest(), kind="xlsx", data=data)
        came = read(candidate, profile, lookups)
        if isinstance(came, Refusal) and came.code is not None and (why := _why(came, came.code, profile)):
            sentences.append(f"{path.name} sudah dibuat dan tidak akan diterima lagi: {why}.")
    return tuple(sentences)


def _why(refusal: Refusal, code: FileCode, profile: Profile) -> str:
    match refusal.name:
        case RefusalName.OTHER_REGION | RefusalName.OTHER_EDITION:
            return f"awalan kode berkasnya {code.edition}, di Pengaturan sekarang {profile.edition}"
        case RefusalName.OTHER_STAGE:
            return f"bimtek {code.stage} tidak ada lagi di Pengaturan"
        case RefusalName.NOT_GENUINE if recipient_of(profile, code.recipient) is None:
            return f"{code.recipient} tidak ada lagi di Pengaturan, atau kodenya diganti"
        case RefusalName.NOT_GENUINE:
            forms = profile.stage_forms(profile.stage(code.stage))
            return (
                f"kolom di {', '.join(form.sheet for form in forms)} dihapus, diganti kuncinya, atau diganti jenisnya, "
                "atau tahun rencana berubah"
            )
    return ""
