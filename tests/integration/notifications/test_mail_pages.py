"""Choosing how mail comes, the unread filter, where a mail's link leads, and what could not be sent."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import jobs, outbox
from app.accounts.models import Account
from app.database import transaction
from app.extensions import db
from app.history import Event
from app.notifications import queries
from app.notifications.models import Notification
from app.outbox import OutboxMessage
from tests.factories import World
from tests.mailbox import Mailbox, address_of, give_addresses

SignIn = Callable[[Account], FlaskClient]
UNDONE = "/thong-bao/chua-gui-duoc"


def tell(app: Flask, world: World, account: Account, title: str = "Nhắc việc") -> int:
    """A notice for one person; returns its number."""
    with transaction() as session:
        outbox.put(
            session, "notify", kind="x", data={"title": title, "text": "Còn 3 ngày.", "reason": "Gấp lắm"},
            accounts=[account.id], round_id=world.round.id,
        )  # fmt: skip
    jobs.drain(app, in_process=True)
    db.session.rollback()
    return db.session.scalars(select(Notification.id).order_by(Notification.id.desc())).first() or 0


def refused(app: Flask, world: World, mailbox: Mailbox) -> int:
    """A mail that the server will not take; returns the number of its message."""
    give_addresses(world.leader)
    mailbox.refused[address_of(world.leader.id)] = "550 no such mailbox"
    tell(app, world, world.leader)
    return db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.dead_at.is_not(None))).one()


def test_a_person_chooses_how_mail_comes_and_the_journal_says_so(
    app: Flask, world: World, mailbox: Mailbox, act_as: SignIn
) -> None:
    give_addresses(world.leader)
    account = world.leader
    client = act_as(account)
    page = client.get("/thong-bao").get_data(as_text=True)
    assert address_of(account.id) in page
    assert 'value="each" checked' in page
    assert client.post("/thong-bao/cach-nhan-thu", data={"mail_mode": "daily"}).status_code == 302
    assert 'value="daily" checked' in client.get("/thong-bao").get_data(as_text=True)
    event = db.session.scalars(select(Event).where(Event.kind == "mail_mode_chosen")).one()
    assert (event.subject_id, event.data) == (account.id, {"mail_mode": ["each", "daily"]})
    client.post("/thong-bao/cach-nhan-thu", data={"mail_mode": "daily"})
    assert db.session.query(Event).filter_by(kind="mail_mode_chosen").count() == 1
    assert client.post("/thong-bao/cach-nhan-thu", data={"mail_mode": "hourly"}).status_code == 422


def test_without_a_mail_server_the_page_does_not_speak_of_mail(
    app: Flask, world: World, act_as: SignIn
) -> None:
    assert "thư điện tử" not in act_as(world.leader).get("/thong-bao").get_data(as_text=True)


def test_the_list_can_be_narrowed_to_what_is_unread(app: Flask, world: World, act_as: SignIn) -> None:
    account = world.leader
    read = tell(app, world, account, "Đã xem rồi")
    tell(app, world, account, "Chưa xem tới")
    client = act_as(account)
    client.post(f"/thong-bao/{read}")
    page = client.get("/thong-bao?loc=chua-doc").get_data(as_text=True)
    assert "Chưa xem tới" in page
    assert "Đã xem rồi" not in page


def test_the_link_of_a_mail_shows_the_notice_and_changes_nothing(
    app: Flask, world: World, act_as: SignIn
) -> None:
    account = world.leader
    number = tell(app, world, account)
    page = act_as(account).get(f"/thong-bao/{number}").get_data(as_text=True)
    assert "Nhắc việc" in page
    assert "Gấp lắm" in page
    assert queries.unread_count(world.make.actor(account)) == 1
    assert act_as(world.specialist).get(f"/thong-bao/{number}").status_code == 404


def test_the_administrator_sees_what_failed_and_has_it_sent_again(
    app: Flask, world: World, mailbox: Mailbox, act_as: SignIn
) -> None:
    number = refused(app, world, mailbox)
    person, address = world.leader.full_name, address_of(world.leader.id)
    client = act_as(world.person("administrator"))
    assert "Thư và việc nền chưa gửi được" in client.get("/viec-can-lam").get_data(as_text=True)
    page = client.get(UNDONE).get_data(as_text=True)
    assert "Máy chủ thư từ chối người nhận: 550 no such mailbox" in page
    assert f"{person} &lt;{address}&gt;" in page
    mailbox.refused.clear()
    assert client.post(f"{UNDONE}/{number}").status_code == 302
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    assert len(mailbox.mails) == 1
    assert "Không có thư hay việc nền nào chưa gửi được" in client.get(UNDONE).get_data(as_text=True)
    event = db.session.scalars(select(Event).where(Event.kind == "job_put_back")).one()
    assert event.data["person"] == f"{person} <{address}>"
    assert client.post(f"{UNDONE}/{number}").status_code == 404
    assert "Làm lại việc nền chưa làm được" in client.get("/nhat-ky").get_data(as_text=True)


def test_another_authoritys_mail_does_not_exist_here(
    app: Flask, world: World, mailbox: Mailbox, act_as: SignIn
) -> None:
    number = refused(app, world, mailbox)
    stranger = World(world.make).person("administrator")
    client = act_as(stranger)
    page = client.get(UNDONE).get_data(as_text=True)
    assert "Không có thư hay việc nền nào" in page
    assert client.post(f"{UNDONE}/{number}").status_code == 404


def test_the_operator_lists_and_retries_on_the_command_line(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    number = refused(app, world, mailbox)
    run = app.test_cli_runner().invoke
    listed = run(args=["outbox", "list"]).output
    assert "gửi từ cds@tinh.gov.vn" in listed
    assert f"{number}  " in listed
    assert "550 no such mailbox" in listed
    assert run(args=["outbox", "retry", "999999"]).exit_code == 1
    mailbox.refused.clear()
    assert "Đã đưa trở lại 1 việc." in run(args=["outbox", "retry-all"]).output
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    assert "Không có thư" in run(args=["outbox", "list"]).output
    assert "đã nhận thư thử" in run(args=["notifications", "test", "thu@tinh.gov.vn"]).output
    assert [mail.recipients for mail in mailbox.to("thu@tinh.gov.vn")] == [["thu@tinh.gov.vn"]]


def test_without_a_mail_server_the_operator_is_told(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "chưa cấu hình (SMTP_HOST)" in run(args=["outbox", "list"]).output
    assert run(args=["notifications", "test", "a@tinh.gov.vn"]).exit_code == 1
