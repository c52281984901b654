"""What has changed in a form after a certain event: for a leader who has seen it before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, clock, messages
from app.accounts.actor import Actor
from app.assessments.entry import show_value
from app.assessments.panels import text_of
from app.assessments.queries import Opened
from app.history import Event
from app.messages import assessments as texts
from app.messages.delegating import doer
from frameworks.model import Framework

KINDS = ("figure", "entry", "answer", "objection", "evidence_added", "evidence_removed")
WITHOUT_OBJECTIONS = tuple(kind for kind in KINDS if kind != "objection")
# After these the form goes back to the specialist: what the leader saw last stands before them.
RETURNS = ("return_to_specialist", "recall", "ask_explanation", "return_explanation")


def last_sequence(session: Session, assessment_id: int) -> int:
    """The number of the newest event, to find later what came after it."""
    return session.scalar(select(func.max(Event.sequence)).where(*_of(assessment_id))) or 0


def last_return(session: Session, assessment_id: int) -> Event | None:
    """The last event after which the specialist went on working."""
    return session.scalar(
        select(Event)
        .where(*_of(assessment_id), Event.transition.in_(RETURNS))
        .order_by(Event.sequence.desc())
        .limit(1)
    )


def since(
    session: Session, opened: Opened, sequence: int, kinds: Sequence[str] = KINDS
) -> list[dict[str, Any]]:
    """What differs now from what stood at event `sequence`: each figure, declaration, answer and file once.

    What was changed and changed back is no difference.
    """
    events = session.scalars(
        select(Event)
        .where(*_of(opened.assessment.id), Event.sequence > sequence, Event.kind.in_(kinds))
        .order_by(Event.sequence)
    ).all()
    return summed_up(opened.framework, events)


def summed_up(framework: Framework, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Many events as differences, in the order of the form."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for event in events:
        kind, name, before, after = _difference(event)
        known = found.setdefault((kind, name), {"before": before})
        known |= {"after": after, "by": messages.by_whom(doer(event), clock.local(event.at))}
    place = {code: position for position, code in enumerate(framework.nodes)}
    rows = [
        (place.get(_code(framework, kind, name), len(place)), _shown(framework, kind, name, row))
        for (kind, name), row in found.items()
        if row["before"] != row["after"]
    ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def since_return(
    session: Session, opened: Opened, kinds: Sequence[str] = KINDS
) -> tuple[str, list[dict[str, Any]]] | None:
    """The heading and the differences since the form last went back; None when it never did."""
    event = last_return(session, opened.assessment.id)
    if event is None:
        return None
    step = catalog.of_item(opened.assessment).transitions[event.transition or ""].title
    who = messages.by_whom(doer(event), clock.local(event.at))
    return texts.changes_since(step, who), since(session, opened, event.sequence, kinds)


def _of(assessment_id: int) -> tuple[Any, ...]:
    return Event.subject_type == "assessment", Event.subject_id == assessment_id


def _difference(event: Event) -> tuple[str, str, Any, Any]:
    """Kind, name, and the contents before and after; a file is there or not."""
    data: Mapping[str, Any] = event.data
    if event.kind == "figure":
        return "figure", data["name"], data["before"], data["after"]
    if event.kind in ("entry", "answer", "objection"):
        return event.kind, data["code"], data["before"], data["after"]
    present = event.kind == "evidence_added"
    name = f"{data['code']}\n{data['filename']}"
    return "file", name, None if present else data["filename"], data["filename"] if present else None


def _code(framework: Framework, kind: str, name: str) -> str:
    if kind == "figure":
        users = framework.leaves_using(name) if name in framework.inputs else ()
        return users[0].code if users else ""
    return name.partition("\n")[0]


def _shown(framework: Framework, kind: str, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One difference as the list of changes shows it."""
    code = _code(framework, kind, name)
    label = text_of(framework).labels.get(code, code)
    before, after = row["before"], row["after"]
    if kind == "figure" and name in framework.inputs:
        field = framework.inputs[name]
        return {
            "code": field.general or label,
            "title": field.title,
            "before": show_value(field, before),
            "after": show_value(field, after),
            "by": row["by"],
        }
    title = framework.nodes[code].title if code in framework.nodes else ""
    if kind == "entry":
        shown = {"before": _declared(before), "after": _declared(after)}
        return {"code": label, "title": f"{title} – {texts.CHANGED_STATUS.lower()}", "by": row["by"], **shown}
    if kind in texts.CHANGED_WORDS:
        title = f"{title} – {texts.CHANGED_WORDS[kind].lower()}"
    return {"code": label, "title": title, "before": before, "after": after, "by": row["by"]}


def _declared(entry: Mapping[str, Any]) -> str:
    parts = (texts.STATUS_TITLES.get(entry.get("status") or "", ""), entry.get("reason"), entry.get("note"))
    return ". ".join(part for part in parts if part)


def last_step_by(session: Session, opened: Opened, actor: Actor) -> str | None:
    """The transition this person took last, if nobody took another one since."""
    event = session.execute(
        select(Event.transition, Event.actor_id, Event.target)
        .where(*_of(opened.assessment.id), Event.transition.is_not(None))
        .order_by(Event.sequence.desc())
        .limit(1)
    ).first()
    if event is None or event.actor_id != actor.id or event.target != opened.assessment.state:
        return None
    return str(event.transition)
