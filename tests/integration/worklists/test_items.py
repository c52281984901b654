"""The lists of documents and of improvement tasks: what is on them, for whom, how they are narrowed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.documents import operations as documents
from app.documents.models import Document
from app.improvements import operations as improvements
from app.improvements.models import ImprovementTask
from app.rounds.models import Round
from app.worklists import items
from app.worklists.queries import Wanted
from tests import stages
from tests.factories import Maker, World
from tests.integration.documents.conftest import Paper, paper, render, work
from tests.integration.improvements.conftest import draft, walk
from tests.integration.worklists.test_lists import body_of, plan
from tests.queries import counted

__all__ = ["paper", "render", "work"]  # fixtures of the documents' tests

ActAs = Callable[[Account], FlaskClient]
ROLES = ("specialist", "leader", *World.STAFF)
PAPERS = ("to_submit", "to_sign", "to_issue")
TASKS = ("to_assign", "to_start", "to_report", "to_accept", "overdue")
OWNERS = {
    "document.to_submit": {"standing_body", "council_secretary", "secretariat"},
    "document.to_sign": {"chairman", "council_chair", "standing_body"},
    "document.to_issue": {"secretariat"},
    "task.to_assign": {"standing_body"},
    "task.to_start": {"specialist", "leader"},
    "task.to_report": {"specialist", "leader"},
    "task.to_accept": {"standing_body"},
    "task.overdue": {"standing_body"},
}


def address(name: str) -> str:
    """The page of a list."""
    return f"/viec-can-lam/{name}"


def counts(session: Session, world: World, role: str) -> dict[str, int]:
    """What the desk counts for a person, by the list's full name."""
    session.rollback()
    return {one.kind.full_name(one.worklist): one.count for one in items.counts(session, world.actor(role))}


@pytest.mark.parametrize("role", ROLES)
def test_a_list_opens_only_for_those_whose_list_it_is(world: World, act_as: ActAs, role: str) -> None:
    browser = act_as(world.person(role))
    for name, owners in OWNERS.items():
        expected = 200 if role in owners else 404
        assert browser.get(address(name)).status_code == expected, name
    for wrong in ("document.khong-co", "task.to_sign", "task.", "document"):
        assert browser.get(address(wrong)).status_code == 404


# --- documents ----------------------------------------------------------------------------------------------


@pytest.fixture
def minutes(world: World, work: Callable[[], None], paper: Paper) -> int:
    """The council has concluded: its minutes, drawn up, files and all."""
    stages.concluded(world)
    work()
    return paper("council_minutes").id


def waiting_for(session: Session, world: World, role: str, name: str) -> list[int]:
    """The documents on a person's list."""
    found = items.find_list(session, world.actor(role), f"document.{name}")
    assert found is not None
    return [line.id for line in items.page_of_list(session, world.actor(role), *found, Wanted()).lines]


def act(world: World, role: str, number: int, step: str, **given: str) -> None:
    documents.act(world.actor(role), number, step, **given)


def test_a_document_is_on_the_list_of_whoever_acts_next(
    world: World, minutes: int, session: Session, act_as: ActAs
) -> None:
    def on(name: str) -> set[str]:
        session.rollback()
        return {
            role for role in OWNERS[f"document.{name}"] if minutes in waiting_for(session, world, role, name)
        }

    assert (on("to_submit"), on("to_sign"), on("to_issue")) == (
        {"standing_body", "council_secretary"},
        set(),
        {"secretariat"},  # who may number a draft that was signed by hand
    )
    act(world, "council_secretary", minutes, "submit")
    assert (on("to_submit"), on("to_sign"), on("to_issue")) == (set(), {"council_chair"}, set())
    act(world, "council_chair", minutes, "return_draft", reason="Thiếu tên thành viên")
    body = body_of(act_as(world.person("council_secretary")).get(address("document.to_submit")).text)
    assert "Trả lại dự thảo: Thiếu tên thành viên" in body
    assert world.person("council_chair").full_name in body and f"/van-ban/{minutes}" in body
    act(world, "council_secretary", minutes, "submit")
    act(world, "council_chair", minutes, "sign")
    assert (on("to_submit"), on("to_sign"), on("to_issue")) == (set(), set(), {"secretariat"})
    documents.issue(world.actor("secretariat"), minutes, issued_on=clock.today())
    assert on("to_submit") == on("to_sign") == on("to_issue") == set()


def test_a_decision_waits_with_its_dossier_and_on_no_list_of_papers(world: World, session: Session) -> None:
    stages.submitted(world)
    session.rollback()
    states = session.scalars(select(Document.state).where(Document.kind == "decision")).all()
    assert states == ["draft"]
    for role in ROLES:
        for name in PAPERS:
            found = items.find_list(session, world.actor(role), f"document.{name}")
            if found is not None:
                listed = items.page_of_list(session, world.actor(role), *found, Wanted())
                assert not [line for line in listed.lines if "Quyết định" in line.title], (role, name)


