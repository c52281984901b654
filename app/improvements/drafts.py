"""What a task says, checked the same however it is typed; and the quarters reports may be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.errors import InvalidInput
from app.improvements.models import ImprovementTask
from app.improvements.quarters import quarters
from app.improvements.queries import Place
from app.messages import improvements as texts


@dataclass(frozen=True)
class Draft:
    """What a task says: what is to be done by which unit, with whom, to what end, until when."""

    unit_id: int
    title: str
    due_on: date
    code: str | None = None
    coordinating: str = ""
    target: str = ""


def check(draft: Draft, known: Mapping[int, Place]) -> Draft:
    """The draft without needless spaces; raises InvalidInput for the first thing wrong with it."""
    clean = Draft(
        draft.unit_id,
        draft.title.strip(),
        draft.due_on,
        (draft.code or "").strip() or None,
        draft.coordinating.strip(),
        draft.target.strip(),
    )
    place = known.get(clean.unit_id)
    if place is None:
        raise InvalidInput(texts.UNIT_UNKNOWN, field="unit_id")
    for name in ("title", "target"):
        if not getattr(clean, name):
            raise InvalidInput(texts.needed(texts.LABELS[name]), field=name)
    for name in ("title", "coordinating", "target"):
        if len(getattr(clean, name)) > texts.LONGEST[name]:
            refusal = texts.too_long(texts.LABELS[name], texts.LONGEST[name])
            raise InvalidInput(refusal, field=name, typed=getattr(clean, name))
    if clean.code is not None and clean.code not in {leaf.code for leaf in place.framework.leaves}:
        raise InvalidInput(texts.unknown_code(clean.code), field="code", typed=clean.code)
    if clean.due_on < clock.today():
        raise InvalidInput(texts.DUE_PAST, field="due_on", typed=f"{clean.due_on:%d/%m/%Y}")
    return clean


def of_task(task: ImprovementTask) -> Draft:
    """What a stored task says."""
    return Draft(task.unit_id, task.title, task.due_on, task.code, task.coordinating, task.target)


def periods(task: ImprovementTask) -> Sequence[str]:
    """The quarters a unit may report on: from that in which the task was drawn up to the present one."""
    return quarters(clock.local(task.created_at).date(), clock.today())
