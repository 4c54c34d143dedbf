"""Family K: who has not sent, what is still empty, whom to call."""

from collections.abc import Iterator

from worksheet_kit.checks.registry import Hit, check, fact_check
from worksheet_kit.checks.survey import Survey, joined, not_excel
from worksheet_kit.core.facts import FactName
from worksheet_kit.core.layout import INSTRUCTIONS_SHEET
from worksheet_kit.core.model import Fact, Place, Recipient, Severity, Submission, Verdict
from worksheet_kit.core.names import base_name
from worksheet_kit.kinds import input_kind
from worksheet_kit.values.text import NO_DATA, first_of, letters_only


@check(
    "K401",
    severity=Severity.WARNING,
    title="Kelompok belum mengirim",
    message=(
        "{kelompok} belum mengirim {lembar}[; mungkin ada di antara yang bukan Excel: {lain}]"
        "[; {perbaikan} kembali tanpa diubah, dan kiriman yang menjadi bekalnya tidak ada: sertakan juga]."
    ),
    remedy="Hubungi {kontak}.",
    why="Setiap kelompok diharapkan mengirim sekali; bila satu OPD mengirim sendiri, setiap anggotanya diharapkan.",
)
def _recipient_missing(data: Survey) -> Iterator[Hit]:
    """One hit a recipient. A recipient whose file is held has sent: the file's own finding says what to do."""
    sheets = joined([form.sheet for form in data.forms])
    for recipient in data.dataset.expected:
        code = recipient.code
        if code not in data.dataset.submissions and not data.dataset.held.get(code):
            facts = {
                "kelompok": data.recipient_name(code),
                "lembar": sheets,
                "kontak": _contact(data, recipient),
                "lain": _perhaps(data, recipient),
                "perbaikan": _unchanged(data, recipient),
            }
            yield Hit(facts=facts, recipient=code)


def _perhaps(data: Survey, recipient: Recipient) -> str:
    """Photos and the like that may hold what a recipient has not sent: its own where their folder or mail says so."""
    owners = {file: data.file_recipients.get(file, "") for file in not_excel(data)}
    own = [file for file, owner in owners.items() if owner == recipient.dimension]
    files = own or [file for file, owner in owners.items() if not owner]
    return first_of([base_name(file) for file in files], 5, rest="berkas lain")


def _unchanged(data: Survey, recipient: Recipient) -> str:
    """Corrections of a recipient that nobody has worked on, which say what files said that are not there."""
    lines = (line for line in data.ledger if line.recipient == recipient.code and line.verdict is Verdict.DUPLICATE)
    return first_of([base_name(line.file) for line in lines if line.rows_read], 5, rest="berkas lain")


@check(
    "K402",
    severity=Severity.WARNING,
    title="Lembar masih kosong",
    message="Lembar {lembar} dari {kelompok} masih kosong.",
    remedy="Tanyakan kepada {pengisi}: mungkin yang terkirim berkas asli yang belum diisi.",
    why="Berkas yang disimpan lalu dikirim dari tempat lain sering kali versi sebelum diisi.",
    grouped="Lembar masih kosong",
)
def _sheet_empty(data: Survey) -> Iterator[Hit]:
    """Once a recipient. Silent where a sheet is missing or holds rows without a code: that has its own finding."""
    keyless = data.facts.get(FactName.ROW_WITHOUT_KEY, ())
    answered = {(data.file_recipients.get(fact.place.file, ""), data.form_of(fact)) for fact in keyless}
    filled = {(row.recipient, form.name) for form in data.forms for row in data.rows(form)}
    for code, submission in data.dataset.submissions.items():
        silent = filled | data.missing_sheets | answered
        empty = [form for form in data.forms if (code, form.name) not in silent]
        if empty:
            sheets, form = joined([form.sheet for form in empty]), empty[0]
            place = submission.sheets.get(form.name) or Place(file=submission.files[0], sheet=form.sheet)
            facts = {"lembar": sheets, "kelompok": data.recipient_name(code), "pengisi": _sender(data, submission)}
            yield Hit(facts=facts, place=place, recipient=code, form=form.name)