def test_a_paper_bears_the_day_of_its_rounds_stage(world: World, minutes: int, act_as: ActAs) -> None:
    day = world.round.publish_before
    page = act_as(world.person("council_secretary")).get(address("document.to_submit")).text
    assert f"{day:%d/%m/%Y}" in body_of(page) and "Trễ hạn" not in body_of(page)
    with clock.at(clock.end_of_day(day)):
        secretary = act_as(world.person("council_secretary"))
        late = secretary.get(address("document.to_submit"), query_string={"tre": "1"}).text
        assert "Trễ hạn 1 ngày" in body_of(late)
    with clock.at(clock.end_of_day(day) - timedelta(seconds=1)):
        secretary = act_as(world.person("council_secretary"))
        late = secretary.get(address("document.to_submit"), query_string={"tre": "1"}).text
        assert "Không có văn bản nào" in late


def test_papers_are_found_by_kind_and_by_whose_hands_they_went_through(
    world: World, minutes: int, act_as: ActAs
) -> None:
    secretary = act_as(world.person("council_secretary"))

    def found(**query: str) -> bool:
        page = secretary.get(address("document.to_submit"), query_string=query).text
        return f"/van-ban/{minutes}" in page

    assert found(tim="bien ban") and not found(tim="to trinh") and not found(tim="100%")
    assert not found(**{"cua-toi": "1"})
    act(world, "council_secretary", minutes, "submit")
    act(world, "council_secretary", minutes, "withdraw", reason="Sửa một chữ")
    assert found(**{"cua-toi": "1"})


def test_nobody_of_another_authority_finds_a_paper(
    world: World, minutes: int, make: Maker, session: Session
) -> None:
    stranger = World(make)
    for role in ROLES:
        assert not counts(session, stranger, role), role


# --- improvement tasks --------------------------------------------------------------------------------------


@pytest.fixture
def published(world: World, session: Session) -> World:
    """The result is public."""
    world.round.state = "published"
    session.commit()
    return world


def draw_up(world: World, state: str, **values: Any) -> int:
    """A task of the first unit on its way."""
    made = draft(world, **values)
    (task_id,) = improvements.draw_up(world.actor("standing_body"), world.round.id, [made])
    walk(world, task_id, state)
    return task_id


def test_a_task_is_on_the_list_of_whoever_acts_next(published: World, session: Session) -> None:
    holders = {
        "drafting": ("to_assign", {"standing_body"}),
        "assigned": ("to_start", {"specialist", "leader"}),
        "in_progress": ("to_report", {"specialist", "leader"}),
        "reported": ("to_accept", {"standing_body"}),
        "completed": ("", set()),
        "cancelled": ("", set()),
        "discarded": ("", set()),
    }
    for state, (name, roles) in holders.items():
        draw_up(published, state)
        for role in ROLES:
            found = counts(session, published, role)
            assert found == ({f"task.{name}": 1} if role in roles else {}), (state, role)
        session.execute(update(ImprovementTask).values(state="cancelled"))
        session.commit()


def test_another_units_people_find_nothing(published: World, act_as: ActAs, session: Session) -> None:
    draw_up(published, "assigned", title="Ban hành danh mục")
    body = body_of(act_as(published.leader).get(address("task.to_start")).text)
    assert "Ban hành danh mục" in body and "Sở Tư pháp" in body
    other = act_as(published.other_leader).get(address("task.to_start")).text
    assert "Ban hành danh mục" not in other and "0 nhiệm vụ đang chờ" in other


def test_a_late_task_is_marked_by_its_last_day_and_told_the_standing_body(
    published: World, act_as: ActAs, session: Session
) -> None:
    task_id = draw_up(published, "in_progress")
    day = session.get_one(ImprovementTask, task_id).due_on
    for days, late in ((0, False), (2, True)):
        with clock.at(clock.end_of_day(day + timedelta(days=days)) - timedelta(seconds=1)):
            assert counts(session, published, "standing_body") == ({"task.overdue": 1} if late else {})
            browser = act_as(published.leader)
            page = browser.get(address("task.to_report"), query_string={"tre": "1"}).text
            assert (f"/nhiem-vu/{task_id}" in page) == late
            assert ("Trễ hạn 2 ngày" in page) == late


def test_tasks_are_sorted_by_their_day_and_found_without_marks(published: World, act_as: ActAs) -> None:
    today = clock.today()
    far = draw_up(published, "assigned", title="Số hóa hồ sơ", due_on=today + timedelta(days=90))
    near = draw_up(published, "assigned", title="Mở lớp tập huấn", due_on=today + timedelta(days=9))
    leader = act_as(published.leader)

    def order(**query: str) -> list[int]:
        page = leader.get(address("task.to_start"), query_string=query).text
        places = {page.find(f'/nhiem-vu/{one}"'): one for one in (far, near)}
        return [places[place] for place in sorted(places) if place >= 0]

    assert order() == [near, far]
    assert order(**{"sap-xep": "han", "chieu": "giam"}) == [far, near]
    assert order(**{"sap-xep": "cho-lau"}) == [far, near]
    assert (
        order(tim="so hoa") == [far] and order(tim="TẬP HUẤN") == [near] and order(tim="so tu phap nop") == []
    )
    assert order(**{"ky": "999999"}) == []


