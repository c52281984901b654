"""The dossier: submitted, returned, approved as seen, published in one instant, and never by halves."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, outbox
from app.assessments.models import Assessment, Sheet
from app.council import operations as council
from app.database import transaction
from app.documents import dossier, drafting, register
from app.documents.building import common
from app.documents.dossier_papers import FIRST
from app.documents.models import Document, RegisterEntry
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, WrongState
from app.extensions import db
from app.results.models import ResultVersion
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.integration.documents.conftest import Paper

Work = Callable[[], None]


def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(sa.select(table)))
            for table in db.metadata.sorted_tables
        }


def publish(world: World, **values: Any) -> str:
    return dossier.issue_decision(
        world.actor("secretariat"), world.round.id, **{"issued_on": clock.today(), **values}
    )


def decide(world: World, hash_: str | None = None) -> None:
    seen = stages.dossier_hash(world) if hash_ is None else hash_
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=seen)


def give_back(world: World) -> None:
    dossier.return_dossier(world.actor("chairman"), world.round.id, reason="Bổ sung giải trình")


def test_submitting_draws_up_both_papers_at_once(world: World, paper: Paper) -> None:
    stages.submitted(world)
    assert paper("submission").state == paper("decision").state == "draft"
    assert paper("decision").result_id == paper("submission").result_id
    assert paper("submission").data["counts"]["units"] == 2


def test_an_old_dossier_is_not_approved(world: World, session: Session) -> None:
    stages.submitted(world)
    before = everything()
    with pytest.raises(GuardRefused, match="Hồ sơ trình đã thay đổi"):
        decide(world, "0" * 64)
    assert everything() == before


def test_a_sheet_changed_behind_the_dossier_is_noticed(world: World, session: Session) -> None:
    stages.submitted(world)
    seen = stages.dossier_hash(world)
    sheet = session.scalars(select(Sheet).where(Sheet.stage == "council")).first()
    assert sheet is not None
    other = Sheet(
        **{
            column.name: getattr(sheet, column.name)
            for column in sa.inspect(Sheet).columns
            if column.name not in ("id", "number")
        },
        number=sheet.number + 1,
    )
    other.content_hash = "f" * 64
    session.add(other)
    session.flush()
    session.execute(
        sa.text(
            "UPDATE current_sheets SET sheet_id = :new WHERE assessment_id = :about AND stage = 'council'"
        ),
        {"new": other.id, "about": sheet.assessment_id},
    )
    session.commit()
    with pytest.raises(GuardRefused):
        decide(world, seen)


def test_returned_withdrawn_and_submitted_again(world: World, paper: Paper, session: Session) -> None:
    stages.submitted(world)
    first = paper("decision").id
    give_back(world)
    session.rollback()
    papers = session.scalars(select(Document).where(Document.kind.in_(FIRST.kinds))).all()
    assert {document.state for document in papers} == {"replaced"}
    assert session.get_one(Round, world.round.id).state == "concluded"
    dossier.submit(world.actor("standing_body"), world.round.id)
    assert paper("decision").id != first
    versions = session.scalars(select(ResultVersion).order_by(ResultVersion.number)).all()
    assert [version.state for version in versions] == ["returned", "submitted"]
    stages.number_submission(world)
    decide(world)
    publish(world)


def test_an_issued_submission_keeps_its_number_when_the_dossier_comes_back(
    world: World, paper: Paper, session: Session
) -> None:
    stages.submitted(world)
    assert stages.number_submission(world).startswith("01/")
    give_back(world)
    dossier.submit(world.actor("standing_body"), world.round.id)
    assert stages.number_submission(world).startswith("02/")
    session.rollback()
    assert [entry.number for entry in session.scalars(select(RegisterEntry))] == [1, 2]


def test_the_decision_waits_for_the_number_of_the_submission(world: World, paper: Paper) -> None:
    stages.submitted(world)
    decide(world)
    before = everything()
    with pytest.raises(GuardRefused, match="cấp số Tờ trình trước"):
        publish(world)
    assert everything() == before
    stages.number_submission(world)
    assert publish(world) == "01/QĐ-UBND"
    assert "Tờ trình số 01/" in paper("decision").data["bases"][-1]


def test_nothing_is_published_before_the_chairman_has_approved(world: World) -> None:
    stages.submitted(world)
    stages.number_submission(world)
    with pytest.raises(WrongState):
        publish(world)


def test_the_decision_bears_no_day_before_its_approval(world: World) -> None:
    stages.decided(world)
    with pytest.raises(InvalidInput) as refused:
        publish(world, issued_on=clock.today().replace(year=clock.today().year - 1))
    assert refused.value.field == "issued_on"


def test_everything_is_public_in_one_instant(world: World, paper: Paper, session: Session) -> None:
    stages.decided(world)
    states = set(session.scalars(select(Assessment.state)))
    assert states == {"settled"} and not session.scalar(select(Sheet.id).where(Sheet.stage == "final"))
    assert publish(world, number="385") == "385/QĐ-UBND"
    session.rollback()
    assert session.get_one(Round, world.round.id).state == "published"
    assert set(session.scalars(select(Assessment.state))) == {"published"}
    assert len(session.scalars(select(Sheet.id).where(Sheet.stage == "final")).all()) == 2
    decision = paper("decision")
    assert (decision.state, decision.number) == ("issued", 385)
    assert decision.data["letterhead"]["number"] == 385
    result = session.scalars(select(ResultVersion)).one()
    assert result.state == "published" and decision.result_id == result.id
    with pytest.raises(DomainError):
        publish(world)


@pytest.mark.parametrize("role", ["standing_body", "secretariat", "council_chair", "auditor"])
def test_only_the_chairman_approves_or_returns(world: World, role: str) -> None:
    stages.submitted(world)
    with pytest.raises(Forbidden):
        dossier.decide(world.actor(role), world.round.id, dossier_hash=stages.dossier_hash(world))
    with pytest.raises(Forbidden):
        dossier.return_dossier(world.actor(role), world.round.id, reason="Không")


def test_a_return_needs_its_reason(world: World) -> None:
    stages.submitted(world)
    with pytest.raises(InvalidInput):
        dossier.return_dossier(world.actor("chairman"), world.round.id, reason="  ")


def minutes_of_conclusion(world: World) -> Document:
    """Each meeting has minutes of its own; these are the ones papers cite."""
    world.make.session.rollback()
    found = common.concluding_minutes(world.make.session, world.round.id)
    assert found is not None
    return found


def test_reopened_and_concluded_again_the_minutes_tell_the_last_meeting(
    world: World, paper: Paper, work: Work
) -> None:
    stages.concluded(world)
    work()
    first = paper("council_minutes").id
    council.reopen_council(world.actor("standing_body"), world.round.id, reason="Có khiếu nại")
    stages.meet(world, "Phòng họp số 3")
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Giữ nguyên kết quả.")
    work()
    again = minutes_of_conclusion(world)
    assert again.id != first and again.data["place"] == "Phòng họp số 3"
    assert again.data["conclusions"] == ["Giữ nguyên kết quả."]


class Crash(Exception):
    """The power fails."""


Step = tuple[Callable[[World], object], Callable[[World], object]]
STEPS: dict[str, Step] = {
    "submit": (
        stages.concluded,
        lambda world: dossier.submit(world.actor("standing_body"), world.round.id),
    ),
    "return": (stages.submitted, give_back),
    "decide": (stages.submitted, decide),
    "publish": (stages.decided, publish),
    "number": (stages.submitted, stages.number_submission),
}
PLACES: dict[str, tuple[Any, str]] = {
    "history": (history, "append"),
    "outbox": (outbox, "put"),
    "rendering": (drafting, "queue_rendering"),
    "register": (register, "stamp"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_on_the_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    arrive, act = STEPS[step]
    arrive(world)
    before = everything()
    for module, name in PLACES.values():
        turn = 0
        while crashes(monkeypatch, module, name, turn, lambda: act(world)):
            assert everything() == before
            turn += 1
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", crashing(Session.commit, 0))
        with pytest.raises(Crash):
            act(world)
    assert everything() == before
    act(world)


def crashes(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, turn: int, act: Callable[[], object]
) -> bool:
    """Act with a crash at the n-th call of a function; False (and nothing done) when it is called less."""
    calls = crashing(getattr(module, name), turn)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, calls)
        patch.setattr(Session, "commit", crashing(Session.commit, 0))
        with pytest.raises(Crash):
            act()
    return turn < calls.made


class crashing:
    """A function whose n-th call (from 0) is the end; `made` counts the calls, that one too."""

    def __init__(self, real: Callable[..., Any], turn: int) -> None:
        self.real, self.turn, self.made = real, turn, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.made += 1
        if self.made > self.turn:
            raise Crash
        return self.real(*given, **named)


def test_a_transaction_is_what_an_action_is(world: World) -> None:
    with pytest.raises(RuntimeError, match="second transaction"), transaction():
        dossier.submit(world.actor("standing_body"), world.round.id)
