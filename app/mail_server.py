"""Handing one message to the mail server, and telling what can be tried again from what cannot.

The standard library's `smtplib` and `email` do all that is needed (one short connection for a message,
STARTTLS, UTF-8 headers); a library more would be one more thing to keep patched.
"""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from app import clock
from app.messages import mails as messages
from app.outbox import CannotBeDone
from config import MailServer

TIMEOUT_SECONDS = 30.0
LONGEST_SUBJECT = 200  # characters
FOR_GOOD = range(500, 600)  # RFC 5321, 4.2.1: the same command will be refused again


class Folding(EmailPolicy):
    """The library's policy for SMTP, but for how Vietnamese headers are broken into lines: its own way loses
    the space between two encoded words (RFC 2047, 6.2: spaces between them do not count), so that "chờ xác"
    arrives as "chờxác". The older class puts every space inside an encoded word."""

    def fold(self, name: str, value: Any) -> str:
        """A header as it is sent."""
        if str(value).isascii():
            return super().fold(name, value)
        if hasattr(value, "addresses"):
            text = ", ".join(self.person(one) for one in value.addresses)
        else:
            text = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {text}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def person(self, one: Address) -> str:
        """A name and its address."""
        name = Header(one.display_name, "utf-8", header_name="From").encode(linesep=self.linesep)
        return f"{name} <{one.addr_spec}>"


POLICY = Folding(linesep="\r\n")


@dataclass(frozen=True)
class Letter:
    """What a mail says: the subject, and the same content as plain text and as HTML."""

    subject: str
    text: str
    html: str


def one_line(text: str) -> str:
    """A text fit for a header: no line breaks or control characters, so that nothing slips in behind it."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(plain.split())[:LONGEST_SUBJECT]


def compose(
    letter: Letter, sender: Address, name: str, address: str, number: int, made_at: datetime
) -> EmailMessage:
    """A message to one person. `number` and `made_at` are those of the outbox message: they make the
    Message-ID, which therefore stays the same however often the message is tried.

    Raises CannotBeDone for an address that no mail can be sent to.
    """
    message = EmailMessage(policy=POLICY)
    try:
        message["To"] = Address(display_name=one_line(name), addr_spec=address)
    except (ValueError, IndexError) as error:  # also what the parser of addresses raises
        raise CannotBeDone(messages.BAD_ADDRESS.format(address=one_line(address)), for_good=True) from error
    message["From"] = sender
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(clock.local(clock.now()))
    message["Message-ID"] = f"<thong-bao.{number}.{made_at:%Y%m%d%H%M%S}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")  # seven bits: any server passes them on
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def hand_in(server: MailServer, message: EmailMessage) -> None:
    """Give one message to the server, which has it when this returns.

    Raises CannotBeDone: for good where the server refuses this person or this content (5xx), for now where
    it cannot be reached, is busy (4xx) or does not take our name and password.
    """
    try:
        with connected(server) as connection:
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, reply)] = error.recipients.values()
        words = messages.RECIPIENT_REFUSED if code in FOR_GOOD else messages.RECIPIENT_LATER
        raise refusal(words, code, reply) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise refusal(messages.MESSAGE_REFUSED, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise CannotBeDone(messages.NOT_SUPPORTED.format(reason=error), for_good=True) from error
    except smtplib.SMTPAuthenticationError as error:
        reason = spoken(error.smtp_code, error.smtp_error)
        raise CannotBeDone(messages.NOT_LET_IN.format(reason=reason)) from error
    except (smtplib.SMTPException, OSError) as error:  # OSError: also what is wrong with the certificate
        raise CannotBeDone(
            messages.NOT_REACHED.format(host=server.host, reason=one_line(str(error)))
        ) from error


def connected(server: MailServer) -> smtplib.SMTP:
    """A connection, encrypted and signed in as the settings say."""
    trusted = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=trusted
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=trusted)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def refusal(words: str, code: int, reply: bytes | str) -> CannotBeDone:
    """What the server said, and whether it is its last word."""
    return CannotBeDone(words.format(reason=spoken(code, reply)), for_good=code in FOR_GOOD)


def spoken(code: int, reply: bytes | str) -> str:
    """A reply of the server on one line: "550 no such user"."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(f"{code} {text}")
