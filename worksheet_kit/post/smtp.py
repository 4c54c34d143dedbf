"""Sending messages by SMTP, one after the other, so that stopping at any moment loses nothing and doubles nothing.

The journal hears of each attempt before it begins and of its end. What the server refuses, and a line that is lost,
concern that message alone. The way to the server is always encrypted, and its certificate always checked.
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import MailServer, Security
from worksheet_kit.post.drafts import outgoing
from worksheet_kit.post.journal import Line, Way, Writer, line_of
from worksheet_kit.post.letters import Message, Person

PATIENCE = 60.0  # seconds for one answer of the server
_OWN_NAME = "[127.0.0.1]"  # who calls: no name of this computer leaves it (RFC 5321, 4.1.3)


#: What is wrong with a certificate, by OpenSSL's number for it (X509_V_ERR, openssl/x509_vfy.h).
_CERTIFICATE = {
    **dict.fromkeys((9, 10), "tanggal sertifikatnya tidak berlaku; cek juga tanggal komputer ini"),
    **dict.fromkeys((18, 19, 20, 21), "sertifikatnya dari penerbit yang tidak dikenal komputer ini"),
    **dict.fromkeys((62, 64), "sertifikatnya untuk server dengan nama lain"),
}


class _Refused(Exception):
    """The server does not take a message: ``code`` 5xx for good, 4xx for now."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__()
        self.code = code
        self.words = f"{code} {words.decode('utf-8', 'replace')}"


def send(
    server: MailServer,
    password: str,
    messages: Iterable[Message],
    writer: Writer,
    *,
    now: Callable[[], datetime],
    patience: float = PATIENCE,
) -> Iterator[tuple[Message, Line, tuple[Person, ...]]]:
    """Send messages and say of each how it ended, with those of its people whom the server refused.

    Raises UsageError, with nothing sent since the last word, when there is no server to hand them in to; OutputError
    when the journal cannot be written.
    """
    line = _Connection(server, password, patience)
    with contextlib.closing(line):
        for message in messages:
            line.open()
            data = outgoing(message, server.sender, message.to, now())
            writer.add([line_of(message, Way.SENDING)])
            way, words, refused = _hand_in(line, server.sender, message, data)
            end = line_of(message, way, words)
            writer.add([end])
            yield message, end, refused


def send_to_oneself(
    server: MailServer, password: str, message: Message, address: str, *, at: datetime, patience: float = PATIENCE
) -> None:
    """Send a message to an address of one's own instead of its recipient's; the journal does not hear of it.

    Raises UsageError when it does not go out.
    """
    line = _Connection(server, password, patience)
    oneself = Person(name="", address=address)
    with contextlib.closing(line):
        line.open()
        try:
            line.transaction(server.sender, [oneself], outgoing(message, server.sender, [oneself], at))
        except (_Refused, smtplib.SMTPException, OSError) as problem:
            raise UsageError(f"Surel percobaan tidak diterima server: {_reason(problem)}") from None


def _hand_in(line: "_Connection", sender: str, message: Message, data: bytes) -> tuple[Way, str, tuple[Person, ...]]:
    """Hand in a message; where the line was lost before its text went over, once more over a new one."""
    for is_last in (False, True):
        try:
            words, refused = line.transaction(sender, message.to, data)
        except _Refused as problem:
            return (Way.REFUSED if problem.code >= 500 else Way.POSTPONED), problem.words, message.to
        except (smtplib.SMTPException, OSError, UsageError) as problem:
            if line.is_text_over:
                return Way.SENDING, "", ()
            if is_last or isinstance(problem, UsageError):
                return Way.POSTPONED, _reason(problem), ()
        else:
            if refused:
                words = f"{len(refused)} dari {len(message.to)} alamat ditolak; {words}"
            return Way.SENT, words, refused
    raise AssertionError("the second attempt has an end")


