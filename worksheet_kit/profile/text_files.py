"""The text of a profile's files, in any of the encodings that Notepad and Excel on Indonesian computers save."""

from pathlib import Path

from worksheet_kit.profile.faults import Fault
from worksheet_kit.profile.limits import FILE_SIZE_LIMIT


def read_text(path: Path, kind: str, remedy: str) -> str:
    """The text of a file. Raises Fault.

    ``kind`` names the sort of file that is expected and ``remedy`` says how to save one, both for the sentence.
    """
    return _decoded(read_bytes(path), kind, remedy)


def read_bytes(path: Path) -> bytes:
    """The content of a file of a profile. Raises Fault."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise Fault("berkas ini tidak ada.") from None
    except (OSError, ValueError):
        raise Fault("berkas ini tidak dapat dibuka; cek namanya dan izin bacanya.") from None
    if len(data) > FILE_SIZE_LIMIT:
        raise Fault(f"berkas ini lebih besar dari {FILE_SIZE_LIMIT // 1_000_000} MB, jadi bukan berkas profil.")
    return data


def _decoded(data: bytes, kind: str, remedy: str) -> str:
    """Text as Windows programs save it: UTF-8, UTF-16 with a byte order mark, else Windows-1252."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Fault(f"berkas ini bukan {kind}; {remedy}.")
        return text
    raise Fault(f"huruf di berkas ini tidak terbaca; {remedy}.")
