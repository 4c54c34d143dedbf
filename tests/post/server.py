"""A real mail server on this computer, with a certificate of its own authority, that does what it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from worksheet_kit.core.model import MailServer, Security

#: The library does not know that a line that begins with TLS needs no STARTTLS.
OWN_LOGIN = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
USER, PASSWORD = "sekretariat", "rahasia-kenari"


@dataclass
class Post:
    """What the server has got, and how it behaves. Numbers count messages from 1, in the order they begin."""

    refuses: dict[str, str] = field(default_factory=dict)  # address -> answer to it
    drops_before_text: set[int] = field(default_factory=set)
    drops_after_text: set[int] = field(default_factory=set)
    answers: dict[int, str] = field(default_factory=dict)  # message -> answer to its text
    slow: dict[int, float] = field(default_factory=dict)  # message -> seconds before the answer
    is_gone_after: int = 10**9  # messages
    begun: int = 0
    logins: int = 0
    got: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            message
            for _, data in self.got
            if isinstance(message := message_from_bytes(data, policy=default), EmailMessage)
        ]

    @property
    def reached(self) -> list[tuple[str, ...]]:
        """The addresses of each message that was taken."""
        return [addresses for addresses, _ in self.got]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if self.begun >= self.is_gone_after and server.transport is not None:
            server.transport.abort()
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.begun += 1
        if self.begun in self.drops_before_text:
            assert server.transport is not None
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        number = self.begun
        if number in self.drops_after_text:
            assert server.transport is not None
            server.transport.abort()
        await asyncio.sleep(self.slow.get(number, 0))
        if number in self.answers:
            return self.answers[number]
        assert isinstance(envelope.content, bytes)
        self.got.append((tuple(envelope.rcpt_tos), envelope.content))
        return f"250 2.0.0 diterima sebagai {number}"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        self.logins += 1
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


class Listening(Controller):
    """A server at whichever port is free, which a busy machine may take its time to start."""

    def __init__(self, post: Post, **settings: Any) -> None:
        super().__init__(post, hostname="127.0.0.1", port=0, ready_timeout=300, **settings)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(post: Post, authority: trustme.CA, security: Security, name: str = "localhost") -> Iterator[MailServer]:
    """The server while it runs; ``name`` is whom its certificate is for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    is_starttls = security is Security.STARTTLS
    controller = Listening(
        post,
        ssl_context=None if is_starttls else context,
        tls_context=context if is_starttls else None,
        require_starttls=is_starttls,
        authenticator=post.login,
        auth_required=True,
        auth_require_tls=is_starttls,
        ident="uji",
    )
    controller.start()
    try:
        yield MailServer(
            host="localhost", port=controller.port, security=security, user=USER, sender="kominfo@kota.go.id"
        )
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The authority's certificate where this computer looks for those it trusts."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file
