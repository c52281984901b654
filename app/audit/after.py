"""What changed of a unit after its leader first confirmed: by criterion, as its reader may see it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.assessments.labels import full_label
from app.assessments.models import Sheet
from app.assessments.queries import open_for
from app.audit import queries
from app.history import Event
from app.messages import audit as texts
from frameworks.model import Framework

# What a person said or did about a criterion, a figure or a file; steps stand in the timeline.
KINDS = (
    "figure",
    "entry",
    "answer",
    "objection",
    "evidence_added",
    "evidence_removed",
    "review",
    "opinion",
    "opinions_differ",
    "question",
    "objection_answer",
    "point_raised",
    "point_decided",
    "vote",
    "discussed",
    "stepped_out",
    "stepped_in",
    "figures_imported",
    "expert_marked",
)


def page(session: Session, actor: Actor, assessment_id: int) -> dict[str, Any]:
    """The page's content; raises NotFound or Forbidden where the history is not for this person."""
    opened = open_for(session, actor, assessment_id, "view_history")
    confirmed = session.execute(
        select(Sheet.content_hash, Sheet.frozen_at)
        .where(Sheet.assessment_id == assessment_id, Sheet.stage == "self")
        .order_by(Sheet.number)
        .limit(1)
    ).first()
    context: dict[str, Any] = {"opened": opened, "confirmed": None, "groups": []}
    if confirmed is None:
        return context
    about = queries.of_item("assessment", assessment_id)
    sequence = session.scalar(
        select(func.min(Event.sequence)).where(about, Event.sheet_hash == confirmed.content_hash)
    )
    step = session.scalar(select(Event).where(about, Event.sequence == sequence))
    if step is None:
        return context
    events = session.scalars(
        select(Event)
        .where(
            queries.visible_events(session, actor),
            (about & (Event.sequence > step.sequence))
            | (queries.of_item("supplied", assessment_id) & (Event.at > step.at)),
            Event.kind.in_(KINDS),
        )
        .order_by(Event.at, Event.id)
    ).all()
    told = queries.told(session, [step, *events])
    groups: dict[str, list[dict[str, Any]]] = {}
    for event, one in zip(events, told[1:], strict=True):
        groups.setdefault(code_of(event, opened.framework), []).append(one)
    place = {code: number for number, code in enumerate(opened.framework.nodes)}
    context["confirmed"] = told[0]
    context["groups"] = [
        (heading(code, opened.framework), groups[code])
        for code in sorted(groups, key=lambda code: place.get(code, len(place)))
    ]
    return context


def code_of(event: Event, framework: Framework) -> str:
    """The criterion an event is about: its own, or the first that reads its figure; nothing where none."""
    data = event.data if isinstance(event.data, dict) else {}
    if data.get("code"):
        return str(data["code"])
    name = str(data.get("name"))
    users = framework.leaves_using(name) if name in framework.inputs else ()
    return users[0].code if users else ""


def heading(code: str, framework: Framework) -> str:
    """A criterion's number and title."""
    if code not in framework.nodes:
        return code or texts.NO_CRITERION
    return f"{full_label(framework, code)} {framework.nodes[code].title}"
