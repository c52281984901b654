"""The result's part of a correction: a new version beside the old one, which nobody touches.

To submit it, send it back and decide it are the first one's functions (:mod:`app.results.operations`). Each
function is the result's part of one action, inside the transaction that the room of documents opens.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, workflow
from app.accounts.actor import Actor, system_actor
from app.assessments import sheets
from app.assessments.models import Assessment, Complaint
from app.council.cohort import freeze_again
from app.council.sheets import council_content
from app.messages import results as texts
from app.results.models import ResultVersion
from app.results.operations import NO_PAPERS, Course, Effects, make_public, running
from app.rounds.acting import step
from app.rounds.models import Round
from app.workflow import RoomGuard


def publish(
    session: Session,
    round_: Round,
    actor: Actor,
    course: Course,
    number: str,
    seen_version: int | None,
    papers: Effects = NO_PAPERS,
) -> None:
    """The new version becomes the one that counts: final sheets of the corrected units, and the answer to
    every complaint that led to it. The clerk who numbers the decision takes the step; `papers` issue it."""
    result = running(session, round_)
    effects = {
        "publish_corrections": lambda: _publish_corrections(session, round_, actor, result, number),
        **papers,
    }
    make_public(session, round_, actor, number, seen_version, effects, course)


def close(
    session: Session,
    round_: Round,
    actor: Actor,
    guards: dict[str, RoomGuard],
    seen_version: int | None,
) -> None:
    """The round ends: no complaint and no correction any more; every unit's assessment closes with it."""
    effects = {"close_assessments": lambda: _close_assessments(session, round_)}
    step(session, round_, actor, "close", guards, seen_version, effects=effects)


def _publish_corrections(
    session: Session, round_: Round, actor: Actor, result: ResultVersion, number: str
) -> None:
    system = system_actor(round_.authority_id)
    for assessment in session.scalars(
        select(Assessment).where(Assessment.round_id == round_.id).order_by(Assessment.id).with_for_update()
    ):
        content = council_content(session, assessment)
        if assessment.state == "corrected":
            workflow.advance(
                session,
                assessment,
                "assessment",
                "publish_correction",
                system,
                frozenset({"system"}),
                {},
                freeze=lambda stage, one=assessment, held=content: (  # type: ignore[misc]
                    sheets.freeze(session, one, stage, held, system).content_hash
                ),
            )
            continue
        final = sheets.current(session, assessment.id, "final")
        if final is not None and final.content != sheets.canonical("final", content):
            freeze_again(session, assessment, "final", content, system)
    for complaint in session.scalars(
        select(Complaint)
        .join(Assessment, Assessment.id == Complaint.assessment_id)
        .where(Assessment.round_id == round_.id, Complaint.state == "reviewing")
    ):
        complaint.state, complaint.answer = "upheld", texts.complaint_upheld(number)
        complaint.answered_by, complaint.answered_at = actor.id, clock.now()
        complaint.result_number = result.number


def _close_assessments(session: Session, round_: Round) -> None:
    """Take every published assessment to its end, where its workflow knows one."""
    system = system_actor(round_.authority_id)
    for assessment in session.scalars(
        select(Assessment)
        .where(Assessment.round_id == round_.id, Assessment.state == "published")
        .order_by(Assessment.id)
        .with_for_update()
    ):
        if "close" in catalog.of_item(assessment).transitions:
            workflow.advance(session, assessment, "assessment", "close", system, frozenset({"system"}), {})
