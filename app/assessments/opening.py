"""Opening a round: every unit of its groups gets its assessment in the same transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.database import transaction
from app.rounds import queries as rounds
from app.rounds.acting import step
from app.rounds.guards import ROUND_GUARDS
from app.rounds.models import Round
from app.units.queries import units_in_force
from workflows import engine


def open_collection(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """Open a round for entry: checks that groups, accounts, people and dates are ready."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        step(
            session,
            round_,
            actor,
            "open",
            ROUND_GUARDS,
            seen_version,
            effects={"create_assessments": lambda: _create_assessments(session, round_)},
        )


def _create_assessments(session: Session, round_: Round) -> None:
    """One assessment for each unit in force on the round's first day."""
    definition = catalog.assessment_workflow(round_)
    present = set(session.scalars(select(Assessment.unit_id).where(Assessment.round_id == round_.id)))
    for group in rounds.groups_of(session, round_.id):
        for unit in units_in_force(session, group.unit_group_id, round_.opens_on):
            if unit.id not in present:
                session.add(
                    Assessment(
                        round_id=round_.id,
                        unit_id=unit.id,
                        round_group_id=group.id,
                        state=definition.initial,
                        workflow=definition.id,
                        workflow_version=definition.version,
                        variables=engine.initial_variables(definition),
                    )
                )