class _Connection:
    """The line to a server, opened again when it is needed and was lost."""

    def __init__(self, server: MailServer, password: str, patience: float) -> None:
        self._server, self._password, self._patience = server, password, patience
        self._client: smtplib.SMTP | None = None
        self.is_text_over = False  # whether the text of the last message may have reached the server

    def open(self) -> smtplib.SMTP:
        """The open line. Raises UsageError when there is no server, it is another one, or it refuses the login."""
        if self._client is None:
            self._client = self._connected()
        return self._client

    def close(self) -> None:
        """Say goodbye, if anybody is there."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def transaction(self, sender: str, to: Iterable[Person], data: bytes) -> tuple[str, tuple[Person, ...]]:
        """Hand in one message: what the server says to it, and whom of those it is for it refuses.

        Raises _Refused when it takes it for nobody; SMTPException or OSError when the line is lost.
        """
        self.is_text_over = False
        client = self.open()
        refused: list[Person] = []
        try:
            _take(client.mail(sender, [f"size={len(data)}"] if client.has_extn("size") else []))
            people = tuple(to)
            problem: _Refused | None = None
            for person in people:
                try:
                    _take(client.rcpt(person.address))
                except _Refused as why:
                    problem = problem or why
                    refused.append(person)
            if problem is not None and len(refused) == len(people):
                raise problem
            words = self._text(client, data)
        except _Refused as why:
            if why.code == 421:  # the server is about to leave
                self.close()
            else:
                self._forget(client)
            raise
        except (smtplib.SMTPException, OSError):
            self.close()
            raise
        return words, tuple(refused)

    def _forget(self, client: smtplib.SMTP) -> None:
        """Begin anew after a refusal, over another line where this one is gone."""
        try:
            client.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _text(self, client: smtplib.SMTP, data: bytes) -> str:
        code, answer = client.docmd("DATA")
        if code != 354:
            raise _Refused(code, answer)
        self.is_text_over = True
        client.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        answered = client.getreply()
        if answered[0] // 100 not in (2, 4, 5):  # neither taken nor refused
            raise smtplib.SMTPServerDisconnected
        self.is_text_over = False
        return _take(answered)

    def _connected(self) -> smtplib.SMTP:
        server, trusted = self._server, ssl.create_default_context()
        try:
            if server.security is Security.TLS:
                client: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, _OWN_NAME, timeout=self._patience, context=trusted
                )
            else:
                client = smtplib.SMTP(server.host, server.port, _OWN_NAME, timeout=self._patience)
        except (smtplib.SMTPException, OSError) as problem:
            raise UsageError(f"Server surel {server.host}:{server.port} {_not_reached(problem)}") from None
        try:
            if server.security is Security.STARTTLS:
                client.starttls(context=trusted)
            client.ehlo_or_helo_if_needed()
            if server.user:
                client.login(server.user, self._password)
        except UnicodeEncodeError:
            client.close()
            raise UsageError("Kata sandi atau nama pengguna surel memuat huruf di luar ASCII. Ketik lagi.") from None
        except (smtplib.SMTPException, OSError) as problem:
            client.close()
            raise UsageError(f"Server surel {server.host}:{server.port} {_not_reached(problem)}") from None
        return client


def _take(answer: tuple[int, bytes]) -> str:
    """What the server says to a step that it takes. Raises _Refused."""
    code, words = answer
    if code == -1:
        raise smtplib.SMTPServerDisconnected
    if code // 100 != 2:
        raise _Refused(code, words)
    return f"{code} {words.decode('utf-8', 'replace')}"


def _reason(problem: BaseException) -> str:
    """Why a message did not go out, in a few words."""
    if isinstance(problem, _Refused):
        return problem.words
    return "server tidak menjawab" if isinstance(problem, TimeoutError) else "sambungan terputus"


def _not_reached(problem: BaseException) -> str:
    """Why there is no server to hand in to, as the end of a sentence that begins with its name."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        why = _CERTIFICATE.get(problem.verify_code, "sertifikatnya tidak sah")
        return f"tidak dapat dipastikan: {why}. Tidak ada yang dikirim. Cek di Pengaturan, atau tanya pengelola surel."
    if isinstance(problem, ssl.SSLError):
        return "tidak menjawab dengan TLS. Coba keamanan lain (tls atau starttls) dan port-nya di Pengaturan."
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return "tidak menyediakan STARTTLS atau login, jadi tidak ada yang dikirim. Coba keamanan tls dengan port 465."
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return f"tidak menerima nama pengguna atau kata sandi ({problem.smtp_code})."
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"menolak sambungan ({problem.smtp_code})."
    return (
        "tidak dapat dihubungi. Cek jaringan dan nama server di Pengaturan, lalu ulangi; yang sudah terkirim dicatat."
    )
