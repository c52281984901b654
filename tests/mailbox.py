"""A mail server of the tests: it speaks SMTP on a port of its own, keeps what it takes, refuses on demand."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import update

from app.accounts.models import Account
from app.database import transaction
from config import MailServer

SENDER = Address("Chuyển đổi số tỉnh", "cds", "tinh.gov.vn")
SITE = "https://cds.tinh.gov.vn"


@dataclass
class Received:
    """One mail as it came: who it was handed in for, and the message."""

    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, headers decoded."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    def part(self, kind: str) -> str:
        """The text ("plain") or the page ("html")."""
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())


@dataclass
class Mailbox:
    """Handler of the server. `answers` are given to the next recipients before anything is taken."""

    mails: list[Received] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        answer = self.refused.get(address) or (self.answers.pop(0) if self.answers else "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(Received(list(envelope.rcpt_tos), content))
        return "250 OK"

    def to(self, address: str) -> list[Received]:
        """The mails for one address, in the order they came."""
        return [mail for mail in self.mails if address in mail.recipients]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(app: Flask, tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A running server, and the application set up to use it; encrypted where a certificate is given."""
    box, port = Mailbox(), free_port()
    controller = Controller(
        box, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    before = app.config["SETTINGS"]
    host, security = ("localhost", "starttls") if tls else ("127.0.0.1", "none")
    app.config["SETTINGS"] = replace(
        before, mail=MailServer(host, port, security, "", "", SENDER), public_url=SITE
    )
    try:
        yield box
    finally:
        app.config["SETTINGS"] = before
        controller.stop()


def address_of(account_id: int) -> str:
    """The address `give_addresses` gives to an account."""
    return f"nguoi{account_id}@tinh.gov.vn"


def give_addresses(*accounts: Account, mode: str = "each") -> None:
    """Register an address for these accounts, and how they want their mail."""
    for account_id in [account.id for account in accounts]:
        with transaction() as session:
            session.execute(
                update(Account)
                .where(Account.id == account_id)
                .values(email=address_of(account_id), mail_mode=mode)
            )
