"""Notices by mail, received by a real server: what they say, to whom, when they fail, and that they stop."""

import re
import smtplib
import ssl
import subprocess
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, history, jobs, mail_server, outbox
from app.accounts.models import Account, RoleGrant
from app.assessments.models import Assessment
from app.database import transaction
from app.extensions import db
from app.mail_server import Letter
from app.messages import mails as messages
from app.notifications.models import Mail, Notification
from app.outbox import CannotBeDone, OutboxMessage
from config import MailServer
from tests import stages
from tests.factories import World
from tests.mailbox import SENDER, SITE, Mailbox, Received, address_of, give_addresses, serving

MARK = "87,123"  # points as they are written; no mail may carry such a number


class Killed(BaseException):
    """The process ends here, without any clean-up of its own."""


def submitted(world: World, reason: str | None = None) -> None:
    """The specialist hands in the form, as the workflow leaves it behind."""
    actor, number = world.actor("specialist"), world.assessment.id
    with transaction() as session:
        assessment = session.get_one(Assessment, number)
        source, assessment.state = assessment.state, "awaiting_confirmation"
        history.append(
            session, "assessment", number, "transition", actor, "specialist",
            transition="submit", source=source, target="awaiting_confirmation", comment=reason,
        )  # fmt: skip
        outbox.put(session, "tell_leader", subject_type="assessment", subject_id=number, actor_id=actor.id)


def reminded(world: World, *accounts: Account, title: str = "Sắp hết hạn", **item: int) -> None:
    """An operation that tells named people something about the round (or the item given)."""
    with transaction() as session:
        outbox.put(
            session,
            "notify",
            kind="x",
            data={"title": title, "text": "Còn 3 ngày."},
            accounts=[account.id for account in accounts],
            **(item or {"round_id": world.round.id}),
        )


def work(app: Flask) -> jobs.Outcome:
    """Do everything that waits."""
    return jobs.drain(app, in_process=True)


