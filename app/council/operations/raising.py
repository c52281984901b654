"""Questions put before the council, each on one criterion of one unit with the points proposed."""

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, policy
from app.accounts.actor import Actor
from app.appraisal.operations import refuse_excluded, typed_points
from app.assessments import queries as assessments
from app.assessments import sheets
from app.assessments.labels import full_label
from app.assessments.queries import Opened
from app.council.candidates import Wanted, candidates
from app.council.models import OpenPoint
from app.council.operations import record
from app.database import transaction
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput
from app.messages import appraisal as appraisal_texts
from app.messages import council as texts
from app.rounds import queries as rounds
from frameworks.numbers import round_half_up
from frameworks.sheet import from_canonical_sheet


def raise_point(actor: Actor, assessment_id: int, code: str, *, question: str, proposed: str) -> int:
    """Put a question on one criterion before the council, with the points proposed; returns its id.

    Points typed as the published sheet prints them are the published points, to the last place: else what a
    complaint changed could not be put back.
    """
    with transaction() as session:
        opened = assessments.open_for(session, actor, assessment_id, "raise_open_point", lock=True)
        node = opened.framework.nodes.get(code)
        if node is None or not node.is_leaf:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
        if not question.strip():
            raise InvalidInput(texts.QUESTION_NEEDED, field="question", typed=question)
        points = typed_points(proposed, node.maximum, field="proposed", title=texts.PROPOSED)
        points = _as_published(session, opened, code, points)
        source = "team" if "appraiser" in opened.roles else "member"
        return put(session, actor, opened, code, question, points, source)


def _as_published(session: Session, opened: Opened, code: str, typed: Fraction) -> Fraction:
    """The published points of a criterion where the typed ones are those, rounded; else the typed ones."""
    final = sheets.current(session, opened.assessment.id, "final")
    line = from_canonical_sheet(final.content).data["lines"].get(code) if final is not None else None
    if line is None:
        return typed
    points = Fraction(line["points"])
    return points if round_half_up(points, opened.round.decimals) == typed else typed


def put(
    session: Session,
    actor: Actor,
    opened: Opened,
    code: str,
    question: str,
    points: Fraction,
    source: str,
) -> int:
    """Write one open point with its event, inside the transaction of a caller who locked the assessment."""
    if policy.has_conflict(actor, opened.round.id, opened.unit.id):
        raise Forbidden(appraisal_texts.CONFLICT, rule="nobody raises points on their own unit")
    refuse_excluded(session, opened, code, field="proposed", typed=str(points))
    waiting = session.scalar(
        select(OpenPoint.id).where(
            OpenPoint.assessment_id == opened.assessment.id,
            OpenPoint.code == code,
            OpenPoint.state == "open",
        )
    )
    if waiting is not None:
        raise GuardRefused(texts.ALREADY_OPEN, reasons=[texts.ALREADY_OPEN])
    point = OpenPoint(
        round_id=opened.round.id,
        assessment_id=opened.assessment.id,
        code=code,
        question=question.strip(),
        proposed_points=points,
        source=source,
        raised_by=actor.id,
        raised_at=clock.now(),
    )
    session.add(point)
    session.flush()
    data = {"code": code, "question": point.question, "proposed": str(points), "source": source}
    record.on_unit(session, opened.round.id, opened.assessment.id, actor, "point_raised", data)
    return point.id


def raise_many(
    actor: Actor, round_id: int, wanted: Wanted, keys: Collection[str]
) -> tuple[int, list[tuple[str, str]]]:
    """Put the chosen of these questions before the council; returns how many, and (unit, reason) of the rest.

    What fits is read anew: a choice that fits no longer is told as such. Each in its own savepoint.
    """
    done, refused = 0, []
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "view_session")
        found = {one.key: one for one in candidates(session, actor, round_, wanted)}
        for key in dict.fromkeys(keys):
            one = found.get(key)
            if one is None:
                refused.append((key, texts.FITS_NO_LONGER))
                continue
            try:
                with session.begin_nested():
                    opened = assessments.open_for(
                        session, actor, one.assessment.id, "raise_open_point", lock=True
                    )
                    put(session, actor, opened, one.code, one.question, one.proposed, wanted.source)
                done += 1
            except DomainError as error:
                label = full_label(one.framework, one.code)
                refused.append((texts.unit_and_criterion(one.unit.name, label), error.message))
    return done, refused
