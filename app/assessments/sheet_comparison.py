"""Any two sheets of a unit side by side, among those the person may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, messages, policy
from app.accounts.actor import Actor
from app.assessments.entry import show_value
from app.assessments.labels import full_label
from app.assessments.models import SHEET_STAGES, Sheet
from app.assessments.queries import Opened
from app.errors import NotFound
from app.history import Event
from app.messages import assessments as words
from app.messages import sheet_comparison as texts
from app.messages.delegating import doer
from frameworks import wording
from frameworks.model import Framework
from frameworks.sheet import from_canonical_sheet
from frameworks.sheet_difference import FigureChange, LineDifference, Side, compare

NEEDS = {
    "self": "view_self_sheet",
    "appraisal": "view_appraisal",
    "council": "view_council",
    "final": "view_final",
}
MANAGED = "compare_sheets"  # asked where the definition knows it
SETTLED = ("published", "closed")


def may_compare(actor: Actor, opened: Opened) -> bool:
    """Whether the person may lay sheets of this unit side by side now."""
    return policy.can(actor, _needed(opened), opened.assessment, opened.round)


def _needed(opened: Opened) -> str:
    return MANAGED if MANAGED in catalog.of_item(opened.assessment).permissions else "view_steps"


def offered(session: Session, actor: Actor, opened: Opened) -> list[Sheet]:
    """The frozen sheets the person may see, stage by stage, oldest first.

    What the council settled and took back before publishing is not public: after publication only who sees
    its votes sees more than the sheets that were published.
    """
    assessment, round_ = opened.assessment, opened.round
    stages = [stage for stage, need in NEEDS.items() if policy.can(actor, need, assessment, round_)]
    found = session.scalars(
        select(Sheet).where(Sheet.assessment_id == assessment.id, Sheet.stage.in_(stages)).order_by(Sheet.id)
    ).all()
    if assessment.state in SETTLED and not policy.can(actor, "view_votes", assessment, round_):
        public = _published(found)
        found = [sheet for sheet in found if sheet.stage != "council" or sheet.id in public]
    return sorted(found, key=lambda sheet: (SHEET_STAGES.index(sheet.stage), sheet.number))


def _published(sheets: Sequence[Sheet]) -> set[int]:
    """The council's sheets that a final one followed directly."""
    public: set[int] = set()
    last: int | None = None
    for sheet in sheets:
        if sheet.stage == "council":
            last = sheet.id
        elif sheet.stage == "final" and last is not None:
            public.add(last)
    return public


def key(sheet: Sheet) -> str:
    """How the address names a sheet."""
    return f"{sheet.stage}-{sheet.number}"


def page(
    session: Session, actor: Actor, opened: Opened, left: str, right: str, *, everything: bool = False
) -> dict[str, Any]:
    """Two sheets side by side; NotFound for a sheet that is not there or not for this person."""
    policy.require(actor, _needed(opened), opened.assessment, opened.round)
    sheets = {key(sheet): sheet for sheet in offered(session, actor, opened)}
    for asked in (left, right):
        if asked and asked not in sheets:
            raise NotFound(messages.NOT_FOUND, sheet=asked, actor=actor.id)
    context: dict[str, Any] = {
        "assessment": opened.assessment,
        "unit": opened.unit,
        "round": opened.round,
        "group": opened.group,
        "everything": everything,
        "choices": [
            (name, texts.sheet_title(sheet.stage, sheet.number, clock.local(sheet.frozen_at)))
            for name, sheet in sheets.items()
        ],
    }
    if len(sheets) < 2:
        return {**context, "left": "", "right": "", "compared": None}
    names = list(sheets)
    left = left or next(name for name in names if name != right)
    right = right or next(name for name in reversed(names) if name != left)
    compared = _compared(session, actor, opened, sheets[left], sheets[right], everything)
    return {**context, "left": left, "right": right, "compared": compared}


def _compared(
    session: Session, actor: Actor, opened: Opened, left: Sheet, right: Sheet, everything: bool
) -> dict[str, Any]:
    framework = opened.framework
    found = compare(from_canonical_sheet(left.content), from_canonical_sheet(right.content), framework)
    by = _people(session, actor, opened, left, right)
    lines = found.lines if everything else found.changed
    titles = [texts.short_title(sheet.stage, sheet.number) for sheet in (left, right)]
    return {
        "titles": titles,
        "hashes": list(zip(titles, (left.content_hash, right.content_hash), strict=True)),
        "equal": found.equal,
        "changed": len(found.changed),
        "rows": [_row(framework, line, by) for line in lines],
        "figures": [_figure(framework, change, by) for change in found.figures],
        "totals": [
            (texts.TOTALS[name], wording.number(a), wording.number(b), texts.change(b - a))
            for name, (a, b) in found.totals.items()
        ],
    }


def _people(
    session: Session, actor: Actor, opened: Opened, left: Sheet, right: Sheet
) -> Mapping[tuple[str, str], str]:
    """Who last changed each figure and declaration between the two sheets, for who sees the history."""
    if not policy.can(actor, "view_history", opened.assessment, opened.round):
        return {}
    since, until = sorted((left.frozen_at, right.frozen_at))
    events = session.scalars(
        select(Event)
        .where(
            Event.subject_type == "assessment",
            Event.subject_id == opened.assessment.id,
            Event.kind.in_(("figure", "entry")),
            Event.at >= since,
            Event.at <= until,
        )
        .order_by(Event.sequence)
    )
    return {
        (event.kind, str(event.data.get("name") or event.data.get("code"))): texts.changed_by(
            doer(event), clock.local(event.at)
        )
        for event in events
    }


def _row(framework: Framework, line: LineDifference, by: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """One criterion as the page shows it."""
    node = framework.nodes.get(line.code)
    a, b = line.before, line.after
    status = ("", "", "")
    if _status(a) != _status(b):
        status = (_status(a), _status(b), by.get(("entry", line.code), ""))
    return {
        "label": full_label(framework, line.code) if node else line.code,
        "title": node.title if node else "",
        "differs": line.differs,
        "points": [_points(a), _points(b)],
        "change": texts.change(line.change),
        "status": status if any(status) else None,
        "figures": [_figure(framework, change, by) for change in line.figures],
        "reasons": _reasons(a, b),
    }


def _status(side: Side | None) -> str:
    if side is None:
        return ""
    title = words.STATUS_TITLES.get(side.status, side.status)
    return f"{title} ({texts.EXCLUDED})" if side.excluded else title


def _points(side: Side | None) -> str:
    return "" if side is None else wording.number(side.points)


def _reasons(before: Side | None, after: Side | None) -> list[dict[str, str]]:
    """Why a person set the points, where the two sheets do not say the same."""
    old, new = before.why if before else None, after.why if after else None
    if old == new:
        return []
    return [
        {"by": words.by_vote(why["by"], why), "reason": why["reason"], "side": side}
        for side, why in (("left", old), ("right", new))
        if why
    ]


def _figure(framework: Framework, change: FigureChange, by: Mapping[tuple[str, str], str]) -> dict[str, str]:
    field = framework.inputs.get(change.name)
    values = [
        (show_value(field, value) if field else value) if value is not None else texts.NO_FIGURE
        for value in (change.before, change.after)
    ]
    return {
        "title": field.title if field else change.name,
        "before": values[0],
        "after": values[1],
        "by": by.get(("figure", change.name), ""),
    }
