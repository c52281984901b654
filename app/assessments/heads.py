"""What every page of an assessment shows above its content: state, deadline, totals, tabs."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.assessments import explanations
from app.assessments.general import section_tab, section_url
from app.assessments.queries import Opened
from app.assessments.reading import Filled
from app.assessments.suppliers import own
from app.messages import assessments as texts
from app.rounds.deadlines import ENTRY, EXPLANATION
from frameworks import wording
from frameworks.model import Node


def head(session: Session, actor: Actor, opened: Opened, filled: Filled) -> dict[str, Any]:
    """What every page of an assessment shows above its content."""
    definition = catalog.of_item(opened.assessment)
    scores = filled.scores
    return {
        "assessment": opened.assessment,
        "round": opened.round,
        "unit": opened.unit,
        "group": opened.group,
        "state": opened.assessment.state,
        "state_title": definition.states[opened.assessment.state].title,
        "deadline": deadline(session, opened),
        "total": str(float(scores.total)),
        "total_display": wording.number(scores.total),
        "maximum": str(float(opened.framework.maximum)),
        "maximum_display": wording.number(opened.framework.maximum),
        "filled": filled.done,
        "leaves": len(own(opened.framework).leaves),
        "own": actor.unit_id == opened.unit.id and actor.unit_role is not None,
    }


def deadline(session: Session, opened: Opened) -> dict[str, Any] | None:
    """The deadline of the present stage as the strip says it, None where none binds the unit."""
    now = clock.now()
    name = catalog.of_item(opened.assessment).states[opened.assessment.state].deadline
    if name == ENTRY:
        term, what = opened.window, texts.ENTRY
    elif name == EXPLANATION:
        asked = explanations.term(session, opened)
        if asked is None:
            return None
        term, what = asked, texts.EXPLAINING
    else:
        return None
    day = term.day_that_counts(now)
    late = term.is_late(now) and not term.is_closed(now)
    remark = texts.LATE_BUT_OPEN if late else texts.extension_shown(term.limit) if term.extended else None
    return {
        "title": what,
        "date": f"{day:%d/%m/%Y}",
        "days_left": term.days_left(now),
        "hours_left": max(0, int((clock.end_of_day(day) - now).total_seconds() // 3600)),
        "closed": term.is_closed(now),
        "extension": remark,
    }


def pillar_tabs(
    opened: Opened, main: Node | None, endpoint: str = "assessments.form"
) -> list[dict[str, Any]]:
    """The pillars, each leading to its first main index; none where the framework has but one tree."""
    roots = opened.framework.roots
    if len(roots) < 2 or roots[0].level != "pillar":
        return []
    return [
        {
            "title": root.title,
            "url": url_for(endpoint, assessment_id=opened.assessment.id, muc=_first_main(root).code),
            "active": main is not None and any(node.code == main.code for node in root.walk()),
        }
        for root in roots
    ]


def _first_main(root: Node) -> Node:
    return next(node for node in root.walk() if node.level == "main")


def main_tabs(
    opened: Opened, filled: Filled, main: Node | None, endpoint: str = "assessments.form"
) -> list[dict[str, Any]]:
    """The main indexes (of the present pillar) with how much of each is filled, before them the general
    information; `main` is None where that is shown."""
    framework = opened.framework
    shown = framework.mains[0] if main is None else main
    root = next(root for root in framework.roots if any(node is shown for node in root.walk()))
    siblings = [
        node for node in framework.mains if root.level != "pillar" or any(node is one for one in root.walk())
    ]
    tabs = []
    if framework.general and endpoint == "assessments.form":
        tabs.append(section_tab(opened, filled, main is None))
    for node in siblings:
        codes = [code for code in framework.leaves_under[node.code] if code in own(framework).codes]
        done = sum(filled.scores.lines[code].status != "blank" for code in codes)
        tabs.append(
            {
                "title": f"{node.label}. {node.title}",
                "url": url_for(endpoint, assessment_id=opened.assessment.id, muc=node.code),
                "active": node is main,
                "badge": f"{done}/{len(codes)}" if codes else "",
                "done": bool(codes) and done == len(codes),
            }
        )
    return tabs


def neighbour(opened: Opened, main: Node | None, by: int) -> dict[str, str] | None:
    """The main index before or after this one; the general information stands before the first."""
    mains = opened.framework.mains
    place = -1 if main is None else next(place for place, node in enumerate(mains) if node is main)
    place += by
    if place == -1 and opened.framework.general:
        return {"title": texts.GENERAL, "url": section_url(opened.assessment.id)}
    if not 0 <= place < len(mains):
        return None
    node = mains[place]
    return {
        "title": f"{node.label}. {node.title}",
        "url": url_for("assessments.form", assessment_id=opened.assessment.id, muc=node.code),
    }