def test_a_task_outlives_its_round_on_the_lists(published: World, act_as: ActAs) -> None:
    task_id = draw_up(published, "assigned")
    published.make.round(
        published.authority, [published.group], year=published.round.year + 1, state="collecting"
    )
    desk = act_as(published.leader).get("/viec-can-lam").text
    assert f"/nhiem-vu/{task_id}" in desk, (
        "one alone leads straight to it, whichever round is the present one"
    )
    page = act_as(published.leader).get(address("task.to_start")).text
    assert "Kỳ đánh giá</label>" in page and published.round.title in body_of(page)


# --- for both -----------------------------------------------------------------------------------------------


def many_tasks(world: World, number: int) -> None:
    """More tasks of the first unit, assigned."""
    made = [draft(world, title=f"Việc {place:02}") for place in range(number)]
    ids = improvements.draw_up(world.actor("standing_body"), world.round.id, made)
    improvements.assign_many(world.actor("standing_body"), ids)


def test_counts_on_the_desk_are_what_the_lists_hold(world: World, minutes: int, session: Session) -> None:
    act(world, "council_secretary", minutes, "submit")
    world.round.state = "published"
    session.commit()
    many_tasks(world, 3)
    draw_up(world, "in_progress", due_on=clock.today())
    draw_up(world, "drafting")
    seen = set()
    with clock.at(clock.end_of_day(clock.today() + timedelta(days=1))):
        for role in ROLES:
            found = counts(session, world, role)
            for name in OWNERS:
                there = items.find_list(session, world.actor(role), name)
                if there is None:
                    assert name not in found
                    continue
                listed = items.page_of_list(session, world.actor(role), *there, Wanted())
                assert listed.found == len(listed.lines) == found.get(name, 0), (role, name)
                seen |= {name} if listed.found else set()
    assert seen >= {"document.to_sign", "task.to_start", "task.to_report", "task.to_assign", "task.overdue"}


def test_lists_have_pages_and_cost_the_same_queries(
    published: World, act_as: ActAs, session: Session
) -> None:
    many_tasks(published, 2)
    leader = act_as(published.leader)
    for url in (address("task.to_start"), "/viec-can-lam"):
        leader.get(url)
    with counted() as few:
        leader.get(address("task.to_start"))
    with counted() as desk_few:
        leader.get("/viec-can-lam")
    many_tasks(published, 33)
    with counted() as more:
        first = leader.get(address("task.to_start")).text
    with counted() as desk_more:
        leader.get("/viec-can-lam")
    assert len(more) == len(few) and len(desk_more) == len(desk_few)
    assert "35 nhiệm vụ, trang 1/2" in first and body_of(first).count("<tr") == 30
    second = leader.get(address("task.to_start"), query_string={"trang": "2"}).text
    assert body_of(second).count("<tr") == 5


@pytest.mark.parametrize(
    ("role", "name", "index"),
    [
        ("council_secretary", "document.to_submit", "ix_documents_round_"),
        ("secretariat", "document.to_issue", "ix_documents_round_"),
        ("leader", "task.to_start", "ix_improvement_tasks_"),
        ("standing_body", "task.overdue", "ix_improvement_tasks_"),
    ],
)
def test_no_list_reads_all_items_or_all_events(
    published: World, session: Session, role: str, name: str, index: str
) -> None:
    many_tasks(published, 20)
    session.rollback()
    actor = published.actor(role)
    found = items.find_list(session, actor, name)
    assert found is not None
    kind, worklist = found
    reach = items.reach_of(session, actor, kind)
    for sort in kind.sorts:
        query = items.page_query(kind, [items.on_list(kind, reach, worklist)], Wanted(sort=sort), 0)
        told = plan(session, query)
        for table in (kind.model.__tablename__, "events"):
            assert f"SCAN {table}\n" not in f"{told}\n" and f"Seq Scan on {table}" not in told, told
        if session.get_bind().dialect.name == "sqlite":  # PostgreSQL takes any index of so small a table
            assert "ix_events_moves" in told and index in told, told


def test_the_round_of_the_address_narrows(published: World, session: Session) -> None:
    many_tasks(published, 1)
    kind, worklist = items.find_list(session, published.actor("leader"), "task.to_start") or (None, None)
    assert kind is not None and worklist is not None
    for number, expected in ((published.round.id, 1), (published.round.id + 1, 0)):
        listed = items.page_of_list(
            session, published.actor("leader"), kind, worklist, Wanted(round_id=number)
        )
        assert listed.found == expected
    assert session.scalar(select(func.count()).select_from(Round)) == 1
