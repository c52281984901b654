"""The lists of what waits for a person: what is on them, for whom, how they are narrowed, what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account, LocalRole
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.council import operations as council
from app.extensions import db
from app.worklists import queries
from app.worklists.queries import Wanted
from tests import stages
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


def address(name: str) -> str:
    """The page of a list."""
    return f"/viec-can-lam/{name}"


def body_of(page: str) -> str:
    """The body of the list's table."""
    return page.split("<tbody>")[1].split("</tbody>")[0]


def many(world: World, number: int, **values: Any) -> None:
    """More units under appraisal."""
    for place in range(number):
        unit = world.make.unit(world.group, name=f"Đơn vị {place:02}")
        world.make.assessment(world.round, unit, **{"state": "appraising", **values})


@pytest.fixture
def team(world: World, act_as: ActAs) -> FlaskClient:
    """An appraiser's browser."""
    return act_as(world.person("appraiser"))


def test_a_list_says_since_when_who_had_it_and_until_when(world: World, team: FlaskClient) -> None:
    stages.received(world)
    page = team.get(address("to_appraise"))
    body = body_of(page.text)
    assert "Sở Tư pháp" in body and "Sở Y tế" in body and "2 hồ sơ đang chờ" in page.text
    assert world.leader.full_name in body and "Xác nhận số liệu" in body
    assert f"{world.round.appraisal_deadline:%d/%m/%Y}" in body and "Trễ hạn" not in body
    assert f"/tham-dinh/don-vi/{world.assessment.id}" in body


def test_what_came_back_says_why(world: World, act_as: ActAs) -> None:
    stages.appraised(world)
    appraisal.reopen(world.actor("standing_body"), world.assessment.id, reason="Bỏ sót một tài liệu")
    body = body_of(act_as(world.person("appraiser")).get(address("to_appraise")).text)
    assert "Thẩm định lại: Bỏ sót một tài liệu" in body and world.person("standing_body").full_name in body


