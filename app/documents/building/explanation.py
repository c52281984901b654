"""Data of the letter that asks a unit to explain: its questions, its provisional points, the last day."""

from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import explanations
from app.assessments.models import ExplanationItem, ExplanationRequest, Sheet
from app.assessments.suppliers import own
from app.documents.building import common, naming
from app.documents.building.assessment import Subject, subject
from app.explaining.points import pair, sums
from app.messages import documents as texts
from app.rendering import data
from frameworks import sheet as scoring
from frameworks.model import Node
from frameworks.sheet import StoredSheet


def explanation_request(session: Session, assessment_id: int) -> data.ExplanationRequest:
    """Công văn yêu cầu giải trình: of the last request sent, from the sheet that was frozen for it.

    What others hand in is left out as it is left out of the unit's page: before publication it is not the
    unit's to see.
    """
    about = subject(session, assessment_id)
    request = explanations.latest_request(session, assessment_id)
    if request is None or request.due_on is None or request.provisional_sheet_id is None:
        raise LookupError(f"assessment {assessment_id} was sent no provisional points")
    sheet = session.get_one(Sheet, request.provisional_sheet_id)
    provisional, mine = scoring.from_canonical_sheet(sheet.content), _confirmed(session, sheet)
    visible = own(about.framework).codes
    before, after, left_out = sums(about.framework.leaves, mine, provisional, visible)
    body = common.standing_body(session, about.authority)
    team = naming.team(session, about.round)
    return {
        "letterhead": common.letterhead(
            common.short_authority(about.authority),
            body.name.upper(),
            f"{body.symbol}-{team.letters}",
            about.authority.place_name,
        ),
        "year": about.round.year,
        "unit_name": about.unit.name,
        "framework_title": about.framework_title,
        "sender": body.name,
        "team": team.name,
        "appraisal_round": explanations.appraisal_round(about.assessment),
        "due_on": request.due_on.isoformat(),
        "decimals": about.round.decimals,
        "self_points": common.exact(before),
        "appraised_points": common.exact(after),
        "left_out": left_out,
        "asked": _asked(session, about, request, mine, provisional),
        "lines": [_line(about, node, mine, provisional) for node in about.framework.nodes.values()],
        "sheet_hash": sheet.content_hash,
        "acted": [],  # the unit is not told who of the team asked
        "signature": common.signature([body.head_title], common.unit_person(session, body.id, "leader")),
        "recipients": common.recipients([texts.AS_ABOVE], f"VT, {team.letters}"),
    }


def _confirmed(session: Session, sheet: Sheet) -> StoredSheet:
    """The unit's own sheet that the provisional one was laid over: the last one confirmed before it."""
    content = session.scalar(
        select(Sheet.content)
        .where(Sheet.assessment_id == sheet.assessment_id, Sheet.stage == "self", Sheet.id < sheet.id)
        .order_by(Sheet.id.desc())
        .limit(1)
    )
    if content is None:
        raise LookupError(f"assessment {sheet.assessment_id} has no self sheet before its provisional one")
    return scoring.from_canonical_sheet(content)


def _asked(
    session: Session,
    about: Subject,
    request: ExplanationRequest,
    mine: StoredSheet,
    provisional: StoredSheet,
) -> list[data.AskedCriterion]:
    rows = session.scalars(select(ExplanationItem).where(ExplanationItem.request_id == request.id))
    questions = {item.code: item.question for item in rows}
    found: list[data.AskedCriterion] = []
    for leaf in about.framework.leaves:
        if leaf.code not in questions:
            continue
        before, after = pair(leaf, mine, provisional, own(about.framework).codes)
        found.append(
            {
                "label": common.paper_label(about.framework, leaf.code),
                "title": common.joint_title(leaf),
                "maximum": common.exact(leaf.maximum),
                "self_points": None if before is None else common.exact(before),
                "appraised_points": None if after is None else common.exact(after),
                "question": questions[leaf.code],
            }
        )
    return found


def _line(about: Subject, node: Node, mine: StoredSheet, provisional: StoredSheet) -> data.ProvisionalLine:
    """One row of the annex; a sum is that of the criteria whose points are known, none where none are."""
    visible = own(about.framework).codes
    before: Fraction | None = None
    after: Fraction | None = None
    reason = None
    if node.is_leaf:
        before, after = pair(node, mine, provisional, visible)
        differences = provisional.meta.get("differences", {})
        if isinstance(differences, dict) and node.code in differences and node.code in visible:
            reason = str(differences[node.code]["reason"])
    else:
        leaves = [about.framework.leaf(code) for code in about.framework.leaves_under[node.code]]
        first, second, left_out = sums(leaves, mine, provisional, visible)
        if left_out < len(leaves):
            before, after = first, second
    return {
        "level": node.level,
        "label": node.label,
        "title": common.joint_title(node),
        "maximum": common.exact(node.maximum),
        "leaf": node.is_leaf,
        "self_points": None if before is None else common.exact(before),
        "appraised_points": None if after is None else common.exact(after),
        "reason": reason,
    }
