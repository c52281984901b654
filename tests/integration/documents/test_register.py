"""The register: one series per body, kind and year, from 01, no gaps and no doubles."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.database import transaction
from app.documents import drafting, operations, register
from app.documents.models import Document, RegisterEntry
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.extensions import db
from app.messages import documents as texts
from tests import stages
from tests.factories import Maker, World
from tests.integration.documents.conftest import Paper

Work = Callable[[], None]
Drafts = Callable[[], list[int]]


@pytest.fixture
def drafts(world: World, work: Work, session: Session) -> Drafts:
    """The round appraised; the ids of both units' minutes in printed order."""

    def make() -> list[int]:
        stages.appraised(world)
        work()
        return list(
            session.scalars(
                select(Document.id)
                .where(Document.kind == "appraisal_minutes", Document.state != "replaced")
                .order_by(Document.assessment_id)
            )
        )

    return make


def numbers(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    return [
        (entry.series, entry.number)
        for entry in session.scalars(select(RegisterEntry).order_by(RegisterEntry.id))
    ]


def issue(world: World, document_id: int, number: str = "", days_ago: int = 0) -> str:
    day = clock.today() - timedelta(days=days_ago)
    return operations.issue(world.actor("secretariat"), document_id, issued_on=day, number=number)


def again(world: World) -> int:
    """The first unit's minutes drawn up once more."""
    with transaction() as session:
        return drafting.draft(session, "appraisal_minutes", world.assessment.id).id


def test_numbers_follow_each_other_from_01(world: World, drafts: Drafts, session: Session) -> None:
    first, second = drafts()
    assert issue(world, first) == "01/BB-TTĐ"
    assert issue(world, second) == "02/BB-TTĐ"
    document = session.get_one(Document, second, populate_existing=True)
    assert (document.state, document.number, document.revision) == ("issued", 2, 2)
    assert document.data["letterhead"]["number"] == 2
    assert document.data["letterhead"]["date"] == clock.today().isoformat()


def test_each_body_and_kind_has_its_own_series(
    world: World, work: Work, paper: Paper, session: Session
) -> None:
    stages.submitted(world)
    work()
    assert issue(world, paper("council_minutes").id) == "01/BB-HĐĐG"
    assert issue(world, paper("appraisal_minutes", world.assessment.id).id) == "01/BB-TTĐ"
    assert issue(world, paper("submission").id) == "01/TTr-SYT"


def test_a_new_year_begins_again(world: World, drafts: Drafts, session: Session) -> None:
    first, second = drafts()
    issue(world, first)
    later = clock.now() + timedelta(days=366)
    with clock.at(later):
        assert issue(world, second) == "01/BB-TTĐ"


def test_a_typed_number_may_only_be_later(world: World, drafts: Drafts, session: Session) -> None:
    first, second = drafts()
    assert issue(world, first, " 17 ") == "17/BB-TTĐ"
    for wrong in ("17", "3", "0", "-4", "1e3", "mười", "１８", "1.8", "99999999"):
        with pytest.raises(InvalidInput) as refused:
            issue(world, second, wrong)
        assert refused.value.field == "number"
    assert issue(world, second) == "18/BB-TTĐ"


def test_days_are_neither_ahead_nor_behind_the_last_number(
    world: World, drafts: Drafts, session: Session
) -> None:
    first, second = drafts()
    with pytest.raises(InvalidInput, match="sau ngày hôm nay"):
        issue(world, first, days_ago=-1)
    with pytest.raises(InvalidInput, match="lập hoặc được duyệt"):
        issue(world, first, days_ago=1)
    with clock.at(clock.now() + timedelta(days=5)):
        issue(world, first)
        with pytest.raises(InvalidInput, match="số liền trước"):
            issue(world, second, days_ago=3)
    assert len(numbers(session)) == 1


def test_nothing_is_numbered_twice(world: World, drafts: Drafts, session: Session) -> None:
    first, _ = drafts()
    issue(world, first)
    with pytest.raises(GuardRefused, match="đã được cấp số 01/BB-TTĐ"):
        issue(world, first)
    assert numbers(session) == [("BB", 1)]


def test_what_was_replaced_gets_no_number(world: World, drafts: Drafts) -> None:
    first, _ = drafts()
    assert issue(world, again(world)) == "01/BB-TTĐ"
    with pytest.raises(GuardRefused, match="thay thế"):
        issue(world, first)


def test_a_form_takes_no_number_and_the_decision_not_here(world: World, work: Work, paper: Paper) -> None:
    stages.decided(world)
    work()
    with pytest.raises(GuardRefused, match="không lấy số"):
        issue(world, paper("self_assessment_form", world.assessment.id).id)
    with pytest.raises(GuardRefused, match="trang Hồ sơ trình"):
        issue(world, paper("decision").id)


def test_only_the_clerk_numbers(world: World, drafts: Drafts, make: Maker, session: Session) -> None:
    first, _ = drafts()
    today = clock.today()
    for role in ("standing_body", "appraiser", "auditor"):
        with pytest.raises(Forbidden):
            operations.issue(world.actor(role), first, issued_on=today)
    with pytest.raises(NotFound):
        operations.issue(world.actor("specialist"), first, issued_on=today)
    stranger = make.account(make.authority(), roles=["secretariat"])
    with pytest.raises(NotFound):
        operations.issue(make.actor(stranger), first, issued_on=today)
    assert numbers(session) == []


def test_a_document_changed_meanwhile_is_not_numbered(world: World, work: Work, paper: Paper) -> None:
    stages.submitted(world)
    work()
    submission = paper("submission")
    seen = submission.version
    issue(world, paper("council_minutes").id)
    with pytest.raises(StaleVersion):
        operations.issue(
            world.actor("secretariat"), submission.id, issued_on=clock.today(), seen_version=seen
        )


def test_papers_name_each_other_s_numbers(world: World, work: Work, paper: Paper) -> None:
    stages.submitted(world)
    work()
    assert "…/BB-HĐĐG" in paper("submission").data["bases"][-1]
    issue(world, paper("council_minutes").id)
    assert "số 01/BB-HĐĐG ngày" in paper("submission").data["bases"][-1]
    assert "…/TTr-SYT" in paper("decision").data["bases"][-1]
    issue(world, paper("submission").id)
    decision = paper("decision")
    assert "Tờ trình số 01/TTr-SYT ngày" in decision.data["bases"][-1] and decision.revision == 2


def test_many_at_once_each_on_its_own(world: World, drafts: Drafts, session: Session) -> None:
    first, second = drafts()
    issue(world, second)
    fresh = again(world)
    done, refused = operations.issue_many(
        world.actor("secretariat"), [first, second, fresh], issued_on=clock.today()
    )
    assert done == ["02/BB-TTĐ"]
    assert [document_id for document_id, _ in refused] == [first, second]
    assert numbers(session) == [("BB", 1), ("BB", 2)]


def test_a_foreign_document_among_many_stops_them_all(world: World, drafts: Drafts, session: Session) -> None:
    first, _ = drafts()
    with pytest.raises(NotFound):
        operations.issue_many(world.actor("secretariat"), [first, 987654], issued_on=clock.today())
    assert numbers(session) == []


def test_the_preview_says_what_will_come(world: World, drafts: Drafts, session: Session) -> None:
    documents = [session.get_one(Document, document_id) for document_id in drafts()]
    proposed = register.propose(session, documents, clock.today())
    assert [one.number for one in proposed] == ["01/BB-TTĐ", "02/BB-TTĐ"]
    early = register.propose(session, documents, clock.today() - timedelta(days=400))
    assert [one.number for one in early] == [None, None] and early[0].refusal
    assert numbers(session) == []


def test_two_clerks_at_once_get_two_numbers(
    app: Flask, world: World, make: Maker, drafts: Drafts, session: Session
) -> None:
    waiting = [*drafts()]
    actors = [
        world.actor("secretariat"),
        make.actor(make.account(world.authority, roles=["secretariat"], round_=world.round)),
    ]
    session.commit()
    given: list[str] = []
    start = threading.Barrier(2)

    def press(number: int) -> None:
        with app.app_context():
            start.wait()
            given.append(operations.issue(actors[number], waiting[number], issued_on=clock.today()))
            db.session.remove()

    clerks = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(given) == ["01/BB-TTĐ", "02/BB-TTĐ"]
    assert sorted(numbers(session)) == [("BB", 1), ("BB", 2)]


def test_two_clerks_on_one_document_one_is_told(
    app: Flask, world: World, make: Maker, drafts: Drafts, session: Session
) -> None:
    first, _ = drafts()
    actors = [
        world.actor("secretariat"),
        make.actor(make.account(world.authority, roles=["secretariat"], round_=world.round)),
    ]
    session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def press(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(operations.issue(actors[number], first, issued_on=clock.today()))
            except GuardRefused as refusal:
                outcomes.append(refusal.message)
            db.session.remove()

    clerks = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(outcomes) == ["01/BB-TTĐ", texts.already_issued("01/BB-TTĐ", clock.today())]
    assert numbers(session) == [("BB", 1)]