def test_the_unit_reads_on_its_list_only_what_is_for_it(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    assessments.return_to_specialist(
        world.leader_of(world.assessment), world.assessment.id, reason="Thiếu số liệu chi"
    )
    body = body_of(act_as(world.specialist).get(address("to_fill")).text)
    assert "Thiếu số liệu chi" in body and "Sở Y tế" not in body
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    appraiser = world.actor("appraiser")
    appraisal.write_question(appraiser, world.assessment.id, "2.1", "Số nào đúng?")
    appraisal.ask(appraiser, world.assessment.id)
    body = body_of(act_as(world.specialist).get(address("to_explain")).text)
    assert "Thành viên Tổ thẩm định" in body and appraiser.name not in body, "the unit is told the role"


@pytest.mark.parametrize("role", ["specialist", "leader", *World.STAFF])
def test_a_list_opens_only_for_those_whose_list_it_is(world: World, act_as: ActAs, role: str) -> None:
    stages.received(world)
    browser = act_as(world.person(role))
    definition = catalog.workflow(catalog.ASSESSMENT_WORKFLOW)
    for worklist in definition.worklists.values():
        expected = 200 if role in worklist.roles else 404
        assert browser.get(address(worklist.name)).status_code == expected, worklist.name
    assert browser.get(address("khong-co")).status_code == 404


def test_a_list_is_narrowed_by_words_without_marks_by_group_and_by_lateness(
    world: World, team: FlaskClient, make: Maker, act_as: ActAs
) -> None:
    stages.received(world)
    other = make.group(world.authority, title="Các huyện")
    for words in ("so y te", "Y TẾ", "te"):
        body = body_of(team.get(address("to_appraise"), query_string={"tim": words}).text)
        assert "Sở Y tế" in body and "Sở Tư pháp" not in body
    assert "Không có hồ sơ nào" in team.get(address("to_appraise"), query_string={"tim": "100%"}).text
    assert "Không có hồ sơ nào" in team.get(address("to_appraise"), query_string={"nhom": other.id + 99}).text
    assert "Không có hồ sơ nào" in team.get(address("to_appraise"), query_string={"tre": "1"}).text
    with clock.at(clock.end_of_day(world.round.appraisal_deadline) + timedelta(days=1)):
        late = act_as(world.person("appraiser")).get(address("to_appraise"), query_string={"tre": "1"})
        assert "Sở Y tế" in body_of(late.text) and "Trễ hạn 2 ngày" in late.text


def test_a_renamed_unit_is_found_by_its_new_name(world: World, team: FlaskClient, session: Session) -> None:
    stages.received(world)
    unit = session.get_one(type(world.unit), world.unit.id)
    unit.name = "Sở Nội vụ"
    session.commit()
    assert "Sở Nội vụ" in body_of(team.get(address("to_appraise"), query_string={"tim": "noi vu"}).text)
    assert "Không có hồ sơ" in team.get(address("to_appraise"), query_string={"tim": "tu phap"}).text


def test_a_list_is_sorted_and_has_pages(world: World, team: FlaskClient) -> None:
    stages.received(world)
    many(world, 33)
    first = team.get(address("to_appraise")).text
    assert "35 hồ sơ, trang 1/2" in first and body_of(first).count("<tr") == 30
    second = team.get(address("to_appraise"), query_string={"trang": "2"}).text
    assert body_of(second).count("<tr") == 5 and "Đơn vị 32" in body_of(second)
    past = team.get(address("to_appraise"), query_string={"trang": "99"}).text
    assert body_of(past) == body_of(second)
    turned = body_of(team.get(address("to_appraise"), query_string={"chieu": "giam"}).text)
    assert turned.index("Đơn vị 32") < turned.index("Đơn vị 31")
    longest = body_of(team.get(address("to_appraise"), query_string={"sap-xep": "cho-lau"}).text)
    assert "Sở Tư pháp" not in longest, "those that have waited since the opening come first"


def test_whoever_has_waited_longest_comes_first_and_turned_round_last(
    world: World, team: FlaskClient
) -> None:
    stages.received(world)  # first Sở Tư pháp, then Sở Y tế
    body = body_of(team.get(address("to_appraise"), query_string={"sap-xep": "cho-lau"}).text)
    assert body.index("Sở Tư pháp") < body.index("Sở Y tế")
    appraisal.accept_rest(world.actor("appraiser"), world.assessment.id)
    appraisal.finish(world.actor("appraiser"), world.assessment.id)
    appraisal.reopen(world.actor("standing_body"), world.assessment.id, reason="Bỏ sót một tài liệu")
    query = {"sap-xep": "cho-lau"}
    body = body_of(team.get(address("to_appraise"), query_string=query).text)
    assert body.index("Sở Y tế") < body.index("Sở Tư pháp"), "it came back: its waiting begins anew"
    body = body_of(team.get(address("to_appraise"), query_string={**query, "chieu": "giam"}).text)
    assert body.index("Sở Tư pháp") < body.index("Sở Y tế")


def test_assignment_decides_what_is_on_the_list(world: World, act_as: ActAs, session: Session) -> None:
    stages.received(world)
    person = world.person("appraiser")
    world.make.keep(
        LocalRole(
            account_id=person.id,
            round_id=world.round.id,
            role="appraiser",
            unit_id=world.unit.id,
            given_at=clock.now(),
        )
    )
    page = act_as(person).get(address("to_appraise")).text
    assert "Sở Y tế" in page and "Giao cho tôi" in page
    mine = act_as(person).get(address("to_appraise"), query_string={"cua-toi": "1"}).text
    assert "Sở Y tế" not in mine and "Sở Tư pháp" in mine
    world.round.assigned_only = True
    session.commit()
    page = act_as(person).get(address("to_appraise")).text
    assert "Sở Y tế" not in page and "Sở Tư pháp" in page and "Giao cho tôi" not in page
    [entry] = [one for one in queries.counts(session, world.actor("appraiser"), world.round) if one.count]
    assert (entry.worklist.name, entry.count, entry.first_id) == ("to_appraise", 1, world.assessment.id)


def test_nobody_finds_the_unit_they_belong_to_on_a_judges_list(world: World, act_as: ActAs) -> None:
    stages.received(world)
    torn = world.make.account(
        world.authority, roles=["appraiser"], round_=world.round, unit_id=world.other_unit.id
    )
    page = body_of(act_as(torn).get(address("to_appraise")).text)
    assert "Sở Tư pháp" in page and "Sở Y tế" not in page


def test_voting_counts_questions_and_lists_their_units(world: World, act_as: ActAs, session: Session) -> None:
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    points = [
        council.raise_point(secretary, world.assessment.id, code, question="Bao nhiêu?", proposed="1")
        for code in ("1.2", "2.1")
    ]
    member = world.actor("council_member")
    found = {one.worklist.name: one for one in queries.counts(session, member, world.round)}
    assert (found["to_vote"].count, found["to_vote"].units) == (2, 1)
    body = body_of(act_as(world.person("council_member")).get(address("to_vote")).text)
    assert "Sở Tư pháp" in body and "Sở Y tế" not in body
    for point in points:
        council.record_votes(secretary, point, {member.id: "for"})
    session.rollback()
    found = {one.worklist.name: one for one in queries.counts(session, member, world.round)}
    assert found["to_vote"].count == 0


def test_one_item_leads_straight_to_its_page_and_several_to_the_list(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    team = act_as(world.person("appraiser"))
    page = team.get("/viec-can-lam").text
    assert address("to_appraise") not in page and f"/tham-dinh/don-vi/{world.assessment.id}" in page
    stages.fill(world, world.other_assessment)
    stages.submit(world, world.other_assessment)
    stages.confirm(world, world.other_assessment)
    assert address("to_appraise") in team.get("/viec-can-lam").text


def test_a_count_is_what_its_page_shows(world: World, session: Session) -> None:
    for stage in ("received", "meeting"):
        if stage == "received":
            stages.received(world)
        else:
            for assessment in world.assessments:
                appraisal.accept_rest(world.actor("appraiser"), assessment.id)
                appraisal.finish(world.actor("appraiser"), assessment.id)
            appraisal.close_entry(world.actor("standing_body"), world.round.id)
            stages.convene(world)
        session.rollback()
        round_ = session.get_one(type(world.round), world.round.id)
        for role in World.STAFF:
            actor = world.actor(role)
            for entry in queries.counts(session, actor, round_):
                listed = queries.page_of_list(session, actor, round_, entry.worklist, Wanted())
                assert listed.found == entry.units, (stage, role, entry.worklist.name)


def test_a_round_that_waits_has_a_list_too(world: World, act_as: ActAs) -> None:
    browser = act_as(world.person("standing_body"))
    assert world.round.title in browser.get(address("round.to_run")).text
    assert browser.get(address("round.to_decide")).status_code == 404
    assert act_as(world.person("chairman")).get(address("round.to_run")).status_code == 404


@pytest.mark.parametrize(
    "query", [{}, {"tim": "don vi"}, {"tre": "1"}, {"sap-xep": "cho-lau"}, {"trang": "2"}]
)
def test_a_page_takes_the_same_queries_for_any_number_of_units(
    world: World, team: FlaskClient, query: dict[str, str]
) -> None:
    stages.received(world)
    team.get(address("to_appraise"), query_string=query)
    with counted() as few:
        team.get(address("to_appraise"), query_string=query)
    many(world, 45)
    with counted() as more:
        page = team.get(address("to_appraise"), query_string=query)
    assert page.status_code == 200 and len(more) == len(few)


def test_the_desk_takes_the_same_queries_for_any_number_of_units(world: World, team: FlaskClient) -> None:
    stages.received(world)
    team.get("/viec-can-lam")
    with counted() as few:
        team.get("/viec-can-lam")
    many(world, 40)
    with counted() as more:
        team.get("/viec-can-lam")
    assert len(more) == len(few)


# --- plans of the database --------------------------------------------------------------------------------


def plan(session: Session, query: Any) -> str:
    """How the database means to answer a query."""
    text = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    if db.engine.dialect.name == "sqlite":
        return "\n".join(row[3] for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {escaped(text)}")))
    session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # tables of tests are too small for indexes
    return "\n".join(row[0] for row in session.execute(sa.text(f"EXPLAIN {escaped(text)}")))


def escaped(text: str) -> str:
    """A colon of a moment is no parameter."""
    return text.replace(":", "\\:")


@pytest.mark.parametrize("sort", queries.SORTS)
@pytest.mark.parametrize("name", ["to_appraise", "to_take_over", "to_bring"])
def test_no_list_reads_all_assessments_or_all_events(
    world: World, session: Session, name: str, sort: str
) -> None:
    stages.received(world)
    many(world, 40)
    session.rollback()
    round_ = session.get_one(type(world.round), world.round.id)
    actor = world.actor("appraiser" if name == "to_appraise" else "standing_body")
    worklist = queries.find_list(actor, round_, name)
    assert worklist is not None
    on = [queries.on_list(actor, round_, worklist)]
    found = plan(session, queries._page_query(actor, round_, worklist, on, Wanted(sort=sort), 0))
    for table in ("assessments", "events", "events_1"):
        assert f"SCAN {table}\n" not in f"{found}\n" and f"Seq Scan on {table}" not in found, found
    assert "ix_events_moves" in found, found
    if db.engine.dialect.name == "sqlite":  # the other one chooses by statistics, of which a test has none
        assert "ix_assessments_round_state" in found, found
