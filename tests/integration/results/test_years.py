"""A unit's result beside that of its last round: what continues, what is new, and who may see it."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import Account, RoleGrant
from app.keeping.models import CriterionMapping, FrameworkVersion
from app.results import years
from app.results.queries import row_of
from app.results.years import Comparison
from app.rounds.models import Round, RoundGroup
from app.units.models import UnitPredecessor
from frameworks.loader import parse_framework
from frameworks.model import Framework
from tests import stages
from tests.conftest import DATA
from tests.factories import Maker, World

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def two_years(make: Maker) -> World:
    """The world after two published rounds."""
    world = World(make)
    stages.published(world)
    next_round(world, world.round.year + 1)
    stages.published(world)
    return world


def next_round(world: World, year: int, framework: Framework | None = None) -> None:
    """The same bodies and people in a new round of a later year."""
    make = world.make
    world.round = make.round(world.authority, [world.group], state="collecting", year=year)
    if framework is not None:
        group = make.session.query(RoundGroup).filter_by(round_id=world.round.id).one()
        group.framework_version, group.framework_hash = framework.version, framework.hash
    world.assessment = make.assessment(world.round, world.unit)
    world.other_assessment = make.assessment(world.round, world.other_unit)
    for role, account in world.staff.items():
        make.keep(
            RoleGrant(account_id=account.id, round_id=world.round.id, role=role, granted_at=clock.now())
        )
    make.session.commit()


def comparison(world: World) -> Comparison | None:
    """What the page of the first unit compares."""
    session = world.make.session
    round_ = session.get_one(Round, world.round.id)
    group = session.query(RoundGroup).filter_by(round_id=round_.id).one()
    return years.compared(session, round_, group, row_of(session, round_.id, world.assessment.id))


def test_the_first_round_has_nothing_to_be_compared_with(world: World) -> None:
    stages.published(world)
    assert comparison(world) is None


def test_the_same_framework_continues_criterion_by_criterion(two_years: World) -> None:
    found = comparison(two_years)
    assert found is not None and found.round.year == two_years.round.year - 1
    assert [pair.now.node.code for pair in found.pairs] == [pair.before.node.code for pair in found.pairs]
    assert {pair.change for pair in found.pairs} == {Fraction(0)}
    assert not found.new and not found.ended


def test_another_version_is_compared_where_it_was_mapped(world: World) -> None:
    stages.published(world)
    make = world.make
    next_round(world, world.round.year + 1, framework=kept_version(world, 2))
    stages.published(world)
    found = comparison(world)
    assert found is not None and not found.pairs, "nobody has said yet what continues what"
    assert len(found.new) == len(found.ended) == 5
    make.keep(
        CriterionMapping(
            authority_id=world.authority.id,
            from_framework="small",
            from_version=1,
            from_code="1.1",
            to_framework="small",
            to_version=2,
            to_code="1.1",
            made_by=world.person("standing_body").id,
            made_at=clock.now(),
        )
    )
    found = comparison(world)
    assert found is not None
    assert [(pair.before.node.code, pair.now.node.code) for pair in found.pairs] == [("1.1", "1.1")]
    assert len(found.new) == len(found.ended) == 4


def kept_version(world: World, number: int) -> Framework:
    """The small framework published anew by the standing body."""
    text = (DATA / "small.yaml").read_text().replace("version: 1\n", f"version: {number}\n")
    framework = parse_framework(text)
    world.make.keep(
        FrameworkVersion(
            authority_id=world.authority.id,
            framework_id=framework.id,
            framework_version=number,
            title=framework.title,
            state="published",
            content=text,
            content_hash=framework.hash,
            based_on="small@1",
            decision_number="12/QĐ-UBND",
            decision_date=clock.today(),
            created_by=world.person("standing_body").id,
            created_at=clock.now(),
            changed_at=clock.now(),
            published_by=world.person("standing_body").id,
            published_at=clock.now(),
        )
    )
    return framework


def test_a_unit_that_came_out_of_one_other_has_its_last_result(two_years: World) -> None:
    make = two_years.make
    heir = make.unit(two_years.group, name="Sở Tư pháp mới")
    make.keep(UnitPredecessor(unit_id=heir.id, predecessor_id=two_years.unit.id))
    session = make.session
    row = row_of(session, two_years.round.id, two_years.assessment.id)
    session.expunge(row)
    row.unit_id = heir.id
    group = session.query(RoundGroup).filter_by(round_id=two_years.round.id).one()
    found = years.compared(session, two_years.round, group, row)
    assert found is not None and found.row.unit_id == two_years.unit.id
    make.keep(UnitPredecessor(unit_id=heir.id, predecessor_id=two_years.other_unit.id))
    assert years.compared(session, two_years.round, group, row) is None, "out of two it has none of its own"


def test_the_page_is_for_those_who_see_the_result(two_years: World, act_as: ActAs) -> None:
    address = f"/danh-gia/{two_years.assessment.id}/so-voi-ky-truoc"
    page = act_as(two_years.leader).get(address)
    assert page.status_code == 200 and "5 tiêu chí so sánh được" in page.text.replace("\n", " ")
    assert act_as(two_years.other_leader).get(address).status_code == 404


def test_there_is_no_comparison_before_publication(world: World, act_as: ActAs) -> None:
    stages.received(world)
    address = f"/danh-gia/{world.assessment.id}/so-voi-ky-truoc"
    assert act_as(world.leader).get(address).status_code == 403
