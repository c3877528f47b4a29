"""A real mail server on loopback, as the tests of letters by e-mail need it."""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings

from tests.support.postgresql import free_port


class Postbox:
    """What a mail server does with messages: keeps them, or refuses some, or falls silent once it has one."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.drops: set[str] = set()
        # What is answered to a recipient the next times, in order; and to everybody, once it has taken so many.
        self.later: dict[str, list[str]] = {}
        self.limit: int | None = None
        self.senders: list[str] = []
        self.port = free_port()

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.limit is not None and len(self.received) >= self.limit:
            return "451 4.7.1 Too many messages, try again later"
        if self.later.get(address):
            return self.later[address].pop(0)
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.senders.append(envelope.mail_from or "")
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.drops & set(envelope.rcpt_tos):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 Taken"

    def letters(self) -> dict[str, EmailMessage]:
        """The messages by address."""
        return {str(message["To"]): message for message in self.received}


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    use_mail_server(settings, box.port)
    yield box
    server.stop()


def use_mail_server(settings: Settings, port: int) -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": "127.0.0.1", "port": port, "timeout": 2}
    server = {"BACKEND": backend, "OPTIONS": options}
    settings.MAILERS = {"default": server, "direct": server}
