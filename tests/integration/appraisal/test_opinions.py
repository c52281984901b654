"""Two independent opinions: what each person may know, when they become a review, and who settles them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.appraisal import operations
from app.appraisal.assigning import operations as assigning
from app.appraisal.models import CriterionReview, Opinion
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.messages import assigning as texts
from app.rounds.models import RoundGroup
from tests import linting, stages
from tests.factories import World
from tests.queries import counted
from tests.teams import appraisers, assign, mode, part

ActAs = Callable[[Account], FlaskClient]
SECRET = "Danh mục thiếu mười bảy dịch vụ"
POINTS = "4,321"


@pytest.fixture
def pair(world: World) -> tuple[Account, Account]:
    """Both units received; two people for the two opinions of the first, and of the second."""
    first, second = appraisers(world, 2)
    mode(world, double=True)
    for unit in (world.unit, world.other_unit):
        assign(world, part(first, unit, lane=1), part(second, unit, lane=2))
    stages.received(world)
    return first, second


def give(
    world: World,
    account: Account,
    code: str = "2.1",
    decision: str = "accepted",
    points: str = "",
    reason: str = "",
) -> None:
    operations.review(
        world.make.actor(account), world.assessment.id, code, decision, points=points, reason=reason
    )


def adjust(world: World, account: Account, code: str = "2.1", points: str = POINTS) -> None:
    give(world, account, code, "adjusted", points, SECRET)


def review_of(session: Session, world: World, code: str = "2.1") -> CriterionReview | None:
    session.rollback()
    return session.get(CriterionReview, (world.assessment.id, code))


def events(session: Session, world: World, *kinds: str) -> list[Event]:
    session.rollback()
    return list(
        session.scalars(
            select(Event)
            .where(
                Event.subject_type == "assessment",
                Event.subject_id == world.assessment.id,
                Event.kind.in_(kinds),
            )
            .order_by(Event.sequence)
        )
    )


def settle(world: World, role: str = "standing_body", **typed: str) -> None:
    wanted = {"points": "5", "reason": "Theo danh mục mới nhất", **typed}
    operations.settle_opinions(world.actor(role), world.assessment.id, "2.1", "adjusted", **wanted)


# --- from opinions to a review ------------------------------------------------------------------------------


def test_equal_opinions_become_the_review_at_once(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    for account in pair:
        assert review_of(session, world) is None
        adjust(world, account)
    review = review_of(session, world)
    assert review is not None and (review.decision, review.reason) == ("adjusted", SECRET)
    (told,) = events(session, world, "review")
    assert [one["person"] for one in told.data["opinions"]] == [account.full_name for account in pair]


def test_different_opinions_wait_for_a_third_person(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    assert review_of(session, world) is None
    (told,) = events(session, world, "opinions_differ")
    assert [one["points"] for one in told.data["opinions"]] == ["4321/1000", "15/2"]
    settle(world)
    review = review_of(session, world)
    assert review is not None and (review.points, review.reason) == (5, "Theo danh mục mới nhất")
    (settled,) = events(session, world, "review")
    assert settled.acting_role == "standing_body"
    assert settled.data["opinions"] == told.data["opinions"]


def test_an_opinion_is_changed_until_the_other_is_given(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    adjust(world, pair[0])
    adjust(world, pair[0], points="6")
    give(world, pair[1])
    for account in pair:
        with pytest.raises(GuardRefused, match="đủ hai ý kiến"):
            adjust(world, account)
    assert session.get_one(Opinion, (world.assessment.id, "2.1", 1)).points == 6


def test_accepting_the_rest_gives_ones_own_opinions_alone(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    first, second = (world.make.actor(account) for account in pair)
    adjust(world, pair[0])
    assert operations.accept_rest(first, world.assessment.id) == 4
    assert review_of(session, world, "1.1") is None
    assert operations.accept_rest(second, world.assessment.id) == 5
    assert review_of(session, world, "1.1") is not None
    assert review_of(session, world, "2.1") is None


def test_the_appraisal_ends_once_all_is_agreed_or_settled(
    world: World, pair: tuple[Account, Account]
) -> None:
    first, second = (world.make.actor(account) for account in pair)
    adjust(world, pair[0])
    operations.accept_rest(first, world.assessment.id)
    with pytest.raises(GuardRefused) as refusal:
        operations.finish(first, world.assessment.id)
    assert any("chưa đủ hai ý kiến" in reason for reason in refusal.value.data["reasons"])
    operations.accept_rest(second, world.assessment.id)
    with pytest.raises(GuardRefused) as refusal:
        operations.finish(first, world.assessment.id)
    assert texts.opinions_differ(["2.1"]) in refusal.value.data["reasons"]
    settle(world)
    operations.finish(second, world.assessment.id)


def test_what_is_explained_takes_both_opinions_anew(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    first = world.make.actor(pair[0])
    adjust(world, pair[0])
    adjust(world, pair[1])
    adjust(world, pair[0], "1.2", "1")
    operations.write_question(first, world.assessment.id, "2.1", "Danh mục ở đâu?")
    operations.ask(first, world.assessment.id)
    session.rollback()
    assert session.scalars(select(Opinion.code)).all() == ["1.2"]
    assert review_of(session, world) is None


# --- who settles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["specialist", "auditor", "council_chair", "appraiser"])
def test_others_do_not_settle(world: World, pair: tuple[Account, Account], role: str) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    with pytest.raises((Forbidden, NotFound)):
        settle(world, role)


def test_whoever_gave_an_opinion_does_not_settle(world: World, pair: tuple[Account, Account]) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    with pytest.raises(Forbidden, match="người thứ ba"):
        operations.settle_opinions(
            world.make.actor(pair[0]), world.assessment.id, "2.1", "adjusted", points="5", reason="Lý do"
        )


def test_nothing_is_settled_before_both_are_given_nor_twice(
    world: World, pair: tuple[Account, Account]
) -> None:
    adjust(world, pair[0])
    with pytest.raises(GuardRefused, match="chưa đủ hai ý kiến"):
        settle(world)
    give(world, pair[1])
    settle(world)
    with pytest.raises(GuardRefused, match="đã thống nhất"):
        settle(world, points="6")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"reason": " "}, "reason"), ({"points": "11"}, "points"), ({"points": ""}, "points")],
)
def test_settling_names_the_field_that_is_wrong(
    world: World, pair: tuple[Account, Account], typed: dict[str, str], field: str
) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    with pytest.raises(InvalidInput) as refusal:
        settle(world, **typed)
    assert refusal.value.field == field


def test_after_the_appraisal_is_opened_again_a_third_person_may_change_it(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    for account in pair:
        operations.accept_rest(world.make.actor(account), world.assessment.id)
    with pytest.raises(GuardRefused, match="đã thống nhất"):
        settle(world)
    operations.finish(world.make.actor(pair[0]), world.assessment.id)
    operations.reopen(world.actor("standing_body"), world.assessment.id, reason="Có tài liệu mới")
    settle(world)
    review = review_of(session, world)
    assert review is not None and review.points == 5


# --- two people, each with a place --------------------------------------------------------------------------


def test_nobody_gives_both_opinions(world: World, pair: tuple[Account, Account], session: Session) -> None:
    adjust(world, pair[0])
    row = session.scalars(
        select(assigning.LocalRole).where(assigning.LocalRole.account_id.in_([pair[0].id, pair[1].id]))
    ).all()
    on_unit = [one.id for one in row if one.unit_id == world.unit.id]
    assigning.end(world.actor("standing_body"), world.round.id, on_unit, reason="Đổi người")
    assign(world, part(pair[0], world.unit, lane=2))
    with pytest.raises(Forbidden, match="hai người"):
        give(world, pair[0])


def test_an_appraiser_without_a_place_sees_and_gives_nothing(
    world: World, pair: tuple[Account, Account]
) -> None:
    with pytest.raises(NotFound):
        give(world, world.person("appraiser"))


def test_an_old_page_is_refused(world: World, pair: tuple[Account, Account]) -> None:
    adjust(world, pair[0])
    with pytest.raises(StaleVersion):
        operations.review(
            world.make.actor(pair[0]),
            world.assessment.id,
            "2.1",
            "accepted",
            seen_version=operations.decision_version(world.assessment, None),
        )


# --- nothing is known before both are given -----------------------------------------------------------------


def addresses(session: Session, world: World) -> list[str]:
    """Every page that shows something of the unit's appraisal."""
    session.rollback()
    number = world.assessment.id
    group = session.scalars(select(RoundGroup.id).where(RoundGroup.round_id == world.round.id)).one()
    return [
        "/tham-dinh",
        "/tham-dinh?xep=-td",
        "/tham-dinh/tieu-chi",
        f"/tham-dinh/tieu-chi/{group}/2.1",
        f"/tham-dinh/tieu-chi/{group}/2.1?loc=chua",
        f"/tham-dinh/don-vi/{number}?muc=1",
        f"/tham-dinh/don-vi/{number}?muc=2",
        f"/tham-dinh/don-vi/{number}/thong-nhat/2.1",
        "/tham-dinh/khac-biet",
        f"/nhat-ky/assessment/{number}",
        f"/nhat-ky/round/{world.round.id}",
        "/nhat-ky",
        f"/danh-gia/{number}/dien-bien",
        "/viec-can-lam",
        "/bang-tien-do",
    ]


