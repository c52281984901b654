"""Who is told what: the people a step concerns, once each, never about what they may not see."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, history, jobs, navigation, outbox
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.database import transaction
from app.extensions import db
from app.notifications import items, operations, queries
from app.notifications.models import Notification
from app.notifications.routes import destination
from app.rounds.models import Round
from tests.factories import World

SignIn = Callable[[Account], FlaskClient]


def step(
    world: World, transition: str, target: str, *effects: str, by: str, reason: str | None = None
) -> None:
    """A step of the first unit's assessment, as the workflow leaves it behind."""
    actor, number = world.actor(by), world.assessment.id
    with transaction() as session:
        assessment = session.get_one(Assessment, number)
        source, assessment.state = assessment.state, target
        history.append(
            session,
            "assessment",
            number,
            "transition",
            actor,
            by,
            transition=transition,
            source=source,
            target=target,
            comment=reason,
        )
        for effect in effects:
            outbox.put(session, effect, subject_type="assessment", subject_id=number, actor_id=actor.id)


def told() -> dict[int, Notification]:
    """Notifications by the account they are for."""
    db.session.rollback()
    return {row.account_id: row for row in db.session.scalars(select(Notification))}


def test_the_leader_is_told_of_a_submitted_form(app: Flask, world: World) -> None:
    step(world, "submit", "awaiting_confirmation", "tell_leader", by="specialist")
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    rows = told()
    assert set(rows) == {world.leader.id}
    row = rows[world.leader.id]
    assert row.kind == "assessment.submit.leader"
    assert row.link == f"assessment:{world.assessment.id}"
    assert row.data["unit"] == "Sở Tư pháp"
    assert row.data["who"] == world.specialist.full_name


def test_the_reason_of_a_return_reaches_the_specialist(app: Flask, world: World) -> None:
    step(world, "submit", "awaiting_confirmation", by="specialist")
    step(world, "return_to_specialist", "drafting", "tell_specialist", by="leader", reason="Thiếu mục 1.2")
    jobs.drain(app, in_process=True)
    rows = told()
    assert set(rows) == {world.specialist.id}
    assert rows[world.specialist.id].data["reason"] == "Thiếu mục 1.2"


def test_a_member_of_the_team_who_belongs_to_the_unit_is_not_told(app: Flask, world: World) -> None:
    own = world.make.account(world.authority, roles=["appraiser"], round_=world.round, unit_id=world.unit.id)
    step(world, "confirm", "appraising", "tell_appraisers", by="leader")
    jobs.drain(app, in_process=True)
    rows = told()
    assert own.id not in rows
    assert world.person("appraiser").id in rows


def test_nobody_is_told_of_what_they_can_no_longer_see(app: Flask, world: World) -> None:
    grant = world.make.account(world.authority, roles=["council_member"], round_=world.round)
    with transaction() as session:  # a drafted form is nothing for the council
        outbox.put(session, "notify", kind="x", roles=["council_member"], assessment_id=world.assessment.id)
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    assert grant.id not in told()
    assert told() == {}


def test_closed_accounts_ended_roles_and_the_actor_are_not_told(app: Flask, world: World) -> None:
    closed = world.make.account(world.authority, roles=["appraiser"], round_=world.round, is_active=False)
    with transaction() as session:
        outbox.put(
            session,
            "notify",
            kind="reminder",
            data={"title": "Sắp hết hạn", "text": "Còn 3 ngày."},
            roles=["appraiser", "standing_body"],
            round_id=world.round.id,
            actor_id=world.person("standing_body").id,
        )
    jobs.drain(app, in_process=True)
    assert set(told()) == {world.person("appraiser").id}
    assert closed.id not in told()


def test_another_authority_hears_nothing(app: Flask, world: World) -> None:
    other = World(world.make)
    with transaction() as session:
        outbox.put(
            session,
            "notify",
            kind="x",
            accounts=[other.leader.id, world.leader.id],
            round_id=world.round.id,
        )
    jobs.drain(app, in_process=True)
    assert set(told()) == {world.leader.id}


def test_units_are_told_of_the_opened_round_with_its_deadline(app: Flask, world: World) -> None:
    actor, number = world.actor("standing_body"), world.round.id
    with transaction() as session:
        session.get_one(Round, number)
        history.append(
            session, "round", number, "transition", actor, "standing_body",
            transition="open", source="preparing", target="collecting",
        )  # fmt: skip
        outbox.put(session, "tell_units", subject_type="round", subject_id=number, actor_id=actor.id)
    jobs.drain(app, in_process=True)
    people = {world.specialist.id, world.leader.id, world.other_specialist.id, world.other_leader.id}
    assert set(told()) == people
    assert told()[world.leader.id].data["due"] == f"{world.round.entry_deadline:%d/%m/%Y}"


