"""Data of the papers that correct a published result: the submission and the decision that amends another."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.assessments import sheets
from app.assessments.models import Assessment, Complaint
from app.council.models import CouncilSession, OpenPoint
from app.documents.building import acting, common, naming
from app.documents.building.annexes import annexes
from app.documents.building.publication import assessed_words, laws
from app.documents.models import Document
from app.messages import documents as texts
from app.rendering import data
from app.rendering.numbers import day_words
from app.results.models import ResultVersion
from app.results.queries import Change, changes, published_result, rows_of, running_result
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.units.models import Authority, Unit
from frameworks.model import Framework
from frameworks.sheet import from_canonical_sheet

DECISIONS = ("decision", "correction_decision")


def correction_submission(session: Session, round_id: int) -> data.CorrectionSubmission:
    """Tờ trình điều chỉnh: the complaints the council accepted, and what becomes of the result."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    before, after = versions(session, round_id)
    leader = common.unit_person(session, body.id, "leader")
    heard, followers = _heard(session, round_)
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority), body.name.upper(), f"TTr-{body.symbol}", authority.place_name
        ),
        "year": round_.year,
        "assessed": assessed_words(session, round_, authority),
        "addressee": authority.head_title,
        "submitter": body.name,
        "approver": authority.head_title.removesuffix(authority.place_name).strip(),
        "bases": [
            *laws(session, authority, "submission"),
            texts.amended_basis(amended(session, authority, before), round_.year),
            *_meeting_bases(session, round_, authority, before),
        ],
        "amended": amended(session, authority, before),
        "council": texts.council_name(naming.council_owner(authority)),
        "decimals": round_.decimals,
        "complaints": heard,
        "followers": followers,
        "corrected": _corrected(changes(rows_of(session, before.id), rows_of(session, after.id))),
        "attachments": [texts.DRAFT_CORRECTION],
        "acted": acting.of_last(session, "round", round_id, "submit_correction"),
        "signature": common.signature([body.head_title], leader),
        "recipients": common.recipients([texts.AS_ABOVE, texts.COUNCIL_REPORT], "VT"),
    }


