"""What a file is: its first bytes, and for zip containers the names inside, decide; never the extension.

The name only settles what bytes cannot: lock files, and text that a program saved under a workbook's name.
"""

import re

from worksheet_kit.formats.guard import Archive, UnreadableError
from worksheet_kit.formats.registry import ENDINGS

HEAD = 8_192  # bytes that tell a file's kind

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

#: Where bytes stand, the bytes, the kind, and more of it where the kind is broad; tried in order.
_MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF-", "pdf", ""),
    (0, b"\xff\xd8\xff", "photo", ""),
    (0, b"\x89PNG\r\n\x1a\n", "photo", ""),
    (0, b"GIF8", "photo", ""),
    (0, b"II*\x00", "photo", ""),
    (0, b"MM\x00*", "photo", ""),
    (8, b"WEBP", "photo", ""),
    (4, b"ftyphei", "photo", ""),
    (4, b"ftypmif1", "photo", ""),
    (4, b"ftypavif", "photo", ""),
    (0, b"{\\rtf", "word", ""),
    (0, b"Rar!\x1a\x07", "archive", ""),
    (0, b"7z\xbc\xaf\x27\x1c", "archive", ""),
    (0, b"\x1f\x8b", "archive", ""),
    (0, b"BZh", "archive", ""),
    (0, b"\xfd7zXZ\x00", "archive", ""),
    (0, b"\x28\xb5\x2f\xfd", "archive", ""),
    (257, b"ustar", "archive", ""),
    (0, b"\x78\x9f\x3e\x22", "winmail", ""),  # a mail body only Outlook reads
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "noise", ""),  # .lnk
    (0, b"\x00\x05\x16\x07", "noise", ""),  # AppleDouble
    (0, b"bplist00", "link", ""),  # of macOS: a .webloc, or what stands for a file that is still in iCloud
    (0, b"// <!-- <mdb:mork:z", "noise", ""),  # Thunderbird's index of a mailbox
    (4, b"ftyp", "stranger", "video"),
    (0, b"\x1aE\xdf\xa3", "stranger", "video"),
    (0, b"RIFF", "stranger", "video"),
    (0, b"OggS", "stranger", "sound"),
    (0, b"ID3", "stranger", "sound"),
    (0, b"#!AMR", "stranger", "sound"),
)

#: Words of an OpenDocument file's media type.
_MIMETYPES = (
    ("opendocument.spreadsheet", "ods", ""),
    ("opendocument.text", "word", ""),
    ("opendocument", "stranger", "slides_or_drawing"),
)
#: First letters of a member's name that tell what an Office file is; tried in order.
_MEMBERS = (
    ("xl/workbook.bin", "xlsb", ""),
    ("xl/", "xlsx", ""),
    ("word/", "word", ""),
    ("ppt/", "stranger", "slides"),
    ("meta-inf/", "ods", ""),
    ("", "xlsx", ""),
)
_NOISE_BEGINNINGS = ("~$", ".~lock.")
_NOISE_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", ".directory", "icon\r"})
_MAIL_HEADER = re.compile(
    rb"^(from|to|subject|date|received|return-path|mime-version|message-id|delivered-to|content-type|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")  # a stream that every mail of Outlook has
_MAILBOX = re.compile(rb"From [^\n]{1,300}\n(?=[!-9;-~]+:)")  # RFC 4155, then the first header of the first mail
_APPLE_MAIL = re.compile(rb"\d{1,10} *\r?\n(?=[!-9;-~]+:)")  # .emlx: the length of the mail, then the mail
_SENT = re.compile(rb"^(from|to|received):", re.MULTILINE)
_WEB_ARCHIVE = re.compile(rb"^(snapshot-content-location|x-document-type):", re.MULTILINE)
#: How our JSON, the decisions of the page, our summaries, our tables for programs, what a working folder remembers of
#: its results and mails, the page of the mails and the page for the browser begin.
_OWN_TEXTS = (
    b'{\n  "keputusan": ',
    b'{\n  "version": ',
    b"*Rekap kertas kerja bimtek ",
    b'"row","_recipient","_dimension","_state",',
    b'"row","column","raw","value","file","sheet","cell"',
    b'{\n  "berkas": ',
    b"\xef\xbb\xbfpenerima;kiriman;berkas;versi;sha256;",
    b'<!DOCTYPE html>\n<html lang="id">\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"',
    b'<!doctype html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"',
)
GOOGLE = re.compile(r"https?://(docs|drive|sheets)\.google\.com/|https?://[\w.-]*(1drv\.ms|sharepoint\.com)/", re.I)


