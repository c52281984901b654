"""A demonstration sends no mail, even where a mail server is set up."""

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.notifications.models import Mail, Notification
from app.outbox import OutboxMessage
from tests.integration.demo.conftest import play_round
from tests.mailbox import serving


def test_a_round_that_is_played_tells_people_and_mails_nobody(fresh: Flask) -> None:
    with serving(fresh) as box:
        play_round(fresh, 7, 3)
    assert db.session.scalar(select(func.count()).select_from(Notification))
    assert box.mails == []
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
    assert db.session.query(OutboxMessage).filter_by(topic="send_mail").count() == 0