@check(
    "K403",
    severity=Severity.NOTE,
    title="Identitas belum lengkap",
    message="{isian} di lembar {lembar} dari {kelompok} belum diisi.",
    remedy="Lengkapi agar mudah dihubungi.",
    why="Bila ada isian yang perlu ditanyakan, sekretariat perlu tahu siapa yang mengisi dan nomornya.",
)
def _identity_missing(data: Survey) -> Iterator[Hit]:
    """One hit a recipient, naming all lines that are empty."""
    for code, submission in data.dataset.submissions.items():
        wanted = [line for line in data.profile.identity if line.required]
        empty = [line.label for line in wanted if _says_nothing(submission.identity.get(line.key, ""))]
        if empty:
            facts = {"isian": joined(empty), "lembar": INSTRUCTIONS_SHEET, "kelompok": data.recipient_name(code)}
            yield Hit(facts=facts, place=Place(file=submission.files[0], sheet=INSTRUCTIONS_SHEET), recipient=code)


@check(
    "K404",
    severity=Severity.NOTE,
    title="Nomor identitas tidak utuh",
    message="{isian} di lembar {lembar} dari {kelompok} tersimpan sebagai angka panjang, kemungkinan tidak utuh.",
    remedy="Tanyakan nomornya; ketik dengan tanda petik tunggal di depan agar tersimpan sebagai teks.",
    why="Excel hanya menyimpan 15 digit; nomor yang lebih panjang dan tersimpan sebagai angka berubah di belakang.",
)
def _identity_unreadable(data: Survey) -> Iterator[Hit]:
    for fact in data.facts.get(FactName.IDENTITY_TROUBLE, ()):
        yield _identity_hit(data, fact)


def _identity_hit(data: Survey, fact: Fact) -> Hit:
    """What was typed in a line of the identity part; in words that do not repeat it, since they are passed on."""
    labels = {line.key: line.label for line in data.profile.identity}
    code, typed = data.file_recipients.get(fact.place.file, ""), fact.text("text")
    facts = {
        "isian": labels.get(fact.column, fact.column),
        "lembar": fact.place.sheet or INSTRUCTIONS_SHEET,
        "kelompok": data.recipient_name(code),
    }
    return Hit(facts=facts, place=fact.place, column=fact.column, value=typed, recipient=code)


@check(
    "K405",
    severity=Severity.NOTE,
    title="Isian identitas belum terbaca",
    message="{isian} di lembar {lembar} dari {kelompok} belum terbaca sebagai {diminta}.",
    remedy="Tanyakan isian yang benar; untuk berikutnya, {cara}.",
    why="Nomor yang belum lengkap tidak dapat dihubungi; isiannya tetap disimpan seperti tertulis.",
)
def _identity_of_no_kind(data: Survey) -> Iterator[Hit]:
    fields = {field.key: field for field in data.profile.identity}
    for fact in data.facts.get(FactName.IDENTITY_UNREADABLE, ()):
        kind = input_kind(fields[fact.column].column.kind)
        yield _identity_hit(data, fact).with_facts(diminta=kind.expected, cara=kind.how)


fact_check(
    "K406",
    FactName.NOT_ASKED,
    severity=Severity.NOTE,
    title="Isian identitas yang tidak diminta lagi",
    message="{count} isian di lembar {lembar} ({cells}) di {berkas} tidak diminta lagi, jadi tidak dibaca.",
    remedy="Biarkan; jangan salin isinya ke tempat lain.",
    why="Baris identitas yang sudah dihapus dari pengaturan tidak boleh ikut tersimpan di hasil.",
)


def _says_nothing(text: str) -> bool:
    return not text.strip(" -–—.?") or letters_only(text) in NO_DATA


def _contact(data: Survey, recipient: Recipient) -> str:
    if recipient.agency is not None:
        return data.profile.agency(recipient.agency).short
    members = [data.profile.agency(code).short for code in data.profile.dimension(recipient.dimension).members]
    return f"kelompoknya: {joined(members)}" if members else "ketua kelompoknya"


def _sender(data: Survey, submission: Submission) -> str:
    """Who filled in the workbook, as far as its identity part or the mail says."""
    for line in data.profile.identity:
        name = submission.identity.get(line.key, "").strip()
        if line.required and name and line.list is None:
            return name
    senders = [line.sender for line in data.ledger if line.file in submission.files and line.sender]
    return senders[0] if senders else "pengisinya"
