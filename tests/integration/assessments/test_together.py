"""Two people at the same moment, in real threads on both databases."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import entry, operations
from app.assessments.entry import Typed
from app.assessments.models import Figure, Sheet
from app.errors import DomainError
from app.extensions import db
from app.history import Event, verify_chain
from tests import stages
from tests.factories import World


def together(app: Flask, *actions: Callable[[], object]) -> list[str]:
    """Run the actions at the same moment; what became of each: "done", or the kind of refusal."""
    barrier, outcomes = Barrier(len(actions)), [""] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                action()
                outcomes[place] = "done"
            except DomainError as error:
                outcomes[place] = type(error).__name__
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def chain_is_whole(session: Session, assessment_id: int) -> bool:
    query = select(Event.__table__).where(
        Event.subject_type == "assessment", Event.subject_id == assessment_id
    )
    return verify_chain(session.execute(query.order_by(Event.sequence))) is None


def test_two_values_for_one_figure_are_one_change_and_one_refusal(
    app: Flask, world: World, session: Session
) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    outcomes = together(
        app,
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "3", 0)),
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "5", 0)),
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    assert session.get_one(Figure, (number, "so_hoi_thao")).version == 1
    assert chain_is_whole(session, number)


def test_many_different_figures_at_once_are_all_kept(app: Flask, world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id

    def saving(name: str, text: str) -> Callable[[], object]:
        return lambda: entry.save_figure(specialist, number, Typed(name, text, 0))

    assert set(together(app, *(saving(*pair) for pair in stages.FIGURES.items()))) == {"done"}
    last = entry.save_figure(specialist, number, Typed("so_hoi_thao", stages.FIGURES["so_hoi_thao"]))
    assert (last.filled, str(last.total)) == (5, "301/20")
    assert chain_is_whole(session, number)


def test_two_confirmations_at_once_are_one(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader, number = world.actor("leader"), world.assessment.id
    seen = stages.self_hash(world, world.assessment)
    outcomes = together(app, *[lambda: operations.confirm(leader, number, sheet_hash=seen)] * 2)
    assert sorted(outcomes) == ["WrongState", "done"]
    assert len(session.scalars(select(Sheet).where(Sheet.stage == "self")).all()) == 1
    assert chain_is_whole(session, number)


def test_a_confirmation_against_a_return(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader, number = world.actor("leader"), world.assessment.id
    seen = stages.self_hash(world, world.assessment)
    outcomes = together(
        app,
        lambda: operations.confirm(leader, number, sheet_hash=seen),
        lambda: operations.return_to_specialist(leader, number, reason="Sửa"),
    )
    assert sorted(outcomes) == ["WrongState", "done"]
    assert chain_is_whole(session, number)


def test_a_figure_saved_while_it_is_submitted_is_either_in_or_refused(
    app: Flask, world: World, session: Session
) -> None:
    stages.fill(world, world.assessment)
    specialist, number = world.actor("specialist"), world.assessment.id
    outcomes = together(
        app,
        lambda: operations.submit(specialist, number),
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "1")),
    )
    assert outcomes[0] == "done"
    value = session.get_one(Figure, (number, "so_hoi_thao")).value
    assert value == ("1" if outcomes[1] == "done" else stages.FIGURES["so_hoi_thao"])