def sniff(data: bytes, file: str = "") -> tuple[str, str]:
    """What these bytes are: a kind, and more of it where the kind is broad. The name only settles what bytes cannot."""
    kind, detail = sniff_head(data[:HEAD], file)
    if kind == "ole" and _OUTLOOK in data:
        return "msg", ""
    return _sniff_zip(data) if kind == "zip" else (kind, detail)


def sniff_head(head: bytes, file: str) -> tuple[str, str]:
    """What a file is by its first `HEAD` bytes alone: of a zip container or an OLE file no more than that."""
    container = head.startswith(_OLE) or head.startswith(_ZIP)
    parts = re.split(r"[/!]", file)
    name = parts[-1].lower()
    is_left_over = "__MACOSX" in parts or name.startswith(_NOISE_BEGINNINGS)
    if name in _NOISE_NAMES or (is_left_over and not container):
        return "noise", ""
    if not head:
        return "empty", ""
    if len(head) < HEAD and _is_text(head) and not _decode(head).strip():
        return "empty", "blanks"
    if container:
        return ("ole" if head.startswith(_OLE) else "zip"), ""
    for offset, magic, kind, detail in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return kind, detail
    if b"%PDF-" in head[:1024]:
        return "pdf", ""
    if _is_text(head):
        return _sniff_text(head, name)
    if head.startswith(b"BM"):
        return "photo", ""
    # Nothing is left to tell it by but its name: a workbook whose beginning is lost, or a format without a mark.
    if name.endswith(ENDINGS):
        return "damaged", ""
    return ("et" if name.endswith(".et") else "stranger"), ""


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _decode(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _sniff_text(head: bytes, name: str) -> tuple[str, str]:
    if head.startswith(_OWN_TEXTS):
        return "own_text", ""
    if _MAILBOX.match(head):
        return "mbox", ""
    text = _decode(head).lstrip()
    lower = text[:2_000].lower()
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].lower()
    if b"multipart/related" in headers and (_WEB_ARCHIVE.search(headers) or not _SENT.search(headers)):
        return "html", "MHTML"  # a web page with its pictures, as Excel and browsers save it: built like a mail
    if len({match[1].lower() for match in _MAIL_HEADER.finditer(headers)}) >= 2:
        return ("emlx" if _APPLE_MAIL.match(head) else "eml"), ""
    if lower.startswith("[internetshortcut]") or name.endswith((".gsheet", ".gdoc", ".url", ".webloc")):
        return "link", ""
    if (lower.startswith("{") and '"doc_id"' in lower) or (len(text) < 600 and GOOGLE.match(text)):
        return "link", ""
    if lower.startswith(("<?xml", "<workbook")) and "urn:schemas-microsoft-com:office:spreadsheet" in lower:
        return "xml2003", ""
    if lower.startswith("<?xml") and "<office:document" in lower and "opendocument.spreadsheet" in text:
        return "fods", ""
    if lower.startswith(("<!doctype html", "<html", "<table", "<head", "<meta", "<style")) or "<html" in lower:
        return "html", ""
    if lower.startswith("mime-version:"):
        return "html", "MHTML"
    if name.endswith((".csv", ".tsv", *ENDINGS)):
        return "csv", ""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if any(min((line.count(mark) for line in lines[:-1] or lines), default=0) >= 2 for mark in ";\t,"):
        return "csv", ""
    return "stranger", "text"


def _sniff_zip(data: bytes) -> tuple[str, str]:
    try:
        return sniff_archive(Archive(data))
    except UnreadableError as problem:
        return problem.name, ""


def sniff_archive(archive: Archive) -> tuple[str, str]:
    """What a zip container is, by the names in it."""
    members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.members}
    try:
        mimetype = archive.read(members["mimetype"], most=200).decode("ascii", "replace")
    except (KeyError, UnreadableError):
        mimetype = ""
    for word, kind, detail in _MIMETYPES:
        if word in mimetype:
            return kind, detail
    if {"[content_types].xml", "xl/workbook.xml", "meta-inf/manifest.xml"} & members.keys():
        return next((kind, detail) for begin, kind, detail in _MEMBERS if any(n.startswith(begin) for n in members))
    if any(name.endswith(".iwa") for name in members):
        return "numbers", ""
    return ("stranger", "android_app") if "androidmanifest.xml" in members else ("zip", "")
