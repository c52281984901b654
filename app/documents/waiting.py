"""Documents that wait for a person to sign them, each for its kind's signer; a decision with its dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.assessments.queries import held
from app.documents.models import Document
from app.documents.queries import DECISIONS, KINDS, seen_by
from app.history import Event
from app.rounds.models import Round
from app.rounds.queries import rounds_of
from app.units.models import Unit
from workflows.model import Worklist

TO_SUBMIT, TO_SIGN, TO_ISSUE = "to_submit", "to_sign", "to_issue"  # the lists of its definition
CLERK = "secretariat"
DECIDING = {"submitted": "decision", "correction_submitted": "correction_decision"}


@dataclass(frozen=True)
class Waiting:
    """One document in the list of what waits for a signature; `since` when it was handed in."""

    id: int
    kind: str
    title: str
    round_id: int
    round_title: str
    unit: str
    since: datetime | None
    with_dossier: bool


def awaits(actor: Actor, round_: Round) -> ColumnElement[bool]:
    """The condition on documents joined with their assessments: handed in, and this person's to sign."""
    roles = policy.round_roles(actor, round_)
    kinds = [kind for kind in KINDS if kind not in DECISIONS and policy.signer_of(kind) in roles]
    if not kinds:
        return false()
    return and_(seen_by(actor, round_), Document.state == "awaiting_signature", Document.kind.in_(kinds))


def awaits_decision(actor: Actor, round_: Round) -> ColumnElement[bool]:
    """The draft decision of a dossier that is on the person's desk."""
    kind = DECIDING.get(round_.state)
    if kind is None or policy.signer_of(kind) not in policy.round_roles(actor, round_):
        return false()
    return and_(seen_by(actor, round_), Document.kind == kind, Document.state == "draft")


def states_of(worklist: Worklist) -> tuple[str, ...]:
    """The states of the documents on a list. A clerk numbers a draft too: many an office has the printed one
    signed by hand, so drafts stand on the clerk's list to issue and not on the one to hand in."""
    return (*worklist.states, "draft") if worklist.name == TO_ISSUE else tuple(worklist.states)


def on_list(actor: Actor, round_: Round, worklist: Worklist) -> ColumnElement[bool]:
    """The condition on documents joined with their assessments: it waits for the person on this list. A
    decision goes with its dossier, which the round's own lists name; what takes no number has no steps."""
    if worklist.name == TO_SIGN:
        return and_(awaits(actor, round_), Document.series != "")
    roles = policy.round_roles(actor, round_) & set(worklist.roles)
    if worklist.name == TO_SUBMIT:
        roles -= {CLERK}
    if not roles or (worklist.name == TO_ISSUE and not policy.can_round(actor, "number_documents", round_)):
        return false()
    return and_(
        seen_by(actor, round_),
        Document.state.in_(states_of(worklist)),
        Document.series != "",
        Document.kind.not_in(DECISIONS),
        or_(Document.assessment_id.is_(None), held(actor, round_, roles)),
    )


def to_sign(session: Session, actor: Actor) -> Sequence[Waiting]:
    """What waits for the person's signature, in every round, the longest waiting first; a fixed number of
    queries."""
    rounds = rounds_of(session, actor)
    handed_in = (
        select(func.max(Event.at))
        .where(
            Event.subject_type == "document", Event.subject_id == Document.id, Event.transition == "submit"
        )
        .scalar_subquery()
    )
    conditions = [or_(awaits(actor, round_), awaits_decision(actor, round_)) for round_ in rounds]
    rows = session.execute(
        select(
            Document.id,
            Document.kind,
            Document.title,
            Document.round_id,
            Round.title.label("round_title"),
            Unit.name.label("unit"),
            handed_in.label("since"),
        )
        .join(Round, Round.id == Document.round_id)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .outerjoin(Unit, Unit.id == Assessment.unit_id)
        .where(or_(false(), *conditions))
        .order_by(handed_in, Document.id)
    )
    return [
        Waiting(**{**row._asdict(), "unit": row.unit or "", "with_dossier": row.kind in DECISIONS})
        for row in rows
    ]