def test_a_message_repeated_after_a_crash_tells_once(app: Flask, world: World) -> None:
    step(world, "submit", "awaiting_confirmation", "tell_leader", by="specialist")
    message_id, payload = db.session.execute(
        select(outbox.OutboxMessage.id, outbox.OutboxMessage.payload)
    ).one()
    for _ in range(2):
        with transaction() as session:
            operations.tell_of_step(session, message_id, "tell_leader", payload, clock.now())
    assert len(told()) == 1
    assert db.session.query(Notification).count() == 1


def test_telling_a_thousand_units_takes_few_queries(app: Flask, world: World) -> None:
    for _ in range(30):
        unit = world.make.unit(world.group)
        world.make.assessment(world.round, unit)
        world.make.unit_accounts(unit)
    item = items.load(db.session(), "round", world.round.id)
    people = operations.people_told(db.session(), ("specialist", "leader"), item)
    assert len(people) == 64


# --- pages ----------------------------------------------------------------------------------------------


def tell(world: World, account: Account, count: int = 1, link: str = "/thong-bao") -> None:
    """Notifications for one person."""
    for n in range(count):
        with clock.at(clock.now() + timedelta(seconds=n)), transaction() as session:
            outbox.put(
                session,
                "notify",
                kind="reminder",
                data={"title": f"Nhắc việc {n + 1}", "text": "Còn 3 ngày."},
                accounts=[account.id],
                round_id=world.round.id,
                link=link,
            )


def test_the_list_shows_only_ones_own_and_pages_them(app: Flask, world: World, act_as: SignIn) -> None:
    account, stranger = world.leader, world.other_leader
    tell(world, account, 31)
    with clock.at(clock.now() + timedelta(minutes=5)):
        jobs.drain(app, in_process=True)
    first = act_as(account).get("/thong-bao").get_data(as_text=True)
    assert "31 thông báo chưa đọc" in first
    assert "Nhắc việc 31" in first
    assert "Nhắc việc 1<" not in first
    assert "Nhắc việc 1<" in act_as(account).get("/thong-bao?trang=2").get_data(as_text=True)
    assert "Chưa có thông báo nào" in act_as(stranger).get("/thong-bao").get_data(as_text=True)


def test_opening_one_marks_it_read_and_leads_on(app: Flask, world: World, act_as: SignIn) -> None:
    account = world.leader
    tell(world, account, link="/thong-bao?trang=1")
    jobs.drain(app, in_process=True)
    actor, row = world.make.actor(account), told()[account.id]
    assert queries.unread_count(actor) == 1
    number = row.id
    answer = act_as(account).post(f"/thong-bao/{number}")
    assert (answer.status_code, answer.location) == (302, "/thong-bao?trang=1")
    assert queries.unread_count(actor) == 0


def test_nobody_marks_another_persons_as_read(app: Flask, world: World, act_as: SignIn) -> None:
    tell(world, world.leader)
    jobs.drain(app, in_process=True)
    account, number = world.leader, told()[world.leader.id].id
    assert act_as(world.specialist).post(f"/thong-bao/{number}").status_code == 404
    assert queries.unread_count(world.make.actor(account)) == 1


def test_all_can_be_marked_at_once(app: Flask, world: World, act_as: SignIn) -> None:
    account = world.leader
    tell(world, account, 3)
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.drain(app, in_process=True)
    client = act_as(account)
    assert client.post("/thong-bao/da-doc").status_code == 302
    assert "Đã đánh dấu mọi thông báo là đã đọc" in client.get("/thong-bao").get_data(as_text=True)
    assert queries.unread_count(world.make.actor(account)) == 0


def test_a_notification_of_an_assessment_leads_to_the_readers_own_page(app: Flask, world: World) -> None:
    link = f"assessment:{world.assessment.id}"
    with app.test_request_context():
        assert destination(world.actor("leader"), link) == url_for("assessments.mine")
        appraisal = url_for("appraisal.unit", assessment_id=world.assessment.id)
        assert destination(world.actor("appraiser"), link) == appraisal
        home = url_for(navigation.LINKS["home"])
        assert destination(world.actor("chairman"), f"round:{world.round.id}") == home
        assert destination(world.actor("chairman"), "/cong-bo") == "/cong-bo"