def seen(browser: FlaskClient, session: Session, world: World) -> dict[str, str]:
    return {address: browser.get(address).text for address in addresses(session, world)}


TOLD = (SECRET, POINTS, "4321/1000", "4.321")


@pytest.mark.parametrize(
    "reader", ["other", "standing_body", "auditor", "appraiser", "council_chair", "specialist", "leader"]
)
def test_one_opinion_alone_is_known_to_nobody_else(
    world: World, session: Session, pair: tuple[Account, Account], act_as: ActAs, reader: str
) -> None:
    account = pair[1] if reader == "other" else world.person(reader)
    before = totals(seen(act_as(account), session, world))
    adjust(world, pair[0])
    after = seen(act_as(account), session, world)
    assert len(after) == 15
    leaks = [(address, word) for address, text in after.items() for word in TOLD if word in text]
    assert leaks == []
    assert totals(after) == before


def totals(pages: dict[str, str]) -> dict[str, list[str]]:
    """The sums, counts and bars of pages."""
    from lxml import html

    words = ("totals", "tile", "progress", "spread")
    marks = "//*[" + " or ".join(f"contains(@class, '{word}')" for word in words) + "]"
    return {
        address: [element.text_content() for element in html.document_fromstring(text).xpath(marks)]
        for address, text in pages.items()
        if text.lstrip().startswith("<!") and not address.startswith("/nhat-ky")
    }


