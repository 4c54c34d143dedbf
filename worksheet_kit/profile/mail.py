"""The post of a region: the letters that go out with its files, the fields in them, and the server that takes them.

A profile says what differs from the letters here, part by part. The text for WhatsApp passes through other people's
hands, so it takes no field that stands for an answer, a list of faults or a person.
"""

import re
from collections.abc import Iterable, Mapping

from worksheet_kit.core.model import Contact, Letter, Mailing, MailServer, Security
from worksheet_kit.profile.faults import Fault, at, nearest
from worksheet_kit.profile.placeholders import PLACEHOLDER
from worksheet_kit.profile.toml import Table, filled_text, opened

SUBJECT_LIMIT, BODY_LIMIT, CHAT_LIMIT = 200, 5000, 1000  # characters; a chat has to fit into the address of a link

_CLOSING = "\n\nPertanyaan: {kontak}\n\nTerima kasih.\n{kantor}"
_RETURN = "dikirim sebagai balasan surel ini paling lambat {tenggat}."

#: What goes out where a profile says nothing else.
LETTERS: Mapping[Mailing, Letter] = {
    Mailing.SHEETS: Letter(
        subject="Kertas kerja bimtek {bimtek} {acara}: {kelompok}",
        body="Yth. {penerima},\n\n"
        "Terlampir kertas kerja bimtek {bimtek} {acara}, {tanggal}: {berkas}\n\n"
        f"Mohon disimpan dulu di laptop, diisi, lalu {_RETURN}\n"
        "Kirim walau belum semua baris lengkap.\n"
        "Tempat: {tempat}\n"
        "Bawa: {bawa}" + _CLOSING,
        chat="Yth. {penerima},\n"
        "Kertas kerja *bimtek {bimtek} {acara}*: {berkas}\n"
        "Mohon disimpan dulu di laptop, diisi, lalu dikirim ke nomor ini sebagai Dokumen paling lambat {tenggat}.\n"
        "Bawa: {bawa}",
    ),
    Mailing.CORRECTIONS: Letter(
        subject="Lembar Perbaikan bimtek {bimtek} {acara}: {kelompok}",
        body="Yth. {penerima},\n\n"
        "Terima kasih atas kirimannya. Terlampir Lembar Perbaikan: {berkas}\n"
        "Ada {jumlah} hal yang perlu dilihat atau diperbaiki:\n\n"
        "{hal}\n\n"
        f"Selnya sudah ditandai. Mohon lanjutkan di berkas ini, bukan di berkas sebelumnya, lalu {_RETURN}" + _CLOSING,
        chat="Yth. {penerima},\n"
        "Lembar Perbaikan *bimtek {bimtek} {acara}*: {berkas}\n"
        "Ada {jumlah} hal yang perlu dilihat atau diperbaiki, selnya sudah ditandai. Mohon lanjutkan di berkas *ini*, "
        "bukan di berkas sebelumnya, dan kirim ke nomor ini sebagai Dokumen paling lambat {tenggat}.",
    ),
    Mailing.DRAFTS: Letter(
        subject="Draf Kelompok bimtek {bimtek} {acara}: {kelompok}",
        body="Yth. {penerima},\n\n"
        "Terlampir Draf Kelompok, isian kelompok dan OPD anggotanya dalam satu berkas: {berkas}\n\n"
        f"Mohon dibahas bersama, dilengkapi di berkas ini, lalu {_RETURN}" + _CLOSING,
        chat="Yth. {penerima},\n"
        "Draf Kelompok *bimtek {bimtek} {acara}*: {berkas}\n"
        "Mohon dibahas bersama, dilengkapi di berkas ini, lalu dikirim ke nomor ini sebagai Dokumen paling lambat "
        "{tenggat}.",
    ),
    Mailing.REMINDERS: Letter(
        subject="Pengingat kertas kerja bimtek {bimtek} {acara}: {kelompok}",
        body="Yth. {penerima},\n\n"
        "Kertas kerja bimtek {bimtek} {acara} belum kami terima: {berkas}\n\n"
        f"Mohon {_RETURN}\n"
        "Kirim walau belum semua baris lengkap. Bila sudah dikirim, abaikan pengingat ini." + _CLOSING,
        chat="Yth. {penerima},\n"
        "Kertas kerja *bimtek {bimtek} {acara}* belum kami terima: {berkas}\n"
        "Mohon dikirim ke nomor ini sebagai Dokumen, bukan foto, paling lambat {tenggat}. Bila sudah dikirim, abaikan "
        "pengingat ini.",
    ),
    Mailing.PRESENTATION: Letter(
        subject="Hasil bimtek {bimtek} {acara}",
        body="Yth. {penerima},\n\n"
        "Terlampir matriks hasil bimtek {bimtek} {acara}, untuk bahan paparan dan perencanaan: {berkas}" + _CLOSING,
        chat="Yth. {penerima},\nMatriks hasil *bimtek {bimtek} {acara}* untuk bahan paparan: {berkas}",
    ),
}