def mail_messages() -> list[OutboxMessage]:
    """The outbox messages that ask for a mail, as they are stored now."""
    db.session.rollback()
    query = select(OutboxMessage).where(OutboxMessage.topic == "send_mail").order_by(OutboxMessage.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def kept() -> list[Mail]:
    """The mails written down."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


# --- what arrives -----------------------------------------------------------------------------------------


def test_the_leader_gets_a_mail_that_says_what_waits_with_one_link(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.leader)
    submitted(world)
    assert work(app) == jobs.Outcome(done=2)
    [mail] = mailbox.mails
    notice = db.session.scalars(select(Notification)).one()
    link = f"{SITE}/thong-bao/{notice.id}"
    assert mail.recipients == [address_of(world.leader.id)]
    assert mail.subject == "Sở Tư pháp: phiếu đã trình, chờ xác nhận"
    assert mail.message["From"].addresses[0] == SENDER
    assert mail.message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = mail.part(kind)
        assert f"Kính gửi anh/chị {world.leader.full_name}," in text
        assert f"{world.specialist.full_name} đã trình phiếu số liệu." in text
        assert "Đúng thì bấm “Xác nhận”" in text
        assert re.findall(r"https?://[^\s\"<]+", text) == [link]
    assert "<" not in mail.part("plain").replace("<b>", "")
    assert notice.mailed_at is not None
    [row] = kept()
    assert (row.account_id, row.address, row.kind) == (
        world.leader.id, address_of(world.leader.id), "assessment.submit.leader",
    )  # fmt: skip
    assert row.subject == mail.subject


def test_everybody_gets_a_mail_of_their_own_in_the_order_of_the_notices(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.specialist, world.leader)
    for n in (1, 2):
        reminded(world, world.specialist, world.leader, title=f"Nhắc việc {n}")
    work(app)
    assert [mail.recipients for mail in mailbox.mails] == [
        [address_of(world.specialist.id)],
        [address_of(world.leader.id)],
    ] * 2
    assert [mail.subject[-1] for mail in mailbox.mails] == ["1", "1", "2", "2"]
    assert not any(mail.message["Cc"] or mail.message["Bcc"] for mail in mailbox.mails)
    for mail in mailbox.mails:
        assert [one.addr_spec for one in mail.message["To"].addresses] == mail.recipients


@pytest.mark.parametrize("words", range(1, 30))
def test_a_long_vietnamese_subject_and_name_arrive_letter_for_letter(words: int) -> None:
    text = " ".join(["thẩm", "định", "(lần 2),", "the", "xác", "nhận:", "Nguyễn"] * 5)
    said = " ".join(text.split()[:words])
    letter = Letter(said, "Nội dung", "<p>Nội dung</p>")
    made = mail_server.compose(letter, SENDER, said, "a@tinh.gov.vn", 1, clock.now())
    raw = made.as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998
    mail = Received([], raw)
    assert mail.subject == said
    written = message_from_bytes(raw, policy=compat32)["To"]
    assert str(make_header(decode_header(written))) == f"{said} <a@tinh.gov.vn>"
    assert mail.message["From"].addresses[0] == SENDER


def test_a_line_break_in_a_title_adds_no_header(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader)
    reminded(world, world.leader, title="Sắp hết hạn\r\nBcc: nguoi.khac@do.vn\n\nThân thư giả")
    work(app)
    [mail] = mailbox.mails
    assert mail.message["Bcc"] is None
    assert mail.subject == "Sắp hết hạn Bcc: nguoi.khac@do.vn Thân thư giả"
    assert mail.recipients == [address_of(world.leader.id)]


def test_markup_in_a_title_stays_text(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader)
    reminded(world, world.leader, title='<a href="https://do.vn">Bấm</a>')
    work(app)
    [mail] = mailbox.mails
    assert 'href="https://do.vn"' not in mail.part("html")
    assert "&lt;a href=" in mail.part("html")


def test_what_people_type_does_not_leave_by_mail(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader)
    submitted(world, reason=f"Đơn vị bạn được {MARK} điểm")
    work(app)
    [mail] = mailbox.mails
    assert "Lý do được ghi trong phần mềm." in mail.part("plain")
    assert MARK not in mail.part("plain") + mail.part("html") + mail.subject


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_up_to_the_decision_no_mail_carries_a_number_of_points(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    session = world.make.session
    give_addresses(*session.scalars(select(Account)))
    stages.decided(world)
    assert jobs.drain(app, only=OutboxMessage.topic != "render_document").failed == 0
    assert len({mail.recipients[0] for mail in mailbox.mails}) > 8
    number = re.compile(r"\d+[.,]\d+|(?:hạng|điểm)\W{0,3}\d|\d+ điểm", re.IGNORECASE)
    for mail in mailbox.mails:
        text = mail.subject + mail.part("plain")
        assert number.findall(text) == [], text


# --- to whom not ------------------------------------------------------------------------------------------


def test_without_a_mail_server_nothing_is_queued(app: Flask, world: World) -> None:
    give_addresses(world.leader)
    submitted(world)
    assert work(app) == jobs.Outcome(done=1)
    assert mail_messages() == []


@pytest.mark.parametrize("mode", ["daily", "none"])
def test_who_chose_otherwise_gets_no_mail_for_each_notice(
    app: Flask, world: World, mailbox: Mailbox, mode: str
) -> None:
    give_addresses(world.leader, mode=mode)
    submitted(world)
    work(app)
    assert mailbox.mails == []
    assert db.session.query(Notification).count() == 1


def test_an_account_without_an_address_gets_its_notice_only(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    submitted(world)
    assert work(app) == jobs.Outcome(done=1)
    assert mailbox.mails == []


def queued(app: Flask) -> None:
    """The notice is written, its mail waits."""
    assert jobs.drain(app, in_process=True, only=OutboxMessage.topic != "send_mail").done == 1


def change(model: Any, number: int, **values: Any) -> None:
    """Change a row between telling and sending."""
    with transaction() as session:
        row = session.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"is_active": False}, messages.NO_PERSON),
        ({"email": ""}, messages.NO_ADDRESS),
        ({"mail_mode": "none"}, messages.NOT_WANTED),
    ],
)
def test_who_left_or_changed_their_mind_meanwhile_gets_nothing(
    app: Flask, world: World, mailbox: Mailbox, values: dict[str, Any], said: str
) -> None:
    give_addresses(world.leader)
    submitted(world)
    queued(app)
    change(Account, world.leader.id, **values)
    assert work(app) == jobs.Outcome(done=1)
    assert mailbox.mails == []
    assert [message.error for message in mail_messages()] == [said]
    assert kept() == []


def test_who_may_no_longer_see_the_item_gets_nothing(app: Flask, world: World, mailbox: Mailbox) -> None:
    appraiser = world.person("appraiser")
    give_addresses(appraiser)
    change(Assessment, world.assessment.id, state="appraising")
    reminded(world, appraiser, assessment_id=world.assessment.id)
    queued(app)
    with transaction() as session:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.account_id == appraiser.id)):
            grant.ended_at = clock.now()
    assert work(app) == jobs.Outcome(done=1)
    assert mailbox.mails == []
    assert [message.error for message in mail_messages()] == [messages.NOT_KNOWN]
    assert db.session.scalars(select(Notification)).one().mailed_at is None


# --- failures ---------------------------------------------------------------------------------------------


def test_a_refused_recipient_is_given_up_at_once_with_the_servers_reason(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.leader)
    mailbox.refused[address_of(world.leader.id)] = "550 5.1.1 no such mailbox"
    submitted(world)
    assert work(app) == jobs.Outcome(done=1, failed=1)
    [message] = mail_messages()
    assert message.dead_at is not None
    assert message.attempts == 1
    assert message.error == "Máy chủ thư từ chối người nhận: 550 5.1.1 no such mailbox"
    assert kept() == []


def test_a_busy_server_is_tried_again_with_the_same_message_id(
    app: Flask, world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    hand_in = mail_server.hand_in

    def watched(server: MailServer, message: Any) -> None:
        tried.append(message["Message-ID"])
        hand_in(server, message)

    monkeypatch.setattr(mail_server, "hand_in", watched)
    give_addresses(world.leader)
    mailbox.answers = ["451 4.3.0 try later"]
    submitted(world)
    assert work(app) == jobs.Outcome(done=1, failed=1)
    [message] = mail_messages()
    assert message.dead_at is None
    assert message.error == "Máy chủ thư chưa nhận thư cho người này, sẽ thử lại: 451 4.3.0 try later"
    with clock.at(clock.now() + timedelta(seconds=11)):
        assert work(app) == jobs.Outcome(done=1)
    [mail] = mailbox.mails
    assert tried == [mail.message["Message-ID"]] * 2
    assert mail_messages()[0].error is None


def test_a_server_that_is_not_there_is_tried_again(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader)
    submitted(world)
    queued(app)
    settings = app.config["SETTINGS"]
    nowhere = MailServer("127.0.0.1", 1, "none", "", "", SENDER)
    app.config["SETTINGS"] = type(settings)(**{**vars(settings), "mail": nowhere})
    assert work(app) == jobs.Outcome(failed=1)
    [message] = mail_messages()
    assert message.dead_at is None
    assert str(message.error).startswith("Không nối được với máy chủ thư 127.0.0.1")


def test_a_worker_that_dies_after_sending_sends_again_and_both_are_recognisable(
    app: Flask, world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise Killed

    give_addresses(world.leader)
    submitted(world)
    queued(app)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setitem(jobs.HANDLERS, "send_mail", killed)
        work(app)
    assert kept() == []
    with clock.at(clock.now() + jobs.CLAIM_HOLDS):
        assert work(app) == jobs.Outcome(done=1)
    first, second = mailbox.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert len(kept()) == 1


def test_nothing_is_mailed_for_an_action_that_was_rolled_back(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.leader)
    with pytest.raises(Killed), transaction() as session:
        outbox.put(session, "tell_leader", subject_type="assessment", subject_id=world.assessment.id)
        session.flush()
        raise Killed
    assert work(app) == jobs.Outcome()
    assert mailbox.mails == []


def test_a_crash_between_notice_and_mail_leaves_neither_and_then_brings_both_once(
    app: Flask, world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_addresses(world.leader)
    submitted(world)

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(outbox, "put", killed)
        work(app)
    assert db.session.query(Notification).count() == 0
    with clock.at(clock.now() + jobs.CLAIM_HOLDS):
        work(app)
    assert len(mailbox.mails) == 1
    db.session.rollback()
    assert db.session.query(Notification).count() == 1


# --- the server itself ------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_mail_goes_encrypted_to_a_server_whose_certificate_is_trusted(
    app: Flask, world: World, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    give_addresses(world.leader)
    with serving(app, tls=context) as box:
        submitted(world)
        assert work(app).failed == 1
        assert box.mails == [], "a certificate nobody vouches for"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with clock.at(clock.now() + timedelta(minutes=1)):
            assert work(app) == jobs.Outcome(done=1)
        assert len(box.mails) == 1


def failure_of(error: Exception, monkeypatch: pytest.MonkeyPatch) -> CannotBeDone:
    """What becomes of an error of the connection."""

    def failing(_server: MailServer) -> smtplib.SMTP:
        raise error

    monkeypatch.setattr(mail_server, "connected", failing)
    server = MailServer("thu", 25, "none", "", "", SENDER)
    letter = Letter("Chủ đề", "Nội dung", "<p>Nội dung</p>")
    message = mail_server.compose(letter, SENDER, "Nguyễn Văn A", "a@tinh.gov.vn", 1, clock.now())
    with pytest.raises(CannotBeDone) as caught:
        mail_server.hand_in(server, message)
    return caught.value


@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (smtplib.SMTPRecipientsRefused({"a@tinh.gov.vn": (452, b"full")}), False),
        (smtplib.SMTPRecipientsRefused({"a@tinh.gov.vn": (550, b"unknown")}), True),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPSenderRefused(550, b"not you", "cds@tinh.gov.vn"), True),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), True),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (smtplib.SMTPConnectError(554, b"no service"), False),
        (TimeoutError("timed out"), False),
        (ssl.SSLCertVerificationError("self-signed"), False),
    ],
)
def test_only_what_will_be_refused_again_is_given_up(
    error: Exception, for_good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failure_of(error, monkeypatch).for_good is for_good


@pytest.mark.parametrize("address", ["", "a", "a@", "a@b\r\nBcc: c@d.vn", "a b@c.vn"])
def test_an_address_that_is_none_is_given_up(address: str) -> None:
    letter = Letter("Chủ đề", "Nội dung", "<p>Nội dung</p>")
    with pytest.raises(CannotBeDone) as caught:
        mail_server.compose(letter, SENDER, "Nguyễn Văn A", address, 1, clock.now())
    assert caught.value.for_good