def test_refusals_and_quick_saves_tell_nothing_of_the_other_opinion(
    world: World, session: Session, pair: tuple[Account, Account], act_as: ActAs
) -> None:
    adjust(world, pair[0])
    browser, number = act_as(pair[1]), world.assessment.id
    for form in (
        {"decision": "adjusted", "points": "99", "reason": "x"},
        {"decision": "adjusted", "points": "3", "reason": ""},
        {"decision": "na_accepted", "reason": "x"},
        {"decision": "accepted", "seen_version": "1"},
    ):
        for headers in ({}, {"Accept": "application/json"}):
            text = browser.post(f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data=form, headers=headers).text
            assert not [word for word in TOLD if word in text]
    finish = browser.post(f"/tham-dinh/don-vi/{number}/ket-thuc")
    assert finish.status_code == 422 and not [word for word in TOLD if word in finish.text]


def test_events_hold_no_opinion_before_both_are_given(
    world: World, session: Session, pair: tuple[Account, Account]
) -> None:
    adjust(world, pair[0])
    assert [event.data for event in events(session, world, "opinion")] == [{"code": "2.1", "lane": 1}]
    assert not [
        event for event in session.scalars(select(Event)) if SECRET in str(event.data) + str(event.comment)
    ]


def test_both_see_both_once_both_are_given(
    world: World, session: Session, pair: tuple[Account, Account], act_as: ActAs
) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    for account in pair:
        page = act_as(account).get(f"/tham-dinh/don-vi/{world.assessment.id}?muc=2").text
        assert SECRET in page and "Hai ý kiến khác nhau" in page
        assert "/thong-nhat/" not in page
        assert SECRET in act_as(account).get("/tham-dinh/khac-biet").text