def correction_decision(session: Session, round_id: int) -> data.CorrectionDecision:
    """Quyết định điều chỉnh kết quả: which decision it amends, every unit that changes, the whole ranking."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    before, after = versions(session, round_id)
    rows = rows_of(session, after.id)
    chairman = next(iter(common.holders(session, round_, "chairman")), None)
    groups = groups_of(session, round_id)
    head = common.head_of(authority.head_title, authority.name)
    return {
        "letterhead": common.letterhead(
            None, common.full_authority(authority), f"QĐ-{authority.symbol}", authority.place_name
        ),
        "authority": authority.head_title.upper(),
        "authority_words": authority.head_title,
        "assessed": assessed_words(session, round_, authority),
        "year": round_.year,
        "bases": correction_bases(session, round_, authority, body),
        "amended": amended(session, authority, before),
        "corrected": _corrected(changes(rows_of(session, before.id), rows)),
        "standing_body": body.name,
        "portal": naming.portal(authority),
        "executors": naming.executors(
            authority, common.office(body.head_title, body.name), [group.title for group in groups]
        ),
        "decimals": round_.decimals,
        "groups": annexes(session, authority, groups, rows),
        "acted": [],
        "signature": common.signature([head], chairman),
        "recipients": common.recipients(
            [texts.AS_ARTICLE_3, naming.portal_recipient(authority)], f"VT, {body.symbol}"
        ),
    }


def correction_bases(session: Session, round_: Round, authority: Authority, body: Unit) -> list[str]:
    """The legal bases in printed order, then the decision that is amended, the submission last."""
    before, _ = versions(session, round_.id)
    paper = common.live_document(session, round_.id, "correction_submission")
    number, day = common.reference_of(paper, f"TTr-{body.symbol}")
    head = common.office(body.head_title, body.name)
    return [
        *laws(session, authority, "decision"),
        texts.amended_basis(amended(session, authority, before), round_.year),
        texts.correction_basis(head, number, day, assessed_words(session, round_, authority), round_.year),
    ]


def versions(session: Session, round_id: int) -> tuple[ResultVersion, ResultVersion]:
    """The result that counts, and the one on the desk that would take its place."""
    before, after = published_result(session, round_id), running_result(session, round_id)
    if before is None or after is None:
        raise LookupError(f"round {round_id} has no correction under way")
    return before, after


def decision_of(session: Session, result: ResultVersion) -> Document | None:
    """The decision by which a version was published."""
    return session.scalar(
        select(Document)
        .where(
            Document.result_id == result.id,
            Document.kind.in_(DECISIONS),
            Document.state.not_in(("replaced", "draft", "recalled")),
        )
        .order_by(Document.id.desc())
        .limit(1)
    )


def amended(session: Session, authority: Authority, before: ResultVersion) -> str:
    """How the decision that is amended is cited: number, day, who decided."""
    paper = decision_of(session, before)
    number, day = common.reference_of(paper, f"QĐ-{authority.symbol}")
    return texts.amended_decision(number, day, authority.head_title)


def _corrected(found: Iterable[Change]) -> list[data.CorrectedUnit]:
    return [
        {
            "unit": change.after.unit_name,
            "before_points": change.before.published,
            "after_points": change.after.published,
            "before_rank": change.before.rank if change.before.ranked else None,
            "after_rank": change.after.rank if change.after.ranked else None,
            "before_band": change.before.band,
            "after_band": change.after.band,
        }
        for change in found
    ]


def _meeting_bases(session: Session, round_: Round, authority: Authority, before: ResultVersion) -> list[str]:
    """The days on which the council looked at complaints since the result that counts."""
    days = session.scalars(
        select(CouncilSession.held_on)
        .where(
            CouncilSession.round_id == round_.id,
            CouncilSession.opened_at.is_not(None),
            CouncilSession.opened_at > before.created_at,
            CouncilSession.id.in_(
                select(OpenPoint.session_id).where(
                    OpenPoint.round_id == round_.id, OpenPoint.decided_at > before.created_at
                )
            ),
        )
        .order_by(CouncilSession.number)
    )
    owner = naming.council_owner(authority)
    return [texts.meeting_basis(day_words(day), owner) for day in dict.fromkeys(days)]


def _heard(session: Session, round_: Round) -> tuple[list[data.ComplaintHeard], list[str]]:
    """The accepted complaints in printed order, and the units that are corrected without one."""
    rows = session.execute(
        select(Assessment, Unit, RoundGroup, Complaint)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .outerjoin(Complaint, (Complaint.assessment_id == Assessment.id) & (Complaint.state == "reviewing"))
        .where(Assessment.round_id == round_.id, Assessment.state == "corrected")
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    ).all()
    heard: list[data.ComplaintHeard] = []
    for assessment, unit, group, complaint in rows:
        if complaint is not None:
            framework = catalog.of(group)
            heard.append(
                {
                    "unit": unit.name,
                    "letter": complaint.letter_number,
                    "filed_on": clock.local(complaint.filed_at).date().isoformat(),
                    "criteria": [_criterion(framework, code) for code in complaint.codes],
                    "points": _points(session, assessment, framework),
                }
            )
    return heard, [unit.name for _, unit, _, complaint in rows if complaint is None]


def _criterion(framework: Framework, code: str) -> str:
    return f"{common.paper_label(framework, code)} {framework.nodes[code].title}"


def _points(session: Session, assessment: Assessment, framework: Framework) -> list[data.CorrectedPoint]:
    """The criteria on which the council's present sheet is not the published one."""
    before = sheets.as_published(session, assessment.id)["council"]
    after = sheets.current(session, assessment.id, "council")
    if after is None:
        return []
    old, new = _lines(before.content), _lines(after.content)
    differences: Any = from_canonical_sheet(after.content).meta["differences"]
    return [
        {
            "label": common.paper_label(framework, code),
            "before": old[code]["points"],
            "after": line["points"],
            "reason": differences.get(code, {}).get("reason") or None,
        }
        for code, line in new.items()
        if code in framework.nodes and line["points"] != old[code]["points"]
    ]


def _lines(content: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = from_canonical_sheet(content).data["lines"]
    return found