#: The fields of letters, and what each stands for. A line with a field that stands for nothing is left out.
FIELDS: Mapping[str, str] = {
    "penerima": "siapa yang disapa, misalnya Kelompok Smart Governance atau nama resmi OPD",
    "kelompok": "nama kelompok; pada kertas kerja per OPD juga OPD-nya",
    "anggota": "OPD anggota kelompok",
    "daerah": "nama daerah",
    "acara": "nama acara",
    "bimtek": "nomor bimtek",
    "judul": "judul bimtek",
    "tanggal": "tanggal bimtek",
    "tempat": "tempat bimtek",
    "bawa": "bahan yang dibawa",
    "tenggat": "batas waktu",
    "berkas": "nama berkas yang dilampirkan; pada pengingat, yang dikirim dulu",
    "jumlah": "banyaknya hal yang perlu dilihat atau diperbaiki",
    "kantor": "kantor sekretariat",
    "hal": "lima hal pertama yang perlu diperbaiki dan banyaknya yang lain",
    "kontak": "nama dan telepon sekretariat",
}
#: Those that no text for WhatsApp takes: they hold answers, or a person's name.
NOT_IN_CHAT = ("hal", "kontak")

_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


def read_letters(top: Table) -> dict[Mailing, Letter]:
    """The letters of a profile: those above, but for what its tables ``[letter.NAME]`` say."""
    said = top.named("letter", _letter)
    return {mailing: said.get(mailing, letter) for mailing, letter in LETTERS.items()}


def _letter(name: str, entry: object) -> Letter:
    if name not in LETTERS:
        raise Fault(f"surat ini tidak dikenal{nearest(name, LETTERS)}; pilihannya {', '.join(LETTERS)}.")
    standard = LETTERS[Mailing(name)]
    with opened(entry, "subject body chat") as table:
        return Letter(
            subject=_letter_text(table, "subject", standard.subject),
            body=_letter_text(table, "body", standard.body),
            chat=_letter_text(table, "chat", standard.chat),
        )


def _letter_text(table: Table, part: str, standard: str) -> str:
    """The subject, body or chat of a letter, of known fields only."""
    limit = {"subject": SUBJECT_LIMIT, "body": BODY_LIMIT, "chat": CHAT_LIMIT}[part]

    def read(value: object) -> str:
        text = filled_text(value, limit, lines=part != "subject")
        for name in PLACEHOLDER.findall(text):
            _check_field(name, part)
        return text

    return table.get(part, read, standard, default=standard)


def _check_field(name: str, part: str) -> None:
    taken = {"subject": _without("hal"), "body": FIELDS, "chat": _without(*NOT_IN_CHAT)}[part]
    if name not in FIELDS:
        raise Fault(f"{{{name}}} tidak dikenal{nearest(name, FIELDS)}; pilihannya {', '.join(taken)}.")
    if name not in taken:
        where = "judul surel" if part == "subject" else "teks WhatsApp"
        raise Fault(f"{{{name}}} tidak dipakai dalam {where}; pilihannya {', '.join(taken)}.")


def _without(*names: str) -> Iterable[str]:
    return [name for name in FIELDS if name not in names]


def read_mail_server(top: Table, contact: Contact) -> MailServer | None:
    """The server of ``[mail]``, None where there is none; mail is from the contact's address unless it says another."""
    if "mail" not in top:
        return None
    with top.gather, at("mail"), opened(top.values["mail"], "host port security user from") as table:
        security = Security(table.choice("security", Security, Security.STARTTLS))
        return MailServer(
            host=table.get("host", _host, "", "nama server, misalnya smtp.gmail.com"),
            port=table.integer("port", 1, 65535, security.port),
            security=security,
            user=table.text("user", "", limit=200),
            sender=table.email("from") or contact.email,
        )
    return None


def _host(value: object) -> str:
    text = filled_text(value, 253)
    if not _HOST.fullmatch(text):
        raise Fault(f'"{text}" bukan nama server; tulis misalnya smtp.gmail.com.')
    return text