def test_the_standing_body_settles_on_the_page(
    world: World, session: Session, pair: tuple[Account, Account], act_as: ActAs
) -> None:
    adjust(world, pair[0])
    give(world, pair[1])
    browser = act_as(world.person("standing_body"))
    address = f"/tham-dinh/don-vi/{world.assessment.id}/thong-nhat/2.1"
    assert address in browser.get("/tham-dinh/khac-biet").text
    for page in ("/tham-dinh/khac-biet", address, f"/ky-danh-gia/{world.round.id}/phan-cong"):
        assert linting.faults(browser.get(page).text) == []
    refused = browser.post(address, data={"decision": "adjusted", "points": "5", "reason": ""})
    assert refused.status_code == 422 and 'value="5"' in refused.text
    done = browser.post(
        address,
        data={"decision": "adjusted", "points": "5", "reason": "Theo danh mục"},
        follow_redirects=True,
    )
    assert "Đã ghi điểm thống nhất" in done.text and address not in done.text


def test_the_list_of_differences_takes_one_query_more_for_however_many(
    world: World, session: Session, pair: tuple[Account, Account], act_as: ActAs
) -> None:
    browser = act_as(world.person("standing_body"))
    adjust(world, pair[0])
    give(world, pair[1])
    with counted() as one:
        browser.get("/tham-dinh/khac-biet")
    for code in ("1.1", "1.2", "1.3"):
        adjust(world, pair[0], code, "0,5")
        give(world, pair[1], code)
    with counted() as four:
        page = browser.get("/tham-dinh/khac-biet").text
    assert len(four) == len(one) and page.count("/thong-nhat/") == 4


# --- sets of criteria ---------------------------------------------------------------------------------------


@pytest.fixture
def parted(world: World) -> tuple[Account, Account]:
    """The first unit parted between two people by main index, one of whom has the second unit too."""
    first, second = appraisers(world, 2)
    mode(world)
    assign(
        world,
        part(first, world.unit, "1"),
        part(second, world.unit, "2"),
        part(second, world.other_unit),
    )
    stages.received(world)
    return first, second


def test_a_criterion_of_another_is_refused_by_name(world: World, parted: tuple[Account, Account]) -> None:
    first, second = parted
    give(world, first, "1.1")
    with pytest.raises(Forbidden, match=second.full_name):
        give(world, first, "2.1")
    with pytest.raises(Forbidden, match=second.full_name):
        operations.write_question(world.make.actor(first), world.assessment.id, "2.1", "Ở đâu?")
    operations.write_question(world.actor("standing_body"), world.assessment.id, "2.1", "Ở đâu?")


def test_accepting_the_rest_accepts_ones_own(
    world: World, session: Session, parted: tuple[Account, Account]
) -> None:
    first, second = (world.make.actor(account) for account in parted)
    assert operations.accept_rest(first, world.assessment.id) == 3
    assert review_of(session, world) is None
    assert operations.accept_rest(second, world.assessment.id) == 2
    operations.finish(first, world.assessment.id)


def test_pages_mark_what_is_ones_own(
    world: World, session: Session, parted: tuple[Account, Account], act_as: ActAs
) -> None:
    first, second = parted
    group = session.scalars(select(RoundGroup.id).where(RoundGroup.round_id == world.round.id)).one()
    browser = act_as(first)
    theirs = browser.get(f"/tham-dinh/don-vi/{world.assessment.id}?muc=2").text
    assert (
        "Không thuộc phần anh/chị" in theirs and second.full_name in theirs and 'name="points"' not in theirs
    )
    assert 'name="points"' in browser.get(f"/tham-dinh/don-vi/{world.assessment.id}?muc=1").text
    listed = browser.get("/tham-dinh/tieu-chi").text
    assert f"/tieu-chi/{group}/1.1" in listed and f"/tieu-chi/{group}/2.1" not in listed
    assert "Sở Y tế" not in browser.get("/tham-dinh").text
    rows = act_as(second).get(f"/tham-dinh/tieu-chi/{group}/1.1").text
    assert "Sở Y tế" in rows and "Sở Tư pháp" not in rows.split("<tbody>")[1]
