"""One mail a day: what it lists, to whom it goes, and that it goes once."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, jobs, outbox
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.database import transaction
from app.extensions import db
from app.messages import mails as messages
from app.notifications import mailing, operations
from app.notifications.models import Mail, Notification
from app.outbox import OutboxMessage
from tests.factories import World
from tests.mailbox import SITE, Mailbox, give_addresses

EVENING = datetime(2024, 11, 12, 11, 0, tzinfo=UTC)  # 18:00 in Vietnam
DUE = datetime(2024, 11, 13, 0, 30, tzinfo=UTC)  # 07:30 of the next day there


@pytest.fixture(autouse=True)
def in_the_evening() -> Iterator[None]:
    with clock.at(EVENING):
        yield


def tell(app: Flask, world: World, *accounts: Account, title: str = "Nhắc việc", **item: int) -> None:
    """Notices for these people, written by the worker."""
    with transaction() as session:
        outbox.put(
            session,
            "notify",
            kind="x",
            data={"title": title, "text": "Còn 3 ngày."},
            accounts=[account.id for account in accounts],
            **(item or {"round_id": world.round.id}),
        )
    work(app)


def work(app: Flask) -> jobs.Outcome:
    return jobs.drain(app, in_process=True)


def morning(app: Flask, days: int = 0) -> bool:
    """Half past seven: the worker looks what is due, and does it."""
    with clock.at(DUE + timedelta(days=days)):
        put = mailing.digest_due(clock.now())
        assert work(app).failed == 0
    return put


def test_the_daily_mail_lists_what_is_unread_and_links_to_it(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.leader, mode="daily")
    for n in (1, 2, 3):
        tell(app, world, world.leader, title=f"Nhắc việc {n}")
    second = db.session.scalars(select(Notification.id).order_by(Notification.id)).all()[1]
    operations.mark_read(world.make.actor(world.leader), second)
    assert mailbox.mails == []
    assert morning(app)
    [mail] = mailbox.mails
    assert mail.subject == "2 thông báo chưa đọc, ngày 13/11/2024"
    for kind in ("plain", "html"):
        text = mail.part(kind)
        assert text.index("Nhắc việc 1") < text.index("Nhắc việc 3")
        assert "Nhắc việc 2" not in text
        assert "18:00 ngày 12/11/2024" in text
        assert text.count("https://") == 1
        assert f"{SITE}/thong-bao?loc=chua-doc" in text
    mailed = select(func.count()).select_from(Notification).where(Notification.mailed_at.is_not(None))
    assert db.session.scalar(mailed) == 2
    assert db.session.scalars(select(Mail.kind)).all() == ["digest"]


def test_before_half_past_seven_nothing_is_due(app: Flask, world: World, mailbox: Mailbox) -> None:
    assert not mailing.digest_due(DUE - timedelta(seconds=1))
    assert mailing.digest_due(DUE)


def test_it_goes_once_a_day_and_names_a_notice_once(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    tell(app, world, world.leader, title="Việc hôm trước")
    assert morning(app)
    assert not morning(app)
    assert len(mailbox.mails) == 1
    tell(app, world, world.leader, title="Việc hôm sau")
    assert morning(app, days=1)
    assert len(mailbox.mails) == 2
    assert "Việc hôm trước" not in mailbox.mails[1].part("plain")
    assert "Việc hôm sau" in mailbox.mails[1].part("plain")


def test_with_nothing_new_no_mail_goes(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    assert morning(app)
    assert mailbox.mails == []
    assert db.session.query(OutboxMessage).filter_by(topic="send_mail").count() == 0


def test_what_comes_after_the_hour_waits_for_the_next_day(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    with clock.at(DUE + timedelta(minutes=1)):
        tell(app, world, world.leader, title="Việc sáng nay")
        mailing.digest_due(clock.now())
        work(app)
    assert mailbox.mails == []
    morning(app, days=1)
    assert len(mailbox.mails) == 1


def test_a_notice_of_long_ago_is_not_dug_up(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    tell(app, world, world.leader)
    morning(app, days=8)
    assert mailbox.mails == []


def test_only_those_who_chose_it_get_it(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    give_addresses(world.specialist, mode="none")
    tell(app, world, world.leader, world.specialist, world.other_leader)
    morning(app)
    assert [mail.recipients for mail in mailbox.mails] == [[f"nguoi{world.leader.id}@tinh.gov.vn"]]


def test_what_the_person_may_no_longer_see_is_left_out(app: Flask, world: World, mailbox: Mailbox) -> None:
    appraiser = world.person("appraiser")
    give_addresses(appraiser, mode="daily")
    with transaction() as session:
        session.get_one(Assessment, world.assessment.id).state = "appraising"
    tell(app, world, appraiser, title="Hồ sơ đang thẩm định", assessment_id=world.assessment.id)
    tell(app, world, appraiser, title="Kỳ đánh giá")
    with transaction() as session:  # now the appraiser belongs to the unit
        session.get_one(Account, appraiser.id).unit_id = world.unit.id
        session.get_one(Assessment, world.assessment.id).state = "in_council"
    morning(app)
    [mail] = mailbox.mails
    assert "Hồ sơ đang thẩm định" not in mail.part("plain") + mail.part("html")
    assert "Kỳ đánh giá" in mail.part("plain")


def test_read_before_it_goes_out_means_no_mail(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    tell(app, world, world.leader)
    with clock.at(DUE):
        mailing.digest_due(clock.now())
        jobs.drain(app, in_process=True, only=OutboxMessage.topic == mailing.GATHER)
        operations.mark_all_read(world.make.actor(world.leader))
        work(app)
    assert mailbox.mails == []
    said = db.session.scalars(select(OutboxMessage.error).where(OutboxMessage.topic == "send_mail")).all()
    assert said == [messages.NOTHING_NEW]


def test_two_workers_gather_once(app: Flask, world: World, mailbox: Mailbox) -> None:
    give_addresses(world.leader, mode="daily")
    tell(app, world, world.leader)
    together, put = threading.Barrier(4), []

    def worker() -> None:
        with app.app_context():
            together.wait(timeout=300)
            put.append(mailing.digest_due(DUE))
            db.session.remove()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(put) == [False, False, False, True]
    with clock.at(DUE):
        work(app)
    assert len(mailbox.mails) == 1


def test_without_a_mail_server_nothing_is_gathered(app: Flask, world: World) -> None:
    assert not mailing.digest_due(DUE)
    assert db.session.query(OutboxMessage).count() == 0


def test_many_notices_are_counted_where_they_are_not_named(
    app: Flask, world: World, mailbox: Mailbox
) -> None:
    give_addresses(world.leader, mode="daily")
    with transaction() as session:
        for n in range(53):
            outbox.put(
                session, "notify", kind="x", data={"title": f"Việc số {n + 1:03}", "text": "Còn 3 ngày."},
                accounts=[world.leader.id], round_id=world.round.id,
            )  # fmt: skip
    work(app)
    morning(app)
    [mail] = mailbox.mails
    assert mail.subject.startswith("53 thông báo chưa đọc")
    assert "Và 3 thông báo khác." in mail.part("plain")
    assert "Việc số 050" in mail.part("html")
    assert "Việc số 051" not in mail.part("html")
